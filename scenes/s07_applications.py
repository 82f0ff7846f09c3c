"""Section 7: a gallery of what the lecture's models make, and one use of it measured."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    DashedVMobject,
    Dot,
    Group,
    Line,
    Mobject,
    Polygon,
    Rectangle,
    RegularPolygon,
    VGroup,
    VMobject,
)
from PIL import Image, ImageColor, ImageDraw

from scenes import theme
from scenes.mobjects.cards import card, cards, heading, panel, question_card, tag
from scenes.mobjects.chat import chat
from scenes.mobjects.icons import document, icon, icon_disc
from scenes.mobjects.images import PixelImage, pixels, wall
from scenes.mobjects.motion import (
    Sweep,
    appear,
    appear_each,
    dim,
    draw,
    fade_tiles,
    flow,
    glide,
    mark_tiles,
    pulse,
    recolor,
    reveal,
    reveal_tiles,
    vanish,
    words,
)
from scenes.mobjects.networks import arrow, block
from scenes.mobjects.plane import bare_plane, plane
from scenes.mobjects.plots import bar_chart, columns, histogram
from scenes.mobjects.points import boundary, density, scatter
from scenes.mobjects.text import baseline, paragraph, set_baseline, text
from scenes.mobjects.tokens import tokens
from scenes.stage import FrameScene

FIELDS = (("art", "palette", theme.GENERATOR), ("writing", "paper", theme.DATA), ("medicine", "brain", theme.DECODER))
METHODS = ("as it is", "oversampled", "with synthetic 8s")
METHOD_COLORS = (theme.DATA, theme.MUTED, theme.GENERATOR)
KEPT, ODD = 17, 30  # the draft that is kept, and the one that stands out of the next batch


def chain(*signs: tuple[str, str, str]) -> VGroup:
    """Discs in a row with names under them and arrows between: (icon, name, colour) each."""
    row = VGroup(*[icon_disc(sign, 1.15, color) for sign, _, color in signs]).arrange(RIGHT, buff=2.1)
    pairs = zip(row, signs, strict=True)
    names = [text(name, theme.HEADING, color).next_to(d, DOWN, buff=0.25) for d, (_, name, color) in pairs]
    for name in names:
        set_baseline(name, row.get_bottom()[1] - 0.57)
    ways = [arrow(a, b, width=theme.THICK) for a, b in pairwise(row)]
    return VGroup(row, *names, *ways)


def people(count: int, color: str, height: float = 1.2) -> VGroup:
    """Some people in a row."""
    return VGroup(*[icon("person", height, color) for _ in range(count)]).arrange(RIGHT, buff=0.35)


def molecule(sides: int, color: str, radius: float = 0.3) -> VGroup:
    """A ring with that many sides, and an atom at each of its corners."""
    ring = RegularPolygon(sides, radius=radius, color=color, stroke_width=theme.THICK)
    return VGroup(ring, *[Dot(corner, 0.06, color=color) for corner in ring.get_vertices()])


def path(start: np.ndarray, end: np.ndarray, wave: int, color: str) -> VMobject:
    """A winding way from one place to another; `wave` gives each its own bends."""
    s = np.linspace(0, 1, 9)
    way = start + (end - start) * s[:, None]
    way[:, 1] += 0.45 * np.sin(2 * np.pi * s * (1 + wave % 3) + 2.0 * wave) * s * (1 - s) * 4
    return VMobject(color=color, stroke_width=theme.THICK).set_points_smoothly(way)


def landscape(width: float, height: float, sky: str, colors: list[str], line: str) -> VGroup:
    """A house on a hill under a sun: sky, sun, hill, walls and roof, in a frame; colours of the last four."""
    w, h = width / 2, height / 2
    s = np.linspace(-1, 1, 25)
    hill = Polygon(*[[x * w, -0.35 * h + 0.12 * h * np.cos(2.6 * x), 0] for x in s], [w, -h, 0], [-w, -h, 0])
    sun = Circle(0.2 * h).move_to([0.55 * w, 0.55 * h, 0])
    walls = Rectangle(width=0.62 * w, height=0.55 * h).move_to([-0.25 * w, -0.17 * h, 0])
    roof = Polygon([-0.68 * w, 0.1 * h, 0], [0.18 * w, 0.1 * h, 0], [-0.25 * w, 0.62 * h, 0])
    back = Rectangle(width=width, height=height, fill_color=sky, fill_opacity=1)
    shapes = [s.set_fill(c, 1) for s, c in zip((sun, hill, walls, roof), colors, strict=True)]
    return VGroup(back, *shapes).set_stroke(line, theme.LINE)


def brushwork(width: float, height: float, painted: bool = True) -> PixelImage:
    """Short strokes that swirl over a picture; `painted` gives each the colour of the landscape's part it lies in."""
    w, h = width / 2 * 150, height / 2 * 150
    rng = np.random.default_rng(3)
    palette = (theme.DATA, theme.LATENT, theme.ENCODER, theme.ACCENT, theme.GENERATOR)
    sheet = Image.new("RGB", (round(2 * w), round(2 * h)), theme.PANEL)
    brush = ImageDraw.Draw(sheet)
    for v in np.linspace(0.97, -0.97, 17):
        for u in np.linspace(-0.97, 0.97, 19) + rng.uniform(-0.02, 0.02, 19):
            turn = np.arctan2(u - 0.55, 0.55 - v) if painted and v > -0.3 else 0.8 * np.sin(3 * u + 2 * v)
            if not painted:
                turn = np.arctan2(u, -v) + 0.5
            color = part_color(u, v) if painted else palette[int(3.2 * np.hypot(u, v) + rng.uniform(0, 1.2)) % 5]
            x, y = 0.085 * w * np.cos(turn), 0.085 * w * np.sin(turn)
            shade = theme.mix(theme.BACKGROUND, color, float(rng.uniform(0.65, 1)))
            brush.line([(1 + u) * w - x, (1 - v) * h + y, (1 + u) * w + x, (1 - v) * h - y], shade, 13)
    return pixels(np.asarray(sheet, np.float64) / 255, height, theme.AXIS)


