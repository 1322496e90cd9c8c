"""How much of the opening fleet stands idle, by year.

    idle GPUs of a product = min(parked racks, racks of the opening fleet still there) · GPUs of a rack

Racks of one product are alike: those that were there first count as parked first. Racks of the opening fleet still
there are the installed ones less all that came later. Periods of a year count alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.money.cash_flow import START
from planner.plan.news.fact import Fact

if TYPE_CHECKING:
    from planner.plan.plan import Plan

IDLE_MUCH = 0.02  # of the GPUs of the opening fleet, in some year


def idle_facts(plan: Plan) -> list[Fact]:
    """The year in which most of the opening fleet's GPUs are parked, and that share; nothing where it is little.

    `eur`: that share of what the plan counts the fleet at on its first day, capital that stands idle then.
    """
    shares = idle_by_year(plan)
    if not shares or max(shares.values()) <= IDLE_MUCH:
        return []
    year = max(shares, key=lambda name: shares[name])
    opening = plan.cash_flow.loc[plan.cash_flow["period"].astype(str) == START, "eur"]
    worth = -float(opening.sum()) if len(opening) else None
    return [Fact("idle", year, shares[year], "1", None if worth is None else shares[year] * worth)]


def idle_by_year(plan: Plan) -> dict[str, float]:
    """Share of the GPUs of the opening fleet that are parked, by year in which some of it is left."""
    table = plan.fleet.assign(year=plan.fleet["period"].astype(str).str.partition("-")[0])
    came = table.groupby("rack", observed=True)["live_racks"].cumsum()
    there = (table["installed_racks"] - came).clip(lower=0)
    gpus = (table["gpus"] / table["installed_racks"].where(table["installed_racks"] > 0)).fillna(0.0)
    idle = table["parked_mean_racks"].clip(upper=there) * gpus
    sums = table.assign(idle=idle, there=there * gpus).groupby("year", sort=False)[["idle", "there"]].sum()
    sums = sums.loc[sums["there"] > 0]
    return {str(year): float(share) for year, share in (sums["idle"] / sums["there"]).items()}
