"""How values, bounds and types are worded in messages and in the field reference."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, get_origin

from planner.scenario.fields.parts import CLOCK, NAME, QUARTER, SLUG
from planner.scenario.words.spec import Spec

PATTERNS = {
    QUARTER: "a quarter such as 2026-Q4",
    CLOCK: 'a time such as "04:30"',
    NAME: "a name of letters, digits, hyphen and underscore",
    SLUG: "small letters, digits and hyphens, 60 at most",
}
LARGEST = 10**18
EXAMPLES = {QUARTER: "2026-Q4", CLOCK: '"04:30"'}
NO_SUFFIX = {"", "share", "x"}


def read_as(kind: Any) -> str:
    """The word for a type."""
    if get_origin(kind) is tuple:
        return "list"
    if get_origin(kind) is dict:
        return "mapping"
    words = {float: "number", int: "number", bool: "choice", str: "text", dt.date: "date"}
    return words.get(kind, "mapping")


def shown(value: object, unit: str = "", grouped: bool = True) -> str:
    """A value that was read, as a message shows it: 10,000 MW, "10 MW" (a text), null, infinite."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if isinstance(value, int) and abs(value) > LARGEST:
            return "larger than any number used here"
        if math.isnan(value):
            return "not a number (NaN)"
        if math.isinf(value):
            return "infinite"
        number = f"{value:,.10g}" if grouped else str(value)
        return number if unit in NO_SUFFIX else f"{number} {unit}"
    if isinstance(value, str):
        short = value if len(value) <= 60 else f"{value[:57]}..."
        return f'"{short}" (a text)'
    if isinstance(value, dt.date):
        return f"{value.isoformat()} (a date)"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    return f"a value of type {type(value).__name__}"


def allowed(spec: Spec) -> str:
    """What a field allows: above 0 MW, up to 2,000 MW."""
    null = " or null" if spec.optional else ""
    if spec.choices:
        return ", ".join(spec.choices) + null
    word = read_as(spec.kind)
    if word == "number":
        whole = "a whole number, " if spec.kind is int else ""
        return whole + bounds(spec) + (", or null" if null else "")
    if spec.pattern:
        return PATTERNS.get(spec.pattern, "a text") + null
    if spec.kind is bool:
        return "true or false"
    if word == "date":
        return f"a date such as 2024-09-01{null}"
    if word == "list" and spec.item is not None:
        return f"a list; each item {allowed(spec.item)}" if not spec.item.model else "a list of mappings"
    if word == "mapping":
        return "a mapping of names to values, at least one" if spec.model is None else "a mapping of names to values"
    characters = "1 character or more" if spec.longest is None else f"1 to {spec.longest:,} characters"
    return f"a text of {characters}{null}"


def bounds(spec: Spec) -> str:
    """The bounds of a number with its unit."""
    low = "" if spec.minimum is None else shown(spec.minimum, spec.unit)
    high = "" if spec.maximum is None else shown(spec.maximum, spec.unit)
    if not low and not high:
        return f"a number in {spec.unit}" if spec.unit not in NO_SUFFIX else "a number"
    if low and high and not spec.above and not spec.below:
        return f"{shown(spec.minimum)} to {high}"
    low = shown(spec.minimum) if low and high else low
    parts = [
        f"{'above' if spec.above else 'from'} {low}" if low else "",
        f"{'below' if spec.below else 'up to'} {high}" if high else "",
    ]
    return ", ".join(part for part in parts if part)


def an_example(spec: Spec) -> str:
    """A value to start from, in a hint."""
    if spec.choices:
        return spec.choices[0]
    if spec.pattern in EXAMPLES:
        return EXAMPLES[spec.pattern]
    word = read_as(spec.kind)
    named = {"date": "2024-09-01", "choice": "true", "text": "...", "list": "[...]", "mapping": "{...}"}
    return named.get(word, f"(a number{'' if spec.unit in NO_SUFFIX else f' in {spec.unit}'})")
