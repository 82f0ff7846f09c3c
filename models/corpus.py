"""Makes the language model's text from the lecture's own scripts: `python -m models.corpus [--write]`.

The text is frozen in data/corpus.txt, so that an edited sentence retrains nothing; only `--write` remakes it.
"""

from __future__ import annotations

import argparse
import re
from hashlib import sha256
from pathlib import Path

from lecture.errors import LectureError
from lecture.script import PLACEHOLDER, Word, read_script
from lecture.store import write_atomically
from models.data import FILES, FOLDER

SCRIPTS = FOLDER.parent.parent / "scripts" / "week12"
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
NUMBER = "so many"  # stands for a measured number, which is not known when the text is frozen
READABLE = re.compile(r"[A-Za-z'\"-]+[.,;:?!\"]*")  # a word as it is written; anything else is given as it is spoken
LARGEST = 100_000  # bytes


def plain(word: Word) -> str:
    """A word with straight quotes and no placeholder; symbols as they are spoken."""
    written = PLACEHOLDER.sub(NUMBER, word.written).translate(PLAIN)
    if word.say is None or READABLE.fullmatch(written):
        return written
    return word.say.replace("mew", "mu")


def frame_text(path: Path) -> str:
    """The spoken text of one script, a paragraph a line."""
    lines: list[str] = []
    words: list[str] = []
    for sentence in read_script(path).sentences:
        words += [plain(word) for word in sentence.words]
        if sentence.paragraph_end:
            lines.append(" ".join(words))
            words = []
    if words:
        lines.append(" ".join(words))
    return "\n".join(lines) + "\n"


def corpus_text(scripts: Path = SCRIPTS) -> str:
    """The text of all frames in their order. Raises LectureError when there is none or too much."""
    paths = sorted(scripts.glob("*/*.md"))
    text = "".join(frame_text(path) for path in paths if path.name[0].isdigit())
    if not text:
        raise LectureError("no script to make the corpus from", path=scripts)
    if len(text.encode()) > LARGEST:
        raise LectureError(f"the corpus has {len(text.encode())} bytes, {LARGEST} are the limit", path=scripts)
    return text


def write(text: str, folder: Path = FOLDER) -> Path:
    """Writes the corpus and its hash beside the other data sets."""
    path = folder / FILES["corpus"]
    write_atomically(path, text)
    sums = folder / "SHA256SUMS"
    others = [line for line in sums.read_text(encoding="utf-8").splitlines() if not line.endswith("  " + path.name)]
    own = f"{sha256(text.encode()).hexdigest()}  {path.name}"
    write_atomically(sums, "\n".join(sorted([*others, own], key=lambda line: line.split()[1])) + "\n")
    return path


def main() -> None:
    """Says how the scripts' text compares with the frozen file; with --write, freezes it anew."""
    parser = argparse.ArgumentParser(prog="python -m models.corpus", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="replace the frozen file: the language model retrains")
    wanted = parser.parse_args()
    try:
        text = corpus_text()
        path = FOLDER / FILES["corpus"]
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        if wanted.write and not same:
            write(text)
        state = "unchanged" if same else "written" if wanted.write else "differs from the frozen file"
    except LectureError as error:
        raise SystemExit(str(error)) from error
    print(f"{path.name}: {len(text.split())} words, {len(text.encode())} bytes, {state}")


if __name__ == "__main__":
    main()
