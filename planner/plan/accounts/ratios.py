"""What a lender looks at: debt service cover, gearing, funding, headroom; where money comes from and where it goes.

docs/money.md gives numerator, denominator and timing of each. A ratio whose denominator is zero has no row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.accounts.lease import INTEREST as LEASE_INTEREST
from planner.plan.accounts.lease import PRINCIPAL
from planner.plan.accounts.ledger import lowest_cash_eur
from planner.plan.accounts.lender.waterfall import least_cash_eur, revolver_limit_eur
from planner.plan.accounts.lines import INVESTMENT
from planner.plan.accounts.loans import monthly_rates
from planner.plan.accounts.statements import TO_RESERVE
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.plan.tables.fleet import HELD_AT_END

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan

__all__ = ["book_against_resale", "ratios_table", "sources_and_uses", "tax_table"]

COLUMNS = ["ratio", "period", "value", "unit", "above_eur", "below_eur"]
DSCR, LLCR, PLCR, GEARING = "dscr", "llcr", "plcr", "gearing"
FUNDING, HEADROOM = "peak_funding_meur", "headroom_meur"
RESALE_COLUMNS = ["rack", "vintage", "racks", "book_meur", "resale_meur", "shortfall_meur"]
SIDE_COLUMNS = ["side", "line", "eur"]
TAX_COLUMNS = [
    "year", "profit_eur", "interest_added_eur", "losses_used_eur", "taxable_eur", "corporate_tax_eur",
    "contribution_eur", "surtax_eur",
]  # fmt: skip
CENT = 0.005


def debt_service(accounts: Accounts) -> Floats:
    """Interest, fees and principal by schedule of each month, M [EUR]; balloons and the revolver's principal apart."""
    flows = accounts.financing.flows
    return np.asarray(accounts.financing.interest + flows["fees"] + flows["scheduled"] + flows["opening debt"])


def debt_owed(accounts: Accounts) -> Floats:
    """Term loan, revolver and debt of before at the end of each month, M [EUR]."""
    return np.asarray(sum(accounts.balance[name] for name in ("term loan", "revolver", "debt of before")))


def ratios_table(accounts: Accounts, every: str = "quarter") -> pd.DataFrame:
    """One row per ratio and month, quarter or year in which it is defined; COLUMNS."""
    names, flows = accounts.ledger.months.names(every), accounts.financing.flows
    places = {name: i for i, name in enumerate(dict.fromkeys(names))}
    place = np.array([places[name] for name in names])
    last = np.searchsorted(place, np.arange(len(places)), side="right") - 1
    debt = debt_owed(accounts)
    service, covers = (
        debt_service(accounts),
        {LLCR: loan_life_cover(accounts), PLCR: loan_life_cover(accounts, project=True)},
    )
    rows: list[tuple[str, str, float, str, float, float]] = []

    def add(ratio: str, name: str, above: float, below: float) -> None:
        if below > CENT:
            rows.append((ratio, name, above / below, "1", above, below))

    funding, headroom = -lowest_cash_eur(accounts.ledger), headroom_eur(accounts)
    for name, i in places.items():
        own, end = place == i, last[i]
        owes = float((service - flows["fees"])[own].sum()) > CENT  # fees of a line that nobody draws are no service
        add(DSCR, name, float(flows["available"][own].sum()), float(service[own].sum()) if owes else 0.0)
        for ratio, worth in covers.items():
            add(ratio, name, float(worth[end]), float(flows["loan left"][end]) if worth[end] else 0.0)
        add(GEARING, name, float(debt[end]), float(debt[end] + accounts.balance["equity"][end]))
        for ratio, value in ((FUNDING, float(funding[: end + 1].max())), (HEADROOM, float(headroom[own].min()))):
            rows.append((ratio, name, value / EUR_PER_MEUR, "MEUR", value, 1.0))
    return pd.DataFrame(rows, columns=COLUMNS).sort_values("ratio", kind="stable", ignore_index=True)


