"""A plan for several paths: what is ordered for all of them, what each then does, and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from planner.optimisation.models.paths import cvar_meur

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.problem.site import ModelInputs
    from planner.problem.solution import Progress, Solution, Status

Aim = Literal["expectation", "worst-regret"]


def cost_meur(solution: Solution, x: ModelInputs) -> float:
    """Present cost of a plan, or its net present value with the opposite sign [MEUR]: less is better."""
    return -solution.objective_meur if x.objective == "maximise_npv" else solution.objective_meur


@dataclass(frozen=True)
class PathPlan:
    """One path, and the plan that follows it: common decisions first, then its own."""

    name: str
    weight: float
    inputs: ModelInputs
    solution: Solution

    @property
    def cost_meur(self) -> float:
        """Present cost, or net present value with the opposite sign [MEUR]: less is better."""
        return cost_meur(self.solution, self.inputs)


@dataclass(frozen=True)
class TwoStageAnswer:
    """Orders for what may come, with their proof.

    `objective_meur` and `bound_meur` are in the sense of the objective, as those of `Solution`; of the worst regret
    they are regrets.
    """

    status: Status
    objective_meur: float
    bound_meur: float
    gap: float
    aim: Aim
    commit_until: int  # last period whose decisions are common; -1: none
    cvar_weight: float
    cvar_level: float
    paths: tuple[PathPlan, ...]
    own_best_meur: Floats | None  # S: cost of each path's own best plan, of the worst regret
    progress: tuple[Progress, ...]
    seconds: dict[str, float]
    warnings: tuple[str, ...]

    @property
    def weight(self) -> Floats:
        """Probability of each path, S."""
        return np.array([path.weight for path in self.paths])

    @property
    def cost_meur(self) -> Floats:
        """Cost of each path, S [MEUR]: less is better."""
        return np.array([path.cost_meur for path in self.paths])

    @property
    def expected_meur(self) -> float:
        """Expected cost [MEUR]."""
        return float(self.weight @ self.cost_meur)

    @property
    def tail_meur(self) -> float:
        """Conditional value at risk of the cost, at the level asked [MEUR]."""
        return cvar_meur(self.cost_meur, self.weight, self.cvar_level)

    @property
    def common_orders(self) -> Ints:
        """Racks of each vintage whose order is common to all paths, V; 0 for later ones and the opening fleet."""
        fleet, orders = self.paths[0].inputs.fleet, self.paths[0].solution.order_racks
        common = (fleet.order_period >= 0) & (fleet.order_period <= self.commit_until)
        return np.where(common, orders, 0)
