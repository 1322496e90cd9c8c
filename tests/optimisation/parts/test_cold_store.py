"""The thermal store for cooling: worked by hand, then random cases against the joint model."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.optimisation.matrix.day_numbers import day_of, place, write_day
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.site import ModelInputs
from tests.inputs.tiny import with_overrides
from tests.optimisation import recompute
from tests.optimisation.make import Phase, Rack, Work, solve_both, solve_joint, world
from tests.optimisation.make_on_site import capacity, with_cold_store
from tests.optimisation.matrix.test_days import compiled, same
from tests.optimisation.parts.test_on_site import changes, random_site
from tests.optimisation.random_cases import longer_days, random_case

GAP = 1e-4


def site(chillers: list[float], *, connection: float = 100.0, spot: tuple[float, float] = (1, 5)) -> ModelInputs:
    """Two MW of racks in two hours, whose cooling is that of the chillers alone."""
    return world(
        [Rack(mw=1, opening=10)],
        [Work(demand=[2, 2], penalty=100)],
        phases=[Phase(mw=connection)],
        spot=list(spot),
        cooling=chillers,
    )


def test_cold_is_made_when_power_is_cheap() -> None:
    """Proves: a free store takes the whole heat of the dear hour, and its pumps are paid.

    By hand: 2 · 1.5 · (1 + 5) = 18 without; 2 MWh of cold take (0.5 + 0.01) · 2 at 1 and save 0.5 · 2 at 5: 14.02.
    A bug would give: cold beyond the heat of the racks (100 MW of it), or pumps for nothing (14).
    """
    x = site([0.5, 0.5])
    s = solve_both(with_cold_store(x, [0.5, 0.5]))
    assert s.objective_meur == pytest.approx(14.02)
    assert s.dispatch.cold_charge_mw == pytest.approx([2, 0])
    assert s.dispatch.cold_discharge_mw == pytest.approx([0, 2])
    assert s.dispatch.cold_stored_mwh == pytest.approx([2, 0])
    assert s.dispatch.facility_mw == pytest.approx([4.02, 2])


def test_lost_cold_is_made_again() -> None:
    """Proves: half of it is gone an hour later: 4 MWh are made for 2. By hand: 18 + 4 · 0.51 − 5 = 15.04."""
    s = solve_both(with_cold_store(site([0.5, 0.5]), [0.5, 0.5], kept=0.5))
    assert s.objective_meur == pytest.approx(15.04)
    assert s.dispatch.cold_charge_mw == pytest.approx([4, 0])


def test_where_chillers_stand_still_cold_costs_the_pumps_alone() -> None:
    """Proves: free cooling fills the store. By hand: 2 · 1 + 3 · 5 = 17; 2 · 0.01 · 1 more, 0.5 · 2 · 5 less: 12.02."""
    s = solve_both(with_cold_store(site([0.0, 0.5]), [0.0, 0.5]))
    assert s.objective_meur == pytest.approx(12.02)


def test_power_and_content_are_built_as_far_as_they_pay() -> None:
    """Proves: MW at 0.2 and MWh at 0.3: two of each for a gain of 3.98; at 2 each none is built.

    A bug would give: power without content, or a price in kW.
    """
    x = site([0.5, 0.5])
    s = solve_both(with_cold_store(x, [0.5, 0.5], capacity(x, 0.2), capacity(x, 0.3)))
    assert s.objective_meur == pytest.approx(15.02)
    assert s.on_site["cold_store_mw"].built == pytest.approx([2])
    assert s.on_site["cold_store_mwh"].in_use == pytest.approx([2])
    dear = solve_both(with_cold_store(x, [0.5, 0.5], capacity(x, 2.0), capacity(x, 2.0)))
    assert dear.objective_meur == pytest.approx(18)
    assert dear.on_site["cold_store_mw"].built == pytest.approx([0])


def test_the_store_makes_room_behind_the_connection() -> None:
    """Proves: chillers that rest let the racks work: 2 MW of racks on a hot hour behind 2.5 MW, nothing unserved.

    A bug would give: a third of a MWh unserved at 100.
    """
    x = site([0.1, 0.5], connection=2.5, spot=(0, 0))
    assert solve_both(x).objective_meur == pytest.approx(100 * (2 - 2.5 / 1.5))
    s = solve_both(with_cold_store(x, [0.1, 0.5]))
    assert s.objective_meur == pytest.approx(0, abs=1e-9)
    assert s.dispatch.grid_mw.max() <= 2.5 + 1e-9


def random_store(seed: int) -> ModelInputs:
    """A random site with battery or PV, and a store whose chillers stand still in some hours."""
    x, random = random_site(seed), np.random.default_rng([seed, 9])
    chillers = np.maximum(random.normal(0.1, 0.1, len(x.hours.utc)), 0).round(3)
    x = with_overrides(x, {"hours": {"cooling": 0.05 + chillers}})
    price = random.uniform(1e-4, 5e-3)
    power = capacity(x, price, opex=1e-5, worth=price / 4, most=3, life=2)
    return with_cold_store(x, chillers, power, capacity(x, price / 2, most=6, least=0.2), kept=0.98)


@pytest.mark.parametrize("seed", range(300, 306))
def test_decomposition_is_the_joint_model(seed: int) -> None:
    """Proves: cuts carry the value of the store; power and cold close in each hour; money adds up from the plan."""
    x = random_store(seed)
    s = solve_inputs(x, gap=GAP, processes=1)
    exact = solve_joint(x)
    scale = max(abs(exact), 1e-3)
    assert abs(s.objective_meur - exact) <= 1.5 * GAP * scale
    better = s.bound_meur - exact if x.objective == "maximise_npv" else exact - s.bound_meur
    assert better >= -1e-6 * scale
    assert s.objective_meur == pytest.approx(recompute.objective_meur(x, s), rel=1e-6, abs=1e-7)
    d, period, store = s.dispatch, recompute.period_of_hour(x), x.cold_store
    assert store is not None
    assert d.cold_charge_mw is not None
    assert d.cold_discharge_mw is not None
    assert d.cold_stored_mwh is not None
    used = d.it_mw * (1 + x.hours.cooling) + x.auxiliaries_mw[period]
    used = used + store.charge_mwh_per_mwh * d.cold_charge_mw - store.saved_mwh_per_mwh * d.cold_discharge_mw
    assert d.facility_mw * x.electrical_efficiency == pytest.approx(used, abs=1e-6)
    assert (d.cold_discharge_mw <= d.it_mw + 1e-6).all()
    assert (d.cold_charge_mw + d.cold_discharge_mw <= s.on_site["cold_store_mw"].in_use[period] + 1e-6).all()
    assert (d.cold_stored_mwh <= s.on_site["cold_store_mwh"].in_use[period] + 1e-6).all()
    for first, last in zip(x.days.first_hour[:-1], x.days.first_hour[1:], strict=True):
        own = slice(first, last)
        kept = 0.98 * np.roll(d.cold_stored_mwh[own], 1)
        gained = d.cold_charge_mw[own] - d.cold_discharge_mw[own]
        assert d.cold_stored_mwh[own] - kept == pytest.approx(gained, abs=1e-6)


def test_some_of_these_stores_are_used() -> None:
    """Proves: the test above was not of idle stores."""
    used = [solve_inputs(random_store(seed), gap=GAP, processes=1).dispatch.cold_discharge_mw for seed in (300, 303)]
    assert all(cold is not None and cold.max() > 0.1 for cold in used)


def test_a_session_follows_every_number_there_and_back() -> None:
    """Proves: after a change of any number of the store a session finds the new optimum."""
    x = random_store(301)
    with Session(processes=1) as session:
        for case in (x, *changes(x, ("cold_store",)), x):
            found, exact = session.solve(case, gap=GAP), solve_joint(case)
            assert abs(found.objective_meur - exact) <= 1.5 * GAP * abs(exact)
            assert (found.bound_meur - exact) * (1 if case.objective == "maximise_npv" else -1) >= -1e-6 * abs(exact)


def test_a_day_with_a_store_is_written_like_any() -> None:
    """Proves: chillers that work or stand still stand where Pyomo would put them, whichever day was compiled."""
    x = longer_days(random_case(2), [24, 24, 23, 25], 2)
    x = with_overrides(x, {"hours": {"tariff_class": 0}})
    chillers = np.maximum(np.random.default_rng(5).normal(0.05, 0.1, len(x.hours.utc)), 0.0)
    x = with_cold_store(x, chillers)
    assert day_of(x, 0).hours == day_of(x, 1).hours
    for a, b in ((0, 1), (1, 0)):
        first = compiled(x, day_of(x, a))
        same(write_day(first, place(first), day_of(x, b)), compiled(x, day_of(x, b)))


def test_without_a_store_nothing_is_there() -> None:
    """Proves: no column, no row, no hour."""
    x = dataclasses.replace(site([0.5, 0.5]), cold_store=None)
    assert not [name for name in compiled(x, day_of(x, 0)).columns if "cold" in name]
    assert solve_both(x).dispatch.cold_charge_mw is None
