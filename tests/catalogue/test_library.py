"""The readers give what the sources state, in the shape and unit they promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
import pytest

from planner.catalogue import files
from planner.catalogue import racks as rack_data
from planner.errors import DataError

SHAPES = [
    (rack_data.rack_specs, (10, 28), "product"),
    (rack_data.measured_points, (5067, 40), None),
    (rack_data.model_architectures, (24, 19), "model"),
    (rack_data.power_curves, (1666, 24), None),
    (rack_data.spot_price_annual, (12, 10), "local_year"),
    (rack_data.carbon_intensity, (13103, 8), "utc_timestamp"),
    (rack_data.carbon_annual, (43, 7), None),
    (rack_data.weather, (8760, 13), "hour_of_year"),
    (rack_data.daily_temperature, (3564, 3), "date"),
    (rack_data.turpe_rules, (13, 5), "key"),
    (rack_data.taxes, (31, 9), None),
    (rack_data.forward_prices, (32, 6), None),
    (rack_data.token_growth, (14, 8), None),
    (rack_data.api_prices, (9, 7), "model"),
    (rack_data.request_rates, (6071, 8), None),
    (rack_data.power_technologies, (109, 8), None),
    (rack_data.site_facts, (27, 9), None),
]


@pytest.mark.parametrize(("reader", "shape", "index"), SHAPES, ids=lambda value: getattr(value, "__name__", ""))
def test_shape_of_each_reader(reader: Callable[[], pd.DataFrame], shape: tuple[int, int], index: str | None) -> None:
    table = reader()
    assert table.shape == shape
    assert table.index.name == index


def test_a_reader_gives_a_copy() -> None:
    """Proves: a caller who changes a table spoils nothing for the next. A shared cache would give 0 below."""
    table = rack_data.weather()
    table.loc[:, "dry_bulb_degc"] = 0.0
    assert rack_data.weather()["dry_bulb_degc"].max() == pytest.approx(33.035)


@pytest.mark.parametrize(
    ("year", "mean"),
    [(2019, 39.5), (2020, 32.2), (2021, 109.2), (2022, 275.9), (2023, 96.9), (2024, 58.0), (2025, 61.1)],
)
def test_yearly_mean_price_is_the_published_one(year: int, mean: float) -> None:
    """Proves: hours carry UTC and no price is lost; years are cut in local time.

    The collected README rounds twice (2019: 39.4495, 39.45, 39.5), so a little more is allowed.
    """
    price = rack_data.spot_price_eur_per_mwh().tz_convert("Europe/Paris")
    assert price[price.index.year == year].mean() == pytest.approx(mean, abs=0.051)
    yearly = rack_data.spot_price_annual().loc[year, "mean_eur_per_mwh"]
    assert price[price.index.year == year].mean() == pytest.approx(yearly, abs=0.0006)


def test_23_june_2026_stays_a_gap() -> None:
    """Proves: the one gap of the price series is the known one, and nobody filled it."""
    index = rack_data.spot_price_eur_per_mwh().index
    missing = pd.date_range(index[0], index[-1], freq="h").difference(index)
    local = missing.tz_convert("Europe/Paris")
    assert len(missing) == 24
    assert {stamp.date() for stamp in local} == {date(2026, 6, 23)}


def test_series_are_utc_and_complete() -> None:
    for series in (rack_data.spot_price_eur_per_mwh(), rack_data.carbon_intensity()):
        assert str(series.index.tz) == "UTC"
        assert series.notna().all(axis=None)
    assert rack_data.spot_price_quarter_hourly_eur_per_mwh().size == 31200


def test_two_hours_share_a_price_at_the_clock_change() -> None:
    table = files.read_table("site/day_ahead_price_fr_hourly.parquet")
    repeated = table[table["flag"] == "dst_repeat"]
    assert [f"{stamp:%Y-%m-%dT%H}" for stamp in repeated["utc_timestamp"]] == [
        "2025-10-26T00",
        "2025-10-26T01",
    ]
    assert repeated["eur_per_mwh"].tolist() == [7.53, 7.53]


def test_carbon_of_2024_has_the_stated_mean() -> None:
    """Proves: combustion 14.4 g/kWh weighted by generation, 7.3 below RTE's 21.7."""
    table = rack_data.carbon_intensity().tz_convert("Europe/Paris").loc["2024"]
    mean = np.average(table["ci_combustion_g_per_kwh"], weights=table["sum_of_listed_sources_mw"])
    assert mean == pytest.approx(14.4, abs=0.06)
    rte = rack_data.carbon_annual().query("year == 2024 and what.str.contains('RTE method')")
    assert rte["value"].tolist() == [21.7]


