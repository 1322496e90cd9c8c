"""All sheets of a workbook that people edit, cell by cell with its type; `workbook` reads one sheet as a table.

Nothing in a workbook is executed or followed: macros and links to other files are refused, formulas give the result
that stands in the file.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from planner.errors import DataError, located
from planner.table_files.content import OTHERS, ZIP
from planner.table_files.layout import letters
from planner.table_files.workbook import check_archive

LARGEST_BYTES = 3_000_000  # of the file
LARGEST_UNPACKED = 25_000_000  # 0.7 MB are usual
SAVED_ANEW = "open it in a spreadsheet and save it anew as .xlsx."
LEANER = "take out sheets and pictures of your own."
MOST_CELLS = 400_000
MOST_ROWS, MOST_COLUMNS = 20_000, 300
REFUSED = (
    ("xl/vbaProject.bin", "it holds macros", "save it as .xlsx, which has none."),
    ("xl/externalLinks/", "it has links to other workbooks", "turn them into values (Data, Edit Links, Break Link)."),
)
CELL, FORMULA = re.compile(rb"<(?:\w+:)?c[ >]"), re.compile(rb"<(?:\w+:)?f[ >/]")

State = Literal["value", "error", "no result"]  # no result: a formula that nobody has worked out


@dataclass(frozen=True)
class Cell:
    """What a cell holds: None, yes or no, a number, a text, a date or a time; `#DIV/0!` and the like are errors."""

    value: Any = None
    state: State = "value"


EMPTY = Cell()


@dataclass(frozen=True)
class Sheet:
    """A sheet: its cells by row and column, both counted from 1; cells without anything are left out."""

    title: str
    cells: Mapping[tuple[int, int], Cell]
    rows: int
    columns: int
    merged: tuple[tuple[int, int, int, int], ...] = field(default=())  # first row and column, last row and column

    def at(self, row: int, column: int) -> Cell:
        """The cell at a place."""
        return self.cells.get((row, column), EMPTY)

    def merged_at(self, row: int, column: int) -> str:
        """The merged cells around a place, such as B3:B5; empty where there are none."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return f"{letters(left - 1)}{top}:{letters(right - 1)}{bottom}"
        return ""


def read_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Every sheet of an .xlsx file, hidden ones too. `name` stands in messages.

    DataError: another kind of file, damaged, too large, or one with macros, or with links to other files.
    """
    if len(data) > LARGEST_BYTES:
        problem = f"it has {len(data):,} bytes; {LARGEST_BYTES:,} are allowed."
        raise DataError(located(name, problem, LEANER))
    if not data.startswith(ZIP):
        for start, kind, remedy in OTHERS:
            if data.startswith(start):
                raise DataError(located(name, f"this is {kind}, not an .xlsx workbook.", f"{remedy}."))
        raise DataError(located(name, "this is no .xlsx workbook.", "give the workbook that was downloaded."))
    check_archive(data, name, LARGEST_UNPACKED, LEANER)
    has_formulas = _looked_over(data, name)
    import openpyxl  # slow to import

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that say nothing about cells
            results = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            written = openpyxl.load_workbook(io.BytesIO(data)) if has_formulas else results
            return tuple(_sheet(one, written[one.title], name) for one in results.worksheets)
    except DataError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        problem = f"this workbook cannot be read ({type(error).__name__}): it is damaged."
        raise DataError(located(name, problem, SAVED_ANEW)) from None


def _looked_over(data: bytes, name: str) -> bool:
    """Whether some sheet has formulas. DataError: what is refused, or more cells than a scenario can need."""
    cells, formulas = 0, False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.namelist()
            for start, what, hint in REFUSED:
                if any(part.startswith(start) for part in parts):
                    raise DataError(located(name, f"{what}, which are not read.", hint))
            for part in parts:
                text = archive.read(part) if part.endswith((".xml", ".rels")) else b""
                if b"<!DOCTYPE" in text:  # by which a small file can be made to fill the memory
                    problem = f"its part {part[:60]} declares a document type, which no spreadsheet writes."
                    raise DataError(located(name, problem, SAVED_ANEW))
                if part.startswith("xl/worksheets/"):
                    cells += len(CELL.findall(text))
                    formulas = formulas or FORMULA.search(text) is not None
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError, EOFError):
        raise DataError(located(name, "this workbook is damaged or cut short.", "copy it again.")) from None
    if cells > MOST_CELLS:
        problem = f"it has {cells:,} cells; {MOST_CELLS:,} are allowed."
        raise DataError(located(name, problem, LEANER))
    return formulas


def _sheet(results: Any, written: Any, name: str) -> Sheet:
    if results.max_row > MOST_ROWS or results.max_column > MOST_COLUMNS:
        problem = f"it reaches to row {results.max_row:,} and column {results.max_column:,}."
        hint = f"delete what is beyond row {MOST_ROWS:,} and column {MOST_COLUMNS}."
        raise DataError(located(f"{name}, sheet {results.title}", problem, hint))
    cells: dict[tuple[int, int], Cell] = {}
    for row in written.iter_rows():
        for one in row:
            if one.value is not None:
                cells[one.row, one.column] = _cell(one, results.cell(one.row, one.column))
    merged = tuple((one.min_row, one.min_col, one.max_row, one.max_col) for one in results.merged_cells.ranges)
    return Sheet(str(results.title), cells, results.max_row, results.max_column, merged)


def _cell(written: Any, result: Any) -> Cell:
    if result.data_type == "e":
        return Cell(str(result.value), "error")
    if written.data_type == "f" and result.value is None:
        return Cell(None, "no result")
    return Cell(result.value)
