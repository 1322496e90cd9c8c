"""`planner schedule`: check a timetable, keep it, list it, do one entry."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from planner.cli import BAD_INPUT, DEFAULT_STORE, OK, REPORTS, Commands, refuse_ignored
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    from collections.abc import Sequence

ACTIONS = {
    "check": "everything wrong with the file, its scenarios, data and secrets; fetches the data, sends nothing",
    "run": "keep running",
    "list": "next and last run of each entry, and what is not delivered",
    "next": "when each entry runs next",
    "once": "do entry NAME now, deliveries too",
}


def add_schedule(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "solve scenarios and deliver reports on a timetable"
    command = commands.add_parser("schedule", parents=list(parents), help=about)
    command.add_argument("action", choices=tuple(ACTIONS), help="; ".join(f"{key}: {ACTIONS[key]}" for key in ACTIONS))
    command.add_argument("name", nargs="?", metavar="NAME", help="entry of the file, for once")
    command.add_argument("--file", default="schedules.yaml", help="timetable (default: schedules.yaml)")
    command.add_argument("--out", default=REPORTS, metavar="DIR", help="folder of the reports (default: reports)")


def schedule(args: argparse.Namespace) -> int:
    """Do it."""
    from planner.schedule import run

    if args.action != "once":
        refuse_ignored({"NAME": args.name}, args.action, "once does one entry")
    if args.json and args.action not in ("check", "list"):
        refuse_ignored({"--json": args.json}, args.action, "check and list write JSON")
    if args.action in ("check", "list", "next"):
        refuse_ignored({"--out": args.out != REPORTS and args.out}, args.action, "it writes nothing")
        return {"check": _check, "list": _list, "next": _next}[args.action](args)
    if args.action == "run":
        run.run(args.file, args.store, args.out)
        return OK
    if not args.name:
        hint = "planner schedule next lists the names."
        raise ScenarioError(located("planner schedule once", "NAME is missing.", hint))
    for path in run.once(args.file, args.name, args.store, args.out):
        print(path)
    return OK


def _check(args: argparse.Namespace) -> int:
    from planner.schedule.check import check

    problems = check(args.file)
    if args.json:
        print(json.dumps({"ok": not problems, "problems": problems}, ensure_ascii=False, indent=1))
    elif problems:
        print("\n\n".join(f"error: {problem}" for problem in problems), file=sys.stderr)
    else:
        print(f"{args.file}: ok")
    return BAD_INPUT if problems else OK


def _list(args: argparse.Namespace) -> int:
    from planner.plan.text import columns
    from planner.schedule.table import entries_table

    table = entries_table(args.file, args.store)
    if args.json:
        print(str(table.to_json(orient="records", date_format="iso", force_ascii=False, indent=1)))
        return OK
    head = ["schedule", "next (Paris)", "last (Paris)", "seconds", "result", "waiting", "given up"]
    rows = [head]
    for row in table.to_dict("records"):
        last = "–" if row["result"] == "never" else f"{row['last_run']:%Y-%m-%d %H:%M}"
        seconds = "–" if row["seconds"] != row["seconds"] else f"{row['seconds']:.0f}"
        result = row["result"] + (", late" if row["late"] else "")
        when = f"{row['next_run']:%Y-%m-%d %H:%M}"
        rows.append([row["name"], when, last, seconds, result, str(row["waiting"]), str(row["given_up"])])
    print("\n".join(columns(rows, right=(3, 5, 6))))
    for row in table.loc[table["message"] != ""].to_dict("records"):
        print(f"\n{row['name']}: {row['message']}", file=sys.stderr)
    return OK


def _next(args: argparse.Namespace) -> int:
    from planner.schedule import run

    if args.store != DEFAULT_STORE:
        print("--store changes nothing of what is next: no run is read or written.", file=sys.stderr)
    for entry in run.next_runs(args.file).to_dict("records"):
        days = "every day" if entry["days"] == "all" else f"{entry['days']} days per period"
        print(f"{entry['next_run']:%Y-%m-%d %H:%M}  {entry['name']}  {days}  {entry['scenarios']}")
    return OK
