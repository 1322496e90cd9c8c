"""Racks that come after the horizon: ordered, paid at its end, worth what they sell for; tables and optimiser agree."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.optimisation.search.session import solve_inputs
from planner.plan.money.cash_flow import objective_meur
from planner.plan.plan import Plan
from tests.inputs.tiny import tiny_inputs
from tests.plan.answers import scenario


def test_racks_after_the_horizon_are_counted_alike_by_optimiser_and_plan() -> None:
    """Proves: an order that is late beyond the horizon is paid, sold and listed once each.

    It is made to pay: used racks fetch three times their price at the end. By hand, for each such rack: 30 % of its
    price at the order, 70 % and three times the price at the end. A bug would give: a rack sold that was never paid
    (70 % too much), or an index beyond the last period.
    """
    x = tiny_inputs(periods=3, seed=3)
    size, fleet = len(x.periods.names), x.fleet
    late = (fleet.order_period >= 0) & (fleet.order_period + 2 >= size)
    resale = fleet.resale_meur.copy()
    resale[late] = 0.0
    resale[late, size] = 3 * fleet.price_meur[late]
    opex = np.where(late[:, None], 0.0, fleet.opex_meur)
    live = np.where(late, size, fleet.live_period)
    end = np.where(late, size, fleet.end_of_life_period)
    changed = dataclasses.replace(
        fleet, live_period=live, end_of_life_period=end, opex_meur=opex, resale_meur=resale, paid_at_order=0.3
    )
    x = dataclasses.replace(x, fleet=changed)
    found = solve_inputs(x, gap=1e-6, processes=1)
    assert (found.order_racks[late] == fleet.max_racks[late]).all()
    plan = Plan.from_solution(scenario(), x, found, {"gap_asked": 1e-6})
    assert objective_meur(plan.cash_flow, x.objective) == pytest.approx(found.objective_meur, rel=1e-6)
    at_end = plan.cash_flow[(plan.cash_flow["period"] == "end") & (plan.cash_flow["item"] == "racks, paid on delivery")]
    tier = np.searchsorted(fleet.tier_from_racks, found.order_racks, side="right") - 1
    paid = (found.order_racks * fleet.price_meur * (1 - fleet.tier_discount[np.maximum(tier, 0)]))[late].sum()
    assert at_end["eur"].tolist() == pytest.approx([-0.7 * paid * 1e6])
    assert "after the horizon" in set(plan.orders["live_period"])
