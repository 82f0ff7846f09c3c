"""Our pyttsx3 drivers through pyttsx3's public interface, with a regression test for each of its known traps."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pyttsx3

from voice import pyttsx3_espeak, pyttsx3_hibari
from voice.queued_driver import read_wav, words_file

ROOT = Path(__file__).resolve().parent.parent
DRIVERS = {"hibari": pyttsx3_hibari, "espeak_timed": pyttsx3_espeak}
TOPICS = ("started-utterance", "started-word", "finished-utterance", "error")

Event = tuple[str, dict[str, Any]]


@pytest.fixture(params=sorted(DRIVERS))
def engine(request: pytest.FixtureRequest) -> Iterator[Any]:
    made = pyttsx3.init(DRIVERS[request.param].register())
    yield made
    made.proxy._queue.clear()
    pyttsx3._activeEngines.pop(request.param, None)


def events_of(engine: Any) -> list[Event]:
    events: list[Event] = []
    for topic in TOPICS:
        engine.connect(topic, lambda topic=topic, **facts: events.append((topic, facts)))
    return events


def seconds(path: Path) -> float:
    with wave.open(str(path)) as file:
        return file.getnframes() / file.getframerate()


def test_every_queued_file_is_written_and_said_in_full(engine: Any, tmp_path: Path) -> None:
    events = events_of(engine)
    texts = ["The encoder reads an image.", "It answers with two vectors, a mean and a variance.", "Yes."]
    for index, text in enumerate(texts):
        engine.save_to_file(text, str(tmp_path / f"{index}.wav"), f"take {index}")
    engine.runAndWait()
    lengths = [seconds(tmp_path / f"{index}.wav") for index in range(3)]
    assert lengths[1] > lengths[0] > lengths[2] > 0.2
    for index in range(3):
        samples, _ = read_wav(tmp_path / f"{index}.wav")
        assert float(np.abs(samples).max()) > 0.05
    finished = [facts for topic, facts in events if topic == "finished-utterance"]
    assert finished == [{"name": f"take {index}", "completed": True} for index in range(3)]


def test_words_are_announced_with_their_place_in_the_text(engine: Any, tmp_path: Path) -> None:
    events = events_of(engine)
    text = "Noise, then a digit."
    engine.save_to_file(text, str(tmp_path / "a.wav"), "a")
    engine.runAndWait()
    assert [topic for topic, _ in events] == ["started-utterance", *["started-word"] * 4, "finished-utterance"]
    places = [(facts["location"], facts["length"]) for topic, facts in events if topic == "started-word"]
    assert [text[at : at + length] for at, length in places] == ["Noise,", "then", "a", "digit."]


def test_word_times_lie_beside_the_file(engine: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    engine.save_to_file("Twenty-eight by twenty-eight grey values, one digit.", str(path))
    engine.runAndWait()
    times = json.loads(words_file(path).read_text(encoding="utf-8"))
    samples, rate = read_wav(path)
    assert times["sample_rate"] == rate and times["samples"] == len(samples)
    assert [word["word"] for word in times["words"]] == times["text"].split()
    places = [place for word in times["words"] for place in (word["start"], word["end"])]
    assert places == sorted(places) and places[0] > 0 and places[-1] <= len(samples)
    assert all(word["end"] - word["start"] > rate // 50 for word in times["words"])


def test_rate_volume_and_voice_change_the_sound(engine: Any, tmp_path: Path) -> None:
    text = "The latent space has twenty dimensions."
    for name, rate, volume in (("slow", 110, 1.0), ("fast", 220, 1.0), ("soft", 110, 0.25)):
        engine.setProperty("rate", rate)
        engine.setProperty("volume", volume)
        engine.save_to_file(text, str(tmp_path / f"{name}.wav"))
        engine.runAndWait()
        assert engine.getProperty("rate") == rate and engine.getProperty("volume") == volume
    assert seconds(tmp_path / "slow.wav") > 1.5 * seconds(tmp_path / "fast.wav")
    slow, soft = (float(np.std(read_wav(tmp_path / f"{name}.wav")[0])) for name in ("slow", "soft"))
    assert soft == pytest.approx(slow / 4, rel=0.03)
    voices = engine.getProperty("voices")
    assert voices and all(voice.id and voice.languages for voice in voices)


def test_an_unknown_voice_or_property_is_an_error_event(engine: Any, tmp_path: Path) -> None:
    events = events_of(engine)
    before = engine.getProperty("voice")
    engine.setProperty("voice", "nobody")
    engine.setProperty("loudness", 3)
    engine.runAndWait()
    errors = [str(facts["exception"]) for topic, facts in events if topic == "error"]
    assert len(errors) == 2 and "nobody" in errors[0] and "loudness" in errors[1]
    assert engine.getProperty("voice") == before
    with pytest.raises(KeyError):
        engine.getProperty("loudness")


def test_a_stopped_utterance_is_not_completed_and_leaves_no_file(engine: Any, tmp_path: Path) -> None:
    events = events_of(engine)
    engine.connect("started-word", lambda name, location, length: engine.stop() if location else None)
    engine.save_to_file("One two three four.", str(tmp_path / "a.wav"), "a")
    engine.save_to_file("Never said.", str(tmp_path / "b.wav"), "b")
    engine.runAndWait()
    assert ("finished-utterance", {"name": "a", "completed": False}) in events
    assert list(tmp_path.iterdir()) == []


def test_an_outer_loop_can_drive_it(engine: Any, tmp_path: Path) -> None:
    events = events_of(engine)
    engine.startLoop(False)
    engine.save_to_file("A digit.", str(tmp_path / "a.wav"), "a")
    for _ in range(3):
        engine.iterate()
    engine.endLoop()
    assert ("finished-utterance", {"name": "a", "completed": True}) in events and (tmp_path / "a.wav").exists()


def test_hundreds_of_commands_do_not_pile_up_on_the_stack(engine: Any, tmp_path: Path) -> None:
    done = []
    engine.connect("finished-utterance", lambda name, completed: done.append(completed))
    for index in range(sys.getrecursionlimit() // 2):
        engine.save_to_file("x", str(tmp_path / "no folder" / f"{index}.wav"))
    engine.runAndWait()
    assert done == [False] * (sys.getrecursionlimit() // 2)


# The traps of pyttsx3's own espeak driver.


@pytest.mark.parametrize("module", ["pyttsx3_hibari", "pyttsx3_espeak"])
def test_trap_first_run_of_a_process_returns_before_the_file_is_there(module: str, tmp_path: Path) -> None:
    program = f"""
        import pyttsx3
        from voice import {module} as driver
        engine = pyttsx3.init(driver.register())
        engine.save_to_file("The first sentence of a process.", {str(tmp_path / "a.wav")!r})
        busy = []
        engine.connect("started-word", lambda name, location, length: busy.append(engine.isBusy()))
        engine.runAndWait()
        print(all(busy), len(busy))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "True 6\n"
    assert seconds(tmp_path / "a.wav") > 1.0


