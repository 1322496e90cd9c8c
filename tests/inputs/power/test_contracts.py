"""Contracts as constants: every kind by hand, clock changes, part periods, indexation, prepayment, few days."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.calendar import Calendar, make_calendar
from planner.catalogue import racks as rack_data
from planner.errors import DataError
from planner.inputs.build import build_inputs
from planner.inputs.demand.donors import past_days
from planner.inputs.power import market
from planner.inputs.power.contracts import contract_arrays, strike_eur_per_mwh, totals
from planner.inputs.power.plant_output import analogues, relative_output
from planner.problem.site import Contracts
from planner.scenario.fields.contracts import Contract
from planner.scenario.schema import Scenario
from tests.inputs.plain import plain_scenario

if TYPE_CHECKING:
    from planner.arrays import Floats

BLOCK: dict[str, Any] = {
    "title": "Block",
    "kind": "baseload",
    "start": "2027-01-01",
    "end": "2027-12-31",
    "max_mw": 1,
    "strike_eur_per_mwh": 60,
}
SUN = BLOCK | {"kind": "solar", "delivery": "as_produced", "full_load_hours": 1200}


def scenario_with(
    period: str = "quarter", hedge: dict[str, Any] | None = None, **contracts: dict[str, Any]
) -> Scenario:
    """The plain scenario, 2026-Q4 to 2028-Q4, with these contracts."""
    values = {"power.contracts": contracts, "horizon.period": period}
    return plain_scenario().with_(**values, **({"power.hedge": hedge} if hedge else {}))


def calendar_of(period: str = "quarter", days: Any = "all") -> Calendar:
    return make_calendar("2026-Q4", "2028-Q4", period, days=days)  # type: ignore[arg-type]


def arrays(calendar: Calendar, spot: float | Floats = 50.0, **contracts: dict[str, Any]) -> Contracts:
    kind = {"2026": "year", "2026-10": "month"}.get(calendar.names[0], "quarter")
    return contract_arrays(scenario_with(kind, **contracts), calendar, lambda of: np.broadcast_to(spot, len(of.hour)))


def one_of(value: dict[str, Any]) -> Contract:
    return scenario_with(a=value).power.contracts["a"]


# ------------------------------------------------------------------ every kind


def test_a_baseload_block_has_every_hour_of_the_year_once() -> None:
    """Proves: 8760 MWh a year and MW: 23 hours on 28 March and 25 on 31 October 2027."""
    found = arrays(calendar_of(), b=BLOCK)
    assert found.energy_mwh[0].tolist() == [0, 90 * 24 - 1, 91 * 24, 92 * 24, 92 * 24 + 1, 0, 0, 0, 0]
    assert found.fixed_meur[0].sum() == pytest.approx(8760 * 60 / 1e6)
    assert found.settlement_meur[0].sum() == pytest.approx(8760 * 10 / 1e6)


@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", 23), ("2027-10-31", 25), ("2028-02-29", 24)])
def test_a_block_of_one_day(day: str, hours: int) -> None:
    """Proves: first and last day are both included, at local midnights, on clock changes and leap days too."""
    found = arrays(calendar_of(), b=BLOCK | {"start": day, "end": day})
    assert found.energy_mwh.sum() == hours


def test_a_block_that_starts_and_ends_inside_a_period() -> None:
    """Proves: from 15 November to 10 February: 16 + 31 days and 31 + 10 days, no hour more in its quarters."""
    found = arrays(calendar_of(), b=BLOCK | {"start": "2026-11-15", "end": "2027-02-10"})
    assert found.energy_mwh[0].tolist() == [24 * 47, 24 * 41, 0, 0, 0, 0, 0, 0, 0]
    on = calendar_of().hours_utc[found.volume_mw[0] > 0]
    assert (str(on[0]), str(on[-1])) == ("2026-11-14T23:00:00", "2027-02-10T22:00:00")


def test_a_peak_block_is_monday_to_friday_from_8_to_20_local() -> None:
    """Proves: August 2027 has 22 working days: 264 MWh; 1 May 2028, a holiday and a Monday, is in it; nights are not.

    In summer 08:00 local is 06:00 UTC, in winter 07:00: a bug in the clock would move the block by an hour.
    """
    calendar = calendar_of("month")
    found = arrays(calendar, p=BLOCK | {"kind": "peak", "end": "2028-12-31"})
    assert found.energy_mwh[0, calendar.names.index("2027-08")] == 22 * 12
    on = set(calendar.hours_utc[found.volume_mw[0] > 0].astype(str).tolist())
    assert {"2027-08-02T06:00:00", "2027-08-02T17:00:00", "2027-01-04T07:00:00", "2028-05-01T06:00:00"} <= on
    off = {"2027-08-02T05:00:00", "2027-08-02T18:00:00", "2027-01-04T06:00:00", "2027-08-07T10:00:00"}
    assert not on & off


@pytest.mark.parametrize(("kind", "hours"), [("solar", 1200), ("wind", 2100), ("nuclear", 5750)])
@pytest.mark.parametrize("delivery", ["as_produced", "band"])
def test_a_plant_delivers_its_full_load_hours(kind: str, hours: int, delivery: str) -> None:
    """Proves: each whole year has the full load hours of 8760 asked for (of a leap year, of 8784), either way.

    Nothing is below zero or above what the plant can give.
    """
    calendar = calendar_of("year")
    c = SUN | {"kind": kind, "delivery": delivery, "full_load_hours": hours, "end": "2028-12-31"}
    found = arrays(calendar, c=c)
    assert found.energy_mwh[0] == pytest.approx([0, hours, hours * 8784 / 8760])
    assert 0 <= found.volume_mw.min() <= found.volume_mw.max() <= 1


def test_a_band_is_the_mean_of_each_month() -> None:
    """Proves: a band has the energy of the plant in every month, and one power in all its hours."""
    calendar = calendar_of("month")
    found = arrays(calendar, a=SUN, b=SUN | {"delivery": "band"})
    assert found.energy_mwh[1] == pytest.approx(found.energy_mwh[0])
    for p in range(len(calendar.names)):
        values = found.volume_mw[1, calendar.period == p]
        assert values == pytest.approx(values.mean())


def test_the_sun_shines_by_day_and_more_in_summer() -> None:
    """Proves: the shape is that of the sun in local time: nothing at midnight, most about noon, June above December."""
    calendar = calendar_of("month")
    found = arrays(calendar, a=SUN | {"start": "2026-10-01", "min_mw": 1})
    by_hour = np.bincount(calendar.hour, weights=found.volume_mw[0])
    assert by_hour[[23, 0, 1, 2, 3]].max() < 0.01 * by_hour.max()
    assert int(by_hour.argmax()) in (12, 13, 14)
    june, december = (found.energy_mwh[0, calendar.names.index(f"2027-{m}")] for m in ("06", "12"))
    assert june > 3 * december


def test_output_is_that_of_the_days_that_give_the_price() -> None:
    """Proves: a plant whose output falls as the price of its hour rises does so on future days, hour by hour.

    Every day of 2024 has a known output: price and output of each future hour must come from one past hour.
    """
    prices = rack_data.spot_price_eur_per_mwh()
    output = (1000.0 - prices)["2023-12-31T23:00":"2025-06-29"]  # type: ignore[misc]
    stretch = {"shape_from": dt.date(2024, 1, 1), "shape_to": dt.date(2024, 12, 31)}
    years = make_calendar("2027-Q1", "2027-Q4", "year")
    spot = market.spot_eur_per_mwh(years, prices, **stretch, forward_eur_per_mwh={}, shape_year=2024)
    assert np.corrcoef(spot, relative_output(years, output, prices, **stretch))[0, 1] == pytest.approx(-1, abs=1e-9)


@pytest.mark.parametrize(("column", "season_only"), [("solar_mw", 0.62), ("wind_mw", 1.10), ("nuclear_mw", 1.06)])
def test_an_analogue_earns_what_the_day_itself_earned(column: str, season_only: float) -> None:
    """Proves: with the output of its analogue, not its own, a day's plant earns the same price within 2 %.

    Real days of 2024 and 2025. A day of the season by chance makes wind earn 110 % of the mean price, where it
    earned 91 %: the calm of dear days would be lost.
    """
    first, last = dt.date(2024, 1, 1), dt.date(2025, 6, 29)
    prices = rack_data.spot_price_eur_per_mwh()
    priced = past_days(prices, first, last, "prices")
    plant = past_days(rack_data.carbon_intensity()[column].astype(float), first, last, "output")
    days = np.intersect1d(priced.ordinals, plant.ordinals)
    price = priced.by_hour[np.searchsorted(priced.ordinals, days)]

    def earned(of_days: NDArray[np.int64]) -> float:
        output = plant.by_hour[np.searchsorted(plant.ordinals, of_days)]
        return float((price * output).sum() / output.sum() / price.mean())

    own = earned(days)
    assert earned(analogues(days, days, prices, itself=False)) == pytest.approx(own, abs=0.02)
    assert column != "wind_mw" or season_only - own > 0.15


def test_an_analogue_is_a_known_day_of_the_season_with_like_prices() -> None:
    """Proves: never the day itself where that is asked, within 15 days of the year, its prices nearer than most."""
    prices = rack_data.spot_price_eur_per_mwh()
    known = np.arange(dt.date(2024, 1, 1).toordinal(), dt.date(2025, 6, 29).toordinal() + 1)
    wanted = known[40:400:7]
    found = analogues(wanted, known, prices, itself=False)
    assert (found != wanted).all()
    apart = np.abs(found - wanted) % 365
    assert np.minimum(apart, 365 - apart).max() <= 16
    assert (analogues(wanted, known, prices) == wanted).all()


def test_output_that_knows_no_such_season_is_refused() -> None:
    """Proves: with the output of one January, a June day has no analogue, and the message says so."""
    prices = rack_data.spot_price_eur_per_mwh()
    january = np.arange(dt.date(2024, 1, 1).toordinal(), dt.date(2024, 2, 1).toordinal())
    with pytest.raises(DataError, match=r"no output is known within 15 days of the year of 2025-06-10\."):
        analogues(np.array([dt.date(2025, 6, 10).toordinal()]), january, prices)


# ------------------------------------------------------------------ money


def test_the_settlement_is_the_sum_over_its_hours() -> None:
    """Proves: Σ volume·(strike − spot), hour by hour, for every kind; spot of each hour drawn at random."""
    calendar = calendar_of()
    spot = np.random.default_rng(1).normal(60, 40, len(calendar.hour))
    kinds = {"b": BLOCK, "p": BLOCK | {"kind": "peak"}, "s": SUN, "w": SUN | {"kind": "wind", "delivery": "band"}}
    found = arrays(calendar, spot, **kinds)
    for i in range(len(kinds)):
        for p in range(len(calendar.names)):
            at = calendar.period == p
            by_hand = sum(v * (60 - s) for v, s in zip(found.volume_mw[i, at], spot[at], strict=True)) / 1e6
            assert found.settlement_meur[i, p] == pytest.approx(by_hand, abs=1e-12)


def test_the_strike_follows_its_share_of_inflation_from_each_anniversary() -> None:
    """Proves: 60 until 30 June 2028, then 60·(1 + 0.5·2 %) = 60.6, from the hour of the anniversary on."""
    calendar = calendar_of()
    c = one_of(BLOCK | {"start": "2027-07-01", "end": "2030-06-30", "indexed_to_inflation_share": 0.5})
    strike = strike_eur_per_mwh(c, calendar, 0.02)
    turn = np.datetime64("2028-06-30T22:00:00")  # midnight of 1 July, summer time
    assert (strike[calendar.hours_utc < turn] == 60).all()
    assert strike[calendar.hours_utc >= turn] == pytest.approx(60.6)


def test_a_contract_older_than_the_horizon_is_indexed_since_its_start() -> None:
    """Proves: started in 2024, fully indexed: 60·1.02² from its second anniversary, before the horizon, on."""
    c = one_of(BLOCK | {"start": "2024-07-01", "min_mw": 1, "indexed_to_inflation_share": 1.0})
    assert strike_eur_per_mwh(c, calendar_of(), 0.02)[0] == pytest.approx(60 * 1.02**2)


def test_a_prepayment_falls_due_at_signature_and_what_is_for_later_is_left() -> None:
    """Proves: 1.5 MEUR/MW paid in 2027-Q2; of 3653 days from 2028 on, 3287 come after the horizon."""
    calendar = calendar_of()
    c = SUN | {"kind": "nuclear", "full_load_hours": 5750, "start": "2028-01-01", "end": "2037-12-31"}
    found = arrays(calendar, n=c | {"signed": "2027-05-12", "prepayment_meur_per_mw": 1.5})
    assert found.prepaid_meur[0].tolist() == [0, 0, 1.5, 0, 0, 0, 0, 0, 0]
    assert found.prepaid_left_meur[0] == pytest.approx(1.5 * (3653 - 366) / 3653)


def test_the_bounds_are_shares_of_the_expected_load() -> None:
    """Proves: 0.6·0.8·hours from 2027-Q3 on, and 0.9·0.8·hours always; 2027-Q4 has 2209 hours."""
    hedge = {"min_share": 0.6, "max_share": 0.9, "expected_load_factor": 0.8, "min_share_from": "2027-Q3"}
    calendar = calendar_of()
    found = contract_arrays(scenario_with(hedge=hedge, b=BLOCK), calendar, lambda of: np.zeros(len(of.hour)))
    assert found.least_hedge_mwh[:4].tolist() == [0, 0, 0, pytest.approx(0.48 * 92 * 24)]
    assert found.least_hedge_mwh[4] == pytest.approx(0.48 * 2209)
    assert found.most_hedge_mwh[4] == pytest.approx(0.72 * 2209)


# ------------------------------------------------------------------ few days, no contracts


@pytest.mark.parametrize("days", [1, 3])
def test_a_few_days_stand_for_the_energy_of_all(days: int) -> None:
    """Proves: energy and money of a period are those of its real days, for every kind and a start inside the period.

    And the volume of the hours dispatched, each weighed by its days, is that energy.
    """
    kinds = {
        "late": BLOCK | {"start": "2027-02-17"},
        "p": BLOCK | {"kind": "peak"},
        "s": SUN,
        "w": SUN | {"kind": "wind", "delivery": "band"},
    }
    every, few = arrays(calendar_of(), **kinds), arrays(calendar_of(days=days), **kinds)
    assert few.energy_mwh == pytest.approx(every.energy_mwh)
    assert few.settlement_meur == pytest.approx(every.settlement_meur)
    assert totals(calendar_of(days=days), few.volume_mw) == pytest.approx(every.energy_mwh)


@pytest.mark.parametrize("days", [2, "all"])
def test_a_block_at_the_forward_price_is_worth_nothing(days: Any) -> None:
    """Proves: a year's block struck at the mean spot price of the year settles to zero, on few days as on all."""
    price = plain_scenario().power.spot.forward_eur_per_mwh[2027]
    found = build_inputs(scenario_with(b=BLOCK | {"strike_eur_per_mwh": float(price)}), days=days).contracts
    assert found.settlement_meur.sum() == pytest.approx(0, abs=1e-9)
    assert abs(found.settlement_meur).max() > 1e-3


def test_without_contracts_inputs_are_what_they_were() -> None:
    """Proves: the default adds no array to the inputs; with a contract nothing else of them changes."""
    without = build_inputs(plain_scenario(), days=1)
    beside = build_inputs(scenario_with(b=BLOCK), days=1)
    assert without.contracts.names == ()
    assert beside.contracts.names == ("b",)
    for part in ("hours", "fleet", "phases", "tariff", "workloads", "points", "days"):
        a, b = getattr(without, part), getattr(beside, part)
        for f in dataclasses.fields(a):
            old, new = np.asarray(getattr(a, f.name)), np.asarray(getattr(b, f.name))
            assert np.array_equal(old, new, equal_nan=f.name == "tokens_per_s_per_user")


def test_totals_weigh_hours_by_their_days() -> None:
    """Proves: on one day a quarter, a power of 1 adds up to 24 hours times the days of the quarter."""
    calendar = calendar_of(days=1)
    assert totals(calendar, np.ones(len(calendar.hour)))[:2].tolist() == [24 * 92, 24 * 90]