def part_color(u: float, v: float) -> str:
    """The colour of the landscape at a place -1…1."""
    if np.hypot((u - 0.55) * 1.3, v - 0.55) < 0.26:
        return theme.ACCENT
    if abs(u + 0.25) < 0.43 * (0.62 - v) / 0.52 and v > 0.1:
        return theme.BAD
    if abs(u + 0.25) < 0.31 and -0.44 < v <= 0.1:
        return theme.GENERATOR
    return theme.GOOD if v < -0.35 + 0.12 * np.cos(2.6 * u) else theme.DATA


class Introduction(FrameScene):
    """Software that hands out data of the kind it was given, and a gallery of what that gave in this lecture."""

    def construct(self) -> None:
        self.promise()
        self.density()
        self.gallery()
        self.fields()

    def promise(self) -> None:
        upper = chain(("database", "data", theme.DATA), ("search", "analysis", theme.MUTED), ("check", "one answer", theme.GOOD))
        lower = chain(
            ("database", "data", theme.DATA), ("network", "model", theme.GENERATOR), ("database", "more data", theme.GENERATOR)
        )
        with self.cue("analyse"):
            self.play(appear(upper.move_to([0, 0, 0])))
        with self.cue("data"):
            self.play(glide(upper, [0, 1.35, 0], 0.72), appear(lower.scale(0.9).move_to([0, -1.45, 0])))

    def density(self) -> None:
        t = self.trace  # birds (n, 2)  density, probability (64, 64)  new (80, 2)
        ranges = tuple(t.x_range.tolist()), tuple(t.y_range.tolist())
        left = plane(*ranges, 5.4, 4.3, None, None, [], []).move_to([-3.5, 0.35, 0])
        right = plane(*ranges, 5.4, 4.3, None, None, [], []).move_to([3.5, 0.35, 0])
        hill, line = density(left, t.density), boundary(right, t.probability)
        birds = scatter(right, t.birds, t.species, radius=6)
        names = [text("joint distribution", theme.BODY, theme.LATENT).next_to(left, DOWN, buff=0.25),
                 text("one line between labels", theme.BODY, theme.DATA).next_to(right, DOWN, buff=0.25)]  # fmt: skip
        with self.cue("joint"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(hill, line, birds, *names))
        inside = t.new[((t.new >= [t.x_range[0], t.y_range[0]]) & (t.new <= [t.x_range[1], t.y_range[1]])).all(1)]
        new = scatter(left, inside, color=theme.FAKE, radius=9, hidden=True)
        with self.cue("instances"):
            self.add(new)
            self.play(dim(line, birds, names[1]), reveal(new))

    def gallery(self) -> None:
        t = self.trace  # gan, vae (12, 28, 28)  moons (400, 2)  line ()
        frames = VGroup(*[panel(6.0, 2.6, c) for c in (theme.GENERATOR, theme.LATENT, theme.DATA, theme.DECODER)])
        frames.arrange_in_grid(2, 2, buff=0.35).move_to(theme.STAGE_CENTER)
        around = bare_plane(t.moons, 4.6, 1.9).move_to(frames[2])
        pictures: list[Mobject] = [
            wall(t.gan, 6, 5.4).move_to(frames[0]),
            wall(t.vae, 6, 5.4).move_to(frames[1]),
            scatter(around, t.moons, color=theme.DATA, radius=4),
            paragraph(str(t.line), 5.4, theme.BODY, theme.DECODER).move_to(frames[3]),
        ]
        with self.cue("pictures"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(frames, run_time=theme.QUICK))
            self.play(appear_each(pictures))
        whole = Group(frames, *pictures[:3])
        with self.cue("larger"):
            self.play(vanish(pictures[3]), run_time=0.2)
            self.play(whole.animate(run_time=1.4).scale(0.07).move_to([0, 0, 0]))
            rng = np.random.default_rng(2)
            area = plane((-1, 1), (-1, 1), 12.4, 5.6, None, None, [], []).move_to(theme.STAGE_CENTER)
            sky = scatter(area, rng.uniform(-1, 1, (1500, 2)), color=theme.GENERATOR, radius=4, hidden=True)
            self.add(sky)
            self.play(reveal(sky))

    def fields(self) -> None:
        t = self.trace  # line ()  moons (400, 2)
        before = ("a sketch", "a blank page", "few records")
        area = bare_plane(t.moons, 3.3, 2.5)
        few, more = (scatter(area, rows, color=c, radius=r, hidden=hidden) for rows, c, r, hidden in
                     ((t.moons[:16], theme.DATA, 9, False), (t.moons[16:160], theme.GENERATOR, 5, True)))  # fmt: skip
        sketch = landscape(3.3, 2.5, theme.BACKGROUND, [theme.BACKGROUND] * 4, theme.MUTED)
        strokes = brushwork(3.3, 2.5)
        page = Rectangle(width=3.1, height=2.5, stroke_color=theme.DATA, stroke_width=theme.LINE)
        words_ = paragraph(str(t.line), 2.8, theme.BODY, theme.GENERATOR)
        pictures = (Group(sketch, strokes), Group(page, words_), Group(area, more, few))
        made = [card(name, None, picture, 3.9, color=color) for (name, _, color), picture in zip(FIELDS, pictures, strict=True)]
        three = cards(made).move_to([0, -0.1, 0])
        for one, late in zip(three, (strokes, words_, more), strict=True):
            one.picture.remove(late)
        with self.cue("art"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(three[0]))
            self.play(appear(strokes, rise=0, run_time=1.2))
        with self.cue("writing"):
            self.play(appear(three[1]))
            self.play(words(words_, 1.5))
        with self.cue("medicine"):
            self.play(appear(three[2]))
            self.add(more)
            self.play(reveal(more))
        old = [
            text(w, theme.BODY, theme.MUTED).next_to(c, DOWN, buff=0.2).shift(UP * 1.05)
            for w, c in zip(before, three, strict=True)
        ]
        ask = question_card("Where would it change your work?", 9.6).move_to([0, -2.3, 0])
        with self.cue("habits"):
            self.play(vanish(strokes, words_, more, run_time=0.3))
            self.play(glide(three, [0, 0.95, 0], run_time=0.6))
            self.play(appear(*old, ask))


