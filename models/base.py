"""What every family shares: a run, what it is trained from, and how a run is stored and read back."""

from __future__ import annotations

import hashlib
import json
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from lecture.errors import LectureError
from models.data import Data

Array = NDArray[Any]
Floats = NDArray[np.float32]
Progress = Callable[[int, int], None]

FORMAT = 1  # of a stored run; a run of another format is refused
DIVERGED = "training diverged: lower its learning rate in models/catalogue.py"
RETRAIN = "delete it and run `make models`"


class ModelError(LectureError):
    """A model that cannot be trained, read or used; the message begins with the model's name."""


@dataclass
class Run:
    """A trained model or a finished experiment.

    weights: named tensors, enough for the family's `load`; empty for an experiment.
    record: arrays taken while training (losses by step, samples from fixed noise, latent points, …).
    figures: the measured numbers; those with a bar in the catalogue are held to it.
    settings: what the family was trained with, as plain values.
    meta: provenance, filled when the run is stored: name, seed, seconds, parameters, versions, data, checkpoint, draft.
    """

    weights: dict[str, Array]
    record: dict[str, Array]
    figures: dict[str, float]
    settings: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.meta.get("name", "unnamed model"))

    @property
    def parameters(self) -> int:
        """Number of trained values."""
        return sum(int(array.size) for array in self.weights.values())

    @property
    def draft(self) -> bool:
        """Whether this run was trained at reduced size, for a quick look only."""
        return bool(self.meta.get("draft", False))

    def checkpoint(self) -> str:
        """SHA-256 of all weights and recorded arrays, by name."""
        return arrays_hash({**self.weights, **{f"record/{key}": value for key, value in self.record.items()}})


class Runs(dict[str, Run]):
    """Runs by name; asking for one that was not declared says what to declare."""

    def __missing__(self, name: str) -> Run:
        raise ModelError(f"the run '{name}' is used but not declared", mend=f"add '{name}' to the needs")


def no_progress(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass
class Inputs:
    """What a family is trained from: data sets, other runs, and whom to tell how far it is."""

    data: Data = field(default_factory=Data)
    runs: Mapping[str, Run] = field(default_factory=Runs)
    progress: Progress = no_progress


def arrays_hash(arrays: Mapping[str, Array]) -> str:
    """SHA-256 over names, types, shapes and bytes, in the order of the names."""
    digest = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name}|{array.dtype.str}|{array.shape}|".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Versions of the packages that decide what training gives."""
    return {package: _version(package) for package in ("torch", "numpy")}


_version = cache(version)  # looking one up takes milliseconds, and every key asks


def snapshot_steps(steps: int, count: int = 12) -> list[int]:
    """`count` different steps in 0…steps, the first and the last among them, denser early, when most happens.

    Raises ModelError when there are fewer steps than that.
    """
    if steps < count:
        raise ModelError(f"{steps} steps are too few for {count} snapshots", mend="train longer")
    return [max(index, round(steps * (index / (count - 1)) ** 2)) for index in range(count)]


