"""Racks that the plan does not order: the opening fleet at its market value, racks on order; network with the racks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.errors import ScenarioError
from planner.inputs.racks.fleet import fleet_arrays
from planner.problem.site import Fleet
from tests.inputs.plain import plain_scenario

ORDER = {"rack": "GB300_NVL72", "racks": 5, "delivery": "2027-02-15", "left_to_pay_usd": 2_340_000.0}
GB300_MEUR = 4.0 / 1.17


def fleet(changes: dict[str, Any], late_quarters: int = 0) -> Fleet:
    scenario = plain_scenario(changes)
    horizon = scenario.horizon
    calendar = make_calendar(horizon.start, horizon.end, horizon.period, days=1)
    return fleet_arrays(scenario, calendar, late_quarters=late_quarters)


def test_racks_on_order_serve_from_the_first_period_after_their_delivery() -> None:
    """Proves: delivered on 15 February 2027, five racks serve from April (period 2) and 2 MEUR each is then owed."""
    found = fleet({"fleet.on_order": [ORDER]})
    v = found.vintage_names.index("GB300_NVL72 on order 2027-02-15")
    assert (found.order_period[v], found.live_period[v], found.opening_racks[v], found.max_racks[v]) == (-1, 2, 5, 0)
    assert found.left_to_pay_meur[v] == pytest.approx(2.0)
    assert found.owed_meur.sum() == pytest.approx(10.0)
    assert found.price_meur[v] == pytest.approx(GB300_MEUR)
    assert np.flatnonzero(found.opex_meur[v]).min() == 2
    assert found.resale_meur[v, 1] == 0
    assert found.resale_meur[v, 2] == pytest.approx(0.7 * GB300_MEUR * 0.6 ** (45 / 365.25))  # 45 days old in April


def test_racks_on_order_come_late_with_the_others() -> None:
    found = fleet({"fleet.on_order": [ORDER]}, late_quarters=1)
    assert found.live_period[found.vintage_names.index("GB300_NVL72 on order 2027-02-15")] == 3


@pytest.mark.parametrize(
    ("as_of", "delivery", "allowed"),
    [
        (None, "2026-10-01", "after 2026-10-01 (the first day of the horizon) and before 2029-01-01"),
        (None, "2029-01-01", "after 2026-10-01 (the first day of the horizon) and before 2029-01-01"),
        ("2026-12-01", "2026-11-30", "after 2026-12-01 (horizon.as_of) and before 2029-01-01"),
    ],
)
def test_racks_on_order_come_after_the_day_of_the_plan(as_of: str | None, delivery: str, allowed: str) -> None:
    changes = {"fleet.on_order": [ORDER | {"delivery": delivery}]} | ({"horizon.as_of": as_of} if as_of else {})
    with pytest.raises(ScenarioError) as caught:
        plain_scenario(changes)
    assert f"fleet.on_order.0.delivery is {delivery}.\nAllowed: {allowed}" in str(caught.value)


def test_the_opening_fleet_is_worth_its_resale_on_the_day_of_the_plan() -> None:
    """Proves: 18 racks of GB300 and 24 of H200, running since 1 July 2026, on 1 December 2026: 153 days old."""
    h200_meur = 256_000 * 1.25 / 1.17 / 1e6
    new = 18 * GB300_MEUR + 24 * h200_meur
    on_day = fleet({"fleet.opening_value": "resale", "horizon.as_of": "2026-12-01"})
    assert on_day.opening_value_meur == pytest.approx(0.7 * new * 0.6 ** (153 / 365.25))
    first_day = fleet({"fleet.opening_value": "resale", "fleet.on_order": [ORDER]})  # what is on order is not there yet
    assert first_day.opening_value_meur == pytest.approx(0.7 * new * 0.6 ** (92 / 365.25))
    assert fleet({"horizon.as_of": "2026-12-01"}).opening_value_meur == 0.0


def test_network_and_storage_are_paid_with_the_rack_and_neither_kept_up_nor_sold() -> None:
    """Proves: 8 % on what is paid; upkeep and resale stay those of the rack."""
    without, found = fleet({}), fleet({"fleet.network_and_storage_share": 0.08})
    assert found.price_meur == pytest.approx(without.price_meur * 1.08)
    np.testing.assert_array_equal(found.opex_meur, without.opex_meur)
    np.testing.assert_array_equal(found.resale_meur, without.resale_meur)
