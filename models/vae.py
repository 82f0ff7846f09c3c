"""The variational autoencoder: an encoder, a random step, a decoder, and the bound that trains all three.

Kingma & Welling 2014, "Auto-Encoding Variational Bayes". Grey pixels are treated as the probability of ink
(a Bernoulli likelihood on values 0…1 that are not binarised), so nats here compare only among models of this file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Recorder, Run, unwatched
from models.data import PIXELS, Digits
from models.measures import neighbour_accuracy
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


@dataclass(frozen=True)
class Settings:
    latents: int = 20
    hidden: tuple[int, ...] = (512, 256)
    epochs: int = 60
    batch: int = 64
    learning_rate: float = 2e-3
    warm_up: float = 0.3  # share of the training over which the KL's weight rises to 1, lest latents die early
    shift: int = 1  # training digits are moved by up to this many pixels
    rows: int = 9000
    snapshots: int = 12


class Encoder(nn.Module):
    """q(z|x): an image goes in, the mean and the log variance of a Gaussian come out."""

    def __init__(self, hidden: tuple[int, ...], latents: int) -> None:
        super().__init__()
        self.body = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise((PIXELS, *hidden)))
        self.mean = nn.Linear(hidden[-1], latents)
        self.log_variance = nn.Linear(hidden[-1], latents)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        for layer in self.body:
            x = F.silu(layer(x))  # (n, hidden)
        return self.mean(x), self.log_variance(x)  # (n, latents) each


class Decoder(nn.Module):
    """p(x|z): a latent point goes in, for each pixel the log odds of ink come out."""

    def __init__(self, latents: int, hidden: tuple[int, ...]) -> None:
        super().__init__()
        sizes = (latents, *reversed(hidden))
        self.body = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))
        self.pixels = nn.Linear(hidden[0], PIXELS)

    def forward(self, z: Tensor) -> Tensor:
        for layer in self.body:
            z = F.silu(layer(z))  # (n, hidden)
        logits: Tensor = self.pixels(z)  # (n, 784)
        return logits


def sample_latent(mu: Tensor, log_var: Tensor, eps: Tensor) -> Tensor:
    """z = μ + σ·ε with ε ~ N(0, I): the random step, written so that gradients pass (section 2.4)."""
    return mu + (0.5 * log_var).exp() * eps  # (n, latents)


def reconstruction_loss(x: Tensor, logits: Tensor) -> Tensor:
    """−log p(x|z) in nats, one number an image: (n,)."""
    return F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(1)


def kl_divergence(mu: Tensor, log_var: Tensor) -> Tensor:
    """KL(q(z|x) ‖ N(0, I)) in nats, one number for each image and latent: (n, latents). Appendix B of the paper."""
    return 0.5 * (mu**2 + log_var.exp() - 1 - log_var)


class VAE(nn.Module):
    """Encoder and decoder; called with pixels (n, 784) and noise ε (n, latents)."""

    def __init__(self, latents: int, hidden: tuple[int, ...]) -> None:
        super().__init__()
        self.encoder = Encoder(hidden, latents)
        self.decoder = Decoder(latents, hidden)

    def forward(self, x: Tensor, eps: Tensor) -> tuple[Tensor, Tensor]:
        mu, log_var = self.encoder(x)
        logits = self.decoder(sample_latent(mu, log_var, eps))
        return reconstruction_loss(x, logits), kl_divergence(mu, log_var).sum(1)  # (n,) each


def fit(settings: Settings, x: Tensor, seed: int, watch: Callable[..., None] = unwatched) -> VAE:
    """A VAE trained on pixels (n, 784): Adam on −ELBO, the learning rate falling to zero along a cosine.

    `watch` is called as a Recorder is, with the model.
    """
    start(seed)
    stream = generator(seed)
    model = VAE(settings.latents, settings.hidden)
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate, fused=True)
    steps = steps_of(settings, len(x))
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    watch(0, model)
    order = (rows for _ in range(settings.epochs) for rows in batches(len(x), settings.batch, stream))
    for step, rows in enumerate(order, start=1):
        weight = min(1.0, step / max(settings.warm_up * steps, 1))
        batch = shifted(x[rows], settings.shift, stream)
        recon, kl = training_step(model, optimiser, batch, weight, stream)
        fall.step()
        watch(step, model, recon=recon, kl=kl)
    return model


def training_step(
    model: VAE, optimiser: torch.optim.Optimizer, x: Tensor, weight: float, stream: torch.Generator
) -> tuple[float, float]:
    """One step down the gradient of −ELBO, its KL weighted; the two parts of the loss, in nats an image."""
    eps = torch.randn(len(x), model.encoder.mean.out_features, generator=stream)
    recon, kl = model(x, eps)
    descend(optimiser, (recon + weight * kl).mean())
    return recon.mean().item(), kl.mean().item()


def steps_of(settings: Settings, rows: int) -> int:
    """Number of training steps on so many rows."""
    return settings.epochs * -(-rows // settings.batch)


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """The VAE of the digits.

    Figures on the test split: reconstruction, kl, negative_elbo (nats an image), neighbour_accuracy (15 nearest
    training means vote). Record: `recon`, `kl` by `steps` (200,); at `snapshot_steps` (s,): `samples`
    (s, 64, 28, 28) from fixed noise, `latents` (s, 1000, latents) of the test digits, `test_recon`, `test_kl` (s,).
    """
    digits = inputs.data.digits
    x = pixels(digits.train[: settings.rows])
    look = Look(settings, digits, seed)
    recorder = Recorder(steps_of(settings, len(x)), settings.snapshots, look, inputs.progress)
    model = fit(settings, x, seed, recorder)
    figures = evaluate(model, digits, settings.rows)
    return Run(arrays_of(model), {**recorder.arrays(), "labels": digits.test_labels}, figures, setting(settings))


class Look:
    """What a model makes of the same noise and the same test digits, whenever it is asked."""

    def __init__(self, settings: Settings, digits: Digits, seed: int) -> None:
        self.x = pixels(digits.test)  # (1000, 784)
        self.z = torch.randn(64, settings.latents, generator=generator(seed + 1))
        self.eps = torch.randn(len(self.x), settings.latents, generator=generator(seed + 2))

    @torch.no_grad()
    def __call__(self, model: VAE) -> dict[str, Array]:
        recon, kl = model(self.x, self.eps)
        return {
            "samples": images(model.decoder(self.z).sigmoid()).astype(np.float16),
            "latents": array(model.encoder(self.x)[0]).astype(np.float16),
            "test_recon": array(recon.mean()),
            "test_kl": array(kl.mean()),
        }


@torch.no_grad()
def evaluate(model: VAE, digits: Digits, rows: int, repeats: int = 10) -> dict[str, float]:
    """−ELBO of the test digits, its expectation taken over `repeats` draws, and how well the means separate digits."""
    x, stream = pixels(digits.test), generator(0)
    draws = [model(x, torch.randn(len(x), model.encoder.mean.out_features, generator=stream)) for _ in range(repeats)]
    recon = float(torch.stack([recon.mean() for recon, _ in draws]).mean())
    kl = float(draws[0][1].mean())
    known, asked = array(model.encoder(pixels(digits.train[:rows]))[0]), array(model.encoder(x)[0])
    accuracy = neighbour_accuracy(known, digits.train_labels[:rows], asked, digits.test_labels)
    return {"reconstruction": recon, "kl": kl, "negative_elbo": recon + kl, "neighbour_accuracy": accuracy}


def load(run: Run) -> VAE:
    """The trained model."""
    return restore(VAE(int(run.settings["latents"]), tuple(run.settings["hidden"])), run)


@torch.no_grad()
def encode(run: Run, x: Array) -> tuple[Floats, Floats]:
    """μ and log σ² (n, latents) of images (n, 28, 28)."""
    mu, log_var = load(run).encoder(pixels(x))
    return array(mu), array(log_var)


@torch.no_grad()
def decode(run: Run, z: Array) -> Floats:
    """Images (n, 28, 28), each pixel the probability of ink, of latent points (n, latents)."""
    return images(load(run).decoder(tensor(z)).sigmoid())


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new images (n, 28, 28): the decoder applied to draws from the prior N(0, I)."""
    return decode(run, array(torch.randn(n, int(run.settings["latents"]), generator=generator(seed))))


