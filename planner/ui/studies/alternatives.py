"""What nearly won and why a rack is not bought, from the store or worked out in the background; part of Sensitivity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from planner.charts.studies.alternatives import (
    near_note,
    near_sentences,
    plans_shown,
    racks_shown,
    ranges_chart,
    ranges_shown,
)
from planner.plan.store.studies import study_of
from planner.ui.kit import components, state
from planner.words import say

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.plan import Plan
    from planner.plan.store.studies import Study

NAMES: tuple[Study, ...] = ("near_about", "near_ranges", "near_first_orders", "near_plans", "near_racks")


def near_optimal(plan: Plan) -> bool:
    """Sentences, then ranges, other plans and prices of racks; whether the study was there."""
    locale, store = state.locale(), state.store_path()
    components.finding(say("alternatives", locale))
    read = {name: study_of(store, plan.run_id, name) for name in NAMES}
    tables: dict[Study, pd.DataFrame] = {name: table for name, table in read.items() if table is not None}
    if len(tables) < len(NAMES):
        return False
    sentences = near_sentences(tables, locale)
    st.markdown("\n\n".join(sentences))
    components.note(near_note(tables, locale))
    if len(tables["near_ranges"]):
        components.chart(ranges_chart(tables, locale), "near-ranges", sentences[0])
        components.plain_table(ranges_shown(tables, locale))
        components.table_below(tables["near_ranges"], "near-ranges")
    if len(tables["near_plans"]):
        components.plain_table(plans_shown(tables, locale))
        components.table_below(tables["near_plans"], "near-plans")
    components.finding(say("near racks", locale))
    components.plain_table(racks_shown(tables, locale))
    components.note(say("near racks note", locale))
    components.table_below(tables["near_racks"], "near-racks")
    return True
