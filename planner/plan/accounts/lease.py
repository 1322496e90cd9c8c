"""The lease of the shell as IFRS 16 has it: a right of use that is written off, and the rents to come that are owed.

The liability is the present value of the rents to come at the level of the day; a higher rent or a new phase measures
it again and changes the right of use by as much (IFRS 16, 26, 36, 42 to 45). A rent is due on the first of its month:

    L[m] = Σ_{k=m..end} c[m]·days[k] / (1 + i)^(k − m),  c[m] the rent of a day in month m, i the monthly rate

    interest = i · (L[m] − rent);  right of use: straight line over the months left, after each change
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planner.inputs.money.loans import MONTHS_PER_YEAR
from planner.inputs.money.months import month_first_day

if TYPE_CHECKING:
    from planner.arrays import Floats
    from planner.plan.accounts.ledger import Ledger
    from planner.plan.accounts.lines import Lines

RIGHT_OF_USE, LIABILITY = "right of use of the shell", "lease liability"
DEPRECIATION, INTEREST = "depreciation of the right of use", "interest on the lease"
PRINCIPAL = "lease paid back"


@dataclass(frozen=True, eq=False)
class Lease:
    """By month, M [EUR]."""

    rent: Floats
    interest: Floats
    depreciation: Floats
    liability: Floats  # at the end of the month
    right_of_use: Floats


def lease_of(ledger: Ledger, lines: Lines) -> Lease | None:
    """The lease of a plan; None where rent is a cost of its month."""
    terms, months = ledger.terms.lease, ledger.months
    if terms.treatment == "rent":
        return None
    last = months.count - 1
    if terms.ends is not None:
        last = max(last, months.quarter_end(terms.ends))
    edges = [month_first_day(months.first + m).toordinal() for m in range(last + 2)]
    days, rate = np.diff(np.array(edges, dtype=np.float64)), terms.rate / MONTHS_PER_YEAR
    rent = -lines.earned["rent"]
    worth = np.zeros(last + 2)  # of one euro a day from each month on
    for month in range(last, -1, -1):
        worth[month] = days[month] + worth[month + 1] / (1.0 + rate)
    interest, depreciation, liability, right = (np.zeros(months.count) for _ in range(4))
    owed = there = 0.0
    for month in range(months.count):
        before = float(rent[month] / days[month] * worth[month])
        there += before - owed
        interest[month] = rate * (before - rent[month])
        depreciation[month] = there / (last + 1 - month)
        there -= depreciation[month]
        owed = before - float(rent[month]) + float(interest[month])
        liability[month], right[month] = owed, there
    return Lease(rent, interest, depreciation, liability, right)


def with_lease(lines: Lines, lease: Lease | None) -> Lines:
    """The lines as the statements show them: no rent, but what is paid ahead of it, and a right that is written off."""
    if lease is None:
        return lines
    return replace(
        lines,
        earned=lines.earned | {"rent": lines.earned["rent"] + lease.rent},
        paid=lines.paid | {"rent": lines.paid["rent"] + lease.rent},
        written_off=lines.written_off | {DEPRECIATION: -lease.depreciation},
    )
