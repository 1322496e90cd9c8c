"""The test of electro-sensitivity by hand, and what a plan says where it pays a rate it may not have."""

from __future__ import annotations

import pandas as pd
import pytest

from planner.plan.money.excise import COLUMNS, excise_test, excise_warnings, least_share
from planner.problem.site import BillTerms

ROWS = (  # a flat 10 MW: 87,600 MWh
    ("revenue: chat", "revenue", 120.0),
    ("energy at spot price", "energy", -5.0),
    ("grid tariff, energy", "tariff", -1.0),
    ("capacity levy", "tax", -0.15),
    ("electricity taxes", "tax", -2.3),  # the excise itself does not count
    ("rented elsewhere: chat", "burst", -3.0),
    ("shell", "opex", -10.8),
    ("operation of racks", "opex", -12.0),
    ("operation of the site", "opex", -1.6),  # mostly staff: stays in value added
    ("penalty for unserved work: chat", "penalty", -0.45),
    ("racks, paid at order", "capex", -80.0),  # neither are investments
)


def flows(revenue_meur: float = 120.0, years: tuple[str, ...] = ("2027",)) -> pd.DataFrame:
    rows = [
        (f"{year}-Q1", item, group, 1e6 * (revenue_meur if group == "revenue" else meur), True)
        for year in years
        for item, group, meur in ROWS
    ]
    return pd.DataFrame(rows, columns=["period", "item", "group", "eur", "in_npv"])


def power(years: tuple[str, ...] = ("2027",)) -> pd.DataFrame:
    return pd.DataFrame({"period": [f"{year}-Q1" for year in years], "energy_mwh": 87_600.0})


def test_value_added_and_the_test_by_hand() -> None:
    """Proves: 120 − 5 − 1 − 0.15 − 3 − 22.8 − 0.45 = 87.6 MEUR: just what the data works out for a flat 10 MW."""
    table = excise_test(flows(), power())
    assert list(table.columns) == COLUMNS
    row = table.iloc[0]
    assert (row["year"], row["energy_mwh"]) == ("2027", 87_600)
    assert row["value_added_meur"] == pytest.approx(87.6)
    assert row["theoretical_excise_meur"] == pytest.approx(22.5 * 87_600 / 1e6)
    assert row["share_of_value_added"] == pytest.approx(0.0225)
    assert least_share() == pytest.approx(0.0225)


@pytest.mark.parametrize(("revenue", "qualifies"), [(119.9, True), (120.1, False), (20.0, True)])
def test_the_threshold_lies_at_its_value_added(revenue: float, qualifies: bool) -> None:
    """Proves: above 87.6 MEUR of value added a site of 10 MW is not electro-sensitive; without any, it is."""
    assert excise_test(flows(revenue), power())["qualifies"].tolist() == [qualifies]


def test_a_plan_says_where_it_pays_a_rate_it_may_not_have() -> None:
    """Proves: the reduced rate in a year that misses the test is said with the year; the normal rate is not."""
    years = ("2027", "2028")
    table = pd.concat([flows(100.0), flows(200.0, ("2028",))], ignore_index=True)
    reduced = BillTerms("turpe7-htb1-lu", 0.02, 10.0, 0.05)
    (text,) = excise_warnings(table, power(years), reduced)
    assert "An excise of 10 EUR/MWh is the data-centre rate" in text
    assert "In 2028 it is 1.18% at most." in text  # 1.971 of 167.6 MEUR
    assert excise_warnings(table, power(years), BillTerms("turpe7-htb1-lu", 0.02, 26.58, 0.05)) == []
    assert excise_warnings(flows(100.0), power(), reduced) == []
    assert excise_warnings(table, power(years), None) == []
