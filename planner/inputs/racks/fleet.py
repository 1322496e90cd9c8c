"""Rack products and the vintages in which they can be held: prices, lead times, supply, opex, resale."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planner.catalogue import racks as rack_data
from planner.inputs.racks.gpu_hours import TFLOPS_COLUMN
from planner.inputs.racks.operating_points import Product
from planner.problem.site import Fleet
from planner.scenario.fields.parts import quarter_first_day

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.calendar import Calendar
    from planner.scenario.schema import Scenario

MONTHS_PER_QUARTER = 3
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True)
class RackProduct:
    """One product with catalogue and scenario put together."""

    name: str
    gpus: int
    bandwidth_tb_per_s: float
    tflops: dict[str, float | None]  # per GPU, by precision
    nameplate_kw: float  # NaN when neither scenario nor catalogue has it
    price_usd: float  # per rack, whole; NaN when neither scenario nor catalogue has it
    serving_share: float

    def for_points(self) -> Product:
        """Give what operating points need."""
        kw = self.nameplate_kw * self.serving_share
        return Product(self.name, self.gpus, self.bandwidth_tb_per_s, self.tflops, kw)


@dataclass(frozen=True)
class _Vintage:
    name: str
    rack: int
    order: int  # -1 for the opening fleet
    live: int
    live_date: dt.date
    opening_racks: int
    max_racks: int
    price_meur: float  # of the rack alone
    left_to_pay_meur: float = 0.0
    runs: bool = False  # in the opening fleet


def rack_product(name: str, scenario: Scenario, data_dir: Path | None = None) -> RackProduct:
    """Catalogue row of a product, with price and nameplate of the scenario where it states them.

    The catalogue's price is raised by server_markup (it is for the GPUs of a server only); a price of the
    scenario is taken as it stands. A catalogue power that is only a range counts as its middle. Raises
    DataError for a product that the catalogue doesn't have.
    """
    spec = rack_data.rack_spec(name, data_dir)
    own = scenario.fleet.racks.get(name)
    low, high = spec.server_or_rack_power_kw_low, spec.server_or_rack_power_kw_high
    middle = (low + high) / 2 if low is not None and high is not None else math.nan
    kw = middle if spec.server_or_rack_power_kw is None else spec.server_or_rack_power_kw
    price = math.nan if spec.price_usd is None else spec.price_usd
    share = 1.0
    if own is not None:
        kw = kw if own.nameplate_kw is None else own.nameplate_kw
        price = price * (1 + own.server_markup) if own.price_usd is None else own.price_usd
        share = own.serving_share_of_nameplate
    return RackProduct(
        name=name,
        gpus=int(spec.gpus_per_unit),
        bandwidth_tb_per_s=float(spec.memory_bandwidth_tb_per_s),
        tflops={p: getattr(spec, column) for p, column in TFLOPS_COLUMN.items()},
        nameplate_kw=float(kw),
        price_usd=float(price),
        serving_share=float(share),
    )


def fleet_arrays(scenario: Scenario, calendar: Calendar, data_dir: Path | None = None, late_quarters: int = 0) -> Fleet:
    """All vintages of all products: the opening fleet, what is on order, then every order live before the horizon ends.

    An order counts from the first day of its period; it is live in the period that holds that day plus the
    lead time. With `horizon.as_of` nothing is ordered before that day: periods that are over by then offer no order;
    in the one that holds it an order counts from the next first of a month, gets the supply of the months left, and
    is live from the first period that begins once its lead time is over. A product can be ordered in periods that
    lie wholly inside its window. Prices follow
    price · (1 + change)^quarters from `price_falls_from` on; the opening fleet has the price of the first
    period. Resale = share · price · retained^age [MEUR]; opex = share of price a year, from live to end of
    life. `late_quarters`: all orders come that much later than agreed, at the price of the order; vintages are those of
    the agreed dates, and one that comes after the horizon is live in period P.
    """
    products = [rack_product(name, scenario, data_dir) for name in scenario.fleet.racks]
    racks = [scenario.fleet.racks[product.name] for product in products]
    vintages = [v for r in range(len(products)) for v in _vintages(r, products[r], scenario, calendar, late_quarters)]
    price = np.array([v.price_meur for v in vintages])
    life_years = np.array([racks[v.rack].life_years for v in vintages], dtype=np.float64)
    live = np.array([v.live for v in vintages], dtype=np.int64)
    end = np.array(
        [
            _first_period_from(_add_years(v.live_date, years), calendar)
            for v, years in zip(vintages, life_years, strict=True)
        ],
        dtype=np.int64,
    )
    nameplate = np.array([product.nameplate_kw for product in products])
    tiers = sorted(scenario.fleet.volume_tiers, key=lambda tier: tier.from_racks)
    return Fleet(
        racks=tuple(product.name for product in products),
        gpus=np.array([product.gpus for product in products], dtype=np.int64),
        nameplate_kw=nameplate,
        idle_kw=nameplate * np.array([rack.idle_share_of_nameplate for rack in racks]),
        standby_kw=nameplate * np.array([rack.standby_share_of_nameplate for rack in racks]),
        network_kw=np.array([rack.network_kw for rack in racks], dtype=np.float64),
        availability=np.full(len(products), float(scenario.fleet.availability)),
        positions=np.array([rack.positions for rack in racks], dtype=np.float64),
        liquid_kw=nameplate * np.array([rack.liquid_share for rack in racks]),
        weight_t=np.array([rack.weight_t for rack in racks], dtype=np.float64),
        vintage_names=tuple(v.name for v in vintages),
        vintage_rack=np.array([v.rack for v in vintages], dtype=np.int64),
        order_period=np.array([v.order for v in vintages], dtype=np.int64),
        live_period=live,
        opening_racks=np.array([v.opening_racks for v in vintages], dtype=np.int64),
        max_racks=np.array([v.max_racks for v in vintages], dtype=np.int64),
        price_meur=price * (1 + scenario.fleet.network_and_storage_share),
        opex_meur=_opex(price, live, end, calendar, scenario.fleet.opex_share_per_year),
        resale_meur=_resale(vintages, price, live, end, calendar, scenario),
        end_of_life_period=end,
        paid_at_order=float(scenario.fleet.paid_at_order_share),
        tier_from_racks=np.array([1, *(tier.from_racks for tier in tiers)], dtype=np.int64),
        tier_discount=np.array([0.0, *(tier.discount for tier in tiers)]),
        left_to_pay_meur=np.array([v.left_to_pay_meur for v in vintages]) if scenario.fleet.on_order else np.zeros(0),
        opening_value_meur=_opening_value_meur(vintages, scenario, calendar),
        first_sale_period=_first_period_from(scenario.horizon.as_of, calendar) if scenario.horizon.as_of else 0,
        network_and_storage_share=float(scenario.fleet.network_and_storage_share),
    )


def supply_by_period(
    per_quarter: float, later_per_quarter: float | None, later_from: dt.date | None, calendar: Calendar
) -> Ints:
    """Whole racks that can be ordered in each period: the quarterly supply times its quarters. P.

    Where a period is shorter than a quarter, fractions are carried over, so that a year adds up.
    """
    rate = np.full(len(calendar.names), float(per_quarter))
    if later_per_quarter is not None and later_from is not None:
        rate[[first >= later_from for first in calendar.first_day]] = later_per_quarter
    whole = np.floor(np.cumsum(rate * _quarters(calendar)) + 1e-9)
    return np.diff(whole, prepend=0.0).astype(np.int64)


def add_months(day: dt.date, months: int) -> dt.date:
    """Go on by months from the first day of a month."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def period_of(day: dt.date, calendar: Calendar) -> int:
    """Index of the period that holds a day: 0 if before the horizon, P if after it."""
    if day >= calendar.after_last_day:
        return len(calendar.names)
    return max(0, sum(first <= day for first in calendar.first_day) - 1)


