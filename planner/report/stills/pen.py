"""How still charts are drawn: the sheet, axes of periods, and a figure as SVG that stands inside a page.

Matplotlib without pyplot, so that nothing is kept between charts. Texts stay texts: they can be searched and read out.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from planner.charts import theme
from planner.words import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PT_PER_INCH = 72.0
WIDTH_IN = 9.2  # 662 px at 72 to the inch: an A4 sheet between its margins
TEXT_PT, SMALL_PT = 10.5, 9.5
FONT = "DejaVu Sans"  # comes with Matplotlib and is wider than what readers have: no text is cut
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none", "svg.hashsalt": "planner", "font.family": FONT, "font.size": TEXT_PT,
    "axes.edgecolor": theme.MUTED, "axes.labelcolor": theme.MUTED, "xtick.color": theme.INK, "ytick.color": theme.MUTED,
    "axes.axisbelow": True, "hatch.linewidth": 0.6, "path.simplify": False,
}  # fmt: skip
MOST_QUARTERS = 12


def sheet(height_in: float) -> tuple[Figure, Axes]:
    """An empty figure with one pair of axes: zero base, quiet grid, no frame but the base line."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
        axes = figure.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color=theme.GRID, linewidth=0.8)
    axes.tick_params(length=0, labelsize=SMALL_PT)
    return figure, axes


def numbers(axes: Axes, locale: str, unit: str) -> None:
    """Write the numbers of the upright axis as the language does, its unit above it."""
    from matplotlib.ticker import FuncFormatter

    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: formats.plain(value, 1, locale)))
    axes.set_title(unit, loc="left", fontsize=SMALL_PT, color=theme.MUTED, pad=4)


def shares(axes: Axes, locale: str) -> None:
    """An upright axis from nothing to all, in percent."""
    steps = [i / 4 for i in range(5)]
    axes.set_yticks(steps, [formats.percent(step, locale) for step in steps])
    axes.set_ylim(0, 1)


def periods(axes: Axes, names: Sequence[str], locale: str) -> None:
    """Name periods below the axis: each, or with more than 12 the first of each year, by its year."""
    years = [name.partition("-")[0] for name in names]
    first = [i == 0 or years[i] != years[i - 1] for i in range(len(names))]
    if len(names) <= MOST_QUARTERS:
        labels = [formats.period_name(name, locale).replace(formats.NO_BREAK, "\n") for name in names]
    else:
        labels = [year if begins else "" for year, begins in zip(years, first, strict=True)]
    axes.set_xticks(range(len(names)), labels)
    axes.set_xlim(-0.5, len(names) - 0.5)
    for at in (i for i, begins in enumerate(first) if begins and i):
        axes.axvline(at - 0.5, color=theme.GRID, linewidth=0.8, zorder=0)


def legend(axes: Axes, columns: int) -> None:
    """Names of what is drawn, above the axes."""
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=columns, frameon=False, fontsize=SMALL_PT,
        handlelength=1.1, handleheight=0.9, columnspacing=1.2, handletextpad=0.5, borderaxespad=0.1,
    )  # fmt: skip


def beside(axes: Axes, x: float, y: float, text: str, colour: str, **place: Any) -> None:
    """A text at a place of the chart, on a white ground."""
    ground = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.8}
    axes.text(x, y, text, color=colour, fontsize=SMALL_PT, bbox=ground, **place)


def svg(figure: Figure, key: str) -> str:
    """The figure as an SVG element, the same each time; `key` keeps its ids apart from those of other charts."""
    from matplotlib import rc_context

    stream = io.StringIO()
    with rc_context(SETTINGS):
        figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :].strip()
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"<style[^>]*>.*?</style>", "", text, flags=re.DOTALL)  # would hold for the whole page
    head, mark, body = text.partition(">")
    head = re.sub(r'\s(?:width|height)="[^"]*"', "", head)  # as wide as there is room
    text = f"{head}{mark}{body}"
    text = re.sub(r'\bid="([^"]+)"', rf'id="{key}-\1"', text)
    text = re.sub(r'(url\(#|xlink:href="#)', rf"\1{key}-", text)
    text = text.replace(f"'{FONT}'", "Helvetica, Arial, sans-serif").replace("\n", " ")
    return re.sub(r"\s{2,}", " ", text)
