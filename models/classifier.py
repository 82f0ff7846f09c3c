"""A small convolutional network that tells digits apart, and whose inner features measure the generators.

LeCun et al. 1998, "Gradient-based learning applied to document recognition", at a quarter of the size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Recorder, Run, unwatched
from models.data import CLASSES
from models.tensors import (
    array,
    arrays_of,
    batches,
    descend,
    generator,
    in_parts,
    pixels,
    restore,
    setting,
    shifted,
    start,
    tensor,
)


@dataclass(frozen=True)
class Settings:
    epochs: int = 14
    batch: int = 64
    learning_rate: float = 4e-3
    shift: int = 2  # training digits are moved by up to this many pixels
    rows: int = 9000


class Classifier(nn.Module):
    """Three convolutions, each halving the image, then 64 features, then one score a digit."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.conv3 = nn.Conv2d(32, 32, 3, padding=1)
        self.hidden = nn.Linear(32 * 3 * 3, 64)
        self.output = nn.Linear(64, CLASSES)
        # half the time of a training step, a quarter of an evaluation's; torch's own types don't know the word
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]

    def features(self, x: Tensor) -> Tensor:
        x = x.reshape(-1, 1, 28, 28)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (n, 16, 14, 14)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (n, 32, 7, 7)
        x = F.max_pool2d(F.relu(self.conv3(x)), 2)  # (n, 32, 3, 3)
        return F.relu(self.hidden(x.flatten(1)))  # (n, 64)

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.output(self.features(x))  # (n, 10)
        return scores


def fit(
    settings: Settings, x: Tensor, labels: Tensor, seed: int, watch: Callable[..., None] = unwatched
) -> Classifier:
    """A classifier of pixels (n, 784): cross entropy, Adam, a learning rate that falls to zero along a cosine."""
    start(seed)
    stream, model = generator(seed), Classifier()
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate, fused=True)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps_of(settings, len(x)))
    watch(0, model)
    order = (rows for _ in range(settings.epochs) for rows in batches(len(x), settings.batch, stream))
    for step, rows in enumerate(order, start=1):
        loss = F.cross_entropy(model(shifted(x[rows], settings.shift, stream)), labels[rows])
        descend(optimiser, loss)
        fall.step()
        watch(step, model, loss=loss.item())
    return model


def steps_of(settings: Settings, rows: int) -> int:
    """Number of training steps on so many rows."""
    return settings.epochs * -(-rows // settings.batch)


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """The classifier of the digits. Figure: accuracy on the test split; record: `loss` by `steps` (200,)."""
    digits = inputs.data.digits
    x, labels = pixels(digits.train[: settings.rows]), torch.from_numpy(digits.train_labels[: settings.rows])
    recorder = Recorder(steps_of(settings, len(x)), 2, lambda model: {}, inputs.progress)
    model = fit(settings, x, labels, seed, recorder)
    run = Run(arrays_of(model), recorder.arrays(), {}, setting(settings))
    p = probabilities(run, digits.test)
    run.record["test_probabilities"] = p  # (1000, 10)
    run.figures["accuracy"] = float((p.argmax(1) == digits.test_labels).mean())
    return run


def load(run: Run) -> Classifier:
    """The trained network."""
    return restore(Classifier(), run)


def probabilities(run: Run, images: Array) -> Floats:
    """Class probabilities (n, 10) of images (n, 28, 28)."""
    model = load(run)
    return in_parts(lambda x: model(x).softmax(1), pixels(images))


@torch.no_grad()
def features_and_probabilities(run: Run, images: Array) -> tuple[Floats, Floats]:
    """Features (n, 64) and class probabilities (n, 10) of images (n, 28, 28), in one pass."""
    found, output = features(run, images), load(run).output
    return found, array(output(tensor(found)).softmax(1))


def features(run: Run, images: Array) -> Floats:
    """The 64 features (n, 64) before the last layer, in which Fréchet distances are measured."""
    return in_parts(load(run).features, pixels(images))
