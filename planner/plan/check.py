"""The last check before a plan is believed: racks, megawatts and money recomputed from the plan itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import SolverFailure, located
from planner.plan.money.cash_flow import EUR_PER_MEUR, objective_meur
from planner.plan.tables import cooling_charged
from planner.plan.tables.on_site import behind_the_meter_mw

if TYPE_CHECKING:
    import pandas as pd

    from planner.arrays import Ints
    from planner.plan.tables.fleet import Vintages
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

RELATIVE = 1e-6
HINT = "solve again; if it happens twice, report it with the scenario: the plan was not saved."


def check_racks(inputs: ModelInputs, solution: Solution, found: Vintages) -> None:
    """Racks in = racks out: what the orders and retirements leave is what is installed."""
    held = np.zeros(solution.installed_racks.shape)
    np.add.at(held, inputs.fleet.vintage_rack, found.held)
    wrong = np.argwhere(np.abs(held - solution.installed_racks) > RELATIVE)
    if len(wrong) or found.held.min(initial=0) < 0:
        r, p = wrong[0] if len(wrong) else (0, 0)
        problem = (
            f"the solver says {solution.installed_racks[r, p]:g} racks of {inputs.fleet.racks[r]} are installed, "
            f"orders and retirements leave {held[r, p]:g}."
        )
        raise SolverFailure(located(inputs.periods.names[p], problem, HINT))


def check_power(inputs: ModelInputs, solution: Solution, period_of_hour: Ints) -> None:
    """IT power is the sum over racks; facility · η = IT + cooling + auxiliaries = η · (grid + on-site) [MW]."""
    fleet, points, dispatch = inputs.fleet, inputs.points, solution.dispatch
    above_idle_kw = points.kw - fleet.idle_kw[points.rack]
    always_kw = (fleet.idle_kw + fleet.network_kw) @ solution.installed_racks
    it_kw = above_idle_kw @ dispatch.serving_racks + always_kw[period_of_hour]
    it_kw = it_kw + (fleet.standby_kw - fleet.idle_kw) @ dispatch.parked_racks
    auxiliaries_mw = inputs.auxiliaries_mw[period_of_hour]
    cooling_mw = cooling_charged.cooling_mw(inputs, solution, period_of_hour)
    facility = (dispatch.it_mw + cooling_mw + auxiliaries_mw) / inputs.electrical_efficiency
    for name, given, recomputed in (
        ("IT power", dispatch.it_mw, it_kw / 1000.0),
        ("facility power", dispatch.facility_mw, facility),
        ("grid power", dispatch.grid_mw, dispatch.facility_mw - behind_the_meter_mw(dispatch)),
    ):
        off = np.abs(given - recomputed) - RELATIVE * np.maximum(1.0, np.abs(recomputed))
        if off.max(initial=-1.0) > 0:
            hour = int(off.argmax())
            where = f"{np.datetime_as_string(inputs.hours.utc[hour], unit='m')} UTC"
            problem = f"{name} is {given[hour]:.6f} MW in the plan and {recomputed[hour]:.6f} MW recomputed from it."
            raise SolverFailure(located(where, problem, HINT))


def check_money(inputs: ModelInputs, solution: Solution, cash_flow: pd.DataFrame) -> float:
    """The cash flow adds up to the objective; returns the relative difference.

    Relative to the objective, or to a thousandth of all money moved where income and cost cancel out.
    """
    total = objective_meur(cash_flow, inputs.objective)
    moved = float(cash_flow["present_eur"].abs().sum()) / EUR_PER_MEUR
    scale = max(abs(solution.objective_meur), 1e-3 * moved, 1e-9)
    off = abs(total - solution.objective_meur) / scale
    if not off <= RELATIVE:
        problem = (
            f"the solver's objective is {solution.objective_meur:.6f} MEUR, "
            f"the plan's cash flow adds up to {total:.6f} MEUR."
        )
        raise SolverFailure(located(f"scenario {inputs.name}", problem, HINT))
    return off
