"""A scenario of an entry solved through the queue of jobs, as those of people are."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import InfeasiblePlan, PlannerError, ScenarioError, SolverFailure, StoreError
from planner.jobs import jobs, queue
from planner.plan.several.uncertain import open_either
from planner.problem.settings import SolveSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.schedule.record import Work

LOOK_EVERY_S = 0.5
OWNER = "schedule"
ERRORS: dict[int | None, type[PlannerError]] = {2: ScenarioError, 3: InfeasiblePlan}


def solve_in_queue(
    file: Path,
    settings: dict[str, Any],
    store: str | Path,
    cancel: Callable[[], bool] | None,
    work: Work,
    scenario: str,
) -> Plan | UncertainPlan:
    """The plan of a scenario; a job that an earlier attempt of this run has queued is waited for, not queued again.

    ScenarioError, InfeasiblePlan, SolverFailure with the words of the solve; `cancel` stops it with its best plan.
    """
    job_id = work.get(scenario).get("job_id")
    if not job_id or _is_gone(job_id, store):
        job_id = jobs.start(file, store, SolveSettings(**settings), owner=OWNER)
        work.note(scenario, job_id=job_id)
    stopped = False
    while (now := jobs.status(job_id, store)).state in jobs.UNDER_WAY:
        if cancel is not None and cancel() and not stopped:
            stopped = True
            jobs.stop(job_id, store)
            continue
        if now.state == "queued":
            queue.advance(store)
        time.sleep(LOOK_EVERY_S)
    if now.run_id is None:
        raise ERRORS.get(now.exit_code, SolverFailure)(now.message or jobs.NOTHING_KEPT)
    return open_either(store, now.run_id)


def _is_gone(job_id: str, store: str | Path) -> bool:
    """Whether a job of before has no plan to give: it failed, was stopped, or is not in the store."""
    try:
        now = jobs.status(job_id, store)
    except StoreError:
        return True
    return now.state not in jobs.UNDER_WAY and now.run_id is None
