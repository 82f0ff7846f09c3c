"""Pictures painted here, that stand for what large models make: a lake by day and at dusk, and people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Paint = tuple[float, float, float]
SKY: dict[bool, tuple[Paint, Paint]] = {  # top and horizon, by day and at dusk
    False: ((0.30, 0.56, 0.90), (0.86, 0.92, 0.98)), True: ((0.16, 0.12, 0.36), (0.99, 0.60, 0.32)),
}
SHORE = 0.66  # how far down the water begins
POSTER = np.array([(0.10, 0.10, 0.28), (0.35, 0.20, 0.50), (0.85, 0.35, 0.35), (0.98, 0.68, 0.30), (1.0, 0.94, 0.74)])


def grid(tall: int, wide: int) -> tuple[np.ndarray, np.ndarray]:
    """Places of the pixels: x (tall, wide) in heights from the left, y 0 … 1 from the top."""
    y, x = np.mgrid[0:tall, 0:wide] / tall
    return x, y


def laid(under: np.ndarray, color: Paint | np.ndarray, cover: np.ndarray) -> np.ndarray:
    """A colour laid over a picture (h, w, 3) where `cover` (h, w) is 1."""
    return np.asarray(under + (np.asarray(color) - under) * np.clip(cover, 0, 1)[..., None])


def edge(depth: np.ndarray, soft: float = 0.004) -> np.ndarray:
    """Cover 0 … 1 of a shape from the signed depth inside it, in heights."""
    return np.asarray(np.clip(depth / soft + 0.5, 0, 1))


def land(dusk: bool = False, tall: int = 360) -> np.ndarray:
    """Mountains at a lake by day, or the lake at dusk with a boat: (tall, 1.5 tall, 3) floats 0 … 1."""
    x, y = grid(tall, tall * 3 // 2)
    top, low = (np.array(c) for c in SKY[dusk])
    above = np.where(y < SHORE, y, 2 * SHORE - y)  # the water shows the sky upside down
    out = top + (low - top) * np.clip(above / SHORE, 0, 1)[..., None] ** 1.5
    ripple = 0.012 * np.sin(140 * y + 9 * np.sin(7 * x)) * (y > SHORE)
    sun = np.hypot(x + ripple - 1.05, above - (0.5 if dusk else 0.2))
    out = laid(out, (1.0, 0.93, 0.72), edge(0.07 - sun, 0.012) + 0.5 * np.exp(-(sun**2) / 0.03))
    for k, (base, color) in enumerate(((0.42, (0.45, 0.52, 0.68)), (0.53, (0.25, 0.40, 0.36)))):
        ridge = base + 0.07 * np.sin(5.1 * x + 2 * k) + 0.03 * np.sin(13 * x + k) + 0.012 * np.sin(41 * x + 5 * k)
        shade = 0.85 + 0.25 * np.sin(23 * x + 31 * y + 6 * np.sin(9 * x))
        tone = np.array(color) * (0.45 if dusk else 1.0) * shade[..., None]
        out = laid(out, tone, edge(above + ripple - ridge))
    out = laid(out, (0.05, 0.10, 0.22), 0.35 * (y > SHORE) * (0.7 + 0.3 * np.sin(160 * y + 11 * np.sin(8 * x))))
    return np.asarray(np.clip(boat(out, x, y) if dusk else out, 0, 1))


def boat(under: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A sailing boat on the lake."""
    across, up = x - 0.5, SHORE + 0.10 - y
    hull = np.minimum(up, 0.05 - up) - 0.9 * np.maximum(np.abs(across) - 0.11 - 0.8 * up, 0)
    sail = np.minimum(np.minimum(across - 0.008, up - 0.07), 0.34 - up - 2.2 * across)
    jib = np.minimum(np.minimum(-across - 0.008, up - 0.07), 0.28 - up + 2.4 * across)
    out = laid(under, (0.10, 0.06, 0.10), edge(np.minimum(hull, 0.2)))
    return laid(laid(out, (0.98, 0.86, 0.70), edge(sail)), (0.90, 0.62, 0.45), edge(jib))


