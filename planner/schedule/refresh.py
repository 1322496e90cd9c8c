"""Tables fetched before a solve: from a folder, a URL or a command; put in place only if they are what was agreed."""

from __future__ import annotations

import os
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import DataError, located, nearest
from planner.table_files import read_content, read_numbers, read_table
from planner.table_files.layout import plain_name
from planner.table_files.times import read_times, utc_text
from planner.whole_files import write_whole

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from planner.schedule.fields import Source
    from planner.table_files import Table

TIMEOUT_S = 120.0
LARGEST_BYTES = 50_000_000
DAY_S = 86_400.0


class FetchError(DataError):
    """A source did not answer: it may the next time."""


class StaleDataError(DataError):
    """The newest row is older than agreed: something newer may come."""


def refresh(sources: Mapping[str, Source], home: Path, now: dt.datetime) -> list[str]:
    """Fetch every source into `home`; words about sources that did not answer while what is there is fresh enough.

    DataError: another column or unit, a cell that is none, data older than allowed; FetchError where a source does not
    answer and nothing fresh is there. A file is replaced whole, and only by a table that passed.
    """
    words = []
    for name, source in sources.items():
        try:
            data = fetch(name, source, home)
        except FetchError as error:
            words.append(_still_fresh(name, source, home, now, error))
            continue
        put_in_place(name, source, data, home / source.to, now)
    return words


def put_in_place(name: str, source: Source, data: bytes, target: Path, now: dt.datetime) -> None:
    """Write a table that passes to `target`, whole; what was there stays where it does not pass. DataError, OSError."""

    def write(aside: Path) -> None:
        aside.write_bytes(data)
        check_table(name, source, aside, now)

    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, write)


def _still_fresh(name: str, source: Source, home: Path, now: dt.datetime, error: FetchError) -> str:
    """What is said where the file of before will do. FetchError where it will not."""
    target = home / source.to
    if not target.is_file():
        raise error
    try:
        check_table(name, source, target, now)
    except DataError as old:
        both = f"{error}\n{old}"
        raise FetchError(both) from None
    return f"{name}: {str(error).splitlines()[0]} The file of before is used."


def fetch(name: str, source: Source, home: Path) -> bytes:
    """The bytes of a source. FetchError."""
    try:
        if source.folder is not None:
            return _newest_file(name, home / source.folder)
        if source.url is not None:
            return _download(source.url, source.token_env)
        return _printed(source.command or (), home)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        why = error.reason if isinstance(error, urllib.error.URLError) else error
        raise FetchError(located(f"data {name}", f"it could not be fetched: {why}.", "try it by hand.")) from None


def _newest_file(name: str, folder: Path) -> bytes:
    files = sorted(folder.glob("*.csv"), key=lambda file: (file.stat().st_mtime, file.name))
    if not files:
        problem = f"{folder} is no folder with a .csv file."
        raise FetchError(located(f"data {name}", problem, "check the path, and whether it is mounted."))
    return files[-1].read_bytes()


def _download(url: str, token_env: str | None) -> bytes:
    request = urllib.request.Request(url, headers=bearer(token_env))
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
        data = answer.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        too_large = f"the answer has more than {LARGEST_BYTES:,} bytes"
        raise ValueError(too_large)
    return bytes(data)


def bearer(token_env: str | None) -> dict[str, str]:
    """The header that logs in, its token from the environment. ValueError where there is none."""
    return {} if token_env is None else {"Authorization": f"Bearer {secret(token_env)}"}


def secret(variable: str) -> str:
    """A secret from the environment; it is never written anywhere. ValueError where it is not set."""
    value = os.environ.get(variable, "")
    if not value:
        missing = f"the environment variable {variable} is not set"
        raise ValueError(missing)
    return value


def _printed(command: tuple[str, ...], home: Path) -> bytes:
    done = subprocess.run(list(command), cwd=home, capture_output=True, timeout=TIMEOUT_S, check=False)
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it printed no error"]
        failed = f"{command[0]} ended with {done.returncode}: {last[0]}"
        raise ValueError(failed)
    return done.stdout


def check_table(name: str, source: Source, file: Path, now: dt.datetime) -> None:
    """Columns as agreed, cells of their kind, newest time within the limit. DataError says what is there instead."""
    where = f"data {name}"
    agreed = [plain_name(column) for column in source.columns]
    stems = {_without_unit(column) for column in agreed}

    def is_header(names: Sequence[str]) -> bool:
        return any(one in agreed or (one and _without_unit(one) in stems) for one in names)

    table = read_table(read_content(file, name=where), is_header, f"{', '.join(source.columns)}: as agreed")
    _check_columns(where, list(table.names), agreed)
    newest_s = _newest_of(source, table)
    if source.oldest_days is None:
        return
    age_days = (now.timestamp() - newest_s) / DAY_S
    if age_days > source.oldest_days:
        problem = (
            f"the newest is {utc_text(int(newest_s))}, {age_days:.1f} days old; {source.oldest_days:g} are allowed."
        )
        raise StaleDataError(located(f"{where}, column {source.newest}", problem, "see why nothing newer comes."))


def _newest_of(source: Source, table: Table) -> float:
    """Read every cell as what it is agreed to be; the latest time of the column that says how old the data are [s]."""
    newest_s = 0.0
    for column, kind in source.columns.items():
        place = table.names.index(plain_name(column))
        if kind == "number":
            read_numbers(table, place)
        elif kind == "time":
            seconds, _ = read_times(table.column(place), lambda row, at=place: table.cell_at(row, at), "UTC")  # type: ignore[misc]
            newest_s = float(seconds.max()) if column == source.newest else newest_s
    return newest_s


def _check_columns(where: str, columns: list[str], agreed: list[str]) -> None:
    """Every column agreed is there, and no other; one with another unit is named as that. DataError."""
    for column in agreed:
        if column in columns:
            continue
        stem = _without_unit(column)
        other = next((one for one in columns if one not in agreed and _without_unit(one) == stem), None)
        if other is not None:
            problem = f'the column "{other}" has another unit than "{column}".'
            raise DataError(located(where, problem, "convert it at its source, or agree on the other unit."))
        problem = f'the column "{column}" is missing; there are {", ".join(columns)}.'
        raise DataError(located(where, problem, nearest(column, columns)))
    more = [column for column in columns if column not in agreed]
    if more:
        problem = f'the column "{more[0]}" was not agreed; allowed are {", ".join(agreed)}.'
        raise DataError(located(where, problem, "add it to columns, or leave it out at its source."))


UNIT_WORDS = frozenset(
    {
        "eur", "keur", "meur", "usd", "ct", "per", "degc", "degf", "c", "k", "f", "g", "kg", "t", "l", "m3", "s", "h",
        "min", "day", "percent", "share", "tokens", "mtokens", "ktokens", "gco2", "kgco2e", "gpu", "hours", "w", "kw",
        "mw", "gw", "wh", "kwh", "mwh", "gwh", "va", "kva", "mva",
    }
)  # fmt: skip


def _without_unit(name: str) -> str:
    """A column's name without the words of its unit at the end: spot_eur_per_mwh is spot, eur_per_mwh is nothing."""
    words = plain_name(name).split("_")
    while words and words[-1] in UNIT_WORDS:
        words.pop()
    return "_".join(words)
