"""What accounts need beside the tables of a plan: the scenario's terms of money, as the run was saved with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.plan.studies.carbon import scenario_part
from planner.scenario.fields.money.books import Lease, Lives, Opening, Payments
from planner.scenario.fields.money.debt import Debt, Payout
from planner.scenario.fields.money.tax import Tax

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.plan.plan import Plan


@dataclass(frozen=True)
class Terms:
    """Terms of `finance`, days to be paid by contract, and what the opening fleet and racks on order count."""

    customers_share: float  # of the customer's price, in the plan's revenue: all of it in the view of the group
    sales_share: float  # of the customer's price, that pays for model, sales and support
    transfer_share: float  # of the customer's price, that the group pays the site
    payments: Payments
    opening: Opening
    lives: Lives
    lease: Lease
    tax: Tax
    debt: Debt | None
    payout: Payout | None
    investment_grade: frozenset[str]  # contracts with such customers, by "workload: offer"
    contract_days: Mapping[str, int]  # by "workload: offer", where the contract has its own
    left_to_pay: Mapping[str, float]  # USD per rack, by "RACK on order DATE"


def terms_of(plan: Plan) -> Terms:
    """The terms in the manifest of a plan; a run of before has the defaults of the schema."""
    finance = scenario_part(plan, "finance")
    debt, payout = finance.get("debt"), finance.get("payout")
    sales = float(finance.get("cost_of_sales_share") or 0.0)
    transfer = finance.get("transfer_price_share")
    return Terms(
        customers_share=1.0 if finance.get("view") == "group" else 1.0 - sales,
        sales_share=sales,
        transfer_share=1.0 - sales if transfer is None else float(transfer),
        payments=Payments.model_validate(finance.get("payments") or {}),
        opening=Opening.model_validate(finance.get("opening") or {}),
        lives=Lives.model_validate(finance.get("lives") or {}),
        lease=Lease.model_validate(finance.get("lease") or {}),
        tax=Tax.model_validate(finance.get("tax") or {}),
        debt=None if debt is None else Debt.model_validate(debt),
        payout=None if payout is None else Payout.model_validate(payout),
        investment_grade=frozenset(
            f"{workload}: {name}"
            for workload, values in scenario_part(plan, "workloads").items()
            for name, offer in (values.get("offers") or {}).items()
            if offer.get("investment_grade")
        ),
        contract_days={
            f"{workload}: {name}": int(offer["days_to_be_paid"])
            for workload, values in scenario_part(plan, "workloads").items()
            for name, offer in (values.get("offers") or {}).items()
            if offer.get("days_to_be_paid") is not None
        },
        left_to_pay={
            f"{entry['rack']} on order {entry['delivery']}": float(entry["left_to_pay_usd"])
            for entry in scenario_part(plan, "fleet").get("on_order") or ()
        },
    )
