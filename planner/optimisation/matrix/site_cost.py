"""What each site of several costs, without its dispatch, as a line over the columns of the compiled model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pyomo.repn import generate_standard_repn

if TYPE_CHECKING:
    import pyomo.environ as pyo

    from planner.arrays import Floats, Ints
    from planner.optimisation.matrix.highs import CompiledModel
    from planner.problem.several import PortfolioInputs


@dataclass(frozen=True)
class LinearCost:
    """fixed + cost · columns [MEUR]."""

    fixed: float
    columns: Ints
    cost: Floats


def site_costs(m: pyo.ConcreteModel, x: PortfolioInputs, compiled: CompiledModel) -> list[LinearCost]:
    """Present cost of each site, S; none for a site alone, whose cost is the objective."""
    if x.alone:
        return []
    found = []
    for s in range(len(x.sites)):
        line = generate_standard_repn(m.site[s].cost_meur.expr)
        terms = [
            (
                compiled.columns[v.parent_component().name][
                    v.index() if isinstance(v.index(), tuple) else (v.index(),)
                ],
                c,
            )
            for v, c in zip(line.linear_vars, line.linear_coefs, strict=True)
            if v.parent_component().local_name != "dispatch_cost_meur"
        ]
        columns = np.array([column for column, _ in terms], dtype=np.int64)
        cost = np.array([float(c) for _, c in terms])
        found.append(LinearCost(float(line.constant), columns, cost))
    return found
