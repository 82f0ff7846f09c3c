"""Copies coded pictures and coded sound from many files into one MP4, with exact times and nothing decoded.

Sound and picture meet on a grid: 16 pictures at 30 a second last as long as 25 AAC packets of 1,024 samples at
48 kHz. Every piece of a film is a whole number of such units, so each unit is written as one interleaved run.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.stream import Stream
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lecture.errors import LectureError

if TYPE_CHECKING:
    from av.container.core import Chapter

FPS: Final = 30
SAMPLE_RATE: Final = 48_000
PACKET: Final = 1_024  # samples in an AAC packet, and also the encoder's priming
UNIT_PICTURES: Final = 16
UNIT_PACKETS: Final = 25
UNIT_SAMPLES: Final = 25_600
SAMPLES_PER_PICTURE: Final = SAMPLE_RATE // FPS
PICTURE_TIME: Final = Fraction(1, FPS)
SAMPLE_TIME: Final = Fraction(1, SAMPLE_RATE)
CAPTION_TIME: Final = Fraction(1, 1_000)

# `movie_timescale`: with MP4's usual 1/1000 s, edit lists are rounded and up to 47 samples go missing at the end.
# `bitexact`: no writer's name and no date, so that the same film gives the same bytes.
MP4_OPTIONS: Final = {"movflags": "+faststart", "movie_timescale": str(SAMPLE_RATE), "fflags": "+bitexact"}

S = TypeVar("S", VideoStream, AudioStream)

LANGUAGES: Final = {"en": "eng", "de": "deu", "fr": "fra", "es": "spa", "it": "ita", "nl": "nld", "pt": "por"}

# MP4's text codec is set up from the header of a subtitle script; nothing of this style is drawn by players.
TEXT_HEADER: Final = "\r\n".join(
    [
        "[Script Info]",
        "ScriptType: v4.00+",
        "[V4+ Styles]",
        "Format: Name, Fontname, Fontsize, PrimaryColour, BackColour, Bold, Italic, Underline, Alignment",
        "Style: Default,Arial,16,&Hffffff,&H0,0,0,0,2",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
        "",
    ]
).encode()


@dataclass(frozen=True)
class Part:
    """The first `pictures` pictures of a clip."""

    clip: Path
    pictures: int


@dataclass(frozen=True)
class Piece:
    """One stretch of a film: pictures from one or more clips, and the sound that belongs to them."""

    frame: str
    parts: tuple[Part, ...]
    sound: Path

    @property
    def pictures(self) -> int:
        return sum(part.pictures for part in self.parts)

    @property
    def packets(self) -> int:
        return self.pictures * UNIT_PACKETS // UNIT_PICTURES


@dataclass(frozen=True)
class Caption:
    """A text shown from `start` to `end`, in milliseconds of the film."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Film:
    """All that goes into one MP4; chapters are (first picture, title)."""

    pieces: tuple[Piece, ...]
    captions: tuple[Caption, ...] = ()
    chapters: tuple[tuple[int, str], ...] = ()
    metadata: Mapping[str, str] | None = None
    language: str = "eng"

    @property
    def pictures(self) -> int:
        return sum(piece.pictures for piece in self.pieces)


@dataclass(frozen=True)
class Written:
    """What a written film holds: counts, size in pixels and the two decoders' set-up bytes."""

    pictures: int
    audio_packets: int
    width: int
    height: int
    video_extradata: bytes
    audio_extradata: bytes


