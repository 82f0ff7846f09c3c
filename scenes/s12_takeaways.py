"""Section 12, the takeaways: the lecture's main pictures once more, and the mixture as a formula."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Circle, DashedVMobject, Dot, Group, Line, Rectangle, VGroup

from scenes import theme
from scenes.mobjects.cards import balance, heading, panel, tag
from scenes.mobjects.chat import chat
from scenes.mobjects.formula import Formula as Signs
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import icon
from scenes.mobjects.images import pixels, wall
from scenes.mobjects.landscape import Landscape, landscape
from scenes.mobjects.maps import family_map
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
    light,
    mark_tiles,
    morph,
    pulse,
    recolor,
    reveal,
    reveal_tiles,
    set_strength,
    spotlight,
    vanish,
)
from scenes.mobjects.networks import arrow, block, decoder, discriminator, encoder, generator
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import bar_chart, curves, histogram, loss_plane, read_out
from scenes.mobjects.points import boundary, density, ellipse, scatter
from scenes.mobjects.text import paragraph, set_baseline, set_middle, text
from scenes.mobjects.tokens import Distribution, distribution, tokens
from scenes.mobjects.vectors import heat_strip
from scenes.stage import Beat, FrameScene

EVEN = 1 / 2  # the share of either digit where both are as frequent
HILLS = theme.CLASS_COLORS[:3]  # the mixture's components, in the order of the bill's length
SPECIES = (theme.CLASS_COLORS[0], theme.CLASS_COLORS[1])


def ranges(t: Any) -> tuple[tuple[float, float], tuple[float, float]]:
    """The part of the penguins' plane that the arrays cover: lengths and depths in mm."""
    (x, y), (wide, high) = t.corner.tolist(), t.span.tolist()
    return (x, x + wide), (y, y + high)


def penguin_plane(t: Any, width: float, height: float, place: tuple[float, float]) -> Plane:
    """Axes for bills, length across and depth upwards; `place` is the middle of the area."""
    across, up = ranges(t)
    area = plane(across, up, width, height, "bill length, mm", "bill depth, mm")
    return area.shift(np.array([*place, 0.0]) - area.area.get_center())


def penguin_land(t: Any, width: float, height: float, place: tuple[float, float]) -> Landscape:
    """The mixture's hills as a landscape, each in its component's colour."""
    return landscape(t.hills, *ranges(t), width, height, HILLS).move_to([*place, 0])


# --- 12.7 -------------------------------------------------------------------------------------------------------

MIXTURE = (
    "{{ P(x) : px }} = {{ sum_k : sum }} {{ pi_k : pi }} thin "
    "{{ cal(N) : n }} lr(( x mid(|) {{ mu_k : mu }} , {{ Sigma_k : sigma }} ))"
)


def term(k: int, weight: float, mean: np.ndarray, covariance: np.ndarray) -> Signs:
    """π_k N(x | μ_k, Σ_k) with the fitted numbers of one component in place of its symbols."""
    (a, b), (c, d) = covariance.tolist()
    numbers = f"{{{{ vec({mean[0]:.1f}, {mean[1]:.1f}) : mu }}}} , {{{{ mat({a:.1f}, {b:.1f}; {c:.1f}, {d:.1f}) : sigma }}}}"
    sign = "+" if k else "="
    made = formula(f"{sign} thick thin {{{{ {weight:.2f} : pi }}}} thick thin cal(N) lr(( x mid(|) {numbers} ))", 54)
    return made.set_color(HILLS[k])


