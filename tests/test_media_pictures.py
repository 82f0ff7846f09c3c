"""The picture encoder: exact counts, exact holds, closed groups, equal parameter sets."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from media.pictures import GROUP, PictureEncoder, Written, extradata_sha256, qualities, settings

FINAL = settings("final")
SMALL = (16, 16)


def flat(value: int, size: tuple[int, int] = SMALL) -> np.ndarray:
    """A picture of one grey."""
    return np.full((size[1], size[0], 3), value, np.uint8)


def noise(seed: int, size: tuple[int, int] = SMALL) -> np.ndarray:
    """A picture of random colours."""
    return np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)


def encode(path: Path, runs: list[tuple[np.ndarray, int]], size: tuple[int, int] = SMALL) -> Written:
    encoder = PictureEncoder(path, FINAL, size)
    for picture, count in runs:
        encoder.write(picture, count)
    return encoder.finish()


def decode(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def probe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_packets", "-count_frames", "-of", "json", str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@tries(max_examples=40, deadline=None)
@given(lengths=st.lists(st.integers(1, 190), min_size=1, max_size=6))
def test_every_pattern_of_holds_keeps_its_count_and_its_order(tmp_path_factory: Any, lengths: list[int]) -> None:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    values = [30 + 40 * (index % 5) for index in range(len(lengths))]
    written = encode(path, [(flat(value), length) for value, length in zip(values, lengths, strict=True)])
    pictures = decode(path)
    expected = [value for value, length in zip(values, lengths, strict=True) for _ in range(length)]
    assert written.pictures == len(pictures) == sum(lengths)
    assert max(abs(int(picture.mean()) - value) for picture, value in zip(pictures, expected, strict=True)) <= 3


def test_a_hold_decodes_to_exactly_equal_pictures(tmp_path: Path) -> None:
    encode(tmp_path / "clip.mp4", [(noise(0), 3), (noise(1), 200), (noise(2), 1)])
    held = decode(tmp_path / "clip.mp4")[3:203]
    assert all(np.array_equal(picture, held[0]) for picture in held)
    gray = [picture.astype(int) @ [0.2126, 0.7152, 0.0722] for picture in (held[0], noise(1))]
    assert np.corrcoef(gray[0].ravel(), gray[1].ravel())[0, 1] > 0.95  # and it is that picture


def test_one_write_or_many_gives_the_same_bytes(tmp_path: Path) -> None:
    encode(tmp_path / "a.mp4", [(noise(0), 100), (noise(1), 7)])
    encode(tmp_path / "b.mp4", [(noise(0), 1), (noise(0), 60), (noise(0), 39), *[(noise(1), 1)] * 7])
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


@pytest.mark.parametrize("lengths", [[1, 61], [61, 61, 1], [1, 24, 1, 24, 122], [121, 61]])
def test_groups_are_closed_short_and_never_a_lone_keyframe_before_another(tmp_path: Path, lengths: list[int]) -> None:
    runs = [(noise(index), length) for index, length in enumerate(lengths)]
    encode(tmp_path / "clip.mp4", runs)
    keys = [index for index, packet in enumerate(probe(tmp_path / "clip.mp4")["packets"]) if "K" in packet["flags"]]
    gaps = np.diff([*keys, sum(lengths)])
    assert keys[0] == 0
    assert gaps.max() <= GROUP
    assert gaps[:-1].min(initial=GROUP) >= 2


def test_what_players_read(tmp_path: Path) -> None:
    size = (64, 48)
    encode(tmp_path / "clip.mp4", [*[(noise(i, size), 1) for i in range(75)], (noise(0, size), 85)], size)
    found = probe(tmp_path / "clip.mp4")
    stream = found["streams"][0]
    wanted = {
        "codec_name": "h264",
        "profile": "High",
        "pix_fmt": "yuv420p",
        "color_range": "tv",
        "color_space": "bt709",
        "color_transfer": "bt709",
        "color_primaries": "bt709",
        "r_frame_rate": "30/1",
        "avg_frame_rate": "30/1",
        "has_b_frames": 0,
        "nb_read_frames": "160",
    }
    assert {key: stream[key] for key in wanted} == wanted
    assert {packet["duration"] for packet in found["packets"]} == {512}
    assert [packet["pts"] for packet in found["packets"]] == [512 * index for index in range(160)]


def test_colours_come_back(tmp_path: Path) -> None:
    colors = [(240, 20, 20), (20, 240, 20), (20, 20, 240), (15, 20, 32), (242, 245, 250)]
    runs = [(np.full((16, 16, 3), color, np.uint8), 30) for color in colors]
    encode(tmp_path / "clip.mp4", runs)
    seen = decode(tmp_path / "clip.mp4")[5::30]
    assert max(np.abs(picture.mean((0, 1)) - color).max() for picture, color in zip(seen, colors, strict=True)) < 5


def test_parameter_sets_do_not_depend_on_what_is_drawn(tmp_path: Path) -> None:
    first = encode(tmp_path / "a.mp4", [(noise(0), 40)])
    second = encode(tmp_path / "b.mp4", [(flat(value), 1) for value in range(70)])
    assert first.extradata_sha256 == second.extradata_sha256 == extradata_sha256(tmp_path / "a.mp4")


def test_alpha_is_ignored_and_rgba_is_rgb(tmp_path: Path) -> None:
    rgba = np.dstack([noise(0), np.full((16, 16), 7, np.uint8)])
    encode(tmp_path / "a.mp4", [(rgba, 30)])
    encode(tmp_path / "b.mp4", [(noise(0), 30)])
    assert np.array_equal(decode(tmp_path / "a.mp4")[3], decode(tmp_path / "b.mp4")[3])


@pytest.mark.parametrize(
    ("picture", "repeat", "problem"),
    [
        (np.zeros((8, 16, 3), np.uint8), 1, r"a picture must be \(16, 16, 3 or 4\) uint8, not \(8, 16, 3\) uint8"),
        (np.zeros((16, 16, 3)), 1, "float64"),
        (np.zeros((16, 16, 3), np.uint8), 0, "at least once, not 0 times"),
    ],
)
def test_wrong_pictures_are_refused(tmp_path: Path, picture: np.ndarray, repeat: int, problem: str) -> None:
    encoder = PictureEncoder(tmp_path / "clip.mp4", FINAL, SMALL)
    with pytest.raises(ValueError, match=problem):
        encoder.write(picture, repeat)
    encoder.abort()
    assert not (tmp_path / "clip.mp4").exists()


def test_settings_are_fit_for_a_key() -> None:
    assert qualities() == ("final", "preview", "draft")
    assert json.loads(json.dumps(FINAL)) == FINAL
    assert (FINAL["width"], FINAL["height"], FINAL["rate"], FINAL["crf"], FINAL["preset"]) == (1920, 1080, 30, 20, "superfast")
    assert settings("draft") != settings("preview")


def test_qualities_hold_too(tmp_path: Path) -> None:
    """The ready-made copies fit every quality's own intra pictures."""
    for name in qualities():
        spec = settings(name)
        encoder = PictureEncoder(tmp_path / f"{name}.mp4", spec, (160, 96))
        encoder.write(noise(1, (160, 96)), 70)
        encoder.write(noise(2, (160, 96)), 50)
        encoder.finish()
        pictures = decode(tmp_path / f"{name}.mp4")
        assert len(pictures) == 120
        assert all(np.array_equal(picture, pictures[0]) for picture in pictures[:70])
        assert all(np.array_equal(picture, pictures[70]) for picture in pictures[70:])
        assert not np.array_equal(pictures[0], pictures[70])
