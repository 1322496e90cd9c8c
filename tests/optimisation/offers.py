"""Supply contracts for tests of the optimiser, worked out from hours in NumPy alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from planner.problem.site import Contracts, ModelInputs
from planner.problem.solution import Solution
from tests.optimisation.recompute import period_of_hour, weight_of_hour

if TYPE_CHECKING:
    from planner.arrays import Floats


@dataclass(frozen=True)
class Offer:
    """One contract; strike in EUR/MWh, money in MEUR per MW; volume is one number, or one per hour of all days."""

    strike: float
    most: float = 1.0
    least: float = 0.0
    volume: ArrayLike = 1.0
    leave: bool = False
    prepaid: float = 0.0  # in the first period
    left: float = 0.0
    name: str = "block"


def offered(
    x: ModelInputs, offers: Sequence[Offer], least_share: ArrayLike = 0.0, most_share: ArrayLike = 0.0
) -> ModelInputs:
    """The same inputs with these contracts; shares of what the connection draws at full load, 0 for no bound."""
    hours, size = len(x.hours.utc), len(x.periods.names)

    def by_period(hourly: Floats) -> Floats:
        return np.bincount(period_of_hour(x), weights=hourly * weight_of_hour(x), minlength=size)

    volume = np.array([np.broadcast_to(np.asarray(o.volume, dtype=float), (hours,)) for o in offers])
    energy = np.array([by_period(row) for row in volume])
    fixed = np.array([o.strike * row for o, row in zip(offers, energy, strict=True)]) / 1e6
    spot = np.array([by_period(row * x.hours.spot_eur_per_mwh) for row in volume]) / 1e6
    prepaid = np.zeros((len(offers), size))
    prepaid[:, 0] = [o.prepaid for o in offers]
    real_hours = by_period(np.ones(hours))
    contracts = Contracts(
        names=tuple(f"{o.name}-{i}" for i, o in enumerate(offers)),
        kinds=("baseload",) * len(offers),
        min_mw=np.array([o.least for o in offers], dtype=float),
        max_mw=np.array([o.most for o in offers], dtype=float),
        take_it_or_leave_it=np.array([o.leave for o in offers], dtype=bool),
        volume_mw=volume,
        strike_eur_per_mwh=np.repeat([[o.strike] for o in offers], hours, axis=1),
        energy_mwh=energy,
        fixed_meur=fixed,
        settlement_meur=fixed - spot,
        prepaid_meur=prepaid,
        prepaid_left_meur=np.array([o.left for o in offers], dtype=float),
        least_hedge_mwh=np.asarray(least_share, dtype=float) * real_hours,
        most_hedge_mwh=np.asarray(most_share, dtype=float) * real_hours,
    )
    return dataclasses.replace(x, contracts=contracts)


def random_offers(x: ModelInputs, seed: int) -> ModelInputs:
    """Three offers around the mean spot price, one to be taken or left, one prepaid; bounds on the hedge."""
    random = np.random.default_rng([seed, 7])
    mean, hours = float(x.hours.spot_eur_per_mwh.mean()), len(x.hours.utc)
    strikes = mean * random.uniform(0.85, 1.15, 3)
    offers = [
        Offer(strikes[0], most=0.5),
        Offer(strikes[1], least=0.2, most=0.6, volume=random.uniform(0, 1, hours), leave=True),
        Offer(strikes[2], most=0.4, volume=random.uniform(0, 1, hours), prepaid=0.001, left=0.0004),
    ]
    return offered(x, offers, least_share=random.choice([0.0, 0.05]), most_share=random.choice([0.0, 0.3, 0.6]))


def money_meur(x: ModelInputs, s: Solution) -> float:
    """Present cost of the contracts of a plan, hour by hour: volume · (strike − spot), and the prepayments."""
    c, p, total = x.contracts, period_of_hour(x), 0.0
    for i, mw in enumerate(s.contract_mw):
        strike = c.fixed_meur[i].sum() / c.energy_mwh[i].sum() * 1e6
        eur = mw * c.volume_mw[i] * (strike - x.hours.spot_eur_per_mwh) * weight_of_hour(x)
        total += float((eur * x.periods.discount[p]).sum()) / 1e6
        total += float(
            mw * (c.prepaid_meur[i] @ x.periods.discount - c.prepaid_left_meur[i] * x.periods.discount_at_end)
        )
    return total
