"""Section 16: a last walk through the latent space, three uses in small, and the credits read from the trained models."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, VGroup

from scenes import theme
from scenes.mobjects.cards import card, cards, heading, panel, question_card, stamp
from scenes.mobjects.chat import chat
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import icon, icon_disc
from scenes.mobjects.images import pixels, strip, wall
from scenes.mobjects.motion import (
    appear,
    appear_each,
    draw,
    glide,
    mark_tiles,
    pulse,
    reveal,
    reveal_tiles,
    run_images,
    vanish,
)
from scenes.mobjects.networks import arrow, decoder, discriminator, encoder, generator
from scenes.mobjects.plane import plane
from scenes.mobjects.plots import bar_chart, curves, histogram, loss_plane, read_out
from scenes.mobjects.points import boundary, scatter
from scenes.mobjects.text import baseline, set_baseline, text
from scenes.mobjects.vectors import activations
from scenes.stage import FrameScene

BINS = 40
NAMES = {
    "vae20": "VAE, 20 latents",
    "vae2": "VAE, 2 latents",
    "convvae": "convolutional VAE",
    "cvae": "conditional VAE",
    "gan": "the lecture's GAN",
    "gan_r1": "GAN with R1",
    "gan_unstable": "unstable GAN",
    "gan_stable": "stable GAN",
    "latent_diffusion": "latent diffusion",
    "ring": "ring GAN",
    "ring_remedy": "its remedy",
    "moons_diffusion": "moons diffusion",
    "realnvp": "RealNVP",
    "gmm": "Gaussian mixture",
    "logistic": "logistic regression",
}


def scores_plot(usual: np.ndarray, strange: np.ndarray, width: float, height: float) -> tuple[Group, Mobject, Mobject]:
    """Axes with the histograms of −ELBO of usual and strange images, (n,) nats each."""
    edges = np.linspace(0, float(np.quantile(strange, 0.95)), BINS)
    counts = [np.histogram(values, edges)[0] for values in (usual, strange)]
    top = float(max(count.max() for count in counts)) * 1.05
    area = plane((0, float(edges[-1])), (0, top), width, height, "nats: how strange the model finds it", None, None, [])
    return Group(area), histogram(area, usual, edges), histogram(area, strange, edges, theme.BAD)


class Importance(FrameScene):
    """A last walk through the latent space, and the change of view that the lecture was about."""

    def construct(self) -> None:
        self.walk()
        self.cornerstone()
        self.views()
        self.threads()

    def walk(self) -> None:
        t = self.trace  # walk (26, 28, 28)  ends (4, 28, 28)
        self.digit = pixels(t.walk[0], 4.8, theme.LATENT).move_to(theme.STAGE_CENTER)
        with self.cue("walk") as beat:
            self.play(appear(self.digit), run_time=0.4)
            self.play(run_images(self.digit, t.walk), run_time=max(2.0, min(6.0, beat.left)))
        self.line = wall(t.walk, 13, 12.4, hidden=True).move_to([0, -0.5, 0])
        written = wall(t.ends, 4, 4.6).move_to([1.2, 1.75, 0])
        names = VGroup(
            text("written by hand", theme.BODY, theme.DATA).next_to(written, LEFT, buff=0.5),
            text("decoded on the way between them", theme.BODY, theme.LATENT).next_to(self.line, DOWN, buff=0.4),
        )
        self.name = Group(written, names)
        with self.cue("new"):
            self.add(self.line)
            self.play(vanish(self.digit, run_time=0.3), reveal_tiles(self.line, run_time=1.5))
            self.play(appear(self.name))

    def cornerstone(self) -> None:
        t = self.trace  # real, made (12, 28, 28)  rare (3, 28, 28)  filled (9, 28, 28)
        stone = panel(5.6, 1.3, theme.LATENT, theme.mix(theme.BACKGROUND, theme.LATENT, 0.25)).move_to([0, -2.2, 0])
        label = text("generative models", theme.BODY, theme.LATENT, "SEMIBOLD").move_to(stone)
        house = panel(8.6, 1.5, theme.DATA).next_to(stone, UP, buff=0.1)
        above = text("data science", theme.HEADING, theme.DATA, "SEMIBOLD").move_to(house)
        self.stone = VGroup(stone, label, house, above)
        with self.cue("cornerstone"):
            self.play(vanish(self.name), appear(self.stone), glide(self.line, [0, 1.85, 0], 0.75))
        have = wall(t.real, 4, 4.4).move_to([-3.6, 0.1, 0])
        could = wall(t.made, 4, 4.4).move_to([3.6, 0.1, 0])
        could.mark(list(range(12)), theme.GENERATOR, 0.6)
        titles = VGroup(
            text("the data we have", theme.BODY, theme.DATA).next_to(have, DOWN, buff=0.25),
            text("data we could have had", theme.BODY, theme.GENERATOR).next_to(could, DOWN, buff=0.25),
        )
        with self.cue("could"):
            self.play(vanish(self.stone, self.line), appear(have, could, titles), run_time=theme.QUICK)
            self.play(draw(arrow(have, could, color=theme.GENERATOR, width=theme.THICK).line))
        signs = (icon("chat", 2.6, theme.DATA), wall(t.real[:9], 3, 2.6), icon("brain", 2.6, theme.DATA))
        fields = zip(("language", "vision", "medicine"), signs, strict=True)
        self.fields = cards([card(name, None, sign, 3.9) for name, sign in fields]).move_to([0, 0, 0])
        with self.cue("problems"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each(self.fields))
        thin = wall(np.concatenate([t.rare, t.filled]), 6, 8.4, hidden=True).move_to([-1.4, 0, 0])
        thin.set_tiles(slice(0, 3), 1.0)
        with self.cue("examples"):
            self.add(thin)
            self.play(vanish(self.fields, run_time=0.2), reveal_tiles(thin, list(range(3, 12))), run_time=1.4)
            self.play(mark_tiles(thin, list(range(3, 12)), theme.GENERATOR))
            checked = Group(icon("check", 1.6, theme.GOOD), text("once checked", theme.BODY, theme.GOOD, "SEMIBOLD"))
            self.play(appear(checked.arrange(DOWN, buff=0.3).move_to([5.0, 0, 0])))

    def views(self) -> None:
        t = self.trace  # birds (n, 2)  species (n,)  probability (48, 48)  manifold (64, 28, 28)
        ranges = tuple(t.x_range.tolist()), tuple(t.y_range.tolist())
        area = plane(*ranges, 5.0, 4.2, None, None, [], []).move_to([-3.4, 0.15, 0])
        sides = boundary(area, t.probability)
        birds = scatter(area, t.birds, t.species, radius=6)
        before = text("yes or no", theme.BODY, theme.DATA, "SEMIBOLD").next_to(area, DOWN, buff=0.25)
        with self.cue("shifted"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(sides, birds, before))
        land = wall(t.manifold, 8, 4.4).move_to([3.4, 0.15, 0])
        after = text("a landscape of possibilities", theme.BODY, theme.LATENT, "SEMIBOLD").next_to(land, DOWN, buff=0.25)
        set_baseline(before, baseline(after))
        self.pair = Group(sides, birds, before, land, after)
        with self.cue("world"):
            self.play(appear(land, after))

    def threads(self) -> None:
        t = self.trace  # loss (k,)  birds (n, 2)
        parts = (
            ("distribution", theme.DATA, self.distribution()),
            ("loss", theme.LOSS, formula("cal(L)", 240, theme.LOSS)),
            ("gradient", theme.LATENT, downhill()),
        )
        signs = cards([card(name, None, picture, 3.9, color=color) for name, color, picture in parts]).move_to([0, 1.2, 0])
        series = {"loss": np.convolve(t.loss, np.ones(5) / 5, "valid")}
        area = loss_plane(series, 8.4, 1.3, x_title="patience: epochs of the 2-latent VAE").move_to([-0.6, -1.85, 0])
        line = curves(area, series, hidden=True)
        with self.cue("gradient"):
            self.play(vanish(self.pair, run_time=0.2), appear_each(signs))
            self.add(area, line)
            self.play(reveal(line))
        point = icon_disc("bulb", 0.8, theme.ACCENT).move_to([0, -1.9, 0])
        with self.cue("gather"):
            threads = [arrow(one.get_bottom(), point, color=theme.ACCENT, width=theme.THICK) for one in signs]
            self.play(vanish(area, line, run_time=0.2), appear(point, *threads))

    def distribution(self) -> Group:
        """How often each value of the birds' first measurement was found."""
        values = self.trace.birds[:, 0]
        edges = np.linspace(values.min(), values.max(), 19)
        top = float(np.histogram(values, edges)[0].max())
        area = plane((float(edges[0]), float(edges[-1])), (0, top * 1.05), 3.0, 1.7, None, None, [], [])
        return Group(area, histogram(area, values, edges))


