"""Every euro of the plan by period and cause, nominal and present; its sum is the optimiser's objective.

Income is positive, cost negative. Present value: mid-period factor to the day of the plan (`horizon.as_of`, else the
first day of the horizon); what the opening fleet is worth on that day is in period "start", what remains when the
horizon ends in period "end". Before corporate tax and before any financing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from planner.plan.money import offers
from planner.plan.money.rented import rent_flows
from planner.plan.tables.contracts import contract_flows, prepayments_left_eur
from planner.plan.tables.grid_support import support_flows
from planner.plan.tables.on_site import on_site_flows, worth_at_end_eur

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.tables.fleet import Vintages
    from planner.plan.tables.sums import Sums
    from planner.problem.periods import Periods
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution


EUR_PER_MEUR = 1e6
START, END = "start", "end"
GROUPS = (
    "revenue", "capex", "opex", "energy", "tariff", "tax", "burst", "penalty", "resale", "terminal", "lost load",
    "model error",
)  # fmt: skip
CONTRACT_ITEMS = ("contract against spot: ", "prepayment")  # how the items of contracts begin
SITE_GROUPS = ("opex", "energy", "tariff", "tax")
COLUMNS = ["period", "item", "group", "eur", "discount", "present_eur", "in_objective", "in_npv"]


def subscribed_cost_eur(inputs: ModelInputs, subscribed_mw: Floats) -> Floats:
    """P: yearly power part of the grid tariff, b_1·P_1 + Σ_{k≥2} b_k·(P_k − P_{k−1}), for the years of p [EUR].

    Source: CRE, TURPE 7 HTB, power component, for subscribed powers that rise with k.
    """
    steps_kw = np.diff(subscribed_mw, axis=0, prepend=0.0) * 1000.0
    yearly = (inputs.tariff.power_eur_per_kw_year * steps_kw).sum(axis=0)
    return np.asarray(inputs.periods.years * yearly)


def investment_flows(inputs: ModelInputs, solution: Solution, vintages: Vintages) -> list[tuple[str, str, Floats]]:
    """What racks, phases and subscribed power cost by period, and what racks fetch; amounts [EUR, P]."""
    fleet, phases = inputs.fleet, inputs.phases
    size = len(inputs.periods.names)
    at_order, at_delivery, on_order = np.zeros(size), np.zeros(size), np.zeros(size)
    rack_share = 1.0 / (1.0 + fleet.network_and_storage_share)
    comes = np.flatnonzero(fleet.live_period < size)
    np.add.at(on_order, fleet.live_period[comes], fleet.owed_meur[comes])
    cost = vintages.price_meur * vintages.racks
    ordered = np.flatnonzero(fleet.order_period >= 0)
    np.add.at(at_order, fleet.order_period[ordered], cost[ordered] * fleet.paid_at_order)
    arrives = ordered[fleet.live_period[ordered] < size]
    np.add.at(at_delivery, fleet.live_period[arrives], cost[arrives] * (1.0 - fleet.paid_at_order))
    opened = np.diff(solution.phase_open, axis=1, prepend=0).clip(min=0)
    fit_out = phases.fit_out_meur @ opened if len(phases.fit_out_meur) else np.zeros(size)
    return [
        ("racks, paid at order", "capex", -at_order * rack_share * EUR_PER_MEUR),
        ("racks, paid on delivery", "capex", -at_delivery * rack_share * EUR_PER_MEUR),
        ("network and storage of racks", "capex", -(at_order + at_delivery) * (1.0 - rack_share) * EUR_PER_MEUR),
        ("racks ordered before the plan, paid on delivery", "capex", -on_order * EUR_PER_MEUR),
        ("site phases", "capex", -(phases.capex_meur @ opened - fit_out) * EUR_PER_MEUR),
        ("fit-out of the site", "capex", -fit_out * EUR_PER_MEUR),
        ("deposit on the rent", "capex", -deposits_meur(inputs, solution) * EUR_PER_MEUR),
        ("operation of racks", "opex", -(vintages.installed * fleet.opex_meur).sum(axis=0) * EUR_PER_MEUR),
        ("operation of the site", "opex", -phases.site_opex_meur * EUR_PER_MEUR),
        ("shell", "opex", -phases.shell_meur_per_mw * solution.connection_mw * EUR_PER_MEUR),
        ("grid tariff, subscribed power", "tariff", -subscribed_cost_eur(inputs, solution.subscribed_mw)),
        ("grid tariff, fixed", "tariff", -inputs.tariff.fixed_meur * EUR_PER_MEUR),
        ("racks sold", "resale", (vintages.gone * fleet.resale_meur[:, :size]).sum(axis=0) * EUR_PER_MEUR),
    ]


def deposits_meur(inputs: ModelInputs, solution: Solution) -> Floats:
    """P: deposits left when phases open [MEUR]."""
    deposit = inputs.phases.deposit_meur
    if not deposit.size:
        return np.zeros(len(inputs.periods.names))
    opened = np.diff(solution.phase_open, axis=1, prepend=0).clip(min=0)
    return np.asarray((deposit * opened).sum(axis=0))


def dispatch_flows(
    inputs: ModelInputs, solution: Solution, sums: Sums, official_overrun_eur: Floats | None = None
) -> list[tuple[str, str, Floats]]:
    """What the hours of each period cost and earn; amounts [EUR, P].

    With `official_overrun_eur` [P] that is what the overrun costs; what the model took above it is a row of its own.
    """
    hours, work, names = inputs.hours, inputs.workloads, inputs.workloads.names
    rent = rent_flows(inputs, solution, sums)
    grid = solution.dispatch.grid_mw
    overrun_price = inputs.tariff.overrun_eur_per_mwh[hours.tariff_class, sums.period_of_hour]
    overrun = sums.by_period(solution.dispatch.overrun_mw * overrun_price)
    official = overrun if official_overrun_eur is None else official_overrun_eur
    capacity = hours.capacity_eur_per_mwh if len(hours.capacity_eur_per_mwh) else np.zeros(len(grid))
    flows = [
        ("energy at spot price", "energy", -sums.by_period(grid * hours.spot_eur_per_mwh)),
        ("grid tariff, energy", "tariff", -sums.by_period(grid * hours.network_eur_per_mwh)),
        ("grid tariff, overrun", "tariff", -official),
        ("overrun, model minus official", "model error", official - overrun),
        ("electricity taxes", "tax", -sums.by_period(grid * (hours.tax_eur_per_mwh - capacity))),
        ("capacity levy", "tax", -sums.by_period(grid * capacity)),
    ]
    unserved = sums.uncommitted_unserved
    penalty = unserved * work.penalty_eur
    revenue = (sums.uncommitted - unserved) * work.revenue_eur
    for w, name in enumerate(names):
        flows += [
            (f"revenue: {name}", "revenue", revenue[w]),
            rent[w],
            (f"penalty for unserved work: {name}", "penalty", -penalty[w]),
        ]
    if inputs.objective == "minimise_cost":
        price = np.maximum(work.penalty_eur, inputs.lost_load_multiple * work.revenue_eur)
        lost = unserved * price
        flows += [(f"lost load: {name}", "lost load", -lost[w]) for w, name in enumerate(names)]
    return [*flows, *rent[len(names) :]]


def cash_flow_table(
    inputs: ModelInputs,
    solution: Solution,
    sums: Sums,
    vintages: Vintages,
    official_overrun_eur: Floats | None = None,
) -> pd.DataFrame:
    """One row per period and item that is not zero.

    `in_objective` marks what the optimiser added up; `in_npv` marks money that moves. They differ for
    `minimise_cost`, where lost load is a price put on unserved work and revenue is left out; and by what the model's
    overrun is above the official one, where that is known (every day dispatched).
    """
    periods = inputs.periods
    minimise = inputs.objective == "minimise_cost"
    rows: list[dict[str, Any]] = []

    def add(period: str, item: str, group: str, eur: float, discount: float) -> None:
        if eur != 0.0:
            rows.append(
                {
                    "period": period,
                    "item": item,
                    "group": group,
                    "eur": eur,
                    "discount": discount,
                    "present_eur": eur * discount,
                    "in_objective": not (minimise and group in {"revenue", "penalty"}),
                    "in_npv": group not in {"lost load", "model error"},
                }
            )

    flows = investment_flows(inputs, solution, vintages)
    flows += dispatch_flows(inputs, solution, sums, official_overrun_eur)
    flows += offers.contract_flows(inputs, offers.contract_money(inputs, solution, sums))
    flows += contract_flows(inputs, solution)
    flows += on_site_flows(inputs, solution, sums)
    flows += support_flows(inputs, solution, sums)
    worth = inputs.fleet.opening_value_meur * EUR_PER_MEUR
    add(START, "opening fleet, at what it would fetch", "capex", -worth, 1.0)
    for p, period in enumerate(periods.names):
        for item, group, eur in flows:
            add(period, item, group, float(eur[p]), float(periods.discount[p]))
    for r, rack in enumerate(inputs.fleet.racks):
        own = inputs.fleet.vintage_rack == r
        left = float((vintages.at_end[own] * inputs.fleet.resale_meur[own, -1]).sum()) * EUR_PER_MEUR
        add(END, f"value of racks at the end: {rack}", "terminal", left, periods.discount_at_end)
    fleet, late = inputs.fleet, inputs.fleet.live_period >= len(periods.names)
    owed = float((vintages.price_meur * vintages.racks)[late].sum()) * (1.0 - fleet.paid_at_order)
    owed = (owed + float(fleet.owed_meur[late].sum())) * EUR_PER_MEUR
    if owed:  # racks ordered that come after the horizon: paid when it ends, as the optimiser counts them
        add(END, "racks, paid on delivery", "terminal", -owed, periods.discount_at_end)
    back = float(deposits_meur(inputs, solution).sum()) * EUR_PER_MEUR
    add(END, "deposit on the rent, given back", "terminal", back, periods.discount_at_end)
    for name, left in prepayments_left_eur(inputs, solution).items():
        add(END, f"prepayment for days after the horizon: {name}", "terminal", left, periods.discount_at_end)
    for item, remains in worth_at_end_eur(inputs, solution):
        add(END, item, "terminal", remains, periods.discount_at_end)
    return pd.DataFrame(rows, columns=COLUMNS)


def objective_meur(cash_flow: pd.DataFrame, objective: str) -> float:
    """Add up the table as the optimiser's objective: cost for `minimise_cost`, value for `maximise_npv` [MEUR]."""
    present = float(cash_flow.loc[cash_flow["in_objective"].astype(bool), "present_eur"].sum()) / EUR_PER_MEUR
    return -present if objective == "minimise_cost" else present


