"""Scores of all samplers of digits, side by side, with the two yardsticks that bound them.

Protocol, written before the result. 1000 samples of each model with one seed, measured by the project's classifier
against the 1000 test digits: Fréchet distance, Inception-like score, entropy of the classes, sharpness. Yardsticks:
1000 training digits (as good as it gets), the VAE's reconstructions of the test digits, and uniform noise.
A caution belongs beside the table: reconstructions are closer to the test digits than any sample is, image by image,
and still need not win, because the Fréchet distance compares two clouds and rewards prototypes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import convvae, cvae, gan, gan_r1, latent_diffusion, vae
from models.base import Array, Inputs, Run
from models.data import CLASSES
from models.judge import COUNT, Judge
from models.measures import sharpness
from models.tensors import setting

MEASURES = ("frechet", "inception_like", "class_entropy", "sharpness")


@dataclass(frozen=True)
class Settings:
    shown: int = 40


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures: `<source>_<measure>` for the sources of `samples_of` and the measures frechet, inception_like (1…10),
    class_entropy (0…1), sharpness. Record: `<source>` (shown, 28, 28) samples, `<source>_shares` (10,).
    """
    judge = Judge(inputs.runs["classifier"], inputs.data.digits)
    figures: dict[str, float] = {}
    record: dict[str, Array] = {}
    sources = samples_of(inputs, seed)
    for done, (name, images) in enumerate(sources.items(), start=1):
        measured = {**judge(images), "sharpness": float(sharpness(images).mean())}
        figures |= {f"{name}_{measure}": measured[measure] for measure in MEASURES}
        record |= {name: images[: settings.shown].astype(np.float16), f"{name}_shares": judge.shares}
        inputs.progress(done, len(sources))
    return Run({}, record, figures, setting(settings))


def samples_of(inputs: Inputs, seed: int) -> dict[str, Array]:
    """1000 images of each source by name."""
    runs, digits = inputs.runs, inputs.data.digits
    asked, rng = np.arange(COUNT) % CLASSES, np.random.default_rng(seed)
    diffusion = runs["latent_diffusion"]
    return {
        "vae20": vae.sample(runs["vae20"], COUNT, seed + 1),
        "vae2": vae.sample(runs["vae2"], COUNT, seed + 1),
        "convvae": convvae.sample(runs["convvae"], COUNT, seed + 1),
        "cvae": cvae.sample(runs["cvae"], COUNT, seed + 1),
        "gan": gan.sample(runs["gan"], COUNT, seed + 1),
        "gan_r1": gan_r1.sample(runs["gan_r1"], COUNT, seed + 1),
        "diffusion": latent_diffusion.sample(diffusion, COUNT, seed + 1),
        "diffusion_guided": latent_diffusion.sample_classes(diffusion, asked, seed + 1),
        "reconstructions": vae.reconstruct(runs["vae20"], digits.test),
        "train": digits.train[rng.choice(len(digits.train), COUNT, replace=False)],
        "noise": rng.random((COUNT, 28, 28), dtype=np.float32),
    }
