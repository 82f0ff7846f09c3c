#!/usr/bin/env python3
"""The command line: text in, lecture out. `python render.py --help` shows every command with examples."""

from __future__ import annotations

import signal

EARLY = __name__ == "__main__" and signal.getsignal(signal.SIGINT) is signal.default_int_handler
if EARLY:  # Ctrl-C while modules are imported: nothing to clear up, and no traceback
    signal.signal(signal.SIGINT, signal.SIG_DFL)

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from filelock import FileLock, Timeout

from lecture import console
from lecture.build import Plan, Request, add_models, check_late, late_findings, look_plan, make_plan, rehearsal_job
from lecture.checks import check_frame
from lecture.doctor import examine
from lecture.errors import LectureError
from lecture.finished import check_steps, ear_steps, finding_lines
from lecture.outputs import Outputs, place_traces
from lecture.plan import QUALITIES, Frame, Lecture, build_root, lectures, open_lecture, project_root
from lecture.steps import Outcome, Runner, ScenesApart, Step, StepId, go_ahead, plain_error, resolve, stop_workers, worker_pool
from lecture.store import Store, folder_size, write_atomically

ROOT = project_root()
BUILD = build_root(ROOT)
LECTURE = click.argument("name", metavar="LECTURE", default="week12")
SECTION = click.option("--section", help="Only this section: 4, vae, or 4-6.")
FRAME = click.option("--frame", help="Only this frame: 4.2, 4.1-4.3, or vae/architecture.")
JOBS = click.option("--jobs", type=click.IntRange(1), default=os.cpu_count() or 2, show_default=True, help="Worker processes.")


class Commands(click.Group):
    """Shows a user's mistakes as one plain line, and leaves nothing behind on Ctrl-C."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (LectureError, OSError) as caught:
            error = plain_error(caught)
            if not isinstance(error, LectureError):
                raise
            console.console.print("[bold red]error[/]", end=" ")
            console.console.print(str(error), markup=False)
            sys.exit(1)
        except KeyboardInterrupt:
            console.console.print("stopped; what was finished is kept")
            sys.exit(130)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Makes narrated video lectures out of scripts.

    \b
    python render.py build week12               the whole lecture, final quality
    python render.py preview --frame 4.2        one frame, quickly
    python render.py check                      compare scripts, scenes and traces
    python render.py say 4.2                    hear a frame
    """


def open_store() -> Store:
    store = Store(BUILD / "store")
    store.sweep()
    return store


@contextmanager
def workers(jobs: int, alone: Mapping[str, Any] | None = None) -> Iterator[Executor]:
    """Worker processes, gone afterwards, whatever happens; for a clip wanted `alone`, one that rehearses it at once."""
    with TemporaryDirectory(prefix="lecture-") as scratch:
        executor = worker_pool(jobs, scratch) if alone is None else ScenesApart(scratch)
        try:
            if alone is not None:
                go_ahead(executor, [("scenes.door:warm_up", alone)])
            yield executor
        except BaseException:
            stop_workers(executor)
            raise
        executor.shutdown()


def run_steps(steps: list[Step], store: Store, jobs: int, memory: str, pool: Executor | None = None) -> Outcome:
    """Runs steps with progress, in this pool or in one of its own."""
    with nullcontext(pool) if pool else workers(jobs) as executor, console.progress(jobs) as watch:
        outcome = Runner(store, executor, jobs, BUILD / f"{memory}.memory.json").run(steps, watch)
    drafts = [step for step, entry in outcome.results.items() if step.kind == "trace" and entry.json("trace.json")["draft"]]
    if drafts:
        console.console.print(f"{len(drafts)} traces are drafts, of models trained for seconds; `make models` trains in full")
    return outcome


def lecture_lock(lecture: Lecture) -> FileLock:
    """Waits, with a word, for another build of the same lecture."""
    path = BUILD / f"{lecture.name}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            console.console.print(f"another build of {lecture.name} is running; waiting for it")
            lock.acquire()
    except OSError as error:
        raise LectureError(f"{error.strerror}", path=path, mend="make the folder build/ writable") from None
    return lock


def memory_name(lecture: Lecture, quality: str) -> str:
    """Each quality remembers its own keys: a preview must not make the final build's results look unused."""
    return lecture.name if quality == "final" else f"{lecture.name}-{quality}"


