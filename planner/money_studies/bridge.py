"""From the value of one plan to that of another, driver by driver, by ordered re-evaluation.

    V_a + residual + Σ_k (V(s_k) − V(s_{k−1})) = V_b      s_0: scenario of a; s_k: with fields of drivers 1..k of b

Each scenario on the way is solved anew, all decided again, so what two drivers do together counts with the later one:
the order is stated, and another order gives other steps. The residual is what the steps do not explain: runs that were
solved on other days or to another gap than the bridge, with other data, or by another version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.arguments import check_type
from planner.errors import InfeasiblePlan, ScenarioError
from planner.money_studies.subject import GAP, days_of_both, scenario_of
from planner.plan.money.cash_flow import npv_meur
from planner.plan.plan import Plan
from planner.scenario.drivers import differing, mixed
from planner.scenario.schema import Scenario
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback

__all__ = ["bridge"]

COLUMNS = ["step", "kind", "meur", "value_meur", "fields", "note"]
TOTAL, CHANGE, RESIDUAL = "total", "change", "residual"


def bridge(
    a: Plan,
    b: Plan,
    *,
    days: DayChoice | None = None,
    gap: float = GAP,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
    progress: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """Value of a, a row per driver whose fields differ, the residual, value of b [MEUR, present]; COLUMNS.

    `value_meur` is where the bridge stands after a row. A driver whose fields alone contradict the rest moves with the
    next one, and its note says so.

    Args:
        a: where it begins.
        b: where it ends.
        days: real days per period; by default those of both runs where they are the same number, else 3.
        gap: how closely each scenario on the way is proven.
        processes: worker processes.
        cancel: once it returns True the best so far of the solve at hand is taken.
        progress: called with each driver's name.

    Raises:
        ScenarioError: plans of least cost, or of other than a single site. InfeasiblePlan, SolverFailure: of an end.
    """
    for plan in (a, b):
        check_type(plan, (Plan,), "bridge", "a plan of one site")
    first, last = scenario_of(a, "bridge"), scenario_of(b, "bridge")
    ours, theirs = first.values(), last.values()
    fields = differing(ours, theirs)
    chosen: DayChoice = days if days is not None else days_of_both(a, b)
    before, after = npv_meur(a.cash_flow), npv_meur(b.cash_flow)
    with WhatIf(first, days=chosen, gap=gap, processes=processes) as what_if:

        def value(scenario: Scenario) -> float:
            return what_if.solution(scenario, cancel=cancel)[0].objective_meur

        start = value(first)
        steps = _steps(ours, theirs, fields, start, value, progress or (lambda name: None))
    residual = (after - before) - sum(step[1] for step in steps)
    rows: list[list[object]] = [[a.run_id, TOTAL, before, before, "", ""]]
    at = before
    for name, meur, paths, note in [*steps, (RESIDUAL, residual, (), _why(a, b, chosen))]:
        at += meur
        kind = RESIDUAL if name == RESIDUAL else CHANGE
        rows.append([name, kind, meur, at, ", ".join(paths), note])
    rows.append([b.run_id, TOTAL, after, after, "", ""])
    return pd.DataFrame(rows, columns=COLUMNS)


Step = tuple[str, float, tuple[str, ...], str]


def _steps(
    ours: dict[str, Any],
    theirs: dict[str, Any],
    fields: Mapping[str, tuple[str, ...]],
    start: float,
    value: Callable[[Scenario], float],
    say: Callable[[str], None],
) -> list[Step]:
    """Each driver's change of the value, in order; one that has no plan by itself moves with the next."""
    steps: list[Step] = []
    moved: set[str] = set()
    at = start
    last = [*fields][-1] if fields else ""
    for name, paths in fields.items():
        say(name)
        moved.add(name)
        try:
            there = value(Scenario.from_values(mixed(ours, theirs, moved)))
        except (ScenarioError, InfeasiblePlan) as error:
            if name == last:
                raise
            steps.append((name, 0.0, paths, f"moves with the next: {str(error).splitlines()[0]}"))
            continue
        steps.append((name, there - at, paths, ""))
        at = there
    return steps


def _why(a: Plan, b: Plan, days: DayChoice) -> str:
    """What a residual may come of."""
    runs = {"days": (a.manifest.get("days"), b.manifest.get("days")), "data": tuple(
        str(plan.manifest.get("data_hash"))[:8] for plan in (a, b))}  # fmt: skip
    parts = ["gaps of both runs"]
    if any(of != days for of in runs["days"]):
        parts.insert(0, f"runs on {runs['days'][0]} and {runs['days'][1]} days a period, bridge on {days}")
    if len(set(runs["data"])) > 1:
        parts.append("other data")
    return "; ".join(parts)
