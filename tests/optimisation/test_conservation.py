"""Nothing is made or lost: energy, work, racks, money; and what helps never hurts. Random small scenarios."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.optimisation.search.session import solve_inputs
from planner.problem.site import ModelInputs
from planner.problem.solution import Solution
from tests.inputs.tiny import with_overrides
from tests.optimisation import recompute
from tests.optimisation.random_cases import random_case

GAP = 1e-4
SMALL = 1e-6  # what the solver may miss a row by
numbers = st.integers(min_value=100, max_value=160)  # cases that test_decomposition does not use
few = settings(max_examples=10)


@cache
def plan(number: int) -> tuple[ModelInputs, Solution]:
    x = random_case(number)
    return x, solve_inputs(x, gap=GAP, processes=1)


@few
@given(numbers)
def test_energy_in_is_energy_out(number: int) -> None:
    """Proves: in every hour the grid gives what IT, cooling, auxiliaries and losses take, within what is connected.

    A bug would give: an idle, parked or broken rack that draws nothing, or cooling without its losses.
    """
    x, s = plan(number)
    d, p = s.dispatch, recompute.period_of_hour(x)
    it = recompute.it_mw(x, s)
    assert d.it_mw == pytest.approx(it, abs=SMALL)
    into_the_site = it * (1 + x.hours.cooling) + x.auxiliaries_mw[p]
    losses = (1 - x.electrical_efficiency) * d.grid_mw
    assert d.grid_mw == pytest.approx(into_the_site + losses, abs=SMALL)
    assert d.facility_mw == pytest.approx(d.grid_mw, abs=SMALL)
    connection = (x.phases.connection_mw @ s.phase_open)[p]
    assert (d.grid_mw <= connection + SMALL).all()
    assert (s.subscribed_mw[-1] <= x.phases.connection_mw @ s.phase_open + SMALL).all()
    over = np.maximum(0.0, d.grid_mw - s.subscribed_mw[x.hours.tariff_class, p])
    assert d.overrun_mw == pytest.approx(over, abs=SMALL)
    assert (np.diff(s.subscribed_mw, axis=0) >= -SMALL).all()


@few
@given(numbers)
def test_served_and_burst_and_unserved_are_the_demand(number: int) -> None:
    """Proves: interactive work closes in each hour, deferrable work over each day, and waits no longer than its window.

    A bug would give: work that appears twice, or waits for ever.
    """
    x, s = plan(number)
    d = s.dispatch
    done = recompute.served_here(x, s) + d.burst + d.unserved
    for w, window in enumerate(x.workloads.window_hours):
        if window == 0:
            assert done[w] == pytest.approx(x.hours.demand[w], abs=SMALL)
            assert not d.backlog[w].any()
            continue
        for first, last in zip(x.days.first_hour[:-1], x.days.first_hour[1:], strict=True):
            day = slice(first, last)
            assert done[w, day].sum() == pytest.approx(x.hours.demand[w, day].sum(), abs=1e-5)
            waiting = d.backlog[w, day] - np.roll(d.backlog[w, day], 1)
            assert waiting == pytest.approx(x.hours.demand[w, day] - done[w, day], abs=SMALL)
    assert not d.burst[x.workloads.sovereign].any()
    everything = (d.serving_racks, d.parked_racks, d.burst, d.unserved, d.backlog, d.overrun_mw)
    assert all((values >= 0).all() for values in everything)


@few
@given(numbers)
def test_racks_in_are_racks_out(number: int) -> None:
    """Proves: installed = bought - retired, whole, within supply, life and room; none serves twice.

    A bug would give: racks that serve before delivery, after their life, or that are sold twice.
    """
    x, s = plan(number)
    f, held = x.fleet, recompute.racks_held(x, s)
    of_rack = np.array([held[f.vintage_rack == r].sum(axis=0) for r in range(len(f.racks))])
    assert np.array_equal(s.installed_racks, of_rack)
    assert (held >= 0).all()
    assert (s.order_racks <= f.max_racks).all()
    periods = np.arange(len(x.periods.names))
    assert not held[periods[None, :] >= f.end_of_life_period[:, None]].any()
    assert not s.retire_racks[(periods[None, :] <= f.live_period[:, None]) & (f.order_period >= 0)[:, None]].any()
    for need, room in (
        (f.positions, x.phases.positions),
        (f.liquid_kw / 1000, x.phases.liquid_mw),
        (f.weight_t, x.phases.floor_t),
    ):
        assert (need @ s.installed_racks <= room @ s.phase_open + SMALL).all()
    available = f.availability[:, None] * s.installed_racks[:, recompute.period_of_hour(x)]
    for r in range(len(f.racks)):
        used = s.dispatch.serving_racks[x.points.rack == r].sum(axis=0) + s.dispatch.parked_racks[r]
        assert (used <= available[r] + SMALL).all()
    committed = x.phases.committed[:, None] & (periods[None, :] >= x.phases.earliest_period[:, None])
    assert s.phase_open[committed].all()
    assert (np.diff(s.phase_open, axis=1) >= 0).all()


@few
@given(numbers)
def test_money_adds_up_to_the_objective(number: int) -> None:
    """Proves: the plan's money, recomputed from prices and decisions alone, is the objective to 1e-6.

    A bug would give: a cost that the model sees and the plan does not, or the other way round.
    """
    x, s = plan(number)
    money = recompute.dispatch_money_meur(x, s)
    dispatch = sum(money[name] for name in ("energy", "overrun", "burst", "penalty", "lost"))
    assert s.dispatch_cost_meur == pytest.approx(dispatch, rel=1e-6, abs=1e-9)
    assert s.objective_meur == pytest.approx(recompute.objective_meur(x, s), rel=1e-6, abs=1e-7)


def more_power(x: ModelInputs) -> ModelInputs:
    """A quarter more connection in every phase, for the same rent."""
    ph = x.phases
    return with_overrides(
        x, {"phases": {"connection_mw": ph.connection_mw * 1.25, "shell_meur_per_mw": ph.shell_meur_per_mw / 1.25}}
    )


def cheaper_racks(x: ModelInputs) -> ModelInputs:
    return with_overrides(x, {"fleet": {"price_meur": x.fleet.price_meur * 0.8}})


def less_demand(x: ModelInputs) -> ModelInputs:
    """A tenth less, in every hour."""
    return with_overrides(x, {"hours": {"demand": x.hours.demand * 0.9}})


def longer_life(x: ModelInputs) -> ModelInputs:
    return with_overrides(x, {"fleet": {"end_of_life_period": len(x.periods.names)}})


@pytest.mark.parametrize("change", [more_power, cheaper_racks, less_demand, longer_life])
@settings(max_examples=4)
@given(number=numbers)
def test_what_helps_never_costs_more(change: object, number: int) -> None:
    """Proves: more power, cheaper racks, less demand or a longer life never cost more (beyond the gaps of the plans).

    At minimum cost, where prices of power are above zero: with them below, less demand can cost more.
    A bug would give: a constraint with its sign the wrong way round.
    """
    x = dataclasses.replace(plan(number)[0], objective="minimise_cost", lost_load_multiple=3.0)
    assert x.hours.spot_eur_per_mwh.min() > -19  # network and taxes are 19 EUR/MWh
    assert callable(change)
    before, after = (solve_inputs(case, gap=GAP, processes=1) for case in (x, change(x)))
    assert after.bound_meur <= before.objective_meur + 1e-9
    assert after.objective_meur <= before.objective_meur + GAP * abs(after.objective_meur) + 1e-9
