"""Looks at a scene at the end of every play, small, and says what a viewer would trip over.

Rules: frame, caption, overlap, size, contrast, flash, cue, idle. A scene excepts itself with the reason:
`lint_allow = {"overlap:σ²": "the new label slides over the old one"}`; the part after the colon is optional.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from manim import ImageMobject, Mobject, Text, Typst, VMobject
from manim.scene.scene_file_writer import SceneFileWriter
from manim.utils.color import color_to_rgba
from PIL import ImageFont

from lecture.errors import did_you_mean
from scenes import theme
from scenes.mobjects.text import Mono, em_pixels
from scenes.stage import FrameScene

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.floating[Any]]

RULES = ("frame", "caption", "overlap", "size", "contrast", "flash", "cue", "idle")
SIZE = (640, 360)  # (width, height) of the pictures that are looked at
SLACK = 0.03  # units (4 px at 1080p) by which a thing may stand out of its place: strokes, antialiasing
SEEN = 0.08  # opacity from which a thing is seen
GRAPHIC = 3.0  # contrast of lines and shapes …
DIMMED = 0.6  # a shape of this opacity or less stands back on purpose
SMALL_GRAPHIC = 0.25  # … that are longer than this (units); smaller ones are parts of something
DECORATION = (theme.BACKGROUND, theme.PANEL, theme.PANEL_EDGE, theme.GRID)  # carries no meaning by the theme's word
LARGE = 44.0  # px; large text needs 3:1, other text 4.5:1
FLASHES = 3  # a second
FLASH_STEP = 0.1  # of the greatest luminance, with the darker picture below …
FLASH_DARK = 0.8
FLASH_AREA = 0.028  # of the picture: WCAG 2.1's quarter of ten degrees of view
CELLS = (18, 32)
CUE_SHARE, CUE_LEVELS = 0.005, 24  # a cue changes this share of the stage by more than so many levels …
PROMPT_SHARE, PROMPT_LEVELS = 0.002, 16  # … and begins to be seen
PROMPT_SECONDS = 0.2  # … this long after its word at the latest
IDLE_SECONDS = 20.0
_INK_EM = 200  # pixels at which Pillow measures letters

Box = tuple[float, float, float, float]  # left, bottom, right, top in Manim units


@dataclass
class Finding:
    """One thing to mend: where in the scene's file, in which beat, what."""

    rule: str
    what: str
    message: str
    line: int | None
    cue: str
    picture: int


@dataclass
class Line:
    """A piece of text on the screen: its words with boxes, colours, opacities."""

    mobject: Mobject
    said: str
    words: list[tuple[Box, tuple[float, float, float], float]] = field(default_factory=list)


class WatchingWriter(SceneFileWriter):
    """Hands every picture of a scene to a watcher; writes nothing."""

    def __init__(self, settings: Any, *, watcher: Watcher) -> None:
        super().__init__(settings)
        self.pictures = 0
        self.last: Pixels | None = None
        self._watcher = watcher

    def begin_animation(self, allow_write: bool = False, *, animation_index: int, file_path: Any = None) -> None:
        """Nothing."""

    def end_animation(self, allow_write: bool = False) -> None:
        """Nothing."""

    def write_frame(self, pixels: Pixels, *, repeat: int = 1) -> None:
        self._watcher.see(pixels, self.pictures, repeat)
        self.pictures += repeat
        self.last = pixels

    def finish(self) -> None:
        """Nothing."""

    def abort_encode_jobs(self, reraise_encoder_failures: bool = False) -> None:
        """Nothing."""


