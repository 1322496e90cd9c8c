"""Contracts with customers that several sites may serve: signed once, shared like demand, counted once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.problem.several import PortfolioInputs, coupled
from planner.problem.site import ModelInputs
from planner.problem.solution import PortfolioSolution
from tests.optimisation.make import Rack, Work, solve_joint, world
from tests.optimisation.make_offers import Deal, with_deals
from tests.optimisation.models.test_portfolio import everywhere, joint, random_portfolio, solve, worse
from tests.optimisation.test_free_disposal import case, random_offers

GAP = 1e-4


def pair(racks: tuple[int, int], deal: Deal, *, periods: int = 1, life: int = 99, **more: object) -> PortfolioInputs:
    """Two sites with these racks of rate 1, and one contract of the only workload."""
    sites: dict[str, ModelInputs] = {}
    for name, count in zip(("north", "south"), racks, strict=True):
        at = {"objective": "maximise_npv"} | more
        x = world([Rack(opening=count, life=life)], [Work(demand=[0], revenue=1)], periods=periods, **at)  # type: ignore[arg-type]
        sites[name] = with_deals(x, [deal])
    return coupled("pair", sites, everywhere(sites))


def solve_both(x: PortfolioInputs) -> PortfolioSolution:
    """The plan found by the decomposition, after the joint model has agreed with its objective."""
    plan = solve(x, gap=1e-6)
    assert plan.objective_meur == pytest.approx(joint(x), rel=1e-6, abs=1e-9)
    assert sum(site.objective_meur for site in plan.sites) == pytest.approx(plan.objective_meur, abs=1e-9)
    return plan


def table(plan: PortfolioSolution, name: str) -> list[list[float]]:
    """A decision on the only contract, by site and, where it has one, by period."""
    return [np.ravel(getattr(site.offers, name)[0]).tolist() for site in plan.sites]


def test_a_contract_is_shared_by_two_sites_of_which_neither_could_serve_it() -> None:
    """Proves: a contract is signed once and its line is shared; its revenue counts once.

    By hand: 3 units at 2 MEUR, racks for 1 and 2 units: 6 MEUR, a third at one site and two thirds at the other.
    A bug would give: 0 where one site must serve it, 12 or 8 where each site has all its revenue.
    """
    plan = solve_both(pair((1, 2), Deal([3], price=2, credit=1, cap=9)))
    assert plan.objective_meur == pytest.approx(6)
    assert table(plan, "signed") == [[1], [1]]
    assert np.ravel(table(plan, "in_force")) == pytest.approx([1 / 3, 2 / 3])
    assert [site.objective_meur for site in plan.sites] == pytest.approx([2, 4])


def test_a_shared_contract_is_declined_by_all_sites() -> None:
    """By hand: 3 units at 2 MEUR, one rack: 2 − 2 · 5 of credits, so it is declined. A bug would give: −8, or 2."""
    plan = solve_both(pair((1, 0), Deal([3], price=2, credit=5, cap=99)))
    assert plan.objective_meur == pytest.approx(0)
    assert table(plan, "signed") == [[0], [0]]


def test_a_site_without_racks_leaves_a_shared_contract_to_the_other() -> None:
    """By hand: signed before the plan, 2 units at 3 MEUR, all racks at one site: 6. A bug would give: 3 − credits."""
    plan = solve_both(pair((0, 2), Deal([2], price=3, credit=9, cap=99, signed=True)))
    assert plan.objective_meur == pytest.approx(6)
    assert table(plan, "in_force") == [[0], [1]]


def test_a_shared_contract_is_not_broken_at_one_site_alone() -> None:
    """Proves: a breach is of the whole contract at all sites, as it is of one site's (`test_offers`).

    By hand: 4 units at 3 MEUR, racks for 2 and 1; the missing one owes 0.5, the cap of all is 1. Were a quarter broken,
    at one site, for a quarter of the cap, it would cost 0.25. 12 − 3 − 0.5 = 8.5.
    A bug would give: 8.75.
    """
    assert solve_both(pair((2, 1), Deal([4], price=3, credit=0.5, cap=1, signed=True))).objective_meur == pytest.approx(
        8.5
    )


@pytest.mark.parametrize(("cap", "cost", "breached"), [(0.9, 0.9, 1), (1.1, 1.0, 0)])
def test_the_cap_of_a_shared_contract_is_paid_once(cap: float, cost: float, breached: int) -> None:
    """By hand: 2 units unserved at a credit of 0.5, or the cap, however it is shared. A bug would give: 2 caps."""
    plan = solve_both(pair((0, 0), Deal([2], price=3, credit=0.5, cap=cap, signed=True)))
    assert plan.objective_meur == pytest.approx(-cost)
    assert np.sum(table(plan, "breached")) == pytest.approx(breached)


@pytest.mark.parametrize(("fee", "worth", "ended"), [(0.5, 4 - 0.5, 1), (2.5, 4 - 2.0, 0)])
def test_a_shared_contract_is_ended_once(fee: float, worth: float, ended: int) -> None:
    """Proves: a contract is ended for all sites together; each bears half of its fee.

    By hand: 2 units a period at 2 MEUR, credit 1 each; a rack at each site leaves after the first period. Failing costs
    2, ending the fee.
    A bug would give: 3 MEUR with the fee paid twice, 4 with it forgotten.
    """
    plan = solve_both(pair((1, 1), Deal([2], price=2, credit=1, cap=9, fee=fee), periods=2, life=1))
    assert plan.objective_meur == pytest.approx(worth)
    assert table(plan, "terminated") == [[0, ended], [0, ended]]
    if ended:
        assert [site.objective_meur for site in plan.sites] == pytest.approx([2 - fee / 2] * 2)


def test_a_floor_of_a_shared_contract_is_paid_once() -> None:
    """By hand: 1 unit used at 2 MEUR, floor 3 units: 6 MEUR. A bug would give: 12."""
    assert solve_both(pair((1, 1), Deal([1], price=2, floor=3))).objective_meur == pytest.approx(6)


def test_a_portfolio_of_least_cost_serves_every_customer() -> None:
    """By hand: 3 units of lost load at 5 MEUR, two racks: one unit is lost. A bug would give: 0, or 15 less at each."""
    x = pair((1, 1), Deal([3], price=5), objective="minimise_cost", lost_load_multiple=1)
    assert solve_both(x).objective_meur == pytest.approx(5)


def test_uncommitted_work_of_another_site_is_not_failed_for_a_contract() -> None:
    """Proves: what goes unserved as uncommitted work is within the share of it that a site has taken.

    By hand: no rack; 1 unit uncommitted at 1 MEUR, 1 under contract at 3 with a credit of 1: 4 − 1 − (3 + 1) = −1.
    A bug would give: 2, where one site leaves its uncommitted work and the other as much in place of the contract.
    """
    work = [Work(demand=[1], revenue=1)]
    deal = Deal([1], price=3, credit=1, cap=9, signed=True)
    site = with_deals(world([Rack()], work, objective="maximise_npv"), [deal])
    x = coupled("pair", {"north": site, "south": site}, everywhere({"north": site, "south": site}))
    assert solve_both(x).objective_meur == pytest.approx(-1)


def promised(seed: int) -> PortfolioInputs:
    """A random portfolio with random contracts; every fourth has a workload, and its contracts, at one site alone."""
    plain = random_portfolio(seed)
    first = replace(plain.sites[0], objective="maximise_npv")
    sites = {
        name: replace(x, objective="maximise_npv", hours=replace(x.hours, demand=first.hours.demand), offers=offers)
        for offers in [random_offers(first, seed)]
        for name, x in zip(plain.site_names, plain.sites, strict=True)
    }
    return coupled("promised", sites, plain.may_serve, plain.supply, plain.budgets)


@pytest.mark.parametrize("seed", [3, 4, 6, 8, 10, 11])
def test_shared_contracts_agree_in_both_models(seed: int) -> None:
    """Proves: joint model and decomposition agree with contracts that sites share; the sites' money is the portfolio's.

    A bug would give: a bound that a breach passes, or a slope of a share that is off.
    """
    x = promised(seed)
    plan, best = solve(x, GAP), joint(x)
    slack = 1e-6 * max(1.0, abs(best))
    assert -slack <= worse(x, plan.objective_meur, best) <= 1.2 * GAP * abs(best) + slack
    assert worse(x, best, plan.bound_meur) >= -slack
    assert sum(site.objective_meur for site in plan.sites) == pytest.approx(plan.objective_meur, rel=1e-9, abs=1e-9)
    assert x.offers is not None
    for n in np.flatnonzero(x.offers.shared):
        in_force = sum(site.offers.in_force[n] for site in plan.sites if site.offers is not None)
        assert plan.sites[0].offers is not None
        serving = int(np.flatnonzero(x.may_serve[x.offers.workload[n]])[0])
        assert in_force == pytest.approx(plan.sites[serving].offers.left[n], abs=1e-7)  # type: ignore[union-attr]


def test_a_portfolio_of_one_site_with_contracts_is_that_site() -> None:
    """Proves: in a block, with a supply that never binds, one site with contracts has the optimum it has alone."""
    x = case(2)
    plenty = {x.fleet.racks[0]: np.full(len(x.periods.names), 1000)}
    whole = coupled("one", {"one": x}, np.ones((len(x.workloads.names), 1), bool), plenty)
    assert whole.offers is not None
    assert not whole.offers.shared.any()
    assert joint(whole) == pytest.approx(solve_joint(x), rel=1e-6)


def test_sites_that_differ_in_a_contract_are_refused() -> None:
    x = pair((1, 1), Deal([1], price=2)).sites[0]
    other = with_deals(x, [Deal([1], price=3)])
    with pytest.raises(ScenarioError, match="differ in contracts with customers"):
        coupled("two", {"a": with_deals(x, [Deal([1], price=2)]), "b": other}, everywhere({"a": x, "b": other}))
