"""What trips an alert although there is a plan: it moved too far from the one before, or its proof is loose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.errors import StoreError
from planner.plan.changed.last import run_before
from planner.plan.money.cash_flow import npv_meur
from planner.plan.plan import Plan
from planner.plan.store import disk
from planner.words import formats, say

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.several.uncertain import UncertainPlan
    from planner.schedule.fields import Guards


def tripped(guards: Guards, plan: Plan | UncertainPlan, store: str | Path, locale: str) -> list[str]:
    """A sentence for each guard that trips."""
    texts = []
    gap = float(plan.manifest["gap"])
    if guards.gap_share is not None and gap > guards.gap_share:
        shares = {"gap": formats.percent(gap, locale, 2), "limit": formats.percent(guards.gap_share, locale, 2)}
        texts.append(say("guard gap", locale, title=plan.title, **shares))
    if guards.plan_change_share is not None and isinstance(plan, Plan):
        before = _before(store, plan)
        share = 0.0 if before is None else change_share(before, plan)
        if before is not None and share > guards.plan_change_share:
            shares = {
                "share": formats.percent(share, locale),
                "limit": formats.percent(guards.plan_change_share, locale),
            }
            texts.append(say("guard change", locale, title=plan.title, before=before.run_id, **shares))
    return texts


def _before(store: str | Path, plan: Plan) -> Plan | None:
    run_id = run_before(store, plan)
    try:
        return None if run_id is None else disk.load(store, run_id)
    except StoreError:
        return None


def change_share(a: Plan, b: Plan) -> float:
    """The largest of: change of the value over that of a; racks that only a, or only b, orders over the racks of a.

    Racks are counted by product and period of the order; from nothing to something is 1.
    """
    values = (npv_meur(a.cash_flow), npv_meur(b.cash_flow))
    orders = [
        plan.orders.astype({"rack": str, "order_period": str}).groupby(["rack", "order_period"])["racks"].sum()
        for plan in (a, b)
    ]
    more = orders[1].sub(orders[0], fill_value=0)
    racks = float(max(more.clip(lower=0).sum(), -more.clip(upper=0).sum()))
    return max(_share(abs(values[1] - values[0]), abs(values[0])), _share(racks, float(orders[0].sum())))


def _share(part: float, whole: float) -> float:
    if whole:
        return part / whole
    return 1.0 if part else 0.0
