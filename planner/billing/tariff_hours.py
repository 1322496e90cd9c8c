"""Hours of the tariff classes, out of data/site/turpe_hours.csv: read by the bill and by the optimiser alike.

Correcting them, or marking them as checked against the official text (`verified`), is an edit of that file.
Axes: H hours, K tariff classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.catalogue.files import data_folder, read_table, stamp
from planner.catalogue.site import TARIFF_CLASSES
from planner.errors import DataError, located, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planner.arrays import Bools, Ints

HOURS_FILE = "site/turpe_hours.csv"
HTB, HTA_FIXED_PEAK, HTA_MOBILE_PEAK, SIGNALLED_DAY = "HTB", "HTA pf", "HTA pm", "HTA pm signalled day"


@dataclass(frozen=True)
class HourRule:
    """Hours of one tariff class in Europe/Paris time. The first rule that holds for an hour decides."""

    tariff_class: str
    months: tuple[int, ...]
    weekdays: tuple[int, ...]  # Monday 0 … Sunday 6
    hours: tuple[int, ...]  # hours that begin in the class
    on_holidays: bool  # holds on public holidays, whatever their weekday
    only_holidays: bool = False


@dataclass(frozen=True)
class HourTable:
    """The rules of one tariff, first to last, and whether all were checked against the official text."""

    rules: tuple[HourRule, ...]
    verified: bool
    source: str


def hour_table(name: str = HTB, data_dir: Path | None = None) -> HourTable:
    """Hours of one tariff: "HTB", "HTA pf" (fixed peak), "HTA pm" (mobile peak), "HTA pm signalled day".

    Raises DataError with line and column for what cannot be read, or for a tariff without a row.
    """
    path = data_folder(data_dir) / HOURS_FILE
    return _hour_table(name, data_dir, stamp(path), stamp(data_folder(data_dir) / "sources.yaml"))


@lru_cache(maxsize=32)
def _hour_table(name: str, data_dir: Path | None, *_: tuple[int, int]) -> HourTable:
    where = f"{data_folder(data_dir).name}/{HOURS_FILE}"
    table = read_table(HOURS_FILE, data_dir)
    own = table[table["hours_of"] == name]
    if own.empty:
        known = [str(text) for text in table["hours_of"].unique()]
        raise DataError(located(where, f'no row for "{name}".', nearest(name, known)))
    lines = [(int(line) + 2, row) for line, row in zip(own.index, own.to_dict("records"), strict=True)]
    return HourTable(
        rules=tuple(rule_of({str(k): v for k, v in row.items()}, f"{where}, line {line}") for line, row in lines),
        verified=bool((own["verified"] == "yes").all()),
        source="; ".join(dict.fromkeys(str(text) for text in own["source"])),
    )


def rule_of(row: Mapping[str, Any], where: str) -> HourRule:
    """One rule out of a line of text: months, weekdays and hours as whole numbers with spaces between.

    Raises DataError that names the column.
    """
    if row["tariff_class"] not in TARIFF_CLASSES:
        problem = f'there is no class "{row["tariff_class"]}". {nearest(row["tariff_class"], TARIFF_CLASSES)}'
        raise DataError(located(f"{where}, column tariff_class", problem))
    return HourRule(
        row["tariff_class"],
        months=_numbers(row["months"], 1, 12, f"{where}, column months"),
        weekdays=_numbers(row["weekdays"], 0, 6, f"{where}, column weekdays"),
        hours=_numbers(row["hours"], 0, 23, f"{where}, column hours"),
        on_holidays=_flag(row["on_holidays"], f"{where}, column on_holidays"),
        only_holidays=_flag(row["only_holidays"], f"{where}, column only_holidays"),
    )


def _numbers(text: str, low: int, high: int, where: str) -> tuple[int, ...]:
    parts = text.split()
    if not parts or not all(part.isdigit() and low <= int(part) <= high for part in parts):
        raise DataError(located(where, f'"{text}" was read; allowed are whole numbers from {low} to {high}.'))
    return tuple(int(part) for part in parts)


def _flag(text: str, where: str) -> bool:
    if text not in ("yes", "no"):
        raise DataError(located(where, f'"{text}" was read; allowed are yes and no.'))
    return text == "yes"


def classes_of_hours(month: Ints, weekday: Ints, hour: Ints, holiday: Bools, rules: Sequence[HourRule]) -> Ints:
    """Tariff class of hours given by their local calendar, −1 where no rule holds. H each → H."""
    chosen = np.full(len(hour), -1, dtype=np.int64)
    for rule in rules:
        holds = holds_of(rule, month, weekday, hour, holiday)
        chosen[holds & (chosen < 0)] = TARIFF_CLASSES.index(rule.tariff_class)
    return chosen


def holds_of(rule: HourRule, month: Ints, weekday: Ints, hour: Ints, holiday: Bools) -> Bools:
    """Hours for which a rule holds. H each → H."""
    holds: Bools = np.isin(month, rule.months) & np.isin(weekday, rule.weekdays) & np.isin(hour, rule.hours)
    if rule.only_holidays:
        return holds & holiday
    return holds if rule.on_holidays else holds & ~holiday
