"""What one more is worth: the difference of two solves, on both sides, for what can still be had and nothing else."""

from __future__ import annotations

import json
import math
import time
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import planner
from planner import cli
from planner.charts.worth import one_more_data, worth_text
from planner.errors import ScenarioError
from planner.inputs.build import build_inputs
from planner.jobs import background
from planner.optimisation.search.session import solve_inputs
from planner.plan.plan import Plan
from planner.plan.store import disk
from planner.plan.studies.one_more import LESS, MORE, Worth, one_more_table, thing_text
from planner.report.html import render
from planner.scenario.schema import Scenario
from planner.worth.changes import Change, changes
from planner.worth.values import WITHIN, one_more_values
from tests.random_scenarios import random_scenario

SEEDS = (1, 2)
CLOSE = 2e-5  # gap of the two full solves


def optimum(change: Change | Scenario) -> tuple[float, float]:
    """Value of the best plan, and how far the best possible may be above it [MEUR]."""
    scenario, on_inputs = (change, None) if isinstance(change, Scenario) else (change.scenario, change.on_inputs)
    x = build_inputs(scenario, days=1)
    solution = solve_inputs(x if on_inputs is None else on_inputs(x), gap=CLOSE, processes=1)
    return solution.objective_meur, abs(solution.bound_meur - solution.objective_meur)


