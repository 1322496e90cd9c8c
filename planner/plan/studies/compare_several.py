"""Two to five plans side by side: inputs that differ, indicators, orders that moved; one column a plan, by its name."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.studies.compare import input_values, shown_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.plan.plan import Plan

__all__ = ["MOST_PLANS", "inputs_beside", "kpis_beside", "names_of", "on_other_days", "orders_beside"]

MOST_PLANS = 5


def names_of(plans: Sequence[Plan]) -> list[str]:
    """How plans are called beside each other: by title where titles differ, else with days, else by run_id."""
    titles = [plan.title for plan in plans]
    with_days = [f"{plan.title}, days: {plan.manifest['days']}" for plan in plans]
    for names in (titles, with_days):
        if len(set(names)) == len(plans):
            return names
    return [plan.run_id for plan in plans]


def on_other_days(plans: Sequence[Plan]) -> bool:
    """Whether plans stand on different numbers of days a period: their figures then differ by that, too."""
    return len({str(plan.manifest["days"]) for plan in plans}) > 1


def inputs_beside(plans: Mapping[str, Plan]) -> pd.DataFrame:
    """Values of scenario and settings that are not the same in all plans: path, a text column a plan, unit."""
    values = {name: input_values(plan) for name, plan in plans.items()}
    units: dict[str, str] = {}
    for plan in plans.values():
        units |= dict(zip(plan.assumptions["path"], plan.assumptions["unit"], strict=True))
    paths = dict.fromkeys(path for own in values.values() for path in own)
    rows = [
        (path, *(shown_value(own.get(path)) for own in values.values()), units.get(path, ""))
        for path in paths
        if len({repr(own.get(path)) for own in values.values()}) > 1
    ]
    return pd.DataFrame(rows, columns=["path", *plans, "unit"])


def kpis_beside(plans: Mapping[str, Plan]) -> pd.DataFrame:
    """Indicators of the whole site over the horizon: kpi, unit, a column a plan; NaN where a plan does not have one."""
    sides = []
    for name, plan in plans.items():
        whole = plan.kpis.loc[(plan.kpis["period"] == "all") & (plan.kpis["workload"] == "all")]
        sides.append(whole[["kpi", "unit", "value"]].rename(columns={"value": name}))
    order = {kpi: number for number, kpi in enumerate(dict.fromkeys(kpi for side in sides for kpi in side["kpi"]))}
    merged = reduce(lambda one, other: one.merge(other, on=["kpi", "unit"], how="outer", sort=False), sides)
    sorted_rows: pd.DataFrame = merged.sort_values("kpi", key=lambda kpis: kpis.map(order), ignore_index=True)
    return sorted_rows


def orders_beside(plans: Mapping[str, Plan]) -> pd.DataFrame:
    """Racks ordered, where they are not the same in all plans: rack, order_period, a column a plan."""
    keys = ["order_period", "rack"]
    sides = [
        plan.orders.astype({"rack": str, "order_period": str}).groupby(keys)["racks"].sum().rename(name)
        for name, plan in plans.items()
    ]
    table = pd.concat(sides, axis=1).fillna(0).astype("int64").sort_index().reset_index()
    moved = table[[*plans]].nunique(axis=1) > 1
    ordered: pd.DataFrame = table.loc[moved, ["rack", "order_period", *plans]].reset_index(drop=True)
    return ordered
