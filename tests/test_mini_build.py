"""The mini lecture from text to checked masters, with the real engines, through the command line."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path

import av
import pytest

from benchmarks.kills import outputs
from lecture.store import Store

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
    assert "traces are drafts" in done.stderr
    assert (built / "mini" / "draft" / "manifest.json").read_text() == before


def test_chapters_are_sections_with_their_frames_and_stills_are_described(built: Path) -> None:
    folder = built / "mini" / "draft"
    with av.open(str(folder / "mini.mp4")) as container:
        titles = [chapter["metadata"]["title"] for chapter in container.chapters()]
    assert titles == [
        "1 Digits", "1.1 A digit is a table of numbers", "1.2 Noise", "2 Curves", "2.1 A loss that falls", "2.2 Was it right?",
    ]  # fmt: skip
    assert re.findall(r"-->.*\n(.*)", (folder / "mini.chapters.vtt").read_text()) == titles
    page = (folder / "mini.html").read_text()
    described = dict(re.findall(r'<img src="([^"]+)" loading="lazy" alt="([^"]+)"', page))
    assert len(described) == 4
    assert all((folder / source).stat().st_size > 0 for source in described)
    noise = "Noise: The first images of the row, from left to right. The last images, pure noise. "
    assert described["stills/digits-noise-1.png"].startswith(noise)
    assert page.count('class="time" href="mini.mp4#t=') == 4


def test_drafts_carry_a_label_that_changes_once_a_second(built: Path) -> None:
    with av.open(str(built / "mini" / "draft" / "frames" / "01-digits" / "02-noise.mp4")) as container:
        corners = [picture.to_ndarray(format="gray")[-24:, :110].astype(int) for picture in container.decode(video=0)]
    moved = [int(abs(after - before).max()) for before, after in pairwise(corners)]
    jumps = [number for number, most in enumerate(moved, 1) if most > 60]
    assert jumps == list(range(30, len(corners), 30))


def test_the_store_shows_its_size_and_prunes_what_nothing_uses(built: Path) -> None:
    unused = Store(built / "store").make("take", {"n": 1}, lambda out: out.joinpath("a").write_bytes(b"x" * 2_000_000) and None)
    shown = render(built, "store").stdout
    assert re.search(r"take +5 entries +[2-9]\.\d MB", shown), shown
    assert "removed 1 entries, 2.0 MB" in render(built, "store", "--prune").stdout
    assert not unused.folder.exists()
    assert "\nmade " not in render(built, *DRAFT, "--explain").stderr


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Callable[..., list[str]]:
    """A function that changes the first script of a copy of the project, builds it, and tells what was made and why."""
    for room in ("lecture", "voice", "models", "scenes", "media", "stitch", "scripts"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "render.py", tmp_path)
    shutil.copytree(built, tmp_path / "build")
    script = tmp_path / "scripts" / "mini" / "01-digits" / "01-look.md"

    def change(before: str, after: str) -> list[str]:
        text = script.read_text(encoding="utf-8")
        assert before in text
        script.write_text(text.replace(before, after), encoding="utf-8")
        environment = os.environ | {"LECTURE_BUILD": str(tmp_path / "build"), "COLUMNS": "200"}
        command = [sys.executable, "render.py", *DRAFT, "--explain"]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return [line for line in done.stderr.splitlines() if line.startswith("made ")]

    return change


def test_a_changed_sentence_remakes_one_frame_and_a_moved_cue_is_not_spoken_again(project: Callable[..., list[str]]) -> None:
    made = project("Here is one handwritten", "Look at this handwritten")
    assert "made reading digits/look: changed: sentences, version.spoken" in made
    kinds = ("clip", "reading", "sound", "take")
    frames = [line.split(":")[0] for line in made if line.startswith(tuple(f"made {kind}" for kind in kinds))]
    assert sorted(frames) == [f"made {kind} digits/look" for kind in kinds]
    made = project("a {#numbers}table of grey", "a table {#numbers}of grey")
    assert "made clip digits/look: changed: timeline.cues" in made
    assert not any(line.startswith(("made reading", "made take", "made sound")) for line in made)
    assert sum(line.startswith("made clip") for line in made) == 1


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
    assert manifest_of(tmp_path) == manifest_of(built)
    assert not list((tmp_path / "store" / "unfinished").iterdir())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A function that gives a disk in memory a size, and returns its folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip(f"no disk can be mounted here: {made.stderr.decode().strip()}")

    def resize(size: str) -> Path:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)
        return folder

    yield resize
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_is_named_and_with_room_the_build_goes_on(built: Path, small_disk: Callable[[str], Path]) -> None:
    for size in ("64k", "2m", "5m", "7m"):
        disk = small_disk(size)
        done = render(disk, *DRAFT, check=False)
        assert done.returncode == 1, size
        assert "No space left on device" in done.stderr or "the disk is full" in done.stderr, done.stderr
        assert "make room" in done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        assert half_written(disk, built) == [], size
    render(small_disk("64m"), *DRAFT)
    assert manifest_of(disk) == manifest_of(built)


def half_written(build: Path, whole: Path) -> list[Path]:
    """What lies under its final name in a broken build, but is not as it should be."""
    store = Store(build / "store")
    entries = [folder for kind, folder in store.entries() if store.get(kind, folder.name) is None]
    files = [path.relative_to(build) for path in (build / "mini").rglob("*") if path.is_file() and not path.name.startswith(".")]
    videos = [path for path in files if path.suffix == ".mp4" and (build / path).read_bytes() != (whole / path).read_bytes()]
    return entries + videos + [path for path in files if (build / path).stat().st_size == 0]


def manifest_of(build: Path) -> str:
    return outputs(build / "mini" / "draft" / "manifest.json")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    done = render(blocked, *DRAFT, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "error" in done.stderr


def test_a_disk_that_cannot_be_written(small_disk: Callable[[str], Path]) -> None:
    done = render(small_disk("1m,ro"), *DRAFT, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "Read-only file system" in done.stderr
    assert "make the folder" in done.stderr


def start(build: Path) -> subprocess.Popen[str]:
    """A draft build in a process group of its own, which heeds Ctrl-C even where the tests' own process ignores it."""
    command = [sys.executable, "render.py", *DRAFT]
    environment = os.environ | {"LECTURE_BUILD": str(build)}
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True,
                            start_new_session=True, preexec_fn=heed)


