"""Masters: copied packets on exact times, and clear errors for everything that cannot be copied."""

from __future__ import annotations

import json
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.errors import LectureError
from media.packets import PACKET, SAMPLES_PER_PICTURE, Film, Part, Piece, three_letters, write_film
from media.sound import encode, m4a_bytes
from stitch.contents import top_boxes
from stitch.door import make_master, version
from stitch.masters import read_captions
from tests.stitch_toys import BLUE, GREEN, RED, SIZE, WHITE, ToyFrame, picture, silent_card, toy_fade, write_clip

SRT = "1\n00:00:00,500 --> 00:00:01,250\nThe mean {μ} is\n<0.5 & more\n\n2\n00:00:02,000 --> 00:00:02,900\nBye\n"


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> list[ToyFrame]:
    root = tmp_path_factory.mktemp("frames")
    made = []
    for name, colour, pictures in (("toy/red", RED, 48), ("toy/blue", BLUE, 64), ("toy/green", GREEN, 32)):
        frame = silent_card(root / name.replace("/", "-"), name, pictures)
        moving = [(picture(colour, (8 * k % 256, 0, 0)), 1) for k in range(pictures)]
        write_clip(frame.folder / "clip.mp4", moving)
        made.append(frame)
    return made


def job(frames: list[ToyFrame], folder: Path, **changes: Any) -> dict[str, Any]:
    (folder / "toy.srt").write_text(SRT, encoding="utf-8")
    metadata = {"title": "Toy · µ", "artist": "A. Author", "copyright": "CC BY 4.0", "comment": "The voice is synthetic."}
    whole = {"name": "toy", "items": [frame.item() for frame in frames], "language": "en", "captions": str(folder / "toy.srt")}
    return whole | {"chapters": [[0, "1 Red"], [48, "2 Blue"]], "metadata": metadata, "poster": 3} | changes


def write(frames: list[ToyFrame], folder: Path, **changes: Any) -> Path:
    out = folder / "out"
    out.mkdir()
    make_master(job(frames, folder, **changes), out)
    return out / "master.mp4"


def decoded(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]


