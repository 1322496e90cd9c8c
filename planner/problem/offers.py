"""What customers were promised or are offered beside uncommitted demand, and work that is rented elsewhere.

Axes beside those of `ModelInputs`: N contracts, L lines. A line is demand of a workload that has a price of its own
when it is not served: first each contract as long as credits are owed, then each again where it is in breach.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints
    from planner.problem.periods import Days


def _one_each() -> Ints:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Offers:
    """Contracts with customers, signed or open. Amounts of a period are undiscounted; of a whole contract."""

    names: tuple[str, ...]  # N: "enterprise: lot-1"
    workload: Ints  # N → W
    demand: Floats  # N, H: work used, cut at the peak; 0 outside the term [Mtokens/s or kGPU]
    throttled: Floats  # N, H: work above the peak, never served and never owed
    peak: Floats  # N, H: most that is served in the hour
    contracted: Floats  # N, P: work under contract, all real hours [Mtokens or GPU-hours]
    floor: Floats  # N, P: work that is paid whether used or not, in the same units
    price_eur: Floats  # N, P: per Mtoken or GPU-hour served, as it reaches the site
    revenue_meur: Floats  # N, P: if all is served; at least that of the take-or-pay floor
    credit_eur: Floats  # N, P: owed per Mtoken or GPU-hour unserved, beside the revenue lost
    cap_meur: Floats  # N, P: most credit of a period; infinite where no credit is owed
    termination_meur: Floats  # N, P: fee for ending it at the start of a period; infinite where that is not allowed
    signed: Bools  # N: signed before the plan
    whole: Bools  # N: signed, ended and broken as a whole or not at all
    market_priced: Bools  # N: its price moves with that of its workload
    decision_period: Ints  # N → P: by when an open offer is taken or declined; -1: before the horizon
    sites: Ints = field(default_factory=_one_each)  # N: how many sites of a portfolio may serve it; empty: one each

    @property
    def in_term(self) -> Bools:
        """Periods in which each contract runs, N, P."""
        return np.asarray(self.contracted > 0)

    @property
    def site_count(self) -> Ints:
        """How many sites may serve each contract, N."""
        return self.sites if len(self.sites) else np.ones(len(self.names), dtype=np.int64)

    @property
    def shared(self) -> Bools:
        """Contracts that several sites of a portfolio may serve, N: signed, ended and broken once, for all of them."""
        return np.asarray(self.site_count > 1)

    @property
    def breakable(self) -> Ints:
        """Contracts that owe a credit which ends at its cap, in order."""
        return np.flatnonzero((self.credit_eur > 0).any(axis=1) & np.isfinite(self.cap_meur).any(axis=1))

    @property
    def line_contract(self) -> Ints:
        """L → N: all contracts, then those that may be in breach."""
        return np.concatenate([np.arange(len(self.names)), self.breakable])

    @property
    def line_workload(self) -> Ints:
        """L → W."""
        return np.asarray(self.workload[self.line_contract])

    @property
    def line_unserved_eur(self) -> Floats:
        """L, P: what a unit of a line costs when it is not served: its price, and the credit unless in breach."""
        owing = self.price_eur + self.credit_eur
        return np.concatenate([owing, self.price_eur[self.breakable]])


def at_site(offers: Offers, may_serve: Bools) -> Offers:
    """The contracts of the workloads that a site may serve (W); of the others nothing is left.

    Each site that may serve a contract holds the whole of it; of a fee for ending it, it bears an equal part.
    """
    own = may_serve[offers.workload]
    of = own[:, None]
    return replace(
        offers,
        demand=offers.demand * of,
        throttled=offers.throttled * of,
        contracted=offers.contracted * of,
        floor=offers.floor * of,
        revenue_meur=offers.revenue_meur * of,
        cap_meur=np.where(of, offers.cap_meur, np.inf),
        termination_meur=offers.termination_meur / np.where(own, offers.site_count, 1)[:, None],
        signed=offers.signed & own,
        sites=np.where(own, offers.site_count, 1),
    )


def moved(offers: Offers, factor: Floats, price: Floats, days: Days, units_per_hour: Floats) -> Offers:
    """The contracts on a path: customers ask for more or less, and what follows the market has another price.

    What is above the peak is throttled; less than the floor is paid for like the floor. The most credit of a period
    moves with its fee.

    Args:
        offers: those of the scenario.
        factor: of the path on what is asked, N, H.
        price: of the path on the price of contracts that follow the market, N, P.
        days: of the hours.
        units_per_hour: of the workloads, W.
    """
    asks = (offers.demand + offers.throttled) * factor
    demand, size = np.minimum(asks, offers.peak), price.shape[1]
    used = [np.bincount(days.hour_period, weights=row * days.hour_weight, minlength=size) for row in demand]
    price_eur = np.where(offers.market_priced[:, None], price, 1.0) * offers.price_eur
    units = np.array(used) * units_per_hour[offers.workload, None]
    revenue = price_eur * np.maximum(units, offers.floor) / 1e6
    before = np.where(offers.revenue_meur > 0, offers.revenue_meur, 1.0)
    ratio = np.where(offers.revenue_meur > 0, revenue / before, 1.0)
    per_price = np.where(offers.market_priced[:, None], price, 1.0)
    return replace(
        offers,
        demand=demand,
        throttled=asks - demand,
        price_eur=price_eur,
        revenue_meur=revenue,
        credit_eur=offers.credit_eur * per_price,
        cap_meur=np.where(np.isfinite(offers.cap_meur), offers.cap_meur * ratio, np.inf),
    )


@dataclass(frozen=True)
class OfferDecisions:
    """What the plan makes of each contract, as shares of it."""

    signed: Floats  # N
    owing: Floats  # N, P: in force, credits owed
    breached: Floats  # N, P: in force, the cap of the period paid and no more owed
    terminated: Floats  # N, P: ended at the start of p

    @property
    def in_force(self) -> Floats:
        """N, P: share of each contract that the site serves or fails."""
        return np.asarray(self.owing + self.breached)

    @property
    def left(self) -> Floats:
        """N, P: share of each contract that is signed and not ended; of a portfolio, at all its sites together."""
        return np.asarray(self.signed[:, None] - np.cumsum(self.terminated, axis=1))

    def line_share(self, offers: Offers) -> Floats:
        """L, P: share of each line."""
        return np.concatenate([self.owing, self.breached[offers.breakable]])


@dataclass(frozen=True)
class Rented:
    """GPUs rented elsewhere: on demand up to a limit, and reserved by the period at a lower price."""

    gpus_per_unit: Floats  # W: kGPU that do a Mtoken/s or stand for a kGPU of the workload; 0 where none may be rented
    on_demand_keur: Floats  # P: of 1,000 GPUs for an hour
    most_on_demand: float  # kGPU; infinite: no limit
    reserved_keur: Floats  # P: of 1,000 GPUs for an hour of the period, used or not
    most_reserved: Floats  # P: kGPU
