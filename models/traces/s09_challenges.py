"""Traces of section 9: a GAN that collapses on a ring and one that doesn't; a training that swings and one that holds."""

from __future__ import annotations

import numpy as np

from models import gan_r1, latent_diffusion, vae
from models.base import Array, Run, Runs
from models.data import CLASSES, Data, Digits
from models.experiments import memorisation
from models.points import ring
from models.traces import trace
from models.traces.common import readable, scalar, some_of_each

REAL_POINTS = 400  # of the ring, as many as a run films
SHOWN = 16  # samples of a wall
LATEST = 800  # steps within which the samples must have fallen apart


def _ring_data() -> Array:
    """Points (400, 2) of the ring's data."""
    return ring(REAL_POINTS, np.random.default_rng(9))[0]


def _film(run: Run, prefix: str = "") -> dict[str, Array]:
    """What a run on the ring recorded at its filmed steps."""
    record = run.record
    return {f"{prefix}{name}": record[name] for name in ("step", "points")}


def _covered(runs: Runs) -> dict[str, Array]:
    return {
        "covered_collapsed": scalar(runs["ring"].figures["covered"]),
        "covered_remedy": scalar(runs["ring_remedy"].figures["covered"]),
    }


@trace(needs=("ring", "ring_remedy", "gan_unstable", "gan_r1", "vae20"))
def challenges_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """What generating means, and the two ways in which it fails, in small.

    real (5, 28, 28): test digits; made (10, 28, 28): five samples of the VAE, then five of the balanced GAN;
    paintings (30, 28, 28): three digits of each class; means, spreads (10, 28, 28): mean and standard deviation of
    the training digits of each class, spreads scaled to 0…1; ring (400, 2): points of the ring; drawn (400, 2): those
    of the run that covers it; points (m, 400, 2): the run that collapses; loss (200,) by loss_steps: the
    generator's loss of the unstable run; single (28, 28): one good sample.
    """
    digits = data.digits
    made = np.concatenate([vae.sample(runs["vae20"], 5, 4), gan_r1.sample(runs["gan_r1"], 5, 4)])
    unstable = runs["gan_unstable"].record
    arrays = {
        "real": digits.test[np.array([np.flatnonzero(digits.test_labels == k)[1] for k in (3, 7, 1, 5, 2)])],
        "made": made,
        "paintings": digits.test[some_of_each(digits, 3)],
        **_class_looks(digits),
        "ring": _ring_data(),
        "drawn": runs["ring_remedy"].record["points"][-1],
        "points": runs["ring"].record["points"],
        "loss": unstable["g_loss"],
        "loss_steps": unstable["steps"],
        "single": made[5],
    }
    return readable(arrays)


def _class_looks(digits: Digits) -> dict[str, Array]:
    """What the digits of a class share and how they differ: mean and spread, (10, 28, 28) each."""
    groups = [digits.train[digits.train_labels == label] for label in range(CLASSES)]
    spreads = np.stack([group.std(0) for group in groups])
    return {"means": np.stack([group.mean(0) for group in groups]), "spreads": spreads / spreads.max()}


@trace(needs=("ring", "ring_remedy"), data=())
def challenges_mode_collapse(runs: Runs, data: Data) -> dict[str, Array]:
    """Two GANs on the ring of eight clusters, filmed while they learn.

    real (400, 2). For the run that collapses: step (m,), points (m, 400, 2), covered (m,): clusters
    covered, shares (m, 8): share of the points nearest to each cluster; remedy_step, remedy_points: the run whose
    discriminator judges several points together and pays a penalty for its slope. covered_collapsed, covered_remedy:
    clusters covered at the end. Of both runs, the collapsing first: rates (2, 2), learning rates of generator and
    discriminator; together (2,), points judged together; penalty (2,), weight γ of the penalty.
    """
    both = (runs["ring"], runs["ring_remedy"])
    rates = [[run.settings["rate_generator"], run.settings["rate_discriminator"]] for run in both]
    arrays = {
        "real": _ring_data(),
        **_film(both[0]),
        **{name: both[0].record[name] for name in ("covered", "shares")},
        **_film(both[1], "remedy_"),
        **_covered(runs),
        "rates": np.array(rates),
        "together": np.array([run.settings["pack"] for run in both]),
        "penalty": np.array([run.settings["r1"] for run in both]),
    }
    return readable(arrays)


