"""`planner calibrate`: what measured points of a model on a GPU change in its predictions."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli import OK, Commands

if TYPE_CHECKING:
    from collections.abc import Sequence


def add_calibrate(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "one measured point of a model on a rack moves its whole front and narrows its interval: by how much"
    command = commands.add_parser("calibrate", parents=list(parents), help=about)
    command.add_argument("measurements", metavar="MEASUREMENTS.csv", help="columns in docs/operating-points.md")


def calibrate(args: argparse.Namespace) -> int:
    """Say what the measurements change; data to stdout."""
    from planner.performance.calibration.records import calibration

    records = calibration(Path(args.measurements))
    if args.json:
        print(json.dumps(records, ensure_ascii=False, indent=1))
    else:
        print("\n\n".join("\n".join(_lines(record)) for record in records))
    return OK


def _lines(record: dict[str, Any]) -> list[str]:
    moved, before, after = record["time_factor"], record["band_before"], record["band_after"]
    plural = "run" if record["runs"] == 1 else "runs"
    lines = [
        f"{record['cell']}: {record['runs']} {plural}. Times per token × {moved:.3f} on the whole front; "
        f"80 % interval of time from ×/÷ {before:.2f} to ×/÷ {after:.2f}."
    ]
    for point in record["points"]:
        predicted, now = (
            "{:,.0f} ({:,.0f} to {:,.0f})".format(*(point[f"{name}_{p}"] for p in ("p50", "p10", "p90")))
            for name in ("predicted", "calibrated")
        )
        lines.append(
            f"  {point['where']}: at {point['tokens_per_s_per_user']:.0f} tokens/s per user "
            f"{point['tokens_per_s_per_gpu']:,.0f} tokens/s per GPU measured; predicted {predicted}, now {now}"
        )
    return lines
