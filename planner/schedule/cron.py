"""Five cron fields on the clocks of Europe/Paris. cronsim reads them; this is when they mean, and what is refused."""

from __future__ import annotations

import datetime as dt
import re

from cronsim import CronSim, CronSimError

from planner.calendar import PARIS

FIELDS = {  # name: lowest, highest, and the names that may stand for them
    "minute": (0, 59, ""),
    "hour": (0, 23, ""),
    "day of month": (1, 31, ""),
    "month": (1, 12, " or jan to dec"),
    "day of week": (0, 7, " or sun to sat"),
}
WEEK_TO_SUNDAY = re.compile(r"(?<!sun)(?<!0)-(sun|0)\b")  # fri-sun; cronsim's week ends with 7
LEAP_YEAR = dt.datetime(2024, 1, 1)


def next_after(text: str, moment: dt.datetime) -> dt.datetime:
    """The first moment after `moment` (aware) at which a cron line runs, in Europe/Paris; `check` has passed the line.

    Each time on the wall clock once: one that the clocks jump over runs when they have jumped, 02:30 as 03:30 summer
    time; one that comes twice runs the first time. cronsim therefore counts on a clock that never changes.
    """
    an_hour_ago = moment.astimezone(PARIS).replace(tzinfo=None) - dt.timedelta(hours=1)  # for times jumped over
    runs = (wall.replace(tzinfo=PARIS).astimezone(dt.UTC) for wall in CronSim(_weeks(text), an_hour_ago))
    return next(run for run in runs if run > moment).astimezone(PARIS)


def check(text: str) -> None:
    """ValueError, with what was read and what is allowed, unless `text` is "minute hour day-of-month month weekday"."""
    parts = _weeks(text).split()
    if len(parts) != len(FIELDS):
        message = f"{text!r} has {len(parts)} fields.\nAllowed: {len(FIELDS)} fields, minute hour day month weekday."
        raise ValueError(message)
    for at, (name, (low, high, names)) in enumerate(FIELDS.items()):
        alone = " ".join(part if i == at else "*" for i, part in enumerate(parts))
        steps = [int(step) for step in re.findall(r"/(\d+)", parts[at])]
        if not _runs(alone) or not parts[at].isascii():
            allowed = f"Allowed: {low} to {high}{names}, *, lists (,), ranges (-), steps (/)."
        elif max(steps, default=1) > high - low:
            allowed = f"Allowed: steps from 1 to {high - low}."
        else:
            continue
        message = f"the field {name} is {text.split()[at]!r}.\n{allowed}"
        raise ValueError(message)
    if not _runs(_weeks(text)):
        message = f"{text!r} names a day that never comes.\nAllowed: a day that its month has."
        raise ValueError(message)


def _weeks(text: str) -> str:
    """The line with its last field as cronsim reads it."""
    before, space, weekday = text.strip().rpartition(" ")
    return before + space + WEEK_TO_SUNDAY.sub("-7", weekday.lower())


def _runs(text: str) -> bool:
    try:
        return next(CronSim(text, LEAP_YEAR), None) is not None
    except CronSimError:
        return False
