"""Language models on screen: tokens as chips, the distribution over the next one, attention as matrix and as arcs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, UP, ArcBetweenPoints, Dot, Rectangle, RoundedRectangle, VGroup

from scenes import theme
from scenes.mobjects.text import mono, text
from scenes.mobjects.vectors import Matrix, matrix


def visible(token: str) -> str:
    """A token as it is written on a chip: spaces and newlines become signs."""
    return token.replace(" ", "·").replace("\n", "¶")


class Tokens(VGroup):
    """A row of chips that wraps; `chip(i)` is one, `add_token` sets another behind the last."""

    def __init__(self, tokens: Sequence[str], size: float, width: float, color: str) -> None:
        super().__init__()
        self.size, self.wide, self.ink = size, width, color
        self.tokens: list[str] = []
        self.start = Dot(radius=0.001, fill_opacity=0)
        self.add(self.start)
        for token in tokens:
            self.add_token(token)

    @property
    def chips(self) -> list[VGroup]:
        """All chips in order."""
        return list(self.submobjects[1:])

    def chip(self, index: int) -> VGroup:
        """One chip: a box and its word."""
        return self.chips[index]

    def add_token(self, token: str, color: str | None = None) -> VGroup:
        """Append a chip and return it, to let it appear."""
        word = mono(visible(token), self.size, color or theme.TEXT)
        high = theme.units(self.size) * 1.75
        shell = RoundedRectangle(
            width=max(word.advance * word.cells + 0.26, high * 0.75),
            height=high,
            corner_radius=0.1,
            stroke_color=color or self.ink,
            stroke_width=theme.THIN,
            fill_color=theme.PANEL,
            fill_opacity=1,
        )
        ink = word.advance * word.cells  # a new Mono stands on y = 0 with its first cell at x = 0
        word.shift(np.array([-ink / 2, -theme.units(self.size) * 0.33, 0]))
        made = VGroup(shell, word)
        self._put(made)
        self.tokens.append(token)
        self.add(made)
        return made

    def _put(self, made: VGroup) -> None:
        """Place a chip behind the last one, or at the head of a new line."""
        left, top = self.start.get_center()[:2]
        high = made[0].height
        if not self.chips:
            made.shift(np.array([left, top, 0]) - made[0].get_corner(UP + LEFT))
            return
        last = self.chips[-1][0]
        x, y = last.get_right()[0] + 0.1, last.get_top()[1]
        if x + made[0].width - left > self.wide:
            x, y = left, y - high - 0.14
        made.shift(np.array([x, y, 0]) - made[0].get_corner(UP + LEFT))


def tokens(
    pieces: Sequence[str], size: float = theme.LABEL, width: float = theme.STAGE_WIDTH, color: str = theme.PANEL_EDGE
) -> Tokens:
    """A row of token chips, wrapped at `width` units; spaces are shown as ·."""
    return Tokens(pieces, size, width, color)


class Distribution(VGroup):
    """Candidates for the next token with their probabilities as bars; `show(probabilities)` moves them."""

    def __init__(self, names: Sequence[str], probabilities: np.ndarray, width: float, size: float, color: str) -> None:
        """probabilities (n,), shown in the order given."""
        super().__init__()
        self.values = np.asarray(probabilities, dtype=float)
        self.words, self.fills, self.shares = VGroup(), VGroup(), VGroup()
        self.step = theme.units(size) * 1.7
        cells = max(len(visible(n)) for n in names)
        advance = theme.units(size) * 0.6
        self.left = cells * advance + 0.25
        self.length = width - self.left - 5 * advance - 0.15
        self.size = size
        self.origin = Dot(radius=0.001, fill_opacity=0)
        self.add(self.origin, self.words, self.fills, self.shares)
        for i, name in enumerate(names):
            y = -(i + 0.5) * self.step
            word = mono(visible(name), size, theme.TEXT)
            ground = y - 0.36 * theme.units(size)
            self.words.add(word.shift([self.left - 0.25 - word.advance * word.cells, ground, 0]))
            self.fills.add(Rectangle(width=1, height=self.step * 0.62, stroke_width=0, fill_color=color, fill_opacity=1))
            self.shares.add(VGroup())
        self.show(self.values)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the probabilities (n,)."""
        return (self.values,)

    def show(self, probabilities: np.ndarray) -> Distribution:
        """Draw other probabilities (n,); a full bar is 1."""
        self.values = np.asarray(probabilities, dtype=float)
        x0, y0, _ = self.origin.get_center()
        for i, value in enumerate(self.values):
            wide = max(float(np.clip(value, 0, 1)) * self.length, 0.02)
            y = y0 - (i + 0.5) * self.step
            self.fills[i].stretch_to_fit_width(wide).move_to([x0 + self.left + wide / 2, y, 0])
            digits = mono(f"{value * 100:.0f} %", self.size, theme.MUTED)
            ground = y - 0.36 * theme.units(self.size)
            self.shares[i].submobjects = [digits.shift([x0 + self.left + wide + 0.12, ground, 0])]
        return self

    def frame(self, index: int, color: str = theme.ACCENT) -> Rectangle:
        """An outline around one row: the token that was drawn."""
        row = VGroup(self.words[index], self.fills[index], self.shares[index])
        box = Rectangle(width=row.width + 0.2, height=self.step * 0.9, color=color, stroke_width=theme.LINE)
        return box.move_to([row.get_x(), self.fills[index].get_y(), 0])


