"""Reads YAML into checked models, with the line of every mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from lecture.errors import LectureError, did_you_mean

LARGEST_TEXT = 1_000_000


class Fields(BaseModel):
    """A mapping whose unknown keys are forbidden."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


T = TypeVar("T", bound=Fields)


def read_text(path: Path) -> str:
    """A text file with plain line ends; errors name the line of what is not text.

    Raises:
        LectureError: not there, unreadable, not UTF-8, over a million bytes, or with control characters.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise LectureError("there is no such file", path=path) from None
    except OSError as error:
        raise LectureError(f"cannot be read ({error.strerror})", path=path) from None
    if len(data) > LARGEST_TEXT:
        raise LectureError(f"{len(data):,} bytes are more than a script can have ({LARGEST_TEXT:,})", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise LectureError("this is not UTF-8", path=path, line=line, mend="save the file as UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, content in enumerate(text.split("\n"), 1):
        for char in content:
            if (ord(char) < 32 and char != "\t") or 0x7F <= ord(char) < 0xA0:
                raise LectureError(f"control character U+{ord(char):04X}", path=path, line=number, mend="delete it")
    return text


def parse_fields(text: str, model: type[T], path: Path, *, first_line: int = 1) -> T:
    """A YAML mapping as a checked model; `first_line` is the file's line at which the text begins."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        values = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        raise LectureError(f"not YAML: {error.problem}", path=path, line=line) from None
    except Exception as error:  # PyYAML stumbles over odd tags and depths with errors of many kinds
        problem = str(error).partition("\n")[0] or type(error).__name__
        raise LectureError(f"not YAML: {problem}", path=path, line=first_line) from None
    if not isinstance(values, dict) or not isinstance(node, yaml.MappingNode):
        raise LectureError("expected 'key: value' lines", path=path, line=first_line)
    try:
        checked = model.model_validate(values)
    except ValidationError as error:
        raise _plain(error, model, node, path, first_line) from None
    _refuse_duplicates(node, path, first_line)  # last, because what is valid can't contain itself
    return checked


def _refuse_duplicates(node: yaml.Node, path: Path, first_line: int) -> None:
    """Raises LectureError for a key that stands twice in the same mapping, at any depth."""
    seen: set[str] = set()
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        key, value = child if isinstance(child, tuple) else (None, child)
        if key is not None and str(key.value) in seen:
            line = first_line + key.start_mark.line
            raise LectureError(f"key '{key.value}' stands twice", path=path, line=line, mend="delete one")
        if key is not None:
            seen.add(str(key.value))
        _refuse_duplicates(value, path, first_line)


def _plain(
    error: ValidationError, model: type[Fields], node: yaml.MappingNode, path: Path, first_line: int
) -> LectureError:
    first = min(error.errors(), key=lambda row: row["type"] != "extra_forbidden")
    where = first["loc"]
    line = first_line + _line(node, where)
    if first["type"] == "extra_forbidden":
        known = _keys_at(model, where[:-1])
        mend = did_you_mean(str(where[-1]), known) or f"known keys: {', '.join(sorted(known))}"
        return LectureError(f"unknown key '{where[-1]}'", path=path, line=line, mend=mend)
    if first["type"] == "missing":
        return LectureError(f"'{_dotted(where)}' is missing", path=path, line=line, mend=f"add a line '{where[-1]}: …'")
    message = first["msg"][:1].lower() + first["msg"][1:]
    return LectureError(f"'{_dotted(where)}': {message}", path=path, line=line)


def _dotted(where: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in where)


def _line(node: yaml.Node, where: tuple[int | str, ...]) -> int:
    line = int(node.start_mark.line)
    for part in where:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == str(part)]
            if not found:
                return line
            line, node = found[0][0].start_mark.line, found[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return line


def _keys_at(model: type[Fields], where: tuple[int | str, ...]) -> list[str]:
    current: Any = model
    for part in where:
        if isinstance(part, int):
            continue
        annotation = current.model_fields[part].annotation
        inner = getattr(annotation, "__args__", ())
        current = next((kind for kind in (annotation, *inner) if isinstance(kind, type) and issubclass(kind, Fields)), current)
    return list(current.model_fields)
