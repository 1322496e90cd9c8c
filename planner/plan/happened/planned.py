"""What a plan says of a month, in the figures that people measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.plan.accounts.ledger import RACK_ITEMS

if TYPE_CHECKING:
    from planner.plan.plan import Plan

COLUMNS = ["month", "period", "figure", "workload", "unit", "plan"]
HOURS_PER_DAY = 24.0
POWER_GROUPS = ("energy", "tariff", "tax")
AMOUNTS = {"demand": ["demand"], "served": ["served_here", "burst"], "served_here": ["served_here"]}
ALL, MTOKENS = "all", "Mtokens"


def planned_months(plan: Plan) -> pd.DataFrame:
    """COLUMNS, for every month of the horizon; figures as in `planner.plan.happened.actuals.FIGURES`.

    On every day, energy and work of a month are those of its hours; on few days a month has the share of its days in
    the period, and the peak is that of the period. Money is what the ledger says is earned or owed in the month.
    Work of a workload in its own unit; of all, tokens only.
    """
    ledger = plan.months().astype({"month": str, "period": str})
    ledger = ledger.loc[ledger["month"].str.fullmatch(r"\d{4}-\d{2}")]  # not what no month holds: start and end
    months = ledger[["month", "period"]].drop_duplicates().assign(days=lambda table: _days(table["month"]))
    months["share"] = months["days"] / months.groupby("period")["days"].transform("sum")
    rows = [*_power(plan, months), *_work(plan, months), *_money(ledger)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _days(months: pd.Series[Any]) -> pd.Series[Any]:
    return pd.PeriodIndex(months, freq="M").days_in_month.to_series(index=months.index).astype(float)


def _power(plan: Plan, months: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Energy at the meter and at IT, mean and peak power."""
    power = plan.power.assign(period=plan.power["period"].astype(str)).set_index("period")
    rows: list[tuple[Any, ...]] = []
    hours = _hours_by_month(plan) if plan.manifest["every_day"] else None
    for month, period, days, share in months[["month", "period", "days", "share"]].itertuples(index=False, name=None):
        if hours is not None and month in hours.index:
            energy, it, peak = (float(hours.loc[month, name]) for name in ("grid_mw", "it_mw", "peak_mw"))
        else:
            own = power.loc[period]
            energy, it = float(own["energy_mwh"]) * share, float(own["it_average_mw"]) * days * HOURS_PER_DAY
            peak = float(own["peak_mw"])
        figures = {"energy": (energy, "MWh"), "it_energy": (it, "MWh"), "peak": (peak, "MW")}
        figures["average"] = (energy / (days * HOURS_PER_DAY), "MW")
        rows += [(month, period, name, ALL, unit, value) for name, (value, unit) in figures.items()]
    return rows


def _hours_by_month(plan: Plan) -> pd.DataFrame:
    """MWh and highest MW by month of Paris, of a plan on every day."""
    tables = []
    for period in plan.periods:
        hourly = plan.hours("hourly", period)
        month = pd.DatetimeIndex(hourly["date"]).strftime("%Y-%m")
        tables.append(hourly[["grid_mw", "it_mw"]].assign(month=month, peak_mw=hourly["grid_mw"]))
    return pd.concat(tables).groupby("month").agg({"grid_mw": "sum", "it_mw": "sum", "peak_mw": "max"})


def _work(plan: Plan, months: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Demand and what is served, by workload, and of all tokens."""
    tokens = plan.tokens.astype({"period": str, "workload": str, "unit": str})
    shares = _shares(plan, months)
    rows: list[tuple[Any, ...]] = []
    for figure, columns in AMOUNTS.items():
        amounts = tokens.assign(amount=tokens[columns].sum(axis=1))
        joined = amounts.merge(shares, on=["period", "workload"])
        joined["plan"] = joined["amount"] * joined["share"]
        whole = joined.loc[joined["unit"] == MTOKENS].groupby(["month", "period"], as_index=False)["plan"].sum()
        both = pd.concat([joined, whole.assign(workload=ALL, unit=MTOKENS)]).assign(figure=figure)
        rows += both[COLUMNS].itertuples(index=False, name=None)
    return rows


def _shares(plan: Plan, months: pd.DataFrame) -> pd.DataFrame:
    """Share of a period's work in each month by workload: by demand of its hours, or by days."""
    names = pd.DataFrame({"workload": plan.tokens["workload"].astype(str).unique()})
    if not plan.manifest["every_day"]:
        return months[["month", "period", "share"]].merge(names, how="cross")
    tables = []
    for period in plan.periods:
        hourly = plan.hours("hourly_workloads", period)
        month = hourly["utc"].dt.tz_convert("Europe/Paris").dt.strftime("%Y-%m")
        own = hourly.assign(month=month, workload=hourly["workload"].astype(str))
        sums = own.groupby(["month", "workload"])["demand"].sum()
        whole = sums.groupby("workload").transform("sum")
        tables.append((sums / whole.where(whole > 0)).fillna(0.0).rename("share").reset_index().assign(period=period))
    return pd.concat(tables, ignore_index=True)


def _money(ledger: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Power, customers and racks [EUR], as earned or owed."""
    chosen = {
        "bill": (ledger["group"].isin(POWER_GROUPS), -1.0),
        "revenue": (ledger["group"] == "revenue", 1.0),
        "racks": (ledger["item"].isin(RACK_ITEMS), -1.0),
    }
    rows: list[tuple[Any, ...]] = []
    for figure, (own, sign) in chosen.items():
        sums = ledger.assign(plan=ledger["earned_eur"].where(own, 0.0) * sign)
        by_month = sums.groupby(["month", "period"], as_index=False)["plan"].sum()
        rows += by_month.assign(figure=figure, workload=ALL, unit="EUR")[COLUMNS].itertuples(index=False, name=None)
    return rows
