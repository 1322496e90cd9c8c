"""Fleet arrays: vintages, prices, supply, opex, resale, worked by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.errors import DataError
from planner.inputs.racks.fleet import add_months, fleet_arrays, period_of, rack_product, supply_by_period
from planner.problem.site import Fleet
from tests.inputs.plain import plain_scenario

H200_MEUR = 256_000 * 1.25 / 1.17 / 1e6


def build(changes: dict[str, Any] | None = None) -> Fleet:
    scenario = plain_scenario(changes)
    horizon = scenario.horizon
    return fleet_arrays(scenario, make_calendar(horizon.start, horizon.end, horizon.period, days=1))


def of(fleet: Fleet, name: str) -> int:
    return fleet.vintage_names.index(name)


def test_orders_are_live_after_their_lead_time() -> None:
    fleet = build()
    v = of(fleet, "H200_HGX 2026-Q4")
    assert (fleet.order_period[v], fleet.live_period[v]) == (0, 2)
    v = of(fleet, "GB300_NVL72 2027-Q1")
    assert (fleet.order_period[v], fleet.live_period[v]) == (1, 4)
    # 9 periods: HGX ordered in the last two, NVL72 in the last three, would come after the horizon.
    assert "H200_HGX 2028-Q2" in fleet.vintage_names
    assert "H200_HGX 2028-Q3" not in fleet.vintage_names
    assert "GB300_NVL72 2028-Q2" not in fleet.vintage_names


def test_the_opening_fleet_is_held_from_the_start() -> None:
    fleet = build()
    v = of(fleet, "GB300_NVL72 opening 2026-Q3")
    assert (fleet.order_period[v], fleet.live_period[v]) == (-1, 0)
    assert (fleet.opening_racks[v], fleet.max_racks[v]) == (18, 0)
    assert fleet.price_meur[v] == pytest.approx(4.0 / 1.17)
    assert fleet.opening_racks.sum() == 18 + 24


def test_price_falls_each_quarter_after_its_date() -> None:
    fleet = build({"fleet.racks.H200_HGX.price_falls_from": "2027-Q1"})
    rows = [of(fleet, f"H200_HGX {p}") for p in ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3")]
    expected = H200_MEUR * np.array([1, 1, 0.98, 0.98**2])
    assert fleet.price_meur[rows] == pytest.approx(expected)


def test_a_price_of_the_scenario_is_taken_as_it_stands() -> None:
    product = rack_product("H200_HGX", plain_scenario({"fleet.racks.H200_HGX.price_usd": 300_000.0}))
    assert product.price_usd == 300_000  # not × 1.25
    assert rack_product("H200_HGX", plain_scenario()).price_usd == pytest.approx(320_000)


def test_a_power_that_is_a_range_counts_as_its_middle() -> None:
    assert rack_product("VR_NVL72", plain_scenario()).nameplate_kw == pytest.approx(210)


def test_an_unknown_product_is_refused() -> None:
    with pytest.raises(DataError) as error:
        rack_product("H200_HGXX", plain_scenario())
    assert str(error.value) == (
        'data/gpu/gpu_specs.csv: there is no product "H200_HGXX".\n\nhint: Did you mean "H200_HGX"?'
    )


def test_powers_and_room_come_from_the_nameplate() -> None:
    fleet = build()
    r = fleet.racks.index("GB300_NVL72")
    assert fleet.gpus[r] == 72
    assert (fleet.nameplate_kw[r], fleet.idle_kw[r], fleet.standby_kw[r]) == pytest.approx((132, 33, 6.6))
    assert fleet.liquid_kw[r] == pytest.approx(132 * 0.85)
    assert (fleet.network_kw[r], fleet.positions[r], fleet.weight_t[r]) == (4.0, 1.0, 1.4)


def test_opex_runs_from_live_to_end_of_life() -> None:
    fleet = build({"fleet.racks.H200_HGX.life_years": 1.0})
    v = of(fleet, "H200_HGX 2026-Q4")  # live in 2027-Q2, gone in 2028-Q2
    assert fleet.end_of_life_period[v] == 6
    held = fleet.opex_meur[v] > 0
    assert held.tolist() == [False, False, True, True, True, True, False, False, False]
    assert fleet.opex_meur[v].sum() == pytest.approx(0.04 * H200_MEUR, rel=3e-3)  # one year


def test_resale_falls_with_age() -> None:
    # 0.7 · price when live, × 0.6 a year; nothing before, nothing after the end of life.
    fleet = build({"fleet.racks.H200_HGX.life_years": 1.0})
    v = of(fleet, "H200_HGX 2026-Q4")
    resale = fleet.resale_meur[v]
    assert len(resale) == 10
    assert resale[:2].tolist() == [0, 0]
    assert resale[2] == pytest.approx(0.7 * H200_MEUR)
    assert resale[6] == pytest.approx(0.7 * H200_MEUR * 0.6, rel=2e-3)
    assert resale[7:].tolist() == [0, 0, 0]
    opening = fleet.resale_meur[of(fleet, "H200_HGX opening 2026-Q3")]
    assert opening[0] == pytest.approx(0.7 * H200_MEUR * 0.6 ** (92 / 365.25))
    assert opening[-1] == 0  # live from 2026-Q3, gone in 2027-Q3


def test_life_beyond_the_horizon() -> None:
    fleet = build()
    assert (fleet.end_of_life_period == 9).all()
    assert (fleet.resale_meur[:, 9] > 0).all()


def test_a_product_is_ordered_inside_its_window_only() -> None:
    fleet = build({"fleet.racks.H200_HGX.order_from": "2027-Q1", "fleet.racks.H200_HGX.order_until": "2027-Q2"})
    orders = [name for name in fleet.vintage_names if name.startswith("H200_HGX 2")]
    assert orders == ["H200_HGX 2027-Q1", "H200_HGX 2027-Q2"]


def test_supply_of_a_later_date() -> None:
    changes = {"supply_per_quarter": 6, "supply_later_per_quarter": 12, "supply_later_from": "2027-Q3"}
    fleet = build({f"fleet.racks.GB300_NVL72.{key}": value for key, value in changes.items()})
    rows = [of(fleet, f"GB300_NVL72 {p}") for p in ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")]
    assert fleet.max_racks[rows].tolist() == [6, 6, 12, 12]


def test_supply_follows_the_length_of_a_period() -> None:
    months = make_calendar("2027-Q1", "2027-Q4", "month", days=1)
    supply = supply_by_period(20, None, None, months)
    assert supply.tolist() == [6, 7, 7] * 4
    years = make_calendar("2027-Q1", "2028-Q4", "year", days=1)
    assert supply_by_period(20, 30, dt.date(2028, 1, 1), years).tolist() == [80, 120]


def test_no_supply_no_vintage() -> None:
    fleet = build({"fleet.racks.B200_HGX.supply_per_quarter": 0})
    assert not any(name.startswith("B200_HGX") for name in fleet.vintage_names)


def test_months_as_periods() -> None:
    fleet = build({"horizon.period": "month", "horizon.end": "2027-Q3"})
    v = of(fleet, "H200_HGX 2026-11")
    assert (fleet.order_period[v], fleet.live_period[v]) == (1, 7)
    assert fleet.price_meur[v] == pytest.approx(H200_MEUR * 0.98 ** (1 / 3))


def test_volume_tiers_start_with_no_discount() -> None:
    fleet = build()
    assert fleet.tier_from_racks.tolist() == [1, 8, 16]
    assert fleet.tier_discount.tolist() == [0, 0.05, 0.08]


def test_dates() -> None:
    calendar = make_calendar("2026-Q4", "2027-Q4", "quarter", days=1)
    assert add_months(dt.date(2026, 10, 1), 9) == dt.date(2027, 7, 1)
    assert period_of(dt.date(2020, 1, 1), calendar) == 0
    assert period_of(dt.date(2027, 3, 31), calendar) == 1
    assert period_of(dt.date(2028, 1, 1), calendar) == 5
