"""The default voice: hibari-tts, a small neural engine, through our pyttsx3 driver."""

from __future__ import annotations

from collections.abc import Sequence

from voice.engines.base import Manner, Reading, SpokenSentence
from voice.engines.front import need_pyttsx3, utterances
from voice.prosody import joined
from voice.queued_driver import package_version


class ENGINE:
    """hibari-tts; voices heart, fenrir, emma, fable, kore (heart comes with the package)."""

    def read(self, sentences: Sequence[SpokenSentence], manner: Manner) -> Reading:
        from voice import pyttsx3_hibari
        from voice.hibari_times import voice_file

        voice_file(manner.voice)
        properties = {
            "voice": manner.voice,
            "rate": pyttsx3_hibari.NATURAL_RATE * manner.rate,
            "volume": 1.0,
            "pronunciations": dict(manner.pronunciations),
        }
        spoken = utterances(pyttsx3_hibari.register(), [sentence.text for sentence in sentences], properties)
        return joined(spoken, sentences, manner.rate)

    def check(self) -> None:
        from voice.hibari_times import timed_hibari, voice_file

        need_pyttsx3()
        voice_file("heart")
        timed_hibari("heart")

    def versions(self) -> dict[str, str]:
        return {name: package_version(name) for name in ("hibari-tts", "onnxruntime", "pyttsx3")}
