"""TURPE 7 HTB: classes of hours, rates by date, and its formulas."""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.billing.grid_tariff import (
    TARIFF_CLASSES,
    energy_eur_per_mwh,
    fixed_eur_per_year,
    highest_power_eur_per_kw_year,
    may_change,
    overrun_charge_eur,
    overrun_eur_per_mwh,
    power_eur_per_kw_year,
    subscribed_cost_eur,
    tariff_class,
    tariff_path,
)
from planner.billing.tariff_hours import hour_table
from planner.calendar import Calendar, make_calendar
from planner.errors import DataError, ScenarioError

LU_2025 = [41.64, 39.36, 28.92, 19.08, 13.92]  # b of HTB1, long utilisation, from 1 August 2025
LU_2026 = [43.08, 40.68, 29.88, 19.68, 14.40]  # from 1 August 2026


@pytest.fixture(scope="module")
def year_2027() -> Calendar:
    return make_calendar("2027-Q1", "2027-Q4", "quarter")


def classes_on(calendar: Calendar, day: dt.date) -> list[str]:
    found = tariff_class(calendar)[calendar.date_ordinal == day.toordinal()]
    return [TARIFF_CLASSES[k] for k in found]


def test_a_winter_weekday_hour_by_hour(year_2027: Calendar) -> None:
    """Wednesday 13 January 2027: night to 07:00 and from 23:00, peak 09:00–11:00 and 18:00–20:00."""
    full = ["HPH"]
    assert classes_on(year_2027, dt.date(2027, 1, 13)) == (
        ["HCH"] * 7 + full * 2 + ["pointe"] * 2 + full * 7 + ["pointe"] * 2 + full * 3 + ["HCH"]
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2027, 3, 3), {"HPH": 16, "HCH": 8}),  # Wednesday in March: high season, no peak
        (dt.date(2027, 7, 7), {"HPB": 16, "HCB": 8}),  # Wednesday in July
        (dt.date(2027, 1, 16), {"HCH": 24}),  # Saturday in January
        (dt.date(2027, 7, 11), {"HCB": 24}),  # Sunday in July
        (dt.date(2027, 1, 1), {"HCH": 24}),  # New Year's Day, a Friday: no peak
        (dt.date(2027, 7, 14), {"HCB": 24}),  # 14 July, a Wednesday
        (dt.date(2027, 11, 11), {"HCH": 24}),  # Armistice, a Thursday
        (dt.date(2027, 3, 28), {"HCH": 23}),  # clock change, a Sunday
        (dt.date(2027, 10, 31), {"HCB": 25}),  # clock change, a Sunday
    ],
)
def test_seasons_weekends_holidays(year_2027: Calendar, day: dt.date, expected: dict[str, int]) -> None:
    found = classes_on(year_2027, day)
    assert {name: found.count(name) for name in set(found)} == expected


def test_hours_of_a_year_by_hand(year_2027: Calendar) -> None:
    """Peak in 2027: January has 21 weekdays less New Year's Day, February 20, December 23: 63 · 4 = 252
    hours.
    """
    counts = np.bincount(tariff_class(year_2027), minlength=5)
    assert counts[0] == 252
    assert counts.sum() == 8760
    assert hour_table().verified is False


def test_rates_change_on_1_august_2026() -> None:
    """2026-Q3 is billed a month at the rates of 2025 and two at those of 2026; 2026-Q4 at those of 2026."""
    calendar = make_calendar("2026-Q2", "2026-Q4", "quarter")
    path = tariff_path(calendar, "HTB1", "LU")
    quarters = calendar.years * 4  # what is billed in a quarter is three twelfths, whatever its days
    b = power_eur_per_kw_year(calendar, path) * quarters
    assert b[:, 0] == pytest.approx(LU_2025)
    assert b[:, 1] == pytest.approx((np.array(LU_2025) + 2 * np.array(LU_2026)) / 3)
    assert b[:, 2] == pytest.approx(LU_2026)
    fixed = fixed_eur_per_year(calendar, path) * quarters
    assert fixed[[0, 2]] == pytest.approx([11545.32 + 3800.04, 11930.88 + 3927.0])
    highest = highest_power_eur_per_kw_year(calendar, path)
    assert highest[:, 0] == pytest.approx(LU_2025)
    assert highest[:, 1] == pytest.approx(LU_2026)
    energy = energy_eur_per_mwh(calendar, path)
    night = energy[calendar.hour == 3]
    dates = calendar.date_ordinal[calendar.hour == 3]
    summer = dt.date(2026, 8, 1).toordinal()
    assert set(night[(dates < summer)].tolist()) == {5.2}  # HCB of 2025, 0.52 c/kWh
    assert set(night[(dates >= summer) & (dates < dt.date(2026, 11, 1).toordinal())].tolist()) == {5.4}


