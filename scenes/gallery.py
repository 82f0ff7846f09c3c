"""A still of every part of the vocabulary: documentation, contact sheet and golden test at once.

The arrays here are made up on the spot and stand for nothing: they show what the parts look like, not what a model does.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, VGroup, config, tempconfig
from PIL import Image, ImageDraw, ImageFont

from scenes import theme
from scenes.camera import StageCamera
from scenes.mobjects import cards, chat, formula, icons, images, listing, maps, motion, networks, plots, points, tables
from scenes.mobjects import landscape as relief
from scenes.mobjects import plane as planes
from scenes.mobjects import tokens as language
from scenes.mobjects import vectors as vec
from scenes.mobjects.text import mono, paragraph, row_of_text, stack, text

Still = Callable[[], Mobject]
STILLS: dict[str, Still] = {}


def still(maker: Still) -> Still:
    """Register a function as a still named like it."""
    STILLS[maker.__name__] = maker
    return maker


def sample_digits(count: int) -> np.ndarray:
    """Digit-like images (count, 28, 28) float 0…1, set from the project's own type and softened."""
    rng = np.random.default_rng(7)
    faces = [ImageFont.truetype(str(f), 22) for f in theme.FONT_FILES]
    out = np.zeros((count, 28, 28))
    for i in range(count):
        picture = Image.new("L", (28, 28))
        middle = (14 + rng.integers(-2, 3), 14 + rng.integers(-2, 3))
        ImageDraw.Draw(picture).text(middle, str(i % 10), fill=255, font=faces[i % len(faces)], anchor="mm")
        out[i] = np.asarray(picture.rotate(float(rng.normal() * 9), Image.Resampling.BILINEAR)) / 255
    return out


def sample_points() -> tuple[np.ndarray, np.ndarray]:
    """Ten overlapping clouds: points (1500, 2) and labels (1500,)."""
    rng = np.random.default_rng(3)
    labels = rng.integers(0, 10, 1500)
    angle = labels * 2 * np.pi / 10
    centres = np.stack([np.cos(angle), np.sin(angle)], 1) * 1.9
    return centres + rng.normal(size=(1500, 2)) * 0.38, labels


