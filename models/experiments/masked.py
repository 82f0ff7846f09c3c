"""Imputation: the lower half of a test digit is hidden, and the VAE fills it in.

Protocol, written before the result. The first `count` test digits; the lower 14 rows are hidden. From the latent of
the half-empty image, 200 Adam steps minimise −log p(visible pixels|z) + ½‖z‖², the negative log of the posterior up
to a constant; the decoder's image at the end fills the hidden half. Compared by mean squared error a hidden pixel
with two baselines that know no latent: the mean of all training digits, and the hidden half of the training digit
whose visible half is nearest. And by the classifier's accuracy on masked (empty half), filled and original digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from models import vae
from models.base import Array, Floats, Inputs, Progress, Run, no_progress
from models.data import SIDE
from models.judge import label_accuracy
from models.measures import distances
from models.tensors import array, descend, images, pixels, setting, start

VISIBLE = SIDE // 2  # rows


@dataclass(frozen=True)
class Settings:
    count: int = 500
    steps: int = 200
    learning_rate: float = 0.1
    shown: int = 16
    stops: int = 12


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures: filled_error, mean_error, neighbour_error (mean squared error a hidden pixel), masked_accuracy,
    filled_accuracy, original_accuracy. Record, of the first `shown` digits: originals, masked, filled
    (n, 28, 28) and path (stops, n, 28, 28), the filled image while the latent moves.
    """
    start(seed)
    digits, critic = inputs.data.digits, inputs.runs["classifier"]
    x, labels = digits.test[: settings.count], digits.test_labels[: settings.count]
    path = fill(inputs.runs["vae20"], x, settings, inputs.progress)  # (stops, n, 28, 28)
    filled = np.concatenate([x[:, :VISIBLE], path[-1][:, VISIBLE:]], 1)
    figures = {
        "filled_error": error(filled, x),
        "mean_error": error(np.broadcast_to(digits.train.mean(0), x.shape), x),
        "neighbour_error": error(digits.train[nearest(x, digits.train)], x),
        "masked_accuracy": label_accuracy(critic, masked(x), labels),
        "filled_accuracy": label_accuracy(critic, filled, labels),
        "original_accuracy": label_accuracy(critic, x, labels),
    }
    n = settings.shown
    record = {"originals": x[:n], "masked": masked(x[:n]), "filled": filled[:n], "path": path[:, :n]}
    return Run({}, {name: images.astype(np.float16) for name, images in record.items()}, figures, setting(settings))


def masked(x: Array) -> Array:
    """Images (n, 28, 28) with the lower half empty."""
    return np.concatenate([x[:, :VISIBLE], np.zeros_like(x[:, VISIBLE:])], 1)


def error(guess: Array, truth: Array) -> float:
    """Mean squared error over the hidden pixels."""
    return float(((guess - truth)[:, VISIBLE:] ** 2).mean())


def nearest(x: Array, train: Array) -> Array:
    """Index (n,) of the training digit whose visible half is nearest to each one's."""
    return np.asarray(distances(x[:, :VISIBLE].reshape(len(x), -1), train[:, :VISIBLE].reshape(len(train), -1)).argmin(1))


def fill(run: Run, x: Array, settings: Settings, progress: Progress = no_progress) -> Floats:
    """The decoder's images (stops, n, 28, 28) while the latents move to where they explain the visible half."""
    model, seen = vae.load(run), pixels(x)[:, : VISIBLE * SIDE]  # (n, 392)
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    z = model.encoder(pixels(masked(x)))[0].detach().requires_grad_()
    optimiser = torch.optim.Adam([z], settings.learning_rate)
    stops = np.linspace(0, settings.steps, settings.stops).round().astype(int)
    path = []
    for step in range(settings.steps + 1):
        logits = model.decoder(z)  # (n, 784)
        if step in stops:
            path.append(images(logits.sigmoid()))
        visible = F.binary_cross_entropy_with_logits(logits[:, : VISIBLE * SIDE], seen, reduction="sum")
        descend(optimiser, visible + 0.5 * (z**2).sum())
        progress(step, settings.steps)
    return np.stack(path)


def fill_one(run: Run, x: Array, settings: Settings = Settings()) -> Floats:
    """One image (28, 28) with its lower half filled in."""
    path = fill(run, np.asarray(x)[None], settings)
    return np.concatenate([np.asarray(x, np.float32)[:VISIBLE], array(torch.from_numpy(path[-1, 0, VISIBLE:]))])
