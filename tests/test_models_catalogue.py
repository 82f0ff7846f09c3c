"""The catalogue, keys, traces, doors and stored runs of the models room, and what they say when something is wrong."""

from __future__ import annotations

import dataclasses
import importlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lecture.errors import LectureError
from models import base, catalogue, data, door, sources, traces
from models.base import Inputs, ModelError, Run

TINY = {"epochs": 1, "rows": 300, "batch": 16}
SETTINGS = {"latents": 2, "hidden": (16,), **TINY}
RUNS = sorted(catalogue.CATALOGUE)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the room's sources, from which keys are now computed."""
    copy = tmp_path / "models"
    shutil.copytree(sources.ROOM, copy, ignore=shutil.ignore_patterns("data", "__pycache__"))
    monkeypatch.setattr(sources, "ROOM", copy)
    return copy


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> str:
    """A catalogue entry that trains in a moment."""
    monkeypatch.setitem(catalogue.CATALOGUE, "tiny", catalogue.Entry("models.vae", settings=SETTINGS))
    return "tiny"


@pytest.fixture
def trace_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder from which traces are now read."""
    monkeypatch.setattr(traces, "FOLDER", tmp_path)
    monkeypatch.setattr(traces, "__path__", [str(tmp_path), *traces.__path__])
    return tmp_path


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


# ------------------------------------------------------------------------------------------------ the catalogue


@pytest.mark.parametrize("name", RUNS)
def test_every_entry_fits_its_family(name: str) -> None:
    entry = catalogue.entry(name)
    family = importlib.import_module(entry.module)
    for quick in (False, True):
        settings = family.Settings(**entry.resolved(quick))
        assert json.loads(json.dumps(dataclasses.asdict(settings)))
    assert callable(family.train)
    assert set(entry.needs) <= set(catalogue.CATALOGUE)
    assert all(len(data.recorded_hash(source)) == 64 for source in entry.data)
    assert all(sign in ("<=", ">=") for sign, _ in entry.bars.values())


def test_an_unknown_name_is_guessed() -> None:
    with pytest.raises(LectureError, match="there is no model 'vae21'; did you mean 'vae2"):
        catalogue.entry("vae21")
    with pytest.raises(LectureError, match="there is no model and no trace 'vae_architectur'; did you mean 'vae_arch"):
        catalogue.key("vae_architectur")


def test_planning_imports_no_torch() -> None:
    code = (
        "import sys; from models import catalogue, door, traces;"
        "names = [*catalogue.CATALOGUE, *traces.declared()];"
        "print(len(catalogue.plan(names, True))); assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=sources.ROOM.parent)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == len(catalogue.CATALOGUE) + len(traces.declared())


def test_a_plan_puts_needs_first_and_each_task_once() -> None:
    tasks = catalogue.plan(["scores", "gan"])
    names = [task.name for task in tasks]
    assert len(names) == len(set(names))
    assert all(names.index(need) < names.index(task.name) for task in tasks for need in task.needs)
    assert {task.key for task in tasks}.isdisjoint(task.key for task in catalogue.plan(["scores", "gan"], quick=True))


def test_runs_that_need_one_another_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    looped = SimpleNamespace(needs=("gan",), seconds=1.0)
    monkeypatch.setitem(catalogue.CATALOGUE, "classifier", looped)
    monkeypatch.setattr(catalogue, "key", lambda name, quick: name)
    with pytest.raises(LectureError, match="in a circle: gan → classifier → gan"):
        catalogue.plan(["gan"])


# ------------------------------------------------------------------------------------------------ keys


def test_a_family_file_counts_for_its_own_runs_only(room: Path) -> None:
    before = {name: catalogue.key(name) for name in RUNS}
    edit(room / "denoiser.py", "noise: float = 0.5", "noise: float = 0.6")
    assert [name for name in RUNS if catalogue.key(name) != before[name]] == ["denoiser"]
    edit(room / "vae.py", "0.5 * (mu**2", "0.4 * (mu**2")
    changed = {name for name in RUNS if catalogue.key(name) != before[name]}
    assert {"vae2", "vae20", "convvae", "masked", "latent_diffusion", "scores"} <= changed
    assert {"classifier", "gan", "gan_r1", "gan_stable"}.isdisjoint(changed)


def test_comments_docstrings_and_the_catalogue_text_are_no_part_of_a_key(room: Path) -> None:
    before = {name: catalogue.key(name) for name in RUNS}
    edit(room / "vae.py", "class Encoder(nn.Module):", "# halves\n\n\nclass Encoder(nn.Module):")
    edit(room / "vae.py", '"""q(z|x): an image', '"""q(z|x): a picture')
    edit(room / "catalogue.py", "IMAGES", "PICTURES")
    assert {name: catalogue.key(name) for name in RUNS} == before


def test_a_changed_setting_reaches_all_that_need_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: catalogue.key(name) for name in RUNS}
    entry = catalogue.entry("classifier")
    monkeypatch.setitem(catalogue.CATALOGUE, "classifier", dataclasses.replace(entry, settings={"epochs": 3}))
    changed = {name for name in RUNS if catalogue.key(name) != before[name]}
    assert {"classifier", "gan", "latent_diffusion", "memorisation"} <= changed
    assert {"vae2", "vae20", "convvae", "few_labels"}.isdisjoint(changed)


def test_quick_seed_and_versions_are_part_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {catalogue.key("vae20"), catalogue.key("vae20", quick=True)}
    entry = catalogue.entry("vae20")
    monkeypatch.setitem(catalogue.CATALOGUE, "vae20", dataclasses.replace(entry, seed=5))
    keys.add(catalogue.key("vae20"))
    monkeypatch.setattr(catalogue, "versions", lambda: {"torch": "9", "numpy": "9"})
    assert len(keys | {catalogue.key("vae20")}) == 4


# ------------------------------------------------------------------------------------------------ traces

TWO = '''from models.traces import trace
{shared}

@trace(needs=("tiny",))
def toy_one(runs, data):
    return {{"x": runs["tiny"].record["labels"].astype("float32")}}

@trace()
def toy_two(runs, data):
    return {{"x": data.digits.test[:{n}]}}
'''


def test_every_declared_trace_can_be_looked_up() -> None:
    declared = traces.declared()
    assert {"vae_introduction", "vae_architecture", "vae_training"} <= set(declared)
    for name, spec in declared.items():
        assert traces.lookup(name).__dict__["trace"] == {"needs": spec.needs, "data": spec.data}
        assert set(spec.needs) <= set(catalogue.CATALOGUE)
        assert set(spec.data) <= set(data.FILES)


def test_a_trace_depends_on_its_own_function_and_on_what_the_module_shares(trace_folder: Path, tiny: str) -> None:
    path = trace_folder / "s01_toy.py"
    keys = []
    for text in (TWO.format(shared="", n=3), TWO.format(shared="", n=4), TWO.format(shared="A = 1", n=4)):
        path.write_text(text)
        keys.append((catalogue.key("toy_one"), catalogue.key("toy_two")))
    (one, two), (one_after, two_after), (one_shared, two_shared) = keys
    assert one == one_after != one_shared
    assert len({two, two_after, two_shared}) == 3


def test_two_traces_of_one_name_are_refused_at_file_and_line(trace_folder: Path) -> None:
    for stem in ("s01_toy", "s02_toy"):
        (trace_folder / f"{stem}.py").write_text(TWO.format(shared="", n=3))
    with pytest.raises(LectureError, match=r"s02_toy.py:4: the trace 'toy_one' is there twice; the other one is in s01_toy"):
        traces.declared()


def test_needs_are_read_without_running_the_module(trace_folder: Path) -> None:
    path = trace_folder / "s01_toy.py"
    path.write_text('BOTH = ("a", "b")\n@trace(needs=("c", *BOTH) + BOTH, data=())\ndef toy(runs, data): ...\n')
    assert traces.declared()["toy"].needs == ("c", "a", "b", "a", "b")
    path.write_text("import os\n@trace(needs=tuple(os.environ))\ndef toy(runs, data): ...\n")
    with pytest.raises(LectureError, match=r"s01_toy\.py:2: 'needs' of a trace must be a tuple of names that"):
        traces.declared()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (np.zeros(3), "as float64; make it float32"),
        (np.array([1, np.nan], np.float32), "not a finite number"),
        ([1, 2], "as list, not as a plain array"),
    ],
)
def test_bad_arrays_of_a_trace_are_named(value: Any, message: str) -> None:
    with pytest.raises(LectureError, match=f"the trace 'toy' gives 'x' .*{message}"):
        traces.check_arrays("toy", {"x": value})


# ------------------------------------------------------------------------------------------------ doors


def test_a_run_goes_through_both_doors(trace_folder: Path, tiny: str) -> None:
    (trace_folder / "s01_toy.py").write_text(TWO.format(shared="", n=3))
    run, out, progress = trace_folder / "run", trace_folder / "out", trace_folder / "progress.json"
    run.mkdir(), out.mkdir()
    door.train_model({"name": tiny, "quick": True, "progress": str(progress)}, run)
    steps = json.loads(progress.read_text())
    assert steps["done"] == steps["total"] > 0
    meta = json.loads((run / "meta.json").read_text())
    assert (meta["name"], meta["draft"], meta["seed"]) == ("tiny", True, 0)
    assert meta["parameters"] == 784 * 16 + 16 + 4 * 17 + 3 * 16 + 17 * 784
    assert meta["seconds"] > 0
    door.make_trace({"name": "toy_one", "quick": True, "runs": {"tiny": str(run)}}, out)
    told = json.loads((out / "trace.json").read_text())
    assert told["draft"] is True
    assert told["runs"]["tiny"]["checkpoint"] == meta["checkpoint"]
    assert told["data"]["mnist"] == data.recorded_hash("mnist")
    arrays = base.load_arrays(out / "trace.npz")
    assert told["arrays"]["x"]["sha256"] == base.arrays_hash(arrays)
    assert arrays["x"].shape == (1000,)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(tiny: str) -> None:
    first, again, other = (door.train(tiny, True, {}, seed=seed).checkpoint() for seed in (1, 1, 2))
    assert first == again != other


def test_a_missed_bar_fails_with_its_figure_but_not_in_a_draft(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = dataclasses.replace(catalogue.entry(tiny), bars={"negative_elbo": ("<=", 1.0), "kl": (">=", 0.0)})
    monkeypatch.setitem(catalogue.CATALOGUE, tiny, entry)
    with pytest.raises(ModelError, match=r"tiny: negative_elbo is \d+\.?\d*, the bar is <= 1;"):
        door.train(tiny, False, {})
    assert door.train(tiny, True, {}).draft


def test_a_diverging_training_names_the_model(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wild = dataclasses.replace(catalogue.entry(tiny), settings={**SETTINGS, "learning_rate": 1e30})
    monkeypatch.setitem(catalogue.CATALOGUE, tiny, wild)
    with pytest.raises(ModelError, match=r"tiny: '(recon|kl)' is (nan|inf) after step .*lower its learning rate"):
        door.train(tiny, True, {})


def test_a_missing_need_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="gan: needs the runs classifier, which the job doesn't give"):
        door.train_model({"name": "gan", "quick": True}, tmp_path)


def test_what_is_not_declared_cannot_be_read() -> None:
    with pytest.raises(ModelError, match="the run 'gan' is used but not declared; add 'gan' to the needs"):
        _ = Inputs().runs["gan"]
    with pytest.raises(data.DataError, match="the data set 'fashion' is read but not declared"):
        _ = data.Data(only=("mnist",)).fashion


# ------------------------------------------------------------------------------------------------ stored runs


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    run = Run({"a.weight": np.arange(6, dtype=np.float32).reshape(2, 3)}, {"loss": np.ones(4, np.float16)}, {"f": 1.5},
              {"latents": 2})
    base.save_run(run, tmp_path)
    return tmp_path


def test_a_stored_run_comes_back_whole(stored: Path) -> None:
    run = base.load_run(stored, "toy")
    assert run.weights["a.weight"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert run.record["loss"].dtype == np.float16
    assert (run.figures, run.settings, run.parameters) == ({"f": 1.5}, {"latents": 2}, 6)


def test_a_run_without_weights_can_be_stored(tmp_path: Path) -> None:
    base.save_run(Run({}, {"x": np.ones(2)}, {}), tmp_path)
    assert base.load_run(tmp_path, "toy").weights == {}


def test_a_checkpoint_of_another_format_is_refused(stored: Path) -> None:
    edit(stored / "meta.json", f'"format": {base.FORMAT}', '"format": 0')
    with pytest.raises(ModelError, match=f"toy: its checkpoint has format 0, this code reads {base.FORMAT}; delete it"):
        base.load_run(stored, "toy")


@pytest.mark.parametrize("name", ["weights.safetensors", "record.npz", "meta.json"])
def test_a_damaged_or_missing_file_is_noticed(stored: Path, name: str) -> None:
    path = stored / name
    content = bytearray(path.read_bytes())
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="toy: its checkpoint cannot be read"):
        base.load_run(stored, "toy")
    path.unlink()
    with pytest.raises(ModelError, match="toy: its checkpoint cannot be read"):
        base.load_run(stored, "toy")


def test_one_changed_weight_is_noticed(stored: Path) -> None:
    content = bytearray((stored / "weights.safetensors").read_bytes())
    content[-1] ^= 1
    (stored / "weights.safetensors").write_bytes(content)
    with pytest.raises(ModelError, match="toy: its checkpoint is damaged, the arrays differ"):
        base.load_run(stored, "toy")


@pytest.mark.parametrize("part", ["weights", "record"])
def test_a_value_that_is_no_number_names_model_and_array(part: str) -> None:
    run = Run({"w": np.ones(2)}, {"r": np.ones(2)}, {})
    getattr(run, part)["bad"] = np.array([0, np.nan])
    with pytest.raises(ModelError, match=f"gan: {part} 'bad' holds a value that is not a finite number"):
        base.check_finite("gan", run)


# ------------------------------------------------------------------------------------------------ data


def test_damaged_and_missing_data_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data.FOLDER, folder)
    content = bytearray((folder / "mnist-10k.npz").read_bytes())
    content[1000] ^= 1
    (folder / "mnist-10k.npz").write_bytes(content)
    with pytest.raises(data.DataError, match=r"mnist-10k\.npz: the data set 'mnist' is damaged: .*restore it with"):
        _ = data.Data(folder).digits
    (folder / "mnist-10k.npz").unlink()
    with pytest.raises(data.DataError, match="the data set 'mnist' cannot be read"):
        _ = data.Data(folder).digits


def test_the_data_sets_are_what_they_say() -> None:
    everything = data.Data()
    digits = everything.digits
    assert (digits.train.shape, digits.test.shape) == ((9000, 28, 28), (1000, 28, 28))
    assert (digits.train.min(), digits.train.max()) == (0, 1)
    assert set(digits.test_labels) == set(range(10))
    assert everything.fashion.shape == (1000, 28, 28)
    birds = everything.penguins
    assert birds.names == ("Adelie", "Chinstrap", "Gentoo")
    assert birds.measurements.shape == (342, 4)
    assert np.bincount(birds.species).tolist() == [151, 68, 123]


# ------------------------------------------------------------------------------------------------ recording


@pytest.mark.parametrize("steps", [12, 13, 100, 12_345])
def test_snapshots_are_taken_at_as_many_different_steps_as_asked(steps: int) -> None:
    stops = base.snapshot_steps(steps)
    assert len(set(stops)) == 12
    assert (stops[0], stops[-1]) == (0, steps)
    assert stops == sorted(stops)


@pytest.mark.parametrize("length", [30, 200, 12_345])
def test_curves_have_one_length_and_keep_their_mean(length: int) -> None:
    curves = base.Curves()
    for step in range(length):
        curves.add(loss=step)
    arrays = curves.arrays()
    assert arrays["loss"].shape == arrays["steps"].shape == (200,)
    assert arrays["loss"].mean() == pytest.approx((length - 1) / 2, rel=0.01)
    assert arrays["loss"] == pytest.approx(arrays["steps"])
