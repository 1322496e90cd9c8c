"""Joint seeded draws of what nobody knows: demand, prices, gains and delays, as factors on the scenario.

Latin hypercube (McKay, Beckman, Conover 1979, Technometrics 21): each normal score is drawn once from each of N slices
of equal probability, so that means, variances and the shares of delays are close to what was asked for.
Axes: N draws, P periods, W workloads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.stats import norm
from scipy.stats.qmc import LatinHypercube

from planner.errors import DataError, ScenarioError, located
from planner.scenario.rules.uncertainty import DRIVERS, correlation_matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats, Ints
    from planner.problem.periods import Periods
    from planner.scenario.fields.uncertainty import Uncertainty, Wander

WANDERING = 3  # demand, power price and token price move from period to period; they come first in DRIVERS
MONTHS_PER_QUARTER = 3
LEAST_FACTOR = 0.01  # below this demand is as good as none: a contract not signed has a factor of 0
JITTER = 1e-12  # lets a correlation of exactly 1 be factorised


class DemandForecast(Protocol):
    """What is read of a forecast: sample paths of demand over the scenario's demand."""

    @property
    def samples(self) -> Floats:
        """Draws × W × quarters of the horizon."""
        ...


@dataclass(frozen=True)
class Draws:
    """What was drawn; all factors are on the scenario's own figures."""

    demand: Floats  # N, W, P
    power_price: Floats  # N, P
    token_price: Floats  # N, P: of token workloads
    efficiency: Floats  # N: tokens per rack and watt
    rack_delay: Ints  # N: quarters
    connection_delay: Ints  # N: quarters
    time_score: Floats  # N, K: normal score of ln time of each model on each GPU, see `rates`

    def take(self, rows: Sequence[int] | Ints) -> Draws:
        """Some of the draws."""
        at = np.asarray(rows, dtype=np.int64)
        return Draws(
            self.demand[at],
            self.power_price[at],
            self.token_price[at],
            self.efficiency[at],
            self.rack_delay[at],
            self.connection_delay[at],
            self.time_score[at],
        )


def draw(
    uncertainty: Uncertainty,
    periods: Periods,
    workloads: Sequence[str],
    count: int,
    seed: int,
    forecast: DemandForecast | None = None,
    time_score: Floats | None = None,
) -> Draws:
    """`count` joint draws.

    A factor that wanders has the logarithm x, an Ornstein-Uhlenbeck process from 0 at the start of the horizon, at the
    middle of each period: dx = −reversion · x dt + sigma dW, exactly stepped; without reversion a random walk. Its
    factor is exp(x − var(x)/2), of mean 1, or exp(x), of median 1. Workloads share a part of their scores:
    √ρ · common + √(1 − ρ) · own. Correlations between drivers hold for the steps of those that wander, and for the
    normal score of efficiency and delays with the sum of those steps (Gaussian copula). The same seed gives the same
    draws. `time_score` (count × K) is handed on: it is independent of all others. Raises ScenarioError where a
    forecast is asked for and not given, DataError for one of another shape.
    """
    size, w = len(periods.years), len(workloads)
    middle = np.cumsum(periods.years) - periods.years / 2
    step = np.diff(middle, prepend=0.0)
    score = _scores(count, WANDERING * size + w * size + len(DRIVERS) - WANDERING, seed)
    steps = score[:, : WANDERING * size].reshape(count, WANDERING, size)
    own = score[:, WANDERING * size : (WANDERING + w) * size].reshape(count, w, size)
    fresh = score[:, (WANDERING + w) * size :]
    root = np.linalg.cholesky(correlation_matrix(uncertainty) + JITTER * np.eye(len(DRIVERS)))
    whole = steps @ np.sqrt(step / step.sum())  # N, 3: unit normal, what each driver did over the horizon
    moved = np.einsum("ij,njp->nip", root[:WANDERING, :WANDERING], steps)
    still = whole @ root[WANDERING:, :WANDERING].T + fresh @ root[WANDERING:, WANDERING:].T
    by_driver = dict(zip(DRIVERS[WANDERING:], still.T, strict=True))
    if uncertainty.demand.drawn_from == "forecast":
        demand = _of_forecast(forecast, periods, w, moved[:, 0] @ np.sqrt(step / step.sum()))
    else:
        demand = _demand(uncertainty, workloads, step, moved[:, 0], own)
    sigma = uncertainty.efficiency_sigma
    return Draws(
        demand=demand,
        power_price=_wander(uncertainty.power_price, step, moved[:, 1]),
        token_price=_wander(uncertainty.token_price, step, moved[:, 2]),
        efficiency=np.exp(sigma * by_driver["efficiency"] - sigma**2 / 2),
        rack_delay=_quarters(uncertainty.rack_delay_quarters, by_driver["rack_delay"]),
        connection_delay=_quarters(uncertainty.connection_delay_quarters, by_driver["connection_delay"]),
        time_score=np.zeros((count, 0)) if time_score is None else time_score,
    )


