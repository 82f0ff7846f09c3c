"""The one H.264 encoder of the project: clips, title cards and cross-fades all come out of it.

All that it makes in one quality has the same parameter sets, so packets of any two results may be joined by copying.
"""

from __future__ import annotations

import functools
import hashlib
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.codec.context import Flags
from av.video.frame import VideoFrame
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter

Pixels = npt.NDArray[np.uint8]

RATE = 30
GROUP = 60  # pictures from one keyframe to the next: 2 s
# From this length on a still is written as an intra picture and copies of nothing. Shorter stills stay in the running
# group, because a keyframe costs more bytes than their empty pictures.
HOLD = 24
TIMESCALE = 15360

# No B-frames: then decoding order is display order, and the first r packets of a group are a valid group.
# stitchable: parameter sets that don't depend on what is drawn. mbtree=0: with it x264 reads memory that it has never
# written, so that the same pictures sometimes give other bytes; and keyframes of a still would differ from what follows.
# subme=0, weightp=0: with the preset a fifth faster than "veryfast", 6 % larger, as near to what was drawn.
X264 = (
    f"keyint={GROUP}:scenecut=0:open-gop=0:bframes=0:weightp=0:subme=0:stitchable=1:force-cfr=1:mbtree=0:rc-lookahead=0"
    ":threads=1:lookahead-threads=1:sliced-threads=0"
)

# A scene draws one picture in so many ("every"): a preview moves at 15 a second, in half the time.
_QUALITIES: dict[str, dict[str, Any]] = {
    "final": {"width": 1920, "height": 1080, "preset": "superfast", "crf": 20, "every": 1},
    "preview": {"width": 768, "height": 432, "preset": "ultrafast", "crf": 20, "every": 2},
    "draft": {"width": 640, "height": 360, "preset": "superfast", "crf": 24, "every": 1},
}


def settings(quality: str) -> dict[str, Any]:
    """All that the bytes of a clip of this quality depend on, JSON-able, fit to be part of a key.

    Raises KeyError for an unknown quality.
    """
    return {**_QUALITIES[quality], "rate": RATE, "group": GROUP, "hold": HOLD, "x264": X264}


def qualities() -> tuple[str, ...]:
    """The names of the qualities, best first."""
    return tuple(_QUALITIES)


@dataclass(frozen=True)
class Written:
    """What came out: the number of pictures, and the SHA-256 of the decoder's parameter sets as the file holds them."""

    pictures: int
    extradata_sha256: str


def extradata_sha256(path: Path) -> str:
    """SHA-256 of the parameter sets of a video file; only files with equal ones may be joined by copying packets."""
    with av.open(str(path)) as container:
        return hashlib.sha256(container.streams.video[0].codec_context.extradata or b"").hexdigest()


