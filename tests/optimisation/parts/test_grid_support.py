"""Grid support: worked by hand, calls played through, then random cases against the joint model."""

from __future__ import annotations

import numpy as np
import pytest

from planner.optimisation.matrix.day_numbers import day_of, place, write_day
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.inputs.tiny import with_overrides
from tests.optimisation import recompute
from tests.optimisation.make import Rack, Work, solve_both, solve_joint, world
from tests.optimisation.make_on_site import Product, capacity, with_battery, with_support
from tests.optimisation.matrix.test_days import compiled, same
from tests.optimisation.parts.test_on_site import changes, random_site
from tests.optimisation.random_cases import longer_days, random_case

GAP = 1e-4


def site(*loads: list[float], window: int = 0, idle_mw: float = 0.0, **more: object) -> ModelInputs:
    """Workloads of so many MW by hour, on racks of 1 MW."""
    names = [f"work-{w}" for w in range(len(loads))]
    rack = Rack(mw=1, idle_mw=idle_mw, opening=10, serves=dict.fromkeys(names, 1.0))
    work = [Work(name, demand=load, penalty=100, window=window) for name, load in zip(names, loads, strict=True)]
    return world([rack], work, **({"spot": 1.0} | more))  # type: ignore[arg-type]


def offers(s: Solution) -> np.ndarray:
    assert s.dispatch.support_mw is not None
    return s.dispatch.support_mw


def test_load_on_offer_is_counted_at_the_meter() -> None:
    """Proves: shedding 2 MW of racks takes their cooling and losses off too, and is paid hour by hour.

    By hand: 2 · 1.1 / 0.8 = 2.75 MW in two hours; 5.5 at spot 1, less 5.5 · 0.4. A bug would give: 2 MW, or 1 hour.
    """
    x = site([2, 2], cooling=0.1, efficiency=0.8)
    s = solve_both(with_support(x, Product(0.4)))
    assert offers(s) == pytest.approx(np.full((1, 2), 2.75))
    assert s.objective_meur == pytest.approx(5.5 * 0.6)


def test_idle_power_stays_on() -> None:
    """Proves: only what is above idle can be shed: 2 racks of 1 MW that idle at 0.4. A bug would give 2 MW, or 4.4."""
    x = site([2], idle_mw=0.4)
    assert offers(solve_both(with_support(x, Product(0.1)))) == pytest.approx(np.array([[1.2]]))


def test_work_that_may_not_be_shed_is_not_offered() -> None:
    """Proves: with 1 MW of work that may be shed beside 3 that may not, 1 MW is offered."""
    s = solve_both(with_support(site([3], [1]), Product(0.1, sheds=(1,))))
    assert offers(s) == pytest.approx(np.array([[1.0]]))


def test_waiting_work_moves_to_the_hour_that_pays() -> None:
    """Proves: 2 MWh go from the hour at 1 to that at 1.2, where 0.5 is paid for each MW. By hand: 2.4 − 1."""
    x = site([0, 2], window=2, spot=[1.2, 1.0])
    s = solve_both(with_support(x, Product(0.5, open=[1, 0])))
    assert s.objective_meur == pytest.approx(1.4)
    assert offers(s) == pytest.approx(np.array([[2, 0]]))


def test_a_daily_offer_is_the_least_of_its_open_hours() -> None:
    """Proves: loads of 1 and 3 MW give 1 MW all day, 3 where the first hour is closed, and by the hour 4 MWh.

    A bug would give: the mean of the day, or 0 because of a closed hour.
    """
    x = site([1, 3])
    assert offers(solve_both(with_support(x, Product(0.1, daily=True)))) == pytest.approx(np.array([[1, 1]]))
    late = solve_both(with_support(x, Product(0.1, daily=True, open=[0, 1])))
    assert offers(late) == pytest.approx(np.array([[0, 3]]))
    assert offers(solve_both(with_support(x, Product(0.1)))) == pytest.approx(np.array([[1, 3]]))


