"""Lines and paragraphs in the house type, set large and scaled down so that letters stand evenly, one mobject a word."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
from manim import LEFT, RIGHT, Mobject, Text, Typst, VGroup, VMobject
from PIL import ImageFont

from scenes import theme

_SET_AT = 96.0  # font_size at which text is set; Pango rounds letter positions, which shows when set small
_FILES = {
    "NORMAL": "Inter-Regular.otf",
    "MEDIUM": "Inter-Medium.otf",
    "SEMIBOLD": "Inter-SemiBold.otf",
    "BOLD": "Inter-Bold.otf",
}
_MONO_FILES = {"NORMAL": "JetBrainsMono-Regular.ttf", "BOLD": "JetBrainsMono-Bold.ttf"}
_ARROWS = {"<->": "↔", "->": "→", "<-": "←", "=>": "⇒"}  # else the font joins two characters into one glyph
_MEASURE = 200  # pixels at which Pillow measures
_MONO_ADVANCE = 0.6  # em, JetBrains Mono


@lru_cache(maxsize=8)
def _face(weight: str, mono: bool) -> ImageFont.FreeTypeFont:
    name = (_MONO_FILES if mono else _FILES)[weight]
    return ImageFont.truetype(str(theme.FONT_FOLDER / name), _MEASURE)


@lru_cache(maxsize=2048)
def _has_glyph(char: str, mono: bool) -> bool:
    face = _face("NORMAL", mono)
    return char.isspace() or bytes(face.getmask(char)) != bytes(face.getmask("\U0010fffe"))


def _require_glyphs(content: str, mono: bool) -> None:
    missing = sorted({c for c in content if not _has_glyph(c, mono)})
    if missing:
        family = theme.MONO if mono else theme.FONT
        raise ValueError(f"{family} has no sign for {' '.join(missing)} in {content!r}; use formula() or another sign")


def line_width(content: str, size: float, weight: str = "MEDIUM", mono: bool = False) -> float:
    """Width in units of one line set with an em of `size` pixels, without drawing it."""
    return theme.units(_face(weight, mono).getlength(content) / _MEASURE * size)


def _merged(glyphs: Iterable[VMobject], like: VMobject) -> VMobject:
    """One mobject of many glyphs: Cairo fills one path far faster than many."""
    word = VMobject(stroke_width=0, fill_opacity=1, fill_color=like.get_fill_color())
    points = [g.points for g in glyphs if len(g.points)]
    if points:
        word.points = np.concatenate(points)
    return word


def text(
    content: str,
    size: float = theme.BODY,
    color: str = theme.TEXT,
    weight: str = "MEDIUM",
    width: float | None = None,
) -> Text:
    """Line(s) of text, em of `size` pixels at 1080p; submobjects are its words; `width` (units) is a ceiling."""
    for joined, arrow in _ARROWS.items():
        content = content.replace(joined, arrow)
    _require_glyphs(content, mono=False)
    line = Text(
        content,
        font=theme.FONT,
        font_size=_SET_AT,
        line_spacing=0.8,
        weight=weight,
        color=color,
        disable_ligatures=True,
    )
    pieces, start = [], 0
    for word in content.split():
        start = content.index(word, start)
        pieces.append(_merged(line.submobjects[start : start + len(word)], line.submobjects[start]))
        start += len(word)
    line.submobjects = pieces
    line.chars = VGroup(*pieces)
    line.id_to_vgroup_dict = {}  # holds every glyph again, and a copy of the line would copy them, too
    line.scale(theme.font_size(size) / _SET_AT)
    line.as_built = (size, line.height)
    if width is not None and line.width > width:
        line.scale(max(width / line.width, theme.SMALLEST / size))
    return line


def wrap(content: str, size: float, width: float, weight: str = "MEDIUM") -> str:
    """The content in the fewest lines that `width` units allow, these of about equal length."""
    best = _greedy(content, size, width, weight)
    count, low, high = best.count("\n"), width * 0.4, width
    while high - low > 0.05:
        middle = (low + high) / 2
        tried = _greedy(content, size, middle, weight)
        if tried.count("\n") > count:
            low = middle
        else:
            best, high = tried, middle
    return best


def _greedy(content: str, size: float, width: float, weight: str) -> str:
    """Newlines put where lines of `width` units are full."""
    lines: list[str] = []
    for block in content.split("\n"):
        current = ""
        for word in block.split():
            longer = f"{current} {word}".strip()
            if current and line_width(longer, size, weight) > width:
                lines.append(current)
                longer = word
            current = longer
        lines.append(current)
    return "\n".join(lines)


def paragraph(
    content: str,
    width: float,
    size: float = theme.BODY,
    color: str = theme.TEXT,
    weight: str = "MEDIUM",
    align: str = "left",
) -> Text:
    """Text wrapped to `width` units, lines on even baselines; `align` is left or center."""
    wrapped = wrap(content, size, width, weight)
    whole = text(wrapped, size, color, weight)
    if align == "center":
        start = 0
        for line in wrapped.split("\n"):
            row = VGroup(*whole.submobjects[start : start + len(line.split())])
            row.set_x(whole.get_x())
            start += len(row)
    return whole


def baseline(line: Text) -> float:
    """The y of the baseline of a text of one line."""
    content = line.original_text
    _, top, _, bottom = _face(str(line.weight), mono=False).getbbox(content, anchor="ls")
    return float(line.get_bottom()[1] + bottom / (bottom - top) * line.height)


def set_baseline(line: Text, y: float) -> Text:
    """Move a one-line text up or down until it stands on y."""
    line.shift(np.array([0.0, y - baseline(line), 0.0]))
    return line


def set_middle(line: Text, y: float) -> Text:
    """Move a one-line text so that half the height of its capitals lies at y, whatever letters it has."""
    em = theme.units(em_pixels(line) or theme.BODY)
    return set_baseline(line, y - 0.36 * em)


def row_of_text(*lines: Text, buff: float = 0.3) -> VGroup:
    """One-line texts side by side on one baseline."""
    group = VGroup(*lines).arrange(RIGHT, buff=buff)
    ground = baseline(lines[0])
    for line in lines:
        set_baseline(line, ground)
    return group


class Mono(VGroup):
    """A line in the monospaced type; every character has its cell, so columns stand under one another."""

    def __init__(self, content: str, size: float, spans: list[tuple[int, int, str, str]]) -> None:
        """`spans` are (start, end, colour, weight) over the characters of the content."""
        super().__init__()
        self.original_text = content
        self.cells = max(len(content.rstrip()), 1)
        em = theme.units(size)
        self.advance = em * _MONO_ADVANCE
        for start, end, color, weight in spans:
            run = VMobject(stroke_width=0, fill_opacity=1, fill_color=color)
            points = [
                _mono_glyph(c, weight) * em + np.array([i * self.advance, 0, 0])
                for i, c in enumerate(content[start:end], start)
                if not c.isspace()
            ]
            if points:
                run.points = np.concatenate(points)
                self.add(run)
        self.as_built = (size, self.height)


_GLYPHS: dict[tuple[str, str], np.ndarray] = {}


def _mono_glyph(char: str, weight: str) -> np.ndarray:
    """Outline of one character, (points, 3) in em, with its cell's left end on the baseline at the origin."""
    if (char, weight) not in _GLYPHS:
        _require_glyphs(char, mono=True)
        probe = Text(f"H {char} H", font=theme.MONO, font_size=_SET_AT, weight=weight)
        first, last = probe.submobjects[0], probe.submobjects[-1]
        advance = (last.get_left()[0] - first.get_left()[0]) / 4
        points = np.concatenate([m.points for m in probe.submobjects[1:-1]])
        left, _, _, _ = _face(weight, mono=True).getbbox("H", anchor="ls")
        cell = first.get_left()[0] - left / _MEASURE / _MONO_ADVANCE * advance + 2 * advance
        _GLYPHS[char, weight] = (points - np.array([cell, first.get_bottom()[1], 0])) * _MONO_ADVANCE / advance
    return _GLYPHS[char, weight]


def mono(content: str, size: float = theme.LABEL, color: str = theme.TEXT, weight: str = "NORMAL") -> Mono:
    """One line of monospaced text, em of `size` pixels at 1080p."""
    return Mono(content, size, [(0, len(content), color, weight)])


def em_pixels(line: Mobject) -> float | None:
    """The em of a text in pixels at 1080p as it stands now (after scaling); None for other mobjects."""
    size, height = getattr(line, "as_built", (0.0, 0.0))  # as it was set, before any scaling
    if height:
        return float(size * line.height / height)
    if isinstance(line, Text):
        return float(line.font_size * theme.PIXELS_PER_FONT_POINT)
    if isinstance(line, Typst):
        return float(line.font_size * theme.PIXELS_PER_FONT_POINT)
    return None


def stack(*lines: Mobject, buff: float = 0.2, left: bool = True) -> VGroup:
    """Mobjects under one another, left ends aligned (or centred)."""
    group = VGroup(*lines).arrange(np.array([0.0, -1.0, 0.0]), buff=buff)
    if left:
        for line in lines:
            line.align_to(group, LEFT)
    return group
