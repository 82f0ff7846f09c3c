"""Between NumPy and torch: seeding, one thread, weights as named arrays, batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from models.base import RETRAIN, Array, Floats, ModelError, Run
from models.data import SIDE

Module = TypeVar("Module", bound=nn.Module)


def start(seed: int) -> None:
    """One thread, deterministic kernels, all of torch's random numbers from this seed."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)


def generator(seed: int) -> torch.Generator:
    """A random stream of its own, so that drawing from it disturbs no other."""
    return torch.Generator().manual_seed(seed)


def arrays_of(module: nn.Module, prefix: str = "") -> dict[str, Array]:
    """A module's weights as named arrays; `prefix` keeps several modules apart in one run."""
    return {prefix + key: value.detach().cpu().numpy().copy() for key, value in module.state_dict().items()}


def restore(module: Module, run: Run, prefix: str = "") -> Module:
    """Puts a run's weights into a module and sets it to evaluation.

    Raises ModelError naming the model when names or shapes don't fit: the checkpoint is of another version.
    """
    weights = {
        key.removeprefix(prefix): torch.from_numpy(np.array(value))
        for key, value in run.weights.items()
        if key.startswith(prefix)
    }
    try:
        module.load_state_dict(weights)
    except RuntimeError as error:
        reason = str(error).splitlines()[-1].strip()
        raise ModelError(f"{run.name}: its checkpoint is of another version ({reason})", mend=RETRAIN) from error
    return module.eval()


def tensor(array: Array) -> Tensor:
    """An array as a float32 tensor."""
    return torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32))


def pixels(images: Array) -> Tensor:
    """Images (n, 28, 28) as rows of pixels (n, 784)."""
    return tensor(images).reshape(len(images), SIDE * SIDE)


def images(rows: Tensor) -> Floats:
    """Rows of pixels (n, 784) or planes (n, 1, 28, 28) as images (n, 28, 28), clipped to 0…1."""
    array: Floats = rows.detach().reshape(-1, SIDE, SIDE).clamp(0, 1).cpu().numpy()
    return array


def array(values: Tensor) -> Floats:
    """A tensor as a float32 array of its own."""
    result: Floats = values.detach().cpu().numpy().astype(np.float32, copy=True)
    return result


def batches(count: int, size: int, stream: torch.Generator) -> Iterator[Tensor]:
    """One epoch: index tensors of `size`, every one of `count` rows once, in random order."""
    order = torch.randperm(count, generator=stream)
    yield from (order[first : first + size] for first in range(0, count, size))


def draws(count: int, size: int, steps: int, stream: torch.Generator) -> Iterator[Tensor]:
    """`steps` index tensors of `size` rows drawn with replacement."""
    for _ in range(steps):
        yield torch.randint(count, (size,), generator=stream)


def shifted(x: Tensor, most: int, stream: torch.Generator) -> Tensor:
    """Each row of pixels (n, 784) as an image moved by up to `most` pixels down and across."""
    side = SIDE + 2 * most
    if most == 0:
        return x
    padded = nn.functional.pad(x.reshape(-1, SIDE, SIDE), (most, most, most, most))  # (n, side, side)
    down, across = torch.randint(2 * most + 1, (2, len(x), 1), generator=stream)  # (n, 1) each
    rows = (down + torch.arange(SIDE))[:, :, None].expand(-1, -1, side)  # (n, 28, side)
    columns = (across + torch.arange(SIDE))[:, None, :].expand(-1, SIDE, -1)  # (n, 28, 28)
    return padded.gather(1, rows).gather(2, columns).reshape(len(x), -1)  # (n, 784)


def descend(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step of the optimiser down the gradient of the loss."""
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    optimiser.step()


@torch.no_grad()
def in_parts(function: Callable[[Tensor], Tensor], x: Tensor, size: int = 100) -> Floats:
    """A function of rows applied to `size` rows at a time, so that the processor's cache holds them; (n, …)."""
    return array(torch.cat([function(x[first : first + size]) for first in range(0, len(x), size)]))


class Average:
    """An exponential moving average of a module's weights, taken into a copy of the module."""

    def __init__(self, module: nn.Module, copy: nn.Module, decay: float) -> None:
        self.module, self.copy, self.decay = module, copy, decay
        copy.load_state_dict(module.state_dict())

    @torch.no_grad()
    def update(self) -> None:
        for mean, now in zip(self.copy.parameters(), self.module.parameters(), strict=True):
            mean.lerp_(now, 1 - self.decay)


def setting(settings: Any) -> dict[str, Any]:
    """A frozen settings dataclass as plain JSON-able values."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(settings).items()}
