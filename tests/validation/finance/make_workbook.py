"""Write loans.xlsx of this folder: every kind of loan month by month, value and rate of return, by live formulas.

    python tests/validation/finance/make_workbook.py [FOLDER]

A site buys for 20 M€ in January 2027 and for 10 in July, and earns what the sheet Inputs lists. A loan pays six tenths
of each payment, twelve months from each draw, three of them with interest alone. Nothing here uses the planner. Equal
payments are worked out as payment less interest, the planner takes the principal from a formula of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).resolve().parent
KINDS = ("bullet", "equal", "annuity", "sculpted")
MONTHS = 18
TERM, GRACE = 12, 3
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31, 30, 31, 30)
EARNED = (9_000_000, 10_000_000, 12_000_000, 4_000_000, 7_000_000, 11_000_000)  # by quarter, spread by days
BOUGHT = {1: 20_000_000, 7: 10_000_000}
DRAWS = ((1, "B", "C", "D", "E"), (7, "F", "G", "H", "I"))  # month, and columns: open, interest, principal, close


def inputs(book: Workbook) -> None:
    """Terms in column B; month, days, earned, bought and years since the first day in D to H, from row 2 on."""
    sheet = book.active
    sheet.title = "Inputs"
    terms = (("rate of the loan", 0.06), ("share of the investment", 0.6), ("dscr", 2.0), ("discount rate", 0.09))
    for row, (name, value) in enumerate(terms, start=1):
        sheet.cell(row, 1, name)
        sheet.cell(row, 2, value)
    for column, name in enumerate(("month", "days", "earned", "bought", "years"), start=4):
        sheet.cell(1, column, name).font = Font(bold=True)
    for month in range(1, MONTHS + 1):
        row, quarter = month + 1, (month - 1) // 3
        first = quarter * 3 + 2
        sheet.cell(row, 4, month)
        sheet.cell(row, 5, DAYS[month - 1])
        sheet.cell(row, 6, f"={EARNED[quarter]}*E{row}/SUM(E{first}:E{first + 2})")
        sheet.cell(row, 7, BOUGHT.get(month, 0))
        sheet.cell(row, 8, f"=SUM(E2:E{row})/365" if month <= 12 else f"=1+SUM(E14:E{row})/366")


def principal(kind: str, row: int, start: int, columns: tuple[str, str, str]) -> str:
    """Principal of a draw in a month by its kind; sculpted ones have their own."""
    opened, interest, _ = columns
    month, last, first = f"A{row}", start + TERM - 1, start + GRACE
    left = f"{last}-{month}+1"
    if kind == "bullet":
        return f"=IF({month}={last},{opened}{row},0)"
    inside = f"AND({month}>={first},{month}<={last})"
    if kind == "equal":
        return f"=IF({inside},Inputs!G{start + 1}*Inputs!$B$2/{TERM - GRACE},0)"
    payment = f"{opened}{row}*Inputs!$B$1/12/(1-(1+Inputs!$B$1/12)^(0-MAX(1,{left})))"
    return f"=IF({inside},{payment}-{interest}{row},0)"


def loan(book: Workbook, kind: str) -> None:
    """Two draws, and their sums: J interest, K principal, L balloon, M what a sculpted loan may pay."""
    sheet = book.create_sheet(kind)
    titles = (
        "month",
        "open 1",
        "interest 1",
        "principal 1",
        "close 1",
        "open 2",
        "interest 2",
        "principal 2",
        "close 2",
    )
    for column, name in enumerate((*titles, "interest", "principal", "balloon", "payable"), start=1):
        sheet.cell(1, column, name).font = Font(bold=True)
    for month in range(1, MONTHS + 1):
        row = month + 1
        sheet.cell(row, 1, month)
        for start, opened, interest, paid, closed in DRAWS:
            before = f"{closed}{row - 1}" if month > 1 else "0"
            drawn = f"+Inputs!G{row}*Inputs!$B$2" if month == start else ""
            sheet[f"{opened}{row}"] = f"={before}{drawn}"
            sheet[f"{interest}{row}"] = f"={opened}{row}*Inputs!$B$1/12"
            sheet[f"{closed}{row}"] = f"={opened}{row}-{paid}{row}"
            if kind != "sculpted":
                sheet[f"{paid}{row}"] = principal(kind, row, start, (opened, interest, closed))
        if kind == "sculpted":
            sculpted(sheet, month)
        sheet[f"J{row}"] = f"=C{row}+G{row}"
        ends = [f"{paid}{row}" for start, _, _, paid, _ in DRAWS if month == start + TERM - 1]
        is_balloon = kind in ("bullet", "sculpted")
        sheet[f"L{row}"] = f"=0+{ends[0]}" if ends and is_balloon else 0
        sheet[f"K{row}"] = f"=D{row}+H{row}-L{row}"


def sculpted(sheet: Worksheet, month: int) -> None:
    """At the end of a quarter cash over dscr less its interest, the older draw first; at its end all that is left."""
    row = month + 1
    quarter = f"Inputs!F{row - 2}:F{row}"
    ends = month % 3 == 0
    sheet[f"M{row}"] = (
        f"=MAX(0,SUM({quarter})/Inputs!$B$3-SUM(C{row - 2}:C{row})-SUM(G{row - 2}:G{row}))" if ends else 0
    )
    taken = ""
    for start, opened, _, paid, _ in DRAWS:
        last, first = start + TERM - 1, start + GRACE
        if month == last:
            formula = f"={opened}{row}"
        elif first <= month < last and ends:
            formula = f"=MIN({opened}{row},M{row}{taken})"
            taken = f"-{paid}{row}"
        else:
            formula = "=0"
        sheet[f"{paid}{row}"] = formula


def value(book: Workbook) -> None:
    """Cash by month, paid at its end, its factor and present value; the sum, and the rate of equal months."""
    sheet = book.create_sheet("Value")
    for column, name in enumerate(("month", "cash", "factor", "present"), start=1):
        sheet.cell(1, column, name).font = Font(bold=True)
    for row in range(2, MONTHS + 2):
        sheet.cell(row, 1, row - 1)
        sheet.cell(row, 2, f"=Inputs!F{row}-Inputs!G{row}")
        sheet.cell(row, 3, f"=1/(1+Inputs!$B$4)^Inputs!H{row}")
        sheet.cell(row, 4, f"=B{row}*C{row}")
    sheet["F1"], sheet["G1"] = "net present value", f"=SUM(D2:D{MONTHS + 1})"
    sheet["F2"], sheet["G2"] = "rate of return a month, equal months", f"=IRR(B2:B{MONTHS + 1})"


def main(folder: Path) -> None:
    """Write the workbook."""
    book = Workbook()
    inputs(book)
    for kind in KINDS:
        loan(book, kind)
    value(book)
    book.save(folder / "loans.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
