"""Page *Plan and actuals*: what did the plan say of past months, what were they, and which assumption was off?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from planner.access.rights import may
from planner.errors import PlannerError
from planner.plan.happened.actuals import read_actuals
from planner.plan.happened.happened import units_of_work, what_happened
from planner.plan.happened.shown import months_shown, tracking_shown
from planner.plan.store.studies import put_study, study_of
from planner.ui.kit import components, state
from planner.words import say

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.plan import Plan

FILE_KEY = "actuals"


def show(plan: Plan) -> None:
    """The assumptions that were off, the tracking error, the months; and where the file of past months goes."""
    locale = state.locale()
    try:
        actuals = study_of(state.store_path(), plan.run_id, "actuals")
        _shown(plan, actuals, locale)
        _hand_in(plan, locale)
    except PlannerError as error:
        st.error(f"```\n{error}\n```")


def _shown(plan: Plan, actuals: pd.DataFrame | None, locale: str) -> None:
    if actuals is None:
        components.headline(say("happened lead", locale))
        st.info(say("happened none", locale), icon=":material/info:")
        return
    happened = what_happened(plan, actuals)
    first, *others = happened.sentences(locale)
    components.headline(components.as_text(first))
    if others:
        st.markdown("\n".join(f"- {components.as_text(text)}" for text in others))
    components.finding(say("happened tracking", locale))
    components.plain_table(tracking_shown(happened, locale))
    components.finding(say("happened months", locale))
    st.dataframe(months_shown(happened, locale), hide_index=True, key="actuals-table")
    components.download(happened.table, "plan-and-actuals")


def _hand_in(plan: Plan, locale: str) -> None:
    """A file of past months, kept with the run in place of that of before."""
    if not may(state.person(), "solve"):
        components.note(say("happened viewer", locale))
        return
    file = st.file_uploader(say("happened file", locale), type=["csv", "xlsx", "txt"], key=FILE_KEY)
    if file is None or st.session_state.get(f"{FILE_KEY}-read") == (plan.run_id, file.file_id):
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file.name).name
        path.write_bytes(file.getvalue())
        actuals = read_actuals(path, units_of_work(plan))
        what_happened(plan, actuals)  # refuses months of another time before anything is kept
    put_study(state.store_path(), plan.run_id, "actuals", actuals)
    st.session_state[f"{FILE_KEY}-read"] = (plan.run_id, file.file_id)
    st.rerun()
