"""Runs on disk: one folder a run, Parquet and a manifest, written beside and renamed when whole."""

from __future__ import annotations

import errno
import io
import json
import secrets
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from planner.errors import StoreError, located, nearest
from planner.plan.plan import TABLES, TABLES_IF_ANY, Plan
from planner.plan.store import listing
from planner.plan.store.fields import check_fields
from planner.plan.store.listing import UNCERTAIN_SUFFIX as UNCERTAIN_SUFFIX
from planner.plan.store.listing import entries, looks_like_run, next_sequence
from planner.plan.store.listing import list_runs as list_runs
from planner.plan.store.seal import HINT, read_seal, write_seal
from planner.plan.store.seal import MANIFEST as MANIFEST
from planner.plan.store.standing import standings
from planner.plan.store.trail import read as read_trail
from planner.plan.studies.one_more import no_one_more
from planner.plan.tables import hours
from planner.whole_files import GOING, folder_aside, locked, sweep, to_disk, tree_to_disk, write_whole

DEFAULT_STORE = Path("runs")
UNSAVED = "planner-unsaved"  # in the folder of temporary files: plans that a store had no room for
LATEST = "latest"
LOCKED = "locked"  # the plan of record
ONE_MORE = "one_more.parquet"  # may come, and come anew, after the other tables


def save(plan: Plan, store_dir: str | Path) -> str:
    """Write a plan to `store_dir`; returns the run_id, which gets "-2" if another run of that second has it.

    StoreError if this very plan is there already, or the disk is full or not writable. What a failed attempt wrote
    is removed.
    """
    store = Path(store_dir)
    try:
        return _save(plan, store)
    except OSError as error:
        raise StoreError(cannot_write(store, error, _elsewhere(plan, store))) from error


def _save(plan: Plan, store: Path) -> str:
    sweep(store)
    with folder_aside(store) as aside:
        _write_tables(plan, aside)
        with locked(store):  # one number, one run
            return _put_in_place(plan, store, aside)


def _elsewhere(plan: Plan, store: Path) -> Path | None:
    """Where the plan was saved instead: it may have taken hours. None where that failed too."""
    try:
        folder = Path(tempfile.gettempdir()) / UNSAVED
    except OSError:  # no folder of temporary files can be written to either
        return None
    if folder == store:
        return None
    try:
        return folder / _save(plan, folder)
    except (OSError, StoreError):
        with suppress(OSError):
            folder.rmdir()
        return None


def _write_tables(plan: Plan, folder: Path) -> None:
    for name in TABLES:
        _write_table(getattr(plan, name), folder / f"{name}.parquet")
    for name in TABLES_IF_ANY:
        if len(getattr(plan, name)):
            _write_table(getattr(plan, name), folder / f"{name}.parquet")
    for table in hours.TABLES:
        (folder / table).mkdir()
        for period in plan.source.periods:
            frame = plan.source.read(table, period)
            _write_table(frame, folder / table / f"{period}.parquet", compression="zstd")


def _put_in_place(plan: Plan, store: Path, aside: Path) -> str:
    wanted, sequence = plan.run_id, next_sequence(store)
    for number in range(1, 100):
        run_id = wanted if number == 1 else f"{wanted}-{number}"
        _write_json(aside / MANIFEST, plan.manifest | {"run_id": run_id})
        write_seal(aside, sequence)
        aside.chmod(0o755)
        tree_to_disk(aside)
        try:
            aside.rename(store / run_id)
        except OSError as error:
            if error.errno not in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
                raise
            if created(store / run_id) == plan.manifest["created_utc"]:
                message = located(str(store / run_id), "this plan is in the store already.", "there is nothing to do.")
                raise StoreError(message) from error
        else:
            to_disk(store)
            return run_id
    raise StoreError(located(str(store), f"there are 99 runs called {wanted}.", "use another store."))


def place(store: Path, run_id: str) -> tuple[int, str]:
    """Where a run stands in the order of saving: its number, 0 for a run of before, and its clock."""
    (entry,) = (entry for entry in entries(store) if entry.run_id == run_id)
    return entry.place[:2]


def created(folder: Path) -> str | None:
    """When the plan in a folder was made, as it stands there; None where that cannot be read."""
    try:
        return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["created_utc"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_table(frame: pd.DataFrame, path: Path, compression: str = "snappy") -> None:
    """One Parquet file. Arrow's threads cost tables of this size more than they save."""
    table = pa.Table.from_pandas(frame, preserve_index=False, nthreads=1)
    pq.write_table(table, path, compression=compression, write_page_checksum=True)


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False), encoding="utf-8")


