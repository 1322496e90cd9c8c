"""What a store knows of points already: saved runs, and notes of points that have no plan."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import StoreError
from planner.problem.settings import SolveSettings
from planner.whole_files import write_text_whole

if TYPE_CHECKING:
    Row = dict[str, Any]

NOTES = ".sweep"  # folders that begin with a point are no runs
MANIFEST = "manifest.json"
ENDED_BY_ITSELF = {"optimal_within_gap", "best_found"}
INFEASIBLE, REFUSED, FAILED, NOT_SOLVED = "infeasible", "refused", "failed", "not solved"
WITHOUT_PLAN = {INFEASIBLE, REFUSED}  # solved again they would say the same


def key_of(scenario_hash: str, settings: SolveSettings, data_hash: str) -> str:
    """One and the same for points whose plan is the same: scenario, days, gap and data."""
    text = json.dumps([scenario_hash, settings.days, float(settings.gap), data_hash])
    return hashlib.sha256(text.encode()).hexdigest()


def row_of(manifest: dict[str, Any]) -> Row:
    """What a sweep shows of a plan."""
    seconds = manifest["seconds"].get("total")
    shown = {name: manifest[name] for name in ("status", "objective_meur", "bound_meur", "gap")}
    return shown | {"seconds": seconds} | dict(manifest["kpis"]) | {"run_id": manifest["run_id"], "error": None}


def without_plan(status: str, error: object, seconds: float | None = None) -> Row:
    """The row of a point that has no plan."""
    return {"status": status, "seconds": seconds, "run_id": None, "error": str(error)}


class Finished:
    """The finished points of a store; `look` reads what has come since, `row` answers for one key."""

    def __init__(self, store: str | Path, *, only_new: bool = False) -> None:
        """With `only_new` what is there already is passed over."""
        self._store = Path(store)
        self._rows: dict[str, Row] = {}
        self._seen: set[str] = set(self._names()) if only_new else set()

    def _names(self) -> list[str]:
        names = []
        for folder, below in ((self._store, ""), (self._store / NOTES, f"{NOTES}/")):
            with suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
                names += [f"{below}{entry.name}" for entry in entries if not entry.name.startswith(".")]
        return sorted(names)

    def look(self) -> None:
        """Read the manifests and notes that have come since the last look. A broken run is not finished."""
        for name in self._names():
            if name in self._seen:
                continue
            with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
                if name.startswith(NOTES):
                    note = json.loads((self._store / name).read_text(encoding="utf-8"))
                    self._rows.setdefault(note["key"], without_plan(note["status"], note["error"], note["seconds"]))
                else:
                    self._read_run(self._store / name)
                self._seen.add(name)

    def _read_run(self, folder: Path) -> None:
        from planner.plan.plan import TABLES

        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = all((folder / f"{table}.parquet").is_file() for table in TABLES)
        if whole and manifest["status"] in ENDED_BY_ITSELF and manifest["gap_asked"] is not None:
            settings = SolveSettings(manifest["days"], manifest["gap_asked"])
            self._rows[key_of(manifest["scenario_hash"], settings, manifest["data_hash"])] = row_of(
                manifest | {"run_id": folder.name}
            )

    def row(self, key: str) -> Row | None:
        """The row of a finished point, None if it is still to be solved."""
        return self._rows.get(key)

    def note(self, key: str, row: Row) -> None:
        """Remember a point that has no plan, for later sweeps. StoreError if it cannot be written."""
        folder = self._store / NOTES
        try:
            folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"key": key, "status": row["status"], "error": row["error"], "seconds": row["seconds"]})
            write_text_whole(folder / f"{key}.json", text)
        except OSError as error:
            message = f"{folder}: a note could not be written ({error.strerror or error})."
            raise StoreError(message) from error
