"""A job becomes a take: its files, its pauses, its loudness, and what is refused."""

from __future__ import annotations

import itertools
import json
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import resample_poly

from lecture.errors import LectureError
from voice import engines
from voice.check import check_take
from voice.door import make_reading, make_take, problem, say, sentences_of, version
from voice.engines.base import Manner, Reading, SpokenSentence
from voice.loudness import levelled, limited, loudness, resampled, true_peak
from voice.onsets import Energy
from voice.prosody import CLAUSES, PARAGRAPH, QUESTION, SENTENCE, joined
from voice.queued_driver import Samples, Utterance, WordSpan, read_wav, write_wav

RATE = 48_000
TEXT = """A VAE has two halves, and the encoder reads 28×28 grey values. Which digit is it? Here $x' = D(z)$ comes out.

Another paragraph — it's the last one."""


def job(text: str = TEXT, engine: str = "hibari", **changes: Any) -> dict[str, Any]:
    made = {"frame": "vae/test", "engine": engine, "voice": None, "rate": 1.0, "lexicon": {}, "recording": None}
    return {**made, "sentences": sentences_of(text), **changes}


def take(folder: Path, asked: dict[str, Any]) -> tuple[Samples, dict[str, Any]]:
    folder.mkdir(exist_ok=True)
    make_take(asked, folder)
    samples, rate = read_wav(folder / "take.wav")
    facts = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    assert rate == RATE == facts["sample_rate"] and len(samples) == facts["samples"]
    return samples, facts


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Samples, dict[str, Any]]:
    return take(tmp_path_factory.mktemp("take"), job())


def silences(samples: Samples) -> list[float]:
    """Seconds of each silence of at least 0.3 s inside a take."""
    return [(end - start) / RATE for start, end in Energy(samples, RATE).silences(60) if start > 0 and end < len(samples)]


def test_a_take_has_a_time_for_every_written_word(spoken: tuple[Samples, dict[str, Any]]) -> None:
    samples, facts = spoken
    written = [word["written"] for sentence in sentences_of(TEXT) for word in sentence["words"]]
    assert len(facts["words"]) == len(facts["forms"]) == len(written)
    places = [place for word in facts["words"] for place in (word["start"], word["end"])]
    assert places == sorted(places) and places[-1] <= len(samples)
    assert facts["sentences"][0]["start"] == facts["words"][0]["start"]
    assert len(facts["sentences"]) == 4
    assert facts["forms"][written.index("28×28")] == "twenty eight by twenty eight"
    assert facts["spoken"].startswith("A V-A-E has two halves, and the encoder")
    assert facts["words"][written.index("—")]["start"] == facts["words"][written.index("—")]["end"]
    assert facts["synthetic"] is True and facts["voice"] == "heart"


def test_a_take_is_mono_16_bit_and_begins_and_ends_with_sound(spoken: tuple[Samples, dict[str, Any]], tmp_path: Path) -> None:
    samples, facts = spoken
    first, last = Energy(samples, RATE).bounds()
    assert first < 0.03 * RATE and len(samples) - last < 0.06 * RATE
    assert facts["words"][0]["start"] < 0.05 * RATE and len(samples) - facts["words"][-1]["end"] < 0.06 * RATE


def test_a_take_has_the_asked_loudness_and_peak(spoken: tuple[Samples, dict[str, Any]]) -> None:
    samples, facts = spoken
    fine = np.abs(resample_poly(samples.astype(np.float64), 8, 1))
    assert 20 * np.log10(fine.max()) <= -1.5
    assert abs(loudness(samples) + 16.0) <= 0.3 and abs(facts["lufs"] + 16.0) <= 0.3 and facts["peak_dbtp"] <= -1.5


