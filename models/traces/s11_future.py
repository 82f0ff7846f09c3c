"""Traces of section 11: few labels, and a mixture that follows a drift."""

from __future__ import annotations

import numpy as np

from models import gmm, stream
from models.base import Array, Run, Runs
from models.data import Data
from models.points import square_grid
from models.traces import trace
from models.traces.common import first_of, readable

HALF, CELLS = 4.0, 44  # the plane of the stream, ±4, and the cells of a density over it
EVERY = 2  # steps of the stream from one recorded density to the next


@trace(needs=("few_labels",))
def future_architectures(runs: Runs, data: Data) -> dict[str, Array]:
    """Accuracy against the number of labels, from pixels and from features that a VAE learned without labels.

    counts (5,) labels; pixels, features (5,): accuracy, mean over the seeds; pixels_all, features_all (5, seeds);
    digits (60, 28, 28) with digit_labels (60,): training data; whole (28, 28): a digit to cut into tiles.
    """
    record, digits = runs["few_labels"].record, data.digits
    arrays = {
        "counts": record["labels"],
        "pixels": record["pixels_accuracy"].mean(1),
        "features": record["features_accuracy"].mean(1),
        "pixels_all": record["pixels_accuracy"],
        "features_all": record["features_accuracy"],
        "digits": digits.train[:60],
        "digit_labels": digits.train_labels[:60],
        "whole": first_of(digits, 2),
    }
    return readable(arrays)


@trace(needs=("stream",), data=())
def future_trends(runs: Runs, data: Data) -> dict[str, Array]:
    """A mixture that is fitted again as points stream in, and one guess ahead.

    points (s, p, 2): arrivals since the step before, densities (s, 44, 44) over ±half; last_means, ahead_means (k, 2),
    ahead_covariances (k, 2, 2): where the clouds are, and where they come when they go on as they went lately.
    """
    run = runs["stream"]
    steps = np.arange(run.settings["window"], run.settings["steps"], EVERY)
    grid = square_grid(HALF, CELLS)
    arrays = {
        "points": np.array([run.record["points"][step - EVERY + 1 : step + 1].reshape(-1, 2) for step in steps]),
        "densities": np.array([stream.density(run, grid, int(step)) for step in steps]),
        "last_means": run.record["means"][-1],
        **{f"ahead_{part}": array for part, array in gmm.arrays(_ahead(run)).items() if part != "weights"},
        "half": np.array(HALF, np.float32),
    }
    return readable(arrays)


def _ahead(run: Run) -> gmm.Mixture:
    """The last mixture, its means carried on as far as they moved over one window."""
    last, before = stream.mixture_at(run, -1), stream.mixture_at(run, -1 - run.settings["window"])
    return gmm.Mixture(last.weights, 2 * last.means - before.means, last.covariances)


@trace(needs=("few_labels", "stream"), data=())
def future_takeaways(runs: Runs, data: Data) -> dict[str, Array]:
    """The two measured stills of this section, small.

    counts (5,), pixels, features (5,): accuracy by number of labels; first, last (44, 44): the followed density at
    the beginning and at the end; points (p, 2): the last arrivals; half ().
    """
    record, run = runs["few_labels"].record, runs["stream"]
    grid = square_grid(HALF, CELLS)
    arrays = {
        "counts": record["labels"],
        "pixels": record["pixels_accuracy"].mean(1),
        "features": record["features_accuracy"].mean(1),
        "first": stream.density(run, grid, run.settings["window"]),
        "last": stream.density(run, grid),
        "points": run.record["points"][-run.settings["window"] :].reshape(-1, 2),
        "half": np.array(HALF, np.float32),
    }
    return readable(arrays)
