"""The one door into this room: what the build calls, each function `f(job, out)` with files in `out`.

Every path in a job may be absolute or relative to the working folder. Lengths are whole pictures at 30 a second and a
multiple of 16 (16 pictures = 25,600 samples = 25 AAC packets). A user's mistake, a damaged file or a full disk raises
`LectureError` and names the frame. Only `out` is written to (and `cache` by `verify_master`).

`encode_sound`: one frame's sound, encoded once.
    job  {"frame": "vae/architecture",
          "take": path to take.wav | null,     null: silence (a card)
          "speech_start": sample,              where the take begins; at least 1,024 (the timeline's)
          "samples": n}                        length of the frame's sound (the timeline's), a multiple of 25,600
    out  sound.m4a   mono AAC-LC, 48 kHz: samples / 1024 packets and one that flushes the decoder
         sound.json  {"frame", "samples", "packets", "speech_start", "take_samples", "lufs", "peak_dbtp",
                      "limited_db", "extradata_sha256"}; loudness and peak are those of the decoded sound,
                      null when it is silent

`make_card`: a still card, drawn by moviepy.
    job  {"frame": "card/title",               any unique id
          "lines": [{"text": "…", "role": "kicker" | "title" | "subtitle" | "heading" | "body" | "small" | "gap"}],
          "align": "left" | "center",          default "left"
          "pictures": n, "quality": "final" | "preview" | "draft",
          "theme": "scenes/theme.py",          colours and type sizes are read from it (as text, never imported)
          "fonts": "scenes/fonts"}
    out  clip.mp4, clip.json {"frame", "pictures", "quality", "extradata_sha256"}, still.png,
         sound.m4a, sound.json                 as of encode_sound with "take": null

`make_fade`: 16 pictures from the end of one clip to the first picture of the next.
    job  {"frame": "vae/architecture",         the clip that gives its last 16 pictures
          "clip": path, "pictures": n,         that clip and how many of its pictures the master uses
          "next": path,                        the clip that follows
          "quality": "final" | "preview" | "draft"}
    out  clip.mp4, clip.json {"frame", "pictures": 16, "quality", "extradata_sha256"}

`make_master`: a finished MP4 out of copied packets. Frame, section and lecture masters all come from here.
    job  {"name": "04-vae",
          "items": [{"frame": "vae/architecture", "clip": path, "sound": path to sound.m4a,
                     "pictures": n, "fade": path to a make_fade clip | null}, …],
                                               a fade takes the place of the last 16 pictures of its own item
          "language": "en",                    two or three letters
          "captions": path to .srt or .vtt | null,   embedded as a text track
          "chapters": [[first picture, "title"], …],
          "metadata": {"title", "artist", "album", "date", "copyright", "comment", …},   text to text
          "poster": picture number | null}
    out  master.mp4, poster.jpg (when asked for),
         master.json {"name", "pictures", "samples", "audio_packets", "captions", "width", "height",
                      "video_extradata_sha256", "audio_extradata_sha256", "sha256", "bytes",
                      "items": [{"frame", "first_picture", "pictures", "fade"}]}
    The same job gives the same bytes.

`verify_master`: decodes a finished master and compares it with what should be in it. Findings are written, not raised.
    job  {"name": "04-vae", "master": path to the finished .mp4,
          "items": [{"frame": "vae/architecture", "pictures": n, "fade": true | false,
                     "timeline": {…} | null,   as in the timeline's file; null: a card, silent and without cues
                     "take": path to take.wav | null,
                     "clip": path | null}, …], optional: then the pictures must be, byte for byte, this clip's
          "language": "en", "width": 1920, "height": 1080,
          "captions": number of captions embedded, "chapters": number of chapters,
          "loudness": true | false,            false for drafts spoken by the fake engine
          "cache": folder | null}              measurements by the hash of the packets decoded; may be deleted at will
    out  report.json {"name", "ok", "findings": [{"frame", "what", "measured", "allowed"}], "lufs", "peak_dbtp",
                      "pictures", "seconds", "frames": [{"frame", "lufs", "shift_ms", "words", "quietest_word_db",
                      "still_seconds", "still_from", "cues": [{"name", "word", "offset", "share", "beat_share"}]}]}

`version(job)`: what else a result depends on: the code of this room and of media/, and the packages' versions.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Any, Final

from lecture.errors import LectureError
from lecture.store import code_hash

# Whoever only asks for a version must not wait for moviepy and SciPy: each function imports what it works with.

STITCH: Final = Path(__file__).resolve().parent
MEDIA: Final = STITCH.parent / "media"


def encode_sound(job: dict[str, Any], out: Path) -> None:
    """Places a take in its frame's silence and encodes it once: sound.m4a, sound.json."""
    import numpy as np

    from media.packets import UNIT_SAMPLES
    from media.sound import encode_below, facts, m4a_bytes, place, read_wav

    frame = str(job["frame"])
    with _plain_disk_errors(out):
        if job["take"] is None:
            take, start = np.zeros(0, np.float32), UNIT_SAMPLES // 2
        else:
            take, start = read_wav(Path(job["take"]), frame), int(job["speech_start"])
        coded, decoded, limited = encode_below(place(take, start, int(job["samples"]), frame), frame)
        (out / "sound.m4a").write_bytes(m4a_bytes(coded))
        description = {
            "frame": frame,
            "speech_start": start if len(take) else None,
            "take_samples": len(take),
            "limited_db": round(abs(limited), 3),
            **facts(coded, decoded),
        }
        _write_json(out / "sound.json", description)


