"""Rates by date agree with the library; hours of one's own."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.billing import TARIFFS, BillOptions, bill, load_curve, rate_path, tariff_named
from planner.billing.grid_tariff import tariff_class
from planner.billing.hours import HOURS_COLUMNS, classes_of_steps, read_hours
from planner.billing.tariff_hours import hour_table
from planner.calendar import make_calendar
from planner.catalogue.site import turpe
from planner.errors import DataError

GOOD = ",".join(HOURS_COLUMNS) + "\npointe,1 12,0 1 2 3 4 5 6,9,yes,no\nHCB,1 2 3 4 5 6 7 8 9 10 11 12,0 1 2 3 4 5 6,"
ALL = " ".join(map(str, range(24)))


@pytest.mark.parametrize("name", [name for name in TARIFFS if "htb" in name])
@pytest.mark.parametrize("day", [dt.date(2025, 8, 1), dt.date(2026, 7, 31), dt.date(2026, 8, 1)])
def test_rates_are_those_of_the_library(name: str, day: dt.date) -> None:
    tariff = tariff_named(name)
    rates, known = rate_path(tariff, meter="grid").on(day), turpe(tariff.domain, tariff.version, day)
    assert tuple(rate.value for rate in rates.power) == known.b_power_eur_per_kw_year
    assert tuple(rate.value for rate in rates.energy) == known.c_energy_eur_per_mwh
    assert rates.management.value == known.management_eur_per_year
    assert rates.metering.value == known.metering_grid_owned_eur_per_year
    assert rate_path(tariff).on(day).metering.value == known.metering_user_owned_eur_per_year
    assert rates.alpha.value == known.overrun_alpha


@pytest.mark.parametrize("name", [name for name in TARIFFS if "hta" in name])
def test_hta_rates_are_those_of_the_file(name: str, repo_root: Path) -> None:
    with (repo_root / "data/site/turpe_hta.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    tariff = tariff_named(name)
    for since in ("2025-08-01", "2026-08-01"):
        rates = rate_path(tariff).on(dt.date.fromisoformat(since))
        own = [row for row in rows if f"({tariff.version})" in row["version"] and row["valid_from"] == since]
        assert [rate.value for rate in rates.power] == [float(r["value"]) for r in own if r["component"] == "b_power"]
        cents = [float(r["value"]) for r in own if r["component"] == "c_energy"]
        assert [rate.value / 10 for rate in rates.energy] == pytest.approx(cents)


def test_the_single_contract_keeps_its_only_level_and_says_so() -> None:
    rates = rate_path(tariff_named("turpe7-hta-lu-pf"), contract="single").on(dt.date(2026, 8, 1))
    assert rates.management.value == 435.72
    assert (
        "; ".join(flag.text() for flag in rates.management.flags)
        == "no newer level was found, that of 2025-08-01 is kept"
    )


def test_classes_are_those_of_the_optimiser() -> None:
    """Proves: bill and model read the same hours, for a whole year."""
    calendar = make_calendar("2027-Q1", "2027-Q4", "year")
    index = pd.DatetimeIndex(calendar.hours_utc).tz_localize("UTC")
    classes = classes_of_steps(load_curve(pd.Series(1.0, index=index)), tariff_named("turpe7-htb1-mu"))
    np.testing.assert_array_equal(classes, tariff_class(calendar))


def test_hours_of_hta_in_a_year_by_hand() -> None:
    """Proves: 22-6 h and Sundays are off-peak. 2027 has 26, 24 and 27 days but Sundays in January, February, December.

    Peak: 77 days of 4 h. Full, high season: 130 days of 16 h less the peak; low season 183 days of 16 h. The rest
    is off-peak: 151 days less an hour, and 214 days and an hour.
    """
    index = pd.date_range("2027-01-01", "2028-01-01", freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    classes = classes_of_steps(load_curve(pd.Series(1.0, index=index)), tariff_named("turpe7-hta-lu-pf"))
    peak, full_high, full_low = 77 * 4, 130 * 16 - 77 * 4, 183 * 16
    high, low = 151 * 24 - 1, 214 * 24 + 1
    expected = [peak, full_high, high - peak - full_high, full_low, low - full_low]
    assert np.bincount(classes, minlength=5).tolist() == expected == [308, 1772, 1543, 2928, 2209]


def test_hours_of_ones_own_replace_those_of_the_tariff(tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text(f"{GOOD}{ALL},yes,no\n", encoding="utf-8")
    rules = read_hours(path)
    index = pd.date_range("2026-12-31", "2027-01-01", freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    load = pd.Series(1000.0, index=index)
    rows = bill(load, "turpe7-htb1-mu", [2000.0] * 5, BillOptions(hours=rules, hours_verified=True)).set_index("item")
    assert rows.loc["energy_pointe", "base"] == pytest.approx(1.0)
    assert rows.loc["energy_HCB", "base"] == pytest.approx(23.0)
    assert rows.loc["energy_HCB", "flag"] == ""


def test_the_hours_of_htb_survive_a_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HOURS_COLUMNS)
        for rule in hour_table().rules:
            lists = [" ".join(map(str, part)) for part in (rule.months, rule.weekdays, rule.hours)]
            flags = ["yes" if flag else "no" for flag in (rule.on_holidays, rule.only_holidays)]
            writer.writerow([rule.tariff_class, *lists, *flags])
    assert read_hours(path) == hour_table().rules


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2\n", "hours.csv: no line has the columns needed. Columns read: a, b."),
        (f"{GOOD}24,yes,no\n", 'line 3, column hours: "24" was read; allowed are whole numbers from 0 to 23'),
        (f"{GOOD}{ALL},maybe,no\n", 'line 3, column on_holidays: "maybe" was read; allowed are yes and no'),
        (f"{GOOD}{ALL},yes,no\n".replace("HCB", "HXB"), 'line 3, column tariff_class: there is no class "HXB"'),
    ],
)
def test_bad_hours_are_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "hours.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_hours(path)
    assert message in str(caught.value)


def test_an_hour_without_a_rule_is_refused() -> None:
    index = pd.date_range("2026-12-01", periods=48, freq="h", tz="UTC")
    with pytest.raises(DataError, match=r"no rule gives a class to 2026-12-01T00:00Z"):
        bill(pd.Series(1000.0, index=index), "turpe7-htb1-mu", [2000.0] * 5, BillOptions(hours=hour_table().rules[:1]))
