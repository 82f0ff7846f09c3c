"""The voice room's door: a job's text becomes a take, checked before it is handed out."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lecture.errors import LectureError
from lecture.store import code_hash, file_hash, place
from voice import text
from voice.check import check_take
from voice.engines import engine
from voice.engines.base import Manner, Reading, Span, SpokenSentence
from voice.lexicon import merged, pronunciations
from voice.loudness import SAMPLE_RATE, levelled, resampled
from voice.queued_driver import package_version, read_wav, words_file, write_wav

HERE = Path(__file__).resolve().parent
DEFAULT_VOICES = {"hibari": "heart", "espeak": "en-us", "fake": "none", "recorded": "none"}
WRITTEN = re.compile(r"\$[^$]+\$\S*|\S+")
FULL = 0.999  # the highest magnitude in a reading's file: its 16 bits are used, whatever the engine's level
SHAPES_READING = ("door.py", "prosody.py", "onsets.py", "queued_driver.py", "engines/base.py")
SHAPES_TAKE = ("door.py", "check.py", "prosody.py", "loudness.py", "queued_driver.py")
SHAPES_ENGINE = {
    "hibari": ("engines/front.py", "engines/hibari.py", "hibari_times.py", "pyttsx3_hibari.py"),
    "espeak": ("engines/front.py", "engines/espeak.py", "espeak_times.py", "pyttsx3_espeak.py"),
    "recorded": ("engines/recorded.py", "align.py", "ear.py", "hibari_times.py"),
    "fake": ("engines/fake.py",),
}


def make_reading(job: dict[str, Any], out: Path) -> None:
    """Speaks a job and writes `reading.wav`, as the engine says it, and `reading.json` into the folder `out`.

    The times in `reading.json` are those of the take at 48 kHz: who needs only them need not wait for its level.

    Raises:
        LectureError: an engine or a voice is missing, or the engine can't speak the text.
    """
    sentences = spoken_sentences(job)
    if not sentences:
        raise LectureError("nothing is spoken")
    reading = engine(job["engine"]).read(sentences, _manner(job))
    samples = round(len(reading.samples) * SAMPLE_RATE / reading.rate)
    peak = float(np.abs(reading.samples).max(initial=0.0))
    write_wav(out / "reading.wav", reading.samples * np.float32(FULL / peak if peak else 1.0), reading.rate)
    facts = _facts(job, samples, _at_48k(reading, samples), sentences) | {"audible": reading.audible}
    _write_json(out / "reading.json", facts)


def make_take(job: dict[str, Any], out: Path) -> None:
    """Levels a reading, checks it and writes `take.wav` and `words.json` into the folder `out`.

    The job is that of the reading, with `reading`, the folder where it lies; without that it is spoken first.

    Raises:
        LectureError: as for a reading, or the take is not what the text asks for.
    """
    if not job.get("reading"):
        with tempfile.TemporaryDirectory(prefix="reading-") as folder:
            make_reading(job, Path(folder))
            make_take({**job, "reading": folder}, out)
        return
    facts = json.loads((Path(job["reading"]) / "reading.json").read_text(encoding="utf-8"))
    audible, tokens = facts.pop("audible"), [tuple(span) for span in facts.pop("tokens")]
    samples = resampled(*read_wav(Path(job["reading"]) / "reading.wav"))
    if len(samples) != facts["samples"]:
        raise LectureError(f"the reading has {len(samples)} samples at 48 kHz, not {facts['samples']}")
    level = levelled(samples) if audible else None
    samples = level.samples if level else samples
    check_take(samples, tokens, spoken_sentences(job), audible=audible, rate=float(job.get("rate") or 1.0))
    write_wav(out / "take.wav", samples, SAMPLE_RATE)
    facts |= {"lufs": round(level.lufs, 2) if level else None, "peak_dbtp": round(level.peak_dbtp, 2) if level else None}
    _write_json(out / "words.json", facts)


def version(job: Mapping[str, Any]) -> dict[str, str]:
    """What else a reading depends on: its spoken words, the engine's packages, the code that shapes it, a recording.

    The lexicon counts only through the words that it changes, so an entry for another frame re-speaks nothing here.
    """
    name = str(job["engine"])
    packages = {package: package_version(package) for package in ("numpy", "scipy")}
    files = [HERE / file for file in (*SHAPES_READING, *SHAPES_ENGINE.get(name, ()))]
    sentences = spoken_sentences(job)
    words = [[sentence.tokens, sentence.owners] for sentence in sentences]
    tokens = [token for sentence in sentences for token in sentence.tokens]
    spoken = json.dumps([words, pronunciations(tokens)], ensure_ascii=True)
    facts = {**packages, **engine(name).versions(), "code": code_hash(*files)}
    facts["spoken"] = hashlib.sha256(spoken.encode()).hexdigest()
    if job.get("recording"):
        facts["recording"] = file_hash(Path(job["recording"]))
    return facts


def take_version() -> dict[str, str]:
    """What else a take depends on besides its reading: the code that levels and checks it, and its packages."""
    packages = {package: package_version(package) for package in ("numpy", "scipy", "soxr", "pyloudnorm")}
    return packages | {"code": code_hash(*(HERE / file for file in SHAPES_TAKE))}


def problem(name: str) -> str | None:
    """What keeps an engine from speaking on this machine and how to mend it, or None."""
    try:
        engine(name).check()
    except LectureError as error:
        return str(error)
    return None


def spoken_sentences(job: Mapping[str, Any]) -> list[SpokenSentence]:
    """A job's sentences in their spoken form; written words are counted through the whole job."""
    words = [(word["written"], word.get("say")) for sentence in job["sentences"] for word in sentence["words"]]
    forms = iter(enumerate(text.spoken(words, merged(job.get("lexicon") or {}))))
    sentences = []
    for sentence in job["sentences"]:
        pairs = [(token, owner) for owner, form in (next(forms) for _ in sentence["words"]) for token in form]
        if pairs:
            tokens, owners = zip(*pairs, strict=True)
            sentences.append(SpokenSentence(tokens, owners, sentence.get("pause"), bool(sentence.get("paragraph_end"))))
    return sentences


