"""A lecture on disk: lecture.yaml, its sections and frames, and the names that follow from them."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field

from lecture.errors import LectureError, did_you_mean
from lecture.fields import Fields, parse_fields, read_text
from lecture.script import Script, read_script

NUMBERED = re.compile(r"(\d{2})-([a-z0-9]+(?:-[a-z0-9]+)*)")
ENGINES = ("hibari", "espeak", "fake", "recorded")
QUALITIES = ("draft", "preview", "final")


class Voice(Fields):
    engine: str = "hibari"
    voice: str = "heart"
    rate: Annotated[float, Field(ge=0.5, le=2.0)] = 1.0


class Picture(Fields):
    width: int = 1920
    height: int = 1080
    fps: int = 30


class SectionTitle(Fields):
    slug: str
    title: str


class Settings(Fields):
    """lecture.yaml."""

    title: str
    course: str
    author: str
    licence: str
    date: datetime.date
    language: str = "en"
    voice: Voice = Voice()
    lexicon: dict[str, str] = {}
    picture: Picture = Picture()
    sections: Annotated[list[SectionTitle], Field(min_length=1)]
    feedback: str | None = None
    end_card: str = ""


@dataclass(frozen=True)
class Frame:
    """One frame: where its script lies and what everything else of it is called."""

    root: Path  # the project
    path: Path
    section: str  # "vae"
    name: str  # "architecture"
    number: str  # "4.2"

    @property
    def slug(self) -> str:
        return f"{self.section}/{self.name}"

    @property
    def trace(self) -> str:
        return f"{self.section}_{self.name}".replace("-", "_")

    @property
    def scene(self) -> str:
        return "".join(part.capitalize() for part in self.name.split("-"))

    @property
    def stem(self) -> str:
        """Where its master lies below `frames/`: "04-vae/02-architecture"."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def recording(self) -> Path | None:
        """A person's recording beside the script, if there is one; it beats every engine."""
        found = [self.path.with_suffix(ending) for ending in (".wav", ".flac", ".m4a", ".mp3", ".ogg")]
        return next((path for path in found if path.exists()), None)

    @cached_property
    def module(self) -> Path:
        """The file of its scene.

        Raises:
            LectureError: there is no scene module for the section, or more than one.
        """
        pattern = f"s??_{self.section.replace('-', '_')}.py"
        found = sorted((self.root / "scenes").glob(pattern))
        if len(found) == 1:
            return found[0]
        problem = "no scene module" if not found else f"{len(found)} scene modules"
        raise LectureError(f"{problem} scenes/{pattern} for section '{self.section}'", path=self.path)

    @cached_property
    def script(self) -> Script:
        return read_script(self.path)


@dataclass(frozen=True)
class Section:
    number: int
    slug: str
    title: str
    folder: Path
    frames: tuple[Frame, ...]

    @property
    def stem(self) -> str:
        return self.folder.name


@dataclass(frozen=True)
class Lecture:
    name: str
    root: Path
    folder: Path
    settings: Settings
    sections: tuple[Section, ...]

    @property
    def frames(self) -> tuple[Frame, ...]:
        return tuple(frame for section in self.sections for frame in section.frames)

    def select(self, *, section: str | None = None, frame: str | None = None) -> tuple[Frame, ...]:
        """The frames that a user names: section "4" or "vae" or "4-6", frame "4.2", "4.1-4.3" or "vae/architecture".

        Raises:
            LectureError: nothing has that name; with the closest one that exists.
        """
        chosen = self.frames
        if section:
            chosen = tuple(frame_ for part in section.split(",") for frame_ in self._section(part.strip()))
        if frame:
            wanted = [frame_ for part in frame.split(",") for frame_ in self._range(part.strip())]
            chosen = tuple(frame_ for frame_ in chosen if frame_ in wanted)
            if not chosen:
                raise LectureError(f"frame {frame} is not in section {section}")
        return chosen

    def _section(self, name: str) -> tuple[Frame, ...]:
        first, _, last = name.partition("-")
        if first.isdigit() and (not last or last.isdigit()):
            numbers = range(int(first), int(last or first) + 1)
            found = [section for section in self.sections if section.number in numbers]
        else:
            found = [section for section in self.sections if name in (section.slug, section.stem)]
        if not found:
            known = ", ".join(f"{section.number} {section.slug}" for section in self.sections)
            raise LectureError(f"no section '{name}' in {self.name}", mend=f"there are: {known}")
        return tuple(frame for section in found for frame in section.frames)

    def _range(self, name: str) -> tuple[Frame, ...]:
        numbers = [frame.number for frame in self.frames]
        first, _, last = name.partition("-")
        if first in numbers and (not last or last in numbers):
            start, stop = numbers.index(first), numbers.index(last or first)
            return self.frames[start : stop + 1]
        found = tuple(frame for frame in self.frames if name in (frame.slug, frame.stem, frame.number))
        if not found:
            mend = did_you_mean(name, [*numbers, *(frame.slug for frame in self.frames)])
            raise LectureError(f"no frame '{name}' in {self.name}", mend=mend or f"they run from {numbers[0]} to {numbers[-1]}")
        return found


