"""A GAN on a ring of eight Gaussians that loses seven of them, and remedies that don't.

Goodfellow et al., "Generative adversarial nets", NeurIPS 2014; the ring as a test for mode collapse is from Metz et
al., "Unrolled generative adversarial networks", ICLR 2017. The remedies: R1 of Mescheder, Geiger and Nowozin, "Which
training methods for GANs do actually converge?", ICML 2018; packing of Lin et al., "PacGAN", NeurIPS 2018.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.base import Array, Floats, Inputs, Run
from models.points import effective_modes, losses_by_step, modes_covered, on_ring, ring, ring_mode
from models.tensors import array, arrays_of, descend, generator, restore, setting, start, tensor


@dataclass(frozen=True)
class Settings:
    """Sizes, the two learning rates, and the remedies: `r1` is γ (0: none), `pack` points are judged together."""

    noise: int = 2
    hidden: int = 64
    steps: int = 3000
    batch: int = 256
    rate_generator: float = 2e-3
    rate_discriminator: float = 2e-4
    beta1: float = 0.5
    r1: float = 0.0
    pack: int = 1
    critic_steps: int = 1
    particles: int = 400
    moments: int = 81
    marks: int = 100


def mlp(inputs: int, hidden: int, outputs: int) -> nn.Sequential:
    """Two hidden layers of ReLUs: (n, inputs) -> (n, outputs)."""
    return nn.Sequential(
        nn.Linear(inputs, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, outputs)
    )


class Game:
    """Generator, discriminator and their optimisers; one `step` is one round of the game."""

    def __init__(self, settings: Settings, rng: np.random.Generator) -> None:
        self.settings, self.rng = settings, rng
        self.generator = mlp(settings.noise, settings.hidden, 2)
        self.discriminator = mlp(2 * settings.pack, settings.hidden, 1)
        betas = (settings.beta1, 0.999)
        self.adam_g = torch.optim.Adam(self.generator.parameters(), settings.rate_generator, betas)
        self.adam_d = torch.optim.Adam(self.discriminator.parameters(), settings.rate_discriminator, betas)

    def real(self) -> Tensor:
        """A batch of the data, packed: (batch / pack, 2 pack)."""
        return tensor(ring(self.settings.batch, self.rng)[0]).reshape(-1, 2 * self.settings.pack)

    def fake(self) -> Tensor:
        """A batch of the generator's, packed: (batch / pack, 2 pack)."""
        z = torch.randn(self.settings.batch, self.settings.noise)
        drawn: Tensor = self.generator(z)  # (batch, 2)
        return drawn.reshape(-1, 2 * self.settings.pack)

    def discriminator_step(self) -> float:
        """D ascends E log D(x) + E log(1 − D(G(z))) (equation 1 of Goodfellow et al.), less the R1 penalty."""
        x = self.real().requires_grad_(self.settings.r1 > 0)
        judged = self.discriminator(x)
        loss = F.softplus(-judged).mean() + F.softplus(self.discriminator(self.fake().detach())).mean()
        value = loss.item()
        if self.settings.r1 > 0:  # γ/2 E ‖∇D(x)‖² on real points: equation 9 of Mescheder et al.
            (slope,) = torch.autograd.grad(judged.sum(), x, create_graph=True)  # (batch / pack, 2 pack)
            loss = loss + self.settings.r1 / 2 * (slope**2).sum(1).mean()
        descend(self.adam_d, loss)
        return value

    def generator_step(self) -> float:
        """G ascends E log D(G(z)), the loss that doesn't saturate (section 3 of Goodfellow et al.)."""
        loss = F.softplus(-self.discriminator(self.fake())).mean()
        descend(self.adam_g, loss)
        return loss.item()

    def step(self) -> tuple[float, float]:
        """One round: the losses of D and of G in nats."""
        for _ in range(self.settings.critic_steps):
            loss_d = self.discriminator_step()
        return loss_d, self.generator_step()


