"""A mixture of Gaussians fitted by EM: the oldest generative model of the lecture, in NumPy.

Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", JRSS B 1977; the formulas
as in Bishop, "Pattern recognition and machine learning" (2006), section 9.2. The number of components by the BIC of
Schwarz, "Estimating the dimension of a model", Annals of Statistics 1978.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score

from models.base import Array, Floats, Inputs, ModelError, Run

Doubles = NDArray[np.float64]
THINNEST = 1e-4  # of the data's variance: a component thinner than that sits on a point or a line


class Degenerate(ModelError):
    """A component has shrunk onto a point or a line, where the likelihood has no bound (Bishop, section 9.2.1)."""


@dataclass(frozen=True)
class Settings:
    """How many components are tried, from how many random starts, and when EM has settled (nats in total)."""

    most: int = 6
    starts: int = 10
    iterations: int = 300
    tolerance: float = 1e-4


@dataclass(frozen=True)
class Mixture:
    """P(x) = Σ_k π_k N(x | μ_k, Σ_k)."""

    weights: Doubles  # π (k,)
    means: Doubles  # μ (k, d)
    covariances: Doubles  # Σ (k, d, d)

    def log_parts(self, x: Doubles) -> Doubles:
        """log π_k + log N(x | μ_k, Σ_k) in nats: points (n, d) -> (n, k)."""
        away = x[:, None, :] - self.means  # (n, k, d)
        root = np.linalg.inv(np.linalg.cholesky(self.covariances))  # (k, d, d) L⁻¹, where Σ = L Lᵀ
        square = (np.einsum("kij,nkj->nki", root, away) ** 2).sum(-1)  # (n, k) Mahalanobis distance squared
        log_det = -2 * np.log(np.diagonal(root, axis1=1, axis2=2)).sum(-1)  # (k,) log |Σ|
        d = x.shape[1]
        answer: Doubles = np.log(self.weights) - 0.5 * (square + log_det + d * math.log(2 * math.pi))
        return answer

    def log_density(self, x: Doubles) -> Doubles:
        """log P(x) in nats: (n, d) -> (n,)."""
        answer: Doubles = np.logaddexp.reduce(self.log_parts(x), axis=1)
        return answer

    def draw(self, n: int, rng: np.random.Generator) -> tuple[Doubles, NDArray[np.int64]]:
        """Ancestral sampling: a component by its weight, then a point of it. Points (n, d), components (n,)."""
        which = rng.choice(len(self.weights), n, p=self.weights / self.weights.sum())
        root = np.linalg.cholesky(self.covariances)[which]  # (n, d, d)
        normal = rng.standard_normal((n, self.means.shape[1], 1))
        points: Doubles = self.means[which] + (root @ normal)[..., 0]
        return points, which

    def ordered(self, order: NDArray[np.int64]) -> Mixture:
        """The same mixture with its components in another order."""
        return Mixture(self.weights[order], self.means[order], self.covariances[order])


def expectation(mixture: Mixture, x: Doubles) -> tuple[Doubles, float]:
    """E step: responsibilities γ (n, k), Bishop (9.23), and the log-likelihood Σ_n log P(x_n) in nats, (9.14)."""
    parts = mixture.log_parts(x)  # (n, k)
    each = np.logaddexp.reduce(parts, axis=1)  # (n,)
    return np.exp(parts - each[:, None]), float(each.sum())


def maximisation(shares: Doubles, x: Doubles) -> Mixture:
    """M step: the best π, μ, Σ for given responsibilities, Bishop (9.24)–(9.26)."""
    count = shares.sum(0)  # N_k (k,)
    means = shares.T @ x / count[:, None]  # (k, d)
    away = x[:, None, :] - means  # (n, k, d)
    covariances = np.einsum("nk,nki,nkj->kij", shares, away, away) / count[:, None, None]
    return Mixture(count / len(x), means, covariances)


@dataclass(frozen=True)
class Path:
    """A run of EM: the mixture before every iteration and after the last, with what the E step says of each."""

    mixtures: list[Mixture]
    shares: list[Doubles]  # (n, k) each
    log_likelihood: Doubles  # (iterations + 1,) nats, all points together

    @property
    def last(self) -> Mixture:
        return self.mixtures[-1]


def em(x: Doubles, start: Mixture, iterations: int = 300, tolerance: float = 1e-4) -> Path:
    """E and M in turn until the log-likelihood rises by less than `tolerance` nats.

    Raises Degenerate when a component shrinks onto a point or a line.
    """
    thinnest = THINNEST * np.linalg.eigvalsh(np.cov(x.T)).min()
    mixtures, shares, heights = [start], [], []
    for _ in range(iterations + 1):
        share, height = expectation(mixtures[-1], x)
        shares.append(share)
        heights.append(height)
        settled = len(heights) > 1 and heights[-1] - heights[-2] < tolerance
        if settled or len(heights) > iterations:
            break
        mixtures.append(maximisation(share, x))
        if not np.linalg.eigvalsh(mixtures[-1].covariances).min() > thinnest:
            raise Degenerate("a component of the mixture has shrunk onto a point", mend="take fewer components")
    return Path(mixtures, shares, np.array(heights))


def random_start(x: Doubles, k: int, rng: np.random.Generator) -> Mixture:
    """Means at k different points of the data, round covariances of a quarter of its variances, equal weights."""
    means = x[rng.choice(len(x), k, replace=False)]
    return Mixture(np.full(k, 1 / k), means, np.tile(np.diag(x.var(0)) / 4, (k, 1, 1)))


def fit(x: Doubles, k: int, starts: int, seed: int, iterations: int = 300, tolerance: float = 1e-4) -> list[Path]:
    """EM from several random starts; one that degenerates is drawn again, `starts` times in all at most."""
    rng = np.random.default_rng([seed, k])
    paths: list[Path] = []
    for _ in range(2 * starts):
        try:
            paths.append(em(x, random_start(x, k, rng), iterations, tolerance))
        except Degenerate:
            continue
        if len(paths) == starts:
            return paths
    raise Degenerate(f"{2 * starts - len(paths)} of {2 * starts} starts with {k} components degenerate",
                     mend="take fewer components")


def best(paths: Iterable[Path]) -> Path:
    """The path that ends highest."""
    return max(paths, key=lambda path: path.log_likelihood[-1])


def bic(path: Path, n: int) -> float:
    """−2 log L + (free parameters) log n; lower is better."""
    k, d = path.last.means.shape
    free = (k - 1) + k * d + k * d * (d + 1) // 2
    return float(-2 * path.log_likelihood[-1] + free * math.log(n))


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Fits the penguins' bills, length and depth in mm, with 1…`most` components; keeps the number that BIC picks."""
    penguins = inputs.data.penguins
    x = penguins.measurements[:, :2].astype(np.float64)  # (342, 2)
    tried = []
    for k in range(1, settings.most + 1):
        tried.append(fit(x, k, settings.starts, seed, settings.iterations, settings.tolerance))
        inputs.progress(k, settings.most)
    scores = np.array([bic(best(paths), len(x)) for paths in tried])  # (most,)
    paths = tried[int(scores.argmin())]
    path = _shown(paths)
    order = np.argsort(path.last.means[:, 0])
    record = _record(path, order) | _starts(paths) | {"x": x.astype(np.float32), "species": penguins.species}
    record |= {"bic": scores.astype(np.float32), "bic_k": np.arange(1, settings.most + 1)}
    return Run(arrays(path.last.ordered(order)), record, _figures(tried, scores, path, penguins.species),
               asdict(settings))


