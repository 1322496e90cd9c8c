"""`planner one-more`: what one more of a thing is worth, line by line as the values come."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from planner.cli import OK, Commands, days_choice
from planner.cli.options import SCENARIO_ENDINGS, add_background, add_workers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.plan.studies.one_more import Worth


def add_one_more(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "what a MW, a rack, a quarter, a percent more and less is worth: each solved again"
    command = commands.add_parser("one-more", parents=list(parents), help=about)
    command.add_argument("of", metavar="SCENARIO|RUN", help="YAML file, or a run, beside which the values are kept")
    command.add_argument(
        "--days", type=days_choice, default=3, metavar="all|N", help="real days per period (default: 3), or all"
    )
    command.add_argument("--gap", type=float, default=5e-4, help="how closely each plan is proven (default: 0.0005)")
    command.add_argument(
        "--only", action="append", metavar="WHAT", help="such as connection or supply; may be repeated"
    )
    add_workers(command)
    add_background(command)


def one_more(args: argparse.Namespace) -> int:
    """Work the values out; of a run they are kept beside its tables, after every value."""
    from planner import api
    from planner.cli.solve import Stop, refuse_ignored_processes
    from planner.jobs.progress import ProgressFile
    from planner.plan.store import disk
    from planner.plan.studies.one_more import one_more_table

    refuse_ignored_processes(args)
    file = ProgressFile(args.progress_file)
    of_run = not args.of.endswith(SCENARIO_ENDINGS)
    values: list[Worth] = []
    with file.failures():
        file.phase("one more")
        subject = api.open_run(args.of, args.store) if of_run else api.load(args.of)
        how = {"days": args.days, "gap": args.gap, "processes": args.processes, "cluster": args.cluster}
        with Stop(args.stop_file) as stop:
            for worth in api.one_more(subject, **how, only=args.only, cancel=stop):
                values.append(worth)
                if of_run:
                    disk.put_one_more(args.store, subject.run_id, one_more_table(values))
                if not args.json:
                    print(line_of(worth, args.locale), flush=True)
    file.end(exit_code=OK, message="", run_id=subject.run_id if of_run else None)
    if args.json:
        print(json.dumps(as_json(values), ensure_ascii=False, indent=1))
    elif not values:
        print("Nothing of this scenario can be had more or less of.", file=sys.stderr)
    return OK


def line_of(worth: Worth, locale: str) -> str:
    """What changes, to which side, and what that is worth."""
    from dataclasses import asdict

    from planner.charts.worth import side_names, worth_text
    from planner.plan.studies.one_more import thing_text

    row = asdict(worth)
    side = side_names(worth.what, locale)[worth.side != "more"]
    return f"{thing_text(row, locale)}, {side}: {worth_text(row, locale)}"


def as_json(values: list[Worth]) -> list[dict[str, Any]]:
    """The last word on each, with null for what is no number."""
    from planner.plan.studies.one_more import one_more_table

    table = one_more_table(values)
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records"))
    return rows
