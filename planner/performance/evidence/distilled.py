"""The rows of `measured.table`, kept beside what was fitted to them: read in hundredths of a second, not worked out.

They belong to the files of data/gpu, byte for byte. Of other files they are made anew, each time. `measured` checks
and labels 5,600 rows for it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pandas as pd

from planner.catalogue import files

if TYPE_CHECKING:
    from pathlib import Path

FILE = "fitted/rows.parquet"
FORM = 1  # raise when `measured` reads the same files otherwise; test_the_cache_belongs_to_the_rows notices
BELONGS_TO = "files_hash"


def files_hash(data_dir: Path | None = None) -> str:
    """SHA-256 of the files of data/gpu: benchmark rows, their labels, catalogues; and of the form of the rows."""
    digest = hashlib.sha256(f"form {FORM}".encode())
    for path in sorted((files.data_folder(data_dir) / "gpu").glob("*.*")):
        digest.update(f"\0{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read(data_dir: Path | None = None) -> pd.DataFrame | None:
    """The rows as they were kept; None where there are none, or they belong to other files."""
    path = files.data_folder(data_dir) / FILE
    if not path.is_file():
        return None
    rows = pd.read_parquet(path)
    belongs_to, rows.attrs = rows.attrs.get(BELONGS_TO), {}
    return rows if belongs_to == files_hash(data_dir) else None


def write(rows: pd.DataFrame, data_dir: Path | None = None) -> Path:
    """Keep rows made from the files at hand; returns the path."""
    path = files.data_folder(data_dir) / FILE
    path.parent.mkdir(exist_ok=True)
    stamped = rows.copy(deep=False)
    stamped.attrs = {BELONGS_TO: files_hash(data_dir)}
    stamped.to_parquet(path, compression="zstd", index=False)
    return path
