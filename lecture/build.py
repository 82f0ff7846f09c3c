"""The build graph of a lecture: which steps make its takes, traces, clips, sounds and masters out of its scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from lecture import captions
from lecture.captions import Chapter, Placed
from lecture.errors import LectureError
from lecture.plan import ENGINES, Frame, Lecture, Section, build_root
from lecture.script import Script
from lecture.steps import Job, Results, Step, StepId, resolve
from lecture.store import Entry, Store, write_atomically
from lecture.timeline import UNIT_PICTURES, Timeline, build_timeline

CARD_PICTURES = 4 * UNIT_PICTURES  # a title card stays 2.1 s
END_PICTURES = 12 * UNIT_PICTURES  # the credits stay 6.4 s
LATE_ALLOWED = 0.5  # seconds that a final build may be late at a cue


@dataclass(frozen=True)
class Request:
    """What a user asks for."""

    lecture: Lecture
    frames: tuple[Frame, ...]
    store: Store
    quality: str = "final"
    engine: str | None = None  # instead of the lecture's
    until: str = "lecture"  # what is wanted: "clips", "frames" (their masters), or "lecture" (all masters)

    @property
    def folder(self) -> Path:
        """Where its outputs lie: build/week12, or build/week12/preview."""
        base = build_root(self.lecture.root) / self.lecture.name
        return base if self.quality == "final" else base / self.quality

    @property
    def whole(self) -> bool:
        return self.frames == self.lecture.frames


@dataclass
class Plan:
    """All steps of a request, and the timelines that come to light while they run."""

    request: Request
    steps: dict[StepId, Step] = field(default_factory=dict)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    scripts: dict[str, Script] = field(default_factory=dict)
    masters: list[Master] = field(default_factory=list)

    def add(self, step: Step) -> StepId:
        self.steps[step.id] = step
        return step.id


def make_plan(request: Request) -> Plan:
    """The steps of a request.

    Raises:
        LectureError: a script, a scene or a trace's declaration can't be read.
    """
    plan = Plan(request)
    traces = _add_traces(plan)
    for frame in request.frames:
        FrameSteps(plan, frame, traces.get(frame.trace)).add()
    if request.until in ("frames", "lecture"):
        Masters(plan).add()
    return plan


def look_plan(request: Request, kind: str) -> Plan:
    """The steps that look at scenes without making clips: kind "lint" or "mutate"; needs takes and traces only."""
    plan = Plan(request)
    traces = _add_traces(plan)
    for frame in request.frames:
        FrameSteps(plan, frame, traces.get(frame.trace)).add_look(kind)
    return plan


def _add_traces(plan: Plan) -> dict[str, StepId]:
    """Adds the steps that train models and record traces for the request's frames; trace name → step."""
    declared = resolve("models.traces:declared")()
    names = [frame.trace for frame in plan.request.frames if frame.trace in declared]
    if plan.request.quality == "final":
        return add_models(plan.add, names, quick=False)
    full = [name for name in names if _is_stored(plan.request.store, name)]
    drafts = [name for name in names if name not in full]
    return add_models(plan.add, full, quick=False) | add_models(plan.add, drafts, quick=True)


def _is_stored(store: Store, trace: str) -> bool:
    return store.folder("trace", resolve("models.catalogue:key")(trace, False)).exists()


def add_models(add: Callable[[Step], StepId], names: Sequence[str], *, quick: bool) -> dict[str, StepId]:
    """Adds the steps for runs and traces and all they need; name → step. Quick ones are drafts."""
    ids: dict[str, StepId] = {}
    for task in resolve("models.catalogue:plan")(names, quick):
        id = StepId(task.kind, f"{task.name} (quick)" if quick else task.name)
        needs = {need: ids[need] for need in task.needs}
        prepare = partial(_model_job, (task.name, quick), dict(task.job), needs)
        ids[task.name] = add(Step(id, task.door, tuple(needs.values()), prepare, task.seconds))
    return ids


def _model_job(task: tuple[str, bool], job: dict[str, Any], needs: Mapping[str, StepId], results: Results) -> Job:
    parts = resolve("models.catalogue:key_parts")(*task)
    return Job(parts, job | {"runs": {need: str(results[id].folder) for need, id in needs.items()}})


