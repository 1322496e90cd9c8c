"""What a euro more of capital is worth: the prices of budgets, of a loan's amount and of its covenant, racks in parts.

They are duals of the LP over the cuts, so passes go on until cuts and days agree closely: a gap that is good enough to
order by leaves them loose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.matrix.layout import prefix
from planner.optimisation.search.passes import HELD_STEP, converge
from planner.problem.solution import CapitalLimit

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.search.cuts import CutModel
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.solution import LimitKind

ROWS: dict[str, LimitKind] = {"site_budget": "budget", "loan_amount": "loan", "debt_service_cover": "cover"}
CLOSE = 1e-4  # gap of the passes before prices are read
MOST_PASSES = 6
NOTHING = 1e-6  # a price below is none


def limits_of(
    search: Search, model: CutModel, pool: DayPool, dispatch_meur: Floats, centre: Floats | None
) -> list[tuple[CapitalLimit, ...]]:
    """Limits to the capital of each site, with what the best whole plan leaves of them.

    Args:
        search: holds the best whole plan.
        model: investment with its cuts.
        pool: the days.
        dispatch_meur: what the days of that plan cost, S·P.
        centre: a point to begin with.
    """
    rows = [_rows(model, prefix(search.x, s)) for s in range(len(search.x.sites))]
    assert search.whole is not None
    if not any(rows) or search.cancelled():
        return [() for _ in rows]
    every = np.array([row for own in rows for _, _, row in own], dtype=np.int64)
    room = model.room_meur(every, search.whole, dispatch_meur)
    try:
        model.solver.solve_lp()
        if len(model.covers.rows) or (model.solver.prices(every) >= NOTHING).any():
            converge(search, model, pool, centre, None, CLOSE, HELD_STEP, proves=False, most_passes=MOST_PASSES)
            model.solver.solve_lp()
    except InfeasiblePlan:  # racks in parts, orders held: nothing is known of prices
        return [() for _ in rows]
    prices = model.solver.prices(every)
    prices[prices < NOTHING] = 0.0
    values = iter(zip(room.tolist(), prices.tolist(), strict=True))
    return [tuple(CapitalLimit(kind, period, *next(values)) for kind, period, _ in own) for own in rows]


def _rows(model: CutModel, own: str) -> list[tuple[LimitKind, int, int]]:
    """Kind, period and row of each limit of a site."""
    tables = ((kind, model.compiled.rows.get(f"{own}{name}", {})) for name, kind in ROWS.items())
    return [(kind, int(key[0]), row) for kind, table in tables for key, row in table.items()]
