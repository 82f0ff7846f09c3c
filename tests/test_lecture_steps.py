"""The step runner: real worker processes, real files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest

from lecture.errors import LectureError
from lecture.steps import Job, Outcome, Progress, Results, Runner, ScenesApart, Step, StepId, go_ahead, stop_workers, worker_pool
from lecture.store import Store
from tests import toy_doors

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    executor = worker_pool(2)
    yield executor
    stop_workers(executor)


def step(tmp_path: Path, name: str, *needs: str, door: str = "write", seconds: float = 1.0, text: str | None = None) -> Step:
    ids = tuple(StepId("toy", need) for need in needs)

    def prepare(results: Results) -> Job:
        before = "+".join(results[id].file("text.txt").read_text() for id in ids)
        content = (text or name) + (f"({before})" if before else "")
        return Job({"text": content, "door": door}, {"text": content, "log": str(tmp_path / "log")})

    return Step(StepId("toy", name), f"tests.toy_doors:{door}", ids, prepare, seconds)


def run(tmp_path: Path, pool: Executor, *steps: Step, memory: bool = True) -> Outcome:
    path = tmp_path / "memory.json" if memory else None
    return Runner(Store(tmp_path / "store"), pool, 2, path).run(steps)


def log(tmp_path: Path) -> list[str]:
    path = tmp_path / "log"
    return path.read_text().split() if path.exists() else []


def test_results_flow_and_are_made_once(tmp_path: Path, pool: Executor) -> None:
    steps = [step(tmp_path, "c", "a", "b"), step(tmp_path, "a"), step(tmp_path, "b")]
    first = run(tmp_path, pool, *steps)
    assert first.results[StepId("toy", "c")].file("text.txt").read_text() == "c(a+b)"
    again = run(tmp_path, pool, *steps)
    assert again.made == {}
    assert len(again.reused) == 3
    assert sorted(log(tmp_path)) == ["a", "b", "c(a+b)"]


def test_a_change_remakes_only_what_it_reaches_and_says_why(tmp_path: Path, pool: Executor) -> None:
    run(tmp_path, pool, step(tmp_path, "a"), step(tmp_path, "b"), step(tmp_path, "c", "a"))
    changed = run(tmp_path, pool, step(tmp_path, "a", text="A"), step(tmp_path, "b"), step(tmp_path, "c", "a"))
    assert {id.label for id in changed.made} == {"a", "c"}
    assert changed.reasons[StepId("toy", "a")] == "changed: text"


def test_of_a_part_that_has_parts_only_the_changed_ones_are_told(tmp_path: Path, pool: Executor) -> None:
    for colour in ("red", "blue"):
        job = Job({"theme": {"colour": colour, "size": 3}}, {"text": colour, "log": str(tmp_path / "log")})
        outcome = run(tmp_path, pool, Step(StepId("toy", "a"), "tests.toy_doors:write", (), lambda results, job=job: job))
    assert outcome.reasons[StepId("toy", "a")] == "changed: theme.colour"


def test_a_failure_stops_what_needs_it_and_nothing_else(tmp_path: Path, pool: Executor) -> None:
    steps = [step(tmp_path, "bad", door="fail"), step(tmp_path, "behind", "bad"), step(tmp_path, "good")]
    outcome = run(tmp_path, pool, *steps)
    assert str(outcome.errors[StepId("toy", "bad")]) == "data.npz:3: the digit is missing; fetch it again"
    assert outcome.blocked == {StepId("toy", "behind")}
    assert StepId("toy", "good") in outcome.results


@pytest.mark.parametrize("door", ["disk_full", "scene_on_full_disk"])
def test_a_full_disk_is_named(tmp_path: Path, pool: Executor, door: str) -> None:
    outcome = run(tmp_path, pool, step(tmp_path, "full", door=door))
    assert str(outcome.errors[StepId("toy", "full")]).startswith("No space left on device")
    assert "make room on the disk" in str(outcome.errors[StepId("toy", "full")])
    assert not any((tmp_path / "store" / "unfinished").iterdir())


def test_a_killed_worker_is_named(tmp_path: Path) -> None:
    executor = worker_pool(1)
    try:
        with pytest.raises(LectureError, match="a worker was killed while making toy gone; out of memory"):
            run(tmp_path, executor, step(tmp_path, "gone", door="crash"))
    finally:
        stop_workers(executor)


def test_the_longest_way_comes_first(tmp_path: Path, pool: Executor) -> None:
    steps = [step(tmp_path, "short"), step(tmp_path, "begin", seconds=1), step(tmp_path, "end", "begin", seconds=50)]
    order: list[str] = []

    def watch(work: Progress) -> None:
        order.extend(str(id) for id in work.running if str(id) not in order)

    Runner(Store(tmp_path / "store"), pool, 1).run(steps, watch)
    assert order[0] == "toy begin"


SLEEPER = """
import signal, sys
from pathlib import Path
from lecture.steps import Job, Runner, Step, StepId, worker_pool, stop_workers
from lecture.store import Store
from tests import toy_doors

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell start with it ignored
    folder = Path(sys.argv[1])
    job = Job({"n": 1}, {"started": str(folder / "started")})
    step = Step(StepId("toy", "sleep"), "tests.toy_doors:sleep", (), lambda results: job)
    pool = worker_pool(1)
    try:
        Runner(Store(folder / "store"), pool, 1).run([step])
    except KeyboardInterrupt:
        print("interrupted")
        sys.exit(130)
