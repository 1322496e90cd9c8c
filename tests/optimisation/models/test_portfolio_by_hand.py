"""Hand-solved: sites that share work which can wait."""

from __future__ import annotations

import pytest

from planner.problem.several import coupled
from tests.optimisation.make import Rack, Work, world
from tests.optimisation.models.test_portfolio import everywhere, joint, solve


def test_shared_work_waits_no_longer_than_its_window() -> None:
    """Proves: where the share of demand is decided, what waits is younger than its window, in the share of each site.

    By hand: 2 units arrive in each of two hours and may wait one; power costs 5, 3 and 1 MEUR/MWh. The first are done
    in hour 2, the others in hour 3: 2 · 3 + 2 · 1 = 8 MEUR, however they are shared.
    A bug would give: 4 MEUR, if at half the work each site let as much wait as if all of it were its own.
    """
    work = [Work(demand=[2, 2, 0], window=1, penalty=100)]
    site = world([Rack(mw=1, opening=9)], work, spot=[5, 3, 1])
    x = coupled("pair", {"north": site, "south": site}, everywhere({"north": site, "south": site}))
    assert joint(x) == pytest.approx(8)
    assert solve(x, gap=1e-6).objective_meur == pytest.approx(8)
