"""GPUs rented elsewhere: on demand up to a limit, or reserved for a period at a lower price.

Work rented elsewhere is paid at the price on demand (`serving.serving_cost_keur`); what runs on reserved GPUs gets that
price back, as investment has paid for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.day import Writing
from planner.optimisation.equations.serving import may_burst
from planner.optimisation.parts.part import Part

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.equations.day import Day
    from planner.optimisation.parts.part import Expression
    from planner.problem.offers import Rented
    from planner.problem.site import ModelInputs


def _rented(x: ModelInputs) -> Rented:
    assert x.rented is not None
    return x.rented


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """GPUs reserved in each period [kGPU]; their present cost [MEUR]."""
    r, periods = _rented(x), range(len(x.periods.names))
    m.rented_kgpu = pyo.Var(periods, bounds=lambda m, p: (0, float(r.most_reserved[p])))
    price_meur = x.periods.discount * reserved_meur(x)
    return pyo.quicksum(float(price_meur[p]) * m.rented_kgpu[p] for p in periods)


def reserved_meur(x: ModelInputs) -> Floats:
    """What a thousand GPUs reserved for a period cost, P [MEUR]."""
    r, size = _rented(x), len(x.periods.names)
    hours = np.bincount(x.days.hour_period, weights=x.days.hour_weight, minlength=size)
    return np.asarray(r.reserved_keur * hours / 1000)


def add_variables(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """Reserved GPUs at work in each hour [kGPU]."""
    m.reserved_kgpu = pyo.Var(range(day.hours), domain=pyo.NonNegativeReals)


def _at_work(m: pyo.Block, x: ModelInputs, t: int) -> Expression:
    """GPUs that do the work rented elsewhere [kGPU]."""
    return pyo.quicksum(float(_rented(x).gpus_per_unit[w]) * m.burst[w, t] for w in may_burst(x))


def add_reserved_within(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """No more reserved GPUs work than were reserved for the period.

    reserved[t] <= rented                                                                       [kGPU]

    Golden: lp/reserved_within.lp
    Proved by: test_gpus_are_reserved_where_they_work_long_enough
    """
    m.reserved_within = pyo.Constraint(
        range(day.hours), rule=lambda m, t: m.reserved_kgpu[t] - m.rented_kgpu <= 0, doc="reserved GPUs"
    )


def add_reserved_at_work(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """A reserved GPU replaces one on demand: it has work.

    reserved[t] <= sum_w gpus_per_unit[w] * burst[w,t]                                          [kGPU]

    Golden: lp/reserved_at_work.lp
    Proved by: test_a_reserved_gpu_without_work_saves_nothing
    """
    m.reserved_at_work = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.reserved_kgpu[t] - _at_work(m, x, t) <= 0,
        doc="reserved GPUs at work",
    )


def add_on_demand_within(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """GPUs rented on demand stay within what can be had.

    sum_w gpus_per_unit[w] * burst[w,t] - reserved[t] <= most_on_demand                         [kGPU]

    Golden: lp/on_demand_within.lp
    Proved by: test_what_cannot_be_rented_goes_unserved
    """
    most = day.of_parts["most_on_demand"]
    m.on_demand_within = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: _at_work(m, x, t) - m.reserved_kgpu[t] <= float(most[t]),
        doc="GPUs rented on demand",
    )


def add_equations(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of a day; its variables are there already."""
    add_reserved_within(m, x, day)
    add_reserved_at_work(m, x, day)
    add_on_demand_within(m, x, day)


def cost_keur(m: pyo.Block, _x: ModelInputs, day: Day) -> Expression:
    """What reserved GPUs save of the price on demand [kEUR]."""
    return -pyo.quicksum(float(day.of_parts["on_demand_keur"][t]) * m.reserved_kgpu[t] for t in m.reserved_kgpu)


def numbers(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """T: most GPUs on demand [kGPU] and the price of 1,000 for an hour [kEUR], paid back where they are reserved."""
    r, count = _rented(x), hours.stop - hours.start
    return {
        "most_on_demand": np.full(count, r.most_on_demand),
        "on_demand_keur": np.full(count, r.on_demand_keur[p]),
    }


PART = Part(
    name="rented",
    present=lambda x: x.rented is not None and len(may_burst(x)) > 0,
    add_investment=add_investment,
    running_meur=lambda m, x, p: float(reserved_meur(x)[p]) * m.rented_kgpu[p],
    given=("rented_kgpu",),
    committed=("rented_kgpu",),
    add_variables=add_variables,
    add_equations=add_equations,
    cost_keur=cost_keur,
    numbers=numbers,
    writings=(
        Writing("at_most", "on_demand_within", "most_on_demand"),
        Writing("cost", "reserved_kgpu", "on_demand_keur", sign=-1),
    ),
    structure=lambda x: _rented(x).gpus_per_unit.tobytes(),
    hourly={"reserved_kgpu": 1},
    always_held=dict.fromkeys(
        ("reserved_within", "reserved_at_work", "on_demand_within"), "kept by reserving and renting nothing"
    ),
)