@dataclass(frozen=True)
class Person:
    """Somebody who doesn't exist: colours, half the width of the face, how old (0 … 1) and how glad (0 … 1)."""

    skin: Paint = (0.90, 0.68, 0.55)
    hair: Paint = (0.30, 0.17, 0.10)
    iris: Paint = (0.22, 0.35, 0.42)
    cloth: Paint = (0.24, 0.34, 0.52)
    wide: float = 0.195
    parting: float = 0.43
    age: float = 0.0
    smile: float = 0.2


PEOPLE = (
    Person((0.86, 0.63, 0.50), (0.36, 0.20, 0.10), (0.30, 0.42, 0.30), (0.45, 0.20, 0.24), 0.19, 0.55),
    Person((0.55, 0.36, 0.26), (0.08, 0.06, 0.06), (0.20, 0.12, 0.08), (0.70, 0.58, 0.30), 0.20, 0.5),
    Person((0.95, 0.76, 0.64), (0.72, 0.52, 0.26), (0.26, 0.42, 0.62), (0.20, 0.42, 0.38), 0.18, 0.4),
    Person((0.80, 0.60, 0.44), (0.12, 0.09, 0.08), (0.22, 0.15, 0.10), (0.32, 0.30, 0.52), 0.205, 0.46),
)


def person(who: Person = Person(), tall: int = 360) -> np.ndarray:
    """A painted head and shoulders, lit from the left: (tall, tall, 3) floats 0 … 1."""
    x, y = grid(tall, tall)
    glow = np.exp(-((x - 0.2) ** 2 + (y - 0.3) ** 2) / 0.12)
    out = laid(np.full((tall, tall, 3), (0.20, 0.26, 0.34)), (0.42, 0.48, 0.52), glow)
    hair = np.array(who.hair) + (np.array((0.74, 0.74, 0.76)) - who.hair) * who.age
    out = laid(out, 0.65 * hair, edge(1 - np.hypot((x - 0.5) / (who.wide + 0.04), (y - 0.41) / 0.31), 0.03))
    out = body(out, who.cloth, (x - 0.5) / 0.42, (y - 1.08) / 0.32)
    neck = np.minimum(np.minimum(0.085 - np.abs(x - 0.5), 0.82 - y), y - 0.6)
    out = laid(out, 0.75 * lit(who.skin, (x - 0.5) / 0.1, (y - 0.7) / 0.4), edge(neck))
    out = body(out, who.skin, (x - 0.5) / who.wide, (y - 0.45) / 0.265)
    brow = 0.31 + 0.45 * np.abs(x - who.parting) - 0.02 * who.age - y
    top = np.minimum(1 - np.hypot((x - 0.5) / (who.wide + 0.02), (y - 0.41) / 0.30), brow)
    out = laid(out, lit((hair[0], hair[1], hair[2]), (x - 0.47) / 0.3, (y - 0.28) / 0.25), edge(top, 0.012))
    out = eyes(out, who, x, y)
    return np.asarray(np.clip(mouth(lines(out, who.age, x, y), who.smile, x, y), 0, 1))


