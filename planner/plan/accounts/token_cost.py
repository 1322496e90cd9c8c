"""What a Mtoken or GPU-hour costs, earns and leaves, by workload; with what stands idle, it adds up to the plan's NPV.

NPV = Σ_w revenue[w] − Σ_w cost[w] − cost of idle racks − work rented elsewhere − credits and penalties, all present.

Everything that the cash flow holds is in it once: the opening fleet at what it would fetch, what remains at the end,
and the rented work. Two allocations of the cost:

- average: all costs. Those of capacity (racks, site, rent, staff) by GPU-hours that serve, those of electricity by IT
  energy that serves; what racks that do not serve take of both is idle.
- marginal: what one unit more costs with the plan held: electricity as it is metered. All else is fixed.

Levelised: Σ present cost / Σ present work, a price that is constant in nominal money; real: Σ present cost /
Σ present work · (1 + inflation)^t, a price of the first day that rises with inflation. IEA/NEA, *Projected Costs of
Generating Electricity*.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.inputs.money.loans import MONTHS_PER_YEAR
from planner.plan.money.cash_flow import END, EUR_PER_MEUR, START, npv_meur
from planner.plan.studies.carbon import scenario_part
from planner.problem.periods import year_position

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.plan import Plan

__all__ = ["TokenCosts", "cost_tables", "reconciliation_table", "token_cost_table", "token_costs"]

COLUMNS = [
    "allocation", "workload", "unit", "work", "present_cost_meur", "nominal_eur", "real_eur", "revenue_eur",
    "margin_eur",
]  # fmt: skip
RECONCILIATION_COLUMNS = ["line", "workload", "present_meur"]
AVERAGE, MARGINAL = "average", "marginal"
IDLE, FIXED = "idle", "fixed"
CAPITAL = ("capex", "resale", "terminal")
METERED = (
    "energy at spot price", "grid tariff, energy", "electricity taxes", "capacity levy", "contract against spot: ",
)  # fmt: skip
ELECTRICITY = ("energy", "tariff", "tax")


@dataclass(frozen=True, eq=False)
class TokenCosts:
    """Present values [EUR]: workloads W, periods P."""

    workloads: tuple[str, ...]
    units: tuple[str, ...]  # W
    work: Floats  # W, P: served here
    rented: Floats  # W, P: work rented elsewhere
    discount: Floats  # P
    prices: Floats  # P: price level, the first day is 1
    revenue: Floats  # W, present
    cost: Floats  # W, present, average allocation
    marginal: Floats  # W, present
    idle: float
    elsewhere: float  # rented elsewhere, reserved GPUs included
    owed: float  # credits, penalties and fees for ending a contract
    other: float  # what is in no group above

    @property
    def total(self) -> float:
        """What the site costs [EUR, present]."""
        return float(self.cost.sum()) + self.idle

    @property
    def npv(self) -> float:
        """The lines added up [EUR]."""
        return float(self.revenue.sum()) - self.total - self.elsewhere - self.owed + self.other


def token_costs(plan: Plan, ledger: Ledger) -> TokenCosts:
    """The costs of a plan's work, from its saved tables."""
    names = tuple(dict.fromkeys(plan.tokens["workload"].astype(str)))
    periods, discount = plan.periods, ledger.discount

    def by_workload(column: str) -> Floats:
        table = plan.tokens.pivot_table(index="workload", columns="period", values=column, aggfunc="sum")
        return table.reindex(index=list(names), columns=list(periods)).fillna(0.0).to_numpy(dtype=np.float64)

    serving = by_workload("serving_mwh_it")
    share = _shares(serving)
    idle_gpus, idle_power = _idle(plan, periods)
    capacity, power, metered = _by_period(plan, ledger)
    flows = plan.cash_flow.loc[plan.cash_flow["in_npv"].astype(bool)]
    group = flows.groupby("group")["present_eur"].sum()
    listed = ("revenue", "burst", "penalty", *CAPITAL, "opex", *ELECTRICITY)
    return TokenCosts(
        workloads=names,
        units=tuple(plan.tokens.drop_duplicates("workload")["unit"].astype(str)),
        work=by_workload("served_here"),
        rented=by_workload("burst"),
        discount=discount,
        prices=_price_level(plan, ledger),
        revenue=(by_workload("revenue_meur") @ discount) * EUR_PER_MEUR,
        cost=share @ (capacity * (1.0 - idle_gpus) + power * (1.0 - idle_power)),
        marginal=share @ (metered * (1.0 - idle_power)),
        idle=float(capacity @ idle_gpus + power @ idle_power),
        elsewhere=-float(group.get("burst", 0.0)),
        owed=-float(group.get("penalty", 0.0)),
        other=float(group.drop(labels=[name for name in listed if name in group.index]).sum()),
    )


