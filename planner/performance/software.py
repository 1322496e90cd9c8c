"""How far the software of a row was: its engine, and how new its GPU was to it.

A question about a rack that is to be bought names neither. The fit therefore gives every engine, and the youth of a
GPU, an effect on time of its own, drawn towards none (partial pooling by a ridge): what an engine or an early port
costs is not taken for the GPU. A prediction is quoted for the mean engine of the sweeps on a GPU that the engines know
well ("mature"); `early` says how much slower the first months were.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.evidence import measured
from planner.performance.tasks import SWEEP

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Floats

MATURES_IN = 0.5  # years in which the cost of a new GPU falls to 1/e; the rows are too few to fit it
RIDGE = 0.5  # pull of each effect towards none, against residuals of ln rate


@dataclass(frozen=True)
class Software:
    """Effects on time, natural logarithm; the engines' against TensorRT-LLM."""

    vllm: float = 0.0
    sglang: float = 0.0
    early: float = 0.0  # of a GPU on the day of its first row


def design(rows: pd.DataFrame, data_dir: Path | None = None) -> Floats:
    """Columns [rows, 3] of the three effects: engines about the mean of the sweeps, youth from 1 down to 0.

    Rows of other sources are all of one engine, whose level the physics has as `task_slowdown`.
    """
    sweep = (rows["kind"] == SWEEP).to_numpy()
    engine = np.column_stack([rows["engine"] == name for name in ("vllm", "sglang")]).astype(np.float64)
    engine[~sweep] = 0.0
    if sweep.any():
        engine[sweep] -= engine[sweep].mean(axis=0)
    return np.column_stack([engine, youth(rows, data_dir) * sweep])


def youth(rows: pd.DataFrame, data_dir: Path | None = None) -> Floats:
    """exp(−age / `MATURES_IN`) [rows], the age of each row being counted from the first row of its GPU."""
    first = measured.table(data_dir).groupby("product")["year"].min()
    age = (rows["year"] - rows["product"].map(first)).to_numpy(dtype=np.float64)
    found: Floats = np.exp(-age / MATURES_IN)
    return found


def slower(software: Software, columns: Floats) -> Floats:
    """Factor on the time of each row, natural logarithm [rows]."""
    found: Floats = columns @ np.array(astuple(software))
    return found
