"""Section 3: the kinds of generative models on one map, and one look at each of them at work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arc,
    Circle,
    Dot,
    Ellipse,
    Group,
    Line,
    Mobject,
    Rectangle,
    SurroundingRectangle,
    VGroup,
    VMobject,
)

from scenes import theme
from scenes.mobjects.cards import stamp, tag
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.maps import Graph, family_map
from scenes.mobjects.motion import (
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
    reveal_tiles,
    run_images,
    run_through,
    set_strength,
    swap_image,
    vanish,
)
from scenes.mobjects.networks import Block, arrow, dashed, discriminator, elbow, generator
from scenes.mobjects.plane import Plane, bare_plane, plane
from scenes.mobjects.plots import curves, loss_plane
from scenes.mobjects.points import WarpedGrid, scatter
from scenes.mobjects.text import text
from scenes.mobjects.vectors import Heat, activations, bars, heat_strip
from scenes.painted import PEOPLE, land, person
from scenes.stage import FrameScene, gentle

SIDE = 1.35  # of a small picture on the map
FIELDS = (("camera", "vision"), ("chat", "language"), ("music", "music"))
TASKS = (("image", "images"), ("paper", "text"), ("warning", "anomalies"))


def model_map() -> Graph:
    """The family map with room under it for small pictures."""
    return family_map(height=2.9).shift(1.02 * UP)


def below(graph: Graph, name: str, thing: Mobject) -> Mobject:
    """A small picture at its place under a leaf of the map."""
    return thing.move_to([graph.node(name).get_x(), graph.node(name).get_bottom()[1] - 0.16 - SIDE / 2, 0])


class BentLines(WarpedGrid):
    """A grid that shows every third line, or every so many, but bends it at all its nodes."""

    def __init__(self, area: Plane, grid: np.ndarray, color: str, width: float = theme.THIN, every: int = 3) -> None:
        """grid (r, c, 2) in the plane's numbers."""
        self.every = every
        super().__init__(area, grid, color, width)

    def show(self, grid: np.ndarray) -> BentLines:
        """Draw the lines through other nodes (r, c, 2)."""
        self.grid = np.asarray(grid, dtype=float)
        lines = [*self.grid[:: self.every], *self.grid.transpose(1, 0, 2)[:: self.every]]
        self.points = np.concatenate([self.plane.line(line).points for line in lines])
        return self


def small_pictures(graph: Graph, t: Any, flow_end: np.ndarray) -> dict[str, Mobject]:
    """What five of the models make, and a page for the sixth, each under its leaf; flow_end is a grid (r, c, 2)."""
    bent = below(graph, "flows", bare_plane(flow_end.reshape(-1, 2), SIDE, SIDE, margin=0.02))
    (left, low), (right, high) = t.mixture.min(0), t.mixture.max(0)
    birds = below(graph, "mixtures", plane((left, right), (low, high), SIDE, SIDE, x_ticks=[], y_ticks=[]))
    return {
        "vaes": below(graph, "vaes", wall(t.vae, 3, SIDE)),
        "gans": below(graph, "gans", wall(t.gan, 3, SIDE)),
        "flows": BentLines(bent, flow_end, theme.DATA, theme.THIN, 6),
        "mixtures": scatter(birds, t.mixture, t.mixture_kinds, radius=4),
        "autoregressive": below(graph, "autoregressive", icon("paper", SIDE * 0.8, theme.DATA)),
    }


def dissolving(graph: Graph, moments: np.ndarray) -> Group:
    """Moments (k, n, 2) of a diffusion, small and side by side under their leaf."""
    areas = VGroup(*[plane((-3, 3), (-3, 3), 0.66, 0.9, x_ticks=[], y_ticks=[]) for _ in moments])
    below(graph, "diffusion", areas.arrange(RIGHT, buff=0.06))
    return Group(*[scatter(area, xy, color=theme.LATENT, radius=2) for area, xy in zip(areas, moments, strict=True)])


