"""Key figures of the page Money; no Streamlit here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.finance.cover import MINIMUM
from planner.charts.findings import money as findings
from planner.plan.accounts.lender.covenants import covenants_table
from planner.plan.money.reference import figure_of
from planner.ui.kit.cards import Card
from planner.words import formats, say
from planner.words.names import indicator_name

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan


def money_cards(plan: Plan, accounts: Accounts, measures: pd.DataFrame, locale: str = "en") -> list[Card]:
    """Peak funding, lowest cover, NPV, rate of return, equity."""
    value = dict(zip(measures["measure"], measures["value"], strict=True))
    return [
        _peak(accounts, locale),
        _cover(accounts, locale),
        _npv(plan, value["npv_meur"], value["npv_as_paid_meur"], locale),
        _irr(plan, value["irr_as_paid"], locale),
        _equity(accounts, value["payback"], locale),
    ]


def _peak(accounts: Accounts, locale: str) -> Card:
    meur, month = findings.peak(accounts)
    when = (
        f"{formats.period_name(month, locale)} · {say('peak before', locale)}" if month else say("peak never", locale)
    )
    return Card(say("peak card", locale), formats.money_meur(meur, locale), when)


def _cover(accounts: Accounts, locale: str) -> Card:
    value, quarter = findings.worst_cover(accounts)
    if not quarter:
        note = "service none" if findings.has_debt(accounts) else "equity pays"
        shown = formats.MISSING if findings.has_debt(accounts) else say("no debt", locale)
        return Card(say("lowest dscr", locale), shown, say(note, locale))
    tests = covenants_table(accounts)
    own = tests.loc[tests["covenant"] == MINIMUM]
    when = formats.period_name(quarter, locale)
    note = say("covenant not set", locale, when=when)
    if len(own):
        limit, tested = (formats.number(float(own[name].min()), 2, locale) for name in ("limit", "value"))
        note = say("covenant at", locale, when=when, limit=limit, tested=tested)
    return Card(say("lowest dscr", locale), formats.number(value, 2, locale), note)


def _npv(plan: Plan, npv: float | None, as_paid: float | None, locale: str) -> Card:
    notes = []
    if len(plan.reference):
        orders = figure_of(plan.reference, "npv_meur", "orders")
        notes.append(say("orders npv", locale, amount=formats.money_meur(orders, locale)))
    if as_paid is not None:
        notes.append(say("paid npv", locale, amount=formats.money_meur(as_paid, locale)))
    return Card(indicator_name("npv_meur", locale), formats.money_meur(npv, locale), " · ".join(notes) or None)


def _irr(plan: Plan, as_paid: float | None, locale: str) -> Card:
    """The rate of return with the timing of the NPV beside it: of the site, of its orders, and as money is paid."""
    rate = plan.kpi("irr")
    notes = []
    if len(plan.reference):
        of_orders = figure_of(plan.reference, "irr", "orders")
        notes.append(say("orders irr", locale, rate=formats.percent(of_orders, locale)))
    if as_paid is not None:
        notes.append(say("paid irr", locale, rate=formats.percent(as_paid, locale)))
    shown = say("irr none", locale) if rate is None else formats.percent(rate, locale)
    return Card(indicator_name("irr", locale), shown, " · ".join(notes) or None)


def _equity(accounts: Accounts, payback: str | None, locale: str) -> Card:
    paid_in = float(accounts.balance["equity paid in"][-1]) / 1e6
    note = say("paid back by", locale, when=formats.period_name(payback, locale)) if payback else None
    return Card(say("equity card", locale), formats.money_meur(paid_in, locale), note)
