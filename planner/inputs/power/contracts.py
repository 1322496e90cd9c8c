"""Supply contracts as constants per contracted megawatt: volume by hour, energy, price and settlement by period.

Spot settles all of the grid energy; a contract adds contracted MW · volume · (strike − spot). So contracts are
financial and linear, and no hour of dispatch knows them. Where the volume is above the load the surplus is sold back at
spot: the same formula says so.
Axes: C contracts, P periods, H hours of the calendar.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.billing.grid_tariff import anniversaries
from planner.calendar import SATURDAY, make_calendar, month_of, whole_years, year_of
from planner.catalogue import racks as rack_data
from planner.catalogue.files import data_hash
from planner.inputs.power.plant_output import relative_output
from planner.inputs.racks.fleet import period_of
from planner.problem.site import Contracts
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.arrays import Bools, Floats, Ints
    from planner.calendar import Calendar
    from planner.scenario.fields.contracts import Contract
    from planner.scenario.fields.power import Spot
    from planner.scenario.schema import Scenario

OUTPUT_COLUMNS = {"solar": "solar_mw", "wind": "wind_mw", "nuclear": "nuclear_mw"}
PEAK_FROM, PEAK_TO = 8, 20  # local hours of a peak block, Monday to Friday, public holidays too
HOURS_PER_YEAR = 8760


def contract_arrays(
    scenario: Scenario, calendar: Calendar, spot: Callable[[Calendar], Floats], data_dir: Path | None = None
) -> Contracts:
    """All contracts of the scenario on the hours of the calendar; those of `Contracts()` where there are none.

    `spot` gives the spot price of the hours of a calendar [EUR/MWh]. Energy and money are of all real hours of each
    period, also where only a few of its days are dispatched: their prices would misstate what a contract is worth (on
    three days a quarter, a year's block at its forward price by 11 %). There, the volume of the hours dispatched is
    scaled to the energy of the period. Raises DataError for a series of plant output that cannot give a shape.
    """
    if not scenario.power.contracts:
        return Contracts()
    horizon, contracts = scenario.horizon, list(scenario.power.contracts.values())
    every = calendar if calendar.every_day else make_calendar(horizon.start, horizon.end, horizon.period)
    shapes = np.array([shape_mw(c, scenario.power.spot, every, data_dir) for c in contracts])
    volume = shapes * np.array([delivers(c, every) for c in contracts])
    strike = np.array([strike_eur_per_mwh(c, every, scenario.finance.inflation) for c in contracts])
    energy, fixed = totals(every, volume), totals(every, volume * strike) / 1e6
    prepaid, left = _prepayments(contracts, calendar)
    least, most = _hedge_mwh(scenario, every)
    return Contracts(
        names=tuple(scenario.power.contracts),
        kinds=tuple(c.kind for c in contracts),
        min_mw=np.array([c.min_mw for c in contracts], dtype=np.float64),
        max_mw=np.array([c.max_mw for c in contracts], dtype=np.float64),
        take_it_or_leave_it=np.array([c.take_it_or_leave_it for c in contracts], dtype=np.bool_),
        volume_mw=volume if calendar is every else _on_few_days(calendar, every, shapes, energy),
        strike_eur_per_mwh=strike[:, np.searchsorted(every.hours_utc, calendar.hours_utc)],
        energy_mwh=energy,
        fixed_meur=fixed,
        settlement_meur=fixed - totals(every, volume * spot(every)) / 1e6,
        prepaid_meur=prepaid,
        prepaid_left_meur=left,
        least_hedge_mwh=least,
        most_hedge_mwh=most,
    )


def _on_few_days(calendar: Calendar, every: Calendar, shapes: Floats, energy: Floats) -> Floats:
    """Shapes at the hours of the few days dispatched, scaled to the energy of each period; C × H."""
    picked = shapes[:, np.searchsorted(every.hours_utc, calendar.hours_utc)]
    picked_energy = totals(calendar, picked)
    factor = np.divide(energy, picked_energy, out=np.zeros_like(energy), where=picked_energy > 0)
    return np.asarray(picked * factor[:, calendar.period])


def totals(calendar: Calendar, hourly: Floats) -> Floats:
    """Sums of hourly values over the real hours of each period, shape [..., H] to [..., P]."""
    weighted = hourly * calendar.days.hour_weight
    size = len(calendar.names)
    rows = [np.bincount(calendar.period, weights=row, minlength=size) for row in np.atleast_2d(weighted)]
    return np.array(rows, dtype=np.float64).reshape(*hourly.shape[:-1], size)


def delivers(contract: Contract, calendar: Calendar) -> Bools:
    """Whether each hour lies between the first and the last day of delivery, both included; H."""
    day = calendar.date_ordinal
    return np.asarray((day >= contract.start.toordinal()) & (day <= contract.end.toordinal()))


def shape_mw(contract: Contract, spot: Spot, calendar: Calendar, data_dir: Path | None = None) -> Floats:
    """Delivery of each hour per contracted MW, dates aside; H.

    baseload: 1. peak: 1 from Monday to Friday, 08:00 to 20:00 local, public holidays included, as the exchanges define
    it. Plants: full load hours / 8760 · output over its mean of the calendar year (`plant_output`), or the mean of that
    over each calendar month for a band.
    """
    if contract.kind == "baseload":
        return np.ones(len(calendar.hour))
    if contract.kind == "peak":
        on = (calendar.weekday < SATURDAY) & (calendar.hour >= PEAK_FROM) & (calendar.hour < PEAK_TO)
        return on.astype(np.float64)
    years = whole_years(calendar)
    output = _output(contract.kind, spot, calendar, data_dir, data_hash(data_dir))
    if contract.delivery == "band":
        month = 12 * year_of(years.date_ordinal) + month_of(years.date_ordinal)
        _, place = np.unique(month, return_inverse=True)
        output = (np.bincount(place, weights=output) / np.bincount(place))[place]
    of_hours = output[np.searchsorted(years.hours_utc, calendar.hours_utc)]
    return np.asarray((contract.full_load_hours or 0.0) / HOURS_PER_YEAR * of_hours)


def _output(kind: str, spot: Spot, calendar: Calendar, data_dir: Path | None, state: str) -> Floats:
    """Relative output of a plant over whole years; H of `whole_years(calendar)`."""
    first, last = spot.shape_from, spot.shape_to
    if spot.shape_year is not None:
        first, last = dt.date(spot.shape_year, 1, 1), dt.date(spot.shape_year, 12, 31)
    edges = (calendar.first_day[0].year, (calendar.after_last_day - dt.timedelta(days=1)).year)
    return _output_of_years(kind, first, last, edges, data_dir, state)


@lru_cache(maxsize=16)
def _output_of_years(
    kind: str, shape_from: dt.date, shape_to: dt.date, edges: tuple[int, int], data_dir: Path | None, _: str
) -> Floats:
    """The same, worked out once for each state of data/."""
    years = make_calendar(f"{edges[0]}-Q1", f"{edges[1]}-Q4", "year")
    output = rack_data.carbon_intensity(data_dir)[OUTPUT_COLUMNS[kind]]
    prices = rack_data.spot_price_eur_per_mwh(data_dir)
    shape = relative_output(years, output, prices, shape_from=shape_from, shape_to=shape_to)
    shape.flags.writeable = False
    return shape


def strike_eur_per_mwh(contract: Contract, calendar: Calendar, inflation: float) -> Floats:
    """Price of each hour [EUR/MWh]: the strike, from each anniversary of the first day on at its share of inflation; H.

    strike · (1 + share · inflation)^(whole years since the first day of delivery)
    """
    days, place = np.unique(calendar.date_ordinal, return_inverse=True)
    years = np.array([max(0, anniversaries(contract.start, dt.date.fromordinal(int(day)))) for day in days])
    rise = 1 + contract.indexed_to_inflation_share * inflation
    return np.asarray((contract.strike_eur_per_mwh * rise**years)[place])


def _prepayments(contracts: list[Contract], calendar: Calendar) -> tuple[Floats, Floats]:
    """Prepayment in the period of signature, C × P, and what of it is for days after the horizon, C [MEUR/MW].

    Straight line over the days of the contract.
    """
    paid, left = np.zeros((len(contracts), len(calendar.names))), np.zeros(len(contracts))
    for i, c in enumerate(contracts):
        if c.prepayment_meur_per_mw:
            paid[i, period_of(c.signed or c.start, calendar)] = c.prepayment_meur_per_mw
            beyond = max(0, (c.end - calendar.after_last_day).days + 1)
            left[i] = c.prepayment_meur_per_mw * beyond / ((c.end - c.start).days + 1)
    return paid, left


def _hedge_mwh(scenario: Scenario, calendar: Calendar) -> tuple[Floats, Floats]:
    """Least and most contract energy per MW of open connection [MWh/MW], P: share · load factor · hours."""
    hedge, size = scenario.power.hedge, len(calendar.names)
    expected = (hedge.expected_load_factor or 0.0) * totals(calendar, np.ones(len(calendar.hour)))
    begin = quarter_first_day(hedge.min_share_from) if hedge.min_share_from else calendar.first_day[0]
    hedged: Ints = np.array([day >= begin for day in calendar.first_day], dtype=np.int64)
    most = np.zeros(size) if hedge.max_share is None else hedge.max_share * expected
    return hedge.min_share * expected * hedged, most
