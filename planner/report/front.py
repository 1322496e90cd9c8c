"""The three charts of a director's second page, each with its finding and where its numbers stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.findings import plan as findings
from planner.plan.accounts.ledger import deepest_funding, ledger_of
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.plan.text import money_text
from planner.report.parts import Section, Still
from planner.report.stills import plan as stills
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.plan.plan import Plan


def front_charts(plan: Plan, locale: str) -> tuple[Section, ...]:
    """Cash, work by word, megawatts."""
    return (
        _chart(plan, "cash", cash_finding(plan, locale), stills.cash, locale),
        _chart(plan, "work", findings.served(plan, locale), stills.work, locale),
        _chart(plan, "power", findings.power(plan, locale), stills.power, locale),
    )


def _chart(plan: Plan, key: str, finding: str, draw: Callable[[Plan, str], str], locale: str) -> Section:
    measure = say(f"still {key}", locale)
    still = Still(key, f"{finding}. {measure}", draw(plan, locale))
    return Section(f"chart-{key}", finding, stills=(still,), note=measure)


def cash_finding(plan: Plan, locale: str) -> str:
    """The deepest point of cash before tax and financing, and its month."""
    eur, month = deepest_funding(ledger_of(plan))
    if not month:
        return say("cash finding none", locale)
    when = formats.period_name(month, locale)
    return say("cash finding", locale, amount=money_text(eur / EUR_PER_MEUR, locale), month=when)
