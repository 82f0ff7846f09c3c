"""Is it real? Each array that a scene reads is replaced by another, and the stage of some still must change.

By default for frames whose traces are committed and whose scenes are drawn quickly. `pytest tests/test_scenes_real.py
--all-frames` does it for every frame with a trace, from build/traces/; `render.py models` records those.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lecture.build import read_arrays
from lecture.plan import Frame, build_root
from lecture.timeline import build_timeline
from models.traces import declared
from scenes.door import mutate
from tests import fixture_traces
from tests.test_scenes_stage import arrays as toy_arrays
from tests.test_scenes_stage import job as toy_job

SLOW = {"takeaways/formula"}  # a minute: the contour lines of a shuffled landscape are many
SMALL = {slug: frame for slug, frame in fixture_traces.frames().items() if slug not in SLOW}
ALL = {frame.slug: frame for frame in fixture_traces.week12().frames if frame.trace in declared()}


def mutated(job: dict[str, Any], folder: Path) -> dict[str, dict[str, Any]]:
    """What became of the stills: a row for each array that the scene reads."""
    out = folder / "out"
    out.mkdir()
    mutate(job, out)
    rows: dict[str, dict[str, Any]] = json.loads((out / "mutate.json").read_text())["arrays"]
    return rows


def unreal(rows: Mapping[str, Mapping[str, Any]], recorded: Collection[str], spoken: Collection[str]) -> dict[str, str]:
    """The arrays of a trace that neither picture nor voice depends on, each with what is wrong."""
    found = {name: str(row["error"] or "is read but not drawn") for name, row in rows.items() if not row["changed"]}
    unused = set(recorded) - set(rows) - set(spoken)
    return found | dict.fromkeys(sorted(unused), "is neither read by the scene nor spoken")


def unreal_of_frame(frame: Frame, trace: Path, folder: Path) -> dict[str, str]:
    """The same of one frame; times are estimated from its script."""
    arrays = read_arrays(trace)
    timeline = build_timeline(fixture_traces.week12(), frame, frame.script.filled(arrays), None)
    rows = mutated(fixture_traces.job(frame, trace, timeline, folder), folder)
    return unreal(rows, arrays, {name for name, _ in frame.script.placeholders})


@pytest.mark.parametrize("slug", SMALL)
def test_every_array_of_a_fixture_trace_is_drawn_or_spoken(slug: str, tmp_path: Path) -> None:
    assert unreal_of_frame(SMALL[slug], fixture_traces.fixture(SMALL[slug]), tmp_path) == {}


@pytest.mark.parametrize("slug", ALL)
def test_every_array_of_every_frame_is_drawn_or_spoken(slug: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--all-frames"):
        pytest.skip("needs the trained models' traces; ask for it with --all-frames")
    trace = build_root(fixture_traces.ROOT) / "traces" / f"{ALL[slug].trace}.npz"
    assert trace.exists(), f"no trace {trace.name} was recorded; make it with `render.py models`"
    assert unreal_of_frame(ALL[slug], trace, tmp_path) == {}


def test_arrays_that_nobody_sees_or_hears_are_named(tmp_path: Path) -> None:
    values = {"shade": np.array(0.8, np.float32), "ignored": np.arange(5), "unread": np.zeros(3), "told": np.ones(1)}
    rows = mutated(toy_job(tmp_path, "Draws", trace=toy_arrays(tmp_path, **values)), tmp_path)
    assert unreal(rows, values, {"told"}) == {
        "ignored": "is read but not drawn",
        "unread": "is neither read by the scene nor spoken",
    }
