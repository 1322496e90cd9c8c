"""Revenue, burst price and penalty of workloads, worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.calendar import make_calendar
from planner.errors import DataError, ScenarioError
from planner.inputs.demand.workloads import demand_levels, list_prices_usd, needed, needs, workload_arrays
from planner.inputs.racks.operating_points import GpuHourNeed, TokenNeed
from planner.problem.site import Workloads
from tests.inputs.plain import plain_scenario

CALENDAR = make_calendar("2026-Q4", "2028-Q4", "quarter", days=1)


def build(changes: dict[str, Any] | None = None, rates: dict[str, float] | None = None) -> Workloads:
    return workload_arrays(plain_scenario(changes), CALENDAR, {"assistant": 3000.0} if rates is None else rates)


def test_revenue_carries_input_and_output() -> None:
    # (900/350 · 1.5 + 7.5) USD · 35 % / 1.17, 25 % less each year, at mid-period.
    years = CALENDAR.years_to_middle
    expected = (900 / 350 * 1.5 + 7.5) * 0.35 / 1.17 * 0.75**years
    assert build().revenue_eur[0] == pytest.approx(expected)


def test_cached_input_is_paid_at_its_own_price() -> None:
    path = "workloads.assistant."
    found = build({path + "cached_input_share": 0.6, path + "cached_input_price_share": 0.1})
    usd = 900 / 350 * 1.5 * (0.4 + 0.6 * 0.1) + 7.5
    assert found.revenue_eur[0, 0] == pytest.approx(usd * 0.35 / 1.17 * 0.75 ** CALENDAR.years_to_middle[0])


def test_prices_of_the_scenario_replace_the_list() -> None:
    scenario = plain_scenario({"workloads.assistant.input_usd_per_mtoken": 2.0})
    assert list_prices_usd("assistant", scenario) == (2.0, 7.5)


def test_gpu_hours_have_their_own_price() -> None:
    found = build({"workloads.simulation.price_change_per_year": 0.1})
    assert found.revenue_eur[2] == pytest.approx(3.5 * 1.1**CALENDAR.years_to_middle)
    assert found.unit == ("tokens", "tokens", "gpu_hours")
    assert found.units_per_hour.tolist() == [3600, 3600, 1000]


def test_burst_price_is_the_rent_over_what_a_gpu_does() -> None:
    found = build()
    assert found.burst_eur[0] == pytest.approx(np.full(9, 4.35 / 1.17 / (3000 * 3600 / 1e6)))
    assert (found.burst_eur[1:] == 0).all()  # sovereign


def test_gpu_hours_can_be_rented_too() -> None:
    found = build({"workloads.simulation.sovereign": False}, {"assistant": 3000.0, "simulation": 0.5})
    assert found.burst_eur[2] == pytest.approx(np.full(9, 4.35 / 1.17 / 0.5))


def test_a_price_that_cannot_be_known_is_not_zero() -> None:
    # Zero would make renting free.
    assert np.isnan(build(rates={}).burst_eur[0]).all()


def test_penalty_is_a_multiple_of_the_price() -> None:
    found = build()
    assert found.penalty_eur[1] == pytest.approx(3 * found.revenue_eur[1])
    assert (found.penalty_eur[[0, 2]] == 0).all()


def test_needs() -> None:
    found = needs(plain_scenario())
    assistant, batch, simulation = found.values()
    assert isinstance(assistant, TokenNeed)
    assert (assistant.active_params_b, assistant.tokens_per_s_per_user) == (128, 35)
    assert isinstance(batch, TokenNeed)
    assert batch.tokens_per_s_per_user == 0
    assert simulation == GpuHourNeed("simulation", "fp64", "H200_HGX")


def test_work_that_may_wait_needs_no_speed() -> None:
    found = needs(plain_scenario({"workloads.document-batch.min_tokens_per_s_per_user": 60}))
    batch = found["document-batch"]
    assert isinstance(batch, TokenNeed)
    assert batch.tokens_per_s_per_user == 0


def test_levels_in_model_units() -> None:
    assert demand_levels(plain_scenario()) == pytest.approx([0.18, 0.24, 0.192])


def test_an_unknown_model_is_refused() -> None:
    with pytest.raises(DataError) as error:
        needs(plain_scenario({"workloads.assistant.model": "Mistral-Medium-3"}))
    assert str(error.value) == (
        'data/gpu/models.csv: there is no model "Mistral-Medium-3" (workloads.assistant.model).'
        '\n\nhint: Did you mean "Mistral-Medium-3.5"?'
    )


def test_a_model_without_list_price_is_refused() -> None:
    with pytest.raises(DataError) as error:
        build({"workloads.assistant.price_of": "Mistral Medium 3"})
    assert str(error.value) == (
        'data/demand/mistral_api_prices.csv: there is no list price of "Mistral Medium 3" '
        '(workloads.assistant.price_of).\n\nhint: Did you mean "Mistral Medium 3.5"?'
    )


def test_null_where_a_value_is_needed() -> None:
    with pytest.raises(ScenarioError) as error:
        needed(None, "workloads.assistant.input_tokens")
    assert str(error.value) == (
        "workloads.assistant.input_tokens: null was read; a value is needed for this unit of work."
    )
