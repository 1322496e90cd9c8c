"""Contracts with customers as arrays: what they ask in each hour, pay, and are owed.

Axes as in `planner.problem.offers`: N contracts, P periods, H hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planner.assumption import Assumption
from planner.calendar import EPOCH_ORDINAL
from planner.inputs.demand.workloads import GPUS_PER_KGPU, TOKENS_PER_MTOKEN, paid_eur, reaching_share
from planner.problem.offers import Offers
from planner.scenario.fields.parts import quarter_number

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats, Ints
    from planner.calendar import Calendar
    from planner.problem.site import Workloads
    from planner.scenario.fields.offers import Offer
    from planner.scenario.schema import Scenario

QUARTERS_PER_YEAR = 4


class _Row(NamedTuple):
    """One contract, as the fields of `Offers` have it."""

    demand: Floats
    throttled: Floats
    peak: Floats
    contracted: Floats
    floor: Floats
    price_eur: Floats
    revenue_meur: Floats
    credit_eur: Floats
    cap_meur: Floats
    termination_meur: Floats


def quarters_of_hours(calendar: Calendar) -> Ints:
    """Quarter of each hour, since year 0; H."""
    months = (calendar.date_ordinal - EPOCH_ORDINAL).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return np.asarray((months + 1970 * 12) // 3)


def offers_of(
    scenario: Scenario, calendar: Calendar, demand: Floats, work: Workloads, data_dir: Path | None = None
) -> Offers | None:
    """All contracts of a scenario; None where it has none.

    Args:
        scenario: the contracts, by workload.
        calendar: its hours and periods.
        demand: of each workload if all of it is uncommitted, W × H [Mtokens/s or kGPU].
        work: names and units.
        data_dir: list prices.
    """
    listed = [
        (work.names.index(name), f"{name}: {offer_name}", offer)
        for name, workload in scenario.workloads.items()
        for offer_name, offer in workload.offers.items()
        if quarter_number(offer.start) <= quarter_number(scenario.horizon.end)
    ]
    if not listed:
        return None
    quarters, reaches = quarters_of_hours(calendar), reaching_share(scenario)
    rows = []
    for w, _, offer in listed:
        prices = _price_eur(offer, calendar, scenario, work.names[w], data_dir)
        rows.append(_row(offer, calendar, quarters, demand[w], work.units_per_hour[w], prices, reaches))
    return Offers(
        names=tuple(name for _, name, _ in listed),
        workload=np.array([w for w, _, _ in listed], dtype=np.int64),
        **{name: np.array([getattr(row, name) for row in rows]) for name in _Row._fields},
        signed=np.array([offer.signed for _, _, offer in listed], dtype=np.bool_),
        whole=np.array([offer.whole for _, _, offer in listed], dtype=np.bool_),
        market_priced=np.array([offer.price_change_per_year is None for _, _, offer in listed], dtype=np.bool_),
        decision_period=np.array([_decided_in(offer, calendar) for _, _, offer in listed], dtype=np.int64),
    )


def offer_warnings(scenario: Scenario) -> list[str]:
    """Offers that begin when the horizon is over, which no plan of it can know."""
    return [
        f"The offer {offer_name} of {name} begins in {offer.start}, after the horizon: it is left out."
        for name, workload in scenario.workloads.items()
        for offer_name, offer in workload.offers.items()
        if quarter_number(offer.start) > quarter_number(scenario.horizon.end)
    ]


def cap_assumptions(scenario: Scenario) -> list[Assumption]:
    """Where a credit of a month ends at a cap and periods are longer: that the cap is counted by period."""
    offers = [offer for workload in scenario.workloads.values() for offer in workload.offers.values()]
    period = scenario.horizon.period
    if period == "month" or not any(offer.credit_share > 0 for offer in offers):
        return []
    why = (
        f"The caps of its months are one: never less is owed than by month, and of a {period} that fails in one month "
        "alone up to its whole cap. horizon.period: month counts each month by itself."
    )
    path, source = "workloads.*.offers.*.credit_cap_share, counted", "one breach is decided in a period"
    return [Assumption(path, f"by {period}", "", "assumed", source, why, "docs/customers.md")]


def _row(
    offer: Offer,
    calendar: Calendar,
    quarters: Ints,
    demand: Floats,
    units_per_hour: float,
    price_eur: Floats,
    reaches: float,
) -> _Row:
    """One contract. `price_eur` is what the customer pays, P; `reaches` the share of it that the site gets."""
    size, weight = len(calendar.names), calendar.days.hour_weight
    first = quarter_number(offer.start)
    in_term = (quarters >= first) & (quarters < first + offer.term_quarters)
    mean, shape = _mean_and_shape(offer, quarters, weight, demand)
    asks = np.where(in_term, offer.used_share * mean * shape, 0.0)
    peak = np.where(in_term, offer.peak_multiple * mean, 0.0)
    served = np.minimum(asks, peak)

    def units(hourly: Floats) -> Floats:
        return np.asarray(np.bincount(calendar.period, weights=hourly * weight, minlength=size) * units_per_hour, float)

    contracted, used = units(np.where(in_term, mean, 0.0)), units(served)
    price = price_eur * (contracted > 0)
    pays = 1.0 - offer.payment_loss_share
    billed = price * np.maximum(used, offer.take_or_pay_share * contracted) / 1e6
    cap = np.inf if offer.credit_cap_share is None or offer.credit_share == 0 else offer.credit_cap_share
    fee = np.inf if offer.termination_fee_share is None else offer.termination_fee_share
    return _Row(
        demand=served,
        throttled=asks - served,
        peak=peak,
        contracted=contracted,
        floor=offer.take_or_pay_share * contracted,
        price_eur=price * reaches * pays,
        revenue_meur=billed * reaches * pays,
        credit_eur=price * offer.credit_share,
        cap_meur=np.full(size, np.inf) if np.isinf(cap) else billed * cap,
        termination_meur=np.full(size, np.inf) if np.isinf(fee) else fee * _fees_left(offer, calendar, billed),
    )


def _mean_and_shape(offer: Offer, quarters: Ints, weight: Floats, demand: Floats) -> tuple[Floats, Floats]:
    """Contracted mean in each hour, and the demand of the workload over its mean of the quarter; H each."""
    names, place = np.unique(quarters, return_inverse=True)
    own_mean = np.bincount(place, weights=demand * weight) / np.bincount(place, weights=weight)
    shape = demand / np.where(own_mean > 0, own_mean, 1.0)[place]
    if offer.demand_share is not None:
        return np.asarray(offer.demand_share * own_mean[place]), shape
    given = offer.mean_tokens_per_s if offer.mean_tokens_per_s is not None else offer.mean_gpus
    assert given is not None
    per_unit = TOKENS_PER_MTOKEN if offer.mean_tokens_per_s is not None else GPUS_PER_KGPU
    ramp = np.array(given if len(given) > 1 else given * offer.term_quarters) / per_unit
    of_term = np.clip(names - quarter_number(offer.start), 0, offer.term_quarters - 1)
    return np.asarray(ramp[of_term][place]), shape


def _price_eur(offer: Offer, calendar: Calendar, scenario: Scenario, workload: str, data_dir: Path | None) -> Floats:
    """What the customer pays per unit in each period, P: the price in the first quarter of the term, moved to it."""
    years, w = calendar.years_to_middle, list(scenario.workloads).index(workload)
    start = (quarter_number(offer.start) - quarter_number(scenario.horizon.start) + 0.5) / QUARTERS_PER_YEAR
    listed = float(paid_eur(scenario, np.array([start]), data_dir)[w, 0])
    at_start = offer.price_share * listed if offer.price_eur is None else offer.price_eur
    market = scenario.workloads[workload].price_change_per_year
    change = market if offer.price_change_per_year is None else offer.price_change_per_year
    return np.asarray(at_start * (1 + change) ** (years - start))


def _fees_left(offer: Offer, calendar: Calendar, billed_meur: Floats) -> Floats:
    """Fees from each period to the end of the term, beyond the horizon as in its last quarters; MEUR, P."""
    left = np.cumsum(billed_meur[::-1])[::-1]
    after = calendar.after_last_day
    end = quarter_number(offer.start) + offer.term_quarters
    beyond = max(0, end - (after.year * QUARTERS_PER_YEAR + (after.month - 1) // 3))
    per_quarter = billed_meur[-1] / (calendar.years[-1] * QUARTERS_PER_YEAR)
    return np.asarray(left + beyond * per_quarter)


def _decided_in(offer: Offer, calendar: Calendar) -> int:
    """Period that holds the last day to decide; -1: before the horizon, or signed already."""
    if offer.signed:
        return -1
    begins = np.array([day.toordinal() for day in calendar.first_day])
    return int(np.searchsorted(begins, offer.decide_by.toordinal(), side="right")) - 1
