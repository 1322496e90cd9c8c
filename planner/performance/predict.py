"""One question, one operating point: measured if it was, interpolated if it lies between, else predicted in time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.errors import DataError, located
from planner.performance import bands, board, physics
from planner.performance import power as watts
from planner.performance.evidence import hardware, matching
from planner.performance.evidence.setup import arrays
from planner.performance.fitting import fitted
from planner.performance.kernels.machine import machine
from planner.performance.point import OperatingPoint
from planner.performance.resolved import Resolved, check_memory, resolve
from planner.performance.runs import model as models
from planner.performance.step.front import Points, at_speed, at_users, best_branch

if TYPE_CHECKING:
    from pathlib import Path

    from planner.performance.evidence.matching import Match
    from planner.performance.evidence.setup import Case
    from planner.performance.fitting.fitted import Fitted
    from planner.performance.query import Query
    from planner.performance.runs.model import Model
    from planner.performance.step.front import AtUsers, Setting, Way

FADES = 2.0  # in ln speed: where a measured front ends, its level against the prediction leaves 1/e of itself
NUDGE = 0.05  # of ln speed, for a slope
ALIKE = 0.1  # ln of rate: replicas as near as this to the front count as one, the smallest is taken
WIDER = 0.005  # of a band: less is no cost worth a word
DRAFTED = 2.0  # times the roofline's speed with drafts: at most two tokens a step


@dataclass(frozen=True)
class _Subject:
    """A question with everything an answer is made of."""

    query: Query
    resolved: Resolved
    fit: Fitted
    fronts: tuple[Points, ...]  # of the GPU and of every GPU that it is at least
    match: Match
    data_dir: Path | None


@lru_cache(maxsize=4096)
def predict(query: Query, data_dir: Path | None = None) -> OperatingPoint:
    """Operating point of a query.

    Raises DataError for unknown names (the nearest are offered), counts that contradict, a speed above the roofline,
    and a model that does not fit (with GB needed and there).
    """
    fit = fitted.load(data_dir)
    resolved = resolve(query, fit.model, data_dir)
    check_memory(query, resolved)
    fronts = tuple(_fronts(resolved, fit.model, data_dir))
    if not fronts:
        setting = resolved.setting
        problem = f"{query.model} fits, but not one user of {setting.input_tokens + setting.output_tokens:g} tokens."
        raise DataError(located("memory", problem, "take more GPUs, fewer bits or shorter prompts."))
    subject = _Subject(query, resolved, fit, fronts, _match(resolved.case, _plain(query), data_dir), data_dir)
    if query.concurrency is not None:
        return _at_users(subject)
    if query.tokens_per_s_per_user is None or not query.tokens_per_s_per_user > 0:
        problem = "neither tokens/s per user nor concurrency above 0 was given."
        raise DataError(located("operating point", problem, "give interactivity_tokens_per_s_per_user or concurrency."))
    return _at_speed(subject)


def _plain(query: Query) -> Query:
    """The question without its speed, users and draw: what decides which rows speak for it."""
    return replace(query, tokens_per_s_per_user=None, concurrency=None, log_time_shift=0.0, level_sigma=None)


@lru_cache(maxsize=4096)
def _match(case: Case, query: Query, data_dir: Path | None) -> Match:
    return matching.find(case, query, data_dir)


def lone_user_speed(query: Query, data_dir: Path | None = None) -> float:
    """Tokens/s of a user alone on the fastest replica, as predicted. Raises DataError as `predict` does."""
    model = fitted.load(data_dir).model
    resolved = resolve(query, model, data_dir)
    check_memory(query, resolved)
    fastest = (1 / float(front.time.min()) for front in _fronts(resolved, model, data_dir))
    return max(fastest, default=0.0)


class _Holder:
    """Carries a model past the cache's hash: there is one."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and self.model is other.model


@lru_cache(maxsize=2048)
def _front(holder: _Holder, setting: Setting, way: Way) -> Points | None:
    return models.front(holder.model, setting, way)


def _fronts(resolved: Resolved, model: Model, data_dir: Path | None) -> list[Points]:
    """Fronts of the GPU and of every GPU that it is at least: a better GPU can do what the other does.

    A cell's left-over is that of its own runs, and those of a new GPU may come from an early port.
    """
    setting, table = resolved.setting, hardware.gpus(data_dir)
    own = setting.of.gpu
    others = [gpu for gpu in table.values() if gpu.product != own.product and hardware.at_least(own, gpu)]
    settings = [setting, *(replace(setting, of=machine(gpu, table)) for gpu in others)]
    fronts = [_front(_Holder(model), each, resolved.way) for each in settings]
    return [front for front in fronts if front is not None]


