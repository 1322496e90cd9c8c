"""Shape inside the week and the hour: holidays of customers, bursts with a stated probability, what may wait."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import planner
from planner.calendar import make_calendar
from planner.catalogue import racks as rack_data
from planner.errors import DataError, ScenarioError
from planner.inputs.build import build_inputs
from planner.inputs.demand.demand import hourly_demand
from planner.inputs.demand.shape import (
    Burst,
    burst_headroom,
    burst_of,
    headroom,
    parent_of,
    resting_share,
    weekly_shape,
    with_deferrable,
)
from planner.scenario.schema import Scenario

CLASSES = ["m-large", "m-mid", "m-small", "deepseek-r1"]
WEEK = np.concatenate([np.tile(np.arange(1, 25), 5), np.full(48, 6.0)]).astype(float)


@cache
def base() -> Scenario:
    found: Scenario = planner.load("scenarios/les-ulis-first-edition.yaml")
    return found


# ------------------------------------------------------------------ the week


def test_the_week_of_a_workload_is_that_of_its_class() -> None:
    """Mean 1, the night at the trough, the weekend last; a flat one is 1 throughout."""
    week = weekly_shape(base(), "assistant")
    assert week.shape == (7, 24)
    assert week.mean() == pytest.approx(1)
    assert week.mean(axis=0).argmin() == 4
    assert (weekly_shape(base(), "fine-tuning") == 1).all()
    with pytest.raises(ScenarioError, match='there is no workload "chat"'):
        weekly_shape(base(), "chat")


def test_customers_rest_on_their_own_holidays() -> None:
    """14 July is French, 3 October German, 1 May both, 2 May neither; without customers France rests."""
    year = make_calendar("2027-Q1", "2027-Q4", "year")
    place = {dt.date.fromordinal(int(day)): at for at, day in enumerate(year.day_ordinal)}
    rest = resting_share(year, {"FR": 0.7, "DE": 0.3})
    days = [(7, 14), (10, 3), (5, 1), (5, 3)]
    assert [rest[place[dt.date(2027, *day)]] for day in days] == pytest.approx([0.7, 0.3, 1.0, 0.0])
    assert (resting_share(year, {}) == year.day_holiday).all()
    assert (resting_share(year, {"FR": 1.0}) == year.day_holiday).all()
    with pytest.raises(ScenarioError, match='"XX" is no country'):
        resting_share(year, {"XX": 1.0})


def test_a_holiday_of_some_is_between_a_working_day_and_a_sunday() -> None:
    """Wednesday 14 July 2027: with 0.7 of the customers in France, 0.3 of the day is a Wednesday, 0.7 a Sunday.

    A holiday taken for all would give a Sunday, for none a Wednesday; no growth, so days differ by shape alone.
    """
    year = make_calendar("2027-Q1", "2027-Q4", "year")
    flat = np.ones(1)

    def of_day(hourly: Any, day: dt.date) -> Any:
        return hourly[year.date_ordinal == day.toordinal()]

    some = hourly_demand(year, 1.0, flat, WEEK, lambda of: resting_share(of, {"FR": 0.7, "DE": 0.3}))
    wednesday, sunday = of_day(some, dt.date(2027, 7, 7)), of_day(some, dt.date(2027, 7, 11))
    assert of_day(some, dt.date(2027, 7, 14)) == pytest.approx(0.3 * wednesday + 0.7 * sunday)
    french = hourly_demand(year, 1.0, flat, WEEK, lambda of: resting_share(of, {"FR": 1.0}))
    assert french == pytest.approx(hourly_demand(year, 1.0, flat, WEEK), rel=1e-12)


def test_customers_reach_the_inputs() -> None:
    """Proves: the scenario's customers change the demand of their workload, and of no other."""
    x = build_inputs(base(), days=1)
    abroad = build_inputs(base().with_(**{"workloads.assistant.customers": {"DE": 1.0}}), days=1)
    changed = [not np.array_equal(a, b) for a, b in zip(x.hours.demand, abroad.hours.demand, strict=True)]
    assert changed == [name == "assistant" for name in x.workloads.names]