def _shares(serving: Floats) -> Floats:
    """Each workload's share of serving IT energy, W, P; of the horizon where a period serves nothing."""
    whole = serving.sum(axis=1)
    whole = whole / whole.sum() if whole.sum() > 0 else np.full_like(whole, 1.0 / max(1, len(whole)))
    total = serving.sum(axis=0)
    shares = np.divide(serving, total, out=np.zeros_like(serving), where=total > 0)
    return np.asarray(np.where(total > 0, shares, whole[:, None]), dtype=np.float64)


def _idle(plan: Plan, periods: Sequence[str]) -> tuple[Floats, Floats]:
    """Shares that do not serve, P: of GPU-hours installed, and of the IT energy of racks."""
    fleet = plan.fleet
    racks = fleet["installed_racks"].to_numpy(dtype=np.float64)
    serving = fleet["serving_mean_racks"].to_numpy(dtype=np.float64)
    used = np.divide(serving, racks, out=np.ones_like(racks), where=racks > 0)
    gpus = fleet.assign(serving=fleet["gpus"] * used.clip(0.0, 1.0)).groupby("period")[["gpus", "serving"]].sum()
    gpus = gpus.reindex(list(periods)).fillna(0.0)
    energy = plan.electrons.loc[plan.electrons["stage"] == "it"].pivot_table(
        index="period", columns="to", values="mwh", aggfunc="sum"
    )
    energy = energy.reindex(index=list(periods), columns=["serving", "idle", "parked"]).fillna(0.0)
    return _rest(gpus["serving"], gpus["gpus"]), _rest(energy["serving"], energy.sum(axis=1))


def gpu_years(plan: Plan, ledger: Ledger) -> tuple[float, float]:
    """GPU-years that serve, and GPU-years installed."""
    installed = _installed_gpu_years(plan, ledger)
    return float(installed @ (1.0 - _idle(plan, plan.periods)[0])), float(installed.sum())


def _installed_gpu_years(plan: Plan, ledger: Ledger) -> Floats:
    """GPU-years installed, P."""
    periods = list(plan.periods)
    gpus = plan.fleet.groupby("period")["gpus"].sum().reindex(periods).fillna(0.0).to_numpy(dtype=np.float64)
    return np.asarray(gpus * np.bincount(ledger.months.period, minlength=len(periods)) / MONTHS_PER_YEAR)


def _rest(part: pd.Series[float], whole: pd.Series[float]) -> Floats:
    """1 − part / whole; 0 where there is nothing."""
    below = whole.to_numpy(dtype=np.float64)
    ratio = np.divide(part.to_numpy(dtype=np.float64), below, out=np.ones_like(below), where=below > 0)
    return np.asarray(1.0 - ratio)