class Curves:
    """Named values by step, given back as the same number of points however many steps there were."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {}

    def add(self, **values: float) -> None:
        """One step's values."""
        for name, value in values.items():
            self._values.setdefault(name, []).append(float(value))

    def second_half(self, name: str) -> Array:
        """The values of the second half of the steps, (steps/2,)."""
        return np.array(self._values[name][len(self._values[name]) // 2 :])

    def arrays(self, points: int = 200) -> dict[str, Floats]:
        """Each curve as (points,) means over equal stretches of steps, and `steps` (points,), their middles."""
        length = max(len(values) for values in self._values.values())
        curves = {"steps": _condense(np.arange(length), points)}
        return curves | {name: _condense(np.array(values), points) for name, values in self._values.items()}


class Recorder:
    """Watches a training: curves by step, and what `look(model)` shows at a few steps; tells the progress.

    A family calls it once before the first step, as (0, model), and after each step with that step's values.
    """

    def __init__(
        self, steps: int, count: int, look: Callable[[Any], dict[str, Array]], progress: Progress = no_progress
    ) -> None:
        self._total, self._stops = steps, frozenset(snapshot_steps(steps, count))
        self._look, self._progress = look, progress
        self._taken: dict[str, list[Array]] = {}
        self.curves = Curves()

    def __call__(self, step: int, model: Any, **values: float) -> None:
        for name, value in values.items():
            if not np.isfinite(value):
                raise ModelError(f"'{name}' is {value} after step {step} of {self._total}", mend=DIVERGED)
        self.curves.add(**values)
        if step in self._stops:
            for name, array in self._look(model).items():
                self._taken.setdefault(name, []).append(array)
        self._progress(step, self._total)

    def arrays(self) -> dict[str, Array]:
        """The curves (200,) with their `steps`; each snapshot's arrays stacked, with their `snapshot_steps`."""
        stops = {"snapshot_steps": np.array(sorted(self._stops))}
        return {**self.curves.arrays(), **{name: np.stack(seen) for name, seen in self._taken.items()}, **stops}


def unwatched(step: int, model: Any, **values: float) -> None:
    """The watcher of a training that nobody records."""


def _condense(values: Array, points: int) -> Floats:
    if len(values) < points:
        where = np.linspace(0, len(values) - 1, points)
        return np.interp(where, np.arange(len(values)), values).astype(np.float32)
    return np.array([part.mean() for part in np.array_split(values, points)], dtype=np.float32)


def check_finite(name: str, run: Run) -> None:
    """Raises ModelError naming the model and the array when anything in a run is not a finite number."""
    for part, arrays in (("weights", run.weights), ("record", run.record)):
        for key, array in arrays.items():
            if np.issubdtype(array.dtype, np.floating) and not np.isfinite(array).all():
                raise ModelError(
                    f"{name}: {part} '{key}' holds a value that is not a finite number",
                    mend=DIVERGED,
                )
    for key, figure in run.figures.items():
        if not np.isfinite(figure):
            raise ModelError(f"{name}: the figure '{key}' is {figure}, not a finite number")


def check_bars(name: str, figures: Mapping[str, float], bars: Mapping[str, tuple[str, float]]) -> None:
    """Raises ModelError naming every figure that misses its bar."""
    missed = [
        f"{key} is {figures[key]:.4g}, the bar is {sign} {bar:g}"
        for key, (sign, bar) in bars.items()
        if not (figures[key] >= bar if sign == ">=" else figures[key] <= bar)
    ]
    if missed:
        raise ModelError(f"{name}: " + "; ".join(missed), mend="the settings in models/catalogue.py don't reach it")


def save_run(run: Run, folder: Path) -> None:
    """Writes `weights.safetensors`, `record.npz` and `meta.json` into an existing folder."""
    # safetensors writes a view's whole base, hence the copies
    save_file({key: np.ascontiguousarray(value).copy() for key, value in run.weights.items()},
              folder / "weights.safetensors")
    save_arrays(folder / "record.npz", run.record)
    meta = {
        **run.meta,
        "format": FORMAT,
        "settings": run.settings,
        "figures": {key: float(value) for key, value in run.figures.items()},
        "parameters": run.parameters,
        "checkpoint": run.checkpoint(),
    }
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load_run(folder: Path, name: str) -> Run:
    """Reads a stored run back.

    Raises ModelError naming the model when a file is missing or damaged, the format is another one, or the arrays
    are not those that were stored.
    """
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        if meta["format"] != FORMAT:
            raise ModelError(f"{name}: its checkpoint has format {meta['format']}, this code reads {FORMAT}",
                             path=folder, mend=RETRAIN)
        weights = load_file(folder / "weights.safetensors")
        record = load_arrays(folder / "record.npz")
        run = Run(weights, record, meta["figures"], meta["settings"], meta)
        stored = meta["checkpoint"]
    except (OSError, ValueError, KeyError, TypeError, SafetensorError, zipfile.BadZipFile, EOFError) as error:
        raise ModelError(f"{name}: its checkpoint cannot be read ({error})", path=folder, mend=RETRAIN) from error
    if run.checkpoint() != stored:
        raise ModelError(f"{name}: its checkpoint is damaged, the arrays differ from what was stored",
                         path=folder, mend=RETRAIN)
    return run


def save_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Writes a compressed npz whose bytes depend on the arrays alone, in the order of the names."""
    np.savez_compressed(path, allow_pickle=False, **{name: arrays[name] for name in sorted(arrays)})


def load_arrays(path: Path) -> dict[str, Array]:
    """All arrays of an npz file, by name."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


class Clock:
    """Seconds since it was made: of this process on the processor, and on the wall."""

    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def read(self) -> dict[str, float]:
        return {
            "seconds": round(time.process_time() - self._cpu, 2),
            "wall_seconds": round(time.perf_counter() - self._wall, 2),
        }


def mean_and_worst(values: Iterable[float]) -> tuple[float, float, float]:
    """Mean, smallest and largest of some figures."""
    listed = list(values)
    return float(np.mean(listed)), float(np.min(listed)), float(np.max(listed))
