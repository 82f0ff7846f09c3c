"""Diffusion in the latent space of the convolutional VAE, conditioned on the class and guided.

Ho, Jain & Abbeel 2020, "Denoising Diffusion Probabilistic Models"; in a VAE's latents, Rombach et al. 2022; the
cosine schedule, Nichol & Dhariwal 2021; guidance without a classifier, Ho & Salimans 2022.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models import convvae
from models.base import Array, Floats, Inputs, Recorder, Run, unwatched
from models.data import CLASSES, Digits
from models.judge import COUNT, Judge, label_accuracy
from models.tensors import Average, array, arrays_of, descend, draws, generator, restore, setting, start, tensor

NO_CLASS = CLASSES  # the label that stands for "any digit"


@dataclass(frozen=True)
class Settings:
    latents: int = 20
    hidden: int = 256
    layers: int = 3
    times: int = 200  # noise levels
    steps: int = 12_000
    batch: int = 256
    learning_rate: float = 1e-3
    drop_class: float = 0.15  # share of training digits whose class is hidden, so that guidance can work
    averaging: float = 0.999
    guidance: float = 2.0
    rows: int = 9000
    snapshots: int = 12


def kept(times: int) -> Tensor:
    """ᾱ (times + 1,): the share of the signal's variance that is left after t steps; 1 at t = 0, near 0 at the end."""
    t = torch.linspace(0, 1, times + 1, dtype=torch.float64)
    curve = torch.cos((t + 0.008) / 1.008 * math.pi / 2) ** 2
    beta = (1 - curve[1:] / curve[:-1]).clamp(max=0.999)  # (times,)
    return torch.cat([torch.ones(1, dtype=torch.float64), (1 - beta).cumprod(0)]).float()


def noised(z: Tensor, alpha: Tensor, eps: Tensor) -> Tensor:
    """q(z_t | z_0): √ᾱ·z + √(1 − ᾱ)·ε, with ᾱ (n,) for z (n, latents). Equation 4 of Ho et al."""
    return alpha.sqrt()[:, None] * z + (1 - alpha).sqrt()[:, None] * eps


class NoisePredictor(nn.Module):
    """ε(z_t, t, class): a plain network with residual layers that guesses the noise in a latent."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        width = settings.hidden
        self.enter = nn.Linear(settings.latents, width)
        self.time = nn.Linear(64, width)
        self.label = nn.Embedding(CLASSES + 1, width)
        self.layers = nn.ModuleList(nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.SiLU(),
                                                  nn.Linear(width, width)) for _ in range(settings.layers))
        self.leave = nn.Linear(width, settings.latents)

    def forward(self, z: Tensor, share: Tensor, label: Tensor) -> Tensor:
        h = self.enter(z)
        about = self.time(waves(share)) + self.label(label)  # (n, width)
        for layer in self.layers:
            h = h + layer(h + about)
        eps: Tensor = self.leave(F.silu(h))  # (n, latents)
        return eps


def waves(share: Tensor) -> Tensor:
    """The time t/T (n,) as sines and cosines of 32 frequencies between 1 and 100: (n, 64)."""
    angles = share[:, None] * torch.logspace(0, 2, 32)
    return torch.cat([angles.sin(), angles.cos()], 1)


def fit(
    settings: Settings, z: Tensor, labels: Tensor, seed: int, watch: Callable[..., None] = unwatched
) -> NoisePredictor:
    """The noise predictor of latents (n, latents) of unit variance: mean squared error of the guessed noise.

    Equation 14 of Ho et al. Gives the average over the steps; `watch` is called as a Recorder is, with it.
    """
    start(seed)
    stream, alphas = generator(seed), kept(settings.times)
    model, averaged = NoisePredictor(settings), NoisePredictor(settings)
    average = Average(model, averaged, settings.averaging)
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate, fused=True)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, settings.steps)
    watch(0, averaged)
    for step, rows in enumerate(draws(len(z), settings.batch, settings.steps, stream), start=1):
        t = torch.randint(1, settings.times + 1, (len(rows),), generator=stream)
        eps = torch.randn(len(rows), settings.latents, generator=stream)
        hidden = torch.rand(len(rows), generator=stream) < settings.drop_class
        asked = torch.where(hidden, NO_CLASS, labels[rows])
        loss = F.mse_loss(model(noised(z[rows], alphas[t], eps), t / settings.times, asked), eps)
        descend(optimiser, loss)
        average.update()
        fall.step()
        watch(step, averaged, loss=loss.item())
    return averaged


@torch.no_grad()
def denoise(
    model: NoisePredictor, settings: Settings, z: Tensor, labels: Tensor, guidance: float, stream: torch.Generator
) -> Iterator[tuple[int, Tensor, Tensor]]:
    """From noise (n, latents) to latents: (t, z_t, guess of z_0) for t = times … 0; equation 11 of Ho et al.

    guidance w mixes the guesses with and without the class, ε + w·(ε_class − ε): 0 ignores the class, 1 obeys it,
    more exaggerates it.
    """
    alphas, times = kept(settings.times), settings.times
    nothing = torch.full_like(labels, NO_CLASS)
    for t in range(times, 0, -1):
        share = torch.full((len(z),), t / times)
        free = model(z, share, nothing)
        eps = free + guidance * (model(z, share, labels) - free) if guidance else free
        now, before = alphas[t], alphas[t - 1]
        guess = ((z - (1 - now).sqrt() * eps) / now.sqrt()).clamp(-4, 4)  # latents have unit variance
        yield t, z, guess
        beta = 1 - now / before
        mean = (before.sqrt() * beta * guess + (now / before).sqrt() * (1 - before) * z) / (1 - now)
        spread = (beta * (1 - before) / (1 - now)).sqrt()
        z = mean + spread * torch.randn(z.shape, generator=stream)
    yield 0, z, z


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """The diffusion model of the convolutional VAE's latents.

    Figures of 1000 samples: those of the judge, unguided (`frechet`, `inception_like`, `class_entropy`) and guided
    (`guided_frechet`, …), `label_accuracy` (obeying the class) and `guided_label_accuracy`. Record: `loss` by
    `steps` (200,); `samples` (s, 40, 28, 28), four of each class, from the same noise at `snapshot_steps`.
    """
    digits, base = inputs.data.digits, inputs.runs["convvae"]
    mu, log_var = convvae.encode(base, digits.train[: settings.rows])
    noise = torch.randn(mu.shape, generator=generator(seed + 3)).numpy()
    latents = mu + np.exp(0.5 * log_var) * noise  # draws, not means: their cloud is nearer to the prior
    centre, scale = latents.mean(0), latents.std(0)
    look = Look(settings, base, centre, scale, seed)
    recorder = Recorder(settings.steps, settings.snapshots, look, inputs.progress)
    labels = torch.from_numpy(digits.train_labels[: settings.rows])
    model = fit(settings, tensor((latents - centre) / scale), labels, seed, recorder)
    weights = {**arrays_of(model, "predictor."), **{f"decoder.{key}": base.weights[key] for key in base.weights}}
    run = Run({**weights, "centre": centre, "scale": scale}, recorder.arrays(), {}, setting(settings))
    run.figures = evaluate(run, inputs.runs["classifier"], digits)
    return run


class Look:
    """Four digits of each class from the same noise, whenever it is asked."""

    def __init__(self, settings: Settings, base: Run, centre: Array, scale: Array, seed: int) -> None:
        self.settings, self.base, self.centre, self.scale, self.seed = settings, base, centre, scale, seed
        self.labels = torch.arange(CLASSES).repeat_interleave(4)

    def __call__(self, model: NoisePredictor) -> dict[str, Array]:
        stream = generator(self.seed + 1)
        z = torch.randn(len(self.labels), self.settings.latents, generator=stream)
        *_, (_, z, _) = denoise(model, self.settings, z, self.labels, 1.0, stream)
        return {"samples": convvae.decode(self.base, array(z) * self.scale + self.centre).astype(np.float16)}


def evaluate(run: Run, critic: Run, digits: Digits) -> dict[str, float]:
    """The judge's figures of 1000 samples, unguided and guided, each class asked for a hundred times."""
    judge, asked = Judge(critic, digits), np.arange(COUNT) % CLASSES
    free = sample_classes(run, asked, seed=1, guidance=1.0)
    guided = sample_classes(run, asked, seed=1, guidance=float(run.settings["guidance"]))
    figures = dict(judge(free)) | {f"guided_{name}": figure for name, figure in judge(guided).items()}
    figures["label_accuracy"] = label_accuracy(critic, free, asked)
    figures["guided_label_accuracy"] = label_accuracy(critic, guided, asked)
    return figures


