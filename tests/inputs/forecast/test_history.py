"""Histories: units by hand; everything that is wrong is found, dated and said, or refused with its line."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from planner.errors import DataError
from planner.inputs.forecast.history import Finding, Series, read_history, step_at
from planner.inputs.forecast.history_text import Means, read_rows

MEANS = Means(input_tokens=900.0, output_tokens=300.0)
FIRST = dt.date(2025, 1, 6)
UNIT = "M output tokens/day"
DAYS = 140


def level(day: int) -> float:
    """A quiet series with a week, so that nothing but what a test breaks can be found."""
    return 86_400 * np.exp(0.001 * day) * (0.8 if day % 7 > 4 else 1.0)


def text(changed: dict[int, str | None] | None = None, more: tuple[str, ...] = (), days: int = DAYS) -> str:
    """Daily rows; `changed` replaces the value and unit of a day ("-5" or "5,requests/day"), None drops it."""
    lines = ["date,value,unit"]
    for day in range(days):
        cell = (changed or {}).get(day, f"{level(day):.3f}")
        if cell is not None:
            lines.append(f"{on(day)},{cell if ',' in cell else f'{cell},{UNIT}'}")
    return "\n".join([*lines, *more])


def on(day: int) -> dt.date:
    return FIRST + dt.timedelta(days=day)


def read(source: str) -> Series:
    return read_history(source, "tokens.csv", MEANS)


def only(series: Series) -> Finding:
    (found,) = series.findings
    return found


@pytest.mark.parametrize(
    ("value", "unit", "mtokens_per_s"),
    [
        ("86400", "M output tokens/day", 1.0),
        ("86.4", "G output tokens/day", 1.0),
        ("86400000000", "output tokens/day", 1.0),
        ("604.8", "Goutput tokens/week", 1.0),
        ("259200", "M input tokens/day", 1.0),  # 900 in for 300 out
        ("345600", "M tokens/day", 1.0),
        ("288", "M requests/day", 1.0),
        ("2678.4", "G output tokens/month", 1.0),  # January has 31 days
    ],
)
def test_units(value: str, unit: str, mtokens_per_s: float) -> None:
    """Proves: every quantity comes out as output Mtokens/s by the mean request. A bug: a factor of 3, 4 or 1000."""
    rows, _ = read_rows(f"date,value,unit\n2025-01-01,{value},{unit}\n2025-02-01,{value},{unit}\n", "x", MEANS)
    assert rows[0].rate == pytest.approx(mtokens_per_s)


def test_gpu_hours() -> None:
    """Proves: 24,000 GPU-hours a day are 1,000 GPUs at work, 1 kGPU."""
    gpus = Means(0.0, 0.0, counts_gpus=True)
    rows, _ = read_rows("date,value,unit\n2025-01-01,24,kGPU-hours/day\n2025-01-02,24,kGPU-hours/day", "x", gpus)
    assert rows[0].rate == pytest.approx(1.0)


def test_a_clean_history_has_no_finding() -> None:
    """Proves: growth and weekends are not taken for faults; weeks are means of seven days."""
    series = read(text())
    assert series.findings == ()
    assert (series.step, len(series.rate), series.season) == ("week", DAYS // 7, 1)
    assert series.rate[1] == pytest.approx(np.mean([level(day) / 86_400 for day in range(7, 14)]))


def test_months() -> None:
    """Proves: months of 28 to 31 days with the same rate are the same rate; three years of them have a season."""
    lines = ["date,value,unit"]
    for month in range(36):
        first = dt.date(2022 + month // 12, month % 12 + 1, 1)
        after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
        lines.append(f"{first:%Y-%m},{86.4 * (after - first).days},G output tokens/month")
    series = read("\n".join(lines))
    np.testing.assert_allclose(series.rate, 1.0)
    assert (series.step, series.season) == ("month", 12)


CASES: dict[str, tuple[str, tuple[str, int, int, int, str]]] = {
    "gap": (text({30: None, 31: None}), ("gap", 30, 31, 2, "bridged")),
    "gap at the end": (text({138: None, 139: "0"}), ("gap", 138, 139, 2, "cut off")),
    "long gap": (text(dict.fromkeys(range(30, 50))), ("gap", 30, 49, 20, "too long")),
    "zero": (text({30: "0"}), ("zero", 30, 30, 1, "left out")),
    "negative": (text({30: "-5", 31: "-6"}), ("negative", 30, 31, 2, "left out")),
    "same twice": (text({}, (f"{on(30)},{level(30):.3f},{UNIT}",)), ("duplicate", 30, 30, 2, "counted once")),
    "other twice": (text({}, (f"{on(30)},1,{UNIT}",)), ("duplicate", 30, 30, 2, "all left out")),
    "units": (
        text({day: f"{level(day) / 1000:.6f},G output tokens/day" for day in range(30, 40)}),
        ("mixed units", 30, 39, 10, "converted"),
    ),
    "unit jump": (
        text({day: f"{level(day) * 1000:.3f}" for day in range(30, 33)}),
        ("unit jump", 30, 32, 3, "left out"),
    ),
    "break": (
        text({day: f"{level(day) * 2.5:.3f}" for day in range(56, DAYS)}),
        ("level break", 56, 56, 1, "only what comes after"),
    ),
    "part of a week": (text(days=DAYS + 3), ("part of a week", 0, 2, 3, "left out")),
}


@pytest.mark.parametrize(("source", "wanted"), CASES.values(), ids=CASES.keys())
def test_what_is_wrong_is_found_and_dated(source: str, wanted: tuple[str, int, int, int, str]) -> None:
    """Proves: each fault gives its kind, first and last day, how many, and what was done. A bug repairs in silence."""
    kind, first, last, count, done = wanted
    found = next(finding for finding in read(source).findings if finding.kind == kind)
    assert (found.first, found.last, found.count) == (on(first), on(last), count)
    assert done in found.done
    assert found.read


def test_a_bridged_gap_changes_little() -> None:
    """Proves: a gap, a zero and a negative day are bridged by their neighbours, not counted as no demand."""
    clean, holed = read(text()), read(text({30: None, 51: "0", 72: "-1"}))
    np.testing.assert_allclose(holed.rate, clean.rate, rtol=0.03)
    assert {finding.kind for finding in holed.findings} == {"gap", "zero", "negative"}


def test_after_a_break_and_after_a_long_gap_the_series_starts_anew() -> None:
    assert read(CASES["break"][0]).first[0] == on(56)
    assert read(CASES["long gap"][0]).first[0] >= on(50)
    converted = read(CASES["units"][0])
    np.testing.assert_allclose(converted.rate, read(text()).rate, rtol=1e-5)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (text({30: "nan"}), 'tokens.csv, line 32: value is "nan"'),
        (text({30: "inf"}), 'tokens.csv, line 32: value is "inf"'),
        (text({30: f",{UNIT}"}), 'tokens.csv, line 32: value is ""'),
        (text({30: "5,tokens/fortnight"}), 'tokens.csv, line 32: unit is "tokens/fortnight"'),
        (text({30: "5,GPU-hours/day"}), "unit counts GPU-hours.\nAllowed for this workload: tokens or requests."),
        (text({30: "5,M output tokens/month"}), "units count day and month"),
        (text().replace(str(on(30)), "06/02/2025"), 'tokens.csv, line 32: date is "06/02/2025"'),
        ("day,value\n", "column date, unit is missing"),
        (text(days=1), "it has 1 rows"),
        (text(days=20), "2 weeks in one piece can be used; 12 or more are needed"),
        (
            text({day: f"{level(day) * 2.5:.3f}" for day in range(70, DAYS)}),
            "10 weeks in one piece can be used; 12 or more are needed.\n\nhint: level break 2025-03-17 to 2025-03-17",
        ),
        (text(dict.fromkeys(range(DAYS), "0")), "no row is left that can be used"),
    ],
)
def test_refused(source: str, message: str) -> None:
    """Proves: what cannot be known is an error with its line, never a guess."""
    with pytest.raises(DataError) as caught:
        read(source)
    assert message in str(caught.value)


def test_weeks_that_start_on_another_day_are_refused() -> None:
    rows = [f"{on(7 * week + (week == 9))},5,T output tokens/week" for week in range(20)]
    with pytest.raises(DataError, match="Allowed: whole weeks after 2025-01-06"):
        read("\n".join(["date,value,unit", *rows]))


def test_step_at_by_hand() -> None:
    """Proves: a slope alone is no step; a step of 1 on a slope is a step of 1."""
    time = np.arange(12.0)
    slope = 0.1 * time + 0.001 * np.cos(time)
    assert abs(step_at(slope, 6)[0]) < 0.01
    assert step_at(slope + (time >= 6), 6)[0] == pytest.approx(1.0, abs=0.01)
