"""A debt service reserve account: what it must hold, and the draw that fills it together with the investment.

It holds what the term loan owes in the months to come, balloons apart. A draw for the account makes the loan, and so
the account, larger. Service is proportional to the draw, so that circle is one equation in the draw d, solved as such:

    held + d − share · bought = T + k · d,  so  d = (share · bought + T − held) / (1 − k)

T: what older draws owe in those months; k: what a draw of one euro would. Yescombe, *Principles of Project Finance*,
chapter 12.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.inputs.money.loans import Draw, is_balloon, months_of_draw, scheduled_eur

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.arrays import Floats
    from planner.inputs.money.months import Months
    from planner.scenario.fields.money.debt import Reserve, TermLoan


def owed_eur(draw: Draw, loan: TermLoan, rates: Floats, start: int, between: tuple[int, int]) -> float:
    """Interest and principal by schedule of a draw in the months `between`, both counted [EUR]; no balloon.

    Its balance is that of the first day of `start`. `rates`: of each month, also of those after the horizon.
    """
    own, total = replace(draw), 0.0
    for month in range(start, min(between[1], draw.last) + 1):
        interest, due = own.left_eur * float(rates[month]), scheduled_eur(own, loan, month, float(rates[month]))
        if month >= between[0]:
            total += interest + (0.0 if is_balloon(own, loan, month) else due)
        own.left_eur -= due
    return total


def target_eur(reserve: Reserve, loan: TermLoan, draws: Sequence[Draw], rates: Floats, at: tuple[int, Floats]) -> float:
    """What the account must hold at the end of a month [EUR]; `at`: the month, cash from operation before tax (M).

    What a sculpted loan owes follows cash that comes later: cash before tax / dscr, at most all that is left.
    """
    month, operating = at
    first, last = month + 1, month + reserve.months
    if loan.repayment != "sculpted":
        return sum(owed_eur(draw, loan, rates, first, (first, last)) for draw in draws)
    coming = float(operating[first : last + 1].sum()) / loan.dscr
    return min(max(0.0, coming), sum(draw.left_eur for draw in draws))


def draw_eur(
    reserve: Reserve, loan: TermLoan, draws: Sequence[Draw], rates: Floats, of: tuple[Months, int, float, float]
) -> float:
    """The draw of a month that pays for its share of what is bought and fills the account [EUR].

    `of`: months, the month, what the loan pays of the investment, what the account holds.
    """
    months, month, share_eur, there_eur = of
    ahead = (month + 1, month + reserve.months)
    older = sum(owed_eur(draw, loan, rates, month, ahead) for draw in draws)
    first, last = months_of_draw(loan, months, month)
    each = owed_eur(Draw(1.0, first, last, 1.0), loan, rates, month, ahead)
    missing = older + each * share_eur - there_eur
    if missing <= 0 or each >= 1:  # a loan that owes more in these months than it brings cannot fill it
        return share_eur
    return share_eur + missing / (1.0 - each)
