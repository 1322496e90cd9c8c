"""A store looked after: every file of every run checked, old runs removed, left-overs swept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd

from planner.errors import PlannerError, ScenarioError, StoreError, located
from planner.plan.store import disk
from planner.plan.store.listing import PORTFOLIO_SUFFIX, entries
from planner.plan.store.seal import read_seal, without_seal
from planner.plan.store.standing import standings
from planner.plan.store.trail import read as read_trail
from planner.whole_files import sweep_below

if TYPE_CHECKING:
    from collections.abc import Iterator

Soundness = Literal["whole", "not checked", "broken"]
COLUMNS = ["run_id", "state", "problem"]
KEPT = ("locked", "candidate")  # states in which a run is never pruned


def verify(store_dir: str | Path) -> pd.DataFrame:
    """One row a run, in the order of saving: whether all its files are what was written, or what is wrong first.

    A run of before hashes is opened, its hourly tables too, and "not checked". Plans for paths and portfolios follow,
    by the names of their folders and files.
    """
    store = Path(store_dir)
    rows = [(entry.run_id, *_soundness(store / entry.run_id)) for entry in entries(store)]
    rows += [(path.name, *_soundness_of_several(path)) for path in several(store)]
    return pd.DataFrame(rows, columns=COLUMNS)


def several(store: Path) -> list[Path]:
    """Folders of plans for paths, and files of portfolios."""
    paths = [*store.glob(f"*{disk.UNCERTAIN_SUFFIX}"), *store.glob(f"*{PORTFOLIO_SUFFIX}")]
    return sorted(path for path in paths if not path.name.startswith("."))


def _soundness_of_several(path: Path) -> tuple[Soundness, str]:
    """Of a plan for paths every file; of a portfolio its file, and that the runs of its sites are there."""
    try:
        if path.is_dir():
            seal = read_seal(path)
            seal.check()
            return ("whole" if seal.checked else "not checked"), ""
        content = json.loads(path.read_bytes())
        missing = [run for run in without_seal(content, path)["sites"].values() if not (path.parent / run).is_dir()]
        if missing:
            return "broken", f"{path.name}: the run of a site, {missing[0]}, is not there."
    except (PlannerError, OSError) as error:
        return "broken", _first_line(error)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return "broken", f"{path.name}: this file is damaged ({type(error).__name__})."
    return ("whole" if "seal" in content else "not checked"), ""


def _first_line(error: Exception) -> str:
    return " ".join(str(error).partition("\n\n")[0].split())


def _soundness(folder: Path) -> tuple[Soundness, str]:
    try:
        seal = read_seal(folder)
        seal.check()
        plan = disk.load(folder.parent, folder.name)
        if not seal.checked:
            for path in sorted(folder.glob("hourly*/*.parquet")):
                plan.source.read(path.parent.name, path.stem)  # type: ignore[arg-type]
        disk.one_more(folder.parent, folder.name)
    except (PlannerError, OSError) as error:
        return "broken", _first_line(error)
    return ("whole" if seal.checked else "not checked"), ""


def prune(store_dir: str | Path, keep: int) -> Iterator[str]:
    """Delete all but the runs saved last; gives each name as it goes.

    Runs that are locked or proposed, and those of the sites of a portfolio, stay, and count.

    What killed writers left is swept as well. ScenarioError: fewer than one to keep. StoreError: see `disk.delete`.
    """
    if keep < 1:
        raise ScenarioError(located("--keep", f"{keep} was given.", "give 1 or more."))
    states, of_sites = standings(read_trail(store_dir)), _runs_of_sites(Path(store_dir))
    for entry in entries(store_dir)[:-keep]:
        if states.of(entry.run_id).state not in KEPT and entry.run_id not in of_sites:
            disk.delete(store_dir, entry.run_id)
            yield entry.run_id
    sweep_below(Path(store_dir))


def _runs_of_sites(store: Path) -> set[str]:
    """Runs that portfolios of the store are made of. StoreError: a portfolio that cannot be read."""
    runs: set[str] = set()
    for path in several(store):
        if path.is_file():
            try:
                runs |= set(without_seal(json.loads(path.read_bytes()), path)["sites"].values())
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                hint = "restore it from a backup, or delete it; its runs are then free to go."
                raise StoreError(located(path.name, "this portfolio cannot be read.", hint)) from error
    return runs


def whole_or_refuse(folder: Path) -> None:
    """StoreError where the files of a run, or of a plan for paths, are not what was written."""
    state, problem = (_soundness_of_several if folder in several(folder.parent) else _soundness)(folder)
    if state == "broken":
        raise StoreError(located(folder.name, f"this run is damaged: {problem}"))