class Formula(FrameScene):
    """Every symbol of the mixture's formula takes its fitted value, and the components add up to the density."""

    lint_allow = {
        "contrast:Ellipse": "the clouds close to points, each on the mark of its mean, before they open again",
        "contrast:Rectangle": "the pieces of the bar that makes one lie side by side on purpose",
    }

    def construct(self) -> None:
        t = self.trace  # weights (3,)  means (3, 2)  covariances (3, 2, 2)  hills (3, 66, 96)  x, samples (342, 2)
        self.prepare(t)
        with self.cue("formula"):
            self.play(appear(self.wide, self.flock, run_time=theme.QUICK), draw(self.blanks))
        with self.cue("whole") as beat:
            self.write_formula(beat)
        with self.cue("px") as beat:
            self.height_at_a_bird(t, beat)
        with self.cue("components"):
            self.three_clouds()
        with self.cue("mu"):
            self.put_means(t)
        with self.cue("sigma"):
            self.put_covariances(t)
        with self.cue("pi") as beat:
            self.put_weights(t, beat)
        with self.cue("add") as beat:
            self.add_up(t, beat)
        with self.cue("sample") as beat:
            self.draw_birds(t, beat)
        with self.cue("rich"):
            self.beside_the_real(t)

    def prepare(self, t: Any) -> None:
        """The formula above, the penguins' plane on the left, a term for each component on the right."""
        self.line = formula(MIXTURE, 108).move_to([0, 2.15, 0])
        places = [self.line.part(name) for name in ("px", "sum", "pi", "n", "mu", "sigma")]
        ground = self.line.part("px").get_bottom()[1] - 0.12
        self.blanks = VGroup(
            *[
                Line([p.get_left()[0], ground, 0], [p.get_right()[0], ground, 0], color=theme.ACCENT, stroke_width=8)
                for p in places
            ]
        )
        self.wide = penguin_plane(t, 10.5, 3.25, (0.2, -0.7))
        self.flock = scatter(self.wide, t.x, color=theme.MUTED, radius=6)
        self.broad = penguin_land(t, 11.0, 4.4, (0, -0.8)).show(np.zeros_like(t.hills))
        self.map = penguin_plane(t, 6.6, 3.25, (-2.6, -0.7))
        self.birds = scatter(self.map, t.x, color=theme.MUTED, radius=5)
        self.land = penguin_land(t, 8.0, 4.4, (-2.5, -0.8))
        self.terms = VGroup(*[term(k, *row) for k, row in enumerate(zip(t.weights, t.means, t.covariances, strict=True))])
        for k, one in enumerate(self.terms):
            one.move_to([0, 0.65 - 1.12 * k, 0]).align_to([6.4, 0, 0], RIGHT)
            for part in ("pi", "mu", "sigma"):
                one.part(part).set_opacity(0)
        self.clouds = VGroup(
            *[ellipse(self.map, m, c, HILLS[k]) for k, (m, c) in enumerate(zip(t.means, t.covariances, strict=True))]
        )

    def write_formula(self, beat: Beat) -> None:
        """The formula comes sign by sign, as it is read."""
        signs = self.line.submobjects
        self.play(
            appear_each(signs, lag=0.5, run_time=max(beat.left * 0.85, 1.0)),
            vanish(self.blanks),
        )

    def height_at_a_bird(self, t: Any, beat: Beat) -> None:
        """P(x) is the height of the landscape over the point x."""
        self.play(self.line.lit("px"), vanish(self.wide, self.flock, run_time=0.3), appear(self.broad, run_time=0.3))
        self.play(morph(self.broad, t.hills, run_time=1.4))
        foot, top = (self.broad.at(*t.bird, value=value) for value in (0.0, float(t.at_bird)))
        self.needle = VGroup(
            Line(foot, top, color=theme.ACCENT, stroke_width=theme.THICK),
            Dot(top, radius=0.1, color=theme.ACCENT),
            Dot(foot, radius=0.07, color=theme.ACCENT),
        )
        note = text(f"P(x) = {float(t.at_bird):.3f} per mm²", theme.BODY, theme.ACCENT, "SEMIBOLD")
        back = panel(note.width + 0.4, 0.65, theme.ACCENT, theme.BACKGROUND).next_to(top, RIGHT, buff=0.3)
        label = VGroup(back, note.move_to(back))
        self.play(draw(self.needle, run_time=theme.STEP), appear(label, run_time=0.4))
        self.needle.add(label)

    def three_clouds(self) -> None:
        """The sum runs over three clouds."""
        self.play(
            self.line.lit("sum", "n"),
            vanish(self.broad, self.needle, run_time=0.3),
            appear(self.map, self.birds, rise=0, run_time=0.3),
        )
        self.play(appear_each([VGroup(cloud, one) for cloud, one in zip(self.clouds, self.terms, strict=True)], lag=0.35))

    def put_means(self, t: Any) -> None:
        """The fitted means travel from the map into the formula."""
        self.marks = VGroup(
            *[Dot(self.map.at(*m), radius=0.13, color=HILLS[k]).set_stroke(theme.TEXT, theme.LINE) for k, m in enumerate(t.means)]
        )
        slots = [one.part("mu") for one in self.terms]
        self.play(self.line.lit("mu"), appear_each(self.marks, lag=0.1, run_time=theme.STEP))
        self.play(
            *[flow(mark.copy(), [mark, slot], run_time=1.0) for mark, slot in zip(self.marks, slots, strict=True)],
        )
        self.play(*[slot.animate(run_time=theme.QUICK).set_opacity(1) for slot in slots])

    def put_covariances(self, t: Any) -> None:
        """The clouds close to points and open again, as wide and as leaning as their covariances say."""
        slots = [one.part("sigma") for one in self.terms]
        self.play(
            self.line.lit("sigma"),
            *[morph(e, m, c * 0.02, run_time=0.5) for e, m, c in zip(self.clouds, t.means, t.covariances, strict=True)],
        )
        self.play(
            *[morph(e, m, c, run_time=1.6) for e, m, c in zip(self.clouds, t.means, t.covariances, strict=True)],
            *[slot.animate(run_time=1.6).set_opacity(1) for slot in slots],
        )
        self.axes = VGroup(*[self.lean(m, c, HILLS[k]) for k, (m, c) in enumerate(zip(t.means, t.covariances, strict=True))])
        self.play(draw(self.axes))

    def lean(self, mean: np.ndarray, covariance: np.ndarray, color: str) -> VGroup:
        """The two axes of a cloud, two standard deviations long."""
        values, directions = np.linalg.eigh(covariance)
        ends = [(mean - 2 * np.sqrt(v) * d, mean + 2 * np.sqrt(v) * d) for v, d in zip(values, directions.T, strict=True)]
        return VGroup(*[Line(self.map.at(*a), self.map.at(*b), color=color, stroke_width=theme.LINE) for a, b in ends])

    def put_weights(self, t: Any, beat: Beat) -> None:
        """The weights are the lengths of three bars that make one together."""
        slots = [one.part("pi") for one in self.terms]
        self.shares = self.bar_of_weights(t.weights)
        self.play(self.line.lit("pi"), appear_each(self.shares, lag=0.3, run_time=1.2))
        self.play(*[slot.animate(run_time=theme.STEP).set_opacity(1) for slot in slots])
        whole = Line(self.shares.get_corner(DOWN + LEFT), self.shares.get_corner(DOWN + RIGHT)).shift(DOWN * 0.06)
        one = text("1", theme.LABEL, weight="SEMIBOLD").next_to(whole, RIGHT, buff=0.12)
        self.play(draw(whole.set_stroke(theme.TEXT, theme.THICK)), appear(one))
        self.shares.add(whole, one)
        beat.hold_until(beat.left * 0.8)
        box = Rectangle(width=slots[0].width + 0.12, height=slots[0].height + 0.2, color=theme.ACCENT, stroke_width=theme.THICK)
        self.box = box.move_to(slots[0])
        self.play(draw(self.box), pulse(self.shares[0]))

    def bar_of_weights(self, weights: np.ndarray) -> VGroup:
        """One bar of length one, cut into the weights, with their numbers."""
        length, left, parts = 4.6, 1.6, VGroup()
        for k, weight in enumerate(weights):
            piece = Rectangle(width=length * float(weight), height=0.46, stroke_width=0, fill_color=HILLS[k], fill_opacity=1)
            piece.move_to([left + piece.width / 2, -2.6, 0])
            share = text(f"{float(weight):.3f}", theme.LABEL, theme.BACKGROUND, "SEMIBOLD").move_to(piece)
            parts.add(VGroup(piece, share))
            left += piece.width
        return parts

    def add_up(self, t: Any, beat: Beat) -> None:
        """One hill, two hills, three hills: the landscape."""
        self.land.show(np.zeros_like(t.hills))
        self.play(
            light(self.line),
            vanish(self.map, self.birds, self.clouds, self.marks, self.axes, self.box, run_time=0.3),
            appear(self.land, run_time=0.3),
            dim(*self.terms, run_time=0.3),
        )
        each = max(beat.left / 4, 0.5)
        for k in range(len(t.hills)):
            shown = np.where(np.arange(len(t.hills))[:, None, None] <= k, t.hills, 0.0)
            self.play(morph(self.land, shown, run_time=each * 0.6), light(self.terms[k], run_time=theme.QUICK))

    def draw_birds(self, t: Any, beat: Beat) -> None:
        """A cloud is picked by its weight, then a point inside that cloud; a few times."""
        self.play(
            vanish(self.land, run_time=0.3), appear(self.map, self.clouds, rise=0, run_time=0.3), dim(*self.terms, run_time=0.3)
        )
        beat.hold_until(beat.left * 0.3)
        self.drawn = VGroup()
        for index in range(3):
            k, point = int(t.drawn_from[index]), self.map.at(*t.samples[index])
            start = self.shares[k].get_center()
            drop = Dot(start, radius=0.15, color=HILLS[k]).set_stroke(theme.TEXT, theme.LINE)
            self.play(pulse(self.shares[k], 1.25, run_time=0.5), light(self.terms[k]), pulse(self.clouds[k], 1.06, run_time=0.5))
            self.play(flow(drop, [start, self.clouds[k].get_center(), point], keep=True), dim(self.terms[k]))
            self.drawn.add(drop)

    def beside_the_real(self, t: Any) -> None:
        """As many birds from the mixture as were measured, next to the measured ones."""
        left, right = (penguin_plane(t, 5.4, 3.1, (x, -0.75)) for x in (-3.3, 3.6))
        real, made = scatter(left, t.x, color=theme.REAL), scatter(right, t.samples, color=theme.FAKE)
        names = [
            set_baseline(text(words, theme.BODY, color, "SEMIBOLD").set_x(area.area.get_x() + 0.6), area.area.get_top()[1] + 0.2)
            for words, color, area in (("measured", theme.REAL, left), ("drawn from P(x)", theme.FAKE, right))
        ]
        self.play(vanish(*self.others(self.line), run_time=0.3), appear(left, real, names[0], rise=0, run_time=0.3))
        made.reveal(0.0)
        self.play(appear(right, names[1], rise=0, run_time=0.3))
        self.play(reveal(made, 1.0, run_time=2.5))


# --- 12.3 -------------------------------------------------------------------------------------------------------