# ------------------------------------------------------------------ inside the hour


def rates(rows: list[list[float]], cv: float = 1.0) -> pd.DataFrame:
    """Hours of six windows."""
    rate = np.array(rows).ravel()
    return pd.DataFrame(
        {
            "model_class": "m",
            "seconds_from_start": np.arange(len(rate)) * 600,
            "output_tokens_per_s": rate,
            "rate_weighted_client_cv": cv,
        }
    )


def test_bursts_by_hand() -> None:
    """One hour of 1 and 3 by turns: ratios 0.5 and 1.5, three quarters of the traffic in the latter; cv 3 is a
    dispersion of 9 and a peakedness of 5. Hours with a window missing, or without traffic, are left out.
    """
    frame = rates([[1, 3, 1, 3, 1, 3], [5, 5, 5, 5, 5, 50], [0] * 6], cv=3.0)
    found = burst_of(frame[frame["seconds_from_start"] != 3600 + 600], "m")
    assert found.hours == 1
    assert found.ratio == pytest.approx([0.5] * 3 + [1.5] * 3)
    assert found.weight == pytest.approx([1 / 12] * 3 + [1 / 4] * 3)
    assert (found.dispersion, found.peakedness) == (9, 5)
    with pytest.raises(DataError, match="m has no full hour with traffic"):
        burst_of(frame[frame["seconds_from_start"] % 3600 == 0], "m")


def test_poisson_arrivals_need_the_square_root() -> None:
    """A steady rate with Poisson requests: Φ⁻¹(p) · √(r / D), the square-root rule; clients with cv 3 √5 times that.

    10,000 requests at once, 95 %: 1.645 %.
    """
    steady = Burst(1, np.ones(6), np.full(6, 1 / 6), 1.0)
    assert burst_headroom(steady, 0.95, 350_000, 35) == pytest.approx(norm.ppf(0.95) / 100, abs=1e-8)
    bursty = Burst(1, np.ones(6), np.full(6, 1 / 6), 9.0)
    assert burst_headroom(bursty, 0.95, 350_000, 35) == pytest.approx(norm.ppf(0.95) / 100 * np.sqrt(5), abs=1e-8)
    assert burst_headroom(steady, 0.5, 350_000, 35) == pytest.approx(0, abs=1e-9)


def test_headroom_holds_in_a_simulated_system() -> None:
    """Proves: with as many servers as it takes and requests as bursty as said, the load stays below capacity as often
    as said. Batches of 9 at Poisson times have a dispersion of 9; service exponential, so a peakedness of 5.

    A headroom for Poisson arrivals would hold 77 % of the time, not 95 %.
    """
    random = np.random.default_rng(3)
    at_once, batch, horizon = 2000.0, 9, 400.0  # requests in service; a mean service time is 1
    starts = np.sort(random.uniform(0, horizon, random.poisson(at_once / batch * horizon)))
    begin = np.repeat(starts, batch)
    end = begin + random.exponential(1.0, len(begin))
    seen = np.arange(10, horizon, 0.05)
    busy = np.searchsorted(begin, seen, side="right") - np.searchsorted(np.sort(end), seen, side="right")
    steady = Burst(1, np.ones(6), np.full(6, 1 / 6), float(batch))
    capacity = at_once * (1 + burst_headroom(steady, 0.95, at_once, 1.0))
    assert (busy <= capacity).mean() == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize("shape", CLASSES)
@pytest.mark.parametrize("probability", [0.9, 0.95, 0.99])
def test_headroom_holds_on_the_rates_it_was_learned_from(shape: str, probability: float) -> None:
    """Proves: of all tokens, as many as said fall into windows within the headroom, at a load so large that single
    requests do not matter. A normal quantile in place of the measured rates would hold 96 % of m-large for 99 %.
    """
    found = burst_of(rack_data.request_rates(), shape)
    room = burst_headroom(found, probability, 1e12, 1.0)
    one_window = float(found.weight.max())
    assert found.weight[found.ratio <= 1 + room + 1e-6].sum() == pytest.approx(probability, abs=one_window)


