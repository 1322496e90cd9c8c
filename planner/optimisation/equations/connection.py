"""Site phases, connection, subscribed power, and the room the fleet needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.arrays import Floats
    from planner.problem.site import ModelInputs


def add_connection_variables(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Phases open (binary), connection and subscribed power [MW]."""
    phases, periods = x.phases, range(len(x.periods.names))

    def open_bounds(m: pyo.ConcreteModel, b: int, p: int) -> tuple[int, int]:
        possible = int(p >= phases.earliest_period[b])
        return (possible if phases.committed[b] else 0, possible)

    m.phase_open = pyo.Var(range(len(phases.names)), periods, domain=pyo.Binary, bounds=open_bounds)
    m.connection_mw = pyo.Var(periods, domain=pyo.NonNegativeReals)
    m.subscribed_mw = pyo.Var(range(len(x.tariff.classes)), periods, domain=pyo.NonNegativeReals)


def add_phase_stays_open(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """An open phase stays open.

    phase_open[b,p] >= phase_open[b,p-1]                                                           [-]

    Golden: lp/phase_stays_open.lp
    Proved by: test_an_open_phase_stays_open
    """
    m.phase_stays_open = pyo.Constraint(
        range(len(x.phases.names)),
        range(1, len(x.periods.names)),
        rule=lambda m, b, p: m.phase_open[b, p] >= m.phase_open[b, p - 1],
        doc="an open phase stays open",
    )


def add_phases_in_order(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """A phase opens with or after the one before it.

    phase_open[b,p] <= phase_open[b-1,p]                                                           [-]

    Golden: lp/phases_in_order.lp
    Proved by: test_phases_open_in_their_order
    """
    m.phases_in_order = pyo.Constraint(
        range(1, len(x.phases.names)),
        range(len(x.periods.names)),
        rule=lambda m, b, p: m.phase_open[b, p] <= m.phase_open[b - 1, p],
        doc="phases open in their order",
    )


def add_connection_power(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """The connection is what the open phases bring.

    connection[p] = sum_b connection_mw[b] * phase_open[b,p]                                      [MW]

    Golden: lp/connection_power.lp
    Proved by: test_a_phase_brings_its_megawatts_when_it_opens
    """
    m.connection_power = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: (
            m.connection_mw[p] == sum(float(mw) * m.phase_open[b, p] for b, mw in enumerate(x.phases.connection_mw))
        ),
        doc="connection of the open phases",
    )


def add_rising_subscription(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Subscribed power never falls from a tariff class to the next.

    subscribed[k,p] <= subscribed[k+1,p]                                                          [MW]

    Source: TURPE 7, formula of the withdrawal charge. Golden: lp/rising_subscription.lp
    Proved by: test_subscribed_power_rises_with_the_classes
    """
    m.rising_subscription = pyo.Constraint(
        range(len(x.tariff.classes) - 1),
        range(len(x.periods.names)),
        rule=lambda m, k, p: m.subscribed_mw[k, p] <= m.subscribed_mw[k + 1, p],
        doc="subscribed power rises with the tariff classes",
    )


def add_hold_subscription(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Between the changes that the tariff allows subscribed power rises by no more than what new phases bring.

    subscribed[k,p] - subscribed[k,p-1] <= connection[p] - connection[p-1]                        [MW]

    in periods in which no change is allowed. The tariff holds a level for twelve months; winter classes subscribed in
    winter only would pay half their price. A new phase is a new connection, and its contract is revised.
    Golden: lp/hold_subscription.lp
    Proved by: test_a_new_phase_may_raise_subscribed_power_between_changes
    """
    level_fixed = ~x.tariff.subscription_may_change
    m.hold_subscription = pyo.Constraint(
        range(len(x.tariff.classes)),
        [p for p in range(1, len(x.periods.names)) if level_fixed[p]],
        rule=lambda m, k, p: (
            m.subscribed_mw[k, p] - m.subscribed_mw[k, p - 1] <= m.connection_mw[p] - m.connection_mw[p - 1]
        ),
        doc="subscribed power held between changes",
    )


def add_keep_subscription(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Subscribed power is not lowered but where a change is allowed and may lower it.

    subscribed[k,p] >= subscribed[k,p-1]                                                          [MW]

    Golden: lp/keep_subscription.lp
    Proved by: test_subscribed_power_changes_once_a_year
    """
    may_fall = x.tariff.subscription_may_change & x.tariff.subscription_may_fall
    m.keep_subscription = pyo.Constraint(
        range(len(x.tariff.classes)),
        [p for p in range(1, len(x.periods.names)) if not may_fall[p]],
        rule=lambda m, k, p: m.subscribed_mw[k, p] >= m.subscribed_mw[k, p - 1],
        doc="subscribed power not lowered between changes",
    )


def add_subscription_within_connection(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """The highest subscribed power stays within the connection.

    subscribed[K,p] <= connection[p]                                                              [MW]

    Golden: lp/subscription_within_connection.lp
    Proved by: test_no_more_is_subscribed_than_the_connection
    """
    last = len(x.tariff.classes) - 1
    m.subscription_within_connection = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: m.subscribed_mw[last, p] <= m.connection_mw[p],
        doc="subscribed power within the connection",
    )


def _fits(m: pyo.ConcreteModel, x: ModelInputs, need: Floats, room: Floats) -> object:
    """Constraint: what the installed racks need in each period is within what the open phases offer."""
    return pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: (
            (
                sum(float(n) * m.installed_racks[r, p] for r, n in enumerate(need) if n)
                - sum(float(c) * m.phase_open[b, p] for b, c in enumerate(room))
                <= 0
            )
            if np.any(need)
            else pyo.Constraint.Skip
        ),
    )


def add_rack_positions(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Installed racks have a position on the floor of the open phases.

    sum_r positions[r] * installed[r,p] <= sum_b positions[b] * phase_open[b,p]            [positions]

    Golden: lp/rack_positions.lp
    Proved by: test_racks_need_room
    """
    m.rack_positions = _fits(m, x, x.fleet.positions, x.phases.positions)


def add_liquid_cooling(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Heat to liquid at nameplate stays within the liquid cooling of the open phases.

    sum_r liquid_kw[r]/1000 * installed[r,p] <= sum_b liquid_mw[b] * phase_open[b,p]              [MW]

    Golden: lp/liquid_cooling.lp
    Proved by: test_racks_need_room
    """
    m.liquid_cooling = _fits(m, x, x.fleet.liquid_kw / 1000, x.phases.liquid_mw)


def add_floor_load(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Rack weight stays within the floor load of the open phases.

    sum_r weight[r] * installed[r,p] <= sum_b floor_t[b] * phase_open[b,p]                         [t]

    Golden: lp/floor_load.lp
    Proved by: test_racks_need_room
    """
    m.floor_load = _fits(m, x, x.fleet.weight_t, x.phases.floor_t)


def least_rack_kw(x: ModelInputs) -> Floats:
    """Power no dispatch can avoid per installed rack [kW], shape (R,).

    Racks able to serve can be parked; the unavailable share stays powered; network and storage stay on.
    """
    f = x.fleet
    return f.availability * np.minimum(f.standby_kw, f.idle_kw) + (1 - f.availability) * f.idle_kw + f.network_kw


def worst_cooling(x: ModelInputs) -> Floats:
    """Highest cooling power per IT power among the dispatched hours of each period, shape (P,)."""
    worst = np.zeros(len(x.periods.names))
    np.maximum.at(worst, x.days.hour_period, x.hours.cooling)
    return worst


def least_cooled_mw(x: ModelInputs) -> Floats:
    """`least_rack_kw` with its cooling in the worst hour of each period [MW], shape (R, P)."""
    if x.loops is None:
        return np.asarray((least_rack_kw(x) / 1000)[:, None] * (1 + worst_cooling(x)))
    cooled = x.loops.rack_cooling(least_rack_kw(x) - x.fleet.network_kw, x.fleet.network_kw) / 1000
    worst = np.zeros((len(x.fleet.racks), len(x.periods.names)))
    np.maximum.at(worst.T, x.days.hour_period, cooled.T)
    return worst


def add_standby_within_connection(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """The fleet, all parked, can be held at the connection in the hottest hour: every day then has a dispatch.

    sum_r least_kw[r]/1000 * installed[r,p] * (1 + cooling_worst[p]) + auxiliaries[p]
        <= eta * usable * connection[p]                                                           [MW]

    Where racks are charged by the loops, each has its own worst cooling. Golden: lp/standby_within_connection.lp
    Proved by: test_sets_do_not_hold_the_parked_fleet
    """
    least_mw = least_cooled_mw(x)
    m.standby_within_connection = pyo.Constraint(
        range(len(x.periods.names)),
        rule=lambda m, p: (
            sum(float(mw) * m.installed_racks[r, p] for r, mw in enumerate(least_mw[:, p]))
            - x.electrical_efficiency * x.usable_share * m.connection_mw[p]
            <= -float(x.auxiliaries_mw[p])
        ),
        doc="the parked fleet stays within the connection",
    )


def present_opening_meur(x: ModelInputs) -> Floats:
    """Present cost of opening each phase in each period, shape (B, P) [MEUR]: capex, and a deposit until the end.

    discount[p] * capex[b] + (discount[p] - discount_end) * deposit[b,p]
    """
    cost = np.outer(x.phases.capex_meur, x.periods.discount)
    if x.phases.deposit_meur.size:
        cost = cost + (x.periods.discount - x.periods.discount_at_end) * x.phases.deposit_meur
    return np.asarray(cost)


def subscribed_steps_meur(x: ModelInputs) -> Floats:
    """What a MW subscribed in each class costs in each period, shape (K, P) [MEUR].

    years * (b_1 P_1 + sum_k b_k (P_k - P_{k-1})), by P_k; b in EUR/kW = kEUR/MW a year.
    """
    b_meur_per_mw = x.tariff.power_eur_per_kw_year * x.periods.years / 1000
    return np.asarray(b_meur_per_mw - np.vstack([b_meur_per_mw[1:], np.zeros_like(b_meur_per_mw[:1])]))


def connection_cost_meur(m: pyo.ConcreteModel, x: ModelInputs) -> NumericValue:
    """Present cost of phases, shell, site and subscribed power [MEUR]."""
    phases, discount = x.phases, x.periods.discount
    steps = subscribed_steps_meur(x)
    terms = []
    for p in range(len(x.periods.names)):
        fixed = float(discount[p] * (phases.site_opex_meur[p] + x.tariff.fixed_meur[p]))
        terms += [fixed, float(discount[p] * phases.shell_meur_per_mw[p]) * m.connection_mw[p]]
        terms += [float(discount[p] * steps[k, p]) * m.subscribed_mw[k, p] for k in range(len(steps))]
        for b, cost in enumerate(present_opening_meur(x)[:, p]):
            if cost:
                before = m.phase_open[b, p - 1] if p else 0
                terms.append(float(cost) * (m.phase_open[b, p] - before))
    return pyo.quicksum(terms)


def parked_mw(m: pyo.Block, x: ModelInputs, p: int) -> NumericValue:
    """What the parked fleet draws behind the electrical chain in the hottest hour of a period, without auxiliaries."""
    least_mw, cooling = least_rack_kw(x) / 1000, worst_cooling(x)
    return pyo.quicksum(float(mw * (1 + cooling[p])) * m.installed_racks[r, p] for r, mw in enumerate(least_mw) if mw)
