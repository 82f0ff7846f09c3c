"""Section 15: five shelves that fill, and the lecture's own code to build on."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, Dot, Group, Line, Mobject, Rectangle, VGroup

from lecture.listing import source_of
from scenes import theme
from scenes.mobjects.cards import card, cards, panel, question_card
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import pixels, wall
from scenes.mobjects.listing import Listing, listing
from scenes.mobjects.motion import (
    appear,
    appear_each,
    dim,
    draw,
    flow,
    glide,
    mark_tiles,
    pulse,
    reveal,
    spotlight,
    swap_image,
    vanish,
)
from scenes.mobjects.networks import arrow, discriminator
from scenes.mobjects.plots import curves, loss_plane
from scenes.mobjects.text import text
from scenes.mobjects.vectors import activations, bars
from scenes.stage import FrameScene

SHELVES = (
    ("papers", "paper", theme.DATA),
    ("books", "book", theme.ENCODER),
    ("courses", "film", theme.DECODER),
    ("tools", "gear", theme.GENERATOR),
    ("people", "people", theme.DISCRIMINATOR),
)
USES = (
    "where ideas began",
    "the story in order, at leisure",
    "a deadline and an exercise",
    "the heavy lifting",
    "what gets you unstuck",
)
PITCH = 1.17
BOARD_LEFT = theme.STAGE_LEFT + 3.3
VAE, GAN = "models/vae.py", "models/gan.py"
ELBO = "{{ cal(L)(x) : loss }} = {{ -EE_q [log p(x|z)] : rec }} + {{ \"KL\"(q(z|x) || p(z)) : kl }}"


class Row(Group):
    """A shelf: pictogram and label on the left, a board on the right on which items stand."""

    def __init__(self, index: int) -> None:
        name, sign, self.tone = SHELVES[index]
        y = theme.STAGE_TOP - PITCH * (index + 1) + 0.06
        self.board = Line([BOARD_LEFT, y, 0], [theme.STAGE_RIGHT, y, 0], color=self.tone, stroke_width=theme.THICK)
        self.sign = icon(sign, 0.62, self.tone).move_to([theme.STAGE_LEFT + 0.45, y + 0.45, 0])
        self.label = text(name, theme.BODY, self.tone, "SEMIBOLD")
        self.label.move_to([theme.STAGE_LEFT + 1.1, y + 0.45, 0], aligned_edge=LEFT)
        self.next_x = BOARD_LEFT + 0.1
        super().__init__(self.board, self.sign, self.label)

    def item(self, title: str, note: str) -> VGroup:
        """The next item on the board: a title over a smaller note."""
        words = text(title, theme.LABEL, theme.TEXT, "SEMIBOLD")
        under = text(note, theme.SMALL, theme.MUTED)
        lines = VGroup(words, under).arrange(DOWN, buff=0.12)
        shell = panel(lines.width + 0.4, 0.96, self.tone)
        made = VGroup(shell, lines.move_to(shell))
        made.shift(np.array([self.next_x, self.board.get_y() + 0.04, 0]) - shell.get_corner(DOWN + LEFT))
        self.next_x = float(shell.get_right()[0]) + 0.15
        return made


def squares(count: int, side: float) -> VGroup:
    """The lines of an empty grid of `count` × `count` pixels."""
    half = side / 2
    places = np.linspace(-half, half, count + 1)[1:-1]
    ends = [pair for p in places for pair in (([p, -half, 0], [p, half, 0]), ([-half, p, 0], [half, p, 0]))]
    return VGroup(*[Line(*pair, color=theme.GRID, stroke_width=1.5) for pair in ends])


def spines() -> VGroup:
    """Books side by side, one of them leaning."""
    row = VGroup()
    for wide, high in ((0.3, 0.86), (0.22, 0.74), (0.36, 0.92), (0.26, 0.8), (0.3, 0.9), (0.22, 0.7), (0.34, 0.84)):
        book = Rectangle(width=wide, height=high, color=theme.ENCODER, stroke_width=theme.LINE)
        book.set_fill(theme.mix(theme.BACKGROUND, theme.ENCODER, 0.2), 1)
        band = Line([-wide / 2, high / 4, 0], [wide / 2, high / 4, 0], color=theme.ENCODER, stroke_width=theme.LINE)
        row.add(VGroup(book, band))
    row.arrange(RIGHT, buff=0.06, aligned_edge=DOWN)
    last = row[-1].copy().next_to(row, RIGHT, buff=0.2, aligned_edge=DOWN).rotate(0.25)
    return row.add(last.align_to(row, DOWN))


def stock(index: int) -> VGroup:
    """Things that stand on a shelf: sheets, books, lessons, tools, or people."""
    names = (("paper",) * 4, (), ("film", "calendar", "film"), ("gear", "code", "chip"), ("person",) * 3)[index]
    row = VGroup(*[icon(name, 0.8, SHELVES[index][2]) for name in names]) if names else spines()
    row = row.arrange(RIGHT, buff=0.2, aligned_edge=DOWN) if names else row
    return row.scale(min(1.0, 2.85 / row.width))


class Introduction(FrameScene):
    """Five empty shelves, and two ways along them: the beginner's and the practitioner's."""

    lint_allow = {"contrast:Line": "the sheets of the pile lie on one another"}

    def construct(self) -> None:
        self.rows = [Row(i) for i in range(5)]
        self.kinds: list[VGroup] = []
        boards = VGroup(*[row.board for row in self.rows])
        with self.cue("shelves"):
            self.play(appear(boards))
        self.labels()
        self.ways()

    def labels(self) -> None:
        with self.cue("papers"):
            self.name(0)
        with self.cue("books"):
            self.name(1)
        with self.cue("courses"):
            self.name(2)
        with self.cue("tools"):
            self.name(3)
        with self.cue("people"):
            self.name(4)

    def name(self, index: int) -> None:
        """Label a shelf, and stand things of its kind on it with what it is good for."""
        row = self.rows[index]
        goods = stock(index)
        goods.shift(row.board.get_left() + np.array([0.15, 0.06, 0]) - goods.get_corner(DOWN + LEFT))
        words = text(USES[index], theme.BODY, theme.TEXT)
        words.move_to([BOARD_LEFT + 3.2, row.sign.get_y(), 0], aligned_edge=LEFT)
        self.kinds.append(VGroup(goods, words))
        self.play(appear(row.sign, row.label, self.kinds[-1]))

    def ways(self) -> None:
        with self.cue("first"):
            self.walker = icon_disc("person", 0.55, theme.ACCENT).move_to([theme.STAGE_RIGHT - 0.9, 2.2, 0])
            ask = text("where first?", theme.HEADING, theme.ACCENT, "SEMIBOLD").next_to(self.walker, LEFT, buff=0.3)
            self.ask = ask
            self.play(appear(self.walker, ask))
        with self.cue("beginner"):
            self.play(vanish(self.ask), self.only(2, 1), run_time=theme.QUICK)
            self.play(flow(self.walker, [self.walker, self.stop(2), self.stop(1)], keep=True), run_time=2.0)
        with self.cue("practitioner"):
            self.play(self.only(0, 3), run_time=theme.QUICK)
            self.play(flow(self.walker, [self.walker, self.stop(0), self.stop(3)], keep=True), run_time=2.0)
        with self.cue("collect"):
            self.play(vanish(*self.on_stage), run_time=0.3)
            pile = VGroup(*[icon("paper", 1.5, theme.MUTED).shift([0.12 * i, -0.14 * i, 0]) for i in range(12)])
            for paper in pile:
                paper[0].set_fill(theme.BACKGROUND, 1)
            sheet = icon("paper", 3.6, theme.DATA).move_to([3.0, -0.1, 0])
            ends = [(1.9, 3.9, 0.58), (1.9, 3.6, -0.06), (1.9, 3.3, -0.69)]
            pencil = VGroup(*[Line([a, y, 0], [b, y, 0], color=theme.ACCENT, stroke_width=6) for a, b, y in ends])
            self.play(appear(pile.move_to([-3.4, -0.1, 0]), sheet))
            self.play(draw(pencil))

    def stop(self, index: int) -> np.ndarray:
        return self.rows[index].board.get_right() + np.array([-1.0, 0.55, 0])

    def only(self, *indices: int) -> Mobject:
        shelves = [list(pair) for pair in zip(self.rows, self.kinds, strict=True)]
        off = [part for i, shelf in enumerate(shelves) if i not in indices for part in shelf]
        return spotlight([part for i in indices for part in shelves[i]], off)


class KeyResources(FrameScene):
    """The five shelves fill with what is worth reaching for, every title readable."""

    def construct(self) -> None:
        self.rows = [Row(i) for i in range(5)]
        with self.cue("papers"):
            self.play(appear(*self.rows), run_time=theme.QUICK)
            self.put(0, "Generative Adversarial Nets", "Goodfellow et al., 2014")
        with self.cue("kingma"):
            self.put(0, "Auto-Encoding Variational Bayes", "Kingma & Welling, 2013, ICLR 2014")
        with self.cue("books"):
            self.put(1, "Deep Learning", "Goodfellow, Bengio, Courville, 2016")
        with self.cue("valle"):
            self.put(1, "Hands-On GANs with Keras", "Valle, 2019")
        with self.cue("courses"):
            self.put(2, "Deep Learning Specialization", "Coursera: foundations")
        with self.cue("gans"):
            self.put(2, "GANs Specialization", "DeepLearning.AI")
        with self.cue("blitz"):
            self.put(2, "60 Minute Blitz", "PyTorch")
        with self.cue("libraries"):
            self.put(3, "TensorFlow", "tutorials, samples")
            self.put(3, "PyTorch", "tutorials, samples")
        with self.cue("meetups"):
            self.put(4, "meetups, conferences", "near you, or online")
            self.put(4, "Stack Overflow, Reddit", "ask early")

    def put(self, index: int, title: str, note: str) -> None:
        """Set an item on its shelf and light that shelf; what stands on the others stays readable."""
        row = self.rows[index]
        self.play(spotlight([row], [other for other in self.rows if other is not row]), appear(row.item(title, note), rise=0.5))


class KeyPoints(FrameScene):
    """The loss as a formula and as the lines that ran: every symbol has its place in the program."""

    lint_allow = {"contrast:cal(L)": "the term that is not spoken of steps back for a moment"}

    def construct(self) -> None:
        self.uses()
        self.theory_and_practice()
        self.together()

    def uses(self) -> None:
        t = self.trace  # real, made (12, 28, 28)
        pictures = (wall(t.made[:6], 3, 2.9), icon("palette", 1.9, theme.GENERATOR), icon("brain", 1.9, theme.DECODER))
        names = ("data augmentation", "creative work", "medical imaging")
        colors = (theme.DATA, theme.GENERATOR, theme.DECODER)
        self.three = cards([card(n, None, p, 3.9, color=c) for n, p, c in zip(names, pictures, colors, strict=True)])
        with self.cue("uses"):
            self.play(appear_each(self.three.move_to([0, 0.1, 0])))
        real, made = wall(t.real, 4, 4.6).move_to([-3.5, 0.2, 0]), wall(t.made, 4, 4.6).move_to([3.5, 0.2, 0])
        titles = VGroup(
            text("real", theme.HEADING, theme.REAL).next_to(real, DOWN, buff=0.25),
            text("synthetic: realistic enough?", theme.HEADING, theme.FAKE).next_to(made, DOWN, buff=0.25),
        )
        with self.cue("realistic"):
            self.play(vanish(self.three, run_time=0.2), appear(real, made, titles))
            self.play(mark_tiles(made, list(range(12)), theme.FAKE))

    def code(self) -> Listing:
        """The lines of models/vae.py that compute the loss and step down its gradient."""
        step = source_of(VAE, "training_step").text.split("\n")
        moves = [line for line in step if line.lstrip().startswith(("recon, kl = ", "descend("))]
        pieces = [source_of(VAE, name).text for name in ("reconstruction_loss", "kl_divergence")]
        pieces.append("\n".join(line.strip() for line in moves))
        return listing("\n\n".join(pieces), theme.LABEL, None, VAE).move_to([0, -0.75, 0])

    def theory_and_practice(self) -> None:
        t = self.trace  # steps, recon, kl (k,)
        self.line = formula(ELBO, 84).paint(rec=theme.DECODER, kl=theme.LATENT).move_to([0, 2.3, 0])
        with self.cue("formula"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(self.line, rise=0.4))
        self.program = self.code()
        with self.cue("code"):
            self.play(appear(self.program))
        with self.cue("reconstruction"):
            self.play(self.line.lit("rec"), self.program.lit("binary_cross_entropy"))
            self.play(pulse(self.line.part("rec")))
        with self.cue("divergence"):
            self.play(self.line.lit("kl"), self.program.lit("log_var.exp() - 1"))
            self.play(pulse(self.line.part("kl")))
        with self.cue("sum"):
            self.play(self.line.lit(), self.program.lit("recon + weight * kl"))
            self.play(pulse(self.line.part("loss")))
        series = {"−ELBO": t.recon + t.kl, "KL": t.kl}
        area = loss_plane(series, 8.2, 3.6, t.steps, y_title="nats an image").move_to([-0.9, -0.6, 0])
        drawn = curves(area, series, (theme.LOSS, theme.LATENT), t.steps, hidden=True)
        with self.cue("breaks"):
            self.play(vanish(self.program, run_time=0.2), appear(area))
            self.add(drawn)
            self.play(reveal(drawn, run_time=2.5))

    def together(self) -> None:
        people = VGroup(*[icon_disc("person", 0.6, theme.DISCRIMINATOR) for _ in range(6)])
        angles = np.linspace(0, 2 * np.pi, 6, endpoint=False)
        for one, angle in zip(people, angles, strict=True):
            one.move_to([2.5 * np.cos(angle), 2.0 * np.sin(angle) + 0.2, 0])
        screen = icon("chat", 1.6, theme.ACCENT).move_to([0, 0.2, 0])
        with self.cue("community"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(people, screen))
        with self.cue("hard"):
            question = question_card("What was hard about it?", 8.6).move_to([0, -2.2, 0])
            self.play(glide(Group(people, screen), [0, 0.75, 0], 0.8), appear(question))


class ExampleCode(FrameScene):
    """The generator's class as it stands in the module, and beside it the noise that it turns into a digit."""

    def construct(self) -> None:
        self.listing()
        self.layers()
        self.springboard()

    def listing(self) -> None:
        source = source_of(GAN, "Generator")
        self.code = listing(source.text, theme.SMALL, source.first, GAN)
        self.code.move_to([theme.STAGE_LEFT + self.code.width / 2, 0.1, 0])
        with self.cue("listing"):
            self.play(appear(self.code))
        with self.cue("klass"):
            self.play(self.code.lit([0, *self.code.find("nn.Linear")]))
            self.play(pulse(self.code.row(0), 1.05))

    def layers(self) -> None:
        t = self.trace  # z (100,)  hidden (128,)  image (28, 28)
        x = (self.code.get_right()[0] + theme.STAGE_RIGHT) / 2
        self.z = bars(t.z, 3.8, 0.9, theme.LATENT).move_to([x, 2.2, 0])
        z_name = text(f"{len(t.z)} random numbers", theme.SMALL, theme.LATENT).next_to(self.z, DOWN, buff=0.12)
        with self.cue("noise"):
            self.play(appear(self.z, z_name), self.code.lit("def forward"))
        self.hidden = activations(t.hidden, 0.55, 32, theme.GENERATOR).move_to([x, 0.75, 0])
        h_name = text(f"{len(t.hidden)} hidden values", theme.SMALL, theme.GENERATOR).next_to(self.hidden, DOWN, buff=0.12)
        with self.cue("hidden"):
            self.play(appear(self.hidden, h_name), self.code.lit([*self.code.find("Linear(100"), *self.code.find("ReLU")]))
        self.image = pixels(np.zeros_like(t.image), 2.3, theme.GENERATOR).move_to([x, -1.75, 0])
        with self.cue("sigmoid"):
            self.play(appear(self.image), self.code.lit([*self.code.find("Linear(128"), *self.code.find("Sigmoid")]))
        with self.cue("image"):
            self.play(swap_image(self.image, t.image), self.code.all_lit())
        self.side = Group(self.z, z_name, self.hidden, h_name, self.image)

    def springboard(self) -> None:
        t = self.trace  # early (3, 16, 28, 28)
        critic = discriminator("real or fake?", width=2.6, height=2.4)
        critic.move_to([theme.STAGE_RIGHT - 1.5, -0.4, 0])
        with self.cue("discriminator"):
            self.play(vanish(self.side, run_time=0.2), appear(critic))
            back = arrow(critic, self.code, "and learn", theme.MUTED, width=theme.THICK)
            self.play(appear(back))
        with self.cue("width"):
            rows = [self.code.lines[i] for i in self.code.find("Linear")]
            marks = VGroup(*[Dot(radius=0.13, color=theme.ACCENT).next_to(row, RIGHT, buff=0.2) for row in rows])
            self.play(self.code.lit("Linear"), appear(marks), dim(critic))
        rough = wall(t.early.reshape(-1, 28, 28), 12, 9.2).move_to([0, 0.4, 0])
        steps = text("early in training: rough, and you know why", theme.BODY, theme.FAKE).next_to(rough, DOWN, buff=0.3)
        with self.cue("worse"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(rough, steps))
        with self.cue("yours"):
            empty = Group(pixels(np.zeros((28, 28)), 4.2, theme.ACCENT), squares(28, 4.2)).move_to([0, 0.6, 0])
            ask = text("And yours?", theme.TITLE, theme.ACCENT, "SEMIBOLD").next_to(empty, DOWN, buff=0.4)
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(empty, ask))
