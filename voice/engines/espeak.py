"""The engine that is small and speaks a hundred languages: espeak-ng, through pyttsx3."""

from __future__ import annotations

from collections.abc import Sequence

from voice.engines.base import Manner, Reading, SpokenSentence
from voice.engines.front import need_pyttsx3, utterances
from voice.prosody import joined
from voice.queued_driver import package_version


class ENGINE:
    """espeak-ng; the voice is a language such as en-us or en-gb."""

    def read(self, sentences: Sequence[SpokenSentence], manner: Manner) -> Reading:
        from voice import pyttsx3_espeak
        from voice.espeak_times import espeak

        espeak().set_voice(manner.voice)
        properties = {"voice": manner.voice, "rate": pyttsx3_espeak.NATURAL_RATE * manner.rate, "volume": 1.0}
        spoken = utterances(pyttsx3_espeak.register(), [sentence.text for sentence in sentences], properties)
        return joined(spoken, sentences, manner.rate)

    def check(self) -> None:
        from voice.espeak_times import espeak

        need_pyttsx3()
        espeak()

    def versions(self) -> dict[str, str]:
        from voice.espeak_times import library_version

        return {"espeak-ng": library_version(), "pyttsx3": package_version("pyttsx3")}
