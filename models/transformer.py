"""A tiny transformer that writes like this lecture, because it has read nothing else.

Vaswani et al., "Attention is all you need", NeurIPS 2017, with the decoder alone and the norms first as in GPT-2
(Radford et al. 2019). It models P(text) = Π_t P(token_t | tokens before t), and is trained to make the next token
probable. The corpus is the lecture's own narration; every tenth paragraph is kept back to measure on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models import bpe
from models.base import Array, Floats, Inputs, ModelError, Run
from models.tensors import Average, array, arrays_of, generator, restore, setting, start

KEPT_BACK = 10  # every tenth paragraph


@dataclass(frozen=True)
class Settings:
    """Sizes and the training schedule; `marks` is the number of loss values kept."""

    vocabulary: int = 512
    layers: int = 2
    width: int = 96
    heads: int = 4
    context: int = 64
    steps: int = 1000
    batch: int = 24
    rate: float = 6e-3
    decay: float = 0.1
    dropout: float = 0.2
    average: float = 0.98
    marks: int = 20


class Attention(nn.Module):
    """Each token looks at those before it and itself: softmax(Q Kᵀ / √d) V, in several heads (section 3.2)."""

    later: Tensor
    angle: Tensor

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.heads = settings.heads
        self.project = nn.Linear(settings.width, 3 * settings.width)
        self.out = nn.Linear(settings.width, settings.width)
        self.drop = nn.Dropout(settings.dropout)
        later = torch.ones(settings.context, settings.context, dtype=torch.bool).triu(1)  # (T, T) True above
        self.register_buffer("later", later, persistent=False)
        pairs = settings.width // settings.heads // 2
        speed = 0.01 ** (torch.arange(pairs) / pairs)  # (d / 2,) from one radian a place down to almost none
        angle = torch.arange(settings.context)[:, None] * speed  # (T, d / 2)
        self.register_buffer("angle", angle, persistent=False)

    def turn(self, x: Tensor) -> Tensor:
        """Rotates pairs of a query's or key's values by their place, so that scores know distances alone.

        Su et al., "RoFormer: enhanced transformer with rotary position embedding" (2021), equation 15. (B, h, T, d).
        """
        angle = self.angle[: x.shape[2]]  # (T, d / 2)
        a, b = x.chunk(2, dim=3)  # (B, h, T, d / 2)
        return torch.cat([a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()], dim=3)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T, C) to the mixed values (B, T, C) and the weights (B, heads, T, T), each row summing to one."""
        B, T, C = x.shape
        q, k, v = (part.view(B, T, self.heads, -1).transpose(1, 2) for part in self.project(x).chunk(3, dim=2))
        q, k = self.turn(q), self.turn(k)
        scores = q @ k.transpose(2, 3) / math.sqrt(C // self.heads)  # (B, h, T, d) x (B, h, d, T) -> (B, h, T, T)
        weights = scores.masked_fill(self.later[:T, :T], -math.inf).softmax(dim=3)
        mixed = self.drop(weights) @ v  # (B, h, T, T) x (B, h, T, d) -> (B, h, T, d)
        return self.out(mixed.transpose(1, 2).reshape(B, T, C)), weights


class Block(nn.Module):
    """Attention, then a small network for each token, both added to what comes in."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        width = settings.width
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(settings)
        self.net = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))
        self.drop = nn.Dropout(settings.dropout)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T, C) -> (B, T, C) and the attention weights (B, heads, T, T)."""
        mixed, weights = self.attention(self.norm1(x))
        x = x + self.drop(mixed)
        return x + self.drop(self.net(self.norm2(x))), weights


class Transformer(nn.Module):
    """Token embeddings, blocks, and scores for the next token by the same embedding (Press and Wolf 2017)."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.context = settings.context
        self.token = nn.Embedding(settings.vocabulary, settings.width)
        self.drop = nn.Dropout(settings.dropout)
        self.blocks = nn.ModuleList(Block(settings) for _ in range(settings.layers))
        self.norm = nn.LayerNorm(settings.width)
        nn.init.normal_(self.token.weight, std=0.02)

    def forward(self, ids: Tensor) -> tuple[Tensor, list[Tensor]]:
        """Tokens (B, T) to logits of the next token (B, T, V) and each layer's attention (B, heads, T, T)."""
        x = self.drop(self.token(ids))  # (B, T, C)
        seen = []
        for block in self.blocks:
            x, weights = block(x)
            seen.append(weights)
        return F.linear(self.norm(x), self.token.weight), seen


def split(corpus: str) -> tuple[str, str]:
    """Text to train on and text kept back: paragraphs 10, 20, 30 … of the corpus."""
    lines = corpus.splitlines(keepends=True)
    back = [line for index, line in enumerate(lines) if index % KEPT_BACK == KEPT_BACK - 1]
    rest = [line for index, line in enumerate(lines) if index % KEPT_BACK != KEPT_BACK - 1]
    if not back:
        raise ModelError(f"the corpus has {len(lines)} paragraphs, too few to keep any back")
    return "".join(rest), "".join(back)


def bits_per_character(model: Transformer, ids: Tensor, characters: int) -> float:
    """−log₂ P(text) per character; every token is judged with at least half the context before it, where there is so much."""
    model.eval()
    total, half = 0.0, model.context // 2
    with torch.no_grad():
        for begin in range(0, len(ids) - 1, half):
            first = max(0, begin - half)
            window = ids[first : begin + half + 1]
            logits = model(window[None, :-1])[0][0]  # (T, V)
            total += F.cross_entropy(logits[begin - first :], window[begin - first + 1 :], reduction="sum").item()
    return total / math.log(2) / characters


def train(settings: Settings, inputs: Inputs, seed: int) -> Run:
    """Learns the merges, then the next token, on the part of the corpus that isn't kept back."""
    start(seed)
    text, kept_back = split(inputs.data.corpus)
    coder = bpe.learn(text, settings.vocabulary)
    ids, test = (torch.tensor(coder.encode("\n" + part)) for part in (text, kept_back))  # (n,), (m,)
    model, mean = Transformer(settings), Transformer(settings)
    average = Average(model, mean, settings.average)
    adam = torch.optim.AdamW(model.parameters(), settings.rate, betas=(0.9, 0.98), weight_decay=settings.decay)
    course = torch.optim.lr_scheduler.OneCycleLR(adam, settings.rate, settings.steps, pct_start=0.1)
    marks = [round(settings.steps * (i + 1) / settings.marks) for i in range(settings.marks)]
    seen: list[tuple[float, float, float]] = []
    for step in range(1, settings.steps + 1):
        loss = _loss(model, ids, settings)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        adam.step()
        course.step()
        average.update()
        for _ in range(marks.count(step)):
            seen.append((step, loss.item(), bits_per_character(mean, test, len(kept_back))))
        inputs.progress(step, settings.steps)
    record = coder.arrays() | _record(seen)
    figures = {"bits_per_character": seen[-1][2], "tokens": float(len(ids)), "characters": float(len(text))}
    return Run(arrays_of(mean), record, figures, setting(settings))


def _loss(model: Transformer, ids: Tensor, settings: Settings) -> Tensor:
    """Cross-entropy in nats a token over random windows of the text."""
    model.train()
    begin = torch.randint(len(ids) - settings.context, (settings.batch, 1))  # (B, 1)
    window = ids[begin + torch.arange(settings.context + 1)]  # (B, T + 1)
    logits = model(window[:, :-1])[0]  # (B, T, V)
    return F.cross_entropy(logits.flatten(0, 1), window[:, 1:].flatten())


def _record(seen: list[tuple[float, float, float]]) -> dict[str, Array]:
    step, loss, bits = np.array(seen, np.float32).T
    return {"step": step, "loss": loss, "bits_per_character": bits}  # (marks,) each; loss in nats a token


def load(run: Run) -> Transformer:
    """The trained transformer (the average over the last steps of training)."""
    return restore(Transformer(Settings(**run.settings)), run)


def coder(run: Run) -> bpe.Bpe:
    """The tokeniser that was learned with it."""
    return bpe.from_arrays(run.record)


def tokens(run: Run, text: str) -> list[str]:
    """The tokens of a text, as text."""
    code = coder(run)
    return [code.tokens[token] for token in code.encode(text)]


def _ids(run: Run, text: str, spare: int = 0) -> list[int]:
    """Tokens with the paragraph mark in front, the last ones where the text is longer than the context."""
    found = coder(run).encode("\n" + text)
    return found[-(run.settings["context"] - spare) :]


@torch.no_grad()
def embeddings(run: Run, text: str) -> Floats:
    """The embedding of every token of a text: (T, width)."""
    ids = torch.tensor(coder(run).encode(text))
    return array(load(run).token(ids))


@torch.no_grad()
def attention(run: Run, text: str) -> Floats:
    """How much every token looks at every token: (layers, heads, T, T), rows sum to one; T as in `tokens`.

    Raises ModelError when the text is longer than the context.
    """
    ids = coder(run).encode(text)
    if len(ids) > run.settings["context"]:
        raise ModelError(f"{len(ids)} tokens, but the context holds {run.settings['context']}", mend="shorten the text")
    return array(torch.cat(load(run)(torch.tensor([ids]))[1]))


@torch.no_grad()
def distribution(run: Run, text: str, temperature: float = 1.0) -> Floats:
    """P(next token | text) over the whole vocabulary: (V,). Logits are divided by the temperature (> 0)."""
    logits = load(run)(torch.tensor([_ids(run, text)]))[0][0, -1]  # (V,)
    return array((logits.double() / temperature).softmax(0))


def next_tokens(run: Run, text: str, temperature: float = 1.0, top: int = 10) -> tuple[list[str], Floats]:
    """The `top` most probable next tokens and their probabilities, most probable first."""
    p = distribution(run, text, temperature)
    order = np.argsort(-p, kind="stable")[:top]
    names = coder(run).tokens
    return [names[token] for token in order], p[order]


@torch.no_grad()
def generate(run: Run, prompt: str, n: int, temperature: float, seed: int) -> list[str]:
    """n tokens that the model writes after the prompt, each drawn from the distribution at this temperature."""
    model, stream, names = load(run), generator(seed), coder(run).tokens
    ids = _ids(run, prompt)
    written = []
    for _ in range(n):
        logits = model(torch.tensor([ids[-model.context :]]))[0][0, -1]  # (V,)
        token = int(torch.multinomial((logits / temperature).softmax(0), 1, generator=stream))
        ids.append(token)
        written.append(names[token])
    return written


def neighbours(run: Run, token: str, top: int = 8) -> tuple[list[str], Floats]:
    """The tokens whose embeddings point most nearly the same way, and the cosines, without the token itself.

    Raises ModelError when the text is no single token.
    """
    names = coder(run).tokens
    if token not in names:
        raise ModelError(f"{token!r} is not one token of the language model")
    table = run.weights["token.weight"][: len(names)]  # (V, width)
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    cosine = unit @ unit[names.index(token)]  # (V,)
    order = [index for index in np.argsort(-cosine, kind="stable") if names[index] != token][:top]
    return [names[index] for index in order], cosine[order].astype(np.float32)