def test_no_megawatt_is_promised_twice() -> None:
    """Proves: two products share 2 MW: 1.5 for the dearer, which takes any work, and 0.5 of the other.

    A bug would give: 1.5 and 1.
    """
    x = site([1], [1])
    s = solve_both(with_support(x, Product(0.5, most=1.5, sheds=(0, 1)), Product(0.4, sheds=(1,))))
    assert offers(s) == pytest.approx(np.array([[1.5], [0.5]]))
    assert s.objective_meur == pytest.approx(2 - 0.75 - 0.2)


def test_the_battery_holds_what_a_call_would_take() -> None:
    """Proves: 2 MW and 2 MWh back 2 MW for an hour, but 1 MW for calls of two hours. Work is not shed.

    A bug would give: 2 MW for any length, or energy that is not there.
    """
    x = site([3, 3])
    x = with_battery(x, capacity(x, least=2, most=2), capacity(x, least=2, most=2))
    short = solve_both(with_support(x, Product(0.1, sheds=())))
    assert offers(short) == pytest.approx(np.full((1, 2), 2.0))
    long = solve_both(with_support(x, Product(0.1, hours=2, sheds=())))
    assert offers(long).sum() == pytest.approx(2)
    assert long.objective_meur == pytest.approx(6 - 0.2)


def test_nothing_beyond_the_draw_is_offered() -> None:
    """Proves: a battery larger than the load offers the load, as nothing may be fed in. A bug would give 5 MW."""
    x = site([1, 1])
    x = with_battery(x, capacity(x, least=5, most=5), capacity(x, least=9, most=9))
    s = solve_both(with_support(x, Product(0.1, sheds=())))
    assert (offers(s)[0] <= s.dispatch.grid_mw + 1e-9).all()
    assert offers(s).sum() == pytest.approx(2)


def test_a_battery_is_built_for_grid_support() -> None:
    """Proves: investment knows what offers earn: 1 MW of converter at 0.5 and 1 MWh at 0.2 for 2 hours at 0.6.

    By hand: 3 MW of load; each MW of battery brings 1.2 for 0.7: 3 of them. 6 − 3 · 0.5.
    """
    x = site([3, 3])
    x = with_battery(x, capacity(x, 0.5), capacity(x, 0.2))
    s = solve_both(with_support(x, Product(0.6, sheds=())))
    assert s.on_site["storage_mw"].built == pytest.approx([3])
    assert s.on_site["storage_mwh"].built == pytest.approx([3])
    assert s.objective_meur == pytest.approx(6 - 1.5)


def test_a_plan_may_earn_more_than_its_power_costs() -> None:
    """Proves: the lower bound on what dispatch costs leaves room for what support pays. A bug would give 0."""
    s = solve_both(with_support(site([2, 2], spot=0.0), Product(0.7, most=1.5)))
    assert s.objective_meur == pytest.approx(-2.1)


def random_support(seed: int) -> ModelInputs:
    """A random site with battery or PV and two or three products, by the hour or the day."""
    x, random = random_site(seed), np.random.default_rng([seed, 11])
    work, hours = len(x.workloads.names), len(x.hours.utc)
    products = [
        Product(
            float(random.uniform(5e-6, 1e-4)),
            most=float(random.uniform(0.05, 1)),
            hours=int(random.integers(1, 4)),
            open=random.random(hours) < 0.7,
            daily=bool(random.integers(0, 2)),
            sheds=tuple(np.flatnonzero(random.random(work) < 0.6).tolist()),
        )
        for _ in range(int(random.integers(2, 4)))
    ]
    return with_support(x, *products)


