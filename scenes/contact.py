"""Contact sheets: a frame's stills side by side, with cue and time."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).resolve().parent / "fonts" / "Inter-Medium.otf"
COLUMNS = 3
CELL = (640, 360)
STRIP = 40  # pixels under a still for its caption
MARGIN = 12
GROUND, INK = "#0A0D15", "#F2F5FA"
RATE = 30


def contact_sheet(clip: Path, target: Path) -> None:
    """Draw one PNG of all stills of a rendered clip (the folder with clip.json), in order, named and timed."""
    report = json.loads((clip / "clip.json").read_text(encoding="utf-8"))
    stills: list[dict[str, Any]] = report["stills"]
    columns = min(COLUMNS, max(1, len(stills)))
    rows = -(-len(stills) // columns)
    wide, high = CELL[0] + MARGIN, CELL[1] + STRIP
    sheet = Image.new("RGB", (columns * wide + MARGIN, rows * high + MARGIN + STRIP), GROUND)
    pen = ImageDraw.Draw(sheet)
    seconds = report["pictures"] / RATE
    pen.text((MARGIN, STRIP / 2 + 4), f"{report['frame']}   {seconds:.1f} s", fill=INK, font=_font(22), anchor="lm")
    starts = {cue["name"]: cue["picture"] for cue in report["cues"]}
    for index, still in enumerate(stills):
        left, top = MARGIN + index % columns * wide, STRIP + index // columns * high
        with Image.open(clip / still["file"]) as image:
            sheet.paste(image.convert("RGB").resize(CELL, Image.Resampling.LANCZOS), (left, top))
        begin = starts.get(still["cue"], 0) / RATE
        caption = f"{still['cue']}   {begin:.1f} – {(still['picture'] + 1) / RATE:.1f} s"
        pen.text((left, top + CELL[1] + STRIP / 2 - 2), caption, fill=INK, font=_font(18), anchor="lm")
    sheet.save(target)


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)
