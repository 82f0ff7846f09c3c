"""The tokeniser, the corpus and the tiny transformer against oracles."""

from __future__ import annotations

import math
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models import bpe, corpus, transformer
from models.base import Inputs, ModelError, Run
from models.data import Data

TEXT = Data().corpus[:9000]
CODER = bpe.learn(TEXT, 200)
PROMPT = "A generative model"


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("data")
    (folder / "SHA256SUMS").write_text("")
    corpus.write(TEXT, folder)
    chosen = transformer.Settings(vocabulary=200, width=32, heads=4, context=24, steps=60, batch=8, marks=4)
    return transformer.train(chosen, Inputs(data=Data(folder)), 1)


# ----------------------------------------------------------------------------------------- the tokeniser


@given(st.text(alphabet=CODER.alphabet))
def test_text_survives_the_round_trip(text: str) -> None:
    assert CODER.decode(CODER.encode(text)) == text
    assert "".join(bpe.pieces(text)) == text


@given(st.text(min_size=1, alphabet=CODER.alphabet))
def test_every_stage_of_a_piece_spells_it(text: str) -> None:
    piece = bpe.pieces(text)[0]
    stages = CODER.stages(piece)
    assert all(CODER.decode(stage) == piece for stage in stages)
    assert [len(stage) for stage in stages] == sorted((len(stage) for stage in stages), reverse=True)


def test_first_merge_is_the_commonest_pair() -> None:
    words = bpe.pieces(TEXT)
    pairs = [word[i : i + 2] for word in words for i in range(len(word) - 1)]
    most = max(pairs.count(pair) for pair in set(pairs))
    assert CODER.counts[0] == most
    assert pairs.count(CODER.tokens[len(CODER.alphabet)]) == most


def test_merges_are_ever_rarer_and_stay_inside_words() -> None:
    assert list(CODER.counts) == sorted(CODER.counts, reverse=True)
    assert len(CODER.tokens) == 200
    assert not any(" " in token[1:] for token in CODER.tokens)
    assert len(CODER.encode(TEXT)) < 0.6 * len(TEXT)


def test_no_pair_twice_ends_the_learning() -> None:
    coder = bpe.learn("ab cd", 512)
    assert coder.merges == ()
    assert coder.tokens == [" ", "a", "b", "c", "d"]


def test_unknown_character_is_named() -> None:
    with pytest.raises(ModelError, match="the character '≠' is not in the language model's alphabet"):
        CODER.encode("a ≠ b")


def test_tokeniser_survives_as_arrays() -> None:
    again = bpe.from_arrays(CODER.arrays())
    assert again == CODER
    assert again.encode(PROMPT) == CODER.encode(PROMPT)


# --------------------------------------------------------------------------------------------- the corpus


def test_frozen_corpus_is_small_plain_and_the_lectures() -> None:
    text = Data().corpus
    assert 60_000 < len(text.encode()) < corpus.LARGEST
    assert not set(text) & set("{}[]#*>$\\’“”")
    assert "generative" in text


def test_script_becomes_plain_text(tmp_path: Path) -> None:
    (tmp_path / "01-one").mkdir()
    (tmp_path / "01-one" / "01-a.md").write_text(
        "---\ntitle: A\n---\n{#x}It’s the *mean* [μ²]{say=\"mew squared\"}, [VAEs]{say=\"V A Es\"}, {{mu[0]:.2f}}. {pause 2}\n"
        "Right?\n\nNext.\n> note\n"
    )
    assert corpus.corpus_text(tmp_path) == "It's the mean mu squared, VAEs, so many. Right?\nNext.\n"
    with pytest.raises(Exception, match="no script to make the corpus from"):
        corpus.corpus_text(tmp_path / "01-one")


def test_writing_records_the_hash_beside_the_others(tmp_path: Path) -> None:
    (tmp_path / "SHA256SUMS").write_text("00  mnist-10k.npz\n11  corpus.txt\n")
    corpus.write("Some text.\n", tmp_path)
    digest = sha256(b"Some text.\n").hexdigest()
    assert (tmp_path / "SHA256SUMS").read_text() == f"{digest}  corpus.txt\n00  mnist-10k.npz\n"
    assert Data(tmp_path).corpus == "Some text.\n"


def test_every_tenth_paragraph_is_kept_back() -> None:
    lines = [f"paragraph {index}\n" for index in range(1, 31)]
    rest, back = transformer.split("".join(lines))
    assert back == "paragraph 10\nparagraph 20\nparagraph 30\n"
    assert sorted((rest + back).splitlines()) == sorted("".join(lines).splitlines())
    with pytest.raises(ModelError, match="too few to keep any back"):
        transformer.split("one\n")


