"""A small convolutional network that tells digits apart, and whose inner features measure the generators.

LeCun et al. 1998, "Gradient-based learning applied to document recognition", at a quarter of the size.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.base import Array, Curves, Floats, Inputs, Run
from models.data import CLASSES
from models.tensors import arrays_of, batches, descend, generator, in_parts, pixels, restore, setting, start


@dataclass(frozen=True)
class Settings:
    epochs: int = 8
    batch: int = 64
    learning_rate: float = 2e-3
    shift: int = 1  # training digits are moved by up to this many pixels
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

    def features(self, x: Tensor) -> Tensor:
        x = x.reshape(-1, 1, 28, 28)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)  # (n, 16, 14, 14)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)  # (n, 32, 7, 7)
        x = F.max_pool2d(F.relu(self.conv3(x)), 2)  # (n, 32, 3, 3)
        return F.relu(self.hidden(x.flatten(1)))  # (n, 64)

    def forward(self, x: Tensor) -> Tensor:
        scores: Tensor = self.output(self.features(x))  # (n, 10)
        return scores


def shifted(x: Tensor, most: int, stream: torch.Generator) -> Tensor:
    """Each row of pixels (n, 784) as an image moved by up to `most` pixels down and across."""
    side = 28 + 2 * most
    padded = F.pad(x.reshape(-1, 28, 28), (most, most, most, most))  # (n, side, side)
    down, across = torch.randint(2 * most + 1, (2, len(x), 1), generator=stream)  # (n, 1) each
    rows = (down + torch.arange(28))[:, :, None].expand(-1, -1, side)  # (n, 28, side)
    columns = (across + torch.arange(28))[:, None, :].expand(-1, 28, -1)  # (n, 28, 28)
    return padded.gather(1, rows).gather(2, columns).reshape(len(x), -1)  # (n, 784)


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Cross entropy, Adam, a learning rate that falls to zero along a cosine. Figure: accuracy on the test split."""
    start(seed)
    digits, stream = inputs.data.digits, generator(seed)
    x, labels = pixels(digits.train[: settings.rows]), torch.from_numpy(digits.train_labels[: settings.rows])
    model, curves = Classifier(), Curves()
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate)
    steps = settings.epochs * -(-len(x) // settings.batch)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(settings.epochs):
        for rows in batches(len(x), settings.batch, stream):
            loss = F.cross_entropy(model(shifted(x[rows], settings.shift, stream)), labels[rows])
            descend(optimiser, loss)
            fall.step()
            curves.add(loss=loss.item())
        inputs.progress(epoch + 1, settings.epochs)
    run = Run(arrays_of(model), dict(curves.arrays()), {}, setting(settings))
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


def features(run: Run, images: Array) -> Floats:
    """The 64 features (n, 64) before the last layer, in which Fréchet distances are measured."""
    return in_parts(load(run).features, pixels(images))
