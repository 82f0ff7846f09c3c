"""Traces of section 12: the penguins' mixture, and what the other models had to show, once more."""

from __future__ import annotations

import numpy as np

from models import gan_r1, gmm, logistic, moons_diffusion, realnvp, transformer, vae
from models.base import Array, Run, Runs
from models.data import Data
from models.experiments import anomaly, augmentation, skew
from models.points import square_grid
from models.traces import trace
from models.traces.common import first_of, readable, scalar

X_RANGE, Y_RANGE = (26.0, 62.0), (12.0, 23.0)  # mm: the part of the plane that is drawn
ROWS, COLUMNS = 66, 96  # of a grid over it
LINE = "A generative model"  # what the tiny transformer goes on from


def _grid() -> Array:
    """Bill length and depth over the plane: (66, 96, 2) mm, first row at the least depth."""
    across, up = np.meshgrid(np.linspace(*X_RANGE, COLUMNS), np.linspace(*Y_RANGE, ROWS))
    return np.stack([across, up], -1).astype(np.float32)


def _drawn_plane() -> dict[str, Array]:
    """The plane that is drawn: corner (2,), least length and depth, and span (2,), mm."""
    low, high = np.array([X_RANGE, Y_RANGE], np.float32).T
    return {"corner": low, "span": high - low}


def _last(run: Run) -> dict[str, Array]:
    """The fitted mixture in the order of its record: weights (k,), means (k, 2), covariances (k, 2, 2)."""
    return {part: run.record[part][-1] for part in ("weights", "means", "covariances")}


@trace(needs=("gmm", "logistic", "realnvp", "vae20", "moons_diffusion", "gan_r1", "transformer"), data=())
def takeaways_summary(runs: Runs, data: Data) -> dict[str, Array]:
    """A small picture for every branch of the family.

    density (66, 96), means, covariances: the mixture of the penguins over the drawn plane;
    birds (n, 2), species (n,), probability (66, 96): two species and the boundary;
    flow (40, 40): the flow's density over ±3; moons (300, 2): points of the diffusion;
    vae, gan (6, 28, 28): samples; text (): a line of the transformer.
    """
    mixture, line = runs["gmm"], runs["logistic"]
    words = transformer.generate(runs["transformer"], LINE, 14, 0.5, 3)
    arrays = {
        **_drawn_plane(),
        "means": mixture.record["means"][-1],
        "covariances": mixture.record["covariances"][-1],
        "density": gmm.density(mixture, _grid()),
        "birds": line.record["x"],
        "species": line.record["y"],
        "probability": logistic.discriminative(line, _grid()),
        "flow": realnvp.density(runs["realnvp"], square_grid(3.0, 40)),
        "moons": moons_diffusion.sample(runs["moons_diffusion"], 300, 5),
        "vae": vae.sample(runs["vae20"], 6, 8),
        "gan": gan_r1.sample(runs["gan_r1"], 6, 8),
        "text": np.array("".join(words)),
    }
    return readable(arrays)


@trace(needs=("gmm", "logistic", "gan_r1"), data=())
def takeaways_understanding(runs: Runs, data: Data) -> dict[str, Array]:
    """Penguins, the density that was fitted to them, new birds from it, and the boundary that has none to give.

    x (342, 2) mm; hills (k, 66, 96): the weighted components over the drawn plane; samples (120, 2);
    birds (n, 2), species (n,), probability (66, 96): two species and the logistic regression between them;
    digits (12, 28, 28): the GAN's samples; accuracy: the boundary's on birds kept back.
    """
    mixture, line = runs["gmm"], runs["logistic"]
    arrays = {
        "x": mixture.record["x"],
        **_drawn_plane(),
        "hills": gmm.components(mixture, _grid()),
        "samples": gmm.sample(mixture, 120, 2)[0],
        "birds": line.record["x"],
        "species": line.record["y"],
        "probability": logistic.discriminative(line, _grid()),
        "digits": gan_r1.sample(runs["gan_r1"], 12, 4),
        "accuracy": scalar(line.figures["accuracy"]),
    }
    return readable(arrays)


