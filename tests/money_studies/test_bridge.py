"""Bridges: every euro of the difference stands in a step or in the residual; each field moves with one driver."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import InfeasiblePlan, ScenarioError
from planner.inputs.build import build_inputs
from planner.money_studies.bridge import CHANGE, COLUMNS, RESIDUAL, _steps, bridge
from planner.plan.money.cash_flow import npv_meur
from planner.scenario.drivers import DRIVERS, differing, driver_of, mixed
from planner.scenario.schema import Scenario
from tests.money_studies.cases import DAYS, HOW, plan, scenario
from tests.random_scenarios import random_scenario

# One field of each driver of the bridge.
FIELDS: dict[str, dict[str, Any]] = {
    "volume": {"workloads.assistant.level_tokens_per_s": 2e5},
    "token price": {"workloads.assistant.price_change_per_year": -0.5},
    "rates": {"fleet.availability": 0.9},
    "rack price": {"fleet.opex_share_per_year": 0.08},
    "power": {"power.spot.scale": 2.0},
    "grid": {"site.connection_mw": 1.5},
    "contracts": {"workloads.enterprise.uncommitted_share": 0.8},
    "capital": {"finance.discount_rate": 0.12},
    "timing": {"fleet.racks.H200_HGX.lead_time_months": 6},
    "other": {"objective.value_of_lost_load_multiple": 5.0},
}


OF_DRIVERS = {
    "volume": ["workloads.new"],
    "token price": [
        "workloads.a.price_of", "workloads.a.revenue_eur_per_gpu_hour", "finance.cost_of_sales_share",
    ],
    "rates": ["workloads.a.model", "fleet.operating_points.basis"],
    "rack price": ["finance.usd_per_eur", "fleet.racks.X.price_usd", "fleet.opening_value"],
    "power": ["power.taxes.excise_eur_per_mwh", "site.cooling.design"],
    "grid": ["power.tariff.version", "site.phases.p.connection_share"],
    "contracts": ["workloads.a.offers.b.price_eur"],
    "capital": ["finance.debt", "fleet.opening", "site.phases.p.capex_meur", "site.shell_keur_per_mw_month"],
    "timing": ["fleet.racks.X", "fleet.racks.X.supply_per_quarter", "fleet.on_order", "horizon.end",
               "site.phases.p.earliest"],
    "other": ["uncertainty"],
}  # fmt: skip


@pytest.mark.parametrize(("path", "driver"), [(path, name) for name, paths in OF_DRIVERS.items() for path in paths])
def test_each_field_moves_with_one_driver(path: str, driver: str) -> None:
    """Proves, by hand: which driver a field belongs to."""
    assert driver_of(path) == driver


@settings(max_examples=6, deadline=None)
@given(st.sets(st.sampled_from(sorted(FIELDS))), st.sampled_from([6, 5]))
def test_scenarios_on_the_way_are_of_both_ends(names: set[str], seed: int) -> None:
    """Proves: with no driver moved it is a, with all it is b but for its name; what differs is sorted by its driver.

    Also where whole workloads and racks come or go: seed 5 has others.
    """
    a = scenario("plain").values()
    own = random_scenario(seed).with_(**{path: v for name in names for path, v in FIELDS[name].items()})
    b = own.values()
    assert mixed(a, b, set()) == a
    assert Scenario.from_values(mixed(a, b, set(DRIVERS)) | {"name": b["name"], "title": b["title"]}) == own
    by_driver = differing(a, b)
    assert all(driver_of(path) == name for name, paths in by_driver.items() for path in paths)
    assert differing(a, a) == {}


@cache
def other_plan() -> Any:
    """The plan of another scenario: three drivers moved."""
    return plan("plain", power__spot__scale=2.0, site__opex_meur_per_year=3.0, site__connection_mw=1.5)


def checked(table: pd.DataFrame, a: float, b: float) -> pd.DataFrame:
    """The identity, on any bridge; returns its steps and residual by name."""
    assert table.columns.tolist() == COLUMNS
    moves = table.loc[table["kind"].isin([CHANGE, RESIDUAL])]
    assert a + moves["meur"].sum() == pytest.approx(b, rel=1e-12, abs=1e-12)
    assert table["meur"].iloc[[0, -1]].tolist() == [a, b]
    running = a + moves["meur"].cumsum()
    assert moves["value_meur"].tolist() == pytest.approx(running.tolist())
    return moves.set_index("step")


def test_bridge_and_residual_are_the_difference() -> None:
    """Proves: on solved plans the steps and the residual add up; the steps are those of the fields that differ.

    By hand: running costs of the site change no decision, so that step is their present value, within what is left
    unproven of both plans.
    """
    first, last = plan("plain"), other_plan()
    a, b = npv_meur(first.cash_flow), npv_meur(last.cash_flow)
    steps = checked(bridge(first, last, **HOW), a, b)
    assert steps.index.tolist() == ["power", "grid", "capital", RESIDUAL]
    assert steps.loc["power", "fields"] == "power.spot.scale"
    x = build_inputs(scenario("plain"), days=DAYS)
    per_meur = float((x.phases.site_opex_meur * x.periods.discount).sum()) / scenario("plain").site.opex_meur_per_year
    more = 3.0 - scenario("plain").site.opex_meur_per_year
    open_meur = 2 * HOW["gap"] * max(abs(a), abs(b), 1.0)
    assert steps.loc["capital", "meur"] == pytest.approx(-more * per_meur, abs=2 * open_meur)
    assert steps.loc[RESIDUAL, "meur"] == pytest.approx(0.0, abs=2 * open_meur)


def test_the_residual_holds_what_no_step_explains() -> None:
    """Proves: a run that says another value than its scenario is worth ends at its own value, by the residual."""
    first = plan("plain")
    odd = first.cash_flow.copy()
    odd.loc[odd.index[0], "present_eur"] += 5e6
    last = dataclasses.replace(first, cash_flow=odd).with_manifest(days=2)
    a, b = npv_meur(first.cash_flow), npv_meur(last.cash_flow)
    steps = checked(bridge(first, last, **HOW), a, b)
    assert steps.index.tolist() == [RESIDUAL]
    assert steps.loc[RESIDUAL, "meur"] == pytest.approx(5.0)
    assert "runs on 1 and 2 days" in steps.loc[RESIDUAL, "note"]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.floats(-100, 100), min_size=3, max_size=3),
    st.floats(-100, 100),
    st.sets(st.sampled_from([0, 1])),
)
def test_a_step_without_plan_moves_with_the_next(worth: list[float], start: float, refused: set[int]) -> None:
    """Proves, on any values: steps end at the last value; one that has no plan is 0 and the next one holds both."""
    paths = {name: (path,) for name in ("power", "grid", "capital") for path in FIELDS[name]}
    calls = iter(range(3))

    def value(_: Scenario) -> float:
        at = next(calls)
        if at in refused:
            message = "no plan exists"
            raise InfeasiblePlan(message)
        return worth[at]

    a = scenario("plain").values()
    b = scenario("plain").with_(**{p: v for name in paths for p, v in FIELDS[name].items()}).values()
    steps = _steps(a, b, paths, start, value, lambda name: None)
    assert start + sum(step[1] for step in steps) == pytest.approx(worth[-1], abs=1e-9)
    assert [step[1] for i, step in enumerate(steps) if i in refused] == [0.0] * len(refused)
    assert all(step[3].startswith("moves with the next") == (i in refused) for i, step in enumerate(steps))


def test_a_bridge_needs_two_plans() -> None:
    """Proves: what was read and what is allowed."""
    with pytest.raises(ScenarioError, match="type Scenario was read; allowed: a plan of one site"):
        bridge(scenario("plain"), plan("plain"))  # type: ignore[arg-type]
