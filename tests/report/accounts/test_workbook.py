"""The workbook of accounts: LibreOffice works its formulas out to the cent that the planner has."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from planner.cli import main
from planner.plan.accounts.measures import paid_flows
from planner.plan.accounts.statements import BALANCE, PROFIT
from planner.plan.plan import Plan
from planner.plan.recipes.lines import recipes_of
from planner.plan.recipes.recipe import KINDS, OTHER, opening_eur, statement_rows, values_of
from planner.report.accounts.cells import FIRST_COLUMN, FIRST_ROW
from planner.report.accounts.workbook import accounts_bytes, write_accounts
from planner.words import say
from planner.words.names import line_name, statement_name
from tests.plan.accounts.made import solved, with_terms
from tests.report.accounts.office import recalculated

LOAN = {
    "base_rate": {"2027": 0.02, "2028": 0.03}, "hedged_share": 0.5, "hedged_rate": 0.025, "minimum_cash_meur": 0.2,
    "term_loan": {
        "amount_meur": 8, "share_of_investment": 0.7, "years": 0.75, "repayment": "sculpted", "dscr": 1.4,
        "margin": 0.045, "arrangement_fee": 0.01, "commitment_fee": 0.005, "grace_months": 3,
    },
    "revolver": {"limit_meur": 3, "margin": 0.03, "commitment_fee": 0.005}, "reserve": {"months": 3},
}  # fmt: skip
OPENING = {
    "fleet": {"H200_HGX": {"book_meur": 2.5, "months_left": 9}, "GB300_NVL72": {"book_meur": 4, "months_left": 30}},
    "cash_meur": 1.5, "receivables_meur": 0.7, "payables_meur": 0.4, "rent_deposit_meur": 0.3, "debt_meur": 2,
    "debt_months_left": 10, "debt_rate": 0.06, "losses_meur": 0.5, "tax_of_last_year_meur": 0.2,
}  # fmt: skip
RIGHT_OF_USE = {"treatment": "right-of-use"}
PAYMENTS = {"days_to_be_paid": 45, "days_to_pay_suppliers": 40, "rent_months_at_once": 3, "vat_rate": 0.2}
LEASE = {"rent", "rent paid ahead", "right of use of the shell", "lease liability", "depreciation of the right of use"}
LEASE |= {"interest on the lease", "lease paid back"}
EVERY = {"quarter": "quarters", "year": "years"}
RATIOS = {"dscr": "dscr", "llcr": "llcr", "plcr": "plcr", "gearing": "gearing", "peak_funding_meur": "funding"}
RATIOS |= {"headroom_meur": "headroom"}
CENT, CHANGED = 0.005, "changed"


def with_loan(name: str, **other: object) -> Plan:
    own = {"debt": {**LOAN, **other}, "opening": OPENING, "payments": PAYMENTS, "payout": {"month": 6}}
    return with_terms(solved(name), **own, tax={"local_taxes_meur_per_year": 0.3})


# A plan, and the language of its workbook: all kinds of terms; draws for the investment alone; racks that leave, a
# lease, and no debt.
CASES: dict[str, tuple[Plan, str]] = {
    "loan": (with_loan("year"), "en"),
    "drawn": (with_loan("year", reserve=None), "en"),
    "ageing": (
        with_terms(solved("ageing"), opening=OPENING, payments=PAYMENTS, lease={"treatment": "right-of-use"}),
        "fr",
    ),
}


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """Each case and the changed one written, worked out by LibreOffice in one start, and read back."""
    folder = tmp_path_factory.mktemp("accounts")
    files = [write_accounts(plan, folder / f"{name}.xlsx", locale) for name, (plan, locale) in CASES.items()]
    changed_book().save(folder / "changed.xlsx")
    return dict(zip([*CASES, CHANGED], recalculated([*files, folder / "changed.xlsx"], folder), strict=True))


def changed_book() -> Workbook:
    """The case without debt, with one euro more received in the first month, at twice the discount rate."""
    plan, locale = CASES["ageing"]
    book = load_workbook(io.BytesIO(accounts_bytes(plan, locale)))
    inputs, rate = book[say("book inputs", locale)], book[say("book terms", locale)]["B4"]
    title = say("rows received or paid", locale)
    heading = next(row for row in range(1, inputs.max_row) if inputs.cell(row, 1).value == title)
    inputs.cell(heading + 1, FIRST_COLUMN).value += 1.0
    rate.value = 2 * float(rate.value)
    return book


def table_of(book: Workbook, locale: str, tab: str) -> dict[tuple[str, str], list[Any]]:
    """Statement and line, or what follows the statements, → values of a tab of formulas."""
    page, table, part = book[say(f"book {tab}", locale)], {}, ""
    for row in page.iter_rows(min_row=FIRST_ROW, values_only=True):
        if row[0] and row[2] is None:
            part = str(row[0])
        elif row[0]:
            table[part, str(row[0])] = list(row[FIRST_COLUMN - 1 :])
    return table


def summary_of(book: Workbook, locale: str) -> dict[str, tuple[Any, Any]]:
    rows = book[say("book summary", locale)].iter_rows(min_row=5, values_only=True)
    return {str(row[0]): (row[1], row[3]) for row in rows if row[0]}


@pytest.mark.parametrize("name", CASES)
def test_every_line_is_worked_out_to_the_same_cent(books: dict[str, Workbook], name: str) -> None:
    """Proves: by month, quarter and year, each cell of the three statements is that of `plan.statements`."""
    plan, locale = CASES[name]
    for every, tab in {"month": "months", **EVERY}.items():
        table = table_of(books[name], locale, tab)
        own = plan.statements(every)
        for (statement, line), rows in own.groupby(["statement", "line"], sort=False):
            shown = table[statement_name(str(statement), locale), line_name(str(line), locale)]
            assert shown == pytest.approx(rows["eur"].tolist(), abs=CENT), (every, statement, line)


@pytest.mark.parametrize("name", CASES)
def test_ratios_are_worked_out_where_they_are_defined(books: dict[str, Workbook], name: str) -> None:
    """Proves: DSCR, LLCR, gearing, funding and headroom are those of `plan.ratios`, and empty where those have none."""
    plan, locale = CASES[name]
    for every, tab in EVERY.items():
        table = table_of(books[name], locale, tab)
        own = plan.ratios(every)
        periods = list(dict.fromkeys(plan.accounts().ledger.months.names(every)))
        for ratio, word in RATIOS.items():
            rows = own.loc[own["ratio"] == ratio].set_index("period")["value"]
            scale = 1e6 if ratio.endswith("_meur") else 1.0
            wanted = [float(rows[p]) * scale if p in rows else None for p in periods]
            shown = table[say("book ratios", locale), say(f"book {word}", locale)]
            for value, other in zip(shown, wanted, strict=True):
                if other is None or value is None:
                    assert other is None or abs(other) < 1e-9, (every, ratio)
                    assert value is None or abs(value) < 1e-9, (every, ratio)
                else:
                    assert value == pytest.approx(other, abs=CENT if scale > 1 else 1e-6)


@pytest.mark.parametrize("name", CASES)
def test_value_and_funding_are_worked_out(books: dict[str, Workbook], name: str) -> None:
    """Proves: both NPV, the rate of return, payback, break-even price and peak funding; both checks say it ties."""
    plan, locale = CASES[name]
    shown = summary_of(books[name], locale)
    own = plan.measures().set_index("measure")["value"]

    def figure(word: str) -> Any:
        return shown[say(word, locale)][0]

    assert figure("book npv") == pytest.approx(own["npv_meur"] * 1e6, abs=CENT)
    assert figure("book npv paid") == pytest.approx(own["npv_as_paid_meur"] * 1e6, abs=CENT)
    assert figure("book peak") == pytest.approx(own["peak_funding_by_month_meur"] * 1e6, abs=CENT)
    assert figure("book break-even") == pytest.approx(own["break_even_price"], abs=1e-9)
    if own["irr_as_paid"] is not None:
        assert figure("book irr") == pytest.approx(own["irr_as_paid"], rel=1e-12)
        assert figure("book at irr") == pytest.approx(0.0, abs=1.0)
    payback = figure("book payback")
    if own["payback"]:
        assert f"{payback:%Y-%m}" == own["payback"]
    else:
        assert payback in {say("book not paid back", locale), say("book day of plan", locale)}
    assert figure("book balance ties") == figure("book quarters tie") == say("book ties", locale)


@pytest.mark.parametrize("name", CASES)
def test_no_cell_holds_an_error(books: dict[str, Workbook], name: str) -> None:
    cells = [cell.value for page in books[name] for row in page.iter_rows() for cell in row]
    wrong = [value for value in cells if isinstance(value, str) and value.startswith(("#", "Err:"))]
    assert len(cells) > 1000
    assert wrong == []


def test_formulas_are_alive(books: dict[str, Workbook]) -> None:
    """Proves: a payment and a rate that are changed in the file change what follows from them, by what they should."""
    plan, locale = CASES["ageing"]
    table, own = table_of(books[CHANGED], locale, "months"), plan.statements("month")
    cash = own.loc[(own["statement"] == BALANCE) & (own["line"] == "cash"), "eur"]
    shown = table[statement_name(BALANCE, locale), line_name("cash", locale)]
    assert shown == pytest.approx((cash + 1.0).tolist(), abs=CENT)
    times, paid = paid_flows(plan, plan.accounts().ledger)
    value = float((paid * 1.18**-times).sum())
    assert summary_of(books[CHANGED], locale)[say("book npv paid", locale)][0] == pytest.approx(value, abs=1.0)


@pytest.mark.parametrize("name", CASES)
def test_recipes_give_every_line(name: str) -> None:
    """Proves: no line is a value but what no ledger has: prepaid electricity, local taxes, a lease."""
    accounts = CASES[name][0].accounts()
    recipes, rows = recipes_of(accounts)
    statements, opening = statement_rows(accounts), opening_eur(accounts)
    assert set(recipes) == {(s, line) for s, lines in statements.items() for line in lines}
    for (statement, line), recipe in recipes.items():
        given = values_of(recipe, rows | statements, opening)
        assert given is not None
        assert given == pytest.approx(statements[statement][line], abs=CENT), (statement, line)
    lines = {name.partition(": ")[2] for name in rows[OTHER]}
    assert lines <= {"prepaid electricity used", "local taxes"} | (LEASE if name == "ageing" else set())
    assert set(rows) == set(KINDS)


def test_a_line_that_no_recipe_gives_is_a_row_of_its_own() -> None:
    """Proves: a line that the accounts gain, or count otherwise, stays what they say, and its total still adds up."""
    accounts = CASES["ageing"][0].accounts()
    accounts.profit["revenue"] = accounts.profit["revenue"] + 1.0
    recipes, rows = recipes_of(accounts)
    assert recipes[PROFIT, "revenue"].parts[0].kind == OTHER
    assert rows[OTHER][f"{PROFIT}: revenue"] is accounts.profit["revenue"]


def test_cells_have_names_and_heads_stay() -> None:
    """Proves: formulas can be read: terms and results have names, heads are frozen, and a text is no formula."""
    plan, _ = CASES["loan"]
    book = load_workbook(io.BytesIO(accounts_bytes(plan.with_manifest(title="=1+1"), "en")))
    names = set(book.defined_names)
    assert {"discount_rate", "opening_cash", "minimum_cash", "months", "peak_funding", "worst_dscr", "npv"} <= names
    assert all(page.freeze_panes for page in book)
    assert book["Months"]["D6"].data_type == "f"
    formulas = [c for row in book["Months"].iter_rows(min_row=5, min_col=4) for c in row if c.value is not None]
    assert sum(cell.data_type == "f" for cell in formulas) > 0.98 * len(formulas)  # but for the rate of the loan
    assert {cell.data_type for row in book["Accounts"]["A1:A2"] for cell in row} == {"s"}


def test_interest_and_draws_of_a_loan_are_formulas() -> None:
    """Proves: interest follows the rate and what is drawn, draws follow the investment; to the cent, as tested above.

    A bug would give: a loan that stays as it was when a rack is paid later or the rate is another.
    """
    plan, locale = CASES["drawn"]
    book = load_workbook(io.BytesIO(accounts_bytes(plan, locale)))
    page, months = book["Inputs"], plan.accounts().ledger.months.count
    rows = {page.cell(row, 1).value: row for row in range(1, page.max_row + 1)}
    interest = [page.cell(rows["Interest on the term loan"], FIRST_COLUMN + m).value for m in range(months)]
    drawn = [page.cell(rows["Term loan drawn"], FIRST_COLUMN + m).value for m in range(months)]
    assert all(str(cell).startswith("='Months'!") for cell in interest)
    assert all("loan_share*MAX(0,-('Months'!" in str(cell) for cell in drawn)
    assert {"loan_amount", "loan_share"} <= set(book.defined_names)


def test_the_command_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: --out writes a workbook in the language asked for; another ending is refused with what is allowed."""
    run = CASES["ageing"][0].save(tmp_path)
    file = tmp_path / "accounts.xlsx"
    command = ["accounts", run, "--store", str(tmp_path)]
    assert main([*command, "--out", str(file), "--locale", "fr"]) == 0
    assert capsys.readouterr().out.strip() == str(file)
    assert load_workbook(file).sheetnames == [
        say(f"book {tab}", "fr") for tab in ("summary", "terms", "inputs", "months", "quarters", "years", "value")
    ]
    assert main([*command, "--out", str(tmp_path / "accounts.csv")]) == 2
    assert ".xlsx" in capsys.readouterr().err
    assert main([*command, "--out", str(file), "--json"]) == 2
    assert "ignored" in capsys.readouterr().err
