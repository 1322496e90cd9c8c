"""What changed between two runs, with the effect of each driver alone, one re-solve each.

    e_k = V(a with the fields of driver k of b) − V(a);   together = V(b) − V(a) − Σ_k e_k;   V by re-solve
    residual = (NPV of run b − NPV of run a) − (V(b) − V(a))

Unlike `planner.bridge`, which moves the drivers one after the other, the effect of a driver does not hang on the order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.arguments import check_type
from planner.errors import InfeasiblePlan, ScenarioError
from planner.money_studies.subject import GAP, days_of_both, scenario_of
from planner.plan.changed.changes import (
    DRIVER,
    OPEN,
    RESIDUAL,
    SOLVED,
    STEP_COLUMNS,
    TOGETHER,
    Changes,
    by_size,
    changes_of,
)
from planner.plan.money.cash_flow import npv_meur
from planner.plan.plan import Plan
from planner.scenario.drivers import differing, mixed
from planner.scenario.schema import Scenario
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback

__all__ = ["what_changed"]


def what_changed(
    a: Plan,
    b: Plan,
    *,
    exact: bool = False,
    days: DayChoice | None = None,
    gap: float = GAP,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
    progress: Callable[[str], None] | None = None,
) -> Changes:
    """Inputs, orders, offers and money that differ from a to b, and a sentence for each of the five largest.

    Without `exact` both runs are read as they are: at once, and the effect of a driver is known where it is the only
    one that differs. With it each driver is solved for alone; one that has no plan without the others has no effect of
    its own (NaN), and stands in what they do together.

    Args:
        a: the run before.
        b: the run after.
        exact: solve for the effect of each driver.
        days: real days per period of these solves; by default those of both runs where they agree, else 3.
        gap: how closely each of them is proven.
        processes: worker processes.
        cancel: once it returns True the best so far of the solve at hand is taken.
        progress: called with each driver's name.

    Raises:
        ScenarioError: other than two plans of one site; with exact, plans of least cost. InfeasiblePlan,
        SolverFailure: of a or b, solved again.
    """
    for plan in (a, b):
        check_type(plan, (Plan,), "what_changed", "a plan of one site")
    if not exact:
        return changes_of(a, b)
    first, last = scenario_of(a, "what_changed"), scenario_of(b, "what_changed")
    chosen = days if days is not None else days_of_both(a, b)
    say = progress or (lambda name: None)
    with WhatIf(first, days=chosen, gap=gap, processes=processes) as what_if:

        def value(scenario: Scenario) -> float:
            return what_if.solution(scenario, cancel=cancel)[0].objective_meur

        steps = _steps(a, b, first, last, value, say)
    return changes_of(a, b, steps)


def _steps(
    a: Plan,
    b: Plan,
    first: Scenario,
    last: Scenario,
    value: Callable[[Scenario], float],
    say: Callable[[str], None],
) -> pd.DataFrame:
    """STEP_COLUMNS; the known effects, together and residual add up to the difference of both runs."""
    ours, theirs = first.values(), last.values()
    fields = differing(ours, theirs)
    start = value(first)
    end = value(last) if fields else start
    rows = []
    for name, paths in fields.items():
        say(name)
        effect = end - start if len(fields) == 1 else _alone(ours, theirs, name, start, value)
        rows.append((name, DRIVER, effect, ", ".join(paths), OPEN if effect != effect else SOLVED))
    whole = npv_meur(b.cash_flow) - npv_meur(a.cash_flow)
    effects = sum(row[2] for row in rows if row[2] == row[2])
    if len(fields) > 1:
        rows.append((TOGETHER, TOGETHER, end - start - effects, "", SOLVED))
    rows.append((RESIDUAL, RESIDUAL, whole - (end - start), "", SOLVED))
    return by_size(pd.DataFrame(rows, columns=STEP_COLUMNS))


def _alone(
    ours: dict[str, object], theirs: dict[str, object], driver: str, start: float, value: Callable[[Scenario], float]
) -> float:
    """What one driver of b alone does to the value of a; NaN where that has no plan, or contradicts the rest."""
    try:
        return value(Scenario.from_values(mixed(ours, theirs, {driver}))) - start
    except (ScenarioError, InfeasiblePlan):
        return float("nan")
