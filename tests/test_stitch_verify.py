"""Verification of finished masters: what is lost, moved, cut or too quiet is found, and named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from media.packets import PACKET, SAMPLES_PER_PICTURE
from media.sound import Samples, decode, encode, m4a_bytes, read_wav
from stitch.door import make_master, verify_master
from stitch.verify import decode_frame_sound
from tests.stitch_toys import BLUE, LEAD, RED, SIZE, ToyFrame, silent_card, toy_fade, toy_frame, write_take


class Toy:
    """A card and two frames with cross-fades, and the jobs that stitch and verify them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.card = silent_card(root / "card", "card/toy")
        self.red = toy_frame(root / "red", "toy/red", RED, seed=1)
        self.blue = toy_frame(root / "blue", "toy/blue", BLUE, seed=2)
        self.fades = [toy_fade(root / "fade1", self.card, self.red), toy_fade(root / "fade2", self.red, self.blue)]
        (root / "toy.srt").write_text("1\n00:00:02,000 --> 00:00:03,000\nHello\n", encoding="utf-8")

    def items(self) -> list[dict[str, Any]]:
        items = [frame.item() for frame in (self.card, self.red, self.blue)]
        for item, fade in zip(items, self.fades, strict=False):
            item["fade"] = str(fade)
        return items

    def master(self, folder: Path, items: list[dict[str, Any]] | None = None, chapters: Any = None) -> Path:
        folder.mkdir(exist_ok=True)
        chapters = chapters or [[32, "1.1 Red"], [32 + self.red.pictures, "1.2 Blue"]]
        job = {"name": "toy", "items": items or self.items(), "language": "en", "captions": str(self.root / "toy.srt")}
        make_master(job | {"chapters": chapters, "metadata": {"title": "Toy"}, "poster": None}, folder)
        return folder / "master.mp4"

    def expected(self) -> list[dict[str, Any]]:
        card = {"frame": "card/toy", "pictures": 32, "timeline": None, "take": None}
        return [card | {"fade": True}, self.red.expected() | {"fade": True}, self.blue.expected()]

    def verify(self, master: Path, **changes: Any) -> dict[str, Any]:
        job = {"name": "toy", "master": str(master), "items": self.expected(), "language": "en", "width": SIZE, "height": SIZE}
        job |= {"captions": 1, "chapters": 2, "loudness": True, "cache": str(self.root / "cache")}
        verify_master(job | changes, master.parent)
        return dict(json.loads((master.parent / "report.json").read_text(encoding="utf-8")))

    def with_sound(self, folder: Path, frame: ToyFrame, change: Callable[[Samples], Samples]) -> Path:
        """A master in which one frame's sound was changed before it was encoded."""
        timeline = frame.timeline
        sound = np.zeros(timeline["samples"], np.float32)
        take = read_wav(frame.folder / "take.wav", frame.name)
        sound[LEAD : LEAD + len(take)] = take
        folder.mkdir()
        (folder / "sound.m4a").write_bytes(m4a_bytes(encode(change(sound))))
        items = self.items()
        for item in items:
            if item["frame"] == frame.name:
                item["sound"] = str(folder / "sound.m4a")
        return self.master(folder, items)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    return Toy(tmp_path_factory.mktemp("toy"))


def found(report: dict[str, Any]) -> list[tuple[str | None, str]]:
    return [(row["frame"], row["what"]) for row in report["findings"]]


def test_a_sound_master_has_no_findings_and_its_measurements_are_reported(toy: Toy, tmp_path: Path) -> None:
    report = toy.verify(toy.master(tmp_path))
    assert report["findings"] == []
    assert report["ok"] is True
    assert report["lufs"] == pytest.approx(-16, abs=0.5)
    assert report["peak_dbtp"] < -1.5
    card, red, _ = report["frames"]
    assert (card["lufs"], card["cues"]) == (None, [])
    assert red["shift_ms"] == 0
    assert red["words"] == 6
    for cue in red["cues"]:
        assert -0.101 <= cue["offset"] <= 0
        assert cue["share"] == pytest.approx(0.5, abs=0.04)
    # Between the two cues, three words long, nothing moves.
    assert 1.2 < red["still_seconds"] < 1.7


