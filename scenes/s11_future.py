"""Section 11, the future: a line of years, few labels, three lanes, five points."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arrow,
    DashedLine,
    DashedVMobject,
    Dot,
    Group,
    Line,
    Mobject,
    MoveToTarget,
    Polygon,
    Rectangle,
    VGroup,
)

from scenes import theme
from scenes.mobjects.cards import panel, tag
from scenes.mobjects.icons import icon
from scenes.mobjects.images import pixels, wall
from scenes.mobjects.motion import (
    STEADY,
    Sweep,
    appear,
    appear_each,
    dim,
    draw,
    flow,
    glide,
    light,
    morph,
    pulse,
    reveal,
    set_strength,
    spotlight,
    vanish,
)
from scenes.mobjects.networks import arrow, block, decoder, discriminator, encoder, generator
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import curves
from scenes.mobjects.points import density, ellipse, scatter
from scenes.mobjects.tables import timeline
from scenes.mobjects.text import set_baseline, text
from scenes.mobjects.tokens import tokens
from scenes.stage import Beat, FrameScene

# --- 11.1 -------------------------------------------------------------------------------------------------------

YEARS = (
    (2013, "VAE", "Kingma and Welling, December 2013", ("image",)),
    (2014, "GAN", "Goodfellow and others, June 2014", ("face",)),
    (2015, "diffusion", "Sohl-Dickstein and others, 2015", ("drop",)),
    (2017, "transformer", "Vaswani and others, 2017", ("globe",)),
    (2020, "DDPM, GPT-3", "Ho and others; Brown and others, 2020", ("image", "paper")),
    (2021, "DALL-E", "Ramesh and others, January 2021", ("paper", "image")),
    (2022, "ChatGPT", "OpenAI, November 2022", ("chat", "people")),
)
TRENDS = ("the models", "the data they need", "other sciences", "responsibility", "data that arrive")
TREND_ICONS = ("network", "database", "molecule", "shield", "clock")
TREND_COLORS = (theme.LATENT, theme.DATA, theme.ENCODER, theme.BAD, theme.GENERATOR)


class Introduction(FrameScene):
    """Hardly more than a decade on one line, and five dashed ways on from it."""

    def construct(self) -> None:
        self.prepare()
        with self.cue("start"):
            self.play(draw(self.years.axis, run_time=0.6), *self.coming(0))
        with self.cue("gan"):
            self.mark(1)
        with self.cue("thermo"):
            self.mark(2)
        with self.cue("transformer") as beat:
            self.mark(3)
            beat.hold_until(beat.left * 0.45)
            self.mark(4)
        with self.cue("dalle"):
            self.mark(5)
        with self.cue("chatgpt"):
            self.mark(6)
        with self.cue("decade"):
            self.bracket()
        with self.cue("uses"):
            self.other_fields()
        with self.cue("next"):
            self.and_then()
        with self.cue("trends") as beat:
            self.five_ways(beat)

    def prepare(self) -> None:
        """The line of years, all marks hidden; what each brought, and who stands behind it."""
        self.years = timeline([(year, name) for year, name, _, _ in YEARS], 11.2, theme.DATA, 0.75).move_to([-0.75, 0.75, 0])
        self.people = []
        for _, _, who, shapes in YEARS:
            signs = [icon(shape, 1.3, theme.GENERATOR) for shape in shapes]
            row = VGroup(*signs, text(who, theme.HEADING, theme.DATA)).arrange(RIGHT, buff=0.5)
            self.people.append(row.move_to([-0.75, -2.0, 0]))

    def coming(self, index: int) -> list[Animation]:
        """One year on the line, and its people below in place of those before."""
        moves = [appear(self.years.events[index], run_time=0.35), appear(self.people[index], run_time=0.35)]
        return [*moves, vanish(self.people[index - 1], run_time=0.2)] if index else moves

    def mark(self, index: int) -> None:
        """One year appears on the line, larger for a moment."""
        self.play(*self.coming(index))
        self.play(pulse(self.years.events[index], 1.08))

    def bracket(self) -> None:
        """The whole story between two years."""
        span = Line(self.years.events[0][1].get_center(), self.years.events[-1][1].get_center())
        first, last = YEARS[0][0], YEARS[-1][0]
        glow = span.copy().set_stroke(theme.ACCENT, 14)
        note = text(f"{last - first} years", theme.TITLE, theme.ACCENT, "BOLD").move_to([-0.75, -2.0, 0])
        self.glow = VGroup(glow, note)
        self.play(vanish(self.people[-1], run_time=0.2), draw(glow, run_time=0.8), appear(note, run_time=0.3))

    def other_fields(self) -> None:
        """Fields far from images and text."""
        fields = {"proteins": "molecule", "markets": "chart", "weather": "cloud", "music": "music", "chemistry": "flask"}
        made = VGroup()
        for i, (name, shape) in enumerate(fields.items()):
            x = -0.75 + 2.5 * (i - 2)
            word = set_baseline(text(name, theme.BODY, theme.GOOD).set_x(x), -2.85)
            made.add(VGroup(icon(shape, 1.15, theme.GOOD).move_to([x, -1.75, 0]), word))
        self.play(vanish(self.glow, run_time=0.2), appear_each(made, lag=0.2, run_time=1.2))
        self.fields = made

    def and_then(self) -> None:
        """The line goes on, dashed."""
        end = self.years.axis.get_right()
        way = DashedLine(end, [6.2, end[1], 0], color=theme.ACCENT, stroke_width=8)
        mark = text("?", 110, theme.ACCENT, "BOLD").move_to([6.0, end[1] + 1.0, 0])
        self.play(appear(mark, run_time=0.3), draw(way, run_time=0.6), dim(self.years, self.fields))
        self.play(pulse(mark, 1.25))

    def five_ways(self, beat: Beat) -> None:
        """Five dashed ways fan out from today, each named when its word is spoken."""
        start = np.array([-5.6, -0.1, 0])
        today = VGroup(Dot(start, radius=0.22, color=theme.ACCENT), text("today", theme.BODY, theme.ACCENT))
        today[1].next_to(today[0], DOWN, buff=0.2)
        ways = []
        heights = (2.2, 1.05, -0.1, -1.25, -2.4)
        for name, shape, color, y in zip(TRENDS, TREND_ICONS, TREND_COLORS, heights, strict=True):
            end = np.array([0.2, y, 0])
            way = DashedLine(start + RIGHT * 0.4, end, color=color, stroke_width=theme.THICK)
            sign = icon(shape, 0.8, color).move_to(end + RIGHT * 0.7)
            ways.append(VGroup(way, sign, text(name, theme.HEADING).next_to(sign, RIGHT, buff=0.4)))
        self.play(vanish(*self.on_stage, run_time=0.25), appear(today, *[way[0] for way in ways], run_time=0.35))
        beat.hold_until(beat.left * 0.38)
        each = max(beat.left / (len(ways) + 0.5), 0.3)
        for way in ways:
            self.play(appear(way[1], way[2], run_time=0.4))
            self.wait(max(each - 0.4, 0.05))


# --- 11.2 -------------------------------------------------------------------------------------------------------


class Architectures(FrameScene):
    """A picture becomes a sequence, and features learned without labels help most where labels are few."""

    def construct(self) -> None:
        t = self.trace  # counts, pixels, features (5,)  digits (60, 28, 28)  whole (28, 28)
        with self.cue("gan_vae"):
            self.two_diagrams()
        with self.cue("attention"):
            self.transformer_joins()
        with self.cue("tokens"):
            self.picture_as_sentence(t)
        with self.cue("labels"):
            self.few_are_labelled(t)
        with self.cue("fewshot") as beat:
            self.few_and_zero(beat)
        with self.cue("library"):
            self.library()
        with self.cue("digits"):
            self.two_curves(t)
        with self.cue("gap"):
            self.gap(t)
        with self.cue("worth"):
            self.an_hour_each(t)

    def two_diagrams(self) -> None:
        """GAN above, VAE below, as blocks."""
        rows = []
        for name, parts, y in (
            ("GAN", (generator(width=2.5, height=1.9), discriminator(width=2.8, height=1.9)), 1.5),
            ("VAE", (encoder(width=2.5, height=1.9), decoder(width=2.5, height=1.9)), -1.3),
        ):
            pair = VGroup(*parts).arrange(RIGHT, buff=0.8).move_to([-3.4, y, 0])
            word = text(name, theme.BODY, theme.TEXT, "SEMIBOLD").next_to(pair, DOWN, buff=0.12)
            rows.append(VGroup(pair, arrow(pair[0].exit, pair[1].entry, width=theme.THICK), word))
        self.old = VGroup(*rows)
        edge = DashedVMobject(panel(4.2, 4.4, theme.ACCENT).set_fill(opacity=0), num_dashes=46)
        edge.set_stroke(theme.ACCENT, theme.THICK)
        self.unknown = VGroup(edge, text("?", 150, theme.ACCENT, "BOLD")).move_to([3.7, -0.0, 0])
        self.play(appear_each(rows, lag=0.4, run_time=1.0))
        self.play(appear(self.unknown))

    def transformer_joins(self) -> None:
        """The transformer: from text to text, then on to images."""
        made = block("Transformer", "attention", theme.LATENT, 3.4, 2.2).move_to([3.4, -0.1, 0])
        words, picture = icon("paper", 1.2, theme.DATA), icon("image", 1.2, theme.GENERATOR)
        words.move_to([3.4, 2.2, 0])
        picture.move_to([3.4, -2.35, 0])
        ways = [arrow(words.get_bottom(), made.shape.get_top()), arrow(made.shape.get_bottom(), picture.get_top())]
        self.play(vanish(self.unknown, run_time=0.2), appear(made, run_time=0.35), dim(self.old))
        self.play(appear(words), draw(ways[0]))
        self.play(draw(ways[1]), appear(picture))

    def picture_as_sentence(self, t: Any) -> None:
        """A digit is cut into tiles that line up like words."""
        side, cells = t.whole.shape[0] // 4, [(r, c) for r in range(4) for c in range(4)]
        whole, tiles = pixels(t.whole, 3.0, theme.LATENT).move_to([0, 1.2, 0]), []
        for r, c in cells:
            patch = t.whole[r * side : (r + 1) * side, c * side : (c + 1) * side]
            tiles.append(pixels(patch, 0.75, theme.LATENT).move_to(whole.get_center() + [(c - 1.5) * 0.75, (1.5 - r) * 0.75, 0]))
        self.play(vanish(*self.on_stage, run_time=0.25), appear(whole, rise=0, run_time=0.35))
        self.add(*tiles)
        self.play(
            *[glide(tile, [(i - 7.5) * 0.8, -1.35, 0], run_time=1.8) for i, tile in enumerate(tiles)], dim(whole, run_time=0.4)
        )
        line = tokens(["much", "like", "the", "words", "of", "a", "sentence"], theme.HEADING, 12).move_to([0, -2.5, 0])
        self.play(appear_each(line.chips, lag=0.3, run_time=1.4))

    def few_are_labelled(self, t: Any) -> None:
        """Many digits, six of them with a label."""
        grid = wall(t.digits, 12, 11.4).move_to([0, 0, 0])
        chosen = (3, 14, 29, 38, 45, 57)
        marks = [
            VGroup(
                grid.outline(i, theme.ACCENT), tag(str(int(t.digit_labels[i])), theme.ACCENT, theme.BODY).move_to(grid.place(i))
            )
            for i in chosen
        ]
        for mark in marks:
            mark[1].shift(mark[0].get_corner(UP + RIGHT) - mark[1].get_corner(UP + RIGHT) + UP * 0.12 + RIGHT * 0.12)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(grid, rise=0, run_time=0.35))
        self.play(appear_each(marks, lag=0.3, run_time=1.8))

    def few_and_zero(self, beat: Beat) -> None:
        """A prompt with a handful of examples, and one with none."""
        made = []
        for title, x, lines in (
            ("few-shot", -3.35, ("cat: chat", "dog: chien", "bird: ?")),
            ("zero-shot", 3.35, ("bird in French: ?",)),
        ):
            box = panel(5.9, 4.2, theme.DATA).move_to([x, -0.2, 0])
            rows = VGroup(*[text(line, theme.HEADING) for line in lines]).arrange(DOWN, buff=0.4).move_to(box).shift(DOWN * 0.35)
            name = text(title, theme.HEADING, theme.ACCENT, "SEMIBOLD").move_to(box.get_top() + DOWN * 0.55)
            made.append(VGroup(box, name, rows))
        self.play(vanish(*self.on_stage, run_time=0.25), appear(made[0], run_time=0.35))
        beat.hold_until(beat.left * 0.25)
        self.play(appear(made[1]))
        self.prompts = VGroup(*made)

    def library(self) -> None:
        """Behind the short prompt stands a wall of books."""
        rng = np.random.default_rng(11)
        books = VGroup()
        for row in range(4):
            x, ground = theme.STAGE_LEFT, 1.5 - 1.45 * row
            while x < theme.STAGE_RIGHT - 0.3:
                wide, tall = rng.uniform(0.16, 0.34), rng.uniform(0.85, 1.2)
                color = (theme.DATA, theme.LATENT, theme.DECODER, theme.GENERATOR)[int(rng.integers(4))]
                book = Rectangle(width=wide, height=tall, stroke_width=0, fill_color=color, fill_opacity=0.75)
                books.add(book.move_to([x + wide / 2, ground + tall / 2, 0]))
                x += wide + 0.04
        one = merged(books)
        slip = VGroup(panel(4.6, 1.2, theme.ACCENT), text("bird in French: ?", theme.HEADING)).move_to([0, 0.05, 0])
        slip[1].move_to(slip[0])
        self.play(vanish(self.prompts, run_time=0.2), appear(one, rise=0.5, run_time=0.5), appear(slip, run_time=0.3))

    def two_curves(self, t: Any) -> None:
        """Accuracy against labels on a logarithmic axis, both as measured."""
        self.axes = accuracy_plane(t, 8.2, 4.1).shift(LEFT * 1.0 + DOWN * 0.1)
        x = np.log10(t.counts)
        series = {"features of the VAE": t.features, "raw pixels": t.pixels}
        lines = curves(self.axes, series, (theme.LATENT, theme.DATA), x, hidden=True)
        lines.lines.set_stroke(width=8)
        singles = Group(
            *[
                scatter(self.axes, np.stack([np.repeat(x, every.shape[1]), every.ravel()], 1), color=color, radius=5)
                for every, color in ((t.pixels_all, theme.DATA), (t.features_all, theme.LATENT))
            ]
        )
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.axes, run_time=0.35))
        self.add(lines)
        self.play(reveal(lines, 1.0, run_time=2.2))
        self.play(appear(*singles, rise=0))

    def gap(self, t: Any) -> None:
        """The gap between the curves is filled; its widest place is measured."""
        x = np.log10(t.counts)
        upper, lower = np.stack([x, t.features], 1), np.stack([x, t.pixels], 1)[::-1]
        area = Polygon(*self.axes.to_screen(np.concatenate([upper, lower])), stroke_width=0, fill_color=theme.ACCENT)
        widest = int(np.argmax(np.abs(t.features - t.pixels)))
        ends = [self.axes.at(x[widest], float(series[widest])) for series in (t.pixels, t.features)]
        rule = Line(*ends, color=theme.TEXT, stroke_width=10)
        points = 100 * float(t.features[widest] - t.pixels[widest])
        words = f"{points:+.0f} points at {int(t.counts[widest])} labels".replace("-", "−")
        note = text(words, theme.BODY, theme.TEXT, "SEMIBOLD").next_to(rule, DOWN + RIGHT, buff=0.35)
        self.play(appear(area.set_fill(opacity=0.5), rise=0, run_time=0.4), draw(rule, run_time=0.4))
        self.play(appear(note), pulse(rule, 1.15))

    def an_hour_each(self, t: Any) -> None:
        """One label turns into a clock."""
        label = tag("one label", theme.ACCENT, theme.TITLE).scale(1.4).move_to([-3.6, 0.4, 0])
        watch = icon("clock", 3.0, theme.ACCENT).move_to([3.2, 0.4, 0])
        words = text("an hour of a doctor's time", theme.HEADING, theme.ACCENT).next_to(watch, DOWN, buff=0.5)
        way = arrow(label, watch, color=theme.ACCENT, width=theme.THICK)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(label, run_time=0.35))
        self.play(draw(way), appear(watch, words))
        self.play(pulse(watch, 1.1))


def merged(parts: VGroup) -> VGroup:
    """Many filled shapes as one mobject for each colour: drawn far faster."""
    made: dict[str, Any] = {}
    for part in parts:
        color = part.get_fill_color().to_hex()
        if color in made:
            made[color].append_points(part.points)
        else:
            made[color] = part.copy()
    return VGroup(*made.values())


def accuracy_plane(t: Any, width: float, height: float, small: bool = False) -> Plane:
    """Axes for accuracy over the number of labels, logarithmic; ticks at the counts that were measured."""
    x = np.log10(t.counts)
    low = float(min(t.pixels.min(), t.features.min()))
    bottom = np.floor(low * 10) / 10
    area = plane(
        (float(x[0]) - 0.1, float(x[-1]) + 0.05),
        (float(bottom), 1.0),
        width,
        height,
        None if small else "labelled digits",
        None if small else "accuracy",
        x_ticks=[],
        y_ticks=[] if small else None,
    )
    if small:
        return area
    for count, at in zip(t.counts, x, strict=True):
        mark = text(f"{int(count)}", theme.SMALLEST, theme.MUTED)
        area.tick_labels.add(mark.next_to(area.at(float(at), float(bottom)), DOWN, buff=0.12))
    area.x_title.shift(DOWN * max(0.0, area.x_title.get_top()[1] - area.tick_labels.get_bottom()[1] + 0.15))
    return area


# --- 11.3 -------------------------------------------------------------------------------------------------------

LANES = (("other sciences", theme.ENCODER), ("ethical AI", theme.BAD), ("real-time data", theme.GENERATOR))
ATOMS = np.array(
    [
        *[[np.cos(a), np.sin(a)] for a in np.pi / 6 + np.arange(6) * np.pi / 3],
        [1.75, 1.0],
        [2.6, 0.5],
        [3.45, 1.0],
        [2.6, -0.5],
        [-1.75, 1.0],
        [-1.75, -1.0],
        [-2.6, -0.5],
    ]
)
BONDS = ((0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (0, 6), (6, 7), (7, 8), (7, 9), (2, 10), (3, 11), (11, 12))
ELEMENTS = {6: theme.BAD, 8: theme.BAD, 9: theme.DATA, 10: theme.DATA, 12: theme.LATENT}


def molecule(size: float, place: tuple[float, float]) -> VGroup:
    """A drawn molecule as a list of growth steps: each a bond with the atom at its end."""
    steps, seen = VGroup(), {0}
    at = ATOMS * size + np.array(place)

    def atom(i: int) -> Dot:
        return Dot([*at[i], 0], radius=0.2 * size, color=ELEMENTS.get(i, theme.TEXT))

    first = VGroup(atom(0))
    steps.add(first)
    for a, b in BONDS:
        step = VGroup(Line([*at[a], 0], [*at[b], 0], buff=0.19 * size, color=theme.AXIS, stroke_width=6 * size + 1))
        if b not in seen:
            step.add(atom(b))
            seen.add(b)
        steps.add(step)
    return steps


def gate(height: float, place: tuple[float, float]) -> VGroup:
    """A release gate standing on `place`: a striped door, and the housing into which it rises; `opened` lifts it."""
    x, y = place
    door = VGroup()
    for i in range(6):
        color = theme.BAD if i % 2 == 0 else theme.TEXT
        stripe = Rectangle(width=0.2 * height, height=height / 6, stroke_width=0, fill_color=color, fill_opacity=1)
        door.add(stripe.move_to([x, y + (i + 0.5) * height / 6, 0]))
    housing = panel(0.62 * height, 1.02 * height, theme.AXIS).move_to([x, y + 1.5 * height, 0])
    return VGroup(door, housing, icon("lock", 0.42 * height, theme.BAD).move_to(housing))


def opened(made: VGroup) -> Animation:
    """The door rises into its housing."""
    return made[0].animate(run_time=0.9).shift(UP * made[0].height)


def unlocked(made: VGroup) -> Animation:
    """The gate's lock turns green, and its shackle swings up on one foot."""
    lock = made[2]
    lock.generate_target()
    lock.target.set_stroke(theme.GOOD)
    _, arc, foot, other, _ = lock.target
    VGroup(arc, foot, other).rotate(0.6, about_point=foot.get_end())
    return MoveToTarget(lock, run_time=0.9)


