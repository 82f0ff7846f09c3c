"""Pictures of data: one pixel image with its frame and values, a wall of many as one mobject, a captioned still."""

from __future__ import annotations

from typing import cast

import numpy as np
from manim import DOWN, RIGHT, UP, Group, Mobject, Rectangle, VGroup

from scenes import theme
from scenes.mobjects.raster import Raster, colors_of, with_alpha
from scenes.mobjects.text import mono, paragraph, text


def _rgba(image: np.ndarray, cmap: str, low: float, high: float) -> np.ndarray:
    if image.ndim == 3:  # already coloured: (h, w, 3), floats 0…1 or bytes
        colors = image if image.dtype == np.uint8 else np.rint(np.clip(image, 0, 1) * 255).astype(np.uint8)
        return with_alpha(colors[..., :3])
    return with_alpha(colors_of(image, cmap, low, high))


class PixelImage(Group):
    """A small image with a frame; `image` is the raster, `frame` the border, `caption` the label or None."""

    def __init__(
        self,
        array: np.ndarray,
        height: float,
        color: str,
        label: str | None,
        cmap: str,
        low: float,
        high: float,
    ) -> None:
        """array (h, w) floats or (h, w, 3)."""
        self.array = np.asarray(array)
        self.cmap, self.low, self.high = cmap, low, high
        width = height * self.array.shape[1] / self.array.shape[0]
        self.image = Raster(_rgba(self.array, cmap, low, high), width, height)
        self.frame = Rectangle(width=width, height=height, color=color, stroke_width=theme.LINE)
        self.caption = text(label, theme.LABEL, color).next_to(self.frame, DOWN, buff=0.16) if label else None
        super().__init__(self.image, self.frame, *([self.caption] if self.caption else []))

    def show(self, array: np.ndarray) -> PixelImage:
        """Put another array of the same shape in the frame."""
        self.array = np.asarray(array)
        self.image.put(_rgba(self.array, self.cmap, self.low, self.high))
        return self

    def cell(self, row: int, column: int) -> Rectangle:
        """An outline around one pixel."""
        h, w = self.array.shape[:2]
        side_x, side_y = self.image.width / w, self.image.height / h
        corner = self.image.get_corner(np.array([-1.0, 1.0, 0.0]))
        square = Rectangle(width=side_x, height=side_y, color=theme.ACCENT, stroke_width=theme.LINE)
        return square.move_to(corner + np.array([(column + 0.5) * side_x, -(row + 0.5) * side_y, 0]))

    def read_out(self, rows: slice, columns: slice, height: float = 3.0) -> Group:
        """A magnified patch of the image with the value of each pixel written in it (at most about 6 × 6)."""
        patch = self.array[rows, columns]  # (r, c)
        side = height / patch.shape[0]
        big = Raster(_rgba(patch, self.cmap, self.low, self.high), side * patch.shape[1], height)
        numbers = VGroup()
        for (r, c), value in np.ndenumerate(patch):
            red, green, blue = colors_of(value, self.cmap, self.low, self.high)
            ink = theme.ink_on(f"#{red:02X}{green:02X}{blue:02X}")
            number = mono(f"{value:.2f}".lstrip("0") or "0", theme.SMALL, ink)
            place = big.get_corner(np.array([-1.0, 1.0, 0.0])) + np.array([(c + 0.5) * side, -(r + 0.5) * side, 0])
            numbers.add(number.move_to(place))
        frame = Rectangle(width=big.width, height=big.height, color=theme.ACCENT, stroke_width=theme.LINE)
        return Group(big, numbers, frame)


def pixels(
    array: np.ndarray,
    height: float = 2.0,
    color: str = theme.DATA,
    label: str | None = None,
    cmap: str = "gray",
    low: float = 0.0,
    high: float = 1.0,
) -> PixelImage:
    """A pixel image: array (h, w) floats low…high, or (h, w, 3) colours; frame and label in `color`."""
    return PixelImage(array, height, color, label, cmap, low, high)


