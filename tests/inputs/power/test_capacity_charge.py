"""Which hours bear the capacity charge in a plan, and that dispatch, cash flow and bill see the same."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.calendar import Calendar, make_calendar
from planner.inputs.build import build_inputs
from planner.inputs.power.capacity_charge import capacity_eur_per_mwh
from planner.scenario.schema import Scenario
from tests.inputs.plain import plain_scenario

CHARGE = {"power.capacity_charge": {"eur_per_kw": 15.0}}
PRICE = 15_000 / 132


def made(changes: dict[str, Any], days: Any = "all") -> tuple[Scenario, Calendar]:
    scenario = plain_scenario({"horizon.start": "2027-Q4", "horizon.end": "2028-Q1"} | CHARGE | changes)
    horizon = scenario.horizon
    return scenario, make_calendar(horizon.start, horizon.end, horizon.period, days=days)


def test_the_dearest_working_days_of_a_winter_bear_the_charge() -> None:
    """Proves: a whole winter, a price that rises day by day: the last 22 working days, six hours each."""
    scenario, calendar = made({})
    spot = calendar.date_ordinal.astype(float)
    price = capacity_eur_per_mwh(scenario, calendar, spot)
    signalled = price > 0
    assert signalled.sum() == 132
    assert np.unique(price[signalled]) == pytest.approx([PRICE])
    assert set(calendar.month[signalled].tolist()) == {3}
    assert not (calendar.weekday[signalled] >= 5).any()


def test_a_part_of_a_winter_bears_its_part() -> None:
    """Proves: 65 of the 108 working days of winter 2027/28 lie in the first quarter: 13 of 22 days."""
    scenario, calendar = made({"horizon.start": "2028-Q1"})
    price = capacity_eur_per_mwh(scenario, calendar, np.ones(len(calendar.hour)))
    winter = made({})[1]
    reach = capacity_eur_per_mwh(*made({}, days="all"), np.ones(len(winter.hour)))
    assert reach.sum() == pytest.approx(15_000)
    days = np.unique(calendar.date_ordinal[price > 0])
    assert len(days) == 13


def test_on_picked_days_every_working_day_bears_its_part() -> None:
    """Proves: 22 of 108 working days: each bears 15,000 EUR over 108 days of six hours, whichever are picked."""
    scenario, calendar = made({}, days=3)
    price = capacity_eur_per_mwh(scenario, calendar, np.ones(len(calendar.hour)))
    assert np.unique(price[price > 0]) == pytest.approx([15_000 / (108 * 6)])
    assert (price > 0).sum() % 6 == 0
    assert (price > 0).any()


def test_inputs_hold_the_charge_in_the_taxes_of_its_hours() -> None:
    x = build_inputs(plain_scenario({"horizon.start": "2027-Q1", "horizon.end": "2027-Q2"} | CHARGE))
    assert np.unique(x.hours.tax_eur_per_mwh) == pytest.approx([10, 10 + PRICE])
    np.testing.assert_allclose(x.hours.tax_eur_per_mwh - 10, x.hours.capacity_eur_per_mwh, atol=1e-12)
    assert x.bill is not None
    assert (x.bill.capacity_eur_per_kw, x.bill.capacity_days) == (15.0, 22)
    without = build_inputs(plain_scenario({"horizon.start": "2027-Q1", "horizon.end": "2027-Q2"}))
    assert len(without.hours.capacity_eur_per_mwh) == 0
