"""Carbon of a finished plan by period: location- and market-based, matched hour by hour, embodied, and its price.

Nothing here is in the objective. Location-based: the grid's intensity of each hour. Market-based: what contracts and
guarantees of origin cover counts as zero, the rest at the residual mix. Source: GHG Protocol, Scope 2 Guidance, 2015.
Hourly matching: share of the consumption that contracted carbon-free output meets in the same hour; guarantees of
origin, matched over a year, do not count. Source: the 24/7 method as published by Google, 2021.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.calendar import make_calendar, quarter_of
from planner.catalogue import racks as rack_data
from planner.inputs.demand.donors import past_days, values_of
from planner.inputs.power.plant_output import OUTPUT_FILE
from planner.scenario.fields.power import Carbon

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.plan import Plan

__all__ = ["CarbonFigures", "carbon_figures", "carbon_hours", "carbon_of", "carbon_table"]

CARBON_FREE = ("nuclear", "hydro", "wind", "solar")
CONTRACT_KINDS = ("solar", "wind", "nuclear")  # blocks are bought from the mix and prove nothing
SHAPE = ("2024-07-01", "2025-06-29")  # where the scenario names no other stretch of the series
HOURS_PER_YEAR = 8760.0
RACK_LIFE_YEARS = 6.0  # where the run holds no scenario
KG_PER_T, EUR_PER_MEUR, L_PER_M3 = 1e3, 1e6, 1e3


@dataclass(frozen=True)
class CarbonFigures:
    """Figures of `power.carbon` that only the accounts use; the schema's defaults where a run has none."""

    residual_mix_g_per_kwh: float
    guarantees_of_origin_share: float
    embodied_kg_per_gpu: float
    embodied_building_t_per_mw: float
    building_life_years: float
    price_eur_per_t: float
    shape_from: dt.date
    shape_to: dt.date


def carbon_figures(plan: Plan) -> CarbonFigures:
    """Read the figures from the scenario in the run's manifest."""
    section = scenario_part(plan, "power", "carbon")
    names = [name for name in CarbonFigures.__dataclass_fields__ if not name.startswith("shape")]
    values = {name: float(section.get(name, Carbon.model_fields[name].default)) for name in names}
    first, last = (
        dt.date.fromisoformat(str(section.get(name, day)))
        for name, day in zip(("shape_from", "shape_to"), SHAPE, strict=True)
    )
    return CarbonFigures(**values, shape_from=first, shape_to=last)


def scenario_part(plan: Plan, *path: str) -> dict[str, Any]:
    """Part of the scenario in the manifest; empty where the run holds none."""
    here: Any = plan.manifest.get("scenario") or {}
    for step in path:
        here = here.get(step) or {}
    return dict(here)


def mix_by_hour(plan: Plan, data_dir: Path | None = None) -> pd.DataFrame:
    """What made the grid's power in the past hours that stand for each hour of the horizon; index UTC.

    Columns: carbon_free_share [1] of French production (no imports), solar, wind, nuclear: output over its mean [1].
    The past days are those that give the carbon intensity its shape.
    """
    figures = carbon_figures(plan)
    horizon = plan.manifest["horizon"]
    first = dt.date.fromisoformat(str(horizon["first_day"]))
    last = dt.date.fromisoformat(str(horizon["after_last_day"])) - dt.timedelta(days=1)
    calendar = make_calendar(quarter_of(first), quarter_of(last), "quarter")
    made = rack_data.carbon_intensity(data_dir)
    share = made[[f"{name}_mw" for name in CARBON_FREE]].sum(axis=1) / made["sum_of_listed_sources_mw"]
    series = {"carbon_free_share": share} | {name: made[f"{name}_mw"] for name in CONTRACT_KINDS}
    columns = {}
    for name, values in series.items():
        past = past_days(values.astype(float), figures.shape_from, figures.shape_to, OUTPUT_FILE)
        by_hour = values_of(calendar, past)
        columns[name] = by_hour if name == "carbon_free_share" else by_hour / by_hour.mean()
    return pd.DataFrame(columns, index=pd.DatetimeIndex(calendar.hours_utc.astype("datetime64[s]")).tz_localize("UTC"))


def contract_output_mwh(contracts: pd.DataFrame | None, period: str) -> dict[str, float]:
    """Energy of carbon-free contracts of a period [MWh] by kind; a plan without contracts has none."""
    if contracts is None or contracts.empty:
        return {}
    own = contracts.loc[(contracts["period"].astype(str) == period) & contracts["kind"].isin(CONTRACT_KINDS)]
    return {str(kind): float(mwh) for kind, mwh in own.groupby("kind")["energy_mwh"].sum().items()}


def carbon_hours(plan: Plan, period: str, mix: pd.DataFrame, contracts: pd.DataFrame | None = None) -> pd.DataFrame:
    """Each dispatched hour of a period, for one real hour of `weight` alike.

    Columns: utc, weight [h], grid_mw, carbon_g_per_kwh, location_kg, carbon_free_share of the grid [1],
    contracted_mw (carbon-free contracts, their energy shaped as French output of their kind), matched_mw.
    """
    hours = plan.hours("hourly", period)
    utc = pd.DatetimeIndex(hours["utc"]).tz_convert("UTC")
    own = mix.reindex(utc.as_unit(pd.DatetimeIndex(mix.index).unit))  # of one kind: else all of `mix` is cast each time
    weight, grid = (hours[name].to_numpy(dtype=float) for name in ("weight", "grid_mw"))
    contracted = np.zeros(len(hours))
    for kind, mwh in contract_output_mwh(contracts, period).items():
        shape = own[kind].to_numpy(dtype=float)
        contracted += mwh * shape / max(float(weight @ shape), 1e-12)
    return pd.DataFrame(
        {
            "utc": hours["utc"],
            "weight": weight,
            "grid_mw": grid,
            "carbon_g_per_kwh": hours["carbon_g_per_kwh"].to_numpy(dtype=float),
            "location_kg": grid * hours["carbon_g_per_kwh"].to_numpy(dtype=float),
            "carbon_free_share": own["carbon_free_share"].to_numpy(dtype=float),
            "contracted_mw": contracted,
            "matched_mw": np.minimum(grid, contracted),
        }
    )


