"""Arrays of the mini lecture's first section: one test digit, plain and sinking into noise."""

from __future__ import annotations

import numpy as np

from models.base import Array, Runs
from models.data import Data
from models.traces import trace

PICTURED = 0  # which of the test digits is shown
LEVELS = 7


@trace(data=("mnist",))
def digits_look(runs: Runs, data: Data) -> dict[str, Array]:
    """x (28, 28): a test digit; label: what it is; ink: per cent of its pixels that are not paper."""
    x = data.digits.test[PICTURED]
    return {
        "x": x,
        "label": np.array(data.digits.test_labels[PICTURED]),
        "ink": np.array(100 * (x > 0).mean(), np.float32),
    }


@trace(data=("mnist",))
def digits_noise(runs: Runs, data: Data) -> dict[str, Array]:
    """levels (7,): variance of the noise, 0 to 1; images (7, 28, 28): √(1 − level) x + √level ε, x in −1…1, back in 0…1."""
    x = 2 * data.digits.test[PICTURED] - 1
    noise = np.random.default_rng(0).standard_normal(x.shape)
    levels = np.linspace(0, 1, LEVELS) ** 1.5
    mixed = [np.sqrt(1 - level) * x + np.sqrt(level) * noise for level in levels]
    return {
        "levels": levels.astype(np.float32),
        "images": np.clip((np.array(mixed) + 1) / 2, 0, 1).astype(np.float32),
    }
