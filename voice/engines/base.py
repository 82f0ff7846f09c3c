"""What every engine is given and must give back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from voice.queued_driver import Samples

Span = tuple[int, int]  # start and end, in samples


@dataclass(frozen=True)
class SpokenSentence:
    """A sentence in its spoken form: tokens without spaces, each owned by one written word."""

    tokens: tuple[str, ...]
    owners: tuple[int, ...]  # for each token the index of its written word, counted through the whole job
    pause: float | None = None  # seconds of silence asked for after it
    paragraph_end: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.tokens)


@dataclass(frozen=True)
class Manner:
    """How it is to be spoken."""

    voice: str
    rate: float = 1.0  # 1 = the voice's natural pace
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    recording: Path | None = None


@dataclass(frozen=True)
class Reading:
    """A whole text, spoken: mono samples and the place of every token, in order."""

    samples: Samples  # (n,)
    rate: int  # samples a second
    tokens: tuple[Span, ...]
    audible: bool = True  # False for an engine that is silent on purpose


class Engine(Protocol):
    """Text to samples and word times; one implementation a file in this package."""

    def read(self, sentences: Sequence[SpokenSentence], manner: Manner) -> Reading:
        """Speaks the sentences.

        Raises:
            LectureError: the engine or the voice is missing (with how to install it), or it failed.
        """

    def check(self) -> None:
        """Loads what it needs.

        Raises:
            LectureError: something is missing; it says how to install it.
        """

    def versions(self) -> dict[str, str]:
        """The versions of all that shapes this engine's sound."""
