"""`planner forecast`: demand by workload and quarter as bands, and what was wrong in the histories."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli import OK, Commands, refuse_ignored

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planner.inputs.forecast.forecast import Forecast


def add_forecast(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "demand by workload and quarter: P10, P50, P90 from history, drivers and growth priors"
    command = commands.add_parser("forecast", parents=list(parents), help=about)
    command.add_argument("scenario", metavar="SCENARIO", help="YAML file; its section forecast names the sources")
    command.add_argument("--overlay", action="append", default=[], metavar="FILE", help="YAML on top; may be repeated")
    command.add_argument(
        "--history", action="append", default=[], metavar="WORKLOAD=FILE.csv", help="columns date, value, unit"
    )
    command.add_argument("--draws", type=int, metavar="N", help="sample paths (default: the scenario's)")
    command.add_argument("--seed", type=int, metavar="N", help="seed of the draws (default: the scenario's)")


def forecast(args: argparse.Namespace) -> int:
    """Forecast and print; data to stdout, what was wrong in histories to stderr."""
    from planner import api

    histories = dict(_named(text) for text in args.history)
    scenario = api.load(args.scenario, *args.overlay)
    if not histories and (scenario.forecast is None or not scenario.forecast.workloads):
        hint = "give sources in its section forecast, or --history"
        refuse_ignored({"--draws": args.draws, "--seed": args.seed}, "a scenario without forecast", hint)
    prediction = api.forecast(scenario, histories, draws=args.draws, seed=args.seed)
    if args.json:
        print(json.dumps(as_json(prediction), ensure_ascii=False, indent=1, default=str))
        return OK
    if prediction.weights.empty:
        print("The scenario has no section forecast: demand is as given.", file=sys.stderr)
    for row in prediction.findings.itertuples():
        print(f"{row.workload}: {row.kind}, {row.first} to {row.last} ({row.read}): {row.done}.", file=sys.stderr)
    for note in prediction.notes:
        print(note, file=sys.stderr)
    print(_table(prediction.quantiles))
    return OK


def as_json(prediction: Forecast) -> dict[str, Any]:
    """What machines get: all tables, without the sample paths."""
    tables = {name: getattr(prediction, name) for name in ("quantiles", "weights", "findings")}
    return {
        "workloads": list(prediction.workloads),
        "quarters": list(prediction.quarters),
        "draws": len(prediction.samples),
        **{name: table.to_dict("records") for name, table in tables.items()},
        "correlation": prediction.correlation.to_dict(),
        "notes": list(prediction.notes),
    }


def _named(text: str) -> tuple[str, Path]:
    from planner.errors import ScenarioError, located

    name, equals, file = text.partition("=")
    if not (name and equals and file):
        raise ScenarioError(located("--history", f'"{text}" was read.', "write WORKLOAD=FILE.csv."))
    return name, Path(file)


def _table(quantiles: pd.DataFrame) -> str:
    lines = [f"{'workload':<18} {'quarter':<8} {'quantity':<8} {'P10':>11} {'P50':>11} {'P90':>11} {'given':>11}  unit"]
    lines += [
        f"{row.workload:<18} {row.quarter:<8} {row.quantity:<8} {row.p10:>11.4g} {row.p50:>11.4g} {row.p90:>11.4g} "
        f"{row.given:>11.4g}  {row.unit}"
        for row in quantiles.itertuples()
    ]
    return "\n".join(lines)
