"""What several traces share: test digits by class, figures of a run as arrays, sizes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from models.base import Array, Run
from models.data import CLASSES, Digits


def first_of(digits: Digits, label: int, skip: int = 0) -> Array:
    """A test digit of this class (28, 28): the first one, or one further on."""
    return np.asarray(digits.test[np.flatnonzero(digits.test_labels == label)[skip]])


def some_of_each(digits: Digits, count: int) -> Array:
    """Rows of the test digits: the first `count` of every class, class by class, (10·count,)."""
    return np.concatenate([np.flatnonzero(digits.test_labels == label)[:count] for label in range(CLASSES)])


def scalar(value: float) -> Array:
    """A measured number as an array without axes; a script says it as {{name:.2f}}."""
    return np.array(value, dtype=np.float32)


def figures(run: Run, names: Iterable[str]) -> dict[str, Array]:
    """Figures of a run as arrays without axes."""
    return {name: scalar(run.figures[name]) for name in names}


def size(run: Run, prefix: str = "") -> int:
    """Trained values of a run, or of the part whose names begin with `prefix`."""
    return sum(int(array.size) for name, array in run.weights.items() if name.startswith(prefix))


def readable(arrays: dict[str, Array]) -> dict[str, Array]:
    """float16 storage and 64-bit floats as float32, which is what scenes take."""
    return {
        name: array.astype(np.float32) if np.issubdtype(array.dtype, np.floating) else array
        for name, array in arrays.items()
    }
