"""Captions, chapters and transcripts from timelines: what the voice says, as written, at its time."""

from __future__ import annotations

import bisect
import datetime
import functools
import html
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import srt

from lecture.timeline import SAMPLE_RATE, SAMPLES_PER_PICTURE, TimedWord, Timeline

LINE = 42  # characters in a line
LINES = 2
FASTEST = 20.0  # characters a second
SHORTEST = 1.0  # seconds a caption stays
LINGER = 0.6  # seconds a caption may stay after its last word
BORROWED = 0.4  # seconds that a caption may begin before its first word, or the next one after it
MILLISECOND = SAMPLE_RATE // 1000  # how far a written time may lie from the true one
CLAUSE_END = (",", ";", ":", "–", "—")
WEAK_ENDS = frozenset("a an the of to in on at by for with from and or but that is are as its it our your this".split())


@dataclass(frozen=True)
class Caption:
    """Start and end in samples of the master; text of one or two lines."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Placed:
    """A frame's timeline and the picture of the master at which it begins."""

    timeline: Timeline
    first_picture: int

    @property
    def offset(self) -> int:
        """The frame's first sample in the master."""
        return self.first_picture * SAMPLES_PER_PICTURE


@dataclass(frozen=True)
class Chapter:
    """A stretch of a master with a title; first picture, and the first after it."""

    start: int
    stop: int
    title: str


def captions(frames: Iterable[Placed]) -> list[Caption]:
    """The captions of a master: two lines of 42 characters, cut at phrase ends, at most 20 characters a second."""
    result: list[Caption] = []
    for placed in frames:
        shift = placed.offset
        result += [replace(item, start=item.start + shift, end=item.end + shift) for item in _frame_captions(placed.timeline)]
    return result


@functools.lru_cache(maxsize=256)
def _frame_captions(timeline: Timeline) -> tuple[Caption, ...]:
    """The captions of one frame, from its beginning; it stands in three masters."""
    blocks = [block for words in _sentences(timeline) for block in _cut(words)]
    result: list[Caption] = []
    for index, block in enumerate(blocks):
        text = " ".join(plain(word.written) for word in block)
        following = blocks[index + 1][0].start if index + 1 < len(blocks) else timeline.samples
        needed = max(SHORTEST, len(text) / FASTEST)
        wanted = max(block[-1].end + round(LINGER * SAMPLE_RATE), block[0].start + round(needed * SAMPLE_RATE))
        result.append(Caption(block[0].start, min(wanted, following), _two_lines(text)))
    return tuple(_slowed(result))


def _slowed(items: list[Caption]) -> list[Caption]:
    """Where the voice is faster than one reads, captions borrow time from neighbours that have some to spare."""
    for index, item in enumerate(items):
        missing = -_spare(item)
        if missing <= 0:
            continue
        before = items[index - 1] if index else None
        room = item.start if before is None else item.start - before.end + max(0, _spare(before))
        start = item.start - min(missing, room, round(BORROWED * SAMPLE_RATE))
        end = item.end
        if index + 1 < len(items):
            after = items[index + 1]
            room = after.start - end + max(0, _spare(after))
            end += min(missing - (item.start - start), room, round(BORROWED * SAMPLE_RATE))
            items[index + 1] = replace(after, start=max(after.start, end))
        if before is not None:
            items[index - 1] = replace(before, end=min(before.end, start))
        items[index] = replace(item, start=start, end=end)
    return items


def _spare(item: Caption) -> int:
    """Samples that a caption stays longer than it takes to read; less than none where it is too short."""
    return item.end - item.start - math.ceil(len(item.text) / FASTEST * SAMPLE_RATE) - MILLISECOND


def plain(written: str) -> str:
    """A written word as a caption shows it: a formula without its dollar signs and backslashes."""
    return written.replace("$", "").replace("\\", "") if "$" in written else written


def _sentences(timeline: Timeline) -> list[list[TimedWord]]:
    bounds = [*timeline.sentences, len(timeline.words)]
    return [list(timeline.words[start:stop]) for start, stop in itertools.pairwise(bounds)]


