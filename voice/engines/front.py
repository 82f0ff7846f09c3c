"""Speaks texts through pyttsx3's public interface and believes nothing of it that it cannot check."""

from __future__ import annotations

import importlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lecture.errors import LectureError
from voice.queued_driver import Utterance, WordSpan, read_wav, words_file


def utterances(driver: str, texts: Sequence[str], properties: Mapping[str, Any]) -> list[Utterance]:
    """Each text as one utterance, spoken by a registered pyttsx3 driver.

    Raises:
        LectureError: the driver reported an error, or left a text unfinished or a file unwritten.
    """
    with tempfile.TemporaryDirectory(prefix="speech-") as folder:
        paths = [Path(folder) / f"{index:04d}.wav" for index in range(len(texts))]
        _run(driver, texts, paths, properties)
        return [_loaded(path, text) for path, text in zip(paths, texts, strict=True)]


def _run(driver: str, texts: Sequence[str], paths: Sequence[Path], properties: Mapping[str, Any]) -> None:
    engine = need_pyttsx3().init(driver)
    finished: dict[str, bool] = {}
    errors: list[str] = []
    tokens = [
        engine.connect("finished-utterance", lambda name, completed: finished.update({name: completed})),
        engine.connect("error", lambda name, exception: errors.append(f"{exception}")),
    ]
    try:
        for name, value in properties.items():
            engine.setProperty(name, value)
        for text, path in zip(texts, paths, strict=True):
            engine.save_to_file(text, str(path), path.name)
        engine.runAndWait()
    finally:
        for token in tokens:
            engine.disconnect(token)
    if errors:
        raise LectureError(f"the voice engine '{driver}' failed: {errors[0]}")
    for path, text in zip(paths, texts, strict=True):
        if not finished.get(path.name) or not path.exists():
            raise LectureError(f"the voice engine '{driver}' did not speak '{_short(text)}'")


def need_pyttsx3() -> Any:
    """The package pyttsx3.

    Raises:
        LectureError: it is not installed.
    """
    try:
        return importlib.import_module("pyttsx3")
    except ImportError:
        raise LectureError("pyttsx3 is not installed", mend="pip install pyttsx3") from None


def _loaded(path: Path, text: str) -> Utterance:
    samples, rate = read_wav(path)
    times = json.loads(words_file(path).read_text(encoding="utf-8"))
    spans = tuple(WordSpan(**span) for span in times["words"])
    if len(spans) != len(text.split()):
        raise LectureError(f"{len(spans)} times for the {len(text.split())} words of '{_short(text)}'")
    return Utterance(samples, rate, spans)


def _short(text: str) -> str:
    return text if len(text) < 60 else text[:57] + "…"