def cannot_write(store: Path, error: OSError, instead: Path | None = None) -> str:
    """What went wrong while a run was written, and what to do; `instead`: where it was saved."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        problem, hint = (
            "the disk is full; the run was not saved.",
            "free some space, or name another --store.",
        )
    elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        problem, hint = "this folder may not be written to.", "name another folder with --store."
    elif error.errno in {errno.ENOTDIR, errno.EEXIST}:
        problem, hint = "this is a file, not a folder.", "name another folder with --store."
    else:
        problem, hint = f"the run could not be written ({error.strerror or error}).", "name another --store."
    if instead is not None:
        problem += f"\nThe plan is whole in {instead}."
        hint = f"once there is room, move that folder to {store}; a folder moved or copied opens."
    return located(str(store), problem, hint)


def run_ids(store_dir: str | Path) -> list[str]:
    """Names of all runs of a store in the order of saving; folders that begin with a point are no runs."""
    return [entry.run_id for entry in entries(store_dir)]


def resolve(store_dir: str | Path, run: str) -> str:
    """The run_id that `run` means: itself, "latest", "locked", or the beginning of one run_id. StoreError if none."""
    if run == Path(run).name and looks_like_run(Path(store_dir) / run):
        return run
    if run == LOCKED:
        return _locked(Path(store_dir))
    ids = run_ids(store_dir)
    starting = [run_id for run_id in ids if run and run_id.startswith(run)]
    if not starting and (run != LATEST or not ids):
        _refuse_uncertain(Path(store_dir), run)
    if not ids:
        raise StoreError(located(str(store_dir), "there are no runs here.", "planner solve SCENARIO makes one."))
    if run == LATEST:
        return ids[-1]
    if len(starting) == 1:
        return starting[0]
    problem = f'"{run}" is the beginning of {len(starting)} runs.' if starting else f'there is no run "{run}".'
    raise StoreError(located(str(store_dir), problem, nearest(run, starting or ids)))


def _locked(store: Path) -> str:
    """The plan of record. StoreError where none is locked, or its folder is gone."""
    run_id = standings(read_trail(store)).locked
    if run_id is None:
        raise StoreError(
            located(str(store), "no run is locked as plan of record.", "planner record lock RUN locks one.")
        )
    if not looks_like_run(store / run_id):
        hint = f"bring its folder back, or planner record unlock {run_id}."
        raise StoreError(located(str(store), f"the plan of record, {run_id}, is not there any more.", hint))
    return run_id


def _refuse_uncertain(store: Path, run: str) -> None:
    """Say what a name means that is that of a plan for several paths."""
    names = [path.name for path in store.glob(f"*{UNCERTAIN_SUFFIX}")] if store.is_dir() else []
    meant = [name for name in names if run == LATEST or (run and name.startswith(run))]
    if meant:
        problem = (
            "all plans here are under uncertainty (--paths): they are plans for several paths, which have no "
            "comparison and no pages but Risk."
            if run == LATEST
            else f'"{run}" is a plan under uncertainty: it is for several paths and has no comparison and '
            "no page but Risk."
        )
        hint = "page Risk shows it, planner report writes its report, planner.plan.several.uncertain.load reads it."
        raise StoreError(located(str(store), problem, hint))


def load(store_dir: str | Path, run_id: str) -> Plan:
    """Read a run; its hourly tables are read when they are asked for. StoreError if it is missing or broken."""
    folder = Path(store_dir) / resolve(store_dir, run_id)
    try:
        seal = read_seal(folder)
        manifest = seal.manifest()
        check_fields(manifest)
        tables = {name: seal.table(folder / f"{name}.parquet") for name in TABLES}
        for name, empty in TABLES_IF_ANY.items():
            path = folder / f"{name}.parquet"
            tables[name] = seal.table(path) if path.is_file() or path.name in seal.files else empty()
        return Plan(
            scenario_name=manifest["scenario_name"],
            title=manifest["title"],
            manifest=manifest,
            source=hours.FromRun(folder, tuple(manifest["horizon"]["periods"]), seal.table),
            **tables,
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        problem = f"this run is broken ({type(error).__name__}: {error})."
        raise StoreError(located(str(folder), problem, HINT)) from error


def put_one_more(store_dir: str | Path, run_id: str, table: pd.DataFrame) -> None:
    """Lay what one more is worth beside the tables of a run, whole or not at all. StoreError if that fails."""
    folder = Path(store_dir) / resolve(store_dir, run_id)
    try:
        write_whole(folder / ONE_MORE, lambda aside: _write_table(table, aside))
    except OSError as error:
        raise StoreError(cannot_write(folder, error)) from error


def one_more(store_dir: str | Path, run_id: str) -> pd.DataFrame:
    """What one more is worth, as far as it was worked out for a run; it may be written while the run is open.

    Read as one piece: a Parquet reader given a path opens it twice, and another file may stand there in between.
    """
    path = Path(store_dir) / resolve(store_dir, run_id) / ONE_MORE
    try:
        table = pq.read_table(io.BytesIO(path.read_bytes()), page_checksum_verification=True)
    except FileNotFoundError:
        return no_one_more()
    except (OSError, ValueError) as error:
        hint = f"delete the file and work it out again: planner one-more {path.parent.name}."
        raise StoreError(located(str(path), f"this table is damaged ({error}).", hint)) from error
    frame: pd.DataFrame = table.to_pandas()
    return frame


def run_row(store_dir: str | Path, run_id: str) -> dict[str, Any]:
    """The row of one run in `list_runs`. StoreError if it is missing or broken."""
    folder = Path(store_dir) / resolve(store_dir, run_id)
    try:
        return listing.run_row(folder) | {"run_id": folder.name}
    except StoreError:
        raise
    except listing.BROKEN as error:
        raise StoreError(located(str(folder), f"this run is broken ({type(error).__name__}: {error}).")) from error


def delete(store_dir: str | Path, run_id: str) -> None:
    """Remove a run: renamed aside first, so that nobody reads half of it. StoreError for the locked run."""
    folder = Path(store_dir) / resolve(store_dir, run_id)
    if standings(read_trail(store_dir)).locked == folder.name:
        problem = "it is locked as plan of record and is not deleted."
        raise StoreError(located(folder.name, problem, f"planner record unlock {folder.name} first."))
    try:
        aside = folder.with_name(f"{GOING}{secrets.token_hex(6)}")
        folder.rename(aside)
        shutil.rmtree(aside)
    except OSError as error:
        raise StoreError(cannot_write(folder, error)) from error
