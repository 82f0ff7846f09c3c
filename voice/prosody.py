"""Joins sentences into one reading: trimmed, with pauses that the punctuation and the lecturer ask for, without clicks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lecture.errors import LectureError
from voice.engines.base import Reading, Span, SpokenSentence
from voice.onsets import Energy
from voice.queued_driver import Samples, Utterance

SENTENCE, QUESTION, PARAGRAPH = 0.55, 1.0, 1.1  # seconds of silence after each, at rate 1
CLAUSES = {",": (0.12, 0.36), ";": (0.25, 0.5), ":": (0.25, 0.5), "—": (0.25, 0.5), "…": (0.3, 0.6)}  # shortest, longest
CLAUSE_END = tuple(CLAUSES)
BEFORE, AFTER = 0.015, 0.04  # kept around the sound: a soft consonant begins and a room rings below the threshold
FADE = 0.004
LONGEST_SILENCE = 2.5  # nobody asked for more


def pause_after(sentence: SpokenSentence, rate: float, *, last: bool) -> float:
    """Seconds of silence after a sentence; what the lecturer asks for is not scaled by the rate."""
    if last:
        return sentence.pause or 0.0
    question = sentence.text.rstrip("\"'”’)").endswith("?")
    natural = max(PARAGRAPH if sentence.paragraph_end else SENTENCE, QUESTION if question else 0.0)
    return max(natural / rate, sentence.pause or 0.0)


def joined(utterances: Sequence[Utterance], sentences: Sequence[SpokenSentence], rate: float) -> Reading:
    """One reading of sentences that were spoken one by one.

    Raises:
        LectureError: a sentence is not audible.
    """
    parts: list[Samples] = []
    tokens: list[Span] = []
    at = 0
    for index, (utterance, sentence) in enumerate(zip(utterances, sentences, strict=True)):
        samples, spans = _trimmed(utterance, sentence)
        samples, spans = _with_clause_pauses(samples, spans, sentence.tokens, utterance.rate)
        silence = np.zeros(round(pause_after(sentence, rate, last=index == len(sentences) - 1) * utterance.rate), np.float32)
        parts += [samples, silence]
        tokens += [(at + start, at + end) for start, end in spans]
        at += len(samples) + len(silence)
    return Reading(np.concatenate(parts), utterances[0].rate, tuple(tokens))


def _trimmed(utterance: Utterance, sentence: SpokenSentence) -> tuple[Samples, list[Span]]:
    first, last = Energy(utterance.samples, utterance.rate).bounds()
    if first >= last:
        raise LectureError(f"the voice says nothing at '{sentence.text[:60]}'")
    start = max(0, first - round(BEFORE * utterance.rate))
    end = min(len(utterance.samples), last + round(AFTER * utterance.rate))
    samples = faded(utterance.samples[start:end], utterance.rate)
    spans = [(_inside(word.start - start, len(samples)), _inside(word.end - start, len(samples))) for word in utterance.words]
    return samples, spans


def _inside(place: int, length: int) -> int:
    return min(max(place, 0), length)


def faded(samples: Samples, rate: int) -> Samples:
    """Both ends go to zero within a few milliseconds, so that silence can follow without a click."""
    count = min(round(FADE * rate), len(samples) // 2)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(count, dtype=np.float32) / max(count, 1))
    faded = samples.copy()
    faded[:count] *= ramp
    faded[len(faded) - count :] *= ramp[::-1]
    return faded


def _with_clause_pauses(
    samples: Samples, spans: list[Span], tokens: Sequence[str], rate: int
) -> tuple[Samples, list[Span]]:
    """Lengthens or shortens the silences at commas and the like to what is good to follow.

    Where the voice runs on without a silence it has a reason, and nothing is cut into the sound.
    """
    silences = Energy(samples, rate).silences(shortest=5)
    parts: list[Samples] = []
    moved: list[Span] = []
    done = shift = 0
    for index, (start, end) in enumerate(spans):
        moved.append((start + shift, end + shift))
        limits = CLAUSES.get(tokens[index][-1:])
        if limits is None or index + 1 == len(spans):
            continue
        low, high = (start + end) // 2, (spans[index + 1][0] + spans[index + 1][1]) // 2
        gap = max((pair for pair in silences if low <= pair[0] and pair[1] <= high), key=lambda p: p[1] - p[0], default=None)
        if gap is None or gap[0] < done:
            continue
        length = gap[1] - gap[0]
        wanted = round(min(max(length / rate, limits[0]), limits[1]) * rate)
        middle = (gap[0] + gap[1]) // 2
        cut = max(0, length - wanted)
        parts += [faded(samples[done : middle - cut // 2], rate), np.zeros(max(0, wanted - length), np.float32)]
        done = middle - cut // 2 + cut
        shift += wanted - length
    return np.concatenate([*parts, faded(samples[done:], rate)]), moved