def test_weather_has_the_stated_extremes() -> None:
    table = rack_data.weather()
    assert table["dry_bulb_degc"].mean() == pytest.approx(12.1, abs=0.05)
    assert table["wet_bulb_degc"].max() == pytest.approx(24.03)
    assert int((table["dry_bulb_degc"] >= 30).sum()) == 41
    assert table["ghi_w_per_m2"].sum() / 1000 == pytest.approx(1156, abs=1)


def test_heat_wave_days_and_the_27_missing_days() -> None:
    table = rack_data.daily_temperature()
    assert table.loc["2019-07-25", "max_degc"] == pytest.approx(41.7, abs=0.05)
    assert table.loc["2022-07-19", "max_degc"] == pytest.approx(39.7, abs=0.05)
    assert len(pd.date_range(table.index[0], table.index[-1]).difference(table.index)) == 27


def test_racks_by_short_name() -> None:
    nvidia = "H100_HGX H200_HGX B200_HGX B300_HGX GB200_NVL72 GB300_NVL72 VR_NVL72"
    amd = "MI300X_HGX MI325X_HGX MI355X_HGX"
    assert rack_data.rack_specs().index.tolist() == [*nvidia.split(), *amd.split()]
    rack = rack_data.rack_spec("GB300_NVL72")
    assert (rack.gpus_per_unit, rack.price_usd, rack.price_unit) == (72, 4_000_000.0, "rack")
    assert (rack.server_or_rack_power_kw, rack.fp64_tflops) == (132.0, None)
    assert rack_data.rack_spec("H200_HGX").fp64_tensor_tflops == 66.9


def test_unknown_rack_names_the_nearest() -> None:
    with pytest.raises(DataError) as error:
        rack_data.rack_spec("GB300_NVL27")
    assert str(error.value) == (
        'data/gpu/gpu_specs.csv: there is no product "GB300_NVL27".\n\nhint: Did you mean "GB300_NVL72"?'
    )


def test_points_tell_measured_from_derived() -> None:
    """Proves: 1,571 measured and 3,496 derived; the 165 without a throughput are derived, none measured."""
    points = rack_data.measured_points()
    assert points["basis"].value_counts().to_dict() == {"derived": 3496, "measured": 1571}
    assert points["tokens_per_s_total"].isna().groupby(points["basis"]).sum().to_dict() == {
        "derived": 165,
        "measured": 0,
    }
    silent = points[points["tokens_per_s_total"].isna()]
    queued = silent["throughput_basis"] == "not derived (queue dominated)"
    assert (int(queued.sum()), int((~queued & silent["concurrency"].isna()).sum())) == (158, 7)
    assert points["row_id"].is_unique
    assert (points.loc[points["gpu"] == "GB300", "product"] == "GB300_NVL72").all()
    assert set(rack_data.rack_specs().index) == set(points["product"]) - {""}


def test_derived_throughput_follows_the_stated_formula() -> None:
    """Proves: concurrency x OSL / (TTFT + TPOT x (OSL - 1)); without TTFT the ratio would pass 1.01."""
    points = (
        rack_data.measured_points().query("basis == 'derived'").dropna(subset=["tokens_per_s_total", "concurrency"])
    )
    points = points[points["throughput_basis"].str.startswith("derived: concurrency*OSL")]
    seconds = (points["ttft_ms"] + points["tpot_ms"] * (points["osl_tokens"] - 1)) / 1000
    ratio = points["concurrency"] * points["osl_tokens"] / seconds / points["tokens_per_s_total"]
    assert ratio.median() == pytest.approx(1, abs=1e-4)


