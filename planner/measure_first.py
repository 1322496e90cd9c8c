"""Which measurement first: what each measured rate would be worth to the first orders, in euros."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.inputs.paths.rates import Rates
    from planner.optimisation.search.session import Session
    from planner.optimisation.two_stage.worth_of_measuring import Knowing
    from planner.plan.several.uncertain import UncertainPlan
    from planner.problem.settings import SolveSettings
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario

DAYS = (1, 3)  # per period: all pairs of model and rack on the first, those that may lead on the second
LEADS = 0.1  # of the best value on few days: less cannot lead
P90 = 1.2816  # of a normal score
UNPRICED = " measurements"
Worths = list[tuple[tuple[str, str], float, "Knowing", int]]


def with_measurements(plan: UncertainPlan, settings: SolveSettings, say: Callable[[int], None]) -> UncertainPlan:
    """The same plan for paths, with what it is worth to know each predicted time before its common orders.

    Worked out for its scenario as it stands. ScenarioError, DataError: a scenario that this planner no longer reads.
    """
    from planner.inputs.build import build_inputs
    from planner.plan.several.spread import measurement_table
    from planner.scenario.schema import Scenario

    scenario = Scenario.from_values(plan.manifest["scenario"])
    x = build_inputs(scenario, days=1)
    until = x.periods.names.index(str(plan.manifest["decide_until"]))
    worths, unpriced = worth_of_measurements(scenario, until, settings, say)
    others = [text for text in plan.manifest.get("left_out", []) if not text.endswith(UNPRICED)]
    return replace(
        plan.with_manifest(left_out=[*others, *left_out(unpriced)], predicted_times=len(worths) + unpriced),
        measurements=measurement_table(x, worths),
    )


def left_out(unpriced: int) -> list[str]:
    """How a manifest names measurements that there was no time for."""
    return [f"{unpriced}{UNPRICED}"] if unpriced else []


def worth_of_measurements(
    scenario: Scenario, until: int, settings: SolveSettings, say: Callable[[int], None]
) -> tuple[Worths, int]:
    """What it is worth to know each predicted time before the first orders, and how many were left out.

    Each pair of model and rack is slow (P90), as predicted, or fast (P10), all others as predicted: see
    `worth_of_measuring`. Empty where no rate is predicted. `say` is told the number of each step, from 1.
    """
    from planner.inputs.build import build_inputs
    from planner.inputs.paths.rates import predicted_rates
    from planner.optimisation.search.session import Session

    rates = predicted_rates(scenario)
    days = [n for n in DAYS if settings.days == "all" or n <= settings.days]
    results: dict[int, tuple[Knowing, int]] = {}
    left, step = list(range(len(rates.pairs))), 0
    with Session(settings.workers, settings.cluster) as session:
        for n in days if left else []:
            inputs = build_inputs(scenario, days=n)
            for k in left:
                step += 1
                say(step)
                knowing = _knowing(session, scenario, inputs, rates, k, until, settings)
                if knowing is None:
                    continue
                results[k] = knowing, n
            best = max((knowing.value_meur for knowing, _ in results.values()), default=0.0)
            left = [k for k in left if k in results and results[k][0].value_meur > LEADS * best]
    worths = [(rates.pairs[k], rates.sigma(k), *result) for k, result in sorted(results.items())]
    return worths, len(rates.pairs) - len(worths)


def _knowing(
    session: Session,
    scenario: Scenario,
    inputs: ModelInputs,
    rates: Rates,
    pair: int,
    until: int,
    settings: SolveSettings,
) -> Knowing | None:
    from planner.inputs.paths.rates import shifted, with_rates
    from planner.optimisation.two_stage.worth_of_measuring import worth_of_measuring

    if settings.stopped:
        return None
    rented = scenario.power.burst.rack

    def case(score: float) -> ModelInputs:
        scores = np.zeros(len(rates.pairs))
        scores[pair] = score
        return with_rates(inputs, shifted(rates, scores), rented)

    return worth_of_measuring(session, (case(P90), inputs, case(-P90)), until, settings.cancel)
