"""Two to five plans side by side: by hand on plans whose orders and inputs are changed."""

from __future__ import annotations

import dataclasses

import pytest

from planner.charts.studies.compared import SUBJECTS, overlaid, overlaid_data
from planner.plan.plan import Plan
from planner.plan.studies.compare_several import (
    inputs_beside,
    kpis_beside,
    names_of,
    on_other_days,
    orders_beside,
)
from tests.charts.small_plan import small_plan


def three() -> dict[str, Plan]:
    """One plan, the same with a rack more in every order, and that with another connection in its scenario."""
    plan = small_plan(1).with_manifest(scenario={"name": "a", "site": {"connection_mw": 1.0}})
    plan = dataclasses.replace(plan, title="one")
    more = dataclasses.replace(plan, title="two", orders=plan.orders.assign(racks=plan.orders["racks"] + 1))
    wide = more.with_manifest(scenario={"name": "b", "site": {"connection_mw": 2.0}})
    wide = dataclasses.replace(wide, title="three")
    plans = [plan, more, wide]
    return dict(zip(names_of(plans), plans, strict=True))


def test_inputs_have_a_column_a_plan() -> None:
    """Proves: only what is not the same in all is listed, with each plan's own value; names do not count."""
    assert inputs_beside(three()).to_numpy().tolist() == [["site.connection_mw", "1.0", "1.0", "2.0", ""]]


def test_orders_have_a_column_a_plan() -> None:
    """Proves: every order differs by one rack; plans with the same orders list none."""
    plans = three()
    table = orders_beside(plans)
    assert (table["two"] - table["one"]).tolist() == [1] * len(table)
    assert table["three"].tolist() == table["two"].tolist()
    assert table["one"].sum() == plans["one"].orders["racks"].sum()
    assert orders_beside({"two": plans["two"], "three": plans["three"]}).empty


def test_indicators_are_those_of_each_plan() -> None:
    """Proves: each column is the plan's own, in its own order; one that a plan does not have is NaN, not another's."""
    plans = three() | {"other": small_plan(2)}
    table = kpis_beside(plans).set_index("kpi")
    for name, plan in plans.items():
        assert table.loc["npv_meur", name] == pytest.approx(plan.kpi("npv_meur"))
    assert table.index[0] == "tokens_per_kwh"
    fewer = dataclasses.replace(plans["one"], kpis=plans["one"].kpis.loc[plans["one"].kpis["kpi"] != "pue"])
    assert kpis_beside({"one": fewer, "two": plans["two"]}).set_index("kpi")["one"].isna()["pue"]


def test_plans_of_the_same_title_are_told_apart() -> None:
    """Proves: by days where these differ, which is then said; else by run_id."""
    plan = small_plan(1)
    full = plan.with_manifest(days="all", run_id="full")
    assert names_of([plan, full]) == [f"{plan.title}, days: 3", f"{plan.title}, days: all"]
    assert on_other_days([plan, full])
    assert not on_other_days([plan, small_plan(2)])
    assert names_of([plan, plan.with_manifest(run_id="again")]) == [plan.run_id, "again"]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_charts_lay_one_line_a_plan(subject: str) -> None:
    """Proves: a line a plan over all its periods; tokens and GPUs add up to the plan's tables."""
    plans = three()
    data = overlaid_data(plans, subject)
    assert [trace.name for trace in overlaid(plans, subject, "fr").data] == ["one", "two", "three"]
    assert list(data["period"]) == list(plans["one"].periods)
    tokens = plans["one"].tokens.query("unit == 'Mtokens'")
    sums = {"tokens": (tokens["served_here"] + tokens["burst"]).sum() / 1e3, "gpus": plans["one"].fleet["gpus"].sum()}
    if subject in sums:
        assert data["one"].sum() == pytest.approx(sums[subject])
