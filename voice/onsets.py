"""Where sound begins and ends, judged by its energy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FRAME_SECONDS = 0.005
RANGE_DB = 38.0  # what lies this far below a sentence's loud parts is silence
FLOOR_DB = -58.0  # and what lies below this is silence always


class Energy:
    """The energy of a sound in 5 ms frames, and which of them are silent."""

    def __init__(self, samples: NDArray[np.float32], rate: int) -> None:  # samples (n,)
        self.step = max(1, round(rate * FRAME_SECONDS))
        count = max(1, len(samples) // self.step)
        padded = np.zeros(count * self.step, np.float32)
        padded[: len(samples)] = samples[: len(padded)]
        power = np.mean(padded.reshape(count, self.step) ** 2, axis=1)  # (frames,)
        self.db = 10.0 * np.log10(power + 1e-12)  # (frames,)
        loud = float(np.percentile(self.db, 95))
        self.silent = self.db < max(loud - RANGE_DB, FLOOR_DB)  # (frames,)
        self.samples = len(samples)

    @property
    def audible(self) -> bool:
        return bool(np.any(~self.silent))

    def bounds(self) -> tuple[int, int]:
        """First and one-past-last audible sample; (0, 0) in silence."""
        found = np.flatnonzero(~self.silent)
        if not len(found):
            return 0, 0
        return int(found[0]) * self.step, min((int(found[-1]) + 1) * self.step, self.samples)

    def silences(self, shortest: int = 3) -> list[tuple[int, int]]:
        """Silent stretches of at least so many frames, as (start, end) in samples."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], self.silent.astype(np.int8), [0]])))
        pairs = edges.reshape(-1, 2)
        return [(int(a) * self.step, min(int(b) * self.step, self.samples)) for a, b in pairs if b - a >= shortest]

    def gap(self, low: int, high: int, near: int, shortest: int = 4) -> tuple[int, int] | None:
        """The silent stretch between samples `low` and `high` whose end lies nearest to `near`, if there is one."""
        found = [(max(a, low), b) for a, b in self.silences(shortest) if b > low and a < high and b <= high]
        return min(found, key=lambda pair: abs(pair[1] - near)) if found else None
