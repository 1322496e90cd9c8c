"""The cases a lender asks for, as people read them: value and cover of each beside the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.words import formats, say
from planner.words.names import or_as_it_is

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

COVERS = ("dscr_least", "dscr_average")
OF_DEBT = (*COVERS, "shortfall_meur")  # numbers, or words where nothing is owed


def as_stored(table: pd.DataFrame) -> pd.DataFrame:
    """Figures of debt as text, which a Parquet column of numbers and words must be; empty where there are none."""
    texts = {name: ["" if pd.isna(value) else str(value) for value in table[name]] for name in OF_DEBT}
    return table.assign(**texts)


def lender_finding(table: pd.DataFrame, locale: str) -> str:
    """The case of least cover beside the base, or of least value where nothing is owed."""
    rows = table.to_dict("records")
    base, others = rows[0], [row for row in rows[1:] if not pd.isna(row["npv_meur"])]
    covered = [row for row in others if _number(row["dscr_least"]) is not None]
    if _number(base["dscr_least"]) is None or not covered:
        worst = min(others, key=lambda row: float(row["npv_meur"]), default=base)
        values = {"case": _case(worst, locale), "npv": formats.number(float(worst["npv_meur"]), 0, locale)}
        return say("lenders finding value", locale, **values)
    worst = min(covered, key=lambda row: float(row["dscr_least"]))
    covers = {
        name: formats.number(float(row["dscr_least"]), 2, locale) for name, row in (("base", base), ("least", worst))
    }
    return say("lenders finding", locale, case=_case(worst, locale), **covers)


def lender_cases_shown(table: pd.DataFrame, locale: str) -> pd.DataFrame:
    """A row a case, all texts."""
    rows = table.to_dict("records")
    money = {"npv_meur": "lenders npv", "difference_meur": "lenders difference", "shortfall_meur": "lenders shortfall"}
    shown = {say("lenders case", locale): [_case(row, locale) for row in rows]}
    for name in ("npv_meur", "difference_meur"):
        shown[say(money[name], locale)] = [formats.number(row[name], 1, locale) for row in rows]
    for name in COVERS:
        shown[say(f"lenders {name}", locale)] = [_of_debt(row[name], 2, locale) for row in rows]
    shown[say("lenders weakest", locale)] = [
        formats.period_name(str(row["weakest_quarter"]), locale) if row["weakest_quarter"] else "" for row in rows
    ]
    shown[say(money["shortfall_meur"], locale)] = [_of_debt(row["shortfall_meur"], 1, locale) for row in rows]
    return pd.DataFrame(shown)


def _case(row: Mapping[Hashable, object], locale: str) -> str:
    return or_as_it_is(f"lenders case {row['case']}", str(row["case"]), locale)


def _number(figure: object) -> float | None:
    try:
        return float(str(figure))
    except ValueError:
        return None


def _of_debt(figure: object, digits: int, locale: str) -> str:
    number = _number(figure)
    if number is not None:
        return formats.number(number, digits, locale)
    return say("no debt", locale) if figure else formats.MISSING
