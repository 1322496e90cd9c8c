"""What one megawatt or one rack more would save: every day dispatched again with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.connection import least_rack_kw, worst_cooling
from planner.optimisation.matrix.layout import connection_at, given_width, periods_of
from planner.optimisation.parts.carbon_cap import parked_kt
from planner.optimisation.parts.flexible_connection import least_limit_mw, taken_away
from planner.optimisation.search.price_of_shared import price
from planner.optimisation.search.pricing import Priced

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.several import PortfolioInputs


@dataclass(frozen=True)
class OneMore:
    """What one unit more would save at a site, each of shape (P,) [MEUR]."""

    mw_meur: Floats  # one MW of connection, subscribed in every class
    rack: Ints  # product looked at
    rack_meur: Floats  # one rack of it; NaN where the connection could not even hold it parked


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
        rows, racks, connection = s * len(periods) + periods, len(x.fleet.racks), connection_at(search.x, s)
        larger[rows, racks : connection + 1] += 1.0  # subscribed power of every class, and the connection
        soonest = np.full(racks, len(periods))
        np.minimum.at(soonest, x.fleet.vintage_rack, x.fleet.live_period)
        shadow = -priced.slope_meur[rows, :racks].T
        product = np.where(soonest[:, None] <= periods, shadow, -np.inf).argmax(axis=0)
        richer[rows, product] += 1.0
        parked_mw = richer[rows, :racks] @ (least_rack_kw(x) / 1000) * (1 + worst_cooling(x)) + x.auxiliaries_mw
        held = parked_mw <= x.electrical_efficiency * given[rows, connection]
        held &= holds_parked(search.x, s, richer[rows], parked_mw)
        richer[rows[~held]] = given[rows[~held]]
        products.append(product)
        fits.append(held)
    one_mw = priced.dispatch_meur - price(search, pool, larger, None).dispatch_meur
    one_rack = priced.dispatch_meur - price(search, pool, richer, None).dispatch_meur
    parts = (part.reshape(len(products), -1) for part in (one_mw, one_rack))
    return [
        OneMore(mw, product, np.where(held, rack, np.nan))
        for mw, rack, product, held in zip(*parts, products, fits, strict=True)
    ]


def holds_parked(x: PortfolioInputs, s: int, given: Floats, parked_mw: Floats) -> Bools:
    """Whether the parked fleet keeps to firm part, transformers, maintenance and carbon of each period, P.

    `parked_mw`, P: its power behind the electrical chain, with auxiliaries.
    """
    site, fits = x.sites[s], np.ones(len(parked_mw), dtype=np.bool_)
    drawn = parked_mw / site.electrical_efficiency
    fits &= drawn <= least_limit_mw(site)
    if site.flexible:
        at = connection_at(x, s)
        fits &= ~taken_away(site) | (drawn <= given[:, at] - given[:, given_width(x, s) - 1])
    if site.carbon_cap:
        per_mw, auxiliaries = parked_kt(site)
        parked = given[:, : len(site.fleet.racks)] @ (least_rack_kw(site) / 1000) * per_mw + auxiliaries
        fits &= parked <= given[:, given_width(x, s)]
    return fits
