"""Generated digits as the project's own classifier sees them, measured against test digits."""

from __future__ import annotations

from models import classifier
from models.base import Array, Run
from models.data import Digits
from models.measures import class_entropy, class_shares, frechet, inception_like

COUNT = 1000  # samples and test digits in every figure; a Fréchet distance depends on it


class Judge:
    """Measures batches of 1000 generated images.

    critic: the classifier's run. The Fréchet distance is to the 1000 test digits, in the classifier's 64 features;
    it is not comparable with published FIDs, which use another network and far more samples.
    """

    def __init__(self, critic: Run, digits: Digits) -> None:
        self.critic = critic
        self.reference = classifier.features(critic, digits.test[:COUNT])  # (1000, 64)
        self.figures: dict[str, float] = {}  # of the last batch

    def __call__(self, samples: Array) -> dict[str, float]:
        """frechet, inception_like (1…10) and class_entropy (0…1) of images (1000, 28, 28)."""
        features, p = classifier.features_and_probabilities(self.critic, samples[:COUNT])
        self.shares = class_shares(p)  # (10,)
        self.figures = {
            "frechet": frechet(features, self.reference),
            "inception_like": inception_like(p),
            "class_entropy": class_entropy(p),
        }
        return self.figures


def label_accuracy(critic: Run, samples: Array, labels: Array) -> float:
    """Share of images that the classifier takes for the class they were asked to be."""
    return float((classifier.probabilities(critic, samples).argmax(1) == labels).mean())
