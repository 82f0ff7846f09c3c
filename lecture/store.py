"""The content-addressed store: a result is a folder under the hash of all that it depends on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

ENTRY = "entry.json"
HASH_BLOCK = 1 << 20


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def code_hash(*paths: Path) -> str:
    """SHA-256 over source files, in the order of their names; a folder stands for all its `.py` files."""
    digest = hashlib.sha256()
    files = {file for path in paths for file in (sorted(path.rglob("*.py")) if path.is_dir() else [path])}
    for file in sorted(files):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def key_of(parts: Mapping[str, Any]) -> str:
    """The key of a result: SHA-256 of its parts, written as canonical JSON."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Entry:
    """One stored result: a folder of files that are never changed again."""

    key: str
    folder: Path

    def file(self, name: str) -> Path:
        return self.folder / name

    def json(self, name: str) -> Any:
        return json.loads(self.file(name).read_text(encoding="utf-8"))


class Store:
    """Results on disk, one folder a key: `root/kind/ab/abcdef…/`.

    Writes are atomic (a finished folder is renamed into place), reads are verified against the hashes that were
    taken at writing, and a damaged entry counts as missing.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._verified: set[Path] = set()

    def folder(self, kind: str, key: str) -> Path:
        return self.root / kind / key[:2] / key

    def get(self, kind: str, key: str) -> Entry | None:
        """The entry under a key, or None when there is none or it is damaged (which removes it)."""
        folder = self.folder(kind, key)
        if folder in self._verified and folder.exists():
            return Entry(key, folder)
        if not folder.exists():
            return None
        if not _intact(folder):
            shutil.rmtree(folder, ignore_errors=True)
            return None
        self._verified.add(folder)
        os.utime(folder)
        return Entry(key, folder)

    def make(self, kind: str, parts: Mapping[str, Any], build: Callable[[Path], None]) -> Entry:
        """The entry for these parts; `build(out)` fills an empty folder when there is no sound entry yet.

        Two processes that want the same entry: one builds, the other waits and takes it.
        """
        key = key_of(parts)
        entry = self.get(kind, key)
        if entry is not None:
            return entry
        with self._lock(f"{kind}-{key[:32]}"):
            entry = self.get(kind, key)
            return entry if entry is not None else self._build(kind, key, parts, build)

    def remove(self, entry: Entry) -> None:
        """Forgets one entry."""
        self._verified.discard(entry.folder)
        shutil.rmtree(entry.folder, ignore_errors=True)

    def _lock(self, name: str) -> FileLock:
        locks = self.root / "locks"
        locks.mkdir(parents=True, exist_ok=True)
        return FileLock(locks / f"{name}.lock")

    def _build(self, kind: str, key: str, parts: Mapping[str, Any], build: Callable[[Path], None]) -> Entry:
        final = self.folder(kind, key)
        final.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.root / "unfinished"
        unfinished.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f"{kind}-{key[:32]}.", dir=unfinished))
        try:
            build(work)
            _seal(work, kind, parts)
            work.chmod(0o755)
            os.replace(work, final)
        except BaseException:
            shutil.rmtree(work, ignore_errors=True)
            raise
        self._verified.add(final)
        return Entry(key, final)

    def sweep(self) -> None:
        """Removes what killed processes left unfinished: whoever still works on an entry holds its lock."""
        for work in self._children(self.root / "unfinished"):
            with suppress(Timeout), self._lock(work.name.partition(".")[0]).acquire(timeout=0):
                shutil.rmtree(work, ignore_errors=True)

    def entries(self) -> Iterator[tuple[str, Path]]:
        """Every (kind, folder) in the store."""
        for kind in self._children(self.root):
            if kind.name in ("locks", "unfinished"):
                continue
            for shelf in self._children(kind):
                yield from ((kind.name, folder) for folder in self._children(shelf))

    def prune(self, keep: Iterable[str]) -> tuple[int, int]:
        """Removes all entries but those with the keys to keep; returns (entries, bytes) removed."""
        wanted = set(keep)
        count = size = 0
        for _, folder in list(self.entries()):
            if folder.name not in wanted:
                size += folder_size(folder)
                count += 1
                shutil.rmtree(folder, ignore_errors=True)
        return count, size

    @staticmethod
    def _children(folder: Path) -> list[Path]:
        return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def write_atomically(path: Path, data: bytes | str) -> None:
    """Writes a file under a temporary name beside its place, then renames it: never half-written under its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data.encode() if isinstance(data, str) else data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def place(source: Path, target: Path) -> None:
    """Gives a stored file a user's name, atomically: a hard link where the file system has them, else a copy.

    Whoever edits the link damages the store's entry, which is detected and made again.
    """
    if target.exists() and target.samefile(source):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    name = Path(tempfile.mktemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        try:
            os.link(source, name)
        except OSError:
            shutil.copyfile(source, name)
        os.replace(name, target)
    except BaseException:
        name.unlink(missing_ok=True)
        raise


def _seal(work: Path, kind: str, parts: Mapping[str, Any]) -> None:
    files = {str(path.relative_to(work)): file_hash(path) for path in sorted(work.rglob("*")) if path.is_file()}
    if not files:
        raise RuntimeError(f"the step '{kind}' wrote nothing")
    text = json.dumps({"kind": kind, "parts": parts, "files": files}, indent=1, sort_keys=True)
    (work / ENTRY).write_text(text, encoding="utf-8")


def _intact(folder: Path) -> bool:
    try:
        files = json.loads((folder / ENTRY).read_text(encoding="utf-8"))["files"]
        return bool(files) and all(file_hash(folder / name) == digest for name, digest in files.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
