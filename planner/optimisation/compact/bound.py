"""What a day costs at least, in closed form, from any prices: weak duality, with no solver to be believed.

Prices of a day are λ[w,t] of work (one for the day where it may wait) and ν[t] of a MW of IT power. With any such
numbers, of whatever day, rounded or old, this holds at every quantity that investment may give:

    cost >= sum_t ν aux/heat - most_on_demand (α - on_demand)+                              constant
          + sum_w shares[w] sum_t min(λ, unserved) demand + sum_l shares[l] sum_t min(λ, unserved of l) demand of l
          + sum_r installed[r] sum_t (ν always[r] - availability[r] π[r,t])
          - sum_t σ subscribed[k(t)] - usable connection sum_t κ - rented sum_t α

where the rest is the least that keeps every reduced cost at zero or above: the rent of a rack
π[r,t] = max(0, ν saved[r], max_o (λ rate[o] - ν added[o])), of a GPU elsewhere α[t] = max(0, max_w (λ - burst) / gpus),
of subscribed power σ = ν efficiency/heat - energy, within 0 and the price of overrun, of the connection κ what is left.
λ is cut where work may go unserved, or be rented, without limit. The prices of the optimum give the optimum.

Source: Benders' cut from a dual solution (Benders 1962), which is feasible here by construction.
Proved by: test_no_prices_pass_the_optimum; met at the optimum: test_a_compact_day_is_the_day
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.compact.numbers import Block, Quantities, SiteNumbers


def allowed_prices(site: SiteNumbers, block: Block, work: Floats) -> Floats:
    """Prices of work (D, W, T) [kEUR], cut where more of it may be unserved or rented than any price could stop."""
    most = np.where(site.bounded, np.inf, block.unserved_keur)
    if site.gpus_per_unit is None:
        most[list(site.burst)] = np.minimum(most[list(site.burst)], block.burst_keur)
    elif np.isinf(site.most_on_demand):
        dear = block.burst_keur + site.gpus_per_unit * block.on_demand_keur
        most[list(site.burst)] = np.minimum(most[list(site.burst)], dear)
    return np.minimum(work, most[:, None])


def rents(site: SiteNumbers, work: Floats, power: Floats) -> Floats:
    """What an hour of an available rack is worth at these prices, (D, R, T) [kEUR]."""
    parked = np.maximum(0.0, power[:, None] * site.saved_mw[:, None])
    earned = work[:, site.workload] * site.rate[:, None] - power[:, None] * site.added_mw[:, None]
    for r in range(len(site.saved_mw)):
        own = site.rack == r
        if own.any():
            parked[:, r] = np.maximum(parked[:, r], earned[:, own].max(axis=1))
    return parked


def _rent_elsewhere(site: SiteNumbers, block: Block, work: Floats) -> Floats:
    """What an hour of 1,000 GPUs elsewhere is worth, (D, T) [kEUR]."""
    assert site.gpus_per_unit is not None
    saved = (work[:, list(site.burst)] - block.burst_keur[:, None]) / site.gpus_per_unit[:, None]
    return np.asarray(np.maximum(0.0, saved.max(axis=1)))


def bound(
    site: SiteNumbers, block: Block, given: Quantities, work: Floats, power: Floats
) -> tuple[Floats, dict[str, Floats]]:
    """What each day costs at least, D [kEUR], and the slopes: of each quantity given, what one more of it changes.

    Args:
        site: what all days have in common.
        block: the days, D.
        given: where the bound is looked at; the slopes hold everywhere.
        work: λ, (D, W, T) [kEUR per unit of work for an hour].
        power: ν, (D, T) [kEUR per MWh of IT power].
    """
    work = allowed_prices(site, block, work)
    meter = block.heat_factor / site.efficiency
    above = power / meter - block.energy_keur_per_mwh
    spare = given.subscribed_mw[block.tariff_class] >= site.usable_share * given.connection_mw
    overrun = np.where(spare, 0.0, np.clip(above, 0.0, block.overrun_keur_per_mwh))
    connection = np.maximum(0.0, above - overrun)
    rent = rents(site, work, power).sum(axis=2)
    subscribed = np.zeros((len(block.demand), len(given.subscribed_mw)))
    for k in range(subscribed.shape[1]):
        subscribed[:, k] = -np.where(block.tariff_class == k, overrun, 0.0).sum(axis=1)
    lines = np.minimum(work[:, site.line_workload], block.line_unserved_keur[:, None])
    slopes = {
        "racks": power.sum(axis=1)[:, None] * site.always_mw - site.availability * rent,
        "subscribed_mw": subscribed,
        "connection_mw": -site.usable_share * connection.sum(axis=1),
        "rented_kgpu": np.zeros(len(block.demand)),
        "shares": (np.minimum(work, block.unserved_keur[:, None]) * block.demand).sum(axis=2),
        "line_shares": (lines * block.line_demand).sum(axis=2),
    }
    least = (power / block.heat_factor).sum(axis=1) * block.auxiliaries_mw
    if site.gpus_per_unit is not None:
        elsewhere = _rent_elsewhere(site, block, work)
        slopes["rented_kgpu"] = -elsewhere.sum(axis=1)
        if np.isfinite(site.most_on_demand):
            least -= site.most_on_demand * np.maximum(0.0, elsewhere - block.on_demand_keur).sum(axis=1)
    least += slopes["racks"] @ given.racks + slopes["subscribed_mw"] @ given.subscribed_mw
    least += slopes["connection_mw"] * given.connection_mw + slopes["rented_kgpu"] * given.rented_kgpu
    least += slopes["shares"] @ given.shares + slopes["line_shares"] @ given.line_shares
    return least, slopes
