"""`planner record`: propose, withdraw, lock or unlock a run as plan of record; the trail of who did what."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, get_args

from planner.access.rights import Action
from planner.cli import OK, Commands, refuse_ignored
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from typing import Any

    import pandas as pd


def add_record(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "propose or lock a run as plan of record, or show who did what"
    command = commands.add_parser("record", parents=list(parents), help=about)
    command.add_argument(
        "action", choices=(*get_args(Action), "trail"), help="trail: all that was done, of RUN or of all runs"
    )
    command.add_argument("run", nargs="?", metavar="RUN", help="run_id, the beginning of one, latest, or locked")
    command.add_argument("--comment", default="", metavar="TEXT", help="why; required but for trail")


def record(args: argparse.Namespace) -> int:
    """Do it and say where the run stands now; or list the trail."""
    from planner.plan.store.record import record as carry_out

    if args.action == "trail":
        refuse_ignored({"--comment": args.comment}, "trail", "it records nothing")
        return _trail(args)
    if not args.run:
        hint = "planner runs lists the runs of the store."
        raise ScenarioError(located(f"planner record {args.action}", "RUN is missing.", hint))
    standing = carry_out(args.action, args.run, args.comment, store=args.store)
    entry = standing.entry
    assert entry is not None
    if args.json:
        answer = {"run_id": entry.run_id, "state": standing.state, "who": entry.who, "when_utc": entry.when_utc}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        print(f"{entry.run_id} is {standing.state} now (by {entry.who}).")
    return OK


def _trail(args: argparse.Namespace) -> int:
    from planner.plan.store import disk
    from planner.plan.store.record import trail_table
    from planner.plan.store.trail import read

    trail = read(args.store)
    spoken_of = {entry.run_id for entry in trail.entries}
    run = args.run if args.run is None or args.run in spoken_of else disk.resolve(args.store, args.run)
    table = trail_table(trail, run)
    warn_of_damage(args.store, trail.damaged_lines)
    if args.json:
        print(table.to_json(orient="records", indent=1, force_ascii=False))
    elif table.empty:
        print(
            f"{args.store}: nothing was recorded yet. planner record propose RUN --comment WHY starts.", file=sys.stderr
        )
    else:
        print("\n".join(trail_lines(table)))
    return OK


def trail_lines(table: pd.DataFrame) -> list[str]:
    """One line an action: when (UTC), who, what, run, why."""
    from planner.plan.text import columns

    rows = [["when (UTC)", "who", "action", "run", "comment"]]
    for row in table.to_dict("records"):
        action = str(row["action"]) + ("" if row["effect"] else " (without effect)")
        comment = str(row["comment"]).replace("\n", " ")
        rows.append([str(row["when_utc"])[:16].replace("T", " "), str(row["who"]), action, str(row["run_id"]), comment])
    return columns(rows)


def warn_of_damage(store: str, damaged_lines: Sequence[int]) -> None:
    """Say on stderr which lines of the trail cannot be read."""
    from planner.plan.store.trail import TRAIL

    if damaged_lines:
        lines = ", ".join(str(number) for number in damaged_lines)
        problem = f"{store}/{TRAIL}: what stands in line {lines} cannot be read; what it recorded is not counted."
        print(f"! {problem}", file=sys.stderr)


def recorded(row: Mapping[Any, Any], now: dt.datetime) -> list[str]:
    """State, owner and age in days of a run, for the list of runs."""
    from planner.plan.store.record import age_days, owner_of
    from planner.words.formats import MISSING

    return [str(row["state"]), owner_of(row) or MISSING, str(age_days(row, now))]
