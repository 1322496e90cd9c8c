"""`planner what-if`: answers to what-ifs about a run, a JSON line each, for the app's bar and other programs."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from planner.cli import OK, Commands

if TYPE_CHECKING:
    from collections.abc import Sequence


def add_what_if(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "answer what-ifs about a run from JSON lines on stdin, 3 days a period; for programs"
    command = commands.add_parser("what-if", parents=list(parents), help=about)
    command.add_argument("run", metavar="RUN", help="run_id, the beginning of one, latest, or locked")


def what_if(args: argparse.Namespace) -> int:
    """Serve until stdin ends, or has been silent for a quarter of an hour."""
    from planner import api
    from planner.money_studies.subject import scenario_of
    from planner.money_studies.what_if.service import serve

    serve(scenario_of(api.open_run(args.run, args.store), "what-if"), sys.stdin, sys.stdout)
    return OK
