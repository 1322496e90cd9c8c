"""A front as a curve: physics, corrected, held monotone, pulled through measured points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.evidence.setup import Case, arrays
from planner.performance.front import best_rate, top_speed
from planner.performance.physics import Parameters, served

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.evidence.measured import Front

POINTS = 64  # between the ends of a measured front
# In ln speed: where it leaves 1/e of the level of a front's end. With the slow half of each front left out (683 points)
# errors were 14.0 % at the median, 14.5 % without fading, 14.7 % with 1; with the fast half (683) 27.9, 28.3, 26.8 %.
FADES = 2.0
STEP = 0.08  # of ln speed; every predicted curve has its points on one lattice, so that two can be compared exactly
ALIKE = 0.35  # ln of users per replica
SLOWEST = 1.0  # tokens/s per user
PAST_TOP = 1.5  # the grid ends this factor above the speed of a lone user
LEAST_FALL = 1e-3  # d ln rate / d ln speed of a front is at most minus this


@dataclass(frozen=True)
class Curve:
    """ln tokens/s per GPU over rising ln tokens/s per user, and the GPUs of the replica at each point."""

    log_speed: Floats
    log_rate: Floats
    replicas: Floats

    def rate_at(self, speed: float) -> float:
        """Tokens/s per GPU at tokens/s per user: constant below the grid, falling with 1/speed² above it."""
        return float(np.exp(self.at(np.array([np.log(speed)]))[0]))

    def at(self, log_speed: Floats) -> Floats:
        """ln of the rates at ln speeds [n]."""
        inside = np.interp(log_speed, self.log_speed, self.log_rate)
        found: Floats = inside - 2 * np.maximum(log_speed - self.log_speed[-1], 0.0)
        return found

    def replica_at(self, speed: float) -> int:
        """GPUs of the replica that reaches a speed."""
        return int(self.replicas[np.abs(self.log_speed - np.log(speed)).argmin()])

    def replica_for(self, case: Case, users: float) -> int:
        """GPUs of the replica when only the users are known: of those the front fills with about as many, the smallest.

        `ALIKE` says how near counts as many; where none is so near, the nearest.
        """
        per_replica = np.exp(self.log_rate - self.log_speed) * self.replicas
        off = np.abs(np.log(per_replica / users))
        alike = off <= max(float(off.min()) + 1e-9, ALIKE)
        return int(self.replicas[alike].min())

    def at_users(self, case: Case, p: Parameters, users: float, n: int) -> tuple[float, float]:
        """Tokens/s per GPU and per user of `users` on n GPUs.

        The front is met by rate = users/n · speed · u, where u is the share of a request spent on its output
        tokens by the physics. The left side falls and the right side rises with speed, so they meet once.
        """
        s = arrays([case])
        rate, speed = served(p, s, float(n), users)
        u = float(np.clip(rate * n / (users * speed), 0.05, 1.0)[0])
        line = np.log(users / n * u) + self.log_speed
        gap = self.log_rate - line
        if gap[0] <= 0:
            found = float(np.exp(self.log_rate[0])), float(np.exp(self.log_rate[0])) * n / (users * u)
            return found
        k = int(np.clip((gap > 0).sum(), 1, len(gap) - 1))
        t = gap[k - 1] / (gap[k - 1] - gap[k]) if gap[k] < gap[k - 1] else 1.0
        x = float(self.log_speed[k - 1] + min(t, 1.5) * (self.log_speed[k] - self.log_speed[k - 1]))
        return users / n * u * float(np.exp(x)), float(np.exp(x))


def predicted(case: Case, p: Parameters, left_over: Callable[[Floats], Floats] | None = None) -> Curve:
    """The front of a case by the physics, falling in speed at every point.

    `left_over` gives the correction, a factor on time in natural logarithm, at ln(speed over that of a lone user).
    """
    one = arrays([case])
    alone = float(top_speed(p, one)[0])
    last = max(alone + np.log(PAST_TOP), np.log(2 * SLOWEST))
    x = np.log(SLOWEST) + STEP * np.arange(np.ceil((last - np.log(SLOWEST)) / STEP) + 1)
    s = one.at(np.zeros(len(x), dtype=np.int64))
    d = np.zeros(len(x)) if left_over is None else left_over(x - alone)
    rate, replicas = best_rate(p, s, x + d)
    return Curve(x, falling(x, rate - d), replicas)


def falling(log_speed: Floats, log_rate: Floats) -> Floats:
    """The least curve above `log_rate` that falls: what is done at a higher speed can be done at a lower one."""
    tilt = LEAST_FALL * log_speed
    top: Floats = np.maximum.accumulate((log_rate + tilt)[::-1])[::-1] - tilt
    return top


def through(curve: Curve, front: Front) -> Curve:
    """The curve between and beyond measured points: PCHIP between them, its own shape beyond, joined at the ends.

    The level of a front against the curve fades beyond its ends, by `FADES`: a run of few users says little of many.
    """
    x0, x1 = np.log(front.speed[0]), np.log(front.speed[-1])
    inside = np.linspace(x0, x1, POINTS) if x1 > x0 else np.array([x0])
    middle = np.array([np.log(front.at(float(np.exp(x)))) for x in inside])
    left, right = curve.log_speed[curve.log_speed < x0 - 1e-6], curve.log_speed[curve.log_speed > x1 + 1e-6]

    def own(x: Floats) -> Floats:
        return np.interp(x, curve.log_speed, curve.log_rate)

    below = own(left) + (middle[0] - own(np.array([x0]))[0]) * np.exp((left - x0) / FADES)
    above = own(right) + (middle[-1] - own(np.array([x1]))[0]) * np.exp((x1 - right) / FADES)
    x = np.concatenate([left, inside, right])
    y = falling(x, np.concatenate([below, middle, above]))
    near = np.abs(x[:, None] - curve.log_speed[None, :]).argmin(axis=1)
    return Curve(x, y, curve.replicas[near])
