"""What is allowed and yet unusual in a curve of power: each a note, with the usual range and its source."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from planner.table_files.times import utc_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPIKE = 3.0  # times the next highest tenth of a per cent: one reading of 65,535 among 9,000
HIGH_QUANTILE = 0.999
FEWEST_STEPS = 48
DAY_S = 86_400
DAYS_OF_ZEROS = 10  # works of a site take days; a meter that fell silent takes longer


def curve_notes(kw: NDArray[np.float64], times: NDArray[np.int64], cell_at: Callable[[int], str]) -> tuple[str, ...]:
    """Notes on a curve [kW, N] by time [s, N]: single spikes, long zeros, in the order of the rows."""
    if len(kw) < FEWEST_STEPS:
        return ()
    notes = [*_spikes(kw, times, cell_at), *_zeros(kw, times, cell_at)]
    return tuple(note for _, note in sorted(notes))


def _spikes(kw: NDArray[np.float64], times: NDArray[np.int64], cell_at: Callable[[int], str]) -> list[tuple[int, str]]:
    """The highest readings, where few of them stand far above all others. Usual: within 3 times of the rest."""
    highest = int(kw.argmax())
    ordered = np.sort(kw)
    few = max(1, int((1 - HIGH_QUANTILE) * len(kw)))
    rest = float(ordered[-few - 1])
    if not rest or kw[highest] <= SPIKE * rest:
        return []
    count = int((kw > SPIKE * rest).sum())
    steps = "one step is" if count == 1 else f"{count} steps are"
    note = (
        f"{cell_at(highest)}: {steps} up to {kw[highest] / rest:.0f} times the others: {kw[highest]:,.0f} kW at "
        f"{utc_text(int(times[highest]))}, the rest up to {rest:,.0f} kW. A meter that overflows reads 65,535"
    )
    return [(highest, note)]


def _zeros(kw: NDArray[np.float64], times: NDArray[np.int64], cell_at: Callable[[int], str]) -> list[tuple[int, str]]:
    """Runs of zeros of ten days and more. Usual: a data centre never stands still that long."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (kw == 0).astype(np.int8), [0]])))
    step_s = int(times[1] - times[0])
    notes = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        days = (end - begin) * step_s / DAY_S
        if days >= DAYS_OF_ZEROS and end - begin < len(kw):
            span = f"{utc_text(int(times[begin]))} to {utc_text(int(times[end - 1]) + step_s)}"
            note = f"{cell_at(int(begin))}: {days:.0f} days of zeros, {span}: did the meter fall silent?"
            notes.append((int(begin), note))
    return notes
