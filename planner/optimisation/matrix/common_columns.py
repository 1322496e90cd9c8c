"""Decisions that are common to several paths get one column: `futures.add_common_decision`, substituted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from planner.optimisation.matrix.highs import CompiledModel

ROWS = "common_decision"


def with_common_columns(compiled: CompiledModel) -> CompiledModel:
    """The same model without the rows `common_decision`, a - b = 0: b is written as a, under both names."""
    columns, rows = len(compiled.cost), len(compiled.row_lower)
    matrix = sparse.csc_matrix((compiled.value, compiled.index, compiled.start), shape=(rows, columns))
    said = np.array(sorted(compiled.rows.get(ROWS, {}).values()), dtype=np.int64)
    pairs = matrix[said].tocsr()
    pairs.sort_indices()
    written_as = np.arange(columns)
    for i in range(len(said)):
        a, b = pairs.indices[pairs.indptr[i] : pairs.indptr[i + 1]]
        written_as[b] = written_as[a]  # the column of the first path comes first, in every pair
    stays = np.flatnonzero(written_as == np.arange(columns))
    new = np.full(columns, -1, dtype=np.int64)
    new[stays] = np.arange(len(stays))
    new = new[written_as]
    ones = sparse.csc_matrix((np.ones(columns), (np.arange(columns), new)), shape=(columns, len(stays)))
    kept = np.setdiff1d(np.arange(rows), said)
    merged = (matrix[kept] @ ones).tocsc()
    merged.eliminate_zeros()
    merged.sort_indices()
    lower, upper, cost = np.full(len(stays), -np.inf), np.full(len(stays), np.inf), np.zeros(len(stays))
    np.maximum.at(lower, new, compiled.col_lower)
    np.minimum.at(upper, new, compiled.col_upper)
    np.add.at(cost, new, compiled.cost)
    place = {int(row): i for i, row in enumerate(kept)}
    return compiled.with_numbers(
        cost=cost,
        col_lower=lower,
        col_upper=upper,
        integer=compiled.integer[stays],
        start=merged.indptr.astype(np.int32),
        index=merged.indices.astype(np.int32),
        value=merged.data.astype(np.float64),
        row_lower=compiled.row_lower[kept],
        row_upper=compiled.row_upper[kept],
        columns={n: {key: int(new[c]) for key, c in table.items()} for n, table in compiled.columns.items()},
        rows={n: {key: place[r] for key, r in table.items()} for n, table in compiled.rows.items() if n != ROWS},
    )
