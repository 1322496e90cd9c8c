"""A line of a statement, opened: its rows by period with their sign, adding up to it, and the assumptions behind it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.plan.accounts.statements import BALANCE
from planner.plan.recipes.recipe import CENT, STATEMENTS, opening_eur, statement_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.arrays import Floats
    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan
    from planner.plan.recipes.recipe import Part, Recipe, Rows

COLUMNS = ["sign", "kind", "name", "period", "eur"]
BEFORE = "at the start of the period"
Recipes = dict[tuple[str, str], "Recipe"]


def rows_of_line(accounts: Accounts, recipe: Recipe, rows: Rows, every: str) -> pd.DataFrame:
    """The rows of a line by quarter or year, signed, so that they add up to it; COLUMNS. Rows of nothing are left out.

    A line of the balance sheet stands at the end of the period. Of a line that runs on, `BEFORE` is what was there at
    the start of each period.
    """
    names = accounts.ledger.months.names(every)
    places = {name: i for i, name in enumerate(dict.fromkeys(names))}
    place = np.array([places[name] for name in names])
    given = rows | statement_rows(accounts)
    last = np.searchsorted(place, np.arange(len(places)), side="right") - 1

    def by_period(part: Part, name: str) -> Floats:
        values = part.sign * given[part.kind][name]
        at_end = part.kind == BALANCE
        return np.asarray(values[last] if at_end else np.bincount(place, values), dtype=np.float64)

    parts = [(part.sign, part.kind, name, by_period(part, name)) for part in recipe.parts for name in part.names]
    listed = [part for part in parts if np.abs(part[3]).max() >= CENT]
    if recipe.running:
        listed = [(1, "", BEFORE, _before(accounts, recipe, [part[3] for part in parts], len(places))), *listed]
    table = [
        (sign, kind, name, period, float(values[i]))
        for sign, kind, name, values in listed
        for period, i in places.items()
    ]
    return pd.DataFrame(table, columns=COLUMNS)


def _before(accounts: Accounts, recipe: Recipe, changes: list[Floats], count: int) -> Floats:
    """What was there at the start of each period: the opening, and the changes of all periods before."""
    opening = opening_eur(accounts)
    first = sum(sign * opening[name] for sign, name in recipe.opening)
    change = np.sum(changes, axis=0) if changes else np.zeros(count)
    return np.concatenate([[0.0], np.cumsum(change)[:-1]]) + first


def assumptions_of_line(
    plan: Plan, recipes: Mapping[tuple[str, str], Recipe], statement: str, line: str
) -> pd.DataFrame:
    """Rows of `plan.assumptions` that feed a line: its own, and those of the lines that it is made of."""
    patterns = _patterns(recipes, (statement, line), set())
    table = plan.assumptions
    paths = table["path"].astype(str)
    return table.loc[[any(fnmatchcase(path, pattern) for pattern in patterns) for path in paths]]


def _patterns(
    recipes: Mapping[tuple[str, str], Recipe], key: tuple[str, str], seen: set[tuple[str, str]]
) -> tuple[str, ...]:
    if key in seen or key not in recipes:
        return ()
    seen.add(key)
    recipe = recipes[key]
    patterns = [*recipe.assumptions, *(f"finance.opening.{name}*" for _, name in recipe.opening)]
    for part in recipe.parts:
        if part.kind in STATEMENTS:
            patterns += [p for name in part.names for p in _patterns(recipes, (part.kind, name), seen)]
    return tuple(dict.fromkeys(patterns))