def lowest_cover(accounts: Accounts) -> tuple[float, str]:
    """The lowest debt service cover of any quarter, and which; not a number where nothing is ever due."""
    own = ratios_table(accounts, "quarter")
    own = own.loc[own["ratio"] == DSCR].sort_values("period", kind="stable")
    if own.empty:
        return float("nan"), ""
    at = int(own["value"].to_numpy().argmin())
    return float(own["value"].iloc[at]), str(own["period"].iloc[at])


def headroom_eur(accounts: Accounts) -> Floats:
    """Cash above its least and what the revolver may still give, at the end of each month, M [EUR]."""
    debt, flows = accounts.ledger.terms.debt, accounts.financing.flows
    return np.asarray(flows["cash"] - least_cash_eur(debt) + revolver_limit_eur(debt) - flows["revolver left"])


def loan_life_cover(accounts: Accounts, *, project: bool = False) -> Floats:
    """Present value of cash available while the term loan lasts, at its rate, at the end of each month, M [EUR].

    `project`: of all cash available within the horizon, also once the loan is paid back. Zero in all months where the
    loan does not end within the horizon, and where nothing is left of it.
    """
    flows, count = accounts.financing.flows, accounts.ledger.months.count
    left, worth = flows["loan left"], np.zeros(count)
    debt = accounts.ledger.terms.debt
    if debt is None or debt.term_loan is None or left[-1] > CENT:
        return worth
    rates, ahead = monthly_rates(accounts.ledger), 0.0
    for month in range(count - 2, -1, -1):
        alive = left[month] > CENT
        ahead = (ahead + flows["available"][month + 1]) / (1.0 + rates[month + 1]) if alive or project else 0.0
        worth[month] = ahead if alive else 0.0
    return worth


def sources_and_uses(accounts: Accounts) -> pd.DataFrame:
    """Where the cash of the horizon comes from and where it goes; both sides add up to the same; SIDE_COLUMNS."""
    cash, opening = accounts.cash, accounts.ledger.terms.opening.cash_meur * EUR_PER_MEUR
    names = (
        "cash from operation", *INVESTMENT, "term loan drawn", "term loan paid back", "debt of before paid back",
        "revolver, drawn less paid back", "interest", "fees of loans", "equity paid in", "dividends", TO_RESERVE,
        PRINCIPAL, LEASE_INTEREST,
    )  # fmt: skip
    totals = [("cash on the first day", opening), *((name, float(cash[name].sum())) for name in names if name in cash)]
    totals.append(("cash on the last day", -float(accounts.balance["cash"][-1])))
    sources = [("sources", name, eur) for name, eur in totals if eur > CENT]
    uses = [("uses", name, -eur) for name, eur in totals if eur < -CENT]
    return pd.DataFrame([*sources, *uses], columns=SIDE_COLUMNS)


def tax_table(accounts: Accounts) -> pd.DataFrame:
    """How the corporate tax of each year was worked out; TAX_COLUMNS."""
    rows = [
        (y.year, y.profit, y.interest_added, y.losses_used, y.taxable, y.corporate_tax, y.contribution, y.surtax)
        for y in accounts.financing.years
    ]
    return pd.DataFrame(rows, columns=TAX_COLUMNS)


def book_against_resale(plan: Plan, accounts: Accounts) -> pd.DataFrame:
    """Racks that are there when the horizon ends: book value, what they would fetch, and what is missing; per vintage.

    What is missing would be an impairment if the racks were to be sold; accounts keep the book value of racks in use.
    """
    books = accounts.books
    value = dict(zip((asset.name for asset in books.assets), books.value[:, -1] / EUR_PER_MEUR, strict=True))
    table = plan.retirements
    rows = [
        (row["rack"], row["vintage"], int(row["racks"]), book, resale, max(0.0, book - resale))
        for row in table.loc[table["reason"] == HELD_AT_END].to_dict("records")
        if row["vintage"] in value
        for book, resale in ((float(value[row["vintage"]]), float(row["resale_meur"])),)
    ]
    return pd.DataFrame(rows, columns=RESALE_COLUMNS)
