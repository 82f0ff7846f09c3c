"""Models of points against oracles: autograd, quadrature, simulation, SciPy and scikit-learn."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal
from sklearn.linear_model import LogisticRegression
from sklearn.mixture import GaussianMixture

from models import gmm, logistic, moons_diffusion, points, realnvp, ring, stream
from models.base import Inputs, ModelError, Run

CELL = 12.0 / 240  # of a grid over ±6
GRID = points.square_grid(6.0, 240)


@pytest.fixture(scope="module")
def flow() -> Run:
    return realnvp.train(realnvp.Settings(hidden=24, steps=150, batch=128, test=400), Inputs(), 3)


@pytest.fixture(scope="module")
def diffusion() -> Run:
    chosen = moons_diffusion.Settings(times=40, hidden=48, steps=600, batch=128, average=0.9, test=300)
    return moons_diffusion.train(chosen, Inputs(), 3)


@pytest.fixture(scope="module")
def birds() -> Run:
    return gmm.train(gmm.Settings(most=4, starts=4), Inputs(), 0)


@pytest.fixture(scope="module")
def two_species() -> Run:
    return logistic.train(logistic.Settings(), Inputs(), 0)


# ------------------------------------------------------------------------------------------------ the data


def test_moons_density_integrates_to_one_and_fits_the_samples() -> None:
    p = np.exp(points.moons_log_density(points.square_grid(3.0, 100).reshape(-1, 2), 128))
    assert p.sum() * 0.06**2 == pytest.approx(1, abs=1e-3)
    drawn = points.two_moons(2000, np.random.default_rng(0))[0]
    entropy = -(p * np.log(np.maximum(p, 1e-300))).sum() * 0.06**2
    assert -points.moons_log_density(drawn).mean() == pytest.approx(entropy, abs=0.06)


def test_true_moons_hardly_stray_and_far_points_all_do() -> None:
    drawn, side = points.two_moons(2000, np.random.default_rng(1))
    assert points.moons_stray(drawn) < 0.008
    assert points.moons_stray(drawn + 5) == 1
    angle = np.linspace(0, np.pi, 9)
    assert points.moons_distance(points.moon_arc(1, angle)).max() < 0.01
    assert set(points.moon_segments(points.moon_arc(1, angle), 10)) <= set(range(10, 20))
    assert 0.45 < side.mean() < 0.55


def test_modes_are_counted() -> None:
    centres = points.ring_centres()
    even = np.repeat(centres, 50, axis=0)
    three = np.repeat(centres[[0, 1, 4]], 50, axis=0)
    between = (centres[:1] + centres[1:2]) / 2
    assert points.modes_covered(even) == 8
    assert points.effective_modes(even) == pytest.approx(8)
    assert points.modes_covered(three) == 3
    assert points.effective_modes(three) == pytest.approx(3)
    assert points.modes_covered(np.repeat(between, 9, axis=0)) == 0
    assert points.on_ring(points.ring(4000, np.random.default_rng(0))[0]) > 0.995


def test_losses_keep_their_shape_whatever_the_steps() -> None:
    few = points.losses_by_step(np.arange(7.0), 10)
    many = points.losses_by_step(np.arange(1000.0), 10)
    assert few["loss"].shape == many["loss"].shape == (10,)
    assert many["loss"][0] == pytest.approx(49.5)
    assert many["loss_step"][-1] == 1000


# ---------------------------------------------------------------------------------------------- the flow


def test_log_determinant_is_autograds(flow: Run) -> None:
    model = realnvp.load(flow).double()
    x = torch.randn(20, 2, dtype=torch.float64)
    log_det = model(x)[1]
    for row, claimed in zip(x, log_det, strict=True):
        jacobian = torch.autograd.functional.jacobian(lambda point: model(point[None])[0][0], row)
        assert claimed.item() == pytest.approx(torch.linalg.slogdet(jacobian)[1].item(), abs=1e-10)


def test_flow_density_integrates_to_one(flow: Run) -> None:
    assert realnvp.density(flow, GRID).sum() * CELL**2 == pytest.approx(1, abs=5e-3)


def test_flow_can_be_undone_and_shows_every_coupling(flow: Run) -> None:
    z = np.random.default_rng(0).standard_normal((5, 7, 2)).astype(np.float32)
    stages = realnvp.warp(flow, z)
    assert stages.shape == (9, 5, 7, 2)
    assert np.array_equal(stages[0], z)
    assert all(np.abs(after - before).max() > 1e-3 for before, after in pairwise(stages))
    assert np.abs(realnvp.latent(flow, stages[-1]) - z).max() < 1e-4
    for before, after in pairwise(stages):  # a coupling leaves one coordinate alone
        assert min(np.abs(after - before).max((0, 1))) == 0


def test_flow_learns_and_its_samples_have_its_density(flow: Run) -> None:
    x = points.two_moons(500, np.random.default_rng(9))[0]
    normal = multivariate_normal(np.zeros(2)).logpdf(x).mean()
    assert realnvp.log_density(flow, x).mean() > normal + 0.3
    drawn = realnvp.sample(flow, 20_000, 1)
    right = (GRID[..., 0] > 0.5) & (GRID[..., 1] > 0)
    expected = realnvp.density(flow, GRID)[right].sum() * CELL**2
    assert ((drawn[:, 0] > 0.5) & (drawn[:, 1] > 0)).mean() == pytest.approx(expected, abs=0.02)


def test_same_seed_same_flow() -> None:
    chosen = realnvp.Settings(hidden=8, steps=5, batch=32, test=50)
    one, two, other = (realnvp.train(chosen, Inputs(), seed).checkpoint() for seed in (1, 1, 2))
    assert one == two != other


# ----------------------------------------------------------------------------------------- the diffusion


def test_marginals_agree_with_step_by_step_noising(diffusion: Run) -> None:
    alpha_bar = moons_diffusion.kept_signal(40).numpy()
    x = np.tile(np.array([[1.5, -0.7]], np.float32), (20_000, 1))
    path = moons_diffusion.forward(diffusion, x, 5)
    assert path.shape == (41, 20_000, 2)
    for t in (0, 1, 10, 25, 40):
        assert np.allclose(path[t].mean(0), np.sqrt(alpha_bar[t]) * x[0], atol=0.03)
        assert np.allclose(path[t].var(0), 1 - alpha_bar[t], atol=0.04)


def test_schedule_falls_from_all_to_almost_nothing() -> None:
    alpha_bar = moons_diffusion.kept_signal(200).numpy()
    assert alpha_bar[0] == 1
    assert alpha_bar[-1] < 1e-4
    assert (np.diff(alpha_bar) < 0).all()


@pytest.mark.parametrize("noisy", [True, False])
def test_way_back_with_the_exact_noise_gives_the_data(
    diffusion: Run, monkeypatch: pytest.MonkeyPatch, noisy: bool
) -> None:
    """For Gaussian data the best guess of the noise is known in closed form; with it the samples must have the data's moments."""
    mean, spread = torch.tensor([0.8, -0.3]), torch.tensor([0.5, 0.2])
    alpha_bar = moons_diffusion.kept_signal(200)

    def exact(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        kept = alpha_bar[t.long(), None]
        return (1 - kept).sqrt() * (x - kept.sqrt() * mean) / (kept * spread**2 + 1 - kept)

    monkeypatch.setattr(moons_diffusion, "load", lambda run: exact)
    run = Run({}, {}, {}, {**diffusion.settings, "times": 200})
    last = moons_diffusion.trajectory(run, 8000, 2, noisy)[-1]
    assert np.allclose(last.mean(0), mean, atol=0.03)
    assert np.allclose(last.std(0), spread, atol=0.03)


def test_trajectories_start_alike_and_learn(diffusion: Run) -> None:
    noisy, smooth = (moons_diffusion.trajectory(diffusion, 200, 4, way) for way in (True, False))
    assert noisy.shape == smooth.shape == (41, 200, 2)
    assert np.array_equal(noisy[0], smooth[0])
    assert np.array_equal(moons_diffusion.sample(diffusion, 200, 4), noisy[-1])
    assert points.moons_distance(noisy[-1]).mean() < 0.75 * points.moons_distance(noisy[0]).mean()
    assert moons_diffusion.arrows(diffusion, GRID[::40, ::40], 5).shape == (6, 6, 2)


# ---------------------------------------------------------------------------------------------- the ring


def test_ring_films_the_same_noise_in_every_draft() -> None:
    runs = [ring.train(ring.Settings(steps=steps, particles=50, moments=9), Inputs(), 0) for steps in (4, 30)]
    for run in runs:
        assert run.record["points"].shape == (9, 50, 2)
        assert run.record["shares"].sum(1) == pytest.approx(np.ones(9), abs=1e-5)
    assert np.array_equal(runs[0].record["points"][0], runs[1].record["points"][0])
    assert runs[1].record["step"][-1] == 30
    assert ring.sample(runs[1], 10, 0).shape == (10, 2)
    p = ring.judgement(runs[1], GRID[::60, ::60])
    assert p.shape == (4, 4)
    assert ((p > 0) & (p < 1)).all()


def test_r1_flattens_the_critic_at_real_points() -> None:
    slopes = []
    for gamma in (0.0, 10.0):
        chosen = ring.Settings(steps=60, r1=gamma, rate_discriminator=2e-3, particles=10, moments=3)
        run = ring.train(chosen, Inputs(), 0)
        x = torch.tensor(points.ring(500, np.random.default_rng(0))[0]).float().requires_grad_()
        (slope,) = torch.autograd.grad(ring.load(run)[1](x).sum(), x)
        slopes.append(slope.norm(dim=1).mean().item())
    assert slopes[1] < 0.5 * slopes[0]


# ------------------------------------------------------------------------------------------- the mixture


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 4), spread=st.floats(0.3, 3.0))
def test_likelihood_never_falls(seed: int, k: int, spread: float) -> None:
    rng = np.random.default_rng(seed)
    x = spread * rng.standard_normal((120, 2)) + 4 * rng.integers(0, 3, (120, 1))
    try:
        path = gmm.em(x, gmm.random_start(x, k, rng), 40, 0.0)
    except gmm.Degenerate:
        return
    assert (np.diff(path.log_likelihood) >= -1e-8).all()
    assert path.shares[-1].sum(1) == pytest.approx(np.ones(120))
    assert path.last.weights.sum() == pytest.approx(1)


