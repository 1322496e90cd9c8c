"""Racks ranked for each token workload: tokens per kWh at the meter and EUR per Mtoken at full use.

    EUR/Mtoken = (capital charge a year / (hours a year · availability) + kW · EUR per kWh at the meter) / Mtokens/h
    capital charge a year = price · i / (1 − (1 + i)^−life), the price spread over the rack's life at the discount rate
    kW at the meter = kW of the rack · site factor; tokens/kWh = tokens/h / kW at the meter
    site factor = supply of the site / serving energy, over the plan's span: cooling, losses, network, idle racks

Every available hour serves: work that leaves racks idle costs more than this. Upkeep, people and building are left out,
as they hardly differ between racks. Source of the annuity: IEC 60300-3-3, life cycle costing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from planner.plan.plan import Plan
    from planner.scenario.schema import Scenario

HOURS_PER_YEAR = 8760.0
COLUMNS = [
    "workload", "rack", "rank_energy", "rank_cost", "tokens_per_kwh", "eur_per_mtoken", "capital_eur_per_mtoken",
    "energy_eur_per_mtoken", "tokens_per_s_per_rack", "rack_kw", "basis", "plan_tokens_per_kwh",
]  # fmt: skip
POWER_GROUPS = ("energy", "tariff", "tax")


@dataclass(frozen=True)
class RackAtWork:
    """One rack product on one workload, at full power."""

    workload: str
    rack: str
    tokens_per_s: float  # of the rack
    kw: float  # of the rack, serving
    price_eur: float  # list price of a rack today
    life_years: float
    basis: str


def yearly_charge(price: float, life_years: float, interest: float) -> float:
    """Annuity: what a price costs a year over a life at a yearly interest rate [unit of the price]."""
    if interest == 0:
        return price / life_years
    return price * interest / (1 - math.pow(1 + interest, -life_years))


def cost_per_mtoken(
    work: RackAtWork, interest: float, availability: float, site_factor: float, eur_per_mwh: float
) -> tuple[float, float]:
    """Capital and energy of an output Mtoken [EUR], by the formula above."""
    mtokens_per_h = work.tokens_per_s * 3600 / 1e6
    hourly = yearly_charge(work.price_eur, work.life_years, interest) / (HOURS_PER_YEAR * availability)
    return hourly / mtokens_per_h, work.kw * site_factor * eur_per_mwh / 1000 / mtokens_per_h


def site_terms(plan: Plan, periods: Iterable[str] | None = None) -> tuple[float, float]:
    """Site factor [-], energy in per energy of serving racks, and EUR per MWh at the meter with tariff and taxes.

    Over some periods, all if None; NaN where nothing was served or drawn. Energy that the site makes itself counts
    in the factor, not in the price.
    """
    names = set(plan.periods if periods is None else periods)

    def of(table: pd.DataFrame) -> pd.DataFrame:
        return table.loc[table["period"].astype(str).isin(names)]

    flows, cash = of(plan.electrons), of(plan.cash_flow)
    serving = float(flows.loc[flows["stage"] == "serving", "mwh"].sum())
    supply = float(flows.loc[flows["stage"] == "grid", "mwh"].sum())
    paid = -float(cash.loc[cash["group"].isin(POWER_GROUPS), "eur"].sum())
    return (supply / serving if serving else float("nan")), (paid / supply if supply else float("nan"))


def racks_at_work(scenario: Scenario, data_dir: Path | None = None) -> list[RackAtWork]:
    """Every rack of a scenario on every token workload it can serve, by the scenario's own rule of operating points.

    Raises DataError and ScenarioError as reading the scenario's inputs does.
    """
    from planner.catalogue import racks as rack_data
    from planner.inputs.demand.workloads import needs
    from planner.inputs.racks.choice import choose
    from planner.inputs.racks.fleet import rack_product
    from planner.inputs.racks.operating_points import TokenNeed

    asked = needs(scenario, data_dir)
    catalogue = {name: rack_product(name, scenario, data_dir) for name in rack_data.rack_specs(data_dir).index}
    tokens = [name for name, need in asked.items() if isinstance(need, TokenNeed)]
    chosen = choose(scenario, asked, catalogue, data_dir)
    found = []
    for workload in tokens:
        for rack, point in chosen.points[workload].items():
            product = catalogue[rack]
            found.append(
                RackAtWork(
                    workload,
                    rack,
                    point.rate_per_gpu * product.gpus,
                    product.for_points().serving_kw if point.kw is None else point.kw,
                    product.price_usd / scenario.finance.usd_per_eur,
                    scenario.fleet.racks[rack].life_years,
                    point.basis,
                )
            )
    return found


def ranking(
    work: Iterable[RackAtWork],
    interest: float,
    availability: float,
    site_factor: float,
    eur_per_mwh: float,
    in_plan: Mapping[tuple[str, str], float] | None = None,
) -> pd.DataFrame:
    """The ranking, a row for each workload and rack, cheapest first within a workload; COLUMNS.

    in_plan: tokens/kWh at the meter that the plan itself had, by (workload, rack); NaN where it never used the pair.
    """
    rows = []
    for one in work:
        capital, energy = cost_per_mtoken(one, interest, availability, site_factor, eur_per_mwh)
        per_kwh = one.tokens_per_s * 3600 / (one.kw * site_factor)
        own = (in_plan or {}).get((one.workload, one.rack), float("nan"))
        total = capital + energy
        rows.append((one.workload, one.rack, per_kwh, total, capital, energy, one.tokens_per_s, one.kw, one.basis, own))
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if not name.startswith("rank")])
    by = table.groupby("workload", sort=False)
    table["rank_energy"] = by["tokens_per_kwh"].rank(ascending=False, method="min").astype("Int64")
    table["rank_cost"] = by["eur_per_mtoken"].rank(method="min").astype("Int64")
    order = {name: i for i, name in enumerate(table["workload"].unique())}
    table = table.assign(_order=table["workload"].map(order)).sort_values(["_order", "eur_per_mtoken"])
    return table[COLUMNS].reset_index(drop=True)
