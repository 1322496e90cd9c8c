"""Plans with terms of money: real answers of tiny sites, and one whose tables are written by hand."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from planner.optimisation.search.session import solve_inputs
from planner.plan.money.cash_flow import COLUMNS, END
from planner.plan.plan import Plan
from planner.scenario.fields.finance import Finance
from tests.optimisation.random_cases import random_case
from tests.plan.answers import plan, scenario

RACKS = ("GB300_NVL72", "H200_HGX")
CASES = ("crowded", "ageing", "year")
SEEDS = (1, 3, 6)
CENT = 0.005


@cache
def solved(name: str | int) -> Plan:
    """A case of `tests.plan.answers`, or a random one by its number, whose fleet also ends its life."""
    if isinstance(name, str):
        return plan(name)
    x = random_case(name)
    return Plan.from_solution(scenario(), x, solve_inputs(x, gap=0.01, processes=1), None)


def with_terms(made: Plan, **finance: Any) -> Plan:
    """The plan as if its scenario had had these terms; they pass the schema."""
    own = Finance.model_validate({"usd_per_eur": 1.17, "discount_rate": 0.09, "inflation": 0.02} | finance)
    return made.with_manifest(scenario={"finance": own.model_dump(mode="json")})


def by_hand(flows: list[tuple[str, str, str, float]], **finance: Any) -> Plan:
    """Six quarters from 2027-Q1, nothing ordered: rows of period, item, group and MEUR, and no discount."""
    rows = [(period, item, group, eur * 1e6, 1.0, eur * 1e6, True, True) for period, item, group, eur in flows]
    made = solved("year")
    empty = {name: getattr(made, name).iloc[:0] for name in ("orders", "retirements", "contracts")}
    made = dataclasses.replace(made, cash_flow=pd.DataFrame(rows, columns=COLUMNS), **empty)
    return with_terms(made, **finance)


def order(rack: str, period: str, live: str, racks: int, cost_meur: float, at_order: float) -> dict[str, Any]:
    """A row of `plan.orders` on the first days of two quarters."""
    first, after = (pd.Timestamp(f"{name[:4]}-{3 * int(name[-1]) - 2:02}-01") for name in (period, live))
    return {
        "rack": rack, "order_period": period, "order_by": first, "live_period": live, "live_date": after,
        "racks": racks, "price_meur_per_rack": cost_meur / racks, "discount_share": 0.0, "cost_meur": cost_meur,
        "paid_at_order_meur": cost_meur * at_order, "paid_at_delivery_meur": cost_meur * (1 - at_order),
    }  # fmt: skip


def leaving(rack: str, vintage: str, live: str, period: str, racks: int, resale_meur: float) -> dict[str, Any]:
    """A row of `plan.retirements`: sold in a period, or there at the end."""
    return {
        "rack": rack, "vintage": vintage, "live_period": live, "period": period,
        "reason": "there at the end" if period == END else "sold", "racks": racks,
        "resale_meur_per_rack": resale_meur / racks, "resale_meur": resale_meur, "present_meur": resale_meur,
    }  # fmt: skip


def with_racks(made: Plan, orders: list[dict[str, Any]], gone: list[dict[str, Any]]) -> Plan:
    """The plan with these orders and these racks that leave."""
    return dataclasses.replace(made, orders=pd.DataFrame(orders), retirements=pd.DataFrame(gone))


MEUR = st.floats(0, 20).map(lambda value: round(value, 2))
RATE = st.floats(0, 0.3)
PAYMENTS = st.fixed_dictionaries(
    {
        "days_to_be_paid": st.integers(0, 120),
        "days_to_pay_suppliers": st.integers(0, 120),
        "days_to_pay_power": st.integers(0, 90),
        "rent_months_at_once": st.sampled_from([1, 2, 3, 12]),
        "vat_rate": st.sampled_from([0.0, 0.2]),
        "domestic_sales_share": st.floats(0, 1),
    }
)
OPENING = st.fixed_dictionaries(
    {
        "fleet": st.dictionaries(
            st.sampled_from(RACKS),
            st.fixed_dictionaries({"book_meur": MEUR, "months_left": st.integers(1, 80)}),
        ),
        "cash_meur": MEUR,
        "receivables_meur": MEUR,
        "payables_meur": MEUR,
        "rent_deposit_meur": MEUR,
        "debt_meur": MEUR,
        "debt_months_left": st.integers(1, 40),
        "debt_rate": RATE,
        "losses_meur": MEUR,
        "tax_of_last_year_meur": st.floats(0, 2),
    }
)
LOAN = st.fixed_dictionaries(
    {
        "amount_meur": st.floats(0.01, 30),
        "share_of_investment": st.floats(0, 1),
        "draw_until": st.sampled_from([None, "2027-Q1", "2027-Q3"]),
        "years": st.sampled_from([0.5, 1.0, 5.0]),
        "repayment": st.sampled_from(["bullet", "equal-principal", "annuity", "sculpted"]),
        "grace_months": st.integers(0, 5),
        "dscr": st.floats(1, 3),
        "margin": RATE,
        "margin_contracted": st.none() | RATE,
        "arrangement_fee": st.floats(0, 0.05),
        "commitment_fee": st.floats(0, 0.02),
    }
)
DEBT = st.fixed_dictionaries(
    {
        "base_rate": st.just({"2027": 0.02, "2028": 0.03}),
        "hedged_share": st.floats(0, 1),
        "hedged_rate": st.floats(0, 0.05),
        "minimum_cash_meur": st.floats(0, 3),
        "term_loan": st.none() | LOAN,
        "reserve": st.none()
        | st.fixed_dictionaries({"months": st.integers(1, 9), "funded_from": st.sampled_from(["draws", "cash"])}),
        "covenants": st.none()
        | st.fixed_dictionaries(
            {"minimum_dscr": st.floats(0, 3), "highest_gearing": st.floats(0.1, 1), "least_cash_meur": st.floats(0, 3)}
        ),
        "revolver": st.none() | st.fixed_dictionaries({"limit_meur": st.floats(0.1, 10), "margin": RATE}),
    }
)
TERMS = st.fixed_dictionaries(
    {
        "payments": PAYMENTS,
        "opening": OPENING,
        "lives": st.fixed_dictionaries({"racks_years": st.floats(0.3, 8), "site_years": st.floats(1, 20)}),
        "lease": st.fixed_dictionaries(
            {
                "treatment": st.sampled_from(["rent", "right-of-use"]),
                "rate": RATE,
                "ends": st.sampled_from([None, "2030-Q2"]),
            }
        ),
        "tax": st.fixed_dictionaries(
            {"local_taxes_meur_per_year": st.floats(0, 1), "corporate_tax": st.booleans(), "cvae": st.booleans()}
        ),
        "debt": st.none() | DEBT,
        "payout": st.none()
        | st.fixed_dictionaries(
            {"month": st.integers(1, 12), "share": st.floats(0, 1), "lock_up_dscr": st.floats(0, 3)}
        ),
    }
)
