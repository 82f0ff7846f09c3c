"""Two-dimensional data: clouds of points, densities with contours, regions of a classifier, grids that warp, ellipses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import VMobject
from PIL import Image

from scenes import theme
from scenes.mobjects.plane import Plane
from scenes.mobjects.raster import Live, colors_of

_PAD = 0.12  # units around the area, so that points on its edge are whole


def _discs(centres: np.ndarray, radius: float, strength: np.ndarray, wide: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (m, k) that m discs touch, as indices of a flat picture, and how far each covers them, 0…1."""
    reach = int(np.ceil(radius + 0.5))
    side = np.arange(-reach, reach + 1)
    grid = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    grid = grid[(grid**2).sum(1) <= (radius + 1.3) ** 2]  # the corners are never touched
    corner = np.floor(centres).astype(np.int64)
    part = (centres - corner).astype(np.float32)
    dx = grid[:, 0].astype(np.float32) + np.float32(0.5) - part[:, :1]
    dy = grid[:, 1].astype(np.float32) + np.float32(0.5) - part[:, 1:]
    alpha = np.clip(np.float32(radius + 0.5) - np.sqrt(dx * dx + dy * dy), 0, 1) * strength[:, None]
    index = (corner[:, 1] * wide + corner[:, 0])[:, None] + (grid[:, 1] * wide + grid[:, 0])
    return index, alpha


class Scatter(Live):
    """A cloud of points as one mobject; `show(xy)` moves the points, `reveal(f)` shows the first share of them."""

    def __init__(self, area: Plane, xy: np.ndarray, colors: np.ndarray, radius: float, opacity: float) -> None:
        """xy (n, 2) in the plane's numbers, colors (n, 3) uint8, radius in pixels at 1080p."""
        self.plane = area
        self.xy = np.asarray(xy, dtype=float)
        self.rgb = np.asarray(colors, dtype=float)
        self.weight = np.ones(len(self.xy))  # a point's own strength, 0…1
        self.radius, self.solid, self.revealed = radius, opacity, 1.0
        super().__init__(area.area.width + 2 * _PAD, area.area.height + 2 * _PAD, smooth=False)
        self.move_to(area.area)

    def _centres(self) -> np.ndarray:
        """Points in pixels of the raster, (n, 2), y downwards."""
        (x0, x1), (y0, y1) = self.plane.x_range, self.plane.y_range
        wide, high = self.plane.area.width, self.plane.area.height
        per_unit = self.pixels_high / (high + 2 * _PAD)
        x = (_PAD + (self.xy[:, 0] - x0) / (x1 - x0) * wide) * per_unit
        y = (_PAD + (y1 - self.xy[:, 1]) / (y1 - y0) * high) * per_unit
        return np.stack([x, y], 1)

    def paint(self) -> np.ndarray:
        """Discs with soft edges, mixed where they overlap: (h, w, 4) uint8."""
        scale = self.pixels_high / ((self.plane.area.height + 2 * _PAD) * theme.PIXELS_PER_UNIT)
        radius = max(self.radius * scale, 0.7)
        shown = np.clip(self.revealed * len(self.xy) - np.arange(len(self.xy)), 0, 1) * self.weight * self.solid
        centres = self._centres()
        reach = int(np.ceil(radius + 0.5))
        inside = (centres > reach).all(1) & (centres < [self.pixels_wide - reach - 1, self.pixels_high - reach - 1]).all(1)
        keep = inside & (shown > 0)
        out = np.zeros((self.pixels_high * self.pixels_wide, 4), np.uint8)
        if keep.any():
            index, alpha = _discs(centres[keep].astype(np.float32), radius, shown[keep].astype(np.float32), self.pixels_wide)
            total = np.bincount(index.ravel(), alpha.ravel(), len(out))
            hit = np.flatnonzero(total)
            for channel in range(3):
                ink = alpha * self.rgb[keep, channel, None].astype(np.float32)
                out[hit, channel] = (np.bincount(index.ravel(), ink.ravel(), len(out))[hit] / total[hit] + 0.5).astype(np.uint8)
            clear = np.bincount(index.ravel(), np.log1p(-np.minimum(alpha, 0.995)).ravel(), len(out))[hit]
            out[hit, 3] = ((1 - np.exp(clear)) * 255 + 0.5).astype(np.uint8)
        return out.reshape(self.pixels_high, self.pixels_wide, 4)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the points (n, 2)."""
        return (self.xy,)

    def show(self, xy: np.ndarray) -> Scatter:
        """Move the points, (n, 2)."""
        self.xy = np.asarray(xy, dtype=float)
        self.redraw()
        return self

    def reveal(self, fraction: float) -> Scatter:
        """Show the first share of the points, 0…1."""
        self.revealed = fraction
        self.redraw()
        return self

    def recolor(self, rgb: np.ndarray) -> Scatter:
        """Give the points other colours, (n, 3) of 0…255."""
        self.rgb = np.asarray(rgb, dtype=float)
        self.redraw()
        return self

    def emphasise(self, which: np.ndarray, others: float = 0.15) -> Scatter:
        """Keep some points (mask or indices) and thin the others out."""
        self.weight[:] = others
        self.weight[which] = 1.0
        self.redraw()
        return self

    def place(self, index: int) -> np.ndarray:
        """One point's place on the screen."""
        return self.plane.at(*self.xy[index])


