"""Numbers of a table: decimal point or comma, whichever the cells show; a thousands mark is never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.table_files.layout import Table

EMPTY = {"", "nan", "null", "none", "na", "n/a", "-", "#n/a"}
INFINITE = {"inf", "+inf", "-inf", "infinity", "-infinity"}
PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
BEFORE_THREE = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")  # 1,050 or 1.050
BLANKS = re.compile(r"[\s'’_]")  # also the narrow blanks that French numbers are written with
NUMBER_AND_UNIT = re.compile(r"([-+]?[0-9][0-9\s'’.,_]*?)\s*(%|[A-Za-z€$][A-Za-z€$/·.²]*)")


def decimal_mark(columns: Iterable[Sequence[str]]) -> str | None:
    """The decimal mark that number cells show: "." or ","; None where no cell has one, or both and neither alone."""
    points = commas = False
    for cells in columns:
        for cell in cells:
            comma, point = "," in cell, "." in cell
            if comma and not point and not BEFORE_THREE.fullmatch(cell):
                commas = True
            elif point and not comma:
                points = True
    return {(True, False): ".", (False, True): ","}.get((points, commas))


def read_numbers(
    table: Table,
    place: int,
    *,
    mark: str | None = None,
    whole: bool = False,
) -> NDArray[np.float64]:
    """Numbers of a column, NaN where a cell is empty. N. inf where it says so.

    mark: the decimal mark where it is known otherwise (an export of which it is known); else that of the column.
    whole: the column counts things, so that 8.000 may be eight thousand. DataError: a cell that is no number, that
    has a thousands mark, or that may be read in two ways.
    """
    cells = table.column(place)
    written = "." if table.separator == "," else None  # commas would cut the number again
    return numbers_of(cells, lambda row: table.cell_at(row, place), mark=mark, whole=whole, written=written)


def numbers_of(
    cells: Sequence[str],
    cell_at: Callable[[int], str],
    *,
    mark: str | None = None,
    whole: bool = False,
    written: str | None = None,
) -> NDArray[np.float64]:
    """Numbers of cells of one column; see `read_numbers`. `cell_at` names the cell of a row in messages.

    written: the decimal mark that hints write numbers with; that of the column by default.
    """
    joined = "".join(cells)
    commas = "," in joined
    if not commas and mark != ",":
        _check_points(cells, cell_at, whole)
    elif mark is None:
        mark = decimal_mark([cells])
        if mark is None:
            _refuse_two_ways(cells, cell_at)
            mark = "."
    values = _fast(cells, joined) if not commas else None
    if values is not None:
        return values
    mark = mark or "."
    hinted = written or mark
    return np.array([_number(cell, mark, hinted, row, cell_at) for row, cell in enumerate(cells)], dtype=np.float64)


def _fast(cells: Sequence[str], joined: str) -> NDArray[np.float64] | None:
    """All cells at once where none needs a second look."""
    if "_" in joined or not joined.isascii():
        return None
    if any(len(cell) > 1 and cell[0] in "0-+nNiI" for cell in cells):
        return None
    try:
        return np.array(cells, dtype=np.float64)
    except ValueError:
        return None


def _check_points(cells: Sequence[str], cell_at: Callable[[int], str], whole: bool) -> None:
    """Refuse 1.050 beside 839: every point stands before three digits, and whole numbers are below a thousand."""
    pointed = [row for row, cell in enumerate(cells) if "." in cell]
    if not pointed or not all(BEFORE_THREE.fullmatch(cells[row]) for row in pointed):
        return
    others = [cell for cell in cells if cell and "." not in cell]
    below = bool(others) and all(cell.isdigit() and len(cell) <= 3 for cell in others)
    if whole or below:
        row = pointed[0]
        raise DataError(_two_ways(cells[row], cell_at(row)))


def _refuse_two_ways(cells: Sequence[str], cell_at: Callable[[int], str]) -> None:
    """Raise for a column in which every comma stands before three digits."""
    for row, cell in enumerate(cells):
        if "," in cell and BEFORE_THREE.fullmatch(cell):
            raise DataError(_two_ways(cell, cell_at(row)))


def _two_ways(cell: str, where: str) -> str:
    one, other = re.sub(r"[.,]", "", cell), cell.replace(",", ".")
    problem = f'"{cell}" may be {one} or {other}: no thousands mark is guessed.'
    return located(where, problem, f"write {one}, or {other}0 with a fourth decimal, whichever is meant.")


def _number(cell: str, mark: str, hinted: str, row: int, cell_at: Callable[[int], str]) -> float:
    low = cell.lower()
    if low in EMPTY:
        return float("nan")
    if low in INFINITE:
        return float(low)
    text = cell if mark == "." else cell.replace(".", "x").replace(",", ".")
    digits = text.lstrip("+-")
    zeros = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    if PLAIN.fullmatch(text) and not zeros:
        return float(text)
    meant = None if zeros else number_meant(cell)
    hint = f"write {meant.replace('.', hinted)}." if meant else "write numbers without thousands marks, such as 9500.5."
    if zeros:
        hint = "a number has no leading zeros: is this the part after a comma at which a number was cut?"
    raise DataError(located(cell_at(row), f'"{cell}" is not a number.', hint))


def number_meant(text: str) -> str | None:
    """The one number that a text can mean, with a point and no thousands; None where there is none, or two.

    "9 482,9" and "9.482,9" are 9482.9, "0,08" is 0.08; "9,482" may be two numbers and is None. A unit is dropped.
    """
    bare = text.strip()
    with_unit = NUMBER_AND_UNIT.fullmatch(bare)
    if with_unit:
        bare = with_unit[1].strip()
    bare = BLANKS.sub("", bare)
    sign, digits = (bare[:1], bare[1:]) if bare[:1] in "+-" else ("", bare)
    if not re.fullmatch(r"[0-9][0-9.,]*", digits, re.ASCII):
        return None
    plain = _one_way(digits)
    return None if plain is None else ("-" if sign == "-" else "") + plain


def _one_way(digits: str) -> str | None:
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        last = max(digits.rfind("."), digits.rfind(","))
        before, after = digits[:last], digits[last + 1 :]
        group = "," if digits[last] == "." else "."
        if digits[last] in before or not re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+", before):
            return None
        return f"{before.replace(group, '')}.{after}"
    mark = "." if points else ","
    if points + commas > 1:
        grouped = re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+", digits)
        return digits.replace(mark, "") if grouped else None
    if commas and BEFORE_THREE.fullmatch(digits):
        return None
    plain = digits.replace(",", ".")
    return plain if PLAIN.fullmatch(plain) and not re.match(r"0[0-9]", plain) else None
