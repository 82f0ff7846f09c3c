"""Silence with estimated word times, for drafts and tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voice.engines.base import Manner, Reading, Span, SpokenSentence
from voice.prosody import CLAUSE_END, pause_after

RATE = 48_000
WORD_SECONDS, LETTER_SECONDS = 0.16, 0.045  # together about 150 words a minute
COMMA_SECONDS = 0.2


class ENGINE:
    """No sound; every word takes as long as its letters say."""

    def read(self, sentences: Sequence[SpokenSentence], manner: Manner) -> Reading:
        tokens: list[Span] = []
        at = 0.0
        for index, sentence in enumerate(sentences):
            for token in sentence.tokens:
                seconds = (WORD_SECONDS + LETTER_SECONDS * sum(map(str.isalnum, token))) / manner.rate
                tokens.append((round(at * RATE), round((at + seconds) * RATE)))
                at += seconds + (COMMA_SECONDS / manner.rate if token.endswith(CLAUSE_END) else 0.0)
            at += pause_after(sentence, manner.rate, last=index == len(sentences) - 1)
        return Reading(np.zeros(max(round(at * RATE), 1), np.float32), RATE, tuple(tokens), audible=False)

    def check(self) -> None:
        """It needs nothing."""

    def versions(self) -> dict[str, str]:
        return {}
