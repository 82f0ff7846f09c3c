"""The one kind of error that a user is meant to read."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path


class LectureError(Exception):
    """A mistake that the user can mend; its text is `path:line: what is wrong; how to mend it`.

    Picklable, so that it crosses process borders whole.
    """

    def __init__(
        self, message: str, *, path: Path | str | None = None, line: int | None = None, mend: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.mend = mend

    def __str__(self) -> str:
        where = ""
        if self.path is not None:
            where = f"{self.path}:{self.line}: " if self.line is not None else f"{self.path}: "
        return where + self.message + (f"; {self.mend}" if self.mend else "")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.message, self.path, self.line, self.mend)


def _rebuild(message: str, path: Path | str | None, line: int | None, mend: str | None) -> LectureError:
    return LectureError(message, path=path, line=line, mend=mend)


def did_you_mean(wrong: str, known: Iterable[str]) -> str | None:
    """A mend that names the closest known word, or None when nothing is close."""
    close = difflib.get_close_matches(wrong, sorted(known), n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else None
