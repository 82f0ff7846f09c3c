"""The lecture's own generative adversarial network: the smallest pair of networks that can play the game.

Goodfellow et al. 2014, "Generative Adversarial Nets". Nothing holds the game in balance here, and it shows:
the settings of the catalogue include a run that oscillates and one that stays calm.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Recorder, Run, unwatched
from models.data import Digits
from models.judge import COUNT, Judge
from models.tensors import array, arrays_of, descend, draws, generator, images, pixels, restore, setting, start, tensor

NOISE = 100


@dataclass(frozen=True)
class Settings:
    steps: int = 10_000
    batch: int = 64
    learning_rate: float = 1e-3
    momentum: float = 0.9  # Adam's first decay
    rows: int = 9000
    snapshots: int = 12


class Generator(nn.Module):
    """Turns 100 random numbers into an image."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(100, 128),
            nn.ReLU(),
            nn.Linear(128, 784),
            nn.Sigmoid(),
        )

    def forward(self, z: Tensor) -> Tensor:
        image: Tensor = self.layers(z)  # (n, 100) -> (n, 784)
        return image


class Discriminator(nn.Module):
    """Gives the probability that an image is real."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(784, 128),
            nn.ReLU(),
            nn.Linear(128, 1),
            nn.Sigmoid(),
        )

    def forward(self, x: Tensor) -> Tensor:
        probability: Tensor = self.layers(x)  # (n, 784) -> (n, 1)
        return probability


class Game:
    """A generator and a discriminator, each with its own optimiser."""

    def __init__(self, settings: Settings) -> None:
        self.generator, self.discriminator = Generator(), Discriminator()
        rate, betas = settings.learning_rate, (settings.momentum, 0.999)
        self.g_optimiser = torch.optim.Adam(self.generator.parameters(), rate, betas, fused=True)
        self.d_optimiser = torch.optim.Adam(self.discriminator.parameters(), rate, betas, fused=True)


def training_step(game: Game, real: Tensor, z: Tensor) -> tuple[Tensor, Tensor]:
    """One move of each player; D's loss, which is −V(D, G), and G's loss."""
    ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)

    # The discriminator learns to tell real from fake.
    fake = game.generator(z)
    judged_real, judged_fake = game.discriminator(real), game.discriminator(fake.detach())
    d_loss = F.binary_cross_entropy(judged_real, ones) + F.binary_cross_entropy(judged_fake, zeros)
    descend(game.d_optimiser, d_loss)

    # The generator learns to be taken for real.
    g_loss = F.binary_cross_entropy(game.discriminator(fake), ones)
    descend(game.g_optimiser, g_loss)
    return d_loss, g_loss


def fit(settings: Settings, x: Tensor, seed: int, watch: Callable[..., None] = unwatched) -> Game:
    """Both players after `steps` moves on pixels (n, 784); `watch` is called as a Recorder is, with the game."""
    start(seed)
    stream, game = generator(seed), Game(settings)
    watch(0, game)
    for step, rows in enumerate(draws(len(x), settings.batch, settings.steps, stream), start=1):
        d_loss, g_loss = training_step(game, x[rows], torch.randn(settings.batch, NOISE, generator=stream))
        watch(step, game, d_loss=d_loss.item(), g_loss=g_loss.item())
    return game


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """The game on the digits.

    Figures of 1000 samples at the end: those of `judge`, and g_loss_mean, g_loss_spread (standard deviation) over
    the second half of the training. Record: `d_loss`, `g_loss` by `steps` (200,); at `snapshot_steps` (s,):
    `samples` (s, 64, 28, 28) from fixed noise, `real_scores`, `fake_scores` (s, 64) of D, `shares` (s, 10) of the
    classes among 1000 samples, `frechet`, `class_entropy` (s,).
    """
    digits = inputs.data.digits
    look = Look(inputs.runs["classifier"], digits, seed)
    recorder = Recorder(settings.steps, settings.snapshots, look, inputs.progress)
    game = fit(settings, pixels(digits.train[: settings.rows]), seed, recorder)
    late = recorder.curves.second_half("g_loss")
    figures = look.judge.figures | {"g_loss_mean": float(late.mean()), "g_loss_spread": float(late.std())}
    weights = {**arrays_of(game.generator, "generator."), **arrays_of(game.discriminator, "discriminator.")}
    return Run(weights, recorder.arrays(), figures, setting(settings))


class Look:
    """What the game has come to, seen with the same noise and the same real digits each time."""

    def __init__(self, critic: Run, digits: Digits, seed: int) -> None:
        self.judge = Judge(critic, digits)
        self.z = torch.randn(COUNT, NOISE, generator=generator(seed + 1))
        self.real = pixels(digits.test[:64])

    @torch.no_grad()
    def __call__(self, game: Game) -> dict[str, Array]:
        fake = game.generator(self.z)
        samples = images(fake)
        figures = self.judge(samples)
        return {
            "samples": samples[:64].astype(np.float16),
            "real_scores": array(game.discriminator(self.real))[:, 0],
            "fake_scores": array(game.discriminator(fake[:64]))[:, 0],
            "shares": self.judge.shares,
            "frechet": np.array(figures["frechet"], np.float32),
            "class_entropy": np.array(figures["class_entropy"], np.float32),
        }


def load(run: Run) -> tuple[Generator, Discriminator]:
    """The trained pair."""
    return restore(Generator(), run, "generator."), restore(Discriminator(), run, "discriminator.")


def noise(n: int, seed: int) -> Floats:
    """n draws (n, 100) of the generator's input."""
    return array(torch.randn(n, NOISE, generator=generator(seed)))


@torch.no_grad()
def decode(run: Run, z: Array) -> Floats:
    """Images (n, 28, 28) that the generator makes of noise (n, 100)."""
    return images(load(run)[0](tensor(z)))


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new images (n, 28, 28)."""
    return decode(run, noise(n, seed))


@torch.no_grad()
def scores(run: Run, x: Array) -> Floats:
    """D's probability (n,) that images (n, 28, 28) are real."""
    return array(load(run)[1](pixels(x)))[:, 0]


@torch.no_grad()
def layers(run: Run, z: Array) -> dict[str, Floats]:
    """Every vector from one noise vector (100,) to D's verdict: z, g_hidden (128,), image (28, 28), d_hidden (128,),
    score (no axes)."""
    g, d = load(run)
    hidden = g.layers[:2](tensor(z)[None])  # (1, 128)
    image = g.layers[2:](hidden)  # (1, 784)
    seen = d.layers[:2](image)  # (1, 128)
    return {
        "z": np.asarray(z, dtype=np.float32),
        "g_hidden": array(hidden[0]),
        "image": images(image)[0],
        "d_hidden": array(seen[0]),
        "score": array(d.layers[2:](seen)[0, 0]),
    }


def feedback(run: Run, z: Array) -> Floats:
    """How G's loss would have each pixel change, −∂(−log D(G(z)))/∂x, for noise (n, 100): (n, 28, 28), any sign."""
    g, d = load(run)
    image = g(tensor(z)).detach().requires_grad_()  # (n, 784)
    loss = F.binary_cross_entropy(d(image), torch.ones(len(image), 1), reduction="sum")
    (slope,) = torch.autograd.grad(loss, image)
    return array(-slope.reshape(-1, 28, 28))


def value(run: Run, real: Array, z: Array) -> float:
    """V(D, G) = mean log D(x) + mean log(1 − D(G(z))) of one batch: equation 1 of the paper, in nats."""
    fake = scores(run, decode(run, z))
    return float(np.log(scores(run, real)).mean() + np.log1p(-fake).mean())
