"""Decodes finished masters and compares them, frame by frame, with what should be in them.

What was measured on the same packets before is not decoded again: a frame's packets are the same in its own master,
its section's and the lecture's. They are always read from the finished file, and it is their hash that finds the
earlier measurement.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from lecture.errors import LectureError
from lecture.store import code_hash, write_atomically
from media.packets import FPS, SAMPLE_RATE, SAMPLES_PER_PICTURE, Part, clip_packets, three_letters
from media.sound import CEILING, Coded, Samples, decode, gated_loudness, read_wav
from stitch.cards import FADE_PICTURES
from stitch.contents import (
    LONGEST_GROUP,
    Properties,
    Span,
    Taken,
    Tally,
    decode_frame_sound,
    read_frames,
    read_properties,
    spans_of,
)
from stitch.hearing import ALIKE, LATE, NOISE, QUIETER, Heard, Word, listen
from stitch.seeing import EARLIEST, LATEST, Cue, Seen, Shown, watch

LOUDNESS: Final = -16.0  # LUFS
MASTER_TOLERANCE: Final = 0.5  # LU
FRAME_TOLERANCE: Final = 1.0  # LU: a short frame's own gate shifts it a little
BT709: Final = "1/1/1/1"

__all__ = ["Finding", "Report", "check_master", "decode_frame_sound"]


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be; `frame` is None when it concerns the whole file."""

    frame: str | None
    what: str
    measured: str
    allowed: str

    def __str__(self) -> str:
        return f"{self.frame or 'whole file'}: {self.what}: {self.measured} (allowed: {self.allowed})"


@dataclass
class FrameReport:
    """What was measured of one frame; levels in LUFS and dB, times in seconds."""

    frame: str
    lufs: float | None
    shift_ms: float | None
    words: int
    quietest_word_db: float | None
    still_seconds: float | None
    still_from: float | None
    cues: list[Shown]


