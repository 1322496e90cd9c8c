"""A workbook under way: pages, looks and names of cells. XlsxWriter underneath; the same bytes each time."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

BLUE, BAND, MUTED = "0072B2", "F4F6F8", "57606A"
CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
A4 = 9
LONGEST_NAME = 31
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")


@dataclass(frozen=True, eq=False)
class Book:
    """A workbook in memory and the looks that were used so far."""

    file: Workbook
    stream: io.BytesIO
    looks: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def page(self, name: str) -> Page:
        """A new page behind those that are there."""
        return Page(self, self.file.add_worksheet(name), name)

    def look(self, look: Mapping[str, Any]) -> Format | None:
        """A look of cells, made once."""
        key = tuple(sorted(look.items()))
        if key and key not in self.looks:
            self.looks[key] = self.file.add_format(dict(key))
        return self.looks.get(key)

    def name_cells(self, name: str, tab: str, cells: str) -> None:
        """Give cells a name that formulas can use."""
        self.file.define_name(name, f"='{tab}'!{cells}")

    def finished(self) -> bytes:
        """The file; nothing can be added afterwards."""
        self.file.close()
        return self.stream.getvalue()


@dataclass(frozen=True, eq=False)
class Page:
    """A page of a workbook; rows and columns are counted from 1, as Excel does."""

    book: Book
    sheet: Worksheet
    name: str

    def width(self, columns: str, signs: float) -> None:
        """Width of columns (A or A:C), in signs."""
        self.sheet.set_column(columns if ":" in columns else f"{columns}:{columns}", signs)


def new_book(plan: Plan | UncertainPlan) -> Book:
    """An empty workbook, dated as its run; formulas are worked out when it is opened."""
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    file = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = dt.datetime.fromisoformat(plan.manifest["created_utc"]).replace(tzinfo=None)
    file.set_properties({"author": "planner", "title": plan.title, "created": created})
    return Book(file, stream)


def tab_name(text: str) -> str:
    """A name that Excel takes for a tab."""
    return text.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME]


def letter(column: int) -> str:
    """A column as Excel names it, from 1: A."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column - 1))


def look_of(shown: str = "", *, bold: bool = False, colour: str = "", **more: Any) -> dict[str, Any]:
    """A look: number format, weight, colour, and what else XlsxWriter knows."""
    look: dict[str, Any] = {"num_format": shown} if shown and shown != "General" else {}
    return look | ({"bold": True} if bold else {}) | ({"font_color": f"#{colour}"} if colour else {}) | more


def put(page: Page, row: int, column: int, value: Any, shown: str = "", **look: Any) -> None:
    """Fill a cell with a number, a day or one of our formulas, which begins with =; nothing where there is no value."""
    style, at = page.book.look(look_of(shown, **look)), (row - 1, column - 1)
    if isinstance(value, str) and value.startswith("="):
        page.sheet.write_formula(*at, value, style, "")
    elif isinstance(value, str):
        put_text(page, row, column, value, **look)
    elif isinstance(value, bool):
        page.sheet.write_boolean(*at, value, style)
    elif isinstance(value, dt.date):
        page.sheet.write_datetime(*at, value, style)
    elif value is None or (isinstance(value, float) and not math.isfinite(value)):
        page.sheet.write_blank(*at, None, style)
    else:
        page.sheet.write_number(*at, value, style)


def put_text(page: Page, row: int, column: int, text: str, **look: Any) -> None:
    """Fill a cell with a text that never runs as a formula; control signs are left out."""
    style, plain = page.book.look(look_of(**look)), CONTROL_SIGNS.sub("", text)
    if plain:
        page.sheet.write_string(row - 1, column - 1, plain, style)
    else:
        page.sheet.write_blank(row - 1, column - 1, None, style)


def put_link(page: Page, row: int, column: int, tab: str) -> None:
    """Fill a cell with the name of a page that it leads to."""
    style = page.book.look(look_of(colour=BLUE, underline=1))
    page.sheet.write_url(row - 1, column - 1, f"internal:'{tab}'!A1", style, tab)


def put_head(page: Page, row: int, names: Sequence[Any], shown: str = "", right_from: int = 2) -> None:
    """A row of heads on a band; those from a column on stand to the right."""
    for column, name in enumerate(names, start=1):
        right = {"align": "right"} if column >= right_from else {}
        own = shown if right else ""
        put(page, row, column, name, own, bold=True, bg_color=f"#{BAND}", **right)


def for_print(page: Page, head_row: int, columns: str = "") -> None:
    """Landscape A4, as wide as a sheet, the head on each."""
    page.sheet.set_landscape()
    page.sheet.set_paper(A4)
    page.sheet.fit_to_pages(1, 0)
    page.sheet.repeat_rows(0, head_row - 1)
    if columns:
        page.sheet.repeat_columns(columns)
