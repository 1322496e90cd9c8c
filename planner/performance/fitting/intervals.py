"""Intervals by how much is known: conformal quantiles of held-out errors.

Levels: `measured` (a point of the front itself), `interpolated` (between points of one front), `near` (the model
on this GPU at other lengths), `gpu` (the model on other GPUs only), `model` (no row of the model). Each level takes the
10 % and 90 % quantiles of ln(measured/predicted) over rows held out in just that way: for the last two the physics was
fitted again without them.
Source: Vovk et al. (2005), cross-conformal prediction; finite-sample quantiles as in arXiv 2107.07511.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.performance.evidence import measured, setup
from planner.performance.fitting import correction, held_out

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Floats
    from planner.performance.fitting.correction import Scales
    from planner.performance.fitting.fit import Training
    from planner.performance.physics import Parameters

COVERAGE = 0.8
LEVELS = ("measured", "interpolated", "near", "gpu", "model")
REPEAT_ERROR = 0.05  # ln spread between repeats of one measured point; derived rates are good to a few per cent


def quantiles(errors: Floats) -> tuple[float, float]:
    """Conformal 10 % and 90 % quantiles of errors (ln measured/predicted), corrected for finite samples [-]."""
    n = len(errors)
    tail = (1 - COVERAGE) / 2
    low, high = max(tail - tail / n, 0.0), min((1 - tail) * (1 + 1 / n), 1.0)
    return float(np.quantile(errors, low)), float(np.quantile(errors, high))


def calibrated(
    rows: pd.DataFrame, p: Parameters, trained: Training, scales: Scales, data_dir: Path | None = None
) -> dict[str, tuple[float, float]]:
    """Quantiles of every level from the front rows."""
    found = {"measured": (-REPEAT_ERROR, REPEAT_ERROR)}
    found["interpolated"] = quantiles(left_out_points(rows)["error"].to_numpy())
    found["near"] = quantiles(near_errors(rows, p, trained, scales, data_dir)["error"].to_numpy())
    for level, by in (("gpu", "product"), ("model", "family")):
        found[level] = quantiles(held_out.errors(rows, by, p, data_dir)["ours"].to_numpy())
    return found


def near_errors(
    rows: pd.DataFrame, p: Parameters, trained: Training, scales: Scales, data_dir: Path | None = None
) -> pd.DataFrame:
    """Rows whose model and GPU have another front, each predicted from those: ln(measured/predicted) in `error`."""
    s = setup.from_rows(rows, p, data_dir)
    log_speed, log_rate = np.log(rows["speed"].to_numpy()), np.log(rows["rate"].to_numpy())
    d = correction.left_out(trained.marks, trained.left_over, trained.fronts, scales)
    error = log_rate - correction.in_time(p, s, log_speed, d)
    told = rows.assign(error=error, physics=log_rate - correction.in_time(p, s, log_speed, np.zeros_like(d)))
    return told[rows.groupby(["family", "product"])["group"].transform("nunique") > 1]


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
