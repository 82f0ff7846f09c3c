"""Refuses a take that is not what its text asks for: nothing is lost silently."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lecture.errors import LectureError
from voice.engines.base import Span, SpokenSentence
from voice.loudness import SAMPLE_RATE
from voice.prosody import LONGEST_SILENCE
from voice.queued_driver import Samples

LETTERS_A_SECOND = (4.0, 32.0)  # of spoken text, pauses left out; English speech lies at 12 to 18
AUDIBLE_DB = -45.0  # a sentence's loudest 50 ms must lie above this
SILENT_DB = -55.0


def check_take(
    samples: Samples, tokens: Sequence[Span], sentences: Sequence[SpokenSentence], *, audible: bool, rate: float
) -> None:
    """Checks length, order, audibility of every sentence, and that no silence is longer than anyone asked for.

    Raises:
        LectureError: it names the sentence and what is wrong with it.
    """
    at = 0
    for index, sentence in enumerate(sentences):
        spans = tokens[at : at + len(sentence.tokens)]
        at += len(sentence.tokens)
        _check_order(spans, sentence, len(samples))
        _check_pace(spans, sentence, rate)
        if audible:
            _check_audible(samples, spans, sentence)
            following = tokens[at][0] if at < len(tokens) else len(samples)
            _check_silences(samples[spans[0][0] : following], sentence, last=index == len(sentences) - 1)


def _check_order(spans: Sequence[Span], sentence: SpokenSentence, length: int) -> None:
    places = [place for span in spans for place in span]
    if places != sorted(places) or places[-1] > length:
        raise LectureError(f"the word times run backwards in '{_short(sentence)}'")


def _check_pace(spans: Sequence[Span], sentence: SpokenSentence, rate: float) -> None:
    letters = sum(map(str.isalnum, sentence.text))
    seconds = (spans[-1][1] - spans[0][0]) / SAMPLE_RATE
    if letters < 12:  # a single word can be drawn out or clipped
        return
    slow, fast = (bound * rate for bound in LETTERS_A_SECOND)
    if not slow <= letters / max(seconds, 1e-3) <= fast:
        raise LectureError(f"{seconds:.1f} s is no plausible length for '{_short(sentence)}'")


def _check_audible(samples: Samples, spans: Sequence[Span], sentence: SpokenSentence) -> None:
    part = samples[spans[0][0] : spans[-1][1]]
    if not len(part) or float(_levels(part).max(initial=-200.0)) < AUDIBLE_DB:
        raise LectureError(f"the voice says nothing at '{_short(sentence)}'")


def _check_silences(samples: Samples, sentence: SpokenSentence, *, last: bool) -> None:
    silent = _levels(samples) < SILENT_DB
    edges = np.flatnonzero(np.diff(np.concatenate([[0], silent.astype(np.int8), [0]]))).reshape(-1, 2)
    longest = float((edges[:, 1] - edges[:, 0]).max(initial=0)) * 0.05
    if longest > max(LONGEST_SILENCE, (sentence.pause or 0.0) + 0.2):
        raise LectureError(f"{longest:.1f} s of silence that nobody asked for at '{_short(sentence)}'")


def _levels(samples: Samples) -> Samples:
    """Level of each 50 ms in dB below full scale."""
    step = SAMPLE_RATE // 20
    padded = np.pad(samples, (0, -len(samples) % step)).reshape(-1, step)
    return np.asarray(10.0 * np.log10(np.mean(padded**2, axis=1) + 1e-20), np.float32)


def _short(sentence: SpokenSentence) -> str:
    return sentence.text if len(sentence.text) < 60 else sentence.text[:57] + "…"
