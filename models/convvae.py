"""A convolutional VAE whose 20 latents the latent diffusion model learns, and whose inner features need few labels.

The bound is that of models/vae.py; only the two networks differ.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Recorder, Run, unwatched
from models.tensors import (
    array,
    arrays_of,
    batches,
    descend,
    generator,
    images,
    in_parts,
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
    latents: int = 20
    epochs: int = 25
    batch: int = 64
    learning_rate: float = 2e-3
    warm_up: float = 0.2
    shift: int = 1
    rows: int = 9000
    snapshots: int = 12


class ConvEncoder(nn.Module):
    """q(z|x) with two convolutions that halve the image."""

    def __init__(self, latents: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 4, stride=2, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 4, stride=2, padding=1)
        self.hidden = nn.Linear(32 * 7 * 7, 128)
        self.mean = nn.Linear(128, latents)
        self.log_variance = nn.Linear(128, latents)

    def features(self, x: Tensor) -> Tensor:
        x = F.silu(self.conv1(x.reshape(-1, 1, 28, 28)))  # (n, 16, 14, 14)
        x = F.silu(self.conv2(x))  # (n, 32, 7, 7)
        return F.silu(self.hidden(x.flatten(1)))  # (n, 128)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        found = self.features(x)
        return self.mean(found), self.log_variance(found)  # (n, latents) each


class ConvDecoder(nn.Module):
    """p(x|z), the encoder's mirror image; gives log odds of ink."""

    def __init__(self, latents: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(latents, 128)
        self.spread = nn.Linear(128, 32 * 7 * 7)
        self.conv2 = nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1)
        self.conv1 = nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        z = F.silu(self.spread(F.silu(self.hidden(z))))  # (n, 1568)
        z = F.silu(self.conv2(z.reshape(-1, 32, 7, 7)))  # (n, 16, 14, 14)
        logits: Tensor = self.conv1(z).flatten(1)  # (n, 784)
        return logits


class ConvVAE(nn.Module):
    """Both halves; called with pixels (n, 784) and noise ε (n, latents), as models/vae.py's VAE."""

    def __init__(self, latents: int) -> None:
        super().__init__()
        self.encoder, self.decoder = ConvEncoder(latents), ConvDecoder(latents)

    def forward(self, x: Tensor, eps: Tensor) -> tuple[Tensor, Tensor]:
        mu, log_var = self.encoder(x)
        logits = self.decoder(sample_latent(mu, log_var, eps))
        return reconstruction_loss(x, logits), kl_divergence(mu, log_var).sum(1)  # (n,) each


def fit(settings: Settings, x: Tensor, seed: int, watch: Callable[..., None] = unwatched) -> ConvVAE:
    """A convolutional VAE trained on pixels (n, 784); `watch` is called as a Recorder is, with the model."""
    start(seed)
    stream, model = generator(seed), ConvVAE(settings.latents)
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate, fused=True)
    steps = settings.epochs * -(-len(x) // settings.batch)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    watch(0, model)
    order = (rows for _ in range(settings.epochs) for rows in batches(len(x), settings.batch, stream))
    for step, rows in enumerate(order, start=1):
        batch = shifted(x[rows], settings.shift, stream)
        recon, kl = model(batch, torch.randn(len(batch), settings.latents, generator=stream))
        weight = min(1.0, step / max(settings.warm_up * steps, 1))
        descend(optimiser, (recon + weight * kl).mean())
        fall.step()
        watch(step, model, recon=recon.mean().item(), kl=kl.mean().item())
    return model


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """The convolutional VAE of the digits.

    Figures on the test split: reconstruction, kl, negative_elbo (nats an image, grey pixels as probabilities).
    Record: `recon`, `kl` by `steps` (200,); `samples` (s, 64, 28, 28) from fixed noise at `snapshot_steps`.
    """
    digits = inputs.data.digits
    x, test = pixels(digits.train[: settings.rows]), pixels(digits.test)
    z = torch.randn(64, settings.latents, generator=generator(seed + 1))

    @torch.no_grad()
    def look(model: ConvVAE) -> dict[str, Array]:
        return {"samples": images(model.decoder(z).sigmoid()).astype(np.float16)}

    steps = settings.epochs * -(-len(x) // settings.batch)
    recorder = Recorder(steps, settings.snapshots, look, inputs.progress)
    model = fit(settings, x, seed, recorder)
    with torch.no_grad():
        recon, kl = model(test, torch.randn(len(test), settings.latents, generator=generator(seed + 2)))
    figures = {"reconstruction": recon.mean().item(), "kl": kl.mean().item()}
    figures["negative_elbo"] = figures["reconstruction"] + figures["kl"]
    return Run(arrays_of(model), recorder.arrays(), figures, setting(settings))


def load(run: Run) -> ConvVAE:
    """The trained model."""
    return restore(ConvVAE(int(run.settings["latents"])), run)


@torch.no_grad()
def encode(run: Run, x: Array) -> tuple[Floats, Floats]:
    """μ and log σ² (n, latents) of images (n, 28, 28)."""
    encoder = load(run).encoder
    return in_parts(lambda part: encoder(part)[0], pixels(x)), in_parts(lambda part: encoder(part)[1], pixels(x))


def features(run: Run, x: Array) -> Floats:
    """The encoder's 128 hidden features (n, 128) of images (n, 28, 28)."""
    return in_parts(load(run).encoder.features, pixels(x))


def decode(run: Run, z: Array) -> Floats:
    """Images (n, 28, 28), each pixel the probability of ink, of latent points (n, latents)."""
    decoder = load(run).decoder
    return in_parts(lambda part: decoder(part).sigmoid(), tensor(z)).reshape(-1, 28, 28)


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new images (n, 28, 28): the decoder applied to draws from the prior N(0, I)."""
    return decode(run, array(torch.randn(n, int(run.settings["latents"]), generator=generator(seed))))


def reconstruct(run: Run, x: Array) -> Floats:
    """Images (n, 28, 28) decoded from the means of the images that went in."""
    return decode(run, encode(run, x)[0])
