"""Written words to spoken ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from normt2s import normalize


def spoken(words: Sequence[tuple[str, str | None]], lexicon: Mapping[str, str]) -> list[list[str]]:
    """For each (written, say) the tokens that are spoken."""
    return [_one(written, say, lexicon) for written, say in words]


def _one(written: str, say: str | None, lexicon: Mapping[str, str]) -> list[str]:
    if say:
        return say.split()
    core = written.rstrip(",.;:!?")
    tail = written[len(core) :]
    if core in lexicon:
        return (lexicon[core] + tail).split()
    return str(normalize(written)).split() or [written]
