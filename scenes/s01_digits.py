"""The mini lecture's first section: a digit, its numbers, and noise."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT

from scenes import theme
from scenes.mobjects.images import pixels, strip
from scenes.mobjects.motion import appear, draw, reveal_tiles, swap_image
from scenes.mobjects.networks import arrow
from scenes.mobjects.text import mono, text
from scenes.stage import FrameScene

PATCH = slice(10, 15)


class Look(FrameScene):
    """A picture is a table of numbers."""

    def construct(self) -> None:
        t = self.trace  # x (28, 28)  ink: per cent
        digit = pixels(t.x, height=4.6).move_to([-3.9, -0.1, 0])
        with self.cue("digit"):
            self.play(appear(digit))
        with self.cue("numbers"):
            patch = digit.read_out(PATCH, PATCH, height=4.6).move_to([1.6, -0.1, 0])
            self.play(appear(patch))
        with self.cue("ink"):
            share = text(f"{float(t.ink):.0f} % ink", theme.HEADING, theme.ACCENT).next_to(patch, RIGHT, buff=0.5)
            paper = np.where(t.x > 0, 1.0, t.x)
            self.play(swap_image(digit, paper), appear(share))


class Noise(FrameScene):
    """Mixed with noise step by step, a digit is lost."""

    def construct(self) -> None:
        t = self.trace  # images (7, 28, 28)  levels (7,)
        row = strip(t.images, width=12.4, gap=3).move_to([0, 0.6, 0])
        names = [mono(f"{level:.0%}").next_to(row.place(i), DOWN, buff=1.05) for i, level in enumerate(t.levels)]
        count = len(t.images)
        with self.cue("noise") as beat:
            row.set_tiles(slice(None), 0.0)
            for index in range(count - 2):
                beat.hold_until(0.7 * index)
                self.play(reveal_tiles(row, [index]), appear(names[index]), run_time=0.5)
        with self.cue("gone"):
            self.play(reveal_tiles(row, [count - 2, count - 1]), *[appear(name) for name in names[-2:]])
        with self.cue("back"):
            back = arrow(row.get_corner(DOWN + RIGHT) + 1.3 * DOWN, row.get_corner(DOWN + LEFT) + 1.3 * DOWN, color=theme.LATENT)
            self.play(draw(back), appear(text("?", 90, theme.LATENT).next_to(back, DOWN)))
