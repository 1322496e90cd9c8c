"""Paths: what is drawn has the moments asked for, few paths stand for many, and inputs hold what was drawn."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import planner
from planner.calendar import PeriodKind, make_calendar
from planner.errors import DataError, ScenarioError
from planner.inputs.build import build_inputs
from planner.inputs.demand.uncommitted import with_uncommitted
from planner.inputs.paths.draws import Draws, draw, period_shares, wandering
from planner.inputs.paths.paths import PathSet, draw_paths, fresh_paths
from planner.inputs.paths.reduction import forward_selection
from planner.inputs.paths.stakes import features
from planner.optimisation.equations.fleet import payment_factors
from planner.problem.several import WeightedPath
from planner.problem.site import ModelInputs, same_inputs
from planner.scenario.schema import Scenario

BASE = "scenarios/les-ulis-first-edition.yaml"
ALL: dict[str, Any] = {
    "sample": 400,
    "demand": {"sigma_per_year": 0.4, "correlation": 0.6},
    "power_price": {"sigma_per_year": 0.8, "reversion_per_year": 0.7},
    "token_price": {"sigma_per_year": 0.15},
    "efficiency_sigma": 0.2,
    "rack_delay_quarters": [0.6, 0.3, 0.1],
    "connection_delay_quarters": [0.5, 0.25, 0.25],
}


@cache
def base() -> Scenario:
    found: Scenario = planner.load(BASE)
    return found


def scenario(**values: Any) -> Scenario:
    return base().with_(uncertainty={"paths": 1} | values)


def with_all(**new: Any) -> Scenario:
    return base().with_(uncertainty=ALL | new)


@cache
def inputs() -> ModelInputs:
    return build_inputs(base(), days=1)


def drawn(count: int = 2000, seed: int = 5, forecast: Any = None, **new: Any) -> Draws:
    asked = with_all(**new).uncertainty
    assert asked is not None
    x = inputs()
    return draw(asked, x.periods, x.workloads.names, count, seed, forecast)


@cache
def twelve() -> PathSet:
    return draw_paths(with_all(), inputs(), count=12)


# ------------------------------------------------------------------ what is drawn


def test_demand_has_the_moments_asked_for() -> None:
    """Median 1, log variance sigma² · t at mid-period, correlation as given between workloads.

    A bug would give: variance by quarter instead of by year (four times), or workloads drawn apart.
    """
    log = np.log(drawn().demand)
    middle = np.cumsum(inputs().periods.years) - inputs().periods.years / 2
    assert log.mean(axis=0) == pytest.approx(0, abs=0.02)
    assert log.std(axis=0) == pytest.approx(np.tile(0.4 * np.sqrt(middle), (7, 1)), rel=0.05)
    between = np.corrcoef(log[:, :, -1].T)[np.triu_indices(7, 1)]
    assert between == pytest.approx(0.6, abs=0.05)


def test_a_scenario_that_is_the_mean_is_the_mean() -> None:
    """Mean 1 of the factors at every period; the median is then below."""
    found = drawn(demand=ALL["demand"] | {"scenario_is": "mean"})
    assert found.demand.mean(axis=0) == pytest.approx(1, abs=0.03)
    assert np.median(found.demand[:, :, -1]) < 0.8


def test_one_workload_has_a_sigma_of_its_own() -> None:
    found = drawn(demand={"sigma_per_year": 0.4, "sigma_per_year_of": {"simulation": 0.0}})
    at = inputs().workloads.names.index("simulation")
    assert (found.demand[:, at] == 1).all()
    assert found.demand[:, at - 1].std() > 0.1


def test_prices_have_mean_one_and_return() -> None:
    """A price that reverts has the variance of the stationary process in the end: sigma² / 2k · (1 − e^(−2kt)).

    A random walk would give sigma² · t, almost five times as much after four years.
    """
    log = np.log(drawn().power_price)
    middle = np.cumsum(inputs().periods.years) - inputs().periods.years / 2
    assert drawn().power_price.mean(axis=0) == pytest.approx(1, abs=0.03)
    assert log.var(axis=0) == pytest.approx(0.64 / 1.4 * (1 - np.exp(-1.4 * middle)), rel=0.08)
    assert drawn().token_price.mean(axis=0) == pytest.approx(1, abs=0.01)
    assert drawn().efficiency.mean() == pytest.approx(1, abs=0.005)


def test_an_exact_step_does_not_depend_on_its_length() -> None:
    """Proves: the process is stepped exactly; one year in four steps or in one has the same variance."""
    four = wandering(np.full(4, 0.25), 0.8, 0.7, np.ones((1, 4)))[1][-1]
    one = wandering(np.ones(1), 0.8, 0.7, np.ones((1, 1)))[1][-1]
    assert four == pytest.approx(one, rel=1e-12)
    assert wandering(np.ones(3), 0.5, 0.0, np.ones((1, 3)))[1] == pytest.approx([0.25, 0.5, 0.75])


def test_delays_come_as_often_as_asked() -> None:
    """Latin hypercube: shares of delays to within one draw in two thousand; plain draws would miss by about 20."""
    found = drawn()
    assert np.bincount(found.rack_delay) == pytest.approx([1200, 600, 200], abs=2)
    assert np.bincount(found.connection_delay) == pytest.approx([1000, 500, 500], abs=2)


def test_what_moves_together() -> None:
    """Given pairs have the sign and size asked for, pairs that are not given none."""
    pairs = [
        {"one": "demand", "other": "rack_delay", "correlation": 0.8},
        {"one": "demand", "other": "token_price", "correlation": -0.5},
    ]
    found = drawn(correlations=pairs, demand={"sigma_per_year": 0.4, "correlation": 1.0})
    demand = np.log(found.demand[:, 0, -1])
    assert np.corrcoef(demand, np.log(found.token_price[:, -1]))[0, 1] == pytest.approx(-0.5, abs=0.06)
    assert demand[found.rack_delay == 2].mean() > 0.5 > -0.2 > demand[found.rack_delay == 0].mean()
    assert abs(np.corrcoef(demand, found.connection_delay)[0, 1]) < 0.06
    assert abs(np.corrcoef(demand, np.log(found.power_price[:, -1]))[0, 1]) < 0.06


def test_a_correlation_of_one_can_be_drawn() -> None:
    found = drawn(correlations=[{"one": "power_price", "other": "token_price", "correlation": 1.0}], power_price={
        "sigma_per_year": 0.3}, token_price={"sigma_per_year": 0.3})  # fmt: skip
    assert found.power_price == pytest.approx(found.token_price, rel=1e-4)


def test_the_seed_decides() -> None:
    """Proves: the same seed gives the same paths to the last bit, another one others."""
    again = draw_paths(with_all(), inputs(), count=12)
    other = draw_paths(with_all(), inputs(), count=12, seed=2)
    assert [(p.name, p.weight, p.factors) for p in again.paths] == [
        (p.name, p.weight, p.factors) for p in twelve().paths
    ]
    assert [p.factors for p in other.paths] != [p.factors for p in again.paths]


# ------------------------------------------------------------------ forecasts


@dataclasses.dataclass(frozen=True)
class Samples:
    samples: np.ndarray[Any, np.dtype[np.float64]]


def test_demand_of_a_forecast_is_its_sample_paths() -> None:
    """Proves: rows are taken whole, about equally often, and higher rows where the common score is higher."""
    w, quarters = len(inputs().workloads.names), len(inputs().periods.names)
    level = np.array([0.0, 1.0, 2.0, 4.0])  # 0: a contract that is not signed
    forecast = Samples(np.broadcast_to(level[:, None, None], (4, w, quarters)).copy())
    pairs = [{"one": "demand", "other": "token_price", "correlation": 0.9}]
    found = drawn(demand={"drawn_from": "forecast"}, correlations=pairs, forecast=forecast)
    assert (found.demand == found.demand[:, :1, :1]).all()
    assert np.unique(found.demand[:, 0, 0], return_counts=True)[1].tolist() == [500] * 4
    assert np.isfinite(features(inputs(), found)).all()
    assert np.corrcoef(found.demand[:, 0, 0], np.log(found.token_price[:, -1]))[0, 1] > 0.7


def test_a_forecast_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no forecast was given"):
        drawn(demand={"drawn_from": "forecast"})
    with pytest.raises(DataError, match=r"shape \(4, 2, 3\); needed: \(draws, 7 workloads, 17 quarters\)"):
        drawn(demand={"drawn_from": "forecast"}, forecast=Samples(np.ones((4, 2, 3))))
    with pytest.raises(DataError, match="not finite"):
        drawn(demand={"drawn_from": "forecast"}, forecast=Samples(np.full((4, 7, 17), np.nan)))


@pytest.mark.parametrize(("period", "rows"), [("quarter", 17), ("month", 51), ("year", 5)])
def test_quarters_of_a_forecast_on_other_periods(period: PeriodKind, rows: int) -> None:
    """A month has the factor of its quarter, a year the mean of its quarters; the first year here is one quarter."""
    shares = period_shares(make_calendar("2026-Q4", "2030-Q4", period, days=1).periods(0.09))
    assert shares.shape == (rows, 17)
    assert shares.sum(axis=1) == pytest.approx(1)
    if period == "year":
        assert shares[0, 0] == 1
        assert shares[1, 1:5] == pytest.approx(0.25)


# ------------------------------------------------------------------ few for many


def test_weights_sum_to_one_and_the_error_falls() -> None:
    """Proves: more paths are nearer to the draws, from 1 with a single one to 0 with all."""
    errors, asked = [], with_all()
    for count in (1, 2, 4, 8, 16, 400):
        found = draw_paths(asked, inputs(), count=count)
        assert sum(path.weight for path in found.paths) == pytest.approx(1, abs=1e-12)
        assert (len(found.paths), found.drawn) == (count, 400)
        errors.append(found.reduction_error)
    assert errors[0] == 1
    assert errors[-1] == pytest.approx(0, abs=1e-9)
    assert (np.diff(errors) < 0).all()


def test_forward_selection_by_hand() -> None:
    """Points 0, 1, 10, 11, 12 alike in weight: 10 is nearest to all (23/5), then 0 or 1, the first, leaves (1+1+2)/5.

    Taking the mean instead of a point, or weights of the draws instead of what they stand for, would give other sums.
    """
    points = np.array([[0.0], [1.0], [10.0], [11.0], [12.0]])
    one = forward_selection(points, np.full(5, 0.2), 1)
    assert one.chosen.tolist() == [2]
    assert one.distance == pytest.approx(22 / 5)
    assert one.error == 1
    two = forward_selection(points, np.full(5, 0.2), 2)
    assert two.chosen.tolist() == [2, 0]
    assert two.weight == pytest.approx([0.6, 0.4])
    assert two.distance == pytest.approx(4 / 5)
    assert two.error == pytest.approx(4 / 22)


def test_draws_alike_are_one_draw() -> None:
    """Proves: three kinds of draw give three paths with their exact shares, whatever the number asked for."""
    x = inputs()
    found = draw_paths(scenario(sample=200, rack_delay_quarters=(0.5, 0.3, 0.2)), x, count=12)
    assert [path.factors["rack_delay_quarters"] for path in found.paths] == [0, 1, 2]
    assert [path.weight for path in found.paths] == pytest.approx([0.5, 0.3, 0.2])
    assert found.reduction_error == 0


def test_a_scenario_of_no_doubt_is_one_path_its_inputs_untouched() -> None:
    x = inputs()
    found = draw_paths(scenario(sample=50), x, count=12)
    assert len(found.paths) == 1
    assert found.paths[0].weight == 1
    for part in dataclasses.fields(x):
        assert getattr(found.paths[0].inputs, part.name) is getattr(x, part.name), part.name


def test_workloads_a_tenth_higher_are_a_tenth_apart() -> None:
    """Proves: the distance is in shares of revenue: all demand ten per cent up all the time is ln 1.1."""
    one = drawn(count=2).take([0, 0])
    higher = dataclasses.replace(one, demand=one.demand * np.array([1.0, 1.1])[:, None, None])
    a, b = features(inputs(), higher)
    assert np.linalg.norm(a - b) == pytest.approx(np.log(1.1))


# ------------------------------------------------------------------ the inputs of a path


def same_but(path: WeightedPath, *names: str) -> None:
    """Parts of the inputs that are not named are the very same objects."""
    for part in dataclasses.fields(path.inputs):
        if part.name not in names:
            assert getattr(path.inputs, part.name) is getattr(inputs(), part.name), part.name


def test_factors_are_in_the_inputs() -> None:
    """Proves: each factor of the table is that of its array, by period; contracts and all else follow or stay."""
    (x, _), path = with_uncommitted(inputs()), twelve().paths[0]
    p, w = 9, 2
    period, workload = x.periods.names[p], x.workloads.names[w]
    hours = np.repeat(x.days.period, np.diff(x.days.first_hour)) == p
    demand = path.inputs.hours.demand[w, hours] / x.hours.demand[w, hours]
    assert demand == pytest.approx(path.factors[f"demand.{workload}.{period}"])
    price = path.inputs.hours.spot_eur_per_mwh[hours] / x.hours.spot_eur_per_mwh[hours]
    assert price == pytest.approx(path.factors[f"power_price.{period}"])
    revenue = path.inputs.workloads.revenue_eur[:, p] / x.workloads.revenue_eur[:, p]
    token = path.factors[f"token_price.{period}"]
    assert revenue == pytest.approx([token if unit == "tokens" else 1 for unit in x.workloads.unit])
    penalty = path.inputs.workloads.penalty_eur[1, p] / x.workloads.penalty_eur[1, p]
    assert penalty == pytest.approx(token)
    gain = np.where(np.array(x.workloads.unit)[x.points.workload] == "tokens", path.factors["efficiency"], 1.0)
    assert path.inputs.points.rate / x.points.rate == pytest.approx(gain)
    assert path.inputs.workloads.burst_eur[0, p] * path.factors["efficiency"] == pytest.approx(
        x.workloads.burst_eur[0, p]
    )


def late(quarters: int, **kind: Any) -> WeightedPath:
    probabilities = (0.0,) * quarters + (1.0,)
    return draw_paths(scenario(sample=5, **dict.fromkeys(kind, probabilities)), inputs(), count=1).paths[0]


def test_late_racks_come_later_and_age_from_then() -> None:
    """Two quarters late: live two periods later, resale of each age two periods later, orders and prices as before."""
    x, path = inputs(), late(2, rack_delay_quarters=True)
    same_but(path, "fleet")
    agreed, fleet = x.fleet, path.inputs.fleet
    ordered, size = agreed.order_period >= 0, len(x.periods.names)
    assert (fleet.live_period[~ordered] == 0).all()
    assert (fleet.live_period[ordered] == np.minimum(agreed.live_period[ordered] + 2, size)).all()
    assert fleet.max_racks is agreed.max_racks
    assert fleet.price_meur is agreed.price_meur
    v = int(np.flatnonzero(ordered)[0])
    live = int(fleet.live_period[v])
    assert (fleet.opex_meur[v, :live] == 0).all()
    assert (fleet.opex_meur[v, live:] > 0).all()
    assert fleet.resale_meur[v, live] == pytest.approx(agreed.resale_meur[v, live - 2])


def test_racks_after_the_horizon_are_paid_at_its_end() -> None:
    """Never live, no operation, worth a new rack at the end; the rest of the price is paid then."""
    x, path = inputs(), late(2, rack_delay_quarters=True)
    fleet, size = path.inputs.fleet, len(x.periods.names)
    never = np.flatnonzero(fleet.live_period == size)
    assert len(never) > 0
    assert (fleet.opex_meur[never] == 0).all()
    assert fleet.resale_meur[never, size] == pytest.approx(0.7 * fleet.price_meur[never])
    paid = payment_factors(path.inputs)[never]
    at_order = 0.3 * x.periods.discount[fleet.order_period[never]]
    assert paid == pytest.approx(at_order + 0.7 * x.periods.discount_at_end)


def test_a_late_connection_opens_later() -> None:
    """Proves: phases still to come open a year later, the one there is stays; the rest of the inputs is untouched."""
    path = late(4, connection_delay_quarters=True)
    same_but(path, "phases", "auxiliaries_mw", "site_power")
    assert path.inputs.phases.earliest_period.tolist() == [0, inputs().phases.earliest_period[1] + 4]
    assert path.inputs.phases.connection_mw is inputs().phases.connection_mw
    assert path.inputs.auxiliaries_mw == pytest.approx(inputs().auxiliaries_mw)


def test_contracts_settle_against_the_spot_of_the_path() -> None:
    """Proves: a settlement is that of inputs built with the dearer spot price."""
    contracted: Scenario = planner.load("scenarios/les-ulis-contracts.yaml")
    x = build_inputs(contracted, days=1)
    asked = contracted.with_(uncertainty={"paths": 3, "sample": 3, "power_price": {"sigma_per_year": 0.5}})
    path = fresh_paths(asked, x, 3, seed=9)[0]
    factor = np.array([path.factors[f"power_price.{period}"] for period in x.periods.names])
    dearer = build_inputs(contracted.with_(**{"power.spot.scale": contracted.power.spot.scale * 2}), days=1)
    at_spot = (x.contracts.fixed_meur - dearer.contracts.settlement_meur) / 2
    assert path.inputs.contracts.settlement_meur == pytest.approx(x.contracts.fixed_meur - factor * at_spot)


def test_a_path_given_twice_is_known_as_the_same() -> None:
    """Proves: another name makes no other path; another price does, and so do other racks."""
    first, second, *_ = twelve().paths
    assert same_inputs(first.inputs, dataclasses.replace(first.inputs, name="twin", warnings=("told",)))
    assert not same_inputs(first.inputs, second.inputs)
    late = dataclasses.replace(first.inputs.fleet, live_period=first.inputs.fleet.live_period + 1)
    assert not same_inputs(first.inputs, dataclasses.replace(first.inputs, fleet=late))


def test_paths_share_what_they_leave_alone() -> None:
    """Proves: twelve paths hold little beyond their own demand and prices: all other hours are the same arrays."""
    x = inputs()
    for path in twelve().paths:
        for name in ("utc", "tariff_class", "network_eur_per_mwh", "cooling", "carbon_g_per_kwh"):
            assert getattr(path.inputs.hours, name) is getattr(x.hours, name)
        assert path.inputs.days is x.days
        assert path.inputs.tariff is x.tariff
    fleets = {id(path.inputs.fleet) for path in twelve().paths}
    assert len(fleets) == len({path.factors["rack_delay_quarters"] for path in twelve().paths})


def test_fresh_paths_are_equally_likely() -> None:
    paths = fresh_paths(with_all(), inputs(), 20, seed=77)
    assert [path.weight for path in paths] == [0.05] * 20
    assert len({path.factors["efficiency"] for path in paths}) == 20


def test_a_part_that_may_wait_goes_with_its_workload() -> None:
    """Proves: both parts of a workload have the same factor, and the others keep theirs."""
    split = with_all().with_(
        **{"workloads.enterprise.deferrable_share": 0.2, "workloads.enterprise.deferrable_hours": 12}
    )
    x = build_inputs(split, days=1)
    path = draw_paths(split, x, count=1).paths[0]
    for period in x.periods.names:
        both = [path.factors[f"demand.{name}.{period}"] for name in ("enterprise", "enterprise-deferrable")]
        assert both[0] == both[1] != path.factors[f"demand.coding.{period}"]


# ------------------------------------------------------------------ the table, and what is refused


def test_the_table_holds_every_factor() -> None:
    table = planner.draw_paths(with_all(), count=3)
    assert list(table.columns) == ["path", "weight", "quantity", "workload", "period", "factor", "unit"]
    assert table["path"].nunique() == 3
    assert len(table) == 3 * (9 * 17 + 3)
    one = table[(table["quantity"] == "demand") & (table["workload"] == "coding") & (table["period"] == "2028-Q1")]
    assert (len(one), set(one["unit"])) == (3, {"x"})
    assert set(table.loc[table["quantity"] == "rack_delay_quarters", "unit"]) == {"quarters"}
    assert table.attrs["reduction_error"] == pytest.approx(draw_paths(with_all(), inputs(), 3).reduction_error)


def test_a_scenario_without_the_section_is_refused() -> None:
    with pytest.raises(ScenarioError, match="uncertainty: les-ulis-first-edition has no such section"):
        draw_paths(base(), inputs())


@pytest.mark.parametrize("count", [0, 401])
def test_a_number_of_paths_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(ScenarioError, match=f"{count} paths were asked for; allowed are 1 to 400"):
        draw_paths(with_all(), inputs(), count=count)


def test_the_api_draws_demand_from_the_forecast_where_asked(repo_root: Path) -> None:
    """Proves: demand of each path is a sample of the scenario's forecast, not of a drift around the scenario.

    A bug would give: an analyst's table that is not what the plan is made for, or a refusal for want of a forecast.
    """
    values = planner.load(repo_root / "scenarios" / "les-ulis-uncertain.yaml").values()["uncertainty"]
    values["demand"]["drawn_from"] = "forecast"
    scenario = planner.load(repo_root / "scenarios" / "les-ulis-forecast.yaml", {"uncertainty": values})
    table = planner.draw_paths(scenario, count=3, sample=100)
    samples = planner.forecast(scenario)
    demand = table[(table["quantity"] == "demand") & (table["workload"] == "assistant")]
    found = demand.pivot(index="path", columns="period", values="factor")
    known = samples.samples[:, list(samples.workloads).index("assistant")]
    for path in found.to_numpy():
        assert np.abs(known - path).max(axis=1).min() < 1e-6