def _vintages(
    r: int, product: RackProduct, scenario: Scenario, calendar: Calendar, late_quarters: int
) -> list[_Vintage]:
    rack = scenario.fleet.racks[product.name]
    usd_per_eur = np.array([scenario.finance.usd_per_eur_in(day.year) for day in calendar.first_day])
    path = _price_path(rack.price_change_per_quarter, rack.price_falls_from, calendar)
    price = product.price_usd / usd_per_eur / 1e6 * path
    later_from = quarter_first_day(rack.supply_later_from) if rack.supply_later_from else None
    supply = supply_by_period(rack.supply_per_quarter, rack.supply_later_per_quarter, later_from, calendar)
    vintages = [
        _Vintage(
            f"{product.name} opening {entry.live_from}",
            r,
            -1,
            0,
            quarter_first_day(entry.live_from),
            int(entry.racks),
            0,
            float(price[0]),
            runs=True,
        )
        for entry in scenario.fleet.opening
        if entry.rack == product.name
    ]
    vintages += _on_order(r, product.name, float(price[0]), scenario, calendar, late_quarters)
    opens = quarter_first_day(rack.order_from)
    closes = add_months(quarter_first_day(rack.order_until), MONTHS_PER_QUARTER) if rack.order_until else None
    ends = (*calendar.first_day[1:], calendar.after_last_day)
    for p, (first, after) in enumerate(zip(calendar.first_day, ends, strict=True)):
        placed = order_day(first, scenario.horizon.as_of)
        live_in = period_of if placed == first else _first_period_from
        agreed = add_months(placed, int(rack.lead_time_months))
        inside = placed >= opens and placed < after and (closes is None or after <= closes)
        racks = supply[p] * _months(placed, after) // _months(first, after)
        if inside and live_in(agreed, calendar) < len(calendar.names) and racks > 0:
            live_date = add_months(agreed, MONTHS_PER_QUARTER * late_quarters)
            name = f"{product.name} {calendar.names[p]}"
            live = live_in(live_date, calendar)
            vintages.append(_Vintage(name, r, p, live, live_date, 0, int(racks), float(price[p])))
    return vintages


