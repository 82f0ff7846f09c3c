"""Parts of the vocabulary draw the numbers that they are given, where they say."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from manim import Square

from scenes import theme
from scenes.mobjects import cards, formula, images, listing, maps, plots, points, tables, tokens, vectors
from scenes.mobjects.motion import say, set_strength, spoken_starts
from scenes.mobjects.plane import bare_plane, nice_ticks, plane, tick_names
from scenes.mobjects.raster import colors_of, signed_colors
from scenes.mobjects.text import baseline, em_pixels, mono, paragraph, set_middle, text, wrap

RNG = np.random.default_rng(0)


# --- text ---


def test_text_has_a_mobject_a_word() -> None:
    line = text("two small words")
    assert [len(word.points) > 0 for word in line.submobjects] == [True] * 3
    left = [word.get_left()[0] for word in line.submobjects]
    assert left == sorted(left)


def test_text_replaces_joined_arrows_and_names_missing_signs() -> None:
    assert text("784 -> 20").original_text == "784 → 20"
    with pytest.raises(ValueError, match=r"Inter has no sign for ∇ in '∇ f'; use formula\(\) or another sign"):
        text("∇ f")


def test_wrap_keeps_words_and_width() -> None:
    content = "A generative model learns how the data is distributed, so that it can make more of it."
    lines = wrap(content, theme.BODY, 5.0).split("\n")
    assert " ".join(lines) == content
    assert paragraph(content, 5.0).width <= 5.05
    widths = [text(line).width for line in lines]
    assert min(widths) > 0.6 * max(widths)  # no lonely last word


def test_letters_stand_on_one_line_whatever_hangs_below() -> None:
    assert baseline(set_middle(text("apex"), 1.0)) == pytest.approx(baseline(set_middle(text("Bold"), 1.0)), abs=0.005)


def test_mono_columns_stand_under_one_another() -> None:
    first, second = mono("if x >= 0:"), mono("iiiiiiiiiH")
    assert first.advance == second.advance
    assert first.width == pytest.approx(10 * first.advance, rel=0.1)
    assert em_pixels(mono("xHx", theme.LABEL)) == pytest.approx(theme.LABEL, rel=0.05)


def test_width_is_a_ceiling_but_text_stays_readable() -> None:
    assert text("a rather long line", theme.BODY, width=2.6).width <= 2.61
    assert em_pixels(text("a rather long line of text", theme.BODY, width=0.5)) == pytest.approx(theme.SMALLEST, rel=0.03)


# --- rasters and images ---


def test_colours_have_their_ends() -> None:
    assert colors_of(np.array([0.0, 1.0]), "gray").tolist() == [[0, 0, 0], [255, 255, 255]]
    assert colors_of(np.array([-9.0, 9.0]), "data").tolist() == colors_of(np.array([0.0, 1.0]), "data").tolist()
    low, high = signed_colors(np.array([-2.0, 2.0]))
    assert tuple(low) == theme.rgb(theme.NEGATIVE) and tuple(high) == theme.rgb(theme.POSITIVE)


def test_pixel_image_shows_its_array() -> None:
    array = RNG.random((28, 28))
    image = images.pixels(array, 2.0)
    assert np.abs(image.image.pixel_array[..., 0] / 255 - array).max() < 1 / 255
    image.show(1 - array)
    assert np.abs(image.image.pixel_array[..., 0] / 255 - (1 - array)).max() < 1 / 255
    cell = image.cell(0, 27)
    assert cell.get_corner([1, 1, 0]) == pytest.approx(image.frame.get_corner([1, 1, 0]), abs=1e-6)


def test_read_out_writes_the_values() -> None:
    array = np.linspace(0, 1, 28 * 28).reshape(28, 28)
    _, numbers, _ = images.pixels(array).read_out(slice(10, 12), slice(3, 5))
    assert [n.original_text for n in numbers] == [f"{v:.2f}"[1:] for v in array[10:12, 3:5].ravel()]


def test_wall_hides_marks_and_places_tiles() -> None:
    digits = RNG.random((6, 28, 28))
    grid = images.wall(digits, 3, 6.0, hidden=True)
    assert grid.pixel_array[..., 3].max() == 0
    grid.set_tiles([4], 1.0)
    shown = grid.tile(4)
    assert shown.image.pixel_array.shape == (28, 28, 4) and grid.pixel_array[..., 3].max() == 255
    assert grid.place(4)[0] == pytest.approx(0, abs=0.01) and grid.place(4)[1] < grid.place(1)[1]
    before = grid.pixel_array.copy()
    grid.mark([4], theme.FAKE)
    assert (grid.pixel_array != before).any()
    moved = grid.copy().shift([1, 0, 0])
    assert moved.place(0)[0] == pytest.approx(grid.place(0)[0] + 1)


def test_faded_raster_stays_faded_when_its_array_changes() -> None:
    image = images.pixels(RNG.random((4, 4)))
    set_strength(image, 0.5)
    image.show(RNG.random((4, 4)))
    assert image.image.pixel_array[..., 3].max() in (127, 128)


# --- vectors ---


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-3, 3), min_size=2, max_size=30), st.booleans())
def test_bars_are_as_long_as_their_values(values: list[float], level: bool) -> None:
    made = vectors.bars(np.array(values), 4.0, 2.0, horizontal=level, limit=3.0)
    full = (4.0 if level else 2.0) / 2
    for i, value in enumerate(values):
        left, bottom, right, top = made.box(i)
        length = right - left if level else top - bottom
        assert length == pytest.approx(abs(value) / 3 * full, abs=1e-6)


def test_bars_follow_when_they_are_moved() -> None:
    made = vectors.bars(np.array([1.0, -1.0]), 2.0, 2.0).shift([3, 1, 0])
    made.show(np.array([0.5, 1.0]))
    assert made.get_center()[0] == pytest.approx(3, abs=0.01)
    assert made.zero.get_y() == pytest.approx(1)


def test_activations_hold_all_units() -> None:
    values = RNG.random(400)
    block = vectors.activations(values, 3.0)
    assert np.allclose(block.values.ravel()[:400], values) and block.height == pytest.approx(3.0, abs=0.01)
    strip = vectors.heat_strip(values[:20], vertical=True)
    assert strip.values.shape == (20, 1)


def test_matrix_labels_stand_at_their_cells() -> None:
    made = vectors.matrix(RNG.random((2, 3)), ["a", "b"], ["x", "y", "z"], cell=0.8, decimals=1)
    assert made.row_labels[1].get_y() == pytest.approx(made.place(1, 0)[1], abs=0.1)
    assert made.column_labels[2].get_x() == pytest.approx(made.place(0, 2)[0], abs=0.05)
    assert len(made.numbers) == 6


def test_long_vectors_leave_out_their_middle() -> None:
    rows, _ = vectors.bracketed(np.arange(20), decimals=0, most=5)
    assert len(rows) == 5


# --- planes, points, plots ---


@given(st.floats(-100, 100), st.floats(0.01, 1000))
def test_ticks_are_few_and_inside(low: float, span: float) -> None:
    ticks = nice_ticks(low, low + span)
    assert 1 <= len(ticks) <= 7
    assert low - 1e-6 * span <= min(ticks) and max(ticks) <= low + span * (1 + 1e-6)
    assert len(set(tick_names(ticks))) == len(ticks)


def test_plane_places_points() -> None:
    area = plane((0, 10), (-1, 1), 5.0, 2.0)
    assert area.at(0, -1) == pytest.approx(area.area.get_corner([-1, -1, 0]))
    assert area.at(10, 1) == pytest.approx(area.area.get_corner([1, 1, 0]))
    middle = area.at(5, 0)
    area.shift([1, 2, 0])
    assert area.at(5, 0) == pytest.approx(middle + [1, 2, 0])


def test_bare_plane_has_one_scale() -> None:
    area = bare_plane(RNG.normal(size=(50, 2)) * [1, 5], 4.0, 3.0)
    (x0, x1), (y0, y1) = area.x_range, area.y_range
    assert (x1 - x0) / 4.0 == pytest.approx((y1 - y0) / 3.0)


def test_scatter_draws_points_where_they_are() -> None:
    area = plane((0, 1), (0, 1), 4.0, 4.0)
    cloud = points.scatter(area, np.array([[0.25, 0.75]]), color="#FF0000", radius=6, opacity=1.0)
    rows, columns = np.nonzero(cloud.pixel_array[..., 3] > 128)
    height, width = cloud.pixel_array.shape[:2]
    x = cloud.get_left()[0] + (columns.mean() + 0.5) / width * cloud.width
    y = cloud.get_top()[1] - (rows.mean() + 0.5) / height * cloud.height
    assert (x, y) == pytest.approx(tuple(area.at(0.25, 0.75)[:2]), abs=0.01)
    assert tuple(cloud.pixel_array[int(rows.mean()), int(columns.mean()), :3]) == (255, 0, 0)
    cloud.reveal(0.0)
    assert cloud.pixel_array[..., 3].max() == 0


def test_scatter_leaves_out_what_lies_outside() -> None:
    area = plane((0, 1), (0, 1), 2.0, 2.0)
    cloud = points.scatter(area, np.array([[5.0, 5.0], [np.nan, 0.5]]))
    assert cloud.pixel_array[..., 3].max() == 0


def test_density_has_its_first_row_at_the_bottom() -> None:
    values = np.zeros((10, 10))
    values[0] = 1.0
    made = points.density(plane(width=2, height=2), values, levels=())
    alpha = made.pixel_array[..., 3]
    assert alpha[-1].mean() > 200 > 20 > alpha[0].mean()


def test_boundary_runs_where_the_classes_are_even() -> None:
    x = np.linspace(-3, 3, 61)
    probability = 1 / (1 + np.exp(-4 * np.tile(x, (61, 1))))
    made = points.boundary(plane(width=3, height=3), probability)
    row = made.pixel_array[made.pixels_high // 2].astype(int)
    assert abs(int(np.argmax(row[:, :3].sum(1))) - made.pixels_wide / 2) < 3


def test_warped_grid_passes_through_its_nodes() -> None:
    area = plane()
    nodes = np.stack(np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 4)), -1)
    made = points.warped_grid(area, nodes)
    assert np.abs(made.points - area.at(*nodes[2, 3])).sum(1).min() < 1e-9
    assert len(made.points) == 4 * (4 * 4 + 5 * 3)


def test_ellipse_lies_at_its_distance() -> None:
    area = plane()
    covariance = np.array([[0.5, 0.2], [0.2, 0.3]])
    made = points.ellipse(area, np.array([0.5, -0.5]), covariance, sigmas=2.0)
    per_unit = area.area.width / 6
    offsets = (made.points[::4, :2] - area.at(0.5, -0.5)[:2]) / per_unit
    distance = np.sqrt(np.einsum("ni,ij,nj->n", offsets, np.linalg.inv(covariance), offsets))
    assert distance == pytest.approx(np.full(len(distance), 2.0), rel=1e-6)


def test_curves_end_at_the_step_they_have_reached() -> None:
    series = {"a": np.linspace(0, 1, 101), "b": np.linspace(1, 0, 101)}
    area = plots.loss_plane(series, 6, 3, y_range=(0, 1))
    made = plots.curves(area, series, hidden=True).reveal(0.4)
    assert made.lines[0].points[-1] == pytest.approx(area.at(40, 0.4), abs=1e-6)
    assert made.dots[1].get_center() == pytest.approx(area.at(40, 0.6), abs=1e-6)
    made.reveal(0.5)
    gap = abs(made.names[0].get_y() - made.names[1].get_y())
    assert gap > theme.units(theme.SMALL)  # the names keep apart where the curves cross


def test_long_curves_keep_their_peaks() -> None:
    wild = RNG.normal(size=5000)
    wild[1234] = 50.0
    area = plots.loss_plane({"a": wild}, 6, 3, y_range=(-60, 60))
    made = plots.curves(area, {"a": wild})
    assert len(made.lines[0].points) < 4 * 700
    assert made.lines[0].get_top()[1] == pytest.approx(area.at(1234, 50.0)[1], abs=1e-6)


def test_running_mean_keeps_a_straight_line() -> None:
    line = np.linspace(0, 1, 201)
    area = plots.loss_plane({"a": line}, 6, 3, y_range=(0, 1))
    made = plots.curves(area, {"a": line}, smooth=0.05)
    x, y = made.data[0]
    assert np.abs(np.interp(np.arange(20, 180), x, y) - line[20:180]).max() < 1e-9
    assert len(made.raw) == 1


def test_histogram_counts_and_grows() -> None:
    area = plane((0, 4), (0, 10), 4, 2)
    made = plots.histogram(area, np.array([0.5, 0.6, 2.5]), np.arange(5))
    assert made.counts.tolist() == [2, 0, 1, 0]
    assert made.shape.get_top()[1] == pytest.approx(area.at(0, 2)[1])
    assert made.reveal(0.5).shape.get_top()[1] == pytest.approx(area.at(0, 1)[1])


def test_bar_chart_writes_its_values() -> None:
    made = plots.bar_chart(["one", "two"], np.array([0.25, 1.0]), form="{:.2f}")
    assert [n[0].original_text for n in made.numbers] == ["0.25", "1.00"]
    assert made.fills[0].width / made.fills[1].width == pytest.approx(0.25)
    made.shift([1, 1, 0]).show(np.array([1.0, 0.5]))
    assert made.fills[1].width / made.fills[0].width == pytest.approx(0.5)
    assert made.fills[0].get_left()[0] == pytest.approx(made.fills[1].get_left()[0])


def test_columns_stand_on_their_ground() -> None:
    made = plots.columns(["a", "b", "c"], np.array([1.0, 2.0, 4.0]), height=2.0).shift([0, 1, 0])
    made.show(np.array([4.0, 2.0, 1.0]))
    assert [f.height for f in made.fills] == pytest.approx([2.0, 1.0, 0.5])
    assert all(f.get_bottom()[1] == pytest.approx(1.0) for f in made.fills)


def test_read_out_stays_on_its_line() -> None:
    made = plots.read_out("steps", 1.0, "{:,.0f}")
    ground = baseline(made.digits[0])
    made.show(12345.0)
    assert made.digits[0].original_text == "12,345"
    assert baseline(made.digits[0]) == pytest.approx(ground, abs=0.01)


# --- language ---


def test_tokens_wrap_and_show_spaces() -> None:
    row = tokens.tokens([" the"] * 12, width=5.0)
    assert row.width <= 5.05 and row.chip(0).get_y() > row.chip(11).get_y()
    assert row.chip(0)[1].original_text == "·the"
    chip = row.add_token("\n")
    assert chip is row.chip(12) and chip[1].original_text == "¶"


def test_distribution_shows_shares() -> None:
    made = tokens.distribution(["a", "b"], np.array([0.75, 0.25]))
    assert made.fills[0].width / made.fills[1].width == pytest.approx(3)
    assert [s[0].original_text for s in made.shares] == ["75 %", "25 %"]


def test_attention_arcs_leave_out_what_is_not_looked_at() -> None:
    row = tokens.tokens(["a", "b", "c"])
    arcs = tokens.attention_arcs(row, np.array([0.6, 0.0, 0.4]), looking=2)
    assert len(arcs) == 2
    assert arcs[0].get_stroke_width() > 1.5


# --- listings, formulas, tables ---


CODE = "class G:\n    def f(self, z):  # (n, 100)\n        return z -> 1\n"


def test_listing_keeps_indentation_and_finds_lines() -> None:
    made = listing.listing(CODE, first=10)
    assert made.find("return") == [2] and made.span("def", "return") == [1, 2]
    assert made.lines[2].get_left()[0] - made.lines[0].get_left()[0] == pytest.approx(8 * made.lines[0].advance, rel=0.05)
    assert [n.original_text for n in made.numbers] == ["10", "11", "12"]
    with pytest.raises(ValueError, match="no line of the listing has 'nowhere'"):
        made.lit("nowhere")


def test_listing_lights_lines() -> None:
    made = listing.listing(CODE)
    light = made.lit("return")
    light.begin()
    light.interpolate(1.0)
    assert made.row(0)[0].get_fill_opacity() < 0.8
    assert made.row("return")[0].get_fill_opacity() == 1.0


def test_formula_has_parts_and_numbers() -> None:
    made = formula.formula("a + {{ b^2 : square }}")
    part = made.part("square")
    assert part.get_center()[0] > made.get_center()[0]
    number = made.number("square", "4.2")
    assert number.get_top()[1] < made.get_bottom()[1] and number.get_x() == pytest.approx(part.get_x(), abs=0.01)


def test_table_fills_its_cells() -> None:
    made = tables.table(["A", "B"], ["one", "two", "three"])
    content = made.fill(1, 1, "words", "0.12")
    box = made.cell(1, 1)
    assert content.get_center()[:2] == pytest.approx(box.get_center()[:2], abs=0.15)
    assert content.width < box.width and content.height < box.height
    assert isinstance(made.fill(0, 0, Square(0.4)), Square)


def test_timeline_is_to_scale() -> None:
    made = tables.timeline([(2010, "a"), (2015, "b"), (2020, "c")])
    x = [event[1].get_x() for event in made.events]
    assert x[1] - x[0] == pytest.approx(x[2] - x[1])
    assert made.width <= theme.STAGE_WIDTH + 0.01


# --- cards and maps ---


class SpokenBeat:
    """What a bullet needs of a beat."""

    left = 4.0
    words = (("It", 0.1), ("learns", 0.5), ("the", 1.0), ("distribution.", 2.0))


def test_words_come_when_they_are_spoken() -> None:
    starts = spoken_starts(text("learns a distribution"), SpokenBeat(), 4.0)
    assert starts[0] <= 0.5 / 4 and starts[2] == pytest.approx(2.0 / 4)
    assert starts == sorted(starts)


def test_the_last_word_is_there_in_full_at_the_end() -> None:
    line = text("learns a distribution")
    coming = say(line, SpokenBeat(), 2.1)
    coming.begin()
    coming.interpolate(1.0)
    assert [letter.get_fill_opacity() for letter in line] == [1.0] * len(line)


def test_cards_of_a_row_are_alike() -> None:
    row = cards.cards([cards.card("One", "a line"), cards.card("Two", "some more words that need two lines", width=3.0)])
    assert len({round(c.shell.height, 6) for c in row}) == 1
    assert row[0].title.get_y() == pytest.approx(row[1].title.get_y(), abs=0.05)


def test_shelf_items_stand_on_the_board() -> None:
    board = cards.shelf("Books", 6.0)
    first, second = board.add_item("Deep Learning"), board.add_item("Another", note="2016")
    assert first.get_bottom()[1] == pytest.approx(second.get_bottom()[1])
    assert first.get_right()[0] < second.get_left()[0]


def test_balance_carries_its_loads() -> None:
    made = cards.balance("a", "b")
    load = made.put(1, Square(0.4), 0.0)
    height = load.get_y()
    made.tip(0.2)
    assert load.get_y() < height
    assert load.get_bottom()[1] == pytest.approx(made.pan(1)[1], abs=1e-6)


def test_panels_fill_the_stage() -> None:
    made = cards.panels(["a", "b", "c"])
    assert made.width == pytest.approx(theme.STAGE_WIDTH)
    assert made.get_bottom()[1] == pytest.approx(theme.STAGE_BOTTOM)
    assert made.inside(2).get_top()[1] < made.headings[2].get_bottom()[1]


def test_qr_code_has_its_quiet_zone() -> None:
    picture = cards.qr_code("https://example.org")[0]
    modules = picture.pixel_array[..., 0]
    assert (modules[:4] == 255).all() and (modules[4, 4:11] == 0).all()


def test_family_map_lights_a_way() -> None:
    made = maps.family_map()
    assert made.way("vaes") == ["vaes", "bound", "explicit", "root"]
    light = made.lit("gans")
    light.begin()
    light.interpolate(1.0)
    assert made.node("gans").shell.get_stroke_opacity() == 1.0 > made.node("vaes").shell.get_stroke_opacity()
    assert made.width <= theme.STAGE_WIDTH + 0.01


def test_decision_tree_keeps_leaves_apart() -> None:
    tree: maps.Tree = ("q", "Which?", {"a": ("x", "Left one", {}), "b": ("y", "Right one", {}), "c": ("z", "Last one", {})})
    made = maps.decision_tree(tree)
    boxes = [made.node(n).shell for n in "xyz"]
    assert all(a.get_right()[0] < b.get_left()[0] for a, b in pairwise(boxes))


def test_lecture_map_turns_at_the_ends_of_its_rows() -> None:
    made = maps.lecture_map([f"s{i}" for i in range(8)], columns=4)
    x = [station.get_x() for station in made.stations]
    assert x[3] == pytest.approx(x[4]) and x[0] == pytest.approx(x[7]) and len(made.path) == 7
