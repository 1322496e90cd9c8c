"""Forty scenarios broken in a known way: the limit, its first period and the amounts are those worked by hand.

Each way out of each of them is solved by `python -m benchmarks reliability` (docs/reliability.md).
"""

from __future__ import annotations

import pytest

import planner
from planner.errors import InfeasiblePlan
from planner.no_plan import answer
from tests.infeasible.broken import Broken, broken

CLOSE = 1e-5


@pytest.mark.parametrize("case", broken(), ids=lambda case: case.name)
def test_the_limit_and_its_amounts_are_those_by_hand(case: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: of each limit that fails the name, the first period, what is needed and what is available."""
    monkeypatch.setattr(answer, "ways_out", lambda *_: iter(()))
    with pytest.raises(InfeasiblePlan) as caught:
        planner.solve(case.scenario(), days=1, processes=1)
    named = {(one.limit, one.period): (one.needed, one.available) for one in caught.value.reasons}
    assert set(named) == {(limit, period) for limit, period, *_ in case.reasons}
    for limit, period, needed, available in case.reasons:
        assert named[limit, period] == pytest.approx((needed, available), rel=CLOSE, abs=CLOSE)
    assert caught.value.on_all_days


def test_there_are_forty() -> None:
    assert len(broken()) >= 40
    assert len({case.name for case in broken()}) == len(broken())
