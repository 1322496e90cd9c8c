"""`planner runs`: list the runs of a store, check them, remove old ones, copy all to one file and back."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from planner.cli import FAILED, OK, Commands
from planner.errors import ScenarioError, located

ACTIONS = {
    "list": "runs with state, owner and age, the last saved first",
    "verify": "every file against its hash",
    "prune": "delete all but the last --keep N; locked and proposed runs stay",
    "backup": "all of the store into FILE",
    "restore": "what FILE has and the store has not",
    "sync": "the store and a copy of it at the address FILE: each gets what the other has more",
}

WITH_FILE = {
    "backup": "name a .tar or .tar.gz.",
    "restore": "name a .tar or .tar.gz.",
    "sync": "name an address, such as s3://bucket/planner, or a folder.",
}


def add_runs(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    command = commands.add_parser("runs", parents=list(parents), help="list the runs of a store, or look after them")
    about = "; ".join(f"{name}: {text}" for name, text in ACTIONS.items())
    command.add_argument("action", nargs="?", default="list", choices=tuple(ACTIONS), help=about)
    command.add_argument(
        "file", nargs="?", metavar="FILE", help="of backup and restore: a .tar or .tar.gz; of sync: s3://BUCKET/…"
    )
    command.add_argument("--keep", type=int, metavar="N", help="of prune: how many of the last runs stay")


def runs(args: argparse.Namespace) -> int:
    """Do it."""
    from planner.cli import show

    if args.action in WITH_FILE and not args.file:
        raise ScenarioError(located(f"planner runs {args.action}", "FILE is missing.", WITH_FILE[args.action]))
    if args.file and args.action not in WITH_FILE:
        problem = f"{args.file!r} was given, which {args.action} does not read."
        raise ScenarioError(located("planner runs", problem, "leave it out."))
    if (args.keep is not None) != (args.action == "prune"):
        problem = "--keep N is missing." if args.action == "prune" else f"--keep is no option of {args.action}."
        raise ScenarioError(located("planner runs", problem, "planner runs prune --keep 20 keeps the last 20 runs."))
    actions = {"list": show.runs, "verify": _verify, "prune": _prune, "backup": _backup, "restore": _restore,
               "sync": _sync}  # fmt: skip
    return actions[args.action](args)


def _verify(args: argparse.Namespace) -> int:
    from planner.plan.store.upkeep import verify

    table = verify(args.store)
    broken = table.loc[table["state"] == "broken"]
    if args.json:
        print(json.dumps(table.to_dict(orient="records"), ensure_ascii=False, indent=1))
    else:
        for row in table.itertuples():
            print(f"{row.run_id!s}: {row.state!s}" + (f" ({row.problem!s})" if row.problem else ""))
        counts = ", ".join(f"{count} {state}" for state, count in table["state"].value_counts().items())
        print(f"{args.store}: {counts or 'no runs'}", file=sys.stderr)
    return FAILED if len(broken) else OK


def _prune(args: argparse.Namespace) -> int:
    from planner.plan.store.upkeep import prune

    gone = []
    for run_id in prune(args.store, args.keep):
        gone.append(run_id)
        if not args.json:
            print(run_id)
    if args.json:
        print(json.dumps({"deleted": gone}, ensure_ascii=False, indent=1))
    return OK


def _backup(args: argparse.Namespace) -> int:
    from planner.plan.store.archive import backup

    count = backup(args.store, args.file)
    print(json.dumps({"runs": count}) if args.json else f"{args.file}: {count} runs of {args.store}")
    return OK


def _restore(args: argparse.Namespace) -> int:
    from planner.plan.store.archive import restore

    done = restore(args.store, args.file)
    if args.json:
        answer = {"restored": done.names, "there_already": done.there_already, "trail_entries": done.entries}
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for name in done.names:
            print(name)
        already = f"{len(done.there_already)} were there already"
        print(
            f"{args.store}: {len(done.names)} restored, {already}, {done.entries} lines of the trail", file=sys.stderr
        )
    return OK


def _sync(args: argparse.Namespace) -> int:
    from planner.plan.store.remote import sync

    done = sync(args.store, args.file)
    if args.json:
        print(json.dumps(asdict(done), ensure_ascii=False, indent=1))
    else:
        for name in done.refused:
            print(f"refused: {name}", file=sys.stderr)
        counts = f"{len(done.sent)} sent, {len(done.received)} received, {len(done.refused)} refused"
        print(f"{args.file}: {counts}, {done.entries} lines of the trail")
    return FAILED if done.refused else OK