def _shown(paths: list[Path]) -> Path:
    """Of all paths that end at the top (within 0.01 nats), the one that starts lowest: it has most to show."""
    top = best(paths).log_likelihood[-1]
    return min((path for path in paths if path.log_likelihood[-1] > top - 0.01), key=lambda p: p.log_likelihood[0])


def _record(path: Path, order: NDArray[np.int64]) -> dict[str, Array]:
    steps = [mixture.ordered(order) for mixture in path.mixtures]
    return {
        "weights": np.array([step.weights for step in steps], np.float32),  # (iterations + 1, k)
        "means": np.array([step.means for step in steps], np.float32),  # (iterations + 1, k, 2) mm
        "covariances": np.array([step.covariances for step in steps], np.float32),  # (iterations + 1, k, 2, 2) mm²
        "shares": np.array([share[:, order] for share in path.shares], np.float32),  # (iterations + 1, n, k)
        "log_likelihood": path.log_likelihood.astype(np.float32),  # (iterations + 1,)
    }


def _starts(paths: list[Path]) -> dict[str, Array]:
    """Log-likelihood of every start by iteration, (starts, longest), each held at its end."""
    longest = max(len(path.log_likelihood) for path in paths)
    rows = [np.pad(path.log_likelihood, (0, longest - len(path.log_likelihood)), mode="edge") for path in paths]
    return {
        "starts_log_likelihood": np.array(rows, np.float32),
        "starts_iterations": np.array([len(path.mixtures) - 1 for path in paths]),  # (starts,)
        "starts_means": np.array([path.last.means for path in paths], np.float32),  # (starts, k, 2)
    }


