"""Section 13, the discussion: three models again, synthetic birds, what scores see, three questions with time to think."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from manim import (
    DOWN,
    LEFT,
    PI,
    RIGHT,
    UP,
    Arc,
    Circle,
    DashedVMobject,
    Dot,
    Group,
    Line,
    Mobject,
    MoveToTarget,
    Polygon,
    Rectangle,
    Restore,
    Rotate,
    RoundedRectangle,
    VGroup,
    VMobject,
)

from lecture.plan import open_lecture
from scenes import theme
from scenes.mobjects.cards import card, cards, heading, panel, panels, question_card, stamp, tag
from scenes.mobjects.chat import chat
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import Wall, pixels, wall
from scenes.mobjects.motion import (
    STEADY,
    Sweep,
    appear,
    appear_each,
    color_points,
    dim,
    draw,
    flow,
    glide,
    morph,
    pulse,
    reveal,
    reveal_tiles,
    spotlight,
    vanish,
)
from scenes.mobjects.networks import arrow, block, decoder, discriminator, encoder, generator
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import bar_chart, columns, histogram
from scenes.mobjects.points import density, ellipse, scatter
from scenes.mobjects.tables import table
from scenes.mobjects.text import baseline, mono, paragraph, row_of_text, set_baseline, text
from scenes.mobjects.tokens import distribution
from scenes.stage import Beat, FrameScene

LECTURE = "scripts/week12/lecture.yaml"
NEXT = 13  # the index of the section that comes after this one
HILLS = theme.CLASS_COLORS
THREE = (theme.LATENT, theme.DECODER, theme.GENERATOR)
QUESTIONS = (
    "What are the limits of generative models in data mining?",
    "How could we train them to catch the whole distribution?",
    "How will they develop inside the AI tools of the coming years?",
)
SHORT = ("limits", "training", "future")
CARD_COLORS = (theme.BAD, theme.ENCODER, theme.DATA)


def put(area: Plane, x: float, y: float) -> Plane:
    """Move a plane until the middle of its area is at a place."""
    return area.shift(np.array([x, y, 0.0]) - area.area.get_center())


def fitting(xy: np.ndarray, width: float, height: float, x_title: str | None = None, y_title: str | None = None,
            ticks: bool = True) -> Plane:
    """Axes that hold the points (n, 2) with a margin."""
    low, high = xy.min(0), xy.max(0)
    edge = 0.07 * (high - low)
    (x0, y0), (x1, y1) = low - edge, high + edge
    marks = None if ticks else []
    return plane((float(x0), float(x1)), (float(y0), float(y1)), width, height, x_title, y_title, marks, marks)


def hills(area: Plane, means: np.ndarray, covariances: np.ndarray) -> VGroup:
    """The components of a mixture, (k, 2) and (k, 2, 2), as ellipses in their colours."""
    return VGroup(*[ellipse(area, m, c, HILLS[k]) for k, (m, c) in enumerate(zip(means, covariances, strict=True))])


def far_off(color: str) -> VGroup:
    """A heap of dots, and a single one far away from it: the rare case."""
    heap = VGroup(*[Dot([0.34 * i, 0.34 * j, 0], 0.13, color=color) for i, n in enumerate((1, 3, 5, 4, 2, 1)) for j in range(n)])
    lone = Dot([3.2, 0, 0], 0.13, color=theme.ACCENT)
    ring = Circle(0.3, color=theme.ACCENT, stroke_width=theme.THICK).move_to(lone)
    ground = Line([-0.3, -0.3, 0], [3.6, -0.3, 0], color=theme.AXIS, stroke_width=theme.LINE)
    return VGroup(ground, heap, lone, ring).center()


def middle_only(color: str) -> VGroup:
    """A hill of which only the comfortable middle is caught; its slopes stay open questions."""
    x = np.linspace(-2.0, 2.0, 61)
    hill = VMobject(stroke_color=theme.TEXT, stroke_width=theme.THICK)
    hill.set_points_smoothly([np.array([a, 1.6 * np.exp(-1.3 * a * a), 0.0]) for a in x])
    inner = [np.array([a, 1.6 * np.exp(-1.3 * a * a), 0.0]) for a in x[abs(x) < 0.62]]
    caught = Polygon(np.array([inner[0][0], 0, 0]), *inner, np.array([inner[-1][0], 0, 0]), stroke_width=0)
    caught.set_fill(color, 0.7)
    ground = Line([-2.1, -0.04, 0], [2.1, -0.04, 0], color=theme.AXIS, stroke_width=theme.LINE)
    marks = [icon("question", 0.62, theme.ACCENT).move_to([side * 1.55, 0.75, 0]) for side in (-1, 1)]
    return VGroup(caught, hill, ground, *marks).center()


def ahead(color: str) -> VGroup:
    """Today's machine, and a way into a box that is still empty."""
    now = icon("robot", 1.6, color)
    box = DashedVMobject(Rectangle(width=1.6, height=1.6, color=theme.ACCENT, stroke_width=theme.THICK), num_dashes=20)
    box.next_to(now, RIGHT, buff=1.0)
    return VGroup(now, arrow(now, box, color=theme.TEXT, width=theme.THICK), box,
                  icon("question", 0.9, theme.ACCENT).move_to(box)).center()


def face(index: int, height: float) -> VGroup:
    """The picture of a question's card."""
    return (far_off, middle_only, ahead)[index](CARD_COLORS[index]).scale_to_fit_height(height)


def open_cards() -> Group:
    """The three questions, face up, side by side."""
    faces = zip(QUESTIONS, CARD_COLORS, strict=True)
    return cards([card(words, None, face(k, 1.6), 4.05, color=color) for k, (words, color) in enumerate(faces)])


