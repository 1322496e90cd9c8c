"""Contracts with customers in money: revenue, credits, caps of breaches, fees; and the table `offers`.

Axes as in `planner.problem.offers`: N contracts, P periods.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats
    from planner.plan.tables.sums import Sums
    from planner.problem.offers import OfferDecisions, Offers
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Solution

EUR_PER_MEUR = 1e6
SIGNED_BEFORE, SIGNED_NOW, DECLINED = "signed before", "signed now", "declined"
UNITS = {"tokens": ("Mtokens", "tokens/s", 1e6), "gpu_hours": ("GPU-hours", "GPU", 1e3)}  # amount, mean, per Mtoken/s
COLUMNS = [
    "offer", "workload", "decision", "share", "decide_by", "first_period", "last_period", "unit", "contracted",
    "mean", "mean_unit", "price_eur", "full_revenue_meur", "revenue_meur", "present_revenue_meur", "demand",
    "unserved", "unserved_share", "throttled", "credit_meur", "fee_meur", "breached_periods", "terminated_period",
]  # fmt: skip
TEXTS = {
    "offer", "workload", "decision", "first_period", "last_period", "unit", "mean_unit", "breached_periods",
    "terminated_period",
}  # fmt: skip
MOMENT = "datetime64[ms]"  # as a store gives it back
NEGLIGIBLE = 1e-6  # a share below is none


@dataclass(frozen=True)
class ContractMoney:
    """What each contract asks, fails and pays: N, P; work in Mtokens or GPU-hours, money undiscounted."""

    demand: Floats
    unserved: Floats
    throttled: Floats
    revenue_eur: Floats  # with the take-or-pay floor, less the price of what goes unserved
    credit_eur: Floats  # owed for what goes unserved, unless in breach
    cap_eur: Floats  # paid in a breach
    fee_eur: Floats  # for ending it
    at_stake_eur: Floats  # price and credit of the work that is served, if it were not
    lost_load_eur: Floats  # minimise_cost: the price put on what goes unserved

    @property
    def owed_eur(self) -> Floats:
        """Credits, caps of breaches and fees."""
        return np.asarray(self.credit_eur + self.cap_eur + self.fee_eur)


def contract_money(inputs: ModelInputs, solution: Solution, sums: Sums) -> ContractMoney | None:
    """The money of all contracts; None where there are none."""
    if inputs.offers is None:
        return None
    offers, decided = inputs.offers, solution.offers
    assert decided is not None
    count, per_hour = len(offers.names), inputs.workloads.units_per_hour[offers.workload][:, None]
    of_line = sums.by_period(solution.dispatch.of_parts["unserved_of_line"])
    of_line = of_line * inputs.workloads.units_per_hour[offers.line_workload][:, None]
    unserved = sums.over(offers.line_contract, count, of_line)
    owing = of_line[:count]
    price = inputs.lost_load_multiple * offers.price_eur
    lost = np.maximum(offers.credit_eur, price) * owing + price * (unserved - owing)
    whole = sums.by_period(offers.demand) * per_hour
    demand = decided.in_force * whole
    return ContractMoney(
        demand=demand,
        unserved=unserved,
        throttled=decided.in_force * sums.by_period(offers.throttled) * per_hour,
        revenue_eur=decided.in_force * offers.revenue_meur * EUR_PER_MEUR - offers.price_eur * unserved,
        credit_eur=offers.credit_eur * owing,
        cap_eur=_where(decided.breached, offers.cap_meur),
        fee_eur=_where(decided.terminated, offers.termination_meur),
        at_stake_eur=offers.price_eur * (demand - unserved) + offers.credit_eur * (decided.owing * whole - owing),
        lost_load_eur=lost,
    )


def _where(share: Floats, amount_meur: Floats) -> Floats:
    """Share times amount, which may be infinite where the share is zero [EUR]."""
    return np.asarray(share * np.where(share > 0, amount_meur, 0.0)) * EUR_PER_MEUR


def contract_flows(inputs: ModelInputs, money: ContractMoney | None) -> list[tuple[str, str, Floats]]:
    """What each contract brings and costs, by period: item, group, amounts [EUR, P]."""
    if money is None or inputs.offers is None:
        return []
    flows: list[tuple[str, str, Floats]] = []
    for n, name in enumerate(inputs.offers.names):
        flows += [
            (f"revenue of the contract: {name}", "revenue", money.revenue_eur[n]),
            (f"service credit: {name}", "penalty", -money.credit_eur[n]),
            (f"service credit at its cap, in breach: {name}", "penalty", -money.cap_eur[n]),
            (f"fee for ending the contract: {name}", "penalty", -money.fee_eur[n]),
        ]
        if inputs.objective == "minimise_cost":
            flows.append((f"lost load of the contract: {name}", "lost load", -money.lost_load_eur[n]))
    return flows


def of_workloads(inputs: ModelInputs, values: Floats) -> Floats:
    """Rows of contracts (N, P) added up by workload (W, P)."""
    total = np.zeros((len(inputs.workloads.names), values.shape[1]))
    if inputs.offers is not None:
        np.add.at(total, inputs.offers.workload, values)
    return total


def no_offers() -> pd.DataFrame:
    """The table of a plan without contracts: its columns, no row."""
    kinds = {name: object if name in TEXTS else float for name in COLUMNS} | {"decide_by": MOMENT}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def last_days(scenario: Any) -> dict[str, dt.date]:
    """Last day to sign or decline each open contract, by the name that `Offers` gives it; empty without a scenario."""
    return {
        f"{name}: {offer_name}": offer.decide_by
        for name, workload in (getattr(scenario, "workloads", None) or {}).items()
        for offer_name, offer in workload.offers.items()
    }


def offers_table(
    inputs: ModelInputs, solution: Solution, sums: Sums, last_day: Mapping[str, dt.date] | None = None
) -> pd.DataFrame:
    """One row per contract that runs within the horizon: what the plan makes of it, what it brings and owes.

    `contracted`, `mean` and `full_revenue_meur` are of the whole contract, served in full; the rest of the share in
    force. `price_eur` is the mean over what is contracted. `decide_by`: the last day to sign or decline what is open;
    where `last_day` does not say, the first day of its period.
    """
    money = contract_money(inputs, solution, sums)
    if inputs.offers is None or solution.offers is None or money is None:
        return no_offers()
    offers, decided = inputs.offers, solution.offers
    rows = [
        _row(inputs, offers, decided, money, sums, n) | {"decide_by": _decide_by(inputs, offers, n, last_day or {})}
        for n in range(len(offers.names))
        if offers.in_term[n].any()
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"decide_by": MOMENT}) if rows else no_offers()


def _row(
    inputs: ModelInputs, offers: Offers, decided: OfferDecisions, money: ContractMoney, sums: Sums, n: int
) -> dict[str, Any]:
    periods, w = inputs.periods, int(offers.workload[n])
    unit, mean_unit, size = UNITS[inputs.workloads.unit[w]]
    term = np.flatnonzero(offers.in_term[n])
    contracted = float(offers.contracted[n].sum())
    hours = float(sums.hours[term].sum())
    demand, unserved = float(money.demand[n].sum()), float(money.unserved[n].sum())
    ended = np.flatnonzero(decided.terminated[n] > NEGLIGIBLE)
    breached = np.flatnonzero(decided.breached[n] > NEGLIGIBLE)
    revenue = money.revenue_eur[n] / EUR_PER_MEUR
    return {
        "offer": offers.names[n],
        "workload": inputs.workloads.names[w],
        "decision": decision(offers, decided, n),
        "share": float(decided.signed[n]),
        "first_period": periods.names[term[0]],
        "last_period": periods.names[term[-1]],
        "unit": unit,
        "contracted": contracted,
        "mean": contracted / hours / float(inputs.workloads.units_per_hour[w]) * size,
        "mean_unit": mean_unit,
        "price_eur": float(offers.price_eur[n] @ offers.contracted[n]) / contracted,
        "full_revenue_meur": float(offers.revenue_meur[n].sum()),
        "revenue_meur": float(revenue.sum()),
        "present_revenue_meur": float(revenue @ periods.discount),
        "demand": demand,
        "unserved": unserved,
        "unserved_share": unserved / demand if demand > 0 else float("nan"),
        "throttled": float(money.throttled[n].sum()),
        "credit_meur": float((money.credit_eur[n] + money.cap_eur[n]).sum()) / EUR_PER_MEUR,
        "fee_meur": float(money.fee_eur[n].sum()) / EUR_PER_MEUR,
        "breached_periods": ", ".join(periods.names[p] for p in breached),
        "terminated_period": periods.names[ended[0]] if len(ended) else "",
    }


def decision(offers: Offers, decided: OfferDecisions, n: int) -> str:
    """Whether a contract was signed before the plan, is signed by it, in part or whole, or declined."""
    if offers.signed[n]:
        return SIGNED_BEFORE
    return SIGNED_NOW if decided.signed[n] > NEGLIGIBLE else DECLINED


def _decide_by(inputs: ModelInputs, offers: Offers, n: int, last_day: Mapping[str, dt.date]) -> pd.Timestamp | Any:
    """By when an open offer is taken or declined; none for what is signed."""
    if offers.signed[n]:
        return pd.NaT
    period = inputs.periods.first_day[max(int(offers.decision_period[n]), 0)]
    return pd.Timestamp(last_day.get(offers.names[n], period))
