"""Section 6: VAE and GAN side by side, each strength and weakness with its picture and its measurement."""

from __future__ import annotations

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Circle,
    Dot,
    Group,
    Line,
    Mobject,
    Rectangle,
    SurroundingRectangle,
    VGroup,
    VMobject,
)

from scenes import theme
from scenes.mobjects.cards import balance, card, heading, tag
from scenes.mobjects.formula import formula
from scenes.mobjects.icons import document, icon
from scenes.mobjects.images import PixelImage, Wall, pixels, strip, wall
from scenes.mobjects.maps import Graph, decision_tree
from scenes.mobjects.motion import (
    appear,
    appear_each,
    draw,
    flow,
    glide,
    mark_tiles,
    morph,
    pulse,
    reveal_tiles,
    run_images,
    vanish,
)
from scenes.mobjects.networks import arrow, decoder, discriminator, encoder, generator
from scenes.mobjects.plane import bare_plane, plane
from scenes.mobjects.plots import BarChart, bar_chart, columns
from scenes.mobjects.points import scatter
from scenes.mobjects.tables import Table, table
from scenes.mobjects.text import text
from scenes.mobjects.vectors import bars, heat_strip
from scenes.painted import SIDES, focusing, land, mosaic, person, poster
from scenes.stage import FrameScene

VAE, GAN = theme.DECODER, theme.GENERATOR  # the colours of what either makes
ROWS = ("output quality", "training stability", "latent structure", "diversity", "generative process")


def empty_table() -> Table:
    """The comparison with its two columns, nothing in it yet."""
    return table(["VAE", "GAN"], ROWS, colors=[VAE, GAN], first=0.2).move_to(theme.STAGE_CENTER)


def sharpness_bars(names: list[str], values: list[float], colors: list[str], width: float = 5.9) -> BarChart:
    """Sharpness as a share of the test digits', which are the full bar."""
    return bar_chart(names, np.array(values), width, 0.95 * len(names), colors, limit=max(1.0, *values))


# --- 6.1 --------------------------------------------------------------------------------------------------------------


def in_doubt(height: float) -> tuple[VGroup, VGroup]:
    """A scan with a spot in it, and three rings: how far it may reach."""
    scan = icon("brain", height, theme.DATA)
    spot = Dot(scan.get_center() + np.array([0.13, 0.09, 0]) * height, radius=0.06 * height, color=theme.TEXT)
    rings = VGroup(*[Circle(r * height, color=theme.LOSS, stroke_width=theme.LINE).set_fill(theme.LOSS, 0.12).move_to(spot)
                     for r in (0.11, 0.17, 0.24)])
    return VGroup(scan, spot), rings


# --- 6.1 --------------------------------------------------------------------------------------------------------


