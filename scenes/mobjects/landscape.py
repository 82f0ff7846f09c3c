"""A density as a landscape seen from the front: hills in their components' colours that rise, fall and add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT
from PIL import Image, ImageDraw

from scenes import theme
from scenes.mobjects.raster import Live

_FINER = 2  # drawn this much larger, then reduced: smooth edges
_ROWS, _COLUMNS = 36, 60  # cells drawn, whatever the array's size
_DEPTH, _FAR, _SKEW = 0.6, 0.72, 0.1  # height of the ground; its far edge beside its near one, and how far right
_RISE = 0.42  # share of the picture's height that a hill of height `high` takes


def _between(count: int, size: int) -> np.ndarray:
    """Weights (count, size) that read a row of `size` values at `count` even places, linearly."""
    return np.array([np.interp(np.linspace(0, size - 1, count), np.arange(size), unit) for unit in np.eye(size)]).T


def _drawn_cells(parts: np.ndarray) -> np.ndarray:
    """(k, h, w) at the corners of the cells that are drawn: (k, rows + 1, columns + 1)."""
    _, h, w = parts.shape
    return np.asarray(_between(_ROWS + 1, h) @ parts @ _between(_COLUMNS + 1, w).T)


class Landscape(Live):
    """Hills (k, h, w), first row in front; `show(parts)` changes them, `at(x, y)` finds a place on the surface."""

    def __init__(
        self,
        parts: np.ndarray,
        x_range: tuple[float, float],
        y_range: tuple[float, float],
        width: float,
        height: float,
        colors: Sequence[str],
        high: float | None,
    ) -> None:
        self.parts = np.asarray(parts, dtype=float)
        self.x_range, self.y_range = x_range, y_range
        self.rgb = np.array([theme.rgb(c) for c in colors], dtype=float)
        self.high = float(high if high is not None else self.parts.sum(0).max())
        super().__init__(width, height)

    def _project(self, u: np.ndarray, v: np.ndarray, rise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Shares across, into the depth and of the height to shares of the picture, right and up."""
        near = 1 - (1 - _FAR) * v
        right = 0.5 + (u - 0.5) * (1 - _SKEW) * near + (v - 0.5) * _SKEW
        return right, 0.01 + _DEPTH * v * (1.25 - 0.25 * v) + rise * _RISE * near

    def _shades(self, parts: np.ndarray, total: np.ndarray) -> np.ndarray:
        """A colour a cell (rows, columns, 3): the components' mixture, lit from the left."""
        share = parts / np.maximum(parts.sum(0), 1e-12)
        ink = np.einsum("khw,kc->hwc", share, self.rgb)
        level = np.clip(total / self.high, 0, 1)
        slope = np.gradient(total / self.high, axis=1) * _COLUMNS / 10
        strength = 0.9 * np.clip(level * 2.4, 0, 1) ** 0.7 * np.clip(1 + 0.5 * slope, 0.55, 1.3)
        ground = np.array(theme.rgb(theme.PANEL), dtype=float)
        mixed = ground + (ink - ground) * np.clip(strength, 0, 1)[..., None]
        cells = (mixed[:-1, :-1] + mixed[1:, 1:]) / 2
        return np.clip(cells, 0, 255).astype(np.uint8)

    def paint(self) -> np.ndarray:
        """The surface from back to front, (h, w, 4) uint8."""
        wide, tall = self.pixels_wide * _FINER, self.pixels_high * _FINER
        parts = _drawn_cells(self.parts)
        total = parts.sum(0)
        v, u = np.meshgrid(np.linspace(0, 1, _ROWS + 1), np.linspace(0, 1, _COLUMNS + 1), indexing="ij")
        x, y = self._project(u, v, np.clip(total / self.high, 0, 1.6))
        corners = np.stack([x * wide, (1 - y) * tall], -1)  # (rows + 1, columns + 1, 2)
        fills = self._shades(parts, total)
        edges = (fills * 0.72).astype(np.uint8)
        picture = Image.new("RGBA", (wide, tall), (*theme.rgb(theme.BACKGROUND), 0))
        pen = ImageDraw.Draw(picture)
        for r in range(_ROWS - 1, -1, -1):
            for c in range(_COLUMNS):
                ring = [tuple(corners[r + i, c + j]) for i, j in ((0, 0), (0, 1), (1, 1), (1, 0))]
                pen.polygon(ring, fill=(*fills[r, c], 255), outline=(*edges[r, c], 255))
        return np.asarray(picture.resize((self.pixels_wide, self.pixels_high), Image.Resampling.BOX))

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the hills (k, h, w)."""
        return (self.parts,)

    def show(self, parts: np.ndarray) -> Landscape:
        """Draw other hills (k, h, w)."""
        self.parts = np.asarray(parts, dtype=float)
        self.redraw()
        return self

    def height_at(self, x: float, y: float) -> float:
        """The surface's height over a point, in the arrays' unit (nearest cell)."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        total = self.parts.sum(0)
        row = round(float(np.clip((y - y0) / (y1 - y0), 0, 1)) * (total.shape[0] - 1))
        column = round(float(np.clip((x - x0) / (x1 - x0), 0, 1)) * (total.shape[1] - 1))
        return float(total[row, column])

    def at(self, x: float, y: float, value: float | None = None) -> np.ndarray:
        """A point's place on the screen, on the surface or at the height `value`."""
        (x0, x1), (y0, y1) = self.x_range, self.y_range
        rise = (self.height_at(x, y) if value is None else value) / self.high
        right, up = self._project(np.array((x - x0) / (x1 - x0)), np.array((y - y0) / (y1 - y0)), np.array(rise))
        return np.asarray(self.get_corner(DOWN + LEFT) + np.array([right * self.width, up * self.height, 0]))


def landscape(
    parts: np.ndarray,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    width: float = 6.0,
    height: float = 4.2,
    colors: Sequence[str] = (theme.DATA,),
    high: float | None = None,
) -> Landscape:
    """Hills (k, h, w) over the plane, first row at the lowest y (in front); `high` is the value of the full height."""
    return Landscape(parts, x_range, y_range, width, height, colors, high)
