"""Tariff class of each step of a load curve: tables of hours by tariff, or a table of the reader's own.

The tables are data/site/turpe_hours.csv, which says of each whether it was checked against an official text. The
hours of HTA are set locally by Enedis: what stands there is the plainest reading of data/site/turpe_rules.csv.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

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

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from planner.arrays import Ints
    from planner.billing.load_curve import LoadCurve
    from planner.billing.rates import Tariff

HOURS_COLUMNS = ("tariff_class", "months", "weekdays", "hours", "on_holidays", "only_holidays")
HOURS_UNVERIFIED = "class hours not verified in the official text"
NO_SIGNALLED_DAY = "no signalled day was given, so no hour of mobile peak is billed"


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
    found = classes_of_hours(clock.month, clock.weekday, clock.hour, clock.holiday, rules)
    if tariff.mobile_peak:
        signalled = np.isin(clock.ordinal, [day.toordinal() for day in mobile_peak_days])
        for rule in hour_table(SIGNALLED_DAY, data_dir).rules:
            at_peak = holds_of(rule, clock.month, clock.weekday, clock.hour, clock.holiday)
            found[signalled & at_peak] = TARIFF_CLASSES.index(rule.tariff_class)
    classes = found[clock.hour_of_step]
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
    name = path.name
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DataError(located(name, f"this file cannot be read: {str(error).strip()}.")) from None
    if list(table.columns) != list(HOURS_COLUMNS):
        problem = f"columns {', '.join(map(str, table.columns))} were read; allowed: {', '.join(HOURS_COLUMNS)}."
        raise DataError(located(name, problem))
    return tuple(
        rule_of({str(key): value for key, value in row.items()}, f"{name}, line {line}")
        for line, row in enumerate(table.to_dict("records"), start=2)
    )
