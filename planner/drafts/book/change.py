"""A cell that says something else than before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from planner.drafts.cells import cell_text
from planner.words import say
from planner.words.fields import unit_text


@dataclass(frozen=True)
class Change:
    """A cell that says something else than before, or a row that is gone (its cell is empty). Values as JSON has them.

    `aspect`: "value"; "kind", "source", "reason" of a value; "order" for the number of a row.
    """

    sheet: str
    cell: str
    path: str
    old: Any
    new: Any
    unit: str = ""
    aspect: str = "value"

    @property
    def where(self) -> str:
        """The cell as a spreadsheet names it, such as Site!B7; the sheet alone where a row is gone."""
        name = f"'{self.sheet}'" if not self.sheet.isalnum() else self.sheet
        return f"{name}!{self.cell}" if self.cell else name

    def text(self, locale: str) -> tuple[str, str, str, str]:
        """Where, the field with its aspect, old and new with the unit, for people."""
        name = self.path if self.aspect == "value" else f"{self.path} ({say(f'book aspect {self.aspect}', locale)})"
        unit, nothing = unit_text(self.unit, locale), say("field empty", locale)
        values = (self.old, self.new)
        old, new = (nothing if one in (None, "") else f"{cell_text(one)} {unit}".strip() for one in values)
        return self.where, name, old, new
