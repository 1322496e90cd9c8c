"""A real plan for two paths of a small site, solved once for a test session: what its report is tried on."""

from __future__ import annotations

from functools import cache

import pandas as pd

from planner.optimisation.two_stage.session import PathSession
from planner.optimisation.two_stage.worth_of_knowing import worth_of
from planner.plan.plan import ASSUMPTION_COLUMNS
from planner.plan.several import risk, spread
from planner.plan.several.spread import MEASUREMENT_COLUMNS
from planner.plan.several.uncertain import UncertainPlan
from planner.problem.settings import SolveSettings
from tests.inputs.tiny import tiny_inputs, with_overrides
from tests.optimisation.paths import paths_of

DEMANDS = (0.7, 1.6)  # of the site as it stands
MEASURED = [
    ("Mistral-Large-3", "GB300_NVL72", 0.28, 1.37, 793.0, 897.0, 976.0, 12.0, 0.0, 20.0, 3),
    ("Devstral-2", "B300_HGX", 0.54, 0.63, 800.0, 897.0, 930.0, 12.0, 12.0, 26.0, 1),
]
ASSUMED = [["site.connection_mw", "10", "MW", "assumed", "assumption", "A round figure.", "small.yaml:3"]]
ABOUT = {
    "scenario_name": "small", "title": "Small", "created_utc": "2026-11-24T09:00:00+00:00", "days": 2,
    "gap_asked": 0.01, "data_hash": "none", "scenario_hash": "none", "versions": {"planner": "1"},
    "seconds": {"total": 1.0}, "drawn": 100, "reduction_error": 0.2, "left_out": [], "warnings": [], "kpis": {},
    "cvar_level": 0.9, "predicted_times": 2, "run_id": "small-20261124-090000-abc123", "seed": 1, "paths": 2,
    "trial": 0,
}  # fmt: skip


@cache
def small_uncertain() -> UncertainPlan:
    """Three quarters of two days, low or high demand; with measurements and assumptions that nobody worked out."""
    x = tiny_inputs(periods=3, days_per_period=2, workloads=2, seed=1)
    sites = [with_overrides(x, {"hours": {"demand": x.hours.demand * factor}}) for factor in DEMANDS]
    with PathSession(paths_of(sites), commit_until=0, settings=SolveSettings(gap=0.01, processes=1)) as session:
        answer, worth = session.solve(), worth_of(session)
    assert worth is not None
    drawn = [(f"path-{i}", 0.5, "demand", "all", "2027-Q1", factor, "1") for i, factor in enumerate(DEMANDS)]
    own = {
        "status": answer.status, "objective_meur": answer.objective_meur, "bound_meur": answer.bound_meur,
        "gap": answer.gap, "objective_kind": x.objective, "decide_until": x.periods.names[0],
    }  # fmt: skip
    return UncertainPlan(
        name="small",
        title="Small",
        manifest=ABOUT | own,
        drawn=pd.DataFrame(drawn, columns=["path", "weight", "quantity", "workload", "period", "factor", "unit"]),
        paths=risk.path_table(answer),
        costs=risk.cost_distribution(answer.cost_meur, answer.weight, 0.9),
        orders=risk.order_table(answer, worth),
        waiting=risk.waiting_table(answer, worth),
        regret=risk.regret_table(answer, worth),
        worth=risk.worth_table(worth),
        unserved=risk.unserved_table(answer),
        connection=risk.connection_table(answer),
        trial=risk.trial_table((), x),
        spread=spread.spread_table(answer),
        measurements=pd.DataFrame(MEASURED, columns=MEASUREMENT_COLUMNS),
        assumptions=pd.DataFrame(ASSUMED, columns=ASSUMPTION_COLUMNS),
    )
