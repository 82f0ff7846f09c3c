"""Timelines and captions: whole numbers, nothing lost, readable pace."""

from __future__ import annotations

from pathlib import Path

import pytest
import srt
import webvtt
from hypothesis import given, settings
from hypothesis import strategies as st

from lecture.captions import FASTEST, LINE, Placed, as_srt, as_vtt, captions, paragraphs_of
from lecture.errors import LectureError
from lecture.plan import Lecture, open_lecture
from lecture.timeline import LEAD, SAMPLES_PER_PICTURE, TAIL, UNIT_SAMPLES, Timeline, build_timeline, estimate, padded

SETTINGS = """
title: Small
course: Testing
author: Team
licence: CC BY 4.0
date: 2026-01-31
sections:
  - {slug: one, title: First}
"""


def lecture_of(root: Path, *texts: str) -> Lecture:
    folder = root / "scripts" / "small" / "01-one"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "lecture.yaml").write_text(SETTINGS)
    for number, text in enumerate(texts, 1):
        (folder / f"{number:02}-frame{number}.md").write_text(f"---\ntitle: Frame {number}\n---\n{text}\n")
    return open_lecture("small", root)


def timeline_of(root: Path, text: str) -> Timeline:
    lecture = lecture_of(root, text)
    return build_timeline(lecture, lecture.frames[0], lecture.frames[0].script, None)


WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)
TEXT = st.lists(st.tuples(WORD, st.sampled_from(["", "", "", ",", ".", "?", ";"])), min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_captions_say_every_word_in_two_short_lines(
    tmp_path_factory: pytest.TempPathFactory, words: list[tuple[str, str]]
) -> None:
    text = " ".join(word + mark for word, mark in words).capitalize()
    timeline = timeline_of(tmp_path_factory.mktemp("captions"), text)
    items = captions([Placed(timeline, 160)])
    assert " ".join(item.text for item in items).split() == text.split()
    for item, after in zip(items, [*items[1:], None], strict=True):
        assert item.start < item.end
        assert all(len(line) <= LINE for line in item.text.split("\n"))
        assert item.text.count("\n") <= 1
        assert after is None or item.end <= after.start
        assert len(item.text) / ((item.end - item.start) / 48_000) <= FASTEST
    assert items[0].start >= 160 * SAMPLES_PER_PICTURE


def test_captions_are_slow_enough_and_cut_at_phrases(tmp_path: Path) -> None:
    text = (
        "A generative model learns the distribution of its data, so it can draw new samples from it, "
        "while a discriminative model learns only the boundary between classes. Which one would you choose? "
        "Take a moment, and think about the data that you have."
    )
    items = captions([Placed(timeline_of(tmp_path, text), 0)])
    assert all(len(item.text) / ((item.end - item.start) / 48000) <= FASTEST for item in items)
    assert items[0].text == "A generative model learns\nthe distribution of its data,"


def test_a_fast_sentence_borrows_time_from_its_neighbours(tmp_path: Path) -> None:
    lecture = lecture_of(tmp_path, "Now look. Somebody understands extraordinarily complicated arguments. And that's all.")
    script = lecture.frames[0].script
    rate = 48_000
    lengths = [1.0, 1.0, *[0.56] * 5, 0.5, 0.5, 0.5]
    starts = [sum(lengths[:index]) for index in range(len(lengths))]
    words = [{"start": round(at * rate), "end": round((at + last) * rate)} for at, last in zip(starts, lengths, strict=True)]
    timeline = build_timeline(lecture, lecture.frames[0], script, {"words": words, "samples": round(sum(lengths) * rate)})
    before, fast, after = captions([Placed(timeline, 32)])
    assert all(len(item.text) / ((item.end - item.start) / rate) <= FASTEST for item in (before, fast, after))
    spoken = 32 * SAMPLES_PER_PICTURE + timeline.words[2].start
    assert spoken - 0.4 * rate <= fast.start < spoken
    assert before.end == fast.start


def test_both_caption_formats_are_read_back_by_others(tmp_path: Path) -> None:
    items = captions([Placed(timeline_of(tmp_path, "If P < Q & R, we stop. Then $x^2$ follows."), 0)])
    assert [row.content for row in srt.parse(as_srt(items))] == [item.text for item in items]
    path = tmp_path / "a.vtt"
    path.write_text(as_vtt(items), encoding="utf-8")
    read = webvtt.read(str(path))
    assert len(read) == len(items)
    assert "&lt;" in path.read_text()
    assert read[0].start == "00:00:00.600"


@given(st.integers(1, 10**8))
def test_lengths_lie_on_the_grid(samples: int) -> None:
    length = padded(samples)
    assert length % UNIT_SAMPLES == 0
    assert LEAD + samples + TAIL <= length < LEAD + samples + TAIL + UNIT_SAMPLES


def test_a_timeline_survives_its_file(tmp_path: Path) -> None:
    timeline = timeline_of(tmp_path, "One {#a}two, three. {pause 2}\n\n{#b}Four.")
    assert Timeline.parse(timeline.json()) == timeline
    assert [cue.picture for cue in timeline.cues] == [-(-timeline.words[i].start // 1600) for i in (1, 3)]
    assert timeline.words[3].start - timeline.words[2].end == 2 * 48000
    assert [text for _, text in paragraphs_of(timeline)] == ["One two, three.", "Four."]
    assert timeline.estimated


def test_a_take_must_have_a_time_for_every_word(tmp_path: Path) -> None:
    lecture = lecture_of(tmp_path, "One two three.")
    frame = lecture.frames[0]
    words = [{"start": 0, "end": 10}, {"start": 20, "end": 30}]
    with pytest.raises(LectureError, match="times for 2 of 3 words"):
        build_timeline(lecture, frame, frame.script, {"words": words, "samples": 100})
    backwards = [*words, {"start": 5, "end": 9}]
    with pytest.raises(LectureError, match="run backwards"):
        build_timeline(lecture, frame, frame.script, {"words": backwards, "samples": 100})


def test_the_estimate_is_about_150_words_a_minute(tmp_path: Path) -> None:
    text = " ".join(["The encoder reads an image, and it answers with a mean and a variance."] * 20)
    lecture = lecture_of(tmp_path, text)
    _, samples = estimate(lecture.frames[0].script)
    assert 130 <= len(text.split()) / (samples / 48000 / 60) <= 170
