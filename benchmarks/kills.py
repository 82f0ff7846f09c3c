"""Kills the mini lecture's real build at random moments, and looks whether the next run ends with the same outputs.

    python -m benchmarks.kills --times 50

A quarter of the stored results is forgotten before each build. A third of the kills come at a moment drawn from the whole
build, a third while a master is being muxed, and a third at the moment a finished result is being put in the store.
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
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lecture.store import ENTRY

ROOT = Path(__file__).resolve().parent.parent
FORGOTTEN = ("take", "clip", "sound", "card", "fade", "master", "verify")
MEASURED = ("seconds", "cpu_seconds")  # what differs from run to run
LAST = {"clip": "clip.json", "card": "sound.json", "sound": "sound.json", "fade": "clip.json", "master": "master.json",
        "take": "words.json", "verify": "report.json"}  # fmt: skip
POLL = 0.0002  # seconds between two looks at the store


def main() -> None:
    """Prints a line a kill and a summary; exits with 1 on the first difference."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--times", type=int, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--quality", default="final", choices=("draft", "preview", "final"))
    arguments.add_argument("--jobs", type=int, default=2)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder), chosen.quality, chosen.jobs, random.Random(chosen.seed))
        trial.prepare()
        for index in range(chosen.times):
            print(f"{index + 1:3} {trial.kill(MOMENTS[index % len(MOMENTS)])}", flush=True)
        print(f"{chosen.times} kills, all the same; while these were being made: {dict(trial.interrupted)}")


class Trial:
    """One build folder in which builds are killed and run again."""

    def __init__(self, folder: Path, quality: str, jobs: int, dice: random.Random) -> None:
        self.folder = folder
        self.manifest = folder / "mini" / ("" if quality == "final" else quality) / "manifest.json"
        self.command = [sys.executable, "render.py", "build", "mini", "--quality", quality, "--jobs", str(jobs)]
        self.dice = dice
        self.interrupted: Counter[str] = Counter()
        self.longest = self.due = 0.0

    def prepare(self) -> None:
        """The undisturbed outputs, and how long a build takes without training."""
        self._build()
        self.wanted = outputs(self.manifest)
        self._forget(1.0)
        began = time.perf_counter()
        self._build()
        self.longest = time.perf_counter() - began
        print(f"undisturbed: {self.longest:.1f} s", flush=True)
        self._compare("a second build")

    def kill(self, moment: Callable[[Trial], bool]) -> str:
        """Kills one build and runs the next; says when, what was being made, and that the outputs are the same."""
        while (after := self._killed(moment)) is None:
            pass  # the build was done before the moment came
        making = sorted(path.name.partition("-")[0] for path in self.unfinished())
        self.interrupted.update(making or ["nothing"])
        self._build()
        text = f"killed after {after:5.1f} s by '{moment.__name__}', making {', '.join(making) or 'nothing'}"
        self._compare(text)
        return f"{text}: same"

    def _killed(self, moment: Callable[[Trial], bool]) -> float | None:
        """Starts a build and kills it at a moment: after how many seconds, or None when it was done before."""
        self._forget(0.25)
        self.due = time.perf_counter() + self.dice.uniform(0.3, self.longest)
        began = time.perf_counter()
        build = subprocess.Popen(self.command, cwd=ROOT, env=self._environment(), stderr=subprocess.DEVNULL)
        while not moment(self):
            if build.poll() is not None:
                return None
            time.sleep(POLL)
        build.send_signal(signal.SIGKILL)
        build.wait()
        return time.perf_counter() - began

    def unfinished(self) -> list[Path]:
        """The folders in which results are being made."""
        return list((self.folder / "store" / "unfinished").glob("*"))

    def _environment(self) -> dict[str, str]:
        return os.environ | {"LECTURE_BUILD": str(self.folder)}

    def _build(self) -> None:
        done = subprocess.run(self.command, cwd=ROOT, env=self._environment(), capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"the build failed:\n{done.stderr}")

    def _forget(self, share: float) -> None:
        """Removes some stored results, so that the next build has work of every kind; traces and runs stay."""
        for kind in FORGOTTEN:
            for entry in (self.folder / "store" / kind).glob("*/*"):
                if self.dice.random() < share:
                    shutil.rmtree(entry)

    def _compare(self, what: str) -> None:
        left = self.unfinished()
        if outputs(self.manifest) != self.wanted or left:
            sys.exit(f"{what}: DIFFERENT; left over: {[path.name for path in left]}")


def any_moment(trial: Trial) -> bool:
    """True at some moment of the build, each as likely."""
    return time.perf_counter() > trial.due


def muxing(trial: Trial) -> bool:
    """True while a master is being written."""
    masters = [path for path in trial.unfinished() if path.name.startswith("master-")]
    return any(any(path.glob("*.mp4")) for path in masters) and trial.dice.random() < 0.05


def storing(trial: Trial) -> bool:
    """True, one time in five, from the writing of a result's last file to its being hashed, sealed and renamed."""
    complete = any((path / LAST.get(path.name.partition("-")[0], ENTRY)).exists() for path in trial.unfinished())
    return complete and trial.dice.random() < 0.2


MOMENTS = (any_moment, muxing, storing)


def outputs(manifest: Path) -> str:
    """The manifest without what is measured anew."""
    return json.dumps(without_measured(json.loads(manifest.read_text(encoding="utf-8"))), sort_keys=True)


def without_measured(value: Any) -> Any:
    """A JSON value without its measured seconds, at every depth."""
    if isinstance(value, dict):
        return {name: without_measured(one) for name, one in value.items() if name not in MEASURED}
    return [without_measured(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
