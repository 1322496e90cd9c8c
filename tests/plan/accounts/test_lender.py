"""What a lender writes into a loan, by hand: reserve account, covenants, margin by customers, cover of the project."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.plan.accounts.loans import contracted_shares
from planner.plan.plan import Plan
from tests.plan.accounts.made import CENT, TERMS, by_hand, solved, with_terms
from tests.plan.accounts.test_debt import AT_ONCE, BUYS, EARNS, NO_TAX, M, borrowing, flow

LOAN = {"amount_meur": 30.0, "share_of_investment": 0.6, "years": 1.0, "margin": 0.04}


def lent(repayment: str, flows: list[Any] | None = None, loan: dict[str, Any] | None = None, **debt: Any) -> Plan:
    """The site of `borrowing` with a larger loan and more terms."""
    own = {"base_rate": {"2027": 0.02}, "term_loan": LOAN | {"repayment": repayment} | (loan or {})} | debt
    return by_hand(BUYS + (EARNS if flows is None else flows), tax=NO_TAX, payments=AT_ONCE, debt=own)


def test_a_draw_fills_the_reserve_in_one_equation() -> None:
    """Proves: twelve equal parts at half a percent: of a draw of 1 the three months after the first owe 3 / 12 and
    interest on 11, 10 and 9 twelfths, so k = 0.25 + 0.005 · 30 / 12 = 0.2625 and the draw is 12 / (1 − k); the account
    holds what those months owe to the cent, is let go as the loan is paid back, and is empty with it.
    """
    made = lent("equal-principal", reserve={"months": 3})
    draw = 12 / (1 - 0.2625)
    assert flow(made, "drawn")[0] == round(draw, 6)
    assert flow(made, "reserve left")[0] == pytest.approx(0.2625 * draw, abs=1e-6)
    flows = made.accounts().financing.flows
    service = np.append(flows["loan interest"] + flows["scheduled"], np.zeros(3))
    ahead = [service[m + 1 : m + 4].sum() for m in range(18)]
    np.testing.assert_allclose(flows["reserve left"], ahead, atol=CENT)
    assert flow(made, "reserve left")[11] == 0.0
    assert sum(flow(made, "to reserve")) == pytest.approx(0.0, abs=1e-6)
    sheet = made.statements("month").query("line == 'reserve account' and period == '2027-01'")["eur"]
    assert sheet.to_numpy() / M == pytest.approx([0.2625 * draw], abs=1e-6)


def test_a_reserve_filled_from_cash_waits_for_cash() -> None:
    """Proves: nothing is drawn for it and no equity paid: in January, when equity pays the site, it is empty, though it
    should hold three months; later it holds them.
    """
    made = lent("equal-principal", reserve={"months": 3, "funded_from": "cash"})
    flows = made.accounts().financing.flows
    assert flow(made, "drawn")[0] == 12.0
    assert flow(made, "reserve left")[0] == 0.0
    assert flow(made, "reserve target")[0] == pytest.approx(0.2625 * 12)
    np.testing.assert_allclose(flows["reserve left"][4:], flows["reserve target"][4:], atol=CENT)
    assert flow(made, "equity") == flow(lent("equal-principal"), "equity")


def test_the_reserve_pays_where_cash_available_does_not() -> None:
    """Proves: nothing is earned from July on; cash of before pays first, then the account, then equity."""
    made = lent("equal-principal", EARNS[:1], reserve={"months": 3})
    flows = made.accounts().financing.flows
    month = int(np.flatnonzero(flows["equity"][1:] > CENT)[0]) + 1
    assert month > 3
    assert flows["reserve left"][month] == pytest.approx(0.0, abs=CENT)
    assert flows["reserve target"][month] > 1e6
    assert flows["to reserve"][month] < 0


def test_a_bullet_holds_interest_and_a_sculpted_loan_cash_to_come() -> None:
    """Proves: six months of 0.06 on 12 and on the account itself; of a sculpted loan half of the coming quarter's 9."""
    made = lent("bullet", reserve={"months": 6})
    k = 6 * 0.005
    assert flow(made, "drawn")[0] == pytest.approx(12 / (1 - k), abs=1e-6)
    assert flow(made, "reserve left")[:2] == [round(12 * k / (1 - k), 6)] * 2
    cash = {"months": 3, "funded_from": "cash"}
    made = lent("sculpted", loan={"dscr": 2.0, "years": 1.25}, reserve=cash)
    assert flow(made, "reserve target")[2] == 4.5


