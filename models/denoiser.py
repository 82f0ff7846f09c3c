"""A denoising autoencoder: noisy digits go in, and it is trained to give the clean ones.

Vincent et al. 2008, "Extracting and Composing Robust Features with Denoising Autoencoders".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from scipy.ndimage import uniform_filter
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Recorder, Run
from models.data import PIXELS
from models.tensors import arrays_of, batches, descend, generator, images, pixels, restore, setting, shifted, start


@dataclass(frozen=True)
class Settings:
    hidden: int = 400
    noise: float = 0.5  # standard deviation of the noise, in grey values
    epochs: int = 20
    batch: int = 64
    learning_rate: float = 2e-3
    rows: int = 9000


class Denoiser(nn.Module):
    """784 → hidden → hidden/4 → hidden → 784; gives log odds of ink."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(PIXELS, hidden),
            nn.SiLU(),
            nn.Linear(hidden, hidden // 4),
            nn.SiLU(),
            nn.Linear(hidden // 4, hidden),
            nn.SiLU(),
            nn.Linear(hidden, PIXELS),
        )

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.layers(x)  # (n, 784) -> (n, 784)
        return logits


def noisy(x: Tensor, noise: float, stream: torch.Generator) -> Tensor:
    """x + noise·ε, not clipped: (n, 784)."""
    return x + noise * torch.randn(x.shape, generator=stream)


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Cross entropy between what comes out for a noisy digit and the clean one.

    Figures, mean squared error a pixel on the test split: noisy_error, mean_filter_error (the better of a 3×3 and
    a 5×5 mean, as a baseline), cleaned_error. Record: `loss` by `steps` (200,).
    """
    start(seed)
    digits, stream = inputs.data.digits, generator(seed)
    x, model = pixels(digits.train[: settings.rows]), Denoiser(settings.hidden)
    optimiser = torch.optim.Adam(model.parameters(), settings.learning_rate, fused=True)
    steps = settings.epochs * -(-len(x) // settings.batch)
    fall = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    recorder = Recorder(steps, 2, lambda model: {}, inputs.progress)
    order = (rows for _ in range(settings.epochs) for rows in batches(len(x), settings.batch, stream))
    recorder(0, model)
    for step, rows in enumerate(order, start=1):
        clean = shifted(x[rows], 1, stream)
        loss = F.binary_cross_entropy_with_logits(model(noisy(clean, settings.noise, stream)), clean)
        descend(optimiser, loss)
        fall.step()
        recorder(step, model, loss=loss.item())
    run = Run(arrays_of(model), recorder.arrays(), {}, setting(settings))
    run.figures = evaluate(run, digits.test)
    return run


def evaluate(run: Run, clean: Array) -> dict[str, float]:
    """Mean squared error a pixel of noisy digits, before and after cleaning, and after a plain mean filter."""
    spoilt = spoil(run, clean, seed=0)

    def error(x: Array) -> float:
        return float(((np.clip(x, 0, 1) - clean) ** 2).mean())

    return {
        "noisy_error": error(spoilt),
        "mean_filter_error": min(error(uniform_filter(spoilt, (0, size, size))) for size in (3, 5)),
        "cleaned_error": error(clean_up(run, spoilt)),
    }


def load(run: Run) -> Denoiser:
    """The trained network."""
    return restore(Denoiser(int(run.settings["hidden"])), run)


def spoil(run: Run, clean: Array, seed: int) -> Floats:
    """Images (n, 28, 28) with the noise that the denoiser was trained for; values beyond 0…1 are kept."""
    result: Floats = noisy(pixels(clean), run.settings["noise"], generator(seed)).reshape(-1, 28, 28).numpy()
    return result


@torch.no_grad()
def clean_up(run: Run, spoilt: Array) -> Floats:
    """Cleaned images (n, 28, 28) of noisy ones."""
    return images(load(run)(pixels(spoilt)).sigmoid())
