"""From the last pass to `Solution`: whole decisions, every hour, and the money added up again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.highs import check_residuals
from planner.optimisation.passes import one_more_unit
from planner.optimisation.serving import deferrable, may_burst
from planner.optimisation.solution import Dispatch, Marginal, Solution, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.optimisation.cut_model import CutModel
    from planner.optimisation.day_worker import DayDispatch
    from planner.optimisation.pool import DayPool
    from planner.optimisation.search import Search

    Floats = NDArray[np.float64]

NEGLIGIBLE = 1e-9  # racks, MW, Mtokens/s: below what HiGHS itself resolves


def _hourly(search: Search, days: dict[int, DayDispatch]) -> Dispatch:
    """All days one after the other; tiny negatives that lie within the residual allowed become zero."""
    x, hours = search.x, len(search.x.hours.utc)
    rows = {
        "serving_racks": (len(x.points.rate), list(range(len(x.points.rate)))),
        "parked_racks": (len(x.fleet.racks), list(range(len(x.fleet.racks)))),
        "burst": (len(x.workloads.names), may_burst(x)),
        "unserved": (len(x.workloads.names), list(range(len(x.workloads.names)))),
        "backlog": (len(x.workloads.names), deferrable(x)),
    }
    full: dict[str, Floats] = {name: np.zeros((size, hours)) for name, (size, _) in rows.items()}
    flat: dict[str, Floats] = {name: np.zeros(hours) for name in ("it_mw", "facility_mw", "grid_mw", "overrun_mw")}
    for d, day in days.items():
        at = slice(int(x.days.first_hour[d]), int(x.days.first_hour[d + 1]))
        count = at.stop - at.start
        for name, (_, index) in rows.items():
            if index and name in day.values:
                full[name][index, at] = day.values[name].reshape(len(index), count)
        for name, array in flat.items():
            array[at] = day.values[name]
    for array in [*full.values(), *flat.values()]:
        array[np.abs(array) < NEGLIGIBLE] = 0.0
        np.maximum(array, 0.0, out=array)
    return Dispatch(**full, **flat)


def _marginal(search: Search, pool: DayPool, given: Floats, cost_meur: Floats, slope_meur: Floats) -> Marginal:
    """Reduced costs of what the dispatch was given, as savings, and what one unit more would really save."""
    racks, classes = len(search.x.fleet.racks), len(search.x.tariff.classes)
    value = -slope_meur.T
    one_mw, product, one_rack = one_more_unit(search.x, pool, given, cost_meur, value[:racks])
    return Marginal(
        installed_meur_per_rack=value[:racks],
        subscribed_meur_per_mw=value[racks : racks + classes],
        connection_meur_per_mw=value[-1],
        one_more_mw_meur=one_mw,
        one_more_rack=product,
        one_more_rack_meur=one_rack,
    )


def _whole_table(model: CutModel, columns: Floats, name: str, shape: tuple[int, ...]) -> NDArray[np.int64]:
    table = np.zeros(shape, dtype=np.int64)
    for key, column in model.compiled.columns.get(name, {}).items():
        table[key] = round(columns[column])
    return table


def solution_of(
    search: Search, model: CutModel, pool: DayPool, days: dict[int, DayDispatch], status: Status
) -> Solution:
    """Collect a checked solution.

    Raises:
        SolverFailure: the investment columns miss a constraint.
    """
    x, columns = search.x, search.whole
    assert columns is not None
    periods, vintages = len(x.periods.names), len(x.fleet.vintage_rack)
    cost, slope = np.zeros(periods), np.zeros_like(model.given(columns))
    for d in sorted(days):
        p, share = int(x.days.period[d]), float(x.days.weight[d]) / 1000
        cost[p] += share * days[d].answer.cost_keur
        slope[p] += share * days[d].answer.reduced_cost_keur
    absolute, relative = check_residuals(model.compiled, columns, "investment")
    total = model.total_cost(columns, cost)
    marginal = _marginal(search, pool, model.given(columns), cost, slope)
    search.enter("")
    racks = len(x.fleet.racks)
    given = model.given(columns)
    warnings = [] if status == "optimal_within_gap" else [f"The gap asked was not reached: {status.replace('_', ' ')}."]
    return Solution(
        status=status,
        objective_meur=search.objective(total),
        bound_meur=search.objective(min(search.bound, total)),
        gap=search.gap_of(search.bound, total),
        order_racks=_whole_table(model, columns, "order_racks", (vintages,)),
        retire_racks=_whole_table(model, columns, "retire_racks", (vintages, periods)),
        installed_racks=np.round(given[:, :racks].T).astype(np.int64),
        phase_open=_whole_table(model, columns, "phase_open", (len(x.phases.names), periods)),
        subscribed_mw=given[:, racks:-1].T.copy(),
        dispatch_cost_meur=cost,
        dispatch=_hourly(search, days),
        marginal=marginal,
        residual_abs=max([absolute, *(day.residual_abs for day in days.values())]),
        residual_rel=max([relative, *(day.residual_rel for day in days.values())]),
        progress=tuple(search.lines),
        seconds={**search.seconds, "total": search.elapsed()},
        warnings=(*x.warnings, *warnings),
    )
