"""RealNVP: a normalising flow that bends a Gaussian into two moons, one invertible coupling at a time.

Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP", ICLR 2017.
An invertible f takes data x to a latent z that is standard normal, and (their equation 2)
    log p(x) = log N(f(x); 0, I) + log |det ∂f(x)/∂x|.
Training maximises exactly that. Sampling draws z and runs every layer backwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.base import Array, Floats, Inputs, Run
from models.points import losses_by_step, moons_log_density, moons_stray, square_grid, two_moons
from models.tensors import array, arrays_of, generator, restore, setting, start, tensor


@dataclass(frozen=True)
class Settings:
    """Sizes and the training schedule; `marks` is the number of loss values kept, whatever `steps` is."""

    couplings: int = 8
    hidden: int = 64
    steps: int = 3000
    batch: int = 512
    rate: float = 3e-3
    test: int = 4000
    marks: int = 100


class Coupling(nn.Module):
    """One affine coupling: half of x passes unchanged and decides how the other half is scaled and shifted."""

    mask: Tensor

    def __init__(self, hidden: int, keep: int) -> None:
        super().__init__()
        self.register_buffer("mask", torch.eye(2)[keep], persistent=False)  # (2,) 1 where x passes
        self.net = nn.Sequential(
            nn.Linear(2, hidden), nn.SiLU(), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, 4)
        )
        last: nn.Linear = self.net[-1]  # type: ignore[assignment]
        nn.init.zeros_(last.weight)  # the flow starts as the identity
        nn.init.zeros_(last.bias)

    def scale_shift(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Log scale s, kept within ±2 by tanh, and shift t, both zero on the half that passes."""
        s, t = self.net(x * self.mask).chunk(2, dim=1)  # (n, 2), (n, 2)
        free = 1 - self.mask
        return 2 * torch.tanh(s / 2) * free, t * free

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Data to latent: y = x ⊙ exp(s) + t (equation 7) and log |det| = Σ s (equation 6)."""
        s, t = self.scale_shift(x)
        return x * torch.exp(s) + t, s.sum(1)  # (n, 2), (n,)

    def inverse(self, y: Tensor) -> Tensor:
        """Latent to data: x = (y − t) ⊙ exp(−s) (equation 8); s and t read only the half that passed."""
        s, t = self.scale_shift(y)
        return (y - t) * torch.exp(-s)  # (n, 2)


class RealNVP(nn.Module):
    """Couplings that take turns in which coordinate passes unchanged."""

    def __init__(self, couplings: int, hidden: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Coupling(hidden, i % 2) for i in range(couplings))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Latent z (n, 2) and the log-determinant of the whole map (n,)."""
        total = torch.zeros(len(x), dtype=x.dtype)
        for layer in self.layers:
            x, log_det = layer(x)
            total = total + log_det
        return x, total

    def log_prob(self, x: Tensor) -> Tensor:
        """log p(x) in nats: (n, 2) -> (n,). Equation 2 of the paper."""
        z, log_det = self(x)
        normal = -0.5 * (z**2).sum(1) - math.log(2 * math.pi)  # (n,)
        answer: Tensor = normal + log_det
        return answer

    def path(self, z: Tensor) -> Tensor:
        """From the Gaussian to the data: z and its image after each inverted coupling, (couplings + 1, n, 2)."""
        stages = [z]
        for layer in reversed(self.layers):
            assert isinstance(layer, Coupling)
            stages.append(layer.inverse(stages[-1]))
        return torch.stack(stages)


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Maximises the likelihood of freshly drawn moons; tests on `settings.test` other points."""
    start(seed)
    rng = np.random.default_rng(seed)
    model = RealNVP(settings.couplings, settings.hidden)
    adam = torch.optim.Adam(model.parameters(), lr=settings.rate)
    decay = torch.optim.lr_scheduler.CosineAnnealingLR(adam, settings.steps)
    losses = np.empty(settings.steps)
    for step in range(settings.steps):
        x = tensor(two_moons(settings.batch, rng)[0])  # (batch, 2)
        loss = -model.log_prob(x).mean()
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        adam.step()
        decay.step()
        losses[step] = loss.item()
        inputs.progress(step + 1, settings.steps)
    run = Run(arrays_of(model), losses_by_step(losses, settings.marks), {}, setting(settings))
    run.figures.update(measure(run, settings.test, seed))
    return run


def measure(run: Run, count: int, seed: int) -> dict[str, float]:
    """Test log-likelihood in nats a point, beside the truth's; inverse error; the density's integral."""
    x = two_moons(count, np.random.default_rng(seed + 10_000))[0]  # (count, 2)
    model = load(run)
    with torch.no_grad():
        z = model(tensor(x))[0]
        error = (model.path(z)[-1] - tensor(x)).abs().max().item()
    cells = square_grid(5.0, 300)
    return {
        "log_likelihood": float(log_density(run, x).mean()),
        "truth_log_likelihood": float(moons_log_density(x).mean()),
        "inverse_error": error,
        "integral": float(density(run, cells).sum() * (10.0 / 300) ** 2),
        "stray": moons_stray(sample(run, count, seed)),
    }


def load(run: Run) -> RealNVP:
    """The trained flow."""
    return restore(RealNVP(run.settings["couplings"], run.settings["hidden"]), run)


def log_density(run: Run, points: Array) -> Floats:
    """log p in nats at points (…, 2) -> (…)."""
    with torch.no_grad():
        flat = load(run).log_prob(tensor(points).reshape(-1, 2))
    return array(flat).reshape(points.shape[:-1])


def density(run: Run, grid: Array) -> Floats:
    """p at points (…, 2) -> (…)."""
    result: Floats = np.exp(log_density(run, grid))
    return result


def warp(run: Run, points: Array) -> Floats:
    """Points of the Gaussian (…, 2) on their way to the data: (couplings + 1, …, 2), the points themselves first."""
    with torch.no_grad():
        stages = load(run).path(tensor(points).reshape(-1, 2))  # (couplings + 1, n, 2)
    return array(stages).reshape(len(stages), *points.shape)


def latent(run: Run, points: Array) -> Floats:
    """Where data points (…, 2) lie in the Gaussian: (…, 2)."""
    with torch.no_grad():
        z = load(run)(tensor(points).reshape(-1, 2))[0]
    return array(z).reshape(points.shape)


def sample(run: Run, n: int, seed: int) -> Floats:
    """n new points (n, 2): Gaussian draws sent through all couplings."""
    result: Floats = warp(run, torch.randn(n, 2, generator=generator(seed)).numpy())[-1]
    return result
