"""The bill of a plan as people read it: one year, by group, by item, against the plan's accounts, versions compared.

A plan on every day holds its bill (`plan.bill`). A plan on a few days has the same bill, by the same functions, of the
load filled in by `planner.plan.studies.load_year`: an estimate.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.billing.capacity import capacity_lines, expected_eur_per_mwh
from planner.billing.own import SPOT
from planner.calendar import PARIS
from planner.catalogue.site import TARIFF_CLASSES
from planner.errors import ScenarioError, located
from planner.plan.money.bill import COLUMNS, KW_PER_MW, MOST_MW, billed, curve, options_of, rising_kw, terms_in
from planner.plan.money.bill_supply import CONTRACT, PREPAYMENT, SOLD_BACK, Delivered, prepayment_line, supply_lines
from planner.plan.studies.load_year import year_load
from planner.plan.tables.grid_support import ITEM as SUPPORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.billing import LoadCurve
    from planner.plan.plan import Plan
    from planner.plan.studies.load_year import YearLoad
    from planner.words.flags import Flag

__all__ = [
    "bill_of_year",
    "bill_versions",
    "by_group",
    "by_item",
    "energy_mwh",
    "full_years",
    "paid_in_plan_eur",
    "reduced_rate_worth_eur",
    "versions_of_year",
]

SUPPLY = "supply"
GROUPS = (SUPPLY, "network, fixed", "network, energy", "network, overrun", "taxes and levies")
ENGINE_GROUPS = {"fixed": "network, fixed", "energy": "network, energy", "overrun": "network, overrun"}
FUEL = "fuel of back-up sets"  # the one energy of the accounts that no supplier bills
VERSION_COLUMNS = [
    "year", "tariff", "subscribed_kw", "fixed_eur", "energy_eur", "overrun_eur", "levies_eur", "total_eur",
    "eur_per_mwh", "basis", "flag",
]  # fmt: skip


def bill_of_year(plan: Plan, year: str, load: YearLoad | None = None) -> pd.DataFrame:
    """Bill of a calendar year, as far as the horizon covers it: rows of `plan.bill`, COLUMNS.

    `load` saves filling in a plan on a few days again. Raises ScenarioError where the run has no terms, ValueError for
    a year outside the horizon.
    """
    if len(plan.bill):
        rows = plan.bill.loc[plan.bill["month"].str.startswith(f"{year}-")]
        if rows.empty:
            message = f"the plan has no month in {year}; its bill runs from {plan.bill['month'].min()}."
            raise ValueError(message)
        return rows.reset_index(drop=True)
    return _estimated(plan, load or year_load(plan, year))


def flags_of_year(plan: Plan, rows: pd.DataFrame) -> list[Flag]:
    """What the bill of some months assumes or did not find, each once. `rows` as `bill_of_year` gives them.

    Flags come of tariff and dates, not of the load: the engine bills a steady 1 kW over the same months.
    """
    from planner.billing.bill import bill_lines

    terms, months = terms_in(plan.manifest), sorted(rows["month"].astype(str))
    first, end = pd.Timestamp(months[0]), pd.Timestamp(months[-1]) + pd.offsets.MonthBegin()
    utc = pd.date_range(first, end, freq="h", inclusive="left", tz=PARIS).tz_convert(None)
    steady = curve(utc.to_numpy(), np.full(len(utc), 1.0 / KW_PER_MW))
    lines = bill_lines(steady, terms.tariff, [1.0] * len(TARIFF_CLASSES), options_of(asdict(terms)), terms.data_dir)
    return list(dict.fromkeys(flag for one in lines for flag in one.flags))


def _estimated(plan: Plan, load: YearLoad) -> pd.DataFrame:
    terms, period_of = terms_in(plan.manifest), dict(zip(load.month, load.period, strict=True))
    classes = [name for name in plan.power.columns if name.startswith("subscribed_mw_") and not name.endswith("_max")]
    by_period = plan.power.set_index(plan.power["period"].astype(str))[classes].astype(float)
    powers = rising_kw(by_period.loc[list(period_of.values())].ffill(axis=1).bfill(axis=1).to_numpy())
    line = load_curve(load)
    lines = supply_lines(line, load.spot_eur_per_mwh, load.contract_mw, _delivered(plan, load))
    if terms.capacity_eur_per_kw:
        lines += capacity_lines(line, expected_eur_per_mwh(line, terms.capacity_eur_per_kw, terms.capacity_days))
    months = {period: month for month, period in reversed(period_of.items())}
    for row in plan.contracts.to_dict("records"):
        if row["prepayment_meur"] and row["period"] in months:
            lines.append(
                prepayment_line(
                    row["contract"], months[row["period"]], row["mw"], row["prepayment_meur"] * 1e6 / row["mw"]
                )
            )
    rows = billed(line, dict(zip(period_of, powers, strict=True)), terms, lines)
    rows.insert(0, "period", rows["month"].map(period_of))
    return rows[COLUMNS]


def _delivered(plan: Plan, load: YearLoad) -> list[Delivered]:
    """Contracts by month: the energy of a period spread evenly over its hours."""
    hours = pd.Series(1.0, index=pd.MultiIndex.from_arrays([load.period, load.month])).groupby(level=[0, 1]).sum()
    deliveries = []
    for row in plan.contracts.to_dict("records"):
        if row["energy_mwh"] and row["period"] in hours.index.get_level_values(0):
            own = hours.loc[row["period"]]
            mwh = row["energy_mwh"] * own / own.sum()
            price = row["strike_eur_per_mwh"]
            deliveries += [Delivered(row["contract"], str(m), float(e), float(e * price)) for m, e in mwh.items()]
    return deliveries


def load_curve(load: YearLoad) -> LoadCurve:
    """The load of a year as the engine wants it."""
    return curve(load.utc.tz_convert(None).to_numpy(), load.grid_mw)


def group_of(item: str) -> str:
    """Group of a line item, one of GROUPS."""
    from planner.billing.versions import group_of as of_engine

    if item in (SPOT, SOLD_BACK) or item.startswith((CONTRACT, PREPAYMENT)):
        return SUPPLY
    return ENGINE_GROUPS.get(of_engine(item), "taxes and levies")


def energy_mwh(rows: pd.DataFrame) -> float:
    """Energy drawn [MWh]: bought at spot and delivered under contract, less what was sold back."""
    supplied = rows["item"].isin((SPOT, SOLD_BACK)) | rows["item"].str.startswith(CONTRACT)
    return float(rows.loc[supplied, "base"].sum())


def by_group(rows: pd.DataFrame) -> pd.DataFrame:
    """Amounts [EUR] by month and group: index month, columns those of GROUPS that occur."""
    group = rows["item"].map(group_of).rename("group")
    table = rows.pivot_table(index="month", columns=group, values="amount_eur", aggfunc="sum").fillna(0.0)
    return table[[name for name in GROUPS if name in table]]


def by_item(rows: pd.DataFrame) -> pd.DataFrame:
    """Year's amount by line item: item, base, unit, amount_eur, eur_per_mwh, omitted (months without a level)."""
    mwh = energy_mwh(rows)
    grouped = rows.groupby("item", sort=False)
    items = grouped[["base", "amount_eur"]].sum()
    items.insert(1, "unit", grouped["unit"].first())
    items["eur_per_mwh"] = items["amount_eur"] / mwh if mwh > 0 else np.nan
    items["omitted"] = grouped["rate"].agg(lambda rate: int(rate.isna().sum()))
    order = {name: at for at, name in enumerate(GROUPS)}
    return items.reset_index().sort_values("item", key=lambda s: s.map(group_of).map(order), kind="stable")


