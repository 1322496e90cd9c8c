"""Growth priors: S-curves whose speed and ceiling are drawn from a fit to token volumes as reported.

Gompertz curve: the rate of growth falls by the same share each year,

    d ln y / dt = g · exp(−s · (t − t0)),   so   ln y(t) = ln y(a) + g/s · (exp(−s·(a − t0)) − exp(−s·(t − t0)))

with g the rate at t0 [1/year], s the speed at which growth ends [1/year] and exp(g/s · …) the ceiling over the level at
a. Between two reports of a series the logarithm also walks at random, σ per root year, and each report is rough by ρ.
g, s and σ have log-normal priors (ours) and are drawn from their posterior on a grid. The Gompertz curve is one of the
standard S-curves of diffusion (Meade and Islam 2006, Int. J. of Forecasting 22, 519–545).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from planner.arrays import Floats

FILE = "data/demand/token_growth.csv"
T0 = 2026.0  # year at which g holds
REPORT_LOG = 0.1  # ρ: "more than", "roughly", rounded: a tenth either way
# Priors, median and standard deviation of the logarithm: growth of e^0.9 a year in 2026 within a factor of two or so,
# half-lives of growth of half a year to five years, a walk of a third a year.
PRIOR = {"rate": (np.log(0.9), 0.7), "speed": (np.log(0.45), 0.6), "walk": (np.log(0.35), 0.6)}
GRID = 41
WIDTH = 3.0  # standard deviations of the prior on either side


@dataclass(frozen=True)
class Step:
    """Growth between two reports of a series: years, logarithm of the ratio."""

    series: str
    start: float
    end: float
    log_ratio: float


@dataclass(frozen=True)
class GrowthFit:
    """Posterior of rate, speed and walk on a grid (K points), and the steps it rests on."""

    rate: Floats  # K [1/year at T0]
    speed: Floats  # K [1/year]
    walk: Floats  # K [1/root year]
    probability: Floats  # K
    steps: tuple[Step, ...]

    def draw(self, count: int, random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
        """`count` draws of rate, speed and walk."""
        at = random.choice(len(self.probability), size=count, p=self.probability)
        return self.rate[at], self.speed[at], self.walk[at]


def steps_of(table: pd.DataFrame, series: Sequence[str] = (), until: float = np.inf) -> tuple[Step, ...]:
    """Growth between neighbouring reports of the same series in the same unit, up to the year `until`; no targets.

    `table`: series, date ("2026-05"), value, unit, kind. DataError for a series that is not there or NaN.
    """
    known = [str(name) for name in table["series"].unique()]
    for name in series:
        if name not in known:
            raise DataError(located(FILE, f'there is no series "{name}".', nearest(name, known)))
    found = []
    reported = table[table["kind"] == "reported"]
    if not np.isfinite(reported["value"].to_numpy(dtype=np.float64)).all():
        raise DataError(located(FILE, "a value is not a finite number."))
    for key, own in reported.groupby(["series", "unit"], sort=True):
        name = str(key[0])
        if series and name not in series:
            continue
        years = [years_of(str(date)) for date in own["date"]]
        pairs = sorted((year, float(value)) for year, value in zip(years, own["value"], strict=True) if year <= until)
        found += [Step(name, a, b, float(np.log(y / x))) for (a, x), (b, y) in pairwise(pairs) if b > a and x > 0]
    return tuple(found)


def years_of(month: str) -> float:
    """Middle of a month such as "2026-05", in years."""
    year, _, of_year = month.partition("-")
    return int(year) + (int(of_year) - 0.5) / 12


def fit(steps: Sequence[Step]) -> GrowthFit:
    """Posterior of the Gompertz curve given growth steps. DataError without any step."""
    if not steps:
        raise DataError(located(FILE, "no series has two reports in one unit.", "name other series."))
    axes = [np.exp(mean + sd * np.linspace(-WIDTH, WIDTH, GRID)) for mean, sd in PRIOR.values()]
    rate, speed, walk = (axis.ravel() for axis in np.meshgrid(*axes, indexing="ij"))
    z = np.linspace(-WIDTH, WIDTH, GRID)
    prior = sum(-(part**2) / 2 for part in np.meshgrid(z, z, z, indexing="ij"))
    log_probability = np.asarray(prior).ravel().astype(np.float64)
    for step in steps:
        variance = walk**2 * (step.end - step.start) + 2 * REPORT_LOG**2
        miss = step.log_ratio - log_growth(rate, speed, step.start, step.end)
        log_probability = log_probability - miss**2 / (2 * variance) - np.log(variance) / 2
    probability = np.exp(log_probability - log_probability.max())
    return GrowthFit(rate, speed, walk, probability / probability.sum(), tuple(steps))


def log_growth(rate: Floats, speed: Floats, start: float, end: Floats | float) -> Floats:
    """Logarithm of the level at `end` over that at `start` [years]. Shape by broadcasting."""
    return np.asarray(rate / speed * (np.exp(-speed * (start - T0)) - np.exp(-speed * (end - T0))))


def sample(
    fitted: GrowthFit,
    start: float,
    years: Floats,
    count: int,
    random: np.random.Generator,
    spread_per_year: float | None = None,
    most_over_start: float = np.inf,
) -> Floats:
    """Paths of the level over that of the first of `years` [years after `start`]. (count, len(years)).

    Each path draws one curve and one walk around it; `spread_per_year` replaces the fitted walk; ceilings of the curve
    above `most_over_start` times the level at the start are cut to it, by a higher speed of the same curve.
    """
    rate, speed, walk = fitted.draw(count, random)
    now = rate * np.exp(-speed * (start - T0))  # rate of growth at the start
    speed_now = np.maximum(speed, now / np.log(most_over_start)) if np.isfinite(most_over_start) else speed
    curve = (now / speed_now)[:, None] * (1 - np.exp(-speed_now[:, None] * years))
    gaps = np.diff(years, prepend=years[0])
    sigma = walk if spread_per_year is None else np.full(count, spread_per_year)
    walks = np.cumsum(random.standard_normal((count, len(years))) * np.sqrt(gaps), axis=1) * sigma[:, None]
    return np.asarray(np.exp(curve - curve[:, :1] + walks))


@lru_cache(maxsize=8)
def fitted_to(series: tuple[str, ...], data_dir: Path | None = None) -> GrowthFit:
    """The fit to data/demand/token_growth.csv, of some series or of all."""
    from planner.catalogue.racks import token_growth

    return fit(steps_of(token_growth(data_dir), series))


def summary(fitted: GrowthFit, start: float) -> dict[str, float]:
    """P10, P50 and P90 of growth at `start` [1/year], speed [1/year], walk, and ceiling over the level then [x]."""
    now = fitted.rate * np.exp(-fitted.speed * (start - T0))
    parts = {
        "rate": now,
        "speed": fitted.speed,
        "walk": fitted.walk,
        "ceiling": np.exp(np.minimum(now / fitted.speed, 50)),
    }
    found = {}
    for (name, values), (label, share) in product(parts.items(), (("p10", 0.1), ("p50", 0.5), ("p90", 0.9))):
        order = np.argsort(values)
        found[f"{name}_{label}"] = float(values[order][np.searchsorted(np.cumsum(fitted.probability[order]), share)])
    return found
