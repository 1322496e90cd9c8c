"""A flexible part of the connection: the operator takes it away in some hours, or the site sheds when it chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

from planner.optimisation.equations.connection import parked_mw
from planner.optimisation.equations.day import Writing
from planner.optimisation.equations.limit import Limit
from planner.optimisation.parts.part import Parked, Part, Shared

if TYPE_CHECKING:
    from planner.arrays import Bools, Floats
    from planner.optimisation.equations.day import Day
    from planner.optimisation.equations.limit import Key, Values
    from planner.optimisation.parts.part import Expression
    from planner.problem.connection import Flexible
    from planner.problem.site import ModelInputs


def _flexible(x: ModelInputs) -> Flexible:
    assert x.flexible is not None
    return x.flexible


def window_hours(x: ModelInputs) -> Floats:
    """Real hours of each period among which the site chooses when to shed, P."""
    weight = x.days.hour_weight * _flexible(x).agreed
    return np.bincount(x.days.hour_period, weights=weight, minlength=len(x.periods.names)).astype(np.float64)


def taken_away(x: ModelInputs) -> Bools:
    """Whether each period has an hour in which the flexible part may be taken away, P."""
    taken = np.zeros(len(x.periods.names), dtype=np.bool_)
    np.logical_or.at(taken, x.days.hour_period, (_flexible(x).called > 0) | _flexible(x).agreed)
    return taken


def add_flexible_variables(m: pyo.Block, x: ModelInputs) -> None:
    """Flexible part of the connection [MW] and, where the site chooses when, energy to be shed [GWh], by period."""
    periods = range(len(x.periods.names))
    m.flexible_mw = pyo.Var(periods, domain=pyo.NonNegativeReals)
    if _flexible(x).chosen:
        m.shed_gwh = pyo.Var(periods, domain=pyo.NonNegativeReals)


def add_flexible_power(m: pyo.Block, x: ModelInputs) -> None:
    """The flexible part of the connection is what the open phases bring of it.

    flexible[p] = sum_b flexible_mw[b] * phase_open[b,p]                                          [MW]

    Golden: lp/flexible_power.lp
    Proved by: test_hours_that_are_set_take_the_flexible_part_away
    """
    m.flexible_power = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: (
            m.flexible_mw[p] == sum(float(mw) * m.phase_open[b, p] for b, mw in enumerate(_flexible(x).mw))
        ),
        doc="flexible part of the connection of the open phases",
    )


def add_standby_within_firm(m: pyo.Block, x: ModelInputs) -> None:
    """The fleet, all parked, can be held at the firm part: every day then has a dispatch.

    sum_r least_kw[r]/1000 * installed[r,p] * (1 + cooling_worst[p]) + auxiliaries[p]
        <= eta * (usable * connection[p] - flexible[p])                                           [MW]

    in periods with an hour in which the flexible part may be taken away. Golden: lp/standby_within_firm.lp
    Proved by: test_sets_do_not_hold_the_fleet_at_the_firm_part
    """
    m.standby_within_firm = pyo.Constraint(
        np.flatnonzero(taken_away(x)).tolist(),
        rule=lambda m, p: (
            parked_mw(m, x, p) - x.electrical_efficiency * (x.usable_share * m.connection_mw[p] - m.flexible_mw[p])
            <= -float(x.auxiliaries_mw[p])
        ),
        doc="the parked fleet stays within the firm part",
    )


def add_owed_shedding(m: pyo.Block, x: ModelInputs) -> None:
    """The periods of a year share the energy that is owed: the flexible part for as many hours as were agreed.

    sum_{p of y} shed[p] >= sum_{p of y} owed_hours[p]/1000 * flexible[p]                        [GWh]

    Golden: lp/owed_shedding.lp
    Proved by: test_energy_that_is_owed_is_shed_where_it_costs_least
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
    Proved by: test_a_period_sheds_no_more_than_its_window_holds
    """
    hours = window_hours(x)
    m.shed_room = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: m.shed_gwh[p] - (float(hours[p]) / 1000 * m.flexible_mw[p] if hours[p] else 0.0) <= 0,
        doc="energy that a period can shed",
    )


def add_investment(m: pyo.Block, x: ModelInputs) -> Expression:
    """Variables and equations of the investment. A flexible part costs nothing but what it takes away."""
    add_flexible_variables(m, x)
    add_flexible_power(m, x)
    add_standby_within_firm(m, x)
    if _flexible(x).chosen:
        add_owed_shedding(m, x)
        add_shed_room(m, x)
    return 0.0


def holds_parked(x: ModelInputs, parked: Parked) -> Bools:
    """Whether the parked fleet keeps to the firm part where the flexible one may be taken away, P."""
    return ~taken_away(x) | (parked.drawn_mw <= parked.connection_mw - parked.quantities["flexible_mw"])


def shared(x: ModelInputs) -> tuple[Shared, ...]:
    """Energy to be shed, where the site chooses when; an hour in which it may can give all of the flexible part."""
    if not _flexible(x).chosen:
        return ()
    may = _flexible(x).agreed.astype(np.float64)
    return (Shared("shed_gwh", "shed_mwh", "shed_part", -1.0, np.stack([may, np.zeros_like(may)], axis=1)),)


def add_variables(m: pyo.Block, _x: ModelInputs, day: Day) -> None:
    """How much of the flexible part may be drawn in each hour [MW]; 0 while all of it is taken away."""
    most = day.of_parts["most_flexible_mw"]
    m.flexible_used_mw = pyo.Var(range(day.hours), bounds=lambda m, t: (0.0, float(most[t])))


def add_flexible_part(m: pyo.Block, day: Day) -> None:
    """What may be drawn of the flexible part is what is not taken away.

    flexible_used[t] <= (1 - called[t]) * flexible;  taken away in full, flexible_used[t] = 0 by its bound, and the row
    has the coefficient 1                                                                         [MW]

    Golden: lp/flexible_part.lp
    Proved by: test_hours_that_are_set_take_the_flexible_part_away
    """
    m.flexible_part = pyo.Constraint(
        range(day.hours),
        rule=lambda m, t: m.flexible_used_mw[t] - float(day.of_parts["flexible_left"][t]) * m.flexible_mw <= 0,
        doc="what is left of the flexible part",
    )


def add_shed_part(m: pyo.Block, day: Day) -> None:
    """A day sheds its part: what it leaves of the flexible part, in the hours in which it may shed.

    shed_part <= sum_{t: may shed} (flexible - flexible_used[t])                                 [MWh]

    Golden: lp/shed_part.lp
    Proved by: test_energy_that_is_owed_is_shed_where_it_costs_least
    """
    may = np.flatnonzero(day.of_parts["agreed"]).tolist()
    left = pyo.quicksum(m.flexible_mw - m.flexible_used_mw[t] for t in may)
    m.shed_part = pyo.Constraint(
        expr=m.shed_mwh - left <= 0,
        doc="energy that a day sheds",
    )


def add_equations(m: pyo.Block, x: ModelInputs, day: Day) -> None:
    """Equations of a day; its variables are there already."""
    add_flexible_part(m, day)
    if _flexible(x).chosen:
        add_shed_part(m, day)


def terms(m: pyo.Block, _x: ModelInputs, _day: Day, t: int) -> dict[str, list[Expression]]:
    """Within the connection: its flexible part counts only as far as it is there to be drawn."""
    return {"within_connection": [m.flexible_mw, -m.flexible_used_mw[t]]}


def numbers(x: ModelInputs, hours: slice, _p: int) -> dict[str, Floats]:
    """T: share of the flexible part left, 1 and a bound of 0 where none is; 1 in hours in which the site may shed."""
    left = 1 - _flexible(x).called[hours]
    return {
        "flexible_left": np.where(left > 0, left, 1.0),
        "most_flexible_mw": np.where(left > 0, np.inf, 0.0),
        "agreed": _flexible(x).agreed[hours].astype(np.float64) if _flexible(x).chosen else np.zeros(0),
    }


def _firm_mw(x: ModelInputs, value: Values, key: Key, excess: float) -> tuple[float, float]:
    """At the meter: what the parked fleet and the auxiliaries draw, and what may be drawn of the firm part."""
    room_mw = x.usable_share * value("connection_mw", key) - value("flexible_mw", key)
    return room_mw + excess / x.electrical_efficiency, room_mw


LIMITS = (
    Limit(
        "firm_part",
        ("standby_within_firm",),
        "power of the firm part for the parked fleet and the auxiliaries",
        "MW",
        "site.phases.flexible_mw",
        "lower flexible_mw of a phase, or site.curtailment.hours_per_year to 0",
        _firm_mw,
        days="worst",
    ),
)

PART = Part(
    name="flexible_connection",
    present=lambda x: x.flexible is not None,
    add_investment=add_investment,
    given=("flexible_mw",),
    shared=shared,
    holds_parked=holds_parked,
    limits=LIMITS,
    always_held={
        "flexible_power": "says what open phases bring",
        "owed_shedding": "a window is never shorter than what is owed in it",
        "shed_room": "a window is never shorter than what is owed in it",
        "flexible_part": "kept by drawing none of it",
        "shed_part": "racks parked shed the whole flexible part",
    },
    add_variables=add_variables,
    add_equations=add_equations,
    terms=terms,
    numbers=numbers,
    writings=(
        Writing("coefficient", "flexible_part", "flexible_left", column="flexible_mw", sign=-1),
        Writing("upper", "flexible_used_mw", "most_flexible_mw"),
    ),
    structural=("agreed",),
    structure=lambda x: (_flexible(x).chosen, _flexible(x).agreed.tobytes()),
)
