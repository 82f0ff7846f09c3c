"""Section 9, the challenges: a GAN that forgets seven of eight clusters, a training that never finds its balance."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, DashedLine, Dot, Group, Line, Rectangle, VGroup

from scenes import theme
from scenes.mobjects.cards import card, cards, heading, panel, panels, question_card
from scenes.mobjects.icons import icon
from scenes.mobjects.images import Wall, pixels, strip, wall
from scenes.mobjects.motion import (
    STEADY,
    Sweep,
    appear,
    appear_each,
    dim,
    glide,
    light,
    morph,
    pulse,
    reveal,
    reveal_tiles,
    run_images,
    run_through,
    vanish,
)
from scenes.mobjects.networks import arrow, block, discriminator, generator
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import Columns, columns, curves
from scenes.mobjects.points import scatter
from scenes.mobjects.text import mono, set_middle, stack, text
from scenes.stage import Beat, FrameScene

REACH = 2.9  # half the side of the square around the ring that is drawn
D_AND_G = (theme.DISCRIMINATOR, theme.GENERATOR)


def ring_plane(side: float, place: tuple[float, float]) -> Plane:
    """A square around the ring, without ticks; `place` is its middle."""
    area = plane((-REACH, REACH), (-REACH, REACH), side, side, x_ticks=[], y_ticks=[])
    area.axes.set_opacity(0)
    return area.shift(np.array([*place, 0.0]) - area.area.get_center())


def put(area: Plane, x: float, y: float) -> Plane:
    """Move a plane until the middle of its area is at a place."""
    return area.shift(np.array([x, y, 0.0]) - area.area.get_center())


def standing(bars: Columns, x: float, y: float) -> Columns:
    """Move columns until the middle of their ground is at a place, however high they stand."""
    bars.shift(np.array([x, y, 0.0]) - bars.ground.get_center())
    return bars


def between(series: np.ndarray, at: float) -> np.ndarray:
    """A recorded series (m, …) at a fractional index, blended between two moments."""
    low = min(int(at), len(series) - 2)
    return np.asarray(series[low] + (series[low + 1] - series[low]) * (at - low))


class Film(Group):
    """A run on the ring: the data, its points and a step counter.

    `at(i)` shows the recorded moment i (a fraction blends two).
    """

    def __init__(self, area: Plane, real: np.ndarray, points: np.ndarray, step: np.ndarray) -> None:
        """real (n, 2); points (m, n, 2), step (m,): what was recorded."""
        self.points_by_moment, self.step_by_moment = points, step
        self.cloud = scatter(area, real, color=theme.REAL, radius=5, opacity=0.55)
        self.swarm = scatter(area, points[0], color=theme.FAKE, radius=6)
        self.counter = VGroup()
        self.place = area.area.get_corner(UP + LEFT) + RIGHT * 0.1 + DOWN * 0.2
        super().__init__(self.cloud, self.swarm, self.counter)
        self.at(0.0)

    def at(self, moment: float) -> None:
        """Show the recorded moment."""
        self.swarm.show(between(self.points_by_moment, moment))
        step = round(float(between(self.step_by_moment.astype(float), moment)))
        words = mono(f"step {step:>4}", theme.SMALL, theme.TEXT)
        self.counter.submobjects = [words.move_to(self.place, aligned_edge=LEFT)]


def lamps(covered: int, count: int = 8, radius: float = 0.2) -> VGroup:
    """So many of eight lamps lit: clusters covered."""
    lit = [Circle(radius, color=theme.FAKE, stroke_width=theme.LINE) for _ in range(count)]
    for k, lamp in enumerate(lit):
        lamp.set_fill(theme.FAKE, 1.0 if k < covered else 0.0)
        if k >= covered:
            lamp.set_stroke(theme.FAINT)
    return VGroup(*lit).arrange(RIGHT, buff=0.16)


def count_of_eight(covered: int, size: float = theme.TITLE) -> VGroup:
    """'1 of 8 clusters' over its lamps."""
    line = text(f"{covered} of 8 clusters", size, theme.FAKE, "SEMIBOLD")
    return VGroup(line, lamps(covered)).arrange(DOWN, buff=0.25)


# --- 9.1 --------------------------------------------------------------------------------------------------------


class Introduction(FrameScene):
    """Generative modelling works on the ring of points until it loses them: two troubles, side by side."""

    def construct(self) -> None:
        t = self.trace  # real (5, 28, 28)  made (10, 28, 28)  ring, drawn (400, 2)  points (m, 400, 2)  loss (200,)
        with self.cue("samples"):
            self.look_almost_easy(t)
        with self.cue("apprentice"):
            self.a_year_of_paintings(t)
        with self.cue("paintings") as beat:
            self.share_and_differ(t, beat)
        with self.cue("modelling"):
            self.draw_more(t)
        with self.cue("fails"):
            self.lose_some(t)
        with self.cue("split"):
            self.split()
        with self.cue("collapse") as beat:
            self.left_half(t, beat)
        with self.cue("instability") as beat:
            self.right_half(t, beat)
        with self.cue("questions"):
            self.ask()
        with self.cue("guess"):
            self.one_digit(t)
        with self.cue("answer"):
            self.its_copies(t)

    def look_almost_easy(self, t: Any) -> None:
        """Real digits above, generated ones below."""
        upper, lower = strip(t.real, 9.4), strip(t.made, 12.6)
        upper.move_to([0, 1.15, 0])
        lower.move_to([0, -1.75, 0])
        names = VGroup(
            text("written by people", theme.BODY, theme.REAL, "SEMIBOLD").move_to([0, 2.5, 0]),
            text("drawn by two of our models", theme.BODY, theme.FAKE, "SEMIBOLD").move_to([0, -0.75, 0]),
        )
        self.play(appear(upper, names[0], run_time=theme.QUICK))
        self.play(appear(names[1], lower))

    def a_year_of_paintings(self, t: Any) -> None:
        """A gallery of real digits on the left; an empty canvas on the right."""
        self.gallery = wall(t.paintings, 6, 6.4).move_to([-3.2, -0.1, 0])
        canvas = Rectangle(width=3.7, height=3.7, stroke_color=theme.FAKE, stroke_width=theme.THICK)
        canvas.set_fill(theme.PANEL, 1).move_to([4.4, 0.75, 0])
        painter = icon("person", 2.2, theme.TEXT).move_to([1.4, -1.75, 0])
        tools = icon("palette", 1.2, theme.FAKE).move_to([3.2, -2.05, 0])
        self.play(vanish(*self.on_stage, run_time=0.3), appear(self.gallery, run_time=0.3))
        self.play(appear(painter, tools, canvas))

    def share_and_differ(self, t: Any, beat: Beat) -> None:
        """The mean of each class, and under it the pixels in which its digits differ."""
        means, spreads = strip(t.means, 12.7), strip(t.spreads, 12.7, cmap="heat")
        means.move_to([0, 0.95, 0])
        spreads.move_to([0, -1.75, 0])
        names = [
            text(words, theme.BODY, theme.TEXT, "SEMIBOLD").move_to([0, y, 0])
            for words, y in (("what they share: the mean of each class", 2.2), ("how they differ: the spread around it", -0.5))
        ]
        self.play(vanish(*self.on_stage, run_time=0.3), appear(means, names[0], run_time=0.4))
        beat.hold_until(beat.left * 0.45)
        self.play(appear(spreads, names[1]))

    def draw_more(self, t: Any) -> None:
        """Data as points; then as many new ones from a model among them."""
        area = ring_plane(5.7, (-2.6, -0.08))
        self.given = scatter(area, t.ring, color=theme.REAL, radius=6, opacity=0.7)
        self.new = scatter(area, t.drawn, color=theme.FAKE, radius=6).reveal(0.0)
        self.names = VGroup(
            text("the data", theme.HEADING, theme.REAL, "SEMIBOLD"),
            text("drawn by a model", theme.HEADING, theme.FAKE, "SEMIBOLD"),
        )
        self.names.arrange(DOWN, buff=0.5, aligned_edge=LEFT).move_to([3.6, 0.4, 0])
        self.play(vanish(*self.on_stage, run_time=0.3), appear(self.given, self.names[0], run_time=0.3))
        self.play(appear(self.names[1], run_time=0.3), reveal(self.new, 1.0, run_time=2.0))

    def lose_some(self, t: Any) -> None:
        """Another model's points, trained on the same data: seven clusters are gone."""
        lost = text("another model, same data", theme.BODY, theme.BAD).next_to(self.names, DOWN, buff=0.6, aligned_edge=LEFT)
        self.play(morph(self.new, t.points[-1], run_time=1.2), appear(lost, run_time=theme.QUICK))

    def split(self) -> None:
        """Two halves, still empty."""
        self.halves = panels(["Mode collapse", "Training instability"], (theme.FAKE, theme.LOSS))
        self.play(vanish(*self.on_stage, run_time=0.3), appear(self.halves, rise=0, run_time=0.4))

    def left_half(self, t: Any, beat: Beat) -> None:
        """The collapsing run, in small."""
        x = self.halves.inside(0).get_x()
        area = ring_plane(3.1, (x, 0.35))
        data = scatter(area, t.ring, color=theme.REAL, radius=4, opacity=0.5)
        swarm = scatter(area, t.points[8], color=theme.FAKE, radius=5)
        self.play(appear(data, swarm, rise=0, run_time=0.1))
        self.play(run_through(swarm, t.points[8:24], run_time=min(4.0, beat.left * 0.7)))
        self.left_content = Group(data, swarm)

    def right_half(self, t: Any, beat: Beat) -> None:
        """The swinging loss."""
        x = self.halves.inside(1).get_x()
        area = plane((0, float(t.loss_steps[-1])), (0, float(t.loss.max()) * 1.05), 4.5, 2.9, x_ticks=[], y_ticks=[])
        line = curves(put(area, x - 0.35, 0.35), {"loss": t.loss}, (theme.LOSS,), x=t.loss_steps, hidden=True)
        self.play(appear(area, line, run_time=0.3))
        self.play(reveal(line, 1.0, run_time=min(3.5, beat.left * 0.7)))

    def ask(self) -> None:
        """The same three questions in both halves."""
        asked = ("What happens?", "What does it cost?", "What helps?")
        self.asked = VGroup()
        for k in (0, 1):
            x = self.halves.inside(k).get_x()
            lines = [text(words, theme.BODY, theme.TEXT).set_x(x) for words in asked]
            self.asked.add(VGroup(*[set_middle(line, -1.6 - 0.5 * row) for row, line in enumerate(lines)]))
        for left, right in zip(*self.asked, strict=True):
            self.play(appear(left, right, run_time=0.6))

    def one_digit(self, t: Any) -> None:
        """One good digit, and nothing beside it."""
        self.single = pixels(t.single, 3.0, theme.FAKE).move_to([0, -0.2, 0])
        self.play(
            vanish(*self.others(self.halves), run_time=0.3), dim(self.halves, run_time=0.3), appear(self.single, run_time=0.3)
        )
        mark = text("?", 150, theme.ACCENT, "BOLD").next_to(self.single, RIGHT, buff=0.8)
        self.play(appear(mark))
        self.mark = mark

    def its_copies(self, t: Any) -> None:
        """Its copies fill the half of mode collapse."""
        x = self.halves.inside(0).get_x()
        copies = wall(np.repeat(t.single[None], 30, 0), 6, 5.4, hidden=True).move_to([x, -0.35, 0])
        first = copies.tile(0)
        self.play(
            light(self.halves[0][0], self.halves[1][0]),
            vanish(self.mark, run_time=0.3),
            glide(self.single, first, first.height / self.single.height, run_time=0.6),
        )
        self.play(reveal_tiles(copies, run_time=1.6))


