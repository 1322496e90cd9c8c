"""Bring the collected data into data/, check it, and write the data dictionary.

python data/bring_in.py --from DIR     bring in every file (DIR holds gpu/, site/, demand/, finance/), then docs/data.md
python data/bring_in.py --docs         write docs/data.md only, after an edit in data/
python data/bring_in.py --check        change nothing; exit 1 if files, sources.yaml and docs/data.md disagree

Origin, licence, date and the meaning of every column are in data/sources.yaml. A second run changes no byte.
Series and measurements become Parquet, catalogues that a planner reads and edits stay CSV.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "data")]

import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402
from dictionary import dictionary_page  # noqa: E402
from thinning import selected, thinned  # noqa: E402

from planner.catalogue.files import FOLDERS, SOURCES, check, read_table, sources, typed  # noqa: E402
from planner.errors import DataError, located  # noqa: E402

NUMBER = r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?"
ARROW = {"utc": pa.timestamp("us", tz="UTC"), "date": pa.date32(), "float": pa.float64(), "text": pa.string()}


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; 0 all is well, 1 something disagrees."""
    parser = argparse.ArgumentParser(description="Bring the collected data into data/ and check it.")
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--from", dest="origin", type=Path, help="folder that holds gpu/, site/, demand/ and finance/")
    action.add_argument("--docs", action="store_true", help="write docs/data.md only")
    action.add_argument("--check", action="store_true", help="change nothing, say what disagrees")
    parser.add_argument("--overwrite", action="store_true", help="replace catalogues that were edited in data/")
    parser.add_argument("--data", type=Path, default=REPOSITORY / "data", help="folder to bring into")
    parser.add_argument("--page", type=Path, default=REPOSITORY / "docs" / "data.md", help="data dictionary")
    options = parser.parse_args(arguments)
    try:
        if options.origin:
            bring_in(options.origin, options.data, options.overwrite)
        problems = disagreements(options.data)
        page = "" if problems else dictionary_page(sources(options.data))
        if options.check and not problems:
            problems = _page_problem(options.page, page)
        elif not problems and write_aside(options.page, page.encode()):
            sys.stdout.write(f"written: {options.page.name}\n")
    except DataError as error:
        problems = [str(error)]
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    return 1 if problems else 0


def bring_in(origin: Path, data: Path, overwrite: bool) -> None:
    """Bring every file of sources.yaml from `origin` into `data`; all are checked before one is written.

    Raises DataError for a file that is missing, undescribed, against its description, or edited in data/.
    """
    every: Mapping[str, Any] = sources(data)["files"]
    described = {name: spec for name, spec in every.items() if "source" in spec}  # others are written by hand in data/
    wanted = {spec["source"] for spec in described.values()}
    there = {path.relative_to(origin).as_posix() for name in FOLDERS for path in (origin / name).rglob("*.*")}
    there = {name for name in there if not name.endswith("README.md")} - set(sources(data).get("not_brought_in", {}))
    if missing := sorted(wanted - there):
        raise DataError(located("--from", f"{missing[0]} is not in that folder.", "give the folder that holds gpu/."))
    if extra := sorted(there - wanted):
        raise DataError(located(SOURCES, f"{extra[0]} is not described.", "describe it, with all its columns."))
    ready = {name: _convert(name, spec, origin) for name, spec in described.items()}
    for name, content in ready.items():
        path = data / name
        if path.suffix == ".csv" and path.exists() and path.read_bytes() != content and not overwrite:
            hint = "keep the edit and leave this file, or add --overwrite to lose it."
            raise DataError(located(f"data/{name}", "this file was edited since it was brought in.", hint))
    for name, content in ready.items():
        if write_aside(data / name, content):
            sys.stdout.write(f"written: data/{name}\n")


def disagreements(data: Path) -> list[str]:
    """List what in `data` does not agree with its sources.yaml."""
    problems = []
    described: Mapping[str, Any] = sources(data)["files"]
    there = {path.relative_to(data).as_posix() for name in FOLDERS for path in (data / name).rglob("*.*")}
    problems += [f"data/{name}: described in {SOURCES}, but missing." for name in sorted(set(described) - there)]
    problems += [f"data/{name}: not described in {SOURCES}." for name in sorted(there - set(described))]
    for name, spec in described.items():
        if name not in there or "columns" not in spec:
            continue
        missing = [
            f"{SOURCES}, {name}, column {column}: {part} is missing."
            for column, meaning in spec["columns"].items()
            for part in ("type", "text", *(() if meaning.get("type") == "text" else ("unit",)))
            if not meaning.get(part)
        ]
        if missing:
            problems += missing
            continue
        try:
            rows = len(read_table(name, data))
        except DataError as error:
            problems.append(str(error))
            continue
        if rows != spec["rows"]:
            problems.append(f"data/{name}: {rows} rows read, {spec['rows']} stated in {SOURCES}.")
    return problems


