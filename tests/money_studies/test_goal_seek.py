"""Goal seek: the least value that reaches an aim, both ends of the last step solved; and why it is out of reach."""

from __future__ import annotations

from typing import Any

import pytest

from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.money_studies.drivers import changed
from planner.money_studies.goal_seek import goal_seek, site_fields
from planner.money_studies.reached import reached_by, revenue_by_year, revenue_if_all_served
from planner.plan.money.cash_flow import npv_meur
from planner.what_if import WhatIf
from planner.worth.changes import demand_fields, price_fields
from tests.money_studies.cases import DAYS, HOW, plan, scenario


def test_the_least_price_reaches_the_aim_and_less_does_not() -> None:
    """Proves: solved from scratch, the answer reaches the value asked for, and the same less its tolerance does not."""
    base = scenario("plain")
    target = npv_meur(plan("plain").cash_flow) + 1.5
    goal = goal_seek(base, "npv", target, "price", tolerance=0.2, low=1.0, high=1.5, **HOW)
    assert goal.value is not None
    assert goal.value > 1.0
    with WhatIf(base, **HOW) as what_if:
        values = [
            what_if.solution(changed(base, "price", factor).scenario)[0].objective_meur
            for factor in (goal.value, goal.value / 1.2)
        ]
    close = 2 * HOW["gap"] * max(map(abs, values))
    assert values[0] >= target - close
    assert values[1] < target + close
    assert goal.npv_meur == goal.reached == pytest.approx(values[0], abs=close)
    assert goal.racks is not None
    assert goal.funding_meur is not None


def test_what_is_reached_already_is_said() -> None:
    """Proves: an aim below what the lowest value gives is answered with that value, and the note says so."""
    goal = goal_seek(scenario("plain"), "npv", -1000.0, "rate", low=0.9, high=1.1, **HOW)
    assert goal.value == pytest.approx(0.9)
    assert "lowest value tried" in goal.note


def test_no_site_earns_more_than_its_demand_pays() -> None:
    """Proves: revenue if all were served bounds that of the plan; above it the answer is demand, whatever the site."""
    x = build_inputs(scenario("plain"), days=DAYS)
    most = revenue_if_all_served(x, None)
    assert 0 < revenue_by_year(plan("plain"))[2027] <= most + 1e-9
    goal = goal_seek(scenario("plain"), "revenue", most * 1.01, low=1.0, high=1.2, tolerance=0.5, **HOW)
    assert goal.value is None
    assert goal.note.startswith("not with this demand")
    assert f"{most:.1f} M€" in goal.note


def test_supply_that_comes_too_late_is_said() -> None:
    """Proves: four times the site and the demand, racks one a quarter: what plenty of racks earn is out of reach.

    The horizon ends with 2027, so the answer is: not before 2028.
    """
    base = scenario("plain")
    few = {f"fleet.racks.{name}.supply_per_quarter": 1 for name in base.fleet.racks}
    dearer = base.with_(**few, **price_fields(base, 500.0))  # so that every rack pays
    rich = dearer.with_(**demand_fields(dearer, 300.0))
    most = revenue_if_all_served(build_inputs(rich, days=DAYS), None)
    goal = goal_seek(rich, "revenue", 0.8 * most, low=3.9, high=4.0, tolerance=0.5, **HOW)
    assert goal.value is None
    assert goal.note == "not before 2028 with this supply"
    assert goal.racks is not None
    assert goal.racks <= 4 * len(few)


def test_a_larger_site_has_more_of_all() -> None:
    """Proves, by hand: twice the megawatts, positions, cooling, floor and capex of each phase."""
    base = scenario("plain")
    larger = base.with_(**site_fields(base, 2.0))
    assert larger.site.connection_mw == pytest.approx(2 * base.site.connection_mw)
    for name, phase in base.site.phases.items():
        other = larger.site.phases[name]
        for field in ("rack_positions", "liquid_cooling_mw", "floor_load_t", "capex_meur"):
            assert getattr(other, field) == pytest.approx(
                2 * getattr(phase, field), abs=1.0 if "pos" in field else 1e-9
            )


def test_what_a_plan_reaches_is_in_its_tables() -> None:
    """Proves: the cover is the least of the quarters that owe; revenue up to a year, value and racks are the plan's."""
    made, x = plan("loan"), build_inputs(scenario("loan"), days=DAYS)
    ratios = made.ratios("quarter")
    covers = ratios.loc[ratios["ratio"] == "dscr", "value"]
    assert len(covers) == 4
    assert reached_by(made, x, "dscr", None).reached == pytest.approx(covers.min())
    assert reached_by(made, x, "npv", None).reached == made.kpi("npv_meur")
    earned = reached_by(made, x, "revenue", 2027)
    assert earned.reached == earned.revenue_meur[2027] > 0
    assert earned.racks == made.orders["racks"].sum()
    of_none = reached_by(plan("plain"), x, "dscr", None)
    assert of_none.reached == float("inf")


@pytest.mark.parametrize(
    ("question", "options", "words"),
    [
        (("profit", 1.0), {}, 'there is no aim "profit"'),
        (("npv", 1.0, "sites"), {}, 'Did you mean "site"?'),
        (("revenue", 0.0), {}, "a number above 0"),
        (("npv", float("nan")), {}, "allowed is a number"),
        (("dscr", 1.2), {}, "there is no debt"),
        (("revenue", 1.0), {"by": 2040}, "2027 to 2027"),
        (("npv", 1.0), {"by": 2027}, "of a revenue"),
        (("npv", 1.0), {"low": 2.0, "high": 1.0}, "the first must be less"),
        (("npv", 1.0), {"low": 0.0, "high": 1.0}, "above 0"),
        (("npv", 1.0), {"tolerance": 0.0}, "0.001 to less than 1"),
    ],
)
def test_bad_questions_are_refused(question: tuple[Any, ...], options: dict[str, Any], words: str) -> None:
    """Proves: one clear error each, before anything is solved."""
    with pytest.raises(ScenarioError) as error:
        goal_seek(scenario("plain"), *question, **options)
    assert words in str(error.value)
