"""Where the electrons go: from the grid to the tokens of each workload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from planner.charts import theme
from planner.charts.spans import in_span
from planner.words import formats, say
from planner.words.names import tokens_text, workload_name

if TYPE_CHECKING:
    from planner.plan.plan import Plan

DRAWN_TOGETHER = {"electrical losses": "losses", "auxiliaries": "losses", "battery losses": "losses", "parked": "idle"}
LINK_OPACITY = 0.4


def electrons_data(plan: Plan, span: str = "all") -> pd.DataFrame:
    """Links [MWh] over the span: stage, to, workload, mwh, share of the grid, output tokens or GPU-hours."""
    links = in_span(plan.electrons, span).groupby(["stage", "to", "workload"], sort=False, observed=True)["mwh"].sum()
    table = links.reset_index()
    drawn = float(table.loc[table["stage"] == "grid", "mwh"].sum())
    table["share_of_grid"] = table["mwh"] / drawn if drawn else 0.0
    work = in_span(plan.tokens, span).groupby("workload", observed=True)["served_here"].sum()
    units = plan.tokens.drop_duplicates("workload").set_index("workload")["unit"]
    table["served_here"] = table["workload"].map(work)
    table["unit"] = table["workload"].map(units).fillna("")
    return table


def sankey(plan: Plan, span: str = "all", locale: str = "en", height: int = 460) -> go.Figure:
    """Grid → losses, cooling, IT → idle, network, serving → workloads with their tokens; link colour = where it goes.

    Auxiliaries are drawn with the losses and parked racks with idle ones; the table keeps them apart.
    """
    data = electrons_data(plan, span)
    links = _drawn(data)
    names = list(dict.fromkeys([*links["stage"], *links["to"]]))
    place = {name: i for i, name in enumerate(names)}
    workloads = [str(name) for name in links["workload"] if name]
    colours = theme.STAGES | theme.colour_of(workloads, theme.WORKLOADS)
    through, total = _through(links)
    chart = theme.figure(locale, height)
    chart.add_sankey(
        arrangement="snap",
        valueformat=",.0f",
        valuesuffix="\u202fMWh",
        textfont={"size": 12, "color": theme.INK},
        node={
            "label": [_node_label(name, through[name], total, data, locale) for name in names],
            "color": [colours[name] for name in names],
            "pad": 16,
            "thickness": 14,
            "line": {"width": 0.5, "color": theme.OUTLINE},
        },
        link={
            "source": [place[name] for name in links["stage"]],
            "target": [place[name] for name in links["to"]],
            "value": list(links["mwh"]),
            "color": [theme.faded(colours[name], LINK_OPACITY) for name in links["to"]],
        },
    )
    return chart


def electrons_bars(plan: Plan, span: str = "all", locale: str = "en") -> list[tuple[str, float]]:
    """The Sankey's nodes as lines with their share of the grid, in its order: what a phone shows of it."""
    data = electrons_data(plan, span)
    through, total = _through(_drawn(data))
    return [
        (_node_label(name, mwh, total, data, locale), mwh / total if total else 0.0) for name, mwh in through.items()
    ]


def _drawn(data: pd.DataFrame) -> pd.DataFrame:
    """Links that are drawn: what is drawn together as one, what carries nothing left out."""
    drawn = data.assign(to=data["to"].replace(DRAWN_TOGETHER))
    links = drawn.groupby(["stage", "to", "workload"], sort=False)["mwh"].sum().reset_index()
    return links.loc[links["mwh"] > 0]


def _through(links: pd.DataFrame) -> tuple[dict[str, float], float]:
    """MWh through each node, and from the grid."""
    names = dict.fromkeys([*links["stage"], *links["to"]])
    total = float(links.loc[links["stage"] == "grid", "mwh"].sum())
    through = {name: float(links.loc[links["to"] == name, "mwh"].sum()) for name in names}
    return through | {"grid": total}, total


def _node_label(name: str, mwh: float, total: float, data: pd.DataFrame, locale: str) -> str:
    share = formats.percent(mwh / total if total else None, locale, 0 if mwh >= 0.1 * total else 1)
    row = data.loc[data["workload"] == name]
    if row.empty or not name:
        if name == "grid":
            name = "site supply" if (data["stage"] == "meter").any() else name
            return f"{say(name, locale)} {formats.number(mwh, 0, locale)}\u202fMWh"
        return f"{say(name, locale)} {share}"
    work, unit = float(row["served_here"].iloc[0]), str(row["unit"].iloc[0])
    if unit == "Mtokens":
        return f"{workload_name(name, locale)} {share} → {tokens_text(work, locale)}"
    return f"{workload_name(name, locale)} {share} → {formats.significant(work / 1e3, 3, locale)}\u00a0kGPU-h"
