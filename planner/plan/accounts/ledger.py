"""Every item of the cash flow by month: when it is earned or owed, and when it is paid.

What is earned or owed by period adds up to `plan.cash_flow`, so its present value stays that of the optimiser. What is
paid differs from it by days to be paid, rent in advance and dates of orders. Value added tax moves cash only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.accounts.months import later, months_of, paid_after, paid_ahead, within
from planner.plan.accounts.terms import terms_of
from planner.plan.money.cash_flow import END, EUR_PER_MEUR, START

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats
    from planner.inputs.money.months import Months
    from planner.plan.accounts.terms import Terms
    from planner.plan.plan import Plan

COLUMNS = ["month", "period", "item", "group", "earned_eur", "paid_eur", "present_eur"]
CUSTOMERS = ("revenue", "penalty")
POWER = ("energy", "tariff", "tax")
FEE, PREPAYMENT, DEPOSIT, SOLD = "fee for ending the contract: ", "prepayment: ", "deposit on the rent", "racks sold"
STAFF, RENT = "operation of the site", "shell"
AT_ORDER, ON_DELIVERY, NETWORK = "racks, paid at order", "racks, paid on delivery", "network and storage of racks"
BEFORE = "racks ordered before the plan, paid on delivery"
RACK_ITEMS = (AT_ORDER, ON_DELIVERY, NETWORK, BEFORE)
OWED_BEFORE, DUE_BEFORE = "owed by customers before the plan", "owed to suppliers before the plan"
NOTHING_EUR = 500.0  # reads 0.000 M€
VAT = ("VAT from customers", "VAT to suppliers", "VAT settled with the State")


@dataclass(frozen=True, eq=False)
class Ledger:
    """Items I by month M [EUR]: income is positive. `start_eur` and `end_eur` are what no month holds."""

    months: Months
    terms: Terms
    items: tuple[str, ...]
    groups: tuple[str, ...]
    earned: Floats  # I, M: earned or owed
    paid: Floats  # I, M: received or paid
    discount: Floats  # P: the optimiser's
    outside: pd.DataFrame  # rows of the cash flow in "start" and "end"

    def rows(self, *items: str) -> list[int]:
        """Places of items that begin so."""
        return [i for i, item in enumerate(self.items) if item.startswith(items)]

    def of_groups(self, *groups: str) -> list[int]:
        """Places of the items of these groups."""
        return [i for i, group in enumerate(self.groups) if group in groups]


def ledger_of(plan: Plan) -> Ledger:
    """The ledger of a plan, from its cash flow, its orders and the terms of its scenario."""
    months, terms = months_of(plan), terms_of(plan)
    flows = plan.cash_flow
    flows = flows.loc[flows["in_npv"].astype(bool)]
    periods, outside = flows["period"].astype(str), flows["period"].isin([START, END])
    inside = flows.loc[~outside]
    groups = dict(zip(inside["item"], inside["group"], strict=True))
    table = inside.assign(period=periods[~outside]).pivot_table(
        index="item", columns="period", values="eur", aggfunc="sum", fill_value=0.0, sort=False
    )
    amounts = table.reindex(columns=list(plan.periods), fill_value=0.0)
    orders = _order_months(plan, months)
    earned = np.zeros((len(amounts), months.count))
    paid = np.zeros_like(earned)
    for i, (item, values) in enumerate(zip(amounts.index, amounts.to_numpy(dtype=np.float64), strict=True)):
        earned[i] = _earned(str(item), groups[item], values, months, orders)
        paid[i] = _paid(str(item), groups[item], earned[i], terms)
    names = [*map(str, amounts.index)]
    discount = inside.assign(period=periods[~outside]).groupby("period")["discount"].first()
    ledger = Ledger(
        months, terms, tuple(names), tuple(groups[name] for name in names), earned, paid,
        discount.reindex(list(plan.periods)).fillna(1.0).to_numpy(dtype=np.float64), flows.loc[outside],
    )  # fmt: skip
    return _with_rows(_with_rows(ledger, _before(ledger)), _vat(ledger))


def months_table(ledger: Ledger) -> pd.DataFrame:
    """One row per month and item that is not zero, and the rows of "start" and "end"; COLUMNS.

    `earned_eur` adds up to the cash flow, `present_eur` to its net present value; `paid_eur` is cash. What is earned
    and not paid within the horizon is outstanding when it ends.
    """
    there = (np.abs(ledger.earned) > 0) | (np.abs(ledger.paid) > 0)
    item, month = np.nonzero(there)
    period = ledger.months.period[month]
    names, of = np.array(ledger.months.names(), dtype=object), np.array(ledger.items, dtype=object)
    earned = ledger.earned[there]
    table = pd.DataFrame(
        {
            "month": names[month],
            "period": period,
            "item": of[item],
            "group": np.array(ledger.groups, dtype=object)[item],
            "earned_eur": earned,
            "paid_eur": ledger.paid[there],
            "present_eur": earned * ledger.discount[period],
        }
    ).sort_values(["month"], kind="stable", ignore_index=True)
    table["period"] = np.array(ledger.months.periods, dtype=object)[table["period"].to_numpy(dtype=np.int64)]
    ends = ledger.outside.assign(month=ledger.outside["period"], earned_eur=ledger.outside["eur"], paid_eur=0.0)
    first, last = ends.loc[ends["period"] == START, COLUMNS], ends.loc[ends["period"] == END, COLUMNS]
    parts = [part for part in (first, table, last) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)


def outstanding_eur(ledger: Ledger) -> float:
    """Earned and not yet paid when the horizon ends: receivables, less payables, rent ahead and VAT [EUR]."""
    opening = ledger.terms.opening
    before = (opening.receivables_meur - opening.payables_meur) * EUR_PER_MEUR
    return before + float(ledger.earned.sum() - ledger.paid.sum())


def lowest_cash_eur(ledger: Ledger) -> Floats:
    """Lowest cash of each month before tax and financing, counted from nothing (M) [EUR]; 0 where it is above.

    What is due in a month (orders and deliveries on its first day) is paid before anything of that month is received.
    """
    net, due = ledger.paid.sum(axis=0), np.minimum(ledger.paid, 0.0).sum(axis=0)
    return np.asarray(np.minimum(np.cumsum(net) - net + due, 0.0))


def peak_funding_eur(ledger: Ledger) -> float:
    """Most that is missing on any day before tax and financing [EUR]; 0 where nothing ever is."""
    return -float(lowest_cash_eur(ledger).min(initial=0.0))


def deepest_funding(ledger: Ledger) -> tuple[float, str]:
    """Most that is missing before tax and financing [EUR], and its month; 0 and an empty name where nothing ever is."""
    lowest = lowest_cash_eur(ledger)
    if not len(lowest) or lowest.min() > -NOTHING_EUR:
        return 0.0, ""
    return -float(lowest.min()), ledger.months.names()[int(lowest.argmin())]


@dataclass(frozen=True)
class _Orders:
    """Payments for orders [EUR] by the period they stand in and the month they are made in, P, M."""

    at_order: Floats
    on_delivery: Floats


def _order_months(plan: Plan, months: Months) -> _Orders:
    """What each order pays and when: the deposit on `order_by`, the rest on the live date."""
    place = {name: p for p, name in enumerate(plan.periods)}
    at_order, on_delivery = (np.zeros((len(place), months.count)) for _ in range(2))
    for row in plan.orders.to_dict("records"):
        p = place[str(row["order_period"])]
        at_order[p, months.at(row["order_by"].date())] += float(row["paid_at_order_meur"])
        if str(row["live_period"]) in place:
            q = place[str(row["live_period"])]
            on_delivery[q, months.at(row["live_date"].date())] += float(row["paid_at_delivery_meur"])
    return _Orders(at_order, on_delivery)


def _earned(item: str, group: str, amounts: Floats, months: Months, orders: _Orders) -> Floats:
    """An item of the cash flow (P) by month (M): an order on its day, a date at its first, all else by days."""
    if item in (AT_ORDER, ON_DELIVERY, NETWORK):
        weights = np.zeros_like(orders.at_order)
        weights += orders.at_order if item != ON_DELIVERY else 0.0
        weights += orders.on_delivery if item != AT_ORDER else 0.0
        total = weights.sum(axis=1, keepdims=True)
        share = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
        share[np.arange(len(amounts)), months.starts] += total[:, 0] <= 0
        return np.asarray(amounts @ share)
    if group in ("capex", "resale") or item.startswith(FEE):
        return months.at_start(amounts)
    return months.spread(amounts)


def _paid(item: str, group: str, earned: Floats, terms: Terms) -> Floats:
    """When what is earned or owed by month is paid."""
    pay = terms.payments
    if item.startswith(FEE) or group in ("capex", "resale") or item == STAFF:
        return earned
    if group in CUSTOMERS:
        return paid_after(earned, terms.contract_days.get(item.partition(": ")[2], pay.days_to_be_paid))
    if item == RENT:
        return paid_ahead(earned, pay.rent_months_at_once)
    return paid_after(earned, pay.days_to_pay_power if group in POWER else pay.days_to_pay_suppliers)


def _with_rows(ledger: Ledger, rows: Mapping[str, tuple[str, Floats]]) -> Ledger:
    """The ledger with rows of cash that nothing is earned by."""
    own = {item: row for item, row in rows.items() if row[1].any()}
    if not own:
        return ledger
    paid = np.array([amounts for _, amounts in own.values()])
    return replace(
        ledger,
        items=(*ledger.items, *own),
        groups=(*ledger.groups, *(group for group, _ in own.values())),
        earned=np.concatenate([ledger.earned, np.zeros_like(paid)]),
        paid=np.concatenate([ledger.paid, paid]),
    )


def _before(ledger: Ledger) -> dict[str, tuple[str, Floats]]:
    """What was owed when the horizon began, as it is paid."""
    opening, pay, count = ledger.terms.opening, ledger.terms.payments, ledger.months.count
    owed = within(opening.receivables_meur * EUR_PER_MEUR, pay.days_to_be_paid, count)
    due = within(-opening.payables_meur * EUR_PER_MEUR, pay.days_to_pay_suppliers, count)
    return {OWED_BEFORE: ("before", owed), DUE_BEFORE: ("before", due)}


def _vat(ledger: Ledger) -> dict[str, tuple[str, Floats]]:
    """VAT on what is received and paid at home, and its settlement in the month after.

    On services it is due when they are paid (CGI, art. 269, 2, c). Racks are imported or bought in the Union: the buyer
    declares and deducts the tax in one return (art. 293 A and 283), so no cash moves; so for GPUs rented elsewhere.
    """
    pay = ledger.terms.payments
    sales, imports = ledger.of_groups(*CUSTOMERS), ledger.of_groups("burst", "resale")
    untaxed = {*sales, *imports, *ledger.rows(*RACK_ITEMS, STAFF, DEPOSIT, PREPAYMENT, OWED_BEFORE, DUE_BEFORE)}
    purchases = [i for i in range(len(ledger.items)) if i not in untaxed]
    collected = pay.vat_rate * pay.domestic_sales_share * ledger.paid[sales].sum(axis=0)
    deducted = pay.vat_rate * ledger.paid[purchases].sum(axis=0)
    settled = -later(collected + deducted, 1)
    return dict(zip(VAT, (("vat", collected), ("vat", deducted), ("vat", settled)), strict=True))
