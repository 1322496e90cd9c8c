"""Grid support in one day: MW on offer each hour, within what load could be shed and the battery could give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.day import Writing
from planner.optimisation.parts.part import Part

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.equations.day import Day
    from planner.optimisation.parts.part import Expression
    from planner.problem.site import ModelInputs
    from planner.problem.support import Support


def _support(x: ModelInputs) -> Support:
    assert x.grid_support is not None
    return x.grid_support


def add_variables(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """MW on offer by product, from load and from the battery; IT power above idle of the work that can be shed."""
    support, most = _support(x), day.of_parts["most_support_mw"]
    products, hours = range(len(support.names)), range(day.hours)
    m.support_mw = pyo.Var(products, hours, bounds=lambda m, g, t: (0.0, float(most[g, t])))
    m.support_load_mw = pyo.Var(products, hours, domain=pyo.NonNegativeReals)
    if x.battery:
        m.support_battery_mw = pyo.Var(products, hours, domain=pyo.NonNegativeReals)
    m.sheddable_it_mw = pyo.Var(range(len(support.pools)), hours, domain=pyo.NonNegativeReals)
    m.support_day_mw = pyo.Var(np.flatnonzero(support.daily).tolist(), domain=pyo.NonNegativeReals)


def add_support_given(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """What is on offer comes from load and from the battery.

    support[g,t] = support_load[g,t] + support_battery[g,t]                                       [MW]

    Golden: lp/support_given.lp
    Proved by: test_idle_power_stays_on
    """

    def rule(m: pyo.Block, g: int, t: int) -> object:
        battery = m.support_battery_mw[g, t] if x.battery else 0.0
        return m.support_mw[g, t] - m.support_load_mw[g, t] - battery == 0

    m.support_given = pyo.Constraint(
        range(len(_support(x).names)), range(day.hours), rule=rule, doc="offers come from load and battery"
    )


def add_sheddable_power(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """IT power that goes when the racks of the work of a pool fall idle, their models loaded.

    sheddable_it[s,t] = sum_{o of a workload of s} (kw[o] - idle[r])/1000 * serving[o,t]           [MW]

    Golden: lp/sheddable_power.lp
    Proved by: test_idle_power_stays_on
    """
    pools, points = _support(x).pools, x.points
    above_mw = (points.kw - x.fleet.idle_kw[points.rack]) / 1000
    m.sheddable_power = pyo.Constraint(
        range(len(pools)),
        range(day.hours),
        rule=lambda m, s, t: (
            m.sheddable_it_mw[s, t]
            - pyo.quicksum(
                float(mw) * m.serving_racks[o, t] for o, mw in enumerate(above_mw) if points.workload[o] in pools[s][1]
            )
            == 0
        ),
        doc="IT power above idle of work that can be shed",
    )


def add_support_within_load(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Offers of load are within what can be shed, at the meter; no MW is promised twice.

    eta * sum_{g of s} support_load[g,t] <= (1 + cooling[t]) * sheddable_it[s,t]                   [MW]

    Golden: lp/support_within_load.lp
    Proved by: test_work_that_may_not_be_shed_is_not_offered
    """
    pools = _support(x).pools
    m.support_within_load = pyo.Constraint(
        range(len(pools)),
        range(day.hours),
        rule=lambda m, s, t: (
            x.electrical_efficiency * pyo.quicksum(m.support_load_mw[g, t] for g in pools[s][0])
            - float(day.of_parts["support_heat"][s, t]) * m.sheddable_it_mw[s, t]
            <= 0
        ),
        doc="offers within the load that can be shed",
    )


def add_support_converter(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """The battery can stop charging and discharge up to its power.

    sum_g support_battery[g,t] + discharge[t] - charge[t] <= storage_mw                           [MW]

    Golden: lp/support_converter.lp
    Proved by: test_a_battery_is_built_for_grid_support
    """
    products = range(len(_support(x).names))
    m.support_converter = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: (
            pyo.quicksum(m.support_battery_mw[g, t] for g in products)
            + m.discharge_mw[t]
            - m.charge_mw[t]
            - m.storage_mw
            <= 0
        ),
        doc="offers of the battery within its power",
    )


