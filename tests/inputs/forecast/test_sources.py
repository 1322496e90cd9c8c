"""Growth priors, drivers and blend: worked by hand, and laws of what is drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from planner.catalogue import racks as rack_data
from planner.errors import DataError
from planner.inputs.forecast import blend, drivers, growth
from planner.inputs.forecast.quarters import Quarters
from planner.scenario.fields.forecast import Drivers, Forecast
from planner.scenario.fields.workloads import Workload

N = 4000
NAMES = ("2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3")
EDGES = [dt.date(2026, 10, 1), dt.date(2027, 1, 1), dt.date(2027, 4, 1), dt.date(2027, 7, 1), dt.date(2027, 10, 1)]
QUARTERS = Quarters(NAMES, np.array([day.toordinal() for day in EDGES]))
QUIET = {"spread": 0.0, "spread_per_year": 0.0}
USAGE = {"users": 1e6, "users_growth": (2.0,), "requests_per_user_per_day": 8.64}
# 1e6 users × 8.64 requests × 300 tokens a day = 0.03 Mtokens/s
LEVEL = 0.03


def workload(**new: Any) -> Workload:
    values: dict[str, Any] = {
        "title": "Chat", "unit": "tokens", "precision": "fp8", "window_hours": 0, "sovereign": False, "shape": "flat",
        "headroom": 0.2, "price_change_per_year": 0.0, "model": "x", "level_tokens_per_s": 30_000.0,
        "input_tokens": 900.0, "output_tokens": 300.0,
    }  # fmt: skip
    return Workload(**(values | new))


def drawn(own: dict[str, Any], count: int = N, **of_workload: Any) -> tuple[np.ndarray, np.ndarray]:
    made = Drivers.model_validate(QUIET | own)
    return drivers.sample(made, workload(**of_workload), QUARTERS, count, np.random.default_rng(5))


# ------------------------------------------------------------------ drivers


def test_users_times_requests_times_tokens() -> None:
    """Proves: 1e6 × 8.64 × 300 a day is 0.03 Mtokens/s, and a factor of 2 a year is 2^years."""
    output, ratio = drawn({"usage": USAGE}, 2)
    np.testing.assert_allclose(output[0], LEVEL * 2.0**QUARTERS.years)
    np.testing.assert_array_equal(ratio, 1.0)


def test_price_elasticity() -> None:
    """Proves: prices that halve each year with an elasticity of −1 double demand each year."""
    output, _ = drawn({"usage": USAGE, "price_elasticity": -1.0}, 1, price_change_per_year=-0.5)
    np.testing.assert_allclose(output[0], LEVEL * 4.0**QUARTERS.years)


def test_a_model_switch_counts_from_its_day() -> None:
    """Proves: doubled output from the middle of a quarter is ×1.5 there, ×2 after; input per output halves."""
    half = {"date": dt.date(2027, 2, 15), "output_factor": 2.0}
    output, ratio = drawn({"usage": USAGE | {"users_growth": (1.0,)}, "model_switches": [half]}, 1)
    np.testing.assert_allclose(output[0] / LEVEL, [1, 1.5, 2, 2])
    np.testing.assert_allclose(ratio[0], [1, 1 / 1.5, 0.5, 0.5])


def test_contracts_are_signed_or_not() -> None:
    """Proves: a contract is whole or absent on a path, ramps in equal steps, ends, and its mean is the expected use."""
    ramp = {
        "title": "A", "probability": 0.3, "start": "2027-Q1", "ramp_quarters": 2, "output_mtokens_per_day": 8640.0,
        "end": "2027-Q2",
    }  # fmt: skip
    output, ratio = drawn({"contracts": {"a": ramp}})
    signed = output[:, 2] > 0
    np.testing.assert_allclose(output[signed], np.tile([0, 0.05, 0.1, 0], (signed.sum(), 1)))
    np.testing.assert_array_equal(output[~signed], 0.0)
    assert signed.mean() == pytest.approx(0.3, abs=0.03)
    np.testing.assert_array_equal(ratio, 1.0)
    made = Drivers.model_validate({"contracts": {"a": ramp}})
    np.testing.assert_allclose(output.mean(axis=0), drivers.mean_signed(made.contracts["a"], QUARTERS), atol=0.01)


def test_customers_come_and_go() -> None:
    """Proves: mean customers follow c·(1 − lost) + won; seats and requests multiply them."""
    seats = {
        "customers": 100.0, "new_customers_per_quarter": 10.0, "lost_customers_share_per_quarter": 0.2,
        "seats_per_customer": 50.0, "requests_per_seat_per_day": 1728.0,
    }  # fmt: skip
    output, _ = drawn({"seats": seats})
    np.testing.assert_allclose(output.mean(axis=0), LEVEL * np.array([1.0, 0.9, 0.82, 0.756]), rtol=0.01)


def test_spreads_are_those_stated() -> None:
    """Proves: the level varies by `spread`, and by the root of both after a year; the median stays."""
    output, _ = drawn({"usage": USAGE, "spread": 0.2, "spread_per_year": 0.3})
    logs = np.log(output / (LEVEL * 2.0**QUARTERS.years))
    assert logs[:, 0].std() == pytest.approx(0.2, rel=0.05)
    assert logs[:, 3].std() == pytest.approx(np.sqrt(0.04 + 0.09 * QUARTERS.years[3]), rel=0.05)
    assert np.abs(np.median(logs, axis=0)).max() < 0.02


# ------------------------------------------------------------------ growth


def reports(rows: list[tuple[str, str, float, str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["series", "date", "value", "unit", "kind"])


def test_growth_is_the_integral_of_its_rate() -> None:
    """Proves: log_growth is the integral of g·exp(−s(t − t0)), by small steps."""
    t = np.linspace(2025.0, 2028.0, 30_001)
    rate = 1.3 * np.exp(-0.4 * (t - growth.T0))
    by_steps = float(((rate[1:] + rate[:-1]) / 2 * np.diff(t)).sum())
    assert growth.log_growth(np.array(1.3), np.array(0.4), 2025.0, 2028.0) == pytest.approx(by_steps, rel=1e-7)


def test_steps_keep_to_one_series_one_unit_and_what_is_reported() -> None:
    """Proves: no step from dollars to euros, none to a target, none after `until`."""
    table = reports(
        [
            ("a", "2025-01", 10, "MUSD", "reported"), ("a", "2025-07", 30, "MEUR", "reported"),
            ("a", "2026-01", 40, "MUSD", "reported"), ("a", "2026-12", 90, "MUSD", "target"),
            ("b", "2025-01", 5, "T", "reported"),
        ]
    )  # fmt: skip
    (step,) = growth.steps_of(table)
    assert (step.series, step.log_ratio) == ("a", pytest.approx(np.log(4)))
    assert growth.steps_of(table, until=2025.5) == ()
    with pytest.raises(DataError, match="no series has two reports"):
        growth.fit(growth.steps_of(table, ["b"]))
    with pytest.raises(DataError, match="Valid names"):
        growth.steps_of(table, ["zzzz"])
    with pytest.raises(DataError, match="not a finite number"):
        growth.steps_of(table.assign(value=np.nan))


def test_a_curve_is_found_again() -> None:
    """Proves: many reports along one curve give its rate and speed back, so data outweigh the priors."""
    months = [f"{2022 + month // 12}-{month % 12 + 1:02}" for month in range(0, 60, 3)]
    level = [np.exp(float(growth.log_growth(np.array(1.2), np.array(0.6), 2022.0, growth.years_of(m)))) for m in months]
    table = reports([("a", month, value, "T", "reported") for month, value in zip(months, level, strict=True)])
    found = growth.summary(growth.fit(growth.steps_of(table)), growth.T0)
    assert found["rate_p10"] < 1.2 < found["rate_p90"]
    assert found["speed_p10"] < 0.6 < found["speed_p90"]
    assert found["ceiling_p10"] < np.exp(1.2 / 0.6) < found["ceiling_p90"]


def test_paths_start_at_one_and_stay_below_the_cap() -> None:
    """Proves: the level today is kept; without a walk no path passes the cap on ceilings, and none ever falls."""
    fitted = growth.fitted_to(())
    years = np.arange(0, 40) / 2
    paths = growth.sample(fitted, 2026.875, years, 500, np.random.default_rng(1), 0.0, 20.0)
    np.testing.assert_array_equal(paths[:, 0], 1.0)
    assert paths.max() <= 20.0
    assert (np.diff(paths, axis=1) >= 0).all()


def test_the_posterior_is_a_distribution() -> None:
    fitted = growth.fit(growth.steps_of(rack_data.token_growth()))
    assert fitted.probability.sum() == pytest.approx(1.0)
    assert {step.series for step in fitted.steps} == {
        "google_monthly_tokens", "openrouter_annual_tokens", "mistral_annual_recurring_revenue",
    }  # fmt: skip
    found = growth.summary(fitted, 2026.875)
    for name in ("rate", "speed", "walk", "ceiling"):
        assert found[f"{name}_p10"] < found[f"{name}_p50"] < found[f"{name}_p90"]


# ------------------------------------------------------------------ blend


def test_shares_add_up() -> None:
    """Proves: weights become whole paths by the largest remainder; a weight of 0 has none."""
    assert blend.shares({"a": 0.3, "b": 0.7, "c": 0.0}, 10) == {"a": 3, "b": 7}
    thirds = blend.shares({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}, 100)
    assert sorted(thirds.values()) == [33, 33, 34]


def stated(correlation: float, pairs: list[dict[str, Any]] | None = None) -> Forecast:
    own = {"weights": {"given": 1.0}}
    return Forecast.model_validate(
        {"correlation": correlation, "correlations": pairs or [], "workloads": dict.fromkeys("abc", own)}
    )


def test_ranks_are_correlated_as_stated() -> None:
    """Proves: the Spearman correlation of the ranks is the one asked, pair by pair, to 0.02."""
    wanted = blend.rank_correlation(stated(0.5, [{"first": "a", "second": "c", "correlation": -0.2}]))
    np.testing.assert_array_equal(wanted, [[1, 0.5, -0.2], [0.5, 1, 0.5], [-0.2, 0.5, 1]])
    ranks = blend.orders(wanted, N, np.random.default_rng(2))
    np.testing.assert_allclose(np.corrcoef(ranks), wanted, atol=0.02)
    for row in ranks:
        np.testing.assert_array_equal(np.sort(row), np.arange(N))


def test_every_workload_keeps_its_own_paths() -> None:
    """Proves: putting paths in order moves whole paths; the higher rank gets the higher path."""
    paths = np.random.default_rng(1).lognormal(size=(50, 3))
    ranks = blend.orders(np.eye(2), 50, np.random.default_rng(2))[0]
    chosen = blend.in_order(paths, ranks)
    np.testing.assert_array_equal(np.sort(chosen), np.arange(50))
    score = np.log(paths[chosen]).mean(axis=1)
    assert (np.argsort(score) == np.argsort(ranks)).all()
