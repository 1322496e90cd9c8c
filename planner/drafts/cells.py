"""A value as the text of a form, and back. What cannot be read stays the text: the scenario's rules then refuse it."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Any, get_args, get_origin

from planner.scenario.words.spec import Spec
from planner.table_files.numbers import number_meant

BETWEEN_ITEMS = "; "
# A decimal comma, or blanks between thousands; 800 kW is no 800 of a field in MW, and 4 2.5 no 42.5.
WITHOUT_UNIT = re.compile(r"[-+]?(?:[0-9.]*,[0-9.,]*|[0-9]{1,3}(?:[\s'’][0-9]{3})+(?:[.,][0-9]*)?)")


def cell_text(value: Any) -> str:
    """A value as it is typed: numbers with a point and all their digits, items with "; " between, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, list | tuple):
        return BETWEEN_ITEMS.join(cell_text(item) for item in value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def number_text(value: float) -> str:
    """All digits of a number, without exponent where that is readable: 0.955, 167000, 1e-09."""
    if value.is_integer() and abs(value) < 1e15:
        return f"{value:.0f}"
    return repr(value)


def cell_value(text: Any, spec: Spec) -> Any:
    """What a typed text means for a field: 3,5 and 3.5 are one number, an empty cell is null."""
    if isinstance(text, bool):
        return text
    words = "" if text is None else str(text).strip()
    if get_origin(spec.kind) is tuple and (words or not spec.optional):
        item = spec.item or Spec(kind=str)
        return [cell_value(part, item) for part in _items(words)]
    if not words:
        return None
    if spec.kind in (int, float):
        return typed_number(words, spec)
    if spec.kind is bool and words.lower() in ("true", "false"):
        return words.lower() == "true"
    if get_args(spec.kind) and words.isdecimal() and int(words) in get_args(spec.kind):
        return int(words)
    return words


def typed_number(text: str, spec: Spec) -> Any:
    """A number as the schema wants it, whole where it counts; the text where it is none, or may be two."""
    plain = number_meant(text) if WITHOUT_UNIT.fullmatch(text) else text
    try:
        number = float(plain or text)
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if spec.kind is int and number.is_integer() else number


def _items(text: str) -> list[str]:
    """Items of a list: between semicolons, else between blanks."""
    parts = text.split(";") if ";" in text else text.split()
    return [part.strip() for part in parts if part.strip()]
