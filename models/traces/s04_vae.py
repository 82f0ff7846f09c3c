"""Traces of section 4: the variational autoencoders at work on test digits."""

from __future__ import annotations

import numpy as np

from models import vae
from models.base import Array, Floats, Run, Runs
from models.data import CLASSES, Data
from models.traces import trace
from models.traces.common import first_of, readable, scalar, size, some_of_each

SCATTER = 1000  # points in a latent scatter
REACH = 3.6  # half the side of the latent square that is shown
CELLS = 72  # cells along each side of the square's density
WALK = 60  # places along a walk through the plane
DRAWS = 7  # draws of the noise for one digit
BATCH = 8
SHOWN = 6  # class of the digit beside the map
STRIP = 9  # images in an interpolation strip
PAIRS = ((4, 9), (0, 6), (3, 8))  # classes between which the strips lead


@trace(needs=("vae2",))
def vae_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """The latent plane of the 2-latent VAE while it forms.

    latents (s, 1000, 2): the test digits' means at `epochs` (s,) of the training; labels (1000,);
    tiles (40, 28, 28): test digits, four a class, tile_rows (40,): their rows in latents; capitals (10, 2): where in
    the final plane each class is densest and most alone; reach: half the side of the square shown;
    density (72, 72): the encoder's Gaussians of all test digits added up over that square, first row lowest;
    walk (60, 2): a way through the plane from class to class, walk_images (60, 28, 28): what is decoded on it;
    x, x_hat (28, 28), x_label: a test digit and its reconstruction.
    """
    run, digits = runs["vae2"], data.digits
    mu, log_var = vae.encode(run, digits.test)
    capitals = _capitals(mu, digits.test_labels)
    walk, tiles = _walk(capitals), some_of_each(digits, 4)
    x = first_of(digits, SHOWN)
    return readable({
        "latents": run.record["latents"][:, :SCATTER],
        "epochs": run.record["snapshot_steps"] / run.record["snapshot_steps"][-1] * run.settings["epochs"],
        "labels": digits.test_labels[:SCATTER],
        "tiles": digits.test[tiles],
        "tile_rows": tiles,
        "capitals": capitals,
        "reach": scalar(REACH),
        "density": _added_up(mu, log_var),
        "walk": walk,
        "walk_images": vae.decode(run, walk.astype(np.float32)),
        "x": x,
        "x_hat": vae.reconstruct(run, x[None])[0],
        "x_label": np.array(SHOWN),
    })


def _capitals(mu: Array, labels: Array, width: float = 0.35, apart: float = 0.8) -> Array:
    """Where each class is dense and unmixed in the plane: the greatest p(c, z) · p(c|z)², and `apart` from the others.

    Classes (CLASSES, 2); the clearest class chooses first.
    """
    side = np.linspace(-REACH, REACH, CELLS)
    near = np.exp(-0.5 * ((side[:, None, None] - mu) / width) ** 2)  # (CELLS, n, 2)
    dense = np.stack([near[:, labels == c, 1] @ near[:, labels == c, 0].T for c in range(CLASSES)])  # first row lowest
    score = dense * (dense / dense.sum(0)) ** 2  # (CLASSES, CELLS, CELLS)
    places = np.stack(np.meshgrid(side, side), -1)  # (CELLS, CELLS, 2)
    capitals = np.zeros((CLASSES, 2))
    for c in np.argsort(-score.max((1, 2))):
        row, column = np.unravel_index(np.argmax(score[c]), score[c].shape)
        capitals[c] = places[row, column]
        score[:, np.linalg.norm(places - capitals[c], axis=2) < apart] = 0
    return capitals


def _walk(centres: Array) -> Array:
    """A way (WALK, 2) that starts between two neighbouring classes and leads round through the others' centres."""
    gaps = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    gaps[np.diag_indices(len(gaps))] = np.inf
    a, b = np.unravel_index(np.argmin(gaps), gaps.shape)
    angle = np.arctan2(*(centres - centres.mean(0)).T[::-1])
    order = [i for i in np.argsort(angle) if i not in (a, b)]
    stops = np.concatenate([[(centres[a] + centres[b]) / 2], centres[order[::2]]])  # (stops, 2)
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(stops, axis=0), axis=1))])
    at = np.linspace(0, length[-1], WALK)
    return np.stack([np.interp(at, length, stops[:, axis]) for axis in (0, 1)], 1)


