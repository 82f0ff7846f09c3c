"""What is measured of images and classes: Fréchet distance, an Inception-like score, diversity, sharpness."""

from __future__ import annotations

import numpy as np

from models.base import Array


def frechet(a: Array, b: Array) -> float:
    """Fréchet distance between two clouds of features (n, d), each taken as a Gaussian; in squared feature units.

    ‖μa − μb‖² + tr(Σa + Σb − 2 (Σa Σb)^½): Dowson & Landau 1982; used on Inception features by Heusel et al. 2017.
    It falls with more samples, so compare only at the same n.
    """
    a, b = a.astype(np.float64), b.astype(np.float64)
    cov_a, cov_b = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    # tr (Σa Σb)^½ from the eigenvalues of the product, which stays defined where a collapsed cloud makes it singular
    eigenvalues = np.linalg.eigvals(cov_a @ cov_b).real
    overlap = np.sqrt(np.maximum(eigenvalues, 0)).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(cov_a) + np.trace(cov_b) - 2 * overlap)


def inception_like(probabilities: Array) -> float:
    """exp of the mean KL from each sample's class probabilities (n, classes) to their mean: 1 … classes.

    The Inception score of Salimans et al. 2016, with the project's own digit classifier in Inception's place.
    """
    p = np.clip(probabilities.astype(np.float64), 1e-12, 1)
    return float(np.exp((p * (np.log(p) - np.log(p.mean(0)))).sum(1).mean()))


def class_entropy(probabilities: Array) -> float:
    """Entropy of the share of each predicted class, as a part of the largest possible: 1 = all classes alike."""
    share = class_shares(probabilities)
    present = share[share > 0]
    return max(0.0, float(-(present * np.log(present)).sum() / np.log(len(share))))


def class_shares(probabilities: Array) -> Array:
    """Share of the samples (n, classes) whose likeliest class is each: (classes,)."""
    counts = np.bincount(probabilities.argmax(1), minlength=probabilities.shape[1])
    return np.asarray(counts / counts.sum(), dtype=np.float32)


def sharpness(images: Array) -> Array:
    """Mean squared difference between neighbouring pixels of each image (n, 28, 28), per unit of ink: (n,).

    Divided by the mean grey value, so that a thicker stroke doesn't count as a sharper one.
    """
    images = images.astype(np.float64)
    across = (np.diff(images, axis=2) ** 2).mean((1, 2))
    down = (np.diff(images, axis=1) ** 2).mean((1, 2))
    return np.asarray((across + down) / np.maximum(images.mean((1, 2)), 1e-6))


def distances(a: Array, b: Array) -> Array:
    """Euclidean distance from every row of a (n, d) to every row of b (m, d): (n, m)."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    squares = (a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T
    return np.asarray(np.sqrt(np.maximum(squares, 0)))


def neighbour_accuracy(train: Array, train_labels: Array, test: Array, test_labels: Array, k: int = 15) -> float:
    """Share of test points whose label most of their k nearest training points have."""
    nearest = np.argpartition(distances(test, train), k, axis=1)[:, :k]  # (n, k)
    votes = np.stack([np.bincount(row, minlength=10) for row in train_labels[nearest]])  # (n, 10)
    return float((votes.argmax(1) == test_labels).mean())


def average_precision(scores: Array, positive: Array) -> float:
    """Mean precision at every true positive as the threshold falls: area under precision over recall; 1 is best."""
    order = np.argsort(-scores, kind="stable")
    hits = positive[order].astype(bool)
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def ranking_quality(scores: Array, positive: Array) -> float:
    """Area under the ROC curve: the chance that a positive scores higher than a negative, ties counting half."""
    order = np.unique(scores, return_inverse=True)[1]
    counts = np.bincount(order)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[order]  # mean rank of each tie
    positives = int(positive.sum())
    below = float(ranks[positive.astype(bool)].sum()) - positives * (positives + 1) / 2
    return below / (positives * (len(scores) - positives))
