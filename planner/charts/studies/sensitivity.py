"""What moves the value of a plan: a tornado, and two drivers at once as a heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from planner.charts import theme
from planner.charts.studies.what_if import signed
from planner.words import formats, has, say

if TYPE_CHECKING:
    import pandas as pd

DISCOUNT = "finance.discount_rate"
BAR_PX, MARGIN_PX = 52, 90
ROOM = 2.0  # of the widest bar, so that what is written at its end has room on a phone
MOST_DRIVERS = 12


def driver_name(driver: str, locale: str) -> str:
    """What a driver is, in words; a dotted path as it is."""
    key = "driver discount" if driver == DISCOUNT else f"driver {driver}"
    return say(key, locale) if has(key) else driver


def driver_value(driver: str, value: float, locale: str) -> str:
    """A factor as a change in percent; the number at a path as itself, a rate in percent."""
    if driver == DISCOUNT:
        return formats.percent(value, locale, 1)
    if "." in driver:
        return formats.plain(value, 3, locale)
    return f"{signed(100.0 * (value - 1.0), 0, locale)}{formats.NO_BREAK}%"


def tornado_finding(table: pd.DataFrame, locale: str) -> str:
    """Which driver moves the value most, and between which values."""
    widest = str(table.dropna(subset=["difference_meur"])["driver"].iloc[0])
    texts = [
        say("tornado end", locale, value=driver_value(widest, end[0], locale), amount=_amount(end[1], locale))
        for end in (_end(table, widest, side) for side in ("low", "high"))
        if end is not None
    ]
    return say("tornado finding", locale, driver=driver_name(widest, locale), ends=", ".join(texts))


def _amount(meur: float, locale: str) -> str:
    return f"{signed(meur, 1, locale)}{formats.NO_BREAK}M€"


def _end(table: pd.DataFrame, driver: str, side: str) -> tuple[float, float] | None:
    """Value and difference at the outermost point on one side of the scenario's own; None where no plan is there."""
    rows = table.loc[(table["driver"] == driver) & table["difference_meur"].notna()].sort_values("value")
    below = side == "low"
    own = rows.loc[rows["value"] < rows["own_value"]] if below else rows.loc[rows["value"] > rows["own_value"]]
    ends = list(zip(own["value"].astype(float), own["difference_meur"].astype(float), strict=True))
    return (ends[0] if below else ends[-1]) if ends else None


def tornado_chart(table: pd.DataFrame, locale: str = "en") -> go.Figure:
    """A bar a driver from its low to its high end [MEUR against the scenario], the widest on top."""
    solved = table.dropna(subset=["difference_meur"])
    drivers = list(dict.fromkeys(solved["driver"]))[:MOST_DRIVERS]
    names = [driver_name(str(driver), locale) for driver in drivers]
    chart = theme.figure(locale, MARGIN_PX + BAR_PX * len(drivers), barmode="overlay", hovermode="closest")
    for side, colour in (("low", theme.VERMILION), ("high", theme.BLUE)):
        ends = [_end(table, str(driver), side) for driver in drivers]
        chart.add_bar(
            orientation="h",
            y=names,
            x=[None if end is None else end[1] for end in ends],
            name=say(f"tornado {side}", locale),
            marker={"color": colour},
            width=0.5,
            text=[
                "" if end is None else f"{driver_value(str(driver), end[0], locale)}: {signed(end[1], 1, locale)}"
                for driver, end in zip(drivers, ends, strict=True)
            ],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y} %{text} M€<extra></extra>",
        )
    for name in names:  # above its bar rather than beside it, which on a phone leaves no room for the bar
        chart.add_annotation(
            x=0, xref="paper", xanchor="left", y=name, yshift=20, text=name, showarrow=False, font={"size": 12}
        )  # fmt: skip
    reach = ROOM * max((abs(float(x)) for x in solved["difference_meur"]), default=1.0)
    chart.update_xaxes(title_text="M€", range=[-reach, reach], showgrid=True)
    chart.update_yaxes(autorange="reversed", showgrid=False, showticklabels=False)
    return chart


def two_way_chart(table: pd.DataFrame, locale: str = "en", height: int = 380) -> go.Figure:
    """Value of the site [MEUR] with both drivers turned, written in each cell; a dash where there is no plan."""
    one, other = str(table["driver"].iloc[0]), str(table["other_driver"].iloc[0])
    wide = table.pivot(index="other_value", columns="value", values="npv_meur").astype(float)
    chart = theme.figure(locale, height, hovermode="closest")
    chart.add_heatmap(
        x=[driver_value(one, float(value), locale) for value in wide.columns],
        y=[driver_value(other, float(value), locale) for value in wide.index],
        z=wide.to_numpy(),
        text=[[formats.number(value, 0, locale) for value in row] for row in wide.to_numpy()],
        texttemplate="%{text}",
        colorscale=[[0.0, theme.VERMILION], [0.5, "#FFFFFF"], [1.0, theme.BLUE]],
        zmid=0.0,
        showscale=False,
        xgap=2,
        ygap=2,
        hovertemplate=f"{driver_name(one, locale)} %{{x}}, {driver_name(other, locale)} %{{y}}: "
        "%{text} M€<extra></extra>",
    )
    chart.update_xaxes(title_text=driver_name(one, locale), type="category")
    chart.update_yaxes(title_text=driver_name(other, locale), type="category", showgrid=False)
    return chart


def two_way_bars(table: pd.DataFrame, locale: str = "en") -> list[tuple[str, float]]:
    """The cells as lines, the best first; the share is of the way from the least value to the most."""
    solved = table.dropna(subset=["npv_meur"]).sort_values("npv_meur", ascending=False)
    low, high = float(solved["npv_meur"].min()), float(solved["npv_meur"].max())
    bars = []
    for row in solved.to_dict("records"):
        one, other, meur = str(row["driver"]), str(row["other_driver"]), float(row["npv_meur"])
        turned = (
            f"{driver_name(one, locale)} {driver_value(one, float(row['value']), locale)}",
            f"{driver_name(other, locale).lower()} {driver_value(other, float(row['other_value']), locale)}",
        )
        share = (meur - low) / (high - low) if high > low else 1.0
        bars.append((f"{', '.join(turned)}: {formats.money_meur(meur, locale, 0)}", share))
    return bars


def two_way_finding(table: pd.DataFrame, locale: str) -> str:
    """Between which values the site is worth how much."""
    one, other = (driver_name(str(table[column].iloc[0]), locale) for column in ("driver", "other_driver"))
    values = table["npv_meur"].astype(float).dropna()
    low, high = (formats.money_meur(float(value), locale) for value in (values.min(), values.max()))
    return say("two-way finding", locale, one=one, other=other.lower(), low=low, high=high)