def make_card(job: dict[str, Any], out: Path) -> None:
    """Draws a card and encodes it with its silence: clip.mp4, clip.json, still.png, sound.m4a, sound.json."""
    from media.packets import UNIT_PICTURES, UNIT_SAMPLES
    from stitch import cards

    frame, quality, pictures = str(job["frame"]), _quality(job), int(job["pictures"])
    if pictures <= 0 or pictures % UNIT_PICTURES:
        raise LectureError(f"{frame}: a card lasts a multiple of {UNIT_PICTURES} pictures, not {pictures}")
    theme = cards.read_theme(Path(job["theme"]), Path(job["fonts"]))
    picture = cards.draw_card(job["lines"], theme, _size(quality), job.get("align", "left"), frame)
    with _plain_disk_errors(out):
        cards.write_still(picture, pictures, quality, out / "clip.mp4")
        cards.save_png(picture, out / "still.png")
        _describe_clip(out, frame, pictures, quality)
    samples = pictures // UNIT_PICTURES * UNIT_SAMPLES
    encode_sound({"frame": frame, "take": None, "speech_start": 0, "samples": samples}, out)


def make_fade(job: dict[str, Any], out: Path) -> None:
    """Fades the last 16 pictures of one clip into the first of the next: clip.mp4, clip.json."""
    from stitch import cards

    frame, quality = str(job["frame"]), _quality(job)
    before = cards.last_pictures(Path(job["clip"]), int(job["pictures"]), cards.FADE_PICTURES, frame)
    after = cards.last_pictures(Path(job["next"]), 1, 1, f"after {frame}")[0]
    with _plain_disk_errors(out):
        cards.write_fade(before, after, quality, out / "clip.mp4")
        _describe_clip(out, frame, cards.FADE_PICTURES, quality)


def make_master(job: dict[str, Any], out: Path) -> None:
    """Copies clips and sounds into one finished MP4: master.mp4, master.json, poster.jpg."""
    from stitch import masters

    with _plain_disk_errors(out):
        description = masters.write_master(job, out / "master.mp4")
        if job.get("poster") is not None:
            masters.write_poster(job, out / "poster.jpg")
        _write_json(out / "master.json", description)


def verify_master(job: dict[str, Any], out: Path) -> None:
    """Compares a finished MP4 with what should be in it: report.json."""
    from stitch import verify

    report = verify.check_master(job)
    with _plain_disk_errors(out):
        _write_json(out / "report.json", report.as_json())


def version(job: dict[str, Any]) -> dict[str, str]:
    """What a result depends on besides its job: the code that makes it, and the packages it is made with."""
    sources, packages = SOURCES[_kind(job)]
    return {"code": code_hash(*sources)} | {name: package_version(name) for name in packages}


PACKETS: Final = (MEDIA / "packets.py",)
CARDS: Final = (*PACKETS, MEDIA / "pictures.py", STITCH / "cards.py")
SOURCES: Final[dict[str, tuple[tuple[Path, ...], tuple[str, ...]]]] = {
    "sound": ((*PACKETS, MEDIA / "sound.py"), ("av", "numpy", "scipy")),
    "card": ((*CARDS, MEDIA / "sound.py"), ("av", "numpy", "scipy", "moviepy", "pillow")),
    "fade": (CARDS, ("av", "numpy", "moviepy")),
    "master": ((*CARDS, STITCH / "masters.py"), ("av", "numpy", "pillow", "srt", "webvtt-py")),
    "verify": ((MEDIA, STITCH), ("av", "numpy", "scipy")),
}


def _kind(job: dict[str, Any]) -> str:
    if "items" in job:
        return "verify" if "master" in job else "master"
    if "lines" in job:
        return "card"
    return "fade" if "next" in job else "sound"


def _quality(job: dict[str, Any]) -> str:
    from media.pictures import qualities

    quality = str(job["quality"])
    if quality not in qualities():
        raise LectureError(f"unknown quality '{quality}'", mend=f"known are {', '.join(qualities())}")
    return quality


def _size(quality: str) -> tuple[int, int]:
    from media.pictures import settings

    return int(settings(quality)["width"]), int(settings(quality)["height"])


def _describe_clip(out: Path, frame: str, pictures: int, quality: str) -> None:
    from media.pictures import extradata_sha256

    digest = extradata_sha256(out / "clip.mp4")
    _write_json(out / "clip.json", {"frame": frame, "pictures": pictures, "quality": quality, "extradata_sha256": digest})


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def _plain_disk_errors(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise LectureError("the disk is full", path=out, mend="make room and run the same command again") from error
        raise
