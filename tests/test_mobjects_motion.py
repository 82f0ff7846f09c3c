"""Animations begin at once, end where they should, and leave things as they say."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from manim import Animation, Dot, Mobject, Scene, Succession, tempconfig

from scenes import theme
from scenes.camera import StageCamera
from scenes.mobjects import images, motion, networks, plots, points, vectors
from scenes.mobjects.plane import plane
from scenes.mobjects.text import text

RNG = np.random.default_rng(1)


def run(animation: Animation, share: float = 1.0) -> None:
    """Take an animation to a share of its time, and finish it at the end."""
    animation.begin()
    animation.interpolate(share)
    if share == 1.0:
        animation.finish()


def level(mobject: Mobject) -> float:
    """The fill opacity of the first member that has points."""
    return float(next(m for m in mobject.family_members_with_points()).get_fill_opacity())


# --- what comes and goes ---


@pytest.mark.parametrize("make", [motion.appear, lambda m: motion.appear_each([m, m.copy()]), motion.words])
def test_entrances_are_seen_within_a_tenth_of_a_second(make: Callable[[Mobject], Animation]) -> None:
    line = text("some words here")
    animation = make(line)
    run(animation, 0.1 / animation.run_time)
    assert level(line) > 0.15


def test_words_come_one_after_another() -> None:
    line = text("one two three four")
    run(motion.words(line), 0.4)
    assert line.submobjects[0].get_fill_opacity() == 1.0
    assert line.submobjects[3].get_fill_opacity() == 0.0
    run(motion.words(line), 0.999)


def test_words_end_whole() -> None:
    line = text("one two three four")
    animation = motion.words(line)
    run(animation)
    assert [w.get_fill_opacity() for w in line.submobjects] == [1.0] * 4


# --- stepping back ---


def test_dim_and_light_are_each_others_undoing() -> None:
    block = networks.encoder("784 → 20")
    before = [(m.get_fill_opacity(), m.get_stroke_opacity()) for m in block.get_family() if len(m.points)]
    run(motion.dim(block))
    assert block.shape.get_stroke_opacity() == pytest.approx(0.35)
    run(motion.light(block))
    assert before == [(m.get_fill_opacity(), m.get_stroke_opacity()) for m in block.get_family() if len(m.points)]


@pytest.mark.parametrize("color", sorted({*theme.MEANING.values(), *theme.CLASS_COLORS}))
def test_dimmed_text_can_still_be_read(color: str) -> None:
    line = text("word", color=color)
    motion.set_strength(line, 0.1)
    share = line.submobjects[0].get_fill_opacity()
    for ground in (theme.BACKGROUND, theme.PANEL):
        assert theme.contrast(theme.mix(ground, color, share), ground) >= 4.5
    motion.set_strength(line, 0.0)
    assert line.submobjects[0].get_fill_opacity() == 0


def test_spotlight_goes_on_from_where_things_stand() -> None:
    dots = [Dot(), Dot()]
    run(motion.spotlight(dots[:1], dots[1:]))
    run(motion.spotlight(dots[1:], dots[:1]))
    assert [d.get_fill_opacity() for d in dots] == pytest.approx([0.35, 1.0])


def test_pulse_leaves_the_size_as_it_was() -> None:
    dot = Dot(radius=0.5)
    animation = motion.pulse(dot, 1.5)
    animation.begin()
    animation.interpolate(0.4)
    assert dot.width > 1.2
    animation.interpolate(1.0)
    assert dot.width == pytest.approx(1.0)


def test_recolor_reaches_its_colour() -> None:
    line = text("word", color=theme.TEXT)
    run(motion.recolor(line, theme.LOSS))
    assert line.submobjects[0].get_fill_color().to_hex() == theme.LOSS


# --- data that moves ---


def test_flow_goes_from_end_to_end_and_vanishes() -> None:
    dot = Dot()
    animation = motion.flow(dot, [[-2, 0, 0], [0, 0, 0], [0, 2, 0]])
    animation.begin()
    animation.interpolate(0.5)
    seen = dot.get_center()
    assert seen[0] == pytest.approx(0, abs=0.7) and level(dot) > 0.9
    animation.interpolate(1.0)
    assert dot.get_center() == pytest.approx([0, 2, 0]) and level(dot) == 0
    kept = motion.flow(dot, [[0, 0, 0], [1, 0, 0]], keep=True)
    run(kept)
    assert level(dot) == 1.0 and not kept.is_remover()


def test_swap_and_series_end_on_their_last_array() -> None:
    series = RNG.random((5, 8, 8))
    image = images.pixels(series[0])
    run(motion.swap_image(image, series[1]))
    assert np.allclose(image.array, series[1])
    run(motion.run_images(image, series))
    assert np.allclose(image.array, series[-1], atol=1e-6)


def test_tiles_come_in_their_order() -> None:
    grid = images.wall(RNG.random((10, 4, 4)), 5, hidden=True)
    run(motion.reveal_tiles(grid, order=[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]), 0.5)
    assert grid.strength[9] == 1.0 and grid.strength[0] == 0.0
    run(motion.reveal_tiles(grid))
    assert grid.strength.tolist() == [1.0] * 10
    run(motion.mark_tiles(grid, [3], theme.FAKE))
    assert grid.tint[3] == theme.FAKE and grid.mixture[3] == 1.0
    run(motion.fade_tiles(grid, [0, 1], 0.25))
    assert grid.strength[:3].tolist() == [0.25, 0.25, 1.0]


@pytest.mark.parametrize("kind", ["bars", "strip", "matrix", "scatter", "density", "grid", "histogram", "columns"])
def test_morph_ends_on_the_new_array(kind: str) -> None:
    area = plane()
    old, new = RNG.random((2, 6, 2))
    field = RNG.random((2, 12, 12))
    made, goal = {
        "bars": (vectors.bars(old[:, 0]), new[:, 0]),
        "strip": (vectors.heat_strip(old[:, 0]), new[None, :, 0]),
        "matrix": (vectors.matrix(old), new),
        "scatter": (points.scatter(area, old), new),
        "density": (points.density(area, field[0]), field[1]),
        "grid": (points.warped_grid(area, old.reshape(2, 3, 2)), new.reshape(2, 3, 2)),
        "histogram": (plots.histogram(area, old[:, 0], np.linspace(-3, 3, 7), counted=True), new[:, 0]),
        "columns": (plots.columns("abcdef", old[:, 0]), new[:, 0]),
    }[kind]
    run(motion.morph(made, goal), 0.5)
    assert not np.allclose(made.state()[0], goal)
    run(motion.morph(made, goal))
    assert np.allclose(made.state()[0], goal)


def test_morphs_in_succession_start_where_the_last_one_ended() -> None:
    made = vectors.bars(np.zeros(3))
    both = Succession(motion.morph(made, np.ones(3)), motion.morph(made, np.full(3, 0.5)))
    both._setup_scene(Scene(camera_class=StageCamera))
    both.begin()
    for share in (0.25, 0.5, 0.51):
        both.interpolate(share)
    assert made.values[0] > 0.9
    both.interpolate(1.0)
    assert made.values == pytest.approx([0.5] * 3)


def test_run_through_visits_every_step() -> None:
    series = np.arange(5)[:, None] * np.ones(3)
    made = vectors.bars(np.zeros(3), limit=5)
    animation = motion.run_through(made, series)
    animation.begin()
    seen = []
    for share in np.linspace(0, 1, 9):
        animation.interpolate(float(share))
        seen.append(made.values[0])
    assert seen == pytest.approx(np.linspace(0, 4, 9), abs=1e-6)


def test_reveal_and_count_go_on_from_where_they_are() -> None:
    axes = plane((0, 10), (0, 1))
    drawn = plots.curves(axes, {"a": np.linspace(0, 1, 11)}, hidden=True)
    run(motion.reveal(drawn, 0.5))
    half = motion.reveal(drawn, 1.0)
    half.begin()
    half.interpolate(0.0)
    assert drawn.revealed == pytest.approx(0.5)
    number = plots.read_out("n", 10.0)
    run(motion.count_to(number, 20.0))
    assert number.digits[0].original_text == "20.00"


def test_points_take_the_colours_of_their_labels() -> None:
    cloud = points.scatter(plane(), RNG.random((3, 2)))
    run(motion.color_points(cloud, np.array([0, 1, 2])))
    assert cloud.rgb.tolist() == [list(theme.rgb(c)) for c in theme.CLASS_COLORS[:3]]


# --- in a scene ---


class Walk(Scene):
    """Every kind of animation once."""

    def construct(self) -> None:
        """Images, bars and words, together and one after another."""
        image, values = images.pixels(RNG.random((8, 8))), vectors.bars(RNG.normal(size=5)).shift([3, 0, 0])
        self.play(motion.appear(image, values), run_time=0.2)
        self.play(motion.swap_image(image, RNG.random((8, 8))), motion.morph(values, np.ones(5)), run_time=0.2)
        self.play(motion.dim(image), motion.flow(Dot(), [image, values]), run_time=0.2)
        self.play(motion.light(image), motion.words(text("a few words").shift([0, 2, 0])), run_time=0.2)
        self.play(motion.vanish(image), run_time=0.2)
        self.left = [type(m).__name__ for m in self.mobjects]


def test_a_scene_plays_them(tmp_path: object) -> None:
    small = {"pixel_height": 90, "pixel_width": 160, "frame_rate": 10, "write_to_movie": False, "progress_bar": "none"}
    with tempconfig({**small, "media_dir": str(tmp_path), "verbosity": "ERROR", "disable_caching": True}):
        scene = Walk(camera_class=StageCamera)
        scene.render()
    assert scene.left == ["Bars", "Text"]
