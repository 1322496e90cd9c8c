"""What a day answers when it is dispatched with what investment gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.arrays import Floats


@dataclass(frozen=True)
class DayAnswer:
    """A dispatched day: cost [kEUR] and reduced cost of each linking quantity [kEUR per rack, MW or whole demand]."""

    cost_keur: float
    reduced_cost_keur: Floats  # L; of what days share: how much this one uses, or what its part is worth
    bound_keur: float  # what a cut may say at the same quantities: no more than the least cost


@dataclass(frozen=True)
class DayDispatch:
    """A dispatched day in full: columns by variable, with the residuals recomputed."""

    answer: DayAnswer
    values: dict[str, Floats]  # variable → (index, hour) or (hour,)
    residual_abs: float
    residual_rel: float
