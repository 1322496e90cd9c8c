"""What a command says where there is no plan: JSON for machines, sentences for people."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from planner.errors import InfeasiblePlan, PlannerError


def no_plan_json(error: PlannerError) -> str:
    """What machines get instead of a plan: the same keys, and why."""
    status = {2: "bad_input", 3: "infeasible"}.get(error.exit_code, "failed")
    nothing = dict.fromkeys(("objective", "bound", "gap", "seconds", "run_id"))
    answer: dict[str, Any] = {"status": status, **nothing, "kpis": {}, "message": str(error)}
    if isinstance(error, InfeasiblePlan):
        answer["on_all_days"] = error.on_all_days
        answer["reasons"] = [{k: v for k, v in asdict(reason).items() if v != ""} for reason in error.reasons]
        answer["ways_out"] = [asdict(way) for way in error.ways_out]
    return json.dumps(answer, ensure_ascii=False, indent=1)


def words_of(error: PlannerError, locale: str) -> str:
    """What an error says; why there is no plan is said in either language."""
    if not isinstance(error, InfeasiblePlan):
        return str(error)
    from planner.no_plan.text import of_error

    return of_error(error, locale)
