"""Two plans side by side."""

from __future__ import annotations

import pytest

from planner.plan.plan import Plan
from planner.plan.studies.compare import compare, flat
from tests.plan.answers import answer, plan, scenario


def other() -> Plan:
    """The crowded site beside the roomy one, with a scenario that differs in one value."""
    inputs, solution = answer("crowded")
    changed = scenario("tiny-8-mw", site={"connection_mw": 0.8})
    return Plan.from_solution(changed, inputs, solution, {"gap_asked": 0.01})


def test_the_bridge_leads_from_one_value_to_the_other() -> None:
    """Proves: start plus all steps is the end; no residual is hidden."""
    bridge = compare(plan("npv"), other()).waterfall()
    totals = bridge.loc[bridge["kind"] == "total", "meur"].tolist()
    changes = bridge.loc[bridge["kind"] == "change", "meur"].sum()
    assert totals[0] + changes == pytest.approx(totals[1])
    assert totals == pytest.approx([plan("npv").kpi("npv_meur"), other().kpi("npv_meur")])


def test_inputs_that_differ_are_named_with_both_values() -> None:
    table = compare(plan("npv"), other()).inputs.set_index("path")
    assert table.loc["site.connection_mw", ["a", "b"]].tolist() == ["0.9", "0.8"]
    assert table.loc["settings.gap_asked", ["a", "b"]].tolist() == ["0.005", "0.01"]
    assert "name" not in table.index


def test_indicators_stand_side_by_side() -> None:
    table = compare(plan("npv"), other()).kpis
    pue = table.query("kpi == 'pue'").iloc[0]
    assert pue["difference"] == pytest.approx(pue["b"] - pue["a"])
    assert table["kpi"].iloc[0] == "tokens_per_kwh"


def test_a_plan_compared_with_itself_shows_nothing() -> None:
    same = compare(plan("npv"), plan("npv"))
    assert same.inputs.empty
    assert same.orders.empty
    assert (same.kpis["difference"].abs() < 1e-12).all()
    assert same.bridge["kind"].tolist() == ["total", "total"]


def test_orders_that_moved_are_counted() -> None:
    moved = compare(plan("npv"), other()).orders
    assert (moved["difference_racks"] == moved["b_racks"] - moved["a_racks"]).all()
    total = other().orders["racks"].sum() - plan("npv").orders["racks"].sum()
    assert moved["difference_racks"].sum() == total


def test_nested_values_get_dotted_paths() -> None:
    assert flat({"a": {"b": 1, "c": [2, {"d": None}]}}) == {"a.b": 1, "a.c.0": 2, "a.c.1.d": None}
