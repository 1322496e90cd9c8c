"""Supply contracts: how many megawatts to sign, once, for the whole term.

A contract is a swap of the spot price for its strike on a shape known beforehand, so dispatch does not know it and its
cost is a constant per contracted MW. Without uncertainty the best volume is none or the most, unless a share of the
consumption bounds it: the bounds are therefore part of the model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.limit import Limit

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.arrays import Floats
    from planner.optimisation.equations.limit import Key, Values
    from planner.problem.site import ModelInputs

MWH_PER_GWH = 1000.0


def add_contract_variables(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Contracted power [MW]; whether a contract is signed (binary), where it may be left and has a least volume."""
    c = x.contracts

    def bounds(m: pyo.ConcreteModel, i: int) -> tuple[float, float]:
        return (0.0 if c.take_it_or_leave_it[i] else float(c.min_mw[i]), float(c.max_mw[i]))

    m.contract_mw = pyo.Var(range(len(c.names)), bounds=bounds)
    m.contract_signed = pyo.Var(np.flatnonzero(c.take_it_or_leave_it).tolist(), domain=pyo.Binary)


def add_contract_floor(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """A contract that may be left has its least volume where it is signed.

    contract_mw[c] >= min_mw[c] * contract_signed[c]                                              [MW]

    Golden: lp/contract_floor.lp
    Proved by: test_take_it_or_leave_it
    """
    m.contract_floor = pyo.Constraint(
        list(m.contract_signed),
        rule=lambda m, i: m.contract_mw[i] >= float(x.contracts.min_mw[i]) * m.contract_signed[i],
        doc="least volume of a contract that is signed",
    )


def add_contract_ceiling(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """A contract that may be left has no volume where it is not signed.

    contract_mw[c] <= max_mw[c] * contract_signed[c]                                              [MW]

    Golden: lp/contract_ceiling.lp
    Proved by: test_take_it_or_leave_it
    """
    m.contract_ceiling = pyo.Constraint(
        list(m.contract_signed),
        rule=lambda m, i: m.contract_mw[i] <= float(x.contracts.max_mw[i]) * m.contract_signed[i],
        doc="no volume of a contract that is not signed",
    )


def _energy_gwh(m: pyo.ConcreteModel, x: ModelInputs, p: int) -> NumericValue:
    energy = x.contracts.energy_mwh[:, p] / MWH_PER_GWH
    return pyo.quicksum(float(gwh) * m.contract_mw[i] for i, gwh in enumerate(energy) if gwh)


def add_hedge_floor(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Energy under contract is at least a share of the consumption expected of the open connection.

    least_hedge[p]/1000 * connection[p] - sum_c energy[c,p]/1000 * contract_mw[c] <= 0           [GWh]

    Golden: lp/hedge_floor.lp
    Proved by: test_bounds_on_the_hedge_bind
    """
    least = x.contracts.least_hedge_mwh / MWH_PER_GWH
    m.hedge_floor = pyo.Constraint(
        np.flatnonzero(least).tolist(),
        rule=lambda m, p: float(least[p]) * m.connection_mw[p] - _energy_gwh(m, x, p) <= 0,
        doc="least energy under contract",
    )


def add_hedge_ceiling(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Energy under contract is at most a share of the consumption expected of the open connection.

    sum_c energy[c,p]/1000 * contract_mw[c] - most_hedge[p]/1000 * connection[p] <= 0            [GWh]

    Golden: lp/hedge_ceiling.lp
    Proved by: test_bounds_on_the_hedge_bind
    """
    most = x.contracts.most_hedge_mwh / MWH_PER_GWH
    m.hedge_ceiling = pyo.Constraint(
        np.flatnonzero(most).tolist(),
        rule=lambda m, p: _energy_gwh(m, x, p) - float(most[p]) * m.connection_mw[p] <= 0,
        doc="largest energy under contract",
    )


EQUATIONS = (add_contract_floor, add_contract_ceiling, add_hedge_floor, add_hedge_ceiling)


def _least_gwh(x: ModelInputs, value: Values, key: Key, excess: float) -> tuple[float, float]:
    needed = float(x.contracts.least_hedge_mwh[key[0]]) / MWH_PER_GWH * value("connection_mw", key)
    return needed, needed - excess


def _most_gwh(x: ModelInputs, value: Values, key: Key, excess: float) -> tuple[float, float]:
    available = float(x.contracts.most_hedge_mwh[key[0]]) / MWH_PER_GWH * value("connection_mw", key)
    return available + excess, available


LIMITS = (
    Limit(
        "least_hedge",
        ("hedge_floor",),
        "energy under contract",
        "GWh",
        "power.hedge.min_share",
        "lower power.hedge.min_share, set min_share_from later, or raise max_mw of a contract that delivers then",
        _least_gwh,
    ),
    Limit(
        "most_hedge",
        ("hedge_ceiling",),
        "expected consumption for the contracts that must be taken",
        "GWh",
        "power.hedge.max_share",
        "raise power.hedge.max_share, or lower min_mw of a contract that delivers then",
        _most_gwh,
    ),
)


def contract_cost_per_mw(x: ModelInputs) -> Floats:
    """Present cost of a MW of each contract against buying at spot [MEUR/MW], C; what is left of a prepayment back."""
    c, periods = x.contracts, x.periods
    cost = (c.settlement_meur + c.prepaid_meur) @ periods.discount - c.prepaid_left_meur * periods.discount_at_end
    return np.asarray(cost)


def contract_cost_meur(m: pyo.ConcreteModel, x: ModelInputs) -> NumericValue:
    """Present cost of all contracts against buying at spot [MEUR]."""
    return pyo.quicksum(float(cost) * m.contract_mw[i] for i, cost in enumerate(contract_cost_per_mw(x)))