def read_arrays(path: Path | None) -> dict[str, Any]:
    """A trace's arrays by name; none without a trace."""
    if path is None:
        return {}
    with np.load(path, allow_pickle=False) as arrays:
        return dict(arrays)


class FrameSteps:
    """The steps of one frame: reading, take, clip, sound.

    The clip needs the reading's times only, so it is drawn while the take is levelled.
    """

    def __init__(self, plan: Plan, frame: Frame, trace: StepId | None) -> None:
        self.plan = plan
        self.request = plan.request
        self.lecture = plan.request.lecture
        self.frame = frame
        self.trace = trace
        self.reading = StepId("reading", frame.slug)
        self.take = StepId("take", frame.slug)
        self.clip = StepId("clip", frame.slug)
        self.sound = StepId("sound", frame.slug)

    @property
    def words(self) -> int:
        return len(self.frame.script.words)

    @property
    def drawn_from(self) -> tuple[StepId, ...]:
        return (self.reading, self.trace) if self.trace else (self.reading,)

    def add(self) -> None:
        self.add_reading()
        self.plan.add(Step(self.take, "voice.door:make_take", (self.reading,), self._take, self.words / 300))
        self.plan.add(Step(self.clip, "scenes.door:render_clip", self.drawn_from, self._clip, self.words / 12))
        self.plan.add(Step(self.sound, "stitch.door:encode_sound", (self.take,), self._sound, self.words / 200))

    def add_reading(self) -> None:
        """A reading waits for the trace only where it speaks its numbers."""
        needs = (self.trace,) if self.trace and self.frame.script.placeholders else ()
        self.plan.add(Step(self.reading, "voice.door:make_reading", needs, self._reading, self.words / 150))

    def add_look(self, kind: str) -> None:
        """Adds the step that lints the scene, or that sees whether it draws what its arrays say."""
        self.add_reading()
        prepare = partial(self._clip, looking=True)
        id = StepId(kind, self.frame.slug)
        self.plan.add(Step(id, f"scenes.door:{kind}", self.drawn_from, prepare, self.words / 20))

    def _script(self, results: Results) -> Script:
        script = self.frame.script
        if script.placeholders:
            script = script.filled(read_arrays(results[self.trace].file("trace.npz") if self.trace else None))
        self.plan.scripts[self.frame.slug] = script
        return script

    def _reading(self, results: Results) -> Job:
        job = take_job(self.lecture, self.frame, self._script(results), self.request.engine)
        parts = {name: value for name, value in job.items() if name not in ("frame", "recording")}
        if job["recording"]:
            parts["recording"] = resolve("lecture.store:file_hash")(Path(job["recording"]))
        return Job(parts | {"version": resolve("voice.door:version")(job)}, job)

    def _take(self, results: Results) -> Job:
        reading = results[self.reading]
        job = take_job(self.lecture, self.frame, self.plan.scripts[self.frame.slug], self.request.engine)
        parts = {"reading": reading.key, "version": resolve("voice.door:take_version")()}
        return Job(parts, job | {"reading": str(reading.folder)})

    def timeline(self, results: Results) -> Timeline:
        """The frame's timeline, from its reading; written where scenes look for it."""
        slug = self.frame.slug
        if slug not in self.plan.timelines:
            reading = results[self.reading].json("reading.json")
            timeline = build_timeline(self.lecture, self.frame, self.plan.scripts[slug], reading)
            self.plan.timelines[slug] = timeline
            write_atomically(timeline_path(self.lecture, slug), timeline.json())
        return self.plan.timelines[slug]

    def _clip(self, results: Results, *, looking: bool = False) -> Job:
        timeline = self.timeline(results)
        trace = results[self.trace] if self.trace else None
        if trace and self.request.quality == "final" and trace.json("trace.json")["draft"]:
            raise LectureError(f"trace '{self.frame.trace}' is a draft", mend="a final build needs 'render.py models'")
        job = {
            "lecture": self.lecture.name,
            "frame": self.frame.slug,
            "module": str(self.frame.module),
            "class": self.frame.scene,
            "timeline": str(timeline_path(self.lecture, self.frame.slug)),
            "trace": str(trace.file("trace.npz")) if trace else None,
            "trace_meta": str(trace.file("trace.json")) if trace else None,
            "quality": "draft" if looking else self.request.quality,
            "label": None if looking or self.request.quality == "final" else self.frame.number,
        }
        parts: dict[str, Any] = {"timeline": timeline.drawn(), "quality": job["quality"], "label": job["label"]}
        parts["trace"] = trace.json("trace.json")["arrays"] if trace else None
        return Job(parts | {"version": resolve("scenes.door:version")(job)}, job)

    def _sound(self, results: Results) -> Job:
        timeline = self.timeline(results)
        take = results[self.take]
        job = {
            "frame": self.frame.slug,
            "take": str(take.file("take.wav")),
            "speech_start": timeline.speech_start,
            "samples": timeline.samples,
        }
        parts = {"take": take.key, "speech_start": timeline.speech_start, "samples": timeline.samples}
        return Job(parts | {"version": resolve("stitch.door:version")(job)}, job)


