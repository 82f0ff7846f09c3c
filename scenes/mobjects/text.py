"""Lines and paragraphs of text in the house type, set large and scaled down so that the letters stand evenly."""

from __future__ import annotations

from collections.abc import Iterable

from manim import DOWN, LEFT, RIGHT, UP, Text, VGroup

from scenes import theme

_SET_AT = 96.0  # font_size at which text is set; Pango rounds letter positions, which shows when set small


def text(
    content: str,
    size: float = theme.BODY,
    color: str = theme.TEXT,
    weight: str = "NORMAL",
    mono: bool = False,
    width: float | None = None,
) -> Text:
    """One line (or lines split by newlines) with an em of `size` pixels at 1080p; `width` (units) is a ceiling."""
    line = Text(
        content,
        font=theme.MONO if mono else theme.FONT,
        font_size=_SET_AT,
        weight=weight,
        color=color,
        disable_ligatures=True,
    )
    line.scale(theme.font_size(size) / _SET_AT)
    if width is not None and line.width > width:
        line.scale(max(width / line.width, theme.SMALLEST / size))
    return line
