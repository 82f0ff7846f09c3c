"""Traces: the arrays that scenes draw, recorded from trained models; one module a section, one function a trace.

A trace is a function marked with `@trace`, named after its frame:

    @trace(needs=("vae20",))
    def vae_architecture(runs: Runs, data: Data) -> dict[str, Array]:
        ...

Its needs and data sets are tuples of names, written out or made of the module's constants: `declared` reads them from
the source without importing anything, so the build can plan without torch. Digit images are float32 0…1, (28, 28) or
(n, 28, 28); points are (n, 2) float32.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lecture.errors import LectureError, did_you_mean
from models import sources

FOLDER = Path(__file__).parent
PATTERN = "s[0-9][0-9]_*.py"
DEFAULTS: dict[str, tuple[str, ...]] = {"needs": (), "data": ("mnist",)}

Arrays = dict[str, NDArray[Any]]
Function = TypeVar("Function", bound=Callable[..., Arrays])


def trace(*, needs: tuple[str, ...] = (), data: tuple[str, ...] = ("mnist",)) -> Callable[[Function], Function]:
    """Marks a function `(runs, data) -> {name: array}` as a trace, with the runs and data sets that it may read."""

    def mark(function: Function) -> Function:
        function.__dict__["trace"] = {"needs": needs, "data": data}
        return function

    return mark


@dataclass(frozen=True)
class Spec:
    """A trace as its source declares it."""

    name: str
    module: str
    path: Path
    line: int
    needs: tuple[str, ...]
    data: tuple[str, ...]
    code: str  # hash of the function and of what its module holds beside other traces
    imports: tuple[str, ...]  # modules of the room that the module imports


def declared(folder: Path | None = None) -> dict[str, Spec]:
    """All traces of the folder's modules by name (this folder, unless given), without importing them.

    Raises LectureError at file and line when two traces have one name or a declaration is not literal.
    """
    found: dict[str, Spec] = {}
    for path in sorted((folder or FOLDER).glob(PATTERN)):
        for spec in _specs(path, path.stat().st_mtime_ns):
            if spec.name in found:
                raise LectureError(f"the trace '{spec.name}' is there twice", path=path, line=spec.line,
                                   mend=f"the other one is in {found[spec.name].path.name}")
            found[spec.name] = spec
    return found


def lookup(name: str) -> Callable[..., Arrays]:
    """The function of a trace; imports its module."""
    specs = declared()
    if name not in specs:
        raise LectureError(f"there is no trace '{name}'", path=FOLDER, mend=did_you_mean(name, specs))
    function: Callable[..., Arrays] = getattr(importlib.import_module(specs[name].module), name)
    return function


def check_arrays(name: str, arrays: Mapping[str, Any]) -> None:
    """Raises LectureError when a trace gives no arrays, objects, 64-bit floats, or values that aren't finite."""
    if not arrays:
        raise LectureError(f"the trace '{name}' gives no array")
    for key, value in arrays.items():
        if not isinstance(value, np.ndarray) or value.dtype == object:
            raise LectureError(f"the trace '{name}' gives '{key}' as {type(value).__name__}, not as a plain array")
        if np.issubdtype(value.dtype, np.floating):
            if value.dtype.itemsize > 4:
                raise LectureError(f"the trace '{name}' gives '{key}' as {value.dtype}", mend="make it float32")
            if not np.isfinite(value).all():
                raise LectureError(f"the trace '{name}' gives '{key}' with a value that is not a finite number")


@cache
def _specs(path: Path, changed: int) -> tuple[Spec, ...]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    known, imports = _constants(tree), tuple(sorted(sources.imported(tree)))
    marked = [(node, call) for node in tree.body if isinstance(node, ast.FunctionDef) and (call := _decorator(node))]
    own = {node.name: sources.meaning(node) for node, _ in marked}
    others = [node for node in tree.body if not (isinstance(node, ast.FunctionDef) and node.name in own)]
    shared = sources.meaning(ast.Module(others, []))
    specs = []
    for node, call in marked:
        values = {**DEFAULTS, **{word.arg: _names(word, path, known) for word in call.keywords if word.arg}}
        code = sha256((shared + own[node.name]).encode()).hexdigest()
        name, module = node.name, f"models.traces.{path.stem}"
        specs.append(Spec(name, module, path, call.lineno, values["needs"], values["data"], code, imports))
    return tuple(specs)


def _decorator(node: ast.FunctionDef) -> ast.Call | None:
    for call in node.decorator_list:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "trace":
            return call
    return None


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Values that the module gives to names outside functions."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _names(word: ast.keyword, path: Path, known: Mapping[str, ast.expr]) -> tuple[str, ...]:
    """A tuple of names, written out, or made of the module's constants and sums of tuples."""

    def value(node: ast.expr) -> tuple[str, ...]:
        if isinstance(node, ast.Name) and node.id in known:
            return value(known[node.id])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return value(node.left) + value(node.right)
        if isinstance(node, ast.Tuple):
            return tuple(name for item in node.elts for name in one(item))
        raise ValueError

    def one(item: ast.expr) -> tuple[str, ...]:
        if isinstance(item, ast.Starred):
            return value(item.value)
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            return (item.value,)
        raise ValueError

    try:
        return value(word.value)
    except ValueError:
        problem = f"'{word.arg}' of a trace must be a tuple of names that can be read without running the module"
        raise LectureError(problem, path=path, line=word.value.lineno) from None
