"""Contracts that break one rule, with the message of each; run by test_rules."""

from __future__ import annotations

from typing import Any

BLOCK: dict[str, Any] = {
    "title": "Block 27",
    "kind": "baseload",
    "start": "2027-01-01",
    "end": "2027-12-31",
    "max_mw": 0.5,
    "strike_eur_per_mwh": 60,
}
PLANT = BLOCK | {"title": "Sun", "kind": "solar", "delivery": "as_produced", "full_load_hours": 1200}
AT = "power.contracts.a"


def one(**changed: Any) -> dict[str, Any]:
    """A scenario with one contract, a block with some values replaced."""
    return {"power.contracts": {"a": BLOCK | changed}}


CONTRACT_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "contracts: end before start": (
        one(end="2026-12-31"),
        f"{AT}.end is 2026-12-31.\nAllowed: 2027-01-01 (start) or later.\n\n"
        "hint: it is the last day of delivery; exchange the two dates if they were mixed up.",
    ),
    "contracts: after the horizon": (
        one(start="2028-01-01", end="2028-12-31"),
        f"{AT}.start is 2028-01-01.\nAllowed: before 2028-01-01, when the horizon is over (2027-Q4).\n\n"
        "hint: lengthen the horizon, or leave the contract out.",
    ),
    "contracts: before the horizon": (
        one(start="2026-01-01", end="2026-09-30", min_mw=0.5),
        f"{AT}.end is 2026-09-30.\nAllowed: 2026-10-01, the first day of the horizon (2026-Q4), or later.\n\n"
        "hint: a contract that has ended changes nothing: leave it out.",
    ),
    "contracts: signed late": (
        one(signed="2027-02-01"),
        f"{AT}.signed is 2027-02-01.\nAllowed: 2027-01-01 (start) or earlier.\n\n"
        "hint: a contract is signed before it delivers.",
    ),
    "contracts: signed already": (
        one(signed="2026-09-30"),
        f"{AT}.signed is 2026-09-30, before the horizon (2026-10-01): the contract is signed already.\n"
        "Needed then: its volume as min_mw and max_mw, both the same, and take_it_or_leave_it false.\n\n"
        "hint: give the signed volume twice, or a later date of signature.",
    ),
    "contracts: prepaid already": (
        one(signed="2026-09-30", min_mw=0.5, prepayment_meur_per_mw=1),
        f"{AT}.prepayment_meur_per_mw is 1 MEUR/MW, paid on 2026-09-30, before the horizon (2026-10-01).\n"
        "Allowed: 0.\n\nhint: what is paid already changes no decision: leave the prepayment out.",
    ),
    "contracts: most below least": (
        one(min_mw=0.75),
        f"{AT}.max_mw is 0.5 MW.\nAllowed: 0.75 MW (min_mw) or more.",
    ),
    "contracts: nothing to leave": (
        one(take_it_or_leave_it=True),
        f"{AT}.min_mw is 0 MW, so any volume may be taken.\n"
        "Needed: more than 0 MW, because take_it_or_leave_it is true.\n\nhint: give one of them.",
    ),
    "contracts: above the connection": (
        one(max_mw=500),
        f"{AT}.max_mw is 500 MW.\nAllowed: 1 MW or less, with 1 MW of connection (site.connection_mw).\n\n"
        "hint: write 0.5 if 500 is in kW; a site cannot use more than its connection.",
    ),
    "contracts: plant above the connection": (
        {"power.contracts": {"a": PLANT | {"max_mw": 73, "full_load_hours": 1200}}},
        f"{AT}.max_mw is 73 MW, 10 MW on average.\nAllowed: 7.3 MW or less, with 1 MW of connection "
        "(site.connection_mw).\n\nhint: write 0.073 if 73 is in kW; a site cannot use more than its connection.",
    ),
    "contracts: no hours": (
        {"power.contracts": {"a": PLANT | {"full_load_hours": None}}},
        f"{AT}.full_load_hours is missing.\nIt is needed because kind is solar.\n\n"
        "hint: MWh of a year per MW of plant.",
    ),
    "contracts: no delivery": (
        {"power.contracts": {"a": PLANT | {"delivery": None}}},
        f"{AT}.delivery is missing.\nIt is needed because kind is solar.\n\n"
        "hint: as_produced is hour by hour, band the mean of each month.",
    ),
    "contracts: hours of a block": (
        one(full_load_hours=8000),
        f"{AT}.full_load_hours is 8000 h/year.\nIt belongs to solar, wind and nuclear; kind is baseload.\n\n"
        "hint: leave full_load_hours out.",
    ),
    "contracts: written twice": (
        {"power.contracts": {"a": BLOCK, "b": BLOCK | {"title": "block 27", "start": "2027-07-01"}}},
        'power.contracts.b.title is "block 27", baseload, as in power.contracts.a; they overlap from 2027-07-01 to '
        "2027-12-31.\nAllowed: one contract of a kind and title at a time.\n\n"
        "hint: leave one out or change its dates; two contracts of one seller have two titles.",
    ),
    "contracts: too much together": (
        {
            "power.contracts": {
                "a": BLOCK | {"min_mw": 0.5},
                "b": BLOCK | {"title": "B", "start": "2027-04-01", "min_mw": 0.75, "max_mw": 0.75},
            }
        },
        "power.contracts.b.min_mw is 0.75 MW; with a the contracts that overlap on 2027-04-01 oblige to take 1.25 MW "
        "on average.\nAllowed: 1 MW (site.connection_mw) together.\n\n"
        "hint: lower a min_mw, or let one contract end before the other starts.",
    ),
    "hedge: most below least": (
        one() | {"power.hedge": {"min_share": 0.5, "max_share": 0.25, "expected_load_factor": 0.8}},
        "power.hedge.max_share is 0.25.\nAllowed: 0.5 (power.hedge.min_share) or more.",
    ),
    "hedge: of what": (
        one() | {"power.hedge": {"max_share": 0.25}},
        "power.hedge.expected_load_factor is missing.\nIt is needed because max_share is given.\n\n"
        "hint: mean power at the meter over the connection; a plan without contracts shows it as "
        "connection_used_share.",
    ),
    "hedge: with what": (
        {"power.hedge": {"min_share": 0.5, "expected_load_factor": 0.8}},
        "power.hedge.min_share is 0.5.\nAllowed: 0 where power.contracts is empty.\n\nhint: add a contract.",
    ),
}
