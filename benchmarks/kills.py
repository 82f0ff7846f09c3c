"""Kills the mini lecture's real build at random moments, and looks whether the next run ends with the same outputs.

    python -m benchmarks.kills --times 50
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = [sys.executable, "render.py", "build", "mini", "--quality", "preview", "--jobs", "2"]
MEASURED = ("seconds", "cpu_seconds", "models")  # what differs from run to run


def main() -> None:
    """Prints a line a kill; exits with 1 on the first difference."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    chosen = arguments.parse_args()
    dice = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"LECTURE_BUILD": folder}
        began = time.perf_counter()
        subprocess.run(BUILD, cwd=ROOT, env=environment, check=True, capture_output=True)
        longest = time.perf_counter() - began
        wanted = outputs(Path(folder))
        for index in range(chosen.times):
            forget(Path(folder), dice)
            build = subprocess.Popen(BUILD, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            moment = dice.uniform(0.5, longest)
            time.sleep(moment)
            build.send_signal(signal.SIGKILL)
            build.wait()
            subprocess.run(BUILD, cwd=ROOT, env=environment, check=True, capture_output=True)
            same = outputs(Path(folder)) == wanted
            print(f"{index + 1:3} killed after {moment:5.1f} s: {'same' if same else 'DIFFERENT'}", flush=True)
            if not same:
                sys.exit(1)


def forget(folder: Path, dice: random.Random) -> None:
    """Removes some stored results, so that the next build has work of every kind; traces and runs stay."""
    for kind in ("take", "clip", "sound", "card", "fade", "master"):
        for entry in (folder / "store" / kind).glob("*/*"):
            if dice.random() < 0.5:
                shutil.rmtree(entry)


def outputs(folder: Path) -> str:
    """The manifest without what is measured anew."""
    manifest = json.loads((folder / "mini" / "preview" / "manifest.json").read_text())
    return json.dumps({name: value for name, value in manifest.items() if name not in MEASURED}, sort_keys=True)


if __name__ == "__main__":
    main()
