"""Separator, header and rows of a table. No row with more or fewer cells than the header passes, no column twice."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeAlias

from planner.errors import DataError, located, nearest

if TYPE_CHECKING:
    from planner.table_files.content import Content

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LAST_HEADER_LINE = 30  # grid operators put some lines of their own before it
LONGEST_CELL = 60
DIGITS = re.compile(r"[0-9]+")
Row: TypeAlias = tuple[str, ...]


class MissingHeaderError(DataError):
    """No line of a file has the names wanted."""


@dataclass(frozen=True)
class Table:
    """Cells of a table as written, without blanks around them: N rows of C columns.

    `preamble` are the lines before the header, `short` the rows with another number of cells than the header (only
    where the reader has them answered one by one).
    """

    content: Content
    separator: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    header_line: int
    preamble: tuple[tuple[str, ...], ...] = ()
    uneven: dict[int, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in small letters without accents, words joined by underscores."""
        return tuple(plain_name(name) for name in self.header)

    def column(self, place: int) -> list[str]:
        """The cells of a column."""
        return [row[place] for row in self.rows]

    def row_at(self, row: int) -> str:
        """Where a row is."""
        return self.content.line(self.lines[row])

    def cell_at(self, row: int, place: int) -> str:
        """Where a cell is."""
        if self.content.sheet:
            cell = f"{letters(place)}{self.lines[row]}"
            return f"{self.content.name}, sheet {self.content.sheet}, cell {cell}, column {self.header[place]}"
        return f"{self.row_at(row)}, column {self.header[place]}"


