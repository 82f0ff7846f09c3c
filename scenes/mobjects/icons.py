"""Simple pictograms in one stroke style, each drawn in a unit square and scaled to its height."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import (
    ORIGIN,
    PI,
    UP,
    Arc,
    Circle,
    Dot,
    Ellipse,
    Line,
    Polygon,
    Rectangle,
    RegularPolygon,
    RoundedRectangle,
    Square,
    VGroup,
    VMobject,
)

from scenes import theme


def _path(*points: tuple[float, float]) -> VMobject:
    line = VMobject()
    line.set_points_as_corners([np.array([x, y, 0.0]) for x, y in points])
    return line


def _smooth(*points: tuple[float, float]) -> VMobject:
    line = VMobject()
    line.set_points_smoothly([np.array([x, y, 0.0]) for x, y in points])
    return line


def _at(shape: VMobject, x: float, y: float) -> VMobject:
    return shape.move_to([x, y, 0])


def _box(w: float, h: float, x: float = 0.0, y: float = 0.0, corner: float = 0.06) -> VMobject:
    return _at(RoundedRectangle(width=w, height=h, corner_radius=corner), x, y)


def _drop() -> list[VMobject]:
    body = VMobject()
    body.start_new_path(np.array([0, 0.5, 0.0]))
    body.add_cubic_bezier_curve_to(np.array([0.1, 0.25, 0]), np.array([0.34, 0.05, 0]), np.array([0.34, -0.16, 0]))
    body.add_cubic_bezier_curve_to(np.array([0.34, -0.36, 0]), np.array([0.18, -0.5, 0]), np.array([0, -0.5, 0]))
    body.add_cubic_bezier_curve_to(np.array([-0.18, -0.5, 0]), np.array([-0.34, -0.36, 0]), np.array([-0.34, -0.16, 0]))
    body.add_cubic_bezier_curve_to(np.array([-0.34, 0.05, 0]), np.array([-0.1, 0.25, 0]), np.array([0, 0.5, 0]))
    return [body, Arc(0.18, -0.5 * PI, -0.45 * PI, arc_center=[0, -0.14, 0])]


def _chart() -> list[VMobject]:
    return [
        _path((-0.45, 0.45), (-0.45, -0.45), (0.45, -0.45)),
        _path((-0.32, -0.2), (-0.08, 0.08), (0.1, -0.06), (0.4, 0.36)),
    ]


def _molecule() -> list[VMobject]:
    ring = RegularPolygon(6, radius=0.26, start_angle=PI / 6)
    out: list[VMobject] = [ring]
    for angle, length in ((PI / 6, 0.2), (5 * PI / 6, 0.2), (-PI / 2, 0.16)):
        way = np.array([np.cos(angle), np.sin(angle), 0])
        out += [Line(way * 0.26, way * (0.26 + length - 0.06)), Circle(0.07).move_to(way * (0.26 + length))]
    return out


def _scan() -> list[VMobject]:
    head = Ellipse(width=0.72, height=0.9)
    middle = Line([0, 0.36, 0], [0, -0.36, 0])
    folds = [
        _smooth(
            (s * 0.08, 0.28), (s * 0.2, 0.2), (s * 0.12, 0.06), (s * 0.24, -0.04), (s * 0.12, -0.16), (s * 0.18, -0.28)
        )
        for s in (-1, 1)
    ]
    return [head, middle, *folds]


def _mask() -> list[VMobject]:
    face = _smooth((-0.42, 0.3), (0, 0.4), (0.42, 0.3), (0.36, -0.15), (0, -0.48), (-0.36, -0.15), (-0.42, 0.3))
    eyes = [Arc(0.1, 0.15 * PI, 0.7 * PI, arc_center=[s * 0.18, 0.04, 0]) for s in (-1, 1)]
    return [face, *eyes, Arc(0.2, 1.2 * PI, 0.6 * PI, arc_center=[0, -0.06, 0])]


def _lock() -> list[VMobject]:
    shackle = VGroup(Arc(0.22, 0, PI, arc_center=[0, 0.18, 0]), Line([-0.22, 0.18, 0], [-0.22, 0.02, 0]))
    return [
        _box(0.66, 0.5, 0, -0.24),
        *shackle,
        Line([0.22, 0.18, 0], [0.22, 0.02, 0]),
        Line([0, -0.18, 0], [0, -0.32, 0]),
    ]


def _scales() -> list[VMobject]:
    pans = [Arc(0.17, PI, PI, arc_center=[s * 0.32, -0.1, 0]) for s in (-1, 1)]
    strings = [_path((s * 0.32 - 0.17, -0.1), (s * 0.32, 0.3), (s * 0.32 + 0.17, -0.1)) for s in (-1, 1)]
    lids = [Line([s * 0.32 - 0.17, -0.1, 0], [s * 0.32 + 0.17, -0.1, 0]) for s in (-1, 1)]
    return [
        Line([0, 0.42, 0], [0, -0.42, 0]),
        Line([-0.32, 0.3, 0], [0.32, 0.3, 0]),
        Line([-0.2, -0.42, 0], [0.2, -0.42, 0]),
        *pans,
        *strings,
        *lids,
    ]


def _globe() -> list[VMobject]:
    chords = [Line([-0.39, y, 0], [0.39, y, 0]) for y in (-0.22, 0.22)]
    return [Circle(0.45), Ellipse(width=0.4, height=0.9), Line([-0.45, 0, 0], [0.45, 0, 0]), *chords]


def _person() -> list[VMobject]:
    return [
        Circle(0.17).shift(UP * 0.27),
        Arc(0.36, 0, PI, arc_center=[0, -0.42, 0]),
        Line([-0.36, -0.42, 0], [0.36, -0.42, 0]),
    ]


def _people() -> list[VMobject]:
    out: list[VMobject] = []
    for x, scale in ((-0.32, 0.7), (0.32, 0.7), (0.0, 0.95)):
        one = VGroup(*_person()).scale(scale).move_to([x, -0.03 if x else -0.02, 0])
        out += list(one)
    return out


def _gear() -> list[VMobject]:
    angles = np.linspace(0, 2 * PI, 33)[:-1]
    radius = np.where((np.arange(32) // 2) % 2 == 0, 0.46, 0.35)
    outline = Polygon(*[[r * np.cos(a), r * np.sin(a), 0] for r, a in zip(radius, angles, strict=True)])
    return [outline, Circle(0.15)]


def _speaker() -> list[VMobject]:
    horn = Polygon(
        [-0.42, 0.14, 0], [-0.24, 0.14, 0], [0.02, 0.36, 0], [0.02, -0.36, 0], [-0.24, -0.14, 0], [-0.42, -0.14, 0]
    )
    return [horn, *[Arc(r, -PI / 4, PI / 2, arc_center=[0.06, 0, 0]) for r in (0.16, 0.28, 0.4)]]


def _film() -> list[VMobject]:
    holes = [Square(0.09).move_to([x, y, 0]) for x in (-0.36, -0.12, 0.12, 0.36) for y in (-0.29, 0.29)]
    return [_box(1.0, 0.76), *holes, Polygon([-0.1, 0.16, 0], [-0.1, -0.16, 0], [0.18, 0, 0])]


def _book() -> list[VMobject]:
    pages = [_smooth((0, 0.3), (s * 0.24, 0.38), (s * 0.46, 0.3)) for s in (-1, 1)]
    feet = [_smooth((0, -0.34), (s * 0.24, -0.26), (s * 0.46, -0.34)) for s in (-1, 1)]
    sides = [Line([s * 0.46, 0.3, 0], [s * 0.46, -0.34, 0]) for s in (-1, 1)]
    return [Line([0, 0.3, 0], [0, -0.34, 0]), *pages, *feet, *sides]


def _paper() -> list[VMobject]:
    sheet = _path(
        (0.14, 0.48),
        (-0.34, 0.48),
        (-0.34, -0.48),
        (0.34, -0.48),
        (0.34, 0.28),
        (0.14, 0.48),
        (0.14, 0.28),
        (0.34, 0.28),
    )
    return [sheet, *[Line([-0.2, y, 0], [0.2, y, 0]) for y in (0.1, -0.08, -0.26)]]


def _speech() -> list[VMobject]:
    shell = _path((-0.3, -0.22), (-0.3, -0.46), (-0.06, -0.22))
    return [_box(0.96, 0.62, 0, 0.1, 0.16), shell, *[Dot([x, 0.1, 0], radius=0.05) for x in (-0.22, 0, 0.22)]]


def _code() -> list[VMobject]:
    return [
        _box(1.0, 0.8),
        _path((-0.2, 0.16), (-0.36, 0), (-0.2, -0.16)),
        _path((0.2, 0.16), (0.36, 0), (0.2, -0.16)),
        Line([-0.06, -0.2, 0], [0.06, 0.2, 0]),
    ]


def _shield() -> list[VMobject]:
    edge = _smooth((0.4, 0.32), (0.38, -0.05), (0.0, -0.5), (-0.38, -0.05), (-0.4, 0.32))
    return [edge, _path((-0.4, 0.32), (0, 0.48), (0.4, 0.32)), _path((-0.16, 0.02), (-0.04, -0.12), (0.2, 0.16))]


def _check() -> list[VMobject]:
    return [_path((-0.36, 0.0), (-0.1, -0.28), (0.4, 0.3))]


def _cross() -> list[VMobject]:
    return [Line([-0.3, -0.3, 0], [0.3, 0.3, 0]), Line([-0.3, 0.3, 0], [0.3, -0.3, 0])]


def _clock() -> list[VMobject]:
    return [Circle(0.45), _path((0, 0.28), (0, 0), (0.2, -0.12))]


def _building() -> list[VMobject]:
    columns = [Line([x, 0.12, 0], [x, -0.3, 0]) for x in (-0.3, -0.1, 0.1, 0.3)]
    roof = Polygon([-0.46, 0.18, 0], [0.46, 0.18, 0], [0, 0.46, 0])
    return [roof, *columns, Line([-0.46, -0.34, 0], [0.46, -0.34, 0]), Line([-0.48, -0.44, 0], [0.48, -0.44, 0])]


def _palette() -> list[VMobject]:
    dots = [Dot([0.26 * np.cos(a), 0.24 * np.sin(a), 0], radius=0.06) for a in (0.5, 1.3, 2.1, 2.9)]
    return [Ellipse(width=1.0, height=0.86), *dots, _at(Circle(0.1), 0.12, -0.24)]


def _note() -> list[VMobject]:
    heads = [
        Ellipse(width=0.24, height=0.18).rotate(0.3).move_to([x, y, 0]) for x, y in ((-0.28, -0.36), (0.26, -0.26))
    ]
    return [
        *heads,
        _path((-0.17, -0.33), (-0.17, 0.32), (0.37, 0.42), (0.37, -0.23)),
        Line([-0.17, 0.16, 0], [0.37, 0.26, 0]),
    ]


def _cart() -> list[VMobject]:
    basket = _path((-0.48, 0.36), (-0.34, 0.36), (-0.2, -0.16), (0.32, -0.16), (0.44, 0.2), (-0.3, 0.2))
    return [basket, Circle(0.07).move_to([-0.14, -0.34, 0]), Circle(0.07).move_to([0.26, -0.34, 0])]


def _brain() -> list[VMobject]:
    dots = [(-0.36, 0.24), (-0.36, -0.24), (0, 0.36), (0, 0), (0, -0.36), (0.36, 0.0)]
    lines = [Line([*dots[a], 0], [*dots[b], 0]) for a in (0, 1) for b in (2, 3, 4)]
    lines += [Line([*dots[a], 0], [*dots[5], 0]) for a in (2, 3, 4)]
    return [*lines, *[Circle(0.08).set_fill(theme.BACKGROUND, 1).move_to([x, y, 0]) for x, y in dots]]


def _cloud() -> list[VMobject]:
    puffs = _smooth(
        (-0.34, -0.24),
        (-0.48, -0.06),
        (-0.32, 0.1),
        (-0.12, 0.3),
        (0.16, 0.24),
        (0.26, 0.06),
        (0.46, -0.04),
        (0.36, -0.24),
    )
    return [puffs, Line([-0.34, -0.24, 0], [0.36, -0.24, 0])]


def _bulb() -> list[VMobject]:
    glass = Arc(0.3, -0.28 * PI, 1.56 * PI, arc_center=[0, 0.14, 0])
    neck = [Line([s * 0.19, -0.09, 0], [s * 0.12, -0.26, 0]) for s in (-1, 1)]
    return [
        glass,
        *neck,
        Line([-0.12, -0.26, 0], [0.12, -0.26, 0]),
        Line([-0.1, -0.36, 0], [0.1, -0.36, 0]),
        Line([-0.06, -0.45, 0], [0.06, -0.45, 0]),
    ]


def _chip() -> list[VMobject]:
    pins = []
    for v in (-0.18, 0.0, 0.18):
        pins += [Line([v, s * 0.32, 0], [v, s * 0.46, 0]) for s in (-1, 1)]
        pins += [Line([s * 0.32, v, 0], [s * 0.46, v, 0]) for s in (-1, 1)]
    return [_box(0.64, 0.64), _box(0.3, 0.3), *pins]


def _eye() -> list[VMobject]:
    lids = [_smooth((-0.48, 0), (0, s * 0.28), (0.48, 0)) for s in (-1, 1)]
    return [*lids, Circle(0.16), Dot(ORIGIN, radius=0.06)]


def _question() -> list[VMobject]:
    hook = _smooth((-0.22, 0.24), (-0.06, 0.44), (0.2, 0.34), (0.18, 0.12), (0.0, -0.04), (0.0, -0.18))
    return [hook, Dot([0, -0.38, 0], radius=0.06)]


def _camera() -> list[VMobject]:
    return [
        _box(0.96, 0.64, 0, -0.06),
        _at(Circle(0.2), 0, -0.06),
        _path((-0.2, 0.26), (-0.12, 0.4), (0.12, 0.4), (0.2, 0.26)),
    ]


def _coin() -> list[VMobject]:
    return [
        Circle(0.45),
        Circle(0.33),
        _path((-0.1, -0.12), (0, 0.16), (0.1, -0.12)),
        Line([-0.06, -0.02, 0], [0.06, -0.02, 0]),
    ]


def _hand() -> list[VMobject]:
    palm = _path((-0.42, -0.42), (-0.42, -0.06), (-0.3, -0.06), (-0.3, -0.42))
    arm = _smooth((-0.3, -0.1), (-0.06, -0.04), (0.1, -0.14), (0.24, -0.14), (0.44, 0.04))
    return [palm, arm, _smooth((0.44, 0.04), (0.2, -0.32), (-0.3, -0.36)), _at(Circle(0.15), 0.08, 0.26)]


def _face() -> list[VMobject]:
    eyes = [Dot([s * 0.15, 0.1, 0], radius=0.05) for s in (-1, 1)]
    return [Circle(0.45), *eyes, Arc(0.24, 1.2 * PI, 0.6 * PI, arc_center=[0, 0.0, 0])]


def _house() -> list[VMobject]:
    return [
        _path((-0.48, 0.02), (0, 0.46), (0.48, 0.02)),
        _path((-0.36, 0.1), (-0.36, -0.44), (0.36, -0.44), (0.36, 0.1)),
        _path((-0.1, -0.44), (-0.1, -0.12), (0.1, -0.12), (0.1, -0.44)),
    ]


def _image() -> list[VMobject]:
    hills = _path((-0.48, -0.22), (-0.16, 0.1), (0.06, -0.12), (0.22, 0.04), (0.48, -0.2))
    return [_box(1.0, 0.8), hills, _at(Circle(0.08), 0.24, 0.2)]


def _robot() -> list[VMobject]:
    eyes = [Dot([s * 0.16, 0.0, 0], radius=0.06) for s in (-1, 1)]
    ears = [Line([s * 0.46, 0.06, 0], [s * 0.46, -0.14, 0]) for s in (-1, 1)]
    mouth = Line([-0.14, -0.22, 0], [0.14, -0.22, 0])
    return [
        _box(0.76, 0.66, 0, -0.08, 0.1),
        *eyes,
        *ears,
        mouth,
        Line([0, 0.25, 0], [0, 0.4, 0]),
        Dot([0, 0.44, 0], radius=0.05),
    ]


def _dice() -> list[VMobject]:
    pips = [Dot([x, y, 0], radius=0.06) for x, y in ((-0.2, 0.2), (0.2, 0.2), (0, 0), (-0.2, -0.2), (0.2, -0.2))]
    return [_box(0.84, 0.84, corner=0.12), *pips]


def _search() -> list[VMobject]:
    return [_at(Circle(0.3), -0.1, 0.1), Line([0.11, -0.11, 0], [0.44, -0.44, 0])]


def _warning() -> list[VMobject]:
    edge = Polygon([0, 0.44, 0], [0.5, -0.42, 0], [-0.5, -0.42, 0]).round_corners(0.06)
    return [edge, Line([0, 0.16, 0], [0, -0.12, 0]), Dot([0, -0.27, 0], radius=0.05)]


def _flask() -> list[VMobject]:
    glass = _path((-0.12, 0.46), (-0.12, 0.14), (-0.42, -0.44), (0.42, -0.44), (0.12, 0.14), (0.12, 0.46))
    return [glass, Line([-0.2, 0.46, 0], [0.2, 0.46, 0]), Line([-0.29, -0.18, 0], [0.29, -0.18, 0])]


def _heart() -> list[VMobject]:
    right = [(0, 0.22), (0.12, 0.38), (0.32, 0.38), (0.45, 0.2), (0.36, -0.08), (0, -0.42)]
    return [_smooth(*right), _smooth(*[(-x, y) for x, y in right])]


def _star() -> list[VMobject]:
    angles = PI / 2 + np.arange(10) * PI / 5
    radius = np.where(np.arange(10) % 2 == 0, 0.48, 0.2)
    return [Polygon(*[[r * np.cos(a), r * np.sin(a), 0] for r, a in zip(radius, angles, strict=True)])]


def _cat() -> list[VMobject]:
    head = _path(
        (-0.38, 0.44),
        (-0.38, -0.1),
        (-0.2, -0.4),
        (0.2, -0.4),
        (0.38, -0.1),
        (0.38, 0.44),
        (0.16, 0.22),
        (-0.16, 0.22),
        (-0.38, 0.44),
    )
    eyes = [Dot([s * 0.15, 0.02, 0], radius=0.045) for s in (-1, 1)]
    whiskers = [Line([s * 0.2, y, 0], [s * 0.48, y * 1.6 + 0.08, 0]) for s in (-1, 1) for y in (-0.14, -0.22)]
    return [head, *eyes, *whiskers, _path((-0.05, -0.12), (0, -0.18), (0.05, -0.12))]


def _bird() -> list[VMobject]:
    body = _smooth(
        (-0.48, -0.1),
        (-0.2, -0.32),
        (0.14, -0.28),
        (0.3, 0.0),
        (0.26, 0.22),
        (0.08, 0.3),
        (-0.06, 0.16),
        (-0.16, 0.0),
        (-0.48, -0.1),
    )
    legs = [Line([x, -0.3, 0], [x, -0.46, 0]) for x in (-0.06, 0.08)]
    return [body, *legs, _path((0.29, 0.16), (0.46, 0.1), (0.3, 0.04)), Dot([0.13, 0.16, 0], radius=0.04)]


def _fish() -> list[VMobject]:
    halves = [_smooth((0.46, 0), (0.1, s * 0.28), (-0.26, 0)) for s in (-1, 1)]
    return [*halves, Polygon([-0.26, 0, 0], [-0.48, 0.2, 0], [-0.48, -0.2, 0]), Dot([0.26, 0.06, 0], radius=0.045)]


def _key() -> list[VMobject]:
    return [
        _at(Circle(0.2), -0.26, 0),
        Line([-0.06, 0, 0], [0.48, 0, 0]),
        Line([0.3, 0, 0], [0.3, -0.16, 0]),
        Line([0.44, 0, 0], [0.44, -0.2, 0]),
    ]


def _database() -> list[VMobject]:
    lids = [Ellipse(width=0.8, height=0.26).shift(UP * 0.34)]
    rims = [_smooth((-0.4, y), (-0.2, y - 0.1), (0, y - 0.13), (0.2, y - 0.1), (0.4, y)) for y in (0.06, -0.16, -0.38)]
    return [*lids, *rims, *[Line([s * 0.4, 0.34, 0], [s * 0.4, -0.38, 0]) for s in (-1, 1)]]


def _envelope() -> list[VMobject]:
    return [_box(1.0, 0.68), _path((-0.48, 0.3), (0, -0.06), (0.48, 0.3))]


def _calendar() -> list[VMobject]:
    marks = [Dot([x, y, 0], radius=0.045) for x in (-0.22, 0, 0.22) for y in (-0.06, -0.26)]
    return [
        _box(0.86, 0.78, 0, -0.04),
        Line([-0.43, 0.16, 0], [0.43, 0.16, 0]),
        *marks,
        *[Line([x, 0.26, 0], [x, 0.46, 0]) for x in (-0.2, 0.2)],
    ]


def _target() -> list[VMobject]:
    return [Circle(0.45), Circle(0.27), Dot(ORIGIN, radius=0.09)]


def _thumb() -> list[VMobject]:
    cuff = _path((-0.44, 0.08), (-0.24, 0.08), (-0.24, -0.42), (-0.44, -0.42), (-0.44, 0.08))
    fist = _path((-0.24, 0.04), (-0.02, 0.44), (0.1, 0.36), (0.06, 0.12), (0.42, 0.12), (0.34, -0.42), (-0.24, -0.42))
    return [cuff, fist]


def _rope() -> list[VMobject]:
    body = [
        Line([0, 0.12, 0], [0, -0.14, 0]),
        _path((-0.12, -0.38), (0, -0.14), (0.12, -0.38)),
        Line([-0.3, 0.06, 0], [0.3, 0.02, 0]),
    ]
    return [_at(Circle(0.1), 0, 0.24), *body, Line([-0.5, -0.4, 0], [0.5, -0.4, 0])]


_ICONS: dict[str, Callable[[], list[VMobject]]] = {
    "bank": _building,
    "bird": _bird,
    "book": _book,
    "brain": _scan,
    "bulb": _bulb,
    "calendar": _calendar,
    "camera": _camera,
    "cart": _cart,
    "cat": _cat,
    "chart": _chart,
    "chat": _speech,
    "check": _check,
    "chip": _chip,
    "clock": _clock,
    "cloud": _cloud,
    "code": _code,
    "cross": _cross,
    "database": _database,
    "dice": _dice,
    "drop": _drop,
    "envelope": _envelope,
    "eye": _eye,
    "face": _face,
    "film": _film,
    "fish": _fish,
    "flask": _flask,
    "gear": _gear,
    "globe": _globe,
    "hand": _hand,
    "heart": _heart,
    "house": _house,
    "image": _image,
    "key": _key,
    "lock": _lock,
    "mask": _mask,
    "molecule": _molecule,
    "music": _note,
    "network": _brain,
    "palette": _palette,
    "paper": _paper,
    "people": _people,
    "person": _person,
    "question": _question,
    "robot": _robot,
    "scales": _scales,
    "search": _search,
    "shield": _shield,
    "speaker": _speaker,
    "star": _star,
    "target": _target,
    "thumb": _thumb,
    "tightrope": _rope,
    "warning": _warning,
}

ICON_NAMES = tuple(_ICONS)


def icon(name: str, height: float = 1.0, color: str = theme.TEXT) -> VGroup:
    """A pictogram by name (see ICON_NAMES); ValueError names the nearest when it is unknown."""
    if name not in _ICONS:
        raise ValueError(f"no icon {name!r}; there are {', '.join(ICON_NAMES)}")
    made = VGroup(*_ICONS[name]())
    for part in made.get_family():
        if isinstance(part, Dot):
            part.set_fill(color, 1).set_stroke(width=0)
        elif isinstance(part, VMobject) and len(part.points):
            part.set_stroke(color, theme.LINE + 0.5)
            if part.get_fill_opacity() < 1:
                part.set_fill(opacity=0)
    return made.scale(height)


def icon_disc(name: str, radius: float = 0.8, color: str = theme.DATA) -> VGroup:
    """A pictogram in a tinted disc."""
    disc = Circle(radius, stroke_color=color, stroke_width=theme.LINE)
    disc.set_fill(theme.mix(theme.BACKGROUND, color, 0.16), 1)
    return VGroup(disc, icon(name, radius * 1.05, color))


def document(lines: int = 5, width: float = 1.6, color: str = theme.DATA) -> VGroup:
    """A page of grey lines: some text whose words don't matter."""
    step = width * 0.16
    sheet = Rectangle(width=width, height=step * (lines + 1.5), stroke_color=color, stroke_width=theme.LINE)
    rules = VGroup()
    rng = np.random.default_rng(lines)
    for i in range(lines):
        long = width * (0.5 + 0.3 * rng.random())
        y = sheet.get_top()[1] - step * (i + 1.2)
        left = sheet.get_left()[0] + width * 0.1
        rules.add(Line([left, y, 0], [left + long, y, 0], stroke_color=theme.MUTED, stroke_width=theme.THICK))
    return VGroup(sheet.set_fill(theme.PANEL, 1), rules)
