"""The ear's door: one frame's finished sound is recognised and compared with what its script says."""

from __future__ import annotations

import json
import wave
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from voice import ear, text
from voice.lexicon import merged

FORMULA_SHARE = 0.05  # share of words with a formula or a spoken form of their own above which a frame is no prose


def hear(job: dict[str, Any], out: Path) -> None:
    """Writes heard.json: {"wer", "words", "errors", "said", "heard", "prose"} of the job's `sound` and `sentences`."""
    with wave.open(job["sound"], "rb") as stream:
        samples = np.asarray(np.frombuffer(stream.readframes(stream.getnframes()), "<i2") / 32768, np.float32)  # (n,)
        rate = stream.getframerate()
    words = [(word["written"], word.get("say")) for sentence in job["sentences"] for word in sentence["words"]]
    forms = [" ".join(tokens) for tokens in text.spoken(words, merged(job.get("lexicon") or {}))]
    comparison = ear.compare([written for written, _ in words], forms, ear.recognise(samples, rate))
    symbols = sum(1 for written, say in words if say or "$" in written)
    report = asdict(comparison) | {"prose": symbols / len(words) < FORMULA_SHARE}
    (out / "heard.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")


def page(rows: Sequence[Mapping[str, Any]], path: Path, voice: str) -> tuple[float, float]:
    """Writes the ear's page for rows {number, title, …heard.json}; returns mean and worst word error rate of prose."""
    frames = [
        ear.HeardFrame(
            row["number"],
            row["title"],
            ear.Comparison(
                row["wer"], row["words"], tuple(ear.WordError(**error) for error in row["errors"]), row["said"], row["heard"]
            ),
            row["prose"],
        )
        for row in rows
    ]
    ear.write_page(frames, path, voice=voice, known=ear.known_mishearings())
    rates = [row["wer"] for row in rows if row["prose"]]
    return (float(np.mean(rates)), max(rates)) if rates else (0.0, 0.0)
