"""The joint model, racks in parts or whole, through highspy and through Pyomo's own two links to HiGHS."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from benchmarks.measure import own_seconds

if TYPE_CHECKING:
    from planner.problem.site import ModelInputs

GAP = 0.005


def by_highspy(x: ModelInputs, *, whole: bool, method: str = "choose") -> dict[str, Any]:
    """Our own road: Pyomo, `compile_model`, highspy."""
    import pyomo.repn.plugins.standard_form  # noqa: F401 - loaded before the clock starts

    from planner.optimisation.matrix.highs import compile_model, load
    from planner.optimisation.models.joint import build_joint

    began = time.perf_counter()
    compiled = compile_model(build_joint(x))
    solver = load(compiled, {"mip_rel_gap": GAP, "solver": method}, integer=whole)
    build, began = own_seconds(began), time.perf_counter()
    solver.run()
    info = solver.getInfo()
    return {
        "build_s": build,
        "solve_s": own_seconds(began),
        "status": solver.modelStatusToString(solver.getModelStatus()),
        "cost_meur": info.objective_function_value,
        "bound_meur": info.mip_dual_bound if whole else info.objective_function_value,
        "columns": len(compiled.cost),
    }


def _pyomo(x: ModelInputs, *, whole: bool) -> Any:
    import pyomo.environ as pyo

    from planner.optimisation.models.joint import build_joint

    model = build_joint(x)
    if not whole:
        pyo.TransformationFactory("core.relax_integer_vars").apply_to(model)
    return model


def by_appsi(x: ModelInputs, *, whole: bool) -> dict[str, Any]:
    """Pyomo's `appsi_highs`."""
    from pyomo.contrib.appsi.solvers.highs import Highs

    import planner.optimisation.models.joint  # noqa: F401 - loaded before the clock starts

    began = time.perf_counter()
    model = _pyomo(x, whole=whole)
    solver = Highs()
    solver.highs_options = {"threads": 1, "mip_rel_gap": GAP, "output_flag": False}
    solver.config.load_solution = False
    solver.set_instance(model)
    build, began = own_seconds(began), time.perf_counter()
    result = solver.solve(model)
    return {
        "build_s": build,
        "solve_s": own_seconds(began),
        "status": str(result.termination_condition.name),
        "cost_meur": result.best_feasible_objective,
        "bound_meur": result.best_objective_bound if whole else result.best_feasible_objective,
    }


def by_contrib(x: ModelInputs, *, whole: bool) -> dict[str, Any]:
    """Pyomo's `contrib.solver` link."""
    from pyomo.contrib.solver.common.factory import SolverFactory

    import planner.optimisation.models.joint  # noqa: F401 - loaded before the clock starts

    began = time.perf_counter()
    model = _pyomo(x, whole=whole)
    solver = SolverFactory("highs")
    solver.config.load_solutions = False
    solver.config.solver_options = {"threads": 1, "mip_rel_gap": GAP}
    build, began = own_seconds(began), time.perf_counter()
    result = solver.solve(model)
    return {
        "build_s": build,
        "solve_s": own_seconds(began),
        "status": str(result.termination_condition.name),
        "cost_meur": result.incumbent_objective,
        "bound_meur": result.objective_bound if whole else result.incumbent_objective,
    }
