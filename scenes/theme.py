"""The look of the lecture in one place: colours by meaning, type scale, fonts and the places on the screen."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

FONT_FOLDER: Final = Path(__file__).resolve().parent / "fonts"

# Fontconfig reads this variable when the first text is set. With only our own files in sight the pixels are the
# same on every machine, whatever is installed there.
os.environ["FONTCONFIG_FILE"] = str(FONT_FOLDER / "fonts.conf")

import manimpango  # noqa: E402  (after the variable above)
from manim import config  # noqa: E402

FONT: Final = "Inter"
MONO: Final = "JetBrains Mono"
FONT_FILES: Final = tuple(sorted([*FONT_FOLDER.glob("*.otf"), *FONT_FOLDER.glob("*.ttf")]))

# --- Colours by meaning -----------------------------------------------------------------------------------------
BACKGROUND: Final = "#0F1420"
PANEL: Final = "#1A2233"  # filled surfaces: cards, blocks, chips
PANEL_EDGE: Final = "#3A4760"  # their hairline; decorative, never the only carrier of meaning
GRID: Final = "#2A3448"  # grid lines behind data; decorative
AXIS: Final = "#8592A8"  # axes and ticks
TEXT: Final = "#F2F5FA"
MUTED: Final = "#A9B4C6"  # secondary text, still 4.5:1 on background and panel
FAINT: Final = "#78859B"  # idle graphics, dimmed lines (3:1); not for text
ACCENT: Final = "#FFE72A"  # "look here"
GOOD: Final = "#2EE8AF"
BAD: Final = "#F0626B"

DATA: Final = "#7DB3FC"
ENCODER: Final = "#2EE8AF"
LATENT: Final = "#FFE72A"
DECODER: Final = "#E39AD0"
GENERATOR: Final = "#FEA354"
DISCRIMINATOR: Final = "#A08AFF"
REAL: Final = DATA  # what is real is data …
FAKE: Final = GENERATOR  # … and what is fake comes from a generator
LOSS: Final = "#F0626B"
POSITIVE: Final = DATA  # signed values: bars and heat strips
NEGATIVE: Final = GENERATOR

MEANING: Final[dict[str, str]] = {
    "data": DATA,
    "encoder": ENCODER,
    "latent": LATENT,
    "decoder": DECODER,
    "generator": GENERATOR,
    "discriminator": DISCRIMINATOR,
    "real": REAL,
    "fake": FAKE,
    "loss": LOSS,
    "text": TEXT,
    "muted": MUTED,
    "accent": ACCENT,
    "good": GOOD,
    "bad": BAD,
}

# Ten classes (digits 0 … 9), apart from one another under the three colour-vision deficiencies as far as ten can be.
CLASS_COLORS: Final = (
    "#3699FC",
    "#F8A90D",
    "#33CB88",
    "#F6555C",
    "#B57BD2",
    "#FFF07A",
    "#B8E9EA",
    "#EF8BD6",
    "#9B9C9D",
    "#C6823A",
)

# --- Type -------------------------------------------------------------------------------------------------------
# Sizes are the em in pixels of a 1080-line picture. Measured with Manim 0.22: a font_size of 1 is an em of 1.875 px
# (Inter's capitals, 0.727 em, are 136.4 px high at font_size 100), so MathTypst and Text take `font_size(px)`.
TITLE: Final = 54.0
HEADING: Final = 44.0
BODY: Final = 36.0
LABEL: Final = 30.0
SMALL: Final = 26.0
SMALLEST: Final = 24.0  # the floor: nothing is ever smaller
PIXELS_PER_FONT_POINT: Final = 1.875
PIXELS_PER_UNIT: Final = 135.0  # 1080 px are 8 units

# --- Places (Manim units; the picture is 14.222 × 8 with the origin in its middle) --------------------------------
FRAME_WIDTH: Final = 128 / 9
FRAME_HEIGHT: Final = 8.0
MARGIN: Final = 0.65
TITLE_Y: Final = 3.38  # middle of the title line
TITLE_LEFT: Final = -FRAME_WIDTH / 2 + MARGIN
STAGE_LEFT: Final = -FRAME_WIDTH / 2 + MARGIN
STAGE_RIGHT: Final = FRAME_WIDTH / 2 - MARGIN
STAGE_TOP: Final = 2.85
STAGE_BOTTOM: Final = -3.0
STAGE_WIDTH: Final = STAGE_RIGHT - STAGE_LEFT
STAGE_HEIGHT: Final = STAGE_TOP - STAGE_BOTTOM
STAGE_CENTER: Final = (0.0, (STAGE_TOP + STAGE_BOTTOM) / 2, 0.0)
CAPTION_TOP: Final = -FRAME_HEIGHT / 2 * 0.76  # below this line (12 % of the height) only captions stand

# --- Lines ------------------------------------------------------------------------------------------------------
THIN: Final = 2.0
LINE: Final = 3.0
THICK: Final = 5.0
CORNER: Final = 0.12

# --- Motion (seconds) -------------------------------------------------------------------------------------------
QUICK: Final = 0.4
STEP: Final = 0.8
SLOW: Final = 1.6


def font_size(pixels: float) -> float:
    """Manim font_size whose em is `pixels` high in a 1080-line picture."""
    return pixels / PIXELS_PER_FONT_POINT


def units(pixels: float) -> float:
    """Manim units of a length given in pixels of a 1080-line picture."""
    return pixels / PIXELS_PER_UNIT


def rgb(color: str) -> tuple[int, int, int]:
    """The three 8-bit channels of a `#RRGGBB` colour."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def luminance(color: str) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white), by WCAG 2.1."""
    parts = [c / 255 for c in rgb(color)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: str, second: str) -> float:
    """WCAG 2.1 contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def ink_on(color: str) -> str:
    """Black or white, whichever reads better on a colour (at least 4.58:1)."""
    return max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, color))


def mix(first: str, second: str, share: float) -> str:
    """The colour `share` of the way from first to second, mixed in sRGB."""
    mixed = (round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def register_fonts() -> None:
    """Make the project's own font files known to Pango; harmless when called twice."""
    known = set(manimpango.list_fonts())
    if {FONT, MONO} <= known:
        return
    for file in FONT_FILES:
        manimpango.register_font(str(file))


def apply() -> None:
    """Set Manim's background to the theme's; fonts are registered when this module is imported."""
    config.background_color = BACKGROUND


register_fonts()
apply()
