"""Colours that can be read and told apart, fonts that come with the project, sizes that are what they say."""

from __future__ import annotations

from itertools import combinations

import manimpango
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes import theme
from scenes.mobjects.text import em_pixels, mono, text

TEXT_COLORS = {**theme.MEANING, "muted": theme.MUTED, "axis": theme.AXIS}
GRAPHICS = {"axis": theme.AXIS, "faint": theme.FAINT, **{f"class {i}": c for i, c in enumerate(theme.CLASS_COLORS)}}
TOLD_APART = [
    ("encoder", "decoder"),
    ("generator", "discriminator"),
    ("real", "fake"),
    ("latent", "encoder"),
    ("latent", "decoder"),
    ("data", "latent"),
    ("good", "bad"),
    ("loss", "data"),
    ("encoder", "loss"),
]
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
SIGHT = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}


def lab(color: str, sight: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of a colour as seen with a deficiency."""
    part = np.array(theme.rgb(color)) / 255
    linear = np.clip(sight @ np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4), 0, 1)
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]])
    x, y, z = (np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in to_xyz @ linear / [0.95047, 1, 1.08883])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("ground", [theme.BACKGROUND, theme.PANEL])
@pytest.mark.parametrize("name", TEXT_COLORS)
def test_text_colours_can_be_read(name: str, ground: str) -> None:
    assert theme.contrast(TEXT_COLORS[name], ground) >= 4.5


@pytest.mark.parametrize("name", GRAPHICS)
def test_graphics_stand_out(name: str) -> None:
    assert theme.contrast(GRAPHICS[name], theme.BACKGROUND) >= 3.0


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("pair", TOLD_APART, ids="-".join)
def test_meanings_are_told_apart(pair: tuple[str, str], sight: str) -> None:
    first, second = (lab(theme.MEANING[name], SIGHT[sight]) for name in pair)
    assert np.linalg.norm(first - second) >= 20  # about ten just noticeable differences


@pytest.mark.parametrize("sight", SIGHT)
def test_class_colours_differ(sight: str) -> None:
    seen = [lab(color, SIGHT[sight]) for color in theme.CLASS_COLORS]
    assert min(np.linalg.norm(a - b) for a, b in combinations(seen, 2)) >= 9


def test_contrast_of_known_colours() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # WCAG's own example
    assert theme.contrast("#123456", "#123456") == 1


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_ink_is_readable_on_any_colour(channels: tuple[int, int, int]) -> None:
    ground = "#{:02X}{:02X}{:02X}".format(*channels)
    assert theme.contrast(theme.ink_on(ground), ground) >= 4.5


def test_mix_has_its_ends() -> None:
    assert theme.mix("#102030", "#FFEEDD", 0) == "#102030"
    assert theme.mix("#102030", "#FFEEDD", 1) == "#FFEEDD"
    assert theme.mix("#000000", "#FFFFFF", 0.5) == "#808080"


def test_fonts_are_the_projects_own() -> None:
    families = set(manimpango.list_fonts())
    assert {theme.FONT, theme.MONO} <= families
    assert not families - {theme.FONT, theme.MONO, "Monospace", "Sans", "Serif", "System-ui"}  # nothing of the machine's
    assert (theme.FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE") == 1
    assert len(theme.FONT_FILES) == 6
    assert max(file.stat().st_size for file in theme.FONT_FILES) < 500_000


@pytest.mark.parametrize("size", [theme.SMALLEST, theme.SMALL, theme.LABEL, theme.BODY, theme.HEADING, theme.TITLE])
def test_sizes_are_in_pixels(size: float) -> None:
    capital = text("H", size, weight="NORMAL").height * theme.PIXELS_PER_UNIT
    assert capital == pytest.approx(0.727 * size, rel=0.01)  # Inter's capitals are 0.727 em high
    assert mono("xxxxx", size).advance * theme.PIXELS_PER_UNIT == pytest.approx(0.6 * size)
    assert em_pixels(text("Hamburg", size)) == pytest.approx(size, rel=0.02)
    assert size >= 24


def test_stage_leaves_room_for_captions_and_title() -> None:
    assert theme.STAGE_BOTTOM >= theme.CAPTION_TOP == pytest.approx(-4 + 0.12 * 8)
    assert theme.TITLE_Y - theme.units(theme.TITLE) / 2 - 0.1 > theme.STAGE_TOP
    assert theme.TITLE_Y + theme.units(theme.TITLE) / 2 < 4
    assert pytest.approx(2 * theme.STAGE_RIGHT) == theme.STAGE_WIDTH
