"""Plans nearly as good as the best of a scenario, the range of every order in them, and the price that racks need.

A share counts against the objective of the best plan: the value of the site, or its cost where that is minimised. That
is what the gap of a plan counts against, too, so that one can be compared with the other; a gap must be smaller.

Tables, all with the days and the gap they stand on:

    ranges        least and most racks of each product, and of each order of the best plan, within the first share
    first_orders  the period in which each product is first ordered, within the first share
    plans         plans within each share that differ most: every order of them beside that of the best plan
    racks         at which price a product is ordered, or why it cannot be
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.alternatives.answer import ABOUT, FIRST_ORDERS, PLANS, RACKS, RANGES, NearOptimal
from planner.alternatives.reasons import cannot_be_ordered
from planner.arguments import check_type, scalars
from planner.errors import ScenarioError, located
from planner.inputs.build import build_inputs
from planner.inputs.racks.fleet import rack_product
from planner.optimisation.near_optimal.different import alternatives, look_around
from planner.optimisation.near_optimal.rack_price import rack_price
from planner.optimisation.near_optimal.ranges import first_order_of, range_of
from planner.optimisation.near_optimal.region import region_of
from planner.optimisation.search.session import Session
from planner.plan.plan import Plan
from planner.problem.settings import SolveSettings
from planner.problem.several import one_site
from planner.scenario.schema import Scenario

if TYPE_CHECKING:
    from planner.arrays import Ints
    from planner.optimisation.near_optimal.answer import RackPrice
    from planner.optimisation.near_optimal.region import Region
    from planner.problem.settings import DayChoice
    from planner.problem.solution import CancelCallback

WITHIN = (0.01, 0.02, 0.05)
GAP = 5e-4
COUNT = 3  # plans within each share
Row = list[Any]


def near_optimal(
    of: Scenario | Plan,
    within: Sequence[float] = WITHIN,
    *,
    days: DayChoice = 3,
    gap: float = GAP,
    count: int = COUNT,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
    progress: Callable[[str], None] | None = None,
) -> NearOptimal:
    """What nearly won. Minutes on a few days; hours of one processor on all.

    Args:
        of: a scenario of one site, or a plan, whose scenario is taken.
        within: shares of the objective; ranges are those within the first.
        days: real days per period, or "all". The best plan is that of these days.
        gap: how closely the best plan is proven; less than half the smallest share.
        count: plans within each share, at most.
        processes: worker processes that hold the days.
        cancel: once it returns True what is known by then comes back, and `whole` is False.
        progress: called with what is looked at next.

    Raises:
        ScenarioError: no single site, shares or a gap that cannot be. InfeasiblePlan, SolverFailure: the scenario
        itself has no plan.
    """
    check_type(of, (Scenario, Plan), "near_optimal", "a scenario of one site, or a plan made of one")
    scenario = Scenario.from_values(of.manifest["scenario"]) if isinstance(of, Plan) else of
    how: dict[str, Any] = scalars({"days": days, "gap": gap, "processes": processes})
    shares = _shares(within, how["gap"])
    settings = SolveSettings(how["days"], how["gap"], how["processes"]).checked()
    inputs = build_inputs(scenario, days=settings.days)
    alone = one_site(inputs)
    with Session(settings.workers) as session:
        _say(progress, "best plan")
        solution = session.solve_portfolio(alone, gap=settings.gap, cancel=cancel).sites[0]
        study = _Study(scenario, region_of(session, alone, solution, settings.gap, cancel), progress)
        ranges, firsts = study.ranges(shares[0]), study.first_orders(shares[0])
        plans = study.plans(shares, count)
        racks = study.racks()
    whole = not (cancel is not None and cancel())
    minimised = inputs.objective == "minimise_cost"
    figures = [solution.objective_meur, solution.bound_meur, minimised, shares[0]]
    about = pd.DataFrame([[*figures, str(settings.days), settings.gap, whole]], columns=ABOUT)
    return NearOptimal(about, ranges, firsts, plans, racks)


def _shares(within: Sequence[float], gap: float) -> tuple[float, ...]:
    """The shares in their order, with a gap that leaves room. ScenarioError."""
    shares = tuple(sorted({float(one) for one in within}))
    if not shares or not (shares[0] > 0 and shares[-1] <= 1):
        problem = f"{list(within)} was given, allowed are shares above 0, and 1 at the most."
        raise ScenarioError(located("within", problem, "try within=(0.01, 0.02, 0.05)."))
    if not 0 < gap <= shares[0] / 2:
        problem = f"a gap of {gap:g} was given, which does not tell plans within {shares[0]:g} from others."
        raise ScenarioError(located("gap", problem, f"give {shares[0] / 20:g}, or at most half the smallest share."))
    return shares


def _say(progress: Callable[[str], None] | None, what: str) -> None:
    if progress is not None:
        progress(what)


@dataclass(frozen=True)
class _Study:
    """The region of good plans, and whom to tell what is looked at."""

    scenario: Scenario
    region: Region
    progress: Callable[[str], None] | None

    def _vintages(self) -> dict[str, Ints]:
        """Orders that can be made, by product."""
        fleet, orders = self.region.site.fleet, np.array(sorted(self.region.orders), dtype=np.int64)
        return {name: orders[fleet.vintage_rack[orders] == r] for r, name in enumerate(fleet.racks)}

    def _period(self, p: int | None) -> str:
        return "" if p is None else str(self.region.site.periods.names[p])

    def ranges(self, share: float) -> pd.DataFrame:
        """Products that can be ordered, then the orders of the best plan."""
        fleet, best = self.region.site.fleet, self.region.orders_of(self.region.best)
        things = [("racks", name, "", own.tolist()) for name, own in self._vintages().items() if len(own)]
        things += [
            ("order", fleet.racks[int(fleet.vintage_rack[v])], self._period(int(fleet.order_period[v])), [v])
            for v in np.flatnonzero(best).tolist()
        ]
        rows: list[Row] = []
        for kind, rack, period, vintages in things:
            if self.region.cancelled():
                break
            _say(self.progress, f"range of {rack} {period}".rstrip())
            one = range_of(self.region, vintages, share)
            ends = [one.least_proven, one.least_reached, one.most_reached, one.most_proven]
            rows.append([kind, rack, period, share, one.best, *ends])
        return pd.DataFrame(rows, columns=RANGES)

    def first_orders(self, share: float) -> pd.DataFrame:
        """Of each product that the best plan orders, when it is first ordered."""
        best, rows = self.region.orders_of(self.region.best), list[Row]()
        for rack, own in self._vintages().items():
            if not best[own].any() or self.region.cancelled():
                continue
            _say(self.progress, f"first order of {rack}")
            one = first_order_of(self.region, own, share)
            periods = (one.best, one.earliest_proven, one.earliest_reached, one.latest_reached, one.latest_proven)
            rows.append([rack, share, *(self._period(p) for p in periods)])
        return pd.DataFrame(rows, columns=FIRST_ORDERS)

    def plans(self, shares: Sequence[float], count: int) -> pd.DataFrame:
        """Orders of the plans within each share that differ most, and of the best plan beside them."""
        region, rows = self.region, list[Row]()
        fleet, best = region.site.fleet, region.orders_of(region.best)
        for share in shares:
            if region.cancelled():
                break
            _say(self.progress, f"other plans within {share:g}")
            look_around(region, share)
            for number, plan in enumerate(alternatives(region, share, count), start=1):
                figures = [plan.solution.objective_meur, plan.loss_meur, plan.moved_racks, plan.moved_mw_months]
                residual = plan.solution.residual_rel
                rows += [
                    [share, number, *figures, residual, fleet.racks[int(fleet.vintage_rack[v])],
                     self._period(int(fleet.order_period[v])), int(plan.order_racks[v]), int(best[v])]
                    for v in np.flatnonzero(plan.order_racks + best).tolist()
                ]  # fmt: skip
        return pd.DataFrame(rows, columns=PLANS)

    def racks(self) -> pd.DataFrame:
        """Of every product of the scenario, the price at which it is ordered, or why it cannot be."""
        rows: list[Row] = []
        for rack, own in self._vintages().items():
            if self.region.cancelled():
                break
            _say(self.progress, f"price of {rack}")
            price_usd = rack_product(rack, self.scenario).price_usd
            if not len(own):
                rows.append([rack, 0, cannot_be_ordered(self.scenario, rack), "", price_usd, *[math.nan] * 7, 0])
                continue
            rows.append(_price_row(rack, price_usd, rack_price(self.region, own.tolist())))
        return pd.DataFrame(rows, columns=RACKS)


def _price_row(rack: str, price_usd: float, one: RackPrice) -> Row:
    """Factors, and prices of a rack in the first quarter; none below zero, and none where no price decides."""
    factors = [one.surely_to, one.even, one.never_from]
    prices = [price_usd * factor if factor >= 0 else math.nan for factor in factors]
    reason = "" if one.possible else "no room"
    return [rack, one.ordered, reason, " ".join(one.limits), price_usd, one.loss_meur, *factors, *prices, one.racks]