def too_sure() -> VGroup:
    """An answer that sounds certain, and is wrong."""
    bubble = icon("chat", 1.6, theme.TEXT)
    return VGroup(icon("robot", 1.3, theme.MUTED), bubble, icon("cross", 0.9, theme.BAD)).arrange(RIGHT, buff=0.12)


def in_step() -> VGroup:
    """Two curves that rise and fall together, and nothing known of a cause."""
    x = np.linspace(0, 2.6, 40)
    curves = VGroup()
    for lift, tint in ((0.0, theme.DATA), (0.75, theme.GENERATOR)):
        line = VMobject(stroke_color=tint, stroke_width=theme.THICK)
        line.set_points_smoothly([np.array([a, lift + 0.22 * np.sin(4.6 * a) + 0.22 * a, 0.0]) for a in x])
        curves.add(line)
    return curves.add(icon("question", 0.7, theme.ACCENT).next_to(curves, RIGHT, buff=0.15))


def dial() -> VGroup:
    """A handle to turn: a scale, and a pointer at its lower end (part 1)."""
    ring = Circle(0.62, color=theme.ENCODER, stroke_width=theme.LINE)
    ring.set_fill(theme.mix(theme.BACKGROUND, theme.ENCODER, 0.16), 1)
    ways = [np.array([np.cos(a), np.sin(a), 0.0]) for a in np.linspace(-0.25, 1.25, 9) * PI]
    scale = VGroup(*[Line(0.74 * way, 0.92 * way, color=theme.AXIS, stroke_width=theme.LINE) for way in ways])
    pointer = Line([0, 0, 0], 0.5 * ways[-1], color=theme.TEXT, stroke_width=10)
    return VGroup(VGroup(ring, scale), pointer)


def on_the_phone() -> VGroup:
    """A phone with a small machine in it."""
    shell = RoundedRectangle(width=1.15, height=2.0, corner_radius=0.16, color=theme.DATA, stroke_width=theme.THICK)
    return VGroup(shell.set_fill(theme.PANEL, 1), icon("robot", 0.85, theme.DATA), Line([-0.2, -0.85, 0], [0.2, -0.85, 0]))


def one_another() -> VGroup:
    """Two machines that check one another."""
    pair = VGroup(icon("robot", 1.2, theme.DATA), icon("robot", 1.2, theme.GENERATOR)).arrange(RIGHT, buff=0.75)
    left, right = pair[0].get_right()[0] + 0.1, pair[1].get_left()[0] - 0.1
    ways = [arrow([left, 0.2, 0], [right, 0.2, 0], buff=0), arrow([right, -0.2, 0], [left, -0.2, 0], buff=0)]
    return VGroup(pair, *ways, icon("search", 0.6, theme.ACCENT).next_to(pair, UP, buff=0.1))


def at_work() -> VGroup:
    """An eye over the places where a model may be at work."""
    places = VGroup(*[icon(name, 0.62, theme.MUTED) for name in ("cart", "envelope", "camera")]).arrange(RIGHT, buff=0.3)
    return VGroup(icon("eye", 0.85, theme.ACCENT), places).arrange(DOWN, buff=0.3)


def clock(place: np.ndarray) -> tuple[Circle, Arc, Sweep]:
    """A quiet ring that fills while the audience thinks: its ground, its hand, and the animation."""
    ground = Circle(radius=0.45, color=theme.PANEL_EDGE, stroke_width=10).move_to(place)
    hand = Arc(radius=0.45, start_angle=PI / 2, angle=-0.01, color=theme.ACCENT, stroke_width=10).move_arc_center_to(place)

    def fill(share: float) -> None:
        angle = -2 * PI * max(share, 0.002)
        hand.become(Arc(0.45, PI / 2, angle, color=theme.ACCENT, stroke_width=10).move_arc_center_to(place))

    return ground, hand, Sweep(hand, fill, run_time=4.0, rate_func=STEADY)


# --- 13.1 -------------------------------------------------------------------------------------------------------


