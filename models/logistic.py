"""Logistic regression and a mixture of Gaussians on the same two species: the boundary, and the whole distribution.

The discriminative side models P(y | x) alone (Cox, JRSS B 1958), fitted by Newton's method (Bishop, "Pattern
recognition and machine learning", section 4.3.3); the generative side models P(x, y) = P(y) P(x | y) with a mixture
for each species. Ng and Jordan, "On discriminative vs. generative classifiers", NIPS 2001, compare the two.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from models import gmm
from models.base import Array, Floats, Inputs, ModelError, Run

Doubles = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """Which two species, the share kept for testing, the ridge on the slopes, the most Gaussians for a species."""

    species: tuple[str, str] = ("Adelie", "Chinstrap")
    test_share: float = 0.3
    ridge: float = 1e-2
    newton_steps: int = 12
    most: int = 1
    starts: int = 5


def probability(beta: Doubles, x: Doubles) -> Doubles:
    """P(y = 1 | x) = 1 / (1 + exp(−β₀ − βᵀx)): coefficients (3,), points (n, 2) -> (n,)."""
    logit = beta[0] + x @ beta[1:]
    answer: Doubles = 0.5 * (1 + np.tanh(logit / 2))  # the logistic function, without overflow
    return answer


def loss(beta: Doubles, x: Doubles, y: Array, ridge: float) -> float:
    """Cross-entropy in nats a point plus ridge/2 ‖slopes‖² a point: Bishop (4.90)."""
    logit = beta[0] + x @ beta[1:]
    entropy = np.logaddexp(0, logit) - y * logit  # (n,) −log P(y | x)
    return float(entropy.mean() + ridge / 2 * (beta[1:] ** 2).sum() / len(x))


def newton(x: Doubles, y: Doubles, ridge: float, steps: int) -> Doubles:
    """β by Newton's method from zero, all iterates: (steps + 1, 3). Bishop (4.92), (4.96)–(4.97)."""
    ones = np.column_stack([np.ones(len(x)), x])  # (n, 3)
    penalty = ridge * np.diag([0.0, 1.0, 1.0])
    path = [np.zeros(3)]
    for _ in range(steps):
        p = probability(path[-1], x)  # (n,)
        gradient = ones.T @ (p - y) + penalty @ path[-1]  # (3,)
        hessian = (ones * (p * (1 - p))[:, None]).T @ ones + penalty  # (3, 3)
        path.append(path[-1] - np.linalg.solve(hessian, gradient))
    return np.array(path)


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Fits both on the same training birds; tests both on the birds that were kept back."""
    x, y = _birds(settings, inputs)
    order = np.random.default_rng(seed).permutation(len(x))
    test, rest = np.split(order, [round(settings.test_share * len(x))])
    centre, spread = x[rest].mean(0), x[rest].std(0)
    path = newton((x[rest] - centre) / spread, y[rest].astype(np.float64), settings.ridge, settings.newton_steps)
    slopes = path[:, 1:] / spread  # back to millimetres
    betas = np.column_stack([path[:, 0] - slopes @ centre, slopes])  # (steps + 1, 3)
    weights: dict[str, Array] = {"beta": betas[-1], "share": np.bincount(y[rest]) / len(rest)}
    for label in (0, 1):
        weights |= gmm.arrays(_mixture(x[rest][y[rest] == label], settings, seed), f"class{label}.")
    record: dict[str, Array] = {
        "x": x.astype(np.float32),  # (n, 2) mm
        "y": y,  # (n,) index into settings.species
        "tested": np.isin(np.arange(len(x)), test),  # (n,)
        "beta": betas.astype(np.float32),  # (steps + 1, 3)
        "loss": np.array([loss(b, (x[rest] - centre) / spread, y[rest], settings.ridge) for b in path], np.float32),
    }
    run = Run(weights, record, {}, asdict(settings) | {"species": list(settings.species)})
    run.figures.update(measure(run))
    return run


def _birds(settings: Settings, inputs: Inputs) -> tuple[Doubles, NDArray[np.int64]]:
    penguins = inputs.data.penguins
    unknown = [name for name in settings.species if name not in penguins.names]
    if unknown:
        raise ModelError(f"there is no penguin species '{unknown[0]}'", mend=f"take two of {', '.join(penguins.names)}")
    first, second = (penguins.names.index(name) for name in settings.species)
    kept = np.isin(penguins.species, (first, second))
    return penguins.measurements[kept, :2].astype(np.float64), (penguins.species[kept] == second).astype(np.int64)


def _mixture(x: Doubles, settings: Settings, seed: int) -> gmm.Mixture:
    """The mixture with 1…`most` components that BIC picks for one species."""
    found = [gmm.best(gmm.fit(x, k, settings.starts, seed)) for k in range(1, settings.most + 1)]
    return min(found, key=lambda path: gmm.bic(path, len(x))).last


def measure(run: Run) -> dict[str, float]:
    """Accuracy of both on the birds kept back, and the mixture's log-likelihood there in nats a bird."""
    tested = run.record["tested"]
    x, y = run.record["x"][tested], run.record["y"][tested]
    layers = joint(run, x)  # (2, n)
    return {
        "accuracy": float(((discriminative(run, x) > 0.5) == y).mean()),
        "accuracy_generative": float((layers.argmax(0) == y).mean()),
        "log_likelihood": float(np.log(layers.sum(0)).mean()),
    }


def discriminative(run: Run, grid: Array) -> Floats:
    """Logistic regression's P(second species | x) at points (…, 2) -> (…)."""
    flat = probability(run.weights["beta"], grid.reshape(-1, 2).astype(np.float64))
    return flat.astype(np.float32).reshape(grid.shape[:-1])


def joint(run: Run, grid: Array) -> Floats:
    """P(x, y) at points (…, 2), one layer a species: (2, …)."""
    x = grid.reshape(-1, 2).astype(np.float64)
    shares = run.weights["share"]
    layers = [shares[label] * np.exp(gmm.load(run, f"class{label}.").log_density(x)) for label in (0, 1)]
    return np.array(layers, np.float32).reshape(2, *grid.shape[:-1])


def density(run: Run, grid: Array) -> Floats:
    """The mixture's P(x) = Σ_y P(x, y) at points (…, 2) -> (…)."""
    total: Floats = joint(run, grid).sum(0)
    return total


def generative(run: Run, grid: Array) -> Floats:
    """Bayes' P(second species | x) from the joint, at points (…, 2) -> (…)."""
    layers = joint(run, grid)
    answer: Floats = layers[1] / np.maximum(layers.sum(0), np.finfo(np.float32).tiny)
    return answer


def boundary(run: Run, low: float, high: float, iteration: int = -1) -> Floats:
    """Ends of the line P = ½ between two bill lengths: (2, 2) mm, after so many Newton steps (−1: all)."""
    b = run.record["beta"][iteration]
    if b[2] == 0:
        raise ModelError(f"{run.name}: the boundary at iteration {iteration} is no line over the bill's length")
    return np.array([[at, -(b[0] + b[1] * at) / b[2]] for at in (low, high)], np.float32)


def sample(run: Run, n: int, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """n new birds of the mixture: bills (n, 2) in mm and species (n,); the logistic regression has none to give."""
    rng = np.random.default_rng(seed)
    y = rng.choice(2, n, p=run.weights["share"])
    drawn = [gmm.load(run, f"class{label}.").draw(n, rng)[0] for label in (0, 1)]  # (n, 2) each
    return np.where(y[:, None] == 0, drawn[0], drawn[1]).astype(np.float32), y
