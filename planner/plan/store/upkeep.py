"""A store looked after: every file of every run checked, old runs removed, left-overs swept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from planner.errors import PlannerError, ScenarioError, StoreError, located
from planner.plan.store import disk
from planner.plan.store.listing import entries
from planner.plan.store.seal import read_seal
from planner.plan.store.standing import standings
from planner.plan.store.trail import read as read_trail
from planner.whole_files import LEFT_OVER_S, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

Soundness = Literal["whole", "not checked", "broken"]
COLUMNS = ["run_id", "state", "problem"]
KEPT = ("locked", "candidate")  # states in which a run is never pruned


def verify(store_dir: str | Path) -> pd.DataFrame:
    """One row a run, in the order of saving: whether all its files are what was written, or what is wrong first.

    A run of before hashes is opened, its hourly tables too, and "not checked".
    """
    rows = [(entry.run_id, *_soundness(Path(store_dir) / entry.run_id)) for entry in entries(store_dir)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _soundness(folder: Path) -> tuple[Soundness, str]:
    try:
        seal = read_seal(folder)
        for name in seal.files:
            seal.read(name)
        plan = disk.load(folder.parent, folder.name)
        if not seal.checked:
            for path in sorted(folder.glob("hourly*/*.parquet")):
                plan.source.read(path.parent.name, path.stem)  # type: ignore[arg-type]
        disk.one_more(folder.parent, folder.name)
    except (PlannerError, OSError) as error:
        return "broken", " ".join(str(error).partition("\n\n")[0].split())
    return ("whole" if seal.checked else "not checked"), ""


def prune(store_dir: str | Path, keep: int) -> Iterator[str]:
    """Delete all but the runs saved last; gives each name as it goes. Locked and proposed runs stay, and count.

    What killed writers left is swept as well. ScenarioError: fewer than one to keep. StoreError: see `disk.delete`.
    """
    if keep < 1:
        raise ScenarioError(located("--keep", f"{keep} was given.", "give 1 or more."))
    states = standings(read_trail(store_dir))
    for entry in entries(store_dir)[:-keep]:
        if states.of(entry.run_id).state not in KEPT:
            disk.delete(store_dir, entry.run_id)
            yield entry.run_id
    sweep(Path(store_dir), LEFT_OVER_S)


def whole_or_refuse(folder: Path) -> None:
    """StoreError where a run's files are not what was written."""
    state, problem = _soundness(folder)
    if state == "broken":
        raise StoreError(located(folder.name, f"this run is damaged: {problem}"))
