"""All facts of a plan, made in one place: pages, reports and the command line tell these and no others."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from planner.errors import PlannerError
from planner.plan.news.change import change_facts
from planner.plan.news.cost import cost_facts
from planner.plan.news.decision import decision_facts
from planner.plan.news.fact import News
from planner.plan.news.late import late_facts
from planner.plan.news.limits import limit_facts
from planner.plan.news.troubles import trouble_facts
from planner.plan.news.work import work_facts

if TYPE_CHECKING:
    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan

__all__ = ["accounts_or_none", "news_of", "today_utc"]


def news_of(plan: Plan, today: dt.date, paths: UncertainPlan | None = None, accounts: Accounts | None = None) -> News:
    """The facts of a plan as read on a day.

    Args:
        plan: the plan; nothing is solved.
        today: the day it is read: orders due before are late.
        paths: a plan for paths of the same scenario (`planner.plan.several.pair`), for the band and measurements.
        accounts: its accounts; without them there is nothing of covenants and payback (`accounts_or_none`).
    """
    years = [name.partition("-")[0] for name in plan.periods]
    work, late, cost = work_facts(plan), late_facts(plan, today), cost_facts(plan, paths)
    return News(
        first_year=years[0],
        last_year=years[-1],
        decision=tuple(decision_facts(plan)),
        cost=tuple(cost),
        work=tuple(work),
        troubles=tuple(trouble_facts(plan, accounts, work, late, cost)),
        late=tuple(late),
        limits=tuple(limit_facts(plan)),
        change=tuple(change_facts(plan, paths)),
    )


def accounts_or_none(plan: Plan) -> Accounts | None:
    """The accounts of a plan; None where its tables do not hold what they need."""
    try:
        return plan.accounts()
    except PlannerError:
        return None


def today_utc() -> dt.date:
    """The day on which something is read."""
    return dt.datetime.now(dt.UTC).date()