def sample_field(side: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, y and a two-humped density over [−3, 3]², each (side, side)."""
    x, y = np.meshgrid(np.linspace(-3, 3, side), np.linspace(-3, 3, side))
    return x, y, np.exp(-((x - 1) ** 2) - y**2) + 0.6 * np.exp(-2 * (x + 1) ** 2 - (y + 1) ** 2)


# --- text and images ---------------------------------------------------------------------------------------------


@still
def type_scale() -> Mobject:
    """All sizes, both families, the weights."""
    names = ("TITLE", "HEADING", "BODY", "LABEL", "SMALL", "SMALLEST")
    sizes = [text(f"{n.title()} {getattr(theme, n):.0f} px", getattr(theme, n)) for n in names]
    weights = row_of_text(*[text(w.title(), theme.BODY, weight=w) for w in ("NORMAL", "MEDIUM", "SEMIBOLD", "BOLD")])
    signs = text("μ  σ²  ε  θ  π  Σ  →  ×  ≈  −  ≥  ✓", theme.BODY, theme.LATENT)
    code = mono("def forward(self, z: Tensor) -> Tensor:  # (n, 784)", theme.LABEL)
    return stack(*sizes, weights, signs, code, buff=0.26)


@still
def palette() -> Mobject:
    """Colours by meaning and the ten classes."""
    rows = VGroup()
    for name, color in theme.MEANING.items():
        rows.add(cards.tag(name, color, theme.LABEL))
    rows.arrange_in_grid(cols=5, buff=0.3)
    digits = VGroup(*[cards.tag(str(i), c, theme.LABEL) for i, c in enumerate(theme.CLASS_COLORS)]).arrange(RIGHT, buff=0.3)
    return VGroup(rows, digits).arrange(DOWN, buff=0.7)


@still
def pixel_image() -> Mobject:
    """A framed digit, one of its pixels, a patch read out."""
    digit = images.pixels(sample_digits(4)[3], 3.6, label="x  28 × 28")
    values = digit.read_out(slice(11, 16), slice(10, 15), 3.6)
    pair = Group(digit, values).arrange(RIGHT, buff=1.4, aligned_edge=UP)
    return Group(pair, digit.cell(13, 12), networks.arrow(digit.frame, values))


@still
def image_wall() -> Mobject:
    """A wall with marked and faded tiles, and a strip."""
    digits = sample_digits(60)
    grid = images.wall(digits[:40], 10, 8.4).mark([3, 17, 28], theme.FAKE)
    grid.set_tiles([5, 6, 7, 8], 0.25)
    row = images.strip(digits[40:50], 8.4)
    return Group(grid, row).arrange(DOWN, buff=0.5).add(grid.outline(22))


@still
def still_cards() -> Mobject:
    """Pictures with words on cards."""
    digits = sample_digits(3)
    made = [images.still_card(images.pixels(d, 2.2), c) for d, c in zip(digits, ("real", "made", "made again"), strict=True)]
    return images.beside(*made)


# --- vectors and networks ----------------------------------------------------------------------------------------


@still
def vectors() -> Mobject:
    """Bars, horizontal bars, strips and numbers in brackets."""
    values = np.random.default_rng(1).normal(size=20)
    upright = vec.bars(values, 4.2, 1.8, theme.LATENT)
    level = vec.bars(values, 1.8, 3.6, theme.DATA, theme.FAKE, horizontal=True)
    strip_ = vec.heat_strip(values, 4.2, 0.36, label="μ  20 values")
    tall = vec.heat_strip(values, 3.6, 0.4, vertical=True)
    numbers = vec.bracketed(values, color=theme.LATENT)
    left = Group(upright, strip_).arrange(DOWN, buff=0.5).add(upright.outline(4))
    return Group(left, level, tall, numbers).arrange(RIGHT, buff=0.9)


@still
def layers() -> Mobject:
    """Activations of three layers."""
    rng = np.random.default_rng(2)
    made = [
        vec.activations(np.maximum(rng.normal(size=n), 0), 3.8, color=c, label=f"{n}")
        for n, c in ((784, theme.DATA), (400, theme.ENCODER), (100, theme.ENCODER))
    ]
    return Group(*made).arrange(RIGHT, buff=1.0)


@still
def heat_map() -> Mobject:
    """A labelled matrix with its values and one cell outlined."""
    values = np.random.default_rng(4).random((4, 5))
    made = vec.matrix(values, ["cat", "dog", "owl", "newt"], ["sit", "walk", "sleep", "run", "swim"], 0.9, decimals=2)
    return made.add(made.outline(1, 3))


@still
def autoencoder() -> Mobject:
    """Encoder and decoder with data on its way."""
    digits = sample_digits(6)
    values = np.random.default_rng(5).normal(size=12)
    parts = Group(
        images.pixels(digits[5], 1.9, label="x"),
        networks.encoder("784 → 400 → 20"),
        vec.bars(values, 0.9, 2.4, theme.LATENT, horizontal=True),
        networks.decoder("20 → 400 → 784"),
        images.pixels(digits[5] * 0.8, 1.9, theme.DECODER, "x′"),
    ).arrange(RIGHT, buff=0.75)
    parts[0].shift(DOWN * (parts[0].frame.get_y() - parts[1].get_y()))
    parts[4].shift(DOWN * (parts[4].frame.get_y() - parts[1].get_y()))
    ends = [parts[0].frame, parts[1], parts[2], parts[3], parts[4].frame]
    links = [networks.arrow(a, b) for a, b in itertools.pairwise(ends)]
    return Group(parts, *links)


@still
def adversaries() -> Mobject:
    """Generator and discriminator, a box, a curved arrow and an elbow that goes back."""
    g, d = networks.generator("100 → 128 → 784"), networks.discriminator("784 → 128 → 1")
    noise = networks.block("z", "100 numbers", theme.LATENT, 1.7, 1.1)
    row = VGroup(noise, g, d).arrange(RIGHT, buff=1.3)
    links = [networks.arrow(noise, g), networks.arrow(g, d, "fake", theme.FAKE)]
    low = d.shape.get_bottom() + DOWN * 0.1
    back = networks.elbow(
        low, low + DOWN * 0.8, [g.get_x(), low[1] - 0.8, 0], g.shape.get_bottom() + DOWN * 0.1, color=theme.LOSS, label="gradient"
    )
    real = networks.arrow(d.get_top() + UP * 0.9 + LEFT * 1.6, d.get_top() + LEFT * 0.6 + DOWN * 0.2, color=theme.REAL, bend=-0.6)
    return Group(row, *links, back, real)


# --- points, densities, curves -----------------------------------------------------------------------------------


@still
def scatter() -> Mobject:
    """Nine hundred points in ten classes; some of them emphasised."""
    xy, labels = (a[:900] for a in sample_points())
    one = planes.plane(width=4.6, height=4.6, x_title="z₁", y_title="z₂")
    two = planes.plane(width=4.6, height=4.6, x_ticks=[], y_ticks=[])
    Group(one, two).arrange(RIGHT, buff=1.2, aligned_edge=UP)
    cloud = points.scatter(two, xy, labels, radius=6).emphasise(labels == 3)
    return Group(one, two, points.scatter(one, xy, labels), cloud)


@still
def densities() -> Mobject:
    """A density with contours and a Gaussian's ellipse; a decision boundary."""
    x, y, hump = sample_field()
    one, two = planes.plane(width=4.6, height=4.6, grid=True), planes.plane(width=4.6, height=4.6, x_ticks=[], y_ticks=[])
    Group(one, two).arrange(RIGHT, buff=1.0, aligned_edge=UP)
    ring = points.ellipse(one, np.array([1.0, 0]), np.array([[0.5, 0.2], [0.2, 0.5]]), theme.ENCODER)
    sides = points.boundary(two, 1 / (1 + np.exp(-2.5 * (x + 0.5 * np.sin(y * 1.5)))))
    xy, _ = sample_points()
    dots = points.scatter(two, xy[:200], (xy[:200, 0] + 0.5 * np.sin(xy[:200, 1] * 1.5) > 0).astype(int))
    return Group(one, points.density(one, hump), ring, two, sides, dots)


@still
def warped() -> Mobject:
    """A grid before and after."""
    nodes = np.stack(np.meshgrid(np.linspace(-2, 2, 21), np.linspace(-2, 2, 21)), -1)
    bent = nodes + 0.25 * np.sin(nodes[..., ::-1] * 2)
    pair = [planes.plane((-2.6, 2.6), (-2.6, 2.6), 4.6, 4.6, x_ticks=[], y_ticks=[]) for _ in range(2)]
    Group(*pair).arrange(RIGHT, buff=1.4)
    grids = [points.warped_grid(p, n) for p, n in zip(pair, (nodes, bent), strict=True)]
    return Group(*pair, *grids, networks.arrow(pair[0].area, pair[1].area, "f"))


@still
def hills() -> Mobject:
    """Two components of a density as hills in their colours."""
    x, y, _ = sample_field()
    parts = np.stack([np.exp(-((x - 1) ** 2) - y**2), 0.6 * np.exp(-1.5 * (x + 1.2) ** 2 - (y + 0.5) ** 2)])
    return relief.landscape(parts, (-3, 3), (-3, 3), 8.0, 4.8, (theme.DATA, theme.GENERATOR))


@still
def loss_curves() -> Mobject:
    """Two series drawn up to 70 % of the steps."""
    steps = np.arange(2000)
    rng = np.random.default_rng(6)
    wave = {
        "generator": 1.1 + 0.5 * (1 - np.exp(-steps / 500)) + 0.12 * rng.normal(size=2000),
        "discriminator": 0.55 + 0.4 * np.exp(-steps / 300) + 0.08 * rng.normal(size=2000),
    }
    axes = plots.loss_plane(wave, 8.5, 4.0)
    return Group(axes, plots.curves(axes, wave, (theme.GENERATOR, theme.DISCRIMINATOR), smooth=0.03).reveal(0.7))


@still
def histograms() -> Mobject:
    """Two histograms over one axis, with a legend."""
    rng = np.random.default_rng(8)
    axes = planes.plane((0, 10), (0, 130), 8, 3.8, "score", "images")
    edges = np.linspace(0, 10, 41)
    one = plots.histogram(axes, rng.normal(3, 1, 1000), edges)
    two = plots.histogram(axes, rng.normal(6, 1.3, 900), edges, theme.FAKE)
    names = plots.legend({"digits": theme.DATA, "fashion items": theme.FAKE}).next_to(axes.area, UP, buff=0.1)
    return Group(axes, one, two, names)


@still
def bar_charts() -> Mobject:
    """Named bars, columns by class, a read-out."""
    colors = [theme.DECODER, theme.GENERATOR, theme.DATA]
    level = plots.bar_chart(["VAE", "GAN", "diffusion"], np.array([0.214, 0.587, 0.803]), 6.2, 2.4, colors)
    upright = plots.columns([str(i) for i in range(10)], np.linspace(3, 12, 10), 6.2, 2.2)
    level.add(level.single(1, np.array([0.52, 0.55, 0.66])))
    number = plots.read_out("sharpness", 0.587, color=theme.GENERATOR)
    return Group(Group(level, upright).arrange(DOWN, buff=0.6), number).arrange(RIGHT, buff=1.4)


# --- language ----------------------------------------------------------------------------------------------------


@still
def next_token() -> Mobject:
    """Tokens, attention arcs and the distribution over the next token."""
    row = language.tokens(["The", " sun", " warms", " the", " cold", " sea", "\n"])
    arcs = language.attention_arcs(row, np.array([0.05, 0.3, 0.1, 0.05, 0.35, 0.15]), 5)
    names = [" and", " shore", ".", " wind"]
    shares = language.distribution(names, np.array([0.46, 0.27, 0.18, 0.09]), 5.4)
    top = VGroup(row, arcs)
    return VGroup(top, VGroup(shares, shares.frame(1))).arrange(DOWN, buff=0.7)


@still
def attention() -> Mobject:
    """One head as matrix and as lines."""
    pieces = ["The", " sun", " warms", " the", " sea"]
    weights = np.tril(np.random.default_rng(9).random((5, 5)) ** 3) + 0.02
    weights = np.tril(weights / np.tril(weights).sum(1, keepdims=True))
    grid = language.attention_matrix(weights, pieces, 0.7)
    upper, lower = language.tokens(pieces), language.tokens(pieces)
    both = VGroup(upper, lower).arrange(DOWN, buff=1.8)
    pair = Group(grid, both).arrange(RIGHT, buff=1.2)
    return pair.add(language.attention_lines(upper, lower, weights))


@still
def conversation() -> Mobject:
    """A question, an answer, and the dots of the next."""
    made = chat.chat(9.5)
    made.bubble("What are the benefits of renewable energy?", mine=True)
    made.bubble("It cuts emissions, it gets cheaper with scale, and it does not run out.")
    made.bubble("And what does it cost?", mine=True)
    return made.add(made.typing())


@still
def code() -> Mobject:
    """A listing with two lines lit."""
    source = Path(theme.__file__).read_text(encoding="utf-8")
    part = source[source.index("def luminance") : source.index("def contrast")]
    made = listing.listing(part, theme.LABEL, first=1, heading="scenes/theme.py")
    lit = set(made.find("0.2126")) | set(made.find("parts ="))
    for i, row in enumerate(made.lines):
        motion.set_strength(row, 1.0 if i in lit else 0.35)
    return made


@still
def formulas() -> Mobject:
    """Named parts, braces, numbers under them."""
    made = formula.formula("cal(L) = {{ -EE_(q) [log p(x|z)] : recon }} + {{ D_(K L)(q(z|x) || p(z)) : kl }}", theme.TITLE)
    made.paint(recon=theme.DATA, kl=theme.LATENT)
    notes = VGroup(made.brace("recon", "reconstruction", theme.DATA), made.brace("kl", "distance to the prior", theme.LATENT))
    mixture = formula.formula("P(x) = sum_(k=1)^K {{ pi_k : pi }} thin {{ cal(N)(x | mu_k, Sigma_k) : normal }}", theme.TITLE)
    mixture.paint(pi=theme.ENCODER).next_to(notes, DOWN, buff=0.9).set_x(0)
    return VGroup(made, notes, mixture, mixture.number("pi", "0.31", theme.ENCODER))


# --- words -------------------------------------------------------------------------------------------------------


@still
def bullet_list() -> Mobject:
    """Bullets, the second half of the last still to come; a question."""
    made = cards.bullets(
        [
            "A generative model learns how the data is distributed",
            "so it can make new examples",
            "that were never in the data",
        ],
        10,
    )
    for word in made[2].line.submobjects[3:]:
        motion.set_strength(word, 0.0)
    return VGroup(made, cards.question_card("Which of these digits are fake?")).arrange(DOWN, buff=0.7)


@still
def card_row() -> Mobject:
    """Cards of one height with pictograms; a stamp and a tag."""
    made = cards.cards(
        [
            cards.card("Privacy", "Synthetic records can leak real ones", icons.icon("lock", 1.0, theme.DATA)),
            cards.card("Bias", "What is skewed stays skewed", icons.icon("scales", 1.0, theme.LOSS), color=theme.LOSS),
            cards.card("Ownership", "Whose work is it?", icons.icon("palette", 1.0, theme.DECODER), color=theme.DECODER),
        ]
    )
    mark = cards.stamp("generated").move_to(made[2].get_corner(UP + RIGHT) + LEFT * 0.9)
    return Group(made, mark, cards.tag("measured", theme.ENCODER).next_to(made, DOWN, buff=0.3))


@still
def agenda() -> Mobject:
    """A numbered list at its third item."""
    made = cards.agenda(["What a generative model is", "Three kinds", "How they are trained", "What they are good for"])
    for i, row in enumerate(made.rows):
        motion.set_strength(row, 1.0 if i == 2 else 0.35)
    return made


@still
def shelves() -> Mobject:
    """Two shelves with items."""
    books = cards.shelf("Books", 9.0)
    books.add_item("Deep Learning", 3.6, "Goodfellow, Bengio, Courville 2016")
    books.add_item("Hands-On GANs with Keras", 3.2, "Valle 2019")
    papers = cards.shelf("Papers", 9.0, color=theme.ENCODER)
    papers.add_item("Generative Adversarial Nets", 3.6, "Goodfellow et al. 2014")
    return VGroup(books, papers).arrange(DOWN, buff=0.5)


@still
def split_screen() -> Mobject:
    """Two panels, something placed inside, a callout and a brace."""
    made = cards.panels(["Mode collapse", "Instability"], (theme.GENERATOR, theme.LOSS))
    grid = images.wall(sample_digits(24), 6, 4.2).move_to(made.inside(0))
    values = vec.bars(np.sin(np.arange(24)), 4.2, 1.8, theme.LOSS).move_to(made.inside(1))
    return Group(made, grid, values, cards.callout(values, "swings", UP), cards.brace(grid, "one after another"))


@still
def four_quarters() -> Mobject:
    """Four panels, one of them stepped back, and things inside."""
    names = ("Misuse", "Privacy", "Bias and fairness", "Intellectual property")
    made = cards.quarters(names, (theme.LOSS, theme.DATA, theme.LATENT, theme.DECODER))
    inside = Group(*[icons.icon(n, 1.1).move_to(made.inside(i)) for i, n in enumerate(("mask", "lock", "scales", "palette"))])
    motion.set_strength(made.quarter(3), 0.35)
    motion.set_strength(inside[3], 0.35)
    return Group(made, inside)


@still
def three_lanes() -> Mobject:
    """Three panels under one another."""
    made = cards.lanes(["Interdisciplinary", "Ethical", "Real time"])
    row = Group(*[icons.icon_disc(n, 0.42, theme.ENCODER) for n in ("molecule", "shield", "clock")])
    for i, one in enumerate(row):
        one.move_to(made.inside(i))
    return Group(made, row)


@still
def scales() -> Mobject:
    """A balance that leans, with loads."""
    made = cards.balance("promise", "risk")
    for side, names in enumerate((("drop", "molecule"), ("mask", "lock", "eye"))):
        for name in names:
            place = (names.index(name) - (len(names) - 1) / 2) * 0.62
            made.put(side, icons.icon(name, 0.55, (theme.GOOD, theme.BAD)[side]), place)
    return made.tip(0.1)


@still
def table() -> Mobject:
    """A table half filled."""
    rows = ["Output quality", "Training stability", "Latent structure"]
    made = tables.table(["VAE", "GAN"], rows, colors=[theme.DECODER, theme.GENERATOR])
    made.add(made.fill(0, 0, "soft", "sharpness 0.21"), made.fill(0, 1, "sharp", "sharpness 0.58"))
    return made.add(made.fill(1, 0, "calm", "spread 0.02"), made.outline(1, 1))


@still
def timeline() -> Mobject:
    """Years to scale."""
    events = [(2013, "VAE"), (2014, "GAN"), (2017, "Transformer"), (2020, "GPT-3 and diffusion"), (2022, "ChatGPT")]
    return tables.timeline(events)


@still
def family() -> Mobject:
    """The family map with one branch lit."""
    made = maps.family_map()
    way = made.way("vaes")
    for name, one in made.nodes.items():
        motion.set_strength(made.with_edge(name) if name in made.edges else one, 1.0 if name in way else 0.35)
    return made


@still
def decisions() -> Mobject:
    """A decision tree."""
    sharp: maps.Tree = ("sharp", "Sharp images?", {"yes": ("gan", "GAN or diffusion", {}), "no": ("vae", "VAE", {})})
    fast: maps.Tree = ("fast", "Fast sampling?", {"yes": ("flow", "Flow", {}), "no": ("auto", "Autoregressive", {})})
    return maps.decision_tree(("root", "Do you need a likelihood?", {"yes": fast, "no": sharp}))


@still
def lecture_path() -> Mobject:
    """The sections of a lecture, walked to the tenth."""
    titles = "Introduction|What they are|Three kinds|VAEs|GANs|Comparison|Applications|ChatGPT|Challenges|Ethics".split("|")
    made = maps.lecture_map([*titles, "Future", "Takeaways"])
    walk = made.walked(9)
    walk.begin()
    walk.interpolate(1.0)
    return made


@still
def pictograms() -> Mobject:
    """All icons with their names."""
    made = Group()
    for name in icons.ICON_NAMES:
        made.add(VGroup(icons.icon(name, 0.62), text(name, theme.SMALLEST, theme.MUTED)).arrange(DOWN, buff=0.12))
    made.arrange_in_grid(cols=11, buff=(0.3, 0.25))
    return made


@still
def small_things() -> Mobject:
    """A QR code, a disc, a document and a paragraph."""
    words = paragraph("Scan to leave a word about this lecture, or type the address.", 4.0, theme.LABEL, theme.MUTED)
    disc = icons.icon_disc("speaker", 0.9, theme.ENCODER)
    return Group(cards.qr_code("https://example.org/feedback"), words, disc, icons.document(6)).arrange(RIGHT, buff=0.8)


# --- drawing -----------------------------------------------------------------------------------------------------


def on_stage(name: str) -> Mobject:
    """The part of one still, centred on the stage where it isn't placed."""
    made = STILLS[name]()
    if np.linalg.norm(made.get_center() - np.array(theme.STAGE_CENTER)) > 0.02:
        made.move_to(theme.STAGE_CENTER)
    return made


def draw(name: str, height: int = 1080) -> Image.Image:
    """One still as a picture of 16:9 with `height` lines."""
    width = round(height * 16 / 9)
    with tempconfig({"pixel_height": height, "pixel_width": width, "background_color": theme.BACKGROUND}):
        camera = StageCamera(pixel_height=height, pixel_width=width, background_color=config.background_color)
        camera.capture_mobjects([on_stage(name)])
        return Image.fromarray(camera.pixel_array[..., :3])


def contact_sheet(pictures: dict[str, Image.Image], columns: int = 5, width: int = 480) -> Image.Image:
    """All stills small on one sheet, each with its name."""
    height, strip = width * 9 // 16, 34
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * width, rows * (height + strip)), theme.PANEL)
    pen = ImageDraw.Draw(sheet)
    face = ImageFont.truetype(str(theme.FONT_FOLDER / "Inter-Medium.otf"), 20)
    for i, (name, picture) in enumerate(pictures.items()):
        x, y = i % columns * width, i // columns * (height + strip)
        sheet.paste(picture.resize((width - 4, height - 4), Image.Resampling.LANCZOS), (x + 2, y + 2))
        pen.text((x + 10, y + height + 3), name, fill=theme.TEXT, font=face)
    return sheet


def main(arguments: list[str]) -> int:
    """Draw every still (or the named ones) into a folder, and a contact sheet of all."""
    if not arguments:
        sys.stderr.write("usage: python -m scenes.gallery FOLDER [NAME …]\n")
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    unknown = [n for n in arguments[1:] if n not in STILLS]
    if unknown:
        sys.stderr.write(f"no still named {', '.join(unknown)}; there are: {', '.join(STILLS)}\n")
        return 2
    pictures = {name: draw(name) for name in arguments[1:] or STILLS}
    for name, picture in pictures.items():
        picture.save(folder / f"{name}.png")
    if len(pictures) == len(STILLS):
        contact_sheet(pictures).save(folder / "contact-sheet.png")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
