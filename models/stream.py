"""A mixture of Gaussians that is refitted while points stream in and their distribution drifts.

EM (gmm.py) on a sliding window, each time from the mixture before it; Neal and Hinton, "A view of the EM algorithm
that justifies incremental, sparse, and other variants" (1998), say why a few iterations a step are enough. Every
batch is scored before the mixture has seen it (Dawid's prequential principle, JRSS A 1984), against a mixture that
was fitted once and then left alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from models import gmm
from models.base import Array, Floats, Inputs, Run
from models.points import drifting, drifting_truth


@dataclass(frozen=True)
class Settings:
    """How many points a step, how many steps, how many of them the window holds, EM iterations a step."""

    steps: int = 80
    points: int = 40
    window: int = 8
    components: int = 3
    iterations: int = 4
    starts: int = 5


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Fits the first window from random starts, then follows the stream; records a mixture a step."""
    rng = np.random.default_rng(seed)
    arrivals = np.stack([drifting(step, settings.steps, settings.points, rng) for step in range(settings.steps)])
    first = arrivals[: settings.window].reshape(-1, 2)  # (window points, 2)
    frozen = gmm.best(gmm.fit(first, settings.components, settings.starts, seed)).last
    mixture, mixtures, scores = frozen, [], []
    for step in range(settings.steps):
        if step >= settings.window:
            judges = (mixture, frozen, truth_at(step, settings.steps))
            scores.append([float(judge.log_density(arrivals[step]).mean()) for judge in judges])
            recent = arrivals[step + 1 - settings.window : step + 1].reshape(-1, 2)
            mixture = gmm.em(recent, mixture, settings.iterations, 0.0).last
        mixtures.append(mixture)
        inputs.progress(step + 1, settings.steps)
    record = _record(arrivals, mixtures, np.array(scores))
    return Run(gmm.arrays(mixture) | gmm.arrays(frozen, "frozen."), record, measure(record), asdict(settings))


def truth_at(step: int, steps: int) -> gmm.Mixture:
    """The mixture that the points of `step` are drawn from."""
    weights, means, spreads = drifting_truth(step, steps)
    return gmm.Mixture(weights, means, np.array([np.diag(spread**2) for spread in spreads]))


def _record(arrivals: Array, mixtures: list[gmm.Mixture], scores: Array) -> dict[str, Array]:
    return {
        "points": arrivals.astype(np.float32),  # (steps, points, 2)
        "weights": np.array([m.weights for m in mixtures], np.float32),  # (steps, k)
        "means": np.array([m.means for m in mixtures], np.float32),  # (steps, k, 2)
        "covariances": np.array([m.covariances for m in mixtures], np.float32),  # (steps, k, 2, 2)
        "score": scores[:, 0].astype(np.float32),  # (steps − window,) nats a new point, refitted
        "score_frozen": scores[:, 1].astype(np.float32),  # (steps − window,) the same, fitted once
        "score_truth": scores[:, 2].astype(np.float32),  # (steps − window,) the same, of the density drawn from
    }


def measure(record: dict[str, Array]) -> dict[str, float]:
    """Mean score of points not yet seen: refitted, frozen, true; the gain over the last quarter. Nats a point."""
    late = slice(-(len(record["score"]) // 4), None)
    return {
        "score": float(record["score"].mean()),
        "score_frozen": float(record["score_frozen"].mean()),
        "score_truth": float(record["score_truth"].mean()),
        "gain_late": float((record["score"][late] - record["score_frozen"][late]).mean()),
    }


def mixture_at(run: Run, step: int) -> gmm.Mixture:
    """The mixture after `step` has arrived."""
    return gmm.Mixture(*(run.record[part][step].astype(np.float64) for part in ("weights", "means", "covariances")))


def density(run: Run, grid: Array, step: int = -1) -> Floats:
    """P(x) after `step`, at points (…, 2) -> (…)."""
    flat = mixture_at(run, step).log_density(grid.reshape(-1, 2).astype(np.float64))
    return np.exp(flat).astype(np.float32).reshape(grid.shape[:-1])


def sample(run: Run, n: int, seed: int, step: int = -1) -> Floats:
    """n new points (n, 2) of the mixture after `step`."""
    return mixture_at(run, step).draw(n, np.random.default_rng(seed))[0].astype(np.float32)
