"""Finance in a report: statements and ratios by year, what the orders change, contracts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.charts.finance.statements import statement_shown, total_rows
from planner.charts.findings.money import covenants_shown
from planner.plan.accounts.ratios import ratios_table
from planner.plan.accounts.statements import BALANCE, CASH, PROFIT, statements_table
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.report.parts import Table
from planner.words import formats, say
from planner.words.names import capital, or_as_it_is, statement_name

if TYPE_CHECKING:
    from planner.plan.accounts.statements import Accounts
    from planner.plan.plan import Plan

RATIOS = {
    "dscr": "book dscr", "llcr": "book llcr", "plcr": "book plcr", "gearing": "gearing",
    "peak_funding_meur": "peak so far", "headroom_meur": "least headroom",
}  # fmt: skip
SHOWN_MEUR = 0.05  # reads 0.1


def texts(caption: str, data: pd.DataFrame, numeric: frozenset[int] | None = None) -> Table:
    """A table of texts; `numeric` columns stand to the right, without it all but the first."""
    rows = tuple(tuple(str(text) for text in row) for row in data.to_numpy())
    head = tuple(str(name) for name in data.columns)
    return Table(caption, head, rows, numeric if numeric is not None else frozenset(range(1, len(head))))


def statements(accounts: Accounts | None, locale: str) -> tuple[Table, ...]:
    """Profit and loss, cash flow and balance sheet by year [M€]; none without accounts."""
    if accounts is None:
        return ()
    table = statements_table(accounts, "year")
    made = []
    for statement in (PROFIT, CASH, BALANCE):
        data = statement_shown(table, statement, locale)
        own = texts(f"{statement_name(statement, locale)}, M€", data)
        made.append(Table(own.caption, own.head, own.rows, own.numeric, sums=frozenset(total_rows(table, statement))))
    return tuple(made)


def ratios(accounts: Accounts | None, locale: str) -> Table:
    """What a lender looks at, by year; a ratio that is nowhere defined has no row."""
    caption = say("ratios caption", locale)
    if accounts is None:
        return Table(caption, (), ())
    table = ratios_table(accounts, "year")
    years = list(dict.fromkeys(accounts.ledger.months.names("year")))
    rows = []
    for ratio, word in RATIOS.items():
        own = table.loc[table["ratio"] == ratio].set_index("period")["value"]
        if len(own):
            digits = 1 if ratio.endswith("_meur") else 2
            rows.append((say(word, locale), *(formats.number(own.get(year), digits, locale) for year in years)))
    head = (say("figure", locale), *years)
    return Table(caption, head, tuple(rows), numeric=frozenset(range(1, len(head))))


def covenants(accounts: Accounts | None, locale: str) -> Table:
    """Each covenant where least is left to its limit; no row without any."""
    data = pd.DataFrame() if accounts is None else covenants_shown(accounts, locale)
    return texts(say("covenants caption", locale), data, frozenset({2, 3, 4}))


def bridge(plan: Plan, locale: str) -> Table:
    """From the value of the site without orders to that with them, by group of money [M€ present value]."""
    caption = say("bridge caption", locale)
    head = (say("step", locale), say("money", locale))
    if plan.reference_cash_flow.empty:
        return Table(caption, head, ())
    ours, without = (_present(flows) for flows in (plan.cash_flow, plan.reference_cash_flow))
    steps = ours.sub(without, fill_value=0.0)
    steps = steps.reindex(steps.abs().sort_values(ascending=False, kind="stable").index)
    large = steps.loc[steps.abs() >= SHOWN_MEUR]
    small = float(steps.sum() - large.sum())
    rows = [(say("bridge from", locale), float(without.sum()))]
    rows += [(or_as_it_is(str(group), capital(str(group)), locale), float(meur)) for group, meur in large.items()]
    rows += [(say("other", locale), small)] if abs(small) >= SHOWN_MEUR else []
    end = (say("bridge end", locale), _signed(float(ours.sum()), locale, bare=True))
    shown = tuple((text, _signed(meur, locale, bare=i == 0)) for i, (text, meur) in enumerate(rows))
    return Table(caption, head, shown, numeric=frozenset({1}), total=end)


def _present(flows: pd.DataFrame) -> pd.Series:
    own = flows.loc[flows["in_npv"].astype(bool)]
    sums: pd.Series[float] = own.groupby(own["group"].astype(str), sort=False)["present_eur"].sum() / EUR_PER_MEUR
    return sums


def _signed(meur: float, locale: str, *, bare: bool = False) -> str:
    sign = "−" if meur < 0 else "" if bare else "+"
    return sign + formats.number(abs(meur), 1, locale)
