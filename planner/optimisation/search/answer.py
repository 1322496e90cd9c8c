"""From the last pass to `Solution`: whole decisions, every hour, and the money added up again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.equations.revenue import revenue_asked_meur
from planner.optimisation.equations.serving import deferrable, may_burst
from planner.optimisation.matrix.highs import check_residuals
from planner.optimisation.matrix.layout import Given, given_of, periods_of, prefix
from planner.optimisation.parts.offers import line_workload
from planner.optimisation.parts.parts import BUILT, HOURLY, capacities, shared_of
from planner.optimisation.search.limits import limits_of
from planner.optimisation.search.pricing import Priced, add_up
from planner.problem.offers import OfferDecisions
from planner.problem.several import shared_at
from planner.problem.solution import Built, Dispatch, Marginal, PortfolioSolution, Solution, Status

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.matrix.answers import DayDispatch
    from planner.optimisation.search.cuts import CutModel
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs


MIP_REFUTED = (
    "HiGHS gave a bound for whole racks that this plan passes: it was dropped. What is proven rests on the bound with "
    "racks in parts, which is worked out here."
)
NEGLIGIBLE = 1e-9  # racks, MW, Mtokens/s: below what HiGHS itself resolves


def _hourly(x: ModelInputs, days: dict[int, DayDispatch]) -> Dispatch:
    """All days of a site one after the other; tiny negatives that lie within the residual allowed become zero."""
    hours = len(x.hours.utc)
    rows = {
        "serving_racks": (len(x.points.rate), list(range(len(x.points.rate)))),
        "parked_racks": (len(x.fleet.racks), list(range(len(x.fleet.racks)))),
        "burst": (len(x.workloads.names), may_burst(x)),
        "unserved": (len(x.workloads.names), list(range(len(x.workloads.names)))),
        "backlog": (len(x.workloads.names), deferrable(x)),
    }
    full: dict[str, Floats] = {name: np.zeros((size, hours)) for name, (size, _) in rows.items()}
    flat: dict[str, Floats] = {name: np.zeros(hours) for name in ("it_mw", "facility_mw", "grid_mw", "overrun_mw")}
    of_parts = {name: _blank(name, hours, days) for name in HOURLY if any(name in day.values for day in days.values())}
    for d, day in days.items():
        at = slice(int(x.days.first_hour[d]), int(x.days.first_hour[d + 1]))
        count = at.stop - at.start
        for name, (_, index) in rows.items():
            if index and name in day.values:
                full[name][index, at] = day.values[name].reshape(len(index), count)
        for name, array in (flat | of_parts).items():
            array[..., at] = day.values[name].reshape(*array.shape[:-1], count)
    if "unserved_of_line" in of_parts:  # what goes unserved of a workload is that of its contracts too
        np.add.at(full["unserved"], line_workload(x), of_parts["unserved_of_line"])
    for array in [*full.values(), *flat.values(), *of_parts.values()]:
        array[np.abs(array) < NEGLIGIBLE] = 0.0
        np.maximum(array, 0.0, out=array)
    return Dispatch(**full, **flat, of_parts=of_parts)


def _blank(name: str, hours: int, days: dict[int, DayDispatch]) -> Floats:
    """Zeros for a variable of a part: (H,), or (G, H) where it has a second axis."""
    if HOURLY[name] == 1:
        return np.zeros(hours)
    first = next(day for day in days.values() if name in day.values)
    return np.zeros((len(first.values[name]) // len(first.values["grid_mw"]), hours))


def _marginal(x: ModelInputs, at: Given, slope_meur: Floats, prices: Floats) -> Marginal:
    """Reduced costs of what the dispatch was given, as savings."""
    value = -slope_meur.T
    return Marginal(
        installed_meur_per_rack=value[at.racks],
        subscribed_meur_per_mw=value[at.classes],
        connection_meur_per_mw=value[at.connection],
        on_site_meur={name: value[at.parts[name]] for name in capacities(x)},
        shared_meur={one.period: prices[:, i] for i, one in enumerate(shared_of(x))},
    )


def _whole_table(model: CutModel, columns: Floats, name: str, shape: tuple[int, ...]) -> Ints:
    table = np.zeros(shape, dtype=np.int64)
    for key, column in model.compiled.columns.get(name, {}).items():
        table[key] = round(columns[column])
    return table


def _contract_mw(model: CutModel, columns: Floats, own: str, x: ModelInputs) -> Floats:
    """Contracted power [MW], C; dust is none. A contract that costs and bounds nothing has no column: its least."""
    table = model.compiled.columns.get(f"{own}contract_mw", {})
    least = enumerate(x.contracts.min_mw if x.contracts.names else ())
    power_mw = np.array([columns[table[(i,)]] if (i,) in table else mw for i, mw in least], dtype=np.float64)
    return np.where(power_mw < NEGLIGIBLE, 0.0, power_mw)


def _on_site(model: CutModel, x: ModelInputs, own: str, columns: Floats) -> dict[str, Built]:
    """Battery and PV as built and in use; tiny negatives become zero."""

    def table(name: str) -> Floats:
        return np.maximum(columns[model.compiled.column_array(f"{own}{name}")], 0.0)

    return {name: Built(table(BUILT[name]), table(name)) for name in capacities(x)}


def _decisions(model: CutModel, x: ModelInputs, own: str, columns: Floats) -> OfferDecisions | None:
    """What the plan makes of each contract with a customer; dust is none. Of a portfolio's it is decided once."""
    if x.offers is None:
        return None
    shape, shared, known_by = (len(x.offers.names), len(x.periods.names)), x.offers.shared, model.compiled.columns

    def table(name: str, shape: tuple[int, ...]) -> Floats:
        share = np.zeros(shape)
        of_all = {key: column for key, column in known_by.get(name, {}).items() if shared[key[0]]}
        for key, column in (known_by.get(f"{own}{name}", {}) | of_all).items():
            share[key] = columns[column]
        share[np.abs(share) < NEGLIGIBLE] = 0.0
        return np.where(np.abs(share - 1) < NEGLIGIBLE, 1.0, share)

    return OfferDecisions(
        signed=table("signed", shape[:1]),
        owing=table("owing", shape),
        breached=table("breached", shape),
        terminated=table("terminated", shape),
    )


