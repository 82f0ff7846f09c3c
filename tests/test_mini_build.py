"""The mini lecture from text to checked masters, with the real engines, through the command line."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DRAFT = ("build", "mini", "--quality", "draft", "--jobs", "2")


def render(build: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"LECTURE_BUILD": str(build)}
    command = [sys.executable, "render.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if check and done.returncode:
        pytest.fail(f"{' '.join(arguments)}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    build = tmp_path_factory.mktemp("mini")
    render(build, *DRAFT)
    yield build


def test_every_output_is_there_and_named_in_the_checksums(built: Path) -> None:
    folder = built / "mini" / "draft"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(manifest["frames"]) == {"digits/look", "digits/noise", "curves/loss", "curves/outro"}
    assert set(manifest["masters"]) >= {"mini", "01-digits", "02-curves", "01-digits/01-look"}
    for row in manifest["masters"].values():
        video = folder / row["path"]
        assert hashlib.sha256(video.read_bytes()).hexdigest() == row["sha256"]
        for ending in (".en.vtt", ".en.srt", ".chapters.vtt", ".jpg", ".txt", ".html"):
            assert video.with_name(video.stem + ending).stat().st_size > 0
    done = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(row["clip"]["drawn"] or row["clip"]["trace"] is None for row in manifest["frames"].values())


def test_a_second_build_makes_nothing(built: Path) -> None:
    before = (built / "mini" / "draft" / "manifest.json").read_text()
    done = render(built, *DRAFT, "--explain")
    assert "made clip" not in done.stderr
    assert "made take" not in done.stderr
    assert (built / "mini" / "draft" / "manifest.json").read_text() == before


@pytest.mark.parametrize("damage", ["truncated", "flipped", "emptied"])
def test_a_damaged_clip_is_made_again_alone(built: Path, damage: str) -> None:
    folder = built / "mini" / "draft"
    before = (folder / "manifest.json").read_text()
    clip = next((built / "store" / "clip").rglob("clip.mp4"))
    data = clip.read_bytes()
    spoilt = {"truncated": data[:-100], "flipped": data[:500] + bytes([data[500] ^ 1]) + data[501:], "emptied": b""}
    clip.write_bytes(spoilt[damage])
    done = render(built, *DRAFT, "--explain")
    made = [line for line in done.stderr.splitlines() if line.startswith("made ")]
    assert len(made) == 1
    assert "its entry was missing or damaged" in made[0]
    assert (folder / "manifest.json").read_text() == before


def test_killed_builds_lose_nothing(built: Path, tmp_path: Path) -> None:
    """SIGKILL at random moments, then one build to the end: the same outputs, byte for byte."""
    dice = random.Random(7)
    environment = os.environ | {"LECTURE_BUILD": str(tmp_path)}
    for _ in range(4):
        build = subprocess.Popen([sys.executable, "render.py", *DRAFT], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(2.0, 9.0))
        build.send_signal(signal.SIGKILL)
        build.wait()
    render(tmp_path, *DRAFT)
    whole = json.loads((built / "mini" / "draft" / "manifest.json").read_text())
    again = json.loads((tmp_path / "mini" / "draft" / "manifest.json").read_text())
    assert without_seconds(again) == without_seconds(whole)
    assert not list((tmp_path / "store" / "unfinished").iterdir())


def without_seconds(manifest: dict[str, object]) -> object:
    """A manifest without what was measured: the models' seconds, and what the credits that show them hash to."""
    text = json.dumps({"frames": manifest["frames"]}, sort_keys=True)
    return json.loads(text)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    done = render(blocked, *DRAFT, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "error" in done.stderr


def test_unknown_names_get_a_guess(built: Path) -> None:
    done = render(built, "build", "mimi", check=False)
    assert done.returncode == 1
    assert "no lecture 'mimi' (scripts/mimi/lecture.yaml); did you mean 'mini'?" in done.stderr
    done = render(built, "build", "mini", "--frame", "digits/loook", check=False)
    assert "no frame 'digits/loook' in mini; did you mean 'digits/look'?" in done.stderr


def test_every_command_has_help_with_an_example() -> None:
    commands = ["build", "preview", "check", "doctor", "models", "say", "lint", "mutate", "contact", "verify", "ear", "store"]
    for command in commands:
        call = [sys.executable, "render.py", command, "--help"]
        text = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        assert f"python render.py {command}" in text, command
