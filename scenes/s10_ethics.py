"""Section 10, ethics: who made these digits, are they copies, whom do they leave out, and what we owe."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import (
    DL,
    DOWN,
    DR,
    LEFT,
    RIGHT,
    UP,
    DashedLine,
    DashedVMobject,
    Dot,
    Group,
    Line,
    Mobject,
    Rectangle,
    RoundedRectangle,
    VGroup,
    VMobject,
)

from scenes import theme
from scenes.mobjects.cards import balance, card, heading, panel, panels, quarters, question_card, stamp, tag
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.motion import (
    STEADY,
    Sweep,
    appear,
    appear_each,
    dim,
    draw,
    glide,
    light,
    mark_tiles,
    morph,
    pulse,
    recolor,
    reveal,
    reveal_tiles,
    spotlight,
    vanish,
)
from scenes.mobjects.networks import arrow, block
from scenes.mobjects.plane import plane
from scenes.mobjects.plots import BarChart, bar_chart, columns, histogram
from scenes.mobjects.text import baseline, paragraph, set_baseline, set_middle, stack, text
from scenes.stage import Beat, FrameScene

QUARTERS = ("Misuse", "Privacy", "Bias and fairness", "Intellectual property")
COLORS = (theme.BAD, theme.DATA, theme.GENERATOR, theme.DECODER)  # of the four quarters, in all frames


def signature(width: float = 3.0, color: str = theme.TEXT) -> VMobject:
    """A flourish that stands for somebody's signature."""
    s = np.linspace(0, 1, 60)
    x = s * 2 - 1 + 0.16 * np.sin(14 * s)
    y = 0.32 * np.sin(17 * s) * (1 - 0.7 * s) + 0.12 * np.cos(5 * s)
    line = VMobject(stroke_color=color, stroke_width=theme.THICK)
    line.set_points_smoothly([np.array([a, b, 0.0]) for a, b in zip(x, y, strict=True)])
    return line.scale(width / line.width)


def unequal_bars(height: float = 1.2, color: str = theme.GENERATOR) -> VGroup:
    """Two bars, one short: the sign of bias."""
    sizes = ((0.45, theme.MUTED), (1.0, color))
    bars = VGroup(
        *[Rectangle(width=height * 0.35, height=height * s, stroke_width=0, fill_color=c, fill_opacity=1) for s, c in sizes]
    )
    return bars.arrange(RIGHT, buff=height * 0.15, aligned_edge=DOWN)


def sign(index: int, height: float = 1.3) -> VMobject:
    """The sign of a quarter: mask, lock, bars, signature."""
    color = COLORS[index]
    made = (
        lambda: icon("mask", height, color),
        lambda: icon("lock", height, color),
        lambda: unequal_bars(height, color),
        lambda: signature(height * 2.0, color),
    )
    return made[index]()


