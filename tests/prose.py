"""What the tests of the narration share: where the scripts lie, their words, and the shingles of the source.

The lecture was written after a text that is not in this repository. `tests/data/source_shingles.bin` holds the
digest of every run of eight of its words, sorted, eight bytes each, and nothing else of it. To make it again:

    python -m tests.prose path/to/source.txt
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

from lecture.script import Script, read_script

HERE = Path(__file__).parent
SCRIPTS = HERE.parent / "scripts" / "week12"
SHINGLES = HERE / "data" / "source_shingles.bin"
RUN = 8  # words
SIZE = 8  # bytes a digest


def frames() -> dict[str, Script]:
    """Every script of the lecture by the slug of its frame, in the lecture's order."""
    return {_slug(path): read_script(path) for path in sorted(SCRIPTS.glob("*/*.md"))}


def _slug(path: Path) -> str:
    return "/".join(re.sub(r"^\d+-", "", part) for part in (path.parent.name, path.stem))


def plain_words(text: str) -> list[str]:
    """Lower-case words without punctuation; "don't" is one word, "two-thirds" are two."""
    return re.findall(r"[^\W_]+", re.sub(r"['’]", "", text.lower()))


def runs(words: Sequence[str], size: int = RUN) -> Iterator[tuple[str, ...]]:
    """All runs of `size` words that stand one after the other."""
    return (tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def digest(run: Sequence[str]) -> bytes:
    return blake2b(" ".join(run).encode(), digest_size=SIZE).digest()


def digests(text: str) -> list[bytes]:
    """The digests of a text's runs, sorted, each once."""
    return sorted({digest(run) for run in runs(plain_words(text))})


def load_shingles(path: Path = SHINGLES) -> set[bytes]:
    data = path.read_bytes()
    return {data[at : at + SIZE] for at in range(0, len(data), SIZE)}


if __name__ == "__main__":
    SHINGLES.write_bytes(b"".join(digests(Path(sys.argv[1]).read_text(encoding="utf-8"))))
    print(f"{SHINGLES.name}: {SHINGLES.stat().st_size // SIZE} runs")
