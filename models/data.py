"""The data sets, read from the files beside this module and checked against their hashes."""

from __future__ import annotations

import csv
import importlib.resources
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lecture.errors import LectureError

FOLDER = Path(__file__).with_name("data")
FILES = {"mnist": "mnist-10k.npz", "fashion": "fashion-1k.npz", "penguins": "penguins.csv", "corpus": "corpus.txt"}
TRAIN = 9000  # of the 10 000 digits; the rest are for tests only
SIDE = 28
PIXELS = SIDE * SIDE
CLASSES = 10


class DataError(LectureError):
    """A data file that is missing, damaged, or not declared by the one who reads it."""


@dataclass(frozen=True)
class Digits:
    """Handwritten digits, grey values 0 (paper) to 1 (ink)."""

    train: NDArray[np.float32]  # (9000, 28, 28)
    train_labels: NDArray[np.int64]  # (9000,)
    test: NDArray[np.float32]  # (1000, 28, 28)
    test_labels: NDArray[np.int64]  # (1000,)


@dataclass(frozen=True)
class Penguins:
    """Penguins without missing values: bill length, bill depth, flipper length (mm) and body mass (g)."""

    measurements: NDArray[np.float32]  # (342, 4)
    species: NDArray[np.int64]  # (342,) index into names
    names: tuple[str, ...]


class Data:
    """The data sets by name, each read and checked on first use.

    `only` restricts it to the data sets that were declared: reading another one is an error, since a result's
    key holds the hashes of the declared ones only.
    """

    def __init__(self, folder: Path = FOLDER, only: Iterable[str] = tuple(FILES)) -> None:
        self.folder = folder
        self.only = frozenset(only)

    @cached_property
    def digits(self) -> Digits:
        images, labels = self._images("mnist", 10_000)
        return Digits(images[:TRAIN], labels[:TRAIN], images[TRAIN:], labels[TRAIN:])

    @cached_property
    def fashion(self) -> NDArray[np.float32]:
        """Images of clothes, (1000, 28, 28), 0…1."""
        return self._images("fashion", 1000)[0]

    @cached_property
    def penguins(self) -> Penguins:
        rows = list(csv.DictReader(io.StringIO(self._read("penguins").decode())))
        columns = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
        full = [row for row in rows if all(row[column] not in ("NA", "") for column in columns)]
        names = tuple(sorted({row["species"] for row in full}))
        measurements = np.array([[float(row[column]) for column in columns] for row in full], dtype=np.float32)
        species = np.array([names.index(row["species"]) for row in full], dtype=np.int64)
        return Penguins(measurements, species, names)

    @cached_property
    def corpus(self) -> str:
        """The language model's text."""
        return self._read("corpus").decode("utf-8")

    def _images(self, name: str, count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        with np.load(io.BytesIO(self._read(name)), allow_pickle=False) as stored:
            images, labels = stored["images"], stored["labels"]
        if images.shape != (count, SIDE, SIDE) or labels.shape != (count,):
            raise DataError(f"the data set '{name}' has images {images.shape} and labels {labels.shape}")
        return images.astype(np.float32) / np.float32(255), labels.astype(np.int64)

    def _read(self, name: str) -> bytes:
        if name not in self.only:
            raise DataError(f"the data set '{name}' is read but not declared", mend=f"add '{name}' to its data")
        path = self.folder / FILES[name]
        content, expected = _content(self.folder, name), recorded_hash(name, self.folder)
        if sha256(content).hexdigest() != expected:
            raise DataError(f"the data set '{name}' is damaged: its SHA-256 is not the one in SHA256SUMS",
                            path=path, mend="restore it with `git checkout`")
        return content


def recorded_hash(name: str, folder: Path = FOLDER) -> str:
    """The SHA-256 that a data set must have, from the folder's SHA256SUMS.

    Raises DataError when the data set is not listed there.
    """
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    known = {file: digest for digest, file in (line.split(maxsplit=1) for line in lines if line.strip())}
    if FILES.get(name) not in known:
        raise DataError(f"no hash is recorded for the data set '{name}'", path=folder / "SHA256SUMS")
    return known[FILES[name]]


def _content(folder: Path, name: str) -> bytes:
    try:
        if name == "penguins":
            return importlib.resources.files("palmerpenguins").joinpath("data/penguins.csv").read_bytes()
        return (folder / FILES[name]).read_bytes()
    except (OSError, ModuleNotFoundError) as error:
        raise DataError(f"the data set '{name}' cannot be read ({error})", path=folder / FILES[name]) from error
