"""French corporate tax: each rule worked by hand."""

from __future__ import annotations

import pytest

from planner.plan.accounts.tax import (
    Carried,
    TaxYear,
    assessed,
    corporate_tax_eur,
    cvae_eur,
    cvae_rate,
    deductible_interest_eur,
    law,
    losses_used_eur,
    social_contribution_eur,
    surtax_eur,
)
from tests.plan.accounts.made import by_hand

RULES = law()
M = 1e6


def test_the_law_is_that_of_the_table() -> None:
    """Proves: the rates are rows of data/finance/french_tax.csv, read as shares."""
    assert (RULES.rate, RULES.contribution, RULES.loss_free_eur, RULES.loss_share) == (0.25, 0.033, 1e6, 0.5)
    assert (RULES.surtax_year, RULES.surtax_from_eur) == (2026, 1.5e9)
    assert (RULES.surtax_low, RULES.surtax_high) == pytest.approx((0.206, 0.412))


@pytest.mark.parametrize(
    ("profit", "losses", "used"),
    [(-2, 5, 0), (0.4, 5, 0.4), (1, 5, 1), (3, 5, 2), (3, 1.2, 1.2), (11, 20, 6), (11, 0, 0)],
)
def test_losses_lower_profit_by_one_million_and_half_of_the_rest(profit: float, losses: float, used: float) -> None:
    """Proves: of 11, losses take 1 + half of 10; never more than there are, and never below zero."""
    assert losses_used_eur(profit * M, losses * M, RULES) == pytest.approx(used * M)


@pytest.mark.parametrize(
    ("interest", "ebitda", "months", "deducted"),
    [(2, 1, 12, 2), (5, 1, 12, 3), (5, 12, 12, 3.6), (3, 20, 12, 3), (5, -4, 12, 3), (5, 1, 6, 1.5)],
)
def test_interest_is_capped(interest: float, ebitda: float, months: int, deducted: float) -> None:
    """Proves: the higher of 3 M€ and 30 % of EBITDA; half of 3 in half a year."""
    assert deductible_interest_eur(interest * M, ebitda * M, months) == pytest.approx(deducted * M)


def test_tax_contribution_and_surtax() -> None:
    """Proves: 25 % of profit; 3.3 % of tax above 763,000 EUR from a turnover of 7.63 M€; the surtax of 2026 alone."""
    assert corporate_tax_eur(10 * M, RULES) == 2.5 * M
    assert corporate_tax_eur(-10 * M, RULES) == 0.0
    assert social_contribution_eur(2.5 * M, 20 * M, RULES) == pytest.approx(0.033 * 1_737_000)
    assert social_contribution_eur(2.5 * M, 7 * M, RULES) == 0.0
    assert social_contribution_eur(2.5 * M, 5 * M, RULES, months=6) == pytest.approx(0.033 * (2.5 * M - 381_500))
    assert surtax_eur(2026, 100 * M, 60 * M, 1.6e9, RULES) == pytest.approx(0.206 * 80 * M)
    assert surtax_eur(2026, 100 * M, 60 * M, 3.5e9, RULES) == pytest.approx(0.412 * 80 * M)
    assert surtax_eur(2026, 100 * M, 60 * M, 1.4e9, RULES) == 0.0
    assert surtax_eur(2027, 100 * M, 60 * M, 3.5e9, RULES) == 0.0


def test_three_years_by_hand() -> None:
    """Proves: a loss of 8 with interest of 6, of which 3 may be deducted: the tax loss is 5, 3 of interest wait.

    Then a profit of 9 with interest of 1 and EBITDA of 20: 4 of interest are deducted (cap 6), so 9 + 1 − 4 = 6 is
    left; losses take 1 + 2.5 of it: 2.5 is taxed. Then a profit of 1: the last 1.5 of losses take all of it.
    """
    first, carried = assessed(TaxYear(2027, 12, -8 * M, 6 * M, 3 * M, 5 * M), Carried(), RULES)
    assert (first.interest_added, first.tax, carried.losses, carried.interest) == (3 * M, 0, 5 * M, 3 * M)
    second, carried = assessed(TaxYear(2028, 12, 9 * M, 1 * M, 10 * M, 5 * M), carried, RULES)
    assert (second.interest_added, second.losses_used, second.taxable) == (-3 * M, 3.5 * M, 2.5 * M)
    assert (second.tax, carried.losses, carried.interest) == (0.625 * M, 1.5 * M, 0)
    third, carried = assessed(TaxYear(2029, 12, 1 * M, 0, 0, 5 * M), carried, RULES)
    assert (third.tax, carried.losses) == (0, 0.5 * M)


def test_instalments_follow_the_year_before() -> None:
    """Proves: 2026 paid 0.8, so 0.2 in March, June, September and December 2027; the tax of 2027 is 2, so 1.2 in May
    2028, and 0.5 in March and June. What is owed at each end is what was earned less what was paid.
    """
    flows = [(f"2027-Q{q}", "revenue: chat", "revenue", 2.0) for q in (1, 2, 3, 4)]
    made = by_hand(flows, opening={"tax_of_last_year_meur": 0.8}, tax={"instalment_months": [3, 6, 9, 12]})
    table = made.statements("month").set_index(["statement", "line", "period"])["eur"].sort_index() / M
    paid = -table["cash flow", "corporate tax"]
    contribution = 0.033 * (2 - 0.763)
    assert {k: round(v, 9) for k, v in paid[paid != 0].items()} == {
        "2027-03": 0.2, "2027-06": 0.2, "2027-09": 0.2, "2027-12": 0.2,
        "2028-03": 0.5, "2028-05": round(1.2 + contribution, 9), "2028-06": 0.5,
    }  # fmt: skip
    assert -table["profit and loss", "corporate tax", "2027-04"] == pytest.approx((2 + contribution) / 12)
    assert table["balance sheet", "corporate tax owed", "2027-12"] == pytest.approx(1.2 + contribution)


def test_the_contribution_on_value_added() -> None:
    """Proves: 60 of revenue less 20 of electricity: 0.28 % of 40 in 2027, in halves in June and September, 0.19 % in
    2028 and nothing from 2030 on; where little is bought, 85 % of the revenue count; it lowers what is taxed.
    """
    flows = [("2027-Q1", "revenue: chat", "revenue", 60.0), ("2027-Q1", "energy at spot price", "energy", -20.0)]
    made = by_hand(flows, tax={"cvae": True})
    paid = made.accounts().cash["local taxes"]
    assert {month: round(-eur) for month, eur in enumerate(paid) if eur} == {5: 56_000, 8: 56_000}
    assert made.accounts().profit["local taxes"][:12].sum() == pytest.approx(-112_000)
    assert made.accounts().financing.years[0].profit == pytest.approx(40e6 - 112_000)
    assert [cvae_rate(year) for year in (2023, 2026, 2027, 2028, 2029, 2030, 2035)] == pytest.approx(
        [0.0028, 0.0028, 0.0028, 0.0019, 0.0009, 0.0, 0.0]
    )
    assert cvae_eur(59e6, 60e6, 0.0028) == pytest.approx(0.0028 * 51e6)
    assert cvae_eur(-1e6, 60e6, 0.0028) == 0.0
