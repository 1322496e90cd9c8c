"""Work in every hour by what becomes of it before it is served: asked of the site, declined, throttled.

Shapes W, H in Mtokens/s or kGPU. Work asked is uncommitted work and that of contracts in force; it is served here,
rented, or goes unserved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.offers import OfferDecisions
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Dispatch


def _of_contracts(x: ModelInputs, share: Floats, hourly: Floats) -> Floats:
    """Share (N, P) of the hourly work of each contract (N, H), added up by workload."""
    work = np.zeros_like(x.hours.demand)
    if x.offers is not None:
        np.add.at(work, x.offers.workload, share[:, x.days.hour_period] * hourly)
    return work


def total_demand(x: ModelInputs, decisions: OfferDecisions | None) -> Floats:
    """Uncommitted work and that of contracts in force, W, H."""
    if x.offers is None or decisions is None:
        return x.hours.demand
    return np.asarray(x.hours.demand + _of_contracts(x, decisions.in_force, x.offers.demand))


def declined(x: ModelInputs, decisions: OfferDecisions | None) -> Floats:
    """All that contracts would ask as far as they are not signed, or ended, W, H; each site's part of a portfolio's."""
    if x.offers is None or decisions is None:
        return np.zeros_like(x.hours.demand)
    share = (1.0 - decisions.left) / x.offers.site_count[:, None]
    return _of_contracts(x, share, x.offers.demand + x.offers.throttled)


def throttled(x: ModelInputs, decisions: OfferDecisions | None) -> Floats:
    """Work above the peak of contracts in force: neither served nor owed, W, H."""
    if x.offers is None or decisions is None:
        return np.zeros_like(x.hours.demand)
    return _of_contracts(x, decisions.in_force, x.offers.throttled)


def uncommitted_unserved(x: ModelInputs, dispatch: Dispatch) -> Floats:
    """What goes unserved less what of it is work of contracts, W, H."""
    if x.offers is None:
        return dispatch.unserved
    owed = np.zeros_like(dispatch.unserved)
    np.add.at(owed, x.offers.line_workload, dispatch.of_parts["unserved_of_line"])
    return np.asarray(np.maximum(dispatch.unserved - owed, 0.0))
