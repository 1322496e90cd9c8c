"""A few figures of a plan as its money is paid: value, rate of return, payback, break-even price.

Before tax and financing, as the plan's own. What is not defined has no value and a note that says why.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.accounts.lease import LIABILITY
from planner.plan.accounts.ledger import lowest_cash_eur, outstanding_eur
from planner.plan.accounts.statements import RESERVE
from planner.plan.accounts.token_cost import gpu_years, token_costs
from planner.plan.money.cash_flow import END, EUR_PER_MEUR, START, npv_meur, rates_of_return
from planner.plan.studies.carbon import scenario_part
from planner.problem.periods import year_position

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.accounts.statements import Accounts
    from planner.plan.accounts.token_cost import TokenCosts
    from planner.plan.plan import Plan

COLUMNS = ["measure", "value", "unit", "note"]
Row = tuple[str, float | str | None, str, str]


def measures_table(plan: Plan, accounts: Accounts) -> pd.DataFrame:
    """One row per measure; COLUMNS. `value` is None where there is none, and `note` says why."""
    flows = plan.cash_flow.loc[plan.cash_flow["in_npv"].astype(bool)]
    npv = npv_meur(flows)
    times, paid = paid_flows(plan, accounts.ledger)
    costs = token_costs(plan, accounts.ledger)
    rows: list[Row] = [
        ("npv_meur", npv, "MEUR", "as the optimiser counts it: in the middle of each period"),
        _as_paid(plan, times, paid),
        _rate_of_return(times, paid),
        _payback(plan, accounts.ledger),
        ("peak_funding_by_month_meur", -float(lowest_cash_eur(accounts.ledger).min()) / EUR_PER_MEUR, "MEUR", ""),
        _break_even(flows, npv),
        _break_even_token_price(costs, npv),
        _per_mw(plan, npv),
        _break_even_rate(plan, accounts.ledger, flows),
        *_break_even_use(plan, accounts.ledger, costs, npv),
        _equity(plan, accounts),
    ]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)  # None stays None


def paid_flows(plan: Plan, ledger: Ledger) -> tuple[Floats, Floats]:
    """Times [years from the day of the plan] and cash [EUR] of the day of the plan, each month and the end.

    A month is paid at its end, what is outstanding with the last. The day of the plan has the opening fleet at what the
    plan counts it at, the end what remains then.
    """
    months, outside = ledger.months, ledger.outside
    day = _day_of_plan(plan, ledger)
    ends = np.array([year_position(one) for one in (*months.days[1:], months.after)]) - year_position(day)
    by_period = outside.groupby("period")["eur"].sum()
    paid = ledger.paid.sum(axis=0)
    last = outstanding_eur(ledger) + float(by_period.get(END, 0.0))
    return np.concatenate([[0.0], ends, ends[-1:]]), np.concatenate([[float(by_period.get(START, 0.0))], paid, [last]])


def _as_paid(plan: Plan, times: Floats, paid: Floats) -> Row:
    name, rate = "npv_as_paid_meur", scenario_part(plan, "finance").get("discount_rate")
    if rate is None:
        return name, None, "MEUR", "this run does not say its discount rate"
    value = float(((1.0 + float(rate)) ** -times * paid).sum()) / EUR_PER_MEUR
    return name, value, "MEUR", "the same money on the days on which it is paid"


def _rate_of_return(times: Floats, paid: Floats) -> Row:
    """Of the site, before tax and financing."""
    return _rate("irr_as_paid", times, paid, "a year, before tax and financing")


def _rate(measure: str, times: Floats, paid: Floats, note: str) -> Row:
    """The rate at which the flows are worth nothing; said where there is none, or more than one."""
    rates = rates_of_return(times, paid)
    if len(rates) == 1:
        return measure, rates[0], "1", note
    if not rates:
        return measure, None, "1", "no rate: the flows are worth more, or less, than nothing at every rate"
    several = " and ".join(f"{rate:.1%}" for rate in rates)
    return measure, None, "1", f"not one rate: the flows are worth nothing at {several}"


def _payback(plan: Plan, ledger: Ledger) -> Row:
    """First month from whose end on all that was paid has come back, what remains at the end left out."""
    _, paid = paid_flows(plan, ledger)
    short = np.flatnonzero(np.cumsum(paid[:-1]) < 0)
    if not len(short):
        return "payback", None, "month", "nothing to pay back: cash is never below where it began"
    if short[-1] == ledger.months.count:
        return "payback", None, "month", "not within the horizon"
    return "payback", ledger.months.names()[int(short[-1])], "month", "cumulated cash stays above zero from its end on"


def _break_even(flows: pd.DataFrame, npv: float) -> Row:
    """1 − NPV / present revenue: what all prices to customers would have to be multiplied by, the plan held."""
    revenue = float(flows.loc[flows["group"] == "revenue", "present_eur"].sum()) / EUR_PER_MEUR
    if revenue <= 0:
        return "break_even_price", None, "x", "nothing is sold"
    return "break_even_price", 1.0 - npv / revenue, "x", "all prices to customers by this: worth nothing, the plan held"


def _break_even_token_price(costs: TokenCosts, npv: float) -> Row:
    """Mean price of a Mtoken, levelised, at which the plan is worth nothing, all other prices held."""
    name = "break_even_token_price"
    tokens = np.array([unit == "Mtokens" for unit in costs.units], dtype=np.bool_)
    revenue = float(costs.revenue[tokens].sum())
    work = float(((costs.work + costs.rented)[tokens] @ costs.discount).sum())
    if revenue <= 0 or work <= 0:
        return name, None, "EUR/Mtoken", "no tokens are sold"
    price = (revenue - npv * EUR_PER_MEUR) / work
    if price < 0:
        return name, None, "EUR/Mtoken", "none: the plan is worth something with tokens for nothing"
    return name, price, "EUR/Mtoken", f"levelised mean of all tokens, which earn {revenue / work:.4f}; all else held"


def _per_mw(plan: Plan, npv: float) -> Row:
    megawatts = float(plan.power["connection_mw"].max()) if len(plan.power) else 0.0
    if megawatts <= 0:
        return "npv_per_mw_meur", None, "MEUR/MW", "no connection is open"
    return "npv_per_mw_meur", npv / megawatts, "MEUR/MW", "of the largest open connection"


def _break_even_rate(plan: Plan, ledger: Ledger, flows: pd.DataFrame) -> Row:
    """The discount rate at which the optimiser's flows, in the middle of each period, are worth nothing."""
    months, net = ledger.months, flows.groupby("period")["eur"].sum()
    edges = [year_position(months.days[start]) for start in months.starts] + [year_position(months.after)]
    at = np.array(edges) - year_position(_day_of_plan(plan, ledger))
    times = np.concatenate([[0.0], (at[:-1] + at[1:]) / 2.0, at[-1:]])
    own = np.array([float(net.get(name, 0.0)) for name in (START, *plan.periods, END)])
    return _rate("break_even_discount_rate", times, own, "discounted at it the plan is worth nothing")


