"""What two inputs have in common that what is known of the days of one can be used for those of the other."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.day import Day
from planner.optimisation.matrix.day_numbers import day_of
from planner.optimisation.parts.battery_and_pv import same_on_site_structure
from planner.optimisation.parts.carbon_cap import same_carbon_structure
from planner.optimisation.parts.flexible_connection import same_limits_structure
from planner.optimisation.parts.grid_support import same_support_structure
from planner.problem.loop_cooling import same_loops

if TYPE_CHECKING:
    from planner.arrays import Ints
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


def _same(a: object, b: object, *names: str) -> bool:
    """Whether two dataclasses agree in the fields named, arrays element by element."""
    return all(np.array_equal(np.asarray(getattr(a, n)), np.asarray(getattr(b, n))) for n in names)


def same_structure(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether the compiled days of `a` serve for `b`: all that stands in their matrices beside `days.WRITINGS`."""
    return (
        same_but_for_rates(a, b) and _same(a.workloads, b.workloads, "headroom") and _same(a.points, b.points, "rate")
    )


def same_but_for_rates(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether they would with the work of a rack written anew: `days.write_rates`."""
    return (
        _same(a, b, "electrical_efficiency")
        and _same(a.periods, b.periods, "names")
        and _same(a.fleet, b.fleet, "racks", "idle_kw", "standby_kw", "network_kw", "availability")
        and _same(a.workloads, b.workloads, "names", "window_hours", "sovereign")
        and _same(a.points, b.points, "workload", "rack", "kw")
        and np.array_equal(a.points.rate > 0, b.points.rate > 0)
        and _same(a.tariff, b.tariff, "classes")
        and _same(a.hours, b.hours, "utc", "tariff_class")
        and _same(a.days, b.days, *(f.name for f in fields(a.days)))
        and same_on_site_structure(a, b)
        and same_support_structure(a, b)
        and same_limits_structure(a, b)
        and same_carbon_structure(a, b)
        and same_loops(a.loops, b.loops, "rack_liquid_share")
        and np.array_equal((a.workloads.burst_eur > 0).all(axis=1), (b.workloads.burst_eur > 0).all(axis=1))
    )


def same_dispatch(a: ModelInputs, b: ModelInputs) -> bool:
    """Whether every day of `a` costs the same as that of `b`, whatever investment gives it: cuts stay valid.

    A day is its structure and the numbers written into it. All of them are compared: none can be forgotten.
    """
    return same_structure(a, b) and all(_same_day(day_of(a, d), day_of(b, d)) for d in range(len(a.days.period)))


def _same_day(a: Day, b: Day) -> bool:
    return _same(a, b, *(f.name for f in fields(Day)))


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
            for f in fields(day):
                marks[p].update(np.asarray(getattr(day, f.name)).tobytes())
            marks[p].update(np.asarray(site.days.weight[d]).tobytes())
        for p, mark in enumerate(marks):
            alike[s * periods + p] = first.setdefault(mark.digest(), s * periods + p)
    return alike
