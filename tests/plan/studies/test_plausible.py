"""'Is this plausible?': the three figures of a plan by hand, the public ranges out of their rows, and what is said."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from planner.charts.plausible import plausible_data, plausible_finding
from planner.plan.plan import Plan
from planner.plan.studies.plausible import (
    ABOVE,
    BELOW,
    BETWEEN,
    COLUMNS,
    HOURS_PER_YEAR,
    INSIDE,
    POWER,
    REVENUE_GPU,
    REVENUE_MW,
    outside,
    plausible,
    public_ranges,
)

PERIODS = ("2027-Q1", "2027-Q2", "2028-Q1")
HOURS = (2159.0, 2184.0, 2184.0)


def plan(revenue_meur: float = 10.0, peak_mw: float = 4.0, rented: float = 0.0, **finance: float) -> Plan:
    """5 MW open, 1,000 GPUs in the first quarter of 2027, 1,600 from the second, drawing `peak_mw` at the most."""
    power = pd.DataFrame(
        {"period": PERIODS, "connection_mw": 5.0, "peak_mw": [peak_mw / 2, peak_mw, peak_mw], "average_mw": 2.0}
    )
    power["energy_mwh"] = power["average_mw"] * pd.Series(HOURS)
    tokens = pd.DataFrame(
        {"period": PERIODS, "workload": "chat", "served_here": 100.0, "burst": rented, "revenue_meur": revenue_meur}
    )
    fleet = pd.DataFrame({"period": PERIODS, "rack": "GB300_NVL72", "gpus": [1000, 1600, 1600]})
    manifest: dict[str, Any] = {"scenario": {"finance": {"usd_per_eur": 1.25} | finance}}
    return cast("Plan", SimpleNamespace(power=power, tokens=tokens, fleet=fleet, manifest=manifest))


def value(table: pd.DataFrame, figure: str, year: str) -> float:
    return float(table.loc[(table["figure"] == figure) & (table["year"] == year), "value"].iloc[0])


def test_the_figures_by_hand() -> None:
    """Proves: 4 MW over 1,600 GPUs; 20 MEUR of two quarters over 5 MW for their hours, and over their GPU-hours."""
    table = plausible(plan())
    assert list(table.columns) == COLUMNS
    assert value(table, POWER, "2027") == pytest.approx(2.5)
    hours = HOURS[0] + HOURS[1]
    assert value(table, REVENUE_MW, "2027") == pytest.approx(20 / (5 * hours / HOURS_PER_YEAR))
    assert value(table, REVENUE_GPU, "2027") == pytest.approx(20e6 / (1000 * HOURS[0] + 1600 * HOURS[1]))
    assert value(table, REVENUE_MW, "2028") == pytest.approx(10 / (5 * HOURS[2] / HOURS_PER_YEAR))


def test_work_rented_elsewhere_does_not_count() -> None:
    """Proves: of 100 units here and 300 rented, a quarter of the revenue is the site's."""
    assert value(plausible(plan(rented=300.0)), REVENUE_MW, "2028") == pytest.approx(
        value(plausible(plan()), REVENUE_MW, "2028") / 4
    )


def test_the_public_ranges_are_those_of_their_rows() -> None:
    """Proves: 1.73 kW (H100, planning) to 3.647 (Rubin, provisioned); 5.1 to 12 MUSD; 1.70 to 6.03 USD an hour.

    The first plan of Bruyères (2.22 kW, low trust) and the rents of low trust are left out.
    """
    public = public_ranges(1.25)
    assert (public[POWER].low, public[POWER].high) == (1.73, 3.647)
    assert (public[REVENUE_MW].low, public[REVENUE_MW].high) == pytest.approx((5.1 / 1.25, 12 / 1.25))
    assert (public[REVENUE_GPU].low, public[REVENUE_GPU].high) == pytest.approx((1.70 / 1.25, 6.03 / 1.25))
    assert "first plan" not in public[POWER].rows
    for known in public.values():
        assert all("202" in row and len(row.split(", ")) >= 3 for row in known.rows.split(BETWEEN))  # date and source


@pytest.mark.parametrize(
    ("revenue", "peak", "verdicts"),
    [(8.0, 4.0, {INSIDE}), (60.0, 4.0, {INSIDE, ABOVE}), (0.1, 4.0, {INSIDE, BELOW}), (8.0, 9.0, {INSIDE, ABOVE})],
)
def test_what_lies_outside_is_said(revenue: float, peak: float, verdicts: set[str]) -> None:
    """Proves: a plan inside says so; one outside names figure, years, value and limit, in both languages."""
    made = plan(revenue, peak)
    table = plausible(made)
    assert set(table["verdict"]) == verdicts
    english, french = plausible_finding(table), plausible_finding(table, "fr")
    if verdicts == {INSIDE}:
        assert (len(outside(table)), english[:20]) == (0, "Power per GPU and re")
        return
    assert english.startswith("Outside what is public:")
    assert french.startswith("En dehors des chiffres publics :")
    first = outside(table).iloc[0]
    assert first["year"] in english


def test_a_run_without_an_exchange_rate_has_no_figures_in_euros() -> None:
    made = plan()
    made.manifest["scenario"] = {}
    assert set(plausible(made)["figure"]) == {POWER}
    assert len(plausible_data(plausible(made))) == 1


def test_an_empty_site_has_nothing_to_compare() -> None:
    made = plan()
    made.fleet["gpus"] = 0
    made.power["connection_mw"] = 0.0
    assert plausible(made).empty
    assert plausible_finding(plausible(made)) == "Nothing runs that could be compared"


def test_the_table_for_people_has_a_column_a_year() -> None:
    """Proves: one row a figure, years side by side, the public range last, words of the reader's language."""
    data = plausible_data(plausible(plan()), "fr")
    assert list(data.columns) == ["Indicateur", "2027", "2028", "Chiffres publics"]
    assert data["Indicateur"].tolist()[0] == "Puissance du site par GPU, kW"
    assert data.loc[0, "2027"] == "2,5"
    assert data.loc[0, "Chiffres publics"] == "1,7 à 3,6"
