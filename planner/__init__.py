"""Plans racks, megawatts, tokens and euros for an AI inference site.

    import planner
    scenario = planner.load("scenarios/les-ulis-base.yaml")
    plan = planner.solve(scenario, days=3)
    plan.headline(), plan.kpis, plan.fleet, plan.save("runs")

Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.api import bill as bill
    from planner.api import compare as compare
    from planner.api import compare_tariff_versions as compare_tariff_versions
    from planner.api import draw_paths as draw_paths
    from planner.api import forecast as forecast
    from planner.api import load as load
    from planner.api import open_run as open_run
    from planner.api import operating_points as operating_points
    from planner.api import solve as solve
    from planner.errors import DataError as DataError
    from planner.errors import InfeasiblePlan as InfeasiblePlan
    from planner.errors import PlannerError as PlannerError
    from planner.errors import ScenarioError as ScenarioError
    from planner.errors import SolverFailure as SolverFailure
    from planner.errors import StoreError as StoreError
    from planner.plan.plan import Plan as Plan
    from planner.plan.several.portfolio import PortfolioPlan as PortfolioPlan
    from planner.scenario.portfolio import Portfolio as Portfolio
    from planner.scenario.schema import Scenario as Scenario
    from planner.sweeps.design import grid as grid
    from planner.sweeps.design import latin_hypercube as latin_hypercube
    from planner.sweeps.sweep import sweep as sweep
    from planner.what_if import WhatIf as WhatIf

_HOMES = {
    "bill": "planner.api",
    "draw_paths": "planner.api",
    "forecast": "planner.api",
    "load": "planner.api",
    "solve": "planner.api",
    "compare": "planner.api",
    "compare_tariff_versions": "planner.api",
    "open_run": "planner.api",
    "operating_points": "planner.api",
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

__all__ = [
    "DataError", "InfeasiblePlan", "Plan", "PlannerError", "Portfolio", "PortfolioPlan", "Scenario",
    "ScenarioError", "SolverFailure", "StoreError",
    "WhatIf",
    "bill", "compare", "compare_tariff_versions", "draw_paths", "forecast", "grid", "latin_hypercube", "load",
    "open_run", "operating_points", "solve", "sweep",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module 'planner' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
