"""A what-if beside the unchanged scenario, both on the same few days: figures, orders that moved, a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.plan.studies.what_if import difference, moved_orders, work_beside
from planner.words import formats, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.plan.studies.what_if import Answer, Lever

MINUS = "−"
NOTHING = 5e-4  # a share that reads 0.0 %


def signed(value: float, digits: int, locale: str) -> str:
    """A number with its sign in front, plus included."""
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return f"{sign}{formats.number(abs(value), digits, locale)}"


def lever_name(lever: Lever, locale: str) -> str:
    """What a lever turns, without its unit."""
    return say(f"lever {lever.name}", locale, rack=formats.rack_name(lever.item))


def lever_text(lever: Lever, value: float, locale: str) -> str:
    """Where a lever stands: connection 11.5 MW, demand +10 %."""
    if lever.unit == "%":
        amount = f"{signed(value, 0, locale)}{formats.NO_BREAK}%"
    elif lever.unit == "MW":
        amount = f"{formats.plain(value, 2, locale)}{formats.NO_BREAK}MW"
    else:
        amount = say("quarters later", locale, count=int(value))
    return f"{lever_name(lever, locale)} {amount}"


def wish_text(levers: Sequence[Lever], values: Mapping[str, float], rate_of: str, locale: str) -> str:
    """All levers that were turned, in words; empty where none was."""
    turned = [
        lever_text(lever, values[lever.name], locale)
        + (f" ({rate_of.replace('-', ' ')})" if lever.name == "rate" and rate_of else "")
        for lever in levers
        if values.get(lever.name, lever.own) != lever.own
    ]
    return ", ".join(turned)


def finding(unchanged: Answer, changed: Answer, wish: str, locale: str) -> str:
    """What the what-if is worth, and between which bounds that is proven."""
    by = difference(unchanged, changed)
    key = "what-if better" if by.low_meur > 0 else "what-if worse" if by.high_meur < 0 else "what-if open"
    amounts = {
        name: formats.money_meur(abs(value), locale) if name == "by" else f"{signed(value, 1, locale)}"
        for name, value in (("by", by.npv_meur), ("low", by.low_meur), ("high", by.high_meur))
    }
    return say(key, locale, wish=wish, **amounts)


def figures_data(unchanged: Answer, changed: Answer, locale: str) -> pd.DataFrame:
    """Value of site and of orders, the five words in the first and last year: unchanged, what-if, difference; texts."""
    by = difference(unchanged, changed)
    rows = [
        (
            say("what-if site", locale),
            *(formats.money_meur(one.npv_meur, locale) for one in (unchanged, changed)),
            f"{signed(by.npv_meur, 1, locale)}{formats.NO_BREAK}M€",
        ),
        (
            say("what-if orders", locale),
            *(_orders_value(one, locale) for one in (unchanged, changed)),
            formats.MISSING
            if by.orders_npv_meur is None
            else f"{signed(by.orders_npv_meur, 1, locale)}{formats.NO_BREAK}M€",
        ),
    ]
    for row in work_beside(unchanged, changed).to_dict("records"):
        before, after = float(row["before_share"]), float(row["after_share"])
        if max(before, after) < NOTHING:
            continue
        rows.append(
            (
                f"{say(str(row['word']), locale)}, {row['year']}",
                formats.percent(before, locale, 1),
                formats.percent(after, locale, 1),
                say("points", locale, points=signed(100.0 * (after - before), 1, locale)),
            )
        )
    heads = ("figure", "what-if unchanged", "what-if changed", "difference")
    return pd.DataFrame(rows, columns=[say(head, locale) for head in heads])


def _orders_value(answer: Answer, locale: str) -> str:
    if answer.orders_npv_meur is None:
        return say("what-if none" if answer.with_reference else "what-if coming", locale)
    return formats.money_meur(answer.orders_npv_meur, locale)


def moved_data(unchanged: Answer, changed: Answer, locale: str) -> pd.DataFrame:
    """Orders that moved, as texts; empty where none did."""
    table = moved_orders(unchanged, changed)
    return pd.DataFrame(
        {
            say("rack", locale): [formats.rack_name(str(rack)) for rack in table["rack"]],
            say("ordered in", locale): [formats.period_name(str(name), locale) for name in table["order_period"]],
            say("what-if unchanged", locale): table["before_racks"],
            say("what-if changed", locale): table["after_racks"],
            say("difference", locale): [signed(x, 0, locale) for x in table["difference_racks"]],
        }
    )


def fleet_chart(unchanged: Answer, changed: Answer, locale: str = "en", height: int = 300) -> go.Figure:
    """Bars of GPUs by product as they would be; a line: all GPUs of the unchanged scenario."""
    periods = [name for name, _ in changed.yields]
    totals = dict.fromkeys(periods, 0.0)
    for period, _, gpus in unchanged.gpus:
        totals[period] = totals.get(period, 0.0) + gpus
    racks = list(dict.fromkeys(rack for _, rack, _ in changed.gpus))
    colours = theme.colour_of(racks, theme.RACKS)
    chart = theme.figure(locale, height, barmode="stack", showlegend=True)
    x = theme.period_axis(chart, periods, locale)
    for rack in racks:
        own = {period: gpus for period, name, gpus in changed.gpus if name == rack}
        name = formats.rack_name(rack)
        chart.add_bar(
            x=x,
            y=[own.get(period, 0.0) for period in periods],
            name=name,
            marker={"color": colours[rack], "line": theme.outline(colours[rack])},
            hovertemplate=f"{name}: %{{y:,.0f}} GPU<extra></extra>",
        )
    label = say("what-if unchanged", locale)
    chart.add_scatter(
        x=x,
        y=[totals[period] for period in periods],
        name=label,
        mode="lines",
        line={"color": theme.BLACK, "width": 2.2, "dash": "dot", "shape": "hvh"},
        hovertemplate=f"{label}: %{{y:,.0f}} GPU<extra></extra>",
    )
    chart.update_yaxes(title_text="GPU", tickformat=",d")
    return chart


def yield_chart(unchanged: Answer, changed: Answer, locale: str = "en", height: int = 300) -> go.Figure:
    """Tokens per kWh at the meter by period, as they would be and, dotted, of the unchanged scenario."""
    periods = [name for name, _ in changed.yields]
    before = dict(unchanged.yields)
    chart = theme.figure(locale, height, showlegend=True)
    x = theme.period_axis(chart, periods, locale)
    sides = (
        (say("what-if changed", locale), dict(changed.yields), {"color": theme.BLUE, "width": 2.6}),
        (say("what-if unchanged", locale), before, {"color": theme.BLACK, "width": 2.2, "dash": "dot"}),
    )
    for name, values, line in sides:
        chart.add_scatter(
            x=x,
            y=[values.get(period) for period in periods],
            name=name,
            mode="lines",
            line=line,
            hovertemplate=f"{name}: %{{y:,.0f}} tokens/kWh<extra></extra>",
        )
    top = max((value for _, values, _ in sides for value in values.values() if value is not None), default=1.0)
    chart.update_yaxes(title_text="tokens/kWh", range=[0, top * 1.12], tickformat=",d")
    return chart


CHARTS = {"fleet": fleet_chart, "yield": yield_chart}
