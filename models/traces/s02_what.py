"""Traces of section 2: a sheet of invented digits, the traits of the family in small, and six models on a shelf."""

from __future__ import annotations

import numpy as np

from models import classifier, cvae, denoiser, gan_r1, gmm, latent_diffusion, logistic, realnvp, transformer, vae
from models.base import Array, Run, Runs
from models.data import CLASSES, Data
from models.traces import trace
from models.traces.common import readable, scalar

ROWS, COLUMNS, REACH = 10, 16, 2.2  # the sheet of the two-latent VAE
APART = 2  # columns from one known digit to the other, so that one cell lies between
NEAREST = 9
UNITS = 54  # hidden units whose weights are shown
GRID = 48
LINE = "The model"


def votes(run: Run, data: Data, places: Array) -> tuple[Array, Array]:
    """Which class most of the nearest test digits have at latent places (n, 2), and their share: (n,) each."""
    mu = vae.encode(run, data.digits.test)[0]
    away = ((places[:, None] - mu[None]) ** 2).sum(-1)  # (n, 1000)
    near = data.digits.test_labels[np.argsort(away, 1)[:, :NEAREST]]  # (n, NEAREST)
    counts = np.stack([(near == label).sum(1) for label in range(CLASSES)], 1)
    return counts.argmax(1), counts.max(1) / NEAREST


def known_pair(label: Array, sure: Array) -> tuple[int, int]:
    """Two surest cells of one row, APART columns from one another, of two classes: their indices."""
    pairs = [(i, i + APART) for i in range(len(label)) if i % COLUMNS + APART < COLUMNS]
    different = [pair for pair in pairs if label[pair[0]] != label[pair[1]]]
    return max(different, key=lambda pair: sure[pair[0]] + sure[pair[1]])


@trace(needs=("vae2", "classifier"))
def what_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """A sheet of digits that nobody wrote, and a classifier that only sorts.

    sheet (ROWS·COLUMNS, 28, 28): the two-latent VAE, left to right and top to bottom; pair (2,): two cells of
    different classes; between (9, 28, 28): decoded from one to the other; density (GRID, GRID): of the test digits'
    latents, first row lowest; reach (); examples (8, 28, 28) training digits; new (8, 28, 28) samples;
    digits (40, 28, 28) test digits in the order of the classifier's answer, four of each; one (28, 28), answer ().
    """
    run = runs["vae2"]
    across, down = np.meshgrid(np.linspace(-REACH, REACH, COLUMNS), np.linspace(REACH, -REACH, ROWS))
    places = np.stack([across, down], -1).reshape(-1, 2).astype(np.float32)
    pair = known_pair(*votes(run, data, places))
    share = np.linspace(0, 1, 9, dtype=np.float32)[:, None]
    mu = vae.encode(run, data.digits.test)[0]
    x, y = np.meshgrid(np.linspace(-3, 3, GRID), np.linspace(-3, 3, GRID))
    away = (x[..., None] - mu[:, 0]) ** 2 + (y[..., None] - mu[:, 1]) ** 2  # (GRID, GRID, 1000)
    answers = classifier.probabilities(runs["classifier"], data.digits.test).argmax(1)
    sorted_rows = np.concatenate([np.flatnonzero(answers == label)[:4] for label in range(CLASSES)])
    return readable({
        "sheet": vae.decode(run, places),
        "pair": np.array(pair),
        "between": vae.decode(run, places[pair[0]] * (1 - share) + places[pair[1]] * share),
        "density": np.exp(-away / 0.08).mean(-1),
        "latents": mu,
        "labels": data.digits.test_labels,
        "reach": scalar(3.0),
        "examples": data.digits.train[:8],
        "new": vae.sample(run, 8, 4),
        "digits": data.digits.test[sorted_rows],
        "one": data.digits.test[0],
        "answer": np.array(answers[0]),
    })


def strongest(weights: Array) -> Array:
    """Of a first layer (units, 784) the UNITS units with the largest weights, as pictures from −1 to 1: (UNITS, 28, 28)."""
    kept = weights[np.argsort(-np.linalg.norm(weights, axis=1))[:UNITS]].astype(np.float32)
    return np.asarray((kept / np.abs(kept).max(1, keepdims=True)).reshape(UNITS, 28, 28))


