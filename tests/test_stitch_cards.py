"""Cards and cross-fades: readable, in the theme's look, and encoded so that they can stand beside any clip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lecture.errors import LectureError
from media.packets import SAMPLES_PER_PICTURE, plane_array
from media.pictures import extradata_sha256
from stitch.cards import cross_fade, draw_card, last_pictures, read_theme
from stitch.door import make_card, make_fade
from tests.stitch_toys import BLUE, RED, picture, write_clip

ROOT = Path(__file__).resolve().parent.parent
THEME, FONTS = ROOT / "scenes" / "theme.py", ROOT / "scenes" / "fonts"
LINES = [
    {"role": "kicker", "text": "Machine learning · Week 12"},
    {"role": "title", "text": "Generative models: an introduction to VAEs and GANs"},
    {"role": "subtitle", "text": "A. Author"},
    {"role": "small", "text": "1 January 2026 · CC BY 4.0"},
]


def draw(lines: list[dict[str, str]], align: str = "left", size: tuple[int, int] = (1280, 720)) -> NDArray[np.uint8]:
    return draw_card(lines, read_theme(THEME, FONTS), size, align, "card/title")


def inked(image: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of everything that isn't background."""
    rows, columns = np.nonzero((image != image[0, 0]).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


def test_a_card_has_the_themes_background_and_its_text_inside_the_margins() -> None:
    image = draw(LINES)
    background = read_theme(THEME, FONTS)["BACKGROUND"]
    assert "#{:02X}{:02X}{:02X}".format(*image[0, 0]) == background.upper()
    left, top, right, bottom = inked(image)
    assert left == pytest.approx(117, abs=6)
    assert right < 1280 - 58
    assert top > 100 and bottom < 620
    assert abs((top + bottom) / 2 - 360) < 40


def test_a_centred_card_is_in_the_middle() -> None:
    left, _, right, _ = inked(draw(LINES[1:3], "center"))
    assert abs((left + right) / 2 - 640) < 8


def test_letters_are_whole() -> None:
    """The descenders of a line reach as far down with moviepy's text as the font says."""
    flat, deep = (inked(draw([{"role": "title", "text": text}]))[3] for text in ("nnn", "ggg"))
    assert deep - flat > 10


def test_all_sizes_of_picture_show_the_same_card() -> None:
    small, large = (np.array(inked(draw(LINES, size=size))) / size[0] for size in ((640, 360), (1920, 1080)))
    np.testing.assert_allclose(small, large, atol=0.02)  # small letters are hinted, so a little wider


def test_a_full_card_shrinks_its_text_but_never_below_the_smallest_size() -> None:
    body = {"role": "body", "text": "One line of credits that says who made what"}
    assert inked(draw([body] * 13))[3] < 720
    with pytest.raises(LectureError, match="card/title: its text does not fit on a card; shorten it"):
        draw([body] * 40)


def test_an_unknown_kind_of_line_is_refused() -> None:
    with pytest.raises(LectureError, match="card/title: unknown kind of line 'tilte'; known are kicker, title, subtitle"):
        draw([{"role": "tilte", "text": "x"}])


def test_a_theme_without_a_needed_constant_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theme.py").write_text('BACKGROUND: Final = "#000000"\n')
    with pytest.raises(LectureError, match=r"the theme has no constant MARGIN; cards are drawn with it"):
        draw_card(LINES, read_theme(tmp_path / "theme.py", FONTS), (640, 360), "left", "card/title")


def card_job(**changes: Any) -> dict[str, Any]:
    job = {"frame": "card/title", "lines": LINES, "pictures": 48, "quality": "draft", "theme": str(THEME), "fonts": str(FONTS)}
    return job | changes


def test_a_card_is_a_clip_like_any_other_with_its_silence(tmp_path: Path) -> None:
    make_card(card_job(), tmp_path)
    clip = tmp_path / "other.mp4"
    write_clip(clip, [(np.zeros((360, 640, 3), np.uint8), 16)])
    told = json.loads((tmp_path / "clip.json").read_text())
    assert told == {"frame": "card/title", "pictures": 48, "quality": "draft", "extradata_sha256": extradata_sha256(clip)}
    with av.open(str(tmp_path / "clip.mp4")) as container:
        pictures = [plane_array(frame, 0).copy() for frame in container.decode(video=0)]
    assert len(pictures) == 48
    assert all(np.array_equal(pictures[0], other) for other in pictures)
    with av.open(str(tmp_path / "sound.m4a")) as container:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert len(sound) == 48 * SAMPLES_PER_PICTURE and not sound.any()
    assert json.loads((tmp_path / "sound.json").read_text())["lufs"] is None
    assert (tmp_path / "still.png").stat().st_size > 1_000


def test_a_card_off_the_grid_or_of_an_unknown_quality_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LectureError, match="card/title: a card lasts a multiple of 16 pictures, not 40"):
        make_card(card_job(pictures=40), tmp_path)
    with pytest.raises(LectureError, match="unknown quality 'fine'; known are final, preview, draft"):
        make_card(card_job(quality="fine"), tmp_path)


def test_decoded_colours_are_those_that_were_encoded(tmp_path: Path) -> None:
    write_clip(tmp_path / "clip.mp4", [(picture(RED, (15, 20, 32)), 16)])
    image = last_pictures(tmp_path / "clip.mp4", 16, 1, "toy")[0]
    np.testing.assert_allclose(image[32, [8, 56]], [RED, (15, 20, 32)], atol=3)


def test_a_fade_leads_in_equal_steps_from_moving_pictures_to_a_still_one() -> None:
    before = [picture((10 * k, 0, 0)) for k in range(16)]
    after = picture((0, 170, 0))
    mixed = list(cross_fade(before, after))
    assert len(mixed) == 16
    for k, image in enumerate(mixed):
        share = (k + 1) / 17
        np.testing.assert_allclose(image[0, 0], [10 * k * (1 - share), 170 * share, 0], atol=0.51)


def test_a_fade_is_made_of_the_clips_pictures_that_the_master_uses(tmp_path: Path) -> None:
    write_clip(tmp_path / "a.mp4", [(picture(RED), 70), (picture(BLUE), 26)])
    write_clip(tmp_path / "b.mp4", [(picture(BLUE), 16)])
    out = tmp_path / "out"
    out.mkdir()
    job = {"frame": "toy/a", "clip": str(tmp_path / "a.mp4"), "pictures": 64, "next": str(tmp_path / "b.mp4"), "quality": "draft"}
    make_fade(job, out)
    assert json.loads((out / "clip.json").read_text())["pictures"] == 16
    first, *_, last = last_pictures(out / "clip.mp4", 16, 16, "fade")
    np.testing.assert_allclose(first[32, 32], np.array(RED) * 16 / 17 + np.array(BLUE) / 17, atol=4)
    np.testing.assert_allclose(last[32, 32], np.array(RED) / 17 + np.array(BLUE) * 16 / 17, atol=4)
    with pytest.raises(LectureError, match="frame toy/a: the clip has 96 pictures, 112 are wanted"):
        make_fade(job | {"pictures": 112}, tmp_path)


def test_a_fade_between_two_sizes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LectureError, match=r"a fade needs pictures of one size, not \(64, 64\) and \(32, 32\)"):
        list(cross_fade([picture(RED)] * 16, picture(BLUE, size=32)))
