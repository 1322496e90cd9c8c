"""An independent check of several paths: mpi-sppy writes their extensive form from one joint model per path.

mpi-sppy (Knueven, Mildebrath, Muir, Siirola, Watson and Woodruff 2023, *Mathematical Programming Computation* 15) knows
nothing of our cuts, measures or common columns: it is given scenarios, probabilities and the first-stage variables.
"""

from __future__ import annotations

from typing import Any

import mpisppy.utils.sputils as sputils
import numpy as np
import pytest
from mpisppy.opt.ef import ExtensiveForm

from planner.optimisation.models.joint import build_joint
from planner.optimisation.models.paths import common_decisions
from planner.optimisation.two_stage.session import solve_paths
from planner.problem.several import WeightedPath
from tests.inputs.tiny import with_overrides
from tests.optimisation.paths import CLOSE, paths_of, random_paths, together


def twelve_paths(seed: int) -> tuple[WeightedPath, ...]:
    """A random case whose cost is minimised, with twelve demands."""
    random, x = np.random.default_rng(seed), random_paths(seed, count=1)[0].inputs
    assert x.objective == "minimise_cost"
    factors = random.uniform(0.4, 2.0, (12, len(x.workloads.names), 1))
    return paths_of([with_overrides(x, {"hours": {"demand": x.hours.demand * factor}}) for factor in factors])


@pytest.mark.parametrize(("seed", "commit"), [(4, 0), (6, 1)])
def test_twelve_paths_cost_what_mpi_sppy_says(seed: int, commit: int) -> None:
    """Proves: the decomposition over paths and an extensive form made by another library have one optimum, to 1e-6.

    A bug would give: a weight, a path or a common decision that the two understand differently.
    """
    paths = twelve_paths(seed)
    x, names = together(paths, commit), [path.name for path in paths]
    first_stage = [decision for decision, _ in common_decisions(x)]

    def scenario(name: str, **_: Any) -> Any:
        path = paths[names.index(name)]
        m = build_joint(path.inputs)
        variables = [m.component(of)[key if len(key) > 1 else key[0]] for of, key in first_stage]
        sputils.attach_root_node(m, 0.0, variables)
        m._mpisppy_probability = path.weight
        return m

    form = ExtensiveForm({"solver": "appsi_highs"}, names, scenario)
    form.solve_extensive_form(solver_options={"mip_rel_gap": 1e-9})
    answer = solve_paths(paths, commit_until=commit, settings=CLOSE)
    assert answer.objective_meur == pytest.approx(form.get_objective_value(), rel=1e-6)
