"""What the regulator asks for, from a finished plan: the EU data-centre report, EN 50600-4-x, the French conditions.

Sources: Delegated Regulation (EU) 2024/1364, Annexes I to IV; EN 50600-4-2 to 4-9 (as ISO/IEC 30134); Code des
impositions sur les biens et services L312-70; Code de l'énergie L236-1 to 3. What the texts say is kept, in our
words, in data/site/eu_reporting.md. A value that a plan cannot give is NaN and says why; nothing is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.catalogue import racks as rack_data
from planner.plan.studies.carbon import L_PER_M3, carbon_of, scenario_part
from planner.plan.tables.electrons import GRID
from planner.scenario.fields.power import Reporting

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.plan import Plan

COLUMNS = ["kpi", "value", "unit", "formula", "inputs", "article"]
CONDITION_COLUMNS = ["condition", "state", "value", "limit", "unit", "article"]
MET, MISSED, UNKNOWN = "met", "not met", "to be confirmed"
NAN = float("nan")
KWH_PER_MWH, KW_PER_MW = 1e3, 1e3
REPORT_FROM_KW, WASTE_HEAT_FROM_KW, LARGE_FROM_KW, VERY_LARGE_FROM_KW = 500.0, 1000.0, 2000.0, 10_000.0
REDUCED_RATE_FROM_MWH = 1000.0  # a calendar year
CDD_BASE_DEGC = 21.0
EU = "Delegated Regulation (EU) 2024/1364, Annex"
EXCISE = "Code des impositions sur les biens et services, L312-70"
ENERGY_CODE = "Code de l'énergie,"


@dataclass(frozen=True)
class Year:
    """What the plan says of a span ("all", a year or a period): energy, water and carbon of what was dispatched."""

    energy_mwh: float
    it_mwh: float
    cooling_mwh: float
    installed_it_kw: float
    water_m3: float
    location_t: float
    market_t: float
    embodied_t: float
    renewable_mwh: float
    matched_share: float
    carbon_free_share: float
    grid_carbon_free_share: float
    reused_mwh: float


def _year(plan: Plan, carbon: pd.DataFrame, span: str) -> Year:
    sums = carbon_of(carbon, span)
    links = plan.electrons.loc[_inside(plan.electrons, span) & (plan.electrons["stage"] == GRID)]
    mwh = links.groupby("to")["mwh"].sum()
    share = float(reporting(plan)["waste_heat_reused_share"])  # type: ignore[arg-type]
    energy = sums["energy_mwh"]
    return Year(
        energy_mwh=energy,
        it_mwh=float(mwh.get("it", 0.0)),
        cooling_mwh=float(mwh.get("cooling", 0.0)),
        installed_it_kw=_installed_kw(plan, span),
        water_m3=sums["water_m3"],
        location_t=sums["location_t"],
        market_t=sums["market_t"],
        embodied_t=sums["embodied_racks_t"] + sums["embodied_building_t"],
        renewable_mwh=energy * _renewable_share(plan, span, energy),
        matched_share=sums["matched_share"],
        carbon_free_share=sums["carbon_free_share"],
        grid_carbon_free_share=sums["grid_carbon_free_share"],
        reused_mwh=energy * share,
    )


def _inside(table: pd.DataFrame, span: str) -> pd.Series:
    names = table["period"].astype(str)
    return (names == span) | names.str.startswith(f"{span}-") | (span == "all")


def reporting(plan: Plan) -> dict[str, object]:
    """The fields of `power.reporting` of the run; the schema's defaults where it holds none."""
    held = scenario_part(plan, "power", "reporting")
    return {name: held.get(name, info.default) for name, info in Reporting.model_fields.items()}


def _installed_kw(plan: Plan, span: str) -> float:
    """Nameplate of the racks held, in the period of the span where it is largest [kW]; NaN where one is not known."""
    racks = scenario_part(plan, "fleet", "racks")
    own = plan.fleet.loc[_inside(plan.fleet, span) & (plan.fleet["installed_racks"] > 0)]
    kw = {name: _nameplate_kw(name, racks.get(name) or {}) for name in own["rack"].astype(str).unique()}
    total = own["installed_racks"] * own["rack"].astype(str).map(kw)
    return float(total.groupby(own["period"].astype(str)).sum(min_count=1).max()) if len(own) else 0.0


def _nameplate_kw(rack: str, values: dict[str, object]) -> float:
    given = values.get("nameplate_kw")
    if given is not None:
        return float(given)  # type: ignore[arg-type]
    known = rack_data.rack_specs()["server_or_rack_power_kw"].astype(float).to_dict()
    return float(known.get(rack, NAN))


