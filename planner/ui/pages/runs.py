"""Page *Runs*: what did we try, and how do two to five differ?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from planner.catalogue.files import data_hash
from planner.errors import PlannerError
from planner.plan.store import record
from planner.plan.studies.compare_several import MOST_PLANS, names_of
from planner.plan.studies.older_inputs import inputs_since
from planner.ui.kit import components, link, state
from planner.ui.kit.queue import queue
from planner.ui.kit.record import now
from planner.ui.studies import compared
from planner.words import formats, say

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

TWO = 2
OFFERED = "compare|offered"
COMPARE_KEY = "compare"


def show() -> None:
    """All runs and the trail; two to five chosen: how they differ."""
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
    chosen = _pick_several(table, locale)
    if len(chosen) < TWO:
        return
    try:
        plans = [state.plan(run_id) for run_id in chosen]
        compared.show(dict(zip(names_of(plans), plans, strict=True)), locale)
    except PlannerError as error:
        st.error(str(error))


def _older(table: pd.DataFrame) -> list[bool]:
    """Whether each run was solved with other inputs than there are now."""
    scenarios = {name: state.scenario_named(str(name)) for name in table["scenario_name"].unique()}
    data = data_hash()
    return [inputs_since(row, scenarios[row["scenario_name"]], data).older for row in table.to_dict("records")]


def _pick_several(table: pd.DataFrame, locale: str) -> list[str]:
    """The runs to compare, picked or linked to; none where a link names one that is not there."""
    labels = {str(row.run_id): f"{row.title} · {row.run_id}" for row in table.itertuples()}
    wanted = [run_id for run_id in (link.picked(COMPARE_KEY) or "").split(",") if run_id]
    missing = [run_id for run_id in wanted if run_id not in labels]
    shown, offered = [] if missing else wanted[:MOST_PLANS], (locale, *labels.values())
    # Written only where it is news: a browser that is told what it said drops what was chosen since.
    if st.session_state.get(COMPARE_KEY) != shown or st.session_state.get(OFFERED) != offered:
        st.session_state[COMPARE_KEY], st.session_state[OFFERED] = shown, offered
    chosen = st.multiselect(
        say("tick several", locale),
        list(labels),
        format_func=lambda run_id: labels.get(run_id, run_id),
        max_selections=MOST_PLANS,
        placeholder=say("choose several", locale),
        key=COMPARE_KEY,
        on_change=_picked_several,
    )
    if missing:
        st.error(say("no such compared", locale, runs=components.as_text(", ".join(missing))))
        return []
    if len(wanted) > MOST_PLANS:
        components.note(say("too many compared", locale, count=len(wanted), most=MOST_PLANS))
    link.put(COMPARE_KEY, ",".join(chosen) or None)
    if len(chosen) < TWO:
        components.note(say("tick hint", locale))
    return chosen


def _picked_several() -> None:
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
