"""What the workbook of a plan for several paths holds: its tables as they are, assumptions and proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.plan.several.uncertain import TABLES
from planner.report.several import tables
from planner.report.sheets import Sheet, assumptions, of_proof, of_table

if TYPE_CHECKING:
    from planner.plan.several.uncertain import UncertainPlan

FIRST = ("orders", "spread", "measurements", "paths")


def sheets(plan: UncertainPlan, locale: str = "en") -> list[Sheet]:
    """Every sheet but the first, which lists them; tables without a row are left out."""
    names = [*FIRST, *(name for name in TABLES if name not in {*FIRST, "assumptions"})]
    return [
        *(of_table(name, getattr(plan, name), locale) for name in names if len(getattr(plan, name))),
        *([assumptions(plan, locale)] if len(plan.assumptions) else []),
        of_proof(tables.proof(plan, locale), locale),
    ]
