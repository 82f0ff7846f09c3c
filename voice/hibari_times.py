"""hibari-tts with the times of its words: the model's own phoneme durations, corrected where a pause hides the onset."""

from __future__ import annotations

import difflib
import importlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from lecture.errors import LectureError
from voice.onsets import Energy
from voice.queued_driver import WORD, Samples, Utterance, WordSpan

DURATIONS = "/Clip_output_0"  # phoneme durations inside the graph
STEP = 600  # samples a unit of duration: 25 ms at 24 kHz
LAG = 720  # samples by which durations run behind the sound that they describe: 30 ms, measured (benchmarks/word_times.py)
SEED = 12  # of the breath noise: the same text gives the same samples
LONGEST = 400  # phonemes the model reads at once
PUNCTUATION = ";:,.!?—…\"“”()"
CLAUSE = (",", ";", ":", "—")
ACRONYM = re.compile(r"(?<![\w-])([A-Z](?:-[A-Z])+)('s)?(?![\w-])")
INSTALL = "pip install 'hibari-tts[fast]'"


@dataclass(frozen=True)
class Spoken:
    """One word of the text as the model reads it."""

    owner: int  # index of the word in the source text
    phonemes: str


class TimedHibari:
    """One voice, loaded once; one thread."""

    def __init__(self, voice: str) -> None:
        hibari, onnxruntime = _package(), _package("onnxruntime")
        self._base = hibari.Hibari.__new__(hibari.Hibari)
        self._base.voice, self._base._g2p = voice, g2p(british(voice))
        self._base.vocab = vocabulary()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        model = with_output(voice_file(voice).read_bytes(), DURATIONS)
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def speak(self, text: str, speed: float = 1.0, pronunciations: Mapping[str, str] | None = None) -> Utterance:
        """Text to samples (n,) at 24 kHz, and every word's time in them."""
        words = list(WORD.finditer(text))
        spoken = self._read(text, [word[0] for word in words], pronunciations or {})
        parts: list[Samples] = []
        spans: dict[int, tuple[int, int]] = {}
        for piece in _pieces(spoken):
            offset = sum(map(len, parts))
            samples, times = self._piece(piece, speed)
            for owner, (start, end) in times.items():
                first = spans.get(owner, (offset + start, 0))[0]
                spans[owner] = (first, offset + end)
            parts.append(samples)
        whole = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        return Utterance(whole, 24000, tuple(_spans(words, spans)))

    def phonemes(self, text: str, pronunciations: Mapping[str, str] | None = None) -> str:
        """What the model is given to read, in its own alphabet."""
        return _joined(self._read(text, WORD.findall(text), pronunciations or {}))

    def _read(self, text: str, words: list[str], pronunciations: Mapping[str, str]) -> list[Spoken]:
        reader = self._base._g2p
        tokens = reader.tokenize(_letters(_package("hibari.g2p").normalize(text), reader.lexicon))
        _preset(tokens, pronunciations, reader.lexicon)
        written, sounds = _grouped(reader.phonemize_tokens(tokens))
        return [Spoken(*item) for item in zip(_owners(words, written), sounds, strict=True) if item[1]]

    def _piece(self, piece: list[Spoken], speed: float) -> tuple[Samples, dict[int, tuple[int, int]]]:
        dsp = _package("hibari.dsp")
        ids = self._base.ids(_joined(piece))
        feed = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([speed], np.float32)}
        *parts, durations = self._session.run(None, feed)
        samples: Samples = dsp.synth(*(part[0] for part in parts), np.random.default_rng(SEED))
        ends = np.cumsum(durations.reshape(-1)).astype(int) * STEP  # (phonemes,)
        return samples, _corrected(piece, _raw_times(piece, ends, self._base.vocab), samples)


def _raw_times(piece: list[Spoken], ends: Any, vocab: Mapping[str, int]) -> list[tuple[int, int]]:
    """Start and end sample of each word, from the summed durations.

    What the model calls a space is the beginning of the next word; punctuation is a pause and belongs to none.
    """
    times, position = [], 1  # id 0 is the pad before the first phoneme
    for index, word in enumerate(piece):
        known = [char for char in word.phonemes if char in vocab]
        sounding = len("".join(known).rstrip(PUNCTUATION)) or len(known)
        start = int(ends[position - 1]) - LAG
        position += 1 if index else 0
        end = int(ends[position + sounding - 1]) - LAG if known else start
        times.append((max(start, 0), max(end, 0)))
        position += len(known)
    return times


def _corrected(piece: list[Spoken], times: list[tuple[int, int]], samples: Samples) -> dict[int, tuple[int, int]]:
    """Moves words at pauses to where the sound really begins and ends; the model spreads a pause over its neighbours."""
    energy = Energy(samples, 24000)
    first, last = energy.bounds()
    fixed = [list(pair) for pair in times]
    if fixed:
        fixed[0][0], fixed[-1][1] = first, last
    for index in range(1, len(piece)):
        if piece[index - 1].phonemes[-1] not in PUNCTUATION:
            continue
        start = fixed[index][0]
        low = (fixed[index - 1][0] + fixed[index - 1][1]) // 2
        gap = energy.gap(low, min(start + 6000, fixed[index][1]), start)
        if gap is not None:
            fixed[index - 1][1], fixed[index][0] = gap
    owners: dict[int, tuple[int, int]] = {}
    for word, (start, end) in zip(piece, fixed, strict=True):
        owners[word.owner] = (owners.get(word.owner, (start, 0))[0], max(end, start))
    return owners


def _spans(words: list[re.Match[str]], times: Mapping[int, tuple[int, int]]) -> Iterable[WordSpan]:
    """A span for every source word; one that has no sound of its own (a dash) lies at the end of the word before it."""
    before = 0
    for index, word in enumerate(words):
        start, end = times.get(index, (before, before))
        yield WordSpan(word[0], word.start(), word.end() - word.start(), start, end)
        before = end


