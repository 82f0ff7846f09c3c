"""Traces of section 8: the tiny transformer from its tokens to the next one, its corpus, and what its context does."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np

from models import cvae, points, transformer
from models.base import Array, Run, Runs
from models.data import Data
from models.traces import trace
from models.traces.common import readable, scalar

LINE = "The model learns the"
COOL = 0.5  # temperature of the loop that is shown
STEPS = 6  # times round the loop
TOP = 6  # candidates shown
LOOKED = "A model learns from the data, and draws new"
TEMPERATURES = (1.0, 0.3, 2.5)
WORD = " distribution"
ALIKE = (" digits", " images", " picture", " models")  # the first that is one token is shown
COMMON = 9
PROMPT = "Now"
# One word is exchanged, all after it stays; the pair whose bars move most is shown.
CONTEXTS = (
    ("The", "encoder", "generator", " turns the noise into an image, and the"),
    ("A", "variational", "generative", " model is trained, and then we look at the"),
    ("In the", "encoder", "game", ", the two networks are trained together with the"),
    ("A", "GAN", "VAE", " has two networks, and the first one is the"),
    ("The", "discriminator", "decoder", " is trained on the digits, and it learns the"),
    ("Here is the", "noise", "digit", ", and next to it you see the"),
)


def following(run: Run, text: str, others: str | None = None) -> dict[str, Array]:
    """Candidates after a text: names (6,) and p (6,); with `others`, chosen by both and p_after (6,) as well."""
    names = transformer.coder(run).tokens
    p = transformer.distribution(run, text)  # (V,)
    after = p if others is None else transformer.distribution(run, others)
    order = np.argsort(-np.maximum(p, after), kind="stable")[:TOP]
    found = {"names": np.array([names[i] for i in order]), "p": p[order]}
    return found if others is None else found | {"p_after": after[order]}


def loop(run: Run, line: str, steps: int, seed: int) -> dict[str, Array]:
    """Rounds of the loop: pieces (T,), names (steps, 6), p (steps, 6), drawn (steps,) rows of the tokens drawn."""
    rng = np.random.default_rng(seed)
    text, names, shares, drawn = line, [], [], []
    for _ in range(steps):
        found, p = transformer.next_tokens(run, text, COOL, TOP)
        row = int(rng.choice(TOP, p=p.astype(np.float64) / p.astype(np.float64).sum()))
        names.append(found)
        shares.append(p)
        drawn.append(row)
        text += found[row]
    pieces = np.array(transformer.tokens(run, line))
    return {"pieces": pieces, "names": np.array(names), "p": np.stack(shares), "drawn": np.array(drawn)}


@trace(needs=("transformer",), data=())
def chatgpt_introduction(runs: Runs, data: Data) -> dict[str, Array]:
    """The loop as `loop` gives it: six tokens, each drawn from the six most probable at a temperature of 0.5."""
    return readable(loop(runs["transformer"], LINE, STEPS, 2))


@trace(needs=("transformer",), data=())
def chatgpt_what_is_chatgpt(runs: Runs, data: Data) -> dict[str, Array]:
    """Inside the transformer.

    pieces (T,): a line's tokens; embeddings (T, width); attention (layers, heads, T, T); names (6,), p (3, 6): next
    tokens at temperatures (3,); step, bits (marks,): bits a character on text kept back, by step; parameters ().
    """
    run = runs["transformer"]
    names, _ = transformer.next_tokens(run, LOOKED, top=TOP)
    vocabulary = transformer.coder(run).tokens
    rows = [vocabulary.index(name) for name in names]
    return readable({
        "pieces": np.array(transformer.tokens(run, LOOKED)),
        "embeddings": transformer.embeddings(run, LOOKED),
        "attention": transformer.attention(run, LOOKED),
        "names": np.array(names),
        "temperatures": np.array(TEMPERATURES, np.float32),
        "p": np.stack([transformer.distribution(run, LOOKED, one)[rows] for one in TEMPERATURES]),
        "step": run.record["step"],
        "bits": run.record["bits_per_character"],
        "parameters": scalar(run.parameters),
    })


@trace(needs=("transformer",), data=("corpus",))
def chatgpt_role(runs: Runs, data: Data) -> dict[str, Array]:
    """What is done with the text before and while a model reads it.

    stages (k, m): one word's pieces after every merge, filled up with ""; common (9,), counts (9,): the corpus's most
    frequent words; word (), alike (6,), cosine (6,): a token's nearest neighbours; words (): words in the corpus.
    """
    run = runs["transformer"]
    coder = transformer.coder(run)
    stages = [[coder.tokens[i] for i in stage] for stage in coder.stages(WORD)]
    longest = max(len(stage) for stage in stages)
    found = re.findall(r"[a-z']+", data.corpus.lower())
    common = Counter(found).most_common(COMMON)
    word = next(token for token in ALIKE if token in coder.tokens)
    alike, cosine = transformer.neighbours(run, word, TOP)
    return readable({
        "stages": np.array([stage + [""] * (longest - len(stage)) for stage in stages]),
        "common": np.array([name for name, _ in common]),
        "counts": np.array([count for _, count in common]),
        "words": np.array(len(found)),
        "word": np.array(word),
        "alike": np.array(alike),
        "cosine": cosine,
    })


@trace(needs=("transformer",), data=())
def chatgpt_conversation(runs: Runs, data: Data) -> dict[str, Array]:
    """One word far back is exchanged, the last words stay, and the distribution moves.

    line (words,): the line; place (): where in it a word is exchanged; other (): the word that takes its place;
    names (6,), p, p_after (6,): next tokens after the first line and after the second; moved (): half the sum of all
    differences between the two distributions.
    """
    run, best, most = runs["transformer"], CONTEXTS[0], -1.0
    for one in CONTEXTS:
        p, q = (transformer.distribution(run, f"{one[0]} {word}{one[3]}") for word in one[1:3])
        moved = float(np.abs(p - q).sum() / 2)
        if moved > most:
            best, most = one, moved
    before, first, second, after = best
    lines = [f"{before} {word}{after}" for word in (first, second)]
    place = len(before.split())
    return readable({
        "line": np.array(lines[0].split()),
        "place": np.array(place),
        "other": np.array(lines[1].split()[place]),
        "moved": scalar(most),
        **following(run, *lines),
    })


@trace(needs=("transformer", "cvae"))
def chatgpt_key_points(runs: Runs, data: Data) -> dict[str, Array]:
    """Content in, content out: digits, made (8, 28, 28); line (); names, p as `following` gives them."""
    run = runs["transformer"]
    words = transformer.generate(run, PROMPT, 12, temperature=0.5, seed=3)
    return readable({
        "digits": data.digits.test[:8],
        "made": cvae.sample_classes(runs["cvae"], data.digits.test_labels[:8], 7),
        "line": np.array((PROMPT + "".join(words)).split("\n")[0]),
        **following(run, LINE),
    })


@trace(needs=("ring",), data=())
def chatgpt_outline(runs: Runs, data: Data) -> dict[str, Array]:
    """A GAN that forgets: real, made (n, 2), the ring and what is left of it; loss_g, loss_d (k,) by step."""
    record = runs["ring"].record
    return readable({
        "real": points.ring(400, np.random.default_rng(9))[0],
        "made": record["points"][-1],
        "loss_g": record["loss_generator"],
        "loss_d": record["loss_discriminator"],
    })
