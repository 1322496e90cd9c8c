"""Figures of a plan beside those of other plans: buying nothing, the plan of record, that of last month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.indicators.book import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.plan.plan import Plan

NOTHING = "nothing"
COLUMNS = ["kpi", "period", "unit", "against", "value", "other", "difference"]


def beside(plan: Plan, figures: Iterable[tuple[str, str]], others: Mapping[str, Plan]) -> pd.DataFrame:
    """A row per figure and plan it stands against; difference is value − other.

    figures: indicator of `plan.kpis` and period ("all" or a year), of all workloads. others: plans by name. Buying
    nothing comes first, under the name "nothing": the plan's own reference. No row where either side has no value.
    """
    units = dict(zip(plan.kpis["kpi"], plan.kpis["unit"], strict=True))
    rows = []
    for kpi, period in figures:
        value = plan.kpi(kpi, period=period)
        against = {NOTHING: _with_nothing(plan, kpi, period)}
        against |= {name: other.kpi(kpi, period=period) for name, other in others.items()}
        rows += [
            (kpi, period, units[kpi], name, value, other, value - other)
            for name, other in against.items()
            if value is not None and other is not None
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _with_nothing(plan: Plan, kpi: str, period: str) -> float | None:
    """The figure of the reference; of a run saved before its indicators were kept, those of the whole horizon."""
    table = plan.reference_kpis
    values = table.loc[(table["kpi"] == kpi) & (table["period"] == period), "value"].tolist()
    if not values and period == ALL:
        values = plan.reference.loc[plan.reference["kpi"] == kpi, "reference"].dropna().tolist()
    return float(values[0]) if values else None
