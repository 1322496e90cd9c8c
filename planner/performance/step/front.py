"""Fronts: tokens/s per GPU against tokens/s per user over splits and users, from seconds per token.

Decoding users follow from users in flight by Little's law: a share of a request's time is spent before its first token.
With one pool prompts run between steps and stand in the time per token; with two the GPUs of the prefill pool come on
top, sized for the prompts at `POOL_USE` of their time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.step import kernel_pass, seconds
from planner.performance.step.seconds import ENGINES, Parameters, Runs
from planner.performance.step.split import Split, most_users, splits, user_grid

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.performance.evidence.precision import Precision
    from planner.performance.evidence.shapes import Shape
    from planner.performance.kernels.machine import Machine

POOL_USE = 0.8
BEYOND = 3.0  # d ln rate / d ln speed past the fastest point: such answers are flagged as at the edge


@dataclass(frozen=True)
class Setting:
    """What is served on what; lengths in tokens per request, cached prompt tokens are not computed again."""

    of: Machine
    shape: Shape
    number: Precision
    input_tokens: float
    output_tokens: float
    cached_tokens: float = 0.0
    images: bool = False

    @property
    def context(self) -> float:
        """Tokens in the cache half-way through an answer."""
        return self.input_tokens + self.cached_tokens + self.output_tokens / 2


@dataclass(frozen=True)
class Way:
    """How it is served. Several engines: the geometric mean of their times."""

    engines: tuple[int, ...]
    drafts: bool = False
    two: bool = False
    year: float = seconds.REFERENCE_YEAR
    decode_gpus: int | None = None  # of the replica, or of a decode worker
    prefill_per_decode: float | None = None  # GPUs that run prompts apart, per GPU that decodes
    split: Split | None = None


@dataclass(frozen=True)
class Points:
    """Points of a setting [n], those of a split together with users rising."""

    users: Floats  # decoding, per replica
    flight: Floats  # in flight, per replica
    gpus: Floats  # of the replica, without prefill workers
    time: Floats  # seconds per token of a user
    rate: Floats  # tokens/s per GPU, prefill counted
    first_token: Floats  # seconds
    branch: Ints

    @property
    def speed(self) -> Floats:
        """Tokens/s per user."""
        return 1.0 / self.time

    @cached_property
    def lines(self) -> dict[int, tuple[Floats, Floats]]:
        """Of each split: ln of speed, rising, and ln of the best rate at that speed or faster."""
        lines = {}
        for branch in np.unique(self.branch).tolist():
            here = self.branch == branch
            lines[branch] = -np.log(self.time[here])[::-1], np.log(np.maximum.accumulate(self.rate[here]))[::-1]
        return lines


@lru_cache(maxsize=4096)
def _works(setting: Setting, split: Split) -> tuple[Floats, kernel_pass.Work, kernel_pass.Work] | None:
    """Users of a split and the kernel times of their step and prompt; None where nothing fits."""
    of, shape, number = setting.of, setting.shape, setting.number
    room = setting.input_tokens + setting.cached_tokens + setting.output_tokens
    most = most_users(shape, of.gpu, number, room, split)
    if most < 1:
        return None
    users = user_grid(max(most, split.groups), split.groups)
    step = kernel_pass.decode(of, shape, number, split, users, setting.context)
    return users, step, kernel_pass.prompt(of, shape, number, split, setting.input_tokens)


def points(
    p: Parameters, setting: Setting, way: Way, left_over: Callable[[int, Floats], Floats] | None = None
) -> Points | None:
    """Points of every split that fits; None where none does.

    `left_over` gives ln of a factor on time, for an engine and users of a group [n].
    """
    chosen = [way.split] if way.split else splits(setting.shape, setting.of.gpu.domain)
    chosen = [s for s in chosen if way.decode_gpus in (None, s.gpus)] or _cut_to(setting, way)
    parts = []
    for branch, split in enumerate(chosen):
        works = _works(setting, split)
        if works is not None:
            parts.append(_branch(p, setting, way, split, works, left_over, branch))
    if not parts:
        return None
    return Points(*(np.concatenate([getattr(part, name) for part in parts]) for name in Points.__annotations__))


def _cut_to(setting: Setting, way: Way) -> list[Split]:
    """Splits over a number of GPUs that is none of the usual ones."""
    n = way.decode_gpus or 1
    return [Split(n, 1, n, 1), Split(1, n, 1, n)] if setting.shape.experts else [Split(n)]


def _branch(
    p: Parameters,
    setting: Setting,
    way: Way,
    split: Split,
    works: tuple[Floats, kernel_pass.Work, kernel_pass.Work],
    left_over: Callable[[int, Floats], Floats] | None,
    branch: int,
) -> Points:
    users, step, prompt = works
    log_time, log_prompt, log_first = np.zeros_like(users), 0.0, np.zeros_like(users)
    for engine in way.engines:
        runs = runs_of(setting, way, engine, step, prompt)
        more = left_over(engine, step.group) if left_over else 0.0
        log_time += (np.log(seconds.per_token(p, runs)) + more) / len(way.engines)
        alone = seconds.prompt_seconds(p, runs)
        log_prompt += float(np.log(alone[0])) / len(way.engines)
        log_first += np.log(seconds.first_token(p, runs, alone)) / len(way.engines)
    time, first = np.exp(log_time), np.exp(log_first)
    gpu_seconds = split.gpus * time / users
    if way.two:
        needed = np.exp(log_prompt) * split.tensor / setting.output_tokens / POOL_USE
        apart = gpu_seconds * way.prefill_per_decode if way.prefill_per_decode is not None else needed
        gpu_seconds = gpu_seconds + apart
    flight = users * (1 + first / (setting.output_tokens * time))
    one = np.full_like(users, float(split.gpus))
    return Points(users, flight, one, time, 1 / gpu_seconds, first, np.full(len(users), branch, dtype=np.int64))


def runs_of(setting: Setting, way: Way, engine: int, step: kernel_pass.Work, prompt: kernel_pass.Work) -> Runs:
    """The arrays of `seconds` for one setting, way and engine."""
    n = len(step.group)
    whole = kernel_pass.Work(
        *(np.full(n, float(getattr(prompt, name)[0])) for name in kernel_pass.Work.__annotations__)
    )
    flags = [np.full(n, flag) for flag in (way.drafts, way.two, setting.images)]
    full = [np.full(n, value) for value in (setting.output_tokens, way.year)]
    return Runs(step, whole, np.full(n, engine, dtype=np.int64), full[0], full[1], *flags)


def at_speed(front: Points, log_speed: Floats, later: float = 0.0) -> Floats:
    """ln of the best tokens/s per GPU at ln speeds [n], with every time longer by e^later.

    Each split is interpolated by itself, then the best counts; slower than all of a split costs nothing.
    """
    x = log_speed + later
    best: Floats = np.max([_at(line, x) for line in front.lines.values()], axis=0)
    return best - later


def _at(line: tuple[Floats, Floats], log_speed: Floats) -> Floats:
    speed, rate = line
    value: Floats = np.interp(log_speed, speed, rate) - BEYOND * np.maximum(log_speed - speed[-1], 0.0)
    return value


def best_branch(front: Points, log_speed: float) -> int:
    """Position of the point nearest in speed on the split that is best at a speed."""
    rates = {branch: float(_at(line, np.array([log_speed]))[0]) for branch, line in front.lines.items()}
    here = np.flatnonzero(front.branch == max(rates, key=lambda branch: rates[branch]))
    return int(here[np.abs(np.log(front.time[here]) + log_speed).argmin()])


def _part(front: Points, branch: int) -> Points:
    here = front.branch == branch
    return Points(*(getattr(front, name)[here] for name in Points.__annotations__))


@dataclass(frozen=True)
class AtUsers:
    """What users in flight on a replica get: seconds per token, tokens/s per GPU, seconds to the first token."""

    time: float
    rate: float
    first_token: float
    gpus: int
    waits: float  # users in flight over those that fit; at least 1


def at_users(front: Points, flight: float) -> AtUsers:
    """What users in flight on a replica get, on the split that serves all of them soonest.

    More than fit wait for a place: the others get what the most that fit get, and the split with the highest
    throughput wins.
    """
    replies = []
    for branch in np.unique(front.branch):
        part = _part(front, int(branch))
        x = np.log(min(flight, float(part.flight[-1])))
        curves = part.time, np.maximum.accumulate(part.rate), part.first_token
        time, rate, first = (float(np.exp(np.interp(x, np.log(part.flight), np.log(y)))) for y in curves)
        few = min(flight / float(part.flight[0]), 1.0)  # fewer than one user of each group
        waits = max(flight / float(part.flight[-1]), 1.0)
        replies.append(AtUsers(time, rate * few, first * waits, int(part.gpus[0]), waits))
    return min(replies, key=lambda reply: reply.time * reply.waits)


__all__ = ["ENGINES", "AtUsers", "Points", "Setting", "Way", "at_speed", "at_users", "best_branch", "points"]
