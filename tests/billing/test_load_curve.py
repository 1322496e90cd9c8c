"""Load curves: what is read, the Paris clock on them, and each way they can be wrong, word for word."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.billing import load_curve
from planner.errors import DataError

FILL = "fill the gap with metered or estimated power and say so; nothing is filled in here."
COLUMNS = "the first line must be utc_timestamp,kw: start of step in UTC, mean kW."


def hourly(first: str, count: int, kw: float = 9000.0) -> pd.Series:
    return pd.Series(kw, index=pd.date_range(first, periods=count, freq="h", tz="UTC"))


def write(folder: Path, text: str) -> Path:
    path = folder / "LOAD.csv"
    path.write_text(text, encoding="utf-8")
    return path


def rows(*lines: str) -> str:
    return "\n".join(("utc_timestamp,kw", *lines)) + "\n"


BAD_FILES = {
    "empty": ("", "LOAD.csv: this file is empty.\n\nhint: its first line must be utc_timestamp,kw."),
    "no rows": (
        "utc_timestamp,kw\n",
        "LOAD.csv: it holds no rows.\n\nhint: give one row for every 10 minutes or every hour.",
    ),
    "wrong columns": (
        "time,mw\n2026-01-01T00:00:00Z,9\n",
        f'LOAD.csv: column "utc_timestamp" is missing. Columns read: time, mw.\n\nhint: {COLUMNS}',
    ),
    "semicolons": (
        "utc_timestamp;kw\n2026-01-01T00:00:00Z;9\n",
        f'LOAD.csv: column "utc_timestamp" is missing. Columns read: utc_timestamp;kw.\n\nhint: {COLUMNS}',
    ),
    "not a time": (
        rows("2026-01-01T00:00:00Z,9", "1 Jan 01:00,9"),
        'LOAD.csv, line 3, column utc_timestamp: "1 Jan 01:00" is not a time.'
        "\n\nhint: write the start of each step like 2026-06-23T22:00:00Z.",
    ),
    "not a number": (
        rows("2026-01-01T00:00:00Z,9", '2026-01-01T01:00:00Z,"9,5"'),
        'LOAD.csv, line 3, column kw: "9,5" is not a number.'
        "\n\nhint: write numbers with a point and without thousands, such as 9500.5.",
    ),
    "NaN": (
        rows("2026-01-01T00:00:00Z,9", "2026-01-01T01:00:00Z,", "2026-01-01T02:00:00Z,nan"),
        "LOAD.csv, line 3, column kw: the power at 2026-01-01T01:00Z is empty or not a number. (2 such rows in all.)"
        "\n\nhint: give the mean power of the step; a step without use is 0.",
    ),
    "infinite": (
        rows("2026-01-01T00:00:00Z,9", "2026-01-01T01:00:00Z,inf"),
        "LOAD.csv, line 3, column kw: the power, inf kW, at 2026-01-01T01:00Z is not finite."
        "\n\nhint: give the mean power of the step in kW.",
    ),
    "negative": (
        rows("2026-01-01T00:00:00Z,-9", "2026-01-01T01:00:00Z,9"),
        "LOAD.csv, line 2, column kw: the power, -9 kW, at 2026-01-01T00:00Z is negative."
        "\n\nhint: the bill is for power drawn: bill what is fed in apart, and write 0 here.",
    ),
    "one row": (
        rows("2026-01-01T00:00:00Z,9"),
        "LOAD.csv: its step cannot be told from one time.\n\nhint: give at least two rows.",
    ),
    "quarter hours": (
        rows("2026-01-01T00:00:00Z,9", "2026-01-01T00:15:00Z,9"),
        "LOAD.csv: steps of 15 minutes were read; allowed are steps of 10 minutes or of an hour."
        "\n\nhint: take the mean power over each 10 minutes or each hour.",
    ),
    "off the grid": (
        rows("2026-01-01T00:20:00Z,9", "2026-01-01T01:20:00Z,9"),
        "LOAD.csv, line 2: the first step begins at 2026-01-01T00:20Z, 20 minutes past a whole step."
        "\n\nhint: begin each step on a whole 60 minutes.",
    ),
    "gap": (
        rows("2026-01-05T00:00:00Z,9", "2026-01-05T01:00:00Z,9", "2026-01-05T04:00:00Z,9"),
        "LOAD.csv, line 4: a gap: 2 steps missing before this row, 2026-01-05T02:00Z to 2026-01-05T03:00Z."
        f"\n\nhint: {FILL}",
    ),
    "duplicate": (
        rows("2026-01-05T00:00:00Z,9", "2026-01-05T01:00:00Z,9", "2026-01-05T01:00:00Z,9"),
        "LOAD.csv, line 4: 2026-01-05T01:00Z stands twice.\n\nhint: keep one row for each step.",
    ),
    "unsorted": (
        rows("2026-01-05T02:00:00Z,9", "2026-01-05T03:00:00Z,9", "2026-01-05T01:00:00Z,9", "2026-01-05T02:00:00Z,9"),
        "LOAD.csv, line 4: 2026-01-05T01:00Z comes after 2026-01-05T03:00Z, which is later."
        "\n\nhint: sort the rows by time and keep one row for each step.",
    ),
    "irregular": (
        rows("2026-01-05T00:00:00Z,9", "2026-01-05T01:00:00Z,9", "2026-01-05T02:30:00Z,9"),
        "LOAD.csv, line 4: 2026-01-05T02:30Z is 90 minutes after the row before; 60 are expected."
        "\n\nhint: give even steps of 60 minutes.",
    ),
    "25-hour day given with 24": (
        rows("2026-10-24T23:00:00Z,9", "2026-10-25T00:00:00Z,9", "2026-10-25T02:00:00Z,9", "2026-10-25T03:00:00Z,9"),
        "LOAD.csv, line 4: a gap: 1 step missing before this row, 2026-10-25T01:00Z."
        "\n\nhint: 2026-10-25 has 25 hours in Paris and 24 were given: local 02:00 to 03:00 comes twice, give both.",
    ),
    "23-hour day given with 24": (
        rows("2026-03-29T00:00:00Z,9", "2026-03-29T01:00:00Z,9", "2026-03-29T01:00:00Z,9", "2026-03-29T02:00:00Z,9"),
        "LOAD.csv, line 4: 2026-03-29T01:00Z stands twice."
        "\n\nhint: 2026-03-29 has 23 hours in Paris and 24 were given: local 02:00 to 03:00 does not exist, "
        "leave it out.",
    ),
    "local times": (
        rows("2026-03-29T00:00:00,9", "2026-03-29T01:00:00,9", "2026-03-29T03:00:00,9"),
        "LOAD.csv, line 4: a gap: 1 step missing before this row, 2026-03-29T02:00Z."
        "\n\nhint: these look like local times: 2026-03-29 is a day of the clock change. "
        "Write times in UTC, where no hour is lost.",
    ),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_refused_with_row_and_remedy(case: str, tmp_path: Path) -> None:
    text, message = BAD_FILES[case]
    with pytest.raises(DataError) as caught:
        load_curve(write(tmp_path, text))
    assert str(caught.value) == message


def test_a_missing_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load_curve(tmp_path / "nothing.csv")
    assert str(caught.value) == "nothing.csv: this file cannot be read: no such file."


def test_times_without_a_zone_are_refused_in_a_series_and_a_table() -> None:
    naive = pd.Series(9.0, index=pd.date_range("2026-01-01", periods=3, freq="h"))
    message = "load: its times have no time zone.\n\nhint: localise the times, for example index.tz_localize('UTC')."
    table = pd.DataFrame({"utc_timestamp": naive.index, "kw": 9.0})
    for load in (naive, table):
        with pytest.raises(DataError) as caught:
            load_curve(load)
        assert str(caught.value) == message


def test_a_series_without_times_and_an_empty_one_are_refused() -> None:
    with pytest.raises(DataError, match="its index holds no times"):
        load_curve(pd.Series([1.0, 2.0]))
    with pytest.raises(DataError, match="it holds no rows"):
        load_curve(hourly("2026-01-01", 3).iloc[:0])
    with pytest.raises(DataError, match=r"load, row 2, column kw: the power at 2026-01-01T01:00Z is empty"):
        load_curve(hourly("2026-01-01", 3).where([True, False, True]))


def test_all_ways_to_give_a_curve_are_the_same(tmp_path: Path) -> None:
    """Proves: file, table, series, local series and offsets lead to the same arrays; blank last lines are nothing."""
    series = hourly("2026-03-28", 48, 9.5)
    table = pd.DataFrame({"utc_timestamp": series.index, "kw": series.to_numpy()})
    stamps = series.index.strftime("%Y-%m-%dT%H:%M:%SZ")
    files = [
        write(tmp_path, rows(*(f"{at},9.5" for at in stamps)) + ",\n\n"),
    ]
    for load in (series.tz_convert("Europe/Paris"), table, table.assign(utc_timestamp=stamps), *files):
        curve = load_curve(load)
        assert curve.start_s == load_curve(series).start_s
        assert curve.step_minutes == 60
        np.testing.assert_array_equal(curve.kw, series.to_numpy())
    offsets = rows(*(f"{at:%Y-%m-%d %H:%M:%S%z},9.5" for at in series.tz_convert("Europe/Paris").index))
    assert load_curve(write(tmp_path, offsets)).start_s == load_curve(series).start_s
    without = rows(*(f"{at:%Y-%m-%d %H:%M},9.5" for at in series.index))  # the column says UTC
    assert load_curve(write(tmp_path, without)).start_s == load_curve(series).start_s


def test_the_clock_is_that_of_paris_hour_by_hour() -> None:
    """Proves: local date, hour, weekday and month of each step, over both clock changes and in both steps."""
    for freq in ("h", "10min"):
        index = pd.date_range("2026-03-27T05:00Z", "2026-10-27T05:00Z", freq=freq)
        curve = load_curve(pd.Series(1.0, index=index))
        local = index.tz_convert("Europe/Paris")
        clock, at = curve.clock, curve.clock.hour_of_step
        np.testing.assert_array_equal(clock.hour[at], local.hour)
        np.testing.assert_array_equal(clock.weekday[at], local.day_of_week)
        np.testing.assert_array_equal(clock.month[at], local.month)
        assert [dt.date.fromordinal(int(day)) for day in clock.ordinal[at][::97]] == list(local.date[::97])
        for month in curve.months:
            inside = (local.year == month.first.year) & (local.month == month.first.month)
            assert (month.begin, month.end) == (inside.argmax(), inside.argmax() + inside.sum())
        assert [month.days for month in curve.months] == [5, 30, 31, 30, 31, 31, 30, 27]
        assert clock.partial_days == (dt.date(2026, 3, 27), dt.date(2026, 10, 27))


def test_energy_counts_the_length_of_a_step() -> None:
    assert load_curve(hourly("2026-01-01", 24, 1000)).energy_mwh == pytest.approx(24)
    ten = pd.Series(1000.0, index=pd.date_range("2026-01-01", periods=144, freq="10min", tz="UTC"))
    assert load_curve(ten).energy_mwh == pytest.approx(24)
    assert load_curve(ten).metered_steps == 1
    assert load_curve(hourly("2026-01-01", 24)).metered_steps == 6
