"""What a site earns in a period before tax and financing: its cash available for debt service, undiscounted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.connection import subscribed_steps_meur
from planner.optimisation.equations.fleet import racks_bought
from planner.optimisation.equations.revenue import demand_of_periods
from planner.optimisation.parts.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyomo.core.base.expression import NumericValue

    from planner.problem.site import ModelInputs


def margin_meur(m: pyo.Block, x: ModelInputs, p: int) -> NumericValue:
    """Operating margin of `p` [MEUR]: revenue if all were served, less its dispatch (which counts what is not), upkeep
    of racks, site, shell, subscribed power, supply contracts against spot, and what parts cost and earn.

    Whole where value is maximised: the dispatch cost of a plan of least cost counts lost load, which nobody pays.
    """
    revenue = float((demand_of_periods(x) * x.workloads.revenue_eur)[:, p].sum() / 1e6)
    costs: list[NumericValue] = [float(x.phases.site_opex_meur[p] + x.tariff.fixed_meur[p]), m.dispatch_cost_meur[p]]
    costs.append(float(x.phases.shell_meur_per_mw[p]) * m.connection_mw[p])
    costs += [float(step) * m.subscribed_mw[k, p] for k, step in enumerate(subscribed_steps_meur(x)[:, p])]
    costs += _rack_upkeep_meur(m, x, p)
    costs += [float(meur) * m.contract_mw[i] for i, meur in enumerate(_settlement_meur(x, p)) if meur]
    costs += [part.running_meur(m, x, p) for part in parts_of(x)]
    return revenue - pyo.quicksum(costs)


def _rack_upkeep_meur(m: pyo.Block, x: ModelInputs, p: int) -> Iterator[NumericValue]:
    """Operation and maintenance of the racks of each vintage that are there in `p`."""
    for v in np.flatnonzero((x.fleet.live_period <= p) & (x.fleet.opex_meur[:, p] > 0)).tolist():
        left = pyo.quicksum(m.retire_racks[v, q] for q in range(p + 1) if (v, q) in m.retire_racks)
        yield float(x.fleet.opex_meur[v, p]) * (racks_bought(m, x, v) - left)


def _settlement_meur(x: ModelInputs, p: int) -> list[float]:
    """C: what a MW of each supply contract costs in `p` against buying at spot."""
    return [float(meur) for meur in x.contracts.settlement_meur[:, p]] if x.contracts.names else []
