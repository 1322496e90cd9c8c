"""Page *Runs*: what did we try, and how do two differ?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.catalogue.files import data_hash
from planner.charts.findings import plan as findings
from planner.charts.money import bridge
from planner.errors import PlannerError
from planner.plan.store import record
from planner.plan.studies.compare import compare
from planner.plan.studies.older_inputs import inputs_since
from planner.plan.text import number_text
from planner.ui.kit import components, link, state
from planner.ui.kit.queue import queue
from planner.ui.kit.record import now
from planner.words import formats, say
from planner.words.names import indicator_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from planner.plan.studies.compare import Comparison

TWO = 2
COMPARE_KEY = "compare"


def show() -> None:
    """All runs and the trail; two chosen: inputs that differ, indicators, orders that moved, the bridge."""
    locale = state.locale()
    components.headline(say("runs lead", locale))
    queue()
    if state.runs().empty:
        st.info(say("no runs", locale), icon=":material/info:")
        _uncertain(locale)
        return
    table = record.runs(state.store_path(), state.trail())
    st.dataframe(runs_table(table, _older(table), locale, now()), hide_index=True, key="runs-table")
    components.download(table, "runs")
    _trail(locale)
    _uncertain(locale)
    chosen = _pick_two(table, locale)
    if len(chosen) < TWO:
        return
    try:
        comparison = compare(state.plan(chosen[0]), state.plan(chosen[1]))
    except PlannerError as error:
        st.error(str(error))
        return
    _compared(comparison, locale)


def _older(table: pd.DataFrame) -> list[bool]:
    """Whether each run was solved with other inputs than there are now."""
    scenarios = {name: state.scenario_named(str(name)) for name in table["scenario_name"].unique()}
    data = data_hash()
    return [inputs_since(row, scenarios[row["scenario_name"]], data).older for row in table.to_dict("records")]


def _pick_two(table: pd.DataFrame, locale: str) -> list[str]:
    """The runs to compare, picked or linked to; none where a link names one that is not there."""
    labels = {str(row.run_id): f"{row.title} · {row.run_id}" for row in table.itertuples()}
    wanted = [run_id for run_id in (link.picked(COMPARE_KEY) or "").split(",") if run_id]
    missing = [run_id for run_id in wanted if run_id not in labels]
    st.session_state[COMPARE_KEY] = [] if missing else wanted[:TWO]
    chosen = st.multiselect(
        say("tick two", locale),
        list(labels),
        format_func=lambda run_id: labels.get(run_id, run_id),
        max_selections=TWO,
        placeholder=say("choose two", locale),
        key=COMPARE_KEY,
        on_change=_picked_two,
    )
    if missing:
        st.error(say("no such compared", locale, runs=components.as_text(", ".join(missing))))
        return []
    link.put(COMPARE_KEY, ",".join(chosen) or None)
    if len(chosen) < TWO:
        components.note(say("tick hint", locale))
    return chosen


def _picked_two() -> None:
    link.pick(COMPARE_KEY, ",".join(st.session_state[COMPARE_KEY]) or None)


def runs_table(table: pd.DataFrame, older: Sequence[bool], locale: str, when: dt.datetime) -> pd.DataFrame:
    """The runs as people read them: `record.runs`, whether each has older inputs, and the moment that ages are of."""
    rows = table.to_dict("records")
    return pd.DataFrame(
        {
            say("run", locale): table["title"],
            say("state", locale): [say(f"record {state_of}", locale) for state_of in table["state"]],
            say("owner", locale): [record.owner_of(row) or formats.MISSING for row in rows],
            say("age", locale): [record.age_days(row, when) for row in rows],
            say("solved on", locale): [str(time)[:16].replace("T", " ") for time in table["created_utc"]],
            say("days", locale): [say("every", locale) if days == "all" else days for days in table["days"]],
            say("proof column", locale): [say(f"status {status}|short", locale) for status in table["status"]],
            say("gap", locale): [formats.percent(gap, locale, 2) for gap in table["gap"]],
            say("npv meur", locale): [formats.number(value, 1, locale) for value in table["npv_meur"]],
            "€/Mtoken": [formats.significant(value, 3, locale) for value in table["lcot_eur_per_mtoken"]],
            "tokens/kWh": [formats.significant(value, 3, locale) for value in table["tokens_per_kwh"]],
            say("indicator served_share|short", locale): [
                formats.percent(value, locale) for value in table["served_share"]
            ],
            say("inputs column", locale): [say("inputs older" if old else "inputs now", locale) for old in older],
            say("run id", locale): table["run_id"],
        }
    )


def _trail(locale: str) -> None:
    """Who proposed and locked what; lines that cannot be read are said."""
    actions = state.trail()
    if actions.damaged_lines:
        lines = ", ".join(str(number) for number in actions.damaged_lines)
        st.warning(say("trail damaged", locale, lines=lines), icon=":material/warning:")
    with st.expander(say("trail", locale)):
        table = record.trail_table(actions)
        if table.empty:
            st.markdown(say("trail empty", locale))
            return
        st.dataframe(trail_shown(table, locale), hide_index=True, key="trail-table")
        components.download(table, "trail")


def trail_shown(table: pd.DataFrame, locale: str) -> pd.DataFrame:
    """The trail as people read it, the newest action first."""
    rows = table.iloc[::-1].to_dict("records")
    actions = [say(f"action {row['action']}", locale) for row in rows]
    idle = [
        action if row["effect"] else say("trail idle", locale, action=action)
        for action, row in zip(actions, rows, strict=True)
    ]
    return pd.DataFrame(
        {
            say("trail when", locale): [str(row["when_utc"])[:16].replace("T", " ") for row in rows],
            say("trail who", locale): [row["who"] for row in rows],
            say("trail action", locale): idle,
            say("run id", locale): [row["run_id"] for row in rows],
            say("record comment", locale): [row["comment"] for row in rows],
        }
    )


def _uncertain(locale: str) -> None:
    """Plans under uncertainty, which the page Risk shows."""
    table = state.uncertain_runs()
    if table.empty:
        return
    components.finding(say("uncertain runs", locale))
    components.note(say("uncertain runs note", locale))
    st.dataframe(uncertain_table(table, locale), hide_index=True, key="uncertain-runs-table")


def uncertain_table(table: pd.DataFrame, locale: str) -> pd.DataFrame:
    """The plans under uncertainty as people read them."""
    return pd.DataFrame(
        {
            say("run", locale): table["title"],
            say("solved on", locale): [str(when)[:16].replace("T", " ") for when in table["created_utc"]],
            say("paths count", locale): table["paths"],
            say("days", locale): [say("every", locale) if days == "all" else str(days) for days in table["days"]],
            say("gap", locale): [formats.percent(gap, locale, 2) for gap in table["gap"]],
            say("value column", locale): [formats.number(value, 1, locale) for value in table["mean_value_meur"]],
            say("state", locale): [say(f"status {status}|short", locale) for status in table["status"]],
            say("run id", locale): table["run_id"],
        }
    )


def names(comparison: Comparison) -> tuple[str, str]:
    """How the two runs are called: by title where the titles differ, else with days, else by run_id."""
    a, b = comparison.a, comparison.b
    if a.title != b.title:
        return a.title, b.title
    days = [str(plan.manifest["days"]) for plan in (a, b)]
    if days[0] != days[1]:
        return f"{a.title}, days: {days[0]}", f"{b.title}, days: {days[1]}"
    return a.run_id, b.run_id


def _compared(comparison: Comparison, locale: str) -> None:
    a, b = names(comparison)
    changes = comparison.bridge.loc[comparison.bridge["kind"] == "change", ["group", "meur"]]
    totals = comparison.bridge.loc[comparison.bridge["kind"] == "total", "meur"].astype(float)
    start, end = (a, float(totals.iloc[0])), (b, float(totals.iloc[1]))
    components.headline(findings.bridge(start, changes, end, locale))
    left, right = st.columns(2, gap="large")
    with left:
        components.finding(say("inputs differ", locale))
        if comparison.inputs.empty:
            st.markdown(say("no inputs differ", locale))
        else:
            components.plain_table(
                _renamed(comparison.inputs, a, b, {"path": say("name", locale), "unit": say("unit", locale)})
            )
        components.finding(say("orders moved", locale))
        if comparison.orders.empty:
            st.markdown(say("no orders moved", locale))
        else:
            components.plain_table(orders_moved(comparison, a, b, locale))
            components.download(comparison.orders, "orders-moved")
    with right:
        components.finding(say("kpis side", locale))
        components.plain_table(kpis_side_by_side(comparison, a, b, locale))
        components.table_below(comparison.kpis, "kpis-compared")
    components.finding(say("bridge", locale))
    components.chart(bridge(start, changes, end, locale), "bridge", findings.bridge(start, changes, end, locale))
    components.table_below(comparison.bridge, "bridge")


def _renamed(table: pd.DataFrame, a: str, b: str, others: dict[str, str]) -> pd.DataFrame:
    return table.rename(columns=others | {"a": a, "b": b})


def orders_moved(comparison: Comparison, a: str, b: str, locale: str) -> pd.DataFrame:
    """Racks by product and order period in both plans."""
    orders = comparison.orders
    return pd.DataFrame(
        {
            say("rack", locale): [formats.rack_name(str(rack)) for rack in orders["rack"]],
            say("ordered in", locale): [formats.period_name(str(name), locale) for name in orders["order_period"]],
            a: [formats.number(x, 0, locale) for x in orders["a_racks"]],
            b: [formats.number(x, 0, locale) for x in orders["b_racks"]],
            say("difference", locale): [_signed(x, 0, locale) for x in orders["difference_racks"]],
        }
    )


def kpis_side_by_side(comparison: Comparison, a: str, b: str, locale: str) -> pd.DataFrame:
    """Indicators of the whole site in both plans and what differs, in percent of the first."""
    kpis = comparison.kpis.loc[comparison.kpis["workload"] == "all"]
    return pd.DataFrame(
        {
            say("indicator", locale): [
                say("npv meur", locale) if name == "npv_meur" else indicator_name(str(name), locale)
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