def whole_units(pictures: int) -> int:
    """The least multiple of 16 pictures that is not below `pictures`."""
    return -(-pictures // UNIT_PICTURES) * UNIT_PICTURES


def three_letters(language: str) -> str:
    """The ISO 639-2 code that MP4 asks for: `en` and `en-GB` give `eng`; three letters stay as they are."""
    base = language.split("-")[0].lower()
    if len(base) == 3 and base.isascii() and base.isalpha():
        return base
    if base not in LANGUAGES:
        raise LectureError(f"unknown language '{language}'", mend="give it with three letters, such as 'eng'")
    return LANGUAGES[base]


def write_film(film: Film, target: Path, progress: Callable[[float], None] | None = None) -> Written:
    """Writes a film as one MP4 (moov in front, bt709 and languages kept); `progress` gets the share done, 0…1.

    Raises LectureError, naming the frame, for a missing, short, odd or differently encoded clip or sound, and when
    the disk is full.
    """
    _check(film)
    try:
        with av.open(str(target), "w", format="mp4", options=MP4_OPTIONS) as out:
            return _Writer(film, out).run(progress)
    except OSError as error:
        raise _disk_error(error, target) from error


def _check(film: Film) -> None:
    if not film.pieces:
        raise LectureError("a film without any frame cannot be written")
    for piece in film.pieces:
        if any(part.pictures < 0 for part in piece.parts):
            raise LectureError(f"frame {piece.frame}: a negative number of pictures is asked for")
        if piece.pictures <= 0 or piece.pictures % UNIT_PICTURES:
            raise LectureError(
                f"frame {piece.frame}: {piece.pictures} pictures are not a multiple of {UNIT_PICTURES}",
                mend="sound and picture would not meet at its end",
            )


def _disk_error(error: OSError, target: Path) -> LectureError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return LectureError("the disk is full", path=target, mend="make room and run the same command again")
    return LectureError(f"cannot be written ({error.strerror or error})", path=target)


class _Writer:
    """One run through the pieces, a grid unit at a time."""

    def __init__(self, film: Film, out: OutputContainer) -> None:
        self.film = film
        self.out = out
        self.picture = 0
        self.packet = 0
        self.captions = list(film.captions)

    def run(self, progress: Callable[[float], None] | None) -> Written:
        self._open_streams()
        flush = b""
        for piece in self.film.pieces:
            flush = self._write_piece(piece)
            if progress is not None:
                progress(self.picture / self.film.pictures)
        self._mux_sound(flush)
        self._mux_captions(None)
        return Written(self.picture, self.packet, self.width, self.height, self.video_extradata, self.audio_extradata)

    def _open_streams(self) -> None:
        first = self.film.pieces[0]
        with open_clip(first.parts[0].clip, first.frame) as clip, open_sound(first.sound, first.frame) as sound:
            video, audio = clip.streams.video[0], sound.streams.audio[0]
            self.width, self.height = video.codec_context.width, video.codec_context.height
            self.video_extradata = bytes(video.codec_context.extradata or b"")
            self.audio_extradata = bytes(audio.codec_context.extradata or b"")
            self.video: Stream = self.out.add_stream_from_template(video, opaque=True)
            self.audio: Stream = self.out.add_stream_from_template(audio, opaque=True)
        self.audio.time_base = SAMPLE_TIME
        self.text: Stream | None = self._text_stream() if self.captions else None
        for stream in self.out.streams:
            stream.metadata["language"] = self.film.language
        self.out.metadata.update(self.film.metadata or {})
        self.out.set_chapters(_chapters(self.film))
        self.out.start_encoding()

    def _text_stream(self) -> Stream:
        stream = self.out.add_stream("mov_text")
        stream.codec_context.subtitle_header = TEXT_HEADER
        stream.codec_context.time_base = CAPTION_TIME
        stream.time_base = CAPTION_TIME
        return stream

    def _write_piece(self, piece: Piece) -> bytes:
        """Writes a piece and returns the packet that would flush the decoder if the film ended here."""
        sounds = read_sound(piece, self.audio_extradata)
        for index, packet in enumerate(self._pictures(piece)):
            if index % UNIT_PICTURES == 0:
                first = index // UNIT_PICTURES * UNIT_PACKETS
                for data in sounds[first : first + UNIT_PACKETS]:
                    self._mux_sound(data)
                self._mux_captions(self.picture)
            packet.stream = self.video  # type: ignore[assignment]
            packet.time_base = PICTURE_TIME
            packet.pts = packet.dts = self.picture
            packet.duration = 1
            self.out.mux_one(packet)
            self.picture += 1
        return sounds[-1]

    def _pictures(self, piece: Piece) -> Iterator[av.Packet[VideoStream]]:
        for part in piece.parts:
            yield from clip_packets(part, piece.frame, self.video_extradata)

    def _mux_sound(self, data: bytes) -> None:
        packet: av.Packet[Stream] = av.Packet(data)
        packet.stream = self.audio
        packet.time_base = SAMPLE_TIME
        packet.pts = packet.dts = (self.packet - 1) * PACKET  # packet 0 only primes the decoder
        packet.duration = PACKET
        packet.is_keyframe = True
        self.out.mux_one(packet)
        self.packet += 1

    def _mux_captions(self, until: int | None) -> None:
        """Writes the captions that start before a picture (all that are left, without one)."""
        while self.text is not None and self.captions:
            caption = self.captions[0]
            if until is not None and caption.start * FPS >= until * 1_000:
                return
            text = caption.text.encode()
            packet: av.Packet[Stream] = av.Packet(struct.pack(">H", len(text)) + text)
            packet.stream = self.text
            packet.time_base = CAPTION_TIME
            packet.pts = packet.dts = caption.start
            packet.duration = caption.end - caption.start
            self.out.mux_one(packet)
            self.captions.pop(0)


def _chapters(film: Film) -> list[Chapter]:
    starts = [start for start, _ in film.chapters]
    ends = [*starts[1:], film.pictures][: len(starts)]
    if any(start < 0 or start >= end for start, end in zip(starts, ends, strict=True)):
        raise LectureError("chapters must begin one after the other, inside the film")
    return [
        {"id": number, "start": start, "end": end, "time_base": PICTURE_TIME, "metadata": {"title": title}}
        for number, ((start, title), end) in enumerate(zip(film.chapters, ends, strict=True))
    ]


def open_clip(path: Path, frame: str) -> InputContainer:
    """Opens a clip's file; LectureError names the frame when it is missing, damaged or has no H.264 pictures."""
    container = _open(path, frame, "clip")
    streams: Sequence[VideoStream] = container.streams.video
    if len(streams) != 1 or streams[0].codec_context.name != "h264":
        container.close()
        raise LectureError(f"frame {frame}: the clip has no H.264 pictures", path=path)
    return container


def open_sound(path: Path, frame: str) -> InputContainer:
    """Opens a sound's file; LectureError names the frame when it is missing, damaged or not AAC at 48 kHz."""
    container = _open(path, frame, "sound")
    streams: Sequence[AudioStream] = container.streams.audio
    if len(streams) != 1 or streams[0].codec_context.name != "aac" or streams[0].rate != SAMPLE_RATE:
        container.close()
        raise LectureError(f"frame {frame}: the sound is not AAC at {SAMPLE_RATE} samples a second", path=path)
    return container


def _open(path: Path, frame: str, what: str) -> InputContainer:
    if not path.is_file():
        raise LectureError(f"frame {frame}: its {what} is missing", path=path)
    try:
        return av.open(str(path), "r")
    except (av.FFmpegError, OSError) as error:
        raise LectureError(f"frame {frame}: its {what} cannot be read ({error})", path=path) from error


def clip_packets(part: Part, frame: str, extradata: bytes | None = None) -> Iterator[av.Packet[VideoStream]]:
    """The first packets of a clip, one a picture. LectureError when there are too few, or they cannot be copied."""
    if part.pictures == 0:
        return
    with open_clip(part.clip, frame) as container:
        stream = container.streams.video[0]
        if extradata is not None and bytes(stream.codec_context.extradata or b"") != extradata:
            raise LectureError(
                f"frame {frame}: the clip was encoded with other settings than the film it goes into",
                path=part.clip,
                mend="its pictures cannot be copied; render it again",
            )
        count = 0
        for packet in _demux(container, stream, frame, part.clip):
            _check_picture(packet, count, frame, part.clip)
            yield packet
            count += 1
            if count == part.pictures:
                return
    raise LectureError(f"frame {frame}: the clip has {count} pictures, {part.pictures} are wanted", path=part.clip)


def _check_picture(packet: av.Packet[VideoStream], number: int, frame: str, path: Path) -> None:
    assert packet.pts is not None
    if packet.pts != packet.dts or packet.pts * packet.time_base != number * PICTURE_TIME:
        raise LectureError(f"frame {frame}: picture {number} does not stand at {number}/{FPS} s", path=path)
    if number == 0 and not packet.is_keyframe:
        raise LectureError(f"frame {frame}: the clip does not begin with a key picture", path=path)
    if packet.is_corrupt or packet.size == 0:
        raise LectureError(f"frame {frame}: picture {number} is damaged", path=path)


def _demux(container: InputContainer, stream: S, frame: str, path: Path) -> Iterator[av.Packet[S]]:
    try:
        for packet in container.demux(stream):
            if packet.dts is not None:
                yield packet
    except av.FFmpegError as error:
        raise LectureError(f"frame {frame}: cannot be read ({error})", path=path) from error


def read_sound(piece: Piece, extradata: bytes | None = None) -> list[bytes]:
    """All AAC packets of a piece's sound, the flushing one last; LectureError unless their number fits the pictures."""
    with open_sound(piece.sound, piece.frame) as container:
        stream = container.streams.audio[0]
        if extradata is not None and bytes(stream.codec_context.extradata or b"") != extradata:
            raise LectureError(
                f"frame {piece.frame}: the sound was encoded with other settings than the film it goes into",
                path=piece.sound,
                mend="its packets cannot be copied; encode it again",
            )
        packets = [bytes(packet) for packet in _demux(container, stream, piece.frame, piece.sound)]
    if len(packets) != piece.packets + 1:
        raise LectureError(
            f"frame {piece.frame}: the sound has {max(len(packets) - 1, 0)} packets of {PACKET} samples, "
            f"{piece.packets} belong to {piece.pictures} pictures",
            path=piece.sound,
        )
    return packets


def plane_array(frame: av.VideoFrame, index: int) -> NDArray[np.uint8]:
    """A plane of a decoded 8-bit picture as it lies in memory, (height, width) uint8; 0 is the luma."""
    plane = frame.planes[index]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]
