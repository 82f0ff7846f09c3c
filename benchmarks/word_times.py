"""How right are the word times? Words after a pause against the energy's onset, the others against pocketsphinx.

    python benchmarks/word_times.py                     six frames of week12
    python benchmarks/word_times.py scripts/week12/04-vae/*.md --engine espeak --voice en-us

pocketsphinx itself is right to about ± 30 ms. Aim: median 40 ms or less, 95 % within 120 ms.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lecture.errors import LectureError  # noqa: E402
from lecture.script import Script, read_script  # noqa: E402
from voice.align import align  # noqa: E402
from voice.door import make_take, spoken_sentences  # noqa: E402
from voice.queued_driver import Samples, read_wav  # noqa: E402

FRAMES = 6
HOP = 48  # samples: 1 ms at 48 kHz
PAUSE = 0.1  # seconds of silence that make a pause
SEARCH = 0.25  # seconds around a word's time in which its onset is looked for
DEPTH_DB = 35.0  # below the loud parts of the take
AIM_MEDIAN, AIM_95 = 0.040, 0.120
STOPS = tuple(",.;:!?…")
HOLE = re.compile(r"\{\{[^{}]*?(?::([^{}]*))?\}\}")


def job_of(path: Path, engine: str, voice: str) -> dict[str, Any]:
    """A script as the voice room's job; numbers that come from a trace are replaced by one half in their own format."""
    script: Script = read_script(path)

    def filled(text: str | None) -> str | None:
        return HOLE.sub(lambda found: format(0.5, found[1] or ""), text) if text else None

    sentences = [
        {
            "words": [{"written": filled(word.written), "say": filled(word.say)} for word in sentence.words],
            "pause": sentence.pause,
            "paragraph_end": sentence.paragraph_end,
        }
        for sentence in script.sentences
    ]
    return {"frame": path.stem, "engine": engine, "voice": voice, "rate": 1.0, "lexicon": {}, "sentences": sentences}


def errors(job: dict[str, Any]) -> tuple[list[float], list[float]]:
    """Seconds by which a take's words are late: (those after a pause, all others)."""
    with tempfile.TemporaryDirectory() as folder:
        make_take(job, Path(folder))
        samples, rate = read_wav(Path(folder) / "take.wav")
        facts = json.loads((Path(folder) / "words.json").read_text(encoding="utf-8"))
    starts = [word["start"] for word in facts["words"]]
    quiet = _quiet(samples)
    after_pause: list[float] = []
    running: list[float] = []
    for owner, heard in _aligned(job, facts, samples, rate):
        paused = owner == 0 or facts["forms"][owner - 1].endswith(STOPS)
        onset = _onset(quiet, starts[owner]) if paused else None
        if onset is not None:
            after_pause.append((starts[owner] - onset) / rate)
        elif heard is not None:
            running.append((starts[owner] - heard) / rate)
    return after_pause, running


def _aligned(job: dict[str, Any], facts: dict[str, Any], samples: Samples, rate: int) -> Iterator[tuple[int, int | None]]:
    """(written word, the sample at which pocketsphinx hears it begin), sentence by sentence."""
    spans = facts["sentences"]
    for sentence, span in zip(spoken_sentences(job), spans, strict=True):
        low, high = max(0, span["start"] - rate // 10), min(len(samples), span["end"] + rate // 10)
        try:
            times: Sequence[tuple[int, int]] | None = align(samples[low:high], rate, sentence.tokens)
        except LectureError as error:
            print(f"  not aligned: {sentence.text[:50]} ({error})")
            times = None
        seen: set[int] = set()
        for place, owner in enumerate(sentence.owners):
            if owner not in seen:
                seen.add(owner)
                yield owner, low + times[place][0] if times else None


def _quiet(samples: Samples) -> np.ndarray[Any, Any]:
    """Which milliseconds of a take are silent: (milliseconds,)."""
    count = len(samples) // HOP
    power = np.mean(samples[: count * HOP].reshape(count, HOP) ** 2, axis=1)
    level = 10 * np.log10(np.convolve(power, np.ones(5) / 5, "same") + 1e-12)
    return np.asarray(level < np.percentile(level, 95) - DEPTH_DB)


def _onset(quiet: np.ndarray[Any, Any], start: int) -> int | None:
    """The end of the long silence nearest to a sample, in samples, or None if there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]]))).reshape(-1, 2) * HOP
    ends = [int(end) for begin, end in edges if end - begin >= PAUSE * 48_000 and abs(end - start) <= SEARCH * 48_000]
    return min(ends, key=lambda end: abs(end - start)) if ends else None


def report(name: str, late: Sequence[float]) -> None:
    """Prints count, bias, median and 95 % of absolute errors."""
    if late:
        size = np.abs(late)
        median, most = float(np.median(size)), float(np.percentile(size, 95))
        verdict = "meets" if median <= AIM_MEDIAN and most <= AIM_95 else "misses"
        print(f"{name:<14} {len(late):5} words  bias {1e3 * float(np.median(late)):+4.0f} ms  median {1e3 * median:4.0f} ms"
              f"  95 % within {1e3 * most:4.0f} ms  {verdict} the aim")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scripts", nargs="*", type=Path)
    parser.add_argument("--engine", default="hibari")
    parser.add_argument("--voice", default="heart")
    choice = parser.parse_args()
    scripts = choice.scripts or sorted((ROOT / "scripts" / "week12").glob("*/*.md"))[:: 68 // FRAMES][:FRAMES]
    after_pause: list[float] = []
    running: list[float] = []
    for path in scripts:
        first, others = errors(job_of(path, choice.engine, choice.voice))
        after_pause, running = after_pause + first, running + others
    report("after a pause", after_pause)
    report("running", running)
    report("all", after_pause + running)


if __name__ == "__main__":
    main()