@dataclass
class Report:
    """The outcome for one master."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    frames: list[FrameReport] = field(default_factory=list)
    lufs: float | None = None
    peak_dbtp: float | None = None
    pictures: int = 0

    @property
    def ok(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.ok, "seconds": self.pictures / FPS, **asdict(self)}


@dataclass(frozen=True)
class Expected:
    """One item of the job: what a frame should hold."""

    span: Span
    fade: bool
    clip: Path | None
    take_path: Path | None
    timeline: Mapping[str, Any] | None

    @classmethod
    def of(cls, item: Mapping[str, Any], span: Span) -> Expected:
        take = Path(item["take"]) if item.get("take") else None
        clip = Path(item["clip"]) if item.get("clip") else None
        return cls(span, bool(item.get("fade")), clip, take, item.get("timeline"))

    @property
    def frame(self) -> str:
        return self.span.frame

    @property
    def own_pictures(self) -> int:
        """Pictures before the cross-fade."""
        return self.span.pictures - (FADE_PICTURES if self.fade else 0)

    @property
    def start(self) -> int:
        return int(self.timeline["speech_start"]) if self.timeline else 0

    @cached_property
    def take(self) -> Samples | None:
        return read_wav(self.take_path, self.frame) if self.take_path else None

    @cached_property
    def words(self) -> list[Word]:
        rows = self.timeline["words"] if self.timeline else []
        return [Word(row["written"], int(row["start"]), int(row["end"])) for row in rows]

    @cached_property
    def cues(self) -> list[Cue]:
        rows = self.timeline["cues"] if self.timeline else []
        words = self.words
        return [Cue(row["name"], words[row["word"]].written, words[row["word"]].start) for row in rows]

    @property
    def speech(self) -> tuple[int, int]:
        return (self.words[0].start, self.words[-1].end) if self.words else (0, 0)


def check_master(job: Mapping[str, Any]) -> Report:
    """Decodes and checks a finished MP4 as its job (see stitch/door.py) describes it."""
    return _Check(job).run()


class _Check:
    """One master under examination."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        self.job = job
        self.path = Path(job["master"])
        self.report = Report(job["name"])
        self.expected = [Expected.of(item, span) for item, span in zip(job["items"], spans_of(job["items"]), strict=True)]
        self.cache = Measurements(Path(job["cache"]) if job.get("cache") else None)
        self.powers: list[float] = []
        self.peaks: list[float] = []

    def run(self) -> Report:
        if not self.path.is_file():
            self._find(None, "the file", "missing", str(self.path))
            return self.report
        try:
            with av.open(str(self.path), "r") as container:
                properties, tally = read_properties(container, self.path), Tally()
                self._properties(properties)
                spans = [one.span for one in self.expected]
                for taken, expected in zip(read_frames(container, spans, tally), self.expected, strict=True):
                    self._frame(taken, expected, properties)
        except av.FFmpegError as error:
            self._find(None, "the file cannot be read", str(error), "a whole MP4")
            return self.report
        self._whole(tally, properties)
        return self.report

    def _find(self, frame: str | None, what: str, measured: object, allowed: object) -> None:
        self.report.findings.append(Finding(frame, what, str(measured), str(allowed)))

    def _properties(self, found: Properties) -> None:
        """What ffprobe would say."""
        language = three_letters(self.job["language"])
        pictures = sum(one.span.pictures for one in self.expected)
        common = {"start": "0", "language": language}
        wanted: list[tuple[str, dict[str, str], dict[str, str]]] = [
            ("picture", found.video, {"codec": "h264", "profile": "High", "pixels": "yuv420p", "colour": BT709, "rate": "30",
             "size": f"{self.job['width']}x{self.job['height']}", "duration": _seconds(pictures)} | common),
            ("sound", found.audio, {"codec": "aac", "profile": "LC", "rate": "48000", "channels": "mono",
             "duration": _seconds(pictures)} | common),
        ]  # fmt: skip
        if self.job.get("captions"):
            wanted.append(("captions", found.text, {"codec": "mov_text", "language": language}))
        for track, facts, rules in wanted:
            for name, allowed in rules.items():
                if facts.get(name) != allowed:
                    self._find(None, f"{track}: {name}", facts.get(name, "none"), allowed)
        if not found.moov_first:
            self._find(None, "faststart", "the index is not in front, or the file is cut", "moov before mdat")
        if found.chapters != int(self.job.get("chapters") or 0):
            self._find(None, "chapters", found.chapters, self.job.get("chapters") or 0)

    def _frame(self, taken: Taken, expected: Expected, properties: Properties) -> None:
        heard = self._heard(taken, expected, properties)
        seen = self._seen(taken, expected, properties)
        if heard is not None:
            self._judge_sound(heard, expected)
        if seen is not None:
            self._judge_pictures(seen, expected)
        level = gated_loudness(np.array(heard.powers)) if heard else float("-inf")
        self.report.frames.append(
            FrameReport(
                expected.frame,
                round(level, 2) if np.isfinite(level) else None,
                round(heard.shift * 1_000, 2) if heard and expected.take is not None else None,
                len(expected.words),
                round(heard.quietest_word, 1) if heard and heard.quietest_word is not None else None,
                round(seen.still_seconds, 2) if seen and expected.timeline else None,
                round(seen.still_from, 2) if seen and expected.timeline else None,
                seen.cues if seen else [],
            )
        )

    def _heard(self, taken: Taken, expected: Expected, properties: Properties) -> Heard | None:
        if not taken.sounds:
            self._find(expected.frame, "its sound", "missing", f"{expected.span.samples} samples")
            return None
        packets = (*taken.sounds, *([taken.flush] if taken.flush is not None else []))
        coded = Coded(packets, properties.audio_extradata)

        def measure() -> Heard:
            return listen(decode(coded), expected.take, expected.start, expected.words)

        take = expected.take_path.read_bytes() if expected.take_path else b""
        parts = (b"heard", coded.extradata, *packets, take, _plain([expected.start, [asdict(word) for word in expected.words]]))
        try:
            return Heard(**self.cache.get(parts, lambda: asdict(measure())))
        except av.FFmpegError as error:
            self._find(expected.frame, "its sound cannot be decoded", error, "AAC")
            return None

    def _seen(self, taken: Taken, expected: Expected, properties: Properties) -> Seen | None:
        if len(taken.pictures) != expected.span.pictures:
            self._find(expected.frame, "pictures in the file", len(taken.pictures), expected.span.pictures)
        if not taken.pictures:
            return None
        if not taken.pictures[0][1]:
            self._find(expected.frame, "first picture", "not a keyframe", "a keyframe")
        if expected.clip is not None and not _same_pictures(taken, expected):
            self._find(expected.frame, "pictures", "others than its clip's", "copied from its clip")

        def measure() -> Seen:
            return watch(taken.pictures, properties.video_extradata, expected.cues, expected.own_pictures, expected.speech)

        rules = _plain([[asdict(cue) for cue in expected.cues], expected.own_pictures, expected.speech])
        parts = (b"seen", properties.video_extradata, *(data for data, _ in taken.pictures), rules)
        try:
            found = self.cache.get(parts, lambda: asdict(measure()))
        except av.FFmpegError as error:
            self._find(expected.frame, "its pictures cannot be decoded", error, "H.264")
            return None
        return Seen(**found | {"cues": [Shown(**row) for row in found["cues"]]})

    def _judge_sound(self, heard: Heard, expected: Expected) -> None:
        frame, spoken = expected.frame, expected.take is not None
        self.powers += heard.powers
        if heard.peak_dbtp is not None:
            self.peaks.append(heard.peak_dbtp)
        if heard.samples != expected.span.samples:
            self._find(frame, "length of its sound", f"{heard.samples} samples", expected.span.samples)
        if expected.timeline and not spoken:
            self._find(frame, "its take", "not given", "a path")
        if heard.stray > NOISE:
            self._find(frame, "sound where it should be silent", f"{_decibel(heard.stray):.1f} dBFS", "at most −60 dBFS")
        if spoken and heard.take_silent:
            if self.job["loudness"]:
                self._find(frame, "its take", "silent", "speech")
        elif spoken:
            self._judge_speech(heard, expected)

    def _judge_speech(self, heard: Heard, expected: Expected) -> None:
        frame = expected.frame
        if heard.likeness < ALIKE:
            self._find(frame, "its sound is not its take's", f"likeness {heard.likeness:.2f}", f"at least {ALIKE}")
        elif abs(heard.shift) > LATE:
            self._find(frame, "its sound is out of place", f"{heard.shift * 1_000:+.0f} ms", f"±{LATE * 1_000:.0f} ms")
        for words in heard.lost[:5]:
            self._find(frame, "a word is not heard", words, f"at most {-QUIETER:.0f} dB below its take, and alike")
        if len(heard.lost) > 5:
            self._find(frame, "more words are not heard", len(heard.lost) - 5, 0)
        level = gated_loudness(np.array(heard.powers))
        if self.job["loudness"] and not abs(level - LOUDNESS) <= FRAME_TOLERANCE:
            self._find(frame, "loudness", f"{level:.2f} LUFS", f"{LOUDNESS} ± {FRAME_TOLERANCE}")

    def _judge_pictures(self, seen: Seen, expected: Expected) -> None:
        if seen.decoded != expected.span.pictures:
            self._find(expected.frame, "pictures that can be decoded", seen.decoded, expected.span.pictures)
        for cue in seen.cues:
            measured = "nothing changes" if cue.offset is None else f"{cue.offset:+.3f} s from '{cue.word}'"
            if cue.offset is None or cue.offset > LATEST:
                self._find(expected.frame, f"cue '{cue.name}'", measured, f"{EARLIEST} … +{LATEST} s")

    def _whole(self, tally: Tally, properties: Properties) -> None:
        pictures = sum(one.span.pictures for one in self.expected)
        for frame, text in tally.odd.items():
            self._find(frame, "time stamps", text, "without a gap")
        if tally.pictures != pictures:
            self._find(None, "pictures", tally.pictures, pictures)
        if tally.longest_group > LONGEST_GROUP:
            self._find(None, "pictures from one keyframe to the next", tally.longest_group, f"at most {LONGEST_GROUP}")
        if abs(tally.video_end - tally.audio_end) >= SAMPLES_PER_PICTURE:
            difference = (tally.audio_end - tally.video_end) / SAMPLE_RATE
            self._find(None, "sound ends beside the picture", f"{difference:+.4f} s", "less than one picture")
        if tally.captions != int(self.job.get("captions") or 0):
            self._find(None, "captions", tally.captions, self.job.get("captions") or 0)
        self.report.pictures = tally.pictures
        self._loudness()

    def _loudness(self) -> None:
        level = gated_loudness(np.array(self.powers))
        peak = max(self.peaks, default=float("-inf"))
        self.report.lufs = round(level, 2) if np.isfinite(level) else None
        self.report.peak_dbtp = round(peak, 2) if np.isfinite(peak) else None
        if not self.job["loudness"]:
            return
        if not abs(level - LOUDNESS) <= MASTER_TOLERANCE:
            self._find(None, "loudness", f"{level:.2f} LUFS", f"{LOUDNESS} ± {MASTER_TOLERANCE}")
        if peak > CEILING:
            self._find(None, "true peak", f"{peak:.2f} dBTP", f"at most {CEILING}")


