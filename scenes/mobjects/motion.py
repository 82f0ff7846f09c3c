"""The house's animations: fast starts, calm ends; every one is an Animation to hand to `self.play`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from manim import (
    UP,
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    Group,
    ImageMobject,
    LaggedStart,
    Mobject,
    Text,
    Typst,
    VMobject,
    rate_functions,
)
from manim.utils.color import ManimColor

from scenes import theme
from scenes.mobjects.images import PixelImage, Wall
from scenes.mobjects.text import Mono

EASE: Callable[[float], float] = rate_functions.ease_out_cubic  # a third of the way after an eighth of the time
STEADY: Callable[[float], float] = rate_functions.linear  # for things that run: training, drawing curves

_TEXT_FLOOR = 4.7  # contrast that dimmed text keeps
_READABLE: dict[str, float] = {}  # least opacity of each colour of text
_WORD_START, _WORD_TIME = 0.25, 0.08  # a word begins at a share of its strength and takes a share of the run time
_LAST_START = 1 - (1 - _WORD_START) * _WORD_TIME  # a word that begins later would not be there in full at the end


class Sweep(Animation):
    """Calls `apply(value)` with value going from `start` to `end`; all that it changes must be in the mobject's family."""

    def __init__(
        self,
        mobject: Mobject,
        apply: Callable[[float], Any],
        start: float = 0.0,
        end: float = 1.0,
        run_time: float = theme.STEP,
        rate_func: Callable[[float], float] = EASE,
        prepare: Callable[[], Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`prepare` is called when the animation begins: the place to note the state to start from."""
        self.prepare = prepare
        self.apply, self.start_value, self.end_value = apply, start, end
        super().__init__(mobject, run_time=run_time, rate_func=rate_func, introducer=True, **kwargs)

    def begin(self) -> None:
        """Start without a copy of the mobject: nothing is interpolated between copies here."""
        self.starting_mobject = Mobject()
        if self.prepare is not None:
            self.prepare()
        self.interpolate(0)

    def interpolate_mobject(self, alpha: float) -> None:
        """Apply the value of this moment."""
        share = self.rate_func(min(max(alpha, 0.0), 1.0))
        self.apply(self.start_value + (self.end_value - self.start_value) * share)


def together(*animations: Animation) -> AnimationGroup:
    """Animations as one, without the empty group that Manim would leave in the scene."""
    return AnimationGroup(*animations, introducer=True)


def appear(*mobjects: Mobject, rise: float = 0.12, run_time: float = theme.STEP, **kwargs: Any) -> Animation:
    """Fade in, rising a little; several mobjects come together, each as itself (no group is left in the scene)."""
    single = [FadeIn(m, shift=UP * rise, run_time=run_time, rate_func=EASE, **kwargs) for m in mobjects]
    return single[0] if len(single) == 1 else together(*single)


def appear_each(
    mobjects: Iterable[Mobject], lag: float = 0.18, run_time: float = theme.SLOW, rise: float = 0.12
) -> Animation:
    """Fade in one after another; the first starts at once."""
    return LaggedStart(*[appear(m, rise=rise) for m in mobjects], lag_ratio=lag, run_time=run_time, introducer=True)


def vanish(*mobjects: Mobject, run_time: float = theme.QUICK, **kwargs: Any) -> Animation:
    """Fade out, together; what came on its own goes with the group that it was put into meanwhile."""
    target = mobjects[0] if len(mobjects) == 1 else Group(*mobjects)
    return FadeOut(target, run_time=run_time, rate_func=EASE, **kwargs)


def draw(mobject: VMobject, run_time: float = theme.STEP, **kwargs: Any) -> Animation:
    """Draw lines along their length."""
    return Create(mobject, run_time=run_time, rate_func=EASE, **kwargs)


def words(line: Mobject, run_time: float = theme.SLOW, starts: Sequence[float] | None = None) -> Animation:
    """Let a text come word by word; `starts` are shares of the run time at which each word begins (beat.words)."""
    pieces = list(line.submobjects)
    if starts is None:
        starts = [i / max(len(pieces), 1) * 0.85 for i in range(len(pieces))]
    full: list[tuple[float, float]] = []

    def prepare() -> None:
        full[:] = [(m.get_fill_opacity(), m.get_stroke_opacity()) for m in pieces]

    def apply(value: float) -> None:
        for m, begin, (fill, stroke) in zip(pieces, starts, full, strict=False):
            share = float(np.clip((value - begin) / _WORD_TIME + _WORD_START, 0, 1)) if value >= begin else 0.0
            m.set_fill(opacity=fill * share, family=False)
            m.set_stroke(opacity=stroke * share, family=False)

    return Sweep(line, apply, run_time=run_time, rate_func=STEADY, prepare=prepare)


def _plain(word: str) -> str:
    return "".join(c for c in word.lower() if c.isalnum())


def spoken_starts(line: Text, beat: Any, seconds: float) -> list[float]:
    """Shares of `seconds` at which each word of a line is spoken in the beat; words in between are spread evenly."""
    spoken = [(_plain(word), float(at)) for word, at in beat.words]
    written = [_plain(word) for word in line.original_text.split()]
    times: list[float | None] = []
    position = 0
    for word in written:
        hit = next((i for i in range(position, len(spoken)) if spoken[i][0] == word and word), None)
        times.append(spoken[hit][1] if hit is not None else None)
        position = hit + 1 if hit is not None else position
    known = [(i, t) for i, t in enumerate(times) if t is not None]
    if not known or known[0][0] > 0:
        known.insert(0, (0, 0.0))
    rest = len(times) - 1 - known[-1][0]  # words after the last one that was heard
    if rest:
        known.append((len(times) - 1, min(known[-1][1] + 0.25 * rest, seconds * 0.9)))
    spread = np.interp(np.arange(len(times)), *zip(*known, strict=True))
    return [float(np.clip(s / seconds, 0, _LAST_START)) for s in spread]


def say(line: Text, beat: Any = None, run_time: float | None = None) -> Animation:
    """Let a text come with the voice: each word as it is spoken in the beat, the others evenly in between."""
    seconds = run_time or (min(float(beat.left), 10.0) if beat is not None else theme.SLOW)
    return words(line, seconds, spoken_starts(line, beat, seconds) if beat is not None else None)


def _readable_level(mobject: VMobject, level: float, glyph: bool) -> float:
    """The level, raised for text until it keeps its contrast with the background."""
    if not glyph:
        return level
    color = ManimColor(mobject.get_fill_color()).to_hex()[:7]
    if color not in _READABLE:
        grounds = (theme.BACKGROUND, theme.PANEL)
        steps = (s / 40 for s in range(41))
        enough = (s for s in steps if min(theme.contrast(theme.mix(g, color, s), g) for g in grounds) >= _TEXT_FLOOR)
        _READABLE[color] = next(enough, 1.0)
    return max(level, _READABLE[color])


def _glyphs(mobject: Mobject) -> set[int]:
    """Ids of all family members that are letters."""
    texts = [m for m in mobject.get_family() if isinstance(m, Text | Typst | Mono)]
    return {id(g) for t in texts for g in t.get_family()}


def set_strength(mobject: Mobject, level: float) -> Mobject:
    """Show a mobject and its family at a share of its full opacity (text stays readable); 1 restores it."""
    glyphs = _glyphs(mobject)
    for member in mobject.get_family():
        if isinstance(member, VMobject):
            if not hasattr(member, "full_opacity"):
                member.full_opacity = (member.get_fill_opacity(), member.get_stroke_opacity())
            own = 1.0 if level >= 1 else _readable_level(member, level, id(member) in glyphs) if level > 0 else 0.0
            fill, stroke = member.full_opacity
            member.set_fill(opacity=fill * own, family=False)
            member.set_stroke(opacity=stroke * own, family=False)
        elif isinstance(member, ImageMobject):
            member.set_opacity(level)
        member.strength_level = level
    return mobject


def _to_strength(mobject: Mobject, level: float, run_time: float) -> Animation:
    start = [1.0]

    def prepare() -> None:
        start[0] = float(getattr(mobject, "strength_level", 1.0))

    def apply(value: float) -> None:
        set_strength(mobject, start[0] + (level - start[0]) * value)

    return Sweep(mobject, apply, run_time=run_time, prepare=prepare)


def dim(*mobjects: Mobject, level: float = 0.35, run_time: float = theme.QUICK) -> Animation:
    """Step back: what is not spoken of now."""
    return together(*[_to_strength(m, level, run_time) for m in mobjects])


def light(*mobjects: Mobject, run_time: float = theme.QUICK) -> Animation:
    """Step forward again after `dim`."""
    return together(*[_to_strength(m, 1.0, run_time) for m in mobjects])


def spotlight(these: Sequence[Mobject], others: Sequence[Mobject], run_time: float = theme.QUICK) -> Animation:
    """Light some and dim the others in one move."""
    moves = [move(*group, run_time=run_time) for move, group in ((light, these), (dim, others)) if group]
    return together(*moves)


def recolor(mobject: VMobject, color: str, run_time: float = theme.QUICK) -> Animation:
    """Change the colour of lines and letters."""
    parts = [m for m in mobject.get_family() if isinstance(m, VMobject) and len(m.points)]
    before: list[tuple[str, str]] = []

    def prepare() -> None:
        before[:] = [(m.get_fill_color().to_hex()[:7], m.get_stroke_color().to_hex()[:7]) for m in parts]

    def apply(value: float) -> None:
        for m, (fill, stroke) in zip(parts, before, strict=True):
            if m.get_fill_opacity() > 0:
                m.set_fill(theme.mix(fill, color, value), family=False)
            if m.get_stroke_opacity() > 0 and m.get_stroke_width() > 0:
                m.set_stroke(theme.mix(stroke, color, value), family=False)

    return Sweep(mobject, apply, run_time=run_time, prepare=prepare)


def pulse(mobject: Mobject, factor: float = 1.12, run_time: float = theme.STEP) -> Animation:
    """Swell once and come back: "this one"."""
    state = [1.0]

    def apply(value: float) -> None:
        wanted = 1 + (factor - 1) * float(np.sin(np.pi * min(value, 1.0)))
        mobject.scale(wanted / state[0])
        state[0] = wanted

    return Sweep(mobject, apply, run_time=run_time, rate_func=rate_functions.ease_out_sine)


def glide(mobject: Mobject, place: Any, scale: float = 1.0, run_time: float = theme.STEP) -> Animation:
    """Move to a place (point or mobject), scaling on the way."""
    moving = mobject.animate(run_time=run_time, rate_func=EASE)
    return moving.scale(scale).move_to(place) if scale != 1.0 else moving.move_to(place)


def flow(
    thing: Mobject, path: Sequence[Any] | VMobject, run_time: float = theme.STEP, keep: bool = False, shrink: float = 1.0
) -> Animation:
    """Data moving: `thing` travels along points, mobjects or an arrow; it vanishes at the end unless `keep`."""
    if isinstance(path, VMobject):
        places = [path.point_from_proportion(s) for s in np.linspace(0, 1, 24)]
    else:
        places = [p.get_center() if isinstance(p, Mobject) else np.asarray(p, dtype=float) for p in path]
    way = np.array(places, dtype=float)  # (k, 3)
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
    size = [1.0]

    def apply(value: float) -> None:
        at = value * lengths[-1]
        thing.move_to(np.array([np.interp(at, lengths, way[:, i]) for i in range(3)]))
        wanted = 1 + (shrink - 1) * value
        thing.scale(wanted / size[0])
        size[0] = wanted
        ends = min(value / 0.12 + 0.3, 1.0) if keep else min(value / 0.12 + 0.3, (1 - value) / 0.12, 1.0)
        set_strength(thing, max(ends, 0.0))

    return Sweep(thing, apply, run_time=run_time, rate_func=rate_functions.ease_out_sine, remover=not keep)


def swap_image(image: PixelImage, array: np.ndarray, run_time: float = theme.STEP) -> Animation:
    """Blend a pixel image into another array of the same shape (h, w)."""
    old: list[np.ndarray] = []
    new = np.asarray(array, dtype=float)

    def prepare() -> None:
        old[:] = [np.asarray(image.array, dtype=float)]

    def apply(value: float) -> None:
        image.show(old[0] + (new - old[0]) * value)

    return Sweep(image, apply, run_time=run_time, prepare=prepare)


def run_images(image: PixelImage | Wall, arrays: np.ndarray, run_time: float = theme.SLOW) -> Animation:
    """Play a series through: arrays (steps, h, w) in a pixel image, (steps, n, h, w) in a wall; blended between steps."""
    series = np.asarray(arrays, dtype=float)

    def apply(value: float) -> None:
        at = min(value * (len(series) - 1), len(series) - 1 - 1e-9)
        low = int(at)
        image.show(series[low] + (series[min(low + 1, len(series) - 1)] - series[low]) * (at - low))

    return Sweep(image, apply, run_time=run_time, rate_func=STEADY)


def reveal_tiles(
    grid: Wall, order: Sequence[int] | None = None, run_time: float = theme.SLOW, strength: float = 1.0
) -> Animation:
    """Bring the tiles of a wall in, one after another."""
    which = list(order) if order is not None else list(range(grid.count))
    before = np.zeros(grid.count)

    def prepare() -> None:
        before[:] = grid.strength

    def apply(value: float) -> None:
        front = value * (len(which) + 4)
        for rank, index in enumerate(which):
            share = float(np.clip((front - rank + 1) / 4, 0, 1))
            grid.strength[index] = before[index] + (strength - before[index]) * share
        grid.redraw()

    return Sweep(grid, apply, run_time=run_time, rate_func=STEADY, prepare=prepare)


def mark_tiles(grid: Wall, which: Sequence[int], color: str, run_time: float = theme.STEP) -> Animation:
    """Tint and outline some tiles of a wall, in order."""
    chosen = [int(i) for i in which]

    def apply(value: float) -> None:
        for rank, index in enumerate(chosen):
            amount = float(np.clip(value * (len(chosen) + 2) - rank, 0, 1))
            if amount > 0:
                grid.tint[index] = color
                grid.mixture[index] = amount
        grid.redraw()

    return Sweep(grid, apply, run_time=run_time, rate_func=STEADY)


def fade_tiles(grid: Wall, which: Sequence[int], strength: float = 0.2, run_time: float = theme.QUICK) -> Animation:
    """Bring some tiles of a wall to a strength, together."""
    chosen = np.asarray(which, dtype=int)
    before = np.zeros(len(chosen))

    def prepare() -> None:
        before[:] = grid.strength[chosen]

    def apply(value: float) -> None:
        grid.strength[chosen] = before + (strength - before) * value
        grid.redraw()

    return Sweep(grid, apply, run_time=run_time, prepare=prepare)


def morph(mobject: Any, *arrays: np.ndarray, run_time: float = theme.SLOW, steady: bool = False) -> Animation:
    """Blend a state-carrying mobject (bars, heat, scatter, density, grid, …) to new arrays: calls mobject.show(…)."""
    old: list[np.ndarray] = []
    new = [np.asarray(a, dtype=float) for a in arrays]

    def prepare() -> None:
        old[:] = [np.asarray(a, dtype=float) for a in mobject.state()]

    def apply(value: float) -> None:
        mobject.show(*[a + (b - a) * value for a, b in zip(old, new, strict=True)])

    return Sweep(mobject, apply, run_time=run_time, rate_func=STEADY if steady else EASE, prepare=prepare)


morph_points = morph


def run_through(mobject: Any, series: Sequence[np.ndarray], run_time: float = 4.0) -> Animation:
    """Play a recorded series (steps, …) through a mobject with one state array, blended between steps."""
    steps = np.asarray(series, dtype=float)

    def apply(value: float) -> None:
        at = min(value * (len(steps) - 1), len(steps) - 1 - 1e-9)
        low = int(at)
        high = min(low + 1, len(steps) - 1)
        mobject.show(steps[low] + (steps[high] - steps[low]) * (at - low))

    return Sweep(mobject, apply, run_time=run_time, rate_func=STEADY)


def reveal(mobject: Any, fraction: float = 1.0, run_time: float = theme.SLOW, start: float | None = None) -> Animation:
    """Show a scatter's points, a set of curves or a histogram up to a fraction: calls mobject.reveal(fraction)."""
    begin = [0.0]

    def prepare() -> None:
        begin[0] = float(mobject.revealed if start is None else start)

    def apply(value: float) -> None:
        mobject.reveal(begin[0] + (fraction - begin[0]) * value)

    return Sweep(mobject, apply, run_time=run_time, rate_func=STEADY, prepare=prepare)


draw_to = reveal


def color_points(
    cloud: Any, labels: np.ndarray, colors: Sequence[str] = theme.CLASS_COLORS, run_time: float = theme.STEP
) -> Animation:
    """Let a scatter's points take the colours of their labels (n,) int."""
    before: list[np.ndarray] = []
    after = np.array([theme.rgb(c) for c in colors], dtype=float)[np.asarray(labels, int) % len(colors)]

    def prepare() -> None:
        before[:] = [cloud.rgb.copy()]

    def apply(value: float) -> None:
        cloud.recolor(before[0] + (after - before[0]) * value)

    return Sweep(cloud, apply, run_time=run_time, prepare=prepare)


def count_to(readout: Any, value: float, run_time: float = theme.STEP) -> Animation:
    """Let a read-out count to a value."""
    begin = [0.0]

    def prepare() -> None:
        begin[0] = float(readout.value)

    def apply(share: float) -> None:
        readout.show(begin[0] + (value - begin[0]) * share)

    return Sweep(readout, apply, run_time=run_time, prepare=prepare)
