"""Bound and best plan of a solve as time goes on: the proof is the room between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts import theme
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go


def progress_chart(
    history: Sequence[tuple[float, float | None, float | None]], now_s: float, locale: str = "en", height: int = 190
) -> go.Figure:
    """Steps of (seconds, bound [M€], best plan [M€]) as two lines, drawn on to `now_s`; a gap where one is unknown."""
    steps = [*history, (max(now_s, history[-1][0]), *history[-1][1:])] if history else []
    seconds = [step[0] for step in steps]
    chart = theme.figure(locale, height, hovermode="x unified")
    for place, key, colour in ((1, "bound", theme.MUTED), (2, "best", theme.BLUE)):
        values = [step[place] for step in steps]
        chart.add_scatter(
            x=seconds, y=values, name=say(key, locale), mode="lines", line={"color": colour, "width": 2, "shape": "hv"},
            hovertemplate="%{y:.1f} M€",
        )  # fmt: skip
        last = next((value for value in reversed(values) if value is not None), None)
        if last is not None:
            chart.add_annotation(
                x=seconds[-1], y=last, text=f"{say(key, locale)} {formats.money_meur(last, locale)}", showarrow=False,
                xanchor="right", yanchor="bottom" if place == 1 else "top", font={"color": colour},
            )  # fmt: skip
    chart.update_xaxes(title_text="s", showgrid=False)
    chart.update_yaxes(title_text="M€")
    return chart


def progress_finding(gap: float | None, gap_asked: float, locale: str = "en") -> str:
    """What the chart shows, in a line."""
    if gap is None:
        return say("progress none", locale)
    gaps = {"gap": formats.percent(gap, locale, 2), "asked": formats.percent(gap_asked, locale, 1)}
    return say("progress finding", locale, **gaps)