class Watcher:
    """Follows the pictures of one scene and collects what is wrong with them."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.findings: dict[tuple[str, str], Finding] = {}
        self.changes: list[tuple[int | None, float]] = []  # of each beat: first changed picture, most that changed
        self._before: Pixels | None = None  # the last picture before the beat
        self._first_change: int | None = None
        self._most_changed = 0.0
        self._newest: Pixels | None = None
        self._still_since = 0
        self._flashes = FlashCount(rate)
        self._line: int | None = None

    def see(self, pixels: Pixels, first: int, repeat: int) -> None:
        """One picture, shown `repeat` times from picture `first` on."""
        if self._newest is None or not np.array_equal(pixels, self._newest):
            self._still_since = first
        self._newest = pixels
        still = (first + repeat - self._still_since) / self.rate
        if still > IDLE_SECONDS:
            self._add("idle", f"from {self._still_since / self.rate:.0f} s", f"nothing moves for {still:.0f} s", "", first)
        self._flashes.see(pixels, first)
        if self._before is not None:
            if self._first_change is None and changed_share(self._before, pixels, PROMPT_LEVELS) > PROMPT_SHARE:
                self._first_change = first
            if self._most_changed < CUE_SHARE:
                share = changed_share(stage_of(self._before), stage_of(pixels), CUE_LEVELS)
                self._most_changed = max(self._most_changed, share)

    def told(self, scene: FrameScene, what: str) -> None:
        """The scene says that a play or a beat has ended."""
        self._line = scene.line_now()
        if what == "beat":
            self._end_beat()
        else:
            self.look(scene)

    def finish(self, scene: FrameScene) -> list[Finding]:
        """All findings that the scene does not except, by picture."""
        for played, (seen, share) in zip(scene.played, self.changes[1:], strict=False):
            self._judge_cue(played, seen, share)
        for second, area in self._flashes.bad():
            self._add("flash", f"at {second} s", f"more than {FLASHES} flashes a second on {area:.0%} of the picture", "", 0)
        found = sorted(self.findings.values(), key=lambda finding: finding.picture)
        kept = [finding for finding in found if not _allowed(finding, scene.lint_allow)]
        return kept + list(_bad_allowances(scene.lint_allow))

    def look(self, scene: FrameScene) -> None:
        """Check what is on the stage now."""
        lines = list(text_lines(scene.mobjects))
        where = (scene.beat_name, scene.picture)
        for mobject in _leaves(scene.mobjects):
            self._check_place(mobject, lines, where)
        for line in lines:
            em = em_of(line.mobject)
            if em is not None and em < theme.SMALLEST - 0.5:
                self._add("size", line.said, f"text of {em:.0f} px; at 1080p nothing is under {theme.SMALLEST:.0f}", *where)
        hidden = covered_words(scene, lines)
        self._check_overlap(lines, hidden, where)
        self._check_contrast(scene, lines, hidden, where)

    def _end_beat(self) -> None:
        self.changes.append((self._first_change, self._most_changed))
        self._before, self._first_change, self._most_changed = self._newest, None, 0.0

    def _judge_cue(self, played: Any, seen: int | None, share: float) -> None:
        latest = played.spoken + PROMPT_SECONDS * self.rate
        if share < CUE_SHARE:
            message = f"changes only {share:.2%} of the stage; {CUE_SHARE:.1%} can be seen"
            self._add("cue", played.name, message, played.name, played.picture, line=played.code_line)
        elif seen is None or seen > latest:
            after = "" if seen is None else f" {(seen - played.spoken) / self.rate:.1f} s after the word"
            self._add("cue", played.name, f"is first seen{after}", played.name, played.picture, line=played.code_line)

    def _check_place(self, mobject: Mobject, lines: list[Line], where: tuple[str, int]) -> None:
        box = box_of(mobject)
        left, bottom, right, top = box
        name = _name_of(mobject, lines)
        half = theme.FRAME_WIDTH / 2
        out = max(-half - left, right - half, top - theme.FRAME_HEIGHT / 2, -theme.FRAME_HEIGHT / 2 - bottom)
        if out > SLACK:
            self._add("frame", name, f"stands {out:.2f} units out of the picture", *where)
        elif theme.CAPTION_TOP - bottom > SLACK:
            message = f"reaches {theme.CAPTION_TOP - bottom:.2f} units into the place of the captions"
            self._add("caption", name, message, *where)

    def _check_overlap(self, lines: list[Line], hidden: set[tuple[int, int]], where: tuple[str, int]) -> None:
        words = [
            (index, box)
            for index, line in enumerate(lines)
            for number, (box, _, _) in enumerate(line.words)
            if (index, number) not in hidden
        ]
        for position, (index, box) in enumerate(words):
            for other, second in words[position + 1 :]:
                if other != index and _cut(box, second) > SLACK:
                    pair = f"{lines[index].said} / {lines[other].said}"
                    self._add("overlap", pair, "text lies over text", *where)

    def _check_contrast(
        self, scene: FrameScene, lines: list[Line], hidden: set[tuple[int, int]], where: tuple[str, int]
    ) -> None:
        full, bare = drawn(scene, scene.mobjects), drawn(scene, scene.mobjects, without=[line.mobject for line in lines])
        for index, line in enumerate(lines):
            large = (em_of(line.mobject) or LARGE) >= LARGE
            needed = 3.0 if large else 4.5
            for number, (box, color, opacity) in enumerate(line.words):
                ratio = None if (index, number) in hidden else text_contrast(full, bare, box, color, opacity)
                if ratio is not None and ratio < needed - 0.05:
                    self._add("contrast", line.said, f"contrast {ratio:.1f}:1 of its text; it needs {needed}:1", *where)
        self._check_graphics(scene, lines, full, where)

    def _check_graphics(self, scene: FrameScene, lines: list[Line], full: Pixels, where: tuple[str, int]) -> None:
        texts = {id(part) for line in lines for part in line.mobject.get_family()}
        for part in _leaves(scene.mobjects):
            if id(part) not in texts and isinstance(part, VMobject) and _carries_meaning(part):
                ratio = graphic_contrast(full, part)
                if ratio is not None and ratio < GRAPHIC - 0.05:
                    message = f"contrast {ratio:.1f}:1 with what is around it; a graphic needs {GRAPHIC}:1"
                    self._add("contrast", type(part).__name__, message, *where, kind=f"{type(part).__name__} {_paints(part)}")

    def _add(
        self, rule: str, what: str, message: str, cue: str, picture: int, line: int | None = None, kind: str | None = None
    ) -> None:
        """Keep a finding; the same again, or another of its kind, says nothing new."""
        finding = Finding(rule, what, message, line or self._line, cue, picture)
        self.findings.setdefault((rule, kind or what), finding)


class FlashCount:
    """Counts opposing changes of luminance by cell of a coarse grid, as WCAG 2.1 defines a flash."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._extreme: Floats | None = None  # luminance at the last turn, by cell
        self._going: npt.NDArray[np.int8] | None = None
        self._turns: list[tuple[int, npt.NDArray[np.bool_]]] = []

    def see(self, pixels: Pixels, picture: int) -> None:
        """Note where the picture turned from brighter to darker or back by enough to be a flash."""
        light = cell_luminance(pixels)
        if self._extreme is None or self._going is None:
            self._extreme, self._going = light, np.zeros(light.shape, np.int8)
            return
        step = light - self._extreme
        strong = (np.abs(step) >= FLASH_STEP) & (np.minimum(light, self._extreme) < FLASH_DARK)
        direction = np.sign(step).astype(np.int8)
        turned = strong & (direction != self._going)
        same = direction == self._going
        self._extreme = np.where(turned | (same & strong) | (same & (np.abs(step) > 0)), light, self._extreme)
        self._going = np.where(turned, direction, self._going)
        if turned.any():
            self._turns.append((picture, turned))

    def bad(self) -> list[tuple[int, float]]:
        """Where too many flashes on too large an area begin: [(second, share of the picture)]."""
        found: dict[int, float] = {}
        for index, (picture, _) in enumerate(self._turns):
            window = [turned for later, turned in self._turns[index:] if later < picture + self._rate]
            # a flash is a pair of turns; what has turned up stays up, hence one more turn than twice the limit
            area = float((np.sum(window, axis=0) > 2 * FLASHES).mean())
            if area >= FLASH_AREA:
                second = picture // self._rate
                found[second] = max(found.get(second, 0.0), area)
        return sorted((second, area) for second, area in found.items() if second - 1 not in found)