def _seconds(pictures: int) -> str:
    """A length as an exact number of seconds, in the way fractions are written."""
    return str(Fraction(pictures, FPS))


def _decibel(amplitude: float) -> float:
    return 20 * float(np.log10(amplitude))


def _plain(value: object) -> bytes:
    return json.dumps(value).encode()


def _same_pictures(taken: Taken, expected: Expected) -> bool:
    """Whether a frame's pictures in the master are, byte for byte, those of its clip."""
    assert expected.clip is not None
    clip: Iterator[bytes] = (bytes(packet) for packet in clip_packets(Part(expected.clip, expected.own_pictures), expected.frame))
    try:
        return all(one == other for one, (other, _) in zip(clip, taken.pictures, strict=False))
    except LectureError:
        return False


class Measurements:
    """Earlier measurements on disk, found by a hash over all that they depend on; a damaged one counts as missing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @cached_property
    def code(self) -> bytes:
        here = Path(__file__).resolve().parent
        return code_hash(here, here.parent / "media").encode()

    def get(self, parts: Sequence[bytes], measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The measurement of these parts, taken now if it is not known."""
        if self.folder is None:
            return measure()
        path = self.folder / f"{self._key(parts)}.json"
        known = _read_sealed(path)
        if known is None:
            known = measure()
            text = json.dumps(known)
            write_atomically(path, json.dumps({"sha256": hashlib.sha256(text.encode()).hexdigest(), "text": text}))
        return known

    def _key(self, parts: Sequence[bytes]) -> str:
        digest = hashlib.sha256(self.code)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()


def _read_sealed(path: Path) -> dict[str, Any] | None:
    try:
        sealed = json.loads(path.read_text(encoding="utf-8"))
        if hashlib.sha256(sealed["text"].encode()).hexdigest() == sealed["sha256"]:
            return dict(json.loads(sealed["text"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None
