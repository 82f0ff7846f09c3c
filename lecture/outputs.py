"""Puts finished masters where users look for them, with captions, chapters, transcript, manifest and checksums beside."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from lecture import captions
from lecture.build import Credits, Master, Plan
from lecture.captions import Placed
from lecture.plan import build_root
from lecture.steps import Results, StepId
from lecture.store import file_hash, place, write_atomically
from lecture.timeline import SAMPLE_RATE, Timeline

PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 1.05rem/1.6 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #16202c; }}
img {{ width: 100%; height: auto; border-radius: 6px; }}
a.time {{ font-variant-numeric: tabular-nums; margin-right: .6rem; color: #0b5cad; }}
h2 {{ margin-top: 3rem; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{credits}</p>
<p><a href="{video}">Watch the video</a></p>
{frames}
</body>
</html>
"""


@dataclass(frozen=True)
class Outputs:
    """Everything that a finished run of a plan hands to its users."""

    plan: Plan
    results: Results

    @property
    def folder(self) -> Path:
        return self.plan.request.folder

    def write(self) -> list[Path]:
        """Places masters and everything beside them, then manifest and checksums; returns the MP4s."""
        place_traces(self.plan.request.lecture.root, self.results)
        finished = [master for master in self.plan.masters if StepId("master", master.name) in self.results]
        videos = [self._master(master) for master in finished]
        self._manifest(finished)
        self._checksums()
        return videos

    def path(self, master: Master) -> Path:
        """Where a master lies: frames/04-vae/02-architecture.mp4, sections/04-vae.mp4 or week12.mp4."""
        lecture = self.plan.request.lecture
        if master.name == lecture.name:
            return self.folder / f"{master.name}.mp4"
        room = "frames" if "/" in master.name else "sections"
        return self.folder / room / f"{master.name}.mp4"

    def _master(self, master: Master) -> Path:
        entry = self.results[StepId("master", master.name)]
        video = self.path(master)
        settings = self.plan.request.lecture.settings
        items = captions.captions(master.placed)
        texts = {
            f".{settings.language}.vtt": captions.as_vtt(items, language=settings.language),
            f".{settings.language}.srt": captions.as_srt(items),
            ".chapters.vtt": captions.chapters_vtt(master.chapters),
            ".txt": captions.transcript_text(master.placed),
            ".html": self._transcript(master, video),
        }
        for ending, text in texts.items():
            write_atomically(video.with_name(video.stem + ending), text)
        place(entry.file("poster.jpg"), video.with_suffix(".jpg"))
        place(entry.file("master.mp4"), video)
        return video

    def _transcript(self, master: Master, video: Path) -> str:
        settings = self.plan.request.lecture.settings
        frames = "\n".join(self._frame_html(placed, video) for placed in master.placed)
        credits = Credits(self.plan.request.lecture, self.plan.request.frames, self.results)
        return PAGE.format(
            language=escape(settings.language),
            title=escape(master.title),
            credits=escape(" · ".join(credits.lines())),
            video=escape(video.name),
            frames=frames,
        )

    def _frame_html(self, placed: Placed, video: Path) -> str:
        timeline = placed.timeline
        rows = [f'<h2 id="{escape(timeline.frame)}">{escape(timeline.number)} {escape(timeline.title)}</h2>']
        stills = self._stills(timeline, video)
        for index, (sample, text) in enumerate(captions.paragraphs_of(timeline)):
            if index in stills:
                source, alt = stills[index]
                rows.append(f'<img src="{escape(source)}" loading="lazy" alt="{escape(alt)}">')
            seconds = (placed.offset + sample) / SAMPLE_RATE
            minutes, rest = divmod(int(seconds), 60)
            link = f'<a class="time" href="{escape(video.name)}#t={seconds:.2f}">{minutes}:{rest:02}</a>'
            rows.append(f"<p>{link}{escape(text)}</p>")
        return "\n".join(rows)

    def _stills(self, timeline: Timeline, video: Path) -> dict[int, tuple[str, str]]:
        """Paragraph → (the still at its end, as seen from the video; what has happened in it, by the script's notes)."""
        clip = self.results[StepId("clip", timeline.frame)]
        files = {row["cue"]: row["file"] for row in clip.json("clip.json")["stills"]}
        notes = self.plan.scripts[timeline.frame].cue_notes
        up = "../" * len(video.parent.relative_to(self.folder).parts)
        found: dict[int, tuple[str, str]] = {}
        for index, cues in captions.paragraph_cues(timeline).items():
            shown = [cue for cue in cues if cue in files]  # of two cues at one word, only the second has a still
            if not shown:
                continue
            target = self.folder / "stills" / f"{timeline.frame.replace('/', '-')}-{index + 1}.png"
            place(clip.file(files[shown[-1]]), target)
            said = " ".join(_as_sentence(notes[cue]) for cue in cues if cue in notes)
            found[index] = f"{up}stills/{target.name}", f"{timeline.title}: {said}" if said else timeline.title
        return found

    def _manifest(self, finished: list[Master]) -> None:
        """Merges what this run made into manifest.json, so that a section built alone forgets nothing else."""
        path = self.folder / "manifest.json"
        manifest = _read_json(path)
        settings = self.plan.request.lecture.settings
        credits = Credits(self.plan.request.lecture, self.plan.request.frames, self.results)
        manifest |= {
            "lecture": self.plan.request.lecture.name,
            "title": settings.title,
            "licence": settings.licence,
            "quality": self.plan.request.quality,
            "voice": {"synthetic": credits.synthetic(), "voices": credits.voices()},
        }
        manifest["models"] = manifest.get("models", {}) | credits.runs()
        known = {frame.slug for frame in self.plan.request.lecture.frames}
        frames = {slug: row for slug, row in manifest.get("frames", {}).items() if slug in known}
        frames |= {frame.slug: self._frame_row(frame.slug) for frame in self.plan.request.frames}
        manifest["frames"] = dict(sorted(frames.items()))
        masters = {name: row for name, row in manifest.get("masters", {}).items() if (self.folder / row["path"]).exists()}
        masters |= {master.name: self._master_row(master) for master in finished}
        manifest["masters"] = dict(sorted(masters.items()))
        write_atomically(path, json.dumps(manifest, indent=1, ensure_ascii=False, sort_keys=True) + "\n")

    def _frame_row(self, slug: str) -> dict[str, Any]:
        timeline = self.plan.timelines[slug]
        take, clip = self.results[StepId("take", slug)], self.results[StepId("clip", slug)]
        spoken, drawn = take.json("words.json"), clip.json("clip.json")
        return {
            "number": timeline.number,
            "title": timeline.title,
            "pictures": timeline.pictures,
            "words": len(timeline.words),
            "cues": len(timeline.cues),
            "take": {"key": take.key, "engine": spoken["engine"], "voice": spoken["voice"], "lufs": spoken["lufs"]},
            "clip": {"key": clip.key, "drawn": drawn["drawn"], "trace": drawn["trace"], "runs": self._checkpoints(slug)},
            "late": [{"cue": row["cue"], "seconds": row["seconds"]} for row in drawn["late"]],
        }

    def _checkpoints(self, slug: str) -> dict[str, str]:
        """The models behind a frame's arrays: name → hash of the checkpoint."""
        frame = next(frame for frame in self.plan.request.frames if frame.slug == slug)
        found = [entry for id, entry in self.results.items() if id.kind == "trace" and id.label.partition(" ")[0] == frame.trace]
        return {name: run["checkpoint"] for entry in found for name, run in entry.json("trace.json")["runs"].items()}

    def _master_row(self, master: Master) -> dict[str, Any]:
        made = self.results[StepId("master", master.name)].json("master.json")
        path = str(self.path(master).relative_to(self.folder))
        return {"path": path, "items": made["items"], **{name: made[name] for name in ("pictures", "bytes", "sha256")}}

    def _checksums(self) -> None:
        """SHA256SUMS over every output, in the form that `sha256sum -c` reads; MP4 sums are known already."""
        known = {row["path"]: row["sha256"] for row in _read_json(self.folder / "manifest.json")["masters"].values()}
        rooms = [self.folder.glob("*.*"), *(self.folder.glob(f"{room}/**/*.*") for room in ("sections", "frames", "stills"))]
        rows = []
        for path in sorted(path for room in rooms for path in room if path.is_file() and not path.name.startswith(".")):
            name = str(path.relative_to(self.folder))
            rows.append(f"{known.get(name) or file_hash(path)}  {name}\n")
        write_atomically(self.folder / "SHA256SUMS", "".join(row for row in rows if not row.endswith("  SHA256SUMS\n")))


def place_traces(root: Path, results: Results) -> None:
    """Gives finished traces the names under which plain Manim and `check` find them: build/traces/vae_architecture.npz."""
    for id, entry in results.items():
        if id.kind == "trace":
            draft = entry.json("trace.json")["draft"]
            name = id.label.partition(" ")[0]
            folder = build_root(root) / ("traces-quick" if draft else "traces")
            for ending in ("npz", "json"):
                place(entry.file(f"trace.{ending}"), folder / f"{name}.{ending}")


def _as_sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:].rstrip('.;')}."


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
