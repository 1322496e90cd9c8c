"""Reading a load curve, and every way it can be wrong: the row, what was read, the remedy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.billing.load_curve import LoadCurve, utc_text
from planner.calendar import PARIS, day_hours
from planner.errors import DataError, located

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints

TIME, KW = "utc_timestamp", "kw"
STEPS_ALLOWED = (10, 60)
HOUR_S = 3600


def load_curve(load: LoadCurve | pd.Series[Any] | pd.DataFrame | str | Path) -> LoadCurve:
    """Take a load curve as it comes: a CSV file, a table with its two columns, or a series of kW by UTC time.

    Raises DataError that names the row and the remedy: no rows, a missing column, a time or a power that cannot
    be read, negative power, a gap, a time that stands twice or comes too late, steps that are neither 10 minutes
    nor an hour; and for a series or table whose times carry no time zone.
    """
    if isinstance(load, LoadCurve):
        return load
    if isinstance(load, (str, Path)):
        return read_csv(Path(load))
    if isinstance(load, pd.Series):
        if not isinstance(load.index, pd.DatetimeIndex):
            raise DataError(
                located("load", "its index holds no times.", "give a series of kW with a UTC DatetimeIndex.")
            )
        times: Any = load.index
        powers: Any = load
    else:
        _check_columns([str(name) for name in load.columns], "load")
        times, powers = load[TIME], load[KW]
        if not isinstance(times.dtype, pd.DatetimeTZDtype):
            times = pd.DatetimeIndex(times) if times.dtype.kind == "M" else _times(times.astype(str), "load", False)
        else:
            times = pd.DatetimeIndex(times)
    if not len(times):
        raise DataError(located("load", "it holds no rows.", "give one row for every 10 minutes or every hour."))
    if times.tz is None:
        hint = "localise the times, for example index.tz_localize('UTC')."
        raise DataError(located("load", "its times have no time zone.", hint))
    if times.hasnans:
        row = int(np.flatnonzero(times.isna())[0])
        raise DataError(located(f"load, row {row + 1}", "the time is empty.", "give the start of each step in UTC."))
    return _curve(times, pd.to_numeric(powers, errors="coerce").to_numpy(dtype=np.float64), "load", False)


def read_csv(path: Path) -> LoadCurve:
    """Read a CSV file with columns utc_timestamp and kw. A time without an offset is UTC, as the column says."""
    name = path.name
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=False)
    except pd.errors.EmptyDataError:
        raise DataError(located(name, "this file is empty.", f"its first line must be {TIME},{KW}.")) from None
    except (OSError, ValueError) as error:
        problem = "no such file" if isinstance(error, FileNotFoundError) else str(error).strip()
        raise DataError(located(name, f"this file cannot be read: {problem}.")) from None
    _check_columns(list(table.columns), name)
    written = ((table[TIME].str.strip() != "") | (table[KW].str.strip() != "")).to_numpy()
    table = table.iloc[
        : int(written.nonzero()[0][-1]) + 1 if written.any() else 0
    ]  # blank lines at the end are nothing
    if table.empty:
        raise DataError(located(name, "it holds no rows.", "give one row for every 10 minutes or every hour."))
    times = _times(table[TIME], name, True)
    text = table[KW].str.strip()
    kw = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64)
    bad = np.flatnonzero(np.isnan(kw) & ~text.str.lower().isin(["", "nan"]).to_numpy())
    if bad.size:
        row = int(bad[0])
        hint = "write numbers with a point and without thousands, such as 9500.5."
        raise DataError(located(f"{name}, line {row + 2}, column {KW}", f'"{text.iloc[row]}" is not a number.', hint))
    return _curve(times, kw, name, True)


def _check_columns(found: list[str], name: str) -> None:
    missing = [column for column in (TIME, KW) if column not in found]
    if missing:
        problem = f'column "{missing[0]}" is missing. Columns read: {", ".join(found)}.'
        raise DataError(located(name, problem, f"the first line must be {TIME},{KW}: start of step in UTC, mean kW."))


def _times(text: pd.Series[Any], name: str, is_file: bool) -> pd.DatetimeIndex:
    times = pd.DatetimeIndex(pd.to_datetime(text.str.strip(), utc=True, format="ISO8601", errors="coerce"))
    bad = np.flatnonzero(times.isna())
    if bad.size:
        row = int(bad[0])
        where = f"{name}, line {row + 2}, column {TIME}" if is_file else f"{name}, row {row + 1}, column {TIME}"
        problem = f'"{text.iloc[row]}" is not a time.' if str(text.iloc[row]).strip() else "the time is empty."
        raise DataError(located(where, problem, "write the start of each step like 2026-06-23T22:00:00Z."))
    return times


def _curve(times: pd.DatetimeIndex, kw: Floats, name: str, is_file: bool) -> LoadCurve:
    seconds = times.tz_convert("UTC").as_unit("s").asi8
    step_s = _step(seconds, name)
    curve = LoadCurve(kw, int(seconds[0]), step_s // 60, name, is_file)
    _check_steps(seconds, step_s, curve)
    _check_power(curve)
    kw.setflags(write=False)
    return curve


def _step(seconds: Ints, name: str) -> int:
    ahead = np.diff(seconds)
    ahead = ahead[ahead > 0]
    if not len(ahead):
        raise DataError(located(name, "its step cannot be told from one time.", "give at least two rows."))
    lengths, counts = np.unique(ahead, return_counts=True)
    step_s = int(lengths[counts.argmax()])
    if step_s not in [minutes * 60 for minutes in STEPS_ALLOWED]:
        problem = f"steps of {step_s / 60:g} minutes were read; allowed are steps of 10 minutes or of an hour."
        raise DataError(located(name, problem, "take the mean power over each 10 minutes or each hour."))
    return step_s


def _check_steps(seconds: Ints, step_s: int, curve: LoadCurve) -> None:
    late = int(seconds[0]) % step_s
    if late:
        problem = f"the first step begins at {utc_text(int(seconds[0]))}, {late // 60} minutes past a whole step."
        raise DataError(located(curve.place(0), problem, f"begin each step on a whole {step_s // 60} minutes."))
    bad = np.flatnonzero(np.diff(seconds) != step_s)
    if not bad.size:
        return
    row = int(bad[0]) + 1
    before, now = int(seconds[row - 1]), int(seconds[row])
    more = f" ({bad.size} such rows in all.)" if bad.size > 1 else ""
    if now == before:
        problem = f"{utc_text(now)} stands twice."
        hint = _clock_hint(now, twice=True) or "keep one row for each step."
    elif now < before:
        problem = f"{utc_text(now)} comes after {utc_text(before)}, which is later."
        hint = "sort the rows by time and keep one row for each step."
    elif (now - before) % step_s:
        problem = (
            f"{utc_text(now)} is {(now - before) / 60:g} minutes after the row before; {step_s // 60} are expected."
        )
        hint = f"give even steps of {step_s // 60} minutes."
    else:
        count = (now - before) // step_s - 1
        missing = utc_text(before + step_s) + (f" to {utc_text(now - step_s)}" if count > 1 else "")
        problem = f"a gap: {count} step{'s' if count > 1 else ''} missing before this row, {missing}."
        fill = "fill the gap with metered or estimated power and say so; nothing is filled in here."
        hint = (_clock_hint(before + step_s, twice=False) if count * step_s <= HOUR_S else None) or fill
    raise DataError(located(curve.place(row), problem + more, hint))


def _clock_hint(at: int, *, twice: bool) -> str | None:
    """What went wrong on a day of the clock change, None on other days."""
    day = dt.datetime.fromtimestamp(at, PARIS).date()
    hours = int(day_hours(np.array([day.toordinal()]))[0])
    if hours == 24:
        return None
    if hours == 25 and not twice:
        return f"{day} has 25 hours in Paris and 24 were given: local 02:00 to 03:00 comes twice, give both."
    if hours == 23 and twice:
        return f"{day} has 23 hours in Paris and 24 were given: local 02:00 to 03:00 does not exist, leave it out."
    return (
        f"these look like local times: {day} is a day of the clock change. Write times in UTC, where no hour is lost."
    )


def _check_power(curve: LoadCurve) -> None:
    for bad, problem, hint in (
        (np.isnan(curve.kw), "is empty or not a number", "give the mean power of the step; a step without use is 0."),
        (np.isinf(curve.kw), "is not finite", "give the mean power of the step in kW."),
        (curve.kw < 0, "is negative", "the bill is for power drawn: bill what is fed in apart, and write 0 here."),
    ):
        rows = np.flatnonzero(bad)
        if rows.size:
            row = int(rows[0])
            value = "" if np.isnan(curve.kw[row]) else f", {curve.kw[row]:g} kW,"
            more = f" ({rows.size} such rows in all.)" if rows.size > 1 else ""
            message = f"the power{value} at {curve.time(row)} {problem}.{more}"
            raise DataError(located(f"{curve.place(row)}, column {KW}", message, hint))
