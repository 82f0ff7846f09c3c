"""Anomaly detection: does a VAE of digits notice what is not a digit?

Protocol, written before the result. The score of an image is its −ELBO under the VAE of the digits, the expectation
taken over 8 draws. 1000 test digits against 1000 test images of clothes, and against the same digits upside down;
the figure is the area under the ROC curve, which needs no threshold. Baseline: the mean brightness of the image, which
knows nothing of digits, in whichever direction it does better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import vae
from models.base import Array, Floats, Inputs, Run
from models.measures import ranking_quality
from models.tensors import setting


@dataclass(frozen=True)
class Settings:
    repeats: int = 8
    shown: int = 24


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Runs the protocol.

    Figures: fashion_auc, fashion_brightness_auc, upside_down_auc, upside_down_brightness_auc. Record:
    digit_scores, fashion_scores, upside_down_scores (1000,) nats; roc_false, roc_true (200,) of the clothes;
    digits, fashion (shown, 28, 28) and what the VAE makes of them, digits_hat, fashion_hat.
    """
    run, digits, clothes = inputs.runs["vae20"], inputs.data.digits.test, inputs.data.fashion
    turned = np.ascontiguousarray(digits[:, ::-1, ::-1])
    scores = {}
    for done, (name, x) in enumerate((("digit", digits), ("fashion", clothes), ("upside_down", turned)), start=1):
        scores[name] = score(run, x, settings.repeats, seed)
        inputs.progress(done, 3)
    figures = {}
    for name, x in (("fashion", clothes), ("upside_down", turned)):
        figures[f"{name}_auc"] = separation(scores["digit"], scores[name])
        plain = separation(digits.mean((1, 2)), x.mean((1, 2)))
        figures[f"{name}_brightness_auc"] = max(plain, 1 - plain)
    false, true = roc(scores["digit"], scores["fashion"])
    n = settings.shown
    record: dict[str, Array] = {f"{name}_scores": values for name, values in scores.items()}
    record |= {"roc_false": false, "roc_true": true, "digits": digits[:n], "fashion": clothes[:n]}
    record |= {"digits_hat": vae.reconstruct(run, digits[:n]), "fashion_hat": vae.reconstruct(run, clothes[:n])}
    return Run({}, record, figures, setting(settings))


def score(run: Run, x: Array, repeats: int, seed: int) -> Floats:
    """−ELBO (n,) in nats of images (n, 28, 28)."""
    recon, kl = vae.losses(run, x, seed, repeats)
    return recon + kl


def separation(normal: Array, strange: Array) -> float:
    """Area under the ROC curve when a high score stands for strange."""
    return ranking_quality(np.concatenate([normal, strange]), np.repeat([0, 1], [len(normal), len(strange)]))


def roc(normal: Array, strange: Array, points: int = 200) -> tuple[Floats, Floats]:
    """False and true positive rate (points,) as the threshold falls through the scores."""
    cuts = np.quantile(np.concatenate([normal, strange]), np.linspace(1, 0, points))
    false = (normal[None] >= cuts[:, None]).mean(1)
    true = (strange[None] >= cuts[:, None]).mean(1)
    return false.astype(np.float32), true.astype(np.float32)
