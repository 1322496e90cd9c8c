"""A value as what stands in its cell, and back: numbers as numbers with all digits, dates as dates, null as nothing."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, get_origin

from pydantic_core import PydanticUndefined

from planner.drafts.cells import cell_text, typed_number
from planner.drafts.hints import bounds_text
from planner.errors import DataError
from planner.scenario.fields.parts import CLOCK, QUARTER
from planner.scenario.words.spec import Spec
from planner.table_files.times import dates_in_iso
from planner.words import say

EMPTY_TEXT = '""'  # a text without characters; an empty cell is null
TRUE, FALSE = {"true", "vrai", "yes", "oui"}, {"false", "faux", "no", "non"}
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how .xlsx writes control signs
DIGITS_OF_A_SPREADSHEET = 15  # of a double; what differs beyond them cannot be seen or typed there


def written(value: Any, spec: Spec) -> Any:
    """What stands in the cell of a value (plain, as JSON holds it): None, yes or no, number, text or date."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple):
        return cell_text(value) or None
    if spec.kind is dt.date:
        return dt.date.fromisoformat(value)
    return value or EMPTY_TEXT


def same(cell: Any, before: Any, spec: Spec) -> bool:
    """Whether a cell holds what was written for a value, as far as a spreadsheet can tell."""
    was = written(before, spec)
    if isinstance(cell, dt.datetime) and isinstance(was, dt.date):
        return cell == dt.datetime.combine(was, dt.time())
    if isinstance(cell, bool) or isinstance(was, bool):
        return _yes_or_no(cell) is was
    if isinstance(cell, int | float) and isinstance(was, int | float):
        return cell == was or _rounded(cell) == _rounded(was)
    if isinstance(cell, str) and isinstance(was, str):
        return _tidy(was) in (flat(cell), _tidy(cell))
    return bool(_nothing(cell) and _nothing(was))


def _rounded(number: float) -> str:
    return f"{number:.{DIGITS_OF_A_SPREADSHEET}g}"


def _nothing(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def flat(text: str) -> str:
    """A text as it is compared: control signs as they are, one kind of line ending, no blanks around it."""
    return _tidy(ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read(cell: Any, spec: Spec) -> Any:
    """What a cell means for a field, as JSON holds it; what cannot be read stays: the scenario's rules refuse it."""
    if _nothing(cell):
        return None
    if get_origin(spec.kind) is tuple:
        return _list(cell, spec.item or Spec(kind=str))
    if isinstance(cell, str):
        cell = flat(cell)
    if spec.kind in (int, float):
        return _number(cell, spec)
    if spec.kind is bool:
        return _yes_or_no(cell)
    if spec.kind is dt.date:
        return _date(cell)
    return _text(cell, spec)


def _list(cell: Any, item: Spec) -> Any:
    """Items between semicolons; the text as it is where blanks may be between thousands or between items."""
    if not isinstance(cell, str):
        return [read(cell, item)]
    text = flat(cell)
    if ";" not in text and item.kind in (int, float) and len(text.split()) > 1:
        return text
    return [read(part, item) for part in text.split(";") if part.strip()]


def _number(cell: Any, spec: Spec) -> Any:
    if isinstance(cell, str):
        return typed_number(cell, spec)
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return int(cell) if spec.kind is int and float(cell).is_integer() else cell if spec.kind is int else float(cell)


def _yes_or_no(cell: Any) -> Any:
    if isinstance(cell, int | float) and not isinstance(cell, bool):  # LibreOffice may save them as numbers
        return bool(cell) if cell in (0, 1) else cell
    word = cell.lower() if isinstance(cell, str) else ""
    return True if word in TRUE else False if word in FALSE else cell


def _date(cell: Any) -> Any:
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat()
    if not isinstance(cell, str):
        return cell
    try:
        (iso,) = dates_in_iso([cell], lambda _: "")
    except DataError:  # day and month may be either: the rules say both
        return cell
    return iso


def _text(cell: Any, spec: Spec) -> Any:
    if cell == EMPTY_TEXT:
        return ""
    if isinstance(cell, dt.time) and spec.pattern == CLOCK:
        return f"{cell:%H:%M}"
    if isinstance(cell, int | float) and not isinstance(cell, bool) and spec.pattern not in (QUARTER, CLOCK):
        return cell_text(float(cell))
    return cell


def allowed_text(spec: Spec, locale: str, kind: str = "value") -> str:
    """What a cell may hold, in a few words."""
    if kind in ("part", "absent"):
        return say(f"book {kind}", locale)
    inner = spec.item or spec if get_origin(spec.kind) is tuple else spec
    text = _allowed(inner, locale)
    if get_origin(spec.kind) is tuple:
        text = say("book list of", locale, what=text)
    if spec.optional:
        return say("book or nothing", locale, what=text)
    given = None if spec.required or spec.default is PydanticUndefined else spec.default
    default = say(f"book {given}", locale) if isinstance(given, bool) else cell_text(given)
    return say("book default", locale, what=text, value=default) if default else text


def _allowed(spec: Spec, locale: str) -> str:
    if spec.choices:
        return ", ".join(spec.choices)
    if spec.kind in (int, float):
        whole = say("book whole", locale) if spec.kind is int else say("book number", locale)
        bounds = bounds_text(spec, locale)
        return f"{whole}, {bounds}" if bounds else whole
    if spec.kind is bool:
        return say("book boolean", locale)
    if spec.kind is dt.date:
        return say("book day", locale)
    named = {QUARTER: "book quarter", CLOCK: "book clock"}
    return say(named.get(spec.pattern, "book text"), locale)
