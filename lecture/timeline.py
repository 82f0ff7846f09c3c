"""Time as whole numbers: where each word, cue and picture of a frame lies, in samples and pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lecture.errors import LectureError, did_you_mean
from lecture.plan import Frame, Lecture, build_root, lectures, open_lecture, project_root
from lecture.script import Script

SAMPLE_RATE = 48_000
FPS = 30
SAMPLES_PER_PICTURE = SAMPLE_RATE // FPS
UNIT_PICTURES = 16  # 16 pictures = 25 600 samples = 25 AAC packets: the grid on which sound and picture meet
UNIT_SAMPLES = UNIT_PICTURES * SAMPLES_PER_PICTURE
LEAD = 18 * SAMPLES_PER_PICTURE  # before the first sound: 0.6 s
TAIL = 30 * SAMPLES_PER_PICTURE  # after the last: 1 s
PACKET_SAMPLES = 1024

ESTIMATE_WORD = 0.16  # seconds a spoken word takes, plus …
ESTIMATE_LETTER = 0.045  # … seconds for each of its letters: together about 150 words a minute
ESTIMATE_PAUSE = {"comma": 0.2, "sentence": 0.45, "paragraph": 0.8}


@dataclass(frozen=True)
class TimedWord:
    """A written word and when it is spoken, in samples from the frame's start."""

    written: str
    start: int
    end: int


@dataclass(frozen=True)
class TimedCue:
    """A cue and the first picture that shows after its word has begun."""

    name: str
    picture: int
    word: int
    line: int


