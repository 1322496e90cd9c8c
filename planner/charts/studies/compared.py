"""Plans on one another: cumulative cash, GPUs, megawatts and tokens by period, one line a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.charts import theme
from planner.charts.money import cash_flow_data
from planner.plan.news.work import TOKENS
from planner.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import plotly.graph_objects as go

    from planner.plan.plan import Plan

NO_PERIODS = ("start", "end")  # of the cash flow: the opening, which is in the running sum, and the value left
COLOURS = (theme.BLACK, theme.BLUE, theme.VERMILION, theme.GREEN, theme.PURPLE)
DASHES = ("solid", "solid", "dash", "dot", "dashdot")  # told apart without colour, too
UNITS = {"cash": "M€", "gpus": "GPU", "power": "MW", "tokens": "Gtokens"}


def _cash(plan: Plan) -> pd.Series:
    data = cash_flow_data(plan)
    return data.loc[~data["period"].isin(NO_PERIODS)].set_index("period")["cumulated"]


def _gpus(plan: Plan) -> pd.Series:
    return plan.fleet.groupby(plan.fleet["period"].astype(str))["gpus"].sum()


def _power(plan: Plan) -> pd.Series:
    return plan.power.set_index(plan.power["period"].astype(str))["average_mw"]


def _tokens(plan: Plan) -> pd.Series:
    """Served here and rented [thousand Mtokens]."""
    own = plan.tokens.loc[plan.tokens["unit"].astype(str) == TOKENS]
    return (own["served_here"] + own["burst"]).groupby(own["period"].astype(str)).sum() / 1e3


SUBJECTS: Mapping[str, Callable[[Plan], pd.Series]] = {
    "cash": _cash, "gpus": _gpus, "power": _power, "tokens": _tokens,
}  # fmt: skip


def overlaid_data(plans: Mapping[str, Plan], subject: str) -> pd.DataFrame:
    """A row a period of any plan, a column a plan; NaN where it has no such period. Subjects: see `SUBJECTS`."""
    table = pd.DataFrame({name: SUBJECTS[subject](plan).astype(float) for name, plan in plans.items()})
    return table.sort_index().rename_axis("period").reset_index()


def overlaid(plans: Mapping[str, Plan], subject: str, locale: str = "en", height: int = 300) -> go.Figure:
    """Lines by period, one a plan, in the order of the plans."""
    data = overlaid_data(plans, subject)
    chart = theme.figure(locale, height, showlegend=True)
    x = theme.period_axis(chart, list(data["period"]), locale)
    for name, colour, dash in zip(plans, COLOURS, DASHES, strict=False):
        chart.add_scatter(
            x=x,
            y=data[name],
            name=name,
            mode="lines",
            line={"color": colour, "width": 2.2, "dash": dash},
            hovertemplate=f"%{{y:,.1f}} {UNITS[subject]}<extra>%{{fullData.name}}</extra>",
        )
    chart.update_yaxes(title_text=UNITS[subject], tickformat=",~r", rangemode="tozero")
    return chart


def overlaid_title(subject: str, locale: str) -> str:
    """What a chart of plans on one another shows."""
    return say(f"overlaid {subject}", locale)
