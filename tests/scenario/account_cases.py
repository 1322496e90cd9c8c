"""Payments, opening balance and loans that break a rule, each with its message to the letter."""

from __future__ import annotations

from typing import Any

LOAN: dict[str, Any] = {"amount_meur": 10, "margin": 0.045}
AT = "finance.debt.term_loan"


def loan(**new: Any) -> dict[str, Any]:
    return {"finance.debt": {"base_rate": {2026: 0.02}, "term_loan": LOAN | new}}


def reserved(reserve: dict[str, Any], **new: Any) -> dict[str, Any]:
    debt = loan(**new)["finance.debt"]
    return {"finance.debt": debt | {"reserve": reserve}}


def planned(planning: dict[str, Any], loan_terms: dict[str, Any] | None = None, **debt: Any) -> dict[str, Any]:
    own = loan(**(loan_terms or {}))["finance.debt"]
    return {"objective.kind": "maximise_npv", "finance.debt": own | {"planning": planning} | debt}


BY = "as finance.debt.planning.minimum_dscr is 1.3"
OR_NULL = "or set finance.debt.planning to null: the loan is then worked out once a plan is made."

ACCOUNT_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "accounts: racks in the books that do not run": (
        {"finance.opening": {"fleet": {"H200HGX": {"book_meur": 1, "months_left": 12}}}},
        "finance.opening.fleet.H200HGX is in the books and does not run.\nAllowed: a product of fleet.opening.\n\n"
        'hint: Did you mean "H200_HGX"?',
    ),
    "accounts: a deposit for nothing": (
        {"finance.opening": {"rack_deposits_meur": 3}},
        "finance.opening.rack_deposits_meur is 3 MEUR, and fleet.on_order is empty.\nAllowed: 0 where nothing is on "
        "order.\n\nhint: list in fleet.on_order the racks that the deposit was paid for.",
    ),
    "accounts: drawn after maturity": (
        loan(matures="2027-Q2", draw_until="2027-Q3"),
        f"{AT}.matures is 2027-Q2.\nAllowed: after 2027-Q3 (draw_until).\n\n"
        "hint: set draw_until to a quarter before it is due: nothing is drawn after maturity.",
    ),
    "accounts: drawn without an end and due": (
        loan(matures="2027-Q2"),
        f"{AT}.matures is 2027-Q2.\nAllowed: after 2027-Q4 (horizon.end, as draw_until is null).\n\n"
        "hint: set draw_until to a quarter before it is due: nothing is drawn after maturity.",
    ),
    "accounts: drawn before the plan": (
        loan(draw_until="2026-Q3"),
        f"{AT}.draw_until is 2026-Q3.\nAllowed: 2026-Q4 (horizon.start) or later.",
    ),
    "accounts: nothing paid back but at the end": (
        loan(years=1.0, grace_months=12),
        f"{AT}.grace_months is 12 months.\nAllowed: less than 12 months (years).\n\n"
        "hint: a loan that is paid back at its maturity has repayment: bullet.",
    ),
    "accounts: a margin that contracts raise": (
        loan(margin_contracted=0.05),
        f"{AT}.margin_contracted is 0.05.\nAllowed: up to 0.045 (margin).\n\n"
        "hint: contracts with investment-grade customers lower a margin.",
    ),
    "accounts: a reserve for no loan": (
        {"finance.debt": {"base_rate": {2026: 0.02}, "reserve": {"months": 6}}},
        "finance.debt.reserve is an account for a term loan that is not there.\nAllowed: null.\n\n"
        "hint: give finance.debt.term_loan.",
    ),
    "accounts: a reserve longer than its loan": (
        reserved({"months": 12}, years=1.0),
        "finance.debt.reserve.months is 12 months.\nAllowed: less than 12 months (term_loan.years).",
    ),
    "accounts: draws for the reserve of a sculpted loan": (
        reserved({"months": 6}, repayment="sculpted"),
        "finance.debt.reserve.funded_from is draws, and the term loan is sculpted.\nAllowed: cash.\n\n"
        "hint: what a sculpted loan owes follows cash that comes later, so no draw can be made for it.",
    ),
    "accounts: orders held back by no loan": (
        {"finance.debt": {"base_rate": {2026: 0.02}, "planning": {"minimum_dscr": 1.3}}},
        "finance.debt.planning holds orders back by a term loan that is not there.\nAllowed: null.\n\n"
        "hint: give finance.debt.term_loan.",
    ),
    "accounts: orders held back where cost is least": (
        planned({}) | {"objective.kind": "minimise_cost"},
        "finance.debt.planning holds orders back.\nAllowed: null, as objective.kind is minimise_cost: its lost load is "
        "a price, not cash.\n\nhint: set objective.kind to maximise_npv.",
    ),
    "accounts: a cover tested after the horizon": (
        planned({"minimum_dscr": 1.3, "first_test": "2028-Q1"}),
        "finance.debt.planning.first_test is 2028-Q1.\nAllowed: 2026-Q4 to 2027-Q4 (horizon), or null.",
    ),
    "accounts: a cover of a sculpted loan": (
        planned({"minimum_dscr": 1.3}, {"repayment": "sculpted"}),
        f"{AT}.repayment is sculpted: its service is a share of cash after tax, so its cover is what dscr says.\n"
        f"Allowed: bullet, equal-principal, annuity, {BY}.\n\nhint: give another repayment, {OR_NULL}",
    ),
    "accounts: a cover at a margin that contracts lower": (
        planned({"minimum_dscr": 1.3}, {"margin_contracted": 0.02}),
        f"{AT}.margin_contracted is 0.02: the rate then follows the revenue of the plan.\nAllowed: null, {BY}.\n\n"
        f"hint: give one margin for all, {OR_NULL}",
    ),
    "accounts: a cover with a revolver": (
        planned({"minimum_dscr": 1.3}, revolver={"limit_meur": 1, "margin": 0.03}),
        f"finance.debt.revolver is there: its interest follows cash after tax and dividends.\nAllowed: null, {BY}.\n\n"
        f"hint: leave it out, {OR_NULL}",
    ),
    "accounts: a cover with a reserve that draws fill": (
        planned({"minimum_dscr": 1.3}, reserve={"months": 6}),
        f"finance.debt.reserve.funded_from is draws: they follow what is owed later.\nAllowed: cash, {BY}.\n\n"
        f"hint: fund the reserve from cash, {OR_NULL}",
    ),
    "accounts: a lease that ends too early": (
        {"finance.lease": {"ends": "2027-Q3"}},
        "finance.lease.ends is 2027-Q3.\nAllowed: 2027-Q4 (horizon.end) or later, or null.\n\n"
        "hint: the plan pays rent as long as its horizon lasts.",
    ),
    "accounts: a currency without a rate": (
        {"workloads.chat.billed_in": "GBP"},
        'workloads.chat.billed_in is "GBP" (a text).\nAllowed: USD, EUR or null.\n\nhint: Valid names: USD, EUR.',
    ),
    "accounts: a life of nothing": (
        {"finance.lives": {"racks_years": 0}},
        "finance.lives.racks_years is 0 years.\nAllowed: above 0, up to 30 years.\n\n"
        "hint: racks with their network and storage.",
    ),
    "accounts: a rate in per cent": (
        {"finance.debt": {"base_rate": {2026: 5.0}}},
        "finance.debt.base_rate.2026 is 5.\nAllowed: -0.05 to 0.5.\n\nhint: is this in per cent? write 0.05.",
    ),
}