def _by_period(plan: Plan, ledger: Ledger) -> tuple[Floats, Floats, Floats]:
    """Present cost of capacity, of electricity, and what of that is metered, P [EUR].

    What is paid for racks, site and equipment, less what they fetch, is spread over the GPU-years in use at one present
    cost each, so that a period carries what it uses.
    """
    flows = plan.cash_flow.loc[plan.cash_flow["in_npv"].astype(bool)]
    periods = list(plan.periods)

    def present(rows: pd.DataFrame) -> Floats:
        own = rows.loc[~rows["period"].isin([START, END])].groupby("period")["present_eur"].sum()
        return -own.reindex(periods).fillna(0.0).to_numpy(dtype=np.float64)

    capital = -float(flows.loc[flows["group"].isin(CAPITAL), "present_eur"].sum())
    weight = _installed_gpu_years(plan, ledger) * ledger.discount
    weight = weight / weight.sum() if weight.sum() > 0 else np.full(len(periods), 1.0 / len(periods))
    power = flows.loc[flows["group"].isin(ELECTRICITY)]
    return (
        capital * weight + present(flows.loc[flows["group"] == "opex"]),
        present(power),
        present(power.loc[power["item"].str.startswith(METERED)]),
    )


def _price_level(plan: Plan, ledger: Ledger) -> Floats:
    """(1 + inflation)^t to the middle of each period, t from the first day of the horizon; P."""
    months, inflation = ledger.months, float(scenario_part(plan, "finance").get("inflation") or 0.0)
    edges = [months.days[start] for start in months.starts] + [months.after]
    at = np.array([year_position(day) for day in edges]) - year_position(months.days[0])
    return np.asarray((1.0 + inflation) ** ((at[:-1] + at[1:]) / 2.0))


def token_cost_table(costs: TokenCosts) -> pd.DataFrame:
    """A row per allocation and workload, and what is idle, or fixed; COLUMNS. None where nothing is served.

    `revenue_eur` and `margin_eur` are of a unit served, here or elsewhere; the margin is revenue less cost.
    """
    here, served = costs.work @ costs.discount, (costs.work + costs.rented) @ costs.discount
    real = costs.work @ (costs.discount * costs.prices)
    rows: list[tuple[object, ...]] = []
    for allocation, cost in ((AVERAGE, costs.cost), (MARGINAL, costs.marginal)):
        for w, name in enumerate(costs.workloads):
            if here[w] <= 0:
                continue
            each, earned = cost[w] / here[w], costs.revenue[w] / served[w]
            work = float(costs.work[w].sum())
            row = (work, cost[w] / EUR_PER_MEUR, each, cost[w] / real[w], earned, earned - each)
            rows.append((allocation, name, costs.units[w], *map(float, row)))
        rest, name = (costs.idle, IDLE) if allocation == AVERAGE else (costs.total - float(cost.sum()), FIXED)
        rows.append((allocation, name, "", None, rest / EUR_PER_MEUR, None, None, None, None))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def reconciliation_table(costs: TokenCosts, value_meur: float) -> pd.DataFrame:
    """From the levelised costs to the NPV, line by line [MEUR, present]; RECONCILIATION_COLUMNS.

    The last lines are their sum, the NPV of the plan, and what is between them.
    """
    rows = [("revenue", name, eur) for name, eur in zip(costs.workloads, costs.revenue, strict=True)]
    rows += [
        ("levelised cost × work served here", name, -eur) for name, eur in zip(costs.workloads, costs.cost, strict=True)
    ]
    rows += [
        ("idle racks", "", -costs.idle),
        ("work rented elsewhere", "", -costs.elsewhere),
        ("credits, penalties and fees", "", -costs.owed),
        ("not of any work", "", costs.other),
    ]
    total = sum(eur for *_, eur in rows)
    rows += [("sum", "", total), ("NPV of the plan", "", value_meur * EUR_PER_MEUR)]
    rows.append(("difference", "", value_meur * EUR_PER_MEUR - total))
    meur = [(line, name, float(eur) / EUR_PER_MEUR) for line, name, eur in rows]
    return pd.DataFrame(meur, columns=RECONCILIATION_COLUMNS)


def cost_tables(plan: Plan, ledger: Ledger) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`token_cost_table` and `reconciliation_table` of a plan."""
    costs = token_costs(plan, ledger)
    return token_cost_table(costs), reconciliation_table(costs, npv_meur(plan.cash_flow))
