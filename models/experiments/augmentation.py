"""Augmentation: does synthetic data help a classifier with a rare class?

Protocol, written before the result. The digit "8" is rare: 20 training samples, every other digit has 400. For seeds
0–4 (samples drawn anew, network begun anew) the project's classifier is trained on: the rare set as it is; 8s
oversampled to 400; 8s filled up to 400 by a conditional VAE trained on the rare set; by small affine changes of the
20; and, as the ceiling, 400 real 8s. On the 1000 test digits: recall and precision of "8", accuracy of all digits,
and the average precision of p("8"), which needs no threshold. Recall alone moves whenever the threshold moves; only
the average precision can say that something was learned about 8s.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from models import classifier, cvae
from models.base import Array, Floats, Inputs, Run
from models.data import CLASSES, Digits
from models.measures import average_precision
from models.tensors import array, generator, in_parts, pixels, setting

RARE = 8
METHODS = ("none", "oversampling", "cvae", "affine", "real")
MEASURES = ("recall", "precision", "average_precision", "accuracy")


@dataclass(frozen=True)
class Settings:
    rare: int = 20
    common: int = 400
    seeds: int = 5
    epochs: int = 8  # of the classifiers
    cvae_epochs: int = 30
    shown: int = 16


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures: `<method>_<measure>`, means over the seeds, and `<method>_<measure>_spread`, standard deviations.
    Record: `<measure>` (5 methods, seeds); extra_cvae, extra_affine (shown, 28, 28): made 8s; rare (shown, 28, 28):
    the real ones they come from.
    """
    digits = inputs.data.digits
    tables = np.zeros((len(MEASURES), len(METHODS), settings.seeds), np.float32)
    record: dict[str, Array] = {}
    for column in range(settings.seeds):
        sets = training_sets(settings, digits, seed + column)
        for row, method in enumerate(METHODS):
            x, labels = sets[method]
            how = classifier.Settings(epochs=settings.epochs, shift=0, learning_rate=2e-3)
            model = classifier.fit(how, x, labels, seed + column)
            tables[:, row, column] = measure(model, digits)
            inputs.progress(column * len(METHODS) + row + 1, settings.seeds * len(METHODS))
        if column == 0:
            record = {f"extra_{method}": made(sets[method][0], settings) for method in ("cvae", "affine")}
            record["rare"] = made(sets["none"][0], settings)
    figures = {}
    for index, what in enumerate(MEASURES):
        record[what] = tables[index]
        for row, method in enumerate(METHODS):
            figures[f"{method}_{what}"] = float(tables[index, row].mean())
            figures[f"{method}_{what}_spread"] = float(tables[index, row].std())
    return Run({}, record, figures, setting(settings))


def training_sets(settings: Settings, digits: Digits, seed: int) -> dict[str, tuple[Tensor, Tensor]]:
    """Pixels (n, 784) and labels (n,) by method; the last rows of each are its 8s."""
    rng, missing = np.random.default_rng(seed), settings.common - settings.rare
    rows = [rng.permutation(np.flatnonzero(digits.train_labels == label)) for label in range(CLASSES)]
    others = np.concatenate([rows[label][: settings.common] for label in range(CLASSES) if label != RARE])
    few, many = rows[RARE][: settings.rare], rows[RARE][: settings.common]
    rare = pixels(digits.train[few])
    base = np.concatenate([others, few])
    known, labels = pixels(digits.train[base]), torch.from_numpy(digits.train_labels[base])
    model = cvae.fit(cvae.Settings(epochs=settings.cvae_epochs), known, labels, seed)
    stream = generator(seed)
    extra = {
        "none": rare[:0],
        "oversampling": rare[torch.randint(len(rare), (missing,), generator=stream)],
        "cvae": dream(model, missing, stream),
        "affine": affine(rare[torch.randint(len(rare), (missing,), generator=stream)], stream),
        "real": pixels(digits.train[many[settings.rare :]]),
    }
    return {
        method: (torch.cat([known, more]), torch.cat([labels, torch.full((len(more),), RARE)]))
        for method, more in extra.items()
    }


@torch.no_grad()
def dream(model: cvae.CVAE, count: int, stream: torch.Generator) -> Tensor:
    """8s (count, 784) from a conditional VAE."""
    z = torch.randn(count, model.mean.out_features, generator=stream)
    return model.decode(z, torch.full((count,), RARE)).sigmoid()


def affine(x: Tensor, stream: torch.Generator) -> Tensor:
    """Rows of pixels (n, 784) turned by up to 15°, scaled by up to 15 % and moved by up to 2 pixels."""
    turn, size, across, down = (torch.rand(4, len(x), generator=stream) * 2 - 1) * torch.tensor(
        [math.radians(15), 0.15, 4 / 28, 4 / 28]
    ).unsqueeze(1)
    cos, sin = turn.cos() / (1 + size), turn.sin() / (1 + size)
    maps = torch.stack([torch.stack([cos, -sin, across], 1), torch.stack([sin, cos, down], 1)], 1)  # (n, 2, 3)
    grid = F.affine_grid(maps, [len(x), 1, 28, 28], align_corners=False)
    return F.grid_sample(x.reshape(-1, 1, 28, 28), grid, align_corners=False).flatten(1)


def made(x: Tensor, settings: Settings) -> Floats:
    """The last images of a training set, which are its 8s: (shown, 28, 28)."""
    return array(x[-settings.shown :].reshape(-1, 28, 28))


def measure(model: classifier.Classifier, digits: Digits) -> tuple[float, ...]:
    """The measures of a classifier on the test digits."""
    model.eval()
    p = in_parts(lambda part: model(part).softmax(1), pixels(digits.test))  # (1000, 10)
    guess, truth = p.argmax(1), digits.test_labels
    hits = float(((guess == RARE) & (truth == RARE)).sum())
    recall, precision = hits / max((truth == RARE).sum(), 1), hits / max((guess == RARE).sum(), 1)
    return recall, precision, average_precision(p[:, RARE], truth == RARE), float((guess == truth).mean())
