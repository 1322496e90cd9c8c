"""What investment in parts costs at least under the cuts: recomputed from prices of its rows, not read from HiGHS."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.matrix.safe_bound import safe_bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats, Indices
    from planner.optimisation.matrix.highs import CompiledModel

    Row = tuple[float, Indices, Floats]  # value · columns[index] >= level
    PricedRow = tuple[float, float, Indices, Floats]  # price, then a row

ROUNDING = 1e-12  # of the largest cost: what rounding leaves of a reduced cost that is nil
NONE = np.zeros(0, dtype=np.int32)


def bound_of_lp(model: CompiledModel, cuts: Sequence[Row], prices: Floats, most: Floats) -> float:
    """Lower bound of the LP of a model with rows added, for any prices of its rows; -inf where they prove nothing.

    Each added row stands in the cost with its price, which is valid for any price >= 0 (Lagrange), and `safe_bound`
    does the rest. The dispatch cost of a period has no upper bound: its reduced cost, its weight less the prices of its
    cuts, is nil at an optimum. Where it is below, the prices of these cuts are lowered until it is not, and what
    rounding leaves of it is taken as nil. Where more is missing there is no bound.

    Args:
        model: with the bounds of its columns as they are held.
        cuts: the rows added, in their order.
        prices: of the rows of the model, then of those added.
        most: what each column can be at most, n, infinite where nothing says: `most_needed`.
    """
    size = len(model.row_lower)
    used = [(price, *cut) for price, cut in zip(prices[size:].tolist(), cuts, strict=True) if price > 0]
    priced = _with_rows(model, used)
    bound, _, reduced = safe_bound(priced, prices[:size], most, NONE)
    if np.isfinite(bound):
        return bound
    below = (reduced < 0) & ~np.isfinite(np.minimum(model.col_upper, most))
    priced = _with_rows(model, _lowered(used, np.where(below, -reduced, 0.0)))
    bound, _, reduced = safe_bound(priced, prices[:size], most, NONE)
    if np.isfinite(bound):
        return bound
    open_ended = ~np.isfinite(np.where(reduced > 0, model.col_lower, np.minimum(model.col_upper, most)))
    nil = open_ended & (np.abs(reduced) <= ROUNDING * max(1.0, float(np.abs(model.cost).max(initial=0.0))))
    at_nil = {name: np.where(nil, 0.0, getattr(model, name)) for name in ("col_lower", "col_upper")}
    return safe_bound(priced.with_numbers(**at_nil), prices[:size], most, NONE)[0]


def _with_rows(model: CompiledModel, used: Sequence[PricedRow]) -> CompiledModel:
    """The model with rows in its cost, each with its price."""
    cost, offset = model.cost.copy(), model.offset
    if used:
        index = np.concatenate([index for _, _, index, _ in used])
        np.subtract.at(cost, index, np.concatenate([price * value for price, _, _, value in used]))
        offset += sum(price * level for price, level, _, _ in used)
    return model.with_numbers(cost=cost, offset=offset)


def _lowered(used: Sequence[PricedRow], excess: Floats) -> list[PricedRow]:
    """The rows with lower prices, so that those that a column covers are worth so much less in it, n [cost]."""
    covered = np.zeros(len(excess))
    for price, _, index, value in used:
        np.add.at(covered, index, price * np.maximum(value, 0.0))
    share = np.ones(len(excess))
    np.divide(covered - excess, covered, out=share, where=(excess > 0) & (covered > 0))
    return [
        (price * max(0.0, float(np.where(value > 0, share[index], 1.0).min(initial=1.0))), level, index, value)
        for price, level, index, value in used
    ]
