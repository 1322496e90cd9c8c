"""Point forecasts and conformal bands: known answers, order, and coverage on series whose errors are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import DataError
from planner.inputs.forecast import methods
from planner.inputs.forecast.conformal import Errors, fit_errors, past_errors, rolling_origins

RANDOM = np.random.default_rng(3)


def test_plain_methods_by_hand() -> None:
    logs = np.array([1.0, 2.0, 3.0, 5.0])
    np.testing.assert_array_equal(methods.seasonal_naive(logs, 2, 5), [3, 5, 3, 5, 3])
    np.testing.assert_allclose(methods.drift(logs, 2, 2), [5 + 4 / 3, 5 + 8 / 3])


def test_a_straight_line_goes_on() -> None:
    """Proves: autoregression and smoothing follow growth that has always been there."""
    logs = 0.05 * np.arange(40.0) + 0.001 * RANDOM.standard_normal(40)
    wanted = 0.05 * np.arange(40, 46)
    np.testing.assert_allclose(methods.autoregression(logs, 1, 6), wanted, atol=0.02)
    np.testing.assert_allclose(methods.smoothing(logs, 1, 6), wanted, atol=0.05)


def test_a_steady_series_returns_to_its_mean() -> None:
    """Proves: where KPSS takes the level for steady, autoregression is not differenced and comes back."""
    logs = np.zeros(200)
    for at in range(1, 200):
        logs[at] = 0.5 * logs[at - 1] + 0.1 * RANDOM.standard_normal()
    logs[-1] = 2.0
    assert abs(methods.autoregression(logs, 1, 50)[-1]) < 0.2


def test_combined_is_the_weighted_mean_of_its_members() -> None:
    """Proves: seasonal naive counts twice; with equal weights once. A bug would drop a member in silence."""
    logs = np.cumsum(0.02 + 0.05 * RANDOM.standard_normal(60))
    parts = [method(logs, 7, 9) for method in (methods.smoothing, methods.theta, methods.autoregression)]
    naive = methods.seasonal_naive(logs, 7, 9)
    np.testing.assert_allclose(methods.combined(logs, 7, 9), (sum(parts) + 2 * naive) / 5)
    np.testing.assert_allclose(methods.equal_weights(logs, 7, 9), (sum(parts) + naive) / 4)


def test_a_constant_series_stays() -> None:
    np.testing.assert_array_equal(methods.combined(np.full(20, 3.0), 1, 4), np.full(4, 3.0))


@pytest.mark.parametrize("logs", [np.zeros(7), np.array([*np.arange(9.0), np.nan])])
def test_too_short_or_nan_is_refused(logs: np.ndarray) -> None:
    with pytest.raises(DataError):
        methods.combined(logs, 1, 3)


def test_logs_bridge_outages_and_refuse_silence() -> None:
    """Proves: a zero among a hundred is bridged, straight in the logarithm; a series of zeros is an error."""
    values = np.array([100.0, 0.0, np.nan, 800.0, 100.0])
    np.testing.assert_allclose(np.exp(methods.logs_of(values)), [100, 200, 400, 800, 100])
    with pytest.raises(DataError):
        methods.logs_of(np.zeros(5))


@given(
    errors=st.lists(st.floats(0.001, 5.0), min_size=2, max_size=40),
    power=st.floats(0.0, 1.0),
    seen=st.integers(1, 20),
    origins=st.integers(1, 30),
)
@settings(max_examples=60, deadline=None)
def test_bands_are_ordered_and_widen(errors: list[float], power: float, seen: int, origins: int) -> None:
    """Proves: whatever the errors, a higher probability never lies lower, P50 is the point, later steps no surer."""
    fitted = Errors(np.sort(errors), 0.5, power, seen, origins)
    offsets = fitted.offset(np.linspace(0.001, 0.999, 99))
    assert (np.diff(offsets) >= -1e-12).all()
    assert fitted.offset(0.5) == 0
    np.testing.assert_allclose(fitted.offset(0.2), -fitted.offset(0.8))
    assert (np.diff(fitted.scale(60, 0.5)) >= -1e-12).all()
    assert (fitted.scale(60, 0.5) >= fitted.scale(60) - 1e-12).all()


def test_the_scale_of_a_random_walk_is_found() -> None:
    """Proves: errors of the last value of a random walk of 0.1 a step grow as the root of the step."""
    logs = np.cumsum(0.1 * RANDOM.standard_normal(4000))
    origins = list(range(100, 3900, 20))
    fitted = fit_errors(past_errors(logs, 1, origins, 25, methods.seasonal_naive))
    assert fitted.power == pytest.approx(0.5, abs=0.08)
    assert fitted.scale(25)[24] == pytest.approx(0.1 * np.sqrt(25) * np.sqrt(2 / np.pi), rel=0.15)


def test_bands_cover_what_they_say() -> None:
    """Proves: on random walks the 80 % band of one step to ten covers 75 to 90 %. A bug in the scale: 60 or 99."""
    inside, total = 0, 0
    for _ in range(60):
        logs = np.cumsum(0.1 * RANDOM.standard_normal(130))
        known, future = logs[:120], logs[120:]
        fitted = fit_errors(past_errors(known, 1, rolling_origins(120, 1, 24), 10, methods.seasonal_naive))
        half = fitted.offset(0.9) * fitted.scale(10)
        inside += int((np.abs(future - known[-1]) <= half).sum())
        total += 10
    assert 0.75 <= inside / total <= 0.9


def test_origins_lie_in_the_second_half_and_none_is_too_early() -> None:
    assert rolling_origins(40, 1, 5) == [20, 24, 29, 34, 39]
    assert rolling_origins(9, 1) == [8]
    with pytest.raises(DataError, match="longer series"):
        fit_errors([])
