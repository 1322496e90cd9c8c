"""The still charts of a plan: cash, work by word, megawatts, racks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planner.charts import theme
from planner.charts.energy.power import AREAS, LABELS, firm_data, power_data
from planner.charts.fleet import fleet_data, gpus_per_rack
from planner.plan.accounts.ledger import deepest_funding, ledger_of
from planner.plan.money.cash_flow import EUR_PER_MEUR
from planner.plan.news.work import PARTS, TOKENS, work_data
from planner.plan.text import money_text
from planner.report.stills import pen
from planner.words import formats, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planner.plan.plan import Plan

LOW_IN, HIGH_IN = 2.05, 2.6
WORDS = {
    "served here": theme.BLUE, "rented": theme.SKY, "declined": "#B7BEC6", "throttled": theme.ORANGE,
    "unserved": theme.VERMILION,
}  # fmt: skip
APART = 0.085  # labels beside areas stand at least this far apart, of the axis
ROOM_ABOVE = 1.16
NAMED = 0.10  # a bar of at least this, of the tallest, is worth a name


def cash(plan: Plan, locale: str) -> str:
    """Cash before tax and financing since the first month, by month [M€]; the deepest point is marked."""
    ledger = ledger_of(plan)
    months = ledger.months
    running = ledger.paid.sum(axis=0).cumsum() / EUR_PER_MEUR
    figure, axes = pen.sheet(LOW_IN)
    at = np.arange(months.count)
    axes.fill_between(at, np.minimum(running, 0.0), color=theme.VERMILION, alpha=0.25, linewidth=0)
    axes.fill_between(at, np.maximum(running, 0.0), color=theme.BLUE, alpha=0.18, linewidth=0)
    axes.plot(at, running, color=theme.BLUE, linewidth=1.8)
    axes.axhline(0.0, color=theme.MUTED, linewidth=0.9)
    deepest, month = deepest_funding(ledger)
    if month:
        place = months.names().index(month)
        axes.plot([place], [-deepest / EUR_PER_MEUR], marker="o", markersize=6, color=theme.VERMILION, linestyle="")
        text = f"−{money_text(deepest / EUR_PER_MEUR, locale)}, {formats.period_name(month, locale)}"
        left = place < 0.6 * months.count
        room = 0.015 * months.count * (1 if left else -1)
        pen.beside(
            axes, place + room, -deepest / EUR_PER_MEUR, text, "#A34700", ha="left" if left else "right", va="center"
        )
    january = [i for i, day in enumerate(months.days) if day.month == 1 or i == 0]
    axes.set_xticks(january, [str(months.days[i].year) for i in january])
    axes.set_xlim(0, max(months.count - 1, 1))
    pen.numbers(axes, locale, "M€")
    return pen.svg(figure, "cash")


def work(plan: Plan, locale: str) -> str:
    """What becomes of the work on offer, by year: shares of the five words; of tokens, where there are tokens."""
    data = work_data(plan)
    own = data.loc[data["unit"] == (TOKENS if (data["unit"] == TOKENS).any() else data["unit"].iloc[0])]
    figure, axes = pen.sheet(LOW_IN)
    base = np.zeros(len(own))
    for word, name in PARTS.items():
        share = own[f"{name}_share"].fillna(0.0).to_numpy(dtype=float)
        if share.max(initial=0.0) > 0:
            axes.bar(
                range(len(own)), share, bottom=base, width=0.72, color=WORDS[word], edgecolor=theme.OUTLINE,
                linewidth=0.4, label=say(word, locale),
            )  # fmt: skip
            _in_bars(axes, base, share, WORDS[word], locale)
        base += share
    axes.set_xticks(range(len(own)), [str(year) for year in own["year"]])
    pen.shares(axes, locale)
    pen.legend(axes, len(PARTS))
    return pen.svg(figure, "work")


def _in_bars(axes: Axes, base: np.ndarray, share: np.ndarray, colour: str, locale: str) -> None:
    """The share in each bar that has room for it."""
    for at, (low, own) in enumerate(zip(base, share, strict=True)):
        if own >= NAMED:
            axes.text(
                at, low + own / 2, formats.percent(own, locale), ha="center", va="center", fontsize=pen.SMALL_PT,
                color=theme.on_dark(colour),
            )  # fmt: skip


def power(plan: Plan, locale: str) -> str:
    """Average power by use, power subscribed and the connection, by period [MW]; each is named beside it."""
    data, firm = power_data(plan), firm_data(plan)
    figure, axes = pen.sheet(HIGH_IN)
    at, base = np.arange(len(data)), np.zeros(len(data))
    for part in AREAS:
        values = data[f"{part}_mw"].to_numpy(dtype=float)
        axes.bar(at, values, bottom=base, width=1.0, color=theme.STAGES[part], edgecolor="white", linewidth=0.3)
        base = base + values
    lines = [("subscribed", theme.SUBSCRIBED, "--", at, data["subscribed_mw"])]
    lines.append(("connection", theme.CONNECTION, "-", at, data["connection_mw"]))
    if len(firm):
        place = np.array([list(data["period"]).index(period) for period in firm["period"]])
        lines.append(("firm", theme.CONNECTION, ":", place, firm["firm_mw"]))
    for _, colour, dash, x, y in lines:
        _steps(axes, x, y.to_numpy(dtype=float), colour, dash)
    top = ROOM_ABOVE * max(float(base.max(initial=0.0)), *(float(y.max()) for *_, y in lines), 1e-9)
    axes.set_ylim(0, top)
    pen.periods(axes, list(data["period"]), locale)
    pen.numbers(axes, locale, "MW")
    parts = [float(data[f"{part}_mw"].iloc[-1]) for part in AREAS]
    wanted = [(sum(parts[:i]) + own / 2, say(LABELS.get(part, part), locale), theme.MUTED)
              for i, (part, own) in enumerate(zip(AREAS, parts, strict=True))]  # fmt: skip
    wanted += [(float(y.iloc[-1]), say(name, locale), colour) for name, colour, _, _, y in lines]
    _beside(axes, wanted, top, len(data) - 0.4)
    return pen.svg(figure, "power")


def _steps(axes: Axes, x: np.ndarray, y: np.ndarray, colour: str, dash: str) -> None:
    """A line that is level through each period."""
    edges = np.column_stack([x - 0.5, x + 0.5]).ravel()
    axes.plot(edges, np.repeat(y, 2), color=colour, linestyle=dash, linewidth=1.8)


def _beside(axes: Axes, wanted: list[tuple[float, str, str]], top: float, x: float) -> None:
    """Names to the right of areas and lines, moved apart where they are near each other."""
    height = -np.inf
    for y, text, colour in sorted(wanted):
        height = max(y, height + APART * top)
        axes.text(x, height, text, color=colour, fontsize=pen.SMALL_PT, va="center", clip_on=False)


def fleet(plan: Plan, locale: str) -> str:
    """GPUs installed by rack product and period; what is sold or scrapped below zero."""
    data = fleet_data(plan)
    names = list(dict.fromkeys(data["period"].astype(str)))
    racks = list(dict.fromkeys(data["rack"].astype(str)))
    colours, per_rack = theme.colour_of(racks, theme.RACKS), gpus_per_rack(plan)
    figure, axes = pen.sheet(HIGH_IN)
    above, below = np.zeros(len(names)), np.zeros(len(names))
    for rack in racks:
        own = data.loc[data["rack"] == rack].set_index(data.loc[data["rack"] == rack, "period"].astype(str))
        gpus = own["gpus"].reindex(names).fillna(0.0).to_numpy(dtype=float)
        gone = own["retired_racks"].reindex(names).fillna(0.0).to_numpy(dtype=float) * per_rack.get(rack, 1.0)
        look: dict[str, Any] = {"width": 0.8, "color": colours[rack], "edgecolor": theme.OUTLINE, "linewidth": 0.4}
        axes.bar(range(len(names)), gpus, bottom=above, label=formats.rack_name(rack), **look)
        if gone.any():
            axes.bar(range(len(names)), -gone, bottom=below, hatch="////", **look)
        above, below = above + gpus, below - gone
    axes.axhline(0.0, color=theme.MUTED, linewidth=0.9)
    pen.periods(axes, names, locale)
    pen.numbers(axes, locale, "GPU")
    pen.legend(axes, len(racks))
    return pen.svg(figure, "fleet")
