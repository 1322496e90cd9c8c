"""Tables of a plan for several paths, worked out by hand on two of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.optimisation.two_stage.session import PathSession, TwoStageAnswer
from planner.optimisation.two_stage.trial import Trial
from planner.optimisation.two_stage.worth_of_knowing import STEPS, Worth, nothing_known, worth_of
from planner.optimisation.two_stage.worth_of_measuring import Knowing
from planner.plan.several import risk, spread
from planner.problem.settings import SolveSettings
from tests.optimisation.make import Phase, Rack, Work, world
from tests.optimisation.make_offers import Deal, with_deals
from tests.optimisation.paths import paths_of

if TYPE_CHECKING:
    from collections.abc import Callable

MEUR = 1e-4


@cache
def two_paths() -> tuple[TwoStageAnswer, Worth]:
    """Racks of 1 MW at 1 in the first year and 2 in the second; lost work costs 4; the site has 3 MW.

    Demand is 1 in the first year, then 1 or 6 with equal probability; orders of the first year are common. A rack more
    in the first year than the first needs costs 1 and saves 4 or the later price of 2, on one path of two: so it does
    not matter whether the other two come now or later, and a little dearer it is better to wait.
    """
    rack = Rack(supply=[5, 5], price=[1.1, 2.0], mw=1.0)
    sites = [
        world([rack], [Work(demand=[[1.0], [n]], penalty=4.0)], periods=2, phases=[Phase(mw=3.0)]) for n in (1.0, 6.0)
    ]
    with PathSession(paths_of(sites), commit_until=0, settings=SolveSettings(gap=1e-7, processes=1)) as session:
        answer, worth = session.solve(), worth_of(session)
    assert worth is not None
    return answer, worth


def test_cost_by_path() -> None:
    """Proves: one rack at once, two more at 2 on the busy path, 3 of its 6 units unserved as the site is full.

    By hand: 1.1 on the calm path; 1.1 + 4 + 3 · 4 = 17.1 on the busy one; 9.1 expected.
    """
    table = risk.path_table(two_paths()[0]).set_index("path")
    assert table["cost_meur"].tolist() == pytest.approx([1.1, 17.1], rel=1e-6)
    assert table["above_expected_meur"].tolist() == pytest.approx([-8.0, 8.0], rel=1e-6)
    assert table["npv_meur"].isna().all()


def test_what_uncertainty_costs() -> None:
    """Proves: perfect information buys two racks at 1.1 on the busy path only: (2 · 0.9) / 2 = 0.9 is its worth.

    By hand: the mean path has a demand of 3.5, more than the site can serve, so its plan buys three racks at once:
    1.1 more on each rack of the calm path: 3.3 and 15.3, 9.3 expected, 0.2 above here and now. It promises
    3.3 + 0.5 · 4 = 5.3.
    """
    table = risk.worth_table(two_paths()[1]).set_index("figure")["meur"]
    assert table["here and now"] == pytest.approx(9.1, abs=1e-3)
    assert table["wait and see"] == pytest.approx(8.2, abs=1e-3)
    assert table["value of perfect information"] == pytest.approx(0.9, abs=1e-3)
    assert table["expected plan, tried"] == pytest.approx(9.3, abs=1e-3)
    assert table["value of the stochastic solution"] == pytest.approx(0.2, abs=1e-3)
    assert table["expected plan, promised"] == pytest.approx(5.3, abs=1e-3)


def test_regret_by_path() -> None:
    """Proves: regret is against a path's own best plan: 0 and 1.8 of common orders, 2.2 and 0 of the expected plan."""
    table = risk.regret_table(*two_paths())
    assert table["regret_meur"].tolist() == pytest.approx([0.0, 1.8], abs=1e-3)
    assert table["regret_of_expected_plan_meur"].tolist() == pytest.approx([2.2, 0.0], abs=1e-3)


def test_an_order_that_waits_costs_what_it_leaves_unserved() -> None:
    """Proves: without the rack of the first year its unit is lost, and it is bought later at 2: 4 + 2 - 1.1.

    A bug would give: the price of the rack as a saving.
    """
    table = risk.waiting_table(*two_paths())
    assert table["meur"].tolist() == pytest.approx([4.9, 4.9, 4.9], abs=1e-3)
    assert table["path"].tolist() == ["expected", "path-0", "path-1"]
    assert not table["worth_waiting"].any()


