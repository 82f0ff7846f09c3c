"""What is trained: every model and experiment with its settings, its bars, and the key of its result.

Nothing here imports torch, so that the build can plan without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lecture.errors import LectureError, did_you_mean
from lecture.store import key_of
from models import sources, traces
from models.base import FORMAT, versions
from models.data import recorded_hash

Bar = tuple[str, float]


@dataclass(frozen=True)
class Entry:
    """One run: which family, how it is trained, what it must reach.

    module: the family's file; settings: fields of its `Settings` that differ from their defaults.
    quick: further differences for a draft (same array shapes, seconds instead of minutes).
    needs: runs that must be there first; data: data sets that it reads.
    bars: figure → (">=" or "<=", value): the worst of five seeds measured, plus a margin.
    seconds: measured once with two cores busy, to start the longest first; no part of the key.
    """

    module: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    quick: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    data: tuple[str, ...] = ("mnist",)
    bars: Mapping[str, Bar] = field(default_factory=dict)
    seed: int = 0
    seconds: float = 10.0

    def resolved(self, quick: bool) -> dict[str, Any]:
        """The settings that apply."""
        return {**self.settings, **(self.quick if quick else {})}


IMAGES: dict[str, Entry] = {
    "classifier": Entry(
        "models.classifier",
        quick={"epochs": 4, "rows": 2000},
        bars={"accuracy": (">=", 0.975)},
        seconds=29,
    ),
    "vae20": Entry(
        "models.vae",
        settings={"latents": 20, "hidden": (512, 256), "epochs": 45, "learning_rate": 4e-3},
        quick={"epochs": 12, "rows": 1000},
        bars={"negative_elbo": ("<=", 106.0)},
        seconds=64,
    ),
    "vae2": Entry(
        "models.vae",
        settings={"latents": 2, "hidden": (512, 256, 128), "epochs": 40, "shift": 0},
        quick={"epochs": 12, "rows": 1000},
        bars={"neighbour_accuracy": (">=", 0.73)},
        seconds=56,
    ),
    "convvae": Entry(
        "models.convvae",
        quick={"epochs": 5, "rows": 1000},
        bars={"negative_elbo": ("<=", 108.0)},
        seconds=52,
    ),
    "cvae": Entry(
        "models.cvae",
        quick={"epochs": 6, "rows": 1000},
        needs=("classifier",),
        bars={"label_accuracy": (">=", 0.91)},
        seconds=34,
    ),
    "latent_diffusion": Entry(
        "models.latent_diffusion",
        settings={"steps": 7000, "batch": 192},
        quick={"steps": 250, "rows": 1000, "times": 30},
        needs=("classifier", "convvae"),
        bars={"frechet": ("<=", 23.0), "guided_label_accuracy": (">=", 0.98)},
        seconds=87,
    ),
    "denoiser": Entry(
        "models.denoiser",
        quick={"epochs": 4, "rows": 1500},
        bars={"cleaned_error": ("<=", 0.02)},
        seconds=16,
    ),
    "gan": Entry(
        "models.gan",
        quick={"steps": 300, "rows": 1500},
        needs=("classifier",),
        seconds=42,
    ),
    "gan_r1": Entry(
        "models.gan_r1",
        settings={"steps": 7000},
        quick={"steps": 300, "rows": 1500},
        needs=("classifier",),
        bars={"frechet": ("<=", 55.0), "class_entropy": (">=", 0.97)},
        seconds=56,
    ),
    "gan_unstable": Entry(
        "models.gan",
        settings={"steps": 4000, "learning_rate": 4e-3, "snapshots": 20},
        quick={"steps": 200, "rows": 1500},
        needs=("classifier",),
        seconds=19,
    ),
    "gan_stable": Entry(
        "models.gan",
        settings={"steps": 4000, "learning_rate": 5e-4, "momentum": 0.5, "snapshots": 20},
        quick={"steps": 200, "rows": 1500},
        needs=("classifier",),
        seconds=17,
    ),
}

POINTS_AND_TEXT: dict[str, Entry] = {
    "realnvp": Entry(
        "models.realnvp",
        quick={"steps": 150, "batch": 256},
        data=(),
        bars={"log_likelihood": (">=", -1.4), "inverse_error": ("<=", 1e-3)},
        seconds=31,
    ),
    "moons_diffusion": Entry(
        "models.moons_diffusion",
        quick={"steps": 250, "batch": 256, "average": 0.9},
        data=(),
        bars={"stray": ("<=", 0.02)},
        seconds=23,
    ),
    "ring": Entry("models.ring", quick={"steps": 300}, data=(), bars={"effective": ("<=", 2.0)}, seconds=6),
    "ring_remedy": Entry(
        "models.ring",
        settings={"r1": 0.1, "pack": 2},
        quick={"steps": 300},
        data=(),
        bars={"covered": (">=", 8), "step_all_covered": ("<=", 1000)},
        seconds=8,
    ),
    "gmm": Entry(
        "models.gmm", data=("penguins",), bars={"ari": (">=", 0.88), "least_rise": (">=", -1e-8)}, seconds=2
    ),
    "logistic": Entry("models.logistic", data=("penguins",), bars={"accuracy": (">=", 0.9)}, seconds=1),
    "stream": Entry("models.stream", data=(), bars={"gain_late": (">=", 3.0)}, seconds=1),
    "transformer": Entry(
        "models.transformer",
        quick={"steps": 60, "batch": 8, "average": 0.9},
        data=("corpus",),
        bars={"bits_per_character": ("<=", 2.2)},
        seconds=81,
    ),
}

EXPERIMENTS: dict[str, Entry] = {
    "masked": Entry(
        "models.experiments.masked",
        quick={"count": 50, "steps": 30},
        needs=("classifier", "vae20"),
        bars={"filled_error": ("<=", 0.06)},
        seconds=3,
    ),
    "augmentation": Entry(
        "models.experiments.augmentation",
        quick={"common": 40, "epochs": 1, "cvae_epochs": 2},
        seconds=268,
    ),
    "anomaly": Entry(
        "models.experiments.anomaly",
        needs=("vae20",),
        data=("mnist", "fashion"),
        bars={"fashion_auc": (">=", 0.97)},
        seconds=1,
    ),
    "memorisation": Entry(
        "models.experiments.memorisation",
        needs=("vae20", "gan_r1", "latent_diffusion"),
        bars={"control_copies": (">=", 0.99)},
        seconds=8,
    ),
    "skew": Entry(
        "models.experiments.skew",
        quick={"rows": 200, "gan_steps": 40, "gan_r1_steps": 40, "vae_epochs": 2, "samples": 200},
        needs=("classifier",),
        seconds=184,
    ),
    "few_labels": Entry("models.experiments.few_labels", needs=("convvae",), seconds=4),
    "sharpness": Entry(
        "models.experiments.sharpness",
        quick={"rows": 500, "vae_epochs": 2, "gan_r1_steps": 40, "gan_steps": 60},
        needs=("classifier",),
        seconds=278,
    ),
    "scores": Entry(
        "models.experiments.scores",
        needs=("classifier", "vae20", "vae2", "convvae", "cvae", "gan", "gan_r1", "latent_diffusion"),
        seconds=13,
    ),
}

CATALOGUE: dict[str, Entry] = {**IMAGES, **POINTS_AND_TEXT, **EXPERIMENTS}


def entry(name: str) -> Entry:
    """The entry of a run; LectureError with a guess when there is none."""
    if name not in CATALOGUE:
        raise LectureError(f"there is no model '{name}'", mend=did_you_mean(name, CATALOGUE))
    return CATALOGUE[name]


def key_parts(name: str, quick: bool = False) -> dict[str, Any]:
    """All that a run or a trace depends on, as plain values. Run names and trace names share one name space."""
    if name in CATALOGUE:
        return _run_parts(name, quick)
    declared = traces.declared()
    if name not in declared:
        raise LectureError(f"there is no model and no trace '{name}'",
                           mend=did_you_mean(name, [*CATALOGUE, *declared]))
    return _trace_parts(declared[name], quick)


def key(name: str, quick: bool = False) -> str:
    """The key of a run's or a trace's result."""
    return key_of(key_parts(name, quick))


def _run_parts(name: str, quick: bool) -> dict[str, Any]:
    what = CATALOGUE[name]
    return {
        "name": name,
        "code": sources.closure({what.module}),
        "settings": what.resolved(quick),
        "seed": what.seed,
        "quick": quick,
        "bars": {figure: list(bar) for figure, bar in what.bars.items()},
        "data": {data: recorded_hash(data) for data in what.data},
        "needs": {need: key(need, quick) for need in what.needs},
        "versions": versions(),
        "format": FORMAT,
    }


def _trace_parts(spec: traces.Spec, quick: bool) -> dict[str, Any]:
    return {
        "name": spec.name,
        "code": {**sources.closure(set(spec.imports)), spec.module: spec.code},
        "quick": quick,
        "data": {data: recorded_hash(data) for data in spec.data},
        "needs": {need: key(need, quick) for need in spec.needs},
        "versions": versions(),
        "format": FORMAT,
    }


@dataclass(frozen=True)
class Task:
    """One step of the build: a run to train or a trace to make, after the tasks that it needs."""

    kind: str  # "run" or "trace"
    name: str
    key: str
    needs: tuple[str, ...]
    seconds: float  # on one core, estimated
    door: str  # "module:function" to call with (job, out)
    job: Mapping[str, Any]  # without "runs", which the build fills with {need: folder}


def plan(names: Iterable[str], quick: bool = False) -> list[Task]:
    """The tasks for these runs and traces and all that they need, each after its needs."""
    done: dict[str, Task] = {}

    def add(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise LectureError("models need one another in a circle: " + " → ".join((*path, name)))
        if name in done:
            return
        task = _task(name, quick)
        for need in task.needs:
            add(need, (*path, name))
        done[name] = task

    for name in names:
        add(name, ())
    return list(done.values())


def _task(name: str, quick: bool) -> Task:
    job = {"name": name, "quick": quick}
    if name in CATALOGUE:
        what = CATALOGUE[name]
        return Task("run", name, key(name, quick), what.needs, what.seconds * (0.1 if quick else 1.0),
                    "models.door:train_model", job)
    result = key(name, quick)
    return Task("trace", name, result, traces.declared()[name].needs, 2.0, "models.door:make_trace", job)
