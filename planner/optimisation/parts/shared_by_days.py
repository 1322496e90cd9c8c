"""What couples the days of a period: carbon that may be caused, energy that must be shed.

Investment shares a year's quantity among its periods, and knows what more or less of it is worth through the cuts.
A period shares its part among its days: in the joint model by an equation, in the decomposition by a price that all its
days see (`sharing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyomo.environ as pyo

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs


@dataclass(frozen=True)
class Shared:
    """One quantity that days share. A period has thousands of the unit of a day: kt of t, GWh of MWh."""

    period: str  # variable of investment, by period
    day: str  # variable of a day: its part
    row: str  # equation of a day that holds it to its part
    sign: float  # 1: a day has at most its part, -1: at least


CARBON = Shared("carbon_kt", "carbon_t", "carbon_within_part", 1.0)
SHED = Shared("shed_gwh", "shed_mwh", "shed_part", -1.0)


def shared_of(x: ModelInputs) -> list[Shared]:
    """What the days of a site share; nothing in the ordinary case."""
    found = [CARBON] if x.carbon_cap else []
    return [*found, SHED] if x.flexible and x.flexible.chosen else found


def add_part_variables(m: pyo.Block, x: ModelInputs) -> None:
    """The part of a day in each quantity that days share [t, MWh]."""
    for shared in shared_of(x):
        setattr(m, shared.day, pyo.Var(domain=pyo.NonNegativeReals))


def add_share_among_days(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """The days of a period share what the period has: at most that of carbon, at least that of energy to be shed.

    carbon_kt[p] >= sum_{d of p} weight[d]/1000 * carbon_t[d]                                     [kt]
    shed_gwh[p]  <= sum_{d of p} weight[d]/1000 * shed_mwh[d]                                    [GWh]

    The decomposition knows this equation through a price per period. Golden: lp/share_among_days.lp
    """
    days = [[d for d in m.day if x.days.period[d] == p] for p in range(len(x.periods.names))]

    def rule(m: pyo.ConcreteModel, i: int, p: int) -> object:
        shared = shared_of(x)[i]
        parts = [float(x.days.weight[d]) / 1000 * m.day[d].component(shared.day) for d in days[p]]
        return shared.sign * (pyo.quicksum(parts) - m.component(shared.period)[p]) <= 0

    m.share_among_days = pyo.Constraint(
        range(len(shared_of(x))), range(len(days)), rule=rule, doc="what the days of a period share"
    )
