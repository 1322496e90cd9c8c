"""First tab: what decides, each a formula with when it is; checks; the list of the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.plan.accounts.measures import measures_table
from planner.plan.accounts.statements import CASH, PROFIT
from planner.report.accounts.cells import EURO, EXACT, LEAST_EUR, MONTH, RATIO, SHARE
from planner.report.book.pages import BLUE, letter, put, put_link, put_text
from planner.words import say

if TYPE_CHECKING:
    from planner.report.accounts.cells import Material
    from planner.report.book.pages import Book, Page

NAMED = {
    "book peak": "peak_funding", "book worst dscr": "worst_dscr", "book npv": "npv", "book npv paid": "npv_as_paid",
    "book irr": "rate_of_return",
}  # fmt: skip
Row = tuple[str, Any, str, str, str]  # word, value, its format, when, its format
TABS = ("summary", "terms", "inputs", "months", "quarters", "years", "value")


def summary_tab(book: Book, page: Page, material: Material) -> None:
    """Fill the first tab; the others are there."""
    locale = material.locale
    page.sheet.hide_gridlines(2)
    for name, signs in (("A", 52), ("B", 24), ("C", 10), ("D", 20)):
        page.width(name, signs)
    put_text(page, 1, 1, say("book summary caption", locale, title=material.plan.title), bold=True)
    put_text(page, 2, 1, material.plan.run_id)
    for column, word in enumerate(("book figure", "value", "unit", "book when"), start=1):
        put_text(page, 4, column, say(word, locale), bold=True)
    row = 5
    for word, value, shown, when, when_shown in _rows(material):
        put_text(page, row, 1, say(word, locale))
        put(page, row, 2, value, shown, colour=BLUE if isinstance(value, float) else "")
        put_text(page, row, 3, {EURO: "EUR", SHARE: "%", RATIO: "x", EXACT: "x"}.get(shown, ""))
        if when:
            put(page, row, 4, when, when_shown)
        if word in NAMED:
            book.name_cells(NAMED[word], material.tab("summary"), f"$B${row}")
        row += 1
    put_text(page, row + 1, 1, say("book contents", locale), bold=True)
    for number, key in enumerate(TABS, start=row + 2):
        put_link(page, number, 1, material.tab(key))
    page.sheet.freeze_panes(4, 0)


def _rows(material: Material) -> list[Row]:
    locale = material.locale
    none, late = say("book no service", locale), say("book not paid back", locale)
    measures = {row["measure"]: row for row in measures_table(material.plan, material.accounts).to_dict("records")}
    rate = measures["irr_as_paid"]["value"]
    irr = float(rate) if rate is not None else say("book no irr", locale, note=measures["irr_as_paid"]["note"])
    months, end = material.tab("months"), letter(3 + material.count)
    debt = material.places["lender", "debt"][1]
    debts = f"'{months}'!D{debt}:{end}{debt}"
    peak, worst = "MAX(funding_so_far)", "MIN(dscr_by_quarter)"
    return [
        ("book peak", f"={peak}", EURO, f"=INDEX(months,MATCH({peak},funding_so_far,0))", MONTH),
        (
            "book worst dscr", f'=IF(COUNT(dscr_by_quarter)=0,"{none}",{worst})', RATIO,
            f'=IF(COUNT(dscr_by_quarter)=0,"",INDEX(quarters,MATCH({worst},dscr_by_quarter,0)))', "",
        ),
        ("book largest debt", f"=MAX({debts})", EURO, f"=INDEX(months,MATCH(MAX({debts}),{debts},0))", MONTH),
        ("line equity paid in", f"=SUM({_months(material, CASH, 'equity paid in')})", EURO, "", ""),
        ("book npv", "=SUM(value_optimiser)", EURO, "", ""),
        ("book npv paid", '=IF(ISBLANK(discount_rate),"",SUM(value_present))', EURO, "", ""),
        ("book irr", irr, SHARE, "", ""),
        (
            "book at irr",
            '=IF(ISNUMBER(rate_of_return),SUMPRODUCT(value_paid,(1+rate_of_return)^-value_times),"")', EURO, "", "",
        ),
        ("book payback", f'=IFERROR(INDEX(value_months,MATCH(1,value_never_below,0)),"{late}")', MONTH, "", ""),
        ("book break-even", '=IF(revenue_present>0,1-SUM(value_optimiser)/revenue_present,"")', EXACT, "", ""),
        ("book balance ties", _check(material, "MAX(difference)-MIN(difference)"), "", "", ""),
        ("book quarters tie", _check(material, _between_tabs(material)), "", "", ""),
    ]  # fmt: skip


def _months(material: Material, statement: str, line: str) -> str:
    tab, row = material.places[statement, line]
    return f"'{tab}'!D{row}:{letter(3 + material.count)}{row}"


def _check(material: Material, gap: str) -> str:
    ties, differs = (say(f"book {word}", material.locale) for word in ("ties", "differs"))
    return f'=IF(ABS({gap})<{LEAST_EUR},"{ties}","{differs}")'


def _between_tabs(material: Material) -> str:
    """By how much net profit and cash of quarters and years differ from those of months."""
    gaps = []
    for statement, line in ((PROFIT, "net profit"), (CASH, "change in cash")):
        for every in ("quarter", "year"):
            tab, row = material.places[f"{every} {statement}", line]
            spans = len(set(material.accounts.ledger.months.names(every)))
            own = f"SUM('{tab}'!D{row}:{letter(3 + spans)}{row})"
            gaps.append(f"ABS(SUM({_months(material, statement, line)})-{own})")
    return "+".join(gaps)
