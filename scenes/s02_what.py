"""Section 2: what a generative model is, its five traits in small demonstrations, its uses, and six models on a shelf."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    ArcBetweenPoints,
    DashedVMobject,
    Dot,
    Ellipse,
    Group,
    Line,
    Mobject,
    Rectangle,
    VGroup,
)

from scenes import theme
from scenes.mobjects.cards import heading, panel, question_card, stamp
from scenes.mobjects.chat import Bubble
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.landscape import landscape
from scenes.mobjects.motion import (
    appear,
    appear_each,
    count_to,
    draw,
    fade_tiles,
    glide,
    mark_tiles,
    reveal,
    reveal_tiles,
    run_images,
    vanish,
)
from scenes.mobjects.networks import arrow, block, discriminator, generator
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import columns, histogram, read_out
from scenes.mobjects.points import density, scatter
from scenes.mobjects.text import paragraph, set_baseline, text
from scenes.mobjects.tokens import tokens
from scenes.stage import FrameScene

SPECIES = (theme.CLASS_COLORS[0], theme.CLASS_COLORS[1])
SHEET_COLUMNS = 16


def dashed_box(width: float, height: float, color: str, place: tuple[float, float]) -> Mobject:
    """An empty frame with a dashed outline."""
    box = Rectangle(width=width, height=height, color=color, stroke_width=theme.LINE)
    return DashedVMobject(box.move_to([*place, 0]), num_dashes=30)


def sketch(seed: int) -> np.ndarray:
    """A drawn landscape (72, 108, 3): evening sky, three ridges of added sines, a river in the valley."""
    rng = np.random.default_rng(seed)
    h, w = 72, 108
    rows, across = np.arange(h)[:, None] / h, np.arange(w) / w
    top, low = np.array(theme.rgb(theme.DISCRIMINATOR)) / 255, np.array(theme.rgb(theme.GENERATOR)) / 255
    picture = np.repeat((top * (1 - rows) + low * rows)[:, None], w, 1)  # (h, w, 3)
    for ridge, level in enumerate((0.4, 0.55, 0.7)):
        height = sum(rng.normal() * 0.06 / k * np.sin(2 * np.pi * (k * across + rng.random())) for k in range(1, 6))
        picture[rows >= level + height] = np.array(theme.rgb(theme.ENCODER)) / 255 * (0.5 - 0.14 * ridge)
    bend = 0.5 + 0.12 * np.sin(9 * rows + rng.random() * 6)
    picture[(np.abs(across - bend) < (rows - 0.68) * 0.35) & (rows > 0.7)] = np.array(theme.rgb(theme.DATA)) / 255
    return np.clip(picture, 0, 1)


def drawn_face(knobs: tuple[float, ...], height: float, color: str) -> VGroup:
    """A line-drawn face (outline, two eyes, mouth) of three knobs 0 … 1: width, distance of the eyes, smile."""
    wide, apart, smile = knobs
    head = Ellipse(width=1.45 + 0.55 * wide, height=2.0, color=color, stroke_width=theme.THICK)
    eyes = [Dot([side * (0.22 + 0.24 * apart), 0.22, 0], radius=0.11, color=color) for side in (-1, 1)]
    bend = 2.6 * smile - 0.9
    mouth = ArcBetweenPoints([-0.42, -0.4, 0], [0.42, -0.4, 0], angle=bend or 0.01, color=color, stroke_width=theme.THICK)
    return VGroup(head, *eyes, mouth).scale(height / 2)


def signed_colors(values: np.ndarray) -> np.ndarray:
    """Values −1 … 1 as colours, dark at zero: (n, h, w) to (n, h, w, 3)."""
    zero, plus, minus = (np.array(theme.rgb(c)) / 255 for c in (theme.BACKGROUND, theme.POSITIVE, theme.NEGATIVE))
    ends = np.where(values[..., None] > 0, plus, minus)
    return np.asarray(zero + (ends - zero) * np.abs(values)[..., None])


class Introduction(FrameScene):
    """A sheet without an author shows what it is to invent; a classifier beside it only sorts."""

    def construct(self) -> None:
        self.sheet_of_digits()
        self.definition()
        self.sorting()
        self.underneath()
        self.valleys()

    def sheet_of_digits(self) -> None:
        t = self.trace  # sheet (160, 28, 28)  pair (2,)  between (9, 28, 28)
        self.sheet = wall(t.sheet, SHEET_COLUMNS, 8.0).move_to([0, 0.3, 0])
        with self.cue("grid") as beat:
            self.play(appear(self.sheet, rise=0), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.45)
            corner, right, top = (self.sheet.get_corner(side) for side in (DOWN + LEFT, DOWN + RIGHT, UP + LEFT))
            knobs = [
                arrow(corner + 0.3 * LEFT, top + 0.3 * LEFT, color=theme.LATENT, width=theme.THICK),
                arrow(corner + 0.2 * DOWN, right + 0.2 * DOWN, color=theme.LATENT, width=theme.THICK),
            ]
            names = [text("one knob", theme.BODY, theme.LATENT, "SEMIBOLD").next_to(knobs[0], LEFT, buff=0.3),
                     text("the other knob", theme.BODY, theme.LATENT, "SEMIBOLD").next_to(knobs[1], DOWN, buff=0.1)]
            self.play(appear(*knobs, *names))
        others = [i for i in range(self.sheet.count) if i not in t.pair.tolist()]
        with self.cue("known"):
            self.play(fade_tiles(self.sheet, others, 0.25), mark_tiles(self.sheet, t.pair, theme.DATA), run_time=theme.QUICK)
            here, there = (self.sheet.place(int(i)) for i in t.pair)
            aside = 0.2 * (there - here) / np.linalg.norm(there - here)
            way = arrow(here + aside, there - aside, color=theme.GENERATOR, width=theme.THICK + 4)
            self.play(draw(way))
        line = strip(t.between, 12.6, gap=2).move_to([0, -1.8, 0])
        line.set_tiles(slice(0, None), 0.0)
        middle = pixels(t.between[0], 3.0, theme.GENERATOR).move_to([0, 1.1, 0])
        with self.cue("between"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(middle, rise=0), run_time=theme.QUICK)
            self.add(line)
            self.play(run_images(middle, t.between[:5]), reveal_tiles(line), run_time=2.2)
            self.play(mark_tiles(line, [4], theme.GENERATOR))

    def definition(self) -> None:
        t = self.trace  # examples, new (8, 28, 28)
        data = wall(t.examples, 4, 4.0).move_to([-4.4, 0.2, 0])
        model = block("generative model", "statistical", theme.GENERATOR, 3.0, 1.9).move_to([0, 0.2, 0])
        self.new = wall(t.new, 4, 4.0, hidden=True).move_to([4.4, 0.2, 0])
        ways = [
            arrow(data, model, width=theme.THICK),
            arrow([1.45, 0.2, 0], [2.4, 0.2, 0], color=theme.GENERATOR, width=theme.THICK),
        ]
        with self.cue("class") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(data, model, ways[0]), run_time=theme.QUICK)
            self.add(self.new)
            beat.hold_until(beat.left * 0.6)
            self.play(appear(ways[1]), reveal_tiles(self.new, [0, 1]))
        with self.cue("engine"):
            self.play(model.at_work(), reveal_tiles(self.new, list(range(2, 8))), run_time=1.6)
            self.play(mark_tiles(self.new, list(range(8)), theme.GENERATOR))
        self.upper = Group(data, model, self.new, *ways)

    def sorting(self) -> None:
        t = self.trace  # one (28, 28)  answer ()  digits (40, 28, 28)
        one = pixels(t.one, 1.7, theme.DATA).move_to([-4.7, -1.6, 0])
        model = block("discriminative", "1 of 10 labels", theme.DISCRIMINATOR, 3.6, 1.7).move_to([0, -1.6, 0])
        label = text(str(int(t.answer)), 120, theme.TEXT, "BOLD").move_to([4.7, -1.6, 0])
        ways = [arrow(one, model, width=theme.THICK), arrow(model, label.get_left() + LEFT * 0.2, width=theme.THICK)]
        with self.cue("discriminative"):
            self.play(glide(self.upper, [0, 1.5, 0]), appear(one, model, ways[0]), run_time=theme.QUICK)
            self.play(appear(ways[1], label))
        order = np.arange(40).reshape(10, 4).T.ravel()  # one class a column
        boxes = wall(t.digits[order], 10, 11.6).move_to([0, 0.1, 0])
        boxes.set_tiles(slice(0, None), 0.0)
        names = [text(str(c), theme.HEADING, theme.CLASS_COLORS[c], "BOLD") for c in range(10)]
        for c, name in enumerate(names):
            name.move_to([boxes.place(c)[0], boxes.get_bottom()[1] - 0.4, 0])
        frames = [
            Rectangle(width=1.1, height=boxes.height, color=theme.CLASS_COLORS[c], stroke_width=theme.LINE).move_to(
                [boxes.place(c)[0], boxes.get_y(), 0]
            )
            for c in range(10)
        ]
        with self.cue("sorts"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(*names, *frames, rise=0), run_time=theme.QUICK)
            self.add(boxes)
            self.play(reveal_tiles(boxes, list(np.random.default_rng(1).permutation(40))), run_time=2.4)

    def underneath(self) -> None:
        t = self.trace  # density (48, 48)  latents (1000, 2)  labels (1000,)
        reach = float(t.reach)
        area = plane((-reach, reach), (-reach, reach), 5.6, 5.6, None, None, [], []).move_to([-3.4, -0.07, 0])
        hills = density(area, t.density, levels=(0.2, 0.5))
        cloud = scatter(area, t.latents, t.labels, radius=5)
        sheet = wall(t.sheet, SHEET_COLUMNS, 6.6).move_to([3.4, -0.07, 0])
        with self.cue("distribution") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(hills, rise=0), run_time=theme.QUICK)
            self.play(appear(cloud, rise=0))
            beat.hold_until(beat.left * 0.5)
            self.play(appear(sheet, rise=0))

    def valleys(self) -> None:
        old = [pixels(sketch(seed), 2.4, theme.DATA).move_to([4.3 * (i - 1), 1.45, 0]) for i, seed in enumerate((1, 2, 3))]
        new = pixels(sketch(9), 2.4, theme.GENERATOR).move_to([0, -1.6, 0])
        with self.cue("landscapes") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear_each(old), run_time=theme.STEP)
            beat.hold_until(beat.left * 0.35)
            self.play(appear(new))
        ask = question_card("Which one can nobody hike?", 8.8).move_to([0, -2.1, 0])
        with self.cue("valley"):
            self.play(vanish(old[0], old[2], run_time=0.3), glide(old[1], [-3.4, 0.7, 0], 1.5), glide(new, [3.4, 0.7, 0], 1.5))
            self.play(appear(ask))


class Characteristics(FrameScene):
    """Five traits, each shown by a small model at work."""

    lint_allow = {"frame": "the large model's bar runs out of the picture on purpose"}
    NAMES = ("joint", "sample", "flexible", "interactive", "costly")

    def construct(self) -> None:
        self.tiles()
        self.joint()
        self.flexible()
        self.interactive()
        self.costs()

    def tiles(self) -> None:
        """The five names, first large, then as a row above all demonstrations."""
        signs = ("chart", "dice", "gear", "hand", "chip")
        self.row = [VGroup(panel(2.3, 2.7, theme.GENERATOR), icon(s, 1.15, theme.GENERATOR).shift(0.35 * UP),
                           text(n, theme.LABEL, theme.TEXT, "SEMIBOLD").shift(0.85 * DOWN))
                    for n, s in zip(self.NAMES, signs, strict=True)]  # fmt: skip
        for i, tile in enumerate(self.row):
            tile.move_to([2.55 * (i - 2), 0, 0])
        self.chips = [
            VGroup(panel(2.4, 0.62, theme.GENERATOR), text(name, theme.LABEL, theme.TEXT, "SEMIBOLD")) for name in self.NAMES
        ]
        for i, chip in enumerate(self.chips):
            chip.move_to([2.58 * (i - 2), 2.5, 0])
        with self.cue("traits"):
            self.play(appear(*self.row), run_time=theme.QUICK)

    def turn_to(self, trait: int, *new: Mobject) -> None:
        """Clear the stage, light one trait's name, and let its demonstration come."""
        gone = self.others(*self.chips)
        moves = [vanish(*gone, run_time=0.2)] if gone else []
        if self.chips[0] not in self.mobjects:
            moves.append(appear(*self.chips))
        for i, chip in enumerate(self.chips):
            chip[0].set_fill(theme.GENERATOR if i == trait else theme.PANEL, 1)
            chip[1].set_color(theme.ink_on(theme.GENERATOR) if i == trait else theme.TEXT)
        self.play(*moves, appear(*new, rise=0), run_time=theme.QUICK)

    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """How far the axes of the birds reach, in mm."""
        t = self.trace
        return (float(t.x[0]), float(t.x[-1])), (float(t.y[0]), float(t.y[-1]))

    def area(self, x: float) -> Plane:
        """Axes for the birds."""
        return plane(*self.ranges(), 6.6, 4.25, "bill length in mm", None, None, []).move_to([x, -0.55, 0])

    def joint(self) -> None:
        t = self.trace  # joint (2, h, w)  at, posterior (2,)  drawn (80, 2)
        hills = landscape(t.joint, *self.ranges(), 7.6, 4.6, SPECIES).move_to([-2.6, -0.5, 0])
        sign = formula("P(X, Y)", 96.0, theme.LATENT).move_to([4.2, 1.0, 0])
        names = [text(n, theme.BODY, c, "SEMIBOLD") for n, c in (("Y = Adelie", SPECIES[0]), ("Y = Chinstrap", SPECIES[1]))]
        VGroup(*names).arrange(DOWN, buff=0.4).move_to([4.2, -0.9, 0])
        with self.cue("joint"):
            self.turn_to(0, hills, sign)
            self.play(appear_each(names))
        area = self.area(-3.05)
        total = density(area, t.joint.sum(0))
        dot = Dot(area.at(*t.at), radius=0.16, color=theme.ACCENT)
        rule = area.rule(x=float(t.at[0]), color=theme.ACCENT).set_stroke(width=theme.THICK)
        bars = columns(["Adelie", "Chinstrap"], t.posterior, 4.6, 2.9, list(SPECIES), 1.0).move_to([3.6, -0.6, 0])
        numbers = [bars.number(i, f"{value:.0%}") for i, value in enumerate(t.posterior)]
        with self.cue("predict"):
            self.turn_to(0, total, area, rule, dot, bars, *numbers)
        wide = self.area(0.0)
        hills = density(wide, t.joint.sum(0), strength=0.5)
        birds = scatter(wide, t.drawn, t.kinds, radius=10, hidden=True)
        with self.cue("sample") as beat:
            self.turn_to(1, hills, wide)
            self.add(birds)
            self.play(reveal(birds), run_time=max(2.0, min(6.0, beat.left)))

    def flexible(self) -> None:
        t = self.trace  # masked, filled, original (28, 28)  path (s, 28, 28)  more_masked, more_filled (8, 28, 28)
        digit = pixels(t.masked, 4.2, theme.DATA).move_to([-4.3, -0.6, 0])
        cover = Rectangle(
            width=digit.image.width, height=digit.image.height / 2, stroke_width=0, fill_color=theme.PANEL_EDGE, fill_opacity=1
        )
        cover.move_to(digit.image.get_bottom(), aligned_edge=DOWN)
        mark = text("?", 130, theme.TEXT, "BOLD").move_to(cover)
        more = wall(t.more_masked, 4, 6.4).move_to([3.2, -0.6, 0])
        with self.cue("hidden"):
            self.turn_to(2, digit, cover, mark, more)
        filled = np.concatenate([np.broadcast_to(t.masked[:14], (len(t.path), 14, 28)), t.path[:, 14:]], 1)
        with self.cue("imputed") as beat:
            self.play(vanish(cover, mark, run_time=0.2), run_images(digit, filled), run_time=2.2)
            self.play(run_images(more, np.stack([t.more_masked, t.more_filled])), run_time=1.2)
            truth = pixels(t.original, 1.5, theme.MUTED, "the truth").move_to([-1.15, -1.0, 0])
            beat.hold_until(beat.left * 0.6)
            self.play(appear(truth))
        edges = np.linspace(0, float(np.quantile(t.strange, 0.98)), 36)
        top = float(max(np.histogram(v, edges)[0].max() for v in (t.usual, t.strange))) * 1.1
        area = plane((0, float(edges[-1])), (0, top), 8.2, 3.7, "nats: how strange the VAE finds it", None, None, [])
        area.move_to([-2.4, -0.5, 0])
        bars = [histogram(area, t.usual, edges), histogram(area, t.strange, edges, theme.BAD)]
        names = [text("digits", theme.BODY, theme.DATA, "SEMIBOLD").move_to([-3.6, 0.9, 0]),
                 text("clothes", theme.BODY, theme.BAD, "SEMIBOLD").move_to([-1.6, -0.9, 0])]
        odd = pixels(t.odd, 2.2, theme.BAD).move_to([4.7, 0.4, 0])
        flag = Group(stamp("anomaly", theme.BAD, theme.BODY).move_to([4.7, -1.5, 0]))
        with self.cue("anomaly"):
            self.turn_to(2, area, *bars, *names, odd)
            self.play(appear(flag), run_time=theme.QUICK)

    def interactive(self) -> None:
        t = self.trace  # asked (10, 18, 28, 28)
        dial = [
            VGroup(panel(0.95, 0.95, theme.CLASS_COLORS[c]), text(str(c), theme.HEADING, theme.TEXT, "BOLD")) for c in range(10)
        ]
        for c, key in enumerate(dial):
            slot = 10 if c == 0 else c - 1
            key.move_to([-5.6 + 1.15 * (slot % 3), 1.2 - 1.15 * (slot // 3), 0])
        answers = wall(t.asked[3], 6, 8.2).move_to([2.2, -0.5, 0])
        with self.cue("condition") as beat:
            self.turn_to(3, *dial, answers)
            ring = Rectangle(width=1.1, height=1.1, color=theme.ACCENT, stroke_width=theme.THICK + 2).move_to(dial[3])
            self.play(appear(ring, rise=0), run_time=0.3)
            asks = (8, 0, 5)
            for k, digit in enumerate(asks):
                beat.hold_until(beat.left * (0.28 if k == 0 else 0.3))
                self.play(
                    glide(ring, dial[digit].get_center(), run_time=0.4),
                    run_images(answers, np.stack([answers.images, t.asked[digit]])),
                    run_time=0.8,
                )

    def costs(self) -> None:
        t = self.trace  # parameters, seconds ()
        numbers = VGroup(
            read_out("parameters", 0.0, "{:,.0f}", 84, theme.GENERATOR),
            read_out("seconds on one core", 0.0, "{:.0f}", 84, theme.GENERATOR),
        )
        numbers[0].move_to([4.0, 0.75, 0])
        numbers[1].move_to([4.0, -1.5, 0])
        weights = wall(signed_colors(t.weights), 9, 6.6).move_to([-3.1, -0.3, 0])
        shown = f"{len(t.weights)} of its {int(t.units)} first units, {t.weights[0].size} weights each"
        note = text(shown, theme.LABEL, theme.MUTED)
        note.next_to(weights, DOWN, buff=0.15)
        with self.cue("cost") as beat:
            self.turn_to(4, *numbers, weights, note)
            beat.hold_until(beat.left * 0.2)
            self.play(count_to(numbers[0], float(t.parameters)), run_time=2.0)
            beat.hold_until(beat.left * 0.6)
            self.play(count_to(numbers[1], float(t.seconds)), run_time=1.4)
        self.large_ones()

    def large_ones(self) -> None:
        """A bar for the small model, and one that leaves the picture."""
        small = Rectangle(width=0.12, height=1.2, stroke_width=0, fill_color=theme.GENERATOR, fill_opacity=1)
        small.move_to([theme.STAGE_LEFT, 1.1, 0], aligned_edge=LEFT)
        large = Rectangle(width=15.5, height=1.5, stroke_width=0, fill_color=theme.BAD, fill_opacity=1)
        large.move_to([theme.STAGE_LEFT, -0.95, 0], aligned_edge=LEFT)
        names = (
            text("our VAE", theme.HEADING, theme.GENERATOR, "SEMIBOLD").next_to(small, RIGHT, buff=0.3),
            text("a large model: this bar wouldn't fit the room", theme.HEADING, theme.ink_on(theme.BAD), "SEMIBOLD"),
        )
        names[1].move_to([theme.STAGE_LEFT + 0.4, -0.95, 0], aligned_edge=LEFT)
        ends = [heading("->", theme.ink_on(theme.BAD), 84).move_to([x, -0.95, 0]) for x in (5.0, 6.2)]
        racks = VGroup(*[icon("database", 0.85, theme.BAD) for _ in range(9)]).arrange(RIGHT, buff=0.62)
        racks.move_to([0, -2.4, 0])
        with self.cue("datacentre") as beat:
            self.turn_to(4, small, names[0], large, names[1])
            self.play(appear_each([*ends, *racks], lag=0.3))
            beat.hold_until(beat.left * 0.55)
            self.play(
                appear(
                    icon("cat", 1.6, theme.ACCENT).move_to([4.9, 1.1, 0]),
                    text("?", 120, theme.ACCENT, "BOLD").move_to([6.0, 1.1, 0]),
                )
            )


class Examples(FrameScene):
    """Three families at work on real arrays, and the two reminders: create is not sort, and it costs."""

    COLUMNS = (-1.9, 1.7, 4.8)  # of the table of birds

    def construct(self) -> None:
        self.adversaries()
        self.autoencoders()
        self.language()
        self.reminders()

    def adversaries(self) -> None:
        t = self.trace  # made (30, 28, 28)
        pair = Group(generator("makes", width=3.2, height=3.6), discriminator("judges", width=3.4, height=3.6))
        pair.arrange(RIGHT, buff=2.6).move_to([0, 0.1, 0])
        signs = [icon_disc(s, 1.5, c) for s, c in (("image", theme.GENERATOR), ("face", theme.DECODER), ("chat", theme.DATA))]
        with self.cue("who"):
            self.play(appear(Group(*signs).arrange(RIGHT, buff=1.2).move_to([0, 0.1, 0])), run_time=theme.QUICK)
        with self.cue("gan"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(pair), run_time=theme.QUICK)
            way = arrow(pair[0], pair[1], color=theme.GENERATOR, width=theme.THICK)
            back = arrow([1.0, -2.1, 0], [-1.2, -2.1, 0], "learn", theme.DISCRIMINATOR, width=theme.THICK)
            self.play(appear_each([way, back]))
        out = wall(t.made, 6, 6.6, hidden=True).move_to([3.2, -0.07, 0])
        out.mark(list(range(30)), theme.GENERATOR, 0.4)
        with self.cue("images") as beat:
            self.play(vanish(pair[1], way, back, run_time=0.2), glide(pair[0], [-4.6, 0.55, 0], run_time=0.4))
            self.add(out)
            self.play(reveal_tiles(out), run_time=1.8)
            beat.hold_until(beat.left * 0.6)
            signs = [icon(s, 0.9, theme.GENERATOR).move_to([-5.3 + 1.5 * i, -2.4, 0]) for i, s in enumerate(("music", "palette"))]
            self.play(appear_each(signs))
        lines = VGroup(
            *[
                Line([-6.0, 1.2 - 0.55 * i, 0], [6.0, 1.2 - 0.55 * i, 0], color=theme.TEXT, stroke_width=theme.LINE)
                for i in range(5)
            ]
        )
        steps = np.random.default_rng(5).integers(0, 9, 14)
        notes = VGroup(*[self.note(-5.2 + 0.8 * i, 1.2 - 0.275 * int(s)) for i, s in enumerate(steps)])
        with self.cue("symphony"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(lines, rise=0), run_time=0.3)
            self.play(appear_each(notes, lag=0.6), run_time=1.8)
            self.play(appear(heading("Composer: nobody?", theme.ACCENT, theme.TITLE).move_to([0, -2.2, 0])))

    def note(self, x: float, y: float) -> VGroup:
        """A quarter note on the staff."""
        head = Dot([x, y, 0], radius=0.2, color=theme.GENERATOR).stretch(1.2, 0)
        stem = Line([x + 0.22, y, 0], [x + 0.22, y + 1.0, 0], color=theme.GENERATOR, stroke_width=theme.THICK)
        return VGroup(head, stem)

    def faces(self) -> None:
        """One face is measured, its measures stand as three knobs, and other settings of the knobs are new faces."""
        known = (0.35, 0.6, 0.85)
        face = drawn_face(known, 3.8, theme.DATA).move_to([-4.8, 0.1, 0])
        rules = [Line([-6.6, y, 0], [-3.0, y, 0], color=theme.ACCENT, stroke_width=theme.LINE)
                 for y in (face[1].get_y(), face[3].get_top()[1])]  # fmt: skip
        rules += [Line([eye.get_x(), -2.1, 0], [eye.get_x(), 2.3, 0], color=theme.ACCENT, stroke_width=theme.LINE)
                  for eye in face[1:3]]  # fmt: skip
        knobs = VGroup()
        for i, value in enumerate(known):
            y = 1.2 - 1.1 * i
            knobs.add(Line([-1.6, y, 0], [0.8, y, 0], color=theme.PANEL_EDGE, stroke_width=12),
                      Dot([2.4 * value - 1.6, y, 0], radius=0.2, color=theme.ACCENT))  # fmt: skip
        rng = np.random.default_rng(12)
        new = VGroup(*[drawn_face(tuple(rng.random(3)), 1.4, theme.DECODER) for _ in range(9)])
        new.arrange_in_grid(3, 3, buff=0.15).move_to([4.35, 0.1, 0])
        labels = (("a face", theme.DATA, -4.8), ("features", theme.ACCENT, -0.4), ("new faces", theme.DECODER, 4.35))
        names = [text(name, theme.BODY, color, "SEMIBOLD").move_to([x, -2.65, 0]) for name, color, x in labels]
        ways = [arrow([x, 0.1, 0], [x + 0.75, 0.1, 0], color=color, width=theme.THICK)
                for x, color in ((-2.7, theme.ACCENT), (1.1, theme.DECODER))]  # fmt: skip
        with self.cue("face") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(face, names[0], rise=0), run_time=0.3)
            self.play(*[draw(rule) for rule in rules], appear(ways[0], knobs, names[1]), run_time=0.8)
            beat.hold_until(beat.left * 0.45)
            self.play(appear(ways[1], names[2]), appear_each(list(new), lag=0.4), run_time=1.2)

    def autoencoders(self) -> None:
        t = self.trace  # clean, noisy, cleaned (10, 28, 28)
        self.faces()
        rows = [strip(images, 11.0) for images in (t.noisy, t.noisy, t.clean)]
        names = (("noisy", theme.BAD), ("cleaned", theme.DECODER), ("original", theme.DATA))
        labels = []
        for i, (row, (name, color)) in enumerate(zip(rows, names, strict=True)):
            row.move_to([1.05, 1.65 - 1.7 * i, 0])
            labels.append(
                text(name, theme.BODY, color, "SEMIBOLD").move_to([theme.STAGE_LEFT, row.get_y(), 0], aligned_edge=LEFT)
            )
        with self.cue("noisy") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(rows[0], labels[0], rise=0), run_time=0.3)
            self.play(appear(rows[1], labels[1], rise=0), run_time=0.3)
            self.play(run_images(rows[1], np.stack([t.noisy, t.cleaned])), run_time=1.8)
            beat.hold_until(beat.left * 0.8)
            self.play(appear(rows[2], labels[2]))

    def language(self) -> None:
        t = self.trace  # prompt ()  pieces (14,)
        row = tokens([str(t.prompt)], theme.HEADING, 12.0, theme.DATA)
        for piece in t.pieces:
            row.add_token(str(piece))
        row.move_to([0, 0.2, 0])
        name = text("Generative Pre-trained Transformer", theme.HEADING, theme.GENERATOR, "SEMIBOLD").move_to([0, 2.3, 0])
        with self.cue("gpt"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(name, row.chip(0)), run_time=0.3)
            self.play(appear_each(row.chips[1:], lag=0.8), run_time=4.0)
        said = (str(t.prompt) + "".join(str(p) for p in t.pieces)).replace("\n", " ")
        bubble = Bubble(said, "a tiny language model", False, 9.0, theme.HEADING).move_to([1.9, -0.1, 0])
        robot = icon("robot", 2.8, theme.GENERATOR).move_to([-4.9, -0.1, 0])
        with self.cue("chatbots"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(robot, bubble.shell, bubble.line, bubble.who), run_time=0.3)

    def reminders(self) -> None:
        t = self.trace  # made (30, 28, 28)  digits (20, 28, 28)
        made = wall(t.made[:20], 5, 5.2).move_to([-3.5, -0.35, 0])
        made.mark(list(range(20)), theme.GENERATOR, 0.5)
        given = wall(t.digits, 5, 5.2).move_to([3.5, -0.35, 0])
        names = (
            text("create", theme.TITLE, theme.GENERATOR, "BOLD").move_to([-3.5, 2.4, 0]),
            text("sort", theme.TITLE, theme.DISCRIMINATOR, "BOLD").move_to([3.5, 2.4, 0]),
        )
        with self.cue("discriminative"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(made, given, *names, rise=0), run_time=0.3)
        self.more_rows()
        self.before_the_first()

    def more_rows(self) -> None:
        """Birds as rows of a table, measured ones and drawn ones."""
        t = self.trace  # birds (4, 2)  species (4,)  new_birds (3, 2)  new_species (3,)
        heads = ("species", "bill length, mm", "bill depth, mm")
        titles = [text(name, theme.LABEL, theme.MUTED).move_to([x, 2.5, 0]) for name, x in zip(heads, self.COLUMNS, strict=True)]
        real = [self.row(i, bird, kind, theme.DATA) for i, (bird, kind) in enumerate(zip(t.birds, t.species, strict=True))]
        new = [self.row(i, bird, kind, theme.GENERATOR)
               for i, (bird, kind) in enumerate(zip(t.new_birds, t.new_species, strict=True), start=len(real))]
        names = [text("measured", theme.BODY, theme.DATA, "SEMIBOLD").move_to([-5.4, Group(*real).get_y(), 0]),
                 text("generated", theme.BODY, theme.GENERATOR, "SEMIBOLD").move_to([-5.4, Group(*new).get_y(), 0])]
        with self.cue("databases"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(*titles, *real, names[0], rise=0), run_time=0.3)
            self.play(appear_each([Group(new[0], names[1]), *new[1:]], lag=0.7), run_time=1.8)

    def row(self, index: int, bird: np.ndarray, kind: int, color: str) -> Group:
        """One bird (2,) with its species as a row of the table."""
        y = 1.85 - 0.68 * index
        ground = panel(10.0, 0.6, color).move_to([1.4, y, 0])
        words = (("Adelie", "Chinstrap")[int(kind)], f"{bird[0]:.1f}", f"{bird[1]:.1f}")
        cells = [text(word, theme.LABEL, color, "SEMIBOLD") for word in words]
        for cell, x in zip(cells, self.COLUMNS, strict=True):
            cell.move_to([x, y, 0])
        return Group(ground, *cells)

    def before_the_first(self) -> None:
        """Three costs run up while a GAN's samples turn from grey into digits."""
        t = self.trace  # growing (s, 6, 28, 28)  steps ()
        tracks, fills, heads = [], [], []
        for i, (name, sign) in enumerate((("data", "database"), ("time", "clock"), ("computing", "chip"))):
            y = 1.85 - 1.9 * i
            ends = [-4.6, y - 0.4, 0], [0.2, y - 0.4, 0]
            tracks.append(Line(*ends, color=theme.PANEL_EDGE, stroke_width=50))
            fills.append(Line(*ends, color=theme.LOSS, stroke_width=50))
            label = text(name, theme.BODY, theme.LOSS, "SEMIBOLD").move_to([-4.6, y + 0.3, 0], aligned_edge=LEFT)
            heads.append(VGroup(icon(sign, 1.1, theme.LOSS).move_to([-5.6, y - 0.1, 0]), label))
        samples = wall(t.growing[0], 3, 5.0).move_to([3.95, 0.35, 0])
        note = text(f"a GAN, {int(t.steps):,} steps", theme.BODY, theme.GENERATOR, "SEMIBOLD").next_to(samples, DOWN, buff=0.3)
        with self.cue("compute") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(*tracks, *heads, samples, note, rise=0), run_time=0.3)
            self.play(*[draw(fill) for fill in fills], run_images(samples, t.growing), run_time=max(1.5, beat.left * 0.8))