def rehearsal_job(lecture: Lecture, frame: Frame) -> dict[str, Any]:
    """What is known of a clip's job before anything is spoken: its timeline and its trace are those of an earlier build."""
    trace = build_root(lecture.root) / "traces" / f"{frame.trace}.npz"
    return {
        "frame": frame.slug,
        "module": str(frame.module),
        "class": frame.scene,
        "timeline": str(timeline_path(lecture, frame.slug)),
        "trace": str(trace) if trace.exists() else None,
        "quality": "preview",
    }


def timeline_path(lecture: Lecture, slug: str) -> Path:
    return build_root(lecture.root) / lecture.name / "timelines" / f"{slug}.json"


def take_job(lecture: Lecture, frame: Frame, script: Script, engine: str | None = None) -> dict[str, Any]:
    """What the voice needs to know to speak a script; the lexicon holds only what occurs in the text."""
    settings = lecture.settings.voice
    chosen, voice = split_voice(script.voice)
    recording = frame.recording
    if recording is not None and engine is None:
        chosen, voice = "recorded", recording.name
    name = engine or chosen or settings.engine
    text = script.text.casefold()
    return {
        "frame": frame.slug,
        "engine": name,
        "voice": voice or (settings.voice if name == settings.engine else None),
        "rate": script.rate or settings.rate,
        "lexicon": {word: say for word, say in lecture.settings.lexicon.items() if word.casefold() in text},
        "recording": str(recording) if recording is not None and name == "recorded" else None,
        "sentences": [
            {
                "words": [{"written": word.written, "say": word.say} for word in sentence.words],
                "pause": sentence.pause,
                "paragraph_end": sentence.paragraph_end,
            }
            for sentence in script.sentences
        ],
    }


def split_voice(wanted: str | None) -> tuple[str, str]:
    """A script's voice as (engine, voice), either of them empty: "espeak/en-gb", "espeak", or "heart"."""
    engine, slash, voice = (wanted or "").partition("/")
    return (engine, voice) if slash or engine in ENGINES else ("", engine)


@dataclass(frozen=True)
class Item:
    """A place in a master: a frame, or a card."""

    id: str  # "vae/architecture" or "card/vae"
    frame: Frame | None = None
    card: StepId | None = None
    card_pictures: int = 0

    def pictures(self, plan: Plan) -> int:
        return plan.timelines[self.id].pictures if self.frame else self.card_pictures

    def clip(self) -> StepId:
        return StepId("clip", self.id) if self.card is None else self.card

    def sound(self) -> StepId:
        return StepId("sound", self.id) if self.card is None else self.card


