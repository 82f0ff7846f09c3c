"""Every part of the vocabulary against its golden still, and through the lint that scenes go through.

Tolerance: at 427 × 240 a still may differ from the golden one by 2 levels on average, and at most 1 % of its pixels by
more than 48 levels. That lets other builds of Cairo pass; a label that moves by two pixels does not. The golden stills
are kept in steps of 8 levels, which is 2 levels on average and makes them a third of the size.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from manim import tempconfig
from PIL import Image

from scenes import gallery, theme
from scenes.camera import StageCamera
from scenes.lint import Watcher

GOLDEN = Path(__file__).parent / "stills"
HEIGHT = 240
MEAN_LEVELS = 4.0  # of which 2 are the steps of the golden still
FAR_LEVELS, FAR_SHARE = 48, 0.01


@pytest.fixture(autouse=True)
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Manim's working files outside of the project, and no log."""
    with tempconfig({"media_dir": str(tmp_path_factory.getbasetemp() / "media"), "verbosity": "ERROR"}):
        yield


def in_steps(pixels: np.ndarray) -> np.ndarray:
    """Pixels in steps of 8 levels."""
    return (pixels // 8 * 8 + 4).astype(np.uint8)


def differences(drawn: np.ndarray, golden: np.ndarray) -> tuple[float, float]:
    """Mean difference in levels, and the share of the pixels that are far off."""
    off = np.abs(drawn.astype(int) - golden)
    return float(off.mean()), float((off.max(-1) > FAR_LEVELS).mean())


def show(folder: Path, name: str, drawn: np.ndarray, golden: np.ndarray) -> None:
    """Drawn, golden and difference side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    off = np.minimum(np.abs(drawn.astype(int) - golden) * 4, 255).astype(np.uint8)
    Image.fromarray(np.concatenate([drawn, golden, off], 1)).save(folder / f"{name}.png")


@pytest.mark.parametrize("name", gallery.STILLS)
def test_still(name: str, request: pytest.FixtureRequest) -> None:
    drawn = np.asarray(gallery.draw(name, HEIGHT))
    file = GOLDEN / f"{name}.png"
    if request.config.getoption("--set-stills"):
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(in_steps(drawn)).save(file, optimize=True)
    golden = np.asarray(Image.open(file).convert("RGB"))
    if folder := request.config.getoption("--show-stills"):
        show(Path(folder), name, drawn, golden)
    mean, far = differences(drawn, golden)
    assert drawn.shape == (HEIGHT, 427, 3)
    assert mean < MEAN_LEVELS and far < FAR_SHARE, f"{name}: {mean:.1f} levels off on average, {far:.1%} of it far off"


def test_tolerance_notices_a_moved_label() -> None:
    drawn = np.asarray(gallery.draw("bullet_list", HEIGHT))
    _, far = differences(np.roll(drawn, 2, axis=1), in_steps(drawn))
    assert far > FAR_SHARE


def test_golden_stills_are_small_and_none_is_left_over() -> None:
    files = {file.stem: file.stat().st_size for file in GOLDEN.glob("*.png")}
    assert set(files) == set(gallery.STILLS)
    assert max(files.values()) < 30_000


@pytest.mark.parametrize("name", gallery.STILLS)
def test_lint_finds_nothing(name: str) -> None:
    with tempconfig({"pixel_height": 360, "pixel_width": 640, "background_color": theme.BACKGROUND}):
        made = gallery.on_stage(name)
        camera = StageCamera(pixel_height=360, pixel_width=640, background_color=theme.BACKGROUND)
        watcher = Watcher(30)
        watcher.look(SimpleNamespace(mobjects=[made], camera=camera, beat_name=name, picture=0))  # type: ignore[arg-type]
    assert [f"{f.rule} {f.what}: {f.message}" for f in watcher.findings.values()] == []


def test_contact_sheet_shows_all(tmp_path: Path) -> None:
    names = ["palette", "layers", "vectors"]
    pictures = {name: gallery.draw(name, 120) for name in names}
    sheet = gallery.contact_sheet(pictures, columns=2, width=160)
    assert sheet.size == (320, 2 * (90 + 34))
    assert gallery.main([str(tmp_path), "layers"]) == 0 and (tmp_path / "layers.png").exists()
    assert gallery.main([str(tmp_path), "no_such"]) == 2
