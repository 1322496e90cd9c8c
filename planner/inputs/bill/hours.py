"""Tariff class of each step of a load curve: tables of hours by tariff, or a table of the reader's own.

None of these hours was found in an official text. Those of HTB are `grid_tariff.HTB_HOURS`; those of HTA are set
locally by Enedis, so what stands here are the words of data/site/turpe_rules.csv with the plainest reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.errors import DataError, located, nearest
from planner.inputs.grid_tariff import (
    ALL_DAY,
    ALL_WEEK,
    HIGH_SEASON,
    HTB_HOURS,
    LOW_SEASON,
    NIGHT,
    HourRule,
    classes_of_hours,
)
from planner.inputs.library_site import TARIFF_CLASSES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from planner.inputs.bill.load_curve import LoadCurve
    from planner.inputs.bill.rates import Tariff
    from planner.inputs.model_inputs import Ints

PEAK_MONTHS = (12, 1, 2)
MOBILE_PEAK_HOURS = (7, 8, 9, 10, 11, 12, 13, 14, 18, 19)  # 07:00–15:00 and 18:00–20:00 of a signalled day
HOURS_COLUMNS = ("tariff_class", "months", "weekdays", "hours", "on_holidays", "only_holidays")

_HTA_SEASONS = (
    HourRule("HCH", HIGH_SEASON, ALL_WEEK, NIGHT, on_holidays=True),
    HourRule("HPH", HIGH_SEASON, ALL_WEEK, ALL_DAY, on_holidays=True),
    HourRule("HCB", LOW_SEASON, ALL_WEEK, NIGHT, on_holidays=True),
    HourRule("HPB", LOW_SEASON, ALL_WEEK, ALL_DAY, on_holidays=True),
)
HTA_FIXED_PEAK_HOURS: tuple[HourRule, ...] = (
    HourRule("pointe", PEAK_MONTHS, (0, 1, 2, 3, 4, 5), (8, 9, 17, 18), on_holidays=True),
    *_HTA_SEASONS,
)
HTA_MOBILE_PEAK_HOURS: tuple[HourRule, ...] = _HTA_SEASONS  # and the peak of signalled days, which are data

HOURS_UNVERIFIED = "class hours not verified in the official text"
NO_SIGNALLED_DAY = "no signalled day was given, so no hour of mobile peak is billed"


def classes_of_steps(
    load: LoadCurve, tariff: Tariff, rules: Sequence[HourRule] | None = None, mobile_peak_days: Iterable[dt.date] = ()
) -> Ints:
    """Tariff class of each step, a place in TARIFF_CLASSES. N → K. Whole hours on the Europe/Paris clock.

    `rules` replaces the hours of the tariff. `mobile_peak_days` are the local days signalled for a mobile-peak
    version; days outside December to February count for nothing. Raises DataError if no rule holds for an hour.
    """
    clock = load.clock
    rules = hours_of(tariff) if rules is None else rules
    found = classes_of_hours(clock.month, clock.weekday, clock.hour, clock.holiday, rules)
    if tariff.mobile_peak:
        signalled = np.isin(clock.ordinal, [day.toordinal() for day in mobile_peak_days])
        at_peak = np.isin(clock.hour, MOBILE_PEAK_HOURS) & np.isin(clock.month, PEAK_MONTHS)
        found[signalled & at_peak] = TARIFF_CLASSES.index("pointe")
    classes = found[clock.hour_of_step]
    if (classes < 0).any():
        row = int(np.flatnonzero(classes < 0)[0])
        raise DataError(located("tariff hours", f"no rule gives a class to {load.time(row)}.", "add a rule for it."))
    return classes


def hours_of(tariff: Tariff) -> tuple[HourRule, ...]:
    """The table of hours of a tariff."""
    if tariff.domain.startswith("HTB"):
        return HTB_HOURS
    return HTA_MOBILE_PEAK_HOURS if tariff.mobile_peak else HTA_FIXED_PEAK_HOURS


def read_hours(path: Path) -> tuple[HourRule, ...]:
    """Read hours of one's own from a CSV file; the first line that holds for an hour decides.

    Columns: tariff_class; months, weekdays (Monday 0 … Sunday 6) and hours (0–23) as whole numbers with spaces
    between; on_holidays and only_holidays, yes or no. Raises DataError with line and column.
    """
    name = path.name
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DataError(located(name, f"this file cannot be read: {str(error).strip()}.")) from None
    if list(table.columns) != list(HOURS_COLUMNS):
        problem = f"columns {', '.join(map(str, table.columns))} were read; allowed: {', '.join(HOURS_COLUMNS)}."
        raise DataError(located(name, problem))
    rules = []
    for line, row in enumerate(table.to_dict("records"), start=2):
        if row["tariff_class"] not in TARIFF_CLASSES:
            problem = f'there is no class "{row["tariff_class"]}". {nearest(row["tariff_class"], TARIFF_CLASSES)}'
            raise DataError(located(f"{name}, line {line}, column tariff_class", problem))
        where = f"{name}, line {line}, column "
        rules.append(
            HourRule(
                row["tariff_class"],
                months=_numbers(row["months"], 1, 12, f"{where}months"),
                weekdays=_numbers(row["weekdays"], 0, 6, f"{where}weekdays"),
                hours=_numbers(row["hours"], 0, 23, f"{where}hours"),
                on_holidays=_flag(row["on_holidays"], f"{where}on_holidays"),
                only_holidays=_flag(row["only_holidays"], f"{where}only_holidays"),
            )
        )
    return tuple(rules)


def _numbers(text: str, low: int, high: int, where: str) -> tuple[int, ...]:
    parts = text.split()
    if not parts or not all(part.isdigit() and low <= int(part) <= high for part in parts):
        raise DataError(located(where, f'"{text}" was read; allowed are whole numbers from {low} to {high}.'))
    return tuple(int(part) for part in parts)


def _flag(text: str, where: str) -> bool:
    if text not in ("yes", "no"):
        raise DataError(located(where, f'"{text}" was read; allowed are yes and no.'))
    return text == "yes"
