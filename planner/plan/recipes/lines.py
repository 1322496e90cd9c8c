"""The recipe of every line of a plan's statements.

A total is what stands between it and the total before; all else is written down here, line by line. A line that these
recipes do not know, or do not give to the cent, is a row of its own: it is what the accounts say.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from planner.plan.accounts.assets import RACKS, SITE
from planner.plan.accounts.ledger import (
    CUSTOMERS,
    DEPOSIT,
    DUE_BEFORE,
    OWED_BEFORE,
    POWER,
    PREPAYMENT,
    RACK_ITEMS,
    RENT,
)
from planner.plan.accounts.statements import BALANCE, CASH, PROFIT, RESERVE, TO_RESERVE, TOTALS
from planner.plan.recipes.recipe import (
    BOUGHT,
    CENT,
    EARNED,
    FINANCING,
    LEAVES,
    OPENING_FLEET,
    OTHER,
    PAID,
    TAX,
    WRITTEN_OFF,
    Part,
    Recipe,
    asset_names,
    given_rows,
    opening_eur,
    statement_rows,
    values_of,
)

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.statements import Accounts
    from planner.plan.recipes.recipe import Rows

# Totals that are sums of other totals, and of nothing else.
SUMS = {
    "cash before financing": ("cash from operation", "cash from investment"),
    "change in cash": ("cash before financing", "cash from financing"),
    "liabilities and equity": ("liabilities", "equity"),
}
STEPS = frozenset({PROFIT})  # where a total carries the one before it on

ELECTRICITY = ("power.spot*", "power.tariff*", "power.taxes*", "power.capacity_charge*", "power.contracts*")
LOAN, REVOLVER, OPENING_DEBT = "finance.debt.term_loan.*", "finance.debt.revolver.*", "finance.opening.debt*"
RATES = ("finance.debt.base_rate*", "finance.debt.hedged*", LOAN, REVOLVER, OPENING_DEBT)
RACK_PRICES = ("fleet.racks.*.price*", "fleet.racks.*.server_markup", "fleet.*volume_tiers*", "finance.usd_per_eur")
ASSUMPTIONS: dict[str, tuple[str, ...]] = {
    "revenue": ("workloads.*price*", "workloads.*revenue_share", "workloads.*level*", "demand.*", "finance.view"),
    "credits and fees owed": ("workloads.*credit*", "workloads.*termination*"),
    "work rented elsewhere": ("power.burst.*", "finance.payments.days_to_pay_suppliers"),
    "electricity and grid": (*ELECTRICITY, "finance.payments.days_to_pay_power"),
    "prepaid electricity used": ("power.contracts*",),
    "operation": ("site.opex*", "fleet.*opex*", "fleet.*upkeep*", "finance.inflation"),
    "rent": ("site.shell*", "finance.inflation", "finance.payments.rent_months_at_once"),
    "local taxes": ("finance.tax.local_taxes*",),
    "depreciation of racks": ("finance.lives.racks_years", "finance.opening.fleet.*", *RACK_PRICES),
    "depreciation of site and equipment": ("finance.lives.site_years", "site.fit_out*", "site.phases.*capex*"),
    "result of racks sold": ("fleet.resale.*", "finance.lives.racks_years"),
    "interest": RATES,
    "fees of loans": ("finance.debt.*fee",),
    "corporate tax": ("finance.tax.*", "finance.opening.losses*", "finance.opening.tax*"),
    "from customers": ("workloads.*price*", "finance.payments.days_to_be_paid", "finance.opening.receivables*"),
    "VAT": ("finance.payments.vat_rate", "finance.payments.domestic_sales_share"),
    "racks": (*RACK_PRICES, "fleet.paid_at_order*", "fleet.network*"),
    "site and equipment": ("site.fit_out*", "site.phases.*capex*", "power.battery*", "power.pv*"),
    "prepaid electricity": ("power.contracts*",),
    "deposit on the rent": ("site.deposit_months", "site.shell*", "finance.opening.rent_deposit*"),
    "racks sold": ("fleet.resale.*",),
    "term loan drawn": (LOAN,),
    "term loan paid back": (LOAN,),
    "debt of before paid back": (OPENING_DEBT,),
    "revolver, drawn less paid back": (REVOLVER, "finance.debt.minimum_cash_meur"),
    "equity paid in": ("finance.debt.minimum_cash_meur", REVOLVER, LOAN),
    "dividends": ("finance.payout.*",),
    TO_RESERVE: ("finance.debt.reserve.*",),
    **dict.fromkeys(("interest on the lease", "lease paid back"), ("finance.lease*", "site.shell*")),
}


def recipes_of(accounts: Accounts) -> tuple[dict[tuple[str, str], Recipe], Rows]:
    """Statement and line → recipe, in the order of the statements; and the rows they are made of."""
    rows, statements, opening = given_rows(accounts), statement_rows(accounts), opening_eur(accounts)
    written = _written(accounts)
    recipes: dict[tuple[str, str], Recipe] = {}
    for statement, lines in statements.items():
        totals = _totals(statement, list(lines))
        for line, values in lines.items():
            recipe = totals.get(line) or written.get((statement, line))
            given = None if recipe is None else values_of(recipe, rows | statements, opening)
            recipes[statement, line] = (
                recipe if recipe is not None and _same(given, values) else _as_it_is(statement, line, values, rows)
            )
    return recipes, rows


def _same(given: Floats | None, values: Floats) -> bool:
    return given is not None and bool(np.all(np.abs(given - values) < CENT))


def _as_it_is(statement: str, line: str, values: Floats, rows: Rows) -> Recipe:
    """A line that is what the accounts say: a row of its own."""
    name = f"{statement}: {line}"
    rows[OTHER][name] = values
    return Recipe((Part(1, OTHER, (name,)),), assumptions=ASSUMPTIONS.get(line, ()), is_total=line in TOTALS)


def _totals(statement: str, lines: list[str]) -> dict[str, Recipe]:
    """Totals by where they stand: all lines since the total before, and in profit and loss that total too."""
    recipes, since, before = {}, list[str](), ""
    for line in lines:
        if line not in TOTALS:
            since.append(line)
            continue
        names = SUMS.get(line) or (*((before,) if before and statement in STEPS else ()), *since)
        recipes[line] = Recipe((Part(1, statement, tuple(names)),), is_total=True)
        since, before = [], line
    return recipes


def _written(accounts: Accounts) -> dict[tuple[str, str], Recipe]:
    tables = ((PROFIT, _profit(accounts)), (CASH, _cash(accounts)), (BALANCE, _balance(accounts)))
    return {(statement, line): recipe for statement, lines in tables for line, recipe in lines.items()}


def _flow(line: str, *parts: Part) -> Recipe:
    return Recipe(tuple(part for part in parts if part.names), assumptions=ASSUMPTIONS.get(line, ()))


def _profit(accounts: Accounts) -> dict[str, Recipe]:
    """Each line from items of the ledger by group, from the books, and from financing."""
    e = partial(_items, accounts)
    parts = {
        "revenue": (Part(1, EARNED, e("revenue")),),
        "credits and fees owed": (Part(1, EARNED, e("penalty")),),
        "work rented elsewhere": (Part(1, EARNED, e("burst")),),
        "electricity and grid": (Part(1, EARNED, e(*POWER)),),
        "operation": (Part(1, EARNED, e("opex", but=(RENT,))),),
        "rent": (Part(1, EARNED, e("opex", only=(RENT,))),),
        "depreciation of racks": (Part(-1, WRITTEN_OFF, asset_names(accounts, RACKS)),),
        "depreciation of site and equipment": (Part(-1, WRITTEN_OFF, asset_names(accounts, SITE)),),
        "result of racks sold": (
            Part(1, EARNED, e("resale")),
            Part(-1, LEAVES, asset_names(accounts, RACKS)),
        ),
        "interest": (Part(-1, FINANCING, ("loan interest", "other interest")),),
        "fees of loans": (Part(-1, FINANCING, ("fees",)),),
        "corporate tax": (Part(-1, FINANCING, (TAX,)),),
    }
    return {line: _flow(line, *made) for line, made in parts.items()}


def _cash(accounts: Accounts) -> dict[str, Recipe]:
    e = partial(_items, accounts)
    parts = {
        "from customers": (Part(1, PAID, (*e(*CUSTOMERS), *e(only=(OWED_BEFORE,)))),),
        "work rented elsewhere": (Part(1, PAID, e("burst")),),
        "electricity and grid": (Part(1, PAID, e(*POWER)),),
        "operation": (Part(1, PAID, (*e("opex", but=(RENT,)), *e(only=(DUE_BEFORE,)))),),
        "rent": (Part(1, PAID, e("opex", only=(RENT,))),),
        "VAT": (Part(1, PAID, e("vat")),),
        "corporate tax": (Part(-1, FINANCING, ("tax paid",)),),
        "racks": (Part(1, PAID, e(only=RACK_ITEMS)),),
        "site and equipment": (Part(1, PAID, e("capex", but=(*RACK_ITEMS, DEPOSIT, PREPAYMENT))),),
        "prepaid electricity": (Part(1, PAID, e(only=(PREPAYMENT,))),),
        "deposit on the rent": (Part(1, PAID, e(only=(DEPOSIT,))),),
        "racks sold": (Part(1, PAID, e("resale")),),
        "term loan drawn": (Part(1, FINANCING, ("drawn",)),),
        "term loan paid back": (Part(-1, FINANCING, ("scheduled", "balloon")),),
        "debt of before paid back": (Part(-1, FINANCING, ("opening debt",)),),
        "revolver, drawn less paid back": (Part(1, FINANCING, ("revolver",)),),
        "interest": (Part(-1, FINANCING, ("loan interest", "other interest")),),
        "fees of loans": (Part(-1, FINANCING, ("fees",)),),
        "equity paid in": (Part(1, FINANCING, ("equity",)),),
        "dividends": (Part(-1, FINANCING, ("dividends",)),),
        TO_RESERVE: (Part(-1, FINANCING, ("to reserve",)),),
    }
    return {line: _flow(line, *made) for line, made in parts.items()}


def _items(accounts: Accounts, *groups: str, but: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Items of the ledger: of these groups where any is named, but those that begin so, only those that begin so."""
    return tuple(
        item
        for item, group in zip(accounts.ledger.items, accounts.ledger.groups, strict=True)
        if (not groups or group in groups)
        and not (but and item.startswith(but))
        and (not only or item.startswith(only))
    )


