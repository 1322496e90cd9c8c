"""Is this plausible? Three figures of a plan beside public ones, year by year, and what lies outside.

    site power per GPU    = largest power at the meter / most GPUs installed                       [kW]
    revenue per megawatt  = revenue of work served here / (connection of the open phases · years)  [M€ per MW and year]
    revenue per GPU-hour  = revenue of work served here / (GPUs installed · hours)                 [€]

Public figures are rows of data/, each with source and date: those that are reported, not judged low in trust. Work
rented elsewhere is left out on both sides: it uses neither the site's megawatts nor its GPUs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.catalogue.market import gpu_rents, operator_revenue, site_power_per_gpu
from planner.plan.studies.carbon import scenario_part

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.plan import Plan

POWER, REVENUE_MW, REVENUE_GPU = "site power per GPU", "revenue per megawatt", "revenue per GPU-hour"
FIGURES = (POWER, REVENUE_MW, REVENUE_GPU)
UNITS = {POWER: "kW", REVENUE_MW: "M€/MW/year", REVENUE_GPU: "€/GPU-hour"}
INSIDE, BELOW, ABOVE = "inside", "below", "above"
COLUMNS = ["figure", "year", "value", "unit", "public_low", "public_high", "verdict", "public"]
HOURS_PER_YEAR = 8766.0
KW_PER_MW = 1000.0
BETWEEN = " | "  # public figures in the column `public`
LOW_TRUST = ("low", "missing")


@dataclass(frozen=True)
class PublicRange:
    """Range of public figures, with the rows behind it in words."""

    low: float
    high: float
    rows: str


def plausible(plan: Plan, data_dir: Path | None = None) -> pd.DataFrame:
    """A row per figure and calendar year that the plan has a value for; COLUMNS. `verdict`: inside, below or above.

    A run whose scenario gives no exchange rate has no figures in euros.
    """
    rate = scenario_part(plan, "finance").get("usd_per_eur")
    public = public_ranges(float(rate or np.nan), data_dir)
    values = _values(plan)
    rows = [
        (
            figure,
            year,
            float(value),
            UNITS[figure],
            beside.low,
            beside.high,
            _verdict(float(value), beside),
            beside.rows,
        )
        for figure in FIGURES
        for beside in (public[figure],)
        if np.isfinite(beside.high)
        for year, value in values[figure].items()
        if np.isfinite(value)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def outside(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the table that lie outside what is public."""
    return table.loc[table["verdict"] != INSIDE].reset_index(drop=True)


def public_ranges(usd_per_eur: float, data_dir: Path | None = None) -> dict[str, PublicRange]:
    """What is public of each figure, in euros at the exchange rate of the scenario."""
    power = site_power_per_gpu(data_dir)
    power = power[~power["trust"].isin(LOW_TRUST)]
    power = power.assign(text=power["case"] + " (" + power["gpu"] + ")")
    rents = gpu_rents(data_dir)
    rents = rents[~rents["trust"].isin(LOW_TRUST) & rents["usd_per_gpu_hour"].notna()]
    rents = rents.assign(text=rents["gpu"] + " " + rents["term"] + ", " + rents["market"])
    earned = operator_revenue(data_dir)
    ends = pd.concat([earned["musd_per_mw_year_low"], earned["musd_per_mw_year_high"]])
    return {
        POWER: _range(power["kw_per_gpu"], power, power["kw_per_gpu"], "kW", 1.0),
        REVENUE_MW: _range(ends, earned.assign(text=earned["operator"]), _span(earned), "MUSD", usd_per_eur),
        REVENUE_GPU: _range(rents["usd_per_gpu_hour"], rents, rents["usd_per_gpu_hour"], "USD", usd_per_eur),
    }


def _range(values: pd.Series, rows: pd.DataFrame, shown: pd.Series, unit: str, per_eur: float) -> PublicRange:
    texts = [
        f"{row['text']}: {value} {unit}, {row['date']}, {row['source']}"
        for row, value in zip(rows.to_dict("records"), shown, strict=True)
    ]
    return PublicRange(float(values.min()) / per_eur, float(values.max()) / per_eur, BETWEEN.join(texts))


def _span(earned: pd.DataFrame) -> pd.Series:
    low, high = earned["musd_per_mw_year_low"], earned["musd_per_mw_year_high"]
    return low.map("{:g}".format) + " to " + high.map("{:g}".format)


def _values(plan: Plan) -> dict[str, pd.Series]:
    """Value of each figure by year; NaN where there is no GPU, no megawatt, or nothing runs."""
    power = plan.power.set_index(plan.power["period"].astype(str))
    hours = (power["energy_mwh"] / power["average_mw"].where(power["average_mw"] > 0)).astype(float)
    fleet = plan.fleet.groupby(plan.fleet["period"].astype(str))["gpus"].sum().reindex(power.index).astype(float)
    tokens = plan.tokens
    done = (tokens["served_here"] + tokens["burst"]).astype(float)
    here = (tokens["revenue_meur"] * tokens["served_here"] / done.where(done > 0)).fillna(0.0)
    revenue = here.groupby(tokens["period"].astype(str)).sum().reindex(power.index).fillna(0.0)
    year = power.index.str[:4]

    def total(values: pd.Series) -> pd.Series:
        return values.groupby(year).sum()

    gpus = fleet.groupby(year).max()
    mw_years = total(power["connection_mw"] * hours) / HOURS_PER_YEAR
    gpu_hours = total(fleet * hours)
    return {
        POWER: power["peak_mw"].groupby(year).max() * KW_PER_MW / gpus.where(gpus > 0),
        REVENUE_MW: total(revenue) / mw_years.where(mw_years > 0),
        REVENUE_GPU: total(revenue) * 1e6 / gpu_hours.where(gpu_hours > 0),
    }


def _verdict(value: float, public: PublicRange) -> str:
    return BELOW if value < public.low else ABOVE if value > public.high else INSIDE