@dataclass(frozen=True)
class Timeline:
    """All that a scene, the captions and the muxer need to know of one frame's time."""

    frame: str
    number: str
    title: str
    section_title: str
    lecture_title: str
    pictures: int
    speech_start: int  # sample at which the take begins
    samples: int
    words: tuple[TimedWord, ...]
    cues: tuple[TimedCue, ...]
    sentences: tuple[int, ...]  # index of each sentence's first word
    paragraphs: tuple[int, ...]  # index of each paragraph's first word
    script: str  # "scripts/week12/04-vae/02-architecture.md", for messages
    estimated: bool
    fps: int = FPS

    @property
    def seconds(self) -> float:
        return self.pictures / self.fps

    def drawn(self) -> dict[str, Any]:
        """What of it can be seen: all but the script's lines, and words in pictures rather than samples."""
        words = [(word.written, word.start // SAMPLES_PER_PICTURE) for word in self.words]
        cues = [(cue.name, cue.picture, cue.word) for cue in self.cues]
        seen = {name: getattr(self, name) for name in ("frame", "number", "title", "section_title", "pictures", "fps")}
        return seen | {"words": words, "cues": cues}

    def json(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @classmethod
    def parse(cls, text: str) -> Timeline:
        """The inverse of `json`."""
        data = json.loads(text)
        data["words"] = tuple(TimedWord(**word) for word in data["words"])
        data["cues"] = tuple(TimedCue(**cue) for cue in data["cues"])
        data["sentences"] = tuple(data["sentences"])
        data["paragraphs"] = tuple(data["paragraphs"])
        return cls(**data)


def padded(samples: int) -> int:
    """The smallest length on the grid that holds lead, take and tail."""
    return -(-(LEAD + samples + TAIL) // UNIT_SAMPLES) * UNIT_SAMPLES


def build_timeline(lecture: Lecture, frame: Frame, script: Script, take: Mapping[str, Any] | None) -> Timeline:
    """Places a take's words, or estimated ones when there is no take, on the grid.

    Raises:
        LectureError: the take does not have one time for every word, or its times run backwards.
    """
    spans, length = _take_spans(take, script) if take else estimate(script)
    words = tuple(
        TimedWord(word.written, LEAD + start, LEAD + end) for word, (start, end) in zip(script.words, spans, strict=True)
    )
    cues = tuple(TimedCue(cue.name, -(-words[cue.word].start // SAMPLES_PER_PICTURE), cue.word, cue.line) for cue in script.cues)
    sentences, paragraphs = _starts(script)
    samples = padded(length)
    section = next(section for section in lecture.sections if section.slug == frame.section)
    return Timeline(
        frame=frame.slug,
        number=frame.number,
        title=script.title,
        section_title=section.title,
        lecture_title=lecture.settings.title,
        pictures=samples // SAMPLES_PER_PICTURE,
        speech_start=LEAD,
        samples=samples,
        words=words,
        cues=cues,
        sentences=sentences,
        paragraphs=paragraphs,
        script=_relative(frame.path, lecture.root),
        estimated=take is None,
    )


def estimate(script: Script) -> tuple[list[tuple[int, int]], int]:
    """Word times without a voice, from the text alone: ([(start, end)], length), in samples from the first sound."""
    spans: list[tuple[int, int]] = []
    now = 0.0
    for sentence in script.sentences:
        for word in sentence.words:
            text = word.say or word.written
            seconds = sum(ESTIMATE_WORD + ESTIMATE_LETTER * len(part) for part in text.split())
            spans.append((round(now * SAMPLE_RATE), round((now + seconds) * SAMPLE_RATE)))
            now += seconds + (ESTIMATE_PAUSE["comma"] if text[-1] in ",;:–—" else 0.0)
        end = "paragraph" if sentence.paragraph_end else "sentence"
        now += sentence.pause if sentence.pause is not None else ESTIMATE_PAUSE[end]
    return spans, spans[-1][1]


def for_scene(module: Path, scene: str, root: Path | None = None) -> Timeline:
    """The timeline of the frame that a scene draws: the last build's if its text still holds, else an estimate.

    Args:
        module: the scene's file, scenes/s04_vae.py.
        scene: the name of its class, Architecture.
    """
    lecture, frame = frame_of_scene(module, scene, root)
    built = build_root(lecture.root) / lecture.name / "timelines" / f"{frame.slug}.json"
    if built.exists():
        timeline = Timeline.parse(built.read_text(encoding="utf-8"))
        if [(cue.name, cue.word) for cue in timeline.cues] == [(cue.name, cue.word) for cue in frame.script.cues]:
            return timeline
    return build_timeline(lecture, frame, frame.script, None)


def frame_of_scene(module: Path, scene: str, root: Path | None = None) -> tuple[Lecture, Frame]:
    """The frame that a scene class draws, by the naming convention.

    Raises:
        LectureError: no lecture has a section or frame of that name.
    """
    root = root or project_root()
    section = module.stem.partition("_")[2]
    scenes: list[str] = []
    for name in lectures(root):
        lecture = open_lecture(name, root)
        for frame in lecture.frames:
            if frame.section.replace("-", "_") == section:
                if frame.scene == scene:
                    return lecture, frame
                scenes.append(frame.scene)
    mend = did_you_mean(scene, scenes) or (f"its scripts want: {', '.join(scenes)}" if scenes else None)
    raise LectureError(f"no script belongs to scene '{scene}'", path=module, mend=mend)


def _take_spans(take: Mapping[str, Any], script: Script) -> tuple[list[tuple[int, int]], int]:
    spans = [(int(word["start"]), int(word["end"])) for word in take["words"]]
    if len(spans) != len(script.words):
        raise LectureError(f"the take has times for {len(spans)} of {len(script.words)} words", path=script.path)
    flat = [start for start, _ in spans]
    if flat != sorted(flat) or any(end < start for start, end in spans):
        raise LectureError("the take's word times run backwards", path=script.path)
    return spans, int(take["samples"])


def _starts(script: Script) -> tuple[tuple[int, ...], tuple[int, ...]]:
    sentences: list[int] = []
    paragraphs: list[int] = []
    word, new = 0, True
    for sentence in script.sentences:
        sentences.append(word)
        if new:
            paragraphs.append(word)
        word, new = word + len(sentence.words), sentence.paragraph_end
    return tuple(sentences), tuple(paragraphs)


def _relative(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else path.name

