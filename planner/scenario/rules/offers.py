"""Rules of contracts with customers. Each yields what is wrong, where, what is allowed and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.scenario.fields.parts import quarter_first_day, quarter_number
from planner.scenario.rules.contracts import horizon_days
from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    import datetime as dt

    from planner.scenario.fields.offers import Offer
    from planner.scenario.fields.workloads import Workload
    from planner.scenario.schema import Scenario

LEAST_EUR_PER_MTOKEN = 1e-3  # below: a price of a token or of a thousand tokens, not of a million


def offers(s: Scenario) -> Iterator[Problem]:
    """Every contract: dates after the day of the plan, one volume, a credit with a cap, a price in its unit."""
    for name, workload in s.workloads.items():
        for offer_name, offer in workload.offers.items():
            path = f"workloads.{name}.offers.{offer_name}"
            yield from _dates(s, path, offer)
            yield from _volume(path, workload, offer)
            yield from _credit(path, offer)
            yield from _price(path, workload, offer)
        yield from _beside(f"workloads.{name}", workload)


def _dates(s: Scenario, path: str, offer: Offer) -> Iterator[Problem]:
    first, _ = horizon_days(s)
    made, start = s.horizon.as_of or first, quarter_first_day(offer.start)
    if offer.signed:
        yield from _over_already(s, path, offer, first)
        return
    if start < first:
        hint = "a contract that runs already is signed: true."
        yield Problem(
            f"{path}.start", f"is {offer.start}.", f"Allowed: {s.horizon.start} (horizon.start) or later.", hint
        )
    if offer.decision is not None and not made <= offer.decision <= start:
        day = "horizon.as_of" if s.horizon.as_of else "the first day of the horizon"
        yield Problem(
            f"{path}.decision",
            f"is {offer.decision}.",
            f"Allowed: {made} ({day}) to {start}, when the term begins.",
            "decide before the term begins, or let it start later."
            if offer.decision > start
            else "an offer decided before is signed: true, or no longer there.",
        )


def _over_already(s: Scenario, path: str, offer: Offer, first: dt.date) -> Iterator[Problem]:
    if quarter_number(offer.start) + offer.term_quarters <= quarter_number(s.horizon.start):
        yield Problem(
            f"{path}.term_quarters",
            f"is {offer.term_quarters}, from {offer.start}: the contract is over before the horizon begins.",
            f"Allowed: a term that reaches into the horizon, from {first} on.",
            "leave the contract out.",
        )


def _volume(path: str, workload: Workload, offer: Offer) -> Iterator[Problem]:
    own, other = ("mean_tokens_per_s", "mean_gpus")[:: 1 if workload.unit == "tokens" else -1]
    if getattr(offer, other) is not None:
        allowed = f"It belongs to the other unit; unit is {workload.unit}."
        yield Problem(f"{path}.{other}", "is given.", allowed, f"give {own} or demand_share.")
        return
    mean = getattr(offer, own)
    if (mean is None) == (offer.demand_share is None):
        read = "is missing." if mean is None else "is given, and demand_share too."
        yield Problem(f"{path}.{own}", read, f"Allowed: one of {own} and demand_share.", "it is the contracted mean.")
    elif mean is not None and len(mean) not in (1, offer.term_quarters):
        yield Problem(
            f"{path}.{own}",
            f"has {len(mean)} numbers.",
            f"Allowed: 1, or {offer.term_quarters}, one for each quarter of the term (term_quarters).",
            f"leave out {len(mean) - offer.term_quarters}, or write term_quarters: {len(mean)}."
            if len(mean) > offer.term_quarters
            else f"add {offer.term_quarters - len(mean)}, such as the last again, or write term_quarters: {len(mean)}.",
        )


def _credit(path: str, offer: Offer) -> Iterator[Problem]:
    if offer.credit_share > 0 and offer.credit_cap_share is None:
        yield Problem(
            f"{path}.credit_cap_share",
            "is missing.",
            f"It is needed because credit_share is {offer.credit_share:g}: a credit ends somewhere.",
            "usual are 0.05 to 0.5 of the month's fee; 1 is all of it.",
        )


def _price(path: str, workload: Workload, offer: Offer) -> Iterator[Problem]:
    price = offer.price_eur
    if workload.unit == "tokens" and price is not None and price < LEAST_EUR_PER_MTOKEN:
        yield Problem(
            f"{path}.price_eur",
            f"is {price:g} EUR per million output tokens.",
            f"Allowed: {LEAST_EUR_PER_MTOKEN:g} or more.",
            f"a price of one token is a million times as much here: {price * 1e6:g}.",
        )


def _beside(path: str, workload: Workload) -> Iterator[Problem]:
    if not workload.offers:
        return
    if workload.deferrable_share is not None:
        yield Problem(
            f"{path}.deferrable_share",
            f"is {workload.deferrable_share:g}, and the workload has offers.",
            "Allowed: null with offers.",
            "make what may wait a workload of its own.",
        )
    if workload.unserved_price_multiple > 0 and workload.uncommitted_share > 0:
        yield Problem(
            f"{path}.unserved_price_multiple",
            f"is {workload.unserved_price_multiple:g}, and the workload has offers.",
            "Allowed: 0 with offers: what is under no contract owes nothing.",
            "give contracts a credit_share.",
        )
