"""Grid support of a scenario as arrays: what each product pays, when it is bought, which work may be shed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.calendar import month_of
from planner.problem.support import Support
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from planner.calendar import Calendar
    from planner.scenario.schema import Scenario


def grid_support(scenario: Scenario, calendar: Calendar) -> Support | None:
    """The products of a scenario; None where it has none.

    A workload can be shed for a product if it may wait as long as a call lasts, or is named as interruptible.
    """
    products = scenario.power.grid_support
    if not products:
        return None
    years, ordinal = calendar.years_to_middle, calendar.date_ordinal
    month = month_of(ordinal)
    open_mw, sheds, prices = [], [], []
    for product in products.values():
        hours = np.isin(month, product.months)
        hours &= (calendar.hour >= product.from_hour) & (calendar.hour < product.to_hour)
        hours &= ordinal >= quarter_first_day(product.earliest).toordinal()
        hours &= np.isin(calendar.weekday, product.weekdays)
        open_mw.append(np.where(hours, float(product.max_mw), 0.0))
        prices.append(product.price_eur_per_mw_h * (1 + product.price_change_per_year) ** years)
        sheds.append(
            [
                work.window_hours >= product.sustained_hours or name in product.interruptible
                for name, work in scenario.workloads.items()
            ]
        )
    return Support(
        names=tuple(products),
        price_eur_per_mw_h=np.array(prices, dtype=np.float64),
        most_mw=np.array(open_mw, dtype=np.float64),
        sustained_hours=np.array([p.sustained_hours for p in products.values()], dtype=np.int64),
        daily=np.array([p.offer == "daily" for p in products.values()], dtype=np.bool_),
        sheds=np.array(sheds, dtype=np.bool_),
    )
