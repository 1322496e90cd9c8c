"""Time of attention: grouped heads, latent attention, sparse modules, and the gated delta net.

Shapes are those on one GPU. A shape that was not measured takes that of the nearest heads, with the number of users
(decode) or the time (prompts) raised in proportion to the work.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planner.performance.kernels.lines import Key, between, lines, padded

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.performance.kernels.machine import Machine

DECODE_BYTES = {"bfloat16": 2.0, "fp8": 1.0}


@lru_cache(maxsize=4096)
def _batches(operation: str, table: str, shape: Key) -> tuple[tuple[int, ...], Floats]:
    """Batch sizes measured for a shape, rising, and their logarithms."""
    sizes = sorted(_sizes(operation, table)[shape])
    return tuple(sizes), np.log(np.array(sizes, dtype=np.float64))


@lru_cache(maxsize=64)
def _sizes(operation: str, table: str) -> dict[Key, list[int]]:
    """Batch sizes by shape."""
    sizes: dict[Key, list[int]] = {}
    for key in lines(operation, table).at:
        sizes.setdefault(key[:-1], []).append(key[-1])
    return sizes


@lru_cache(maxsize=4096)
def _curve(operation: str, table: str, shape: Key, tokens: float) -> Floats:
    """ln seconds at the batch sizes measured for a shape, with `tokens` in the cache."""
    kernel, at = lines(operation, table), np.log(max(tokens, 1.0))
    sizes, _ = _batches(operation, table, shape)
    return padded(np.array([float(kernel.log_time((*shape, size), at)) for size in sizes]))


def over_batch(operation: str, table: str, shape: Key, users: Floats, tokens: float) -> Floats:
    """Seconds of a decode step at users [users.shape] and tokens in the cache; keys end with the batch size."""
    _, log_sizes = _batches(operation, table, shape)
    return np.exp(between(log_sizes, _curve(operation, table, shape, tokens), np.log(np.maximum(users, 1.0))))


@lru_cache(maxsize=1024)
def _heads(operation: str, table: str, cache: str, window: int, shape: tuple[int, int, int]) -> tuple[int, int, int]:
    """Measured (head dimension, heads, KV heads) nearest to a shape."""
    keys = _kinds(operation, table)[cache, window]
    if shape in keys:
        return shape
    here = np.log(np.array(shape, dtype=np.float64))
    away = {key: float(np.abs(np.log(np.array(key, dtype=np.float64)) - here) @ (3.0, 1.0, 1.5)) for key in keys}
    return min(away, key=lambda key: away[key])


@lru_cache(maxsize=64)
def _kinds(operation: str, table: str) -> dict[Key, dict[Key, None]]:
    """Measured (head dimension, heads, KV heads) by number type of the cache and window, in the order of the table."""
    kinds: dict[Key, dict[Key, None]] = {}
    for key in lines(operation, table).at:
        kinds.setdefault(key[:2], {})[key[2:5]] = None
    return kinds


def grouped_decode(of: Machine, cache: str, shape: tuple[int, int, int], users: Floats, tokens: float) -> Floats:
    """Seconds of one layer's decode attention; shape: head dimension, heads and KV heads on this GPU."""
    dim, heads, groups = shape
    near = _heads("attention_decode", of.table, cache, 0, shape)
    alike = dim * groups / (near[0] * near[2])
    time = over_batch("attention_decode", of.table, (cache, 0, *near), users * alike, tokens)
    read = users * tokens * 2 * groups * dim * DECODE_BYTES[cache]
    return of.scaled(time, read, users * tokens * 4 * heads * dim, 16)


def grouped_prompt(of: Machine, cache: str, shape: tuple[int, int, int], tokens: Floats) -> Floats:
    """Seconds of one layer's attention of lone prompts of `tokens`."""
    dim, heads, groups = shape
    near = _heads("attention_prompt", of.table, cache, 0, shape)
    log_time = lines("attention_prompt", of.table).log_time((cache, 0, *near), np.log(np.maximum(tokens, 1.0)))
    time = np.exp(log_time) * (dim * heads / (near[0] * near[1]))
    return of.scaled(time, tokens * 4.0 * (heads + groups) * dim, 2.0 * tokens**2 * heads * dim, 16)


