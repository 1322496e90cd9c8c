"""Page *Plan*: the decision, what it costs, what goes wrong, what limits, what would change it; then the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.customers import customers_finding, has_customers, offers_table, work_table
from planner.charts.energy.power import power_by_period, power_data
from planner.charts.findings import cautions
from planner.charts.findings import plan as findings
from planner.charts.fleet import fleet_by_period, fleet_data
from planner.charts.money import cash_flow_by_period, cash_flow_data
from planner.charts.plausible import plausible_data, plausible_finding
from planner.charts.served import served_data, served_share_by_workload
from planner.plan.headline import decision_sentence, no_order_sentence
from planner.plan.news import sentences
from planner.plan.news.agree import contradictions
from planner.plan.news.key_figures import HALF
from planner.plan.news.work import work_data
from planner.plan.several.pair import relation
from planner.plan.studies.plausible import plausible
from planner.ui.kit import cards, components, record, state
from planner.ui.kit.news import figures, reading
from planner.ui.studies import what_if, worth
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.ui.kit.news import Reading


def show(plan: Plan) -> None:
    """Decision, cost and trouble in sentences, twelve figures, orders beside power and fleet, what they rest on."""
    locale = state.locale()
    now = reading(plan.run_id)
    _sentences(now, locale)
    what_if.bar(plan, "fleet")
    shown = cards.cards(figures(plan.run_id, locale))
    beside = cards.beside_others(shown, plan, state.beside(plan), locale)
    components.cards(beside[:HALF], "cards-decision")
    components.cards(beside[HALF:], "cards-behind")
    record.controls(plan, locale)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _orders(now, locale)
        _troubles(now, locale)
        _rests_on(plan, locale)
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
        components.note(say("cash note", locale))
        components.chart(cash_flow_by_period(plan, locale), "cash", title)
        components.table_below(cash_flow_data(plan), "cash-flow-by-period")


def _sentences(now: Reading, locale: str) -> None:
    """The decision, a paragraph for each question, and what must be known to read them."""
    components.headline(decision_sentence(now.plan, locale, now.today))
    components.lines(sentences.lines(now.plan, now.news, locale))
    for text in sentences.parts_of_years(now.plan, locale):
        components.note(text)
    for text in contradictions(now.plan, now.news, locale):
        st.warning(say("contradiction", locale, text=text))


def _orders(now: Reading, locale: str) -> None:
    components.finding(say("orders", locale))
    table = cards.orders_table(now.plan, locale, now.today)
    if table.empty:
        st.info(no_order_sentence(now.plan, locale))
        return
    components.plain_table(table.head(cards.MOST_ORDERS))
    if now.paths is not None:
        components.note(relation(now.plan, now.paths, locale))
    components.table_below(now.plan.orders, "orders", say("all orders", locale, count=len(table)))


def _troubles(now: Reading, locale: str) -> None:
    components.finding(say("troubles all", locale))
    texts = sentences.all_troubles(now.news, locale)
    st.markdown("\n".join(f"- {components.as_text(text)}" for text in texts))
    components.note(say("troubles note", locale))
    components.table_below(sentences.facts_table(now.news), "facts", say("facts table", locale))


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
    figures = plausible(plan)
    components.finding(plausible_finding(figures, locale))
    components.plain_table(plausible_data(figures, locale))
    components.note(say("plausible note", locale))
    components.table_below(figures, "plausible")


def _rests_on(plan: Plan, locale: str) -> None:
    components.finding(say("rests on", locale))
    st.markdown(findings.rests_on(plan, locale))
    components.table_below(plan.assumptions, "assumptions", say("see scenario", locale))
    components.note(say("before price", locale))
    components.table_below(plan.marginal_values, "marginal-values")
    for warning in cautions.beside_note(plan.manifest.get("warnings", []), plan.manifest["every_day"], locale):
        components.note(f":material/warning: {warning}")
