"""What a history holds in part: weekdays without demand, and a first or last step that was not finished."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.inputs.forecast.history_text import Row

FEWEST_WEEKS = 4  # that say which weekdays are idle
IDLE_SHARE = 0.9  # of the weeks in which a weekday has no row, or a zero
UNFINISHED = 0.6  # of what is usual: weekdays and noise move a step less
UNFINISHED_SPREADS = 4.0  # and this many spreads below it
NEAR = 5  # steps beside that say what is usual
WEEK = 7


@dataclass(frozen=True)
class Finding:
    """Something wrong in a history: its kind, first and last day, rows or steps, what was read, what was done."""

    kind: str  # gap, zero, negative, duplicate, mixed units, unit jump, level break, part of a week, idle, unfinished
    first: dt.date
    last: dt.date
    count: int
    read: str
    done: str


def idle_weekdays(rows: Sequence[Row], findings: list[Finding]) -> frozenset[int]:
    """Weekdays that have no row, or a zero, in nearly every week: days without demand, which count as 0.

    Monday is 0. One finding for all of them, since a working week is no fault.
    """
    if not rows:
        return frozenset()
    first, last = rows[0].day, rows[-1].day
    days = [first + dt.timedelta(days=at) for at in range((last - first).days + 1)]
    weeks = Counter(day.weekday() for day in days)
    busy = Counter(day.weekday() for day in {row.day for row in rows if row.rate != 0})
    idle = {
        day for day in range(WEEK) if weeks[day] >= FEWEST_WEEKS and weeks[day] - busy[day] >= IDLE_SHARE * weeks[day]
    }
    if not idle or len(idle) == WEEK:
        return frozenset()
    at = [day for day in days if day.weekday() in idle]
    names = " and ".join(f"{dt.date(2024, 1, 1 + day):%A}" for day in sorted(idle))
    written = sum(row.day.weekday() in idle for row in rows)
    read = f"{names}: {'zeros' if written else 'no rows'} in every week"
    done = "counted as days without demand (0); give their rows if there was some"
    findings.append(Finding("idle", at[0], at[-1], len(at), read, done))
    return frozenset(idle)


def without_unfinished(rows: list[Row], span: str, findings: list[Finding]) -> list[Row]:
    """Without a last or first step far below the usual of its like: a day or month that was cut off."""
    for place in (-1, 0):
        if len(rows) <= 2 * NEAR:
            return rows
        own = rows[place]
        others = rows[:-1] if place else rows[1:]
        like = [row for row in others if row.day.weekday() == own.day.weekday()] if span == "day" else others
        near = like[-NEAR:] if place else like[:NEAR]
        if len(near) < NEAR:
            continue
        logs = np.log([row.rate for row in near])
        low = min(np.log(UNFINISHED), -UNFINISHED_SPREADS * float(logs.std()))
        share = float(np.log(own.rate) - np.median(logs))
        if share < low:
            read = f"{np.exp(share):.0%} of the {span}s like it beside"
            done = f"left out: a {span} that was not finished"
            findings.append(Finding("unfinished", own.day, own.day, 1, read, done))
            rows = others
    return rows
