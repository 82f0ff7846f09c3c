"""The default lexicon: how words that are no English words are spoken; a lecture's own lexicon wins over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("lexicon.yaml")


@lru_cache(maxsize=1)
def _default() -> dict[str, dict[str, str]]:
    read: Any = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {part: {str(word): str(sound) for word, sound in (read.get(part) or {}).items()} for part in ("say", "phonemes")}


def merged(lexicon: Mapping[str, str]) -> dict[str, str]:
    """Written word → spoken words: the defaults, overruled by a lecture's own."""
    return {**_default()["say"], **lexicon}


def pronunciations(tokens: Iterable[str] | None = None) -> dict[str, str]:
    """Spoken word → phonemes in misaki's alphabet, for engines that read it; only those of `tokens` if given."""
    known = _default()["phonemes"]
    if tokens is None:
        return dict(known)
    wanted = {token.strip(",.;:!?'’\"").removesuffix("'s").lower() for token in tokens}
    return {word: sound for word, sound in known.items() if word.lower() in wanted}
