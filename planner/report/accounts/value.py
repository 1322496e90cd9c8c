"""Tab of value: cash on its days with explicit discount factors, and what the optimiser counts, a row a month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from planner.plan.money.cash_flow import END, START
from planner.plan.recipes.recipe import EARNED, PAID
from planner.plan.studies.carbon import scenario_part
from planner.report.accounts.cells import DAY, EURO, EXACT, FIRST_ROW, MONTH, addends, month_column, new_page
from planner.report.book.pages import BLUE, letter, put, put_text
from planner.words import say

if TYPE_CHECKING:
    from planner.report.accounts.cells import Material
    from planner.report.book.pages import Book, Page

HEAD = (
    "month", "date", "time", "paid", "factor", "present", "running", "never below", "earned", "factor", "present",
    "revenue",
)  # fmt: skip
UNITS = ("", "", "a", "EUR", "1", "EUR", "EUR", "", "EUR", "1", "EUR", "EUR")
NAMED = {
    "value_days": "B", "value_times": "C", "value_paid": "D", "value_present": "F", "value_never_below": "H",
    "value_optimiser": "K", "value_months": "A",
}  # fmt: skip


def value_tab(book: Book, material: Material) -> None:
    """The day of the plan, each month at its end, and the end with what is outstanding and what remains."""
    locale, months = material.locale, material.accounts.ledger.months
    tab = material.tab("value")
    page = new_page(book, tab, say("book value caption", locale), [say(f"book {name}", locale) for name in HEAD])
    for column, unit in enumerate(UNITS, start=1):
        put_text(page, FIRST_ROW - 2, column, unit)
        page.width(letter(column), 18 if column > 1 else 40)
    last = FIRST_ROW + material.count + 1
    outside = material.accounts.ledger.outside
    sums = {name: outside.groupby("period")[name].sum().to_dict() for name in ("eur", "present_eur")}
    for row in range(FIRST_ROW, last + 1):
        month = row - FIRST_ROW - 1
        _label(page, material, row, month)
        if 0 <= month < material.count:
            _month(page, material, row, month)
            discount = float(material.accounts.ledger.discount[months.period[month]])
        else:
            period = START if month < 0 else END
            eur, present = (float(by_period.get(period, 0.0)) for by_period in sums.values())
            discount = present / eur if eur else 1.0
            put(page, row, 9, eur, EURO, colour=BLUE)
            put(page, row, 4, f"=I{row}" if month < 0 else _at_the_end(material, row), EURO)
            put(page, row, 12, 0.0, EURO)
        put(page, row, 10, discount, EXACT, colour=BLUE)
        put(page, row, 3, f"={_position(f'B{row}')}-{_position(f'$B${FIRST_ROW}')}", EXACT)
        put(page, row, 5, f"=(1+discount_rate)^-C{row}", EXACT)
        put(page, row, 6, f"=D{row}*E{row}", EURO)
        put(page, row, 11, f"=I{row}*J{row}", EURO)
        if row < last:  # what remains at the end pays nothing back
            put(page, row, 7, f"=SUM(D${FIRST_ROW}:D{row})", EURO)
            put(page, row, 8, f"=IF(MIN(G{row}:G${last - 1})<0,0,1)")
    for name, own in NAMED.items():
        until = last - 1 if name in ("value_never_below", "value_months") else last
        book.name_cells(name, tab, f"${own}${FIRST_ROW}:${own}${until}")
    book.name_cells("revenue_present", tab, f"$L${last + 1}")
    put(page, last + 1, 12, f"=SUMPRODUCT(L{FIRST_ROW}:L{last},J{FIRST_ROW}:J{last})", EURO, bold=True)


def _label(page: Page, material: Material, row: int, month: int) -> None:
    months, locale = material.accounts.ledger.months, material.locale
    if month < 0:
        as_of = scenario_part(material.plan, "horizon").get("as_of")
        put_text(page, row, 1, say("book day of plan", locale))
        put(page, row, 2, dt.date.fromisoformat(str(as_of)) if as_of else months.days[0], DAY)
    elif month < material.count:
        put(page, row, 1, months.days[month], MONTH)
        put(page, row, 2, (*months.days, months.after)[month + 1], DAY)
    else:
        put_text(page, row, 1, say("book the end", locale))
        put(page, row, 2, months.after, DAY)


def _position(cell: str) -> str:
    """A day on the line of years, a calendar year being 1: `planner.problem.periods.year_position`."""
    first = f"DATE(YEAR({cell}),1,1)"
    return f"(YEAR({cell})+({cell}-{first})/(DATE(YEAR({cell})+1,1,1)-{first}))"


def _month(page: Page, material: Material, row: int, month: int) -> None:
    tab, column = material.tab("value"), month_column(month)
    revenue = material.accounts.ledger.of_groups("revenue")
    names = [material.accounts.ledger.items[i] for i in revenue]
    for at, kind, items in ((4, PAID, None), (9, EARNED, None), (12, EARNED, names)):
        places = [material.places[kind, name] for name in (material.rows[kind] if items is None else items)]
        put(page, row, at, "=" + ("+".join(addends(places, column, tab)) or "0"), EURO)


def _at_the_end(material: Material, row: int) -> str:
    """What is outstanding when the horizon ends, and what remains then."""
    tab, last = material.tab("inputs"), month_column(material.count - 1)

    def block(kind: str) -> str:
        rows = sorted(place[1] for (own, _), place in material.places.items() if own == kind)
        return f"SUM('{tab}'!D{rows[0]}:{last}{rows[-1]})"

    return f"=opening_receivables-opening_payables+{block(EARNED)}-{block(PAID)}+I{row}"