def test_a_frame_whose_sound_is_silence_is_named(toy: Toy, tmp_path: Path) -> None:
    report = toy.verify(toy.with_sound(tmp_path / "m", toy.red, np.zeros_like))
    assert ("toy/red", "its sound is not its take's") in found(report)
    assert ("toy/red", "a word is not heard") in found(report)
    assert not any(frame == "toy/blue" for frame, _ in found(report))


def without_sound(master: Path, target: Path, first_picture: int, pictures: int, *, close: bool) -> Path:
    """A copy of a master without one frame's sound packets; `close` moves what follows forward into the gap."""
    begin = first_picture * SAMPLES_PER_PICTURE - PACKET
    end = begin + pictures * SAMPLES_PER_PICTURE
    target.parent.mkdir()
    with av.open(str(master)) as source, av.open(str(target), "w", options={"movie_timescale": "48000"}) as out:
        streams = {
            one.index: out.add_stream_from_template(one, opaque=True) for one in (*source.streams.video, *source.streams.audio)
        }
        for packet in source.demux(*source.streams.video, *source.streams.audio):
            if packet.dts is None or packet.pts is None:
                continue
            if packet.stream.type == "audio" and begin <= packet.pts < end:
                continue
            if packet.stream.type == "audio" and packet.pts >= end and close:
                packet.pts = packet.dts = packet.pts - (end - begin)
            packet.stream = streams[packet.stream_index]
            out.mux(packet)
    return target


@pytest.mark.parametrize("close", [False, True])
def test_a_frame_whose_sound_packets_were_taken_out_is_named(toy: Toy, tmp_path: Path, close: bool) -> None:
    master = without_sound(toy.master(tmp_path), tmp_path / "cut" / "master.mp4", 32, toy.red.pictures, close=close)
    report = toy.verify(master)
    named = [(frame, what) for frame, what in found(report) if frame == "toy/red"]
    assert ("toy/red", "its sound is not its take's") in named or ("toy/red", "its sound") in named
    assert (None, "faststart") in found(report)


def test_sound_that_is_a_third_of_a_second_late_is_found_with_its_size(toy: Toy, tmp_path: Path) -> None:
    report = toy.verify(toy.with_sound(tmp_path / "m", toy.blue, lambda sound: np.roll(sound, 14_400)))
    row = next(row for row in report["findings"] if row["what"] == "its sound is out of place")
    assert (row["frame"], row["measured"], row["allowed"]) == ("toy/blue", "+300 ms", "±20 ms")
    assert not any(frame == "toy/red" for frame, _ in found(report))


def test_ten_milliseconds_are_allowed_and_thirty_are_not(toy: Toy, tmp_path: Path) -> None:
    near = toy.verify(toy.with_sound(tmp_path / "near", toy.blue, lambda sound: np.roll(sound, -480)))
    assert ("toy/blue", "its sound is out of place") not in found(near)
    far = toy.verify(toy.with_sound(tmp_path / "far", toy.blue, lambda sound: np.roll(sound, -1_440)))
    assert ("toy/blue", "its sound is out of place") in found(far)


def test_a_last_word_that_is_cut_is_found_and_quoted(toy: Toy, tmp_path: Path) -> None:
    start = toy.red.timeline["words"][-1]["start"]

    def cut(sound: Samples) -> Samples:
        sound[start:] = 0
        return sound

    report = toy.verify(toy.with_sound(tmp_path / "m", toy.red, cut))
    rows = [row for row in report["findings"] if row["what"] == "a word is not heard"]
    assert [row["frame"] for row in rows] == ["toy/red"]
    assert rows[0]["measured"].startswith(f"'word5' at {start / 48_000:.2f} s: -")


def test_a_word_replaced_by_another_of_equal_strength_is_found(toy: Toy, tmp_path: Path) -> None:
    words = toy.red.timeline["words"]

    def replace(sound: Samples) -> Samples:
        into, source = words[2], words[4]
        length = min(into["end"] - into["start"], source["end"] - source["start"])
        sound[into["start"] : into["start"] + length] = sound[source["start"] : source["start"] + length]
        return sound

    report = toy.verify(toy.with_sound(tmp_path / "m", toy.red, replace))
    assert [row["measured"].split()[0] for row in report["findings"] if row["frame"] == "toy/red"] == ["'word2'"]


