"""What bounds the power at the meter beside the phases: a flexible part that is taken away, transformers, maintenance.

The bound of transformers and maintenance is known for every hour: it is an upper bound of grid_mw, not an equation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.connection import least_rack_kw, worst_cooling

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.arrays import Bools, Floats, Ints
    from planner.optimisation.equations.day import Day
    from planner.problem.connection import Flexible
    from planner.problem.site import ModelInputs


def hour_weight(x: ModelInputs) -> Floats:
    """Real hours that each dispatched hour stands for, H."""
    return np.repeat(x.days.weight, np.diff(x.days.first_hour))


def _hour_period(x: ModelInputs) -> Ints:
    return np.repeat(x.days.period, np.diff(x.days.first_hour))


def window_hours(x: ModelInputs) -> Floats:
    """Real hours of each period among which the site chooses when to shed, P."""
    assert x.flexible is not None
    weight = hour_weight(x) * x.flexible.agreed
    return np.bincount(_hour_period(x), weights=weight, minlength=len(x.periods.names)).astype(np.float64)


def least_limit_mw(x: ModelInputs) -> Floats:
    """Lowest bound on the power at the meter in each period, beside the connection; P, infinite where there is none."""
    least = np.full(len(x.periods.names), np.inf)
    if x.grid_limit:
        np.minimum.at(least, _hour_period(x), x.grid_limit.mw)
    return least


def taken_away(x: ModelInputs) -> Bools:
    """Whether each period has an hour in which the flexible part may be taken away, P."""
    taken = np.zeros(len(x.periods.names), dtype=np.bool_)
    np.logical_or.at(taken, _hour_period(x), (_flexible(x).called > 0) | _flexible(x).agreed)
    return taken


def add_flexible_variables(m: pyo.Block, x: ModelInputs) -> None:
    """Flexible part of the connection [MW] and, where the site chooses when, energy to be shed [GWh], by period."""
    periods = range(len(x.periods.names))
    if x.flexible:
        m.flexible_mw = pyo.Var(periods, domain=pyo.NonNegativeReals)
        if x.flexible.chosen:
            m.shed_gwh = pyo.Var(periods, domain=pyo.NonNegativeReals)


def _flexible(x: ModelInputs) -> Flexible:
    assert x.flexible is not None
    return x.flexible


def add_flexible_power(m: pyo.Block, x: ModelInputs) -> None:
    """The flexible part of the connection is what the open phases bring of it.

    flexible[p] = sum_b flexible_mw[b] * phase_open[b,p]                                          [MW]

    Golden: lp/flexible_power.lp
    """
    m.flexible_power = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: (
            m.flexible_mw[p] == sum(float(mw) * m.phase_open[b, p] for b, mw in enumerate(_flexible(x).mw))
        ),
        doc="flexible part of the connection of the open phases",
    )


def _parked_mw(m: pyo.Block, x: ModelInputs, p: int) -> NumericValue:
    """What the parked fleet draws behind the electrical chain in the hottest hour of a period, without auxiliaries."""
    least_mw, cooling = least_rack_kw(x) / 1000, worst_cooling(x)
    return pyo.quicksum(float(mw * (1 + cooling[p])) * m.installed_racks[r, p] for r, mw in enumerate(least_mw) if mw)


def add_standby_within_firm(m: pyo.Block, x: ModelInputs) -> None:
    """The fleet, all parked, can be held at the firm part: every day then has a dispatch.

    sum_r least_kw[r]/1000 * installed[r,p] * (1 + cooling_worst[p]) + auxiliaries[p]
        <= eta * (connection[p] - flexible[p])                                                    [MW]

    in periods with an hour in which the flexible part may be taken away. Golden: lp/standby_within_firm.lp
    """
    m.standby_within_firm = pyo.Constraint(
        np.flatnonzero(taken_away(x)).tolist(),
        rule=lambda m, p: (
            _parked_mw(m, x, p) - x.electrical_efficiency * (m.connection_mw[p] - m.flexible_mw[p])
            <= -float(x.auxiliaries_mw[p])
        ),
        doc="the parked fleet stays within the firm part",
    )


def add_standby_within_limit(m: pyo.Block, x: ModelInputs) -> None:
    """The fleet, all parked, can be held at what transformers and maintenance leave: every day then has a dispatch.

    sum_r least_kw[r]/1000 * installed[r,p] * (1 + cooling_worst[p]) + auxiliaries[p] <= eta * limit[p]   [MW]

    Golden: lp/standby_within_limit.lp
    """
    least = least_limit_mw(x)
    m.standby_within_limit = pyo.Constraint(
        np.flatnonzero(np.isfinite(least)).tolist(),
        rule=lambda m, p: (
            _parked_mw(m, x, p) <= x.electrical_efficiency * float(least[p]) - float(x.auxiliaries_mw[p])
            if least_rack_kw(x).any()
            else pyo.Constraint.Skip
        ),
        doc="the parked fleet stays within what transformers and maintenance leave",
    )


def add_owed_shedding(m: pyo.Block, x: ModelInputs) -> None:
    """The periods of a year share the energy that is owed: the flexible part for as many hours as were agreed.

    sum_{p of y} shed[p] >= sum_{p of y} owed_hours[p]/1000 * flexible[p]                        [GWh]

    Golden: lp/owed_shedding.lp
    """
    f = _flexible(x)
    years = np.unique(f.year)
    of_year = [np.flatnonzero(f.year == year).tolist() for year in years]
    m.owed_shedding = pyo.Constraint(
        range(len(years)),
        rule=lambda m, y: (
            pyo.quicksum(float(f.owed_hours[p]) / 1000 * m.flexible_mw[p] for p in of_year[y] if f.owed_hours[p])
            - pyo.quicksum(m.shed_gwh[p] for p in of_year[y])
            <= 0
        ),
        doc="energy shed in a year",
    )


def add_shed_room(m: pyo.Block, x: ModelInputs) -> None:
    """A period can shed no more than its flexible part in all hours in which that may be taken away.

    shed[p] <= window_hours[p]/1000 * flexible[p]                                                [GWh]

    Golden: lp/shed_room.lp
    """
    hours = window_hours(x)
    m.shed_room = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: m.shed_gwh[p] - (float(hours[p]) / 1000 * m.flexible_mw[p] if hours[p] else 0.0) <= 0,
        doc="energy that a period can shed",
    )


CHOSEN = (add_owed_shedding, add_shed_room)


def add_grid_limits(m: pyo.Block, x: ModelInputs) -> None:
    """Equations of the investment; none where nothing but the phases bounds the power at the meter."""
    if x.flexible:
        add_flexible_power(m, x)
        add_standby_within_firm(m, x)
        if x.flexible.chosen:
            for add in CHOSEN:
                add(m, x)
    if x.grid_limit:
        add_standby_within_limit(m, x)


def add_flexible_use_variables(m: pyo.Block, day: Day) -> None:
    """How much of the flexible part may be drawn in each hour [MW]; 0 while all of it is taken away."""
    m.flexible_used_mw = pyo.Var(range(day.hours), bounds=lambda m, t: (0.0, float(day.most_flexible_mw[t])))


def flexible_terms(m: pyo.Block, x: ModelInputs, _day: Day, t: int) -> dict[str, list[NumericValue]]:
    """Within the connection: its flexible part counts only as far as it is there to be drawn."""
    return {"within_connection": [m.flexible_mw, -m.flexible_used_mw[t]]} if x.flexible else {}


def add_flexible_part(m: pyo.Block, day: Day) -> None:
    """What may be drawn of the flexible part is what is not taken away.

    flexible_used[t] <= (1 - called[t]) * flexible;  taken away in full, flexible_used[t] = 0 by its bound, and the row
    has the coefficient 1                                                                         [MW]

    Golden: lp/flexible_part.lp
    """
    m.flexible_part = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.flexible_used_mw[t] - float(day.flexible_left[t]) * m.flexible_mw <= 0,
        doc="what is left of the flexible part",
    )


def add_shed_part(m: pyo.Block, day: Day) -> None:
    """A day sheds its part: what it leaves of the flexible part, in the hours in which it may shed.

    shed_part <= sum_{t: may shed} (flexible - flexible_used[t])                                 [MWh]

    Golden: lp/shed_part.lp
    """
    may = np.flatnonzero(day.agreed).tolist()
    left = pyo.quicksum(m.flexible_mw - m.flexible_used_mw[t] for t in may)
    m.shed_part = pyo.Constraint(
        expr=m.shed_mwh - left <= 0,
        doc="energy that a day sheds",
    )


def add_flexible_day(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of the flexible part in a day; its variables are there already."""
    add_flexible_part(m, day)
    if _flexible(x).chosen:
        add_shed_part(m, day)


def same_limits_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for the flexible part of `b`."""
    if a.flexible is None or b.flexible is None:
        return a.flexible is b.flexible
    return a.flexible.chosen == b.flexible.chosen and np.array_equal(a.flexible.agreed, b.flexible.agreed)
