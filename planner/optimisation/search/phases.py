"""The best phases under the cuts, racks in parts: branch and bound on how many phases of a site are open in a period.

Phases open in their order and stay open, so a site's phases are a count that never falls. To branch on a count closes
or opens a phase for all periods before or after: twenty or thirty LPs of a tenth of a second each, hot from one to the
next, prove what HiGHS's MIP, which branches on single columns, does not in twenty seconds (decision 0006). The bound
holds whenever it is stopped.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.matrix.layout import periods_of, prefix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner.arrays import Floats, Indices, Ints
    from planner.optimisation.search.cuts import CutModel
    from planner.problem.several import PortfolioInputs


MOST_LPS = 300
WHOLE = 1e-6  # of a phase
CLEAR = 0.02  # of a phase: a count nearer to whole than this may wait


@dataclass(frozen=True, order=True)
class _Node:
    """Lowest and highest count of open phases of every site and period, and the LP between them."""

    cost_meur: float
    number: int  # of two alike the older one
    least: Ints = field(compare=False)  # S, P
    most: Ints = field(compare=False)  # S, P
    count: Floats = field(compare=False)  # S, P: as the LP has it


class _Tree:
    def __init__(self, model: CutModel, x: PortfolioInputs) -> None:
        self._model, self._numbers = model, itertools.count()
        tables = [model.compiled.columns.get(f"{prefix(x, s)}phase_open", {}) for s in range(len(x.sites))]
        self.columns = np.array([column for table in tables for column in table.values()], dtype=np.int32)
        self._site = np.array([s for s, table in enumerate(tables) for _ in table], dtype=np.int64)
        keys = np.array([key for table in tables for key in table], dtype=np.int64).reshape(-1, 2)
        self._phase, self._period = keys[:, 0], keys[:, 1]
        self.shape = (len(x.sites), periods_of(x))

    def counts(self, is_open: Floats) -> Floats:
        """How many phases are open, S × P, where each is as far open as said."""
        count = np.zeros(self.shape)
        np.add.at(count, (self._site, self._period), is_open)
        return count

    def open_phases(self, count: Ints) -> dict[int, float]:
        """The phases that are open, by column, where so many are."""
        is_open = self._phase < count[self._site, self._period]
        return dict(zip(self.columns.tolist(), is_open.astype(float).tolist(), strict=True))

    def solve(self, least: Ints, most: Ints) -> _Node | None:
        """The LP with counts between these; None where it has no solution."""
        at = (self._site, self._period)
        lower, upper = self._phase < least[at], self._phase < most[at]
        answer = self._model.within(*_of_columns(self.columns, lower.astype(float), upper.astype(float)))
        if answer is None:
            return None
        return _Node(answer[0], next(self._numbers), least, most, self.counts(answer[1][self.columns]))

    def all_phases(self) -> tuple[Ints, Ints]:
        """No limit on any count."""
        most = np.zeros(self.shape, dtype=np.int64)
        np.maximum.at(most, (self._site, self._period), self._phase + 1)
        return np.zeros(self.shape, dtype=np.int64), most


def _of_columns(columns: Indices, lower: Floats, upper: Floats) -> tuple[Indices, Floats, Floats]:
    """Bounds of each column once: a phase whose opening is common to several paths has one column under many names."""
    once, place = np.unique(columns, return_inverse=True)
    if len(once) == len(columns):
        return columns, lower, upper
    least, most = np.full(len(once), -np.inf), np.full(len(once), np.inf)
    np.maximum.at(least, place, lower)
    np.minimum.at(most, place, upper)
    return once, least, most


def _branch_at(count: Floats) -> tuple[int, int] | None:
    """Site and period to branch at: the last period first, which says how large a site ever is."""
    part = np.abs(count - np.round(count))
    last = int(part[:, -1].argmax())
    if part[last, -1] > CLEAR:
        return last, part.shape[1] - 1
    s, p = np.unravel_index(int(np.round(part, 3).argmax()), part.shape)
    if part[s, p] <= WHOLE:
        s, p = np.unravel_index(int(part.argmax()), part.shape)
    return (int(s), int(p)) if part[s, p] > WHOLE else None


def _children(tree: _Tree, node: _Node, at: tuple[int, int]) -> Iterator[_Node]:
    """Both sides of a count: at most the whole number below it until then, or at least the one above from then on."""
    s, p = at
    below = int(np.floor(node.count[s, p]))
    least, most = node.least.copy(), node.most.copy()
    most[s, : p + 1] = np.minimum(most[s, : p + 1], below)
    least[s, p:] = np.maximum(least[s, p:], below + 1)
    for child in (tree.solve(node.least, most), tree.solve(least, node.most)):
        if child is not None:
            yield child


def phases_of(model: CutModel, x: PortfolioInputs, columns: Floats) -> dict[int, float]:
    """The phases of a whole plan, by column."""
    tree = _Tree(model, x)
    return tree.open_phases(np.round(tree.counts(columns[tree.columns])).astype(np.int64))


def best_phases(
    model: CutModel,
    x: PortfolioInputs,
    gap_meur: float,
    known: dict[int, float] | None,
    cancelled: Callable[[], bool],
) -> tuple[float, dict[int, float] | None]:
    """The best phases under the cuts, racks, tiers and all else in parts.

    Args:
        model: investment with its cuts.
        x: the sites.
        gap_meur: how far from the best the phases may be [MEUR].
        known: phases to begin with, by column; they are returned unless others are better by `gap_meur`.
        cancelled: asked now and then; True stops, once there are phases.

    Returns:
        (bound on the cost of every plan [MEUR], phases by column); None where all phases break a limit.
    """
    tree = _Tree(model, x)
    root = tree.solve(*tree.all_phases())
    if root is None:
        return -np.inf, None
    best, phases = np.inf, known
    if known is not None:
        count = np.round(tree.counts(np.array([known[column] for column in tree.columns.tolist()]))).astype(np.int64)
        held = tree.solve(count, count)
        best, phases = (np.inf, None) if held is None else (held.cost_meur, known)
    waiting, cut_off, solved = [root], np.inf, 1
    while (
        waiting
        and waiting[0].cost_meur < best - gap_meur
        and (phases is None or (solved < MOST_LPS and not cancelled()))
    ):
        node: _Node | None = heapq.heappop(waiting)
        while node is not None:  # down the better side until all counts are whole
            at = _branch_at(node.count)
            if at is None:
                best, phases = node.cost_meur, tree.open_phases(np.round(node.count).astype(np.int64))
                break
            solved += 2
            children = sorted(_children(tree, node, at))
            cut_off = min([cut_off, *(child.cost_meur for child in children if child.cost_meur >= best - gap_meur)])
            better = [child for child in children if child.cost_meur < best - gap_meur]
            node = better[0] if better else None
            for other in better[1:]:
                heapq.heappush(waiting, other)
    return min([best, cut_off, *(node.cost_meur for node in waiting)]), phases
