"""One scenario after the other: what they share is solved once.

    with planner.WhatIf(scenario) as what_if:
        base = what_if.solve()
        dearer = what_if.solve(scenario.with_(**{"power.spot.scale": 1.3}))
        exact = what_if.make_exact(scenario.with_(**{"power.spot.scale": 1.3}))

A change of investment alone (rack price, supply, lead time, phase, discount rate) keeps every cut; a change of prices,
demand or weather keeps the compiled days and their bases; a change of structure starts anew.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from planner.errors import Unfinished
from planner.problem.settings import SolveSettings
from planner.problem.solution import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.optimisation.search.session import Session
    from planner.plan.plan import Plan
    from planner.plan.several.portfolio import PortfolioPlan
    from planner.problem.settings import DayChoice
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback, ProgressCallback, Solution
    from planner.scenario.portfolio import Portfolio
    from planner.scenario.schema import Scenario

__all__ = ["WhatIf"]

LEFT_OUT = "left out"  # status of a reference in the manifest of a plan that was stopped


class WhatIf:
    """Solves changed scenarios one after the other. Use as a context manager, or `close` it."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        days: DayChoice = 3,
        gap: float = 0.005,
        processes: int | None = None,
        cluster: str | None = None,
        time_limit_s: float | None = None,
    ) -> None:
        """Take a scenario to start from; settings as for `planner.solve`. ScenarioError for senseless settings."""
        self._settings = SolveSettings(days, gap, processes, cluster, time_limit_s).checked()
        self.scenario = scenario
        self._sessions: dict[DayChoice, Session] = {}

    @classmethod
    def with_settings(cls, scenario: Scenario, settings: SolveSettings) -> Self:
        """The same, from settings made before."""
        how = (settings.days, settings.gap, settings.processes, settings.cluster, settings.time_limit_s)
        days, gap, processes, cluster, time_limit_s = how
        return cls(scenario, days=days, gap=gap, processes=processes, cluster=cluster, time_limit_s=time_limit_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the worker processes."""
        for session in self._sessions.values():
            session.close()
        self._sessions = {}

    def solve(
        self,
        changed: Scenario | None = None,
        *,
        progress: ProgressCallback | None = None,
        cancel: CancelCallback | None = None,
    ) -> Plan:
        """Plan the changed scenario (or the one this began with) on the days chosen. Raises as `planner.solve`."""
        return self._solve(changed or self.scenario, replace(self._settings, progress=progress, cancel=cancel))

    def in_two_steps(
        self,
        changed: Scenario | None = None,
        *,
        on_inputs: Callable[[ModelInputs], ModelInputs] | None = None,
        cancel: CancelCallback | None = None,
    ) -> Iterator[Plan]:
        """The plan as soon as it is there, then, solved once that is asked for, the same with what orders are worth.

        Once `cancel` returns True nothing more comes. `on_inputs` changes what the model reads beyond the scenario's
        fields. Raises as `planner.solve`.
        """
        scenario = changed or self.scenario
        return self._steps(scenario, replace(self._settings, progress=None, cancel=cancel), on_inputs)

    def make_exact(
        self,
        changed: Scenario | None = None,
        *,
        progress: ProgressCallback | None = None,
        cancel: CancelCallback | None = None,
    ) -> Plan:
        """The same on every real day of the horizon."""
        exact = replace(self._settings, days="all", progress=progress, cancel=cancel)
        return self._solve(changed or self.scenario, exact)

    def solution(
        self,
        changed: Scenario | None = None,
        *,
        on_inputs: Callable[[ModelInputs], ModelInputs] | None = None,
        cancel: CancelCallback | None = None,
    ) -> tuple[Solution, bool]:
        """What the optimiser finds for a changed scenario, without the tables of a plan, and whether cost is minimised.

        `on_inputs` changes what the model reads beyond the scenario's fields. Raises as `planner.solve`.
        """
        from planner.inputs.build import build_inputs

        settings = replace(self._settings, progress=None, cancel=cancel)
        inputs = build_inputs(changed or self.scenario, days=settings.days)
        if on_inputs is not None:
            inputs = on_inputs(inputs)
        return self._optimum(inputs, settings), inputs.objective == "minimise_cost"

    def _optimum(self, inputs: ModelInputs, settings: SolveSettings) -> Solution:
        from planner.optimisation.search.session import Session

        days = settings.days
        if days not in self._sessions:
            self._sessions[days] = Session(settings.workers, settings.cluster)
        return self._sessions[days].solve(
            inputs,
            gap=settings.gap,
            progress=settings.progress,
            cancel=settings.cancel,
            time_limit_s=settings.time_limit_s,
        )

    def _solve(self, scenario: Scenario, settings: SolveSettings) -> Plan:
        *_, plan = self._steps(scenario, settings, tables_at_once=False)
        return plan

    def _steps(
        self,
        scenario: Scenario,
        settings: SolveSettings,
        on_inputs: Callable[[ModelInputs], ModelInputs] | None = None,
        *,
        tables_at_once: bool = True,
    ) -> Iterator[Plan]:
        """The plan without its reference, if it is wanted at once, and with it."""
        from planner.catalogue.files import data_hash
        from planner.inputs.build import build_inputs
        from planner.plan.plan import Plan

        started = time.perf_counter()
        inputs = build_inputs(scenario, days=settings.days)
        if on_inputs is not None:
            inputs = on_inputs(inputs)
        built = time.perf_counter()
        solution = self._optimum(inputs, settings)
        extra = settings.record() | {"data_hash": data_hash()}
        if tables_at_once:
            if settings.cancel is not None and settings.cancel():
                return
            yield Plan.from_solution(scenario, inputs, solution, extra)
            if settings.cancel is not None and settings.cancel():
                return
        solved = time.perf_counter()
        reference, left_out = self._reference(inputs, solution, settings)
        if left_out and tables_at_once:
            return
        phases = solution.seconds | {"reference": time.perf_counter() - solved}
        with_reference = time.perf_counter()
        plan = Plan.from_solution(scenario, inputs, solution, extra, reference)
        if left_out:
            plan = plan.with_manifest(reference={"status": LEFT_OUT})
        yield plan.with_manifest(seconds=_seconds(phases, started, built, with_reference))

    def _reference(
        self, inputs: ModelInputs, solution: Solution, settings: SolveSettings
    ) -> tuple[Solution | None, bool]:
        """The best plan that orders nothing, and whether it was left out: whoever stops is owed the plan, and soon.

        Where only the time is up, a careless one: its first pass.
        """
        if settings.stopped:
            return None, True
        if settings.progress is not None:
            last = solution.seconds["total"]
            line = Progress("reference", 1, last, solution.bound_meur, solution.objective_meur, solution.gap)
            settings.progress(line)
        left_s = None
        if settings.time_limit_s is not None or solution.status == "stopped":
            left_s = max(0.0, (settings.time_limit_s or 0.0) - solution.seconds["total"])
        how: dict[str, Any] = {"gap": settings.gap, "size_meur": solution.objective_meur, "cancel": settings.cancel}
        try:
            session = self._sessions[settings.days]
            return session.reference(inputs, **how, time_limit_s=left_s, careless=False), False
        except Unfinished:
            return None, True


def solve_portfolio(portfolio: Portfolio, settings: SolveSettings) -> PortfolioPlan:
    """Plan several sites together. Errors as for `planner.solve`."""
    from planner.catalogue.files import data_hash
    from planner.inputs.portfolio import build_portfolio_inputs
    from planner.optimisation.search.session import Session
    from planner.plan.several.portfolio import PortfolioPlan

    settings.checked()
    started = time.perf_counter()
    inputs = build_portfolio_inputs(portfolio, days=settings.days)
    built = time.perf_counter()
    with Session(settings.workers, settings.cluster) as session:
        solution = session.solve_portfolio(
            inputs,
            gap=settings.gap,
            progress=settings.progress,
            cancel=settings.cancel,
            time_limit_s=settings.time_limit_s,
        )
    solved = time.perf_counter()
    plan = PortfolioPlan.from_solution(portfolio, solution, settings.record() | {"data_hash": data_hash()})
    return plan.with_manifest(seconds=_seconds(solution.seconds, started, built, solved))


def _seconds(phases: dict[str, float], started: float, built: float, solved: float) -> dict[str, float]:
    """Seconds by phase of a solve that ends now; the arguments are readings of the clock."""
    now = time.perf_counter()
    whole = {"inputs": built - started, "optimisation": solved - built, "plan": now - solved, "total": now - started}
    return phases | whole
