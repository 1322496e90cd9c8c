"""Several sites: a portfolio is solved as its joint model says, and one site is what it always was."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.optimisation.equations.revenue import portfolio_revenue_meur
from planner.optimisation.matrix.highs import compile_model, load
from planner.optimisation.models.joint import build_joint_portfolio
from planner.optimisation.models.portfolio import capital_meur
from planner.optimisation.search.session import Session, solve_inputs
from planner.problem.periods import Budget
from planner.problem.several import PortfolioInputs, coupled, one_site
from planner.problem.site import ModelInputs
from planner.problem.solution import PortfolioSolution, Solution
from tests.inputs.tiny import with_overrides
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.random_cases import random_case

GAP = 1e-4
CASES = range(8)


def everywhere(sites: dict[str, ModelInputs]) -> np.ndarray:
    return np.ones((len(next(iter(sites.values())).workloads.names), len(sites)), dtype=bool)


def solve(x: PortfolioInputs, gap: float = GAP, processes: int = 1) -> PortfolioSolution:
    with Session(processes) as session:
        return session.solve_portfolio(x, gap=gap)


def joint(x: PortfolioInputs) -> float:
    """Optimum of the joint model of a portfolio [MEUR], in the sense of the objective."""
    solver = load(compile_model(build_joint_portfolio(x)), {"mip_rel_gap": 1e-9, "mip_abs_gap": 1e-9}, integer=True)
    solver.run()
    assert solver.modelStatusToString(solver.getModelStatus()) == "Optimal"
    cost = float(solver.getInfo().objective_function_value)
    return portfolio_revenue_meur(x) - cost if x.sites[0].objective == "maximise_npv" else cost


def random_portfolio(seed: int) -> PortfolioInputs:
    """Two or three sites: the first of `random_case`, others with dearer power, other phases and other racks' prices.

    Every other case has a common supply; every third a budget; every fourth a workload for the first site alone.
    """
    random, first = np.random.default_rng([seed, 11]), random_case(seed, hours=4)
    sites = {"one": first}
    for name in ("two", "three")[: 1 + seed % 2]:
        sites[name] = with_overrides(
            first,
            {
                "hours": {"spot_eur_per_mwh": first.hours.spot_eur_per_mwh * random.uniform(0.5, 2)},
                "phases": {"connection_mw": first.phases.connection_mw * random.uniform(0.5, 1.5)},
                "fleet": {
                    "price_meur": first.fleet.price_meur * random.uniform(0.8, 1.2),
                    "opening_racks": np.where(first.fleet.opening_racks > 0, first.fleet.opening_racks - 1, 0),
                },
            },
        )
    may = everywhere(sites)
    if seed % 4 == 0:
        may[0, 1:] = False
    periods = len(first.periods.names)
    supply = {first.fleet.racks[0]: random.integers(0, 4, periods)} if seed % 2 else {}
    budgets = (Budget("first", (0,), float(random.uniform(0.5, 3))),) if seed % 3 == 0 else ()
    return coupled("case", sites, may, supply, budgets)


def worse(x: PortfolioInputs, plan: float, other: float) -> float:
    return plan - other if x.sites[0].objective == "minimise_cost" else other - plan


@pytest.mark.parametrize("seed", CASES)
def test_decomposition_finds_the_optimum_of_the_joint_portfolio(seed: int) -> None:
    """Proves: shares, their slopes and the couplings are priced as in one large model.

    A bug would give: a bound beyond the optimum (a wrong slope of the share), or a plan that is too good.
    """
    x = random_portfolio(seed)
    plan, optimum = solve(x), joint(x)
    rounding = 1e-6 * abs(optimum)
    assert plan.status == "optimal_within_gap"
    assert -rounding <= worse(x, plan.objective_meur, optimum) <= GAP * abs(plan.objective_meur) + rounding
    assert worse(x, optimum, plan.bound_meur) >= -rounding


@pytest.mark.parametrize("seed", CASES)
def test_shares_work_and_money_add_up(seed: int) -> None:
    """Proves: all demand is taken by some site, the sites' demands are that of the portfolio, their money its money,

    common supply and budgets hold in the whole racks.
    """
    x = random_portfolio(seed)
    plan = solve(x)
    assert plan.demand_share.sum(axis=1) == pytest.approx(1, abs=1e-9)
    assert (plan.demand_share >= 0).all()
    asked = np.max([site.hours.demand for site in x.sites], axis=0)
    assert sum(site.hours.demand for site in plan.inputs) == pytest.approx(asked, rel=1e-9, abs=1e-12)
    assert sum(site.objective_meur for site in plan.sites) == pytest.approx(plan.objective_meur, rel=1e-9, abs=1e-9)
    for product, supply in x.supply.items():
        ordered = sum(orders_by_period(site, s, product) for site, s in zip(x.sites, plan.sites, strict=True))
        assert (ordered <= supply).all()
    for budget in x.budgets:
        spent = sum(spent_meur(site, s, budget.periods) for site, s in zip(x.sites, plan.sites, strict=True))
        assert spent <= budget.meur + 1e-6


def orders_by_period(x: ModelInputs, plan: Solution, product: str) -> np.ndarray:
    own = (x.fleet.vintage_rack == x.fleet.racks.index(product)) & (x.fleet.order_period >= 0)
    return np.bincount(x.fleet.order_period[own], weights=plan.order_racks[own], minlength=len(x.periods.names))


def spent_meur(x: ModelInputs, plan: Solution, periods: tuple[int, ...]) -> float:
    """Money for racks and phases, added up from prices and tiers anew."""
    fleet, total = x.fleet, 0.0
    for v, racks in enumerate(plan.order_racks):
        if racks and fleet.order_period[v] >= 0:
            tier = int(np.searchsorted(fleet.tier_from_racks, racks, side="right")) - 1
            paid = racks * fleet.price_meur[v] * (1 - fleet.tier_discount[tier])
            total += paid * fleet.paid_at_order * (fleet.order_period[v] in periods)
            total += paid * (1 - fleet.paid_at_order) * (fleet.live_period[v] in periods)
    opened = np.diff(plan.phase_open, axis=1, prepend=0)
    return total + float((opened[:, list(periods)].sum(axis=1) * x.phases.capex_meur).sum())


@pytest.mark.parametrize("seed", [1, 2])
def test_a_portfolio_of_one_site_is_that_site(seed: int) -> None:
    """Proves: nothing is lost or added on the way through the portfolio: the same plan, bit for bit."""
    x = random_case(seed)
    single, whole = solve_inputs(x, gap=GAP, processes=1), solve(one_site(x))
    assert whole.objective_meur == single.objective_meur == whole.sites[0].objective_meur
    assert whole.bound_meur == single.bound_meur
    assert (whole.sites[0].order_racks == single.order_racks).all()
    assert whole.inputs[0] is x


@pytest.mark.parametrize("seed", [1, 4])
def test_one_site_in_a_block_costs_the_same(seed: int) -> None:
    """Proves: the blocks, prefixes and fixed costs of a portfolio give the figure of the ordinary model.

    A supply that never binds makes one site a portfolio. Both are within the gap of one optimum.
    """
    x = random_case(seed)
    plenty = {x.fleet.racks[0]: np.full(len(x.periods.names), 1000)}
    whole, single = coupled("one", {"one": x}, np.ones((len(x.workloads.names), 1), bool), plenty), one_site(x)
    assert joint(whole) == pytest.approx(joint_of_one(single), rel=1e-9)
    plan = solve(whole, gap=1e-6)
    assert plan.objective_meur == pytest.approx(joint(whole), rel=2e-6)
    assert plan.sites[0].objective_meur == pytest.approx(plan.objective_meur, rel=1e-9)


def joint_of_one(x: PortfolioInputs) -> float:
    from tests.optimisation.make import solve_joint

    return solve_joint(x.sites[0])


TWIN = world(
    [Rack("rack", serves={"work": 1.0}, mw=1, idle_mw=0.5, price=4, supply=4, positions=1)],
    [
        Work("work", demand=[2, 4, 6, 4], revenue=1, window=0),
        Work("later", demand=[1, 3, 1, 1], revenue=0.25, window=2),
    ],
    periods=2,
    objective="maximise_npv",
    phases=[Phase(mw=8, positions=20)],
    spot=0.05,
)


def test_two_sites_with_half_the_demand_each_are_twice_one() -> None:
    """Proves: sharing a demand of 2 D between twins is worth exactly twice a site with D.

    Racks are whole and the best shares are free, so the pair may do no worse, and by symmetry of a convex relaxation no
    better than the bound of two singles; here the twins' racks are used up alike.
    """
    double = with_overrides(TWIN, {"hours": {"demand": TWIN.hours.demand * 2}})
    sites = {"left": double, "right": double}
    pair, single = solve(coupled("pair", sites, everywhere(sites)), gap=1e-6), solve_inputs(TWIN, gap=1e-6, processes=1)
    assert pair.objective_meur == pytest.approx(2 * single.objective_meur, rel=1e-5)


def test_work_goes_where_power_is_cheap_until_the_connection_is_full() -> None:
    """Two sites of 3 MW, racks of 1 MW and rate 1 for nothing; 4 of work pay 1 each; power costs 0.1 or 0.6.

    Three racks' work at the cheap site earns 0.9 each, the fourth at the dear one 0.4: 3.1. A share of 3/4 and 1/4.
    """
    racks = [Rack("rack", serves={"work": 1.0}, mw=1, opening=9)]
    work = [Work("work", demand=[4.0], revenue=1)]
    at = {"objective": "maximise_npv", "phases": [Phase(mw=3)]}
    sites = {"cheap": world(racks, work, spot=0.1, **at), "dear": world(racks, work, spot=0.6, **at)}
    plan = solve(coupled("two", sites, everywhere(sites)), gap=1e-6)
    assert plan.objective_meur == pytest.approx(3.1, rel=1e-6)
    assert plan.demand_share[0, :, 0] == pytest.approx([0.75, 0.25], abs=1e-5)


def test_a_common_supply_goes_to_the_better_site() -> None:
    """Two racks to be had, both sites want two; the one with the cheaper power gets both: 2 · (1 − 0.1)."""
    racks = [Rack("rack", serves={"work": 1.0}, mw=1, supply=2)]
    work = [Work("work", demand=[4.0], revenue=1)]
    sites = {
        "cheap": world(racks, work, spot=0.1, objective="maximise_npv"),
        "dear": world(racks, work, spot=0.6, objective="maximise_npv"),
    }
    free = solve(coupled("free", sites, everywhere(sites)), gap=1e-6)
    tight = solve(coupled("tight", sites, everywhere(sites), {"rack": np.array([2])}), gap=1e-6)
    assert free.objective_meur == pytest.approx(2 * 0.9 + 2 * 0.4, rel=1e-6)
    assert tight.objective_meur == pytest.approx(2 * 0.9, rel=1e-6)
    assert [int(site.order_racks.sum()) for site in tight.sites] == [2, 0]


def test_a_budget_stops_orders_and_phases() -> None:
    """Racks at 1 pay back 5 in all; a phase costs 2 and holds two racks. With 4 there is money for one phase full.

    Five of budget buy at most 2 (phase) + 2 racks at one site, or two phases and one rack: 2 · 5 − 4 = 6.
    """
    racks = [Rack("rack", serves={"work": 1.0}, mw=1, supply=4, price=1, positions=1)]
    work = [Work("work", demand=[4.0], revenue=5)]
    site = world(racks, work, objective="maximise_npv", phases=[Phase(committed=False, capex=2, positions=2)])
    sites = {"a": site, "b": site}
    free = solve(coupled("free", sites, everywhere(sites)), gap=1e-6)
    tight = solve(coupled("tight", sites, everywhere(sites), budgets=(Budget("all", (0,), 5.0),)), gap=1e-6)
    assert free.objective_meur == pytest.approx(4 * 5 - 4 - 4, rel=1e-6)
    assert tight.objective_meur == pytest.approx(6, rel=1e-6)


def test_processes_do_not_change_a_portfolio() -> None:
    """Proves: every number is the same to the last bit, however the days of the sites are spread."""
    x = random_portfolio(3)
    one, two = solve(x), solve(x, processes=2)
    assert one.objective_meur == two.objective_meur
    for a, b in zip(one.sites, two.sites, strict=True):
        assert (a.dispatch.grid_mw == b.dispatch.grid_mw).all()


def test_a_session_keeps_cuts_of_a_portfolio() -> None:
    """Proves: after a change of a budget, which no day knows of, cuts are used again and the optimum is the new one."""
    x = random_portfolio(6)
    changed = dataclasses.replace(x, budgets=(Budget("first", (0,), 0.2),))
    with Session(1) as session:
        session.solve_portfolio(x, gap=GAP)
        plan = session.solve_portfolio(changed, gap=GAP)
    optimum = joint(changed)
    assert abs(plan.objective_meur - optimum) <= GAP * abs(optimum) + 1e-6
    assert "start workers" not in plan.seconds


def test_sites_that_differ_in_what_is_common_are_refused() -> None:
    x = random_case(1)
    other = with_overrides(x, {"workloads": {"revenue_eur": x.workloads.revenue_eur * 2}})
    with pytest.raises(ScenarioError, match=r"sites\.b: the sites a and b differ in workloads"):
        coupled("two", {"a": x, "b": other}, everywhere({"a": x, "b": other}))


def test_a_workload_that_nobody_may_serve_is_refused() -> None:
    x = random_case(1)
    with pytest.raises(ScenarioError, match="no site may serve it"):
        coupled("one", {"a": x}, np.zeros((len(x.workloads.names), 1), dtype=bool))


def test_capital_is_that_of_the_orders() -> None:
    """Proves: the expression of the budget has a term for each order of the period, at its price."""
    import pyomo.environ as pyo

    from planner.optimisation.models.investment import add_investment

    m = pyo.ConcreteModel()
    add_investment(m, TWIN)
    for v in m.order_racks:
        m.order_racks[v].set_value(2)
    assert pyo.value(capital_meur(m, TWIN, 0)) == pytest.approx(2 * 4)


@pytest.mark.parametrize("seed", [1, 3, 6, 8])
def test_rounded_racks_are_whole_allowed_and_honestly_bounded(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: rounding keeps supply and budgets, and what it cannot prove it does not claim.

    With few racks rounding is poor; the gap must say so, and the MIP that follows still finds the optimum.
    """
    from planner.optimisation.search import passes

    monkeypatch.setattr(passes, "MOST_WHOLE", 0)
    x, optimum = random_portfolio(seed), joint(random_portfolio(seed))
    plan = solve(x)
    rounding = 1e-6 * abs(optimum)
    assert -rounding <= worse(x, plan.objective_meur, optimum) <= GAP * abs(plan.objective_meur) + rounding
    assert worse(x, optimum, plan.bound_meur) >= -rounding
    for product, supply in x.supply.items():
        assert (sum(orders_by_period(a, b, product) for a, b in zip(x.sites, plan.sites, strict=True)) <= supply).all()


