"""A light coordinate system: an area on the screen that knows where numbers lie, with few ticks and readable labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Line, Rectangle, VGroup, VMobject

from scenes import theme
from scenes.mobjects.text import text


def nice_ticks(low: float, high: float, about: int = 3) -> list[float]:
    """Round numbers inside [low, high], about as many as asked for."""
    span = high - low
    raw = span / max(about, 1)
    power = 10.0 ** np.floor(np.log10(raw))
    step = min((m * power for m in (1, 2, 2.5, 5, 10)), key=lambda s: abs(span / s - about))
    first = np.ceil(low / step - 1e-9) * step
    return [round(float(v), 10) + 0.0 for v in np.arange(first, high + step * 1e-6, step)]


def tick_names(values: Sequence[float]) -> list[str]:
    """Ticks written alike: as many decimals as the finest needs, thousands parted, a real minus sign."""
    decimals = max((len(f"{v:g}".partition(".")[2]) for v in values if "e" not in f"{v:g}"), default=0)
    return [f"{v:,.{decimals}f}".replace("-", "−") for v in values]


class Plane(VGroup):
    """Axes around an area; parts: area (invisible), grid, axes, tick_labels, x_title, y_title."""

    def __init__(
        self,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        width: float,
        height: float,
        x_title: str | None,
        y_title: str | None,
        x_ticks: Sequence[float] | None,
        y_ticks: Sequence[float] | None,
        grid: bool,
        x_names: Sequence[str] | None = None,
        y_names: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self.x_range, self.y_range = x_range, y_range
        self.area = Rectangle(width=width, height=height, stroke_opacity=0, fill_opacity=0)
        self.grid, self.axes, self.tick_labels = VGroup(), VGroup(), VGroup()
        self.x_title, self.y_title = VGroup(), VGroup()
        self.add(self.area, self.grid, self.axes, self.tick_labels, self.x_title, self.y_title)
        x_marks = nice_ticks(*x_range) if x_ticks is None else list(x_ticks)
        y_marks = nice_ticks(*y_range) if y_ticks is None else list(y_ticks)
        if grid:
            self._add_grid(x_marks, y_marks)
        corner = self.area.get_corner(DOWN + LEFT)
        for end in (self.area.get_corner(DOWN + RIGHT), self.area.get_corner(UP + LEFT)):
            self.axes.add(Line(corner, end, color=theme.AXIS, stroke_width=theme.THIN))
        self._add_labels(x_marks, x_names or tick_names(x_marks), y_marks, y_names or tick_names(y_marks))
        self._add_titles(x_title, y_title)

    def _add_grid(self, x_marks: list[float], y_marks: list[float]) -> None:
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        for x in x_marks:
            self.grid.add(Line(self.at(x, y0), self.at(x, y1), color=theme.GRID, stroke_width=theme.THIN))
        for y in y_marks:
            self.grid.add(Line(self.at(x0, y), self.at(x1, y), color=theme.GRID, stroke_width=theme.THIN))

    def _add_labels(
        self, x_marks: list[float], x_names: Sequence[str], y_marks: list[float], y_names: Sequence[str]
    ) -> None:
        for x, name in zip(x_marks, x_names, strict=True):
            label = text(name, theme.SMALLEST, theme.MUTED)
            self.tick_labels.add(label.next_to(self.at(x, self.y_range[0]), DOWN, buff=0.12))
        for y, name in zip(y_marks, y_names, strict=True):
            label = text(name, theme.SMALLEST, theme.MUTED)
            self.tick_labels.add(label.next_to(self.at(self.x_range[0], y), LEFT, buff=0.12))

    def _add_titles(self, x_title: str | None, y_title: str | None) -> None:
        drop = 0.5 if len(self.tick_labels) else 0.14
        if x_title:
            words = text(x_title, theme.SMALL, theme.MUTED)
            self.x_title.add(words.next_to(self.area, DOWN, buff=drop))
        if y_title:
            words = text(y_title, theme.SMALL, theme.MUTED)
            self.y_title.add(words.next_to(self.area.get_corner(UP + LEFT), UP, buff=0.16, aligned_edge=LEFT))

    def to_screen(self, xy: np.ndarray) -> np.ndarray:
        """Data points (n, 2) to places on the screen (n, 3)."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        corner = self.area.get_corner(DOWN + LEFT)
        points = np.asarray(xy, dtype=float).reshape(-1, 2)
        out = np.zeros((len(points), 3))
        out[:, 0] = corner[0] + (points[:, 0] - x0) / (x1 - x0) * self.area.width
        out[:, 1] = corner[1] + (points[:, 1] - y0) / (y1 - y0) * self.area.height
        return out

    def at(self, x: float, y: float) -> np.ndarray:
        """One data point's place on the screen."""
        return np.asarray(self.to_screen(np.array([[x, y]]))[0])

    def line(self, xy: np.ndarray, color: str = theme.TEXT, width: float = theme.LINE) -> VMobject:
        """A polyline through data points (n, 2)."""
        path = VMobject(color=color, stroke_width=width)
        path.set_points_as_corners(self.to_screen(xy))
        return path

    def rule(self, x: float | None = None, y: float | None = None, color: str = theme.MUTED) -> Line:
        """A straight line across the whole area, upright at x or level at y."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        ends = (self.at(x, y0), self.at(x, y1)) if x is not None else (self.at(x0, float(y or 0)), self.at(x1, float(y or 0)))
        return Line(*ends, color=color, stroke_width=theme.THIN)


def plane(
    x_range: tuple[float, float] = (-3.0, 3.0),
    y_range: tuple[float, float] = (-3.0, 3.0),
    width: float = 5.0,
    height: float = 5.0,
    x_title: str | None = None,
    y_title: str | None = None,
    x_ticks: Sequence[float] | None = None,
    y_ticks: Sequence[float] | None = None,
    grid: bool = False,
    x_names: Sequence[str] | None = None,
    y_names: Sequence[str] | None = None,
) -> Plane:
    """Axes for an area of width × height units; ticks are chosen, given, or left out with an empty list.

    `x_names` writes other words at the given ticks: `x_ticks=[1, 2, 3], x_names=["10", "100", "1,000"]` for logarithms.
    """
    return Plane(x_range, y_range, width, height, x_title, y_title, x_ticks, y_ticks, grid, x_names, y_names)


def bare_plane(xy: np.ndarray, width: float = 5.0, height: float = 5.0, margin: float = 0.08) -> Plane:
    """An area without ticks that holds all points (n, 2) with a margin; one scale for both directions."""
    low, high = np.min(xy, axis=0), np.max(xy, axis=0)
    middle, span = (low + high) / 2, (high - low) * (1 + 2 * margin)
    per_unit = max(span[0] / width, span[1] / height)
    half = np.array([width, height]) * per_unit / 2
    x_range = (float(middle[0] - half[0]), float(middle[0] + half[0]))
    y_range = (float(middle[1] - half[1]), float(middle[1] + half[1]))
    return Plane(x_range, y_range, width, height, None, None, [], [], False)