@trace(needs=("gan_unstable", "gan_stable", "classifier"))
def challenges_instability(runs: Runs, data: Data) -> dict[str, Array]:
    """The losses and samples of an unstable and a stable GAN over the same steps.

    steps (200,); unstable, stable (2, 200): D's and G's loss in nats; classifier (200,): a classifier's loss over its
    own training. Of the unstable run's samples from fixed noise: good, smudged (16, 28, 28) at good_step, smudged_step,
    the good ones nearest to a training digit first, the smudged in the same order; unstable_last (64, 28, 28);
    stable_last (16, 28, 28): the stable run's. snapshot_steps (s,): when samples were taken.
    settings (2, 2): learning rate and momentum, unstable first.
    """
    unstable, stable = runs["gan_unstable"], runs["gan_stable"]
    good, bad = _fall(unstable.record)
    samples = unstable.record["samples"]
    order = memorisation.nearest(samples[good, :SHOWN], data.digits.train)[0].argsort()
    at = unstable.record["snapshot_steps"]
    arrays = {
        "steps": unstable.record["steps"],
        **{name: _losses(run) for name, run in (("unstable", unstable), ("stable", stable))},
        "classifier": runs["classifier"].record["loss"],
        "good": samples[good, order],
        "smudged": samples[bad, order],
        "unstable_last": samples[-1],
        "stable_last": stable.record["samples"][-1, :SHOWN],
        "good_step": scalar(at[good]),
        "smudged_step": scalar(at[bad]),
        "snapshot_steps": at,
        "settings": np.array([[run.settings[k] for k in ("learning_rate", "momentum")] for run in (unstable, stable)]),
    }
    return readable(arrays)


def _losses(run: Run) -> Array:
    """D's and G's loss, (2, 200)."""
    return np.stack([run.record["d_loss"], run.record["g_loss"]])


def _fall(record: dict[str, Array]) -> tuple[int, int]:
    """The snapshot with the best samples (Fréchet distance), and the worst of those at most LATEST steps after it."""
    at, distance = record["snapshot_steps"], record["frechet"]
    best = int(distance[:-1].argmin())
    later = np.flatnonzero((at > at[best]) & (at <= at[best] + LATEST))
    return best, int(later[distance[later].argmax()])


@trace(needs=("ring", "ring_remedy", "gan_unstable", "gan_stable", "latent_diffusion"))
def challenges_conclusion(runs: Runs, data: Data) -> dict[str, Array]:
    """Before and after: the ring and the digits, each by a training that failed and one that held.

    ring (400, 2): the data; before, after (400, 2): last points of the collapsed run and of the remedy;
    covered_collapsed, covered_remedy; steps (200,), unstable, stable (2, 200): D's and G's losses; bands (2, 2): the
    5 % and 95 % quantiles of G's loss over the second half, unstable first; stable_last (16, 28, 28);
    noisy (12, 28, 28): a diffusion model's way from noise to a digit.
    """
    unstable, stable = runs["gan_unstable"], runs["gan_stable"]
    late = [run.record["g_loss"][len(run.record["g_loss"]) // 2 :] for run in (unstable, stable)]
    arrays = {
        "ring": _ring_data(),
        "before": runs["ring"].record["points"][-1],
        "after": runs["ring_remedy"].record["points"][-1],
        **_covered(runs),
        "steps": unstable.record["steps"],
        "unstable": _losses(unstable),
        "stable": _losses(stable),
        "bands": np.stack([np.quantile(values, (0.05, 0.95)) for values in late]),
        "stable_last": stable.record["samples"][-1, :SHOWN],
        "noisy": _out_of_noise(runs["latent_diffusion"]),
    }
    return readable(arrays)


def _out_of_noise(run: Run) -> Array:
    """A diffusion model's way to one digit, (12, 28, 28)."""
    return np.asarray(latent_diffusion.denoising(run, np.array([3]), 5)["noisy"][:, 0])
