"""Plans racks, megawatts, tokens and euros for an AI inference site.

    import planner
    scenario = planner.load("scenarios/les-ulis-base.yaml")
    plan = planner.solve(scenario, days=3)
    plan.headline(), plan.kpis, plan.fleet, plan.save("runs")

Nothing heavy is imported before it is used. Public beside these names, each with its own `__all__`:

    planner.billing                                   load curves, tariffs and bills (docs/bill.md)
    planner.charts.fleet                              a chart
    planner.charts.findings.plan                      the lines above charts
    planner.plan.studies.bill_views                   the bill of a finished plan (docs/reporting.md),
    planner.plan.studies.carbon                       its carbon and water,
    planner.plan.studies.flexibility                  what it could shed,
    planner.plan.news.make                            what a plan must tell, as facts (docs/news.md),
    planner.plan.news.sentences                       and in sentences,
    planner.plan.accounts.ratios                      what a lender looks at, from plan.accounts() (docs/money.md),
    planner.plan.accounts.token_cost                  what a unit of work costs, and from there to the NPV,
    planner.plan.accounts.group                       site and group in one set of profit and loss,
    planner.plan.studies.one_more                     what one more is worth, as a table,
    planner.plan.studies.regulator                    what the regulator asks of it
    planner.money_studies.drivers                     what a tornado turns (docs/money-studies.md)
    planner.alternatives.answer                       what nearly won, as tables (docs/alternatives.md)
    planner.plan.store.record                         the plan of record and its trail (docs/plan-of-record.md)
    planner.plan.store.queries                        SQL over the tables of a store
    planner.plan.several.risk                         tables of a plan for several paths (docs/two-stage.md)
    planner.optimisation.two_stage.session            a plan for paths of one's own,
    planner.optimisation.two_stage.worth_of_knowing   what it would be worth to know the path,
    planner.optimisation.equations.own                an equation of one's own in the investment,
    planner.problem.settings                          how closely, and with what, both are solved
    planner.report.write                              reports (docs/analysts.md)
    planner.schedule.run                              and a timetable for them

All else may change from one day to the next.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.alternatives.study import near_optimal as near_optimal
    from planner.api import bill as bill
    from planner.api import compare as compare
    from planner.api import compare_tariff_versions as compare_tariff_versions
    from planner.api import draw_paths as draw_paths
    from planner.api import forecast as forecast
    from planner.api import load as load
    from planner.api import one_more as one_more
    from planner.api import open_run as open_run
    from planner.api import operating_points as operating_points
    from planner.api import solve as solve
    from planner.drafts.book.read import scenario_from_workbook as scenario_from_workbook
    from planner.drafts.book.write import scenario_to_workbook as scenario_to_workbook
    from planner.errors import DataError as DataError
    from planner.errors import InfeasiblePlan as InfeasiblePlan
    from planner.errors import PlannerError as PlannerError
    from planner.errors import ScenarioError as ScenarioError
    from planner.errors import SolverFailure as SolverFailure
    from planner.errors import StoreError as StoreError
    from planner.money_studies.break_even import break_even as break_even
    from planner.money_studies.bridge import bridge as bridge
    from planner.money_studies.changed import what_changed as what_changed
    from planner.money_studies.goal_seek import goal_seek as goal_seek
    from planner.money_studies.lenders import lender_cases as lender_cases
    from planner.money_studies.tornado import tornado as tornado
    from planner.plan.happened.happened import what_happened as what_happened
    from planner.plan.plan import Plan as Plan
    from planner.plan.several.portfolio import PortfolioPlan as PortfolioPlan
    from planner.plan.store.queries import runs as runs
    from planner.plan.store.record import plan_of_record as plan_of_record
    from planner.plan.store.record import record as record
    from planner.scenario.portfolio import Portfolio as Portfolio
    from planner.scenario.schema import Scenario as Scenario
    from planner.sweeps.design import grid as grid
    from planner.sweeps.design import latin_hypercube as latin_hypercube
    from planner.sweeps.sweep import sweep as sweep
    from planner.under_uncertainty import price_measurements as price_measurements
    from planner.what_if import WhatIf as WhatIf

_HOMES = {
    "bill": "planner.api",
    "draw_paths": "planner.api",
    "forecast": "planner.api",
    "load": "planner.api",
    "solve": "planner.api",
    "compare": "planner.api",
    "compare_tariff_versions": "planner.api",
    "one_more": "planner.api",
    "open_run": "planner.api",
    "operating_points": "planner.api",
    "scenario_from_workbook": "planner.drafts.book.read",
    "scenario_to_workbook": "planner.drafts.book.write",
    "break_even": "planner.money_studies.break_even",
    "bridge": "planner.money_studies.bridge",
    "what_changed": "planner.money_studies.changed",
    "goal_seek": "planner.money_studies.goal_seek",
    "lender_cases": "planner.money_studies.lenders",
    "near_optimal": "planner.alternatives.study",
    "tornado": "planner.money_studies.tornado",
    "what_happened": "planner.plan.happened.happened",
    "plan_of_record": "planner.plan.store.record",
    "record": "planner.plan.store.record",
    "runs": "planner.plan.store.queries",
    "price_measurements": "planner.under_uncertainty",
    "grid": "planner.sweeps.design",
    "latin_hypercube": "planner.sweeps.design",
    "sweep": "planner.sweeps.sweep",
    "Plan": "planner.plan.plan",
    "PortfolioPlan": "planner.plan.several.portfolio",
    "Portfolio": "planner.scenario.portfolio",
    "Scenario": "planner.scenario.schema",
    "WhatIf": "planner.what_if",
    "PlannerError": "planner.errors",
    "ScenarioError": "planner.errors",
    "DataError": "planner.errors",
    "InfeasiblePlan": "planner.errors",
    "SolverFailure": "planner.errors",
    "StoreError": "planner.errors",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module 'planner' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
