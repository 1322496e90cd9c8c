"""Grid support of a scenario as arrays: what each product pays, when it is bought, which work may be shed for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.calendar import month_of
from planner.inputs.fleet import quarter_first_day

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.inputs.calendar import Calendar
    from planner.scenario.schema import Scenario

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Support:
    """Products of grid support, G of them. A product in an hour in which it is not bought has nothing on offer."""

    names: tuple[str, ...]  # G
    price_eur_per_mw_h: Floats  # G, P
    most_mw: Floats  # G, H: 0 where it is not bought
    sustained_hours: Ints  # G
    daily: Bools  # G: one offer for all open hours of a day
    sheds: Bools  # G, W: work of this kind may be shed for the product

    @property
    def pools(self) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
        """(products, workloads): offers of these products together are within what these workloads can shed.

        One for each union of the products' workloads: a MW of work is promised once (Hall's condition).
        """
        of = [frozenset(np.flatnonzero(row).tolist()) for row in self.sheds]
        unions = {frozenset().union(*chosen) for size in range(1, len(of) + 1) for chosen in combinations(of, size)}
        found = []
        for union in sorted(unions, key=lambda u: (len(u), sorted(u))):
            within = tuple(g for g, own in enumerate(of) if own <= union)
            found.append((within, tuple(sorted(union))))
        return tuple(found)


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


def most_revenue_eur(support: Support, period_of_hour: Ints, weight: Floats) -> Floats:
    """P: what the products would pay if all of each were offered in every open hour [EUR]."""
    price = support.price_eur_per_mw_h[:, period_of_hour]
    size = support.price_eur_per_mw_h.shape[1]
    hourly = (price * support.most_mw).sum(axis=0)
    return np.bincount(period_of_hour, weights=hourly * weight, minlength=size).astype(np.float64)