def distribution(
    names: Sequence[str],
    probabilities: np.ndarray,
    width: float = 5.0,
    size: float = theme.LABEL,
    color: str = theme.GENERATOR,
) -> Distribution:
    """A distribution over tokens: name, bar and percentage of each of n candidates."""
    return Distribution(names, probabilities, width, size, color)


def attention_matrix(weights: np.ndarray, pieces: Sequence[str], cell: float = 0.45) -> Matrix:
    """One head's weights (T, T) as a heat map; rows look, columns are looked at."""
    names = [visible(p) for p in pieces]
    return matrix(weights, names, names, cell, "latent", 1.0)


def attention_arcs(
    row: Tokens, weights: np.ndarray, looking: int, color: str = theme.LATENT, least: float = 0.02
) -> VGroup:
    """Arcs from one chip to those it looks at: weights (T,) set their width and strength."""
    arcs = VGroup()
    source = row.chip(looking)[0].get_top()
    for i, weight in enumerate(np.asarray(weights, dtype=float)):
        if weight < least or i >= len(row.chips):
            continue
        target = row.chip(i)[0].get_top()
        if i == looking:
            loop = Dot(source + UP * 0.16, radius=0.05 + 0.09 * weight, color=color, fill_opacity=0.35 + 0.65 * weight)
            arcs.add(loop)
            continue
        bend = min(1.9, 0.7 + 0.3 * abs(i - looking)) * (1 if i < looking else -1)
        arc = ArcBetweenPoints(source, target, angle=bend, color=color)
        arcs.add(arc.set_stroke(width=1.5 + 9 * weight, opacity=0.35 + 0.65 * weight).set_fill(opacity=0))
    return arcs


def attention_lines(upper: Tokens, lower: Tokens, weights: np.ndarray, color: str = theme.LATENT) -> VGroup:
    """Lines between two rows of chips for a head's weights (T, T): upper row looks at lower row."""
    lines = VGroup()
    for (i, j), weight in np.ndenumerate(np.asarray(weights, dtype=float)):
        if weight < 0.03:
            continue
        a, b = upper.chip(i)[0].get_bottom(), lower.chip(j)[0].get_top()
        line = ArcBetweenPoints(a, b, angle=0.001, color=color)
        lines.add(line.set_stroke(width=1 + 8 * weight, opacity=0.3 + 0.7 * weight).set_fill(opacity=0))
    return lines


def merge_rows(rows: Sequence[Sequence[str]], size: float = theme.LABEL) -> VGroup:
    """Steps of a tokeniser under one another: the same text in fewer and fewer pieces."""
    made = VGroup(*[tokens(r, size, width=100) for r in rows]).arrange(DOWN, buff=0.3)
    for row in made:
        row.align_to(made, LEFT)
    return made


def caption_under(chip: VGroup, words: str, color: str = theme.MUTED) -> VGroup:
    """A small word under a chip: its number, its part of speech."""
    return VGroup(text(words, theme.SMALL, color).next_to(chip, DOWN, buff=0.12))
