"""Who may import whom: the arrows of the design, read from the sources."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"torch", "manim", "moviepy", "av", "pyttsx3", "hibari_tts", "onnxruntime", "pocketsphinx"}
ROOMS = {"lecture", "voice", "models", "scenes", "stitch", "media"}
FORBIDDEN = {
    "lecture": HEAVY | ROOMS - {"lecture"},
    "voice": {"torch", "manim", "moviepy", "av", "models", "scenes", "stitch"},
    "models": {"manim", "moviepy", "av", "pyttsx3", "voice", "scenes", "stitch", "media"},
    "scenes": {"torch", "moviepy", "pyttsx3", "hibari_tts", "voice", "models", "stitch"},
    "stitch": {"torch", "manim", "pyttsx3", "hibari_tts", "voice", "models", "scenes"},
    "media": HEAVY - {"av"} | ROOMS - {"media", "lecture"},
    "render.py": HEAVY | ROOMS - {"lecture"},
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def files(room: str) -> list[Path]:
    return [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", sorted(FORBIDDEN))
def test_no_arrow_points_the_wrong_way(room: str) -> None:
    assert files(room)
    wrong = {str(path.relative_to(ROOT)): sorted(imports(path) & FORBIDDEN[room]) for path in files(room)}
    assert {path: names for path, names in wrong.items() if names} == {}


def test_what_plans_a_build_needs_no_torch() -> None:
    """`render.py check` must take a second: the catalogue and the traces' declarations import no torch."""
    rooms = "models.catalogue, models.traces, scenes.door, voice.door, stitch.door"
    code = f"import sys, {rooms}; print(sorted({{'torch', 'manim', 'moviepy'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