def _reserved_kgpu(at: Given, given: Floats) -> Floats:
    """GPUs reserved elsewhere, P; none where they are not on offer."""
    column = at.parts.get("rented_kgpu")
    return np.zeros(0) if column is None else np.maximum(given[:, column], 0.0)


def shares_of(x: PortfolioInputs, given: Floats) -> Floats:
    """Share of the demand of each workload that each site takes, W × S × P."""
    periods = periods_of(x)
    share = np.repeat(x.may_serve.astype(np.float64)[:, :, None], periods, axis=2)
    for s in range(len(x.sites)):
        shares = given[s * periods : (s + 1) * periods, given_of(x, s).shares]
        for i, w in enumerate(shared_at(x, s)):
            share[w, s] = shares[:, i]
    return share


def with_share(x: ModelInputs, share: Floats) -> ModelInputs:
    """The inputs of a site with its share (W, P) of demand; the very same ones where it takes all."""
    if (share == 1).all():
        return x
    return replace(x, hours=replace(x.hours, demand=x.hours.demand * share[:, x.days.hour_period]))


def solution_of(
    search: Search,
    model: CutModel,
    pool: DayPool,
    days: dict[int, DayDispatch],
    prices: Floats,
    status: Status,
    *,
    centre: Floats | None = None,
    prices_capital: bool = True,
) -> PortfolioSolution:
    """Collect a checked solution; `prices` (S·P, n) are those of what the days of a row share.

    What a euro more of capital is worth is looked for from `centre`, the best point with racks in parts.

    Raises:
        SolverFailure: the investment columns miss a constraint.
    """
    x, columns = search.x, search.whole
    assert columns is not None
    given = model.given(columns)
    priced = add_up(search.days, {d: day.answer for d, day in days.items()}, (len(given), given.shape[1]))
    residual = check_residuals(model.compiled, columns, "investment")
    total = model.total_cost(columns, priced.dispatch_meur)
    share = shares_of(x, given)
    limits = limits_of(search, model, pool, priced.dispatch_meur, centre) if prices_capital else [()] * len(x.sites)
    search.enter("")
    warnings = [] if status == "optimal_within_gap" else [f"The gap asked was not reached: {status.replace('_', ' ')}."]
    warnings += [MIP_REFUTED] if search.refuted else []
    inputs = tuple(with_share(site, share[:, s]) for s, site in enumerate(x.sites))
    whole = PortfolioSolution(
        status=status,
        objective_meur=search.objective(total),
        bound_meur=search.objective(min(search.bound, total)),
        gap=search.gap_of(search.bound, total),
        site_names=x.site_names,
        inputs=inputs,
        sites=(),
        demand_share=share,
        progress=tuple(search.lines),
        seconds={**search.seconds, "total": search.elapsed()},
        warnings=(*warnings, *pool.take_warnings()),
    )
    sites = [_site(search, model, s, whole, days, priced, prices, residual) for s in range(len(x.sites))]
    sites = [replace(site, capital_limits=own) for site, own in zip(sites, limits, strict=True)]
    return replace(whole, sites=tuple(sites))


