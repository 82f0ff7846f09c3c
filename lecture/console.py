"""Shows long work on the terminal: progress, summaries and errors."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lecture.errors import LectureError
from lecture.steps import Outcome, StepId, Watcher
from lecture.steps import Progress as Work

ORDER = ("run", "trace", "reading", "take", "clip", "sound", "card", "fade", "master", "verify")
NAMES = {"run": "models", "trace": "traces", "reading": "readings", "take": "takes", "clip": "clips", "sound": "sounds"}
NAMES |= {"card": "cards", "fade": "fades", "master": "masters", "verify": "checks of masters", "lint": "lint"}
LINE_EVERY = 20.0  # seconds between two lines where there is no terminal

console = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress(jobs: int) -> Iterator[Watcher]:
    """A progress bar with the time left; plain lines where there is no terminal."""
    if not console.is_terminal:
        yield _Lines(jobs)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[left]}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("planning", total=1.0, left="")

        def watch(work: Work) -> None:
            bar.update(
                task,
                description=f"{work.done}/{work.total} {_names(work.running)}",
                total=max(work.work_done + work.work_left, 0.001),
                completed=work.work_done,
                left=f"{_left(work, jobs)} left",
            )

        yield watch


class _Lines:
    """Progress for log files: a line now and then."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.last = time.monotonic()

    def __call__(self, work: Work) -> None:
        if time.monotonic() - self.last > LINE_EVERY:
            self.last = time.monotonic()
            console.print(f"{work.done}/{work.total} steps, {_left(work, self.jobs)} left: {_names(work.running)}")


def _names(running: tuple[StepId, ...]) -> str:
    return ", ".join(str(step) for step in running)[:60]


def _left(work: Work, jobs: int) -> str:
    seconds = work.work_left / jobs
    return f"{seconds / 60:.0f} min" if seconds > 90 else f"{seconds:.0f} s"


def summary(outcome: Outcome, seconds: float, explain: bool = False) -> None:
    """What was made, what was reused, how long each stage took."""
    table = Table(box=None, pad_edge=False)
    for name, align in (("stage", "left"), ("made", "right"), ("reused", "right"), ("seconds of work", "right")):
        table.add_column(name, justify=align)  # type: ignore[arg-type]
    made = Counter(step.kind for step in outcome.made)
    reused = Counter(step.kind for step in outcome.reused)
    for kind in sorted(made.keys() | reused.keys(), key=_position):
        work = sum(spent for step, spent in outcome.made.items() if step.kind == kind)
        table.add_row(NAMES.get(kind, kind), str(made[kind]), str(reused[kind]), f"{work:.1f}")
    console.print(table)
    console.print(f"in {seconds:.1f} s")
    if explain:
        for step in outcome.made:
            console.print(f"made {step}: {outcome.reasons.get(step, '')}")


def _position(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def show_errors(outcome: Outcome) -> None:
    """Every error once, plain; a programming error with its type."""
    for step, error in outcome.errors.items():
        text = str(error) if isinstance(error, LectureError) else f"{type(error).__name__}: {error}"
        console.print(f"[bold red]error[/] {step}:", end=" ")
        console.print(text, markup=False)
        cause = getattr(error, "__cause__", None)
        if not isinstance(error, LectureError) and cause is not None:
            console.print(str(cause), markup=False)
    if outcome.blocked:
        console.print(f"{len(outcome.blocked)} steps behind them were not run")
