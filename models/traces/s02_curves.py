"""Arrays of the mini lecture's second section: logistic regression learning to tell two kinds of penguin apart."""

from __future__ import annotations

import numpy as np

from models.base import Array, Runs
from models.data import Data
from models.traces import trace


@trace(needs=("logistic",), data=())
def curves_loss(runs: Runs, data: Data) -> dict[str, Array]:
    """loss (s,) nats a bird by Newton step; x (n, 2) bill length and depth in mm, y (n,); beta (s, 3) at each step."""
    record = runs["logistic"].record
    return {key: record[key] for key in ("loss", "x", "y", "beta")}


@trace(needs=("logistic",), data=())
def curves_outro(runs: Runs, data: Data) -> dict[str, Array]:
    """accuracy: per cent of birds kept back that are told right; tested: how many there were."""
    run = runs["logistic"]
    return {
        "accuracy": np.array(100 * run.figures["accuracy"], np.float32),
        "tested": np.array(int(run.record["tested"].sum())),
    }
