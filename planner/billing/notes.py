"""What is allowed and yet unusual in a bill's inputs, and what a curve of less than a year cannot say."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from planner.catalogue.site import TARIFF_CLASSES

if TYPE_CHECKING:
    from planner.arrays import Ints
    from planner.billing.load_curve import LoadCurve

LOW_USE = 3.0  # subscribed over highest power: a site that pays for three times its peak has mistaken a unit or a size
HIGH_USE = 1.5  # highest over subscribed power; overruns of TURPE are meant for some per cent
STEPS_AN_HOUR = (6, 4, 2)  # kWh a step read as kW are that many times too low
CAPACITY_SPAN = 3.0  # obligation over subscribed power, either way; the rule is about the power at peak hours
DAYS_OF_A_YEAR = 365
DAYS_AHEAD = 366  # a curve further ahead than a year is a forecast, or a slip in the date


def bill_notes(load: LoadCurve, highest_kw: float, capacity_mw: float | None) -> tuple[str, ...]:
    """Notes on the power against that subscribed, and on the capacity obligation against the power."""
    peak_kw = float(load.kw.max())
    notes = list(load.notes)
    if peak_kw and highest_kw > LOW_USE * peak_kw:
        notes.append(_low(peak_kw, highest_kw))
    elif highest_kw and peak_kw > HIGH_USE * highest_kw:
        notes.append(
            f"the highest power, {peak_kw:,.0f} kW, is {peak_kw / highest_kw:.1f} times the subscribed "
            f"{highest_kw:,.0f} kW; overruns are usual up to some per cent"
        )
    if capacity_mw and highest_kw:
        ratio = capacity_mw * 1000 / highest_kw
        if not 1 / CAPACITY_SPAN <= ratio <= CAPACITY_SPAN:
            slip = " Is it in kW?" if ratio > CAPACITY_SPAN else ""
            notes.append(
                f"a capacity obligation of {capacity_mw:,g} MW is {ratio:,.3g} times the subscribed power "
                f"({highest_kw / 1000:,.3g} MW); usual is about the power drawn at peak hours.{slip}"
            )
    return tuple(notes)


def _low(peak_kw: float, highest_kw: float) -> str:
    ratio = highest_kw / peak_kw
    text = (
        f"the highest power, {peak_kw:,.0f} kW, is {peak_kw / highest_kw:.0%} of the subscribed {highest_kw:,.0f} kW; "
        "usual is 70 % to 110 %"
    )
    near = [steps for steps in STEPS_AN_HOUR if 0.7 * steps <= ratio <= 1.6 * steps]
    return f"{text}. Is it energy of each step? Then say so: a column kwh, or --unit kWh" if near else text


def missing_of_a_year(load: LoadCurve, classes: Ints) -> str:
    """What a curve shorter than a year cannot say: classes that do not occur, months that are missing; else ""."""
    days = (load.clock.last_day - load.clock.first_day).days + 1
    if days >= DAYS_OF_A_YEAR:
        return ""
    absent = [name for k, name in enumerate(TARIFF_CLASSES) if not (classes == k).any()]
    there = {month.first.month for month in load.months if month.share > 0.5}
    months = [f"{dt.date(2000, month, 1):%b}" for month in range(1, 13) if month not in there]
    text = f"the curve holds {days} of {DAYS_OF_A_YEAR} days"
    if months:
        text += f"; {', '.join(months)} are missing" if len(months) > 1 else f"; {months[0]} is missing"
    if absent:
        occur = "does" if len(absent) == 1 else "do"
        text += f"; {', '.join(absent)} {occur} not occur, so no subscribed power is given for "
        text += "it" if len(absent) == 1 else "them"
    return f"{text}. The order of the versions is that of these days, not of a year"


def occurring(classes: Ints) -> list[bool]:
    """Whether each class occurs in a curve, K."""
    return [bool((classes == k).any()) for k in range(len(TARIFF_CLASSES))]


def ahead_note(load: LoadCurve, today: dt.date) -> str | None:
    """A note on a metered curve whose last day is far after today."""
    days = int(np.int64((load.clock.last_day - today).days))
    if days <= DAYS_AHEAD:
        return None
    return f"the curve ends on {load.clock.last_day}, {days / 365.25:.0f} years after today: is the year a slip?"