def test_more_load_needs_a_smaller_share() -> None:
    """Proves: headroom falls with the load and rises with the probability, to what the ten minutes ask for."""
    found = burst_of(rack_data.request_rates(), "m-mid")
    by_load = [burst_headroom(found, 0.95, load, 40) for load in (1e4, 1e5, 1e6, 1e9)]
    assert by_load == sorted(by_load, reverse=True)
    by_probability = [burst_headroom(found, p, 1e5, 40) for p in (0.8, 0.9, 0.95, 0.99)]
    assert by_probability == sorted(by_probability)


def test_the_scenario_chooses_given_or_learned() -> None:
    """Given unless a probability is stated; then learned, and nothing for work that may wait."""
    given = {name: headroom(base(), name) for name in base().workloads}
    assert given == {name: workload.headroom for name, workload in base().workloads.items()}
    learned = base().with_(**{"demand.service_probability": 0.95})
    x = build_inputs(learned, days=1)
    found = dict(zip(x.workloads.names, x.workloads.headroom.tolist(), strict=True))
    assert found == {name: headroom(learned, name) for name in base().workloads}
    waiting = {name for name, workload in base().workloads.items() if workload.window_hours}
    assert {name for name, room in found.items() if room == 0} == waiting
    assert 0.2 < found["enterprise"] < found["assistant"] < 0.7


def test_what_cannot_be_learned_is_said() -> None:
    flat = base().with_(**{"demand.service_probability": 0.95, "workloads.assistant.shape": "flat"})
    with pytest.raises(ScenarioError, match=r"workloads\.assistant: demand\.service_probability is 0\.95, but bursts"):
        headroom(flat, "assistant")


# ------------------------------------------------------------------ what may wait


def test_a_share_may_wait() -> None:
    """Proves: the workload becomes two whose demand adds up to it; the second waits and needs no headroom."""
    split = base().with_(**{"workloads.enterprise.deferrable_share": 0.25, "workloads.enterprise.deferrable_hours": 12})
    x, both = build_inputs(base(), days=1), build_inputs(split, days=1)
    names = list(both.workloads.names)
    now, later = names.index("enterprise"), names.index("enterprise-deferrable")
    assert (later, len(names)) == (now + 1, len(x.workloads.names) + 1)
    whole = x.hours.demand[x.workloads.names.index("enterprise")]
    assert both.hours.demand[now] == pytest.approx(0.75 * whole)
    assert both.hours.demand[now] + both.hours.demand[later] == pytest.approx(whole)
    assert both.workloads.window_hours[[now, later]].tolist() == [0, 12]
    assert both.workloads.headroom[[now, later]].tolist() == [0.13, 0]
    assert (both.workloads.revenue_eur[now] == both.workloads.revenue_eur[later]).all()
    assert [parent_of(name, split) for name in names[now : later + 1]] == ["enterprise"] * 2


def test_without_a_share_the_scenario_is_left_alone() -> None:
    assert with_deferrable(base()) is base()


def test_a_measurement_of_a_workload_is_one_of_its_parts() -> None:
    """Proves: an own measurement counts for both parts."""
    own = {
        "rack": "H200_HGX", "workload": "enterprise", "tokens_per_s_per_gpu": 900.0, "tokens_per_s_per_user": 45.0,
        "unit": "output tokens/s", "date": "2026-10-01", "source": "own run",
    }  # fmt: skip
    split = with_deferrable(
        base().with_(
            **{
                "workloads.enterprise.deferrable_share": 0.25,
                "workloads.enterprise.deferrable_hours": 12,
                "fleet.operating_points.measurements": [own],
            }
        )
    )
    measured = split.fleet.operating_points.measurements
    assert [row.workload for row in measured] == ["enterprise", "enterprise-deferrable"]
