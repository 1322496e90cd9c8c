"""What the page Scenario edits: which values, as widgets or tables, and what was changed; no Streamlit here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.scenario.difference import differences
from planner.scenario.words.spec import FieldValue, flatten
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

# Headline values by path. "*" stands for each name there. Labels: `label` and the path in planner.words.
SCALARS = (
    "site.connection_mw",
    "site.phases.*.earliest",
    "power.spot.scale",
    "demand.growth_excess_scale",
    "power.burst.usd_per_gpu_hour",
    "finance.discount_rate",
    "finance.inflation",
    "finance.usd_per_eur",
)
RACKS, WORKLOADS = "fleet.racks", "workloads"
COLUMNS = {
    RACKS: ("order_from", "lead_time_months", "supply_per_quarter", "price_usd", "price_change_per_quarter"),
    WORKLOADS: ("level_tokens_per_s", "level_gpus", "min_tokens_per_s_per_user", "revenue_share", "headroom"),
}


@dataclass(frozen=True)
class Editable:
    """One value shown as a widget."""

    path: str
    label: str
    field: FieldValue


def scalars(scenario: Scenario, locale: str) -> list[Editable]:
    """The headline values of a scenario in the order of `SCALARS`."""
    by_path = {field.path: field for field in flatten(scenario)}
    values = []
    for pattern in SCALARS:
        for path, name in _matching(pattern, by_path):
            field = by_path[path]
            label = say(f"label {pattern}", locale, name=name)
            values.append(Editable(path, label, field))
    return values


def _matching(pattern: str, by_path: Mapping[str, FieldValue]) -> list[tuple[str, str]]:
    if "*" not in pattern:
        return [(pattern, "")] if pattern in by_path else []
    before, after = pattern.split("*")
    return [
        (path, path[len(before) : len(path) - len(after)])
        for path in by_path
        if path.startswith(before) and path.endswith(after) and "." not in path[len(before) : len(path) - len(after)]
    ]


def nested(changes: Mapping[str, Any]) -> dict[str, Any]:
    """{"site.connection_mw": 8} → {"site": {"connection_mw": 8}}, as an overlay wants it."""
    whole: dict[str, Any] = {}
    for path, value in changes.items():
        here = whole
        *above, last = path.split(".")
        for step in above:
            here = here.setdefault(step, {})
        here[last] = value
    return whole


def difference_table(parent: Scenario, scenario: Scenario, heads: tuple[str, str, str, str]) -> pd.DataFrame:
    """Values that differ: path, parent, now, unit, under the given heads."""
    rows = [(d.path, shown(d.a_value), shown(d.b_value), d.unit) for d in differences(parent, scenario)]
    return pd.DataFrame(rows, columns=list(heads))


def shown(value: Any) -> str:
    """A value as text; a dash for none."""
    if value is None:
        return formats.MISSING
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


COLUMNS_OF_VALUES = ["path", "value", "unit", "kind", "source", "reason", "where", "description"]
KIND = {"fact": "measured", "data": "measured", "assumption": "assumed"}


def all_values(scenario: Scenario, run: Plan | None) -> pd.DataFrame:
    """Every value of the scenario with unit, kind and source; then the data rows that the run shown rests on."""
    rows = []
    for field in flatten(scenario):
        provenance = field.provenance
        kind = KIND[provenance.kind] if provenance else "assumed"
        source, reason, where = (
            (provenance.source, provenance.reason, provenance.where)
            if provenance
            else ("default of the schema", "", "")
        )
        rows.append((field.path, shown(field.value), field.unit, kind, source, reason, where, field.description))
    table = pd.DataFrame(rows, columns=COLUMNS_OF_VALUES)
    if run is None:
        return table
    others = run.assumptions.loc[~run.assumptions["path"].isin(table["path"])].assign(description="")
    of_run = run.assumptions.drop_duplicates("path").set_index("path")
    same_run = run.manifest["scenario_hash"] == scenario.content_hash
    missing = table["path"].isin(of_run.index) & table["source"].eq("default of the schema") & same_run
    for column in ("kind", "source", "reason", "where"):
        table.loc[missing, column] = table.loc[missing, "path"].map(of_run[column])
    return pd.concat([table, others[COLUMNS_OF_VALUES]], ignore_index=True)


def search(table: pd.DataFrame, text: str) -> pd.DataFrame:
    """Rows in which every word of `text` is found, in any column, whatever the case."""
    whole = table.astype(str).agg(" ".join, axis=1).str.lower()
    matching = pd.Series(data=True, index=table.index)
    for word in text.lower().split():
        matching &= whole.str.contains(word, regex=False)
    return table.loc[matching]
