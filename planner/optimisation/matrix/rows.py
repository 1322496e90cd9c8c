"""Some rows of a compiled model, and what a point leaves of them.

Rows that hold the dispatch cost to a limit need it: cuts understate that cost, so a point that keeps to such a row
under the cuts may fall short of it once its days are dispatched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.matrix.layout import prefix

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints
    from planner.optimisation.matrix.highs import CompiledModel
    from planner.problem.several import PortfolioInputs

NAMES = ("debt_service_cover",)


@dataclass(frozen=True)
class Rows:
    """Some rows of a compiled model, Q: value · columns <= most."""

    rows: Ints
    most: Floats
    place: Ints  # of each entry, its row among them
    column: Ints
    value: Floats

    def room(self, columns: Floats) -> Floats:
        """What is left to each row, Q; below zero where it is broken."""
        activity = np.bincount(self.place, weights=self.value * columns[self.column], minlength=len(self.rows))
        return np.asarray(self.most - activity)


def rows_of_model(compiled: CompiledModel, rows: Ints) -> Rows:
    """These rows and their entries."""
    place = np.full(len(compiled.row_lower), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    of_entry = place[compiled.index]
    entries = np.flatnonzero(of_entry >= 0)
    column = np.searchsorted(compiled.start, entries, side="right") - 1
    return Rows(rows, compiled.row_upper[rows], of_entry[entries], column, compiled.value[entries])


def covers_of(x: PortfolioInputs, compiled: CompiledModel) -> Rows:
    """Rows of all sites with dispatch cost in them; none where no loan holds back orders."""
    names = [f"{prefix(x, s)}{name}" for s in range(len(x.sites)) for name in NAMES]
    rows = [row for name in names for row in compiled.rows.get(name, {}).values()]
    return rows_of_model(compiled, np.array(rows, dtype=np.int64))
