"""Plans nearly as good as the best: worked by hand on two racks that are nearly equal, then against random ones."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest

from planner.optimisation.near_optimal.different import alternatives, distance, look_around
from planner.optimisation.near_optimal.rack_price import rack_price
from planner.optimisation.near_optimal.ranges import first_order_of, range_of
from planner.optimisation.near_optimal.region import region_of
from planner.optimisation.search.session import Session
from planner.problem.several import one_site
from tests.optimisation.make import Phase, Rack, Work, world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.optimisation.near_optimal.region import Region
    from planner.problem.site import ModelInputs

GAP = 1e-4
ONE = 0.01


@contextmanager
def region(x: ModelInputs) -> Iterator[Region]:
    alone = one_site(x)
    with Session(1) as session:
        solution = session.solve_portfolio(alone, gap=GAP).sites[0]
        yield region_of(session, alone, solution, GAP, None)


def orders(x: ModelInputs, name: str) -> list[int]:
    of_rack = x.fleet.vintage_rack == x.fleet.racks.index(name)
    return np.flatnonzero(of_rack & (x.fleet.max_racks > 0)).tolist()


def two_alike(price: float = 1.01, **more: object) -> ModelInputs:
    """Demand of 2 pays 6 each; a rack serves 1. Two racks at 1 are worth 10, each one swapped loses price − 1."""
    racks = [Rack("A", price=1.0, supply=3, mw=1.0), Rack("B", price=price, supply=3, mw=1.0)]
    return world(racks, [Work(demand=(2.0,), revenue=6.0)], objective="maximise_npv", **more)  # type: ignore[arg-type]


def test_two_racks_nearly_equal_may_be_swapped() -> None:
    """Proves: within 1 % (0.1) of 10 either rack may be none or both; a third costs 1, so never. All of it reached."""
    x = two_alike()
    with region(x) as near:
        assert near.orders_of(near.best).tolist() == [2, 0]
        for name, best in (("A", 2), ("B", 0)):
            one = range_of(near, orders(x, name), ONE)
            assert (one.least_proven, one.least_reached, one.most_reached, one.most_proven) == (0, 0, 2, 2)
            assert one.best == best
        both = range_of(near, orders(x, "A") + orders(x, "B"), ONE)
        assert (both.least_proven, both.least_reached, both.most_reached, both.most_proven) == (2, 2, 2, 2)


def test_racks_that_differ_more_may_not() -> None:
    """Proves: at 1.06 one swap loses 0.06 and two 0.12: one A is in every plan within 1 %, none within 2 %."""
    x = two_alike(1.06)
    with region(x) as near:
        assert range_of(near, orders(x, "A"), ONE).least_proven == 1
        assert range_of(near, orders(x, "A"), 0.02).least_proven == 0
        assert range_of(near, orders(x, "B"), ONE).most_proven == 1


def test_the_plan_that_differs_most_is_the_swapped_one() -> None:
    """Proves: two B for two A, four racks moved, 24 MW-months each way; its loss is 0.02; dispatched and checked."""
    x = two_alike()
    with region(x) as near:
        look_around(near, ONE)
        first, *others = alternatives(near, ONE, 3)
        assert first.order_racks.tolist() == [0, 2]
        assert first.loss_meur == pytest.approx(0.02)
        assert first.solution.objective_meur == pytest.approx(9.98)
        assert first.solution.residual_abs < 1e-9
        assert first.moved_racks == 4
        months_mw = 12 * x.fleet.nameplate_kw / 1000
        assert first.moved_mw_months == pytest.approx(2 * months_mw.sum())
        for other in others:
            assert distance(x, other.order_racks, first.order_racks) > 0
            assert other.loss_meur <= ONE * 10 + 1e-9


def test_a_price_at_which_the_other_rack_is_bought() -> None:
    """Proves: B at 1.01 is bought from 1.00 on (99.01 %), A at 1 up to 1.01; bounds close in on both, once proven."""
    x = two_alike()
    with region(x) as near:
        bought, left = (rack_price(near, orders(x, name)) for name in "AB")
    assert (bought.ordered, left.ordered) == (2, 0)
    assert bought.loss_meur == pytest.approx(0.02)
    assert left.loss_meur == pytest.approx(0.01)
    for price, even in ((bought, 1.01), (left, 1 / 1.01)):
        assert price.even == pytest.approx(even, abs=1e-6)
        assert price.surely_to <= even + 1e-9
        assert price.never_from >= even - 1e-9
        assert price.never_from - price.surely_to < 0.005


def test_a_rack_without_room_has_no_price() -> None:
    """Proves: a rack that takes more positions than there are is impossible, not too dear; the limit is named."""
    large = Rack("large", price=1e-3, supply=3, positions=9.0)
    x = world([Rack("A", price=1.0, supply=3), large], [Work(revenue=6.0)], objective="maximise_npv",
              phases=[Phase(positions=5.0)])  # fmt: skip
    with region(x) as near:
        price = rack_price(near, orders(x, "large"))
    assert not price.possible
    assert price.limits == ("rack_positions",)


def test_an_order_that_may_wait_has_a_range_of_periods() -> None:
    """Proves: work of 7 in each period is never left for a year; work of 0.98 in the first is, for a rack at 0.1 in the
    second (6.90 against 6.98): within 2 %, not within 0.5 %."""
    work = Work(demand=(1.0,), revenue=7.0)
    x = world([Rack("A", price=[1.0, 1.0], supply=[1, 1])], [work], periods=2, objective="maximise_npv")
    x_late = world(
        [Rack("A", price=[1.0, 0.1], supply=[1, 1])],
        [Work(demand=((0.14,), (1.0,)), revenue=7.0)], periods=2, objective="maximise_npv",
    )  # fmt: skip
    with region(x) as near:
        at_once = first_order_of(near, np.array(orders(x, "A")), ONE)
        assert (at_once.best, at_once.earliest_reached, at_once.latest_reached, at_once.latest_proven) == (0, 0, 0, 0)
    with region(x_late) as near:
        one = first_order_of(near, np.array(orders(x_late, "A")), 0.02)
        assert (one.earliest_proven, one.latest_reached, one.latest_proven) == (0, 1, 1)
        assert first_order_of(near, np.array(orders(x_late, "A")), 0.005).latest_proven == 0
