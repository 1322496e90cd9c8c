"""Page *Power*: does the load fit what is subscribed and connected, when is it dear, and what could be shed?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts.energy import flexibility as curve
from planner.charts.energy import load
from planner.charts.findings import connection as connection_findings
from planner.charts.findings import power
from planner.plan.studies import flexibility
from planner.ui.kit import components, state
from planner.ui.kit.years import days_note, pick_year
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def show(plan: Plan) -> None:
    """The sentence, MW by hour and class, the duration curve, load with price and carbon, what could be shed."""
    locale = state.locale()
    year = pick_year(plan, locale)
    hours = _hours(str(state.store_path().resolve()), plan.run_id, year)
    connection = load.connection_mw(plan, year)
    components.headline(power.power(hours, connection, year, locale))
    days_note(plan, locale)
    left, right = st.columns(2, gap="large")
    with left:
        title = power.by_hour(hours, locale)
        components.finding(title)
        components.note(say("by hour note", locale))
        components.chart(load.by_hour(hours, connection, locale), "by-hour", title)
        components.table_below(load.by_hour_data(hours), f"power-by-hour-{year}")
    with right:
        title = power.duration(hours, locale)
        components.finding(title)
        components.note(say("duration note", locale))
        components.chart(load.duration_curve(hours, connection, locale), "duration", title)
        components.table_below(load.duration_data(hours), f"duration-{year}")
    _connection(plan, year, locale)
    _shed(plan, year, locale)
    title = power.price_and_carbon(hours, locale)
    components.finding(title)
    components.note(say("one axis note", locale))
    components.chart(load.price_carbon_load(hours, locale), "one-axis", title)
    components.table_below(load.daily_means(hours), f"load-price-carbon-{year}")
    components.terms("TURPE", "HPH", "HCH", "HPB", "HCB", "LU", "CTA", "PUE")


def _connection(plan: Plan, year: str, locale: str) -> None:
    """Flexible part, transformers, works and carbon cap, where there are any."""
    table = connection_findings.of_year(plan, year)
    if len(table):
        components.finding(connection_findings.finding(plan, year, locale))
        components.plain_table(connection_findings.shown(plan, year, locale))
        components.table_below(table, f"connection-{year}")


def _shed(plan: Plan, year: str, locale: str) -> None:
    table = _flexibility(str(state.store_path().resolve()), plan.run_id, year)
    title = power.flexibility(table, locale)
    components.finding(title)
    components.note(say("shed note", locale))
    left, right = st.columns([3, 2], gap="large")
    with left:
        components.chart(curve.flexibility_curve(table, locale), "shed", title)
    with right:
        components.plain_table(curve.shown(table, locale))
    components.table_below(table, f"flexibility-{year}")


@st.cache_data(max_entries=8, show_spinner=False)
def _hours(folder: str, run_id: str, year: str) -> pd.DataFrame:
    plan = state.plan(run_id)
    return load.hours_of(plan, (name for name in plan.periods if name.partition("-")[0] == year))


@st.cache_data(max_entries=8, show_spinner=False)
def _flexibility(folder: str, run_id: str, year: str) -> pd.DataFrame:
    return flexibility.flexibility_table(state.plan(run_id), year)
