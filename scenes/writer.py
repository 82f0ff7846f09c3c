"""Scene file writers: one that encodes a whole scene into one final clip, and one that only counts."""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from manim.scene.scene_file_writer import SceneFileWriter
from PIL import Image, ImageDraw, ImageFont

from media.pictures import Written
from scenes import theme

Pixels = npt.NDArray[np.uint8]
_AHEAD = 90_000_000  # bytes of pictures that drawing may be ahead of encoding: 10 of 1080p, 43 of 540p


class PictureSink(Protocol):
    """Where pictures go: the encoder, or a test's list."""

    def write(self, pixels: Pixels, repeat: int = 1) -> None: ...
    def finish(self) -> Written: ...
    def abort(self) -> None: ...


class ClipWriter(SceneFileWriter):
    """Sends every picture of a scene to one encoder, on a thread of its own; writes nothing else.

    `pictures` counts what was taken, `last` is the newest picture without its label. Each is written `every` times: a
    scene may draw fewer pictures than its clip has.
    """

    def __init__(
        self, settings: Any, *, sink: PictureSink, label: str | None = None, rate: int = 30, every: int = 1
    ) -> None:
        super().__init__(settings)
        self.pictures = 0
        self.last: Pixels | None = None
        self.written: Written | None = None
        self._label = Label(label, rate // every) if label else None
        self._every = every
        self._sink = sink
        self._failure: BaseException | None = None
        self._queue: queue.Queue[tuple[Pixels, int] | None]
        self._thread: threading.Thread | None = None  # started by the first picture

    def begin_animation(self, allow_write: bool = False, *, animation_index: int, file_path: Any = None) -> None:
        """Nothing: one encoder serves the whole scene."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Nothing: the next animation goes on in the same clip."""

    def write_frame(self, pixels: Pixels, *, repeat: int = 1) -> None:
        self.last = pixels
        if self._label is None:
            self._put(pixels, repeat)
        else:
            for part, labelled in self._label.on(pixels, self.pictures, repeat):
                self._put(labelled, part)
        self.pictures += repeat

    def finish(self) -> None:
        self._stop()
        if self._failure is not None:
            self._sink.abort()
            raise self._failure
        self.written = self._sink.finish()

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        self._stop()
        self._sink.abort()

    def _put(self, pixels: Pixels, repeat: int) -> None:
        if self._failure is not None:
            raise self._failure
        if self._thread is None:
            self._queue = queue.Queue(max(1, _AHEAD // pixels.nbytes))
            self._thread = threading.Thread(target=self._encode, name="picture-encoder", daemon=True)
            self._thread.start()
        self._queue.put((pixels, repeat * self._every))

    def _stop(self) -> None:
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _encode(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._failure is None:
                try:
                    self._sink.write(*item)
                except BaseException as error:  # handed to the drawing thread, which raises it
                    self._failure = error


class CountingWriter(SceneFileWriter):
    """Takes nothing to disk."""

    def begin_animation(self, allow_write: bool = False, *, animation_index: int, file_path: Any = None) -> None:
        """Nothing."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Nothing."""

    def write_frame(self, pixels: Pixels, *, repeat: int = 1) -> None:
        """Nothing."""

    def save_image(self, pixels: Pixels) -> None:
        """Nothing."""

    def finish(self) -> None:
        """Nothing."""

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        """Nothing."""


class Label:
    """Frame number and time code for reviewers, in the lower left corner; it changes once a second.

    A faster clock would turn every held picture into motion.
    """

    def __init__(self, number: str, rate: int) -> None:
        self._number = number
        self._rate = rate
        self._stamps: dict[tuple[int, int], Pixels] = {}

    def on(self, pixels: Pixels, first: int, repeat: int) -> list[tuple[int, Pixels]]:
        """`repeat` times the same picture from picture `first` on, labelled: [(how many, picture)]."""
        parts: list[tuple[int, Pixels]] = []
        position, end = first, first + repeat
        while position < end:
            second = position // self._rate
            stop = min(end, (second + 1) * self._rate)
            labelled = pixels.copy()
            stamp = self._stamp(second, pixels.shape[0])
            labelled[-stamp.shape[0] :, : stamp.shape[1], :3] = stamp
            parts.append((stop - position, labelled))
            position = stop
        return parts

    def _stamp(self, second: int, height: int) -> Pixels:
        key = (second, height)
        if key not in self._stamps:
            text = f" {self._number}  {second // 60}:{second % 60:02d} "
            self._stamps[key] = _drawn(text, max(11, round(height * 0.022)))
        return self._stamps[key]


def _drawn(text: str, size: int) -> Pixels:
    file = next(path for path in theme.FONT_FILES if path.stem == "JetBrainsMono-Regular")
    font = ImageFont.truetype(str(Path(file)), size)
    width, height = round(font.getlength(text)), round(size * 1.5)
    image = Image.new("RGB", (width, height), theme.PANEL)
    ImageDraw.Draw(image).text((0, height / 2), text, font=font, fill=theme.MUTED, anchor="lm")
    return np.asarray(image)