def test_of_two_builds_at_once_one_waits(built: Path, tmp_path: Path) -> None:
    builds = [start(tmp_path) for _ in range(2)]
    said = [build.communicate(timeout=300)[1] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], said
    assert sum("another build of mini is running; waiting for it" in text for text in said) == 1
    assert manifest_of(tmp_path) == manifest_of(built)


def test_ctrl_c_while_modules_are_imported_prints_nothing() -> None:
    command = [sys.executable, "-X", "importtime", "render.py", "check"]
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    check = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, preexec_fn=heed)
    assert check.stderr is not None
    while "click" not in (line := check.stderr.readline()):
        assert line, "it ended before it had imported click"
    check.send_signal(signal.SIGINT)
    _, said = check.communicate(timeout=60)
    assert check.returncode == -signal.SIGINT
    assert all(line.startswith("import time:") for line in said.splitlines())


def test_ctrl_c_leaves_no_process_and_keeps_what_was_finished(built: Path, tmp_path: Path) -> None:
    build = start(tmp_path)
    while not list((tmp_path / "store" / "unfinished").glob("clip-*")):
        assert build.poll() is None
        time.sleep(0.01)
    os.killpg(build.pid, signal.SIGINT)
    _, said = build.communicate(timeout=60)
    assert build.returncode == 130
    assert "stopped; what was finished is kept" in said
    assert "Traceback" not in said
    until = time.monotonic() + 5
    while members(build.pid) and time.monotonic() < until:  # they end by themselves, but not before their parent
        time.sleep(0.05)
    assert members(build.pid) == []
    taken = len(list((tmp_path / "store" / "take").glob("*/*")))
    done = render(tmp_path, *DRAFT, "--explain")
    assert done.stderr.count("made take") == 4 - taken
    assert manifest_of(tmp_path) == manifest_of(built)


def members(group: int) -> list[str]:
    """The processes of a group that are still alive."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            row = path.read_text().rpartition(")")[2].split()
            found += [path.parent.name] if int(row[2]) == group and row[0] != "Z" else []
    return found


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
