"""The run before a run, and what was solved for the changes between two: both from the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.errors import StoreError
from planner.plan.changed.changes import STEP_COLUMNS, Changes, changes_of
from planner.plan.store import disk
from planner.plan.store.studies import put_study, study_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.plan import Plan

AGAINST = "against"


def put_steps(store: str | Path, a: Plan, b: Plan, steps: pd.DataFrame) -> None:
    """Keep the effects solved for from a to b beside run b, in place of those kept before. StoreError."""
    before = study_of(store, b.run_id, "changed")
    rows = steps.assign(**{AGAINST: a.run_id})
    if before is not None:
        rows = pd.concat([before.loc[before[AGAINST] != a.run_id], rows], ignore_index=True)
    put_study(store, b.run_id, "changed", rows)


def changes_in(store: str | Path, a: Plan, b: Plan) -> Changes:
    """What changed between two runs of a store, with the effects that were solved for, where they were."""
    table = study_of(store, b.run_id, "changed")
    own = None if table is None else table.loc[table[AGAINST] == a.run_id, STEP_COLUMNS].reset_index(drop=True)
    return changes_of(a, b, None if own is None or own.empty else own)


def run_before(store: str | Path, plan: Plan) -> str | None:
    """run_id of the newest run of the same scenario, by name, that was solved before a plan; None where none was."""
    table = disk.list_runs(store)
    earlier = table.loc[
        (table["scenario_name"] == plan.scenario_name)
        & (table["run_id"] != plan.run_id)
        & (table["created_utc"].astype(str) < str(plan.manifest["created_utc"]))
    ]
    if earlier.empty:
        return None
    newest = earlier["created_utc"].astype(str).to_numpy().argmax()
    return str(earlier["run_id"].iloc[int(newest)])


def changes_since_last(store: str | Path, plan: Plan) -> Changes | None:
    """What changed since the run before; None where there is none, or it cannot be read."""
    before = run_before(store, plan)
    if before is None:
        return None
    try:
        return changes_in(store, disk.load(store, before), plan)
    except StoreError:
        return None
