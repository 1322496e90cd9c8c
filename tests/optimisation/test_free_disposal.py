"""Laws of a plan that chooses its customers: contracts agree in both models, and more to choose from never costs.

Random contracts beside the random cases of `random_cases`: whole and in parts, signed and open, with and without a
credit, a floor, a fee; on interactive and deferrable work.
"""

from __future__ import annotations

import dataclasses
from dataclasses import replace

import numpy as np
import pytest

from planner.optimisation.search.session import solve_inputs
from planner.problem.offers import Offers
from planner.problem.site import ModelInputs
from tests.optimisation.make import solve_joint
from tests.optimisation.make_offers import with_rented
from tests.optimisation.random_cases import random_case

GAP = 1e-4


def random_offers(x: ModelInputs, seed: int, *, owed: bool = True) -> Offers:
    """One to three contracts, each a random share of the demand of a workload in a random term.

    With `owed` False nothing was signed before the plan, and nothing binds that can still be declined.
    """
    random, size = np.random.default_rng([seed, 7]), len(x.periods.names)
    count = int(random.integers(1, 4))
    workload = random.integers(0, len(x.workloads.names), count)
    first = random.integers(0, size, count)
    last = np.minimum(size, first + random.integers(1, size + 1, count))
    running = (np.arange(size) >= first[:, None]) & (np.arange(size) < last[:, None])
    hours = x.hours.demand[workload] * random.uniform(0.1, 1.5, count)[:, None] * running[:, x.days.hour_period]
    units = np.array([np.bincount(x.days.hour_period, weights=h * x.days.hour_weight, minlength=size) for h in hours])
    units *= x.workloads.units_per_hour[workload, None]
    price = x.workloads.revenue_eur[workload] * random.uniform(0.5, 2.0, count)[:, None] * running
    revenue = price * units * np.maximum(1.0, random.uniform(0.5, 1.3, count))[:, None] / 1e6
    credit = price * np.where(random.random(count) < 0.7, random.uniform(0.1, 3, count), 0.0)[:, None]
    cap = np.where((credit > 0).any(axis=1), random.uniform(0.02, 0.5, count), np.inf)
    fee = np.where(random.random(count) < 0.5, random.uniform(0.05, 1.0, count), np.inf)
    amount = np.maximum(price * units / 1e6, 1e-9)
    return Offers(
        names=tuple(f"contract-{n}" for n in range(count)),
        workload=workload,
        demand=hours,
        throttled=np.zeros_like(hours),
        peak=hours,
        floor=np.zeros_like(units),
        contracted=np.where(running, np.maximum(units, 1e-9), 0.0),
        price_eur=price,
        revenue_meur=revenue,
        credit_eur=credit,
        cap_meur=cap[:, None] * amount,
        termination_meur=fee[:, None] * amount,
        signed=random.random(count) < 0.3 if owed else np.zeros(count, dtype=bool),
        whole=random.random(count) < 0.6,
        market_priced=np.zeros(count, dtype=bool),
        decision_period=np.maximum(first - 1, -1),
    )


def case(seed: int, *, owed: bool = True) -> ModelInputs:
    """A random case that maximises value, with contracts, and every other one with a limit on what may be rented."""
    x = random_case(seed, hours=4)
    x = replace(x, objective="maximise_npv", offers=random_offers(x, seed, owed=owed))
    if seed % 2:
        gpus = np.where(x.workloads.burst_eur[:, 0] > 0, 1.0, 0.0)
        price = float(np.maximum(x.workloads.burst_eur * x.workloads.units_per_hour[:, None], 1e-9).mean()) / 1e6
        x = with_rented(x, gpus.tolist(), price, 0.7 * price, 0.2 * float(x.hours.demand.mean()), 1.0)
    return x


@pytest.mark.parametrize("seed", range(30))
def test_contracts_agree_in_both_models(seed: int) -> None:
    """Proves: joint model and decomposition give the same optimum, within the gap asked, with contracts of all kinds.

    A bug would give: a value of a share in a cut that is off, a bound that a breach passes, a line left out of a row.
    """
    x = case(seed)
    solution, best = solve_inputs(x, gap=GAP, processes=1), solve_joint(x, gap=1e-7)
    slack = 1e-6 * max(1.0, abs(best))
    assert solution.objective_meur <= best + slack
    assert solution.bound_meur >= best - slack
    assert solution.objective_meur >= best - 1.2 * GAP * max(abs(best), 1e-3) - slack


def _more_demand(x: ModelInputs, factor: float) -> ModelInputs:
    return replace(x, hours=replace(x.hours, demand=x.hours.demand * factor))


def _without_last(x: ModelInputs) -> ModelInputs:
    o = x.offers
    assert o is not None
    rows = {f.name: getattr(o, f.name)[:-1] for f in dataclasses.fields(o)}
    return replace(x, offers=Offers(**rows) if len(o.names) > 1 else None)


def _pays(x: ModelInputs) -> ModelInputs:
    """The same with no penalty beside contracts: what is uncommitted is never owed."""
    return replace(x, workloads=replace(x.workloads, penalty_eur=np.zeros_like(x.workloads.penalty_eur)))


def _more_supply(x: ModelInputs) -> ModelInputs:
    return replace(x, fleet=replace(x.fleet, max_racks=np.where(x.fleet.max_racks > 0, x.fleet.max_racks + 3, 0)))


def _more_megawatts(x: ModelInputs) -> ModelInputs:
    """One more phase, half a megawatt, that may be left closed."""
    b, last = x.phases, [-1]
    rows = [*range(len(b.names)), *last]
    arrays = ("positions", "liquid_mw", "floor_t", "earliest_period", "capex_meur")
    return replace(
        x,
        phases=replace(
            b,
            names=(*b.names, "one more"),
            connection_mw=np.append(b.connection_mw, 0.5),
            committed=np.append(b.committed, False),
            **{name: getattr(b, name)[rows] for name in arrays},
        ),
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("more", ["demand x 1.2", "demand x 2", "an offer", "supply", "megawatts"])
def test_more_to_choose_from_never_costs(seed: int, more: str) -> None:
    """Proves: free disposal. Demand that nobody promised, one more offer, racks, megawatts: the optimum never falls.

    A bug would give: a plan that loses money because customers ask for more, as with a penalty on all demand.
    """
    x = _pays(case(100 + seed, owed=False))
    pairs = {
        "demand x 1.2": (x, _more_demand(x, 1.2)),
        "demand x 2": (x, _more_demand(x, 2.0)),
        "an offer": (_without_last(x), x),
        "supply": (x, _more_supply(x)),
        "megawatts": (x, _more_megawatts(x)),
    }
    less, richer = (solve_joint(each, gap=1e-8) for each in pairs[more])
    assert richer >= less - 1e-6 * max(1.0, abs(less))
