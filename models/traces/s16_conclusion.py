"""Traces of section 16: the last latent walk, three demonstrations in small, and the credits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from models import cvae, gan_r1, latent_diffusion, logistic, transformer, vae
from models.base import Array, Runs
from models.data import Data
from models.traces import trace
from models.traces.common import first_of, readable, scalar

WALK = (3, 8, 0, 6)  # the digits that the last walk passes
STEPS = 9  # pictures from one to the next
RARE = 8
ASKED = 7
LINE = "The machine"
GRID = 48
ALL = (
    "classifier", "vae20", "vae2", "convvae", "cvae", "denoiser", "gan", "gan_r1", "gan_unstable", "gan_stable",
    "latent_diffusion", "ring", "ring_remedy", "moons_diffusion", "realnvp", "gmm", "logistic", "transformer", "stream",
)  # fmt: skip


@trace(needs=("vae20", "vae2", "cvae", "logistic"), data=("mnist", "penguins"))
def conclusion_importance(runs: Runs, data: Data) -> dict[str, Array]:
    """The last walk and the two views of data.

    walk (26, 28, 28): decoded on the way through the latent space of the 20-latent VAE; ends (4, 28, 28) test digits;
    real, made (12, 28, 28): test digits and samples of the conditional VAE, rare (3, 28, 28) and filled (9, 28, 28) eights;
    birds (n, 2), species (n,), probability (48, 48) over x_range, y_range; manifold (64, 28, 28): the 2-latent VAE;
    loss (k,): its loss by step.
    """
    stops = [first_of(data.digits, digit) for digit in WALK]
    parts = [vae.interpolate(runs["vae20"], a, b, STEPS) for a, b in pairwise(stops)]
    walk = np.concatenate([parts[0], *[part[1:] for part in parts[1:]], parts[-1][-1:]])
    birds = runs["logistic"].record["x"]
    low, high = birds.min(0) - 1, birds.max(0) + 1
    across, up = np.meshgrid(np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID))
    grid = np.stack([across, up], -1).astype(np.float32)  # (48, 48, 2)
    plane = np.stack(np.meshgrid(np.linspace(-2, 2, 8), np.linspace(2, -2, 8)), -1).reshape(-1, 2).astype(np.float32)
    eights = data.digits.test[data.digits.test_labels == RARE]
    return readable({
        "walk": walk,
        "ends": np.stack(stops),
        "real": data.digits.test[:12],
        "made": cvae.sample_classes(runs["cvae"], data.digits.test_labels[:12], 4),
        "rare": eights[:3],
        "filled": cvae.sample_classes(runs["cvae"], np.full(9, RARE), 5),
        "birds": birds,
        "species": runs["logistic"].record["y"],
        "probability": logistic.discriminative(runs["logistic"], grid),
        "x_range": np.array([low[0], high[0]], np.float32),
        "y_range": np.array([low[1], high[1]], np.float32),
        "manifold": vae.decode(runs["vae2"], plane),
        "loss": runs["vae2"].record["recon"] + runs["vae2"].record["kl"],
    })


@trace(needs=("vae20", "cvae", "gan_r1", "anomaly", "transformer"))
def conclusion_key_concepts(runs: Runs, data: Data) -> dict[str, Array]:
    """Three uses in small.

    digits (8, 28, 28) and new (8, 28, 28) of the VAE; fake (28, 28) of the GAN; x, x_hat (28, 28);
    rare (6, 28, 28), filled (18, 28, 28): real eights and the conditional VAE's; wall (60, 28, 28) of the GAN;
    line (): the tiny transformer's words; usual, strange (1000,): −ELBO in nats of digits and clothes;
    clothes (4, 28, 28).
    """
    x = first_of(data.digits, 3)
    eights = data.digits.test[data.digits.test_labels == RARE]
    words = transformer.generate(runs["transformer"], LINE, 16, temperature=0.5, seed=6)
    return readable({
        "digits": data.digits.test[:8],
        "new": vae.sample(runs["vae20"], 8, 3),
        "fake": gan_r1.sample(runs["gan_r1"], 1, 2)[0],
        "x": x,
        "x_hat": vae.reconstruct(runs["vae20"], x[None])[0],
        "rare": eights[:6],
        "filled": cvae.sample_classes(runs["cvae"], np.full(18, RARE), 9),
        "wall": gan_r1.sample(runs["gan_r1"], 60, 16),
        "line": np.array(LINE + "".join(words)),
        "usual": runs["anomaly"].record["digit_scores"],
        "strange": runs["anomaly"].record["fashion_scores"],
        "clothes": runs["anomaly"].record["fashion"][:4],
    })


@trace(needs=ALL + ("anomaly",), data=("mnist",))
def conclusion_final_thoughts(runs: Runs, data: Data) -> dict[str, Array]:
    """The credits: what was trained, how large it is and how long it took.

    parameters, seconds (no axes): sums over all models; names (19,) text, model_seconds (19,);
    line (): words of the tiny transformer; fake (28, 28): what the diffusion model draws for the class asked ();
    activations (400,): the VAE's hidden layer; made (20, 28, 28): the GAN's; digits, clothes (6, 28, 28); birds (342, 2).
    """
    seconds = [float(runs[name].meta["seconds"]) for name in ALL]
    words = transformer.generate(runs["transformer"], LINE, 14, temperature=0.5, seed=1)
    x = first_of(data.digits, 3)
    return readable({
        "parameters": np.array(sum(int(runs[name].meta["parameters"]) for name in ALL)),
        "seconds": scalar(sum(seconds)),
        "names": np.array(ALL),
        "model_seconds": np.array(seconds, np.float32),
        "line": np.array(LINE + "".join(words)),
        "asked": np.array(ASKED),
        "fake": latent_diffusion.sample_classes(runs["latent_diffusion"], np.array([ASKED]), 7)[0],
        "activations": vae.layers(runs["vae20"], x, np.zeros(20, np.float32))["encoder_1"],
        "made": gan_r1.sample(runs["gan_r1"], 20, 11),
        "digits": data.digits.test[:6],
        "clothes": runs["anomaly"].record["fashion"][:6],
        "birds": runs["gmm"].record["x"],
    })
