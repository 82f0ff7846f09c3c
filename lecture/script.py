"""Reads the Markdown file that a lecturer edits: front matter, spoken text, cues, notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from lecture.errors import LectureError
from lecture.fields import Fields, parse_fields, read_text

CUE = re.compile(r"\{#([a-z][a-z0-9_]*)\}")
PAUSE = re.compile(r"\{pause +(\d+(?:\.\d+)?)\}")
PLACEHOLDER = re.compile(r"\{\{ *([A-Za-z_]\w*)((?:\[\d+\])*) *(?::([^{}]*))?\}\}")
SAY = re.compile(r"\[([^\[\]{}\n]+)\]\{say=\"([^\"{}\n]+)\"\}")
FORMULA = re.compile(r"\$([^$\n]+)\$")
SENTENCE_END = re.compile(r"[.?!…][\"'”’)\]]*$")
BLOCK_MARK = re.compile(r"\s*(#{1,6}\s|[-+*]\s|\d+[.)]\s|```|~~~|\||([-=*_])(\s*\2){2,}\s*$)")
HTML = re.compile(r"<[A-Za-z/!]")
NO_END = frozenset({"e.g.", "i.e.", "al.", "dr.", "prof.", "vs.", "cf.", "fig.", "mr.", "mrs.", "ms.", "st.", "no."})
MARK_HELP = {
    "{": "marks are {#cue}, {pause 1.5} and {{number:.2f}}; write \\{ for the character",
    "}": "a mark is closed that was never opened; write \\} for the character",
    "[": 'a spoken form is written [μ]{say="mew"}; write \\[ for the character',
    "]": 'a spoken form is written [μ]{say="mew"}; write \\] for the character',
    "`": "code cannot be spoken; write the words alone",
    "$": "close the formula with a second $ on the same line; write \\$ for the character",
}
LONGEST_PAUSE = 10.0


class FrontMatter(Fields):
    """What may stand between the two `---` lines."""

    title: Annotated[str, Field(min_length=1, max_length=60)]
    voice: str | None = None
    rate: Annotated[float, Field(ge=0.5, le=2.0)] | None = None


@dataclass(frozen=True)
class Cue:
    """A named place in the spoken text; `word` is the index of the word that it stands before."""

    name: str
    word: int
    line: int


@dataclass(frozen=True)
class Word:
    """One written word with its punctuation; `say` is how it is spoken where the lecturer says so."""

    written: str
    line: int
    say: str | None = None


@dataclass(frozen=True)
class Sentence:
    """A run of words that is spoken in one breath; `pause` in seconds follows it where the lecturer asks."""

    words: tuple[Word, ...]
    pause: float | None = None
    paragraph_end: bool = False


@dataclass(frozen=True)
class Script:
    """One frame's script, parsed."""

    path: Path
    title: str
    sentences: tuple[Sentence, ...]
    cues: tuple[Cue, ...]
    notes: tuple[str, ...]
    voice: str | None = None
    rate: float | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for sentence in self.sentences for word in sentence.words)

    @property
    def text(self) -> str:
        """The written text, as captions show it, without marks."""
        return " ".join(word.written for word in self.words)

    @property
    def cue_notes(self) -> dict[str, str]:
        """What the notes say happens at a cue: `> encoder: the block appears`, or several names before the colon."""
        found: dict[str, str] = {}
        names = {cue.name for cue in self.cues}
        for note in self.notes:
            before, _, said = note.partition(":")
            found |= {name: said.strip() for name in re.split(r"\s*,\s*", before.strip()) if name in names}
        return found

    @property
    def placeholders(self) -> tuple[tuple[str, int], ...]:
        """The arrays that the text takes numbers from, each with its line."""
        return tuple((found[1], word.line) for word in self.words for found in PLACEHOLDER.finditer(word.written))

    def filled(self, arrays: Mapping[str, Any]) -> Script:
        """The script with every placeholder replaced by its number.

        Raises:
            LectureError: an array is not in the trace, the place in it is no single number, or the format is none.
        """
        sentences = tuple(
            replace(sentence, words=tuple(_filled(word, arrays, self.path) for word in sentence.words))
            for sentence in self.sentences
        )
        return replace(self, sentences=sentences)