@lru_cache(maxsize=512)
def plain_name(name: str) -> str:
    """A column's name as it is compared: "Valeur (en kW)" is valeur_en_kw."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", flat).strip("_")


def letters(place: int) -> str:
    """Name of a column of a sheet: A, B, … Z, AA."""
    word, rest = "", place + 1
    while rest:
        rest, at = divmod(rest - 1, 26)
        word = chr(ord("A") + at) + word
    return word


def read_table(
    content: Content,
    is_header: Callable[[Sequence[str]], bool],
    wanted: str,
    *,
    uneven_allowed: bool = False,
) -> Table:
    """Find header and separator, then read all rows; lines without a cell are passed over.

    is_header: whether plain names are those of the header wanted. `wanted` says in the hint what the header must be.
    uneven_allowed: rows with another number of cells than the header are in `uneven` with what is wrong, else refused.
    DataError: an empty file, no such header, a name that stands twice, an uneven row, a quote that is not closed.
    """
    text = content.text
    if not text.strip("\ufeff \t\r\n,;"):
        raise DataError(
            located(content.name, "this file is empty.", f"its first line must be {wanted.partition(':')[0]}.")
        )
    separator, line = _header_at(content, is_header, wanted)
    lines, rows = _parsed(content, separator)
    at = next(i for i, number in enumerate(lines) if number >= line)
    preamble = tuple(row for row in rows[:at] if any(row))
    header_line, body_lines, body = lines[at], lines[at + 1 :], rows[at + 1 :]
    if not all(map(any, body)):
        filled = [row for row, cells in enumerate(body) if any(cells)]
        body_lines, body = [body_lines[row] for row in filled], [body[row] for row in filled]
    header, body = _without_empty_ends(rows[at], body)
    _check_names(header, content, header_line)
    uneven = _uneven(content, len(header), body_lines, body, separator)
    if uneven and not uneven_allowed:
        raise DataError(next(iter(uneven.values())))
    table = Table(
        content, separator, header, tuple(body), tuple(body_lines), header_line, preamble, uneven,
    )  # fmt: skip
    _check_nameless(table)
    return table


def named_table(
    content: Content, needed: Sequence[str], aliases: Mapping[str, str] | None = None, *, uneven_allowed: bool = False
) -> Table:
    """Read a table by the plain names that its header must have; other columns may stand beside them.

    aliases: other names of a column, and what it is then called. DataError as `read_table`, or a column is missing.
    """
    other = aliases or {}

    def has_all(names: Sequence[str]) -> bool:
        return set(needed) <= {other.get(name, name) for name in names}

    def has_some(names: Sequence[str]) -> bool:
        return bool(set(needed) & {other.get(name, name) for name in names})

    wanted = ",".join(needed)
    try:
        table = read_table(content, has_all, wanted, uneven_allowed=uneven_allowed)
    except MissingHeaderError:
        near = read_table(content, has_some, wanted, uneven_allowed=True)
        missing = [name for name in needed if name not in {other.get(own, own) for own in near.names}]
        problem = f"column {', '.join(missing)} is missing; found are {', '.join(near.header)}."
        raise DataError(located(content.line(near.header_line), problem, _name_hint(missing[0], near.header))) from None
    names = [other.get(plain, plain) for plain in table.names]
    return replace(table, header=tuple(names[at] if names[at] in needed else h for at, h in enumerate(table.header)))


def understood(table: Table, span: str = "") -> str:
    """In a line what was read: rows, span, and what is not plain of the file."""
    more = not_plain(table)
    listed = ", ".join(name for name in table.header if name)
    return f"{table.content.name}: {len(table.rows):,} rows{span} of {listed}{f' ({more})' if more else ''}"


def not_plain(table: Table) -> str:
    """Encoding, separator, sheet, decimal comma and lines before the header, where they are not the plain ones."""
    content = table.content
    more = [f"sheet {content.sheet}"] if content.sheet else []
    more += [content.encoding] if content.encoding not in ("UTF-8", "Excel workbook") else []
    more += [SEPARATORS[table.separator]] if table.separator != "," else []
    more += [f"{len(table.preamble)} lines before the header passed over"] if table.preamble else []
    return ", ".join(more)


def _name_hint(missing: str, header: Sequence[str]) -> str:
    """The column that was meant, where one is near; else what to do."""
    close = nearest(missing, header)
    return f'{close[:-1]} (write "{missing}")?' if close.startswith("Did you mean") else f"add the column {missing}."


def _header_at(content: Content, is_header: Callable[[Sequence[str]], bool], wanted: str) -> tuple[str, int]:
    """Separator and line of the header: the first line that some separator cuts into the names wanted."""
    lines = list(islice(io.StringIO(content.text, newline=None), LAST_HEADER_LINE))
    separators = [","] if content.sheet else list(SEPARATORS)
    for number, text in enumerate(lines, start=1):
        for separator in separators:
            if is_header([plain_name(cell) for cell in _cut(text, separator)]):
                return separator, number
    first = next((text for text in lines if text.strip()), "")
    separator = max(separators, key=first.count)
    cells = [cell.strip() for cell in _cut(first, separator)]
    named = f", separated by {SEPARATORS[separator]}" if len(cells) > 1 and separator != "," else ""
    problem = f"no line has the columns needed. Columns read: {', '.join(cells)[:300]}{named}."
    raise MissingHeaderError(located(content.name, problem, f"the header must be {wanted}."))


def _cut(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text.lstrip("\ufeff")], delimiter=separator), [])
    except csv.Error:
        return []


def _parsed(content: Content, separator: str) -> tuple[list[int], list[Row]]:
    """Line number and stripped cells of each row."""
    text = content.text.lstrip("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[int] = []
    rows: list[Row] = []
    try:
        if '"' in text:  # a quoted cell may run over several lines
            for row in reader:
                lines.append(reader.line_num)
                rows.append(tuple(row))
        else:
            rows = list(map(tuple, reader))
            lines = list(range(1, len(rows) + 1))
    except csv.Error as error:
        hint = "quotes open and close around a whole cell; a quote inside one is written twice."
        where = content.line(lines[-1] + 1 if lines else 1)
        raise DataError(located(where, f"this row cannot be read: {error}.", hint)) from None
    if _blanks_at_cells(separator).search(text):
        rows = [tuple(cell.strip() for cell in row) for row in rows]
    return lines, rows


def _blanks_at_cells(separator: str) -> re.Pattern[str]:
    """A blank at the beginning or the end of some cell. Looked for once, as most tables have none to strip."""
    mark, blank = re.escape(separator), rf"[^\S\r\n{separator}]"
    return re.compile(rf"{blank}(?:[{mark}\r\n\"]|\Z)|(?:\A|[{mark}\r\n\"]){blank}")


def _without_empty_ends(header: Row, body: list[Row]) -> tuple[Row, list[Row]]:
    """Without last cells that are empty in every row, header too: a separator at the end of the lines."""
    while header and not header[-1] and not any(len(row) >= len(header) and row[len(header) - 1] for row in body):
        header = header[:-1]
    width = len(header)
    if set(map(len, body)) == {width}:
        return header, body
    if all(len(row) >= width and not any(row[width:]) for row in body):
        body = [row[:width] for row in body]
    return header, body


def _check_names(header: Sequence[str], content: Content, line: int) -> None:
    names = [plain_name(name) or name for name in header]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            problem = f"column {header[place]} stands twice: cells {names.index(name) + 1} and {place + 1}."
            hint = "if they belong together, as two feeders do, add them up in one column; else take one out."
            raise DataError(located(content.line(line), problem, hint))


def _check_nameless(table: Table) -> None:
    """A column without a name must be empty: what stands in it may be the decimals of the column before."""
    for place, name in enumerate(table.header):
        if name:
            continue
        for row, cells in enumerate(table.rows):
            if row not in table.uneven and cells[place]:
                problem = f'cell {place + 1} is "{cells[place][:LONGEST_CELL]}", and the header has no name there.'
                hint = "name the column; if a number was cut at its decimal comma, write a point."
                raise DataError(located(table.row_at(row), problem, hint))


def _uneven(content: Content, width: int, lines: Sequence[int], body: Sequence[Row], separator: str) -> dict[int, str]:
    if set(map(len, body)) <= {width}:
        return {}
    return {
        at: _uneven_row(content.line(lines[at]), row, width, separator)
        for at, row in enumerate(body)
        if len(row) != width
    }


def _uneven_row(where: str, row: Sequence[str], width: int, separator: str) -> str:
    read = ", ".join(cell[:LONGEST_CELL] or '""' for cell in row[:8])
    counted = f"{len(row)} cell{'s were' if len(row) != 1 else ' was'} read: {read}."
    problem = f"{width} cell{'s are' if width != 1 else ' is'} needed, one for each column. {counted}"
    return located(where, problem, _cut_number(row, width, separator))


def _cut_number(row: Sequence[str], width: int, separator: str) -> str | None:
    """The remedy where a number was cut at its comma; else the plain one."""
    if len(row) < width:
        return "give an empty cell where nothing is to be said."
    pairs = [
        (whole, part)
        for whole, part in pairwise(row)
        if DIGITS.fullmatch(whole.lstrip("+-")) and DIGITS.fullmatch(part)
    ]
    if separator != "," or not pairs:
        return "take out the cells beyond the header, or name their columns."
    whole, part = pairs[-1]
    if len(part) == 3 and len(whole.lstrip("+-")) <= 3 and not whole.startswith("0"):
        return f"is {whole},{part} one number? Write {whole}{part} or {whole}.{part}, whichever is meant."
    return f"is {whole},{part} a number with a decimal comma? Write {whole}.{part}."