class KeyApplications(FrameScene):
    """Images, text, and more data: what is made, and, measured, how much a classifier gained from it."""

    def construct(self) -> None:
        self.images()
        self.words()
        self.scans()
        self.rare()
        self.measured()
        self.threshold()

    def images(self) -> None:
        t = self.trace  # gan (60, 28, 28)
        sheet = wall(t.gan, 12, 11.6, hidden=True).move_to(theme.STAGE_CENTER)
        with self.cue("images"):
            self.add(sheet)
            self.play(reveal_tiles(sheet))
        grid = [[part_color(u, v) for u in np.linspace(-1, 1, 288)] for v in np.linspace(1, -1, 216)]
        photo = pixels(np.array([[ImageColor.getrgb(c) for c in row] for row in grid]) / 255, 2.7, theme.AXIS)
        signs = Group(photo, brushwork(3.6, 2.7, painted=False), brushwork(3.6, 2.7)).arrange(RIGHT, buff=1.0)
        signs.move_to([0, 0.6, 0])
        ways = VGroup(text("+", theme.TITLE), arrow(signs[1], signs[2], buff=0.12, width=theme.THICK))
        ways[0].move_to((signs[0].get_right() + signs[1].get_left()) / 2)
        named = (("content", theme.DATA), ("style", theme.DECODER), ("repainted", theme.GENERATOR))
        ways.add(*[text(n, theme.HEADING, c).next_to(p, DOWN, buff=0.25) for p, (n, c) in zip(signs, named, strict=True)])
        note = text("neural style transfer: a cousin", theme.BODY, theme.MUTED).move_to([0, -2.4, 0])
        with self.cue("deepart"):
            self.play(vanish(sheet), run_time=0.2)
            self.play(appear(signs[:2], ways[0], *ways[2:4]))
            self.play(appear(ways[1], ways[4], run_time=theme.QUICK), appear(signs[2], rise=0, run_time=1.2))
            self.play(appear(note))
        pair = VGroup(
            icon_disc("person", 1.2, theme.DATA),
            icon_disc("palette", 1.2, theme.ACCENT),
            icon_disc("robot", 1.2, theme.GENERATOR),
        )
        ask = question_card("A studio for two?", 6.4).move_to([0, -1.8, 0])
        with self.cue("studio"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(pair.arrange(RIGHT, buff=1.2).move_to([0, 0.8, 0]), ask))

    def words(self) -> None:
        t = self.trace  # pieces (T,)  written (14,)
        model = block("GPT", "reads, and continues", theme.GENERATOR, 5.0, 2.4).move_to([3.5, 0, 0])
        shelf = VGroup(*[document(3 + i % 3, 1.05, theme.DATA) for i in range(15)]).arrange_in_grid(3, 5, buff=(0.2, 0.5))
        shelf.move_to([-3.3, 0, 0])
        with self.cue("gpt"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(model, run_time=theme.QUICK), appear_each(shelf, run_time=theme.QUICK))
            for column in range(5):
                read = [shelf[5 * line + 4 - column] for line in range(3)]
                self.play(*[flow(sheet.copy(), [sheet, model.get_left()], run_time=1.0) for sheet in read], dim(*read, level=0.4))
        row = tokens([str(p) for p in t.pieces], theme.BODY, 12.4)
        row.shift([theme.STAGE_LEFT + 0.3 - row.start.get_x(), -1.0 - row.start.get_y(), 0])
        with self.cue("line"):
            self.play(vanish(shelf, run_time=0.2), glide(model, [0, 1.3, 0], run_time=0.6))
            self.play(appear(row, run_time=theme.QUICK))
            chips = [row.add_token(str(w), theme.GENERATOR) for w in t.written]
            row.remove(*chips)
            self.play(appear_each(chips, lag=0.6, run_time=3.5))

    def scans(self) -> None:
        real = [icon_disc("brain", 0.85, theme.DATA) for _ in range(3)]
        made = [
            VGroup(DashedVMobject(icon_disc("brain", 0.85, theme.GENERATOR)[0], 24), icon("brain", 0.9, theme.GENERATOR))
            for _ in range(3)
        ]
        row = VGroup(*real, *made).arrange(RIGHT, buff=0.4).move_to([0, 1.4, 0])
        names = [text("MRI scans", theme.BODY, theme.DATA).next_to(row[1], DOWN, buff=0.25),
                 text("synthetic", theme.BODY, theme.GENERATOR).next_to(row[4], DOWN, buff=0.25)]  # fmt: skip
        with self.cue("augmentation"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(*real, names[0]))
            self.play(appear_each(made), appear(names[1]))
        crowd = people(9, theme.MUTED, 1.3).move_to([0, -1.6, 0])
        checks = [icon("check", 0.5, theme.GOOD).next_to(m, UP, buff=0.08) for m in made]
        with self.cue("patients"):
            self.play(appear(crowd), run_time=theme.QUICK)
            self.play(*[p.animate.set_color(theme.GOOD) for p in crowd], run_time=0.8)
            self.play(appear_each(checks))

    def rare(self) -> None:
        t = self.trace  # common, few ()  recall, precision (3, seeds)
        counts = np.array([float(t.few if d == 8 else t.common) for d in range(10)])
        classes = columns([str(d) for d in range(10)], counts, 5.4, 3.6).move_to([-3.7, -0.1, 0])
        title = text(f"training samples: {int(t.common)} a digit,", theme.BODY, theme.MUTED)
        few = text(f"{int(t.few)} 8s", theme.BODY, theme.BAD)
        set_baseline(few.next_to(title, RIGHT, buff=0.15), baseline(title))
        title = VGroup(title, few).move_to([-3.7, 2.4, 0])
        both = bar_chart(METHODS[::2], t.recall.mean(1)[::2], 6.4, 3.2, METHOD_COLORS[::2], "{:.0%}", 1.0)
        both.move_to([3.1, -0.1, 0])
        first, second = (VGroup(both.names[i], both.fills[i], both.numbers[i]) for i in range(2))
        title_right = heading("8s found: recall", theme.TEXT).move_to([3.1, 2.35, 0])
        with self.cue("rare"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(classes, title))
            self.play(appear(title_right, first))
            extra = wall(t.extra, 8, 5.0).move_to([-3.7, -2.6, 0])
            self.play(appear(extra, second))

    def measured(self) -> None:
        t = self.trace
        left = bar_chart(METHODS, t.recall.mean(1), 6.2, 3.0, METHOD_COLORS, "{:.0%}", 1.0).move_to([-3.2, -0.1, 0])
        right = bar_chart(METHODS, t.precision.mean(1), 6.2, 3.0, METHOD_COLORS, "{:.2f}", 1.0).move_to([3.4, -0.1, 0])
        ticks = [c.single(i, v) for c, rows in ((left, t.recall), (right, t.precision)) for i, v in enumerate(rows)]
        names = [
            heading("recall", theme.TEXT).move_to([-3.2, 2.3, 0]),
            heading("average precision", theme.ACCENT).move_to([3.4, 2.3, 0]),
        ]
        set_baseline(names[0], baseline(names[1]))
        foot = text(f"ticks: {t.recall.shape[1]} seeds", theme.LABEL, theme.MUTED).move_to([0, -2.5, 0])
        with self.cue("precision"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(left, right, *names, *ticks, foot))

    def threshold(self) -> None:
        t = self.trace  # edges (31,)  eights, others (30,)
        top = float(max(t.eights.max(), t.others.max())) * 1.05
        area = plane(
            (float(t.edges[0]), float(t.edges[-1])), (0, top), 11.0, 3.7, "a classifier's log-odds of “8”", None, None, []
        )
        area.move_to([0, -0.4, 0])
        no = histogram(area, t.others, t.edges, theme.MUTED, counted=True)
        yes = histogram(area, t.eights, t.edges, theme.CLASS_COLORS[8], 0.8, counted=True)
        yes.shape.set_color(theme.DATA)
        names = [
            text("other digits", theme.BODY, theme.MUTED).move_to([-3, 2.45, 0]),
            text("8s", theme.BODY, theme.DATA).move_to([4, 2.45, 0]),
        ]
        set_baseline(names[1], baseline(names[0]))
        rule = area.rule(x=6.0, color=theme.ACCENT).set_stroke(width=theme.THICK)
        start, end = float(area.at(6.0, 0)[0]), float(area.at(-3.0, 0)[0])
        with self.cue("threshold"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(area, no, yes, *names, rule))
            self.play(Sweep(rule, lambda v: rule.set_x(start + (end - start) * v), run_time=2.5))


