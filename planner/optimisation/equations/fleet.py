"""Rack orders, volume tiers, retirement: what the fleet of each period is and costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyomo.environ as pyo

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.arrays import Floats
    from planner.problem.site import ModelInputs


def tiers_within_reach(x: ModelInputs, v: int) -> list[int]:
    """Volume tiers an order of vintage `v` can reach, given its supply."""
    return [j for j, from_racks in enumerate(x.fleet.tier_from_racks) if from_racks <= x.fleet.max_racks[v]]


def ordered_vintages(x: ModelInputs) -> list[int]:
    """Vintages that can be ordered: a supply above zero."""
    return [v for v in range(len(x.fleet.vintage_rack)) if x.fleet.max_racks[v] > 0]


def tier_choices(x: ModelInputs) -> list[tuple[int, int]]:
    """(vintage, tier) pairs where there is more than one tier to choose from."""
    return [(v, j) for v in ordered_vintages(x) if len(tiers_within_reach(x, v)) > 1 for j in tiers_within_reach(x, v)]


def retirement_periods(x: ModelInputs, v: int) -> range:
    """Periods at whose start racks of vintage `v` may leave: after a first period of life, up to its end.

    The opening fleet may leave from the first period on, so that no fleet is too large for its site.
    """
    opening = x.fleet.order_period[v] < 0
    first = 0 if opening else int(x.fleet.live_period[v]) + 1
    last = min(int(x.fleet.end_of_life_period[v]), len(x.periods.names) - 1)
    return range(first, last + 1)


def add_fleet_variables(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Whole racks ordered and retired, racks installed; all in racks."""
    fleet, periods = x.fleet, range(len(x.periods.names))
    m.order_racks = pyo.Var(
        ordered_vintages(x), domain=pyo.NonNegativeIntegers, bounds=lambda m, v: (0, int(fleet.max_racks[v]))
    )
    m.order_in_tier = pyo.Var(tier_choices(x), domain=pyo.NonNegativeReals)
    m.tier_chosen = pyo.Var(tier_choices(x), domain=pyo.Binary)
    retirements = [(v, p) for v in range(len(fleet.vintage_rack)) for p in retirement_periods(x, v)]
    m.retire_racks = pyo.Var(retirements, domain=pyo.NonNegativeIntegers)
    m.installed_racks = pyo.Var(range(len(fleet.racks)), periods, domain=pyo.NonNegativeReals)


def racks_bought(m: pyo.ConcreteModel, x: ModelInputs, v: int) -> NumericValue:
    """Racks of vintage `v`: the order, or what the opening fleet holds."""
    return m.order_racks[v] if x.fleet.max_racks[v] > 0 else int(x.fleet.opening_racks[v])


