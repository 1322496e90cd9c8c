"""Tables of a plan in the reader's language, cell by cell. English: as docs/analysts.md names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.words import formats, has, say
from planner.words.names import bill_item_name, entry_name, kpi_name, or_as_it_is, workload_name

if TYPE_CHECKING:
    from collections.abc import Callable

# Sentences of the model and of sources: they exist in English only, and a French workbook leaves them out.
ENGLISH_ONLY = frozenset({"formula", "standard", "detail", "note", "source", "flag", "meaning"})
AS_THEY_ARE = formats.language("en")
PERIODS = ("period", "month")
STAGES = {"losses": "electrical losses", "idle": "idle only"}


def english_only(column: str, locale: str) -> bool:
    """Whether a column is left out in this language."""
    return locale != AS_THEY_ARE and column in ENGLISH_ONLY


def head(column: str, locale: str) -> str:
    """The head of a column."""
    return or_as_it_is(f"column {column}", column, locale)


def tab(table: str, locale: str) -> str:
    """The name of the sheet of a table."""
    return or_as_it_is(f"tab {table}", table, locale)


def unit(text: str, locale: str) -> str:
    """A unit."""
    return or_as_it_is(f"cell {text}", text, locale)


def text(table: str, column: str, value: Any, locale: str) -> Any:
    """A cell: texts in the reader's language; numbers, days and what is the scenario's own as they are."""
    if locale == AS_THEY_ARE or not isinstance(value, str | bool):
        return value
    own = str(value)
    if has(f"cell {own}"):
        return say(f"cell {own}", locale)
    if column.endswith(PERIODS):
        return formats.period_name(own, locale)
    return TEXTS[column](table, own, locale) if column in TEXTS else own


def _item(table: str, own: str, locale: str) -> str:
    if table == "bill":
        return bill_item_name(own, locale)
    return formats.rack_name(own) if table == "marginal_values" else entry_name(own, locale)


def _workload(_: str, own: str, locale: str) -> str:
    return workload_name(own, locale) if own else own


def _stage(_: str, own: str, locale: str) -> str:
    key = STAGES.get(own, own)
    return or_as_it_is(key, workload_name(own, locale), locale)


TEXTS: dict[str, Callable[[str, str, str], str]] = {
    "rack": lambda _, own, __: formats.rack_name(own),
    "vintage": lambda _, own, locale: own.replace("opening", say("cell opening", locale)),
    "workload": _workload,
    "item": _item,
    "group": lambda _, own, locale: or_as_it_is(own, own, locale),
    "stage": _stage,
    "to": _stage,
    "basis": lambda _, own, locale: or_as_it_is(f"basis {own}", own, locale),
    "kpi": lambda _, own, locale: kpi_name(own, locale),
    "figure": lambda _, own, locale: kpi_name(own, locale),
}
