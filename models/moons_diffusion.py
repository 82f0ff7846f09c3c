"""Diffusion on two moons: points dissolve into a Gaussian, and a small network learns the way back.

Ho, Jain and Abbeel, "Denoising diffusion probabilistic models", NeurIPS 2020; the noise schedule is the cosine of
Nichol and Dhariwal, "Improved denoising diffusion probabilistic models", ICML 2021; the noiseless way back is that
of Song, Meng and Ermon, "Denoising diffusion implicit models", ICLR 2021. The idea of undoing a diffusion step by
step comes from non-equilibrium thermodynamics (Sohl-Dickstein et al., ICML 2015).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Run
from models.points import losses_by_step, moon_segments, moons_stray, two_moons
from models.tensors import Average, array, arrays_of, descend, generator, restore, setting, start, tensor

REACH = 3.0  # no coordinate of the data lies farther out


@dataclass(frozen=True)
class Settings:
    """Sizes and the training schedule; `times` is T, the number of noising steps."""

    times: int = 200
    hidden: int = 128
    frequencies: int = 12
    steps: int = 5000
    batch: int = 512
    rate: float = 4e-3
    average: float = 0.995
    test: int = 4000
    marks: int = 100


def kept_signal(times: int) -> Tensor:
    """ᾱ_t, the share of the data's variance that is left at t = 0…T: (T + 1,), from 1 down to almost 0.

    Nichol and Dhariwal, equation 17, with β_t = 1 − ᾱ_t / ᾱ_{t−1} held at 0.999 or less.
    """
    t = torch.arange(times + 1, dtype=torch.float64) / times
    curve = torch.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2
    beta = (1 - curve[1:] / curve[:-1]).clamp(max=0.999)  # (T,)
    return torch.cat([torch.ones(1, dtype=torch.float64), torch.cumprod(1 - beta, 0)]).float()


class Denoiser(nn.Module):
    """ε_θ(x_t, t): guesses the noise that was mixed into a point.

    At t = T the point is the noise, so that much is given; the network adds the rest. This is the v of Salimans and
    Ho, "Progressive distillation for fast sampling of diffusion models", ICLR 2022, seen from the noise's side.
    """

    waves: Tensor
    alpha_bar: Tensor

    def __init__(self, hidden: int, frequencies: int, times: int) -> None:
        super().__init__()
        self.times = times
        self.register_buffer("alpha_bar", kept_signal(times), persistent=False)  # (T + 1,)
        self.register_buffer("waves", torch.linspace(1, 30, frequencies), persistent=False)  # (f,)
        self.net = nn.Sequential(
            nn.Linear(2 + 2 * frequencies, hidden), nn.SiLU(),
            nn.Linear(hidden, hidden), nn.SiLU(),
            nn.Linear(hidden, hidden), nn.SiLU(),
            nn.Linear(hidden, 2),
        )  # fmt: skip

    def forward(self, x: Tensor, t: Tensor) -> Tensor:
        """Points (n, 2) and times (n,) in 0…T to noise (n, 2)."""
        phase = t[:, None] / self.times * self.waves  # (n, f)
        rest: Tensor = self.net(torch.cat([x, phase.sin(), phase.cos()], dim=1))  # (n, 2)
        kept = self.alpha_bar[t.long(), None]  # (n, 1)
        return (1 - kept).sqrt() * x + kept.sqrt() * rest


def diffuse(x: Tensor, noise: Tensor, alpha_bar: Tensor) -> Tensor:
    """x_t = √ᾱ_t x_0 + √(1 − ᾱ_t) ε (equation 4 of Ho et al.): t steps of noising at once. (n, 2)."""
    return alpha_bar.sqrt() * x + (1 - alpha_bar).sqrt() * noise


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Learns to guess the noise in freshly drawn moons, at a random time each (algorithm 1 of Ho et al.)."""
    start(seed)
    rng = np.random.default_rng(seed)
    sizes = (settings.hidden, settings.frequencies, settings.times)
    model, mean = Denoiser(*sizes), Denoiser(*sizes)
    average = Average(model, mean, settings.average)
    adam = torch.optim.Adam(model.parameters(), lr=settings.rate)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(adam, settings.steps)
    alpha_bar = kept_signal(settings.times)
    losses = np.empty(settings.steps)
    for step in range(settings.steps):
        x = tensor(two_moons(settings.batch, rng)[0])  # (batch, 2)
        t = torch.randint(1, settings.times + 1, (settings.batch,))  # (batch,)
        noise = torch.randn_like(x)
        guess = model(diffuse(x, noise, alpha_bar[t, None]), t)
        loss = ((guess - noise) ** 2).mean()  # equation 14
        descend(adam, loss)
        decay.step()
        average.update()
        losses[step] = loss.item()
        inputs.progress(step + 1, settings.steps)
    run = Run(arrays_of(mean), losses_by_step(losses, settings.marks), {}, setting(settings))
    run.figures.update(measure(run, settings.test, seed))
    return run