def reconstruct(run: Run, x: Array) -> Floats:
    """Images (n, 28, 28) decoded from the means of the images that went in."""
    return decode(run, encode(run, x)[0])


def interpolate(run: Run, a: Array, b: Array, steps: int) -> Floats:
    """Images (steps, 28, 28) along the straight line between the latent means of two images (28, 28)."""
    ends = encode(run, np.stack([a, b]))[0]  # (2, latents)
    share = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    return decode(run, (1 - share) * ends[0] + share * ends[1])


@torch.no_grad()
def losses(run: Run, x: Array, seed: int = 0, repeats: int = 1) -> tuple[Floats, Floats]:
    """−log p(x|z), averaged over `repeats` draws of z, and KL, both (n,) in nats, of images (n, 28, 28)."""
    model, stream = load(run), generator(seed)
    noise = [torch.randn(len(x), int(run.settings["latents"]), generator=stream) for _ in range(repeats)]
    pairs = [model(pixels(x), eps) for eps in noise]
    return array(torch.stack([recon for recon, _ in pairs]).mean(0)), array(pairs[0][1])


def kl_parts(mu: Array, log_var: Array) -> Floats:
    """KL to the prior in nats for each image and latent, (n, latents)."""
    return array(kl_divergence(tensor(mu), tensor(log_var)))


def pixel_loss(x: Array, x_hat: Array) -> Floats:
    """−log p(x|z) in nats for each pixel of images (n, 28, 28), given the probabilities of ink x_hat."""
    return array(F.binary_cross_entropy(tensor(x_hat), tensor(x), reduction="none"))


@torch.no_grad()
def layers(run: Run, x: Array, eps: Array) -> dict[str, Floats]:
    """Every vector between one image (28, 28) and its reconstruction, for the noise eps (latents,), in order.

    encoder_1…, mu, log_var, sigma, eps, z, decoder_1…: one-dimensional; x, x_hat: (28, 28).
    """
    model, found = load(run), {"x": np.asarray(x, dtype=np.float32)}
    seen: list[Tensor] = []
    activation: Callable[[Tensor], Tensor] = F.silu
    hooks = [layer.register_forward_hook(lambda _, __, out: seen.append(activation(out)[0]))
             for half in (model.encoder, model.decoder) for layer in half.body]
    mu, log_var = model.encoder(pixels(np.asarray(x)[None]))
    z = sample_latent(mu, log_var, tensor(np.asarray(eps)[None]))
    x_hat = model.decoder(z).sigmoid()
    for hook in hooks:
        hook.remove()
    depth = len(seen) // 2
    found |= {f"encoder_{i + 1}": array(values) for i, values in enumerate(seen[:depth])}
    found |= {"mu": array(mu[0]), "log_var": array(log_var[0]), "sigma": array((0.5 * log_var[0]).exp())}
    found |= {"eps": np.asarray(eps, dtype=np.float32), "z": array(z[0])}
    found |= {f"decoder_{i + 1}": array(values) for i, values in enumerate(seen[depth:])}
    return found | {"x_hat": images(x_hat)[0]}
