"""Small worlds for hand-solved tests: everything that a test does not name is switched off.

Units are chosen so that plans can be worked out on a napkin. Racks draw whole MW, every price is in MEUR: of a rack,
of a MWh, of a unit of work (what a rack of rate 1 does in an hour), of a MW subscribed for a period. Periods last one
year, days stand for one day, nothing is discounted, and a price of 0 means that the thing is free.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pytest
from numpy.typing import ArrayLike

from planner.optimisation.equations.revenue import revenue_asked_meur
from planner.optimisation.matrix.highs import compile_model, load
from planner.optimisation.models.joint import build_joint
from planner.optimisation.search.session import solve_inputs
from planner.problem.periods import Days, Periods
from planner.problem.site import Fleet, Hours, ModelInputs, Phases, Points, Tariff, Workloads
from planner.problem.solution import Solution

if TYPE_CHECKING:
    from planner.arrays import Floats

MANY = 1000.0  # room that never binds


@dataclass(frozen=True)
class Rack:
    """One rack product. Powers in MW, money in MEUR; a sequence of prices or supplies is one per order period."""

    name: str = "rack"
    serves: Mapping[str, float] = field(default_factory=lambda: {"work": 1.0})  # workload → rate
    more_points: tuple[tuple[str, float, float], ...] = ()  # (workload, rate, MW while serving)
    mw: float = 0.0  # while serving
    idle_mw: float = 0.0
    standby_mw: float = 0.0
    network_mw: float = 0.0
    availability: float = 1.0
    price: ArrayLike = 0.0
    supply: ArrayLike = 0
    lead: int = 0  # periods from order to live
    opening: int = 0
    opex: float = 0.0  # per rack and period
    resale: ArrayLike = 0.0  # of a rack at the start of each period, and terminal
    life: int = 99  # periods
    positions: float = 0.0
    liquid_mw: float = 0.0
    weight_t: float = 0.0


@dataclass(frozen=True)
class Work:
    """One workload. `demand` is that of the hours of a day; a row for each day if days differ."""

    name: str = "work"
    demand: ArrayLike = (1.0,)
    revenue: float = 0.0
    burst: float = 0.0
    penalty: float = 0.0
    window: int = 0
    sovereign: bool = False
    headroom: float = 0.0
    unit: Literal["tokens", "gpu_hours"] = "tokens"


@dataclass(frozen=True)
class Phase:
    """One phase of the site."""

    mw: float = MANY
    opens: int = 0
    committed: bool = True
    capex: float = 0.0
    positions: float = MANY
    liquid_mw: float = MANY
    floor_t: float = MANY


def world(
    racks: Sequence[Rack] = (Rack(),),
    work: Sequence[Work] = (Work(),),
    *,
    periods: int = 1,
    months: int = 12,  # of a period
    objective: Literal["minimise_cost", "maximise_npv"] = "minimise_cost",
    lost_load_multiple: float = 1.0,
    phases: Sequence[Phase] = (Phase(),),
    weights: Sequence[float] = (1.0,),  # of the days of each period
    spot: ArrayLike = 0.0,  # like a demand
    network: ArrayLike = 0.0,
    tax: ArrayLike = 0.0,
    cooling: ArrayLike = 0.0,
    efficiency: float = 1.0,
    auxiliaries_mw: float = 0.0,
    tariff_class: Sequence[int] | None = None,  # of the hours of a day
    subscribed: Sequence[float] = (0.0,),  # price of each class
    overrun: Sequence[float] = (0.0,),
    discount: ArrayLike = 1.0,
    discount_at_end: float = 1.0,
    paid_at_order: float = 0.0,
    tiers: Sequence[tuple[int, float]] = ((1, 0.0),),
    shell: float = 0.0,
    site_opex: float = 0.0,
    tariff_fixed: float = 0.0,
    may_change: Sequence[int] = range(99),  # periods in which subscribed power may change
    may_fall: bool = False,
) -> ModelInputs:
    """A small world in which everything not named is free, unlimited, perfect or absent."""
    hours, days = np.atleast_2d(work[0].demand).shape[1], periods * len(weights)

    def hourly(numbers: ArrayLike) -> Floats:
        return np.broadcast_to(np.asarray(numbers, dtype=float), (days, hours)).ravel().copy()

    def per_period(number: ArrayLike) -> Floats:
        return np.broadcast_to(np.asarray(number, dtype=float), (periods,)).copy()

    def by_class(prices: Sequence[float]) -> Floats:
        return np.repeat(np.array(prices, dtype=float)[:, None], periods, axis=1)

    def of_work(name: str) -> Floats:
        return np.array([[float(getattr(w, name))] * periods for w in work])

    starts = [dt.date(2027 + p * months // 12, 1 + p * months % 12, 1) for p in range(periods + 1)]
    first = tuple(starts[:-1])
    return ModelInputs(
        name="small",
        objective=objective,
        lost_load_multiple=lost_load_multiple,
        periods=Periods(
            names=tuple(f"{day:%Y}" if months == 12 else f"{day:%Y-%m}" for day in first),
            first_day=first,
            after_last_day=starts[-1],
            years=np.full(periods, months / 12),
            discount=per_period(discount),
            discount_at_end=discount_at_end,
        ),
        fleet=_fleet(racks, periods, paid_at_order, tiers),
        phases=Phases(
            names=tuple(f"phase-{b + 1}" for b in range(len(phases))),
            connection_mw=np.array([f.mw for f in phases]),
            positions=np.array([f.positions for f in phases]),
            liquid_mw=np.array([f.liquid_mw for f in phases]),
            floor_t=np.array([f.floor_t for f in phases]),
            earliest_period=np.array([f.opens for f in phases]),
            committed=np.array([f.committed for f in phases]),
            capex_meur=np.array([f.capex for f in phases]),
            shell_meur_per_mw=per_period(shell),
            site_opex_meur=per_period(site_opex),
        ),
        workloads=Workloads(
            names=tuple(w.name for w in work),
            unit=tuple(w.unit for w in work),
            window_hours=np.array([w.window for w in work]),
            sovereign=np.array([w.sovereign for w in work]),
            headroom=np.array([w.headroom for w in work]),
            units_per_hour=np.full(len(work), 1e6),  # so that 1 EUR a unit is 1 MEUR for rate 1 during an hour
            revenue_eur=of_work("revenue"),
            burst_eur=of_work("burst"),
            penalty_eur=of_work("penalty"),
        ),
        points=_points(racks, [w.name for w in work]),
        tariff=Tariff(
            classes=tuple(f"class-{k + 1}" for k in range(len(subscribed))),
            power_eur_per_kw_year=1000 * by_class(subscribed),
            overrun_eur_per_mwh=1e6 * by_class(overrun),
            fixed_meur=per_period(tariff_fixed),
            subscription_may_change=np.array([p in may_change for p in range(periods)]),
            subscription_may_fall=may_fall,
        ),
        electrical_efficiency=efficiency,
        auxiliaries_mw=per_period(auxiliaries_mw),
        hours=Hours(
            utc=np.datetime64("2027-01-01", "h") + np.arange(days * hours),
            tariff_class=np.tile(np.array(tariff_class or [0] * hours), days),
            spot_eur_per_mwh=1e6 * hourly(spot),
            network_eur_per_mwh=1e6 * hourly(network),
            tax_eur_per_mwh=1e6 * hourly(tax),
            cooling=hourly(cooling),
            water_l_per_kwh=hourly(0.0),
            carbon_g_per_kwh=hourly(0.0),
            demand=np.array([hourly(w.demand) for w in work]),
        ),
        days=Days(
            dates=tuple(day + dt.timedelta(days=d) for day in first for d in range(len(weights))),
            period=np.repeat(np.arange(periods), len(weights)),
            first_hour=np.arange(days + 1) * hours,
            weight=np.tile(np.array(weights, dtype=float), periods),
        ),
        every_day=False,
        assumptions=(),
        warnings=(),
    )


def _fleet(racks: Sequence[Rack], periods: int, paid_at_order: float, tiers: Sequence[tuple[int, float]]) -> Fleet:
    """Vintages: for every rack its opening fleet, if any, then each period in which it can be ordered."""
    vintages: list[tuple[int, int, int, int, float]] = []  # rack, order, live, supply, price
    for r, rack in enumerate(racks):
        supply = np.broadcast_to(np.asarray(rack.supply), (periods,))
        price = np.broadcast_to(np.asarray(rack.price, dtype=float), (periods,))
        if rack.opening:
            vintages.append((r, -1, 0, 0, 0.0))
        vintages += [
            (r, p, p + rack.lead, int(supply[p]), float(price[p])) for p in range(periods - rack.lead) if supply[p]
        ]
    of = np.array([v[0] for v in vintages], dtype=np.int64)
    live = np.array([v[2] for v in vintages], dtype=np.int64)
    opening = np.array([v[1] < 0 for v in vintages], dtype=bool)
    held = np.arange(periods)[None, :] >= live[:, None]

    def each(name: str) -> Floats:
        return np.array([getattr(rack, name) for rack in racks], dtype=float)

    return Fleet(
        racks=tuple(rack.name for rack in racks),
        gpus=np.ones(len(racks), dtype=np.int64),
        nameplate_kw=1000 * each("mw"),
        idle_kw=1000 * each("idle_mw"),
        standby_kw=1000 * each("standby_mw"),
        network_kw=1000 * each("network_mw"),
        availability=each("availability"),
        positions=each("positions"),
        liquid_kw=1000 * each("liquid_mw"),
        weight_t=each("weight_t"),
        vintage_names=tuple(f"{racks[v[0]].name} {v[1]}" for v in vintages),
        vintage_rack=of,
        order_period=np.array([v[1] for v in vintages], dtype=np.int64),
        live_period=live,
        opening_racks=np.where(opening, np.array([rack.opening for rack in racks], dtype=np.int64)[of], 0),
        max_racks=np.array([v[3] for v in vintages], dtype=np.int64),
        price_meur=np.array([v[4] for v in vintages]),
        opex_meur=np.where(held, each("opex")[of][:, None], 0.0),
        resale_meur=np.array(
            [np.broadcast_to(np.asarray(racks[r].resale, dtype=float), (periods + 1,)) for r in of]
        ).reshape(len(of), periods + 1),
        end_of_life_period=np.array([min(periods, v[2] + racks[v[0]].life) for v in vintages], dtype=np.int64),
        paid_at_order=paid_at_order,
        tier_from_racks=np.array([from_racks for from_racks, _ in tiers], dtype=np.int64),
        tier_discount=np.array([discount for _, discount in tiers]),
    )


def _points(racks: Sequence[Rack], work: list[str]) -> Points:
    rows = [(work.index(w), r, rate, rack.mw) for r, rack in enumerate(racks) for w, rate in rack.serves.items()]
    rows += [(work.index(w), r, rate, mw) for r, rack in enumerate(racks) for w, rate, mw in rack.more_points]
    return Points(
        names=tuple(f"{work[w]} on {racks[r].name}, {rate:g}" for w, r, rate, _ in rows),
        workload=np.array([row[0] for row in rows], dtype=np.int64),
        rack=np.array([row[1] for row in rows], dtype=np.int64),
        rate=np.array([row[2] for row in rows], dtype=float),
        kw=1000 * np.array([row[3] for row in rows], dtype=float),
        tokens_per_s_per_user=np.full(len(rows), np.nan),
        source=("a test",) * len(rows),
    )


def solve_joint(x: ModelInputs, gap: float = 1e-9) -> float:
    """Optimum of the joint model in the sense of the objective [MEUR], straight from HiGHS."""
    solver = load(compile_model(build_joint(x)), {"mip_rel_gap": gap, "mip_abs_gap": gap}, integer=True)
    solver.run()
    assert solver.modelStatusToString(solver.getModelStatus()) == "Optimal"
    cost = float(solver.getInfo().objective_function_value)
    return revenue_asked_meur(x) - cost if x.objective == "maximise_npv" else cost


def solve_both(x: ModelInputs) -> Solution:
    """The plan found by the decomposition, after the joint model has agreed with its objective."""
    solution = solve_inputs(x, gap=1e-6, processes=1)
    assert solution.status == "optimal_within_gap"
    assert solution.gap <= 1e-6
    assert solution.objective_meur == pytest.approx(solve_joint(x), rel=1e-6, abs=1e-9)
    return solution


def ordered(x: ModelInputs, solution: Solution) -> dict[str, int]:
    """Racks ordered, by product, over all periods."""
    counts = np.bincount(x.fleet.vintage_rack, weights=solution.order_racks, minlength=len(x.fleet.racks))
    return dict(zip(x.fleet.racks, counts.astype(int).tolist(), strict=True))
