"""The door of the room: the build calls these two functions by name, each with a JSON-able job and an empty folder."""

from __future__ import annotations

import importlib
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from lecture.errors import LectureError
from lecture.store import write_atomically
from models import catalogue, traces
from models.base import (
    Clock,
    Inputs,
    ModelError,
    Progress,
    Run,
    Runs,
    arrays_hash,
    check_bars,
    check_finite,
    load_run,
    no_progress,
    save_arrays,
    save_run,
    versions,
)
from models.catalogue import plan
from models.data import Data, recorded_hash

__all__ = ["make_trace", "plan", "train", "train_model"]

PROGRESS_EVERY = 0.25  # seconds between two writings of the progress file


def train_model(job: dict[str, Any], out: Path) -> None:
    """Trains one run of the catalogue into `out`: weights.safetensors, record.npz, meta.json.

    job: name, quick; runs {need: folder}; progress (optional): a file that is kept at {"done", "total"}.
    Raises ModelError naming the model: a need or data file that can't be read, NaN, a bar that is missed.
    """
    name, quick = str(job["name"]), bool(job.get("quick", False))
    runs = _load(job.get("runs", {}), catalogue.entry(name).needs, name)
    save_run(train(name, quick, runs, _reporter(job.get("progress"))), out)


def make_trace(job: dict[str, Any], out: Path) -> None:
    """Makes one trace into `out`: trace.npz and trace.json (its provenance).

    job: name, quick; runs {need: folder}.
    """
    name, quick = str(job["name"]), bool(job.get("quick", False))
    specs = traces.declared()
    function = traces.lookup(name)
    spec = specs[name]
    runs = _load(job.get("runs", {}), spec.needs, f"trace {name}")
    with threadpool_limits(1):
        arrays = function(runs, Data(only=spec.data))
    traces.check_arrays(name, arrays)
    save_arrays(out / "trace.npz", arrays)
    provenance = _provenance(spec, quick, runs, arrays)
    (out / "trace.json").write_text(json.dumps(provenance, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def train(name: str, quick: bool, runs: Mapping[str, Run], progress: Progress = no_progress,
          data: Data | None = None, seed: int | None = None) -> Run:
    """Trains one run of the catalogue, checks it against its bars (a quick one only for finite numbers).

    `data` and `seed` replace the catalogue's, for tests and for measuring a bar over seeds.
    """
    what = catalogue.entry(name)
    family = importlib.import_module(what.module)
    inputs = Inputs(data or Data(only=what.data), Runs(runs), progress)
    settings = family.Settings(**what.resolved(quick))
    used = what.seed if seed is None else seed
    clock = Clock()
    with threadpool_limits(1):
        try:
            run: Run = family.train(settings, inputs, used)
        except (LectureError, RuntimeError) as error:  # torch reports what it refuses to compute as RuntimeError
            raise error if str(error).startswith(f"{name}:") else ModelError(f"{name}: {error}") from error
    check_finite(name, run)
    run.meta = _meta(name, quick, used, runs, clock)
    if not quick:
        check_bars(name, run.figures, what.bars)
    return run


def _meta(name: str, quick: bool, seed: int, runs: Mapping[str, Run], clock: Clock) -> dict[str, Any]:
    what = catalogue.entry(name)
    return {
        "name": name,
        "module": what.module,
        "seed": seed,
        "draft": quick,
        **clock.read(),
        "bars": {figure: list(bar) for figure, bar in what.bars.items()},
        "data": {data: recorded_hash(data) for data in what.data},
        "needs": {need: runs[need].meta.get("checkpoint", "") for need in what.needs},
        "versions": versions(),
    }


def _load(folders: Mapping[str, str], needs: Iterable[str], user: str) -> Runs:
    missing = [need for need in needs if need not in folders]
    if missing:
        raise ModelError(f"{user}: needs the runs {', '.join(missing)}, which the job doesn't give")
    return Runs({need: load_run(Path(folders[need]), need) for need in needs})


def _provenance(spec: traces.Spec, quick: bool, runs: Runs, arrays: traces.Arrays) -> dict[str, Any]:
    kept = ("checkpoint", "seed", "seconds", "parameters", "figures", "data", "settings", "draft", "versions")
    return {
        "trace": spec.name,
        "draft": quick or any(run.draft for run in runs.values()),
        "runs": {name: {part: run.meta.get(part) for part in kept} for name, run in runs.items()},
        "data": {data: recorded_hash(data) for data in spec.data},
        "versions": versions(),
        "arrays": {
            key: {"shape": list(value.shape), "dtype": str(value.dtype), "sha256": arrays_hash({key: value})}
            for key, value in sorted(arrays.items())
        },
    }


def _reporter(path: str | None) -> Progress:
    if path is None:
        return no_progress
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if done >= total or time.monotonic() - last > PROGRESS_EVERY:
            last = time.monotonic()
            write_atomically(Path(path), json.dumps({"done": done, "total": total}))

    return report
