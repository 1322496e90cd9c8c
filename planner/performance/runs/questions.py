"""Measured rows asked as questions: by users in flight on their GPUs, and by speed, with the split stated or not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.performance.evidence import hardware, precision
from planner.performance.evidence.shapes import shapes
from planner.performance.kernels.machine import machine
from planner.performance.runs import model as models
from planner.performance.runs import rows
from planner.performance.step import seconds
from planner.performance.step.front import Setting, Way, at_speed, at_users

if TYPE_CHECKING:
    from pathlib import Path

    from planner.performance.runs.model import Model

ONE_SETTING = ["family", "product", "precision", "input_tokens", "output_tokens", "kind"]
ONE_WAY = [*ONE_SETTING, "engine", "pools", "speculative", "decode_gpus"]
FRONT = [*ONE_SETTING, "speculative"]


def setting_of(row: pd.Series, data_dir: Path | None = None) -> Setting:
    """The setting of a row of `rows.runs`."""
    gpus = hardware.gpus(data_dir)
    return Setting(
        machine(gpus[row["product"]], gpus),
        shapes(data_dir)[row["family"]],
        precision.named(row["precision"]),
        float(row["input_tokens"]),
        float(row["output_tokens"]),
        images=row["task"] in rows.IMAGES,
    )


def stated(row: pd.Series) -> Way:
    """Engine, drafts, pools and GPUs of a row, its split not."""
    apart = (row["n_gpus"] / (row["decode"].gpus * row["decode_workers"]) - 1) if row["pools"] == "two" else None
    engine = (seconds.ENGINES.index(row["engine"]),)
    drafts = row["speculative"] == "mtp"
    return Way(engine, drafts, row["pools"] == "two", row["year"], row["decode"].gpus, apart)


def untold(model: Model, row: pd.Series) -> Way:
    """Only drafts and the kind of source."""
    task = row["kind"] == rows.TASK
    engines = (models.SERVER,) if task else models.engines_of(model, row["family"], row["product"])
    return Way(engines, row["speculative"] == "mtp", year=row["year"])


def by_users(model: Model, table: pd.DataFrame, data_dir: Path | None = None) -> pd.DataFrame:
    """ln(measured / predicted) of time per token and of rate of each row, asked by its users in flight and its GPUs."""
    answers = pd.DataFrame({"time": np.nan, "rate": np.nan}, index=table.index)
    table = table.assign(decode_gpus=[split.gpus for split in table["decode"]])
    for _, part in table.groupby([*ONE_WAY, "n_gpus", "decode_workers"], dropna=False):
        first = part.iloc[0]
        front = models.front(model, setting_of(first, data_dir), replace(stated(first), year=part["year"].mean()))
        if front is None:
            continue
        flight = part["concurrency"].to_numpy() / first["decode_workers"]
        replies = [at_users(front, users) for users in flight]
        answers.loc[part.index, "time"] = np.log(part["seconds_per_token"] / [reply.time for reply in replies])
        answers.loc[part.index, "rate"] = np.log(part["rate"] / [reply.rate for reply in replies])
    return answers


def best_rows(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Rows of each group of two or more that no other beats in speed and rate."""
    positions = []
    for _, part in table[table["rate"] > 0].groupby(by, dropna=False):
        order = part.assign(speed=1 / part["seconds_per_token"]).sort_values(["speed", "rate"], ascending=False)
        top = order["rate"].cummax()
        if len(part) > 1:
            positions += list(order.index[(order["rate"] >= top) & ~order["rate"].duplicated()])
    return table.loc[positions]


def by_speed(model: Model, table: pd.DataFrame, *, way_stated: bool, data_dir: Path | None = None) -> pd.DataFrame:
    """Front rows asked by their speed: ln(measured / predicted) of rate, slope, and the error as one of ln time.

    `time` is the factor on every time that would make the prediction right.
    """
    table = table.assign(decode_gpus=[split.gpus for split in table["decode"]])
    answers = pd.DataFrame({"rate": np.nan, "slope": np.nan, "time": np.nan}, index=table.index)
    grid = np.arange(-1.5, 1.51, 0.05)
    for _, part in table.groupby(ONE_WAY if way_stated else FRONT, dropna=False):
        setting, row = setting_of(part.iloc[0], data_dir), part.iloc[0]
        front = models.front(model, setting, stated(row) if way_stated else untold(model, row))
        if front is None:
            continue
        x, y = -np.log(part["seconds_per_token"].to_numpy()), np.log(part["rate"].to_numpy())
        answers.loc[part.index, "rate"] = y - at_speed(front, x)
        answers.loc[part.index, "slope"] = (at_speed(front, x + 0.05) - at_speed(front, x - 0.05)) / 0.1
        lines = np.stack([at_speed(front, x, later) for later in grid], axis=1)
        answers.loc[part.index, "time"] = [np.interp(-b, -line, grid) for b, line in zip(y, lines, strict=True)]
    return answers
