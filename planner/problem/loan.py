"""A term loan that holds back orders: what each payment draws of it, and what a euro drawn then owes.

Axes beside those of `ModelInputs`: M months of the horizon · Q tests of debt service cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.arrays import Floats, Ints


@dataclass(frozen=True)
class LoanTerms:
    """Draws and debt service, linear in what is paid for racks, phases and equipment."""

    most_drawn_meur: float
    order_month: Ints  # V → M: of the payment at order; -1 for racks of the opening fleet or ordered before
    live_month: Ints  # V → M: of the payment on delivery; M where that is after the horizon
    start_month: Ints  # P → M: of all other payments of a period
    draw_share: Floats  # M: of a payment in that month, paid by the loan
    tests: Ints  # Q → P: last period of each test
    weight: Floats  # Q, P: share of what a period earns that a test counts
    service: Floats  # Q, M: debt service of a test per euro drawn in a month, less the commitment fee saved
    service_meur: Floats  # Q: debt service that no order changes: fees as if nothing were drawn, debt of before
    minimum_dscr: float