def paid_in_plan_eur(plan: Plan, period: str) -> float:
    """What the plan's accounts hold for electricity in a year "2027" or a period "2027-Q1" [EUR].

    Energy at spot and under contract, prepayments, grid tariff and electricity taxes; what grid support earns is not on
    a bill.
    """
    flows = plan.cash_flow
    names = flows["period"].astype(str)
    electricity = flows["group"].isin(("energy", "tariff", "tax")) & (flows["item"] != FUEL)
    electricity &= ~flows["item"].str.startswith(SUPPORT)
    prepaid = (flows["group"] == "capex") & flows["item"].str.startswith(PREPAYMENT)
    own = (names == period) | names.str.startswith(f"{period}-")
    return -float(flows.loc[own & (electricity | prepaid), "eur"].sum())


def reduced_rate_worth_eur(plan: Plan, year: str) -> float:
    """What the published data-centre rate of excise saves against the normal one on the year's load [EUR]."""
    from planner.billing.levies import excise_lines

    load = load_curve(year_load(plan, year))
    normal, reduced = (sum(one.exact_eur for one in excise_lines(load, rate)) for rate in ("normal", "data-centre"))
    return float(normal - reduced)


def bill_versions(plan: Plan, domains: Sequence[str] | None = None) -> pd.DataFrame:
    """What each calendar year of the plan's load would cost under each version of the tariff, the cheapest first.

    Each version has the best subscribed power for that year's load (`best_subscribed_kw`), known beforehand; a row
    with `basis` "plan" is the plan's own version at the plan's own subscribed power. Without supply, which is the same
    for all. `domains` are by default those at which the connection of the plan is usual.

    Columns VERSION_COLUMNS; amounts exact [EUR]. The load is that of the hourly tables, kept in single precision.
    Raises ScenarioError for a plan that does not dispatch every day, or holds no full calendar year.
    """
    if plan.manifest.get("bill") is None or not plan.manifest["every_day"]:
        problem = "this plan does not dispatch every day, so there is no load curve to bill."
        raise ScenarioError(located("bill_versions", problem, 'solve it with days="all".'))
    local = pd.DatetimeIndex(plan.hourly["local"])
    years = full_years(local)
    if not years:
        problem = f"the horizon holds no full calendar year: {local[0]:%Y-%m-%d} to {local[-1]:%Y-%m-%d}."
        raise ScenarioError(located("bill_versions", problem, "lengthen the horizon."))
    if domains is None:
        most = float(plan.power["connection_mw"].max())
        domains = [name for name, limit in MOST_MW.items() if most <= limit]
    return pd.concat([versions_of_year(plan, str(year), domains) for year in years], ignore_index=True)