def refuse_slips(lecture: Lecture, frames: tuple[Frame, ...]) -> None:
    """Raises LectureError with every slip of these frames, before anything is made."""
    findings = [finding for frame in frames for finding in check_frame(lecture, frame).findings]
    if findings:
        raise LectureError("\n".join(["the check found:", *(f"  {shown(finding)}" for finding in findings)]))


def relative(path: Path) -> Path:
    """A path as seen from the project's root, where it lies below it."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def shown(error: LectureError) -> str:
    """An error with its path from the project's root."""
    return str(error).replace(f"{ROOT}/", "")


@cli.command()
@LECTURE
@SECTION
@FRAME
@JOBS
@click.option("--quality", type=click.Choice(QUALITIES), default="final", show_default=True)
@click.option("--engine", help="Speak with this engine instead: hibari, espeak, fake.")
@click.option("--explain", is_flag=True, help="Say why each thing is made again.")
def build(name: str, section: str | None, frame: str | None, jobs: int, quality: str, engine: str | None, explain: bool) -> None:
    """Makes masters: frames, sections, and the lecture.

    \b
    python render.py build week12
    python render.py build week12 --section 4
    python render.py build week12 --frame 4.1-4.3 --quality preview
    python render.py build mini --engine fake --quality draft
    """
    lecture = open_lecture(name)
    frames = lecture.select(section=section, frame=frame)
    make(lecture, frames, jobs, quality, engine or ("fake" if quality == "draft" else None), explain=explain)


def make(
    lecture: Lecture,
    frames: tuple[Frame, ...],
    jobs: int,
    quality: str,
    engine: str | None,
    *,
    explain: bool = False,
    until: str = "lecture",
) -> list[Path]:
    """Builds and places outputs; returns the MP4s. Raises LectureError when anything is missing or wrong."""
    began = time.perf_counter()
    refuse_slips(lecture, frames)
    alone = frames[0] if quality == "preview" and len(frames) == 1 and jobs > 1 else None
    with lecture_lock(lecture):
        with workers(jobs, alone and rehearsal_job(lecture, alone)) as pool:
            plan = make_plan(Request(lecture, frames, open_store(), quality, engine, until))
            outcome = run_steps(list(plan.steps.values()), plan.request.store, jobs, memory_name(lecture, quality), pool)
        console.show_errors(outcome)
        for _, text in late_findings(plan, outcome.results):
            console.console.print(f"late: {text}", markup=False)
        if not outcome.errors:
            check_late(plan, outcome.results)
            refuse_findings(outcome)
        videos = Outputs(plan, outcome.results).write() if not outcome.errors else []
    console.summary(outcome, time.perf_counter() - began, explain)
    if outcome.errors:
        raise LectureError(f"{len(outcome.errors)} steps failed; nothing was published", mend="see above")
    report_size(plan, videos)
    return videos


def refuse_findings(outcome: Outcome, kind: str = "verify") -> None:
    """Raises LectureError when the check of a finished master found anything; each finding once, with its masters."""
    reports = [entry.json("report.json") for step, entry in outcome.results.items() if step.kind == kind]
    lines = finding_lines(reports)
    if lines:
        raise LectureError("\n".join(["the finished masters are not right:", *(f"  {line}" for line in lines)]))


def report_size(plan: Plan, videos: list[Path]) -> None:
    seconds = sum(timeline.seconds for timeline in plan.timelines.values())
    for video in videos[-3:]:
        console.console.print(f"{relative(video)}  {video.stat().st_size / 1e6:.1f} MB")
    folder = relative(plan.request.folder)
    console.console.print(f"{len(videos)} masters, {seconds / 60:.1f} minutes of lecture in {folder}/")


@cli.command()
@LECTURE
@FRAME
@SECTION
@JOBS
@click.option("--engine", help="Speak with this engine instead.")
def preview(name: str, frame: str | None, section: str | None, jobs: int, engine: str | None) -> None:
    """Makes single frames small, 15 pictures a second, with frame number and time code in a corner.

    \b
    python render.py preview --frame 4.2
    """
    lecture = open_lecture(name)
    frames = lecture.select(section=section, frame=frame)
    make(lecture, frames, jobs, "preview", engine, until="frames")


