"""The pages Money and Statements through Streamlit's AppTest, and the tables they show."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from openpyxl import load_workbook

from planner.charts.finance import statements as shown
from planner.charts.finance.cover import HIGHEST_SHOWN, cover_by_quarter, cover_data
from planner.charts.finance.funding import funding_by_month, funding_data
from planner.charts.finance.unit_cost import unit_cost_walk
from planner.charts.findings import money as findings
from planner.plan.accounts.ledger import peak_funding_eur
from planner.plan.recipes.lines import recipes_of
from planner.plan.recipes.opened import assumptions_of_line, rows_of_line
from planner.plan.recipes.recipe import STATEMENTS
from planner.plan.studies.unit_cost import unit_cost_table
from planner.report.accounts.workbook import accounts_bytes
from planner.words import say
from planner.words.names import line_name
from tests.charts.small_plan import small_plan
from tests.plan.accounts.made import with_terms
from tests.ui.test_pages import start, text

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from planner.plan.plan import Plan

LOAN = {
    "base_rate": {"2027": 0.02}, "minimum_cash_meur": 0.5, "covenants": {"minimum_dscr": 1.3},
    "term_loan": {"amount_meur": 5, "years": 0.75, "repayment": "sculpted", "dscr": 1.4, "margin": 0.045},
    "revolver": {"limit_meur": 2, "margin": 0.03},
}  # fmt: skip
PLAIN = small_plan(1)


@pytest.fixture(scope="module")
def loan() -> Plan:
    """The small plan with a loan, a covenant and what was there before."""
    return with_terms(PLAIN, debt=LOAN, opening={"cash_meur": 1.0}, payments={"days_to_be_paid": 60})


def test_money_says_decision_funding_and_cover_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, loan: Plan
) -> None:
    """Proves: on top stand the next order, the peak with its month, the lowest cover with its covenant; five cards."""
    app = start(monkeypatch, tmp_path, "money", run=loan.save(tmp_path))
    accounts = loan.accounts()
    assert findings.headline(loan, accounts) in text(app)
    assert len(app.metric) == 5
    assert app.metric[0].value == f"{peak_funding_eur(accounts.ledger) / 1e6:,.1f}\u00a0M€"
    assert app.metric[1].value == f"{cover_data(accounts)['dscr'].min():,.2f}"
    assert say("covenant", "en") in app.table[0].value.columns


def test_what_one_more_is_worth_starts_by_a_button(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, loan: Plan) -> None:
    """Proves: page Plan offers to work the two-sided values out, and a click starts it for the run that is shown."""
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr("planner.jobs.background.start", lambda *how: started.append(how))
    run = loan.save(tmp_path)
    app = start(monkeypatch, tmp_path, run=run)
    assert say("worth ask", "en", days=3) in text(app)
    app.button(key="one-more-start").click().run()
    assert [how[0] for how in started] == [run]


def test_money_says_that_there_is_no_debt(monkeypatch: pytest.MonkeyPatch, two_runs: Any) -> None:
    """Proves: without loans the page says so and draws no cover; it needs no terms of finance."""
    folder, first, _ = two_runs
    app = start(monkeypatch, folder, "money", run=first)
    assert say("debt none", "en") in text(app)
    assert app.metric[1].value == say("no debt", "en")


def test_statements_open_a_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, loan: Plan) -> None:
    """Proves: quarter and year switch; a line that is chosen shows how it is made, in the language of the address."""
    app = start(monkeypatch, tmp_path, "statements", run=loan.save(tmp_path), lang="fr")
    recipes, _ = recipes_of(loan.accounts())
    assert shown.formula_text(recipes[STATEMENTS[0], "revenue"], "revenue", "fr") in text(app)
    app.selectbox(key=f"line-{STATEMENTS[2]}").set_value("owed by customers").run()
    assert not app.exception
    assert shown.formula_text(recipes[STATEMENTS[2], "owed by customers"], "owed by customers", "fr") in text(app)
    app.pills(key="every").set_value("quarter").run()
    assert not app.exception
    assert "T1\u00a02027" in app.dataframe[0].value.columns


def test_every_line_opens_to_rows_that_add_up_to_it(loan: Plan) -> None:
    """Proves: what stands below a line adds up to it, by quarter and year, and leads to assumptions of the scenario."""
    accounts = loan.accounts()
    recipes, rows = recipes_of(accounts)
    for every in ("quarter", "year"):
        table = loan.statements(every)
        for (statement, line), recipe in recipes.items():
            own = table.loc[(table["statement"] == statement) & (table["line"] == line)].set_index("period")["eur"]
            below = rows_of_line(accounts, recipe, rows, every).groupby("period", sort=False)["eur"].sum()
            assert below.reindex(own.index).fillna(0.0).to_numpy() == pytest.approx(own.to_numpy(), abs=0.05), line


def test_assumptions_of_a_line_are_those_of_what_it_is_made_of(loan: Plan) -> None:
    """Proves: customers owe by their days to be paid and by prices; a balance of loans leads to the loan."""
    paths = [
        "finance.payments.days_to_be_paid",
        "workloads.chat.price_of",
        "finance.debt.term_loan.margin",
        "site.name",
    ]
    table = PLAIN.assumptions.iloc[:0].reindex(range(len(paths))).assign(path=paths)
    plan = loan.__class__(**{**loan.__dict__, "assumptions": table})
    recipes, _ = recipes_of(loan.accounts())
    owed = assumptions_of_line(plan, recipes, "balance sheet", "owed by customers")
    assert owed["path"].tolist() == paths[:2]
    assert assumptions_of_line(plan, recipes, "balance sheet", "term loan")["path"].tolist() == paths[2:3]


@pytest.mark.parametrize("span", ["all", "2027", "2027-Q2"])
def test_the_walk_ends_at_the_levelised_cost(span: str) -> None:
    """Proves: price × need of each part is its cost, and the parts add up to the indicator of the plan."""
    table = unit_cost_table(PLAIN, span)
    assert table["eur_per_mtoken"].sum() == pytest.approx(PLAIN.kpi("lcot_eur_per_mtoken", period=span), rel=1e-9)
    assert (table["price"] * table["need"]).to_numpy() == pytest.approx(table["eur_per_mtoken"].to_numpy())
    walk = unit_cost_walk(table).data[0]
    assert walk.x[-1] == pytest.approx(sum(walk.x[:-1]))


def test_the_charts_hold_what_the_accounts_hold(loan: Plan) -> None:
    """Proves: the mark is the peak, the lines are balances, a cover above the axis is cut but written in full."""
    accounts = loan.accounts()
    data, chart = funding_data(accounts), funding_by_month(accounts)
    assert -min(chart.data[-1].y) == pytest.approx(peak_funding_eur(accounts.ledger) / 1e6)
    assert data["cash_meur"].to_numpy() * 1e6 == pytest.approx(accounts.balance["cash"])
    covers = cover_by_quarter(accounts)
    assert np.nanmax(covers.data[0].y) <= HIGHEST_SHOWN
    assert [name.name for name in covers.data[1:]] == [
        say(f"cover {w}", "en") for w in ("tested", "covenant", "sculpted")
    ]
    assert covers.data[2].y[0] == 1.3


def test_what_is_not_there_is_said() -> None:
    """Proves: no debt, no covenant and nothing to fund are sentences, not dashes or zeros."""
    accounts = PLAIN.accounts()
    assert math.isnan(findings.worst_cover(accounts)[0])
    assert findings.cover(accounts, "fr") == say("debt none", "fr")
    assert findings.covenants_shown(accounts).empty
    without = with_terms(PLAIN, debt={key: value for key, value in LOAN.items() if key != "covenants"})
    assert findings.cover(without.accounts()).endswith(say("covenant none", "en"))
    strict = with_terms(PLAIN, debt=LOAN | {"covenants": {"minimum_dscr": 10}})
    assert "a covenant is broken, first in Q" in findings.cover(strict.accounts())


def test_statements_speak_french(loan: Plan) -> None:
    """Proves: lines, totals and periods of a statement are in the reader's language, amounts with its comma."""
    table = loan.statements("quarter")
    data = shown.statement_shown(table, STATEMENTS[0], "fr")
    assert line_name("EBIT", "fr") in data[say("book line", "fr")].tolist()
    assert "T1\u00a02027" in data.columns
    assert "," in data["T1\u00a02027"].iloc[0]
    assert data.iloc[shown.total_rows(table, STATEMENTS[0])[0], 0] == "EBITDA"


def test_the_workbook_of_the_page_is_a_workbook(loan: Plan) -> None:
    book = load_workbook(io.BytesIO(accounts_bytes(loan, "fr")))
    assert book.sheetnames[0] == say("book summary", "fr")