def test_trap_an_empty_run_or_another_text_rewrites_the_last_file(engine: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    engine.save_to_file("The only text of this file.", str(path))
    engine.runAndWait()
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    engine.runAndWait()
    engine.save_to_file("Something else.", str(tmp_path / "b.wav"))
    engine.runAndWait()
    assert path.read_bytes() == before and path.stat().st_mtime_ns == stamp


def test_trap_an_unwritable_path_hangs(engine: Any, tmp_path: Path) -> None:
    events = events_of(engine)
    folder = tmp_path / "folder.wav"
    folder.mkdir()
    engine.save_to_file("Into nowhere.", str(tmp_path / "missing" / "a.wav"), "missing")
    engine.save_to_file("Onto a folder.", str(folder), "folder")
    engine.save_to_file("This one works.", str(tmp_path / "c.wav"), "c")
    engine.runAndWait()
    errors = {facts["name"]: str(facts["exception"]) for topic, facts in events if topic == "error"}
    assert "there is no folder" in errors["missing"] and "cannot be written" in errors["folder"]
    finished = {facts["name"]: facts["completed"] for topic, facts in events if topic == "finished-utterance"}
    assert finished == {"missing": False, "folder": False, "c": True}
    assert (tmp_path / "c.wav").exists()


def test_trap_a_file_is_wav_whatever_its_name_says(engine: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    events = events_of(engine)
    engine.save_to_file("This is no MP3.", str(tmp_path / "a.mp3"), "a")
    engine.save_to_file("This is a WAV.", str(tmp_path / "a.wav"), "b")
    engine.runAndWait()
    assert [facts["name"] for topic, facts in events if topic == "error"] == ["a"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "a.words.json"]
    assert capfd.readouterr() == ("", "")
