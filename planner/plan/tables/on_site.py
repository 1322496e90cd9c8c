"""Battery, PV, back-up sets and thermal store in the plan: their money, their hours, what they gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.plan.money.levelised import annuity

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.plan.tables.sums import Sums
    from planner.problem.on_site import Capacity
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Dispatch, Solution

    Flows = list[tuple[str, str, Floats]]  # item, group, amounts [EUR, P]

EUR_PER_MEUR = 1e6
ITEMS = {
    "pv_capacity_mw": "PV",
    "storage_mw": "battery, power",
    "storage_mwh": "battery, energy",
    "cold_store_mw": "thermal store, power",
    "cold_store_mwh": "thermal store, content",
}
HOURLY = (
    "pv_mw", "charge_mw", "discharge_mw", "stored_mwh", "genset_mw", "cold_charge_mw", "cold_discharge_mw",
    "cold_stored_mwh",
)  # fmt: skip


def offered(inputs: ModelInputs) -> dict[str, Capacity]:
    """Equipment that could be built, named as in `Solution.on_site`."""
    found = {"pv_capacity_mw": inputs.pv.capacity} if inputs.pv else {}
    if inputs.battery:
        found |= {"storage_mw": inputs.battery.power, "storage_mwh": inputs.battery.energy}
    if inputs.cold_store:
        found |= {"cold_store_mw": inputs.cold_store.power, "cold_store_mwh": inputs.cold_store.energy}
    return found


def hourly_columns(dispatch: Dispatch, hours: Ints) -> dict[str, Floats]:
    """Hourly columns of what there is on the site [MW, MWh]; none where there is nothing."""
    arrays = ((name, getattr(dispatch, name)) for name in HOURLY)
    return {name: array[hours] for name, array in arrays if array is not None}


def behind_the_meter_mw(dispatch: Dispatch) -> Floats:
    """H: what PV, battery and back-up sets add to the grid, less what is charged [MW]."""
    total = np.zeros_like(dispatch.grid_mw)
    for name, sign in (("pv_mw", 1.0), ("discharge_mw", 1.0), ("charge_mw", -1.0), ("genset_mw", 1.0)):
        array = getattr(dispatch, name)
        if array is not None:
            total = total + sign * array
    return total


def on_site_flows(inputs: ModelInputs, solution: Solution, sums: Sums) -> Flows:
    """What battery, PV and back-up sets cost in each period; nothing where there are none."""
    flows: Flows = []
    for name, c in offered(inputs).items():
        built, in_use = solution.on_site[name].built, solution.on_site[name].in_use
        flows += [
            (ITEMS[name], "capex", -c.price_meur * built * EUR_PER_MEUR),
            (f"operation of {ITEMS[name]}", "opex", -c.opex_meur * in_use * EUR_PER_MEUR),
            (f"augmentation of {ITEMS[name]}", "opex", -c.augmentation_meur * in_use * EUR_PER_MEUR),
        ]
    if inputs.battery:
        flows.append(("ageing of the battery by use", "opex", -sums.discharge_mwh * inputs.battery.wear_eur_per_mwh))
    if inputs.gensets:
        g = inputs.gensets
        flows += [
            ("upkeep of back-up sets", "opex", -g.fixed_meur * EUR_PER_MEUR),
            ("tests of back-up sets", "opex", -g.test_mwh * g.energy_eur_per_mwh),
            ("fuel of back-up sets", "energy", -sums.genset_mwh * g.energy_eur_per_mwh),
        ]
    return flows


def worth_at_end_eur(inputs: ModelInputs, solution: Solution) -> list[tuple[str, float]]:
    """Item and worth of battery and PV when the horizon ends [EUR]."""
    return [
        (f"value of {ITEMS[name]} at the end", float(c.worth_meur @ solution.on_site[name].built) * EUR_PER_MEUR)
        for name, c in offered(inputs).items()
    ]


def on_site_charge_meur(inputs: ModelInputs, solution: Solution) -> Floats:
    """P: what battery and PV cost, less their worth at the end, as an annuity over their use [MEUR, undiscounted]."""
    periods = inputs.periods
    total = np.zeros(len(periods.names))
    for name, c in offered(inputs).items():
        present = periods.discount * c.price_meur - periods.discount_at_end * c.worth_meur
        paid = present * solution.on_site[name].built
        total = total + annuity(paid, c.in_use.astype(float), periods.years, periods.discount).sum(axis=0)
    return total


def power_columns(solution: Solution) -> dict[str, Floats]:
    """P: capacities in use [MW, MWh], for the table `power`; none where nothing is offered."""
    return {name: found.in_use for name, found in solution.on_site.items()}