def _site(
    search: Search,
    model: CutModel,
    s: int,
    whole: PortfolioSolution,
    all_days: dict[int, DayDispatch],
    priced: Priced,
    prices: Floats,
    residual: tuple[float, float],
) -> Solution:
    """One site of the solution; where it is alone, the whole of it."""
    columns = search.whole
    assert columns is not None
    x, own, site = search.x, prefix(search.x, s), whole.inputs[s]
    periods, vintages, at = len(site.periods.names), len(site.fleet.vintage_rack), given_of(x, s)
    first = sum(len(other.days.period) for other in x.sites[:s])
    days = {d - first: all_days[d] for d in range(first, first + len(site.days.period))}
    rows = slice(s * periods, (s + 1) * periods)
    given = model.given(columns)[rows]
    phase_open = _whole_table(model, columns, f"{own}phase_open", (len(site.phases.names), periods))
    objective, bound, gap = whole.objective_meur, whole.bound_meur, whole.gap
    if not x.alone:
        cost = model.site_cost(s, columns, priced.dispatch_meur)
        objective = revenue_asked_meur(site) - cost if site.objective == "maximise_npv" else cost
        bound = objective + (whole.bound_meur - whole.objective_meur)
        gap = abs(bound - objective) / max(abs(objective), 1e-9)
    return Solution(
        status=whole.status,
        objective_meur=objective,
        bound_meur=bound,
        gap=gap,
        order_racks=_whole_table(model, columns, f"{own}order_racks", (vintages,)),
        retire_racks=_whole_table(model, columns, f"{own}retire_racks", (vintages, periods)),
        installed_racks=np.round(given[:, at.racks].T).astype(np.int64),
        phase_open=phase_open,
        connection_mw=site.phases.connection_mw @ phase_open,
        subscribed_mw=given[:, at.classes].T.copy(),
        dispatch_cost_meur=priced.dispatch_meur[rows].copy(),
        dispatch=_hourly(site, days),
        marginal=_marginal(site, at, priced.slope_meur[rows], prices[rows]),
        residual_abs=max([residual[0], *(day.residual_abs for day in days.values())]),
        residual_rel=max([residual[1], *(day.residual_rel for day in days.values())]),
        progress=whole.progress,
        seconds=whole.seconds,
        warnings=(*site.warnings, *whole.warnings),
        contract_mw=_contract_mw(model, columns, own, site),
        on_site=_on_site(model, site, own, columns),
        shared={one.period: given[:, at.shared][:, i].copy() for i, one in enumerate(shared_of(site))},
        offers=_decisions(model, site, own, columns),
        reserved_kgpu=_reserved_kgpu(at, given),
    )