def read_script(path: Path) -> Script:
    """Reads one script.

    Raises:
        LectureError: with file, line and mend, for whatever is wrong with it.
    """
    text = read_text(path)
    head, body, body_line = _split(text, path)
    front = parse_fields(head, FrontMatter, path, first_line=2)
    reader, notes = _read_body(body, body_line, path)
    if not reader.sentences:
        raise LectureError("nothing is spoken", path=path, line=body_line, mend="write the text below the second '---'")
    return Script(path, front.title, tuple(reader.sentences), tuple(reader.cues), notes, front.voice, front.rate)


def script_of_text(text: str) -> Script:
    """A text without front matter as a script, to hear it."""
    path = Path("the text")
    reader, notes = _read_body(text, 1, path)
    if not reader.sentences:
        raise LectureError("nothing to say")
    return Script(path, "", tuple(reader.sentences), tuple(reader.cues), notes)


def _split(text: str, path: Path) -> tuple[str, str, int]:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise LectureError("front matter is missing", path=path, line=1, mend="begin with '---', 'title: …', '---'")
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == "---":
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    raise LectureError("the front matter is never closed", path=path, line=1, mend="add a line '---' below it")


def _read_body(body: str, first_line: int, path: Path) -> tuple[_Reader, tuple[str, ...]]:
    paragraphs, notes = _paragraphs(body, first_line, path)
    reader = _Reader(path)
    for paragraph in paragraphs:
        reader.paragraph(paragraph)
    return reader, notes


def _paragraphs(body: str, first_line: int, path: Path) -> tuple[list[list[tuple[int, str]]], tuple[str, ...]]:
    paragraphs: list[list[tuple[int, str]]] = [[]]
    notes: list[str] = []
    for number, line in enumerate(body.split("\n"), first_line):
        if line.lstrip().startswith(">"):
            notes.append(line.lstrip()[1:].strip())
            continue
        if not line.strip():
            paragraphs.append([])
            continue
        _refuse_blocks(line, number, path)
        paragraphs[-1].append((number, line))
    return [paragraph for paragraph in paragraphs if paragraph], tuple(notes)


def _refuse_blocks(line: str, number: int, path: Path) -> None:
    if BLOCK_MARK.match(line):
        mend = "write plain sentences; the scene draws the picture"
        raise LectureError("headings, lists, tables and code cannot be spoken", path=path, line=number, mend=mend)
    if HTML.search(line):
        raise LectureError("HTML cannot be spoken", path=path, line=number, mend="write plain text")
    for char in line:
        if _unspeakable(char):
            name = unicodedata.name(char, "no name")
            mend = 'delete it, or write [it]{say="how it is read"}' if char.isprintable() else "delete it"
            raise LectureError(f"no voice can read '{char}' (U+{ord(char):04X} {name})", path=path, line=number, mend=mend)


def _unspeakable(char: str) -> bool:
    category = unicodedata.category(char)
    if category in ("Cf", "Co", "Cn", "Cs") or (category == "So" and char not in "°©®™"):
        return True
    if category.startswith("M"):
        return True
    return category.startswith("L") and not re.match(r"LATIN|GREEK|MICRO|FEMININE|MASCULINE", unicodedata.name(char, ""))