def test_a_master_holds_every_picture_and_sample_at_its_exact_time(frames: list[ToyFrame], tmp_path: Path) -> None:
    master = write(frames, tmp_path)
    times: dict[str, list[Fraction]] = {"video": [], "audio": []}
    with av.open(str(master)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        for packet in container.demux(video, audio):
            if packet.pts is not None:
                times[packet.stream.type].append(packet.pts * packet.time_base)
        assert (video.duration * video.time_base, audio.duration * audio.time_base) == (Fraction(144, 30), Fraction(144, 30))
        assert (video.start_time, audio.start_time) == (0, 0)
    assert times["video"] == [Fraction(n, 30) for n in range(144)]
    assert times["audio"] == [Fraction((n - 1) * PACKET, 48_000) for n in range(144 * 25 // 16 + 1)]
    with av.open(str(master)) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) == 144 * SAMPLES_PER_PICTURE
    expected = [image for frame in frames for image in decoded(frame.folder / "clip.mp4")]
    np.testing.assert_array_equal(decoded(master), expected)


def test_ffprobe_sees_what_the_specification_asks_for(frames: list[ToyFrame], tmp_path: Path) -> None:
    master = write(frames, tmp_path)
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-show_chapters", "-of", "json", str(master)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    video, audio, text = told["streams"][:3]
    wanted = {"codec_name": "h264", "profile": "High", "pix_fmt": "yuv420p", "width": SIZE, "has_b_frames": 0}
    wanted |= {"r_frame_rate": "30/1", "avg_frame_rate": "30/1", "nb_frames": "144"}
    wanted |= dict.fromkeys(("color_space", "color_transfer", "color_primaries"), "bt709") | {"color_range": "tv"}
    assert {name: video[name] for name in wanted} == wanted
    wanted = {"codec_name": "aac", "profile": "LC", "sample_rate": "48000", "channels": 1, "start_time": "0.000000"}
    assert {name: audio[name] for name in wanted} == wanted
    assert audio["duration_ts"] == 144 * SAMPLES_PER_PICTURE
    assert (text["codec_name"], {stream["tags"]["language"] for stream in told["streams"][:3]}) == ("mov_text", {"eng"})
    chapters = [(chapter["start_time"], chapter["end_time"], chapter["tags"]["title"]) for chapter in told["chapters"]]
    assert chapters == [("0.000000", "1.600000", "1 Red"), ("1.600000", "4.800000", "2 Blue")]
    tags = told["format"]["tags"]
    assert (tags["title"], tags["artist"], tags["copyright"]) == ("Toy · µ", "A. Author", "CC BY 4.0")
    assert tags["comment"] == "The voice is synthetic."
    boxes = top_boxes(master)
    assert boxes.index("moov") < boxes.index("mdat") and "cut" not in boxes
    assert told["format"]["duration"] == "4.800000"


def test_embedded_captions_come_out_as_they_went_in(frames: list[ToyFrame], tmp_path: Path) -> None:
    master = write(frames, tmp_path)
    command = ["ffmpeg", "-v", "error", "-i", str(master), "-map", "0:s:0", "-f", "srt", "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert text.split() == SRT.split()


def test_captions_may_also_come_as_webvtt(tmp_path: Path) -> None:
    (tmp_path / "toy.srt").write_text(SRT, encoding="utf-8")
    vtt = "WEBVTT\nKind: captions\nLanguage: en\n\n00:00.500 --> 00:01.250\nThe mean {μ} is\n&lt;0.5 &amp; more\n\n"
    (tmp_path / "toy.vtt").write_text(vtt + "00:02.000 --> 00:02.900\nBye\n", encoding="utf-8")
    assert read_captions(tmp_path / "toy.vtt") == read_captions(tmp_path / "toy.srt")


def test_captions_that_overlap_are_refused(tmp_path: Path) -> None:
    (tmp_path / "toy.srt").write_text(SRT.replace("00:00:02,000", "00:00:01,000"), encoding="utf-8")
    with pytest.raises(LectureError, match=r"toy\.srt: the caption at 500 ms overlaps or ends before it starts"):
        read_captions(tmp_path / "toy.srt")


def test_the_same_job_gives_the_same_bytes(frames: list[ToyFrame], tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert write(frames, tmp_path).read_bytes() == write(frames, tmp_path / "again").read_bytes()


def test_the_description_says_where_each_frame_lies(frames: list[ToyFrame], tmp_path: Path) -> None:
    master = write(frames, tmp_path)
    told = json.loads((master.parent / "master.json").read_text())
    places = [(item["frame"], item["first_picture"], item["pictures"]) for item in told["items"]]
    assert places == [("toy/red", 0, 48), ("toy/blue", 48, 64), ("toy/green", 112, 32)]
    assert (told["pictures"], told["samples"], told["captions"]) == (144, 144 * SAMPLES_PER_PICTURE, 2)
    assert told["bytes"] == master.stat().st_size
    assert (master.parent / "poster.jpg").read_bytes()[:3] == b"\xff\xd8\xff"


def test_a_cross_fade_makes_nothing_longer_and_leads_from_one_frame_to_the_next(frames: list[ToyFrame], tmp_path: Path) -> None:
    red, blue = frames[:2]
    still = tmp_path / "still"
    still.mkdir()
    write_clip(still / "clip.mp4", [(picture(RED), 48)])
    fade = toy_fade(tmp_path / "fade", ToyFrame("toy/red", still, 48), blue)
    items = [red.item() | {"clip": str(still / "clip.mp4"), "fade": str(fade)}, blue.item()]
    pictures = decoded(write(frames, tmp_path, items=items, captions=None, chapters=[]))
    assert len(pictures) == 48 + 64
    luma = [float(image[:SIZE, SIZE // 4].mean()) for image in pictures]
    start, end = luma[31], luma[48]
    expected = [start + (end - start) * (k + 1) / 17 for k in range(16)]
    np.testing.assert_allclose(luma[32:48], expected, atol=1.5)


@settings(max_examples=15, deadline=None)
@given(take=st.integers(1, 63))
def test_any_first_pictures_of_a_clip_can_be_taken(
    frames: list[ToyFrame], tmp_path_factory: pytest.TempPathFactory, take: int
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    clip, other = frames[1].folder / "clip.mp4", frames[0].folder / "clip.mp4"
    rest = 64 - take
    parts = (Part(clip, take), Part(other, min(rest, 48)), Part(clip, max(rest - 48, 0)))
    write_film(Film((Piece("toy/cut", parts, frames[1].folder / "sound.m4a"),)), folder / "film.mp4")
    expected = [*decoded(clip)[:take], *decoded(other)[: min(rest, 48)], *decoded(clip)[: max(rest - 48, 0)]]
    np.testing.assert_array_equal(decoded(folder / "film.mp4"), expected)


def refused(frames: list[ToyFrame], folder: Path, message: str, **item: Any) -> None:
    items = [frame.item() for frame in frames]
    items[1] |= item
    with pytest.raises(LectureError, match=message):
        write(frames, folder, items=items)


def test_a_clip_of_another_size_is_refused(frames: list[ToyFrame], tmp_path: Path) -> None:
    write_clip(tmp_path / "clip.mp4", [(picture(WHITE, size=32), 64)])
    message = r"clip\.mp4: frame toy/blue: the clip was encoded with other settings than the film it goes into; its pict"
    refused(frames, tmp_path, message, clip=str(tmp_path / "clip.mp4"))


def test_a_sound_of_another_kind_is_refused(frames: list[ToyFrame], tmp_path: Path) -> None:
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "anullsrc=r=48000:cl=stereo",
        "-t",
        "2.1333",
        str(tmp_path / "s.m4a"),
    ]
    subprocess.run(command, check=True)
    message = "frame toy/blue: the sound was encoded with other settings than the film it goes into"
    refused(frames, tmp_path, message, sound=str(tmp_path / "s.m4a"))


@pytest.mark.parametrize(
    ("kind", "source", "message"),
    [
        ("clip", "nowhere", "frame toy/blue: its clip is missing"),
        ("sound", "nowhere", "frame toy/blue: its sound is missing"),
        ("clip", "damaged", "frame toy/blue: its clip cannot be read"),
        ("clip", "red clip", "frame toy/blue: the clip has 48 pictures, 64 are wanted"),
        ("sound", "red sound", "frame toy/blue: the sound has 75 packets of 1024 samples, 100 belong to 64 pictures"),
        ("clip", "red sound", r"frame toy/blue: the clip has no H\.264 pictures"),
        ("sound", "red clip", "frame toy/blue: the sound is not AAC at 48000 samples a second"),
    ],
)
def test_a_missing_damaged_or_short_file_is_refused(
    frames: list[ToyFrame], tmp_path: Path, kind: str, source: str, message: str
) -> None:
    damaged = tmp_path / "damaged"
    damaged.write_bytes((frames[1].folder / "clip.mp4").read_bytes()[:700])
    red = frames[0].item()
    paths = {"red clip": red["clip"], "red sound": red["sound"], "damaged": str(damaged), "nowhere": str(tmp_path / "nowhere")}
    refused(frames, tmp_path, message, **{kind: paths[source]})


def test_a_length_off_the_grid_is_refused(frames: list[ToyFrame], tmp_path: Path) -> None:
    refused(frames, tmp_path, "frame toy/blue: 63 pictures are not a multiple of 16", pictures=63)


def test_a_full_disk_is_a_plain_error(frames: list[ToyFrame]) -> None:
    pieces = tuple(Piece(one.name, (Part(one.folder / "clip.mp4", one.pictures),), one.folder / "sound.m4a") for one in frames)
    with pytest.raises(LectureError, match="/dev/full: the disk is full; make room and run the same command again"):
        write_film(Film(pieces), Path("/dev/full"))


def test_progress_ends_at_one(frames: list[ToyFrame], tmp_path: Path) -> None:
    pieces = tuple(Piece(one.name, (Part(one.folder / "clip.mp4", one.pictures),), one.folder / "sound.m4a") for one in frames)
    shares: list[float] = []
    write_film(Film(pieces), tmp_path / "film.mp4", shares.append)
    assert shares == [48 / 144, 112 / 144, 1.0]


def test_chapters_outside_the_film_are_refused(frames: list[ToyFrame], tmp_path: Path) -> None:
    with pytest.raises(LectureError, match="chapters must begin one after the other, inside the film"):
        write(frames, tmp_path, chapters=[[0, "a"], [144, "b"]])


@pytest.mark.parametrize(("language", "code"), [("en", "eng"), ("en-GB", "eng"), ("DE", "deu"), ("jpn", "jpn")])
def test_languages_get_three_letters(language: str, code: str) -> None:
    assert three_letters(language) == code


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LectureError, match="unknown language 'xx'; give it with three letters, such as 'eng'"):
        three_letters("xx")


def test_a_result_depends_only_on_the_code_that_makes_it() -> None:
    jobs = [{"take": None, "samples": 1}, {"lines": []}, {"next": "x"}, {"items": []}, {"items": [], "master": "x"}]
    versions = [version(one) for one in jobs]
    assert len({one["code"] for one in versions}) == 5
    assert "moviepy" in versions[1] and "moviepy" not in versions[0]
    assert all("av" in one for one in versions)


def test_a_sound_that_is_longer_than_its_pictures_is_refused(frames: list[ToyFrame], tmp_path: Path) -> None:
    (tmp_path / "long.m4a").write_bytes(m4a_bytes(encode(np.zeros(80 * SAMPLES_PER_PICTURE, np.float32))))
    refused(frames, tmp_path, "the sound has 125 packets of 1024 samples, 100 belong to 64", sound=str(tmp_path / "long.m4a"))
