"""Ways out of a scenario without a plan: proposed, tried, and only then offered."""

from __future__ import annotations

import json
from typing import Any

import pytest

import planner
from planner import cli
from planner.cli.solve import no_plan_json
from planner.errors import InfeasiblePlan, Reason, WayOut
from planner.no_plan import answer
from planner.no_plan.text import message, of_error
from planner.no_plan.ways import WAYS, down, quarter_of, up
from planner.optimisation.models.limits import LIMITS
from planner.problem.settings import SolveSettings
from planner.scenario.schema import Scenario
from planner.words import has, say
from tests.what_if_scenario import START

KINDS = {"maintenance": ("n_minus_1", "transformers")}  # names of the same rows


@pytest.fixture(scope="module")
def small() -> Scenario:
    """The first edition over half a year, without racks of before."""
    scenario: Scenario = planner.load(START)
    return scenario.with_(**{"horizon.start": "2027-Q1", "horizon.end": "2027-Q2", "fleet.opening": []})


def answered(scenario: Scenario) -> InfeasiblePlan:
    with pytest.raises(InfeasiblePlan) as caught:
        planner.solve(scenario, days=1, processes=1)
    return caught.value


def test_every_limit_has_words_and_ways() -> None:
    """Proves: what the optimiser may name is said in both languages, as the optimiser says it, and has ways out."""
    for limit in LIMITS:
        for name in (limit.name, *KINDS.get(limit.name, ())):
            assert has(f"no plan limit {name}"), name
            assert WAYS[name], name
        assert limit.name in KINDS or say(f"no plan limit {limit.name} cure", "en") == limit.cure
        assert has(f"no plan limit unit {limit.unit}")


def test_a_connection_too_small_until_the_second_phase(small: Scenario) -> None:
    """Proves: amounts at the meter in the first period, and each way out, applied, gives a plan.

    By hand: 5.2 MW behind 0.955 draw 5.445 MW; half of 10 MW is open. 10 · 5.445/5 is 10.89 MW: 10.9.
    """
    late = small.with_(**{"site.auxiliaries_mw": 5.2, "site.phases.phase-2.earliest": "2027-Q2"})
    error = answered(late)
    (reason,) = error.reasons
    assert (reason.limit, reason.period, reason.unit) == ("connection", "2027-Q1", "MW")
    assert (reason.needed, reason.available) == pytest.approx((5.2 / 0.955, 5.0))
    assert [dict(way.fields) for way in error.ways_out] == [
        {"site.connection_mw": 10.9},
        {"site.phases.phase-2.earliest": "2027-Q1"},
        {"site.auxiliaries_mw": 4.77},
    ]
    assert error.ways_out[0].instead_of == {"site.connection_mw": 10.0}
    with planner.WhatIf(late, days=1, gap=0.5, processes=1) as what_if:
        for way in error.ways_out:
            assert what_if.solution(late.with_(**way.fields))[0].gap <= 0.5


def test_two_limits_are_mended_together(small: Scenario) -> None:
    """Proves: where neither would do alone, a way out changes both; budget of 1 of the 20 that a committed phase pays.

    The first phase is open when the plan is made; fit-out of the second is 5 MW at 3 M€, its capex 5.
    """
    error = answered(
        small.with_(
            **{
                "site.auxiliaries_mw": 5.2,
                "site.phases.phase-2.earliest": "2027-Q2",
                "site.phases.phase-2.capex_meur": 5.0,
                "site.fit_out_eur_per_mw": 3e6,
                "finance.capital_budget_meur": {2027: 1.0},
            }
        )
    )
    assert {one.limit for one in error.reasons} == {"connection", "capital"}
    first = error.ways_out[0].fields
    assert set(first) == {"site.connection_mw", "finance.capital_budget_meur.2027"}
    assert first["finance.capital_budget_meur.2027"] >= 20


