"""The store: atomic, verified, shared by processes."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lecture.store import ENTRY, Store, code_hash, key_of, place, write_atomically

PARTS = {"text": "one", "version": {"engine": "1"}}


def filler(text: str = "hello") -> Callable[[Path], None]:
    def build(out: Path) -> None:
        (out / "result.txt").write_text(text)
        (out / "stills").mkdir()
        (out / "stills" / "01.txt").write_text("still")

    return build


def refuse(out: Path) -> None:
    raise AssertionError("this should have been in the store")


def test_a_result_is_made_once(tmp_path: Path) -> None:
    store = Store(tmp_path)
    entry = store.make("take", PARTS, filler())
    assert entry.file("result.txt").read_text() == "hello"
    assert store.make("take", dict(reversed(PARTS.items())), refuse) == entry
    assert Store(tmp_path).get("take", key_of(PARTS)) == entry
    assert Store(tmp_path).get("clip", key_of(PARTS)) is None


def truncate(folder: Path) -> None:
    (folder / "result.txt").write_text("hell")


def flip(folder: Path) -> None:
    (folder / "stills" / "01.txt").write_text("stilm")


def empty(folder: Path) -> None:
    (folder / "result.txt").write_bytes(b"")


def remove(folder: Path) -> None:
    (folder / "result.txt").unlink()


def spoil_entry(folder: Path) -> None:
    (folder / ENTRY).write_text("{")


@pytest.mark.parametrize("damage", [truncate, flip, empty, remove, spoil_entry])
def test_a_damaged_entry_is_found_and_made_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    entry = Store(tmp_path).make("take", PARTS, filler())
    damage(entry.folder)
    store = Store(tmp_path)
    assert store.get("take", entry.key) is None
    assert store.make("take", PARTS, filler()).file("result.txt").read_text() == "hello"


def test_a_failed_step_leaves_nothing(tmp_path: Path) -> None:
    def fail(out: Path) -> None:
        (out / "half.txt").write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        Store(tmp_path).make("take", PARTS, fail)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


def make_slowly(root: str, counter: str) -> None:
    def build(out: Path) -> None:
        with Path(counter).open("a") as stream:
            stream.write("made\n")
        time.sleep(0.3)
        (out / "result.txt").write_text("hello")

    Store(Path(root)).make("take", PARTS, build)


def test_two_processes_make_a_result_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    counter = tmp_path / "counter"
    workers = [context.Process(target=make_slowly, args=(str(tmp_path / "store"), str(counter))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert counter.read_text() == "made\n"


def test_what_a_killed_process_left_is_swept_and_what_is_being_made_is_not(tmp_path: Path) -> None:
    (tmp_path / "unfinished" / "take-0123.abc").mkdir(parents=True)

    def build(out: Path) -> None:
        Store(tmp_path).sweep()
        (out / "result.txt").write_text("hello")

    entry = Store(tmp_path).make("take", PARTS, build)
    assert entry.file("result.txt").read_text() == "hello"
    assert list((tmp_path / "unfinished").iterdir()) == []


def test_prune_keeps_what_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path)
    kept = store.make("take", {"n": 1}, filler())
    store.make("take", {"n": 2}, filler())
    count, size = store.prune([kept.key])
    assert count == 1
    assert size > 0
    assert [folder for _, folder in store.entries()] == [kept.folder]


def test_placing_is_atomic_and_repeatable(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "deep" / "b"
    source.write_text("one")
    place(source, target)
    place(source, target)
    assert target.read_text() == "one"
    write_atomically(target, "two")
    assert source.read_text() == "one"
    assert sorted(path.name for path in target.parent.iterdir()) == ["b"]


def test_code_hash_sees_a_change_and_not_a_path(tmp_path: Path) -> None:
    for name, text in (("one", "x = 1\n"), ("two", "x = 1\n"), ("three", "x = 2\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "m.py").write_text(text)
    hashes = [code_hash(tmp_path / name) for name in ("one", "two", "three")]
    assert hashes[0] == hashes[1] != hashes[2]
