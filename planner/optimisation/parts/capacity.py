"""Investment in battery, PV and thermal store: what is built when, what is then in use, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyomo.environ as pyo

if TYPE_CHECKING:
    from pyomo.core.base.expression import NumericValue

    from planner.problem.on_site import Capacity
    from planner.problem.site import ModelInputs

BUILT = {
    "pv_capacity_mw": "pv_mw_built",
    "storage_mw": "storage_mw_built",
    "storage_mwh": "storage_mwh_built",
    "cold_store_mw": "cold_mw_built",
    "cold_store_mwh": "cold_mwh_built",
}
ON_SITE = tuple(BUILT)  # what investment gives to a day beside `LINKING`


def capacities(x: ModelInputs) -> dict[str, Capacity]:
    """Capacities that investment decides, by the name of the variable, in the order of `ON_SITE`."""
    found = {"pv_capacity_mw": x.pv.capacity} if x.pv else {}
    if x.battery:
        found |= {"storage_mw": x.battery.power, "storage_mwh": x.battery.energy}
    if x.cold_store:
        found |= {"cold_store_mw": x.cold_store.power, "cold_store_mwh": x.cold_store.energy}
    return found


def add_on_site_variables(m: pyo.Block, x: ModelInputs) -> None:
    """What is built in each period and what is in use [MW, MWh]; none where the scenario offers none."""
    periods = range(len(x.periods.names))
    for name, capacity in capacities(x).items():
        most, least = capacity.most.tolist(), capacity.least.tolist()
        setattr(m, BUILT[name], pyo.Var(periods, bounds=lambda _, p, most=most: (0.0, most[p])))
        setattr(m, name, pyo.Var(periods, bounds=lambda _, p, least=least, most=most: (least[p], most[p])))


def _in_use(m: pyo.Block, x: ModelInputs, name: str) -> pyo.Constraint:
    """Constraint: what is in use in a period is what was built and has not reached the end of its life."""
    capacity, given, built = capacities(x)[name], m.component(name), m.component(BUILT[name])
    periods = range(len(x.periods.names))
    return pyo.Constraint(
        periods, rule=lambda m, p: given[p] == pyo.quicksum(built[q] for q in periods if capacity.in_use[q, p])
    )


def add_pv_capacity(m: pyo.Block, x: ModelInputs) -> None:
    """PV in use is what was built within its life.

    pv_capacity[p] = sum_{q: in use in p} pv_built[q]                                             [MW]

    Golden: lp/pv_capacity.lp
    """
    m.pv_capacity = _in_use(m, x, "pv_capacity_mw")


def add_storage_power(m: pyo.Block, x: ModelInputs) -> None:
    """Power of the battery in use is what was built within the life of the converter.

    storage_mw[p] = sum_{q: in use in p} storage_mw_built[q]                                      [MW]

    Golden: lp/storage_power.lp
    """
    m.storage_power = _in_use(m, x, "storage_mw")


def add_storage_energy(m: pyo.Block, x: ModelInputs) -> None:
    """Energy of the battery in use is what was built within the life of the cells; fading is made up for each year.

    storage_mwh[p] = sum_{q: in use in p} storage_mwh_built[q]                                   [MWh]

    Golden: lp/storage_energy.lp
    """
    m.storage_energy = _in_use(m, x, "storage_mwh")


def add_cold_store_power(m: pyo.Block, x: ModelInputs) -> None:
    """Power of the thermal store in use is what was built within its life.

    cold_store_mw[p] = sum_{q: in use in p} cold_mw_built[q]                            [MW of heat]

    Golden: lp/cold_store_power.lp
    """
    m.cold_store_power = _in_use(m, x, "cold_store_mw")


def add_cold_store_energy(m: pyo.Block, x: ModelInputs) -> None:
    """Content of the thermal store in use is what was built within its life.

    cold_store_mwh[p] = sum_{q: in use in p} cold_mwh_built[q]                         [MWh of heat]

    Golden: lp/cold_store_energy.lp
    """
    m.cold_store_energy = _in_use(m, x, "cold_store_mwh")


EQUATIONS = {
    "pv_capacity_mw": add_pv_capacity,
    "storage_mw": add_storage_power,
    "storage_mwh": add_storage_energy,
    "cold_store_mw": add_cold_store_power,
    "cold_store_mwh": add_cold_store_energy,
}


def add_on_site(m: pyo.Block, x: ModelInputs) -> None:
    """Variables and equations of all that the scenario offers; nothing where it offers nothing."""
    add_on_site_variables(m, x)
    for name in capacities(x):
        EQUATIONS[name](m, x)


def on_site_capital_meur(m: pyo.Block, x: ModelInputs, p: int) -> NumericValue:
    """What is paid in period `p` for what is built then [MEUR, undiscounted]."""
    built = {name: m.component(BUILT[name]) for name in capacities(x)}
    return pyo.quicksum(float(c.price_meur[p]) * built[name][p] for name, c in capacities(x).items())


def on_site_cost_meur(m: pyo.Block, x: ModelInputs) -> NumericValue:
    """Present cost of what is built, and of upkeep and tests of back-up sets, less what is left at the end [MEUR]."""
    periods, terms = range(len(x.periods.names)), []
    for name, c in capacities(x).items():
        built, in_use = m.component(BUILT[name]), m.component(name)
        net = x.periods.discount * c.price_meur - x.periods.discount_at_end * c.worth_meur
        running = x.periods.discount * (c.opex_meur + c.augmentation_meur)
        terms += [float(net[p]) * built[p] + float(running[p]) * in_use[p] for p in periods]
    if x.gensets:
        g = x.gensets
        terms.append(float(x.periods.discount @ (g.fixed_meur + g.test_mwh * g.energy_eur_per_mwh / 1e6)))
    return pyo.quicksum(terms)