def locator(lit: int) -> VGroup:
    """The map of four quarters, small, in the stage's upper right corner: which one we are in."""
    cells = VGroup()
    for k in range(4):
        cell = Rectangle(width=0.42, height=0.3, stroke_color=COLORS[k], stroke_width=theme.THIN)
        cell.set_fill(COLORS[k], 1.0 if k == lit else 0.0)
        cells.add(cell.move_to([0.48 * (k % 2), -0.36 * (k // 2), 0]))
    name = text(QUARTERS[lit], theme.BODY, COLORS[lit], "SEMIBOLD").next_to(cells, RIGHT, buff=0.3)
    made = VGroup(cells, name)
    return made.move_to([theme.STAGE_LEFT, theme.STAGE_TOP - 0.35, 0], aligned_edge=LEFT)


def skew_bars(t: Any, width: float, height: float) -> VGroup:
    """Share of threes that went in and that came out, as two columns with their numbers."""
    values = np.array([float(t.share_in), float(t.share_out)])
    bars = columns(
        ("training data", "samples"), values, width, height, (theme.REAL, theme.FAKE), limit=max(0.2, float(values.max()) * 1.15)
    )
    numbers = VGroup(
        *[
            text(f"{v:.0%}", theme.HEADING, c, "BOLD").next_to(bars.fills[k], UP, buff=0.12)
            for k, (v, c) in enumerate(zip(values, (theme.REAL, theme.FAKE), strict=True))
        ]
    )
    return VGroup(bars, numbers)


# --- 10.1 -------------------------------------------------------------------------------------------------------


class Overview(FrameScene):
    """A wall of digits that nobody wrote is stamped, and the same digits serve well and badly."""

    def construct(self) -> None:
        t = self.trace  # wall (50, 28, 28)  from_gan (50,)
        with self.cue("wall"):
            self.wall = wall(t.wall, 10, 11.0, hidden=True).move_to(theme.STAGE_CENTER)
            self.play(reveal_tiles(self.wall, run_time=1.6))
        with self.cue("stamp") as beat:
            self.stamp_all(beat)
        with self.cue("possible"):
            self.two_makers(t)
        with self.cue("risks"):
            self.as_large_as_the_invention()
        with self.cue("sort"):
            self.two_columns(t)
        with self.cue("help"):
            self.uses(0, (("database", "fill up a training set"), ("envelope", "test a letter sorter")))
        with self.cue("harm"):
            self.uses(1, (("bank", "forge a cheque"), ("warning", "slip in unmarked")))
        with self.cue("pixels"):
            self.compare(t)
        with self.cue("purpose"):
            self.headings_matter()
        with self.cue("people"):
            self.build_and_use()

    def stamp_all(self, beat: Beat) -> None:
        """Three stamps land, and the mark runs over the whole wall."""
        order = np.random.default_rng(1).permutation(self.wall.count)
        self.stamps = VGroup(*[stamp("generated", theme.FAKE, theme.HEADING) for _ in range(3)])
        for one, place in zip(self.stamps, ([-3.2, 1.4, 0], [2.6, 0.1, 0], [-1.2, -1.6, 0]), strict=True):
            one.move_to(place)
        each = max(0.4, beat.left / 6)
        for k, one in enumerate(self.stamps):
            third = order[k::3]
            self.play(appear(one, rise=0.5, run_time=0.3), mark_tiles(self.wall, third, theme.FAKE, run_time=each))

    def two_makers(self, t: Any) -> None:
        """Who drew which: the GAN's half and the VAE's half."""
        halves = [t.wall[t.from_gan.astype(bool)], t.wall[~t.from_gan.astype(bool)]]
        self.walls = [wall(images, 5, 4.4).move_to([x, -0.45, 0]) for images, x in zip(halves, (-4.1, 4.1), strict=True)]
        self.names = VGroup(
            heading("GAN", theme.GENERATOR).move_to([-4.1, 2.4, 0]), heading("VAE", theme.DECODER).move_to([4.1, 2.4, 0])
        )
        self.play(
            vanish(self.wall, self.stamps, run_time=0.25),
            appear(*self.walls, self.names, rise=0, run_time=0.3),
        )
        self.word = text("invention", theme.TITLE, theme.GOOD, "BOLD").move_to([0, 0.6, 0])
        self.play(appear(self.word))

    def as_large_as_the_invention(self) -> None:
        """Risk, in letters of the same size."""
        risk = text("risk", theme.TITLE, theme.BAD, "BOLD").move_to([0, -1.0, 0])
        box = Rectangle(width=3.2, height=1.3, stroke_color=theme.BAD, stroke_width=theme.THICK).move_to(risk)
        twin = Rectangle(width=3.2, height=1.3, stroke_color=theme.GOOD, stroke_width=theme.THICK).move_to(self.word)
        self.play(appear(risk, box, twin, rise=0, run_time=0.3))

    def two_columns(self, t: Any) -> None:
        """The same twelve digits in both columns."""
        self.halves = panels(["helpful", "harmful"], (theme.GOOD, theme.BAD))
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.halves, rise=0, run_time=0.3))
        self.copies = [strip(t.wall[:6], 5.4).move_to([self.halves.inside(k).get_x(), 1.1, 0]) for k in (0, 1)]
        self.play(appear(*self.copies))

    def uses(self, side: int, entries: tuple[tuple[str, str], ...]) -> None:
        """Two uses of the digits, with their signs."""
        color = (theme.GOOD, theme.BAD)[side]
        x = self.halves.inside(side).get_x()
        rows = [
            VGroup(icon(name, 1.0, color), text(words, theme.BODY, theme.TEXT)).arrange(RIGHT, buff=0.35)
            for name, words in entries
        ]
        for row, y in zip(rows, (-0.65, -2.05), strict=True):
            row.move_to([x - 2.4, y, 0], aligned_edge=LEFT)
        self.play(appear(rows[0], run_time=0.3), pulse(self.copies[side], 1.06))
        self.play(appear(rows[1]))

    def compare(self, t: Any) -> None:
        """One digit from each column and their difference, pixel by pixel."""
        a, b = (np.array(self.copies[k].images[0]) for k in (0, 1))
        differing = int((a != b).sum())
        places = ([-3.5, -0.35, 0], [3.5, -0.35, 0])
        pair = [pixels(image, 3.2, c).move_to(p) for image, c, p in zip((a, b), (theme.GOOD, theme.BAD), places, strict=True)]
        answer = stack(
            text(f"{differing} of {a.size}", theme.HEADING, theme.ACCENT, "BOLD"),
            text("pixels differ", theme.LABEL, theme.ACCENT),
            left=False,
        )
        shell = panel(3.2, 1.7, theme.ACCENT).move_to([0, -0.35, 0])
        answer.move_to(shell)
        going = self.others(self.halves)
        self.play(vanish(*going, run_time=0.25), appear(*pair, rise=0, run_time=0.3))
        self.play(appear(shell, answer, run_time=0.5))
        self.pair = Group(*pair)

    def headings_matter(self) -> None:
        """Only the headings change."""
        self.play(
            *[
                box.animate(run_time=0.4).set_fill(theme.mix(theme.BACKGROUND, c, 0.15), 1)
                for box, c in zip(self.halves.boxes, (theme.GOOD, theme.BAD), strict=True)
            ],
            *[pulse(name, 1.3) for name in self.halves.headings],
        )

    def build_and_use(self) -> None:
        """Those who build, those who use."""
        groups = VGroup()
        for sign_, words, color in (("gear", "who build it", theme.ENCODER), ("hand", "who use it", theme.LATENT)):
            people = VGroup(icon("people", 2.2, color), icon(sign_, 1.0, color)).arrange(RIGHT, buff=0.4)
            groups.add(VGroup(people, text(words, theme.TITLE, color, "BOLD")).arrange(DOWN, buff=0.5))
        groups.arrange(RIGHT, buff=2.2).move_to(theme.STAGE_CENTER)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(groups[0], run_time=0.3))
        self.play(appear(groups[1]))


# --- 10.2 -------------------------------------------------------------------------------------------------------


class Implications(FrameScene):
    """A map with four quarters; only one of them needs a villain."""

    def construct(self) -> None:
        t = self.trace  # real, made (28, 28)  tried ()
        with self.cue("pass"):
            self.which_is_real(t)
        with self.cue("fields"):
            self.three_fields()
        with self.cue("map"):
            self.map = quarters(QUARTERS, COLORS)
            self.signs = VGroup(*[sign(k, 1.35).move_to(self.map.inside(k)) for k in range(4)])
            frames = VGroup(*self.map.boxes)
            self.play(vanish(*self.on_stage, run_time=0.25), appear(frames, rise=0, run_time=0.3))
        with self.cue("misuse"):
            self.enter(0)
        with self.cue("privacy"):
            self.enter(1)
        with self.cue("bias"):
            self.enter(2)
        with self.cue("property"):
            self.enter(3)
        with self.cue("villain"):
            self.a_villain()
        with self.cue("careful"):
            self.without_one()
        with self.cue("example"):
            self.empty_cards()

    def which_is_real(self, t: Any) -> None:
        """A real and a made digit look alike; then their frames tell."""
        pair = [pixels(image, 3.9, theme.MUTED).move_to([x, 0.25, 0]) for image, x in ((t.real, -3.0), (t.made, 3.0))]
        self.play(appear(*pair, rise=0, run_time=0.3))
        names = VGroup(
            text("written", theme.HEADING, theme.REAL, "SEMIBOLD").next_to(pair[0], DOWN, buff=0.3),
            text("generated", theme.HEADING, theme.FAKE, "SEMIBOLD").next_to(pair[1], DOWN, buff=0.3),
        )
        chosen = text(f"the nearest of {int(t.tried)}", theme.LABEL, theme.MUTED).next_to(names[1], DOWN, buff=0.2)
        self.play(recolor(pair[0].frame, theme.REAL), recolor(pair[1].frame, theme.FAKE), appear(names, chosen))

    def three_fields(self) -> None:
        """Three fields that change."""
        entries = (("film", "entertainment"), ("heart", "healthcare"), ("bank", "finance"))
        made = VGroup()
        for name, words in entries:
            shell = panel(4.0, 4.4, theme.DATA)
            mark = icon(name, 2.0, theme.DATA).move_to([0, 0.55, 0])
            made.add(VGroup(shell, mark, set_middle(text(words, theme.HEADING, theme.TEXT, "SEMIBOLD").set_x(0), -1.25)))
        made.arrange(RIGHT, buff=0.4).move_to(theme.STAGE_CENTER)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(made[0], run_time=0.3))
        self.play(appear_each(made[1:], lag=0.6))

    def enter(self, index: int) -> None:
        """A quarter takes its name and its sign."""
        box = self.map.boxes[index]
        self.play(
            box.animate(run_time=0.35).set_fill(theme.mix(theme.BACKGROUND, COLORS[index], 0.15), 1),
            appear(self.map.headings[index], self.signs[index], run_time=0.35),
        )

    def a_villain(self) -> None:
        """A figure stands in the first quarter only."""
        self.villain = VGroup(icon("person", 1.5, theme.BAD), icon("warning", 0.8, theme.BAD)).arrange(RIGHT, buff=0.15)
        self.villain.move_to(self.map.inside(0)).shift(RIGHT * 1.9)
        others = [part for k in (1, 2, 3) for part in (self.map.boxes[k], self.map.headings[k], self.signs[k])]
        self.play(appear(self.villain, run_time=0.3), dim(*others, run_time=0.3))

    def without_one(self) -> None:
        """The figure leaves; the other three quarters light up all the same."""
        others = [part for k in (1, 2, 3) for part in (self.map.boxes[k], self.map.headings[k], self.signs[k])]
        first = [self.map.boxes[0], self.map.headings[0], self.signs[0]]
        self.play(vanish(self.villain, run_time=0.3), spotlight(others, first, run_time=0.3))
        careful = VGroup(*[icon("person", 1.2, theme.GOOD).move_to(self.map.inside(k)).shift(RIGHT * 2.1) for k in (1, 2, 3)])
        self.play(appear(careful))
        self.careful = careful

    def empty_cards(self) -> None:
        """An empty card lies in each quarter."""
        blanks = VGroup()
        for k in range(4):
            sheet = Rectangle(width=3.0, height=1.5, stroke_width=0, fill_color=theme.PANEL, fill_opacity=1)
            edge = DashedVMobject(Rectangle(width=3.0, height=1.5, color=COLORS[k], stroke_width=theme.LINE), num_dashes=36)
            mark = text("your example", theme.LABEL, theme.TEXT)
            blanks.add(VGroup(sheet, edge, mark).move_to(self.map.inside(k)))
        first = [self.map.boxes[0], self.map.headings[0]]
        self.play(vanish(self.careful, self.signs, run_time=0.25), light(*first, run_time=0.3), appear(blanks, run_time=0.3))