def load(run: Run) -> NoisePredictor:
    """The trained noise predictor."""
    return restore(NoisePredictor(settings_of(run)), run, "predictor.")


def settings_of(run: Run) -> Settings:
    """The settings that a run was trained with."""
    return Settings(**run.settings)


def decode(run: Run, z: Array) -> Floats:
    """Images (n, 28, 28) of latents (n, latents) of unit variance."""
    prefix = "decoder."
    weights = {key.removeprefix(prefix): value for key, value in run.weights.items() if key.startswith(prefix)}
    base = Run(weights, {}, {}, {"latents": run.settings["latents"]}, run.meta)
    return convvae.decode(base, z * run.weights["scale"] + run.weights["centre"])


def path(run: Run, labels: Array, seed: int, guidance: float | None = None) -> Iterator[tuple[int, Floats, Floats]]:
    """(t, z_t, guess of z_0) with latents (n, latents) for t = times … 0, for the classes (n,); NO_CLASS is any."""
    settings, stream = settings_of(run), generator(seed)
    z = torch.randn(len(labels), settings.latents, generator=stream)
    asked = torch.from_numpy(np.asarray(labels, dtype=np.int64))
    strength = settings.guidance if guidance is None else guidance
    for t, now, guess in denoise(load(run), settings, z, asked, strength, stream):
        yield t, array(now), array(guess)


def sample_classes(run: Run, labels: Array, seed: int, guidance: float | None = None) -> Floats:
    """A new image for each class asked for, (n,) → (n, 28, 28); guidance as trained for, unless given."""
    *_, (_, z, _) = path(run, labels, seed, guidance)
    return decode(run, z)


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new images (n, 28, 28), each class in turn, obeying the class without exaggeration."""
    return sample_classes(run, np.arange(n) % CLASSES, seed, guidance=1.0)


def denoising(run: Run, labels: Array, seed: int, stops: int = 12) -> dict[str, Array]:
    """Digits (n,) on their way out of the noise: times (stops,), noisy and guessed (stops, n, 28, 28), falling t."""
    times = np.unique(np.linspace(0, settings_of(run).times, stops).round().astype(int))[::-1]
    seen = [(t, decode(run, z), decode(run, guess)) for t, z, guess in path(run, labels, seed) if t in times]
    return {
        "times": np.array([t for t, _, _ in seen]),
        "noisy": np.stack([image for _, image, _ in seen]),
        "guessed": np.stack([image for _, _, image in seen]),
    }
