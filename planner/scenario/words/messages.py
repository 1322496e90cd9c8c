"""pydantic's errors in the words of the person who must act: all at once, each with file, line and field."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import located, nearest
from planner.scenario.files.provenance import Path, Provenance, dotted
from planner.scenario.words.spec import Spec, at, known_names, spec_at
from planner.scenario.words.wording import LARGEST, allowed, an_example, read_as, shown

SMALLER_UNITS = {
    "MW": ("kW", 1000), "kW": ("W", 1000), "MEUR": ("EUR", 1e6), "MEUR/year": ("EUR", 1e6), "t": ("kg", 1000),
    "share": ("per cent", 100), "kEUR/MW/month": ("EUR", 1000),
}  # fmt: skip


def explain(
    model: type[BaseModel],
    error: ValidationError,
    values: Mapping[str, Any],
    provenance: Mapping[str, Provenance],
    file: str,
) -> str:
    """All problems of a scenario as one text, in the order of the files' lines."""
    blocks: list[tuple[int, str]] = []
    for details in error.errors(include_url=False):
        for path, problem, hint in _problems(model, details, values):
            where, line = _where(path, provenance, file)
            blocks.append((line, located(where, problem, hint)))
    texts = list(dict.fromkeys(text for _, text in sorted(blocks, key=lambda block: block[0])))
    return texts[0] if len(texts) == 1 else "\n\n".join([f"{len(texts)} problems in the scenario.", *texts])


def _where(path: Path, provenance: Mapping[str, Provenance], file: str) -> tuple[str, int]:
    """File and line of a path, or of the nearest group around it that stands in a file."""
    for length in range(len(path), 0, -1):
        found = provenance.get(dotted(path[:length]))
        if found is not None:
            return found.where, found.line
    return file, 0


def _problems(
    model: type[BaseModel], details: ErrorDetails, values: Mapping[str, Any]
) -> Iterator[tuple[Path, str, str | None]]:
    if details["type"] == "scenario_rules":
        for rule in details["ctx"]["problems"]:
            path = tuple(int(step) if step.isdigit() else step for step in rule.path.split("."))
            yield path, f"{rule.path} {rule.read}\n{rule.allowed}", rule.hint or None
        return
    path = tuple(details["loc"])
    if path and path[-1] == "[key]":
        yield _bad_name(path[:-1], values)
    elif details["type"] in ("extra_forbidden", "invalid_key"):
        yield _unknown(model, path, values)
    elif details["type"] == "missing":
        yield _missing(model, path)
    else:
        yield _not_allowed(model, details, path)


def _bad_name(path: Path, values: Mapping[str, Any]) -> tuple[Path, str, str | None]:
    name = path[-1]
    if isinstance(at(values, path), float | int):
        return path, f"{dotted(path[:-1])} has the year {name}.\nAllowed: a year, 2015 to 2100.", None
    problem = f'{dotted(path[:-1])} has the name "{name}".\nAllowed: letters, digits, hyphen and underscore.'
    return path, problem, None


def _unknown(model: type[BaseModel], path: Path, values: Mapping[str, Any]) -> tuple[Path, str, str | None]:
    names = known_names(model, values, path[:-1])
    return path, f"{dotted(path)} is not a known field.", nearest(str(path[-1]), names)


def _missing(model: type[BaseModel], path: Path) -> tuple[Path, str, str | None]:
    spec = spec_at(model, path) or Spec(kind=None)
    problem = f"{dotted(path)} is missing.\nNeeded: {allowed(spec)}. {spec.description}".rstrip()
    return path, problem, f"add {path[-1]}: {an_example(spec)}"


def _not_allowed(model: type[BaseModel], details: ErrorDetails, path: Path) -> tuple[Path, str, str | None]:
    spec = spec_at(model, path) or Spec(kind=None)
    value = details["input"]
    read = shown(value, spec.unit, grouped=read_as(spec.kind) == "number")
    problem = f"{dotted(path)} is {read}.\nAllowed: {allowed(spec)}."
    return path, problem, _hint(value, spec, str(path[-1]) if path else "")


def _hint(value: object, spec: Spec, name: str) -> str | None:
    """The most likely slip; else what the field means."""
    meaning = f"{spec.description[:1].lower()}{spec.description[1:]}" if spec.description else None
    if isinstance(value, str):
        return _hint_for_text(value, spec) or meaning
    if isinstance(value, bool) or not isinstance(value, int | float):
        return meaning
    if isinstance(value, int) and abs(value) > LARGEST:
        return meaning
    if not math.isfinite(value):
        return "give a number; where there is none, leave the field out of this file."
    if spec.choices or read_as(spec.kind) != "number":
        if spec.kind is str:
            return f"write {name}: {an_example(spec)}" if spec.pattern else f'put quotes around it: {name}: "{value}"'
        return meaning
    smaller = SMALLER_UNITS.get(spec.unit)
    if smaller and spec.maximum is not None and value > spec.maximum and fits(value / smaller[1], spec):
        lead = "" if spec.unit == "share" else f"{name} is in {spec.unit}: "
        return f"is this in {smaller[0]}? {lead}write {value / smaller[1]:g}."
    if value < 0 and fits(-value, spec):
        return f"remove the minus sign, if {-value:g} is meant."
    return meaning


def fits(value: float, spec: Spec) -> bool:
    """Whether a number lies within the bounds of a field."""
    low = spec.minimum is None or (value > spec.minimum if spec.above else value >= spec.minimum)
    high = spec.maximum is None or (value < spec.maximum if spec.below else value <= spec.maximum)
    return low and high


def _hint_for_text(text: str, spec: Spec) -> str | None:
    if spec.choices:
        return nearest(text, spec.choices)
    if read_as(spec.kind) == "number":
        number = re.fullmatch(r"\s*([-+]?[\d.,_\s]*\d)\s*(.*)", text)
        if number is None:
            return None
        plain = re.sub(r"[,_\s]", "", number[1])
        unit = number[2].strip()
        if not unit:
            return f"write {plain} without quotes, commas or spaces."
        if unit == spec.unit:
            return f"write {plain}; the field is in {spec.unit} already."
        smaller = SMALLER_UNITS.get(spec.unit)
        if smaller and unit in (smaller[0], "%"):
            return (
                f"write {float(plain) / smaller[1]:g}; the field is a {spec.unit}."
                if spec.unit == "share"
                else (f"write {float(plain) / smaller[1]:g}; the field is in {spec.unit}.")
            )
        return f"write a number without its unit{f'; the field is in {spec.unit}' if spec.unit else ''}."
    year, quarter = re.search(r"20\d\d", text), re.search(r"[QqT]\s?([1-4])", text)
    if "Q[1-4]" in spec.pattern and year and quarter:
        return f'Did you mean "{year[0]}-Q{quarter[1]}"?'
    if spec.kind is bool and text.lower() in ("yes", "no", "on", "off"):
        return f"write {'true' if text.lower() in ('yes', 'on') else 'false'}."
    if spec.kind is dt.date:
        return "write year-month-day: 2024-09-01."
    return None