class Introduction(FrameScene):
    """Two unpicked sheets of samples differ because one model had to explain every image, the other to convince."""

    def construct(self) -> None:
        self.sheets()
        self.causes()
        self.needs()

    def sheets(self) -> None:
        """Both sheets as they came, a lens on each, and the oddest tiles framed."""
        t = self.trace
        self.vae = wall(t.vae_sheet, 6, 5.8).move_to([-3.4, -0.4, 0])
        self.gan = wall(t.gan_sheet, 6, 5.8).move_to([3.4, -0.4, 0])
        self.names = VGroup(heading("VAE", VAE).move_to([-3.4, 2.45, 0]), heading("GAN", GAN).move_to([3.4, 2.45, 0]))
        with self.cue("vae_sheet"):
            self.play(appear(self.vae, self.names[0]), run_time=theme.QUICK)
        with self.cue("gan_sheet") as beat:
            self.play(appear(self.gan, self.names[1]), run_time=theme.QUICK)
            beat.hold_until(beat.left - 2.5)
            self.play(pulse(self.vae, 1.04), pulse(self.gan, 1.04))
        with self.cue("soft"):
            one = self.lens(self.vae, int(t.vae_typical), VAE)
        with self.cue("crisp"):
            two = self.lens(self.gan, int(t.gan_typical), GAN)
        with self.cue("odd"):
            self.play(vanish(one, two), run_time=0.3)
            self.play(mark_tiles(self.vae, t.vae_odd, theme.ACCENT), mark_tiles(self.gan, t.gan_odd, theme.ACCENT))

    def lens(self, sheet: Wall, index: int, color: str) -> PixelImage:
        """The middle of one tile, enlarged over its sheet."""
        crop = pixels(sheet.images[index][5:23, 5:23], 4.6, color).move_to(sheet)
        self.play(appear(crop, rise=0), run_time=theme.QUICK)
        return crop

    def causes(self) -> None:
        """What each model was asked to do."""
        t = self.trace
        left = Group(strip(t.training, 3.4), arrow([0, 0, 0], [1.0, 0, 0], color=theme.DATA, width=theme.THICK),
                     text("explain", theme.BODY, VAE, "SEMIBOLD")).arrange(RIGHT, buff=0.2).move_to([-3.4, -2.2, 0])
        critic = discriminator(title="critic", width=2.2, height=1.3)
        right = Group(text("convince", theme.BODY, GAN, "SEMIBOLD"),
                      arrow([0, 0, 0], [1.0, 0, 0], color=GAN, width=theme.THICK), critic).arrange(RIGHT, buff=0.2)
        with self.cue("critic"):
            self.play(glide(self.vae, [-3.4, 0.35, 0], 0.72), glide(self.gan, [3.4, 0.35, 0], 0.72),
                      appear(left, right.move_to([3.4, -2.2, 0])))
        self.why = Group(left, right)

    def needs(self) -> None:
        """Two users, and the way to the table."""
        scan, rings = in_doubt(2.3)
        view = land()
        one = card("hospital", "how far can I trust it?", scan, 4.0, 4.4, theme.DATA).move_to([-4.3, -0.2, 0])
        screen = pixels(mosaic(view, SIDES[0]), 2.3, theme.LATENT)
        two = card("film studio", "how good does it look?", screen, 4.0, 4.4, theme.LATENT).move_to([4.3, -0.2, 0])
        rings.shift(scan[1].get_center() - rings.get_center())
        with self.cue("hospital"):
            self.play(vanish(self.why, self.vae, self.gan, self.names), appear(one), run_time=theme.QUICK)
            self.play(appear_each(rings, lag=0.5, rise=0))
        with self.cue("studio") as beat:
            self.play(appear(two), run_time=theme.QUICK)
            self.play(run_images(screen, focusing(view)), run_time=min(3.0, beat.left))
        with self.cue("task") as beat:
            mark = text("?", 260, theme.ACCENT, "BOLD").move_to([0, -0.1, 0])
            ends = [heading("VAE", VAE, 60).move_to([0, 2.1, 0]), heading("GAN", GAN, 60).move_to([0, -2.3, 0])]
            self.play(appear(mark, *ends), run_time=theme.QUICK)
            ways = [arrow([x, y, 0], [0.75 * np.sign(x), 1.9 * np.sign(y), 0], width=theme.THICK)
                    for x in (-2.2, 2.2) for y in (0.6, -0.6)]
            beat.hold_until(min(1.0, beat.left / 2))
            self.play(*[draw(w.line) for w in ways])
        with self.cue("measures"):
            made = empty_table()
            self.play(vanish(*self.on_stage), run_time=0.3)
            self.play(appear(made.headings, made.lines, rise=0), appear_each(made.names, lag=0.5))
            self.play(appear_each([made.outline(r, c) for r in range(5) for c in (0, 1)], lag=0.3, rise=0))


# --- 6.2 --------------------------------------------------------------------------------------------------------