# --- 9.2 --------------------------------------------------------------------------------------------------------

_CAT = """
.#.......#.
.##.....##.
.#########.
###########
##..###..##
###########
#####.#####
.###...###.
..#######..
....###....
"""
_DOG = """
...#####...
.#########.
###########
####.#.####
####.#.####
###########
##.#####.##
##.##.##.##
.#..###..#.
....###....
"""
_BIRD = """
....###....
...#####...
..##.####..
########...
..########.
...########
...########
....#######
.....####..
.....#.#...
"""
ANIMALS = ("dogs", "cats", "birds")
ANIMAL_COLORS = theme.CLASS_COLORS[:3]


def animal(kind: int) -> np.ndarray:
    """A pictogram of a dog, a cat or a bird in its colour, (12, 13, 3)."""
    rows = (_DOG, _CAT, _BIRD)[kind].split()
    shape = np.pad(np.array([[c == "#" for c in row] for row in rows], dtype=float), 1)
    ground, ink = (np.array(theme.rgb(c)) / 255 for c in (theme.PANEL, ANIMAL_COLORS[kind]))
    return np.asarray(ground + (ink - ground) * shape[..., None])


def animals(kinds: list[int], across: int, width: float, hidden: bool = False) -> Wall:
    """Many animals as a wall."""
    return wall(np.stack([animal(k) for k in kinds]), across, width, hidden, gap=1, scale=3)