def test_pauses_follow_the_punctuation(spoken: tuple[Samples, dict[str, Any]]) -> None:
    samples, facts = spoken
    gaps = [(b["start"] - a["end"]) / RATE for a, b in itertools.pairwise(facts["sentences"])]
    assert gaps == pytest.approx([SENTENCE, QUESTION, PARAGRAPH], abs=0.12)
    comma = (facts["words"][5]["start"] - facts["words"][4]["end"]) / RATE
    assert 0.0 <= comma <= CLAUSES[","][1] + 0.02
    assert max(silences(samples)) < 2.5


def test_an_asked_pause_is_as_long_as_asked_and_others_follow_the_rate(tmp_path: Path) -> None:
    sentences = sentences_of("One sentence. Another one. The last one.")
    sentences[0]["pause"], sentences[2]["pause"] = 3.0, 1.5
    samples, facts = take(tmp_path, job(sentences=sentences, rate=1.25))
    spans = facts["sentences"]
    assert (spans[1]["start"] - spans[0]["end"]) / RATE == pytest.approx(3.0, abs=0.1)
    assert (spans[2]["start"] - spans[1]["end"]) / RATE == pytest.approx(SENTENCE / 1.25, abs=0.1)
    assert (len(samples) - spans[2]["end"]) / RATE == pytest.approx(1.5, abs=0.1)


def test_no_click_where_sentences_are_joined() -> None:
    tone = (0.5 * np.sin(np.arange(24_000) * 0.05)).astype(np.float32)  # loud from its first to its last sample
    utterance = Utterance(tone, 24_000, (WordSpan("Tone.", 0, 5, 0, 24_000),))
    sentences = [SpokenSentence(("Tone.",), (index,)) for index in range(3)]
    whole = joined([utterance] * 3, sentences, 1.0).samples
    assert whole[0] == whole[-1] == 0.0
    assert float(np.abs(np.diff(whole)).max()) <= float(np.abs(np.diff(tone)).max()) + 1e-6


def test_the_same_job_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        take(tmp_path / name, job("The same text twice."))
    assert (tmp_path / "a" / "take.wav").read_bytes() == (tmp_path / "b" / "take.wav").read_bytes()
    assert (tmp_path / "a" / "words.json").read_bytes() == (tmp_path / "b" / "words.json").read_bytes()


@pytest.mark.parametrize("rate", [0.7, 1.5])
def test_the_rate_is_heard(rate: float, tmp_path: Path) -> None:
    text = "The latent space has twenty dimensions, and every one of them means something."
    lengths = [len(take(tmp_path / f"{speed}", job(text, rate=speed))[0]) for speed in (1.0, rate)]
    assert lengths[0] / lengths[1] == pytest.approx(rate, rel=0.15)


def test_espeak_speaks_the_same_job(tmp_path: Path) -> None:
    samples, facts = take(tmp_path, job(engine="espeak", voice="en-gb"))
    assert abs(facts["lufs"] + 16.0) <= 0.3 and true_peak(samples) <= -1.5
    assert len(facts["words"]) == len(facts["forms"]) and facts["voice"] == "en-gb"


def test_the_fake_engine_is_silent_and_estimates(tmp_path: Path) -> None:
    samples, facts = take(tmp_path, job(engine="fake"))
    assert not samples.any() and facts["lufs"] is None
    words = len(facts["words"])
    assert 100 < 60 * words / (len(samples) / RATE) < 200


# What is refused.


class Broken:
    """An engine that gives back a prepared reading."""

    def __init__(self, samples: Samples, tokens: tuple[tuple[int, int], ...]) -> None:
        self.reading = Reading(samples, RATE, tokens)

    def read(self, sentences: list[SpokenSentence], manner: Manner) -> Reading:
        return self.reading

    def check(self) -> None: ...

    def versions(self) -> dict[str, str]:
        return {}


def noise(seconds: float) -> Samples:
    return (0.1 * np.random.default_rng(3).standard_normal(round(seconds * RATE))).astype(np.float32)