class Masters:
    """The steps that stitch frames into masters."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.request = plan.request
        self.lecture = plan.request.lecture

    def add(self) -> None:
        for frame in self.request.frames:
            self._master(frame.stem, [Item(frame.slug, frame)], f"{frame.number} {frame.script.title}")
        if self.request.until == "frames":
            return
        wanted = set(self.request.frames)
        for section in self.lecture.sections:
            if wanted.issuperset(section.frames):
                card = self._section_card(section)
                items = [card, *self._items(section), self._end_card()]
                self._master(section.stem, items, f"{section.number} {section.title}")
        if self.request.whole:
            items = [self._title_card()]
            for section in self.lecture.sections:
                items += [self._section_card(section), *self._items(section)]
            self._master(self.lecture.name, [*items, self._end_card()], self.lecture.settings.title)

    def _items(self, section: Section) -> list[Item]:
        return [Item(frame.slug, frame) for frame in section.frames]

    def _title_card(self) -> Item:
        settings = self.lecture.settings
        lines = [("kicker", settings.course), ("title", settings.title), ("subtitle", settings.author)]
        lines += [("small", f"{settings.date:%-d %B %Y} · {settings.licence}")]
        return self._card("card/title", lines, CARD_PICTURES)

    def _section_card(self, section: Section) -> Item:
        lines = [("kicker", f"{self.lecture.settings.title}"), ("title", f"{section.number} · {section.title}")]
        return self._card(f"card/{section.slug}", lines, CARD_PICTURES)

    def _end_card(self) -> Item:
        """Credits: the voice, the models and the data, from the results themselves."""
        traces = tuple(id for id in self.plan.steps if id.kind == "trace")
        takes = tuple(StepId("take", frame.slug) for frame in self.request.frames)
        return self._card("card/end", [], END_PICTURES, needs=(*traces, *takes), lines_of=self._credits)

    def _credits(self, results: Results) -> list[tuple[str, str]]:
        credits = Credits(self.lecture, self.request.frames, results)
        head, _, rest = (self.lecture.settings.end_card or self.lecture.settings.title).partition(". ")
        lines = [("heading", head), *([("subtitle", rest)] if rest else []), ("gap", "")]
        return lines + [("body", text) for text in credits.lines()]

    def _card(
        self,
        id: str,
        lines: Sequence[tuple[str, str]],
        pictures: int,
        needs: tuple[StepId, ...] = (),
        lines_of: Callable[[Results], list[tuple[str, str]]] | None = None,
    ) -> Item:
        step = StepId("card", id)

        def prepare(results: Results) -> Job:
            written = lines_of(results) if lines_of else list(lines)
            job: dict[str, Any] = {
                "frame": id,
                "lines": [{"role": role, "text": text} for role, text in written],
                "pictures": pictures,
                "quality": self.request.quality,
                "theme": str(self.lecture.root / "scenes" / "theme.py"),
                "fonts": str(self.lecture.root / "scenes" / "fonts"),
            }
            theme = resolve("lecture.store:code_hash")(Path(job["theme"]))
            parts = {name: job[name] for name in ("lines", "pictures", "quality")}
            return Job(parts | {"theme": theme, "version": resolve("stitch.door:version")(job)}, job)

        if step not in self.plan.steps:
            self.plan.add(Step(step, "stitch.door:make_card", needs, prepare, 2.0))
        return Item(id, card=step, card_pictures=pictures)

    def _fade(self, item: Item, following: Item) -> StepId:
        step = StepId("fade", f"{item.id} → {following.id}")

        def prepare(results: Results) -> Job:
            clip, after = results[item.clip()], results[following.clip()]
            job = {
                "frame": item.id,
                "clip": str(clip.file("clip.mp4")),
                "pictures": item.pictures(self.plan),
                "next": str(after.file("clip.mp4")),
                "quality": self.request.quality,
            }
            parts = {"clip": clip.key, "next": after.key, "pictures": job["pictures"], "quality": job["quality"]}
            return Job(parts | {"version": resolve("stitch.door:version")(job)}, job)

        self.plan.add(Step(step, "stitch.door:make_fade", (item.clip(), following.clip()), prepare, 1.0))
        return step

    def _master(self, name: str, items: Sequence[Item], title: str) -> None:
        fades = [self._fade(item, after) for item, after in pairwise(items)]
        master = Master(self.plan, name, tuple(items), tuple(fades), title)
        self.plan.masters.append(master)
        needs = {id for item in items for id in (item.clip(), item.sound())} | set(fades)
        self.plan.add(Step(StepId("master", name), "stitch.door:make_master", tuple(needs), master.job, 1.0 + len(items) / 5))
        if self.request.quality == "final":
            self._verify(master)

    def _verify(self, master: Master) -> None:
        """Sections and the lecture are checked after their frames, whose measurements they use again."""
        frames = [item.frame for item in master.items if item.frame]
        needs = [StepId("master", master.name), *(StepId("take", frame.slug) for frame in frames)]
        needs += [StepId("verify", frame.stem) for frame in frames if frame.stem != master.name]
        id = StepId("verify", master.name)
        self.plan.add(Step(id, "stitch.door:verify_master", tuple(needs), master.verify_job, 1.0 * len(frames)))


@dataclass(frozen=True)
class Master:
    """One finished MP4: its items in order, with what is said of them beside it."""

    plan: Plan
    name: str
    items: tuple[Item, ...]
    fades: tuple[StepId, ...]
    title: str

    @cached_property
    def placed(self) -> list[Placed]:
        """The frames with the picture of the master at which each begins; known once all timelines are."""
        timelines = self.plan.timelines
        return [Placed(timelines[item.id], first) for item, first in self._starts() if item.frame]

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The frames under the sections whose title cards are in the master."""
        known = {f"card/{section.slug}": section for section in self.plan.request.lecture.sections}
        cards = [(known[item.id], first) for item, first in self._starts() if item.id in known]
        sections = {section.slug: (first, f"{section.number} {section.title}") for section, first in cards}
        return captions.chapters(self.placed, sections)

    def _starts(self) -> list[tuple[Item, int]]:
        """Every item with the picture of the master at which it begins."""
        ends = accumulate(item.pictures(self.plan) for item in self.items)
        return list(zip(self.items, [0, *ends], strict=False))

    @property
    def pictures(self) -> int:
        return sum(item.pictures(self.plan) for item in self.items)

    def job(self, results: Results) -> Job:
        request = self.plan.request
        rows = []
        for index, item in enumerate(self.items):
            fade = results[self.fades[index]] if index < len(self.fades) else None
            rows.append({"frame": item.id, "pictures": item.pictures(self.plan)} | _paths(item, fade, results))
        text: dict[str, Any] = {
            "captions": captions.as_srt(captions.captions(self.placed)),
            "chapters": [[chapter.start, chapter.title] for chapter in self.chapters],
            "metadata": self._metadata(results),
        }
        folder = build_root(request.lecture.root) / "captions"
        srt = folder / f"{request.lecture.name}-{request.quality}-{self.name.replace('/', '-')}.srt"
        write_atomically(srt, text["captions"])
        poster = self.placed[0].first_picture + self.placed[0].timeline.pictures - UNIT_PICTURES - 1
        job = {"name": self.name, "items": rows, "language": request.lecture.settings.language, "poster": poster}
        keys = [_keys(item, self.fades[index : index + 1], results) for index, item in enumerate(self.items)]
        parts = {"items": keys, "text": text, "pictures": [row["pictures"] for row in rows], "poster": poster}
        parts["version"] = resolve("stitch.door:version")(job)
        return Job(parts, job | text | {"captions": str(srt)})

    def _metadata(self, results: Results) -> dict[str, str]:
        lecture = self.plan.request.lecture
        settings = lecture.settings
        machine = Credits(lecture, [item.frame for item in self.items if item.frame], results).synthetic()
        voice = "The voice is synthetic" if machine else "The voice is a person's"
        return {
            "title": self.title,
            "artist": settings.author,
            "album": f"{settings.course}: {settings.title}",
            "date": settings.date.isoformat(),
            "copyright": settings.licence,
            "comment": f"{voice}; the pictures are drawn from models trained for this lecture.",
        }

    def verify_job(self, results: Results) -> Job:
        request = self.plan.request
        master = results[StepId("master", self.name)]
        rows = [self._expected(item, index < len(self.fades), results) for index, item in enumerate(self.items)]
        picture = request.lecture.settings.picture
        takes = {id.label: entry.json("words.json")["engine"] for id, entry in results.items() if id.kind == "take"}
        job = {
            "name": self.name,
            "master": str(master.file("master.mp4")),
            "items": rows,
            "language": request.lecture.settings.language,
            "width": picture.width,
            "height": picture.height,
            "captions": len(captions.captions(self.placed)),
            "chapters": len(self.chapters),
            "loudness": all(takes[row["frame"]] != "fake" for row in rows if row["take"]),
            "cache": str(build_root(request.lecture.root) / "measurements"),
        }
        cues = {item.id: self.plan.timelines[item.id].json() for item in self.items if item.frame}
        parts = {"master": master.key, "timelines": cues, "version": resolve("stitch.door:version")(job)}
        return Job(parts, job)

    def _expected(self, item: Item, fade: bool, results: Results) -> dict[str, Any]:
        row: dict[str, Any] = {"frame": item.id, "pictures": item.pictures(self.plan), "fade": fade, "timeline": None}
        row |= {"take": None, "clip": str(results[item.clip()].file("clip.mp4"))}
        if item.frame:
            row["timeline"] = json.loads(self.plan.timelines[item.id].json())
            row["take"] = str(results[StepId("take", item.id)].file("take.wav"))
        return row


