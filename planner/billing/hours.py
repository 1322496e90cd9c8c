"""Tariff class of each step of a load curve: tables of hours by tariff, or a table of the reader's own.

The tables are data/site/turpe_hours.csv, which says of each whether it was checked against a text of the regulator.
The peak hours of HTA are set locally by Enedis inside windows: what stands there is one choice inside them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planner.billing.tariff_hours import (
    HTA_FIXED_PEAK,
    HTA_MOBILE_PEAK,
    HTB,
    SIGNALLED_DAY,
    HourRule,
    HourTable,
    classes_of_hours,
    holds_of,
    hour_table,
    rule_of,
)
from planner.catalogue.site import TARIFF_CLASSES
from planner.errors import DataError, located
from planner.table_files import read_content
from planner.table_files.layout import named_table
from planner.words.flags import flag

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from planner.arrays import Ints
    from planner.billing.load_curve import LoadCurve
    from planner.billing.rates import Tariff

DAYS_OF_A_YEAR = 365
HOURS_COLUMNS = ("tariff_class", "months", "weekdays", "hours", "on_holidays", "only_holidays")
HOURS_UNVERIFIED = flag("class hours not verified")
NO_SIGNALLED_DAY = flag("no signalled day")


def classes_of_steps(
    load: LoadCurve,
    tariff: Tariff,
    rules: Sequence[HourRule] | None = None,
    mobile_peak_days: Iterable[dt.date] = (),
    data_dir: Path | None = None,
) -> Ints:
    """Tariff class of each step, a place in TARIFF_CLASSES. N → K. Whole hours on the Europe/Paris clock.

    `rules` replaces the hours of the tariff. `mobile_peak_days` are the local days signalled for a mobile-peak
    version; days outside December to February count for nothing. Raises DataError if no rule holds for an hour.
    """
    clock = load.clock
    rules = hours_of(tariff, data_dir).rules if rules is None else rules
    class_of_step = classes_of_hours(clock.month, clock.weekday, clock.hour, clock.holiday, rules)
    if tariff.mobile_peak:
        signalled = np.isin(clock.ordinal, [day.toordinal() for day in mobile_peak_days])
        for rule in hour_table(SIGNALLED_DAY, data_dir).rules:
            at_peak = holds_of(rule, clock.month, clock.weekday, clock.hour, clock.holiday)
            class_of_step[signalled & at_peak] = TARIFF_CLASSES.index(rule.tariff_class)
    classes = class_of_step[clock.hour_of_step]
    if (classes < 0).any():
        row = int(np.flatnonzero(classes < 0)[0])
        raise DataError(located("tariff hours", f"no rule gives a class to {load.time(row)}.", "add a rule for it."))
    return classes


def hours_of(tariff: Tariff, data_dir: Path | None = None) -> HourTable:
    """The table of hours of a tariff, those of signalled days apart, and whether all were checked."""
    if tariff.domain.startswith("HTB"):
        return hour_table(HTB, data_dir)
    if not tariff.mobile_peak:
        return hour_table(HTA_FIXED_PEAK, data_dir)
    table = hour_table(HTA_MOBILE_PEAK, data_dir)
    return replace(table, verified=table.verified and hour_table(SIGNALLED_DAY, data_dir).verified)


def read_hours(path: Path) -> tuple[HourRule, ...]:
    """Read hours of one's own from a CSV file; the first line that holds for an hour decides.

    Columns: tariff_class; months, weekdays (Monday 0 … Sunday 6) and hours (0–23) as whole numbers with spaces
    between; on_holidays and only_holidays, yes or no. Raises DataError with line and column.
    """
    table = named_table(read_content(path), HOURS_COLUMNS)
    extra = [name for name in table.header if name not in HOURS_COLUMNS]
    if extra:
        problem = f"columns {', '.join(table.header)} were read; allowed: {', '.join(HOURS_COLUMNS)}."
        raise DataError(located(table.content.name, problem))
    return tuple(
        rule_of(dict(zip(table.header, cells, strict=True)), table.row_at(row)) for row, cells in enumerate(table.rows)
    )


def missing_of_a_year(load: LoadCurve, classes: Ints) -> str:
    """What a curve shorter than a year cannot say: classes that do not occur, months that are missing; else ""."""
    days = (load.clock.last_day - load.clock.first_day).days + 1
    if days >= DAYS_OF_A_YEAR:
        return ""
    absent = [name for k, name in enumerate(TARIFF_CLASSES) if not (classes == k).any()]
    there = {month.first.month for month in load.months if month.share > 0.5}
    months = [f"{dt.date(2000, month, 1):%b}" for month in range(1, 13) if month not in there]
    text = f"the curve holds {days} of {DAYS_OF_A_YEAR} days"
    if months:
        text += f"; {', '.join(months)} are missing" if len(months) > 1 else f"; {months[0]} is missing"
    if absent:
        occur = "does" if len(absent) == 1 else "do"
        text += f"; {', '.join(absent)} {occur} not occur, so no subscribed power is given for "
        text += "it" if len(absent) == 1 else "them"
    return f"{text}. The order of the versions is that of these days, not of a year"


def occurring(classes: Ints) -> list[bool]:
    """Whether each class occurs in a curve, K."""
    return [bool((classes == k).any()) for k in range(len(TARIFF_CLASSES))]
