"""The vocabulary's page names what exists, and all that exists."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pytest

from scenes.mobjects.icons import ICON_NAMES

FOLDER = Path(__file__).parent.parent / "scenes" / "mobjects"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
MODULES = ["cards", "chat", "formula", "icons", "images", "landscape", "listing", "maps", "motion", "networks", "plane", "plots"]
MODULES += ["points", "tables", "text", "tokens", "vectors"]
UNNAMED = {"merge_rows", "caption_under", "formulas", "set_strength", "spoken_starts", "together", "visible"}  # of use to few
UNNAMED |= {"baseline", "em_pixels", "line_width", "wrap", "nice_ticks", "tick_names"}


def functions(module: str) -> set[str]:
    """Public functions that a module defines."""
    found = importlib.import_module(f"scenes.mobjects.{module}")
    return {n for n, f in inspect.getmembers(found, inspect.isfunction) if f.__module__ == found.__name__ and n[0] != "_"}


def methods(module: str) -> set[str]:
    """Public attributes of the classes that a module defines, and names set in their initialisers."""
    found = importlib.import_module(f"scenes.mobjects.{module}")
    classes = [c for _, c in inspect.getmembers(found, inspect.isclass) if c.__module__ == found.__name__]
    return {n for c in classes for n in vars(c)} | set(re.findall(r"self\.(\w+)", inspect.getsource(found)))


@pytest.mark.parametrize("module", MODULES)
def test_every_function_is_on_the_page(module: str) -> None:
    missing = {name for name in functions(module) - UNNAMED if not re.search(rf"\b{name}\b", PAGE)}
    assert missing == set()


def test_every_call_on_the_page_exists() -> None:
    named = set(re.findall(r"(?<![.\w])([a-z_]+)\(", PAGE)) - {"show"}
    everything = {name for module in MODULES for name in functions(module)} | {"Sweep"}
    assert {n for n in named if n not in everything and f".{n}(" not in PAGE} - {"function"} == set()


def test_every_method_on_the_page_exists() -> None:
    named = {n for quoted in re.findall(r"`([^`]+)`", PAGE) for n in re.findall(r"(?<![\w.])\.([a-z_]+)", quoted)}
    everything = {name for module in MODULES for name in methods(module)}
    assert named - everything - {"py"} == set()


def test_all_icons_are_on_the_page() -> None:
    assert f"ICON_NAMES: {' '.join(ICON_NAMES)} |" in PAGE
