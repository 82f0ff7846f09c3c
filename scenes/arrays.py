"""The arrays that a scene draws, and the record of which ones it drew."""

from __future__ import annotations

import hashlib
from pathlib import Path
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from typing import Any

import numpy as np
import numpy.typing as npt

from lecture.errors import LectureError, did_you_mean

Array = npt.NDArray[Any]
RISING = 5  # so many values that rise strictly are taken for an axis
OTHER_END = str.maketrans(ascii_letters + digits, ascii_lowercase[::-1] + ascii_uppercase[::-1] + digits[::-1])


class Trace:
    """Arrays by attribute: `trace.mu`. Reading one records it as drawn; arrays are read-only.

    It has no public methods, so that an array may have any name.
    """

    def __init__(self, name: str, path: Path | None) -> None:
        """`name` like vae_architecture; `path` of its npz, or None when nothing was recorded."""
        self._name = name
        self._path = path
        self._arrays: dict[str, Array] | None = None
        self._drawn: dict[str, str] = {}

    def __getattr__(self, name: str) -> Array:
        if name.startswith("_"):
            raise AttributeError(name)
        arrays = self._load()
        if name not in arrays:
            mend = did_you_mean(name, arrays) or f"it has: {', '.join(sorted(arrays))}"
            raise LectureError(f"trace {self._name} has no array '{name}'", mend=mend)
        if name not in self._drawn:
            self._drawn[name] = array_hash(arrays[name])
        return arrays[name]

    def __contains__(self, name: str) -> bool:
        return name in self._load()

    def _load(self) -> dict[str, Array]:
        if self._arrays is None:
            if self._path is None or not self._path.exists():
                mend = "make it with `render.py models`, or write its function in models/traces/"
                raise LectureError(f"no trace '{self._name}' was recorded", mend=mend)
            with np.load(self._path, allow_pickle=False) as stored:
                self._arrays = {key: stored[key] for key in stored.files}
            for array in self._arrays.values():
                array.setflags(write=False)
        return self._arrays


def drawn(trace: Trace) -> dict[str, str]:
    """Array name → SHA-256, of every array that was read."""
    return dict(sorted(trace._drawn.items()))


def array_names(trace: Trace) -> list[str]:
    """The names of all arrays of a trace."""
    return sorted(trace._load())


def replace_by_others(trace: Trace, name: str, seed: int = 0) -> None:
    """Replace one array by another of the same shape and type, for the test that a picture depends on it."""
    arrays = trace._load()
    arrays[name] = other_values(arrays[name], seed)


def array_hash(array: Array) -> str:
    """SHA-256 of an array's type, shape and values."""
    digest = hashlib.sha256(f"{array.dtype.str} {array.shape} ".encode())
    digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def other_values(array: Array, seed: int = 0) -> Array:
    """An array of the same shape, type and range whose values lie elsewhere: mirrored in its range, then shuffled.

    What rises strictly, like the steps of an axis, goes on rising, at another pace and not as far.
    """
    rng = np.random.default_rng(seed)
    flat = array.reshape(-1)
    if array.ndim == 1 and array.dtype.kind in "fiu" and flat.size >= RISING and (flat[1:] > flat[:-1]).all():
        other = _risen(flat)
    elif array.dtype.kind in "fiu" and flat.size:
        low, high = np.nanmin(flat), np.nanmax(flat)
        other = rng.permutation((high - (flat - low)).astype(array.dtype) if high > low else _moved(flat))
    elif array.dtype.kind == "b":
        other = rng.permutation(~flat)
    elif array.dtype.kind == "U":
        other = rng.permutation(np.array([_turned(str(value)) for value in flat], array.dtype))
    else:
        other = rng.permutation(flat)
    other = other.reshape(array.shape)
    other.setflags(write=False)
    return other


def _turned(text: str) -> str:
    """A text backwards; one that reads the same backwards, like "A", in the letters from the alphabet's other end."""
    return text[::-1] if text[::-1] != text else text.translate(OTHER_END)


def _risen(flat: Array) -> Array:
    """Values that rise from near the lowest of a rising array to short of its highest, more and more steeply."""
    low, high = float(flat[0]), float(flat[-1])
    share = (flat.astype(float) - low) / (high - low)
    other = low + (high - low) * (0.05 + 0.75 * share**2)
    return (other if flat.dtype.kind == "f" else np.round(other)).astype(flat.dtype)


def _moved(flat: Array) -> Array:
    """A constant array's values, changed: a single figure must be seen to change, too."""
    if flat.dtype.kind == "f":
        return (flat * 0.37 + 0.11).astype(flat.dtype)
    return np.where(flat > 0, flat - 1, flat + 1).astype(flat.dtype)