class ModeCollapse(FrameScene):
    """Eight clusters go in; the generator's swarm hops from one to the next and covers one, until a penalty holds it."""

    def construct(self) -> None:
        t = self.trace  # real (400, 2)  step (81,)  points (81, 400, 2)  covered (81,)  shares (81, 8)  remedy_…
        with self.cue("animals"):
            self.equally_many()
        with self.cue("cats") as beat:
            self.hundred_cats(beat)
        with self.cue("collapse"):
            self.name_it()
        with self.cue("ring"):
            self.eight_clusters(t)
        with self.cue("particles") as beat:
            self.swarm_learns(t, beat)
        with self.cue("jump") as beat:
            self.swarm_jumps(t, beat)
        with self.cue("diversity"):
            self.one_bar(t)
        with self.cue("remedies") as beat:
            self.list_remedies(t, beat)
        with self.cue("wasserstein") as beat:
            self.smoother_feedback(t, beat)
        with self.cue("ours") as beat:
            self.mark_ours(t, beat)
        with self.cue("remedy") as beat:
            self.second_run(t, beat)
        with self.cue("rates"):
            self.what_was_changed(t)

    def equally_many(self) -> None:
        """The training set: dogs, cats and birds, twelve of each."""
        self.training = animals([k for k in (0, 1, 2) for _ in range(12)], 6, 4.1).move_to([-4.3, 0.55, 0])
        self.training_name = text("training set", theme.BODY, theme.REAL, "SEMIBOLD").move_to([-4.3, 2.62, 0])
        self.training.shift(UP * (2.3 - self.training.get_top()[1]))
        self.inward = standing(columns(ANIMALS, np.ones(3) / 3, 3.4, 0.75, ANIMAL_COLORS, limit=1.0), -4.3, -2.6)
        self.play(appear(self.training, self.training_name, run_time=theme.QUICK))
        self.play(appear(self.inward))

    def hundred_cats(self, beat: Beat) -> None:
        """A hundred images come out of the generator; all are cats."""
        maker = generator(width=2.5, height=2.0).move_to([-0.2, 0.6, 0])
        self.output = animals([1] * 100, 10, 4.1, hidden=True).move_to([4.2, 0, 0])
        self.output.shift(UP * (2.3 - self.output.get_top()[1]))
        name = text("100 images from the generator", theme.BODY, theme.FAKE, "SEMIBOLD", width=5.2).move_to([4.0, 2.62, 0])
        links = VGroup(arrow([-2.1, 0.6, 0], maker.entry), arrow(maker.exit, [1.95, 0.6, 0]))
        self.play(appear(maker, links, name, run_time=0.3))
        self.play(reveal_tiles(self.output, run_time=min(3.0, beat.left * 0.4)))
        self.outward = standing(columns(ANIMALS, np.ones(3) / 3, 3.4, 0.75, ANIMAL_COLORS, limit=1.0), 4.2, -2.6)
        beat.hold_until(beat.left * 0.6)
        self.play(appear(self.outward, run_time=theme.QUICK))

    def name_it(self) -> None:
        """Two of the three bars fall to nothing."""
        name = heading("mode collapse", theme.ACCENT).move_to([0, -2.0, 0])
        self.play(appear(name, run_time=0.3), morph(self.outward, np.array([0.0, 1.0, 0.0]), run_time=1.0))

    def eight_clusters(self, t: Any) -> None:
        """The real data: eight clusters on a ring."""
        area = ring_plane(5.5, (-3.2, -0.08))
        self.film = Film(area, t.real, t.points, t.step)
        words = text("the data: eight clusters", theme.HEADING, theme.REAL, "SEMIBOLD").move_to([3.5, 2.3, 0])
        self.caption = words
        bars = columns([str(k + 1) for k in range(8)], np.full(8, 1 / 8), 5.6, 3.3, theme.REAL, limit=1.0)
        self.real_bars = bars
        standing(self.real_bars, 3.5, -2.2)
        self.play(vanish(*self.on_stage, run_time=0.3), appear(self.film.cloud, words, rise=0, run_time=0.3))
        self.play(appear(self.real_bars))

    def swarm_learns(self, t: Any, beat: Beat) -> None:
        """The generator's points begin to move; bars count where they are."""
        names = [str(k + 1) for k in range(8)]
        self.bars = standing(columns(names, t.shares[0], 5.6, 3.3, theme.FAKE, limit=1.0), 3.5, -2.2)
        even = DashedLine(*self.level(1 / 8), color=theme.REAL, stroke_width=theme.LINE)
        note = text("data", theme.SMALL, theme.REAL).next_to(even, LEFT, buff=0.12)
        self.even = VGroup(even, note)
        points = text("the generator's points", theme.HEADING, theme.FAKE, "SEMIBOLD").move_to(self.caption)
        self.play(
            vanish(self.real_bars, self.caption, run_time=0.25),
            appear(self.film.swarm, self.film.counter, self.bars, self.even, points, rise=0, run_time=0.25),
        )
        self.caption = points
        self.halfway = self.seated(t, 24)
        self.play(self.play_film(t, 0, self.halfway, beat.left * 0.75))

    def seated(self, t: Any, before: int) -> float:
        """The last early moment in which the swarm covers a cluster and its middle lies well inside the square."""
        inside = np.abs(t.points[:before].mean(1)).max(1) < REACH * 0.8
        seated = np.flatnonzero(inside & (t.covered[:before] > 0))
        return float(seated[-1] if len(seated) else before)

    def level(self, share: float) -> tuple[np.ndarray, np.ndarray]:
        """The ends of a level line at a share over the bars."""
        ground = self.bars.ground
        rise = UP * share * self.bars.high
        return ground.get_left() + rise, ground.get_right() + rise

    def play_film(self, t: Any, start: float, end: float, seconds: float) -> Sweep:
        """Points, counter and bars through the recorded moments."""

        def show(value: float) -> None:
            at = start + (end - start) * value
            self.film.at(at)
            self.bars.show(between(t.shares, at))

        return Sweep(Group(self.film, self.bars), show, run_time=seconds, rate_func=STEADY)

    def swarm_jumps(self, t: Any, beat: Beat) -> None:
        """From cluster to cluster, to the last step; how many are covered is drawn over the steps."""
        last = float(t.step[-1])
        area = put(plane((0, last), (0, 8), 5.4, 3.2, "step", "clusters covered", y_ticks=[0, 2, 4, 6, 8]), 3.5, -0.5)
        line = curves(area, {"GAN": t.covered}, (theme.FAKE,), x=t.step, hidden=True)
        start, end = self.halfway, float(len(t.step) - 1)

        def show(value: float) -> None:
            at = start + (end - start) * value**1.5
            self.film.at(at)
            line.reveal(float(between(t.step.astype(float), at)) / last)

        show(0.0)
        self.play(vanish(self.bars, self.even, self.caption, run_time=0.25), appear(area, rise=0, run_time=0.25))
        line.names.set_opacity(0)
        self.play(Sweep(Group(self.film, line), show, run_time=beat.left * 0.85, rate_func=STEADY))
        self.total = count_of_eight(int(t.covered_collapsed), theme.HEADING).move_to([3.5, 2.3, 0])
        self.play(appear(self.total, run_time=0.4))
        self.graph = Group(area, line)

    def one_bar(self, t: Any) -> None:
        """Nearly everything in one bar; the lack in the others is marked."""
        self.bars.show(t.shares[-1])
        top = int(t.shares[-1].argmax())
        missing = VGroup()
        for k in range(8):
            if k != top:
                missing.add(
                    icon("cross", 0.42, theme.BAD)
                    .move_to(self.bars.ground.get_center() + UP * 0.9)
                    .set_x(self.bars.fills[k].get_x())
                )
        amount = text(f"{float(t.shares[-1][top]):.0%}", theme.BODY, theme.FAKE, "BOLD")
        amount.next_to(self.bars.fills[top], RIGHT if top < 7 else LEFT, buff=0.12).align_to(self.bars.fills[top], UP)
        self.marks = VGroup(missing, amount)
        going = list(self.graph)
        self.play(vanish(*going, run_time=0.2), appear(self.bars, self.even, self.marks, rise=0, run_time=0.2))

    def list_remedies(self, t: Any, beat: Beat) -> None:
        """Three remedies, each with its sign; the end of the plain run plays again beside them."""
        entries = (
            ("people", "Minibatch discrimination", "a whole batch is judged"),
            ("eye", "Unrolled GAN", "looks a few steps ahead"),
            ("cloud", "Instance noise", "blurs real and fake alike"),
        )
        self.rows = VGroup(*[self.row(*entry) for entry in entries]).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        self.rows.move_to([0.0, 2.75, 0], aligned_edge=LEFT + UP)
        note = text("without a remedy, once more", theme.LABEL, theme.MUTED).move_to([-3.2, -2.95, 0])
        going = (self.total, self.bars, self.even, self.marks)
        self.play(vanish(*going, run_time=0.3), appear(self.rows[0], note, run_time=0.3))
        third = beat.left / 3
        self.play(self.replay(t, 0.6, 0.67, third))
        for k in (1, 2):
            self.play(appear(self.rows[k], run_time=0.5), self.replay(t, 0.6 + 0.07 * k, 0.67 + 0.07 * k, third * 0.95))

    def replay(self, t: Any, start: float, end: float, seconds: float) -> Sweep:
        """The plain run from one share of its steps to another."""
        last = len(t.step) - 1
        return Sweep(self.film, lambda share: self.film.at(last * share), start, end, run_time=seconds, rate_func=STEADY)

    def row(self, sign: str, name: str, note: str, color: str = theme.TEXT) -> VGroup:
        """A remedy: sign, name, what it does."""
        mark = icon(sign, 0.8, theme.ENCODER)
        words = stack(text(name, theme.BODY, color, "SEMIBOLD"), text(note, theme.LABEL, theme.MUTED), buff=0.14)
        slot = Rectangle(width=1.0, height=mark.height, stroke_opacity=0, fill_opacity=0)  # signs differ in width
        return VGroup(slot, mark.move_to(slot), words.next_to(slot, RIGHT, buff=0.3))

    def smoother_feedback(self, t: Any, beat: Beat) -> None:
        """Wasserstein with gradient penalty; the run goes on."""
        self.fourth = self.row("chart", "Wasserstein, gradient penalty", "smoother feedback")
        self.fourth.next_to(self.rows, DOWN, buff=0.3, aligned_edge=LEFT)
        self.play(appear(self.fourth, run_time=0.3), dim(self.rows), self.replay(t, 0.81, 0.88, beat.left * 0.9))

    def mark_ours(self, t: Any, beat: Beat) -> None:
        """The remedy that is used here; the run ends as it ended before."""
        ours = self.row("check", "Used here: pairs, and a penalty", "Lin et al. 2018; Mescheder et al. 2018", theme.ACCENT)
        ours.next_to(self.fourth, DOWN, buff=0.3, aligned_edge=LEFT)
        box = Rectangle(width=ours.width + 0.3, height=ours.height + 0.25, color=theme.ACCENT, stroke_width=theme.THICK)
        self.play(
            appear(ours, box.move_to(ours), rise=0, run_time=0.3),
            dim(self.fourth),
            self.replay(t, 0.88, 1.0, beat.left * 0.8),
        )

    def second_run(self, t: Any, beat: Beat) -> None:
        """The same film twice: without and with the penalty, the same steps side by side."""
        self.films = Group()
        titles = VGroup()
        sides = (
            (-3.4, t.points, t.step, theme.BAD, "plain"),
            (3.4, t.remedy_points, t.remedy_step, theme.GOOD, "pairs and penalty"),
        )
        for x, points, step, color, name in sides:
            self.films.add(Film(ring_plane(4.0, (x, 0.35)), t.real, points, step))
            titles.add(text(name, theme.HEADING, color, "SEMIBOLD").move_to([x, 2.6, 0]))
        last = len(t.step) - 1
        parts = [part for film in self.films for part in film]
        self.play(vanish(*self.on_stage, run_time=0.25), appear(*parts, titles, rise=0, run_time=0.3))

        def show(value: float) -> None:
            for film in self.films:
                film.at(last * value**1.3)

        self.play(Sweep(Group(*parts), show, run_time=beat.left * 0.72, rate_func=STEADY))
        ends = ((-3.4, int(t.covered_collapsed)), (3.4, int(t.covered_remedy)))
        totals = [
            VGroup(text(f"{n} of 8", theme.HEADING, theme.FAKE, "BOLD"), lamps(n, radius=0.17)).arrange(RIGHT, buff=0.4)
            for _, n in ends
        ]
        for total, (x, _) in zip(totals, ends, strict=True):
            total.move_to([x, -2.05, 0])
        self.play(appear(*totals, run_time=0.5))

    def what_was_changed(self, t: Any) -> None:
        """The settings of both runs."""
        lines = VGroup()
        for run, (x, color) in enumerate(((-3.4, theme.BAD), (3.4, theme.GOOD))):
            g, d = (float(v) for v in t.rates[run])
            kinds = f"{int(t.together[run])} at a time, penalty {float(t.penalty[run]):g}"
            words = text(f"G {g:g}, D {d:g}; {kinds}", theme.LABEL, theme.TEXT)
            shell = panel(6.1, 0.58, color)
            lines.add(VGroup(shell, set_middle(words.set_x(0), 0.0)).move_to([x, -2.7, 0]))
        self.play(appear(lines, rise=0, run_time=0.3), pulse(lines, 1.03))


