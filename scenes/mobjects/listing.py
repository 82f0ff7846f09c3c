"""Source code on screen: monospaced, coloured by kind, with lines that light up while they are explained."""

from __future__ import annotations

import re
from collections.abc import Iterable

from manim import DOWN, LEFT, RIGHT, UP, Animation, RoundedRectangle, VGroup
from pygments import lex
from pygments.lexers import PythonLexer
from pygments.token import Token

from scenes import theme
from scenes.mobjects.motion import spotlight
from scenes.mobjects.text import Mono, mono, text

_INK = (
    (Token.Comment, theme.MUTED),
    (Token.Literal.String.Doc, theme.MUTED),
    (Token.Literal.String, "#B8E9EA"),
    (Token.Literal.Number, theme.GENERATOR),
    (Token.Keyword, "#B9A6FF"),
    (Token.Name.Function, theme.DATA),
    (Token.Name.Class, theme.ENCODER),
    (Token.Name.Decorator, theme.DECODER),
    (Token.Operator.Word, "#B9A6FF"),
)


def _color(kind: object) -> str:
    for parent, color in _INK:
        if kind in parent:  # type: ignore[operator]
            return color
    return theme.TEXT


def _spans(source: str) -> list[list[tuple[int, int, str, str]]]:
    """For every line of the source its coloured runs (start, end, colour, weight)."""
    lines: list[list[tuple[int, int, str, str]]] = [[]]
    column = 0
    for kind, value in lex(source, PythonLexer(stripnl=False, ensurenl=False)):
        for rank, part in enumerate(value.split("\n")):
            if rank:
                lines.append([])
                column = 0
            if part:
                lines[-1].append((column, column + len(part), _color(kind), "NORMAL"))
                column += len(part)
    return lines


class Listing(VGroup):
    """Code on a panel; parts: panel, lines (one group a line), numbers, heading."""

    def __init__(self, source: str, size: float, first: int | None, heading: str | None, width: float | None) -> None:
        super().__init__()
        self.source = source.strip("\n").split("\n")
        step = theme.units(size) * 1.45
        rows = _spans("\n".join(self.source))
        self.lines, self.numbers = VGroup(), VGroup()
        gutter = 0.0
        if first is not None:
            cells = len(str(first + len(self.source) - 1))
            gutter = theme.units(size) * 0.6 * (cells + 1.5)
        for i, content in enumerate(self.source):
            row = Mono(content, size, rows[i] if i < len(rows) else [])
            row.shift(DOWN * step * i + RIGHT * gutter)  # glyphs are placed from the cell's corner: no alignment needed
            self.lines.add(row)
            if first is not None:
                label = str(first + i).rjust(cells)
                self.numbers.add(mono(label, size, theme.AXIS).shift(DOWN * step * i))
        inner = max(max(len(s) for s in self.source) * theme.units(size) * 0.6 + gutter, width or 0.0)
        self.panel = RoundedRectangle(
            width=inner + 0.6,
            height=step * len(self.source) + 0.45,
            corner_radius=theme.CORNER,
            fill_color=theme.PANEL,
            fill_opacity=1,
            stroke_color=theme.PANEL_EDGE,
            stroke_width=theme.THIN,
        )
        top = theme.units(size) * 0.85 + 0.25
        self.panel.shift(UP * top + LEFT * 0.3 - self.panel.get_corner(UP + LEFT))
        self.add(self.panel, self.numbers, self.lines)
        self.heading = text(heading, theme.SMALL, theme.MUTED) if heading else VGroup()
        self.heading.next_to(self.panel, UP, buff=0.14, aligned_edge=LEFT)
        self.add(self.heading)
        self.move_to([0, 0, 0])

    def find(self, pattern: str) -> list[int]:
        """Indices of the lines in which the pattern (plain text) occurs; ValueError when there is none."""
        found = [i for i, line in enumerate(self.source) if pattern in line]
        if not found:
            raise ValueError(f"no line of the listing has {pattern!r}; it begins with {self.source[0]!r}")
        return found

    def span(self, begin: str, end: str) -> list[int]:
        """Indices from the first line with `begin` to the first line at or after it with `end`."""
        low = self.find(begin)[0]
        return list(range(low, next(i for i in self.find(end) if i >= low) + 1))

    def lit(self, which: Iterable[int] | str, run_time: float = theme.QUICK) -> Animation:
        """Light some lines (indices, or all with a plain text) and dim the others."""
        chosen = set(self.find(which) if isinstance(which, str) else which)
        on = [row for i, row in enumerate(self.lines) if i in chosen and row.submobjects]
        off = [row for i, row in enumerate(self.lines) if i not in chosen and row.submobjects]
        return spotlight(on, off, run_time)

    def all_lit(self, run_time: float = theme.QUICK) -> Animation:
        """Light every line again."""
        return spotlight([row for row in self.lines if row.submobjects], [], run_time)

    def row(self, which: int | str) -> Mono:
        """One line, by index or by a text in it."""
        found = self.lines[self.find(which)[0] if isinstance(which, str) else which]
        assert isinstance(found, Mono)
        return found


def listing(
    source: str,
    size: float = theme.SMALL,
    first: int | None = None,
    heading: str | None = None,
    width: float | None = None,
) -> Listing:
    """Python source as a panel; `first` numbers the lines, `heading` names the file above it."""
    return Listing(_dedented(source), size, first, heading, width)


def _dedented(source: str) -> str:
    lines = source.expandtabs(4).strip("\n").split("\n")
    margin = min((len(re.match(r" *", s)[0]) for s in lines if s.strip()), default=0)  # type: ignore[index]
    return "\n".join(s[margin:].rstrip() for s in lines)
