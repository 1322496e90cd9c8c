"""What customers were promised or are offered beside uncommitted demand, and work that is rented elsewhere.

Axes beside those of `ModelInputs`: N contracts, L lines. A line is demand of a workload that has a price of its own
when it is not served: first each contract as long as credits are owed, then each again where it is in breach.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Offers:
    """Contracts with customers, signed or open. Amounts of a period are undiscounted; of a whole contract."""

    names: tuple[str, ...]  # N: "enterprise: lot-1"
    workload: Ints  # N → W
    demand: Floats  # N, H: work used, cut at the peak; 0 outside the term [Mtokens/s or kGPU]
    throttled: Floats  # N, H: work above the peak, never served and never owed
    contracted: Floats  # N, P: work under contract, all real hours [Mtokens or GPU-hours]
    price_eur: Floats  # N, P: per Mtoken or GPU-hour served, as it reaches the site
    revenue_meur: Floats  # N, P: if all is served; at least that of the take-or-pay floor
    credit_eur: Floats  # N, P: owed per Mtoken or GPU-hour unserved, beside the revenue lost
    cap_meur: Floats  # N, P: most credit of a period; infinite where no credit is owed
    termination_meur: Floats  # N, P: fee for ending it at the start of a period; infinite where that is not allowed
    signed: Bools  # N: signed before the plan
    whole: Bools  # N: signed, ended and broken as a whole or not at all
    market_priced: Bools  # N: its price moves with that of its workload
    decision_period: Ints  # N → P: by when an open offer is taken or declined; -1: before the horizon

    @property
    def in_term(self) -> Bools:
        """Periods in which each contract runs, N, P."""
        return np.asarray(self.contracted > 0)

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
    """The contracts of the workloads that a site may serve (W); of the others nothing is left."""
    own = may_serve[offers.workload]
    of = own[:, None]
    return replace(
        offers,
        demand=offers.demand * of,
        throttled=offers.throttled * of,
        contracted=offers.contracted * of,
        revenue_meur=offers.revenue_meur * of,
        cap_meur=np.where(of, offers.cap_meur, np.inf),
        signed=offers.signed & own,
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
