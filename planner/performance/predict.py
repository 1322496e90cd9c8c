"""One question, one operating point: measured if it was, interpolated if it lies between, else predicted."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located, nearest
from planner.performance import board, curves, dominance, first_token, physics
from planner.performance import power as watts
from planner.performance.evidence import architectures, hardware, matching, precision
from planner.performance.evidence.setup import Case, arrays
from planner.performance.fitting import fitted
from planner.performance.tasks import task_prompt_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from planner.arrays import Floats
    from planner.performance.curves import Curve
    from planner.performance.evidence.matching import Match
    from planner.performance.fitting.fitted import Fitted
    from planner.performance.physics import Parameters
    from planner.performance.power import Power
    from planner.performance.query import Query

PRECISIONS = ("fp4", "int4", "fp8", "bf16")
PLAIN_TASK = "lm-arena-chat"  # what a case without prompt length is taken for
SPEED_SHARE = 0.33  # of an error in rate at a speed that shows as error in speed at a number of users, see `_spread`


@dataclass(frozen=True)
class OperatingPoint:
    """The answer; p10 and p90 bound the 80 % interval."""

    tokens_per_s_per_gpu: tuple[float, float, float]  # p10, p50, p90
    tokens_per_s_per_user: tuple[float, float, float]
    ttft_s: float  # mean time to first token
    n_gpus: int  # of a replica
    power: Power
    basis: str  # measured, interpolated, predicted
    level: str  # of intervals.LEVELS: what the interval stands on
    rows: tuple[str, ...]  # nearest benchmark rows
    text: str
    compute_bound: float = field(default=0.5)  # share of the time that slows with the clock [-]


@lru_cache(maxsize=4096)
def predict(query: Query, data_dir: Path | None = None) -> OperatingPoint:
    """Operating point of a query.

    Raises DataError for unknown names (the nearest are offered), a speed above the roofline, and a model that does
    not fit (with GB needed and there).
    """
    known = fitted.load(data_dir)
    case = resolve(query, known.parameters, data_dir)
    _check_size(query, case)
    match = matching.find(case, query, data_dir)
    curve = _curve(case, match, known, data_dir)
    if query.concurrency is not None:
        return _at_users(query, case, curve, match, known)
    if query.tokens_per_s_per_user is None or not query.tokens_per_s_per_user > 0:
        problem = "neither tokens/s per user nor concurrency above 0 was given."
        raise DataError(located("operating point", problem, "give interactivity_tokens_per_s_per_user or concurrency."))
    return _at_speed(query, case, curve, match, known)


def resolve(query: Query, parameters: Parameters, data_dir: Path | None = None) -> Case:
    """Names to figures. Raises DataError where a name is unknown or a length is not above 0."""
    architecture = architectures.find(query.model, query.total_params_b, query.active_params_b, data_dir=data_dir)
    gpu = hardware.find(query.gpu, data_dir)
    number = precision.read(query.precision)
    if number is None:
        problem = f'"{query.precision}" was read.'
        raise DataError(located("precision", problem, nearest(query.precision, PRECISIONS)))
    if not query.output_tokens > 0 or query.input_tokens < 0:
        problem = f"{query.input_tokens:g} in and {query.output_tokens:g} out were read; output must be above 0."
        raise DataError(located("lengths", problem, "give tokens per request."))
    task = math.isnan(query.input_tokens)
    tokens = task_prompt_tokens(parameters, PLAIN_TASK) if task else query.input_tokens
    cached = tokens * query.cached_input_share
    return Case(architecture, gpu, number, tokens - cached, query.output_tokens, cached, query.software_year, task)


def _check_size(query: Query, case: Case) -> None:
    need = float(physics.weights_gb(arrays([case]))[0])
    gpus = query.n_gpus or case.gpu.domain
    there = gpus * case.gpu.memory_gb * physics.MEMORY_FOR_MODEL
    if need > there:
        problem = (
            f"{query.model} in {case.precision.name} does not fit: its weights need {need:.0f} GB, "
            f"{gpus} × {case.gpu.name} leave {there:.0f} GB of {gpus * case.gpu.memory_gb:.0f} GB."
        )
        smallest = math.ceil(need / (case.gpu.memory_gb * physics.MEMORY_FOR_MODEL))
        raise DataError(located("memory", problem, f"take at least {smallest} GPUs, or fewer bits."))


def _curve(case: Case, match: Match, known: Fitted, data_dir: Path | None) -> Curve:
    """The predicted front, pulled onto the measured one where there is one."""
    base = predicted_curve(case, match.kind, known, data_dir)
    return curves.through(base, match.front) if match.front is not None else base


def predicted_curve(case: Case, kind: str, known: Fitted, data_dir: Path | None = None) -> Curve:
    """The front by physics and correction alone; a better GPU is never slower, see `dominance`."""
    return _cached_curve(case, kind, id(known), _Holder(known), data_dir)


class _Holder:
    """Carries what was fitted past the cache's hash."""

    def __init__(self, known: Fitted) -> None:
        self.known = known

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)