"""


@pytest.mark.parametrize("signal_name", ["SIGINT", "SIGKILL"])
def test_no_worker_outlives_its_build(tmp_path: Path, signal_name: str) -> None:
    import signal

    program = tmp_path / "sleeper.py"
    program.write_text(SLEEPER)
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    build = subprocess.Popen([sys.executable, str(program), str(tmp_path)], cwd=ROOT, env=environment)
    deadline = time.monotonic() + 30
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.1)
    worker = int((tmp_path / "started").read_text())
    build.send_signal(getattr(signal, signal_name))
    assert build.wait(timeout=20) in (130, -signal.SIGKILL)
    for _ in range(100):
        if not Path(f"/proc/{worker}").exists() or "Z" in Path(f"/proc/{worker}/stat").read_text().split()[2]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the worker is still there")
    store = Store(tmp_path / "store")
    store.sweep()
    assert list(store.entries()) == []
    assert not any((tmp_path / "store" / "unfinished").iterdir())


CHANGING = """
import sys
from pathlib import Path
from lecture.steps import Job, Runner, Step, StepId, stop_workers, worker_pool
from lecture.store import Store

ROOT = Path(sys.argv[1])
SOURCE = ROOT / "room" / "door.py"


def run(name, **job):
    step = Step(StepId("toy", name), "room.door:make", (), lambda results: Job({"name": name, "code": SOURCE.read_text()}, job))
    return Runner(Store(ROOT / "store"), pool, 1).run([step])


if __name__ == "__main__":
    pool = worker_pool(1)
    first, second = run("first"), None
    if sys.argv[2] == "between":
        SOURCE.write_text(SOURCE.read_text().replace("old", "new"))
        second = run("second")
    else:
        second = run("second", edits=sys.argv[2])
    stop_workers(pool)
    print(*first.errors.values(), *second.errors.values(), len(list(Store(ROOT / "store").entries())), sep="|")
"""

CHANGING_DOOR = """
from pathlib import Path

TEXT = "old"


def make(job, out):
    if "edits" in job:
        path = Path(__file__).with_name(job["edits"])
        path.write_text(path.read_text() + "# changed")
    (out / "text.txt").write_text(TEXT)
"""


@pytest.mark.parametrize(
    ("when", "printed"),
    [
        ("between", "room/door.py changed while the build ran; run it again|1"),
        ("door.py", "room/door.py changed while the build ran; run it again|1"),
        ("unused.py", "2"),
    ],
)
def test_old_code_puts_nothing_under_a_new_key(tmp_path: Path, when: str, printed: str) -> None:
    shutil.copytree(ROOT / "lecture", tmp_path / "lecture", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "door.py").write_text(CHANGING_DOOR)
    (tmp_path / "room" / "unused.py").write_text("")
    (tmp_path / "program.py").write_text(CHANGING)
    command = [sys.executable, str(tmp_path / "program.py"), str(tmp_path), when]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == printed, done.stderr


def test_a_key_that_changes_while_its_result_is_made_keeps_nothing(tmp_path: Path, pool: Executor) -> None:
    """A scene's module, say, is saved between the reading for the key and the drawing."""
    texts = iter(("old", "new", "new"))

    def prepare(results: Results) -> Job:
        return Job({"source": next(texts)}, {"text": "drawn", "log": str(tmp_path / "log")})

    outcome = run(tmp_path, pool, Step(StepId("toy", "a"), "tests.toy_doors:write", (), prepare))
    assert str(outcome.errors[StepId("toy", "a")]) == "toy a: its source changed while it was being made; run it again"
    assert list(Store(tmp_path / "store").entries()) == []


def test_of_a_single_frame_the_clip_is_made_in_a_process_and_all_else_in_a_thread(tmp_path: Path) -> None:
    apart = ScenesApart(str(tmp_path))
    try:
        go_ahead(apart, [("scenes.door:no_such_door", {})])  # has no effect on what follows
        drawn = apart.submit(toy_doors.process, "scenes.door:render_clip").result()
        assert apart.submit(toy_doors.process, "voice.door:make_take").result() == os.getpid() != drawn
        kept = Path(apart.submit(toy_doors.scratch, "scenes.door:render_clip").result())
        assert kept.parent == tmp_path
    finally:
        stop_workers(apart)
    assert not Path(f"/proc/{drawn}").exists()
