"""What a scene class depends on, read from source text: no import of Manim, no guess."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

from lecture.errors import LectureError, did_you_mean
from lecture.store import key_of

ROOT = Path(__file__).resolve().parent.parent
FOLLOWED = ("scenes", "media")  # their modules decide what is drawn …
LOOKED_AT = ("lecture.listing",)  # … and of the core only what puts something on the screen

Definitions = dict[str, ast.stmt]


def scene_hash(module: Path, name: str) -> str:
    """SHA-256 of a scene class as written (comments apart), and of all in its module that it names.

    Raises:
        LectureError: the module can't be read, or has no such class.
    """
    return key_of({"source": [ast.dump(node) for node in _used(parsed(module), module, name)]})


def scene_files(module: Path, name: str) -> list[Path]:
    """The project's own files that a scene's picture depends on, its module apart.

    These are the modules that it uses, all that those import, and every file of the project that the class names in a
    string, as a path or as a dotted module: the code listings that it shows.
    """
    used = ast.Module(body=_used(parsed(module), module, name), type_ignores=[])
    found = _imported(used)
    todo = sorted(found)
    while todo:
        fresh = _imports(todo.pop()) - found
        found |= fresh
        todo += sorted(fresh)
    return sorted((found | _named_files(used)) - {module})


def parsed(path: Path) -> ast.Module:
    """A module's syntax tree; LectureError with file and line when it is none."""
    try:
        return _tree(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise LectureError(f"not Python: {error.msg}", path=shown(path), line=error.lineno) from error
    except OSError as error:
        raise LectureError("there is no such scene module", path=shown(path)) from error


@lru_cache(maxsize=128)
def _tree(source: str) -> ast.Module:
    """The syntax tree of a source; a lecture asks for the same few modules once a frame."""
    return ast.parse(source)


def shown(path: Path) -> str:
    """A path as messages give it: from the project's root."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def _used(tree: ast.Module, module: Path, name: str) -> list[ast.stmt]:
    """The class, what it names in its module and what that names, and all statements that name nothing, in order."""
    named, always = _definitions(tree)
    if not isinstance(named.get(name), ast.ClassDef):
        classes = [key for key, node in named.items() if isinstance(node, ast.ClassDef)]
        mend = did_you_mean(name, classes) or f"its classes: {', '.join(classes) or 'none'}"
        raise LectureError(f"no scene class '{name}'", path=shown(module), mend=mend)
    wanted = {name} | _names(always) & named.keys()
    todo = sorted(wanted)
    while todo:
        fresh = _names([named[todo.pop()]]) & named.keys() - wanted
        wanted |= fresh
        todo += sorted(fresh)
    # an import of several names is one definition a name, so that a neighbour's import changes nothing here
    return [*always, *(named[key] for key in sorted(wanted))]


def _definitions(tree: ast.Module) -> tuple[Definitions, list[ast.stmt]]:
    named: Definitions = {}
    always: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            named[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom) and all(alias.name != "*" for alias in node.names):
            for alias in node.names:
                named[(alias.asname or alias.name).partition(".")[0]] = _only(node, alias)
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            named[node.target.id] = node
        elif not _is_docstring(node):
            always.append(node)
    return named, always


def _only(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> ast.stmt:
    if isinstance(node, ast.Import):
        return ast.Import(names=[alias])
    return ast.ImportFrom(module=node.module, names=[alias], level=node.level)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _names(nodes: list[ast.stmt]) -> set[str]:
    return {node.id for top in nodes for node in ast.walk(top) if isinstance(node, ast.Name)}


def _imports(module: Path) -> set[Path]:
    parsed(module)  # says where it is no Python
    return _imports_of(module.read_text(encoding="utf-8"))


@lru_cache(maxsize=128)
def _imports_of(source: str) -> set[Path]:
    return _imported(_tree(source))


def _imported(tree: ast.Module) -> set[Path]:
    """The project's files that a module imports, with the packages that they lie in."""
    wanted: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            wanted |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    files: set[Path] = set()
    for name in wanted:
        parts = name.split(".")
        if parts[0] in FOLLOWED or name in LOOKED_AT:
            for depth in range(1, len(parts) + 1):
                base = ROOT.joinpath(*parts[:depth])
                files |= {path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()}
    return files


def _named_files(tree: ast.Module) -> set[Path]:
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    files: set[Path] = set()
    for text in texts:
        if 0 < len(text) < 200 and text.isprintable() and ("/" in text or "." in text):
            for path in (ROOT / text, ROOT / (text.replace(".", "/") + ".py")):
                if path.is_file() and path.resolve().is_relative_to(ROOT):
                    files.add(path.resolve())
    return files