def _scores(count: int, dimensions: int, seed: int) -> Floats:
    """Normal scores, N × dimensions, by Latin hypercube."""
    return np.asarray(norm.ppf(LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(count)))


def wandering(step: Floats, sigma: float, reversion: float, score: Floats) -> tuple[Floats, Floats]:
    """An Ornstein-Uhlenbeck process at the end of each step, N × P, and its variance, P; `step` in years.

    x[p] = x[p−1] · e^(−k·dt) + sigma · √((1 − e^(−2k·dt)) / 2k) · score[p]; √dt in place of the root where k is 0.
    """
    persistence = np.exp(-reversion * step)
    spread = sigma * np.sqrt(step if reversion == 0 else (1 - persistence**2) / (2 * reversion))
    x, variance = np.zeros(score.shape), np.zeros(len(step))
    before, before_variance = np.zeros(score.shape[:-1]), 0.0
    for p in range(len(step)):
        before = before * persistence[p] + spread[p] * score[..., p]
        before_variance = before_variance * persistence[p] ** 2 + spread[p] ** 2
        x[..., p], variance[p] = before, before_variance
    return x, variance


def _wander(process: Wander, step: Floats, score: Floats) -> Floats:
    x, variance = wandering(step, process.sigma_per_year, process.reversion_per_year, score)
    return np.asarray(np.exp(x - variance / 2))


def _demand(uncertainty: Uncertainty, workloads: Sequence[str], step: Floats, common: Floats, own: Floats) -> Floats:
    process = uncertainty.demand
    together, apart = np.sqrt(process.correlation), np.sqrt(1 - process.correlation)
    factors = np.empty(own.shape)
    for w, name in enumerate(workloads):
        sigma = process.sigma_per_year_of.get(name, process.sigma_per_year)
        x, variance = wandering(step, sigma, process.reversion_per_year, together * common + apart * own[:, w])
        factors[:, w] = np.exp(x - (variance / 2 if process.scenario_is == "mean" else 0.0))
    return factors


def _quarters(probabilities: tuple[float, ...], score: Floats) -> Ints:
    """Quarters late: the more, the higher the normal score. N."""
    upper = np.cumsum(probabilities)
    upper[-1] = 1.0
    return np.asarray(np.searchsorted(upper, norm.cdf(score), side="left"), dtype=np.int64)


def _of_forecast(forecast: DemandForecast | None, periods: Periods, w: int, score: Floats) -> Floats:
    """Sample paths of a forecast, N × W × P: the higher the normal score, the higher the path.

    Paths are ranked by the mean of their logarithms, and each draw takes that of its quantile, so that demand moves
    with what else is drawn and each path counts about equally often.
    """
    where = "uncertainty.demand.drawn_from"
    if forecast is None:
        raise ScenarioError(located(where, "is forecast, but no forecast was given.", "make one: planner.forecast."))
    samples = np.asarray(forecast.samples, dtype=np.float64)
    to_period = period_shares(periods)
    if samples.ndim != 3 or samples.shape[1:] != (w, to_period.shape[1]):
        wanted = f"(draws, {w} workloads, {to_period.shape[1]} quarters)"
        raise DataError(located(where, f"the forecast's samples have the shape {samples.shape}; needed: {wanted}."))
    if not (np.isfinite(samples) & (samples >= 0)).all():
        raise DataError(located(where, "the forecast's samples hold a factor that is not finite or below 0."))
    ranked = np.argsort(np.log(np.maximum(samples, LEAST_FACTOR)).mean(axis=(1, 2)), kind="stable")
    rank = np.argsort(np.argsort(score, kind="stable"), kind="stable")
    taken = ranked[((rank + 0.5) * len(samples) / len(score)).astype(np.int64)]
    return np.asarray(samples[taken] @ to_period.T)


def period_shares(periods: Periods) -> Floats:
    """Share of each quarter of the horizon in each period, by months; P × quarters, rows sum to 1."""
    edges = np.array([d.year * 12 + d.month - 1 for d in (*periods.first_day, periods.after_last_day)])
    month = np.arange(edges[0], edges[-1])
    shares = np.zeros((len(periods.names), (len(month) + MONTHS_PER_QUARTER - 1) // MONTHS_PER_QUARTER))
    np.add.at(shares, (np.searchsorted(edges, month, side="right") - 1, (month - edges[0]) // MONTHS_PER_QUARTER), 1.0)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
