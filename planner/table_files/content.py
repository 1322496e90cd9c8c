"""What a file is, told by its bytes: text in one of the usual encodings, an Excel workbook, or something else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.errors import DataError, located
from planner.named_files import FileRefusedError, content_of, shown
from planner.table_files.workbook import sheet_text

LARGEST_BYTES = 40_000_000  # a year of minutes with some columns; more does not fit in the memory of a small machine
ZIP = b"PK\x03\x04"
OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "an old Excel workbook (.xls), or one with a password",
        "save it as .xlsx without a password",
    ),
    (b"%PDF", "a PDF", "ask for the table behind it, as CSV or .xlsx"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"BZh", "a compressed file (bzip2)", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file (7z)", "unpack it first"),
    (b"PAR1", "a Parquet file", "write it as CSV"),
    (b"SQLite format 3", "a database", "write the table as CSV"),
    (b"\x89PNG", "a picture", "give the numbers as CSV or .xlsx"),
    (b"\xff\xd8\xff", "a picture", "give the numbers as CSV or .xlsx"),
    (b"\x89HDF", "an HDF5 file", "write the table as CSV"),
)
MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"),
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
SAMPLE_BYTES = 4096
ZEROS_OF_UTF16 = 0.4  # share of zero bytes at the places where UTF-16 of Western text has them


@dataclass(frozen=True)
class Content:
    """The text of a file. A workbook's sheet is written as comma-separated lines, one for each of its rows."""

    name: str
    text: str
    encoding: str = "UTF-8"
    sheet: str = ""

    def line(self, number: int) -> str:
        """Where a line is, as messages say it."""
        return f"{self.name}, sheet {self.sheet}, row {number}" if self.sheet else f"{self.name}, line {number}"


def read_content(path: str | Path, sheet: str | None = None, name: str | None = None) -> Content:
    """Read a CSV file or the first sheet, or that named, of an Excel workbook.

    `name` stands in messages in place of the file's. Encodings: UTF-8, UTF-16 and UTF-32 with or without a mark, else
    Windows-1252. DataError: no such file, too large, another kind of file, a sheet that is not there, or a sheet asked
    of a file that is no workbook.
    """
    path = Path(path)
    name = name or shown(path.name)
    data = _bytes(path, name)
    if data.startswith(ZIP):
        title, text = sheet_text(data, name, sheet)
        return Content(name, text, "Excel workbook", title)
    if sheet is not None:
        raise DataError(located(name, f'sheet "{sheet}" was asked for, but this is no Excel workbook (.xlsx).'))
    for start, kind, remedy in OTHERS:
        if data.startswith(start):
            raise DataError(located(name, f"this is {kind}, not a CSV file or an .xlsx workbook.", f"{remedy}."))
    text, encoding = _decoded(data, name)
    _check_text(text, name)
    return Content(name, text, encoding)


def _bytes(path: Path, name: str) -> bytes:
    try:
        return content_of(path, LARGEST_BYTES)
    except FileRefusedError as refused:
        plain = refused.cause in ("absent", "unreadable")
        problem = f"this file cannot be read: {refused.problem}" if plain else refused.problem
        large = "leave out columns that are not needed, or split it by year."
        hint = large if refused.cause == "too large" else None if plain else refused.hint
        raise DataError(located(name, problem, hint)) from None


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    codec, word = next(((codec, word) for mark, codec, word in MARKS if data.startswith(mark)), ("", ""))
    if not codec:
        codec, word = _unmarked(data)
    try:
        return data.decode(codec), word
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = f"byte {error.start + 1:,} (line {line}) is no {word}."
        raise DataError(located(name, problem, "save the file as UTF-8.")) from None


def _unmarked(data: bytes) -> tuple[str, str]:
    """The encoding of text without a mark."""
    sample = data[:SAMPLE_BYTES]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > ZEROS_OF_UTF16 * half:
        return "utf-16-le", "UTF-16"
    if sample[::2].count(0) > ZEROS_OF_UTF16 * half:
        return "utf-16-be", "UTF-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "Windows-1252"
    return "utf-8", "UTF-8"


def _check_text(text: str, name: str) -> None:
    """Refuse text that is no table: binary, a web page, JSON. An empty file is for the table's reader to refuse."""
    if "\x00" in text:
        raise DataError(located(name, "this is a binary file, not a CSV file or an .xlsx workbook."))
    start = text[:SAMPLE_BYTES].lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        hint = "open it in a spreadsheet and save it as CSV or .xlsx."
        raise DataError(located(name, "this is a web page or XML, not a CSV file.", hint))
    if start.startswith(("{", "[")):
        raise DataError(located(name, "this is JSON, not a CSV file.", "write the table as CSV."))
