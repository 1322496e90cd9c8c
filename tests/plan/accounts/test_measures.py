"""Measures of a plan as its money is paid, by hand; what is not defined says why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.plan.money.cash_flow import END, internal_rate_of_return, rates_of_return
from planner.plan.plan import Plan
from tests.plan.accounts.made import by_hand, solved, with_terms

AT_ONCE = {"days_to_be_paid": 0}
YEAR = [("2027-Q1", "site phases", "capex", -10.0), ("2028-Q1", "revenue: chat", "revenue", 12.0)]


def of(made: Plan) -> dict[str, tuple[Any, str]]:
    return {row["measure"]: (row["value"], row["note"]) for row in made.measures().to_dict("records")}


def test_measures_by_hand() -> None:
    """Proves: 10 paid in January 2027, 12 earned in the months of a quarter a year later (31, 29 and 31 of 91 days).

    Worth 2 where nothing is discounted; 10 of 12 would do: 5/6 of all prices. By the end of March 12 are there, by that
    of February 7.9: payback in March. As paid at 9 %: −10 at the end of January, a twelfth of a year on, and so forth.
    """
    made = by_hand(YEAR, payments=AT_ONCE)
    value = of(made)
    assert value["npv_meur"][0] == 2.0
    assert value["break_even_price"][0] == pytest.approx(10 / 12)
    assert value["payback"][0] == "2028-03"
    ends = [31 / 365, *(1 + days / 366 for days in (31, 60, 91))]
    paid = [-10.0, *(12 * days / 91 for days in (31, 29, 31))]
    assert value["npv_as_paid_meur"][0] == pytest.approx(sum(p * 1.09**-t for t, p in zip(ends, paid, strict=True)))
    rate = value["irr_as_paid"][0]
    assert sum(p * (1 + rate) ** -t for t, p in zip(ends, paid, strict=True)) == pytest.approx(0, abs=1e-8)
    megawatts = made.power["connection_mw"].max()
    assert value["npv_per_mw_meur"][0] == pytest.approx(2 / megawatts)
    assert value["peak_funding_by_month_meur"][0] == 10.0


def test_days_to_be_paid_cost_value() -> None:
    """Proves: the optimiser's value does not move with days, that of the money as it is paid falls; nothing is lost."""
    values = [of(with_terms(solved("year"), payments={"days_to_be_paid": days})) for days in (0, 60, 120)]
    assert len({value["npv_meur"][0] for value in values}) == 1
    at_once, late, later = (value["npv_as_paid_meur"][0] for value in values)
    assert at_once > late > later
    free = with_terms(solved("year"), payments={"days_to_be_paid": 120}, discount_rate=0.0)
    flows = free.cash_flow.loc[free.cash_flow["in_npv"].astype(bool), "eur"]
    assert of(free)["npv_as_paid_meur"][0] == pytest.approx(flows.sum() / 1e6)


@pytest.mark.parametrize(
    ("flows", "measure", "note"),
    [
        (YEAR[1:], "irr_as_paid", "no rate"),
        (YEAR[1:], "payback", "nothing to pay back"),
        (YEAR[:1], "payback", "not within the horizon"),
        (YEAR[:1], "break_even_price", "nothing is sold"),
        (
            [("2027-Q1", "racks sold", "resale", 10.0), ("2027-Q3", "site phases", "capex", -20.8),
             (END, "value of racks at the end: A", "terminal", 10.8)],
            "irr_as_paid",
            "not one rate",
        ),
    ],
)  # fmt: skip
def test_what_is_not_defined_says_why(flows: list[Any], measure: str, note: str) -> None:
    """Proves: no NaN: no value, and a note, where there is no rate, more than one, no payback, or no sale."""
    value, why = of(by_hand(flows, payments=AT_ONCE))[measure]
    assert value is None
    assert why.startswith(note)


def test_all_rates_are_given() -> None:
    """Proves: −1, 2.3, −1.32 in successive years is worth nothing at 10 and at 20 %: two rates, so no one rate."""
    times, flows = np.array([0.0, 1.0, 2.0]), np.array([-1.0, 2.3, -1.32])
    assert rates_of_return(times, flows) == pytest.approx([0.1, 0.2])
    assert internal_rate_of_return(times, flows) is None
    assert internal_rate_of_return(times[:2], flows[:2]) == pytest.approx(1.3)


def test_return_on_equity_by_hand() -> None:
    """Proves: 20 are paid in at the end of January 2027, of which a loan brings 12; what is in the till at the end of
    June 2028 is the owners' but for that loan: one rate between the two days. Dividends, paid earlier,
    raise it.
    """
    flows = [("2027-Q1", "site phases", "capex", -20.0), ("2028-Q2", "revenue: chat", "revenue", 30.0)]
    loan = {"amount_meur": 12.0, "share_of_investment": 0.6, "years": 2.0, "margin": 0.0, "repayment": "bullet"}
    terms = {"tax": {"corporate_tax": False}, "payments": {"days_to_be_paid": 0}}
    made = by_hand(flows, debt={"base_rate": {"2027": 0.0}, "term_loan": loan}, **terms)
    value = made.measures().set_index("measure").loc["irr_of_equity", "value"]
    years = 1 + 182 / 366 - 31 / 365
    assert value == pytest.approx((18 / 8) ** (1 / years) - 1)
    earns = [("2027-Q1", "site phases", "capex", -20.0), ("2027-Q2", "revenue: chat", "revenue", 30.0)]
    late, early = (by_hand(earns, payout=payout, **terms).measures() for payout in (None, {"month": 1}))
    assert (
        early.set_index("measure").loc["irr_of_equity", "value"]
        > late.set_index("measure").loc["irr_of_equity", "value"]
    )
