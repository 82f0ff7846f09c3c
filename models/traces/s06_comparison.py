"""Traces of section 6: the VAE and the balanced GAN side by side, and the figures behind every cell of the table."""

from __future__ import annotations

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

from models import classifier, gan_r1, latent_diffusion, vae
from models.base import Array, Floats, Run, Runs
from models.data import CLASSES, Data, Digits
from models.measures import sharpness
from models.traces import trace
from models.traces.common import first_of, readable, scalar

SHEET = 30  # samples on a sheet: the first that come, nobody picks
ODD = 3  # samples that the classifier is least sure of
STRIP = 9  # images in an interpolation strip
PAIRS = ((4, 9), (0, 6), (3, 8))  # classes between which the strips lead
DECODINGS = 15
SCATTER = 1000
COVERED = 0.01  # least share of the samples that a class must have to count as there
WALK = 24
SEED = 6


def _sheets(runs: Runs, count: int = SHEET) -> tuple[Floats, Floats]:
    """The first samples of the VAE and of the GAN for one seed, (count, 28, 28) each."""
    return vae.sample(runs["vae20"], count, SEED), gan_r1.sample(runs["gan_r1"], count, SEED)


def _middling(images: Floats, by: Array) -> int:
    """The image of median value: neither the best nor the worst."""
    return int(np.argsort(by)[len(images) // 2])


def _seeds(runs: Runs, source: str) -> dict[str, Array]:
    """Of five seeds of one model: loss (5, 200) over its late mean, and swing, its late spread."""
    experiment = runs["sharpness"]
    loss = experiment.record[f"{source}_loss"].astype(np.float64)  # (5, 200)
    level = loss[:, loss.shape[1] // 2 :].mean(1, keepdims=True)
    swing = scalar(experiment.figures[f"{source}_loss_swing"])
    return {"loss": loss / level, "swing": swing}


@trace(needs=("vae20", "gan_r1", "classifier"))
def comparison_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """Two sheets of samples, as they came, and the oddest among them in the eyes of the classifier.

    vae_sheet, gan_sheet (30, 28, 28); vae_odd, gan_odd (3,): tiles whose likeliest class is least likely;
    vae_typical, gan_typical: the tile of median sharpness on each sheet; training (4, 28, 28): training digits.
    """
    arrays: dict[str, Array] = {"training": data.digits.train[:4]}
    for name, sheet in zip(("vae", "gan"), _sheets(runs), strict=True):
        sure = classifier.probabilities(runs["classifier"], sheet).max(1)
        arrays |= {f"{name}_sheet": sheet, f"{name}_odd": np.argsort(sure)[:ODD],
                   f"{name}_typical": np.array(_middling(sheet, sharpness(sheet)))}
    return readable(arrays)


@trace(needs=("vae20", "sharpness", "scores"))
def comparison_vaes(runs: Runs, data: Data) -> dict[str, Array]:
    """What the VAE can do, and how sharp its samples are.

    sharpness_vae: of 1000 samples over that of the test digits;
    x, x_hat (28, 28), code (20,): one test digit, its reconstruction and its means; strips (3, 9, 28, 28): between
    test digits; loss (5, 200): losses of the five seeds over their late mean, swing: their late spread;
    decodings (15, 28, 28) of one doubtful digit `doubtful` (28, 28), and spread (28, 28): their standard deviation;
    soft, real (28, 28): a sample and a test digit of median sharpness.
    """
    run, digits = runs["vae20"], data.digits
    x, sheet, test = first_of(digits, 2), vae.sample(run, SHEET, SEED), digits.test[:SHEET]
    doubtful, decodings = _doubtful(run, digits)
    return readable({
        "sharpness_vae": _scale_of(runs, digits, "vae20"),
        **_seeds(runs, "vae"),
        "x": x,
        "x_hat": vae.reconstruct(run, x[None])[0],
        "code": vae.encode(run, x[None])[0][0],
        "strips": np.stack([vae.interpolate(run, first_of(digits, a), first_of(digits, b), STRIP) for a, b in PAIRS]),
        "doubtful": doubtful,
        "decodings": decodings,
        "spread": decodings.std(0),
        "soft": sheet[_middling(sheet, sharpness(sheet))],
        "real": test[_middling(test, sharpness(test))],
    })


def _scale_of(runs: Runs, digits: Digits, source: str) -> Array:
    """Sharpness of a model's 1000 samples over that of the test digits."""
    return scalar(runs["scores"].figures[f"{source}_sharpness"] / float(sharpness(digits.test).mean()))


def _doubtful(run: Run, digits: Digits) -> tuple[Floats, Floats]:
    """The test digit (28, 28) of the first hundred whose decodings (15, 28, 28) spread most."""
    mu, log_var = vae.encode(run, digits.test[:100])
    i = int(np.exp(log_var).mean(1).argmax())
    noise = np.random.default_rng(SEED).standard_normal((DECODINGS, mu.shape[1]))
    z = mu[i] + np.exp(0.5 * log_var[i]) * noise
    return digits.test[i], vae.decode(run, z.astype(np.float32))


@trace(needs=("gan_r1", "scores", "gan_unstable"))
def comparison_gans(runs: Runs, data: Data) -> dict[str, Array]:
    """What the balanced GAN can do, how sharp its samples are and how they spread over the digits.

    sharpness_gan, sharpness_vae: of 1000 samples over that of the test digits;
    crisp, real (28, 28): a sample and a test digit of median sharpness; samples (8, 28, 28); shares, data_shares (10,):
    of the classes among 1000 samples and in the test digits; narrow_shares (10,): those of the unstable run where they
    are least even, after its first tenth;
    walk (24, 28, 28): between two draws of the noise.
    """
    run, digits, unstable = runs["gan_r1"], data.digits, runs["gan_unstable"].record
    sheet, test = gan_r1.sample(run, SHEET, SEED), digits.test[:SHEET]
    ends, share = gan_r1.noise(2, SEED), np.linspace(0, 1, WALK, dtype=np.float32)[:, None]
    late = unstable["snapshot_steps"] >= 0.1 * unstable["snapshot_steps"][-1]
    return readable({
        "sharpness_gan": _scale_of(runs, digits, "gan_r1"),
        "sharpness_vae": _scale_of(runs, digits, "vae20"),
        "crisp": sheet[_middling(sheet, sharpness(sheet))],
        "real": test[_middling(test, sharpness(test))],
        "samples": sheet[:8],
        "shares": runs["scores"].record["gan_r1_shares"],
        "data_shares": np.bincount(digits.test_labels, minlength=CLASSES) / len(digits.test_labels),
        "narrow_shares": unstable["shares"][late][unstable["class_entropy"][late].argmin()],
        "walk": gan_r1.decode(run, (1 - share) * ends[0] + share * ends[1]),
    })


@trace(needs=("vae20", "gan_r1", "classifier", "sharpness", "scores"))
def comparison_key_points(runs: Runs, data: Data) -> dict[str, Array]:
    """The figures of the table's cells, for `vae` (20 latents) and `gan` (with the gradient penalty).

    sharpness_…: of 1000 samples over that of the test digits; fd_…: Fréchet distance of 1000 samples to the test
    digits in the classifier's features; loss_… (5, 200): losses of five seeds over their late mean, swing_…: standard
    deviation of the later half over its mean; shares_… (10,) of the classes among 1000 samples, covered_…: how many
    have at least a hundredth; plane (1000, 2), labels (1000,): the test digits' latent means in the
    two directions that part the classes best; neighbours: share told right by their neighbours in the latent space;
    vae_samples, gan_samples (6, 28, 28); prior (20,), noise (32,): what the first of them were made of.
    """
    digits, scores = data.digits, runs["scores"]
    arrays: dict[str, Array] = {}
    for name, source, trained in (("vae", "vae20", "vae"), ("gan", "gan_r1", "gan_r1")):
        seeds, shares = _seeds(runs, trained), scores.record[f"{source}_shares"]
        arrays |= {
            f"sharpness_{name}": _scale_of(runs, digits, source),
            f"fd_{name}": scalar(scores.figures[f"{source}_frechet"]),
            f"loss_{name}": seeds["loss"],
            f"swing_{name}": seeds["swing"],
            f"shares_{name}": shares,
            f"covered_{name}": np.array((shares >= COVERED).sum()),
        }
    z = np.random.default_rng(SEED).standard_normal((6, int(runs["vae20"].settings["latents"]))).astype(np.float32)
    noise = gan_r1.noise(6, SEED)
    mu = vae.encode(runs["vae20"], digits.test[:SCATTER])[0]
    return readable(arrays | {
        "plane": _apart(mu, digits.test_labels[:SCATTER]),
        "labels": digits.test_labels[:SCATTER],
        "neighbours": scalar(runs["vae20"].figures["neighbour_accuracy"]),
        "vae_samples": vae.decode(runs["vae20"], z),
        "gan_samples": gan_r1.decode(runs["gan_r1"], noise),
        "prior": z[0],
        "noise": noise[0],
    })


def _apart(mu: Floats, labels: Array) -> Array:
    """Latent means (n, d) in the plane (n, 2) in which their classes lie furthest apart, each axis of unit variance."""
    seen = LinearDiscriminantAnalysis(n_components=2).fit_transform(mu, labels)
    return np.asarray(seen / seen.std(0))


@trace(needs=("vae20", "gan_r1", "latent_diffusion", "scores"))
def comparison_conclusion(runs: Runs, data: Data) -> dict[str, Array]:
    """What hangs at the leaves of the tree.

    vae_sheet, gan_sheet (30, 28, 28); shares (10,): classes among 1000 samples of the GAN; noisy (s, 4, 28, 28): four
    digits of the diffusion model on their way out of the noise, in s stops.
    """
    vae_sheet, gan_sheet = _sheets(runs)
    way = latent_diffusion.denoising(runs["latent_diffusion"], np.array([3, 5, 8, 2]), SEED)
    return readable({
        "vae_sheet": vae_sheet,
        "gan_sheet": gan_sheet,
        "shares": runs["scores"].record["gan_r1_shares"],
        "noisy": way["noisy"],
    })