def net_flows(cash_flow: pd.DataFrame, periods: Periods) -> tuple[Floats, Floats]:
    """Times [years from the first day] and net flows [EUR] of money that moves: periods, the end, and first the day
    of the plan where something is paid on it. P+1 or P+2 each.
    """
    money = cash_flow.loc[cash_flow["in_npv"].astype(bool)].groupby("period")["eur"].sum()
    flows = np.array([float(money.get(name, 0.0)) for name in (*periods.names, END)])
    ends = np.cumsum(periods.years)
    times = np.append(ends - periods.years / 2.0, ends[-1])
    if START not in money:
        return times, flows
    return np.append(periods.day_of_plan_years, times), np.append(float(money[START]), flows)


def internal_rate_of_return(times_years: Floats, flows_eur: Floats) -> float | None:
    """Yearly rate at which the flows are worth nothing; None where there is no such rate or more than one."""
    rates = rates_of_return(times_years, flows_eur)
    return rates[0] if len(rates) == 1 else None


def rates_of_return(times_years: Floats, flows_eur: Floats) -> list[float]:
    """All yearly rates from −95 to 5,000 % at which the flows are worth nothing, the lowest first."""
    rates = np.concatenate([np.linspace(-0.95, 1.0, 196), np.geomspace(1.02, 50.0, 120)])
    worth = ((1.0 + rates[:, None]) ** -times_years * flows_eur).sum(axis=1)
    crossings = np.flatnonzero((worth[:-1] >= 0) != (worth[1:] >= 0))

    def value(rate: float) -> float:
        return float(((1.0 + rate) ** -times_years * flows_eur).sum())

    return [float(brentq(value, rates[at], rates[at + 1], xtol=1e-10)) for at in crossings]


def npv_meur(cash_flow: pd.DataFrame) -> float:
    """Σ of all money that moves × discount factor [MEUR]."""
    return float(cash_flow.loc[cash_flow["in_npv"].astype(bool), "present_eur"].sum()) / EUR_PER_MEUR


def peak_funding_meur(cash_flow: pd.DataFrame, periods: Periods) -> float:
    """Lowest point of the cumulated net cash flow, undiscounted, as a positive amount; 0 if it stays above [MEUR]."""
    _, net_eur = net_flows(cash_flow, periods)
    return max(0.0, -float(np.cumsum(net_eur).min(initial=0.0))) / EUR_PER_MEUR
