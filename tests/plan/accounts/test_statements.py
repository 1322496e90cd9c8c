"""Statements tie out: both sides of the balance sheet, cash, depreciation, sales of racks."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import StoreError
from planner.plan.accounts.ratios import book_against_resale, sources_and_uses
from planner.plan.accounts.statements import Accounts
from planner.plan.money.cash_flow import END
from planner.plan.plan import Plan
from tests.plan.accounts.made import (
    CASES,
    CENT,
    SEEDS,
    TERMS,
    by_hand,
    leaving,
    order,
    solved,
    with_racks,
    with_terms,
)

RACK_FLOWS = [
    ("2027-Q1", "racks, paid at order", "capex", -3.6),
    ("2027-Q2", "racks, paid on delivery", "capex", -8.4),
]
NO_TAX = {"corporate_tax": False}


def one_rack_of_two(**finance: Any) -> Plan:
    """Two racks for 12, in use from April 2027; one is sold in January 2028 for 3, the other is there at the end."""
    flows = [*RACK_FLOWS, ("2028-Q1", "racks sold", "resale", 3.0)]
    gone = [
        leaving("H200_HGX", "H200_HGX 2027-Q1", "2027-Q2", "2028-Q1", 1, 3.0),
        leaving("H200_HGX", "H200_HGX 2027-Q1", "2027-Q2", END, 1, 2.0),
    ]
    orders = [order("H200_HGX", "2027-Q1", "2027-Q2", 2, 12.0, 0.3)]
    return with_racks(by_hand(flows, tax=NO_TAX, **finance), orders, gone)


def yearly(made: Plan, line: str, statement: str = "profit and loss", every: str = "year") -> list[float]:
    table = made.statements(every)
    own = table.loc[(table["statement"] == statement) & (table["line"] == line), "eur"]
    return [round(eur / 1e6, 9) for eur in own]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*CASES, *SEEDS]), TERMS)
def test_assets_are_liabilities_and_equity_every_month(name: str | int, terms: dict[str, Any]) -> None:
    """Proves: on solved plans, whatever the terms, both sides agree to the cent in every month, the cash of the cash
    flow statement is that of the financing, cash never falls below its least, and what is written off is never more
    than what was paid. Each line of the balance sheet comes from its own flows: a bug would leave a difference.
    """
    accounts = with_terms(solved(name), **terms).accounts()
    balance, flows = accounts.balance, accounts.financing.flows
    np.testing.assert_allclose(balance["assets"], balance["liabilities and equity"], atol=CENT)
    np.testing.assert_allclose(balance["cash"], flows["cash"], atol=CENT)
    least = terms["debt"]["minimum_cash_meur"] if terms["debt"] else 0.0
    assert balance["cash"].min() > 1e6 * least - CENT
    off = np.cumsum(accounts.books.depreciation + accounts.books.disposed, axis=1)
    assert (off <= np.cumsum(accounts.books.bought, axis=1) + CENT).all()
    assert flows["dividends"].min() >= 0
    years, financing = accounts.ledger.months.year, accounts.financing
    earned = accounts.lines.ebit - financing.interest - flows["fees"] - financing.tax  # rent as a cost: French law
    for month in np.flatnonzero(flows["dividends"]):  # never more than the profits of years that are over
        assert flows["dividends"][: month + 1].sum() <= earned[years < years[month]].sum() + CENT
    for kind in ("term loan", "revolver", "debt of before"):
        assert balance[kind].min() > -CENT
    check_loan(accounts)
    sides = sources_and_uses(accounts).groupby("side")["eur"].sum()
    assert sides["sources"] == pytest.approx(sides["uses"], abs=CENT)


def check_loan(accounts: Accounts) -> None:
    """All that was drawn is paid back by its maturity, as scheduled or as a balloon; no more than the loan is drawn."""
    debt, flows = accounts.ledger.terms.debt, accounts.financing.flows
    if debt is None or debt.term_loan is None:
        assert not flows["drawn"].any()
        return
    assert flows["drawn"].sum() <= 1e6 * debt.term_loan.amount_meur + CENT
    left = np.cumsum(flows["drawn"] - flows["scheduled"] - flows["balloon"])
    np.testing.assert_allclose(left, flows["loan left"], atol=CENT)
    term = round(12 * debt.term_loan.years)
    drawn_long_ago = np.concatenate([np.zeros(term), flows["drawn"]])[: len(left)].cumsum()[: len(left)]
    paid = np.cumsum(flows["scheduled"] + flows["balloon"])
    shifted = np.concatenate([drawn_long_ago[1:], drawn_long_ago[-1:]])
    assert (paid >= shifted - CENT)[:-1].all()  # a draw of month m is paid back by the end of month m + term − 1
    if debt.term_loan.repayment in ("annuity", "equal-principal"):
        assert not flows["balloon"].any()


def test_depreciation_and_a_loss_by_hand() -> None:
    """Proves: 12 over five years is 0.2 a month: nine months of 2027 write off 1.8, both racks; the one that is sold
    has 6 − 0.9 = 5.1 in the books and fetches 3: a loss of 2.1; the other writes off 0.1 a month in the half of 2028.
    """
    made = one_rack_of_two()
    assert yearly(made, "depreciation of racks") == [-1.8, -0.6]
    assert yearly(made, "result of racks sold") == [0.0, -2.1]
    assert yearly(made, "racks", "balance sheet") == [10.2, 4.5]
    assert yearly(made, "racks paid ahead", "balance sheet", "quarter")[:2] == [3.6, 0.0]
    assert yearly(made, "net profit") == [-1.8, -2.7]


@pytest.mark.parametrize(("years", "written_off"), [(4, -2.25), (5, -1.8), (6, -1.5)])
def test_the_life_is_a_switch(years: float, written_off: float) -> None:
    """Proves: nine months of 12 over four, five and six years."""
    assert yearly(one_rack_of_two(lives={"racks_years": years}), "depreciation of racks")[0] == written_off


def test_what_is_left_beside_what_it_would_fetch() -> None:
    """Proves: the rack that is there at the end stands at 6 − 15 · 0.1 = 4.5 and would fetch 2: 2.5 is missing."""
    made = one_rack_of_two()
    table = book_against_resale(made, made.accounts())
    assert table[["racks", "book_meur", "resale_meur", "shortfall_meur"]].to_numpy().tolist() == [
        [1, pytest.approx(4.5), 2.0, pytest.approx(2.5)]
    ]


def test_the_opening_fleet_is_written_off_over_what_is_left() -> None:
    """Proves: three racks at 6 with ten months left; one is sold in April at 2 − 0.6 = 1.4 for 2: a gain of 0.6."""
    gone = [
        leaving("H200_HGX", "H200_HGX opening 2026-Q3", "2027-Q1", "2027-Q2", 1, 2.0),
        leaving("H200_HGX", "H200_HGX opening 2026-Q3", "2027-Q1", END, 2, 1.0),
    ]
    opening = {"fleet": {"H200_HGX": {"book_meur": 6.0, "months_left": 10}}}
    made = by_hand([("2027-Q2", "racks sold", "resale", 2.0)], tax=NO_TAX, opening=opening)
    made = dataclasses.replace(made, retirements=pd.DataFrame(gone))
    assert yearly(made, "depreciation of racks") == pytest.approx([-4.6, 0.0])
    assert yearly(made, "result of racks sold") == pytest.approx([0.6, 0.0])
    assert yearly(made, "equity of before", "balance sheet") == [6.0, 6.0]


def test_racks_on_order_cost_what_was_paid_ahead_and_what_is_left() -> None:
    """Proves: 1.2 ahead for four racks, 5 on delivery in April, of three at 1 each and one at 2: the three stand at
    0.9 + 3, the one at 0.3 + 2, each over five years; until then 1.2 is paid ahead.
    """
    gone = [leaving("A", f"A on order 2027-04-{day:02}", "2027-Q2", END, racks, 1.0) for day, racks in ((1, 3), (2, 1))]
    made = by_hand(
        [("2027-Q2", "racks ordered before the plan, paid on delivery", "capex", -5.0)],
        tax=NO_TAX,
        opening={"rack_deposits_meur": 1.2},
    )
    on_order = [
        {"rack": "A", "delivery": f"2027-04-{day:02}", "left_to_pay_usd": usd} for day, usd in ((1, 1e6), (2, 2e6))
    ]
    made = made.with_manifest(scenario=made.manifest["scenario"] | {"fleet": {"on_order": on_order}})
    made = dataclasses.replace(made, retirements=pd.DataFrame(gone))
    costs = [asset.cost_eur / 1e6 for asset in made.accounts().books.assets]
    assert costs == pytest.approx([3.9, 2.3])
    assert yearly(made, "racks paid ahead", "balance sheet", "quarter") == pytest.approx([1.2] + [0.0] * 5)
    assert yearly(made, "racks", "balance sheet", "quarter")[1] == pytest.approx(6.2 * 57 / 60)


def test_a_phase_is_written_off_from_its_month() -> None:
    """Proves: 18 in April 2027 over fifteen years is 0.1 a month; nine months, then six."""
    made = by_hand([("2027-Q2", "site phases", "capex", -18.0)], tax=NO_TAX)
    assert yearly(made, "depreciation of site and equipment") == [-0.9, -0.6]
    assert yearly(made, "equity paid in", "cash flow") == [18.0, 0.0]


def test_a_prepayment_is_used_with_its_energy() -> None:
    """Proves: of 10 prepaid, 4 are left for later days; 6 are used two to one in the quarters that deliver."""
    made = by_hand(
        [
            ("2027-Q1", "prepayment: block", "capex", -10.0),
            (END, "prepayment for days after the horizon: block", "terminal", 4.0),
        ],
        tax=NO_TAX,
    )
    rows = [{"period": "2027-Q3", "contract": "block", "energy_mwh": 2.0},
            {"period": "2028-Q1", "contract": "block", "energy_mwh": 1.0}]  # fmt: skip
    made = dataclasses.replace(made, contracts=pd.DataFrame(rows))
    assert yearly(made, "prepaid electricity used") == [-4.0, -2.0]
    assert yearly(made, "prepaid electricity", "balance sheet") == [6.0, 4.0]


def test_local_taxes_are_owed_by_month_and_paid_in_december() -> None:
    """Proves: 1.2 a year is 0.1 a month, paid in December; half a year of 2028 is still owed."""
    made = by_hand([("2027-Q1", "revenue: chat", "revenue", 9.0)], tax=NO_TAX | {"local_taxes_meur_per_year": 1.2})
    assert yearly(made, "local taxes") == [-1.2, -0.6]
    assert yearly(made, "local taxes", "cash flow") == [-1.2, 0.0]
    assert yearly(made, "local taxes owed", "balance sheet") == pytest.approx([0.0, 0.6])


def test_a_run_that_does_not_say_which_racks_leave_is_refused() -> None:
    """Proves: one error for a run saved before there was such a table, not books that hold nothing."""
    made = with_racks(by_hand(RACK_FLOWS), [order("H200_HGX", "2027-Q1", "2027-Q2", 2, 12.0, 0.3)], [])
    with pytest.raises(StoreError, match="does not say which racks leave when"):
        made.statements()