@cli.command()
@LECTURE
@SECTION
@FRAME
@JOBS
def contact(name: str, section: str | None, frame: str | None, jobs: int) -> None:
    """Draws frames small and puts a still of every cue on one sheet a frame.

    \b
    python render.py contact --frame 4.2
    """
    lecture = open_lecture(name)
    frames = lecture.select(section=section, frame=frame)
    refuse_slips(lecture, frames)
    plan = make_plan(Request(lecture, frames, open_store(), "preview", until="clips"))
    outcome = run_steps(list(plan.steps.values()), plan.request.store, min(jobs, len(frames)), memory_name(lecture, "preview"))
    place_traces(ROOT, outcome.results)
    console.show_errors(outcome)
    for _, text in late_findings(plan, outcome.results):
        console.console.print(f"late: {text}", markup=False)
    folder = BUILD / lecture.name / "contact"
    folder.mkdir(parents=True, exist_ok=True)
    for step, entry in outcome.results.items():
        if step.kind == "clip":
            sheet = folder / f"{step.label.replace('/', '-')}.png"
            resolve("scenes.contact:contact_sheet")(entry.folder, sheet)
            click.echo(f"{relative(sheet)}; its stills: {relative(entry.folder / 'stills')}")
    if outcome.errors:
        raise LectureError(f"{len(outcome.errors)} steps failed", mend="see above")


@cli.command()
@LECTURE
@SECTION
@FRAME
@JOBS
def lint(name: str, section: str | None, frame: str | None, jobs: int) -> None:
    """Draws scenes small and looks for overlaps, overflow, small text, low contrast, flashes, idle stretches.

    \b
    python render.py lint
    python render.py lint --frame 4.2
    """
    reports = look(open_lecture(name), section, frame, jobs, "lint")
    findings = [found for report in reports.values() for found in report["findings"]]
    for found in findings:
        click.echo(found["shown"])
    for slug, report in reports.items():
        for rule, reason in report["allowed"].items():
            click.echo(f"allowed in {slug}: {rule}: {reason}", err=True)
    if findings:
        raise LectureError(f"{len(findings)} findings in {len(reports)} frames")
    click.echo(f"{len(reports)} frames, no finding")


@cli.command()
@LECTURE
@SECTION
@FRAME
@JOBS
def mutate(name: str, section: str | None, frame: str | None, jobs: int) -> None:
    """Replaces every array that a scene reads by another, and looks whether the picture changes: is it real?

    \b
    python render.py mutate --frame 4.2
    """
    reports = look(open_lecture(name), section, frame, jobs, "mutate")
    rows = [(slug, array, row) for slug, report in reports.items() for array, row in report["arrays"].items()]
    still = [entry for entry in rows if not entry[2]["changed"]]
    for slug, report in reports.items():
        click.echo(f"{slug}: {len(report['arrays'])} arrays drawn")
    for slug, array, row in still:
        click.echo(f"{slug}: another '{array}' gives the same picture{': ' + row['error'] if row.get('error') else ''}")
    if still:
        raise LectureError(f"{len(still)} arrays are read but not drawn")


def look(lecture: Lecture, section: str | None, frame: str | None, jobs: int, kind: str) -> dict[str, dict[str, Any]]:
    """Runs the scene room's lint or mutation over frames; slug → report."""
    frames = lecture.select(section=section, frame=frame)
    refuse_slips(lecture, frames)
    plan = look_plan(Request(lecture, frames, open_store(), "preview"), kind)
    outcome = run_steps(list(plan.steps.values()), plan.request.store, jobs, f"{lecture.name}-{kind}")
    console.show_errors(outcome)
    if outcome.errors:
        raise LectureError(f"{len(outcome.errors)} steps failed", mend="see above")
    return {step.label: entry.json(f"{kind}.json") for step, entry in outcome.results.items() if step.kind == kind}


@cli.command()
@LECTURE
@SECTION
@FRAME
@JOBS
@click.option("--quick", is_flag=True, help="Without recognition of the speech.")
def verify(name: str, section: str | None, frame: str | None, jobs: int, quick: bool) -> None:
    """Decodes the finished masters: is every frame's sound and picture there, in time, and loud enough?

    \b
    python render.py verify
    python render.py verify --section 4 --quick
    """
    plan, outputs = up_to_date(open_lecture(name), section, frame, jobs)
    outcome = run_steps(check_steps(plan, outputs), plan.request.store, jobs, f"{name}-verify")
    console.show_errors(outcome)
    reports = [entry.json("report.json") for entry in outcome.results.values()]
    write_atomically(plan.request.folder / "verify.json", json.dumps(reports, indent=1))
    cues = [cue for report in reports for row in report["frames"] for cue in row["cues"]]
    inside = sum(1 for cue in cues if cue["offset"] is not None and -0.1 <= cue["offset"] <= 0.2)
    click.echo(f"{len(reports)} masters, {len(cues)} cues measured, {inside} within -0.1 … +0.2 s of their word")
    refuse_findings(outcome, "check")
    if not quick:
        listen(plan, outputs, jobs)