def test_a_batch_that_the_plan_leaves_for_later() -> None:
    """Proves: where racks become cheaper, ordering the next batch in the common period costs more, and so it says.

    By hand: racks at 2 now and 1 next year, for demands of 1 and 3 then; the mean batch, 2 racks, now: 4 in place
    of 1 on the first path, 4 + 1 in place of 3 on the second.
    A bug would give: no word on products that no common order is for.
    """
    racks = [Rack(supply=[9, 9], price=[2.0, 1.0])]
    sites = [world(racks, [Work(demand=[[0.0], [n]], penalty=4.0)], periods=2) for n in (1.0, 3.0)]
    with PathSession(paths_of(sites), commit_until=0, settings=SolveSettings(gap=1e-7, processes=1)) as session:
        table = risk.waiting_table(session.solve(), worth_of(session))
    assert table["racks"].tolist() == pytest.approx([2.0, 2.0, 2.0], abs=1e-3)
    assert table["meur"].tolist() == pytest.approx([-2.5, -3.0, -2.0], abs=1e-3)
    assert table["worth_waiting"].all()


def test_robust_orders_are_told_from_those_that_may_wait() -> None:
    """Proves: the rack of the first year is in every good plan, those within half a per cent of the best.

    By hand: half a per cent of 9.1 is 0.0455; a rack less costs 4.9, so no good plan has less than 1 - 0.0455 / 4.9.
    """
    (row,) = risk.order_table(*two_paths()).to_dict("records")
    assert row["racks"] == 1
    assert row["in_every_good_plan"] == pytest.approx(1 - 0.0455 / 4.9, abs=1e-3)
    assert row["kind"] == "partly robust"
    assert row["least_of_own_plans"] == pytest.approx(1.0, abs=1e-3)
    assert row["most_of_own_plans"] == pytest.approx(3.0, abs=1e-3)


def test_probability_of_unserved_work_and_of_a_full_connection() -> None:
    """Proves: both happen in the second year of the busy path alone, with probability 1/2."""
    answer = two_paths()[0]
    unserved = risk.unserved_table(answer)
    assert unserved["probability"].tolist() == [0.0, 0.5]
    assert unserved["worst_share"].tolist() == pytest.approx([0.0, 0.5], rel=1e-9)
    assert unserved["expected_share"].tolist() == pytest.approx([0.0, 0.25], rel=1e-9)
    assert risk.connection_table(answer)["probability"].tolist() == [0.0, 0.5]


def test_work_of_contracts_that_goes_unserved_is_a_share_of_all_that_is_asked() -> None:
    """Proves: work of contracts is in what is asked, as it is in what goes unserved.

    By hand: one rack; a contract of 1 unit on one path, of 2 on the other: half of it unserved with probability 1/2.
    A bug would give: 0, as no uncommitted work is asked.
    """
    site = world([Rack(opening=1)], [Work(demand=[0], revenue=1)], objective="maximise_npv")
    sites = [with_deals(site, [Deal([n], price=2, credit=1, cap=9, signed=True)]) for n in (1, 2)]
    with PathSession(paths_of(sites), commit_until=0, settings=SolveSettings(gap=1e-7, processes=1)) as session:
        unserved = risk.unserved_table(session.solve())
    assert unserved[["probability", "expected_share", "worst_share"]].to_numpy().tolist() == [
        pytest.approx([0.5, 0.25, 0.5])
    ]


def test_quantiles_and_the_table_of_trials() -> None:
    """Proves: P95 is the least cost that 95 % of probability do not exceed; unserved work is weighted and by unit."""
    cost, weight = np.array([3.0, 1.0, 2.0]), np.array([0.04, 0.48, 0.48])
    assert [risk.quantile(cost, weight, share) for share in (0.05, 0.5, 0.95, 0.97)] == [1.0, 2.0, 2.0, 3.0]
    figures = risk.cost_distribution(cost, weight, 0.96).set_index("figure")["cost_meur"]
    assert figures["mean"] == pytest.approx(0.12 + 0.48 * 3)
    assert figures["CVaR 96%"] == pytest.approx(3.0)
    answer = two_paths()[0]
    trial = Trial(
        "plan",
        weight,
        np.zeros(3, dtype=int),
        cost,
        np.full((3, 1, 2), 5.0),
        np.full((3, 1, 2), 20.0),
        np.zeros((3, 2)),
    )
    (row,) = risk.trial_table([trial], answer.paths[0].inputs).to_dict("records")
    assert row["mean_cost_meur"] == pytest.approx(1.56)
    assert row["p95_cost_meur"] == 2.0
    assert [row[f"p{n}_cost_meur"] for n in (10, 50, 90)] == [1.0, 2.0, 2.0]
    assert row["unserved_mtokens"] == pytest.approx(10.0)
    assert row["unserved_token_share"] == pytest.approx(0.25)


