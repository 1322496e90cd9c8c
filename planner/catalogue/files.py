"""Reading data/: each file is held against its entry in sources.yaml before anyone sees a figure."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from planner.errors import DataError, located, nearest

FOLDERS = ("gpu", "site", "demand", "finance")
SOURCES = "sources.yaml"
BESIDE_PACKAGE = Path(__file__).resolve().parents[2] / "data"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C: most of a second less before the first figure
Spec = Mapping[str, Any]
_HASHES: ContextVar[dict[Path, str] | None] = ContextVar("hashes of one reading", default=None)
_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "utc": lambda series: str(series.dtype).endswith(", UTC]"),
    "date": lambda series: series.dtype.kind == "M",
    "int": pd.api.types.is_numeric_dtype,
    "float": pd.api.types.is_numeric_dtype,
    "text": lambda series: not pd.api.types.is_numeric_dtype(series) and series.dtype.kind != "M",
}


@dataclass(frozen=True)
class FileSource:
    """Where a file comes from and how far to trust it; the columns are in docs/data.md."""

    file: str
    title: str
    origin: tuple[str, ...]
    licence: str
    collected: str
    trust: str
    made: str
    caveats: tuple[str, ...]


def data_folder(data_dir: Path | None = None) -> Path:
    """Give the folder to read from: `data_dir`, or data/ beside the planner package."""
    return BESIDE_PACKAGE if data_dir is None else Path(data_dir)


def sources(data_dir: Path | None = None) -> Spec:
    """Give sources.yaml as mappings, `files` by name and `folders`. Raises DataError if it can't be read."""
    path = data_folder(data_dir) / SOURCES
    return _sources(path, stamp(path))


