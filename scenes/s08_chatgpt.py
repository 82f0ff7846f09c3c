"""Section 8: a chat box opened: the tiny transformer's tokens, its heads, its next token, and what its data go through."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Arc,
    Circle,
    CurvedArrow,
    DashedVMobject,
    Group,
    Line,
    Mobject,
    Polygon,
    Rectangle,
    VGroup,
)

from scenes import theme
from scenes.mobjects.cards import brace, card, cards, heading, panel, panels, question_card, stamp, tag
from scenes.mobjects.chat import Chat, chat
from scenes.mobjects.icons import document, icon, icon_disc
from scenes.mobjects.images import pixels, wall
from scenes.mobjects.maps import lecture_map, node
from scenes.mobjects.motion import (
    appear,
    appear_each,
    dim,
    draw,
    flow,
    glide,
    light,
    morph,
    pulse,
    recolor,
    reveal,
    reveal_tiles,
    spotlight,
    swap_image,
    vanish,
)
from scenes.mobjects.networks import arrow, block
from scenes.mobjects.plane import bare_plane
from scenes.mobjects.plots import BarChart, bar_chart, curves, loss_plane
from scenes.mobjects.points import scatter
from scenes.mobjects.text import baseline, mono, set_baseline, text
from scenes.mobjects.tokens import attention_matrix, tokens
from scenes.mobjects.vectors import heat_strip
from scenes.stage import FrameScene

ASKED = "Why should we switch to renewable energy?"
REPLY = "Sun and wind emit fewer gases, make us depend less on fossil fuels, and bring new jobs."
COST = "And what does it cost?"
TITLES = (
    "Introduction", "Definition", "Types", "VAEs", "GANs", "Comparison", "Applications", "ChatGPT",
    "Challenges", "Ethics", "Future", "Summary", "Discussion", "Reflection", "Resources", "Conclusion",
)  # fmt: skip


class Dial(VGroup):
    """A half-round dial whose needle stands at a share 0…1; `morph(dial, np.array(0.2))` turns it."""

    def __init__(self, radius: float, color: str, low: str, high: str) -> None:
        self.share, self.radius = 0.5, radius
        self.scale_line = Arc(radius, 0, np.pi, color=color, stroke_width=theme.THICK * 2)
        self.hub = Circle(0.13, color=color, fill_opacity=1)
        self.needle = Line(DOWN * 0.01, UP * radius * 0.85, color=theme.TEXT, stroke_width=theme.THICK)
        ends = zip((low, high), (LEFT, RIGHT), strict=True)
        self.ends = VGroup(*[text(w, theme.SMALL, theme.MUTED).move_to(d * radius + DOWN * 0.32) for w, d in ends if w])
        super().__init__(self.scale_line, self.ends, self.needle, self.hub)

    def state(self) -> tuple[np.ndarray]:
        """What `morph` blends: the share."""
        return (np.array(self.share),)

    def show(self, share: np.ndarray) -> Dial:
        """Turn the needle to a share of the half circle, left to right."""
        self.share = float(share)
        angle, middle = np.pi * (1 - self.share), self.hub.get_center()
        tip = middle + self.radius * 0.85 * np.array([np.cos(angle), np.sin(angle), 0])
        self.needle.put_start_and_end_on(middle, tip)
        return self


def sieve(width: float) -> VGroup:
    """A sieve: a funnel with holes in its floor."""
    half = width / 2
    cup = Polygon([-half, 0.7, 0], [half, 0.7, 0], [half * 0.6, -0.5, 0], [-half * 0.6, -0.5, 0], color=theme.ENCODER)
    cup.set_fill(theme.mix(theme.BACKGROUND, theme.ENCODER, 0.25), 1).set_stroke(width=theme.LINE)
    holes = VGroup(*[Circle(0.07, color=theme.ENCODER, fill_opacity=1) for _ in range(7)]).arrange(RIGHT, buff=width * 0.045)
    return VGroup(cup, holes.move_to([0, -0.32, 0]))


def energy_chat(width: float = 9.5) -> Chat:
    """The question about energy and the example of a reply."""
    talk = chat(width, size=theme.HEADING)
    talk.bubble(ASKED, mine=True)
    talk.bubble(REPLY, who="Assistant, an example")
    return talk


def chosen(names: np.ndarray, p: np.ndarray, width: float, at: Sequence[float], most: float = 1.0) -> BarChart:
    """Next-token bars at a place: names (n,), p (n,); a full bar is `most`, and the room for it is kept."""
    form = "{:.0%}" if most >= 1 else "{:.1%}"
    shown = [str(n).replace(" ", "·").replace("\n", "¶") for n in names]
    made = bar_chart(shown, np.full(len(p), most), width, 0.65 * len(p), theme.GENERATOR, form, most)
    return made.move_to(at).show(p)


class Introduction(FrameScene):
    """Behind a fluent answer stands one small loop: read, weigh every next token, draw one, append it."""

    def construct(self) -> None:
        self.chatting()
        self.loop()
        self.sorting()
        self.prompts()

    def chatting(self) -> None:
        talk = chat(11.5, size=theme.HEADING)
        first = talk.bubble("Why does bread dough rise?", mine=True)
        answer = talk.bubble("Yeast eats sugar and sets gas free.", who="Assistant, an example")
        more = [
            talk.bubble("A name for my cat, please.", mine=True),
            talk.bubble("How about Gauss?", who="Assistant, an example"),
        ]
        with self.cue("question"):
            self.play(first.type(1.2))
            self.play(answer.type(2.2))
        with self.cue("talked"):
            self.play(appear_each(more))
        self.play_understanding()

    def play_understanding(self) -> None:
        you = icon_disc("person", 1.3, theme.DATA).move_to([-4, 0, 0])
        outline = Circle(1.3, color=theme.GENERATOR, stroke_width=theme.THICK)
        somebody = VGroup(DashedVMobject(outline, 28), icon("question", 1.5, theme.GENERATOR)).move_to([4, 0, 0])
        speech = [icon("chat", 1.5, c).move_to([x, 0.2, 0]) for x, c in ((-1.2, theme.DATA), (1.2, theme.GENERATOR))]
        names = [text(n, theme.HEADING, c).move_to([x, -2, 0]) for n, x, c in
                 (("you", -4, theme.DATA), ("somebody?", 4, theme.GENERATOR))]  # fmt: skip
        with self.cue("understands"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(you, somebody, *speech, *names))

    def loop(self) -> None:
        t = self.trace  # pieces (T,)  names, p (6, 6)  drawn (6,)
        self.row = tokens([str(p) for p in t.pieces], theme.BODY, 12.6)
        self.row.shift([theme.STAGE_LEFT + 0.2 - self.row.start.get_x(), 2.5 - self.row.start.get_y(), 0])
        self.model = block("model", "reads the text so far", theme.GENERATOR, 4.0, 1.8).move_to([-4.2, -0.8, 0])
        self.down = arrow([-4.2, 1.3, 0], self.model, width=theme.THICK)
        with self.cue("behind"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(self.row, self.model, self.down))
        self.bars = self.round(0)
        self.box = self.mark(0)
        self.over = arrow(self.model, [-1.2, -0.8, 0], width=theme.THICK)
        with self.cue("probability"):
            self.play(appear(self.bars, self.over))
            self.play(draw(self.box))
        with self.cue("appended"):
            for i in range(len(t.drawn)):
                self.append(i)

    def round(self, i: int) -> BarChart:
        """The bars of one round of the loop."""
        return chosen(self.trace.names[i], self.trace.p[i], 7.4, [2.6, -0.8, 0])

    def mark(self, i: int) -> Rectangle:
        """The outline of the bar that was drawn in round i."""
        row = VGroup(*[part[int(self.trace.drawn[i])] for part in (self.bars.names, self.bars.fills, self.bars.numbers)])
        return Rectangle(width=row.width + 0.25, height=0.6, color=theme.ACCENT, stroke_width=theme.LINE).move_to(row)

    def append(self, i: int) -> None:
        """The token that was drawn goes to the end of the text, and the next bars come."""
        t = self.trace
        row = int(t.drawn[i])
        chip = self.row.add_token(str(t.names[i][row]), theme.ACCENT)
        self.play(flow(chip, [self.bars.names[row].get_center(), chip.get_center()], keep=True, run_time=0.7))
        if i + 1 < len(t.drawn):
            old = self.bars, self.box
            self.bars = self.round(i + 1)
            self.box = self.mark(i + 1)
            self.play(vanish(*old, run_time=0.15), appear(self.bars, self.box, run_time=0.3))

    def sorting(self) -> None:
        boxes = panels(["spam or not?", "friendly or not?"], (theme.DISCRIMINATOR, theme.DISCRIMINATOR), height=5.4)
        marks = [
            VGroup(icon("envelope", 1.5, theme.DATA), icon("cross", 1.0, theme.BAD)).arrange(DOWN, buff=0.5),
            VGroup(icon("envelope", 1.5, theme.DATA), icon("check", 1.0, theme.GOOD)).arrange(DOWN, buff=0.5),
            VGroup(icon("face", 1.5, theme.DATA), icon("thumb", 1.0, theme.GOOD)).arrange(DOWN, buff=0.5),
        ]
        for mark, x in zip(marks, (-4.6, -2.0, 3.3), strict=True):
            mark.move_to([x, -0.4, 0])
        with self.cue("spam"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(boxes, run_time=theme.QUICK))
            self.play(appear_each(marks))
        t = self.trace
        model = block("model", "draws the next token", theme.GENERATOR, 3.4, 1.8)
        drawn = [str(names[row]) for names, row in zip(t.names, t.drawn, strict=True)]
        sides = [tokens([str(p) for p in t.pieces], theme.BODY, 3.0), tokens(drawn, theme.BODY, 3.0, theme.GENERATOR)]
        row = VGroup(sides[0], model, sides[1]).arrange(RIGHT, buff=1.0).move_to([0, 0.1, 0])
        ways = [arrow(a, b, width=theme.THICK) for a, b in pairwise(row)]
        names = [text(n, theme.BODY, theme.MUTED).move_to([float(side.get_x()), -1.35, 0])
                 for n, side in zip(("text so far", "new text"), sides, strict=True)]  # fmt: skip
        self.made = VGroup(row, *ways, *names)
        with self.cue("create"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(self.made))

    def prompts(self) -> None:
        frame = panel(11.4, 3.9, theme.DATA, theme.BACKGROUND).move_to([0, -0.1, 0])
        title = heading("natural language processing: NLP", theme.DATA).move_to([0, 2.35, 0])
        with self.cue("nlp"):
            self.play(appear(frame.set_z_index(-1), title))
        talk = chat(11.5, 2.6, size=theme.HEADING)
        asks = [talk.bubble(w, mine=True) for w in ("A recipe for lentil soup?", "What is quantum tunnelling?")]
        reply = talk.bubble("Fluent text that fits the question.", who="Assistant, an example")
        mark = stamp("check it", theme.BAD, theme.BODY).next_to(reply, RIGHT, buff=0.6)
        with self.cue("recipe"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each(asks))
            self.play(reply.type(2))
            self.play(appear(mark))


class WhatIsChatgpt(FrameScene):
    """A line of text goes up through the tiny transformer: tokens, embeddings, attention, the next token's distribution."""

    def construct(self) -> None:
        self.window()
        self.pieces()
        self.attention()
        self.next_token()
        self.training()
        self.temperature()

    def window(self) -> None:
        date = heading("November 2022", theme.ACCENT, theme.TITLE).move_to([0, 2.3, 0])
        talk = chat(10.5, 1.4, theme.HEADING)
        both = [talk.bubble("Hello! Who are you?", mine=True), talk.bubble("A model that answers.", who="Assistant, an example")]
        with self.cue("chat"):
            self.play(appear(date, both[0]))
            self.play(both[1].type(1.5))
        names = ("next token", "block 2", "block 1", "embeddings", "tokens")
        colors = (theme.GENERATOR, theme.LATENT, theme.LATENT, theme.ENCODER, theme.DATA)
        self.stack = VGroup(*[block(n, None, c, 2.7, 0.85) for n, c in zip(names, colors, strict=True)])
        self.stack.arrange(DOWN, buff=0.27).move_to([-5.0, -0.1, 0])
        self.ways = VGroup(*[arrow(b, a, buff=0.02) for a, b in pairwise(self.stack)])
        size = text(f"{float(self.trace.parameters):,.0f} parameters", theme.HEADING, theme.LATENT, "SEMIBOLD")
        kind = text("tiny, but a transformer", theme.HEADING).move_to([1.8, 0.6, 0])
        with self.cue("transformer"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each([*reversed(self.stack)]), appear(kind))
            self.play(appear(self.ways, size.move_to([1.8, -0.5, 0])))

    def at_level(self, *levels: int) -> Mobject:
        """Light some levels of the stack and dim the others."""
        on = [self.stack[i] for i in levels]
        return spotlight(on, [b for b in self.stack if b not in on])

    def clear(self) -> None:
        """All but the stack goes."""
        self.play(vanish(*self.others(*self.stack, self.ways, self.stack)), run_time=0.2)

    def pieces(self) -> None:
        t = self.trace  # pieces (T,)  embeddings (T, 96)
        names = [str(p) for p in t.pieces]
        self.row = tokens(names, theme.HEADING, 9.4)
        self.row.move_to([1.8, 0, 0])
        with self.cue("tokens"):
            self.clear()
            self.play(self.at_level(4), appear_each(self.row.chips, run_time=1.2))
        step = 5.4 / len(names)
        column = VGroup(*[tokens([n], theme.SMALLEST, 3) for n in names])
        strips = Group()
        for i, (one, vector) in enumerate(zip(column, t.embeddings, strict=True)):
            y = 2.55 - (i + 0.5) * step
            one.move_to([-1.3 - one.width / 2 + 0.4, y, 0])
            strips.add(heat_strip(vector, 6.6, step * 0.78).move_to([2.7, y, 0]))
        with self.cue("embedding"):
            self.clear()
            self.play(self.at_level(3), appear(column, run_time=0.4), appear_each(strips, run_time=1.6))

    def attention(self) -> None:
        t = self.trace  # attention (2, 4, T, T)
        maps = [pixels(np.zeros_like(w), 2.0, theme.LATENT, None, "latent") for layer in t.attention for w in layer]
        Group(*maps).arrange_in_grid(2, 4, buff=(0.3, 0.55)).move_to([2.0, -0.25, 0])
        heads = [
            text(f"block 2, head {i + 1}", theme.SMALL, theme.MUTED).next_to(m, UP, buff=0.1) for i, m in enumerate(maps[:4])
        ]
        lows = [text(f"block 1, head {i + 1}", theme.SMALL, theme.MUTED).next_to(m, UP, buff=0.1) for i, m in enumerate(maps[4:])]
        with self.cue("heads"):
            self.clear()
            self.play(self.at_level(1, 2), appear(*maps, *heads, *lows))
        with self.cue("weights"):
            flat = [w for layer in t.attention[::-1] for w in layer]
            self.play(*[swap_image(m, w, 1.5) for m, w in zip(maps, flat, strict=True)])
            self.one_head()

    def one_head(self) -> None:
        """The head that looks away from itself most, large, with the tokens at its rows and columns."""
        t = self.trace
        layer, head = divmod(int(np.trace(t.attention, axis1=2, axis2=3).argmin()), t.attention.shape[1])
        large = attention_matrix(t.attention[layer, head], [str(p) for p in t.pieces], 0.33).move_to([1.2, -0.15, 0])
        for j, (label, piece) in enumerate(zip(large.column_labels, t.pieces, strict=True)):
            # Slanted names touch in so narrow columns: words stand upright, single letters lie as they are read.
            label.rotate(np.pi / 4 if len(str(piece)) > 1 else -np.pi / 4).next_to(
                large.heat.place(0, j) + UP * 0.165, UP, buff=0.1
            )
        name = text(f"block {layer + 1}, head {head + 1}", theme.BODY, theme.LATENT).move_to([5.2, 0.9, 0])
        rule = text("a row looks\nat the columns", theme.LABEL, theme.MUTED).move_to([5.2, 0, 0])
        self.clear()
        self.play(appear(large, name, rule, run_time=theme.QUICK))

    def next_token(self) -> None:
        t = self.trace  # names (6,)  p (3, 6)
        row = tokens([str(p) for p in t.pieces], theme.SMALLEST, 9.6).move_to([1.9, 2.4, 0])
        self.bars = chosen(t.names, t.p[0], 9.0, [1.9, -0.6, 0], 0.5)
        with self.cue("distribution"):
            self.clear()
            self.play(self.at_level(0), appear(row, self.bars))

    def training(self) -> None:
        t = self.trace  # step, bits (20,)
        series = {"tiny model": t.bits}
        area = loss_plane(series, 6.6, 3.8, t.step, "training step", "bits per character, on text it never read")
        area.move_to([1.2, -0.2, 0])
        line = curves(area, series, (theme.LOSS,), t.step, hidden=True)
        with self.cue("grammar") as beat:
            self.clear()
            self.play(light(*self.stack), appear(area))
            self.add(line)
            self.play(reveal(line, run_time=max(1.0, min(4.0, beat.left - 1))))
        pair = cards([card(name, None, document(5, 2.3, theme.DATA), 3.4) for name in ("answer A", "answer B")])
        pair.move_to([1.9, 0.8, 0])
        thumb = icon("thumb", 1.3, theme.GOOD).next_to(pair[0], DOWN, buff=0.35)
        way = arrow(thumb, [-3.5, float(thumb.get_y()), 0], color=theme.GOOD, width=theme.THICK)
        with self.cue("rated"):
            self.clear()
            self.play(appear(pair, run_time=theme.QUICK))
            self.play(appear(thumb, way), dim(pair[1]))

    def temperature(self) -> None:
        t = self.trace
        dial = Dial(1.9, theme.LOSS, "low", "high").move_to([-3.9, -0.2, 0])
        name = heading("temperature", theme.LOSS).next_to(dial, UP, buff=0.3)
        bars = chosen(t.names, t.p[0], 7.8, [2.5, -0.1, 0])
        rest = [text(f"all other tokens: {1 - float(p.sum()):.0%}", theme.BODY, theme.MUTED) for p in t.p]
        for line in rest:
            line.move_to([2.5, -2.5, 0])
        with self.cue("temperature"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            even, cold, hot = (text(f"T = {float(v):.1f}", theme.HEADING).next_to(dial, DOWN, buff=0.3) for v in t.temperatures)
            self.play(appear(dial, name, bars, even, rest[0]))
        with self.cue("down"):
            self.play(
                vanish(even, rest[0], run_time=0.2), morph(dial, np.array(0.12)), morph(bars, t.p[1]), appear(cold, rest[1])
            )
        with self.cue("up"):
            self.play(vanish(cold, rest[1], run_time=0.2), morph(dial, np.array(0.88)), morph(bars, t.p[2]), appear(hot, rest[2]))
        with self.cue("poem"):
            self.play(vanish(hot, rest[2], run_time=0.2), morph(dial, np.array(0.5)), morph(bars, t.p[0]))
            self.play(appear(question_card("For a poem?", 4.6).move_to([-3.9, -2.37, 0])))


class Role(FrameScene):
    """Text is read, dug through, cleaned, cut and counted, before and while a model learns from it."""

    lint_allow = {"contrast:{#": "a mark is crossed out, in the colour that it has then"}

    def construct(self) -> None:
        self.reading()
        self.mining()
        self.cleaning()
        self.features()
        self.tones()

    def reading(self) -> None:
        names = ("book", "paper", "globe")
        kinds = VGroup(*[icon_disc(n, 0.8, theme.DATA) for n in names]).arrange(DOWN, buff=0.3).move_to([-5.3, 0, 0])
        words = [text(w, theme.BODY, theme.DATA).next_to(k, RIGHT, buff=0.25) for w, k in
                 zip(("books", "articles", "websites"), kinds, strict=True)]  # fmt: skip
        model = icon_disc("brain", 1.5, theme.GENERATOR).move_to([4.4, 0, 0])
        sheets = [document(4, 0.9, theme.DATA) for _ in range(9)]
        with self.cue("reading"):
            self.play(appear(kinds, model, *words), run_time=theme.QUICK)
            for i, sheet in enumerate(sheets):
                self.play(flow(sheet, [kinds[i % 3].get_right() + RIGHT * 1.9, model.get_left()], run_time=0.6))
        idioms = ("a piece of cake", "long story short", "once in a blue moon")
        chips = VGroup(*[tag(w, c, theme.BODY) for w, c in zip(idioms, theme.CLASS_COLORS[:3], strict=True)])
        chips.arrange(DOWN, buff=0.75).move_to([-0.1, 0, 0])
        with self.cue("variety"):
            self.play(appear_each(chips))
            self.play(*[draw(arrow(c, model, width=theme.THICK).line) for c in chips])

    def mining(self) -> None:
        tool = sieve(6.0).scale(1.3).move_to([0, 0.6, 0])
        sheets = VGroup(*[document(4, 0.9, theme.DATA) for _ in range(5)]).arrange(RIGHT, buff=0.35).move_to([0, 2.3, 0])
        found = VGroup(*[tag(w, theme.ENCODER, theme.BODY) for w in ("patterns", "trends", "relationships")])
        found.arrange(RIGHT, buff=0.8).move_to([0, -2.0, 0])
        with self.cue("mining"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(tool, sheets))
            for sheet, label in zip(sheets[1:4], found, strict=True):
                self.play(flow(sheet, [sheet, tool], run_time=0.6))
                self.play(appear(label, rise=-0.6))

    def cleaning(self) -> None:
        t = self.trace  # stages (k, m)
        marks, plain = self.raw_text()
        title = heading("this lecture's own raw text", theme.DATA).move_to([0, 2.45, 0])
        with self.cue("preprocessing"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(title, marks, plain))
            self.play(recolor(marks, theme.BAD), pulse(marks, 1.02))
            crosses = [Line(m.get_left(), m.get_right(), color=theme.BAD, stroke_width=theme.THICK) for m in marks]
            self.play(*[draw(c) for c in crosses])
            self.play(vanish(marks, *crosses))
        keep = np.unique(np.linspace(0, len(t.stages) - 1, 7).round().astype(int))
        rows = [tokens([str(p) for p in t.stages[i] if str(p)], theme.BODY, 12) for i in keep]
        column = VGroup(*rows).arrange(DOWN, buff=0.18).move_to([0, -0.1, 0])
        with self.cue("merges"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each(column, lag=0.7, run_time=4.5))
            self.play(*[recolor(chip[1], theme.ACCENT) for chip in column[-1].chips])

    def raw_text(self) -> tuple[VGroup, VGroup]:
        """The second and third paragraph of this frame as it is written down: cue marks, and words."""
        cues = {c.word: c.name for c in self.timeline.cues}
        start = next(i for i, name in cues.items() if name == "preprocessing")
        marks, plain = VGroup(), VGroup()
        x, y = theme.STAGE_LEFT + 0.2, 1.4
        for i, word in enumerate(self.timeline.words[start - 14 : start + 34], start - 14):
            mark = mono("{#" + cues[i] + "}", theme.LABEL, theme.MUTED) if i in cues else None
            written = mono(word.written, theme.LABEL)
            wide = (mark.advance * mark.cells if mark else 0) + written.advance * written.cells
            if x + wide > theme.STAGE_RIGHT - 0.2:
                x, y = theme.STAGE_LEFT + 0.2, y - 0.62
            if mark is not None:
                marks.add(mark.shift([x, y, 0]))
                x += mark.advance * mark.cells
            plain.add(written.shift([x, y, 0]))
            x += written.advance * (written.cells + 1)
        return marks, plain

    def features(self) -> None:
        t = self.trace  # common, counts (9,)  word ()  alike, cosine (6,)
        chart = bar_chart([str(w) for w in t.common], t.counts, 11.6, 4.6, theme.DATA, "{:.0f}").move_to([0, -0.5, 0])
        title = heading(f"the most frequent of {int(t.words):,} words", theme.DATA).move_to([0, 2.4, 0])
        with self.cue("frequency"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(title, chart))
        word = tokens([str(t.word)], theme.TITLE, 5, theme.LATENT).move_to([-4.6, -0.2, 0])
        near = bar_chart([str(w).replace(" ", "·") for w in t.alike], t.cosine, 6.6, 4.2, theme.LATENT).move_to([3.0, -0.2, 0])
        name = text("nearest embeddings: cosine", theme.BODY, theme.LATENT).move_to([2.6, 2.4, 0])
        with self.cue("alike"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(word, near, name), draw(arrow(word, [-1.6, -0.2, 0], width=theme.THICK).line))

    def tones(self) -> None:
        rows = (
            ("Finally! It works!", "Lovely! What's next?", "glad", 0.88, theme.GOOD),
            ("Not again. Broken.", "Sorry. Let's see why.", "annoyed", 0.12, theme.BAD),
            ("How come? And why?", "Good question. Look:", "curious", 0.6, theme.ACCENT),
        )
        said, dials, replies = [], [], []
        for y, (line, answer, mood, _, color) in zip((1.6, -0.25, -2.1), rows, strict=True):
            said.append(tag(line, color, theme.HEADING).move_to([-4.2, y, 0]))
            dials.append(Dial(0.75, color, "", "").move_to([0, y + 0.15, 0]))
            dials[-1].add(text(mood, theme.BODY, color).move_to([0, y - 0.6, 0]))
            replies.append(tag(answer, color, theme.HEADING).move_to([4.3, y, 0]))
            dials[-1].add(arrow(said[-1], [-1.0, y, 0], width=theme.THICK), arrow([1.0, y, 0], replies[-1], width=theme.THICK))
        names = [text("you", theme.BODY, theme.MUTED).move_to([-4.2, 2.5, 0]),
                 text("an answer in kind", theme.BODY, theme.MUTED).move_to([4.3, 2.5, 0])]  # fmt: skip
        with self.cue("sentiment"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each(said), appear(names[0]))
        with self.cue("tones"):
            self.play(appear(*dials, run_time=theme.QUICK))
            self.play(*[morph(d, np.array(share)) for d, (*_, share, _) in zip(dials, rows, strict=True)])
            self.play(appear(names[1]), appear_each(replies))
        with self.cue("feels"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            big = Dial(2.4, theme.GENERATOR, "", "").move_to([0, 1.2, 0])
            ask = question_card("A pattern of feeling. Does it feel?", 10.0).move_to([0, -1.7, 0])
            self.play(appear(big, ask))
            self.play(morph(big, np.array(0.8)))


class Conversation(FrameScene):
    """One word changed far back moves the next token's bars a little: everything said so far is the context."""

    def construct(self) -> None:
        self.exchange()
        self.parts()
        self.experiment()
        self.memory()

    def exchange(self) -> None:
        talk = energy_chat(11.5)
        question, reply = talk.submobjects
        with self.cue("ask"):
            self.play(question.type(1.2))
        with self.cue("reply") as beat:
            self.play(reply.say(beat))
            reply.line.set_fill(opacity=1)  # the last words come with the voice, at the end of the beat
        gains = (("fewer gases", "cloud"), ("less dependence", "globe"), ("new jobs", "people"))
        three = cards([card(w, None, icon(n, 1.1, theme.GOOD), 3.9, color=theme.GOOD) for w, n in gains])
        three.move_to([0, -1.75, 0])
        with self.cue("jobs"):
            self.play(appear_each(three))

    def parts(self) -> None:
        row = tokens([" " + w for w in REPLY.split()], theme.HEADING, 13.2, theme.GENERATOR).move_to([0, 0.5, 0])
        rng = np.random.default_rng(5)
        places = [c.get_center() for c in row.chips]
        middle = row.get_y()
        for chip in row.chips:
            side = np.sign(chip.get_y() - middle)  # the upper line flies up, the lower one down
            chip.shift([0, side * rng.uniform(0, 0.9), 0])
        with self.cue("stored"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each(row.chips, lag=0.1, run_time=1.8))
        with self.cue("context"):
            self.play(*[glide(c, p) for c, p in zip(row.chips, places, strict=True)])
            self.play(appear(brace(row, "context: everything so far", DOWN, theme.LATENT, theme.HEADING)))

    def experiment(self) -> None:
        t = self.trace  # line (words,)  place (), other ()  names, p, p_after (6,)
        place = int(t.place)
        words = [str(word) for word in t.line]
        lines = words, [*words[:place], str(t.other), *words[place + 1 :]]
        row, other = (tokens(line, theme.BODY, 13.0).move_to([0, 2.1, 0]) for line in lines)
        bars = chosen(t.names, t.p, 11.0, [0, -0.4, 0], float(max(t.p.max(), t.p_after.max())))
        with self.cue("before"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(row, bars))
        other.chip(place).set_color(theme.ACCENT)
        other.chip(place)[0].set_fill(theme.PANEL, 1)
        with self.cue("word"):
            self.play(pulse(row.chip(place)))
            self.play(vanish(row, run_time=0.2), appear(other, run_time=0.3))
            self.play(pulse(other.chip(place), 1.3))
        moved = text(f"ticks: before. {float(t.moved):.0%} of the probability has moved", theme.BODY, theme.ACCENT)
        moved.move_to([0, -2.72, 0])
        with self.cue("move"):
            self.add(*[bars.single(i, [p]) for i, p in enumerate(t.p)])
            self.play(morph(bars, t.p_after, run_time=2.0))
            self.play(*self.beside(bars), appear(moved))

    def beside(self, bars: BarChart) -> list[Animation]:
        """Numbers move up to the ends of their bars, where the old values' ticks leave them room."""
        moves = []
        for i, number in enumerate(bars.numbers):
            place = number.copy().next_to(bars.fills[i], RIGHT, buff=0.15)
            if place.get_right()[0] + 0.15 < bars.origin.get_x() + bars.ticked[i]:
                moves.append(glide(number, place.get_center()))
        return moves

    def memory(self) -> None:
        talk = energy_chat(9.5).shift(RIGHT * 1.2)
        one = brace(talk, "context", LEFT, theme.LATENT, theme.HEADING)
        with self.cue("together"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(talk, one))
        with self.cue("back"):
            more = talk.bubble(COST, mine=True)
            more.shift(RIGHT * 1.2)
            asked = talk.submobjects[0].line
            it, energy = more.line[3], VGroup(*asked[-2:])
            ends = it.get_top() + UP * 0.08, energy.get_bottom() + DOWN * 0.08
            way = CurvedArrow(*ends, angle=0.9, color=theme.ACCENT, stroke_width=theme.THICK)
            grown = brace(talk, "context", LEFT, theme.LATENT, theme.HEADING)
            self.play(more.type(1.2))
            self.play(vanish(one), appear(grown))
            self.play(recolor(it, theme.ACCENT), recolor(energy, theme.ACCENT), draw(way))


class KeyPoints(FrameScene):
    """Three cards: learned from what exists, fluent but not always true, and no better than its data."""

    def construct(self) -> None:
        self.frames()
        self.first()
        self.second()
        self.third()
        self.together()

    def frames(self) -> None:
        self.blank = panels(["1", "2", "3"], (theme.GENERATOR, theme.DATA, theme.ENCODER), height=5.4)
        with self.cue("three"):
            self.play(appear(self.blank))

    def first(self) -> None:
        t = self.trace  # digits, made (8, 28, 28)  line ()
        data = wall(t.digits, 4, 3.6).move_to([-4.5, 0.7, 0])
        model = icon_disc("brain", 1.1, theme.GENERATOR).move_to([0, 0.7, 0])
        made = wall(t.made, 4, 3.6, hidden=True).move_to([4.5, 0.7, 0])
        names = [text(w, theme.HEADING, c).move_to([x, -0.95, 0]) for w, c, x in
                 (("existing", theme.DATA, -4.5), ("learned", theme.TEXT, 0), ("new", theme.GENERATOR, 4.5))]  # fmt: skip
        for name in names:
            set_baseline(name, -1.1)
        ways = [arrow(data, model, width=theme.THICK), arrow(model, made, width=theme.THICK)]
        with self.cue("content"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(data, model, *names, *ways))
        line = text(str(t.line), theme.BODY, theme.GENERATOR, width=12.2).move_to([0, -2.2, 0])
        with self.cue("digits"):
            self.add(made)
            self.play(reveal_tiles(made))
            self.play(appear(line))

    def second(self) -> None:
        t = self.trace  # names, p (6,)
        talk = chat(11.5, 2.5, size=theme.HEADING)
        lines = ("Who wrote Faust?", "Goethe wrote it.", "And in which year?", "In 1950, in Berlin.")
        said = [talk.bubble(w, i % 2 == 0, None if i % 2 == 0 else "Assistant, an example") for i, w in enumerate(lines)]
        with self.cue("leading"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each(said))
        bars = chosen(t.names, t.p, 5.4, [0.45, -0.6, 0], float(t.p.max()))
        with self.cue("remind"):
            self.play(dim(*said, level=0.45), appear(bars))
        with self.cue("false"):
            self.play(vanish(bars, run_time=0.2), light(*said, run_time=0.2))
            wrong = said[-1].line
            under = Line(wrong.get_corner(DOWN + LEFT), wrong.get_corner(DOWN + RIGHT), color=theme.BAD)
            mark = stamp("false", theme.BAD, theme.BODY).next_to(said[-1], RIGHT, buff=0.5)
            self.play(recolor(said[-1].line, theme.BAD), draw(under.shift(DOWN * 0.07)), appear(mark))

    def third(self) -> None:
        low = -0.85  # the sieve stands in the middle, until the marks need its place
        tool = sieve(6.0).scale(1.2).move_to([0, 0.75 + low, 0])
        name = heading("data mining", theme.ENCODER).move_to([theme.STAGE_LEFT, 2.45, 0], aligned_edge=LEFT)
        sheets = [document(4, 0.85, theme.DATA if i % 3 else theme.BAD).move_to([-2.2 + 1.1 * i, 2.3 + low, 0]) for i in range(5)]
        for bad in sheets[::3]:
            bad.add(icon("cross", 0.5, theme.BAD).move_to(bad))
        with self.cue("mining"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(tool, name, *sheets))
            for i, sheet in enumerate(sheets):
                x = float(sheet.get_x())
                end = [x * 0.8, 1.0 + low, 0] if i % 3 == 0 else [x, -0.45 + low, 0]
                self.play(flow(sheet, [sheet, end], keep=True, run_time=0.7))
        words = ("collected", "cleaned", "checked")
        marks = cards([card(w, None, icon("check", 0.8, theme.GOOD), 3.6, color=theme.GOOD) for w in words])
        with self.cue("checked"):
            whole = Group(tool, *sheets)
            self.play(glide(whole, whole.get_center() + DOWN * low, run_time=0.6))
            self.play(appear_each(marks.move_to([0, -1.95, 0])))

    def together(self) -> None:
        t = self.trace
        asked = [tag(w, theme.DATA, theme.BODY) for w in ("Who wrote Faust?", "And in which year?")]
        replies = [tag("Goethe wrote it.", theme.GENERATOR, theme.BODY), tag("In 1950, in Berlin.", theme.BAD, theme.BODY)]
        told = VGroup(asked[0], replies[0], asked[1], replies[1]).arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        for one in asked:
            one.set_x(told.get_x() + 1.75 - one.width / 2)
        for one in replies:
            one.set_x(told.get_x() - 1.75 + one.width / 2)
        walls = Group(wall(t.digits, 4, 2.7), wall(t.made, 4, 2.7)).arrange(DOWN, buff=0.6)
        down = arrow(walls[0], walls[1], width=theme.THICK)
        fed, kept = (VGroup(*[document(4, 0.8, c) for c in shades]).arrange(RIGHT, buff=0.2) for shades in
                     ((theme.DATA, theme.BAD, theme.DATA), (theme.DATA, theme.DATA)))  # fmt: skip
        mining = VGroup(fed, sieve(3.2), kept).arrange(DOWN, buff=0.15)
        words = ("learn, then draw", "fluent, not always true", "the data decide")
        colors = (theme.GENERATOR, theme.DATA, theme.ENCODER)
        pictures = (Group(*walls, down), told, mining)
        three = cards([card(w, None, p, 4.1, color=c) for w, p, c in zip(words, pictures, colors, strict=True)], 0.2)
        three.move_to([0, -0.1, 0])
        place = three[2].get_center()
        three[2].scale(0.7)
        with self.cue("both"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(three))
        with self.cue("patient"):
            self.play(glide(three[2], place, 1 / 0.7))
            self.play(glide(three, [0, theme.STAGE_TOP - 0.47 * three.height, 0], 0.94))
            self.play(appear(question_card("Which did you underestimate?", 9.0).move_to([0, -2.3, 0])))


class Outline(FrameScene):
    """Four roads lead on from the chat box, and the next one goes to what can go wrong."""

    def construct(self) -> None:
        self.box()
        self.roads()
        self.open_end()
        self.next_station()

    def box(self) -> None:
        whole = lecture_map(TITLES)
        talk = icon_disc("chat", 1.6, theme.GENERATOR).move_to([0, 0, 0])
        with self.cue("chatbox"):
            self.play(appear(talk), run_time=theme.QUICK)
            self.play(glide(talk, whole.stations[7], 0.35), appear(whole))
            self.play(vanish(talk, run_time=0.2), whole.walked(7))

    def road(self, index: int, name: str, sign: str, color: str) -> VGroup:
        """One of the four roads: from the chat box to a sign and a name."""
        y = 2.1 - index * 1.4
        disc = icon_disc(sign, 0.55, color).move_to([-2.6, y, 0])
        way = arrow(self.start.get_right(), disc.get_left(), color=color, width=theme.THICK)
        return VGroup(way, disc, text(name, theme.BODY, color, "SEMIBOLD").next_to(disc, RIGHT, buff=0.3))

    def beside(self, one: VGroup, *things: Mobject) -> list[Mobject]:
        """Things in a row behind a road's name."""
        row = Group(*things).arrange(RIGHT, buff=0.45)
        row.move_to([1.1 + row.width / 2, float(one[1].get_y()), 0])
        return list(things)

    def roads(self) -> None:
        self.start = icon_disc("chat", 0.9, theme.GENERATOR).move_to([-5.4, 0, 0])
        first = self.road(0, "definitions", "book", theme.DATA)
        with self.cue("definitions"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(self.start, first))
            self.play(appear(*self.beside(first, node("12  Summary", theme.DATA))))
        second = self.road(1, "architecture", "network", theme.LATENT)
        with self.cue("architecture"):
            self.play(appear(second))
        with self.cue("training"):
            stops = [tag(name, theme.LATENT, theme.BODY) for name in ("text", "judgement")]
            self.play(appear_each(self.beside(second, *stops)))
        third = self.road(2, "data mining", "search", theme.ENCODER)
        with self.cue("action"):
            self.play(appear(third))
        dials = [Dial(0.55, theme.ENCODER, "", "") for _ in range(2)]
        places = self.beside(third, text("data", theme.LABEL), dials[0], text("features", theme.LABEL), dials[1])
        with self.cue("features"):
            self.play(appear(*places))
            self.play(morph(dials[0], np.array(0.85)), morph(dials[1], np.array(0.2)))

    def open_end(self) -> None:
        fourth = self.road(3, "the future", "bulb", theme.GENERATOR)
        with self.cue("future"):
            self.play(appear(fourth))
        signs = [tag(name, theme.GENERATOR, theme.LABEL) for name in ("see", "hear", "look up", "act")]
        signs[-1][0].become(DashedVMobject(signs[-1][0].copy().set_fill(opacity=0), 30))
        placed = self.beside(fourth, *signs)
        y = float(fourth[1].get_y())
        onward = Line([placed[-1].get_right()[0] + 0.1, y, 0], [theme.STAGE_RIGHT, y, 0], color=theme.GENERATOR)
        open_way = DashedVMobject(onward.set_stroke(width=theme.THICK), 4)
        with self.cue("exists"):
            self.play(appear(*placed, run_time=theme.QUICK))
            self.play(appear(open_way))

    def next_station(self) -> None:
        t = self.trace  # real, made (n, 2)  loss_g, loss_d (k,)
        around = bare_plane(t.real, 4.7, 4.7)
        around.move_to([-3.2, -0.1, 0])
        data = scatter(around, t.real, color=theme.DATA, radius=7, opacity=0.5)
        left = scatter(around, t.made, color=theme.FAKE, radius=8)
        name = heading("9  Challenges", theme.BAD, theme.TITLE).move_to([3.3, 1.0, 0])
        notes = VGroup(text("the data", theme.HEADING, theme.DATA), text("what the model still makes", theme.HEADING, theme.FAKE))
        notes.arrange(DOWN, buff=0.35, aligned_edge=LEFT).next_to(name, DOWN, buff=0.6)
        name.align_to(notes, LEFT)
        with self.cue("wrong"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(data, left, name, notes))
        series: dict[str, Sequence[float]] = {"G": t.loss_g, "D": t.loss_d}
        done = np.arange(1, len(t.loss_g) + 1) * 100 / len(t.loss_g)
        area = loss_plane(series, 4.9, 3.7, done, "% of the training").move_to([3.0, 0.3, 0])
        lines = curves(area, series, (theme.GENERATOR, theme.DISCRIMINATOR), done, hidden=True)
        below = name.copy().scale(theme.HEADING / theme.TITLE).move_to([-3.2, -2.75, 0])
        after = set_baseline(heading("10  Ethics", theme.ACCENT).move_to([3.2, -2.75, 0]), baseline(below))
        with self.cue("settles"):
            self.play(vanish(notes, run_time=0.2), glide(name, [-3.2, -2.75, 0], theme.HEADING / theme.TITLE))
            self.play(appear(area, run_time=theme.QUICK))
            self.add(lines)
            self.play(reveal(lines, run_time=3))
            self.play(appear(after))
