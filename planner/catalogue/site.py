"""Prices, grid tariff, taxes, carbon and weather of the site, out of data/site/."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from planner.catalogue.files import data_folder, read_table
from planner.errors import DataError, located, nearest

TARIFF_CLASSES: Final = ("pointe", "HPH", "HCH", "HPB", "HCB")
TURPE_HTB = "site/turpe_htb.csv"
EUR_PER_MWH_OF_CENT_PER_KWH = 10.0


@dataclass(frozen=True)
class TurpeRates:
    """TURPE 7 rates that hold on one day, per class in the order of TARIFF_CLASSES.

    Yearly charge for subscribed power P [kW], which must not fall along the classes:
    b_1·P_1 + Σ b_i·(P_i − P_{i−1}). Overrun, monthly: Σ alpha·b_i·√(Σ over 10-minute steps of ΔP²).
    `older` names the components that had no row at `valid_from` and keep an earlier value.
    """

    voltage_domain: str
    version: str
    b_power_eur_per_kw_year: tuple[float, ...]
    c_energy_eur_per_mwh: tuple[float, ...]
    management_eur_per_year: float
    metering_grid_owned_eur_per_year: float
    metering_user_owned_eur_per_year: float
    overrun_alpha: float
    valid_from: date
    source: str
    older: tuple[str, ...]


def spot_price_eur_per_mwh(data_dir: Path | None = None) -> pd.Series[float]:
    """Day-ahead price [EUR/MWh] of France, 101,903 hours from 2015-01-04T23:00Z to 2026-08-21T21:00Z.

    Index: start of the hour in UTC. The 24 hours of delivery day 23 June 2026 are missing in the source and
    stay missing; on 26 October 2025 one value serves both hours from 02:00 local.
    Source: ENTSO-E and EPEX SPOT, whose terms of redistribution apply.
    """
    table = read_table("site/day_ahead_price_fr_hourly.parquet", data_dir)
    return table.set_index("utc_timestamp")["eur_per_mwh"]


def spot_price_quarter_hourly_eur_per_mwh(data_dir: Path | None = None) -> pd.Series[float]:
    """Day-ahead price [EUR/MWh] by quarter hour, 31,200 rows since 2025-09-30T22:00Z. Source: EPEX SPOT."""
    table = read_table("site/day_ahead_price_fr_quarterhourly.parquet", data_dir)
    return table.set_index("utc_timestamp")["eur_per_mwh"]


def spot_price_annual(data_dir: Path | None = None) -> pd.DataFrame:
    """Day-ahead price by local year, 12 rows, index `local_year`: mean, quantiles [EUR/MWh], hours < 0."""
    return read_table("site/day_ahead_price_fr_annual.csv", data_dir).set_index("local_year")


def carbon_intensity(data_dir: Path | None = None) -> pd.DataFrame:
    """Generation [MW] by source and carbon intensity [gCO2e/kWh], 13,103 hours, index UTC.

    Production mix without imports, oil, biomass and waste: RTE states 21.7 g/kWh for 2024 where
    `ci_combustion_g_per_kwh` has a mean of 14.4. Use the shape. Source: ENTSO-E, Electricity Maps factors.
    """
    return read_table("site/carbon_intensity_fr_hourly.parquet", data_dir).set_index("utc_timestamp")


def carbon_annual(data_dir: Path | None = None) -> pd.DataFrame:
    """Yearly carbon intensity and factors by fuel [gCO2e/kWh], 43 rows. Source: each row."""
    return read_table("site/carbon_intensity_fr_annual.csv", data_dir)


def weather(data_dir: Path | None = None) -> pd.DataFrame:
    """Typical year at Trappes, 8,760 rows, index `hour_of_year` from 0 to 8759 in UTC+1 all year.

    Temperatures [degC], wet bulb included, humidity [%], sun [W/m2], wind [m/s]. At sea level, without a heat
    wave. Source: RT2012, zone H1a.
    """
    return read_table("site/weather_paris_hourly.parquet", data_dir).set_index("hour_of_year")


def daily_temperature(data_dir: Path | None = None) -> pd.DataFrame:
    """Real days of Ile-de-France, 3,564 rows from 2016-01-01 to 2025-10-30, 27 days missing, index `date`.

    Columns min_degc, max_degc, mean_degc [degC]. Source: ODRE.
    """
    return read_table("site/temperature_idf_daily.parquet", data_dir).set_index("date")


def turpe_rules(data_dir: Path | None = None) -> pd.DataFrame:
    """Hour classes, holidays and formulas of TURPE 7 in words, 13 rows, index `key`.

    The hours in rows that end in _used are the commonly quoted ones, an assumption. Source: each row.
    """
    return read_table("site/turpe_rules.csv", data_dir).set_index("key")


def taxes(data_dir: Path | None = None) -> pd.DataFrame:
    """Taxes and levies, 31 rows: `value` in `unit`, NaN where not found; valid_from and valid_to days or NaT.

    Source and confidence: each row.
    """
    return read_table("site/taxes_levies_fr.csv", data_dir)


def forward_prices(data_dir: Path | None = None) -> pd.DataFrame:
    """Forward quotes [EUR/MWh], 32 rows: quote_date (text), product ("CAL-27", "Q1-27"), load.

    Source: each row.
    """
    return read_table("site/forward_prices_fr.csv", data_dir)


def power_technologies(data_dir: Path | None = None) -> pd.DataFrame:
    """Cost and performance of site equipment, 109 rows: `value` in `unit`. Source: each row."""
    return read_table("site/power_technologies.csv", data_dir)


def site_facts(data_dir: Path | None = None) -> pd.DataFrame:
    """Facts on the sites from press reports, 27 rows, values as text. Source: each row."""
    return read_table("site/site.csv", data_dir)


def turpe(voltage_domain: str, version: str, on: date, data_dir: Path | None = None) -> TurpeRates:
    """TURPE 7 HTB rates that hold on day `on`: the rows with the latest valid_from not after it.

    `voltage_domain` is HTB1 or HTB2, `version` CU, MU or LU (short, medium, long utilisation). Energy is
    turned from euro cents per kWh into EUR/MWh. Raises DataError for an unknown name, a day before the
    tariff, or a missing component.
    Source: CRE deliberations 2025-77 and 2026-104; the 2026 rows await a human check.
    """
    where = f"{data_folder(data_dir).name}/{TURPE_HTB}"
    table = read_table(TURPE_HTB, data_dir)
    grid = table[table["temporal_class"] != "all"]
    domains = _names(grid["voltage_domain"], r"^(HTB\d)")
    versions = _names(grid["version"], r"\((\w+)\)$")
    for what, name, valid in (("voltage domain", voltage_domain, domains), ("version", version, versions)):
        if name not in valid:
            raise DataError(located(where, f'there is no {what} "{name}".', nearest(name, valid)))
    table = table[table["valid_from"] <= pd.Timestamp(on)]
    if table.empty:
        first = read_table(TURPE_HTB, data_dir)["valid_from"].min()
        problem = f"no rate holds on {on.isoformat()}; the first holds from {first:%Y-%m-%d}."
        raise DataError(located(where, problem, "start the horizon later, or add the earlier rates as rows."))
    own = table[(table["voltage_domain"] == domains[voltage_domain]) & (table["version"] == versions[version])]
    latest = own["valid_from"].max()
    shared = table[(table["temporal_class"] == "all") & (table["version"] == "all")]
    shared = shared[[_covers(text, voltage_domain) for text in shared["voltage_domain"]]]

    def per_class(component: str, unit: str) -> tuple[float, ...]:
        rows = own[own["component"] == component]
        return tuple(
            _latest(rows[rows["temporal_class"] == name], f"{component} {name}", unit, where)[0]
            for name in TARIFF_CLASSES
        )

    parts = {
        "management_eur_per_year": ("management_component_a1", "EUR/yr per access contract"),
        "metering_grid_owned_eur_per_year": ("metering_component_grid_owned_meter", "EUR/yr per meter"),
        "metering_user_owned_eur_per_year": ("metering_component_user_owned_meter", "EUR/yr per meter"),
        "overrun_alpha": ("overrun_alpha (CMDPS coefficient)", "share of b_i"),
    }
    found = {
        field: _latest(shared[shared["component"] == component], component, unit, where)
        for field, (component, unit) in parts.items()
    }
    cents = per_class("c_energy", "cEUR/kWh")
    return TurpeRates(
        voltage_domain=voltage_domain,
        version=version,
        b_power_eur_per_kw_year=per_class("b_power", "EUR/kW/yr"),
        c_energy_eur_per_mwh=tuple(round(c * EUR_PER_MWH_OF_CENT_PER_KWH, 9) for c in cents),
        valid_from=latest.date(),
        source=str(own.loc[own["valid_from"] == latest, "source"].iloc[0]),
        older=tuple(field for field, (_, since) in found.items() if since < latest),
        **{field: value for field, (value, _) in found.items()},
    )


def _names(texts: pd.Series[Any], pattern: str) -> dict[str, str]:
    """Short names of the long ones in the file, "LU" of "long utilisation (LU)"."""
    long = [str(text) for text in texts.unique()]
    short = pd.Series(long, dtype=str).str.extract(pattern)[0]
    return dict(zip(short, long, strict=True))


def _covers(text: str, voltage_domain: str) -> bool:
    """Whether a row's domain, such as "HTB (1,2,3)" or "HTB1 and HTB2", holds for HTB1."""
    digit = voltage_domain.removeprefix("HTB")
    return (text.startswith("HTB (") and digit in text) or voltage_domain in text.split()


def _latest(rows: pd.DataFrame, component: str, unit: str, where: str) -> tuple[float, pd.Timestamp]:
    if rows.empty:
        raise DataError(located(where, f"no row for {component}.", "add the row, with its source."))
    row = rows.sort_values("valid_from").iloc[-1]
    if row["unit"] != unit:
        raise DataError(located(where, f'{component} is in "{row["unit"]}"; allowed: {unit}.'))
    return float(row["value"]), row["valid_from"]
