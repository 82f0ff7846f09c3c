"""The narration is written afresh, opens each frame in its own way, and names its moments often enough."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from lecture.script import Script
from tests import prose

FRAMES = prose.frames()
SOURCE = prose.load_shingles()
TITLES = [  # names of works and people, which nobody can write afresh
    "Hands-On Generative Adversarial Networks with Keras",
    "Rafael Valle",
    "Deep Learning with PyTorch: A 60 Minute Blitz",
    "Ian Goodfellow, Yoshua Bengio and Aaron Courville",
]
FIRST_CUE, CUE_GAP, CUES_APART = 12, 30, 5  # words; 30 words are 12 seconds of speech
SHORTEST, LONGEST = 120, 220  # words a frame


def without_titles(words: list[str]) -> list[str]:
    """The words with each title replaced by one mark that no source holds."""
    text = f" {' '.join(words)} "
    for title in TITLES:
        text = text.replace(f" {' '.join(prose.plain_words(title))} ", " \0 ")
    return text.split()


def copied(text: str, source: set[bytes]) -> list[str]:
    """The runs of a text whose digests are among the source's."""
    words = without_titles(prose.plain_words(text))
    return [" ".join(run) for run in prose.runs(words) if prose.digest(run) in source]


def spoken(script: Script) -> str:
    return " ".join(word.say or word.written for word in script.words)


def cue_faults(script: Script) -> list[str]:
    """What is wrong with the places of a script's cues, in words."""
    places = [cue.word for cue in script.cues]
    if not places:
        return ["no cue"]
    faults = [f"first cue at word {places[0]}"] if places[0] > FIRST_CUE else []
    for (a, b), cue in zip(pairwise(places), script.cues, strict=False):
        if b - a < CUES_APART:
            faults.append(f"{b - a} words after {{#{cue.name}}}")
    for (a, b), name in zip(pairwise([*places, len(script.words)]), (cue.name for cue in script.cues), strict=True):
        if b - a > CUE_GAP:
            faults.append(f"{b - a} words after {{#{name}}} without a cue")
    return faults


@pytest.mark.parametrize("slug", FRAMES)
def test_no_run_of_eight_words_is_the_sources(slug: str) -> None:
    script = FRAMES[slug]
    assert copied(script.text, SOURCE) == []
    assert copied(spoken(script), SOURCE) == []


def test_a_copied_run_would_be_seen(tmp_path: Path) -> None:
    text = "Nobody knows who first put the kettle on for the whole village, but it was tea."
    kept = tmp_path / "runs.bin"
    kept.write_bytes(b"".join(prose.digests(text)))
    source = prose.load_shingles(kept)
    assert copied("We ask: NOBODY knows who first put the -- kettle on!", source) == ["nobody knows who first put the kettle on"]
    assert copied("Nobody knows who first put the kettle off.", source) == []


def test_the_sources_runs_are_all_there() -> None:
    data = prose.SHINGLES.read_bytes()
    assert len(data) < 300_000
    assert len(data) == prose.SIZE * len(SOURCE)  # each once
    assert len(SOURCE) > 13_000
    assert [data[at : at + prose.SIZE] for at in range(0, len(data), prose.SIZE)] == sorted(SOURCE)


def test_no_two_frames_open_alike() -> None:
    openings: dict[tuple[str, ...], list[str]] = {}
    for slug, script in FRAMES.items():
        openings.setdefault(tuple(prose.plain_words(script.text)[:4]), []).append(slug)
    assert {" ".join(words): slugs for words, slugs in openings.items() if len(slugs) > 1} == {}


@pytest.mark.parametrize("slug", FRAMES)
def test_cues_come_often_and_not_too_often(slug: str) -> None:
    assert cue_faults(FRAMES[slug]) == []


@pytest.mark.parametrize("slug", FRAMES)
def test_a_frame_is_neither_short_nor_long(slug: str) -> None:
    assert SHORTEST <= len(FRAMES[slug].words) <= LONGEST
