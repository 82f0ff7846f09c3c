"""The scene room's door: jobs in, clips, stills and findings out, in a process that may live long."""

from __future__ import annotations

import ast
import atexit
import importlib
import importlib.metadata
import importlib.util
import json
import shutil
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

from lecture.errors import LectureError, did_you_mean
from lecture.store import code_hash, file_hash, key_of
from media.pictures import PictureEncoder, settings

ROOT = Path(__file__).resolve().parent.parent
STILL_SIZE = (960, 540)
LATE = 0.1  # seconds: a beat that begins on its word instead of just before it is not late
PACKAGES = ("manim", "av", "numpy", "pillow", "pycairo", "manimpango", "typst")


def render_clip(job: dict[str, Any], out: Path) -> None:
    """Render one frame: clip.mp4, clip.json and a still of every beat.

    `job` has lecture, frame, module, class, timeline, trace, trace_meta, quality and label.

    Raises:
        LectureError: a mistake in scene, script or trace, with file and line.
    """
    spec = settings(job["quality"])
    sink = PictureEncoder(out / "clip.mp4", spec)
    (out / "stills").mkdir()
    with _manim(spec):
        from scenes.writer import ClipWriter

        writer = partial(ClipWriter, sink=sink, label=job.get("label"), rate=spec["rate"])
        scene = _scene(job, writer)
        stills: list[dict[str, Any]] = []
        scene.on_picture = lambda stage, what: _keep_still(stage, what, out, stills)
        _run(scene, job)
    report = _report(job, scene, stills)
    (out / "clip.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def version(job: dict[str, Any]) -> dict[str, str]:
    """What a clip depends on besides its job: the class's source, the modules and files it uses, packages, fonts.

    Reads source text only; Manim is not imported.
    """
    module = _module_path(job)
    return {
        "scene": scene_hash(module, job["class"]),
        "files": code_hash(*sources(job)),
        "packages": key_of({name: _package_version(name) for name in PACKAGES}),
        "fonts": key_of({path.name: file_hash(path) for path in sorted((ROOT / "scenes/fonts").iterdir())}),
        "pictures": key_of(settings(job["quality"])),
    }


def sources(job: dict[str, Any]) -> list[Path]:
    """The project's own files that a scene's picture depends on, its own module apart.

    These are the modules of scenes/ and media/ and lecture/ that are imported on the way, and every file of the
    project that the class names in a string (the code listings that it shows).
    """
    module = _module_path(job)
    tree = _parsed(module)
    found = set(_imported(tree))
    todo = sorted(found)
    while todo:
        for path in _imported(_parsed(todo.pop())):
            if path not in found:
                found.add(path)
                todo.append(path)
    found |= _named_files(tree)
    found.discard(module)
    return sorted(found)


def scene_hash(module: Path, name: str) -> str:
    """SHA-256 of a scene class as written, with what stands outside of classes and the module's classes it names."""
    tree = _parsed(module)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    if name not in classes:
        mend = did_you_mean(name, classes) or f"its classes: {', '.join(classes) or 'none'}"
        raise LectureError(f"no scene class '{name}'", path=_shown(module), mend=mend)
    outside = [node for node in tree.body if not isinstance(node, ast.ClassDef)]
    wanted = _names(outside) & classes.keys() | {name}
    todo = list(wanted)
    while todo:
        for other in _names([classes[todo.pop()]]) & classes.keys() - wanted:
            wanted.add(other)
            todo.append(other)
    kept = [*outside, *(classes[key] for key in sorted(wanted))]
    return key_of({"source": [ast.dump(node) for node in kept]})


# --- running a scene ------------------------------------------------------------------------------------------


@contextmanager
def _manim(spec: dict[str, Any]) -> Iterator[None]:
    """Manim's configuration for one job, put back afterwards."""
    _forget_changed_code()
    from manim import config, tempconfig

    from scenes import theme

    wanted = {
        "pixel_width": spec["width"],
        "pixel_height": spec["height"],
        "frame_rate": spec["rate"],
        "media_dir": str(_media_folder()),
        "format": "mp4",
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "preview": False,
        "save_sections": False,
        "dry_run": False,
    }
    with tempconfig(wanted):
        theme.apply()
        config.frame_width = theme.FRAME_WIDTH
        try:
            yield
        finally:
            _forget_changed_code()


@lru_cache(maxsize=1)
def _media_folder() -> Path:
    """Where this process keeps Manim's text files; two processes in one folder would collide."""
    folder = Path(tempfile.mkdtemp(prefix="lecture-manim-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _scene(job: dict[str, Any], writer: Any) -> Any:
    from manim import CairoRenderer

    from lecture.timeline import Timeline
    from scenes.arrays import Trace
    from scenes.camera import StageCamera

    timeline = Timeline.parse(Path(job["timeline"]).read_text(encoding="utf-8"))
    name = job["frame"].replace("/", "_").replace("-", "_")
    trace = Trace(name, Path(job["trace"]) if job.get("trace") else None)
    scene_class = _scene_class(job)
    with _plain_errors(job):
        renderer = CairoRenderer(file_writer_class=writer, camera_class=StageCamera)
        return scene_class(renderer, timeline=timeline, trace=trace)


def _scene_class(job: dict[str, Any]) -> Any:
    """The class, from a module that is read afresh each time: its source may have changed since the last job."""
    path = _module_path(job)
    name = f"scenes.{path.stem}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None or found.loader is None or not path.exists():
        raise LectureError("there is no such scene module", path=_shown(path))
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    with _plain_errors(job):
        found.loader.exec_module(module)
    if not hasattr(module, job["class"]):
        scene_hash(path, job["class"])  # says which classes there are
        raise LectureError(f"'{job['class']}' is not a scene class", path=_shown(path))
    return getattr(module, job["class"])


def _run(scene: Any, job: dict[str, Any]) -> None:
    with _plain_errors(job):
        try:
            scene.render()
        except BaseException:
            scene.renderer.file_writer.abort_encode_jobs()
            raise


@contextmanager
def _plain_errors(job: dict[str, Any]) -> Iterator[None]:
    """What goes wrong in a scene, as file, line and message."""
    try:
        yield
    except LectureError as error:
        if error.path is not None:
            raise
        path, line = _place(error, job)
        raise LectureError(error.message, path=path, line=line, mend=error.mend) from error
    except Exception as error:
        path, line = _place(error, job)
        raise LectureError(f"{type(error).__name__}: {error}", path=path, line=line) from error


def _place(error: BaseException, job: dict[str, Any]) -> tuple[str, int | None]:
    """The innermost line of the scene's module that led to an error."""
    module = _module_path(job)
    lines = [entry.lineno for entry in traceback.extract_tb(error.__traceback__) if entry.filename == str(module)]
    if not lines and isinstance(error, SyntaxError):
        lines = [error.lineno]
    return _shown(module), lines[-1] if lines else None


def _keep_still(stage: Any, what: str, out: Path, stills: list[dict[str, Any]]) -> None:
    """The last picture of a beat, as a PNG."""
    from PIL import Image

    pixels = stage.renderer.file_writer.last
    if what != "beat" or pixels is None:
        return
    name = stage.beat_name
    file = f"stills/{len(stage.played):02d}-{name}.png"
    image = Image.fromarray(pixels[..., :3])
    if image.width > STILL_SIZE[0]:
        image = image.resize(STILL_SIZE, Image.Resampling.LANCZOS, reducing_gap=2.0)
    image.save(out / file, compress_level=4)
    stills.append({"cue": name, "picture": stage.picture - 1, "file": file})


def _report(job: dict[str, Any], scene: Any, stills: list[dict[str, Any]]) -> dict[str, Any]:
    from scenes.arrays import drawn
    from scenes.stage import late_message

    written = scene.renderer.file_writer.written
    late = [
        {"cue": cue.name, "seconds": round(cue.late, 2), "line": cue.line} for cue in scene.played if cue.late > LATE
    ]
    for entry in late:
        entry["message"] = late_message(scene.timeline.script, entry)
    meta = json.loads(Path(job["trace_meta"]).read_text(encoding="utf-8")) if job.get("trace_meta") else {}
    arrays = drawn(scene.trace)
    return {
        "frame": job["frame"],
        "pictures": written.pictures,
        "quality": job["quality"],
        "late": late,
        "cues": [
            {"name": cue.name, "picture": cue.picture, "spoken": cue.spoken, "line": cue.line} for cue in scene.played
        ],
        "stills": stills,
        "drawn": arrays,
        "trace": job["frame"].replace("/", "_").replace("-", "_") if arrays else None,
        "checkpoints": meta.get("checkpoints", []) if arrays else [],
        "draft": bool(meta.get("draft", False)) if arrays else False,
        "extradata_sha256": written.extradata_sha256,
    }


# --- source text ----------------------------------------------------------------------------------------------


def _module_path(job: dict[str, Any]) -> Path:
    return (ROOT / job["module"]).resolve()


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def _parsed(path: Path) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise LectureError(f"not Python: {error.msg}", path=_shown(path), line=error.lineno) from error
    except OSError as error:
        raise LectureError("there is no such scene module", path=_shown(path)) from error


def _names(nodes: list[Any]) -> set[str]:
    return {node.id for top in nodes for node in ast.walk(top) if isinstance(node, ast.Name)}


def _imported(tree: ast.Module) -> set[Path]:
    """The project's files that a module imports, with the packages that they lie in."""
    wanted: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            wanted |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    files = set()
    for name in wanted:
        parts = name.split(".")
        if parts[0] not in ("scenes", "media", "lecture"):
            continue
        for depth in range(1, len(parts) + 1):
            base = ROOT.joinpath(*parts[:depth])
            files |= {path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()}
    return files


def _named_files(tree: ast.Module) -> set[Path]:
    """Files of the project that a module names in its strings, as a path or as a dotted module."""
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    files = set()
    for text in texts:
        if 0 < len(text) < 200 and text.isprintable() and ("/" in text or "." in text):
            for path in (ROOT / text, ROOT / (text.replace(".", "/") + ".py")):
                if path.is_file() and path.resolve().is_relative_to(ROOT):
                    files.add(path.resolve())
    return files


@lru_cache(maxsize=64)
def _package_version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


_loaded: dict[str, str] = {}  # module → hash of its source when it was first seen here


def _forget_changed_code() -> None:
    """Drop modules of the scene room whose source has changed since this process imported them."""
    here = {
        name: str(module.__file__)
        for name, module in list(sys.modules.items())
        if name.startswith("scenes.") and name != __name__ and getattr(module, "__file__", None)
    }
    now = {name: file_hash(Path(file)) for name, file in here.items() if Path(file).exists()}
    changed = [name for name, digest in now.items() if _loaded.get(name, digest) != digest]
    if changed:
        for name in here:
            sys.modules.pop(name, None)
        package: ModuleType | None = sys.modules.get("scenes")
        for name in here:
            if package is not None and name.count(".") == 1:
                package.__dict__.pop(name.partition(".")[2], None)
        _loaded.clear()
    else:
        _loaded.update({name: digest for name, digest in now.items() if name not in _loaded})
