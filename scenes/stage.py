"""FrameScene: a Manim scene that keeps time with the voice.

The clock counts pictures. A beat begins at its cue's word and ends at the next one; `play` shrinks to fit.
"""

from __future__ import annotations

import inspect
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    Animation,
    CairoRenderer,
    Mobject,
    Scene,
    VGroup,
    Wait,
    rate_functions,
    smooth,
)

from lecture.errors import LectureError, did_you_mean
from lecture.plan import build_root
from lecture.timeline import TimedCue, Timeline, for_scene
from scenes import theme
from scenes.arrays import Trace
from scenes.camera import StageCamera
from scenes.mobjects.text import baseline, set_baseline, text
from scenes.writer import CountingWriter

LEAD_PICTURES = 3  # a beat begins this long before its word, so that the eye is there when the ear is
SETTLE = 15  # pictures at the end of a clip that `beat.left` leaves for looking
SHORTEST = 0.3  # seconds below which a play is not shrunk
SEED = 12  # so that the same scene always draws the same picture
OPENING = "opening"  # the name of what happens before the first cue

gentle: Callable[[float], float] = rate_functions.ease_in_out_sine
"""For what should start slowly; Manim's own default is replaced by an ease-out, because a word doesn't wait."""


@dataclass(frozen=True)
class Planned:
    """When a cue may begin and must be over, in pictures of the render's rate."""

    name: str
    word: int  # index of its word
    spoken: int  # the picture at which its word begins
    start: int  # it never begins before
    due: int  # it is late when it begins after; differs from start where cues share a word
    end: int
    line: int


@dataclass
class Played:
    """What became of a cue: the picture at which it began, and how many seconds late that was."""

    name: str
    picture: int
    spoken: int
    line: int  # of the script
    late: float
    code_line: int | None = None  # of the scene's module


@dataclass
class Rehearsal:
    """How long a scene would like to take: each play's seconds, and the least it may get, by part of a beat."""

    wishes: dict[tuple[str, int], list[tuple[float, float]]] = field(default_factory=dict)
    marks: dict[tuple[str, int], float] = field(default_factory=dict)


class Beat:
    """What happens between a cue and the next one."""

    def __init__(self, scene: FrameScene, planned: Planned) -> None:
        self._scene = scene
        self._planned = planned
        self.began = scene.picture

    @property
    def left(self) -> float:
        """Seconds until the next cue (after the last cue: until half a second before the end), at least 0.3."""
        return max(SHORTEST, (self._planned.end - self._scene.picture) / self._scene.rate)

    @property
    def words(self) -> list[tuple[str, float]]:
        """The written words of this beat with the seconds from its begin at which each is spoken."""
        return self._scene.words_from(self._planned, self.began)

    def hold_until(self, seconds: float) -> None:
        """Keep the picture until `seconds` after the beat's begin; nothing happens when that is past."""
        self._scene.hold_until(self.began, seconds)


