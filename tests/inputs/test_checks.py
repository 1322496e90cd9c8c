"""Every input check, with its exact message."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.errors import DataError, ScenarioError
from planner.inputs.build import build_inputs, gather
from planner.inputs.checks import CHECKS, Facts, Problems, number_problems, scenario_problems
from tests.inputs.plain import plain_scenario
from tests.inputs.tiny import tiny_inputs


def facts(changes: dict[str, Any] | None = None) -> Facts:
    scenario = plain_scenario(changes)
    return gather(scenario, make_calendar(scenario.horizon.start, scenario.horizon.end, "quarter", days=1))


def messages(of: Facts) -> list[str]:
    return [str(problem) for problem in scenario_problems(of)]


def test_a_sound_scenario_has_no_problem() -> None:
    assert messages(facts()) == []


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "_service_levels": (
        {"workloads.assistant.min_tokens_per_s_per_user": 900},
        "workloads.assistant.min_tokens_per_s_per_user: 900 tokens/s per user was read; the fastest benchmark "
        "of a model like Mistral-Medium-3.5 gives 184.\n\n"
        "hint: lower it, or add a rack with faster rows in data/gpu/.",
    ),
    "_reference_racks": (
        {"fleet.racks": {"GB300_NVL72": None, "H200_HGX": None}},
        "workloads.simulation: no rack of the fleet runs fp64 at 5 % or more of H200_HGX "
        "(data/gpu/gpu_specs.csv).\n\nhint: add a rack with that precision, or drop the workload.",
    ),
    "_phase_dates": (
        {"site.phases.phase-2.earliest": "2030-Q1"},
        "site.phases.phase-2.earliest: 2030-Q1 was read; the horizon ends with 2028-Q4.\n\n"
        "hint: open the phase earlier, or leave it out.",
    ),
    "_opening_connection": (
        {"site.phases.phase-1.earliest": "2027-Q1"},
        "site.phases.phase-1.earliest: 2027-Q1 was read; the opening fleet runs from 2026-Q4, so its "
        "connection must be open by then.\n\nhint: open the first phase earlier, or empty fleet.opening.",
    ),
    "_opening_room": (
        {"site.connection_mw": 4},
        "fleet.opening: the opening fleet takes 2.266 MW; the connection open at the start allows 2.\n\n"
        "hint: take fewer racks, or open more of the site by then.",
    ),
}


@pytest.mark.parametrize("rule", [name for name in BAD if name != "_reference_racks"])
def test_rule(rule: str) -> None:
    changes, expected = BAD[rule]
    assert messages(facts(changes)) == [expected]


def test_gpu_hours_without_a_rack_that_runs_them() -> None:
    sound = facts()
    points = {**sound.points, "simulation": {}}
    assert messages(dataclasses.replace(sound, points=points)) == [BAD["_reference_racks"][1]]


def test_demand_without_a_rack_able_to_serve_it() -> None:
    sound = facts()
    points = {**sound.points, "document-batch": {}}
    assert messages(dataclasses.replace(sound, points=points)) == [
        "workloads.document-batch: no rack of the fleet is able to serve it. Racks of the fleet: H200_HGX, "
        "B200_HGX, GB300_NVL72.\n\nhint: add a rack with benchmark rows in data/gpu/."
    ]


def test_a_rented_rack_without_operating_point() -> None:
    assert messages(dataclasses.replace(facts(), burst_points={})) == [
        'power.burst.rack: "B200_HGX" was read, which has no operating point for workload assistant.\n\n'
        "hint: rent another rack, or make the workload sovereign."
    ]


def test_a_rack_without_price_or_power() -> None:
    sound = facts()
    rack = dataclasses.replace(sound.products["B200_HGX"], price_usd=np.nan)
    assert messages(dataclasses.replace(sound, products={**sound.products, "B200_HGX": rack})) == [
        "fleet.racks.B200_HGX.price_usd: nothing was read, and data/gpu/gpu_specs.csv has no figure; a number "
        "above 0 is needed.\n\nhint: state price_usd with its source."
    ]
    rack = dataclasses.replace(sound.products["B200_HGX"], nameplate_kw=np.nan)
    found = messages(dataclasses.replace(sound, products={**sound.products, "B200_HGX": rack}))
    assert [message.split(":")[0] for message in found] == ["fleet.racks.B200_HGX.nameplate_kw"]


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("rack_positions", 20, "the opening fleet takes 24 positions; the rack positions open at the start allow"),
        ("liquid_cooling_mw", 1, "the opening fleet takes 2.02 MW; the liquid cooling open at the start allows 1."),
        ("floor_load_t", 10, "the opening fleet takes 28.8 t; the floor load open at the start allows 10."),
    ],
)
def test_the_opening_fleet_must_fit(path: str, value: float, expected: str) -> None:
    found = messages(facts({f"site.phases.phase-1.{path}": value}))
    assert len(found) == 1
    assert found[0].startswith("fleet.opening: " + expected)


def test_no_rule_is_without_a_test() -> None:
    tested = {*BAD, "_racks_able_to_serve", "_burst", "_racks_without_figures"}
    assert {check.__name__ for check in CHECKS} == tested


def test_all_problems_are_shown_at_once() -> None:
    changes = {"site.connection_mw": 4, "site.phases.phase-2.earliest": "2030-Q1"}
    with pytest.raises(ScenarioError) as error:
        build_inputs(plain_scenario(changes), days=1)
    assert str(error.value) == (
        f"2 problems in the inputs of plain:\n\n1. {BAD['_phase_dates'][1]}\n\n2. {BAD['_opening_room'][1]}"
    )


def fail(error: Exception) -> None:
    raise error


def test_problems_of_data_and_scenario_are_collected() -> None:
    problems = Problems()
    assert problems.attempt(lambda: 3) == 3
    short = DataError("a series is short")
    assert problems.attempt(lambda: fail(short)) is None
    assert problems.error("plain") is short
    problems.attempt(lambda: fail(DataError("another too")))
    assert isinstance(problems.error("plain"), DataError)
    problems.attempt(lambda: fail(ScenarioError("a rule is broken")))
    error = problems.error("plain")
    assert isinstance(error, ScenarioError)
    assert str(error) == (
        "3 problems in the inputs of plain:\n\n1. a series is short\n\n2. another too\n\n3. a rule is broken"
    )


def test_other_errors_are_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        Problems().attempt(lambda: 1 / 0)


# ------------------------------------------------------------------ numbers


def test_sound_numbers_pass() -> None:
    assert list(number_problems(tiny_inputs(workloads=3))) == []


@pytest.mark.parametrize(
    ("value", "shown"), [(np.nan, "nan"), (np.inf, "inf"), (1e10, "1e+10"), (-1e20, "-1e+20"), (1e-10, "1e-10")]
)
def test_numbers_a_solver_would_drop_are_refused(value: float, shown: str) -> None:
    # Known trap: HiGHS links drop a bound of 1e20 and take 1e-10 for zero, in silence.
    inputs = tiny_inputs()
    inputs.hours.spot_eur_per_mwh[5] = value
    assert [str(problem) for problem in number_problems(inputs)] == [
        f"model inputs, hours.spot_eur_per_mwh[5]: {shown} was read; allowed are 0 and sizes between 1e-09 and "
        "1e+09.\n\nhint: look for the value it is made from."
    ]


def test_single_numbers_and_nested_arrays_are_looked_at() -> None:
    inputs = tiny_inputs(electrical_efficiency=float("nan"), workloads=3)
    inputs.workloads.burst_eur[1, 1] = np.inf
    found = [str(problem).split(":")[0] for problem in number_problems(inputs)]
    assert found == ["model inputs, workloads.burst_eur[1, 1]", "model inputs, electrical_efficiency"]
