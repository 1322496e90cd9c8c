"""From a scenario with `uncertainty` to orders that are good on many paths: draw, reduce, solve, price not knowing."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from planner.inputs.forecast.forecast import Forecast
    from planner.inputs.paths.paths import PathSet
    from planner.optimisation.two_stage.session import PathPlan, TwoStageAnswer
    from planner.optimisation.two_stage.trial import Trial
    from planner.optimisation.two_stage.worth_of_knowing import Worth
    from planner.plan.several.uncertain import UncertainPlan
    from planner.problem.settings import DayChoice, SolveSettings
    from planner.problem.several import WeightedPath
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback, ProgressCallback
    from planner.scenario.schema import Scenario

FRESH_SEED = 1_000_003  # added to the seed of the paths planned for: fresh ones are others


def solve_uncertain(scenario: Scenario, settings: SolveSettings) -> UncertainPlan:
    """Plan for `settings.paths` weighted paths (as the scenario says if None), tried on `settings.trial` fresh ones.

    ScenarioError: a scenario without `uncertainty`, or senseless settings. InfeasiblePlan: no common decisions suit
    all paths. Other errors as for `planner.solve`. Once `cancel` is True or the time is used up, the plan comes back
    with what is known of its worth and of the trial; `left_out` in its manifest names the rest.
    """
    from planner.inputs.build import build_inputs
    from planner.inputs.paths.paths import draw_paths, section_of
    from planner.inputs.paths.rates import predicted_rates
    from planner.measure_first import left_out, worth_of_measurements
    from planner.optimisation.two_stage.session import PathSession
    from planner.optimisation.two_stage.worth_of_knowing import nothing_known, worth_of
    from planner.plan.plan import assumption_table
    from planner.plan.several.spread import measurement_table

    settings.checked()
    started = time.perf_counter()
    inputs = build_inputs(scenario, days=settings.days)
    forecast = forecast_of_draws(scenario)
    drawn = draw_paths(scenario, inputs, settings.paths, forecast=forecast)
    section = section_of(scenario)
    until = 0 if section.decide_until is None else inputs.periods.names.index(str(section.decide_until))
    settings = replace(settings, cancel=_until(settings.cancel, settings.time_limit_s))
    with PathSession(drawn.paths, commit_until=until, settings=settings) as session:
        answer = session.solve(
            cvar_weight=section.cvar_weight, cvar_level=section.cvar_level, objective=section.objective
        )
        solved = time.perf_counter()
        worth = worth_of(session, step_progress=partial(_say, settings.progress, "worth of knowing", started, answer))
        worth = worth or nothing_known(answer)
    valued = time.perf_counter()
    trials = _trials(scenario, inputs, drawn, forecast, answer, settings, started) if settings.trial else ()
    say = partial(_say, settings.progress, "which measurement first", started, answer)
    wanted = settings.measure_first
    worths, unpriced = worth_of_measurements(scenario, until, settings, say) if wanted else ([], 0)
    seconds = {"solve": solved - started, "worth": valued - solved, "total": time.perf_counter() - started}
    missing = [*_left_out(worth, trials, settings.trial), *left_out(unpriced)]
    results = _results(inputs, drawn, answer, worth, missing) | {
        "decide_until": inputs.periods.names[until],
        "predicted_times": len(predicted_rates(scenario).pairs),
        "seconds": seconds,
    }
    tables = {"measurements": measurement_table(inputs, worths), "assumptions": assumption_table(inputs)}
    return _plan(scenario, settings, drawn, answer, worth, trials, tables, results)


def _left_out(worth: Worth, trials: Sequence[Trial], wanted: int) -> list[str]:
    """What there was no time for."""
    tried = len(trials[0].cost_meur) if trials else 0
    return [*worth.left_out, *([f"the trial on {wanted - tried} of {wanted} paths"] if tried < wanted else [])]


def _results(
    inputs: ModelInputs, drawn: PathSet, answer: TwoStageAnswer, worth: Worth, left_out: list[str]
) -> dict[str, Any]:
    """What the manifest says of the answer."""
    from planner.plan.manifest import order_choices

    missing = [f"Stopped before its end; not worked out: {', '.join(left_out)}."] if left_out else []
    return {
        "status": answer.status,
        "objective_meur": answer.objective_meur,
        "bound_meur": answer.bound_meur,
        "gap": answer.gap,
        "objective_kind": inputs.objective,
        "aim": answer.aim,
        "cvar_weight": answer.cvar_weight,
        "cvar_level": answer.cvar_level,
        "drawn": drawn.drawn,
        "seed": drawn.seed,
        "reduction_error": drawn.reduction_error,
        "orders_given_up": worth.cancelled,
        "left_out": left_out,
        "order_choices": order_choices(inputs),
        "warnings": list(dict.fromkeys([*missing, *inputs.warnings, *answer.warnings])),
        "kpis": {},
    }


def _plan(
    scenario: Scenario,
    settings: SolveSettings,
    drawn: PathSet,
    answer: TwoStageAnswer,
    worth: Worth,
    trials: Sequence[Trial],
    tables: Mapping[str, pd.DataFrame],
    results: Mapping[str, Any],
) -> UncertainPlan:
    """The tables, and the manifest with what was asked and what came of it."""
    from planner.catalogue.files import data_hash
    from planner.plan.several import risk, spread, uncertain

    how = {
        "days": settings.days,
        "gap_asked": settings.gap,
        "paths": len(drawn.paths),
        "trial": settings.trial,
        "data_hash": data_hash(),
    }
    return uncertain.UncertainPlan(
        name=scenario.name,
        title=scenario.title,
        manifest=uncertain.make_manifest(scenario, results, how),
        drawn=drawn.table(),
        paths=risk.path_table(answer),
        costs=risk.cost_distribution(answer.cost_meur, answer.weight, answer.cvar_level),
        orders=risk.order_table(answer, worth),
        waiting=risk.waiting_table(answer, worth),
        regret=risk.regret_table(answer, worth),
        worth=risk.worth_table(worth),
        unserved=risk.unserved_table(answer),
        connection=risk.connection_table(answer),
        trial=risk.trial_table(trials, answer.paths[0].inputs, answer.cvar_level),
        spread=spread.spread_table(answer),
        **tables,
    )


def _until(cancel: CancelCallback | None, seconds: float | None) -> CancelCallback:
    """True once somebody asks to stop, or the seconds of solve, worth and trial together are used up."""
    end = float("inf") if seconds is None else time.perf_counter() + seconds

    def stopped() -> bool:
        return (cancel is not None and cancel()) or time.perf_counter() > end

    return stopped


def _trials(
    scenario: Scenario,
    inputs: ModelInputs,
    drawn: PathSet,
    forecast: Forecast | None,
    answer: TwoStageAnswer,
    settings: SolveSettings,
    started: float,
) -> tuple[Trial, ...]:
    """The plan and that for the scenario as it stands, on fresh paths; none where somebody stops before the first."""
    from planner.inputs.paths.paths import fresh_paths
    from planner.optimisation.two_stage.trial import simulate

    say = partial(_say, settings.progress, "trial on fresh paths", started, answer)
    if settings.stopped:
        return ()
    say(0)
    alone = _scenario_plan(inputs, drawn.paths[0], replace(settings, progress=lambda step: say(0)))
    if settings.stopped:  # a plan that is only half found is no fair one to compare with
        return ()
    fresh = fresh_paths(scenario, inputs, settings.trial, drawn.seed + FRESH_SEED, forecast)
    return simulate({"two-stage": answer.paths, "scenario as certain": alone}, fresh, settings, say)


def _say(progress: ProgressCallback | None, phase: str, started: float, answer: TwoStageAnswer, step: int) -> None:
    from planner.problem.solution import Progress

    if progress is not None:
        seconds = time.perf_counter() - started
        progress(Progress(phase, step, seconds, answer.bound_meur, answer.objective_meur, answer.gap))


def forecast_of_draws(scenario: Scenario) -> Forecast | None:
    """The forecast of the scenario, where its demand is drawn from it."""
    if scenario.uncertainty is None or scenario.uncertainty.demand.drawn_from != "forecast":
        return None
    from planner.inputs.forecast.forecast import forecast

    return forecast(scenario)


def _scenario_plan(inputs: ModelInputs, like: WeightedPath, settings: SolveSettings) -> tuple[PathPlan, ...]:
    """The plan for the scenario as it stands, as if it were certain: what the two-stage plan is tried beside."""
    from planner.inputs.paths.paths import as_path
    from planner.optimisation.two_stage.session import solve_paths

    alone = as_path(inputs, like)
    return solve_paths((alone,), commit_until=len(inputs.periods.names) - 1, settings=settings).paths


def price_measurements(
    plan: UncertainPlan | str,
    *,
    store: str | Path = "runs",
    days: DayChoice = 3,
    processes: int | None = None,
    cluster: str | None = None,
    progress: Callable[[int], None] | None = None,
    cancel: CancelCallback | None = None,
) -> UncertainPlan:
    """A plan for paths with what it is worth to know each predicted time before its common orders.

    plan: a plan, or the run_id of one in `store` (its beginning, or "latest"), where the values are then kept. days:
    real days per period, at most 3 of which are used. progress: called with the number of each step. cancel: once it
    returns True, what is priced by then comes back; `left_out` in the manifest counts the rest.

    StoreError: no such plan. ScenarioError, DataError: its scenario is not read any more.
    """
    from planner.measure_first import with_measurements
    from planner.plan.several import uncertain
    from planner.problem.settings import SolveSettings

    settings = SolveSettings(days, processes=processes, cluster=cluster, cancel=cancel).checked()
    before = uncertain.load(store, plan) if isinstance(plan, str) else plan
    priced = with_measurements(before, settings, progress or (lambda step: None))
    if isinstance(plan, str):
        uncertain.put_measurements(store, priced)
    return priced