class Importance(FrameScene):
    """Many drafts to choose from, rehearsals before the real experiment, and data where there were few."""

    def construct(self) -> None:
        self.innovation()
        self.solving()
        self.access()
        self.takeaways()

    def innovation(self) -> None:
        t = self.trace  # drafts (48, 28, 28)
        title = heading("1  innovation", theme.GENERATOR).move_to([theme.STAGE_LEFT, 2.5, 0], aligned_edge=LEFT)
        drafts = wall(t.drafts, 12, 11.6, hidden=True).move_to([0, -0.3, 0])
        desk = panel(drafts.width + 0.4, drafts.height + 0.4, theme.GENERATOR).move_to(drafts)
        with self.cue("innovation"):
            self.play(appear(desk, title, run_time=0.3))
            self.add(drafts)
            self.play(reveal_tiles(drafts))
            self.play(fade_tiles(drafts, [i for i in range(drafts.count) if i != KEPT]), mark_tiles(drafts, [KEPT], theme.ACCENT))
        order = np.random.default_rng(4).permutation(drafts.count)
        with self.cue("routine"):
            drafts.mixture[KEPT] = 0.0
            drafts.show(t.drafts[order])
            self.play(fade_tiles(drafts, range(drafts.count), 1.0))
            self.play(mark_tiles(drafts, [ODD], theme.ACCENT))

    def solving(self) -> None:
        title = heading("2  complex problems", theme.LATENT).move_to([theme.STAGE_LEFT, 2.5, 0], aligned_edge=LEFT)
        sides = np.random.default_rng(5).permutation([3, 4, 6, 7] * 6 + [6] + [5] * 3)
        field = VGroup(*[molecule(int(n), theme.GENERATOR) for n in sides]).arrange_in_grid(4, 7, buff=0.45)
        field.move_to([-2.7, -0.4, 0])
        which = text("which one fits?", theme.HEADING, theme.LATENT).move_to([4.0, -2.2, 0])
        protein = VGroup(Circle(1.5, color=theme.DECODER, stroke_width=theme.LINE), RegularPolygon(5, radius=0.4))
        protein[0].set_fill(theme.mix(theme.BACKGROUND, theme.DECODER, 0.3), 1)
        protein[1].set_fill(theme.BACKGROUND, 1).set_stroke(theme.DECODER, theme.LINE).move_to([-1.0, 0, 0])
        protein.move_to([4.0, 0.2, 0])
        with self.cue("complex"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(title, protein, which, run_time=theme.QUICK), appear_each(field))
        name = text("protein", theme.HEADING, theme.DECODER).move_to(which)
        fits, others = ([m for m, n in zip(field, sides, strict=True) if (n == 5) == yes] for yes in (True, False))
        with self.cue("molecules"):
            self.play(vanish(which), appear(name), dim(*others, level=0.3), *[recolor(m, theme.GOOD) for m in fits])
            self.play(flow(fits[1], [fits[1], protein[1]], keep=True, run_time=1.6))
            self.play(pulse(fits[1], 1.2))
        self.weather(title)
        stops = chain(
            ("network", "rehearse", theme.GENERATOR), ("target", "choose", theme.ACCENT), ("flask", "test for real", theme.GOOD)
        )
        with self.cue("rehearse"):
            self.play(vanish(*self.others(title)), run_time=0.2)
            self.play(appear(stops.move_to([0, -0.3, 0])))

    def weather(self, title: Mobject) -> None:
        start = icon_disc("globe", 0.85, theme.DATA).move_to([-5.2, -0.2, 0])
        today = text("today", theme.BODY, theme.DATA).next_to(start, DOWN, buff=0.2)
        ends = VGroup(*[icon_disc(("cloud", "drop")[i % 2], 0.36, theme.GENERATOR) for i in range(5)])
        ends.arrange(DOWN, buff=0.12).move_to([5.6, -0.75, 0])
        origin = start.get_right()
        ways = [path(origin, e.get_left(), i, theme.GENERATOR) for i, e in enumerate(ends)]
        slow = path(start.get_corner(UP + RIGHT) * 1.0, np.array([-0.6, 1.75, 0]), 0, theme.MUTED)
        clock = VGroup(icon("clock", 0.7, theme.MUTED), text("full simulation: weeks", theme.BODY, theme.MUTED))
        clock.arrange(RIGHT, buff=0.25).next_to(slow.get_end(), RIGHT, buff=0.2)
        many = text("model: many sketches", theme.BODY, theme.GENERATOR).move_to([-3.0, -2.4, 0])
        with self.cue("weather"):
            self.play(vanish(*self.others(title)), run_time=0.2)
            self.play(appear(start, today, clock, many))
            self.play(*[draw(w, run_time=1.5) for w in ways], draw(slow, run_time=3.5), appear_each(ends, run_time=2.0))

    def access(self) -> None:
        t = self.trace  # few (12, 2)  filled (160, 2)
        title = heading("3  access", theme.DATA).move_to([theme.STAGE_LEFT, 2.5, 0], aligned_edge=LEFT)
        area = bare_plane(np.concatenate([t.few, t.filled]), 7.2, 4.3).move_to([-2.2, -0.5, 0])
        few = scatter(area, t.few, color=theme.DATA, radius=12)
        more = scatter(area, t.filled, color=theme.GENERATOR, radius=7, hidden=True)
        label = text(f"{len(t.few)} records", theme.HEADING, theme.DATA).move_to([4.3, 1.3, 0])
        with self.cue("access"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(title, few, label))
        house = icon_disc("house", 1.1, theme.GOOD).move_to([4.3, -0.6, 0])
        check = VGroup(icon("check", 0.7, theme.GOOD), text("checked", theme.BODY, theme.GOOD)).arrange(RIGHT, buff=0.2)
        with self.cue("clinic"):
            self.add(more)
            self.play(reveal(more), appear(house))
            self.play(appear(check.move_to([4.3, -2.2, 0])))

    def takeaways(self) -> None:
        t = self.trace  # drafts (48, 28, 28)  few, filled (n, 2)  recall_none, recall_cvae ()
        lines = VGroup(*[Line([0, 0, 0], [w, 0, 0], stroke_width=theme.THICK * 2) for w in (2.6, 2.3, 2.5, 2.1, 1.4)])
        lines.arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        lines[:2].set_color(theme.DATA)
        lines[2:].set_color(theme.GENERATOR)
        area = bare_plane(np.concatenate([t.few, t.filled]), 3.0, 1.4)
        cloud = Group(scatter(area, t.filled, color=theme.GENERATOR, radius=4), scatter(area, t.few, color=theme.DATA, radius=7))
        pictures = (wall(t.drafts[:8], 4, 2.9), lines, cloud)
        made = [card(name, None, picture, 3.9, color=c) for (name, _, c), picture in zip(FIELDS, pictures, strict=True)]
        first = cards(made).move_to([0, 1.3, 0])
        with self.cue("creative"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(first))
        values = np.array([float(t.recall_none), float(t.recall_cvae)])
        chart = bar_chart(["rare 8s found", "with synthetic 8s"], values, 11.0, 1.7, [theme.DATA, theme.GENERATOR], "{:.0%}", 1.0)
        with self.cue("scarce"):
            self.play(appear(chart.move_to([0, -1.4, 0])))
            self.play(appear(text("more found: the threshold has shifted", theme.BODY, theme.MUTED).move_to([0, -2.65, 0])))