def _paths(item: Item, fade: Entry | None, results: Results) -> dict[str, str | None]:
    return {
        "clip": str(results[item.clip()].file("clip.mp4")),
        "sound": str(results[item.sound()].file("sound.m4a")),
        "fade": str(fade.file("clip.mp4")) if fade else None,
    }


def _keys(item: Item, fades: Sequence[StepId], results: Results) -> list[str]:
    return [item.id, *(results[id].key for id in (item.clip(), item.sound(), *fades))]


@lru_cache(maxsize=512)
def _voice_of(take: Entry) -> str:
    words = take.json("words.json")
    return f"{words['engine']}/{words['voice']}"


class Credits:
    """Who and what made a lecture, read from its results."""

    def __init__(self, lecture: Lecture, frames: Iterable[Frame], results: Results) -> None:
        self.lecture = lecture
        self.frames = tuple(frames)
        self.results = results

    def voices(self) -> list[str]:
        """Every voice that speaks, "hibari/heart", in order of first use."""
        takes = [self.results[StepId("take", frame.slug)] for frame in self.frames]
        return list(dict.fromkeys(_voice_of(take) for take in takes))

    def synthetic(self) -> bool:
        """Whether any voice is a machine's, not a person's recording."""
        return any(not voice.startswith("recorded/") for voice in self.voices())

    def runs(self) -> dict[str, dict[str, Any]]:
        """Every model that a trace was recorded from: name → provenance."""
        found: dict[str, dict[str, Any]] = {}
        for id, entry in self.results.items():
            if id.kind == "trace":
                found |= entry.json("trace.json")["runs"]
        return dict(sorted(found.items()))

    def lines(self) -> list[str]:
        settings = self.lecture.settings
        runs = self.runs()
        voices = ", ".join(voice.replace("recorded/", "a person, recorded: ") for voice in self.voices())
        rows = [f"{'Synthetic voice' if self.synthetic() else 'Voice'}: {voices}"]
        if runs:
            parameters = sum(int(run.get("parameters") or 0) for run in runs.values())
            seconds = sum(float(run.get("seconds") or 0.0) for run in runs.values())
            rows.append(f"{len(runs)} models trained for it: {parameters:,} parameters, {seconds / 60:.0f} minutes on one core")
            data = sorted({name for run in runs.values() for name in (run.get("data") or {})})
            rows.append(f"Data: {', '.join(DATA_NAMES.get(name, name) for name in data)}")
        rows.append(f"{settings.author} · {settings.licence} · {settings.date:%-d %B %Y}")
        return rows + ([f"Feedback: {settings.feedback}"] if settings.feedback else [])


