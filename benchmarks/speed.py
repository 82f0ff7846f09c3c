"""How fast is a build? Cold, again, after one changed word, after a moved cue, and one preview; models apart.

    python -m benchmarks.speed week12 --section 4
    python -m benchmarks.speed week12                 # the whole lecture

Works on a copy of the project in a temporary folder; trained models and traces are taken from build/store.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lecture.plan import open_lecture

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns("build", ".venv", ".git", "__pycache__", ".*_cache", ".hypothesis")


def main() -> None:
    """Prints seconds, and seconds of lecture for each."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("lecture")
    arguments.add_argument("--section")
    arguments.add_argument("--jobs", default="2")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for kind in ("run", "trace"):
            shutil.copytree(ROOT / "build" / "store" / kind, copy / "build" / "store" / kind, copy_function=os.link)
        measure(copy, chosen.lecture, ["--section", chosen.section] if chosen.section else [], chosen.jobs)


def measure(copy: Path, name: str, part: list[str], jobs: str) -> None:
    """Runs the builds one after another."""
    frames = open_lecture(name, copy).select(section=part[1] if part else None)
    build = ["build", name, *part, "--jobs", jobs, "--explain"]
    cold, _ = timed(copy, *build)
    manifest = json.loads((copy / "build" / name / "manifest.json").read_text())
    lecture = sum(row["pictures"] for row in manifest["frames"].values()) / 30
    print(f"cold            {cold:7.1f} s   {lecture:.0f} s of lecture, {lecture / cold:.1f} times faster than real time")
    again, _ = timed(copy, *build)
    print(f"nothing changed {again:7.1f} s")
    script = frames[len(frames) // 2].path
    text = script.read_text(encoding="utf-8")
    script.write_text(text + "\n\nThat is worth a second thought.\n", encoding="utf-8")
    changed, made = timed(copy, *build)
    print(f"one sentence    {changed:7.1f} s   {made}")
    script.write_text(move_cue(text), encoding="utf-8")
    moved, made = timed(copy, *build)
    print(f"moved cue       {moved:7.1f} s   {made}")
    frame = frames[len(frames) // 2].number
    preview, _ = timed(copy, "preview", name, "--frame", frame, "--jobs", "1")
    print(f"preview {frame:<8}{preview:7.1f} s")


def move_cue(text: str) -> str:
    """The text with its second cue one word later."""
    cues = list(re.finditer(r"\{#[a-z0-9_]+\}", text))
    mark = cues[1]
    rest = text[mark.end() :]
    word = re.match(r"\S+\s+", rest)
    assert word is not None
    return text[: mark.start()] + word[0] + mark[0] + rest[word.end() :]


def timed(copy: Path, *arguments: str) -> tuple[float, str]:
    """Seconds of one command, and what it made."""
    began = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name != "LECTURE_BUILD"}
    done = subprocess.run([sys.executable, "render.py", *arguments], cwd=copy, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    made = re.findall(r"^made (\w+) ", done.stderr, re.M)
    return time.perf_counter() - began, ", ".join(f"{made.count(kind)} {kind}" for kind in dict.fromkeys(made))


if __name__ == "__main__":
    main()
