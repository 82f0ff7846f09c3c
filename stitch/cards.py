"""Title cards, credits and cross-fades: the only pictures that moviepy draws, encoded like every other clip."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from moviepy import ColorClip, CompositeVideoClip, TextClip, VideoClip
from PIL import Image, ImageFont

from lecture.errors import LectureError
from media.packets import FPS, UNIT_PICTURES, Part, clip_packets, open_clip, plane_array
from media.pictures import PictureEncoder, Pixels, settings

LINE_HEIGHT: Final = 1.3  # in ems
TIGHT: Final = 1.18  # the same for large type
SMALLEST_SHARE: Final = 0.6  # a card that is too full shrinks down to this, then fails
FADE_PICTURES: Final = UNIT_PICTURES


@dataclass(frozen=True)
class Role:
    """How a line of a card looks: its size (of the theme's, times a factor), colour, font, space below and height (ems)."""

    size: str
    factor: float
    color: str
    font: str
    below: float
    height: float = LINE_HEIGHT


ROLES: Final = {
    "kicker": Role("BODY", 1.0, "MUTED", "Inter-Medium.otf", 0.55),
    "title": Role("TITLE", 1.75, "TEXT", "Inter-Bold.otf", 0.35, TIGHT),
    "subtitle": Role("HEADING", 1.0, "TEXT", "Inter-Medium.otf", 0.45),
    "heading": Role("TITLE", 1.2, "TEXT", "Inter-Bold.otf", 0.3, TIGHT),
    "body": Role("BODY", 1.0, "TEXT", "Inter-Regular.otf", 0.35),
    "small": Role("LABEL", 1.0, "MUTED", "Inter-Regular.otf", 0.35),
    "gap": Role("BODY", 0.5, "MUTED", "Inter-Regular.otf", 0.0),
}


@dataclass(frozen=True)
class Line:
    """One line of text, its place (left edge and top, in pixels) and its look."""

    text: str
    left: int
    top: int
    size: int
    color: str
    font: Path


@dataclass(frozen=True)
class Theme:
    """What a card needs of the lecture's look: constants of the theme's source file, and the fonts' folder."""

    constants: dict[str, Any]
    fonts: Path

    def __getitem__(self, name: str) -> Any:
        if name not in self.constants:
            raise LectureError(f"the theme has no constant {name}", mend="cards are drawn with it")
        return self.constants[name]


def read_theme(source: Path, fonts: Path) -> Theme:
    """The plain constants of a theme's source file, read without running it; fonts lie in the folder `fonts`."""
    constants: dict[str, Any] = {}
    try:
        tree = ast.parse(source.read_text(encoding="utf-8"))
    except (OSError, SyntaxError) as error:
        raise LectureError(f"the theme cannot be read ({error})", path=source) from error
    for node in tree.body:
        match node:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=value)):
                constants[name] = value
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                constants[name] = value
    return Theme(constants, fonts)


def draw_card(lines: Sequence[dict[str, str]], theme: Theme, size: tuple[int, int], align: str, frame: str) -> Pixels:
    """A card's picture, (height, width, 3) uint8. Raises LectureError for text that doesn't fit and unknown roles."""
    placed = _fit(lines, theme, size, align, frame)
    background = ColorClip(size, color=_rgb(theme["BACKGROUND"]), duration=1)
    texts = [_text_clip(line) for line in placed]
    picture: Pixels = CompositeVideoClip([background, *texts], size=size).get_frame(0)
    return np.ascontiguousarray(picture[:, :, :3], np.uint8)


def _text_clip(line: Line) -> Any:
    # moviepy measures a text without its overhang and cuts descenders off: the margin makes room for them.
    margin = line.size // 2
    clip = TextClip(
        font=str(line.font), text=line.text, font_size=line.size, color=line.color, method="label", margin=(margin, margin)
    )
    return clip.with_position((line.left - margin, line.top - margin)).with_duration(1)


def _fit(lines: Sequence[dict[str, str]], theme: Theme, size: tuple[int, int], align: str, frame: str) -> list[Line]:
    for line in lines:
        if line["role"] not in ROLES:
            raise LectureError(f"{frame}: unknown kind of line '{line['role']}'", mend=f"known are {', '.join(ROLES)}")
    for share in np.arange(1, SMALLEST_SHARE - 0.01, -0.05):
        placed = _place(lines, theme, size, align, float(share))
        if placed is not None:
            return placed
    raise LectureError(f"{frame}: its text does not fit on a card", mend="shorten it")


def _place(lines: Sequence[dict[str, str]], theme: Theme, size: tuple[int, int], align: str, share: float) -> list[Line] | None:
    """Lines wrapped and placed, the block in the middle of the height; None when they don't fit."""
    scale = size[1] / 1080
    margin = 2 * theme["MARGIN"] * theme["PIXELS_PER_UNIT"] * scale
    width = size[0] - 1.5 * margin
    placed: list[Line] = []
    top = 0.0
    for line in lines:
        role = ROLES[line["role"]]
        pixels = round(theme[role.size] * role.factor * scale * share)
        font = theme.fonts / role.font
        for text in _wrapped(line["text"], _font(font, pixels), width):
            left = margin if align == "left" else (size[0] - _font(font, pixels).getlength(text)) / 2
            if text:
                placed.append(Line(text, round(left), round(top), pixels, theme[role.color], font))
            top += role.height * pixels
        top += role.below * pixels
    smallest = min((line.size for line in placed), default=1e9)
    if top > size[1] - 2 * margin or (share < 1 and smallest < theme["SMALLEST"] * scale):
        return None
    offset = round((size[1] - top) / 2)
    return [Line(line.text, line.left, line.top + offset, line.size, line.color, line.font) for line in placed]


