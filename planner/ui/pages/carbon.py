"""Page *Carbon and reporting*: what do we emit, how would we know, and what must we file?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts import accounts
from planner.charts.findings import power
from planner.plan.studies import bill_views, carbon, regulator
from planner.ui.kit import account_tables, components, state
from planner.ui.kit.years import days_note, pick_year
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def show(plan: Plan) -> None:
    """The sentence, key figures, carbon by period, the conditions of the reduced rate, the report to file."""
    locale = state.locale()
    year = pick_year(plan, locale)
    folder = str(state.store_path().resolve())
    table = _carbon(folder, plan.run_id)
    sums = carbon.carbon_of(table, year)
    report = regulator.regulator_table(plan, table, year)
    conditions = regulator.excise_conditions(plan, table, year)
    components.headline(power.carbon(sums, year, locale))
    days_note(plan, locale)
    components.cards(account_tables.carbon_cards(sums, report, carbon.carbon_figures(plan).price_eur_per_t, locale))
    left, right = st.columns(2, gap="large")
    with left:
        title = power.carbon_periods(table, locale)
        components.finding(title)
        components.note(say("carbon note", locale))
        components.chart(accounts.carbon_by_period(table, locale), "carbon-periods", title)
        components.table_below(table, "carbon-by-period")
    with right:
        components.finding(power.reduced_rate(conditions, _excise_at_stake_eur(folder, plan.run_id, year), locale))
        components.note(say("conditions note", locale))
        components.plain_table(account_tables.conditions_table(conditions, locale))
    components.finding(say("to file", locale, year=year))
    components.note(say("to file note", locale))
    components.plain_table(account_tables.report_table(report, locale))
    components.download(report, f"regulator-{year}")
    components.terms("PUE", "WUE", "PPA")


@st.cache_data(max_entries=8, show_spinner=False)
def _carbon(folder: str, run_id: str) -> pd.DataFrame:
    return carbon.carbon_table(state.plan(run_id))


@st.cache_data(max_entries=8, show_spinner=False)
def _excise_at_stake_eur(folder: str, run_id: str, year: str) -> float:
    return bill_views.reduced_rate_worth_eur(state.plan(run_id), year)
