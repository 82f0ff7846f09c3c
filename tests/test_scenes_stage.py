"""The stage through its door: cues on time, beats that shrink, lateness and slips in plain words."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from lecture.errors import LectureError
from lecture.timeline import SAMPLES_PER_PICTURE, TimedCue, TimedWord, Timeline, for_scene
from scenes.arrays import Trace, array_hash, drawn, other_values
from scenes.contact import contact_sheet
from scenes.door import _manim, _run, _scene, lint, mutate, render_clip, scene_hash, version
from scenes.stage import fitting_share, late_message

TOYS = Path(__file__).with_name("toy_scenes.py")
ROOT = TOYS.parent.parent


def timeline(cues: list[tuple[str, int]], pictures: int = 128, words: int = 12) -> Timeline:
    """A frame whose word k begins at picture 10 (k + 1); cues are (name, word)."""
    step = 10 * SAMPLES_PER_PICTURE
    return Timeline(
        frame="toys/toy",
        number="1.1",
        title="A toy",
        section_title="Toys",
        lecture_title="Playing",
        pictures=pictures,
        speech_start=step,
        samples=pictures * SAMPLES_PER_PICTURE,
        words=tuple(TimedWord(f"w{k}", step * (k + 1), step * (k + 2)) for k in range(words)),
        cues=tuple(TimedCue(name, 10 * (word + 1), word, 5 + index) for index, (name, word) in enumerate(cues)),
        sentences=(0,),
        paragraphs=(0,),
        script="scripts/toys/01-toys/02-toy.md",
        estimated=True,
    )


TWO = [("one", 1), ("two", 7)]  # at pictures 20 and 80; beats begin at 17 and 77


def job(folder: Path, scene: str, when: Timeline | None = None, **more: Any) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "timeline.json"
    path.write_text((when or timeline(TWO)).json(), encoding="utf-8")
    base = {"lecture": "toys", "frame": "toys/toy", "module": str(TOYS), "class": scene, "timeline": str(path)}
    return {**base, "trace": None, "trace_meta": None, "quality": "draft", "label": None, **more}


def rendered(folder: Path, scene: str, when: Timeline | None = None, **more: Any) -> dict[str, Any]:
    """The report of a clip rendered into folder/out."""
    out = folder / "out"
    out.mkdir(parents=True)
    render_clip(job(folder, scene, when, **more), out)
    report: dict[str, Any] = json.loads((out / "clip.json").read_text())
    return report


def performed(folder: Path, scene: str, when: Timeline | None = None, **more: Any) -> Any:
    """The scene object after a performance that only a counter watched."""
    from scenes.stage import SilentRenderer, rehearse

    with _manim({"width": 320, "height": 180, "rate": 30, "every": 1}):
        from scenes.door import _scene_class, _timeline, _trace

        what = job(folder, scene, when, **more)
        scene_class, at, trace = _scene_class(what), _timeline(what), _trace(what)
        stage = scene_class(SilentRenderer(), timeline=at, trace=trace, rehearsal=rehearse(scene_class, at, trace))
        stage.render()
    return stage


def pictures_of(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def arrays(folder: Path, **values: Any) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "trace.npz", **values)
    return str(folder / "trace.npz")


@pytest.fixture(scope="module")
def on_time(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("on_time")
    return folder / "out", rendered(folder, "OnTime")


def test_a_clip_has_exactly_its_pictures_and_its_cues_come_just_before_their_words(on_time: Any) -> None:
    out, report = on_time
    pictures = pictures_of(out / "clip.mp4")
    assert len(pictures) == report["pictures"] == 128
    assert [(cue["name"], cue["picture"], cue["spoken"]) for cue in report["cues"]] == [("one", 17, 20), ("two", 77, 80)]
    assert report["late"] == []
    changes = [(np.abs(a.astype(int) - b).max(-1) > 16).mean() > 0.002 for a, b in pairwise(pictures)]
    assert changes.index(True) + 1 == 17  # the beat's first picture moves already
    assert not any(changes[33:75])  # then it holds …
    assert any(changes[75:78])  # … until the next beat


def test_a_frame_opens_with_its_title_and_no_picture_is_blank(on_time: Any) -> None:
    out, _ = on_time
    first = pictures_of(out / "clip.mp4")[0]
    assert (first[:60].max(-1) > 150).sum() > 100


def test_stills_show_the_end_of_every_beat(on_time: Any) -> None:
    out, report = on_time
    assert [still["file"] for still in report["stills"]] == [
        "stills/00-opening.png",
        "stills/01-one.png",
        "stills/02-two.png",
    ]
    assert [still["picture"] for still in report["stills"]] == [16, 76, 127]
    clip = pictures_of(out / "clip.mp4")
    for still in report["stills"]:
        seen = np.asarray(Image.open(out / still["file"]).convert("RGB"), int)
        assert np.abs(seen - clip[still["picture"]]).mean() < 2


def test_what_players_read_of_a_clip(on_time: Any) -> None:
    out, _ = on_time
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_packets", "-of", "json", str(out / "clip.mp4")]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    stream = found["streams"][0]
    assert (stream["profile"], stream["r_frame_rate"], stream["avg_frame_rate"]) == ("High", "30/1", "30/1")
    assert {stream[key] for key in ("color_space", "color_transfer", "color_primaries")} == {"bt709"}
    keys = [index for index, packet in enumerate(found["packets"]) if "K" in packet["flags"]]
    assert np.diff([*keys, 128]).max() <= 60


def test_a_second_render_in_the_same_process_gives_the_same_bytes(on_time: Any, tmp_path: Path) -> None:
    out, _ = on_time
    rendered(tmp_path / "preview", "OnTime", quality="preview", label="4.2")
    rendered(tmp_path / "again", "OnTime")
    assert (tmp_path / "again/out/clip.mp4").read_bytes() == (out / "clip.mp4").read_bytes()


def test_a_preview_draws_every_second_picture_and_keeps_the_time(on_time: Any, tmp_path: Path) -> None:
    _, whole = on_time
    report = rendered(tmp_path, "OnTime", quality="preview", label="4.2")
    with av.open(str(tmp_path / "out/clip.mp4")) as container:
        pictures = np.array([frame.to_ndarray(format="gray") for frame in container.decode(video=0)], dtype=int)
    assert len(pictures) == report["pictures"] == whole["pictures"]
    moved = np.abs(np.diff(pictures, axis=0)).mean((1, 2))
    assert moved[1::2].max() > 10 * moved[::2].max()  # of two equal pictures the encoder mends the second a little
    for cue, exact in zip(report["cues"], whole["cues"], strict=True):
        assert abs(cue["picture"] - exact["picture"]) <= 1 and abs(cue["spoken"] - exact["spoken"]) <= 1
    assert len(report["stills"]) == len(whole["stills"])


def test_beat_left_reaches_to_the_next_cue_or_half_a_second_before_the_end(tmp_path: Path) -> None:
    stage = performed(tmp_path, "OnTime")
    assert stage.asked == pytest.approx((128 - 15 - 77) / 30)


def test_plays_shrink_evenly_to_fit_their_beat(tmp_path: Path) -> None:
    stage = performed(tmp_path, "Tight")
    assert [round(cue.late, 3) for cue in stage.played] == [0, 0]
    assert stage.picture == 128


def test_what_does_not_fit_is_late_and_reported_in_the_lecturers_words(tmp_path: Path) -> None:
    report = rendered(tmp_path, "Crowded")
    assert report["pictures"] == 128
    (late,) = report["late"]
    assert (late["cue"], late["line"], late["seconds"]) == ("two", 6, 1.0)  # ten plays of 0.3 s in two seconds
    assert late["message"] == "02-toy.md:6: add about 1.0 s before {#two}"
    assert late_message("a/b.md", {"cue": "x", "line": 3, "seconds": 0.04}) == "b.md:3: add about 0.1 s before {#x}"


def test_a_scene_that_outlasts_its_frame_is_an_error_with_the_scripts_line(tmp_path: Path) -> None:
    with pytest.raises(LectureError) as caught:
        rendered(tmp_path, "TooLong")
    assert str(caught.value) == (
        "scripts/toys/01-toys/02-toy.md:6: the scene needs 1.3 s more after {#two}; "
        "add a sentence at the end, or shorten what the scene plays there"
    )
    assert not (tmp_path / "out/clip.mp4").exists()


@pytest.mark.parametrize(
    ("wishes", "room", "share"),
    [
        ([(1.0, 0.3), (1.0, 0.3)], 3.0, 1.0),
        ([(1.0, 0.3), (1.0, 0.3)], 1.0, 0.5),
        ([(3.0, 0.3), (0.5, 0.0), (0.5, 0.3)], 2.0, 1.7 / 3.5),
        ([(1.0, 0.3), (1.0, 0.3)], 0.4, 0.0),
        ([(1.0, 0.0)], -1.0, 0.0),
    ],
)
def test_the_share_to_which_plays_shrink(wishes: list[tuple[float, float]], room: float, share: float) -> None:
    assert fitting_share(wishes, room) == pytest.approx(share)


def test_two_cues_on_one_word_share_its_beat(tmp_path: Path) -> None:
    stage = performed(tmp_path, "Shared", timeline([("first", 1), ("second", 1)]))
    whole = (128 - 15 - 17) / 30
    assert [cue.picture for cue in stage.played] == [17, 17 + 12]
    assert [cue.late for cue in stage.played] == [0, 0]
    assert stage.lefts == pytest.approx([whole / 2, whole - 0.4])


def test_a_beat_knows_its_words_and_waits_for_them(tmp_path: Path) -> None:
    stage = performed(tmp_path, "Parts", timeline([("one", 1), ("two", 5)]))
    assert [word for word, _ in stage.said] == ["w1", "w2", "w3", "w4"]
    assert [seconds for _, seconds in stage.said] == pytest.approx([0.1, 0.1 + 1 / 3, 0.1 + 2 / 3, 1.1])
    assert stage.marks == [30, 40]  # a play of 2 s between them was shortened
    assert [cue.late for cue in stage.played] == [0, 0]


@pytest.mark.parametrize(
    ("scene", "line", "words"),
    [
        ("Unknown", "onne", "the script has no cue 'onne'; did you mean 'one'?"),
        ("Twice", 'self.cue("one")', "cue 'one' is used twice"),
        ("Nested", '"one"), self.cue("two")', "cue 'two' stands inside of cue 'one'; end that block first"),
        ("Backwards", 'cue("one"):\n            pass\n\n\nclass Broken', "cue 'one' comes before 'two' in the script"),
        ("Broken", "undrawable", "NameError: name 'undrawable' is not defined"),
        ("Misses", "self.trace.shadow", "no trace 'toys_toy' was recorded; make it with `render.py models`"),
    ],
)
def test_slips_in_a_scene_name_its_file_and_line(tmp_path: Path, scene: str, line: str, words: str) -> None:
    source = TOYS.read_text()
    number = source[: source.index(line, source.index(f"class {scene}("))].count("\n") + 1
    with pytest.raises(LectureError) as caught:
        performed_or_rendered(tmp_path, scene)
    assert str(caught.value).startswith(f"tests/toy_scenes.py:{number}: {words}")


def performed_or_rendered(folder: Path, scene: str) -> None:
    with _manim({"width": 320, "height": 180, "rate": 30, "every": 1}):
        from manim import CairoRenderer

        from scenes.writer import CountingWriter

        what = job(folder, scene)
        stage = _scene(what, CountingWriter)
        assert isinstance(stage.renderer, CairoRenderer)
        _run(stage, what)


def test_a_scene_class_that_is_not_there_is_named_with_its_likeliest_neighbour(tmp_path: Path) -> None:
    with pytest.raises(LectureError, match=r"tests/toy_scenes\.py: no scene class 'OnTme'; did you mean 'OnTime'\?"):
        rendered(tmp_path, "OnTme")


def test_what_is_replaced_during_a_play_is_gone_at_once(tmp_path: Path) -> None:
    rendered(tmp_path, "Replaces", timeline([("one", 1)]))
    within = pictures_of(tmp_path / "out/clip.mp4")[70]
    middle, third = within.shape[0] // 2, within.shape[1] // 4
    assert within[middle, third].max() < 60
    assert within[middle, 3 * third].min() > 200


def test_entrances_start_fast_unless_told_otherwise(tmp_path: Path) -> None:
    when = timeline([("one", 1)])
    with _manim({"width": 160, "height": 90, "rate": 30, "every": 1}):
        from scenes.writer import CountingWriter

        what = job(tmp_path, "Easing", when)
        stage = _scene(what, CountingWriter)
        _run(stage, what)
    moving = list(dict.fromkeys(pair for pair in stage.seen if 0 < pair[1] < 1))
    assert len(moving) == 29
    assert moving[2][1] == pytest.approx(0.1)
    assert moving[2][0] > 0.25  # a quarter of the way after a tenth of the time


def test_the_label_tells_frame_and_time_and_spares_the_stills(tmp_path: Path, on_time: Any) -> None:
    plain, _ = on_time
    report = rendered(tmp_path, "OnTime", label="4.2")
    pictures, bare = pictures_of(tmp_path / "out/clip.mp4"), pictures_of(plain / "clip.mp4")
    corner = (slice(-16, None), slice(0, 80))
    assert np.abs(pictures[5][corner].astype(int) - bare[5][corner]).max() > 60
    assert np.abs(pictures[5][:300].astype(int) - bare[5][:300]).mean() < 1
    seconds = [pictures[k][corner].astype(int) for k in (5, 29, 31, 59, 61)]
    assert np.abs(seconds[0] - seconds[1]).max() < 25
    assert np.abs(seconds[1] - seconds[2]).max() > 60
    still, same = (Image.open(folder / "stills/02-two.png").tobytes() for folder in (tmp_path / "out", plain))
    assert still == same
    assert report["pictures"] == len(pictures)


def test_drawn_arrays_are_recorded_with_their_hash(tmp_path: Path) -> None:
    values = {"shade": np.array(0.8, np.float32), "ignored": np.arange(5), "unread": np.zeros(3)}
    meta = tmp_path / "trace.json"
    meta.write_text(json.dumps({"checkpoints": {"vae20": "abc"}, "draft": True}))
    report = rendered(tmp_path / "clip", "Draws", trace=arrays(tmp_path, **values), trace_meta=str(meta))
    assert report["drawn"] == {name: array_hash(values[name]) for name in ("ignored", "shade")}
    assert (report["trace"], report["checkpoints"], report["draft"]) == ("toys_toy", {"vae20": "abc"}, True)


def test_a_missing_array_names_those_that_exist(tmp_path: Path) -> None:
    trace = Trace("toys_toy", Path(arrays(tmp_path, shade=np.zeros(2), ignored=np.zeros(2))))
    with pytest.raises(LectureError, match=r"trace toys_toy has no array 'shadow'; did you mean 'shade'\?"):
        _ = trace.shadow
    with pytest.raises(LectureError, match=r"has no array 'mu'; it has: ignored, shade"):
        _ = trace.mu
    assert drawn(trace) == {}
    with pytest.raises(ValueError, match="read-only"):
        trace.shade[0] = 1


def test_a_mutation_shows_what_is_drawn_and_what_is_only_read(tmp_path: Path) -> None:
    path = arrays(tmp_path, shade=np.array(0.8, np.float32), ignored=np.arange(5))
    (tmp_path / "out").mkdir()
    mutate(job(tmp_path, "Draws", trace=path), tmp_path / "out")
    found = json.loads((tmp_path / "out/mutate.json").read_text())["arrays"]
    assert found["shade"]["changed"]
    assert found["shade"]["still"] in ("one", "two")
    assert not found["ignored"]["changed"]


@pytest.mark.parametrize(
    "array",
    [
        np.array([3, 1, 2.5, 9, 4], dtype=np.float32), np.array(3.5), np.arange(4), np.array([True, False]),
        np.array(["ab", "cd"]), np.array("A"), np.array(["A", "level"]),
    ],
)
def test_replaced_arrays_keep_shape_type_and_range_but_not_values(array: np.ndarray) -> None:
    other = other_values(array)
    assert (other.shape, other.dtype) == (array.shape, array.dtype)
    assert not np.array_equal(other, array)
    if array.size > 1 and array.dtype.kind in "fi":
        assert (other.min(), other.max()) == (array.min(), array.max())


@pytest.mark.parametrize("array", [np.linspace(0, 1, 6, dtype=np.float32), np.arange(0, 3001, 100), np.arange(5)])
def test_a_replaced_axis_goes_on_rising_inside_of_its_range(array: np.ndarray) -> None:
    other = other_values(array)
    assert (other.shape, other.dtype) == (array.shape, array.dtype)
    assert not np.array_equal(other, array) and other[-1] < array[-1]
    assert (np.diff(other) >= 0).all() and other[0] >= array[0]


def findings(folder: Path, scene: str, when: Timeline | None = None) -> list[dict[str, Any]]:
    (folder / "out").mkdir(parents=True)
    lint(job(folder, scene, when), folder / "out")
    found: list[dict[str, Any]] = json.loads((folder / "out/lint.json").read_text())["findings"]
    return found


LONG = timeline([("one", 1), ("two", 13)], pictures=320, words=30)


def test_lint_finds_each_planted_fault_at_its_line(tmp_path: Path) -> None:
    found = findings(tmp_path, "Faulty", LONG)
    assert {(entry["rule"], entry["what"].split(" at")[0]) for entry in found} - {("cue", "one"), ("cue", "two")} == {
        ("overlap", "left / over"),
        ("size", "tiny"),
        ("contrast", "pale"),
        ("contrast", "Line"),
        ("frame", "Square"),
        ("caption", "Square"),
    }
    lines = TOYS.read_text().splitlines()
    assert all('text("tiny"' in lines[entry["line"] - 1] for entry in found if entry["rule"] == "size")
    (size,) = [entry for entry in found if entry["rule"] == "size"]
    assert size["shown"].endswith("size: 'tiny': text of 20 px; at 1080p nothing is under 24 (cue one)")


def test_a_scene_excepts_itself_with_reasons_and_a_wrong_key_is_a_finding(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "Excused", LONG)
    assert finding["message"] == "lint_allow names no rule; did you mean 'overlap'?"


def test_lint_counts_flashes(tmp_path: Path) -> None:
    rules = [entry["rule"] for entry in findings(tmp_path, "Flashing", LONG)]
    assert rules.count("flash") == 1
    assert set(rules) == {"flash", "contrast"}  # its black half can't be told from the background


def test_lint_sees_a_cue_that_shows_nothing_and_one_that_is_late_and_a_long_sleep(tmp_path: Path) -> None:
    when = timeline([("one", 1), ("two", 13), ("three", 85)], pictures=976, words=90)
    found = {(entry["rule"], entry["what"]): entry["message"] for entry in findings(tmp_path, "Sleepy", when)}
    assert set(found) == {("cue", "two"), ("cue", "three"), ("idle", "from 5 s")}
    assert "changes only 0.0" in found["cue", "two"]
    assert "is first seen 0.9 s after the word" in found["cue", "three"]


def test_text_behind_a_card_is_no_finding_and_a_good_scene_has_none(tmp_path: Path) -> None:
    assert findings(tmp_path / "covered", "Covered", LONG) == []
    assert findings(tmp_path / "good", "OnTime") == []


def test_upright_images_are_drawn_as_manim_draws_them() -> None:
    from manim import Camera, ImageMobject
    from manim.constants import RESAMPLING_ALGORITHMS

    from scenes.camera import StageCamera

    with _manim({"width": 640, "height": 360, "rate": 30, "every": 1}):
        values = np.random.default_rng(0).integers(0, 256, (7, 7), dtype=np.uint8)
        smooth = np.kron(np.linspace(0, 255, 8, dtype=np.uint8)[None], np.ones((8, 1), np.uint8))
        for array, algorithm, shift in ((values, "nearest", 0.0), (values, "nearest", 1.234), (smooth, "linear", 0.5)):
            image = ImageMobject(array).set_resampling_algorithm(RESAMPLING_ALGORITHMS[algorithm])
            image.scale_to_fit_height(3.5).set_opacity(0.7).shift([shift, shift / 3, 0])
            seen = []
            for camera in (Camera(), StageCamera()):
                camera.capture_mobjects([image])
                seen.append(camera.pixel_array.astype(int))
            off = np.abs(seen[0] - seen[1]).max(-1) > 8
            assert off.mean() < 0.02  # one row or column of a grid of hard edges may fall the other way
        turned = ImageMobject(values).rotate(0.3)
        seen = []
        for camera in (Camera(), StageCamera()):
            camera.capture_mobjects([turned])
            seen.append(camera.pixel_array.copy())
        assert np.array_equal(*seen)


def test_a_scenes_hash_follows_what_it_uses_and_nothing_else(tmp_path: Path) -> None:
    before = (
        "from manim import Dot, Square\nfrom scenes.stage import FrameScene\nSIZE = 3\nOTHER = 4\n"
        "class Base(FrameScene):\n    x = SIZE\nclass A(Base):\n    def construct(self):\n        Square()\n"
        "class B(FrameScene):\n    def construct(self):\n        Dot(OTHER)\n"
    )
    module = tmp_path / "s01_toys.py"

    def hashes(text: str) -> tuple[str, str]:
        module.write_text(text)
        return scene_hash(module, "A"), scene_hash(module, "B")

    a, b = hashes(before)
    assert hashes(before.replace("SIZE = 3", "SIZE = 5")) != (a, b)
    assert hashes(before.replace("SIZE = 3", "SIZE = 5"))[1] == b
    assert hashes(before.replace("OTHER = 4", "OTHER = 5  # a comment")) [0] == a
    assert hashes(before.replace("import Dot, Square", "import Dot, Square, Text")) == (a, b)
    assert hashes("# a comment\n" + before) == (a, b)
    assert hashes(before.replace("Dot(OTHER)", "Dot(9)"))[0] == a
    assert hashes(before.replace("Dot(OTHER)", "Dot(9)"))[1] != b


def test_a_clips_version_holds_code_packages_fonts_and_encoder(tmp_path: Path) -> None:
    first = version(job(tmp_path, "OnTime"))
    assert set(first) == {"scene", "files", "packages", "fonts", "pictures"}
    assert version(job(tmp_path, "Tight"))["scene"] != first["scene"]
    assert version(job(tmp_path, "OnTime", quality="final"))["pictures"] != first["pictures"]


def test_a_contact_sheet_holds_every_still(on_time: Any, tmp_path: Path) -> None:
    out, _ = on_time
    contact_sheet(out, tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as sheet:
        pixels = np.asarray(sheet.convert("RGB"), int)
    assert pixels.shape[1] == 3 * 652 + 12
    bright = (pixels > 200).all(-1)
    assert bright[100:300, 700:1000].any()  # the first square, in the second cell


def test_plain_manim_renders_a_scene_too(tmp_path: Path) -> None:
    """Without any build: the times are estimated from the mini lecture's script, at another rate of pictures."""
    module = tmp_path / "s02_curves.py"
    toy = 'with self.cue("data"):\n            self.play(FadeIn(Square()))\n'
    module.write_text(
        "from manim import FadeIn, Square\nfrom scenes.stage import FrameScene\n\n\n"
        f"class Outro(FrameScene):\n    def construct(self):\n        {toy}"
    )
    options = ["-ql", "--media_dir", str(tmp_path), "--progress_bar", "none", "-v", "ERROR"]
    command = [sys.executable, "-m", "manim", *options, str(module), "Outro"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (clip,) = tmp_path.glob("videos/**/Outro.mp4")
    expected = for_scene(module, "Outro")
    with av.open(str(clip)) as container:
        assert sum(1 for _ in container.decode(video=0)) == round(expected.pictures / 2)  # 15 a second
