"""Words that carry a frame: bullets that come with the voice, cards, questions, shelves, agenda, panels, stamps, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import segno
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arrow,
    Brace,
    Circle,
    Dot,
    Group,
    Line,
    Mobject,
    Rectangle,
    RoundedRectangle,
    Text,
    VGroup,
)

from scenes import theme
from scenes.mobjects.motion import appear, say, spotlight, together
from scenes.mobjects.raster import Raster
from scenes.mobjects.text import baseline, paragraph, set_baseline, set_middle, text


def panel(width: float, height: float, color: str = theme.PANEL_EDGE, fill: str = theme.PANEL) -> RoundedRectangle:
    """A filled surface with a hairline."""
    return RoundedRectangle(
        width=width,
        height=height,
        corner_radius=min(theme.CORNER, height / 3),
        fill_color=fill,
        fill_opacity=1,
        stroke_color=color,
        stroke_width=theme.THIN,
    )


class Bullet(VGroup):
    """One point: a mark and its words; `say(beat)` lets the words come as they are spoken."""

    def __init__(self, content: str, width: float, size: float, color: str) -> None:
        self.line = paragraph(content, width - 0.5, size)
        self.mark = Dot(radius=0.08, color=color)
        first = text(content.split()[0], size)
        top = self.line.get_top()[1] - first.height / 2
        self.line.shift(RIGHT * (0.35 - self.line.get_left()[0]))
        super().__init__(self.mark.move_to([0.1, top, 0]), self.line)

    def say(self, beat: Any = None, run_time: float | None = None) -> Animation:
        """Words appear with the beat's spoken words where they are the same, evenly otherwise."""
        return together(appear(self.mark, run_time=theme.QUICK), say(self.line, beat, run_time))

    @property
    def pieces(self) -> list[Mobject]:
        """The mark and every word."""
        return [self.mark, *self.line.submobjects]


def bullet(content: str, width: float = 6.0, size: float = theme.BODY, color: str = theme.ACCENT) -> Bullet:
    """A bullet of at most `width` units; reveal it with `self.play(b.say(beat))`."""
    return Bullet(content, width, size, color)


def bullets(contents: Sequence[str], width: float = 6.0, size: float = theme.BODY, buff: float = 0.4) -> VGroup:
    """Bullets under one another; reveal each on its own."""
    made = VGroup(*[bullet(c, width, size) for c in contents]).arrange(DOWN, buff=buff)
    for one in made:
        one.align_to(made, LEFT)
    return made


class Card(Group):
    """A titled surface with an optional picture above; parts: shell, title, body, picture."""

    def __init__(
        self, title: str, body: str | None, picture: Mobject | None, width: float, height: float | None, color: str
    ) -> None:
        inner = width - 0.5
        self.title = paragraph(title, inner, theme.BODY, color, "SEMIBOLD", align="center")
        self.body = paragraph(body, inner, theme.LABEL, theme.TEXT, align="center") if body else None
        self.picture = picture
        if picture is not None and picture.width > inner:
            picture.scale(inner / picture.width)
        parts = [p for p in (picture, self.title, self.body) if p is not None]
        inside = Group(*parts).arrange(DOWN, buff=0.22)
        self.shell = panel(width, height or inside.height + 0.6, color)
        inside.move_to(self.shell)
        super().__init__(self.shell, *parts)


def card(
    title: str,
    body: str | None = None,
    picture: Mobject | None = None,
    width: float = 3.8,
    height: float | None = None,
    color: str = theme.DATA,
) -> Card:
    """A card: picture (any mobject, or none), title, one or two lines."""
    return Card(title, body, picture, width, height, color)


