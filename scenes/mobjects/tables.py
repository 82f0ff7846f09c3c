"""Tables built cell by cell, and years on a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Group, Line, Mobject, Rectangle, Text, VGroup, VMobject

from scenes import theme
from scenes.mobjects.text import paragraph, set_middle, text


def _one_line(mobject: Mobject) -> bool:
    return isinstance(mobject, Text) and "\n" not in mobject.original_text


class Table(VGroup):
    """Headings, row names and empty cells; `fill(r, c, …)` returns what to let appear in a cell."""

    def __init__(
        self, headings: Sequence[str], rows: Sequence[str], width: float, height: float, colors: Sequence[str], first: float
    ) -> None:
        """`first` is the share of the width that the row names take."""
        super().__init__()
        self.count = (len(rows), len(headings))
        self.name_width = width * first
        self.cell_width = (width - self.name_width) / len(headings)
        self.row_height = (height - 0.75) / len(rows)
        self.area = Rectangle(width=width, height=height, stroke_opacity=0, fill_opacity=0)
        self.lines, self.headings, self.names = VGroup(), VGroup(), VGroup()
        left, top = -width / 2, height / 2
        for j, heading in enumerate(headings):
            x = left + self.name_width + (j + 0.5) * self.cell_width
            self.headings.add(text(heading, theme.BODY, colors[j], "SEMIBOLD").move_to([x, top - 0.35, 0]))
        for i, name in enumerate(rows):
            y = top - 0.75 - i * self.row_height
            self.lines.add(Line([left, y, 0], [-left, y, 0], color=theme.PANEL_EDGE, stroke_width=theme.THIN))
            label = paragraph(name, self.name_width - 0.2, theme.LABEL, theme.MUTED)
            self.names.add(label.move_to([left + 0.1, y - self.row_height / 2, 0], aligned_edge=LEFT))
        self.add(self.area, self.lines, self.headings, self.names)

    def cell(self, row: int, column: int) -> Rectangle:
        """The area of one cell, invisible."""
        corner = self.area.get_corner(UP + LEFT)
        x = corner[0] + self.name_width + (column + 0.5) * self.cell_width
        y = corner[1] - 0.75 - (row + 0.5) * self.row_height
        box = Rectangle(width=self.cell_width, height=self.row_height, stroke_opacity=0, fill_opacity=0)
        return box.move_to([x, y, 0])

    def fill(
        self, row: int, column: int, content: str | Mobject, note: str | None = None, color: str = theme.TEXT
    ) -> Mobject:
        """Content of a cell: words or any mobject, with a small measured note under it; add it with `appear`."""
        box = self.cell(row, column)
        main = paragraph(content, box.width - 0.3, theme.LABEL, color, align="center") if isinstance(content, str) else content
        if not note:
            return set_middle(main, box.get_y()) if _one_line(main.move_to(box)) else main
        under = text(note, theme.SMALL, theme.MUTED, width=box.width - 0.2)
        kind = VGroup if isinstance(main, VMobject) else Group
        whole = kind(main, under).arrange(DOWN, buff=0.12).move_to(box)
        if _one_line(main):
            set_middle(main, box.get_y() + 0.17)
            set_middle(under, box.get_y() - 0.22)
        return whole

    def outline(self, row: int, column: int, color: str = theme.ACCENT) -> Rectangle:
        """A frame around one cell."""
        box = self.cell(row, column)
        frame = Rectangle(width=box.width - 0.1, height=box.height - 0.1, color=color, stroke_width=theme.LINE)
        return frame.move_to(box)


def table(
    headings: Sequence[str],
    rows: Sequence[str],
    width: float = theme.STAGE_WIDTH,
    height: float = theme.STAGE_HEIGHT,
    colors: Sequence[str] | None = None,
    first: float = 0.26,
) -> Table:
    """An empty table with column headings and row names, to be filled cell by cell."""
    return Table(headings, rows, width, height, colors or [theme.TEXT] * len(headings), first)


class Timeline(VGroup):
    """Years on a line; `events[i]` is tick, year and words together, above and below in turn."""

    def __init__(self, events: Sequence[tuple[int, str]], width: float, color: str, gap: float) -> None:
        super().__init__()
        years = np.array([year for year, _ in events], dtype=float)
        low, high = years.min(), years.max()
        room = width * 0.86
        self.axis = Line(LEFT * width / 2, RIGHT * width / 2, color=theme.AXIS, stroke_width=theme.LINE)
        self.axis.add_tip(tip_length=0.2)
        self.events = VGroup()
        each = room / max(len(events) - 1, 1) * 1.7
        for i, (year, words) in enumerate(events):
            x = -room / 2 + (year - low) / max(high - low, 1) * room
            side = UP if i % 2 == 0 else DOWN
            dot = Dot([x, 0, 0], radius=0.1, color=color)
            stem = Line([x, 0, 0], np.array([x, 0, 0]) + side * gap, color=color, stroke_width=theme.THIN)
            number = text(str(year), theme.BODY, color, "SEMIBOLD")
            note = paragraph(words, min(each - 0.2, 3.0), theme.SMALL, theme.TEXT, align="center")
            block = VGroup(number, note).arrange(DOWN, buff=0.12).next_to(stem.get_end(), side, buff=0.12)
            if side is UP and _one_line(note):
                set_middle(note, gap + 0.3)
                set_middle(number, gap + 0.72)
            else:
                set_middle(number, float(side[1]) * (gap + 0.28) if side is DOWN else number.get_y())
                note.next_to(number, DOWN, buff=0.16)
                block.shift(UP * max(0.0, gap + 0.12 - block.get_bottom()[1]) if side is UP else UP * 0)
            self.events.add(VGroup(stem, dot, block))
        self._inside(width)
        self.add(self.axis, self.events)

    def _inside(self, width: float) -> None:
        """Keep the words of the first and last event inside the width."""
        for event in self.events:
            block = event[2]
            over = min(0.0, block.get_left()[0] + width / 2) + max(0.0, block.get_right()[0] - width / 2)
            block.shift(LEFT * over)


def timeline(
    events: Sequence[tuple[int, str]], width: float = theme.STAGE_WIDTH, color: str = theme.ACCENT, gap: float = 0.6
) -> Timeline:
    """A time line of (year, words); years are placed to scale, words alternate above and below."""
    return Timeline(events, width, color, gap)