def scatter(
    area: Plane,
    xy: np.ndarray,
    labels: np.ndarray | None = None,
    color: str = theme.DATA,
    colors: Sequence[str] = theme.CLASS_COLORS,
    radius: float = 5.0,
    opacity: float = 0.85,
    hidden: bool = False,
) -> Scatter:
    """A cloud of points xy (n, 2), all in `color`, or coloured by labels (n,) int; radius in pixels at 1080p."""
    table = np.array([theme.rgb(c) for c in colors])
    rgb = table[np.asarray(labels, int) % len(table)] if labels is not None else np.tile(theme.rgb(color), (len(xy), 1))
    cloud = Scatter(area, xy, rgb, radius, opacity)
    return cloud.reveal(0.0) if hidden else cloud


def _fit(values: np.ndarray, wide: int, high: int) -> np.ndarray:
    """A grid (h, w), first row lowest, smoothly enlarged to pixels with the first row on top."""
    picture = Image.fromarray(np.ascontiguousarray(values[::-1], dtype=np.float32))
    return np.asarray(picture.resize((wide, high), Image.Resampling.BICUBIC))


def _slope(values: np.ndarray, wide: int, high: int) -> np.ndarray:
    """Steepness of a grid (h, w) in units a pixel, on the pixels."""
    down, across = np.gradient(values)
    steep = np.hypot(down * values.shape[0] / high, across * values.shape[1] / wide)
    return np.maximum(_fit(steep, wide, high), 1e-6)


def _draw_level(out: np.ndarray, field: np.ndarray, level: float, slope: np.ndarray, width: float, strength: float) -> None:
    """Draw the line on which a field has a value into a picture, in place; `width` in pixels on either side."""
    near = np.flatnonzero(np.abs(field - level).ravel() < float(slope.max()) * width)
    away = np.abs(field.ravel()[near] - level) / slope.ravel()[near]
    cover = np.clip(width - away, 0, 1) * strength
    flat = out.reshape(-1, 4)
    ink = np.array(theme.rgb(theme.TEXT), dtype=np.float32)
    under = flat[near, :3].astype(np.float32)
    flat[near, :3] = (under + (ink - under) * cover[:, None]).astype(np.uint8)
    flat[near, 3] = np.maximum(flat[near, 3], (cover * 255).astype(np.uint8))


class Density(Live):
    """A density over a plane as heat with contour lines; `show(values)` changes it."""

    def __init__(
        self, area: Plane, values: np.ndarray, cmap: str, levels: Sequence[float], high: float | None, strength: float
    ) -> None:
        """values (h, w) over the plane's ranges, first row at the lowest y."""
        self.plane = area
        self.values = np.asarray(values, dtype=float)
        self.top = float(high if high is not None else self.values.max())
        self.cmap, self.levels, self.ink = cmap, tuple(levels), strength
        super().__init__(area.area.width, area.area.height)
        self.move_to(area.area)

    def paint(self) -> np.ndarray:
        """Heat whose opacity grows with the density, and lines at the levels (shares of the top)."""
        size = (self.pixels_wide, self.pixels_high)
        shares = np.clip(self.values / max(self.top, 1e-12), 0, 1)
        field = _fit(shares, *size)
        shade = np.clip(np.linspace(0, 1, 256) * 2.2, 0, 1) * self.ink * 255
        table = np.concatenate([colors_of(np.linspace(0, 1, 256), self.cmap), shade[:, None].astype(np.uint8)], 1)
        out = table[np.clip(field * 255 + 0.5, 0, 255).astype(np.uint8)]
        for level in self.levels:
            _draw_level(out, field, level, _slope(shares, *size), 1.4, 0.8)
        return out

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the values (h, w)."""
        return (self.values,)

    def show(self, values: np.ndarray) -> Density:
        """Draw another density (h, w), first row at the lowest y."""
        self.values = np.asarray(values, dtype=float)
        self.redraw()
        return self


def density(
    area: Plane,
    values: np.ndarray,
    cmap: str = "latent",
    levels: Sequence[float] = (0.1, 0.35, 0.7),
    high: float | None = None,
    strength: float = 0.9,
) -> Density:
    """A density (h, w), first row at the lowest y, over the plane; levels are shares of its greatest value."""
    return Density(area, values, cmap, levels, high, strength)


class Regions(Live):
    """The two sides of a classifier and the line between them, from its probability over the plane."""

    def __init__(self, area: Plane, probability: np.ndarray, colors: tuple[str, str], strength: float) -> None:
        """probability (h, w) of the second class, first row at the lowest y."""
        self.plane, self.pair, self.ink = area, colors, strength
        self.values = np.asarray(probability, dtype=float)
        super().__init__(area.area.width, area.area.height)
        self.move_to(area.area)

    def paint(self) -> np.ndarray:
        """Tints that deepen with certainty, and the line of one half."""
        size = (self.pixels_wide, self.pixels_high)
        field = _fit(self.values, *size)
        first, second = (np.array(theme.rgb(c), dtype=np.uint8) for c in self.pair)
        table = np.zeros((256, 4), np.uint8)
        table[:128, :3], table[128:, :3] = first, second
        table[:, 3] = np.abs(np.linspace(-1, 1, 256)) * self.ink * 255
        out = table[np.clip(field * 255 + 0.5, 0, 255).astype(np.uint8)]
        _draw_level(out, field, 0.5, _slope(self.values, *size), 2.2, 1.0)
        return out

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the probabilities (h, w)."""
        return (self.values,)

    def show(self, probability: np.ndarray) -> Regions:
        """Draw other probabilities (h, w)."""
        self.values = np.asarray(probability, dtype=float)
        self.redraw()
        return self


