"""The mini lecture's first section: a digit, its numbers, and noise."""

from __future__ import annotations

from manim import DOWN, RIGHT, FadeIn

from scenes import theme
from scenes.mobjects.images import pixels, strip
from scenes.mobjects.motion import appear
from scenes.mobjects.text import text
from scenes.stage import FrameScene


class Look(FrameScene):
    """A picture is a table of numbers."""

    def construct(self) -> None:
        t = self.trace  # x (28, 28)  label  ink
        digit = pixels(t.x, height=4.2).move_to([-4.2, -0.1, 0])
        with self.cue("digit"):
            self.play(appear(digit))
        with self.cue("numbers"):
            patch = digit.read_out(slice(10, 15), slice(10, 15), height=4.2).move_to([1.0, -0.1, 0])
            self.play(FadeIn(patch))
        with self.cue("ink"):
            share = text(f"{float(t.ink):.0f} % ink", theme.HEADING, theme.DATA).next_to(patch, RIGHT, buff=0.6)
            self.play(appear(share))


class Noise(FrameScene):
    """Mixed with noise step by step, a digit is lost."""

    def construct(self) -> None:
        t = self.trace  # images (7, 28, 28)  levels (7,)
        row = strip(t.images[:4], width=6.6, gap=3)
        rest = strip(t.images[4:], width=4.9, gap=3)
        rest.next_to(row, RIGHT, buff=0.2)
        for part, x in ((row, -3.0), (rest, 3.3)):
            part.move_to([x, 0.5, 0])
        with self.cue("noise") as beat:
            self.play(appear(row), run_time=min(1.5, beat.left))
        with self.cue("gone"):
            self.play(appear(rest))
        with self.cue("back"):
            question = text(f"from {float(t.levels[-1]):.0%} noise back to a digit?", theme.HEADING, theme.LATENT)
            self.play(appear(question.next_to(row, DOWN, buff=1.0).set_x(0)))
