"""Battery, PV and back-up sets: worked by hand, then random cases against the joint model."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from planner.optimisation.models.investment import least_dispatch_cost_meur
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.site import ModelInputs
from tests.optimisation import recompute
from tests.optimisation.make import Phase, Rack, Work, solve_both, solve_joint, world
from tests.optimisation.make_on_site import capacity, with_battery, with_gensets, with_pv
from tests.optimisation.models.test_portfolio import joint as joint_portfolio
from tests.optimisation.models.test_portfolio import random_portfolio
from tests.optimisation.models.test_portfolio import solve as solve_portfolio
from tests.optimisation.random_cases import random_case

GAP = 1e-4


def site(spot: list[float], load: float = 2.0, *, connection: float = 100.0, periods: int = 1) -> ModelInputs:
    """A load that must be served, hour by hour, at these prices [MEUR/MWh]."""
    return world(
        [Rack(mw=1, opening=10)],
        [Work(demand=[load] * len(spot), penalty=100)],
        periods=periods,
        phases=[Phase(mw=connection)],
        spot=spot,
    )


def test_a_battery_buys_when_power_is_cheap() -> None:
    """Proves: MW and MWh are built as far as they pay, and no power is sold.

    By hand: 2 MW a hour at 1 and 5 cost 12. A battery of 2 MW (0.5 each) and 2 MWh (1 each) costs 3 and leaves
    4 MWh at 1: 7. A larger one would have to sell. A bug would give: more than 2 MW, or a store that starts full (5).
    """
    x = site([1, 5])
    s = solve_both(with_battery(x, capacity(x, 0.5), capacity(x, 1.0)))
    assert s.objective_meur == pytest.approx(7)
    assert s.on_site["storage_mw"].in_use == pytest.approx([2])
    assert s.on_site["storage_mwh"].built == pytest.approx([2])
    assert s.dispatch.charge_mw == pytest.approx([2, 0])
    assert s.dispatch.discharge_mw == pytest.approx([0, 2])
    assert s.dispatch.stored_mwh == pytest.approx([2, 0])
    assert s.dispatch.grid_mw == pytest.approx([4, 0])


def test_losses_and_wear_are_paid() -> None:
    """Proves: half of what is charged is lost on the way in, a fifth on the way out; each MWh out wears 0.5.

    By hand: 2 MWh out take 2.5 from the store and 5 from the grid: 7 MWh at 1, wear 1, 5 MW of converter at 0.1,
    2.5 MWh of cells at 0.2: 9. A bug would give: losses on one way alone, or wear on what is charged.
    """
    x = site([1, 5])
    battery = with_battery(
        x, capacity(x, 0.1), capacity(x, 0.2), charge_efficiency=0.5, discharge_efficiency=0.8, wear=0.5
    )
    s = solve_both(battery)
    assert s.objective_meur == pytest.approx(7 + 1 + 0.5 + 0.5)
    assert s.on_site["storage_mw"].in_use == pytest.approx([5])
    assert s.on_site["storage_mwh"].in_use == pytest.approx([2.5])


def test_charging_stays_within_the_connection() -> None:
    """Proves: what is charged passes the meter: with 3 MW of connection only 1 MW is left for it.

    By hand: 3 MWh at 1 and 1 MWh at 5, free battery: 8. A bug would give 4.
    """
    s = solve_both(with_battery(site([1, 5], connection=3)))
    assert s.objective_meur == pytest.approx(8)


def test_a_battery_carries_a_load_above_the_connection() -> None:
    """Proves: discharge adds to the grid: 2 MW of load in two hours of three behind 1.5 MW, nothing unserved.

    A bug would give: 0.5 MWh unserved at 100 each.
    """
    x = world(
        [Rack(mw=1, opening=10)],
        [Work(demand=[0, 2, 2], penalty=100)],
        phases=[Phase(mw=1.5)],
        spot=[1, 1, 1],
    )
    s = solve_both(with_battery(x))
    assert s.objective_meur == pytest.approx(4)


def test_charging_counts_for_subscribed_power() -> None:
    """Proves: overrun and subscribed power are counted at the meter, with what is charged.

    By hand: all 4 MWh in the cheap hour at 1; 4 MW of overrun at 2 cost less than subscribing at 3: 4 + 8.
    A bug would give: 4, without overrun, or 8, with overrun of the load alone.
    """
    x = world(
        [Rack(mw=1, opening=10)],
        [Work(demand=[2, 2], penalty=100)],
        spot=[1, 5],
        subscribed=(3.0,),
        overrun=(2.0,),
    )
    s = solve_both(with_battery(x))
    assert s.objective_meur == pytest.approx(12)
    assert (s.dispatch.overrun_mw + s.subscribed_mw[0, 0] >= s.dispatch.grid_mw - 1e-9).all()
    assert s.dispatch.grid_mw.sum() == pytest.approx(4)


def test_negative_prices_are_bounded_by_the_connection() -> None:
    """Proves: a free battery that burns power at a negative price takes no more than the connection.

    By hand: at -1, 3 MW of connection: 3 MWh bring 3, whatever is done with them. The lower bound says -3 too.
    """
    x = with_battery(
        world([Rack(mw=1, opening=10)], [Work(demand=[2], penalty=100)], phases=[Phase(mw=3)], spot=[-1]),
        charge_efficiency=0.5,
    )
    s = solve_both(x)
    assert s.objective_meur == pytest.approx(-3)
    assert least_dispatch_cost_meur(x)[0] == pytest.approx(-3)


def test_pv_is_built_as_far_as_it_pays_and_never_sold() -> None:
    """Proves: PV serves the load of its hour, is dark in the other, and stops where it would have to be sold.

    By hand: half a MW an hour from each MW at noon, 2 MW of load at 5: 4 MW at 2 cost 8 and save 10: 12 - 2 = 10.
    A bug would give: PV by night, or 100 MW of it.
    """
    x = site([1, 5])
    s = solve_both(with_pv(x, [0, 0.5], capacity(x, 2.0)))
    assert s.objective_meur == pytest.approx(10)
    assert s.on_site["pv_capacity_mw"].built == pytest.approx([4])
    assert s.dispatch.pv_mw == pytest.approx([0, 2])


def test_what_the_sun_gives_too_much_is_curtailed() -> None:
    """Proves: PV that must be there never feeds the grid nor costs more. A bug would give: a negative draw."""
    x = site([1, 5])
    s = solve_both(with_pv(x, [0, 1], capacity(x, least=7)))
    assert s.objective_meur == pytest.approx(2)
    assert s.dispatch.grid_mw == pytest.approx([2, 0])


def test_life_price_path_upkeep_and_worth_at_the_end() -> None:
    """Proves: PV of one period's life is built twice, each at its price, with upkeep, less its worth at the end.

    By hand: 2 MW; 2 x (3 + 1) for price, 2 x 0.1 x 2 for upkeep, 2 x 0.5 back for the second: 7.4; spot 2 x 2 x 1.
    A bug would give: 2 MW built once, or worth for what is gone.
    """
    x = site([1, 9], periods=2)
    built = capacity(x, [3, 1], opex=0.06, augmentation=0.04, worth=[0, 0.5], life=1, least=2, most=2)
    s = solve_both(with_pv(x, [0, 1], built))
    assert s.on_site["pv_capacity_mw"].built == pytest.approx([2, 2])
    assert s.objective_meur == pytest.approx(8 + 0.4 - 1 + 4)


def test_back_up_sets_feed_the_site_only_where_allowed() -> None:
    """Proves: sets cost their tests and upkeep; where allowed they run in the dear hour, up to their power.

    By hand: 12 for the grid, 0.5 upkeep, 0.25 MWh of tests at 4. Allowed: 1 MWh at 4 in place of 5.
    """
    x = site([1, 5])
    idle = solve_both(with_gensets(x, 1, 4, peak_shaving=False, fixed=0.5, test_mwh=0.25))
    assert idle.objective_meur == pytest.approx(13.5)
    assert idle.dispatch.genset_mw is None
    busy = solve_both(with_gensets(x, 1, 4, peak_shaving=True, fixed=0.5, test_mwh=0.25))
    assert busy.objective_meur == pytest.approx(12.5)
    assert busy.dispatch.genset_mw == pytest.approx([0, 1])


def random_site(seed: int) -> ModelInputs:
    """A random case with battery, PV and back-up sets, each dear or cheap, some with a least size."""
    x, random = random_case(seed), np.random.default_rng([seed, 6])
    cheap = random.uniform(0.2, 3)
    count = len(x.periods.names)
    if seed % 3 != 1:
        x = with_battery(
            x,
            capacity(x, 0.02 * cheap * np.linspace(1, 0.8, count), opex=1e-3, worth=0.005, most=5, life=2),
            capacity(x, 0.02 * cheap, augmentation=1e-3, most=8, least=0.1 * (seed % 2)),
            charge_efficiency=0.95,
            discharge_efficiency=0.97,
            wear=random.choice([0.0, 5e-6]),
        )
    if seed % 3 != 2:
        profile = np.maximum(random.normal(0.2, 0.3, len(x.hours.utc)), 0).round(3)
        x = with_pv(x, profile, capacity(x, 0.05 * cheap, worth=0.01, most=4))
    return with_gensets(x, 0.4, random.uniform(1e-4, 3e-4), peak_shaving=bool(seed % 2), test_mwh=3.0)


@pytest.mark.parametrize("seed", range(200, 208))
def test_decomposition_is_the_joint_model(seed: int) -> None:
    """Proves: cuts carry the value of battery and PV; energy closes in each hour; money adds up from the plan alone."""
    x = random_site(seed)
    s = solve_inputs(x, gap=GAP, processes=1)
    exact = solve_joint(x)
    scale = max(abs(exact), 1e-3)
    assert abs(s.objective_meur - exact) <= 1.5 * GAP * scale
    better = s.bound_meur - exact if x.objective == "maximise_npv" else exact - s.bound_meur
    assert better >= -1e-6 * scale
    assert s.objective_meur == pytest.approx(recompute.objective_meur(x, s), rel=1e-6, abs=1e-7)
    d = s.dispatch
    flows = {"pv_mw": 1, "discharge_mw": 1, "charge_mw": -1, "genset_mw": 1}
    more = sum(sign * getattr(d, name) for name, sign in flows.items() if getattr(d, name) is not None)
    assert d.grid_mw + more == pytest.approx(d.facility_mw, abs=1e-6)
    if x.battery and d.charge_mw is not None and d.discharge_mw is not None and d.stored_mwh is not None:
        period = recompute.period_of_hour(x)
        assert (d.charge_mw + d.discharge_mw <= s.on_site["storage_mw"].in_use[period] + 1e-6).all()
        assert (d.stored_mwh <= s.on_site["storage_mwh"].in_use[period] + 1e-6).all()
        for first, last in zip(x.days.first_hour[:-1], x.days.first_hour[1:], strict=True):
            own = slice(first, last)
            gained = 0.95 * d.charge_mw[own] - d.discharge_mw[own] / 0.97
            assert d.stored_mwh[own] - np.roll(d.stored_mwh[own], 1) == pytest.approx(gained, abs=1e-6)
    if x.pv and d.pv_mw is not None:
        period = recompute.period_of_hour(x)
        assert (d.pv_mw <= x.pv.profile * s.on_site["pv_capacity_mw"].in_use[period] + 1e-6).all()


def changes(x: ModelInputs, names: tuple[str, ...] = ("battery", "pv", "gensets")) -> list[ModelInputs]:
    """`x` with each number of battery, PV and back-up sets changed in turn, found by looking at the fields."""

    def nearby(part: Any) -> list[Any]:
        found = []
        for field in dataclasses.fields(part):
            value = getattr(part, field.name)
            if dataclasses.is_dataclass(value):
                found += [dataclasses.replace(part, **{field.name: new}) for new in nearby(value)]
            elif isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f"):
                found.append(dataclasses.replace(part, **{field.name: value * 0.8}))
        return found

    return [dataclasses.replace(x, **{name: new}) for name in names for new in (None, *nearby(getattr(x, name)))]


def test_a_session_follows_every_number_there_and_back() -> None:
    """Proves: after a change of any number of battery, PV or back-up sets a session finds the new optimum.

    A bug would give: a plan proven with the cuts of another wear, sun or efficiency.
    """
    x = random_site(201)
    cases = changes(x)
    assert len(cases) >= 25
    with Session(processes=1) as session:
        for case in (x, *cases, x):
            found, exact = session.solve(case, gap=GAP), solve_joint(case)
            assert abs(found.objective_meur - exact) <= 1.5 * GAP * abs(exact)
            assert (found.bound_meur - exact) * (1 if case.objective == "maximise_npv" else -1) >= -1e-6 * abs(exact)


@pytest.mark.parametrize("seed", [0, 3, 5])
def test_a_battery_at_one_site_of_a_portfolio(seed: int) -> None:
    """Proves: sites that are given different things are told apart: cuts, shares and a budget that battery and PV use.

    A bug would give: the share of demand read where the battery stands, or capital outside the budget.
    """
    x = random_portfolio(seed)
    first = x.sites[0]
    better = with_battery(
        first, capacity(first, 0.02, most=2), capacity(first, 0.02, most=2, least=0.2), charge_efficiency=0.9
    )
    better = with_pv(better, np.tile([0, 0.5], len(first.hours.utc) // 2), capacity(first, 0.1, most=1, least=0.3))
    y = dataclasses.replace(x, sites=(better, *x.sites[1:]))
    plan, optimum = solve_portfolio(y), joint_portfolio(y)
    assert abs(plan.objective_meur - optimum) <= 1.5 * GAP * abs(optimum)
    assert set(plan.sites[0].on_site) == {"pv_capacity_mw", "storage_mw", "storage_mwh"}
    assert not plan.sites[1].on_site
    assert plan.sites[0].on_site["storage_mwh"].in_use.min() >= 0.2 - 1e-9
    assert sum(site.objective_meur for site in plan.sites) == pytest.approx(plan.objective_meur, rel=1e-9, abs=1e-9)
    for budget in y.budgets:
        assert plan.sites[0].on_site["pv_capacity_mw"].built[list(budget.periods)].sum() * 0.1 <= budget.meur + 1e-6