def downhill(rate: float = 0.2, steps: int = 6) -> Group:
    """Gradient descent on a parabola, step after step: x moves by −rate · 2x."""
    area = plane((-1.7, 1.7), (-0.2, 2.6), 3.0, 1.7, None, None, [], [])
    valley = np.linspace(-1.6, 1.6, 60)
    stops = -1.5 * (1 - 2 * rate) ** np.arange(steps)
    places = np.stack([stops, stops**2], 1)
    balls = scatter(area, places, color=theme.LATENT, radius=10)
    step = arrow(area.at(*places[0]), area.at(*places[1]), color=theme.LATENT, width=theme.THICK)
    return Group(area, area.line(np.stack([valley, valley**2], 1), theme.MUTED), balls, step)


class KeyConcepts(FrameScene):
    """Three uses side by side, and at the end the one idea underneath."""

    def construct(self) -> None:
        self.definition()
        self.two_models()
        self.augmentation()
        self.creativity()
        self.anomalies()
        self.name()

    def definition(self) -> None:
        t = self.trace  # digits, new (8, 28, 28)
        data = wall(t.digits, 4, 3.6).move_to([-4.6, 0, 0])
        model = icon_disc("brain", 1.2, theme.LATENT)
        new = wall(t.new, 4, 3.6).move_to([4.6, 0, 0])
        new.mark(list(range(8)), theme.GENERATOR, 0.6)
        words = (("data", theme.DATA, data), ("model", theme.LATENT, model), ("new data", theme.GENERATOR, new))
        titles = VGroup(*[text(w, theme.HEADING, c, "SEMIBOLD").next_to(what, DOWN, buff=0.3) for w, c, what in words])
        floor = min(baseline(title) for title in titles)
        for title in titles:
            set_baseline(title, floor)
        ways = [arrow(data, model, width=theme.THICK), arrow(model, new, width=theme.THICK)]
        with self.cue("definition"):
            self.play(appear(data, model, titles), run_time=theme.QUICK)
            self.play(appear(new, *ways))

    def two_models(self) -> None:
        t = self.trace  # fake, x, x_hat (28, 28)
        upper = Group(generator("noise to image"), pixels(t.fake, 1.7, theme.FAKE), discriminator("real or fake?"))
        upper.arrange(RIGHT, buff=1.1).move_to([0, 1.35, 0])
        x, x_hat = pixels(t.x, 1.7, theme.DATA), pixels(t.x_hat, 1.7, theme.DECODER)
        lower = Group(x, encoder("784 -> 20"), decoder("20 -> 784"), x_hat).arrange(RIGHT, buff=0.9).move_to([0, -1.5, 0])
        for row in (upper, lower):
            row.scale(0.92)
            row.add(*[arrow(a, b, color=theme.TEXT, width=theme.THICK) for a, b in pairwise(list(row))])
        with self.cue("two"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each([upper, lower]))

    def stage_panel(self, title: str, color: str) -> Mobject:
        """The title of a demonstration."""
        return text(title, theme.HEADING, color, "SEMIBOLD").move_to([theme.STAGE_LEFT, 2.5, 0], aligned_edge=LEFT)

    def augmentation(self) -> None:
        t = self.trace  # rare (6, 28, 28)  filled (18, 28, 28)
        both = wall(np.concatenate([t.rare, t.filled]), 6, 7.4, hidden=True).move_to([-2.4, -0.4, 0])
        both.set_tiles(slice(0, 6), 1.0)
        title = self.stage_panel("1  augmentation", theme.DATA)
        with self.cue("augment"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(both, title))
        rest = list(range(6, 24))
        with self.cue("gaps"):
            self.play(reveal_tiles(both, rest), run_time=1.2)
            self.play(mark_tiles(both, rest, theme.GENERATOR))
            names = VGroup(
                text("6 real eights", theme.BODY, theme.DATA).move_to([4.4, 1.3, 0]),
                text("18 generated", theme.BODY, theme.GENERATOR).move_to([4.4, -0.9, 0]),
                text("test on real data", theme.BODY, theme.GOOD, "SEMIBOLD").move_to([4.4, -2.0, 0]),
            )
            self.play(appear_each(names))

    def creativity(self) -> None:
        t = self.trace  # wall (60, 28, 28)  line ()
        title = self.stage_panel("2  creativity", theme.GENERATOR)
        drawn = wall(t.wall, 10, 7.4, hidden=True).move_to([-2.6, -0.4, 0])
        with self.cue("creativity"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.add(drawn)
            self.play(appear(title), reveal_tiles(drawn), run_time=1.6)
        talk = chat(5.4, 1.6)
        with self.cue("tone"):
            bubble = talk.bubble(str(t.line).split("\n")[0] + " …", who="tiny model")
            talk.move_to([4.2, 0.7, 0])
            self.play(bubble.type(1.6))
        with self.cue("argue"):
            word = question_card("creative?", 4.6).move_to([4.2, -1.6, 0])
            self.play(appear(word, run_time=0.4))
            self.play(pulse(word))

    def anomalies(self) -> None:
        t = self.trace  # usual, strange (1000,)  clothes (4, 28, 28)
        title = self.stage_panel("3  anomaly detection", theme.BAD)
        axes, usual, strange = scores_plot(t.usual, t.strange, 8.6, 3.6)
        both = Group(axes, usual, strange).move_to([-2.2, -0.5, 0])
        digits = strip(t.digits[:4], 3.4).move_to([4.7, 1.2, 0])
        clothes = strip(t.clothes, 3.4).move_to([4.7, -1.0, 0])
        clothes.mark([0, 1, 2, 3], theme.BAD, 0.5)
        both.remove(strange)
        with self.cue("anomaly"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(title, both, digits))
        with self.cue("strange"):
            self.play(appear(strange, clothes))
        self.third = Group(both, strange)

    def name(self) -> None:
        t = self.trace
        _, usual, strange = scores_plot(t.usual, t.strange, 3.2, 1.6)
        pictures = (wall(t.filled, 6, 3.2), wall(t.wall[:24], 6, 3.2), Group(usual, strange))
        words = ("augmentation", "creativity", "anomaly detection")
        colors = (theme.DATA, theme.GENERATOR, theme.BAD)
        small = cards([card(w, None, p, 3.8, color=c) for w, p, c in zip(words, pictures, colors, strict=True)])
        with self.cue("name") as beat:
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(small.move_to([0, 0.9, 0])))
            question = question_card("One idea underneath: which?", 8.6).move_to([0, -2.0, 0])
            self.play(appear(question))
            beat.hold_until(beat.left + 0.1 if beat.left < 3 else max(3.6, beat.left - 1.0))
            answer = heading("Learn the distribution.", theme.ACCENT, theme.TITLE).move_to(question)
            self.play(vanish(question), appear(answer))


