"""How long a store of many runs takes to list, to find the latest in, and to save to: `python -m benchmarks.store`."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from planner.plan.plan import TABLES
from planner.plan.store import disk
from planner.plan.store.listing import INDEX
from planner.plan.store.seal import MANIFEST, write_seal
from tests.plan.answers import plan

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 5  # the median of so many


def fill(store: Path, count: int) -> None:
    """So many runs with the manifest of one, whose tables are empty files: a list reads none of them."""
    run = plan("npv")
    for n in range(count):
        folder = store / f"run-{n:05d}"
        folder.mkdir()
        (folder / MANIFEST).write_text(json.dumps(run.manifest | {"run_id": folder.name}), encoding="utf-8")
        for name in TABLES:
            (folder / f"{name}.parquet").touch()
        write_seal(folder, n + 1)


def median_s(work: Callable[[], object]) -> float:
    """Seconds of a piece of work, the median of `TIMES`."""
    seconds = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return sorted(seconds)[TIMES // 2]


def measured(count: int) -> dict[str, float]:
    """Seconds: first list, list, latest, list after one more run was saved, save."""
    with tempfile.TemporaryDirectory() as place:
        store = Path(place)
        fill(store, count)
        began = time.perf_counter()
        disk.list_runs(store)
        first = time.perf_counter() - began
        listed = median_s(lambda: disk.list_runs(store))
        latest = median_s(lambda: disk.resolve(store, "latest"))
        began = time.perf_counter()
        plan("npv").save(store)
        saved = time.perf_counter() - began
        shutil.copytree(store / "run-00000", store / "another")
        began = time.perf_counter()
        disk.list_runs(store)
        one_more = time.perf_counter() - began
        index_mb = (store / INDEX).stat().st_size / 1e6
    figures = {"first": first, "list": listed, "latest": latest, "save": saved, "list after one": one_more}
    return {name: round(value, 3) for name, value in {**figures, "index MB": index_mb}.items()}


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=10_000)
    print(json.dumps(measured(arguments.parse_args().runs)))
