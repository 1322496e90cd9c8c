"""Options that several commands have."""

from __future__ import annotations

import argparse

SCENARIO_ENDINGS = (".yaml", ".yml", ".xlsx")  # of what may be a scenario or a run


def add_workers(command: argparse.ArgumentParser) -> None:
    """Where days are solved: processes of this machine, or a cluster."""
    command.add_argument("--processes", type=int, metavar="N", help="processes (default: one per core, at most 4)")
    command.add_argument("--cluster", metavar="ADDRESS", help="Dask scheduler, such as tcp://10.0.0.5:8786")


def add_background(command: argparse.ArgumentParser) -> None:
    """Files by which pages follow and stop a command; not for people."""
    command.add_argument("--progress-file", metavar="FILE", help=argparse.SUPPRESS)
    command.add_argument("--stop-file", metavar="FILE", help=argparse.SUPPRESS)