def around(graph: Graph, picture: Mobject) -> SurroundingRectangle:
    """The mark of the road that is walked next: a frame round the VAE's leaf and its picture."""
    return SurroundingRectangle(Group(graph.node("vaes"), picture), color=theme.ACCENT, buff=0.1, stroke_width=theme.THICK)


def fields_row(fields: tuple[tuple[str, str], ...]) -> list[Group]:
    """Three fields, each with its pictogram, along the bottom of the stage."""
    rows = []
    for (name, field), x in zip(fields, (-4.2, 0, 4.2), strict=True):
        picture = icon(name, 0.44, theme.ACCENT)
        label = text(field, theme.BODY, theme.TEXT, "SEMIBOLD").next_to(picture, RIGHT, buff=0.25)
        words = Group(picture, label)
        ground = Rectangle(width=words.width + 0.6, height=0.56, stroke_width=0, fill_color=theme.ACCENT, fill_opacity=0.2)
        rows.append(Group(ground.move_to(words), words).move_to([x, -2.72, 0]))
    return rows


class Introduction(FrameScene):
    """One map of the whole family, on which every model has its place."""

    def construct(self) -> None:
        self.walk_the_map()
        self.where_met()

    def walk_the_map(self) -> None:
        """Node after node lights up and gets its picture."""
        self.map = model_map()
        t = self.trace
        self.small = small_pictures(self.map, t, t.flow) | {"diffusion": dissolving(self.map, t.noised)}
        with self.cue("map") as beat:
            self.play(appear(set_strength(self.map, 0.3), rise=0), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.3)
            for name in self.small:  # a light goes from leaf to leaf
                self.play(self.map.lit(name), run_time=0.3)
            self.play(dim(*self.map.nodes.values(), *self.map.edges.values()), run_time=0.3)
        with self.cue("root"):
            seen, new = strip(t.digits, 5.2).move_to([-3.4, -1.7, 0]), strip(t.gan[:5], 5.2).move_to([3.4, -1.7, 0])
            way = arrow(seen, new, color=theme.ACCENT, width=theme.THICK)
            self.play(self.map.lit("root"), appear(seen), run_time=theme.STEP)
            self.play(draw(way.line))
            self.play(appear(new))
        with self.cue("vae"):
            self.play(vanish(seen, way, new), run_time=theme.QUICK / 2)
            self.reach("root", "vaes")
        with self.cue("gan"):
            self.reach("root", "vaes", "gans")
        with self.cue("others"):
            rest = self.small["mixtures"], self.small["autoregressive"]
            self.play(light(*self.map.nodes.values(), *self.map.edges.values()), appear(*rest))
        with self.cue("flows"):
            self.play(appear(self.small["flows"]), pulse(self.map.node("flows"), 1.2))
        with self.cue("diffusion"):
            self.play(appear_each(self.small["diffusion"], lag=0.5), pulse(self.map.node("diffusion"), 1.2))

    def reach(self, *names: str) -> None:
        """The last of these names lights up beside the others, and its picture appears."""
        self.play(self.map.lit(*names), appear(self.small[names[-1]]))

    def where_met(self) -> None:
        """The fields, the question, and the road that is walked next."""
        rows = fields_row(FIELDS)
        with self.cue("fields"):
            self.play(appear(rows[0], rise=0), run_time=theme.QUICK)
            self.play(appear_each(rows[1:], lag=0.8), run_time=2 * theme.SLOW)
        with self.cue("game"):
            guesses = [Group(icon(name, 0.72, theme.TEXT), text("?", 76, theme.ACCENT, "BOLD")).arrange(RIGHT, buff=0.3)
                       for name in ("person", "globe", "paper")]
            for guess, row in zip(guesses, rows, strict=True):
                guess.move_to(row).shift(0.06 * UP)
            self.play(vanish(*rows), appear_each(guesses, lag=0.6, rise=-0.6))
        with self.cue("grey"):
            self.play(vanish(*guesses), dim(*self.map.nodes.values(), *self.map.edges.values(), *self.small.values()))
        with self.cue("light"):
            kept = around(self.map, self.small["vaes"])
            self.play(self.map.lit("vaes"), light(self.small["vaes"]), appear(kept, rise=0))
            self.play(pulse(Group(self.map.node("vaes"), self.small["vaes"], kept), 1.1))


