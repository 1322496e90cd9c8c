"""A number cut at its comma whose second half fell into the column beside it: 1,050 beside a spare column."""

from __future__ import annotations

from planner.errors import DataError, located
from planner.table_files.layout import Table

FEWEST = 1


def check_neighbours(table: Table, place: int) -> None:
    """Refuse a column of whole numbers beside one without a use that holds nothing but digits, in part or with 0 first.

    Only where commas separate cells: there a decimal comma or a thousands comma cuts a number in two.
    DataError with the first row that may be one number.
    """
    if table.separator != "," or table.content.sheet or place + 1 >= len(table.header):
        return
    beside = table.column(place + 1)
    filled = [row for row, cell in enumerate(beside) if cell]
    if len(filled) < FEWEST or not all(beside[row].isdigit() and len(beside[row]) <= 3 for row in filled):
        return
    own = table.column(place)
    if not all(own[row].lstrip("+-").isdigit() for row in filled):
        return
    if len(filled) == len(own) and not any(len(cell) > 1 and cell[0] == "0" for cell in beside):
        return
    row = filled[0]
    whole, part = own[row], beside[row]
    problem = f'"{whole}" and "{part}" (column {table.header[place + 1]}) may be one number, {whole},{part}.'
    ways = f"{whole}{part} or {whole}.{part}" if len(part) == 3 else f"{whole}.{part}"
    hint = f"if so write {ways}; else take the column {table.header[place + 1]} out."
    raise DataError(located(table.cell_at(row, place), problem, hint))
