"""Studies of a run that come after it: their tables lie beside its own, and are shown at once the next time."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from planner.errors import StoreError
from planner.plan.store.disk import cannot_write, resolve
from planner.plan.store.seal import Study as Study
from planner.whole_files import write_whole


def put_study(store_dir: str | Path, run_id: str, study: Study, table: pd.DataFrame) -> None:
    """Lay the table of a study beside the tables of a run, whole or not at all. StoreError if that fails."""
    folder = Path(store_dir) / resolve(store_dir, run_id)
    try:
        write_whole(folder / f"{study}.parquet", lambda aside: table.to_parquet(aside, index=False))
    except OSError as error:
        raise StoreError(cannot_write(folder, error)) from error


def study_of(store_dir: str | Path, run_id: str, study: Study) -> pd.DataFrame | None:
    """The table of a study of a run; None where it was not worked out. StoreError without the run."""
    path = Path(store_dir) / resolve(store_dir, run_id) / f"{study}.parquet"
    try:
        return pd.read_parquet(io.BytesIO(path.read_bytes()))
    except FileNotFoundError:
        return None
