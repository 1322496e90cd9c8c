"""What binds, from when to when, as a table for people."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import pandas as pd

from planner.plan.tables.binding import limit_by_period
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan


def binding_spans(plan: Plan) -> list[tuple[str, str, str]]:
    """First and last period of each stretch of time with one limit that matters most, and which."""
    periods = list(plan.periods)
    limits = limit_by_period(plan.binding, plan.orders, periods)
    spans = []
    for limit, group in groupby(zip(periods, limits, strict=True), key=lambda pair: pair[1]):
        own = [period for period, _ in group]
        spans.append((own[0], own[-1], limit))
    return spans


def binding_shown(plan: Plan, locale: str = "en") -> pd.DataFrame:
    """The stretches with what the limit means, as texts."""
    spans = binding_spans(plan)
    return pd.DataFrame(
        {
            say("binds from", locale): [formats.period_name(first, locale) for first, _, _ in spans],
            say("binds to", locale): [formats.period_name(last, locale) for _, last, _ in spans],
            say("binds", locale): [say(f"binds {limit}", locale) for *_, limit in spans],
        }
    )