def _log_rate(subject: _Subject, log_speed: float, later: float = 0.0) -> float:
    """ln tokens/s per GPU at ln tokens/s per user with times longer by e^later, near the level of a measured front.

    The shift of the question comes on top.
    """
    x, later = np.array([log_speed]), later + subject.query.log_time_shift
    plain = max(float(at_speed(front, x, later)[0]) for front in subject.fronts)
    front = subject.match.front
    if front is None:
        return plain
    end = math.log(float(np.clip(math.exp(log_speed), front.speed[0], front.speed[-1])))
    measured = math.log(front.at(math.exp(end)))
    there = max(float(at_speed(points, np.array([end]))[0]) for points in subject.fronts)
    return plain + (measured - there) * math.exp(-abs(log_speed - end) / FADES)


def _at_speed(subject: _Subject) -> OperatingPoint:
    query, case = subject.query, subject.resolved.case
    speed = float(query.tokens_per_s_per_user or 0.0)
    roof_rate, roof_speed = _roofline(subject)
    if speed > roof_speed:
        problem = (
            f"{speed:g} tokens/s per user was read; {case.gpu.name} in {case.precision.name} cannot read "
            f"the active weights of {query.model} more often than {roof_speed:.0f} times a second."
        )
        raise DataError(located("interactivity", problem, f"ask at most {roof_speed:.0f}."))
    x = math.log(speed)
    basis, level = _basis(subject, speed)
    question = "untold" if subject.resolved.way.decode_gpus is None else "told"
    low, high = _band(subject, level, question)
    rate = math.exp(_log_rate(subject, x))
    rates = tuple(math.exp(_log_rate(subject, x, later)) for later in (high, 0.0, low))
    if basis == "measured":
        rates = rate * math.exp(-bands.REPEAT), rate, rate * math.exp(bands.REPEAT)
    slope = (_log_rate(subject, x + NUDGE) - _log_rate(subject, x - NUDGE)) / (2 * NUDGE)
    front, shift = subject.fronts[0], query.log_time_shift
    place = best_branch(front, x + shift)
    gpus = query.n_gpus or int(front.gpus[place])
    limited = tuple(min(value, roof_rate) for value in rates)
    first_token = float(front.first_token[place]) * math.exp(shift)
    point = _answer(subject, limited, (speed, speed, speed), basis, level, slope, first_token, gpus)
    notes = _too_fast(subject, speed) if basis == "predicted" else ()
    return replace(point, beyond=bool(notes), notes=notes, not_stated=_not_stated(subject, level, question))


def _too_fast(subject: _Subject, speed: float) -> tuple[str, ...]:
    """A note where a speed is above that of a user alone on the fastest replica: only the roofline speaks then."""
    fastest = max(1 / float(front.time.min()) for front in subject.fronts) * math.exp(-subject.query.log_time_shift)
    if speed <= fastest * math.exp(NUDGE):
        return ()
    return (f"{speed:g} tokens/s per user is faster than the {fastest:.0f} that a user alone is predicted to get",)


def _roofline(subject: _Subject) -> tuple[float, float]:
    """Tokens/s per GPU and per user that nothing exceeds; drafts read the weights once for several tokens."""
    rate, speed = (float(x[0]) for x in physics.roofline(arrays([subject.resolved.case])))
    return rate, speed * (DRAFTED if subject.resolved.way.drafts else 1.0)


def _basis(subject: _Subject, speed: float) -> tuple[str, str]:
    basis, level = subject.match.basis_at(speed)
    if level in ("gpu", "model") and subject.resolved.setting.shape.estimated:
        return basis, "shape"
    return basis, level


def _band(subject: _Subject, level: str, question: str, *, drafts_stated: bool = False) -> tuple[float, float]:
    setting, level_sigma = subject.resolved.setting, subject.query.level_sigma
    if level_sigma is not None and level not in ("measured", "interpolated"):
        return bands.of_measured_cell(subject.fit.model.bands, question, level_sigma)
    open_drafts = (
        subject.query.speculative is None and setting.shape.draft_heads and level not in ("measured", "interpolated")
    )
    unknown = open_drafts and not drafts_stated
    return bands.of_answer(subject.fit.model.bands, level, question, own_table=setting.of.own, drafts_unknown=unknown)


