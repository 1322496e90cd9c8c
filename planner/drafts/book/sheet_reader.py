"""One sheet of a workbook that comes back: its heads wherever they stand by now, its cells, what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.drafts.book.texts import flat
from planner.errors import nearest
from planner.scenario.files.provenance import Path
from planner.table_files.layout import letters
from planner.table_files.sheets import Sheet
from planner.words import formats, say

LONGEST_PROBLEM = 600
LAST_HEAD_ROW = 40  # people put rows of their own above
SOURCE_HEADS = ("kind", "source", "reason")


def both(key: str) -> tuple[str, ...]:
    """A word in each language: a workbook is read whatever language it was written in."""
    return tuple(dict.fromkeys(say(key, locale) for locale in formats.LANGUAGES))


BESIDE = frozenset(
    word for key in ("book allowed", "meaning") for word in both(key)
)  # heads of columns that only explain


class Unreadable:
    """Stands for a cell whose problem is noted already."""


@dataclass(frozen=True)
class Place:
    """A cell, as messages and lists of changes name it."""

    sheet: str
    cell: str

    def __str__(self) -> str:
        return f"sheet {self.sheet}, cell {self.cell}" if self.cell else f"sheet {self.sheet}"


@dataclass(frozen=True)
class Read:
    """What stands in a cell, and where."""

    value: Any
    place: Place


@dataclass(frozen=True)
class Item:
    """An item of a table: its name or place, and the number in its first column, each with its cell."""

    key: str | int
    number: float
    place: Place
    number_place: Place


@dataclass
class Gathered:
    """All that the pages say. `problems`: where, what is wrong, and the hint."""

    cells: dict[Path, Read] = field(default_factory=dict)
    sources: dict[Path, tuple[Read, Read, Read]] = field(default_factory=dict)
    items: dict[Path, list[Item]] = field(default_factory=dict)
    years: dict[Path, list[int]] = field(default_factory=dict)
    lists: dict[Path, list[Read]] = field(default_factory=dict)
    tabs: dict[Path, Place] = field(default_factory=dict)  # of each table
    problems: list[tuple[str, str, str | None]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, where: object, problem: str, hint: str | None = None) -> None:
        """Note a problem; all are told together."""
        self.problems.append((str(where), problem[:LONGEST_PROBLEM], hint))


class SheetReader:
    """One sheet under its heads; every cell that is read is looked at for errors, formulas without result, merging."""

    def __init__(self, sheet: Sheet, gathered: Gathered) -> None:
        self.sheet, self.gathered = sheet, gathered
        self.head_row = 0
        self.columns: dict[str, int] = {}

    def place(self, row: int, column: int) -> Place:
        """The name of a cell."""
        return Place(self.sheet.title, f"{letters(column - 1)}{row}")

    def read(self, row: int, column: int) -> Read:
        """The cell; None, and a problem noted, where it says nothing that can be read."""
        cell, place = self.sheet.at(row, column), self.place(row, column)
        value = cell.value
        merged = self.sheet.merged_at(row, column)
        if merged:
            self.gathered.refuse(place, f"it is part of the merged cells {merged}.", "unmerge them, and fill in each.")
        elif cell.state == "error":
            hint = "mend the formula, or write the number itself."
            self.gathered.refuse(place, f"its formula gives {cell.value}.", hint)
            value = None
        elif cell.state == "no result":
            hint = "open the workbook in a spreadsheet and save it, or write the number itself."
            self.gathered.refuse(place, "its formula has not been worked out: no result stands in the file.", hint)
        if merged or cell.state != "value":
            return Read(Unreadable, place)
        return Read(None if isinstance(value, str) and not value.strip() else value, place)

    def text(self, row: int, column: int) -> str:
        """A cell as a text without blanks around it."""
        value = self.sheet.at(row, column).value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else flat(str(value))

    def find_heads(self, heads: Sequence[Sequence[str]], key: str) -> bool:
        """Find the row of heads, each of several spellings; False, and a problem noted, where one is missing.

        key: the head by which the row is known (its spelling in the first language).
        """
        wanted = {name.lower(): names[0] for names in heads for name in names}
        best: dict[str, int] = {}
        for row in range(1, min(self.sheet.rows, LAST_HEAD_ROW) + 1):
            columns: dict[str, int] = {}
            for column in range(1, self.sheet.columns + 1):
                name = wanted.get(self.text(row, column).lower())
                if name is not None:
                    columns.setdefault(name, column)
            if len(columns) > len(best):
                best, self.head_row = columns, row
        self.columns = best
        missing = [names[0] for names in heads if names[0] not in best]
        if missing:
            self._no_head(missing, key)
        else:
            self._own_columns(wanted)
        return not missing

    def _no_head(self, missing: Sequence[str], key: str) -> None:
        where = Place(self.sheet.title, "")
        if not self.columns or len(missing) > len(self.columns):
            problem = f"no row has the heads of this sheet: {', '.join(missing[:5])} …"
            self.gathered.refuse(where, problem, f'put the row of heads back; it begins with "{key}".')
            return
        there = [self.text(self.head_row, column) for column in range(1, self.sheet.columns + 1)]
        close = nearest(missing[0], [name for name in there if name])
        meant = f"{close[:-1]} (write {missing[0]})?" if close.startswith("Did you mean") else ""
        problem = f"column {', '.join(missing)} is missing in row {self.head_row}."
        self.gathered.refuse(where, problem, meant or f"put the column {missing[0]} back, under this head.")

    def _own_columns(self, wanted: Mapping[str, str]) -> None:
        """Columns that are not ours: those with a head are not read; one without must be empty; none stands twice."""
        ours = set(self.columns.values())
        seen: dict[str, int] = {}
        for column in range(1, self.sheet.columns + 1):
            head = self.text(self.head_row, column)
            name = wanted.get(head.lower())
            if name is not None and name in seen:
                problem = f"column {name} stands twice: {letters(seen[name] - 1)} and {letters(column - 1)}."
                self.gathered.refuse(self.place(self.head_row, column), problem, "take one of the two out.")
            elif name is not None:
                seen[name] = column
            elif head in BESIDE:
                continue
            elif head and column not in ours:
                self.gathered.notes.append(f"{self.sheet.title}!{letters(column - 1)} ({head[:40]})")
            elif column not in ours:
                self._nameless(column)

    def _nameless(self, column: int) -> None:
        for row in range(self.head_row + 1, self.sheet.rows + 1):
            text = self.text(row, column)
            if text:
                problem = f'"{text[:40]}" stands in a column without a head.'
                hint = "if it is a note, give the column a head; if cells were moved, move them back."
                self.gathered.refuse(self.place(row, column), problem, hint)
                return

    def rows(self) -> Iterator[int]:
        """The rows below the heads."""
        return iter(range(self.head_row + 1, self.sheet.rows + 1))
