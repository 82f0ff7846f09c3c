"""Options of the test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--set-stills` writes the golden stills anew; look at them before they are committed.

    `--all-frames` is the complete run of test_scenes_real; it takes minutes and the trained models' traces.
    """
    parser.addoption("--set-stills", action="store_true", help="write tests/stills anew from what is drawn now")
    parser.addoption("--show-stills", metavar="FOLDER", help="save what was drawn and where it differs into a folder")
    parser.addoption("--all-frames", action="store_true", help="mutate the arrays of every frame; needs build/traces")
