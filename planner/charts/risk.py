"""A plan under uncertainty: value by path, orders now or later, what waiting costs, when work may go unserved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planner.charts import theme
from planner.inputs.demand.uncommitted import BEYOND
from planner.performance.bands import P90_OF_NORMAL
from planner.plan.text import spread_figure
from planner.words import formats, say
from planner.words.names import workload_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from planner.plan.several.uncertain import UncertainPlan

EXPECTED = "expected"
DRAWN = (
    "demand", "power_price", "token_price", "efficiency", "time_per_token", "rack_delay_quarters",
    "connection_delay_quarters",
)  # fmt: skip
DASHES = {theme.ORANGE: "dash", theme.YELLOW: "dot"}  # as lines, these two are near each other


def value_data(plan: UncertainPlan) -> pd.DataFrame:
    """Net present value of each path and of its own best plan, the worst path first [MEUR]; probabilities."""
    both = plan.paths.merge(plan.regret.drop(columns="weight"), on="path")
    return pd.DataFrame(
        {
            "path": both["path"],
            "probability": both["weight"],
            "npv_meur": -both["cost_meur"],
            "own_best_npv_meur": -both["own_best_meur"],
            "regret_meur": both["regret_meur"],
            "regret_of_expected_plan_meur": both["regret_of_expected_plan_meur"],
        }
    ).sort_values("npv_meur", ignore_index=True)


def value_by_path(plan: UncertainPlan, locale: str = "en", height: int = 360) -> go.Figure:
    """A bar a path, as wide as it is likely; dots: what it would be worth had it been known; line: the expectation."""
    data = value_data(plan)
    wide = data["probability"].to_numpy()
    middle = np.cumsum(wide) - wide / 2
    chart = theme.figure(locale, height, showlegend=True, margin={"t": 40}, hovermode="closest")
    chart.add_bar(
        x=middle, y=data["npv_meur"], width=wide, name=say("this plan", locale), customdata=data["path"],
        marker={"color": theme.BLUE, "line": {"color": "white", "width": 1}},
        hovertemplate="%{customdata}: %{y:,.0f} M€<extra></extra>",
    )  # fmt: skip
    chart.add_scatter(
        x=middle, y=data["own_best_npv_meur"], mode="markers", name=say("known path", locale),
        marker={"color": "white", "size": 9, "line": {"color": theme.BLACK, "width": 1.6}},
        customdata=data["path"], hovertemplate="%{customdata}: %{y:,.0f} M€<extra></extra>",
    )  # fmt: skip
    expected = float(wide @ data["npv_meur"] / wide.sum())
    text = f"{say('expected', locale)} {formats.money_meur(expected, locale, 0)}"
    chart.add_hline(
        y=expected,
        line={"color": theme.VERMILION, "width": 1.6, "dash": "dash"},
        annotation_text=text,
        annotation_position="top left",
    )
    theme.shares(chart.update_xaxes, locale)
    chart.update_xaxes(title_text=say("probability axis", locale), range=[0, 1])
    valued = plan.manifest["objective_kind"] == "maximise_npv"
    chart.update_yaxes(title_text=say("npv axis" if valued else "cost axis", locale))
    return chart


def placed(plan: UncertainPlan) -> pd.DataFrame:
    """Common orders of a rack or more. Batches that were only there in parts, and rounded away, are not."""
    return plan.orders.loc[plan.orders["racks"] >= 1].reset_index(drop=True)


def batches(plan: UncertainPlan) -> pd.DataFrame:
    """The table of waiting with the whole racks that the plan orders; without batches that were rounded away."""
    key = ["rack", "order_period"]
    both = plan.waiting.merge(plan.orders[[*key, "racks"]].rename(columns={"racks": "ordered"}), on=key, how="left")
    own = both.loc[~(both["ordered"] < 1)]
    return own.assign(racks=own["ordered"].fillna(own["racks"])).drop(columns="ordered").reset_index(drop=True)


def orders_shown(plan: UncertainPlan, locale: str = "en") -> pd.DataFrame:
    """Common orders for people: when, what, how many every good plan has, what waiting is expected to cost."""
    orders = placed(plan)
    own = plan.waiting.loc[plan.waiting["path"] == EXPECTED]
    waits = dict(zip(zip(own["rack"], own["order_period"], strict=True), own["meur"].astype(float), strict=True))
    rows = []
    sure = np.floor(orders["in_every_good_plan"].to_numpy(dtype=float) + 0.05)
    ordered = orders["probability_ordered"].to_numpy(dtype=float)
    for i, row in enumerate(orders.itertuples()):
        cost = waits.get((str(row.rack), str(row.order_period)), np.nan)
        rows.append(
            {
                say("order in", locale): formats.period_name(str(row.order_period), locale),
                say("racks", locale): f"{row.racks} {formats.rack_name(str(row.rack))}",
                say("robust column", locale): formats.number(float(sure[i]), 0, locale),
                say("kind", locale): say(f"order {row.kind}", locale),
                say("own column", locale): formats.percent(float(ordered[i]), locale),
                say("waiting column", locale): cost_text(cost, locale),
            }
        )
    return pd.DataFrame(rows)


def spread_shown(plan: UncertainPlan, locale: str = "en") -> pd.DataFrame:
    """Value, cost of a million tokens and racks ordered: P10, P50 and P90 over the paths."""
    names = [
        " · ".join(part for part in (say(f"spread {row.figure}", locale), formats.rack_name(str(row.rack))) if part)
        for row in plan.spread.itertuples()
    ]
    columns = {
        share: [
            spread_figure(str(u), float(v), locale) for u, v in zip(plan.spread["unit"], plan.spread[name], strict=True)
        ]
        for share, name in (("P10", "p10"), ("P50", "p50"), ("P90", "p90"))
    }
    return pd.DataFrame({say("spread", locale): names} | columns)


def measurements_shown(plan: UncertainPlan, locale: str = "en") -> pd.DataFrame:
    """Which measurement first: model, rack, its worth, the error as a factor on time, first orders by what it says."""
    slowest = np.exp(P90_OF_NORMAL * plan.measurements["log_time_sigma"].to_numpy(dtype=float))
    rows = [
        {
            say("measured model", locale): row["model"],
            say("rack", locale): formats.rack_name(row["rack"]),
            say("worth of measuring", locale): formats.money_meur(row["value_meur"], locale, 2),
            say("log time sigma", locale): formats.number(row["log_time_sigma"], 2, locale),
            say("time P90", locale): formats.number(float(slow), 2, locale),
            **{
                say(f"orders {name}", locale): formats.number(row[f"racks_{name}"], 1, locale)
                for name in ("now", "if_slow", "if_fast")
            },
            say("days", locale): formats.number(float(row["days"]), 0, locale),
        }
        for row, slow in zip(plan.measurements.to_dict("records"), slowest, strict=True)
    ]
    return pd.DataFrame(rows)


def cost_text(meur: float, locale: str) -> str:
    """What waiting costs; infinite where no plan goes without."""
    return say("impossible", locale) if np.isinf(meur) else formats.money_meur(meur, locale)


def waiting_heat(plan: UncertainPlan, locale: str = "en") -> go.Figure:
    """A row a batch, a column a path: M€ that not ordering it when planned costs; negative, waiting pays."""
    data = batches(plan).replace([np.inf, -np.inf], np.nan)
    data = data.assign(
        batch=[
            f"{formats.number(racks, 0, locale)} {formats.rack_name(rack)}<br>{formats.period_name(period, locale)}"
            for racks, rack, period in zip(data["racks"], data["rack"], data["order_period"], strict=True)
        ]
    )
    order = list(dict.fromkeys(data["batch"]))
    columns = [EXPECTED, *value_data(plan)["path"].tolist()]
    wide = data.pivot_table(index="batch", columns="path", values="meur", dropna=False).loc[order, columns]
    most = float(np.nanmax(np.abs(wide.to_numpy()))) if wide.notna().any().any() else 1.0
    names = [say("all paths", locale), *[name.removeprefix("path-") for name in columns[1:]]]
    text = wide.map(lambda v: formats.significant(float(v), 2, locale))
    chart = theme.figure(locale, 120 + 46 * len(order), margin={"t": 30, "l": 8}, hovermode="closest")
    chart.add_heatmap(
        z=wide.to_numpy(), x=names, y=order, zmin=-most, zmax=most, text=text.to_numpy(), texttemplate="%{text}",
        colorscale=[[0.0, theme.VERMILION], [0.5, "#FFFFFF"], [1.0, theme.BLUE]], showscale=False, xgap=2, ygap=2,
        hovertemplate="%{y}, %{x}: %{z:,.2f} M€<extra></extra>",
    )  # fmt: skip
    chart.update_xaxes(side="top", type="category", tickfont={"size": 11}, tickangle=0)
    chart.update_yaxes(autorange="reversed", tickfont={"size": 11})
    return chart


def promised(plan: UncertainPlan) -> list[str]:
    """Workloads, those that owe a penalty first, without what lies beyond their contracts."""
    names = list(dict.fromkeys(plan.unserved["workload"]))
    twins = {name.removesuffix(BEYOND) for name in names if name.endswith(BEYOND)}
    own = [name for name in names if not name.endswith(BEYOND)]
    return sorted(own, key=lambda name: name not in twins)


def unserved_chart(plan: UncertainPlan, locale: str = "en", height: int = 320) -> go.Figure:
    """Probability that some of the work of each workload goes unserved, by period; the one under contract is thick."""
    names = promised(plan)
    colours = theme.colour_of(names, theme.WORKLOADS)
    periods = list(dict.fromkeys(plan.unserved["period"]))
    chart = theme.figure(locale, height, showlegend=True, margin={"t": 60})
    x = theme.period_axis(chart, periods, locale)
    for name in names:
        own = plan.unserved.loc[plan.unserved["workload"] == name]
        colour = theme.AS_LINE.get(colours[name], colours[name])
        chart.add_scatter(
            x=x, y=own["probability"], mode="lines", name=workload_name(name, locale),
            line={
                "color": colour, "width": 3.2 if name == names[0] else 1.6, "dash": DASHES.get(colours[name], "solid"),
            },
            hovertemplate=f"{workload_name(name, locale)}: %{{y:.0%}}<extra></extra>",
        )  # fmt: skip
    theme.shares(chart.update_yaxes, locale)
    chart.update_yaxes(range=[-0.02, 1.02])
    return chart


def connection_chart(plan: UncertainPlan, locale: str = "en", height: int = 320) -> go.Figure:
    """Probability by period that in some hour the site takes all the connection gives."""
    chart = theme.figure(locale, height)
    x = theme.period_axis(chart, list(plan.connection["period"]), locale)
    chart.add_bar(
        x=x, y=plan.connection["probability"], marker={"color": theme.CONNECTION},
        customdata=plan.connection["expected_peak_share"],
        hovertemplate="%{y:.0%} · " + say("expected peak", locale) + " %{customdata:.0%}<extra></extra>",
    )  # fmt: skip
    theme.shares(chart.update_yaxes, locale)
    chart.update_yaxes(range=[0, 1.02])
    return chart


def regret_shown(plan: UncertainPlan, locale: str = "en") -> pd.DataFrame:
    """A row a path: probability, value if known, regret of this plan and of the plan for the expected path."""
    data = value_data(plan)
    return pd.DataFrame(
        {
            say("path", locale): data["path"].str.removeprefix("path-"),
            say("probability|short", locale): [formats.percent(v, locale) for v in data["probability"]],
            say("known path", locale): [formats.money_meur(v, locale, 0) for v in data["own_best_npv_meur"]],
            say("regret here", locale): [formats.money_meur(v, locale) for v in data["regret_meur"]],
            say("regret mean", locale): [formats.money_meur(v, locale) for v in data["regret_of_expected_plan_meur"]],
        }
    )


def trial_shown(plan: UncertainPlan, locale: str = "en") -> pd.DataFrame:
    """Plans tried on fresh paths, a row each, in values rather than costs."""
    return pd.DataFrame(
        {
            say("plan", locale): [say(f"tried {name}", locale) for name in plan.trial["plan"]],
            say("mean", locale): [formats.money_meur(-v, locale, 0) for v in plan.trial["mean_cost_meur"]],
            **_p10_to_p90(plan, locale),
            say("P95", locale): [formats.money_meur(-v, locale, 0) for v in plan.trial["p95_cost_meur"]],
            say("tail", locale): [formats.money_meur(-v, locale, 0) for v in plan.trial["tail_cost_meur"]],
            say("unserved tokens", locale): [formats.percent(v, locale, 1) for v in plan.trial["unserved_token_share"]],
        }
    )


def _p10_to_p90(plan: UncertainPlan, locale: str) -> dict[str, list[str]]:
    """The column of that range, in values; none for a plan made before it was worked out."""
    if "p90_cost_meur" not in plan.trial:
        return {}
    ends = zip(plan.trial["p90_cost_meur"], plan.trial["p10_cost_meur"], strict=True)
    return {
        say("trial range", locale): [
            f"{formats.number(-low, 0, locale)} – {formats.money_meur(-high, locale, 0)}" for low, high in ends
        ]
    }


def worth_of(plan: UncertainPlan, figure: str) -> float:
    """One figure of the table of worth [MEUR]."""
    return float(plan.worth.set_index("figure")["meur"][figure])


def drawn_quantities(plan: UncertainPlan) -> list[str]:
    """What was drawn for the paths, in the order of the page."""
    return [name for name in DRAWN if (plan.drawn["quantity"] == name).any()]


def drawn_shown(plan: UncertainPlan, quantities: Sequence[str], locale: str = "en") -> pd.DataFrame:
    """A row a path: the mean over workloads and periods of what was drawn."""
    means = plan.drawn.groupby(["path", "quantity"])["factor"].mean().unstack()
    weight = plan.drawn.groupby("path")["weight"].first()
    shown: dict[str, list[str]] = {say("path", locale): [str(name).removeprefix("path-") for name in means.index]}
    shown[say("probability|short", locale)] = [formats.percent(float(v), locale) for v in weight.loc[means.index]]
    for name in quantities:
        digits = 0 if name.endswith("_quarters") else 2
        shown[say(f"drawn {name}", locale)] = [formats.number(float(v), digits, locale) for v in means[name]]
    return pd.DataFrame(shown)