def test_margin_by_the_share_of_contracts() -> None:
    """Proves: a third of the revenue under contract with a rated customer: 4 % less a third of 1.5 %, and 2 %; the
    share of a year without revenue is none; without a second margin the first holds.
    """
    flows = [*EARNS, *((period, "revenue of the contract: chat: bank", "revenue", 4.5) for period, *_ in EARNS)]
    made = lent("bullet", flows, {"margin_contracted": 0.025})
    graded = {"chat": {"offers": {"bank": {"investment_grade": True}}}}
    scenario = made.manifest["scenario"] | {"workloads": graded}
    rated = made.with_manifest(scenario=scenario)
    assert contracted_shares(rated.accounts().ledger) == {2027: pytest.approx(1 / 3), 2028: 0.0}
    assert flow(rated, "loan interest")[0] == pytest.approx(12 * (0.02 + 0.04 - 0.015 / 3) / 12)
    assert flow(made, "loan interest")[0] == pytest.approx(0.06)


def test_covenants_by_hand() -> None:
    """Proves: equal parts of 1 a month and 9 a quarter: cover of the first quarter 9 over 3 and interest on 12, 11 and
    10; each breach is said with what is missing; nothing is tested once nothing is owed.
    """
    covenants = {"minimum_dscr": 2.9, "dscr_months": 3, "highest_gearing": 0.5, "least_cash_meur": 1.0}
    made = lent("equal-principal", covenants=covenants)
    table = made.covenants().set_index(["covenant", "period"])
    due = 3 + 0.005 * 33
    first = table.loc[("minimum_dscr", "2027-Q1")]
    assert first["value"] == pytest.approx(9 / due)
    assert first["headroom"] == pytest.approx(9 / due - 2.9)
    assert first["headroom_meur"] == pytest.approx(9 - 2.9 * due)
    assert first["note"] == "2027-Q1: debt service cover is 2.84, below 2.90: 0.18 M€ of cash available are missing."
    assert table.loc[("minimum_dscr", "2027-Q4"), "note"] == ""
    gearing = table.loc[("highest_gearing", "2027-Q1")]
    debt, equity = 9.0, made.accounts().balance["equity"][2] / M
    assert gearing["value"] == pytest.approx(debt / (debt + equity))
    assert (debt / (debt + equity - gearing["headroom_meur"])) == pytest.approx(0.5)
    cash = table.loc[("least_cash_meur", "2027-Q1")]
    assert cash["note"] == "2027-Q1: cash falls to 0.00 M€, 1.00 below 1.00."
    assert set(made.covenants()["period"]) == {"2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"}
    assert borrowing("bullet").covenants().empty


def test_cover_of_the_project_counts_cash_after_the_loan() -> None:
    """Proves: with 9 earned in a quarter after the loan is paid back, both covers at the end of November
    differ by that 9, discounted; neither is there where a loan outlives the horizon.
    """
    made = lent("equal-principal", [*EARNS, ("2028-Q2", "revenue: chat", "revenue", 9.0)])
    month = made.ratios("month").set_index(["ratio", "period"])
    more = month.loc[("plcr", "2027-11"), "above_eur"] - month.loc[("llcr", "2027-11"), "above_eur"]
    expected = sum(9 * d / 91 / 1.005 ** (m + 1) for d, m in ((30, 4), (31, 5), (30, 6)))
    assert more / M == pytest.approx(expected)
    long = lent("equal-principal", loan={"years": 4.0}).ratios("month")
    assert not set(long["ratio"]) & {"llcr", "plcr"}


@settings(max_examples=25, deadline=None)
@given(TERMS.filter(lambda terms: terms["debt"] and terms["debt"]["term_loan"]), st.integers(1, 9))
def test_the_reserve_is_never_below_nothing_or_above_its_aim(terms: dict[str, Any], months: int) -> None:
    """Proves: whatever the terms, on a solved plan, the account holds from nothing to what the months ahead owe."""
    debt = terms["debt"] | {"reserve": {"months": months}}
    flows = with_terms(solved("year"), **(terms | {"debt": debt})).accounts().financing.flows
    assert flows["reserve left"].min() >= -CENT
    assert (flows["reserve left"] <= flows["reserve target"] + CENT).all()