class Wall(Raster):
    """Many equal images as one mobject; each tile has its strength (0 hidden … 1) and its outline colour."""

    def __init__(self, images: np.ndarray, columns: int, width: float, gap: int, scale: int, cmap: str) -> None:
        """images (n, h, w) floats 0…1 or (n, h, w, 3); `gap` pixels of the small images between tiles."""
        self.images = np.asarray(images)
        n, self.tile_h, self.tile_w = self.images.shape[:3]
        self.count, self.columns, self.gap, self.enlarge, self.cmap = n, columns, gap, scale, cmap
        self.rows = -(-n // columns)
        self.strength = np.ones(n)
        self.tint: list[str | None] = [None] * n
        self.mixture = np.zeros(n)  # how far each tile is tinted with its colour, 0…1
        pixels_h, pixels_w = self._span(self.rows, self.tile_h), self._span(columns, self.tile_w)
        super().__init__(self.paint(), width, width * pixels_h / pixels_w, smooth=True)

    def _span(self, count: int, side: int) -> int:
        return (count * (side + self.gap) + self.gap) * self.enlarge

    def _box(self, index: int) -> tuple[int, int, int, int]:
        """Top, left, bottom, right of a tile in pixels of the wall's array."""
        row, column = divmod(index, self.columns)
        top = (row * (self.tile_h + self.gap) + self.gap) * self.enlarge
        left = (column * (self.tile_w + self.gap) + self.gap) * self.enlarge
        return top, left, top + self.tile_h * self.enlarge, left + self.tile_w * self.enlarge

    def paint(self) -> np.ndarray:
        """The wall as (h, w, 4) uint8."""
        out = np.zeros((self._span(self.rows, self.tile_h), self._span(self.columns, self.tile_w), 4), np.uint8)
        edge = max(1, self.gap * self.enlarge)
        for i in np.flatnonzero(self.strength > 0):
            top, left, bottom, right = self._box(int(i))
            tile = _rgba(self.images[i], self.cmap, 0, 1).repeat(self.enlarge, 0).repeat(self.enlarge, 1)
            alpha = np.uint8(round(255 * min(self.strength[i], 1.0)))
            if self.tint[i] is not None and self.mixture[i] > 0:
                color = np.array(theme.rgb(cast(str, self.tint[i])), dtype=float)
                out[top - edge : bottom + edge, left - edge : right + edge, :3] = color
                out[top - edge : bottom + edge, left - edge : right + edge, 3] = int(alpha * self.mixture[i])
                shade = tile[..., :3] / 255.0 * color  # white ink takes the colour, black stays black
                tile[..., :3] = tile[..., :3] * (1 - self.mixture[i]) + shade * self.mixture[i]
            tile[..., 3] = alpha
            out[top:bottom, left:right] = tile
        return out

    def redraw(self) -> Wall:
        """Paint the present strengths and tints."""
        self.put(self.paint())
        return self

    def set_tiles(self, which: np.ndarray | list[int] | slice, strength: float | None = None) -> Wall:
        """Set the strength of some tiles and redraw."""
        if strength is not None:
            self.strength[which] = strength
        return self.redraw()

    def mark(self, which: np.ndarray | list[int], color: str, amount: float = 1.0) -> Wall:
        """Tint some tiles and outline them in `color`."""
        for i in np.atleast_1d(np.asarray(which)):
            self.tint[int(i)] = color
            self.mixture[int(i)] = amount
        return self.redraw()

    def show(self, images: np.ndarray) -> Wall:
        """Replace all images; (n, h, w)."""
        self.images = np.asarray(images)
        return self.redraw()

    def place(self, index: int) -> np.ndarray:
        """The middle of a tile, in units."""
        top, left, bottom, right = self._box(index)
        h, w = self.pixel_array.shape[:2]
        corner = self.get_corner(np.array([-1.0, 1.0, 0.0]))
        x, y = (left + right) / 2 / w * self.width, (top + bottom) / 2 / h * self.height
        return corner + np.array([x, -y, 0])

    def tile(self, index: int) -> PixelImage:
        """One tile as a pixel image of its own, standing exactly over its place."""
        height = self.tile_h * self.enlarge / self.pixel_array.shape[0] * self.height
        return pixels(self.images[index], height, theme.PANEL_EDGE, cmap=self.cmap).move_to(self.place(index))

    def outline(self, index: int, color: str = theme.ACCENT) -> Rectangle:
        """A frame around one tile."""
        tile = self.tile(index)
        return Rectangle(width=tile.width, height=tile.height, color=color, stroke_width=theme.THICK).move_to(tile)


def wall(
    images: np.ndarray,
    columns: int,
    width: float = 6.0,
    hidden: bool = False,
    gap: int = 2,
    cmap: str = "gray",
    scale: int | None = None,
) -> Wall:
    """A grid of images (n, h, w) as one mobject; `hidden` starts with no tile shown (see motion.reveal_tiles)."""
    small = columns * (np.asarray(images).shape[2] + gap) + gap  # pixels across
    fitting = int(np.clip(np.ceil(width * theme.PIXELS_PER_UNIT / small), 1, 8))  # about the size on the screen
    grid = Wall(images, columns, width, gap, scale or fitting, cmap)
    return grid.set_tiles(slice(None), 0.0) if hidden else grid


def strip(images: np.ndarray, width: float = 10.0, gap: int = 2, cmap: str = "gray") -> Wall:
    """One row of images (n, h, w): an interpolation, a trajectory, samples at several steps."""
    return wall(images, len(images), width, gap=gap, cmap=cmap)


def still_card(picture: Mobject, caption: str, color: str = theme.DATA, width: float | None = None) -> Group:
    """A card with a picture (any mobject) and one or two lines under it."""
    inner = max(picture.width, width or 0)
    words = paragraph(caption, inner, theme.LABEL, theme.TEXT, align="center").next_to(picture, DOWN, buff=0.22)
    rows = words.original_text.count("\n") + 1
    body = Group(picture, words)
    card = Rectangle(
        width=inner + 0.5,
        height=picture.height + 0.65 + theme.units(theme.LABEL) * 1.3 * rows,
        fill_color=theme.PANEL,
        fill_opacity=1,
        stroke_color=color,
        stroke_width=theme.THIN,
    )
    card.next_to(body.get_top() + UP * 0.25, DOWN, buff=0)
    return Group(card, picture, words)


def beside(*mobjects: Mobject, buff: float = 0.5) -> Group:
    """Mobjects in a row, tops aligned."""
    return Group(*mobjects).arrange(RIGHT, buff=buff, aligned_edge=UP)