class Trends(FrameScene):
    """Three lanes: other sciences, a gate with checks, and a mixture that follows its data."""

    lint_allow = {
        "contrast:Line": "a bond's end lies on its atom",
        "contrast:Rectangle": "the stripes of the door lie side by side, and it rises behind its housing",
    }

    def construct(self) -> None:
        t = self.trace  # points (s, p, 2)  densities (s, 44, 44)  ahead (44, 44)
        self.tags = VGroup(*[tag(name, color, theme.BODY) for name, color in LANES]).arrange(RIGHT, buff=0.6)
        self.tags.move_to([0, 2.5, 0])
        with self.cue("home") as beat:
            self.leaving_home(beat)
        with self.cue("finance"):
            self.finance()
        with self.cue("molecule"):
            self.molecule_grows()
        with self.cue("candidates"):
            self.funnel()
        with self.cue("gate"):
            self.closed_gate()
        with self.cue("hurtful"):
            self.stopped()
        with self.cue("checks") as beat:
            self.three_checks(beat)
        with self.cue("stream"):
            self.points_arrive(t)
        with self.cue("drift") as beat:
            self.follow(t, beat)
        with self.cue("decide"):
            self.side_by_side(t)

    def lane(self, index: int) -> Any:
        """Light one lane's tag."""
        return spotlight([self.tags[index]], [tag for i, tag in enumerate(self.tags) if i != index], run_time=0.3)

    def leaving_home(self, beat: Beat) -> None:
        """Vision and language at home; an arrow leads out to biology."""
        rows = [
            VGroup(icon(shape, 1.3, theme.DATA), text(name, theme.HEADING)).arrange(RIGHT, buff=0.4)
            for shape, name in (("eye", "vision"), ("chat", "language"))
        ]
        self.home = VGroup(*rows).arrange(DOWN, buff=0.8, aligned_edge=LEFT).move_to([-4.7, -0.4, 0])
        self.biology = VGroup(icon("molecule", 1.9, theme.ENCODER), text("proteins", theme.HEADING)).arrange(DOWN, buff=0.3)
        self.biology.move_to([0.2, -0.4, 0])
        self.way = arrow(self.home, self.biology, color=theme.ENCODER, width=theme.THICK)
        self.play(appear(self.tags, self.home, run_time=0.35))
        beat.hold_until(beat.left * 0.3)
        self.play(self.lane(0), pulse(self.home, 1.06))
        beat.hold_until(beat.left * 0.75)
        self.play(draw(self.way), appear(self.biology))

    def finance(self) -> None:
        """The next stop: a fan of scenarios."""
        rng = np.random.default_rng(4)
        area = plane((0, 30), (-7, 7), 4.2, 3.0, x_ticks=[], y_ticks=[])
        area.shift(np.array([4.2, -0.2, 0]) - area.area.get_center())
        fan = VGroup()
        walks = rng.standard_normal((9, 30)).cumsum(1)
        for walk in walks * 6.5 / np.abs(walks).max():
            path = area.line(np.stack([np.arange(31), np.concatenate([[0], walk])], 1), theme.GENERATOR)
            fan.add(path.set_stroke(width=theme.LINE, opacity=0.8))
        name = text("finance", theme.HEADING).next_to(area.area, DOWN, buff=0.3)
        self.play(appear(area, name, run_time=0.3), draw(fan, run_time=1.2))

    def molecule_grows(self) -> None:
        """Bond by bond."""
        grown = molecule(1.0, (-0.4, -0.4))
        gone = self.others(self.tags, *self.tags)
        self.play(vanish(*gone, run_time=0.25), appear(grown[0], run_time=0.3))
        self.play(appear_each(grown[1:], lag=0.8, run_time=4.0, rise=0))
        self.grown = grown

    def funnel(self) -> None:
        """Many candidates go in, few come out."""
        many = (
            VGroup(*[icon("molecule", 0.62, theme.MUTED) for _ in range(28)])
            .arrange_in_grid(4, 7, buff=0.24)
            .move_to([-3.9, -0.4, 0])
        )
        mouth = Polygon([-0.4, 1.5, 0], [-0.4, -2.3, 0], [2.3, -0.75, 0], [2.3, -0.05, 0], color=theme.ENCODER)
        mouth.set_fill(theme.mix(theme.BACKGROUND, theme.ENCODER, 0.16), 1).set_stroke(width=theme.LINE)
        lab = text("lab", theme.HEADING, theme.ENCODER).move_to(mouth.get_center() + LEFT * 0.2)
        few = VGroup(*[icon("molecule", 1.3, theme.GOOD) for _ in range(2)]).arrange(RIGHT, buff=0.5).move_to([4.6, -0.4, 0])
        gone = self.others(self.tags, *self.tags)
        self.play(vanish(*gone, run_time=0.25), appear(many, mouth, lab, run_time=0.35))
        self.play(*[flow(many[i].copy(), [many[i], mouth.get_center(), few[i % 2]], run_time=1.4) for i in (3, 12, 17, 24)])
        self.play(appear(few), dim(many))

    def closed_gate(self) -> None:
        """The gate is closed."""
        self.gate = gate(2.2, (-1.2, -2.68))
        road = Line([theme.STAGE_LEFT, -2.7, 0], [theme.STAGE_RIGHT, -2.7, 0], color=theme.AXIS, stroke_width=theme.THICK)
        gone = self.others(self.tags, *self.tags)
        release = text("release", theme.HEADING, theme.MUTED).move_to([5.2, -2.2, 0])
        self.play(vanish(*gone, run_time=0.25), appear(self.gate, road, release, run_time=0.35))
        self.play(self.lane(1))

    def stopped(self) -> None:
        """A harmful sample comes and stops before the gate."""
        sample = VGroup(panel(2.1, 2.1, theme.BAD), icon("warning", 1.3, theme.BAD)).move_to([-6.0, -1.6, 0])
        self.play(appear(sample, run_time=0.3))
        self.play(glide(sample, [-2.55, -1.6, 0], run_time=0.7))
        self.play(pulse(sample, 1.1), pulse(self.gate[2], 1.25))
        self.sample = sample

    def three_checks(self, beat: Beat) -> None:
        """Content, bias, privacy: tick by tick, then the gate opens for what passed."""
        rows = []
        for i, name in enumerate(("harmful content", "bias", "privacy")):
            box = panel(4.6, 0.85, theme.GOOD).move_to([3.6, 1.5 - 0.95 * i, 0])
            tick = icon("check", 0.5, theme.GOOD).move_to(box.get_left() + RIGHT * 0.5)
            rows.append(VGroup(box, tick, text(name, theme.BODY).next_to(tick, RIGHT, buff=0.35)))
        each = beat.left / 6
        for i, row in enumerate(rows):
            self.play(appear(row, run_time=0.35))
            beat.hold_until((i + 1) * each)
        beat.hold_until(3.6 * each)
        fine = VGroup(panel(1.5, 1.5, theme.GOOD), icon("image", 0.9, theme.GOOD)).move_to([-6.0, -1.85, 0])
        self.play(vanish(self.sample), opened(self.gate), unlocked(self.gate), appear(fine))
        self.play(glide(fine, [2.4, -1.85, 0], run_time=1.6))

    def points_arrive(self, t: Any) -> None:
        """Points come in, and the density stands under them."""
        half = float(t.half)
        self.area = plane((-half, half), (-half, half), 9.4, 4.7, x_ticks=[], y_ticks=[])
        self.area.shift(np.array([0, -0.55, 0]) - self.area.area.get_center())
        self.heat = density(self.area, t.densities[0], "fake", high=float(t.densities.max()) * 0.75)
        self.live = scatter(self.area, t.points[0], color=theme.DATA, radius=5)
        gone = self.others(self.tags, *self.tags)
        self.play(vanish(*gone, run_time=0.25), appear(self.area, self.live, rise=0, run_time=0.3))
        self.play(self.lane(2), appear(self.heat, rise=0))
        self.play(Sweep(Group(self.heat, self.live), self.at_step, 0.0, 5.0, run_time=2.0, rate_func=STEADY))

    def at_step(self, step: float) -> None:
        """The density between two recorded steps, and the points of the window's last steps."""
        t = self.trace
        low = min(int(step), len(t.densities) - 2)
        self.heat.show(t.densities[low] + (t.densities[low + 1] - t.densities[low]) * (step - low))
        self.live.xy = np.asarray(t.points[low], dtype=float)
        self.live.redraw()

    def follow(self, t: Any, beat: Beat) -> None:
        """The density follows the drift to the last step, then one guess ahead."""
        last = len(t.densities) - 1
        seconds = beat.left * 0.45
        self.play(Sweep(Group(self.heat, self.live), self.at_step, 5.0, float(last), run_time=seconds, rate_func=STEADY))
        beat.hold_until(beat.left * 0.62)
        guess = VGroup()
        for mean, covariance, before in zip(t.ahead_means, t.ahead_covariances, t.last_means, strict=True):
            edge = ellipse(self.area, mean, covariance, theme.ACCENT).set_fill(opacity=0).set_stroke(width=theme.THICK)
            way = Arrow(self.area.at(*before), self.area.at(*mean), buff=0, color=theme.ACCENT)
            guess.add(DashedVMobject(edge, num_dashes=28), way)
        name = text("tomorrow?", theme.HEADING, theme.ACCENT, "SEMIBOLD")
        name.next_to(self.area.area.get_corner(UP + RIGHT), DOWN + LEFT, buff=0.3)
        self.play(dim(self.heat, self.live), appear(guess, rise=0, run_time=0.5), appear(name, run_time=0.3))

    def side_by_side(self, t: Any) -> None:
        """The three lanes beside each other."""
        made = []
        stills: tuple[Mobject, ...] = (
            molecule(0.5, (-4.55, -0.4)),
            gate(1.7, (0, -2.2)),
            small_density(t.densities[-1], float(t.half), 3.2, 2.6, (4.4, -0.4)),
        )
        for (_, color), still, x in zip(LANES, stills, (-4.4, 0, 4.4), strict=True):
            made.append(Group(panel(4.0, 4.4, color).move_to([x, -0.5, 0]), still))
        gone = self.others(self.tags, *self.tags)
        self.play(vanish(*gone, run_time=0.25), *[appear(one, run_time=0.35) for one in made], light(*self.tags))
        for box, one in zip(made, self.tags, strict=True):
            self.play(glide(one, [box[0].get_x(), 2.2, 0], run_time=0.35))


