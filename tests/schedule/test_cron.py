"""Five cron fields on the clocks of Paris: what they mean, the two nights when clocks change, what is refused."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from planner.schedule import cron


def runs_between(text: str, first: str, last: str) -> list[str]:
    """All runs of a cron line between two UTC moments, as UTC."""
    when, end = cron.parse(text), dt.datetime.fromisoformat(last).replace(tzinfo=dt.UTC)
    moment = dt.datetime.fromisoformat(first).replace(tzinfo=dt.UTC)
    found: list[str] = []
    while (moment := when.next_after(moment)) < end:
        found.append(f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-03-29", "2026-03-29 01:30"), ("2026-10-25", "2026-10-25 00:30"), ("2026-11-24", "2026-11-24 01:30")],
)
def test_half_past_two_runs_exactly_once_on_any_day(day: str, expected: str) -> None:
    """Proves: 02:30, which does not exist on 29 March and comes twice on 25 October, runs once on both.

    29 March: at 02:00 clocks jump to 03:00, so the run is at 03:30 summer time = 01:30 UTC. 25 October: the first
    02:30 is summer time = 00:30 UTC. A naive trigger gives none or two; APScheduler's own gives the second for ever.
    """
    begin = dt.datetime.fromisoformat(day) - dt.timedelta(hours=2)  # before local midnight, in UTC
    end = begin + dt.timedelta(hours=25)
    assert runs_between("30 2 * * *", begin.isoformat(), end.isoformat()) == [expected]


def test_a_year_of_nights_has_as_many_runs_as_days() -> None:
    """Proves: the change of clocks neither adds nor drops a run over the year."""
    assert len(runs_between("30 2 * * *", "2026-01-01T00:00", "2027-01-01T00:00")) == 365


def test_monday_is_one_as_cron_has_it() -> None:
    """Proves: 1 is Monday and 0 and 7 are Sunday. APScheduler counts from Monday = 0 and would run on Tuesday."""
    assert runs_between("0 6 * * 1", "2026-01-01", "2026-01-14") == ["2026-01-05 05:00", "2026-01-12 05:00"]
    assert runs_between("0 6 * * mon", "2026-01-01", "2026-01-14") == ["2026-01-05 05:00", "2026-01-12 05:00"]
    sundays = ["2026-01-04 05:00", "2026-01-11 05:00"]
    assert runs_between("0 6 * * 0", "2026-01-01", "2026-01-14") == sundays
    assert runs_between("0 6 * * 7", "2026-01-01", "2026-01-14") == sundays


def test_lists_ranges_and_steps() -> None:
    """Proves: the usual forms give the usual times (winter time, UTC + 1)."""
    assert runs_between("*/20 7-8 2 jan *", "2026-01-01", "2026-02-01") == [
        "2026-01-02 06:00", "2026-01-02 06:20", "2026-01-02 06:40",
        "2026-01-02 07:00", "2026-01-02 07:20", "2026-01-02 07:40",
    ]  # fmt: skip
    assert cron.parse("0 0 * * fri-sun").weekdays == {5, 6, 0}
    assert cron.parse("5,10 0 * * *").minutes == (5, 10)


def test_with_both_day_fields_one_is_enough() -> None:
    """Proves: cron's own rule: "1 of the month or Monday", not "Mondays that are the 1st"."""
    found = runs_between("0 12 1 * mon", "2026-06-01", "2026-07-02")
    assert found == [f"2026-06-{day:02} 10:00" for day in (1, 8, 15, 22, 29)] + ["2026-07-01 10:00"]


def test_a_leap_day_is_found() -> None:
    """Proves: a day that comes every fourth year is waited for."""
    assert runs_between("0 0 29 2 *", "2026-01-01", "2029-01-01") == ["2028-02-28 23:00"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0 6 * *", "'0 6 * *' has 4 fields.\nAllowed: 5 fields, minute hour day month weekday."),
        ("61 * * * *", "the field minute is '61'.\nAllowed: 0 to 59, *, lists (,), ranges (-), steps (/)."),
        (
            "* * * * fun",
            "the field day of week is 'fun'.\nAllowed: 0 to 7 or sun to sat, *, lists (,), ranges (-), steps (/).",
        ),
        ("* 5-1 * * *", "the field hour is '5-1'.\nAllowed: 0 to 23, *, lists (,), ranges (-), steps (/)."),
        ("*/0 * * * *", "the field minute is '*/0'.\nAllowed: 0 to 59, *, lists (,), ranges (-), steps (/)."),
        ("0 0 30 2 *", "'0 0 30 2 *' names a day that never comes.\nAllowed: a day that its month has."),
    ],
)
def test_what_cron_refuses(text: str, message: str) -> None:
    """Proves: each slip is answered with what was read and what is allowed."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        cron.parse(text)
