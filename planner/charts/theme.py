"""One look for app and reports: the template, the colours of things, axes of periods, the reader's separators.

Okabe-Ito on white. Each thing keeps its colour in every chart, and within one chart a colour has one meaning:
stages of the electrical chain are greys, so that they can stand beside workloads. Shades below 3:1 on white
(orange, sky blue, yellow) are fills with a dark outline, never lines.
Source: M. Okabe and K. Ito, Color Universal Design, 2008.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import plotly.io as pio

from planner.words import formats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

BLUE, VERMILION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
SKY, ORANGE, YELLOW, BLACK = "#56B4E9", "#E69F00", "#F0E442", "#1B1F24"
INK, MUTED, GRID, OUTLINE = "#1B1F24", "#57606A", "#E5E9ED", "#4D4D4D"
SPARE = (BLUE, VERMILION, GREEN, PURPLE, SKY, ORANGE, YELLOW, "#8C8C8C")

RACKS = {
    "GB300_NVL72": BLUE,
    "GB200_NVL72": SKY,
    "VR_NVL72": GREEN,
    "H200_HGX": VERMILION,
    "B200_HGX": ORANGE,
    "B300_HGX": PURPLE,
}
WORKLOADS = {
    "enterprise": BLUE,
    "coding": VERMILION,
    "assistant": GREEN,
    "small-model-api": PURPLE,
    "document-batch": SKY,
    "fine-tuning": ORANGE,
    "simulation": YELLOW,
}
STAGES = {
    "grid": "#3D4852",
    "meter": "#3D4852",
    "pv": "#5B6B7B",
    "genset": "#74879A",
    "it": "#5B6B7B",
    "serving": "#74879A",
    "cooling": "#A9BACB",
    "losses": "#CDD5DD",
    "network": "#B7BEC6",
    "idle": "#D3D7DB",
}
GROUPS = {
    "revenue": BLUE,
    "capex": VERMILION,
    "opex": PURPLE,
    "energy": ORANGE,
    "tariff": YELLOW,
    "tax": "#B7BEC6",
    "burst": SKY,
    "penalty": "#4D4D4D",
    "resale": GREEN,
    "terminal": GREEN,
    "lost load": "#8C8C8C",
    "model error": "#8C8C8C",
}
CONNECTION, SUBSCRIBED, PRICE = BLACK, VERMILION, "#4D4D4D"
# The same hues, dark enough for lines on white.
AS_LINE = {SKY: "#2B7BB9", ORANGE: "#9A6700", YELLOW: "#857A00"}
OUTLINED = frozenset({SKY, ORANGE, YELLOW})
TEMPLATE = "planner"
FONT = "Helvetica, Arial, sans-serif"
MOST_LABELS, MOST_QUARTERS = 20, 12


def template() -> go.layout.Template:
    """The template: white, quiet grid, no title, no legend, room for labels on the lines."""
    axis = {
        "gridcolor": GRID,
        "zerolinecolor": MUTED,
        "linecolor": GRID,
        "tickcolor": GRID,
        "automargin": True,
        "title": {"font": {"size": 12, "color": MUTED}, "standoff": 6},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": "white",
            "plot_bgcolor": "white",
            "colorway": list(SPARE),
            "margin": {"l": 8, "r": 12, "t": 24, "b": 8},
            "xaxis": {**axis, "showgrid": False, "fixedrange": True},
            "yaxis": {**axis, "zeroline": True, "fixedrange": True},
            "hovermode": "x unified",
            "hoverlabel": {"bgcolor": "white", "font": {"color": INK}},
            "showlegend": False,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
            "bargap": 0.25,
        }
    )


pio.templates[TEMPLATE] = template()


def figure(locale: str, height: int, **layout: Any) -> go.Figure:
    """An empty figure with our template and the locale's separators; height [px]."""
    chart = go.Figure()
    chart.update_layout(template=TEMPLATE, separators=separators(locale), height=height, **layout)
    return chart


def separators(locale: str) -> str:
    """Plotly's decimal and thousands signs: 1,234.5 or 1 234,5."""
    return ",\u202f" if formats.language(locale) == "fr" else ".,"


def config(locale: str) -> dict[str, Any]:
    """Options of the viewer: nothing is uploaded, no logo, no toolbar over the chart."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "showSendToCloud": False,
        "responsive": True,
        "locale": formats.language(locale),
    }


def period_axis(chart: go.Figure, periods: Sequence[str], locale: str) -> list[str]:
    """Set the x axis up for periods and return their categories.

    Hover texts read "Q1 2027"; the axis says Q1, Q2 … with the year below the first of each, so that no label is
    turned. With more than 12 quarters every other one has a label, with more than 20 periods the first of each year.
    """
    names = [str(period) for period in periods]
    categories = [formats.period_name(name, locale) for name in names]
    years = [name.partition("-")[0] for name in names]
    first = [i == 0 or years[i] != years[i - 1] for i in range(len(names))]
    labels = []
    for name, year, is_first in zip(names, years, first, strict=True):
        rest = name.partition("-")[2]
        quarter = ("T" if formats.language(locale) == "fr" else "Q") + rest[1:]
        short = quarter if rest.startswith("Q") else rest
        crowded = len(names) > MOST_QUARTERS and rest in ("Q2", "Q4")
        named = is_first and (years.count(year) > 1 or len(names) == 1)
        if len(names) > MOST_LABELS:
            labels.append(year if is_first else "")
        elif named:
            labels.append(f"{short}<br><b>{year}</b>" if short else year)
        else:
            labels.append("" if crowded else short or year)
    chart.update_xaxes(
        type="category", categoryorder="array", categoryarray=categories, tickvals=categories, ticktext=labels,
        tickangle=0, tickfont={"size": 11},
    )  # fmt: skip
    return categories


def shares(update: Callable[..., go.Figure], locale: str) -> None:
    """Write an axis of shares (0 to 1) in percent as the language does: 40% or 40 %. `update`: update_[xy]axes."""
    steps = [i / 5 for i in range(6)]
    update(tickvals=steps, ticktext=[formats.percent(step, locale) for step in steps])


def colour_of(names: Iterable[str], known: dict[str, str]) -> dict[str, str]:
    """A colour for each name: its own where it has one, else one that no other name here has."""
    listed = list(dict.fromkeys(names))
    found = {name: known[name] for name in listed if name in known}
    free = [colour for colour in SPARE if colour not in found.values()] or list(SPARE)
    unknown = [name for name in listed if name not in known]
    return found | {name: free[i % len(free)] for i, name in enumerate(unknown)}


def outline(colour: str) -> dict[str, Any]:
    """The outline of a fill: dark where the fill alone is too pale on white."""
    return {"color": OUTLINE if colour in OUTLINED else "white", "width": 0.8}


def faded(colour: str, opacity: float) -> str:
    """The same colour, see-through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def on_dark(colour: str) -> str:
    """The colour of text that is readable on a fill."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 150 else INK