def _running(*parts: Part, opening: tuple[tuple[int, str], ...] = ()) -> Recipe:
    return Recipe(tuple(part for part in parts if part.names), running=True, opening=opening)


def _balance(accounts: Accounts) -> dict[str, Recipe]:
    """Each line is what was there before and its own flows: lines of profit and loss less those of cash."""
    suppliers = ("work rented elsewhere", "electricity and grid", "operation")
    racks, site = asset_names(accounts, RACKS), asset_names(accounts, SITE)
    opening_equity = ((1, OPENING_FLEET), (1, "rack_deposits"), (1, "rent_deposit"), (1, "cash"), (1, "receivables"))
    return {
        "racks": _running(
            Part(1, BOUGHT, racks), Part(1, PROFIT, ("depreciation of racks",)), Part(-1, LEAVES, racks)
        ),
        "racks paid ahead": _running(
            Part(-1, CASH, ("racks",)), Part(-1, BOUGHT, asset_names(accounts, RACKS, opening=False)),
            opening=((1, "rack_deposits"),),
        ),
        "site and equipment": _running(Part(1, BOUGHT, site), Part(1, PROFIT, ("depreciation of site and equipment",))),
        "prepaid electricity": _running(
            Part(-1, CASH, ("prepaid electricity",)), Part(1, PROFIT, ("prepaid electricity used",))
        ),
        "deposit on the rent": _running(Part(-1, CASH, ("deposit on the rent",)), opening=((1, "rent_deposit"),)),
        "owed by customers": _running(
            Part(1, PROFIT, ("revenue", "credits and fees owed")), Part(-1, CASH, ("from customers",)),
            opening=((1, "receivables"),),
        ),
        "rent paid ahead": _running(Part(1, PROFIT, ("rent",)), Part(-1, CASH, ("rent",))),
        "VAT to come back": _running(Part(-1, CASH, ("VAT",))),
        "cash": _running(Part(1, CASH, ("change in cash",)), opening=((1, "cash"),)),
        RESERVE: _running(Part(-1, CASH, (TO_RESERVE,))),
        "owed to suppliers": _running(
            Part(1, CASH, suppliers), Part(-1, PROFIT, suppliers), opening=((1, "payables"),)
        ),
        "local taxes owed": _running(Part(1, CASH, ("local taxes",)), Part(-1, PROFIT, ("local taxes",))),
        "corporate tax owed": _running(Part(1, CASH, ("corporate tax",)), Part(-1, PROFIT, ("corporate tax",))),
        "term loan": _running(Part(1, CASH, ("term loan drawn", "term loan paid back"))),
        "revolver": _running(Part(1, CASH, ("revolver, drawn less paid back",))),
        "debt of before": _running(Part(1, CASH, ("debt of before paid back",)), opening=((1, "debt"),)),
        "equity of before": _running(opening=(*opening_equity, (-1, "payables"), (-1, "debt"))),
        "equity paid in": _running(Part(1, CASH, ("equity paid in",))),
        "profit kept": _running(Part(1, PROFIT, ("net profit",)), Part(1, CASH, ("dividends",))),
    }  # fmt: skip
