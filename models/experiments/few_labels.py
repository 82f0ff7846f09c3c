"""Few labels: do features that a VAE learned without labels help when labels are scarce?

Protocol. A support vector machine (RBF kernel, C = 10, gamma "scale") on raw pixels, on the conv VAE's 128 hidden
features, or on its 20 latent means. 10, 30, 100, 300, 1000 labels, the same number of each class, drawn anew for seeds
0–4 and the same for all three. Features and latents are standardised by all training images, which need no labels;
pixels are left as they are: the first run standardised them too, which cost them accuracy, and a baseline deserves
its best. Accuracy on the 1000 test digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from models import convvae
from models.base import Array, Inputs, Run
from models.data import CLASSES, Digits
from models.tensors import setting


@dataclass(frozen=True)
class Settings:
    labels: tuple[int, ...] = (10, 30, 100, 300, 1000)
    seeds: int = 5


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures: `<pixels|features|latents>_<labels>`, mean accuracies over the seeds. Record: labels (5,),
    `<inputs>_accuracy` (5, seeds).
    """
    digits = inputs.data.digits
    record: dict[str, Array] = {"labels": np.array(settings.labels)}
    figures: dict[str, float] = {}
    views = views_of(inputs.runs["convvae"], digits)
    done, total = 0, len(views) * len(settings.labels) * settings.seeds
    for name, (known, asked) in views.items():
        table = np.zeros((len(settings.labels), settings.seeds), np.float32)
        for row, count in enumerate(settings.labels):
            for column in range(settings.seeds):
                chosen = draw(digits.train_labels, count, seed + column)
                model = SVC(C=10.0, gamma="scale").fit(known[chosen], digits.train_labels[chosen])
                table[row, column] = model.score(asked, digits.test_labels)
                done += 1
                inputs.progress(done, total)
            figures[f"{name}_{count}"] = float(table[row].mean())
        record[f"{name}_accuracy"] = table
    return Run({}, record, figures, setting(settings))


def views_of(run: Run, digits: Digits) -> dict[str, tuple[Array, Array]]:
    """(train, test) inputs by name."""
    views = {"pixels": (digits.train.reshape(len(digits.train), -1), digits.test.reshape(len(digits.test), -1))}
    found = {
        "features": (convvae.features(run, digits.train), convvae.features(run, digits.test)),
        "latents": (convvae.encode(run, digits.train)[0], convvae.encode(run, digits.test)[0]),
    }
    for name, (known, asked) in found.items():
        scaler = StandardScaler().fit(known)
        views[name] = (scaler.transform(known), scaler.transform(asked))
    return views


def draw(labels: Array, count: int, seed: int) -> Array:
    """Rows of `count` training digits, the same number of each class."""
    rng = np.random.default_rng(seed)
    each = count // CLASSES
    return np.concatenate([rng.choice(np.flatnonzero(labels == label), each, replace=False) for label in range(CLASSES)])
