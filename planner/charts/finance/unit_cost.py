"""From €/kWh and €/rack to €/Mtoken, as a walk and as a table for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planner.charts import theme
from planner.plan.accounts.token_cost import AVERAGE, IDLE
from planner.plan.studies.unit_cost import ELECTRICITY
from planner.words import formats, say
from planner.words.names import or_as_it_is, tokens_text, workload_name

if TYPE_CHECKING:
    import plotly.graph_objects as go

NB = formats.NO_BREAK


def unit_cost_walk(table: pd.DataFrame, locale: str = "en", height: int = 300) -> go.Figure:
    """Part by part to the cost of a million tokens [€/Mtoken]; `table` as `unit_cost_table` gives it."""
    parts = [say(f"cost of {part}", locale) for part in table["part"]]
    values = [float(value) for value in table["eur_per_mtoken"]]
    chart = theme.figure(locale, height, hovermode="closest")
    chart.add_waterfall(
        orientation="h", y=[*parts, say("cost of a Mtoken", locale)], x=[*values, sum(values)],
        measure=[*["relative"] * len(parts), "total"],
        text=[formats.significant(value, 3, locale) for value in (*values, sum(values))], textposition="outside",
        cliponaxis=False, connector={"line": {"color": theme.MUTED, "width": 0.8}},
        increasing={"marker": {"color": theme.BLUE}}, decreasing={"marker": {"color": theme.GREEN}},
        totals={"marker": {"color": theme.STAGES["grid"]}}, hovertemplate="%{y}: %{text} €/Mtoken<extra></extra>",
    )  # fmt: skip
    chart.update_yaxes(autorange="reversed", showgrid=False)
    chart.update_xaxes(title_text="€/Mtoken", showgrid=True, range=[0, 1.18 * sum(values)])
    return chart


def unit_cost_shown(table: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """What each thing costs, what a million tokens needs of it, and the product; texts."""
    prices, needs = [], []
    for row in table.to_dict("records"):
        price, need = float(row["price"]), float(row["need"])
        if row["part"] == ELECTRICITY:
            prices.append(f"{formats.number(price, 4, locale)}{NB}€/kWh")
            needs.append(say("kwh a Mtoken", locale, amount=formats.significant(need, 3, locale)))
        else:
            prices.append(say("keur a rack", locale, amount=formats.number(price / 1e3, 0, locale)))
            needs.append(say("tokens a rack", locale, tokens=tokens_text(1.0 / need if need else 0.0, locale)))
    return pd.DataFrame(
        {
            say("figure", locale): [say(f"cost of {part}", locale) for part in table["part"]],
            say("cost price", locale): prices,
            say("cost need", locale): needs,
            "€/Mtoken": [formats.significant(float(value), 3, locale) for value in table["eur_per_mtoken"]],
        }
    )


def by_workload_shown(costs: pd.DataFrame, locale: str = "en") -> pd.DataFrame:
    """What a unit of each workload costs, earns and leaves, all costs shared by use; texts. Idle racks are left out."""
    own = costs.loc[(costs["allocation"] == AVERAGE) & (costs["workload"] != IDLE) & costs["nominal_eur"].notna()]
    shown = {
        say("workload", locale): [workload_name(str(name), locale) for name in own["workload"]],
        say("unit", locale): [_per(str(unit), locale) for unit in own["unit"]],
    }
    for word, column in (("costs", "nominal_eur"), ("earns", "revenue_eur"), ("leaves", "margin_eur")):
        shown[say(word, locale)] = [_signed(float(value), locale) for value in own[column]]
    return pd.DataFrame(shown)


def _per(unit: str, locale: str) -> str:
    """Euros per unit of work: €/Mtoken, €/GPU-hour."""
    name = f"€/{unit.removesuffix('s')}"
    return or_as_it_is(f"unit {name}", name, locale)


def _signed(value: float, locale: str) -> str:
    return ("−" if value < 0 else "") + formats.significant(abs(value), 3, locale)
