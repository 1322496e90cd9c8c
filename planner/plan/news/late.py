"""Orders that should have been placed by now: how many days ago, and what a quarter of delay costs.

Of all orders a quarter later, the value worked out with `planner one-more` counts, which solves again. Without it, of
the late orders, an estimate from the plan's own tables; nothing is solved:

    cost = Σ_b racks_b · (Σ_p share_bp · marginal_p · discount_p − upkeep_b · discount) − price_b · (1 − (1 + r)^−¼)

share_bp: part of period p that lies in the three months from the day on which batch b was to go live; marginal_p: what
one rack of that product more saves in the dispatch of p (`plan.marginal_values`); upkeep_b: a quarter of a year of it;
price_b: present value of both payments, which come a quarter later; r: the yearly rate in the plan's discount factors.
Dispatch is concave in racks, so the first racks of a batch are worth more than the last: the true cost of the dispatch
lost is no less than this. Left out: racks that live a quarter longer, and what contracts would then not be signed.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from planner.plan.accounts.months import months_of
from planner.plan.news.fact import ALL, EUR_PER_MEUR, Fact
from planner.plan.studies.carbon import scenario_part
from planner.plan.studies.one_more import LESS
from planner.plan.tables.marginal_values import INSTALLED

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Floats
    from planner.inputs.money.months import Months
    from planner.plan.plan import Plan

QUARTER_MONTHS, QUARTER_YEARS = 3, 0.25
DAYS_PER_YEAR = 365.25
SOLVED, ESTIMATED = "solved again", "estimated"


def late_facts(plan: Plan, today: dt.date) -> list[Fact]:
    """A fact per late batch (days, its own estimate); of all late ones the estimate, of all orders what was solved."""
    late = plan.orders.loc[plan.orders["order_by"].dt.date < today]
    if late.empty:
        return []
    each = [quarter_late_eur(plan, row) for _, row in late.iterrows()]
    facts = [
        Fact("late order", f"{row.order_by:%Y-%m-%d}", float((today - row.order_by.date()).days), "days", eur, what)
        for row, eur in zip(late.itertuples(), each, strict=True)
        for what in (f"{row.racks} {row.rack}",)
    ]
    numbers = [eur for eur in each if eur is not None]
    if len(numbers) == len(each):
        facts.append(Fact("quarter late", ALL, float(late["racks"].sum()), "racks", sum(numbers), ESTIMATED))
    solved = solved_again_eur(plan)
    if solved is not None:
        facts.append(Fact("quarter late", ALL, float(plan.orders["racks"].sum()), "racks", solved, SOLVED))
    return facts


def solved_again_eur(plan: Plan) -> float | None:
    """What all orders a quarter later cost, where `plan.one_more` holds it [EUR, present]."""
    table = plan.one_more
    own = table.loc[(table["what"] == "lead time") & (table["side"] == LESS)] if len(table) else table
    own = own.dropna(subset=["value_meur"])
    return -float(own["value_meur"].iloc[0]) * EUR_PER_MEUR if len(own) else None


def quarter_late_eur(plan: Plan, order: pd.Series) -> float | None:
    """What a batch a quarter late costs, by the formula above [EUR, present]; None where the plan has no marginals."""
    months = months_of(plan)
    marginal = _marginal_meur(plan, str(order["rack"]))
    discount = discounts(plan)
    if marginal is None or discount is None:
        return None
    live = months.at(order["live_date"].date())
    months_lost = np.arange(max(live, 0), min(live + QUARTER_MONTHS, months.count))
    share = np.bincount(months.period[months_lost], weights=months.share[months_lost], minlength=len(marginal))
    upkeep_share = float(scenario_part(plan, "fleet").get("opex_share_per_year") or 0.0)
    upkeep = upkeep_share * float(order["price_meur_per_rack"]) * len(months_lost) / 12.0
    racks, at_live = float(order["racks"]), _factor(months, discount, live)
    lost = racks * float((share * marginal) @ discount) - racks * upkeep * at_live
    paid = float(order["paid_at_order_meur"]) * _factor(months, discount, months.at(order["order_by"].date()))
    paid += float(order["paid_at_delivery_meur"]) * at_live
    later = 1.0 - (1.0 + yearly_rate(months, discount)) ** -QUARTER_YEARS
    return float(lost - paid * later) * EUR_PER_MEUR


def _marginal_meur(plan: Plan, rack: str) -> Floats | None:
    """What one rack more saves in each period, P [MEUR]."""
    table = plan.marginal_values
    own = table.loc[(table["name"] == INSTALLED) & (table["item"] == rack)]
    values = own.set_index(own["period"].astype(str))["value_meur"].reindex(list(plan.periods))
    return None if values.isna().any() else values.to_numpy(dtype=np.float64)


def discounts(plan: Plan) -> Floats | None:
    """Discount factor of each period, P, from the cash flow; None where some period has no money."""
    flows = plan.cash_flow
    first = flows.groupby(flows["period"].astype(str))["discount"].first().reindex(list(plan.periods))
    return None if first.isna().any() else first.to_numpy(dtype=np.float64)


def _factor(months: Months, discount: Floats, month: int) -> float:
    """The factor of the period that holds a month; the last one's after the horizon."""
    return float(discount[months.period[min(max(month, 0), months.count - 1)]])


def yearly_rate(months: Months, discount: Floats) -> float:
    """The yearly rate between the first and the last factor, both in the middle of their period; 0 of one period."""
    edges = [months.days[start].toordinal() for start in months.starts] + [months.after.toordinal()]
    middle = (np.array(edges[:-1]) + np.array(edges[1:])) / 2.0
    years = float(middle[-1] - middle[0]) / DAYS_PER_YEAR
    return float((discount[0] / discount[-1]) ** (1.0 / years)) - 1.0 if years > 0 else 0.0
