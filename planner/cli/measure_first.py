"""`planner measure-first`: of a saved plan for paths, what each measurement would be worth before its first orders."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from planner.cli import OK, STOPPED, Commands, days_choice
from planner.cli.options import add_background, add_workers

if TYPE_CHECKING:
    from collections.abc import Sequence


def add_measure_first(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "which measurement first: what knowing each predicted time is worth to a plan for paths, in euros"
    command = commands.add_parser("measure-first", parents=list(parents), help=about)
    command.add_argument("run", metavar="RUN", help="plan of solve --paths: run_id, the beginning of one, or latest")
    command.add_argument("--days", type=days_choice, default=3, metavar="N", help="real days per period (default: 3)")
    add_workers(command)
    add_background(command)


def measure_first(args: argparse.Namespace) -> int:
    """Price the measurements, keep them beside the plan and print them, the most valuable first."""
    from planner.cli.solve import Stop, refuse_ignored_processes
    from planner.jobs.progress import ProgressFile
    from planner.plan.several.uncertain import run_of
    from planner.plan.text import measurement_lines
    from planner.under_uncertainty import price_measurements

    refuse_ignored_processes(args)
    file = ProgressFile(args.progress_file)

    def say_step(step: int) -> None:
        file.phase(f"which measurement first, {step}")
        print(f"which measurement first, step {step}", file=sys.stderr)

    with file.failures(), Stop(args.stop_file) as stop:
        plan = price_measurements(
            run_of(args.run),
            store=args.store,
            days=args.days,
            processes=args.processes,
            cluster=args.cluster,
            progress=say_step,
            cancel=stop,
        )
    file.end(exit_code=OK, message="", run_id=plan.run_id)
    if args.json:
        print(json.dumps(json.loads(plan.measurements.to_json(orient="records")), ensure_ascii=False, indent=1))
    else:
        print("\n".join(measurement_lines(plan, args.locale)))
    return OK if plan.whole else STOPPED
