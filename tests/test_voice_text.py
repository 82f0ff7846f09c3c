"""Written words to spoken ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lecture.plan import lectures, open_lecture
from voice.hibari_times import timed_hibari
from voice.lexicon import merged, pronunciations
from voice.numbers import read_number
from voice.text import spoken, unknown_tokens

ROOT = Path(__file__).resolve().parent.parent


def read(text: str, lexicon: dict[str, str] | None = None) -> str:
    words = [(word, None) for word in ([text] if "$" in text else text.split())]
    return " ".join(token for form in spoken(words, merged(lexicon or {})) for token in form)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("In 2014, Goodfellow", "In twenty fourteen, Goodfellow"),
        ("2014 samples", "two thousand fourteen samples"),
        ("since 1905.", "since nineteen oh five."),
        ("in 2009", "in two thousand nine"),
        ("in 2000", "in two thousand"),
        ("the 1990s", "the nineteen nineties"),
        ("28×28 grey values", "twenty eight by twenty eight grey values"),
        ("28x28", "twenty eight by twenty eight"),
        ("784 → 20", "seven hundred eighty four to twenty"),
        ("784→128→1", "seven hundred eighty four to one hundred twenty eight to one"),
        ("−0.35", "minus zero point three five"),
        ("-3", "minus three"),
        ("95%", "ninety five percent"),
        ("0.5%.", "zero point five percent."),
        ("60,000 images", "sixty thousand images"),
        ("1.2e-05", "one point two times ten to the minus five"),
        ("10⁻³", "ten to the minus three"),
        ("1st 2nd 23rd", "first second twenty third"),
        ("1/2", "one half"),
        ("50/50", "fifty fifty"),
        ("3–5", "three to five"),
        ("16kHz 5ms 1s", "sixteen kilohertz five milliseconds one second"),
        ("$3.50", "three dollars and fifty cents"),
        ("GPT-3, DALL-E", "G-P-T three, dolly"),
        ("a VAE's loss", "a V-A-E's loss"),
        ("VAEs, GANs!", "V-A-E's, gans!"),
        ("an LSTM's gate", "an L-S-T-M's gate"),
        ("Minibatch 2-D VAE-based", "mini-batch two D V-A-E based"),
        ("ChatGPT DCGAN FID ELBO", "Chat G-P-T D-C gan F-I-D elbow"),
        ("Kullback-Leibler", "Kullback Leibler"),
        ("the Fréchet distance", "the Frechet distance"),
        ("loss.backward() log_var nn.Linear", "loss dot backward log var nn dot Linear"),
        ("StyleGAN2", "Style gan two"),
        ("words—like these—go", "words, like these, go"),
        ("one — two", "one, two"),
        ("“quoted” (aside), it’s", "quoted aside, it's"),
        ("e.g. this, i.e. that", "for example this, that is that"),
        ("μ, σ² and ε", "mew, sigma squared and epsilon"),
        ("p(x|z),", "p of x given z,"),
        ("V(D,G)", "V of D and G"),
        ("D(G(z))", "D of G of z"),
        ("x′ x̂ z₁ xᵢ²", "x prime x hat z one x i squared"),
        ("CPU/GPU and/or", "C-P-U G-P-U and/or"),
        (r"$P(x)=\sum_k \pi_k N(x|\mu_k,\Sigma_k)$",
         "P of x equals the sum over k of pi k times N of x given mew k and Sigma k"),
        (r"$-E[\log p(x|z)]$.", "minus the expectation of log p of x given z."),
        (r"$\min_G \max_D V(D, G)$", "the minimum over G of the maximum over D of V of D and G"),
        (r"$\frac{1}{2}\sigma^2$", "one half sigma squared"),
        (r"$\sum_{i=1}^{n} x_i$", "the sum from i equals one to n of x i"),
        (r"$KL(q(z|x) \| p(z))$", "K-L of q of z given x from p of z"),
        (r"$\sqrt{x} \leq e^{-x}$", "the square root of x is at most e to the minus x"),
        (r"$\hat{x} \sim \mathcal{N}(0, I)$", "x hat follows N of zero and I"),
        ("−½ Σ (1 + log σᵢ²)", "minus one half sigma one plus log sigma i squared"),
        ("sum_(k=1)^K", "the sum from k equals one to K of"),
    ],
)  # fmt: skip
def test_written_is_said(written: str, said: str) -> None:
    assert read(written) == said


def test_the_spoken_form_beside_a_word_wins_and_keeps_its_own_stops() -> None:
    assert spoken([("28×28", "twenty-eight squared,"), ("VAE", "vay")], merged({})) == [["twenty-eight", "squared,"], ["vay"]]


def test_a_number_from_a_trace_inside_a_spoken_form_is_read() -> None:
    assert spoken([("3.2", "about 3.2 nats,")], {}) == [["about", "three", "point", "two", "nats,"]]


def test_the_lectures_lexicon_wins_over_the_default_one() -> None:
    assert read("a GAN's", {"GAN": "G A N"}) == "a G-A-N's"
    assert read("CycleGAN", {"GAN": "G A N", "CycleGAN": "cycle gan"}) == "cycle gan"


def test_a_lone_dash_is_a_pause_and_has_no_form() -> None:
    assert spoken([("one", None), ("—", None), ("two.", None)], {}) == [["one,"], [], ["two."]]


@settings(max_examples=300, deadline=None)
@example(['"–'])
@example(["\\"])
@example(["0´"])
@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=12), min_size=1, max_size=5))
def test_whatever_is_written_no_token_holds_a_space(words: list[str]) -> None:
    forms = spoken([(word, None) for word in words], merged({}))
    assert len(forms) == len(words)
    assert all(token and not any(map(str.isspace, token)) for form in forms for token in form)


@settings(max_examples=200, deadline=None)
@given(st.integers(-99_999, 9_999_999), st.integers(0, 3))
def test_every_number_is_words_only(number: int, places: int) -> None:
    text = f"{number / 10**places:,.{places}f}".replace("-", "−")
    words = read_number(text)
    assert words and all(word.isalpha() for word in words)


UNREADABLE = [("autoenkoder", "autoenkoder"), ("qwrtzp", "qwrtzp"), ("Xyzzyish-like", "Xyzzyish-like (Xyzzyish)")]


@pytest.mark.parametrize(("word", "found"), UNREADABLE)
def test_a_word_that_nobody_can_read_is_listed(word: str, found: str) -> None:
    assert unknown_tokens(["The", word, "{{auc:.2f}}", "28×28", "it's"]) == [found]
    assert unknown_tokens([word], {word: "a word"}) == []


def test_the_default_lexicon_leads_to_words_that_can_be_read() -> None:
    assert unknown_tokens([(word, say) for word, say in merged({}).items()]) == []


@pytest.mark.parametrize("name", lectures(ROOT))
def test_every_token_of_every_script_can_be_read(name: str) -> None:
    lecture = open_lecture(name, ROOT)
    words = [(word.written, word.say) for frame in lecture.frames for word in frame.script.words]
    assert len(words) > 40
    assert unknown_tokens(words, lecture.settings.lexicon) == []


@pytest.mark.parametrize(
    ("text", "phonemes"),
    [
        ("A V-A-E's loss", "ɐ vˌiˌAˈiz lˈɔs"),
        ("the A-I's answer", "ði ˌAˈIz ˈænsəɹ"),
        ("two gans", "tˈu ɡˈænz"),
        ("a gan's loss", "ɐ ɡˈænz lˈɔs"),
        ("Kullback Leibler", "kˈʌlbæk lˈIbləɹ"),
    ],
)
def test_the_default_voice_is_given_the_right_phonemes(text: str, phonemes: str) -> None:
    assert timed_hibari("heart").phonemes(text, pronunciations()) == phonemes
