"""Runs a graph of steps in worker processes: what is in the store is taken, what is not is made, longest way first."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import errno
import importlib
import json
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lecture.errors import LectureError
from lecture.store import Entry, Store, key_of, write_atomically

Results = Mapping["StepId", Entry]
POLL = 0.2  # seconds between two looks at the workers
ROOT = Path(__file__).resolve().parent.parent
FULL = (errno.ENOSPC, errno.EDQUOT)
RELOADING = "scenes"  # the room whose door imports anew what has changed
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


@dataclass(frozen=True)
class StepId:
    kind: str
    label: str

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"


@dataclass(frozen=True)
class Job:
    """What a step depends on (its key) and what its door is called with."""

    parts: Mapping[str, Any]
    job: Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One result to have. `prepare` runs in the parent when all needs are there; `seconds` is a guess."""

    id: StepId
    door: str
    needs: tuple[StepId, ...]
    prepare: Callable[[Results], Job]
    seconds: float = 1.0


@dataclass
class Outcome:
    """What became of a run of steps."""

    results: dict[StepId, Entry] = field(default_factory=dict)
    made: dict[StepId, float] = field(default_factory=dict)  # seconds of work
    reused: set[StepId] = field(default_factory=set)
    errors: dict[StepId, Exception] = field(default_factory=dict)
    blocked: set[StepId] = field(default_factory=set)
    reasons: dict[StepId, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Progress:
    """How far a run is: counts, seconds of work done and left, and what is being made now."""

    done: int
    total: int
    work_done: float
    work_left: float
    running: tuple[StepId, ...]


Watcher = Callable[[Progress], None]
Running = dict["Future[float]", tuple[Step, Job]]


def resolve(name: str) -> Any:
    """What stands behind "room.door:function"."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


def make_entry(root: str, kind: str, parts: Mapping[str, Any], door: str, job: dict[str, Any]) -> float:
    """Runs in a worker: makes one entry of the store; returns the seconds it took."""
    began = time.perf_counter()

    def build(out: Path) -> None:
        try:
            resolve(door)(dict(job), out)
        except LectureError as error:
            raise _full_disk_behind(error) or error from None
        _refuse_changed_code()

    Store(Path(root)).make(kind, parts, build)
    return time.perf_counter() - began


_started = time.time_ns()  # when this process began to work; in a pool's worker, when its pool did


def _refuse_changed_code() -> None:
    """Raises LectureError when imported code was changed since the pool began: its work may not be what the key says.

    The time of the last change to a file's entry counts: unlike that of its text, no copying tool sets it back.
    """
    for name, module in list(sys.modules.items()):
        room, _, inner = name.partition(".")
        path = Path(getattr(module, "__file__", None) or "")
        if not path.is_relative_to(ROOT / room) or (room == RELOADING and inner != "door"):
            continue
        if not path.exists() or path.stat().st_ctime_ns > _started:
            raise LectureError(f"{path.relative_to(ROOT)} changed while the build ran", mend="run it again")


for _name in ONE_THREAD:  # before NumPy is imported, here and in the workers
    os.environ.setdefault(_name, "1")


def worker_pool(jobs: int, scratch: str | None = None) -> Executor:
    """Long-lived worker processes: rooms are imported once, one thread each, and they die with their parent.

    What they need for a while only lies in the folder `scratch`, which is for the caller to remove.
    """
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker,
                               initargs=(os.getpid(), time.time_ns(), scratch))


class ScenesApart(Executor):
    """For a single frame: one worker process draws and has Manim at hand, speaking and stitching are done in a thread here.

    What planning has imported and read already need not be imported and read again in another process.
    """

    HERE = ("voice.door:", "stitch.door:")

    def __init__(self, scratch: str | None = None) -> None:
        self._process, self._thread = worker_pool(1, scratch), ThreadPoolExecutor(1)

    @property
    def _processes(self) -> Mapping[int, Any] | None:
        return getattr(self._process, "_processes", None)

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """A door of the voice's or the stitching room goes to the thread; two threads never import at the same time."""
        doors = [value for value in arguments if isinstance(value, str) and value.startswith(self.HERE)]
        for door in doors:
            resolve(door)
        return (self._thread if doors else self._process).submit(function, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        for executor in (self._process, self._thread):
            executor.shutdown(wait, cancel_futures=cancel_futures)


def go_ahead(executor: Executor, jobs: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Sends idle workers through these doors while their parent is still planning; what goes wrong there has no effect."""
    with _uninterrupted():
        for door, job in jobs:
            executor.submit(_go, door, dict(job))


def _go(door: str, job: dict[str, Any]) -> None:
    with contextlib.suppress(Exception):
        resolve(door)(job)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the end of the block; a process that is started in it never sees one: its parent ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(parent: int, started: int, scratch: str | None) -> None:
    global _started
    _started = started
    tempfile.tempdir = scratch
    atexit.register(os._exit, 0)  # runs last, and saves the quarter of a second in which Python would clear its modules
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: no orphan outlives a killed build
        if os.getppid() != parent:
            os._exit(1)


class Runner:
    """Schedules steps on an executor."""

    def __init__(self, store: Store, executor: Executor, jobs: int, memory: Path | None = None) -> None:
        self.store = store
        self.executor = executor
        self.jobs = jobs
        self.memory = _Memory(memory)

    def run(self, steps: Iterable[Step], watch: Watcher | None = None) -> Outcome:
        """Has every step's result, except those whose own or whose needs' making failed.

        Raises:
            KeyboardInterrupt: after the workers were stopped.
            LectureError: a worker was killed from outside.
        """
        graph = _Graph({step.id: step for step in steps}, self.memory)
        outcome = Outcome()
        running: Running = {}
        try:
            while graph.unfinished(outcome) or running:
                self._submit_ready(graph, outcome, running)
                if watch:
                    watch(graph.progress(outcome, [step.id for step, _ in running.values()]))
                if running:
                    finished, _ = wait(running, timeout=POLL, return_when=FIRST_COMPLETED)
                    for future in finished:
                        self._collect(future, *running.pop(future), outcome)
        except BaseException:
            stop_workers(self.executor)
            raise
        finally:
            self.memory.save()
        if watch:
            watch(graph.progress(outcome, []))
        return outcome

    def _submit_ready(self, graph: _Graph, outcome: Outcome, running: Running) -> None:
        busy = {step.id for step, _ in running.values()}
        for step in graph.ready(outcome, busy):
            if len(running) >= self.jobs:
                return
            try:
                job = step.prepare(outcome.results)
            except (LectureError, OSError) as error:
                outcome.errors[step.id] = plain_error(error)
                continue
            entry = self.store.get(step.id.kind, key_of(job.parts))
            if entry is not None:
                outcome.results[step.id] = entry
                outcome.reused.add(step.id)
                self.memory.parts(step.id, job.parts)
                continue
            outcome.reasons[step.id] = self.memory.why(step.id, job.parts)
            arguments = (str(self.store.root), step.id.kind, dict(job.parts), step.door, dict(job.job))
            with _uninterrupted():
                running[self.executor.submit(make_entry, *arguments)] = (step, job)

    def _collect(self, future: Future[float], step: Step, job: Job, outcome: Outcome) -> None:
        try:
            seconds = future.result()
            entry = self._made(step, job, outcome.results)
        except BrokenProcessPool:
            raise LectureError(f"a worker was killed while making {step.id}", mend="out of memory? try JOBS=1") from None
        except Exception as error:
            outcome.errors[step.id] = plain_error(error)
            return
        outcome.results[step.id] = entry
        outcome.made[step.id] = seconds
        self.memory.seconds(step.id, seconds)
        self.memory.parts(step.id, job.parts)

    def _made(self, step: Step, job: Job, results: Results) -> Entry:
        """What a worker made, if all that it depends on is still the same."""
        key = key_of(job.parts)
        entry = self.store.get(step.id.kind, key)
        if entry is None:
            raise LectureError(f"{step.id}: its result is gone right after it was made", mend="is the disk sound?")
        if key_of(step.prepare(results).parts) != key:
            self.store.remove(entry)
            raise LectureError(f"{step.id}: its source changed while it was being made", mend="run it again")
        return entry


def stop_workers(executor: Executor) -> None:
    """Ends a pool's worker processes at once, whatever they are doing."""
    workers = list((getattr(executor, "_processes", None) or {}).values())
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()
    executor.shutdown(cancel_futures=True)


def plain_error(error: Exception) -> Exception:
    """An error of the operating system in a user's words, with a mend; any other as it is."""
    if isinstance(error, OSError) and error.errno is not None:
        where = f": {error.filename}" if error.filename else ""
        return LectureError(f"{error.strerror}{where}", mend=_disk_mend(error))
    return error


def _full_disk_behind(error: BaseException) -> Exception | None:
    """The full disk that led to an error, say one in a scene, in a user's words; or None."""
    cause = error.__cause__
    if isinstance(cause, OSError) and cause.errno in FULL:
        return plain_error(cause)
    return _full_disk_behind(cause) if cause else None


def _disk_mend(error: OSError) -> str | None:
    if error.errno in FULL:
        return "make room on the disk ('render.py store --prune' frees what no lecture uses) and run it again"
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return "make the folder writable"
    return None


class _Graph:
    """The steps with their dependants; ready ones come in order of the work that waits behind them."""

    def __init__(self, steps: dict[StepId, Step], memory: _Memory) -> None:
        self.steps = steps
        self.guess = {id: memory.guess(id, step.seconds) for id, step in steps.items()}
        self.rank: dict[StepId, float] = {}
        users: dict[StepId, list[StepId]] = {id: [] for id in steps}
        for step in steps.values():
            for need in step.needs:
                users[need].append(step.id)
        for id in steps:
            self._rank(id, users)
        self.order = sorted(steps.values(), key=lambda step: -self.rank[step.id])

    def _rank(self, id: StepId, users: dict[StepId, list[StepId]]) -> float:
        if id not in self.rank:
            behind = max((self._rank(user, users) for user in users[id]), default=0.0)
            self.rank[id] = self.guess[id] + behind
        return self.rank[id]

    def unfinished(self, outcome: Outcome) -> bool:
        bad = set(outcome.errors) | outcome.blocked
        for step in self.order:
            if step.id not in bad and any(need in bad for need in step.needs):
                bad.add(step.id)
                outcome.blocked.add(step.id)
        return len(outcome.results) + len(bad) < len(self.steps)

    def ready(self, outcome: Outcome, busy: set[StepId]) -> Iterable[Step]:
        for step in self.order:
            if step.id in outcome.results or step.id in outcome.errors or step.id in outcome.blocked or step.id in busy:
                continue
            if all(need in outcome.results for need in step.needs):
                yield step

    def progress(self, outcome: Outcome, running: list[StepId]) -> Progress:
        finished = set(outcome.results) | set(outcome.errors) | outcome.blocked
        done = sum(self.guess[id] for id in outcome.made)
        left = sum(self.guess[id] for id in self.steps if id not in finished)
        return Progress(len(finished), len(self.steps), done, left, tuple(running))


class _Memory:
    """How long steps took and what they depended on the last time: for order, estimates and explanations only."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.data: dict[str, dict[str, Any]] = {"seconds": {}, "parts": {}, "keys": {}}
        if path and path.exists():
            with contextlib.suppress(OSError, ValueError):  # only comfort is lost
                self.data |= json.loads(path.read_text(encoding="utf-8"))

    def seconds(self, step: StepId, seconds: float) -> None:
        self.data["seconds"][str(step)] = round(seconds, 3)

    def guess(self, step: StepId, otherwise: float) -> float:
        return float(self.data["seconds"].get(str(step), otherwise))

    def parts(self, step: StepId, parts: Mapping[str, Any]) -> None:
        self.data["keys"][str(step)] = key_of(parts)
        self.data["parts"][str(step)] = _part_hashes(parts)

    def why(self, step: StepId, parts: Mapping[str, Any]) -> str:
        before = self.data["parts"].get(str(step))
        if before is None:
            return "never made before"
        now = _part_hashes(parts)
        changed = sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))
        return f"changed: {', '.join(changed)}" if changed else "its entry was missing or damaged"

    def save(self) -> None:
        if self.path is None:
            return
        with contextlib.suppress(OSError):  # a full disk must not hide what went wrong
            write_atomically(self.path, json.dumps(self.data, indent=0, sort_keys=True))


def _part_hashes(parts: Mapping[str, Any]) -> dict[str, str]:
    """A short hash of each part of a key; what a part is made of counts singly: `timeline.cues`."""
    found: dict[str, str] = {}
    for name, value in parts.items():
        inner = {f"{name}.{key}": one for key, one in value.items()} if isinstance(value, Mapping) else {name: value}
        found |= {key: key_of({"value": one})[:16] for key, one in inner.items()}
    return found
