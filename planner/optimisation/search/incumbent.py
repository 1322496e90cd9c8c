"""The state of one solve: best bound, best whole plan, clock, and who wants to know."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import SolverFailure
from planner.optimisation.equations.revenue import portfolio_revenue_meur
from planner.optimisation.matrix.layout import days_of
from planner.optimisation.matrix.reuse import rows_alike
from planner.problem.solution import CancelCallback, Progress, ProgressCallback

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.problem.several import PortfolioInputs


REFUTED = 1e-8  # of the cost: by how much a plan may pass a bound through rounding alone
IMPOSSIBLE = 1e-6  # the same, of a bound that is worked out: days are feasible to their tolerance


def _size_of_paths(x: PortfolioInputs) -> float:
    """Mean size of the cost of the paths' own best plans [MEUR]."""
    assert x.futures is not None
    assert x.futures.own_best_meur is not None
    return float(x.futures.weight @ np.abs(x.futures.own_best_meur))


class Search:
    """The state of one solve: best bound, incumbent, clock, and who wants to know."""

    def __init__(
        self,
        x: PortfolioInputs,
        gap: float,
        progress: ProgressCallback | None,
        cancel: CancelCallback | None,
        time_limit_s: float | None,
        size_meur: float | None = None,
    ) -> None:
        """`size_meur`: what a gap counts against, instead of the objective of the plan."""
        self.x, self.gap = x, gap
        self.days = days_of(x)
        self.alike = rows_alike(x)  # S·P: the first row whose days cost the same, whatever they are given
        regret = x.futures is not None and x.futures.own_best_meur is not None
        self._maximise = x.sites[0].objective == "maximise_npv" and not regret
        self._progress, self._cancel = progress, cancel
        self._began = time.perf_counter()
        self._limit = time_limit_s
        self.revenue = portfolio_revenue_meur(x) if self._maximise and x.futures is None else 0.0
        # A regret is small beside the cost of the plans that it compares: its gap counts against the latter.
        self._scale = _size_of_paths(x) if regret else size_meur
        self.bound = -np.inf  # present cost: no plan costs less
        self.lp_bound = -np.inf  # the same, of the LP alone
        self.refuted = False
        self.cost = np.inf  # present cost of the best whole plan
        self.whole: Floats | None = None
        self.lines: list[Progress] = []
        self.seconds: dict[str, float] = {}
        self._phase, self._phase_began, self._pass = "", 0.0, 0

    def elapsed(self) -> float:
        """Seconds since the solve began."""
        return time.perf_counter() - self._began

    def cancelled(self) -> bool:
        """The user asked to stop, or the time is used up."""
        return (self._cancel is not None and self._cancel()) or self.out_of_time()

    def out_of_time(self) -> bool:
        """The time limit has passed."""
        return self._limit is not None and self.elapsed() > self._limit

    def enter(self, phase: str) -> None:
        """Start the clock of a phase."""
        if self._phase:
            self.seconds[self._phase] = self.elapsed() - self._phase_began
        self._phase, self._phase_began, self._pass = phase, self.elapsed(), 0

    def objective(self, cost: float) -> float:
        """A present cost in the sense of the objective: cost, or net present value."""
        return self.revenue - cost if self._maximise else cost

    def gap_of(self, bound: float, cost: float) -> float:
        """Gap between a bound and a cost, relative to the objective that people see."""
        if not np.isfinite(bound) or not np.isfinite(cost):
            return np.inf
        return max(0.0, cost - bound) / max(self._size(cost), 1e-9)

    def _size(self, cost: float) -> float:
        """What a gap is relative to [MEUR]."""
        return abs(self.objective(cost)) if self._scale is None else self._scale

    def relative_to_cost(self, gap: float) -> float:
        """A gap relative to the objective that people see, made relative to the present cost that HiGHS minimises."""
        cost = self.cost if np.isfinite(self.cost) else self.bound
        if not np.isfinite(cost) or cost == 0:
            return gap
        return gap * min(10.0, self._size(cost) / abs(cost))

    def raise_lp_bound(self, bound: float) -> None:
        """The LP over cuts of all days bounds every plan. SolverFailure: not this plan, so one of the two is wrong."""
        self.lp_bound = max(self.lp_bound, bound)
        self._check_lp_bound()
        self.bound = max(self.bound, bound)

    def raise_mip_bound(self, bound: float) -> None:
        """A MIP over these cuts bounds every plan too, by HiGHS's word: one that a plan passes is none."""
        if bound > self.cost + self._rounding(REFUTED, self.cost):
            self.refuted = True
        else:
            self.bound = max(self.bound, bound)

    def _rounding(self, share: float, cost: float) -> float:
        """What rounding may be of a plan's cost [MEUR]: a regret is small beside the costs it compares."""
        return share * max(abs(cost), self._size(cost)) if np.isfinite(cost) else 0.0

    def _check_lp_bound(self) -> None:
        """No plan costs less than the LP; else cuts, or the days of the plan, are wrong, and nothing is proven."""
        if self.lp_bound > self.cost + self._rounding(IMPOSSIBLE, self.cost):
            problem = (
                f"A plan of {self.objective(self.cost):,.6f} MEUR passes its own bound of "
                f"{self.objective(self.lp_bound):,.6f} MEUR: one of the two is wrong, so there is no proof and no plan."
                "\n\nhint: this is a fault of the program or of HiGHS, not of your scenario; please report it with the "
                "scenario file."
            )
            raise SolverFailure(problem)

    def offer(self, cost: float, whole: Floats) -> bool:
        """A whole plan priced on all days; True if it is the best so far."""
        if cost < self.bound - self._rounding(REFUTED, cost):  # a MIP's bound that this very plan passes is none
            self.bound, self.refuted = self.lp_bound, True
        better = cost < self.cost
        if better:
            self.cost, self.whole = cost, whole
            self._check_lp_bound()
        return better

    def proven(self) -> bool:
        """The incumbent is within the gap asked."""
        return self.gap_of(self.bound, self.cost) <= self.gap

    def report(self) -> None:
        """Tell who listens how good the best whole plan is; before there is one, only that work goes on."""
        self._pass += 1
        has_plan = np.isfinite(self.cost)
        proof = np.isfinite(self.bound)
        line = Progress(
            phase=self._phase,
            pass_number=self._pass,
            elapsed_s=self.elapsed(),
            bound_meur=self.objective(self.bound) if proof else None,
            incumbent_meur=self.objective(self.cost) if has_plan else None,
            gap=self.gap_of(self.bound, self.cost) if has_plan and proof else None,
        )
        self.lines.append(line)
        if self._progress is not None:
            self._progress(line)
