"""Scripts: what lecturers write is read right, and every slip gets file, line and mend."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lecture.errors import LectureError
from lecture.script import read_script

HEAD = "---\ntitle: Architecture\n---\n"


def script_of(tmp_path: Path, body: str | bytes, head: str = HEAD) -> Path:
    path = tmp_path / "02-architecture.md"
    path.write_bytes(head.encode() + (body if isinstance(body, bytes) else body.encode()))
    return path


def test_every_feature_is_read(tmp_path: Path) -> None:
    body = (
        "A *variational* autoencoder has two halves. {#encoder}The encoder reads,\n"
        "and {#mu}answers with [μ]{say=\"mew\"}, or $P(x) = 1$. Why? {pause 1.5}\n"
        "\n"
        "The mean is {{mu[1]:.2f}}.\n"
        "> Reviewer: never spoken {#not_a_cue}\n"
    )
    script = read_script(script_of(tmp_path, body))
    assert script.title == "Architecture"
    assert [word.written for word in script.words[:3]] == ["A", "variational", "autoencoder"]
    cues = [(cue.name, script.words[cue.word].written, cue.line) for cue in script.cues]
    assert cues == [("encoder", "The", 4), ("mu", "answers", 5)]
    assert [(word.written, word.say) for word in script.words if word.say] == [("μ,", "mew,")]
    assert [word.written for word in script.words if "$" in word.written] == ["$P(x) = 1$."]
    assert [sentence.pause for sentence in script.sentences] == [None, None, 1.5, None]
    assert [sentence.paragraph_end for sentence in script.sentences] == [False, False, True, True]
    assert script.notes == ("Reviewer: never spoken {#not_a_cue}",)
    assert script.filled({"mu": np.array([0.0, -0.125])}).text.endswith("The mean is −0.12.")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("One {#cue two.", "02-architecture.md:4: '{#cue' is no mark; marks are {#cue}, {pause 1.5} and {{number:.2f}}"),
        ("One {#Cue}two.", "02-architecture.md:4: '{#Cue}two.' is no mark"),
        ("One {#a}two.\nThree {#a}four.", "02-architecture.md:5: cue {#a} stands twice; rename one"),
        ("One two. {#a}", "02-architecture.md:4: cue {#a} stands before no word; move it"),
        ("One $x two.", "02-architecture.md:4: '$x' is no mark; close the formula"),
        ("[μ] one.", "02-architecture.md:4: '[μ]' is no mark; a spoken form is written"),
        ("One } two.", "02-architecture.md:4: '}' is no mark; a mark is closed that was never opened"),
        ("- a list", "02-architecture.md:4: headings, lists, tables and code cannot be spoken"),
        ("One\n# heading", "02-architecture.md:5: headings, lists, tables and code cannot be spoken"),
        ("\t-\ta list", "02-architecture.md:4: headings, lists, tables and code cannot be spoken"),
        ("One.\n---\nTwo.", "02-architecture.md:5: headings, lists, tables and code cannot be spoken"),
        ("One.\n* * *\nTwo.", "02-architecture.md:5: headings, lists, tables and code cannot be spoken"),
        ("Call `fit` now.", "02-architecture.md:4: '`fit`' is no mark; code cannot be spoken"),
        ("A <b>bold</b> word.", "02-architecture.md:4: HTML cannot be spoken"),
        ("Nice 🎉 work.", "02-architecture.md:4: no voice can read '🎉' (U+1F389 PARTY POPPER)"),
        ("Shalom שלום.", "02-architecture.md:4: no voice can read 'ש'"),
        ("Hidden \u202etext.", "02-architecture.md:4: no voice can read"),
        ("{pause 99} One.", "02-architecture.md:4: a pause of 99.0 s; at most 10 s"),
        ("{pause 1} One.", "02-architecture.md:4: a pause before the first word; delete it"),
        ("> only notes", "02-architecture.md:4: nothing is spoken; write the text below the second '---'"),
        ("One \x00 two.", "02-architecture.md:4: control character U+0000; delete it"),
        ("Naïve.".encode("latin-1"), "02-architecture.md:4: this is not UTF-8; save the file as UTF-8"),
        ("One two.".encode("utf-16-le"), "02-architecture.md:4: control character U+0000; delete it"),
        (b"One\n\xff\xfe two.", "02-architecture.md:5: this is not UTF-8; save the file as UTF-8"),
    ],
)
def test_slips_in_the_text(tmp_path: Path, body: str | bytes, message: str) -> None:
    with pytest.raises(LectureError) as caught:
        read_script(script_of(tmp_path, body))
    assert str(caught.value).replace(f"{tmp_path}/", "").startswith(message)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("One two.", "x.md:1: front matter is missing; begin with '---', 'title: …', '---'"),
        ("---\ntitle: A\nOne two.", "x.md:1: the front matter is never closed; add a line '---' below it"),
        ("---\ntitel: A\n---\nOne.", "x.md:2: unknown key 'titel'; did you mean 'title'?"),
        ("---\ntitle: A\nvoice: x\ntitle: B\n---\nOne.", "x.md:4: key 'title' stands twice; delete one"),
        ("---\nvoice: a\n---\nOne.", "x.md:2: 'title' is missing; add a line 'title: …'"),
        ("---\ntitle: A\nrate: fast\n---\nOne.", "x.md:3: 'rate': input should be a valid number"),
        ("---\ntitle: A\n\trate: 1\n---\nOne.", "x.md:3: not YAML: found character '\\t'"),
        ("---\ntitle: !!timestamp x\n---\nOne.", "x.md:2: not YAML: "),
        ("---\ntitle: &a [*a]\n---\nOne.", "x.md:2: "),
        ("---\ntitle: [A\n---\nOne.", "x.md:2: not YAML"),
        ("---\n- title\n---\nOne.", "x.md:2: expected 'key: value' lines"),
        ("", "x.md:1: front matter is missing"),
    ],
)
def test_slips_in_the_front_matter(tmp_path: Path, head: str, message: str) -> None:
    path = tmp_path / "x.md"
    path.write_text(head, encoding="utf-8")
    with pytest.raises(LectureError) as caught:
        read_script(path)
    assert str(caught.value).replace(f"{tmp_path}/", "").startswith(message)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(LectureError, match="there is no such file"):
        read_script(tmp_path / "none.md")
    with pytest.raises(LectureError, match="are more than a script can have"):
        read_script(script_of(tmp_path, "word " * 2_100_000))


def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    plain = read_script(script_of(tmp_path, "One {#a}two.\n\nThree.\n"))
    windows = script_of(tmp_path, "One {#a}two.\r\n\r\nThree.\r\n", head="\ufeff" + HEAD.replace("\n", "\r\n"))
    assert read_script(windows).sentences == plain.sentences


@pytest.mark.parametrize(
    ("placeholder", "message"),
    [
        ("{{nu:.2f}}", "no array 'nu' in this frame's trace; there are: mu"),
        ("{{mu:.2f}}", "that is an array, not one number; add an index like [0]"),
        ("{{mu[7]:.2f}}", "out of bounds"),
        ("{{mu[0]:.2q}}", "format"),
    ],
)
def test_numbers_that_cannot_be_filled(tmp_path: Path, placeholder: str, message: str) -> None:
    script = read_script(script_of(tmp_path, f"It is {placeholder} here."))
    with pytest.raises(LectureError, match=r"02-architecture\.md:4: ") as caught:
        script.filled({"mu": np.zeros(3)})
    assert message in str(caught.value)


PIECES = st.sampled_from(
    ["title", "voice", "rate", ": ", "\n", "- ", "{", "}", "[", "]", "&a ", "*a", "!!timestamp x", "!!bool x", "? ", "|", ">"]
    + ["'", '"', "\t", "#", "1", "~", "yes", ".inf", "2026-01-31", "<<: ", "@", "%", "---", "...", "\ufeff", "!!python/name:os"]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_any_front_matter_is_read_or_refused_with_its_line(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("head") / "x.md"
    path.write_bytes(f"---\ntitle: A\n{text}\n---\nOne two.\n".encode("utf-8", "surrogatepass"))
    try:
        script = read_script(path)
    except LectureError as error:
        assert error.path == path
        assert error.line is not None
        return
    assert script.words


MARKS = st.sampled_from(["{#a}", "{#b}", "{", "}", "{{x:.1f}}", "{pause 1}", "[w]{say=\"s\"}", "$x$", "$", "[", "]", "*", "\\"])
WORDS = st.sampled_from(["one", "two,", "three.", "Why?", "\n", "\n\n", "> note\n", "\t", " ", "é", "μ"])


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKS | WORDS | st.text(max_size=5), max_size=30).map(" ".join))
@example("[a]{say=\"b\"}{#c}d")
def test_any_text_is_read_or_refused_with_its_line(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    path = tmp_path_factory.mktemp("any") / "x.md"
    path.write_bytes((HEAD + body).encode("utf-8", "surrogatepass"))
    try:
        script = read_script(path)
    except LectureError as error:
        assert error.path == path
        assert error.line is None or 1 <= error.line <= body.count("\n") + body.count("\r") + 6
        return
    assert script.words
    assert all(0 <= cue.word < len(script.words) for cue in script.cues)
    assert all(word.written.strip() == word.written for word in script.words)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_sound_script_with_one_byte_changed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    sound = (HEAD + "One {#a}two [μ]{say=\"mew\"} $x$. {pause 1}\n\nThree {{n:.1f}}.\n> note\n").encode()
    place = data.draw(st.integers(0, len(sound) - 1))
    changed = sound[:place] + bytes([data.draw(st.integers(0, 255))]) + sound[place + 1 :]
    path = tmp_path_factory.mktemp("byte") / "x.md"
    path.write_bytes(changed)
    try:
        read_script(path)
    except LectureError as error:
        assert error.path == path
