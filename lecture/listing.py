"""Reads classes and functions out of the project's own modules, so that code on screen can't drift from code that runs."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from lecture.errors import LectureError, did_you_mean
from lecture.plan import project_root


@dataclass(frozen=True)
class Source:
    """A piece of a module: its text, and the number of its first line there."""

    text: str
    first: int


def source_of(module: str, name: str, *, docstring: bool = False) -> Source:
    """A class or function of a module of the project, "models/gan.py", by name ("Generator" or "VAE.forward").

    Raises:
        LectureError: the module has nothing of that name.
    """
    path = project_root() / module
    lines = path.read_text(encoding="utf-8").splitlines()
    nodes: list[ast.stmt] = ast.parse("\n".join(lines)).body
    node: ast.stmt | None = None
    for part in name.split("."):
        named = {found.name: found for found in nodes if isinstance(found, ast.ClassDef | ast.FunctionDef)}
        if part not in named:
            raise LectureError(f"there is no '{name}'", path=module, mend=did_you_mean(part, named))
        node, nodes = named[part], named[part].body
    assert isinstance(node, ast.ClassDef | ast.FunctionDef)
    kept = list(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    if not docstring and ast.get_docstring(node) is not None:
        first = node.body[0]
        kept = [line for line in kept if not first.lineno <= line <= (first.end_lineno or first.lineno)]
        while kept[1:] and not lines[kept[1] - 1].strip():
            del kept[1]
    return Source("\n".join(lines[line - 1] for line in kept), node.lineno)