@cache
def worths(seed: int) -> tuple[Worth, ...]:
    return tuple(one_more_values(random_scenario(seed), days=1, gap=5e-4, processes=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_differences_of_two_full_solves(seed: int) -> None:
    """Proves: each value is within 5 % of two solves from scratch or in its proven range.

    All first steps, and every third of the larger ones; benchmarks/one_more.py tries twenty plans and the base.
    """
    scenario = random_scenario(seed)
    base, open_base = optimum(scenario)
    last = {worth.key: worth for worth in worths(seed)}
    assert len(last) >= 12
    assert max(abs(worth.value_meur) for worth in last.values()) > 0.01  # something is worth something
    for number, group in enumerate(changes(scenario)):
        worth = last[group[0].what, group[0].item, group[0].side]
        ranges = [(worth.value_meur, worth.low_meur, worth.high_meur)]
        if len(group) > 1 and number % 3 == 0:
            ranges.append((worth.larger_value_meur, worth.larger_low_meur, worth.larger_high_meur))
        for change, (value, low, high) in zip(group, ranges, strict=False):
            full, unproven = optimum(change)
            difference, unproven = full - base, unproven + open_base
            near = abs(difference - value) <= WITHIN * abs(difference)
            inside = low - unproven <= difference <= high + unproven
            assert near or inside, (worth.key, change.step, difference, value, low, high)
            assert low <= value <= high


@pytest.mark.parametrize("seed", SEEDS)
def test_more_supply_is_never_worth_less_than_nothing(seed: int) -> None:
    """Proves: on both sides the sign of supply is right, and the first steps come before any larger one."""
    for worth in worths(seed):
        if worth.what == "supply":
            assert worth.value_meur >= 0 if worth.side == MORE else worth.value_meur <= 0
    order = [math.isnan(worth.larger_step) for worth in worths(seed)]
    assert order == sorted(order, reverse=True)
    assert all(worth.holds_to in (worth.step, worth.larger_step) for worth in worths(seed))
    table = one_more_table(worths(seed))
    assert len(table) == len({worth.key for worth in worths(seed)})


def offered(scenario: Scenario) -> set[tuple[str, str, str]]:
    return {(group[0].what, group[0].item, group[0].side) for group in changes(scenario)}


def test_only_what_can_still_be_had_is_offered() -> None:
    """Proves: no rack past its window or after the day of the plan, no earlier delivery than at once, no open phase."""
    scenario = random_scenario(1)
    rack, other = list(scenario.fleet.racks)[:2]
    assert ("supply", rack, MORE) in offered(scenario)
    gone = scenario.with_(**{f"fleet.racks.{rack}.order_until": "2026-Q4"})
    assert not {key for key in offered(gone) if key[:2] == ("supply", rack)}
    assert ("supply", other, MORE) in offered(gone)
    window = {f"fleet.racks.{rack}.order_until": "2027-Q2"}
    assert ("supply", rack, MORE) in offered(scenario.with_(**window))
    late = scenario.with_(**window, **{"horizon.as_of": "2027-07-02"})
    assert ("supply", rack, MORE) not in offered(late)
    at_once = scenario.with_(**{f"fleet.racks.{name}.lead_time_months": 0 for name in scenario.fleet.racks})
    assert {key for key in offered(at_once) if key[0] == "lead time"} == {("lead time", "", LESS)}
    assert not {key for key in offered(scenario) if key[:2] == ("phase", "phase-1")}  # open from 2026 on
    assert {key for key in offered(scenario) if key[0] == "phase"} == {
        ("phase", "phase-2", MORE),
        ("phase", "phase-2", LESS),
    }
    soon = scenario.with_(**{"horizon.as_of": "2027-04-02"})
    assert {key for key in offered(soon) if key[0] == "phase"} == {("phase", "phase-2", LESS)}
    assert not {key for key in offered(scenario) if key[0] == "on order"}
    with_order = scenario.with_(
        **{"fleet.on_order": [{"rack": rack, "racks": 1, "delivery": "2027-05-31", "left_to_pay_usd": 1.0}]}
    )
    earlier = next(group for group in changes(with_order) if group[0].what == "on order" and group[0].side == MORE)
    assert [change.scenario.fleet.on_order[0].delivery.isoformat() for change in earlier] == ["2027-02-28"]


def test_nothing_is_taken_away_that_is_not_there() -> None:
    """Proves: a supply of one can lose one, not three; a site of 0.8 MW is offered a quarter of it, and three."""
    scenario = random_scenario(1)
    rack = next(iter(scenario.fleet.racks))
    scenario = scenario.with_(**{f"fleet.racks.{rack}.supply_per_quarter": 1, "site.connection_mw": 0.8})
    steps = {(g[0].what, g[0].item, g[0].side): [change.step for change in g] for g in changes(scenario)}
    assert steps["supply", rack, LESS] == [1]
    assert steps["supply", rack, MORE] == [1, 3]
    assert steps["connection", "", LESS] == steps["connection", "", MORE] == pytest.approx([0.2, 0.6])
    assert {change.side for group in changes(scenario) for change in group} == {MORE, LESS}


def test_a_plan_may_be_impossible_with_less() -> None:
    """Proves: three quarters of the connection less leave no room for the racks there: no number, and all else stands.

    Twenty parked H200 servers and the site's own need take 0.2 MW, half of 0.8 MW is open at first, half of 0.2 is not
    enough.
    """
    rack = "H200_HGX"
    scenario = random_scenario(1).with_(
        **{"fleet.opening": [{"rack": rack, "racks": 20, "live_from": "2026-Q3"}], "site.connection_mw": 0.8}
    )
    last = {w.key: w for w in one_more_values(scenario, days=1, processes=1, only=["connection"])}
    less, more = last["connection", "", LESS], last["connection", "", MORE]
    assert (less.step, less.larger_step) == pytest.approx((0.2, 0.6))
    assert math.isfinite(less.value_meur)
    assert math.isnan(less.larger_value_meur)
    assert less.holds_to == less.step
    assert math.isfinite(more.larger_value_meur)


def test_senseless_settings_are_refused() -> None:
    """Proves: the same words as planner.solve."""
    with pytest.raises(ScenarioError, match="days"):
        list(one_more_values(random_scenario(1), days=0))


# ------------------------------------------------------------------ command, store, words


@pytest.fixture
def run(tmp_path: Path) -> Plan:
    """A small plan in a store."""
    made = planner.solve(random_scenario(1), days=1, processes=1, store=tmp_path)
    return planner.open_run(made.run_id, tmp_path)


def test_the_command_keeps_the_values_beside_the_run(
    run: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: a line a value on stdout, the same values in the store, in the run read back, and as JSON."""
    arguments = ["one-more", run.run_id, "--store", str(tmp_path), "--days", "1", "--processes", "1"]
    assert cli.main([*arguments, "--only", "connection"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4  # two sides, two steps
    assert lines[0].startswith("0.")
    assert "MW of connection, more: " in lines[0]
    table = disk.one_more(tmp_path, run.run_id)
    assert table["side"].tolist() == ["more", "less"]
    assert table["larger_value_meur"].notna().all()
    pd.testing.assert_frame_equal(planner.open_run(run.run_id, tmp_path).one_more, table)
    assert cli.main([*arguments, "--only", "connection", "--json"]) == 0
    assert [row["side"] for row in json.loads(capsys.readouterr().out)] == ["more", "less"]
    page = one_more_data(table, "fr")
    assert page.shape == (1, 3)
    assert "M€ (" in page.iloc[0, 1]
    text = render(planner.open_run(run.run_id, tmp_path))
    assert "What one more is worth" in text
    assert "Against what?" in text


def test_values_are_worked_out_in_the_background(run: Plan, tmp_path: Path) -> None:
    """Proves: a process of its own fills the store; who asks meanwhile is told that it runs, and then that it ended."""
    assert background.status(run.run_id, tmp_path) == background.BackgroundStatus(running=False, message="")
    background.start(run.run_id, tmp_path)
    background.start(run.run_id, tmp_path)  # nothing: one is at it already
    until = time.monotonic() + 240
    seen = 0
    while background.status(run.run_id, tmp_path).running and time.monotonic() < until:
        seen = max(seen, len(disk.one_more(tmp_path, run.run_id)))
        time.sleep(0.2)
    assert background.status(run.run_id, tmp_path) == background.BackgroundStatus(running=False, message="")
    assert 0 < seen <= len(disk.one_more(tmp_path, run.run_id))
    assert (disk.one_more(tmp_path, run.run_id)["days"] == "3").all()


def test_a_failure_in_the_background_is_told(tmp_path: Path) -> None:
    """Proves: a run that is not there is said, and no values appear."""
    background.start("no-such-run", tmp_path)
    until = time.monotonic() + 60
    while background.status("no-such-run", tmp_path).running and time.monotonic() < until:
        time.sleep(0.1)
    assert "there are no runs here" in background.status("no-such-run", tmp_path).message


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({}, "+40.7 M€ (+40.5 to +41.0)"),
        ({"larger_value_meur": 103.6}, "+40.7 M€ (+40.5 to +41.0); 3: +104"),
        ({"larger_value_meur": 122.0, "holds_to": 3.0}, "+40.7 M€ (+40.5 to +41.0); holds to 3"),
        ({"value_meur": -0.004, "low_meur": -0.2, "high_meur": 0.0}, "0 M€ (−0.20 to 0)"),
        ({"value_meur": math.nan}, "no plan exists"),
    ],
)
def test_a_value_is_written_as_people_read_it(row: dict[str, float], text: str) -> None:
    nan = math.nan
    whole = {
        "what": "connection", "item": "", "side": "more", "step": 1.0, "value_meur": 40.7, "low_meur": 40.5,
        "high_meur": 41.0, "holds_to": 1.0, "larger_step": 3.0, "larger_value_meur": nan,
    }  # fmt: skip
    assert worth_text(whole | row).replace("\u00a0", " ") == text
    assert thing_text(whole) == "1 MW of connection"


def test_unknown_kinds_are_refused() -> None:
    """Proves: a slip in --only names the kind that was meant."""
    with pytest.raises(ScenarioError, match="connection"):
        planner.one_more(random_scenario(1), only=["conection"])


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["solve", "x.yaml", "--processes", "2", "--cluster", "tcp://localhost:1"], "--processes"),
        (["one-more", "x.yaml", "--processes", "2", "--cluster", "tcp://localhost:1"], "--processes"),
        (["schedule", "run", "weekly"], "NAME"),
        (["schedule", "next", "weekly"], "NAME"),
        (["schedule", "next", "--out", "elsewhere"], "--out"),
        (["forecast", "scenarios/les-ulis-base.yaml", "--draws", "10"], "--draws"),
        (["forecast", "scenarios/les-ulis-base.yaml", "--seed", "1"], "--seed"),
    ],
)
def test_options_that_would_be_ignored_are_refused(
    arguments: list[str], option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: an option that changes nothing beside another is an error that names both, not a surprise."""
    assert cli.main(arguments) == 2
    error = capsys.readouterr().err
    assert option in error
    assert "ignored" in error
    assert "hint:" in error


def test_a_store_beside_what_is_next_is_said_to_change_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Proves: scripts that give every action the same store still work, and are told."""
    assert cli.main(["schedule", "next", "--store", str(tmp_path)]) == 0
    assert "--store changes nothing" in capsys.readouterr().err