def text_lines(mobjects: list[Mobject], strength: float = SEEN) -> Iterator[Line]:
    """All texts that can be seen, each with its words."""
    for mobject in mobjects:
        if not isinstance(mobject, Text | Mono | Typst):
            yield from text_lines(mobject.submobjects, strength)
            continue
        said = getattr(mobject, "original_text", None) or getattr(mobject, "typst_code", None) or "formula"
        line = Line(mobject, " ".join(str(said).split())[:40])
        words = mobject.submobjects or [mobject]
        for word in words:
            glyphs = [part for part in word.family_members_with_points() if _opacity(part) >= strength]
            if glyphs:
                boxes = np.array([box_of(glyph) for glyph in glyphs])
                box = (*boxes[:, :2].min(0), *boxes[:, 2:].max(0))
                line.words.append((box, _fill(glyphs[0]), _opacity(glyphs[0])))
        if line.words:
            yield line


def covered_words(scene: FrameScene, lines: list[Line]) -> set[tuple[int, int]]:
    """Words that lie wholly behind something opaque that is drawn after them: (index of line, of word)."""
    order = scene.camera.get_mobjects_to_display(scene.mobjects)
    place = {id(mobject): index for index, mobject in enumerate(order)}
    covers = [(place[id(m)], box_of(m)) for m in order if _opaque(m)]
    hidden = set()
    for index, line in enumerate(lines):
        last = max((place.get(id(part), 0) for part in line.mobject.family_members_with_points()), default=0)
        for number, (box, _, _) in enumerate(line.words):
            if any(at > last and _inside(box, cover) for at, cover in covers):
                hidden.add((index, number))
    return hidden


