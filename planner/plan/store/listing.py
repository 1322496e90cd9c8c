"""The runs of a store, read once: what a list shows of each is remembered until its files change."""

from __future__ import annotations

import errno
import json
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import StoreError
from planner.plan.plan import TABLES
from planner.plan.store.fields import check_fields
from planner.plan.store.seal import MANIFEST, SEAL, read_seal
from planner.whole_files import write_text_whole

INDEX = ".index.json"
INDEX_FROM = 50  # runs; fewer are read as quickly
UNCERTAIN_SUFFIX = ".uncertain"  # folders of plans for several paths, see uncertain.py
RUN_COLUMNS = [
    "run_id", "scenario_name", "title", "created_utc", "status", "days", "gap", "gap_asked", "objective_kind",
    "objective_meur", "bound_meur", "npv_meur", "lcot_eur_per_mtoken", "tokens_per_kwh", "served_share",
    "seconds_total", "scenario_hash", "data_hash", "owner",
]  # fmt: skip
BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, StoreError)
Stamp = list[int]
_log = logging.getLogger("planner.store")


@dataclass(frozen=True)
class Entry:
    """One folder of a store that has a manifest: its row in the list, or why it has none."""

    run_id: str
    sequence: int
    row: dict[str, Any] | None
    problem: str = ""

    @property
    def place(self) -> tuple[int, str, str]:
        """Where it stands in the order of saving: by number, then, for runs of before, by their clock."""
        return self.sequence, "" if self.row is None else str(self.row["created_utc"]), self.run_id


def looks_like_run(path: Path) -> bool:
    """Whether a folder has a manifest and a name that is no temporary one."""
    return path.is_dir() and not path.name.startswith(".") and (path / MANIFEST).is_file()


def entries(store_dir: str | Path) -> list[Entry]:
    """All runs of a store, broken ones too, in the order in which they were saved."""
    store = Path(store_dir)
    before, now, changed = _read_index(store), dict[str, Any](), False
    for name in _folders(store):
        stamp = _stamp(store / name)
        if stamp is None:
            continue
        entry = before.get(name)
        if entry is None or entry[0] != stamp:
            entry, changed = [stamp, *_of_folder(store / name)], True
        now[name] = entry
    if (changed or len(before) != len(now)) and len(now) >= INDEX_FROM:
        with suppress(OSError):  # a store that may only be read
            write_text_whole(store / INDEX, json.dumps({"columns": RUN_COLUMNS, "runs": now}, ensure_ascii=False))
    return sorted((Entry(name, *rest) for name, (_, *rest) in now.items()), key=lambda one: one.place)


def _folders(store: Path) -> list[str]:
    if not store.is_dir():
        return []
    with os.scandir(store) as found:
        return [
            one.name
            for one in found
            if not one.name.startswith(".") and not one.name.endswith(UNCERTAIN_SUFFIX) and one.is_dir()
        ]


def _stamp(folder: Path) -> Stamp | None:
    """What changes with the files of a run; None where there is no manifest."""
    try:
        manifest = (folder / MANIFEST).stat()
        own = folder.stat()
    except OSError:
        return None
    try:
        sealed = (folder / SEAL).stat().st_mtime_ns
    except OSError:
        sealed = 0
    return [own.st_mtime_ns, own.st_ino, manifest.st_mtime_ns, manifest.st_size, sealed]


def _read_index(store: Path) -> dict[str, Any]:
    """What was remembered; nothing where it cannot be read, or is that of another planner."""
    try:
        index = json.loads((store / INDEX).read_bytes())
        if index["columns"] != RUN_COLUMNS:
            return {}
        return {name: entry for name, entry in index["runs"].items() if len(entry) == len(("stamp", *_FIELDS))}
    except BROKEN:
        return {}


_FIELDS = ("sequence", "row", "problem")


def _of_folder(folder: Path) -> tuple[int, dict[str, Any] | None, str]:
    sequence = 0
    try:
        sequence = read_seal(folder).sequence
        return sequence, run_row(folder), ""
    except BROKEN as error:
        problem = str(error).partition("\n")[0] if isinstance(error, StoreError) else f"{type(error).__name__}: {error}"
        return sequence, None, problem


def run_row(folder: Path) -> dict[str, Any]:
    """The row of one run, its manifest checked. BROKEN."""
    manifest = read_seal(folder).manifest()
    check_fields(manifest)
    missing = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder / f"{missing[0]}.parquet"))
    kpis = manifest["kpis"]
    row = {name: manifest.get(name, kpis.get(name)) for name in RUN_COLUMNS}
    return row | {"days": str(manifest["days"]), "seconds_total": manifest["seconds"].get("total")}


def list_runs(store_dir: str | Path) -> pd.DataFrame:
    """One row a run, the last saved first. A broken run is left out, with a warning in the log "planner.store"."""
    rows = []
    for entry in reversed(entries(store_dir)):
        if entry.row is None:
            _log.warning("%s is not a whole run and is left out (%s).", Path(store_dir) / entry.run_id, entry.problem)
        else:
            rows.append(entry.row | {"run_id": entry.run_id})
    return pd.DataFrame(rows, columns=RUN_COLUMNS)
