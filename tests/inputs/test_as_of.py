"""The day of the plan: nothing is ordered, opened or built before it, and present values are those of this day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest

from planner.calendar import Calendar, make_calendar
from planner.errors import ScenarioError
from planner.inputs.power.on_site import pv
from planner.inputs.power.phases import phase_arrays
from planner.inputs.racks.fleet import fleet_arrays, order_day
from planner.problem.periods import year_position
from planner.problem.site import Fleet
from planner.scenario.schema import Scenario
from tests.inputs.plain import plain_scenario

AS_OF = "horizon.as_of"
PV = {
    "earliest": "2026-Q4", "max_mw": 1.0, "capex_eur_per_kw": 900.0, "opex_share_per_year": 0.01, "life_years": 30.0,
    "end_value_share": 0.8, "tilt_deg": 20.0, "azimuth_deg": 180.0, "losses_share": 0.14,
}  # fmt: skip


def made(changes: dict[str, Any]) -> tuple[Scenario, Calendar]:
    scenario = plain_scenario(changes)
    horizon = scenario.horizon
    return scenario, make_calendar(horizon.start, horizon.end, horizon.period, days=1)


def fleet(as_of: str | None) -> Fleet:
    return fleet_arrays(*made({AS_OF: as_of} if as_of else {}))


def orders(found: Fleet, rack: str) -> dict[str, tuple[int, int]]:
    """Live period and supply by order period."""
    rows = [v for v, name in enumerate(found.vintage_names) if name.startswith(rack) and found.order_period[v] >= 0]
    return {found.vintage_names[v].split()[1]: (int(found.live_period[v]), int(found.max_racks[v])) for v in rows}


def test_the_first_day_of_the_horizon_changes_nothing() -> None:
    """Proves: as of the first day, every array of the fleet and every factor is that of a scenario without the day."""
    without, given = fleet(None), fleet("2026-10-01")
    assert given.vintage_names == without.vintage_names
    for name in ("live_period", "max_racks", "price_meur", "opex_meur", "resale_meur"):
        np.testing.assert_array_equal(getattr(given, name), getattr(without, name))
    calendar = made({})[1]
    np.testing.assert_array_equal(
        calendar.periods(0.09).discount, calendar.periods(0.09, dt.date(2026, 10, 1)).discount
    )


def test_an_order_of_the_running_quarter_counts_from_the_next_month() -> None:
    """Proves: on 15 November the order of the quarter counts from 1 December, with a third of its supply.

    Six months later is June: racks are there from the third quarter of 2027 (period 3), not from the second, as an
    order of 1 October would be.
    """
    before, after = orders(fleet(None), "H200_HGX"), orders(fleet("2026-11-15"), "H200_HGX")
    assert before["2026-Q4"][0] == 2
    assert after["2026-Q4"] == (3, before["2026-Q4"][1] // 3)
    assert {p: after[p] for p in after if p != "2026-Q4"} == {p: before[p] for p in before if p != "2026-Q4"}


def test_racks_are_sold_from_the_first_period_after_the_day() -> None:
    assert [fleet(day).first_sale_period for day in (None, "2026-09-01", "2026-10-01", "2026-11-15")] == [0, 0, 0, 1]


def test_quarters_that_are_over_offer_no_order() -> None:
    """Proves: on 10 March 2027 the first order counts from 1 April, which is the second quarter's own."""
    after = orders(fleet("2027-03-10"), "H200_HGX")
    assert min(after) == "2027-Q2"
    assert after["2027-Q2"] == orders(fleet(None), "H200_HGX")["2027-Q2"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(None, "2026-10-01"), ("2026-09-01", "2026-10-01"), ("2026-12-01", "2026-12-01"), ("2026-12-02", "2027-01-01")],
)
def test_the_day_an_order_counts_from(as_of: str | None, expected: str) -> None:
    day = None if as_of is None else dt.date.fromisoformat(as_of)
    assert order_day(dt.date(2026, 10, 1), day) == dt.date.fromisoformat(expected)


def test_present_values_are_those_of_the_day() -> None:
    """Proves: 61 of the 365 days of 2026 after the first day, all factors are 1.09^(61/365) higher."""
    calendar = made({})[1]
    without, given = calendar.periods(0.09), calendar.periods(0.09, dt.date(2026, 12, 1))
    assert given.discount == pytest.approx(without.discount * 1.09 ** (61 / 365))
    assert given.discount_at_end == pytest.approx(without.discount_at_end * 1.09 ** (61 / 365))
    assert year_position(dt.date(2028, 7, 1)) == pytest.approx(2028 + 182 / 366)


def test_a_phase_that_is_to_be_decided_never_opens_before_the_day() -> None:
    """Proves: period 2 is the first to begin after 5 February 2027; a committed phase keeps its quarter."""
    changes = {AS_OF: "2027-02-05", "site.phases.phase-2.earliest": "2026-Q4"}
    open_phase = phase_arrays(*made(changes | {"site.phases.phase-2.committed": False}))
    signed = phase_arrays(*made(changes | {"site.phases.phase-2.committed": True}))
    assert (open_phase.earliest_period[1], signed.earliest_period[1]) == (2, 0)


def test_nothing_is_built_before_the_day() -> None:
    scenario, calendar = made({AS_OF: "2027-02-05", "power.pv": PV})
    panels = pv(scenario, calendar)
    assert panels is not None
    assert np.flatnonzero(panels.capacity.most).min() == 2


def test_a_day_after_the_horizon_is_refused() -> None:
    with pytest.raises(ScenarioError) as caught:
        plain_scenario({AS_OF: "2029-01-01"})
    assert "horizon.as_of is 2029-01-01.\nAllowed: a day before 2029-01-01" in str(caught.value)
