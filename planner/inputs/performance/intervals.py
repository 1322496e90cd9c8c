"""Intervals by how much is known: conformal quantiles of held-out errors.

Levels: `measured` (a point of the front itself), `interpolated` (between points of one front), `near` (the model
on this GPU at other lengths), `gpu` (the model on other GPUs only), `model` (no row of the model). Each level takes the
10 % and 90 % quantiles of ln(measured/predicted) over rows held out in just that way.
Source: Vovk et al. (2005), cross-conformal prediction; finite-sample quantiles as in arXiv 2107.07511.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.performance import correction, measured
from planner.inputs.performance.measured import MLPERF

if TYPE_CHECKING:
    import pandas as pd

    from planner.inputs.model_inputs import Floats
    from planner.inputs.performance.correction import Kernel
    from planner.inputs.performance.fit import Training

COVERAGE = 0.8
LEVELS = ("measured", "interpolated", "near", "gpu", "model")
REPEAT_ERROR = 0.05  # ln spread between repeats of one measured point; derived rates are good to a few per cent


def quantiles(errors: Floats) -> tuple[float, float]:
    """Conformal 10 % and 90 % quantiles of errors (ln measured/predicted), corrected for finite samples [-]."""
    n = len(errors)
    tail = (1 - COVERAGE) / 2
    low, high = max(tail - tail / n, 0.0), min((1 - tail) * (1 + 1 / n), 1.0)
    return float(np.quantile(errors, low)), float(np.quantile(errors, high))


def calibrated(rows: pd.DataFrame, trained: Training, learn: Floats, kernel: Kernel) -> dict[str, tuple[float, float]]:
    """Quantiles of every level from the front rows. MLPerf rows train but don't judge: they are few and tuned."""
    judged = (rows["kind"] != MLPERF).to_numpy()
    blocks = {
        "near": rows["group"].astype(str),
        "gpu": rows["product"],
        "model": rows["family"],
    }
    found = {"measured": (-REPEAT_ERROR, REPEAT_ERROR)}
    found["interpolated"] = quantiles(left_out_points(rows)["error"].to_numpy())
    for level, block in blocks.items():
        guess = correction.left_out(trained.features, trained.left_over, block.to_numpy(dtype=str), learn, kernel)
        found[level] = quantiles((trained.left_over - guess)[judged])
    return found


def left_out_points(rows: pd.DataFrame) -> pd.DataFrame:
    """Each inner point of a front of three or more, predicted from the rest: row_id, kind, product, family, error."""
    found = []
    for _, front in rows[rows["size"] >= 3].groupby("group"):
        front = front.sort_values("speed")
        for i in range(1, len(front) - 1):
            left, row = front.drop(front.index[i]), front.iloc[i]
            guess = measured.front_of(left).at(float(row["speed"]))
            found.append((row["row_id"], row["kind"], row["product"], row["family"], np.log(row["rate"] / guess)))
    import pandas as pd

    return pd.DataFrame(found, columns=["row_id", "kind", "product", "family", "error"])