class Types(FrameScene):
    """A mixture of Gaussians finds its groups by EM, iteration by iteration; GAN and VAE stand beside it."""

    def construct(self) -> None:
        t = self.trace  # x (342, 2)  means (103, 3, 2)  covariances (103, 3, 2, 2)  shares (103, 342, 3)
        with self.cue("customers"):
            self.two_kinds_of_customers()
        with self.cue("labels"):
            self.nobody_labelled_them()
        with self.cue("gaussians") as beat:
            self.hills_mixed(t, beat)
        with self.cue("start"):
            self.wrong_places(t)
        with self.cue("share"):
            self.share_out()
        with self.cue("settle") as beat:
            self.settle(beat)
        with self.cue("em"):
            self.name_it()
        with self.cue("gan"):
            self.contest(t)
        with self.cue("vae"):
            self.encode_and_decode(t)
        with self.cue("structure"):
            self.vary(t)

    def two_kinds_of_customers(self) -> None:
        """Many small carts on the left, two big ones on the right."""
        often = VGroup(*[icon("cart", 0.85, theme.DATA) for _ in range(12)]).arrange_in_grid(3, 4, buff=0.45)
        rarely = VGroup(*[icon("cart", 2.2, theme.DATA) for _ in range(2)]).arrange(RIGHT, buff=0.6)
        self.kinds = VGroup()
        for shop, words, x in ((often, "often, a little", -3.4), (rarely, "rarely, a lot", 3.4)):
            shop.move_to([x, 0.3, 0])
            self.kinds.add(text(words, theme.HEADING).move_to([x, -2.2, 0]))
        self.carts = [*often, *rarely]
        self.play(appear(often, self.kinds[0], run_time=0.5))
        self.play(appear(rarely, self.kinds[1], run_time=0.5))

    def nobody_labelled_them(self) -> None:
        """The customers in one crowd, all grey and of one size: without labels nobody sees the two kinds."""
        order = np.random.default_rng(3).permutation(len(self.carts))
        places = [np.array([-4.5 + 1.5 * (i % 7), 1.3 - 1.7 * (i // 7), 0]) for i in order]
        question = text("Which belong together?", theme.HEADING, theme.ACCENT).move_to([0, -2.2, 0])
        moves = [
            cart.animate(run_time=1.0).set_color(theme.MUTED).scale_to_fit_height(0.8).move_to(place)
            for cart, place in zip(self.carts, places, strict=True)
        ]
        self.play(vanish(*self.kinds, run_time=0.2), appear(question, run_time=0.4), *moves)

    def hills_mixed(self, t: Any, beat: Beat) -> None:
        """Three bells over the penguins' bill lengths, one after the other, and their sum."""
        top = float(t.profile.sum(0).max()) * 1.08
        (x0, x1), _ = ranges(t)
        area = plane((x0, x1), (0.0, top), 10.5, 3.8, "bill length of penguins, mm", y_ticks=[])
        area.shift(np.array([0, -0.2, 0]) - area.area.get_center())
        bells = VGroup()
        for color, bell in zip(HILLS, t.profile, strict=True):
            hill = area.line(np.stack([t.profile_x, bell], 1), color, theme.THICK)
            bells.add(hill.set_fill(color, 0.35))
        total = area.line(np.stack([t.profile_x, t.profile.sum(0)], 1), theme.TEXT, theme.THICK + 2)
        name = heading("Gaussian mixture").next_to(area.area, UP, buff=0.25)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(name, area, bells[0], run_time=0.4))
        self.play(appear_each(bells[1:], lag=0.6, run_time=1.6))
        beat.hold_until(beat.left * 0.5)
        self.play(draw(total, run_time=1.6))

    def wrong_places(self, t: Any) -> None:
        """The penguins, with the ellipses that EM starts from; beside them the likelihood's axes."""
        self.map = penguin_plane(t, 6.8, 4.35, (-2.7, 0.05))
        self.birds = scatter(self.map, t.x, color=theme.MUTED, radius=6)
        self.clouds = [ellipse(self.map, t.means[0, k], t.covariances[0, k], HILLS[k]) for k in range(len(HILLS))]
        for cloud in self.clouds:
            cloud.set_stroke(width=theme.THICK)
        steps = len(t.log_likelihood) - 1
        low, high = float(np.quantile(t.log_likelihood, 0.015)), float(t.log_likelihood.max())
        span = (low - 0.16 * (high - low), high + 0.06 * (high - low))
        area = plane((0, steps), span, 3.3, 2.3, "iteration", "log-likelihood")
        area.shift(np.array([3.85, -0.98, 0]) - area.area.get_center())
        self.rise = curves(area, {"log L": t.log_likelihood}, (theme.GOOD,), hidden=True)
        self.rise.names.set_opacity(0)  # the axis says what it is, and at the start the name would lie on the axis
        self.play(vanish(*self.on_stage, run_time=0.3), appear(self.map, self.birds, *self.clouds, rise=0, run_time=0.4))
        self.play(appear(area, self.rise))

    def state_at(self, step: float) -> None:
        """Draw ellipses and the points' mixed colours as they were at an iteration, blended between two."""
        t = self.trace
        low = min(int(step), len(t.means) - 2)
        part = step - low
        mean, covariance, shares = (
            array[low] + (array[low + 1] - array[low]) * part for array in (t.means, t.covariances, t.shares)
        )
        for k, cloud in enumerate(self.clouds):
            cloud.show(mean[k], covariance[k])
        self.paint_birds(shares)
        self.rise.reveal(step / (len(t.means) - 1))

    def paint_birds(self, shares: np.ndarray, strength: float = 1.0) -> None:
        """Each bird in the mixture of the components' colours that its responsibilities say."""
        table = np.array([theme.rgb(color) for color in HILLS], dtype=float)
        grey = np.array(theme.rgb(theme.MUTED), dtype=float)
        self.birds.rgb = grey + (shares @ table - grey) * strength
        self.birds.redraw()

    def share_out(self) -> None:
        """E step: the points take the ellipses' colours by their shares."""
        t = self.trace
        share, move = (
            block("share out", "the points", theme.LATENT, 1.9, 1.1),
            block("move", "the ellipses", theme.DATA, 1.9, 1.1),
        )
        VGroup(share, move).arrange(RIGHT, buff=0.6).move_to([4.2, 1.9, 0])
        self.move, self.there = move, arrow(share, move, color=theme.TEXT)
        self.back = arrow(move.shape.get_bottom(), share.shape.get_bottom(), color=theme.TEXT, bend=-1.0)
        self.loop = VGroup(share, move, self.there, self.back)
        self.play(appear(share, run_time=0.4), Sweep(self.birds, lambda v: self.paint_birds(t.shares[0], v), run_time=1.2))

    def settle(self, beat: Beat) -> None:
        """M step, and all further iterations; the first ones take longer, because most happens in them."""
        last = len(self.trace.means) - 1
        everything = Group(self.birds, *self.clouds, self.rise)
        self.play(appear(self.move, self.there, run_time=0.4), Sweep(everything, self.state_at, 0.0, 1.0, run_time=0.9))

        def run(value: float) -> None:
            self.state_at(1 + (last - 1) * value**1.7)

        self.play(appear(self.back, run_time=0.4), Sweep(everything, run, run_time=beat.left * 0.95, rate_func=STEADY))

    def name_it(self) -> None:
        """EM: expectation, maximisation."""
        name = heading("EM algorithm", theme.ACCENT).move_to([4.2, 2.62, 0])
        self.play(appear(name, run_time=0.3), self.loop.animate(run_time=0.4).shift(DOWN * 0.32))
        self.play(*[pulse(cloud, 1.06) for cloud in self.clouds])

    def contest(self, t: Any) -> None:
        """Noise becomes digits, and the discriminator judges them beside real ones."""
        noise = heat_strip(t.noise, 2.5, 0.32, vertical=True).move_to([-6.1, 0, 0])
        maker = generator(width=2.5, height=2.6).move_to([-4.1, 0, 0])
        fakes, reals = (wall(images, 4, 2.7).move_to([-0.75, y, 0]) for images, y in ((t.fakes, 0.76), (t.reals, -0.76)))
        judge = discriminator(width=2.7, height=2.6).move_to([2.5, 0, 0])
        means = np.array([t.fake_scores.mean(), t.real_scores.mean()])
        verdict = bar_chart(["made", "real"], means, 2.5, 1.5, [theme.FAKE, theme.REAL], limit=1.0).move_to([5.3, -0.15, 0])
        title = text("genuine?", theme.LABEL, theme.MUTED).next_to(verdict, UP, buff=0.12)
        links = VGroup(
            arrow(noise, maker), arrow(maker, fakes), arrow(fakes, judge), arrow(reals, judge), arrow(judge.exit, verdict)
        )
        self.play(vanish(*self.on_stage, run_time=0.3), appear(noise, maker, links[:1], run_time=0.4))
        self.play(flow(noise.copy(), [noise, maker], run_time=0.6), maker.at_work())
        self.play(appear(links[1], fakes), maker.at_rest())
        self.play(appear(reals, links[2:4], judge))
        self.play(appear(links[4], verdict, title))
        self.gan = [noise, maker, fakes, reals, judge, verdict, title, links]

    def encode_and_decode(self, t: Any) -> None:
        """A digit becomes a point of the latent space and is decoded from it."""
        y = -1.5
        digit, rebuilt = pixels(t.digit, 1.8).move_to([-5.5, y, 0]), pixels(t.rebuilt, 1.8, theme.DECODER)
        inward, outward = encoder(width=2.2, height=2.0).move_to([-2.95, y, 0]), decoder(width=2.2, height=2.0)
        self.code = heat_strip(t.z, 2.0, 0.34, vertical=True, color=theme.LATENT).move_to([-1.2, y, 0])
        outward.move_to([0.55, y, 0])
        rebuilt.move_to([3.07, y, 0])
        name = text("z", theme.LABEL, theme.LATENT).next_to(self.code, DOWN, buff=0.1)
        links = VGroup(arrow(digit, inward), arrow(inward, self.code), arrow(self.code, outward), arrow(outward, rebuilt))
        up = [glide(part, part.get_center() + UP * 1.35) for part in self.gan]
        self.play(*up, appear(digit, inward, links[0], run_time=0.4))
        self.play(flow(digit.copy(), [digit, inward], shrink=0.4), inward.at_work())
        self.play(appear(self.code, name, links[1]), inward.at_rest())
        self.play(appear(outward, links[2:], rebuilt))

    def vary(self, t: Any) -> None:
        """Decodings of points around z: the structure stays, the stroke varies."""
        around = wall(t.near, 4, 2.2, hidden=True).move_to([5.42, -1.5, 0])
        names = text("around z", theme.LABEL, theme.DECODER).next_to(around, DOWN, buff=0.12)
        self.play(appear(names, run_time=0.3), pulse(self.code, 1.15), reveal_tiles(around, run_time=2.2))


# --- 12.2 -------------------------------------------------------------------------------------------------------


class Understanding(FrameScene):
    """Whoever knows the density of the penguins can draw new ones; whoever knows the boundary cannot."""

    def construct(self) -> None:
        t = self.trace  # x (342, 2)  hills (3, 66, 96)  samples (120, 2)  birds (219, 2)  probability (66, 96)
        with self.cue("penguins"):
            self.measured(t)
        with self.cue("rule"):
            self.rule_unknown()
        with self.cue("zoologist"):
            self.one_made_up(t)
        with self.cue("density"):
            self.density_rises(t)
        with self.cue("draw"):
            self.draw_new(t)
        with self.cue("cats"):
            self.more_dimensions(t)
        with self.cue("boundary"):
            self.line_between(t)
        with self.cue("ask"):
            self.nothing_to_say()
        with self.cue("more"):
            self.play(vanish(*self.asked), light(*self.left), dim(self.boundary), verdict(self.left_frame, theme.FAKE))
        with self.cue("always") as beat:
            self.play(appear(self.always, run_time=0.3))
            beat.hold_until(beat.left * 0.45)
            self.play(vanish(self.always), light(self.boundary), dim(*self.left, self.left_frame))
            self.play(verdict(self.right_frame, theme.GOOD))

    def measured(self, t: Any) -> None:
        """The birds as points."""
        self.map = penguin_plane(t, 5.4, 4.2, (-3.3, -0.05))
        self.birds = scatter(self.map, t.x, color=theme.REAL, radius=6, hidden=True)
        count = text(f"{len(t.x)} penguins", theme.HEADING, theme.REAL, "SEMIBOLD").move_to([3.5, 0.9, 0])
        note = text("one point, one bill", theme.BODY, theme.MUTED).next_to(count, DOWN, buff=0.35)
        self.note = VGroup(count, note)
        self.play(appear(self.map, self.note, run_time=0.3))
        self.play(reveal(self.birds, 1.0, run_time=2.2))

    def rule_unknown(self) -> None:
        """A question mark where the rule should stand, with an arrow to the points."""
        rule = panel(4.6, 2.6, theme.ACCENT).move_to([3.6, -0.05, 0])
        mark = text("?", 150, theme.ACCENT, "BOLD").move_to(rule)
        way = arrow(rule.get_left(), self.map.area.get_right() + RIGHT * 0.1, color=theme.ACCENT, width=theme.THICK)
        name = text("the rule", theme.BODY, theme.ACCENT).next_to(rule, UP, buff=0.15)
        self.rule = VGroup(rule, mark, name)
        self.way = way
        self.play(vanish(self.note, run_time=0.2), appear(self.rule, run_time=0.35), draw(way, run_time=0.6))

    def one_made_up(self, t: Any) -> None:
        """A bird nobody has seen drops in among the real ones, and passes."""
        place = self.map.at(*t.samples[0])
        self.new = Dot(self.rule.get_center(), radius=0.16, color=theme.FAKE).set_stroke(theme.TEXT, theme.LINE)
        zoologist = VGroup(icon("eye", 0.8, theme.GOOD), text("zoologist", theme.BODY, theme.GOOD)).arrange(RIGHT, buff=0.3)
        look = VGroup(zoologist, icon("check", 0.7, theme.GOOD)).arrange(RIGHT, buff=0.4)
        look.next_to(self.rule[0], DOWN, buff=0.35)
        edge, mark = self.rule[0].animate(run_time=theme.QUICK), self.rule[1]
        self.play(flow(self.new, [self.rule, place], keep=True), edge.set_stroke(theme.FAKE), recolor(mark, theme.FAKE))
        self.play(appear(look[0]), pulse(self.new, 1.5))
        self.play(appear(look[1]))
        self.look = look

    def density_rises(self, t: Any) -> None:
        """The mixture's density rises as a landscape beside the points."""
        self.land = penguin_land(t, 6.4, 4.6, (3.5, -0.1)).show(np.zeros_like(t.hills))
        self.play(vanish(self.rule, self.way, self.look, run_time=0.3), appear(self.land, run_time=0.3))
        self.play(morph(self.land, t.hills, run_time=2.0))

    def draw_new(self, t: Any) -> None:
        """New birds fall from the landscape on the map."""
        self.made = scatter(self.map, t.samples, color=theme.FAKE, radius=7, hidden=True)
        drops = []
        for point in t.samples[1:4]:
            drop = Dot(self.land.at(*point), radius=0.13, color=theme.FAKE)
            drops.append(flow(drop, [self.land.at(*point), self.map.at(*point)], run_time=0.9))
        self.play(dim(self.birds, level=0.5, run_time=0.3), *drops)
        self.play(reveal(self.made, 1.0, run_time=2.6))

    def more_dimensions(self, t: Any) -> None:
        """The same with pictures: a digit that nobody wrote."""
        count = t.digits.shape[1] * t.digits.shape[2]
        grid = wall(t.digits, 4, 4.6, hidden=True).move_to([3.5, 0.1, 0])
        words = text(f"{count} dimensions instead of 2", theme.BODY, theme.FAKE).next_to(grid, DOWN, buff=0.25)
        self.play(vanish(self.land, run_time=0.2), reveal_tiles(grid, [0], run_time=0.3), appear(words, run_time=0.3))
        self.play(reveal_tiles(grid, range(1, len(t.digits)), run_time=1.6))
        self.digits = Group(grid, words)

    def line_between(self, t: Any) -> None:
        """The boundary between two species, on the right."""
        area = penguin_plane(t, 5.4, 4.2, (3.6, -0.05))
        birds = scatter(area, t.birds, t.species, colors=SPECIES, radius=6)
        sides = boundary(area, t.probability, SPECIES, 0.3)
        score = text(f"{float(t.accuracy):.0%} right", theme.BODY, theme.GOOD, "SEMIBOLD")
        score.next_to(area.area.get_corner(UP + RIGHT), UP, buff=0.12, aligned_edge=RIGHT)
        self.play(vanish(self.digits, run_time=0.2), appear(area, birds, rise=0, run_time=0.35))
        self.play(appear(sides, score, rise=0, run_time=0.6))
        self.boundary, self.right_map = Group(area, sides, birds, score), area

    def nothing_to_say(self) -> None:
        """Asked for a new bird, the boundary answers with nothing."""
        ask = tag("a new bird?", theme.FAKE, theme.BODY).move_to(self.right_map.area.get_top() + DOWN * 0.5)
        empty = Circle(radius=0.5, color=theme.BAD, stroke_width=theme.THICK).move_to(self.right_map.at(55, 14))
        cross = icon("cross", 0.6, theme.BAD).move_to(empty)
        way = arrow(ask, empty, color=theme.FAKE, width=theme.THICK)
        self.play(appear(ask, run_time=0.3))
        self.play(draw(way), appear(VGroup(empty, cross)))
        self.left = [self.map, self.birds, self.made, self.new]
        self.asked = [ask, way, empty, cross]
        sign = panel(4.2, 1.5, theme.ACCENT, theme.BACKGROUND)
        self.always = VGroup(sign, text("always?", 90, theme.ACCENT, "BOLD").move_to(sign)).move_to([0, 0, 0])
        self.left_frame, self.right_frame = (
            panel(6.3, 5.7, theme.BACKGROUND, theme.BACKGROUND).set_fill(opacity=0).move_to([x, -0.1, 0]) for x in (-3.3, 3.3)
        )


def verdict(frame: Any, color: str) -> Animation:
    """A frame around one half of the stage, drawn in the colour of its verdict."""
    return draw(frame.set_stroke(color, theme.THICK), run_time=theme.STEP)


# --- 12.4 -------------------------------------------------------------------------------------------------------

JOBS = (("augmentation", theme.GENERATOR), ("anomalies", theme.DATA), ("text", theme.LATENT))


class Applications(FrameScene):
    """Three jobs of data mining, each with the measurement that keeps it honest."""

    def construct(self) -> None:
        t = self.trace  # digit_scores, clothes_scores (1000,)  roc_false, roc_true (200,)  recall, precision (3,)
        with self.cue("jobs"):
            self.three_jobs()
        with self.cue("variants"):
            self.varied_eights(t)
        with self.cue("gain"):
            self.what_it_gained(t)
        with self.cue("anomaly"):
            self.normal_scores(t)
        with self.cue("fraud"):
            self.far_out(t)
        with self.cue("fashion"):
            self.clothes_arrive(t)
        with self.cue("auc"):
            self.roc_of_the_vae(t)
        with self.cue("baseline"):
            self.roc_of_brightness(t)
        with self.cue("text"):
            self.first_token(t)
        with self.cue("rule") as beat:
            self.further_tokens(t, beat)

    def three_jobs(self) -> None:
        """Three cards, which become the tags above what follows."""
        shapes = ("image", "search", "chat")
        big = []
        for (name, color), shape, x in zip(JOBS, shapes, (-4.35, 0, 4.35), strict=True):
            box = panel(3.9, 4.6, color).move_to([x, -0.1, 0])
            big.append(
                VGroup(box, icon(shape, 1.9, color).move_to([x, 0.5, 0]), text(name, theme.HEADING, color).move_to([x, -1.5, 0]))
            )
        self.cards = big
        self.tags = VGroup(*[tag(name, color, theme.BODY) for name, color in JOBS]).arrange(RIGHT, buff=0.5)
        self.tags.move_to([0, 2.5, 0])
        self.play(appear_each(big, lag=0.4, run_time=1.6))

    def varied_eights(self, t: Any) -> None:
        """Real rare 8s on the left, generated variants on the right."""
        rare, made = wall(t.rare, 4, 5.3), wall(t.made, 4, 5.3, hidden=True)
        rare.move_to([-3.6, 0.0, 0])
        made.move_to([3.6, 0.0, 0])
        names = [
            text(words, theme.BODY, color).next_to(grid, DOWN, buff=0.25)
            for words, color, grid in (("rare: real eights", theme.REAL, rare), ("made when asked for eights", theme.FAKE, made))
        ]
        way = arrow(rare, made, color=theme.FAKE, width=theme.THICK)
        self.play(vanish(*self.cards, run_time=0.25), appear(self.tags, rare, names[0], run_time=0.3))
        self.play(spotlight([self.tags[0]], self.tags[1:]), draw(way), appear(names[1]), reveal_tiles(made, run_time=1.8))

    def what_it_gained(self, t: Any) -> None:
        """Recall jumps; the average precision, which no threshold can move, hardly does."""
        names, colors = ["no help", "synthetic", "simple transforms"], [theme.MUTED, theme.FAKE, theme.ENCODER]
        charts, words = [], []
        for values, title, x in ((t.recall, "eights found", -3.35), (t.precision, "ranking: average precision", 3.35)):
            chart = bar_chart(names, np.ones(len(names)), 6.1, 3.0, colors, limit=1.0).move_to([x, -0.6, 0])
            chart.show(np.zeros(len(names)))
            words.append(text(title, theme.BODY, theme.TEXT, "SEMIBOLD").move_to([x, 1.45, 0]))
            charts.append((chart, values))
        gone = self.others(self.tags, *self.tags)
        self.play(vanish(*gone, run_time=0.25), appear(charts[0][0], words[0], run_time=0.3))
        self.play(morph(charts[0][0], charts[0][1], run_time=1.2))
        self.play(appear(charts[1][0], words[1], run_time=0.3))
        self.play(morph(charts[1][0], charts[1][1], run_time=1.2))

    def score_axes(self, high: float, scores: np.ndarray, bins: int) -> tuple[Plane, np.ndarray]:
        """Axes over the whole stage for scores up to `high`, and the edges of their bins; the fullest bin fits."""
        edges = np.linspace(0, high, bins + 1)
        most = float(np.histogram(scores, edges)[0].max())
        area = plane((0, high), (0, most * 1.08), 12.2, 3.7, "surprise: −ELBO, nats", y_ticks=[])
        return area.shift(np.array([0, -0.35, 0]) - area.area.get_center()), edges

    def normal_scores(self, t: Any) -> None:
        """The scores of digits, which the VAE knows."""
        self.scores, edges = self.score_axes(float(t.digit_scores.max()) * 1.08, t.digit_scores, 44)
        self.known = histogram(self.scores, t.digit_scores, edges, theme.DATA).reveal(0.0)
        shown = wall(t.digits[:4], 4, 3.2).move_to([-4.3, 1.0, 0])
        name = text("digits, which it knows", theme.BODY, theme.DATA).next_to(shown, DOWN, buff=0.15)
        self.shown = Group(shown, name)
        gone = self.others(self.tags, *self.tags)
        self.play(vanish(*gone, run_time=0.25), appear(self.scores, self.shown, run_time=0.3))
        self.play(reveal(self.known, 1.0, run_time=1.2), spotlight([self.tags[1]], [self.tags[0], self.tags[2]]))

    def far_out(self, t: Any) -> None:
        """The digit with the worst score, at its place in the tail, stands for the unlikely payment."""
        place = self.scores.at(float(t.digit_scores.max()), 0.0)
        digit = pixels(t.oddest, 1.2, theme.BAD).move_to(place + UP * 1.55)
        mark = Group(digit, Dot(place + UP * 0.13, radius=0.13, color=theme.BAD))
        way = arrow(digit.frame, mark[1], color=theme.BAD, width=theme.THICK)
        score = text(f"{float(t.digit_scores.max()):.0f} nats", theme.BODY, theme.BAD, "SEMIBOLD").next_to(digit, UP, buff=0.15)
        bank = VGroup(icon("bank", 0.9, theme.BAD), text("like an unlikely payment", theme.BODY, theme.BAD))
        bank.arrange(RIGHT, buff=0.25).move_to([2.6, 1.3, 0])
        self.odd = Group(mark, way, score, bank)
        self.play(appear(self.odd, run_time=0.4))

    def clothes_arrive(self, t: Any) -> None:
        """The axis grows until clothes fit on it: they score far to the right of the digits."""
        high = float(np.quantile(t.clothes_scores, 0.98))
        area, edges = self.score_axes(high, t.digit_scores, 56)
        known = histogram(area, t.digit_scores, edges, theme.DATA)
        unknown = histogram(area, t.clothes_scores, edges, theme.FAKE).reveal(0.0)
        clothes = wall(t.clothes[:4], 4, 3.2, hidden=True).move_to([-0.35, 0.0, 0])
        name = text("clothes, never seen", theme.BODY, theme.FAKE).next_to(clothes, DOWN, buff=0.15)
        ratio = self.scores.x_range[1] / high
        self.play(
            vanish(self.odd, self.scores, run_time=0.2),
            self.known.animate(run_time=0.6).stretch(ratio, 0, about_point=self.scores.at(0, 0)),
            glide(self.shown, [-3.7, 0.9, 0], run_time=0.6),
        )
        self.play(vanish(self.known, run_time=0.2), appear(area, known, rise=0, run_time=0.3), appear(name, run_time=0.3))
        self.play(reveal_tiles(clothes, run_time=0.8), reveal(unknown, 1.0, run_time=1.6))

    def roc_of_the_vae(self, t: Any) -> None:
        """The ROC curve of the score, with its area, in the space over the clothes' bars."""
        area = plane((0, 1), (0, 1), 2.9, 2.6, "false alarms", "found", x_ticks=[0, 1], y_ticks=[0, 1])
        self.roc = area.shift(np.array([4.6, 0.2, 0]) - area.area.get_center())
        curve = self.roc.line(np.stack([t.roc_false, t.roc_true], 1), theme.GOOD, 8)
        self.area_vae = read_out("VAE: area", 0.5, "{:.4f}", theme.TITLE, theme.GOOD).move_to(self.roc.at(0.6, 0.68))
        self.play(appear(self.roc, self.area_vae, run_time=0.3))
        self.play(draw(curve, run_time=1.2), count_to(self.area_vae, float(t.auc_elbo), run_time=1.2))

    def roc_of_brightness(self, t: Any) -> None:
        """The mean brightness of the picture alone gets surprisingly far."""
        curve = self.roc.line(np.stack([t.plain_false, t.plain_true], 1), theme.FAKE, 8)
        area = read_out("brightness: area", 0.5, "{:.2f}", theme.TITLE, theme.FAKE).move_to(self.roc.at(0.6, 0.25))
        self.play(draw(curve, run_time=1.0), appear(area, run_time=0.3), count_to(area, float(t.auc_brightness), run_time=1.0))
        box = Rectangle(width=area.width + 0.25, height=area.height + 0.25, color=theme.ACCENT, stroke_width=theme.THICK)
        self.play(draw(box.move_to(area)))

    def first_token(self, t: Any) -> None:
        """A line of the tiny transformer and the first choice of its next token."""
        gone = self.others(self.tags, *self.tags)
        self.line = tokens([str(piece) for piece in t.prompt], theme.HEADING, 12.0).move_to([-6.0, 1.5, 0], aligned_edge=LEFT)
        self.table = next_token(t, 0)
        self.play(vanish(*gone, run_time=0.25), appear(self.line, run_time=0.3))
        self.play(spotlight([self.tags[2]], self.tags[:2]), appear(self.table))
        take_token(self, t, 0)

    def further_tokens(self, t: Any, beat: Beat) -> None:
        """One token, then the next, then the next."""
        each = beat.left / len(t.chosen)
        for index in range(1, len(t.chosen)):
            next_step(self, t, index)
            beat.hold_until(index * each)


def next_token(t: Any, index: int) -> Distribution:
    """The candidates for one step of a completion; one scale for all steps, all bars from one line."""
    names = [str(name) for name in t.candidates[index]]
    probe = distribution(names, t.chances[index], 10.0, theme.TITLE)
    width = 10.0 - probe.length + 6.2 / float(t.chances.max())
    made = distribution(names, t.chances[index], width, theme.TITLE)
    return made.shift(np.array([-1.8 - made.left, 0.8, 0]) - made.origin.get_center())


def take_token(scene: Any, t: Any, index: int) -> None:
    """The drawn token is framed and joins the line."""
    row = int(t.chosen[index])
    frame = scene.table.frame(row)
    chip = scene.line.add_token(str(t.candidates[index][row]), theme.GENERATOR)
    scene.play(draw(frame, run_time=0.3))
    scene.play(flow(frame, [frame, chip], run_time=0.4), appear(chip, run_time=0.4))


def next_step(scene: Any, t: Any, index: int) -> None:
    """The next distribution takes the place of the last one, and its token is drawn."""
    old, scene.table = scene.table, next_token(t, index)
    scene.play(vanish(old, run_time=0.25), appear(scene.table, run_time=0.25))
    take_token(scene, t, index)


# --- 12.5 -------------------------------------------------------------------------------------------------------


class Relevance(FrameScene):
    """Conversation picks tokens in view of the ones before; recommendation looks for neighbours on a good map."""

    def construct(self) -> None:
        t = self.trace  # latents (1000, 2)  liked (28, 28)  neighbours (6, 28, 28)  candidates, chances (6, 5)
        with self.cue("prompt") as beat:
            self.conversation(beat)
        with self.cue("patterns"):
            self.two_streams()
        with self.cue("today"):
            self.tools_of_today()
        with self.cue("line"):
            self.a_line(t)
        with self.cue("before") as beat:
            self.in_view_of_the_rest(t, beat)
        with self.cue("liked"):
            self.liked_this(t)
        with self.cue("neighbours"):
            self.look_around(t)
        with self.cue("features"):
            self.watch_read_buy()
        with self.cue("larger"):
            self.one_part_of_a_system()
        with self.cue("eerie") as beat:
            self.you_are_here(t, beat)

    def conversation(self, beat: Beat) -> None:
        """A question is typed and answered."""
        talk = chat(12.6, 1.7, theme.HEADING)
        question = talk.bubble("Can you say that more simply?", mine=True)
        answer = talk.bubble("Of course. A model learns what usually comes next, and continues from there.")
        self.play(question.type(1.5))
        beat.hold_until(beat.left * 0.35)
        self.play(answer.type(2.2))

    def two_streams(self) -> None:
        """Data mining and language processing flow into one system."""
        mining = block("data mining", "patterns", theme.DATA, 3.6, 1.5).move_to([-4.4, 1.2, 0])
        language = block("language", "processing", theme.LATENT, 3.6, 1.5).move_to([-4.4, -1.4, 0])
        self.system = block("chat system", None, theme.GENERATOR, 3.6, 2.2).move_to([3.6, -0.1, 0])
        ways = [arrow(source.exit, self.system.entry, color=theme.TEXT, width=theme.THICK) for source in (mining, language)]
        self.play(vanish(*self.on_stage, run_time=0.25), appear(mining, language, run_time=0.35))
        self.play(draw(ways[0]), draw(ways[1]), appear(self.system))
        for _ in range(2):
            drops = [Dot(radius=0.16, color=color) for color in (theme.DATA, theme.LATENT)]
            self.play(*[flow(drop, way.line) for drop, way in zip(drops, ways, strict=True)])

    def tools_of_today(self) -> None:
        """Where it turns up in a day."""
        tools = [("assistant", "robot"), ("translator", "globe"), ("search", "search"), ("shop", "cart")]
        made = []
        for (name, shape), x in zip(tools, (-4.65, -1.55, 1.55, 4.65), strict=True):
            word = set_baseline(text(name, theme.HEADING).set_x(x), -1.6)
            box = panel(2.8, 3.9, theme.DATA).move_to([x, -0.2, 0])
            made.append(VGroup(box, icon(shape, 1.5, theme.DATA).move_to([x, 0.3, 0]), word))
        self.play(vanish(*self.on_stage, run_time=0.25), appear_each(made, lag=0.3, run_time=1.2))

    def a_line(self, t: Any) -> None:
        """The tiny model begins to complete a line."""
        self.line = tokens([str(piece) for piece in t.prompt], theme.HEADING, 12.0).move_to([-6.0, 1.9, 0], aligned_edge=LEFT)
        self.table = next_token(t, 0)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.line, run_time=0.3))
        self.play(appear(self.table))
        take_token(self, t, 0)

    def in_view_of_the_rest(self, t: Any, beat: Beat) -> None:
        """All tokens before it light up, then the next one is picked."""
        context = [chip[0] for chip in self.line.chips]
        self.play(*[chip.animate(run_time=0.35).set_stroke(theme.LATENT, theme.THICK) for chip in context])
        each = beat.left / len(t.chosen)
        for index in range(1, len(t.chosen)):
            next_step(self, t, index)
            beat.hold_until(index * each)

    def liked_this(self, t: Any) -> None:
        """One digit is chosen."""
        self.liked = pixels(t.liked, 4.2, theme.ACCENT).move_to([-0.8, -0.1, 0])
        self.heart = icon("heart", 1.4, theme.BAD).next_to(self.liked.frame, RIGHT, buff=0.5)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(self.liked, run_time=0.35))
        self.play(appear(self.heart, run_time=0.4), pulse(self.heart, 1.3))

    def look_around(self, t: Any) -> None:
        """On the map of the latent plane, the nearest points are ringed and their pictures come."""
        reach = 1.7 * float(np.linalg.norm(t.neighbours_at - t.liked_at, axis=1).max())
        x, y = t.liked_at.tolist()
        area = plane((x - 2 * reach, x + 2 * reach), (y - reach, y + reach), 7.6, 3.7, x_ticks=[], y_ticks=[])
        area.shift(np.array([2.6, 0.85, 0]) - area.area.get_center())
        cloud = scatter(area, t.latents, t.labels, radius=8)
        here = Dot(area.at(*t.liked_at), radius=0.13, color=theme.ACCENT).set_stroke(theme.TEXT, theme.LINE)
        rings = VGroup(
            *[Circle(radius=0.15, color=theme.TEXT, stroke_width=theme.THICK).move_to(area.at(*at)) for at in t.neighbours_at]
        )
        self.offers = wall(t.neighbours, len(t.neighbours), 9.4, hidden=True).move_to([1.7, -2.1, 0])
        words = text("perhaps you'll like", theme.BODY, theme.ACCENT).next_to(self.offers, LEFT, buff=0.3)
        self.map = Group(area, cloud, here, rings)
        self.play(
            vanish(self.heart, run_time=0.2),
            glide(self.liked, [-4.7, 0.9, 0], 0.75, run_time=0.6),
            appear(area, cloud, here, rise=0, run_time=0.4),
        )
        self.play(appear(words), appear_each(rings, run_time=1.6), reveal_tiles(self.offers, run_time=2.2))
        self.words = words

    def watch_read_buy(self) -> None:
        """What real shops learn their map from."""
        made = []
        for (name, shape), y in zip((("watch", "film"), ("read", "book"), ("buy", "cart")), (1.9, 0.75, -0.4), strict=True):
            row = VGroup(icon(shape, 0.8, theme.LATENT), text(name, theme.HEADING, theme.LATENT)).arrange(RIGHT, buff=0.35)
            made.append(row.move_to([-5.9, y, 0], aligned_edge=LEFT))
        self.play(vanish(self.liked, run_time=0.25), appear_each(made, lag=0.25, run_time=0.9))
        self.sources = VGroup(*made)

    def one_part_of_a_system(self) -> None:
        """The map shrinks into one box among others."""
        parts = (("the map", None), ("stock", "database"), ("rules", "scales"), ("tests", "check"))
        boxes, rest = VGroup(*[panel(2.8, 3.2, theme.FAINT) for _ in parts]).arrange(RIGHT, buff=0.55).move_to([0, -0.2, 0]), []
        boxes[0].set_stroke(theme.LATENT, theme.THICK)
        names = [
            set_baseline(text(name, theme.HEADING, theme.MUTED).set_x(box.get_x()), -1.4)
            for (name, _), box in zip(parts, boxes, strict=True)
        ]
        names[0].set_color(theme.LATENT)
        for (_, shape), box, name in list(zip(parts, boxes, names, strict=True))[1:]:
            rest.append(VGroup(box, icon(shape, 1.3, theme.MUTED).move_to(box).shift(UP * 0.35), name))
        links = [arrow(a, b) for a, b in pairwise(boxes)]
        self.play(vanish(self.sources, self.offers, self.words, run_time=0.25))
        self.map[3].set_stroke(width=theme.LINE)
        self.play(glide(self.map, boxes[0].get_center() + UP * 0.35, 0.33, run_time=0.7))
        self.play(appear(boxes[0], names[0], run_time=0.3))
        self.bring_to_front(self.map)
        self.play(appear_each([*links, *rest], lag=0.15, run_time=1.2))

    def you_are_here(self, t: Any, beat: Beat) -> None:
        """The whole map, and one point in it."""
        low, high = t.latents.min(0) - 0.1, t.latents.max(0) + 0.1
        area = plane((float(low[0]), float(high[0])), (float(low[1]), float(high[1])), 12.6, 5.6, x_ticks=[], y_ticks=[])
        area.shift(np.array([0, -0.08, 0]) - area.area.get_center())
        cloud = scatter(area, t.latents, t.labels, radius=6)
        you = Dot(area.at(*t.liked_at), radius=0.16, color=theme.ACCENT).set_stroke(theme.TEXT, theme.LINE)
        side = DOWN if you.get_y() > 1 else UP
        word = text("you", theme.HEADING, theme.ACCENT, "SEMIBOLD")
        label = VGroup(panel(1.3, 0.75, theme.ACCENT, theme.BACKGROUND), word).next_to(you, side, buff=0.9)
        word.move_to(label[0])
        sign = arrow(label[0], you, color=theme.ACCENT, width=theme.THICK)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(cloud, rise=0, run_time=0.4))
        self.play(appear(you, label, sign))
        reach = max(float(np.linalg.norm(area.at(*at) - you.get_center())) for at in t.neighbours_at) + 0.15
        near = Circle(radius=reach, color=theme.TEXT, stroke_width=theme.THICK).move_to(you)
        beat.hold_until(beat.left * 0.6)
        self.play(draw(near))
        self.play(pulse(near, 1.4), pulse(label, 1.15))


