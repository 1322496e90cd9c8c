"""Statements and opened lines as people read them, and measures of value as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.plan.recipes.opened import BEFORE
from planner.plan.recipes.recipe import STATEMENTS
from planner.plan.studies.carbon import scenario_part
from planner.words import formats, say
from planner.words.names import capital, entry_name, kind_name, line_name, or_as_it_is

if TYPE_CHECKING:
    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan
    from planner.plan.recipes.recipe import Recipe

SMALL_EUR, MINUS = 5e3, "−"
DIGITS, MOST_NAMES = 2, 4
SHARES = frozenset({"irr_as_paid", "irr_of_equity", "break_even_discount_rate", "break_even_utilisation"})


def wide(table: pd.DataFrame, statement: str) -> pd.DataFrame:
    """A statement with a row a line and a column a period [EUR], in the order in which lines stand."""
    own = table.loc[table["statement"] == statement]
    return own.pivot_table(index="line", columns="period", values="eur", sort=False, dropna=False)


def lines_shown(table: pd.DataFrame, statement: str) -> list[str]:
    """Lines that are not zero throughout, and all totals."""
    own = table.loc[table["statement"] == statement]
    largest = own.assign(size=own["eur"].abs()).groupby("line", sort=False).agg({"size": "max", "is_total": "max"})
    return [str(line) for line, row in largest.iterrows() if row["is_total"] or row["size"] >= SMALL_EUR / 1e3]


def statement_shown(table: pd.DataFrame, statement: str, locale: str = "en") -> pd.DataFrame:
    """A statement [M€, texts]: a row a line that is not zero throughout, a column a quarter or year."""
    data = wide(table, statement).loc[lines_shown(table, statement)]
    head = {say("book line", locale): [line_name(str(line), locale) for line in data.index]}
    columns = {formats.period_name(str(name), locale): [amount(v, locale) for v in data[name]] for name in data.columns}
    return pd.DataFrame({**head, **columns})


def total_rows(table: pd.DataFrame, statement: str) -> list[int]:
    """Places of the totals among `lines_shown`."""
    own = table.loc[(table["statement"] == statement) & table["is_total"].astype(bool), "line"].unique()
    return [i for i, line in enumerate(lines_shown(table, statement)) if line in own]


def amount(eur: float, locale: str = "en") -> str:
    """An amount in M€ with two decimals and a true minus; a dash for nothing."""
    if abs(eur) < SMALL_EUR:
        return formats.MISSING
    return (MINUS if eur < 0 else "") + formats.number(abs(eur) / EUR_PER_MEUR, DIGITS, locale)


def opened_shown(rows: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """The rows of a line [M€, texts], with the sign that they have in it."""
    keys = rows[["sign", "kind", "name"]].drop_duplicates()
    data = rows.pivot_table(index=["sign", "kind", "name"], columns="period", values="eur", sort=False)
    names = [_name(kind, name, locale) for kind, name in zip(keys["kind"], keys["name"], strict=True)]
    shown: dict[str, list[str]] = {say("book line", locale): [*names, say("total", locale)]}
    for period in data.columns:
        values = [*data[period], data[period].sum()]
        shown[formats.period_name(str(period), locale)] = [amount(float(value), locale) for value in values]
    kinds = [kind_name(kind, locale) if kind else "" for kind in keys["kind"]]
    return pd.DataFrame({**shown, say("book from", locale): [*kinds, ""]})


def _name(kind: str, name: str, locale: str) -> str:
    if name == BEFORE:
        return say("line at the start", locale)
    return line_name(name, locale) if kind in STATEMENTS else entry_name(name, locale)


def formula_text(recipe: Recipe, line: str, locale: str = "en") -> str:
    """How a line is made, in one sentence."""
    terms = []
    for part in recipe.parts:
        sign, kind = "+" if part.sign > 0 else MINUS, kind_name(part.kind, locale).lower()
        if len(part.names) > MOST_NAMES and part.kind not in STATEMENTS:
            terms.append(f"{sign} {say('line rows', locale, count=len(part.names), kind=kind)}")
        else:
            terms += [f"{sign} {_name(part.kind, name, locale)} ({kind})" for name in part.names]
    if recipe.running:
        terms = [say("line at the start", locale), *terms]
    text = " ".join(terms).removeprefix("+ ")
    return f"{line_name(line, locale)} = {text or '0'}"


def measures_shown(measures: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """Measures of value of the site [texts]; one that is not defined says so."""
    rows = []
    for row in measures.to_dict("records"):
        name, value = str(row["measure"]), row["value"]
        text = say("measure none", locale) if value is None else _value(name, str(row["unit"]), value, locale)
        rows.append([or_as_it_is(f"measure {name}", capital(name.replace("_", " ")), locale), text])
    return pd.DataFrame(rows, columns=[say("figure", locale), say("against site", locale)])


def _value(name: str, unit: str, value: Any, locale: str) -> str:
    if isinstance(value, str):
        return formats.period_name(value, locale)
    if name in SHARES:
        return formats.percent(float(value), locale)
    if unit == "MEUR":
        return formats.money_meur(float(value), locale)
    number = formats.significant(float(value), 3, locale)
    return (
        number if unit in ("1", "x") else f"{number}{formats.NO_BREAK}{unit.replace('MEUR', 'M€').replace('EUR', '€')}"
    )


def lead(accounts: Accounts, locale: str = "en") -> str:
    """Revenue and profit of the horizon, and the cash at its end."""
    names = accounts.ledger.months.names()

    def meur(values: float) -> str:
        return formats.money_meur(float(values) / EUR_PER_MEUR, locale)

    return say(
        "statements lead",
        locale,
        first=formats.period_name(names[0], locale),
        last=formats.period_name(names[-1], locale),
        revenue=meur(accounts.profit["revenue"].sum()),
        profit=meur(accounts.profit["net profit"].sum()),
        cash=meur(accounts.balance["cash"][-1]),
    )


def note(plan: Plan, locale: str = "en") -> str:
    """Unit, sign, whose accounts these are."""
    view = scenario_part(plan, "finance").get("view") or "site"
    return say("statements note", locale, whose=say(f"view {view}", locale))
