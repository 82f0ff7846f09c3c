"""Traces of section 14: the moments of the lecture that the audience is asked to look back on."""

from __future__ import annotations

import numpy as np

from models import gan_r1, gmm, latent_diffusion, transformer, vae
from models.base import Array, Runs
from models.data import Data
from models.points import ring_centres
from models.traces import trace
from models.traces.common import first_of

PROMPT = "A generative model"
TOKENS = 24
POINTS = 600
SEED = 14


@trace(needs=("gmm", "vae20", "gan_r1", "transformer"), data=("mnist", "corpus"))
def reflection_key_concepts(runs: Runs, data: Data) -> dict[str, Array]:
    """Three models at work: x, x_hat (28, 28) of the VAE; fake (28, 28) of the GAN; prompt and sentence of the transformer.

    sentence (n,) text: the tokens that follow the prompt; next_tokens (5,) text and next_probabilities (5,)
    after the prompt; cloud (342, 2): measured bills in mm, sample (2,): one that the mixture draws.
    """
    x = first_of(data.digits, 5)
    tokens = transformer.generate(runs["transformer"], PROMPT, TOKENS, temperature=0.5, seed=3)
    names, shares = transformer.next_tokens(runs["transformer"], PROMPT, top=5)
    return {
        "x": x,
        "x_hat": vae.reconstruct(runs["vae20"], x[None])[0],
        "fake": gan_r1.sample(runs["gan_r1"], 1, 5)[0],
        "sentence": np.array(tokens),
        "prompt": np.array(PROMPT),
        "next_tokens": np.array(names),
        "next_probabilities": np.asarray(shares, np.float32),
        "cloud": runs["gmm"].record["x"].astype(np.float32),
        "sample": gmm.sample(runs["gmm"], 1, SEED)[0][0].astype(np.float32),
    }


@trace(needs=("ring", "latent_diffusion", "gan_r1"), data=())
def reflection_guiding_questions(runs: Runs, data: Data) -> dict[str, Array]:
    """The stills that the three cards ask about.

    ring (24, 600, 2): the collapsing GAN's points over its steps, centres (8, 2) of its data; denoise (8, 28, 28);
    gallery (24, 28, 28), drafts (60, 28, 28): samples of the GAN.
    """
    film = runs["ring"].record["points"]
    steps = np.linspace(0, len(film) - 1, 24).round().astype(int)
    path = latent_diffusion.denoising(runs["latent_diffusion"], np.array([3]), seed=2, stops=8)
    samples = gan_r1.sample(runs["gan_r1"], 84, 8)
    return {
        "ring": film[steps, :POINTS].astype(np.float32),
        "centres": ring_centres().astype(np.float32),
        "denoise": path["noisy"][:, 0].astype(np.float32),
        "gallery": samples[:24],
        "drafts": samples[24:],
    }
