"""The cases a lender asks for, from the store or worked out in the background; part of the page Money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.finance.lenders import lender_cases_shown, lender_finding
from planner.plan.store.studies import study_of
from planner.ui.kit import components, state
from planner.ui.studies.background_work import watched
from planner.words import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def lender_cases(plan: Plan) -> None:
    """Value and cover of the plan in each case."""
    watched(plan, "lenders", _shown, ":material/account_balance:")


def _shown(plan: Plan) -> bool:
    locale = state.locale()
    table = study_of(state.store_path(), plan.run_id, "lenders")
    if table is None:
        components.finding(say("lenders", locale))
        return False
    components.finding(lender_finding(table, locale))
    components.note(say("lenders note", locale))
    components.plain_table(lender_cases_shown(table, locale))
    components.table_below(table, "lenders")
    return True
