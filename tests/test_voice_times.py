"""Word times: the model's own durations, espeak's events and a recording, each against an independent measure."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import soxr

from lecture.errors import LectureError
from voice.align import align
from voice.door import make_take, sentences_of
from voice.espeak_times import espeak
from voice.hibari_times import DURATIONS, STEP, timed_hibari, voice_file, with_output
from voice.onsets import Energy
from voice.queued_driver import Samples, Utterance, read_wav

SENTENCES = [
    "The encoder reads an image, and answers with two vectors.",
    "Usually the same digit, drawn by a slightly different hand.",
]


def lateness(utterance: Utterance, text: str) -> np.ndarray[Any, Any]:
    """Seconds by which words begin later than pocketsphinx hears them."""
    heard = align(utterance.samples, utterance.rate, text.split())
    starts = [(word.start - begin) / utterance.rate for word, (begin, _) in zip(utterance.words, heard, strict=True)]
    return np.array(starts)


def test_the_model_gives_out_its_durations_without_any_other_change() -> None:
    plain = voice_file("heart").read_bytes()
    feed = {"ids": np.array([[0, 50, 83, 54, 156, 31, 0]], np.int64), "speed": np.ones(1, np.float32)}
    before = onnxruntime.InferenceSession(plain, providers=["CPUExecutionProvider"]).run(None, feed)
    after = onnxruntime.InferenceSession(with_output(plain, DURATIONS), providers=["CPUExecutionProvider"]).run(None, feed)
    assert len(after) == len(before) + 1
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=False))
    pictures = before[0].shape[-1]  # spectral frames of 12.5 ms, 300 samples each
    assert int(after[-1].sum()) * STEP == pictures * 300


@pytest.mark.parametrize("text", SENTENCES)
def test_the_default_voice_knows_when_it_says_each_word(text: str) -> None:
    late = np.abs(lateness(timed_hibari("heart").speak(text), text))
    assert np.median(late) <= 0.04 and np.percentile(late, 95) <= 0.12


@pytest.mark.parametrize("text", SENTENCES)
def test_espeaks_events_agree_with_the_aligner(text: str) -> None:
    espeak().set_voice("en-us")
    late = np.abs(lateness(espeak().speak(text, 165), text))
    assert np.median(late) <= 0.04 and np.percentile(late, 95) <= 0.12


def test_events_that_espeak_leaves_over_from_an_earlier_text_disturb_nothing() -> None:
    espeak().set_voice("en-us")
    espeak().speak("Here x prime equals D of z comes out.", 165)
    assert np.abs(lateness(espeak().speak(SENTENCES[0], 165), SENTENCES[0])).max() <= 0.1


def test_a_word_after_a_pause_begins_with_its_sound() -> None:
    utterance = timed_hibari("heart").speak("It answers; then, after a while: silence.")
    ends = [end for _, end in Energy(utterance.samples, utterance.rate).silences(8)]
    for word in ("then,", "silence."):
        start = next(span.start for span in utterance.words if span.word == word)
        assert min(abs(start - end) for end in ends) <= 0.02 * utterance.rate


def test_text_that_is_normalised_keeps_a_time_for_every_word() -> None:
    text = "It costs $5 at 9:30am, i.e. 20% of Dr. Smith's 1,250 V-A-E's - or so."
    utterance = timed_hibari("heart").speak(text)
    assert [span.word for span in utterance.words] == text.split()
    places = [place for span in utterance.words for place in (span.start, span.end)]
    assert places == sorted(places) and places[0] > 0


def test_a_sentence_longer_than_the_model_reads_at_once() -> None:
    text = ", and ".join(["the encoder reads an image of a handwritten digit from the test set"] * 9) + "."
    utterance = timed_hibari("heart").speak(text)
    assert len(utterance.words) == len(text.split())
    assert 25 < len(utterance.samples) / utterance.rate < 60
    starts = [span.start for span in utterance.words]
    assert starts == sorted(starts) and max(np.diff(starts)) < 2 * utterance.rate


# A person's recording.

SECOND = "It answers with two vectors, a mean and a variance."
SCRIPT = f"The encoder reads an image of a digit. {SECOND} Then the decoder draws it again."


def recording(folder: Path, text: str) -> tuple[Path, list[int], Samples]:
    """A reading as a microphone would give it: 44.1 kHz, stereo, soft, with noise and silence around it."""
    folder.mkdir()
    make_take(_job(text, "hibari"), folder)
    samples, rate = read_wav(folder / "take.wav")
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))["words"]
    room = np.random.default_rng(5).standard_normal(44_100 * 2 + round(len(samples) * 44_100 / rate)) * 3e-4
    room[44_100 : 44_100 + round(len(samples) * 44_100 / rate)] += 0.2 * soxr.resample(samples, rate, 44_100)
    path = folder / "recording.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 44_100, 0, "NONE", ""))
        file.writeframes(np.repeat(np.rint(room * 32767).astype("<i2"), 2).tobytes())
    return path, [word["start"] for word in words], samples


def _job(text: str, engine: str, path: Path | None = None) -> dict[str, Any]:
    made = {"frame": "a/b", "engine": engine, "voice": None, "rate": 1.0, "lexicon": {}, "recording": path and str(path)}
    return {**made, "sentences": sentences_of(text)}


def test_the_words_of_a_recording_are_found(tmp_path: Path) -> None:
    path, starts, samples = recording(tmp_path / "voice", SCRIPT)
    (tmp_path / "out").mkdir()
    make_take(_job(SCRIPT, "recorded", path), tmp_path / "out")
    facts = json.loads((tmp_path / "out" / "words.json").read_text(encoding="utf-8"))
    late = np.array([word["start"] - start for word, start in zip(facts["words"], starts, strict=True)]) / 48_000
    assert np.median(np.abs(late)) <= 0.04 and np.percentile(np.abs(late), 95) <= 0.12
    assert facts["synthetic"] is False and abs(facts["lufs"] + 16.0) <= 0.3
    assert facts["samples"] == pytest.approx(len(samples), abs=4800)


def test_a_recording_of_another_text_is_refused_and_the_sentence_named(tmp_path: Path) -> None:
    path, _, _ = recording(tmp_path / "voice", SCRIPT)
    other = SCRIPT.replace(SECOND, "Bring seven green bottles home tomorrow morning.")
    with pytest.raises(LectureError, match=r"recording\.wav: the recording does not say 'Bring seven green"):
        make_take(_job(other, "recorded", path), tmp_path)


def test_a_recording_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(LectureError, match="the recording is missing"):
        make_take(_job(SCRIPT, "recorded", tmp_path / "none.wav"), tmp_path)
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(LectureError, match=r"text\.wav: the recording cannot be read"):
        make_take(_job(SCRIPT, "recorded", tmp_path / "text.wav"), tmp_path)
    with pytest.raises(LectureError, match="needs a recording"):
        make_take(_job(SCRIPT, "recorded"), tmp_path)