def versions_of_year(plan: Plan, year: str, domains: Sequence[str] | None = None) -> pd.DataFrame:
    """The versions of one year, as `bill_versions`, also of a plan on a few days, whose load is filled in.

    `domains` is by default that of the plan's own tariff.
    """
    from planner.billing import compare_versions

    terms, load = terms_in(plan.manifest), year_load(plan, year)
    options, line = options_of(asdict(terms)), load_curve(load)
    domains = domains or [terms.tariff.split("-")[1]]
    tables = [compare_versions(line, name, options=options, data_dir=terms.data_dir) for name in domains]
    own = bill_of_year(plan, year, load)
    rows = pd.concat([*(table.assign(basis="best") for table in tables), _as_planned(own, terms.tariff)])
    rows.insert(0, "year", int(year))
    return rows.sort_values("total_eur", kind="stable", ignore_index=True)[VERSION_COLUMNS]


def _as_planned(rows: pd.DataFrame, tariff: str) -> pd.DataFrame:
    from planner.billing.versions import group_of as of_engine

    mwh, own = energy_mwh(rows), rows.loc[rows["item"].map(group_of) != SUPPLY]
    eur = own["amount_exact_eur"].groupby(own["item"].map(of_engine)).sum()
    total = float(eur.sum())
    row = {f"{part}_eur": float(eur.get(part, 0.0)) for part in ("fixed", "energy", "overrun", "levies")}
    labels = {"tariff": tariff, "subscribed_kw": None, "basis": "plan", "flag": ""}
    return pd.DataFrame([labels | row | {"total_eur": total, "eur_per_mwh": total / mwh if mwh else np.nan}])


def full_years(local: pd.DatetimeIndex) -> list[int]:
    """Calendar years of which every day is in an index of local hours."""
    days = pd.Series(local.tz_localize(None).normalize().unique())
    years, counts = np.unique(days.dt.year.to_numpy(), return_counts=True)
    of_year = [dt.date(int(year), 12, 31).timetuple().tm_yday for year in years]
    return [int(year) for year, count, whole in zip(years, counts, of_year, strict=True) if count == whole]
