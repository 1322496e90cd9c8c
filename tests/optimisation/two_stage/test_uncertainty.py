"""Several paths, common decisions: laws that any two-stage plan obeys, against extensive forms and by hand."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from planner.errors import ScenarioError
from planner.optimisation.models.paths import cvar_meur, measure_meur
from planner.optimisation.search.session import Session, solve_inputs
from planner.optimisation.two_stage.expected_path import expected_inputs
from planner.optimisation.two_stage.session import PathSession, TwoStageAnswer, solve_paths
from planner.optimisation.two_stage.worth_of_knowing import worth_of
from planner.problem.settings import SolveSettings
from planner.problem.site import ModelInputs, same_inputs
from tests.inputs.tiny import with_overrides
from tests.optimisation.make import Rack, Work, world
from tests.optimisation.paths import CLOSE, demand_times, extensive_form, paths_of, random_paths, together

SEEDS = (3, 4, 6)
EXACT = SolveSettings(gap=1e-9, processes=1)


def minimised(answer: TwoStageAnswer) -> float:
    """What was minimised [MEUR]."""
    maximised = answer.paths[0].inputs.objective == "maximise_npv" and answer.aim == "expectation"
    return -answer.objective_meur if maximised else answer.objective_meur


def shop(demand: float, *, lead: int = 0, price: float = 1.0, late: float = 3.0) -> ModelInputs:
    """Racks of one unit of work an hour at 1 MEUR, to be ordered in the first year; unserved work costs 3 a unit.

    One hour stands for each year. With a lead time racks ordered in the first year serve from the second on.
    """
    periods = 1 + lead
    hours = [[0.0]] * lead + [[demand]]
    supply = [20] + [0] * lead
    return world([Rack(supply=supply, price=price, lead=lead)], [Work(demand=hours, penalty=late)], periods=periods)


def orders(answer: TwoStageAnswer) -> list[int]:
    return [int(path.solution.order_racks.sum()) for path in answer.paths]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("commit", "risk", "level"), [(0, 0.0, 0.9), (1, 0.5, 0.7), (0, 1.0, 0.5)])
def test_paths_agree_with_their_extensive_form(seed: int, commit: int, risk: float, level: float) -> None:
    """Proves: one cut per path and period finds the optimum of all paths in one model, to 1e-6, for three measures.

    A bug would give: a decision of one path that another does not share, or a cut of one path used for another.
    """
    paths = random_paths(seed)
    answer = solve_paths(paths, commit_until=commit, cvar_weight=risk, cvar_level=level, settings=CLOSE)
    assert minimised(answer) == pytest.approx(extensive_form(together(paths, commit, risk, level)), rel=1e-6)
    assert answer.gap <= 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_one_path_is_the_deterministic_plan(seed: int) -> None:
    """Proves: a single path, whatever the measure, costs what the plan of its inputs costs.

    A bug would give: a second model for what is uncertain.
    """
    (path,) = random_paths(seed, count=1)
    plan = solve_inputs(path.inputs, gap=1e-7, processes=1)
    for risk in (0.0, 1.0):
        answer = solve_paths([path], commit_until=0, cvar_weight=risk, settings=CLOSE)
        assert answer.objective_meur == pytest.approx(plan.objective_meur, rel=1e-6)
        assert answer.paths[0].solution.order_racks.tolist() == plan.order_racks.tolist()
    regret = solve_paths([path], commit_until=0, objective="worst-regret", settings=CLOSE)
    assert regret.objective_meur == pytest.approx(0.0, abs=1e-6 * abs(plan.objective_meur))


def test_a_path_like_another_changes_nothing() -> None:
    """Proves: a path split in two halves leaves cost and orders as they are, merged or not.

    A bug would give: a plan that depends on how often the same thing is said.
    """
    paths = random_paths(3)
    last = paths[-1]
    half = dataclasses.replace(last, weight=last.weight / 2)
    copy = dataclasses.replace(half, name="copy", inputs=with_overrides(last.inputs, {"name": "copy"}))
    one = solve_paths(paths, commit_until=1, cvar_weight=0.3, settings=CLOSE)
    two = solve_paths([*paths[:-1], half, copy], commit_until=1, cvar_weight=0.3, settings=CLOSE)
    assert minimised(two) == pytest.approx(minimised(one), rel=1e-9)
    assert two.common_orders.tolist() == one.common_orders.tolist()
    assert same_inputs(last.inputs, copy.inputs)
    unmerged = extensive_form(together([*paths[:-1], half, copy], 1, 0.3))
    assert unmerged == pytest.approx(minimised(one), rel=1e-6)


def test_the_objective_never_falls_as_risk_weighs_more() -> None:
    """Proves: weight 0 is the expectation, weight 1 with a tail of one path its worst cost, and between them it rises.

    A bug would give: a tail that is cheaper than the mean.
    """
    paths = random_paths(4)
    tail = 1 - min(path.weight for path in paths)
    with PathSession(paths, commit_until=1, settings=CLOSE) as session:
        answers = [session.solve(cvar_weight=w, cvar_level=tail) for w in (0.0, 0.25, 0.5, 0.75, 1.0)]
    costs = [minimised(answer) for answer in answers]
    assert all(b >= a - 1e-6 * abs(a) for a, b in itertools.pairwise(costs))
    assert costs[0] == pytest.approx(answers[0].expected_meur, rel=1e-9)
    assert costs[0] == pytest.approx(extensive_form(together(paths, 1)), rel=1e-6)
    assert costs[-1] == pytest.approx(answers[-1].cost_meur.max(), rel=1e-9)
    assert costs[-1] == pytest.approx(extensive_form(together(paths, 1, 1.0, tail)), rel=1e-6)
    assert costs[-1] > costs[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_worst_regret_agrees_with_its_extensive_form(seed: int) -> None:
    """Proves: the largest cost above a path's own best plan is as small as it can be, and no path's is larger.

    A bug would give: a regret against the plan of another path.
    """
    paths = random_paths(seed)
    answer = solve_paths(paths, commit_until=1, objective="worst-regret", settings=CLOSE)
    assert answer.own_best_meur is not None
    size = np.abs(answer.own_best_meur).mean()
    form = extensive_form(together(paths, 1, own=answer.own_best_meur))
    assert answer.objective_meur == pytest.approx(form, abs=1e-6 * size)
    regrets = answer.cost_meur - answer.own_best_meur
    assert regrets.max() == pytest.approx(answer.objective_meur, abs=1e-9 * size)
    assert regrets.min() >= -1e-6 * size


@pytest.mark.parametrize("seed", SEEDS)
def test_values_of_information_are_never_negative(seed: int) -> None:
    """Proves: knowing the path, and planning for all of them, are worth nothing or more; so is every common batch.

    A bug would give: a plan for the expected path that beats the best common plan.
    """
    paths = random_paths(seed)
    with PathSession(paths, commit_until=1, settings=CLOSE) as session:
        worth = worth_of(session)
    allowed = 1e-4 * abs(worth.expected_meur)
    assert worth.perfect_information_meur >= 0
    assert worth.stochastic_solution_meur >= -allowed
    assert all(wait.expected_meur >= -allowed for wait in worth.waiting)
    assert {wait.vintage for wait in worth.waiting} == set(np.flatnonzero(worth.orders > 0.05).tolist())
    assert (worth.least_orders <= worth.orders + 1e-6).all()


@pytest.mark.parametrize(("lead", "price"), [(0, 1.1), (0, 0.6), (2, 1.1), (2, 1.9)])
def test_a_newsvendor_orders_the_critical_fractile(lead: int, price: float) -> None:
    """Proves: with lost work at 3, orders are the quantile 1 - price / 3 of demand, also with a lead time.

    By hand: one rack more is worth 3 · P(demand > n) and costs the price, so n is the least with
    P(demand <= n) >= 1 - price / 3: demand is 1 to 12, equally likely, so 8 at a price of 1.1, 10 at 0.6, 5 at 1.9.
    A bug would give: orders for the mean of demand, 6 or 7.
    """
    paths = paths_of([shop(float(n), lead=lead, price=price) for n in range(1, 13)])
    answer = solve_paths(paths, commit_until=0, settings=EXACT)
    expected = {1.1: 8, 0.6: 10, 1.9: 5}[price]
    by_hand = price * expected + 3 * np.maximum(np.arange(1, 13) - expected, 0).mean()
    assert minimised(answer) == pytest.approx(by_hand, rel=1e-9)
    assert orders(answer) == [expected] * 12
    known = solve_paths(paths, commit_until=-1, settings=EXACT)
    assert orders(known) == list(range(1, 13))


def test_late_racks_are_ordered_for_and_paid() -> None:
    """Proves: where racks may come a year late, after the horizon, the chance of it lowers the critical fractile.

    By hand: racks come in time with probability 1/2, whatever demand is; a rack more is worth 3 · P(demand > n) / 2 and
    costs 1.1: P(demand <= n) >= 1 - 1.1 / 1.5, so 4 of demands 1 to 12.
    A bug would give: 8, as if all came in time, or an order by path.
    """
    in_time = [shop(float(n), lead=1, price=1.1) for n in range(1, 13)]
    late = [with_overrides(x, {"fleet": {"live_period": np.array([2])}}) for x in in_time]
    answer = solve_paths(paths_of([*in_time, *late]), commit_until=0, settings=EXACT)
    assert orders(answer) == [4] * 24
    assert answer.cost_meur[12:] == pytest.approx(4.4 + 3 * np.arange(1, 13), rel=1e-9)


def test_a_later_order_adapts() -> None:
    """Proves: what is ordered after the last common period differs by path; up to it it does not.

    By hand: racks serve from the year in which they are ordered; demand of the second year is 2 or 6.
    """
    low, high = ([[1.0], [n]] for n in (2.0, 6.0))
    paths = paths_of(
        [world([Rack(supply=[9, 9], price=1.0)], [Work(demand=d, penalty=3.0)], periods=2) for d in (low, high)]
    )
    answer = solve_paths(paths, commit_until=0, settings=EXACT)
    assert [path.solution.order_racks.tolist() for path in answer.paths] == [[1, 1], [1, 5]]
    assert answer.common_orders.tolist() == [1, 0]


def test_conditional_value_at_risk_by_hand() -> None:
    """Proves: the tail takes the costliest paths, the last of them in part.

    By hand: costs 1, 2, 4 with 0.5, 0.3, 0.2; tail of 0.4: (0.2 · 4 + 0.2 · 2) / 0.4 = 3.
    """
    cost, weight = np.array([1.0, 2.0, 4.0]), np.array([0.5, 0.3, 0.2])
    assert cvar_meur(cost, weight, 0.6) == pytest.approx(3.0, rel=1e-12)
    assert cvar_meur(cost, weight, 0.0) == pytest.approx(weight @ cost, rel=1e-12)
    futures = together(paths_of([shop(1.0)] * 3), 0, 0.5, 0.6).futures
    assert futures is not None
    assert measure_meur(dataclasses.replace(futures, weight=weight), cost) == pytest.approx(0.5 * 1.9 + 0.5 * 3)


def test_the_expected_path_is_the_mean() -> None:
    """Proves: demand and prices are averaged by weight; what all paths share stays the very same array."""
    x = random_paths(3, count=1)[0].inputs
    mean = expected_inputs([x, demand_times(x, 3.0)], np.array([0.75, 0.25]))
    assert mean.hours.demand == pytest.approx(1.5 * x.hours.demand, rel=1e-12)
    assert np.shares_memory(mean.hours.spot_eur_per_mwh, x.hours.spot_eur_per_mwh)


def test_days_that_paths_have_in_common_are_dispatched_once() -> None:
    """Proves: paths that part in the second period share the days of the first: fewer days than all are dispatched.

    A bug would give: twelve times the work for what is known.
    """
    x = random_paths(3, count=1)[0].inputs
    first = np.repeat(x.days.period, np.diff(x.days.first_hour)) == 0
    parted = with_overrides(x, {"hours": {"demand": np.where(first, x.hours.demand, 2 * x.hours.demand)}})
    both = together(paths_of([x, parted]), 0)
    with Session(1) as session:
        session.solve_portfolio(both, gap=1e-4)
        rows = {row for row, _ in session.pool.priced}
    periods = len(x.periods.names)
    assert rows == {*range(periods), *range(periods + 1, 2 * periods)}


@pytest.mark.parametrize(
    ("weight", "commit", "risk", "level", "word"),
    [
        ([0.5, 0.6], 0, 0.0, 0.9, "add up to 1.1"),
        ([1.5, -0.5], 0, 0.0, 0.9, "-0.5"),
        ([0.5, 0.5], 9, 0.0, 0.9, "period 9"),
        ([0.5, 0.5], 0, 1.5, 0.9, "1.5"),
        ([0.5, 0.5], 0, 0.5, 1.0, "level"),
    ],
)
def test_what_cannot_be_planned_for_is_refused(
    weight: list[float], commit: int, risk: float, level: float, word: str
) -> None:
    """Proves: weights that are no probabilities, periods and levels that do not exist are named."""
    paths = paths_of([shop(1.0), shop(2.0)], weight)
    with pytest.raises(ScenarioError, match=word):
        solve_paths(paths, commit_until=commit, cvar_weight=risk, cvar_level=level, settings=EXACT)


def test_paths_on_other_axes_are_refused() -> None:
    """Proves: no path, or paths of different racks, are an error of the scenario, not of the solver."""
    with pytest.raises(ScenarioError, match="no path"):
        solve_paths([], commit_until=0)
    other = with_overrides(shop(1.0), {"fleet": {"racks": ("other",)}})
    with pytest.raises(ScenarioError, match="racks"):
        solve_paths(paths_of([shop(1.0), other]), commit_until=0)