class Vaes(FrameScene):
    """A VAE is novel, summary, novel again: a calm and honest reader whose averages come out soft."""

    def construct(self) -> None:
        self.novel()
        self.strengths()
        self.doubt()
        self.price()

    def novel(self) -> None:
        """Book, page, book become encoder, latent, decoder; two losses keep them honest."""
        t = self.trace
        books = [icon("book", 3.0, theme.DATA).move_to([-4.6, 0, 0]), document(4, 1.5, theme.LATENT).move_to([0, 0, 0]),
                 icon("book", 3.0, VAE).move_to([4.6, 0, 0])]
        ways = [arrow([-2.8, 0, 0], [-1.1, 0, 0], width=theme.THICK), arrow([1.1, 0, 0], [2.8, 0, 0], width=theme.THICK)]
        with self.cue("novel") as beat:
            self.play(appear(books[0]), run_time=theme.QUICK)
            beat.hold_until(min(2.5, beat.left / 3))
            self.play(draw(ways[0].line), appear(books[1]))
            beat.hold_until(min(5.5, beat.left))
            self.play(draw(ways[1].line), appear(books[2]))
        x, x_hat = pixels(t.x, 1.9), pixels(t.x_hat, 1.9, VAE)
        code = bars(t.code, 1.9, 1.5, theme.LATENT)
        row = Group(x, encoder(width=2.3, height=2.2), code, decoder(width=2.3, height=2.2), x_hat).arrange(RIGHT, buff=0.35)
        row.move_to([0, -0.35, 0])
        with self.cue("decoder"):
            places = [[row[i].get_x(), 1.9, 0] for i in (0, 2, 4)]
            self.play(vanish(*ways), *[glide(b, p, 0.6) for b, p in zip(books, places, strict=True)],
                      appear(row), run_time=theme.STEP)
        losses = formula("{{ -log p(x|z) : recon }} quad + quad {{ \"KL\"(q(z|x) || p(z)) : kl }}", 60)
        losses.paint(recon=VAE, kl=theme.LATENT).move_to([0, -2.2, 0])
        with self.cue("kl") as beat:
            self.play(appear(losses), pulse(code, 1.2), run_time=theme.STEP)
            beat.hold_until(beat.left / 2)
            mark = SurroundingRectangle(losses.part("kl"), color=theme.LATENT, buff=0.12, stroke_width=theme.THICK)
            self.play(draw(mark), pulse(code, 1.2))

    def strengths(self) -> None:
        """Strips between digits; five trainings that run alike."""
        t = self.trace
        strips = [strip(images, 12.2, gap=3).set_tiles(slice(None), 0.0).move_to([0, y, 0])
                  for images, y in zip(t.strips, (1.75, 0.1, -1.55), strict=True)]
        with self.cue("interpolate") as beat:
            self.play(vanish(*self.on_stage), run_time=0.3)
            self.add(*strips)
            order = list(range(t.strips.shape[1]))
            self.play(*[reveal_tiles(s, order) for s in strips], run_time=min(3.5, beat.left))
        area = plane((0, t.loss.shape[1]), (0, float(t.loss.max())), 10.6, 4.6, "training", "loss / its late mean", [])
        area.move_to([-0.2, 0, 0])
        lines = VGroup(*[area.line(np.stack([np.arange(len(y)), y], 1), c, theme.LINE)
                         for y, c in zip(t.loss, theme.CLASS_COLORS, strict=False)])
        with self.cue("stable") as beat:
            self.play(vanish(*strips), appear(area), run_time=0.3)
            self.play(*[draw(line) for line in lines], run_time=min(2.5, beat.left / 2))
            self.play(appear(*self.late_half(), rise=0))

    def late_half(self) -> list[Mobject]:
        """The later half of the five trainings, magnified, with their swing over it."""
        loss = self.trace.loss[:, self.trace.loss.shape[1] // 2 :]
        view = plane((0, loss.shape[1]), (float(loss.min()), float(loss.max())), 6.4, 2.3, x_ticks=[], y_ticks=[1])
        view.move_to([2.0, 0.75, 0])
        lines = VGroup(*[view.line(np.stack([np.arange(len(y)), y], 1), c, theme.THIN)
                         for y, c in zip(loss, theme.CLASS_COLORS, strict=False)])
        words = heading(f"later half: {len(loss)} seeds, swing {float(self.trace.swing):.0%}", theme.GOOD)
        return [view, lines, words.next_to(view, UP, buff=0.15)]

    def doubt(self) -> None:
        """Many decodings of one image, and where they differ."""
        t = self.trace
        x = pixels(t.doubtful, 2.9, theme.DATA, "one image").move_to([-4.9, 0, 0])
        many = wall(t.decodings, 5, 4.9, hidden=True).move_to([-0.6, 0.2, 0])
        spread = pixels(t.spread, 2.9, VAE, "their spread", "heat", 0, float(t.spread.max())).move_to([4.8, 0, 0])
        with self.cue("uncertainty") as beat:
            self.play(vanish(*self.on_stage), run_time=0.3)
            self.play(appear(x), run_time=0.3)
            self.add(many)
            self.play(reveal_tiles(many), run_time=min(2.5, beat.left / 2))
            self.play(flow(many.copy(), [many, spread], shrink=0.5), appear(spread))
        with self.cue("medicine"):
            scan, rings = in_doubt(4.6)
            Group(scan, rings).shift([3.4 - scan.get_x(), -scan.get_y(), 0])
            way = arrow([-1.6, 0.2, 0], [1.0, 0.2, 0], color=theme.LOSS, width=theme.THICK)
            note = heading("how far does it reach?", theme.LOSS).move_to([-3.5, -2.3, 0])
            self.play(vanish(x, many), glide(spread, [-3.5, 0.2, 0], 1.2), appear(scan), run_time=theme.QUICK)
            self.play(draw(way.line), appear_each(rings, lag=0.5, rise=0), appear(note))

    def price(self) -> None:
        """Blur beside the real thing, its measure, and the balance of two losses."""
        t = self.trace
        real, soft = pixels(t.real, 3.5, theme.REAL, "test digit"), pixels(t.soft, 3.5, VAE, "VAE sample")
        real.move_to([-3.4, 0, 0])
        soft.move_to([3.4, 0, 0])
        with self.cue("blur") as beat:
            self.play(vanish(*self.on_stage), appear(real, soft), run_time=theme.QUICK)
            beat.hold_until(min(3.0, beat.left / 2))
            crops = [pixels(p.array[8:20, 8:20], 4.4, p.frame.get_color().to_hex(), name).move_to(p)
                     for p, name in ((real, "test digit"), (soft, "VAE sample"))]
            self.play(appear(*crops, rise=0))
        chart = sharpness_bars(["test digits", "VAE"], [1.0, float(t.sharpness_vae)], [theme.REAL, VAE]).move_to([3.4, 0.1, 0])
        with self.cue("scale"):
            pair = [pixels(t.real, 2.8, theme.REAL, "test digit").move_to([-4.9, 0.1, 0]),
                    pixels(t.soft, 2.8, VAE, "VAE sample").move_to([-1.6, 0.1, 0])]
            self.play(vanish(*crops, real, soft), appear(pair[0], chart), run_time=theme.STEP)
            self.play(appear(pair[1]))
        with self.cue("balance") as beat:
            scales = balance("reconstruction", "KL", 7.4, (VAE, theme.LATENT)).move_to([0, 0.35, 0])
            scales.put(0, Group(pixels(t.x, 1.1), pixels(t.x_hat, 1.1, VAE)).arrange(RIGHT, buff=0.1), 0.0)
            scales.put(1, bars(t.code, 2.2, 1.2, theme.LATENT), 0.0)
            self.play(vanish(*self.on_stage), appear(scales), run_time=theme.QUICK)
            beat.hold_until(min(1.6, beat.left / 3))
            notes = [text("silent latents", theme.BODY, theme.LATENT, "SEMIBOLD").move_to([4.3, -2.4, 0]),
                     text("nonsense samples", theme.BODY, VAE, "SEMIBOLD").move_to([-4.3, -2.4, 0])]
            self.play(morph(scales, np.array(0.22)), appear(notes[0]), run_time=theme.STEP)
            beat.hold_until(beat.left - 1.0)
            self.play(morph(scales, np.array(-0.22)), vanish(notes[0]), appear(notes[1]), run_time=theme.STEP)


# --- 6.3 --------------------------------------------------------------------------------------------------------


class Gans(FrameScene):
    """A GAN is a contest: it buys sharpness, and may cost whole kinds of data or the training itself."""

    def construct(self) -> None:
        self.sharp()
        self.flexible()
        self.missing()
        self.over()

    def sharp(self) -> None:
        """Two opponents, a crisp sample, its measure, and what large models do with it."""
        t = self.trace
        g, d = generator(width=3.2).move_to([-4.6, 0, 0]), discriminator(width=3.2).move_to([4.6, 0, 0])
        fakes = wall(t.samples, 4, 4.4).move_to([0, 0, 0])
        with self.cue("blocks") as beat:
            self.play(appear(g, d), run_time=theme.QUICK)
            self.play(appear(fakes))
            beat.hold_until(beat.left / 2)
            self.play(g.at_work(), flow(fakes.copy(), [fakes, d], shrink=0.3))
            self.play(g.at_rest(), d.at_work())
            self.play(d.at_rest())
        real, crisp = pixels(t.real, 3.9, theme.REAL, "test digit"), pixels(t.crisp, 3.9, GAN, "GAN sample")
        with self.cue("sharp"):
            self.play(vanish(g, d, fakes), appear(real.move_to([-3.4, 0.1, 0]), crisp.move_to([3.4, 0.1, 0])), run_time=0.5)
        values = [1.0, float(t.sharpness_vae), float(t.sharpness_gan)]
        chart = sharpness_bars(["test digits", "VAE", "GAN"], values, [theme.REAL, VAE, GAN]).move_to([3.4, 0.1, 0])
        with self.cue("scale"):
            self.play(vanish(real), glide(crisp, [-3.4, 0.1, 0]), appear(chart), run_time=theme.STEP)
            self.play(pulse(chart.fills[2], 1.15))
        with self.cue("portraits") as beat:
            whole = person(), land()
            shown = [pixels(mosaic(image, SIDES[0]), 4.5, GAN) for image in whole]
            Group(*shown).arrange(RIGHT, buff=1.0).move_to([0, 0.2, 0])
            note = text("painted for this lecture", theme.SMALL, theme.MUTED).move_to([0, -2.55, 0])
            self.play(vanish(*self.on_stage), appear(*shown, note), run_time=theme.QUICK)
            clearing = [run_images(picture, focusing(image)) for picture, image in zip(shown, whole, strict=True)]
            self.play(*clearing, run_time=min(3.0, beat.left))

    def flexible(self) -> None:
        """Other things in the place of the noise."""
        g = generator(width=3.0).move_to([-0.6, 0.2, 0])
        ways = [arrow([-3.3, 0.2, 0], [-2.2, 0.2, 0], width=theme.THICK), arrow([1.0, 0.2, 0], [2.1, 0.2, 0], width=theme.THICK)]
        with self.cue("flexible") as beat:
            view = land()
            small = pixels(mosaic(view, SIDES[1])[:: SIDES[1], :: SIDES[1]], 1.1)
            large = pixels(mosaic(view, SIDES[1]), 2.7, GAN)
            before = self.request(small, large, "super-resolution")
            self.play(vanish(*self.on_stage), appear(g, *ways, before[0]), run_time=theme.QUICK)
            beat.hold_until(min(2.5, beat.left / 3))
            self.play(flow(small.copy(), [small, g]), g.at_work(), appear(*before[1:]))
            self.play(run_images(large, focusing(view)[1:]), g.at_rest(), run_time=min(2.5, beat.left))
        with self.cue("style") as beat:
            now = self.request(pixels(view, 1.9), pixels(poster(view), 2.7, GAN), "style transfer")
            self.play(vanish(*before), appear(*now), run_time=theme.QUICK)
            beat.hold_until(beat.left / 2)
            last = self.request(tag("a boat at dusk", theme.DATA, theme.BODY), pixels(land(True), 2.7, GAN), "text to image")
            self.play(vanish(*now), appear(*last), run_time=theme.QUICK)

    def request(self, given: Mobject, made: Mobject, name: str) -> list[Mobject]:
        """What goes into the generator, what comes out, and what that is called."""
        title = heading(name, theme.ACCENT).move_to([-0.6, -2.3, 0])
        return [given.move_to([-4.95, 0.2, 0]), made.move_to([4.25, 0.2, 0]), title]

    def missing(self) -> None:
        """How often each digit turns up, and a run in which most have gone."""
        t = self.trace
        names = [str(k) for k in range(len(t.shares))]
        top = float(max(t.narrow_shares.max(), t.shares.max()))
        made = columns(names, t.shares, 11.6, 2.1, limit=float(t.shares.max()) * 1.15).move_to([0, -1.55, 0])
        data = columns(names, t.data_shares, 11.6, 1.6, theme.FAINT, limit=float(t.data_shares.max()) * 1.15)
        labels = [text("test digits", theme.LABEL, theme.REAL, "SEMIBOLD").move_to([-5.4, 2.65, 0]),
                  text("GAN samples", theme.LABEL, GAN, "SEMIBOLD").move_to([-5.4, 0.15, 0])]
        with self.cue("histogram") as beat:
            self.play(vanish(*self.on_stage), appear(made, labels[1]), run_time=theme.QUICK)
            beat.hold_until(min(2.0, beat.left / 3))
            self.play(appear(data.move_to([0, 1.35, 0]), labels[0]))
        with self.cue("collapse") as beat:
            other = text("another run, collapsed", theme.LABEL, theme.BAD, "SEMIBOLD").move_to([-4.7, 0.15, 0])
            made.limit = max(top, made.limit)
            self.play(morph(made, t.narrow_shares), vanish(labels[1]), appear(other), run_time=min(1.6, beat.left))

    def over(self) -> None:
        """A contest that tips, and a walk between two draws of the noise."""
        t = self.trace
        beam = balance("G", "D", 7.4, (GAN, theme.DISCRIMINATOR)).move_to([0, 0.2, 0])
        beam.put(0, wall(t.samples[:6], 3, 2.1), 0.0)
        beam.put(1, icon("search", 1.3, theme.DISCRIMINATOR), 0.0)
        words = [text(said, theme.HEADING, color, "SEMIBOLD").move_to([0, -2.5, 0])
                 for said, color in (("each learns from the other", theme.GOOD), ("the lesson stops", theme.BAD))]
        with self.cue("over") as beat:
            self.play(vanish(*self.on_stage), appear(beam, words[0]), run_time=theme.QUICK)
            beat.hold_until(beat.left * 0.6)
            self.play(morph(beam, np.array(0.28)), vanish(words[0]), appear(words[1]), run_time=min(theme.SLOW, beat.left))
        image = pixels(t.walk[0], 4.6, GAN).move_to([3.6, 0, 0])
        z = Circle(1.6, color=theme.LATENT, stroke_width=theme.THICK).set_fill(theme.LATENT, 0.12).move_to([-4.2, 0, 0])
        name = formula("z", theme.TITLE, theme.LATENT).next_to(z, DOWN, buff=0.2)
        path = Line(z.get_center() + [-1.0, -0.6, 0], z.get_center() + [1.0, 0.7, 0], color=theme.LATENT)
        dot = Dot(path.get_start(), radius=0.17, color=theme.ACCENT)
        there = arrow([-2.4, 0.7, 0], [1.1, 0.7, 0], "generator", GAN, width=theme.THICK)
        with self.cue("continuous") as beat:
            self.play(vanish(*self.on_stage), appear(z, name, path, dot, image, there), run_time=theme.QUICK)
            self.play(run_images(image, t.walk), flow(dot, path, keep=True), run_time=min(3.0, beat.left))
            back = VGroup(arrow([1.1, -0.7, 0], [-2.4, -0.7, 0], None, theme.FAINT),
                          icon("cross", 1.0, theme.BAD).move_to([-0.6, -0.7, 0]),
                          text("no encoder", theme.BODY, theme.BAD, "SEMIBOLD").move_to([-0.6, -1.7, 0]))
            self.play(appear(back))


# --- 6.4 --------------------------------------------------------------------------------------------------------


def sparks(loss: np.ndarray, width: float, height: float, color: str, high: float) -> VGroup:
    """Losses (seeds, steps) of several trainings in a small box, 0 … high."""
    made = VGroup(Rectangle(width=width, height=height, color=theme.PANEL_EDGE, stroke_width=theme.THIN))
    x = np.linspace(-width / 2, width / 2, loss.shape[1])
    for series in loss:
        y = (np.clip(series / high, 0, 1) - 0.5) * height
        line = VMobject(stroke_color=color, stroke_width=2.0, stroke_opacity=0.8, fill_opacity=0)
        made.add(line.set_points_as_corners(np.stack([x, y, np.zeros_like(x)], 1)))
    return made


def in_row(*things: Mobject) -> Group:
    """Things of one cell beside one another."""
    return Group(*things).arrange(RIGHT, buff=0.28)


def figure(written: str, color: str) -> Mobject:
    """A measured number of a cell."""
    return text(written, theme.BODY, color, "SEMIBOLD")


class KeyPoints(FrameScene):
    """Five rows, and in each cell a picture or a figure that was measured on the two trained models."""

    def construct(self) -> None:
        self.table = empty_table()
        with self.cue("table") as beat:
            made = self.table
            self.play(appear(made.headings, made.names, made.lines, rise=0), run_time=theme.QUICK)
            beat.hold_until(beat.left / 2)
            frames = [made.outline(r, c) for r in range(5) for c in (0, 1)]
            self.play(appear_each(frames, lag=0.3, rise=0))
            self.play(vanish(*frames))
        self.quality()
        self.structure()
        self.diversity()
        self.process()

    def cell(self, row: int, column: int, *things: Mobject) -> Animation:
        """Let things appear beside one another in a cell."""
        return appear(self.table.fill(row, column, in_row(*things)), run_time=theme.STEP)

    def quality(self) -> None:
        """Samples and their sharpness; losses of five seeds and how far they swing."""
        t = self.trace
        with self.cue("quality") as beat:
            self.play(self.cell(0, 0, strip(t.vae_samples[:3], 2.5), figure(f"sharpness {float(t.sharpness_vae):.2f}", VAE)))
            beat.hold_until(beat.left / 3)
            self.play(self.cell(0, 1, strip(t.gan_samples[:3], 2.5), figure(f"sharpness {float(t.sharpness_gan):.2f}", GAN)))
        high = float(max(np.quantile(t.loss_vae, 0.99), np.quantile(t.loss_gan, 0.99)))
        with self.cue("stability") as beat:
            self.play(self.cell(1, 0, sparks(t.loss_vae, 2.5, 0.82, VAE, high), figure(f"swing {float(t.swing_vae):.1%}", VAE)))
            beat.hold_until(beat.left / 2)
            self.play(self.cell(1, 1, sparks(t.loss_gan, 2.5, 0.82, GAN, high), figure(f"swing {float(t.swing_gan):.1%}", GAN)))

    def structure(self) -> None:
        """The classes in the VAE's latent space; a one-way street in the GAN's."""
        t = self.trace
        cloud = scatter(bare_plane(t.plane, 1.7, 0.95), t.plane, t.labels, radius=3)
        with self.cue("latent") as beat:
            self.play(self.cell(2, 0, cloud, figure(f"neighbours {float(t.neighbours):.0%}", VAE)))
            beat.hold_until(beat.left - 1.2)
            self.play(pulse(cloud, 1.1))
        with self.cue("encoder"):
            way = arrow([0, 0, 0], [0.7, 0, 0], color=GAN, width=theme.THICK)
            self.play(self.cell(2, 1, heat_strip(t.noise, 0.9, 0.4), way, pixels(t.gan_samples[0], 0.82, GAN),
                                text("no encoder", theme.LABEL, theme.BAD, "SEMIBOLD")))

    def diversity(self) -> None:
        """Classes counted, and the Fréchet distances."""
        t = self.trace
        top = float(max(t.shares_vae.max(), t.shares_gan.max()))
        with self.cue("diversity") as beat:
            counts = self.count_classes(0, t.shares_vae, t.covered_vae, top, VAE)
            beat.hold_until(beat.left - 1.2)
            self.play(pulse(counts, 1.1))
        with self.cue("classes") as beat:
            counts = self.count_classes(1, t.shares_gan, t.covered_gan, top, GAN)
            beat.hold_until(beat.left - 1.2)
            self.play(pulse(counts, 1.1))
        with self.cue("distance") as beat:
            for column, value, color in ((0, t.fd_vae, VAE), (1, t.fd_gan, GAN)):
                big = text(f"FD {float(value):.0f}", 50, color, "BOLD").move_to(self.table.cell(3, column)).shift(1.55 * RIGHT)
                self.play(appear(big), draw(self.table.outline(3, column)), run_time=theme.QUICK)
                beat.hold_until(min(4.0, beat.left / 2))

    def count_classes(self, column: int, shares: np.ndarray, covered: np.ndarray, top: float, color: str) -> Mobject:
        """The histogram (10,) of a model's classes in its cell, with the number of those covered."""
        counts = bars(shares, 1.9, 0.8, color, limit=top, signed=False)
        inside = in_row(counts, figure(f"{int(covered)} of {len(shares)}", color))
        self.play(appear(inside.move_to(self.table.cell(3, column)).shift(0.85 * LEFT)), run_time=theme.STEP)
        return counts

    def process(self) -> None:
        """Prior and decoder, noise and generator; then the audience's question."""
        t = self.trace
        for_decode = [(t.prior, "decoder", t.vae_samples[0], VAE), (t.noise, "generator", t.gan_samples[0], GAN)]
        outlines = [m for m in self.on_stage if isinstance(m, Rectangle)]
        with self.cue("process") as beat:
            for column, (given, name, image, color) in enumerate(for_decode):
                way = arrow([0, 0, 0], [0.6, 0, 0], color=color, width=theme.THICK)
                cell = self.cell(4, column, heat_strip(given, 1.4, 0.4), figure(name, color), way, pixels(image, 0.85, color))
                self.play(cell, *([vanish(*outlines)] if outlines and not column else []), run_time=theme.STEP)
                beat.hold_until(beat.left / 2)
        with self.cue("row") as beat:
            row = Rectangle(width=theme.STAGE_WIDTH, height=self.table.row_height - 0.06, color=theme.ACCENT,
                            stroke_width=8)
            row.move_to([0, self.table.cell(0, 0).get_y(), 0])
            self.play(appear(row, rise=0), run_time=0.3)
            pause = beat.left / 6
            for r in range(1, 5):
                self.play(glide(row, [0, self.table.cell(r, 0).get_y(), 0], run_time=min(0.5, pause)))


# --- 6.5 --------------------------------------------------------------------------------------------------------


class Conclusion(FrameScene):
    """A choice begins with what you cannot do without, and the questions last longer than the answers."""

    def construct(self) -> None:
        self.grow()
        self.leaves()
        self.after()

    def tree(self) -> Graph:
        """Three questions and four leaves."""
        looks = ("looks", "do looks decide?", {"yes": ("gan", "GAN", {}), "all of it": ("diffusion", "diffusion", {})})
        steady = ("steady", "steady, and every kind?", {"yes": ("vae2", "VAE", {}), "no": looks})
        made = decision_tree(("certain", "way back, or certainty?", {"yes": ("vae1", "VAE", {}), "no": steady}), height=3.5)
        return made.move_to([0, 0.78, 0])

    def grow(self) -> None:
        """The project, the root, and the first leaf."""
        self.graph = self.tree()
        mine = card("your project", None, icon("flask", 2.4, theme.ACCENT), 5.0, 4.0, theme.ACCENT).move_to([0, 0, 0])
        with self.cue("project"):
            self.play(appear(mine), run_time=theme.QUICK)
        with self.cue("tree") as beat:
            self.play(vanish(mine), appear(self.graph.node("certain")), run_time=theme.QUICK)
            small = icon("flask", 0.7, theme.ACCENT).next_to(self.graph.node("certain"), RIGHT, buff=0.4)
            blanks = VGroup(*[Circle(0.24, color=theme.FAINT, stroke_width=theme.THICK).move_to(self.graph.node(n))
                              for n in ("vae1", "steady", "vae2", "looks", "gan", "diffusion")])
            self.play(appear(small, blanks), run_time=min(theme.STEP, beat.left))
            self.blanks = blanks

    def leaves(self) -> None:
        """Question by question to a model, each with a picture of what it gives."""
        t, graph = self.trace, self.graph
        hang = {n: graph.node(n).get_bottom() for n in ("vae1", "vae2", "gan", "diffusion")}
        with self.cue("certain"):
            arrows = VGroup(icon("search", 1.2, theme.ENCODER), icon("target", 1.2, theme.ENCODER)).arrange(RIGHT, buff=0.4)
            self.play(vanish(self.blanks[0]), appear(graph.with_edge("vae1"), arrows.next_to(hang["vae1"], DOWN, buff=0.3)),
                      run_time=theme.QUICK)
        soft = wall(t.vae_sheet[:9], 3, 2.5).next_to(hang["vae2"], DOWN, buff=0.2)
        with self.cue("steady"):
            self.play(vanish(*self.blanks[1:3]), appear(graph.with_edge("steady"), graph.with_edge("vae2"), soft),
                      run_time=theme.QUICK)
        crisp = wall(t.gan_sheet[:4], 2, 1.3).next_to(hang["gan"], DOWN, buff=0.2).shift(0.75 * LEFT)
        with self.cue("looks"):
            self.play(vanish(*self.blanks[3:5]), appear(graph.with_edge("looks"), graph.with_edge("gan"), crisp),
                      run_time=theme.QUICK)
        counts = bars(t.shares, 1.5, 1.2, theme.GENERATOR, signed=False).next_to(crisp, RIGHT, buff=0.2)
        with self.cue("check"):
            self.play(appear(counts), run_time=theme.QUICK)
            self.play(pulse(counts, 1.15))
        stops = strip(t.noisy[0], 2.6).next_to(hang["diffusion"], DOWN, buff=0.2)
        with self.cue("diffusion") as beat:
            self.play(vanish(self.blanks[5]), appear(graph.with_edge("diffusion"), stops), run_time=theme.QUICK)
            digit = pixels(t.noisy[0][0], 1.5, theme.LATENT).next_to(hang["diffusion"], DOWN, buff=0.2)
            self.play(vanish(stops), appear(digit, rise=0), run_time=0.3)
            self.play(run_images(digit, t.noisy[:, 0]), run_time=min(6.0, beat.left))
        self.hung = Group(arrows, soft, crisp, counts, digit)

    def after(self) -> None:
        """Leaves fade, questions stay; then the next stop."""
        t = self.trace
        with self.cue("ages"):
            self.play(vanish(self.hung), self.graph.lit("certain", "steady", "looks", way=False))
        sheets = [wall(t.vae_sheet, 6, 4.8).move_to([-4.0, 0, 0]), wall(t.gan_sheet, 6, 4.8).move_to([4.0, 0, 0])]
        with self.cue("questions"):
            mark = text("?", 300, theme.ACCENT, "BOLD")
            names = [heading("VAE", VAE).move_to([-4.0, 2.5, 0]), heading("GAN", GAN).move_to([4.0, 2.5, 0])]
            self.play(vanish(*self.on_stage), appear(mark, *sheets, *names), run_time=theme.QUICK)
        with self.cue("applications") as beat:
            title = heading("7  Applications", theme.ACCENT, theme.TITLE).move_to([0, 2.2, 0])
            slot = Rectangle(width=1.9, height=1.9, stroke_opacity=0, fill_opacity=0)  # the icons differ in height
            shown = Group(*[card(n, None, VGroup(slot.copy(), icon(i, 1.9, theme.DATA)), 3.9, 3.6)
                            for n, i in (("images", "image"), ("text", "paper"), ("more data", "database"))])
            self.play(vanish(*self.on_stage), appear(title), run_time=0.3)
            self.play(appear_each(shown.arrange(RIGHT, buff=0.4).move_to([0, -0.5, 0]), lag=0.6), run_time=min(2.5, beat.left))
