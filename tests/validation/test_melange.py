"""Against a published optimum: which GPUs to rent for requests of four sizes.

Figures: the worked example of Mélange, a method that chooses GPU types by request size; rates of four request sizes,
what each GPU serves of each size, and rental prices by the hour. Source: Griggs, Liu, Yu, Kim, Chiang, Cheung, Stoica,
"Mélange: Cost Efficient Large Language Model Serving by Exploiting GPU Heterogeneity", 2024, arXiv 2404.14527.
Expected: 4.68 USD per hour = 1 · 1.01 + 1 · 3.67, with whole GPUs and requests routed in any share.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from tests.optimisation.make import Rack, Work, ordered, solve_both, world

REQUESTS_PER_S = np.array([6.0, 3.0, 15.0, 6.0])
GPUS = {"A10G": (1.01, np.array([2.0, 1.0, 5.0, 2.0])), "A100-80GB": (3.67, np.array([20.0, 20.0, 40.0, 20.0]))}
SIZES = ("size 1", "size 2", "size 3", "size 4")
PUBLISHED_USD_PER_HOUR = 4.68


def test_the_published_mix_is_found() -> None:
    """Proves: one hour as a period, GPUs as racks, request sizes as workloads: our model rents 1 A10G and 1 A100.

    By hand: one A100 is busy 6/20 + 3/20 + 15/40 + 6/20 = 1.125 hours in the hour; one A10G takes 5 requests of size 3
    a second, 5/40 = 0.125 of them. 1.01 + 3.67 = 4.68 USD.
    A bug would give: 4.14 USD with parts of GPUs (1.125 · 3.67 = 4.13 and less), 7.34 with two A100 alone.
    """
    racks = [
        Rack(name, serves=dict(zip(SIZES, rates, strict=True)), price=usd, supply=20)
        for name, (usd, rates) in GPUS.items()
    ]
    work = [Work(size, demand=[rate], penalty=1000) for size, rate in zip(SIZES, REQUESTS_PER_S, strict=True)]
    x = world(racks, work)
    solution = solve_both(x)
    assert solution.objective_meur == pytest.approx(PUBLISHED_USD_PER_HOUR, rel=1e-6)
    assert ordered(x, solution) == {"A10G": 1, "A100-80GB": 1}
    assert not solution.dispatch.unserved.any()


def enough(a10g: int, a100: int) -> bool:
    """Can so many GPUs serve all requests? Shares of each size on each GPU, an LP of its own in SciPy."""
    hours = np.array([REQUESTS_PER_S / rates for _, rates in GPUS.values()])  # GPU, size: GPUs busy for all of a size
    busy = np.zeros((2, 8))
    busy[0, :4], busy[1, 4:] = hours
    routed = np.hstack([np.eye(4), np.eye(4)])
    answer = linprog(np.zeros(8), A_ub=busy, b_ub=[a10g + 1e-9, a100 + 1e-9], A_eq=routed, b_eq=np.ones(4))
    return bool(answer.status == 0)


def test_no_cheaper_mix_is_enough() -> None:
    """Proves: the published figure is the least: every cheaper mix of whole GPUs leaves requests, by another solver."""
    mixes = list(itertools.product(range(6), range(3)))
    cost = {mix: mix[0] * GPUS["A10G"][0] + mix[1] * GPUS["A100-80GB"][0] for mix in mixes}
    assert enough(1, 1)
    assert cost[1, 1] == pytest.approx(PUBLISHED_USD_PER_HOUR)
    cheaper = [mix for mix in mixes if cost[mix] < PUBLISHED_USD_PER_HOUR - 1e-9]
    assert (4, 0) in cheaper
    assert (0, 1) in cheaper
    assert not any(enough(*mix) for mix in cheaper)