class _Reader:
    """Turns paragraphs into sentences of words, and keeps the cues."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sentences: list[Sentence] = []
        self.cues: list[Cue] = []
        self._count = 0  # words in the finished sentences
        self._words: list[Word] = []

    def paragraph(self, lines: list[tuple[int, str]]) -> None:
        waiting: list[tuple[str, int]] = []
        for mark, value, line in _tokens(lines, self.path):
            if mark == "cue":
                waiting.append((value, line))
            elif mark == "pause":
                self._pause(float(value), line)
            else:
                self._add_cues(waiting, line)
                waiting = []
                self._end_sentence_before(value)
                written, _, say = value.partition("\0")
                self._words.append(Word(written, line, say or None))
        if waiting:
            name, line = waiting[0]
            raise LectureError(f"cue {{#{name}}} stands before no word", path=self.path, line=line, mend="move it")
        self._end_sentence(paragraph_end=True)

    def _add_cues(self, cues: list[tuple[str, int]], line: int) -> None:
        for name, cue_line in cues:
            if any(cue.name == name for cue in self.cues):
                raise LectureError(f"cue {{#{name}}} stands twice", path=self.path, line=cue_line, mend="rename one")
            self.cues.append(Cue(name, self._count + len(self._words), cue_line))

    def _end_sentence_before(self, following: str) -> None:
        if not self._words:
            return
        last = self._words[-1].written
        starts = following.lstrip("\"'“‘([")[:1]
        if SENTENCE_END.search(last) and last.lower() not in NO_END and not starts.islower():
            self._end_sentence()

    def _end_sentence(self, *, paragraph_end: bool = False) -> None:
        if self._words:
            self.sentences.append(Sentence(tuple(self._words), paragraph_end=paragraph_end))
            self._count += len(self._words)
            self._words = []
        elif paragraph_end and self.sentences:
            self.sentences[-1] = replace(self.sentences[-1], paragraph_end=True)

    def _pause(self, seconds: float, line: int) -> None:
        if seconds > LONGEST_PAUSE:
            raise LectureError(f"a pause of {seconds} s", path=self.path, line=line, mend=f"at most {LONGEST_PAUSE:g} s")
        self._end_sentence()
        if not self.sentences:
            raise LectureError("a pause before the first word", path=self.path, line=line, mend="delete it")
        before = self.sentences[-1].pause or 0.0
        self.sentences[-1] = replace(self.sentences[-1], pause=before + seconds)


def _tokens(lines: list[tuple[int, str]], path: Path) -> Iterator[tuple[str, str, int]]:
    """Yields ("word" | "cue" | "pause", value, line); a word's spoken form follows it after a NUL."""
    word = say = ""
    for number, line in lines:
        position = 0
        while position < len(line):
            char = line[position]
            if char.isspace():
                if word:
                    yield "word", _joined(word, say), number
                word = say = ""
                position += 1
                continue
            kind, written, spoken, position = _piece(line, position, number, path)
            if kind == "text":
                say = (say or word) + spoken if spoken != written or say else ""
                word += written
                continue
            if word:
                yield "word", _joined(word, say), number
                word = say = ""
            yield kind, written, number
        if word:
            yield "word", _joined(word, say), number
        word = say = ""


def _joined(word: str, say: str) -> str:
    return f"{word}\0{say}" if say else word


def _piece(line: str, position: int, number: int, path: Path) -> tuple[str, str, str, int]:
    """The mark or character at a position: (kind, written, spoken, next position)."""
    char = line[position]
    if char == "\\" and line[position + 1 : position + 2] in tuple("{}[]$*\\"):
        return "text", line[position + 1], line[position + 1], position + 2
    if char == "*":
        return "text", "", "", position + 1
    for kind, pattern in (("cue", CUE), ("pause", PAUSE), ("hole", PLACEHOLDER), ("say", SAY), ("formula", FORMULA)):
        found = pattern.match(line, position)
        if found is None:
            continue
        if kind in ("cue", "pause"):
            return kind, found[1], found[1], found.end()
        spoken = found[2].strip() if kind == "say" else found[0]
        return "text", found[1].strip() if kind == "say" else found[0], spoken, found.end()
    if char in MARK_HELP:
        shown = line[position : position + 20].split()[0]
        raise LectureError(f"'{shown}' is no mark", path=path, line=number, mend=MARK_HELP[char])
    return "text", char, char, position + 1


def _filled(word: Word, arrays: Mapping[str, Any], path: Path) -> Word:
    if "{{" not in word.written:
        return word

    def number(found: re.Match[str]) -> str:
        return _number(found, arrays, path, word.line)

    say = PLACEHOLDER.sub(number, word.say) if word.say else None
    return replace(word, written=PLACEHOLDER.sub(number, word.written), say=say)


def _number(found: re.Match[str], arrays: Mapping[str, Any], path: Path, line: int) -> str:
    name, places, form = found[1], found[2], found[3] or ""
    if name not in arrays:
        known = ", ".join(sorted(arrays)) or "none"
        raise LectureError(f"no array '{name}' in this frame's trace", path=path, line=line, mend=f"there are: {known}")
    value = arrays[name]
    try:
        for place in re.findall(r"\d+", places):
            value = value[int(place)]
        if getattr(value, "size", 1) != 1:
            raise ValueError("that is an array, not one number; add an index like [0]")
        plain = value.item() if hasattr(value, "item") else value
        return format(plain, form).replace("-", "−")
    except (IndexError, ValueError, TypeError) as error:
        raise LectureError(f"'{found[0]}': {error}", path=path, line=line) from None
