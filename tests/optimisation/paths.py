"""Hand-made paths for tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np

from planner.optimisation.matrix.highs import compile_model, load
from planner.optimisation.models.joint import build_joint_portfolio
from planner.optimisation.two_stage.session import Settings
from planner.problem.several import Futures, PortfolioInputs, WeightedPath
from planner.problem.site import ModelInputs
from tests.inputs.tiny import with_overrides
from tests.optimisation.random_cases import random_case

CLOSE = Settings(gap=1e-7, processes=1)


def paths_of(inputs: Sequence[ModelInputs], weight: Sequence[float] | None = None) -> tuple[WeightedPath, ...]:
    """Paths named by number, equally likely if nothing else is said."""
    weights = weight or [1 / len(inputs)] * len(inputs)
    return tuple(WeightedPath(f"path-{i}", w, x, {}) for i, (x, w) in enumerate(zip(inputs, weights, strict=True)))


def random_paths(seed: int, count: int = 3, hours: int = 4) -> tuple[WeightedPath, ...]:
    """A random case, and others with another demand, prices, rates, late racks and a late second phase."""
    random, x = np.random.default_rng([seed, 17]), random_case(seed, hours=hours)
    periods, fleet = len(x.periods.names), x.fleet
    found = [x]
    for i in range(1, count):
        late = int(random.integers(0, 2))
        ordered = fleet.order_period >= 0
        found.append(
            with_overrides(
                x,
                {
                    "hours": {
                        "demand": x.hours.demand * random.uniform(0.4, 2.0, (len(x.workloads.names), 1)),
                        "spot_eur_per_mwh": x.hours.spot_eur_per_mwh * random.uniform(0.5, 2),
                    },
                    "points": {"rate": x.points.rate * random.uniform(0.8, 1.3)},
                    "fleet": {
                        "live_period": np.where(
                            ordered, np.minimum(periods, fleet.live_period + late), fleet.live_period
                        ),
                    },
                    "phases": {
                        "earliest_period": np.minimum(
                            periods - 1, x.phases.earliest_period + np.arange(len(x.phases.names)) * (i % 2)
                        ),
                    },
                },
            )
        )
    weight = random.dirichlet(np.ones(count) * 5)
    return paths_of(found, weight.tolist())


def together(
    paths: Sequence[WeightedPath],
    commit_until: int,
    cvar_weight: float = 0.0,
    cvar_level: float = 0.9,
    own: np.ndarray | None = None,
) -> PortfolioInputs:
    """The paths as the optimiser reads them."""
    weight = np.array([path.weight for path in paths])
    sites = tuple(path.inputs for path in paths)
    may = np.ones((len(sites[0].workloads.names), len(sites)), dtype=bool)
    futures = Futures(weight, commit_until, cvar_weight, cvar_level, own)
    return PortfolioInputs("paths", tuple(path.name for path in paths), sites, may, futures=futures)


def extensive_form(x: PortfolioInputs) -> float:
    """What is minimised, at its optimum, of all paths and days in one model, straight from HiGHS [MEUR]."""
    solver = load(compile_model(build_joint_portfolio(x)), {"mip_rel_gap": 1e-9, "mip_abs_gap": 1e-9}, integer=True)
    solver.run()
    assert solver.modelStatusToString(solver.getModelStatus()) == "Optimal"
    return float(solver.getInfo().objective_function_value)


def demand_times(x: ModelInputs, factor: float) -> ModelInputs:
    return dataclasses.replace(x, hours=dataclasses.replace(x.hours, demand=x.hours.demand * factor))
