"""Skew: does a generative model keep the proportions of its training data, or exaggerate them?

Protocol, written before the result. Training sets of 3s and 7s only, 1200 images, with a share of 3s of .1, .5 or .9.
For seeds 0–2 three models are trained on each: the lecture's GAN, the GAN with R1, the VAE, each at a reduced number
of steps. The share of 3s among 1000 samples, each taken for a 3 or a 7 by whichever the project's classifier finds
likelier.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models import classifier, gan, gan_r1, vae
from models.base import Array, Floats, Inputs, Run
from models.data import Digits
from models.tensors import generator, images, pixels, setting

MODELS = ("gan", "gan_r1", "vae")
MINORITY, MAJORITY = 3, 7


@dataclass(frozen=True)
class Settings:
    shares: tuple[float, ...] = (0.1, 0.5, 0.9)
    rows: int = 1200
    seeds: int = 3
    gan_steps: int = 2000
    gan_r1_steps: int = 1500
    vae_epochs: int = 30
    samples: int = 1000
    shown: int = 24


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures: `<gan|gan_r1|vae>_<10|50|90>`, the share of 3s among the samples, mean over the seeds. Record: trained
    (3,), the shares trained on; `<model>_share` (3, seeds); `<model>_samples` (3, shown, 28, 28) of the first seed.
    """
    digits, critic = inputs.data.digits, inputs.runs["classifier"]
    table = np.zeros((len(MODELS), len(settings.shares), settings.seeds), np.float32)
    seen = np.zeros((len(MODELS), len(settings.shares), settings.shown, 28, 28), np.float16)
    jobs = [(a, b, c) for a in range(len(MODELS)) for b in range(len(settings.shares)) for c in range(settings.seeds)]
    for done, (model, share, column) in enumerate(jobs, start=1):
        x = skewed(digits, settings.shares[share], settings.rows, seed + column)
        made = generate(MODELS[model], settings, x, seed + column)
        table[model, share, column] = share_of_threes(critic, made)
        if column == 0:
            seen[model, share] = made[: settings.shown]
        inputs.progress(done, len(jobs))
    record: dict[str, Array] = {"trained": np.array(settings.shares, np.float32)}
    figures = {}
    for row, name in enumerate(MODELS):
        record |= {f"{name}_share": table[row], f"{name}_samples": seen[row]}
        for column, trained in enumerate(settings.shares):
            figures[f"{name}_{round(100 * trained)}"] = float(table[row, column].mean())
    return Run({}, record, figures, setting(settings))


def skewed(digits: Digits, share: float, rows: int, seed: int) -> Tensor:
    """Pixels (rows, 784) of training 3s and 7s, `share` of them 3s; drawn with replacement where they run short."""
    rng, threes = np.random.default_rng(seed), round(share * rows)
    chosen = []
    for label, count in ((MINORITY, threes), (MAJORITY, rows - threes)):
        known = np.flatnonzero(digits.train_labels == label)
        chosen.append(rng.choice(known, count, replace=count > len(known)))
    return pixels(digits.train[np.concatenate(chosen)])


@torch.no_grad()
def generate(name: str, settings: Settings, x: Tensor, seed: int) -> Floats:
    """Samples (n, 28, 28) of a model freshly trained on pixels (rows, 784)."""
    stream, n = generator(seed + 1), settings.samples
    with torch.enable_grad():
        if name == "vae":
            model = vae.fit(vae.Settings(latents=12, hidden=(256,), epochs=settings.vae_epochs, warm_up=0.0), x, seed)
        elif name == "gan":
            game = gan.fit(gan.Settings(steps=settings.gan_steps), x, seed)
        else:
            calm = gan_r1.fit(gan_r1.Settings(steps=settings.gan_r1_steps), x, seed)
    if name == "vae":
        return images(model.decoder(torch.randn(n, 12, generator=stream)).sigmoid())
    if name == "gan":
        return images(game.generator(torch.randn(n, gan.NOISE, generator=stream)))
    return images(calm.averaged(torch.randn(n, gan_r1.NOISE, generator=stream)))


def share_of_threes(critic: Run, made: Array) -> float:
    """Share of the images that look more like a 3 than like a 7."""
    p = classifier.probabilities(critic, made)
    return float((p[:, MINORITY] > p[:, MAJORITY]).mean())
