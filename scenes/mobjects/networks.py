"""Networks as blocks: trapezoids that narrow or widen, generic boxes, and the arrows on which data flows."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Arrow, CurvedArrow, DashedVMobject, Line, Mobject, Polygon, Text, VGroup

from scenes import theme
from scenes.mobjects.text import set_middle, text


class Block(VGroup):
    """A network as one shape; `shape`, `title`, `subtitle`; data enters at `entry` and leaves at `exit`."""

    def __init__(self, title: str, subtitle: str | None, color: str, width: float, left: float, right: float) -> None:
        """`left` and `right` are the heights of the two ends."""
        super().__init__()
        self.color_name = color
        x = width / 2
        outline = Polygon([-x, -left / 2, 0], [x, -right / 2, 0], [x, right / 2, 0], [-x, left / 2, 0])
        self.shape = outline.round_corners(0.1)
        self.shape.set_fill(theme.mix(theme.BACKGROUND, color, 0.16), 1).set_stroke(color, theme.LINE)
        self.title: Text = text(title, theme.BODY, color, "SEMIBOLD", width=width - 0.2)
        self.add(self.shape, self.title)
        self.subtitle: Text | None = None
        if subtitle:
            self.subtitle = text(subtitle, theme.SMALL, theme.MUTED, width=width - 0.15)
            self.add(self.subtitle)
            set_middle(self.title, 0.16)
            set_middle(self.subtitle, -0.24)
        else:
            set_middle(self.title, 0.0)

    @property
    def entry(self) -> np.ndarray:
        """Middle of the left end."""
        return np.asarray(self.shape.get_left())

    @property
    def exit(self) -> np.ndarray:
        """Middle of the right end."""
        return np.asarray(self.shape.get_right())

    def at_work(self) -> Any:
        """An animation builder: the block fills with its colour while data is inside (play, then `at_rest`)."""
        return self.shape.animate(run_time=theme.QUICK).set_fill(theme.mix(theme.BACKGROUND, self.color_name, 0.22), 1)

    def at_rest(self) -> Any:
        """Back to the quiet fill."""
        return self.shape.animate(run_time=theme.QUICK).set_fill(theme.mix(theme.BACKGROUND, self.color_name, 0.16), 1)


def block(
    title: str, subtitle: str | None = None, color: str = theme.DATA, width: float = 2.4, height: float = 1.5
) -> Block:
    """A plain box for any module, with a title and an optional line of sizes."""
    return Block(title, subtitle, color, width, height, height)


def encoder(subtitle: str | None = None, title: str = "Encoder", width: float = 2.3, height: float = 2.6) -> Block:
    """A trapezoid that narrows to the right."""
    return Block(title, subtitle, theme.ENCODER, width, height, height * 0.5)


def decoder(subtitle: str | None = None, title: str = "Decoder", width: float = 2.3, height: float = 2.6) -> Block:
    """A trapezoid that widens to the right."""
    return Block(title, subtitle, theme.DECODER, width, height * 0.5, height)


def generator(subtitle: str | None = None, title: str = "Generator", width: float = 2.5, height: float = 2.6) -> Block:
    """The generator: widens from noise to image."""
    return Block(title, subtitle, theme.GENERATOR, width, height * 0.5, height)


def discriminator(
    subtitle: str | None = None, title: str = "Discriminator", width: float = 2.7, height: float = 2.6
) -> Block:
    """The discriminator: narrows from image to one probability."""
    return Block(title, subtitle, theme.DISCRIMINATOR, width, height, height * 0.5)


def _ends(start: Any, end: Any) -> tuple[np.ndarray, np.ndarray]:
    """Points on the facing edges of two mobjects (or the points themselves)."""
    a = start.get_center() if isinstance(start, Mobject) else np.asarray(start, dtype=float)
    b = end.get_center() if isinstance(end, Mobject) else np.asarray(end, dtype=float)
    way = b - a
    if abs(way[0]) >= abs(way[1]):
        side = RIGHT if way[0] > 0 else LEFT
    else:
        side = UP if way[1] > 0 else DOWN
    first = getattr(start, "shape", start)
    second = getattr(end, "shape", end)
    a = first.get_edge_center(side) if isinstance(first, Mobject) else a
    b = second.get_edge_center(-side) if isinstance(second, Mobject) else b
    return np.asarray(a), np.asarray(b)


class Link(VGroup):
    """An arrow with an optional label; `line` is the arrow itself, a path for `flow`."""

    def __init__(self, line: Any, label: str | None, color: str, side: np.ndarray) -> None:
        super().__init__(line)
        self.line = line
        self.label: Text | None = None
        if label:
            self.label = text(label, theme.SMALL, color).next_to(line, side, buff=0.1)
            self.add(self.label)


def arrow(
    start: Any,
    end: Any,
    label: str | None = None,
    color: str = theme.MUTED,
    buff: float = 0.12,
    bend: float = 0.0,
    side: np.ndarray = UP,
    width: float = theme.LINE,
) -> Link:
    """An arrow between two mobjects (their facing edges) or points; `bend` in radians curves it."""
    a, b = _ends(start, end)
    along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6)
    a, b = a + along * buff, b - along * buff
    if bend:
        curve = CurvedArrow(a, b, angle=bend, color=color, stroke_width=width, tip_length=0.2)
        return Link(curve, label, color, side)
    straight = Arrow(a, b, buff=0, color=color, stroke_width=width, tip_length=0.2, max_tip_length_to_length_ratio=0.5)
    straight.set_stroke(width=width)
    return Link(straight, label, color, side)


def elbow(*points: Any, color: str = theme.MUTED, label: str | None = None, side: np.ndarray = DOWN) -> Link:
    """An arrow with right angles through the given points: gradients going back, loops."""
    corners = [np.asarray(p, dtype=float) for p in points]
    path = Polygon(*corners, stroke_width=theme.LINE, color=color)
    path.set_points_as_corners(corners)
    path.set_fill(opacity=0)
    head = Arrow(corners[-2], corners[-1], buff=0, color=color, stroke_width=theme.LINE, tip_length=0.2).tip
    link = Link(path, label, color, side)
    link.add(head)
    return link


def dashed(start: Any, end: Any, color: str = theme.MUTED) -> DashedVMobject:
    """A dashed line between two points."""
    return DashedVMobject(Line(start, end, color=color, stroke_width=theme.THIN), num_dashes=20)
