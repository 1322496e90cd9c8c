"""Identities of rate structures known from REopt's suite, on our engine with custom tariffs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planner.billing import CoincidentPeak, CustomTariff, custom_bill
from planner.errors import ScenarioError


def year(kw: float) -> pd.Series:
    index = pd.date_range("2027-01-01", "2028-01-01", freq="h", tz="Europe/Paris", inclusive="left")
    return pd.Series(kw, index=index.tz_convert("UTC"))


def test_flat_ten_megawatt_hours_cost_a_thousand_and_demand_136_99() -> None:
    """0.10 per kWh on 10 MWh; 10 per kW-month on 10,000 / 8,760 kW over twelve months."""
    rows = custom_bill(year(10_000 / 8760), CustomTariff(energy_eur_per_kwh=0.10, demand_eur_per_kw_month=10.0))
    total = rows.groupby("item")["amount_exact_eur"].sum()
    assert round(total["energy"], 2) == 1000.00
    assert round(total["demand"], 2) == 136.99


def test_coincident_peaks_of_a_flat_kilowatt_cost_fifteen() -> None:
    peaks = (CoincidentPeak(10.0, (1, 2, 100)), CoincidentPeak(5.0, (6000, 7000)))
    rows = custom_bill(year(1.0), CustomTariff(coincident_peaks=peaks))
    found = rows[rows["item"].str.startswith("coincident")]
    assert found["amount_eur"].sum() == 15.00
    assert found["month"].tolist() == ["2027-01", "2027-09"]  # step 6000 is in September


def test_the_highest_of_the_named_steps_decides() -> None:
    load = year(1.0)
    load.iloc[6999] = 3.0  # step 7000
    load.iloc[5] = 9.0  # not named
    rows = custom_bill(load, CustomTariff(coincident_peaks=(CoincidentPeak(5.0, (6000, 7000)),)))
    found = rows[rows["item"] == "coincident_peak_1"].iloc[0]
    assert (found["month"], found["amount_eur"]) == ("2027-10", 15.0)


def test_energy_may_have_a_rate_for_each_step() -> None:
    load = year(2.0)
    rates = np.where(np.arange(8760) < 24, 0.5, 0.0)
    rows = custom_bill(load, CustomTariff(energy_eur_per_kwh=rates))
    assert rows["amount_exact_eur"].sum() == pytest.approx(2 * 24 * 0.5)


def test_steps_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"coincident_peaks 1: steps 0, 5 were read; allowed: from 1 to 8760\."):
        custom_bill(year(1.0), CustomTariff(coincident_peaks=(CoincidentPeak(5.0, (0, 5)),)))
    with pytest.raises(ScenarioError, match="3 rates were read; allowed: one, or one for each of the 8760 steps"):
        custom_bill(year(1.0), CustomTariff(energy_eur_per_kwh=[1.0, 2.0, 3.0]))
