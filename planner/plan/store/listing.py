"""The runs of a store, read once: what a list shows of each is remembered until its files change."""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import StoreError
from planner.plan.plan import TABLES
from planner.plan.store.fields import check_fields
from planner.plan.store.seal import MANIFEST, read_seal
from planner.whole_files import write_text_whole

INDEX = ".index.json"
INDEX_FROM = 50  # runs; fewer are read as quickly
UNCERTAIN_SUFFIX = ".uncertain"  # folders of plans for several paths, see uncertain.py
PORTFOLIO_SUFFIX = ".portfolio.json"  # files of portfolios, see portfolio.py
RUN_COLUMNS = [
    "run_id", "scenario_name", "title", "created_utc", "status", "days", "gap", "gap_asked", "objective_kind",
    "objective_meur", "bound_meur", "npv_meur", "lcot_eur_per_mtoken", "tokens_per_kwh", "served_share",
    "seconds_total", "scenario_hash", "data_hash", "owner",
]  # fmt: skip
_CREATED = RUN_COLUMNS.index("created_utc")
BROKEN = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, StoreError)
Stamp = list[int]
_log = logging.getLogger("planner.store")


@dataclass(frozen=True)
class Entry:
    """One folder of a store that has a manifest: its row in the list, or why it has none."""

    run_id: str
    sequence: int
    row: list[Any] | None  # by RUN_COLUMNS
    problem: str = ""

    @property
    def place(self) -> tuple[int, str, str]:
        """Where it stands in the order of saving: by number, then, for runs of before, by their clock."""
        return self.sequence, "" if self.row is None else str(self.row[_CREATED]), self.run_id


def looks_like_run(path: Path) -> bool:
    """Whether a folder has a manifest and a name that is no temporary one."""
    return path.is_dir() and not path.name.startswith(".") and (path / MANIFEST).is_file()


def entries(store_dir: str | Path) -> list[Entry]:
    """All runs of a store, broken ones too, in the order in which they were saved."""
    store = Path(store_dir)
    before, now, changed = _read_index(store), dict[str, Any](), False
    for name, stamp in _folders(store):
        entry = before.get(name)
        if entry is None or entry[0] != stamp:
            entry, changed = [stamp, *_remembered(str(store / name), *stamp)], True
        now[name] = entry
    if (changed or len(before) != len(now)) and len(now) >= INDEX_FROM:
        with suppress(OSError):  # a store that may only be read
            write_text_whole(store / INDEX, json.dumps({"columns": RUN_COLUMNS, "runs": now}, ensure_ascii=False))
    return sorted((Entry(name, *rest) for name, (_, *rest) in now.items()), key=lambda one: one.place)


def next_sequence(store: Path) -> int:
    """The place in the order of saving of who saves next, plans for paths counted. Ask under the lock of the store."""
    highest = max((entry.sequence for entry in entries(store)), default=0)
    for folder in store.glob(f"*{UNCERTAIN_SUFFIX}"):
        with suppress(*BROKEN):
            highest = max(highest, read_seal(folder).sequence)
    return highest + 1


def _folders(store: Path) -> Iterator[tuple[str, Stamp]]:
    """Names of runs, with what changes when their files do; without a manifest a folder is none."""
    if not store.is_dir():
        return
    with os.scandir(store) as folders:
        for one in folders:
            if one.name.startswith(".") or one.name.endswith(UNCERTAIN_SUFFIX) or not one.is_dir():
                continue
            try:
                manifest = os.stat(f"{one.path}/{MANIFEST}")  # noqa: PTH116 (a Path each would be half the time of a list)
                own = one.stat()
            except OSError:
                continue
            yield one.name, [own.st_mtime_ns, own.st_ino, manifest.st_mtime_ns, manifest.st_size]


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


@lru_cache(maxsize=1024)
def _remembered(folder: str, *stamp: int) -> tuple[int, list[Any] | None, str]:
    """`_of_folder`, read once in this process until its stamp changes: pages ask for the list many times a second."""
    return _of_folder(Path(folder))


def _of_folder(folder: Path) -> tuple[int, list[Any] | None, str]:
    sequence = 0
    try:
        sequence = read_seal(folder).sequence
        row = run_row(folder)
        return sequence, [row[name] for name in RUN_COLUMNS], ""
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
            rows.append([entry.run_id, *entry.row[1:]])
    return pd.DataFrame(rows, columns=RUN_COLUMNS)