def test_em_is_scikit_learns_from_the_same_start() -> None:
    x = Inputs().data.penguins.measurements[:, :2].astype(float)
    start = gmm.random_start(x, 3, np.random.default_rng(0))
    ours = gmm.em(x, start, 30, -1.0).last
    theirs = GaussianMixture(
        3, weights_init=start.weights, means_init=start.means, precisions_init=np.linalg.inv(start.covariances),
        reg_covar=0, tol=0, max_iter=30,
    )  # fmt: skip
    with pytest.warns(UserWarning, match="did not converge"):
        theirs.fit(x)
    assert np.allclose(ours.weights, theirs.weights_, atol=1e-8)
    assert np.allclose(ours.means, theirs.means_, atol=1e-6)
    assert np.allclose(ours.covariances, theirs.covariances_, atol=1e-6)
    path = gmm.Path([ours], [], np.array([ours.log_density(x).sum()]))
    assert gmm.bic(path, len(x)) == pytest.approx(theirs.bic(x), rel=1e-9)


def test_log_density_is_scipys(birds: Run) -> None:
    mixture, x = gmm.load(birds), birds.record["x"].astype(float)
    parts = [w * multivariate_normal(m, c).pdf(x) for w, m, c in
             zip(mixture.weights, mixture.means, mixture.covariances, strict=True)]  # fmt: skip
    assert mixture.log_density(x) == pytest.approx(np.log(np.sum(parts, 0)))
    assert np.allclose(gmm.components(birds, birds.record["x"]), parts, rtol=1e-4)


