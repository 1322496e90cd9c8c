"""Taxes and levies on electricity: excise, CTA, capacity, guarantees of origin, nuclear universal payment (VNU).

Levels are rows of data/site/taxes_levies_fr.csv. Where none holds on a day the last one is kept and flagged, or
the line says that the level was not found and bears no amount; never a silent zero.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from planner.billing.lines import Line
from planner.catalogue.site import taxes
from planner.errors import DataError, located
from planner.words.flags import Flag, flag

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.billing.load_curve import LoadCurve

Excise = Literal["none", "normal", "data-centre"]
WHERE = "data/site/taxes_levies_fr.csv"
NORMAL, REDUCED, CTA, CAPACITY, GUARANTEES = (
    "accise_electricity",
    "accise_data_centre",
    "cta",
    "capacity",
    "guarantees_of_origin",
)
FIXED_PART = ("management", "metering", "subscribed_power_")
NEW_CAPACITY = dt.date(2026, 11, 1)
NEW_CAPACITY_MONTHS = (11, 12, 1, 2, 3)
VNU_FIRST_DAY = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Level:
    """A level found for a day: value in the unit of the file, source, and what to know about it."""

    value: float
    source: str
    flags: tuple[Flag, ...] = ()


class Levels:
    """Rows of one levy, oldest first."""

    def __init__(self, table: pd.DataFrame, item: str, holds: Callable[[str], bool]) -> None:
        rows: list[dict[str, Any]] = [
            {str(key): value for key, value in row.items()}
            for row in table[table["item"] == item].to_dict("records")
            if holds(str(row["definition"])) and not pd.isna(row["value"])
        ]
        if not rows:
            raise DataError(located(WHERE, f"no row for {item}.", "add the row, with its source."))
        self.item = item
        self.rows = sorted(
            rows, key=lambda row: dt.date.min if pd.isna(row["valid_from"]) else row["valid_from"].date()
        )

    @property
    def changes(self) -> tuple[dt.date, ...]:
        """Days on which a level begins or the day after it ends."""
        begins = [row["valid_from"].date() for row in self.rows if not pd.isna(row["valid_from"])]
        ends = [row["valid_to"].date() + dt.timedelta(days=1) for row in self.rows if not pd.isna(row["valid_to"])]
        return tuple(sorted({*begins, *ends}))

    def on(self, day: dt.date) -> Level:
        """Level on a day; after the last one its last level, flagged. DataError before the first."""
        begun = [row for row in self.rows if pd.isna(row["valid_from"]) or row["valid_from"].date() <= day]
        if not begun:
            problem = (
                f"no level of {self.item} holds on {day}; the first holds from {self.rows[0]['valid_from']:%Y-%m-%d}."
            )
            raise DataError(located(WHERE, problem, "begin the load curve later, or leave this levy out."))
        row = begun[-1]
        flags = () if row["confidence"] == "high" else (flag("confidence", confidence=row["confidence"]),)
        if not pd.isna(row["valid_to"]) and row["valid_to"].date() < day:
            flags = (*flags, flag("level ended", day=row["valid_to"].date()))
        return Level(float(row["value"]), str(row["source"]), flags)


def excise_lines(load: LoadCurve, kind: Excise, used_mwh: float = 0.0, data_dir: Path | None = None) -> list[Line]:
    """Excise on all energy at the normal rate, or for a data centre at the reduced one above 1 GWh a calendar year.

    `used_mwh`: energy the site drew in the first calendar year before the curve begins. The conditions of the
    reduced rate (`data_centre_conditions`) are for the reader to meet; the line says so.
    """
    if kind == "none":
        return []
    table = taxes(data_dir)
    normal = Levels(table, NORMAL, lambda text: text.startswith("normal rate"))
    if kind == "normal":
        return [
            Line(month.label, "excise", load.mwh(begin, end), "MWh", level.value, level.source, level.flags)
            for month in load.months
            for day, begin, end in load.pieces(month, normal.changes)
            for level in [normal.on(day)]
        ]
    # the statutory rate of 2025 was not the one charged
    reduced = Levels(table, REDUCED, lambda text: text.startswith(("rate actually charged", "reduced rate in 2026")))
    threshold = Levels(table, REDUCED, lambda text: text.startswith("threshold:"))
    lines: list[Line] = []
    used = {load.months[0].first.year: used_mwh}
    for month in load.months:
        year = month.first.year
        for day, begin, end in load.pieces(month, [*normal.changes, *reduced.changes]):
            mwh, before = load.mwh(begin, end), used.get(year, 0.0)
            full = min(mwh, max(threshold.on(day).value * 1000 - before, 0.0))
            used[year] = before + mwh
            for item, base, level in (
                ("excise", full, normal.on(day)),
                ("excise_data_centre", mwh - full, reduced.on(day)),
            ):
                if base > 0 or (item == "excise" and not mwh):
                    unchecked = () if item == "excise" else (flag("reduced rate not checked"),)
                    flags = (*level.flags, *unchecked)
                    lines.append(Line(month.label, item, base, "MWh", level.value, level.source, flags))
    return lines


def data_centre_conditions(data_dir: Path | None = None) -> pd.DataFrame:
    """Conditions of the reduced excise for data centres: columns condition, unit, confidence, source."""
    table = taxes(data_dir)
    rows = table[(table["item"] == REDUCED) & table["definition"].str.startswith("condition:")]
    conditions = rows["definition"].str.removeprefix("condition: ")
    return rows.assign(condition=conditions)[["condition", "unit", "confidence", "source"]].reset_index(drop=True)


def cta_lines(turpe: list[Line], domain: str, data_dir: Path | None = None) -> list[Line]:
    """CTA: a share of the fixed part of the grid tariff (management, metering, subscribed power) of each month."""
    grid = "transport" if domain.startswith("HTB") else "distribution"
    levels = Levels(taxes(data_dir), CTA, lambda text: grid in text)
    fixed: dict[str, float] = {}
    for one in turpe:
        if one.item.startswith(FIXED_PART):
            fixed[one.month] = fixed.get(one.month, 0.0) + one.exact_eur
    lines = []
    for month, eur in fixed.items():
        level = levels.on(dt.date.fromisoformat(f"{month}-01"))
        unit = "EUR of the fixed part of TURPE"
        lines.append(Line(month, "cta", eur, unit, level.value / 100, level.source, level.flags))
    return lines


def capacity_lines(load: LoadCurve, obligation_mw: float, data_dir: Path | None = None) -> list[Line]:
    """Capacity obligation of `obligation_mw`: the auction price of a delivery year, in equal parts over its months.

    The last of these years ends on 31 March 2026. From November 2026 a levy takes its place, in the months November
    to March; its level was not found, so the line bears no amount. In between nothing is owed: no line.
    """
    table = taxes(data_dir)
    old = Levels(table, CAPACITY, lambda text: text.startswith("old decentralised"))
    new = table[(table["item"] == CAPACITY) & table["definition"].str.startswith("new centralised")].iloc[0]
    lines = []
    for month in load.months:
        row = next((row for row in old.rows if row["valid_from"].date() <= month.first <= row["valid_to"].date()), None)
        base = obligation_mw * month.share
        if row is None and not (month.first >= NEW_CAPACITY and month.first.month in NEW_CAPACITY_MONTHS):
            continue
        if row is None:
            omitted = (flag("levy without level"),)
            lines.append(Line(month.label, "capacity", base, "MW·month", None, str(new["source"]), omitted))
            continue
        months = (
            (row["valid_to"].year - row["valid_from"].year) * 12 + row["valid_to"].month - row["valid_from"].month + 1
        )
        flags = (flag("price spread", months=months), flag("confidence", confidence=row["confidence"]))
        rate = float(row["value"]) / months
        lines.append(Line(month.label, "capacity", base, "MW·month", rate, str(row["source"]), flags))
    return lines


def guarantee_lines(load: LoadCurve, share: float, data_dir: Path | None = None) -> list[Line]:
    """Guarantees of origin for `share` of all energy [1], at the middle of the prices of the last State auction."""
    table = taxes(data_dir)
    low = Levels(table, GUARANTEES, lambda text: text.endswith("low"))
    high = Levels(table, GUARANTEES, lambda text: text.endswith("high"))
    lines = []
    for month in load.months:
        bottom, top = low.on(month.first), high.on(month.first)
        flags = (flag("middle of auction", low=bottom.value, high=top.value), *bottom.flags)
        base = share * load.mwh(month.begin, month.end)
        rate = (bottom.value + top.value) / 2
        lines.append(Line(month.label, "guarantees_of_origin", base, "MWh", rate, bottom.source, flags))
    return lines


def vnu_lines(load: LoadCurve, data_dir: Path | None = None) -> list[Line]:
    """Nuclear universal payment (VNU), from 2026: none where the expected nuclear revenue is below the threshold.

    Years without an estimate bear no amount. Before 2026 the scheme did not exist and there is no line.
    """
    table = taxes(data_dir)
    rows = table[table["item"] == "vnu"]
    estimates = rows[rows["definition"].str.startswith("CRE estimate of")]
    first = rows[rows["definition"].str.contains("threshold 1")].iloc[0]
    threshold = float(str(first["unit"]).split("above")[1].split()[0])
    lines = []
    for month in load.months:
        if month.first < VNU_FIRST_DAY:
            continue
        on = pd.Timestamp(month.first)
        row = next((r for _, r in estimates.iterrows() if r["valid_from"] <= on <= r["valid_to"]), None)
        base = load.mwh(month.begin, month.end)
        if row is None or float(row["value"]) > threshold:
            why = flag("no nuclear estimate")
            if row is not None:
                why = flag("nuclear share not found", revenue=float(row["value"]), threshold=threshold)
            lines.append(Line(month.label, "vnu", base, "MWh", None, str(first["source"]), (why,)))
            continue
        why = flag("no nuclear payment", revenue=float(row["value"]), threshold=threshold)
        lines.append(Line(month.label, "vnu", base, "MWh", 0.0, str(row["source"]), (why,)))
    return lines
