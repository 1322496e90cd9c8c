"""Page *Plan*: what do we order next, by when, and what limits us?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.customers import customers_finding, has_customers, offers_table, work_data, work_table
from planner.charts.energy.power import power_by_period, power_data
from planner.charts.findings import cautions
from planner.charts.findings import plan as findings
from planner.charts.fleet import fleet_by_period, fleet_data
from planner.charts.money import cash_flow_by_period, cash_flow_data
from planner.charts.plausible import plausible_data, plausible_finding
from planner.charts.served import served_data, served_share_by_workload
from planner.plan.headline import headline
from planner.plan.studies.plausible import plausible
from planner.ui.kit import cards, components, record, state, worth
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def show(plan: Plan) -> None:
    """The sentence, key figures, orders beside power and fleet, then what limits the plan and what it rests on."""
    locale = state.locale()
    components.headline(headline(plan, locale))
    components.cards(cards.beside_others(cards.cards(plan, locale), plan, state.beside(plan), locale))
    record.controls(plan, locale)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _orders(plan, locale)
        _worth(plan, locale)
    with right:
        title = findings.power(plan, locale)
        components.finding(title)
        components.chart(power_by_period(plan, locale), "power", title)
        components.table_below(power_data(plan), "power-by-period")
        title = findings.fleet(plan, locale)
        components.finding(title)
        components.chart(fleet_by_period(plan, locale), "fleet", title)
        components.table_below(fleet_data(plan), "fleet-by-period")
    _customers(plan, locale)
    left, right = st.columns(2, gap="large")
    with left:
        worth.against(plan)
    with right:
        worth.one_more(plan)
    _plausible(plan, locale)
    left, right = st.columns(2, gap="large")
    with left:
        title = findings.served(plan, locale)
        components.finding(title)
        components.note(say("not served", locale))
        components.chart(served_share_by_workload(plan, locale), "served", title)
        components.table_below(served_data(plan), "served-by-workload")
    with right:
        title = findings.cash_flow(plan, locale)
        components.finding(title)
        components.note(f"{say('cash', locale)}, M€")
        components.chart(cash_flow_by_period(plan, locale), "cash", title)
        components.table_below(cash_flow_data(plan), "cash-flow-by-period")


def _orders(plan: Plan, locale: str) -> None:
    components.finding(say("orders", locale))
    table = cards.orders_table(plan, locale)
    if table.empty:
        st.info(say("no orders", locale))
        return
    components.plain_table(table.head(cards.MOST_ORDERS))
    components.table_below(plan.orders, "orders", say("all orders", locale, count=len(table)))


def _customers(plan: Plan, locale: str) -> None:
    if not has_customers(plan):
        return
    components.finding(customers_finding(plan, locale))
    components.plain_table(work_table(plan, locale))
    components.note(say("five words", locale))
    components.table_below(work_data(plan), "work-on-offer")
    if len(plan.offers):
        components.plain_table(offers_table(plan, locale))
        components.note(say("offers caption", locale))
        components.table_below(plan.offers, "offers", say("contracts in full", locale))
    if len(plan.rented):
        components.table_below(plan.rented, "rented", say("rented and reserved", locale))


def _plausible(plan: Plan, locale: str) -> None:
    components.finding(plausible_finding(plan, locale))
    components.plain_table(plausible_data(plan, locale))
    components.note(say("plausible note", locale))
    components.table_below(plausible(plan), "plausible")


def _worth(plan: Plan, locale: str) -> None:
    components.note(say("before price", locale))
    components.table_below(plan.marginal_values, "marginal-values")
    components.finding(say("rests on", locale))
    st.markdown(findings.rests_on(plan, locale))
    components.table_below(plan.assumptions, "assumptions", say("see scenario", locale))
    for warning in cautions.beside_note(plan.manifest.get("warnings", []), plan.manifest["every_day"], locale):
        components.note(f":material/warning: {warning}")