def lit(color: Paint, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """The colour of a round body (u² + v² < 1) under a light from the upper left, (h, w, 3)."""
    depth = np.sqrt(np.clip(1 - u**2 - v**2, 0, 1))
    shade = 0.35 + 0.75 * np.clip(-0.45 * u - 0.35 * v + 0.82 * depth, 0, 1)
    return np.asarray(np.array(color) * shade[..., None])


def body(under: np.ndarray, color: Paint, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """A round body laid over a picture."""
    return laid(under, lit(color, u, v), edge(1 - np.hypot(u, v), 0.03))


def eyes(face: np.ndarray, who: Person, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Eyes and brows."""
    out = face
    for side in (-1, 1):
        u, v = x - 0.5 - 0.4 * who.wide * side, y - 0.44
        inside = edge(1 - np.hypot(u / 0.040, v / (0.020 - 0.005 * who.age)), 0.1)
        out = laid(out, (0.93, 0.92, 0.90), inside)
        out = laid(out, who.iris, inside * edge(0.019 - np.hypot(u, v)))
        out = laid(out, (0.03, 0.03, 0.04), inside * edge(0.009 - np.hypot(u, v)))
        out = laid(out, (1.0, 1.0, 1.0), edge(0.005 - np.hypot(u + 0.006, v + 0.006)))
        brow = 0.008 - np.abs(v + 0.045 - 5 * u**2) - 2 * np.maximum(np.abs(u) - 0.05, 0)
        out = laid(out, 0.8 * np.array(who.hair) + 0.4 * who.age, edge(brow))
    return out


def lines(face: np.ndarray, age: float, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The nose, and what years write into a face."""
    nose = np.exp(-(((x - 0.515) / 0.020) ** 2) - ((y - 0.52) / 0.05) ** 2)
    out = face * (1 - 0.35 * nose[..., None])
    across = np.abs(x - 0.5)
    beside = 0.004 - np.abs(across - 0.045 - 0.45 * (y - 0.53)) - 2 * np.maximum(np.abs(y - 0.57) - 0.04, 0)
    below = 0.003 - np.abs(y - 0.475 + 4 * (across - 0.078) ** 2) - 2 * np.maximum(np.abs(across - 0.078) - 0.035, 0)
    brow = 0.003 - np.abs(np.abs(y - 0.362) - 0.012) - 2 * np.maximum(across - 0.08, 0)
    drawn = np.maximum(np.maximum(edge(beside), edge(below)), edge(brow))
    return np.asarray(out * (1 - 0.45 * age * drawn[..., None]))


def mouth(face: np.ndarray, smile: float, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Lips whose corners rise with the smile."""
    bend, half = 0.5 + 7 * smile, 0.058 + 0.016 * smile
    rise = y - 0.605 - 0.012 * smile + bend * (x - 0.5) ** 2
    out = laid(face, (0.66, 0.26, 0.27), edge(1 - np.hypot((x - 0.5) / half, rise / (0.018 + 0.006 * smile)), 0.15))
    out = laid(out, (0.96, 0.95, 0.93), smile * edge(1 - np.hypot((x - 0.5) / (0.8 * half), rise / 0.010), 0.2))
    line = 0.003 - np.abs(rise) - np.maximum(np.abs(x - 0.5) - half, 0)
    return laid(out, (0.40, 0.14, 0.16), (1 - smile) * edge(line))


def mosaic(image: np.ndarray, side: int) -> np.ndarray:
    """A picture (h, w, 3) in square tiles of `side` pixels, each of one colour."""
    h, w = image.shape[0] // side * side, image.shape[1] // side * side
    tiles = image[:h, :w].reshape(h // side, side, w // side, side, 3).mean((1, 3))
    return np.asarray(tiles.repeat(side, 0).repeat(side, 1))


def poster(image: np.ndarray) -> np.ndarray:
    """The same content in another look: few flat colours in bold strokes."""
    h, w = image.shape[:2]
    y, x = np.mgrid[0:h, 0:w]
    stroke = np.rint(6 * np.sin(x / 9 + 3 * np.sin(y / 40))).astype(int)
    moved = image[np.clip(y + stroke, 0, h - 1), np.clip(x + stroke[::-1], 0, w - 1)]
    light = moved.mean(2)
    return np.asarray(POSTER[np.searchsorted(np.quantile(light, (0.15, 0.4, 0.65, 0.88)), light)])


SIDES = (60, 30, 15, 6, 1)  # tiles of a picture that comes into focus; all divide 360


def focusing(image: np.ndarray) -> np.ndarray:
    """A picture from coarse tiles to its full detail, (steps, h, w, 3)."""
    return np.stack([mosaic(image, side) for side in SIDES])
