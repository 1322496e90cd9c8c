"""Weighted paths: what may come, drawn jointly and reduced to a few `ModelInputs` on the same axes.

Days are built once: a path replaces the arrays that differ and shares all others with the inputs it is made from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.calendar import make_calendar
from planner.errors import ScenarioError, located
from planner.inputs.demand.shape import parent_of
from planner.inputs.demand.uncommitted import split, with_uncommitted
from planner.inputs.paths.draws import Draws, draw
from planner.inputs.paths.rates import Rates, normal_scores, pair_name, predicted_rates, shifted, with_rates
from planner.inputs.paths.reduction import forward_selection
from planner.inputs.paths.stakes import features, rate_features
from planner.inputs.power import site_weather
from planner.inputs.power.phases import phase_arrays, site_there
from planner.inputs.racks.fleet import fleet_arrays
from planner.problem.offers import moved
from planner.problem.several import WeightedPath
from planner.scenario.fields.uncertainty import Uncertainty

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Floats, Ints
    from planner.inputs.paths.draws import DemandForecast
    from planner.problem.site import ModelInputs
    from planner.scenario.schema import Scenario


TIME = "time_per_token"


@dataclass(frozen=True)
class PathSet:
    """Paths to plan for, and how well they stand for what was drawn."""

    paths: tuple[WeightedPath, ...]
    drawn: int  # draws before the reduction
    seed: int
    reduction_error: float  # distance from the draws to the paths kept, over the distance to the best single path

    def table(self) -> pd.DataFrame:
        """One row per path and thing drawn: path, weight, quantity, workload, period, factor, unit.

        Factors are on the scenario's own figures [x]; delays are in quarters. `workload` and `period` are empty where
        a thing is the same for all of them; `workload` of the quantity time_per_token is a model on a GPU.
        """
        import pandas as pd

        rows = [
            (path.name, path.weight, *_parts(key), value, "quarters" if key.endswith("_quarters") else "x")
            for path in self.paths
            for key, value in path.factors.items()
        ]
        return pd.DataFrame(rows, columns=["path", "weight", "quantity", "workload", "period", "factor", "unit"])


def draw_paths(
    scenario: Scenario,
    inputs: ModelInputs,
    count: int | None = None,
    sample: int | None = None,
    seed: int | None = None,
    forecast: DemandForecast | None = None,
    data_dir: Path | None = None,
) -> PathSet:
    """`count` weighted paths or fewer, out of `sample` joint draws around the scenario; null: as the scenario says.

    `inputs` are those of the scenario, whatever days they dispatch. `forecast` gives the demand where the scenario
    asks for it. Draws that are alike become one path. Raises ScenarioError for a scenario without `uncertainty`.
    """
    uncertainty = section_of(scenario)
    sample = uncertainty.sample if sample is None else sample
    seed = uncertainty.seed if seed is None else seed
    count = min(uncertainty.paths, sample) if count is None else count
    if not 1 <= count <= sample:
        raise ScenarioError(located("paths", f"{count} paths were asked for; allowed are 1 to {sample}, the draws."))
    rates = predicted_rates(scenario, data_dir)
    drawn = _draw(scenario, inputs, sample, seed, forecast, rates)
    numbers = np.concatenate([features(inputs, drawn), rate_features(inputs, drawn, rates, data_dir)], axis=1)
    reduction = forward_selection(numbers, np.full(sample, 1 / sample), count)
    return PathSet(
        paths=weighted_paths(scenario, inputs, drawn.take(reduction.chosen), reduction.weight, data_dir, rates),
        drawn=sample,
        seed=seed,
        reduction_error=reduction.error,
    )


def fresh_paths(
    scenario: Scenario,
    inputs: ModelInputs,
    count: int,
    seed: int,
    forecast: DemandForecast | None = None,
    data_dir: Path | None = None,
) -> tuple[WeightedPath, ...]:
    """`count` equally likely draws as they are, not reduced: to try a plan on. A seed of their own, please.

    Raises ScenarioError for a scenario without `uncertainty`.
    """
    rates = predicted_rates(scenario, data_dir)
    drawn = _draw(scenario, inputs, count, seed, forecast, rates)
    return weighted_paths(scenario, inputs, drawn, np.full(count, 1 / count), data_dir, rates)


def weighted_paths(
    scenario: Scenario,
    inputs: ModelInputs,
    drawn: Draws,
    weight: Floats,
    data_dir: Path | None = None,
    rates: Rates | None = None,
) -> tuple[WeightedPath, ...]:
    """The inputs of each draw, with its weight. Late fleets and late phases are made once for each delay.

    `rates`: whose times `drawn.time_score` are; None where none is drawn.

    What a path asks beyond the scenario's demand of a workload with a penalty is under no contract: a twin of the
    workload, without penalty, has it (`uncommitted`). All paths have the twins if any asks for more.
    """
    if data_dir is None and inputs.bill is not None:
        data_dir = inputs.bill.data_dir
    late = {q: _late_racks(scenario, inputs, q, data_dir) for q in np.unique(drawn.rack_delay).tolist()}
    site = {q: _late_site(scenario, inputs, q) for q in np.unique(drawn.connection_delay).tolist()}
    digits = len(str(len(weight)))
    more = bool((drawn.demand > 1).any())
    twinned, parent = with_uncommitted(inputs) if more else (inputs, np.arange(len(inputs.workloads.names)))
    paths = []
    for i, share in enumerate(weight.tolist()):
        moved = _priced(twinned, inputs.hours.demand, parent, drawn, i)
        if rates is not None and rates.pairs:
            by_point = shifted(rates, drawn.time_score[i], data_dir)
            moved = with_rates(moved, by_point, scenario.power.burst.rack)
        paths.append(
            WeightedPath(
                name=f"path-{i + 1:0{digits}d}",
                weight=share,
                inputs=replace(moved, fleet=late[int(drawn.rack_delay[i])], **site[int(drawn.connection_delay[i])]),
                factors=_factors(inputs, drawn, i) | _time_factors(drawn, i, rates),
            )
        )
    return tuple(paths)


def as_path(inputs: ModelInputs, like: WeightedPath) -> WeightedPath:
    """The scenario as it stands as the only path, on the workloads of a path drawn from it."""
    twins = len(like.inputs.workloads.names) > len(inputs.workloads.names)
    return WeightedPath("scenario", 1.0, with_uncommitted(inputs)[0] if twins else inputs, {})


def section_of(scenario: Scenario) -> Uncertainty:
    """What may come otherwise: the section of the scenario, or where rates are predicted the error of these alone.

    Raises ScenarioError for a scenario without section whose rates are those of the nearest row.
    """
    if scenario.uncertainty is None:
        if scenario.fleet.operating_points.basis == "predicted":
            return Uncertainty()
        hint = "say what may come otherwise, as scenarios/les-ulis-uncertain.yaml does."
        raise ScenarioError(located("uncertainty", f"{scenario.name} has no such section.", hint))
    return scenario.uncertainty


def _draw(
    scenario: Scenario, inputs: ModelInputs, count: int, seed: int, forecast: DemandForecast | None, rates: Rates
) -> Draws:
    """Draws for the workloads of the scenario, on those of the inputs: a part that may wait goes with the rest."""
    names = list(scenario.workloads)
    score = normal_scores(count, len(rates.pairs), seed)
    drawn = draw(section_of(scenario), inputs.periods, names, count, seed, forecast, score)
    parents = [names.index(parent_of(name, scenario)) for name in inputs.workloads.names]
    return drawn if parents == list(range(len(names))) else replace(drawn, demand=drawn.demand[:, parents])


def _priced(inputs: ModelInputs, promised: Floats, parent: Ints, drawn: Draws, i: int) -> ModelInputs:
    """Demand, prices and gains of one draw; `promised` is the scenario's demand, W, H, `parent` as in `uncommitted`.

    Revenue and penalty of token workloads follow the token price. A gain raises the work of each rack and, as rented
    racks gain as well, lowers the price of renting. A contract settles strike less spot: only the spot part moves.
    """
    of_hour = inputs.days.hour_period
    hours, work, points, contracts = inputs.hours, inputs.workloads, inputs.points, inputs.contracts
    tokens = np.array([unit == "tokens" for unit in work.unit])
    gain = np.where(tokens, drawn.efficiency[i], 1.0)
    price = np.where(tokens[:, None], drawn.token_price[i], 1.0)
    if not np.all(drawn.demand[i] == 1):
        hours = replace(hours, demand=split(promised, drawn.demand[i][:, of_hour], parent, len(promised)))
    if not np.all(drawn.power_price[i] == 1):
        hours = replace(hours, spot_eur_per_mwh=hours.spot_eur_per_mwh * drawn.power_price[i][of_hour])
        if contracts.names:
            at_spot = contracts.fixed_meur - contracts.settlement_meur
            contracts = replace(contracts, settlement_meur=contracts.fixed_meur - at_spot * drawn.power_price[i])
    if not np.all(price == 1):
        work = replace(work, revenue_eur=work.revenue_eur * price, penalty_eur=work.penalty_eur * price)
    offers, rented = inputs.offers, inputs.rented
    if offers is not None:
        factor, of = drawn.demand[i][:, of_hour], offers.workload
        offers = moved(offers, factor[of], price[of], inputs.days, work.units_per_hour)
    if not np.all(gain == 1):
        work = replace(work, burst_eur=work.burst_eur / gain[:, None])
        points = replace(points, rate=points.rate * gain[points.workload])
        if rented is not None:
            rented = replace(rented, gpus_per_unit=rented.gpus_per_unit / gain)
    return replace(
        inputs, hours=hours, workloads=work, points=points, contracts=contracts, offers=offers, rented=rented
    )


def _late_racks(scenario: Scenario, inputs: ModelInputs, quarters: int, data_dir: Path | None) -> Any:
    """The fleet with all orders late."""
    if not quarters:
        return inputs.fleet
    made, agreed = fleet_arrays(scenario, _calendar(scenario), data_dir, quarters), inputs.fleet
    return replace(
        agreed,
        live_period=made.live_period,
        end_of_life_period=made.end_of_life_period,
        opex_meur=made.opex_meur,
        resale_meur=made.resale_meur,
    )


def _late_site(scenario: Scenario, inputs: ModelInputs, quarters: int) -> dict[str, Any]:
    """Phases, auxiliaries and what lies behind them with all phases still to come late."""
    if not quarters:
        return {}
    calendar = _calendar(scenario)
    made = phase_arrays(scenario, calendar, quarters)
    phases = replace(inputs.phases, earliest_period=made.earliest_period, site_opex_meur=made.site_opex_meur)
    lines = site_weather.power_lines(scenario, phases, site_there(scenario, calendar, quarters))
    behind = inputs.site_power
    if behind is not None:
        behind = replace(behind, own_auxiliaries_mw=lines.own_auxiliaries_mw)
    return {"phases": phases, "auxiliaries_mw": lines.auxiliaries_mw, "site_power": behind}


def _calendar(scenario: Scenario) -> Any:
    return make_calendar(scenario.horizon.start, scenario.horizon.end, scenario.horizon.period, days=1)


def _factors(inputs: ModelInputs, drawn: Draws, i: int) -> dict[str, float]:
    """What was drawn, by name."""
    factors: dict[str, float] = {}
    for p, period in enumerate(inputs.periods.names):
        for w, workload in enumerate(inputs.workloads.names):
            factors[f"demand.{workload}.{period}"] = float(drawn.demand[i, w, p])
        factors[f"power_price.{period}"] = float(drawn.power_price[i, p])
        factors[f"token_price.{period}"] = float(drawn.token_price[i, p])
    factors["efficiency"] = float(drawn.efficiency[i])
    factors["rack_delay_quarters"] = float(drawn.rack_delay[i])
    factors["connection_delay_quarters"] = float(drawn.connection_delay[i])
    return factors


def _time_factors(drawn: Draws, i: int, rates: Rates | None) -> dict[str, float]:
    """Factor on the times of each model on each GPU."""
    if rates is None:
        return {}
    scores = drawn.time_score[i]
    return {
        f"{TIME}.{pair_name(pair)}": float(np.exp(scores[k] * rates.sigma(k))) for k, pair in enumerate(rates.pairs)
    }


def _parts(key: str) -> tuple[str, str, str]:
    """Quantity, workload and period of a name such as demand.assistant.2027-Q1."""
    if key.startswith(TIME):
        return TIME, key.removeprefix(f"{TIME}."), ""  # names of models hold points
    quantity, *rest = key.split(".")
    return quantity, rest[0] if len(rest) == 2 else "", rest[-1] if rest else ""
