"""The decision as facts: orders by their last day, offers to sign; and why nothing is ordered, where nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from planner.plan.money.offers import DECLINED, SIGNED_NOW
from planner.plan.news.fact import ALL, EUR_PER_MEUR, Fact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan

Reason = Literal["no supply", "too late", "no room", "no capital", "stopped", "does not pay", "unclear"]


def decision_facts(plan: Plan) -> list[Fact]:
    """Racks of each day and product by which they must be ordered; offers to sign and to decline, by their last day."""
    facts = [
        Fact("order", f"{day:%Y-%m-%d}", float(own["racks"].sum()), "racks", _eur(own["cost_meur"]), str(rack))
        for (day, rack), own in plan.orders.groupby(["order_by", "rack"], sort=True)
    ]
    facts = sorted(facts, key=lambda fact: (fact.when, -(fact.eur or 0.0)))
    if not facts:
        facts = [Fact("no order", ALL, 0.0, "racks", None, no_order_reason(plan))]
    offers = plan.offers.sort_values("decide_by", kind="stable")
    for kind, decision in (("sign", SIGNED_NOW), ("decline", DECLINED)):
        facts += [
            Fact(kind, _day(row["decide_by"]), float(row["share"]), "1", row["full_revenue_meur"] * EUR_PER_MEUR, name)
            for row in offers.loc[offers["decision"] == decision].to_dict("records")
            for name in (str(row["offer"]),)
        ]
    return facts


def _eur(meur: pd.Series) -> float:
    return float(meur.sum()) * EUR_PER_MEUR


def _day(moment: Any) -> str:
    return "" if pd.isna(moment) else f"{pd.Timestamp(str(moment)):%Y-%m-%d}"


def no_order_reason(plan: Plan) -> Reason:
    """Why a plan orders nothing: none could be made, or none pays. "unclear" for a run that does not say what it could.

    In this order: no rack is on offer; none would come within the horizon; the site has no room for one; no budget pays
    for one; the solve was stopped, so that a better plan may order; else none pays.
    """
    choices = plan.manifest.get("order_choices")
    if not choices:
        return "unclear"
    return impossible(choices) or ("does not pay" if plan.within_gap else "stopped")


def impossible(choices: Mapping[str, int]) -> Reason | None:
    """Why no order could be made, from what could be ordered (`manifest.order_choices`); None where one could, or
    a run of before does not say."""
    if not choices.get("racks", 1):
        return "no supply"
    if not choices.get("racks_in_time", 1):
        return "too late"
    if not choices.get("racks_with_room", 1):
        return "no room"
    if not choices.get("racks_paid_for", 1):
        return "no capital"
    return None
