"""Looks whether a machine can make a lecture, before long work begins."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

from lecture.plan import Lecture
from lecture.steps import resolve

Finding = tuple[bool, str]
DISK_PER_FRAME = 60e6  # bytes of clips, sounds and masters that a frame leaves in build/, with room to spare
DISK_FIRST = 1e9  # bytes for models, traces and temporary files
DOWNLOAD = "about 0.6 GB of Python packages with the CPU build of torch (gigabytes more with CUDA: see TORCH_INDEX)"


def examine(lecture: Lecture) -> list[Finding]:
    """Findings (good, text with its mend), in the order in which to mend them."""
    return [_python(), *_packages(lecture.root), _ffmpeg(), *_encoders(), _fonts(lecture.root), _voice(lecture), _disk(lecture)]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= (3, 11)
    return good, f"Python {version}" + ("" if good else ": 3.11 or newer is needed; install it and run make again")


def _packages(root: Path) -> list[Finding]:
    wrong = []
    for line in (root / "requirements.txt").read_text().splitlines():
        name, _, version = line.partition("==")
        if not version or name.startswith("#"):
            continue
        try:
            found = importlib.metadata.version(name.strip()).partition("+")[0]
        except importlib.metadata.PackageNotFoundError:
            found = "none"
        if found != version.strip().partition("+")[0]:
            wrong.append(f"{name} {found}, wanted {version}")
    if wrong:
        return [(False, f"packages: {'; '.join(wrong[:5])}: run make; it downloads {DOWNLOAD}")]
    return [(True, "packages are installed as pinned")]


def _ffmpeg() -> Finding:
    found = shutil.which("ffmpeg")
    return found is not None, f"ffmpeg: {found or 'missing: apt-get install ffmpeg'}"


def _encoders() -> list[Finding]:
    if shutil.which("ffmpeg") is None:
        return []
    text = subprocess.run(["ffmpeg", "-hide_banner", "-encoders"], capture_output=True, text=True, check=False).stdout
    return [
        (f" {name} " in text, f"encoder {name}" + ("" if f" {name} " in text else ": install an ffmpeg that has it"))
        for name in ("aac", "mov_text")
    ]


def _fonts(root: Path) -> Finding:
    fonts = sorted(path.name for ending in ("otf", "ttf") for path in (root / "scenes" / "fonts").glob(f"*.{ending}"))
    return bool(fonts), f"fonts: {', '.join(fonts) or 'none in scenes/fonts: check out the repository again'}"


def _voice(lecture: Lecture) -> Finding:
    engine = lecture.settings.voice.engine
    problem = resolve("voice.door:problem")(engine)
    return problem is None, f"voice {engine}" + (f": {problem}" if problem else "")


def _disk(lecture: Lecture) -> Finding:
    needed = DISK_FIRST + DISK_PER_FRAME * len(lecture.frames)
    free = shutil.disk_usage(lecture.root).free
    text = f"disk: {free / 1e9:.1f} GB free, about {needed / 1e9:.1f} GB needed"
    return free > needed, text + ("" if free > needed else ": make room, or run 'render.py store --prune'")