@pytest.mark.parametrize(
    ("period", "months", "changes"),
    [
        (
            "quarter",
            [8],
            [0, 1, 5],
        ),  # 1 August is inside the third quarter: from the fourth
        ("quarter", [1], [0, 2]),
        ("quarter", [1, 4, 7, 10], [0, 1, 2, 3, 4, 5]),
        ("month", [8], [0, 1, 13]),
        ("year", [8], [0, 1]),
    ],
)
def test_subscribed_power_may_change_once_a_year(period: str, months: list[int], changes: list[int]) -> None:
    """Proves: the first period may set a level, then the first that begins on or after the month of change."""
    calendar = make_calendar("2026-Q3", "2027-Q4", period)  # type: ignore[arg-type]
    assert np.flatnonzero(may_change(calendar, months)).tolist() == changes


def test_indexed_rates_step_up_each_august() -> None:
    """At 2 %: nothing until July 2027, then ×1.02, from August 2028 ×1.0404; without indexing nothing
    moves.
    """
    calendar = make_calendar("2026-Q4", "2028-Q4", "quarter")
    quarters = calendar.years * 4
    b = power_eur_per_kw_year(calendar, tariff_path(calendar, "HTB1", "LU", inflation=0.02)) * quarters
    factor = b[0] / LU_2026[0]
    assert factor[[0, 2, 4, 6, 8]] == pytest.approx([1, 1, 1.02, 1.02, 1.0404])
    assert factor[3] == pytest.approx((1 + 1.02 + 1.02) / 3)
    still = power_eur_per_kw_year(calendar, tariff_path(calendar, "HTB1", "LU")) * quarters
    assert still == pytest.approx(np.tile(np.array(LU_2026)[:, None], 9))


@pytest.mark.parametrize(
    ("domain", "version", "published"),
    [("HTB1", "LU", 11.1), ("HTB1", "CU", 14.7), ("HTB2", "LU", 7.0), ("HTB2", "CU", 8.1)],
)
def test_a_flat_10_mw_year_costs_what_the_data_says(
    year_2027: Calendar, domain: str, version: str, published: float
) -> None:
    """Proves: subscribed power and energy of a flat 10 MW come to the range in the data's README (2026
    grid).
    """
    path = tariff_path(year_2027, domain, version)
    b = (power_eur_per_kw_year(year_2027, path) * year_2027.years).sum(axis=1)
    power = subscribed_cost_eur([10_000.0] * 5, b)
    energy = 10 * energy_eur_per_mwh(year_2027, path).sum()
    assert (power + energy) / 87_600 == pytest.approx(published, abs=0.06)


def test_subscribed_power_formula_by_hand() -> None:
    """b₁·P₁ + Σ bᵢ·(Pᵢ − Pᵢ₋₁) with 1, 1, 2, 2, 4 MW: 43.08·1000 + 29.88·1000 + 14.40·2000 = 101,760 EUR."""
    assert subscribed_cost_eur([1000, 1000, 2000, 2000, 4000], LU_2026) == pytest.approx(101_760)


def test_subscribed_power_must_not_fall() -> None:
    expected = "subscribed power: 900 kW in HPH was read; at least that of pointe, 1000 kW is needed."
    with pytest.raises(ScenarioError, match=f"^{re.escape(expected)}$"):
        subscribed_cost_eur([1000, 900, 1000, 1000, 1000], LU_2026)


def test_overrun_of_one_hour_by_hand() -> None:
    """100 kW too much for one hour, α 0.04, b 40: 0.04 · 40 · √(6 · 100²) = 391.92 EUR, as the bound says."""
    charge = overrun_charge_eur(np.full(6, 100.0), 40.0, 0.04)
    assert charge == pytest.approx(391.918, abs=1e-3)
    assert overrun_eur_per_mwh(np.array([40.0]), 0.04) * 0.1 == pytest.approx([charge])


@given(arrays(np.float64, st.integers(1, 40), elements=st.floats(0, 5000)))
def test_the_overrun_bound_is_never_below_the_charge(excess_kw: np.ndarray) -> None:
    """Proves: any month of hourly-constant excess costs at most its MWh times the bound."""
    charge = overrun_charge_eur(np.repeat(excess_kw, 6), 40.0, 0.04)
    bound = float(overrun_eur_per_mwh(np.array([40.0]), 0.04)[0]) * excess_kw.sum() / 1000
    assert charge <= bound * (1 + 1e-12) + 1e-9


def test_a_class_forgotten_by_the_rules_is_told(year_2027: Calendar) -> None:
    with pytest.raises(ScenarioError, match=r"^tariff hours: no rule gives a class to 2026-12-31T23:00:00 UTC\.$"):
        tariff_class(year_2027, rules=())


def test_a_horizon_before_the_tariff_and_unknown_names_are_refused() -> None:
    with pytest.raises(DataError, match=r"no rate holds on 2025-07-31; the first holds from 2025-08-01"):
        tariff_path(make_calendar("2025-Q3", "2025-Q4", "quarter"), "HTB1", "LU")
    calendar = make_calendar("2026-Q4", "2026-Q4", "quarter")
    with pytest.raises(DataError, match='there is no version "XU"'):
        tariff_path(calendar, "HTB1", "XU")
    path = tariff_path(calendar, "HTB1", "LU")
    with pytest.raises(
        ScenarioError, match=r"^power\.tariff: no rates are known for 2026-01-01; the first are those of"
    ):
        path.on(dt.date(2026, 1, 1))
