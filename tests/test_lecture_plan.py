"""lecture.yaml: any slip in it is named with its line; and all slips of a lecture come at once, on the command line."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.errors import LectureError
from lecture.plan import open_lecture
from tests.test_lecture_captions import SETTINGS, lecture_of
from tests.test_lecture_script import PIECES

ROOT = Path(__file__).resolve().parent.parent


def opened(root: Path, text: str) -> None:
    lecture_of(root, "One two.")
    (root / "scripts" / "small" / "lecture.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    open_lecture("small", root)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("course", "cuorse"), "lecture.yaml:3: unknown key 'cuorse'; did you mean 'course'?"),
        (("2026-01-31", "soon"), "lecture.yaml:6: 'date': input should be a valid date"),
        (("{slug: one, title: First}", "{slug: one, titel: First}"), "lecture.yaml:8: unknown key 'titel'"),
        (("{slug: one, title: First}", "{slug: two, title: First}"), "lecture.yaml: section 'two' has no folder"),
        (("author: Team", "author: Team\nlexicon: {a: b, a: c}"), "lecture.yaml:5: key 'a' stands twice; delete one"),
        (("author: Team", "author: Team\nvoice:\n  engine: hibary"), "lecture.yaml: unknown voice engine 'hibary'; did you mean"),
        (("author: Team", "author: Team\nlexicon: &a {x: *a}"), "lecture.yaml:5: "),
        (("title: Small", "title: !!bool x"), "lecture.yaml:1: not YAML: "),
    ],
)
def test_slips_in_the_settings(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(LectureError) as caught:
        opened(tmp_path, SETTINGS.replace(*change))
    assert str(caught.value).replace(f"{tmp_path}/scripts/small/", "").startswith(message)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SETTINGS)), st.integers(0, 6), st.lists(PIECES | st.text(max_size=2), max_size=4).map("".join))
def test_any_settings_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, at: int, gone: int, text: str) -> None:
    try:
        opened(tmp_path_factory.mktemp("yaml"), SETTINGS[:at] + text + SETTINGS[at + gone :])
    except LectureError as error:
        assert error.path is not None


SLIPS = {
    "01-digits/01-look.md": ("{#ink}", "{#ink", "01-look.md:5: '{#inkcarry' is no mark"),
    "01-digits/02-noise.md": ("{#gone}", "{#noise}", "02-noise.md:5: cue {#noise} stands twice; rename one"),
    "02-curves/01-loss.md": ("title:", "titel:", "01-loss.md:2: unknown key 'titel'; did you mean 'title'?"),
    "02-curves/02-outro.md": ("home", "h\0me", "02-outro.md:5: control character U+0000; delete it"),
}


def test_all_slips_are_shown_at_once_and_stop_a_build(tmp_path: Path) -> None:
    for room in ("lecture", "models", "scenes", "media", "scripts"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "render.py", tmp_path)
    for name, (before, after, _) in SLIPS.items():
        path = tmp_path / "scripts" / "mini" / name
        path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    for command in (("check", "mini"), ("build", "mini", "--quality", "draft")):
        environment = {"PATH": "/usr/bin:/bin", "COLUMNS": "400"}
        call = [sys.executable, "render.py", *command]
        done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert [message for _, _, message in SLIPS.values() if message not in done.stderr] == [], done.stderr
    assert not (tmp_path / "build" / "mini").exists()
