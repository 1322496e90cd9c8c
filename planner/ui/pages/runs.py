"""Page *Runs*: what did we try, and how do two differ?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.charts.findings import plan as findings
from planner.charts.money import bridge
from planner.errors import PlannerError
from planner.plan.studies.compare import compare
from planner.plan.text import number_text
from planner.ui.kit import components, state
from planner.words import formats
from planner.words.pages import indicator_name, say
from planner.words.risk import say as risk_say

if TYPE_CHECKING:
    from planner.plan.studies.compare import Comparison

TWO = 2


def show() -> None:
    """All runs; two chosen: inputs that differ, indicators side by side, orders that moved, the bridge."""
    locale = state.locale()
    components.headline(say("runs lead", locale))
    table = state.runs()
    if table.empty:
        st.info(say("no runs", locale), icon=":material/info:")
        _uncertain(locale)
        return
    st.dataframe(runs_table(table, locale), hide_index=True, key="runs-table")
    components.download(table, "runs")
    _uncertain(locale)
    labels = {str(row.run_id): f"{row.title} · {row.run_id}" for row in table.itertuples()}
    chosen = st.multiselect(
        say("tick two", locale),
        list(labels),
        format_func=lambda run_id: labels.get(run_id, run_id),
        max_selections=TWO,
        placeholder=say("choose two", locale),
        key="compare",
        persist_state="session",
    )
    if len(chosen) < TWO:
        components.note(say("tick hint", locale))
        return
    try:
        found = compare(state.plan(chosen[0]), state.plan(chosen[1]))
    except PlannerError as error:
        st.error(str(error))
        return
    _compared(found, locale)


def runs_table(table: pd.DataFrame, locale: str) -> pd.DataFrame:
    """The runs as people read them."""
    return pd.DataFrame(
        {
            say("run name", locale): table["title"],
            say("solved on", locale): [str(when)[:16].replace("T", " ") for when in table["created_utc"]],
            say("days", locale): [say("every", locale) if days == "all" else days for days in table["days"]],
            say("gap", locale): [formats.percent(gap, locale, 2) for gap in table["gap"]],
            say("npv short", locale): [formats.number(value, 1, locale) for value in table["npv_meur"]],
            "€/Mtoken": [formats.significant(value, 3, locale) for value in table["lcot_eur_per_mtoken"]],
            "tokens/kWh": [formats.significant(value, 3, locale) for value in table["tokens_per_kwh"]],
            say("served_share", locale): [formats.percent(value, locale) for value in table["served_share"]],
            say("state", locale): [say(str(status), locale) for status in table["status"]],
            say("run id", locale): table["run_id"],
        }
    )


def _uncertain(locale: str) -> None:
    """Plans under uncertainty, which the page Risk shows."""
    table = state.uncertain_runs()
    if table.empty:
        return
    components.finding(risk_say("uncertain runs", locale))
    components.note(risk_say("uncertain runs note", locale))
    st.dataframe(uncertain_table(table, locale), hide_index=True, key="uncertain-runs-table")


def uncertain_table(table: pd.DataFrame, locale: str) -> pd.DataFrame:
    """The plans under uncertainty as people read them."""
    return pd.DataFrame(
        {
            say("run name", locale): table["title"],
            say("solved on", locale): [str(when)[:16].replace("T", " ") for when in table["created_utc"]],
            risk_say("paths count", locale): table["paths"],
            say("days", locale): [say("every", locale) if days == "all" else str(days) for days in table["days"]],
            say("gap", locale): [formats.percent(gap, locale, 2) for gap in table["gap"]],
            risk_say("value column", locale): [formats.number(value, 1, locale) for value in table["mean_value_meur"]],
            say("state", locale): [say(str(status), locale) for status in table["status"]],
            say("run id", locale): table["run_id"],
        }
    )


def names(found: Comparison) -> tuple[str, str]:
    """How the two runs are called: by title where the titles differ, else with days, else by run_id."""
    a, b = found.a, found.b
    if a.title != b.title:
        return a.title, b.title
    days = [str(plan.manifest["days"]) for plan in (a, b)]
    if days[0] != days[1]:
        return f"{a.title}, days: {days[0]}", f"{b.title}, days: {days[1]}"
    return a.run_id, b.run_id


def _compared(found: Comparison, locale: str) -> None:
    a, b = names(found)
    changes = found.bridge.loc[found.bridge["kind"] == "change", ["group", "meur"]]
    totals = found.bridge.loc[found.bridge["kind"] == "total", "meur"].astype(float)
    start, end = (a, float(totals.iloc[0])), (b, float(totals.iloc[1]))
    components.headline(findings.bridge(start, changes, end, locale))
    left, right = st.columns(2, gap="large")
    with left:
        components.finding(say("inputs differ", locale))
        if found.inputs.empty:
            st.markdown(say("no inputs differ", locale))
        else:
            components.plain_table(
                _renamed(found.inputs, a, b, {"path": say("path", locale), "unit": say("unit", locale)})
            )
        components.finding(say("orders moved", locale))
        if found.orders.empty:
            st.markdown(say("no orders moved", locale))
        else:
            components.plain_table(orders_moved(found, a, b, locale))
            components.download(found.orders, "orders-moved")
    with right:
        components.finding(say("kpis side", locale))
        components.plain_table(kpis_side_by_side(found, a, b, locale))
        components.table_below(found.kpis, "kpis-compared")
    components.finding(say("bridge", locale))
    components.chart(bridge(start, changes, end, locale), "bridge", findings.bridge(start, changes, end, locale))
    components.table_below(found.bridge, "bridge")


def _renamed(table: pd.DataFrame, a: str, b: str, others: dict[str, str]) -> pd.DataFrame:
    return table.rename(columns=others | {"a": a, "b": b})


def orders_moved(found: Comparison, a: str, b: str, locale: str) -> pd.DataFrame:
    """Racks by product and order period in both plans."""
    orders = found.orders
    return pd.DataFrame(
        {
            say("rack", locale): [formats.rack_name(str(rack)) for rack in orders["rack"]],
            say("period", locale): [formats.period_name(str(name), locale) for name in orders["order_period"]],
            a: [formats.number(x, 0, locale) for x in orders["a_racks"]],
            b: [formats.number(x, 0, locale) for x in orders["b_racks"]],
            say("difference", locale): [_signed(x, 0, locale) for x in orders["difference_racks"]],
        }
    )


def kpis_side_by_side(found: Comparison, a: str, b: str, locale: str) -> pd.DataFrame:
    """Indicators of the whole site in both plans and what differs, in percent of the first."""
    kpis = found.kpis.loc[found.kpis["workload"] == "all"]
    return pd.DataFrame(
        {
            say("indicator", locale): [
                say("npv short", locale) if name == "npv_meur" else indicator_name(str(name), locale)
                for name in kpis["kpi"]
            ],
            a: [number_text(str(k), v, locale) for k, v in zip(kpis["kpi"], kpis["a"], strict=True)],
            b: [number_text(str(k), v, locale) for k, v in zip(kpis["kpi"], kpis["b"], strict=True)],
            say("difference", locale): [
                formats.MISSING if pd.isna(share) else ("+" if share > 0 else "") + formats.percent(share, locale, 1)
                for share in kpis["difference_share"]
            ],
        }
    )


def _signed(value: float, digits: int, locale: str) -> str:
    return ("+" if value > 0 else "") + formats.number(value, digits, locale)
