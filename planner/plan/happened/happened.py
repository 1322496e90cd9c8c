"""The plan beside what happened: by month, the tracking error of each figure, and the assumptions that were off."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from planner.arguments import check_type
from planner.errors import DataError, located
from planner.plan.happened.actuals import COLUMNS as ACTUAL_COLUMNS
from planner.plan.happened.actuals import read_actuals
from planner.plan.happened.assumptions import assumptions_off
from planner.plan.happened.planned import planned_months
from planner.plan.plan import Plan
from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Happened", "what_happened"]

KEYS = ["month", "figure", "workload", "unit"]
COLUMNS = ["month", "figure", "workload", "unit", "plan", "actual", "difference", "error_share"]
TRACKING_COLUMNS = ["figure", "workload", "months", "bias_share", "error_share"]


@dataclass(frozen=True, eq=False)
class Happened:
    """A plan against what happened.

    table: COLUMNS, a row per month and figure; difference is actual − plan, error_share that over the plan.
    tracking: TRACKING_COLUMNS; bias_share: all months together, actual over plan less 1; error_share: root of the mean
    square of the errors by month. assumptions: `planner.plan.happened.assumptions.COLUMNS`.
    """

    table: pd.DataFrame
    tracking: pd.DataFrame
    assumptions: pd.DataFrame

    def sentences(self, locale: str = "en") -> list[str]:
        """A sentence for each assumption that was off, with the figure it should have been; or that none was."""
        off = self.assumptions.loc[self.assumptions["off"]]
        if off.empty:
            return [say("happened none off", locale)]
        return [_sentence(row, locale) for row in off.to_dict("records")]


def what_happened(plan: Plan, actuals: str | Path | pd.DataFrame) -> Happened:
    """Hold a plan against past months.

    actuals: a CSV file or workbook (docs/actuals.md), or what `read_actuals` made of one. DataError: a file that cannot
    be used, or no month of it within the plan's horizon. ScenarioError: no plan of one site.
    """
    check_type(plan, (Plan,), "what_happened", "a plan of one site")
    check_type(actuals, (str, Path, pd.DataFrame), "actuals", "the path of a CSV file or workbook")
    table = actuals if isinstance(actuals, pd.DataFrame) else read_actuals(actuals, units_of_work(plan))
    planned = planned_months(plan)
    own = table[ACTUAL_COLUMNS].drop(columns="unit").merge(planned, on=["month", "figure", "workload"])
    if own.empty:
        first, last = planned["month"].min(), planned["month"].max()
        problem = f"no month of it lies within the plan, {first} to {last}."
        raise DataError(located("actuals", problem, "take another run, or months of its horizon."))
    own["difference"] = own["actual"] - own["plan"]
    own["error_share"] = (own["difference"] / own["plan"]).where(own["plan"] != 0)
    beside = own[COLUMNS].sort_values(KEYS, kind="stable", ignore_index=True)
    return Happened(beside, _tracking(beside), assumptions_off(plan, beside, planned))


def units_of_work(plan: Plan) -> dict[str, str]:
    """Workloads of a plan, and the unit of each: Mtokens or GPU-hours."""
    return dict(zip(plan.tokens["workload"].astype(str), plan.tokens["unit"].astype(str), strict=True))


def _tracking(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for (figure, workload), own in table.groupby(["figure", "workload"], sort=False):
        whole = float(own["plan"].sum())
        bias = float(own["actual"].sum()) / whole - 1.0 if whole else float("nan")
        rows.append((figure, workload, len(own), bias, float((own["error_share"] ** 2).mean() ** 0.5)))
    return pd.DataFrame(rows, columns=TRACKING_COLUMNS)


def _sentence(row: Mapping[object, object], locale: str) -> str:
    workload = str(row["workload"])
    of = "" if workload == "all" else say("happened of", locale, workload=workload_name(workload, locale))
    shares = row["unit"] == "share"

    def shown(name: str) -> str:
        value = float(str(row[name]))
        return formats.percent(value, locale, 1) if shares else formats.significant(value, 4, locale)

    unit = "" if shares or row["unit"] == "1" else f"{formats.NO_BREAK}{str(row['unit']).replace('EUR', '€')}"
    return say(
        "happened off", locale, assumption=say(f"assumption {row['assumption']}", locale), of=of, unit=unit,
        plan=shown("plan"), actual=shown("actual"), path=row["path"], months=row["months"],
    )  # fmt: skip
