"""A pyttsx3 driver that works its queue off one utterance after the other, writes every file and knows its word times."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import tempfile
import time
import wave
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice import player

Samples = NDArray[np.float32]
WORD = re.compile(r"\S+")
FASTEST, SLOWEST = 400, 50  # words a minute


@dataclass(frozen=True)
class WordSpan:
    """One spoken word: `text[location : location + length]`, from sample `start` up to sample `end`."""

    word: str
    location: int
    length: int
    start: int
    end: int


@dataclass(frozen=True)
class Utterance:
    """What an engine makes of one text: mono samples in [-1, 1] and the words' places in them."""

    samples: Samples  # (n,)
    rate: int  # samples a second
    words: tuple[WordSpan, ...]


def words_file(path: Path) -> Path:
    """Where the word times of a sound file lie: `take.wav` → `take.words.json`."""
    return path.with_suffix(".words.json")


class QueuedDriver(ABC):
    """The side of a driver that pyttsx3 talks to; a subclass says how text becomes samples.

    Unlike pyttsx3's own espeak driver it finishes each file before it takes the next command, reports a failed file
    as an `error` event instead of raising inside a callback, and prints nothing.
    """

    def __init__(self, proxy: Any) -> None:
        self._proxy = proxy
        self._job: tuple[str, Path | None] | None = None
        self._looping = self._over = False
        self._stopping = False
        self._rate = 150.0
        self._volume = 1.0

    @abstractmethod
    def synthesize(self, text: str) -> Utterance:
        """Speaks one text with the current properties."""

    @abstractmethod
    def voices(self) -> list[Any]:
        """The pyttsx3 `Voice` objects that can be used as they are."""

    @abstractmethod
    def voice(self) -> str: ...

    @abstractmethod
    def set_voice(self, name: str) -> None: ...

    # What pyttsx3 calls, with its names.

    def say(self, text: str) -> None:
        self._accept(text, None)

    def save_to_file(self, text: str, filename: str) -> None:
        self._accept(text, Path(filename))

    def stop(self) -> None:
        """Ends the current utterance; it is reported as finished, but not completed."""
        if self._job is not None:
            self._stopping = True

    def startLoop(self) -> None:
        if self._over:  # the end came before the loop: a run without anything to say
            self._over = False
            return
        self._looping = True
        self._release()
        while self._looping:
            if not self._step():
                time.sleep(0.01)

    def endLoop(self) -> None:
        self._over = not self._looping
        self._looping = False

    def iterate(self) -> Iterator[None]:
        self._release()
        while True:
            self._step()
            yield

    def destroy(self) -> None:
        self._looping = False

    def getProperty(self, name: str) -> Any:
        values = {"rate": lambda: round(self._rate), "volume": lambda: self._volume, "voice": self.voice, "voices": self.voices}
        if name not in values:
            raise KeyError(f"unknown property {name}")
        return values[name]()

    def setProperty(self, name: str, value: Any) -> None:
        if name == "rate":
            self._rate = min(max(float(value), SLOWEST), FASTEST)
        elif name == "volume":
            self._volume = min(max(float(value), 0.0), 1.0)
        elif name == "voice":
            self.set_voice(str(value))
        else:
            raise KeyError(f"unknown property {name}")

    # One command at a time: pyttsx3's queue waits while the driver is busy.

    def _release(self) -> None:
        """Lets the queue begin, unless a job is waiting: pyttsx3 hands it over before the loop from the second run on,
        and the end of the loop, next in the queue, would throw it away.
        """
        if self._job is None:
            self._proxy.setBusy(False)

    def _accept(self, text: str, path: Path | None) -> None:
        self._proxy.setBusy(True)
        self._job = (text, path)

    def _step(self) -> bool:
        """Works off the waiting job, if there is one; letting the queue go on only here keeps the stack flat."""
        if self._job is None:
            return False
        text, path = self._job
        completed = False
        self._proxy.notify("started-utterance")
        try:
            completed = self._perform(text, path)
        except Exception as error:
            self._proxy.notify("error", exception=error)
        self._job, self._stopping = None, False
        self._proxy.notify("finished-utterance", completed=completed)
        self._proxy.setBusy(False)
        return True

    def _perform(self, text: str, path: Path | None) -> bool:
        if self._stopping:
            return False
        if path is not None:
            _refuse(path)
        utterance = self.synthesize(text)
        if path is None:
            return self._play(utterance)
        for span in utterance.words:
            self._announce(span)
            if self._stopping:
                return False
        self._write(utterance, text, path)
        return True

    def _announce(self, span: WordSpan) -> None:
        self._proxy.notify("started-word", location=span.location, length=span.length)

    def _play(self, utterance: Utterance) -> bool:
        with tempfile.TemporaryDirectory(prefix="say-") as folder:
            path = Path(folder) / "say.wav"
            write_wav(path, utterance.samples * self._volume, utterance.rate)
            with player.playing(path) as sound:
                for span in utterance.words:
                    sound.wait_until(span.start / utterance.rate)
                    if self._stopping:
                        return False
                    self._announce(span)
                sound.finish()
        return not self._stopping

    def _write(self, utterance: Utterance, text: str, path: Path) -> None:
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            write_wav(scratch, utterance.samples * self._volume, utterance.rate)
            os.replace(scratch, path)
        finally:
            scratch.unlink(missing_ok=True)
        times = {
            "text": text,
            "voice": self.voice(),
            "sample_rate": utterance.rate,
            "samples": len(utterance.samples),
            "words": [asdict(span) for span in utterance.words],
        }
        words_file(path).write_text(json.dumps(times, ensure_ascii=False, indent=1), encoding="utf-8")


def _refuse(path: Path) -> None:
    """Says what is wrong with a target before a second is spoken."""
    if path.suffix.lower() != ".wav":
        raise ValueError(f"{path}: this driver writes WAV; let the name end in .wav")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {path.parent}")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise PermissionError(f"{path}: cannot be written")


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Writes mono 16-bit PCM; samples (n,) beyond ±1 are clipped."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.rint(np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes())


def read_wav(path: Path) -> tuple[Samples, int]:
    """Reads mono 16-bit PCM: samples (n,) in [-1, 1] and their rate."""
    with wave.open(str(path), "rb") as file:
        if file.getnchannels() != 1 or file.getsampwidth() != 2:
            raise ValueError(f"{path}: not mono 16-bit PCM")
        raw = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        return (raw / np.float32(32767.0)).astype(np.float32), file.getframerate()


def package_version(name: str) -> str:
    """The installed version of a package, or "missing"."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"
