"""What to know of a forecast: how old and how long its history is, whether it moved, and where its paths lead."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.inputs.forecast.history import Series
    from planner.inputs.forecast.quarters import Quarters

FAR_FROM_GIVEN = 1.5  # first quarter over the level given, either way, that is worth a word
OLD_MONTHS = 4.0  # between the end of a history and the first quarter; usual is the quarter before
YEAR_DAYS = 365
MOST_A_YEAR = 12.0  # fold; the fastest token series of data/demand/token_growth.csv grew about tenfold a year
WIDEST_BAND = 100.0  # P90 over P10 of a quarter: beyond, a band says nothing
STILL = 1e-6  # spread of a logarithm below which a series never moved
DAYS_PER_MONTH = 30.44


def level_notes(name: str, rate: Floats, given: Floats) -> list[str]:
    """A first quarter far from the level that the scenario gives. rate: N × Q, given: Q."""
    now = float(np.median(rate[:, 0]) / given[0])
    if 1 / FAR_FROM_GIVEN < now < FAR_FROM_GIVEN:
        return []
    return [f"{name}: the median of the first quarter is {now:.2f} times the level the scenario gives."]


def history_notes(name: str, series: Series, quarters: Quarters, today: dt.date) -> list[str]:
    """Age, length and movement of a history, in this order."""
    first, last = series.first[0], _end(series)
    begins = dt.date.fromordinal(int(quarters.edges[0]))
    notes = []
    if last > today:
        notes.append(f"{name}: its history ends on {last}, after today ({today}): a slip in the dates, or a plan?")
    months = (begins - last).days / DAYS_PER_MONTH
    if months > OLD_MONTHS:
        notes.append(
            f"{name}: its history ends on {last}, {months:.0f} months before the plan begins "
            f"({quarters.names[0]}); usual is less than {OLD_MONTHS:.0f}. The gap is bridged by its trend."
        )
    days = (last - first).days + 1
    if days < YEAR_DAYS:
        notes.append(
            f"{name}: its history holds {days} days in one piece, less than a year: the season of the year is not in "
            "it, and none is forecast."
        )
    if float(np.std(np.log(np.maximum(series.rate, 1e-300)))) < STILL:
        notes.append(
            f"{name}: its history never moved (a contract volume?), so its band is a line: give drivers, or growth a "
            "weight, if the volume may change."
        )
    return notes


def _end(series: Series) -> dt.date:
    """Last day of the last step."""
    if series.step == "week":
        return series.first[-1] + dt.timedelta(days=6)
    after = (series.first[-1].replace(day=1) + dt.timedelta(days=31)).replace(day=1)
    return after - dt.timedelta(days=1)


def bound_notes(name: str, rate: Floats, quarters: Quarters) -> list[str]:
    """A forecast that leaves every bound: growth that no series had, or a band that says nothing. rate: N × Q."""
    low, median, high = np.quantile(rate, (0.1, 0.5, 0.9), axis=0)
    years = max(0.25, (len(median) - 1) / 4)
    fold = float((median[-1] / median[0]) ** (1 / years)) if median[0] > 0 else 1.0
    if fold > MOST_A_YEAR:
        return [
            f"{name}: the median grows {fold:,.3g}-fold a year until {quarters.names[-1]}; the fastest series of "
            f"data/demand/token_growth.csv grew about tenfold. The trend of its history leaves every bound: use growth "
            "or drivers, or a longer history."
        ]
    width = float(np.max(high / np.maximum(low, 1e-300)))
    if width > WIDEST_BAND:
        at = quarters.names[int(np.argmax(high / np.maximum(low, 1e-300)))]
        return [f"{name}: P90 is {width:,.3g} times P10 in {at}: the band says little; usual is up to tenfold."]
    return []