def say(
    words: str | Sequence[Mapping[str, Any]],
    out: Path,
    *,
    engine: str = "hibari",
    voice: str | None = None,
    rate: float = 1.0,
    lexicon: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Speaks a text, or a job's sentences, into a WAV file; `<name>.words.json` beside it holds the facts it returns.

    Raises:
        LectureError: the file cannot be written, an engine is missing, or the take is not what the text asks for.
    """
    if out.suffix.lower() != ".wav":
        raise LectureError(f"{out} is no name for a sound file", mend="let it end in .wav")
    if not out.parent.is_dir():
        raise LectureError(f"there is no folder {out.parent}", mend="make it first")
    sentences = sentences_of(words) if isinstance(words, str) else list(words)
    job = {"engine": engine, "voice": voice, "rate": rate, "lexicon": dict(lexicon or {})}
    with tempfile.TemporaryDirectory(prefix="say-") as folder:
        make_take({**job, "sentences": sentences}, Path(folder))
        facts: dict[str, Any] = json.loads((Path(folder) / "words.json").read_text(encoding="utf-8"))
        place(Path(folder) / "take.wav", out)
        place(Path(folder) / "words.json", words_file(out))
    return facts


def sentences_of(plain: str) -> list[dict[str, Any]]:
    """Plain text as a job's sentences: split after full stops, paragraphs at blank lines."""
    sentences = []
    for paragraph in re.split(r"\n\s*\n", plain.strip()):
        for sentence in re.split(r"(?<=[.!?…])[\"”’)]*\s+(?=[^a-z\s])", paragraph.strip()):
            found = [{"written": word, "say": None} for word in WRITTEN.findall(sentence)]
            sentences.append({"words": found, "pause": None, "paragraph_end": False})
        sentences[-1]["paragraph_end"] = True
    return [sentence for sentence in sentences if sentence["words"]]


def _manner(job: Mapping[str, Any]) -> Manner:
    recording = Path(job["recording"]) if job.get("recording") else None
    return Manner(_voice(job), float(job.get("rate") or 1.0), pronunciations(), recording)


def _voice(job: Mapping[str, Any]) -> str:
    """The voice asked for, or the engine's own."""
    return str(job.get("voice") or DEFAULT_VOICES.get(job["engine"], ""))


def _at_48k(reading: Reading, length: int) -> list[Span]:
    scale = SAMPLE_RATE / reading.rate
    return [(min(round(start * scale), length), min(round(end * scale), length)) for start, end in reading.tokens]


def _word_spans(tokens: Sequence[Span], sentences: Sequence[SpokenSentence]) -> list[Span]:
    """One span a written word; a word that is not spoken (a dash) lies at the end of the one before it."""
    owners = [owner for sentence in sentences for owner in sentence.owners]
    words: list[Span] = []
    for (start, end), owner in zip(tokens, owners, strict=True):
        while len(words) <= owner:
            words.append((start, end) if len(words) == owner else (words[-1][1],) * 2 if words else (0, 0))
        words[owner] = (words[owner][0], max(words[owner][1], end))
    return words


def _sentence_spans(tokens: Sequence[Span], sentences: Sequence[SpokenSentence]) -> list[Span]:
    spans, at = [], 0
    for sentence in sentences:
        inside = tokens[at : at + len(sentence.tokens)]
        spans.append((inside[0][0], inside[-1][1]))
        at += len(sentence.tokens)
    return spans


def _forms(sentences: Sequence[SpokenSentence], words: int) -> list[str]:
    """How each written word is spoken."""
    forms: list[list[str]] = [[] for _ in range(words)]
    for sentence in sentences:
        for token, owner in zip(sentence.tokens, sentence.owners, strict=True):
            forms[owner].append(token)
    return [" ".join(form) for form in forms]


def _facts(job: Mapping[str, Any], samples: int, tokens: Sequence[Span], sentences: Sequence[SpokenSentence]) -> dict[str, Any]:
    words = _word_spans(tokens, sentences)
    return {
        "sample_rate": SAMPLE_RATE,
        "samples": samples,
        "engine": job["engine"],
        "voice": _voice(job),
        "synthetic": job["engine"] != "recorded",
        "tokens": tokens,
        "words": [{"start": start, "end": end} for start, end in words],
        "sentences": [{"start": start, "end": end} for start, end in _sentence_spans(tokens, sentences)],
        "spoken": " ".join(sentence.text for sentence in sentences),
        "forms": _forms(sentences, len(words)),
    }


def _write_json(path: Path, facts: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
