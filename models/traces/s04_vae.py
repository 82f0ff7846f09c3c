"""Traces of section 4: the variational autoencoders at work on test digits."""

from __future__ import annotations

import numpy as np

from models import vae
from models.base import Array, Runs
from models.data import Data
from models.traces import trace
from models.traces.common import first_of, readable, scalar, size, some_of_each

SCATTER = 1000  # points in a latent scatter
STRIP = 9  # images in an interpolation strip


@trace(needs=("vae2",))
def vae_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """The latent plane of the 2-latent VAE while it forms.

    latents (s, 1000, 2): the test digits' means at `steps` (s,) of the training; labels (1000,);
    images (40, 28, 28), latent_images (40, 2): test digits to show at their final places, four a class;
    accuracy: how well 15 neighbours in the final plane tell the digit.
    """
    run, digits = runs["vae2"], data.digits
    shown = some_of_each(digits, 4)
    final = vae.encode(run, digits.test)[0]
    return {
        "latents": run.record["latents"][:, :SCATTER].astype(np.float32),
        "steps": run.record["snapshot_steps"],
        "labels": digits.test_labels[:SCATTER],
        "images": digits.test[shown],
        "latent_images": final[shown],
        "image_labels": digits.test_labels[shown],
        "accuracy": scalar(run.figures["neighbour_accuracy"]),
    }


@trace(needs=("vae20",))
def vae_architecture(runs: Runs, data: Data) -> dict[str, Array]:
    """One test digit on its way through the 20-latent VAE, twice, with two draws of the noise.

    x, x_hat, x_hat_2 (28, 28); encoder_1 (400,), mu, log_var, sigma, eps, z, eps_2, z_2 (20,), decoder_1,
    decoder_1_2 (400,); many (24, 28, 28): decoded from further draws for the same digit;
    parameters: trained values of encoder and decoder.
    """
    run = runs["vae20"]
    x = first_of(data.digits, 3)
    noise = np.random.default_rng(4).standard_normal((26, run.settings["latents"])).astype(np.float32)
    arrays = vae.layers(run, x, noise[0])
    again = vae.layers(run, x, noise[1])
    arrays |= {f"{name}_2": again[name] for name in ("eps", "z", "x_hat", "decoder_1")}
    arrays["many"] = vae.decode(run, arrays["mu"] + arrays["sigma"] * noise[2:])
    arrays["parameters"] = np.array([size(run, "encoder."), size(run, "decoder.")])
    return arrays


@trace(needs=("vae20",))
def vae_training(runs: Runs, data: Data) -> dict[str, Array]:
    """The loss of the 20-latent VAE, part by part, on one batch of test digits and over the training.

    batch, batch_hat (8, 28, 28); batch_recon, batch_kl (8,) nats; recon_mean, kl_mean, loss_mean (no axes);
    mu, log_var, kl_parts (20,) of the batch's first digit; pixel_loss (28, 28): its −log p(x|z) pixel by pixel;
    steps, recon, kl (200,): the curves of the training; test_steps, test_recon, test_kl (12,): of the test digits;
    samples (12, 64, 28, 28) from the same noise at test_steps; strip (9, 28, 28): from one digit to another;
    test_loss: −ELBO of all test digits.
    """
    run, digits = runs["vae20"], data.digits
    batch = digits.test[:8]
    recon, kl = vae.losses(run, batch)
    mu, log_var = vae.encode(run, batch)
    batch_hat = vae.reconstruct(run, batch)
    record = run.record
    arrays = {
        "batch": batch,
        "batch_hat": batch_hat,
        "batch_recon": recon,
        "batch_kl": kl,
        "recon_mean": scalar(recon.mean()),
        "kl_mean": scalar(kl.mean()),
        "loss_mean": scalar((recon + kl).mean()),
        "mu": mu[0],
        "log_var": log_var[0],
        "kl_parts": vae.kl_parts(mu, log_var)[0],
        "pixel_loss": vae.pixel_loss(batch, batch_hat)[0],
        "steps": record["steps"],
        "recon": record["recon"],
        "kl": record["kl"],
        "test_steps": record["snapshot_steps"],
        "test_recon": record["test_recon"],
        "test_kl": record["test_kl"],
        "samples": record["samples"],
        "strip": vae.interpolate(run, first_of(digits, 4), first_of(digits, 9), STRIP),
        "test_loss": scalar(run.figures["negative_elbo"]),
    }
    return readable(arrays)
