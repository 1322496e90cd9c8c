"""What the regulator asks for, as a table of the report: the first whole year of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.spans import full_years
from planner.plan.studies.regulator import regulator_table
from planner.report.parts import Table
from planner.words import formats, say
from planner.words.names import text_to_file

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.plan import Plan

ALL = "all"
LARGE = 100.0


def regulator(plan: Plan, table: pd.DataFrame, locale: str = "en") -> Table:
    """Figures of the EU data-centre report and EN 50600-4-x; the whole horizon where it holds no full year.

    `table` is `carbon_table` of the plan. Formulas and inputs of each stand in the workbook and on the page.
    """
    span = next(iter(full_years(plan)), ALL)
    report = regulator_table(plan, table, span)
    rows = tuple(
        (
            text_to_file(row["kpi"], locale),
            _figure(float(row["value"]), locale),
            "" if row["unit"] == "1" else text_to_file(row["unit"], locale),
            text_to_file(row["article"], locale),
        )
        for row in report.to_dict("records")
    )
    head = tuple(say(name, locale) for name in ("indicator", "value", "unit", "article"))
    caption = say("regulator caption", locale, span=say("horizon", locale) if span == ALL else span)
    return Table(caption, head, rows, numeric=frozenset({1}))


def _figure(value: float, locale: str) -> str:
    """Large figures whole, small ones with up to three decimals, a dash where a plan has none."""
    return formats.number(value, 0, locale) if abs(value) >= LARGE else formats.plain(value, 3, locale)
