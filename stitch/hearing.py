"""Compares the sound decoded from a master with the take it was made from: there, in time, whole, and loud enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import correlate, resample_poly

from media.packets import SAMPLE_RATE
from media.sound import Samples, block_powers, true_peak

DECIMATION: Final = 6
COARSE_RATE: Final = SAMPLE_RATE // DECIMATION  # Hz
ALIKE: Final = 0.8  # least correlation of a frame's sound with its take (coding alone leaves above 0.99)
WORD_ALIKE: Final = 0.8  # the same for a single word (coding alone leaves above 0.95)
LATE: Final = 0.020  # seconds that a sound may be out of place
QUIETER: Final = -3.0  # dB that a word may lose
SILENT: Final = 10 ** (-60 / 20)  # a word that is quieter in its take isn't judged
NOISE: Final = 10 ** (-60 / 20)  # loudest sample allowed where the frame should be silent
MARGIN: Final = 2_048  # samples round a take into which coding may smear it
SHORTEST_WORD: Final = SAMPLE_RATE // 50


@dataclass(frozen=True)
class Word:
    """A word as written and when it is spoken, in samples of the frame's sound."""

    written: str
    start: int
    end: int


@dataclass(frozen=True)
class Heard:
    """Measurements of one frame's sound; levels in dB, `powers` the mean squares of its 400 ms blocks (BS.1770)."""

    samples: int
    peak_dbtp: float | None
    powers: list[float]
    stray: float  # loudest sample outside of the take
    take_silent: bool
    likeness: float  # correlation with the take at the best shift
    shift: float  # seconds by which the sound is late
    quietest_word: float | None  # dB beside the take
    lost: list[str]  # words that are missing: "'latent' at 12.30 s: −41.0 dB"


def listen(sound: Samples, take: Samples | None, start: int, words: Sequence[Word]) -> Heard:
    """Measures a frame's decoded sound against its take, which should begin at sample `start`; None: silence."""
    placed = np.zeros(len(sound), np.float32)
    if take is not None:
        end = min(start + len(take), len(sound))
        placed[start:end] = take[: max(end - start, 0)]
    length = 0 if take is None else len(take)
    silent = not np.any(placed)
    likeness, shift = (0.0, 0.0) if silent else find_shift(placed, sound)
    losses = [] if silent or abs(shift) > LATE else _losses(sound, placed, words)
    peak = true_peak(sound)
    return Heard(
        samples=len(sound),
        peak_dbtp=float(peak) if np.isfinite(peak) else None,
        powers=[float(power) for power in block_powers(sound)],
        stray=stray(sound, start, length),
        take_silent=silent,
        likeness=likeness,
        shift=shift,
        quietest_word=min((level for _, level, _ in losses), default=None),
        lost=[
            f"'{word.written}' at {word.start / SAMPLE_RATE:.2f} s: {level:+.1f} dB, likeness {alike:.2f}"
            for word, level, alike in losses
            if level < QUIETER or alike < WORD_ALIKE
        ],
    )


def stray(sound: Samples, start: int, length: int) -> float:
    """The loudest sample where a frame should be silent, 0…1."""
    if length == 0:
        return float(np.abs(sound).max(initial=0.0))
    before, after = sound[: max(start - MARGIN, 0)], sound[start + length + MARGIN :]
    return float(max(np.abs(before).max(initial=0.0), np.abs(after).max(initial=0.0)))


def find_shift(placed: Samples, sound: Samples) -> tuple[float, float]:
    """How alike two sounds of one length are at best, 0…1, and by how many seconds the second is late there."""
    first, second = coarse(placed), coarse(sound)
    scale = float(np.sqrt(np.square(first).sum() * np.square(second).sum()))
    if scale == 0:
        return 0.0, 0.0
    alike = correlate(second, first, mode="full", method="fft")
    best = int(np.argmax(alike))
    return float(alike[best] / scale), (best - (len(first) - 1)) / COARSE_RATE


def coarse(sound: Samples) -> NDArray[np.float64]:
    """The sound below 4 kHz, at 8 kHz: where a voice has its strength, and six times quicker to compare."""
    return np.asarray(resample_poly(sound.astype(np.float64), 1, DECIMATION))


def _losses(sound: Samples, placed: Samples, words: Sequence[Word]) -> list[tuple[Word, float, float]]:
    """For each judged word: what it lost in dB, and how alike it still is."""
    low, low_placed = coarse(sound), coarse(placed)
    found: list[tuple[Word, float, float]] = []
    for word in words:
        if word.end - word.start < SHORTEST_WORD:
            continue
        here, there = _rms(sound[word.start : word.end]), _rms(placed[word.start : word.end])
        if there < SILENT:
            continue
        window = slice(word.start // DECIMATION, word.end // DECIMATION)
        found.append((word, 20 * float(np.log10(max(here, 1e-6) / there)), _likeness(low[window], low_placed[window])))
    return found


def _rms(part: Samples) -> float:
    return float(np.sqrt(np.square(part, dtype=np.float64).mean())) if len(part) else 0.0


def _likeness(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    scale = float(np.sqrt(np.square(first).sum() * np.square(second).sum()))
    return float((first * second).sum() / scale) if scale > 0 else 0.0
