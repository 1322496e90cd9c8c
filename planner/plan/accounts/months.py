"""The months of a horizon, and what moves an amount from one month to another.

An amount of a period is spread over its months by days. Days to be paid are counted in months of 30 days from the end
of the month in which the work is done: of 45 days, half is paid after one month and half after two.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import StoreError, located
from planner.inputs.money.months import Months, months_between, period_start

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.plan import Plan

DAYS_PER_MONTH = 30.0


def months_of(plan: Plan) -> Months:
    """The months of a plan. StoreError where its manifest does not say which they are."""
    horizon = plan.manifest["horizon"]
    try:
        first = dt.date.fromisoformat(str(horizon["first_day"]))
        after = dt.date.fromisoformat(str(horizon["after_last_day"]))
        starts = [period_start(name) for name in plan.periods]
    except (KeyError, ValueError) as error:
        problem = f"this run does not say when its periods begin ({error})."
        raise StoreError(located(plan.run_id, problem, "solve the scenario again.")) from error
    return months_between(first, after, starts, plan.periods)


def paid_after(amounts: Floats, days: float) -> Floats:
    """Amounts of months (…, M) in the months in which they are paid; what is paid after the last is left out."""
    lag = days / DAYS_PER_MONTH
    whole = int(lag)
    part = lag - whole
    return (1.0 - part) * later(amounts, whole) + part * later(amounts, whole + 1)


def later(amounts: Floats, months: int) -> Floats:
    """Amounts of months (…, M), so many months later."""
    moved = np.zeros_like(amounts)
    count = amounts.shape[-1]
    if months < count:
        moved[..., months:] = amounts[..., : count - months]
    return moved


def paid_ahead(amounts: Floats, months: int) -> Floats:
    """Amounts of months (…, M), of so many months each time paid in the first of them."""
    groups = np.arange(amounts.shape[-1]) // months * months
    moved = np.zeros_like(amounts)
    for month, group in enumerate(groups):
        moved[..., group] += amounts[..., month]
    return moved


def within(amount: float, days: float, count: int) -> Floats:
    """An amount that was owed when the horizon began, in equal parts over the months of its days (M)."""
    months = min(max(1, int(np.ceil(days / DAYS_PER_MONTH))), count)
    paid = np.zeros(count)
    paid[:months] = amount / months
    return paid
