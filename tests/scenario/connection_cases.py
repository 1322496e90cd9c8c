"""Connections that break one rule, with the message of each; run by test_rules."""

from __future__ import annotations

from typing import Any

WORKS: dict[str, Any] = {"start": "2027-05-03", "end": "2027-05-07", "mw_left": 0.4}
AT = "site.maintenance.works"


def works(**new: Any) -> dict[str, Any]:
    """A scenario with one maintenance window with some values replaced."""
    return {"site.maintenance": {"works": WORKS | new}}


CONNECTION_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "firm_and_flexible: too much": (
        {"site.phases.a.flexible_mw": 0.5},
        "site.phases.a.flexible_mw is 0.5 MW.\nAllowed: up to 0.4 MW, what the phase brings: 0.4 of 1 MW "
        "(site.connection_mw).",
    ),
    "firm_and_flexible: do not add up": (
        {"site.phases.a.flexible_mw": 0.1, "site.phases.a.firm_mw": 0.2},
        "site.phases.a.firm_mw is 0.2 MW, with flexible_mw 0.3 MW.\nAllowed: 0.4 MW together, what the phase brings: "
        "0.4 of 1 MW (site.connection_mw).\n\nhint: give flexible_mw alone: firm_mw null is the rest.",
    ),
    "phases_in_turn": (
        {"site.phases.a.delay_quarters": 5, "site.phases.b.committed": True, "fleet.opening": []},
        "site.phases.b.earliest is 2026-Q4, with delay_quarters 0: it is committed to open then.\nAllowed: 2028-Q1 or "
        "later, when a can be open: phases open in their order.\n\nhint: delay it as much, or set committed to false.",
    ),
    "curtailment: nothing flexible": (
        {"site.curtailment": {"hours_per_year": 100}},
        "site.curtailment.hours_per_year is 100 h/year.\nAllowed: 0 where no phase has a flexible part.\n\n"
        "hint: give flexible_mw of a phase.",
    ),
    "curtailment: more than evenings": (
        {"site.phases.a.flexible_mw": 0.1, "site.curtailment": {"hours_per_year": 500, "when": "agreed-evenings"}},
        "site.curtailment.hours_per_year is 500 h/year.\nAllowed: up to 400 h/year in winter evenings "
        "(site.curtailment.when).\n\nhint: a winter has some 410 hours of working days from 17:00 to 21:00.",
    ),
    "transformers": (
        {"site.transformers": {"count": 2, "mva_each": 0.5, "power_factor": 0.95}},
        "site.transformers.mva_each is 0.5 MVA: 2 of them carry 0.95 MW at power factor 0.95.\n"
        "Allowed: 0.5263 MVA or more, for 1 MW (site.connection_mw).\n\n"
        "hint: give MVA, not kVA, and all transformers.",
    ),
    "maintenance: end before start": (
        works(end="2027-05-02"),
        f"{AT}.end is 2027-05-02.\nAllowed: 2027-05-03 (start) or later.\n\n"
        "hint: it is the last day of the works; exchange the two dates if they were mixed up.",
    ),
    "maintenance: outside": (
        works(start="2030-05-03", end="2030-05-04"),
        f"{AT}.start is 2030-05-03, and end 2030-05-04.\nAllowed: a day from 2026-10-01 on and before 2028-01-01 "
        "(horizon).\n\nhint: works outside the horizon change nothing: leave them out.",
    ),
    "maintenance: kW": (
        works(mw_left=900),
        f"{AT}.mw_left is 900 MW.\nAllowed: above 0 MW (site.auxiliaries_mw), below 1 MW (site.connection_mw).\n\n"
        "hint: write 0.9 if 900 is in kW.",
    ),
    "maintenance: no hint out of the allowed range": (
        works(mw_left=1500),
        f"{AT}.mw_left is 1500 MW.\nAllowed: above 0 MW (site.auxiliaries_mw), below 1 MW (site.connection_mw).",
    ),
}
