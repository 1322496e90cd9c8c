"""Where plans nearly as good as the best lie: the investment with its cuts, days to dispatch, and plans that were.

Cuts say too little of what days cost, never too much. So investment under cuts, with its cost held below a limit, holds
every plan within that limit and some beside: it is an outer approximation. A plan counts as one within the limit only
once all its days are dispatched, which also gives the cuts that remove it if it is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import InfeasiblePlan
from planner.optimisation.equations.fleet import ordered_vintages
from planner.optimisation.search.answer import solution_of
from planner.optimisation.search.incumbent import Search
from planner.optimisation.search.passes import offer_whole, polish
from planner.optimisation.search.price_of_shared import dispatch_shared, price

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.search.cuts import CutModel
    from planner.optimisation.search.session import Session
    from planner.optimisation.workers.pool import DayPool
    from planner.problem.several import PortfolioInputs
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback, Solution

MOST_LEARNED = 150  # passes beside those of the solve: more would make each LP slower than they make it better
LATEST = 20  # of these stay
POLISHED = 1.0  # of the room within a share: a plan that is over by no more is brought to its best before it is refused


@dataclass(frozen=True)
class DispatchedPlan:
    """A whole plan with its cost on every day."""

    columns: Floats
    cost_meur: float


@dataclass
class Region:
    """The best plan of one site, its proof, and what a search around it needs and learns."""

    model: CutModel
    pool: DayPool
    inputs: PortfolioInputs
    gap: float
    best: DispatchedPlan
    bound_meur: float  # no plan costs less
    size_meur: float  # of the objective: shares count against it
    cancel: CancelCallback | None = None
    solved_with: int = 0  # passes of the solve, whose cuts stay
    plans: list[DispatchedPlan] = field(default_factory=list)

    @property
    def site(self) -> ModelInputs:
        """The one site."""
        return self.inputs.sites[0]

    @property
    def orders(self) -> dict[int, int]:
        """Column of each order, by vintage."""
        table = self.model.compiled.columns.get("order_racks", {})
        return {v: table[(v,)] for v in ordered_vintages(self.site)}

    def holds_all(self, share: float) -> float:
        """Cost within which every plan lies that is within a share of the best there is [MEUR]."""
        return self.best.cost_meur + share * self.size_meur

    def surely(self, share: float) -> float:
        """Cost of a plan that is within a share of the best there is, whatever the proof leaves open [MEUR]."""
        return self.bound_meur + share * self.size_meur

    def cancelled(self) -> bool:
        """Somebody asked to stop."""
        return self.cancel is not None and self.cancel()

    def search(self) -> Search:
        """A search that knows of no plan yet."""
        return Search(self.inputs, self.gap, None, self.cancel, None)

    def orders_of(self, plan: DispatchedPlan) -> Ints:
        """Racks of each vintage in a plan, V."""
        racks = np.zeros(len(self.site.fleet.vintage_rack), dtype=np.int64)
        for v, column in self.orders.items():
            racks[v] = round(plan.columns[column])
        return racks

    def within(self, share: float) -> list[DispatchedPlan]:
        """All plans dispatched so far that are surely within a share, the best among them."""
        return [plan for plan in (self.best, *self.plans) if plan is self.best or plan.cost_meur <= self.surely(share)]

    def learn(self, point: Floats) -> float:
        """Price the days at a point, racks in parts, and learn their cuts; its cost [MEUR].

        Old cuts of this search are forgotten once there are many.
        """
        learned = self.model.learned
        if len(learned) > self.solved_with + MOST_LEARNED:
            remembered = [*learned[: self.solved_with], *learned[-LATEST:]]
            self.model.drop_cuts()
            for cuts in remembered:
                self.model.add_cuts(*cuts)
        given = self.model.given(point)
        priced = price(self.search(), self.pool, given, None)
        self.model.add_cuts(given, priced.level_meur, priced.slope_meur)
        return self.model.total_cost(point, priced.dispatch_meur)

    def dispatch(self, columns: Floats, limit_meur: float) -> DispatchedPlan | None:
        """A whole plan with all its days, what is not whole at its best; None where it breaks a cover of debt service.

        Its cuts are learned. One that costs a little more than the limit is polished before that is its last word.
        """
        search, solver = self.search(), self.model.solver
        try:
            offer_whole(search, self.model, self.pool, solver.around(columns)[1])
        except InfeasiblePlan:
            return None
        if search.whole is not None and limit_meur < search.cost <= limit_meur + POLISHED * self.gap * self.size_meur:
            polish(search, self.model, self.pool)
        if search.whole is None:
            return None
        plan = DispatchedPlan(search.whole, search.cost)
        self.plans.append(plan)
        return plan

    def solution(self, plan: DispatchedPlan) -> Solution:
        """Every hour of every day of a plan, dispatched again and checked. SolverFailure: a residual is too large."""
        search = self.search()
        search.cost, search.whole = plan.cost_meur, plan.columns
        search.raise_lp_bound(self.bound_meur)
        days, prices = dispatch_shared(search, self.pool, self.model.given(plan.columns))
        status, every = "best_found", (search, self.model, self.pool, days, prices)
        return solution_of(*every, status, prices_capital=False).sites[0]  # type: ignore[arg-type]


def region_of(
    session: Session, x: PortfolioInputs, solution: Solution, gap: float, cancel: CancelCallback | None
) -> Region:
    """The region around the plan that a session has just solved."""
    cost_of = Search(x, gap, None, None, None).objective  # from objective to cost and back
    assert session.whole is not None
    best = DispatchedPlan(session.whole.copy(), cost_of(solution.objective_meur))
    bound, size = min(best.cost_meur, cost_of(solution.bound_meur)), abs(solution.objective_meur)
    return Region(session.model, session.pool, x, gap, best, bound, size, cancel, len(session.model.learned))