def _figures(tried: list[list[Path]], scores: Doubles, path: Path, species: Array) -> dict[str, float]:
    rises = [np.diff(p.log_likelihood).min() for paths in tried for p in paths if len(p.log_likelihood) > 1]
    ends = np.array([p.log_likelihood[-1] for p in tried[int(scores.argmin())]])
    return {
        "components": float(scores.argmin() + 1),
        "ari": float(adjusted_rand_score(species, path.shares[-1].argmax(1))),
        "least_rise": float(min(rises)),
        "log_likelihood": float(path.log_likelihood[-1] / len(species)),
        "worse_starts": float((ends < ends.max() - 0.01).sum()),
        "iterations": float(len(path.mixtures) - 1),
    }


def arrays(mixture: Mixture, prefix: str = "") -> dict[str, Array]:
    """A mixture as named arrays."""
    return {prefix + "weights": mixture.weights, prefix + "means": mixture.means,
            prefix + "covariances": mixture.covariances}


def load(run: Run, prefix: str = "") -> Mixture:
    """The fitted mixture."""
    return Mixture(*(run.weights[prefix + part].astype(np.float64) for part in ("weights", "means", "covariances")))


def components(run: Run, grid: Array) -> Floats:
    """The weighted hills π_k N(x | μ_k, Σ_k) at points (…, 2): (k, …); their sum is the density."""
    parts = np.exp(load(run).log_parts(grid.reshape(-1, 2).astype(np.float64)))  # (n, k)
    return parts.T.astype(np.float32).reshape(-1, *grid.shape[:-1])


def density(run: Run, grid: Array) -> Floats:
    """P(x) at points (…, 2) -> (…)."""
    total: Floats = components(run, grid).sum(0)
    return total


def density_at(run: Run, iteration: int, grid: Array) -> Floats:
    """P(x) as it was before iteration `iteration` (−1: at the end), at points (…, 2) -> (…)."""
    step = (run.record[part][iteration].astype(np.float64) for part in ("weights", "means", "covariances"))
    flat = Mixture(*step).log_density(grid.reshape(-1, 2).astype(np.float64))
    return np.exp(flat).astype(np.float32).reshape(grid.shape[:-1])


def sample(run: Run, n: int, seed: int) -> tuple[Floats, NDArray[np.int64]]:
    """n new birds: bills (n, 2) in mm, and the component that each was drawn from (n,)."""
    points, which = load(run).draw(n, np.random.default_rng(seed))
    return points.astype(np.float32), which


def ellipse(mean: Array, covariance: Array, deviations: float = 2.0, count: int = 64) -> Floats:
    """The outline at so many standard deviations, (count, 2), closed: μ + deviations · Σ^½ · circle."""
    angle = np.linspace(0, 2 * np.pi, count)
    circle = np.stack([np.cos(angle), np.sin(angle)])  # (2, count)
    root = np.linalg.cholesky(covariance.astype(np.float64))
    outline: Floats = (mean[:, None] + deviations * root @ circle).T.astype(np.float32)
    return outline
