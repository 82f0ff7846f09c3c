"""Brings speech to −16 LUFS with a true peak of at most −1.5 dBTP (ITU-R BS.1770-4), at 48 kHz."""

from __future__ import annotations

import warnings

import numpy as np
import soxr
from scipy.ndimage import minimum_filter1d
from scipy.signal import fftconvolve

from lecture.errors import LectureError
from voice.queued_driver import Samples

SAMPLE_RATE = 48_000
TARGET_LUFS = -16.0
PEAK_DBTP = -1.5
TOLERANCE = 0.3  # LU
LOOK_AHEAD = 240  # samples: 5 ms to either side
OVERSAMPLING = 4  # BS.1770-4, annex 2
MARGIN_DB = 0.25  # what the smoothed gain and 16-bit rounding can give back


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
    peak = float(np.max(_between(samples), initial=0.0))
    return 20.0 * float(np.log10(peak)) if peak > 0.0 else float("-inf")


def levelled(samples: Samples) -> Samples:
    """Speech (n,) at 48 kHz brought to the target loudness and below the peak limit.

    Limiting takes a little loudness away, so gain and limiter are applied to the original until both hold.

    Raises:
        LectureError: it is silent, or too peaky to be made so loud.
    """
    heard = loudness(samples)
    if not np.isfinite(heard):
        raise LectureError("the take is silent")
    gain, out = TARGET_LUFS - heard, samples
    for _ in range(8):
        out = limited(samples * np.float32(10.0 ** (gain / 20.0)))
        missing = TARGET_LUFS - loudness(out)
        if abs(missing) < TOLERANCE / 3:
            return out
        gain += missing
    if abs(TARGET_LUFS - loudness(out)) > TOLERANCE:
        raise LectureError(f"the take cannot be brought to {TARGET_LUFS:g} LUFS below {PEAK_DBTP:g} dBTP")
    return out


def limited(samples: Samples) -> Samples:
    """Peaks above the limit turned down by a gain that begins to fall before them and rises after them, smoothly.

    The gain each sample needs is spread by a moving minimum, then averaged over the same width: an average of values
    that are all low enough for the peak in their middle is low enough too.
    """
    ceiling = 10.0 ** ((PEAK_DBTP - MARGIN_DB) / 20.0)
    peaks = _between(samples)  # (n,)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))  # (n,)
    if needed.min(initial=1.0) >= 1.0:
        return samples
    width = 2 * LOOK_AHEAD + 1
    window = np.hanning(width + 2)[1:-1]
    held = minimum_filter1d(needed, 2 * width - 1, mode="nearest")
    padded = np.pad(held, LOOK_AHEAD, mode="edge")
    gain = fftconvolve(padded, window / window.sum(), mode="valid")  # (n,)
    return np.asarray(samples * np.where(gain > 1.0 - 1e-5, 1.0, gain), np.float32)


def _between(samples: Samples) -> Samples:
    """For each sample the highest magnitude around it at four times the rate: (n,)."""
    fine = np.abs(soxr.resample(np.pad(samples, 8), SAMPLE_RATE, SAMPLE_RATE * OVERSAMPLING, "HQ"))
    wanted = (len(samples) + 16) * OVERSAMPLING
    fine = np.pad(fine, (0, max(0, wanted - len(fine))))[:wanted].reshape(-1, OVERSAMPLING).max(axis=1)
    return np.asarray(np.maximum(np.abs(samples), fine[8:-8]), np.float32)