def measure(run: Run, count: int, seed: int) -> dict[str, float]:
    """Share of stray points among samples, of both ways back, and the thinnest of 20 stretches of the arcs."""
    drawn = sample(run, count, seed)
    even = np.bincount(moon_segments(drawn, 10), minlength=20) / count * 20  # (20,) 1 where the share is right
    return {
        "stray": moons_stray(drawn),
        "stray_noiseless": moons_stray(trajectory(run, count, seed, noisy=False)[-1]),
        "thinnest": float(even.min()),
    }


def load(run: Run) -> Denoiser:
    """The trained denoiser (the average over the last steps of training)."""
    sizes = (run.settings["hidden"], run.settings["frequencies"], run.settings["times"])
    return restore(Denoiser(*sizes), run)


def trajectory(run: Run, n: int, seed: int, noisy: bool = True) -> Floats:
    """The way back of n points, t = T…0: (T + 1, n, 2), Gaussian first, data last.

    noisy: algorithm 2 of Ho et al.; otherwise the deterministic way of Song et al., equation 12 with σ = 0, whose
    paths are smooth.
    """
    stream = generator(seed)
    return back(run, torch.randn(n, 2, generator=stream), stream if noisy else None)


@torch.no_grad()
def back(run: Run, x: Tensor | Array, stream: torch.Generator | None = None) -> Floats:
    """From given points x_T (n, 2) back to t = 0: (T + 1, n, 2); with a random stream noisily, without one smoothly."""
    model, alpha_bar = load(run), kept_signal(run.settings["times"])
    path = [x if isinstance(x, Tensor) else tensor(x)]  # (n, 2) each
    for t in range(run.settings["times"], 0, -1):
        now, before = alpha_bar[t], alpha_bar[t - 1]
        noise = model(path[-1], torch.full((len(path[-1]),), float(t)))  # (n, 2)
        clean = (path[-1] - (1 - now).sqrt() * noise) / now.sqrt()  # equation 4 solved for x_0
        clean = clean.clamp(-REACH, REACH)  # else, near t = T, a small error of the noise is divided by almost nothing
        noise = (path[-1] - now.sqrt() * clean) / (1 - now).sqrt()
        variance = (1 - before) / (1 - now) * (1 - now / before)  # β̃_t, equation 7
        if stream is None:
            variance = torch.zeros(())
        step = before.sqrt() * clean + (1 - before - variance).clamp(min=0).sqrt() * noise
        if stream is not None:
            step = step + variance.sqrt() * torch.randn(step.shape, generator=stream)
        path.append(step)
    return array(torch.stack(path))


def forward(run: Run, points: Array, seed: int) -> Floats:
    """Data points (n, 2) dissolving, t = 0…T: (T + 1, n, 2), each step a little noise on the one before.

    x_t = √(α_t) x_{t−1} + √(1 − α_t) ε (equation 2 of Ho et al.), with α_t = ᾱ_t / ᾱ_{t−1}.
    """
    alpha_bar, stream = kept_signal(run.settings["times"]), generator(seed)
    path = [tensor(points)]
    for alpha in alpha_bar[1:] / alpha_bar[:-1]:
        path.append(alpha.sqrt() * path[-1] + (1 - alpha).sqrt() * torch.randn(path[-1].shape, generator=stream))
    return array(torch.stack(path))


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new points (n, 2), by the noisy way back."""
    result: Floats = trajectory(run, n, seed)[-1]
    return result


@torch.no_grad()
def arrows(run: Run, grid: Array, t: int) -> Floats:
    """The score ∇ log p_t at points (…, 2) -> (…, 2): −ε_θ / √(1 − ᾱ_t), where each point is drawn to at time t."""
    flat = tensor(grid).reshape(-1, 2)
    noise = load(run)(flat, torch.full((len(flat),), float(t)))
    return array(-noise / (1 - kept_signal(run.settings["times"])[t]).sqrt()).reshape(grid.shape)
