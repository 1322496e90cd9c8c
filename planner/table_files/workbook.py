"""A sheet of an Excel workbook as comma-separated text, row for row, so that it is read as any other table."""

from __future__ import annotations

import csv
import datetime as dt
import io
import warnings
import zipfile
from typing import Any

from planner.errors import DataError, located, nearest

LARGEST_BYTES = 80_000_000  # unpacked: a year of 10 minutes takes 5 MB
MOST_ROWS = 600_000
MOST_COLUMNS = 300
MOST_EMPTY_ROWS = 5_000  # in a row: a cell far below the table is a slip of the hand
HALF_SECOND = dt.timedelta(milliseconds=500)  # spreadsheets count days as fractions: 1/24 is no whole second
PARTS = {"xl/workbook.xml": "", "xl/workbook.bin": "a binary Excel workbook (.xlsb)"}


def sheet_text(data: bytes, name: str, sheet: str | None) -> tuple[str, str]:
    """Title and text of a sheet. DataError: a zip archive that is no workbook, damaged, too large; an unknown sheet."""
    check_archive(data, name)
    import openpyxl  # slow to import, and most tables are CSV

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that say nothing about cells
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            chosen = _chosen(book.worksheets, name, sheet)
            chosen.reset_dimensions()  # what the file says of its size may be wrong, or meant to fill the memory
            return str(chosen.title), _written(chosen, name)
    except DataError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
        problem = f"this workbook cannot be read ({type(error).__name__}): it is damaged."
        raise DataError(located(name, problem, "open it in a spreadsheet and save it anew as .xlsx.")) from None


def _chosen(sheets: list[Any], name: str, sheet: str | None) -> Any:
    titles = [one.title for one in sheets]
    if sheet is not None and sheet not in titles:
        raise DataError(located(name, f'there is no sheet "{sheet}".', nearest(sheet, titles)))
    if not titles:
        raise DataError(located(name, "this workbook has no sheet with cells."))
    return sheets[titles.index(sheet) if sheet is not None else 0]


def check_archive(
    data: bytes, name: str, most_bytes: int = LARGEST_BYTES, leaner: str = "save the one sheet that is needed as CSV."
) -> None:
    """Refuse what is no .xlsx workbook, is damaged, or has more than so many bytes unpacked. DataError.

    leaner: the hint to where it is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            size = sum(part.file_size for part in archive.infolist())
    except (
        zipfile.BadZipFile,
        ValueError,
        RuntimeError,
        OSError,
    ):  # a method of packing that is not known is a RuntimeError
        raise DataError(located(name, "this workbook or archive is damaged or cut short.", "copy it again.")) from None
    if "xl/workbook.bin" in names:
        raise DataError(located(name, "this is a binary Excel workbook (.xlsb).", "save it as .xlsx."))
    if "xl/workbook.xml" not in names:
        kind = "an OpenDocument file" if "content.xml" in names else "a zip archive"
        remedy = "save it as CSV or .xlsx." if "content.xml" in names else "unpack it and give the table inside."
        raise DataError(located(name, f"this is {kind}, not an .xlsx workbook.", remedy))
    if size > most_bytes:
        problem = f"unpacked it has {size:,} bytes; {most_bytes:,} are allowed."
        raise DataError(located(name, problem, leaner))


def _written(sheet: Any, name: str) -> str:
    """Rows as CSV text; row numbers of the sheet are line numbers of the text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    filled = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS or number - filled > MOST_EMPTY_ROWS:
            problem = f"it has more than {MOST_ROWS:,} rows, {MOST_COLUMNS} columns or {MOST_EMPTY_ROWS:,} empty rows."
            raise DataError(located(f"{name}, sheet {sheet.title}", problem, "delete what is not part of the table."))
        if any(value is not None for value in row):
            filled = number
            writer.writerow([_cell(value) for value in row])
        else:
            out.write("\n")
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        whole = (value + HALF_SECOND).replace(microsecond=0)
        return f"{whole:%Y-%m-%d}" if whole.time() == dt.time() else f"{whole:%Y-%m-%dT%H:%M:%S}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M:%S}"
    return " ".join(str(value).splitlines())
