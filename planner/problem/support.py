"""Products of grid support: what each pays and when it is bought."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints


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


def most_revenue_eur(support: Support, period_of_hour: Ints, weight: Floats) -> Floats:
    """P: what the products would pay if all of each were offered in every open hour [EUR]."""
    price = support.price_eur_per_mw_h[:, period_of_hour]
    size = support.price_eur_per_mw_h.shape[1]
    hourly = (price * support.most_mw).sum(axis=0)
    return np.bincount(period_of_hour, weights=hourly * weight, minlength=size).astype(np.float64)