def drawn(scene: FrameScene, mobjects: list[Mobject], without: list[Mobject] | None = None) -> Pixels:
    """What the scene's camera sees of these mobjects now."""
    camera = scene.camera
    before = camera.pixel_array.copy()
    camera.reset()
    camera.capture_mobjects(mobjects, excluded_mobjects=without or None)
    picture: Pixels = camera.pixel_array[..., :3].copy()
    camera.set_pixel_array(before)
    return picture


def text_contrast(full: Pixels, bare: Pixels, box: Box, color: tuple[float, ...], opacity: float) -> float | None:
    """WCAG contrast of a word with what is really behind its letters (the worst tenth), None when it can't be seen."""
    rows, columns = _window(box, full.shape)
    with_text, behind = full[rows, columns].astype(int), bare[rows, columns]
    mask = np.abs(with_text - behind).max(-1) > 8
    if mask.sum() < 4:
        return None
    ground = behind[mask] / 255
    front = np.asarray(color) * opacity + ground * (1 - opacity)
    return float(np.percentile(_ratio(front, ground), 10))


def graphic_contrast(full: Pixels, part: VMobject) -> float | None:
    """WCAG contrast of a shape with what it lies on, None when that can't be seen.

    Taken is the best of its stroke and its fill against any of its four sides or, for the stroke, its inside: a shape
    is told from its ground when one of its edges is.
    """
    rows, columns = _window(box_of(part), full.shape)
    wide = full[_widened(rows, 3), _widened(columns, 3)] / 255
    if min(wide.shape[:2]) < 5:
        return None
    inside = wide[wide.shape[0] // 3 : -(wide.shape[0] // 3), wide.shape[1] // 3 : -(wide.shape[1] // 3)]
    edges = (wide[:2], wide[-2:], wide[:, :2], wide[:, -2:])
    stroked = part.get_stroke_width() > 0 and part.get_stroke_opacity() >= SEEN
    grounds = [np.median(patch.reshape(-1, 3), axis=0) for patch in ((*edges, inside) if stroked else edges)]
    return max(
        float(_ratio(np.asarray(color) * opacity + ground * (1 - opacity), ground))
        for color, opacity in _paints(part)
        for ground in grounds
    )


def _ratio(first: Floats, second: Floats) -> Floats:
    a, b = luminance(first), luminance(second)
    return np.asarray((np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05))


def luminance(rgb: Floats) -> Floats:
    """Relative luminance (WCAG 2.1) of sRGB colours (…, 3) in 0…1 -> (…)."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def cell_luminance(pixels: Pixels) -> Floats:
    """Mean luminance by cell of the coarse grid: (h, w, 3+) -> CELLS."""
    rows, columns = CELLS
    height, width = pixels.shape[0] // rows * rows, pixels.shape[1] // columns * columns
    levels = np.arange(256) / 255
    table = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4).astype(np.float32)
    light = table[pixels[:height:2, :width:2, :3]] @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    return light.reshape(rows, light.shape[0] // rows, columns, light.shape[1] // columns).mean((1, 3))


def changed_share(before: Pixels, after: Pixels, levels: int) -> float:
    """Share of the pixels of which any channel differs by more than so many levels."""
    return float((np.abs(before[..., :3].astype(np.int16) - after[..., :3]).max(-1) > levels).mean())


def em_of(line: Mobject) -> float | None:
    """The em of a text in pixels at 1080p as it stands now, None when it has none."""
    if isinstance(line, Mono):  # by the height of its ink: widths hold the empty cells' bearings
        _, top, _, bottom = _mono_ink(line.original_text)
        return float(line.height * theme.PIXELS_PER_UNIT * _INK_EM / (bottom - top)) if bottom > top else None
    return em_pixels(line)


@lru_cache(maxsize=1024)
def _mono_ink(content: str) -> tuple[int, int, int, int]:
    file = next(path for path in theme.FONT_FILES if path.stem == "JetBrainsMono-Regular")
    return ImageFont.truetype(str(file), _INK_EM).getmask(content.strip()).getbbox() or (0, 0, 0, 0)


def stage_of(pixels: Pixels) -> Pixels:
    """The part of a picture below the title and above the captions."""
    box = (theme.STAGE_LEFT, theme.STAGE_BOTTOM, theme.STAGE_RIGHT, theme.STAGE_TOP)
    return pixels[_window(box, pixels.shape)]


def box_of(mobject: Mobject) -> Box:
    """Left, bottom, right, top of a mobject's own points, with half of its stroke."""
    points = mobject.points
    half = 0.0
    if isinstance(mobject, VMobject) and mobject.get_stroke_opacity() >= SEEN:
        half = float(mobject.get_stroke_width()) * 0.01 / 2
    low, high = points.min(0), points.max(0)
    return float(low[0]) - half, float(low[1]) - half, float(high[0]) + half, float(high[1]) + half


def _leaves(mobjects: list[Mobject]) -> Iterator[Mobject]:
    for mobject in mobjects:
        for part in mobject.family_members_with_points():
            if _opacity(part) >= SEEN:
                yield part


def _opacity(mobject: Mobject) -> float:
    if isinstance(mobject, ImageMobject):
        return float(mobject.get_pixel_array()[..., 3].max()) / 255
    if isinstance(mobject, VMobject):
        stroke = float(mobject.get_stroke_opacity()) if mobject.get_stroke_width() > 0 else 0.0
        return max(float(mobject.get_fill_opacity()), stroke)
    return 1.0


def _fill(mobject: Mobject) -> tuple[float, float, float]:
    red, green, blue, _ = color_to_rgba(mobject.get_fill_color())
    return float(red), float(green), float(blue)


def _paints(part: VMobject) -> list[tuple[tuple[float, float, float], float]]:
    paints = [(_fill(part), float(part.get_fill_opacity()))] if part.get_fill_opacity() >= SEEN else []
    if part.get_stroke_width() > 0 and part.get_stroke_opacity() >= SEEN:
        red, green, blue, _ = color_to_rgba(part.get_stroke_color())
        paints.append(((float(red), float(green), float(blue)), float(part.get_stroke_opacity())))
    return paints


def _carries_meaning(part: VMobject) -> bool:
    """Whether a shape must be seen: large enough, not dimmed by the scene, not in a colour of the background's."""
    box = box_of(part)
    if max((opacity for _, opacity in _paints(part)), default=0.0) <= DIMMED:
        return False
    decoration = [np.array(theme.rgb(color)) / 255 for color in DECORATION]
    plain = all(min(np.abs(np.asarray(color) - other).max() for other in decoration) < 0.04 for color, _ in _paints(part))
    return not plain and max(box[2] - box[0], box[3] - box[1]) > SMALL_GRAPHIC


def _widened(span: slice, by: int) -> slice:
    return slice(max(0, span.start - by), span.stop + by)


def _opaque(mobject: Mobject) -> bool:
    if isinstance(mobject, ImageMobject):
        return bool(mobject.get_pixel_array()[..., 3].min() > 240)
    return isinstance(mobject, VMobject) and mobject.get_fill_opacity() > 0.95 and len(mobject.points) >= 16


def _inside(box: Box, cover: Box) -> bool:
    return cover[0] <= box[0] and cover[1] <= box[1] and cover[2] >= box[2] and cover[3] >= box[3]


def _cut(first: Box, second: Box) -> float:
    """The smaller side of what two boxes share, 0 or less when nothing."""
    wide = min(first[2], second[2]) - max(first[0], second[0])
    high = min(first[3], second[3]) - max(first[1], second[1])
    return min(wide, high)


def _window(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    height, width = shape[:2]
    scale = height / theme.FRAME_HEIGHT
    left, right = (round(width / 2 + x * scale) for x in (box[0], box[2]))
    top, bottom = (round(height / 2 - y * scale) for y in (box[3], box[1]))
    return slice(max(0, top - 1), max(0, bottom + 1)), slice(max(0, left - 1), max(0, right + 1))


def _name_of(mobject: Mobject, lines: list[Line]) -> str:
    for line in lines:
        if mobject is line.mobject or mobject in line.mobject.get_family():
            return line.said
    center = mobject.get_center()
    return f"{type(mobject).__name__} at ({center[0]:.1f}, {center[1]:.1f})"


def _allowed(finding: Finding, allow: dict[str, str]) -> bool:
    for key in allow:
        rule, _, part = key.partition(":")
        if rule == finding.rule and part in finding.what:
            return True
    return False


def _bad_allowances(allow: dict[str, str]) -> Iterator[Finding]:
    for key, reason in allow.items():
        rule = key.partition(":")[0]
        if rule not in RULES:
            mend = did_you_mean(rule, RULES) or f"the rules: {', '.join(RULES)}"
            yield Finding("allow", key, f"lint_allow names no rule; {mend}", None, "", 0)
        if not reason.strip():
            yield Finding("allow", key, "lint_allow gives no reason", None, "", 0)


def shown_finding(finding: Finding, module: Path) -> str:
    """`scenes/s04_vae.py:31: overlap: text lies over text: 'a / b' (cue mu)`."""
    line = f":{finding.line}" if finding.line else ""
    cue = f" (cue {finding.cue})" if finding.cue else ""
    return f"{module.parent.name}/{module.name}{line}: {finding.rule}: '{finding.what}': {finding.message}{cue}"