def boundary(
    area: Plane,
    probability: np.ndarray,
    colors: tuple[str, str] = (theme.CLASS_COLORS[0], theme.CLASS_COLORS[1]),
    strength: float = 0.35,
) -> Regions:
    """A decision boundary from the probability (h, w) of the second class, first row at the lowest y."""
    return Regions(area, probability, colors, strength)


class WarpedGrid(VMobject):
    """The lines of a grid as one path; `show(grid)` bends it."""

    def __init__(self, area: Plane, grid: np.ndarray, color: str, width: float) -> None:
        """grid (rows, columns, 2) in the plane's numbers."""
        super().__init__(stroke_color=color, stroke_width=width, fill_opacity=0)
        self.plane = area
        self.show(grid)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the grid's nodes (rows, columns, 2)."""
        return (self.grid,)

    def show(self, grid: np.ndarray) -> WarpedGrid:
        """Draw the lines through other nodes (rows, columns, 2)."""
        self.grid = np.asarray(grid, dtype=float)
        rows, columns, _ = self.grid.shape
        nodes = self.plane.to_screen(self.grid.reshape(-1, 2)).reshape(rows, columns, 3)
        lines = [*nodes, *nodes.transpose(1, 0, 2)]
        self.points = np.concatenate([_polyline(line) for line in lines])
        return self


def _polyline(places: np.ndarray) -> np.ndarray:
    """Cubic path points (4 (k − 1), 3) of straight pieces through places (k, 3)."""
    start, end = places[:-1], places[1:]
    return np.stack([start + (end - start) * s for s in (0, 1 / 3, 2 / 3, 1)], 1).reshape(-1, 3)


def warped_grid(area: Plane, grid: np.ndarray, color: str = theme.DATA, width: float = theme.THIN) -> WarpedGrid:
    """A grid of nodes (rows, columns, 2) drawn as lines; many columns make smooth bends."""
    return WarpedGrid(area, grid, color, width)


class Ellipse(VMobject):
    """The curve at `sigmas` standard deviations of a Gaussian; `show(mean, covariance)` moves it."""

    def __init__(self, area: Plane, mean: np.ndarray, covariance: np.ndarray, color: str, sigmas: float) -> None:
        """mean (2,), covariance (2, 2)."""
        super().__init__(stroke_color=color, stroke_width=theme.LINE, fill_color=color, fill_opacity=0.12)
        self.plane, self.sigmas = area, sigmas
        self.show(mean, covariance)

    def state(self) -> tuple[np.ndarray, np.ndarray]:
        """What `morph` blends: mean and covariance."""
        return self.mean, self.covariance

    def show(self, mean: np.ndarray, covariance: np.ndarray) -> Ellipse:
        """Draw for another mean (2,) and covariance (2, 2)."""
        self.mean, self.covariance = np.asarray(mean, dtype=float), np.asarray(covariance, dtype=float)
        values, vectors = np.linalg.eigh(self.covariance)
        angle = np.linspace(0, 2 * np.pi, 73)
        circle = np.stack([np.cos(angle), np.sin(angle)])  # (2, 73)
        reach = np.sqrt(np.maximum(values, 1e-12)) * self.sigmas
        curve = self.mean[:, None] + vectors @ (reach[:, None] * circle)
        self.points = _polyline(self.plane.to_screen(curve.T))
        return self


def ellipse(
    area: Plane, mean: np.ndarray, covariance: np.ndarray, color: str = theme.LATENT, sigmas: float = 2.0
) -> Ellipse:
    """A Gaussian component as an ellipse: mean (2,), covariance (2, 2)."""
    return Ellipse(area, mean, covariance, color, sigmas)


