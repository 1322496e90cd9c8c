"""How a contract is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.studies.carbon import scenario_part
from planner.words.names import workload_name

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def offer_name(plan: Plan, offer: str, locale: str) -> str:
    """The title that the scenario gives a contract; without one enterprise: lot-1 → Enterprise: lot-1."""
    offers = plan.offers
    workload = str(offers.loc[offers["offer"] == offer, "workload"].iloc[0])
    own = offer.removeprefix(f"{workload}:").strip()
    title = scenario_part(plan, "workloads", workload, "offers", own).get("title")
    return str(title) if title else f"{workload_name(workload, locale)}: {own}"