def test_few_days_are_confirmed_on_all(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: sums of a few days are not believed: every day is looked at, and its amounts are those that are said."""
    capped = small.with_(**{"power.carbon.cap": {"t_per_year": 5.0, "basis": "location"}})
    monkeypatch.setattr(answer, "ways_out", lambda *_: iter(()))
    few = answered(capped)
    with pytest.raises(InfeasiblePlan) as caught, planner.WhatIf(capped, days=1, processes=1) as what_if:
        what_if.solution()
    assert few.on_all_days
    assert not caught.value.on_all_days
    assert few.reasons[0].needed != pytest.approx(caught.value.reasons[0].needed, rel=1e-3)


def test_few_days_that_say_too_much_are_told_apart(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: where all days allow a plan, nobody reads that none exists, and nothing is offered."""
    monkeypatch.setattr(planner.what_if.WhatIf, "solution", lambda *_, **__: None)
    reason = Reason("carbon", "2027-Q1", 2.0, 1.0, "t")
    error = answer.explained(small, SolveSettings(3), InfeasiblePlan("few", (reason,), on_all_days=False))
    assert not error.on_all_days
    assert error.ways_out == ()
    assert "No plan exists on the few days chosen" in str(error)
    assert str(error).endswith("hint: solve on all days (--days all).")


def test_what_is_tried_in_vain_is_not_offered(small: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a proposal that gives no plan, or that the scenario refuses, is no way out; then the cure is the hint."""

    def never(*_: Any, **__: Any) -> None:
        problem = "none"
        raise InfeasiblePlan(problem, (Reason("carbon", "2027-Q1", 2.0, 1.0, "t"),))

    monkeypatch.setattr(planner.what_if.WhatIf, "solution", never)
    reason = Reason("capital", "2027-Q1", 2.0, 1.0, "M€")
    error = answer.explained(small, SolveSettings(3), InfeasiblePlan("no", (reason,)))
    assert error.ways_out == ()
    assert str(error).endswith("hint: raise finance.capital_budget_meur of that year, or make a phase optional")


def test_machines_and_people_read_the_same(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: exit code 3, reasons and ways out as JSON on stdout, sentences of the language on stderr."""
    reason = Reason("connection", "2028-Q1", 12.4, 10.0, "MW")
    way = WayOut({"site.connection_mw": 12.4}, {"site.connection_mw": 10.0}, "connection", "2028-Q1")
    error = InfeasiblePlan(message((reason,), (way,), "en"), (reason,), (way,))

    def refuse(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr("planner.api.solve", refuse)
    monkeypatch.setattr("planner.api.load", lambda *_: None)
    assert cli.main(["solve", "any.yaml", "--json", "--quiet", "--locale", "fr"]) == 3
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["status"] == "infeasible"
    expected = {"limit": "connection", "period": "2028-Q1", "needed": 12.4, "available": 10.0, "unit": "MW"}
    assert found["reasons"] == [expected]
    assert found["ways_out"][0]["fields"] == {"site.connection_mw": 12.4}
    assert "il faut 12,4 MW, 10 MW disponibles" in said.err
    assert "site.connection_mw 12,4 au lieu de 10" in said.err
    assert "12.4 MW needed, 10 MW available" in str(error)
    assert of_error(error, "en") == json.loads(no_plan_json(error))["message"] == str(error)


def test_numbers_are_rounded_to_the_side_that_helps() -> None:
    assert (up(10.8901), up(0.30001), up(1234.0), up(20.0)) == (10.9, 0.301, 1240.0, 20.0)
    assert (down(4.7749), down(0.2999), down(5.0)) == (4.77, 0.299, 5.0)


@pytest.mark.parametrize(("period", "quarter"), [("2028-Q3", "2028-Q3"), ("2028", "2028-Q1"), ("2028-08", "2028-Q3")])
def test_the_quarter_of_a_period(small: Scenario, period: str, quarter: str) -> None:
    assert quarter_of(small, period) == quarter
