"""Debt service cover by quarter, against what the lender wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.charts import theme
from planner.plan.accounts.lender.covenants import covenants_table
from planner.plan.accounts.ratios import DSCR, ratios_table
from planner.words import formats, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from planner.plan.accounts.statements import Accounts

MINIMUM = "minimum_dscr"
HIGHEST_SHOWN = 5.0  # a bar that is higher is cut, and says how high it is


def cover_data(accounts: Accounts) -> pd.DataFrame:
    """Quarter, its cover, cash available and debt service [MEUR]; the cover that the covenant tests, and its limit."""
    ratios = ratios_table(accounts, "quarter")
    own = ratios.loc[ratios["ratio"] == DSCR]
    data = pd.DataFrame(
        {
            "period": own["period"],
            "dscr": own["value"],
            "available_meur": own["above_eur"] / 1e6,
            "service_meur": own["below_eur"] / 1e6,
        }
    )
    tests = covenants_table(accounts)
    tests = tests.loc[tests["covenant"] == MINIMUM, ["period", "value", "limit"]]
    tests = tests.rename(columns={"value": "tested", "limit": "covenant"})
    return data.merge(tests, on="period", how="outer" if len(tests) else "left").sort_values(
        "period", ignore_index=True
    )


def sculpted_to(accounts: Accounts) -> float | None:
    """The cover to which the term loan is sculpted; None where it is not."""
    debt = accounts.ledger.terms.debt
    loan = debt.term_loan if debt else None
    return float(loan.dscr) if loan and loan.repayment == "sculpted" else None


def cover_by_quarter(accounts: Accounts, locale: str = "en", height: int = 400) -> go.Figure:
    """A bar a quarter with its figure; lines of the covenant, of what it tests, and of the sculpted repayment."""
    data = cover_data(accounts)
    chart = theme.figure(locale, height, showlegend=True, margin={"t": 60})
    x = theme.period_axis(chart, list(data["period"]), locale)
    cover = data["dscr"].to_numpy(dtype=np.float64)
    chart.add_bar(
        x=x, y=np.minimum(cover, HIGHEST_SHOWN), name=say("cover of the quarter", locale), marker={"color": theme.BLUE},
        text=[formats.number(value, 2 if value < 10 else 0, locale) if value == value else "" for value in cover],
        textposition="inside", insidetextanchor="start", textangle=0, constraintext="none", customdata=cover,
        textfont={"color": "white"},
        hovertemplate="DSCR %{customdata:,.2f}<extra></extra>",
    )  # fmt: skip
    if data["covenant"].notna().any():
        _line(chart, x, np.minimum(data["tested"], HIGHEST_SHOWN), say("cover tested", locale), theme.BLACK, "solid")
        _line(chart, x, data["covenant"], say("cover covenant", locale), theme.VERMILION, "dash")
    target = sculpted_to(accounts)
    if target is not None:
        _line(chart, x, np.full(len(x), target), say("cover sculpted", locale), theme.GREEN, "dot")
    shown = np.minimum(cover, HIGHEST_SHOWN)
    lowest, highest = float(np.nanmin(shown, initial=0.0)), float(np.nanmax(shown, initial=1.0))
    chart.update_yaxes(range=[1.1 * lowest, 1.1 * highest], title_text="DSCR")
    return chart


def _line(chart: go.Figure, x: list[str], y: object, name: str, colour: str, dash: str) -> None:
    chart.add_scatter(
        x=x, y=y, name=name, mode="lines", line={"color": colour, "width": 2, "dash": dash},
        hovertemplate=f"{name}: %{{y:.2f}}<extra></extra>",
    )  # fmt: skip
