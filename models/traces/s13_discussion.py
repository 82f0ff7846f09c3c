"""Traces of section 13: three models again, synthetic birds, what scores see and miss, and a GAN that forgot."""

from __future__ import annotations

import numpy as np

from models import classifier, gan_r1, gmm, latent_diffusion, transformer, vae
from models.base import Array, Runs
from models.data import CLASSES, Data
from models.measures import distances, sharpness
from models.points import ring, ring_centres
from models.traces import trace
from models.traces.common import readable, scalar

SEED = 13
BIRDS = 400
GRID = 60
FEATURES = ("bill length", "bill depth", "flipper length", "body mass")
PROMPT = "The machine"
FORGOTTEN = 0.02  # a cluster with a smaller share of the samples counts as missing


def _middling(images: Array) -> Array:
    """The image of median sharpness: nobody picks."""
    return np.array(np.argsort(sharpness(images))[len(images) // 2])


@trace(needs=("gmm", "vae20", "gan_r1"))
def discussion_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """Samples of the three models.

    birds (400, 2): bills in mm drawn from the mixture with weights (3,), means (3, 2), covariances (3, 2, 2);
    vae, gan (15, 28, 28): samples as they came; vae_shown, gan_shown (): the one of median sharpness.
    """
    mixture = gmm.load(runs["gmm"])
    soft, crisp = vae.sample(runs["vae20"], 15, SEED), gan_r1.sample(runs["gan_r1"], 15, SEED)
    return readable({
        "birds": gmm.sample(runs["gmm"], BIRDS, SEED)[0],
        "weights": mixture.weights,
        "means": mixture.means,
        "covariances": mixture.covariances,
        "vae": soft,
        "gan": crisp,
        "vae_shown": _middling(soft),
        "gan_shown": _middling(crisp),
    })


@trace(needs=("gmm", "transformer"), data=("penguins",))
def discussion_importance(runs: Runs, data: Data) -> dict[str, Array]:
    """Measured and synthetic birds, and a distribution over words.

    real, made (342, 2): bill length and depth in mm, groups (342,): the likeliest component of each measured bird;
    means, covariances of the mixture; of the synthetic row that lies nearest to a measured one: near_made,
    near_real (): the two rows, near_distance () in mm; names (4,), told (4,): share of each measurement's variance
    that lies between the groups; density (GRID, GRID) over x, y (GRID,) mm; next_tokens, next_probabilities (4,) after
    `prompt`, sentence (): the tiny transformer's words.
    """
    run, mixture = runs["gmm"], gmm.load(runs["gmm"])
    real = run.record["x"]
    made = gmm.sample(run, len(real), SEED)[0]
    away = distances(made, real)
    row, column = np.unravel_index(int(away.argmin()), away.shape)
    groups = run.record["shares"][-1].argmax(1)
    low, high = real.min(0) - 2, real.max(0) + 2
    x, y = np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID)
    grid = np.stack(np.meshgrid(x, y), -1).astype(np.float32)
    names, probabilities = transformer.next_tokens(runs["transformer"], PROMPT, top=4)
    words = transformer.generate(runs["transformer"], PROMPT, 12, temperature=0.5, seed=SEED)
    return readable({
        "real": real,
        "made": made,
        "groups": groups,
        "means": mixture.means,
        "covariances": mixture.covariances,
        "near_made": np.array(row),
        "near_real": np.array(column),
        "near_distance": scalar(float(away.min())),
        "names": np.array(FEATURES),
        "told": _told(data.penguins.measurements, groups),
        "density": gmm.density(run, grid),
        "x": x,
        "y": y,
        "next_tokens": np.array(names),
        "next_probabilities": probabilities,
        "prompt": np.array(PROMPT),
        "sentence": np.array(PROMPT + "".join(words)),
    })


def _told(measurements: Array, groups: Array) -> Array:
    """Share of each column's variance that lies between the groups, (n, d) and (n,) -> (d,)."""
    within = np.zeros(measurements.shape[1])
    for group in np.unique(groups):
        inside = measurements[groups == group].astype(np.float64)
        within += len(inside) * inside.var(0)
    return np.asarray(1 - within / (len(measurements) * measurements.astype(np.float64).var(0)))


@trace(needs=("classifier", "vae20", "gan_r1", "latent_diffusion", "anomaly", "scores"))
def discussion_discussion_points(runs: Runs, data: Data) -> dict[str, Array]:
    """What scores measure, on the lecture's own models.

    wall (24, 28, 28): samples of the GAN with R1; usual, strange (1000,): −ELBO in nats of digits and clothes;
    asked (2, 28, 28): the samples of the wall that the classifier is surest and least sure of, answers (2, 10);
    shares (10,): classes among 1000 samples; real_cloud, gan_cloud (1000, 2): features of test digits and samples in
    the two main directions of the former; inception, frechet (4,): of GAN, VAE, diffusion and training digits, 1000
    each; fd_gan, fd_vae (): two of them; guided, rebuilt (12, 28, 28): guided diffusion and the VAE's
    reconstructions of test digits, fd_guided, fd_rebuilt (): their distances.
    """
    scores, critic, digits = runs["scores"], runs["classifier"], data.digits
    made = gan_r1.sample(runs["gan_r1"], 1000, SEED)
    answers = classifier.probabilities(critic, made[:24])
    asked = [int(answers.max(1).argmax()), int(answers.max(1).argmin())]
    order = ("gan_r1", "vae20", "diffusion", "train")
    fd = {name: scalar(scores.figures[f"{source}_frechet"]) for name, source in
          (("fd_gan", "gan_r1"), ("fd_vae", "vae20"), ("fd_guided", "diffusion_guided"), ("fd_rebuilt", "reconstructions"))}
    real, fake = _clouds(classifier.features(critic, digits.test[:1000]), classifier.features(critic, made))
    return readable({
        "wall": made[:24],
        "usual": runs["anomaly"].record["digit_scores"],
        "strange": runs["anomaly"].record["fashion_scores"],
        "asked": made[asked],
        "answers": answers[asked],
        "shares": scores.record["gan_r1_shares"],
        "real_cloud": real,
        "gan_cloud": fake,
        "inception": np.array([scores.figures[f"{name}_inception_like"] for name in order]),
        "frechet": np.array([scores.figures[f"{name}_frechet"] for name in order]),
        **fd,
        "guided": latent_diffusion.sample_classes(runs["latent_diffusion"], np.arange(12) % CLASSES, SEED),
        "rebuilt": vae.reconstruct(runs["vae20"], digits.test[:12]),
    })


def _clouds(real: Array, fake: Array) -> tuple[Array, Array]:
    """Two clouds of features (n, d) in the two main directions of the first: (n, 2) each."""
    middle = real.mean(0)
    directions = np.linalg.svd(real - middle, full_matrices=False)[2][:2].T  # (d, 2)
    return (real - middle) @ directions, (fake - middle) @ directions


@trace(needs=("ring", "ring_remedy"), data=())
def discussion_conclusion(runs: Runs, data: Data) -> dict[str, Array]:
    """A model that has understood the ring and one that has not.

    real (400, 2): the data; right, wrong (400, 2): last points of the run that covers the ring and of the one that
    collapsed; centres (8, 2) of the clusters, found (): how many the former has, missing (m, 2): those the latter lacks.
    """
    collapsed = runs["ring"].record
    return readable({
        "real": ring(BIRDS, np.random.default_rng(SEED))[0],
        "right": runs["ring_remedy"].record["points"][-1],
        "wrong": collapsed["points"][-1],
        "centres": ring_centres(),
        "found": np.array((runs["ring_remedy"].record["shares"][-1] >= FORGOTTEN).sum()),
        "missing": ring_centres()[collapsed["shares"][-1] < FORGOTTEN],
    })
