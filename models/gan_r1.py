"""A GAN that is held in balance: a gradient penalty on real images, and a generator averaged over its steps.

Mescheder, Geiger & Nowozin 2018, "Which Training Methods for GANs do actually Converge?" (R1, equation 9); the penalty
every few steps only, as in Karras et al. 2020. Plain layers, no convolution.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Recorder, Run, unwatched
from models.data import PIXELS, Digits
from models.judge import COUNT, Judge
from models.tensors import (
    Average,
    array,
    arrays_of,
    descend,
    draws,
    generator,
    images,
    pixels,
    restore,
    setting,
    shifted,
    start,
    tensor,
)

NOISE = 32


@dataclass(frozen=True)
class Settings:
    steps: int = 6000
    batch: int = 64
    learning_rate: float = 1e-3
    penalty: float = 1.0  # R1's γ
    penalty_every: int = 8
    averaging: float = 0.998
    shift: int = 0
    rows: int = 9000
    snapshots: int = 12


class Generator(nn.Module):
    """Noise to image, each pixel the strength of ink, 0…1."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(NOISE, 256), nn.LeakyReLU(0.2), nn.Linear(256, 256), nn.LeakyReLU(0.2), nn.Linear(256, PIXELS)
        )

    def forward(self, z: Tensor) -> Tensor:
        image: Tensor = self.layers(z).sigmoid()  # (n, 32) -> (n, 784)
        return image


class Discriminator(nn.Module):
    """Gives the log odds that an image is real."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(PIXELS, 256), nn.LeakyReLU(0.2), nn.Linear(256, 128), nn.LeakyReLU(0.2), nn.Linear(128, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        log_odds: Tensor = self.layers(x)[:, 0]  # (n, 784) -> (n,)
        return log_odds


class Game:
    """Both players, their optimisers, and the averaged generator, which is the one that is used afterwards."""

    def __init__(self, settings: Settings) -> None:
        self.generator, self.averaged, self.discriminator = Generator(), Generator(), Discriminator()
        self.average = Average(self.generator, self.averaged, settings.averaging)
        rate, betas = settings.learning_rate, (0.0, 0.99)
        self.g_optimiser = torch.optim.Adam(self.generator.parameters(), rate, betas, fused=True)
        self.d_optimiser = torch.optim.Adam(self.discriminator.parameters(), rate, betas, fused=True)


def gradient_penalty(discriminator: Discriminator, real: Tensor) -> Tensor:
    """½ E‖∇D(x)‖² over real images: D may not be steep where the data are."""
    real = real.detach().requires_grad_()
    (slope,) = torch.autograd.grad(discriminator(real).sum(), real, create_graph=True)  # (n, 784)
    return 0.5 * (slope**2).sum(1).mean()


def training_step(game: Game, real: Tensor, z: Tensor, penalty: float) -> tuple[float, float]:
    """One move of each player with the losses −log D and −log(1 − D), as log odds; D's loss and G's loss."""
    fake = game.generator(z)
    d_loss = F.softplus(-game.discriminator(real)).mean() + F.softplus(game.discriminator(fake.detach())).mean()
    descend(game.d_optimiser, d_loss + penalty * gradient_penalty(game.discriminator, real) if penalty else d_loss)
    g_loss = F.softplus(-game.discriminator(fake)).mean()
    descend(game.g_optimiser, g_loss)
    game.average.update()
    return d_loss.item(), g_loss.item()


def fit(settings: Settings, x: Tensor, seed: int, watch: Callable[..., None] = unwatched) -> Game:
    """Both players after `steps` moves on pixels (n, 784); `watch` is called as a Recorder is, with the game."""
    start(seed)
    stream, game = generator(seed), Game(settings)
    watch(0, game)
    for step, rows in enumerate(draws(len(x), settings.batch, settings.steps, stream), start=1):
        due = step % settings.penalty_every == 0
        real = shifted(x[rows], settings.shift, stream)
        z = torch.randn(settings.batch, NOISE, generator=stream)
        d_loss, g_loss = training_step(game, real, z, settings.penalty * settings.penalty_every if due else 0.0)
        watch(step, game, d_loss=d_loss, g_loss=g_loss)
    return game


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """The balanced game on the digits; figures and record as in models/gan.py, of the averaged generator."""
    digits = inputs.data.digits
    look = Look(inputs.runs["classifier"], digits, seed)
    recorder = Recorder(settings.steps, settings.snapshots, look, inputs.progress)
    game = fit(settings, pixels(digits.train[: settings.rows]), seed, recorder)
    late = recorder.curves.second_half("g_loss")
    figures = look.judge.figures | {"g_loss_mean": float(late.mean()), "g_loss_spread": float(late.std())}
    weights = {**arrays_of(game.averaged, "generator."), **arrays_of(game.discriminator, "discriminator.")}
    return Run(weights, recorder.arrays(), figures, setting(settings))


class Look:
    """What the game has come to, seen with the same noise and the same real digits each time."""

    def __init__(self, critic: Run, digits: Digits, seed: int) -> None:
        self.judge = Judge(critic, digits)
        self.z = torch.randn(COUNT, NOISE, generator=generator(seed + 1))
        self.real = pixels(digits.test[:64])

    @torch.no_grad()
    def __call__(self, game: Game) -> dict[str, Array]:
        fake = game.averaged(self.z)
        samples = images(fake)
        figures = self.judge(samples)
        return {
            "samples": samples[:64].astype(np.float16),
            "real_scores": array(game.discriminator(self.real).sigmoid()),
            "fake_scores": array(game.discriminator(fake[:64]).sigmoid()),
            "shares": self.judge.shares,
            "frechet": np.array(figures["frechet"], np.float32),
            "class_entropy": np.array(figures["class_entropy"], np.float32),
        }


def load(run: Run) -> tuple[Generator, Discriminator]:
    """The trained pair."""
    return restore(Generator(), run, "generator."), restore(Discriminator(), run, "discriminator.")


def noise(n: int, seed: int) -> Floats:
    """n draws (n, 32) of the generator's input."""
    return array(torch.randn(n, NOISE, generator=generator(seed)))


@torch.no_grad()
def decode(run: Run, z: Array) -> Floats:
    """Images (n, 28, 28) that the generator makes of noise (n, 32)."""
    return images(load(run)[0](tensor(z)))


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new images (n, 28, 28)."""
    return decode(run, noise(n, seed))


@torch.no_grad()
def scores(run: Run, x: Array) -> Floats:
    """D's probability (n,) that images (n, 28, 28) are real."""
    return array(load(run)[1](pixels(x)).sigmoid())
