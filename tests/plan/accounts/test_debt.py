"""Loans by hand: each schedule, fees, the revolver, cover ratios."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.inputs.money.loans import level_principal_eur
from planner.plan.accounts.loans import debt_capacity_eur
from planner.plan.accounts.ratios import debt_service
from planner.plan.plan import Plan
from tests.plan.accounts.made import by_hand

M = 1e6
NO_TAX = {"corporate_tax": False}
AT_ONCE = {"days_to_be_paid": 0}
EARNS = [(f"{year}-Q{q}", "revenue: chat", "revenue", 9.0) for year, q in ((2027, 1), (2027, 2), (2027, 3), (2027, 4))]
BUYS = [("2027-Q1", "site phases", "capex", -20.0)]


def borrowing(repayment: str, flows: list[Any] | None = None, revolver: Any = None, **loan: Any) -> Plan:
    """A site that buys 20 in January 2027, 12 of them by a loan of one year at 6 %."""
    own = {"amount_meur": 12.0, "share_of_investment": 0.6, "years": 1.0, "margin": 0.04, "repayment": repayment}
    debt = {"base_rate": {"2027": 0.02}, "term_loan": own | loan, "revolver": revolver}
    return by_hand(BUYS + (EARNS if flows is None else flows), tax=NO_TAX, payments=AT_ONCE, debt=debt)


def flow(made: Plan, name: str) -> list[float]:
    return [round(eur / M, 6) for eur in made.accounts().financing.flows[name]]


def test_equal_principal() -> None:
    """Proves: drawn on 1 January, twelve parts of 1; interest of half a percent a month on 12, 11, 10 …"""
    made = borrowing("equal-principal")
    assert flow(made, "drawn")[:2] == [12.0, 0.0]
    assert flow(made, "scheduled") == [1.0] * 12 + [0.0] * 6
    assert flow(made, "loan interest") == [round(0.005 * left, 6) for left in range(12, 0, -1)] + [0.0] * 6


def test_a_bullet_is_a_balloon() -> None:
    """Proves: interest alone for twelve months, then all of it; debt service cover does not count the balloon."""
    made = borrowing("bullet")
    assert flow(made, "balloon") == [0.0] * 11 + [12.0] + [0.0] * 6
    assert flow(made, "loan interest") == [0.06] * 12 + [0.0] * 6
    np.testing.assert_allclose(debt_service(made.accounts())[:12], 0.06 * M)


def test_equal_payments() -> None:
    """Proves: each payment is 12 · 0.005 / (1 − 1.005⁻¹²) = 1.032797, as the annuity formula has it, to the cent."""
    made = borrowing("annuity")
    payment = 12 * M * 0.005 / (1 - 1.005**-12)
    flows = made.accounts().financing.flows
    np.testing.assert_allclose((flows["loan interest"] + flows["scheduled"])[:12], payment, atol=0.005)
    assert flows["loan left"][11] == pytest.approx(0.0, abs=0.005)
    assert round(payment / M, 6) == 1.032797
    assert level_principal_eur(12.0, 0.0, 12) == 1.0


def test_grace_is_part_of_the_term() -> None:
    """Proves: three months of interest alone, then nine parts of 12 / 9."""
    made = borrowing("equal-principal", grace_months=3)
    assert flow(made, "scheduled")[:12] == [0.0] * 3 + [round(12 / 9, 6)] * 9


def test_one_maturity_for_all_draws() -> None:
    """Proves: due at the end of the second quarter of 2028, which is month 17."""
    made = borrowing("bullet", draw_until="2027-Q1", matures="2028-Q2")
    assert flow(made, "balloon") == [0.0] * 17 + [12.0]


def test_sculpted_service_is_cash_over_dscr() -> None:
    """Proves: with cash available of 9 a quarter the service is 4.5 in each, and the loan that can be paid back so in
    four quarters at 1.5 % each is 4.5 · 3.854385 = 17.344731: drawn as much, it ends at zero at the end of the year.
    """
    made = borrowing("sculpted", dscr=2.0, years=1.25)
    accounts = made.accounts()
    service = debt_service(accounts).reshape(-1, 3).sum(axis=1) / M
    np.testing.assert_allclose(service[:2], 4.5)
    assert service[2] < 4.5  # what is left of 12
    assert flow(made, "loan left")[2] == pytest.approx(12 - (4.5 - 3 * 0.06))
    capacity = debt_capacity_eur([9.0] * 4, 2.0, 0.06)
    assert capacity == pytest.approx(17.344731, abs=1e-6)
    exact = borrowing("sculpted", dscr=2.0, amount_meur=capacity, share_of_investment=1.0, years=1.25)
    assert flow(exact, "loan left")[10] > 4
    assert flow(exact, "loan left")[11] == pytest.approx(0.0, abs=1e-6)
    ratios = exact.ratios("quarter").query("ratio == 'dscr'")["value"].to_numpy()
    assert ratios == pytest.approx([2.0] * 4)


def test_a_sculpted_loan_that_cash_cannot_pay_ends_in_a_balloon() -> None:
    """Proves: 0.9 a quarter pay back 0.72 and a little more a quarter of a loan of 12; what is left is due in its last
    month, and equity pays it.
    """
    flows = [(period, item, group, eur / 10) for period, item, group, eur in EARNS]
    made = borrowing("sculpted", flows, dscr=1.0)
    balloon = flow(made, "balloon")[11]
    assert 8 < balloon < 12
    assert flow(made, "loan left")[11] == 0.0
    assert flow(made, "equity")[11] > 8


def test_fees() -> None:
    """Proves: 1 % of the amount in the first month; 1.2 % a year on what may still be drawn, until draws end."""
    made = borrowing("bullet", amount_meur=22.0, arrangement_fee=0.01, commitment_fee=0.012, draw_until="2027-Q1")
    assert flow(made, "fees") == [0.22 + 0.01, 0.01, 0.01] + [0.0] * 15


def test_the_revolver_has_a_fee_on_what_is_not_drawn() -> None:
    """Proves: 1.2 % a year on all 4 of it in January, on nothing in February, when all is drawn."""
    made = borrowing("bullet", revolver={"limit_meur": 4.0, "margin": 0.04, "commitment_fee": 0.012})
    assert flow(made, "fees")[:2] == [0.004, 0.0]


def test_a_hedge_fixes_its_share() -> None:
    """Proves: half at 2 %, half at 4 %, and a margin of 4 %: 7 % a year; 2028 has another floating rate."""
    debt = {
        "base_rate": {"2027": 0.02, "2028": 0.03}, "hedged_share": 0.5, "hedged_rate": 0.04,
        "term_loan": {"amount_meur": 12.0, "share_of_investment": 0.6, "margin": 0.04, "repayment": "bullet"},
    }  # fmt: skip
    made = by_hand(BUYS + EARNS, tax=NO_TAX, debt=debt)
    assert flow(made, "loan interest")[11:13] == [0.07, 0.075]


def test_the_revolver_fills_and_empties_before_equity() -> None:
    """Proves: 20 are missing 8 + 3.1 of January: equity pays 8 − 3.1 − 4; receipts pay the revolver of 4 back with its
    interest, which is on what was owed at the end of the month before, and cash begins to grow only then.
    """
    made = borrowing("bullet", revolver={"limit_meur": 4.0, "margin": 0.04})
    assert flow(made, "revolver left")[0] == 4.0
    assert flow(made, "equity")[0] == pytest.approx(8 - 3.1 - 4 + 0.06)
    assert flow(made, "other interest")[1] == 0.02
    assert flow(made, "revolver left")[1] == pytest.approx(4 - (2.8 - 0.06 - 0.02))
    assert flow(made, "cash")[1] == 0.0
    assert flow(made, "revolver left")[2] == 0.0
    assert flow(made, "cash")[2] > 0


def test_ratios_by_hand() -> None:
    """Proves: cover of 2027 is 36 over principal 12 and interest 0.39; gearing at the end of January counts debt of 11
    over debt and equity; there is no cover in 2028, when nothing is owed, and no row for it.
    """
    later = ("2028-Q1", "revenue: chat", "revenue", 9.0)  # after the loan: no cover of it
    made = borrowing("equal-principal", [*EARNS, later])
    ratios = made.ratios("year").set_index(["ratio", "period"])["value"]
    assert ratios["dscr", "2027"] == pytest.approx(36 / (12 + 0.005 * 78))
    assert ("dscr", "2028") not in ratios.index
    month = made.ratios("month").set_index(["ratio", "period"])
    equity = made.accounts().balance["equity"][0]
    assert month.loc[("gearing", "2027-01"), "value"] == pytest.approx(11 * M / (11 * M + equity))
    assert month.loc[("peak_funding_meur", "2027-12"), "value"] == 20.0
    available = np.array([9 * d / 90 for d in (28, 31)] + [9 * d / 91 for d in (30, 31, 30)]
                         + [9 * d / 92 for d in (31, 31, 30)] + [9 * d / 92 for d in (31, 30, 31)])  # fmt: skip
    worth = sum(cash / 1.005 ** (t + 1) for t, cash in enumerate(available))
    assert month.loc[("llcr", "2027-01"), "value"] == pytest.approx(worth / 11)


def test_debt_of_before_is_paid_back_in_equal_parts() -> None:
    """Proves: 6 over twelve months at 12 %: 0.5 a month, interest of 0.06, 0.055 …"""
    opening = {"debt_meur": 6.0, "debt_months_left": 12, "debt_rate": 0.12, "cash_meur": 6.0}
    made = by_hand(EARNS, tax=NO_TAX, opening=opening)
    assert flow(made, "opening debt") == [0.5] * 12 + [0.0] * 6
    assert flow(made, "other interest")[:2] == [0.06, 0.055]
    assert flow(made, "opening debt left")[11] == 0.0


def paying_out(flows: list[Any], **payout: Any) -> Plan:
    debt = {"base_rate": {"2027": 0.02}, "minimum_cash_meur": 1.0,
            "term_loan": {"amount_meur": 12.0, "share_of_investment": 0.6, "years": 1.0, "margin": 0.04}}  # fmt: skip
    return by_hand(flows, tax=NO_TAX, payments=AT_ONCE, debt=debt, payout={"month": 6} | payout)


def test_dividends_are_profits_of_years_that_are_over() -> None:
    """Proves: of 2027 a profit of 36 less a fifteenth of 20 and interest; half of it goes out in June 2028, and all the
    rest stays; cash is there for it.
    """
    made = paying_out(BUYS + EARNS, share=0.5)
    interest = sum(flow(made, "loan interest"))
    paid = flow(made, "dividends")
    assert paid[17] == pytest.approx((36 - 20 / 15 - interest) / 2, abs=1e-5)
    assert sum(paid) == paid[17]
    kept = made.statements("month").query("line == 'profit kept' and period == '2028-06'")["eur"].to_numpy()
    assert kept / M == pytest.approx([36 - 1.5 * 20 / 15 - interest - paid[17]], abs=1e-5)


def test_dividends_leave_the_least_cash() -> None:
    """Proves: all profits of 2027 would be more than the cash above 1, which is what is paid."""
    made = paying_out([*BUYS, *EARNS, ("2028-Q1", "site phases", "capex", -25.0)])
    before = flow(made, "cash")[16]
    assert flow(made, "cash")[17] == 1.0
    assert flow(made, "dividends")[17] == pytest.approx(before - 1.0, abs=1e-5)


def test_a_cover_below_the_lock_up_pays_nothing() -> None:
    """Proves: cover of 2027 is 36 over 12.39 = 2.905: nothing goes out at a lock-up of 2.91, all at one of 2.90."""
    assert sum(flow(paying_out(BUYS + EARNS, lock_up_dscr=2.91), "dividends")) == 0.0
    assert sum(flow(paying_out(BUYS + EARNS, lock_up_dscr=2.90), "dividends")) > 10
