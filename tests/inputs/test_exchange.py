"""A path of the exchange rate moves both legs: what is bought in dollars, and what is sold in them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.inputs.demand.workloads import workload_arrays
from planner.inputs.racks.fleet import fleet_arrays
from planner.problem.site import Fleet, Workloads
from tests.inputs.plain import plain_scenario

CALENDAR = make_calendar("2026-Q4", "2028-Q4", "quarter", days=1)
IN_2028 = np.array([name >= "2028" for name in CALENDAR.names])
PATH = {"finance.usd_per_eur_by_year": {2028: 1.3}}
RISE = 1.17 / 1.3  # euros for a dollar from 2028 on, over those before


def sold(**changes: Any) -> Workloads:
    return workload_arrays(plain_scenario(changes), CALENDAR, {"assistant": 3000.0})


def bought(**changes: Any) -> Fleet:
    return fleet_arrays(plain_scenario(changes), CALENDAR)


def test_dollar_prices_follow_the_path_and_euro_prices_do_not() -> None:
    """Proves: tokens at list prices in USD bring less from 2028 on, and their penalty is less; so do GPUs rented
    elsewhere; tokens billed in EUR and GPU-hours bring the same, GPU-hours billed in USD less.
    """
    before, after = sold(), sold(**PATH)
    moved = np.where(IN_2028, RISE, 1.0)
    np.testing.assert_allclose(after.revenue_eur[0], before.revenue_eur[0] * moved)
    np.testing.assert_allclose(after.penalty_eur[1], before.penalty_eur[1] * moved)
    np.testing.assert_allclose(after.burst_eur[0], before.burst_eur[0] * moved)
    np.testing.assert_allclose(after.revenue_eur[2], before.revenue_eur[2])
    euros = sold(**PATH, **{"workloads.assistant.billed_in": "EUR", "workloads.simulation.billed_in": "USD"})
    np.testing.assert_allclose(euros.revenue_eur[0], before.revenue_eur[0])
    np.testing.assert_allclose(euros.revenue_eur[2], before.revenue_eur[2] * moved)


def test_racks_cost_what_a_dollar_costs_on_their_order() -> None:
    """Proves: racks ordered from 2028 on are cheaper by the rise of the euro, others as they were; what is left to pay
    on delivery has the rate of its year.
    """
    before, after = bought(), bought(**PATH)
    moved = np.where((before.order_period >= 0) & IN_2028[before.order_period], RISE, 1.0)
    np.testing.assert_allclose(after.price_meur, before.price_meur * moved)
    assert moved.min() < 1
    order = {"rack": "GB300_NVL72", "racks": 2, "delivery": "2028-02-01", "left_to_pay_usd": 1_170_000.0}
    there = {"fleet.on_order": [order]}
    old, new = bought(**there), bought(**there, **PATH)
    assert new.left_to_pay_meur.sum() == pytest.approx(old.left_to_pay_meur.sum() * RISE)


def test_a_rate_holds_until_the_next_and_none_before_the_first() -> None:
    """Proves: of 2027 and 2029: usd_per_eur in 2026, the first in 2027 and 2028, the second from 2029 on."""
    finance = plain_scenario({"finance.usd_per_eur_by_year": {2029: 1.4, 2027: 1.2}}).finance
    assert [finance.usd_per_eur_in(year) for year in range(2026, 2031)] == [1.17, 1.2, 1.2, 1.4, 1.4]
