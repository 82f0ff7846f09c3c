"""A toy lecture for the tests of sound, muxing and verification: tiny plain pictures, and a voice of hummed words."""

from __future__ import annotations

import functools
import json
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from media.packets import SAMPLE_RATE, SAMPLES_PER_PICTURE, UNIT_PICTURES, UNIT_SAMPLES
from media.pictures import PictureEncoder, settings
from media.sound import loudness, true_peak
from stitch.door import encode_sound, make_fade

SIZE = 64
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 200, 30), (30, 30, 200), (230, 230, 230)
LEAD = 18 * SAMPLES_PER_PICTURE


@dataclass(frozen=True)
class ToyFrame:
    """The files of one frame, as the build would have made them."""

    name: str
    folder: Path
    pictures: int

    @property
    def timeline(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / "timeline.json").read_text()))

    def item(self) -> dict[str, Any]:
        """Its entry in a master's job."""
        clip, sound = str(self.folder / "clip.mp4"), str(self.folder / "sound.m4a")
        return {"frame": self.name, "clip": clip, "sound": sound, "pictures": self.pictures, "fade": None}

    def expected(self) -> dict[str, Any]:
        """Its entry in a verification's job."""
        take = str(self.folder / "take.wav")
        return {"frame": self.name, "pictures": self.pictures, "fade": False, "take": take, "timeline": self.timeline}


@functools.lru_cache(maxsize=16)
def hum(words: int, seed: int) -> tuple[NDArray[np.float32], tuple[tuple[int, int], ...]]:
    """A take of hummed words at −16 LUFS, and their (start, end) in samples; every word sounds different."""
    rng = np.random.default_rng(seed)
    parts: list[NDArray[np.float64]] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for _ in range(words):
        length, pause = int(rng.integers(14_000, 20_000)), int(rng.integers(4_000, 7_000))
        time = np.arange(length) / SAMPLE_RATE
        pitch = rng.uniform(100, 240) * (1 + 0.1 * np.sin(2 * np.pi * rng.uniform(1, 4) * time))
        phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
        tone = sum(rng.uniform(0.2, 1) / k * np.sin(k * phase + rng.uniform(0, 6)) for k in range(1, 13))
        breath = rng.standard_normal(length) * 0.02
        parts += [np.tanh(1.5 * tone / np.std(tone) + breath) * np.sqrt(np.hanning(length)), np.zeros(pause)]
        spans.append((at, at + length))
        at += length + pause
    take = np.concatenate(parts[:-1]).astype(np.float32)
    take *= 10 ** ((-16 - loudness(take)) / 20)
    assert true_peak(take) < -1.7
    take.flags.writeable = False
    return take, tuple(spans)


def write_take(path: Path, take: NDArray[np.float32]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(np.rint(take * 32_767).astype("<i2").tobytes())


def picture(*colours: tuple[int, int, int], size: int = SIZE) -> NDArray[np.uint8]:
    """A picture of upright stripes."""
    image = np.empty((size, size, 3), np.uint8)
    edges = np.linspace(0, size, len(colours) + 1).astype(int)
    for colour, left, right in zip(colours, edges[:-1], edges[1:], strict=True):
        image[:, left:right] = colour
    return image


def write_clip(path: Path, shots: list[tuple[NDArray[np.uint8], int]], quality: str = "draft") -> None:
    """Encodes (picture, how many times) after one another."""
    height, width, _ = shots[0][0].shape
    encoder = PictureEncoder(path, settings(quality), (width, height))
    for image, count in shots:
        encoder.write(image, count)
    encoder.finish()


def toy_frame(
    folder: Path, name: str, colour: tuple[int, int, int], *, words: int = 6, seed: int = 1, show: bool = True, late: int = 0
) -> ToyFrame:
    """A whole frame: take, timeline, clip (a white stripe more at each of two cues), sound.

    `show=False` leaves the second cue's change out; `late` delays both, in pictures.
    """
    folder.mkdir(parents=True)
    take, spans = hum(words, seed)
    write_take(folder / "take.wav", take)
    samples = -(-(LEAD + len(take) + SAMPLE_RATE) // UNIT_SAMPLES) * UNIT_SAMPLES
    pictures = samples // UNIT_SAMPLES * UNIT_PICTURES
    rows = [{"written": f"word{n}", "start": LEAD + start, "end": LEAD + end} for n, (start, end) in enumerate(spans)]
    cues = [{"name": f"cue{n}", "picture": (LEAD + spans[n][0]) // 1_600, "word": n, "line": n} for n in (1, words - 2)]
    timeline = {"frame": name, "pictures": pictures, "speech_start": LEAD, "samples": samples, "words": rows, "cues": cues}
    (folder / "timeline.json").write_text(json.dumps(timeline))
    first, second = (rows[cue["word"]]["start"] // SAMPLES_PER_PICTURE - 2 + late for cue in cues)
    middle = picture(colour, WHITE)
    last = picture(colour, WHITE, GREEN) if show else middle
    write_clip(folder / "clip.mp4", [(picture(colour), first), (middle, second - first), (last, pictures - second)])
    encode_sound({"frame": name, "take": str(folder / "take.wav"), "speech_start": LEAD, "samples": samples}, folder)
    return ToyFrame(name, folder, pictures)


def silent_card(folder: Path, name: str, pictures: int = 32) -> ToyFrame:
    """A still of white with the sound of a card."""
    folder.mkdir(parents=True)
    write_clip(folder / "clip.mp4", [(picture(WHITE), pictures)])
    samples = pictures * SAMPLES_PER_PICTURE
    encode_sound({"frame": name, "take": None, "speech_start": 0, "samples": samples}, folder)
    return ToyFrame(name, folder, pictures)


def toy_fade(folder: Path, before: ToyFrame, after: ToyFrame) -> Path:
    """The cross-fade between two frames."""
    folder.mkdir(parents=True)
    clip, following = str(before.folder / "clip.mp4"), str(after.folder / "clip.mp4")
    make_fade({"frame": before.name, "clip": clip, "pictures": before.pictures, "next": following, "quality": "draft"}, folder)
    return folder / "clip.mp4"
