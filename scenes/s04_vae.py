"""Section 4: variational autoencoders, from a cloud that becomes a map to the loss that shapes it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, Rectangle, RoundedRectangle, VGroup

from scenes import theme
from scenes.mobjects.formula import Formula, formula
from scenes.mobjects.images import pixels, wall
from scenes.mobjects.motion import (
    appear,
    appear_each,
    draw,
    flow,
    glide,
    morph,
    pulse,
    reveal_tiles,
    swap_image,
    vanish,
)
from scenes.mobjects.networks import Block, arrow
from scenes.mobjects.text import text
from scenes.mobjects.vectors import Bars, Heat, activations, bars
from scenes.stage import FrameScene

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
            name = formula("x", theme.HEADING, theme.DATA).next_to([-5.4, LEVEL + 1.05, 0], UP, buff=0.18)
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
            sums = formula("z = mu + sigma epsilon", theme.BODY, theme.LATENT).move_to([0.05, -1.18, 0])
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
            name = formula("x'", theme.HEADING, theme.DECODER).next_to(self.x_hat, UP, buff=0.18)
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