def test_frames_in_the_wrong_order_are_named(toy: Toy, tmp_path: Path) -> None:
    items = toy.items()
    items[1]["sound"], items[2]["sound"] = items[2]["sound"], items[1]["sound"]
    pictures = {frame.name: frame.pictures for frame in (toy.red, toy.blue)}
    folder = tmp_path / "m"
    if pictures["toy/red"] != pictures["toy/blue"]:  # bring both sounds to the other's length
        folder.mkdir()
        for item, frame in ((items[1], toy.red), (items[2], toy.blue)):
            other = toy.blue if frame is toy.red else toy.red
            sound = np.zeros(frame.pictures * SAMPLES_PER_PICTURE, np.float32)
            take = read_wav(other.folder / "take.wav", other.name)[: len(sound) - LEAD - PACKET]
            sound[LEAD : LEAD + len(take)] = take
            item["sound"] = str(folder / f"{frame.folder.name}.m4a")
            Path(item["sound"]).write_bytes(m4a_bytes(encode(sound)))
    report = toy.verify(toy.master(folder, items))
    assert {frame for frame, what in found(report) if what == "its sound is not its take's"} == {"toy/red", "toy/blue"}


def test_a_frame_that_was_left_out_is_named(toy: Toy, tmp_path: Path) -> None:
    card, _, blue = toy.items()
    report = toy.verify(toy.master(tmp_path / "m", [card, blue], chapters=[[32, "1.2 Blue"]]))
    assert ("toy/red", "its sound is not its take's") in found(report)
    assert (None, "pictures") in found(report)


