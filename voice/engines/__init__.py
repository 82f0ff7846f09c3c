"""The engines by name; each is imported only when it is asked for."""

from __future__ import annotations

import importlib
from functools import lru_cache

from lecture.errors import LectureError, did_you_mean
from voice.engines.base import Engine

NAMES = ("hibari", "espeak", "recorded", "fake")


@lru_cache(maxsize=len(NAMES))
def engine(name: str) -> Engine:
    """The engine of that name, loaded once a process.

    Raises:
        LectureError: there is no such engine.
    """
    if name not in NAMES:
        raise LectureError(f"no voice engine '{name}'", mend=did_you_mean(name, NAMES) or f"there are: {', '.join(NAMES)}")
    made: Engine = importlib.import_module(f"voice.engines.{name}").ENGINE()
    return made
