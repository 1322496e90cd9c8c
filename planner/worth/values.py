"""What each change is worth: the scenario solved again with it, one after the other, given out as they come.

    value = V(changed) − V(scenario)        V: net present value of the best plan; less its cost where cost is minimised
    lowest' − highest ≤ value ≤ highest' − lowest        lowest: of the plan in hand; highest: the bound on any plan

Both plans are proven within a gap, so the true value lies between the two ends, whatever racks the other plan orders.
More supply forbids no plan and costs nothing until it is used: its value is never below zero, that of less never above.
The value holds up to the larger step where that is worth, per unit, within 5 % of the first step, or differs by less
than the proofs leave open; else up to the first.
What the fleet of today would gain in its dispatch, racks as they are, is another question: `plan.marginal_values`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.errors import InfeasiblePlan, ScenarioError
from planner.plan.studies.one_more import LESS, Worth
from planner.what_if import WhatIf
from planner.worth.changes import changes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback, Solution
    from planner.scenario.schema import Scenario
    from planner.worth.changes import Change

GAP = 5e-4
WITHIN = 0.05  # of the value of the first step, per unit: the larger step is worth the same
IMPOSSIBLE = "no plan exists"
FREE = ("supply",)  # more of it is worth nothing at the least


@dataclass(frozen=True)
class _Ends:
    """Between these the value of the best plan lies [MEUR]; `plan` is that of the plan in hand."""

    plan: float
    lowest: float
    highest: float


def one_more_values(
    scenario: Scenario,
    *,
    days: DayChoice = 3,
    gap: float = GAP,
    processes: int | None = None,
    cluster: str | None = None,
    cancel: CancelCallback | None = None,
    only: Sequence[str] | None = None,
) -> Iterator[Worth]:
    """Worth after worth: every first step, then those with a larger step again, completed.

    Args:
        scenario: what is changed; solved first.
        days: as for `planner.solve`; both sides of a difference stand on the same days.
        gap: how closely each plan is proven; it decides how narrow the proven range is.
        processes: worker processes.
        cluster: address of a Dask scheduler instead.
        cancel: once it returns True nothing more is solved.
        only: kinds of change to look at, such as "connection"; None for all.

    Raises:
        InfeasiblePlan, SolverFailure, ScenarioError: the scenario itself has no plan.
    """
    chosen = [group for group in changes(scenario) if only is None or group[0].what in only]
    first: dict[tuple[str, str, str], Worth] = {}
    with (
        WhatIf(scenario, days=days, gap=gap, processes=processes, cluster=cluster) as what_if,
        # Other rates are other days, compiled anew: a session of its own keeps those of the rest.
        WhatIf(scenario, days=days, gap=gap, processes=processes, cluster=cluster) as with_rates,
    ):
        base = _ends(what_if.solution(scenario, cancel=cancel))
        for large in (False, True):
            for group in chosen:
                if len(group) <= large or (cancel is not None and cancel()):
                    continue
                change = group[large]
                session = with_rates if change.on_inputs is not None else what_if
                worth = _worth(change, base, _changed(session, change, cancel), str(days), gap)
                if large:
                    worth = _completed(first[worth.key], worth)
                else:
                    first[worth.key] = worth
                yield worth


def _changed(what_if: WhatIf, change: Change, cancel: CancelCallback | None) -> _Ends | None:
    """None where no plan exists, or the scenario contradicts itself: fewer megawatts than the racks there must have."""
    try:
        return _ends(what_if.solution(change.scenario, on_inputs=change.on_inputs, cancel=cancel))
    except (InfeasiblePlan, ScenarioError):
        return None


def _ends(solved: tuple[Solution, bool]) -> _Ends:
    """Of a maximum: the plan, and the bound above it; of a minimum the negatives of both."""
    solution, minimised = solved
    sign = -1.0 if minimised else 1.0
    plan, bound = sign * solution.objective_meur, sign * solution.bound_meur
    return _Ends(plan, plan, max(plan, bound))


def _worth(change: Change, base: _Ends, other: _Ends | None, days: str, gap: float) -> Worth:
    nan = math.nan
    low, value, high = nan, nan, nan
    if other is not None:
        ends = other.lowest - base.highest, other.plan - base.plan, other.highest - base.lowest
        low, value, high = (_of_free(change.side, end) if change.what in FREE else end for end in ends)
    each = value / change.step * (-1.0 if change.side == LESS else 1.0)
    return Worth(
        what=change.what, item=change.item, side=change.side, step=change.step, unit=change.unit,
        value_meur=value, low_meur=low, high_meur=high, per_unit_meur=each,
        holds_to=change.step if other is not None else nan,
        larger_step=nan, larger_value_meur=nan, larger_low_meur=nan, larger_high_meur=nan,
        days=days, gap=gap, note="" if other is not None else IMPOSSIBLE,
    )  # fmt: skip


def _of_free(side: str, value_meur: float) -> float:
    return min(0.0, value_meur) if side == LESS else max(0.0, value_meur)


def _completed(first: Worth, larger: Worth) -> Worth:
    """The first step with what the larger one says: how far its value holds."""
    open_meur = (first.high_meur - first.low_meur) / first.step + (larger.high_meur - larger.low_meur) / larger.step
    room = max(WITHIN * abs(first.per_unit_meur), open_meur / 2)
    same = abs(larger.per_unit_meur - first.per_unit_meur) <= room
    return replace(
        first,
        holds_to=larger.step if same else first.holds_to,
        larger_step=larger.step,
        larger_value_meur=larger.value_meur,
        larger_low_meur=larger.low_meur,
        larger_high_meur=larger.high_meur,
    )
