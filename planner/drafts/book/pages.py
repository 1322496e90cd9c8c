"""Which pages a scenario's workbook has, and what stands on each: worked out from the schema.

Single values stand a row each, by parts. What repeats (racks, offers, contracts) is a table with a row each; values by
calendar year share one table; lists of numbers have a row each with their items side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, get_args, get_origin

from pydantic import BaseModel

from planner.drafts.tables import VALUE
from planner.scenario.files.provenance import Path
from planner.scenario.schema import Scenario
from planner.scenario.words.spec import Spec, at, specs

Pattern: TypeAlias = tuple[str, ...]  # steps of a path; EACH stands for each name
EACH = "*"
GENERAL, YEARS, LISTS = "general", "years", "lists"
LIFTED = ("horizon", "objective", "demand")  # short parts that share the first page
WHOLE = ("forecast", "uncertainty")  # parts with tables of their own; without the part there is no page of it
CARRIED = ("csv",)  # texts too long for a cell, such as a table of history: they travel on the last sheet
Kind = Literal["value", "part", "group", "absent"]


@dataclass(frozen=True)
class Row:
    """A row of a page of single values. part: whether an optional group is there; absent: a part without a page."""

    path: Pattern
    spec: Spec
    kind: Kind


@dataclass(frozen=True)
class FieldsPage:
    """Single values, a row each."""

    key: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TablePage:
    """A group of items as a table. `parts`: columns that say whether an optional group of an item is there."""

    key: str
    path: Pattern
    spec: Spec
    columns: dict[str, Spec]
    parts: frozenset[str]

    @property
    def named(self) -> bool:
        """Whether items have names; else they are a list."""
        return get_origin(self.spec.kind) is dict

    @property
    def parents(self) -> tuple[str, ...]:
        """What the columns before the name are called: the items in which this group is, such as workload."""
        return tuple(self.path[at - 1].removesuffix("s") for at, step in enumerate(self.path) if step == EACH)


@dataclass(frozen=True)
class YearsPage:
    """Values by calendar year, a column each; an empty cell: the year is not given."""

    key: str
    columns: dict[str, tuple[Pattern, Spec]]


@dataclass(frozen=True)
class ListsPage:
    """Lists of numbers, a row each; items side by side."""

    key: str
    rows: tuple[Row, ...]


Page: TypeAlias = FieldsPage | TablePage | YearsPage | ListsPage


def pages_of(scenario: Scenario) -> tuple[Page, ...]:
    """The pages that the workbook of a scenario has."""
    return _pages(frozenset(name for name in WHOLE if getattr(scenario, name) is not None))


@cache
def _pages(with_parts: frozenset[str]) -> tuple[Page, ...]:
    top = specs(Scenario)
    fields: dict[str, list[Row]] = {GENERAL: []}
    tables: dict[str, list[TablePage]] = {}
    years: dict[str, tuple[Pattern, Spec]] = {}
    lists: list[Row] = []
    for name, spec in top.items():
        page = GENERAL if name in LIFTED or not (spec.model or spec.item) else name
        if name in WHOLE and name not in with_parts:
            fields[GENERAL].append(Row((name,), spec, "absent"))
            continue
        for row in _rows((name,), spec):
            if is_years(row.spec):
                years[".".join(row.path)] = (row.path, row.spec)
            elif is_group(row.spec):
                tables.setdefault(page, []).extend(_tables(row.path, row.spec))
            elif is_list(row.spec):
                lists.append(row)
            else:
                fields.setdefault(page, []).append(row)
    made: list[Page] = []
    for name in [GENERAL, *(name for name in top if name not in WHOLE)]:
        made += _of_part(name, fields, tables)
    made += [YearsPage(YEARS, years), ListsPage(LISTS, tuple(lists))]
    for name in WHOLE:
        made += _of_part(name, fields, tables)
    return tuple(made)


def _of_part(name: str, fields: Mapping[str, list[Row]], tables: Mapping[str, list[TablePage]]) -> list[Page]:
    return [*([FieldsPage(name, tuple(fields[name]))] if name in fields else []), *tables.get(name, [])]


def _rows(path: Pattern, spec: Spec) -> Iterator[Row]:
    """A value, or a group with all in it, tables and lists too."""
    if spec.model is None:
        yield Row(path, spec, "value")
        return
    yield Row(path, spec, "part" if spec.optional else "group")
    for name, inner in specs(spec.model).items():
        yield from _rows((*path, name), inner)


def _tables(path: Pattern, spec: Spec) -> Iterator[TablePage]:
    """The table of a group, and those of the groups inside its items."""
    item = spec.item or Spec(kind=str)
    columns: dict[str, Spec] = {}
    inside: list[tuple[Pattern, Spec]] = []
    parts: set[str] = set()
    if item.model is None:
        columns[VALUE] = item
    else:
        _columns(item.model, (), columns, parts, inside)
    yield TablePage(".".join(path), path, spec, columns, frozenset(parts))
    for below, inner in inside:
        yield from _tables((*path, EACH, *below), inner)


def _columns(
    model: type[BaseModel],
    above: Pattern,
    columns: dict[str, Spec],
    parts: set[str],
    inside: list[tuple[Pattern, Spec]],
) -> None:
    for name, spec in specs(model).items():
        path = (*above, name)
        if is_group(spec):
            inside.append((path, spec))
        elif spec.model is not None:
            if spec.optional:
                columns[".".join(path)] = spec
                parts.add(".".join(path))
            _columns(spec.model, path, columns, parts, inside)
        elif name not in CARRIED:
            columns[".".join(path)] = spec


def is_group(spec: Spec) -> bool:
    """Whether a field repeats: items of several fields, or values by name or year."""
    return spec.item is not None and (get_origin(spec.kind) is dict or spec.item.model is not None)


def is_years(spec: Spec) -> bool:
    """Whether a field is numbers by calendar year."""
    if get_origin(spec.kind) is not dict or spec.item is None or spec.item.model is not None:
        return False
    key = get_args(spec.kind)[0]
    return (get_args(key)[0] if get_origin(key) is Annotated else key) is int


def is_list(spec: Spec) -> bool:
    """Whether a field is a list of plain values."""
    return get_origin(spec.kind) is tuple and spec.item is not None and spec.item.model is None


def pattern_of(path: Path) -> Pattern:
    """The path of the table in which a group is, with a star for each name."""
    steps: list[str] = []
    spec: Spec | None = Spec(kind=Scenario)
    for step in path:
        inner = None if spec is None else specs(spec.model).get(str(step)) if spec.model else spec.item
        steps.append(str(step) if spec is not None and spec.model else EACH)
        spec = inner
    return tuple(steps)


def groups_of(values: Any, pattern: Pattern) -> list[Pattern]:
    """The paths of all groups of a table, in the order of the table."""
    paths: list[Pattern] = [()]
    for step in pattern:
        if step == EACH:
            paths = [(*path, str(key)) for path in paths for key in (at(values, path) or {})]
        else:
            paths = [(*path, step) for path in paths]
    return paths
