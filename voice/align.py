"""Forced alignment of a sentence with its sound by pocketsphinx: when is each word said?"""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import soxr

from lecture.errors import LectureError
from voice.engines.base import Span
from voice.hibari_times import timed_hibari
from voice.lexicon import pronunciations
from voice.queued_driver import Samples

RATE = 16_000
FRAME = 160  # samples of the aligner's frame at its rate: 10 ms
NOISE = 1e-4  # added everywhere: the logarithm of nothing lets the aligner fail
PADDING = RATE // 5  # silence around a sentence, so that its first and last phones are not cut
INSTALL = "pip install pocketsphinx"
WIDE = {"beam": 1e-100, "wbeam": 1e-80, "pbeam": 1e-100}  # with its own narrow beams the aligner loses its way
PHONES = dict(zip("AIOWYiuæɑɐəɛɜɪʊʌɔᵻᵊTbdfhjklmnŋpstvwzðɡɹʃʒʤʧθ", (
    "EY AY OW AW OY IY UW AE AA AH AH EH ER IH UH AH AO IH AH T B D F HH Y K L M N NG P S T V W Z DH G R SH ZH JH CH TH"
).split(), strict=True))  # fmt: skip
_names = itertools.count()
PLAIN = re.compile(r"[^a-z']")


def align(samples: Samples, rate: int, tokens: Sequence[str]) -> list[Span]:
    """When each token of one sentence is said, in samples of `samples` (n,).

    Raises:
        LectureError: the sound does not hold these words, or pocketsphinx is not installed.
    """
    sound = np.pad(np.asarray(soxr.resample(samples, rate, RATE), np.float32), PADDING)
    sound += NOISE * np.random.default_rng(0).standard_normal(len(sound), dtype=np.float32)
    decoder = _decoder()
    names = [f"w{next(_names)}" for _ in tokens]
    for name, token in zip(names, tokens, strict=True):
        _teach(decoder, name, token)
    segments = _segments(decoder, names, sound)
    scale = rate / RATE
    return [
        (max(0, round((start * FRAME - PADDING) * scale)), min(len(samples), round(((end + 1) * FRAME - PADDING) * scale)))
        for start, end in segments
    ]


def _segments(decoder: Any, names: Sequence[str], sound: Samples) -> list[tuple[int, int]]:
    decoder.set_align_text(" ".join(names))
    decoder.start_utt()
    pcm = np.rint(np.clip(sound / max(float(np.abs(sound).max(initial=0.0)), 1e-3) * 0.5, -1, 1) * 32767).astype("<i2")
    decoder.process_raw(pcm.tobytes(), full_utt=True)
    decoder.end_utt()
    found = [(part.word.split("(")[0], part.start_frame, part.end_frame) for part in decoder.seg() or ()]
    words = [(start, end) for word, start, end in found if word in names]
    if len(words) != len(names):
        raise LectureError("the words cannot be found in the sound")
    return words


def _teach(decoder: Any, name: str, token: str) -> None:
    """Gives a token a name of its own in the aligner's dictionary, with all the ways in which it may be said."""
    plain = PLAIN.sub("", token.lower())
    ways = [way for way in (decoder.lookup_word(plain), decoder.lookup_word(f"{plain}(2)")) if way] if plain else []
    ways += [way for way in [_phones(token)] if way not in ways]
    for number, way in enumerate(ways):
        decoder.add_word(name if number == 0 else f"{name}({number + 1})", way, True)


def _phones(token: str) -> str:
    """A token's phones in the aligner's alphabet, as the default voice would read it."""
    sound = timed_hibari("heart").phonemes(token, pronunciations()).replace("əɹ", "ɜ").replace("ɜɹ", "ɜ")
    return " ".join(PHONES[char] for char in sound if char in PHONES) or "AH"


@lru_cache(maxsize=1)
def _decoder() -> Any:
    """The aligner, loaded once a process; every token of every sentence gets a name of its own in its dictionary."""
    return _package().Decoder(samprate=RATE, loglevel="FATAL", lm=None, bestpath=False, cmn="batch", **WIDE)


def _package() -> Any:
    try:
        return importlib.import_module("pocketsphinx")
    except ImportError:
        raise LectureError("pocketsphinx, which aligns recordings, is not installed", mend=INSTALL) from None
