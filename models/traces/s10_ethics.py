"""Traces of section 10: digits that nobody wrote, whether they are copies, and what skewed data lead to."""

from __future__ import annotations

import numpy as np

from models import gan_r1, latent_diffusion, transformer, vae
from models.base import Array, Run, Runs
from models.data import CLASSES, Data
from models.experiments import memorisation
from models.traces import trace
from models.traces.common import first_of, readable, scalar

WALL = 50
PAIRS = 8  # generated digits shown beside their nearest training digit
EDGES = np.linspace(0.0, 12.0, 49)  # of the histograms of distances
SKEWED = "gan_r1"  # the model whose skew is spoken of: the balanced GAN
OTHERS = ("vae", "gan")  # shown beside it
SHARE = 0  # the first of the shares trained on: few threes
TRIED = 400  # samples among which the one is sought that passes for a test digit
PROMPT = "A generative model"


def _skew(run: Run) -> dict[str, Array]:
    """The skew of the balanced GAN: what went in, and the mean of what came out of its trainings."""
    return {
        "share_in": scalar(run.record["trained"][SHARE]),
        "share_out": scalar(run.record[f"{SKEWED}_share"][SHARE].mean()),
    }


def _pairs(runs: Runs, data: Data, count: int) -> dict[str, Array]:
    """Samples as they come, half of the balanced GAN and half of the diffusion model, each with its nearest training
    digit: images, nearest (count, 28, 28)."""
    half = count // 2
    asked = np.arange(half, count) % CLASSES
    images = np.concatenate([
        gan_r1.sample(runs["gan_r1"], half, 31),
        latent_diffusion.sample_classes(runs["latent_diffusion"], asked, 31, guidance=1.0),
    ])
    _, which = memorisation.nearest(images, data.digits.train)
    return {"images": images, "nearest": data.digits.train[which]}


@trace(needs=("gan_r1", "vae20"), data=())
def ethics_overview(runs: Runs, data: Data) -> dict[str, Array]:
    """A wall (50, 28, 28) of generated digits, 25 of the balanced GAN and 25 of the VAE in turn; from_gan (50,)."""
    made = np.empty((WALL, 28, 28), np.float32)
    made[0::2] = gan_r1.sample(runs["gan_r1"], WALL // 2, 10)
    made[1::2] = vae.sample(runs["vae20"], WALL // 2, 10)
    return readable({"wall": made, "from_gan": np.arange(WALL) % 2 == 0})


@trace(needs=("gan_r1",))
def ethics_implications(runs: Runs, data: Data) -> dict[str, Array]:
    """A test digit `real` (28, 28), and of the balanced GAN's samples, as many as `tried`, the nearest one, `made`."""
    real = first_of(data.digits, 7)
    made = gan_r1.sample(runs["gan_r1"], TRIED, 6)
    nearest = made[int(((made - real) ** 2).sum((1, 2)).argmin())]
    return readable({"real": real, "made": nearest, "tried": scalar(TRIED)})


@trace(needs=("memorisation", "skew", "gan_r1", "latent_diffusion"))
def ethics_core_issues(runs: Runs, data: Data) -> dict[str, Array]:
    """Are samples copies, and do they keep the proportions of the training data?

    images, nearest (8, 28, 28): four samples of the GAN and four of the diffusion model as they come, each with its
    nearest training digit; edges (49,) and test, gan, diffusion, control (48,): histograms of the distance
    to the nearest training digit, of 1000 test digits, samples, and training digits with a little noise; threshold:
    nearer than that counts as a copy; copies (4,): share of copies among the same four, 0–1; share_in, share_out: share
    of threes trained on and mean among the balanced GAN's samples; shares (3 models, 3 trainings): each training's, of
    the balanced GAN, the VAE and the lecture's GAN; skew_samples (24, 28, 28) of the balanced GAN.
    """
    run, skew = runs["memorisation"], runs["skew"]
    sources = ("test", "gan", "diffusion", "control")
    arrays = {
        **_pairs(runs, data, PAIRS),
        "edges": EDGES,
        **{name: np.histogram(run.record[f"{name}_distances"], EDGES)[0] for name in sources},
        "threshold": scalar(run.figures["threshold"]),
        "copies": np.array([run.figures[f"{name}_copies"] for name in sources]),
        **_skew(skew),
        "shares": np.stack([skew.record[f"{name}_share"][SHARE] for name in (SKEWED, *OTHERS)]),
        "skew_samples": skew.record[f"{SKEWED}_samples"][SHARE],
    }
    return readable(arrays)


@trace(needs=("skew",), data=())
def ethics_responsibilities(runs: Runs, data: Data) -> dict[str, Array]:
    """What a test before release would find: trained, the share of threes that went in; out (3,), the shares that came
    out of the lecture's GAN, the GAN with R1 and the VAE, means of each one's trainings.
    """
    record = runs["skew"].record
    out = np.stack([record[f"{name}_share"][SHARE].mean() for name in ("gan", "gan_r1", "vae")])
    return readable({"trained": scalar(record["trained"][SHARE]), "out": out})


@trace(needs=("augmentation", "gan_r1", "transformer", "latent_diffusion", "skew"))
def ethics_key_points(runs: Runs, data: Data) -> dict[str, Array]:
    """The evidence of both pans.

    extra (9, 28, 28): eights that a conditional VAE made for a rare class; samples (9, 28, 28) of the GAN;
    text (): the tiny transformer's line; images, nearest (6, 28, 28): samples and nearest training digits;
    share_in, share_out: the skew.
    """
    words = transformer.generate(runs["transformer"], PROMPT, 10, 0.5, 3)
    arrays = {
        "extra": runs["augmentation"].record["extra_cvae"][:9],
        "samples": gan_r1.sample(runs["gan_r1"], 9, 14),
        "text": np.array(PROMPT + "".join(words)),
        **_pairs(runs, data, 6),
        **_skew(runs["skew"]),
    }
    return readable(arrays)


@trace(needs=("memorisation", "skew", "gan_r1", "latent_diffusion"))
def ethics_summary(runs: Runs, data: Data) -> dict[str, Array]:
    """The evidence on the map: images, nearest (6, 28, 28), copies: share of copies among the GAN's samples; skew."""
    run = runs["memorisation"]
    return readable({
        **_pairs(runs, data, 6),
        "copies": scalar(run.figures["gan_copies"]),
        **_skew(runs["skew"]),
    })