def cards(made: Sequence[Card], buff: float = 0.35) -> Group:
    """Cards in a row, all of the tallest one's height."""
    picture = max((c.picture.height for c in made if c.picture is not None), default=0.0)
    title = max(c.title.height for c in made)
    words_ = max((c.body.height for c in made if c.body is not None), default=0.0)
    tall = max(0.6 + sum(h + 0.22 for h in (picture, title, words_) if h) - 0.22, max(c.shell.height for c in made))
    for one in made:
        one.shell.become(panel(one.shell.width, tall, one.shell.get_stroke_color().to_hex()).move_to(one.shell))
        top = one.shell.get_top() + DOWN * (0.3 if words_ or picture else (tall - title) / 2)
        if picture and one.picture is not None:
            one.picture.move_to(top + DOWN * picture / 2)
        top = top + DOWN * (picture + 0.22 if picture else 0.0)
        one.title.move_to(top + DOWN * title / 2)
        if one.body is not None:
            one.body.next_to(top + DOWN * (title + 0.22), DOWN, buff=0)
    return Group(*made).arrange(RIGHT, buff=buff)


def question_card(question: str, width: float = 8.0, color: str = theme.ACCENT) -> VGroup:
    """A question to the audience, with a mark; parts: shell, mark, words."""
    line = paragraph(question, width - 1.7, theme.HEADING, theme.TEXT, "SEMIBOLD")
    shell = panel(width, max(line.height + 0.8, 1.3), color)
    ring = Circle(radius=0.38, color=color, stroke_width=theme.LINE, fill_opacity=0)
    mark = VGroup(ring, text("?", theme.HEADING, color, "BOLD").move_to(ring))
    mark.next_to(shell.get_left(), RIGHT, buff=0.35)
    line.next_to(mark, RIGHT, buff=0.4)
    return VGroup(shell, mark, line)


class Agenda(VGroup):
    """A numbered list with a current item; `at(i)` is the animation that moves on to item i."""

    def __init__(self, items: Sequence[str], width: float, size: float) -> None:
        super().__init__()
        self.rows = VGroup()
        for i, item in enumerate(items):
            number = text(str(i + 1), size, theme.ACCENT, "SEMIBOLD")
            words_ = text(item, size, width=width - 0.9)
            words_.shift(RIGHT * (0.75 - words_.get_left()[0]))
            set_baseline(words_, baseline(number))
            row = VGroup(number.set_x(0.25), words_)
            self.rows.add(row.shift(DOWN * i * theme.units(size) * 1.9))
        self.add(self.rows)
        self.current: int | None = None

    def at(self, index: int) -> Animation:
        """Light one item and dim the others."""
        self.current = index
        return spotlight([self.rows[index]], [row for i, row in enumerate(self.rows) if i != index])


def agenda(items: Sequence[str], width: float = 7.0, size: float = theme.BODY) -> Agenda:
    """A numbered agenda; `self.play(a.at(2))` lights the third item."""
    return Agenda(items, width, size)


class Shelf(VGroup):
    """A labelled board that fills with items; `add_item` places one and returns it, to let it appear."""

    def __init__(self, title: str, width: float, height: float, color: str) -> None:
        super().__init__()
        self.color_name = color
        self.board = Line(LEFT * width / 2, RIGHT * width / 2, color=color, stroke_width=theme.THICK)
        self.board.shift(DOWN * height / 2)
        self.title = text(title, theme.LABEL, color, "SEMIBOLD")
        self.title.next_to(self.board, DOWN, buff=0.14, aligned_edge=LEFT)
        self.wide, self.filled = width, 0.0
        self.items = VGroup()
        self.add(self.board, self.title, self.items)

    def add_item(self, content: str, width: float = 2.6, note: str | None = None) -> VGroup:
        """A book-like item standing on the board, behind the last one."""
        words_ = paragraph(content, width - 0.3, theme.SMALL, theme.TEXT, align="center")
        rows = words_.original_text.count("\n") + (2 if note else 1)
        shell = panel(width, 0.38 + 0.29 * rows, self.color_name)
        lines = VGroup(words_.next_to(shell.get_top(), DOWN, buff=0.19))
        if note:
            under = text(note, theme.SMALLEST, theme.MUTED, width=width - 0.3)
            lines.add(set_middle(under.set_x(0), float(shell.get_bottom()[1]) + 0.3))
        item = VGroup(shell, lines)
        corner = self.board.get_start() + RIGHT * (0.1 + self.filled) + UP * 0.04
        item.shift(corner - shell.get_corner(DOWN + LEFT))
        self.filled += width + 0.12
        self.items.add(item)
        return item


