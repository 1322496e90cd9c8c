"""Reading a history of demand: rows of date, value and unit, brought to one unit. Nothing is repaired here."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import DataError, located
from planner.inputs.forecast.history_units import Quantity, unit_of
from planner.table_files import Content, read_numbers
from planner.table_files.layout import Table, named_table
from planner.table_files.neighbours import check_neighbours
from planner.table_files.times import dates_in_iso

if TYPE_CHECKING:
    from planner.scenario.fields.workloads import Workload

DAYS_OF = {"day": 1.0, "week": 7.0, "month": 0.0}  # a month has the days it has
COLUMNS = ("date", "value", "unit")
ALIASES = {"valeur": "value", "unite": "unit"}
SECONDS_PER_DAY = 86_400.0
FEWEST_ROWS = 2


@dataclass(frozen=True)
class Row:
    """One row: first day of its span, and the mean rate over it in the workload's unit [Mtokens/s output, kGPU]."""

    line: int
    day: dt.date
    value: float  # as written
    unit: str
    rate: float


@dataclass(frozen=True)
class Means:
    """Tokens of a mean request of a workload: how tokens and requests are turned into output tokens."""

    input_tokens: float
    output_tokens: float
    counts_gpus: bool = False

    @classmethod
    def of(cls, workload: Workload) -> Means:
        """Of a workload of the scenario."""
        return cls(workload.input_tokens or 0.0, workload.output_tokens or 0.0, workload.unit == "gpu_hours")


def read_rows(text: str, name: str, means: Means) -> tuple[list[Row], str]:
    """Rows in the order of their dates, and the span they count: "day", "week" or "month".

    A date is 2026-06-23, or 2026-06 where the span is a month. DataError (file, line, what was read, what is allowed):
    an empty, NaN or infinite value, a date or a unit that cannot be read, spans that differ, fewer than two rows, and
    all that a table can have wrong (docs/files.md).
    """
    table = named_table(Content(name, text), COLUMNS, ALIASES)
    places = [table.header.index(column) for column in COLUMNS]
    check_neighbours(table, places[1])
    units = [
        unit_of(cell, table.row_at(row), _value_at(table, row)) for row, cell in enumerate(table.column(places[2]))
    ]
    days = dates_in_iso(table.column(places[0]), lambda row: table.row_at(row))
    values = read_numbers(table, places[1])
    rows = [
        _row(table, row, day, float(value), unit, means)
        for row, (day, value, unit) in enumerate(zip(days, values, units, strict=True))
    ]
    spans = {unit.span for unit in units}
    if len(spans) > 1:
        problem = f"units count {' and '.join(sorted(spans))}; a series has one span."
        raise DataError(located(name, problem, "split the file, or add days up to months."))
    if len(rows) < FEWEST_ROWS:
        raise DataError(located(name, f"it has {len(rows)} rows; {FEWEST_ROWS} or more are needed."))
    return sorted(rows, key=lambda row: (row.day, row.line)), spans.pop()


def _value_at(table: Table, row: int) -> str:
    return table.rows[row][table.header.index("value")]


def _row(table: Table, row: int, day: str, value: float, unit: Quantity, means: Means) -> Row:
    where = table.row_at(row)
    date = _day(day, unit.span, where)
    if not math.isfinite(value):
        problem = f'value is "{_value_at(table, row)}".\nAllowed: a finite number.'
        raise DataError(located(where, problem, "leave the row out if nothing is known; a gap is reported."))
    rate = value * unit.scale * _per_day(unit.span, date) / SECONDS_PER_DAY
    return Row(table.lines[row], date, value, unit.text, _in_own_unit(rate, unit.quantity, means, where))


def _day(text: str, span: str, where: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(f"{text}-01" if span == "month" and len(text) == len("2026-06") else text)
    except ValueError:
        problem = f'date is "{text}".\nAllowed: a day such as 2026-06-23, or a month such as 2026-06.'
        raise DataError(located(where, problem)) from None
    return day.replace(day=1) if span == "month" else day


def _per_day(span: str, day: dt.date) -> float:
    if span == "month":
        after = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return 1.0 / (after - day).days
    return 1.0 / DAYS_OF[span]


def _in_own_unit(rate: float, quantity: str, means: Means, where: str) -> float:
    """Units per second to Mtokens/s of output, or GPU-hours per second to kGPU."""
    if means.counts_gpus != (quantity == "GPU-hours"):
        wanted = "GPU-hours" if means.counts_gpus else "tokens or requests"
        problem = f"unit counts {quantity}.\nAllowed for this workload: {wanted}."
        raise DataError(located(where, problem))
    if means.counts_gpus:
        return rate * 3600.0 / 1e3
    share = {
        "output tokens": 1.0,
        "input tokens": means.output_tokens / means.input_tokens if means.input_tokens else math.nan,
        "tokens": means.output_tokens / (means.input_tokens + means.output_tokens),
        "requests": means.output_tokens,
    }[quantity]
    if math.isnan(share):
        raise DataError(located(where, "unit counts input tokens, and requests of this workload have none."))
    return rate * share / 1e6
