"""Lets a lecturer hear a frame or a text at once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from lecture.build import read_arrays, take_job
from lecture.errors import LectureError
from lecture.plan import Frame, Lecture, build_root
from lecture.script import Script, script_of_text
from lecture.steps import resolve
from lecture.store import place


def say_frame_or_text(lecture: Lecture, what: str, out: Path | None, engine: str | None, voice: str | None) -> Path:
    """Speaks a frame (its number or slug) or a text into a WAV file, and plays it when no file is asked for.

    Raises:
        LectureError: the frame's trace was not made yet, the engine is missing, or nothing here can play sound.
    """
    frame = next((frame for frame in lecture.frames if what in (frame.number, frame.slug)), None)
    script = _frame_script(frame) if frame else script_of_text(what)
    job = take_job(lecture, frame or lecture.frames[0], script, engine)
    if voice:
        job["voice"] = voice
    with tempfile.TemporaryDirectory() as folder:
        resolve("voice.door:make_take")(job, Path(folder))
        take = Path(folder) / "take.wav"
        if out is not None:
            place(take, out)
            return out
        resolve("voice.player:play_file")(take)
        return take


def _frame_script(frame: Frame) -> Script:
    script = frame.script
    if not script.placeholders:
        return script
    for folder in ("traces", "traces-quick"):
        path = build_root(frame.root) / folder / f"{frame.trace}.npz"
        if path.exists():
            return script.filled(read_arrays(path))
    mend = "run 'render.py models --quick' first"
    raise LectureError("its numbers come from a trace that was not made yet", path=frame.path, mend=mend)