def _on_order(
    r: int, rack: str, price_meur: float, scenario: Scenario, calendar: Calendar, late_quarters: int
) -> list[_Vintage]:
    """Racks ordered before the plan: live from the first period that begins on their delivery or after it."""
    vintages = []
    for entry in (entry for entry in scenario.fleet.on_order if entry.rack == rack):
        live_date = add_months(entry.delivery, MONTHS_PER_QUARTER * late_quarters) if late_quarters else entry.delivery
        live = _first_period_from(live_date, calendar)
        left = entry.left_to_pay_usd / scenario.finance.usd_per_eur_in(entry.delivery.year) / 1e6
        name = f"{rack} on order {entry.delivery}"
        vintages.append(_Vintage(name, r, -1, live, live_date, int(entry.racks), 0, price_meur, left))
    return vintages


def _opening_value_meur(vintages: list[_Vintage], scenario: Scenario, calendar: Calendar) -> float:
    """What the opening fleet would fetch on the day of the plan: share · price · retained^age [MEUR]; 0 where free."""
    if scenario.fleet.opening_value == "free":
        return 0.0
    day, resale = scenario.horizon.as_of or calendar.first_day[0], scenario.fleet.resale
    total = 0.0
    for v in (v for v in vintages if v.runs):
        age_years = max(0, (day - v.live_date).days) / DAYS_PER_YEAR
        total += v.opening_racks * resale.share * v.price_meur * resale.retained_per_year**age_years
    return total


def order_day(first: dt.date, as_of: dt.date | None) -> dt.date:
    """Day on which an order of the period that begins on `first` counts: that day, or the next month after `as_of`."""
    if as_of is None or as_of <= first:
        return first
    return as_of if as_of.day == 1 else add_months(as_of, 1)


def _months(first: dt.date, after: dt.date) -> int:
    """Months from a first of a month to another."""
    return (after.year - first.year) * 12 + after.month - first.month


def _price_path(change_per_quarter: float, falls_from: str, calendar: Calendar) -> Floats:
    months = np.array([_months(quarter_first_day(falls_from), day) for day in calendar.first_day])
    path: Floats = (1 + change_per_quarter) ** np.maximum(0, months / MONTHS_PER_QUARTER)
    return path


def _quarters(calendar: Calendar) -> Floats:
    """Quarters in each period. P."""
    starts = np.array([d.year * 12 + d.month for d in (*calendar.first_day, calendar.after_last_day)])
    return np.diff(starts) / MONTHS_PER_QUARTER


def _opex(price: Floats, live: Ints, end: Ints, calendar: Calendar, share: float) -> Floats:
    period = np.arange(len(calendar.names))[None, :]
    in_service = (period >= live[:, None]) & (period < end[:, None])
    return np.where(in_service, share * price[:, None] * calendar.years[None, :], 0.0)


def _resale(
    vintages: list[_Vintage], price: Floats, live: Ints, end: Ints, calendar: Calendar, scenario: Scenario
) -> Floats:
    """Resale of one rack at the start of each period and at the end of the horizon [MEUR]. V, P+1."""
    starts = np.array([d.toordinal() for d in (*calendar.first_day, calendar.after_last_day)])
    since = np.array([v.live_date.toordinal() for v in vintages])
    age_years = np.maximum(0.0, (starts[None, :] - since[:, None]) / DAYS_PER_YEAR)
    period = np.arange(len(starts))[None, :]
    in_service = (period >= live[:, None]) & (period <= end[:, None])
    resale = scenario.fleet.resale
    return np.where(in_service, resale.share * price[:, None] * resale.retained_per_year**age_years, 0.0)


def _first_period_from(day: dt.date, calendar: Calendar) -> int:
    """First period that starts on or after a day; P when none does."""
    return sum(first < day for first in calendar.first_day)


def _add_years(day: dt.date, years: float) -> dt.date:
    return add_months(day, round(years * 12))
