"""What changed since the run before, as the report shows it: the sentences of `planner changed`, with their amounts."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from planner.plan.changed.last import changes_since_last
from planner.plan.changed.sentences import basis_sentence, signed_meur
from planner.plan.plan import Plan
from planner.plan.several.pair import paths_beside
from planner.report.parts import Changed, Table
from planner.words import formats, say

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plan.several.uncertain import UncertainPlan
    from planner.report.write import Format


def changed_since_last(store: str | Path, plan: Plan, locale: str = "en") -> Changed | None:
    """The largest changes since the newest earlier run of the same scenario; None: no such run, or nothing moved."""
    changes = changes_since_last(store, plan)
    if changes is None:
        return None
    rows = changes.table(locale).to_dict("records")
    if not rows:
        return None
    solved = dt.datetime.fromisoformat(str(changes.a.manifest["created_utc"]))
    since = say("changed since", locale, title=changes.a.title, day=formats.date(solved.date(), locale))
    head = (say("changed column", locale), say("changed effect column", locale))
    cells = tuple((str(row["text"]), _amount(float(row["effect_meur"]), locale)) for row in rows)
    table = Table(say("changed head", locale), head, cells, numeric=frozenset({1}))
    return Changed(since, (basis_sentence(changes, locale),), table)


def beside(
    store: str | Path, plan: Plan | UncertainPlan, kind: Format, locale: str = "en"
) -> tuple[UncertainPlan | None, Changed | None]:
    """What a store has for the report of a plan: its plan for paths, and what changed since the run before.

    Nothing for a plan for paths; no changes for a workbook, which shows none.
    """
    if not isinstance(plan, Plan):
        return None, None
    return paths_beside(store, plan), None if kind == "xlsx" else changed_since_last(store, plan, locale)


def _amount(meur: float, locale: str) -> str:
    return "–" if math.isnan(meur) else signed_meur(meur, locale)