def project_root() -> Path:
    """The folder that holds render.py."""
    return Path(__file__).resolve().parent.parent


def build_root(root: Path | None = None) -> Path:
    """Where everything made goes: build/, or the folder that LECTURE_BUILD names."""
    named = os.environ.get("LECTURE_BUILD")
    return Path(named).resolve() if named else (root or project_root()) / "build"


def lectures(root: Path | None = None) -> list[str]:
    """The names of all lectures below scripts/."""
    base = (root or project_root()) / "scripts"
    return sorted(path.parent.name for path in base.glob("*/lecture.yaml"))


def open_lecture(name: str, root: Path | None = None) -> Lecture:
    """Reads lecture.yaml and finds sections and frames; scripts themselves are read when asked for.

    Raises:
        LectureError: no such lecture, or its folders and lecture.yaml don't agree.
    """
    root = root or project_root()
    folder = root / "scripts" / name
    settings_path = folder / "lecture.yaml"
    if not settings_path.exists():
        known = lectures(root)
        mend = did_you_mean(name, known) or f"there are: {', '.join(known) or 'none'}"
        raise LectureError(f"no lecture '{name}' (scripts/{name}/lecture.yaml)", mend=mend)
    settings = parse_fields(read_text(settings_path), Settings, settings_path)
    if settings.voice.engine not in ENGINES:
        mend = did_you_mean(settings.voice.engine, ENGINES) or f"there are: {', '.join(ENGINES)}"
        raise LectureError(f"unknown voice engine '{settings.voice.engine}'", path=settings_path, mend=mend)
    return Lecture(name, root, folder, settings, tuple(_sections(root, folder, settings, settings_path)))


def _sections(root: Path, folder: Path, settings: Settings, settings_path: Path) -> Iterator[Section]:
    titles = {section.slug: section.title for section in settings.sections}
    folders = {slug: (number, path) for number, slug, path in _numbered(folder, is_dir=True)}
    for slug in titles.keys() - folders.keys():
        mend = did_you_mean(slug, folders) or f"make the folder NN-{slug}, or delete the section"
        raise LectureError(f"section '{slug}' has no folder", path=settings_path, mend=mend)
    for slug, (number, path) in folders.items():
        if slug not in titles:
            raise LectureError(f"section folder '{path.name}' is not in the list", path=settings_path, mend="add it")
        frames = tuple(
            Frame(root, file, slug, name, f"{number}.{position}") for position, name, file in _numbered(path, is_dir=False)
        )
        if not frames:
            raise LectureError("the section has no frame", path=path, mend="add 01-introduction.md")
        yield Section(number, slug, titles[slug], path, frames)


def _numbered(folder: Path, *, is_dir: bool) -> list[tuple[int, str, Path]]:
    found: list[tuple[int, str, Path]] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "_")) or path.is_dir() != is_dir or (not is_dir and path.suffix != ".md"):
            continue
        match = NUMBERED.fullmatch(path.name if is_dir else path.stem)
        if match is None:
            raise LectureError("a name must look like 04-vae: two digits, then small letters", path=path, mend="rename it")
        if any(match[2] == name or int(match[1]) == number for number, name, _ in found):
            raise LectureError("its number or name is taken by a neighbour", path=path, mend="rename it")
        found.append((int(match[1]), match[2], path))
    return found
