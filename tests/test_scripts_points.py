"""Every frame of the lecture exists and says what it must say (tests/points/*.yaml)."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests import prose

STORYBOARD = {
    "intro": "overview goals summary",
    "what": "introduction characteristics examples conclusion",
    "types": "introduction vaes gans-and-others",
    "vae": "introduction architecture training",
    "gan": "introduction game challenges",
    "comparison": "introduction vaes gans key-points conclusion",
    "applications": "introduction key-applications importance next-steps",
    "chatgpt": "introduction what-is-chatgpt role conversation key-points outline",
    "challenges": "introduction mode-collapse instability conclusion",
    "ethics": "overview implications core-issues responsibilities key-points summary",
    "future": "introduction architectures trends takeaways",
    "takeaways": "summary understanding types applications relevance key-points formula",
    "discussion": "introduction importance discussion-points key-questions conclusion",
    "reflection": "why-reflect key-concepts guiding-questions discussion",
    "resources": "introduction key-resources key-points example-code",
    "conclusion": "importance key-concepts final-thoughts",
}
EXPECTED = [f"{section}/{frame}" for section, frames in STORYBOARD.items() for frame in frames.split()]
FEWEST_POINTS = 3


def read_points() -> dict[str, list[dict[str, Any]]]:
    """All point lists by frame; a frame that stands in two files is an error."""
    points: dict[str, list[dict[str, Any]]] = {}
    for path in sorted((prose.HERE / "points").glob("*.yaml")):
        for slug, entries in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            assert slug not in points, f"{path.name}: {slug} stands in another file too"
            points[slug] = entries
    return points


POINTS = read_points()
FRAMES = prose.frames()


def missing(text: str, entries: list[dict[str, Any]]) -> list[str]:
    """The points none of whose patterns is found in a text."""
    return [
        entry["point"] for entry in entries if not any(re.search(pattern, text, re.IGNORECASE) for pattern in entry["any"])
    ]


def test_all_frames_exist_in_their_order() -> None:
    assert len(EXPECTED) == 68
    assert list(FRAMES) == EXPECTED


def test_every_frame_has_its_points() -> None:
    assert set(POINTS) == set(EXPECTED)
    assert {slug: len(entries) for slug, entries in POINTS.items() if len(entries) < FEWEST_POINTS} == {}
    for slug, entries in POINTS.items():
        for entry in entries:
            assert set(entry) == {"point", "any"}, slug
            assert entry["any"], slug


@pytest.mark.parametrize("slug", EXPECTED)
def test_a_frame_makes_its_points(slug: str) -> None:
    assert missing(FRAMES[slug].text, POINTS[slug]) == []


def test_a_missing_point_would_be_seen() -> None:
    entries = [{"point": "the encoder", "any": ["encod"]}, {"point": "two vectors", "any": ["two vectors", "both vectors"]}]
    assert missing("The Encoder answers with a vector.", entries) == ["two vectors"]


@pytest.mark.parametrize("slug", EXPECTED)
def test_no_point_is_satisfied_by_every_frame(slug: str) -> None:
    """A pattern that fits everywhere would test nothing."""
    others = [script.text for other, script in FRAMES.items() if other != slug]
    for entry in POINTS[slug]:
        found = sum(not missing(text, [entry]) for text in others)
        assert found < len(others) / 2, entry["point"]