# --- 10.3 -------------------------------------------------------------------------------------------------------


def screen(width: float, color: str) -> VGroup:
    """A video window with a speaker at a desk and a play bar; drawn, nobody in particular."""
    shell = RoundedRectangle(width=width, height=width * 0.62, corner_radius=0.15, color=color, stroke_width=theme.THICK)
    shell.set_fill(theme.PANEL, 1)
    person = icon("person", width * 0.36, theme.TEXT).move_to(shell).shift(UP * width * 0.05)
    bubble = icon("chat", width * 0.18, color).next_to(person, RIGHT, buff=0.2).shift(UP * width * 0.08)
    bar = Line(shell.get_corner(DL) + RIGHT * 0.3 + UP * 0.25, shell.get_corner(DR) + LEFT * 0.3 + UP * 0.25, color=theme.AXIS)
    head = Dot(bar.point_from_proportion(0.35), radius=0.1, color=color)
    return VGroup(shell, person, bubble, bar.set_stroke(width=theme.LINE), head)


class CoreIssues(FrameScene):
    """Four harms; two of them are measured: how near samples come to the training digits, and whom they leave out."""

    def construct(self) -> None:
        t = self.trace  # images, nearest (8, 28, 28)  edges (49,)  test, gan, diffusion, control (48,)  share_in, …
        with self.cue("deepfake") as beat:
            self.fabricated(beat)
        with self.cue("trust"):
            self.trust_crumbles()
        with self.cue("records"):
            self.health_records()
        with self.cue("memorise"):
            self.one_is_a_copy()
        with self.cue("neighbour"):
            self.neighbours(t)
        with self.cue("nearest"):
            self.beside_the_nearest(t)
        with self.cue("histogram") as beat:
            self.distances(t, beat)
        with self.cue("hiring"):
            self.profiles()
        with self.cue("measure") as beat:
            self.measured_skew(t, beat)
        with self.cue("others"):
            self.other_models(t)
        with self.cue("artist"):
            self.imitated()
        with self.cue("author"):
            self.whose()

    def fabricated(self, beat: Beat) -> None:
        """A video of a speaker who never said this."""
        self.place = locator(0)
        self.video = screen(6.2, theme.MUTED).move_to([0, -0.35, 0])
        self.play(appear(self.place, self.video, rise=0, run_time=0.3))
        self.fake = stamp("fabricated", theme.BAD, theme.HEADING).move_to(self.video).shift(DOWN * 0.2)
        beat.hold_until(beat.left * 0.35)
        self.play(appear(self.fake, rise=0.5, run_time=0.4))

    def trust_crumbles(self) -> None:
        """A true recording beside it gets the question, and trust sinks."""
        both = Group(self.video, self.fake)
        true = screen(5.0, theme.GOOD).move_to([1.25, 0.1, 0])
        question = text("fake?", theme.HEADING, theme.ACCENT, "BOLD").next_to(true, DOWN, buff=0.25)
        bar = Rectangle(width=1.5, height=3.9, stroke_width=0, fill_color=theme.GOOD, fill_opacity=1).move_to([5.4, -0.2, 0])
        name = text("trust", theme.HEADING, theme.GOOD, "SEMIBOLD").next_to(bar, DOWN, buff=0.2)
        gauge = Rectangle(width=1.5, height=3.9, color=theme.AXIS, stroke_width=theme.LINE).move_to(bar)
        marks = VGroup(*[Line(LEFT * 0.75, LEFT * 0.4, color=theme.AXIS).move_to(gauge).shift(UP * y) for y in (-0.98, 0, 0.98)])
        marks.align_to(gauge, LEFT)
        floor = bar.get_bottom()[1]

        def sink(value: float) -> None:
            bar.stretch_to_fit_height(3.9 - 2.9 * value).set_y(floor + (3.9 - 2.9 * value) / 2)
            bar.set_fill(theme.mix(theme.GOOD, theme.BAD, value))
            name.set_color(theme.mix(theme.GOOD, theme.BAD, value))

        self.play(glide(both, [-3.95, 0.1, 0], 0.8, run_time=0.4), appear(true, bar, gauge, marks, name, run_time=0.3))
        self.play(appear(question, run_time=0.4), Sweep(VGroup(bar, name), sink, run_time=1.8))

    def record_of(self, color: str, dashed: bool) -> VGroup:
        """A health record: a sheet with lines and a heart."""
        edge = Rectangle(width=2.1, height=3.2, color=color, stroke_width=theme.LINE)
        sheet = Rectangle(width=2.1, height=3.2, stroke_width=0, fill_color=theme.PANEL, fill_opacity=1)
        lines = VGroup(*[Line(LEFT * 0.65, RIGHT * w, color=color, stroke_width=theme.THICK) for w in (0.65, 0.35, 0.55, 0.2)])
        lines.arrange(DOWN, buff=0.28, aligned_edge=LEFT).shift(DOWN * 0.4)
        return VGroup(
            sheet, DashedVMobject(edge, num_dashes=40) if dashed else edge, icon("heart", 0.8, color).shift(UP * 0.95), lines
        )

    def health_records(self) -> None:
        """Synthetic records: patients who don't exist."""
        self.records = VGroup(*[self.record_of(theme.FAKE, True) for _ in range(5)]).arrange(RIGHT, buff=0.5)
        self.records.move_to([0, 0.2, 0])
        name = text("synthetic records", theme.HEADING, theme.FAKE, "SEMIBOLD").move_to([-2.6, -2.1, 0])
        self.record_name = name
        self.play(vanish(*self.on_stage, run_time=0.25), appear(locator(1), self.records, name, rise=0, run_time=0.3))

    def one_is_a_copy(self) -> None:
        """One of them is a real patient's."""
        real = self.record_of(theme.BAD, False).move_to(self.records[3])
        note = text("a real patient", theme.HEADING, theme.BAD, "BOLD").next_to(real, DOWN, buff=0.3)
        set_baseline(note, baseline(self.record_name))
        others = [one for k, one in enumerate(self.records) if k != 3]
        self.play(
            appear(real, note, rise=0, run_time=0.3),
            dim(*others, run_time=0.3),
            vanish(self.records[3], run_time=0.3),
        )
        self.play(pulse(real, 1.12))

    def neighbours(self, t: Any) -> None:
        """Samples of two models in a row, as they come."""
        self.top = strip(t.images, 12.7).move_to([0, 0.95, 0])
        half = len(t.images) // 2
        names = VGroup(text("generated, as they come", theme.BODY, theme.FAKE, "SEMIBOLD").move_to([1.6, 2.45, 0]))
        self.makers = VGroup()
        for words, a, b in (("GAN", 0, half - 1), ("diffusion", half, 2 * half - 1)):
            x = (self.top.place(a)[0] + self.top.place(b)[0]) / 2
            self.makers.add(text(words, theme.LABEL, theme.MUTED).move_to([x, 1.93, 0]))
        self.play(vanish(*self.on_stage, run_time=0.25), appear(locator(1), self.top, names, self.makers, run_time=0.3))
        self.wanted = VGroup()
        for k in range(len(t.images)):
            frame = DashedVMobject(Rectangle(width=1.45, height=1.45, color=theme.REAL, stroke_width=theme.LINE), num_dashes=24)
            mark = text("?", theme.TITLE, theme.REAL, "BOLD").move_to(frame)
            self.wanted.add(VGroup(frame, mark).move_to([self.top.place(k)[0], -1.95, 0]))
        self.play(appear_each(self.wanted, lag=0.15, run_time=1.2))

    def beside_the_nearest(self, t: Any) -> None:
        """Under each its nearest training digit."""
        below = strip(t.nearest, 12.7).move_to([0, -1.95, 0])
        name = text("nearest in the training data", theme.BODY, theme.REAL, "SEMIBOLD").move_to([0, -0.75, 0])
        self.play(vanish(self.wanted, run_time=0.2), appear(below, name, rise=0, run_time=0.3))
        self.play(pulse(below, 1.02))

    def distances(self, t: Any, beat: Beat) -> None:
        """Distance to the nearest training digit: test digits, samples, noisy copies; and the share nearer than the threshold."""
        place = locator(1)
        high = float(max(t.test.max(), t.gan.max(), t.diffusion.max())) * 1.1
        area = plane((0, float(t.edges[-1])), (0, high), 7.4, 3.6, "distance to the nearest training digit", None, y_ticks=[])
        area.shift(np.array([-2.5, -0.35, 0]) - area.area.get_center())
        series = (("test", theme.REAL), ("gan", theme.FAKE), ("diffusion", theme.LATENT), ("control", theme.BAD))
        drawn = [histogram(area, getattr(t, name), t.edges, color, 0.35, counted=True).reveal(0.0) for name, color in series]
        limit = area.rule(x=float(t.threshold), color=theme.TEXT)
        names = ["unseen digits", "GAN", "diffusion", "noisy copies"]
        chart = bar_chart(names, t.copies * 100, 5.0, 3.2, [c for _, c in series], "{:.1f} %", 100.0)
        chart.move_to([3.9, -0.2, 0])
        title = text("nearer than the line: copies", theme.BODY, theme.TEXT, "SEMIBOLD").next_to(chart, UP, buff=0.25)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(place, area, *drawn, limit, rise=0, run_time=0.3))
        self.play(*[reveal(one, 1.0, run_time=1.2) for one in drawn], appear(chart, title))
        beat.hold_until(beat.left * 0.8)
        self.play(pulse(title, 1.06))

    def profiles(self) -> None:
        """Ideal applicants: the group that was turned away fades out of what the model makes."""
        place = locator(2)
        colors = [theme.DATA if k % 3 else theme.GENERATOR for k in range(15)]
        past, made = (VGroup(*[icon_disc("person", 0.5, color) for color in colors]) for _ in range(2))
        sides = []
        for people, x, words in ((past, -3.65, "past decisions"), (made, 3.65, "“ideal” applicants")):
            people.arrange_in_grid(3, 5, buff=0.15).move_to([x, -0.1, 0])
            sides.append(text(words, theme.HEADING, theme.TEXT, "SEMIBOLD").next_to(people, DOWN, buff=0.35))
        turned = range(0, 15, 3)
        crosses = VGroup(*[icon("cross", 0.75, theme.BAD).set_stroke(width=8).move_to(past[k]) for k in turned])
        link = arrow([-0.75, -0.1, 0], [0.75, -0.1, 0], width=theme.THICK)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(place, past, sides[0], rise=0, run_time=0.3))
        self.play(appear(crosses))
        self.play(appear(link, made, sides[1]))
        self.play(dim(*[made[k] for k in turned], level=0.2, run_time=1.2))

    def measured_skew(self, t: Any, beat: Beat) -> None:
        """Share of threes in the training data and among the balanced GAN's samples, which stand beside."""
        names = ("training data", "balanced GAN", "VAE", "plain GAN")
        values = np.array([float(t.share_in), float(t.share_out), *t.shares[1:].mean(1).tolist()]) * 100
        limit = float(t.shares.max()) * 105
        colors = (theme.REAL, theme.FAKE, theme.DECODER, theme.GENERATOR)
        self.chart = bar_chart(names, values, 7.4, 3.8, colors, "{:.0f} %", limit).move_to([-2.75, -0.5, 0])
        title = text("share of threes", theme.HEADING, theme.TEXT, "SEMIBOLD").move_to([-2.75, 1.85, 0])
        samples = wall(t.skew_samples, 4, 3.5, hidden=True).move_to([4.55, -0.3, 0])
        self.play(
            vanish(*self.on_stage, run_time=0.25),
            appear(locator(2), title, self.bar(0), rise=0, run_time=0.3),
        )
        beat.hold_until(beat.left * 0.4)
        self.play(reveal_tiles(samples, run_time=1.0), appear(self.bar(1), rise=0, run_time=0.4))

    def bar(self, index: int) -> VGroup:
        """One bar with its name and number."""
        return VGroup(self.chart.names[index], self.chart.fills[index], self.chart.numbers[index])

    def other_models(self, t: Any) -> None:
        """The other two models, and each training's own value as a tick."""
        ticks = VGroup(*[self.chart.single(k + 1, values * 100) for k, values in enumerate(t.shares)])
        for k, marks in enumerate(ticks, start=1):
            self.number_beside(k, marks)
        note = text("bars: means; ticks: single trainings", theme.LABEL, theme.MUTED).next_to(self.chart, DOWN, buff=0.2)
        note.align_to(self.chart.fills, LEFT)
        self.play(appear(self.bar(2), self.bar(3), rise=0, run_time=0.3))
        self.play(appear(ticks, note, rise=0, run_time=0.5))

    def number_beside(self, index: int, ticks: VGroup) -> None:
        """A bar's number stands at the bar's own end, or in the first gap between ticks that holds it."""
        number = self.chart.numbers[index]
        number.next_to(self.chart.fills[index], RIGHT, buff=0.15)
        for tick in sorted(ticks, key=lambda one: float(one.get_x())):
            if number.get_left()[0] - 0.1 < tick.get_x() < number.get_right()[0] + 0.1:
                number.next_to([tick.get_x(), number.get_y(), 0], RIGHT, buff=0.15)

    def imitated(self) -> None:
        """A picture in somebody's manner: the frame, the style, the signature, twice."""
        place = locator(3)
        sides = []
        for x, color, words in ((-3.5, theme.REAL, "the artist"), (3.5, theme.FAKE, "the model")):
            canvas = Rectangle(width=5.0, height=3.5, color=color, stroke_width=theme.THICK).set_fill(theme.PANEL, 1)
            hills = VGroup(*[self.brush(y, c) for y, c in ((0.75, theme.LATENT), (0.1, theme.DECODER), (-0.5, theme.ENCODER))])
            hand = signature(1.5, color).move_to([1.5, -1.35, 0])
            picture = VGroup(canvas, hills, hand).move_to([x, 0.05, 0])
            sides.append(VGroup(picture, text(words, theme.HEADING, color, "SEMIBOLD").next_to(picture, DOWN, buff=0.3)))
        self.play(vanish(*self.on_stage, run_time=0.25), appear(place, sides[0], rise=0, run_time=0.3))
        self.play(appear(sides[1]))
        self.sides = VGroup(*sides)

    def brush(self, height: float, color: str) -> VMobject:
        """A broad stroke of a wave."""
        x = np.linspace(-2.1, 2.1, 24)
        line = VMobject(stroke_color=color, stroke_width=16)
        line.set_points_smoothly([np.array([a, height + 0.22 * np.sin(2.6 * a), 0.0]) for a in x])
        return line

    def whose(self) -> None:
        """A question mark stands where the signature was."""
        marks, hands = VGroup(), VGroup()
        for side in self.sides:
            hand = side[0][2]
            hands.add(hand)
            marks.add(text("?", 100, theme.ACCENT, "BOLD").move_to(hand).shift(UP * 0.05))
        self.play(vanish(hands, run_time=0.3), appear(marks, run_time=0.3))


