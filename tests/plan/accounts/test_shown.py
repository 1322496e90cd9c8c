"""Accounts as people get them: the command, the terminal, what is assumed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import planner
from planner.cli import main
from planner.inputs.books import book_assumptions
from planner.plan.accounts.ledger import ledger_of, peak_funding_eur
from planner.plan.text import kpi_lines
from tests.plan.accounts.made import solved, with_terms


def test_the_command_prints_what_the_tables_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Proves: of a run read from disk, the same statements, by machine to the last digit and by eye in M€."""
    made = with_terms(solved("year"), debt={"base_rate": {"2027": 0.02}, "revolver": {"limit_meur": 1, "margin": 0.03}})
    run = made.save(tmp_path)
    assert main(["accounts", run, "--store", str(tmp_path), "--every", "quarter", "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    own = made.statements("quarter")
    assert [row["eur"] for row in tables["statements"]] == pytest.approx(own["eur"].tolist(), abs=1e-6)
    assert set(tables) == {
        "statements",
        "ratios",
        "covenants",
        "tax",
        "sources_and_uses",
        "measures",
        "token_costs",
        "reconciliation",
    }
    assert main(["accounts", "latest", "--store", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["profit", "and", "loss,", "M€", "2027", "2028"]
    year = made.statements("year")
    revenue = year.loc[year["line"] == "revenue", "eur"]
    assert lines[1].split() == ["revenue", *(f"{eur / 1e6:,.2f}" for eur in revenue)]
    for heading in ("cash flow, M€", "balance sheet, M€", "ratios", "sources, M€", "uses, M€", "measures"):
        assert any(line.startswith(heading) for line in lines)


def test_the_terminal_shows_funding_by_month_beside_that_by_quarter() -> None:
    made = with_terms(solved("year"), payments={"days_to_be_paid": 60})
    (line,) = [line for line in kpi_lines(made) if line.startswith("peak funding need, by month")]
    assert line.split()[-1] == "M€"
    shown = float(line.split()[-2].replace(",", ""))
    assert shown == pytest.approx(peak_funding_eur(ledger_of(made)) / 1e6, abs=0.06)


def test_what_the_books_do_not_hold_is_an_assumption() -> None:
    """Proves: the first edition has its racks for nothing and says so; the base case has them in its books."""
    first = planner.load("scenarios/les-ulis-first-edition.yaml")
    rows = {row.path: row for row in book_assumptions(first)}
    assert set(rows) == {f"finance.opening.fleet.{rack}.book_meur" for rack in ("GB300_NVL72", "H200_HGX")}
    assert {(row.value, row.kind) for row in rows.values()} == {("0", "assumed")}
    assert book_assumptions(planner.load("scenarios/les-ulis-base.yaml")) == []
