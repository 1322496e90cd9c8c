"""Why there is no plan: the limits that must give way, the first period, what is needed there and what is available."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan, PlannerError, Reason, SolverFailure, located
from planner.optimisation.models.infeasibility import Elastic
from planner.optimisation.search.price_of_shared import price

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from planner.arrays import Floats
    from planner.optimisation.equations.limit import Limit
    from planner.optimisation.search.cuts import CutModel
    from planner.optimisation.search.incumbent import Search
    from planner.optimisation.workers.pool import DayPool

MOST_NAMED = 2  # limits, of those that each would do alone
MOST_PASSES = 20  # that dispatch a covenant's plan
CLOSE = 1e-4  # of the excess: days and cuts agree
NO_LONGER = "No plan exists: the limits on orders, phases and retirements contradict each other."
FEW_DAYS = "No plan exists on these few days (all days may allow one)"


def possible_without_days(search: Search, model: CutModel) -> None:
    """The quick check, before a day is compiled: whether investment alone has a plan. InfeasiblePlan, with reasons.

    Where a covenant counts what days cost, only they can tell.
    """
    if not len(model.covers.rows):
        with explained(search, model, None):
            model.solver.solve_lp()


@contextmanager
def explained(search: Search, model: CutModel, pool: DayPool | None) -> Iterator[None]:
    """An InfeasiblePlan inside gets its reasons, under what is held at that moment."""
    try:
        yield
    except InfeasiblePlan as error:
        if error.reasons:
            raise
        raise _Question(search, model, pool).answer() from error


class _Question:
    """One model without a plan, and what its days cost as far as that is known."""

    def __init__(self, search: Search, model: CutModel, pool: DayPool | None) -> None:
        self._search, self._model, self._pool = search, model, pool
        self._elastic = Elastic(search.x, model.solver.bounded, model.solver.added)

    def answer(self) -> PlannerError:
        """InfeasiblePlan with its reasons; SolverFailure where no limit has to give way, so that there must be one.

        A limit that would do alone is in every conflict; where none would, the cheapest of them all together is taken,
        by size. Two that would each do alone bind together, and both are named.
        """
        elastic = self._elastic
        together = self._least(elastic.names)
        if together is None:
            hint = "compare fleet.opening, site.phases and life_years with the horizon."
            return InfeasiblePlan(located("", NO_LONGER, hint))
        must = list(dict.fromkeys(one.name for one in elastic.exceeded(together)))
        if not must:
            hint = "this is a fault of the program or of HiGHS; please report it with the scenario file."
            return SolverFailure(located("", "HiGHS found no plan where there is one.", hint))
        alone = {name: exceeding for name in elastic.names if (exceeding := self._least([name])) is not None}
        if alone:
            reasons = self._of_those(alone)
        else:
            reasons = [reason for name in must for reason in elastic.reasons(together, name)]
        return self._error(reasons)

    def _of_those(self, alone: dict[str, Floats]) -> list[Reason]:
        """Of limits that would each do alone, those that have to give way least for their size."""
        by_change = sorted((_change(self._elastic.reasons(exceeding, name)), name) for name, exceeding in alone.items())
        names = [name for _, name in by_change if name != "phases"] or ["phases"]
        return [one for name in names[:MOST_NAMED] for one in self._elastic.reasons(alone[name], name)]

    def _least(self, free: Collection[str]) -> Floats | None:
        """As `Elastic.least`, with what the days cost where a covenant counts it."""
        answer = self._elastic.least(free)
        for _ in range(MOST_PASSES if len(self._model.covers.rows) else 0):
            if answer is None or self._pool is None or self._search.cancelled() or self._without_days(answer):
                return answer
            before, rows = self._elastic.excess(answer), len(self._model.solver.added)
            given = self._model.given(self._elastic.columns(answer))
            priced = price(self._search, self._pool, given, None)
            self._model.add_cuts(given, priced.level_meur, priced.slope_meur)
            self._elastic.take(self._model.solver.added[rows:])
            answer = self._elastic.least(free)
            if answer is not None and np.abs(self._elastic.excess(answer) - before).sum() <= CLOSE * before.sum():
                return answer
        return answer

    def _without_days(self, answer: Floats) -> bool:
        """Whether a plan that gives way so has days that no dispatch can hold."""
        return any(one.limit.days == "worst" or one.name == "carbon" for one in self._elastic.exceeded(answer))

    def _error(self, reasons: list[Reason]) -> InfeasiblePlan:
        limits = {one.name: one.limit for one in self._elastic.rows}
        sums = [name for name, limit in limits.items() if limit.days == "sum"]
        every_day = self._search.x.sites[0].every_day
        sure = every_day or not sums or self._elastic.least(sums) is None
        sentences = [_sentence(reason, limits[reason.limit]) for reason in reasons]
        problem = f"{'No plan exists' if sure else FEW_DAYS}: {'; '.join(sentences)}."
        cures = list(dict.fromkeys(limits[reason.limit].cure for reason in reasons))
        return InfeasiblePlan(located("", problem, f"{'; or '.join(cures)}."), tuple(reasons), on_all_days=sure)


def _change(reasons: list[Reason]) -> float:
    """By how much a limit has to give way, beside what is needed."""
    changes = [(one.needed - one.available) / max(abs(one.needed), 1e-9) for one in reasons]
    return max(changes, default=np.inf)


def _sentence(reason: Reason, limit: Limit) -> str:
    site = f"the site {reason.site}" if reason.site else "the site"
    lacks = f"lacks {reason.needed - reason.available:.3g} {reason.unit} ({limit.what})"
    return f"in {reason.period} {site} {lacks}: it needs {reason.needed:.4g} and has {reason.available:.4g}"
