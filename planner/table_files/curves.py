"""A curve of power from a table: even steps, mean kW of each, and one line that says what was understood."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from planner.errors import DataError, ScenarioError, located
from planner.table_files.columns import Columns, Stamps, columns_of, is_curve_header, unit_in_rows
from planner.table_files.content import Content, read_content
from planner.table_files.exports import Export, export_of, is_rte_header, rte_value, unit_of_export, without_words
from planner.table_files.layout import Table, not_plain, read_table
from planner.table_files.neighbours import check_neighbours
from planner.table_files.numbers import read_numbers
from planner.table_files.steps import STEP_WORDS, even_step_s
from planner.table_files.times import PARIS, Clock, read_times
from planner.table_files.units import in_unit, kw_factor, unit_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

WANTED = "utc_timestamp,kw: start of step in UTC, mean kW"
FEWEST_OF_A_DAY = 12  # rows from which the ends of a curve say whether steps are stamped at their end


@dataclass(frozen=True)
class ReadOptions:
    """What a reader says of a table that its header does not: unit, clock, which end of a step is stamped, sheet."""

    unit: str | None = None
    clock: Clock | None = None
    stamps: Stamps | None = None
    sheet: str | None = None

    def __post_init__(self) -> None:
        if self.unit is not None:
            unit_named(self.unit, "unit")
        for name, value, allowed in (("clock", self.clock, get_args(Clock)), ("stamps", self.stamps, get_args(Stamps))):
            if value is not None and value not in allowed:
                raise ScenarioError(located(name, f'"{value}" was read; allowed: {", ".join(allowed)}.'))


@dataclass(frozen=True)
class Curve:
    """Mean power [kW] of each step, N, from `start_s` on [s since 1970 UTC], and the line of each row, N."""

    kw: NDArray[np.float64]
    start_s: int
    step_minutes: int
    table: Table
    value: int
    understood: str
    notes: tuple[str, ...] = ()


def read_curve(path: str | Path, options: ReadOptions | None = None) -> Curve:
    """Read a load curve from a CSV file or workbook.

    Raises DataError, with line, cell and remedy, for what cannot be read or may be read in two ways.
    """
    options = options or ReadOptions()
    content = read_content(path, options.sheet)
    return curve_of(curve_table(content), options)


def curve_table(content: Content) -> Table:
    """The table of a load curve in a file's content."""
    table = read_table(content, _is_header, WANTED, uneven_allowed=True)
    if is_rte_header(table.names):
        return without_words(table)
    if table.uneven:
        raise DataError(next(iter(table.uneven.values())))
    return table


def _is_header(names: object) -> bool:
    return is_curve_header(names) or is_rte_header(names)  # type: ignore[arg-type]  # a sequence of names


