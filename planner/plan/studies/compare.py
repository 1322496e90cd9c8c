"""Two plans side by side: inputs that differ, indicators, orders that moved, and a bridge from value to value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.plan.money.cash_flow import EUR_PER_MEUR, GROUPS
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


@dataclass(frozen=True, eq=False)
class Comparison:
    """What differs between plan a and plan b; differences are b − a."""

    a: Plan
    b: Plan
    inputs: pd.DataFrame  # path, a, b, unit
    kpis: pd.DataFrame  # kpi, workload, unit, a, b, difference, difference_share
    orders: pd.DataFrame  # rack, order_period, a_racks, b_racks, difference_racks
    bridge: pd.DataFrame  # step, group, kind (total | change), meur

    def waterfall(self) -> pd.DataFrame:
        """The bridge from the net present value of a to that of b [MEUR], by cause."""
        return self.bridge


def compare(a: Plan, b: Plan) -> Comparison:
    """Compare two plans, which may have been read from a store."""
    return Comparison(a, b, _inputs(a, b), _kpis(a, b), _orders(a, b), _bridge(a, b))


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Nested values by dotted path: {"site": {"connection_mw": 10}} → {"site.connection_mw": 10}."""
    if isinstance(value, Mapping):
        parts = list(value.items())
    elif isinstance(value, (list, tuple)):
        parts = list(enumerate(value))
    else:
        return {path: value}
    by_path: dict[str, Any] = {}
    for key, item in parts:
        by_path |= flat(item, f"{path}.{key}" if path else str(key))
    return by_path


def _inputs(a: Plan, b: Plan) -> pd.DataFrame:
    ours, theirs = input_values(a), input_values(b)
    units: dict[str, str] = {}
    for plan in (a, b):
        units |= dict(zip(plan.assumptions["path"], plan.assumptions["unit"], strict=True))
    rows = [
        (path, shown_value(ours.get(path)), shown_value(theirs.get(path)), units.get(path, ""))
        for path in dict.fromkeys([*ours, *theirs])
        if ours.get(path) != theirs.get(path)
    ]
    return pd.DataFrame(rows, columns=["path", "a", "b", "unit"])


def input_values(plan: Plan) -> dict[str, Any]:
    """What a plan was solved with, by dotted path: its scenario without name and title, and settings."""
    values = flat(plan.manifest.get("scenario") or {})
    values |= {f"settings.{name}": plan.manifest.get(name) for name in ("days", "gap_asked", "data_hash")}
    return {path: value for path, value in values.items() if path not in {"name", "title"}}


def shown_value(value: Any) -> str:
    """A value as text; a dash for none."""
    return "–" if value is None else str(value)


def _kpis(a: Plan, b: Plan) -> pd.DataFrame:
    keys = ["kpi", "workload", "unit"]
    sides = [plan.kpis.loc[plan.kpis["period"] == "all", [*keys, "value"]] for plan in (a, b)]
    both = sides[0].merge(sides[1], on=keys, how="outer", suffixes=("_a", "_b"), sort=False)
    both = both.rename(columns={"value_a": "a", "value_b": "b"})
    both["difference"] = both["b"] - both["a"]
    both["difference_share"] = (both["difference"] / both["a"].abs()).where(both["a"] != 0)
    order = {name: number for number, name in enumerate(dict.fromkeys([*a.kpis["kpi"], *b.kpis["kpi"]]))}
    rank = both["kpi"].map(order)
    ranked: pd.DataFrame = both.assign(rank=rank).sort_values("rank", kind="stable", ignore_index=True)
    return ranked.drop(columns="rank")


def _orders(a: Plan, b: Plan) -> pd.DataFrame:
    keys = ["rack", "order_period"]
    sides = [
        plan.orders.groupby(keys)["racks"].sum().rename(name).reset_index()
        for plan, name in ((a, "a_racks"), (b, "b_racks"))
    ]
    both = sides[0].merge(sides[1], on=keys, how="outer")
    both[["a_racks", "b_racks"]] = both[["a_racks", "b_racks"]].fillna(0).astype("int64")
    both["difference_racks"] = both["b_racks"] - both["a_racks"]
    moved: pd.DataFrame = both.loc[both["difference_racks"] != 0].reset_index(drop=True)
    return moved.sort_values(["order_period", "rack"], ignore_index=True)


def _bridge(a: Plan, b: Plan) -> pd.DataFrame:
    ours, theirs = (_present_by_group(plan) for plan in (a, b))
    rows = [(a.run_id, "", "total", sum(ours.values()))]
    for group in GROUPS:
        change = theirs.get(group, 0.0) - ours.get(group, 0.0)
        if change != 0.0:
            rows.append((say(group, "en").lower(), group, "change", change))
    rows.append((b.run_id, "", "total", sum(theirs.values())))
    return pd.DataFrame(rows, columns=["step", "group", "kind", "meur"])


def _present_by_group(plan: Plan) -> dict[str, float]:
    own = plan.cash_flow.loc[plan.cash_flow["in_npv"].astype(bool)]
    present = own.groupby("group")["present_eur"].sum() / EUR_PER_MEUR
    return {str(group): float(value) for group, value in present.items()}
