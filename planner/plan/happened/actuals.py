"""Past months from a CSV file or workbook: one row a month, the unit in each column's name (docs/actuals.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.errors import DataError, located, nearest
from planner.table_files import read_content, read_numbers, read_table
from planner.table_files.layout import plain_name

if TYPE_CHECKING:
    from planner.table_files import Table

COLUMNS = ["month", "figure", "workload", "unit", "actual"]
TOKENS = {"mtokens": 1.0, "tokens": 1e-6, "ktokens": 1e-3, "gtokens": 1e3}
ENERGY = {"mwh": 1.0, "kwh": 1e-3, "gwh": 1e3}
POWER = {"mw": 1.0, "kw": 1e-3}
MONEY = {"eur": 1.0, "keur": 1e3, "meur": 1e6}


@dataclass(frozen=True)
class Figure:
    """One thing that can be measured: its unit in tables, and what a column's unit is multiplied by."""

    unit: str
    units: Mapping[str, float]
    by_workload: bool = False


FIGURES: Mapping[str, Figure] = {
    "demand": Figure("Mtokens", TOKENS, by_workload=True),
    "served": Figure("Mtokens", TOKENS, by_workload=True),  # here and rented
    "served_here": Figure("Mtokens", TOKENS, by_workload=True),
    "energy": Figure("MWh", ENERGY),  # at the meter
    "it_energy": Figure("MWh", ENERGY),
    "average": Figure("MW", POWER),
    "peak": Figure("MW", POWER),
    "bill": Figure("EUR", MONEY),  # power: energy, grid and taxes, before VAT
    "revenue": Figure("EUR", MONEY),  # invoices to customers, before VAT
    "racks": Figure("EUR", MONEY),  # invoices for racks, before VAT
}
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
ALL = "all"
HOURS, GPU_HOURS = "gpu_hours", "GPU-hours"


def read_actuals(path: str | Path, workloads: Mapping[str, str]) -> pd.DataFrame:
    """Actual figures of past months; COLUMNS, in the units of FIGURES; empty cells have no row.

    The file has a column `month` (2027-03) and columns such as energy_mwh, bill_keur, demand_mtokens, or
    served_here_mtokens_assistant for one workload. DataError: a column of another name or unit, an unknown workload, a
    month that is none or comes twice, a cell that is no number, below zero.
    """
    content = read_content(path)
    table = read_table(content, lambda names: "month" in names, "month, and figures: energy_mwh, bill_eur")
    months = _months(table)
    rows = []
    seen: dict[tuple[str, str], str] = {}
    for place, name in enumerate(table.names):
        if name == "month":
            continue
        figure, workload, factor = _meaning(name, workloads, f"{content.name}, column {table.header[place]}")
        if (figure, workload) in seen:
            problem = f"it says the same as the column {seen[figure, workload]}."
            raise DataError(located(f"{content.name}, column {table.header[place]}", problem, "leave one of them out."))
        seen[figure, workload] = table.header[place]
        values = read_numbers(table, place) * factor
        _check_values(values, table, place)
        unit = FIGURES[figure].unit
        rows += [(m, figure, workload, unit, float(x)) for m, x in zip(months, values, strict=True) if np.isfinite(x)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _months(table: Table) -> list[str]:
    place = table.names.index("month")
    months = [cell[:7] for cell in table.column(place)]
    for row, month in enumerate(months):
        if not MONTH.fullmatch(month):
            problem = f'"{table.column(place)[row]}" is no month.'
            raise DataError(located(table.cell_at(row, place), problem, "write months like 2027-03."))
        if month in months[:row]:
            problem = f"{month} comes a second time."
            raise DataError(located(table.cell_at(row, place), problem, "give one row a month."))
    return months


def _meaning(name: str, workloads: Mapping[str, str], where: str) -> tuple[str, str, float]:
    """Figure, workload (or all) and factor of a column's name."""
    figure = next((one for one in sorted(FIGURES, key=len, reverse=True) if name.startswith(f"{one}_")), None)
    if figure is None:
        names = [f"{one}_{next(iter(about.units))}" for one, about in FIGURES.items()]
        raise DataError(located(where, "this is no figure that a plan can be held against.", nearest(name, names)))
    about, rest = FIGURES[figure], name.removeprefix(f"{figure}_")
    units = dict(about.units) | ({HOURS: 1.0} if about.by_workload else {})
    unit = next((one for one in sorted(units, key=len, reverse=True) if f"{rest}_".startswith(f"{one}_")), None)
    workload = rest.removeprefix(str(unit)).removeprefix("_")
    if unit is None or (workload and not about.by_workload) or (not workload and unit == HOURS):
        allowed = ", ".join(f"{figure}_{one}" for one in about.units)
        raise DataError(located(where, f"this figure has another unit.\nAllowed: {allowed}."))
    if not workload:
        return figure, ALL, units[unit]
    own = {plain_name(one): one for one in workloads}
    if workload not in own:
        raise DataError(located(where, f'there is no workload "{workload}".', nearest(workload, own)))
    of_plan = workloads[own[workload]]
    if (unit == HOURS) != (of_plan == GPU_HOURS):
        raise DataError(located(where, f"{own[workload]} is counted in {of_plan}, not in {unit}."))
    return figure, own[workload], units[unit]


def _check_values(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], table: Table, place: int) -> None:
    bad = np.flatnonzero(~(np.isnan(values) | (np.isfinite(values) & (values >= 0.0))))
    if bad.size:
        row = int(bad[0])
        problem = f'"{table.column(place)[row]}" was read, allowed is a number from 0.'
        raise DataError(located(table.cell_at(row, place), problem))
