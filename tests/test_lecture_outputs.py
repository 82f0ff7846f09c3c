"""What stands beside the masters and in a build's messages: chapters, stills with their descriptions, findings."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from lecture.build import Credits
from lecture.captions import Chapter, Placed, chapters, chapters_vtt, paragraph_cues
from lecture.finished import finding_lines
from lecture.steps import StepId
from lecture.store import Entry
from lecture.timeline import build_timeline
from tests.test_lecture_captions import lecture_of, timeline_of


def placed_frames(root: Path, first: int) -> list[Placed]:
    lecture = lecture_of(root, "One two three.", "Four five six.")
    frames = []
    for frame in lecture.frames:
        frames.append(Placed(build_timeline(lecture, frame, frame.script, None), first))
        first += frames[-1].timeline.pictures
    return frames


def test_a_section_begins_with_its_card_and_encloses_its_frames(tmp_path: Path) -> None:
    one, two = placed_frames(tmp_path, 64)
    end = two.first_picture + two.timeline.pictures
    assert chapters([one, two], {"one": (32, "1 First")}) == [
        Chapter(32, end, "1 First"),
        Chapter(64, two.first_picture, "1.1 Frame 1"),
        Chapter(two.first_picture, end, "1.2 Frame 2"),
    ]


def test_a_frames_own_master_has_one_chapter(tmp_path: Path) -> None:
    text = chapters_vtt(chapters(placed_frames(tmp_path, 0)[:1], {}))
    assert re.findall(r"(\S+) --> \S+\n(.*)\n", text) == [("00:00:00.000", "1.1 Frame 1")]


def test_cues_belong_to_their_paragraphs_and_notes_to_their_cues(tmp_path: Path) -> None:
    text = "One {#a}two. {#b}Three.\n\nFour.\n\n{#c}Five.\n> a, b: a box appears.\n> Reviewer: too fast\n> c: it opens."
    assert paragraph_cues(timeline_of(tmp_path, text)) == {0: ["a", "b"], 2: ["c"]}
    script = lecture_of(tmp_path, text).frames[0].script
    assert script.cue_notes == {"a": "a box appears.", "b": "a box appears.", "c": "it opens."}


def test_a_finding_is_told_once_with_the_masters_that_have_it() -> None:
    late = {"frame": "vae/training", "what": "cue 'loss'", "measured": "+0.300 s", "allowed": "-0.1 … +0.2 s"}
    loud = {"frame": None, "what": "loudness", "measured": "-14.00 LUFS", "allowed": "-16.0 ± 0.5"}
    reports = [
        {"name": "04-vae/03-training", "findings": [late]},
        {"name": "04-vae", "findings": [late, loud]},
        {"name": "week12", "findings": [late]},
        {"name": "05-gan", "findings": []},
    ]
    assert finding_lines(reports) == [
        "vae/training: cue 'loss': +0.300 s (allowed: -0.1 … +0.2 s), in 04-vae/03-training, 04-vae, week12",
        "whole file: loudness: -14.00 LUFS (allowed: -16.0 ± 0.5), in 04-vae",
    ]


@pytest.mark.parametrize(
    ("voices", "synthetic", "line"),
    [
        (["hibari/heart", "hibari/heart"], True, "Synthetic voice: hibari/heart"),
        (["hibari/heart", "recorded/ada.wav"], True, "Synthetic voice: hibari/heart, a person, recorded: ada.wav"),
        (["recorded/ada.wav", "recorded/ada.wav"], False, "Voice: a person, recorded: ada.wav"),
    ],
)
def test_credits_say_whether_the_voice_is_synthetic_and_which(
    voices: list[str], synthetic: bool, line: str, tmp_path: Path
) -> None:
    lecture = lecture_of(tmp_path, "One two three.", "Four five six.")
    results = {}
    for frame, spoken in zip(lecture.frames, voices, strict=True):
        engine, voice = spoken.split("/")
        folder = tmp_path / frame.name
        folder.mkdir()
        (folder / "words.json").write_text(json.dumps({"engine": engine, "voice": voice}))
        results[StepId("take", frame.slug)] = Entry("", folder)
    credits = Credits(lecture, lecture.frames, results)
    assert (credits.synthetic(), credits.lines()[0]) == (synthetic, line)
