"""Section 4: variational autoencoders, from a cloud that becomes a map to the loss that shapes it."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    ORIGIN,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Circle,
    Dot,
    Group,
    Line,
    Mobject,
    Rectangle,
    RoundedRectangle,
    SurroundingRectangle,
    VGroup,
    VMobject,
)

from scenes import theme
from scenes.mobjects.formula import Formula, formula
from scenes.mobjects.icons import icon
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.motion import (
    STEADY,
    Sweep,
    appear,
    appear_each,
    dim,
    draw,
    flow,
    glide,
    mark_tiles,
    morph,
    pulse,
    reveal,
    reveal_tiles,
    run_images,
    run_through,
    swap_image,
    vanish,
)
from scenes.mobjects.networks import Block, arrow, decoder, encoder
from scenes.mobjects.plane import Plane, plane
from scenes.mobjects.plots import curves, loss_plane
from scenes.mobjects.points import Scatter, density, scatter
from scenes.mobjects.raster import colors_of
from scenes.mobjects.text import baseline, row_of_text, set_baseline, text
from scenes.mobjects.vectors import Bars, Heat, activations, bars
from scenes.stage import FrameScene, gentle

CELL = 0.066  # units; the side of a hidden unit's square
UNIT_COLUMNS = 10
LEVEL = 0.45  # of images and networks
ROW_X, ROW_WIDTH, ROW_HEIGHT = 0.5, 3.0, 1.02


def hidden_layer(values: np.ndarray, color: str) -> Heat:
    """A layer's units as squares of the same size whatever their number: values (n,)."""
    rows = -(-len(values) // UNIT_COLUMNS)
    return activations(values, rows * CELL, UNIT_COLUMNS, color)


def folded(layer: Heat, values: np.ndarray) -> np.ndarray:
    """A layer's values (n,) in the shape of its block; what is left over is zero."""
    cells = np.zeros(layer.values.size)
    cells[: len(values)] = values
    return cells.reshape(layer.values.shape)


def vector_row(sign: str, values: np.ndarray, color: str, y: float, limit: float) -> tuple[Formula, Bars]:
    """A vector (n,) as bars in the middle column, with its sign on the left."""
    shown = bars(values, ROW_WIDTH, ROW_HEIGHT, color, limit=limit).move_to([ROW_X, y, 0])
    label = formula(sign, theme.HEADING, color)
    return label.next_to(shown.area, LEFT, buff=0.18), shown


MAP_SIDE = 5.6
RIGHT_MIDDLE = 3.05  # of what stands beside the map


class Introduction(FrameScene):
    """A network that sees no labels turns a cloud of digits into a map, and any spot of the map into a digit."""

    def construct(self) -> None:
        self.form_map()
        self.beside_the_map()
        self.pick()
        self.roads()

    def form_map(self) -> None:
        """From a shapeless cloud to ten countries."""
        t = self.trace
        reach = float(t.reach)
        self.map = plane((-reach, reach), (-reach, reach), MAP_SIDE, MAP_SIDE, x_ticks=[], y_ticks=[])
        self.map.move_to([theme.STAGE_LEFT + MAP_SIDE / 2 + 0.05, theme.STAGE_CENTER[1], 0])
        middle = t.latents.mean(1, keepdims=True)  # (s, 1, 2)
        spread = (t.latents - middle).std((1, 2), keepdims=True)  # (s, 1, 1)
        steps = (t.latents - middle) * (spread[-1] / spread) + middle[-1]  # the view follows the cloud, tiny at first
        self.cloud = scatter(self.map, steps[0], color=theme.MUTED, radius=6)
        self.tiles = wall(t.tiles, 8, 6.7).move_to([RIGHT_MIDDLE, theme.STAGE_CENTER[1], 0])
        with self.cue("cloud"):
            self.play(appear(self.cloud, rise=0), appear(self.map.axes, rise=0), run_time=theme.QUICK)
            self.play(appear(self.tiles))
            five = (1, 10, 20, 30, 39)
            self.play(*[self.to_its_place(i) for i in five], run_time=theme.SLOW)
            rings = [Circle(0.17, color=theme.ACCENT).move_to(self.cloud.place(int(t.tile_rows[i]))) for i in five]
            self.play(appear(*rings, rise=0), run_time=theme.QUICK)
        with self.cue("colours"):
            marks = [mark_tiles(self.tiles, range(4 * c, 4 * c + 4), theme.CLASS_COLORS[c]) for c in range(10)]
            self.play(vanish(*rings), take_colors(self.cloud, t.labels), *marks)
        with self.cue("train") as beat:
            epoch = EpochCount(t.epochs).move_to(self.map.area.get_corner(UP + LEFT) + 0.15 * RIGHT, aligned_edge=UP + LEFT)
            self.play(run_through(self.cloud, steps), epoch.count(), run_time=beat.left)
        with self.cue("map"):
            self.names = VGroup(*[self.name_of(c, t.capitals[c]) for c in range(10)])
            self.play(appear(self.names, rise=0))
        self.epoch = epoch

    def to_its_place(self, tile: int) -> Animation:
        """A digit of the wall flies to its point in the cloud."""
        row = int(self.trace.tile_rows[tile])
        return flow(self.tiles.tile(tile), [self.tiles.place(tile), self.cloud.place(row)], shrink=0.25)

    def name_of(self, digit: int, capital: np.ndarray) -> VGroup:
        """The digit's sign on its country."""
        sign = text(str(digit), theme.HEADING, theme.TEXT, "BOLD").move_to(self.map.at(*capital))
        disc = Circle(radius=0.3, stroke_color=theme.CLASS_COLORS[digit], stroke_width=theme.LINE)
        return VGroup(disc.set_fill(theme.BACKGROUND, 0.85).move_to(sign), sign)

    def beside_the_map(self) -> None:
        """The network in small, and the models that only answer."""
        t = self.trace
        x, x_hat = pixels(t.x, 1.15), pixels(t.x_hat, 1.15, theme.DECODER)
        halves = encoder(None, width=1.65, height=1.9), decoder(None, width=1.65, height=1.9)
        dot = Dot(radius=0.2, color=theme.LATENT)
        self.small = Group(x, halves[0], dot, halves[1], x_hat).arrange(RIGHT, buff=0.2)
        self.small.move_to([RIGHT_MIDDLE - 0.05, 1.75, 0])
        with self.cue("vae"):
            self.play(vanish(self.tiles), appear_each(self.small, lag=0.3))
        digit = Group(pixels(t.x, 1.2), text(str(int(t.x_label)), theme.TITLE, theme.TEXT, "BOLD"))
        home = Group(house(1.2, theme.DATA), text("price", theme.HEADING, theme.TEXT, "SEMIBOLD"))
        rows = [answer_row(digit, "classification", -0.5), answer_row(home, "regression", -2.1)]
        with self.cue("answers") as beat:
            self.play(appear(rows[0]), run_time=theme.QUICK)
            beat.hold_until(beat.left / 3)
            self.play(appear(rows[1]), run_time=theme.QUICK)
        shade = density(self.map, t.density, levels=(0.2, 0.6), high=float(np.quantile(t.density, 0.97)), strength=0.8)
        with self.cue("distribution"):
            self.add(shade, self.cloud, self.map.axes, self.names, self.epoch)
            label = text("the distribution itself", theme.HEADING, theme.LATENT, "SEMIBOLD").move_to([RIGHT_MIDDLE, -1.3, 0])
            self.play(vanish(*rows), appear(shade, rise=0), thin_out(self.cloud, 0.4), appear(label))
        self.label = label

    def pick(self) -> None:
        """A finger on the map, and the digit that belongs there."""
        t = self.trace
        marker = Circle(radius=0.42, stroke_color=theme.ACCENT, stroke_width=theme.THICK + 1).move_to(self.map.at(*t.walk[0]))
        found = pixels(t.walk_images[0], 3.3, theme.DECODER).move_to([RIGHT_MIDDLE, -1.25, 0])
        thread = Line(marker.get_right(), found.get_left(), color=theme.ACCENT, stroke_width=theme.LINE)

        def walk(share: float) -> None:
            at = share * (len(t.walk) - 1)
            low = min(int(at), len(t.walk) - 2)
            part = at - low
            place = t.walk[low] * (1 - part) + t.walk[low + 1] * part
            marker.move_to(self.map.at(*place))
            found.show(t.walk_images[low] * (1 - part) + t.walk_images[low + 1] * part)
            thread.put_start_and_end_on(marker.get_right(), found.get_left())

        with self.cue("pick") as beat:
            self.play(vanish(self.label), appear(marker, found, thread), run_time=theme.QUICK)
            self.bring_to_front(self.names)
            beat.hold_until(beat.left / 4)
            self.play(Sweep(Group(marker, found, thread), walk, rate_func=gentle, run_time=beat.left))
        self.found = Group(marker, found, thread)

    def roads(self) -> None:
        """Three roads that lead out of the map."""
        ends = [("face", "faces", 1.85), ("molecule", "molecules", -0.1), ("paper", "text", -2.05)]
        rows = [self.road(name, words, y) for name, words, y in ends]
        with self.cue("faces"):
            self.play(vanish(self.found, self.small), appear(rows[0]), run_time=theme.QUICK)
        with self.cue("molecules"):
            self.play(appear(rows[1]), run_time=theme.QUICK)
        with self.cue("text"):
            self.play(appear(rows[2]), run_time=theme.QUICK)
        with self.cue("trust"):
            marks = [text("?", 150, theme.ACCENT, "BOLD").move_to([5.9, row.get_y(), 0]) for row in rows]
            self.play(appear(*marks), run_time=theme.QUICK)

    def road(self, name: str, words: str, y: float) -> Group:
        """An arrow out of the map to a pictogram."""
        start = self.map.area.get_right() + np.array([0.05, y * 0.25, 0])
        way = arrow(start, [0.9, y, 0], color=theme.LATENT, width=theme.THICK)
        picture = icon(name, 1.5, theme.TEXT).move_to([1.9, y, 0])
        return Group(way, picture, text(words, theme.HEADING, theme.TEXT, "SEMIBOLD").move_to([3, y, 0], aligned_edge=LEFT))


class EpochCount(VGroup):
    """The number of the epoch, which counts while a recorded training is played."""

    def __init__(self, epochs: np.ndarray) -> None:
        """epochs (s,) of the recorded steps, in which the snapshots are played evenly."""
        super().__init__()
        self.epochs, self.shown = epochs, -1
        self.word = text("epoch", theme.BODY, theme.MUTED)
        self.add(self.word, VGroup())
        self.show(0.0)

    def show(self, share: float) -> None:
        """Write the epoch at a share of the snapshots."""
        epoch = int(np.interp(share * (len(self.epochs) - 1), np.arange(len(self.epochs)), self.epochs))
        if epoch != self.shown:
            number = text(str(epoch), theme.TITLE, theme.TEXT, "BOLD").next_to(self.word, RIGHT, buff=0.2)
            self.submobjects[1] = set_baseline(number, baseline(self.word))
            self.shown = epoch

    def count(self) -> Animation:
        """Count through all snapshots."""
        return Sweep(self, self.show, rate_func=STEADY)


def take_colors(cloud: Scatter, labels: np.ndarray) -> Animation:
    """Points change from grey to the colours of their classes: labels (n,)."""
    before = cloud.rgb.copy()
    after = np.array([theme.rgb(color) for color in theme.CLASS_COLORS], dtype=float)[labels]

    def apply(share: float) -> None:
        cloud.rgb = before + (after - before) * share
        cloud.redraw()

    return Sweep(cloud, apply)


def thin_out(cloud: Scatter, level: float) -> Animation:
    """Points step back behind what is drawn under them."""

    def apply(share: float) -> None:
        cloud.weight[:] = 1 - share * (1 - level)
        cloud.redraw()

    return Sweep(cloud, apply)


def house(height: float, color: str) -> VMobject:
    """The outline of a house."""
    outline = VMobject(stroke_color=color, stroke_width=theme.THICK)
    corners = [(-0.4, -0.5), (-0.4, 0.1), (-0.55, 0.1), (0, 0.5), (0.55, 0.1), (0.4, 0.1), (0.4, -0.5), (-0.4, -0.5)]
    return outline.set_points_as_corners([[x * height, y * height, 0] for x, y in corners])


def answer_row(ends: Group, task: str, y: float) -> Group:
    """Something in, one answer out, with the name of the task on the arrow."""
    ends[0].move_to([0.9, y, 0])
    ends[1].move_to([5.3, y, 0])
    return Group(ends, arrow([1.7, y, 0], [4.5, y, 0], task, theme.TEXT))


class Architecture(FrameScene):
    """One test digit goes through the narrow door of twenty numbers, and out again, for several draws of the noise."""

    def construct(self) -> None:
        self.digit()
        self.encode()
        self.two_vectors()
        self.sample()
        self.decode()
        self.again()

    # --- what stands where -----------------------------------------------------------------------------------

    def half(self, name: str, size: int, x: float) -> Block:
        """A half of the network with its name and its number of trained values under it."""
        ends = (4.3, 2.7) if x < 0 else (2.7, 4.3)
        block = Block(name, None, theme.ENCODER if x < 0 else theme.DECODER, 1.9, *ends).move_to([x, LEVEL, 0])
        block.title.next_to(block.shape, DOWN, buff=0.18)
        values = text(f"{size / 1000:,.0f} k weights", theme.SMALLEST, theme.MUTED).next_to(block.title, DOWN, buff=0.14)
        return block.add(values)

    # --- beats -----------------------------------------------------------------------------------------------

    def digit(self) -> None:
        t = self.trace
        self.x = pixels(t.x, 5.0).move_to([-3.4, 0, 0])
        patch = self.x.read_out(slice(5, 10), slice(10, 15), 5.0).move_to([3.2, 0, 0])
        with self.cue("digit"):
            self.play(appear(self.x), appear(patch))
        with self.cue("door"):
            self.play(vanish(patch), glide(self.x, [-5.4, LEVEL, 0], 2.1 / 5.0), run_time=theme.QUICK)
            name = formula("x", theme.TITLE, theme.DATA).next_to([-5.4, LEVEL + 1.05, 0], UP, buff=0.18)
            self.gap = Rectangle(width=2.1, height=2.1, color=theme.DECODER, stroke_width=theme.LINE).move_to([5.4, LEVEL, 0])
            slab = Rectangle(width=0.5, height=2.2, stroke_width=0, fill_color=theme.FAINT, fill_opacity=1)
            walls = VGroup(slab.copy().move_to([0, LEVEL + 1.3, 0]), slab.move_to([0, LEVEL - 1.3, 0]))
            numbers = text(f"{len(t.mu)} numbers", theme.BODY, theme.LATENT, "SEMIBOLD").next_to([0.35, LEVEL, 0], RIGHT)
            self.way = arrow([-4.2, LEVEL, 0], [-0.3, LEVEL, 0], color=theme.DATA, width=theme.THICK)
            self.play(appear(walls, numbers, self.gap), appear(name), draw(self.way.line))
        self.door = Group(walls, numbers)

    def encode(self) -> None:
        t = self.trace
        self.encoder = self.half("Encoder", int(t.parameters[0]), -3.2)
        self.first = hidden_layer(np.zeros_like(t.encoder_1), theme.ENCODER).move_to([-3.65, LEVEL, 0])
        self.second = hidden_layer(np.zeros_like(t.encoder_2), theme.ENCODER).move_to([-2.75, LEVEL, 0])
        with self.cue("encoder"):
            self.play(vanish(self.way), appear(self.encoder, self.first, self.second), run_time=theme.QUICK)
            self.play(flow(self.x.copy(), [self.x, self.encoder.entry], shrink=0.4))
            self.light_up(self.first, t.encoder_1)
            self.light_up(self.second, t.encoder_2)

    def light_up(self, layer: Heat, values: np.ndarray) -> None:
        """The units of a layer respond, the strongest brightest."""
        layer.limit = float(np.quantile(np.abs(values), 0.98))
        self.play(morph(layer, folded(layer, values)), run_time=theme.STEP)

    def two_vectors(self) -> None:
        t = self.trace
        self.limit = float(max(np.abs(t.mu).max(), np.abs(t.eps).max(), np.abs(t.z).max()))
        self.mu_name, self.mu = vector_row("mu", t.mu, theme.ENCODER, 2.3, self.limit)
        with self.cue("mu"):
            link = arrow(self.encoder.exit + 0.8 * UP, [-1.55, 2.2, 0], color=theme.ENCODER)
            self.play(vanish(self.door), appear(self.mu_name, self.mu, link), run_time=theme.QUICK)
            first = self.mu.outline(0)
            value = text(f"{t.mu[0]:.2f}".replace("-", "−"), theme.BODY, theme.ACCENT, "SEMIBOLD")
            value.next_to(first, DOWN, buff=0.12).align_to(first, LEFT)
            self.play(draw(first), appear(value))
        widest = float(np.abs(t.log_var).max())
        self.spread_name, self.spread = vector_row("log sigma^2", t.log_var, theme.ENCODER, 0.95, widest)
        with self.cue("log_var"):
            link = arrow(self.encoder.exit + 0.4 * UP, [-1.95, 0.95, 0], color=theme.ENCODER, buff=0.06)
            self.play(vanish(value, first), appear(self.spread_name, self.spread, link), run_time=theme.QUICK)
        with self.cue("compress"):
            numbers = f"{t.x.size} -> {len(t.mu)} + {len(t.log_var)}"
            note = text(numbers, theme.TITLE, theme.LATENT, "SEMIBOLD").move_to([0.2, -1.2, 0])
            long = Rectangle(width=4.4, height=0.5, stroke_width=0, fill_color=theme.DATA, fill_opacity=1).move_to([0.2, -2.1, 0])
            share = (len(t.mu) + len(t.log_var)) / t.x.size
            self.play(appear(note, long), run_time=theme.QUICK)
            self.play(long.animate.stretch(share, 0).set_fill(theme.LATENT), run_time=theme.SLOW)
        self.note = Group(note, long)

    def sample(self) -> None:
        t = self.trace
        self.z_name, self.z = vector_row("z", np.zeros_like(t.z[0]), theme.LATENT, -2.25, self.limit)
        self.space = RoundedRectangle(
            width=4.2, height=1.42, corner_radius=theme.CORNER, color=theme.LATENT, stroke_width=theme.LINE
        ).set_fill(theme.mix(theme.BACKGROUND, theme.LATENT, 0.1), 1)
        self.space.move_to([0.05, -2.25, 0])
        with self.cue("latent"):
            name = text("latent space", theme.LABEL, theme.LATENT, "SEMIBOLD").next_to(self.space, UP, buff=0.12)
            self.play(vanish(self.note), appear(self.space, name), run_time=theme.QUICK)
        self.eps_name, self.eps = vector_row("epsilon", t.eps[0], theme.TEXT, -0.4, self.limit)
        with self.cue("epsilon"):
            self.play(appear(self.eps_name, self.eps, rise=-0.6), name.animate.set_opacity(0))
        self.remove(name)
        with self.cue("stretch"):
            sigma_name, sigma = vector_row("sigma", t.sigma, theme.ENCODER, 0.95, self.limit)
            self.play(vanish(self.spread_name, self.spread), appear(sigma_name, sigma), run_time=theme.QUICK)
            scaled = formula("sigma epsilon", theme.HEADING, theme.TEXT).move_to(self.eps_name, aligned_edge=RIGHT)
            self.play(flow(sigma.copy(), [sigma, self.eps]), morph(self.eps, t.sigma * t.eps[0]))
            self.play(vanish(self.eps_name), appear(scaled))
            self.spread_name, self.spread, self.eps_name = sigma_name, sigma, scaled
        with self.cue("z"):
            self.add(self.z)
            parts = [flow(row.copy(), [row, self.z]) for row in (self.mu, self.eps)]
            self.play(appear(self.z_name), *parts, morph(self.z, t.z[0]))
            sums = formula("z = mu + sigma epsilon", theme.HEADING, theme.LATENT).move_to([0.05, -1.2, 0])
            self.play(appear(sums))

    def decode(self) -> None:
        t = self.trace
        self.decoder = self.half("Decoder", int(t.parameters[1]), 3.2)
        self.third = hidden_layer(np.zeros_like(t.decoder_1[0]), theme.DECODER).move_to([2.75, LEVEL, 0])
        self.fourth = hidden_layer(np.zeros_like(t.decoder_2[0]), theme.DECODER).move_to([3.65, LEVEL, 0])
        with self.cue("decoder"):
            link = arrow([1.75, -1.5, 0], [2.4, -0.75, 0], color=theme.LATENT, buff=0.04)
            self.play(appear(self.decoder, self.third, self.fourth, link), run_time=theme.QUICK)
            self.play(flow(self.z.copy(), [self.z, self.decoder.entry], shrink=0.4))
            self.light_up(self.third, t.decoder_1[0])
            self.light_up(self.fourth, t.decoder_2[0])
        self.x_hat = pixels(np.zeros_like(t.x), 2.1, theme.DECODER).move_to(self.gap)
        with self.cue("x_hat"):
            name = formula("x'", theme.TITLE, theme.DECODER).next_to(self.x_hat, UP, buff=0.18)
            self.add(self.x_hat)
            self.play(swap_image(self.x_hat, t.x_hat[0]), appear(name))
            self.play(pulse(self.x), pulse(self.x_hat))

    def again(self) -> None:
        t = self.trace
        draws = len(t.eps)
        caught = wall(t.x_hat[:6], 3, 2.2, hidden=True).next_to(self.x_hat, DOWN, buff=0.25)
        self.add(caught)
        with self.cue("again") as beat:
            self.play(reveal_tiles(caught, [0]), run_time=theme.QUICK)
            for k in range(1, min(draws, 6)):
                self.one_draw(k, caught, beat.left / (6 - k))
        with self.cue("flow") as beat:
            frames = self.stations()
            self.play(appear_each(frames, lag=0.5, rise=0), run_time=beat.left)

    def one_draw(self, k: int, caught: Mobject, seconds: float) -> None:
        """Another draw of the noise, all the way to the image."""
        t = self.trace
        layers = [(self.third, t.decoder_1[k]), (self.fourth, t.decoder_2[k])]
        changes = [morph(layer, folded(layer, values)) for layer, values in layers]
        noise = [morph(self.eps, t.sigma * t.eps[k]), morph(self.z, t.z[k])]
        self.play(*noise, *changes, swap_image(self.x_hat, t.x_hat[k]), run_time=min(theme.STEP, seconds))
        self.play(reveal_tiles(caught, [k]), run_time=theme.QUICK)

    def stations(self) -> list[Mobject]:
        """Frames round the image, the two vectors, the sample and the image, with arrows between them."""
        vectors = Group(self.mu.area, self.spread.area, self.mu_name)
        things: list[Mobject] = [self.x.frame, vectors, self.space, self.x_hat.frame]
        frames = []
        for thing in things:
            box = Rectangle(width=thing.width + 0.16, height=thing.height + 0.16, color=theme.ACCENT)
            frames.append(box.set_stroke(width=theme.THICK).move_to(thing))
        return frames



LOSS_SIZE = 76.0  # px; the formula of the loss
INK = {"recon": theme.DECODER, "kl": theme.LATENT}
ACROSS, ACROSS_MIDDLE = 10.9, 0.98  # of the pictures with one place a latent
CLOSED_FORM = (
    '"KL" = -1/2 sum_i ( {{ 1 : one }} quad {{ + log sigma_i^2 : spread }} '
    'quad {{ - mu_i^2 : mean }} quad {{ - sigma_i^2 : wide }} )'
)


class Training(FrameScene):
    """Two offences make one loss: forgetting the image, and wandering off from the prior."""

    def construct(self) -> None:
        self.forgetting()
        self.wandering()
        self.measured()
        self.bargain()
        self.reward()
        self.bridge()

    def forgetting(self) -> None:
        """The reconstruction loss of a batch, image by image."""
        t = self.trace
        errors = colors_of(t.pixel_loss, "heat", 0, float(np.quantile(t.pixel_loss, 0.995)))
        rows = [strip(images, 10.8, gap=3) for images in (t.batch, t.batch_hat, errors)]
        signs = [formula("x", theme.TITLE, theme.DATA), formula("x'", theme.TITLE, theme.DECODER)]
        for row, y in zip(rows, (2.13, 0.76, -0.61), strict=True):
            row.move_to([0.6, y, 0])
        for sign, row in zip(signs, rows, strict=False):
            sign.move_to([-5.6, row.get_y(), 0])
        self.write_loss()
        with self.cue("punish"):
            self.play(appear(*rows[:2], *signs), run_time=theme.QUICK)
            self.play(appear(self.head, *self.boxes.values()))
        with self.cue("log_p"):
            self.play(appear(rows[2]), self.filled("recon"), run_time=theme.QUICK)
        with self.cue("reconstruction"):
            each = [text(f"{nats:.0f}", theme.LABEL, theme.DECODER).move_to([rows[2].place(i)[0], -1.48, 0])
                    for i, nats in enumerate(t.batch_recon)]
            unit = text("nats", theme.LABEL, theme.MUTED).move_to([-5.6, -1.48, 0])
            self.play(appear(unit, *each), pulse(rows[2], 1.06), run_time=theme.QUICK)
            self.recon = self.loss.number("recon", f"{float(t.reconstruction):.1f} nats", theme.DECODER, theme.HEADING, 0.1)
            self.play(appear(self.recon))
        self.batch = Group(*rows, *signs, *each, unit)

    def write_loss(self) -> None:
        """The formula of the loss, its two parts still empty boxes."""
        self.loss = formula(
            'L(x) = {{ -EE_(q(z|x)) [log p(x|z)] : recon }} + {{ "KL"(q(z|x) || p(z)) : kl }}', LOSS_SIZE
        ).paint(**INK)
        self.loss.move_to([0, -2.15, 0])
        inside = {id(m) for name in INK for m in self.loss.part(name)}
        self.head = VGroup(*[m for m in self.loss if id(m) not in inside])
        self.boxes = {name: SurroundingRectangle(self.loss.part(name), color=color, buff=0.06, stroke_width=theme.LINE)
                      for name, color in INK.items()}

    def filled(self, name: str) -> Animation:
        """A part of the loss takes the place of its box."""
        return AnimationGroup(vanish(self.boxes[name]), appear(self.loss.part(name), rise=0))

    def wandering(self) -> None:
        """Twenty Gaussians over the prior, and how far each has strayed."""
        t = self.trace
        with self.cue("wandering"):
            self.play(self.boxes["kl"].animate(run_time=theme.STEP).set_fill(theme.LATENT, 0.35))
        area = plane((0.5, 20.5), (-3, 3), ACROSS, 2.2, y_ticks=[-2, 0, 2], x_ticks=[]).move_to([ACROSS_MIDDLE, 0.3, 0])
        area.shift(RIGHT * (ACROSS_MIDDLE - area.area.get_x()))
        prior = density(area, prior_over(area.y_range), levels=(), high=1.5, strength=0.7)
        digit = pixels(t.batch[0], 1.15).move_to([-5.85, 0.3, 0])
        with self.cue("prior"):
            rising = [self.head, self.loss.part("recon"), self.boxes["kl"], self.recon]
            self.play(vanish(self.batch), *[thing.animate.shift(4.4 * UP) for thing in rising])
            self.loss.part("kl").shift(4.4 * UP)
            name = text("prior: standard normal", theme.SMALL, theme.LATENT, "SEMIBOLD")
            name.move_to(area.area.get_corner(UP + RIGHT), aligned_edge=UP + RIGHT)
            self.play(appear(prior, area, name, rise=0), run_time=theme.QUICK)
            spans = VGroup(*[gaussian_span(area, i + 1, m, s) for i, (m, s) in enumerate(zip(t.mu, t.sigma, strict=True))])
            self.play(appear(digit), appear_each(spans, lag=0.1, rise=0))
        strayed = bars(t.kl_parts, ACROSS, 0.75, theme.LATENT, signed=False).move_to([ACROSS_MIDDLE, -1.35, 0])
        sign = text("KL", theme.BODY, theme.LATENT, "SEMIBOLD").move_to([-5.1, -1.4, 0])
        with self.cue("kl"):
            self.play(self.filled("kl"), appear(strayed, sign), run_time=theme.STEP)
        self.prior = prior
        self.spread = Group(prior, area, name, spans, digit, strayed, sign)

    def measured(self) -> None:
        """The closed form, term by term with the batch's numbers, and the total."""
        t = self.trace
        form = formula(CLOSED_FORM, theme.TITLE).move_to([0.3, -2.2, 0])
        names = ("one", "spread", "mean", "wide")
        inside = {id(m) for name in names for m in form.part(name)}
        with self.cue("closed_form") as beat:
            head = VGroup(*[m for m in form if id(m) not in inside])
            terms = []
            for name, value in zip(names, t.terms, strict=True):
                number = text(signed(value, name), theme.BODY, theme.LATENT, "SEMIBOLD")
                terms.append(VGroup(form.part(name), number.move_to([form.part(name).get_x(), -2.82, 0])))
            self.play(dim(self.prior, level=0.3), appear(head), run_time=theme.QUICK)
            self.play(appear_each(terms, lag=0.9), run_time=beat.left)
        kl = self.loss.number("kl", f"{float(t.kl):.1f} nats", theme.LATENT, theme.HEADING, 0.1)
        with self.cue("makes"):
            kl.set_y(self.recon.get_y())
            mark = SurroundingRectangle(self.loss.part("kl"), color=theme.LATENT, buff=0.08)
            self.play(appear(kl, mark.set_fill(theme.LATENT, 0.2), rise=0))
        with self.cue("total"):
            whole = text(f"{float(t.loss):.1f} nats", 150, theme.LOSS, "BOLD").move_to([0, -1.1, 0])
            ways = [arrow(number, whole, color=color, width=theme.THICK)
                    for number, color in ((self.recon, theme.DECODER), (kl, theme.LATENT))]
            self.play(vanish(self.spread, mark, head, *terms), appear(whole), *[draw(way) for way in ways])
        self.sums = Group(self.recon, kl, whole, *ways)

    def bargain(self) -> None:
        """The two losses over the epochs, beside samples from the same noise."""
        t = self.trace
        series = {"reconstruction": t.curve_recon, "KL": t.curve_kl}
        area = loss_plane(series, 5.1, 3.5, t.curve_epochs, "epoch", "nats", (0.0, float(np.quantile(t.curve_recon, 0.97))))
        area.move_to([-3.7, -0.65, 0], aligned_edge=ORIGIN)
        lines = curves(area, series, (theme.DECODER, theme.LATENT), t.curve_epochs, hidden=True)
        made = wall(t.samples[0], 6, 4.2).move_to([4.2, -0.6, 0])
        with self.cue("curves") as beat:
            self.play(vanish(self.sums), appear(area, made), run_time=theme.QUICK)
            self.play(reveal(lines), run_images(made, t.samples), run_time=beat.left)
        self.lesson = Group(area, lines, made)

    def reward(self) -> None:
        """Strips between digits, and twenty numbers that tell them apart."""
        t = self.trace
        strips = [strip(images, 12.4, gap=3) for images in t.strips]
        for images, y in zip(strips, (2.1, 0.65, -0.8), strict=True):
            images.set_tiles(slice(None), 0.0).move_to([0, y, 0])
        with self.cue("interpolate") as beat:
            self.play(vanish(*self.on_stage), run_time=theme.QUICK)
            self.add(*strips)
            order = list(range(t.strips.shape[1]))
            self.play(*[reveal_tiles(images, order) for images in strips], run_time=min(beat.left, 2 * theme.SLOW))
        told = text(f"{float(t.neighbours):.0%} told right by their neighbours", theme.HEADING, theme.ENCODER, "SEMIBOLD")
        narrow = text(f"{t.batch[0].size} -> {len(t.mu)} numbers", theme.HEADING, theme.LATENT, "SEMIBOLD")
        line = row_of_text(narrow, told, buff=0.9).move_to([0, -2.2, 0])
        with self.cue("features"):
            self.play(appear(narrow), run_time=theme.QUICK)
            self.play(appear(told))
        self.strips = Group(*strips, line)

    def bridge(self) -> None:
        """Inference one way, generation the other."""
        t = self.trace
        data = wall(t.batch[:4], 2, 3.7).move_to([-4.55, 0, 0])
        area = plane((-3.2, 3.2), (0, 0.42), 3.9, 3.2, x_ticks=[], y_ticks=[]).move_to([4.45, 0, 0])
        z = np.linspace(-3.2, 3.2, 80)
        bell = area.line(np.stack([z, np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)], 1), theme.LATENT, theme.THICK)
        there = arrow([-2.5, 1.1, 0], [2.3, 1.1, 0], color=theme.ENCODER, bend=-0.8, width=theme.THICK + 2)
        back = arrow([2.3, -1.1, 0], [-2.5, -1.1, 0], color=theme.DECODER, bend=-0.8, width=theme.THICK + 2)
        names = [formula("q(z|x)", LOSS_SIZE, theme.ENCODER).move_to([-0.1, 2.15, 0]),
                 formula("p(x|z)", LOSS_SIZE, theme.DECODER).move_to([-0.1, -2.15, 0])]
        with self.cue("probabilistic"):
            self.play(vanish(self.strips), appear(data, area.axes, bell), run_time=theme.QUICK)
            self.play(draw(there.line), appear(names[0]))
            self.play(draw(back.line), appear(names[1]))
        with self.cue("ask"):
            self.play(appear(text("?", 240, theme.ACCENT, "BOLD").move_to([-0.1, 0, 0])))


def prior_over(y_range: tuple[float, float], cells: int = 60) -> np.ndarray:
    """The standard normal's density up a plane, the same everywhere across: (cells, 2)."""
    z = np.linspace(*y_range, cells)
    return np.repeat(np.exp(-(z**2) / 2)[:, None], 2, axis=1)


def gaussian_span(area: Plane, place: int, mean: float, sigma: float) -> VGroup:
    """A Gaussian of one latent as a line over two standard deviations each way, with a dot at its mean."""
    low, high = max(mean - 2 * sigma, area.y_range[0]), min(mean + 2 * sigma, area.y_range[1])
    line = Line(area.at(place, low), area.at(place, high), color=theme.ENCODER, stroke_width=theme.THICK + 2)
    return VGroup(line, Dot(area.at(place, mean), radius=0.09, color=theme.TEXT))


def signed(value: float, name: str) -> str:
    """A sum of the closed form with the sign that it has there."""
    shown = value if name in ("one", "spread") else -value
    return f"{shown:.1f}".replace("-", "−") if name == "one" or shown < 0 else f"+{shown:.1f}"
