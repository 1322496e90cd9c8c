"""A part of the horizon: all of it, a calendar year, or one period."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from planner.plan.plan import Plan

ALL = "all"


def in_span(table: pd.DataFrame, span: str) -> pd.DataFrame:
    """The rows of a table with a column `period` that fall into "all", a year "2027" or a period "2027-Q1"."""
    if span == ALL:
        return table
    names = table["period"].astype(str)
    return table.loc[(names == span) | names.str.startswith(f"{span}-")]


def years(periods: Iterable[str]) -> list[str]:
    """Calendar years of the periods, in order."""
    return list(dict.fromkeys(str(period).partition("-")[0] for period in periods))


def full_years(plan: Plan) -> list[str]:
    """Calendar years that the horizon covers whole."""
    horizon = plan.manifest["horizon"]
    first, after = dt.date.fromisoformat(horizon["first_day"]), dt.date.fromisoformat(horizon["after_last_day"])
    return [y for y in years(plan.periods) if dt.date(int(y), 1, 1) >= first and dt.date(int(y) + 1, 1, 1) <= after]


def period_names(power: pd.DataFrame) -> list[str]:
    """Period names of a plan, in order, from its table `power`."""
    return [str(name) for name in power["period"]]
