"""The still charts of a plan for several paths: value by path, work unserved, the connection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.charts import theme
from planner.charts.risk import DASHES, promised, value_data
from planner.report.stills import pen
from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from planner.plan.several.uncertain import UncertainPlan

HEIGHT_IN = 2.5
LINES = {"solid": "-", "dash": "--", "dot": ":"}


def value(plan: UncertainPlan, locale: str) -> str:
    """A bar a path, as wide as it is likely; dots: its value had it been known; line: what is expected [M€]."""
    data = value_data(plan)
    wide = data["probability"].to_numpy(dtype=float)
    middle = np.cumsum(wide) - wide / 2
    npv, best = (data[name].to_numpy(dtype=float) for name in ("npv_meur", "own_best_npv_meur"))
    figure, axes = pen.sheet(HEIGHT_IN)
    axes.bar(middle, npv, width=wide, color=theme.BLUE, edgecolor="white", linewidth=1, label=say("this plan", locale))
    axes.plot(
        middle, best, linestyle="", marker="o", markersize=6, color="white", markeredgecolor=theme.BLACK,
        label=say("known path", locale),
    )  # fmt: skip
    expected = float(wide @ npv / wide.sum()) if wide.sum() else 0.0
    axes.axhline(expected, color=theme.MUTED, linestyle=":", linewidth=1.4)
    axes.set_xticks([])
    axes.set_xlim(0, max(float(wide.sum()), 1e-9))
    pen.beside(axes, 0.01 * float(wide.sum()), expected, formats.money_meur(expected, locale), theme.MUTED, va="bottom")
    pen.numbers(axes, locale, "M€")
    pen.legend(axes, 2)
    return pen.svg(figure, "paths")


def unserved(plan: UncertainPlan, locale: str) -> str:
    """Probability that some of the work of each workload goes unserved, by period; that under contract is thick."""
    figure, axes = pen.sheet(HEIGHT_IN)
    names = promised(plan)
    colours = theme.colour_of(names, theme.WORKLOADS)
    periods = list(dict.fromkeys(plan.unserved["period"].astype(str)))
    for name in names:
        own = plan.unserved.loc[plan.unserved["workload"] == name]
        colour = theme.AS_LINE.get(colours[name], colours[name])
        axes.plot(
            range(len(own)), own["probability"], color=colour, linewidth=3.0 if name == names[0] else 1.5,
            linestyle=LINES[DASHES.get(colours[name], "solid")], label=workload_name(name, locale),
        )  # fmt: skip
    pen.periods(axes, periods, locale)
    pen.shares(axes, locale)
    pen.legend(axes, 4)
    return pen.svg(figure, "unserved")


def connection(plan: UncertainPlan, locale: str) -> str:
    """Probability by period that in some hour the site takes all that the connection gives."""
    figure, axes = pen.sheet(HEIGHT_IN)
    axes.bar(range(len(plan.connection)), plan.connection["probability"], width=0.8, color=theme.CONNECTION)
    pen.periods(axes, list(plan.connection["period"].astype(str)), locale)
    pen.shares(axes, locale)
    return pen.svg(figure, "connection")