def carbon_table(plan: Plan, contracts: pd.DataFrame | None = None, data_dir: Path | None = None) -> pd.DataFrame:
    """Carbon and water by period.

    Columns: period, energy_mwh, location_t, market_t, covered_share [1] (contracts and guarantees over the calendar
    year), matched_share [1] (same hour), grid_carbon_free_share [1] (weighted by consumption), carbon_free_share [1]
    (matched, and the rest at the grid's share), embodied_racks_t, embodied_building_t, water_m3, cost_location_meur,
    cost_market_meur (at the reported carbon price; energy only). `contracts`: the plan's own table where it has one.
    """
    figures, mix = carbon_figures(plan), mix_by_hour(plan, data_dir)
    contracts = getattr(plan, "contracts", None) if contracts is None else contracts
    rows = []
    for period in plan.periods:
        hours = carbon_hours(plan, period, mix, contracts)
        weight = hours["weight"].to_numpy()
        energy = float(weight @ hours["grid_mw"])
        matched = float(weight @ hours["matched_mw"])
        free = float(weight @ ((hours["grid_mw"] - hours["matched_mw"]) * hours["carbon_free_share"]))
        of_grid = float(weight @ (hours["grid_mw"] * hours["carbon_free_share"]))
        water_l = plan.hours("hourly", period)["water_l"].to_numpy(dtype=float)
        rows.append(
            {
                "period": period,
                "energy_mwh": energy,
                "location_t": float(weight @ hours["location_kg"]) / KG_PER_T,
                "contracted_mwh": sum(contract_output_mwh(contracts, period).values()),
                "matched_share": _share(matched, energy),
                "grid_carbon_free_share": _share(of_grid, energy),
                "carbon_free_share": _share(matched + free, energy),
                "water_m3": float(weight @ water_l) / L_PER_M3,
                "years": float(weight.sum()) / HOURS_PER_YEAR,
            }
        )
    table = pd.DataFrame(rows)
    year = table["period"].str.partition("-")[0]
    yearly = table.groupby(year)[["contracted_mwh", "energy_mwh"]].transform("sum")
    contract_share = yearly["contracted_mwh"] / yearly["energy_mwh"].where(yearly["energy_mwh"] > 0)
    table["covered_share"] = (contract_share.fillna(0.0) + figures.guarantees_of_origin_share).clip(upper=1.0)
    rest = table["energy_mwh"] * (1.0 - table["covered_share"])
    table["market_t"] = rest * figures.residual_mix_g_per_kwh / KG_PER_T
    table["embodied_racks_t"] = _embodied_racks_t(plan, figures, table)
    building = figures.embodied_building_t_per_mw / figures.building_life_years
    table["embodied_building_t"] = plan.power["connection_mw"].to_numpy(dtype=float) * building * table["years"]
    for kind in ("location", "market"):
        table[f"cost_{kind}_meur"] = table[f"{kind}_t"] * figures.price_eur_per_t / EUR_PER_MEUR
    return table[
        [
            "period", "energy_mwh", "location_t", "market_t", "covered_share", "matched_share",
            "grid_carbon_free_share", "carbon_free_share", "embodied_racks_t", "embodied_building_t", "water_m3",
            "cost_location_meur", "cost_market_meur",
        ]
    ]  # fmt: skip


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")


def _embodied_racks_t(plan: Plan, figures: CarbonFigures, table: pd.DataFrame) -> pd.Series:
    """CO2e of making the GPUs held in a period [t], spread evenly over the life of their rack."""
    racks = scenario_part(plan, "fleet", "racks")
    life = {name: float(values.get("life_years", RACK_LIFE_YEARS)) for name, values in racks.items()}
    fleet = plan.fleet
    per_year = fleet["gpus"] / fleet["rack"].astype(str).map(life).fillna(RACK_LIFE_YEARS)
    by_period = per_year.groupby(fleet["period"].astype(str)).sum().reindex(table["period"]).fillna(0.0)
    tonnes: pd.Series[float] = table["years"] * by_period.to_numpy() * figures.embodied_kg_per_gpu / KG_PER_T
    return tonnes


def carbon_of(table: pd.DataFrame, span: str) -> dict[str, float]:
    """One row for "all", a year or a period of `carbon_table`: amounts added, shares weighted by energy."""
    names = table["period"].astype(str)
    own = table if span == "all" else table.loc[(names == span) | names.str.startswith(f"{span}-")]
    energy = float(own["energy_mwh"].sum())
    figures: dict[str, float] = {}
    for name in table.columns[1:]:
        if name.endswith("_share"):
            figures[name] = _share(float((own[name].fillna(0.0) * own["energy_mwh"]).sum()), energy)
        else:
            figures[name] = float(own[name].sum())
    return figures
