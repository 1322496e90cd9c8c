"""Page *Bill and contracts*: what does electricity cost, in which lines, and is the tariff version right?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts import accounts
from planner.charts.findings import power
from planner.errors import PlannerError
from planner.plan.studies import bill_views
from planner.ui.kit import account_tables, components, state
from planner.ui.kit.years import days_note, pick_year
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def show(plan: Plan) -> None:
    """The sentence, the bill by month and by line item, contracts, versions compared, what is unverified."""
    locale = state.locale()
    year = pick_year(plan, locale)
    try:
        rows, versions = _bill(str(state.store_path().resolve()), plan.run_id, year)
    except PlannerError as error:
        components.headline(say("no bill", locale, year=year))
        st.error(str(error))
        return
    components.headline(power.bill(rows, year, locale))
    days_note(plan, locale, "days filled in")
    left, right = st.columns([3, 2], gap="large")
    with left:
        title = power.bill_months(rows, locale)
        components.finding(title)
        components.note(say("bill note", locale))
        components.chart(accounts.bill_by_month(rows, locale), "bill-months", title)
    with right:
        components.finding(say("by item", locale))
        components.plain_table(account_tables.bill_table(rows, locale))
    components.table_below(rows, f"bill-{year}", say("every line", locale))
    components.note(account_tables.against_plan(rows, bill_views.paid_in_plan_eur(plan, year), locale))
    components.finding(power.versions(versions, locale))
    components.note(say("versions note", locale))
    components.plain_table(account_tables.versions_table(versions, locale))
    _contracts(plan, year, locale)
    _grid_support(plan, year, locale)
    components.finding(say("not certain", locale))
    components.note("\n".join(f"- {flag.text(locale)}" for flag in bill_views.flags_of_year(plan, rows)))
    components.terms("TURPE", "HPH", "HCH", "HPB", "HCB", "LU", "CTA", "PPA")


def _contracts(plan: Plan, year: str, locale: str) -> None:
    contracts: pd.DataFrame | None = getattr(plan, "contracts", None)
    components.finding(power.cover(plan, contracts, year, locale))
    own = account_tables.contracts_of(contracts, year)
    if own.empty:
        if contracts is None or contracts.empty:
            components.note(say("no contracts", locale))
        return
    components.plain_table(account_tables.contracts_table(own, locale))
    components.download(own, f"contracts-{year}")


def _grid_support(plan: Plan, year: str, locale: str) -> None:
    own = account_tables.contracts_of(plan.grid_support, year)
    if own.empty:
        return
    components.finding(power.grid_support(own, locale))
    components.note(say("grid support note", locale))
    components.plain_table(account_tables.support_table(own, locale))


@st.cache_data(max_entries=8, show_spinner=False)
def _bill(folder: str, run_id: str, year: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    plan = state.plan(run_id)
    return bill_views.bill_of_year(plan, year), bill_views.versions_of_year(plan, year)
