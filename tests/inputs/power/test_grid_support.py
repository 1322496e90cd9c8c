"""Products of grid support as arrays: hours, prices, and the work that may be shed."""

from __future__ import annotations

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.inputs.power.grid_support import grid_support
from planner.problem.support import Support, most_revenue_eur
from planner.scenario.schema import Scenario
from tests.scenario.small import changed

EVENING = {
    "title": "Evening",
    "product": "mfrr-up",
    "price_eur_per_mw_h": 10.0,
    "price_change_per_year": -0.1,
    "max_mw": 2.0,
    "sustained_hours": 2,
    "earliest": "2027-Q2",
    "months": [1, 4, 5],
    "from_hour": 18,
    "to_hour": 20,
    "weekdays": [0, 1, 2, 3, 4],
}


def test_open_hours_prices_and_work_by_hand() -> None:
    """Proves: from April 2027 on, 18:00 to 20:00 local time from Monday to Friday in April and May;
    the price falls by a tenth a year; work that can wait two hours may be shed, and what is named as interruptible.
    """
    calendar = make_calendar("2027-Q1", "2027-Q4", "quarter")
    base = Scenario.from_values(changed())
    interactive = next(name for name, work in base.workloads.items() if work.window_hours == 0)
    scenario = base.with_(
        **{"power.grid_support": {"evening": EVENING, "named": EVENING | {"interruptible": [interactive]}}}
    )
    found = grid_support(scenario, calendar)
    assert found is not None
    hours = found.most_mw[0] > 0
    assert hours.sum() == 2 * (22 + 21)  # weekdays of April and May 2027
    assert set(calendar.hour[hours]) == {18, 19}
    assert found.most_mw.max() == 2.0
    assert found.price_eur_per_mw_h[0] == pytest.approx(10 * 0.9**calendar.years_to_middle)
    assert found.sheds[0].tolist() == [work.window_hours >= 2 for work in base.workloads.values()]
    assert found.sheds[1].sum() == found.sheds[0].sum() + 1
    assert found.daily.tolist() == [False, False]
    most = most_revenue_eur(found, calendar.period, np.ones(len(calendar.hour)))
    assert most == pytest.approx([0, 2 * 2 * hours.sum() * found.price_eur_per_mw_h[0, 1], 0, 0])


def test_a_scenario_without_products_has_none() -> None:
    """Proves: left out, nothing is there."""
    assert grid_support(Scenario.from_values(changed()), make_calendar("2027-Q1", "2027-Q1", "quarter")) is None


def test_pools_hold_every_union_of_work_once() -> None:
    """Proves: products for {0}, {1}, {0, 1} and {0}: pools {0}, {1} and {0, 1}, each with the products within it."""
    sheds = np.array([[1, 0], [0, 1], [1, 1], [1, 0]], dtype=bool)
    none = np.zeros((4, 1))
    support = Support(tuple("abcd"), none, none, np.ones(4, dtype=np.int64), np.zeros(4, dtype=bool), sheds)
    assert support.pools == (((0, 3), (0,)), ((1,), (1,)), ((0, 1, 2, 3), (0, 1)))
