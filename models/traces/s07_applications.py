"""Traces of section 7: what is made with the lecture's models, and whether made examples helped a classifier."""

from __future__ import annotations

import numpy as np

from models import classifier, gan_r1, gmm, logistic, moons_diffusion, transformer, vae
from models.base import Array, Run, Runs
from models.data import Data
from models.experiments import augmentation
from models.traces import trace
from models.traces.common import readable, scalar

GRID = 64
PROMPT = "The generator"
SHOWN = ("none", "oversampling", "cvae")
TOKENS = 14
BINS = 31


def _written(run: Run, prompt: str, seed: int, temperature: float = 0.5) -> dict[str, Array]:
    """A line of the transformer: pieces (T,) of the prompt, written (14,) tokens that it adds."""
    words = [token.replace("\n", " ") for token in transformer.generate(run, prompt, TOKENS, temperature, seed)]
    return {"pieces": np.array(transformer.tokens(run, prompt)), "written": np.array(words)}


def _measured(run: Run) -> dict[str, Array]:
    """recall, precision (3, seeds) of 8s without more, oversampled and with synthetic 8s; recall_none, recall_cvae ()."""
    rows = [augmentation.METHODS.index(name) for name in SHOWN]
    recall = run.record["recall"][rows]
    return {
        "recall": recall,
        "precision": run.record["average_precision"][rows],
        "recall_none": scalar(recall[0].mean()),
        "recall_cvae": scalar(recall[2].mean()),
    }


@trace(needs=("gmm", "logistic", "gan_r1", "vae20", "moons_diffusion", "transformer"))
def applications_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """Joint density against one boundary, and a gallery of what was made.

    birds (n, 2) mm, species (n,); density, probability (64, 64) over x_range, y_range; new (80, 2): drawn from the
    mixture; gan, vae (12, 28, 28); moons (400, 2); line (): the transformer's words.
    """
    line = runs["logistic"]
    birds = line.record["x"]
    bills = runs["gmm"].record["x"]
    low, high = bills.min(0) - 1.5, bills.max(0) + 1.5
    across, up = np.meshgrid(np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID))
    grid = np.stack([across, up], -1).astype(np.float32)  # (64, 64, 2)
    words = _written(runs["transformer"], PROMPT, 2)
    return readable({
        "birds": birds,
        "species": line.record["y"],
        "density": gmm.density(runs["gmm"], grid),
        "probability": logistic.discriminative(line, grid),
        "x_range": np.array([low[0], high[0]], np.float32),
        "y_range": np.array([low[1], high[1]], np.float32),
        "new": gmm.sample(runs["gmm"], 80, 4)[0],
        "gan": gan_r1.sample(runs["gan_r1"], 12, 31),
        "vae": vae.sample(runs["vae20"], 12, 32),
        "moons": moons_diffusion.sample(runs["moons_diffusion"], 400, 5),
        "line": np.array(PROMPT + "".join(str(word) for word in words["written"])),
    })


@trace(needs=("gan_r1", "transformer", "augmentation", "classifier"))
def applications_key_applications(runs: Runs, data: Data) -> dict[str, Array]:
    """Images, text, and the measured augmentation.

    gan (60, 28, 28); pieces, written as `_written` gives them; extra (8, 28, 28): 8s of the conditional
    VAE; common, few (): training samples of every other digit and of the 8; recall, precision, recall_none,
    recall_cvae as `_measured` gives them; edges (31,), eights, others (30,): shares of the classifier's log-odds of "8".
    """
    extra = runs["augmentation"]
    p = classifier.probabilities(runs["classifier"], data.digits.test)[:, augmentation.RARE].astype(np.float64)
    odds = np.clip(np.log(p + 1e-9) - np.log1p(-p + 1e-9), -14.9, 14.9)  # (1000,)
    edges = np.linspace(-15, 15, BINS)
    is_eight = data.digits.test_labels == augmentation.RARE
    eights, others = (np.histogram(odds[which], edges)[0] for which in (is_eight, ~is_eight))
    return readable({
        "gan": gan_r1.sample(runs["gan_r1"], 60, 23),
        **_written(runs["transformer"], PROMPT, 6),
        "extra": extra.record["extra_cvae"][:8],
        "common": np.array(extra.settings["common"]),
        "few": np.array(extra.settings["rare"]),
        **_measured(extra),
        "edges": edges,
        "eights": eights / eights.sum(),
        "others": others / others.sum(),
    })


@trace(needs=("gan_r1", "augmentation", "moons_diffusion"))
def applications_importance(runs: Runs, data: Data) -> dict[str, Array]:
    """drafts (48, 28, 28) of the GAN; few (12, 2), filled (160, 2): points of the moons; recall_none, recall_cvae ()."""
    measured = _measured(runs["augmentation"])
    cloud = moons_diffusion.sample(runs["moons_diffusion"], 172, 9)
    return readable({
        "drafts": gan_r1.sample(runs["gan_r1"], 48, 41),
        "few": cloud[:12],
        "filled": cloud[12:],
        "recall_none": measured["recall_none"],
        "recall_cvae": measured["recall_cvae"],
    })


@trace(needs=("gan_r1", "transformer", "augmentation"), data=())
def applications_next_steps(runs: Runs, data: Data) -> dict[str, Array]:
    """gan (12, 28, 28); pieces, written as `_written` gives them; rare (4, 28, 28), extra (8, 28, 28): 8s."""
    record = runs["augmentation"].record
    return readable({
        "gan": gan_r1.sample(runs["gan_r1"], 12, 51),
        **_written(runs["transformer"], PROMPT, 8),
        "rare": record["rare"][:4],
        "extra": record["extra_cvae"][:8],
    })
