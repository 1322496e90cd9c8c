"""Flexible connection, limits and carbon cap for the small worlds of `make`, in MW, hours and tonnes."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from planner.problem.connection import CarbonCap, Flexible, GridLimit
from planner.problem.site import ModelInputs

if TYPE_CHECKING:
    from planner.arrays import Floats


def hourly(x: ModelInputs, numbers: ArrayLike) -> Floats:
    """Numbers of the hours of a day, or of every hour, for every hour."""
    days, hours = len(x.days.period), len(x.hours.utc)
    shape = np.asarray(numbers, dtype=float)
    return shape.copy() if shape.size == hours else np.tile(shape, days)


def with_flexible(
    x: ModelInputs,
    mw: Sequence[float],
    *,
    called: ArrayLike | None = None,
    agreed: ArrayLike | None = None,
    owed_hours: ArrayLike = 0.0,
    year: ArrayLike = 2027,
) -> ModelInputs:
    """The same world with a flexible part: taken away in hours that are set, or owed in hours that are agreed."""
    periods, none = len(x.periods.names), np.zeros(len(x.hours.utc))
    flexible = Flexible(
        mw=np.array(mw, dtype=float),
        called=none if called is None else hourly(x, called),
        agreed=(none if agreed is None else hourly(x, agreed)) > 0,
        owed_hours=np.broadcast_to(np.asarray(owed_hours, dtype=float), (periods,)).copy(),
        year=np.broadcast_to(np.asarray(year), (periods,)).copy(),
        hours_per_year=float(np.sum(owed_hours)),
    )
    return dataclasses.replace(x, flexible=flexible)


def with_limit(x: ModelInputs, mw: ArrayLike) -> ModelInputs:
    """The same world with a bound on the power at the meter."""
    return dataclasses.replace(x, grid_limit=GridLimit(mw=hourly(x, mw), n_minus_1_mw=None, transformers_mw=None))


def with_cap(
    x: ModelInputs,
    cap_t: float,
    t_per_mwh: ArrayLike,
    *,
    year: ArrayLike = 2027,
    genset_t_per_mwh: float = 0.0,
    fixed_t: float = 0.0,
    contract_t_per_mw: ArrayLike | None = None,
) -> ModelInputs:
    """The same world with a carbon cap, the same in each of its years."""
    periods = len(x.periods.names)
    years = np.broadcast_to(np.asarray(year), (periods,)).copy()
    first = [p == 0 or years[p] != years[p - 1] for p in range(periods)]
    credit = np.zeros((len(x.contracts.names), periods)) if contract_t_per_mw is None else contract_t_per_mw
    cap = CarbonCap(
        basis="location",
        most_kt=np.where(first, cap_t / 1000, 0.0),
        year=years,
        t_per_mwh=hourly(x, t_per_mwh),
        genset_t_per_mwh=genset_t_per_mwh,
        fixed_kt=np.full(periods, fixed_t / 1000),
        contract_kt_per_mw=np.asarray(credit, dtype=float) / 1000,
    )
    return dataclasses.replace(x, carbon_cap=cap)