def small_session(cancel: Callable[[], bool]) -> PathSession:
    """The two paths above, whose worth takes six steps, with somebody who may stop."""
    rack = Rack(supply=[5, 5], price=[1.1, 2.0], mw=1.0)
    sites = [
        world([rack], [Work(demand=[[1.0], [n]], penalty=4.0)], periods=2, phases=[Phase(mw=3.0)]) for n in (1.0, 6.0)
    ]
    return PathSession(paths_of(sites), commit_until=0, settings=SolveSettings(gap=1e-7, processes=1, cancel=cancel))


@pytest.mark.parametrize("last", [1, 2, 3, 4])
def test_whoever_stops_gets_what_is_known(last: int) -> None:
    """Proves: what is known before the stop is as without one, the rest is not a number and is named.

    A bug would give: minutes of work after a stop, or a figure that is only half worked out.
    """
    answer, whole = two_paths()
    at = [0]
    with small_session(lambda: at[0] == last) as session:
        session.solve()
        worth = worth_of(session, step_progress=lambda step: at.__setitem__(0, step))
    if worth is None:
        assert last == 1
        worth = nothing_known(answer)
    assert at == [last]
    assert worth.left_out == STEPS[last - 1 :]
    table, complete = (risk.worth_table(one).set_index("figure")["meur"] for one in (worth, whole))
    assert table["here and now"] == pytest.approx(complete["here and now"], abs=1e-3)
    known = table["wait and see"]
    assert known == pytest.approx(complete["wait and see"], abs=1e-3) if last == 4 else np.isnan(known)
    assert np.isnan(table["expected plan, tried"])
    kinds = set(risk.order_table(answer, worth)["kind"])
    assert (kinds == {"not known"}) == (last == 1)
    assert len(risk.waiting_table(answer, worth)) == (0 if last <= 2 else 3)
    assert len(risk.regret_table(answer, worth)) == 2


def test_spread_over_the_paths() -> None:
    """Proves: P10 and P50 are the calm path's, P90 the busy one's; racks ordered are those of the whole horizon."""
    table = spread.spread_table(two_paths()[0]).set_index(["figure", "rack"])
    assert table.loc[("cost_meur", ""), ["mean", "p10", "p50", "p90"]].tolist() == pytest.approx([9.1, 1.1, 1.1, 17.1])
    racks = table.loc["racks_ordered"].iloc[0]
    assert racks[["mean", "p10", "p50", "p90"]].tolist() == pytest.approx([2, 1, 1, 3])
    assert (racks["unit"], table.loc[("cost_meur", ""), "unit"]) == ("racks", "MEUR")


def test_measurements_are_sorted_by_what_they_are_worth() -> None:
    """Proves: 0.3, 0.4 and 0.3 weigh the three cases; first orders are those of the rack that would be measured."""
    x = two_paths()[0].paths[0].inputs
    vintages = len(x.fleet.vintage_rack)
    orders = np.zeros((3, vintages))
    orders[2, 0] = 4.0
    zero = np.zeros(vintages)
    small = Knowing(np.array([3.0, 2.0, 1.0]), np.array([2.0, 2.0, 1.0]), zero, orders)
    large = Knowing(np.array([3.0, 2.0, 1.0]), np.array([3.0, 2.0, -1.0]), zero, orders)
    (rack,) = x.fleet.racks
    table = spread.measurement_table(x, [(("a", rack), 0.2, small, 1), (("b", rack), 0.3, large, 3)])
    assert table["model"].tolist() == ["b", "a"]
    assert table["value_meur"].tolist() == pytest.approx([0.6, 0.3])
    assert table[["racks_now", "racks_if_slow", "racks_if_fast"]].to_numpy().tolist() == [[0, 0, 4], [0, 0, 4]]
    assert table["days"].tolist() == [3, 1]
    assert spread.measurement_table(x, []).columns.tolist() == spread.MEASUREMENT_COLUMNS
