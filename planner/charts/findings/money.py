"""What the page on money shows, in one line each: the decision, funding and cover first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.charts.finance.cover import cover_data, sculpted_to
from planner.charts.finance.funding import funding_data
from planner.plan.accounts.ledger import deepest_funding
from planner.plan.accounts.lender.covenants import covenants_table
from planner.plan.accounts.ratios import lowest_cover
from planner.plan.headline import order_sentence
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.words import formats, say
from planner.words.names import or_as_it_is

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan

NOTHING_MEUR = 5e-4


def has_debt(accounts: Accounts) -> bool:
    """Whether anything is owed to a lender at any month-end, or any principal or interest is due."""
    owed = funding_data(accounts)["debt_meur"].max() > NOTHING_MEUR
    return bool(owed or len(cover_data(accounts)))


def peak(accounts: Accounts) -> tuple[float, str]:
    """Peak funding [MEUR] and its month; 0 and an empty name where nothing is ever missing."""
    eur, month = deepest_funding(accounts.ledger)
    return eur / EUR_PER_MEUR, month


def worst_cover(accounts: Accounts) -> tuple[float, str]:
    """The lowest debt service cover and its quarter; not a number where none is due."""
    return lowest_cover(accounts)


def headline(plan: Plan, accounts: Accounts, locale: str = "en", today: dt.date | None = None) -> str:
    """Decision as read on a day, peak funding with its month, lowest cover with its quarter against the covenant."""
    meur, month = peak(accounts)
    text = say("fund none", locale)
    if month:
        when, amount = formats.period_name(month, locale), formats.money_meur(meur, locale)
        text = say("fund headline", locale, amount=amount, when=when)
    return " ".join([order_sentence(plan, locale, today), text, cover(accounts, locale)])


def cover(accounts: Accounts, locale: str = "en") -> str:
    """The lowest cover, its quarter, and what of the covenants: broken, met, or none."""
    value, quarter = worst_cover(accounts)
    if not has_debt(accounts):
        return say("debt none", locale)
    if not quarter:
        return say("service none", locale)
    shown = say(
        "cover lowest", locale, value=formats.number(value, 2, locale), when=formats.period_name(quarter, locale)
    )
    tests = covenants_table(accounts)
    if tests.empty:
        return f"{shown}{say('covenant none', locale)}"
    broken = sorted(tests.loc[tests["breach"].astype(bool), "period"].astype(str))
    if not broken:
        return shown + say("covenant met", locale)
    return shown + say("covenant broken", locale, when=formats.period_name(broken[0], locale))


def cover_note(accounts: Accounts, locale: str = "en") -> str:
    """What the cover is, and to what the repayment is sculpted."""
    target = sculpted_to(accounts)
    note = say("cover note", locale)
    return f"{note} {say('cover note sculpted', locale, value=formats.number(target, 2, locale))}" if target else note


def funding(accounts: Accounts, locale: str = "en") -> str:
    """How much debt and equity pay for it, and what cash is left at the end."""
    data = funding_data(accounts)
    debt, equity = float(data["debt_meur"].max()), float(data["equity_paid_in_meur"].iloc[-1])
    end = formats.money_meur(float(data["cash_meur"].iloc[-1]), locale)
    amounts = [formats.money_meur(value, locale) for value in (debt, equity)]
    if debt <= NOTHING_MEUR:
        return say("fund by equity", locale, equity=amounts[1], end=end)
    return say("fund by both", locale, debt=amounts[0], equity=amounts[1], end=end)


def unit_cost(table: pd.DataFrame, locale: str = "en") -> str:
    """What a million tokens costs, and the largest part of it."""
    total = float(table["eur_per_mtoken"].sum())
    largest = table.iloc[int(table["eur_per_mtoken"].to_numpy().argmax())]
    return say(
        "cost finding",
        locale,
        total=formats.significant(total, 3, locale),
        part=say(f"cost of {largest['part']}", locale).lower(),
        share=formats.percent(float(largest["eur_per_mtoken"]) / total if total else np.nan, locale),
    )


def covenants_shown(accounts: Accounts, locale: str = "en") -> pd.DataFrame:
    """Each covenant with the quarter in which least is left: value, limit, headroom in money; texts."""
    tests = covenants_table(accounts)
    if tests.empty:
        return tests
    tight = tests.loc[tests.groupby("covenant", sort=False)["headroom_meur"].idxmin()]

    def figure(value: float, unit: str) -> str:
        return formats.money_meur(value, locale) if unit == "MEUR" else formats.number(value, 2, locale)

    shown = {
        say("covenant", locale): [or_as_it_is(f"covenant {name}", str(name), locale) for name in tight["covenant"]],
        say("covenant quarter", locale): [formats.period_name(str(name), locale) for name in tight["period"]],
    }
    for word, column in (("value", "value"), ("covenant limit", "limit")):
        shown[say(word, locale)] = [figure(v, u) for v, u in zip(tight[column], tight["unit"], strict=True)]
    shown[say("covenant headroom", locale)] = [formats.money_meur(float(v), locale) for v in tight["headroom_meur"]]
    state = ["covenant is broken" if broken else "covenant holds" for broken in tight["breach"]]
    return tight.iloc[:, :0].assign(**shown, **{say("state", locale): [say(key, locale) for key in state]})
