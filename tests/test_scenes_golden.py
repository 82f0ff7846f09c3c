"""Scenes against golden stills, drawn from the small fixture traces: the stage at the end of a beat.

The times are made from the cues' names alone, so that an edited sentence changes no still. Size and tolerance are the
gallery's.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from lecture.plan import Frame
from lecture.timeline import SAMPLES_PER_PICTURE, TimedCue, TimedWord, Timeline
from media.pictures import settings
from scenes.door import _manim, _sketch, _trace
from tests import fixture_traces
from tests.test_mobjects_gallery import FAR_SHARE, MEAN_LEVELS, differences, in_steps, show

GOLDEN = Path(__file__).parent / "stills" / "scenes"
WIDTH, HEIGHT = 427, 240
STILLS = {
    "vae/architecture": ("log_var", "again"),
    "gan/game": ("probability", "climb"),
    "chatgpt/what-is-chatgpt": ("distribution", "grammar"),
    "challenges/instability": ("unstable", "stable"),
    "takeaways/formula": ("sigma", "sample"),
}
BEAT_WORDS, WORD_PICTURES = 24, 10  # eight seconds a cue


def even_times(frame: Frame) -> Timeline:
    """A timeline of nothing but the frame's cues, all equally long."""
    cues = [cue.name for cue in frame.script.cues]
    count, step = BEAT_WORDS * (len(cues) + 1), WORD_PICTURES * SAMPLES_PER_PICTURE
    return Timeline(
        frame=frame.slug,
        number=frame.number,
        title=frame.script.title,
        section_title="",
        lecture_title="",
        pictures=count * WORD_PICTURES,
        speech_start=0,
        samples=count * step,
        words=tuple(TimedWord(f"w{k}", k * step, (k + 1) * step) for k in range(count)),
        cues=tuple(TimedCue(name, k * BEAT_WORDS * WORD_PICTURES, k * BEAT_WORDS, 1) for k, name in enumerate(cues, 1)),
        sentences=(0,),
        paragraphs=(0,),
        script="",
        estimated=True,
    )


@pytest.fixture(scope="module")
def stills(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """slug → {cue: what the stage shows at the end of its beat}, each scene drawn once."""

    @cache
    def drawn(slug: str) -> dict[str, np.ndarray]:
        frame = fixture_traces.frames()[slug]
        folder = tmp_path_factory.mktemp("still")
        job = fixture_traces.job(frame, fixture_traces.fixture(frame), even_times(frame), folder)
        with _manim({**settings("draft"), "width": WIDTH, "height": HEIGHT}):
            return dict(_sketch(job, _trace(job)))

    return drawn


@pytest.mark.parametrize(("slug", "cue"), [(slug, cue) for slug, cues in STILLS.items() for cue in cues])
def test_still(slug: str, cue: str, stills: Any, request: pytest.FixtureRequest) -> None:
    drawn = stills(slug)[cue]
    name = f"{slug.replace('/', '_')}-{cue}"
    file = GOLDEN / f"{name}.png"
    if request.config.getoption("--set-stills"):
        GOLDEN.mkdir(parents=True, exist_ok=True)
        Image.fromarray(in_steps(drawn)).save(file, optimize=True)
    golden = np.asarray(Image.open(file).convert("RGB"))
    if folder := request.config.getoption("--show-stills"):
        show(Path(folder), name, drawn, golden)
    mean, far = differences(drawn, golden)
    assert mean < MEAN_LEVELS and far < FAR_SHARE, f"{name}: {mean:.1f} levels off on average, {far:.1%} of it far off"


def test_golden_stills_are_small_and_none_is_left_over() -> None:
    files = {file.stem: file.stat().st_size for file in GOLDEN.glob("*.png")}
    assert set(files) == {f"{slug.replace('/', '_')}-{cue}" for slug, cues in STILLS.items() for cue in cues}
    assert max(files.values()) < 40_000


def test_fixture_traces_are_small_and_none_is_left_over() -> None:
    files = {file.name: file.stat().st_size for file in fixture_traces.FOLDER.glob("*.npz")}
    assert set(files) == {fixture_traces.fixture(frame).name for frame in fixture_traces.frames().values()}
    assert set(fixture_traces.frames()) == set(STILLS)
    assert max(files.values()) < 300_000
