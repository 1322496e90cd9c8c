"""Loans, value and rates of return by numpy-financial and by a workbook whose formulas are live: equal to the cent.

numpy-financial, Harris et al., is kept by the NumPy project; the workbook is made by make_workbook.py beside it.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from planner.inputs.money.loans import Draw, scheduled_eur
from planner.plan.accounts.loans import debt_capacity_eur
from planner.plan.accounts.measures import paid_flows
from planner.plan.money.cash_flow import rates_of_return
from planner.plan.plan import Plan
from planner.scenario.fields.money.debt import TermLoan
from tests.plan.accounts.made import by_hand

HERE = Path(__file__).resolve().parent
CENT = 0.005
QUARTERS = ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1", "2028-Q2")
AMOUNT, RATE, MONTHS = st.floats(1e4, 5e8), st.floats(0.0005, 0.03), st.integers(2, 120)


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"finance_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


make_workbook = module(HERE / "make_workbook.py")
spreadsheet = module(HERE.parent / "bills" / "spreadsheet.py")
REPAYMENTS = {"bullet": "bullet", "equal": "equal-principal", "annuity": "annuity", "sculpted": "sculpted"}


def site(repayment: str) -> Plan:
    """The site of the workbook."""
    flows = [
        (name, "revenue: chat", "revenue", eur / 1e6) for name, eur in zip(QUARTERS, make_workbook.EARNED, strict=True)
    ]
    flows += [("2027-Q1", "site phases", "capex", -20.0), ("2027-Q3", "site phases", "capex", -10.0)]
    loan = {"amount_meur": 30.0, "share_of_investment": 0.6, "years": 1.0, "grace_months": 3, "margin": 0.04,
            "repayment": repayment, "dscr": 2.0}  # fmt: skip
    return by_hand(
        flows,
        tax={"corporate_tax": False},
        payments={"days_to_be_paid": 0},
        debt={"base_rate": {"2027": 0.02}, "term_loan": loan},
    )


@pytest.mark.parametrize("kind", make_workbook.KINDS)
def test_every_kind_of_loan_is_that_of_the_workbook(kind: str) -> None:
    """Proves: interest, principal and balloon of each month, and what is left, by live formulas, to the cent."""
    sheets = spreadsheet.Sheets(HERE / "loans.xlsx")
    flows = site(REPAYMENTS[kind]).accounts().financing.flows
    for name, columns in (("loan interest", "J"), ("scheduled", "K"), ("balloon", "L"), ("loan left", "EI")):
        ours = flows[name]
        theirs = [sum(sheets.value(kind, f"{c}{m + 2}") for c in columns) for m in range(make_workbook.MONTHS)]
        np.testing.assert_allclose(ours, theirs, atol=CENT, err_msg=name)


def test_value_and_rate_are_those_of_the_workbook() -> None:
    """Proves: paid at the end of each month, at 9 % a year by days, to the cent; and the sheet's own rate of return,
    as numpy-financial has it, is ours of equal months.
    """
    made, sheets = site("bullet"), spreadsheet.Sheets(HERE / "loans.xlsx")
    measures = made.measures().set_index("measure")["value"]
    assert measures["npv_as_paid_meur"] * 1e6 == pytest.approx(sheets.value("Value", "G1"), abs=CENT)
    _, paid = paid_flows(made, made.accounts().ledger)
    cash = np.array([sheets.value("Value", f"B{row}") for row in range(2, make_workbook.MONTHS + 2)])
    np.testing.assert_allclose(paid[1:-1], cash, atol=CENT)
    monthly = npf.irr(cash)
    (yearly,) = rates_of_return(np.arange(len(cash)) / 12.0, cash)
    assert (1.0 + yearly) ** (1 / 12) - 1.0 == pytest.approx(monthly, abs=1e-9)


def test_the_workbook_is_as_it_is_made(tmp_path: Path) -> None:
    """Proves: the file is what make_workbook.py writes: formulas, cell by cell, and no figure typed in."""
    make_workbook.main(tmp_path)
    ours, made = load_workbook(HERE / "loans.xlsx"), load_workbook(tmp_path / "loans.xlsx")
    assert ours.sheetnames == made.sheetnames == ["Inputs", *make_workbook.KINDS, "Value"]
    for name in ours.sheetnames:
        assert [[c.value for c in row] for row in ours[name]] == [[c.value for c in row] for row in made[name]]


@given(AMOUNT, RATE, MONTHS)
def test_equal_payments_are_those_of_numpy_financial(amount: float, rate: float, months: int) -> None:
    """Proves: principal of each month is PPMT and interest IPMT, to the cent, and the last leaves nothing."""
    loan = TermLoan(amount_meur=1.0, margin=0.0, repayment="annuity")
    draw = Draw(amount, 0, months - 1, amount)
    number = np.arange(1, months + 1)
    principal, interest = -npf.ppmt(rate, number, months, amount), -npf.ipmt(rate, number, months, amount)
    for month in range(months):
        assert rate * draw.left_eur == pytest.approx(interest[month], abs=CENT)
        due = scheduled_eur(draw, loan, month, rate)
        assert due == pytest.approx(principal[month], abs=CENT)
        draw.left_eur -= due
    assert draw.left_eur == pytest.approx(0.0, abs=CENT)


@given(AMOUNT, RATE, MONTHS, st.sampled_from(["bullet", "equal-principal", "annuity"]))
def test_what_a_loan_pays_is_worth_what_it_gave(amount: float, rate: float, months: int, repayment: str) -> None:
    """Proves: of every kind, interest and principal are worth the amount at the rate of the loan (NPV of
    numpy-financial), whatever the schedule.
    """
    loan = TermLoan(amount_meur=1.0, margin=0.0, repayment=repayment)
    draw, flows = Draw(amount, months - 1 if repayment == "bullet" else 0, months - 1, amount), [-amount]
    for month in range(months):
        interest, due = rate * draw.left_eur, scheduled_eur(draw, loan, month, rate)
        draw.left_eur -= due
        flows.append(interest + due)
    assert npf.npv(rate, flows) == pytest.approx(0.0, abs=CENT + 1e-9 * amount)


@given(st.lists(st.floats(1e5, 1e7), min_size=1, max_size=40), st.floats(1, 3), st.floats(0.001, 0.3))
def test_capacity_is_a_present_value(available: list[float], dscr: float, rate: float) -> None:
    """Proves: the loan that cash can carry is the present value of cash / DSCR, by quarter."""
    value = npf.npv(rate / 4, [0.0, *(cash / dscr for cash in available)])
    assert debt_capacity_eur(available, dscr, rate) == pytest.approx(value, rel=1e-12)


@settings(max_examples=50)
@given(st.floats(10, 1e3), st.lists(st.floats(1, 100), min_size=2, max_size=20))
def test_rates_of_return_are_those_of_numpy_financial(paid: float, received: list[float]) -> None:
    """Proves: of a payment and what comes back, the one rate; no rate where numpy-financial's is outside our range."""
    flows = np.array([-paid, *received])
    rate, ours = npf.irr(flows), rates_of_return(np.arange(len(flows), dtype=np.float64), flows)
    if -0.94 < rate < 49:
        assert len(ours) == 1
        assert ours[0] == pytest.approx(rate, abs=1e-6)
