"""Groups of a scenario as tables to type in or paste into: racks, workloads, offers, contracts, phases, measurements.

Every cell is a text, so that a decimal comma pasted from Excel is read as one and a text in a number's place is shown
as typed. A group is a mapping of names to items, or a list of items; a row is an item.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_origin

import pandas as pd

from planner.drafts.cells import cell_text, cell_value
from planner.scenario.changes import split
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import Spec, spec_at, specs

NAME = "name"  # column of the names, where the group is a mapping
VALUE = "value"  # column of the values, where its items are no models
MOST_ROWS = 1000


def spec_of(path: str) -> Spec:
    """What the schema allows at a path. KeyError where the schema has no such path."""
    spec = spec_at(Scenario, split(path))
    if spec is None:
        raise KeyError(path)
    return spec


def is_table(spec: Spec) -> bool:
    """Whether a group is edited as a table: items of several fields, or values by name or year."""
    return spec.item is not None and (get_origin(spec.kind) is dict or spec.item.model is not None)


def columns(path: str) -> dict[str, Spec]:
    """The fields of an item that fit into a cell, in the order of the schema; one named "value" for plain values."""
    item = spec_of(path).item or Spec(kind=str)
    if item.model is None:
        return {VALUE: item}
    return {name: spec for name, spec in specs(item.model).items() if spec.model is None and not is_table(spec)}


def has_names(path: str) -> bool:
    """Whether the rows of a group have names (or years)."""
    return get_origin(spec_of(path).kind) is dict


def frame(items: Mapping[Any, Any] | Sequence[Any], path: str, shown: Sequence[str] | None = None) -> pd.DataFrame:
    """A group as a table of texts, yes and no; `shown`: only these columns."""
    named = has_names(path)
    every = columns(path)
    fields = every if shown is None else {name: every[name] for name in shown}
    pairs = list(items.items()) if isinstance(items, Mapping) else list(enumerate(items))
    rows = []
    for name, item in pairs:
        cells = {column: _cell(item if column == VALUE else _of(item, column), spec) for column, spec in fields.items()}
        rows.append({NAME: str(name)} | cells if named else cells)
    heads = [NAME, *fields] if named else list(fields)
    return pd.DataFrame(rows, columns=heads, dtype=object)


def _of(item: Any, column: str) -> Any:
    return item.get(column) if isinstance(item, Mapping) else None


def _cell(value: Any, spec: Spec) -> Any:
    if spec.kind is bool and not spec.optional and isinstance(value, bool):
        return value
    return cell_text(value) if value is not None or spec.kind is not bool else None


def group_of(table: pd.DataFrame, path: str, before: Mapping[Any, Any] | Sequence[Any]) -> Any:
    """The group that a table says, from what it was: fields without a column stay as they were.

    Rows with nothing in them are left out. A name that is there twice gets " (2)", which is no name: it is refused
    beside the table and nothing that was typed is lost.
    """
    fields = {name: spec for name, spec in columns(path).items() if name in table.columns}
    rows = [row for row in table.to_dict("records") if any(_typed(row.get(column)) for column in table.columns)]
    if not has_names(path):
        items = list(before) if isinstance(before, Sequence) else []
        old = [items[number] if number < len(items) else {} for number in range(len(rows))]
        return [_item(row, fields, was) for row, was in zip(rows, old, strict=True)]
    group: dict[str, Any] = {}
    there = before if isinstance(before, Mapping) else {}
    for row in rows[:MOST_ROWS]:
        name = _free(str(row.get(NAME) if _typed(row.get(NAME)) else "").strip(), group)
        group[name] = _item(row, fields, there.get(name, {}))
    return group


def _free(name: str, group: Mapping[str, Any]) -> str:
    number = 2
    wanted = name
    while wanted in group:
        wanted, number = f"{name} ({number})", number + 1
    return wanted


def _typed(cell: Any) -> bool:
    """Whether a cell holds something; a box that is not ticked does not."""
    return not (cell is None or cell is False or cell is pd.NA or cell == "" or cell != cell)


def _item(row: Mapping[Any, Any], fields: Mapping[str, Spec], was: Any) -> Any:
    """An item from its row: a new one leaves empty cells to their defaults, an old one says null."""
    if VALUE in fields:
        return cell_value(row.get(VALUE), fields[VALUE])
    old = was if isinstance(was, Mapping) else {}
    values = {
        column: cell_value(row[column] if _typed(row[column]) or row[column] is False else None, spec)
        for column, spec in fields.items()
    }
    return dict(old) | {column: value for column, value in values.items() if column in old or value not in (None, [])}
