"""What limits the site and when, and where its power stands to the connection: one rule for sentence and chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.news.fact import ALL, Fact
from planner.plan.tables import binding

if TYPE_CHECKING:
    from planner.plan.plan import Plan

NEAR = 1e-3  # headroom below this share of the connection is none


def limit_facts(plan: Plan) -> list[Fact]:
    """A fact for each run of periods with one limit, at its first period; then the first period at the connection.

    The amount of a limit is the connection then [MW]. "at connection" names the first period whose largest hour takes
    the whole connection; "below connection" the least room there is [MW] where none does.
    """
    periods = [str(name) for name in plan.power["period"]]
    limits = binding.limit_by_period(plan.binding, plan.orders, periods)
    megawatts = plan.power["connection_mw"].tolist()
    facts = [
        Fact("limit", period, float(megawatts[p]), "MW", None, limits[p])
        for p, period in enumerate(periods)
        if p == 0 or limits[p] != limits[p - 1]
    ]
    near = at_connection(plan)
    if near:
        return [*facts, Fact("at connection", near[0], float(len(near)), "periods")]
    return [*facts, Fact("below connection", ALL, float(plan.power["headroom_to_connection_mw"].min()), "MW")]


def at_connection(plan: Plan) -> list[str]:
    """Periods in which the largest hour takes the whole connection."""
    table = plan.power
    near = table["headroom_to_connection_mw"] <= NEAR * table["connection_mw"]
    return [str(name) for name in table.loc[near, "period"]]


def connection_limits(plan: Plan) -> list[str]:
    """Periods in which the connection limits what is served, as the sentence on limits says."""
    periods = [str(name) for name in plan.power["period"]]
    limits = binding.limit_by_period(plan.binding, plan.orders, periods)
    return [period for period, limit in zip(periods, limits, strict=True) if limit == binding.CONNECTION]