class Introduction(FrameScene):
    """Three panels side by side, and each model fills its own with samples as it is named."""

    def construct(self) -> None:
        self.frames()
        self.mixture()
        with self.cue("vae"):
            soft = self.sheet(1, self.trace.vae)
        with self.cue("soft"):
            large = self.enlarge(soft, int(self.trace.vae_shown), theme.DECODER)
            self.play(pulse(large))
        with self.cue("gan"):
            crisp = self.sheet(2, self.trace.gan)
        with self.cue("crisp"):
            other = self.enlarge(crisp, int(self.trace.gan_shown), theme.GENERATOR)
            self.play(pulse(large), pulse(other))
        self.vote()

    def frames(self) -> None:
        self.three = panels(["Gaussian mixture", "VAE", "GAN"], THREE, height=5.0)
        self.three.align_to([0, theme.STAGE_TOP, 0], UP)
        self.middles = [box.get_x() for box in self.three.boxes]
        self.sketches = [self.mixture_sketch(), *[Group() for _ in range(2)]]
        pairs = [[make(width=2.6, height=1.6) for make in both] for both in ((encoder, decoder), (generator, discriminator))]
        for k, pair in enumerate(pairs, start=1):
            column = Group(*pair).arrange(DOWN, buff=0.7)
            column.move_to([self.middles[k], -0.05, 0])
            self.sketches[k].add(column, arrow(*pair, color=theme.TEXT, width=theme.THICK))
        with self.cue("discuss"):
            self.play(appear(self.three), run_time=0.5)
            self.play(appear_each(self.sketches))
        self.ways = Group()
        for x, color in zip(self.middles, THREE, strict=True):
            words = text("process", theme.BODY, color, "SEMIBOLD"), text("data", theme.BODY, theme.DATA, "SEMIBOLD")
            row = row_of_text(*words, buff=1.2).move_to([x, -2.58, 0])
            ends = row[0].get_right()[0] + 0.1, row[1].get_left()[0] - 0.1
            way = arrow(*[[end, row[1].get_y(), 0] for end in ends], color=theme.TEXT, width=theme.THICK)
            self.ways.add(Group(row, way))
        with self.cue("come"):
            self.play(appear_each(self.ways))

    def mixture_sketch(self) -> VGroup:
        """The mixture's three groups, before any bird is drawn from them."""
        t = self.trace  # birds (400, 2)  weights (k,)  means (k, 2)  covariances (k, 2, 2)
        self.area = put(fitting(t.birds, 3.6, 2.4, ticks=False), self.middles[0], 0.75)
        sketch = hills(self.area, t.means, t.covariances)
        sketch.save_state()
        return sketch.scale(1.15).move_to([self.middles[0], -0.05, 0])

    def mixture(self) -> None:
        t = self.trace
        birds = scatter(self.area, t.birds, color=theme.DATA, radius=5, hidden=True)
        with self.cue("gmm"):
            self.play(appear(self.area, run_time=theme.QUICK), Restore(self.sketches[0], run_time=theme.QUICK))
            self.add(birds)
            self.play(reveal(birds, run_time=2.4))
        rows = VGroup()
        for k, (share, mean) in enumerate(zip(t.weights, t.means, strict=True)):
            rows.add(mono(f"{share:4.0%}  at {mean[0]:.1f}, {mean[1]:.1f}", theme.LABEL, HILLS[k]))
        rows.arrange(DOWN, buff=0.2).move_to([self.middles[0], -1.3, 0])
        ground = panel(rows.width + 0.5, rows.height + 0.4, theme.LATENT, theme.mix(theme.BACKGROUND, theme.LATENT, 0.12))
        with self.cue("read"):
            self.play(appear(ground.move_to(rows), rows, run_time=0.3))
            self.play(pulse(self.sketches[0]))

    def sheet(self, index: int, samples: np.ndarray) -> Wall:
        """A model's samples (15, 28, 28) come into its panel."""
        sheet = wall(samples, 5, 3.4, hidden=True).move_to([self.middles[index], 1.05, 0])
        self.play(vanish(self.sketches[index], run_time=0.2))
        self.add(sheet)
        self.play(reveal_tiles(sheet, run_time=1.4))
        return sheet

    def enlarge(self, sheet: Wall, at: int, color: str) -> Mobject:
        """One sample large, under the others."""
        large = pixels(sheet.images[at], 1.6, color).move_to([sheet.get_x(), -1.05, 0])
        self.play(appear(sheet.outline(at), large))
        return large

    def vote(self) -> None:
        with self.cue("invite"):
            boxes = Group()
            for x, color in zip(self.middles, THREE, strict=True):
                box = Rectangle(width=0.62, height=0.62, color=color, stroke_width=theme.THICK)
                row = Group(box, text("mine", theme.BODY, color, "SEMIBOLD")).arrange(RIGHT, buff=0.3)
                boxes.add(row.move_to([x, -2.63, 0]))
            self.play(vanish(self.ways, run_time=0.2), appear(boxes, run_time=0.4))
            self.play(*[pulse(row[0], 1.3) for row in boxes])


# --- 13.2 -------------------------------------------------------------------------------------------------------


def ledger(width: float, rows: int, color: str, hidden: bool) -> VGroup:
    """A drawn table of patients: a head, and rows that are blacked out (`hidden`) or still empty."""
    grid = VGroup(Rectangle(width=width, height=0.7, color=color, fill_color=color, fill_opacity=0.35))
    for i in range(rows):
        y = -0.72 - i * 0.68
        grid.add(Rectangle(width=width, height=0.6, color=theme.PANEL_EDGE, stroke_width=theme.THIN).shift([0, y, 0]))
        for j, share in enumerate((0.28, 0.14, 0.3) if hidden else ()):
            bar = Rectangle(width=width * share, height=0.32, stroke_width=0, fill_color=theme.MUTED, fill_opacity=1)
            grid.add(bar.move_to([width * (-0.32 + 0.31 * j), y, 0]))
    return grid.center()


