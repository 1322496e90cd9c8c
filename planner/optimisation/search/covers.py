"""Rows of investment that hold the dispatch cost to a limit. Cuts understate that cost, so a point that keeps to such a
row under the cuts may fall short of it once its days are dispatched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.matrix.layout import prefix
from planner.optimisation.models.debt import ROUNDING_MEUR

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.matrix.highs import CompiledModel
    from planner.problem.several import PortfolioInputs

NAMES = ("debt_service_cover",)


@dataclass(frozen=True)
class Covers:
    """Those rows, Q: value · columns <= most [MEUR]."""

    rows: Ints  # of the compiled model
    most: Floats
    place: Ints  # of each entry, its row among them
    column: Ints
    value: Floats

    def shortfall_meur(self, columns: Floats) -> Floats:
        """By how much each row is broken where the dispatch costs what `columns` say, Q; a euro is nothing."""
        activity = np.bincount(self.place, weights=self.value * columns[self.column], minlength=len(self.rows))
        over = activity - self.most
        return np.asarray(np.where(over > ROUNDING_MEUR, over, 0.0))


def covers_of(x: PortfolioInputs, compiled: CompiledModel) -> Covers:
    """The rows of all sites; none where no loan holds back orders."""
    names = [f"{prefix(x, s)}{name}" for s in range(len(x.sites)) for name in NAMES]
    rows = np.array([row for name in names for row in compiled.rows.get(name, {}).values()], dtype=np.int64)
    place = np.full(len(compiled.row_lower), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    of_entry = place[compiled.index]
    entries = np.flatnonzero(of_entry >= 0)
    column = np.searchsorted(compiled.start, entries, side="right") - 1
    return Covers(rows, compiled.row_upper[rows], of_entry[entries], column, compiled.value[entries])