def shelf(title: str, width: float = 6.0, height: float = 1.4, color: str = theme.DATA) -> Shelf:
    """An empty labelled shelf."""
    return Shelf(title, width, height, color)


class Panels(VGroup):
    """A stage split side by side; `boxes[i]` are the surfaces, `headings[i]` their titles, `inside(i)` the free middle."""

    def __init__(self, headings: Sequence[str], colors: Sequence[str], width: float, height: float, buff: float) -> None:
        super().__init__()
        each = (width - buff * (len(headings) - 1)) / len(headings)
        self.boxes, self.headings = VGroup(), VGroup()
        for heading, color in zip(headings, colors, strict=False):
            box = panel(each, height, color, theme.mix(theme.BACKGROUND, theme.PANEL, 0.45))
            self.boxes.add(box)
            self.headings.add(text(heading, theme.BODY, color, "SEMIBOLD", width=each - 0.4))
        self.boxes.arrange(RIGHT, buff=buff)
        for box, heading_line in zip(self.boxes, self.headings, strict=True):
            heading_line.move_to(box.get_top() + DOWN * 0.42)
            set_baseline(heading_line, float(box.get_top()[1]) - 0.52)
        self.add(self.boxes, self.headings)

    def inside(self, index: int) -> Rectangle:
        """The free area of one panel under its heading, as an invisible rectangle to place things in."""
        box = self.boxes[index]
        area = Rectangle(width=box.width - 0.4, height=box.height - 1.0, stroke_opacity=0, fill_opacity=0)
        return area.move_to(box.get_center() + DOWN * 0.3)


def panels(
    headings: Sequence[str],
    colors: Sequence[str] = (theme.DATA, theme.GENERATOR, theme.ENCODER, theme.DECODER),
    width: float = theme.STAGE_WIDTH,
    height: float = theme.STAGE_HEIGHT,
    buff: float = 0.4,
) -> Panels:
    """Two to four panels with headings, filling the stage unless sized otherwise."""
    made = Panels(headings, colors, width, height, buff)
    return made.move_to(theme.STAGE_CENTER)