class PictureEncoder:
    """Writes RGB(A) pictures into one silent MP4, exactly as many as it was given.

    A picture that is equal to the one before is not converted again. A still of at least HOLD pictures is encoded as
    one intra picture, followed by ready-made packets that say "as before": it costs the same for 1 s and for 20 s, and
    decodes to exactly equal pictures. Everything else goes through x264 in closed groups of at most 2 s. The same
    pictures give the same bytes, however they are divided into calls.
    """

    def __init__(self, target: Path, spec: dict[str, Any], size: tuple[int, int] | None = None) -> None:
        """Open `target` for pictures of `size` (width, height; even), by default that of the settings `spec`."""
        self.target = target
        self.spec = spec
        self.size = size if size is not None else (int(spec["width"]), int(spec["height"]))
        self.pictures = 0  # taken in
        self._muxed = 0
        self._pending: tuple[Pixels, int] | None = None
        self._live: Any = None  # the x264 of the running motion
        self._live_start = 0
        self._live_pictures = 0
        self._reformatter = VideoReformatter()
        self._container = av.open(
            str(target), "w", format="mp4", options={"video_track_timescale": str(TIMESCALE)}
        )
        self._stream = self._container.add_stream("libx264", rate=RATE, options=_options(spec))
        _configure(self._stream.codec_context, self.size)

    def write(self, pixels: Pixels, repeat: int = 1) -> None:
        """Show `pixels` (height, width, 3 or 4) uint8 for `repeat` pictures; alpha is ignored.

        The array belongs to the encoder from now on and must not be changed.
        """
        width, height = self.size
        if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[:2] != (height, width):
            raise ValueError(f"a picture must be ({height}, {width}, 3 or 4) uint8, not {pixels.shape} {pixels.dtype}")
        if repeat < 1:
            raise ValueError(f"a picture is shown at least once, not {repeat} times")
        self.pictures += repeat
        if self._pending is not None and _equal(self._pending[0], pixels):
            self._pending = (self._pending[0], self._pending[1] + repeat)
            return
        self._flush_pending()
        self._pending = (pixels, repeat)

    def finish(self) -> Written:
        """Write what is left and close the file."""
        self._flush_pending()
        self._close_live()
        self._container.close()
        return Written(self.pictures, extradata_sha256(self.target))

    def abort(self) -> None:
        """Close and remove the unfinished file."""
        with suppress(Exception):
            self._container.close()
        self.target.unlink(missing_ok=True)

    def _flush_pending(self) -> None:
        if self._pending is None:
            return
        pixels, count = self._pending
        self._pending = None
        frame = self._convert(pixels)
        if count >= HOLD:
            self._hold(frame, count)
        else:
            self._motion(frame, count)

    def _convert(self, pixels: Pixels) -> VideoFrame:
        layout = "rgba" if pixels.shape[2] == 4 else "rgb24"
        return self._reformatter.reformat(
            VideoFrame.from_numpy_buffer(np.ascontiguousarray(pixels), format=layout),  # no copy: half the time of encoding
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )

    def _motion(self, frame: VideoFrame, count: int) -> None:
        if self._live is None:
            self._live = _codec(self.spec, self.size)
            self._live_start = self._muxed
            self._live_pictures = 0
        for _ in range(count):
            frame.pts = self._live_pictures
            self._live_pictures += 1
            self._drain(self._live.encode(frame))

    def _drain(self, packets: list[Any]) -> None:
        for packet in packets:
            self._mux(bytes(packet), packet.is_keyframe)

    def _close_live(self) -> None:
        if self._live is not None:
            self._drain(self._live.encode(None))
            self._live = None

    def _hold(self, frame: VideoFrame, count: int) -> None:
        if self._live is not None and self._live_pictures % GROUP == 1:
            # Two intra pictures in a row that carry the same id may be taken for one by a decoder.
            self._motion(frame, 1)
            count -= 1
        self._close_live()
        intra = _intra(frame, self.spec, self.size)
        copies = _copies(self.spec["preset"], self.spec["crf"], self.size)
        for length in _groups(count):
            self._mux(intra, True)
            for packet in copies[: length - 1]:
                self._mux(packet, False)

    def _mux(self, data: bytes, keyframe: bool) -> None:
        packet = av.Packet(data)
        packet.stream = self._stream
        packet.time_base = Fraction(1, RATE)
        packet.pts = packet.dts = self._muxed
        packet.duration = 1
        packet.is_keyframe = keyframe
        self._muxed += 1
        self._container.mux(packet)


def _equal(first: Pixels, second: Pixels) -> bool:
    """Whether two pictures are the same; most that differ do so in a few of their lines already."""
    return np.array_equal(first[::16], second[::16]) and np.array_equal(first, second)


def _groups(count: int) -> list[int]:
    """Lengths of the groups of a still: full ones and a rest, but never a lone intra picture."""
    full, rest = divmod(count, GROUP)
    lengths = [GROUP] * full + ([rest] if rest else [])
    if rest == 1 and full:
        lengths[-2:] = [GROUP - 1, 2]
    return lengths


def _intra(frame: VideoFrame, spec: dict[str, Any], size: tuple[int, int]) -> bytes:
    codec = _codec(spec, size)
    frame.pts = 0
    packets = [*codec.encode(frame), *codec.encode(None)]
    return bytes(packets[0])


@functools.lru_cache(maxsize=8)
def _copies(preset: str, crf: int, size: tuple[int, int]) -> tuple[bytes, ...]:
    """GROUP − 1 packets that repeat the picture before them, whatever it shows.

    In a group of one flat picture every block after the first picture is skipped, and a skipped block says nothing but
    "as before": these packets depend on size and settings only, not on the picture.
    """
    spec = {"preset": preset, "crf": crf}
    codec = _codec(spec, size)
    flat = VideoFrame(size[0], size[1], "yuv420p")
    for plane in flat.planes:
        plane.update(bytes([128]) * plane.buffer_size)
    packets = []
    for index in range(GROUP):
        flat.pts = index
        packets += codec.encode(flat)
    packets += codec.encode(None)
    return tuple(bytes(packet) for packet in packets[1:])


def _options(spec: dict[str, Any]) -> dict[str, str]:
    return {"preset": spec["preset"], "profile": "high", "crf": str(spec["crf"]), "x264-params": X264}


def _codec(spec: dict[str, Any], size: tuple[int, int]) -> Any:
    codec = av.CodecContext.create("libx264", "w")
    codec.options = _options(spec)
    _configure(codec, size)
    return codec


def _configure(codec: Any, size: tuple[int, int]) -> None:
    codec.width, codec.height = size
    codec.pix_fmt = "yuv420p"
    codec.framerate = Fraction(RATE)
    codec.time_base = Fraction(1, RATE)
    codec.thread_count = 1
    codec.flags |= Flags.global_header
    codec.color_primaries = ColorPrimaries.BT709
    codec.color_trc = ColorTrc.BT709
    codec.colorspace = Colorspace.ITU709
    codec.color_range = ColorRange.MPEG
