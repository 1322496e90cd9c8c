"""Corporate and local taxes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.scenario.fields.parts import LIST, Part, field

Months = Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], LIST]


class Tax(Part):
    """Corporate tax in France as the law of 2026 has it (docs/money.md), and what it needs to be told."""

    corporate_tax: bool = field("", "True: corporate tax is worked out and paid.", True)
    instalment_months: Months = field(
        "month", "Months of the instalments, equal parts of the tax of the year before.", (3, 6, 9, 12), min_length=1
    )
    balance_month: int = field(
        "month", "Month in which the rest of a year's tax is paid, the year after.", 5, ge=1, le=12
    )
    turnover_elsewhere_meur: float = field(
        "MEUR/year", "Turnover in France of the rest of the tax group: the surtax counts it.", 0.0, ge=0, le=1e6
    )
    local_taxes_meur_per_year: float = field(
        "MEUR/year", "Local taxes (CFE, land tax; CVAE unless cvae), paid in December.", 0.0, ge=0, le=1000
    )
    cvae: bool = field(
        "",
        "True: CVAE on value added is worked out, at each year's rate for a turnover above 50 MEUR (too high below), "
        "and paid in June and September.",
        False,
    )