def file_source(name: str, data_dir: Path | None = None) -> FileSource:
    """Give origin, licence and trust of one file, such as "site/turpe_htb.csv". Raises DataError."""
    spec = _spec(name, data_dir)
    texts = {key: str(spec[key]) for key in ("title", "licence", "collected", "trust", "made")}
    return FileSource(file=name, origin=tuple(spec["origin"]), caveats=tuple(spec["caveats"]), **texts)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within it `data_hash` looks at the files of a folder once: inputs ask it dozens of times. Also a decorator."""
    token = _HASHES.set(_HASHES.get() or {})
    try:
        yield
    finally:
        _HASHES.reset(token)


def data_hash(data_dir: Path | None = None) -> str:
    """Sum up sources.yaml and the bytes of all data files as sha256 (hex); equal hash, equal data."""
    folder, hashes = data_folder(data_dir), _HASHES.get()
    if hashes is None:
        return _hash_now(folder)
    if folder not in hashes:
        hashes[folder] = _hash_now(folder)
    return hashes[folder]


def _hash_now(folder: Path) -> str:
    files = [(SOURCES, stamp(folder / SOURCES))]
    for name in FOLDERS:
        places = ((Path(root), names) for root, _, names in os.walk(folder / name))
        paths = (place / file for place, names in places for file in names)
        files += sorted((path.relative_to(folder).as_posix(), stamp(path)) for path in paths)
    return _hash(str(folder), tuple(files))


def read_table(name: str, data_dir: Path | None = None) -> pd.DataFrame:
    """Read one checked table, a copy that the caller may change.

    An empty text cell is "", an empty number NaN, an empty date NaT; a column of whole numbers that may be
    empty is float. Times are UTC, dates are days without a zone. Raises DataError (file, row, column, value,
    what is allowed) for a missing file, a missing column, NaN, a value out of range, a key that stands twice
    and an undeclared gap.
    """
    path = data_folder(data_dir) / name
    spec = _spec(name, data_dir)
    return _table(path, stamp(path), _Frozen(spec, label(path, data_dir))).copy()


def label(path: Path, data_dir: Path | None = None) -> str:
    """Name a file in messages by its folder, "data/site/turpe_htb.csv"; never a path of this machine."""
    folder = data_folder(data_dir)
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"


def typed(frame: pd.DataFrame, spec: Spec, where: str) -> pd.DataFrame:
    """Turn cells of text into the types of `spec`, columns in its order. Raises DataError."""
    columns: Mapping[str, Spec] = spec["columns"]
    _check_names(list(frame.columns), list(columns), where)
    typed_columns: dict[str, pd.Series[Any]] = {}
    for name, column in columns.items():
        text = frame[name].astype(str).str.strip()
        if column["type"] == "text":
            typed_columns[name] = text
            continue
        values = _parse(text, column["type"])
        bad = np.flatnonzero((values.isna() & (text != "")).to_numpy())
        if bad.size:
            row = int(bad[0])
            raise DataError(_cell(where, row, name, text.iloc[row], _allowed(column)))
        whole = column["type"] == "int" and not column.get("empty")
        typed_columns[name] = values.astype("int64") if whole and not values.isna().any() else values
    return pd.DataFrame(typed_columns)


def check(frame: pd.DataFrame, spec: Spec, where: str) -> None:
    """Hold a typed table against its entry in sources.yaml; the first problem is raised as DataError."""
    columns: Mapping[str, Spec] = spec["columns"]
    _check_names(list(frame.columns), list(columns), where)
    for name, column in columns.items():
        series = frame[name]
        if not _KINDS[column["type"]](series):
            problem = f'column "{name}" holds {series.dtype}; allowed: {column["type"]}.'
            raise DataError(located(where, problem, "bring the file in again."))
        empty = (series == "") if column["type"] == "text" else series.isna()
        bad = np.zeros(len(frame), dtype=bool) if column.get("empty") else empty.to_numpy(dtype=bool)
        if "range" in column:
            low, high = column["range"]
            bad = bad | ~(series.between(low, high) | empty).to_numpy(dtype=bool)
        if "values" in column:
            bad = bad | ~(series.isin(column["values"]) | empty).to_numpy(dtype=bool)
        if bad.any():
            row = int(np.flatnonzero(bad)[0])
            raise DataError(_cell(where, row, name, series.iloc[row], _allowed(column)))
    if spec["key"]:
        _check_key(frame, list(spec["key"]), where)
    if "step_minutes" in spec:
        _check_steps(frame[spec["key"][0]], spec, where)


def _spec(name: str, data_dir: Path | None) -> Spec:
    files: Mapping[str, Spec] = sources(data_dir)["files"]
    if name not in files:
        raise DataError(located(SOURCES, f'no file "{name}" is described.', nearest(name, files)))
    return files[name]


def stamp(path: Path) -> tuple[int, int]:
    """Time and size of a file, so that caches notice an edit. Raises DataError if there is no such file."""
    try:
        status = path.stat()
    except OSError:
        parts = 3 if path.parent.name in FOLDERS else 2
        where = "/".join(path.parts[-parts:])
        hint = "bring it in with `python data/bring_in.py --from DIR`, or check out the repository whole."
        raise DataError(located(where, "this data file is missing.", hint)) from None
    return status.st_mtime_ns, status.st_size


class _Frozen:
    """A spec as part of a cache key: equal when it is the same object, which `_sources` sees to."""

    def __init__(self, spec: Spec, where: str) -> None:
        self.spec, self.where = spec, where

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and self.spec is other.spec

    def __hash__(self) -> int:
        return id(self.spec)


@lru_cache(maxsize=8)
def _sources(path: Path, stamp: tuple[int, int]) -> Spec:
    try:
        text: Spec = yaml.load(path.read_bytes(), Loader=LOADER)  # noqa: S506 (a safe one)
    except yaml.YAMLError as error:
        raise DataError(located(f"{path.parent.name}/{SOURCES}", f"this is not YAML: {error}")) from None
    return text


@lru_cache(maxsize=64)
def _table(path: Path, stamp: tuple[int, int], entry: _Frozen) -> pd.DataFrame:
    spec, where = entry.spec, entry.where
    try:
        if path.suffix == ".parquet":
            frame = pd.read_parquet(path)
            for name in (c for c, column in spec["columns"].items() if column["type"] == "date" and c in frame):
                frame[name] = pd.to_datetime(frame[name])
        else:
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (ValueError, OSError) as error:
        raise DataError(located(where, f"this file cannot be read: {error}")) from None
    if path.suffix != ".parquet":
        frame = typed(frame, spec, where)
    check(frame, spec, where)
    return frame


@lru_cache(maxsize=8)
def _hash(folder: str, files: tuple[tuple[str, tuple[int, int]], ...]) -> str:
    digest = hashlib.sha256()
    for name, (_, size) in files:
        digest.update(f"{name}\0{size}\0".encode())
        digest.update(Path(folder, name).read_bytes())
    return digest.hexdigest()


def _parse(text: pd.Series[str], kind: str) -> pd.Series[Any]:
    """Read numbers or times; what cannot be read becomes NaN or NaT."""
    if kind == "utc":
        return pd.to_datetime(text, utc=True, format="ISO8601", errors="coerce").astype("datetime64[us, UTC]")
    if kind == "date":
        return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    numbers = pd.to_numeric(text.mask(text == ""), errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
    return numbers.where(numbers == np.floor(numbers)) if kind == "int" else numbers


def _check_names(columns: list[str], wanted: list[str], where: str) -> None:
    if missing := [name for name in wanted if name not in columns]:
        problem = f'column "{missing[0]}" is missing. Columns read: {", ".join(columns)}.'
        raise DataError(located(where, problem, f"{SOURCES} describes the columns this file must have."))
    if extra := [name for name in columns if name not in wanted]:
        problem = f'column "{extra[0]}" is not described.'
        raise DataError(located(where, problem, f"describe it in {SOURCES}, with its unit, or take it out."))


def _check_key(frame: pd.DataFrame, key: list[str], where: str) -> None:
    twice = frame.duplicated(key).to_numpy()
    if twice.any():
        row = int(np.flatnonzero(twice)[0])
        value = ", ".join(_show(frame[name].iloc[row]) for name in key)
        raise DataError(_cell(where, row, ", ".join(key), value, "each of them once"))


def _check_steps(times: pd.Series[Any], spec: Spec, where: str) -> None:
    """Steps are even, but for the gaps that sources.yaml declares; those must be there."""
    step = pd.Timedelta(minutes=spec["step_minutes"])
    declared = {pd.Timestamp(gap["from"]): step * int(gap["steps"]) for gap in spec["gaps"]}
    deltas = times.diff().to_numpy()[1:]
    for row in np.flatnonzero(deltas != step.to_timedelta64()) + 1:
        first_missing = times.iloc[row - 1] + step
        length = times.iloc[row] - first_missing
        if declared.pop(first_missing, None) != length:
            allowed = f"{_show(first_missing)}, one step of {spec['step_minutes']} minutes after the row before"
            raise DataError(_cell(where, int(row), times.name, times.iloc[row], allowed))
    if declared:
        start = _show(next(iter(declared)))
        problem = f"{SOURCES} declares a gap from {start}, but there is none."
        raise DataError(located(where, problem, f"take the gap out of {SOURCES}."))


def _cell(where: str, row: int, column: object, value: object, allowed: str) -> str:
    place = f"line {row + 2}" if where.endswith(".csv") else f"row {row + 1}"
    shown = _show(value)
    return located(f"{where}, {place}, column {column}", f"read {shown}; allowed: {allowed}.")


def _show(value: object) -> str:
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value.tzinfo else value.strftime("%Y-%m-%d")
    if value is None or value is pd.NaT or value == "" or value != value:
        return "an empty cell"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _allowed(column: Spec) -> str:
    names = {"utc": "a time such as 2026-06-23T22:00:00Z", "date": "a day such as 2026-06-23"}
    unit = str(column.get("unit", ""))
    unit = "" if unit == "1" or unit.startswith("see ") else f" {unit}"
    if "values" in column:
        return "one of " + ", ".join(map(str, column["values"]))
    if "range" in column:
        low, high = column["range"]
        kind = "a whole number" if column["type"] == "int" else "a number"
        return f"{kind} from {low} to {high}{unit}"
    kinds = {"int": "a whole number", "float": "a number", "text": "a text that is not empty"}
    return names.get(column["type"]) or kinds[column["type"]]
