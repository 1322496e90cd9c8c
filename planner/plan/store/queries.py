"""SQL over the tables of a store, by DuckDB: one SELECT, which reads nothing else and writes nothing.

    planner.runs.query("select run_id, sum(cost_meur) from orders group by run_id")

Tables are those of a run, by name, over all runs, each with a column run_id; and `runs`, a row a run. Only those that a
query names are read, checked against their seal, and handed over in memory: DuckDB itself opens no file
(docs/decisions/0026).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.errors import ScenarioError, StoreError, located, nearest
from planner.plan.plan import TABLES, TABLES_IF_ANY
from planner.plan.store import disk, record
from planner.plan.store.seal import read_seal

if TYPE_CHECKING:
    from planner.plan.store.trail import Trail

__all__ = ["query", "runs"]

HOURLY = ("hourly", "hourly_workloads", "hourly_racks")
NAMES = ("runs", *TABLES, *TABLES_IF_ANY, *HOURLY)
WHERE = "query"
NO_TABLE = re.compile(r"Table with name (\S+) does not exist")


class _Runs:
    """`planner.runs()` lists runs; `planner.runs.query(sql)` asks their tables."""

    def __call__(self, store: str | Path = disk.DEFAULT_STORE, trail: Trail | None = None) -> pd.DataFrame:
        """The runs of a store with their states: `planner.plan.store.record.runs`."""
        return record.runs(store, trail)

    def query(self, sql: str, store: str | Path = disk.DEFAULT_STORE) -> pd.DataFrame:
        """The answer to one SELECT: `planner.plan.store.queries.query`."""
        return query(sql, store)


runs = _Runs()


def query(sql: str, store: str | Path = disk.DEFAULT_STORE) -> pd.DataFrame:
    """The answer to one SELECT over the tables of a store.

    ScenarioError: DuckDB is not installed, no single SELECT, an unknown table, or what DuckDB says of the query.
    StoreError: a table that is damaged. Runs of before without a table have no rows in it.
    """
    duckdb = _duckdb()
    config = {"enable_external_access": "false", "autoload_known_extensions": "false", "threads": "2"}
    try:
        with duckdb.connect(":memory:", config=config) as connection:
            connection.execute("SET python_enable_replacements = false")  # no variable of the caller is a table
            _check_select(duckdb, connection, sql)
            for name in _named(sql):
                connection.register(name, _table(name, Path(store)))
            connection.execute("SET lock_configuration = true")
            answer: pd.DataFrame = connection.execute(sql).df()
            return answer
    except duckdb.Error as error:
        unknown = NO_TABLE.search(str(error))
        if unknown:
            problem = f'there is no table "{unknown[1]}".'
            raise ScenarioError(located(WHERE, problem, nearest(unknown[1], NAMES))) from None
        raise ScenarioError(located(WHERE, str(error).strip(), "docs/analysts.md lists tables and columns.")) from None


def _duckdb() -> Any:
    try:
        import duckdb
    except ImportError:
        hint = "pip install duckdb, or the planner with its extra: planner[query]."
        raise ScenarioError(located(WHERE, "DuckDB is not installed.", hint)) from None
    return duckdb


def _check_select(duckdb: Any, connection: Any, sql: str) -> None:
    statements = connection.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(str(one.type).rpartition(".")[2] for one in statements) or "nothing"
        raise ScenarioError(located(WHERE, f"{kinds} was read, allowed is one SELECT.", "a store is only read."))


def _named(sql: str) -> list[str]:
    """Tables whose name stands anywhere in a query; one too many costs no more than its reading."""
    words = set(re.findall(r"\w+", sql.lower()))
    return [name for name in NAMES if name in words]


def _table(name: str, store: Path) -> pd.DataFrame:
    """One table over all runs, with run_id first."""
    if name == "runs":
        return record.runs(store)
    frames = [frame.assign(run_id=run) for run in disk.run_ids(store) for frame in _frames(store / run, name)]
    whole = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"run_id": pd.Series(dtype=str)})
    return whole[["run_id", *(column for column in whole.columns if column != "run_id")]]


def _frames(folder: Path, name: str) -> list[pd.DataFrame]:
    """The table of one run: one file, or for hours one a period. StoreError if it is damaged."""
    try:
        seal = read_seal(folder)
        files = sorted((folder / name).glob("*.parquet")) if name in HOURLY else [folder / f"{name}.parquet"]
        return [_plain(seal.table(file)) for file in files if file.is_file()]
    except (OSError, ValueError) as error:
        raise StoreError(located(f"{folder.name}, {name}", f"this table cannot be read ({error}).")) from error


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Categories as texts: those of two runs need not be the same."""
    names = [name for name in frame.columns if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(names, str))
