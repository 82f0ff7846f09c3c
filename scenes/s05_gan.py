"""Section 5: generative adversarial networks, from the dust of step 0 to the program that made the curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Circle,
    Group,
    Line,
    Mobject,
    SurroundingRectangle,
    VGroup,
)

from scenes import theme
from scenes.mobjects.cards import card, cards, heading, tag
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import icon
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.listing import Listing, listing
from scenes.mobjects.motion import (
    STEADY,
    Sweep,
    appear,
    appear_each,
    count_to,
    dim,
    draw,
    flow,
    glide,
    mark_tiles,
    morph,
    pulse,
    reveal,
    run_images,
    vanish,
)
from scenes.mobjects.networks import Block, arrow, dashed, discriminator, elbow, generator
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import curves, loss_plane, read_out
from scenes.mobjects.text import baseline, set_baseline, text
from scenes.mobjects.vectors import Heat, activations, heat_strip
from scenes.painted import PEOPLE, Person, person
from scenes.stage import Beat, FrameScene

PROGRAM = "models/gan.py"


# --- 5.1 --------------------------------------------------------------------------------------------------------


class StepCount(VGroup):
    """The number of the training step, which counts while the snapshots are played."""

    def __init__(self, steps: np.ndarray) -> None:
        """steps (s,) of the snapshots."""
        super().__init__()
        self.steps, self.shown = steps, -1
        self.word = text("step", theme.HEADING, theme.MUTED)
        self.add(self.word, VGroup())
        self.show(0.0)

    def show(self, at: float) -> None:
        """Write the step at a (fractional) snapshot."""
        step = int(np.interp(at, np.arange(len(self.steps)), self.steps))
        if step != self.shown:
            number = text(f"{step:,}", theme.TITLE, theme.GENERATOR, "BOLD").next_to(self.word, RIGHT, buff=0.25)
            self.submobjects[1] = set_baseline(number, baseline(self.word))
            self.shown = step

    def run(self, low: int, high: int) -> Animation:
        """Count from one snapshot to another."""
        return Sweep(self, self.show, low, high, rate_func=STEADY)


class Introduction(FrameScene):
    """A network that never saw a picture to copy turns dust into digits, because a judge keeps finding it out."""

    def construct(self) -> None:
        self.from_dust()
        self.two_players()
        self.pay_back()

    def from_dust(self) -> None:
        """The same noise through the generator, snapshot by snapshot."""
        t = self.trace
        last = len(t.samples) - 1
        self.made = wall(t.samples[0], 10, 12.0).move_to([0, 0.35, 0])
        count = StepCount(t.steps).move_to([-0.4, -2.62, 0])
        stops = (0, max(1, last // 3), max(2, 2 * last // 3), last)
        with self.cue("zero"):
            self.add(count)
            self.play(appear(self.made), run_time=theme.QUICK)
        with self.cue("images") as beat:
            self.learn(count, *stops[:2], beat)
        with self.cue("strokes") as beat:
            self.learn(count, *stops[1:3], beat)
        with self.cue("convincing") as beat:
            self.learn(count, *stops[2:], beat)
        blocks = [generator(width=3.4, height=2.4).move_to([-3.6, -1.75, 0]),
                  discriminator(width=3.4, height=2.4).move_to([3.6, -1.75, 0])]
        with self.cue("goodfellow") as beat:
            name = heading("Goodfellow et al., 2014", theme.ACCENT).move_to([0, 0.1, 0])
            self.play(vanish(count), glide(self.made, [0, 1.65, 0], 0.46), appear(name), run_time=theme.STEP)
            beat.hold_until(beat.left / 2)
            self.play(appear(*blocks), draw(Line([-1.6, -1.75, 0], [1.6, -1.75, 0], color=theme.LOSS, stroke_width=8)))
        self.intro = Group(*self.others(blocks[0], self.made))
        self.generator, self.old = blocks[0], blocks[1]

    def learn(self, count: StepCount, low: int, high: int, beat: Beat) -> None:
        """Play the wall from one snapshot to another."""
        series = self.trace.samples[low : high + 1]
        self.play(run_images(self.made, series), count.run(low, high), run_time=min(beat.left, 4.0))

    def two_players(self) -> None:
        """The generator makes, the discriminator tells."""
        t = self.trace
        noise = heat_strip(t.noise, 3.6, 0.5, True).move_to([-6.1, 0.2, 0])
        fakes = wall(t.samples[-1][:4], 1, 0.95).move_to([-1.15, 0.2, 0])
        with self.cue("generator"):
            self.play(vanish(self.intro, self.made), glide(self.generator, [-3.6, 0.2, 0]), appear(noise))
            self.play(flow(noise.copy(), [noise, self.generator], shrink=0.5), self.generator.at_work())
            self.play(appear_each([fakes], rise=0), self.generator.at_rest())
        reals = wall(t.real, 1, 0.95).move_to([0.15, 0.2, 0])
        self.discriminator = discriminator(width=2.9).move_to([2.75, 0.2, 0])
        names = VGroup(*[text(n, theme.LABEL, c, "SEMIBOLD").next_to(m, UP, buff=0.15)
                         for n, c, m in (("made", theme.FAKE, fakes), ("real", theme.REAL, reals))])
        with self.cue("discriminator"):
            self.play(appear(reals, self.discriminator, names), run_time=theme.QUICK)
            self.play(flow(reals.copy(), [reals, self.discriminator], shrink=0.4),
                      flow(fakes.copy(), [fakes, self.discriminator], shrink=0.4), self.discriminator.at_work())
            self.verdict = VGroup(text("real", theme.HEADING, theme.REAL, "BOLD"), text("or", theme.LABEL, theme.MUTED),
                                  text("made?", theme.HEADING, theme.FAKE, "BOLD"))
            self.verdict.arrange(DOWN, buff=0.25).move_to([5.45, 0.2, 0])
            self.play(appear(self.verdict), self.discriminator.at_rest())

    def pay_back(self) -> None:
        """Either player learns from the verdict; then what came of it."""
        t = self.trace
        with self.cue("judge"):
            self.play(appear(icon("palette", 1.2, theme.GENERATOR).move_to([-3.6, 2.2, 0]),
                             icon("search", 1.2, theme.DISCRIMINATOR).move_to([2.75, 2.2, 0])))
        with self.cue("slips") as beat:
            ways = [elbow([5.45, -1.0, 0], [5.45, -1.75, 0], [2.75, -1.75, 0], [2.75, -1.2, 0], color=theme.DISCRIMINATOR),
                    elbow([5.75, -1.0, 0], [5.75, -2.55, 0], [-3.6, -2.55, 0], [-3.6, -1.2, 0], color=theme.GENERATOR)]
            words = [text("slipped through", theme.LABEL, theme.DISCRIMINATOR).move_to([4.1, -2.05, 0]),
                     text("found out", theme.LABEL, theme.GENERATOR).move_to([-1.0, -2.2, 0])]
            self.play(appear(ways[1], words[1], rise=0), pulse(self.generator), run_time=theme.QUICK)
            beat.hold_until(min(1.0, beat.left / 3))
            self.play(appear(ways[0], words[0], rise=0), pulse(self.discriminator), run_time=theme.QUICK)
        with self.cue("sharp") as beat:
            shown = cards([card(n, None, icon(i, 1.9, theme.GENERATOR), 2.95, 3.7, theme.GENERATOR)
                           for n, i in (("images", "image"), ("videos", "film"), ("text", "chat"), ("more data", "database"))])
            shown.move_to([0, 0.1, 0])
            self.play(vanish(*self.on_stage), run_time=0.3)
            self.play(appear_each(shown, lag=0.6), run_time=min(beat.left / 2, 6.0))
            beat.hold_until(max(7.0, beat.left - 6.0))
            sheet = wall(t.samples[-1], 10, 12.4).move_to([0, 0.0, 0])
            mark = text("?", 300, theme.ACCENT, "BOLD").move_to(sheet)
            self.play(vanish(shown), appear(sheet), appear(mark), run_time=theme.STEP)


# --- 5.2 --------------------------------------------------------------------------------------------------------

GAME = (
    "{{ min_G thin max_D : minimax }} quad {{ V(D, G) : value }} = {{ EE_x [log D(x)] : real }} "
    "+ {{ EE_z [log(1 - D(G(z)))] : fake }}"
)
INK = {"minimax": theme.ACCENT, "real": theme.REAL, "fake": theme.FAKE}
STRIP_X, REAL_Y, FAKE_Y = -1.55, 2.2, 0.55


class Game(FrameScene):
    """One noise vector becomes an image, a batch becomes probabilities, and both players pull at the same number V."""

    def construct(self) -> None:
        self.generate()
        self.judge()
        self.score()
        self.take_turns()
        self.run_on()

    def generate(self) -> None:
        """A hundred numbers, 128 units, 784 pixels, an image; then the batch."""
        t = self.trace
        z = heat_strip(t.z, 5.0, 0.55, True).move_to([-6.1, 0, 0])
        g = Block("G", None, theme.GENERATOR, 4.6, 2.6, 5.2).move_to([-2.5, 0, 0])
        g.title.move_to([-4.45, 0, 0])
        first = activations(np.zeros_like(t.g_hidden), 3.0, 8, theme.GENERATOR).move_to([-3.3, 0, 0])
        second = activations(np.zeros(t.image.size), 4.0, 14, theme.GENERATOR).move_to([-1.25, 0, 0])
        sizes = [text(f"{n}", theme.BODY, theme.TEXT, "SEMIBOLD").move_to([m.get_x(), -2.8, 0])
                 for n, m in ((t.z.size, z), (t.g_hidden.size, first), (t.image.size, second))]
        with self.cue("noise") as beat:
            self.play(appear(z, sizes[0]), run_time=theme.QUICK)
            self.play(appear(g, first, second), run_time=theme.QUICK)
            beat.hold_until(min(4.0, beat.left / 2))
            self.play(flow(z.copy(), [z, first], shrink=0.4), g.at_work())
            self.play(self.light_up(first, t.g_hidden), appear(sizes[1]))
            self.play(self.light_up(second, t.image.ravel()), appear(sizes[2]))
        image = pixels(t.image, 4.4, theme.FAKE).move_to([4.0, 0, 0])
        with self.cue("image") as beat:
            link = arrow(g.exit, image, color=theme.FAKE, width=theme.THICK)
            self.play(appear(image), draw(link.line), run_time=theme.STEP)
            beat.hold_until(min(2.5, beat.left / 3))
            self.line_up([z, first, second, link, *sizes], g, image)

    def light_up(self, layer: Heat, values: np.ndarray) -> Animation:
        """The units of a layer respond: values (n,)."""
        cells = np.zeros(layer.values.size)
        cells[: len(values)] = values
        layer.limit = max(float(np.quantile(np.abs(values), 0.98)), 1e-6)
        return morph(layer, cells.reshape(layer.values.shape), run_time=theme.STEP)

    def line_up(self, gone: list[Mobject], g: Block, image: Mobject) -> None:
        """Real and fake images of the batch before D, G behind its fakes."""
        t = self.trace
        self.reals = strip(t.real, 5.9).move_to([STRIP_X, REAL_Y, 0])
        self.fakes = strip(t.fake, 5.9).move_to([STRIP_X, FAKE_Y, 0])
        self.g = Block("G", None, theme.GENERATOR, 1.4, 0.8, 1.5).move_to([-5.7, FAKE_Y, 0])
        self.data = text("data", theme.BODY, theme.REAL, "SEMIBOLD").move_to([-5.6, REAL_Y, 0])
        self.d = Block("D", None, theme.DISCRIMINATOR, 2.0, 3.0, 1.5).move_to([2.95, 1.35, 0])
        self.d.title.next_to(self.d.shape, UP, buff=-0.62).shift(0.2 * LEFT)
        self.units = activations(np.zeros_like(t.d_hidden), 1.5, 8, theme.DISCRIMINATOR).move_to([2.95, 1.2, 0])
        self.play(vanish(*gone), vanish(g), glide(image, self.fakes.place(0), 0.2), run_time=theme.QUICK)
        self.remove(image)
        self.play(appear(self.fakes, self.g, self.reals, self.data, self.d, self.units), run_time=theme.QUICK)

    def judge(self) -> None:
        """D's units, and the probability under each picture."""
        t = self.trace
        with self.cue("probability") as beat:
            self.scores = self.written(t.real_scores, t.fake_scores)
            self.play(self.light_up(self.units, t.d_hidden), appear(self.scores), run_time=theme.STEP)
            scale = bare_scale([0, -1.65, 0], 9.6)
            self.play(appear(scale), run_time=0.3)
            self.play(*self.sorted_on(scale), self.d.at_work(), run_time=min(1.2, beat.left))
        self.form = formula(GAME, 82).paint(**INK)
        self.form.move_to([0, -1.5, 0])
        with self.cue("contest"):
            self.boxes = {n: SurroundingRectangle(self.form.part(n), color=INK[n], buff=0.08, stroke_width=theme.THICK)
                          for n in ("real", "fake")}
            hidden = {id(m) for n in INK for m in self.form.part(n)}
            self.head = VGroup(*[m for m in self.form if id(m) not in hidden])
            gone = self.others(self.g, self.data, self.d, self.units, self.reals, self.fakes, self.scores)
            self.play(vanish(*gone), self.d.at_rest(), appear(self.head, *self.boxes.values()), run_time=theme.QUICK)

    def sorted_on(self, scale: Line) -> list[Animation]:
        """Each picture drops to its probability on the scale, real ones above it, fakes below; a thin line leads there."""
        t = self.trace
        found: list[Animation] = []
        kinds = ((self.reals, t.real_scores, theme.REAL, 0.78 * UP), (self.fakes, t.fake_scores, theme.FAKE, 0.78 * DOWN))
        for row, scores, color, side in kinds:
            for i, (score, x) in enumerate(zip(scores, spread(scores * scale.get_length(), 0.8), strict=True)):
                small = pixels(row.images[i], 0.72, color).move_to(row.place(i))
                end = scale.get_start() + x * RIGHT + side
                true = scale.point_from_proportion(float(score))
                found += [glide(small, end), draw(Line(true, end - 0.46 * side, color=color, stroke_width=theme.THIN))]
        return found

    def written(self, real: np.ndarray, fake: np.ndarray) -> VGroup:
        """The probabilities (6,) under the pictures of both rows."""
        made = VGroup()
        for row, values, color in ((self.reals, real, theme.REAL), (self.fakes, fake, theme.FAKE)):
            for i, value in enumerate(values):
                place = row.place(i)
                made.add(text(f"{value:.2f}", theme.LABEL, color, "SEMIBOLD").move_to([place[0], place[1] - 0.72, 0]))
        return made

    def score(self) -> None:
        """The two means of V with the batch's numbers, and their sum."""
        t = self.trace
        self.numbers = VGroup()
        with self.cue("log_real"):
            self.play(self.filled("real", t.log_real), run_time=theme.QUICK)
        with self.cue("log_fake"):
            self.play(self.filled("fake", t.log_fake), run_time=theme.QUICK)
        self.v = read_out("V of this batch", float(t.value), "{:.3f}", 68, theme.ACCENT).move_to([5.05, 1.35, 0])
        with self.cue("minimax") as beat:
            self.pulls = [arrow([6.4, 1.55, 0], [6.4, 2.7, 0], color=theme.DISCRIMINATOR, width=12),
                          arrow([6.4, 1.15, 0], [6.4, 0.0, 0], color=theme.GENERATOR, width=12)]
            mark = SurroundingRectangle(self.form.part("minimax"), color=theme.ACCENT, buff=0.12, stroke_width=theme.THICK)
            self.play(appear(self.form.part("minimax"), mark, *self.pulls, rise=0), pulse(self.d), pulse(self.g), run_time=0.4)
            beat.hold_until(min(2.5, beat.left / 2))
            self.play(vanish(mark), run_time=theme.QUICK)
            self.play(appear(self.v), *[flow(n.copy(), [n, self.v], shrink=0.8) for n in self.numbers])

    def filled(self, part: str, value: np.ndarray) -> Animation:
        """A part of V takes the place of its box, its number under it."""
        number = self.term(part, value)
        self.numbers.add(number)
        return AnimationGroup(vanish(self.boxes[part]), appear(self.form.part(part), number, rise=0))

    def term(self, part: str, value: np.ndarray) -> Mobject:
        """The number under a part of V."""
        return self.form.number(part, signed(float(value)), INK[part], theme.TITLE, 0.2)

    def take_turns(self) -> None:
        """A step of D, then the gradient through D into G."""
        t = self.trace
        with self.cue("d_step"):
            after = self.written(t.real_after, t.fake_after)
            self.turn = self.turn_of("D", theme.DISCRIMINATOR)
            means = VGroup(*[self.term(part, value) for part, value in
                             (("real", np.log(t.real_after).mean()), ("fake", np.log1p(-t.fake_after).mean()))])
            self.play(self.d.at_work(), pulse(self.units, 1.15), vanish(self.scores), appear(after, self.turn, rise=0))
            self.play(count_to(self.v, float(t.value_after)), vanish(self.numbers), appear(means, rise=0), self.d.at_rest())
            self.scores, self.numbers = after, means
        limit = float(np.quantile(np.abs(t.feedback), 0.995)) or 1.0
        slopes = strip(signed_tiles(t.feedback, limit), 5.9).move_to([STRIP_X, -1.35, 0])
        with self.cue("gradient"):
            lock = icon("lock", 0.55, theme.MUTED).move_to([3.78, 2.66, 0])
            back = elbow([2.95, 0.2, 0], [2.95, -1.35, 0], [1.55, -1.35, 0], color=theme.LOSS)
            into = elbow([-4.65, -1.35, 0], [-5.7, -1.35, 0], [-5.7, -0.25, 0], color=theme.LOSS)
            rest = [self.form.part(n) for n in INK]
            turn = self.turn_of("G", theme.GENERATOR)
            self.play(vanish(self.head, *rest, self.numbers, self.turn, self.v, *self.pulls),
                      appear(turn, slopes, back, lock, rise=0), run_time=theme.QUICK)
            notes = [tag("darker", theme.NEGATIVE, theme.LABEL).move_to([-2.6, -2.4, 0]),
                     tag("brighter", theme.POSITIVE, theme.LABEL).move_to([-0.5, -2.4, 0])]
            self.play(appear(*notes), run_time=theme.QUICK)
            self.play(flow(slopes.copy(), [slopes, self.g.get_center() + 1.8 * DOWN, self.g], shrink=0.2), appear(into))
            self.play(pulse(self.g, 1.25), appear(self.climbed()))

    def turn_of(self, player: str, color: str) -> VGroup:
        """A sign that names the player who moves."""
        return tag(f"{player} moves", color, theme.HEADING).move_to([5.0, 0.1, 0])

    def climbed(self) -> VGroup:
        """What D says of the fakes, on average, before and after G's step."""
        t = self.trace
        before, after = float(t.fake_after.mean()), float(t.climbed.mean())
        line = text(f"D(G(z)): {before:.3f} -> {after:.3f}", theme.BODY, theme.FAKE, "SEMIBOLD")
        return VGroup(line.move_to([3.9, -2.4, 0]))

    def run_on(self) -> None:
        """Why G climbs log D, and the quarrel going on, step after step."""
        t = self.trace
        slope = plane((0, 1), (-5, 5), 4.6, 4.3, "D(G(z))", None, [0, 0.5, 1], [0]).move_to([-3.7, -0.1, 0])
        d = np.linspace(0.007, 0.993, 120)
        falls = slope.line(np.stack([d, np.log(1 - d)], 1), theme.MUTED, theme.THICK)
        pulls = slope.line(np.stack([d, -np.log(d)], 1), theme.GENERATOR, theme.THICK)
        names = [formula("log(1-D)", theme.HEADING, theme.MUTED).move_to(slope.at(0.42, -2.2)),
                 formula("-log D", theme.HEADING, theme.GENERATOR).move_to(slope.at(0.42, 2.6))]
        area = plane((0, len(t.round_real) * 1.25), (0, 1), 4.9, 4.3, "step", "mean of D", None, [0, 0.5, 1])
        area.move_to([3.2, -0.1, 0])
        lines = curves(area, {"real": t.round_real, "fake": t.round_fake}, (theme.REAL, theme.FAKE), hidden=True)
        with self.cue("climb") as beat:
            self.play(vanish(*self.on_stage), appear(slope, falls, pulls, *names, rise=0), run_time=theme.QUICK)
            beat.hold_until(beat.left / 2)
            self.play(appear(area), run_time=0.3)
            self.play(reveal(lines), run_time=min(beat.left, 4.0))
        with self.cue("end") as beat:
            half = [dashed(area.at(len(t.round_real), float(y[-1])), area.at(len(t.round_real) * 1.25, 0.5), c)
                    for y, c in ((t.round_real, theme.REAL), (t.round_fake, theme.FAKE))]
            rule = Line(area.at(0, 0.5), area.at(len(t.round_real) * 1.25, 0.5), color=theme.ACCENT, stroke_width=theme.THICK)
            coin = formula("D = 1 slash 2", 72, theme.ACCENT).move_to(area.at(len(t.round_real) * 0.5, 0.43))
            toss = VGroup(Circle(1.75, color=theme.ACCENT, stroke_width=theme.THICK), Circle(1.4, color=theme.ACCENT),
                          text("?", 150, theme.ACCENT, "BOLD")).move_to([-3.7, 0, 0])
            self.play(vanish(slope, falls, pulls, *names, run_time=0.3), vanish(lines.names, lines.dots), draw(rule),
                      appear(*half, coin, toss, rise=0))
            beat.hold_until(beat.left - 3.0)
            self.play(pulse(coin, 1.3), pulse(toss, 1.2))