# ---------------------------------------------------------------------------------------- the transformer


def test_attention_sums_to_one_and_looks_back_only(writer: Run) -> None:
    weights = transformer.attention(writer, PROMPT)
    count = len(transformer.tokens(writer, PROMPT))
    assert weights.shape == (2, 4, count, count)
    assert weights.sum(3) == pytest.approx(np.ones((2, 4, count)), abs=1e-5)
    assert (weights[..., np.triu_indices(count, 1)[0], np.triu_indices(count, 1)[1]] == 0).all()
    with pytest.raises(ModelError, match="tokens, but the context holds 24; shorten the text"):
        transformer.attention(writer, PROMPT * 9)


def test_later_tokens_change_nothing_earlier(writer: Run) -> None:
    model = transformer.load(writer)
    ids = torch.randint(200, (1, 24))
    changed = ids.clone()
    changed[0, 15:] = (changed[0, 15:] + 1) % 200
    with torch.no_grad():
        one, two = model(ids)[0], model(changed)[0]
    assert torch.allclose(one[0, :15], two[0, :15], atol=1e-5)
    assert not torch.allclose(one[0, 15:], two[0, 15:], atol=1e-3)


def test_scores_know_distances_alone() -> None:
    attention = transformer.Attention(transformer.Settings(width=32, heads=4, context=24))
    q, k = torch.randn(2, 8)
    same_q, same_k = (attention.turn(vector.expand(1, 1, 24, 8))[0, 0] for vector in (q, k))
    scores = same_q @ same_k.T  # (24, 24) score of place i for place j
    for shift in (0, 3, 11):
        assert torch.allclose(scores.diagonal(-shift), scores[shift, 0].expand(24 - shift), atol=1e-4)


def test_bits_are_what_the_next_token_distributions_say(writer: Run) -> None:
    text = PROMPT + " learns."
    code = transformer.coder(writer)
    ids = code.encode(text)
    model = transformer.load(writer)
    bits = 0.0
    for place, token in enumerate(ids):
        before = code.decode(ids[:place])
        bits -= math.log2(transformer.distribution(writer, before)[token])
    whole = torch.tensor(code.encode("\n" + text))
    assert len(whole) <= 24
    assert transformer.bits_per_character(model, whole, len(text)) == pytest.approx(bits / len(text), rel=1e-4)


def test_every_token_of_a_long_text_is_judged_once(writer: Run) -> None:
    """With a model that finds all tokens equally likely, the bits are the number of tokens times log₂ V."""
    model = transformer.load(writer)
    torch.nn.init.zeros_(model.token.weight)
    ids = torch.randint(200, (131,))
    assert transformer.bits_per_character(model, ids, 100) == pytest.approx(130 * math.log2(200) / 100, rel=1e-5)


def test_training_lowers_the_bits(writer: Run) -> None:
    bits = writer.record["bits_per_character"]
    assert bits.shape == (4,)
    assert bits[-1] < bits[0]
    assert bits[-1] < math.log2(len(transformer.coder(writer).alphabet))


def test_temperature_sharpens_as_the_formula_says(writer: Run) -> None:
    p = transformer.distribution(writer, PROMPT).astype(float)
    cold = transformer.distribution(writer, PROMPT, 0.5)
    assert p.sum() == pytest.approx(1, abs=1e-5)
    assert cold == pytest.approx(p**2 / (p**2).sum(), abs=1e-5)
    names, top = transformer.next_tokens(writer, PROMPT, 0.5, 5)
    assert len(names) == 5
    assert top == pytest.approx(np.sort(cold)[::-1][:5])


def test_writing_follows_the_seed_and_the_cold_is_greedy(writer: Run) -> None:
    one, two, other = (transformer.generate(writer, PROMPT, 30, 1.0, seed) for seed in (0, 0, 1))
    assert one == two != other
    text, greedy = PROMPT, transformer.generate(writer, PROMPT, 4, 1e-4, 0)
    for token in greedy:
        assert transformer.next_tokens(writer, text)[0][0] == token
        text += token


def test_neighbours_are_the_nearest_by_angle(writer: Run) -> None:
    names, cosine = transformer.neighbours(writer, " the", 5)
    assert " the" not in names
    assert (np.diff(cosine) <= 0).all()
    one = transformer.embeddings(writer, " the")[0]
    other = writer.weights["token.weight"][transformer.coder(writer).tokens.index(names[0])]
    assert cosine[0] == pytest.approx(one @ other / np.linalg.norm(one) / np.linalg.norm(other), abs=1e-5)
    with pytest.raises(ModelError, match="is not one token"):
        transformer.neighbours(writer, "no such token")