@lru_cache(maxsize=1024)
def _cached_curve(case: Case, kind: str, identity: int, holder: _Holder, data_dir: Path | None) -> Curve:
    table = hardware.gpus(data_dir)
    swept = [table[product] for product in holder.known.products(case.architecture.family)]
    fits = [gpu for gpu in swept if physics.most_users(arrays([replace(case, gpu=gpu)]), gpu.domain)[0] >= 1]
    return dominance.held(case.gpu, fits, lambda gpu: _own_curve(replace(case, gpu=gpu), kind, identity, holder))


@lru_cache(maxsize=1024)
def _own_curve(case: Case, kind: str, _identity: int, holder: _Holder) -> Curve:
    known = holder.known

    def left_over(load: Floats) -> Floats:
        return fitted.expected(known, case, kind, load)

    return curves.predicted(case, known.parameters, left_over)


def _spread(level: str, known: Fitted) -> tuple[float, float]:
    low, high = known.quantiles[level]
    return math.exp(low), math.exp(high)


def _at_speed(query: Query, case: Case, curve: Curve, match: Match, known: Fitted) -> OperatingPoint:
    speed = float(query.tokens_per_s_per_user or 0.0)
    roof_rate, roof_speed = (float(x[0]) for x in physics.roofline(arrays([case])))
    if speed > roof_speed:
        problem = (
            f"{speed:g} tokens/s per user was read; {case.gpu.name} in {case.precision.name} cannot read "
            f"the active weights of {query.model} more often than {roof_speed:.0f} times a second."
        )
        raise DataError(located("interactivity", problem, f"ask at most {roof_speed:.0f}."))
    rate = min(curve.rate_at(speed), roof_rate)
    basis, level = match.basis_at(speed)
    low, high = _spread(level, known)
    rates = (rate * low, rate, min(rate * high, roof_rate))
    return _answer(query, case, curve, match, known, rates, (speed, speed, speed), basis, level)


def _at_users(query: Query, case: Case, curve: Curve, match: Match, known: Fitted) -> OperatingPoint:
    """At a number of users the measured batch curve wins; else where the front meets users · speed."""
    users = float(query.concurrency or 0.0)
    if not users > 0:
        problem = f"{users:g} was read."
        raise DataError(located("concurrency", problem, "give requests in flight, above 0."))
    n = query.n_gpus or curve.replica_for(case, users)
    found = match.at_users(users, n)
    if found is not None:
        rate, speed, basis = found
        level = basis
    else:
        rate, speed = curve.at_users(case, known.parameters, users, n)
        _, level = match.basis_at(speed)
        basis = "predicted" if level not in ("measured", "interpolated") else "interpolated"
    roof_rate, roof_speed = (float(x[0]) for x in physics.roofline(arrays([case])))
    low, high = _spread(level, known)
    share = SPEED_SHARE if found is None else 1.0
    low, high = low**share, high**share
    rate, speed = min(rate, roof_rate), min(speed, roof_speed)
    rates = (rate * low, rate, min(rate * high, roof_rate))
    speeds = (speed * low, speed, min(speed * high, roof_speed))
    return _answer(query, case, curve, match, known, rates, speeds, basis, level, n)


def _answer(
    query: Query,
    case: Case,
    curve: Curve,
    match: Match,
    known: Fitted,
    rates: tuple[float, float, float],
    speeds: tuple[float, float, float],
    basis: str,
    level: str,
    n: int | None = None,
) -> OperatingPoint:
    rate, speed = rates[1], speeds[1]
    gpus = n or query.n_gpus or curve.replica_at(speed)
    s = arrays([case])
    one = (np.array([rate]), np.array([speed]), np.array([float(gpus)]))
    memory, compute = watts.utilisation(s, *one)
    drawn = match.board_w_at(speed)
    if drawn is None:
        drawn = float(board.board_w(known.power, board.activity(s, known.parameters, *one), case.gpu.tdp_w)[0])
    share = float(compute[0] / max(memory[0] + compute[0], 1e-9))
    return OperatingPoint(
        tokens_per_s_per_gpu=rates,
        tokens_per_s_per_user=speeds,
        ttft_s=float(
            first_token.seconds(known.first_token, known.parameters, s, one[2], np.maximum(one[2] * rate / speed, 1.0))[
                0
            ]
        ),
        n_gpus=int(gpus),
        power=watts.at(case.gpu, min(drawn, case.gpu.tdp_w), rate),
        basis=basis,
        level=level,
        rows=match.rows_near(speed),
        text=match.words(case, basis, level),
        compute_bound=share,
    )