def bare_scale(middle: list[float], width: float) -> Line:
    """A line from 0 to 1 with its ends and middle named."""
    scale = Line([middle[0] - width / 2, middle[1], 0], [middle[0] + width / 2, middle[1], 0], color=theme.AXIS)
    for share, name, side in ((0.0, "fake  0", LEFT), (0.5, "0.5", 0.4 * DOWN), (1.0, "1  real", RIGHT)):
        place = scale.point_from_proportion(share)
        scale.add(Line(place + 0.12 * UP, place + 0.12 * DOWN, color=theme.AXIS))
        scale.add(text(name, theme.LABEL, theme.MUTED).move_to(place + side))
    return scale


def spread(places: np.ndarray, gap: float) -> np.ndarray:
    """Places (n,) moved as little as their neighbours need so that none are nearer to each other than the gap."""
    order, shift = np.argsort(places), gap * np.arange(len(places))
    bare = places[order] - shift
    rising = [max(min(bare[a:b].mean() for b in range(i + 1, len(bare) + 1)) for a in range(i + 1)) for i in range(len(bare))]
    apart = np.empty(len(places))
    apart[order] = rising + shift
    return apart


def signed(value: float) -> str:
    """Three decimals with a real minus sign."""
    return f"{value:.3f}".replace("-", "−")


