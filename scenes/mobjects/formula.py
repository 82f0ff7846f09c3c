"""Formulas whose named parts light up and take measured numbers under them."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, UP, Animation, Brace, MathTypst, Text, VGroup, VMobject

from scenes import theme
from scenes.mobjects.motion import recolor, spotlight
from scenes.mobjects.text import text


class Formula(MathTypst):
    """Typst mathematics; name parts with `{{ body : name }}` and reach them with `part(name)`."""

    def __init__(self, source: str, size: float, color: str) -> None:
        super().__init__(source, font_size=theme.font_size(size), color=color)
        self.size_px = size
        for sign in self.get_family():  # the parsed SVG path is never read again, and copying it costs 10 ms a sign
            if hasattr(sign, "path_obj"):
                sign.path_obj = None

    def part(self, name: str) -> VGroup:
        """The signs of one named part."""
        return VGroup(*self.select(name))

    def paint(self, **colors: str) -> Formula:
        """Give named parts their colours at once: paint(kl=theme.LATENT)."""
        for name, color in colors.items():
            self.part(name).set_color(color)
        return self

    def lit(self, *names: str, run_time: float = theme.QUICK) -> Animation:
        """Light named parts and dim the rest; without names light all."""
        signs = [m for m in self.get_family() if isinstance(m, VMobject) and len(m.points)]
        chosen = {id(m) for name in names for m in self.part(name).get_family()}
        on = [m for m in signs if not names or id(m) in chosen]
        return spotlight(on, [m for m in signs if names and id(m) not in chosen], run_time)

    def tint(self, name: str, color: str) -> Animation:
        """Change the colour of a named part."""
        return recolor(self.part(name), color)

    def brace(self, name: str, note: str, color: str = theme.MUTED, below: bool = True, size: float = theme.LABEL) -> VGroup:
        """A brace at a named part with a note under (or above) it."""
        side = DOWN if below else UP
        brace = Brace(self.part(name), side, buff=0.12, color=color, sharpness=1.4)
        return VGroup(brace, text(note, size, color).next_to(brace, side, buff=0.12))

    def number(self, name: str, written: str, color: str = theme.TEXT, size: float = theme.BODY, drop: float = 0.35) -> Text:
        """A measured number under a named part."""
        label = text(written, size, color, "SEMIBOLD")
        return label.next_to(self.part(name), DOWN, buff=drop)


def formula(source: str, size: float = theme.HEADING, color: str = theme.TEXT, width: float | None = None) -> Formula:
    """A formula in Typst's notation, em of `size` pixels; `width` (units) is a ceiling."""
    made = Formula(source, size, color)
    if width is not None and made.width > width:
        made.scale(width / made.width)
    return made


def formulas(sources: Sequence[str], size: float = theme.HEADING, buff: float = 0.45) -> VGroup:
    """Several formulas under one another, centred."""
    return VGroup(*[formula(s, size) for s in sources]).arrange(DOWN, buff=buff)
