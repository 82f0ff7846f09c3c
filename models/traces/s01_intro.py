"""Traces of section 1: digits out of noise, a wall of true and made ones, the boundary beside the distribution."""

from __future__ import annotations

import numpy as np

from models import latent_diffusion, logistic, transformer, vae
from models.base import Array, Runs
from models.data import CLASSES, Data
from models.traces import trace
from models.traces.common import first_of, readable

TILES, STOPS = 40, 22  # digits in the opening, and the steps of their denoising that are kept
WALL, FAKES = 60, 24
PROMPT = "A generative model"
GRID = 48
NEW = 60  # birds drawn from the mixture
PATHS, DAYS = 40, 60


def cells(latents: Array) -> Array:
    """Latents (n, 20) as grey images (n, 28, 28) of five rows of four cells."""
    rows, columns = np.arange(28) * 5 // 28, np.arange(28) * 4 // 28
    folded = np.clip(latents.reshape(-1, 5, 4) / 4 + 0.5, 0, 1)
    return np.asarray(folded[:, rows][:, :, columns])


@trace(needs=("latent_diffusion", "transformer"), data=("mnist", "corpus"))
def intro_overview(runs: Runs, data: Data) -> dict[str, Array]:
    """Digits on their way out of the noise, and a wall of which a part is made.

    noise (TILES, 28, 28): the latents that the denoising begins with, twenty grey values a tile, −2…2 as 0…1;
    noisy (STOPS, TILES, 28, 28): decoded latents of the diffusion model, from pure noise to the end;
    wall (WALL, 28, 28): test digits and guided samples in a random order; fake (FAKES,): rows of the samples;
    examples, made (8, 28, 28): training digits and samples; painted (28, 28): a seven asked for; line (): the tiny
    transformer's words; walks (PATHS, DAYS): random walks, sums of normal steps.
    """
    run, rng = runs["latent_diffusion"], np.random.default_rng(4)
    classes = rng.permutation(TILES) % CLASSES
    _, start, _ = next(iter(latent_diffusion.path(run, classes, 5)))  # (TILES, 20): where the denoising begins
    noisy = latent_diffusion.denoising(run, classes, 5, STOPS)["noisy"]
    asked = np.arange(FAKES) % CLASSES
    made = latent_diffusion.sample_classes(run, asked, 8, 1.0)
    order = rng.permutation(WALL)
    mixed = np.concatenate([made, data.digits.test[: WALL - FAKES]])[order]
    words = transformer.generate(runs["transformer"], PROMPT, 14, temperature=0.5, seed=3)
    steps = rng.standard_normal((PATHS, DAYS))
    return readable({
        "noise": cells(start),
        "noisy": noisy,
        "wall": mixed,
        "fake": np.flatnonzero(order < FAKES),
        "examples": data.digits.train[:8],
        "made": made[:8],
        "painted": latent_diffusion.sample_classes(run, np.array([7]), 3)[0],
        "line": np.array(PROMPT + "".join(words)),
        "walks": np.concatenate([np.zeros((PATHS, 1)), steps[:, 1:].cumsum(1)], 1),
    })


@trace(needs=("logistic", "transformer"), data=("penguins", "corpus"))
def intro_goals(runs: Runs, data: Data) -> dict[str, Array]:
    """The same birds twice: a boundary and a distribution.

    birds (n, 2) mm, species (n,); probability (s, GRID, GRID): logistic regression after some Newton steps;
    density (GRID, GRID) of the mixture over x, y (GRID,) mm; new (NEW, 2) drawn from it;
    prompt (), reply (): text of the tiny transformer; next (6,) its candidates for the next token, chances (6,).
    """
    run = runs["logistic"]
    birds = run.record["x"]
    low, high = birds.min(0) - 2, birds.max(0) + 2
    x, y = np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID)
    grid = np.stack(np.meshgrid(x, y), -1).astype(np.float32)  # (GRID, GRID, 2)
    betas = run.record["beta"][[1, 2, 3, 4, -1]]
    logits = betas[:, 0, None, None] + np.einsum("hwd,sd->shw", grid, betas[:, 1:])
    new, _ = logistic.sample(run, NEW, 6)
    words = transformer.generate(runs["transformer"], PROMPT, 16, temperature=0.5, seed=1)
    names, chances = transformer.next_tokens(runs["transformer"], PROMPT, top=6)
    return readable({
        "birds": birds,
        "species": run.record["y"],
        "probability": 0.5 * (1 + np.tanh(logits / 2)),
        "density": logistic.density(run, grid),
        "new": new,
        "x": x,
        "y": y,
        "prompt": np.array(PROMPT),
        "reply": np.array("".join(words).strip()),
        "next": np.array(names),
        "chances": chances,
    })


@trace(needs=("vae20", "logistic", "latent_diffusion"), data=("mnist", "penguins"))
def intro_summary(runs: Runs, data: Data) -> dict[str, Array]:
    """One digit that melts into another, and what a model does to a skewed data set.

    walk (13, 28, 28): decoded on the way between two test digits, ends (2, 28, 28); made (24, 28, 28): samples;
    counts, copied, levelled (2,): birds of each species in the data, in as many draws from the mixture, and in the
    data with draws of the rarer species added until both are as many.
    """
    ends = np.stack([first_of(data.digits, 3, 4), first_of(data.digits, 8, 1)])
    run = runs["logistic"]
    counts = np.bincount(run.record["y"], minlength=2)
    drawn = logistic.sample(run, int(counts.sum()), 3)[1]
    more = logistic.sample(run, 4 * int(counts.max()), 5)[1]
    lacking = counts.max() - counts  # (2,)
    added = np.minimum(np.bincount(more, minlength=2), lacking)
    return readable({
        "walk": vae.interpolate(runs["vae20"], ends[0], ends[1], 13),
        "ends": ends,
        "made": latent_diffusion.sample(runs["latent_diffusion"], 24, 2),
        "counts": counts,
        "copied": np.bincount(drawn, minlength=2),
        "levelled": counts + added,
    })