def write_aside(path: Path, content: bytes) -> bool:
    """Write beside and rename, so that no half file is ever seen; False if `path` holds just that already."""
    if path.exists() and (path.read_bytes() == content or _same_table(path, content)):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return True


def _convert(name: str, spec: Mapping[str, Any], origin: Path) -> bytes:
    path = origin / spec["source"]
    if "columns" not in spec:
        return path.read_bytes().replace(b"\r\n", b"\n")
    if path.suffix == ".parquet":
        return _kernel_times(pd.read_parquet(path), spec)
    text = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    where = f"{spec['source']}"
    for column, names in spec.get("leave_out", {}).items():
        text = text[~text[column].isin(names)].reset_index(drop=True)
    for column, rule in spec.get("add", {}).items():
        text[column] = _mapped(text[rule["from"]], rule["map"], f"{where}, column {rule['from']}")
    if rule := spec.get("split_date"):
        days = text[rule["column"]].str.extract(r"^(\d{4}-\d\d-\d\d)?\s*(.*)$")
        text[rule["column"]] = days[0].fillna("")
        text[rule["note"]] = days[1].str.removeprefix("(").str.removesuffix(")").where(days[0].notna(), days[1])
    for column, words in spec.get("split_numbers", {}).items():
        is_number = text[column].str.fullmatch(NUMBER)
        text[words] = text[column].mask(is_number, "")
        text[column] = text[column].where(is_number, "")
    frame = typed(text, spec, where)
    check(frame, spec, where)
    if len(frame) != spec["rows"]:
        raise DataError(located(where, f"{len(frame)} rows read, {spec['rows']} stated in {SOURCES}."))
    if name.endswith(".csv"):  # cells as they were written, so that no figure is rounded
        return text[list(spec["columns"])].to_csv(index=False, lineterminator="\n").encode()
    return _parquet(frame, spec["columns"])


def _kernel_times(frame: pd.DataFrame, spec: Mapping[str, Any]) -> bytes:
    """A table of kernel times thinned as its entry says, each GPU a row group of its own so that one is read alone."""
    frame = thinned(selected(frame, spec.get("only", {})), spec["thin"]["axis"], spec["thin"]["tolerance"])
    check(frame, spec, spec["source"])
    if len(frame) != spec["rows"]:
        raise DataError(located(spec["source"], f"{len(frame)} rows left, {spec['rows']} stated in {SOURCES}."))
    table = pa.Table.from_pandas(frame[list(spec["columns"])], preserve_index=False).replace_schema_metadata(None)
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, table.schema, compression="zstd", compression_level=19) as writer:
        for name in frame["gpu"].unique():
            writer.write_table(table.filter(pa.array((frame["gpu"] == name).to_numpy())))
    return sink.getvalue()


def _mapped(names: pd.Series[str], to: Mapping[str, str], where: str) -> pd.Series[str]:
    if unknown := sorted(set(names) - set(to)):
        raise DataError(located(where, f'"{unknown[0]}" has no short name.', f"add it to the map in {SOURCES}."))
    return names.map(dict(to))


def _parquet(frame: pd.DataFrame, columns: Mapping[str, Any]) -> bytes:
    fields = []
    for name, column in columns.items():
        whole = pa.float64() if column.get("empty") else pa.int64()
        fields.append(pa.field(name, whole if column["type"] == "int" else ARROW[column["type"]]))
    table = pa.Table.from_pandas(frame, schema=pa.schema(fields), preserve_index=False)
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), sink, compression="zstd", compression_level=19)
    return sink.getvalue()


def _same_table(path: Path, content: bytes) -> bool:
    """Whether two Parquet files hold the same table; another version of the library writes other bytes."""
    if path.suffix != ".parquet":
        return False
    try:
        held = pq.read_table(path)
    except (OSError, pa.ArrowInvalid):
        return False
    return bool(held.equals(pq.read_table(io.BytesIO(content))))


def _page_problem(path: Path, page: str) -> list[str]:
    if path.exists() and path.read_text(encoding="utf-8") == page:
        return []
    return [located(f"docs/{path.name}", "out of date.", "run `python data/bring_in.py --docs`.")]


if __name__ == "__main__":
    sys.exit(main())
