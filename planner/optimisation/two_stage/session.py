"""A plan for several paths: orders that are common to all of them, and what each path does afterwards.

The decomposition takes each path for a site of a portfolio that shares nothing but decisions: each has its own
investment, its own days and one cut per period and pass. One path is the deterministic plan, by the same code.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Self

import numpy as np

from planner.errors import ScenarioError, Unfinished, located
from planner.optimisation.matrix.layout import prefix
from planner.optimisation.models.paths import common_decisions, measure_meur
from planner.optimisation.search.session import Session
from planner.optimisation.two_stage.answer import Aim, PathPlan, TwoStageAnswer, cost_meur
from planner.problem.settings import SolveSettings
from planner.problem.several import Futures, PortfolioInputs, one_site
from planner.problem.site import same_inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.problem.several import WeightedPath
    from planner.problem.site import ModelInputs
    from planner.problem.solution import (
        Decisions,
        Key,
        PortfolioSolution,
        Progress,
        ProgressCallback,
        Solution,
    )

__all__ = ["PathPlan", "PathSession", "TwoStageAnswer", "check_paths", "solve_paths"]


WEIGHTS_ALLOWED = 1e-6  # by which probabilities may miss one
SHARED = ("periods", "days", "every_day", "objective", "lost_load_multiple")


def check_paths(paths: Sequence[WeightedPath], commit_until: int) -> None:
    """Refuse paths that cannot be planned for together.

    ScenarioError: no path, a weight below zero, weights that do not add up to 1, a period that does not exist, paths
    whose periods, days, racks, vintages, phases, workloads or classes differ; a loan that holds back orders.
    """
    if not paths:
        raise ScenarioError(located("uncertainty.paths", "there is no path.", "give one or more."))
    total = sum(path.weight for path in paths)
    if min(path.weight for path in paths) < 0 or abs(total - 1) > WEIGHTS_ALLOWED:
        problem = f"the weights of the paths add up to {total:g}, the least is {min(p.weight for p in paths):g}."
        raise ScenarioError(located("uncertainty.paths", problem, "probabilities are zero or more and add up to 1."))
    first = paths[0].inputs
    if not -1 <= commit_until < len(first.periods.names):
        problem = f"decisions are common up to period {commit_until}, counted from 0."
        allowed = f"-1 (none) to {len(first.periods.names) - 1} ({first.periods.names[-1]})."
        raise ScenarioError(located("uncertainty.decide_until", problem, allowed))
    if first.loan is not None:
        problem = "a loan holds back orders of a plan for one course of things, not for several paths."
        raise ScenarioError(located("finance.debt.planning", problem, "set it to null to plan for paths."))
    for path in paths[1:]:
        for what, same in _axes(first, path.inputs).items():
            if not same:
                problem = f"the paths {paths[0].name} and {path.name} differ in {what}."
                raise ScenarioError(located("uncertainty.paths", problem, f"all paths share their {what}."))


def _axes(a: ModelInputs, b: ModelInputs) -> dict[str, bool]:
    return {name.replace("_", " "): same_inputs(getattr(a, name), getattr(b, name)) for name in SHARED} | {
        "racks": a.fleet.racks == b.fleet.racks,
        "vintages": a.fleet.vintage_names == b.fleet.vintage_names
        and np.array_equal(a.fleet.order_period, b.fleet.order_period),
        "supply of racks": np.array_equal(a.fleet.max_racks, b.fleet.max_racks),
        "volume tiers": np.array_equal(a.fleet.tier_from_racks, b.fleet.tier_from_racks),
        "phases": a.phases.names == b.phases.names,
        "workloads": a.workloads.names == b.workloads.names,
        "operating points": a.points.names == b.points.names,
        "tariff classes": a.tariff.classes == b.tariff.classes,
        "contracts": a.contracts.names == b.contracts.names,
    }


class PathSession:
    """Solves paths once and again under other aims; cuts of the days are kept. Use as a context manager, or `close`."""

    def __init__(
        self, paths: Sequence[WeightedPath], *, commit_until: int, settings: SolveSettings | None = None
    ) -> None:
        """Take the paths; those that are alike count as one of their joint weight. ScenarioError: see `check_paths`."""
        check_paths(paths, commit_until)
        self.paths, self.commit_until = tuple(paths), commit_until
        self.settings = settings or SolveSettings(gap=0.01)
        self._alike: list[int] = []  # of each path: its place among those that differ
        different: list[WeightedPath] = []
        for path in paths:
            at = next((i for i, other in enumerate(different) if same_inputs(path.inputs, other.inputs)), None)
            self._alike.append(len(different) if at is None else at)
            if at is None:
                different.append(path)
        self.different = tuple(different)
        weight = np.zeros(len(different))
        np.add.at(weight, self._alike, [path.weight for path in paths])
        self.weight: Floats = weight / weight.sum()
        self.session = Session(self.settings.workers, self.settings.cluster)
        self._inputs: dict[tuple[int, float, float, bytes], PortfolioInputs] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        self.session.close()

    def of_paths(self, by_different: Floats) -> Floats:
        """A figure of each path, from those of paths that differ."""
        return by_different[self._alike]

    def inputs(
        self,
        cvar_weight: float = 0.0,
        cvar_level: float = 0.9,
        own_best_meur: Floats | None = None,
        commit_until: int | None = None,
    ) -> PortfolioInputs:
        """The paths that differ as sites that share decisions; a path alone as the site that it is."""
        until = self.commit_until if commit_until is None else commit_until
        sites = tuple(path.inputs for path in self.different)
        key = (until, cvar_weight, cvar_level, b"" if own_best_meur is None else own_best_meur.tobytes())
        if key not in self._inputs:
            futures = Futures(self.weight, until, cvar_weight, cvar_level, own_best_meur)
            names = tuple(path.name for path in self.different)
            may = np.ones((len(sites[0].workloads.names), len(sites)), dtype=np.bool_)
            together = PortfolioInputs(sites[0].name, names, sites, may, futures=futures)
            self._inputs[key] = one_site(sites[0]) if len(sites) == 1 else together
        return self._inputs[key]

    def solve(
        self, *, cvar_weight: float = 0.0, cvar_level: float = 0.9, objective: Aim = "expectation"
    ) -> TwoStageAnswer:
        """See `solve_paths`."""
        if not (0 <= cvar_weight <= 1 and 0 <= cvar_level < 1):
            problem = f"the weight of the conditional value at risk is {cvar_weight:g}, its level {cvar_level:g}."
            raise ScenarioError(located("uncertainty.cvar_weight", problem, "weight 0 to 1, level 0 to below 1."))
        own = self.own_best_meur() if objective == "worst-regret" else None
        cvar_weight = 0.0 if objective == "worst-regret" else cvar_weight
        x = self.inputs(cvar_weight, cvar_level, own)
        joint = self._solve(x)
        sites = joint.sites
        if x.futures is not None and (own is not None or cvar_weight == 1):
            sites = self._settled(x, joint)
        return self._answer(x, joint, sites, objective, cvar_weight, cvar_level, own)

    def own_best_meur(self) -> Floats:
        """Cost of the best plan of each path that differs, were it known from the start [MEUR]."""
        alone = self._solve(self.inputs(commit_until=-1), progress=self._no_plan_yet)
        return np.array([cost_meur(site, x) for site, x in zip(alone.sites, alone.inputs, strict=True)])

    def _no_plan_yet(self, step: Progress) -> None:
        """A step on the way, which a stop would keep nothing of."""
        if self.settings.progress is not None:
            self.settings.progress(replace(step, bound_meur=None, incumbent_meur=None, gap=None))

    def _solve(
        self, x: PortfolioInputs, fixed: Decisions | None = None, progress: ProgressCallback | None = None
    ) -> PortfolioSolution:
        s, progress = self.settings, progress or self.settings.progress
        return self.session.solve_portfolio(
            x, gap=s.gap, progress=progress, cancel=s.cancel, time_limit_s=s.time_limit_s, fixed=fixed
        )

    def _decided(self, x: PortfolioInputs) -> dict[str, dict[Key, float]]:
        """Common decisions of the last whole plan, by the variable of the first path that has them."""
        whole, columns = self.session.whole, self.session.model.compiled.columns
        assert whole is not None
        decided: dict[str, dict[Key, float]] = {}
        for (decision, _), paths in common_decisions(x).items():
            name = f"{prefix(x, paths[0])}{decision.name}"
            if decision.key in columns.get(name, {}):
                decided.setdefault(name, {})[decision.key] = float(whole[columns[name][decision.key]])
        return decided

    def _settled(self, x: PortfolioInputs, joint: PortfolioSolution) -> tuple[Solution, ...]:
        """What each path does for itself once the common decisions are taken.

        A tail or a regret is silent on paths that are not in it: they would do anything. Once stopped, they do.
        """
        try:
            again = self._solve(self.inputs(), self._decided(x))
        except Unfinished:
            return joint.sites
        pairs = zip(joint.sites, again.sites, x.sites, strict=True)
        return tuple(a if cost_meur(a, site) <= cost_meur(b, site) else b for a, b, site in pairs)

    def _answer(
        self,
        x: PortfolioInputs,
        joint: PortfolioSolution,
        sites: tuple[Solution, ...],
        aim: Aim,
        cvar_weight: float,
        cvar_level: float,
        own: Floats | None,
    ) -> TwoStageAnswer:
        plans = tuple(
            PathPlan(path.name, path.weight, path.inputs, sites[i])
            for path, i in zip(self.paths, self._alike, strict=True)
        )
        objective, gap = joint.objective_meur, joint.gap
        if x.futures is not None and sites is not joint.sites:
            cost = measure_meur(
                x.futures, np.array([cost_meur(s, site) for s, site in zip(sites, x.sites, strict=True)])
            )
            better = -cost if x.sites[0].objective == "maximise_npv" and own is None else cost
            size = abs(better) if own is None else float(self.weight @ np.abs(own))
            objective, gap = better, abs(better - joint.bound_meur) / max(size, 1e-9)
        elif x.alone and own is not None:
            objective, gap = max(0.0, plans[0].cost_meur - float(own[0])), joint.gap
        return TwoStageAnswer(
            status=joint.status,
            objective_meur=objective,
            bound_meur=0.0 if x.alone and own is not None else joint.bound_meur,
            gap=gap,
            aim=aim,
            commit_until=self.commit_until,
            cvar_weight=cvar_weight,
            cvar_level=cvar_level,
            paths=plans,
            own_best_meur=None if own is None else self.of_paths(own),
            progress=joint.progress,
            seconds=joint.seconds,
            warnings=joint.warnings,
        )


def solve_paths(
    paths: Sequence[WeightedPath],
    *,
    commit_until: int,
    cvar_weight: float = 0.0,
    cvar_level: float = 0.9,
    objective: Aim = "expectation",
    settings: SolveSettings | None = None,
) -> TwoStageAnswer:
    """Find orders that are good across all paths, and prove how good they are.

    Args:
        paths: what may come; the weights add up to 1. Paths that are alike count as one.
        commit_until: last period whose decisions are common to all paths; -1: none, each path is known at once.
        cvar_weight: 0 minimises the expected cost, 1 the conditional value at risk at `cvar_level` alone.
        cvar_level: share of probability below the tail.
        objective: "worst-regret" minimises the largest cost above that of a path's own best plan instead.
        settings: gap, processes, who is told and who may stop.

    ScenarioError: see `check_paths`, or a weight or level out of range. InfeasiblePlan: no common decisions suit all
    paths. SolverFailure: no answer that passed the check.
    """
    with PathSession(paths, commit_until=commit_until, settings=settings) as session:
        return session.solve(cvar_weight=cvar_weight, cvar_level=cvar_level, objective=objective)
