"""Changing values of a scenario by their dotted path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from planner.errors import ScenarioError, located, nearest
from planner.scenario.files.provenance import CHANGED, Path, Provenance, dotted
from planner.scenario.words.spec import at, known_names, spec_at

LONGEST_NUMBER = 3  # digits of an item's place in a list; a year has four


def split(path: str) -> Path:
    """Take "fleet.opening.0.racks" apart; numbers of list items become whole numbers."""
    return tuple(int(step) if step.isdecimal() and len(step) <= LONGEST_NUMBER else step for step in path.split("."))


def apply(model: type[BaseModel], values: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Set new values in `values` (JSON form, changed in place and returned). Raises ScenarioError."""
    for path, value in new.items():
        steps = split(path)
        for depth in range(len(steps)):
            _check_step(model, values, steps[: depth + 1], value, path)
        holder = at(values, steps[:-1])
        holder[steps[-1]] = value
    return values


def _check_step(model: type[BaseModel], values: Any, steps: Path, value: Any, path: str) -> None:
    """Refuse a path that leads nowhere. A mapping takes a new name only with a whole item, or a year."""
    holder = at(values, steps[:-1])
    names = known_names(model, values, steps[:-1])
    if isinstance(holder, dict | list) and str(steps[-1]) in names:
        return
    whole_path = len(steps) == len(split(path))
    spec = spec_at(model, steps)
    known = isinstance(holder, dict) and whole_path and spec is not None
    if known and spec is not None and (spec.model is None or isinstance(value, Mapping)):
        return
    if holder is None and str(steps[-1]) in names:
        problem = f"{dotted(steps[:-1])} is null, so it has no {steps[-1]} (asked for: {path})."
        raise ScenarioError(located("", problem, f"give the whole of {dotted(steps[:-1])}, or another file."))
    at_what = f"{dotted(steps[:-1])} has" if len(steps) > 1 else "A scenario has"
    problem = f'{at_what} no "{steps[-1]}" (asked for: {path}).'
    raise ScenarioError(located("", problem, nearest(str(steps[-1]), names)))


def changed_below(values: Mapping[str, Any], above: str = "") -> dict[str, Provenance]:
    """Provenance of values given by hand: of every path in nested mappings, and of the list around an item."""
    found: dict[str, Provenance] = {}
    for key, value in values.items():
        path = f"{above}{key}"
        found[path] = CHANGED
        around, _, last = path.rpartition(".")
        if last.isdecimal() and len(last) <= LONGEST_NUMBER:
            found[around] = CHANGED
        if isinstance(value, Mapping):
            found |= changed_below(value, f"{path}.")
    return found


def without(provenance: Mapping[str, Provenance], new: Mapping[str, Any]) -> dict[str, Provenance]:
    """Provenance of what stays: the new paths and all below them lose theirs."""
    gone = tuple(f"{path}." for path in new)
    return {p: held for p, held in provenance.items() if p not in new and not p.startswith(gone)}
