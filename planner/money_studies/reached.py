"""What of an aim a plan reaches, and what it takes: racks, megawatts, funding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.money_studies.cover import covers, service_of
from planner.optimisation.equations.revenue import demand_of_periods
from planner.plan.accounts.ledger import peak_funding_eur
from planner.plan.money.cash_flow import END, EUR_PER_MEUR, START, npv_meur
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

AIMS = ("revenue", "npv", "dscr")
NO_SERVICE = float("inf")  # nothing is owed in any quarter: any cover is reached


@dataclass(frozen=True)
class ReachedPlan:
    """What a plan reaches of an aim, and its main figures."""

    reached: float
    revenue_meur: Mapping[int, float]  # by calendar year
    connection_mw: float
    racks: int
    funding_meur: float
    npv_meur: float
    inputs: ModelInputs


def reached_by(plan: Plan, inputs: ModelInputs, aim: str, by: int | None) -> ReachedPlan:
    """Figures of a plan; `by` is the last year whose revenue counts."""
    revenue, accounts = revenue_by_year(plan), plan.accounts()
    npv = npv_meur(plan.cash_flow)
    if aim == "revenue":
        reached = max((meur for year, meur in revenue.items() if by is None or year <= by), default=0.0)
    elif aim == "npv":
        reached = npv
    else:
        service = service_of(accounts)
        reached = float(covers(accounts, service).min()) if len(service.quarters) else NO_SERVICE
    return ReachedPlan(
        reached=reached,
        revenue_meur=revenue,
        connection_mw=float(plan.power["connection_mw"].max()),
        racks=int(plan.orders["racks"].sum()),
        funding_meur=peak_funding_eur(accounts.ledger) / EUR_PER_MEUR,
        npv_meur=npv,
        inputs=inputs,
    )


def revenue_by_year(plan: Plan) -> dict[int, float]:
    """Revenue from customers by calendar year [MEUR]."""
    flows = plan.cash_flow.loc[plan.cash_flow["group"] == "revenue"]
    flows = flows.loc[~flows["period"].isin([START, END])]
    sums = flows["eur"].groupby(flows["period"].astype(str).str[:4]).sum() / EUR_PER_MEUR
    return {int(str(year)): float(meur) for year, meur in sums.items()}


def revenue_if_all_served(x: ModelInputs, by: int | None) -> float:
    """Revenue of the best year, up to `by`, if all demand and all contracts were served [MEUR]: no plan has more."""
    meur = (demand_of_periods(x) * x.workloads.revenue_eur).sum(axis=0) / EUR_PER_MEUR
    if x.offers is not None:
        meur = meur + x.offers.revenue_meur.sum(axis=0)
    years: dict[int, float] = {}
    for name, value in zip(x.periods.names, meur.tolist(), strict=True):
        years[int(name[:4])] = years.get(int(name[:4]), 0.0) + value
    return max(value for year, value in years.items() if by is None or year <= by)


def years_of(scenario: Scenario) -> list[int]:
    """Calendar years of the horizon."""
    first, last = (quarter_first_day(day).year for day in (scenario.horizon.start, scenario.horizon.end))
    return list(range(first, last + 1))
