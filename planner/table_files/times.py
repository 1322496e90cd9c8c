"""Times of a table: with an offset, in UTC, or on the clock of Europe/Paris where that is said. Never half of each."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from planner.errors import DataError, located

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARIS = ZoneInfo("Europe/Paris")
Clock = Literal["UTC", "Europe/Paris"]
EXAMPLE = "2026-06-23T22:00:00Z"
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?\s?(\S+)?")
DAY_FIRST = re.compile(
    r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})"
    r"(?:[ T]+([0-9]{1,2})[:h]([0-9]{2})(?::([0-9]{2}))?)?(\s?(?:Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
YEAR_FIRST = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})(.*)")


def read_times(
    cells: Sequence[str], cell_at: Callable[[int], str], clock: Clock | None
) -> tuple[NDArray[np.int64], str]:
    """Seconds since 1970 UTC of each cell, N, and the clock they were written in: "UTC", "offsets", "Europe/Paris".

    clock: what times without an offset are in, where header or option say it. Dates are 2026-06-23, or 23/06/2026
    where some day is above 12. DataError: a cell that is no time, days and months that cannot be told apart, some
    times with an offset and some without, no clock said, a local time that does not exist.
    """
    texts = _iso(cells, cell_at)
    with_offset = [len(text) > 10 and (text[-1] in "Zz" or "+" in text[10:] or "-" in text[10:]) for text in texts]
    stamps = pd.to_datetime(pd.Series(texts, dtype=object), utc=True, format="ISO8601", errors="coerce")
    bad = np.flatnonzero(stamps.isna().to_numpy())
    if bad.size:
        row = int(bad[0])
        problem = f'"{cells[row]}" is not a time.' if cells[row] else "the time is empty."
        raise DataError(located(cell_at(row), problem, f"write the start of each step like {EXAMPLE}."))
    seconds = np.asarray(pd.DatetimeIndex(stamps).as_unit("s").asi8, dtype=np.int64)
    if all(with_offset):
        every_z = all(text[-1] in "Zz" for text in texts)
        return seconds, "UTC" if every_z else "offsets"
    if any(with_offset):
        row = with_offset.index(not with_offset[0])
        has, had = ("has an offset", "has none") if with_offset[row] else ("has no offset", "has one")
        problem = f'"{cells[row]}" {has}, and the first time, "{cells[0]}", {had}.'
        raise DataError(located(cell_at(row), problem, "write all times in UTC, or all with their offset."))
    if clock is None:
        problem = f'"{cells[0]}" has no offset, and the header does not say in which clock it is.'
        hint = "name the column utc_timestamp if it is UTC, or say the clock (--clock UTC or --clock Europe/Paris)."
        raise DataError(located(cell_at(0), problem, hint))
    return (seconds, "UTC") if clock == "UTC" else (_from_paris(seconds, cells, cell_at), clock)


def dates_in_iso(cells: Sequence[str], row_at: Callable[[int], str]) -> list[str]:
    """Dates as 2026-06-23 where all are 23/06/2026, or midnight of a day; others as they are. DataError as times."""
    first = next((cell for cell in cells if cell), "")
    if DAY_FIRST.fullmatch(first) and all(DAY_FIRST.fullmatch(cell) for cell in cells):
        cells = _from_days_first(cells, row_at)
    return [cell[:10] if cell[10:] in ("T00:00:00", "T00:00", " 00:00:00", " 00:00") else cell for cell in cells]


def _iso(cells: Sequence[str], cell_at: Callable[[int], str]) -> list[str]:
    """The cells in ISO 8601, whatever order their days are in."""
    first = next((cell for cell in cells if cell), "")
    if DAY_FIRST.fullmatch(first):
        return _from_days_first(cells, cell_at)
    if YEAR_FIRST.fullmatch(first):
        slashed = [YEAR_FIRST.fullmatch(cell) for cell in cells]
        return [f"{m[1]}-{m[2]:0>2}-{m[3]:0>2}{m[4]}" if m else cell for m, cell in zip(slashed, cells, strict=True)]
    if not ISO.fullmatch(first):
        row = next((at for at, cell in enumerate(cells) if cell), 0)
        problem = f'"{first}" is not a time.' if first else "the time is empty."
        raise DataError(located(cell_at(row), problem, f"write the start of each step like {EXAMPLE}."))
    return [cell if len(cell) >= 10 and cell[4:5] == "-" else "" for cell in cells]


def _from_days_first(cells: Sequence[str], cell_at: Callable[[int], str]) -> list[str]:
    parts = [DAY_FIRST.fullmatch(cell) for cell in cells]
    first = max((int(m[1]) for m in parts if m), default=0)
    second = max((int(m[3]) for m in parts if m), default=0)
    if first <= 12 and second <= 12:
        problem = f'"{cells[0]}": days and months cannot be told apart, no number of the first two is above 12.'
        raise DataError(located(cell_at(0), problem, "write dates like 2026-06-23."))
    day, month = (1, 3) if first > 12 else (3, 1)
    return [
        ""
        if m is None
        else f"{m[4]}-{m[month]:0>2}-{m[day]:0>2}T{m[5] or '0':0>2}:{m[6] or '00'}:{m[7] or '00'}{(m[8] or '').strip()}"
        for m in parts
    ]


def _from_paris(local: NDArray[np.int64], cells: Sequence[str], cell_at: Callable[[int], str]) -> NDArray[np.int64]:
    """UTC of local seconds. The hour that comes twice in October is summer time until the clock steps back."""
    naive = pd.DatetimeIndex(local.astype("datetime64[s]"))
    back = np.diff(local, prepend=local[:1] - 1) <= 0
    day = local // 86_400
    summer = np.ones(len(local), dtype=bool)
    for again in np.flatnonzero(back):
        summer[(day == day[again]) & (np.arange(len(local)) >= again)] = False
    at = naive.tz_localize(PARIS, ambiguous=summer, nonexistent="NaT")
    missing = np.flatnonzero(at.isna())
    if missing.size:
        row = int(missing[0])
        problem = f'"{cells[row]}" does not exist in Paris: the clock goes from 02:00 to 03:00 on that day.'
        raise DataError(located(cell_at(row), problem, "leave these rows out, or write the times in UTC."))
    return np.asarray(at.tz_convert("UTC").as_unit("s").asi8, dtype=np.int64)


def utc_text(seconds: int) -> str:
    """Write a time as in 2026-10-25T01:00Z."""
    return f"{dt.datetime.fromtimestamp(seconds, dt.UTC):%Y-%m-%dT%H:%MZ}"


def hours_of_paris_day(at: int) -> tuple[dt.date, int]:
    """The local day of a time, and its hours: 23, 24 or 25."""
    day = dt.datetime.fromtimestamp(at, PARIS).date()
    begin, end = (dt.datetime.combine(one, dt.time(), PARIS) for one in (day, day + dt.timedelta(days=1)))
    return day, round((end.timestamp() - begin.timestamp()) / 3600)
