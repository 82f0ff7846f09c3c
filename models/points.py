"""Two-dimensional data whose truth is known: two moons, a ring of Gaussians, a drifting cloud."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Points = NDArray[np.floating[Any]]  # points as any float

# ---------------------------------------------------------------------------------------------- two moons
MOON_SCALE = 1.5  # the textbook's half circles of radius 1, enlarged so that the cloud fits a unit Gaussian
MOON_NOISE = 0.09  # standard deviation of the isotropic noise around the arcs, after scaling


def moon_arc(side: int, angle: Array) -> Array:
    """Points of the noiseless arc, `side` 0 (upper) or 1 (lower), at angles in 0..π: (n,) -> (n, 2)."""
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=-1)  # (n, 2)
    arc = upper if side == 0 else np.array([1.0, 0.5]) - upper
    scaled: Array = MOON_SCALE * (arc - np.array([0.5, 0.25]))
    return scaled


def two_moons(n: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    """Draw n points of the two interleaved half circles: points (n, 2), which moon (n,)."""
    side = rng.integers(0, 2, n)
    angle = rng.uniform(0.0, np.pi, n)
    clean = np.where(side[:, None] == 0, moon_arc(0, angle), moon_arc(1, angle))  # (n, 2)
    return clean + MOON_NOISE * rng.standard_normal((n, 2)), side


def moons_log_density(x: Points, nodes: int = 512) -> Array:
    """True log p(x) in nats, (n, 2) -> (n,): the arcs convolved with the noise, by midpoint quadrature."""
    angle = (np.arange(nodes) + 0.5) * np.pi / nodes
    centres = np.concatenate([moon_arc(0, angle), moon_arc(1, angle)])  # (2 nodes, 2)
    square = ((x[:, None, :] - centres[None]) ** 2).sum(-1)  # (n, 2 nodes)
    logits = -square / (2 * MOON_NOISE**2)
    top = logits.max(1)
    total = np.log(np.exp(logits - top[:, None]).mean(1)) + top
    answer: Array = total - np.log(2 * np.pi * MOON_NOISE**2)
    return answer


def moons_distance(x: Points, nodes: int = 1024) -> Array:
    """Distance of each point to the nearer noiseless arc: (n, 2) -> (n,)."""
    angle = np.linspace(0.0, np.pi, nodes)
    centres = np.concatenate([moon_arc(0, angle), moon_arc(1, angle)])
    answer: Array = np.sqrt(((x[:, None, :] - centres[None]) ** 2).sum(-1).min(1))
    return answer


def moons_stray(x: Points) -> float:
    """Share of points farther than three standard deviations of the noise from both arcs (truth: about .003)."""
    return float((moons_distance(x) > 3 * MOON_NOISE).mean())


def moon_segments(x: Points, count: int) -> NDArray[np.int64]:
    """Which of 2 × count equally long stretches of the arcs each point is nearest to: (n, 2) -> (n,)."""
    per = 100
    angle = (np.arange(count * per) + 0.5) * np.pi / (count * per)
    centres = np.concatenate([moon_arc(0, angle), moon_arc(1, angle)])  # (2 count per, 2)
    square = ((np.asarray(x)[:, None, :] - centres[None]) ** 2).sum(-1)
    answer: NDArray[np.int64] = square.argmin(1) // per
    return answer


# ---------------------------------------------------------------------------------------- ring of Gaussians
RING_MODES = 8
RING_RADIUS = 2.0
RING_NOISE = 0.05


def ring_centres() -> Array:
    """The eight means, counter-clockwise from the right: (8, 2)."""
    angle = 2 * np.pi * np.arange(RING_MODES) / RING_MODES
    return RING_RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def ring(n: int, rng: np.random.Generator) -> tuple[Array, NDArray[np.int64]]:
    """Draw n points from eight equally likely Gaussians on a circle: points (n, 2), mode (n,)."""
    mode = rng.integers(0, RING_MODES, n)
    return ring_centres()[mode] + RING_NOISE * rng.standard_normal((n, 2)), mode


def ring_mode(x: Points) -> NDArray[np.int64]:
    """Index of the nearest mode: (n, 2) -> (n,)."""
    nearest: NDArray[np.int64] = ring_distance(x).argmin(1)
    return nearest


def ring_distance(x: Points) -> Array:
    """Distance to every mode: (n, 2) -> (n, 8)."""
    answer: Array = np.sqrt(((x[:, None, :] - ring_centres()[None]) ** 2).sum(-1))
    return answer


def modes_covered(x: Points, share: float = 0.02) -> int:
    """How many modes hold at least `share` of all points within a third of the way to the next mode: 0…8."""
    reach = 2 * RING_RADIUS * np.sin(np.pi / RING_MODES) / 3
    return int(((ring_distance(x) <= reach).mean(0) >= share).sum())


def on_ring(x: Points) -> float:
    """Share of points within four standard deviations of a mode (of the data: .9997)."""
    return float((ring_distance(x).min(1) <= 4 * RING_NOISE).mean())


def effective_modes(x: Points) -> float:
    """exp(entropy) of the nearest-mode histogram: 1 when all points sit at one mode, 8 when evenly spread."""
    p = np.bincount(ring_mode(x), minlength=RING_MODES) / len(x)
    p = p[p > 0]
    return float(np.exp(-(p * np.log(p)).sum()))


# ------------------------------------------------------------------------------------------ a drifting cloud
def drifting_truth(step: int, steps: int) -> tuple[Array, Array, Array]:
    """The three clusters at `step` of the stream: weights (3,), means (3, 2), standard deviations per axis (3, 2).

    The first circles the origin; the second fades out while the third, on the far side, fades in.
    """
    t = step / max(steps - 1, 1)
    turn = np.pi * (0.25 + 0.9 * t)
    means = np.array([[2.2 * np.cos(turn), 2.2 * np.sin(turn)], [-0.4, -1.7 + 0.6 * t], [2.4, -0.9 - 0.6 * t]])
    weights = np.array([0.5, 0.4 * (1 - t) + 0.05, 0.05 + 0.4 * t])
    return weights, means, np.array([[0.45, 0.3], [0.5, 0.35], [0.3, 0.5]])


def drifting(step: int, steps: int, n: int, rng: np.random.Generator) -> Array:
    """The n points that arrive at `step` of the stream: (n, 2)."""
    weights, means, spreads = drifting_truth(step, steps)
    which = rng.choice(3, n, p=weights)
    answer: Array = means[which] + spreads[which] * rng.standard_normal((n, 2))
    return answer


def square_grid(half: float, count: int) -> Array:
    """Centres of count × count cells that tile [−half, half]²: (count, count, 2), rows from the bottom up."""
    ticks = (np.arange(count) + 0.5) / count * 2 * half - half
    across, up = np.meshgrid(ticks, ticks)
    return np.stack([across, up], axis=-1)


def losses_by_step(values: Points, marks: int, name: str = "loss") -> dict[str, NDArray[np.float32]]:
    """A loss per step (steps,) thinned to `marks` means over equal stretches, so that drafts have the same shape.

    Gives `<name>` (marks,) and `<name>_step` (marks,), the last step of each stretch, counted from 1.
    """
    edges = np.linspace(0, len(values), marks + 1).round().astype(int)  # (marks + 1,)
    means = [values[a:b].mean() if b > a else values[max(b - 1, 0)] for a, b in pairwise(edges)]
    return {name: np.array(means, np.float32), f"{name}_step": edges[1:].astype(np.float32)}