# --- 9.3 --------------------------------------------------------------------------------------------------------

DECENT = 3  # samples that are framed; the trace has them in this order
KNOBS = ("learning rate", "batch size", "architecture", "loss", "optimiser", "momentum")


def dial(name: str, turn: float) -> VGroup:
    """A knob with its name; `turn` in radians from upright."""
    ring = Circle(0.55, color=theme.ENCODER, stroke_width=theme.THICK).set_fill(theme.PANEL, 1)
    tip = np.array([np.sin(turn), np.cos(turn), 0]) * 0.5
    hand = Line(tip * 0.15, tip, color=theme.ACCENT, stroke_width=8)
    label = text(name, theme.LABEL).next_to(ring, DOWN, buff=0.2)
    return VGroup(ring, hand, label)


def rope_walker(color: str) -> VGroup:
    """Somebody on a rope, arms on a long pole; the feet are at the origin."""
    bones = (
        ((0, 1.1), (-0.22, 0.5), (-0.3, 0)),
        ((0, 1.1), (0.26, 0.55), (0.15, 0)),
        ((0, 1.1), (0, 2.05)),
        ((-0.75, 1.45), (0, 1.95), (0.75, 1.45)),
    )
    body = VGroup()
    for bone in bones:
        for (a, b), (c, d) in pairwise(bone):
            body.add(Line([a, b, 0], [c, d, 0], color=color, stroke_width=12))
    head = Circle(0.27, color=color, stroke_width=theme.THICK).set_fill(color, 1).move_to([0, 2.42, 0])
    pole = Line([-1.7, 1.4, 0], [1.7, 1.4, 0], color=theme.TEXT, stroke_width=8)
    return VGroup(pole, body, head)