class FrameScene(Scene):
    """One frame of a lecture.

    Subclasses write `construct`, with one `with self.cue("name") as beat:` a cue. The title is drawn already. Class
    attributes: `lint_allow` names rules of the lint that this scene may break, with the reason.
    """

    lint_allow: ClassVar[dict[str, str]] = {}

    def __init__(
        self,
        renderer: Any = None,
        camera_class: Any = StageCamera,
        *,
        timeline: Timeline | None = None,
        trace: Trace | None = None,
        rehearsal: Rehearsal | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(renderer, camera_class=camera_class, random_seed=SEED, **kwargs)
        module = Path(inspect.getfile(type(self)))
        self.module = module
        self.timeline = timeline if timeline is not None else for_scene(module, type(self).__name__)
        self.trace = trace if trace is not None else _found_trace(self.timeline)
        self.rate = round(self.camera.frame_rate)
        self.picture = 0  # the clock
        self.played: list[Played] = []
        self.on_picture: Callable[[FrameScene, str], None] | None = None  # told at the end of every play and beat
        self._rehearsal = rehearsal
        self._rehearsing: Rehearsal | None = None
        self._plan = _plan(self.timeline, self.rate)
        self._current = Planned(OPENING, -1, 0, 0, 0, self._first_start(), 0)
        self._began = 0
        self._inside: str | None = None
        self._part = 0  # hold_until divides a beat into parts
        self._plays_in_part = 0
        self._play_pictures = 1

    # --- what a scene's author uses --------------------------------------------------------------------------

    @contextmanager
    def cue(self, name: str) -> Iterator[Beat]:
        """Hold the picture until just before the word that `{#name}` stands before, then run the block.

        On leaving nothing is drawn or waited for: the picture stays until the next cue. Of two cues on one word each
        gets its share of the beat, and the second begins as soon as the first is done. What is played outside of any
        cue counts to the beat before it. Name it by a literal: `check` reads the names without running the scene.

        Raises:
            LectureError: unknown, repeated or nested cue, or one that the script has earlier; with the scene's line.
        """
        planned = self._entered(name)
        if self._rehearsing is not None:
            self.picture = planned.due
        elif self.picture < planned.start:
            self._hold(planned.start - self.picture)
        self._tell("beat")
        late = max(0, self.picture - planned.due) / self.rate
        self.played.append(Played(name, self.picture, planned.spoken, planned.line, late, self.line_now()))
        self._current, self._began, self._inside = planned, self.picture, name
        self._part = self._plays_in_part = 0
        try:
            yield Beat(self, planned)
        finally:
            self._inside = None

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Manim's play, in whole pictures, shortened when the beat is too short for it (not below 0.3 s).

        Animations with Manim's default easing start fast and end slowly instead.
        """
        for unused in ("subcaption", "subcaption_duration", "subcaption_offset"):
            kwargs.pop(unused, None)
        animations = self.compile_animations(*args, **kwargs)
        if not animations:
            raise LectureError("play() was given nothing", path=self._file, line=self.line_now())
        for animation in animations:
            _ease(animation)
        asked = max(max(animation.run_time for animation in animations), 1 / self.rate)
        pictures = self._fitted(asked)
        _stretch(animations, pictures / self.rate / asked)
        self._play_exactly(animations, pictures)
        self._tell("play")

    def wait(self, duration: float = 1.0, stop_condition: Any = None, frozen_frame: bool | None = None) -> None:
        """Keep the picture for `duration` seconds; things with updaters go on unless `frozen_frame`."""
        if stop_condition is not None:
            raise LectureError("wait() can't take a stop condition: its length must be known", path=self._file)
        pictures = self._fitted(duration, shortest=0.0)
        moving = any(mobject.has_time_based_updater() for mobject in self.get_mobject_family_members())
        if moving and not frozen_frame:
            self._play_exactly([Wait(run_time=pictures / self.rate, frozen_frame=False)], pictures)
        else:
            self._hold(pictures)

    @property
    def on_stage(self) -> list[Mobject]:
        """All that is drawn but the title."""
        return [mobject for mobject in self.mobjects if mobject is not self.header]

    def others(self, *keep: Mobject) -> list[Mobject]:
        """All on the stage but these: `self.play(vanish(*self.others(x)))`."""
        return [mobject for mobject in self.on_stage if mobject not in keep]

    # --- Manim's hooks ---------------------------------------------------------------------------------------

    def setup(self) -> None:
        """Draw the title, and rehearse when nobody has done so."""
        self.header = VGroup() if self._rehearsing is not None else header(self.timeline)
        self.add(self.header)
        if self._rehearsal is None and self._rehearsing is None:
            self._rehearsal = rehearse(type(self), self.timeline, self.trace)
            random.seed(SEED)
            np.random.seed(SEED)

    def update_to_time(self, t: float) -> None:
        """Move on within a play; what was replaced meanwhile (a digit that counts) is no longer drawn."""
        super().update_to_time(t)
        present = set(self.get_mobject_family_members())
        self.moving_mobjects = [mobject for mobject in self.moving_mobjects if mobject in present]

    def tear_down(self) -> None:
        """Hold the last picture until the end of the frame."""
        if self._rehearsing is not None:
            return
        missing = self.length - self.picture
        if missing < 0:
            seconds = -missing / self.rate
            last = self.played[-1] if self.played else None
            where = f"after {{#{last.name}}}" if last else "in all"
            raise LectureError(
                f"the scene needs {seconds:.1f} s more {where}",
                path=self.timeline.script,
                line=last.line if last else None,
                mend="add a sentence at the end, or shorten what the scene plays there",
            )
        if missing:
            self._hold(missing)
        self._tell("beat")

    def _get_animation_time_progression(self, animations: Any, duration: float) -> Any:
        """Manim's, with the exact times of the pictures: the first one moves already, the last one shows the end."""
        progression = super()._get_animation_time_progression(animations, duration)
        if not self.renderer.skip_animations:
            progression.iterable = [(k + 1) / self.rate for k in range(self._play_pictures)]
            progression.total = self._play_pictures
        return progression

    # --- the clock -------------------------------------------------------------------------------------------

    def line_now(self) -> int | None:
        """The line of the scene's module that is running."""
        return _caller_line(self.module)

    @property
    def beat_name(self) -> str:
        """The cue whose beat is running."""
        return self._current.name

    @property
    def length(self) -> int:
        """Pictures of the whole frame."""
        return round(self.timeline.pictures * self.rate / self.timeline.fps)

    def words_from(self, planned: Planned, began: int) -> list[tuple[str, float]]:
        """Words of a beat with seconds from picture `began`."""
        if planned.word < 0:
            return []
        later = [cue.word for cue in self._plan.values() if cue.word > planned.word]
        words = self.timeline.words[planned.word : min(later, default=len(self.timeline.words))]
        per_second = self.timeline.samples / self.timeline.pictures * self.timeline.fps
        return [(word.written, max(0.0, word.start / per_second - began / self.rate)) for word in words]

    def hold_until(self, began: int, seconds: float) -> None:
        """Keep the picture until `seconds` after picture `began`, as far as that lies ahead."""
        key = (self._current.name, self._part)
        until = began + round(seconds * self.rate)
        if self._rehearsing is not None:
            self._rehearsing.marks[key] = seconds
            self.picture = max(self.picture, until)
        elif until > self.picture:
            self._hold(until - self.picture)
        self._part, self._plays_in_part = self._part + 1, 0

    def _entered(self, name: str) -> Planned:
        line = self.line_now()
        problem, mend = None, None
        if name not in self._plan:
            problem = f"the script has no cue '{name}'"
            known = ", ".join(self._plan) or "none"
            mend = did_you_mean(name, self._plan) or f"{self.timeline.script} has: {known}"
        elif self._inside is not None:
            problem, mend = f"cue '{name}' stands inside of cue '{self._inside}'", "end that block first"
        elif any(played.name == name for played in self.played):
            problem, mend = f"cue '{name}' is used twice", "give the second place a cue of its own in the script"
        elif self._plan[name].word < self._current.word:
            problem = f"cue '{name}' comes before '{self._current.name}' in the script"
            mend = "play them in the order in which they are spoken"
        if problem:
            raise LectureError(problem, path=self._file, line=line, mend=mend)
        return self._plan[name]

    def _fitted(self, seconds: float, shortest: float = SHORTEST) -> int:
        """Pictures for a play of `seconds`, fewer when the beat is too short for all that is played in it."""
        key = (self._current.name, self._part)
        index = self._plays_in_part
        self._plays_in_part += 1
        least = min(seconds, shortest)
        if self._rehearsing is not None:
            self._rehearsing.wishes.setdefault(key, []).append((seconds, least))
            return max(1, round(seconds * self.rate))
        rehearsal = self._rehearsal or Rehearsal()
        wishes = [(seconds, least), *rehearsal.wishes.get(key, [])[index + 1 :]]
        mark = rehearsal.marks.get(key)
        end = self._current.end if mark is None else self._began + mark * self.rate
        share = fitting_share(wishes, (end - self.picture) / self.rate)
        if share == 1:
            return max(1, round(seconds * self.rate))
        return max(1, int(max(least, seconds * share) * self.rate + 1e-6))

    def _play_exactly(self, animations: list[Animation], pictures: int) -> None:
        self._play_pictures = pictures
        super().play(*animations)
        self._advance(pictures)

    def _hold(self, pictures: int) -> None:
        """Show what is on the stage for some pictures: drawn once, encoded once."""
        if self._rehearsing is not None:
            self._advance(pictures)
            return
        renderer = self.renderer
        writer = renderer.file_writer
        if hasattr(writer, "pictures"):
            renderer.static_image = None
            renderer.update_frame(self)
            renderer.num_plays += 1
            renderer.add_frame(renderer.get_frame(), num_frames=pictures)
            self._advance(pictures)
        else:  # Manim's own writer wants a wait, whose length it rounds down
            super().play(Wait(run_time=(pictures + 0.5) / self.rate, frozen_frame=True))
            self._advance(pictures)

    def _advance(self, pictures: int) -> None:
        self.picture += pictures
        counted = getattr(self.renderer.file_writer, "pictures", self.picture)
        if counted != self.picture:
            raise RuntimeError(f"the writer has {counted} pictures, the stage counts {self.picture}")

    def _first_start(self) -> int:
        return min((planned.start for planned in self._plan.values()), default=self.length - SETTLE)

    def _tell(self, what: str) -> None:
        if self.on_picture is not None and self._rehearsing is None:
            self.on_picture(self, what)

    @property
    def _file(self) -> str:
        return f"{self.module.parent.name}/{self.module.name}"


class SilentRenderer(CairoRenderer):
    """Goes through the motions without drawing anything."""

    def __init__(self) -> None:
        super().__init__(file_writer_class=CountingWriter, camera_class=StageCamera, skip_animations=True)

    def update_frame(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is drawn."""

    def save_static_frame_data(self, *args: Any, **kwargs: Any) -> None:
        """Nothing is kept."""

    def get_frame(self) -> Any:
        """One pixel is enough for nobody to look at."""
        return np.zeros((1, 1, 4), np.uint8)


def rehearse(scene_class: type[FrameScene], timeline: Timeline, trace: Trace) -> Rehearsal:
    """Run a scene without drawing, to learn how long its plays would like to be."""
    scene = scene_class(SilentRenderer(), timeline=timeline, trace=trace, rehearsal=Rehearsal())
    scene._rehearsing = Rehearsal()
    scene.render()
    return scene._rehearsing


def fitting_share(wishes: list[tuple[float, float]], room: float) -> float:
    """The share, at most 1, to which (seconds, least seconds) must shrink for their sum to fit into `room` seconds."""
    fixed, free = 0.0, list(wishes)
    while free:
        share = (room - fixed) / max(sum(seconds for seconds, _ in free), 1e-9)
        if share >= 1:
            return 1.0
        stiff = [wish for wish in free if wish[0] * share < wish[1]]
        if not stiff:
            return max(0.0, share)
        fixed += sum(least for _, least in stiff)
        free = [wish for wish in free if wish not in stiff]
    return 0.0


def late_message(script: str, late: dict[str, Any]) -> str:
    """A late cue in the lecturer's words: `02-architecture.md:7: add about 0.8 s before {#mu_sigma}`."""
    seconds = max(0.1, late["seconds"])
    return f"{Path(script).name}:{late['line']}: add about {seconds:.1f} s before {{#{late['cue']}}}"


def header(timeline: Timeline) -> VGroup:
    """The title line: the frame's title on the left, number and section on the right."""
    strip = text(f"{timeline.number}   {timeline.section_title}", theme.SMALL, theme.MUTED)
    strip.move_to([theme.STAGE_RIGHT, theme.TITLE_Y, 0], aligned_edge=RIGHT)
    room = strip.get_left()[0] - theme.TITLE_LEFT - 0.5
    title = text(timeline.title, theme.TITLE, theme.TEXT, weight="SEMIBOLD")
    if title.width > room:
        title.scale(room / title.width)
    title.move_to([theme.TITLE_LEFT, theme.TITLE_Y, 0], aligned_edge=LEFT)
    set_baseline(strip, baseline(title))
    return VGroup(title, strip)


def _plan(timeline: Timeline, rate: int) -> dict[str, Planned]:
    """Start and end of every beat, in script order; cues on one word share its beat evenly."""
    scale = rate / timeline.fps
    groups: dict[int, list[TimedCue]] = {}
    for cue in timeline.cues:
        groups.setdefault(cue.word, []).append(cue)
    begins = [max(0, round((cues[0].picture - LEAD_PICTURES) * scale)) for cues in groups.values()]
    ends = [*begins[1:], round((timeline.pictures - SETTLE) * scale)]
    plan: dict[str, Planned] = {}
    for cues, begin, end in zip(groups.values(), begins, ends, strict=True):
        for index, cue in enumerate(cues):
            share = begin + (end - begin) * np.arange(index, index + 2) // len(cues)
            spoken = round(cue.picture * scale)
            due, end_of_share = (int(picture) for picture in share)
            plan[cue.name] = Planned(cue.name, cue.word, spoken, begin, due, end_of_share, cue.line)
    return plan


def _ease(animation: Animation) -> None:
    if animation.rate_func is smooth:
        animation.rate_func = rate_functions.ease_out_cubic
    for part in getattr(animation, "animations", ()):
        _ease(part)


def _stretch(animations: list[Animation], factor: float) -> None:
    for animation in animations:
        animation.run_time = animation.run_time * factor


def _caller_line(module: Path) -> int | None:
    """The line of the scene's file that is being run."""
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == str(module):
            return frame.f_lineno
        frame = frame.f_back  # type: ignore[assignment]
    return None


def _found_trace(timeline: Timeline) -> Trace:
    name = timeline.frame.replace("/", "_").replace("-", "_")
    for folder in ("traces", "traces-quick"):
        path = build_root() / folder / f"{name}.npz"
        if path.exists():
            return Trace(name, path)
    return Trace(name, None)
