"""What a plan costs and is worth, its band, what limits it, and what would change it most."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from planner.plan.news.change import change_facts
from planner.plan.news.cost import cost_facts
from planner.plan.news.fact import Fact
from planner.plan.news.limits import at_connection, connection_limits, limit_facts
from planner.plan.several.spread import MEASUREMENT_COLUMNS
from planner.plan.studies.one_more import COLUMNS
from tests.charts.small_plan import small_plan
from tests.charts.small_uncertain import small_uncertain

BINDING = pd.DataFrame(
    [("2027-Q1", "capital", ""), ("2027-Q2", "capital", ""), ("2027-Q3", "connection", ""), ("2027-Q4", "demand", ""),
     ("2028-Q1", "demand", "")],
    columns=["period", "what", "detail"],
)  # fmt: skip


def test_capital_and_values_are_those_of_the_tables() -> None:
    plan = small_plan(1)
    rows = [("npv_meur", "MEUR", 30.0, 20.0, 10.0)]
    plan = dataclasses.replace(
        plan, reference=pd.DataFrame(rows, columns=["kpi", "unit", "site", "reference", "orders"])
    )
    facts = {one.kind: one for one in cost_facts(plan)}
    assert facts["capital"].amount == plan.orders["racks"].sum()
    assert facts["capital"].meur == pytest.approx(plan.orders["cost_meur"].sum())
    assert (facts["npv of orders"].amount, facts["npv without orders"].amount) == (10.0, 20.0)
    assert facts["npv of site"].amount == plan.kpi("npv_meur")
    assert facts["no band"].what == "no scenario"


def test_a_band_is_that_of_the_paths_or_none_is_told() -> None:
    """Proves: P10 and P90 are those of the spread; without paths it says whether the scenario describes any."""
    paths, plan = small_uncertain(), small_plan(1)
    value = paths.spread.set_index("figure").loc["npv_meur"]
    facts = {one.kind: one for one in cost_facts(plan, paths)}
    assert (facts["npv P10"].amount, facts["npv P90"].amount) == (value["p10"], value["p90"])
    assert facts["paths"].amount == len(paths.paths)
    assert "no band" not in facts
    for scenario, why in (({"name": "x"}, "not described"), ({"uncertainty": {"paths": 12}}, "not solved")):
        none = {one.kind: one for one in cost_facts(plan.with_manifest(scenario=scenario))}
        assert none["no band"].what == why


def test_each_stretch_has_its_limit() -> None:
    """Proves: a fact where the limit changes, and where power stands to the connection.

    A bug would give: five facts, one a period.
    """
    power = small_plan(1).power.assign(connection_mw=[5.0, 5, 10, 10, 10], headroom_to_connection_mw=[1, 1, 0, 0.4, 1])
    plan = dataclasses.replace(small_plan(1), binding=BINDING, power=power)
    assert limit_facts(plan) == [
        Fact("limit", "2027-Q1", 5.0, "MW", None, "capital"),
        Fact("limit", "2027-Q3", 10.0, "MW", None, "connection"),
        Fact("limit", "2027-Q4", 10.0, "MW", None, "demand"),
        Fact("at connection", "2027-Q3", 1.0, "periods"),
    ]
    assert at_connection(plan) == connection_limits(plan) == ["2027-Q3"]
    roomy = dataclasses.replace(plan, power=power.assign(headroom_to_connection_mw=[1, 1, 0.5, 0.4, 1]))
    assert limit_facts(roomy)[-1] == Fact("below connection", "all", 0.4, "MW")


def test_the_decision_that_gains_most_and_the_measurement_worth_most() -> None:
    """Proves: prices and demand are no decision, a gain comes before a larger loss, and what is missing says so."""
    plain = dict.fromkeys(COLUMNS, 0.0) | {"item": "", "side": "more", "step": 1.0, "unit": "MW"}
    rows = [
        plain | {"what": "price", "value_meur": 99.0},
        plain | {"what": "connection", "value_meur": -8.0},
        plain | {"what": "supply", "item": "VR_NVL72", "value_meur": 3.0},
    ]
    plan = dataclasses.replace(small_plan(1), one_more=pd.DataFrame(rows, columns=COLUMNS))
    decide, measure = change_facts(plan)
    assert (decide.kind, decide.what, decide.meur) == ("decide more", "supply: VR_NVL72", pytest.approx(3.0))
    assert (measure.kind, measure.what) == ("no measurement", "no paths")
    row = ("Mistral-Large-3", "GB300_NVL72", 0.28, 1.37, 793.0, 897.0, 976.0, 12.0, 0.0, 20.0, 3)
    measured = dataclasses.replace(small_uncertain(), measurements=pd.DataFrame([row], columns=MEASUREMENT_COLUMNS))
    nothing, measure = change_facts(small_plan(1), measured)
    assert nothing.kind == "no decision"
    assert (measure.what, measure.meur) == ("Mistral-Large-3 · GB300 NVL72", pytest.approx(1.37))
    bare = dataclasses.replace(small_uncertain(), measurements=measured.measurements.iloc[:0])
    assert change_facts(plan, bare)[1].kind.startswith("no measurement, ")