def signed_tiles(values: np.ndarray, limit: float) -> np.ndarray:
    """Signed maps (n, h, w) as colours (n, h, w, 3) 0…1 from NEGATIVE through the background to POSITIVE."""
    share = np.clip(values / limit, -1, 1)[..., None]
    low, zero, high = (np.array(theme.rgb(c)) / 255 for c in (theme.NEGATIVE, theme.BACKGROUND, theme.POSITIVE))
    return np.asarray(zero + np.maximum(share, 0) * (high - zero) + np.maximum(-share, 0) * (low - zero))


# --- 5.3 --------------------------------------------------------------------------------------------------------


def portraits(who: Sequence[Person]) -> np.ndarray:
    """Painted people, (n, 240, 240, 3)."""
    return np.stack([person(one, 240) for one in who])


def changing(who: Person, **ends: float) -> np.ndarray:
    """One person step by step from now to another age or mood, (6, 240, 240, 3)."""
    (name, end), now = next(iter(ends.items())), vars(who)
    return portraits([replace(who, **{name: float(value)}) for value in np.linspace(now[name], end, 6)])


def program(begin: str, end: str, without: tuple[str, ...] = ()) -> tuple[str, int]:
    """Lines of the GAN's own module from the first with `begin` to the next that is `end`, and the first one's number."""
    lines = (Path(__file__).resolve().parent.parent / PROGRAM).read_text(encoding="utf-8").split("\n")
    low = next(i for i, line in enumerate(lines) if line.strip().startswith(begin))
    high = next(i for i in range(low, len(lines)) if lines[i] == end)
    kept = [line for line in lines[low : high + 1] if line.strip() and not any(w in line for w in without)]
    return "\n".join(kept), low + 1


