"""Sharpness, diversity and stability: VAE against GAN, over five seeds.

Protocol, written before the result. For seeds 0–4 a VAE, the GAN with R1 and the lecture's own GAN are trained anew
on the 9000 training digits, each for about half as long as the lecture's models. Of 1000 samples each: sharpness
(squared differences between neighbouring pixels, per unit of ink), entropy of the classes in the classifier's eyes,
Fréchet distance to the test digits; of the training: how far the loss swings, as its standard deviation over its
mean in the second half. The test digits give the sharpness to compare with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models import gan, gan_r1, vae
from models.base import Array, Curves, Floats, Inputs, Run
from models.judge import COUNT, Judge
from models.measures import sharpness
from models.tensors import generator, images, pixels, setting

MODELS = ("vae", "gan_r1", "gan")
MEASURES = ("sharpness", "class_entropy", "frechet", "loss_swing")
LATENTS = 20


@dataclass(frozen=True)
class Settings:
    seeds: int = 5
    vae_epochs: int = 15
    gan_r1_steps: int = 4000
    gan_steps: int = 3500
    rows: int = 9000
    shown: int = 24


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures: `<model>_<measure>`, means over the seeds, `<model>_<measure>_spread`, standard deviations, and
    test_sharpness. Record: `<model>_<measure>` (seeds,), `<model>_loss` (seeds, 200),
    `<model>_samples` (seeds, shown, 28, 28).
    """
    digits = inputs.data.digits
    judge, x = Judge(inputs.runs["classifier"], digits), pixels(digits.train[: settings.rows])
    taken: dict[str, list[Array]] = {}
    for column in range(settings.seeds):
        for row, name in enumerate(MODELS):
            made, losses = generate(name, settings, x, seed + column)
            late = losses.second_half("loss")
            measured = {**judge(made), "sharpness": sharpness(made).mean(), "loss_swing": late.std() / late.mean()}
            for measure in MEASURES:
                taken.setdefault(f"{name}_{measure}", []).append(np.array(measured[measure], np.float32))
            taken.setdefault(f"{name}_loss", []).append(losses.arrays()["loss"])
            taken.setdefault(f"{name}_samples", []).append(made[: settings.shown].astype(np.float16))
            inputs.progress(column * len(MODELS) + row + 1, settings.seeds * len(MODELS))
    record = {name: np.stack(values) for name, values in taken.items()}
    figures = {"test_sharpness": float(sharpness(digits.test).mean())}
    for name in (f"{model}_{measure}" for model in MODELS for measure in MEASURES):
        figures |= {name: float(record[name].mean()), f"{name}_spread": float(record[name].std())}
    return Run({}, record, figures, setting(settings))


def generate(name: str, settings: Settings, x: Tensor, seed: int) -> tuple[Floats, Curves]:
    """1000 samples (1000, 28, 28) of a freshly trained model, and its loss by step (of the generator in a GAN)."""
    curves = Curves()

    def watch(step: int, model: Any, **values: float) -> None:
        if values:
            curves.add(loss=values["g_loss"] if "g_loss" in values else values["recon"] + values["kl"])

    make = {"vae": _vae, "gan_r1": _gan_r1, "gan": _gan}[name]
    return make(settings, x, seed, watch), curves


def _vae(settings: Settings, x: Tensor, seed: int, watch: Callable[..., None]) -> Floats:
    model = vae.fit(vae.Settings(latents=LATENTS, hidden=(400,), epochs=settings.vae_epochs), x, seed, watch)
    with torch.no_grad():
        return images(model.decoder(torch.randn(COUNT, LATENTS, generator=generator(seed + 1))).sigmoid())


def _gan_r1(settings: Settings, x: Tensor, seed: int, watch: Callable[..., None]) -> Floats:
    game = gan_r1.fit(gan_r1.Settings(steps=settings.gan_r1_steps), x, seed, watch)
    with torch.no_grad():
        return images(game.averaged(torch.randn(COUNT, gan_r1.NOISE, generator=generator(seed + 1))))


def _gan(settings: Settings, x: Tensor, seed: int, watch: Callable[..., None]) -> Floats:
    game = gan.fit(gan.Settings(steps=settings.gan_steps), x, seed, watch)
    with torch.no_grad():
        return images(game.generator(torch.randn(COUNT, gan.NOISE, generator=generator(seed + 1))))
