"""How a scenario's workbook looks: what may be typed into is yellow with blue digits, all else is grey or plain."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.drafts.book.texts import allowed_text
from planner.errors import ScenarioError, located
from planner.scenario.words.spec import Spec
from planner.table_files.layout import letters
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

BLUE, BAND, MUTED, LINE, INPUT = "#0072B2", "#F4F6F8", "#57606A", "#D0D7DE", "#FFF8E1"
LONGEST_TEXT = 32_767  # signs that a cell takes
LONGEST_CHOICES = 255  # signs of a list that a cell offers
LARGE = 10_000  # from here on whole numbers are shown with marks between thousands
A4 = 9
TITLE = {"bold": True, "font_size": 14}
NOTE = {"font_color": MUTED, "italic": True}
HEAD = {"bold": True, "bg_color": BAND, "bottom": 1, "bottom_color": MUTED, "valign": "top"}
GROUP = {"bold": True, "bg_color": BAND, "valign": "top"}
PLAIN = {"valign": "top"}
WRAPPED = {"text_wrap": True, "valign": "top", "font_color": MUTED, "font_size": 9}
CELL = {"bg_color": INPUT, "font_color": BLUE, "border": 1, "border_color": LINE, "valign": "top"}
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31


class ExactWorksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter ships no types
    """A sheet that writes all 17 digits of a number; XlsxWriter writes 16, which do not always come back the same."""

    def _xml_number_element(self, number: Any, attributes: Any = ()) -> None:
        marks = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{marks}><v>{number!r}</v></c>")


@dataclass(eq=False)
class Book:
    """A workbook under way; rows and columns are counted from 1."""

    locale: str
    stream: io.BytesIO = field(default_factory=io.BytesIO)
    looks: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def __post_init__(self) -> None:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.file = Workbook(self.stream, options)

    def page(self, name: str) -> Tab:
        """A new page behind those that are there."""
        return Tab(self, self.file.add_worksheet(name, worksheet_class=ExactWorksheet))

    def look(self, look: dict[str, Any]) -> Format:
        """A look of cells, made once."""
        key = tuple(sorted(look.items()))
        if key not in self.looks:
            self.looks[key] = self.file.add_format(dict(key))
        return self.looks[key]

    def finished(self, title: str, created: dt.datetime) -> bytes:
        """The file; nothing can be added afterwards."""
        self.file.set_properties({"author": "planner", "title": title, "created": created})
        self.file.close()
        return self.stream.getvalue()


@dataclass(frozen=True, eq=False)
class Tab:
    """A page under way."""

    book: Book
    sheet: Any

    def put(self, row: int, column: int, value: Any, look: dict[str, Any]) -> None:
        """Fill a cell; a text never runs as a formula. ScenarioError for one that is too long for a cell."""
        style, at = self.book.look(look), (row - 1, column - 1)
        if value is None or value == "":
            self.sheet.write_blank(*at, None, style)
        elif isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                where = f"{self.sheet.get_name()}!{letters(column - 1)}{row}"
                problem = f"a text of {len(value):,} signs does not fit into a cell, which takes {LONGEST_TEXT:,}."
                raise ScenarioError(located(where, problem, "shorten it in the scenario file."))
            self.sheet.write_string(*at, value, style)
        elif isinstance(value, bool):
            self.sheet.write_boolean(*at, value, style)
        elif isinstance(value, int | float):
            self.sheet.write_number(*at, value, style)
        else:
            self.sheet.write_datetime(*at, value, style)

    def put_input(self, row: int, column: int, value: Any, spec: Spec) -> None:
        """Fill a cell that may be typed into."""
        self.put(row, column, value, {**CELL, **self._number_format(value, spec)})

    def _number_format(self, value: Any, spec: Spec) -> dict[str, Any]:
        if isinstance(value, bool):
            return {"align": "left", "num_format": say("book boolean format", self.book.locale)}
        if isinstance(value, str):
            return {"align": "left"}
        if isinstance(value, int | float):
            return {"num_format": "#,##0"} if float(value).is_integer() and abs(value) >= LARGE else {}
        return {"num_format": "yyyy-mm-dd", "align": "left"} if spec.kind is dt.date else {}

    def head(self, row: int, names: Sequence[str]) -> None:
        """A row of heads."""
        for column, name in enumerate(names, start=1):
            self.put(row, column, name, HEAD)

    def widths(self, widths: Sequence[float]) -> None:
        """Widths of the columns, in signs."""
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def offer(self, rows: tuple[int, int], column: int, spec: Spec, kind: str = "value") -> None:
        """Let cells of a column offer the choices of a field, and warn of a number out of bounds."""
        rule = _rule(spec, kind)
        if rule is not None:
            message = allowed_text(spec, self.book.locale, kind)[:LONGEST_CHOICES]
            words = {"error_title": say("book not allowed", self.book.locale), "error_message": message}
            self.sheet.data_validation(
                rows[0] - 1, column - 1, rows[1] - 1, column - 1, {**rule, **words, "error_type": "warning"}
            )

    def for_print(self, head_row: int) -> None:
        """Landscape A4, as wide as a sheet, the head on each."""
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0, head_row - 1)


def tab_name(text: str) -> str:
    """A name that a spreadsheet takes for a tab."""
    return FORBIDDEN_IN_NAMES.sub("", text)[:LONGEST_NAME]


def _rule(spec: Spec, kind: str) -> dict[str, Any] | None:
    """What a spreadsheet checks by itself."""
    if kind in ("part", "absent") or spec.kind is bool:
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    if spec.choices and sum(map(len, spec.choices)) + len(spec.choices) <= LONGEST_CHOICES:
        return {"validate": "list", "source": list(spec.choices)}
    if spec.kind not in (int, float):
        return None
    word = "integer" if spec.kind is int else "decimal"
    low, high = spec.minimum, spec.maximum
    if low is not None and high is not None and not spec.above and not spec.below:
        return {"validate": word, "criteria": "between", "minimum": low, "maximum": high}
    if low is not None:
        return {"validate": word, "criteria": ">" if spec.above else ">=", "value": low}
    if high is not None:
        return {"validate": word, "criteria": "<" if spec.below else "<=", "value": high}
    return None