class Importance(FrameScene):
    """Synthetic birds stand beside measured ones; one line asks whether a real row shines through."""

    def construct(self) -> None:
        self.hospital()
        self.birds()
        self.privacy()
        self.structure()
        self.products()

    def hospital(self) -> None:
        patients = Group(ledger(3.9, 5, theme.DATA, True), text("patients", theme.HEADING, theme.DATA, "SEMIBOLD"))
        patients.arrange(DOWN, buff=0.3).move_to([-4.4, -0.1, 0])
        lock = icon("lock", 1.3, theme.BAD).move_to(patients[0])
        lock_ground = Circle(0.95, color=theme.BAD, fill_color=theme.BACKGROUND, fill_opacity=1).move_to(lock)
        with self.cue("table"):
            self.play(appear(patients), run_time=0.4)
            self.play(appear(lock_ground, lock))
        empty = Group(ledger(3.9, 5, theme.GENERATOR, False), text("synthetic", theme.HEADING, theme.GENERATOR, "SEMIBOLD"))
        empty.arrange(DOWN, buff=0.3).move_to([4.4, -0.1, 0])
        model = block("Model", None, theme.LATENT).move_to([0, 0.2, 0])
        ways = [arrow(patients[0], model, width=theme.THICK), arrow(model, empty[0], width=theme.THICK)]
        with self.cue("instead"):
            self.play(appear(model, empty, *ways))

    def half(self, side: int, xy: np.ndarray, color: str) -> tuple[Plane, Group]:
        """One table's rows and its points, on the left (0) or the right (1)."""
        box = self.two.boxes[side]
        area = fitting(self.trace.real, 3.1, 2.5, "bill length, mm", "depth, mm")
        put(area, box.get_x() - 0.75, 0.4)
        rows = VGroup(text("length  depth", theme.LABEL, theme.MUTED))
        for pair in xy[:: len(xy) // 5][:5]:
            rows.add(mono(f"{pair[0]:.1f}  {pair[1]:.1f}", theme.LABEL, color))
        rows.arrange(DOWN, buff=0.24).move_to([box.get_right()[0] - 1.2, 0.55, 0])
        return area, Group(area, scatter(area, xy, color=color, radius=5), rows)

    def birds(self) -> None:
        t = self.trace  # real, made (342, 2)  means (k, 2)  covariances (k, 2, 2)
        self.two = panels(["measured birds", "synthetic birds"], (theme.REAL, theme.FAKE), height=5.0)
        self.two.align_to([0, theme.STAGE_TOP, 0], UP)
        left, measured = self.half(0, t.real, theme.REAL)
        self.rows = measured[2]
        right, synthetic = self.half(1, t.made, theme.FAKE)
        self.areas = (left, right)
        with self.cue("penguins"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(self.two, measured, run_time=0.4))
        with self.cue("synthetic"):
            self.play(appear(synthetic), run_time=theme.QUICK)
            self.play(appear(hills(left, t.means, t.covariances), hills(right, t.means, t.covariances)))
            means = VGroup()
            for xy, area, color in ((t.real, left, theme.REAL), (t.made, right, theme.FAKE)):
                line = text(f"mean {xy[:, 0].mean():.1f}, {xy[:, 1].mean():.1f}", theme.BODY, color, "SEMIBOLD")
                means.add(line.move_to([area.area.get_x() + 2.05, -1.72, 0]))
            self.play(appear(means))

    def privacy(self) -> None:
        t = self.trace  # near_made, near_real, near_distance ()
        fields = Group(*[
            Group(icon_disc(name, 0.34, color), text(word, theme.BODY, color, "SEMIBOLD")).arrange(RIGHT, buff=0.25)
            for name, word, color in (("heart", "medicine", theme.DECODER), ("bank", "finance", theme.LATENT))
        ]).arrange(RIGHT, buff=2.4).move_to([0, -2.63, 0])
        with self.cue("private"):
            self.play(appear(fields))
        ends = [area.at(*xy[int(i)]) for area, xy, i in
                zip(self.areas, (t.real, t.made), (t.near_real, t.near_made), strict=True)]
        rings = VGroup(*[Circle(0.2, color=theme.ACCENT, stroke_width=theme.THICK).move_to(end) for end in ends])
        line = Line(*ends, color=theme.ACCENT, stroke_width=theme.THICK, buff=0.2)
        words = f"nearest pair: {float(t.near_distance):.3f} mm apart. Chance, or a copy?"
        note = Group(icon("search", 0.7, theme.ACCENT), text(words, theme.BODY, theme.ACCENT, "SEMIBOLD"))
        note.arrange(RIGHT, buff=0.3).move_to([0, -2.6, 0])
        with self.cue("check"):
            self.play(vanish(fields, self.rows, run_time=0.2), appear(rings, note, run_time=0.4))
            self.play(draw(line))

    def structure(self) -> None:
        t = self.trace  # real (342, 2)  groups (342,)  names, told (4,)
        area = put(fitting(t.real, 5.6, 4.3, "bill length, mm", "bill depth, mm"), -3.0, 0.35)
        cloud = scatter(area, t.real, color=theme.MUTED, radius=7)
        with self.cue("structure"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(area, cloud, run_time=0.4))
            self.play(color_points(cloud, t.groups, HILLS))
            self.play(appear(hills(area, t.means, t.covariances)))
        seen = t.real.shape[1]  # the mixture was fitted to the first two measurements only
        tints = [theme.DATA if i < seen else theme.ACCENT for i in range(len(t.told))]
        chart = bar_chart([str(name) for name in t.names], t.told, 5.6, 3.2, tints, "{:.0%}", 1.0).move_to([3.6, -0.2, 0])
        title = text("variance explained by the groups", theme.BODY, theme.TEXT, "SEMIBOLD").next_to(chart, UP, buff=0.35)
        note = text("the model never saw these two", theme.LABEL, theme.ACCENT).next_to(chart, DOWN, buff=0.35)
        with self.cue("features"):
            self.play(appear(chart, title, note))
            self.play(*[pulse(fill) for fill in chart.fills[seen:]])

    def products(self) -> None:
        t = self.trace  # next_tokens, next_probabilities (4,)  density (60, 60) over x, y (60,)
        talk = chat(12.6, 3.2, theme.HEADING)
        asked = talk.bubble(str(t.prompt) + " …", mine=True)
        answer = talk.bubble(str(t.sentence).split("\n")[0], who="tiny model")
        both = Group(asked, answer).move_to([0, 0, 0])
        with self.cue("products"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(asked, run_time=0.4))
            self.play(answer.type(1.6))
        reach = [(float(v[0]), float(v[-1])) for v in (t.x, t.y)]
        area = put(plane(*reach, 5.2, 2.5, None, None), -3.2, -0.95)
        bars = distribution([str(name) for name in t.next_tokens], t.next_probabilities, 5.4, theme.HEADING)
        bars.move_to([3.4, -0.95, 0])
        names = VGroup(*[text(word, theme.BODY, color, "SEMIBOLD").move_to([x, -2.75, 0]) for word, x, color in
                         (("over penguins", -3.2, theme.LATENT), ("over the next token", 3.4, theme.GENERATOR))])
        with self.cue("words"):
            self.play(glide(both, [0, 1.8, 0], run_time=0.4))
            self.play(appear(area, density(area, t.density), bars, names))
            self.play(pulse(bars, 1.05))


# --- 13.3 -------------------------------------------------------------------------------------------------------


class DiscussionPoints(FrameScene):
    """Surprise or alarm, who answers for it, and what two numbers see of the lecture's own models."""

    def construct(self) -> None:
        self.two_wishes()
        self.responsibility()
        self.grade()
        self.score()
        self.frechet()
        self.figures()
        self.prototypes()

    def two_wishes(self) -> None:
        t = self.trace  # wall (24, 28, 28)  usual, strange (1000,)
        both = panels(["creative: surprise me", "analysis: what is normal?"], (theme.GENERATOR, theme.DATA), height=4.5)
        both.align_to([0, theme.STAGE_TOP, 0], UP)
        sheet = wall(t.wall, 6, 4.6, hidden=True).move_to([both.boxes[0].get_x(), 0.2, 0])
        with self.cue("creative"):
            self.play(appear(both.boxes[0], both.headings[0]), run_time=0.3)
            self.add(sheet)
            self.play(reveal_tiles(sheet))
        top = float(np.quantile(t.strange, 0.95))
        edges = np.linspace(0, top, 40)
        counts = [np.histogram(v, edges)[0] for v in (t.usual, t.strange)]
        area = plane((0, top), (0, float(max(c.max() for c in counts)) * 1.05), 5.2, 2.5, "−ELBO, nats", None, None, [])
        put(area, both.boxes[1].get_x(), 0.5)
        shapes = [histogram(area, t.usual, edges), histogram(area, t.strange, edges, theme.BAD)]
        high = area.area.get_top()[1]
        names = [text(word, theme.BODY, color, "SEMIBOLD").move_to([area.at(x, 0)[0], high - down, 0])
                 for word, color, x, down in (("digits", theme.DATA, 0.25 * top, 0.4), ("clothes", theme.BAD, 0.55 * top, 1.75))]
        with self.cue("analytical"):
            self.play(appear(both.boxes[1], both.headings[1], area, *shapes, *names))
        point = Circle(0.26, color=theme.ACCENT, fill_color=theme.ACCENT, fill_opacity=1).move_to([0, -2.35, 0])
        sides = [Group(icon_disc(name, 0.5, color), text(word, theme.HEADING, color, "SEMIBOLD")).arrange(RIGHT, buff=0.3)
                 for name, word, color in (("bulb", "idea", theme.GOOD), ("warning", "alarm", theme.BAD))]
        sides[0].submobjects.reverse()
        sides[0].arrange(RIGHT, buff=0.3).move_to([-3.9, -2.35, 0])
        sides[1].move_to([3.9, -2.35, 0])
        ways = [arrow(point, side, color=theme.ACCENT, width=theme.THICK) for side in sides]
        with self.cue("surprise"):
            self.play(appear(point, *sides, *ways))
            self.play(pulse(point, 1.5))

    def responsibility(self) -> None:
        film = icon("film", 2.1, theme.TEXT).move_to([0, 1.55, 0])
        mark = stamp("fabricated", theme.FAKE, theme.BODY).move_to([0, 1.55, 0])
        three = cards([
            card(word, None, icon(name, 1.2, color), 3.6, color=color)
            for word, name, color in (("the maker", "code", theme.GENERATOR), ("the user", "person", theme.DATA),
                                      ("the platform", "globe", theme.DECODER))
        ], buff=0.8).move_to([0, -1.65, 0])
        with self.cue("deepfakes"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(film, mark, run_time=0.4))
            self.play(appear_each(three))
            self.play(appear(*[arrow(one.get_top(), film.get_bottom(), color=theme.MUTED, width=theme.THICK) for one in three]))

    def grade(self) -> None:
        sheet = wall(self.trace.wall, 6, 7.0).move_to([-2.5, -0.1, 0])
        grade = panel(3.4, 3.4, theme.ACCENT).move_to([4.2, -0.1, 0])
        mark = text("?", 190, theme.ACCENT, "BOLD").move_to(grade)
        with self.cue("good"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(sheet, grade, mark, run_time=0.5))

    def score(self) -> None:
        t = self.trace  # asked (2, 28, 28)  answers (2, 10)  shares (10,)
        title = text("Inception Score · Salimans et al., 2016", theme.BODY, theme.TEXT, "SEMIBOLD").move_to([0, 2.5, 0])
        digits = [str(k) for k in range(10)]
        rows = Group()
        for image, answer, y in zip(t.asked, t.answers, (0.9, -1.55), strict=True):
            picture = pixels(image, 1.8, theme.FAKE).move_to([-5.5, y, 0])
            bars = columns(digits, answer, 4.4, 1.4, limit=1.0)
            bars.shift([-1.9, y - 0.65, 0] - bars.ground.get_center())
            rows.add(Group(picture, bars))
        every = columns(digits, t.shares, 5.0, 3.4)
        every.shift([3.8, -1.9, 0] - every.ground.get_center())
        names = VGroup(text("one image: which digit?", theme.LABEL, theme.MUTED).move_to([-3.2, 1.95, 0]),
                       text("all images: every class?", theme.LABEL, theme.MUTED).move_to([3.8, 1.95, 0]))
        with self.cue("score"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(title, rows, names[0], run_time=0.4))
            self.play(appear(every, names[1]))

    def frechet(self) -> None:
        t = self.trace  # real_cloud, gan_cloud (1000, 2)
        title = text("Fréchet Inception Distance · Heusel et al., 2017", theme.BODY, theme.TEXT, "SEMIBOLD").move_to([0, 2.5, 0])
        corners = [xy.mean(0) + sign * 2.1 * xy.std(0) for xy in (t.real_cloud, t.gan_cloud) for sign in (-1, 1)]
        area = fitting(np.concatenate([t.real_cloud, t.gan_cloud, corners]), 8.6, 4.3, "first direction", "second", False)
        put(area, -1.7, -0.15)
        clouds = [scatter(area, xy, color=color, radius=4, opacity=0.5)
                  for xy, color in ((t.real_cloud, theme.REAL), (t.gan_cloud, theme.FAKE))]
        shapes = VGroup(*[ellipse(area, xy.mean(0), np.cov(xy.T), color)
                          for xy, color in ((t.real_cloud, theme.REAL), (t.gan_cloud, theme.FAKE))])
        named = (("real", theme.REAL), ("generated", theme.FAKE))
        names = VGroup(*[text(word, theme.HEADING, color, "SEMIBOLD") for word, color in named])
        names.arrange(DOWN, buff=0.4, aligned_edge=LEFT).move_to([4.8, 0.2, 0])
        with self.cue("frechet"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(title, area, *clouds, names, run_time=0.4))
            self.play(appear(shapes))

    def figures(self) -> None:
        t = self.trace  # inception, frechet (4,)
        rows = ("GAN with R1", "VAE", "diffusion", "training digits")
        chart = table(["Inception-like", "Fréchet distance"], rows, 12.4, 4.9, [theme.DATA, theme.GENERATOR], 0.3)
        chart.move_to([0, 0.35, 0])
        set_baseline(chart.headings[1], baseline(chart.headings[0]))
        cells = [[text(form.format(float(values[i])), theme.HEADING, theme.TEXT, "SEMIBOLD") for form, values in
                  (("{:.2f}", t.inception), ("{:.0f}", t.frechet))] for i in range(len(rows))]
        filled = [[chart.fill(i, j, cells[i][j]) for j in range(2)] for i in range(len(rows))]
        note = tag("own classifier · 1000 images each · test digits", theme.ACCENT, theme.LABEL).move_to([0, -2.6, 0])
        with self.cue("figures"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(chart, note, run_time=0.4))
            self.play(appear_each([cell for row in filled for cell in row]))
        with self.cue("gan"):
            frames = VGroup(*[chart.outline(i, 1).set_fill(theme.ACCENT, 0.18) for i in (0, 1)])
            self.play(appear(frames), run_time=theme.QUICK)
            self.play(pulse(cells[0][1], 1.3), pulse(cells[1][1], 1.3))

    def prototypes(self) -> None:
        t = self.trace  # guided, rebuilt (12, 28, 28)  fd_guided, fd_rebuilt ()
        sides = Group()
        for images, name, value, color in (
            (t.guided, "guided diffusion", t.fd_guided, theme.GENERATOR),
            (t.rebuilt, "VAE's reconstructions", t.fd_rebuilt, theme.DECODER),
        ):
            number = text(f"Fréchet {float(value):.0f}", theme.HEADING, theme.TEXT, "SEMIBOLD")
            sides.add(Group(text(name, theme.HEADING, color, "SEMIBOLD"), wall(images, 4, 4.5), number).arrange(DOWN, buff=0.35))
        sides.arrange(RIGHT, buff=1.7).move_to([0, -0.1, 0])
        sides[1][1].set_y(sides[0][1].get_y())
        for row in (0, 2):
            set_baseline(sides[1][row], baseline(sides[0][row]))
        real = tag(f"real training digits: Fréchet {float(t.frechet[-1]):.0f}", theme.REAL, theme.LABEL).move_to([0, -2.7, 0])
        sides.shift(UP * 0.3)
        with self.cue("prototypes"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(sides, real, run_time=0.5))
            self.play(*[pulse(side[2], 1.15) for side in sides])


# --- 13.4 -------------------------------------------------------------------------------------------------------


class KeyQuestions(FrameScene):
    """Three cards turn one after the other, with hints and a ring that leaves time to think."""

    def construct(self) -> None:
        self.face_down()
        with self.cue("limits"):
            self.turn(0)
        with self.cue("rare") as beat:
            self.hint([(far_off(theme.BAD), "rare cases"), (too_sure(), "false certainty"), (in_step(), "correlation")])
            self.think(beat)
        with self.cue("training"):
            self.turn(1)
        with self.cue("handles"):
            self.hint([(dial(), "loss"), (dial(), "architecture"), (dial(), "data")], room=4)
            self.handle(0, 1, 2)
        with self.cue("evaluate") as beat:
            self.hint([(dial(), "evaluation")], first=3, room=4)
            self.handle(3)
            self.think(beat)
        with self.cue("evolve"):
            self.turn(2)
        with self.cue("phone"):
            self.hint([(on_the_phone(), "on the phone?"), (one_another(), "checking others?")])
        with self.cue("notice") as beat:
            self.hint([(at_work(), "noticed?")], first=2)
            self.think(beat)
        self.side_by_side()

    def face_down(self) -> None:
        self.backs = Group()
        for k, color in enumerate(CARD_COLORS):
            shell = panel(2.5, 1.7, color)
            shell.set_stroke(width=theme.THICK)
            self.backs.add(Group(shell, text(str(k + 1), 90, color, "BOLD").move_to(shell)))
        self.backs.arrange(RIGHT, buff=0.75).scale(1.4).move_to([0, 0, 0])
        self.hints = Group()
        self.question = Group()
        with self.cue("cards"):
            self.play(appear(self.backs))

    def turn(self, index: int) -> None:
        """Show a card's question and step the others back."""
        old, self.color = [*self.question, *self.hints], CARD_COLORS[index]
        self.face = face(index, 2.5).move_to([1.65, -0.9, 0])
        question = question_card(QUESTIONS[index], 9.6, CARD_COLORS[index]).move_to([1.65, 1.75, 0])
        if index == 0:
            self.backs.generate_target()
            self.backs.target.scale(1 / 1.4).arrange(DOWN, buff=0.3).move_to([theme.STAGE_LEFT + 1.3, -0.1, 0])
            self.play(appear(question, self.face, run_time=0.4), MoveToTarget(self.backs, run_time=0.6))
        else:
            self.play(vanish(*old, run_time=0.2), appear(question, self.face, run_time=0.4))
        others = [other for k, other in enumerate(self.backs) if k != index]
        self.play(spotlight([self.backs[index]], others))
        self.question, self.hints = Group(question), Group()

    def hint(self, hints: list[tuple[VGroup, str]], first: int = 0, room: int = 3) -> None:
        """Hints as pictures with a word, from the place `first` of `room`."""
        step = 9.6 / room
        made = []
        for k, (picture, word) in enumerate(hints, start=first):
            picture.scale(min(1.9 / picture.height, (step - 0.5) / picture.width))
            x = 1.65 - 4.8 + (k + 0.5) * step
            name = text(word, theme.BODY, theme.TEXT, "SEMIBOLD").set_x(x)
            made.append(Group(picture.move_to([x, -0.3, 0]), set_baseline(name, -1.75)))
        away = [] if first else [vanish(self.face, run_time=0.2)]
        self.play(*away, appear_each(made, rise=0.3))
        self.hints.add(*made)

    def handle(self, *which: int) -> None:
        """Turn dials, each to its own place."""
        turns = [(self.hints[k][0], (-0.5, -1.1, -0.8, -0.65)[k] * PI) for k in which]
        self.play(*[Rotate(one[1], angle, about_point=one[0][0].get_center(), run_time=0.8) for one, angle in turns])

    def think(self, beat: Beat) -> None:
        """The ring of time below the hints."""
        ground, hand, filling = clock(np.array([1.65, -2.5, 0]))
        self.play(appear(ground), run_time=0.3)
        self.play(filling, run_time=max(1.0, beat.left))
        self.remove(ground, hand)

    def side_by_side(self) -> None:
        three = open_cards()
        three.move_to([0, 0.75, 0])
        words = VGroup(*[heading(w, c, theme.TITLE) for w, c in
                         (("example", theme.DATA), ("+", theme.MUTED), ("reason", theme.GENERATOR))])
        words.arrange(RIGHT, buff=0.6).move_to([0, -2.2, 0])
        with self.cue("reason"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(three, words, run_time=0.5))


# --- 13.5 -------------------------------------------------------------------------------------------------------


def small_card(k: int, height: float = 1.5) -> Group:
    """A question's card, small: its picture and one word."""
    shell = panel(height * 1.75, height, CARD_COLORS[k])
    shell.set_stroke(width=theme.THICK)
    words = text(SHORT[k], theme.BODY, theme.TEXT, "SEMIBOLD").set_x(0)
    picture = face(k, height * 0.45).move_to([0, height * 0.17, 0])
    return Group(shell, VGroup(picture, set_baseline(words, -height * 0.36)))


def bare_square(reach: float, side: float, x: float) -> Plane:
    """A square area without axes, its middle at (x, 0.1)."""
    area = plane((-reach, reach), (-reach, reach), side, side, x_ticks=[], y_ticks=[])
    area.axes.set_opacity(0)
    return put(area, x, 0.1)


class Conclusion(FrameScene):
    """Samples show what a model has understood: all eight clusters, or one; then the cards are handed over."""

    def construct(self) -> None:
        self.answers()
        self.understood()
        self.use()
        self.agree()
        self.colleague()
        self.notes()
        self.hand_over()

    def answers(self) -> None:
        self.three = open_cards()
        self.three.move_to([0, 0, 0])
        with self.cue("answers"):
            self.play(appear_each(self.three, run_time=1.0, rise=0.4))

    def understood(self) -> None:
        first = heading("understood?", theme.GOOD, theme.TITLE)
        pair = row_of_text(first, heading("or only repeated?", theme.BAD, theme.TITLE), buff=0.9)
        pair.move_to([0, -2.0, 0])
        ground = panel(pair.width + 1.0, 1.3, theme.ACCENT).move_to(pair)
        with self.cue("understood"):
            self.play(glide(self.three, [0, 0.8, 0], run_time=0.4), appear(ground, pair, run_time=0.5))
            self.play(*[one.shell.animate.set_stroke(theme.ACCENT, theme.THICK) for one in self.three], run_time=theme.QUICK)

    def use(self) -> None:
        t = self.trace  # real, right, wrong (400, 2)
        reach = float(np.abs(t.real).max()) * 1.3
        self.areas = [bare_square(reach, 3.7, x) for x in (-1.8, 4.5)]
        boxes = [panel(3.7, 3.7, color).move_to(area.area)
                 for area, color in zip(self.areas, (theme.REAL, theme.FAKE), strict=True)]
        self.stack = Group(*[small_card(k) for k in range(3)]).arrange(DOWN, buff=0.3).scale(0.93)
        self.stack.move_to([theme.STAGE_LEFT + self.stack.width / 2, 0, 0])
        self.real = scatter(self.areas[0], t.real, color=theme.REAL, radius=6)
        model = block("model", None, theme.LATENT, 1.35, 1.2).move_to([1.35, 0.1, 0])
        ways = [arrow(boxes[0], model, buff=0.06), arrow(model, boxes[1], buff=0.06)]
        names = VGroup(text("data", theme.BODY, theme.REAL, "SEMIBOLD").move_to([-1.8, -2.3, 0]))
        with self.cue("use"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(self.stack, boxes[0], self.real, names, run_time=0.4))
            self.play(appear(model, *ways, boxes[1]))

    def agree(self) -> None:
        t = self.trace  # centres (8, 2)  found ()  missing (m, 2)
        area = self.areas[1]
        made = scatter(area, t.right, color=theme.FAKE, radius=6, hidden=True)
        ring = Circle(0.42, color=theme.GOOD, stroke_width=theme.THICK)
        rings = VGroup(*[ring.copy().move_to(self.areas[0].at(*c)) for c in t.centres])
        count = f"{int(t.found)} of {len(t.centres)} clusters found"
        fits = text(count, theme.BODY, theme.GOOD, "SEMIBOLD").move_to([4.5, -2.3, 0])
        with self.cue("copies"):
            self.add(made)
            self.play(appear_each(rings, run_time=1.2), reveal(made, run_time=1.6))
            self.play(appear(fits), run_time=theme.QUICK)
        holes = VGroup(*[Circle(0.42, color=theme.BAD, stroke_width=theme.THICK).move_to(area.at(*c)) for c in t.missing])
        lost = text(f"{len(t.missing)} clusters missing", theme.BODY, theme.BAD, "SEMIBOLD").move_to([4.5, -2.3, 0])
        with self.cue("wrong"):
            self.play(morph(made, t.wrong, run_time=0.8), vanish(fits, run_time=0.2))
            self.play(appear(lost, run_time=0.3), appear_each(holes, run_time=1.2))

    def colleague(self) -> None:
        sides = Group()
        for x, word, color in ((-5.3, "you", theme.DATA), (5.3, "a friend", theme.GENERATOR)):
            name = set_baseline(text(word, theme.HEADING, color, "SEMIBOLD").set_x(x), -2.1)
            sides.add(Group(icon("person", 2.7, color).move_to([x, 0, 0]), name))
        self.hand = Group(*[small_card(k, 1.7) for k in range(3)]).arrange(DOWN, buff=0.2).move_to([-2.2, -0.05, 0])
        with self.cue("colleague") as beat:
            self.play(vanish(*self.on_stage, run_time=0.2), appear(sides, self.hand, run_time=0.4))
            for one in self.hand:
                self.play(glide(one, [0.2, one.get_y(), 0], run_time=0.6))
            beat.hold_until(beat.left * 0.6)
            told = Group()
            for one in self.hand[:2]:
                line = Group(icon("check", 0.5, theme.GOOD), text("explained", theme.BODY, theme.GOOD, "SEMIBOLD"))
                told.add(line.arrange(RIGHT, buff=0.2).next_to(one, RIGHT, buff=0.3))
            self.play(appear_each(told))
        last = self.hand[2]
        mark = text("only heard?", theme.BODY, theme.ACCENT, "SEMIBOLD").next_to(last, RIGHT, buff=0.3)
        with self.cue("heard"):
            self.play(appear(mark, run_time=0.3), vanish(last[1], run_time=0.2), last[0].animate(run_time=0.6).stretch(0.3, 0))
            self.play(appear(text("?", theme.TITLE, theme.ACCENT, "BOLD").move_to(last[0]), run_time=0.3))
            self.play(dim(*self.hand[:2]))

    def notes(self) -> None:
        sheets = Group()
        for word, name, color in (("clear", "bulb", theme.GOOD), ("foggy", "cloud", theme.MUTED)):
            box = panel(5.9, 3.9, color)
            lines = VGroup(*[Line(LEFT * 2.5, RIGHT * 2.5, color=theme.AXIS, stroke_width=theme.LINE) for _ in range(2)])
            lines.arrange(DOWN, buff=0.95).move_to(box.get_center() + DOWN * 0.75)
            head = Group(icon(name, 1.0, color), text(word, theme.TITLE, color, "BOLD")).arrange(RIGHT, buff=0.35)
            sheets.add(Group(box, head.move_to(box.get_center() + UP * 1.1), lines))
        sheets.arrange(RIGHT, buff=0.8).move_to([0, 0, 0])
        with self.cue("notes"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(sheets, run_time=0.4))
            self.play(*[pulse(sheet[1], 1.15) for sheet in sheets])

    def hand_over(self) -> None:
        title = open_lecture(Path(LECTURE).parent.name).settings.sections[NEXT].title
        hand = Group()
        for k, color in enumerate(CARD_COLORS):
            shell = panel(2.0, 2.6, color).set_stroke(width=theme.THICK)
            hand.add(Group(shell, text(str(k + 1), 80, color, "BOLD").move_to(shell)))
        hand.arrange(RIGHT, buff=1.2).move_to([0, 1.2, 0])
        words = paragraph(title, 10.5, theme.TITLE, theme.ACCENT, "BOLD", align="center").move_to([0, -1.6, 0])
        ground = panel(words.width + 1.4, words.height + 1.2, theme.ACCENT).move_to(words)
        with self.cue("learning"):
            self.play(vanish(*self.on_stage, run_time=0.2), appear(hand, ground, words, run_time=0.5))
            self.play(*[one.animate(run_time=0.8).move_to([(k - 1) * 1.4, 1.2, 0]).rotate((1 - k) * 0.12)
                        for k, one in enumerate(hand)])
            self.play(flow(hand, [hand.get_center(), [0, 1.0, 0]], keep=True))
