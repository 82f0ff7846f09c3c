"""Measured curves and bars: series that draw with the training step, histograms, labelled bar charts, read-outs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from manim import DOWN, RIGHT, UP, Dot, Line, Rectangle, Text, VGroup, VMobject

from scenes import theme
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.points import _polyline
from scenes.mobjects.text import baseline, mono, set_baseline, set_middle, text
from scenes.mobjects.vectors import _boxes

_MOST_POINTS = 600


def _thin(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most about 600 points that keep every peak: the lowest and the highest of each stretch."""
    if len(x) <= _MOST_POINTS:
        return x, y
    pieces = np.array_split(np.arange(len(x)), _MOST_POINTS // 2)
    chosen = sorted({int(p[f(y[p])]) for p in pieces for f in (np.argmin, np.argmax)} | {0, len(x) - 1})
    return x[chosen], y[chosen]


def _running_mean(values: np.ndarray, window: int) -> np.ndarray:
    """The mean over `window` steps around each step; shorter at the ends."""
    weight = np.convolve(np.ones(len(values)), np.ones(window), "same")
    return np.asarray(np.convolve(values, np.ones(window), "same") / weight)


class Curves(VGroup):
    """Series over a plane with their names at their ends; `reveal(f)` draws all up to a share of the steps."""

    def __init__(
        self,
        area: Plane,
        series: Mapping[str, np.ndarray],
        x: np.ndarray | None,
        colors: Sequence[str],
        tips: bool,
        smooth: float,
    ) -> None:
        """Each series (steps,), over x (steps,) or 0, 1, 2 …"""
        super().__init__()
        self.plane, self.revealed = area, 1.0
        self.lines, self.names, self.dots, self.raw = VGroup(), VGroup(), VGroup(), VGroup()
        self.data: list[tuple[np.ndarray, np.ndarray]] = []
        self.raw_data: list[tuple[np.ndarray, np.ndarray]] = []
        for (name, y), color in zip(series.items(), colors, strict=False):
            values = np.asarray(y, dtype=float)
            steps = np.arange(len(values), dtype=float) if x is None else np.asarray(x, dtype=float)
            window = round(len(values) * smooth / 2) * 2 + 1  # odd: as many steps before as after
            if window > 1:
                self.raw_data.append(_thin(steps, values))
                self.raw.add(VMobject(stroke_color=color, stroke_width=1.0, stroke_opacity=0.4, fill_opacity=0))
                values = _running_mean(values, window)
            self.data.append(_thin(steps, values))
            self.lines.add(VMobject(stroke_color=color, stroke_width=theme.LINE, fill_opacity=0))
            self.names.add(text(name, theme.SMALL, color, "SEMIBOLD"))
            self.dots.add(Dot(radius=0.07 if tips else 0.0, color=color))
        self.add(self.raw, self.lines, self.dots, self.names)
        self.reveal(1.0)

    def reveal(self, fraction: float) -> Curves:
        """Draw the curves up to a share of the steps, 0…1."""
        self.revealed = fraction
        x0, x1 = self.data[0][0][0], self.data[0][0][-1]
        stop = x0 + (x1 - x0) * float(np.clip(fraction, 1e-6, 1))
        for (x, y), line in zip(self.raw_data, self.raw, strict=True):
            line.points = _polyline(self.plane.to_screen(self._upto(x, y, stop)))
        for (x, y), line, dot in zip(self.data, self.lines, self.dots, strict=True):
            xy = self._upto(x, y, stop)
            line.points = _polyline(self.plane.to_screen(xy))
            dot.move_to(self.plane.at(*xy[-1]))
        self._place_names()
        return self

    def _upto(self, x: np.ndarray, y: np.ndarray, stop: float) -> np.ndarray:
        """The points (n, 2) of a series up to x = stop, kept inside the plane."""
        here = x <= stop
        xy = np.concatenate([np.stack([x[here], y[here]], 1), [[stop, float(np.interp(stop, x, y))]]])
        xy[:, 1] = np.clip(xy[:, 1], *self.plane.y_range)
        return xy

    def _place_names(self) -> None:
        """Names right of the tips, pushed apart until none touches another."""
        order = np.argsort([d.get_y() for d in self.dots])
        previous = -np.inf
        for i in order:
            dot, name = self.dots[int(i)], self.names[int(i)]
            y = max(float(dot.get_y()), previous + theme.units(theme.SMALL) * 1.25)
            name.next_to(dot, RIGHT, buff=0.14).set_y(y)
            previous = y


def curves(
    area: Plane,
    series: Mapping[str, np.ndarray],
    colors: Sequence[str] = (theme.LOSS, theme.DATA, theme.LATENT, theme.ENCODER),
    x: np.ndarray | None = None,
    hidden: bool = False,
    tips: bool = True,
    smooth: float = 0.0,
) -> Curves:
    """Named series (steps,) drawn over a plane, labelled at their ends; leave 1.5 to 2 units free on the right.

    `smooth` (a share of the steps, say 0.02) draws the running mean bold and the series itself faint behind it.
    """
    drawn = Curves(area, series, x, colors, tips, smooth)
    return drawn.reveal(0.0) if hidden else drawn


def loss_plane(
    series: Mapping[str, np.ndarray],
    width: float = 6.0,
    height: float = 3.6,
    x: np.ndarray | None = None,
    x_title: str = "step",
    y_title: str = "loss",
    y_range: tuple[float, float] | None = None,
) -> Plane:
    """Axes that fit named series; the vertical range leaves out the wildest 1 % unless it is given."""
    values = np.concatenate([np.asarray(v, dtype=float) for v in series.values()])
    steps = np.arange(max(len(v) for v in series.values())) if x is None else np.asarray(x)
    low, high = np.quantile(values, 0.005), np.quantile(values, 0.995)
    pad = (high - low) * 0.08 + 1e-9
    bounds = y_range or (min(float(low - pad), 0.0) if low - pad < 0 <= low else float(low - pad), float(high + pad))
    return plane((float(steps[0]), float(steps[-1])), bounds, width, height, x_title, y_title)


class Histogram(VGroup):
    """Counts over a plane as one shape each series; `show(counts)` and `reveal(f)` let it grow."""

    def __init__(self, area: Plane, counts: np.ndarray, edges: np.ndarray, color: str, opacity: float) -> None:
        """counts (bins,), edges (bins + 1,) in the plane's numbers."""
        self.plane = area
        self.counts, self.edges = np.asarray(counts, dtype=float), np.asarray(edges, dtype=float)
        self.shape = VMobject(fill_color=color, fill_opacity=opacity, stroke_color=color, stroke_width=1.5)
        self.revealed = 1.0
        super().__init__(self.shape)
        self.show(self.counts)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the counts (bins,)."""
        return (self.counts,)

    def show(self, counts: np.ndarray) -> Histogram:
        """Draw other counts (bins,)."""
        self.counts = np.asarray(counts, dtype=float)
        floor = self.plane.y_range[0]
        high = floor + np.minimum(self.counts * self.revealed, self.plane.y_range[1] - floor)
        lower = self.plane.to_screen(np.stack([self.edges[:-1], np.full_like(high, floor)], 1))
        upper = self.plane.to_screen(np.stack([self.edges[1:], high], 1))
        gap = (upper[:, 0] - lower[:, 0]) * 0.04
        self.shape.points = _boxes(np.stack([lower[:, 0] + gap, lower[:, 1], upper[:, 0] - gap, upper[:, 1]], 1))
        return self

    def reveal(self, fraction: float) -> Histogram:
        """Let all bars stand at a share of their height."""
        self.revealed = fraction
        return self.show(self.counts)


def histogram(
    area: Plane, values: np.ndarray, edges: np.ndarray, color: str = theme.DATA, opacity: float = 0.6, counted: bool = False
) -> Histogram:
    """A histogram of values (n,) in the given edges (bins + 1,); `counted` when values are the counts already."""
    counts = np.asarray(values) if counted else np.histogram(np.asarray(values), edges)[0]
    return Histogram(area, counts, edges, color, opacity)


class BarChart(VGroup):
    """Named bars with their values written at the ends; parts: names, fills, values; `show(values)` moves them."""

    def __init__(
        self,
        names: Sequence[str],
        values: np.ndarray,
        width: float,
        height: float,
        colors: Sequence[str],
        form: str,
        limit: float,
    ) -> None:
        """values (n,); bars lie one under another, names left, values right."""
        super().__init__()
        self.values, self.limit, self.form = np.asarray(values, dtype=float), limit, form
        n = len(names)
        self.names = VGroup(*[text(name, theme.LABEL, theme.TEXT) for name in names])
        self.slot = height / n
        left = max(name.width for name in self.names) + 0.25
        room = max(text(form.format(v), theme.LABEL).width for v in (limit, self.values.max(), self.values.min()))
        self.length = width - left - room - 0.2
        self.fills, self.numbers = VGroup(), VGroup()
        self.ticked = np.zeros(n)  # how far single results reach, in units
        self.origin = Dot(radius=0.001, fill_opacity=0).move_to([left - width / 2, height / 2, 0])
        self.add(self.origin, self.names, self.fills, self.numbers)
        for i in range(n):
            y = height / 2 - (i + 0.5) * self.slot
            self.names[i].move_to([left - width / 2 - 0.25 - self.names[i].width / 2, y, 0])
            set_middle(self.names[i], y)
            self.fills.add(Rectangle(width=1, height=self.slot * 0.62, stroke_width=0, fill_color=colors[i], fill_opacity=1))
            self.numbers.add(VGroup())
        self.show(self.values)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the values (n,)."""
        return (self.values,)

    def show(self, values: np.ndarray) -> BarChart:
        """Draw other values (n,)."""
        self.values = np.asarray(values, dtype=float)
        x0, y0, _ = self.origin.get_center()
        for i, value in enumerate(self.values):
            wide = max(float(np.clip(value / self.limit, 0, 1)) * self.length, 0.02)
            y = y0 - (i + 0.5) * self.slot
            self.fills[i].stretch_to_fit_width(wide).move_to([x0 + wide / 2, y, 0])
            digits = mono(self.form.format(value).replace("-", "−"), theme.LABEL, theme.TEXT)
            digits.next_to([x0 + max(wide, self.ticked[i]), y, 0], RIGHT, buff=0.15)
            self.numbers[i].submobjects = [digits]
        return self

    def single(self, index: int, values: np.ndarray, color: str = theme.TEXT) -> VGroup:
        """Ticks across one bar at single results (one a seed), values (k,); its number makes room."""
        x0, y0, _ = self.origin.get_center()
        y, half = y0 - (index + 0.5) * self.slot, self.slot * 0.38
        ticks = VGroup()
        for value in np.asarray(values, dtype=float):
            x = x0 + float(np.clip(value / self.limit, 0, 1)) * self.length
            ticks.add(Line([x, y - half, 0], [x, y + half, 0], color=color, stroke_width=theme.LINE))
            self.ticked[index] = max(self.ticked[index], x - x0)
        self.show(self.values)
        return ticks


def bar_chart(
    names: Sequence[str],
    values: np.ndarray,
    width: float = 6.0,
    height: float = 3.0,
    colors: Sequence[str] | str = theme.DATA,
    form: str = "{:.2f}",
    limit: float | None = None,
) -> BarChart:
    """Horizontal bars: names left, values (n,) written right in `form`; `limit` is the value of the full length."""
    tints = [colors] * len(names) if isinstance(colors, str) else list(colors)
    top = float(limit if limit is not None else np.max(np.abs(values)))
    return BarChart(names, values, width, height, tints, form, top or 1.0)


class Columns(VGroup):
    """Upright bars over short names (classes, digits); parts: fills, names, ground; `show(values)` moves them."""

    def __init__(
        self, names: Sequence[str], values: np.ndarray, width: float, height: float, colors: Sequence[str], limit: float
    ) -> None:
        """values (n,)."""
        super().__init__()
        self.values, self.limit, self.high = np.asarray(values, dtype=float), limit, height
        self.ground = VMobject(stroke_color=theme.AXIS, stroke_width=theme.THIN)
        self.ground.set_points_as_corners([[-width / 2, 0, 0], [width / 2, 0, 0]])
        self.fills, self.names = VGroup(), VGroup()
        slot = width / len(names)
        for i, name in enumerate(names):
            x = -width / 2 + (i + 0.5) * slot
            self.fills.add(Rectangle(width=slot * 0.7, height=1, stroke_width=0, fill_color=colors[i], fill_opacity=1).set_x(x))
            label = text(name, theme.SMALL, theme.MUTED, width=slot * 1.05).next_to([x, 0, 0], DOWN, buff=0.14)
            self.names.add(set_baseline(label, -0.14 - theme.units(theme.SMALL) * 0.75))
        self.add(self.fills, self.ground, self.names)
        self.show(self.values)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the values (n,)."""
        return (self.values,)

    def show(self, values: np.ndarray) -> Columns:
        """Draw other values (n,)."""
        self.values = np.asarray(values, dtype=float)
        ground = self.ground.get_y()
        for fill, value in zip(self.fills, self.values, strict=True):
            tall = max(float(np.clip(value / self.limit, 0, 1)) * self.high, 0.01)
            fill.stretch_to_fit_height(tall).set_y(ground + tall / 2)
        return self

    def number(self, index: int, written: str, color: str = theme.TEXT) -> Text:
        """A number standing on one column."""
        return text(written, theme.SMALL, color).next_to(self.fills[index], UP, buff=0.1)


def columns(
    names: Sequence[str],
    values: np.ndarray,
    width: float = 5.0,
    height: float = 2.4,
    colors: Sequence[str] | str = theme.CLASS_COLORS,
    limit: float | None = None,
) -> Columns:
    """Upright bars of values (n,) over short names; one colour or one a name."""
    tints = [colors] * len(names) if isinstance(colors, str) else list(colors)
    top = float(limit if limit is not None else np.max(values))
    return Columns(names, values, width, height, tints, top or 1.0)


class ReadOut(VGroup):
    """A measured number with its name; `show(value)` sets it, motion.count_to lets it count."""

    def __init__(self, name: str, value: float, form: str, size: float, color: str) -> None:
        super().__init__()
        self.value, self.form, self.size, self.ink = value, form, size, color
        self.name = text(name, theme.LABEL, theme.MUTED)
        self.digits = VGroup()
        self.add(self.digits, self.name)
        self.show(value)
        self.name.next_to(self.digits, DOWN, buff=0.16)

    def show(self, value: float) -> ReadOut:
        """Write another value in the same place."""
        self.value = value
        written = text(self.form.format(value).replace("-", "−"), self.size, self.ink, "SEMIBOLD")
        place = self.digits.get_center() if self.digits.submobjects else np.zeros(3)
        ground = baseline(self.digits[0]) if self.digits.submobjects else None
        written.move_to(place)
        if ground is not None:
            set_baseline(written, ground)
        self.digits.submobjects = [written]
        return self


def read_out(
    name: str, value: float = 0.0, form: str = "{:.2f}", size: float = theme.TITLE, color: str = theme.TEXT
) -> ReadOut:
    """A big number over its name; `value` comes from a trace, `form` is its format."""
    return ReadOut(name, value, form, size, color)


def legend(entries: Mapping[str, str], down: bool = False) -> VGroup:
    """Names with their colours: name → colour."""
    rows = VGroup()
    for name, color in entries.items():
        mark = Dot(radius=0.1, color=color)
        words = text(name, theme.SMALL, theme.TEXT).next_to(mark, RIGHT, buff=0.15)
        row = VGroup(mark, set_middle(words, 0.0))
        row.shift(DOWN * 0.42 * len(rows) if down else RIGHT * (rows.width + 0.5 if len(rows) else 0.0))
        rows.add(row)
    return rows.center()