def moments_of(steps: int, count: int) -> list[int]:
    """`count` steps from 0 to the last, denser at the start, repeated where a draft has too few."""
    return [round(steps * (i / (count - 1)) ** 1.5) for i in range(count)]


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Plays the game and films it: fixed noise through G at `settings.moments` steps."""
    start(seed)
    game = Game(settings, np.random.default_rng(seed))
    fixed = torch.randn(2000, settings.noise, generator=generator(seed + 1))
    moments = moments_of(settings.steps, settings.moments)
    film: dict[int, Floats] = {}
    losses = np.empty((settings.steps, 2))
    for step in range(settings.steps + 1):
        if step in moments:
            film[step] = array(game.generator(fixed))  # (2000, 2)
        if step < settings.steps:
            losses[step] = game.step()
            inputs.progress(step + 1, settings.steps)
    weights = arrays_of(game.generator, "generator.") | arrays_of(game.discriminator, "discriminator.")
    record = _record(settings, moments, film, losses)
    run = Run(weights, record, {}, setting(settings))
    run.figures.update(measure(record))
    return run


def _record(settings: Settings, moments: list[int], film: dict[int, Floats], losses: Array) -> dict[str, Array]:
    clouds = [film[step] for step in moments]
    return {
        "step": np.array(moments, np.int32),  # (moments,)
        "points": np.stack([cloud[: settings.particles] for cloud in clouds]),  # (moments, particles, 2)
        "covered": np.array([modes_covered(cloud) for cloud in clouds], np.int32),  # (moments,)
        "effective": np.array([effective_modes(cloud) for cloud in clouds], np.float32),  # (moments,)
        "on_ring": np.array([on_ring(cloud) for cloud in clouds], np.float32),  # (moments,)
        "shares": np.stack([np.bincount(ring_mode(c), minlength=8) / len(c) for c in clouds]).astype(np.float32),
        **losses_by_step(losses[:, 0], settings.marks, "loss_discriminator"),
        **losses_by_step(losses[:, 1], settings.marks, "loss_generator"),
    }


def measure(record: dict[str, Array]) -> dict[str, float]:
    """Modes at the end, and over the second half of the film."""
    late = record["step"] >= record["step"][-1] / 2
    return {
        "covered": float(record["covered"][-1]),
        "effective": float(record["effective"][-1]),
        "on_ring": float(record["on_ring"][-1]),
        "covered_least": float(record["covered"][late].min()),
        "covered_most": float(record["covered"][late].max()),
        "effective_most": float(record["effective"][late].max()),
        "step_all_covered": float(_settled(record)),
    }


def _settled(record: dict[str, Array]) -> int:
    """The first filmed step from which on all eight modes stay covered; one past the last when there is none."""
    short = np.flatnonzero(record["covered"] < 8)
    if len(short) == 0:
        return 0
    later = int(short[-1]) + 1
    return int(record["step"][later]) if later < len(record["step"]) else int(record["step"][-1]) + 1


def load(run: Run) -> tuple[nn.Sequential, nn.Sequential]:
    """The trained generator (n, noise) -> (n, 2) and discriminator (n, 2 pack) -> (n, 1), in logits."""
    noise, hidden, pack = (run.settings[key] for key in ("noise", "hidden", "pack"))
    return (
        restore(mlp(noise, hidden, 2), run, "generator."),
        restore(mlp(2 * pack, hidden, 1), run, "discriminator."),
    )


@torch.no_grad()
def sample(run: Run, n: int, seed: int) -> Floats:
    """n new points (n, 2)."""
    z = torch.randn(n, run.settings["noise"], generator=generator(seed))
    return array(load(run)[0](z))


@torch.no_grad()
def judgement(run: Run, grid: Array) -> Floats:
    """D's probability that a point (…, 2) is real, (…); a packed D sees the same point in every place."""
    flat = tensor(grid).reshape(-1, 2).repeat(1, run.settings["pack"])  # (n, 2 pack)
    return array(torch.sigmoid(load(run)[1](flat))).reshape(grid.shape[:-1])
