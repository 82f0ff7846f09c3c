"""How low may a bar lie? Trains models with several seeds and prints each figure that has a bar, and the worst of them.

    python benchmarks/seeds.py                          every model with a bar, seeds 0 to 4: half an hour on one core
    python benchmarks/seeds.py classifier gan_r1 --seeds 1 2

What a model needs (the classifier that judges it, the VAE whose latents it learns) is the build's own, of seed 0; so
is seed 0 of the model itself, when `make models` has trained it. Nothing is stored, and no bar is checked.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # noqa: E402

from lecture.errors import LectureError  # noqa: E402
from lecture.store import Store  # noqa: E402
from models import catalogue  # noqa: E402
from models.base import Inputs, Run, Runs, load_run  # noqa: E402
from models.data import Data  # noqa: E402

MODELS = [name for name, what in (catalogue.IMAGES | catalogue.POINTS_AND_TEXT).items() if what.bars]


def stored(name: str) -> Run:
    """The build's own run; LectureError when `make models` hasn't trained it."""
    folder = Store(ROOT / "build" / "store").folder("run", catalogue.key(name))
    if not folder.exists():
        raise LectureError(f"'{name}' is not trained", mend="run `make models` first")
    return load_run(folder, name)


def train(name: str, seed: int) -> Run:
    """A model as the catalogue has it, with another seed."""
    what = catalogue.entry(name)
    if seed == what.seed:
        return stored(name)
    family = importlib.import_module(what.module)
    inputs = Inputs(Data(only=what.data), Runs({need: stored(need) for need in what.needs}))
    with threadpool_limits(1):
        run: Run = family.train(family.Settings(**what.resolved(False)), inputs, seed)
    return run


def measure(name: str, seeds: Sequence[int]) -> None:
    """Prints a model's figures by seed, then the worst beside the bar."""
    begun, bars = time.perf_counter(), catalogue.entry(name).bars
    runs = [train(name, seed) for seed in seeds]
    for figure, (sign, bar) in bars.items():
        values = [run.figures[figure] for run in runs]
        worst = min(values) if sign == ">=" else max(values)
        listed = "  ".join(f"{value:.4g}" for value in values)
        print(f"{name:17} {figure:22} {listed}   worst {worst:.4g}, bar {sign} {bar:g}"
              f"   ({time.perf_counter() - begun:.0f} s)", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="*", default=MODELS, metavar="MODEL", help="names in models/catalogue.py")
    parser.add_argument("--seeds", nargs="+", type=int, default=list(range(5)))
    asked = parser.parse_args()
    try:
        for name in asked.models:
            measure(name, asked.seeds)
    except LectureError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
