"""A pyttsx3 driver for hibari-tts: `register()`, then `pyttsx3.init("hibari")` in any program."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from voice.hibari_times import all_voices, british, timed_hibari, voice_file
from voice.queued_driver import QueuedDriver, Utterance

NATURAL_RATE = 150.0  # words a minute at hibari's speed 1.0


def register(name: str = "hibari") -> str:
    """Makes this driver known to pyttsx3 under a name, and returns the name."""
    sys.modules[f"pyttsx3.drivers.{name}"] = sys.modules[__name__]
    return name


def buildDriver(proxy: Any) -> HibariDriver:
    """What pyttsx3 calls for a driver."""
    return HibariDriver(proxy)


class HibariDriver(QueuedDriver):
    """Properties: `voice` (heart, …), `rate` in words a minute (150 is natural), `volume`, `pronunciations`.

    `pronunciations` maps words to phonemes in misaki's alphabet, for names that no dictionary has.
    """

    def __init__(self, proxy: Any) -> None:
        super().__init__(proxy)
        self._voice = "heart"
        self._pronunciations: dict[str, str] = {}
        voice_file(self._voice)

    def synthesize(self, text: str) -> Utterance:
        return timed_hibari(self._voice).speak(text, self._rate / NATURAL_RATE, self._pronunciations)

    def voice(self) -> str:
        return self._voice

    def set_voice(self, name: str) -> None:
        voice_file(name)
        self._voice = name

    def voices(self) -> list[Any]:
        from pyttsx3.voice import Voice

        return [
            Voice(name, f"hibari {name}", ["en-gb" if british(name) else "en-us"], facts["gender"], None)
            for name, facts in all_voices().items()
            if _here(name)
        ]

    def getProperty(self, name: str) -> Any:
        return dict(self._pronunciations) if name == "pronunciations" else super().getProperty(name)

    def setProperty(self, name: str, value: Any) -> None:
        if name != "pronunciations":
            super().setProperty(name, value)
        elif isinstance(value, Mapping):
            self._pronunciations = {str(word): str(sound) for word, sound in value.items()}
        else:
            raise ValueError("pronunciations: a mapping of words to phonemes")


def _here(name: str) -> bool:
    from lecture.errors import LectureError

    try:
        voice_file(name)
    except LectureError:
        return False
    return True
