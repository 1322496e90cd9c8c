"""Page *Sensitivity and why*: what moves the value most, what binds, what nearly won, what one more is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.studies.binding import binding_shown
from planner.charts.studies.sensitivity import (
    tornado_chart,
    tornado_finding,
    two_way_bars,
    two_way_chart,
    two_way_finding,
)
from planner.jobs.background import DAYS
from planner.plan.store.studies import study_of
from planner.ui.kit import components, phone, state
from planner.ui.studies import worth
from planner.ui.studies.alternatives import near_optimal
from planner.ui.studies.background_work import watched
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def show(plan: Plan) -> None:
    """The tornado and the two widest drivers at once, from the store or worked out in the background; then why."""
    locale = state.locale()
    watched(plan, "sensitivity", _studies, ":material/align_horizontal_center:")
    components.finding(say("why", locale))
    components.plain_table(binding_shown(plan, locale))
    components.note(say("why note", locale))
    components.table_below(plan.binding, "binding")
    watched(plan, "alternatives", near_optimal, ":material/alt_route:")
    worth.one_more(plan)


def _studies(plan: Plan) -> bool:
    locale, store = state.locale(), state.store_path()
    tornado, grid = study_of(store, plan.run_id, "tornado"), study_of(store, plan.run_id, "two_way")
    if tornado is None or tornado["difference_meur"].dropna().empty:
        components.headline(say("sensitivity lead", locale))
    else:
        title = tornado_finding(tornado, locale)
        components.headline(title)
        components.note(say("sensitivity note", locale, days=DAYS))
        components.chart(tornado_chart(tornado, locale), "tornado", title)
        components.table_below(tornado, "tornado")
    if grid is not None and not grid["npv_meur"].dropna().empty:
        title = two_way_finding(grid, locale)
        components.finding(title)
        components.note(say("two-way note", locale, days=DAYS))
        phone.chart_or_bars(two_way_chart(grid, locale), "two-way", title, two_way_bars(grid, locale))
        components.table_below(grid, "two-way")
    return tornado is not None