# --- 10.4 -------------------------------------------------------------------------------------------------------


class Responsibilities(FrameScene):
    """The lecture discloses itself: voice, text and pictures are made by machines, and a label says so."""

    def construct(self) -> None:
        t = self.trace  # trained ()  out (3,)
        with self.cue("voice") as beat:
            self.spoken_words(beat)
        with self.cue("text"):
            self.drafted()
        with self.cue("pictures"):
            self.chain()
        with self.cue("label"):
            self.put_label()
        with self.cue("made"):
            self.see_hear_read()
        with self.cue("article"):
            self.whose_article()
        with self.cue("guidelines"):
            self.guidelines()
        with self.cue("law"):
            self.law()
        with self.cue("testing"):
            self.gate()
        with self.cue("outputs"):
            self.group_by_group(t)
        with self.cue("oversight"):
            self.phone()

    def spoken_words(self, beat: Beat) -> None:
        """The words of this very sentence as blocks, each as long as it is spoken, lit as it is heard."""
        words = self.timeline.words[:16]
        begin, end = words[0].start, words[-1].end
        scale = (theme.STAGE_WIDTH - 0.4) / (end - begin)
        blocks = VGroup()
        for word in words:
            size = (word.end - word.start) * scale
            bar = RoundedRectangle(
                width=max(size - 0.06, 0.1), height=0.7 + 1.5 * min(size, 1.0), corner_radius=0.06, stroke_width=0
            )
            bar.set_fill(theme.DECODER, 1).move_to([theme.STAGE_LEFT + 0.2 + (word.start - begin) * scale + size / 2, 0.5, 0])
            blocks.add(bar)
        name = text("synthetic voice", theme.TITLE, theme.DECODER, "BOLD").move_to([0, -1.3, 0])
        note = text("one block a word, as long as it is spoken", theme.LABEL, theme.MUTED).move_to([0, -2.2, 0])
        speaker = icon("speaker", 1.1, theme.DECODER).next_to(name, LEFT, buff=0.5)
        self.play(appear(blocks, name, speaker, rise=0, run_time=0.3))
        line = Line(UP * 1.5, DOWN * 1.5, color=theme.ACCENT, stroke_width=theme.THICK).move_to([theme.STAGE_LEFT + 0.2, 0.5, 0])
        span = theme.STAGE_WIDTH - 0.4
        self.play(appear(note, run_time=0.3))
        run = Sweep(
            line, lambda v: line.set_x(theme.STAGE_LEFT + 0.2 + span * v), run_time=max(beat.left - 0.2, 0.5), rate_func=STEADY
        )
        self.play(run)

    def drafted(self) -> None:
        """A page of text, drafted with a language model, then reviewed."""
        page = icon("paper", 3.4, theme.TEXT).move_to([-3.8, -0.1, 0])
        steps = VGroup(
            VGroup(
                icon("robot", 1.2, theme.DECODER), text("drafted with a language model", theme.HEADING, theme.DECODER, "SEMIBOLD")
            ),
            VGroup(icon("people", 1.2, theme.GOOD), text("then the course team's review", theme.HEADING, theme.GOOD, "SEMIBOLD")),
        )
        for k, row in enumerate(steps):
            row.arrange(RIGHT, buff=0.4).move_to([-1.6, 0.9 - 2.0 * k, 0], aligned_edge=LEFT)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(page, steps[0], run_time=0.3))
        self.play(appear(steps[1]))

    def chain(self) -> None:
        """From data to picture: nothing is drawn by hand."""
        names = (
            ("data", theme.DATA),
            ("model", theme.ENCODER),
            ("recorded arrays", theme.LATENT),
            ("program", theme.GENERATOR),
            ("picture", theme.DECODER),
        )
        blocks = VGroup(*[block(name, None, color, 2.35, 1.9) for name, color in names]).arrange(RIGHT, buff=0.3)
        blocks.move_to([0, 0.2, 0])
        for one in blocks:
            if one.title.width > 2.1:
                one.title.become(
                    paragraph("recorded arrays", 1.9, theme.BODY, theme.LATENT, "SEMIBOLD", align="center").move_to(one.shape)
                )
        links = VGroup(*[arrow(a, b, buff=0.02) for a, b in pairwise(blocks)])
        self.play(vanish(*self.on_stage, run_time=0.25), appear(blocks[0], run_time=0.3))
        self.play(appear_each([VGroup(link, one) for link, one in zip(links, blocks[1:], strict=True)], lag=0.5, run_time=2.0))

    def put_label(self) -> None:
        """The disclosure label; it stays in the corner for the rest of the frame."""
        self.label = tag("made with AI: voice, draft of the text, samples", theme.ACCENT, theme.LABEL)
        big = tag("made with AI: voice, draft of the text, samples", theme.ACCENT, theme.HEADING).move_to([0, -1.9, 0])
        corner = np.array([theme.STAGE_RIGHT, theme.STAGE_BOTTOM, 0])
        self.label.move_to(corner, aligned_edge=DR)
        self.play(appear(big, rise=0, run_time=0.3))
        self.play(glide(big, self.label, self.label.width / big.width, run_time=0.8))
        self.remove(big)
        self.add(self.label)

    def change(self, *coming: Mobject, rise: float = 0.12) -> None:
        """Clear all but the label, and let new things come."""
        self.play(vanish(*self.others(self.label), run_time=0.25), appear(*coming, rise=rise, run_time=0.3))

    def see_hear_read(self) -> None:
        """What people see, hear or read, each marked."""
        made = VGroup()
        for name, word in (("eye", "see"), ("speaker", "hear"), ("book", "read")):
            shell = panel(3.7, 3.7, theme.DATA)
            mark = icon(name, 1.5, theme.DATA).move_to([0, 0.85, 0])
            made.add(VGroup(shell, mark, set_middle(text(word, theme.HEADING, theme.TEXT, "SEMIBOLD").set_x(0), -0.45)))
        made.arrange(RIGHT, buff=0.6).move_to([0, 0.45, 0])
        marks = VGroup(
            *[stamp("by a model", theme.FAKE, theme.LABEL, 0.06).move_to(one[0].get_bottom() + UP * 0.5) for one in made]
        )
        self.change(made)
        self.play(appear_each(marks, lag=0.5, run_time=1.2, rise=0.4))

    def whose_article(self) -> None:
        """An article says under its headline who wrote it."""
        sheet = panel(8.2, 4.6, theme.TEXT).move_to([0, 0.45, 0])
        top = sheet.get_top()[1]
        title = text("The headline", theme.TITLE, theme.TEXT, "BOLD").move_to([0, top - 0.75, 0])
        author = tag("written by a model", theme.FAKE, theme.BODY).move_to([0, top - 1.65, 0])
        lines = VGroup(*[Line(LEFT * 3.5, RIGHT * w, color=theme.FAINT, stroke_width=8) for w in (3.5, 3.2, 3.5, 1.4)])
        lines.arrange(DOWN, buff=0.42, aligned_edge=LEFT).move_to([0, top - 3.3, 0])
        self.change(sheet, title, lines)
        self.play(appear(author, run_time=0.5), pulse(author, 1.1))

    def guidelines(self) -> None:
        """The European guidelines of 2019."""
        self.guide = card(
            "Ethics Guidelines for Trustworthy AI",
            "High-Level Expert Group set up by the European Commission, 2019",
            icon("book", 1.4, theme.DATA),
            6.0,
            4.4,
            theme.DATA,
        ).move_to([-3.3, 0.4, 0])
        self.change(self.guide)

    def law(self) -> None:
        """The AI Act of 2024."""
        act = card(
            "EU AI Act",
            "Regulation (EU) 2024/1689: rules on marking generated content",
            icon("scales", 1.4, theme.LATENT),
            6.0,
            4.4,
            theme.LATENT,
        )
        self.play(appear(act.move_to([3.3, 0.4, 0]), rise=0, run_time=0.3))

    def gate(self) -> None:
        """A gate stands before release."""
        posts = VGroup(
            *[
                Rectangle(width=0.35, height=3.9, stroke_width=0, fill_color=theme.AXIS, fill_opacity=1).move_to([x, 0.3, 0])
                for x in (-0.6, 2.2)
            ]
        )
        self.bar = Line([-0.6, 0.3, 0], [2.2, 0.3, 0], color=theme.BAD, stroke_width=16)
        model = block("model", None, theme.GENERATOR, 2.6, 1.6).move_to([-4.3, 0.3, 0])
        release = text("release", theme.TITLE, theme.GOOD, "BOLD").move_to([4.7, 0.3, 0])
        name = text("test", theme.HEADING, theme.TEXT, "SEMIBOLD").move_to([0.8, 2.55, 0])
        way = arrow(model, [-0.9, 0.3, 0], width=theme.THICK)
        self.change(posts, self.bar, model, release, name, way)

    def group_by_group(self, t: Any) -> None:
        """Threes in and out for three models: what such a test finds."""
        values = np.array([float(t.trained), *t.out.tolist()]) * 100
        names = ("training data", "plain GAN", "balanced GAN", "VAE")
        colors = (theme.REAL, theme.FAKE, theme.FAKE, theme.FAKE)
        chart = bar_chart(names, values, 9.6, 3.8, colors, "{:.0f} %", max(20.0, float(values.max()) * 1.1))
        chart.move_to([-1.4, 0.0, 0])
        title = text("share of threes", theme.HEADING, theme.TEXT, "SEMIBOLD").move_to([-1.4, 2.4, 0])
        x = float(chart.fills[0].get_right()[0])
        even = DashedLine([x, 1.75, 0], [x, -1.9, 0], color=theme.REAL, stroke_width=theme.LINE)
        factors = VGroup(*[self.factor(chart, k, float(v) / float(t.trained)) for k, v in enumerate(t.out, start=1)])
        self.change(title, chart, even)
        self.play(appear_each(factors, lag=0.5, run_time=1.5))

    def factor(self, chart: BarChart, index: int, value: float) -> VGroup:
        """How many times as many threes came out as went in, beside a bar."""
        mark = icon("warning", 0.65, theme.ACCENT)
        words = text(f"{value:.1f} × the data's", theme.LABEL, theme.ACCENT, "SEMIBOLD")
        y = float(chart.fills[index].get_y())
        return VGroup(mark, words).arrange(RIGHT, buff=0.25).move_to([3.6, y, 0], aligned_edge=LEFT)

    def phone(self) -> None:
        """A phone and a list that nobody ticked."""
        body = RoundedRectangle(width=2.5, height=4.7, corner_radius=0.3, color=theme.TEXT, stroke_width=theme.THICK)
        body.set_fill(theme.PANEL, 1).move_to([-3.4, 0.35, 0])
        apps = VGroup(
            *[
                RoundedRectangle(
                    width=0.55,
                    height=0.55,
                    corner_radius=0.1,
                    stroke_width=0,
                    fill_color=theme.CLASS_COLORS[k % 10],
                    fill_opacity=1,
                )
                for k in range(12)
            ]
        )
        apps.arrange_in_grid(4, 3, buff=0.2).move_to(body)
        rows = VGroup()
        for words in ("who is left out?", "who is told?", "who can complain?"):
            box = Rectangle(width=0.6, height=0.6, color=theme.TEXT, stroke_width=theme.THICK)
            rows.add(VGroup(box, text(words, theme.HEADING)).arrange(RIGHT, buff=0.4))
        rows.arrange(DOWN, buff=0.6, aligned_edge=LEFT).move_to([2.7, 0.4, 0])
        self.change(VGroup(body, apps), rows[0])
        self.play(appear_each(rows[1:], lag=0.5, run_time=1.2))


