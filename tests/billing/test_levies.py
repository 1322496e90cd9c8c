"""Taxes and levies: levels by date, the data-centre threshold, and what was not found."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from planner.billing import BillOptions, bill, data_centre_conditions

POWERS = [10000.0] * 5


def flat(first: str, after: str, kw: float = 9000.0) -> pd.Series:
    index = pd.date_range(first, after, freq="h", tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    return pd.Series(kw, index=index)


def lines(rows: pd.DataFrame, item: str) -> pd.DataFrame:
    return rows[rows["item"] == item].set_index("month")


def test_only_the_grid_tariff_unless_asked() -> None:
    items = set(bill(flat("2026-07-01", "2026-08-01"), "turpe7-htb1-mu", POWERS)["item"])
    assert not items & {"excise", "excise_data_centre", "cta", "capacity", "guarantees_of_origin", "vnu"}


def test_excise_follows_its_dates_and_says_when_its_level_is_unknown() -> None:
    rows = bill(flat("2026-01-01", "2026-09-01"), "turpe7-htb1-mu", POWERS, BillOptions(excise="normal"))
    excise = lines(rows, "excise")
    assert excise["rate"].tolist() == [25.79] + [26.58] * 7
    assert excise.loc["2026-02", "amount_exact_eur"] == pytest.approx(9 * 28 * 24 * 26.58)
    assert excise.loc["2026-08", "flag"] == "level after 2026-07-31 not found, the last known one is kept"
    assert (excise.loc[:"2026-07", "flag"] == "").all()


def test_a_data_centre_pays_the_full_rate_on_its_first_gwh_of_each_calendar_year() -> None:
    """Proves: 1,000 MWh a year at the normal rate, the rest reduced, counted afresh on 1 January."""
    options = BillOptions(excise="data-centre", excise_used_mwh=400.0)
    rows = bill(flat("2025-12-01", "2026-03-01", 2000.0), "turpe7-htb1-mu", POWERS, options)
    full, reduced = lines(rows, "excise"), lines(rows, "excise_data_centre")
    assert full["base"].to_dict() == pytest.approx({"2025-12": 600.0, "2026-01": 1000.0})
    december, january, february = (2 * 24 * days for days in (31, 31, 28))
    assert reduced["base"].to_dict() == pytest.approx(
        {"2025-12": december - 600, "2026-01": january - 1000, "2026-02": february}
    )
    assert reduced["rate"].tolist() == [0.5, 10, 10]
    assert reduced["flag"].str.contains("conditions of the reduced rate not checked").all()
    assert "confidence of the level: low" in reduced.loc["2026-01", "flag"]


def test_the_first_gwh_may_take_months() -> None:
    """Proves: what earlier months used of the 1,000 MWh is not forgotten: 372 + 336 + 292 of March, then reduced."""
    rows = bill(flat("2027-01-01", "2027-05-01", 500.0), "turpe7-htb1-mu", POWERS, BillOptions(excise="data-centre"))
    assert lines(rows, "excise")["base"].tolist() == pytest.approx([372, 336, 292])
    assert lines(rows, "excise_data_centre")["base"].to_dict() == pytest.approx(
        {"2027-03": 0.5 * (31 * 24 - 1) - 292, "2027-04": 360}
    )


def test_the_conditions_of_the_reduced_rate_are_listed() -> None:
    conditions = data_centre_conditions()
    assert len(conditions) == 4
    assert conditions["source"].str.contains("L312-70").all()
    assert conditions["condition"].str.contains("waste heat").any()


@pytest.mark.parametrize(
    ("tariff", "shares"), [("turpe7-htb1-mu", (0.1011, 0.05)), ("turpe7-hta-cu-pf", (0.2193, 0.15))]
)
def test_cta_is_a_share_of_the_fixed_part(tariff: str, shares: tuple[float, float]) -> None:
    rows = bill(flat("2026-01-01", "2026-03-01"), tariff, POWERS, BillOptions(cta=True))
    cta = lines(rows, "cta")
    assert cta["rate"].tolist() == list(shares)
    fixed = rows[rows["item"].str.match("management|metering|subscribed_power")].groupby("month")["amount_exact_eur"]
    assert cta["base"].to_dict() == pytest.approx(fixed.sum().to_dict())
    assert (cta.loc["2026-02", "flag"] != "") == (cta.loc["2026-01", "flag"] == "")


def test_capacity_is_the_auction_price_and_then_a_stated_omission() -> None:
    rows = bill(flat("2025-12-01", "2027-01-01"), "turpe7-htb1-mu", POWERS, BillOptions(capacity_mw=9.0))
    capacity = lines(rows, "capacity")
    assert capacity.loc["2025-12", "amount_exact_eur"] == 0
    assert capacity.loc["2026-01":"2026-10", "amount_exact_eur"].sum() == pytest.approx(9 * 2522.18)
    late = capacity.loc["2026-11":]
    assert late["rate"].isna().all()
    assert late["amount_eur"].isna().all()
    assert (late["flag"] == "omitted: the level of the levy was not found").all()


def test_guarantees_of_origin_take_the_middle_of_the_auction() -> None:
    rows = bill(flat("2026-07-01", "2026-08-01"), "turpe7-htb1-mu", POWERS, BillOptions(guarantees_of_origin=0.5))
    line = lines(rows, "guarantees_of_origin").iloc[0]
    assert (line["base"], line["rate"]) == (pytest.approx(0.5 * 9 * 31 * 24), pytest.approx(1.14))
    assert "middle of 1.07 and 1.21" in line["flag"]


def test_the_nuclear_payment_is_stated_year_by_year() -> None:
    """Proves: no line before 2026, none expected in 2026 with the reason, an omission after, never a silent zero."""
    rows = bill(flat("2025-12-01", "2027-02-01"), "turpe7-htb1-mu", POWERS, BillOptions(vnu=True))
    vnu = lines(rows, "vnu")
    assert vnu.index[0] == "2026-01"
    assert vnu.loc["2026-06", "amount_eur"] == 0
    assert "no payment expected" in vnu.loc["2026-06", "flag"]
    assert math.isnan(vnu.loc["2027-01", "amount_eur"])
    assert vnu.loc["2027-01", "flag"].startswith("omitted")


def test_every_line_has_a_source() -> None:
    options = BillOptions(
        excise="data-centre", cta=True, capacity_mw=9.0, guarantees_of_origin=1.0, vnu=True, meter="grid"
    )
    rows = bill(flat("2026-01-01", "2027-01-01"), "turpe7-htb2-lu", POWERS, options)
    assert (rows["source"].str.len() > 10).all()
