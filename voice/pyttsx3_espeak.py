"""A pyttsx3 driver for espeak-ng that loses no file and knows its word times, under a name of its own."""

from __future__ import annotations

import sys
from typing import Any

from voice.espeak_times import espeak
from voice.queued_driver import QueuedDriver, Utterance

NATURAL_RATE = 165.0  # words a minute that last as long as the default voice's


def register(name: str = "espeak_timed") -> str:
    """Makes this driver known to pyttsx3 under a name, and returns the name."""
    sys.modules[f"pyttsx3.drivers.{name}"] = sys.modules[__name__]
    return name


def buildDriver(proxy: Any) -> EspeakDriver:
    """What pyttsx3 calls for a driver."""
    return EspeakDriver(proxy)


class EspeakDriver(QueuedDriver):
    """Properties: `voice` (a language such as en-gb, or a voice's name), `rate` in words a minute, `volume`."""

    def __init__(self, proxy: Any) -> None:
        super().__init__(proxy)
        self._voice = "en-us"
        espeak().set_voice(self._voice)

    def synthesize(self, text: str) -> Utterance:
        espeak().set_voice(self._voice)
        return espeak().speak(text, self._rate)

    def voice(self) -> str:
        return self._voice

    def set_voice(self, name: str) -> None:
        espeak().set_voice(name)
        self._voice = name

    def voices(self) -> list[Any]:
        from pyttsx3.voice import Voice

        return [Voice(identifier, name, [language], None, None) for identifier, name, language in espeak().voices()]