def _added_up(mu: Array, log_var: Array) -> Array:
    """The mean of the Gaussians N(mu, exp(log_var)), each (n, 2), over the square of REACH: (CELLS, CELLS)."""
    side = np.linspace(-REACH, REACH, CELLS)
    wide = np.exp(log_var) + 0.02  # a cell's own width, lest a narrow Gaussian fall between the cells
    parts = np.exp(-0.5 * (side[:, None, None] - mu) ** 2 / wide) / np.sqrt(2 * np.pi * wide)  # (CELLS, n, 2)
    return np.asarray(parts[..., 1] @ parts[..., 0].T / len(mu))


@trace(needs=("vae20",))
def vae_architecture(runs: Runs, data: Data) -> dict[str, Array]:
    """One test digit on its way through the 20-latent VAE, with seven draws of the noise.

    x (28, 28); encoder_1 (512,), encoder_2 (256,); mu, log_var, sigma (20,); for each draw eps, z (7, 20),
    decoder_1 (7, 256), decoder_2 (7, 512), x_hat (7, 28, 28); parameters (2,): trained values of encoder and decoder.
    """
    run = runs["vae20"]
    x = first_of(data.digits, 3)
    noise = np.random.default_rng(4).standard_normal((DRAWS, run.settings["latents"])).astype(np.float32)
    passes = [vae.layers(run, x, eps) for eps in noise]
    fixed = ("x", "encoder_1", "encoder_2", "mu", "log_var", "sigma")
    arrays: dict[str, Array] = {name: passes[0][name] for name in fixed}
    for name in ("eps", "z", "decoder_1", "decoder_2", "x_hat"):
        arrays[name] = np.stack([found[name] for found in passes])
    arrays["parameters"] = np.array([size(run, "encoder."), size(run, "decoder.")])
    return arrays


@trace(needs=("vae20",))
def vae_training(runs: Runs, data: Data) -> dict[str, Array]:
    """The loss of the 20-latent VAE, part by part, on one batch of test digits and over the training.

    batch, batch_hat, pixel_loss (8, 28, 28): images, their reconstructions, −log p(x|z) pixel by pixel;
    batch_recon (8,) nats; reconstruction, kl, loss: means of the batch (no axes);
    mu, sigma, kl_parts (20,) of the batch's first digit; terms (4,): the batch's means of the closed form's sums,
    over 1, log σ², μ² and σ²;
    curve_epochs, curve_recon, curve_kl (200,): the training; samples (12, 36, 28, 28) from the same noise
    at twelve moments of it; strips (3, 9, 28, 28): from one test digit to another;
    neighbours: share of test digits told by their 15 nearest neighbours among the training's latent means.
    """
    run, digits = runs["vae20"], data.digits
    arrays = _batch(run, digits.test[:BATCH])
    record = run.record
    epochs = run.settings["epochs"]
    last = record["snapshot_steps"][-1]
    arrays |= {
        "curve_epochs": record["steps"] / last * epochs,
        "curve_recon": record["recon"],
        "curve_kl": record["kl"],
        "samples": record["samples"][:, :36],
        "strips": np.stack([
            vae.interpolate(run, first_of(digits, a), first_of(digits, b), STRIP) for a, b in PAIRS
        ]),
        "neighbours": scalar(run.figures["neighbour_accuracy"]),
    }
    return readable(arrays)


def _batch(run: Run, batch: Floats) -> dict[str, Array]:
    recon, kl = vae.losses(run, batch)
    mu, log_var = vae.encode(run, batch)
    batch_hat = vae.reconstruct(run, batch)
    sums = np.stack([np.ones_like(mu), log_var, mu**2, np.exp(log_var)]).sum(2)  # (4, batch)
    return {
        "batch": batch,
        "batch_hat": batch_hat,
        "pixel_loss": vae.pixel_loss(batch, batch_hat),
        "batch_recon": recon,
        "reconstruction": scalar(recon.mean()),
        "kl": scalar(kl.mean()),
        "loss": scalar((recon + kl).mean()),
        "mu": mu[0],
        "sigma": np.exp(0.5 * log_var[0]),
        "kl_parts": vae.kl_parts(mu, log_var)[0],
        "terms": sums.mean(1),
    }
