"""Rules between the fields of supply contracts. Each check yields what is wrong, where, and what to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.scenario.fields.parts import quarter_first_day
from planner.scenario.rules.problem import Problem

if TYPE_CHECKING:
    from planner.scenario.fields.contracts import Contract
    from planner.scenario.schema import Scenario

TOLERANCE = 1e-9


def contracts(s: Scenario) -> Iterator[Problem]:
    """All rules of `power.contracts`."""
    for name, contract in s.power.contracts.items():
        path = f"power.contracts.{name}"
        if contract.end < contract.start:  # nothing else can be said of its dates
            yield Problem(
                f"{path}.end",
                f"is {contract.end}.",
                f"Allowed: {contract.start} (start) or later.",
                "it is the last day of delivery; exchange the two dates if they were mixed up.",
            )
        else:
            yield from _within_horizon(s, path, contract)
            yield from _signature(s, path, contract)
        yield from _volume(s, path, contract)
        yield from _shape(path, contract)
    yield from _written_twice(s)
    yield from _committed_volume(s)


def horizon_days(s: Scenario) -> tuple[dt.date, dt.date]:
    """First day of the horizon, and the first day after it."""
    year, quarter = int(s.horizon.end[:4]), int(s.horizon.end[-1])
    after = dt.date(year + 1, 1, 1) if quarter == 4 else dt.date(year, 3 * quarter + 1, 1)
    return quarter_first_day(s.horizon.start), after


def _within_horizon(s: Scenario, path: str, c: Contract) -> Iterator[Problem]:
    first, after = horizon_days(s)
    if c.start >= after:
        allowed = f"Allowed: before {after}, when the horizon is over ({s.horizon.end})."
        yield Problem(f"{path}.start", f"is {c.start}.", allowed, "lengthen the horizon, or leave the contract out.")
    if c.end < first:
        allowed = f"Allowed: {first}, the first day of the horizon ({s.horizon.start}), or later."
        yield Problem(
            f"{path}.end", f"is {c.end}.", allowed, "a contract that has ended changes nothing: leave it out."
        )


def _signature(s: Scenario, path: str, c: Contract) -> Iterator[Problem]:
    first, _ = horizon_days(s)
    signed = c.signed or c.start
    if signed > c.start:
        allowed = f"Allowed: {c.start} (start) or earlier."
        yield Problem(f"{path}.signed", f"is {signed}.", allowed, "a contract is signed before it delivers.")
    if signed >= first:
        return
    field, since = ("signed", c.signed) if c.signed else ("start", c.start)
    if c.min_mw != c.max_mw or c.take_it_or_leave_it:
        yield Problem(
            f"{path}.{field}",
            f"is {since}, before the horizon ({first}): the contract is signed already.",
            "Needed then: its volume as min_mw and max_mw, both the same, and take_it_or_leave_it false.",
            "give the signed volume twice, or a later date of signature.",
        )
    if c.prepayment_meur_per_mw:
        yield Problem(
            f"{path}.prepayment_meur_per_mw",
            f"is {c.prepayment_meur_per_mw:g} MEUR/MW, paid on {signed}, before the horizon ({first}).",
            "Allowed: 0.",
            "what is paid already changes no decision: leave the prepayment out.",
        )


def _volume(s: Scenario, path: str, c: Contract) -> Iterator[Problem]:
    if c.max_mw < c.min_mw:
        yield Problem(f"{path}.max_mw", f"is {c.max_mw:g} MW.", f"Allowed: {c.min_mw:g} MW (min_mw) or more.")
    if c.take_it_or_leave_it and c.min_mw == 0:
        problem = "is 0 MW, so any volume may be taken."
        yield Problem(
            f"{path}.min_mw",
            problem,
            "Needed: more than 0 MW, because take_it_or_leave_it is true.",
            "give one of them.",
        )
    mean, connection = c.max_mw * c.mean_mw_per_mw, s.site.connection_mw
    if mean > connection * (1 + TOLERANCE):
        of_plant = f", {mean:g} MW on average" if c.needs_profile else ""
        most = connection / c.mean_mw_per_mw
        in_mw = c.max_mw / 1000
        slip = f"write {in_mw:g} if {c.max_mw:g} is in kW; " if max(c.min_mw, most / 1000) <= in_mw <= most else ""
        yield Problem(
            f"{path}.max_mw",
            f"is {c.max_mw:g} MW{of_plant}.",
            f"Allowed: {most:.6g} MW or less, with {connection:g} MW of connection (site.connection_mw).",
            f"{slip}a site cannot use more than its connection.",
        )


def _shape(path: str, c: Contract) -> Iterator[Problem]:
    meaning = {
        "delivery": "as_produced is hour by hour, band the mean of each month.",
        "full_load_hours": "MWh of a year per MW of plant.",
    }
    for field, hint in meaning.items():
        value = getattr(c, field)
        if c.needs_profile and value is None:
            yield Problem(f"{path}.{field}", "is missing.", f"It is needed because kind is {c.kind}.", hint)
        if not c.needs_profile and value is not None:
            problem = f"is {value}." if isinstance(value, str) else f"is {value:g} h/year."
            allowed = f"It belongs to solar, wind and nuclear; kind is {c.kind}."
            yield Problem(f"{path}.{field}", problem, allowed, f"leave {field} out.")


def _written_twice(s: Scenario) -> Iterator[Problem]:
    """Contracts that overlap in time, of the same kind and title, are one contract written twice."""
    seen: list[tuple[str, Contract]] = []
    for name, c in s.power.contracts.items():
        for other, o in seen:
            same = (c.kind, c.delivery, c.title.casefold()) == (o.kind, o.delivery, o.title.casefold())
            if same and c.start <= o.end and o.start <= c.end:
                begin, end = max(c.start, o.start), min(c.end, o.end)
                yield Problem(
                    f"power.contracts.{name}.title",
                    f'is "{c.title}", {c.kind}, as in power.contracts.{other}; they overlap from {begin} to {end}.',
                    "Allowed: one contract of a kind and title at a time.",
                    "leave one out or change its dates; two contracts of one seller have two titles.",
                )
        seen.append((name, c))


def _committed_volume(s: Scenario) -> Iterator[Problem]:
    """What must be taken on any day stays, on average, within the connection."""
    bound = {n: c for n, c in s.power.contracts.items() if not c.take_it_or_leave_it and c.start <= c.end}
    for name, c in bound.items():
        together = {n: o for n, o in bound.items() if o.start <= c.start <= o.end}
        mean = sum(o.min_mw * o.mean_mw_per_mw for o in together.values())
        if len(together) > 1 and c.min_mw and mean > s.site.connection_mw * (1 + TOLERANCE):
            yield Problem(
                f"power.contracts.{name}.min_mw",
                f"is {c.min_mw:g} MW; with {', '.join(n for n in together if n != name)} the contracts that overlap on "
                f"{c.start} oblige to take {mean:g} MW on average.",
                f"Allowed: {s.site.connection_mw:g} MW (site.connection_mw) together.",
                "lower a min_mw, or let one contract end before the other starts.",
            )


def hedge(s: Scenario) -> Iterator[Problem]:
    """All rules of `power.hedge`."""
    h = s.power.hedge
    if h.max_share is not None and h.max_share < h.min_share:
        allowed = f"Allowed: {h.min_share:g} (power.hedge.min_share) or more."
        yield Problem("power.hedge.max_share", f"is {h.max_share:g}.", allowed)
    bound = "min_share" if h.min_share > 0 else "max_share" if h.max_share is not None else None
    if bound and h.expected_load_factor is None:
        yield Problem(
            "power.hedge.expected_load_factor",
            "is missing.",
            f"It is needed because {bound} is given.",
            "mean power at the meter over the connection; a plan without contracts shows it as connection_used_share.",
        )
    if h.min_share > 0 and not s.power.contracts:
        allowed = "Allowed: 0 where power.contracts is empty."
        yield Problem("power.hedge.min_share", f"is {h.min_share:g}.", allowed, "add a contract.")
