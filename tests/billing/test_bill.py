"""The bill of the grid tariff: lines, dates, formulas, subscribed power, options, speed."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import planner
from planner.billing import TARIFFS, BillOptions, bill, by_item
from planner.billing.hours import NO_SIGNALLED_DAY
from planner.billing.lines import COLUMNS, to_cents
from planner.errors import DataError, ScenarioError

FIVE = [8000.0, 8000.0, 9000.0, 9500.0, 10000.0]


def flat(first: str, after: str, kw: float = 7900.0, freq: str = "h") -> pd.Series:
    """Flat load over local days first … after (excluded)."""
    index = pd.date_range(first, after, freq=freq, tz="Europe/Paris", inclusive="left").tz_convert("UTC")
    return pd.Series(kw, index=index)


def eur(rows: pd.DataFrame, month: str, item: str) -> float:
    found = rows[(rows["month"] == month) & (rows["item"] == item)]
    assert len(found) == 1
    return float(found["amount_exact_eur"].iloc[0])


def test_a_whole_bill_of_one_month_by_hand() -> None:
    """July 2026, HTB1 MU, flat 7.9 MW, the figures of the CSV file: 23 − 1 = 22 working days, 14 July off."""
    rows = bill(flat("2026-07-01", "2026-08-01"), "turpe7-htb1-mu", FIVE)
    assert list(rows.columns) == list(COLUMNS)
    expected = {
        "management": 11545.32 / 12,
        "metering": 682.20 / 12,
        "subscribed_power_pointe": 8000 * 13.44 / 12,
        "subscribed_power_HPH": 0.0,
        "subscribed_power_HCH": 1000 * 12.48 / 12,
        "subscribed_power_HPB": 500 * 12.12 / 12,
        "subscribed_power_HCB": 500 * 11.88 / 12,
        "energy_HPB": 7.9 * 22 * 16 * 9.3,
        "energy_HCB": 7.9 * (31 * 24 - 22 * 16) * 6.5,
        "overrun_HPB": 0.0,
        "overrun_HCB": 0.0,
    }
    assert rows["item"].tolist() == list(expected)
    assert rows["amount_exact_eur"].tolist() == pytest.approx(list(expected.values()))
    assert rows["amount_exact_eur"].to_numpy() == pytest.approx(rows["base"] * rows["rate"])
    assert (rows["source"].str.contains("CRE deliberation")).all()
    assert (rows.loc[rows["item"].str.startswith("energy_"), "flag"] == "").all()


def test_coefficients_change_on_the_first_of_august() -> None:
    """Proves: July is billed at the rates of 2025, August at those of 2026, for power, energy and overrun."""
    rows = bill(flat("2026-07-01", "2026-09-01", 9600.0), "turpe7-htb1-mu", FIVE)
    assert eur(rows, "2026-08", "management") == pytest.approx(11930.88 / 12)
    assert eur(rows, "2026-08", "metering") == pytest.approx(705.0 / 12)
    assert eur(rows, "2026-08", "subscribed_power_pointe") == pytest.approx(8000 * 13.92 / 12)
    assert eur(rows, "2026-08", "energy_HPB") == pytest.approx(9.6 * 21 * 16 * 9.6)  # 21 working days
    july, august = (100 * math.sqrt(6 * 16 * days) * 0.04 * b for days, b in ((22, 12.12), (21, 12.48)))
    assert eur(rows, "2026-07", "overrun_HPB") == pytest.approx(july)
    assert eur(rows, "2026-08", "overrun_HPB") == pytest.approx(august)


def test_an_hour_of_overrun_is_six_equal_steps() -> None:
    """Proves: √(6·ΔP²) for one hour; the same hour in 10-minute data gives the same; one step of six gives less."""
    hour = flat("2026-07-01", "2026-08-01")
    ten = flat("2026-07-01", "2026-08-01", freq="10min")
    hour[hour.index[12]] = 9800.0  # 14:00 local, HPB
    for step in range(72, 78):
        ten[ten.index[step]] = 9800.0
    expected = 0.04 * 12.12 * 300 * math.sqrt(6)
    for load in (hour, ten):
        assert eur(bill(load, "turpe7-htb1-mu", FIVE), "2026-07", "overrun_HPB") == pytest.approx(expected)
    one = flat("2026-07-01", "2026-08-01", freq="10min")
    one[one.index[72]] = 7900 + 6 * 1900.0  # the same energy in one step
    assert eur(bill(one, "turpe7-htb1-mu", FIVE), "2026-07", "overrun_HPB") == pytest.approx(
        0.04 * 12.12 * (7900 + 6 * 1900 - 9500)
    )


def test_a_month_covered_in_part_pays_its_days() -> None:
    rows = bill(flat("2026-07-20", "2026-08-06"), "turpe7-htb1-mu", FIVE)
    assert eur(rows, "2026-07", "management") == pytest.approx(11545.32 / 12 * 12 / 31)
    assert eur(rows, "2026-08", "subscribed_power_pointe") == pytest.approx(8000 * 13.92 / 12 * 5 / 31)


def test_clock_changes_and_the_leap_day_are_in_the_energy() -> None:
    """Proves: March has one hour less, October one more, both off-peak; February 2028 has 29 days."""
    spring = bill(flat("2026-03-29", "2026-03-30"), "turpe7-htb1-mu", FIVE)
    autumn = bill(flat("2026-10-25", "2026-10-26"), "turpe7-htb1-mu", FIVE)
    leap = bill(flat("2028-02-01", "2028-03-01"), "turpe7-htb1-mu", FIVE)
    assert spring.set_index("item").loc["energy_HCH", "base"] == pytest.approx(7.9 * 23)
    assert autumn.set_index("item").loc["energy_HCB", "base"] == pytest.approx(7.9 * 25)
    assert leap.loc[leap["item"].str.startswith("energy_"), "base"].sum() == pytest.approx(7.9 * 29 * 24)
    assert eur(leap, "2028-02", "management") == pytest.approx(11930.88 / 12)
    assert leap["flag"].iloc[0] == "no newer rates are known, those of 2026-08-01 are kept"


def test_holidays_are_off_peak_on_the_transmission_grid() -> None:
    rows = bill(flat("2026-07-14", "2026-07-15"), "turpe7-htb1-mu", FIVE)  # a Tuesday
    assert [item for item in rows["item"] if item.startswith("energy_")] == ["energy_HCB"]


def test_the_first_rates_bound_the_bill() -> None:
    with pytest.raises(DataError) as caught:
        bill(flat("2025-07-30", "2025-08-03"), "turpe7-htb1-mu", FIVE)
    assert str(caught.value) == (
        "data/site/turpe_htb.csv: no rate of turpe7-htb1-mu holds on 2025-07-01; the first holds from 2025-08-01."
        "\n\nhint: begin the load curve on 2025-08-01 or later, or bill it at today's rates (--as-of-rates)."
    )


def test_rates_move_by_inflation_only_if_asked() -> None:
    load = flat("2028-07-01", "2028-09-01")
    rows = bill(load, "turpe7-htb1-lu", [9000.0] * 5, BillOptions(inflation=0.02))
    assert eur(rows, "2028-07", "management") == pytest.approx(11930.88 / 12 * 1.02)
    assert eur(rows, "2028-08", "management") == pytest.approx(11930.88 / 12 * 1.02**2)
    assert "rates of 2026-08-01 moved by 2.00% a year for 2 years" in rows["flag"].iloc[-1]


def test_subscribed_power_may_change_with_the_month() -> None:
    load = flat("2026-07-01", "2026-09-01")
    rows = bill(load, "turpe7-htb1-mu", {"2026-01": FIVE, "2026-08": [9000.0] * 5})
    assert eur(rows, "2026-07", "subscribed_power_pointe") == pytest.approx(8000 * 13.44 / 12)
    assert eur(rows, "2026-08", "subscribed_power_pointe") == pytest.approx(9000 * 13.92 / 12)


@pytest.mark.parametrize(
    ("subscribed", "message"),
    [
        (FIVE[:4], "subscribed_kw: 4 powers read; allowed: 5, for pointe, HPH, HCH, HPB, HCB in this order."),
        (
            [8000, 8000, 9000, 8500, 10000],
            "subscribed_kw, HPB: 8500 kW was read, less than the 9000 kW of HCH; subscribed power must not fall with "
            "the class.\n\nhint: the order is pointe ≤ HPH ≤ HCH ≤ HPB ≤ HCB: raise this one, or lower those before.",
        ),
        ([-1, 1, 2, 3, 4], "subscribed_kw, pointe: -1 kW was read; allowed: from 0 on."),
        ([1, 2, 3, math.nan, 5], "subscribed_kw, HPB: nan kW was read; allowed: from 0 on."),
        (
            {"2026-08": FIVE},
            "subscribed_kw: none is given for 2026-07; the first begins in 2026-08."
            "\n\nhint: give the subscribed power of the first month.",
        ),
        (
            {"2026-07-15": FIVE},
            "subscribed_kw: a change on 2026-07-15 was read; it is allowed on the first day of a month."
            "\n\nhint: yearly parts are billed by calendar month.",
        ),
        ({"July": FIVE}, 'subscribed_kw: "July" is not a month such as 2026-08.'),
    ],
)
def test_bad_subscribed_power_is_refused(subscribed: object, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        bill(flat("2026-07-01", "2026-08-01"), "turpe7-htb1-mu", subscribed)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_kw_given_as_mw_is_flagged_by_size() -> None:
    load = flat("2026-07-01", "2026-08-01", 7.9)
    load[load.index[30]] = 9.5
    with pytest.raises(DataError) as caught:
        bill(load, "turpe7-htb1-mu", FIVE)
    assert str(caught.value) == (
        "load, row 31, column kw: the highest power is 9.5 kW against 10000 kW subscribed: this looks like MW."
        "\n\nhint: multiply the powers by 1000; if the site really draws so little, switch this check off (check_size)."
    )
    with pytest.raises(DataError, match="the load looks like W, or the subscribed power like MW"):
        bill(load * 1000, "turpe7-htb1-mu", [8, 8, 9, 9.5, 10])
    assert len(bill(load, "turpe7-htb1-mu", FIVE, BillOptions(check_size=False)))
    assert len(bill(load * 0, "turpe7-htb1-mu", FIVE))  # nothing drawn is no mistake of units


def test_an_unknown_tariff_lists_the_valid_names() -> None:
    with pytest.raises(ScenarioError) as caught:
        bill(flat("2026-07-01", "2026-07-02"), "turpe7-htb1-xu", FIVE)
    text = str(caught.value)
    assert text.startswith('tariff: there is no tariff "turpe7-htb1-xu".\n\nhint: Did you mean "turpe7-htb1-')
    assert all(name in text for name in TARIFFS)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"meter": "mine"}, 'meter: "mine" was read; allowed: user, grid.'),
        ({"contract": "mine"}, 'contract: "mine" was read; allowed: card, single.'),
        ({"excise": "low"}, 'excise: "low" was read; allowed: none, normal, data-centre.'),
        ({"guarantees_of_origin": 1.2}, "guarantees_of_origin: 1.2 was read; allowed is a share from 0 to 1."),
        ({"capacity_mw": -1.0}, "capacity_mw: -1 was read; allowed: from 0 on."),
        ({"excise_used_mwh": math.nan}, "excise_used_mwh: nan was read; allowed: from 0 on."),
    ],
)
def test_bad_options_are_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        BillOptions(**options)  # type: ignore[arg-type]
    assert str(caught.value) == message


def test_the_meter_of_the_grid_and_of_the_distribution_grid() -> None:
    load = flat("2026-07-01", "2026-08-01")
    grid = BillOptions(meter="grid")
    assert eur(bill(load, "turpe7-htb1-mu", FIVE, grid), "2026-07", "metering") == pytest.approx(3800.04 / 12)
    rows = bill(load, "turpe7-hta-cu-pf", FIVE).set_index("item")
    assert rows.loc["metering", "amount_exact_eur"] == pytest.approx(376.39 / 12)
    assert rows.loc["metering", "flag"].startswith("one level for all meters was found")
    assert rows.loc["management", "amount_exact_eur"] == pytest.approx(499.80 / 12)


def test_a_mobile_peak_without_signalled_days_says_so() -> None:
    load = flat("2027-01-01", "2027-02-01")
    rows = bill(load, "turpe7-hta-cu-pm", FIVE)
    peak = rows[rows["item"] == "energy_pointe"].iloc[0]
    assert peak["base"] == 0
    assert NO_SIGNALLED_DAY.text() in peak["flag"]
    import datetime as dt

    signalled = BillOptions(mobile_peak_days=(dt.date(2027, 1, 13), dt.date(2027, 7, 1)))
    rows = bill(load, "turpe7-hta-cu-pm", FIVE, signalled).set_index("item")
    assert rows.loc["energy_pointe", "base"] == pytest.approx(7.9 * 10)
    assert NO_SIGNALLED_DAY.text() not in rows.loc["energy_pointe", "flag"]


def test_cents_round_half_up_and_keep_what_is_missing() -> None:
    assert [to_cents(x) for x in (1.005, 2.675, -1.005, 0.0049)] == [1.01, 2.68, -1.01, 0.0]
    assert math.isnan(to_cents(math.nan))


def test_by_item_adds_up_and_keeps_the_order_of_a_bill() -> None:
    rows = bill(flat("2026-07-01", "2026-12-31"), "turpe7-htb1-mu", FIVE)
    found = by_item(rows)
    assert found["amount_eur"].sum() == pytest.approx(rows["amount_eur"].sum())
    assert [item for item in found.index if item.startswith("energy_")] == [
        "energy_pointe", "energy_HPH", "energy_HCH", "energy_HPB", "energy_HCB",
    ]  # fmt: skip


def test_the_public_call_takes_options_by_name() -> None:
    load = flat("2026-07-01", "2026-08-01")
    rows = planner.bill(load, tariff="turpe7-htb1-mu", subscribed_kw=FIVE, cta=True)
    assert rows["item"].iloc[-1] == "cta"
    pd.testing.assert_frame_equal(rows[:-1], bill(load, "turpe7-htb1-mu", FIVE))