def _not_stated(subject: _Subject, level: str, question: str) -> tuple[tuple[str, float], ...]:
    """Inputs that the question leaves open, with the width of the band in ln time over that with the input stated."""
    low, high = _band(subject, level, question)
    narrower = {
        "speculative": _band(subject, level, question, drafts_stated=True),
        "gpus_per_replica": _band(subject, level, "told"),
    }
    widths = {name: (high - low) / (upper - lower) for name, (lower, upper) in narrower.items()}
    return tuple((name, width) for name, width in widths.items() if width > 1 + WIDER)


def _at_users(subject: _Subject) -> OperatingPoint:
    """At a number of users the measured batch curve wins; else the split with the shortest time for them."""
    users = float(subject.query.concurrency or 0.0)
    if not users > 0:
        raise DataError(located("concurrency", f"{users:g} was read.", "give requests in flight, above 0."))
    answer = _for_users(subject, users)
    n = subject.query.n_gpus or answer.gpus
    row = subject.match.at_users(users, n)
    shift = subject.query.log_time_shift
    time, rate = answer.time * math.exp(shift), answer.rate * math.exp(-shift)
    if row is not None:
        rate, speed, basis = row
        time, level = 1 / speed, basis
    else:
        _, level = _basis(subject, 1 / time)
        level = "near" if level in ("measured", "interpolated") else level
        basis = "predicted"
    low, high = _band(subject, level, "users")
    roof_rate, roof_speed = _roofline(subject)
    times = tuple(max(time * math.exp(x), 1 / roof_speed) for x in (low, 0.0, high))
    rates = tuple(min(rate * math.exp(-x), roof_rate) for x in (high, 0.0, low))
    x = math.log(1 / times[1])
    slope = (_log_rate(subject, x + NUDGE) - _log_rate(subject, x - NUDGE)) / (2 * NUDGE)
    speeds = 1 / times[2], 1 / times[1], 1 / times[0]
    point = _answer(subject, rates, speeds, basis, level, slope, answer.first_token * math.exp(shift), n)
    return replace(point, notes=() if row else _too_many(subject, users, answer.waits, n))


def _too_many(subject: _Subject, users: float, waits: float, n: int) -> tuple[str, ...]:
    """A note where more users are in flight than the memory of the replicas holds."""
    if waits <= 1:
        return ()
    return (
        f"{users:,.0f} users at once are more than the {users / waits:,.0f} whose contexts fit beside the weights in "
        f"{n} × {subject.resolved.case.gpu.name}: the others wait",
    )


def _for_users(subject: _Subject, users: float) -> AtUsers:
    """What users in flight get on the replica of the question, or on the smallest that is as good as the front."""
    each = users / subject.resolved.replicas
    if subject.resolved.way.decode_gpus is not None:
        replies = [at_users(front, each) for front in subject.fronts]
        return min(replies, key=lambda reply: reply.time * reply.waits)
    own = subject.fronts[0]
    sizes = np.unique(own.gpus)
    parts = [Points(*(getattr(own, f)[own.gpus == n] for f in Points.__annotations__)) for n in sizes]
    answers = [at_users(part, each) for part in parts]
    short = [float(at_speed(own, np.array([-math.log(answer.time)]))[0]) - math.log(answer.rate) for answer in answers]
    return next(answer for answer, gap in zip(answers, short, strict=True) if gap <= min(short) + ALIKE)


def _answer(
    subject: _Subject,
    rates: tuple[float, ...],
    speeds: tuple[float, float, float],
    basis: str,
    level: str,
    slope: float,
    first_token: float,
    gpus: int,
) -> OperatingPoint:
    case, rate, speed = subject.resolved.case, rates[1], speeds[1]
    s = arrays([case])
    one = (np.array([rate]), np.array([speed]), np.array([float(gpus)]))
    memory, compute = watts.utilisation(s, *one)
    drawn = subject.match.board_w_at(speed)
    if drawn is None:
        active = board.activity(s, subject.fit.parameters, *one)
        drawn = float(board.board_w(subject.fit.power, active, case.gpu.tdp_w)[0])
    low, high = _band(subject, level, "users")
    return OperatingPoint(
        tokens_per_s_per_gpu=(rates[0], rate, rates[2]),
        tokens_per_s_per_user=speeds,
        seconds_per_token=(1 / speeds[2], 1 / speed, 1 / speeds[0]),
        slope=slope,
        ttft_s=first_token,
        n_gpus=int(gpus),
        power=watts.at(case.gpu, min(drawn, case.gpu.tdp_w), rate),
        basis=basis,
        level=level,
        rows=subject.match.rows_near(speed),
        text=subject.match.words(case, basis, level),
        log_time_sigma=(high - low) / (2 * bands.P90_OF_NORMAL),
        compute_bound=float(compute[0] / max(memory[0] + compute[0], 1e-9)),
    )
