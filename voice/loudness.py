"""Brings speech to −16 LUFS with a true peak of at most −1.5 dBTP (ITU-R BS.1770-4), at 48 kHz."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import soxr

from lecture.errors import LectureError
from voice.queued_driver import Samples

SAMPLE_RATE = 48_000
TARGET_LUFS = -16.0
PEAK_DBTP = -1.5
TOLERANCE = 0.3  # LU
OVERSAMPLING = 4  # BS.1770-4, annex 2
MARGIN_DB = 0.25  # what a finer look between the samples, the smoothed gain and 16-bit rounding can give back
CEILING = 10.0 ** ((PEAK_DBTP - MARGIN_DB) / 20.0)
CELL = 12  # samples: the grid of the limiter's gain, a quarter of a millisecond
LOOK_AHEAD = 20  # cells: 5 ms to either side
PIECE = 40_000  # cells: 10 s
GUARD = 96  # samples that the oversampling filter looks at beyond a piece


def resampled(samples: Samples, rate: int) -> Samples:
    """Samples (n,) at another rate brought to 48 kHz: (round(n · 48000 / rate),)."""
    if rate == SAMPLE_RATE:
        return samples
    return np.asarray(soxr.resample(samples, rate, SAMPLE_RATE, "VHQ"), np.float32)


def loudness(samples: Samples) -> float:
    """Integrated loudness in LUFS of mono samples at 48 kHz; −inf for silence.

    The stream is mono, so one channel counts once. What is shorter than a gating block of 0.4 s is measured as one.
    """
    import pyloudnorm

    if not len(samples):
        return float("-inf")
    block = min(0.4, len(samples) / SAMPLE_RATE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(pyloudnorm.Meter(SAMPLE_RATE, block_size=block).integrated_loudness(samples.astype(np.float64)))


def true_peak(samples: Samples) -> float:
    """The highest level between and on the samples, in dBTP; −inf for silence."""
    peak = float(_peaks(samples).max(initial=0.0))
    return 20.0 * float(np.log10(peak)) if peak > 0.0 else float("-inf")


@dataclass(frozen=True)
class Levelled:
    """Speech at the target loudness, with what was measured on it."""

    samples: Samples  # (n,)
    lufs: float
    peak_dbtp: float


def levelled(samples: Samples) -> Levelled:
    """Speech (n,) at 48 kHz brought to the target loudness and below the peak limit.

    Limiting takes a little loudness away, so gain and limiter are applied to the original until both hold.

    Raises:
        LectureError: it is silent, or too peaky to be made so loud.
    """
    heard = loudness(samples)
    if not np.isfinite(heard):
        raise LectureError("the take is silent")
    gain = TARGET_LUFS - heard
    peaks = _peaks(samples)
    for _ in range(8):
        factor = np.float32(10.0 ** (gain / 20.0))
        out = _limited(samples * factor, peaks * factor)
        heard, peak = loudness(out), true_peak(out)
        if abs(TARGET_LUFS - heard) < TOLERANCE / 3 and peak <= PEAK_DBTP:
            return Levelled(out, heard, peak)
        gain += TARGET_LUFS - heard
    raise LectureError(f"the take cannot be brought to {TARGET_LUFS:g} LUFS below {PEAK_DBTP:g} dBTP")


def limited(samples: Samples) -> Samples:
    """Peaks above the limit turned down by a gain that begins to fall before them and rises after them, smoothly.

    The gain that each quarter of a millisecond needs is spread by a moving minimum, one cell wider than the average
    that follows: an average of values that are all low enough for the peak in their middle is low enough too, and so
    is the straight line between two such averages.
    """
    return _limited(samples, _peaks(samples))


def _limited(samples: Samples, peaks: Samples) -> Samples:
    from scipy.ndimage import minimum_filter1d  # a quarter of a second, which planning does without

    needed = np.minimum(1.0, CEILING / np.maximum(peaks, 1e-9))  # (cells,)
    if needed.min(initial=1.0) >= 1.0:
        return samples
    window = np.hanning(2 * LOOK_AHEAD + 3)[1:-1]
    held = minimum_filter1d(needed, 2 * (LOOK_AHEAD + 1) + 1, mode="nearest")
    smooth = np.convolve(np.pad(held, LOOK_AHEAD, mode="edge"), window / window.sum(), mode="valid")  # (cells,)
    places = np.arange(len(smooth)) * CELL + (CELL - 1) / 2
    out = samples.copy()
    for start, stop in _stretches(smooth < 1.0 - 1e-6):
        low, high = max(0, (start - 1) * CELL), min(len(samples), (stop + 1) * CELL)
        out[low:high] *= np.interp(np.arange(low, high), places, smooth).astype(np.float32)
    return out


def _peaks(samples: Samples) -> Samples:
    """For each cell of 12 samples the highest magnitude in it, on and between the samples: (cells,)."""
    padded = np.pad(samples, (GUARD, GUARD + -len(samples) % CELL))
    cells = (len(padded) - 2 * GUARD) // CELL
    peaks = np.empty(cells, np.float32)
    for start in range(0, cells, PIECE):  # piece by piece: the whole at four times the rate would fill the memory
        stop = min(start + PIECE, cells)
        part = padded[start * CELL : stop * CELL + 2 * GUARD]
        fine = soxr.resample(part, SAMPLE_RATE, SAMPLE_RATE * OVERSAMPLING, "HQ")
        inner = fine[GUARD * OVERSAMPLING : (GUARD + (stop - start) * CELL) * OVERSAMPLING]
        np.abs(inner, out=inner)
        inner.reshape(-1, CELL * OVERSAMPLING).max(axis=1, out=peaks[start:stop])
    exact = np.abs(padded[GUARD : len(padded) - GUARD]).reshape(-1, CELL).max(axis=1)
    return np.asarray(np.maximum(peaks, exact), np.float32)


def _stretches(mask: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
    """Where a mask is true, as (start, stop)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(start), int(stop)) for start, stop in edges.reshape(-1, 2)]