@pytest.mark.parametrize("seed", range(400, 407))
def test_decomposition_is_the_joint_model(seed: int) -> None:
    """Proves: cuts carry what support earns; money adds up from the plan; every offer is within load and battery, and
    every call of every product at once, begun in any hour, can be kept up by the battery to its end.
    """
    x = random_support(seed)
    s = solve_inputs(x, gap=GAP, processes=1)
    exact = solve_joint(x)
    scale = max(abs(exact), 1e-3)
    assert abs(s.objective_meur - exact) <= 1.5 * GAP * scale
    better = s.bound_meur - exact if x.objective == "maximise_npv" else exact - s.bound_meur
    assert better >= -1e-6 * scale
    assert s.objective_meur == pytest.approx(recompute.objective_meur(x, s), rel=1e-6, abs=1e-7)
    support, d = x.grid_support, s.dispatch
    assert support is not None
    offered = offers(s)
    battery = np.zeros_like(offered) if d.support_battery_mw is None else d.support_battery_mw
    assert (offered <= support.most_mw + 1e-9).all()
    assert (offered.sum(axis=0) <= d.grid_mw + 1e-6).all()
    above = (x.points.kw - x.fleet.idle_kw[x.points.rack])[:, None] / 1000 * d.serving_racks
    for chosen in range(1, 2 ** len(support.names)):
        group = [g for g in range(len(support.names)) if chosen >> g & 1]
        may = support.sheds[group].any(axis=0)[x.points.workload]
        most = above[may].sum(axis=0) * (1 + x.hours.cooling) / x.electrical_efficiency
        assert ((offered - battery)[group].sum(axis=0) <= most + 1e-6).all()
    for g in np.flatnonzero(support.daily):
        for first, last in zip(x.days.first_hour[:-1], x.days.first_hour[1:], strict=True):
            own = offered[g, first:last][support.most_mw[g, first:last] > 0]
            assert np.ptp(own) <= 1e-6 if len(own) else True
    if x.battery is not None:
        play_calls(x, s, battery)


def play_calls(x: ModelInputs, s: Solution, battery: np.ndarray) -> None:
    """Begin a call of all products in each hour of each day, and take what was offered from the store."""
    d, support = s.dispatch, x.grid_support
    assert support is not None
    assert x.battery is not None
    assert d.stored_mwh is not None
    assert d.charge_mw is not None
    assert d.discharge_mw is not None
    power = s.on_site["storage_mw"].in_use[recompute.period_of_hour(x)]
    assert (battery.sum(axis=0) + d.discharge_mw - d.charge_mw <= power + 1e-6).all()
    for first, last in zip(x.days.first_hour[:-1], x.days.first_hour[1:], strict=True):
        size = last - first
        for start in range(size):
            taken = 0.0
            for k in range(min(size, int(support.sustained_hours.max()))):
                hour = first + (start + k) % size
                taken += float(battery[support.sustained_hours > k, hour].sum()) / x.battery.discharge_efficiency
                assert d.stored_mwh[hour] - taken >= -1e-6


def test_some_of_these_cases_offer() -> None:
    """Proves: the test above was not of empty offers, from load and from the battery."""
    found = [solve_inputs(random_support(seed), gap=GAP, processes=1).dispatch for seed in (402, 405)]
    assert all(d.support_mw is not None and d.support_mw.max() > 0.01 for d in found)
    assert any(d.support_battery_mw is not None and d.support_battery_mw.max() > 0.01 for d in found)


def test_a_session_follows_every_number_there_and_back() -> None:
    """Proves: after a change of any number of a product, or without any, a session finds the new optimum."""
    x = random_support(402)
    with Session(processes=1) as session:
        for case in (x, *changes(x, ("grid_support",)), x):
            found, exact = session.solve(case, gap=GAP), solve_joint(case)
            assert abs(found.objective_meur - exact) <= 1.5 * GAP * abs(exact)
            assert (found.bound_meur - exact) * (1 if case.objective == "maximise_npv" else -1) >= -1e-6 * abs(exact)


def test_a_day_with_support_is_written_like_any() -> None:
    """Proves: open and closed hours, prices and heat of a day stand where Pyomo would put them."""
    x = longer_days(random_case(2), [24, 24, 23, 25], 2)
    x = with_overrides(x, {"hours": {"tariff_class": 0}})
    is_open = np.random.default_rng(5).random(len(x.hours.utc)) < 0.6
    x = with_support(with_battery(x), Product(1e-4, open=is_open, daily=True, hours=3), Product(2e-4, open=~is_open))
    for a, b in ((0, 1), (1, 0)):
        first = compiled(x, day_of(x, a))
        same(write_day(first, place(first), day_of(x, b)), compiled(x, day_of(x, b)))
