"""Page *Money*: what must be funded, does the lender get paid, what does a million tokens cost, what is it worth?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.finance.cover import cover_by_quarter, cover_data
from planner.charts.finance.funding import funding_by_month, funding_data
from planner.charts.finance.statements import measures_shown
from planner.charts.finance.unit_cost import by_workload_shown, unit_cost_shown, unit_cost_walk
from planner.charts.findings import money as findings
from planner.charts.worth import against_data
from planner.errors import PlannerError
from planner.plan.news.make import today_utc
from planner.plan.studies.unit_cost import unit_cost_table
from planner.ui.kit import components, state
from planner.ui.kit.money_cards import money_cards
from planner.ui.kit.years import days_note
from planner.ui.studies.lender_cases import lender_cases
from planner.words import say

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan

WORTH = ("npv_meur", "irr", "capex_meur")


def show(plan: Plan) -> None:
    """The sentence and key figures; funding beside cover; the walk to €/Mtoken beside what it is worth."""
    locale = state.locale()
    try:
        accounts = state.accounts(plan.run_id)
    except PlannerError as error:
        components.headline(say("page money", locale))
        st.error(str(error))
        return
    measures = plan.measures()
    components.headline(findings.headline(plan, accounts, locale, today_utc()))
    components.cards(money_cards(plan, accounts, measures, locale))
    days_note(plan, locale)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _funding(accounts, locale)
    with right:
        _cover(accounts, locale)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _unit_cost(plan, locale)
    with right:
        _worth(plan, measures, locale)
    lender_cases(plan)
    components.terms("NPV", "DSCR", "LLCR")


def _funding(accounts: Accounts, locale: str) -> None:
    title = findings.funding(accounts, locale)
    components.finding(title)
    components.note(say("fund note", locale))
    components.chart(funding_by_month(accounts, locale), "funding", title)
    components.table_below(funding_data(accounts), "funding-by-month")


def _cover(accounts: Accounts, locale: str) -> None:
    title = findings.cover(accounts, locale)
    components.finding(title.rstrip("."))
    data = cover_data(accounts)
    if data.empty:
        components.note(say("no debt note", locale))
        return
    components.note(findings.cover_note(accounts, locale))
    components.chart(cover_by_quarter(accounts, locale), "cover", title)
    covenants = findings.covenants_shown(accounts, locale)
    if len(covenants):
        components.plain_table(covenants)
    components.table_below(data, "cover-by-quarter")


def _unit_cost(plan: Plan, locale: str) -> None:
    table = unit_cost_table(plan)
    if table.empty:
        components.finding(say("cost none", locale))
        return
    title = findings.unit_cost(table, locale)
    components.finding(title)
    components.note(say("cost note", locale))
    components.chart(unit_cost_walk(table, locale), "unit-cost", title)
    components.plain_table(unit_cost_shown(table, locale))
    components.download(table, "unit-cost")
    costs = plan.token_costs()
    components.finding(say("by workload", locale))
    components.note(say("by workload note", locale))
    components.plain_table(by_workload_shown(costs, locale))
    components.download(costs, "token-costs")


def _worth(plan: Plan, measures: pd.DataFrame, locale: str) -> None:
    components.finding(say("worth what", locale))
    components.note(say("worth what note", locale))
    if len(plan.reference):
        components.plain_table(against_data(plan, locale, WORTH))
    components.plain_table(measures_shown(measures, locale))
    components.table_below(measures, "measures", say("all measures", locale))
