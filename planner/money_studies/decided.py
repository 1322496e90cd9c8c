"""What a plan has decided, carried over to other inputs and dispatched again: racks stay, the rest of the world moves.

Held: racks ordered, by product and period of the order, and racks that leave, with the period they leave in; megawatts
open; equipment on the site; supply contracts; which customers' contracts are signed. Decided again: the dispatch of
every hour, power subscribed, GPUs reserved and rented elsewhere, contracts ended early or in breach. Racks that come
later leave no sooner than a period after they came; at the end of their life they are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from planner.catalogue.files import data_hash
from planner.errors import ScenarioError, located
from planner.inputs.build import build_inputs
from planner.optimisation.equations.fleet import ordered_vintages, retirement_periods
from planner.optimisation.parts.parts import BUILT, capacities
from planner.optimisation.search.session import Session
from planner.plan.plan import Plan
from planner.plan.tables.fleet import HELD_AT_END
from planner.problem.settings import SolveSettings
from planner.problem.several import one_site

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planner.problem.settings import DayChoice
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback, Decisions, Solution
    from planner.scenario.schema import Scenario

    Values = dict[str, dict[tuple[int | str, ...], float]]


@dataclass(frozen=True)
class Racks:
    """Racks of a plan as its tables say them, and its megawatts."""

    ordered: Mapping[tuple[str, str], int]  # by product and order period
    leaving: Mapping[tuple[str, str], int]  # by vintage and period, before the end of life or at it
    open_mw: Mapping[str, float]  # by period


def racks_of(plan: Plan) -> Racks:
    """Orders, racks that leave and open megawatts of a plan."""
    orders = plan.orders.groupby(["rack", "order_period"])["racks"].sum()
    gone = plan.retirements.loc[plan.retirements["reason"] != HELD_AT_END]
    leaving = gone.groupby(["vintage", "period"])["racks"].sum()
    open_mw = plan.power.assign(period=plan.power["period"].astype(str)).groupby("period")["connection_mw"].first()
    return Racks(
        _by_pair(orders),
        _by_pair(leaving),
        {str(period): float(mw) for period, mw in open_mw.items()},
    )


def _by_pair(racks: pd.Series) -> dict[tuple[str, str], int]:
    """Racks by the two names of an index."""
    names = zip(*(racks.index.get_level_values(level).astype(str) for level in (0, 1)), strict=True)
    return {(a, b): int(n) for (a, b), n in zip(names, racks.tolist(), strict=True)}


def decisions(racks: Racks, x: ModelInputs, life_ends: Mapping[str, int]) -> Values:
    """Orders and leaving racks as values of the investment of other inputs with the same products and periods.

    `life_ends`: period in which each vintage of the plan itself is worn out. ScenarioError: an order that these inputs
    do not offer.
    """
    fleet, periods = x.fleet, x.periods.names
    may = {(fleet.racks[fleet.vintage_rack[v]], periods[fleet.order_period[v]]): v for v in ordered_vintages(x)}
    lost = [key for key in racks.ordered if key not in may]
    if lost:
        (rack, period) = lost[0]
        problem = f"{racks.ordered[lost[0]]} racks of {rack} were ordered in {period}, which this case does not offer."
        raise ScenarioError(located(x.name, problem, "leave orders and supply of the plan as they are."))
    values: Values = {"order_racks": {(v,): float(racks.ordered.get(key, 0)) for key, v in may.items()}}
    values["retire_racks"] = {}
    for v, name in enumerate(fleet.vintage_names):
        bought = int(fleet.opening_racks[v] + values["order_racks"].get((v,), 0.0))
        values["retire_racks"] |= _leaving(racks, x, v, bought, life_ends.get(name, len(periods)))
    return values


def _leaving(racks: Racks, x: ModelInputs, v: int, bought: int, life_ended: int) -> dict[tuple[int | str, ...], float]:
    """Racks of a vintage that leave, by period; what was sold before it may is sold as soon as it may."""
    may, size = retirement_periods(x, v), len(x.periods.names)
    left, values = bought, dict[tuple[int | str, ...], float]()
    values |= {(v, p): 0.0 for p in may}
    for p, period in enumerate(x.periods.names[:life_ended]):
        going = min(racks.leaving.get((x.fleet.vintage_names[v], period), 0), left)
        at = max(p, may.start)
        if going and at in may:
            values[v, at] += going
            left -= going
    if len(may) and x.fleet.end_of_life_period[v] < size:
        values[v, may[-1]] += left
    return values


def _rest(x: ModelInputs, solution: Solution) -> Values:
    """All else that is held: phases, equipment, supply contracts, customers that are signed."""
    values: Values = {
        "phase_open": {(b, p): float(v) for (b, p), v in np.ndenumerate(solution.phase_open)},
        "contract_mw": {(i,): float(mw) for i, mw in enumerate(solution.contract_mw)},
    }
    for name in capacities(x):
        built = solution.on_site[name]
        values[BUILT[name]] = {(p,): float(v) for p, v in enumerate(built.built)}
        values[name] = {(p,): float(v) for p, v in enumerate(built.in_use)}
    if solution.offers is not None:
        values["signed"] = {(n,): float(v) for n, v in enumerate(solution.offers.signed)}
    return values


class Dispatches:
    """Dispatches what a plan has decided under changed inputs. Use as a context manager, or `close` it."""

    def __init__(
        self,
        plan: Plan,
        scenario: Scenario,
        *,
        days: DayChoice,
        gap: float,
        processes: int | None = None,
        cancel: CancelCallback | None = None,
    ) -> None:
        """Take the decisions of a plan. ScenarioError for senseless settings."""
        self._settings = SolveSettings(days, gap, processes, cancel=cancel).checked()
        self._racks, self.scenario = racks_of(plan), scenario
        self._session = Session(self._settings.workers)
        self.inputs = build_inputs(scenario, days=days)
        fleet = self.inputs.fleet
        self._life_ends = dict(zip(fleet.vintage_names, fleet.end_of_life_period.tolist(), strict=True))
        names = self.inputs.periods.names
        self._first: Values = {"connection_mw": {(p,): self._racks.open_mw[name] for p, name in enumerate(names)}}
        self._others: Values | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def days(self) -> DayChoice:
        """Real days per period, or "all"."""
        return self._settings.days

    def close(self) -> None:
        """End the worker processes."""
        self._session.close()

    def solution(self, x: ModelInputs) -> Solution:
        """The plan dispatched again on these inputs. InfeasiblePlan.

        The first dispatch decides what the tables of a plan do not say, and later ones hold it.
        """
        x = replace(x, loan=None)  # what is decided is not held back again
        fixed: Decisions = self._decisions(x)
        alone = one_site(x)
        whole = self._session.solve_portfolio(alone, gap=self._settings.gap, cancel=self._settings.cancel, fixed=fixed)
        solution = whole.sites[0]
        if self._others is None:
            self._others, self.installed_racks = _rest(x, solution), solution.installed_racks
        return solution

    def _decisions(self, x: ModelInputs) -> Values:
        values = decisions(self._racks, x, self._life_ends)
        values |= self._first if self._others is None else self._others
        if x.offers is None:
            values.pop("signed", None)
        return values

    def worth_of_orders_meur(self, x: ModelInputs) -> float | None:
        """Value of the plan on these inputs above the best that orders nothing there, all else decided again [MEUR].

        None where nothing can be done without orders.
        """
        x = replace(x, loan=None)
        with_orders = self.solution(x).objective_meur
        gap, cancel = self._settings.gap, self._settings.cancel
        without = self._session.reference(x, gap=gap, size_meur=with_orders, cancel=cancel)
        return None if without is None else with_orders - without.objective_meur

    def plan(self, x: ModelInputs, scenario: Scenario | None = None) -> Plan:
        """The same with all tables of a plan."""
        solution = self.solution(x)
        extra = self._settings.record() | {"data_hash": data_hash()}
        return Plan.from_solution(scenario or self.scenario, x, solution, extra)