class Quarters(VGroup):
    """Four panels, two by two; `boxes[i]`, `headings[i]`, `inside(i)` as in Panels; `quarter(i)` is one with its heading."""

    def __init__(self, headings: Sequence[str], colors: Sequence[str], columns: int, width: float, height: float) -> None:
        super().__init__()
        rows, gap = -(-len(headings) // columns), 0.3
        wide, tall = (width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows
        self.boxes, self.headings = VGroup(), VGroup()
        for i, (title, color) in enumerate(zip(headings, colors, strict=False)):
            row, column = divmod(i, columns)
            box = panel(wide, tall, color, theme.mix(theme.BACKGROUND, theme.PANEL, 0.45))
            box.move_to([(column + 0.5) * wide + column * gap, -(row + 0.5) * tall - row * gap, 0])
            line = text(title, theme.BODY, color, "SEMIBOLD", width=wide - 0.5)
            line.shift(box.get_left() + RIGHT * 0.25 - line.get_left())
            self.boxes.add(box)
            self.headings.add(set_middle(line, float(box.get_y()) if columns == 1 else float(box.get_top()[1]) - 0.38))
        self.columns = columns
        self.add(self.boxes, self.headings)

    def quarter(self, index: int) -> VGroup:
        """One panel with its heading, to let both appear or step back."""
        return VGroup(self.boxes[index], self.headings[index])

    def inside(self, index: int) -> Rectangle:
        """The free area of one panel under its heading (of a lane: right of the longest heading)."""
        box = self.boxes[index]
        if self.columns == 1:
            left = self.headings.get_right()[0] + 0.3
            free = Rectangle(width=box.get_right()[0] - 0.2 - left, height=box.height - 0.3, stroke_opacity=0, fill_opacity=0)
            return free.move_to([left, box.get_y(), 0], aligned_edge=LEFT)
        area = Rectangle(width=box.width - 0.4, height=box.height - 0.85, stroke_opacity=0, fill_opacity=0)
        return area.move_to(box.get_center() + DOWN * 0.27)


def quarters(
    headings: Sequence[str],
    colors: Sequence[str] = (theme.DATA, theme.GENERATOR, theme.ENCODER, theme.DECODER),
    width: float = theme.STAGE_WIDTH,
    height: float = theme.STAGE_HEIGHT,
) -> Quarters:
    """Four panels, two by two, with headings at their left."""
    return Quarters(headings, colors, 2, width, height).move_to(theme.STAGE_CENTER)


def lanes(
    headings: Sequence[str],
    colors: Sequence[str] = (theme.DATA, theme.GENERATOR, theme.ENCODER, theme.DECODER),
    width: float = theme.STAGE_WIDTH,
    height: float = theme.STAGE_HEIGHT,
) -> Quarters:
    """Panels under one another, each the full width, with headings at their left."""
    return Quarters(headings, colors, 1, width, height).move_to(theme.STAGE_CENTER)


def stamp(content: str, color: str = theme.FAKE, size: float = theme.LABEL, tilt: float = 0.12) -> VGroup:
    """A rubber stamp: framed capitals, a little turned."""
    line = text(content.upper(), size, color, "BOLD")
    frame = RoundedRectangle(
        width=line.width + 0.36,
        height=line.height + 0.3,
        corner_radius=0.08,
        stroke_color=color,
        stroke_width=theme.THICK,
        fill_color=theme.BACKGROUND,
        fill_opacity=0.85,
    )
    return VGroup(frame, line).rotate(tilt)


def tag(content: str, color: str = theme.DATA, size: float = theme.SMALL) -> VGroup:
    """A small rounded label."""
    line = text(content, size, color, "SEMIBOLD")
    return VGroup(panel(line.width + 0.36, theme.units(size) * 1.8, color), set_middle(line.set_x(0), 0.0))


def callout(target: Any, note: str, where: np.ndarray = UP, color: str = theme.ACCENT, reach: float = 0.7) -> VGroup:
    """A note beside a mobject (or point) with an arrow to it."""
    tip = target.get_edge_center(where) if isinstance(target, Mobject) else np.asarray(target, dtype=float)
    tail = tip + where * reach
    line = text(note, theme.LABEL, color).next_to(tail, where, buff=0.1)
    pointer = Arrow(tail, tip + where * 0.06, buff=0, color=color, stroke_width=theme.LINE, tip_length=0.18)
    return VGroup(pointer, line)


def brace(
    target: Mobject, note: str, where: np.ndarray = DOWN, color: str = theme.MUTED, size: float = theme.LABEL
) -> VGroup:
    """A brace along a mobject with a note at its point."""
    made = Brace(target, where, buff=0.12, color=color, sharpness=1.4)
    return VGroup(made, text(note, size, color).next_to(made, where, buff=0.12))


def heading(content: str, color: str = theme.TEXT, size: float = theme.HEADING) -> Text:
    """A line of heading size, semibold."""
    return text(content, size, color, "SEMIBOLD")


def qr_code(content: str, height: float = 2.6, label: bool = True) -> Group:
    """A QR code (error correction M) on its white quiet zone, the text under it."""
    code = segno.make(content, error="m", micro=False)
    modules = np.array([[bool(v) for v in row] for row in code.matrix_iter(border=4)])  # (m, m), dark = True
    shade = np.where(modules, 0, 255).astype(np.uint8)
    rgba = np.stack([shade, shade, shade, np.full_like(shade, 255)], 2)
    picture = Raster(rgba, height, height)
    if not label:
        return Group(picture)
    return Group(picture, text(content, theme.LABEL, theme.TEXT).next_to(picture, DOWN, buff=0.2))


class Balance(Group):
    """Scales with two pans; `tip(angle)` leans them, `pan(0)` and `pan(1)` are the places to put things on."""

    def __init__(self, left: str, right: str, width: float, colors: tuple[str, str]) -> None:
        super().__init__()
        self.wide, self.angle = width, 0.0
        self.post = Line(DOWN * 1.9, UP * 1.2, color=theme.AXIS, stroke_width=theme.THICK)
        self.foot = Line(LEFT * 0.9, RIGHT * 0.9, color=theme.AXIS, stroke_width=theme.THICK).shift(DOWN * 1.9)
        self.pivot = Dot(UP * 1.2, radius=0.12, color=theme.AXIS)
        self.beam = Line(LEFT, RIGHT, color=theme.TEXT, stroke_width=theme.THICK)
        self.pans, self.strings, self.labels = VGroup(), VGroup(), VGroup()
        for words_, color in zip((left, right), colors, strict=True):
            self.pans.add(Line(LEFT * 1.3, RIGHT * 1.3, color=color, stroke_width=theme.THICK + 2))
            self.strings.add(VGroup(*[Line(UP, DOWN, color=theme.MUTED, stroke_width=theme.THIN) for _ in range(2)]))
            self.labels.add(text(words_, theme.LABEL, color, "SEMIBOLD"))
        self.add(self.post, self.foot, self.beam, self.pivot, self.strings, self.pans, self.labels)
        self.loads: tuple[list[Mobject], list[Mobject]] = ([], [])
        self.tip(0.0)

    def pan(self, side: int) -> np.ndarray:
        """The middle of a pan's surface."""
        return np.asarray(self.pans[side].get_center()) + UP * 0.05

    def tip(self, angle: float) -> Balance:
        """Lean by an angle in radians; positive lowers the right pan; loads stay on their pans."""
        middle = self.pivot.get_center()
        arm = np.array([np.cos(angle), -np.sin(angle), 0]) * self.wide / 2
        self.beam.put_start_and_end_on(middle - arm, middle + arm)
        for side, end in enumerate((middle - arm, middle + arm)):
            place = end + DOWN * 1.9
            moved = place - self.pans[side].get_center()
            self.pans[side].shift(moved)
            for string, edge in zip(self.strings[side], (LEFT, RIGHT), strict=True):
                string.put_start_and_end_on(end, place + edge * 1.2)
            self.labels[side].next_to(self.pans[side], DOWN, buff=0.16)
            for load in self.loads[side]:
                load.shift(moved)
        self.angle = angle
        return self

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the angle."""
        return (np.array(self.angle),)

    def show(self, angle: np.ndarray) -> Balance:
        """Lean by an angle in radians."""
        return self.tip(float(angle))

    def put(self, side: int, load: Mobject, x: float | None = None) -> Mobject:
        """Stand a mobject on a pan, `x` from its middle or right of those there; it leans with it; show it with `appear`."""
        taken = sum(other.width + 0.1 for other in self.loads[side])
        place = self.pans[side].get_left() + RIGHT * (0.1 + taken + load.width / 2)
        load.move_to(place if x is None else self.pans[side].get_center() + RIGHT * x)
        load.align_to(self.pan(side), DOWN)
        self.loads[side].append(load)
        self.add(load)
        return load


def balance(
    left: str, right: str, width: float = 5.6, colors: tuple[str, str] = (theme.GOOD, theme.BAD)
) -> Balance:
    """Scales with two named pans; `motion.morph(b, 0.12)` leans them."""
    return Balance(left, right, width, colors)
