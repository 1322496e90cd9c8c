"""What a plan costs and is worth: capital, the deepest point of funding, value of orders and site, and its band.

The band is of the site's value over the paths of a plan for paths of the same scenario, whose common orders may differ
from these (`planner.plan.several.pair`). No band is made up where there is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.accounts.ledger import deepest_funding, ledger_of
from planner.plan.money.reference import figure_of
from planner.plan.news.fact import ALL, EUR_PER_MEUR, Fact
from planner.plan.studies.carbon import scenario_part

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan


def cost_facts(plan: Plan, paths: UncertainPlan | None = None) -> list[Fact]:
    """Capital of the orders, deepest funding with its month, net present values, and the band or why there is none."""
    orders = plan.orders
    facts = [
        Fact("capital", ALL, float(orders["racks"].sum()), "racks", float(orders["cost_meur"].sum()) * EUR_PER_MEUR)
    ]
    eur, month = deepest_funding(ledger_of(plan))
    facts.append(Fact("deepest funding", month or ALL, eur / EUR_PER_MEUR, "MEUR", eur))
    if len(plan.reference):
        values = (("npv of orders", "orders"), ("npv without orders", "reference"))
        facts += [_value(kind, figure_of(plan.reference, "npv_meur", side)) for kind, side in values]
    npv = plan.kpi("npv_meur")
    if npv is not None:
        facts.append(_value("npv of site", npv))
    return facts + _band(plan, paths)


def _value(kind: str, meur: float, what: str = "") -> Fact:
    return Fact(kind, ALL, meur, "MEUR", meur * EUR_PER_MEUR, what)


def _band(plan: Plan, paths: UncertainPlan | None) -> list[Fact]:
    own = paths.spread if paths is not None else None
    if paths is not None and own is not None and len(own):
        value = own.loc[own["figure"] == "npv_meur"]
        if len(value):
            both = (("npv P10", "p10"), ("npv P90", "p90"))
            facts = [_value(kind, float(value[column].iloc[0]), paths.run_id) for kind, column in both]
            return [Fact("paths", ALL, float(len(paths.paths)), "1", None, paths.run_id), *facts]
    if not plan.manifest.get("scenario"):
        return [Fact("no band", ALL, 0.0, "1", None, "no scenario")]
    described = bool(scenario_part(plan, "uncertainty"))
    return [Fact("no band", ALL, 0.0, "1", None, "not solved" if described else "not described")]
