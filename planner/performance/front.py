"""The front the physics gives: the best tokens/s per GPU at a speed per user, over batch and replica size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.physics import REPLICAS, Parameters, Setup, most_users, served

if TYPE_CHECKING:
    from planner.arrays import Floats

LOG_USERS = np.linspace(np.log(0.25), np.log(16384.0), 32)
USERS = np.exp(LOG_USERS)  # users per replica that are tried
FITS_NOT = -30.0  # logarithm of the rate of a replica that cannot hold the model
NETWORK_GB_PER_S = 50.0  # one 400 Gbit/s port per GPU
FURTHEST_STEPS = 3.0  # how far past the tried batches a rate is drawn on, in steps of the grid


def rate_of_replica(p: Parameters, s: Setup, log_speed: Floats, n: float | Floats) -> Floats:
    """ln tokens/s per GPU of replicas of n GPUs at ln tokens/s per user, one per case.

    The batch is the one whose users get that speed; it never exceeds what the KV cache can hold.
    """
    size = np.broadcast_to(np.asarray(n, dtype=np.float64), log_speed.shape)[:, None]
    wide = s.at((slice(None), None))
    rate, speed = served(p, wide, size, USERS[None, :])
    full = (np.log(np.maximum(most_users(s, size[:, 0]), 1.0)) - LOG_USERS[0]) / (LOG_USERS[1] - LOG_USERS[0])
    return _interpolated(np.log(speed), np.log(rate), log_speed, full)


def _interpolated(log_speed: Floats, log_rate: Floats, at: Floats, full: Floats) -> Floats:
    """Rates at `at`, row by row; speeds fall along axis 1. `full` is the place on axis 1 where memory is full.

    Where memory is full the curve ends, it does not bend: of two GPUs of different memory one curve lies on the other.
    """
    k = np.clip((log_speed > at[:, None]).sum(axis=1), 1, log_speed.shape[1] - 1)
    row = np.arange(len(at))
    v0, v1 = log_speed[row, k - 1], log_speed[row, k]
    along = np.where(v0 - v1 > 1e-9, (v0 - at) / np.maximum(v0 - v1, 1e-9), 1.0)
    place = np.minimum(k - 1 + np.clip(along, -FURTHEST_STEPS, 1.0), full)
    k = np.clip(np.floor(place).astype(np.int64), 0, log_speed.shape[1] - 2)
    r0, r1 = log_rate[row, k], log_rate[row, k + 1]
    found: Floats = r0 + (place - k) * (r1 - r0)
    return found


def best_rate(p: Parameters, s: Setup, log_speed: Floats) -> tuple[Floats, Floats]:
    """ln tokens/s per GPU on the front at ln tokens/s per user, and the replica's GPUs, one per case.

    Replicas that cannot hold the weights and one user give `FITS_NOT`. Replicas larger than a server's domain reach
    over the slower network.
    """
    found = []
    for n in REPLICAS:
        inside = n <= s.domain
        fits = most_users(s, float(n)) >= 1
        wide = s if inside.all() else replace(s, link_gb_per_s=np.where(inside, s.link_gb_per_s, NETWORK_GB_PER_S))
        found.append(np.where(fits, rate_of_replica(p, wide, log_speed, n), FITS_NOT))
    every = np.stack(found)
    best = every.argmax(axis=0)
    return every.max(axis=0), np.array(REPLICAS, dtype=np.float64)[best]


def top_speed(p: Parameters, s: Setup) -> Floats:
    """ln tokens/s per user of a lone user on the fastest replica of up to 8 GPUs."""
    one = np.ones_like(s.layers)
    found: Floats = np.stack([np.log(served(p, s, n * one, one)[1]) for n in (1, 2, 4, 8)]).max(axis=0)
    return found
