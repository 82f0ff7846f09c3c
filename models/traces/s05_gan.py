"""Traces of section 5: the lecture's own GAN from dust to digits, one batch through both networks, and its losses."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from models import gan
from models.base import Array, Floats, Run, Runs
from models.data import Data
from models.tensors import array, descend, generator, images, pixels, tensor
from models.traces import trace
from models.traces.common import first_of, readable, scalar

WALL = 40  # samples on the wall
SHOWN = 6  # real and as many fake images in the batch that is followed
ROUNDS = 60  # alternating steps that run on after it
SEED = 5
D_RATE, G_RATE = 0.02, 0.015  # of the two single steps


@trace(needs=("gan",))
def gan_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """The same noise through the generator as it was at several steps of the training.

    samples (s, 40, 28, 28) at steps (s,); noise (100,): a draw of the noise; real (4, 28, 28): test digits.
    """
    run = runs["gan"]
    return readable({
        "samples": run.record["samples"][:, :WALL],
        "steps": run.record["snapshot_steps"],
        "noise": gan.noise(1, SEED)[0],
        "real": data.digits.test[:4],
    })


@trace(needs=("gan",))
def gan_game(runs: Runs, data: Data) -> dict[str, Array]:
    """One batch through the trained pair, one step of each player on it, and more steps on fresh batches.

    z (100,), g_hidden (128,), image (28, 28), d_hidden (128,): the first fake on its whole way;
    real, fake (6, 28, 28); real_scores, fake_scores (6,); log_real, log_fake: the two means of V, and value: V (nats);
    after D's step: real_after, fake_after (6,), value_after; feedback (6, 28, 28): how G's loss would then change
    each pixel; after G's step: climbed (6,): D of the new fakes;
    round_real, round_fake (60,): means of D over fresh batches, step after step.
    """
    run = runs["gan"]
    z = gan.noise(SHOWN, SEED)
    real = np.stack([first_of(data.digits, label) for label in (0, 2, 3, 4, 5, 8)])
    fake = gan.decode(run, z)
    way = gan.layers(run, z[0])
    arrays = {**{name: way[name] for name in ("z", "g_hidden", "image", "d_hidden")}, "real": real, "fake": fake}
    arrays |= _judged(gan.scores(run, real), gan.scores(run, fake))
    return readable(arrays | _moves(run, real, z, pixels(data.digits.train)))


def _judged(real: Floats, fake: Floats) -> dict[str, Array]:
    """D's scores (n,) of real and fake images, and the two means of the value function."""
    log_real, log_fake = np.log(real).mean(), np.log1p(-fake).mean()
    return {"real_scores": real, "fake_scores": fake, "log_real": scalar(log_real), "log_fake": scalar(log_fake),
            "value": scalar(log_real + log_fake)}


def _moves(run: Run, real: Floats, z: Floats, train: torch.Tensor) -> dict[str, Array]:
    """One move of D and one of G on the batch, then moves on fresh batches of 64."""
    game = gan.Game(gan.Settings())
    game.generator, game.discriminator = gan.load(run)
    climb_d = torch.optim.SGD(game.discriminator.parameters(), D_RATE)  # plain steps along the gradient
    climb_g = torch.optim.SGD(game.generator.parameters(), G_RATE)
    x, noise = pixels(real), tensor(z)
    fake = game.generator(noise).detach()
    descend(climb_d, -_value(game, x, fake))
    found = {"real_after": array(game.discriminator(x))[:, 0], "fake_after": array(game.discriminator(fake))[:, 0],
             "value_after": scalar(_value(game, x, fake).item())}
    leaf = fake.clone().requires_grad_()  # (6, 784)
    loss = F.binary_cross_entropy(game.discriminator(leaf), torch.ones(len(leaf), 1), reduction="sum")
    (slope,) = torch.autograd.grad(loss, leaf)
    found["feedback"] = images(-slope)
    made = game.generator(noise)
    descend(climb_g, F.binary_cross_entropy(game.discriminator(made), torch.ones(len(made), 1)))
    found["climbed"] = array(game.discriminator(game.generator(noise)))[:, 0]
    return found | _rounds(run, train)


def _value(game: gan.Game, real: torch.Tensor, fake: torch.Tensor) -> torch.Tensor:
    """V(D, G) of one batch."""
    tiny = 1e-7
    judged_real: torch.Tensor = game.discriminator(real)
    judged_fake: torch.Tensor = game.discriminator(fake)
    return (judged_real + tiny).log().mean() + (1 - judged_fake + tiny).log().mean()


def _rounds(run: Run, train: torch.Tensor) -> dict[str, Array]:
    """The project's own training step, again and again on fresh batches, from the trained pair."""
    game = gan.Game(gan.Settings())
    game.generator.load_state_dict(gan.load(run)[0].state_dict())
    game.discriminator.load_state_dict(gan.load(run)[1].state_dict())
    stream, taken = generator(SEED), []
    for _ in range(ROUNDS):
        real = train[torch.randint(len(train), (64,), generator=stream)]
        z = torch.randn(64, gan.NOISE, generator=stream)
        with torch.no_grad():
            fake = game.generator(z)
            taken.append((game.discriminator(real).mean().item(), game.discriminator(fake).mean().item()))
        gan.training_step(game, real, z)
    columns = np.array(taken, np.float32).T  # (2, rounds)
    return dict(zip(("round_real", "round_fake"), columns, strict=True))


@trace(needs=("gan", "gan_unstable"))
def gan_challenges(runs: Runs, data: Data) -> dict[str, Array]:
    """The losses of the lecture's GAN by step, and the poorest sheet of samples of the run that swings.

    steps, d_loss, g_loss (200,); poor (40, 28, 28): samples of the unstable run
    at the recorded step at which its classes are least even (after the first tenth), poor_shares (10,): their shares,
    poor_step: that step.
    """
    record, unstable = runs["gan"].record, runs["gan_unstable"].record
    late = unstable["snapshot_steps"] >= 0.1 * unstable["snapshot_steps"][-1]
    worst = int(np.flatnonzero(late)[unstable["class_entropy"][late].argmin()])
    return readable({
        "steps": record["steps"],
        "d_loss": record["d_loss"],
        "g_loss": record["g_loss"],
        "poor": unstable["samples"][worst, :WALL],
        "poor_shares": unstable["shares"][worst],
        "poor_step": scalar(float(unstable["snapshot_steps"][worst])),
    })
