"""What two inputs have in common that what is known of the days of one can be used for those of the other."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.day import Day
from planner.optimisation.matrix.day_numbers import day_of
from planner.optimisation.parts.parts import structure_of_parts

if TYPE_CHECKING:
    from planner.arrays import Ints
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


def _alike(a: object, b: object, *names: str) -> bool:
    """Whether two dataclasses agree in the fields named, arrays element by element."""
    return all(np.array_equal(np.asarray(getattr(a, n)), np.asarray(getattr(b, n))) for n in names)


def same_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for `b`: all in their matrices beside `day_numbers.WRITINGS`."""
    return (
        same_but_for_rates(a, b) and _alike(a.workloads, b.workloads, "headroom") and _alike(a.points, b.points, "rate")
    )


def same_but_for_rates(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether they would with the work of a rack written anew: `day_numbers.write_rates`."""
    return (
        _alike(a, b, "electrical_efficiency")
        and _alike(a.periods, b.periods, "names")
        and _alike(a.fleet, b.fleet, "racks", "idle_kw", "standby_kw", "network_kw", "availability")
        and _alike(a.workloads, b.workloads, "names", "window_hours", "sovereign")
        and _alike(a.points, b.points, "workload", "rack", "kw")
        and np.array_equal(a.points.rate > 0, b.points.rate > 0)
        and _alike(a.tariff, b.tariff, "classes")
        and _alike(a.hours, b.hours, "utc", "tariff_class")
        and _alike(a.days, b.days, *(f.name for f in fields(a.days)))
        and structure_of_parts(a) == structure_of_parts(b)
        and np.array_equal((a.workloads.burst_eur > 0).all(axis=1), (b.workloads.burst_eur > 0).all(axis=1))
    )


def same_dispatch(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether every day of `a` costs the same as that of `b`, whatever investment gives it: cuts stay valid.

    A day is its structure and the numbers written into it. All of them are compared: none can be forgotten.
    """
    return same_structure(a, b) and all(_same_day(day_of(a, d), day_of(b, d)) for d in range(len(a.days.period)))


def _same_day(a: Day, b: Day) -> bool:
    names = (f.name for f in fields(Day) if f.name != "of_parts")
    alike = a.of_parts.keys() == b.of_parts.keys() and _alike(a, b, *names)
    return alike and all(np.array_equal(a.of_parts[name], b.of_parts[name]) for name in a.of_parts)


def templates_of(x: PortfolioInputs) -> list[int]:
    """Site whose compiled days serve for each site, S: of paths the first that differs in numbers only, else itself."""
    if x.futures is None:
        return list(range(len(x.sites)))
    templates: list[int] = []
    for s, site in enumerate(x.sites):
        templates.append(next((t for t in sorted(set(templates)) if same_but_for_rates(x.sites[t], site)), s))
    return templates


def rows_alike(x: PortfolioInputs) -> Ints:
    """First row (period of a site) with the same days as each row, S·P; sites of a portfolio are never compared.

    Paths often part late: what they have in common is dispatched once.
    """
    periods = len(x.sites[0].periods.names)
    alike = np.arange(len(x.sites) * periods)
    if x.futures is None:
        return alike
    first: dict[bytes, int] = {}
    for s, (site, template) in enumerate(zip(x.sites, templates_of(x), strict=True)):
        rates = (site.points.rate.tobytes(), site.workloads.headroom.tobytes())
        marks = [hashlib.sha256(pickle.dumps((template, p, rates))) for p in range(periods)]
        for d, p in enumerate(site.days.period):
            day = day_of(site, d)
            numbers = [getattr(day, f.name) for f in fields(day) if f.name != "of_parts"]
            for array in (*numbers, *day.of_parts.values()):
                marks[p].update(np.asarray(array).tobytes())
            marks[p].update(np.asarray(site.days.weight[d]).tobytes())
        for p, mark in enumerate(marks):
            alike[s * periods + p] = first.setdefault(mark.digest(), s * periods + p)
    return alike