def test_orders_are_rounded_down_in_their_running_total_and_supply_is_shared() -> None:
    """By hand: 0.6 + 0.6 racks at each of two sites, one rack to be had a period: none, then one; then the one owed."""
    from planner.optimisation.search.rounding import round_orders, within_budget

    site = world([Rack("rack", supply=2, price=3)], periods=3)
    x = coupled("two", {"a": site, "b": site}, np.ones((1, 2), bool), {"rack": np.array([1, 1, 1])})
    orders = round_orders(x, {(s, v): 0.6 for s in range(2) for v in range(2)})
    assert [[orders[s, v] for v in range(3)] for s in range(2)] == [[0, 0, 1], [0, 1, 0]]
    budget = Budget("third", (2,), 2.0)
    assert within_budget(x, orders, budget, 0.0)[0, 2] == 0


def test_a_bound_that_a_plan_passes_is_dropped() -> None:
    """Proves: a wrong bound of a MIP cannot survive a plan that is better; that of the LP takes its place."""
    from planner.optimisation.search.incumbent import Search

    search = Search(one_site(TWIN), 0.01, None, None, None)
    search.lp_bound, search.bound = 80.0, 100.0
    search.offer(90.0, np.zeros(1))
    assert search.bound == 80.0
    assert search.refuted
