"""Grid support in one day: MW on offer each hour, within what load could be shed and the battery could give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.optimisation.equations.day import Day
    from planner.problem.site import ModelInputs


def add_support_variables(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """MW on offer by product, from load and from the battery; IT power above idle of the work that can be shed."""
    if x.grid_support is None:
        return
    products, hours = range(len(x.grid_support.names)), range(day.hours)
    m.support_mw = pyo.Var(products, hours, bounds=lambda m, g, t: (0.0, float(day.most_support_mw[g, t])))
    m.support_load_mw = pyo.Var(products, hours, domain=pyo.NonNegativeReals)
    if x.battery:
        m.support_battery_mw = pyo.Var(products, hours, domain=pyo.NonNegativeReals)
    m.sheddable_it_mw = pyo.Var(range(len(x.grid_support.pools)), hours, domain=pyo.NonNegativeReals)
    m.support_day_mw = pyo.Var(np.flatnonzero(x.grid_support.daily).tolist(), domain=pyo.NonNegativeReals)


def add_support_given(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """What is on offer comes from load and from the battery.

    support[g,t] = support_load[g,t] + support_battery[g,t]                                       [MW]

    Golden: lp/support_given.lp
    """
    assert x.grid_support is not None

    def rule(m: pyo.Block, g: int, t: int) -> object:
        battery = m.support_battery_mw[g, t] if x.battery else 0.0
        return m.support_mw[g, t] - m.support_load_mw[g, t] - battery == 0

    m.support_given = pyo.Constraint(
        range(len(x.grid_support.names)), range(day.hours), rule=rule, doc="offers come from load and battery"
    )


def add_sheddable_power(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """IT power that goes when the racks of the work of a pool fall idle, their models loaded.

    sheddable_it[s,t] = sum_{o of a workload of s} (kw[o] - idle[r])/1000 * serving[o,t]           [MW]

    Golden: lp/sheddable_power.lp
    """
    assert x.grid_support is not None
    pools, points = x.grid_support.pools, x.points
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
    """
    assert x.grid_support is not None
    pools = x.grid_support.pools
    m.support_within_load = pyo.Constraint(
        range(len(pools)),
        range(day.hours),
        rule=lambda m, s, t: (
            x.electrical_efficiency * pyo.quicksum(m.support_load_mw[g, t] for g in pools[s][0])
            - float(day.support_heat[s, t]) * m.sheddable_it_mw[s, t]
            <= 0
        ),
        doc="offers within the load that can be shed",
    )


def add_support_converter(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """The battery can stop charging and discharge up to its power.

    sum_g support_battery[g,t] + discharge[t] - charge[t] <= storage_mw                           [MW]

    Golden: lp/support_converter.lp
    """
    assert x.grid_support is not None
    products = range(len(x.grid_support.names))
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
    """
    support, battery = x.grid_support, x.battery
    assert support is not None
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
    """
    assert x.grid_support is not None
    products = range(len(x.grid_support.names))
    m.support_within_grid = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: pyo.quicksum(m.support_mw[g, t] for g in products) - m.grid_mw[t] <= 0,
        doc="offers within the power drawn",
    )


def add_support_all_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """A daily offer holds in all open hours of the day.

    support_day[g] - support[g,t] <= closed_mw[g,t]: 0 in open hours, the most of the product in others  [MW]

    Golden: lp/support_all_day.lp
    """
    m.support_all_day = pyo.Constraint(
        list(m.support_day_mw),
        range(day.hours),
        rule=lambda m, g, t: m.support_day_mw[g] - m.support_mw[g, t] <= float(day.closed_support_mw[g, t]),
        doc="a daily offer holds all day",
    )


def add_support_same_all_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """No hour has more than the offer of its day.

    support[g,t] <= support_day[g]                                                                [MW]

    Golden: lp/support_same_all_day.lp
    """
    m.support_same_all_day = pyo.Constraint(
        list(m.support_day_mw),
        range(day.hours),
        rule=lambda m, g, t: m.support_mw[g, t] - m.support_day_mw[g] <= 0,
        doc="a daily offer is the same in every hour",
    )


def add_support_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of grid support; its variables are there already. Nothing where the scenario has no product."""
    if x.grid_support is None:
        return
    add_support_given(m, x, day)
    add_sheddable_power(m, x, day)
    add_support_within_load(m, x, day)
    if x.battery:
        add_support_converter(m, x, day)
        add_support_energy(m, x, day)
    add_support_within_grid(m, x, day)
    add_support_all_day(m, x, day)
    add_support_same_all_day(m, x, day)


def support_cost_keur(m: pyo.Block, x: ModelInputs, day: Day) -> NumericValue:
    """What grid support brings over the day, as a cost below zero [kEUR]."""
    if x.grid_support is None:
        return 0.0
    return -pyo.quicksum(float(day.support_keur[g, t]) * m.support_mw[g, t] for g, t in m.support_mw)


def support_of_day(x: ModelInputs, hours: slice, p: int) -> dict[str, np.ndarray]:
    """What a day needs to know of grid support, by field of `Day`."""
    support = x.grid_support
    if support is None:
        return {}
    most = support.most_mw[:, hours]
    count = most.shape[1]
    closed = np.where(most > 0, 0.0, support.most_mw.max(axis=1)[:, None])
    return {
        "most_support_mw": most,
        "closed_support_mw": closed,
        "support_keur": np.repeat(support.price_eur_per_mw_h[:, [p]] / 1000, count, axis=1),
        "support_heat": np.tile(1 + x.hours.cooling[hours], (len(support.pools), 1)),
    }


def same_support_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for the products of `b`."""
    if a.grid_support is None or b.grid_support is None:
        return a.grid_support is b.grid_support
    names = ("sustained_hours", "daily", "sheds")
    return all(np.array_equal(getattr(a.grid_support, name), getattr(b.grid_support, name)) for name in names)
