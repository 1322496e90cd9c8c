"""Intervals from the errors a method has made on the same series: conformal, without a model of the errors.

Errors of rolling origins are taken in logarithms and divided by a scale that grows with the step as c·h^b; the
quantiles of all of them together, times the scale, make the interval (normalised split conformal prediction:
Papadopoulos et al. 2002; Lei et al. 2018). Errors of one origin hang together, so the correction for few errors counts
origins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError
from planner.inputs.forecast.methods import LEAST_STEPS, combined, one_thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.inputs.forecast.methods import Method

LARGEST_POWER = 1.0  # errors of a wrong slope grow with the step itself
MOST_ORIGINS = 12
NOMINAL = 0.8  # the band that is shown and judged
MOST_ASKED = 0.98
TAIL, LEAST_TAIL = 0.9, 1e-4


@dataclass(frozen=True)
class Errors:
    """What past forecasts missed by: logarithm of actual over forecast; scale c·h^b up to `seen` steps."""

    standard: Floats  # absolute errors over their scale, sorted
    coefficient: float
    power: float
    seen: int  # steps
    origins: int

    def scale(self, steps: int, beyond: float = 0.0) -> Floats:
        """Scale of the error by step. `steps`.

        Beyond the steps seen it goes on with the same power, or with `beyond` where that is more: 0.5 is a random walk.
        """
        step = np.arange(1, steps + 1, dtype=np.float64)
        within = self.coefficient * np.minimum(step, self.seen) ** self.power
        return np.asarray(within * np.maximum(step / self.seen, 1.0) ** max(self.power, beyond))

    def offset(self, probability: Floats | float) -> Floats:
        """Quantile of the standard error at a probability, symmetric about 0. Shape of `probability`.

        All are widened by what split conformal intervals ask of the 80 % band: the quantile of 0.8 · (1 + 1/origins) in
        place of that of 0.8. Beyond the 90th percentile of the errors seen, the tail is exponential, so that rare paths
        are not all the same.
        """
        plain = float(self._quantile(np.array(NOMINAL)))
        asked = float(self._quantile(np.array(min(NOMINAL * (1 + 1 / self.origins), MOST_ASKED))))
        centred = 2 * np.asarray(probability, dtype=np.float64) - 1
        return np.asarray(np.sign(centred) * self._quantile(np.abs(centred)) * (asked / plain if plain > 0 else 1.0))

    def _quantile(self, share: Floats) -> Floats:
        """Absolute standard error that a share of the errors stays below; exponential beyond TAIL. Shape of `share`."""
        inside = np.quantile(self.standard, np.minimum(share, TAIL))
        fall = np.quantile(self.standard, TAIL) / -np.log(1 - TAIL)  # an exponential law through the percentile
        beyond = fall * np.log((1 - TAIL) / np.clip(1 - share, LEAST_TAIL, 1 - TAIL))
        return np.asarray(inside + beyond)


def rolling_origins(length: int, season: int, most: int = MOST_ORIGINS) -> list[int]:
    """Places in a series after which past forecasts are made: the second half, evenly, `most` at most."""
    first = max(LEAST_STEPS, season, length // 2)
    count = min(most, length - first)
    if count < 1:
        return []
    return sorted({int(at) for at in np.linspace(first, length - 1, count)})


def past_errors(
    logs: Floats, season: int, origins: Sequence[int], longest: int, method: Method = combined
) -> list[Floats]:
    """Errors of forecasts made at each origin, as far as the series goes, `longest` steps at most."""
    with one_thread():
        return [
            logs[at : at + longest] - method(logs[:at], season, min(longest, len(logs) - at))
            for at in origins
            if at < len(logs)
        ]


def fit_errors(errors: Sequence[Floats]) -> Errors:
    """Scale and quantiles of past errors. DataError without any error."""
    kept = [np.abs(own) for own in errors if len(own)]
    if not kept:
        message = "no past forecast can be compared with what came; a longer series is needed."
        raise DataError(message)
    seen = max(len(own) for own in kept)
    table = np.full((len(kept), seen), np.nan)
    for row, own in zip(table, kept, strict=True):
        row[: len(own)] = own
    count = np.isfinite(table).sum(axis=0)
    mean = np.maximum(np.nanmean(table, axis=0), 1e-9)
    step = np.arange(1, seen + 1, dtype=np.float64)
    weight = count / step  # each doubling of the step counts the same, but for how often it was seen
    power = 0.0
    if seen > 2:
        power = float(np.clip(np.polyfit(np.log(step), np.log(mean), 1, w=np.sqrt(weight))[0], 0.0, LARGEST_POWER))
    coefficient = float(np.exp(np.average(np.log(mean) - power * np.log(step), weights=weight)))
    relative = table / (coefficient * step**power)
    return Errors(np.sort(relative[np.isfinite(relative)]), coefficient, power, seen, len(kept))
