"""The plan of record: which run of a store is proposed, which is locked, and by whom (docs/plan-of-record.md)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from planner.access.people import person
from planner.access.rights import NEEDS, Action, may, role_of
from planner.errors import ScenarioError, StoreError, located, nearest
from planner.plan.store import disk
from planner.plan.store.standing import MOVES, standings
from planner.plan.store.trail import LONGEST_COMMENT, Entry, append, read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.plan.store.standing import Standing
    from planner.plan.store.trail import Trail

__all__ = [
    "Front",
    "age_days",
    "before_this_month",
    "front",
    "owner_of",
    "plan_of_record",
    "record",
    "refusal",
    "runs",
    "shortcoming",
    "trail_table",
]  # fmt: skip

PROVEN = "optimal_within_gap"
Shortcoming = Literal["days", "stopped", "best_found"]
COLUMNS = ["state", "state_by", "state_utc", "comment"]
TRAIL_COLUMNS = ["when_utc", "who", "action", "run_id", "comment", "effect"]


@dataclass(frozen=True)
class Front:
    """The run everyone sees first, and why: locked; newest of all that may be locked; none such; locked but gone."""

    why: Literal["locked", "newest", "none", "gone"]
    run_id: str | None = None


def shortcoming(run: Mapping[Any, Any]) -> Shortcoming | None:
    """What a run, a row of `list_runs`, lacks to be plan of record; None where it lacks nothing."""
    if str(run["days"]) != "all":
        return "days"
    if run["status"] == PROVEN:
        return None
    return "stopped" if run["status"] == "stopped" else "best_found"


def refusal(run: Mapping[Any, Any]) -> str | None:
    """Why a run, a row of `list_runs`, can be no plan of record, in one sentence; None where it can be."""
    reason = shortcoming(run)
    if reason == "days":
        return f"{run['run_id']} stands on {run['days']} days per period; a plan of record stands on every day."
    if reason == "stopped":
        return f"{run['run_id']} was stopped before it was proven; a plan of record is proven within its gap."
    if reason == "best_found":
        return f"{run['run_id']} is the best plan found, not proven within its gap as a plan of record is."
    return None


def record(
    action: Action, run: str, comment: str, *, store: str | Path = disk.DEFAULT_STORE, who: str | None = None
) -> Standing:
    """Propose, withdraw, lock or unlock a run; returns where it stands then. All of it is in the trail.

    run: as for `planner.open_run`. comment: why, required. who: by default who runs this process.
    ScenarioError: another action, no comment, or no right to do it. StoreError: no such run, a run that is not proven
    on every day, a state that does not allow it, or a trail that cannot be written.
    """
    comment, name = comment.strip(), person() if who is None else who
    _check_words(action, comment, name)
    run_id = _run_of(store, action, run)
    allowed, _ = MOVES[action]
    state = standings(read(store)).of(run_id).state
    if state not in allowed:
        raise StoreError(located(run_id, _not_from(action, state), _way(action, state)))
    entry = Entry(action, run_id, name, comment)
    append(store, entry)
    after = standings(read(store))
    if entry.entry_id in after.without_effect:
        problem = f"somebody else was faster: it is {after.of(run_id).state} now, and nothing was changed."
        raise StoreError(located(run_id, problem, "read the trail, then try again."))
    return after.of(run_id)


def _check_words(action: str, comment: str, name: str) -> None:
    if action not in get_args(Action):
        raise ScenarioError(located("record", f'"{action}" is no action.', nearest(action, get_args(Action))))
    if not comment:
        raise ScenarioError(located(action, "the comment is missing.", "say why in a few words (--comment)."))
    if len(comment) > LONGEST_COMMENT:
        problem = f"the comment has {len(comment)} characters; {LONGEST_COMMENT} are allowed."
        raise ScenarioError(located(action, problem, "name a document and say the rest there."))
    if not may(name, action):  # type: ignore[arg-type]
        problem = f"{name} is {role_of(name)}; it takes {NEEDS[action]} to {action}."  # type: ignore[index]
        raise ScenarioError(located(action, problem, "ask somebody who is, or have the file of roles changed."))


def _run_of(store: str | Path, action: Action, run: str) -> str:
    """The run meant: one that may be locked; to unlock or withdraw one, it may be gone from the store."""
    if action in {"unlock", "withdraw"} and run in standings(read(store)).by_run:
        return run
    run_id = disk.resolve(store, run)
    problem = refusal(disk.run_row(store, run_id)) if action in {"propose", "lock"} else None
    if problem:
        raise StoreError(
            located(action, problem, "planner solve SCENARIO --days all, to its end, makes one that can be.")
        )
    return run_id


def _not_from(action: Action, state: str) -> str:
    return f"it is {state}; to {action} it must be {' or '.join(MOVES[action][0])}."


def _way(action: Action, state: str) -> str:
    if action == "lock" and state != "locked":
        return "propose it first (planner record propose)."
    return "planner runs lists the state of each run."


def plan_of_record(store: str | Path = disk.DEFAULT_STORE) -> str | None:
    """run_id of the locked run, None where none is locked; the run may be gone from the store (see `front`)."""
    return standings(read(store)).locked


def front(table: pd.DataFrame, trail: Trail) -> Front:
    """The run everyone sees first. table: `list_runs`, newest first. Never a stopped run or one on few days."""
    locked = standings(trail).locked
    if locked is not None:
        return Front("locked" if locked in set(table["run_id"]) else "gone", locked)
    for run in table.to_dict("records"):
        if shortcoming(run) is None:
            return Front("newest", str(run["run_id"]))
    return Front("none")


def before_this_month(trail: Trail, now: dt.datetime) -> str | None:
    """The run that was locked when the calendar month of `now` (UTC) began; None where none was."""
    first = now.astimezone(dt.UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return standings(trail.until(first)).locked


def runs(store: str | Path = disk.DEFAULT_STORE, trail: Trail | None = None) -> pd.DataFrame:
    """`list_runs` with the state of each run, who brought it there, when, and the comment."""
    table = disk.list_runs(store)
    of = standings(read(store) if trail is None else trail).of
    rows = [_words_of(of(str(run_id))) for run_id in table["run_id"]]
    return table.join(pd.DataFrame(rows, columns=COLUMNS, index=table.index))


def _words_of(standing: Standing) -> tuple[str, str, str, str]:
    entry = standing.entry
    return (standing.state, entry.who, entry.when_utc, entry.comment) if entry else (standing.state, "", "", "")


def owner_of(run: Mapping[Any, Any]) -> str:
    """Who made a run, a row of `list_runs`; empty where it was saved before runs had owners."""
    owner = run["owner"]
    return owner if isinstance(owner, str) else ""


def age_days(run: Mapping[Any, Any], now: dt.datetime) -> int:
    """Whole days since a run was solved."""
    return max(0, (now - dt.datetime.fromisoformat(str(run["created_utc"]))).days)


def trail_table(trail: Trail, run_id: str | None = None) -> pd.DataFrame:
    """The trail, oldest first, of one run or of all; `effect` is False for an entry that changed nothing."""
    idle = standings(trail).without_effect
    rows = [
        (entry.when_utc, entry.who, entry.action, entry.run_id, entry.comment, entry.entry_id not in idle)
        for entry in trail.entries
        if run_id in {None, entry.run_id}
    ]
    return pd.DataFrame(rows, columns=TRAIL_COLUMNS)
