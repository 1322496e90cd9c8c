"""Which measurement first: every predicted time is priced, on few days and then on more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import planner
from planner import cli
from planner.errors import ScenarioError
from planner.measure_first import DAYS, worth_of_measurements
from planner.plan.several import uncertain
from planner.problem.settings import SolveSettings
from planner.scenario.schema import Scenario
from tests.charts.small_uncertain import small_uncertain
from tests.inputs.plain import plain_scenario


def scenario(basis: str) -> Scenario:
    """Two racks and one model over three quarters, so that nine solves are quick."""
    values = plain_scenario().values()
    racks = {name: values["fleet"]["racks"][name] for name in ("H200_HGX", "B200_HGX")}
    return plain_scenario(
        {
            "horizon.end": "2027-Q2",
            "fleet.operating_points": {"basis": basis},
            "fleet.racks": racks,
            "fleet.opening": [{"rack": "H200_HGX", "racks": 4, "live_from": "2026-Q3"}],
            "workloads": {"assistant": values["workloads"]["assistant"]},
            "power.burst.rack": "H200_HGX",
        }
    )


def test_every_time_is_priced_and_those_that_may_lead_on_more_days() -> None:
    """Proves: a value for each model on each rack, none below zero; the best one is worked out on most days."""
    steps: list[int] = []
    worths, unpriced = worth_of_measurements(scenario("predicted"), 0, SolveSettings(days=3), steps.append)
    assert unpriced == 0
    assert [pair for pair, *_ in worths] == [("Mistral-Medium-3.5", "H200_HGX"), ("Mistral-Medium-3.5", "B200_HGX")]
    assert all(sigma > 0 and knowing.value_meur >= 0 for _, sigma, knowing, _ in worths)
    best = max(worths, key=lambda worth: worth[2].value_meur)
    if best[2].value_meur > 0:
        assert best[3] == DAYS[-1]
    assert steps == list(range(1, len(steps) + 1))
    for _, _, knowing, _ in worths:
        assert knowing.own_meur[0] >= knowing.own_meur[2] - 1e-6  # slow is never better than fast


def test_nothing_is_priced_by_the_nearest_row_and_what_is_stopped_is_left_out() -> None:
    settings = SolveSettings(days=1)
    assert worth_of_measurements(scenario("nearest-row"), 0, settings, lambda _: None) == ([], 0)
    stopped = SolveSettings(days=1, cancel=lambda: True)
    assert worth_of_measurements(scenario("predicted"), 0, stopped, lambda _: None) == ([], 2)


def test_no_more_days_than_the_plan_itself() -> None:
    worths, _ = worth_of_measurements(scenario("predicted"), 0, SolveSettings(days=2), lambda _: None)
    assert {n for *_, n in worths} == {1}


def test_a_saved_plan_is_priced_afterwards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: the command prints what is then in the store, beside the plan as it was; nothing is left out any more."""
    own = scenario("predicted")
    before = small_uncertain().with_manifest(
        scenario=own.values(), decide_until=own.horizon.start, left_out=["24 measurements", "the trial on 3 of 5 paths"]
    )
    before.save(tmp_path)
    command = ["measure-first", f"{before.run_id}.uncertain", "--days", "1", "--processes", "1"]
    assert cli.main([*command, "--store", str(tmp_path), "--json"]) == 5  # of its trial something is still left out
    printed = json.loads(capsys.readouterr().out)
    after = uncertain.load(tmp_path, "latest")
    assert [row["model"] for row in printed] == ["Mistral-Medium-3.5"] * 2
    assert [row["value_meur"] for row in printed] == pytest.approx(after.measurements["value_meur"].tolist())
    assert after.manifest["left_out"] == ["the trial on 3 of 5 paths"]
    assert (after.manifest["predicted_times"], after.measured_first) == (2, "listed")
    assert after.orders.equals(before.orders)


def test_stopped_before_the_first_it_is_still_not_worked_out() -> None:
    own = scenario("predicted")
    plan = small_uncertain().with_manifest(scenario=own.values(), decide_until=own.horizon.start)
    stopped = planner.price_measurements(plan, days=1, cancel=lambda: True)
    assert stopped.measurements.empty
    assert stopped.manifest["left_out"] == ["2 measurements"]
    assert stopped.measured_first == "not worked out"


def test_it_is_asked_of_plans_for_paths_only(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ScenarioError, match="measure_first: True was given, without paths"):
        planner.solve(scenario("predicted"), days=1, measure_first=True)
    assert cli.main(["measure-first", "none", "--store", "no-such-store"]) == 4
    assert 'no plan under uncertainty "none"' in capsys.readouterr().err
