"""Pictures made of an array: one mobject, whatever its size, so that walls, clouds and heat maps draw fast."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, ImageMobject, config
from PIL.Image import Resampling

from scenes import theme

Floats = np.ndarray
Bytes = np.ndarray

# Colour maps as (positions, colours); linear in sRGB between the stops, from the background upwards.
_MAPS: dict[str, tuple[str, ...]] = {
    "gray": ("#000000", "#FFFFFF"),
    "data": ("#0F1420", "#2B4F85", theme.DATA, "#F2F5FA"),
    "latent": ("#0F1420", "#6B5B12", theme.LATENT, "#FFF9C9"),
    "fake": ("#0F1420", "#7A431A", theme.GENERATOR, "#FFF1E0"),
    "heat": ("#0F1420", "#3A2F7A", "#9A3F8F", "#F0626B", "#FEA354", "#FFF3B0"),
    "good": ("#0F1420", "#12604A", theme.GOOD, "#E6FFF7"),
    "signed": (theme.NEGATIVE, "#5A3F2A", "#161D2C", "#2F4A73", theme.POSITIVE),
}


_STEPS = 1024


def colors_of(values: Floats, cmap: str = "gray", low: float = 0.0, high: float = 1.0) -> Bytes:
    """Values of any shape to (…, 3) uint8 by a named map: gray, data, latent, fake, heat, good, signed."""
    scaled = (np.asarray(values, dtype=np.float32) - low) * np.float32((_STEPS - 1) / max(high - low, 1e-12))
    index = np.clip(np.rint(scaled), 0, _STEPS - 1).astype(np.intp)
    return _table(cmap)[index]


@lru_cache(maxsize=16)
def _table(cmap: str) -> Bytes:
    """A map as a table of colours, (1024, 3) uint8."""
    stops = np.array([theme.rgb(c) for c in _MAPS[cmap]], dtype=float)  # (k, 3)
    at = np.linspace(0, len(stops) - 1, _STEPS)
    channels = [np.interp(at, np.arange(len(stops)), stops[:, i]) for i in range(3)]
    return np.rint(np.stack(channels, 1)).astype(np.uint8)


def signed_colors(values: Floats, limit: float | None = None) -> Bytes:
    """Signed values to (…, 3) uint8: orange below zero, blue above, dark at zero."""
    reach = float(limit if limit is not None else max(np.abs(values).max(initial=0), 1e-9))
    return colors_of(values, "signed", -reach, reach)


def with_alpha(colors: Bytes, alpha: Floats | float = 1.0) -> Bytes:
    """(h, w, 3) uint8 and alpha 0…1 to (h, w, 4) uint8."""
    full = np.broadcast_to(np.rint(np.asarray(alpha, dtype=float) * 255), colors.shape[:2])
    return np.concatenate([colors, full[..., None].astype(np.uint8)], axis=2)


def pixel_size(width: float, height: float) -> tuple[int, int]:
    """(width, height) in pixels of the picture being made, of an area given in units."""
    scale = config.pixel_height / config.frame_height
    return max(round(width * scale), 2), max(round(height * scale), 2)


class Raster(ImageMobject):
    """An image of the given size in units whose array can be replaced while it is shown."""

    def __init__(self, rgba: Bytes, width: float, height: float, smooth: bool = False, **kwargs: Any) -> None:
        """rgba (h, w, 4) uint8; `smooth` blends between cells, else every cell stays a sharp rectangle."""
        super().__init__(rgba, **kwargs)
        self.set_resampling_algorithm(Resampling.BILINEAR if smooth else Resampling.NEAREST)
        self.stretch_to_fit_width(width)
        self.stretch_to_fit_height(height)

    def put(self, rgba: Bytes) -> Raster:
        """Show another array (h, w, 4) uint8 in the same place, at the present opacity."""
        self.orig_alpha_pixel_array = rgba[..., 3].copy()
        self.pixel_array = rgba.copy()
        if self.stroke_opacity < 1:
            self.pixel_array[..., 3] = self.orig_alpha_pixel_array * self.stroke_opacity
        return self


class Live(Raster):
    """A raster that draws itself from its state: subclasses implement `paint` and call `redraw` after a change."""

    def __init__(self, width: float, height: float, smooth: bool = True) -> None:
        self.pixels_wide, self.pixels_high = pixel_size(width, height)
        super().__init__(self.paint(), width, height, smooth)

    def paint(self) -> Bytes:
        """The present state as (pixels_high, pixels_wide, 4) uint8."""
        raise NotImplementedError

    def redraw(self) -> Live:
        """Paint the present state."""
        self.put(self.paint())
        return self


def corners(mobject: ImageMobject) -> tuple[np.ndarray, np.ndarray]:
    """Lower left and upper right corner of an image, in units."""
    return mobject.get_corner(DOWN + LEFT), mobject.get_corner(UP + RIGHT)
