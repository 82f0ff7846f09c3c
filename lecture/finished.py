"""Steps that look at finished masters: the full check, and the ear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lecture.build import Master, Plan, take_job
from lecture.errors import LectureError
from lecture.outputs import Outputs
from lecture.steps import Job, Results, Step, StepId, resolve
from lecture.store import file_hash


def check_steps(plan: Plan, outputs: Outputs) -> list[Step]:
    """One step a published master: it decodes the file that lies in build/ now, without remembered measurements.

    Raises:
        LectureError: a master is not there.
    """
    steps = []
    for master in plan.masters:
        path = _published(outputs, master)
        expected = master.verify_job(outputs.results)
        job = dict(expected.job) | {"master": str(path), "cache": None}
        parts = dict(expected.parts) | {"file": file_hash(path)}
        id = StepId("check", master.name)
        steps.append(Step(id, "stitch.door:verify_master", (), _fixed(Job(parts, job)), float(len(job["items"]))))
    return steps


def ear_steps(plan: Plan, outputs: Outputs) -> list[Step]:
    """Two steps a frame: decode its sound out of the longest master that holds it, and let the ear compare it."""
    steps, hash_of = [], cache(file_hash)
    for frame in plan.request.frames:
        master = max((m for m in plan.masters if any(item.frame == frame for item in m.items)), key=lambda m: len(m.items))
        path = _published(outputs, master)
        placed = next(placed for placed in master.placed if placed.timeline.frame == frame.slug)
        job = {"master": str(path), "first_picture": placed.first_picture, "pictures": placed.timeline.pictures}
        parts = {"file": hash_of(path)} | {name: job[name] for name in ("first_picture", "pictures")}
        decoded = StepId("decoded", frame.slug)
        steps.append(Step(decoded, "stitch.extract:extract_sound", (), _fixed(Job(parts, job))))
        text = take_job(plan.request.lecture, frame, plan.scripts[frame.slug], plan.request.engine)
        steps.append(Step(StepId("heard", frame.slug), "voice.hear:hear", (decoded,), _hearing(decoded, text), 10.0))
    return steps


def finding_lines(reports: Iterable[Mapping[str, Any]]) -> list[str]:
    """What reports of finished masters found, each finding once, with the masters that have it."""
    masters: dict[str, list[str]] = {}
    for report in reports:
        for row in report["findings"]:
            where = row["frame"] or "whole file"
            text = f"{where}: {row['what']}: {row['measured']} (allowed: {row['allowed']})"
            masters.setdefault(text, []).append(report["name"])
    return [f"{text}, in {', '.join(dict.fromkeys(names))}" for text, names in masters.items()]


def _published(outputs: Outputs, master: Master) -> Path:
    path = outputs.path(master)
    if not path.exists():
        raise LectureError("there is no such master", path=path, mend=f"make {outputs.plan.request.lecture.name}")
    return path


def _fixed(job: Job) -> Any:
    return lambda results: job


def _hearing(decoded: StepId, text: dict[str, Any]) -> Any:
    def prepare(results: Results) -> Job:
        words = {name: text[name] for name in ("sentences", "lexicon")}
        sound = results[decoded].file("sound.wav")
        code = resolve("lecture.store:code_hash")(Path(resolve("voice.hear:__file__")).parent)
        return Job({"sound": file_hash(sound), "words": words, "code": code}, words | {"sound": str(sound)})

    return prepare
