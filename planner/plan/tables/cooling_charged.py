"""What the optimiser charged for cooling and water in each hour: by the mean of the site, or by the loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.plan.tables.cold_store import chilling_mw

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


KW_PER_MW = 1000.0


def liquid_heat_mw(inputs: ModelInputs, solution: Solution, period_of_hour: Ints, share: Floats) -> Floats:
    """Heat of the racks in the liquid loop [MW], by the liquid share of each product (R); network stays in air. H."""
    points, dispatch, idle = inputs.points, solution.dispatch, inputs.fleet.idle_kw
    above = (points.kw - idle[points.rack]) * share[points.rack]
    always = (idle * share) @ solution.installed_racks
    kw = above @ dispatch.serving_racks + always[period_of_hour]
    kw = kw + ((inputs.fleet.standby_kw - idle) * share) @ dispatch.parked_racks
    return np.asarray(np.clip(kw / KW_PER_MW, 0.0, dispatch.it_mw))


def cooling_mw(inputs: ModelInputs, solution: Solution, period_of_hour: Ints) -> Floats:
    """Cooling power in the equations of the optimiser, with what a thermal store adds and saves [MW]. H."""
    loops, it = inputs.loops, solution.dispatch.it_mw
    if loops is None:
        return np.asarray(it * inputs.hours.cooling + chilling_mw(inputs, solution.dispatch))
    liquid = liquid_heat_mw(inputs, solution, period_of_hour, loops.rack_liquid_share)
    return np.asarray(it * loops.air - liquid * loops.saving)


def water_l(inputs: ModelInputs, solution: Solution, period_of_hour: Ints) -> Floats:
    """Water of each hour [l], by the same lines. H."""
    loops, it = inputs.loops, solution.dispatch.it_mw
    if loops is None:
        return np.asarray(it * KW_PER_MW * inputs.hours.water_l_per_kwh)
    liquid = liquid_heat_mw(inputs, solution, period_of_hour, loops.rack_liquid_share)
    return np.asarray(KW_PER_MW * (it * loops.air_water_l + liquid * (loops.liquid_water_l - loops.air_water_l)))


def no_load_mw(inputs: ModelInputs) -> Floats:
    """No-load losses of the electrical chain that stand among the auxiliaries of the optimiser [MW]. P."""
    if inputs.site_power is None:
        return np.zeros_like(inputs.auxiliaries_mw)
    return np.asarray(inputs.auxiliaries_mw - inputs.site_power.own_auxiliaries_mw)
