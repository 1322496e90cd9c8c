"""Even steps of 1, 5, 10, 15, 30 or 60 minutes, without a gap and none twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located
from planner.table_files.times import hours_of_paris_day, utc_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

STEPS_ALLOWED = (1, 5, 10, 15, 30, 60)
STEP_WORDS = {1: "1-minute", 5: "5-minute", 10: "10-minute", 15: "quarter-hourly", 30: "half-hourly", 60: "hourly"}
HOUR_S = 3600


def even_step_s(seconds: NDArray[np.int64], name: str, row_at: Callable[[int], str]) -> int:
    """Length of the steps [s] that times have. DataError: one row, another length, a gap, a time twice or too late."""
    step_s = _length(seconds, name)
    _check(seconds, step_s, row_at)
    return step_s


def _length(seconds: NDArray[np.int64], name: str) -> int:
    ahead = np.diff(seconds)
    ahead = ahead[ahead > 0]
    if not len(ahead):
        if len(seconds) > 1:
            return HOUR_S  # the check of the rows says what is wrong: no time comes after another
        raise DataError(located(name, "its step cannot be told from one time.", "give at least two rows."))
    lengths, counts = np.unique(ahead, return_counts=True)
    step_s = int(lengths[counts.argmax()])
    if step_s not in [minutes * 60 for minutes in STEPS_ALLOWED]:
        listed = ", ".join(map(str, STEPS_ALLOWED[:-1]))
        problem = f"steps of {step_s / 60:g} minutes were read; allowed are steps of {listed} or {STEPS_ALLOWED[-1]}."
        raise DataError(located(name, problem, "take the mean over each 10 minutes or each hour."))
    return step_s


def _check(seconds: NDArray[np.int64], step_s: int, row_at: Callable[[int], str]) -> None:
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
        minutes = (now - before) / 60
        problem = f"{utc_text(now)} is {minutes:g} minutes after the row before; {step_s // 60} are expected."
        hint = f"give even steps of {step_s // 60} minutes."
    else:
        count = (now - before) // step_s - 1
        missing = utc_text(before + step_s) + (f" to {utc_text(now - step_s)}" if count > 1 else "")
        problem = f"a gap: {count} step{'s' if count > 1 else ''} missing before this row, {missing}."
        fill = "fill the gap with metered or estimated power and say so; nothing is filled in here."
        hint = (_clock_hint(before + step_s, twice=False) if count * step_s <= HOUR_S else None) or fill
    raise DataError(located(row_at(row), problem + more, hint))


def _clock_hint(at: int, *, twice: bool) -> str | None:
    """What went wrong on a day of the clock change, None on other days."""
    day, hours = hours_of_paris_day(at)
    if hours == 24:
        return None
    if hours == 25 and not twice:
        return f"{day} has 25 hours in Paris and 24 were given: local 02:00 to 03:00 comes twice, give both."
    if hours == 23 and twice:
        return f"{day} has 23 hours in Paris and 24 were given: local 02:00 to 03:00 does not exist, leave it out."
    return (
        f"these look like local times: {day} is a day of the clock change. Write times in UTC, where no hour is lost."
    )
