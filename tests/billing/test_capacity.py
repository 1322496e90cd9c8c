"""The capacity levy: its hours, its price in them, and what a flat load and a bill pay, worked by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from planner.billing import load_curve
from planner.billing.capacity import (
    capacity_lines,
    expected_eur_per_mwh,
    price_eur_per_mwh,
    winter_of,
    within_reach,
    working_days,
)
from planner.calendar import make_calendar
from planner.catalogue.site import taxes


def flat(first: str, after: str) -> pd.Series:
    index = pd.date_range(first, after, freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    return pd.Series(1000.0, index=index)


def test_a_price_per_kw_is_a_price_per_mwh_in_132_hours() -> None:
    """Proves: 15 and 72 EUR/kW are the 113.6 and 545.5 EUR/MWh that the data works out."""
    worked = taxes().query("item == 'capacity' and definition.str.contains('signalled hour at')")
    values = worked["value"].tolist()
    assert [round(price_eur_per_mwh(15.0), 1), round(price_eur_per_mwh(72.0), 1)] == values == [113.6, 545.5]


def test_hours_are_those_of_working_days_in_winter() -> None:
    """Proves: winter 2026/27 has 104 working days: 20 in November (11 is a holiday), 22 in December (25), 20 in January
    (1), 20 in February, 22 in March (29 is Easter Monday): 104; nothing is due in the winter before.
    """
    c = make_calendar("2026-Q4", "2027-Q4", "quarter")
    reach = within_reach(c.date_ordinal, c.month, c.weekday, c.hour, c.holiday)
    assert working_days(2026) == 20 + 22 + 20 + 20 + 22
    days = np.unique(c.date_ordinal[reach])
    assert dt.date(2027, 3, 29).toordinal() not in days
    assert np.isin(c.month[reach], [11, 12, 1, 2, 3]).all()
    assert set(c.hour[reach].tolist()) == {7, 8, 9, 17, 18, 19}
    before = make_calendar("2026-Q1", "2026-Q3", "quarter")
    assert not within_reach(before.date_ordinal, before.month, before.weekday, before.hour, before.holiday).any()
    assert winter_of(np.array([2026, 2027, 2027]), np.array([11, 3, 11])).tolist() == [2026, 2026, 2027]


def test_a_flat_megawatt_pays_its_price_each_winter() -> None:
    """Proves: where no day is known, 1 MW through a whole winter pays 15,000 EUR, in five months."""
    load = load_curve(flat("2026-10-01", "2027-05-01"))
    lines = capacity_lines(load, expected_eur_per_mwh(load, 15.0))
    assert [one.month for one in lines] == ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03"]
    assert sum(one.exact_eur for one in lines) == pytest.approx(15_000)
    assert lines[0].base == pytest.approx(20 * 6)