def small_density(values: np.ndarray, half: float, width: float, height: float, place: tuple[float, float]) -> Group:
    """A density on a small plane without ticks."""
    area = plane((-half, half), (-half, half), width, height, x_ticks=[], y_ticks=[])
    area.shift(np.array([*place, 0]) - area.area.get_center())
    return Group(area, density(area, values, "fake"))


class CurvePair(VGroup):
    """Two curves without names that draw together, for a small still."""

    def __init__(self, area: Plane, x: np.ndarray, both: tuple[np.ndarray, np.ndarray]) -> None:
        self.plane, self.x, self.both, self.revealed = area, x, both, 1.0
        colors = (theme.LATENT, theme.DATA)
        super().__init__(*[area.line(np.stack([x, y], 1), c, 6) for y, c in zip(both, colors, strict=True)])

    def reveal(self, fraction: float) -> CurvePair:
        """Draw both up to a share of the way, 0…1."""
        self.revealed = fraction
        stop = self.x[0] + (self.x[-1] - self.x[0]) * max(fraction, 1e-3)
        steps = np.append(self.x[self.x < stop], stop)
        for line, y in zip(self, self.both, strict=True):
            line.set_points_as_corners(self.plane.to_screen(np.stack([steps, np.interp(steps, self.x, y)], 1)))
        return self