# --- 12.6 -------------------------------------------------------------------------------------------------------


class KeyPoints(FrameScene):
    """Three things to keep; the third is a bill that unrepresentative data present in every sample."""

    def construct(self) -> None:
        t = self.trace  # density (66, 96)  trained ()  sampled (3,)  training, samples (n, 28, 28)
        with self.cue("first"):
            self.create(t)
        with self.cue("patterns"):
            self.and_show_patterns(t)
        with self.cue("ahead"):
            self.decisions()
        with self.cue("care"):
            self.care()
        with self.cue("training"):
            self.failing(t)
        with self.cue("skew"):
            self.in_and_out(t)
        with self.cue("bill"):
            self.bill(t)
        with self.cue("sample"):
            self.every_sample(t)
        with self.cue("whom"):
            self.whom(t)
        with self.cue("loop"):
            self.person_in_the_loop()

    def number(self, index: int, words: str) -> VGroup:
        """The number and the name of a point, at the top left of the stage."""
        digit = text(str(index), theme.TITLE, theme.ACCENT, "BOLD")
        line = VGroup(digit, text(words, theme.HEADING, weight="SEMIBOLD")).arrange(RIGHT, buff=0.4)
        return line.move_to([theme.STAGE_LEFT, 2.5, 0], aligned_edge=LEFT)

    def create(self, t: Any) -> None:
        """New data on the left, the density of old data on the right."""
        self.heading = self.number(1, "create, and understand")
        made = wall(t.digits, 4, 5.0).move_to([-3.6, 0.1, 0])
        name = text("new data", theme.BODY, theme.FAKE).next_to(made, DOWN, buff=0.25)
        self.area = plane(*ranges(t), 5.4, 3.3, x_ticks=[], y_ticks=[])
        self.area.shift(np.array([3.5, 0.0, 0]) - self.area.area.get_center())
        self.heat = density(self.area, t.density, "data")
        self.birds = scatter(self.area, t.x, color=theme.TEXT, radius=4)
        self.play(appear(self.heading, made, name, run_time=0.35))
        self.play(appear(self.area, self.birds, self.heat, rise=0))

    def and_show_patterns(self, t: Any) -> None:
        """The ellipses of the mixture on its density."""
        clouds = [ellipse(self.area, m, c, HILLS[k]) for k, (m, c) in enumerate(zip(t.means, t.covariances, strict=True))]
        for cloud in clouds:
            cloud.set_stroke(width=8)
        name = text("patterns in old data", theme.BODY, theme.DATA).next_to(self.area.area, DOWN, buff=0.25)
        self.play(appear_each([name, *clouds], lag=0.15, run_time=1.2))

    def decisions(self) -> None:
        """Healthcare and finance use them to look ahead."""
        made = []
        for name, shape, x in (("healthcare", "heart", -3.4), ("finance", "bank", 3.4)):
            box = panel(5.6, 3.6, theme.DATA).move_to([x, -0.3, 0])
            made.append(
                VGroup(box, icon(shape, 1.5, theme.DATA).move_to([x, 0.2, 0]), text(name, theme.HEADING).move_to([x, -1.4, 0]))
            )
        gone = self.others(self.heading)
        self.play(vanish(*gone, run_time=0.25), appear_each(made, lag=0.3, run_time=0.9))

    def care(self) -> None:
        """A balance: what it can do, what may go wrong."""
        new = self.number(2, "care")
        scales = balance("ability", "responsibility", 7.0).move_to([0, -0.55, 0])
        left, right = icon("star", 1.1, theme.GOOD), icon("shield", 1.1, theme.BAD)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(new, scales, run_time=0.35))
        self.play(appear(scales.put(0, left, 0.0)), morph(scales, np.array(-0.14), run_time=0.8))
        self.play(appear(scales.put(1, right, 0.0)), morph(scales, np.array(0.0), run_time=0.8))
        self.heading, self.scales = new, scales

    def failing(self, t: Any) -> None:
        """The losses of a training that would not settle."""
        series = {"generator": t.g_loss, "discriminator": t.d_loss}
        area = loss_plane(series, 8.6, 3.6, t.steps, "step", "loss")
        area.shift(np.array([-1.2, -0.35, 0]) - area.area.get_center())
        lines = curves(area, series, (theme.GENERATOR, theme.DISCRIMINATOR), t.steps, hidden=True)
        gone = self.others(self.heading)
        self.play(vanish(*gone, run_time=0.25), appear(area, lines, run_time=0.3))
        self.play(reveal(lines, 1.0, run_time=2.4))

    def in_and_out(self, t: Any) -> None:
        """The share of threes in the training data, and among the samples of three models."""
        new = self.number(3, "data that represent the world")
        names = ["training data", "samples: GAN", "samples: GAN with R1", "samples: VAE"]
        values = np.concatenate([[float(t.trained)], t.sampled])
        colors = [theme.REAL, theme.FAKE, theme.FAKE, theme.FAKE]
        top = 1.05 * EVEN
        self.bars = bar_chart(names, np.full(len(values), top), 12.2, 3.4, colors, "{:.1%}", top).move_to([0, -0.45, 0])
        self.bars.show(np.zeros(len(values)))
        what = text("share of threes", theme.BODY, theme.MUTED).move_to([theme.STAGE_LEFT + 0.2, 1.6, 0], aligned_edge=LEFT)
        self.play(vanish(*self.on_stage, run_time=0.25), appear(new, self.bars, what, run_time=0.3))
        self.play(morph(self.bars, values, run_time=1.4))
        self.heading, self.what = new, what

    def bill(self, t: Any) -> None:
        """What the samples lack to a world with as many threes as sevens is the bill."""
        x0, y0, _ = self.bars.origin.get_center()
        full, slot = x0 + EVEN / self.bars.limit * self.bars.length, self.bars.slot
        rule = DashedVMobject(Line([full, y0, 0], [full, y0 - 4 * slot, 0], color=theme.ACCENT, stroke_width=theme.THICK))
        world = text("the world: as many threes as sevens", theme.BODY, theme.ACCENT, "SEMIBOLD")
        set_baseline(world.move_to([full, 0, 0], aligned_edge=RIGHT), y0 + 0.2)
        gaps = VGroup()
        for i, share in enumerate(t.sampled, 1):
            wide, y = (EVEN - float(share)) / self.bars.limit * self.bars.length, y0 - (i + 0.5) * slot
            gap = Rectangle(width=wide, height=slot * 0.62, stroke_color=theme.BAD, stroke_width=theme.THICK)
            gaps.add(gap.set_fill(theme.BAD, 0.3).move_to([full - wide / 2, y, 0]))
        word = text("missing", theme.BODY, theme.TEXT, "SEMIBOLD").move_to([full - 1.1, 0, 0])
        words = VGroup(*[set_middle(word.copy(), gap.get_y()) for gap in gaps])
        self.play(draw(rule, run_time=0.4), appear(world, run_time=0.4))
        self.play(appear_each([VGroup(gap, word) for gap, word in zip(gaps, words, strict=True)], lag=0.3, run_time=1.2))
        self.bring_to_front(self.bars.numbers)

    def every_sample(self, t: Any) -> None:
        """The skewed samples themselves, of the model whose bar fell short."""
        self.samples = wall(t.samples, 8, 9.6, hidden=True).move_to([0, -0.15, 0])
        gone = self.others(self.heading)
        share = float(t.sampled[1])  # of the balanced GAN, as in `in_and_out`
        name = text(f"samples of the GAN with R1: {share:.0%} threes", theme.BODY, theme.FAKE).next_to(
            self.samples, DOWN, buff=0.25
        )
        self.play(vanish(*gone, run_time=0.25), appear(name, run_time=0.3), reveal_tiles(self.samples, run_time=1.2))

    def whom(self, t: Any) -> None:
        """Look at the data first: the few threes among the sevens."""
        seen = wall(t.training, 10, 8.6).move_to([0, -0.25, 0])
        name = text("training data", theme.BODY, theme.REAL).next_to(seen, DOWN, buff=0.2)
        gone = self.others(self.heading)
        self.play(vanish(*gone, run_time=0.25), appear(seen, name, rise=0, run_time=0.35))
        self.play(mark_tiles(seen, np.flatnonzero(t.rare), theme.ACCENT, run_time=1.2))

    def person_in_the_loop(self) -> None:
        """Data, model, decision, with a person who may say no."""
        chain = [block(name, None, color, 2.9, 1.6) for name, color in (("data", theme.DATA), ("model", theme.GENERATOR))]
        person = VGroup(icon("person", 2.0, theme.GOOD), text("may say no", theme.BODY, theme.GOOD)).arrange(DOWN, buff=0.25)
        decision = block("decision", None, theme.TEXT, 2.9, 1.6)
        row = VGroup(*chain, person, decision).arrange(RIGHT, buff=0.75).move_to([0, -0.2, 0])
        links = [arrow(a, b, width=theme.THICK) for a, b in pairwise(row)]
        gone = self.others(self.heading)
        self.play(vanish(*gone, run_time=0.25), appear(*chain, links[0], run_time=0.35))
        self.play(appear(decision, links[1], links[2]))
        self.play(appear(person), pulse(person, 1.1))


