"""Traces of section 15: the loss as it ran, and the lecture's generator at work on the noise that is shown."""

from __future__ import annotations

from models import gan, gan_r1
from models.base import Array, Runs
from models.data import Data
from models.traces import trace
from models.traces.common import readable

SEED = 15


@trace(needs=("vae20", "gan_r1"))
def resources_key_points(runs: Runs, data: Data) -> dict[str, Array]:
    """steps (k,), recon, kl (k,) nats an image: the VAE's training; real, made (12, 28, 28): digits and the GAN's."""
    record = runs["vae20"].record
    return readable({
        "steps": record["steps"],
        "recon": record["recon"],
        "kl": record["kl"],
        "real": data.digits.test[:12],
        "made": gan_r1.sample(runs["gan_r1"], 12, SEED),
    })


@trace(needs=("gan",), data=())
def resources_example_code(runs: Runs, data: Data) -> dict[str, Array]:
    """One noise vector on its way: z (100,), hidden (128,), image (28, 28); early (s, 16, 28, 28): samples while it learned."""
    layers = gan.layers(runs["gan"], gan.noise(1, SEED)[0])
    return readable({
        "z": layers["z"],
        "hidden": layers["g_hidden"],
        "image": layers["image"],
        "early": runs["gan"].record["samples"][1:4, :16],
    })