def test_penguins_have_three_groups_and_the_film_ends_at_the_mixture(birds: Run) -> None:
    assert birds.figures["components"] == 3
    assert birds.figures["ari"] > 0.88
    assert np.allclose(birds.record["means"][-1], birds.weights["means"], atol=1e-4)
    assert (np.diff(birds.record["starts_log_likelihood"], axis=1) >= -1e-3).all()
    assert len(birds.record["means"]) == len(birds.record["shares"]) == len(birds.record["log_likelihood"])
    grid = points.square_grid(40.0, 400) + np.array([44.0, 17.0])
    assert gmm.density(birds, grid).sum() * 0.2**2 == pytest.approx(1, abs=1e-3)
    assert np.allclose(gmm.density_at(birds, -1, grid), gmm.density(birds, grid), rtol=1e-3, atol=1e-6)


def test_new_birds_have_the_mixtures_moments(birds: Run) -> None:
    mixture = gmm.load(birds)
    drawn, which = gmm.sample(birds, 20_000, 0)
    assert drawn.mean(0) == pytest.approx(mixture.weights @ mixture.means, abs=0.15)
    assert np.bincount(which) / 20_000 == pytest.approx(mixture.weights, abs=0.02)
    assert np.allclose(np.cov(drawn[which == 0].T), mixture.covariances[0], atol=0.5)


