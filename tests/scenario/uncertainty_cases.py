"""What may come and when demand comes, each rule broken once, with its message; run by test_rules."""

from __future__ import annotations

from typing import Any

from tests.scenario.small import CHAT as CHAT_TOKENS
from tests.scenario.small import WORKLOAD

CHAT = "workloads.chat"
SECTION = "uncertainty"
PAIR = {"one": "demand", "other": "rack_delay", "correlation": 0.5}


def asked(**values: Any) -> dict[str, Any]:
    """The small scenario with a section of these values."""
    return {SECTION: values}


def paired(*pairs: tuple[str, str, float]) -> dict[str, Any]:
    """The small scenario with these correlations."""
    return asked(correlations=[PAIR | {"one": a, "other": b, "correlation": value} for a, b, value in pairs])


UNCERTAINTY_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "uncertainty: more paths than draws": (
        asked(paths=20, sample=10),
        f"{SECTION}.paths is 20.\nAllowed: up to 10 (uncertainty.sample).",
    ),
    "uncertainty: probabilities of late racks": (
        asked(rack_delay_quarters=[0.6, 0.3, 0.2]),
        f"{SECTION}.rack_delay_quarters holds probabilities of 0.6 + 0.3 + 0.2 = 1.1.\n"
        "Allowed: probabilities that add up to 1.\n\nhint: the first is that of no delay.",
    ),
    "uncertainty: probabilities of a late connection": (
        asked(connection_delay_quarters=[0.5, 0.4]),
        f"{SECTION}.connection_delay_quarters holds probabilities of 0.5 + 0.4 = 0.9.\n"
        "Allowed: probabilities that add up to 1.\n\nhint: the first is that of no delay.",
    ),
    "uncertainty: a workload not known": (
        asked(demand={"sigma_per_year_of": {"chta": 0.2}}),
        f'{SECTION}.demand.sigma_per_year_of.chta is for "chta".\nAllowed: a name of workloads.\n\n'
        'hint: Did you mean "chat"?',
    ),
    "uncertainty: a thing with itself": (
        paired(("demand", "demand", 0.5)),
        f"{SECTION}.correlations.0.other is demand, as one.\nAllowed: two different things.",
    ),
    "uncertainty: a pair twice": (
        paired(("demand", "rack_delay", 0.5), ("rack_delay", "demand", 0.4)),
        f"{SECTION}.correlations.1.other gives rack_delay and demand again.\nAllowed: each pair once.",
    ),
    "uncertainty: pairs that cannot hold together": (
        paired(("demand", "rack_delay", 0.9), ("demand", "efficiency", 0.9), ("rack_delay", "efficiency", -0.9)),
        f"{SECTION}.correlations cannot hold together: their matrix has the eigenvalue -0.8.\n"
        "Allowed: a matrix without negative eigenvalues.\n\n"
        "hint: two things that both move with a third cannot move strongly against each other: weaken one pair.",
    ),
    "uncertainty: decided outside the horizon": (
        asked(decide_until="2028-Q1"),
        f"{SECTION}.decide_until is 2028-Q1.\nAllowed: 2026-Q4 to 2027-Q4 (horizon).",
    ),
    "uncertainty: decided after the delivery": (
        asked(decide_until="2027-Q3"),
        f"{SECTION}.decide_until is 2027-Q3, but the first order of every product is delivered by 2027-Q2 "
        "(H200_HGX, the last).\nAllowed: 2026-Q4 (horizon.start) to 2027-Q2.\n\n"
        "hint: what is decided after the delivery is decided with the path in view: choose an earlier quarter.",
    ),
    "growth: in per cent": (
        {"demand.growth.tokens": [300, 200]},
        "demand.growth.tokens is [300, 200]: demand would be 6e+04 times as large after 2 years.\n"
        "Allowed: factors a year that make up to 10,000 over the horizon; usual are 1 to 10.\n\n"
        "hint: factors, not per cent: 300 % more a year is 4, to 300 % of the year before is 3.",
    ),
    "customers: shares": (
        {f"{CHAT}.customers": {"FR": 0.6, "DE": 0.3}},
        f"{CHAT}.customers has shares of 0.6 + 0.3 = 0.9.\nAllowed: shares that add up to 1.",
    ),
    "customers: no such country": (
        {f"{CHAT}.customers": {"XX": 1.0}},
        f'{CHAT}.customers.XX is for "XX".\n'
        "Allowed: a country whose public holidays are known, by its two letters in ISO 3166.",
    ),
    "deferrable: no window": (
        {f"{CHAT}.deferrable_share": 0.2},
        f"{CHAT}.deferrable_hours is missing.\nIt is needed because deferrable_share is given.",
    ),
    "deferrable: no share": (
        {f"{CHAT}.deferrable_hours": 12},
        f"{CHAT}.deferrable_share is missing.\nIt is needed because deferrable_hours is given.",
    ),
    "deferrable: all may wait already": (
        {f"{CHAT}.deferrable_share": 0.2, f"{CHAT}.deferrable_hours": 12, f"{CHAT}.window_hours": 24},
        f"{CHAT}.deferrable_share is 0.2.\nAllowed: null, as all of it may wait 24 h (window_hours).\n\n"
        "hint: set window_hours to 0, or deferrable_share to null.",
    ),
    "deferrable: its name is taken": (
        {
            f"{CHAT}.deferrable_share": 0.2,
            f"{CHAT}.deferrable_hours": 12,
            "workloads.chat-deferrable": WORKLOAD | CHAT_TOKENS,
        },
        f"{CHAT}.deferrable_share is 0.2.\n"
        "Allowed: null, as chat-deferrable is a workload already, and the part would have its name.",
    ),
}
