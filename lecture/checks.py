"""Compares scripts, scenes and traces in a second, without running any of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from lecture.errors import LectureError, did_you_mean
from lecture.plan import ENGINES, Frame, Lecture, build_root
from lecture.steps import resolve
from lecture.timeline import SAMPLE_RATE, estimate


@dataclass(frozen=True)
class SceneFacts:
    """What a scene's source says of itself: where it stands, its cues with their lines, the arrays it reads."""

    line: int
    cues: tuple[tuple[str, int], ...]
    arrays: tuple[tuple[str, int], ...]
    uses_trace: bool
    dynamic: tuple[int, ...]  # lines of cue() calls whose name is no literal


@dataclass(frozen=True)
class FrameReport:
    """One frame's figures and findings."""

    frame: Frame
    words: int
    seconds: float
    cues: int
    findings: tuple[LectureError, ...]


def check_frame(lecture: Lecture, frame: Frame) -> FrameReport:
    """Everything that can be said of a frame without making it."""
    try:
        script = frame.script
    except LectureError as error:
        return FrameReport(frame, 0, 0.0, 0, (error,))
    _, samples = estimate(script)
    findings = tuple(_findings(lecture, frame))
    return FrameReport(frame, len(script.words), samples / SAMPLE_RATE, len(script.cues), findings)


def _findings(lecture: Lecture, frame: Frame) -> Iterator[LectureError]:
    yield from _voice(frame)
    try:
        facts = scene_facts(frame.module).get(frame.scene)
    except LectureError as error:
        yield error
        return
    if facts is None:
        mend = did_you_mean(frame.scene, scene_facts(frame.module)) or "write the class"
        yield LectureError(f"no scene '{frame.scene}' for {frame.path.name}", path=frame.module, mend=mend)
        return
    yield from _cues(frame, facts)
    yield from _trace(frame, facts)


def _voice(frame: Frame) -> Iterator[LectureError]:
    engine, slash, _ = (frame.script.voice or "").partition("/")
    if slash and engine not in ENGINES:
        mend = did_you_mean(engine, ENGINES) or f"there are: {', '.join(ENGINES)}"
        yield LectureError(f"unknown voice engine '{engine}'", path=frame.path, line=2, mend=mend)


def _cues(frame: Frame, facts: SceneFacts) -> Iterator[LectureError]:
    spoken = {cue.name: cue.line for cue in frame.script.cues}
    drawn = dict(facts.cues)
    for line in facts.dynamic:
        yield LectureError("a cue's name must be a literal", path=frame.module, line=line)
    for name, line in facts.cues:
        if name not in spoken:
            mend = did_you_mean(name, spoken) or f"put {{#{name}}} into {frame.path.name}"
            yield LectureError(f"unknown cue '{name}'", path=frame.module, line=line, mend=mend)
    for name, line in spoken.items():
        if name not in drawn:
            mend = did_you_mean(name, drawn.keys() - spoken.keys()) or f"use it in {frame.module.name}, or delete it"
            yield LectureError(f"unused cue {{#{name}}}", path=frame.path, line=line, mend=mend)


def _trace(frame: Frame, facts: SceneFacts) -> Iterator[LectureError]:
    declared = resolve("models.traces:declared")()
    placeholders = frame.script.placeholders
    if frame.trace not in declared:
        if facts.uses_trace:
            mend = did_you_mean(frame.trace, declared) or "write it in models/traces/"
            what = f"the scene wants trace '{frame.trace}', which nothing makes"
            yield LectureError(what, path=frame.module, line=facts.line, mend=mend)
        for name, line in placeholders:
            yield LectureError(f"no trace '{frame.trace}' to take '{name}' from", path=frame.path, line=line)
        return
    arrays = known_arrays(frame)
    if arrays is None:
        return
    for name, line in placeholders:
        if name not in arrays:
            mend = did_you_mean(name, arrays) or f"there are: {', '.join(sorted(arrays))}"
            yield LectureError(f"no array '{name}' in trace '{frame.trace}'", path=frame.path, line=line, mend=mend)
    for name, line in facts.arrays:
        if name not in arrays:
            mend = did_you_mean(name, arrays) or f"there are: {', '.join(sorted(arrays))}"
            yield LectureError(f"no array '{name}' in trace '{frame.trace}'", path=frame.module, line=line, mend=mend)


def known_arrays(frame: Frame) -> set[str] | None:
    """The array names of a frame's trace if it was made here before, else None."""
    for folder in ("traces", "traces-quick"):
        path = build_root(frame.root) / folder / f"{frame.trace}.npz"
        if path.exists():
            with np.load(path, allow_pickle=False) as arrays:
                return set(arrays.files)
    return None


def scene_facts(module: Path) -> dict[str, SceneFacts]:
    """Every scene class of a module: name → facts, from its source alone.

    Raises:
        LectureError: the source is not Python.
    """
    return _scene_facts(module, module.stat().st_mtime_ns)


@cache
def _scene_facts(module: Path, changed: int) -> dict[str, SceneFacts]:
    try:
        tree = ast.parse(module.read_text(encoding="utf-8"), filename=str(module))
    except SyntaxError as error:
        raise LectureError(f"not Python: {error.msg}", path=module, line=error.lineno) from None
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    return {name: _facts(node, classes) for name, node in classes.items() if _is_scene(node, classes)}


def _is_scene(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> bool:
    names = [base.id for base in node.bases if isinstance(base, ast.Name)]
    return "FrameScene" in names or any(name in classes and _is_scene(classes[name], classes) for name in names)


def _facts(node: ast.ClassDef, classes: dict[str, ast.ClassDef]) -> SceneFacts:
    cues: list[tuple[str, int]] = []
    dynamic: list[int] = []
    arrays: dict[str, int] = {}
    uses = False
    aliases = {"trace"}
    bases = [classes[base.id] for base in node.bases if isinstance(base, ast.Name) and base.id in classes]
    for part in (walk for owner in (node, *bases) for walk in _in_order(owner)):
        if isinstance(part, ast.Assign) and _is_trace(part.value, {"trace"}):
            aliases |= {target.id for target in part.targets if isinstance(target, ast.Name)}
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "cue":
            argument = part.args[0] if part.args else None
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                cues.append((argument.value, part.lineno))
            else:
                dynamic.append(part.lineno)
        if isinstance(part, ast.Attribute):
            uses = uses or _is_trace(part, {"trace"})
            if _is_trace(part.value, aliases) and not part.attr.startswith("_"):
                arrays.setdefault(part.attr, part.lineno)
    return SceneFacts(node.lineno, tuple(cues), tuple(arrays.items()), uses, tuple(dynamic))


def _in_order(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _in_order(child)


def _is_trace(node: ast.AST, aliases: set[str]) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "trace" and isinstance(node.value, ast.Name) and node.value.id == "self"
    return isinstance(node, ast.Name) and node.id in aliases - {"trace"}
