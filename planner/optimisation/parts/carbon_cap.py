"""The carbon cap of a year: periods share it as investment says, days as its price says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.connection import least_rack_kw
from planner.optimisation.parts.battery_and_pv import gensets_may_feed

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.equations.day import Day
    from planner.problem.connection import CarbonCap
    from planner.problem.site import ModelInputs


def _cap(x: ModelInputs) -> CarbonCap:
    assert x.carbon_cap is not None
    return x.carbon_cap


def parked_kt(x: ModelInputs) -> tuple[Floats, Floats]:
    """CO2e of the parked fleet over each period: of a MW of racks [kt/MW], and of the auxiliaries [kt]; P each."""
    count = np.diff(x.days.first_hour)
    period = np.repeat(x.days.period, count)
    kt = np.repeat(x.days.weight, count) * _cap(x).t_per_mwh / x.electrical_efficiency / 1000
    size = len(x.periods.names)
    per_mw = np.bincount(period, weights=kt * (1 + x.hours.cooling), minlength=size).astype(np.float64)
    always = np.bincount(period, weights=kt, minlength=size).astype(np.float64)
    return per_mw, always * x.auxiliaries_mw


def add_carbon_variables(m: pyo.Block, x: ModelInputs) -> None:
    """CO2e that a period may cause [kt]."""
    m.carbon_kt = pyo.Var(range(len(x.periods.names)), domain=pyo.NonNegativeReals)


def add_carbon_within_cap(m: pyo.Block, x: ModelInputs) -> None:
    """The periods of a year share its cap; by the market, carbon-free contracts give some back.

    sum_{p of y} (carbon[p] + fixed[p] - sum_c credit[c,p] * contract_mw[c]) <= cap[y]            [kt]

    Index: the first period of the year. Source: GHG Protocol, Scope 2 Guidance, 2015. Golden: lp/carbon_within_cap.lp
    """
    cap = _cap(x)

    def rule(m: pyo.Block, first: int) -> object:
        own = np.flatnonzero(cap.year == cap.year[first]).tolist()
        credit = cap.contract_kt_per_mw[:, own].sum(axis=1)
        given_back = pyo.quicksum(float(kt) * m.contract_mw[c] for c, kt in enumerate(credit) if kt)
        least = float(cap.fixed_kt[own].sum())
        return pyo.quicksum(m.carbon_kt[p] for p in own) - given_back <= float(cap.most_kt[first]) - least

    m.carbon_within_cap = pyo.Constraint(np.flatnonzero(cap.most_kt).tolist(), rule=rule, doc="carbon cap of a year")


def add_parked_carbon(m: pyo.Block, x: ModelInputs) -> None:
    """The fleet, all parked, causes no more than its period has: every period then has a dispatch.

    sum_r least_kw[r]/1000 * per_mw[p] * installed[r,p] + auxiliaries[p] <= carbon[p]             [kt]

    per_mw[p] = sum_{t of p} weight * intensity[t] * (1 + cooling[t]) / eta / 1000. Golden: lp/parked_carbon.lp
    """
    least_mw, (per_mw, auxiliaries) = least_rack_kw(x) / 1000, parked_kt(x)
    m.parked_carbon = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: (
            pyo.quicksum(float(mw * per_mw[p]) * m.installed_racks[r, p] for r, mw in enumerate(least_mw) if mw)
            - m.carbon_kt[p]
            <= -float(auxiliaries[p])
        ),
        doc="carbon of the parked fleet within that of the period",
    )


EQUATIONS = (add_carbon_within_cap, add_parked_carbon)


def add_carbon_within_part(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """A day causes no more CO2e than its part: of what it draws and, where back-up sets may feed, of their fuel.

    sum_t intensity[t] * grid[t] + sum_t genset_intensity * genset[t] <= carbon_part               [t]

    Golden: lp/carbon_within_part.lp
    """
    hours = range(day.hours)
    terms = [float(day.t_per_mwh[t]) * m.grid_mw[t] for t in hours]
    if gensets_may_feed(x) and _cap(x).genset_t_per_mwh:
        terms += [_cap(x).genset_t_per_mwh * m.genset_mw[t] for t in hours]
    m.carbon_within_part = pyo.Constraint(expr=pyo.quicksum(terms) - m.carbon_t <= 0, doc="carbon of a day")


def same_carbon_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for the carbon cap of `b`."""
    if a.carbon_cap is None or b.carbon_cap is None:
        return a.carbon_cap is b.carbon_cap
    return not gensets_may_feed(a) or a.carbon_cap.genset_t_per_mwh == b.carbon_cap.genset_t_per_mwh