@cli.command()
@LECTURE
@SECTION
@FRAME
@JOBS
def ear(name: str, section: str | None, frame: str | None, jobs: int) -> None:
    """Lets the automatic ear read the finished masters back; writes a page with the worst words first.

    \b
    python render.py ear --section 4
    """
    listen(*up_to_date(open_lecture(name), section, frame, jobs), jobs)


def up_to_date(lecture: Lecture, section: str | None, frame: str | None, jobs: int) -> tuple[Plan, Outputs]:
    """The plan and results of a final build; makes what has changed since."""
    frames = lecture.select(section=section, frame=frame)
    with lecture_lock(lecture):
        plan = make_plan(Request(lecture, frames, open_store()))
        outcome = run_steps(list(plan.steps.values()), plan.request.store, jobs, lecture.name)
        console.show_errors(outcome)
        if outcome.errors:
            raise LectureError(f"{len(outcome.errors)} steps failed", mend="see above")
        outputs = Outputs(plan, outcome.results)
        if outcome.made or not outputs.path(plan.masters[0]).exists():
            outputs.write()
    return plan, outputs


def listen(plan: Plan, outputs: Outputs, jobs: int) -> None:
    """Recognises every frame and writes build/week12/ear.html; raises LectureError over the bars."""
    outcome = run_steps(ear_steps(plan, outputs), plan.request.store, jobs, f"{plan.request.lecture.name}-ear")
    console.show_errors(outcome)
    if outcome.errors:
        raise LectureError(f"{len(outcome.errors)} frames were not heard", mend="see above")
    rows = [
        {"number": frame.number, "title": frame.script.title} | outcome.results[StepId("heard", frame.slug)].json("heard.json")
        for frame in plan.request.frames
    ]
    path = plan.request.folder / "ear.html"
    mean, worst = resolve("voice.hear:page")(rows, path, plan.request.lecture.settings.voice.engine)
    click.echo(f"word error rate: mean {mean:.3f}, worst frame {worst:.3f}; {relative(path)}")
    bars = resolve("voice.ear:WORST_MEAN"), resolve("voice.ear:WORST_FRAME")
    if mean > bars[0] or worst > bars[1]:
        raise LectureError(f"the ear understands too little: mean at most {bars[0]}, worst frame at most {bars[1]}", path=path)


@cli.command()
@LECTURE
@SECTION
@FRAME
def check(name: str, section: str | None, frame: str | None) -> None:
    """Compares scripts, scenes and traces, and counts words and minutes.

    \b
    python render.py check
    python render.py check week12 --section 4
    """
    lecture = open_lecture(name)
    reports = [check_frame(lecture, frame_) for frame_ in lecture.select(section=section, frame=frame)]
    for part in lecture.sections:
        rows = [report for report in reports if report.frame.section == part.slug]
        for row in rows:
            size = f"{row.words:4} words  {row.seconds / 60:5.2f} min  {row.cues:2} cues"
            click.echo(f"{row.frame.number:>5}  {size}  {row.frame.name}")
        if rows:
            words, seconds = sum(row.words for row in rows), sum(row.seconds for row in rows)
            click.echo(f"section {part.number}: {words} words, {seconds / 60:.1f} minutes  {part.title}\n")
    words, seconds = sum(row.words for row in reports), sum(row.seconds for row in reports)
    click.echo(f"{lecture.name}: {len(reports)} frames, {words} words, about {seconds / 60:.0f} minutes")
    findings = [finding for report in reports for finding in report.findings]
    for finding in findings:
        click.echo(shown(finding), err=True)
    if findings:
        raise LectureError(f"{len(findings)} findings")


