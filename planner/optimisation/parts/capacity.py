"""Investment in equipment of a part: what is built when, what is then in use, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.optimisation.parts.part import Expression
    from planner.problem.on_site import Capacity
    from planner.problem.site import ModelInputs


def add_capacity_variables(m: pyo.Block, capacities: Mapping[str, Capacity], built: Mapping[str, str]) -> None:
    """What is built in each period and what is in use [MW, MWh]."""
    for name, capacity in capacities.items():
        most, least = capacity.most.tolist(), capacity.least.tolist()
        periods = range(len(most))
        setattr(m, built[name], pyo.Var(periods, bounds=lambda _, p, most=most: (0.0, most[p])))
        setattr(m, name, pyo.Var(periods, bounds=lambda _, p, least=least, most=most: (least[p], most[p])))


def in_use_is_built(m: pyo.Block, capacity: Capacity, in_use: str, built: str) -> pyo.Constraint:
    """Constraint: what is in use in a period is what was built and has not reached the end of its life."""
    there, added = m.component(in_use), m.component(built)
    periods = range(len(capacity.most))
    return pyo.Constraint(
        periods, rule=lambda m, p: there[p] == pyo.quicksum(added[q] for q in periods if capacity.in_use[q, p])
    )


def capacity_cost_meur(
    m: pyo.Block, x: ModelInputs, capacities: Mapping[str, Capacity], built: Mapping[str, str]
) -> Expression:
    """Present cost of what is built and of its upkeep, less what is left at the end [MEUR]."""
    periods, terms = range(len(x.periods.names)), []
    for name, c in capacities.items():
        added, in_use = m.component(built[name]), m.component(name)
        net = x.periods.discount * c.price_meur - x.periods.discount_at_end * c.worth_meur
        running = x.periods.discount * (c.opex_meur + c.augmentation_meur)
        terms += [float(net[p]) * added[p] + float(running[p]) * in_use[p] for p in periods]
    return pyo.quicksum(terms)


def running_meur(m: pyo.Block, capacities: Mapping[str, Capacity], p: int) -> Expression:
    """Upkeep and augmentation in period `p` of what is in use [MEUR, undiscounted]."""
    return pyo.quicksum(
        float(c.opex_meur[p] + c.augmentation_meur[p]) * m.component(name)[p] for name, c in capacities.items()
    )


def capital_meur(m: pyo.Block, capacities: Mapping[str, Capacity], built: Mapping[str, str], p: int) -> Expression:
    """What is paid in period `p` for what is built then [MEUR, undiscounted]."""
    return pyo.quicksum(float(c.price_meur[p]) * m.component(built[name])[p] for name, c in capacities.items())
