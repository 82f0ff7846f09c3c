"""Vectors, layers and matrices: signed bars, heat strips, activation blocks and labelled heat maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Group, Line, Rectangle, Text, VGroup, VMobject

from scenes import theme
from scenes.mobjects.raster import Raster, colors_of, signed_colors, with_alpha
from scenes.mobjects.text import mono, set_baseline, text


def _boxes(rectangles: np.ndarray) -> np.ndarray:
    """Path points of axis-aligned rectangles given as (n, 4) left, bottom, right, top: (16 n, 3)."""
    if not len(rectangles):
        return np.zeros((0, 3))
    left, bottom, right, top = rectangles.T
    ring = np.stack(
        [
            np.stack([left, bottom], 1),
            np.stack([right, bottom], 1),
            np.stack([right, top], 1),
            np.stack([left, top], 1),
            np.stack([left, bottom], 1),
        ],
        1,
    )  # (n, 5, 2)
    start, end = ring[:, :-1], ring[:, 1:]
    curves = np.stack([start + (end - start) * s for s in (0, 1 / 3, 2 / 3, 1)], 2)  # (n, 4, 4, 2)
    flat = curves.reshape(-1, 2)
    return np.concatenate([flat, np.zeros((len(flat), 1))], 1)


class Bars(VGroup):
    """A signed vector as bars from a zero line; `limit` is the value of a full bar on either side."""

    def __init__(
        self,
        values: np.ndarray,
        width: float,
        height: float,
        positive: str,
        negative: str,
        limit: float | None,
        horizontal: bool,
        signed: bool,
    ) -> None:
        """values (n,). Horizontal bars lie one under another, the first on top."""
        super().__init__()
        self.values = np.asarray(values, dtype=float)
        self.horizontal, self.signed = horizontal, signed
        self.limit = float(limit if limit is not None else max(np.abs(self.values).max(initial=0), 1e-6))
        self.area = Rectangle(width=width, height=height, stroke_opacity=0, fill_opacity=0)
        self.zero = Line(color=theme.AXIS, stroke_width=theme.THIN)
        self.above = VMobject(fill_color=positive, fill_opacity=1, stroke_width=0)
        self.below = VMobject(fill_color=negative, fill_opacity=1, stroke_width=0)
        self.add(self.area, self.above, self.below, self.zero)
        self.show(self.values)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the values."""
        return (self.values,)

    def box(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of one bar in units."""
        return tuple(self._rectangles()[index])  # type: ignore[return-value]

    def _rectangles(self) -> np.ndarray:
        n = len(self.values)
        x0, y0, _ = self.area.get_corner(DOWN + LEFT)
        w, h = self.area.width, self.area.height
        share = np.clip(self.values / self.limit, -1, 1) * (0.5 if self.signed else 1.0)
        zero = 0.5 if self.signed else 0.0
        low, high = zero + np.minimum(share, 0), zero + np.maximum(share, 0)
        slot = np.arange(n) / n
        inner, outer = slot + 0.1 / n, slot + 0.9 / n
        if self.horizontal:
            return np.stack([x0 + low * w, y0 + (1 - outer) * h, x0 + high * w, y0 + (1 - inner) * h], 1)
        return np.stack([x0 + inner * w, y0 + low * h, x0 + outer * w, y0 + high * h], 1)

    def show(self, values: np.ndarray) -> Bars:
        """Draw other values (n,)."""
        self.values = np.asarray(values, dtype=float)
        boxes = self._rectangles()
        self.above.points = _boxes(boxes[self.values >= 0])
        self.below.points = _boxes(boxes[self.values < 0])
        zero = 0.5 if self.signed else 0.0
        (x0, y0, _), w, h = self.area.get_corner(DOWN + LEFT), self.area.width, self.area.height
        if self.horizontal:
            self.zero.put_start_and_end_on([x0 + zero * w, y0, 0], [x0 + zero * w, y0 + h, 0])
        else:
            self.zero.put_start_and_end_on([x0, y0 + zero * h, 0], [x0 + w, y0 + zero * h, 0])
        return self

    def outline(self, index: int, color: str = theme.ACCENT) -> Rectangle:
        """A frame around the slot of one bar."""
        n, w, h = len(self.values), self.area.width, self.area.height
        x0, y0, _ = self.area.get_corner(DOWN + LEFT)
        wide, high = (w, h / n) if self.horizontal else (w / n, h)
        frame = Rectangle(width=wide, height=high, color=color, stroke_width=theme.LINE)
        middle = [x0 + w / 2, y0 + h - (index + 0.5) * high, 0] if self.horizontal else [x0 + (index + 0.5) * wide, y0 + h / 2, 0]
        return frame.move_to(middle)


def bars(
    values: np.ndarray,
    width: float = 3.0,
    height: float = 1.4,
    positive: str = theme.POSITIVE,
    negative: str | None = None,
    limit: float | None = None,
    horizontal: bool = False,
    signed: bool = True,
) -> Bars:
    """A vector (n,) as bars; give one colour, or two for the signs; `signed=False` puts zero at the edge."""
    return Bars(values, width, height, positive, negative or positive, limit, horizontal, signed)


class Heat(Group):
    """An array as a framed heat map; `raster` is the image, `frame` its border, `caption` the label or None."""

    def __init__(
        self, values: np.ndarray, width: float, height: float, cmap: str, limit: float | None, color: str, label: str | None
    ) -> None:
        """values (r, c); a signed map when cmap is "signed", else from 0 to limit."""
        self.values = np.atleast_2d(np.asarray(values, dtype=float))
        self.cmap = cmap
        self.limit = float(limit if limit is not None else max(np.abs(self.values).max(initial=0), 1e-6))
        self.raster = Raster(self._paint(), width, height)
        self.frame = Rectangle(width=width, height=height, color=color, stroke_width=theme.THIN)
        self.caption: Text | None = None
        super().__init__(self.raster, self.frame)
        if label:
            self.caption = text(label, theme.LABEL, theme.MUTED if color == theme.PANEL_EDGE else color)
            self.caption.next_to(self.frame, DOWN, buff=0.14)
            self.add(self.caption)

    def _paint(self) -> np.ndarray:
        if self.cmap == "signed":
            return with_alpha(signed_colors(self.values, self.limit))
        return with_alpha(colors_of(self.values, self.cmap, 0, self.limit))

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the values (r, c)."""
        return (self.values,)

    def show(self, values: np.ndarray) -> Heat:
        """Draw other values of the same number of cells."""
        self.values = np.asarray(values, dtype=float).reshape(self.values.shape)
        self.raster.put(self._paint())
        return self

    def place(self, row: int, column: int) -> np.ndarray:
        """The middle of one cell, in units."""
        r, c = self.values.shape
        corner = self.frame.get_corner(UP + LEFT)
        return corner + np.array([(column + 0.5) / c * self.frame.width, -(row + 0.5) / r * self.frame.height, 0])

    def outline(self, row: int, column: int, color: str = theme.ACCENT) -> Rectangle:
        """A frame around one cell."""
        r, c = self.values.shape
        box = Rectangle(width=self.frame.width / c, height=self.frame.height / r, color=color, stroke_width=theme.LINE)
        return box.move_to(self.place(row, column))


def heat_strip(
    values: np.ndarray,
    length: float = 3.0,
    thickness: float = 0.3,
    vertical: bool = False,
    limit: float | None = None,
    color: str = theme.PANEL_EDGE,
    label: str | None = None,
) -> Heat:
    """A signed vector (n,) as a strip of colours: blue positive, orange negative."""
    row = np.asarray(values, dtype=float)[None]
    if vertical:
        return Heat(row.T, thickness, length, "signed", limit, color, label)
    return Heat(row, length, thickness, "signed", limit, color, label)


def activations(
    values: np.ndarray,
    height: float = 3.0,
    columns: int | None = None,
    color: str = theme.ENCODER,
    label: str | None = None,
    cmap: str = "heat",
    limit: float | None = None,
) -> Heat:
    """A layer's activations (n,) folded into a block of square cells, `columns` wide (default: about 4 times as tall)."""
    flat = np.asarray(values, dtype=float).ravel()
    wide = columns or max(1, int(np.sqrt(len(flat) / 4)))
    tall = -(-len(flat) // wide)
    block = np.zeros(wide * tall)
    block[: len(flat)] = flat
    if limit is None:
        limit = float(np.quantile(np.abs(flat), 0.98)) or None
    return Heat(block.reshape(tall, wide), height * wide / tall, height, cmap, limit, color, label)


class Matrix(Group):
    """A heat map with row and column labels and, if wanted, its values; parts: heat, row_labels, column_labels, numbers."""

    def __init__(
        self,
        values: np.ndarray,
        row_names: Sequence[str],
        column_names: Sequence[str],
        cell: float,
        cmap: str,
        limit: float | None,
        decimals: int | None,
    ) -> None:
        """values (r, c); `cell` is the side of a cell in units."""
        r, c = np.asarray(values).shape
        self.heat = Heat(values, c * cell, r * cell, cmap, limit, theme.PANEL_EDGE, None)
        self.row_labels, self.column_labels, self.numbers = VGroup(), VGroup(), VGroup()
        for i, name in enumerate(row_names):
            label = text(name, theme.SMALL, theme.MUTED)
            self.row_labels.add(label.next_to(self.heat.place(i, 0) + LEFT * cell / 2, LEFT, buff=0.14))
        names = [text(name, theme.SMALL, theme.MUTED) for name in column_names]
        crowded = any(label.width > cell - 0.06 for label in names)
        for j, label in enumerate(names):
            top = self.heat.place(0, j) + UP * cell / 2
            if crowded:
                label.rotate(np.pi / 4).move_to(top + UP * 0.1, aligned_edge=DOWN + LEFT)
            else:
                set_baseline(label.next_to(top, UP), float(top[1]) + 0.16)
            self.column_labels.add(label)
        if decimals is not None:
            for (i, j), value in np.ndenumerate(np.asarray(values)):
                self.numbers.add(self._number(float(value), decimals).move_to(self.heat.place(i, j)))
        super().__init__(self.heat, self.row_labels, self.column_labels, self.numbers)

    def _number(self, value: float, decimals: int) -> VGroup:
        shade = self.heat._paint()  # the colour under the number decides dark or light ink
        share = np.abs(value) / self.heat.limit
        index = np.argmin(np.abs(np.abs(self.heat.values) / self.heat.limit - share))
        red, green, blue, _ = shade.reshape(-1, 4)[index]
        under = f"#{red:02X}{green:02X}{blue:02X}"
        return mono(f"{value:.{decimals}f}", theme.SMALL, theme.ink_on(under))

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the values (r, c)."""
        return self.heat.state()

    def show(self, values: np.ndarray) -> Matrix:
        """Draw other values (r, c); written numbers are not changed."""
        self.heat.show(values)
        return self

    def place(self, row: int, column: int) -> np.ndarray:
        """The middle of one cell."""
        return self.heat.place(row, column)

    def outline(self, row: int, column: int, color: str = theme.ACCENT) -> Rectangle:
        """A frame around one cell."""
        return self.heat.outline(row, column, color)


def matrix(
    values: np.ndarray,
    row_names: Sequence[str] = (),
    column_names: Sequence[str] = (),
    cell: float = 0.5,
    cmap: str = "data",
    limit: float | None = None,
    decimals: int | None = None,
) -> Matrix:
    """A labelled heat map of values (r, c); `decimals` writes the values into cells of at least 0.6 units."""
    return Matrix(values, row_names, column_names, cell, cmap, limit, decimals)


def bracketed(values: np.ndarray, decimals: int = 2, color: str = theme.TEXT, size: float = theme.LABEL, most: int = 6) -> VGroup:
    """A column vector of numbers in brackets, values (n,); the middle is left out when longer than `most`."""
    numbers = [f"{v:.{decimals}f}".replace("-", "−") for v in np.asarray(values, dtype=float)]
    if len(numbers) > most:
        numbers = [*numbers[: most - 2], "…", numbers[-1]]
    wide = max(len(n) for n in numbers)
    dots = VGroup(*[Dot(radius=0.035, color=color) for _ in range(3)]).arrange(DOWN, buff=0.06)
    rows = VGroup(*[dots if n == "…" else mono(n.rjust(wide), size, color) for n in numbers])
    rows.arrange(DOWN, buff=0.16)
    for row, content in zip(rows, numbers, strict=True):
        if content != "…":
            row.align_to(rows, RIGHT)
    edge = 0.1
    brackets = VGroup()
    for side, inward in ((LEFT, RIGHT), (RIGHT, LEFT)):
        x = rows.get_edge_center(side) + side * 0.16
        top, bottom = x[1] + rows.height / 2 + edge, x[1] - rows.height / 2 - edge
        bracket = VMobject(color=color, stroke_width=theme.LINE)
        bracket.set_points_as_corners(
            [[x[0] + inward[0] * edge, top, 0], [x[0], top, 0], [x[0], bottom, 0], [x[0] + inward[0] * edge, bottom, 0]]
        )
        brackets.add(bracket)
    return VGroup(rows, brackets)
