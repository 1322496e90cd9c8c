"""Five cron fields on the clocks of Europe/Paris, each wall-clock time exactly once.

APScheduler 3's own cron trigger is not used: at the end of summer time it returns the same moment for ever
(02:30 on the last Sunday of October), and it counts weekdays from Monday = 0 where cron has Sunday = 0.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
DAYS_SEARCHED = 366 * 9  # 29 February may be eight years away


@dataclass(frozen=True)
class FieldRule:
    """One of the five fields: its name, what it allows, and names for its numbers."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


FIELDS = (
    FieldRule("minute", 0, 59),
    FieldRule("hour", 0, 23),
    FieldRule("day of month", 1, 31),
    FieldRule("month", 1, 12, MONTHS),
    FieldRule("day of week", 0, 7, WEEKDAYS),
)


@dataclass(frozen=True)
class Cron:
    """When something runs: the minutes, hours, days, months and weekdays (0 = Sunday) that match."""

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool  # as cron has it: with both day fields given, one of them is enough

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first matching moment after `moment` (aware), in Europe/Paris.

        A time that the clocks jump over runs when they have jumped: 02:30 becomes 03:30 summer time. A time that
        comes twice runs the first time. ValueError if no day in nine years matches, such as 30 February.
        """
        day = moment.astimezone(PARIS).date() - dt.timedelta(days=1)
        for _ in range(DAYS_SEARCHED):
            if self._on(day):
                found = [when for when in self._times(day) if when > moment]
                if found:
                    return min(found).astimezone(PARIS)
            day += dt.timedelta(days=1)
        message = f"no day matches {self.text!r}"
        raise ValueError(message)

    def _on(self, day: dt.date) -> bool:
        if day.month not in self.months:
            return False
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return in_month or in_week if self.either_day else in_month and in_week

    def _times(self, day: dt.date) -> Iterator[dt.datetime]:
        for hour in self.hours:
            for minute in self.minutes:
                local = dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)
                yield local.astimezone(dt.UTC)  # fold 0: the first of two; a time jumped over moves on by the jump


def parse(text: str) -> Cron:
    """Read "minute hour day-of-month month day-of-week". ValueError with what was read and what is allowed."""
    parts = text.split()
    if len(parts) != len(FIELDS):
        message = f"{text!r} has {len(parts)} fields.\nAllowed: {len(FIELDS)} fields, minute hour day month weekday."
        raise ValueError(message)
    minutes, hours, days, months, weekdays = (_field(part, rule) for part, rule in zip(parts, FIELDS, strict=True))
    found = Cron(
        text,
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        frozenset(days),
        frozenset(months),
        frozenset(day % 7 for day in weekdays),
        either_day=not parts[2].startswith("*") and not parts[4].startswith("*"),
    )
    try:
        found.next_after(dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    except ValueError:
        message = f"{text!r} names a day that never comes.\nAllowed: a day that its month has."
        raise ValueError(message) from None
    return found


def _field(text: str, rule: FieldRule) -> set[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = re.fullmatch(r"(\*|(\w+)(?:-(\w+))?)(?:/(\d+))?", part)
        if match is None:
            raise ValueError(_not_allowed(text, rule))
        low, high = rule.low, rule.high
        if match[2]:
            low = _number(match[2], text, rule)
            high = _number(match[3], text, rule) if match[3] else (rule.high if match[4] else low)
        if rule.names is WEEKDAYS and high == 0 < low:
            high = 7  # fri-sun
        step = int(match[4]) if match[4] else 1
        if low > high or step < 1:
            raise ValueError(_not_allowed(text, rule))
        found.update(range(low, high + 1, step))
    return found


def _number(text: str, field: str, rule: FieldRule) -> int:
    if text.lower() in rule.names:
        return rule.names.index(text.lower()) + (1 if rule.low == 1 else 0)
    if not text.isascii() or not text.isdigit() or not rule.low <= int(text) <= rule.high:
        raise ValueError(_not_allowed(field, rule))
    return int(text)


def _not_allowed(text: str, rule: FieldRule) -> str:
    named = f" or {rule.names[0]} to {rule.names[-1]}" if rule.names else ""
    allowed = f"Allowed: {rule.low} to {rule.high}{named}, *, lists (,), ranges (-), steps (/)."
    return f"the field {rule.name} is {text!r}.\n{allowed}"