@trace(needs=("gmm", "gan_r1", "vae20"))
def takeaways_types(runs: Runs, data: Data) -> dict[str, Array]:
    """EM on the penguins from its first iteration to its last; a GAN's and a VAE's small show.

    x (342, 2) mm; means (i, k, 2), covariances (i, k, 2, 2), shares (i, n, k), log_likelihood (i,): before every
    iteration and after the last; profile_x (120,), profile (k, 120): the weighted components along the bill's length;
    noise (32,), fakes, reals (8, 28, 28), fake_scores, real_scores (8,): D's probability "genuine";
    digit, rebuilt (28, 28), z (20,), near (8, 28, 28): decodings around z.
    """
    mixture, gan, auto = runs["gmm"], runs["gan_r1"], runs["vae20"]
    rng = np.random.default_rng(3)
    digit = first_of(data.digits, 5)
    mu, log_var = (part[0] for part in vae.encode(auto, digit[None]))
    around = mu + 2.5 * np.exp(log_var / 2) * rng.standard_normal((8, len(mu))).astype(np.float32)
    fakes, reals = gan_r1.sample(gan, 8, 21), data.digits.test[:8]
    arrays = {
        "x": mixture.record["x"],
        **_drawn_plane(),
        **{part: mixture.record[part] for part in ("means", "covariances", "shares", "log_likelihood")},
        **_profile(mixture),
        "noise": gan_r1.noise(1, 21)[0],
        "fakes": fakes,
        "reals": reals,
        "fake_scores": gan_r1.scores(gan, fakes),
        "real_scores": gan_r1.scores(gan, reals),
        "digit": digit,
        "rebuilt": vae.decode(auto, mu[None])[0],
        "z": mu,
        "near": vae.decode(auto, around),
    }
    return readable(arrays)


def _profile(run: Run) -> dict[str, Array]:
    """π_k N(length | μ_k, Σ_k) with the depth integrated out: what the mixture says of the bill's length alone."""
    lengths = np.linspace(*X_RANGE, 120)
    parts = _last(run)
    means, spreads = parts["means"][:, :1], np.sqrt(parts["covariances"][:, 0, 0])[:, None]  # (k, 1)
    bells = np.exp(-0.5 * ((lengths - means) / spreads) ** 2) / (spreads * np.sqrt(2 * np.pi))
    return {"profile_x": lengths, "profile": parts["weights"][:, None] * bells}


@trace(needs=("gmm",), data=())
def takeaways_formula(runs: Runs, data: Data) -> dict[str, Array]:
    """The fitted mixture, symbol by symbol.

    weights (k,), means (k, 2) mm, covariances (k, 2, 2) mm²; hills (k, 66, 96): π_k N(x | μ_k, Σ_k) over the drawn
    plane; x (342, 2): the birds; bird (2,), at_bird (): one of them and P(x) there; samples (n, 2), drawn_from (n,):
    new birds and their components.
    """
    mixture = runs["gmm"]
    samples, drawn_from = gmm.sample(mixture, len(mixture.record["x"]), 7)
    bird = mixture.record["x"][int(np.argmax(gmm.density(mixture, mixture.record["x"])))]
    arrays = {
        **_last(mixture),
        **_drawn_plane(),
        "hills": gmm.components(mixture, _grid()),
        "x": mixture.record["x"],
        "bird": bird,
        "at_bird": scalar(float(gmm.density(mixture, bird[None])[0])),
        "samples": samples,
        "drawn_from": drawn_from,
    }
    return readable(arrays)


@trace(needs=("augmentation", "anomaly", "transformer"), data=("mnist", "fashion"))
def takeaways_applications(runs: Runs, data: Data) -> dict[str, Array]:
    """Augmentation, anomaly detection and text generation, each as it was measured.

    rare, made (8, 28, 28): real 8s and the conditional VAE's; recall, precision (3,): none, synthetic, affine; recall
    and average precision of 8s, means over the seeds; digits, clothes (12, 28, 28); digit_scores, clothes_scores
    (1000,): −ELBO in nats; oddest (28, 28): the digit with the worst score; roc_false, roc_true, plain_false, plain_true
    (200,): ROC of the score and of the mean brightness; auc_elbo, auc_brightness (): their areas; the transformer's steps
    as `completion` gives them.
    """
    extra, odd = runs["augmentation"], runs["anomaly"]
    rows = [augmentation.METHODS.index(name) for name in ("none", "cvae", "affine")]
    plain = anomaly.roc(data.digits.test.mean((1, 2)), data.fashion.mean((1, 2)))
    arrays = {
        "rare": extra.record["rare"][:8],
        "made": extra.record["extra_cvae"][:8],
        "recall": extra.record["recall"][rows].mean(1),
        "precision": extra.record["average_precision"][rows].mean(1),
        "digits": odd.record["digits"][:12],
        "clothes": odd.record["fashion"][:12],
        "digit_scores": odd.record["digit_scores"],
        "oddest": data.digits.test[int(np.argmax(odd.record["digit_scores"]))],
        "clothes_scores": odd.record["fashion_scores"],
        "roc_false": odd.record["roc_false"],
        "roc_true": odd.record["roc_true"],
        "plain_false": plain[0],
        "plain_true": plain[1],
        "auc_elbo": scalar(odd.figures["fashion_auc"]),
        "auc_brightness": scalar(odd.figures["fashion_brightness_auc"]),
        **completion(runs["transformer"], "The model learns", 5, 2),
    }
    return readable(arrays)


