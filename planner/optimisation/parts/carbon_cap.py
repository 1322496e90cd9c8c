"""The carbon cap of a year: periods share it as investment says, days as its price says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.connection import least_rack_kw
from planner.optimisation.equations.day import Writing
from planner.optimisation.equations.limit import Limit, beyond
from planner.optimisation.parts.gensets import may_feed
from planner.optimisation.parts.part import Parked, Part, Shared

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats
    from planner.optimisation.equations.day import Day
    from planner.optimisation.parts.part import Expression
    from planner.problem.connection import CarbonCap
    from planner.problem.site import ModelInputs


def _cap(x: ModelInputs) -> CarbonCap:
    assert x.carbon_cap is not None
    return x.carbon_cap


def parked_kt(x: ModelInputs) -> tuple[Floats, Floats]:
    """CO2e of the parked fleet over each period: of a MW of racks [kt/MW], and of the auxiliaries [kt]; P each."""
    period = x.days.hour_period
    kt = x.days.hour_weight * _cap(x).t_per_mwh / x.electrical_efficiency / 1000
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
    Proved by: test_days_share_a_carbon_cap_where_it_hurts_least
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
    Proved by: test_the_sun_does_not_hold_the_fleet_under_a_cap
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


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """Variables and equations of the investment. A cap has a price, not a cost."""
    add_carbon_variables(m, x)
    add_carbon_within_cap(m, x)
    add_parked_carbon(m, x)
    return 0.0


def holds_parked(x: ModelInputs, parked: Parked) -> Bools:
    """Whether the parked fleet causes no more than its period has, P."""
    per_mw, auxiliaries = parked_kt(x)
    fits: Bools = parked.racks_mw * per_mw + auxiliaries <= parked.quantities["carbon_kt"]
    return fits


def shared(x: ModelInputs) -> tuple[Shared, ...]:
    """CO2e that a day may cause; a MW of racks and the auxiliaries cause some in every hour."""
    always = _cap(x).t_per_mwh
    hourly = np.stack([always * (1 + x.hours.cooling), always], axis=1)
    return (Shared("carbon_kt", "carbon_t", "carbon_within_part", 1.0, hourly),)


def add_carbon_within_part(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """A day causes no more CO2e than its part: of what it draws and, where back-up sets may feed, of their fuel.

    sum_t intensity[t] * grid[t] + sum_t genset_intensity * genset[t] <= carbon_part               [t]

    Golden: lp/carbon_within_part.lp
    Proved by: test_days_share_a_carbon_cap_where_it_hurts_least
    """
    hours = range(day.hours)
    terms = [float(day.of_parts["t_per_mwh"][t]) * m.grid_mw[t] for t in hours]
    if may_feed(x) and _cap(x).genset_t_per_mwh:
        terms += [_cap(x).genset_t_per_mwh * m.genset_mw[t] for t in hours]
    m.carbon_within_part = pyo.Constraint(expr=pyo.quicksum(terms) - m.carbon_t <= 0, doc="carbon of a day")


def numbers(x: ModelInputs, hours: slice, _p: int) -> dict[str, Floats]:
    """T: CO2e of a MWh at the meter [t]."""
    return {"t_per_mwh": _cap(x).t_per_mwh[hours]}


LIMITS = (
    Limit(
        "carbon",
        ("carbon_within_cap",),
        "CO2e under the cap of its year for the parked fleet and the auxiliaries",
        "t",
        "power.carbon.cap.t_per_year",
        "raise power.carbon.cap.t_per_year, or offer carbon-free contracts if its basis is the market",
        beyond(lambda x, _value, key: float(_cap(x).most_kt[key[0]]), unit=1000.0),
        days="sum",
    ),
)

PART = Part(
    name="carbon_cap",
    present=lambda x: x.carbon_cap is not None,
    add_investment=add_investment,
    shared=shared,
    holds_parked=holds_parked,
    limits=LIMITS,
    always_held={
        "parked_carbon": "a period may take as much of the cap as it needs",
        "carbon_within_part": "a day has an answer within its part: racks parked",
    },
    add_equations=add_carbon_within_part,
    numbers=numbers,
    writings=(Writing("coefficient", "carbon_within_part", "t_per_mwh", column="grid_mw"),),
    structure=lambda x: _cap(x).genset_t_per_mwh if may_feed(x) else None,
)
