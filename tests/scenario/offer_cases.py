"""Contracts with customers that break a rule, each with its message to the letter."""

from __future__ import annotations

from typing import Any

AT = "workloads.chat.offers"
DEAL = {"title": "A", "start": "2027-Q1", "term_quarters": 4, "demand_share": 0.5}


def deal(**new: Any) -> dict[str, Any]:
    return {AT: {"a": DEAL | new}}


OFFER_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "offers: credit without a cap": (
        deal(credit_share=0.25),
        f"{AT}.a.credit_cap_share is missing.\nIt is needed because credit_share is 0.25: a credit ends somewhere.\n\n"
        "hint: usual are 0.05 to 0.5 of the month's fee; 1 is all of it.",
    ),
    "offers: a ramp of another length": (
        deal(demand_share=None, mean_tokens_per_s=[1000.0, 2000.0, 3000.0]),
        f"{AT}.a.mean_tokens_per_s has 3 numbers.\nAllowed: 1, or 4, one for each quarter of the term (term_quarters)."
        "\n\nhint: add 1, such as the last again, or write term_quarters: 3.",
    ),
    "offers: a ramp that is too long": (
        deal(demand_share=None, mean_tokens_per_s=[1000.0, 2000.0, 3000.0, 3000.0, 3000.0]),
        f"{AT}.a.mean_tokens_per_s has 5 numbers.\nAllowed: 1, or 4, one for each quarter of the term (term_quarters)."
        "\n\nhint: leave out 1, or write term_quarters: 5.",
    ),
    "offers: a floor above the volume": (
        deal(take_or_pay_share=1.2),
        f"{AT}.a.take_or_pay_share is 1.2.\nAllowed: 0 to 1.\n\n"
        "hint: all of it is 1; if 1.2 per cent is meant, write 0.012.",
    ),
    "offers: a last day after the term began": (
        deal(decision="2027-03-01"),
        f"{AT}.a.decision is 2027-03-01.\nAllowed: 2026-10-01 (the first day of the horizon) to 2027-01-01, when the "
        "term begins.\n\nhint: decide before the term begins, or let it start later.",
    ),
    "offers: a day that no calendar has": (
        deal(decision="2027-13-01"),
        f'{AT}.a.decision is "2027-13-01" (a text).\nAllowed: a date such as 2024-09-01 or null.\n\n'
        "hint: write year-month-day, as in 2024-09-01.",
    ),
    "offers: two volumes": (
        deal(mean_tokens_per_s=[1000.0]),
        f"{AT}.a.mean_tokens_per_s is given, and demand_share too.\n"
        "Allowed: one of mean_tokens_per_s and demand_share.\n\nhint: it is the contracted mean.",
    ),
    "offers: a price of one token": (
        deal(price_eur=2e-6),
        f"{AT}.a.price_eur is 2e-06 EUR per million output tokens.\nAllowed: 0.001 or more.\n\n"
        "hint: a price of one token is a million times as much here: 2.",
    ),
}
