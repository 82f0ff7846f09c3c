"""The experiments keep to their protocols: what is hidden stays hidden, sets have the sizes they name, controls are caught."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models import classifier, convvae, tensors, vae
from models.base import Inputs, Run, Runs
from models.data import Data
from models.experiments import anomaly, augmentation, few_labels, masked, memorisation, sharpness, skew

DATA = Data(only=("mnist", "fashion"))
DIGITS = DATA.digits


@pytest.fixture(scope="module")
def critic() -> Run:
    return classifier.train(classifier.Settings(epochs=4, rows=1500, shift=0), Inputs(DATA), 0)


@pytest.fixture(scope="module")
def small_vae() -> Run:
    chosen = vae.Settings(latents=6, hidden=(64,), epochs=12, rows=1500, learning_rate=4e-3, warm_up=0.0, shift=0)
    return vae.train(chosen, Inputs(DATA), 0)


def test_filling_in_sees_the_visible_half_only(small_vae: Run) -> None:
    x, chosen = DIGITS.test[:6], masked.Settings(steps=40, stops=5)
    other = np.concatenate([x[:, :14], 1 - x[:, 14:]], 1)
    path = masked.fill(small_vae, x, chosen)
    assert path.shape == (5, 6, 28, 28)
    assert (path == masked.fill(small_vae, other, chosen)).all()
    assert masked.masked(x)[:, 14:].max() == 0
    visible = [((images - x)[:, :14] ** 2).mean() for images in path]
    assert visible[-1] < visible[0]


def test_filling_in_is_measured_on_hidden_pixels_against_both_baselines(small_vae: Run, critic: Run) -> None:
    inputs = Inputs(DATA, Runs(vae20=small_vae, classifier=critic))
    run = masked.train(masked.Settings(count=40, steps=40, shown=4), inputs, 0)
    x = DIGITS.test[:40]
    assert run.figures["mean_error"] == pytest.approx(((x - DIGITS.train.mean(0))[:, 14:] ** 2).mean(), rel=1e-5)
    assert run.figures["neighbour_error"] > 0
    assert (run.record["filled"][:, :14] == run.record["originals"][:, :14]).all()
    assert run.figures["masked_accuracy"] < run.figures["original_accuracy"]


def test_anomalies_are_scored_by_the_bound_beside_the_brightness(small_vae: Run) -> None:
    run = anomaly.train(anomaly.Settings(repeats=2), Inputs(DATA, Runs(vae20=small_vae)), 0)
    false, true = run.record["roc_false"], run.record["roc_true"]
    assert run.figures["fashion_auc"] == pytest.approx(np.trapezoid(true, false), abs=0.01)
    assert run.figures["fashion_auc"] > 0.8
    assert run.figures["upside_down_brightness_auc"] == pytest.approx(0.5, abs=1e-3)
    assert anomaly.separation(np.zeros(5), np.ones(5)) == 1


def test_memorised_digits_are_caught_and_unseen_ones_are_not() -> None:
    found, which = memorisation.nearest(DIGITS.train[[3, 77]] + 0.01, DIGITS.train)
    assert which.tolist() == [3, 77]
    assert found == pytest.approx([0.28, 0.28], rel=1e-3)
    assert memorisation.nearest(DIGITS.test[:50], DIGITS.train)[0].min() > 0.5


def test_labels_are_drawn_evenly_and_anew_for_each_seed() -> None:
    first, again, other = (few_labels.draw(DIGITS.train_labels, 100, seed) for seed in (0, 0, 1))
    assert np.bincount(DIGITS.train_labels[first]).tolist() == [10] * 10
    assert (first == again).all()
    assert set(first) != set(other)


def test_few_labels_compares_three_inputs_on_the_test_digits() -> None:
    conv = convvae.train(convvae.Settings(latents=4, epochs=1, rows=640, batch=32), Inputs(DATA), 0)
    run = few_labels.train(few_labels.Settings(labels=(10, 100), seeds=2), Inputs(DATA, Runs(convvae=conv)), 0)
    assert run.record["pixels_accuracy"].shape == (2, 2)
    assert run.figures["pixels_100"] > run.figures["pixels_10"] > 0.1
    assert set(run.figures) == {f"{view}_{n}" for view in ("pixels", "features", "latents") for n in (10, 100)}


def test_training_sets_differ_in_their_eights_only() -> None:
    chosen = augmentation.Settings(rare=10, common=30, cvae_epochs=1)
    sets = augmentation.training_sets(chosen, DIGITS, 0)
    base_x, base_labels = sets["none"]
    assert np.bincount(base_labels).tolist() == [30] * 8 + [10, 30]
    for method in ("oversampling", "cvae", "affine", "real"):
        x, labels = sets[method]
        assert torch.equal(x[: len(base_x)], base_x)
        assert np.bincount(labels).tolist() == [30] * 10
        assert x.min() >= -1e-6
        assert x.max() <= 1 + 1e-5
    rare = base_x[base_labels == 8]
    assert all((rare == row).all(1).any() for row in sets["oversampling"][0][len(base_x) :])
    assert not any((rare == row).all(1).any() for row in sets["real"][0][len(base_x) :])
    test = tensors.pixels(DIGITS.test[DIGITS.test_labels == 8])
    assert torch.cdist(sets["real"][0], test).min() > 0.1


def test_affine_changes_are_small_but_real() -> None:
    x = tensors.pixels(DIGITS.train[:40])
    moved = augmentation.affine(x, tensors.generator(0))
    assert (moved.sum(1) / x.sum(1)).numpy() == pytest.approx(1, abs=0.45)
    assert ((moved - x) ** 2).mean() > 0.005


def test_a_skewed_set_has_the_share_it_names() -> None:
    x = skew.skewed(DIGITS, 0.1, 200, 0)
    assert x.shape == (200, 784)
    known = tensors.pixels(DIGITS.train)
    labels = DIGITS.train_labels[torch.cdist(x, known).argmin(1).numpy()]
    assert np.bincount(labels, minlength=10).tolist() == [0, 0, 0, 20, 0, 0, 0, 180, 0, 0]


def test_skew_and_sharpness_keep_their_shapes_at_any_length(critic: Run) -> None:
    inputs = Inputs(DATA, Runs(classifier=critic))
    short = skew.Settings(rows=80, seeds=1, gan_steps=3, gan_r1_steps=3, vae_epochs=1, samples=50)
    run = skew.train(short, inputs, 0)
    assert run.record["gan_share"].shape == (3, 1)
    assert run.record["vae_samples"].shape == (3, 24, 28, 28)
    assert all(0 <= figure <= 1 for figure in run.figures.values())
    made = sharpness.train(sharpness.Settings(seeds=1, vae_epochs=1, gan_r1_steps=4, gan_steps=4, rows=128), inputs, 0)
    assert made.record["vae_loss"].shape == (1, 200)
    assert made.record["gan_samples"].shape == (1, 24, 28, 28)
    assert made.figures["test_sharpness"] > made.figures["vae_sharpness"]
