"""Memorisation: are generated digits copies of training digits?

Protocol, written before the result. For 1000 images of each source the Euclidean distance in pixels to the nearest
of the 9000 training digits. Test digits give the yardstick: an image counts as a copy when it is nearer than 99 of
100 test digits are. The control, training digits with a little noise (standard deviation .02), must all be caught.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import gan_r1, latent_diffusion, vae
from models.base import Array, Inputs, Run
from models.measures import distances
from models.tensors import setting

COPY_QUANTILE = 0.01


@dataclass(frozen=True)
class Settings:
    count: int = 1000
    shown: int = 24
    control_noise: float = 0.02


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures for each source (test, vae, gan, diffusion, control): `<source>_median`, `<source>_copies` (share);
    threshold. Record: `<source>_distances` (count,); for the generators `<source>_images` and `<source>_nearest`
    (shown, 28, 28), a sample and its nearest training digit, nearest pairs first.
    """
    digits, runs, n = inputs.data.digits, inputs.runs, settings.count
    rng = np.random.default_rng(seed)
    copied = digits.train[rng.choice(len(digits.train), n, replace=False)]
    sources: dict[str, Array] = {
        "test": digits.test[:n],
        "vae": vae.sample(runs["vae20"], n, seed + 1),
        "gan": gan_r1.sample(runs["gan_r1"], n, seed + 1),
        "diffusion": latent_diffusion.sample(runs["latent_diffusion"], n, seed + 1),
        "control": np.clip(copied + settings.control_noise * rng.standard_normal(copied.shape), 0, 1),
    }
    record: dict[str, Array] = {}
    for done, (name, images) in enumerate(sources.items(), start=1):
        found, which = nearest(images, digits.train)
        record[f"{name}_distances"] = found.astype(np.float32)
        if name not in ("test", "control"):
            order = found.argsort()[: settings.shown]
            record[f"{name}_images"] = images[order].astype(np.float16)
            record[f"{name}_nearest"] = digits.train[which[order]].astype(np.float16)
        inputs.progress(done, len(sources))
    threshold = float(np.quantile(record["test_distances"], COPY_QUANTILE))
    figures = {"threshold": threshold}
    for name in sources:
        values = record[f"{name}_distances"]
        figures |= {f"{name}_median": float(np.median(values)), f"{name}_copies": float((values < threshold).mean())}
    return Run({}, record, figures, setting(settings))


def nearest(images: Array, train: Array) -> tuple[Array, Array]:
    """Distance to, and index of, the nearest training digit of each image: (n,) each."""
    all_of_them = distances(images.reshape(len(images), -1), train.reshape(len(train), -1))  # (n, 9000)
    return all_of_them.min(1), all_of_them.argmin(1)
