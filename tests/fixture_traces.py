"""Frames of the lecture whose traces are committed, so that their scenes can be drawn without trained models.

A fixture trace is a copy of the one that `render.py models` records in build/traces/. When a scene comes to read an array
that the copy doesn't have, copy it anew, and write the golden stills anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lecture.plan import Frame, Lecture, open_lecture, project_root
from lecture.timeline import Timeline

ROOT = project_root()
FOLDER = Path(__file__).parent / "traces"


def week12() -> Lecture:
    return open_lecture("week12", ROOT)


def frames() -> dict[str, Frame]:
    """The frames with a fixture trace, by slug."""
    return {frame.slug: frame for frame in week12().frames if fixture(frame).exists()}


def fixture(frame: Frame) -> Path:
    return FOLDER / f"{frame.trace}.npz"


def job(frame: Frame, trace: Path, timeline: Timeline, folder: Path) -> dict[str, Any]:
    """What the scene room's door wants to know; the timeline is written into a folder."""
    path = folder / "timeline.json"
    path.write_text(timeline.json(), encoding="utf-8")
    names = {"lecture": "week12", "frame": frame.slug, "module": str(frame.module), "class": frame.scene}
    return names | {"timeline": str(path), "trace": str(trace), "trace_meta": None, "quality": "draft", "label": None}