UNIT, UNIT_COLUMNS = 0.058, 10  # side of a hidden unit's square, squares in a row


def hidden_layer(values: np.ndarray, color: str) -> Heat:
    """A layer's units as squares of one size, still dark: values (n,)."""
    rows = -(-len(values) // UNIT_COLUMNS)
    layer = activations(np.zeros_like(values), rows * UNIT, UNIT_COLUMNS, color)
    layer.limit = float(np.quantile(np.abs(values), 0.98))
    return layer


def lit_up(layer: Heat, values: np.ndarray) -> Animation:
    """The units respond: values (n,)."""
    cells = np.zeros(layer.values.size)
    cells[: len(values)] = values
    return morph(layer, cells.reshape(layer.values.shape), run_time=theme.STEP)


class Vaes(FrameScene):
    """A digit becomes two numbers, a place on a plane, and a digit again."""

    def construct(self) -> None:
        self.squeeze()
        self.unfold()
        self.painter()
        self.aim()
        self.train()

    def squeeze(self) -> None:
        """The digit, the encoder, the point."""
        t = self.trace
        self.x = pixels(t.x, 5.0).move_to([-3.5, 0, 0])
        slots = VGroup(*[Rectangle(width=3.4, height=1.5, color=theme.LATENT, stroke_width=theme.LINE) for _ in t.mu])
        slots.arrange(DOWN, buff=0.5).move_to([3.6, 0, 0])
        asked = [text("?", 100, theme.LATENT, "BOLD").move_to(slot) for slot in slots]
        with self.cue("digit"):
            self.play(appear(self.x), appear(slots), run_time=theme.QUICK)
            self.play(appear_each(asked))
        block = Block("Encoder", None, theme.ENCODER, 1.75, 4.1, 2.7).move_to([-3.35, 0.3, 0])
        block.title.next_to(block.shape, DOWN, buff=0.18)
        layers = [hidden_layer(t.encoder_1, theme.ENCODER).move_to([-3.74, 0.3, 0]),
                  hidden_layer(t.encoder_2, theme.ENCODER).move_to([-2.92, 0.3, 0])]
        with self.cue("encoder"):
            self.play(glide(self.x, [-5.45, 0.3, 0], 1.95 / 5), appear(block, *layers), run_time=theme.QUICK)
            self.play(flow(self.x.copy(), [self.x, block.entry], shrink=0.3))
            self.play(lit_up(layers[0], t.encoder_1))
            self.play(lit_up(layers[1], t.encoder_2))
        reach = float(t.reach)
        self.area = plane((-reach, reach), (-reach, reach), 4.4, 4.4, x_ticks=[], y_ticks=[]).move_to([0, 0.45, 0])
        self.cloud = scatter(self.area, t.latents, t.labels, radius=5)
        self.point = Dot(self.area.at(*t.mu), radius=0.18, color=theme.ACCENT)
        self.point.set_stroke(theme.BACKGROUND, theme.LINE)
        with self.cue("latent"):
            self.play(vanish(slots, *asked), appear(self.cloud, self.area, rise=0), run_time=theme.QUICK)
            name = text(", ".join(f"{value:.1f}" for value in t.mu).replace("-", "−"), theme.HEADING, theme.LATENT, "BOLD")
            name.next_to(self.area.area, DOWN, buff=0.2)
            self.play(flow(self.point, [block.exit, self.point], keep=True), appear(name))
        self.encoder = Group(block, *layers)
        self.written = name

    def unfold(self) -> None:
        """The decoder and the image again."""
        t = self.trace
        block = Block("Decoder", None, theme.DECODER, 1.75, 2.7, 4.1).move_to([3.35, 0.3, 0])
        block.title.next_to(block.shape, DOWN, buff=0.18)
        layers = [hidden_layer(t.decoder_1, theme.DECODER).move_to([2.92, 0.3, 0]),
                  hidden_layer(t.decoder_2, theme.DECODER).move_to([3.74, 0.3, 0])]
        x_hat = pixels(np.zeros_like(t.x_hat), 1.95, theme.DECODER).move_to([5.45, 0.3, 0])
        with self.cue("decoder"):
            self.play(appear(block, *layers, x_hat), run_time=theme.QUICK)
            self.play(flow(self.point.copy(), [self.point, block.entry]))
            self.play(lit_up(layers[0], t.decoder_1))
            self.play(lit_up(layers[1], t.decoder_2))
            self.play(swap_image(x_hat, t.x_hat))
        self.all = Group(self.x, self.encoder, self.area, self.cloud, self.point, self.written, block, *layers, x_hat)

    def painter(self) -> None:
        """A face that is studied, and another one that is painted from what was learned."""
        sitter = portrait(1.0, 0.5, 0.0, theme.DATA).scale(1.35).move_to([-3.9, 0, 0])
        stand = easel().move_to([3.6, -0.1, 0])
        look = arrow([-1.9, 0.2, 0], [1.3, 0.2, 0], "what matters", theme.TEXT, width=theme.THICK)
        painted = portrait(0.82, 0.3, 0.12, theme.DECODER).scale(1.35).move_to([3.6, 0.42, 0])
        with self.cue("face"):
            self.play(vanish(self.all), appear(sitter, stand), run_time=theme.QUICK)
            self.play(draw(look.line), appear(look.label))
        with self.cue("new"):
            self.play(dim(sitter, level=0.2), appear(painted))
        self.studio = Group(sitter, stand, look, painted)

    def aim(self) -> None:
        """A bound that rises towards what can't be computed, and codes that stay near the normal."""
        t = self.trace
        low, high = float(np.quantile(t.bound, 0.12)), float(t.estimate)
        series = {"bound": np.maximum(t.bound, low)}
        area = loss_plane(series, 4.6, 4.2, t.epochs, "epoch", "nats", (low, high + 0.12 * (high - low))).move_to([-3.9, -0.2, 0])
        line = curves(area, series, (theme.LATENT,), t.epochs, hidden=True)
        ceiling = dashed(area.at(area.x_range[0], high), area.at(area.x_range[1], high), theme.TEXT).set_stroke(width=theme.THICK)
        name = formula("log p(x)", theme.HEADING).next_to(area.at(area.x_range[1] * 0.66, high), UP, buff=0.08)
        note = text("only estimated", theme.SMALL, theme.MUTED).next_to(name, LEFT, buff=0.3)
        with self.cue("bound"):
            self.play(vanish(self.studio), appear(area), appear(ceiling, name, note), run_time=theme.QUICK)
            self.area.scale(1.22).shift([3.4, -0.1, 0] - self.area.area.get_center())
            self.cloud = scatter(self.area, t.latents, t.labels, radius=5)
            self.play(reveal(line), appear(self.cloud, self.area, rise=0), run_time=2 * theme.SLOW)
        rings = VGroup(*[ring(self.area, k) for k in (1, 2, 3)])
        with self.cue("normal"):
            self.play(appear_each(rings, lag=0.3, rise=0))
        self.lesson = Group(area, line, ceiling, name, note)
        self.rings = rings

    def train(self) -> None:
        """Thousands of digits in, and random places out."""
        t = self.trace
        shown = wall(t.train, 14, 12.4, hidden=True).move_to(theme.STAGE_CENTER)
        with self.cue("mnist"):
            self.play(vanish(self.lesson, self.cloud, self.area, self.rings), run_time=theme.QUICK / 2)
            self.add(shown)
            self.play(reveal_tiles(shown), run_time=theme.SLOW)
        reach = float(t.reach)
        area = plane((-reach, reach), (-reach, reach), 5.4, 5.4, x_ticks=[], y_ticks=[]).move_to([-3.7, -0.1, 0])
        cloud = scatter(area, t.latents, t.labels, radius=5, opacity=0.35)
        spots = scatter(area, t.spots, color=theme.ACCENT, radius=14, opacity=1, hidden=True)
        made = wall(t.spot_images, 6, 6.7, hidden=True).move_to([3.05, -0.1, 0])
        with self.cue("decode") as beat:
            self.play(vanish(shown), appear(cloud, area, rise=0), run_time=theme.QUICK)
            self.add(spots, made)
            count = len(t.spots)
            self.play(reveal(spots), reveal_tiles(made, range(count)), run_time=beat.left * 0.7)


def ring(area: Plane, sigmas: int) -> Circle:
    """The circle at so many standard deviations of the prior."""
    radius = float(area.at(sigmas, 0)[0] - area.at(0, 0)[0])
    circle = Circle(radius=radius, stroke_color=theme.LATENT, stroke_width=theme.THICK)
    return circle.set_fill(theme.LATENT, 0.12).move_to(area.at(0, 0))


def portrait(wide: float, hair: float, smile: float, color: str) -> VGroup:
    """A face in outline: its width, how low the hair falls, how much it smiles."""
    head = Ellipse(width=1.7 * wide, height=2.1)
    fringe = VMobject()
    edge = 0.85 * wide
    places = [(-edge, 0.2), (-edge * 0.6, 1.25 - hair), (edge * 0.5, 1.1 - hair), (edge, 0.2)]
    fringe.set_points_smoothly([np.array([x, y, 0]) for x, y in places])
    eyes = [Dot([side * 0.34 * wide, 0.1, 0], radius=0.085) for side in (-1, 1)]
    nose = Line([0, 0, 0], [0.08, -0.3, 0])
    mouth = Arc(0.4, -2.3 + smile, 1.5 - 2 * smile, arc_center=[0, -0.3, 0])
    face = VGroup(head, fringe, nose, mouth).set_stroke(color, theme.THICK + 1).set_fill(opacity=0)
    return VGroup(face, VGroup(*eyes).set_fill(color, 1).set_stroke(width=0))


def easel() -> VGroup:
    """A canvas on three legs."""
    canvas = Rectangle(width=3.3, height=3.5, color=theme.MUTED, stroke_width=theme.THICK).shift(0.5 * UP)
    legs = [Line([x, -1.25, 0], [1.5 * x, -2.4, 0], color=theme.MUTED, stroke_width=theme.THICK) for x in (-1.1, 0, 1.1)]
    return VGroup(canvas, *legs)


MIDDLE = -0.1  # of the batch between generator and discriminator
STRIP_WIDTH = 6.3
PLANE_SIDE = 5.5
STRENGTHS = {"vaes": "smooth\nlatents", "gans": "sharp\npictures", "flows": "exact\ndensity", "diffusion": "quality,\nvariety"}


def role(sign: str, name: str, color: str, x: float) -> Group:
    """What a network is in the story, under its block."""
    disc = icon_disc(sign, 0.7, color)
    words = text(name, theme.HEADING, color, "SEMIBOLD").next_to(disc, RIGHT, buff=0.3)
    return Group(disc, words).move_to([x, -2.1, 0])


def talking(steps: int = 6) -> np.ndarray:
    """One and the same face, from a closed mouth to a smile that was never filmed: (steps, h, w, 3)."""
    return np.stack([person(replace(PEOPLE[0], smile=float(smile)), 240) for smile in np.linspace(0, 1, steps)])


class GansAndOthers(FrameScene):
    """A critic scores a forger, a flow bends a grid into moons, a diffusion finds its way back from noise."""

    def construct(self) -> None:
        self.studio()
        self.uses()
        self.bend()
        self.ruin()
        self.compare()

    # --- the two players -------------------------------------------------------------------------------------

    def studio(self) -> None:
        """Noise, generator, a real batch, discriminator, scores, and the way back."""
        t = self.trace
        noise = heat_strip(t.noise[0], 3.2, 0.42, vertical=True, color=theme.GENERATOR).move_to([-6.15, 0.6, 0])
        maker = generator(None, width=2.1, height=3.2).move_to([-4.75, 0.6, 0])
        self.fake = strip(t.fake, STRIP_WIDTH, gap=3).move_to([MIDDLE, -0.4, 0])
        self.real = strip(t.real, STRIP_WIDTH, gap=3).move_to([MIDDLE, 1.95, 0])
        names = [tag("generated", theme.FAKE).next_to(self.fake, UP, buff=0.08).align_to(self.fake, LEFT),
                 tag("real", theme.REAL).next_to(self.real, UP, buff=0.08).align_to(self.real, LEFT)]
        artist, critic = role("palette", "artist", theme.GENERATOR, -4.9), role("search", "critic", theme.DISCRIMINATOR, 4.95)
        with self.cue("artist"):
            self.play(appear(maker, noise, artist), run_time=theme.QUICK)
            self.fake.set_tiles(slice(None), 0.0)
            self.add(self.fake)
            self.play(flow(noise.copy(), [noise, maker], shrink=0.4), appear(names[0]))
            self.play(reveal_tiles(self.fake))
        judge = discriminator(None, width=2.6, height=3.2).move_to([4.95, 0.6, 0])
        with self.cue("critic"):
            self.play(appear(judge, self.real, names[1], critic), run_time=theme.QUICK)
            self.play(*[self.shown_to(judge, row, i) for i in (1, 4) for row in (self.real, self.fake)], run_time=theme.SLOW)
        self.players = Group(noise, maker, judge, self.fake, self.real, *names)
        self.scores(maker, judge, Group(artist, critic))

    def shown_to(self, judge: Block, row: Mobject, index: int) -> Animation:
        """A digit of the batch goes into the discriminator."""
        return flow(row.tile(index), [row.place(index), judge.entry + 0.2 * RIGHT], shrink=0.4)

    def scores(self, maker: Block, judge: Block, roles: Group) -> None:
        """A bar under each digit for the probability that it is real, and the verdict's way back."""
        t = self.trace
        verdicts = [self.verdict(images.place(i), float(p), color)
                    for values, images, color in ((t.real_scores, self.real, theme.REAL), (t.fake_scores, self.fake, theme.FAKE))
                    for i, p in enumerate(values)]
        with self.cue("scores"):
            self.play(vanish(*roles), appear_each(verdicts, lag=0.06, rise=0))
            floor = -2.55
            back = elbow(judge.shape.get_bottom(), [judge.get_x(), floor, 0], [maker.get_x(), floor, 0],
                         maker.shape.get_bottom(), color=theme.DISCRIMINATOR)
            back.line.set_stroke(width=theme.THICK + 2)
            word = text("feedback", theme.HEADING, theme.DISCRIMINATOR, "SEMIBOLD").next_to([MIDDLE, floor, 0], UP, buff=0.22)
            self.play(draw(back), appear(word), run_time=theme.SLOW)
        self.players.add(*verdicts, back, word)

    def verdict(self, place: np.ndarray, probability: float, color: str) -> Group:
        """A bar and a number under a digit: how likely the discriminator finds it real."""
        track = Rectangle(width=0.92, height=0.17, stroke_width=0, fill_color=theme.PANEL_EDGE, fill_opacity=1)
        track.move_to(place + 0.62 * DOWN)
        full = track.copy().set_fill(theme.DISCRIMINATOR).stretch_to_fit_width(max(0.92 * probability, 0.02))
        full.move_to(track, aligned_edge=LEFT)
        return Group(track, full, text(f"{probability:.2f}", theme.LABEL, color, "SEMIBOLD").move_to(place + 0.92 * DOWN))

    def uses(self) -> None:
        """A portrait, a landscape, and a face that is made to smile."""
        mouths = talking()
        ways = [(person(PEOPLE[2], 240), "portraits", theme.TEXT), (land(True, 240), "game landscapes", theme.TEXT),
                (mouths[0], "deepfakes", theme.BAD)]
        shown = []
        for (image, words, color), x in zip(ways, (-4.85, -0.1, 4.75), strict=True):
            picture = pixels(image, 3.5, color).move_to([x, 0.75, 0])
            shown.append(Group(picture, text(words, theme.HEADING, color, "SEMIBOLD").move_to([x, -1.6, 0])))
        note = text("painted for this lecture", theme.SMALL, theme.MUTED).move_to([0, -2.6, 0])
        fake = stamp("never filmed", theme.BAD).move_to([4.75, 2.05, 0])
        with self.cue("deepfakes") as beat:
            self.play(vanish(self.players), appear(*shown, note), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.25)
            self.play(run_images(shown[2][0], mouths), run_time=theme.SLOW)
            self.play(appear(fake))
        self.shown = Group(*shown, note, fake)

    # --- the flow --------------------------------------------------------------------------------------------

    def bend(self) -> None:
        """A grid over the Gaussian is bent, coupling by coupling, into the moons."""
        t = self.trace
        steps = len(t.grid_path)
        area = plane((-2.7, 2.7), (-2.7, 2.7), PLANE_SIDE, PLANE_SIDE, x_ticks=[], y_ticks=[])
        left = area.copy().move_to([-3.6, -0.1, 0])
        right = area.move_to([3.6, -0.1, 0])
        still = [BentLines(left, t.grid_path[0], theme.FAINT),
                 scatter(left, t.base_path[0], color=theme.LATENT, radius=5)]
        grid = BentLines(right, t.grid_path[0], theme.FAINT)
        cloud = scatter(right, t.base_path[0], color=theme.DATA, radius=5)
        way = arrow([-0.75, 0, 0], [0.75, 0, 0], color=theme.TEXT, width=theme.THICK)
        count = text(f"{steps - 1} steps", theme.LABEL, theme.MUTED).next_to(way, UP, buff=0.15)
        with self.cue("flow") as beat:
            self.play(vanish(self.shown), appear(*still, rise=0), appear(way, count), run_time=theme.QUICK)
            self.play(appear(grid, cloud, rise=0), run_time=theme.QUICK)
            self.play(run_through(grid, t.grid_path), run_through(cloud, t.base_path), run_time=beat.left * 0.75)
        self.flow_parts = Group(*still, grid, cloud, way, count)
        self.turn_knob(left, right)

    def turn_knob(self, left: Plane, right: Plane) -> None:
        """A point of the Gaussian is turned round, and its image on the moons goes along, with its density."""
        t = self.trace
        knob = Dot(left.at(*t.knob_path[0, 0]), radius=0.2, color=theme.ACCENT)
        rail = left.line(t.knob_path[:, 0], theme.ACCENT, theme.LINE)
        follower = Dot(right.at(*t.knob_path[0, -1]), radius=0.2, color=theme.ACCENT)
        track = right.line(t.knob_path[:, -1], theme.ACCENT, theme.LINE)
        gauge = bars(t.knob_density[:1], 0.6, 2.0, theme.ACCENT, limit=float(t.knob_density.max()), signed=False)
        gauge.move_to([0, -1.6, 0])
        name = formula("p(x)", theme.TITLE, theme.ACCENT).next_to(gauge, DOWN, buff=0.12)

        def turn(share: float) -> None:
            at = share * (len(t.knob_path) - 1)
            low = min(int(at), len(t.knob_path) - 2)
            here = t.knob_path[low] * (1 - at + low) + t.knob_path[low + 1] * (at - low)
            knob.move_to(left.at(*here[0]))
            follower.move_to(right.at(*here[-1]))
            gauge.show(t.knob_density[low : low + 1] * (1 - at + low) + t.knob_density[low + 1 : low + 2] * (at - low))

        with self.cue("knob") as beat:
            self.play(appear(rail, track, rise=0), appear(knob, follower, gauge, name, rise=0), run_time=theme.QUICK)
            moving = Group(knob, follower, gauge)
            self.play(Sweep(moving, turn, rate_func=gentle, run_time=beat.left * 0.8))
        self.flow_parts.add(knob, follower, rail, track, gauge, name)

    # --- the diffusion ---------------------------------------------------------------------------------------

    def ruin(self) -> None:
        """Moons dissolve on the left; from noise, other points walk back on the right."""
        t = self.trace
        area = plane((-4.4, 4.4), (-2.75, 2.75), 9.0, 9.0 * 2.75 / 4.4, x_ticks=[], y_ticks=[]).move_to(theme.STAGE_CENTER)
        cloud = scatter(area, t.ruin[0], color=theme.DATA, radius=7)
        there, back = self.direction("data -> noise", theme.DATA), self.direction("noise -> data", theme.LATENT)
        with self.cue("diffusion") as beat:
            self.play(vanish(self.flow_parts), appear(cloud, there, rise=0), run_time=theme.QUICK)
            self.play(run_through(cloud, t.ruin), run_time=beat.left * 0.8)
        again = scatter(area, t.back[0], color=theme.LATENT, radius=7)
        trails = VGroup(*[area.line(t.back[:, i], theme.LATENT, theme.THIN).set_stroke(opacity=0.5) for i in range(60)])
        with self.cue("back") as beat:
            self.play(vanish(cloud, there), appear(again, back, rise=0), run_time=theme.QUICK)
            self.play(run_through(again, t.back), run_time=beat.left * 0.5)
            self.play(appear(trails, rise=0))
        self.clouds = Group(again, trails, back)

    def direction(self, words: str, color: str) -> Mobject:
        """Which way the points go, in the upper left corner."""
        return text(words, theme.HEADING, color, "SEMIBOLD").move_to([theme.STAGE_LEFT, 2.5, 0], aligned_edge=LEFT)

    # --- the map again ---------------------------------------------------------------------------------------

    def compare(self) -> None:
        """The map with the strength of each model."""
        t = self.trace
        graph = model_map()
        small = small_pictures(graph, t, t.grid_path[-1])
        moons = below(graph, "diffusion", plane((-3, 3), (-3, 3), SIDE, SIDE, x_ticks=[], y_ticks=[]))
        small["diffusion"] = scatter(moons, t.back[-1], color=theme.LATENT, radius=3)
        notes = {name: self.note(graph, name, words) for name, words in STRENGTHS.items()}
        with self.cue("strengths") as beat:
            others = small["mixtures"], small["autoregressive"]
            self.play(vanish(self.clouds), appear(graph, *others, rise=0), run_time=theme.QUICK)
            pairs = [Group(small[name], notes[name]) for name in ("vaes", "gans", "flows", "diffusion")]
            self.play(appear_each(pairs, lag=0.9), run_time=beat.left * 0.85)
        with self.cue("anomaly") as beat:
            kept = around(graph, small["vaes"])
            rest = [thing for name, thing in small.items() if name != "vaes"]
            self.play(vanish(*notes.values(), run_time=0.2), appear_each(fields_row(TASKS), lag=0.4, rise=0), run_time=theme.STEP)
            beat.hold_until(beat.left * 0.4)
            self.play(graph.lit("vaes"), dim(*rest), appear(kept, rise=0))
            self.play(pulse(kept))

    def note(self, graph: Graph, name: str, words: str) -> Mobject:
        """A model's strength in two words under its picture."""
        label = text(words, theme.BODY, graph.node(name).color_name, "SEMIBOLD")
        return label.move_to([graph.node(name).get_x(), graph.node(name).get_bottom()[1] - SIDE - 0.6, 0])