def _pieces(spoken: list[Spoken]) -> Iterable[list[Spoken]]:
    """Cuts what is too long for one breath of the model, after a clause if there is one."""
    while len(_joined(spoken)) > LONGEST and len(spoken) > 1:
        fits = [n for n in range(1, len(spoken)) if len(_joined(spoken[:n])) <= LONGEST] or [1]
        clauses = [n for n in fits if n > fits[-1] // 3 and spoken[n - 1].phonemes.endswith(CLAUSE)]
        cut = (clauses or fits)[-1]
        yield spoken[:cut]
        spoken = spoken[cut:]
    if spoken:
        yield spoken


def _joined(spoken: list[Spoken]) -> str:
    return " ".join(word.phonemes for word in spoken)


def _preset(tokens: list[Any], pronunciations: Mapping[str, str], lexicon: Any) -> None:
    """Sets the phonemes that must not be guessed, and those of a genitive after them."""
    for index, token in enumerate(tokens):
        given = _given(token.text, pronunciations, lexicon)
        if given:
            token.phonemes, token.rating = given, 5
        elif token.text in ("'s", "’s") and index and tokens[index - 1].rating == 5 and not tokens[index - 1].whitespace:
            stem = tokens[index - 1].phonemes
            token.phonemes, token.rating = lexicon._s(stem).removeprefix(stem), 5


def _given(text: str, pronunciations: Mapping[str, str], lexicon: Any) -> str | None:
    """The given phonemes of a word, also in the plural."""
    for word in (text, text.lower()):
        if word in pronunciations:
            return pronunciations[word]
        if word.endswith("s") and word[:-1] in pronunciations:
            return str(lexicon._s(pronunciations[word[:-1]]))
    return None


def _letters(text: str, lexicon: Any) -> str:
    """Acronyms like V-A-E with their phonemes beside them, in the notation that hibari reads.

    As in the language's own acronyms every letter is stressed a little, the last one fully.
    """
    def link(found: re.Match[str]) -> str:
        *letters, last = [lexicon.golds.get(letter) for letter in found[1].split("-")]
        sound = "".join(letters).replace("ˈ", "ˌ") + last
        return f"[{found[0]}](/{lexicon._s(sound) if found[2] else sound}/)"

    return ACRONYM.sub(link, text)


def _grouped(tokens: list[Any]) -> tuple[list[str], list[str]]:
    """Tokens to words as they are written, and the phonemes of each."""
    written, sounds = [""], [""]
    for index, token in enumerate(tokens):
        written[-1] += token.text
        sounds[-1] += token.phonemes or ""
        if token.whitespace and index + 1 < len(tokens):
            written.append("")
            sounds.append("")
    return written, sounds


def _owners(source: list[str], read: list[str]) -> list[int]:
    """For each word that is read the word of the source that it comes from; normalising may have changed the count."""
    if len(source) == len(read):
        return list(range(len(read)))
    owners: list[int] = []
    for _, a, b, c, d in difflib.SequenceMatcher(None, source, read, autojunk=False).get_opcodes():
        for place in range(c, d):
            inside = a + (place - c) * (b - a) // (d - c) if b > a else a - 1
            owners.append(min(max(inside, 0), len(source) - 1))
    return owners


def with_output(model: bytes, name: str) -> bytes:
    """An ONNX model that also gives out one of its inner tensors.

    Protocol buffers that follow each other are merged, so a model that holds nothing but one more graph output
    (ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.name = 1) can simply be appended.
    """
    info = _field(1, name.encode())
    return model + _field(7, _field(12, info))


def _field(number: int, payload: bytes) -> bytes:
    if len(payload) > 127:
        raise ValueError("a length of more than one byte")
    return bytes([number << 3 | 2, len(payload)]) + payload


@lru_cache(maxsize=2)
def g2p(british_english: bool = False) -> Any:
    """hibari's reader of English: dictionary, tagger, rules and its net for unknown words."""
    return _package("hibari.g2p").G2P(british=british_english)


@lru_cache(maxsize=4)
def timed_hibari(voice: str) -> TimedHibari:
    """The voice, loaded once a process."""
    return TimedHibari(voice)


@lru_cache(maxsize=1)
def vocabulary() -> Any:
    assets = Path(_package("hibari.tts").ASSETS)
    return json.loads((assets / "vocab.json").read_text(encoding="utf-8"))


def all_voices() -> dict[str, Any]:
    """Every voice that hibari knows of, also those not on this machine, with its facts."""
    return dict(_package("hibari.voices").VOICES)


def british(voice: str) -> bool:
    return bool(all_voices().get(voice, {}).get("british"))


def voice_file(voice: str) -> Path:
    """The model of a voice.

    Raises:
        LectureError: hibari has no such voice, or its model is not on this machine.
    """
    voices = _package("hibari.voices")
    if voice not in voices.VOICES:
        raise LectureError(f"hibari has no voice '{voice}'", mend=f"it has {', '.join(sorted(voices.VOICES))}")
    try:
        return Path(voices.voice_path(voice, download_missing=False))
    except FileNotFoundError as error:
        fetch = f"""python -c "from hibari.voices import voice_path; voice_path('{voice}')" """.strip()
        raise LectureError(f"the voice '{voice}' is not on this machine", mend=f"fetch it to {error}: {fetch}") from None


def _package(name: str = "hibari") -> Any:
    try:
        importlib.import_module("scipy.fft")  # without it hibari falls back to slower code with other last bits
        return importlib.import_module(name)
    except ImportError as error:
        raise LectureError(f"the engine hibari is not installed ({error.name} is missing)", mend=INSTALL) from None
