"""Measures what happens in a frame's pictures: whether each cue shows in time, and how long nothing moves."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from media.packets import FPS, SAMPLE_RATE, SAMPLES_PER_PICTURE, plane_array

Plane = NDArray[np.uint8]

LEVELS: Final = 16  # a pixel has changed when one of its three components moved by more
SHARE: Final = 0.002  # a picture has changed when more of its pixels have
EARLIEST: Final = -0.1  # seconds: a cue may show this long before its word …
LATEST: Final = 0.2  # … and must by this long after it
SEARCH: Final = 2.0  # seconds after the word within which a late change is still looked for, to say how late it is
STRIDE: Final = 4  # of the pixels compared when it only matters whether anything moves


@dataclass(frozen=True)
class Cue:
    """A cue and the word it stands before, which begins at `start`, in samples of the frame's sound."""

    name: str
    word: str
    start: int

    @property
    def earliest(self) -> int:
        """The picture on the screen 0.1 s before the word."""
        return max(math.floor((self.start + EARLIEST * SAMPLE_RATE) / SAMPLES_PER_PICTURE), 1)

    @property
    def latest(self) -> int:
        """The picture on the screen 0.2 s after the word."""
        return math.floor((self.start + LATEST * SAMPLE_RATE) / SAMPLES_PER_PICTURE)

    @property
    def before(self) -> int:
        """The picture that later ones are compared with."""
        return self.earliest - 1


@dataclass
class Shown:
    """A cue's measurement: seconds from its word to the first changed picture (None: nothing changed within 2 s),
    the share of pixels changed at word + 0.2 s and at the end of its beat."""

    name: str
    word: str
    offset: float | None = None
    share: float = 0.0
    beat_share: float = 0.0


@dataclass(frozen=True)
class Seen:
    """Measurements of one frame's pictures; the stretch is the longest, in seconds, without any change in speech."""

    decoded: int
    cues: list[Shown]
    still_seconds: float
    still_from: float


@dataclass(frozen=True)
class Sight:
    """A decoded picture's three planes."""

    planes: tuple[Plane, Plane, Plane]

    @property
    def thin(self) -> Plane:
        return self.planes[0][::STRIDE, ::STRIDE]


def changed_share(first: Sight, second: Sight) -> float:
    """Share of the pixels (0…1) whose luma, or whose chroma, differs by more than 16 levels; the larger of the three."""
    return max(plane_share(one, other) for one, other in zip(first.planes, second.planes, strict=True))


def plane_share(first: Plane, second: Plane) -> float:
    """Share of values of two planes that differ by more than 16 levels."""
    difference = np.maximum(first, second) - np.minimum(first, second)
    return float(np.count_nonzero(difference > LEVELS)) / difference.size


def watch(
    packets: Sequence[tuple[bytes, bool]], extradata: bytes, cues: Sequence[Cue], used: int, speech: tuple[int, int]
) -> Seen:
    """Decodes a frame's packets (data, keyframe) and measures the first `used` pictures.

    `speech`: first and last sample of the voice. Raises av.FFmpegError when a packet cannot be decoded.
    """
    cue_eyes = [CueEye(cue, end) for cue, end in zip(cues, _beat_ends(cues, used), strict=True)]
    still = StillEye()
    decoded = 0
    for picture in decode_pictures(packets, extradata):
        if decoded < used:
            for eye in cue_eyes:
                eye.look(decoded, picture)
            still.look(decoded, picture)
        decoded += 1
    seconds, start = still.longest(min(decoded, used), speech)
    return Seen(decoded, [eye.shown for eye in cue_eyes], seconds, start)


def _beat_ends(cues: Sequence[Cue], used: int) -> list[int]:
    """Each beat's last picture: the one before the next cue may show."""
    ends = [*(cue.before for cue in cues[1:]), used - 1]
    return [max(end, cue.before) for cue, end in zip(cues, ends, strict=False)]


def decode_pictures(packets: Sequence[tuple[bytes, bool]], extradata: bytes) -> Iterator[Sight]:
    """Decodes pictures in order, on one core: the build keeps the others busy."""
    codec = av.CodecContext.create("h264", "r")
    assert isinstance(codec, av.VideoCodecContext)
    codec.extradata = extradata
    codec.thread_count = 1
    for data, _ in packets:
        for frame in codec.decode(av.Packet(data)):
            yield _sight(frame)
    for frame in codec.decode(None):
        yield _sight(frame)


def _sight(frame: av.VideoFrame) -> Sight:
    return Sight((plane_array(frame, 0), plane_array(frame, 1), plane_array(frame, 2)))


class CueEye:
    """Looks at the pictures round one cue."""

    def __init__(self, cue: Cue, end: int) -> None:
        self.cue = cue
        self.end = end
        self.stop = cue.latest + round(SEARCH * FPS)
        self.shown = Shown(cue.name, cue.word)
        self._before: Sight | None = None

    def look(self, number: int, picture: Sight) -> None:
        if number == self.cue.before:
            self._before = picture
        if self._before is None or number <= self.cue.before:
            return
        wanted = self.shown.offset is None and number <= self.stop
        if not (wanted or number in (self.cue.latest, self.end)):
            return
        share = changed_share(self._before, picture)
        if share > SHARE and wanted:
            self.shown.offset = round(number / FPS - self.cue.start / SAMPLE_RATE, 4)
        if number == self.cue.latest:
            self.shown.share = round(share, 4)
        if number == self.end:
            self.shown.beat_share = round(share, 4)
        if number >= max(self.end, self.stop):
            self._before = None


class StillEye:
    """Finds the stretches in which a picture stays as it is."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self._first: Plane | None = None

    def look(self, number: int, picture: Sight) -> None:
        if self._first is None or plane_share(self._first, picture.thin) > SHARE:
            self._first = picture.thin.copy()
            self.starts.append(number)

    def longest(self, pictures: int, speech: tuple[int, int]) -> tuple[float, float]:
        """The longest stretch while the voice goes on: its length and start in seconds."""
        begin, end = speech[0] / SAMPLE_RATE, speech[1] / SAMPLE_RATE
        stretches = [
            (min(stop / FPS, end) - max(start / FPS, begin), max(start / FPS, begin))
            for start, stop in zip(self.starts, [*self.starts[1:], pictures], strict=True)
        ]
        length, start = max(stretches, default=(0.0, 0.0))
        return max(length, 0.0), start if length > 0 else 0.0
