"""All optional parts of a site, and what they add up to. A new part is a module and a line of `PARTS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.parts import (
    battery,
    carbon_cap,
    cold_store,
    flexible_connection,
    gensets,
    grid_limit,
    grid_support,
    loop_cooling,
    offers,
    pv,
    rented,
)
from planner.optimisation.parts.part import Expression, Parked, Part, Shared
from planner.problem.on_site import FEEDS

if TYPE_CHECKING:
    from collections.abc import Hashable

    import pyomo.environ as pyo

    from planner.arrays import Bools, Floats
    from planner.optimisation.equations.day import Day, Writing
    from planner.problem.on_site import Capacity
    from planner.problem.site import ModelInputs

PARTS: tuple[Part, ...] = (
    pv.PART,
    battery.PART,
    gensets.PART,
    cold_store.PART,
    loop_cooling.PART,
    grid_support.PART,
    carbon_cap.PART,
    flexible_connection.PART,
    grid_limit.PART,
    offers.PART,
    rented.PART,
)

BUILT = {in_use: built for part in PARTS for in_use, built in part.built.items()}
WRITINGS: tuple[Writing, ...] = tuple(writing for part in PARTS for writing in part.writings)
GIVEN = (*BUILT, *(name for part in PARTS for name in part.given))  # all that days may be given for parts, in order
STRUCTURAL = tuple(name for part in PARTS for name in part.structural)
HOURLY = {name: axes for part in PARTS for name, axes in part.hourly.items()}


def parts_of(x: ModelInputs) -> list[Part]:
    """Parts that the site has, in the order of `PARTS`."""
    return [part for part in PARTS if part.present(x)]


def capacities(x: ModelInputs) -> dict[str, Capacity]:
    """Equipment that investment decides, by the variable of what is in use."""
    return {name: capacity for part in parts_of(x) for name, capacity in part.capacities(x).items()}


def given_by_parts(x: ModelInputs) -> tuple[str, ...]:
    """Variables of investment that give a day one number each for its parts, in the order a day holds them."""
    return (*capacities(x), *(name for part in parts_of(x) for name in part.given))


def committed(x: ModelInputs) -> tuple[str, ...]:
    """Variables by period, of parts, that are decided before a path is known."""
    return (*(BUILT[name] for name in capacities(x)), *(name for part in parts_of(x) for name in part.committed))


def shared_of(x: ModelInputs) -> list[Shared]:
    """What the days of a period share; nothing in the ordinary case."""
    return [shared for part in parts_of(x) for shared in part.shared(x)]


def terms_of_parts(m: pyo.Block, x: ModelInputs, day: Day, t: int) -> dict[str, list[Expression]]:
    """What the parts of the site add to each equation of hour `t`; a part adds, none replaces another."""
    terms: dict[str, list[Expression]] = {}
    for part in parts_of(x):
        fed = [FEEDS[name] * m.component(name)[t] for name in part.feeds if m.component(name) is not None]
        for equation, added in {"grid_balance": fed, **part.terms(m, x, day, t)}.items():
            terms.setdefault(equation, []).extend(added)
    return terms


def numbers_of_parts(x: ModelInputs, hours: slice, p: int) -> dict[str, Floats]:
    """The numbers of all parts in the hours of one day of period `p`; nothing of a part that is not there."""
    return {name: numbers for part in parts_of(x) for name, numbers in part.numbers(x, hours, p).items()}


def structure_of_parts(x: ModelInputs) -> tuple[Hashable, ...]:
    """What of the parts stands in compiled days beside `WRITINGS`; alike, days of one serve for the other."""
    in_days = (part for part in parts_of(x) if part.writings or part.feeds or part.hourly)
    return tuple((part.name, part.structure(x)) for part in in_days)


def holds_parked(x: ModelInputs, parked: Parked) -> Bools:
    """Whether each period can hold the fleet with all racks parked, as far as the parts limit it, P."""
    fits = np.ones(len(parked.drawn_mw), dtype=np.bool_)
    for part in parts_of(x):
        fits &= part.holds_parked(x, parked)
    return fits
