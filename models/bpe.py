"""Byte-pair encoding: frequent neighbours become one token, so that a small model reads words, not letters.

Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", ACL 2016, on the
characters of the corpus; a space belongs to the word that follows it, as in Radford et al., GPT-2 (2019), and no
token reaches across a word's end.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from models.base import Array, ModelError

PIECE = re.compile(r" ?[^\W\d_]+| ?\d| ?[^\w\s]+|\s|_")  # a word, a digit, a run of punctuation, each with its space
Pair = tuple[int, int]


@dataclass(frozen=True)
class Bpe:
    """Tokens 0…: the characters of `alphabet`, then one token a merge, in the order in which they were learned."""

    alphabet: str
    merges: tuple[Pair, ...]
    counts: tuple[int, ...] = ()  # how often each pair stood in the corpus when it was merged
    _cache: dict[str, list[int]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def tokens(self) -> list[str]:
        """The text of every token."""
        texts = list(self.alphabet)
        for left, right in self.merges:
            texts.append(texts[left] + texts[right])
        return texts

    @cached_property
    def ranks(self) -> dict[Pair, int]:
        """The token that a pair becomes; the smaller one was learned earlier and is merged first."""
        return {pair: len(self.alphabet) + rank for rank, pair in enumerate(self.merges)}

    def encode(self, text: str) -> list[int]:
        """Text to tokens. Raises ModelError naming a character that is not in the alphabet."""
        found: list[int] = []
        for piece in pieces(text):
            if piece not in self._cache:
                self._cache[piece] = self.stages(piece)[-1]
            found += self._cache[piece]
        return found

    def decode(self, ids: list[int]) -> str:
        """Tokens to text."""
        return "".join(self.tokens[token] for token in ids)

    def stages(self, piece: str) -> list[list[int]]:
        """One piece from single characters to its tokens, after every merge: what a scene shows step by step."""
        unknown = sorted(set(piece) - set(self.alphabet))
        if unknown:
            raise ModelError(f"the character {unknown[0]!r} is not in the language model's alphabet",
                             mend="use characters that the corpus has")
        stages = [[self.alphabet.index(character) for character in piece]]
        while True:
            now = stages[-1]
            known = [self.ranks[pair] for pair in pairwise(now) if pair in self.ranks]
            if not known:
                return stages
            token = min(known)
            stages.append(_merged(now, self.merges[token - len(self.alphabet)], token))

    def arrays(self) -> dict[str, Array]:
        """As arrays for a run's record: code points (a,), merges (m, 2), counts (m,)."""
        return {
            "bpe_alphabet": np.array([ord(character) for character in self.alphabet], np.int32),
            "bpe_merges": np.array(self.merges, np.int32).reshape(-1, 2),
            "bpe_counts": np.array(self.counts, np.int32),
        }


def from_arrays(arrays: dict[str, Array]) -> Bpe:
    """The tokeniser that `Bpe.arrays` gave."""
    alphabet = "".join(chr(point) for point in arrays["bpe_alphabet"])
    merges = tuple((int(left), int(right)) for left, right in arrays["bpe_merges"])
    return Bpe(alphabet, merges, tuple(int(count) for count in arrays["bpe_counts"]))


def pieces(text: str) -> list[str]:
    """Text cut into words with their leading space, digits, punctuation and white space; joined, they are the text."""
    return PIECE.findall(text)


def learn(text: str, size: int) -> Bpe:
    """Merges the commonest neighbours of the text until there are `size` tokens or no pair stands twice.

    Of two equally common pairs the one with the smaller tokens goes first, so that the result is always the same.
    """
    alphabet = "".join(sorted(set(text)))
    place = {character: index for index, character in enumerate(alphabet)}
    found = Counter(pieces(text))
    words, times = [[place[character] for character in piece] for piece in found], list(found.values())
    pairs: Counter[Pair] = Counter()
    where: defaultdict[Pair, set[int]] = defaultdict(set)  # the words that a pair stands in, or stood in once

    def count(word: int, sign: int) -> None:
        for pair in pairwise(words[word]):
            pairs[pair] += sign * times[word]
            where[pair].add(word)

    for word in range(len(words)):
        count(word, 1)
    merges: list[Pair] = []
    counts: list[int] = []
    while len(alphabet) + len(merges) < size:
        pair, often = min(pairs.items(), key=lambda item: (-item[1], item[0]), default=((0, 0), 0))
        if often < 2:
            break
        token = len(alphabet) + len(merges)
        for word in where.pop(pair):
            count(word, -1)
            words[word] = _merged(words[word], pair, token)
            count(word, 1)
        merges.append(pair)
        counts.append(often)
    return Bpe(alphabet, tuple(merges), tuple(counts))


def _merged(ids: list[int], pair: Pair, token: int) -> list[int]:
    """Every occurrence of the pair replaced by the token, from the left."""
    found: list[int] = []
    at = 0
    while at < len(ids):
        if tuple(ids[at : at + 2]) == pair:
            found.append(token)
            at += 2
        else:
            found.append(ids[at])
            at += 1
    return found