def add_order_in_tiers(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """An order is placed in one volume tier.

    order[v] = sum_j order_in_tier[v,j]                                                        [racks]

    Golden: lp/order_in_tiers.lp
    """
    vintages = sorted({v for v, _ in tier_choices(x)})
    m.order_in_tiers = pyo.Constraint(
        vintages,
        rule=lambda m, v: m.order_racks[v] == sum(m.order_in_tier[v, j] for j in tiers_within_reach(x, v)),
        doc="an order is placed in one volume tier",
    )


def add_one_tier(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """At most one tier is chosen for an order.

    sum_j tier_chosen[v,j] <= 1                                                                    [-]

    Golden: lp/one_tier.lp
    """
    vintages = sorted({v for v, _ in tier_choices(x)})
    m.one_tier = pyo.Constraint(
        vintages,
        rule=lambda m, v: sum(m.tier_chosen[v, j] for j in tiers_within_reach(x, v)) <= 1,
        doc="at most one tier for an order",
    )


def add_tier_floor(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """A tier's discount is given only from its number of racks on.

    order_in_tier[v,j] >= from_racks[j] * tier_chosen[v,j]                                     [racks]

    Golden: lp/tier_floor.lp
    """
    m.tier_floor = pyo.Constraint(
        tier_choices(x),
        rule=lambda m, v, j: m.order_in_tier[v, j] >= int(x.fleet.tier_from_racks[j]) * m.tier_chosen[v, j],
        doc="a tier starts at its number of racks",
    )


def add_tier_ceiling(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """A tier that is not chosen holds no racks; the chosen one ends where the next begins, or at the supply.

    order_in_tier[v,j] <= ceiling[v,j] * tier_chosen[v,j]                                      [racks]

    Golden: lp/tier_ceiling.lp
    """

    def ceiling(v: int, j: int) -> int:
        reach = tiers_within_reach(x, v)
        return int(x.fleet.max_racks[v]) if j == reach[-1] else int(x.fleet.tier_from_racks[j + 1]) - 1

    m.tier_ceiling = pyo.Constraint(
        tier_choices(x),
        rule=lambda m, v, j: m.order_in_tier[v, j] <= ceiling(v, j) * m.tier_chosen[v, j],
        doc="racks only in the chosen tier",
    )


def add_retirement(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """No more racks leave than came; at the end of life all have left.

    sum_p retire[v,p] <= bought[v],  with = where the end of life lies within the horizon      [racks]

    Golden: lp/retirement.lp
    """
    horizon = len(x.periods.names)

    def rule(m: pyo.ConcreteModel, v: int) -> object:
        periods = retirement_periods(x, v)
        if not len(periods):
            return pyo.Constraint.Skip
        left = sum(m.retire_racks[v, p] for p in periods)
        if x.fleet.end_of_life_period[v] < horizon:
            return left - racks_bought(m, x, v) == 0 if x.fleet.max_racks[v] > 0 else left == racks_bought(m, x, v)
        return left - racks_bought(m, x, v) <= 0 if x.fleet.max_racks[v] > 0 else left <= racks_bought(m, x, v)

    m.retirement = pyo.Constraint(range(len(x.fleet.vintage_rack)), rule=rule, doc="racks out never exceed racks in")


def add_installed_fleet(m: pyo.ConcreteModel, x: ModelInputs) -> None:
    """Installed racks: those of the period before, plus deliveries, minus retirements.

    installed[r,p] = installed[r,p-1] + sum_{v of r, live in p} bought[v] - sum_{v of r} retire[v,p]   [racks]

    Golden: lp/installed_fleet.lp
    """
    fleet = x.fleet
    vintages_of: dict[int, list[int]] = {r: [] for r in range(len(fleet.racks))}
    for v, r in enumerate(fleet.vintage_rack):
        vintages_of[int(r)].append(v)

    def rule(m: pyo.ConcreteModel, r: int, p: int) -> object:
        arrived = sum(racks_bought(m, x, v) for v in vintages_of[r] if fleet.live_period[v] == p)
        left = sum(m.retire_racks[v, p] for v in vintages_of[r] if (v, p) in m.retire_racks)
        before = m.installed_racks[r, p - 1] if p else 0
        return m.installed_racks[r, p] == before + arrived - left

    m.installed_fleet = pyo.Constraint(
        range(len(fleet.racks)),
        range(len(x.periods.names)),
        rule=rule,
        doc="racks in = racks out + racks there",
    )


def payment_factors(x: ModelInputs) -> Floats:
    """Present value of one euro of list price of each vintage, part at order, part on the live date; shape (V,).

    A rack that comes after the horizon, as it is late on a path, is paid at its end.
    """
    fleet, discount = x.fleet, np.append(x.periods.discount, x.periods.discount_at_end)
    at_order = discount[np.maximum(fleet.order_period, 0)] * fleet.paid_at_order
    at_delivery = discount[fleet.live_period] * (1 - fleet.paid_at_order)
    return at_order + at_delivery


def holding_value_meur(x: ModelInputs) -> Floats:
    """Present cost of one rack of vintage v from the start of period p to the end of the horizon. Shape (V, P+1).

    Operation and maintenance of every period from p on, less the terminal value.
    """
    horizon = len(x.periods.names)
    opex = x.fleet.opex_meur * x.periods.discount
    cost = np.zeros((len(x.fleet.vintage_rack), horizon + 1))
    cost[:, :horizon] = np.cumsum(opex[:, ::-1], axis=1)[:, ::-1]
    # A rack at its end of life has been retired, by force: it meets no terminal value.
    terminal = np.where(x.fleet.end_of_life_period >= horizon, x.fleet.resale_meur[:, horizon], 0.0)
    return cost - (terminal * x.periods.discount_at_end)[:, None]


def fleet_cost_meur(m: pyo.ConcreteModel, x: ModelInputs) -> NumericValue:
    """Present cost of the fleet [MEUR]: price after tier discount, operation, less resale and terminal value."""
    fleet, holding = x.fleet, holding_value_meur(x)
    resale = fleet.resale_meur[:, :-1] * x.periods.discount
    price = fleet.price_meur * payment_factors(x)
    in_tiers = {v for v, _ in tier_choices(x)}
    terms = []
    for v in range(len(fleet.vintage_rack)):
        held_from = int(fleet.live_period[v])
        if fleet.max_racks[v] > 0:
            full_price = float(price[v]) if v not in in_tiers else 0.0
            terms.append((full_price + float(holding[v, held_from])) * m.order_racks[v])
        else:
            terms.append(float(holding[v, held_from] * fleet.opening_racks[v]))
    terms += [float(price[v] * (1 - fleet.tier_discount[j])) * m.order_in_tier[v, j] for v, j in tier_choices(x)]
    terms += [-float(holding[v, p] + resale[v, p]) * m.retire_racks[v, p] for v, p in m.retire_racks]
    return pyo.quicksum(terms)
