"""What days share (carbon, energy to be shed) and what else bounds the meter: by hand, then against the joint model."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.optimisation import recompute
from tests.optimisation.make import Phase, Rack, Work, solve_both, solve_joint, world
from tests.optimisation.make_connection import with_cap, with_flexible, with_limit
from tests.optimisation.models.test_portfolio import joint as joint_portfolio
from tests.optimisation.models.test_portfolio import random_portfolio
from tests.optimisation.models.test_portfolio import solve as solve_portfolio
from tests.optimisation.parts.test_on_site import random_site
from tests.optimisation.random_cases import random_case

GAP = 1e-4


def site(penalty: float = 10.0, *, periods: int = 1, demand: object = (2, 2), mw: float = 2.0) -> ModelInputs:
    """Two days of two hours with 2 MW of work that pays `penalty` a MWh, power for nothing."""
    return world(
        [Rack(mw=1, opening=10)],
        [Work(demand=demand, penalty=penalty)],  # type: ignore[arg-type]
        periods=periods,
        months=6,
        weights=(1.0, 1.0),
        phases=[Phase(mw=mw)],
    )


def test_days_share_a_carbon_cap_where_it_hurts_least() -> None:
    """Proves: the cap binds the year, not the day: what is given up is where a MWh causes most.

    By hand: hours of 1, 2, 3 and 4 t/MWh in two days, 2 MW each: 20 t. A cap of 15 gives up 1.25 MWh at 4 t: 12.5.
    The price of a tonne is then 10/4. A bug would give: 2.5 t a day, or 7.5 t each, which cost more.
    """
    s = solve_both(with_cap(site(), 15, [1, 2, 3, 4]))
    assert s.objective_meur == pytest.approx(12.5)
    assert s.dispatch.unserved[0] == pytest.approx([0, 0, 0, 1.25])
    assert s.shared["carbon_kt"] == pytest.approx([0.015])
    assert s.marginal.shared_meur["carbon_kt"] == pytest.approx([2500])


def test_periods_of_a_year_share_its_cap() -> None:
    """Proves: two periods of a year share one cap; of two years, each has its own. By hand: as above, twice."""
    x = site(periods=2)
    one = solve_both(with_cap(x, 15, [1, 1, 1, 1, 3, 3, 3, 3]))  # 8 t and 24 t: 17 t above, 17/3 MWh at 10
    assert one.objective_meur == pytest.approx(170 / 3)
    assert one.shared["carbon_kt"] == pytest.approx([0.008, 0.007])
    two = solve_both(with_cap(x, 15, [1, 1, 1, 1, 3, 3, 3, 3], year=[2027, 2028]))  # 9 t above in the second
    assert two.objective_meur == pytest.approx(30)


def test_a_wide_cap_changes_nothing_and_is_worth_nothing() -> None:
    """Proves: a cap that does not bind costs nothing. A bug would give: a price, or work given up."""
    s = solve_both(with_cap(site(), 1000, [1, 2, 3, 4]))
    assert s.objective_meur == pytest.approx(0)
    assert s.marginal.shared_meur["carbon_kt"] == pytest.approx([0])


def test_hours_that_are_set_take_the_flexible_part_away() -> None:
    """Proves: 1 of 2 MW is flexible; in one hour all of it is away, in one half: 1 and 0.5 MWh at 10 are lost a day."""
    s = solve_both(with_flexible(site(), [1.0], called=[1, 0.5]))
    assert s.objective_meur == pytest.approx(30)
    assert s.dispatch.grid_mw == pytest.approx([1, 1.5, 1, 1.5])


def test_energy_that_is_owed_is_shed_where_it_costs_least() -> None:
    """Proves: 2 hours of 1 MW are owed in the first hour of each of four days; days without work give it for nothing.

    By hand: one day of four has no work then: 1 MWh for nothing, 1 MWh at 10. A bug would give: half a MWh each day.
    """
    x = site(periods=2, demand=[[2, 2], [2, 2], [0, 2], [2, 2]])
    s = solve_both(with_flexible(x, [1.0], agreed=[1, 0], owed_hours=1.0))
    assert s.objective_meur == pytest.approx(10)
    assert s.shared["shed_gwh"].sum() == pytest.approx(0.002)
    assert s.dispatch.grid_mw[4] == pytest.approx(0)


def test_transformers_and_maintenance_bound_the_meter() -> None:
    """Proves: the bound of each hour holds beside the connection. By hand: 0.5 and 1.5 MW left: 2 MWh a day lost."""
    s = solve_both(with_limit(site(), [0.5, 1.5]))
    assert s.objective_meur == pytest.approx(40)


def test_the_parked_fleet_fits_what_is_left() -> None:
    """Proves: racks that cannot be held at the firm part are retired, though work is then lost all year.

    By hand: two racks idle at 0.4 MW (0.8 of the 0.5 firm): one goes. A bug would give: a day without a dispatch.
    """
    x = world(
        [Rack(mw=1, idle_mw=0.4, standby_mw=0.4, opening=2)], [Work(demand=[2, 2], penalty=10)], phases=[Phase(mw=2)]
    )
    s = solve_both(with_flexible(x, [1.5], called=[1, 0]))
    assert s.installed_racks.tolist() == [[1]]


def random_coupled(seed: int) -> ModelInputs:
    """A random case with a cap, a flexible part or both, each wide or tight; some with battery, PV, limits."""
    random = np.random.default_rng([seed, 17])
    x = random_case(seed) if seed % 2 else random_site(seed)
    count, hours = len(x.periods.names), len(x.hours.utc)
    year = 2027 + np.arange(count) // 2
    if seed % 3 != 1:
        intensity = random.uniform(0.02, 0.1, hours)
        weight = np.repeat(x.days.weight, np.diff(x.days.first_hour))
        whole_t = float((weight * intensity).sum() * x.phases.connection_mw.sum() / count)
        cap_t = whole_t * random.uniform(0.3, 1.2)
        x = with_cap(x, cap_t, intensity, year=year, genset_t_per_mwh=0.7 if x.gensets else 0.0)
    if seed % 3 != 2:
        agreed = random.random(hours) < 0.5
        weight = np.repeat(x.days.weight, np.diff(x.days.first_hour)) * agreed
        period = np.repeat(x.days.period, np.diff(x.days.first_hour))
        room = np.bincount(period, weights=weight, minlength=count)
        part = x.phases.connection_mw * random.uniform(0.5, 0.9)
        x = with_flexible(x, part.tolist(), agreed=agreed, owed_hours=room * random.uniform(0.5, 0.95), year=year)
    if seed % 4 == 0:
        x = with_limit(x, np.where(random.random(hours) < 0.3, x.phases.connection_mw.sum() * 0.6, np.inf))
    return x


@cache
def solved(seed: int) -> Solution:
    return solve_inputs(random_coupled(seed), gap=GAP, processes=1)


SEEDS = range(300, 318)


@pytest.mark.parametrize("seed", SEEDS)
def test_decomposition_is_the_joint_model(seed: int) -> None:
    """Proves: shares of a year found by cuts and shares of a period found by a price give the optimum; bounds hold.

    Sums of carbon and of what was shed, taken from the hours alone, keep to what each year has.
    """
    x, s = random_coupled(seed), solved(seed)
    exact = solve_joint(x)
    scale = max(abs(exact), 1e-3)
    assert s.status == "optimal_within_gap"
    assert abs(s.objective_meur - exact) <= 1.5 * GAP * scale
    better = s.bound_meur - exact if x.objective == "maximise_npv" else exact - s.bound_meur
    assert better >= -1e-6 * scale
    assert s.objective_meur == pytest.approx(recompute.objective_meur(x, s), rel=1e-6, abs=1e-7)
    check_hours(x, s)


def check_hours(x: ModelInputs, s: Solution) -> None:
    """The cap of each year and the energy owed in each, from the hours of the dispatch."""
    weight = np.repeat(x.days.weight, np.diff(x.days.first_hour))
    period, d = recompute.period_of_hour(x), s.dispatch
    if x.carbon_cap:
        cap = x.carbon_cap
        tonnes = weight * (cap.t_per_mwh * d.grid_mw)
        if d.genset_mw is not None:
            tonnes = tonnes + weight * cap.genset_t_per_mwh * d.genset_mw
        for year in np.unique(cap.year):
            own = cap.year == year
            assert tonnes[own[period]].sum() / 1000 <= cap.most_kt[own].max() * (1 + 1e-6) + 1e-9
    if x.flexible:
        connection, flexible = x.phases.connection_mw @ s.phase_open, x.flexible.mw @ s.phase_open
        firm = (connection - flexible)[period]
        assert (d.grid_mw <= connection[period] - x.flexible.called * flexible[period] + 1e-6).all()
        shed = weight * x.flexible.agreed * (flexible[period] - np.maximum(d.grid_mw - firm, 0))
        for year in np.unique(x.flexible.year):
            own = x.flexible.year == year
            owed = float(x.flexible.owed_hours[own] @ flexible[own])
            assert shed[own[period]].sum() >= owed * (1 - 1e-6) - 1e-6
    if x.grid_limit:
        assert (d.grid_mw <= x.grid_limit.mw + 1e-6).all()


def test_the_cases_are_worth_deciding() -> None:
    """Proves: most of the cases have a cap or shedding with a price above zero, in some of their periods."""
    prices = [s.marginal.shared_meur for s in map(solved, SEEDS)]
    assert sum((p.get("carbon_kt", np.zeros(1)) > 0).any() for p in prices) >= 5
    assert sum((p.get("shed_gwh", np.zeros(1)) > 0).any() for p in prices) >= 5


@pytest.mark.parametrize("seed", [303, 304])
def test_one_process_and_two_give_the_same_plan(seed: int) -> None:
    """Proves: prices and parts do not depend on how days are spread."""
    one, two = solved(seed), solve_inputs(random_coupled(seed), gap=GAP, processes=2)
    assert one.objective_meur == two.objective_meur
    assert one.bound_meur == two.bound_meur
    assert np.array_equal(one.dispatch.grid_mw, two.dispatch.grid_mw)


@pytest.mark.parametrize("seed", [1, 3])
def test_a_site_of_a_portfolio_may_have_a_cap(seed: int) -> None:
    """Proves: what days share stands beside shares of demand, at one site of several."""
    x = random_portfolio(seed)
    first = x.sites[0]
    weight = np.repeat(first.days.weight, np.diff(first.days.first_hour))
    cap = float(weight.sum() * first.phases.connection_mw.sum() * 0.05) * 0.4
    capped = with_cap(first, cap, 0.05 * np.ones(len(weight)))
    x = dataclasses.replace(x, sites=(capped, *x.sites[1:]))
    plan, optimum = solve_portfolio(x), joint_portfolio(x)
    assert plan.status == "optimal_within_gap"
    assert plan.objective_meur == pytest.approx(optimum, rel=1.5 * GAP, abs=1e-6)
    check_hours(x.sites[0], plan.sites[0])


def test_a_session_follows_cap_and_curtailment() -> None:
    """Proves: a session finds, after each change, what a solve of its own does; another cap keeps the cuts."""
    x = random_coupled(312)
    assert x.carbon_cap is not None
    assert x.flexible is not None
    cap, flexible = x.carbon_cap, x.flexible
    cases = [
        dataclasses.replace(x, carbon_cap=dataclasses.replace(cap, most_kt=cap.most_kt * 0.9)),
        dataclasses.replace(x, carbon_cap=dataclasses.replace(cap, t_per_mwh=cap.t_per_mwh * 0.8)),
        dataclasses.replace(x, carbon_cap=None),
        dataclasses.replace(x, flexible=dataclasses.replace(flexible, owed_hours=flexible.owed_hours * 0.5)),
        dataclasses.replace(x, flexible=dataclasses.replace(flexible, mw=flexible.mw * 0.5)),
        dataclasses.replace(x, flexible=dataclasses.replace(flexible, agreed=~flexible.agreed), grid_limit=None),
        dataclasses.replace(x, flexible=None),
    ]
    with Session(processes=1) as session:
        session.solve(x, gap=GAP)
        for case in cases:
            found, exact = session.solve(case, gap=GAP), solve_joint(case)
            assert found.objective_meur == pytest.approx(exact, rel=1.5 * GAP)
