"""The scene room's door: jobs in, clips, stills and findings out, in a process that may live long."""

from __future__ import annotations

import atexit
import importlib
import importlib.metadata
import importlib.util
import json
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

from lecture.errors import LectureError
from lecture.store import code_hash, file_hash, key_of
from media.pictures import PictureEncoder, settings
from scenes.closure import ROOT, scene_files, scene_hash, shown

STILL_SIZE = (960, 540)
SKETCH_SIZE = (426, 240)  # of the stills that are compared when an array is replaced
SKETCH_LEVELS, SKETCH_PIXELS = 16, 6  # a difference is seen: so many levels in so many pixels
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
    stills: list[dict[str, Any]] = []
    try:
        with _manim(spec):
            from scenes.writer import ClipWriter

            scene = _scene(job, partial(ClipWriter, sink=sink, label=job.get("label"), rate=spec["rate"], every=spec["every"]))
            scene.on_picture = lambda stage, what: _keep_still(stage, what, out, stills)
            _run(scene, job)
    except BaseException:
        sink.abort()
        raise
    report = _report(job, scene, stills, spec["every"])
    (out / "clip.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def warm_up(job: dict[str, Any]) -> None:
    """Go through a frame without drawing it, so that what its clip will need (Manim, texts, formulas) is at hand.

    `job` as for a clip; its timeline and its trace may be old ones.
    """
    with _manim(settings(job["quality"])):
        from scenes.stage import rehearse
        from scenes.writer import ClipWriter  # noqa: F401

        rehearse(_scene_class(job), _timeline(job), _trace(job))


def lint(job: dict[str, Any], out: Path) -> None:
    """Render one frame small and write what a viewer would trip over: lint.json, a list of findings.

    `job` as for a clip; its quality and label don't matter.
    """
    spec = settings("draft")
    with _manim(spec):
        from scenes import lint as rules

        watcher = rules.Watcher(spec["rate"])
        scene = _scene(job, partial(rules.WatchingWriter, watcher=watcher))
        scene.on_picture = watcher.told
        _run(scene, job)
        findings = watcher.finish(scene)
        shown_as = [{**asdict(found), "shown": rules.shown_finding(found, scene.module)} for found in findings]
    report = {"frame": job["frame"], "findings": shown_as, "allowed": dict(scene.lint_allow)}
    (out / "lint.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def mutate(job: dict[str, Any], out: Path) -> None:
    """Draw one frame's stills small, again with each array replaced by another, and write which ones show it.

    `job` as for a clip, and optionally `arrays`, the names to replace (all that the scene reads). Writes mutate.json:
    {"arrays": {name: {"changed", "still", "pixels", "error"}}}; an array that changes nothing isn't drawn.
    """
    from scenes.arrays import array_names, drawn, replace_by_others

    with _manim({**settings("draft"), "width": SKETCH_SIZE[0], "height": SKETCH_SIZE[1]}):
        trace = _trace(job)
        before = _sketch(job, trace)
        names = job.get("arrays") or sorted(drawn(trace))
        results = {}
        for name in names:
            other = _trace(job)
            if name not in array_names(other):
                raise LectureError(f"trace has no array '{name}'", mend=f"it has: {', '.join(array_names(other))}")
            replace_by_others(other, name)
            results[name] = _difference(job, before, other)
    report = {"frame": job["frame"], "arrays": results}
    (out / "mutate.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


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
    """The project's own files that a clip depends on, the scene's module apart."""
    return scene_files(_module_path(job), job["class"])


# --- running a scene ------------------------------------------------------------------------------------------


@contextmanager
def _manim(spec: dict[str, Any]) -> Iterator[None]:
    """Manim's configuration for one job, put back afterwards."""
    _forget_changed_code()
    from manim import config, tempconfig
    from tqdm import tqdm

    from scenes import theme

    tqdm.set_lock(threading.RLock())  # its own would leave a semaphore behind when this process is stopped
    wanted = {
        "pixel_width": spec["width"],
        "pixel_height": spec["height"],
        "frame_rate": spec["rate"] // spec["every"],
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

    from scenes.camera import StageCamera

    scene_class = _scene_class(job)
    with _plain_errors(job):
        renderer = CairoRenderer(file_writer_class=writer, camera_class=StageCamera)
        return scene_class(renderer, timeline=_timeline(job), trace=_trace(job))


def _sketch(job: dict[str, Any], trace: Any) -> list[tuple[str, Any]]:
    """What the stage shows at the end of every beat: [(cue, (height, width, 3) uint8)]."""
    from scenes.lint import drawn, stage_of
    from scenes.stage import Rehearsal, SilentRenderer

    stills: list[tuple[str, Any]] = []

    def keep(scene: Any, what: str) -> None:
        if what == "beat":
            stills.append((scene.beat_name, stage_of(drawn(scene, scene.mobjects))))

    scene_class = _scene_class(job)
    with _plain_errors(job):
        scene = scene_class(SilentRenderer(), timeline=_timeline(job), trace=trace, rehearsal=Rehearsal())
        scene.on_picture = keep
        scene.render()
    return stills


def _difference(job: dict[str, Any], before: list[tuple[str, Any]], other: Any) -> dict[str, Any]:
    """The still that differs most when drawn from other arrays, and in how many pixels."""
    import numpy as np

    try:
        after = _sketch(job, other)
    except LectureError as error:
        return {"changed": False, "still": None, "pixels": 0, "error": str(error)}
    most, still = 0, None
    for (name, first), (_, second) in zip(before, after, strict=True):
        pixels = int((np.abs(first.astype(np.int16) - second).max(-1) > SKETCH_LEVELS).sum())
        if pixels > most:
            most, still = pixels, name
    return {"changed": most >= SKETCH_PIXELS, "still": still, "pixels": most, "error": None}


def _timeline(job: dict[str, Any]) -> Any:
    from lecture.timeline import Timeline

    return Timeline.parse(Path(job["timeline"]).read_text(encoding="utf-8"))


def _trace(job: dict[str, Any]) -> Any:
    from scenes.arrays import Trace

    return Trace(trace_name(job["frame"]), Path(job["trace"]) if job.get("trace") else None)


def trace_name(frame: str) -> str:
    """The trace of a frame: vae/architecture -> vae_architecture."""
    return frame.replace("/", "_").replace("-", "_")


def _scene_class(job: dict[str, Any]) -> Any:
    """The class, from a module that is read afresh each time: its source may have changed since the last job."""
    path = _module_path(job)
    name = f"scenes.{path.stem}"
    found = importlib.util.spec_from_file_location(name, path)
    if found is None or found.loader is None or not path.exists():
        raise LectureError("there is no such scene module", path=shown(path))
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    with _plain_errors(job):
        found.loader.exec_module(module)
    if not hasattr(module, job["class"]):
        scene_hash(path, job["class"])  # says which classes there are
        raise LectureError(f"'{job['class']}' is not a scene class", path=shown(path))
    return getattr(module, job["class"])


def _run(scene: Any, job: dict[str, Any]) -> None:
    with _plain_errors(job):
        try:
            scene.render()
        except BaseException:
            scene.renderer.file_writer.abort_encode_jobs()  # not called by Manim when setup() fails
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
    return shown(module), lines[-1] if lines else None


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


def _report(job: dict[str, Any], scene: Any, stills: list[dict[str, Any]], every: int) -> dict[str, Any]:
    """What clip.json says; the scene counted one picture in `every`."""
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
            {"name": cue.name, "picture": cue.picture * every, "spoken": cue.spoken * every, "line": cue.line}
            for cue in scene.played
        ],
        "stills": [still | {"picture": still["picture"] * every} for still in stills],
        "drawn": arrays,
        "trace": trace_name(job["frame"]) if arrays else None,
        "checkpoints": meta.get("checkpoints", []) if arrays else [],
        "draft": bool(meta.get("draft", False)) if arrays else False,
        "extradata_sha256": written.extradata_sha256,
    }


def _module_path(job: dict[str, Any]) -> Path:
    return (ROOT / job["module"]).resolve()


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
