"""espeak-ng, called synchronously: samples and the times that its own word events carry."""

from __future__ import annotations

import bisect
import ctypes
import importlib
import re
from functools import lru_cache
from typing import Any

import numpy as np

from lecture.errors import LectureError
from voice.onsets import Energy
from voice.queued_driver import WORD, Samples, Utterance, WordSpan

INSTALL = "apt install libespeak-ng1, or pip install espeakng-loader"
ACRONYM = re.compile(r"(?<![\w-])[A-Z](?:-[A-Z])+(?![A-Za-z-])")
CLAUSE = tuple(",;:.!?…")


class Espeak:
    """The library, which can be initialised only once a process and speaks one text at a time."""

    def __init__(self) -> None:
        self._library, data = _library()
        self.rate = self._library.Initialize(self._library.AUDIO_OUTPUT_SYNCHRONOUS, 1000, data)
        if self.rate <= 0:
            raise LectureError("espeak-ng does not start", mend=INSTALL)
        self._pieces: list[bytes] = []
        self._events: list[tuple[int, float]] = []  # place in the text, seconds
        self._library.SetSynthCallback(self._receive)

    def voices(self) -> list[tuple[str, str, str]]:
        """(identifier, name, language) of each voice."""
        return [
            (voice.identifier.decode(), voice.name.decode(), (voice.languages or b" ")[1:].decode(errors="replace"))
            for voice in self._library.ListVoices(None)
        ]

    def set_voice(self, name: str) -> None:
        """Takes a language (`en-gb`) or a voice's name.

        Raises:
            LectureError: there is no such voice.
        """
        found = [known for known, *others in self.voices() if name.lower() in (word.lower() for word in (known, *others))]
        if not found or self._library.SetVoiceByName(found[0].encode()) != self._library.EE_OK:
            mend = "take a language like en-us or en-gb; espeak-ng --voices lists all"
            raise LectureError(f"espeak-ng has no voice '{name}'", mend=mend)

    def speak(self, text: str, words_a_minute: float) -> Utterance:
        """Text to samples (n,) and word times."""
        read = _letters(text)
        self._library.SetParameter(self._library.RATE, round(words_a_minute), 0)
        self._pieces, self._events = [], []
        flags = self._library.CHARS_UTF8 | self._library.ENDPAUSE
        if self._library.Synth(read.encode(), flags=flags) != self._library.EE_OK:
            raise LectureError("espeak-ng refuses the text")
        samples = (np.frombuffer(b"".join(self._pieces), "<i2") / np.float32(32768.0)).astype(np.float32)
        return Utterance(samples, self.rate, tuple(_spans(text, read, self._events, samples, self.rate)))

    def _receive(self, wave: Any, count: int, events: Any) -> int:
        """espeak-ng's callback: nothing here may raise, or the library hangs."""
        index = 0
        while events[index].type != self._library.EVENT_LIST_TERMINATED:
            if events[index].type == self._library.EVENT_WORD:
                self._events.append((events[index].text_position - 1, events[index].audio_position / 1000.0))
            index += 1
        if count > 0:
            self._pieces.append(ctypes.string_at(wave, count * ctypes.sizeof(ctypes.c_short)))
        return 0


def _letters(text: str) -> str:
    """In acronyms like V-A-E the letter A as a word that is read like it: espeak-ng would say the article."""
    return ACRONYM.sub(lambda found: found[0].replace("A", "eigh"), text)


def _spans(text: str, read: str, events: list[tuple[int, float]], samples: Samples, rate: int) -> list[WordSpan]:
    """Each word begins with the first event inside it and ends where the next one begins, or where the sound stops."""
    words = list(WORD.finditer(text))
    places = list(WORD.finditer(read))
    energy = Energy(samples, rate)
    first, last = energy.bounds()
    starts = _starts([place.start() for place in places], [place.end() for place in places], events, last / rate)
    spans = []
    for index, word in enumerate(words):
        start = max(round(starts[index] * rate), first)
        end = round(starts[index + 1] * rate) if index + 1 < len(words) else last
        gap = energy.gap(start, end + rate // 20, end) if word[0].endswith(CLAUSE) and index + 1 < len(words) else None
        end = gap[0] if gap else min(end, last)
        spans.append(WordSpan(word[0], word.start(), word.end() - word.start(), min(start, last), end))
    return _in_order(spans)


def _starts(begins: list[int], ends: list[int], events: list[tuple[int, float]], length: float) -> list[float]:
    """Seconds at which each word begins; words without an event of their own share the time up to the next.

    Some events of the library belong to a clause instead of a word: they lie outside of all words, and out of order.
    """
    events = sorted(event for event in events if event[0] >= 0)
    places = [place for place, _ in events]
    known: list[float | None] = []
    for begin, end in zip(begins, ends, strict=True):
        at = bisect.bisect_left(places, begin)
        known.append(events[at][1] if at < len(events) and places[at] < end else None)
    anchors = [(index, value) for index, value in enumerate(known) if value is not None]
    anchors = [(-1, 0.0)] * (not anchors or anchors[0][0] != 0) + anchors + [(len(known), length)]
    return [float(np.interp(index, [a for a, _ in anchors], [t for _, t in anchors])) for index in range(len(known))]


def _in_order(spans: list[WordSpan]) -> list[WordSpan]:
    ordered, before = [], 0
    for span in spans:
        start = max(span.start, before)
        before = max(span.end, start)
        ordered.append(WordSpan(span.word, span.location, span.length, start, before))
    return ordered


@lru_cache(maxsize=1)
def espeak() -> Espeak:
    """The library, loaded once a process.

    Raises:
        LectureError: it is not installed.
    """
    return Espeak()


def _library() -> tuple[Any, bytes | None]:
    """pyttsx3's binding to the system's library, or else to the one inside the package espeakng-loader."""
    try:
        return importlib.import_module("pyttsx3.drivers._espeak"), None
    except ImportError:
        raise LectureError("pyttsx3 is not installed", mend="pip install pyttsx3") from None
    except RuntimeError:
        pass
    try:
        loader = importlib.import_module("espeakng_loader")
        ctypes.CDLL(loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)  # found by its soname from now on
        return importlib.import_module("pyttsx3.drivers._espeak"), str(loader.get_data_path()).encode()
    except (ImportError, OSError, RuntimeError):
        raise LectureError("espeak-ng is not installed", mend=INSTALL) from None


def library_version() -> str:
    """espeak-ng's own version."""
    return str(espeak()._library.Info(None).decode())
