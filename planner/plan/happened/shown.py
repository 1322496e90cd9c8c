"""A plan against what happened as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.happened.happened import Happened

ALL = "all"


def months_shown(happened: Happened, locale: str) -> pd.DataFrame:
    """Plan, actual and error by month and figure."""
    rows = happened.table.to_dict("records")
    return pd.DataFrame(
        {
            say("happened month", locale): [formats.period_name(str(row["month"]), locale) for row in rows],
            say("happened figure", locale): [_name(row, locale) for row in rows],
            say("happened plan", locale): [_value(row, "plan", locale) for row in rows],
            say("happened actual", locale): [_value(row, "actual", locale) for row in rows],
            say("happened error", locale): [_signed(float(row["error_share"]), locale) for row in rows],
        }
    )


def tracking_shown(happened: Happened, locale: str) -> pd.DataFrame:
    """The tracking error of each figure."""
    rows = happened.tracking.to_dict("records")
    return pd.DataFrame(
        {
            say("happened figure", locale): [_name(row, locale) for row in rows],
            say("happened count", locale): [str(row["months"]) for row in rows],
            say("happened bias", locale): [_signed(float(row["bias_share"]), locale) for row in rows],
            say("happened months", locale): [formats.percent(row["error_share"], locale, 1) for row in rows],
        }
    )


def _name(row: Mapping[object, object], locale: str) -> str:
    figure = say(f"figure {row['figure']}", locale)
    workload = str(row["workload"])
    return figure if workload == ALL else f"{figure}, {workload_name(workload, locale)}"


def _value(row: Mapping[object, object], side: str, locale: str) -> str:
    unit = str(row["unit"]).replace("EUR", "€")
    return f"{formats.significant(float(str(row[side])), 4, locale)}{formats.NO_BREAK}{unit}"


def _signed(share: float, locale: str) -> str:
    return ("+" if share > 0 else "") + formats.percent(share, locale, 1)
