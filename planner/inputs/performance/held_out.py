"""Predictions of rows nothing was fitted on: the physics fitted again without a GPU, or without a fifth of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.performance import correction, fit, setup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from planner.inputs.model_inputs import Floats
    from planner.inputs.performance.physics import Parameters

STEPS = 6  # of the least squares, from the full fit: enough to forget the rows left out (the loss is flat by then)
PARTS = 5  # of the models


def parts(rows: pd.DataFrame, by: str) -> list[list[str]]:
    """What is left out at a time: each GPU (by `product`), or a fifth of the models (by `family`)."""
    names = rows.groupby(by).size().sort_values(ascending=False, kind="stable").index.tolist()
    return [[name] for name in names] if by == "product" else [names[i::PARTS] for i in range(PARTS)]


def fits(
    rows: pd.DataFrame, by: str, start: Parameters, data_dir: Path | None = None
) -> Iterator[tuple[Floats, Parameters]]:
    """Rows left out [rows, bool] and the parameters fitted to the others, part by part."""
    for part in parts(rows, by):
        out = rows[by].isin(part).to_numpy()
        p, _ = fit.physics(rows[~out].copy(), start=start, steps=STEPS, data_dir=data_dir)
        yield out, p


def errors(rows: pd.DataFrame, by: str, start: Parameters, data_dir: Path | None = None) -> pd.DataFrame:
    """The rows with ln(measured/predicted) in `ours`, and in `in_time` the factor on time that was missed."""
    told = rows.assign(ours=np.nan, in_time=np.nan)
    for out, p in fits(rows, by, start, data_dir):
        here = rows[out]
        s = setup.from_rows(here, p, data_dir)
        log_speed, log_rate = np.log(here["speed"].to_numpy()), np.log(here["rate"].to_numpy())
        plain = np.zeros_like(log_speed)
        told.loc[out, "ours"] = log_rate - correction.in_time(p, s, log_speed, plain)
        told.loc[out, "in_time"] = correction.left_over(p, s, log_speed, log_rate)
    return told
