"""Reads a finished MP4 as it is: its properties, the order of its boxes, and the packets that belong to each frame."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.stream import Stream

from media.packets import PACKET, SAMPLE_RATE, SAMPLE_TIME, SAMPLES_PER_PICTURE
from media.sound import Coded, Samples, decode

LONGEST_GROUP: Final = 60  # pictures: a keyframe at least every 2 s


@dataclass(frozen=True)
class Span:
    """A frame's place in a master: its first picture and how many it has."""

    frame: str
    first_picture: int
    pictures: int

    @property
    def end_picture(self) -> int:
        return self.first_picture + self.pictures

    @property
    def first_sample(self) -> int:
        return self.first_picture * SAMPLES_PER_PICTURE

    @property
    def samples(self) -> int:
        return self.pictures * SAMPLES_PER_PICTURE


@dataclass
class Taken:
    """The packets that lie in a frame's time: pictures (data, keyframe), and sound with the packet that flushes it."""

    span: Span
    pictures: list[tuple[bytes, bool]] = field(default_factory=list)
    sounds: list[bytes] = field(default_factory=list)
    flush: bytes | None = None


@dataclass
class Tally:
    """What was seen on the way through the whole file; `odd` names the frames in which a packet's time is wrong."""

    pictures: int = 0
    sounds: int = 0
    captions: int = 0
    longest_group: int = 0
    odd: dict[str, str] = field(default_factory=dict)
    last_keyframe: int = 0
    video_end: int = 0  # samples
    audio_end: int = 0


@dataclass(frozen=True)
class Properties:
    """What a player is told of the file; every field is compared with what it should be."""

    video: dict[str, str]
    audio: dict[str, str]
    text: dict[str, str]
    chapters: int
    moov_first: bool
    video_extradata: bytes
    audio_extradata: bytes


def spans_of(items: Sequence[dict[str, object]]) -> list[Span]:
    """The places of a job's items, one after the other."""
    spans: list[Span] = []
    first = 0
    for item in items:
        span = Span(str(item["frame"]), first, int(str(item["pictures"])))
        spans.append(span)
        first = span.end_picture
    return spans


def top_boxes(path: Path) -> list[str]:
    """The names of an MP4's outermost boxes, in order; a box that ends beyond the file is called 'cut'."""
    names: list[str] = []
    length = path.stat().st_size
    with path.open("rb") as stream:
        at = 0
        while at < length:
            stream.seek(at)
            head = stream.read(16)
            if len(head) < 8:
                return [*names, "cut"]
            size = int(struct.unpack(">I", head[:4])[0])
            if size == 1 and len(head) == 16:
                size = int(struct.unpack(">Q", head[8:])[0])
            names.append(head[4:8].decode("latin-1"))
            at = length if size == 0 else at + max(size, 8)
    return names if at == length else [*names, "cut"]


def read_properties(container: InputContainer, path: Path) -> Properties:
    """The properties of an open master; missing streams give empty dictionaries."""
    names = top_boxes(path)
    video = next(iter(container.streams.video), None)
    audio = next(iter(container.streams.audio), None)
    text = next(iter(container.streams.subtitles), None)
    return Properties(
        video={} if video is None else _video_facts(video),
        audio={} if audio is None else _audio_facts(audio),
        text={} if text is None else {"codec": text.codec_context.name, **_track_facts(text)},
        chapters=len(container.chapters()),
        moov_first="cut" not in names and "mdat" in names and "moov" in names[: names.index("mdat")],
        video_extradata=b"" if video is None else bytes(video.codec_context.extradata or b""),
        audio_extradata=b"" if audio is None else bytes(audio.codec_context.extradata or b""),
    )


def _track_facts(stream: Stream) -> dict[str, str]:
    return {"language": stream.metadata.get("language", "none")}


def _times(stream: Stream) -> dict[str, str]:
    """Start and duration as the file declares them, in seconds, exactly."""
    base = stream.time_base or Fraction(0)
    return {"start": str((stream.start_time or 0) * base), "duration": str((stream.duration or 0) * base)}


def _video_facts(stream: av.VideoStream) -> dict[str, str]:
    codec = stream.codec_context
    return {
        "codec": codec.name,
        "profile": str(stream.profile),
        "pixels": str(codec.pix_fmt),
        "size": f"{codec.width}x{codec.height}",
        "colour": f"{codec.colorspace}/{codec.color_primaries}/{codec.color_trc}/{codec.color_range}",
        "rate": str(stream.average_rate),
        **_times(stream),
        **_track_facts(stream),
    }


def _audio_facts(stream: av.AudioStream) -> dict[str, str]:
    codec = stream.codec_context
    return {
        "codec": codec.name,
        "profile": str(stream.profile),
        "rate": str(codec.sample_rate),
        "channels": str(codec.layout.name),
        **_times(stream),
        **_track_facts(stream),
    }


