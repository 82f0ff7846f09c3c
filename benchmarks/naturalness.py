"""How natural does the voice sound? DistillMOS on random half minutes of finished sound (an estimate: 1 bad … 5 human).

DistillMOS stays outside of the normal environment. Its weights lie in its package; it would also ask for torchaudio,
which brings a CUDA build of torch and is needed only for loading files, so a stand-in without any function is put in
its place here. torchaudio itself must never be installed.

    .venv/bin/pip install --no-deps --target build/naturalness distillmos==0.9.1 xls-r-sqa==0.1.0
    .venv/bin/python benchmarks/naturalness.py                          the finished lecture, or its finished sections
    .venv/bin/python benchmarks/naturalness.py scripts/week12/04-vae/*.md    takes spoken on the spot

Aim: a mean of 4.6 or more. Differences of less than 0.1 mean nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import subprocess
import sys
import tempfile
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.word_times import job_of  # noqa: E402
from lecture.errors import LectureError  # noqa: E402
from lecture.plan import build_root  # noqa: E402
from voice.door import make_take  # noqa: E402
from voice.queued_driver import Samples, read_wav  # noqa: E402

PACKAGES = ROOT / "build" / "naturalness"
RATE = 16_000
PIECE = 30 * RATE
AIM = 4.6


def judge() -> Any:
    """DistillMOS's model.

    Raises:
        LectureError: it is not installed.
    """
    import torch

    torch.set_num_threads(1)
    sys.modules.setdefault("torchaudio", types.ModuleType("torchaudio"))
    sys.path.insert(0, str(PACKAGES))
    try:
        import distillmos
    except ImportError:
        command = f"pip install --no-deps --target {PACKAGES.relative_to(ROOT)} distillmos==0.9.1 xls-r-sqa==0.1.0"
        raise LectureError("DistillMOS is not installed", mend=command) from None
    with contextlib.redirect_stdout(io.StringIO()):
        return distillmos.ConvTransformerSQAModel().eval()


def sound_of(path: Path, engine: str, voice: str) -> Samples:
    """Mono samples at 16 kHz of a script, spoken now, or of a finished file, decoded by ffmpeg."""
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix == ".md":
            make_take(job_of(path, engine, voice), Path(folder))
            samples, rate = read_wav(Path(folder) / "take.wav")
            return np.asarray(soxr.resample(samples, rate, RATE), np.float32)
        out = Path(folder) / "sound.wav"
        command = ["ffmpeg", "-v", "error", "-i", str(path), "-vn", "-ac", "1", "-ar", str(RATE), str(out)]
        subprocess.run(command, check=True)
        return read_wav(out)[0]


def pieces(samples: Samples, count: int, seed: int) -> list[Samples]:
    """Random half minutes of a sound, or the whole of a shorter one."""
    if len(samples) <= PIECE:
        return [samples]
    starts = np.random.default_rng(seed).integers(0, len(samples) - PIECE, count)
    return [samples[start : start + PIECE] for start in starts]


def scores(model: Any, parts: Sequence[Samples]) -> list[float]:
    import torch

    with torch.no_grad():
        return [float(model(torch.from_numpy(part.copy())[None])) for part in parts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="scripts, or anything that ffmpeg decodes")
    parser.add_argument("--pieces", type=int, default=12, help="half minutes a file")
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--engine", default="hibari")
    parser.add_argument("--voice", default="heart")
    choice = parser.parse_args()
    folder = build_root(ROOT) / "week12"
    files = choice.files or sorted(folder.glob("*.mp4")) or sorted(folder.glob("sections/*.mp4"))
    if not files:
        parser.error(f"no masters in {folder}; build them, or name scripts")
    model = judge()
    found: list[float] = []
    for path in files:
        part = scores(model, pieces(sound_of(path, choice.engine, choice.voice), choice.pieces, choice.seed))
        print(f"{path.name:<32} " + " ".join(f"{score:.2f}" for score in part))
        found += part
    verdict = "meets" if np.mean(found) >= AIM else "misses"
    print(f"mean {np.mean(found):.2f}, lowest {min(found):.2f}, of {len(found)} pieces: {verdict} the aim of {AIM}")


if __name__ == "__main__":
    try:
        main()
    except LectureError as error:
        sys.exit(str(error))
