"""The mini lecture's second section: a loss that falls, and what it is worth."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP

from scenes import theme
from scenes.mobjects.motion import STEADY, appear, reveal, run_through
from scenes.mobjects.plane import plane
from scenes.mobjects.plots import curves, loss_plane
from scenes.mobjects.points import boundary, scatter
from scenes.mobjects.text import mono, text
from scenes.stage import FrameScene

SIDE = 60  # places at which the boundary is evaluated, along each axis


class Loss(FrameScene):
    """A falling loss is a line that turns into its place."""

    def construct(self) -> None:
        t = self.trace  # loss (s,)  x (n, 2) mm  y (n,)  beta (s, 3)
        falling = loss_plane({"loss": t.loss}, width=4.2, height=3.9, x_title="Newton step").move_to([-4.2, -0.1, 0])
        curve = curves(falling, {"loss": t.loss}, hidden=True)
        with self.cue("loss") as beat:
            self.play(appear(falling))
            self.play(reveal(curve), run_time=min(2.0, beat.left), rate_func=STEADY)
        (x0, y0), (x1, y1) = t.x.min(0) - 1, t.x.max(0) + 1
        birds = plane((x0, x1), (y0, y1), 4.9, 3.9, x_title="bill length, mm", y_title="bill depth, mm").move_to([2.9, -0.1, 0])
        steps = [self.chance(birds, beta) for beta in t.beta]
        sides, cloud = boundary(birds, steps[0]), scatter(birds, t.x, t.y)
        with self.cue("boundary") as beat:
            self.play(appear(birds), appear(sides, rise=0), appear(cloud, rise=0), run_time=0.5)
            self.play(run_through(sides, steps), run_time=beat.left)
        with self.cue("settles"):
            value = mono(f"{float(t.loss[-1]):.3f} nats", 60, theme.LOSS).next_to(falling, UP, buff=-0.5).shift(RIGHT)
            frame = birds.area.copy().set_stroke(theme.ACCENT, 8, opacity=1)
            self.play(appear(value), appear(frame, rise=0))

    def chance(self, birds: object, beta: np.ndarray) -> np.ndarray:
        """The second kind's probability over the plane, first row lowest: beta (3,) -> (SIDE, SIDE)."""
        x = np.linspace(*birds.x_range, SIDE)
        y = np.linspace(*birds.y_range, SIDE)
        logit = beta[0] + beta[1] * x[None] + beta[2] * y[:, None]  # (SIDE, SIDE)
        return 0.5 * (1 + np.tanh(logit / 2))


class Outro(FrameScene):
    """What counts is what was never seen."""

    def construct(self) -> None:
        t = self.trace  # accuracy: per cent  tested: birds
        with self.cue("score"):
            share = mono(f"{float(t.accuracy):.0f} %", 150, theme.GOOD, weight="BOLD")
            below = text(f"of {int(t.tested)} birds kept back", theme.BODY, theme.MUTED).next_to(share, DOWN)
            share.add(below).move_to([-3.4, 0.8, 0])
            self.play(appear(share))
        words = [text(word, 120, color) for word, color in (("Data", theme.DATA), ("Model", theme.LATENT), ("Test", theme.GOOD))]
        for index, word in enumerate(words):
            word.move_to([2.6, 1.7 - 1.6 * index, 0])
        with self.cue("data"):
            self.play(appear(words[0]), run_time=0.5)
        with self.cue("model"):
            self.play(appear(words[1]), run_time=0.5)
        with self.cue("test"):
            self.play(appear(words[2]), run_time=0.5)
        with self.cue("birds"):
            question = text("Why apart?", 80, theme.ACCENT).next_to(share, DOWN, buff=0.6)
            self.play(appear(question))
