"""Cash, funding and debt by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.charts import theme
from planner.plan.accounts.ledger import lowest_cash_eur
from planner.plan.accounts.ratios import debt_owed
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.words import formats, say

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from planner.plan.accounts.statements import Accounts

COLUMNS = ["month", "cumulated_meur", "lowest_meur", "cash_meur", "debt_meur", "equity_paid_in_meur"]
SMALL_MEUR = 5e-4


def funding_data(accounts: Accounts) -> pd.DataFrame:
    """One row a month [MEUR]: cash before tax and financing from nothing on, and its lowest in the month.

    `cash`, `debt` and `equity_paid_in` are those of the balance sheet at the end of the month.
    """
    values = (
        np.cumsum(accounts.ledger.paid.sum(axis=0)),
        lowest_cash_eur(accounts.ledger),
        accounts.balance["cash"],
        debt_owed(accounts),
        accounts.balance["equity paid in"],
    )
    months = accounts.ledger.months.names()
    return pd.DataFrame(dict(zip(COLUMNS, (months, *(v / EUR_PER_MEUR for v in values)), strict=True)))


def funding_by_month(accounts: Accounts, locale: str = "en", height: int = 400) -> go.Figure:
    """Lines by month, the lowest day marked; what is zero throughout is left out."""
    data = funding_data(accounts)
    chart = theme.figure(locale, height, showlegend=True, margin={"t": 60})
    x = pd.to_datetime(data["month"] + "-01")
    lines = (
        ("cumulated_meur", "fund cumulated", theme.BLACK, "solid"),
        ("cash_meur", "fund cash", theme.BLUE, "solid"),
        ("debt_meur", "fund debt", theme.VERMILION, "dash"),
        ("equity_paid_in_meur", "fund equity", theme.GREEN, "dot"),
    )
    for column, word, colour, dash in lines:
        if data[column].abs().max() < SMALL_MEUR:
            continue
        name = say(word, locale)
        chart.add_scatter(
            x=x, y=data[column], name=name, mode="lines", line={"color": colour, "width": 2.2, "dash": dash},
            hovertemplate=f"{name}: %{{y:,.1f}} M€<extra></extra>",
        )  # fmt: skip
    _mark_lowest(chart, data, locale)
    chart.update_yaxes(title_text="M€")
    chart.update_xaxes(type="date", tickformat=formats.month_axis(locale), hoverformat="%m/%Y")
    return chart


def _mark_lowest(chart: go.Figure, data: pd.DataFrame, locale: str) -> None:
    """The lowest day: within its month, below the line of month-ends."""
    row = data.iloc[int(data["lowest_meur"].to_numpy().argmin())]
    if float(row["lowest_meur"]) > -SMALL_MEUR:
        return
    text = say("fund peak", locale, amount=formats.money_meur(-float(row["lowest_meur"]), locale))
    chart.add_scatter(
        x=[pd.Timestamp(f"{row['month']}-01")], y=[row["lowest_meur"]], mode="markers+text", text=[text],
        textposition="bottom right", showlegend=False, marker={"color": theme.BLACK, "size": 9, "symbol": "diamond"},
        hovertemplate=f"{text}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    low, high = float(data["lowest_meur"].min()), float(data.drop(columns="month").to_numpy().max())
    chart.update_yaxes(range=[low - 0.16 * (high - low), high + 0.06 * (high - low)])
