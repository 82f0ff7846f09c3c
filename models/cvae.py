"""A conditional VAE: encoder and decoder are told the class, so the decoder can be asked for one.

Sohn, Lee & Yan 2015, "Learning Structured Output Representation using Deep Conditional Generative Models". The bound
is that of models/vae.py with every distribution conditioned on the class.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Recorder, Run, unwatched
from models.data import CLASSES, PIXELS
from models.judge import label_accuracy
from models.tensors import (
    array,
    arrays_of,
    batches,
    descend,
    generator,
    images,
    pixels,
    restore,
    setting,
    shifted,
    start,
    tensor,
)
from models.vae import kl_divergence, reconstruction_loss, sample_latent


@dataclass(frozen=True)
class Settings:
    latents: int = 5
    hidden: int = 512
    epochs: int = 25
    batch: int = 64
    learning_rate: float = 3e-3
    shift: int = 1
    rows: int = 9000
    snapshots: int = 12


class CVAE(nn.Module):
    """784 + 10 → hidden → hidden/2 → latents and back, latents + 10 first; the 10 are the class, one-hot.

    Two layers, because the decoder must bend what a latent means by the class; one can only add the two up.
    """

    def __init__(self, latents: int, hidden: int) -> None:
        super().__init__()
        half = hidden // 2
        self.encoder = nn.Sequential(nn.Linear(PIXELS + CLASSES, hidden), nn.SiLU(), nn.Linear(hidden, half), nn.SiLU())
        self.mean = nn.Linear(half, latents)
        self.log_variance = nn.Linear(half, latents)
        self.decoder = nn.Sequential(nn.Linear(latents + CLASSES, half), nn.SiLU(), nn.Linear(half, hidden), nn.SiLU())
        self.pixels = nn.Linear(hidden, PIXELS)

    def encode(self, x: Tensor, label: Tensor) -> tuple[Tensor, Tensor]:
        h = self.encoder(torch.cat([x, F.one_hot(label, CLASSES).float()], 1))  # (n, hidden/2)
        return self.mean(h), self.log_variance(h)  # (n, latents) each

    def decode(self, z: Tensor, label: Tensor) -> Tensor:
        h = self.decoder(torch.cat([z, F.one_hot(label, CLASSES).float()], 1))  # (n, hidden)
        logits: Tensor = self.pixels(h)  # (n, 784)
        return logits

    def forward(self, x: Tensor, label: Tensor, eps: Tensor) -> tuple[Tensor, Tensor]:
        mu, log_var = self.encode(x, label)
        logits = self.decode(sample_latent(mu, log_var, eps), label)
        return reconstruction_loss(x, logits), kl_divergence(mu, log_var).sum(1)  # (n,) each


def fit(
    settings: Settings, x: Tensor, labels: Tensor, seed: int, watch: Callable[..., None] = unwatched
) -> CVAE:
    """A conditional VAE trained on pixels (n, 784) and labels (n,); `watch` is called as a Recorder is."""
    start(seed)
    stream, model = generator(seed), CVAE(settings.latents, settings.hidden)
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate, fused=True)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps_of(settings, len(x)))
    watch(0, model)
    order = (rows for _ in range(settings.epochs) for rows in batches(len(x), settings.batch, stream))
    for step, rows in enumerate(order, start=1):
        eps = torch.randn(len(rows), settings.latents, generator=stream)
        recon, kl = model(shifted(x[rows], settings.shift, stream), labels[rows], eps)
        descend(optimiser, (recon + kl).mean())
        fall.step()
        watch(step, model, recon=recon.mean().item(), kl=kl.mean().item())
    return model


def steps_of(settings: Settings, rows: int) -> int:
    """Number of training steps on so many rows."""
    return settings.epochs * -(-rows // settings.batch)


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """The conditional VAE of the digits.

    Figures: negative_elbo on the test split (nats an image, given the class), label_accuracy of 1000 samples in
    the classifier's eyes. Record: `recon`, `kl` by `steps` (200,); at `snapshot_steps` (s,): `samples`
    (s, 10, 8, 28, 28), class by class, each column from the same noise.
    """
    digits = inputs.data.digits
    x, labels = pixels(digits.train[: settings.rows]), torch.from_numpy(digits.train_labels[: settings.rows])
    z = torch.randn(8, settings.latents, generator=generator(seed + 1)).repeat(CLASSES, 1)  # (80, latents)
    asked = torch.arange(CLASSES).repeat_interleave(8)

    @torch.no_grad()
    def look(model: CVAE) -> dict[str, Array]:
        sheet = images(model.decode(z, asked).sigmoid()).reshape(CLASSES, 8, 28, 28)
        return {"samples": sheet.astype(np.float16)}

    recorder = Recorder(steps_of(settings, len(x)), settings.snapshots, look, inputs.progress)
    model = fit(settings, x, labels, seed, recorder)
    with torch.no_grad():
        eps = torch.randn(len(digits.test), settings.latents, generator=generator(seed + 2))
        recon, kl = model(pixels(digits.test), torch.from_numpy(digits.test_labels), eps)
    run = Run(arrays_of(model), recorder.arrays(), {}, setting(settings))
    wanted = np.arange(1000) % CLASSES
    accuracy = label_accuracy(inputs.runs["classifier"], sample_classes(run, wanted, seed=1), wanted)
    run.figures = {"negative_elbo": (recon + kl).mean().item(), "label_accuracy": accuracy}
    return run


def load(run: Run) -> CVAE:
    """The trained model."""
    return restore(CVAE(int(run.settings["latents"]), int(run.settings["hidden"])), run)


@torch.no_grad()
def decode(run: Run, z: Array, labels: Array) -> Floats:
    """Images (n, 28, 28) of latent points (n, latents) as the classes (n,)."""
    return images(load(run).decode(tensor(z), torch.from_numpy(np.asarray(labels, dtype=np.int64))).sigmoid())


def sample_classes(run: Run, labels: Array, seed: int) -> Floats:
    """A new image for each class asked for, (n,) → (n, 28, 28)."""
    z = torch.randn(len(labels), int(run.settings["latents"]), generator=generator(seed))
    return decode(run, array(z), labels)


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new images (n, 28, 28), each class in turn."""
    return sample_classes(run, np.arange(n) % CLASSES, seed)


@torch.no_grad()
def encode(run: Run, x: Array, labels: Array) -> tuple[Floats, Floats]:
    """μ and log σ² (n, latents) of images (n, 28, 28) of the classes (n,): the style, without the class."""
    mu, log_var = load(run).encode(pixels(x), torch.from_numpy(np.asarray(labels, dtype=np.int64)))
    return array(mu), array(log_var)
