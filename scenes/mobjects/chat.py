"""A conversation: bubbles left and right that are typed word by word."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, UP, Animation, Dot, RoundedRectangle, VGroup

from scenes import theme
from scenes.mobjects.motion import appear, say, together, words
from scenes.mobjects.text import paragraph, text


class Bubble(VGroup):
    """One message; parts: shell, line, who."""

    def __init__(self, content: str, who: str, mine: bool, width: float, size: float) -> None:
        color = theme.DATA if mine else theme.GENERATOR
        self.line = paragraph(content, width - 0.6, size)
        shell = RoundedRectangle(
            width=self.line.width + 0.6,
            height=self.line.height + 0.44,
            corner_radius=0.2,
            fill_color=theme.mix(theme.BACKGROUND, color, 0.16),
            fill_opacity=1,
            stroke_color=color,
            stroke_width=theme.THIN,
        )
        self.shell = shell.move_to(self.line)
        edge = RIGHT if mine else LEFT
        self.who = text(who, theme.SMALL, color, "SEMIBOLD").next_to(shell, UP, buff=0.1, aligned_edge=edge)
        super().__init__(self.shell, self.line, self.who)

    def type(self, run_time: float = 2.0) -> Animation:
        """Shell and name appear, the words come one after another."""
        return together(appear(self.shell, self.who, run_time=theme.QUICK), words(self.line, run_time))

    def say(self, beat: Any) -> Animation:
        """Shell and name appear, the words come as they are spoken."""
        return together(appear(self.shell, self.who, run_time=theme.QUICK), say(self.line, beat))


class Chat(VGroup):
    """A column of bubbles; `bubble(…)` places the next one and returns it, to let it appear and type."""

    def __init__(self, width: float, top: float, size: float) -> None:
        super().__init__()
        self.wide, self.low, self.size = width, top, size

    def bubble(self, content: str, mine: bool = False, who: str | None = None) -> Bubble:
        """Place a message under the last one: the person's right, the model's left."""
        made = Bubble(content, who or ("You" if mine else "Model"), mine, self.wide * 0.78, self.size)
        x = self.wide / 2 if mine else -self.wide / 2
        edge = RIGHT if mine else LEFT
        made.shift(RIGHT * (x - made.get_edge_center(edge)[0]) + UP * (self.low - made.get_top()[1]))
        self.low = float(made.get_bottom()[1]) - 0.25
        self.add(made)
        return made

    def typing(self) -> VGroup:
        """Three dots where the model's next message will stand."""
        dots = VGroup(*[Dot(radius=0.08, color=theme.GENERATOR) for _ in range(3)]).arrange(RIGHT, buff=0.14)
        return dots.move_to([-self.wide / 2 + 0.5, self.low - 0.5, 0])


def chat(width: float = 8.0, top: float = theme.STAGE_TOP, size: float = theme.LABEL) -> Chat:
    """An empty conversation of `width` units around x = 0, its first message at `top`."""
    return Chat(width, top, size)


def exchange(question: str, answer: str, width: float = 8.0) -> Chat:
    """A question and its answer, ready to be revealed bubble by bubble."""
    made = chat(width, 0.0)
    made.bubble(question, mine=True)
    made.bubble(answer)
    return made.move_to(theme.STAGE_CENTER).align_to([0, theme.STAGE_TOP, 0], UP).shift(DOWN * 0.2)