def curve_of(table: Table, options: ReadOptions) -> Curve:
    """The curve in a table."""
    name = table.content.name
    if not table.rows:
        raise DataError(located(name, "it holds no rows.", "give one row for every 10 minutes or every hour."))
    export = export_of(table)
    columns = _columns(table, export)
    check_neighbours(table, columns.value)
    cells, cell_at = _time_cells(table, columns)
    clock = options.clock or columns.clock or (export.clock if export else None)
    seconds, clock_word = read_times(cells, cell_at, clock)
    if options.clock and (clock_word == "offsets" or cells[0][-1:] in "Zz"):
        problem = f'"{cells[0]}" says its offset, so that {options.clock} would be ignored.'
        raise DataError(located(cell_at(0), problem, "leave the clock out (--clock)."))
    step_s = even_step_s(seconds, name, table.row_at)
    values = read_numbers(table, columns.value, mark=export.mark if export else None)
    unit = _unit(table, columns, export, options)
    kw = values * kw_factor(unit, step_s // 60)
    stamps, notes = _stamps(table, columns, export, options, (int(seconds[0]), int(seconds[-1]), step_s))
    start = int(seconds[0]) - (step_s if stamps == "end" else 0)
    words = f"{len(kw):,} {STEP_WORDS[step_s // 60]} means {in_unit(unit)}, {_clock_words(clock_word)}"
    last = start + (len(kw) - 1) * step_s
    span = _span(start, last, clock_word)
    more = _more(table, export, stamps)
    return Curve(kw, start, step_s // 60, table, columns.value, f"{name}: {words}, {span}{more}", notes)


def _columns(table: Table, export: Export | None) -> Columns:
    if export is None or export.name != "RTE":
        return columns_of(table)
    times = ("date_et_heure", "date_heure")
    whole = next((table.names.index(name) for name in times if name in table.names), None)
    hour = next((table.names.index(name) for name in ("heures", "heure") if name in table.names), None)
    if whole is None and hour is None:
        raise DataError(located(table.content.line(table.header_line), "a date without an hour was read."))
    places = (whole,) if whole is not None else (table.names.index("date"), int(hour or 0))
    return Columns(places, rte_value(table.names), None, None, None)


def _time_cells(table: Table, columns: Columns) -> tuple[list[str], Callable[[int], str]]:
    first = table.column(columns.times[0])
    if len(columns.times) == 2:
        hours = table.column(columns.times[1])
        first = [f"{day} {hour}".strip() for day, hour in zip(first, hours, strict=True)]
    return first, lambda row: table.cell_at(row, columns.times[0])


def _unit(table: Table, columns: Columns, export: Export | None, options: ReadOptions) -> str:
    """The unit that is written or said; DataError where two say otherwise, or none says."""
    place = f"{table.content.line(table.header_line)}, column {table.header[columns.value]}"
    own = unit_in_rows(table)
    written = columns.unit or (unit_named(own, place) if own else None)
    if export is not None:
        written = written or unit_of_export(export, table.names[columns.value])
    if options.unit is None and written is None:
        hint = "name it kw, or mw, w, kwh (energy of each step), or say the unit (--unit kW)."
        raise DataError(located(place, "it does not say its unit.", hint))
    said_so = unit_named(options.unit, "unit") if options.unit else None
    if said_so and written and said_so != written:
        problem = f"it says {written}, and {said_so} is given as its unit."
        raise DataError(located(place, problem, "name the column as it is, or leave the unit out."))
    return said_so or str(written)


def _stamps(
    table: Table, columns: Columns, export: Export | None, options: ReadOptions, ends: tuple[int, int, int]
) -> tuple[Stamps, tuple[str, ...]]:
    """Which end of a step its time is, and a note where the first and last times speak against it."""
    first, last, step_s = ends
    evidence = _evidence(first, last, step_s) if len(table.rows) >= FEWEST_OF_A_DAY else None
    stated = options.stamps or columns.stamps
    if stated:
        return stated, ()
    if export is not None and export.stamps:
        if evidence and evidence != export.stamps:
            problem = f"steps of {export.name} are stamped at their {export.stamps}; first and last time say otherwise."
            raise DataError(located(table.content.name, problem, f"say which (--stamps {evidence})."))
        return export.stamps, ()
    if evidence != "end":
        return "start", ()
    begin, end = (f"{dt.datetime.fromtimestamp(at, PARIS):%H:%M}" for at in (first, last))
    note = (
        f"the first step begins at {begin} and the last at {end} in Paris: are these the ends of the steps? "
        "Read as their starts; --stamps end reads them as ends, --stamps start drops this note"
    )
    return "start", (note,)


def _evidence(first: int, last: int, step_s: int) -> Stamps | None:
    """What the ends of a curve of whole local days say: stamps of the start, or of the end."""
    for zone in (PARIS, dt.UTC):
        begin = dt.datetime.fromtimestamp(first, zone)
        end = dt.datetime.fromtimestamp(last, zone)
        after = dt.datetime.fromtimestamp(last + step_s, zone)
        before = dt.datetime.fromtimestamp(first - step_s, zone)
        if _midnight(begin) and _midnight(after):
            return "start"
        if _midnight(before) and _midnight(end):
            return "end"
    return None


def _midnight(at: dt.datetime) -> bool:
    return at.hour == 0 and at.minute == 0


def _clock_words(clock: str) -> str:
    return "times with offsets" if clock == "offsets" else clock


def _span(first: int, last: int, clock: str) -> str:
    zone = dt.UTC if clock == "UTC" else PARIS
    begin, end = (dt.datetime.fromtimestamp(at, zone) for at in (first, last))
    opened = f"{begin.day} {begin:%b}" + (f" {begin.year}" if begin.year != end.year else "")
    return f"{opened} to {end.day} {end:%b} {end.year}"


def _more(table: Table, export: Export | None, stamps: Stamps) -> str:
    """What is not plain of the file, whose export it is, and steps stamped at their end."""
    more = [f"export of {export.name}"] if export else []
    more += ["stamped at the end of each step"] if stamps == "end" else []
    more += [text for text in (not_plain(table),) if text]
    return f" ({', '.join(more)})" if more else ""