@cli.command()
@click.argument("names", nargs=-1)
@click.option("--quick", is_flag=True, help="Reduced size, marked as draft: seconds instead of minutes.")
@JOBS
def models(names: tuple[str, ...], quick: bool, jobs: int) -> None:
    """Trains the models and records all traces; lists figure against bar, seconds, size, hash.

    \b
    python render.py models
    python render.py models --quick
    python render.py models vae20 gan
    """
    began = time.perf_counter()
    catalogue = list(resolve("models.catalogue:CATALOGUE"))
    wanted = list(names) or [*catalogue, *resolve("models.traces:declared")()]
    steps: dict[StepId, Step] = {}

    def add(step: Step) -> StepId:
        steps[step.id] = step
        return step.id

    add_models(add, wanted, quick=quick)
    outcome = run_steps(list(steps.values()), open_store(), jobs, "models")
    place_traces(ROOT, outcome.results)
    console.show_errors(outcome)
    for step, entry in outcome.results.items():
        if step.kind == "run":
            click.echo(model_row(entry.json("meta.json")))
    console.summary(outcome, time.perf_counter() - began)
    if outcome.errors:
        raise LectureError(f"{len(outcome.errors)} models or traces failed", mend="see above")


def model_row(meta: dict[str, Any]) -> str:
    """One line of the models' table: figures against bars, seconds, parameters, hash."""
    bars = meta.get("bars", {})
    figures = [f"{name} {value:.4g}" + (f" ({' '.join(map(str, bars[name]))})" if name in bars else "")
               for name, value in meta["figures"].items() if name in bars or not bars]
    draft = " draft" if meta["draft"] else ""
    size = f"{meta['parameters']:,}"
    return f"{meta['name']:<18}{meta['seconds']:7.1f} s {size:>10}  {meta['checkpoint'][:12]}{draft}  {', '.join(figures)}"


@cli.command()
@click.argument("what")
@click.option("--lecture", "name", default="week12", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), help="Write a WAV file instead of playing it.")
@click.option("--engine", help="Speak with this engine instead of the lecture's.")
@click.option("--voice", help="Speak with this voice.")
def say(what: str, name: str, out: Path | None, engine: str | None, voice: str | None) -> None:
    """Speaks a frame or a text.

    \b
    python render.py say 4.2
    python render.py say "μ and σ²" --out sigma.wav
    """
    from lecture.speak import say_frame_or_text

    path = say_frame_or_text(open_lecture(name), what, out, engine, voice)
    click.echo(f"{path}" if out else f"played {path.name}")


@cli.command()
@click.option("--lecture", "name", default="week12", show_default=True)
def doctor(name: str) -> None:
    """Looks whether this machine can make a lecture: codecs, fonts, voice, disk; each fault with its mend.

    \b
    python render.py doctor
    """
    findings = examine(open_lecture(name))
    for good, text in findings:
        click.echo(f"{'ok   ' if good else 'FAULT'} {text}")
    if not all(good for good, _ in findings):
        raise LectureError("this machine can't make the lecture yet", mend="see the lines that begin with FAULT")


@cli.command()
@click.option("--prune", is_flag=True, help="Remove what no current lecture needs.")
@JOBS
def store(prune: bool, jobs: int) -> None:
    """Shows what the store holds; with --prune removes entries that the last builds did not use.

    \b
    python render.py store
    python render.py store --prune
    """
    held = open_store()
    sizes: dict[str, list[int]] = {}
    for kind, folder in held.entries():
        sizes.setdefault(kind, []).append(folder_size(folder))
    for kind, rows in sorted(sizes.items()):
        click.echo(f"{kind:<8}{len(rows):6} entries {sum(rows) / 1e6:10.1f} MB")
    if prune:
        with ExitStack() as stack:
            for name in lectures(ROOT):
                stack.enter_context(lecture_lock(open_lecture(name)))
            count, size = held.prune(remembered_keys())
        click.echo(f"removed {count} entries, {size / 1e6:.1f} MB")


def remembered_keys() -> list[str]:
    """The keys of all that the last builds used.

    Raises:
        LectureError: a build's memory can't be read, so nobody knows what is still needed.
    """
    keys: list[str] = []
    for path in BUILD.glob("*.memory.json"):
        try:
            keys += json.loads(path.read_text(encoding="utf-8"))["keys"].values()
        except (OSError, ValueError, KeyError, AttributeError):
            raise LectureError("this record of a build is damaged", path=path, mend="delete it, and build again") from None
    return keys


if __name__ == "__main__":
    if EARLY:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli(prog_name="render.py")
