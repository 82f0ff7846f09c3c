"""Turns a master's job into a film of copied packets, and says what lies where in it."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import srt
import webvtt

from lecture.errors import LectureError
from lecture.store import file_hash
from media.packets import Caption, Film, Part, Piece, Written, three_letters, write_film
from stitch.cards import FADE_PICTURES, last_pictures, save_jpeg


def film_of(job: Mapping[str, Any]) -> Film:
    """The film that a master's job describes; raises LectureError, naming the frame, for what can't be."""
    captions = read_captions(Path(job["captions"])) if job.get("captions") else []
    return Film(
        pieces=tuple(_piece(item) for item in job["items"]),
        captions=tuple(captions),
        chapters=tuple((int(start), str(title)) for start, title in job.get("chapters") or ()),
        metadata={name: str(value) for name, value in (job.get("metadata") or {}).items()},
        language=three_letters(job["language"]),
    )


def _piece(item: Mapping[str, Any]) -> Piece:
    """An item's pictures and sound; a fade takes the place of its last pictures, so that nothing gets longer."""
    pictures, clip = int(item["pictures"]), Path(item["clip"])
    parts = [Part(clip, pictures)]
    if item.get("fade"):
        if pictures <= FADE_PICTURES:
            raise LectureError(f"frame {item['frame']}: {pictures} pictures are too few for a cross-fade")
        parts = [Part(clip, pictures - FADE_PICTURES), Part(Path(item["fade"]), FADE_PICTURES)]
    return Piece(item["frame"], tuple(parts), Path(item["sound"]))


def read_captions(path: Path) -> list[Caption]:
    """Captions of an .srt or .vtt file, in order of time; raises LectureError for an unreadable file or bad times."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".vtt":
            rows = [
                (_seconds(cue.start), _seconds(cue.end), html.unescape(cue.text)) for cue in webvtt.from_string(text).captions
            ]
        else:
            rows = [(entry.start, entry.end, entry.content) for entry in srt.parse(text)]
    except (
        OSError,
        ValueError,
        srt.SRTParseError,
        webvtt.errors.MalformedFileError,
        webvtt.errors.MalformedCaptionError,
    ) as error:
        raise LectureError(f"these captions cannot be read ({error})", path=path) from error
    captions = [Caption(_milliseconds(start), _milliseconds(end), words) for start, end, words in rows]
    for before, after in zip(captions, [*captions[1:], None], strict=True):
        if before.end <= before.start or (after is not None and after.start < before.end):
            raise LectureError(f"the caption at {before.start} ms overlaps or ends before it starts", path=path)
    return captions


def _seconds(stamp: str) -> timedelta:
    parts = [float(part) for part in stamp.split(":")]
    return timedelta(seconds=sum(part * 60**power for power, part in enumerate(reversed(parts))))


def _milliseconds(time: timedelta) -> int:
    return round(time / timedelta(milliseconds=1))


def write_master(job: Mapping[str, Any], target: Path, progress: Callable[[float], None] | None = None) -> dict[str, Any]:
    """Writes the MP4 of a master's job and returns its description, the content of master.json."""
    film = film_of(job)
    written = write_film(film, target, progress)
    if written.pictures != film.pictures:
        raise LectureError(f"{job['name']}: {written.pictures} of {film.pictures} pictures were written")
    return {
        "name": job["name"],
        "captions": len(film.captions),
        "items": _places(job["items"]),
        "bytes": target.stat().st_size,
        "sha256": file_hash(target),
        **_written(written),
    }


def _written(written: Written) -> dict[str, Any]:
    return {
        "pictures": written.pictures,
        "samples": (written.audio_packets - 1) * 1024,
        "audio_packets": written.audio_packets,
        "width": written.width,
        "height": written.height,
        "video_extradata_sha256": hashlib.sha256(written.video_extradata).hexdigest(),
        "audio_extradata_sha256": hashlib.sha256(written.audio_extradata).hexdigest(),
    }


def _places(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where each item begins, in pictures of the master."""
    places: list[dict[str, Any]] = []
    first = 0
    for item in items:
        pictures = int(item["pictures"])
        places.append({"frame": item["frame"], "first_picture": first, "pictures": pictures, "fade": bool(item.get("fade"))})
        first += pictures
    return places


def write_poster(job: Mapping[str, Any], target: Path) -> None:
    """Saves one picture of a master, given by its number, as a JPEG of full size; taken from the clip it lies in."""
    number = int(job["poster"])
    for item, place in zip(job["items"], _places(job["items"]), strict=True):
        inside = number - place["first_picture"]
        if 0 <= inside < place["pictures"]:
            save_jpeg(last_pictures(Path(item["clip"]), inside + 1, 1, item["frame"])[0], target)
            return
    raise LectureError(f"{job['name']}: there is no picture {number} for the poster")