class Instability(FrameScene):
    """The same GAN twice: one training swings and loses its digits, the other stays in a narrow band and keeps them."""

    def construct(self) -> None:
        t = self.trace  # steps (200,)  unstable, stable (2, 200)  good, smudged, … (16, 28, 28)  settings (2, 2)
        self.prepare(t)
        with self.cue("downhill") as beat:
            self.still_target(beat)
        with self.cue("target"):
            self.each_others_target()
        with self.cue("unstable") as beat:
            self.swing(t, beat)
        with self.cue("tightrope") as beat:
            self.walk(t, beat)
        with self.cue("good"):
            self.looked_best(t)
        with self.cue("noise"):
            self.smudges(t)
        with self.cue("longer"):
            self.band(t)
        with self.cue("diverges"):
            self.last_samples(t)
        with self.cue("tuning") as beat:
            self.knobs(beat)
        with self.cue("stable") as beat:
            self.hold(t, beat)

    def prepare(self, t: Any) -> None:
        """The two plots have one scale: the unstable run's."""
        self.high = float(np.quantile(t.unstable, 0.995)) * 1.05

    def loss_axes(self, t: Any, x: float, y: float, width: float, height: float) -> Plane:
        """Axes for losses; x, y is the middle of the area."""
        area = plane((0, float(t.steps[-1])), (0.0, self.high), width, height, "step", "loss")
        return put(area, x, y)

    def still_target(self, beat: Beat) -> None:
        """A classifier's loss rolls downhill to a target that doesn't move."""
        loss = self.trace.classifier
        area = put(plane((0, len(loss) - 1), (0, float(loss.max()) * 1.05), 6.2, 3.9, "training", "loss", [], []), -3.0, 0.0)
        line = curves(area, {"classifier": loss}, (theme.DATA,), hidden=True)
        rings = VGroup(*[Circle(r, color=theme.GOOD, stroke_width=theme.THICK) for r in (1.3, 0.8, 0.3)])
        rings[2].set_fill(theme.GOOD, 1)
        rings.move_to([4.3, 0.3, 0])
        words = text("the target stands still", theme.BODY, theme.GOOD, "SEMIBOLD").next_to(rings, DOWN, buff=0.35)
        self.play(appear(rings, words, area, run_time=0.3))
        self.play(reveal(line, 1.0, run_time=min(2.5, beat.left * 0.6)))

    def each_others_target(self) -> None:
        """G aims at D, D aims at G; both move."""
        self.g, self.d = generator(width=2.6, height=2.1), discriminator(width=2.9, height=2.1)
        self.g.move_to([0, 1.4, 0])
        self.d.move_to([0, -1.6, 0])
        pair = [arrow(self.g.get_bottom() + LEFT * s, self.d.get_top() + LEFT * s, width=theme.THICK) for s in (0.5,)]
        pair += [arrow(self.d.get_top() + RIGHT * 0.5, self.g.get_bottom() + RIGHT * 0.5, width=theme.THICK)]
        self.aims = VGroup(*pair)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.g, self.d, self.aims, run_time=0.3))
        for _ in range(2):
            self.play(self.g.animate(run_time=0.5).shift(LEFT * 2), self.d.animate(run_time=0.5).shift(RIGHT * 2))
            self.play(self.g.animate(run_time=0.5).shift(RIGHT * 2), self.d.animate(run_time=0.5).shift(LEFT * 2))

    def swing(self, t: Any, beat: Beat) -> None:
        """Both losses of the unstable run, over all its steps."""
        self.axes = self.loss_axes(t, -3.65, 0.0, 4.7, 4.0)
        series = {"D": t.unstable[0], "G": t.unstable[1]}
        self.lines = curves(self.axes, series, D_AND_G, x=t.steps, hidden=True)
        self.title = text(self.named(t, 0), theme.LABEL, theme.BAD, "SEMIBOLD").move_to([-3.4, 2.62, 0])
        self.play(
            appear(self.axes, self.title, run_time=0.3),
            *[part.animate(run_time=0.4).shift(RIGHT * 3.6) for part in (self.g, self.d, self.aims)],
        )
        self.play(reveal(self.lines, 1.0, run_time=min(4.0, beat.left * 0.6)))
        place = self.axes.at(float(t.steps[-1]) * 0.55, 0) + UP * 0.35
        note = text("D: hardly ever wrong", theme.SMALL, theme.DISCRIMINATOR, "SEMIBOLD").move_to(place)
        self.play(appear(note, run_time=theme.QUICK))

    def named(self, t: Any, run: int) -> str:
        """A run's optimiser settings."""
        rate, momentum = (float(v) for v in t.settings[run])
        return f"learning rate {rate:g}, momentum {momentum:g}"

    def walk(self, t: Any, beat: Beat) -> None:
        """A walker on a rope leans as the recorded loss of G swings about its mean."""
        loss = np.minimum(t.unstable[1], self.high)
        lean = (loss - loss.mean()) / max(float(np.abs(loss - loss.mean()).max()), 1e-9)
        rope = Line([0.3, -1.8, 0], [6.4, -1.8, 0], color=theme.AXIS, stroke_width=10)
        figure = rope_walker(theme.GENERATOR).shift([1.5, -1.75, 0])
        foot, turned = np.array([1.5, -1.8, 0.0]), [0.0]
        here = Dot(self.axes.at(float(t.steps[0]), float(loss[0])), radius=0.16, color=theme.ACCENT)

        def step(value: float) -> None:
            at, index = value * (len(lean) - 1), np.arange(len(lean))
            angle = -0.9 * float(np.interp(at, index, lean))
            figure.rotate(angle - turned[0], about_point=foot.copy())
            turned[0] = angle
            ahead = 1.5 + 3.7 * value - foot[0]
            figure.shift(RIGHT * ahead)
            foot[0] += ahead
            here.move_to(self.axes.at(float(np.interp(at, index, t.steps)), float(np.interp(at, index, loss))))

        self.play(vanish(self.g, self.d, self.aims, run_time=0.25), appear(rope, figure, here, rise=0, run_time=0.25))
        self.play(Sweep(VGroup(figure, here), step, run_time=beat.left * 0.85, rate_func=STEADY))
        self.rope = VGroup(rope, figure, here)

    def looked_best(self, t: Any) -> None:
        """Samples of fixed noise at the best step; the most decent ones are framed."""
        self.first = wall(t.good, 4, 3.0).move_to([1.85, 0.1, 0])
        self.frames = VGroup(*[self.first.outline(k, theme.GOOD) for k in range(DECENT)])
        name = text(f"step {int(t.good_step)}", theme.BODY, theme.FAKE, "SEMIBOLD").next_to(self.first, UP, buff=0.2)
        rule = self.axes.rule(x=float(t.good_step), color=theme.ACCENT)
        self.play(vanish(self.rope, run_time=0.25), appear(self.first, name, rule, run_time=0.3))
        self.play(appear(self.frames, rise=0, run_time=theme.QUICK))
        self.first_name, self.rules = name, VGroup(rule)

    def smudges(self, t: Any) -> None:
        """The same noise, later."""
        self.second = wall(t.smudged, 4, 3.0).move_to([4.95, 0.1, 0])
        self.second_name = text(f"step {int(t.smudged_step)}", theme.BODY, theme.BAD, "SEMIBOLD").next_to(
            self.second, UP, buff=0.2
        )
        same = text("the same noise", theme.BODY, theme.MUTED).move_to([3.5, -1.75, 0])
        rule = self.axes.rule(x=float(t.smudged_step), color=theme.BAD)
        self.rules.add(rule)
        self.fallen = VGroup(*[self.second.outline(k, theme.BAD) for k in range(DECENT)])
        self.play(appear(self.second, self.second_name, rule, run_time=0.3))
        self.play(appear(same, self.fallen))
        self.same = same

    def band(self, t: Any) -> None:
        """The width of the swings over the whole run."""
        low, high = np.quantile(t.unstable[1], (0.05, 0.95))
        corner, top = self.axes.at(0, float(low)), self.axes.at(float(t.steps[-1]), min(float(high), self.high))
        box = Rectangle(
            width=top[0] - corner[0], height=top[1] - corner[1], stroke_width=0, fill_color=theme.BAD, fill_opacity=0.3
        )
        self.wide = box.move_to((corner + top) / 2)
        self.play(appear(self.wide, rise=0, run_time=0.3))

    def last_samples(self, t: Any) -> None:
        """What the unstable run ends with."""
        last = wall(t.unstable_last, 8, 4.9).move_to([3.5, -0.4, 0])
        name = text(f"last step: {round(float(t.snapshot_steps[-1]))}", theme.BODY, theme.BAD, "SEMIBOLD").next_to(
            last, UP, buff=0.2
        )
        going = (self.first, self.frames, self.second, self.fallen, self.first_name, self.second_name, self.same)
        self.play(vanish(*going, run_time=0.25), appear(last, name, run_time=0.3))
        self.last = Group(last, name)

    def knobs(self, beat: Beat) -> None:
        """What can be turned."""
        turns = (-2.0, 0.6, -0.9, 1.7, -0.3, 2.1)
        made = VGroup(*[dial(name, turn) for name, turn in zip(KNOBS, turns, strict=True)])
        for k, one in enumerate(made):
            one.move_to([1.5 + 2.05 * (k % 3), 1.35 - 2.6 * (k // 3), 0])
        self.play(vanish(self.last, run_time=0.25), appear(made[0], made[1], run_time=0.3))
        self.play(appear_each(made[2:], lag=0.6, run_time=min(beat.left * 0.7, 4.0)))
        self.dials = made

    def hold(self, t: Any, beat: Beat) -> None:
        """Both runs on one scale over the same steps, with what they end with."""
        going = self.others(self.header)
        self.axes = self.loss_axes(t, -3.75, 0.95, 4.5, 2.5)
        right = self.loss_axes(t, 3.15, 0.95, 4.5, 2.5)
        left_lines = curves(self.axes, {"D": t.unstable[0], "G": t.unstable[1]}, D_AND_G, x=t.steps)
        lines = curves(right, {"D": t.stable[0], "G": t.stable[1]}, D_AND_G, x=t.steps, hidden=True)
        names = [
            text(self.named(t, k), theme.LABEL, c, "SEMIBOLD").move_to([x, 2.72, 0])
            for k, c, x in ((0, theme.BAD, -3.3), (1, theme.GOOD, 3.6))
        ]
        ends = ((t.unstable_last[:16], -3.5), (t.stable_last, 3.4))
        walls = [wall(images, 8, 6.2).move_to([x, -2.13, 0]) for images, x in ends]
        self.play(
            vanish(*going, run_time=0.25),
            appear(self.axes, left_lines, walls[0], names[0], right, names[1], rise=0, run_time=0.3),
        )
        self.play(reveal(lines, 1.0, run_time=min(3.5, beat.left * 0.35)))
        self.play(appear(walls[1]))


# --- 9.4 --------------------------------------------------------------------------------------------------------


class Conclusion(FrameScene):
    """Before and after: one of eight clusters and all of them, wild losses and calm ones."""

    def construct(self) -> None:
        t = self.trace  # ring, before, after (400, 2)  unstable, stable (2, 200)  bands (2, 2)  noisy (12, 28, 28)
        with self.cue("cures"):
            self.split(t)
        with self.cue("before"):
            self.show_run(0, t.before, int(t.covered_collapsed), theme.BAD)
        with self.cue("after"):
            self.show_run(1, t.after, int(t.covered_remedy), theme.GOOD)
        with self.cue("losses") as beat:
            self.both_losses(t, beat)
        with self.cue("rely"):
            self.reliable(t)
        with self.cue("variety"):
            self.quality_and_variety(t)
        with self.cue("paper"):
            self.first_paper()
        with self.cue("recent") as beat:
            self.newer_work(beat)
        with self.cue("diffusion") as beat:
            self.no_opponent(t, beat)
        with self.cue("next"):
            self.ethics(t)

    def split(self, t: Any) -> None:
        """The split screen again, with the data and with axes."""
        self.halves = panels(["Mode collapse", "Training instability"], (theme.FAKE, theme.LOSS))
        x = self.halves.inside(0).get_x()
        self.areas = [ring_plane(2.9, (x + s, 0.2)) for s in (-1.55, 1.55)]
        self.data = [scatter(area, t.ring, color=theme.REAL, radius=4, opacity=0.6) for area in self.areas]
        high = float(np.quantile(t.unstable[1], 0.995)) * 1.05
        self.axes = plane((0, float(t.steps[-1])), (0, high), 3.9, 3.2, "step", "G's loss")
        put(self.axes, self.halves.inside(1).get_x() - 0.3, -0.2)
        self.play(appear(self.halves, rise=0, run_time=0.3), appear(*self.data, self.axes, rise=0, run_time=0.3))

    def show_run(self, which: int, points: np.ndarray, covered: int, color: str) -> None:
        """The last points of a run and the clusters it covers."""
        cloud = scatter(self.areas[which], points, color=theme.FAKE, radius=6)
        x = self.areas[which].area.get_x()
        words = ("plain", "pairs and penalty")[which]
        total = text(f"{covered} of 8", 90, color, "BOLD").move_to([x, -1.75, 0])
        name = text(words, theme.LABEL, theme.MUTED, width=2.8).move_to([x, -2.45, 0])
        self.play(appear(cloud, total, name, rise=0, run_time=0.4))
        self.play(pulse(total, 1.1))

    def both_losses(self, t: Any, beat: Beat) -> None:
        """The generator's loss in both runs, on one axis."""
        series = {"restless": t.unstable[1], "calm": t.stable[1]}
        self.lines = curves(self.axes, series, (theme.BAD, theme.GOOD), x=t.steps, hidden=True)
        box = self.halves.boxes[1].animate(run_time=0.3).set_fill(theme.mix(theme.BACKGROUND, theme.BAD, 0.2), 1)
        self.play(box, reveal(self.lines, 1.0, run_time=min(3.0, beat.left * 0.5)))

    def reliable(self, t: Any) -> None:
        """The range of the losses of both runs, as two bars on one scale, and the question that they answer."""
        high = float(t.bands.max()) * 1.1
        area = put(plane((0, 2), (0, high), 6.0, 3.9, None, "G's loss, 5 % to 95 %", x_ticks=[]), -2.9, -0.35)
        bars, names = VGroup(), VGroup()
        for k, (word, color) in enumerate((("restless", theme.BAD), ("calm", theme.GOOD))):
            low, top = (area.at(k + 0.5, float(v)) for v in t.bands[k])
            bar = Rectangle(width=1.3, height=max(float(top[1] - low[1]), 0.06), stroke_width=0, fill_color=color, fill_opacity=1)
            bars.add(bar.move_to((low + top) / 2))
            names.add(text(word, theme.BODY, color, "SEMIBOLD").next_to(area.at(k + 0.5, 0), DOWN, buff=0.15))
        question = question_card("On which would you rely?", 5.2).move_to([3.85, 0.0, 0])
        self.play(vanish(*self.on_stage, run_time=0.25), appear(area, bars, names, question, run_time=0.3))

    def quality_and_variety(self, t: Any) -> None:
        """Quality: the calm run's digits. Variety: all eight clusters."""
        digits = wall(t.stable_last, 4, 3.9).move_to([-3.3, -0.3, 0])
        area = ring_plane(4.1, (3.3, -0.3))
        data = scatter(area, t.ring, color=theme.REAL, radius=5, opacity=0.5)
        cloud = scatter(area, t.after, color=theme.FAKE, radius=6)
        words = [heading(w, theme.ACCENT, theme.TITLE).move_to([x, 2.4, 0]) for w, x in (("quality", -3.3), ("variety", 3.3))]
        self.play(vanish(*self.on_stage, run_time=0.25), appear(words[1], cloud, data, words[0], digits, run_time=0.3))

    def first_paper(self) -> None:
        """Goodfellow et al. 2014."""
        self.paper = card(
            "Generative Adversarial Nets",
            "Goodfellow et al., NeurIPS 2014",
            icon("paper", 1.5, theme.DATA),
            6.4,
            color=theme.ACCENT,
        ).move_to([0, 0.2, 0])
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.paper, run_time=0.3))

    def newer_work(self, beat: Beat) -> None:
        """Four later papers."""
        rows = (
            ("Spectral normalisation", "Miyato et al., 2018"),
            ("Gradient penalties", "Gulrajani et al., 2017; Mescheder et al., 2018"),
            ("A modern baseline: R3GAN", "Huang et al., 2024"),
        )
        made = cards([card(title, body, None, 4.0, color=theme.DATA) for title, body in rows]).move_to([0, -1.55, 0])
        self.play(self.paper.animate(run_time=0.4).move_to([0, 1.45, 0]), appear(made[0], run_time=0.4))
        self.play(appear_each(made[1:], lag=0.6, run_time=min(beat.left * 0.6, 4.0)))

    def no_opponent(self, t: Any, beat: Beat) -> None:
        """Noise turns into a digit with one network only, which gets its own output back."""
        image = pixels(t.noisy[0], 4.0, theme.LATENT).move_to([-3.4, -0.1, 0])
        network = block("one network", "removes noise", theme.LATENT, 3.6, 1.8).move_to([3.4, -0.1, 0])
        ways = VGroup(
            arrow([-1.2, 0.3, 0], [1.4, 0.3, 0], "noisy", width=theme.THICK),
            arrow([1.4, -0.5, 0], [-1.2, -0.5, 0], "a little less", side=DOWN, width=theme.THICK),
        )
        alone = text("no opponent", theme.HEADING, theme.GOOD, "SEMIBOLD").next_to(network, DOWN, buff=0.6)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(image, network, ways, alone, run_time=0.3))
        self.play(run_images(image, t.noisy, run_time=min(5.0, beat.left * 0.7)))

    def ethics(self, t: Any) -> None:
        """A loss curve fades; a word stays."""
        area = put(plane((0, float(t.steps[-1])), (0, float(t.stable[1].max()) * 1.1), 10.5, 3.9, "step", "loss"), 0.1, 0.0)
        line = curves(area, {"loss": t.stable[1]}, (theme.LOSS,), x=t.steps)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(area, line, rise=0, run_time=0.25))
        word = text("ethics", 130, theme.ACCENT, "BOLD").move_to([0, 0.2, 0])
        self.play(dim(area, line, level=0.12, run_time=1.5))
        self.play(vanish(area, line), appear(word, run_time=0.6))
