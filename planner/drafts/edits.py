"""What a draft changes against its parent, and the scenario that comes of it.

Values here are plain ones, as YAML and JSON hold them, right or wrong: a draft keeps what was typed, and the
scenario's own rules say what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.scenario import changes as paths
from planner.scenario.difference import LABELS
from planner.scenario.files.provenance import Path, dotted
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import at


@dataclass(frozen=True)
class Edits:
    """Values that are other or new, by dotted path (an item of a mapping whole, a list whole), and names taken away."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    removed: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.changes) + len(self.removed)

    def at_or_below(self, path: str) -> bool:
        """Whether anything at a path, or below it, is changed."""
        below = f"{path}."
        return any(one == path or one.startswith(below) for one in (*self.changes, *self.removed))


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Edits:
    """What leads from plain values to others; name and title are not looked at."""
    changed: dict[str, Any] = {}
    removed: list[str] = []
    rest = (
        {key: value for key, value in before.items() if key not in LABELS},
        {key: value for key, value in after.items() if key not in LABELS},
    )
    _differ(*rest, (), changed, removed)
    return Edits(changed, tuple(removed))


def _differ(
    before: Mapping[Any, Any], after: Mapping[Any, Any], path: Path, changed: dict[str, Any], removed: list[str]
) -> None:
    order = [key for key in before if key in after] + [key for key in after if key not in before]
    if path and order != list(after):  # the order of phases is part of a scenario: the group as a whole
        changed[dotted(path)] = after
        return
    removed += [dotted((*path, key)) for key in before if key not in after]
    for key, value in after.items():
        here, other = (*path, key), before.get(key)
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            _differ(other, value, here, changed, removed)
        elif key not in before or value != other or isinstance(value, bool) is not isinstance(other, bool):
            changed[dotted(here)] = value


def laid_over(values: Mapping[str, Any], edits: Edits) -> dict[str, Any]:
    """Plain values with the edits. ScenarioError for a path that leads nowhere: the parent is not what it was."""
    whole = paths.plain(values)
    for path in edits.removed:
        holder = at(whole, paths.split(path)[:-1])
        if isinstance(holder, dict):
            holder.pop(str(paths.split(path)[-1]), None)
    edited: dict[str, Any] = paths.apply(Scenario, whole, edits.changes)
    return edited


def scenario_of(parent: Scenario, edits: Edits, name: str | None = None, title: str | None = None) -> Scenario:
    """The parent with the edits, checked. ScenarioError says what is not allowed, field by field."""
    values = laid_over(parent.values(), edits)
    values |= {key: text for key, text in (("name", name), ("title", title)) if text}
    gone = dict.fromkeys((*edits.changes, *edits.removed))
    provenance = paths.without(parent.provenance, gone) | paths.changed_below(edits.changes)
    return Scenario.from_values(values, provenance=provenance, parent=parent.parent)


def with_value(values: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Plain values with another one at a path; what is not on the way is shared."""
    first, *rest = path.split(".", 1)
    key: Any = first
    new = with_value(values[key], rest[0], value) if rest else value
    return {**values, key: new}
