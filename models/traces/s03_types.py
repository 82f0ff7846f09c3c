"""Traces of section 3: one look at each kind of generative model."""

from __future__ import annotations

import numpy as np

from models import gan, gan_r1, gmm, moons_diffusion, realnvp, vae
from models.base import Array, Floats, Run, Runs
from models.data import Data
from models.points import two_moons
from models.traces import trace
from models.traces.common import first_of, readable, scalar, some_of_each

SHEET = 9  # images on a small sheet
SCATTER = 1000  # points in the VAE's plane
REACH = 3.6  # half the side of the VAE's plane that is shown
SPOTS = 24  # random places in the plane that are decoded
DRAWS, PARTS = 16, 8  # draws a group, and groups, of the estimate of log p(x)
ESTIMATED = 200  # test digits whose log p(x) is estimated
BATCH = 6  # real and generated digits that the discriminator sees
LINES = 37  # nodes along each side of the grid that the flow bends
BASE = 2.5  # half the grid's side
POINTS = 500  # of the moons and of the noise
TIMES = 26  # moments of a diffusion that are kept
TURN = 96  # places on the way of the knob


@trace(needs=("vae2", "gan_r1", "realnvp", "moons_diffusion", "gmm"), data=("mnist", "penguins"))
def types_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """A small picture for each place on the map, and digits (5, 28, 28) to learn from.

    vae, gan (9, 28, 28): new digits; flow (37, 37, 2): a grid bent into the moons;
    noised (3, 500, 2): the moons as they dissolve; mixture (150, 2), mixture_kinds (150,): penguins' bills drawn from
    a Gaussian mixture, and the components they come from.
    """
    path = moons_diffusion.forward(runs["moons_diffusion"], _moons(POINTS), 3)
    birds, kinds = gmm.sample(runs["gmm"], 150, 3)
    return readable({
        "mixture": birds,
        "mixture_kinds": kinds,
        "digits": data.digits.test[some_of_each(data.digits, 1)[[2, 3, 5, 6, 7]]],
        "vae": vae.sample(runs["vae2"], SHEET, 3),
        "gan": gan_r1.sample(runs["gan_r1"], SHEET, 3),
        "flow": realnvp.warp(runs["realnvp"], _grid())[-1],
        "noised": path[[0, len(path) // 3, -1]],
    })


@trace(needs=("vae2",))
def types_vaes(runs: Runs, data: Data) -> dict[str, Array]:
    """A test digit through the VAE with two latents, the bound that trains it, and new digits from random places.

    x, x_hat (28, 28); encoder_1, encoder_2 (512,), (256,), mu (2,), decoder_1 (128,), decoder_2 (256,);
    latents (1000, 2), labels (1000,): test digits in the plane; reach: half the side of the plane shown;
    epochs, bound (12,): −(reconstruction + KL) of the test digits in nats; estimate: their log p(x) by importance
    sampling (Burda et al. 2016, equation 8) with 128 draws; train (84, 28, 28); spots (24, 2): draws from the prior,
    spot_images (24, 28, 28): what is decoded there.
    """
    run, digits = runs["vae2"], data.digits
    x = first_of(digits, 0, 1)
    through = vae.layers(run, x, np.zeros(2, np.float32))
    names = ("x", "encoder_1", "encoder_2", "mu", "decoder_1", "decoder_2", "x_hat")
    record = run.record
    spots = np.random.default_rng(7).standard_normal((SPOTS, 2)).astype(np.float32)
    return readable({name: through[name] for name in names} | {
        "latents": record["latents"][-1, :SCATTER],
        "labels": digits.test_labels[:SCATTER],
        "reach": scalar(REACH),
        "epochs": record["snapshot_steps"] / record["snapshot_steps"][-1] * run.settings["epochs"],
        "bound": -(record["test_recon"] + record["test_kl"]),
        "estimate": scalar(_log_likelihood(run, digits.test[:ESTIMATED])),
        "train": digits.train[:84],
        "spots": spots,
        "spot_images": vae.decode(run, spots),
    })


def _log_likelihood(run: Run, x: Floats) -> float:
    """Mean over images (n, 28, 28) of log 1/K Σ p(x|z)·p(z)/q(z|x), z drawn K times from q(z|x), in nats."""
    rng, (mu, log_var) = np.random.default_rng(5), vae.encode(run, x)
    weights = []
    for _ in range(DRAWS * PARTS):
        eps = rng.standard_normal(mu.shape).astype(np.float32)
        z = mu + np.exp(0.5 * log_var) * eps
        recon = vae.pixel_loss(x, np.clip(vae.decode(run, z), 1e-7, 1 - 1e-7)).sum((1, 2))
        weights.append(-recon + 0.5 * (eps**2 + log_var - z**2).sum(1))  # (n,)
    logs = np.stack(weights).astype(np.float64)  # (K, n)
    top = logs.max(0)
    return float((top + np.log(np.exp(logs - top).mean(0))).mean())


@trace(needs=("gan_stable", "gan_r1", "realnvp", "moons_diffusion", "vae2", "gmm"), data=("mnist", "penguins"))
def types_gans_and_others(runs: Runs, data: Data) -> dict[str, Array]:
    """A batch before the GAN's discriminator, a flow's way to the moons, a diffusion there and back.

    noise (6, 100), fake, real (6, 28, 28), fake_scores, real_scores (6,): D's probabilities of being real;
    base_path (9, 500, 2): Gaussian points and where each coupling takes them; grid_path (9, 37, 37, 2);
    knob_path (96, 9, 2): a circle of points likewise, knob_density (96,): p at its end;
    ruin, back (26, 500, 2): points dissolving, and the way back of others from noise;
    vae, gan (9, 28, 28): new digits; mixture (150, 2), mixture_kinds (150,): as in types_introduction.
    """
    pair, flow, diffusion = runs["gan_stable"], runs["realnvp"], runs["moons_diffusion"]
    noise = gan.noise(BATCH, 3)
    fake, real = gan.decode(pair, noise), data.digits.test[some_of_each(data.digits, 1)[[2, 3, 5, 6, 7, 9]]]
    base = np.random.default_rng(2).standard_normal((POINTS, 2)).astype(np.float32)
    angle = np.linspace(0, 2 * np.pi, TURN)
    circle = (1.2 * np.stack([np.cos(angle), np.sin(angle)], 1)).astype(np.float32)
    birds, kinds = gmm.sample(runs["gmm"], 150, 3)
    turned = realnvp.warp(flow, circle)  # (9, TURN, 2)
    moments = np.linspace(0, diffusion.settings["times"], TIMES).round().astype(int)
    return readable({
        "mixture": birds, "mixture_kinds": kinds,
        "noise": noise, "fake": fake, "real": real,
        "fake_scores": gan.scores(pair, fake), "real_scores": gan.scores(pair, real),
        "base_path": realnvp.warp(flow, base),
        "grid_path": realnvp.warp(flow, _grid()),
        "knob_path": turned.transpose(1, 0, 2),
        "knob_density": realnvp.density(flow, turned[-1]),
        "ruin": moons_diffusion.forward(diffusion, _moons(POINTS), 3)[moments],
        "back": moons_diffusion.trajectory(diffusion, POINTS, 4, noisy=False)[moments],
        "vae": vae.sample(runs["vae2"], SHEET, 3),
        "gan": gan_r1.sample(runs["gan_r1"], SHEET, 3),
    })  # fmt: skip


def _grid() -> Floats:
    """Nodes of a square grid over the Gaussian, (LINES, LINES, 2)."""
    side = np.linspace(-BASE, BASE, LINES, dtype=np.float32)
    return np.stack(np.meshgrid(side, side), -1)


def _moons(n: int) -> Floats:
    """Points of the two moons, (n, 2)."""
    return two_moons(n, np.random.default_rng(1))[0].astype(np.float32)