# --- 10.5 -------------------------------------------------------------------------------------------------------


class KeyPoints(FrameScene):
    """What the models can do lies in one pan, what we owe in the other; three groups carry the balance."""

    def construct(self) -> None:
        t = self.trace  # extra, samples (9, 28, 28)  text ()  images, nearest (6, 28, 28)  share_in, share_out
        with self.cue("balance"):
            self.scales = balance("what they can do", "what we owe", 6.6).scale(1.3).move_to([0, -0.35, 0])
            self.play(appear(self.scales, rise=0, run_time=0.4))
        with self.cue("rare"):
            self.fill_left(t)
        with self.cue("right"):
            self.fill_right(t)
        with self.cue("skewed"):
            self.level(t)
        with self.cue("early"):
            self.a_step()
        with self.cue("rail"):
            self.guard_rail()
        with self.cue("costly"):
            self.too_late()
        with self.cue("lawmakers"):
            self.two_supports()
        with self.cue("ethicists"):
            self.third_support()
        with self.cue("question"):
            self.ask()

    def fill_left(self, t: Any) -> None:
        """Made eights, samples, a finished line."""
        loads = [wall(t.extra, 3, 1.6), wall(t.samples, 3, 1.6)]
        for one, x in zip(loads, (-0.84, 0.84), strict=True):
            self.scales.put(0, one, x)
        words = paragraph(str(t.text), 4.6, theme.LABEL, theme.TEXT, align="center")
        line = VGroup(panel(words.width + 0.4, words.height + 0.4, theme.GOOD), words)
        line.move_to([-4.0, 2.35, 0])
        self.play(appear(*loads, rise=0, run_time=0.3))
        self.play(morph(self.scales, np.array(-0.13), run_time=1.0))
        self.play(appear(line))
        self.line = line

    def fill_right(self, t: Any) -> None:
        """The copies that we searched for, a leaked record."""
        pairs = wall(np.concatenate([t.images[1:4], t.nearest[1:4]]), 3, 1.75)
        self.scales.put(1, pairs, -0.75)
        record = icon("lock", 1.0, theme.BAD)
        self.scales.put(1, record, 0.6)
        self.play(appear(pairs, record, rise=0, run_time=0.3))
        self.play(morph(self.scales, np.array(-0.05), run_time=0.9))

    def level(self, t: Any) -> None:
        """The skew bars land; the beam comes level."""
        values = np.array([float(t.share_in), float(t.share_out)])
        bars = VGroup(
            *[
                Rectangle(width=0.32, height=max(1.2 * v / values.max(), 0.04), stroke_width=0, fill_color=c, fill_opacity=1)
                for v, c in zip(values, (theme.REAL, theme.FAKE), strict=True)
            ]
        )
        bars.arrange(RIGHT, buff=0.08, aligned_edge=DOWN)
        self.scales.put(1, bars, 1.36)
        self.play(appear(bars, rise=0, run_time=0.3))
        self.play(morph(self.scales, np.array(0.0), run_time=1.2))

    def a_step(self) -> None:
        """A path that ends at a step."""
        path = VMobject(stroke_color=theme.TEXT, stroke_width=10)
        path.set_points_as_corners(
            [np.array(p, dtype=float) for p in ([-6.2, -0.9, 0], [1.2, -0.9, 0], [1.2, -2.7, 0], [6.2, -2.7, 0])]
        )
        ground = VMobject(stroke_width=0, fill_color=theme.PANEL, fill_opacity=1)
        ground.set_points_as_corners(
            [
                np.array(p, dtype=float)
                for p in (
                    [-6.2, -0.9, 0],
                    [1.2, -0.9, 0],
                    [1.2, -2.7, 0],
                    [6.2, -2.7, 0],
                    [6.2, -2.95, 0],
                    [-6.2, -2.95, 0],
                    [-6.2, -0.9, 0],
                )
            ]
        )
        self.walker = icon("person", 1.7, theme.DATA).move_to([-5.2, 0.05, 0])
        title = heading("act early", theme.ACCENT, theme.TITLE).move_to([0, 2.3, 0])
        self.path = VGroup(ground, path)
        self.title = title
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.path, self.walker, title, rise=0, run_time=0.3))
        self.play(self.walker.animate(run_time=1.5).shift(RIGHT * 1.0))

    def rail(self, x: float, color: str) -> VGroup:
        """A rail of four posts: label, limit, test, complaint; x is its left end."""
        posts = VGroup()
        for k, word in enumerate(("label", "limit", "test", "complaint")):
            post = Rectangle(width=0.16, height=1.5, stroke_width=0, fill_color=color, fill_opacity=1).move_to(
                [x + 1.35 * k, 0, 0]
            )
            name = text(word, theme.SMALL, color, "SEMIBOLD").next_to(post, UP)
            posts.add(VGroup(post, set_baseline(name, float(post.get_top()[1]) + 0.3)))
        beams = VGroup(*[Line([x - 0.2, y, 0], [x + 4.25, y, 0], color=color, stroke_width=10) for y in (0.15, 0.65)])
        return VGroup(beams, posts)

    def guard_rail(self) -> None:
        """The rail stands before the step, in time."""
        made = self.rail(-2.95, theme.GOOD)
        made.shift(UP * (-0.9 - made[1][0][0].get_bottom()[1]))
        self.early = made
        self.play(appear(made[0], made[1][0], rise=0, run_time=0.3))
        self.play(appear_each(made[1][1:], lag=0.6, run_time=1.8))

    def too_late(self) -> None:
        """The same rail behind the step, crossed out."""
        late = self.rail(1.75, theme.BAD)
        late.shift(UP * (-2.7 - late[1][0][0].get_bottom()[1]))
        cross = icon("cross", 2.2, theme.TEXT).move_to(late)
        self.play(appear(late, rise=0, run_time=0.3), dim(self.early, run_time=0.3))
        self.play(appear(cross, rise=0))

    def support(self, x: float, sign_: str, name: str, color: str) -> VGroup:
        """A pillar with the people who stand for it."""
        pillar = Rectangle(width=3.3, height=2.0, color=color, stroke_width=theme.LINE).set_fill(
            theme.mix(theme.BACKGROUND, color, 0.2), 1
        )
        inside = VGroup(icon(sign_, 0.95, color), text(name, theme.BODY, theme.TEXT, "SEMIBOLD")).arrange(DOWN, buff=0.2)
        return VGroup(pillar, inside.move_to(pillar)).move_to([x, -1.9, 0])

    def two_supports(self) -> None:
        """Policy makers, then engineers, under a beam that still leans."""
        self.beam = Rectangle(width=12.0, height=0.35, stroke_width=0, fill_color=theme.TEXT, fill_opacity=1).move_to(
            [0, -0.55, 0]
        )
        self.sky = VGroup(
            icon("scales", 2.3, theme.ACCENT), text("standards that hold", theme.HEADING, theme.ACCENT, "SEMIBOLD")
        ).arrange(RIGHT, buff=0.5)
        self.sky.move_to([0, 1.1, 0])
        self.beam_group = VGroup(self.beam, self.sky)
        self.beam_group.rotate(-0.1, about_point=np.array([1.65, -0.73, 0]))
        first = self.support(-4.3, "bank", "policy makers", theme.DATA)
        second = self.support(0, "gear", "engineers", theme.ENCODER)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(first, self.beam_group, rise=0, run_time=0.3))
        self.play(appear(second))

    def third_support(self) -> None:
        """Ethicists; the beam is level and holds."""
        third = self.support(4.3, "question", "ethicists", theme.DECODER)
        self.play(
            appear(third, run_time=0.3),
            self.beam_group.animate(run_time=0.8).rotate(0.1, about_point=np.array([1.65, -0.73, 0])),
        )

    def ask(self) -> None:
        """The question alone."""
        asked = question_card("Have you seen such a question brushed aside?", 12.4).move_to([0, -0.9, 0])
        places = VGroup(icon("person", 1.7, theme.DATA), icon("people", 1.9, theme.ENCODER), icon("robot", 1.7, theme.DECODER))
        places.arrange(RIGHT, buff=2.0).move_to([0, 1.3, 0])
        self.play(vanish(*self.on_stage, run_time=0.25), appear(asked, run_time=0.3))
        self.play(appear_each(places, lag=0.5, run_time=1.5))