DATA_NAMES = {
    "mnist": "MNIST (LeCun, Cortes, Burges)",
    "fashion": "Fashion-MNIST (Zalando Research)",
    "penguins": "Palmer penguins (Horst, Hill, Gorman)",
    "corpus": "this lecture's own scripts",
}


def late_findings(plan: Plan, results: Results) -> list[tuple[float, str]]:
    """Scenes that are late at a cue: (seconds, what to change, in the lecturer's words)."""
    found: list[tuple[float, str]] = []
    for slug, timeline in plan.timelines.items():
        entry = results.get(StepId("clip", slug))
        lines = {cue.name: cue.line for cue in timeline.cues}
        for late in entry.json("clip.json")["late"] if entry else []:
            name, seconds = late["cue"], float(late["seconds"])
            what = f"before {{#{name}}}" if name in lines else "at the end"
            line = lines.get(name) or max(lines.values(), default=1)
            found.append((seconds, f"{timeline.script}:{line}: add about {seconds:.1f} s {what}"))
    return sorted(found, reverse=True)


def check_late(plan: Plan, results: Results) -> None:
    """Raises LectureError when a final build has a scene that is over half a second late."""
    late = [text for seconds, text in late_findings(plan, results) if seconds > LATE_ALLOWED]
    if late and plan.request.quality == "final":
        raise LectureError("the picture is late:\n  " + "\n  ".join(late))
