"""Whole plans near the best racks in parts, where a cover of debt service holds orders back: rounding mostly breaks it.

A MIP in which every order stays next to what the LP orders, and phases where they are, takes a fraction of a second
(relaxation enforced neighbourhood search, Berthold 2014, with one rack more of room on each side). The days of its plan
are dispatched, until the MIP of all plans begins with a plan, and with cuts where whole plans lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.matrix.layout import prefix
from planner.optimisation.search.passes import offer_whole

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.search.cuts import CutModel
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.several import PortfolioInputs

MOST_ROUNDS = 3
NONE = 0.02  # racks: an order below may be left
LOCAL_SECONDS = 5.0
LOCAL_SHARE = 0.2  # of the gap asked
SAME = 1e-9  # of the cost


def search_nearby(search: Search, model: CutModel, pool: DayPool) -> None:
    """Solve the MIP of plans near the LP and dispatch its plan, until that is no better than the best plan."""
    for _ in range(MOST_ROUNDS):
        if search.proven() or search.cancelled():
            return
        bound, proposal = model.solver.solve_lp()
        search.raise_lp_bound(bound)
        columns = _best_nearby(search, model, proposal)
        if columns is None or model.cost_under_cuts(columns) >= search.cost - SAME * abs(search.cost):
            return
        offer_whole(search, model, pool, columns)


def _best_nearby(search: Search, model: CutModel, proposal: Floats) -> Floats | None:
    """The best whole plan under the cuts whose orders are next to those of the LP; None where there is none."""
    orders, phases = (_columns(model, search.x, name) for name in ("order_racks", "phase_open"))
    near = proposal[orders]
    lower = np.maximum(0.0, np.floor(near) - 1)
    upper = np.where(near < NONE, 0.0, np.ceil(near) + 1)
    is_open = np.round(proposal[phases])
    columns = np.concatenate([orders, phases])
    gap = search.relative_to_cost(search.gap * LOCAL_SHARE)
    try:
        with model.solver.between(columns, np.append(lower, is_open), np.append(upper, is_open)):
            return model.solver.solve_mip(gap, LOCAL_SECONDS, None, search.cancelled)[1]
    except InfeasiblePlan:
        return None


def _columns(model: CutModel, x: PortfolioInputs, name: str) -> np.ndarray:
    tables = (model.compiled.columns.get(f"{prefix(x, s)}{name}", {}) for s in range(len(x.sites)))
    return np.array(sorted({column for table in tables for column in table.values()}), dtype=np.int32)