# --- 10.6 -------------------------------------------------------------------------------------------------------


class Summary(FrameScene):
    """The map of four quarters once more, each with its evidence, and around it the duties."""

    def construct(self) -> None:
        t = self.trace  # images, nearest (6, 28, 28)  copies ()  share_in, share_out
        with self.cue("map"):
            self.map = quarters(QUARTERS, COLORS)
            self.play(appear(self.map, rise=0, run_time=0.4))
        with self.cue("misuse"):
            speech = VGroup(screen(2.6, theme.BAD), stamp("fabricated", theme.BAD, theme.LABEL, 0.08).move_to([1.6, -0.3, 0]))
            self.evidence(0, speech)
        with self.cue("privacy"):
            self.evidence(1, self.pairs(t))
        with self.cue("bias"):
            self.evidence(2, self.bars(t))
        with self.cue("property"):
            both = VGroup(
                signature(2.3, theme.REAL), text("?", theme.TITLE, theme.ACCENT, "BOLD"), signature(2.3, theme.FAKE)
            ).arrange(RIGHT, buff=0.35)
            self.evidence(3, both)
        with self.cue("duties"):
            self.duties()
        with self.cue("bridge"):
            self.bridge()
        with self.cue("plan"):
            self.plan()
        with self.cue("trust"):
            self.doors()
        with self.cue("closing"):
            question = paragraph(
                "How will what you now know about ethics change the way you think about tomorrow's models?",
                11.0,
                theme.TITLE,
                theme.TEXT,
                "SEMIBOLD",
                align="center",
            )
            self.play(vanish(*self.on_stage, run_time=0.25), appear(question.move_to(theme.STAGE_CENTER), run_time=0.3))

    def evidence(self, index: int, thing: Mobject) -> None:
        """A quarter lights up with what we saw."""
        thing.move_to(self.map.inside(index))
        box = self.map.boxes[index]
        self.play(
            box.animate(run_time=0.35).set_fill(theme.mix(theme.BACKGROUND, COLORS[index], 0.15), 1),
            appear(thing, run_time=0.35),
        )

    def pairs(self, t: Any) -> Group:
        """Nearest neighbours in small, with the share of copies."""
        both = wall(np.concatenate([t.images, t.nearest]), 6, 3.7)
        lines = (f"{float(t.copies):.1%} of the", "GAN's are", "copies")
        note = stack(*[text(line, theme.LABEL, theme.TEXT, "SEMIBOLD") for line in lines], buff=0.12)
        return Group(both, note.next_to(both, RIGHT, buff=0.25))

    def bars(self, t: Any) -> VGroup:
        """What went in and what came out, as two level bars."""
        values = np.array([float(t.share_in), float(t.share_out)]) * 100
        return bar_chart(
            ("threes in", "threes out"),
            values,
            5.6,
            1.5,
            (theme.REAL, theme.FAKE),
            "{:.0f} %",
            max(20.0, float(values.max()) * 1.1),
        )

    def duties(self) -> None:
        """Three duties run round the map."""
        content = Group(*self.on_stage)
        self.play(glide(content, theme.STAGE_CENTER, 0.82, run_time=0.4))
        corners = (theme.STAGE_WIDTH * 0.43, theme.STAGE_HEIGHT * 0.435)
        self.ring = RoundedRectangle(
            width=2 * corners[0], height=2 * corners[1], corner_radius=0.3, color=theme.GOOD, stroke_width=8
        ).move_to(theme.STAGE_CENTER)
        names = VGroup(
            *[
                tag(words, theme.GOOD, theme.LABEL).move_to(place)
                for words, place in (
                    ("tell people", [-3.6, 2.44, 0]),
                    ("follow guidelines", [3.6, 2.44, 0]),
                    ("test before release", [0, -2.59, 0]),
                )
            ]
        )
        self.play(draw(self.ring, run_time=0.8), appear(names))

    def bridge(self) -> None:
        """A bridge with its load."""
        deck = Rectangle(width=11.0, height=0.35, stroke_width=0, fill_color=theme.TEXT, fill_opacity=1).move_to([0, -0.3, 0])
        piers = VGroup(
            *[
                Rectangle(width=0.6, height=2.3, stroke_width=0, fill_color=theme.AXIS, fill_opacity=1).move_to([x, -1.65, 0])
                for x in (-4.5, -1.5, 1.5, 4.5)
            ]
        )
        loads = VGroup(*[arrow([x, 1.8, 0], [x, -0.05, 0], color=theme.BAD, width=8) for x in (-4, -2, 0, 2, 4)])
        name = text("load", theme.HEADING, theme.BAD, "SEMIBOLD").move_to([0, 2.35, 0])
        self.whole = VGroup(deck, piers)
        self.loads = VGroup(loads, name)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.whole, self.loads, rise=0, run_time=0.3))

    def plan(self) -> None:
        """Its plan: the four quarters are drawn in from the start."""
        sheet = panel(12.6, 5.6, theme.DATA, theme.mix(theme.BACKGROUND, theme.DATA, 0.14)).move_to([0, -0.1, 0])
        names = VGroup(
            *[
                tag(word, COLORS[k], theme.LABEL).move_to([x, 0.55, 0])
                for k, (word, x) in enumerate(zip(QUARTERS, (-4.9, -2.4, 0.6, 4.15), strict=True))
            ]
        )
        title = text("the plan", theme.HEADING, theme.DATA, "SEMIBOLD").move_to([0, 2.0, 0])
        self.bring_to_back(sheet)
        self.play(vanish(self.loads, run_time=0.25), appear(sheet, title, names, rise=0, run_time=0.3))
        self.bring_to_front(self.whole, names, title)

    def doors(self) -> None:
        """Trust opens three doors."""
        made = VGroup()
        for name, word, x in (("heart", "hospital", -4.3), ("book", "school", 0.0), ("house", "home", 4.3)):
            frame = Rectangle(width=2.5, height=3.3, color=theme.TEXT, stroke_width=theme.THICK)
            frame.set_fill(theme.mix(theme.BACKGROUND, theme.GOOD, 0.35), 1)
            mark = icon(name, 1.4, theme.TEXT).move_to(frame).shift(RIGHT * 0.3)
            leaf = Rectangle(width=2.5, height=3.3, color=theme.TEXT, stroke_width=theme.LINE).set_fill(theme.PANEL, 1)
            door = VGroup(frame, mark, leaf).move_to([x, -0.5, 0])
            label = set_middle(text(word, theme.HEADING, theme.TEXT, "SEMIBOLD").set_x(x), -2.6)
            made.add(VGroup(door, label))
        title = text("trust", 80, theme.GOOD, "BOLD").move_to([0, 2.2, 0])
        self.play(vanish(*self.on_stage, run_time=0.25), appear(title, made, rise=0, run_time=0.3))
        self.play(*[door[2].animate(run_time=1.4).stretch(0.22, 0, about_edge=LEFT) for door, _ in made])
