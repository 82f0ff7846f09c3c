"""The image models against oracles: Monte Carlo, simulation, finite differences, torch.distributions, scikit-learn."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from torch import Tensor, nn
from torch.distributions import Bernoulli, Normal, kl_divergence

from models import (
    classifier,
    convvae,
    cvae,
    denoiser,
    gan,
    gan_r1,
    judge,
    latent_diffusion,
    measures,
    tensors,
    vae,
)
from models.base import Inputs, ModelError, Run, Runs
from models.data import Data

ROWS = 600
INPUTS = Inputs(Data(only=("mnist",)), Runs())
DIGITS = INPUTS.data.digits


@pytest.fixture(scope="module")
def critic() -> Run:
    return classifier.train(classifier.Settings(epochs=4, rows=1500, shift=0), INPUTS, 0)


@pytest.fixture(scope="module")
def small_vae() -> Run:
    chosen = vae.Settings(latents=3, hidden=(64, 32), epochs=12, rows=ROWS, batch=32, warm_up=0.0, shift=0)
    return vae.train(chosen, INPUTS, 0)


@pytest.fixture(scope="module")
def small_gan(critic: Run) -> Run:
    return gan.train(gan.Settings(steps=60, rows=ROWS), given(critic), 0)


@pytest.fixture(scope="module")
def small_conv() -> Run:
    return convvae.train(convvae.Settings(latents=6, epochs=2, rows=ROWS), INPUTS, 0)


def given(critic: Run, **more: Run) -> Inputs:
    return Inputs(INPUTS.data, Runs({"classifier": critic, **more}))


# ------------------------------------------------------------------------------------------------ VAE


def test_kl_in_closed_form_is_what_sampling_gives() -> None:
    mu, log_var = torch.tensor([[0.7, -1.2, 0.0]]), torch.tensor([[-1.0, 0.4, 0.0]])
    q, p = Normal(mu, (0.5 * log_var).exp()), Normal(0.0, 1.0)
    torch.manual_seed(0)
    z = q.sample(torch.Size([200_000]))
    sampled = (q.log_prob(z) - p.log_prob(z)).mean(0)
    closed = vae.kl_divergence(mu, log_var)
    assert closed.numpy() == pytest.approx(sampled.numpy(), abs=0.01)
    assert closed.numpy() == pytest.approx(kl_divergence(q, Normal(torch.zeros(3), torch.ones(3))).numpy(), abs=1e-6)
    assert closed[0, 2] == 0


def test_reconstruction_loss_is_the_negative_log_likelihood_of_ink() -> None:
    torch.manual_seed(0)
    logits, x = torch.randn(5, 784), torch.bernoulli(torch.full((5, 784), 0.3))
    expected = -Bernoulli(logits=logits).log_prob(x).sum(1)
    assert vae.reconstruction_loss(x, logits).numpy() == pytest.approx(expected.numpy(), rel=1e-5)
    hat = logits.sigmoid().reshape(-1, 28, 28).numpy()
    parts = vae.pixel_loss(x.reshape(-1, 28, 28).numpy(), hat).sum((1, 2))
    assert parts == pytest.approx(expected.numpy(), rel=1e-3)


@torch.no_grad()
def test_elbo_lies_below_the_importance_weighted_bound(small_vae: Run) -> None:
    images, draws = DIGITS.test[:40], 300
    recon, kl = vae.losses(small_vae, images, repeats=draws)
    model, x = vae.load(small_vae), tensors.pixels(images)
    mu, log_var = model.encoder(x)
    q = Normal(mu, (0.5 * log_var).exp())
    torch.manual_seed(0)
    z = q.sample(torch.Size([draws]))  # (draws, 40, 3)
    seen = -vae.reconstruction_loss(x.repeat(draws, 1), model.decoder(z.flatten(0, 1))).reshape(draws, -1)
    weights = seen + Normal(0.0, 1.0).log_prob(z).sum(2) - q.log_prob(z).sum(2)  # (draws, 40), log
    bound = weights.logsumexp(0) - math.log(draws)
    elbo = -(recon + kl)
    assert elbo.mean() < bound.mean().item() - 0.2
    assert (elbo <= bound.numpy() + 1).all()  # each is a mean of 300 draws
    assert elbo.mean() == pytest.approx(weights.mean().item(), abs=0.3)


def test_layers_of_one_digit_agree_with_encode_and_decode(small_vae: Run) -> None:
    x, eps = DIGITS.test[5], np.array([0.3, -1.0, 2.0], np.float32)
    seen = vae.layers(small_vae, x, eps)
    mu, log_var = vae.encode(small_vae, x[None])
    assert seen["mu"] == pytest.approx(mu[0], abs=1e-5)
    assert seen["z"] == pytest.approx(mu[0] + np.exp(0.5 * log_var[0]) * eps, abs=1e-5)
    assert seen["x_hat"] == pytest.approx(vae.decode(small_vae, seen["z"][None])[0], abs=1e-5)
    assert [seen[name].shape for name in ("encoder_1", "encoder_2", "decoder_1", "decoder_2")] == [(64,), (32,), (32,), (64,)]


def test_an_interpolation_begins_and_ends_with_the_reconstructions(small_vae: Run) -> None:
    a, b = DIGITS.test[0], DIGITS.test[1]
    strip = vae.interpolate(small_vae, a, b, 5)
    ends = vae.reconstruct(small_vae, np.stack([a, b]))
    assert strip.shape == (5, 28, 28)
    assert strip[[0, -1]] == pytest.approx(ends, abs=1e-5)


def test_training_lowers_the_loss_and_separates_digits(small_vae: Run) -> None:
    recon, kl = small_vae.record["test_recon"], small_vae.record["test_kl"]
    assert recon[0] + kl[0] > 500
    assert recon[-1] + kl[-1] < 230
    assert small_vae.figures["neighbour_accuracy"] > 0.3
    assert small_vae.figures["negative_elbo"] == pytest.approx(recon[-1] + kl[-1], rel=0.01)


def test_a_checkpoint_of_other_sizes_names_the_model(small_vae: Run) -> None:
    other = Run(small_vae.weights, {}, {}, {**small_vae.settings, "latents": 4}, {"name": "vae3"})
    with pytest.raises(ModelError, match=r"vae3: its checkpoint is of another version \(size mismatch for"):
        vae.load(other)


def test_moving_a_digit_keeps_its_ink() -> None:
    x = torch.zeros(50, 784)
    x.reshape(-1, 28, 28)[:, 10:15, 12:14] = torch.rand(50, 5, 2)
    moved = tensors.shifted(x, 2, tensors.generator(0))
    assert moved.sum(1).numpy() == pytest.approx(x.sum(1).numpy())
    places = {tuple(np.argwhere(row > 0).min(0)) for row in moved.reshape(-1, 28, 28).numpy()}
    assert len(places) > 10
    assert {abs(a - 10) for a, _ in places} == {abs(b - 12) for _, b in places} == {0, 1, 2}
    assert tensors.shifted(x, 0, tensors.generator(0)) is x


# ------------------------------------------------------------------------------------------------ GANs


def test_the_value_of_the_game_is_the_negative_of_the_critics_loss(small_gan: Run) -> None:
    real, z = DIGITS.test[:32], gan.noise(32, 7)
    p_real, p_fake = gan.scores(small_gan, real), gan.scores(small_gan, gan.decode(small_gan, z))
    assert gan.value(small_gan, real, z) == pytest.approx(np.log(p_real).mean() + np.log(1 - p_fake).mean(), abs=1e-4)
    assert 0 <= p_fake.mean() < p_real.mean() <= 1


def test_one_step_moves_both_players_towards_their_aims() -> None:
    torch.manual_seed(0)
    game = gan.Game(gan.Settings(learning_rate=1e-3))
    real, z = tensors.pixels(DIGITS.train[:64]), torch.randn(64, gan.NOISE)
    losses = [[loss.item() for loss in gan.training_step(game, real, z)] for _ in range(2)]
    assert losses[1][0] < losses[0][0]
    before = game.discriminator(game.generator(z)).mean().item()
    for _ in range(20):
        fake = game.discriminator(game.generator(z))
        tensors.descend(game.g_optimiser, nn.functional.binary_cross_entropy(fake, torch.ones(64, 1)))
    assert game.discriminator(game.generator(z)).mean().item() > before


def test_the_feedback_to_the_generator_is_the_slope_of_its_loss(small_gan: Run) -> None:
    z = gan.noise(1, 3)
    slope, image = gan.feedback(small_gan, z)[0], gan.decode(small_gan, z)[0]
    bright, dark = np.unravel_index(slope.argmax(), slope.shape), np.unravel_index(slope.argmin(), slope.shape)
    critic = gan.load(small_gan)[1]
    for place in (bright, dark):
        change = np.zeros_like(image)
        change[place] = 1e-2
        losses = [-math.log(critic(tensors.pixels((image + sign * change)[None])).item()) for sign in (1, -1)]
        assert slope[place] == pytest.approx((losses[1] - losses[0]) / 2e-2, rel=0.02, abs=1e-5)


def test_layers_of_the_gan_agree_with_sampling_and_scoring(small_gan: Run) -> None:
    z = gan.noise(1, 9)[0]
    seen = gan.layers(small_gan, z)
    image = gan.decode(small_gan, z[None])
    assert seen["image"] == pytest.approx(image[0], abs=1e-6)
    assert seen["score"] == pytest.approx(gan.scores(small_gan, image)[0], abs=1e-5)
    assert (seen["g_hidden"].shape, seen["d_hidden"].shape) == ((128,), (128,))


def test_the_penalty_is_half_the_squared_slope() -> None:
    critic = gan_r1.Discriminator()
    critic.layers = nn.Sequential(nn.Linear(784, 1))
    weight = critic.layers[0].weight.detach()
    penalty = gan_r1.gradient_penalty(critic, torch.rand(8, 784))
    assert penalty.item() == pytest.approx(0.5 * float((weight**2).sum()), rel=1e-5)


def test_the_averaged_generator_follows_slowly() -> None:
    module, copy = nn.Linear(1, 1), nn.Linear(1, 1)
    average = tensors.Average(module, copy, 0.9)
    start = module.weight.item()
    with torch.no_grad():
        module.weight += 1
    for _ in range(3):
        average.update()
    assert copy.weight.item() - start == pytest.approx(1 - 0.9**3, abs=1e-6)


# ------------------------------------------------------------------------------------------------ diffusion

DIFFUSION = latent_diffusion.Settings(latents=2, times=60)


def test_marginals_of_the_noising_are_those_of_its_simulation() -> None:
    alphas = latent_diffusion.kept(60)
    torch.manual_seed(0)
    z = torch.tensor([[1.5, -0.5]]).repeat(40_000, 1)
    start = z.clone()
    for t in range(1, 41):
        keep = alphas[t] / alphas[t - 1]
        z = keep.sqrt() * z + (1 - keep).sqrt() * torch.randn(z.shape)
    direct = latent_diffusion.noised(start, alphas[40].expand(len(z)), torch.randn(z.shape))
    assert z.mean(0).numpy() == pytest.approx(direct.mean(0).numpy(), abs=0.02)
    assert z.std(0).numpy() == pytest.approx(direct.std(0).numpy(), abs=0.02)
    assert z.mean(0).numpy() == pytest.approx((alphas[40].sqrt() * start[0]).numpy(), abs=0.02)


def test_the_schedule_falls_from_one_to_nearly_nothing() -> None:
    alphas = latent_diffusion.kept(200)
    assert alphas[0] == 1
    assert (alphas.diff() < 0).all()
    assert alphas[-1] < 1e-3


class IdealGuess(latent_diffusion.NoisePredictor):
    """The best guess of the noise for latents from N(mean, spread²): the mean depends on the class."""

    def __init__(self, spread: float) -> None:
        super().__init__(DIFFUSION)
        self.spread = spread

    def forward(self, z: Tensor, share: Tensor, label: Tensor) -> Tensor:
        alpha = latent_diffusion.kept(DIFFUSION.times)[(share * DIFFUSION.times).round().long()][:, None]
        mean = torch.where(label == 1, 1.0, -0.5)[:, None]
        return (1 - alpha).sqrt() * (z - alpha.sqrt() * mean) / (alpha * self.spread**2 + 1 - alpha)


@pytest.mark.parametrize(("label", "mean"), [(1, 1.0), (0, -0.5)])
def test_denoising_with_the_ideal_guess_gives_the_data_back(label: int, mean: float) -> None:
    stream = tensors.generator(0)
    noise = torch.randn(8000, 2, generator=stream)
    labels = torch.full((8000,), label)
    *_, (t, z, _) = latent_diffusion.denoise(IdealGuess(0.6), DIFFUSION, noise, labels, 1.0, stream)
    assert t == 0
    assert z.mean(0).numpy() == pytest.approx(mean, abs=0.03)
    assert z.std(0).numpy() == pytest.approx(0.6, abs=0.04)


def test_guidance_exaggerates_the_class_and_none_ignores_it() -> None:
    means = {}
    for guidance in (0.0, 1.0, 3.0):
        stream = tensors.generator(0)
        noise, labels = torch.randn(2000, 2, generator=stream), torch.ones(2000, dtype=torch.long)
        *_, (_, z, _) = latent_diffusion.denoise(IdealGuess(0.6), DIFFUSION, noise, labels, guidance, stream)
        means[guidance] = z.mean().item()
    assert means[0.0] == pytest.approx(-0.5, abs=0.05)
    assert means[0.0] < means[1.0] < means[3.0]


def test_diffusion_trains_samples_and_shows_its_way(critic: Run, small_conv: Run) -> None:
    chosen = latent_diffusion.Settings(latents=6, hidden=32, layers=1, times=20, steps=200, batch=64, rows=ROWS)
    run = latent_diffusion.train(chosen, given(critic, convvae=small_conv), 0)
    assert run.record["loss"][-20:].mean() < run.record["loss"][:5].mean()
    way = latent_diffusion.denoising(run, np.array([3, 7]), seed=1, stops=5)
    assert way["noisy"].shape == way["guessed"].shape == (5, 2, 28, 28)
    assert way["times"].tolist() == [20, 15, 10, 5, 0]
    assert way["noisy"][-1] == pytest.approx(latent_diffusion.sample_classes(run, np.array([3, 7]), seed=1), abs=1e-6)
    free = latent_diffusion.sample_classes(run, np.array([3, 7]), seed=1, guidance=0.0)
    other = latent_diffusion.sample_classes(run, np.array([5, 1]), seed=1, guidance=0.0)
    assert free == pytest.approx(other, abs=1e-6)


# ------------------------------------------------------------------------------------------------ measures


def test_frechet_distance_of_two_known_gaussians() -> None:
    rng = np.random.default_rng(0)
    a = rng.standard_normal((60_000, 3)) * [1.0, 2.0, 0.5]
    b = rng.standard_normal((60_000, 3)) * [2.0, 2.0, 1.0] + [3.0, 0.0, 0.0]
    known = 9.0 + (1 - 2) ** 2 + 0 + (0.5 - 1) ** 2  # squared means' distance plus squared differences of the spreads
    assert measures.frechet(a, b) == pytest.approx(known, abs=0.15)
    turn, _ = np.linalg.qr(rng.standard_normal((3, 3)))
    assert measures.frechet(a @ turn, b @ turn) == pytest.approx(measures.frechet(a, b), abs=1e-6)
    assert measures.frechet(a, a) == pytest.approx(0, abs=1e-6)


def test_frechet_distance_of_a_collapsed_cloud_is_finite() -> None:
    rng = np.random.default_rng(0)
    cloud = rng.standard_normal((500, 4))
    assert measures.frechet(np.ones((500, 4)), cloud) == pytest.approx(4 + 4, abs=0.6)


def test_inception_like_score_runs_from_one_to_the_number_of_classes() -> None:
    sure = np.eye(10)[np.arange(100) % 10]
    assert measures.inception_like(sure) == pytest.approx(10, rel=1e-6)
    assert measures.inception_like(np.full((100, 10), 0.1)) == pytest.approx(1)
    assert measures.inception_like(sure[:1].repeat(100, 0)) == pytest.approx(1)
    assert measures.class_entropy(sure) == pytest.approx(1)
    assert measures.class_entropy(sure[:1].repeat(100, 0)) == 0


def test_ranking_measures_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    scores, truth = rng.random(300).round(2), rng.random(300) < 0.3
    assert measures.ranking_quality(scores, truth) == pytest.approx(roc_auc_score(truth, scores))
    distinct = rng.permutation(300) / 300
    assert measures.average_precision(distinct, truth) == pytest.approx(average_precision_score(truth, distinct))


def test_neighbours_vote_as_in_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    known, asked = rng.standard_normal((400, 2)), rng.standard_normal((200, 2))
    labels, truth = (known[:, 0] > 0).astype(int), (asked[:, 0] > 0).astype(int)
    expected = KNeighborsClassifier(15).fit(known, labels).score(asked, truth)
    assert measures.neighbour_accuracy(known, labels, asked, truth) == pytest.approx(expected)


def test_blurring_lowers_the_sharpness_and_thickness_hardly_counts() -> None:
    digits = DIGITS.test[:50]
    blurred = np.stack([gaussian_filter(image, 1.0) for image in digits])
    assert (measures.sharpness(blurred) < 0.6 * measures.sharpness(digits)).all()
    assert measures.sharpness(0.5 * digits) == pytest.approx(0.5 * measures.sharpness(digits))


def test_the_judge_prefers_digits_to_noise(critic: Run) -> None:
    judging = judge.Judge(critic, DIGITS)
    real = judging(DIGITS.train[:1000])
    noise = judging(np.random.default_rng(0).random((1000, 28, 28), dtype=np.float32))
    assert real["frechet"] < 0.1 * noise["frechet"]
    assert real["inception_like"] > 2 * noise["inception_like"]
    assert judging.shares.sum() == pytest.approx(1)


# ------------------------------------------------------------------------------------------------ all families

Family = tuple[ModuleType, Callable[[int], object]]
FAMILIES: dict[str, Family] = {
    "classifier": (classifier, lambda size: classifier.Settings(epochs=size, rows=320)),
    "vae": (vae, lambda size: vae.Settings(latents=2, hidden=(8,), epochs=size, rows=320, batch=16)),
    "convvae": (convvae, lambda size: convvae.Settings(latents=2, epochs=size, rows=320, batch=16)),
    "cvae": (cvae, lambda size: cvae.Settings(latents=2, hidden=8, epochs=size, rows=320, batch=16)),
    "denoiser": (denoiser, lambda size: denoiser.Settings(hidden=16, epochs=size, rows=320)),
    "gan": (gan, lambda size: gan.Settings(steps=12 * size, rows=320)),
    "gan_r1": (gan_r1, lambda size: gan_r1.Settings(steps=12 * size, rows=320)),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_shapes_do_not_depend_on_the_length_of_the_training(name: str, critic: Run) -> None:
    family, chosen = FAMILIES[name]
    calls: list[tuple[int, int]] = []
    inputs = given(critic)
    inputs.progress = lambda done, total: calls.append((done, total))
    short, longer = family.train(chosen(1), inputs, 0), family.train(chosen(2), inputs, 0)
    shapes = [{key: array.shape for key, array in run.record.items()} for run in (short, longer)]
    assert shapes[0] == shapes[1]
    assert shapes[0]["steps"] == (200,)
    assert short.figures.keys() == longer.figures.keys()
    assert calls[-1][0] == calls[-1][1] > calls[0][0]


def test_a_denoiser_cleans_better_than_it_finds() -> None:
    run = denoiser.train(denoiser.Settings(hidden=64, epochs=4, rows=1500), INPUTS, 0)
    assert run.figures["cleaned_error"] < run.figures["noisy_error"]
    spoilt = denoiser.spoil(run, DIGITS.test[:200], seed=0)
    assert (spoilt - DIGITS.test[:200]).std() == pytest.approx(0.5, rel=0.02)


def test_a_conditional_vae_is_told_the_class() -> None:
    x, labels = tensors.pixels(DIGITS.train[:2000]), torch.from_numpy(DIGITS.train_labels[:2000])
    chosen = cvae.Settings(latents=2, hidden=64, epochs=16, learning_rate=3e-3, shift=0)
    model = cvae.fit(chosen, x, labels, 0)
    run = Run(tensors.arrays_of(model), {}, {}, tensors.setting(chosen))
    zero, one = cvae.decode(run, np.zeros((2, 2)), np.array([0, 1]))
    means = [DIGITS.train[:2000][DIGITS.train_labels[:2000] == label].mean(0) for label in (0, 1)]
    for made, own, other in ((zero, *means), (one, *means[::-1])):
        assert ((made - own) ** 2).mean() < 0.7 * ((made - other) ** 2).mean()


def test_samples_depend_on_the_seed_alone(small_vae: Run, small_gan: Run, small_conv: Run) -> None:
    for family, run in ((vae, small_vae), (gan, small_gan), (convvae, small_conv)):
        first, again, other = (family.sample(run, 4, seed) for seed in (1, 1, 2))
        assert first.shape == (4, 28, 28)
        assert (first == again).all()
        assert not (first == other).all()
        assert first.dtype == np.float32
        assert first.min() >= 0
        assert first.max() <= 1