class Conclusion(FrameScene):
    """Six models trained for this lecture on one shelf, and a free place for your own."""

    def construct(self) -> None:
        self.fill_the_shelf()
        self.what_they_share()
        self.your_own()

    def place(self, i: int) -> np.ndarray:
        """The middle of a place on the shelf."""
        return np.array([4.4 * (i % 3 - 1), 1.35 - 2.95 * (i // 3), 0.0])

    def label(self, i: int, name: str) -> Mobject:
        """A model's name in its place."""
        return text(name, theme.LABEL, theme.TEXT, "SEMIBOLD").move_to(self.place(i) + 1.08 * DOWN)

    def fill_the_shelf(self) -> None:
        t = self.trace  # vae, gan, diffusion (18, 28, 28)  moons, birds (400, 2)  line ()
        self.frames = [panel(4.15, 2.75, theme.GENERATOR).move_to(self.place(i)) for i in range(6)]
        with self.cue("shelf"):
            self.play(appear_each(self.frames, lag=0.1), run_time=theme.STEP)
        self.inside: list[Group] = []
        names = ("VAE", "GAN", "diffusion")
        for i, images in enumerate((t.vae, t.gan, t.diffusion)):
            picture = wall(images, 6, 3.6).move_to(self.place(i) + 0.22 * UP)
            self.inside.append(Group(picture, self.label(i, names[i])))
        with self.cue("vae"):
            self.play(appear(self.inside[0], rise=0), run_time=theme.QUICK)
        with self.cue("gan"):
            self.play(appear(self.inside[1], rise=0), run_time=theme.QUICK)
        with self.cue("diffusion"):
            self.play(appear(self.inside[2], rise=0), run_time=theme.QUICK)
        moons = self.cloud(3, t.moons, None, "flow")
        birds = self.cloud(4, t.birds, t.kinds, "mixture of Gaussians")
        with self.cue("flow") as beat:
            self.play(appear(moons, rise=0), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.3)
            self.play(appear(birds, rise=0), run_time=theme.QUICK)
        line = paragraph("“" + str(t.line).replace("\n", " ") + "”", 3.7, theme.BODY).move_to(self.place(5) + 0.2 * UP)
        written = Group(line, self.label(5, "transformer"))
        with self.cue("transformer"):
            self.play(appear(written, rise=0), run_time=theme.QUICK)
        self.inside += [moons, birds, written]

    def cloud(self, i: int, xy: np.ndarray, kinds: np.ndarray | None, name: str) -> Group:
        """Points (n, 2) in a place of the shelf."""
        low, high = xy.min(0), xy.max(0)
        area = plane((float(low[0]), float(high[0])), (float(low[1]), float(high[1])), 3.5, 1.8, None, None, [], [])
        area.move_to(self.place(i) + 0.22 * UP)
        return Group(scatter(area, xy, kinds, theme.GENERATOR, radius=4), self.label(i, name))

    def what_they_share(self) -> None:
        all_six = Group(*self.frames, *self.inside)
        base = panel(12.9, 0.9, theme.LATENT, theme.mix(theme.BACKGROUND, theme.LATENT, 0.25)).move_to([0, -2.5, 0])
        words = text("learned distribution -> samples", theme.HEADING, theme.LATENT, "SEMIBOLD").move_to(base)
        with self.cue("cornerstone"):
            self.play(glide(all_six, [-1.1, 0.45, 0], 0.82), appear(base, words))
        new = VGroup(panel(1.8, 4.5, theme.ACCENT), text("?", 150, theme.ACCENT, "BOLD")).move_to([5.5, 0.45, 0])
        tag_ = text("next year", theme.LABEL, theme.ACCENT, "SEMIBOLD").move_to([5.5, -1.3, 0])
        with self.cue("new"):
            self.play(appear(new, tag_), run_time=theme.QUICK)

    def your_own(self) -> None:
        frame = dashed_box(6.2, 4.2, theme.ACCENT, (0, 0.2))
        yours = text("yours", 96, theme.ACCENT, "BOLD").move_to([0, 0.2, 0])
        with self.cue("yours"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(frame, yours, rise=0), run_time=0.3)
        things = (("palette", "sketches"), ("book", "recipes"), ("bird", "birdsong"))
        signs = [
            VGroup(icon(s, 2.2, theme.GENERATOR), text(n, theme.HEADING, theme.GENERATOR, "SEMIBOLD"))
            .arrange(DOWN, buff=0.3)
            .move_to([0, 0.2, 0])
            for s, n in things
        ]
        for sign, x in zip(signs, (-5.2, 5.2, 0.0), strict=True):
            set_baseline(sign.set_x(x)[1], -1.2)
        with self.cue("birdsong") as beat:
            self.play(vanish(yours, run_time=0.2), appear(*signs), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.55)
            self.play(appear(heading("Any questions?", theme.ACCENT, theme.TITLE).move_to([0, -2.55, 0])))