class Challenges(FrameScene):
    """What a GAN is used for, why its two losses never rest, and the few lines of code that make them."""

    def construct(self) -> None:
        self.uses()
        self.restless()
        self.code()

    def uses(self) -> None:
        """Invented portraits, one that ages, a smile that travels, a sequence."""
        people = Group(*[pixels(image, 2.9, theme.GENERATOR) for image in portraits(PEOPLE)])
        people.arrange(RIGHT, buff=0.3).move_to([0, 0.3, 0])
        note = text("painted for this lecture", theme.SMALL, theme.MUTED).move_to([0, -2.6, 0])
        with self.cue("faces") as beat:
            self.play(appear_each(people, lag=0.3), appear(note), run_time=1.2)
            beat.hold_until(beat.left / 2)
            self.play(run_images(people[0], changing(PEOPLE[0], age=1.0)), run_time=min(theme.SLOW, beat.left))
        with self.cue("smile"):
            self.play(run_images(people[1], changing(PEOPLE[1], smile=1.0)), pulse(people[1], 1.08), run_time=theme.STEP)
            mouth = people[1].array[138:158, 94:146]
            lips = pixels(mouth, 0.5, theme.ACCENT).move_to(people[1].get_center() + 0.33 * DOWN)
            self.play(flow(lips, [lips, people[2].get_center() + 1.9 * DOWN, people[3].get_center() + 0.33 * DOWN]))
            self.play(run_images(people[3], changing(PEOPLE[3], smile=1.0)), run_time=theme.STEP)
        with self.cue("video") as beat:
            series = changing(PEOPLE[2], smile=1.0)
            frames = Group(*[pixels(image, 2.05, theme.TEXT) for image in series]).arrange(RIGHT, buff=0.08).move_to([0, 0.9, 0])
            self.play(vanish(*self.on_stage), appear_each(frames, lag=0.4, rise=0), run_time=min(2.0, beat.left))
            beat.hold_until(beat.left / 3)
            words = cards([card("chatbots", None, icon("chat", 0.9, theme.MUTED), 3.6, None, theme.MUTED),
                           card("song lyrics", None, icon("music", 0.9, theme.MUTED), 3.6, None, theme.MUTED)], 0.8)
            self.play(appear(words.move_to([0, -1.9, 0])))

    def restless(self) -> None:
        """The losses of the project's own run, its dials, and a sheet of samples that are much alike."""
        t = self.trace
        series = {"D": t.d_loss, "G": t.g_loss}
        area = loss_plane(series, 8.2, 4.5, t.steps).move_to([-2.2, -0.1, 0])
        lines = curves(area, series, (theme.DISCRIMINATOR, theme.GENERATOR), t.steps, hidden=True, smooth=0.03)
        with self.cue("losses") as beat:
            self.play(vanish(*self.on_stage), appear(area), run_time=0.3)
            self.play(reveal(lines), run_time=min(beat.left, 7.0))
        with self.cue("unstable"):
            dials = VGroup(*[dial(n, a) for n, a in (("learning rate", 0.6), ("momentum", -0.5), ("batch", 0.1))])
            dials.arrange(DOWN, buff=0.3).move_to([5.15, 0, 0])
            self.play(appear(dials, self.swings(area), rise=0), run_time=theme.QUICK)
            self.play(*[d[1].animate.rotate(-1.4 * s, about_point=d[0].get_center())
                        for d, s in zip(dials, (1, -1, 1), strict=True)])
        sheet = wall(t.poor, 10, 11.8).move_to([0, 0.4, 0])
        top = int(np.argmax(t.poor_shares))
        words = f"step {int(t.poor_step):,} of an unstable run: {float(t.poor_shares[top]):.0%} are read as {top}"
        with self.cue("collapse"):
            self.play(vanish(*self.on_stage), appear(sheet), run_time=0.3)
            self.play(appear(text(words, theme.BODY, theme.BAD, "SEMIBOLD").move_to([0, -2.6, 0])))
            self.play(mark_tiles(sheet, self.alike(), theme.BAD), run_time=theme.STEP)

    def swings(self, area: Plane, windows: int = 8) -> VGroup:
        """From the lowest to the highest loss of G in each of several stretches of the run."""
        t = self.trace
        marks = VGroup()
        for steps, losses in zip(np.array_split(t.steps, windows), np.array_split(t.g_loss, windows), strict=True):
            x = float(steps.mean())
            marks.add(Line(area.at(x, float(losses.min())), area.at(x, float(losses.max())), color=theme.BAD, stroke_width=10))
        return marks

    def alike(self) -> list[int]:
        """The samples that lie nearest to one another: the half with the most similar neighbour."""
        flat = self.trace.poor.reshape(len(self.trace.poor), -1).astype(float)
        gaps = ((flat[:, None] - flat[None]) ** 2).sum(2)
        np.fill_diagonal(gaps, np.inf)
        return [int(i) for i in np.sort(gaps.min(1).argsort()[: len(flat) // 2])]

    def code(self) -> None:
        """Generator and discriminator from the module itself, then the loop that decides."""
        one = self.shown("class Generator", -3.25)
        two = self.shown("class Discriminator", 3.25)
        with self.cue("code"):
            self.play(vanish(*self.on_stage), appear(one, two), run_time=theme.QUICK)
        with self.cue("layers") as beat:
            self.play(one.lit("nn.Linear(100"), quiet(two))
            beat.hold_until(min(4.0, beat.left / 2))
            self.play(one.lit("nn.Linear(128"))
        with self.cue("d_code") as beat:
            self.play(quiet(one), two.lit(two.span("nn.Linear(784", "nn.Sigmoid")))
            beat.hold_until(beat.left / 2)
            self.play(one.all_lit(), two.all_lit())
        with self.cue("quarrel"):
            mark = text("?", 300, theme.ACCENT, "BOLD").move_to([0, 0, 0])
            self.play(quiet(one), quiet(two), appear(mark), run_time=theme.QUICK)
        with self.cue("loop") as beat:
            source, first = program("# The discriminator learns", "    return d_loss, g_loss")
            loop = listing(source, theme.SMALL, first, PROGRAM).move_to([0, 0.95, 0])
            g, d = generator(width=3.0, height=1.7), discriminator(width=3.0, height=1.7)
            g.move_to([-3.4, -2.0, 0])
            d.move_to([3.4, -2.0, 0])
            self.play(vanish(*self.on_stage), appear(loop, g, d), run_time=theme.QUICK)
            beat.hold_until(min(2.0, beat.left / 3))
            self.play(loop.lit(loop.span("d_loss =", "d_optimiser")), pulse(d, 1.25))
            beat.hold_until(max(3.0, beat.left / 2))
            self.play(loop.lit(loop.span("g_loss =", "g_optimiser")), pulse(g, 1.25))

    def shown(self, begin: str, x: float) -> Listing:
        """A class of the module without its docstring."""
        source, first = program(begin, "        )", ('"""',))
        return listing(source, 34, None, f"{PROGRAM}, line {first}").move_to([x, 0, 0])


def quiet(code: Listing) -> Animation:
    """All lines step back."""
    return dim(*[row for row in code.lines if row.submobjects])


def dial(name: str, lean: float) -> VGroup:
    """A knob with its name; the second part is the pointer."""
    ring = Circle(0.5, color=theme.TEXT, stroke_width=theme.THICK)
    hand = Line(ring.get_center(), ring.get_center() + 0.42 * UP, color=theme.ACCENT, stroke_width=8)
    hand.rotate(lean, about_point=ring.get_center())
    return VGroup(ring, hand, text(name, theme.LABEL, theme.TEXT).next_to(ring, DOWN, buff=0.12))