def test_turpe_takes_the_latest_rates_of_the_day() -> None:
    """Proves: by hand from the rows of 2026-08-01, cents per kWh x 10; alpha has no 2026 row and says so."""
    rates = rack_data.turpe("HTB1", "LU", date(2026, 10, 1))
    assert rates.b_power_eur_per_kw_year == (43.08, 40.68, 29.88, 19.68, 14.4)
    assert rates.c_energy_eur_per_mwh == (7.5, 7.2, 6.5, 5.9, 5.4)
    assert rates.management_eur_per_year == 11930.88
    assert rates.metering_grid_owned_eur_per_year == 3927.0
    assert (rates.overrun_alpha, rates.older, rates.valid_from) == (
        0.04,
        ("overrun_alpha",),
        date(2026, 8, 1),
    )
    assert "2026-104" in rates.source


def test_turpe_of_the_day_before_the_change() -> None:
    rates = rack_data.turpe("HTB1", "LU", date(2026, 7, 31))
    assert rates.b_power_eur_per_kw_year == (41.64, 39.36, 28.92, 19.08, 13.92)
    assert (rates.valid_from, rates.older) == (date(2025, 8, 1), ())
    assert rack_data.turpe("HTB1", "LU", date(2026, 8, 1)).valid_from == date(2026, 8, 1)


def test_turpe_costs_a_flat_10_mw_what_the_readme_says() -> None:
    """Proves: rates and units together; the sources say 11.1 to 14.7 EUR/MWh, long utilisation least.

    Hours by hand: 62 weekdays x 4 h of peak, 151 winter and 214 summer days, 16 full hours a weekday.
    """
    hours = {"pointe": 250, "HPH": 1480, "HCH": 1894, "HPB": 2400, "HCB": 2736}
    per_mwh = {}
    for version in ("CU", "MU", "LU"):
        rates = rack_data.turpe("HTB1", version, date(2026, 10, 1))
        power = rates.b_power_eur_per_kw_year[0] * 10_000
        energy = sum(c * 10 * h for c, h in zip(rates.c_energy_eur_per_mwh, hours.values(), strict=True))
        per_mwh[version] = (power + energy) / (10 * 8760)
    assert min(per_mwh, key=lambda name: per_mwh[name]) == "LU"
    assert per_mwh["LU"] == pytest.approx(11.1, abs=0.2)
    assert max(per_mwh.values()) == pytest.approx(14.7, abs=0.4)


@pytest.mark.parametrize(
    ("domain", "version", "on", "message"),
    [
        ("HTB3", "LU", date(2026, 10, 1), 'there is no voltage domain "HTB3".\n\nhint: Did you mean "HTB2"?'),
        ("HTB1", "XX", date(2026, 10, 1), 'there is no version "XX".\n\nhint: Valid names: CU, MU, LU.'),
        (
            "HTB1",
            "LU",
            date(2025, 7, 31),
            "no rate holds on 2025-07-31; the first holds from 2025-08-01.\n\n"
            "hint: start the horizon later, or add the earlier rates as rows.",
        ),
    ],
)
def test_turpe_refuses(domain: str, version: str, on: date, message: str) -> None:
    with pytest.raises(DataError) as error:
        rack_data.turpe(domain, version, on)
    assert str(error.value) == f"data/site/turpe_htb.csv: {message}"


def test_taxes_part_days_from_remarks() -> None:
    row = rack_data.taxes().query("value == 26.58").iloc[0]
    assert row["valid_to"] == pd.Timestamp("2026-07-31")
    assert row["valid_to_note"].startswith("a change on 2026-08-01 was announced")


def test_list_prices_and_forwards() -> None:
    assert rack_data.api_prices().loc["Mistral Medium 3.5", "output_usd_per_mtok"] == 7.5
    assert rack_data.forward_prices().query("quote_date == '2026-02-13'")["eur_per_mwh"].tolist() == [50.53]


def test_source_of_a_file_carries_the_terms() -> None:
    source = rack_data.file_source("site/day_ahead_price_fr_hourly.parquet")
    assert source.licence.startswith("ENTSO-E and EPEX SPOT set terms for redistribution")
    assert any("23 June 2026" in caveat for caveat in source.caveats)