class NextSteps(FrameScene):
    """The section on one page, a question to write down, and the lid of the chat box."""

    def construct(self) -> None:
        self.page()
        self.question()
        self.opening()

    def page(self) -> None:
        t = self.trace  # gan (12, 28, 28)  pieces (T,)  written (14,)  rare (4, ...)  extra (8, 28, 28)
        sheet = Rectangle(width=12.4, height=5.6, fill_color=theme.PANEL, fill_opacity=1, stroke_color=theme.AXIS)
        sheet.move_to(theme.STAGE_CENTER)
        with self.cue("page"):
            self.play(appear(sheet))
        line = "".join(str(p) for p in (*t.pieces, *t.written)).rsplit(" ", 1)[0]
        data = wall(np.concatenate([t.rare, t.extra]), 4, 3.2)
        data.mark(list(range(4, 12)), theme.GENERATOR, 0.6)
        pictures = [wall(t.gan, 4, 3.2), paragraph(line, 3.4, theme.HEADING, theme.TEXT), data]
        words = ("images", "text", "augmented data")
        for picture, word, x in zip(pictures, words, (-4.0, 0.0, 4.0), strict=True):
            picture.move_to([x, 1.2, 0])
            picture.caption_line = text(word, theme.BODY, theme.DATA, "SEMIBOLD").move_to([x, -0.5, 0])
        with self.cue("augmented"):
            self.play(appear_each([Group(p, p.caption_line) for p in pictures]))
        steps = (("learn", "brain", theme.LATENT), ("draw", "dice", theme.GENERATOR), ("check", "check", theme.GOOD))
        verbs = VGroup(*[icon_disc(sign, 0.68, color) for _, sign, color in steps])
        for disc, (word, _, color), x in zip(verbs, steps, (-4.9, -0.8, 3.3), strict=True):
            disc.move_to([x, -1.78, 0])
            disc.add(heading(word, color).next_to(disc, RIGHT, buff=0.25))
        ways = [arrow(a, b, width=theme.THICK) for a, b in pairwise(verbs)]
        with self.cue("check"):
            self.play(appear(verbs, *ways, run_time=theme.QUICK))
            self.play(pulse(verbs[2]))
        frame = Rectangle(width=12.7, height=5.8, color=theme.ACCENT, stroke_width=theme.THICK * 2).move_to(sheet)
        with self.cue("needed"):
            self.play(draw(frame))

    def question(self) -> None:
        sheet = panel(9.4, 4.8, theme.ACCENT).move_to(theme.STAGE_CENTER)
        title = heading("my field:", theme.ACCENT).move_to([-2.9, 1.6, 0])
        rule = Line([-1.4, 1.4, 0], [4.1, 1.4, 0], color=theme.MUTED, stroke_width=theme.LINE)
        rows = VGroup(*[Rectangle(width=8.2, height=0.55, color=theme.DATA, fill_opacity=0.25) for _ in range(2)])
        rows.arrange(DOWN, buff=0.15).move_to([0, 0.4, 0])
        with self.cue("field"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(sheet, title, rule, rows))
        invented = VGroup(*[DashedVMobject(Rectangle(width=8.2, height=0.55, color=theme.GENERATOR), 50) for _ in range(3)])
        invented.arrange(DOWN, buff=0.15).next_to(rows, DOWN, buff=0.15)
        with self.cue("invent"):
            self.play(appear_each(invented))
        place = tag("13  Discussion", theme.ACCENT, theme.HEADING).move_to([4.1, 2.3, 0])
        with self.cue("discussion"):
            whole = VGroup(sheet, title, rule, rows, invented)
            self.play(glide(whole, [-2.4, -0.4, 0], 0.7), appear(place))
            self.play(draw(arrow(whole, place, color=theme.ACCENT, width=theme.THICK).line))

    def opening(self) -> None:
        t = self.trace  # pieces (T,)  written (14,)
        self.window = panel(12.6, 5.3, theme.AXIS, theme.BACKGROUND).move_to([0, -0.05, 0])
        box = panel(11.6, 0.8, theme.MUTED).move_to([0, -2.1, 0])
        hint = text("type here", theme.BODY, theme.MUTED).next_to(box.get_left(), RIGHT, buff=0.3)
        talk = chat(11.5, 2.0, theme.HEADING)
        asked = talk.bubble("What do you do with my question?", mine=True)
        reply = talk.bubble("One token after another, I continue it.", who="Assistant, an example")
        with self.cue("outside"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(self.window, box, hint, asked), run_time=theme.QUICK)
            self.play(reply.type(2))
        row = tokens([str(p) for p in t.pieces], theme.HEADING, 11.4)
        row.shift([-5.7 - row.start.get_x(), 2.0 - row.start.get_y(), 0])
        model = block("model", "one token at a time", theme.GENERATOR, 4.6, 1.9).move_to([0, -1.2, 0])
        read = arrow([-4.6, 0.9, 0], model.get_left(), width=theme.THICK)
        adds = arrow(model.get_right(), [4.6, 0.9, 0], color=theme.GENERATOR, width=theme.THICK)
        names = [text("reads", theme.BODY, theme.MUTED).move_to([-4.9, -0.5, 0]),
                 text("adds", theme.BODY, theme.GENERATOR).move_to([4.9, -0.5, 0])]  # fmt: skip
        with self.cue("chatgpt") as beat:
            self.play(vanish(*self.others(self.window)), run_time=0.2)
            self.play(appear(row, model, read, adds, *names))
            for word in t.written:
                if beat.left < 0.8:
                    break
                chip = row.add_token(str(word), theme.GENERATOR)
                self.play(flow(chip, [model.get_right(), [4.6, 0.9, 0], chip.get_center()], keep=True, run_time=0.6))
        self.sources()

    def sources(self) -> None:
        t = self.trace
        books = VGroup(*[icon_disc(n, 0.75, theme.DATA) for n in ("book", "paper", "globe")]).arrange(DOWN, buff=0.4)
        books.move_to([-5.5, 0, 0])
        mining = block("data mining", "collects, cleans, cuts", theme.ENCODER, 2.8, 1.7).move_to([-2.5, 0, 0])
        model = block("model", "learns to continue", theme.GENERATOR, 2.6, 1.7).move_to([2.5, 0, 0])
        crowd = icon_disc("people", 0.95, theme.DECODER).move_to([5.6, 0, 0])
        ways = [arrow(a, b, width=theme.THICK) for a, b in ((books, mining), (mining, model), (model, crowd))]
        pieces = tokens([str(p) for p in t.pieces], theme.BODY, 3.0).chips
        for i, piece in enumerate(pieces):
            piece.move_to([0.05, 1.8 - 0.65 * i, 0])
        with self.cue("reads"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(books, mining, model, crowd, *ways), run_time=theme.QUICK)
            self.play(*[flow(document(4, 0.8), [b, mining], run_time=1.2) for b in books])
            self.play(*[flow(p, [mining, p.get_center()], keep=True) for p in pieces])
