"""Where what investment gives a day stands among the columns of the compiled day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.optimisation.parts.parts import GIVEN

if TYPE_CHECKING:
    from planner.arrays import Floats, Indices, Ints
    from planner.optimisation.matrix.highs import CompiledModel
    from planner.optimisation.parts.part import Shared

LINKING = ("installed_racks", "subscribed_mw", "connection_mw")  # what investment gives to every day
GIVEN_ONCE = ("connection_mw", *GIVEN)  # of it and more, what is one number, in this order


def linking_columns(compiled: CompiledModel) -> Indices:
    """Columns of installed_racks (R), subscribed_mw (K), connection_mw, those of the parts; (L,)."""
    return np.concatenate(
        [
            compiled.column_array("installed_racks"),
            compiled.column_array("subscribed_mw"),
            [compiled.columns[name][()] for name in GIVEN_ONCE if name in compiled.columns],
        ]
    ).astype(np.int32)


def part_columns(compiled: CompiledModel, among: list[Shared]) -> Ints:
    """Columns of the parts of a day in what days share."""
    return np.array([compiled.columns[one.day][()] for one in among], dtype=np.int64)


def used(numbers: CompiledModel, one: Shared, value: Floats) -> float:
    """What a day takes of what days share, from the row that holds it: at a price of zero the part itself may be more.

    The row reads: terms + a · part <= 0.
    """
    row, part = numbers.rows[one.row][()], numbers.columns[one.day][()]
    at = np.flatnonzero(numbers.index == row)
    column = np.searchsorted(numbers.start, at, side="right") - 1
    own = column == part
    return float(-(numbers.value[at[~own]] @ value[column[~own]]) / numbers.value[at[own]][0])


def columns_of(numbers: CompiledModel, name: str) -> Ints:
    """Columns of a variable, in the order of its index."""
    return np.fromiter(numbers.columns[name].values(), dtype=np.int64)