def _renewable_share(plan: Plan, span: str, energy_mwh: float) -> float:
    """Guarantees of origin and renewable contracts (solar, wind) over energy at the meter, at most 1."""
    share = float(scenario_part(plan, "power", "carbon").get("guarantees_of_origin_share", 0.0))
    contracts = getattr(plan, "contracts", None)
    if contracts is not None and len(contracts) and energy_mwh > 0:
        own = contracts.loc[_inside(contracts, span) & contracts["kind"].isin(("solar", "wind"))]
        share += float(own["energy_mwh"].sum()) / energy_mwh
    return min(share, 1.0)


def regulator_table(plan: Plan, carbon: pd.DataFrame, span: str) -> pd.DataFrame:
    """Every figure of the EU report and EN 50600-4-x for a span, of what the plan dispatched.

    `carbon` is `carbon_table(plan)`. Columns: kpi, value (NaN: not in a plan), unit, formula, inputs, article.
    """
    y = _year(plan, carbon, span)
    it_kwh = y.it_mwh * KWH_PER_MWH
    rows: list[tuple[str, float, str, str, str, str]] = [
        ("PDIT", y.installed_it_kw, "kW", "Σ racks · nameplate, largest period", "racks held, nameplate", f"{EU} II"),
        ("EDC", y.energy_mwh * KWH_PER_MWH, "kWh", "Σ energy at the meter", "hourly dispatch", f"{EU} II"),
        ("EDC-BG", 0.0, "kWh", "energy of back-up generators", "none in the plan; tests not counted", f"{EU} II"),
        ("EIT", it_kwh, "kWh", "Σ IT energy, racks and network", "hourly dispatch", f"{EU} II"),
        ("WIN", y.water_m3, "m3", "Σ water of adiabatic cooling", "wet bulb; no offices", f"{EU} II"),
        ("WIN-POT", y.water_m3, "m3", "= WIN", "all water taken as drinking water", f"{EU} II"),
        ("EREUSE", y.reused_mwh * KWH_PER_MWH, "kWh", "share reused · EDC", "waste_heat_reused_share", f"{EU} II"),
        ("ERES-TOT", y.renewable_mwh * KWH_PER_MWH, "kWh", "guarantees + PPA + on site", "contracts", f"{EU} II"),
        ("CDD", _cooling_degree_days(), "degree-days", "Σ max(0, daily mean − 21 °C)", "typical year", f"{EU} II"),
        ("SDC, SCR", NAN, "m2", "floor areas", "not in a plan: from the building", f"{EU} II"),
        ("TWH, TIN", NAN, "degC", "waste heat, intake air", "not in a plan: measured", f"{EU} II"),
        ("CSERV, CSTOR", NAN, "SERT units, PB", "server and storage capacity", "not in a plan: SERT test", f"{EU} II"),
        ("BIN, BOUT, traffic", NAN, "GB/s, EB", "network", "not in a plan: measured", f"{EU} II"),
        ("PUE", _ratio(y.energy_mwh, y.it_mwh), "1", "EDC / EIT", "EDC, EIT", f"{EU} III; EN 50600-4-2"),
        ("WUE", _ratio(y.water_m3 * L_PER_M3, it_kwh), "l/kWh", "WIN / EIT", "WIN, EIT", f"{EU} III; EN 50600-4-9"),
        ("ERF", _ratio(y.reused_mwh, y.energy_mwh), "1", "EREUSE / EDC", "EREUSE, EDC", f"{EU} III; EN 50600-4-6"),
        ("REF", _ratio(y.renewable_mwh, y.energy_mwh), "1", "ERES-TOT / EDC", "ERES-TOT", f"{EU} III; EN 50600-4-3"),
        ("CER", _ratio(y.it_mwh, y.cooling_mwh), "1", "heat of IT / energy of cooling", "EIT", "EN 50600-4-7"),
        ("CUE", _ratio(y.location_t * 1e3, it_kwh), "kg/kWh", "CO2e, location / EIT", "hourly grid", "EN 50600-4-8"),
        ("CUE, market", _ratio(y.market_t * 1e3, it_kwh), "kg/kWh", "CO2e, market / EIT", "residual", "EN 50600-4-8"),
        ("CO2e, location", y.location_t, "t", "Σ MWh · g/kWh of the hour", "hourly grid", "GHG Protocol, Scope 2"),
        ("CO2e, market", y.market_t, "t", "uncovered MWh · residual mix", "residual", "GHG Protocol, Scope 2"),
        ("CO2e, embodied", y.embodied_t, "t", "making / life · years", "GPUs, MW; assumed", "GHG Protocol, Scope 3"),
        ("24/7 score", y.matched_share, "1", "Σ min(load, contracts) / Σ load", "carbon-free contracts", "voluntary"),
        ("Carbon-free grid", y.grid_carbon_free_share, "1", "nuclear, hydro, wind, sun", "past hours", "voluntary"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _ratio(above: float, below: float) -> float:
    return above / below if below > 0 else NAN


def _cooling_degree_days(data_dir: Path | None = None) -> float:
    """Degree-days of the typical year over 21 °C, from daily means."""
    daily = rack_data.weather(data_dir).groupby(["month", "day"])["dry_bulb_degc"].mean().to_numpy(dtype=float)
    return float(np.maximum(daily - CDD_BASE_DEGC, 0.0).sum())


def size_class(installed_it_kw: float) -> str:
    """Size class of Annex IV by installed IT power; "" below 500 kW, where nothing is reported."""
    if installed_it_kw > VERY_LARGE_FROM_KW:
        return "very large"
    if installed_it_kw >= LARGE_FROM_KW:
        return "large"
    return "medium or small" if installed_it_kw >= REPORT_FROM_KW else ""


def excise_conditions(plan: Plan, carbon: pd.DataFrame, span: str) -> pd.DataFrame:
    """Conditions of the reduced excise rate for data centres, and the duty to use waste heat, each with its state.

    State: met, not met, to be confirmed (an answer or a limit is missing). The limits of the decree were not found;
    `power.reporting` takes them. Columns: condition, state, value, limit, unit, article.
    """
    y, r = _year(plan, carbon, span), reporting(plan)
    pue, water = _ratio(y.energy_mwh, y.it_mwh), _ratio(y.water_m3 * L_PER_M3, y.it_mwh * KWH_PER_MWH)
    erf = _ratio(y.reused_mwh, y.energy_mwh)
    pue_limit, water_limit = _limit(r["pue_limit"]), _limit(r["water_limit_l_per_kwh"])
    heat_or_pue = MET if y.reused_mwh > 0 else _below(pue, pue_limit)
    rows: list[tuple[str, str, float, float, str, str]] = [
        ("more than 1 GWh a year", MET if y.energy_mwh > REDUCED_RATE_FROM_MWH else MISSED, y.energy_mwh,
         REDUCED_RATE_FROM_MWH, "MWh", EXCISE),
        ("building given over to digital data", _answer(r["building_dedicated"]), NAN, NAN, "", EXCISE),
        ("energy management system", _answer(r["energy_management_system"]), NAN, NAN, "", EXCISE),
        ("best-practice programme", _answer(r["best_practice_programme"]), NAN, NAN, "", EXCISE),
        ("waste heat used, or PUE below limit", heat_or_pue, pue, pue_limit, "PUE", EXCISE),
        ("cooling water below limit", _below(water, water_limit), water, water_limit, "l/kWh", EXCISE),
        ("electro-sensitive activity", _answer(r["electro_sensitive"]), NAN, NAN, "", EXCISE),
        ("yearly report, from 500 kW of IT", MET if y.installed_it_kw < REPORT_FROM_KW else "due by 15 May",
         y.installed_it_kw, REPORT_FROM_KW, "kW", f"{ENERGY_CODE} L236-1"),
        ("waste heat put to use, from 1 MW",
         MET if erf > 0 or y.installed_it_kw < WASTE_HEAT_FROM_KW else UNKNOWN,
         y.installed_it_kw, WASTE_HEAT_FROM_KW, "kW", f"{ENERGY_CODE} L236-2"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=CONDITION_COLUMNS)


def reduced_rate_state(conditions: pd.DataFrame) -> str:
    """State of the reduced rate as a whole: not met if one condition is missed, met only if all are."""
    states = set(conditions.loc[conditions["article"] == EXCISE, "state"])
    return MISSED if MISSED in states else UNKNOWN if UNKNOWN in states else MET


def _answer(value: object) -> str:
    return {"yes": MET, "no": MISSED}.get(str(value), UNKNOWN)


def _limit(value: object) -> float:
    return float(value) if isinstance(value, int | float) else NAN


def _below(value: float, limit: float) -> str:
    if np.isnan(limit) or np.isnan(value):
        return UNKNOWN
    return MET if value <= limit else MISSED
