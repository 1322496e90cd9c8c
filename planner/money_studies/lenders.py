"""What a lender asks of the plan that was decided: its value and debt service cover in seven cases, in one table.

Racks are held as ordered (`decided`), every case is dispatched again by the engine. What each case changes:

    base                     nothing
    P50, P90                 demand, prices of tokens and power, and work of racks, of fresh paths of `uncertainty`;
                             racks and phases come as agreed. P90 is what nine paths in ten reach or exceed, of each
                             column by itself
    market rents only        every rack is let at the lowest public rent of its GPU (`lettings`)
    contracted revenue only  no uncommitted demand; signed contracts run on
    largest customer lost    the contract with most present revenue is not there, or without any the workload
    racks a quarter late     racks ordered and racks on order come three months later, at the price agreed
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.calendar import make_calendar
from planner.errors import InfeasiblePlan, PlannerError, ScenarioError, located
from planner.inputs.racks.fleet import MONTHS_PER_QUARTER, fleet_arrays
from planner.money_studies.cover import NO_DEBT, Service, covers, mean_cover, service_of, shortfall_eur
from planner.money_studies.decided import Dispatches
from planner.money_studies.lettings import let_at_market_rents
from planner.money_studies.path_cases import at_least, paths_as_agreed
from planner.money_studies.subject import GAP, days_of, plan_of, scenario_of
from planner.plan.money.cash_flow import EUR_PER_MEUR, npv_meur
from planner.worth.changes import LONGEST_LEAD_MONTHS

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.plan import Plan
    from planner.problem.settings import DayChoice
    from planner.problem.site import Fleet, ModelInputs
    from planner.problem.solution import CancelCallback
    from planner.scenario.schema import Scenario

__all__ = ["lender_cases"]

COLUMNS = [
    "case", "npv_meur", "difference_meur", "dscr_least", "weakest_quarter", "dscr_average", "shortfall_meur", "note",
]  # fmt: skip
BASE, RENTS, CONTRACTED = "base", "market rents only", "contracted revenue only"
LOST, LATE, P50, P90 = "largest customer lost", "racks a quarter late", "P50", "P90"
NO_PATHS = "the scenario has no section uncertainty"
PATHS, SEED = 20, 2_000_003  # added to the scenario's seed: other paths than those it is planned or tried on


@dataclass(frozen=True)
class _Figures:
    """Value and cover of one dispatch."""

    npv_meur: float
    covers: Floats  # by quarter in which the base owes


def lender_cases(
    of: Scenario | Plan,
    *,
    paths: int = PATHS,
    let_share: float = 1.0,
    days: DayChoice | None = None,
    gap: float = GAP,
    processes: int | None = None,
    cancel: CancelCallback | None = None,
    progress: Callable[[str], None] | None = None,
) -> pd.DataFrame:
    """One row per case; COLUMNS. Covers are text ("no debt") where nothing is owed, and empty where there is no plan.

    Args:
        of: a plan, whose orders are held, or a scenario, which is solved first.
        paths: fresh paths for P50 and P90, equally likely.
        let_share: of the hours of an available rack that it is let for at market rents.
        days: real days per period, or "all"; by default those of the plan, 3 of a scenario.
        gap: how closely each dispatch is proven; a scenario is planned to the usual 0.005 first.
        processes: worker processes.
        cancel: once it returns True the best so far of the case at hand is taken.
        progress: called with the name of each case as it begins.

    Raises:
        ScenarioError: a plan of least cost, or senseless settings. InfeasiblePlan, SolverFailure: the base itself.
    """
    _check(paths, let_share)
    scenario, chosen = scenario_of(of, "lender_cases"), days_of(of, days)
    say = progress or (lambda name: None)
    say(BASE)
    plan = plan_of(of, chosen, processes, cancel)
    with Dispatches(plan, scenario, days=chosen, gap=gap, processes=processes, cancel=cancel) as runs:
        base = runs.plan(runs.inputs)
        service = service_of(base.accounts())
        first = _figures(base, service)
        rows = [_row(BASE, first, first, service, "")]
        for name, make in _cases(runs, base, let_share):
            say(name)
            rows.append(_case(runs, name, make, first, service))
        say(f"{P50}, {P90}")
        rows[1:1] = _path_rows(runs, scenario, paths, first, service)
    return pd.DataFrame(rows, columns=COLUMNS)


def _check(paths: int, let_share: float) -> None:
    if not 2 <= paths <= 1000:
        raise ScenarioError(located("paths", f"{paths} was given, allowed are 2 to 1000.", "20 take a minute or two."))
    if not 0 < let_share <= 1:
        problem = f"{let_share:g} was given, allowed is above 0 to 1: a share of the hours."
        raise ScenarioError(located("let_share", problem, "0.8 is four hours in five."))


Make = Callable[[], tuple["ModelInputs", str, "Scenario"]]  # inputs of a case, a note on it, and whose terms hold


def _cases(runs: Dispatches, base: Plan, let_share: float) -> Iterator[tuple[str, Make]]:
    """Cases in the order of the table, those that share compiled days with the base first."""
    x, scenario = runs.inputs, runs.scenario
    yield CONTRACTED, lambda: (*_contracted_only(x), scenario)
    yield LOST, lambda: (*_without_largest(x, base), scenario)
    yield LATE, lambda: (replace(x, fleet=_late_fleet(scenario, x)), "", _late_terms(scenario))
    note = f"{let_share:.0%} of available hours, lowest rents of data/gpu/gpu_rents.csv"
    yield RENTS, lambda: (let_at_market_rents(x, scenario, runs.installed_racks, let_share), note, scenario)


def _contracted_only(x: ModelInputs) -> tuple[ModelInputs, str]:
    """No uncommitted demand. What no contract pays for, such as racks, stays."""
    note = "" if x.offers is not None else "no contract: no revenue"
    return replace(x, hours=replace(x.hours, demand=np.zeros_like(x.hours.demand))), note


def _without_largest(x: ModelInputs, base: Plan) -> tuple[ModelInputs, str]:
    """The inputs without the contract, or where none earns the workload, that earns most in present euros."""
    contracts = base.offers.sort_values("present_revenue_meur", ascending=False)
    if x.offers is not None and len(contracts) and contracts["present_revenue_meur"].iloc[0] > 0:
        lost = str(contracts["offer"].iloc[0])
        n = x.offers.names.index(lost)
        nothing: dict[str, Any] = {
            name: _zero_row(getattr(x.offers, name), n)
            for name in ("demand", "throttled", "contracted", "floor", "revenue_meur")
        }
        return replace(x, offers=replace(x.offers, **nothing)), lost
    discount = dict(zip(x.periods.names, x.periods.discount, strict=True))
    present = base.tokens["revenue_meur"] * base.tokens["period"].astype(str).map(discount)
    lost = str(present.groupby(base.tokens["workload"].astype(str)).sum().idxmax())
    w = x.workloads.names.index(lost)
    return replace(x, hours=replace(x.hours, demand=_zero_row(x.hours.demand, w))), f"{lost} (no contract)"


def _zero_row(values: Floats, n: int) -> Floats:
    changed = values.copy()
    changed[n] = 0.0
    return changed


def _late_fleet(scenario: Scenario, x: ModelInputs) -> Fleet:
    horizon = scenario.horizon
    calendar = make_calendar(horizon.start, horizon.end, horizon.period, days=1)
    return fleet_arrays(scenario, calendar, None if x.bill is None else x.bill.data_dir, late_quarters=1)


def _late_terms(scenario: Scenario) -> Scenario:
    """The scenario with lead times a quarter longer, so that accounts pay deposits on the days agreed."""
    longest, later = LONGEST_LEAD_MONTHS, MONTHS_PER_QUARTER
    leads = {name: min(rack.lead_time_months + later, longest) for name, rack in scenario.fleet.racks.items()}
    return scenario.with_(**{f"fleet.racks.{name}.lead_time_months": lead for name, lead in leads.items()})


def _figures(plan: Plan, service: Service) -> _Figures:
    return _Figures(npv_meur(plan.cash_flow), covers(plan.accounts(), service))


def _case(runs: Dispatches, name: str, make: Make, base: _Figures, service: Service) -> list[object]:
    """A row; where the case has no plan, or no figure to make it from, its note says so."""
    try:
        x, note, terms = make()
        return _row(name, _figures(runs.plan(x, terms), service), base, service, note)
    except InfeasiblePlan:
        return _empty(name, "no plan exists with the racks as ordered")
    except PlannerError as error:
        return _empty(name, str(error).splitlines()[0])


def _row(name: str, case: _Figures, base: _Figures, service: Service, note: str) -> list[object]:
    difference = case.npv_meur - base.npv_meur
    if not len(service.quarters):
        return [name, case.npv_meur, difference, NO_DEBT, "", NO_DEBT, NO_DEBT, note]
    least = int(np.argmin(case.covers))
    short = shortfall_eur(case.covers, service) / EUR_PER_MEUR
    mean = mean_cover(case.covers, service)
    return [name, case.npv_meur, difference, float(case.covers[least]), service.quarters[least], mean, short, note]


def _empty(name: str, note: str) -> list[object]:
    return [name, None, None, None, "", None, None, note]


def _path_rows(
    runs: Dispatches, scenario: Scenario, count: int, base: _Figures, service: Service
) -> list[list[object]]:
    """P50 and P90: each column's own."""
    if scenario.uncertainty is None:
        return [_empty(name, NO_PATHS) for name in (P50, P90)]
    every = paths_as_agreed(scenario, runs.inputs, count, scenario.uncertainty.seed + SEED)
    figures = [_figures(runs.plan(x), service) for x in every]
    rows = []
    for name, share in ((P50, 0.5), (P90, 0.9)):
        value = at_least([one.npv_meur for one in figures], share)
        row: list[object] = [name, value, value - base.npv_meur]
        if len(service.quarters):
            least = at_least([float(one.covers.min()) for one in figures], share)
            mean = at_least([mean_cover(one.covers, service) for one in figures], share)
            short = -at_least([-shortfall_eur(one.covers, service) for one in figures], share) / EUR_PER_MEUR
            row += [least, "", mean, short]
        else:
            row += [NO_DEBT, "", NO_DEBT, NO_DEBT]
        rows.append([*row, f"{count} paths of demand, prices and rates"])
    return rows
