"""From racks to the meter: IT power, facility power, grid, subscribed power and connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pyomo.environ as pyo

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.arrays import Floats
    from planner.optimisation.equations.day import Day
    from planner.problem.site import ModelInputs


class Terms(Protocol):
    """What the parts of a site add to equations of an hour, by name of the equation."""

    def __call__(self, m: pyo.Block, x: ModelInputs, day: Day, t: int) -> dict[str, list[NumericValue]]:
        """Terms of hour `t`, each with the sign it has in the equation as its docstring states it."""


def add_power_variables(m: pyo.Block, day: Day) -> None:
    """IT, facility, grid and overrun power of each hour [MW]."""
    hours = range(day.hours)
    m.it_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
    m.facility_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)
    m.grid_mw = pyo.Var(hours, domain=pyo.NonNegativeReals, bounds=lambda m, t: (0, float(day.most_grid_mw[t])))
    m.overrun_mw = pyo.Var(hours, domain=pyo.NonNegativeReals)


def of_racks_mw(m: pyo.Block, t: int, serving_mw: Floats, parked_mw: Floats, always_mw: Floats) -> NumericValue:
    """What racks add up to in an hour [MW]: a rack always, more of it serving (O), less of it parked (R)."""
    return (
        sum(float(mw) * m.serving_racks[o, t] for o, mw in enumerate(serving_mw))
        - sum(float(mw) * m.parked_racks[r, t] for r, mw in enumerate(parked_mw))
        + sum(float(mw) * m.installed_racks[r] for r, mw in enumerate(always_mw))
    )


def add_it_power(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """IT power: idle racks, what serving adds, what parking saves, network and storage.

    it[t] = sum_o (kw[o] - idle[r])/1000 * serving[o,t] - sum_r (idle[r] - standby[r])/1000 * parked[r,t]
            + sum_r (idle[r] + network[r])/1000 * installed[r]                                    [MW]

    Golden: lp/it_power.lp
    """
    f, points = x.fleet, x.points
    added_mw = (points.kw - f.idle_kw[points.rack]) / 1000
    saved_mw = (f.idle_kw - f.standby_kw) / 1000
    always_mw = (f.idle_kw + f.network_kw) / 1000
    m.it_power = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.it_mw[t] - of_racks_mw(m, t, added_mw, saved_mw, always_mw) == 0,
        doc="IT power of serving, idle and parked racks",
    )


def add_facility_power(m: pyo.Block, x: ModelInputs, day: Day, of_parts: Terms) -> None:
    """Facility power is IT power, its cooling and the auxiliaries, through the electrical chain.

    eta * facility[t] = it[t] * (1 + cooling[t]) + auxiliaries + sum of what parts of the site draw or save   [MW]

    Parts: the thermal store + chilling[t] * cold_charge[t] - saved_chilling[t] * cold_discharge[t]; cooling charged by
    rack - liquid_saving[t] * liquid[t]. Source: ISO/IEC 30134-2 (PUE). Golden: lp/facility_power.lp
    """
    m.facility_power = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: (
            pyo.quicksum(
                [
                    x.electrical_efficiency * m.facility_mw[t],
                    -float(day.heat_factor[t]) * m.it_mw[t],
                    *(-term for term in of_parts(m, x, day, t).get("facility_power", [])),
                ]
            )
            == float(day.auxiliaries_mw[t])
        ),
        doc="facility power through cooling and the electrical chain",
    )


def add_grid_balance(m: pyo.Block, x: ModelInputs, day: Day, of_parts: Terms) -> None:
    """What the facility draws comes from the grid and from what else feeds the site.

    grid[t] + sum of what parts of the site give, less what they take = facility[t]               [MW]

    Parts: + pv[t], + discharge[t] - charge[t], + genset[t]. Nothing is fed into the grid: grid[t] >= 0.
    Golden: lp/grid_balance.lp
    """
    m.grid_balance = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: (
            pyo.quicksum([m.grid_mw[t], -m.facility_mw[t], *of_parts(m, x, day, t).get("grid_balance", [])]) == 0
        ),
        doc="energy in = energy out behind the meter",
    )


def add_within_subscribed(m: pyo.Block, day: Day) -> None:
    """Grid power above the subscribed power of the hour's tariff class is overrun.

    grid[t] <= subscribed[k(t)] + overrun[t]                                                      [MW]

    Golden: lp/within_subscribed.lp
    """
    m.within_subscribed = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.grid_mw[t] - m.overrun_mw[t] - m.subscribed_mw[int(day.tariff_class[t])] <= 0,
        doc="subscribed power or overrun",
    )


def add_within_connection(m: pyo.Block, x: ModelInputs, day: Day, of_parts: Terms) -> None:
    """Grid power never exceeds the connection, less what is not there of a flexible part.

    grid[t] + flexible - flexible_used[t] <= connection                                           [MW]

    Without a flexible part the two terms are absent. Golden: lp/within_connection.lp
    """
    m.within_connection = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: (
            pyo.quicksum([m.grid_mw[t], -m.connection_mw, *of_parts(m, x, day, t).get("within_connection", [])]) <= 0
        ),
        doc="grid power within the connection",
    )


def electricity_cost_keur(m: pyo.Block, day: Day) -> NumericValue:
    """Spot, energy part of the grid tariff, taxes and overrun over the day [kEUR]."""
    energy = [float(day.energy_keur_per_mwh[t]) * m.grid_mw[t] for t in m.grid_mw]
    overrun = [float(day.overrun_keur_per_mwh[t]) * m.overrun_mw[t] for t in m.overrun_mw]
    return pyo.quicksum([*energy, *overrun])
