"""Reading a load curve, and every way it can be wrong: the row, what was read, the remedy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.billing.load_curve import METERED_MINUTES, LoadCurve
from planner.errors import DataError, located

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
from planner.table_files import ReadOptions, read_curve
from planner.table_files.columns import columns_of, is_curve_header
from planner.table_files.content import Content
from planner.table_files.layout import Table
from planner.table_files.numbers import numbers_of
from planner.table_files.plausible import curve_notes
from planner.table_files.steps import even_step_s
from planner.table_files.times import read_times, utc_text
from planner.table_files.units import kw_factor

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.table_files import Curve

TIME, KW = "utc_timestamp", "kw"
ALLOWED = "a CSV file or workbook, a table with the columns utc_timestamp and kw, or a series of kW by time"
HOUR_MINUTES = 60


def load_curve(
    load: LoadCurve | pd.Series[Any] | pd.DataFrame | str | Path, options: ReadOptions | None = None
) -> LoadCurve:
    """Take a load curve as it comes: a file, a table with its two columns or its times as index, a series of kW.

    Steps of 1 or 5 minutes become exact means over 10 minutes, those of 15 and 30 means over the hour, and a note
    says so. options: what a file's header does not say. Raises DataError that names the row and the remedy: no rows,
    a missing column, a time or a power that cannot be read, negative power, a gap, a time that stands twice or comes
    too late, other steps; for a series or table whose times carry no time zone; and for anything else.
    """
    if isinstance(load, LoadCurve):
        return load
    if isinstance(load, (str, Path)):
        return _of_file(read_curve(load, options))
    if isinstance(load, pd.Series):
        return _of_series(load)
    if isinstance(load, pd.DataFrame):
        return _of_table(load)
    problem = f"a value of type {type(load).__name__} was read.\nAllowed: {ALLOWED}."
    raise DataError(located("load", problem, "for an array: pd.Series(kw, index=pd.date_range(..., tz='UTC'))."))


def _of_file(curve: Curve) -> LoadCurve:
    table = curve.table

    def column_at(row: int) -> str:
        return table.cell_at(row, curve.value)

    return _checked(curve.kw, curve.start_s, curve.step_minutes, column_at, curve)


def _of_series(load: pd.Series[Any]) -> LoadCurve:
    if not isinstance(load.index, pd.DatetimeIndex):
        raise DataError(located("load", "its index holds no times.", "give a series of kW with a UTC DatetimeIndex."))
    return _of_columns(load.index, load, 1.0)


def _of_table(load: pd.DataFrame) -> LoadCurve:
    """A table as a file has it, or with its times as index."""
    names = tuple(str(name) for name in load.columns)
    indexed = isinstance(load.index, pd.DatetimeIndex)
    header = (TIME, *names) if indexed else names
    table = Table(Content("load", ""), ",", header, (), (), 1)
    if not is_curve_header(table.names):
        problem = f"this table has no column {TIME} or {KW}. Columns read: {', '.join(names)}."
        hint = f"give a table with {TIME} and {KW}, or one with its times as index and a column {KW}."
        raise DataError(located("load", problem, hint))
    columns = columns_of(table)
    powers = load.iloc[:, columns.value - (1 if indexed else 0)]
    times: Any = load.index if indexed else load.iloc[:, columns.times[0]]
    if not indexed and not isinstance(times.dtype, pd.DatetimeTZDtype) and times.dtype.kind != "M":
        cells = [str(cell).strip() for cell in times]
        seconds, _ = read_times(cells, lambda row: f"load, row {row + 1}, column {TIME}", columns.clock or "UTC")
        times = pd.to_datetime(seconds, unit="s", utc=True)
    unit = columns.unit or "kW"
    return _of_columns(pd.DatetimeIndex(times), powers, lambda minutes: kw_factor(unit, minutes))


def _of_columns(times: pd.DatetimeIndex, powers: pd.Series[Any], factor: float | Callable[[int], float]) -> LoadCurve:
    if not len(times):
        raise DataError(located("load", "it holds no rows.", "give one row for every 10 minutes or every hour."))
    if times.tz is None:
        hint = "localise the times, for example index.tz_localize('UTC')."
        raise DataError(located("load", "its times have no time zone.", hint))
    if times.hasnans:
        row = int(np.flatnonzero(times.isna())[0])
        raise DataError(located(f"load, row {row + 1}", "the time is empty.", "give the start of each step in UTC."))
    seconds = np.asarray(times.tz_convert("UTC").as_unit("s").asi8, dtype=np.int64)
    minutes = even_step_s(seconds, "load", lambda row: f"load, row {row + 1}") // 60
    kw = _numbers(powers) * (factor(minutes) if callable(factor) else factor)
    return _checked(kw, int(seconds[0]), minutes, lambda row: f"load, row {row + 1}, column {KW}", None)


def _numbers(powers: pd.Series[Any]) -> Floats:
    if powers.dtype.kind in "iuf":
        return powers.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    cells = ["" if cell is None or cell is pd.NA else str(cell).strip() for cell in powers]
    return numbers_of(cells, lambda row: f"load, row {row + 1}, column {KW}")


def _checked(kw: Floats, start_s: int, minutes: int, cell_at: Callable[[int], str], curve: Curve | None) -> LoadCurve:
    """Power that a bill can be made of, in the steps that it is made in."""
    times = start_s + 60 * minutes * np.arange(len(kw), dtype=np.int64)
    _check_power(kw, times, cell_at)
    step = METERED_MINUTES if minutes <= METERED_MINUTES else HOUR_MINUTES
    group = step // minutes
    _check_whole(times, step, minutes, cell_at)
    notes = curve_notes(kw, times, cell_at)
    if group > 1:
        kw = kw.reshape(-1, group).mean(axis=1)
        notes = (*notes, _grouped(minutes, step))
    kw.setflags(write=False)
    if curve is None:
        return LoadCurve(kw, start_s, step, rows_per_step=group, notes=notes)
    name, table = curve.table.content.name, curve.table
    return LoadCurve(kw, start_s, step, name, table, group, curve.understood, (*curve.notes, *notes))


def _grouped(minutes: int, step: int) -> str:
    if step == METERED_MINUTES:
        return f"steps of {minutes} minute{'s' if minutes > 1 else ''} were added up to means over 10 minutes, exactly"
    return (
        f"steps of {minutes} minutes were added up to means over each hour: overrun is metered in 10 minutes, which "
        f"cannot be had from {minutes}"
    )


def _check_whole(times: Ints, step: int, minutes: int, cell_at: Callable[[int], str]) -> None:
    """First and last step begin and end on a whole 10 minutes or hour."""
    late = int(times[0]) % (step * 60)
    if late:
        problem = f"the first step begins at {utc_text(int(times[0]))}, {late // 60} minutes past a whole step."
        hint = f"begin each step on a whole {step} minutes."
        if step != minutes and (step * 60 - late) % (minutes * 60) == 0:
            hint = f"begin the file at {utc_text(int(times[0]) + step * 60 - late)}, or give the steps before."
        raise DataError(located(_row(cell_at(0)), problem, hint))
    over = len(times) % (step // minutes)
    if over:
        problem = f"the last {step} minutes hold {over} of {step // minutes} steps of {minutes} minutes."
        at = len(times) - over
        hint = f"end the file before {utc_text(int(times[at]))}, or give the steps after."
        raise DataError(located(_row(cell_at(len(times) - 1)), problem, hint))


def _row(cell: str) -> str:
    """The place of a row, from that of one of its cells."""
    return cell.rpartition(", column ")[0]


def _check_power(kw: Floats, times: Ints, cell_at: Callable[[int], str]) -> None:
    for bad, problem, hint in (
        (np.isnan(kw), "is empty or not a number", "give the mean power of the step; a step without use is 0."),
        (np.isinf(kw), "is not finite", "give the mean power of the step in kW."),
        (kw < 0, "is negative", "the bill is for power drawn: bill what is fed in apart, and write 0 here."),
    ):
        rows = np.flatnonzero(bad)
        if rows.size:
            row = int(rows[0])
            value = "" if np.isnan(kw[row]) else f", {kw[row]:g} kW,"
            more = f" ({rows.size} such rows in all.)" if rows.size > 1 else ""
            message = f"the power{value} at {utc_text(int(times[row]))} {problem}.{more}"
            raise DataError(located(cell_at(row), message, hint))