def test_ellipse_lies_at_its_distance(birds: Run) -> None:
    mixture = gmm.load(birds)
    away = gmm.ellipse(mixture.means[0], mixture.covariances[0], 2.0) - mixture.means[0]
    square = np.einsum("ni,ij,nj->n", away, np.linalg.inv(mixture.covariances[0]), away)
    assert square == pytest.approx(np.full(64, 4.0), rel=1e-4)


def test_a_component_on_a_point_is_an_error() -> None:
    x = np.vstack([np.random.default_rng(0).standard_normal((50, 2)), np.full((50, 2), 9.0)])
    with pytest.raises(gmm.Degenerate, match="shrunk onto a point; take fewer components"):
        gmm.em(x, gmm.Mixture(np.full(2, 0.5), np.array([[0.0, 0], [9, 9]]), np.tile(np.eye(2), (2, 1, 1))))


# ------------------------------------------------------------------------------------- boundary and joint


def test_newton_finds_scikit_learns_coefficients(two_species: Run) -> None:
    kept = ~two_species.record["tested"]
    x, y = two_species.record["x"][kept].astype(float), two_species.record["y"][kept]
    centre, spread = x.mean(0), x.std(0)
    theirs = LogisticRegression(C=1 / 1e-2, tol=1e-10, max_iter=1000).fit((x - centre) / spread, y)
    slopes = theirs.coef_[0] / spread
    assert two_species.weights["beta"][1:] == pytest.approx(slopes, rel=1e-3)
    assert two_species.weights["beta"][0] == pytest.approx(theirs.intercept_[0] - slopes @ centre, rel=1e-3)
    assert np.diff(two_species.record["loss"]).max() < 1e-6


def test_joint_layers_make_density_and_posterior(two_species: Run) -> None:
    grid = points.square_grid(40.0, 400) + np.array([44.0, 18.0])
    layers = logistic.joint(two_species, grid)
    assert layers.sum((1, 2)) * 0.2**2 == pytest.approx(two_species.weights["share"], abs=1e-3)
    assert np.allclose(logistic.density(two_species, grid), layers.sum(0))
    posterior = logistic.generative(two_species, grid)
    assert ((posterior >= 0) & (posterior <= 1)).all()


def test_boundary_is_where_both_species_are_as_likely(two_species: Run) -> None:
    line = logistic.boundary(two_species, 35.0, 55.0)
    assert line[:, 0].tolist() == [35.0, 55.0]
    assert logistic.discriminative(two_species, line) == pytest.approx([0.5, 0.5], abs=1e-3)
    with pytest.raises(ModelError, match="is no line over the bill's length"):
        logistic.boundary(two_species, 35.0, 55.0, 0)


def test_both_are_right_on_birds_kept_back(two_species: Run) -> None:
    assert two_species.figures["accuracy"] > 0.9
    assert two_species.figures["accuracy_generative"] > 0.9
    drawn, species = logistic.sample(two_species, 4000, 0)
    assert ((logistic.discriminative(two_species, drawn) > 0.5) == species).mean() > 0.9
    with pytest.raises(ModelError, match="no penguin species 'Emperor'; take two of Adelie, Chinstrap, Gentoo"):
        logistic.train(logistic.Settings(species=("Adelie", "Emperor")), Inputs(), 0)


# -------------------------------------------------------------------------------------------- the stream


def test_refitting_follows_the_drift() -> None:
    run = stream.train(stream.Settings(), Inputs(), 0)
    figures = run.figures
    assert figures["score_frozen"] + 1 < figures["score"] < figures["score_truth"]
    assert figures["gain_late"] > 1
    assert run.record["means"].shape == (80, 3, 2)
    assert len(run.record["score"]) == 80 - 8
    truth = stream.truth_at(79, 80)
    found = run.record["means"][-1][run.record["weights"][-1].argmax()]
    assert np.linalg.norm(truth.means - found, axis=1).min() < 0.4
    assert stream.density(run, GRID, 40).sum() * CELL**2 == pytest.approx(1, abs=5e-3)
    assert stream.sample(run, 7, 0, 3).shape == (7, 2)
