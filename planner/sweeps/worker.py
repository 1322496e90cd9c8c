"""One worker of a sweep: a `WhatIf` that goes from point to point and saves each plan as it is found."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, InfeasiblePlan, PlannerError, ScenarioError, StoreError
from planner.sweeps.finished import FAILED, INFEASIBLE, REFUSED, WITHOUT_PLAN, Finished, row_of, without_plan
from planner.what_if import WhatIf

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.plan import Plan
    from planner.problem.settings import SolveSettings
    from planner.scenario.schema import Scenario

LONGEST_TITLE = 120


@dataclass(frozen=True)
class Task:
    """One point to solve."""

    key: str
    point: dict[str, Any]


def titled(scenario: Scenario, point: dict[str, Any]) -> Scenario:
    """The scenario of a point, with the point in its title. ScenarioError for values that are not allowed."""
    if "title" in point:
        return scenario.with_(**point)
    values = ", ".join(f"{path.rpartition('.')[2]} {_short(value)}" for path, value in point.items())
    return scenario.with_(**{**point, "title": f"{scenario.title} · {values}"[:LONGEST_TITLE]})


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def save(plan: Plan, row: dict[str, Any], store: str | Path) -> dict[str, Any]:
    """Save a plan; its row with the run_id, or with what kept it from being saved."""
    try:
        return row | {"run_id": plan.save(store)}
    except StoreError as error:
        return row | {"run_id": None, "error": str(error)}


class SweepWorker:
    """Solves one point after the other; every method takes and returns what can be pickled."""

    _what_if: WhatIf
    _finished: Finished | None

    def open(self, scenario: Scenario, settings: SolveSettings, store: str | None) -> None:
        """Begin a sweep. With a store, plans are saved here; without, they are handed back."""
        self._what_if = WhatIf.with_settings(scenario, replace(settings, processes=1, cluster=None))
        self._store = store
        self._finished = Finished(store, only_new=True) if store is not None else None

    def solve(self, task: Task) -> tuple[dict[str, Any], Plan | None]:
        """Row of a point, with its plan if that is still to be saved. A point without a plan is a row too."""
        if self._finished is not None:
            self._finished.look()
            finished = self._finished.row(task.key)  # another sweep into this store was faster
            if finished is not None:
                return finished, None
        began = time.perf_counter()
        try:
            plan = self._what_if.solve(titled(self._what_if.scenario, task.point))
        except PlannerError as error:
            return self._without_plan(task, error, time.perf_counter() - began), None
        plan = plan.with_manifest(sweep={"of": self._what_if.scenario.name, "point": task.point})
        row = row_of(plan.manifest) | {"run_id": None}
        return (row, plan) if self._store is None else (save(plan, row, self._store), None)

    def _without_plan(self, task: Task, error: PlannerError, seconds: float) -> dict[str, Any]:
        status = {InfeasiblePlan: INFEASIBLE, ScenarioError: REFUSED, DataError: REFUSED}.get(type(error), FAILED)
        row = without_plan(status, error, seconds)
        if self._finished is not None and status in WITHOUT_PLAN:
            try:
                self._finished.note(task.key, row)
            except StoreError as unwritten:
                row["error"] = f"{row['error']}\n{unwritten}"
        return row
