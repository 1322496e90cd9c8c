"""Point forecasts of one series, in logarithms, by well-known methods of statsmodels.

Series are evenly spaced, whole and in natural logarithms; a method gives as many further steps as asked.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from planner.arrays import Floats

    Method = Callable[[Floats, int, int], Floats]

LEAST_STEPS = 8
LEVEL_OF_TEST = 0.05
FLAT = 1e-12


def seasonal_naive(logs: Floats, season: int, steps: int) -> Floats:
    """The last season, over and over; with a season of 1 the last value. `steps`."""
    return np.resize(logs[-season:], steps).astype(np.float64)


def drift(logs: Floats, season: int, steps: int) -> Floats:
    """A straight line from the first value through the last one. `steps`."""
    slope = (logs[-1] - logs[0]) / max(1, len(logs) - 1)
    return np.asarray(logs[-1] + slope * np.arange(1, steps + 1), dtype=np.float64)


def smoothing(logs: Floats, season: int, steps: int) -> Floats:
    """Exponential smoothing with damped trend (Gardner and McKenzie 1985). `steps`."""
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    with _quiet():
        fitted = ExponentialSmoothing(logs, trend="add", damped_trend=True, initialization_method="estimated").fit()
        return np.asarray(fitted.forecast(steps), dtype=np.float64)


def theta(logs: Floats, season: int, steps: int) -> Floats:
    """The theta method (Assimakopoulos and Nikolopoulos 2000). `steps`."""
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    dated = pd.Series(logs, index=pd.date_range("2020-01-01", periods=len(logs), freq="D"))
    with _quiet():
        return np.asarray(ThetaModel(dated, deseasonalize=False).fit().forecast(steps), dtype=np.float64)


def autoregression(logs: Floats, season: int, steps: int) -> Floats:
    """ARIMA(1, d, 0) with mean or drift; d is 1 where KPSS (5 %) refuses a steady level, else 0. `steps`."""
    from statsmodels.tsa.ar_model import AutoReg
    from statsmodels.tsa.stattools import kpss

    with _quiet():
        steady = kpss(logs, regression="c", nlags="auto")[1] > LEVEL_OF_TEST
        fitted = AutoReg(logs if steady else np.diff(logs), 1, trend="c").fit()
        ahead = np.asarray(fitted.forecast(steps), dtype=np.float64)
    return ahead if steady else np.asarray(logs[-1] + np.cumsum(ahead), dtype=np.float64)


MEMBERS: dict[Method, float] = {smoothing: 1.0, theta: 1.0, autoregression: 1.0, seasonal_naive: 2.0}


def combined(logs: Floats, season: int, steps: int, members: Mapping[Method, float] = MEMBERS) -> Floats:
    """Mean of smoothing, theta, autoregression and, counted twice, seasonal naive; in logarithms. `steps`.

    Plain means of methods are hard to beat (Bates and Granger 1969; the M4 competition, Makridakis et al. 2020).
    Seasonal naive is the only one with a shape, so it counts twice; docs/forecast.md says what equal weights give.
    Raises DataError for fewer than 8 steps or a value that is not finite.
    """
    if len(logs) < max(LEAST_STEPS, season):
        message = f"a series of {len(logs)} steps cannot be forecast; {max(LEAST_STEPS, season)} or more are needed."
        raise DataError(message)
    if not np.isfinite(logs).all():
        message = "a series to be forecast holds a value that is not finite."
        raise DataError(message)
    if np.ptp(logs) < FLAT:  # nothing to fit
        return np.full(steps, logs[-1])
    parts = [(method(logs, season, steps), weight) for method, weight in members.items()]
    good = [(part, weight) for part, weight in parts if np.isfinite(part).all()]
    return np.asarray(np.average([part for part, _ in good], axis=0, weights=[weight for _, weight in good]))


def equal_weights(logs: Floats, season: int, steps: int) -> Floats:
    """As `combined`, each method counted once: what the back-test sets beside it. `steps`."""
    return combined(logs, season, steps, dict.fromkeys(MEMBERS, 1.0))


def logs_of(values: Floats, floor_share: float = 0.01) -> Floats:
    """Logarithms, straight across steps at or below `floor_share` of the median and across NaN. Same length.

    DataError without any positive value.
    """
    positive = values[np.isfinite(values) & (values > 0)]
    if not len(positive):
        message = "a series to be forecast has no positive value."
        raise DataError(message)
    at = np.arange(len(values))
    good = np.isfinite(values) & (values > floor_share * np.median(positive))
    return np.interp(at, at[good], np.log(values[good]))


def one_thread() -> AbstractContextManager[object]:
    """While it lasts, linear algebra runs in one thread: for matrices this small more of them only wait."""
    from threadpoolctl import threadpool_limits

    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


def _quiet() -> warnings.catch_warnings[None]:
    """Statsmodels warns of every fit that stops early; the errors of the past, which we count, judge it."""
    return warnings.catch_warnings(action="ignore")