def add_support_energy(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Calls of all products that begin in hour t can be kept up: k hours later the store holds what they have taken.

    sum_g sum_{i <= min(k, sustained[g] - 1)} support_battery[g,t+i] <= eta_d * stored[t+k]      [MWh]

    for k from the shortest to the longest call, less an hour: shorter ones are within the row of the hour before. The
    day is a circle. Golden: lp/support_energy.lp
    Proved by: test_the_battery_holds_what_a_call_would_take
    """
    support, battery = _support(x), x.battery
    assert battery is not None
    lasts = [min(int(hours), day.hours) for hours in support.sustained_hours]
    m.support_energy = pyo.Constraint(
        range(day.hours),
        range(min(lasts) - 1, max(lasts)),
        rule=lambda m, t, k: (
            pyo.quicksum(
                m.support_battery_mw[g, (t + i) % day.hours] for g, n in enumerate(lasts) for i in range(min(k + 1, n))
            )
            - battery.discharge_efficiency * m.stored_mwh[(t + k) % day.hours]
            <= 0
        ),
        doc="offers of the battery within what it holds",
    )


def add_support_within_grid(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Nothing is fed into the grid: all offers together are within what the site draws.

    sum_g support[g,t] <= grid[t]                                                                 [MW]

    Golden: lp/support_within_grid.lp
    Proved by: test_nothing_beyond_the_draw_is_offered
    """
    products = range(len(_support(x).names))
    m.support_within_grid = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: pyo.quicksum(m.support_mw[g, t] for g in products) - m.grid_mw[t] <= 0,
        doc="offers within the power drawn",
    )


def add_support_all_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """A daily offer holds in all open hours of the day.

    support_day[g] - support[g,t] <= closed_mw[g,t]: 0 in open hours, the most of the product in others  [MW]

    Golden: lp/support_all_day.lp
    Proved by: test_a_daily_offer_is_the_least_of_its_open_hours
    """
    m.support_all_day = pyo.Constraint(
        list(m.support_day_mw),
        range(day.hours),
        rule=lambda m, g, t: m.support_day_mw[g] - m.support_mw[g, t] <= float(day.of_parts["closed_support_mw"][g, t]),
        doc="a daily offer holds all day",
    )


def add_support_same_all_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """No hour has more than the offer of its day.

    support[g,t] <= support_day[g]                                                                [MW]

    Golden: lp/support_same_all_day.lp
    Proved by: test_a_daily_offer_is_the_least_of_its_open_hours
    """
    m.support_same_all_day = pyo.Constraint(
        list(m.support_day_mw),
        range(day.hours),
        rule=lambda m, g, t: m.support_mw[g, t] - m.support_day_mw[g] <= 0,
        doc="a daily offer is the same in every hour",
    )


def add_equations(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of a day; its variables are there already."""
    add_support_given(m, x, day)
    add_sheddable_power(m, x, day)
    add_support_within_load(m, x, day)
    if x.battery:
        add_support_converter(m, x, day)
        add_support_energy(m, x, day)
    add_support_within_grid(m, x, day)
    add_support_all_day(m, x, day)
    add_support_same_all_day(m, x, day)


def cost_keur(m: pyo.Block, _x: ModelInputs, day: Day) -> Expression:
    """What grid support brings over the day, as a cost below zero [kEUR]."""
    price = day.of_parts["support_keur"]
    return -pyo.quicksum(float(price[g, t]) * m.support_mw[g, t] for g, t in m.support_mw)


def numbers(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """G, T: most on offer, the same where it is not bought, pay [kEUR per MW]; pools, T: power at the meter of 1 MW."""
    support = _support(x)
    most = support.most_mw[:, hours]
    return {
        "most_support_mw": most,
        "closed_support_mw": np.where(most > 0, 0.0, support.most_mw.max(axis=1)[:, None]),
        "support_keur": np.repeat(support.price_eur_per_mw_h[:, [p]] / 1000, most.shape[1], axis=1),
        "support_heat": np.tile(1 + x.hours.cooling[hours], (len(support.pools), 1)),
    }


def structure(x: ModelInputs) -> tuple[object, ...]:
    """Hours each product is kept up, whether it is daily, and what it may shed."""
    support = _support(x)
    return tuple(array.tobytes() for array in (support.sustained_hours, support.daily, support.sheds))


PART = Part(
    name="grid_support",
    present=lambda x: x.grid_support is not None,
    add_variables=add_variables,
    add_equations=add_equations,
    cost_keur=cost_keur,
    numbers=numbers,
    writings=(
        Writing("upper", "support_mw", "most_support_mw"),
        Writing("cost", "support_mw", "support_keur", sign=-1),
        Writing("coefficient", "support_within_load", "support_heat", column="sheddable_it_mw", sign=-1),
        Writing("at_most", "support_all_day", "closed_support_mw"),
    ),
    structure=structure,
    hourly={"support_mw": 2, "support_battery_mw": 2},
    always_held=dict.fromkeys(
        (
            "support_given",
            "sheddable_power",
            "support_within_load",
            "support_converter",
            "support_energy",
            "support_within_grid",
            "support_all_day",
            "support_same_all_day",
        ),
        "kept by offering nothing",
    ),
)
