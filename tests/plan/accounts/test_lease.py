"""The lease of the shell by IFRS 16, by hand: what is owed, the right of use, and what it leaves as it was."""

from __future__ import annotations

import calendar

import numpy as np
import pytest

from planner.plan.accounts.statements import Accounts
from tests.plan.accounts.made import CENT, by_hand

M = 1e6
QUARTERS = ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4", "2028-Q1", "2028-Q2")
DAYS = [calendar.monthrange(2027 + m // 12, m % 12 + 1)[1] for m in range(18)]
RENT = [(name, "shell", "opex", -0.01 * sum(DAYS[3 * q : 3 * q + 3])) for q, name in enumerate(QUARTERS)]
SALES = [(name, "revenue: chat", "revenue", 3.0) for name in QUARTERS]


def leased(rent: list[tuple[str, str, str, float]] | None = None, months_at_once: int = 1, **lease: object) -> Accounts:
    terms = {"lease": {"treatment": "right-of-use"} | lease, "payments": {"rent_months_at_once": months_at_once}}
    return by_hand([*SALES, *(RENT if rent is None else rent)], **terms).accounts()


def test_the_liability_is_the_present_value_of_the_rents_to_come() -> None:
    """Proves: 10,000 a day for eighteen months at one per cent a month, due on the first: the right of use is their
    value on the first day, written off in eighteen parts; the liability at the end of January is that of the other
    seventeen, a month ahead, and nothing at the end.
    """
    accounts = leased(rate=0.12)
    value = sum(0.01 * days / 1.01**k for k, days in enumerate(DAYS))
    np.testing.assert_allclose(accounts.profit["depreciation of the right of use"], -value * M / 18)
    left = sum(0.01 * days / 1.01 ** (k - 1) for k, days in enumerate(DAYS) if k)
    assert accounts.balance["lease liability"][0] == pytest.approx(left * M)
    assert accounts.balance["lease liability"][-1] == pytest.approx(0.0, abs=CENT)
    assert accounts.balance["right of use of the shell"][-1] == pytest.approx(0.0, abs=CENT)
    assert accounts.profit["interest on the lease"][0] == pytest.approx(-0.01 * (value - 0.31) * M)


def test_over_the_lease_it_costs_the_rent_and_moves_no_cash() -> None:
    """Proves: write-off and interest add up to the rents; EBITDA is higher by them; tax, cash and what is available for
    debt are those of the rent.
    """
    own, rent = leased(rate=0.08, months_at_once=3), leased(treatment="rent", months_at_once=3)
    assert own.profit["EBITDA"].sum() == pytest.approx(rent.profit["EBITDA"].sum() + 0.01 * sum(DAYS) * M)
    assert own.profit["net profit"].sum() == pytest.approx(rent.profit["net profit"].sum())
    assert own.profit["net profit"][0] < rent.profit["net profit"][0]  # interest is dearest at first
    for name in ("corporate tax", "equity paid in", "change in cash"):
        np.testing.assert_allclose(own.cash[name], rent.cash[name], atol=CENT)
    np.testing.assert_allclose(own.financing.flows["available"], rent.financing.flows["available"])
    np.testing.assert_allclose(own.balance["rent paid ahead"], rent.balance["rent paid ahead"], atol=CENT)
    for name in ("assets", "liabilities and equity"):
        np.testing.assert_allclose(own.balance[name], own.balance["assets"], atol=CENT)


def test_a_higher_rent_measures_the_liability_again() -> None:
    """Proves: with no interest and twice the rent from 2028 on, the right of use rises on 1 January 2028 by what the
    six months cost more; a lease that outlives the horizon still owes and holds its later rents.
    """
    twice = [(name, item, group, eur * (2 if name > "2028" else 1)) for name, item, group, eur in RENT]
    accounts = leased(twice, rate=0.0)
    more = 0.01 * sum(DAYS[12:]) * M
    each = 0.01 * sum(DAYS) * M / 18
    off = -accounts.profit["depreciation of the right of use"]
    np.testing.assert_allclose(off, [each] * 12 + [each + more / 6] * 6)
    longer = leased(rate=0.0, ends="2028-Q4")
    later = 0.01 * (31 + 31 + 30 + 31 + 30 + 31) * M
    assert longer.balance["lease liability"][-1] == pytest.approx(later)
    assert longer.balance["right of use of the shell"][-1] == pytest.approx((0.01 * sum(DAYS) * M + later) * 6 / 24)
