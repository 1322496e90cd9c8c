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
