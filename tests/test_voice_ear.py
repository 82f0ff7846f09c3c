"""The automatic ear: it hears what is said, and compares fairly."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from voice.door import make_take, sentences_of
from voice.ear import HeardFrame, WordError, compare, known_mishearings, normalised, recognise, write_page
from voice.queued_driver import read_wav

PROSE = """A cloud of points, and not much order in it yet. Each one is a handwritten digit, placed on a plane by a network
that has learned nothing so far. In 2014 a VAE was trained on 28×28 images. What would you ask it?"""


def made(folder: Path, engine: str) -> tuple[list[str], dict[str, Any], str]:
    sentences = sentences_of(PROSE)
    asked = {"frame": "a/b", "engine": engine, "voice": None, "rate": 1.0, "lexicon": {}, "recording": None}
    make_take({**asked, "sentences": sentences}, folder)
    samples, rate = read_wav(folder / "take.wav")
    facts = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    return [word["written"] for sentence in sentences for word in sentence["words"]], facts, recognise(samples, rate)


@pytest.mark.parametrize(("engine", "most"), [("hibari", 0.12), ("espeak", 0.25)])
def test_a_take_is_understood(engine: str, most: float, tmp_path: Path) -> None:
    written, facts, heard = made(tmp_path, engine)
    assert compare(written, facts["forms"], heard).wer <= most


@pytest.mark.parametrize(
    ("written", "forms", "heard"),
    [
        (["In", "2014,"], ["In", "twenty fourteen,"], "In 2014."),
        (["28×28", "values"], ["twenty eight by twenty eight", "values"], "28 by 28 values"),
        (["A", "VAE's", "loss"], ["A", "V-A-E's", "loss"], "A VAE's loss."),
        (["VAEs", "and", "GPT-3"], ["V-A-E's", "and", "G-P-T three"], "VAEs and GPT-3"),
        (["DALL-E", "and", "PyTorch"], ["dolly", "and", "pie torch"], "DALL-E and PyTorch."),
        (["an", "autoencoder"], ["an", "autoencoder"], "an auto encoder"),
        (["mini-batch", "training"], ["mini-batch", "training"], "minibatch training"),
        (["μ", "is", "0.42"], ["mew", "is", "zero point four two"], "Mu is 0.42"),
        (["95%", "colour"], ["ninety five percent", "colour"], "95% color"),
        (["the", "Fréchet", "distance"], ["the", "Frechet", "distance"], "The Fréchet distance."),
    ],
)
def test_another_spelling_is_no_mishearing(written: list[str], forms: list[str], heard: str) -> None:
    result = compare(written, forms, heard)
    assert result.wer == 0.0 and result.errors == ()


def test_real_mishearings_are_counted_and_named() -> None:
    written = ["the", "quick", "encoder", "reads", "one", "small", "image"]
    result = compare(written, written, "the encoder leads one small image today")
    assert result.wer == pytest.approx(3 / 7)
    assert result.errors == (WordError("quick", ""), WordError("reads", "leads"), WordError("", "today"))
    assert compare(written, written, "").wer == 1.0
    assert compare([], [], "hallucinated").wer == 1.0


def test_a_formula_in_brackets_replaces_nothing_else() -> None:
    result = compare(["p(x|z)", "and", "p"], ["p of x given z", "and", "p"], "p of x given z and p")
    assert result.wer == 0.0


def test_the_letters_of_an_acronym_are_one_word() -> None:
    assert normalised("V-A-E and a K-L term") == normalised("VAE and a KL term") == "vae and a kl term"


def test_the_page_shows_the_worst_first(tmp_path: Path) -> None:
    good = compare(["one", "digit"], ["one", "digit"], "one digit")
    bad = compare(["a", "<b>", "latent"], ["a", "bee", "latent"], "a bee late")
    page = tmp_path / "ear" / "index.html"
    frames = [HeardFrame("1.1", "Good", good), HeardFrame("4.2", "Bad & worse", bad)]
    frames.append(HeardFrame("4.3", "Maths", bad, prose=False))
    write_page(frames, page, voice="hibari/heart", known=[("latent", "late", "swallowed t")])
    text = page.read_text(encoding="utf-8")
    assert text.index("Bad &amp; worse") < text.index("Good")
    assert "Mean word error rate 0.167" in text and "worst frame 0.333" in text
    assert "<td>2</td><td>latent</td><td>late</td><td>swallowed t</td>" in text and "not judged" in text


def test_known_mishearings_have_a_reason_and_are_written_as_the_ear_compares() -> None:
    rows = known_mishearings()
    assert len({(said, heard) for said, heard, _ in rows}) == len(rows) > 10
    assert all(reason and said != heard for said, heard, reason in rows)


def test_trap_torchaudio_is_never_installed() -> None:
    assert importlib.util.find_spec("torchaudio") is None  # it would bring a CUDA build of torch
