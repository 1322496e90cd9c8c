"""Reading a history of demand: rows of date, value and unit, brought to one unit. Nothing is repaired here."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.errors import DataError, located, nearest

if TYPE_CHECKING:
    from planner.scenario.fields.workloads import Workload

SCALES = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}
QUANTITIES = ("output tokens", "input tokens", "tokens", "requests", "GPU-hours")
DAYS_OF = {"day": 1.0, "week": 7.0, "month": 0.0}  # a month has the days it has
UNIT = re.compile(rf"^(?:([kMGT]) ?)?({'|'.join(QUANTITIES)})/(day|week|month)$")
EXAMPLES = tuple(f"{scale}{quantity}/day" for quantity in QUANTITIES for scale in ("", "M "))
COLUMNS = ("date", "value", "unit")
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
    an empty, NaN or infinite value, a date or a unit that cannot be read, spans that differ, fewer than two rows.
    """
    reader = csv.DictReader(io.StringIO(text))
    found = [column.strip() for column in reader.fieldnames or ()]
    missing = [column for column in COLUMNS if column not in found]
    if missing:
        problem = f"column {', '.join(missing)} is missing; found are {', '.join(found) or 'none'}."
        raise DataError(located(f"{name}, line 1", problem, "write the columns date, value and unit."))
    rows, spans = [], set()
    for cells in reader:
        where = f"{name}, line {reader.line_num}"
        row = {(key or "").strip(): (value if isinstance(value, str) else "").strip() for key, value in cells.items()}
        if not any(row.values()):
            continue
        scale, quantity, span = _unit(row["unit"], where)
        spans.add(span)
        day = _day(row["date"], span, where)
        value = _number(row["value"], where)
        rate = value * scale * _per_day(span, day) / SECONDS_PER_DAY
        rows.append(Row(reader.line_num, day, value, row["unit"], _in_own_unit(rate, quantity, means, where)))
    if len(spans) > 1:
        problem = f"units count {' and '.join(sorted(spans))}; a series has one span."
        raise DataError(located(name, problem, "split the file, or add days up to months."))
    if len(rows) < FEWEST_ROWS:
        raise DataError(located(name, f"it has {len(rows)} rows; {FEWEST_ROWS} or more are needed."))
    return sorted(rows, key=lambda row: (row.day, row.line)), spans.pop()


def _unit(text: str, where: str) -> tuple[float, str, str]:
    match = UNIT.match(text)
    if match is None:
        problem = f'unit is "{text}".\nAllowed: {", ".join(QUANTITIES)} per day, week or month, with k, M, G or T.'
        raise DataError(located(where, problem, nearest(text, EXAMPLES)))
    return SCALES[match[1] or ""], match[2], match[3]


def _day(text: str, span: str, where: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(f"{text}-01" if span == "month" and len(text) == len("2026-06") else text)
    except ValueError:
        problem = f'date is "{text}".\nAllowed: a day such as 2026-06-23, or a month such as 2026-06.'
        raise DataError(located(where, problem)) from None
    return day.replace(day=1) if span == "month" else day


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        problem = f'value is "{text}".\nAllowed: a finite number.'
        raise DataError(located(where, problem, "leave the row out if nothing is known; a gap is reported."))
    return value


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
        "input tokens": means.output_tokens / means.input_tokens,
        "tokens": means.output_tokens / (means.input_tokens + means.output_tokens),
        "requests": means.output_tokens,
    }[quantity]
    return rate * share / 1e6