def read_frames(container: InputContainer, spans: Sequence[Span], tally: Tally) -> Iterator[Taken]:
    """Yields every frame's packets in order, each as soon as all of it has gone by; counts into `tally`."""
    sorter = _Sorter(spans, tally)
    for packet in container.demux():
        if packet.dts is None or packet.pts is None:
            continue
        sample, rest = divmod(packet.pts * packet.time_base.numerator * SAMPLE_RATE, packet.time_base.denominator)
        if packet.stream.type == "video":
            sorter.picture(packet, sample, rest)
        elif packet.stream.type == "audio":
            sorter.sound(packet, sample, rest)
        elif packet.stream.type == "subtitle" and packet.size > 2:
            tally.captions += 1
        yield from sorter.finished()
    yield from sorter.taken[sorter.waiting :]


class _Sorter:
    """Deals packets out to the frames in whose time they lie; all times are samples."""

    def __init__(self, spans: Sequence[Span], tally: Tally) -> None:
        self.taken = [Taken(span) for span in spans]
        self.tally = tally
        self.waiting = 0  # the first frame that isn't complete
        self.seen = [0, 0]  # how far pictures and sound have come

    def finished(self) -> Iterator[Taken]:
        while self.waiting < len(self.taken):
            span = self.taken[self.waiting].span
            if min(self.seen) <= span.first_sample + span.samples + SAMPLE_RATE:
                return
            yield self.taken[self.waiting]
            self.waiting += 1

    def picture(self, packet: av.Packet[Stream], sample: int, rest: int) -> None:
        tally, into = self.tally, self._at(sample)
        number = sample // SAMPLES_PER_PICTURE
        if rest or sample != tally.pictures * SAMPLES_PER_PICTURE:
            self._odd(into.span.frame, "a picture", sample, tally.pictures * SAMPLES_PER_PICTURE)
        if packet.is_keyframe:
            tally.last_keyframe = number
        tally.pictures = number + 1
        tally.longest_group = max(tally.longest_group, number - tally.last_keyframe + 1)
        tally.video_end = sample + SAMPLES_PER_PICTURE
        into.pictures.append((bytes(packet), packet.is_keyframe))
        self.seen[0] = sample

    def sound(self, packet: av.Packet[Stream], sample: int, rest: int) -> None:
        # A frame's packets come one packet before its samples: the first only prepares the decoder for what follows.
        tally, into = self.tally, self._at(sample + PACKET)
        expected = (tally.sounds - 1) * PACKET
        if rest or sample != expected:
            self._odd(self._at(max(expected, 0)).span.frame, "sound", sample, expected)
        tally.sounds = sample // PACKET + 2
        tally.audio_end = sample + PACKET
        self._deal(bytes(packet), sample + PACKET, into)
        self.seen[1] = sample

    def _deal(self, data: bytes, at: int, into: Taken) -> None:
        if at == into.span.first_sample and into is not self.taken[0]:
            self.taken[self.taken.index(into) - 1].flush = data
        if at == into.span.first_sample + into.span.samples:
            into.flush = data  # the very last packet of the file
        else:
            into.sounds.append(data)

    def _odd(self, frame: str, what: str, sample: int, expected: int) -> None:
        text = f"{what} at {sample / SAMPLE_RATE:.4f} s, expected at {expected / SAMPLE_RATE:.4f} s"
        self.tally.odd.setdefault(frame, text)

    def _at(self, sample: int) -> Taken:
        """The frame in whose time a sample lies; what lies outside counts as the nearest's."""
        for one in self.taken[self.waiting :]:
            if sample < one.span.first_sample + one.span.samples:
                return one
        return self.taken[-1]


def decode_frame_sound(master: Path, first_picture: int, pictures: int) -> Samples:
    """Decodes one frame's sound out of a finished master: (pictures × 1600,) float32 at 48 kHz, as a listener hears it.

    Raises ValueError when the master's sound ends before the frame does.
    """
    first, samples = first_picture * SAMPLES_PER_PICTURE, pictures * SAMPLES_PER_PICTURE
    packets: list[bytes] = []
    with av.open(str(master), "r") as container:
        stream = container.streams.audio[0]
        container.seek(max(first - 4 * PACKET, 0), stream=stream, backward=True)
        for packet in container.demux(stream):
            if packet.pts is None or packet.pts * packet.time_base < (first - PACKET) * SAMPLE_TIME:
                continue
            if packet.pts * packet.time_base >= (first + samples) * SAMPLE_TIME:
                break
            packets.append(bytes(packet))
        extradata = bytes(stream.codec_context.extradata or b"")
    sound = decode(Coded(tuple(packets), extradata))
    if len(sound) != samples:
        raise ValueError(f"{master.name}: {len(sound)} of {samples} samples from picture {first_picture} on")
    return sound
