"""Hashes of source code by meaning: comments, docstrings and layout don't count, imports within the room do."""

from __future__ import annotations

import ast
from functools import cache
from hashlib import sha256
from pathlib import Path

ROOM = Path(__file__).parent
PACKAGE = ROOM.name


def path_of(module: str) -> Path | None:
    """The file of a module of this room ("models.vae"), or None when there is none."""
    relative = ROOM.joinpath(*module.split(".")[1:])
    for candidate in (relative.with_suffix(".py"), relative / "__init__.py"):
        if module.split(".")[0] == PACKAGE and relative != ROOM and candidate.is_file():
            return candidate
    return None


def imported(tree: ast.AST) -> dict[str, Path]:
    """Modules of this room that the code imports, wherever in it, with their files."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    paths = {name: path_of(name) for name in sorted(names)}
    return {name: path for name, path in paths.items() if path is not None}


def meaning(tree: ast.AST) -> str:
    """Code as canonical text without comments, docstrings and layout."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


@cache
def _read(path: Path, changed: int) -> tuple[str, dict[str, Path]]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    files = imported(tree)
    return sha256(meaning(tree).encode()).hexdigest(), files


def closure(modules: set[str]) -> dict[str, str]:
    """Hash of the meaning of these modules and of all that they import within the room, by module name."""
    found: dict[str, str] = {}
    waiting = {name: path for name in modules if (path := path_of(name)) is not None}
    while waiting:
        name, path = waiting.popitem()
        found[name], files = _read(path, path.stat().st_mtime_ns)
        waiting |= {name: path for name, path in files.items() if name not in found}
    return found