def latent_decode(of: Machine, cache: str, heads: int, users: Floats, tokens: float, width: int) -> Floats:
    """Seconds of one layer's latent attention, core only; width: elements kept per token."""
    near = _power_of_two(heads)
    time = over_batch("mla_decode", of.table, (cache, near), users, tokens) * (heads / near)
    read = users * tokens * width * DECODE_BYTES[cache]
    return of.scaled(time, read, users * tokens * heads * 4.0 * width, 16)


def latent_prompt(of: Machine, cache: str, heads: int, tokens: Floats) -> Floats:
    """Seconds of one layer's latent attention of lone prompts."""
    near = _power_of_two(heads)
    log_time = lines("mla_prompt", of.table).log_time((cache, near), np.log(np.maximum(tokens, 1.0)))
    time = np.exp(log_time) * (heads / near)
    return of.scaled(time, tokens * 2.0 * heads * 320, tokens**2 * heads * 320.0, 16)


def sparse(of: Machine, kind: str, dtype: str, heads: int, users: Floats, tokens: float, *, prompt: bool) -> Floats:
    """Seconds of one layer's sparse attention with its projections and index, FP8 cache; `kind` as the table names it.

    Users are tokens of a lone prompt where `prompt` is set.
    """
    operation = "dsa_prompt_module" if prompt else "dsa_decode_module"
    shape = _sparse_shape(operation, of.table, (kind, dtype, heads), prompt=prompt)
    if prompt:
        time = np.exp(lines(operation, of.table).log_time(shape, np.log(np.maximum(users, 1.0))))
    else:
        time = over_batch(operation, of.table, shape, users, tokens)
    weights = 2.0e8 * heads / shape[3]
    return of.scaled(time * max(heads / shape[3], 1.0), weights, 2.0 * weights * users, 16)


@lru_cache(maxsize=256)
def _sparse_shape(operation: str, table: str, wanted: tuple[str, str, int], *, prompt: bool) -> Key:
    """The measured shape of a model class nearest in heads, of that number type if it was measured."""
    kind, dtype, heads = wanted
    places = lines(operation, table).at
    shapes = {key if prompt else key[:-1] for key in places if key[0] == kind}
    return min(shapes, key=lambda key: (key[1] != dtype, key[2] != "fp8", abs(np.log(key[3] / heads)), str(key)))


def delta_net(of: Machine, hidden: int, heads: tuple[int, int], users: Floats, *, prompt: bool) -> Floats:
    """Seconds of a gated delta net's convolution and recurrence; heads: of keys and of values on this GPU.

    Users are tokens of a lone prompt where `prompt` is set.
    """
    shape = _delta_shape(of.table, hidden, heads, "context" if prompt else "generation")
    kernel = lines("gdn", of.table)
    if prompt:
        time = np.exp(kernel.log_time((*shape, 1), np.log(np.maximum(users, 1.0))))
    else:
        time = over_batch("gdn", of.table, shape, users, 1.0)
    state = users * heads[1] * 128.0 * 128.0 * 8.0
    return of.scaled(time, 0.0 * users if prompt else state, 6.0 * state / 8.0, 16)


@lru_cache(maxsize=256)
def _delta_shape(table: str, hidden: int, heads: tuple[int, int], phase: str) -> Key:
    keys = {key[:-1] for key in lines("gdn", table).at if key[0] == phase}
    here = np.log(np.array([hidden, *heads], dtype=np.float64))
    return min(keys, key=lambda key: float(np.abs(np.log(np.array(key[1:], dtype=np.float64)) - here) @ (0.3, 0.5, 1)))


def _power_of_two(heads: int) -> int:
    return int(2 ** np.clip(round(np.log2(heads)), 0, 7))
