"""A plan and the plan for paths of the same scenario, found beside each other in a store, and how their orders relate.

The same scenario: all values agree but name, title and the section `uncertainty`, which a single plan does not read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import StoreError
from planner.plan.several import uncertain
from planner.plan.store import disk
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

NOT_READ = ("name", "title", "uncertainty")


def same_scenario(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two manifests were made of scenarios that a single plan cannot tell apart; not where one has none."""
    ours, theirs = a.get("scenario") or {}, b.get("scenario") or {}
    return bool(ours and theirs) and _read(ours) == _read(theirs)


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in NOT_READ}


def paths_beside(store: str | Path, plan: Plan) -> UncertainPlan | None:
    """The newest plan for paths of the same scenario; None where there is none, or it is broken."""
    manifest = plan.manifest
    if not manifest.get("scenario"):
        return None
    for run in reversed(uncertain.run_ids(store)):
        about = _about(uncertain.folder_of(store, run) / uncertain.ABOUT).get("manifest") or {}
        if same_scenario(manifest, about):
            try:
                return uncertain.load(store, run)
            except StoreError:
                continue
    return None


def plan_beside(store: str | Path, paths: UncertainPlan) -> Plan | None:
    """The newest plan of the same scenario as a plan for paths; None where there is none, or it is broken."""
    for run in reversed(disk.run_ids(store)):
        if same_scenario(paths.manifest, _about(Path(store) / run / disk.MANIFEST)):
            try:
                return disk.load(store, run)
            except StoreError:
                continue
    return None


def _about(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def racks_until(plan: Plan, last_period: str) -> dict[str, int]:
    """Racks that a plan orders by product, up to a period and with it."""
    names = list(plan.periods)
    early = set(names[: names.index(last_period) + 1]) if last_period in names else set(names)
    return racks_of(plan.orders.loc[plan.orders["order_period"].astype(str).isin(early)])


def racks_in_common(paths: UncertainPlan) -> dict[str, int]:
    """Racks that a plan for paths orders by product before it is known which path comes."""
    return racks_of(paths.orders.loc[paths.orders["racks"] >= 1])


def racks_of(orders: pd.DataFrame) -> dict[str, int]:
    """Racks of a table of orders by product."""
    return {str(rack): int(n) for rack, n in orders.groupby("rack")["racks"].sum().items()}


def relation(plan: Plan, paths: UncertainPlan, locale: str = "en") -> str:
    """How the orders of both relate, and their values: one sentence for the pages Plan and Risk."""
    until = str(paths.manifest["decide_until"])
    ours, theirs = racks_until(plan, until), racks_in_common(paths)
    mean = -float(paths.costs.set_index("figure")["cost_meur"]["mean"])
    words = {
        "until": formats.period_name(until, locale),
        "paths": len(paths.paths),
        "plan_npv": formats.money_meur(plan.kpi("npv_meur"), locale),
        "mean": formats.money_meur(mean, locale),
        "ours": racks_text(ours, locale),
        "theirs": racks_text(theirs, locale),
    }
    return say("relation same" if ours == theirs else "relation other", locale, **words)


def racks_text(racks: Mapping[str, int], locale: str) -> str:
    """12 GB300 NVL72, 3 H200 HGX; a word where there is none."""
    texts = [f"{formats.number(n, 0, locale)}{formats.NO_BREAK}{formats.rack_name(r)}" for r, n in racks.items() if n]
    return ", ".join(texts) or say("no racks", locale)