# --- 12.1 -------------------------------------------------------------------------------------------------------


class Summary(FrameScene):
    """The family map with every branch lit, a picture hanging from each."""

    def construct(self) -> None:
        t = self.trace  # a small picture a branch
        self.prepare(t)
        with self.cue("map"):
            set_strength(self.map, 0.35)
            self.play(appear(self.map, run_time=0.3))
            self.play(light(self.map, run_time=1.5))
        with self.cue("distribution"):
            self.play(self.map.lit("root"), appear(*self.root[:2], rise=0, run_time=0.4), appear(self.root[2], rise=0))
        with self.cue("class"):
            self.play(appear(*self.line, rise=0, run_time=0.4))
        with self.cue("gmm"):
            self.play(self.lift(), run_time=0.6)
            self.branch("mixtures")
        with self.cue("deep"):
            self.branch("vaes", "gans")
        with self.cue("others"):
            self.branch("flows", "diffusion", "autoregressive")
        with self.cue("augment"):
            self.play(light(self.map), appear_each(self.fruits[:2], lag=0.5, run_time=1.0))
        with self.cue("text"):
            self.play(appear(self.fruits[2], run_time=0.3), self.map.lit("autoregressive"))
        with self.cue("personal") as beat:
            self.play(appear(self.fruits[3], run_time=0.3), light(self.map))
            beat.hold_until(beat.left * 0.4)
            for fruit in self.fruits:
                self.play(pulse(fruit, 1.15, run_time=0.6))
        with self.cue("explain") as beat:
            self.walk(beat)

    def prepare(self, t: Any) -> None:
        """Map in the middle, pictures under its leaves, uses at the bottom, the two tasks at the top left."""
        self.map, tall = family_map(height=3.0).shift(UP * 0.9), family_map(height=4.7)
        self.high, self.low = ({name: one.get_center() for name, one in made.nodes.items()} for made in (self.map, tall))
        self.high_lines, self.low_lines = (
            {name: edge[0].points.copy() for name, edge in made.edges.items()} for made in (self.map, tall)
        )
        self.stills = {name: still.next_to(self.map.node(name), DOWN, buff=0.18) for name, still in self.pictures(t).items()}
        self.stills["diffusion"].match_y(self.stills["flows"])
        names = (("augmentation", "image"), ("anomalies", "search"), ("text", "chat"), ("personalisation", "person"))
        self.fruits = VGroup(*[use_tag(name, shape) for name, shape in names]).arrange(RIGHT, buff=0.6)
        self.fruits.move_to([0, -2.6, 0])
        for fruit in self.fruits:
            set_baseline(fruit[1], -2.72)
        self.root, self.line = self.tasks(t)
        self.spread(0.0)

    def spread(self, value: float) -> None:
        """The map between the whole height of the stage (0) and its upper part (1), which leaves room for pictures."""
        for name, place in self.low.items():
            self.map.node(name).move_to((1 - value) * place + value * self.high[name])
        for name, edge in self.map.edges.items():
            edge[0].set_points((1 - value) * self.low_lines[name] + value * self.high_lines[name])

    def lift(self) -> Animation:
        """The map draws up."""
        return Sweep(self.map, self.spread)

    def pictures(self, t: Any) -> dict[str, Any]:
        """A small picture a leaf, all of one height."""
        (x0, x1), (y0, y1) = ranges(t)
        birds = plane((x0, x1), (y0, y1), 1.75, 1.15, x_ticks=[], y_ticks=[])
        clouds = [ellipse(birds, m, c, HILLS[k]) for k, (m, c) in enumerate(zip(t.means, t.covariances, strict=True))]
        square = plane((-3, 3), (-3, 3), 1.5, 1.15, x_ticks=[], y_ticks=[])
        moons = plane((-3, 3), (-3, 3), 1.5, 1.15, x_ticks=[], y_ticks=[])
        line = paragraph(str(t.text).strip(), 2.5, theme.SMALLEST, theme.MUTED)
        return {
            "mixtures": Group(birds, *clouds),
            "flows": Group(square, density(square, t.flow, "data", ())),
            "diffusion": Group(moons, scatter(moons, t.moons, color=theme.LATENT, radius=3)),
            "vaes": wall(t.vae, 3, 1.6),
            "gans": wall(t.gan, 3, 1.6),
            "autoregressive": VGroup(*line.submobjects),
        }

    def tasks(self, t: Any) -> tuple[list[Any], list[Any]]:
        """Points with their density; two classes with their boundary."""
        made = []
        for words, x in (("learns the distribution", -5.4), ("only tells the class", -3.2)):
            area = plane(*ranges(t), 1.95, 1.3, x_ticks=[], y_ticks=[])
            area.shift(np.array([x, 2.1, 0]) - area.area.get_center())
            made.append([area, text(words, theme.SMALLEST, theme.MUTED).next_to(area.area, DOWN, buff=0.1)])
        (left, name), (right, other) = made
        root = [left, density(left, t.density, "data"), name]
        birds = scatter(right, t.birds, t.species, colors=SPECIES, radius=3)
        return root, [right, boundary(right, t.probability, SPECIES, 0.3), birds, other]

    def branch(self, *names: str) -> None:
        """Light branches, and hang their pictures under them."""
        self.play(self.map.lit(*names), *[appear(self.stills[name], run_time=0.4) for name in names])

    def walk(self, beat: Beat) -> None:
        """A question mark walks over the branches, one lit at a time."""
        leaves = ("mixtures", "autoregressive", "flows", "vaes", "diffusion", "gans")
        mark = VGroup(
            Circle(radius=0.21, color=theme.ACCENT, stroke_width=theme.THICK, fill_color=theme.BACKGROUND, fill_opacity=1)
        )
        mark.add(text("?", theme.LABEL, theme.ACCENT, "BOLD").move_to(mark))
        mark.next_to(self.map.node(leaves[0]), UP, buff=0.02)
        self.play(self.map.lit(leaves[0], way=False), appear(mark, run_time=0.3))
        each = beat.left / len(leaves)
        for index, name in enumerate(leaves[1:], 1):
            beat.hold_until(index * each)
            place = self.map.node(name).get_top() + UP * 0.24
            self.play(self.map.lit(name, way=False), glide(mark, place, run_time=0.5))


def use_tag(name: str, shape: str) -> VGroup:
    """A use of generative models: pictogram and word."""
    return VGroup(icon(shape, 0.62, theme.GOOD), text(name, theme.BODY, theme.GOOD)).arrange(RIGHT, buff=0.2)
