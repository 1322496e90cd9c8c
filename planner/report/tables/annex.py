"""What a plan rests on, in little room: what matters most in full, then every assumption with a numbered note."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from planner.report.evidence import EMPTY, GROUPS, group_of
from planner.report.parts import Table
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

# What moves the value of a site most, by the tornado of the base case and by what lenders ask for; in this order.
MATTERS = (
    "finance.discount_rate", "demand.growth.*", "workloads.*.price_change_per_year", "workloads.*.revenue_share",
    "workloads.*.revenue_eur_per_gpu_hour", "data/demand/*prices*", "power.spot.forward_eur_per_mwh.*",
    "power.taxes.excise_eur_per_mwh", "site.connection_mw", "site.phases.*.earliest", "fleet.availability",
    "data/gpu/gpu_specs.csv: *.price_usd", "fleet.racks.*.lead_time_months", "fleet.resale.*", "finance.usd_per_eur",
    "finance.debt.*.margin",
)  # fmt: skip
MOST = 12
SAME = ", "
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# Paths of which several things have the same fields, and how their family is called.
FAMILIES = (
    (r"fleet\.racks\.(?P<item>[^.]+)\.(?P<field>.+)", "fleet.racks.*"),
    (r"workloads\.([^.]+)\.offers\.(?P<item>[^.]+)\.(?P<field>.+)", "workloads.{0}.offers.*"),
    (r"workloads\.(?P<item>[^.]+)\.(?P<field>.+)", "workloads.*"),
    (r"data/gpu/gpu_specs\.csv: (?P<item>[^.]+)\.(?P<field>.+)", "data/gpu/gpu_specs.csv: *"),
    (r"data/gpu: (?P<field>.+) on (?P<item>[^ ]+)", "data/gpu, on *"),
)


def filled(plan: Plan | UncertainPlan) -> pd.DataFrame:
    """Every assumption that has a value, texts."""
    table = plan.assumptions.astype(str)
    return table.loc[table["value"] != EMPTY]


def left_empty(plan: Plan | UncertainPlan) -> list[str]:
    """Paths of optional fields without a value."""
    table = plan.assumptions
    return [str(path) for path in table.loc[table["value"].astype(str) == EMPTY, "path"]]


def source_text(source: str, reason: str) -> str:
    """Source and reason as sentences; "assumption" is left out where a reason stands, as the kind says it already."""
    sentences = [text.rstrip(".") for text in (source, reason) if text and text != "assumption"]
    return ". ".join(sentences or [source]) + "."


def matter_most(plan: Plan | UncertainPlan, locale: str) -> Table:
    """The few that move the value most, those of one source in one row, in full."""
    table = filled(plan)
    rows: list[tuple[str, ...]] = []
    for pattern in MATTERS:
        own = table.loc[[fnmatchcase(path, pattern) for path in table["path"]]]
        if own.empty:
            continue
        first = own.iloc[0]
        values = SAME.join(dict.fromkeys(own["value"]))
        name = first["path"] if len(own) == 1 else pattern
        source = source_text(first["source"], first["reason"])
        more = (
            say("notes more", locale, count=len(own) - 1)
            if own[["source", "reason"]].drop_duplicates().shape[0] > 1
            else ""
        )
        rows.append((name, values, first["unit"], say(f"basis {first['kind']}", locale), f"{source} {more}".strip()))
    head = tuple(say(name, locale) for name in ("name", "value", "unit", "kind", "source and reason"))
    caption = say("matter most", locale)
    return Table(caption, head, tuple(rows[:MOST]), numeric=frozenset({1}), english=frozenset({0, 1, 2, 4}))


def compact(plan: Plan | UncertainPlan, locale: str) -> tuple[list[Table], Table]:
    """Every assumption, one table a group, or a column a thing where several have the same fields; and the notes.

    A value stands with its unit and the number of its note, raised.
    """
    table = filled(plan)
    notes = _numbers(zip(table["kind"], table["source"], table["reason"], strict=True))
    table = table.assign(
        cell=[
            f"{value}{_unit(unit)}{formats.NO_BREAK}{str(notes[kind, source, reason]).translate(RAISED)}"
            for value, unit, kind, source, reason in zip(
                *(table[name] for name in ("value", "unit", "kind", "source", "reason")), strict=True
            )
        ],
        group=table["path"].map(group_of),
    )
    listed = [
        one
        for name in GROUPS
        for one in _of_group(say(f"group {name}", locale), table.loc[table["group"] == name], locale)
    ]
    rows = tuple(
        (str(number), say(f"basis {kind}", locale), source_text(source, reason))
        for (kind, source, reason), number in notes.items()
    )
    about = tuple(say(name, locale) for name in ("note", "kind", "source and reason"))
    return listed, Table(say("notes caption", locale), about, rows, english=frozenset({2}))


def _of_group(caption: str, table: pd.DataFrame, locale: str) -> list[Table]:
    """The assumptions of a group: a table with a column a thing for each family, and a list of the others."""
    keys = [_family(path) for path in table["path"]]
    columns: dict[str, list[str]] = {}
    for prefix, item, _ in keys:
        if item and item not in columns.setdefault(prefix, []):
            columns[prefix].append(item)
    wide = {prefix: items for prefix, items in columns.items() if len(items) > 1}
    single = [
        (path, cell)
        for (prefix, _, _), path, cell in zip(keys, table["path"], table["cell"], strict=True)
        if prefix not in wide
    ]
    head = (say("name", locale), say("value", locale))
    made = [Table(caption, head, tuple(single), frozenset({1}), frozenset({0, 1}))] if single else []
    for prefix, items in wide.items():
        rows: dict[str, dict[str, str]] = {}
        for (own, item, field), cell in zip(keys, table["cell"], strict=True):
            if own == prefix:
                rows.setdefault(field, {})[item] = cell
        cells = tuple((field, *(row.get(item, "") for item in items)) for field, row in rows.items())
        every = frozenset(range(len(items) + 1))
        made.append(Table(f"{caption}: {prefix}", (say("name", locale), *items), cells, every - {0}, every))
    return made


def _family(path: str) -> tuple[str, str, str]:
    """What stands before the name of a thing with * for it, the thing, and its field; no thing outside families."""
    for pattern, shape in FAMILIES:
        match = re.fullmatch(pattern, path)
        if match:
            return shape.format(*match.groups()), match["item"], match["field"]
    return "", "", path


def _unit(unit: str) -> str:
    return "" if unit in ("", "-") else f"{formats.NO_BREAK}{unit}"


def _numbers(notes: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str, str], int]:
    """Notes by first use, from 1."""
    return {note: number for number, note in enumerate(dict.fromkeys(notes), start=1)}