def test_half_a_word_that_is_cut_is_found(toy: Toy, tmp_path: Path) -> None:
    word = toy.red.timeline["words"][-1]

    def cut(sound: Samples) -> Samples:
        sound[(word["start"] + word["end"]) // 2 :] = 0
        return sound

    report = toy.verify(toy.with_sound(tmp_path / "m", toy.red, cut))
    assert [row["measured"].split()[0] for row in report["findings"]] == ["'word5'"]


def test_noise_where_a_frame_should_be_silent_is_found(toy: Toy, tmp_path: Path) -> None:
    def beep(sound: Samples) -> Samples:
        sound[4_000:6_000] = 0.01 * np.sin(np.arange(2_000) / 10)
        return sound

    report = toy.verify(toy.with_sound(tmp_path / "m", toy.red, beep))
    assert found(report) == [("toy/red", "sound where it should be silent")]


def test_a_master_that_is_too_loud_or_has_high_peaks_is_found(toy: Toy, tmp_path: Path) -> None:
    report = toy.verify(toy.with_sound(tmp_path / "loud", toy.red, lambda sound: sound * 2.2))
    assert ("toy/red", "loudness") in found(report)
    assert (None, "loudness") in found(report)
    assert (None, "true peak") in found(report)
    assert toy.verify(tmp_path / "loud" / "master.mp4", loudness=False)["ok"] is True


def test_a_cue_that_shows_nothing_and_one_that_comes_late_are_named(toy: Toy, tmp_path: Path) -> None:
    mute = toy_frame(tmp_path / "mute", "toy/red", RED, seed=1, show=False)
    late = toy_frame(tmp_path / "late", "toy/blue", BLUE, seed=2, late=12)
    card, red, blue = toy.items()
    master = toy.master(tmp_path / "m", [card, mute.item() | {"fade": red["fade"]}, late.item() | {"fade": blue["fade"]}])
    rows = [(row["frame"], row["what"], row["measured"][:15], row["allowed"]) for row in toy.verify(master)["findings"]]
    # The first change is the fade's, 2 s are not over; or nothing changes at all.
    assert [row[:2] for row in rows] == [("toy/red", "cue 'cue4'"), ("toy/blue", "cue 'cue1'"), ("toy/blue", "cue 'cue4'")]
    assert rows[0][2] == "nothing changes"
    assert rows[1][2].startswith("+0.3") and rows[1][3] == "-0.1 … +0.2 s"


def test_pictures_that_are_not_the_clips_are_named(toy: Toy, tmp_path: Path) -> None:
    other = toy_frame(tmp_path / "other", "toy/red", BLUE, seed=1)
    items = toy.items()
    items[1]["clip"] = str(other.folder / "clip.mp4")
    expected = toy.expected()
    for row, frame in zip(expected, (toy.card, toy.red, toy.blue), strict=True):
        row["clip"] = str(frame.folder / "clip.mp4")
    report = toy.verify(toy.master(tmp_path / "m", items), items=expected)
    assert found(report) == [("toy/red", "pictures")]


def test_a_missing_picture_is_found(toy: Toy, tmp_path: Path) -> None:
    expected = toy.expected()
    expected[2]["pictures"] += 16
    report = toy.verify(toy.master(tmp_path / "m"), items=expected)
    assert ("toy/blue", "pictures in the file") in found(report)
    assert (None, "pictures") in found(report)
    assert ("toy/blue", "length of its sound") in found(report)


@pytest.mark.parametrize("keep", [0.97, 0.6, 0.05])
def test_a_truncated_master_is_found(toy: Toy, tmp_path: Path, keep: float) -> None:
    master = toy.master(tmp_path)
    data = master.read_bytes()
    master.write_bytes(data[: int(len(data) * keep)])
    assert toy.verify(master)["ok"] is False


def test_a_missing_master_is_found(toy: Toy, tmp_path: Path) -> None:
    assert found(toy.verify(tmp_path / "master.mp4")) == [(None, "the file")]


def test_properties_that_differ_are_found(toy: Toy, tmp_path: Path) -> None:
    master = toy.master(tmp_path)
    report = toy.verify(master, language="de", width=1920, height=1080, captions=7, chapters=3)
    whats = {what for _, what in found(report)}
    assert whats == {"picture: size", "picture: language", "sound: language", "captions: language", "captions", "chapters"}


def test_known_measurements_are_used_again_and_damaged_ones_are_not(toy: Toy, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    master = toy.master(tmp_path)
    first = toy.verify(master, cache=str(cache))
    files = sorted(cache.iterdir())
    assert len(files) == 6  # sound and pictures of three items
    before = [file.stat().st_mtime_ns for file in files]
    assert toy.verify(master, cache=str(cache)) == first
    assert [file.stat().st_mtime_ns for file in files] == before
    for file in files:
        file.write_text(file.read_text().replace("0", "1"))
    assert toy.verify(master, cache=str(cache)) == first
    # A frame's own master holds the same packets: nothing is measured anew.
    folder = tmp_path / "alone"
    folder.mkdir()
    job = {"name": "blue", "items": [toy.blue.item()], "language": "en", "captions": None, "chapters": [], "metadata": {}}
    make_master(job | {"poster": None}, folder)
    alone = toy.verify(folder / "master.mp4", items=[toy.blue.expected()], captions=0, chapters=0, cache=str(cache))
    assert alone["findings"] == []
    assert sorted(cache.iterdir()) == files


def test_the_ear_gets_a_frames_sound_out_of_the_middle_of_a_master(toy: Toy, tmp_path: Path) -> None:
    master = toy.master(tmp_path)
    heard = decode_frame_sound(master, 32 + toy.red.pictures, toy.blue.pictures)
    shutil.copy(toy.blue.folder / "sound.m4a", tmp_path)
    with av.open(str(tmp_path / "sound.m4a")) as container:
        alone = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    np.testing.assert_array_equal(heard, alone)
    assert heard.dtype == np.float32
    np.testing.assert_array_equal(decode(encode(heard * 0)), heard * 0)
    with pytest.raises(ValueError, match=r"master\.mp4: 204800 of 230400 samples from picture 176 on"):
        decode_frame_sound(master, 176, 144)


def test_a_silent_take_is_a_finding_unless_the_voice_is_a_fake(toy: Toy, tmp_path: Path) -> None:
    frame = toy_frame(tmp_path / "mute", "toy/mute", RED, seed=1)
    write_take(frame.folder / "take.wav", np.zeros(90_000, np.float32))
    folder = tmp_path / "m"
    folder.mkdir()
    (folder / "silence.m4a").write_bytes(m4a_bytes(encode(np.zeros(frame.pictures * SAMPLES_PER_PICTURE, np.float32))))
    item = frame.item() | {"sound": str(folder / "silence.m4a")}
    job = {"name": "mute", "items": [item], "language": "en", "captions": None, "chapters": [], "metadata": {}, "poster": None}
    make_master(job, folder)
    changes = {"items": [frame.expected()], "captions": 0, "chapters": 0}
    assert ("toy/mute", "its take") in found(toy.verify(folder / "master.mp4", **changes))
    assert toy.verify(folder / "master.mp4", loudness=False, **changes)["ok"] is True
