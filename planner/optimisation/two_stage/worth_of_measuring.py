"""What it is worth to know one thing before the first order, all others at their median.

The thing is slow, as expected or fast, with the probabilities of Swanson's rule (30, 40 and 30 % at P90, P50 and P10;
Keefer and Bodily 1983, Management Science 29). Its expected value of perfect information is what the best common first
decisions cost in expectation, less what the best decisions of each case cost (Raiffa and Schlaifer 1961; Howard 1966,
IEEE Transactions on Systems Science and Cybernetics 2). Racks in parts, so that differences are not those of proofs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.matrix.layout import prefix
from planner.problem.several import Futures, PortfolioInputs

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.optimisation.search.session import Session
    from planner.problem.site import ModelInputs
    from planner.problem.solution import CancelCallback, Relaxed

__all__ = ["PROBABILITIES", "Knowing", "worth_of_measuring"]

PROBABILITIES = np.array([0.3, 0.4, 0.3])  # slow, as expected, fast
CASES = ("slow", "median", "fast")
CLOSE = 2e-5  # of the cost
STEP = 0.6  # of each pass, as each pair begins where the last one ended: a third fewer than with the usual step


@dataclass(frozen=True)
class Knowing:
    """Costs of the three cases [MEUR, less is better], and first orders by vintage: common, and of each case known."""

    together_meur: Floats  # 3: common first decisions
    own_meur: Floats  # 3: the case known
    orders: Floats  # V: common first orders [racks]
    own_orders: Floats  # 3, V

    @property
    def value_meur(self) -> float:
        """Expected value of knowing the case [MEUR]; never below zero. Proved by: test_knowing_by_hand."""
        return float(PROBABILITIES @ (self.together_meur - self.own_meur))


def worth_of_measuring(
    session: Session, cases: tuple[ModelInputs, ModelInputs, ModelInputs], until: int, cancel: CancelCallback | None
) -> Knowing | None:
    """What it is worth to know which of the slow, median and fast inputs come; decisions to period `until` are first.

    None where somebody stopped, or a case has no plan.
    """
    together, own = _together(cases, until), _together(cases, -1)
    common = session.relaxed(together, gap=CLOSE, cancel=cancel, step=STEP)
    informed = None if common is None else session.relaxed(own, gap=CLOSE, cancel=cancel, step=STEP)
    if common is None or informed is None or (cancel is not None and cancel()):
        return None
    first = cases[0].fleet.order_period <= until
    return Knowing(
        together_meur=common.path_meur,
        own_meur=np.minimum(informed.path_meur, common.path_meur),  # a case may do what all do
        orders=np.where(first, _orders(together, 0, common), 0.0),
        own_orders=np.array([np.where(first, _orders(own, s, informed), 0.0) for s in range(len(cases))]),
    )


def _together(cases: tuple[ModelInputs, ...], until: int) -> PortfolioInputs:
    may = np.ones((len(cases[0].workloads.names), len(cases)), dtype=np.bool_)
    return PortfolioInputs(cases[0].name, CASES, cases, may, futures=Futures(PROBABILITIES, until))


def _orders(x: PortfolioInputs, s: int, best: Relaxed) -> Floats:
    orders = np.zeros(len(x.sites[s].fleet.vintage_rack))
    for (v, *_), racks in best.decided.get(f"{prefix(x, s)}order_racks", {}).items():
        orders[int(v)] = racks
    return orders
