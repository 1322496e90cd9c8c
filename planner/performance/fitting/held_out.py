"""Predictions of rows nothing was fitted on: the physics fitted again without a GPU, or without a fifth of the models.

Whole, as a question about an unlisted GPU is answered: scales of the correction chosen again on the rows left in,
and the fronts of the model on other GPUs as bounds (`dominance`), vectorised over rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.dominance import at_least
from planner.performance.evidence import hardware, setup
from planner.performance.fitting import correction, fit

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Bools, Floats
    from planner.performance.evidence.hardware import Gpu
    from planner.performance.fitting.fit import Training
    from planner.performance.physics import Parameters

STEPS = 6  # of the least squares, from the full fit: enough to forget the rows left out (the loss is flat by then)
PARTS = 5  # of the models


@dataclass(frozen=True)
class Left:
    """One part left out, and what was fitted to the others."""

    out: Bools  # [rows]
    parameters: Parameters
    trained: Training  # of the rows left in
    scales: correction.Scales


def parts(rows: pd.DataFrame, by: str) -> list[list[str]]:
    """What is left out at a time: each GPU (by `product`), or a fifth of the models (by `family`)."""
    names = rows.groupby(by).size().sort_values(ascending=False, kind="stable").index.tolist()
    return [[name] for name in names] if by == "product" else [names[i::PARTS] for i in range(PARTS)]


def left(rows: pd.DataFrame, by: str, part: list[str], start: Parameters, data_dir: Path | None = None) -> Left:
    """Everything fitted again without the rows of `part`, beginning from the parameters `start`."""
    out = rows[by].isin(part).to_numpy()
    rest = rows[~out].reset_index(drop=True)
    p, _ = fit.physics(rest, start=start, steps=STEPS, data_dir=data_dir)
    trained = fit.training(rest, p, data_dir)
    scales = correction.chosen(trained.marks, trained.left_over, trained.fronts)
    return Left(out, p, trained, scales)


def errors(rows: pd.DataFrame, by: str, start: Parameters, data_dir: Path | None = None) -> pd.DataFrame:
    """The rows with ln(measured/predicted): in `ours`, in `physics` without bounds, and in `in_time` as time."""
    told = rows.assign(ours=np.nan, physics=np.nan, in_time=np.nan)
    for part in parts(rows, by):
        fold = left(rows, by, part, start, data_dir)
        here = rows[fold.out]
        s = setup.from_rows(here, fold.parameters, data_dir)
        log_speed, log_rate = np.log(here["speed"].to_numpy()), np.log(here["rate"].to_numpy())
        plain = correction.in_time(fold.parameters, s, log_speed, np.zeros_like(log_speed))
        told.loc[fold.out, "physics"] = log_rate - plain
        told.loc[fold.out, "in_time"] = correction.left_over(fold.parameters, s, log_speed, log_rate)
        told.loc[fold.out, "ours"] = log_rate - bounded(here, plain, fold, data_dir)
    return told


def bounded(rows: pd.DataFrame, plain: Floats, fold: Left, data_dir: Path | None = None) -> Floats:
    """ln rates of `rows`, none measured, held between the fronts of their models on other GPUs; see `dominance`."""
    gpus = hardware.gpus(data_dir)
    cells = set(fold.trained.marks.cell.tolist())
    families = rows["family"].unique()
    products = sorted({cell.split(correction.IN_CELL)[1] for cell in cells})
    there = {
        product: np.where(
            rows["family"].isin([f for f in families if f + correction.IN_CELL + product in cells]),
            _on(rows, gpus[product], fold, data_dir),
            np.nan,
        )
        for product in products
    }
    raised = {
        product: np.fmax.reduce([there[other] for other in products if at_least(gpus[product], gpus[other])])
        for product in products
    }
    found = plain.copy()
    for name in rows["product"].unique():
        here = (rows["product"] == name).to_numpy()
        for product in products:
            if at_least(gpus[product], gpus[name]) and product != name:
                high = np.where(np.isnan(there[product]), np.nan, raised[product])
                found[here] = np.fmin(found[here], high[here])
        for product in products:
            if at_least(gpus[name], gpus[product]) and product != name:
                found[here] = np.fmax(found[here], there[product][here])
    return found


def _on(rows: pd.DataFrame, gpu: Gpu, fold: Left, data_dir: Path | None) -> Floats:
    """ln rates of the rows' models and lengths at their speeds on another GPU, by physics and correction."""
    p, other = fold.parameters, rows.assign(product=gpu.product)
    s = setup.from_rows(other, p, data_dir)
    marks = correction.marks(other, p, s)
    d = correction.expected(marks, fold.trained.marks, fold.trained.left_over, fold.trained.fronts, fold.scales)
    return correction.in_time(p, s, np.log(rows["speed"].to_numpy()), d)
