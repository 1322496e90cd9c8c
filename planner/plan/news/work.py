"""What becomes of the work on offer, in five words that add up to all of it, by year; and what that costs.

    served here + rented + declined + throttled + unserved = work on offer

Revenue not taken = work · mean price of what is served of the same workload in the same period; where nothing is served
in it, in the nearest period in which something is. Of declined work it is the mean price of the contracts that are
declined or ended. It is revenue, not profit: serving that work would have cost racks and power.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.money.offers import DECLINED
from planner.plan.news.fact import Fact

if TYPE_CHECKING:
    from planner.plan.plan import Plan

TOKENS = "Mtokens"
PARTS = {"served here": "served_here", "rented": "burst", "declined": "declined", "throttled": "throttled",
         "unserved": "unserved"}  # fmt: skip
NOT_TAKEN = ("declined", "throttled", "unserved")  # their cost is revenue not taken; rent is paid
NOTHING = 5e-4  # a share that reads 0.0 %
EUR_PER_MEUR = 1e6


def work_data(plan: Plan) -> pd.DataFrame:
    """By year and unit: work on offer, the five parts it falls into, their shares; rent, credits and fees [MEUR].

    Money stands in the first row of a year: it is of all units together.
    """
    names = list(PARTS.values())
    sums = _with_parts(plan).groupby(["year", "unit"], sort=False, observed=True)[names].sum().reset_index()
    sums = sums.sort_values(["year", "unit"], key=lambda c: c if c.name == "year" else c != TOKENS, kind="stable")
    total = sums[names].sum(axis=1)
    sums = sums.assign(on_offer=total, **{f"{name}_share": sums[name] / total.where(total > 0) for name in names})
    cash = plan.cash_flow.assign(year=_years(plan.cash_flow["period"]))
    for column, group in (("rent_meur", "burst"), ("credit_meur", "penalty")):
        paid = -cash.loc[cash["group"] == group].groupby("year")["eur"].sum() / EUR_PER_MEUR
        sums[column] = sums["year"].map(paid).fillna(0.0).where(~sums["year"].duplicated(), 0.0)
    return sums.reset_index(drop=True)


def _with_parts(plan: Plan) -> pd.DataFrame:
    """`plan.tokens` with its year and all five parts; what a plan without contracts does not have is zero."""
    names, table = list(PARTS.values()), plan.tokens
    table = table.reindex(columns=[*table.columns, *(n for n in names if n not in table)])
    return table.fillna(dict.fromkeys(names, 0.0)).assign(year=_years(plan.tokens["period"]))


def _years(periods: pd.Series) -> pd.Series:
    return periods.astype(str).str.partition("-")[0]


def not_taken_data(plan: Plan) -> pd.DataFrame:
    """By year and unit: revenue not taken of work declined, throttled and unserved [EUR]; NaN without any price."""
    table = _with_parts(plan)
    table = table.assign(price=_prices(table))
    declined = _declined_prices(plan)
    own = table["workload"].astype(str).map(declined).astype(float)
    worth = {name: table[PARTS[name]] * table["price"] for name in ("throttled", "unserved")}
    worth["declined"] = table["declined"] * own.fillna(table["price"])
    worth = {name: eur.where(table[PARTS[name]] > 0, 0.0) for name, eur in worth.items()}
    by_row = table[["year", "unit"]].assign(**worth)
    sums = by_row.groupby(["year", "unit"], sort=False, observed=True)[list(NOT_TAKEN)]
    return sums.sum(min_count=1).reset_index()


def _prices(table: pd.DataFrame) -> pd.Series:
    """EUR per unit of each row: revenue over what is served, else that of the workload's nearest period."""
    done = table["served_here"] + table["burst"]
    served = done > 1e-9 * table["demand"].clip(lower=1e-12)
    price = (table["revenue_meur"] * EUR_PER_MEUR / done.where(served)).astype(float)
    return price.groupby(table["workload"].astype(str)).transform(_nearest)


def _nearest(values: pd.Series) -> pd.Series:
    """Fill gaps from the nearest value, of two equally near the earlier."""
    at = np.flatnonzero(values.notna())
    if not len(at):
        return values
    nearest = at[np.abs(np.arange(len(values))[:, None] - at[None, :]).argmin(axis=1)]
    return pd.Series(values.to_numpy()[nearest], index=values.index)


def _declined_prices(plan: Plan) -> dict[str, float]:
    """Mean price of the contracts of each workload that are declined or ended [EUR per unit]."""
    out = plan.offers.loc[(plan.offers["decision"] == DECLINED) | (plan.offers["terminated_period"] != "")]
    out = out.assign(eur=out["price_eur"] * out["contracted"])
    sums = out.groupby("workload")[["eur", "contracted"]].sum()
    sums = sums.loc[sums["contracted"] > 0]
    return {str(name): float(eur) for name, eur in (sums["eur"] / sums["contracted"]).items()}


def work_facts(plan: Plan) -> list[Fact]:
    """The five words by year and unit: share of the work on offer, and what it costs; `what` is the unit."""
    missed = {(str(row["year"]), str(row["unit"])): row for row in not_taken_data(plan).to_dict("records")}
    facts = []
    for row in work_data(plan).to_dict("records"):
        if not row["on_offer"] > 0:
            continue
        year, unit = str(row["year"]), str(row["unit"])
        for word, name in PARTS.items():
            eur = None
            if word == "rented":
                eur = float(row["rent_meur"]) * EUR_PER_MEUR
            elif word in NOT_TAKEN and np.isfinite(missed[year, unit][word]):
                eur = float(missed[year, unit][word])
            facts.append(Fact(word, year, float(row[f"{name}_share"]), "1", eur, unit))
    return facts