def _break_even_use(plan: Plan, ledger: Ledger, costs: TokenCosts, npv: float) -> list[Row]:
    """1 − NPV / (revenue − costs that follow the work): share of all work at which the plan, held, is worth nothing.

    What follows the work: electricity as it is metered, GPUs rented elsewhere, credits and penalties. With it the share
    of GPU-hours that serve now, times that factor.
    """
    follows = float(costs.revenue.sum() - costs.marginal.sum()) - costs.elsewhere - costs.owed
    if follows <= 0:
        note = "no work leaves anything above the costs that follow it"
        return [("break_even_use", None, "x", note), ("break_even_utilisation", None, "1", note)]
    factor = 1.0 - npv * EUR_PER_MEUR / follows
    serving, there = gpu_years(plan, ledger)
    share = serving / there if there > 0 else None
    return [
        ("break_even_use", factor, "x", "all work by this, prices, racks and site held: worth nothing"),
        (
            "break_even_utilisation",
            None if share is None else factor * share,
            "1",
            "of GPU-hours installed, at that work",
        ),
    ]


def _day_of_plan(plan: Plan, ledger: Ledger) -> dt.date:
    as_of = scenario_part(plan, "horizon").get("as_of")
    return dt.date.fromisoformat(str(as_of)) if as_of else ledger.months.days[0]


def _equity(plan: Plan, accounts: Accounts) -> Row:
    """Rate of return of equity, after tax and debt.

    Paid in: what is there on the day of the plan (racks at what the plan counts them at, cash, what is owed) and what
    the owners pay; paid out: dividends, and at the end cash, what is owed and the value that the plan counts then.
    """
    times, paid = paid_flows(plan, accounts.ledger)
    flows, balance, opening = accounts.financing.flows, accounts.balance, accounts.ledger.terms.opening
    there = opening.cash_meur + opening.receivables_meur - opening.payables_meur - opening.debt_meur
    at_end = accounts.ledger.outside
    left = float(at_end.loc[at_end["period"] == END, "eur"].sum())
    for line in ("cash", RESERVE, "owed by customers", "rent paid ahead", "VAT to come back"):
        left += float(balance[line][-1]) if line in balance else 0.0
    left -= float(balance["liabilities"][-1]) - (float(balance[LIABILITY][-1]) if LIABILITY in balance else 0.0)
    own = np.concatenate([[paid[0] - there * EUR_PER_MEUR], flows["dividends"] - flows["equity"], [left]])
    return _rate("irr_of_equity", times, own, "a year, after tax and debt; cash that is not paid out earns nothing")
