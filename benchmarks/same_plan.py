"""Two stores side by side: whether a change of the code left the plans as they were.

    python -m benchmarks same_plan STORE_BEFORE STORE_AFTER

Compares objective, bound and every table of the newest run of each store, cell by cell. Ends with 1 where they differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import pandas as pd

FIGURES = ("objective_meur", "bound_meur", "gap", "status")


def newest_run(store: Path) -> Path:
    """Folder of the newest run of a store. SystemExit where there is none."""
    runs = sorted((path.parent for path in store.glob("*/manifest.json")), key=lambda run: run.stat().st_mtime)
    if not runs:
        sys.exit(f"{store} holds no run.")
    return runs[-1]


def tables_of(run: Path) -> dict[str, pd.DataFrame]:
    """Every table of a run by its path in the run; partitions of one table each by themselves."""
    return {str(path.relative_to(run)): pd.read_parquet(path) for path in sorted(run.rglob("*.parquet"))}


def difference(before: pd.DataFrame | None, after: pd.DataFrame | None) -> str:
    """What differs between two tables, in a line; empty where nothing does."""
    if before is None or after is None:
        return "only in one of them"
    if list(before.columns) != list(after.columns) or len(before) != len(after):
        return f"{before.shape} and {after.shape}, columns {sorted(set(before) ^ set(after))}"
    unequal = [
        name
        for name in before.columns
        if not (before[name].eq(after[name]) | (before[name].isna() & after[name].isna())).all()
    ]
    return f"cells of {', '.join(unequal)}" if unequal else ""


def main(arguments: list[str] | None = None) -> None:
    """Print one line per difference."""
    parser = argparse.ArgumentParser(prog="benchmarks same_plan")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    stores = parser.parse_args(sys.argv[2:] if arguments is None else arguments)
    runs = [newest_run(stores.before), newest_run(stores.after)]
    manifests = [json.loads((run / "manifest.json").read_text(encoding="utf-8")) for run in runs]
    lines = [
        f"{name}: {manifests[0].get(name)!r} and {manifests[1].get(name)!r}"
        for name in FIGURES
        if manifests[0].get(name) != manifests[1].get(name)
    ]
    before, after = (tables_of(run) for run in runs)
    names = sorted({*before, *after})
    unequal = {name: difference(before.get(name), after.get(name)) for name in names}
    lines += [f"{name}: {text}" for name, text in unequal.items() if text]
    print("\n".join(lines) or f"The same: {len(FIGURES)} figures and {len(names)} tables.")
    if lines:
        sys.exit(1)
