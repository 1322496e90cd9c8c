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
        f"{AT}.a.mean_tokens_per_s has 3 numbers.\nAllowed: 1, or 4, one for each quarter of the term (term_quarters).",
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
