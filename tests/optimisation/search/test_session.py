"""A session keeps cuts and bases from one solve to the next, and never one that no longer holds."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.errors import SolverFailure
from planner.optimisation.search.session import Session
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.inputs.tiny import tiny_inputs, with_overrides
from tests.optimisation.make import solve_joint

GAP = 1e-4
BASE = tiny_inputs(periods=2, days_per_period=2, hours=5, workloads=3, phases=2, seed=6, fleet={"price_meur": 0.4})
# Overrun cheap enough to be used, so that its price matters too.
SMALL = tiny_inputs(
    periods=2,
    days_per_period=1,
    hours=3,
    workloads=3,
    seed=6,
    fleet={"price_meur": 0.4},
    tariff={"overrun_eur_per_mwh": 4.0},
)
# What a plan never depends on, or what cannot be changed on its own.
LABELS = {
    "fleet.gpus", "fleet.nameplate_kw", "fleet.vintage_rack", "fleet.order_period", "fleet.live_period",
    "fleet.opening_racks", "fleet.max_racks", "fleet.end_of_life_period", "fleet.tier_from_racks",
    "phases.earliest_period", "phases.committed", "workloads.window_hours", "workloads.sovereign",
    "points.workload", "points.rack", "points.tokens_per_s_per_user", "hours.utc", "hours.tariff_class",
    "hours.water_l_per_kwh", "hours.carbon_g_per_kwh", "days.period", "days.first_hour",
}  # fmt: skip


def numbers() -> list[str]:
    """Every number of `ModelInputs` that a scenario can change alone, as part.field."""
    found = ["electrical_efficiency", "lost_load_multiple", "auxiliaries_mw"]
    for part in ("periods", "fleet", "phases", "workloads", "points", "tariff", "hours", "days"):
        for field in dataclasses.fields(getattr(BASE, part)):
            value = getattr(getattr(BASE, part), field.name)
            if isinstance(value, (np.ndarray, float)) and f"{part}.{field.name}" not in LABELS:
                found.append(f"{part}.{field.name}")
    return found


def changed(x: ModelInputs, path: str) -> ModelInputs:
    """`x` with one number a fifth smaller (a share stays a share), or a rack's standby and idle power closer."""
    part, _, field = path.rpartition(".")
    value = getattr(getattr(x, part), field) if part else getattr(x, field)
    new = {field: value * 0.8}
    return with_overrides(x, {part: new} if part else new)


def check(x: ModelInputs, plan: Solution) -> None:
    """Within the gap of the joint optimum, and the bound never passes it."""
    optimum, sign = solve_joint(x), 1 if x.objective == "minimise_cost" else -1
    rounding = 1e-6 * abs(optimum)
    assert plan.status == "optimal_within_gap"
    assert -rounding <= sign * (plan.objective_meur - optimum) <= GAP * abs(plan.objective_meur) + rounding
    assert sign * (optimum - plan.bound_meur) >= -rounding


def test_whatever_changes_the_plan_is_that_of_the_new_inputs() -> None:
    """Proves: after a change of any single number, and after changing it back, a session finds what a new one would.

    Each number of `ModelInputs` in turn, found by looking at its fields, so a new one is tested too.
    A bug would give: a plan proven with the cuts of the old prices, demand or weather.
    """
    paths = numbers()
    assert len(paths) >= 35
    with Session(1) as session:
        check(SMALL, session.solve(SMALL, gap=GAP))
        for path in paths:
            x = changed(SMALL, path)
            check(x, session.solve(x, gap=GAP))
        check(SMALL, session.solve(SMALL, gap=GAP))


@pytest.mark.parametrize(
    "change",
    [
        {"fleet": {"max_racks": [0, 2, 0, 8, 0]}},
        {"fleet": {"end_of_life_period": 1}},
        {"fleet": {"opening_racks": [1, 0, 5, 0, 0]}},
        {"phases": {"committed": [True, True]}},
        {"phases": {"earliest_period": [0, 0]}},
        {"workloads": {"window_hours": [0, 2, 5]}},
        {"workloads": {"sovereign": [True, True, True]}},
        {"hours": {"tariff_class": 1}},
        {"tariff": {"overrun_eur_per_mwh": 0.0}},
        {"objective": "minimise_cost"},
    ],
    ids=str,
)
def test_rules_may_change_too(change: dict[str, object]) -> None:
    """Proves: a change of a rule or of a whole number is followed as well, there and back."""
    x = with_overrides(BASE, change)
    with Session(1) as session:
        for inputs in (BASE, x, BASE):
            plan = session.solve(inputs, gap=GAP)
            check(inputs, plan)


def test_a_rack_that_becomes_available_keeps_the_cuts() -> None:
    """Proves: with more products to order the dispatch is the same, so what was learned of it is used again.

    A bug would give: cuts thrown away by a new search on a few days, and a proof that does not close.
    """
    many = tiny_inputs(periods=2, days_per_period=9, hours=5, seed=4, every_day=True, fleet={"price_meur": 0.4})
    fewer = with_overrides(
        many, {"fleet": {"max_racks": np.where(many.fleet.vintage_rack == 0, 0, many.fleet.max_racks)}}
    )
    with Session(1) as session:
        check(fewer, session.solve(fewer, gap=GAP))
        again = session.solve(many, gap=GAP)
        check(many, again)
    assert "few days" not in {line.phase for line in again.progress}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_failed_solve_leaves_no_trace(processes: int) -> None:
    """Proves: after an error the next solve of the session is as good as that of a new one.

    The day that cannot be solved lies with the first of two workers, while the second has answered already.
    A bug would give: answers of the failed solve taken for those of the next.
    """
    demand = BASE.hours.demand.copy()
    demand[0, 2] = -50.0
    bad = with_overrides(BASE, {"hours": {"demand": demand}})
    with Session(processes) as session, Session(1) as fresh:
        session.solve(BASE, gap=GAP)
        with pytest.raises(SolverFailure, match=r"^The dispatch of 01 January 2027 could not be solved"):
            session.solve(bad, gap=GAP)
        other = with_overrides(BASE, {"hours": {"demand": BASE.hours.demand * 1.3}})
        plan, expected = session.solve(other, gap=GAP), fresh.solve(other, gap=GAP)
    check(other, plan)
    assert plan.objective_meur == pytest.approx(expected.objective_meur, rel=GAP)
