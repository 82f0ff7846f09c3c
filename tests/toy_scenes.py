"""Small scenes with known faults and known times, for the tests of the stage."""

from __future__ import annotations

import numpy as np
from manim import (
    BLACK,
    LEFT,
    RED,
    RIGHT,
    WHITE,
    FadeIn,
    ImageMobject,
    Line,
    Rectangle,
    Square,
    Text,
    UpdateFromAlphaFunc,
    ValueTracker,
    VGroup,
    linear,
    smooth,
)

from scenes import theme
from scenes.mobjects.text import text
from scenes.stage import FrameScene


def big(x: float = 0.0, color: str = WHITE) -> Square:
    return Square(3, color=color, fill_opacity=1).move_to([x, 0, 0])


class OnTime(FrameScene):
    """Two cues, a square each."""

    def construct(self) -> None:
        with self.cue("one"):
            self.play(FadeIn(big(-3)), run_time=0.5)
        with self.cue("two") as beat:
            self.asked = beat.left
            self.play(FadeIn(big(3, RED)), run_time=beat.left)


class Replaces(FrameScene):
    """A holder on the left whose square is replaced, during a play, by one on the right."""

    def construct(self) -> None:
        holder = VGroup(big(-3))
        with self.cue("one") as beat:
            self.add(holder)
            self.wait(0.5)
            self.play(UpdateFromAlphaFunc(holder, self.replace), run_time=beat.left)

    def replace(self, holder: VGroup, share: float) -> None:
        if share > 0:
            holder.submobjects = [big(3)]


class Tight(FrameScene):
    """Asks for four seconds where there are two."""

    def construct(self) -> None:
        with self.cue("one"):
            self.play(FadeIn(big(-3)), run_time=3)
            self.wait(0.5)
            self.play(FadeIn(big()), run_time=0.5)
        with self.cue("two"):
            self.play(FadeIn(big(3)))


class Crowded(FrameScene):
    """Ten plays in two seconds: even the shortest are too many."""

    def construct(self) -> None:
        with self.cue("one"):
            for index in range(10):
                self.play(FadeIn(big(index / 10)))
        with self.cue("two"):
            self.play(FadeIn(big(3)))


class TooLong(FrameScene):
    """Ten plays after the last cue."""

    def construct(self) -> None:
        with self.cue("one"):
            self.play(FadeIn(big()))
        with self.cue("two"):
            for index in range(10):
                self.play(FadeIn(big(index / 10)))


class Shared(FrameScene):
    """Two cues on one word."""

    def construct(self) -> None:
        with self.cue("first") as beat:
            self.lefts = [beat.left]
            self.play(FadeIn(big(-3)), run_time=0.4)
        with self.cue("second") as beat:
            self.lefts.append(beat.left)
            self.play(FadeIn(big(3)), run_time=0.4)


class Parts(FrameScene):
    """Waits for moments inside of a beat, by its words."""

    def construct(self) -> None:
        with self.cue("one") as beat:
            self.said = beat.words
            for index, (_, seconds) in enumerate(beat.words[1:-1]):
                beat.hold_until(seconds)
                self.marks = [*getattr(self, "marks", []), self.picture]
                self.play(FadeIn(big(index)), run_time=2)
        with self.cue("two"):
            self.play(FadeIn(big(3)))


class Unknown(FrameScene):
    def construct(self) -> None:
        with self.cue("onne"):
            pass


class Twice(FrameScene):
    def construct(self) -> None:
        for _ in range(2):
            with self.cue("one"):
                pass


class Nested(FrameScene):
    def construct(self) -> None:
        with self.cue("one"), self.cue("two"):
            pass


class Backwards(FrameScene):
    def construct(self) -> None:
        with self.cue("two"):
            pass
        with self.cue("one"):
            pass


class Broken(FrameScene):
    def construct(self) -> None:
        with self.cue("one"):
            self.play(FadeIn(undrawable))  # noqa: F821


class Draws(FrameScene):
    """Draws one of its arrays and only reads the other."""

    def construct(self) -> None:
        t = self.trace
        shade = int(255 * float(t.shade))
        picture = ImageMobject(np.full((8, 8, 3), shade, np.uint8)).scale_to_fit_height(4)
        with self.cue("one"):
            self.play(FadeIn(picture))
            self.ignored = t.ignored
        with self.cue("two"):
            self.play(picture.animate.shift(LEFT))


class Misses(FrameScene):
    def construct(self) -> None:
        self.trace.shadow  # noqa: B018


class Easing(FrameScene):
    def construct(self) -> None:
        default, chosen = ValueTracker(0), ValueTracker(0)
        seen = self.seen = []
        default.add_updater(lambda m: seen.append((default.get_value(), chosen.get_value())), call_updater=False)
        self.add(default, chosen)
        with self.cue("one"):
            both = (default.animate.set_value(1), chosen.animate(rate_func=linear).set_value(1))
            self.play(*both, run_time=1)


class Faulty(FrameScene):
    """One of each fault that can be seen in a still."""

    def construct(self) -> None:
        with self.cue("one"):
            self.play(FadeIn(text("left", 60).move_to([-3, 1, 0])), FadeIn(text("over", 60).move_to([-2.8, 1, 0])))
            self.play(FadeIn(text("tiny", 20).move_to([0, 1, 0])))
            self.play(FadeIn(text("pale", 40, "#39424F").move_to([3, 1, 0])))
            self.play(FadeIn(Line([-3, -1, 0], [0, -2, 0], color="#39424F")))
        with self.cue("two"):
            self.play(FadeIn(Square(1, color=WHITE, fill_opacity=1).move_to([7, 0, 0])))
            self.play(FadeIn(Square(1, color=WHITE, fill_opacity=1).move_to([0, -3.4, 0])))


class Excused(Faulty):
    """The same, with its reasons; one key names no rule."""

    lint_allow = {
        "cue": "a test",
        "overlap:left": "a test",
        "size": "a test",
        "contrast:pale": "a test",
        "contrast:Line": "a test",
        "frame": "a test",
        "caption": "a test",
        "overlapp": "a slip",
    }


class Flashing(FrameScene):
    def construct(self) -> None:
        with self.cue("one"):
            light = Rectangle(width=10, height=5, stroke_width=0, fill_opacity=1, fill_color=BLACK)
            self.add(light)
            for index in range(12):
                light.set_fill(WHITE if index % 2 == 0 else BLACK)
                self.wait(0.1)
        with self.cue("two"):
            self.play(FadeIn(big()))


class Sleepy(FrameScene):
    """Its second cue shows next to nothing, its third comes late."""

    def construct(self) -> None:
        with self.cue("one"):
            self.play(FadeIn(big(), rate_func=smooth))
        with self.cue("two"):
            self.play(FadeIn(Square(0.1, fill_opacity=1, color=WHITE).shift(3 * RIGHT)))
        with self.cue("three"):
            self.wait(1)
            self.play(FadeIn(big(4)))


class Covered(FrameScene):
    """Text behind a card is no text over text."""

    def construct(self) -> None:
        with self.cue("one"):
            self.play(FadeIn(text("below", 120)))
            card = Rectangle(width=6, height=3, fill_color=theme.PANEL, fill_opacity=1, stroke_width=0)
            self.play(FadeIn(card, text("above", 120)), FadeIn(big(-5)))
        with self.cue("two"):
            self.play(FadeIn(big(4)))


NOT_A_SCENE = Text
