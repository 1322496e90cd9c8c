"""The answer of the predictor: one operating point of a model on a GPU, with its interval."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.performance.power import Power

EDGE = -4.0  # d ln rate / d ln speed: steeper, and a plan takes only what was measured


@dataclass(frozen=True)
class OperatingPoint:
    """The answer; p10 and p90 bound the 80 % interval."""

    tokens_per_s_per_gpu: tuple[float, float, float]  # p10, p50, p90
    tokens_per_s_per_user: tuple[float, float, float]
    seconds_per_token: tuple[float, float, float]  # of a user; p10 is the shortest
    slope: float  # d ln rate / d ln speed of the front here [-]
    ttft_s: float  # mean time to first token
    n_gpus: int  # of a replica
    power: Power
    basis: str  # measured, interpolated, predicted
    level: str  # of bands.LEVELS: what the interval stands on
    rows: tuple[str, ...]  # nearest benchmark rows
    text: str
    log_time_sigma: float = 0.0  # standard deviation of ln time of this model on this GPU [-]
    compute_bound: float = field(default=0.5)  # share of the time that slows with the clock [-]
    beyond: bool = False  # faster than a user alone is predicted to get
    notes: tuple[str, ...] = ()  # what is allowed and yet unusual in the question
    not_stated: tuple[tuple[str, float], ...] = ()  # inputs left open, and how many times wider each makes the band

    @property
    def at_the_edge(self) -> bool:
        """Whether the front is so steep here, or so far behind, that only a measurement can be relied on."""
        return (self.slope < EDGE or self.beyond) and self.basis == "predicted"