def spread(seconds: float, words: int, start: float = 0.0) -> tuple[tuple[int, int], ...]:
    edges = np.linspace(start * RATE, (start + seconds) * RATE, words + 1).astype(int)
    return tuple((int(a), int(b)) for a, b in itertools.pairwise(edges))


def broken_readings() -> Iterator[tuple[str, Broken]]:
    half = np.concatenate([noise(1.5), np.zeros(2 * RATE, np.float32)])
    hole = np.concatenate([noise(1.0), np.zeros(3 * RATE, np.float32), noise(1.0)])
    yield "the take is silent", Broken(np.zeros(3 * RATE, np.float32), spread(3, 8))
    yield "no plausible length", Broken(noise(0.4), spread(0.4, 8))
    yield "no plausible length", Broken(noise(40), spread(40, 8))
    yield "the voice says nothing at 'And a second one'", Broken(half, spread(1.5, 4) + spread(1.5, 4, 1.5))
    yield "of silence that nobody asked for", Broken(hole, spread(1, 4) + spread(1, 4, 4))
    yield "run backwards", Broken(noise(3), tuple(reversed(spread(3, 8))))


@pytest.mark.parametrize(("message", "engine"), list(broken_readings()))
def test_a_take_that_is_not_what_the_text_asks_for_is_refused(
    message: str, engine: Broken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.door.engine", lambda name: engine)
    with pytest.raises(LectureError, match=message):
        make_take(job("One whole sentence stands. And a second one"), tmp_path)


def test_a_good_reading_passes_the_same_checks() -> None:
    sentences = [SpokenSentence(("One", "whole", "sentence", "stands."), (0, 1, 2, 3))]
    check_take(noise(1.6), spread(1.6, 4), sentences, audible=True, rate=1.0)


def test_a_reading_levelled_later_is_the_same_take(tmp_path: Path) -> None:
    reading, later, once = (tmp_path / name for name in ("reading", "later", "once"))
    for folder in (reading, later, once):
        folder.mkdir()
    make_reading(job(), reading)
    make_take(job() | {"reading": str(reading)}, later)
    make_take(job(), once)
    assert (later / "take.wav").read_bytes() == (once / "take.wav").read_bytes()
    facts = json.loads((later / "words.json").read_text(encoding="utf-8"))
    assert facts == json.loads((once / "words.json").read_text(encoding="utf-8"))
    times = json.loads((reading / "reading.json").read_text(encoding="utf-8"))
    assert all(times[name] == facts[name] for name in ("samples", "words", "sentences"))


def test_a_reading_that_lost_its_end_makes_no_take(tmp_path: Path) -> None:
    make_reading(job(), tmp_path)
    samples, rate = read_wav(tmp_path / "reading.wav")
    write_wav(tmp_path / "reading.wav", samples[: -rate // 2], rate)
    with pytest.raises(LectureError, match="samples at 48 kHz, not"):
        make_take(job() | {"reading": str(tmp_path)}, tmp_path)


@pytest.mark.parametrize(
    ("engine", "module", "install"),
    [
        ("hibari", "hibari.voices", "pip install 'hibari-tts[fast]'"),
        ("hibari", "pyttsx3", "pip install pyttsx3"),
        ("espeak", "pyttsx3", "pip install pyttsx3"),
        ("recorded", "pocketsphinx", "pip install pocketsphinx"),
    ],
)
def test_a_missing_engine_says_how_to_install_it(engine: str, module: str, install: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problem(engine) is None
    monkeypatch.setitem(sys.modules, module, None)
    said = problem(engine)
    assert said is not None and "is not installed" in said and said.endswith(install)


def test_a_missing_engine_is_never_replaced_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hibari.voices", None)
    with pytest.raises(LectureError, match="not installed"):
        make_take(job(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_unknown_engines_and_voices_are_named(tmp_path: Path) -> None:
    with pytest.raises(LectureError, match="no voice engine 'hibary'; did you mean 'hibari'"):
        make_take(job(engine="hibary"), tmp_path)
    with pytest.raises(LectureError, match=r"hibari has no voice 'herat'; it has .*heart"):
        make_take(job(voice="herat"), tmp_path)
    with pytest.raises(LectureError, match="the voice 'emma' is not on this machine; fetch it to"):
        make_take(job(voice="emma"), tmp_path)
    with pytest.raises(LectureError, match="espeak-ng has no voice 'heart'"):
        make_take(job(engine="espeak", voice="heart"), tmp_path)


def test_every_named_engine_can_be_had() -> None:
    for name in engines.NAMES:
        assert callable(engines.engine(name).read)


# Keys.


def test_the_version_depends_on_what_is_spoken_and_on_nothing_else() -> None:
    before = version(job("A VAE and a GAN."))
    assert version(job("A VAE and a GAN.", lexicon={"ELBO": "E L B O"})) == before
    assert version(job("A VAE and a GAN.", lexicon={"GAN": "G A N"})) != before
    assert version(job("A VAE and a WGAN.")) != before
    assert {"hibari-tts", "pyttsx3", "code", "spoken"} <= before.keys()
    assert version(job(engine="fake"))["code"] != before["code"]


def test_the_version_of_a_recording_is_its_content(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"one")
    first = version(job(engine="recorded", recording=str(path)))
    path.write_bytes(b"two")
    assert version(job(engine="recorded", recording=str(path))) != first


# Saying a text.


def test_say_writes_sound_and_times(tmp_path: Path) -> None:
    facts = say("μ and σ²", tmp_path / "a.wav")
    assert facts["spoken"] == "mew and sigma squared"
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert file.getframerate() == RATE and file.getnframes() == facts["samples"]
    assert json.loads((tmp_path / "a.words.json").read_text(encoding="utf-8")) == facts
    with pytest.raises(LectureError, match="no name for a sound file"):
        say("x", tmp_path / "a.mp3")
    with pytest.raises(LectureError, match="there is no folder"):
        say("x", tmp_path / "b" / "a.wav")


# Loudness by itself.


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_crest_loudness_and_peak_hold(seed: int) -> None:
    rng = np.random.default_rng(seed)
    speech = rng.standard_normal(3 * RATE) * np.repeat(rng.uniform(0.002, 0.2, 30), RATE // 10)
    speech[rng.integers(0, len(speech), 20)] *= 4
    level = levelled(speech.astype(np.float32))
    out = level.samples
    assert abs(loudness(out) + 16.0) <= 0.3 and level.lufs == pytest.approx(loudness(out), abs=0.01)
    assert 20 * np.log10(np.abs(resample_poly(out.astype(np.float64), 8, 1)).max()) <= -1.5


def test_the_limiter_leaves_quiet_sound_alone_and_turns_down_smoothly() -> None:
    tone = (0.3 * np.sin(np.arange(RATE) * 0.06)).astype(np.float32)
    assert np.array_equal(limited(tone), tone)
    peaky = tone.copy()
    peaky[20_000:20_050] *= 4
    out = limited(peaky)
    gain = out[np.abs(tone) > 0.05] / peaky[np.abs(tone) > 0.05]
    assert float(np.abs(np.diff(gain)).max()) < 0.02 and float(gain.max()) <= 1.0 + 1e-6
    assert np.array_equal(out[:10_000], tone[:10_000])


def test_a_very_short_take_can_be_measured_and_silence_cannot_be_levelled() -> None:
    short = noise(0.2)
    assert abs(loudness(levelled(short).samples) + 16.0) <= 0.3
    with pytest.raises(LectureError, match="silent"):
        levelled(np.zeros(RATE, np.float32))


def test_resampling_keeps_length_and_pitch() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(24_000) / 24_000).astype(np.float32)
    out = resampled(tone, 24_000)
    assert abs(len(out) - RATE) <= 1
    assert int(np.argmax(np.abs(np.fft.rfft(out)))) == pytest.approx(440, abs=1)
