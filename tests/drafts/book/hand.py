"""Hands that edit a scenario's workbook as a person would: find a cell by what stands around it, type, delete."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook

from planner.drafts.book.read import FromWorkbook, workbook_content
from planner.drafts.book.write import workbook
from planner.scenario.schema import Scenario
from tests.scenario.small import SMALL, changed

if TYPE_CHECKING:
    from openpyxl import Workbook

RACK = SMALL["fleet"]["racks"]["H200_HGX"]
BASE = Scenario.from_values(
    changed(
        **{"fleet.racks.SPARE": RACK, "workloads.chat.offers": {}, "workloads.chat.customers": {"FR": 0.6, "DE": 0.4}}
    )
)
CONTENT = workbook(BASE, "en", "small.yaml")
TABLES = {
    "fleet.racks": "Racks", "fleet.volume_tiers": "Discounts", "fleet.opening": "Racks there", "workloads": "Workloads",
    "site.phases": "Phases",
}  # fmt: skip
FIELDS = {"site": "Site", "fleet": "Fleet", "power": "Power", "finance": "Money and debt"}
HEADS = 6  # row of the heads of a table


class Hand:
    """A workbook that is open, and what is done to it."""

    def __init__(self, content: bytes = CONTENT) -> None:
        self.book: Workbook = load_workbook(io.BytesIO(content))

    def cell(self, path: str) -> Any:
        """The cell of a value: its row by its name, its column by its head."""
        group = next((name for name in TABLES if path.startswith(f"{name}.")), None)
        if path.startswith("power.spot.forward_eur_per_mwh."):
            sheet = self.book["By year"]
            return sheet.cell(self.row(sheet, 1, int(path[-4:])), self.column(sheet, HEADS, path[:-5]))
        if path.startswith("demand.growth.") and path[-1].isdecimal():
            sheet, place = self.book["Lists"], int(path.rpartition(".")[2])
            return sheet.cell(self.row(sheet, 1, path.rpartition(".")[0]), self.column(sheet, 3, place + 1))
        if group is None:
            sheet = self.book[FIELDS.get(path.partition(".")[0], "General")]
            return sheet.cell(self.row(sheet, 1, path), 2)
        sheet, (name, _, field) = self.book[TABLES[group]], path.removeprefix(f"{group}.").partition(".")
        where, wanted = (1, int(name) + 1) if name.isdecimal() else (2, name)
        return sheet.cell(self.row(sheet, where, wanted), self.column(sheet, HEADS, field))

    def row(self, sheet: Any, column: int, value: Any) -> int:
        return next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, column).value == value)

    def column(self, sheet: Any, row: int, head: Any) -> int:
        return next(column for column in range(1, sheet.max_column + 1) if sheet.cell(row, column).value == head)

    def type(self, path: str, value: Any) -> str:
        """Type a value; a text stays a text, as after an apostrophe. Returns the cell, such as Site!B7."""
        cell = self.cell(path)
        put(cell, value)
        return f"{cell.parent.title}!{cell.coordinate}"

    def add(self, group: str, name: str, values: dict[str, Any]) -> None:
        """Fill in the first free row of a table."""
        sheet = self.book[TABLES[group]]
        row = self.row_after(sheet)
        for head, value in {"name": name, **values}.items():
            put(sheet.cell(row, self.column(sheet, HEADS, head)), value)

    def row_after(self, sheet: Any) -> int:
        return 1 + max(row for row in range(HEADS, sheet.max_row + 1) if sheet.cell(row, 2).value is not None)

    def delete(self, group: str, name: str) -> None:
        """Delete the row of an item."""
        sheet = self.book[TABLES[group]]
        sheet.delete_rows(self.row(sheet, 2, name))

    def content(self) -> bytes:
        """The file as it is saved."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def back(self) -> FromWorkbook:
        """What the planner reads of it."""
        return workbook_content(self.content(), "own.xlsx")


def put(cell: Any, value: Any) -> None:
    cell.value = dt.date.fromisoformat(value) if is_day(value) else value
    if isinstance(value, str) and not is_day(value) and not value.startswith("#"):
        cell.data_type = "s"


def is_day(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-" and value[:4].isdecimal()


def back_after(*deeds: Callable[[Hand], Any], content: bytes = CONTENT) -> FromWorkbook:
    """What is read after some deeds."""
    hand = Hand(content)
    for deed in deeds:
        deed(hand)
    return hand.back()
