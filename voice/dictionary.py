"""Which words a voice can read without guessing: the default voice's own English dictionary."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from voice.hibari_times import g2p

PARTS = re.compile(r"[-–/]")
CLITICS = ("'s", "s'", "'ll", "'re", "'ve", "'d", "n't", "'m")


@lru_cache(maxsize=20_000)
def known(word: str) -> bool:
    """Is it in the dictionary, as it stands, inflected, or hyphenated from words that are?"""
    plain = word.replace("’", "'").strip(".,;:!?…—\"“”()'")
    if not plain:
        return True
    if len(plain) == 1:
        return plain.isascii() and plain.isalpha()
    if _listed(plain):
        return True
    parts = [part for part in PARTS.split(plain) if part]
    return len(parts) > 1 and all(known(part) for part in parts)


def _listed(word: str) -> bool:
    lexicon: Any = g2p().lexicon
    for form in (word, word.lower()):
        if lexicon.golds.get(form) is not None or lexicon.silvers.get(form) is not None:
            return True
    low = word.lower()
    if not re.fullmatch(r"[a-z']+", low):
        return False
    if any(low.endswith(end) and _listed(low.removesuffix(end)) for end in CLITICS if len(low) > len(end) + 1):
        return True
    return any(stem(low, "NN", None, None)[0] for stem in (lexicon.stem_s, lexicon.stem_ed, lexicon.stem_ing))