@trace(needs=("logistic", "vae20", "masked", "anomaly", "cvae"), data=("mnist", "fashion", "penguins"))
def what_characteristics(runs: Runs, data: Data) -> dict[str, Array]:
    """One small demonstration for each trait.

    joint (2, GRID, GRID): P(x, y) of the two species over x, y (GRID,) mm; at (2,) a bird's bill and posterior
    (2,) the chances of the species there; drawn (80, 2), kinds (80,); original, masked (28, 28) and path
    (s, 28, 28); more_masked, more_filled (8, 28, 28); usual, strange (n,) −ELBO in nats; odd (28, 28);
    asked (10, 18, 28, 28): the conditional VAE by class; parameters, seconds (): size and training time of the VAE
    that fills in the digit; weights (UNITS, 28, 28): of its first layer, each unit's scaled to 1; units (): of that layer.
    """
    run, filling = runs["logistic"], runs["masked"].record
    birds = run.record["x"]
    low, high = birds.min(0) - 2, birds.max(0) + 2
    x, y = np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID)
    joint = logistic.joint(run, np.stack(np.meshgrid(x, y), -1).astype(np.float32))
    at = birds[run.record["y"] == 0].mean(0) * 0.35 + birds[run.record["y"] == 1].mean(0) * 0.65
    here = logistic.joint(run, at[None].astype(np.float32))[:, 0]
    drawn, kinds = logistic.sample(run, 80, 2)
    strange = runs["anomaly"].record["fashion_scores"]
    made = cvae.sample_classes(runs["cvae"], np.repeat(np.arange(CLASSES), 18), 3)
    return readable({
        "joint": joint,
        "x": x,
        "y": y,
        "at": at,
        "posterior": here / here.sum(),
        "drawn": drawn,
        "kinds": kinds,
        "original": filling["originals"][0],
        "masked": filling["masked"][0],
        "path": filling["path"][:, 0],
        "more_masked": filling["masked"][1:9],
        "more_filled": filling["filled"][1:9],
        "usual": runs["anomaly"].record["digit_scores"],
        "strange": strange,
        "odd": runs["anomaly"].record["fashion"][0],
        "asked": made.reshape(CLASSES, 18, 28, 28),
        "weights": strongest(runs["vae20"].weights["encoder.body.0.weight"]),
        "units": np.array(len(runs["vae20"].weights["encoder.body.0.weight"])),
        "parameters": np.array(int(runs["vae20"].meta["parameters"])),
        "seconds": scalar(float(runs["vae20"].meta["seconds"])),
    })


@trace(needs=("gan_r1", "denoiser", "logistic", "transformer"), data=("mnist", "penguins", "corpus"))
def what_examples(runs: Runs, data: Data) -> dict[str, Array]:
    """What GANs, denoisers and language models give.

    made (30, 28, 28) of the GAN; clean, noisy, cleaned (10, 28, 28); prompt () and pieces (14,): tokens that the tiny
    transformer writes after it; digits (20, 28, 28) test digits, class by class; birds (4, 2) mm with species (4,),
    new_birds (3, 2) and new_species (3,) drawn from the mixture; growing (s, 6, 28, 28): the GAN's samples while it
    trains, steps () of them in all.
    """
    birds, species = (runs["logistic"].record[name] for name in ("x", "y"))
    rows = [int(i) for label in (0, 1) for i in np.flatnonzero(species == label)[:2]]
    new_birds, new_species = logistic.sample(runs["logistic"], 3, 1)
    training = runs["gan_r1"].record
    clean = data.digits.test[:10]
    noisy = denoiser.spoil(runs["denoiser"], clean, 1)
    order = np.argsort(data.digits.test_labels[:20], kind="stable")
    return readable({
        "made": gan_r1.sample(runs["gan_r1"], 30, 5),
        "clean": clean,
        "noisy": np.clip(noisy, 0, 1),
        "cleaned": denoiser.clean_up(runs["denoiser"], noisy),
        "prompt": np.array(LINE),
        "pieces": np.array(transformer.generate(runs["transformer"], LINE, 14, temperature=0.5, seed=2)),
        "digits": data.digits.test[:20][order],
        "birds": birds[rows],
        "species": species[rows],
        "new_birds": new_birds,
        "new_species": new_species,
        "growing": training["samples"][:, 4:10],
        "steps": np.array(int(training["snapshot_steps"][-1])),
    })


@trace(needs=("vae20", "gan_r1", "latent_diffusion", "realnvp", "gmm", "transformer"), data=("mnist", "penguins", "corpus"))
def what_conclusion(runs: Runs, data: Data) -> dict[str, Array]:
    """Samples of six models: vae, gan, diffusion (18, 28, 28); moons, birds (400, 2), kinds (400,); line () text."""
    birds, kinds = gmm.sample(runs["gmm"], 400, 1)
    words = transformer.generate(runs["transformer"], LINE, 12, temperature=0.5, seed=4)
    return readable({
        "vae": vae.sample(runs["vae20"], 18, 1),
        "gan": gan_r1.sample(runs["gan_r1"], 18, 3),
        "diffusion": latent_diffusion.sample(runs["latent_diffusion"], 18, 6),
        "moons": realnvp.sample(runs["realnvp"], 400, 2),
        "birds": birds,
        "kinds": kinds,
        "line": np.array(LINE + "".join(words)),
    })