def _font(path: Path, pixels: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(path), pixels)
    except OSError as error:
        raise LectureError("this font is missing or damaged", path=path) from error


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The text in lines at most `width` pixels wide (a longer word stays whole), broken after a colon if that does."""
    lines = _filled(text, font, width)
    head, colon, tail = text.partition(": ")
    if len(lines) == 2 and colon and max(font.getlength(head + ":"), font.getlength(tail)) <= width:
        return [head + ":", tail]
    return lines


def _filled(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _rgb(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def write_still(picture: Pixels, pictures: int, quality: str, target: Path) -> None:
    """Encodes one still for a number of pictures."""
    encoder = PictureEncoder(target, settings(quality), (picture.shape[1], picture.shape[0]))
    try:
        encoder.write(picture, pictures)
        encoder.finish()
    except BaseException:
        encoder.abort()
        raise


def last_pictures(clip: Path, used: int, count: int, frame: str) -> list[Pixels]:
    """The last `count` of the first `used` pictures of a clip, each (height, width, 3) uint8 RGB."""
    with open_clip(clip, frame) as container:
        extradata = container.streams.video[0].codec_context.extradata
    group: list[tuple[int, bytes]] = []
    for number, packet in enumerate(clip_packets(Part(clip, used), frame)):
        if packet.is_keyframe and number <= used - count:
            group.clear()
        group.append((number, bytes(packet)))
    codec = av.CodecContext.create("h264", "r")
    assert isinstance(codec, av.VideoCodecContext)
    codec.extradata = extradata
    frames = [picture for _, data in group for picture in codec.decode(av.Packet(data))]
    frames += codec.decode(None)
    if len(frames) != len(group):
        raise LectureError(f"frame {frame}: only {len(frames)} of {len(group)} pictures can be decoded", path=clip)
    return _as_rgb(frames[-count:])


def _as_rgb(frames: Sequence[av.VideoFrame]) -> list[Pixels]:
    """Pictures in RGB; equal ones in a row are converted once."""
    converted: list[Pixels] = []
    planes_before: list[bytes] = []
    for frame in frames:
        planes = [bytes(plane) for plane in frame.planes]
        converted.append(converted[-1] if planes == planes_before else _rgb_of(frame))
        planes_before = planes
    return converted


def _rgb_of(frame: av.VideoFrame) -> Pixels:
    """BT.709 limited range to RGB, (height, width, 3) uint8, rounded: swscale's own way is two levels too dark.

    A fade's first picture stands beside the picture it was made from, so that even two levels show as a jump.
    """
    luma, blue, red = (plane_array(frame, index).astype(np.float32) for index in range(3))
    y = (luma - 16) * (255 / 219)  # (h, w)
    u, v = ((part - 128).repeat(2, axis=0).repeat(2, axis=1) * (255 / 224) for part in (blue, red))  # (h, w)
    rgb = np.stack([y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u], axis=2)  # (h, w, 3)
    return np.asarray(np.clip(np.rint(rgb), 0, 255), np.uint8)


def cross_fade(before: Sequence[Pixels], after: Pixels) -> Iterator[Pixels]:
    """Fades the pictures `before` into `after`: picture k of n, counted from 0, is (k + 1) / (n + 1) of the way."""
    count = len(before)
    if before[0].shape != after.shape:
        raise LectureError(f"a fade needs pictures of one size, not {before[0].shape[:2]} and {after.shape[:2]}")
    wide = after.astype(np.uint16)  # (h, w, 3)

    def blend(t: float) -> Pixels:
        # Whole numbers: three times faster than moviepy's composite of two clips with a mask, and rounded.
        number = min(round(t * FPS), count - 1)
        mixed = before[number] * np.uint16(count - number) + wide * np.uint16(number + 1) + np.uint16((count + 1) // 2)
        return np.asarray(mixed // np.uint16(count + 1), np.uint8)

    fade = VideoClip(blend, duration=count / FPS)
    for number, picture in enumerate(fade.iter_frames(fps=FPS)):
        if number < count:  # moviepy's rounding of the duration may add one
            yield picture


def write_fade(before: Sequence[Pixels], after: Pixels, quality: str, target: Path) -> None:
    """Encodes a cross-fade, as many pictures as there are `before`."""
    encoder = PictureEncoder(target, settings(quality), (after.shape[1], after.shape[0]))
    try:
        for picture in cross_fade(before, after):
            encoder.write(picture)
        if encoder.pictures != len(before):
            raise RuntimeError(f"a fade of {len(before)} pictures came out with {encoder.pictures}")
        encoder.finish()
    except BaseException:
        encoder.abort()
        raise


def save_png(picture: Pixels, target: Path) -> None:
    Image.fromarray(picture).save(target)


def save_jpeg(picture: Pixels, target: Path) -> None:
    Image.fromarray(picture).save(target, quality=90, optimize=True)