class FinalThoughts(FrameScene):
    """Three examples, three takeaways, and credits in which every number is read from the trained models."""

    def construct(self) -> None:
        self.examples()
        self.takeaways()
        self.credits()

    def examples(self) -> None:
        t = self.trace  # line ()  asked ()  fake (28, 28)
        talk = chat(7.6, 1.4, theme.BODY)
        bubble = talk.bubble(str(t.line).split("\n")[0] + " …", who="tiny model")
        talk.move_to([-2.6, 1.7, 0])
        with self.cue("chat"):
            self.play(bubble.type(1.4))
        words = card(f"“a handwritten {t.asked}”", None, None, 4.4, 1.4).move_to([-4.2, -1.2, 0])
        picture = pixels(t.fake, 2.6, theme.GENERATOR).move_to([0.9, -1.2, 0])
        with self.cue("dalle"):
            self.play(appear(words), run_time=theme.QUICK)
            self.play(appear(arrow(words, picture, color=theme.GENERATOR, width=theme.THICK), picture))
        scan = icon_disc("brain", 1.3, theme.DECODER).move_to([4.8, 0.7, 0])
        seal = stamp("synthetic", theme.FAKE, theme.BODY).move_to([4.8, -1.0, 0])
        with self.cue("medicine"):
            self.play(appear(scan), run_time=theme.QUICK)
            self.play(appear(seal))

    def takeaways(self) -> None:
        t = self.trace  # made (20, 28, 28)  activations (400,)
        fields = VGroup(icon("brain", 1.5, theme.DECODER), icon("film", 1.2, theme.DECODER), icon("chip", 1.2, theme.DECODER))
        VGroup(*fields[1:]).arrange(RIGHT, buff=0.4).next_to(fields[0], DOWN, buff=0.2)
        pictures = (wall(t.made, 5, 3.4), fields, icon("network", 2.1, theme.ENCODER))
        words = ("create new data", "drive new work", "be ready for what comes")
        colors = (theme.GENERATOR, theme.DECODER, theme.ENCODER)
        three = cards([card(w, None, p, 4.05, 4.2, c) for w, p, c in zip(words, pictures, colors, strict=True)])
        three.move_to([0, 0.05, 0])
        with self.cue("create"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(three[0]))
        with self.cue("innovate"):
            self.play(appear(three[1]))
        with self.cue("prepare"):
            self.play(appear(three[2]))
        layer = activations(t.activations, 2.1, 40, theme.ENCODER).move_to([0, -1.8, 0])
        with self.cue("field"):
            self.play(glide(three, [0, 1.15, 0], 0.75), appear(layer))

    def credits(self) -> None:
        t = self.trace  # names, model_seconds (19,)  parameters, seconds ()
        largest = np.argsort(-t.model_seconds)[:9]
        names = [NAMES.get(str(t.names[i]), str(t.names[i])) for i in largest]
        chart = bar_chart(names, t.model_seconds[largest], 8.4, 5.2, [theme.GENERATOR] * len(names), "{:.0f} s")
        chart.move_to([-2.4, -0.35, 0])
        title = text(f"longest trained: {len(largest)} of {len(t.names)} models", theme.LABEL, theme.MUTED)
        title.next_to(chart, UP, buff=0.25)
        with self.cue("credits"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(chart, title))
            sums = (("parameters", t.parameters), ("seconds of training", t.seconds))
            totals = VGroup(*[read_out(name, float(value), "{:,.0f}") for name, value in sums])
            self.play(appear_each(totals.arrange(DOWN, buff=0.9).move_to([4.6, 0, 0])))
        area = plane((float(t.birds[:, 0].min()), float(t.birds[:, 0].max())),
                     (float(t.birds[:, 1].min()), float(t.birds[:, 1].max())), 3.0, 2.0, None, None, [], [])
        thanks = (
            ("MNIST", "LeCun, Cortes, Burges", wall(t.digits, 3, 3.0)),
            ("Fashion-MNIST", "Zalando Research", wall(t.clothes, 3, 3.0)),
            ("Palmer penguins", "Horst, Hill, Gorman", Group(area, scatter(area, t.birds, color=theme.DATA, radius=5))),
        )
        sets = cards([card(name, people, picture, 4.0) for name, people, picture in thanks]).move_to([0, 0.35, 0])
        also = text("and free software, and a synthetic voice", theme.BODY, theme.MUTED).move_to([0, -2.5, 0])
        with self.cue("data"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear_each([*sets, also]))
        last = heading("Thank you", theme.ACCENT, 110).move_to([0, 0.8, 0])
        title = text(self.timeline.lecture_title, theme.HEADING, theme.TEXT).move_to([0, -0.9, 0])
        with self.cue("you"):
            self.play(vanish(*self.on_stage), run_time=0.2)
            self.play(appear(last, title))
