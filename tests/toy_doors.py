"""Doors for tests of the step runner: they run in worker processes and leave small files."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

from lecture.errors import LectureError


def write(job: dict[str, Any], out: Path) -> None:
    (out / "text.txt").write_text(job["text"])
    with Path(job["log"]).open("a") as log:
        log.write(f"{job['text']}\n")


def sleep(job: dict[str, Any], out: Path) -> None:
    (out / "half.txt").write_text("half")
    Path(job["started"]).write_text(str(os.getpid()))
    time.sleep(60)


def fail(job: dict[str, Any], out: Path) -> None:
    raise LectureError("the digit is missing", path="data.npz", line=3, mend="fetch it again")


def disk_full(job: dict[str, Any], out: Path) -> None:
    raise OSError(28, "No space left on device", str(out))


def scene_on_full_disk(job: dict[str, Any], out: Path) -> None:
    try:
        disk_full(job, out)
    except OSError as error:
        raise LectureError(f"OSError: {error}", path="scenes/s04_vae.py", line=7) from error


def crash(job: dict[str, Any], out: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def process(door: str) -> int:
    """Where a door would be gone through."""
    return os.getpid()


def scratch(door: str) -> str:
    """A file that is needed for a while only."""
    return tempfile.mkstemp()[1]
