"""The electricity bill of a year of the plan, by line item and month, from the bill engine on the plan's own load.

What the engine adds to the optimiser's accounts: management and metering by month, CTA, the official overrun formula.
Energy bought is a line of its own, at the spot price of each hour. `docs/bill.md` explains the engine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.inputs.bill import BillOptions, bill, compare_versions
from planner.inputs.library_site import TARIFF_CLASSES
from planner.plan.carbon import scenario_part

if TYPE_CHECKING:
    import datetime as dt

    from planner.plan.load_year import YearLoad
    from planner.plan.plan import Plan

SUPPLY = "supply"
GROUPS = ("supply", "network, fixed", "network, energy", "network, overrun", "taxes and levies")
NORMAL_RATE_FROM_EUR_PER_MWH = 20.0  # an excise above this in the scenario is the normal rate
COLUMNS = ["month", "item", "group", "base", "unit", "rate", "amount_eur", "flag", "source"]
KW_PER_MW = 1000.0
ROUNDING_KW = 1e-6


def tariff_of(plan: Plan) -> str:
    """Name of the run's tariff for the bill engine, such as "turpe7-htb1-mu"; that one where a run holds none."""
    tariff = scenario_part(plan, "power", "tariff")
    return f"turpe7-{tariff.get('voltage_domain', 'HTB1')}-{tariff.get('version', 'MU')}".lower()


def options_of(plan: Plan) -> BillOptions:
    """CTA, and the excise the scenario assumes (reduced or normal); rates follow inflation if the scenario says so."""
    excise = float(scenario_part(plan, "power", "taxes").get("excise_eur_per_mwh", 0.0))
    indexed = bool(scenario_part(plan, "power", "tariff").get("indexed_to_inflation", False))
    return BillOptions(
        excise="normal" if excise >= NORMAL_RATE_FROM_EUR_PER_MWH else "data-centre",
        cta=True,
        inflation=float(scenario_part(plan, "finance").get("inflation", 0.0)) if indexed else 0.0,
        check_size=False,
    )


def subscribed_kw(plan: Plan, load: YearLoad) -> dict[dt.date | str, list[float]]:
    """Subscribed power of the five classes by month [whole kW], rising with the classes."""
    columns = [f"subscribed_mw_{name}" for name in TARIFF_CLASSES]
    by_period = plan.power.set_index(plan.power["period"].astype(str)).reindex(columns=columns).astype(float)
    found: dict[dt.date | str, list[float]] = {}
    for month, period in dict(zip(load.month, load.period, strict=True)).items():
        row = by_period.loc[period].ffill().bfill().to_numpy()
        whole = np.ceil(np.maximum.accumulate(row) * KW_PER_MW - ROUNDING_KW)
        found[month] = [float(kw) for kw in whole]
    return found


def bill_of_year(plan: Plan, load: YearLoad) -> pd.DataFrame:
    """Bill by line item and month: month, item, group, base, unit, rate [EUR per unit], amount_eur, flag, source.

    A row whose level was not found has neither rate nor amount. Raises what the bill engine raises.
    """
    rows = bill(load.kw, tariff_of(plan), subscribed_kw(plan, load), options_of(plan))
    rows = rows.assign(group=rows["item"].map(group_of))
    return pd.concat([_supply(load), rows[COLUMNS]], ignore_index=True)


def _supply(load: YearLoad) -> pd.DataFrame:
    table = pd.DataFrame(
        {"month": load.month, "base": load.grid_mw, "amount_eur": load.grid_mw * load.spot_eur_per_mwh}
    )
    sums = table.groupby("month", as_index=False).sum()
    return sums.assign(
        item=SUPPLY,
        group=SUPPLY,
        unit="MWh",
        rate=sums["amount_eur"] / sums["base"].where(sums["base"] > 0),
        amount_eur=sums["amount_eur"].round(2),
        flag="",
        source="spot price of each hour of the plan; contracts are settled apart",
    )[COLUMNS]


def group_of(item: str) -> str:
    """Group of a line item, one of GROUPS."""
    if item == SUPPLY:
        return SUPPLY
    if item.startswith(("management", "metering", "subscribed_power")):
        return "network, fixed"
    if item.startswith("energy_"):
        return "network, energy"
    return "network, overrun" if item.startswith("overrun_") else "taxes and levies"


def by_group(rows: pd.DataFrame) -> pd.DataFrame:
    """Amounts [EUR] by month and group: index month, columns those of GROUPS that occur."""
    table = rows.pivot_table(index="month", columns="group", values="amount_eur", aggfunc="sum").fillna(0.0)
    return table[[name for name in GROUPS if name in table]]


def by_item(rows: pd.DataFrame) -> pd.DataFrame:
    """Year's amount by line item: item, base, unit, amount_eur, eur_per_mwh, omitted (months without a level)."""
    mwh = float(rows.loc[rows["item"] == SUPPLY, "base"].sum())
    grouped = rows.groupby("item", sort=False)
    found = grouped[["base", "amount_eur"]].sum()
    found.insert(1, "unit", grouped["unit"].first())
    found["eur_per_mwh"] = found["amount_eur"] / mwh if mwh > 0 else np.nan
    found["omitted"] = grouped["rate"].agg(lambda rate: int(rate.isna().sum()))
    order = {name: at for at, name in enumerate(GROUPS)}
    return found.reset_index().sort_values("item", key=lambda s: s.map(group_of).map(order), kind="stable")


def versions_of_year(plan: Plan, load: YearLoad) -> pd.DataFrame:
    """All versions of the tariff's voltage for the year's load, each at its own best subscribed power, cheapest first.

    Columns as `planner.inputs.bill.compare_versions`, network and CTA only, and `is_ours`.
    """
    tariff = tariff_of(plan)
    options = replace(options_of(plan), excise="none")
    found = compare_versions(load.kw, tariff.split("-")[1], options=options)
    return found.assign(is_ours=found["tariff"] == tariff)


def reduced_rate_worth_eur(plan: Plan, load: YearLoad) -> float:
    """What the data-centre rate of excise saves against the normal one on the year's load [EUR]."""
    total = {}
    for rate in ("normal", "data-centre"):
        rows = bill(load.kw, tariff_of(plan), subscribed_kw(plan, load), replace(options_of(plan), excise=rate))
        total[rate] = float(rows.loc[rows["item"].str.startswith("excise"), "amount_eur"].sum())
    return total["normal"] - total["data-centre"]


def paid_in_plan_eur(plan: Plan, year: str) -> float:
    """What the plan's accounts hold for energy, grid tariff and electricity taxes of a year [EUR]."""
    flows = plan.cash_flow
    own = flows.loc[
        flows["group"].isin(("energy", "tariff", "tax")) & (flows["period"].astype(str).str.partition("-")[0] == year)
    ]
    return -float(own["eur"].sum())