# --- 11.4 -------------------------------------------------------------------------------------------------------

ROW = 0.05  # the height at which the five stand, until they draw together
POINTS = ("new designs", "less data", "across disciplines", "check, then open", "follow the present")


class Takeaways(FrameScene):
    """Five stills of this section, each becoming its point; a sixth frame stays empty."""

    lint_allow = {"contrast:Rectangle": "the stripes of the door lie side by side, and it rises behind its housing"}

    def construct(self) -> None:
        t = self.trace  # counts, pixels, features (5,)  first, last (44, 44)  points (p, 2)
        self.prepare(t)
        with self.cue("stills"):
            self.play(appear_each(self.cards, lag=0.2, run_time=1.2))
        with self.cue("architecture"):
            self.lit(0)
        with self.cue("efficiency"):
            self.lit(1)
            self.play(reveal(self.lines, 1.0, run_time=1.4, start=0.0))
        with self.cue("molecule"):
            self.lit(2)
        with self.cue("gate"):
            self.lit(3)
            self.play(opened(self.gate), unlocked(self.gate))
            self.play(appear(self.passed))
        with self.cue("drift"):
            self.lit(4)
            self.play(morph(self.heat, t.last, run_time=1.6))
        with self.cue("craft"):
            self.together()
        with self.cue("practice"):
            self.needs()
        with self.cue("five"):
            self.a_sixth()

    def prepare(self, t: Any) -> None:
        """Five framed stills in a row, their points under them."""
        self.frames = VGroup(*[panel(2.38, 3.8, color) for color in TREND_COLORS]).arrange(RIGHT, buff=0.25).move_to([0, ROW, 0])
        xs = [frame.get_x() for frame in self.frames]
        net = icon("network", 1.9, theme.LATENT).move_to([xs[0], ROW, 0])
        axes = accuracy_plane(t, 1.8, 1.9, small=True)
        axes.shift(np.array([xs[1], ROW, 0]) - axes.area.get_center())
        x = np.log10(t.counts)
        self.lines = CurvePair(axes, x, (t.features, t.pixels))
        grown = molecule(0.34, (xs[2] - 0.12, ROW))
        self.gate = gate(1.5, (xs[3], ROW - 1.65))
        self.passed = icon("image", 0.9, theme.GOOD).move_to([xs[3], ROW - 1.15, 0])
        self.heat = density(self.square(t, xs[4]), t.first, "fake", high=float(max(t.first.max(), t.last.max())))
        points = scatter(self.square(t, xs[4]), t.points, color=theme.DATA, radius=2.5)
        self.stills = [net, Group(axes, self.lines), grown, self.gate, Group(self.heat, points)]
        for still in self.stills:
            set_strength(still, 0.3)
        self.cards = [Group(frame, still) for frame, still in zip(self.frames, self.stills, strict=True)]
        self.names = [
            text(name, theme.LABEL, color, "SEMIBOLD", width=2.5).next_to(frame, DOWN, buff=0.3)
            for name, color, frame in zip(POINTS, TREND_COLORS, self.frames, strict=True)
        ]

    def square(self, t: Any, x: float) -> Plane:
        """The plane of the stream in the fifth frame."""
        half = float(t.half)
        area = plane((-half, half), (-half, half), 2.1, 2.1, x_ticks=[], y_ticks=[])
        return area.shift(np.array([x, ROW, 0]) - area.area.get_center())

    def lit(self, index: int) -> None:
        """One still steps forward and gets its point."""
        self.play(
            light(self.stills[index], run_time=0.3), appear(self.names[index], run_time=0.3), pulse(self.frames[index], 1.06)
        )

    def together(self) -> None:
        """The five draw together under one name."""
        name = text("a craft that is growing up", theme.HEADING, theme.ACCENT, "SEMIBOLD").move_to([0, -2.5, 0])
        closer = [
            glide(thing, thing.get_center() + [-frame.get_x() * 0.07, 0.8, 0])
            for frame, still, words in zip(self.frames, self.stills, self.names, strict=True)
            for thing in (frame, still, words)
        ]
        gate = self.frames[3]
        closer.append(glide(self.passed, self.passed.get_center() + [-gate.get_x() * 0.07, 0.8, 0]))
        self.play(appear(name, run_time=0.3), *closer)
        self.ring = name

    def needs(self) -> None:
        """Ideas, practice and daily work carry all five."""
        boxes = VGroup(*[block(name, None, theme.ACCENT, 3.2, 0.75) for name in ("ideas", "practice", "daily work")])
        boxes.arrange(RIGHT, buff=1.0).move_to([0, -2.62, 0])
        ground = min(name.get_bottom()[1] for name in self.names) - 0.12
        ends = [[self.frames.get_left()[0], ground, 0], [self.frames.get_right()[0], ground, 0]]
        shelf = Line(*ends, color=theme.ACCENT, stroke_width=theme.THICK)
        tops = [box.shape.get_top() for box in boxes]
        ways = VGroup(*[arrow(top, [top[0], ground, 0], color=theme.ACCENT, buff=0.04) for top in tops])
        self.play(vanish(self.ring, run_time=0.2), appear_each(boxes, lag=0.25, run_time=0.9))
        self.play(draw(shelf), draw(ways))
        self.below = VGroup(boxes, ways, shelf)

    def a_sixth(self) -> None:
        """An empty sixth frame."""
        empty = DashedVMobject(panel(2.4, 1.15, theme.ACCENT).set_fill(opacity=0), num_dashes=40)
        sixth = VGroup(empty.set_stroke(theme.ACCENT, theme.THICK), text("?", 80, theme.ACCENT, "BOLD")).move_to([0, -2.4, 0])
        self.play(vanish(self.below, run_time=0.2), appear(sixth, run_time=0.35))
        self.play(pulse(sixth, 1.1))
