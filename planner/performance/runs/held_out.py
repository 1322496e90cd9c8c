"""Errors on rows that the model never saw: a GPU, a model, or the lengths of a cell left out, everything fitted again.

Each row is asked four ways: at its own split and users (`own`), by its users in flight (`users`), by its speed with
engine, drafts, pools and GPUs stated (`told`) and by its speed alone (`untold`); the last two on front rows. Errors are
ln(measured / predicted) of time; `*_rate` those of tokens/s per GPU.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.performance.runs import fit, pooling, questions
from planner.performance.runs import model as models

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Bools
    from planner.performance.runs.model import Model
    from planner.performance.step.seconds import Runs

CONCERNS = {"gpu": "product", "model": "family"}
LEVELS = ("cell", "gpu", "model")
QUESTIONS = ("own", "users", "told", "untold")
FEWEST = 5  # rows of a GPU or model that is left out by itself
ROUNDS = 6  # of a search that starts from the whole fit
PARTS = 5  # into which the lengths of cells are dealt out
COLUMNS = ["own", "users", "users_rate", "told", "told_rate", "told_slope", "untold", "untold_rate", "untold_slope"]


def errors(table: pd.DataFrame, runs: Runs, whole: Model, level: str, data_dir: Path | None = None) -> pd.DataFrame:
    """Errors of every row of a level (gpu, model or cell), COLUMNS; NaN where a question was not put."""
    answers = pd.DataFrame(np.nan, index=table.index, columns=COLUMNS)
    for out in _parts(table, level):
        model = _without(table, runs, whole, out, level)
        answers.loc[out] = answered(model, table[out], fit.at(runs, out), data_dir)
    return answers


def answered(model: Model, rows: pd.DataFrame, runs: Runs, data_dir: Path | None = None) -> pd.DataFrame:
    """Errors of rows under a model, COLUMNS."""
    answers = pd.DataFrame(np.nan, index=rows.index, columns=COLUMNS)
    effects = pooling.expected(model.pooled, models.marks(rows, runs, model.cells))
    answers["own"] = fit.errors(model.parameters, rows, runs) - effects
    by_users = questions.by_users(model, rows, data_dir)
    answers["users"], answers["users_rate"] = by_users["time"], by_users["rate"]
    for name, way_stated, by in (("told", True, questions.ONE_WAY), ("untold", False, questions.FRONT)):
        sized = rows.assign(decode_gpus=[split.gpus for split in rows["decode"]])
        front = rows.loc[questions.best_rows(sized, by).index]
        by_speed = questions.by_speed(model, front, way_stated=way_stated, data_dir=data_dir)
        answers.loc[front.index, [name, f"{name}_rate", f"{name}_slope"]] = by_speed[
            ["time", "rate", "slope"]
        ].to_numpy()
    return answers


def _parts(table: pd.DataFrame, level: str) -> list[Bools]:
    """Rows left out together."""
    if level != "cell":
        names = table[CONCERNS[level]]
        return [(names == name).to_numpy() for name in sorted(names.unique()) if (names == name).sum() >= FEWEST]
    key = table[["family", "product", "precision", "input_tokens", "output_tokens"]].astype(str).agg("|".join, axis=1)
    part = key.map({name: i % PARTS for i, name in enumerate(sorted(key.unique()))})
    return [(part == i).to_numpy() for i in range(PARTS)]


def _without(table: pd.DataFrame, runs: Runs, whole: Model, out: Bools, level: str) -> Model:
    """The model of the other rows. Lengths left out keep the parameters and scales: thousands of rows set them."""
    rest, others = table[~out], fit.at(runs, ~out)
    if level == "cell":
        left = fit.errors(whole.parameters, rest, others)
        return replace(whole, pooled=pooling.again(whole.pooled, models.marks(rest, others, whole.cells), left))
    p = fit.fit(rest, others, whole.parameters, ROUNDS)
    left = fit.errors(p, rest, others)
    effects = pooling.again(whole.pooled, models.marks(rest, others, whole.cells), left)
    engines = models.engines_by_cell(rest)
    return replace(whole, parameters=p, pooled=effects, engines=engines)
