"""Section 1: noise that becomes digits, a boundary beside a distribution, and the key points of the opening."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, DashedVMobject, Group, Mobject, Rectangle, VGroup, VMobject

from scenes import theme
from scenes.mobjects.cards import card, heading, question_card
from scenes.mobjects.chat import Bubble
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.motion import (
    appear,
    appear_each,
    dim,
    draw,
    fade_tiles,
    glide,
    mark_tiles,
    morph,
    pulse,
    recolor,
    reveal,
    reveal_tiles,
    run_images,
    run_through,
    vanish,
)
from scenes.mobjects.networks import arrow, decoder
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import bar_chart, columns
from scenes.mobjects.points import boundary, density, scatter
from scenes.mobjects.text import baseline, set_baseline, text
from scenes.mobjects.tokens import visible
from scenes.stage import FrameScene

SPECIES = (theme.CLASS_COLORS[0], theme.CLASS_COLORS[1])


def dashed_frame(thing: Mobject, color: str, buff: float = 0.12) -> Mobject:
    """A dashed outline: what stands here is synthetic."""
    box = Rectangle(width=thing.width + 2 * buff, height=thing.height + 2 * buff, color=color, stroke_width=theme.LINE)
    return DashedVMobject(box.move_to(thing), num_dashes=26)


def stretched() -> VGroup:
    """A few real items, and outlines of those that a model adds."""
    square = Rectangle(width=0.5, height=0.5, stroke_width=0, fill_color=theme.DATA, fill_opacity=1)
    real = [square.copy() for _ in range(3)]
    added = [square.copy().set_fill(opacity=0).set_stroke(theme.GENERATOR, theme.LINE) for _ in range(9)]
    return VGroup(*real, *added).arrange_in_grid(3, 4, buff=0.2).scale_to_fit_height(2.0)


class Overview(FrameScene):
    """Digits come out of pure noise, hide among real ones, and show what such a model is good for."""

    def construct(self) -> None:
        self.out_of_noise()
        self.patterns()
        self.which_are_fake()
        self.painting()
        self.scarce()
        self.simulation()

    def out_of_noise(self) -> None:
        t = self.trace  # noise (40, 28, 28)  noisy (s, 40, 28, 28)
        self.tiles = wall(t.noise, 10, 12.9, hidden=True).move_to([0, 0.15, 0])
        with self.cue("noise") as beat:
            self.add(self.tiles)
            self.play(reveal_tiles(self.tiles), run_time=max(1.0, min(2.5, beat.left - 0.5)))
            beat.hold_until(beat.left * 0.55)
            name = text("random numbers: where each digit begins", theme.LABEL, theme.MUTED).move_to([0, -2.78, 0])
            self.play(appear(name))
        self.name = name
        with self.cue("digits") as beat:
            steps = np.concatenate([t.noise[None], t.noisy])
            self.play(vanish(self.name), run_images(self.tiles, steps), run_time=max(3.0, min(6.0, beat.left - 0.5)))

    def patterns(self) -> None:
        t = self.trace  # examples, made (8, 28, 28)
        data = wall(t.examples, 4, 4.6).move_to([-4.1, 0.2, 0])
        made = wall(t.made, 4, 4.6).move_to([4.1, 0.2, 0])
        made.mark(list(range(8)), theme.GENERATOR, 0.6)
        model = icon_disc("brain", 1.05, theme.LATENT).move_to([0, 0.2, 0])
        names = (("examples", theme.DATA, data), ("patterns", theme.LATENT, model), ("new ones", theme.GENERATOR, made))
        titles = [text(w, theme.HEADING, c, "SEMIBOLD").next_to(m, DOWN, buff=0.35) for w, c, m in names]
        floor = min(baseline(title) for title in titles)
        for title in titles:
            set_baseline(title, floor)
        ways = [arrow(data, model, width=theme.THICK), arrow(model, made, width=theme.THICK)]
        with self.cue("patterns") as beat:
            self.play(vanish(self.tiles, run_time=0.2), appear(data, model, *titles[:2], ways[0]), run_time=theme.QUICK)
            beat.hold_until(beat.left / 2)
            self.play(appear(ways[1], made, titles[2]))

    def which_are_fake(self) -> None:
        t = self.trace  # wall (60, 28, 28)  fake (24,)
        mixed = wall(t.wall, 12, 11.9).move_to([0, -0.45, 0])
        with self.cue("wall") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(mixed, rise=0), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.5)
            ask = heading("Which ones are the fakes?", theme.ACCENT, theme.TITLE).move_to([0, 2.5, 0])
            self.play(appear(ask), run_time=theme.QUICK)
        real = [i for i in range(len(t.wall)) if i not in set(t.fake.tolist())]
        count = heading(f"{len(t.fake)} of {len(t.wall)}", theme.FAKE, theme.TITLE).move_to(ask)
        with self.cue("frames"):
            self.play(vanish(ask, run_time=0.2), mark_tiles(mixed, t.fake, theme.FAKE), run_time=1.6)
            self.play(fade_tiles(mixed, real, 0.25), appear(count))

    def painting(self) -> None:
        t = self.trace  # painted (28, 28)  line ()
        prompt = card("“a handwritten seven”", None, None, 5.4, 1.4).move_to([-3.7, 1.35, 0])
        picture = pixels(t.painted, 2.9, theme.GENERATOR).move_to([2.6, 1.35, 0])
        way = arrow(prompt, picture, color=theme.GENERATOR, width=theme.THICK)
        sign = icon("palette", 1.6, theme.GENERATOR).move_to([5.4, 1.35, 0])
        bubble = Bubble(str(t.line).split("\n")[0], "a tiny language model", False, 9.0, theme.BODY)
        bubble.move_to([-1.2, -1.7, 0])
        with self.cue("art") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(prompt, sign), run_time=theme.QUICK)
            self.play(appear(way, picture))
            beat.hold_until(beat.left * 0.35)
            self.play(bubble.type(2.2))
            beat.hold_until(beat.left * 0.65)
            mark = text("creative?", 84, theme.ACCENT, "BOLD").move_to([4.3, -1.7, 0])
            self.play(appear(mark))

    def scarce(self) -> None:
        scans = [icon_disc("brain", 1.05, theme.DATA).move_to([-5.4 + 2.6 * i, 0.4, 0]) for i in range(2)]
        copies = [icon_disc("brain", 1.05, theme.GENERATOR).move_to([0.05 + 2.6 * i, 0.4, 0]) for i in range(3)]
        frames = [dashed_frame(copy, theme.GENERATOR) for copy in copies]
        names = (
            text("scarce, private", theme.HEADING, theme.DATA, "SEMIBOLD").move_to([-4.1, -1.7, 0]),
            text("synthetic", theme.HEADING, theme.GENERATOR, "SEMIBOLD").move_to([2.65, -1.7, 0]),
        )
        with self.cue("scans") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(*scans, names[0]), run_time=theme.QUICK)
            beat.hold_until(beat.left / 2)
            self.play(appear_each([Group(c, f) for c, f in zip(copies, frames, strict=True)]), appear(names[1]))
        with self.cue("rare") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(self.payments()), run_time=theme.QUICK)
            beat.hold_until(beat.left / 2)
            self.play(appear_each(self.extra, lag=0.06, rise=0), appear(self.added), run_time=2.4)

    def payments(self) -> Group:
        """A square for each of ninety-nine honest payments, one for the fraud, and outlines where others could stand."""
        places = [np.array([0.47 * (i % 11 - 5), 0.47 * (4 - i // 11) + 0.35, 0]) for i in range(99)]
        square = Rectangle(width=0.36, height=0.36, stroke_width=0, fill_color=theme.DATA, fill_opacity=1)
        honest = VGroup(*[square.copy().move_to(place + 3.4 * LEFT) for place in places])
        fraud = square.copy().set_fill(theme.BAD).move_to(places[49] + 3.4 * RIGHT)
        hollow = square.copy().set_fill(opacity=0).set_stroke(theme.GENERATOR, theme.LINE)
        extra = [hollow.copy().move_to(place + 3.4 * RIGHT) for i, place in enumerate(places) if i != 49]
        self.extra = sorted(extra, key=lambda one: float(np.linalg.norm(one.get_center() - fraud.get_center())))
        names = (("99 honest", theme.DATA, -3.4), ("1 fraud", theme.BAD, 1.85), ("+ synthetic", theme.GENERATOR, 4.5))
        words = [text(name, theme.HEADING, color, "SEMIBOLD").move_to([x, -2.3, 0]) for name, color, x in names]
        self.added = words.pop()
        return Group(honest, fraud, *words)

    def simulation(self) -> None:
        t = self.trace  # walks (40, 60)
        reach = float(np.abs(t.walks).max())
        area = plane((0, t.walks.shape[1] - 1), (-reach, reach), 8.6, 4.9, x_ticks=[], y_ticks=[]).move_to([-2.2, 0.1, 0])
        steps = np.arange(t.walks.shape[1])
        lines = VGroup(
            *[area.line(np.stack([steps, walk], 1), theme.GENERATOR, theme.THIN).set_stroke(opacity=0.6) for walk in t.walks]
        )
        name = text("possible days, all sampled", theme.BODY, theme.GENERATOR, "SEMIBOLD").move_to([-3.2, 2.6, 0])
        with self.cue("simulation") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(area, name, lines[0]), run_time=theme.QUICK)
            self.play(appear_each(lines[1:], lag=0.1), run_time=2.2)
            beat.hold_until(beat.left * 0.55)
            heart = icon_disc("heart", 1.2, theme.DECODER).move_to([4.75, 0.5, 0])
            words = text("an operation,\nrehearsed", theme.BODY, theme.DECODER, "SEMIBOLD").move_to([4.75, -1.5, 0])
            self.play(appear(heart, words))


class Goals(FrameScene):
    """On the same birds, one model learns where a class ends, the other where the birds are at all."""

    def construct(self) -> None:
        self.two_fits()
        self.agenda()
        self.behind_the_reply()

    def ranges(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """How far the axes reach, in mm."""
        t = self.trace
        return (float(t.x[0]), float(t.x[-1])), (float(t.y[0]), float(t.y[-1]))

    def area(self, x: float) -> Plane:
        """Axes of one side."""
        return plane(*self.ranges(), 5.9, 4.2, "bill length in mm", None, None, []).move_to([x, -0.3, 0])

    def kinds(self) -> VGroup:
        """The two classes in their colours, between the titles."""
        words = [text(name, theme.LABEL, color, "SEMIBOLD") for name, color in zip(("Adelie", "Chinstrap"), SPECIES, strict=True)]
        return VGroup(*words).arrange(RIGHT, buff=0.4).move_to([0, 2.55, 0])

    def two_fits(self) -> None:
        t = self.trace  # birds (n, 2)  probability (s, h, w)  density (h, w)  new (60, 2)
        left, right = self.area(-3.4), self.area(3.4)
        clouds = [scatter(side, t.birds, t.species, radius=7) for side in (left, right)]
        names = [text("the same birds", theme.BODY, theme.TEXT, "SEMIBOLD").move_to([x, 2.55, 0]) for x in (-3.4, 3.4)]
        with self.cue("data"):
            self.play(appear(*clouds, left, right, *names, self.kinds(), rise=0), run_time=theme.QUICK)
        sides = boundary(left, np.full_like(t.probability[0], 0.5))
        titles = [
            text(word, theme.BODY, color, "SEMIBOLD").move_to([x, 2.55, 0])
            for word, color, x in (("discriminative", theme.DISCRIMINATOR, -3.4), ("generative", theme.GENERATOR, 3.4))
        ]
        with self.cue("boundary"):
            sides.show(t.probability[0])
            self.add(sides, clouds[0])
            self.play(vanish(names[0], run_time=0.2), appear(titles[0]), run_through(sides, t.probability), run_time=2.0)
        hills = density(right, t.density * 0.0, high=float(t.density.max()))
        with self.cue("density"):
            self.add(hills, clouds[1])
            self.play(vanish(names[1], run_time=0.2), appear(titles[1]), morph(hills, t.density), run_time=2.0)
        birds = scatter(right, t.new, color=theme.TEXT, radius=8, hidden=True)
        with self.cue("sample"):
            self.add(birds)
            note = text(f"{len(t.new)} new birds, never measured", theme.LABEL, theme.TEXT).move_to([3.4, -2.75, 0])
            right.x_title.set_opacity(0)
            self.play(reveal(birds), appear(note), run_time=2.4)
        self.fits = [left, right, sides, hills, *clouds, birds, *titles, note]

    def agenda(self) -> None:
        t = self.trace
        goals = (("a clean definition", "book"), ("key characteristics", "search"), ("recent applications", "image"))
        self.rows = []
        for i, (goal, sign) in enumerate(goals):
            disc = icon_disc(sign, 0.62, theme.ACCENT)
            words = text(goal, theme.HEADING, theme.TEXT, "SEMIBOLD").next_to(disc, RIGHT, buff=0.4)
            self.rows.append(VGroup(disc, words).move_to([theme.STAGE_LEFT + 0.1, 1.75 - 1.8 * i, 0], aligned_edge=LEFT))
        with self.cue("definitions"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(self.rows[0]), run_time=theme.QUICK)
            self.play(appear(self.small_hills()))
        with self.cue("characteristics"):
            self.play(dim(self.rows[0]), appear(self.rows[1]), run_time=theme.QUICK)
        with self.cue("applications"):
            self.play(dim(self.rows[1]), appear(self.rows[2]), run_time=theme.QUICK)
        ask = Bubble(str(t.prompt), "prompt", True, 5.8, theme.BODY).move_to([5.9, 2.2, 0], aligned_edge=RIGHT)
        self.reply = Bubble(str(t.reply).replace("\n", " "), "a tiny language model", False, 6.2, theme.BODY)
        self.reply.move_to([3.4, 0.2, 0])
        with self.cue("chat"):
            self.play(vanish(self.hills, run_time=0.2), appear(ask), run_time=theme.QUICK)
            self.play(self.reply.type(2.4))
        self.ask = ask

    def small_hills(self) -> Group:
        """The fitted distribution beside the first goal."""
        t = self.trace
        area = plane(*self.ranges(), 5.6, 4.6, None, None, [], []).move_to([3.5, -0.05, 0])
        hills, cloud = density(area, t.density), scatter(area, t.birds, t.species, radius=6)
        self.hills = Group(area, hills, cloud)
        return self.hills

    def behind_the_reply(self) -> None:
        t = self.trace  # next, chances (6,)
        with self.cue("used"):
            ask = question_card("Used one this week?", 6.4).move_to([3.35, -2.0, 0])
            self.play(appear(ask), run_time=theme.QUICK)
        names = [visible(str(name)) for name in t.next]
        bars = bar_chart(names, t.chances, 8.6, 4.6, theme.GENERATOR, "{:.0%}").move_to([2.2, -0.4, 0])
        free = dashed_frame(Rectangle(width=2.6, height=0.9), theme.GENERATOR).move_to([-4.7, -0.4, 0])
        name = text("next token", theme.BODY, theme.GENERATOR, "SEMIBOLD").next_to(free, DOWN, buff=0.2)
        mark = text("?", theme.TITLE, theme.GENERATOR, "BOLD").move_to(free)
        with self.cue("behind"):
            self.play(vanish(*self.others(self.ask), run_time=0.2), glide(self.ask, [-4.7, 1.45, 0]), run_time=theme.QUICK)
            self.play(appear(free, mark, name), appear_each(bars.names, lag=0.1), appear(bars.fills, bars.numbers))
            said = [i for i, token in enumerate(t.next) if str(t.reply).startswith(str(token).strip())]
            for i in said[:1]:
                word = bars.names[i].copy()
                self.play(vanish(mark, run_time=0.2), recolor(bars.fills[i], theme.ACCENT), glide(word, free, 1.5))


class Summary(FrameScene):
    """One digit melts into another, the years run steep, and the three key points stand."""

    def construct(self) -> None:
        self.melt()
        self.surge()
        self.key_points()

    def melt(self) -> None:
        t = self.trace  # walk (13, 28, 28)  ends (2, 28, 28)
        digit = pixels(t.walk[0], 3.6, theme.DECODER).move_to([0, 0.9, 0])
        line = strip(t.walk, 9.9).move_to([0, -1.9, 0])
        line.set_tiles(slice(0, None), 0.0)
        with self.cue("walk") as beat:
            self.play(appear(digit, rise=0), run_time=theme.QUICK)
            self.add(line)
            self.play(run_images(digit, t.walk), reveal_tiles(line), run_time=max(2.0, beat.left - 0.3))
        box = decoder("latent -> image", height=2.4).move_to([-3.9, 0.9, 0])
        with self.cue("model") as beat:
            self.play(appear(box, arrow(box, digit, color=theme.DECODER, width=theme.THICK)), run_time=theme.QUICK)
            self.play(run_images(digit, t.walk[: len(t.walk) // 2 - 1 : -1]), run_time=max(2.0, min(4.0, beat.left)))
            new = text("not in the data", theme.HEADING, theme.GENERATOR, "SEMIBOLD").move_to([4.5, 0.9, 0])
            self.play(appear(new))
        real = [pixels(image, 1.3, theme.DATA, "real") for image in t.ends]
        for image, x in zip(real, (-5.8, 5.8), strict=True):
            image.move_to([x, -2.05, 0])
        with self.cue("learns") as beat:
            self.play(appear(*real), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.45)
            self.play(mark_tiles(line, range(len(t.walk)), theme.GENERATOR), run_time=1.4)
            self.play(pulse(digit))

    def surge(self) -> None:
        years_of = (2013, 2014, 2017, 2018, 2020, 2021, 2022)
        events = tuple(zip(years_of, ("VAE", "GAN", "Transformer", "GPT", "GPT-3", "DALL-E", "ChatGPT"), strict=True))
        area = plane((2012, 2023.6), (0, 8), 12.2, 4.9, None, None, list(range(2013, 2024, 2)), []).move_to([0, -0.05, 0])
        area.tick_labels.set_opacity(0)
        years = VGroup(
            *[text(str(y), theme.LABEL, theme.MUTED).next_to(area.at(y, 0), DOWN, buff=0.15) for y in range(2013, 2024, 3)]
        )
        corners = [(2012.0, 0.0)]
        for count, (year, _) in enumerate(events, start=1):
            corners += [(year, count - 1), (year, count)]
        line = area.line(np.array([*corners, (2023.4, len(events))]), theme.GENERATOR, theme.THICK + 2)
        names = [
            text(name, theme.BODY, theme.TEXT, "SEMIBOLD").next_to(area.at(year, count), UP + LEFT, buff=0.08)
            for count, (year, name) in enumerate(events, start=1)
        ]
        with self.cue("surge"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(area.axes, years, names[0]), run_time=theme.QUICK)
            self.play(draw(line), appear_each(names[1:-1], lag=0.6), run_time=2.6)
        low, high = area.at(events[-1][0], 0), area.at(2023.4, len(events))
        today = Rectangle(width=high[0] - low[0], height=high[1] - low[1], stroke_width=0, fill_color=theme.ACCENT)
        today.set_fill(opacity=0.3).move_to((low + high) / 2)
        with self.cue("chatgpt"):
            self.play(appear(today, names[-1], rise=0), recolor(names[-1], theme.ACCENT), run_time=theme.QUICK)
            self.play(pulse(names[-1], 1.25))
        fields = (("medicine", "heart"), ("law", "scales"), ("code", "code"), ("chemistry", "flask"))
        signs = [
            VGroup(icon(sign, 0.8, theme.DATA), text(name, theme.LABEL, theme.TEXT)).arrange(DOWN, buff=0.15)
            for name, sign in fields
        ]
        with self.cue("problems"):
            places = [area.at(2017.75 + 1.19 * i, 1.45) for i in range(len(signs))]
            for sign, place in zip(signs, places, strict=True):
                sign.move_to(place)
            row = Group(*signs)
            ground = Rectangle(width=row.width + 0.24, height=row.height + 0.24, stroke_width=0, fill_color=theme.DATA)
            ground.set_fill(opacity=0.2).move_to(row)
            self.play(appear(ground, signs[0], rise=0), run_time=0.3)
            self.play(appear_each(signs[1:], lag=0.4))

    def key_points(self) -> None:
        t = self.trace  # made (24, 28, 28)
        hill = VMobject(stroke_color=theme.LATENT, stroke_width=theme.THICK, fill_color=theme.LATENT, fill_opacity=0.25)
        x = np.linspace(-3, 3, 60)
        hill.set_points_as_corners(np.stack([x * 0.55, 1.7 * np.exp(-(x**2) / 1.6), np.zeros(60)], 1))
        pictures = (hill.scale_to_fit_height(2.0), wall(t.made, 6, 3.0), stretched())
        points = ("definition", "applications", "importance")
        notes = ("learn, then sample", "arts to text", "adds to scarce data")
        colors = (theme.LATENT, theme.GENERATOR, theme.ENCODER)
        self.three = [
            card(p, n, pic, 4.0, 4.3, c).move_to([4.35 * (i - 1), 0.1, 0])
            for i, (p, n, pic, c) in enumerate(zip(points, notes, pictures, colors, strict=True))
        ]
        with self.cue("definition"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(self.three[0]), run_time=theme.QUICK)
        with self.cue("applications"):
            self.play(appear(self.three[1]), run_time=theme.QUICK)
        with self.cue("importance"):
            self.play(appear(self.three[2]), run_time=theme.QUICK)
        self.limit = float(max(t.counts.max(), t.copied.max(), t.levelled.max()))
        with self.cue("bias") as beat:
            self.play(
                vanish(*self.on_stage, run_time=0.2),
                appear(self.pair("the data", t.counts, -4.5, theme.DATA)),
                run_time=theme.QUICK,
            )
            self.play(appear(self.pair("balance restored", t.levelled, 0, theme.GOOD)))
            self.play(appear(self.pair("bias repeated", t.copied, 4.5, theme.BAD)))
            beat.hold_until(beat.left * 0.7)
            self.play(appear(heading("Anything unclear so far?", theme.ACCENT, theme.TITLE).move_to([0, -2.6, 0])))

    def pair(self, title: str, counts: np.ndarray, x: float, color: str) -> Group:
        """Birds of each species as two columns: counts (2,)."""
        bars = columns(["Adelie", "Chinstrap"], counts, 3.4, 3.0, list(SPECIES), self.limit)
        bars.move_to([x, 0, 0]).shift((-1.6 - bars.ground.get_y()) * UP)
        numbers = [bars.number(i, str(int(value))) for i, value in enumerate(counts)]
        return Group(bars, *numbers, text(title, theme.BODY, color, "SEMIBOLD").move_to([x, 2.5, 0]))