def completion(run: Run, prompt: str, steps: int, seed: int, top: int = 5) -> dict[str, Array]:
    """A prompt and how the transformer goes on: prompt (p,) tokens; candidates, chances (steps, top), most probable
    first; chosen (steps,): the row that was drawn, at temperature ½ among those shown."""
    rng, so_far = np.random.default_rng(seed), prompt
    candidates, chances, chosen = [], [], []
    for _ in range(steps):
        names, p = transformer.next_tokens(run, so_far, 0.5, top)
        row = int(rng.choice(top, p=p / p.sum()))
        so_far += names[row]
        candidates.append(names)
        chances.append(p)
        chosen.append(row)
    return {
        "prompt": np.array(transformer.tokens(run, prompt)),
        "candidates": np.array(candidates),
        "chances": np.array(chances, np.float32),
        "chosen": np.array(chosen),
    }


@trace(needs=("vae2", "transformer"))
def takeaways_relevance(runs: Runs, data: Data) -> dict[str, Array]:
    """The nearest neighbours of a liked digit in the VAE's plane, and a line that the transformer completes.

    latents (1000, 2), labels (1000,): the test digits' means; liked (28, 28), liked_at (2,); neighbours (6, 28, 28),
    neighbours_at (6, 2): the nearest ones, nearest first; the transformer's steps as `completion` gives them.
    """
    digits = data.digits
    latents = vae.encode(runs["vae2"], digits.test)[0]
    liked = int(np.flatnonzero(digits.test_labels == 7)[0])
    order = np.argsort(np.linalg.norm(latents - latents[liked], axis=1))[1:7]
    arrays = {
        "latents": latents,
        "labels": digits.test_labels,
        "liked": digits.test[liked],
        "liked_at": latents[liked],
        "neighbours": digits.test[order],
        "neighbours_at": latents[order],
        **completion(runs["transformer"], "Text is", 6, 0),
    }
    return readable(arrays)


@trace(needs=("gmm", "gan_r1", "gan_unstable", "skew"))
def takeaways_key_points(runs: Runs, data: Data) -> dict[str, Array]:
    """What went into the models and what came out, beside the density and an unstable training.

    x (342, 2), means (k, 2), covariances (k, 2, 2), density (66, 96): the penguins' mixture over the drawn plane;
    digits (8, 28, 28): samples of the GAN; steps, d_loss, g_loss (200,): of the unstable GAN; trained (),
    sampled (3,): share of 3s in the training data, and among the samples of the lecture's GAN, the balanced one and
    the VAE; training (40, 28, 28), rare (40,): some of that training data and which are 3s; samples (24, 28, 28) of the
    balanced GAN.
    """
    mixture, unstable, skewed = runs["gmm"], runs["gan_unstable"], runs["skew"]
    digits, share = data.digits, float(skewed.record["trained"][0])
    rare = np.zeros(40, bool)
    rare[: round(share * 40)] = True
    rare = np.random.default_rng(5).permutation(rare)
    threes, sevens = (list(digits.train[digits.train_labels == label][:40]) for label in (3, 7))
    arrays = {
        "x": mixture.record["x"],
        **_drawn_plane(),
        **{part: _last(mixture)[part] for part in ("means", "covariances")},
        "density": gmm.density(mixture, _grid()),
        "digits": gan_r1.sample(runs["gan_r1"], 8, 12),
        **{name: unstable.record[name] for name in ("steps", "d_loss", "g_loss")},
        "trained": scalar(share),
        "sampled": np.array([skewed.record[f"{name}_share"][0].mean() for name in skew.MODELS]),
        "training": np.array([threes.pop() if three else sevens.pop() for three in rare]),
        "rare": rare,
        "samples": skewed.record["gan_r1_samples"][0],
    }
    return readable(arrays)
