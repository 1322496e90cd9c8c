"""The bill of the plan's own load: nothing lost on the way to the engine, days filled in by like days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from planner.inputs.bill import bill
from planner.inputs.calendar import make_calendar
from planner.plan import bill_year, load_year
from planner.plan.load_year import year_load
from tests.charts.small_plan import small_plan

PLAN = small_plan()
YEAR = "2027"
LOAD = year_load(PLAN, YEAR)
ROWS = bill_year.bill_of_year(PLAN, LOAD)


def test_year_has_every_hour_and_keeps_those_dispatched() -> None:
    """Proves: 8,760 hours without a gap; a dispatched hour has its own load; each other that of its period."""
    assert len(LOAD.utc) == 8760
    assert (np.diff(LOAD.utc.asi8) == np.diff(LOAD.utc.asi8)[0]).all()
    hours = PLAN.hours("hourly", f"{YEAR}-Q2")
    own = LOAD.kw.reindex(pd.DatetimeIndex(hours["utc"])) / 1000
    np.testing.assert_allclose(own, hours["grid_mw"].astype(float))
    of_quarter = LOAD.grid_mw[np.array(LOAD.period) == f"{YEAR}-Q2"]
    assert set(np.unique(of_quarter)) <= set(hours["grid_mw"].astype(float))
    assert LOAD.dispatched_share == pytest.approx(12 * 24 / 8760, rel=0.02)


def test_days_filled_in_are_of_the_same_kind() -> None:
    """Proves: of a Wednesday and a Saturday dispatched, weekends and holidays take the Saturday, at their own hour."""
    calendar = make_calendar("2027-Q1", "2027-Q1", "quarter")
    wednesday, saturday = (dt.date(2027, 2, day).toordinal() for day in (10, 13))
    missing = ~np.isin(calendar.date_ordinal, (wednesday, saturday))
    source = load_year._source_hours(calendar, missing)
    rest = (calendar.weekday >= 5) | calendar.holiday
    assert (calendar.date_ordinal[source] == np.where(rest, saturday, wednesday)).all()
    assert (calendar.hour[source] == calendar.hour).all()


def test_a_year_outside_the_horizon_is_refused() -> None:
    """Proves: the message names the year and the horizon."""
    with pytest.raises(ValueError, match="no period in 2040; it runs from"):
        year_load(PLAN, "2040")


def test_bill_is_the_engine_run_on_the_plans_load_to_the_cent() -> None:
    """Proves: all lines but the supply are those of the engine; the supply is Σ MWh × spot."""
    engine = bill(LOAD.kw, "turpe7-htb1-mu", bill_year.subscribed_kw(PLAN, LOAD), bill_year.options_of(PLAN))
    network = ROWS.loc[ROWS["item"] != bill_year.SUPPLY]
    assert network["amount_eur"].sum() == pytest.approx(engine["amount_eur"].sum(), abs=1e-9)
    supply = ROWS.loc[ROWS["item"] == bill_year.SUPPLY]
    assert supply["amount_eur"].sum() == pytest.approx(float(LOAD.grid_mw @ LOAD.spot_eur_per_mwh), abs=0.07)
    assert len(supply) == 12
    assert set(ROWS["group"]) <= set(bill_year.GROUPS)
    items = bill_year.by_item(ROWS)
    assert items["amount_eur"].sum() == pytest.approx(ROWS["amount_eur"].sum())
    assert bill_year.by_group(ROWS).to_numpy().sum() == pytest.approx(ROWS["amount_eur"].sum())


def test_subscribed_power_is_that_of_the_period_in_whole_kw() -> None:
    """Proves: each month has the powers of its period, rising, less than a kW above the plan's."""
    powers = bill_year.subscribed_kw(PLAN, LOAD)
    assert list(powers) == [f"{YEAR}-{month:02d}" for month in range(1, 13)]
    plan_kw = PLAN.power.set_index("period").loc[f"{YEAR}-Q3"].filter(like="subscribed_mw_") * 1000
    own = np.array(powers[f"{YEAR}-08"])
    assert (np.diff(own) >= 0).all()
    wanted = plan_kw.drop("subscribed_mw_max").to_numpy(dtype=float)
    assert (own >= wanted - 1e-3).all()
    assert (own < wanted + 1.0).all()


def test_versions_name_ours_and_come_cheapest_first() -> None:
    """Proves: the three versions of HTB1, in order of cost, one of them the plan's."""
    table = bill_year.versions_of_year(PLAN, LOAD)
    assert len(table) == 3
    assert table["is_ours"].sum() == 1
    assert table["total_eur"].is_monotonic_increasing


def test_reduced_rate_is_worth_the_difference_above_the_first_gwh() -> None:
    """Proves: (normal − reduced) × (MWh − 1,000), at the last known levels."""
    worth = bill_year.reduced_rate_worth_eur(PLAN, LOAD)
    above = max(float(LOAD.grid_mw.sum()) - 1000.0, 0.0)
    assert worth == pytest.approx((26.58 - 10.0) * above, abs=0.5)