def _cut(words: Sequence[TimedWord]) -> list[Sequence[TimedWord]]:
    """Cuts a sentence into blocks of at most two lines, by the cheapest sum of costs (dynamic programming)."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for stop in range(1, len(words) + 1):
        choices = []
        for start in range(stop - 1, -1, -1):
            text = " ".join(plain(word.written) for word in words[start:stop])
            if start < stop - 1 and not _fits(text):
                break
            choices.append((best[start][0] + _cost(words[start:stop], text, stop == len(words)), start))
        best.append(min(choices))
    blocks: list[Sequence[TimedWord]] = []
    stop = len(words)
    while stop:
        start = best[stop][1]
        blocks.insert(0, words[start:stop])
        stop = start
    return blocks


def _cost(words: Sequence[TimedWord], text: str, last: bool) -> float:
    end = words[-1].written
    cost = 10.0
    if not last and not end.endswith(CLAUSE_END):
        cost += 14.0 + (8.0 if end.lower() in WEAK_ENDS else 0.0)
    seconds = max((words[-1].end - words[0].start) / SAMPLE_RATE, 0.01)
    cost += max(0.0, len(text) / seconds - FASTEST) * 2.0
    return cost + (12.0 if len(text) < 15 else 0.0)


def _fits(text: str) -> bool:
    lines = _wrapped(text)
    return len(lines) <= LINES and all(len(line) <= LINE for line in lines)


def _wrapped(text: str) -> list[str]:
    if len(text) <= LINE:
        return [text]
    cuts = [index for index, char in enumerate(text) if char == " "]
    fitting = [cut for cut in cuts if cut <= LINE and len(text) - cut - 1 <= LINE]
    if not fitting:
        return [text, "", ""]
    return [text[: (cut := min(fitting, key=lambda cut: _line_cost(text, cut)))], text[cut + 1 :]]


def _line_cost(text: str, cut: int) -> float:
    cost = abs(cut - len(text) / 2)
    if text[cut - 1] in "".join(CLAUSE_END):
        cost -= 8.0
    return cost + (6.0 if text[:cut].rpartition(" ")[2].lower() in WEAK_ENDS else 0.0)


def _two_lines(text: str) -> str:
    return "\n".join(line for line in _wrapped(text) if line)


def as_srt(items: Sequence[Caption]) -> str:
    """SubRip text."""
    subtitles = (srt.Subtitle(index, _time(item.start), _time(item.end), item.text) for index, item in enumerate(items, 1))
    return str(srt.compose(subtitles))


def as_vtt(items: Sequence[Caption], *, language: str = "en") -> str:
    """WebVTT text."""
    blocks = (f"{_stamp(item.start)} --> {_stamp(item.end)}\n{html.escape(item.text, quote=False)}\n" for item in items)
    return f"WEBVTT\nKind: captions\nLanguage: {language}\n\n" + "\n".join(blocks)


def chapters(frames: Sequence[Placed], sections: Mapping[str, tuple[int, str]]) -> list[Chapter]:
    """The chapters of a master in order of time: every section, and under it its frames.

    Args:
        sections: by slug, the picture of its title card and its title; empty in a frame's own master.
    """
    rows = [
        Chapter(one.first_picture, one.first_picture + one.timeline.pictures, f"{one.timeline.number} {one.timeline.title}")
        for one in frames
    ]
    for slug, (start, title) in sections.items():
        stop = max(row.stop for row, one in zip(rows, frames, strict=False) if one.timeline.frame.startswith(f"{slug}/"))
        rows.append(Chapter(start, stop, title))
    return sorted(rows, key=lambda row: (row.start, -row.stop))


def chapters_vtt(items: Sequence[Chapter]) -> str:
    """Chapters as WebVTT; a section encloses its frames, so that players can nest them."""
    blocks = (
        f"{_stamp(item.start * SAMPLES_PER_PICTURE)} --> {_stamp(item.stop * SAMPLES_PER_PICTURE)}\n"
        f"{html.escape(item.title, quote=False)}\n"
        for item in items
    )
    return "WEBVTT\nKind: chapters\n\n" + "\n".join(blocks)


def transcript_text(frames: Sequence[Placed]) -> str:
    """The transcript as plain text: a heading a frame, a line a paragraph."""
    parts = []
    for placed in frames:
        timeline = placed.timeline
        paragraphs = "\n\n".join(text for _, text in paragraphs_of(timeline))
        heading = f"{timeline.number} {timeline.title}"
        parts.append(f"{heading}\n{'-' * len(heading)}\n\n{paragraphs}\n")
    return "\n".join(parts)


def paragraphs_of(timeline: Timeline) -> list[tuple[int, str]]:
    """A frame's paragraphs: (first sample, text)."""
    bounds = [*timeline.paragraphs, len(timeline.words)]
    return [
        (timeline.words[start].start, " ".join(plain(word.written) for word in timeline.words[start:stop]))
        for start, stop in itertools.pairwise(bounds)
    ]


def paragraph_cues(timeline: Timeline) -> dict[int, list[str]]:
    """The cues in each paragraph that has any, in order: index of the paragraph → names."""
    found: dict[int, list[str]] = {}
    for cue in timeline.cues:
        found.setdefault(bisect.bisect_right(timeline.paragraphs, cue.word) - 1, []).append(cue.name)
    return found


def _time(samples: int) -> datetime.timedelta:
    return datetime.timedelta(milliseconds=samples * 1000 // SAMPLE_RATE)


def _stamp(samples: int) -> str:
    milliseconds = samples * 1000 // SAMPLE_RATE
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"
