"""What one megawatt or one rack more would save: every day dispatched again with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.connection import least_rack_kw, worst_cooling
from planner.optimisation.matrix.layout import given_of, periods_of
from planner.optimisation.parts.part import Parked
from planner.optimisation.parts.parts import holds_parked, shared_of
from planner.optimisation.search.price_of_shared import price
from planner.optimisation.search.pricing import Priced

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.several import PortfolioInputs


@dataclass(frozen=True)
class OneMore:
    """What one unit more would save at a site, each of shape (P,) [MEUR]."""

    mw_meur: Floats  # one MW of connection, subscribed in every class
    rack: Ints  # product looked at
    rack_meur: Floats  # one rack of it; NaN where the connection could not even hold it parked


def no_values(x: PortfolioInputs) -> list[OneMore]:
    """Of every site: not looked at."""
    size = periods_of(x)
    nothing = np.full(size, np.nan)
    return [OneMore(nothing, np.zeros(size, dtype=np.int64), nothing) for _ in x.sites]


def one_more_unit(search: Search, pool: DayPool, given: Floats, priced: Priced) -> list[OneMore]:
    """Dispatch every day again with one megawatt more, then with one rack more, at every site at once.

    Args:
        search: what the model reads.
        pool: the days.
        given: what the plan gives to the dispatch, shape (S·P, L).
        priced: what the dispatch then costs, and its slopes; of racks that can be live in the period, the product with
            the highest shadow price is looked at.
    """
    larger, richer = given.copy(), given.copy()
    periods = np.arange(periods_of(search.x))
    products, fits = [], []
    for s, x in enumerate(search.x.sites):
        rows, at, sharing = s * len(periods) + periods, given_of(search.x, s), shared_of(x)
        larger[rows, at.classes] += 1.0  # subscribed power of every class, and the connection
        larger[rows, at.connection] += 1.0
        soonest = np.full(len(x.fleet.racks), len(periods))
        np.minimum.at(soonest, x.fleet.vintage_rack, x.fleet.live_period)
        shadow = -priced.slope_meur[rows, at.racks].T
        product = np.where(soonest[:, None] <= periods, shadow, -np.inf).argmax(axis=0)
        richer[rows, product] += 1.0
        racks_mw = richer[rows, at.racks] @ (least_rack_kw(x) / 1000)
        quantities = {name: given[rows, i] for name, i in at.parts.items()}
        quantities |= {one.period: given[rows, at.shared.start + i] for i, one in enumerate(sharing)}
        parked = Parked(
            drawn_mw=(racks_mw * (1 + worst_cooling(x)) + x.auxiliaries_mw) / x.electrical_efficiency,
            racks_mw=racks_mw,
            connection_mw=x.usable_share * given[rows, at.connection],
            quantities=quantities,
        )
        fitting = (parked.drawn_mw <= parked.connection_mw) & holds_parked(x, parked)
        richer[rows[~fitting]] = given[rows[~fitting]]
        products.append(product)
        fits.append(fitting)
    one_mw = priced.dispatch_meur - price(search, pool, larger, None).dispatch_meur
    one_rack = priced.dispatch_meur - price(search, pool, richer, None).dispatch_meur
    parts = (part.reshape(len(products), -1) for part in (one_mw, one_rack))
    return [
        OneMore(mw, product, np.where(fitting, rack, np.nan))
        for mw, rack, product, fitting in zip(*parts, products, fits, strict=True)
    ]
