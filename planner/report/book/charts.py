"""Native charts of the workbook, over the numbers of its sheets: change a number and they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.charts import theme
from planner.charts.fleet import fleet_data
from planner.plan.news.work import PARTS, TOKENS, work_data
from planner.report.accounts.cells import FIRST_COLUMN, HEAD_ROW
from planner.report.accounts.lender import LENDER
from planner.report.book import cells
from planner.report.book.pages import Page, put_text, tab_name
from planner.report.sheets import GENERAL, PERCENT, WHOLE, Sheet
from planner.report.stills.plan import WORDS
from planner.words import formats, say

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.report.accounts.cells import Material

FIRST_ROW = 3  # of a sheet of values, counted from 0
STACKED = {"type": "column", "subtype": "stacked"}
POWER = {
    "it_average_mw": theme.STAGES["it"], "cooling_average_mw": theme.STAGES["cooling"],
    "losses_average_mw": theme.STAGES["losses"], "auxiliaries_average_mw": theme.STAGES["network"],
}  # fmt: skip
LINES = {"subscribed_mw_max": theme.SUBSCRIBED, "connection_mw": theme.CONNECTION}
WIDTH_PX, HEIGHT_PX, ROWS = 760, 330, 18
MILLIONS = "#,##0,,"


def chart_sheets(plan: Plan, locale: str) -> list[Sheet]:
    """Work by year in the five words, and GPUs by product and period: what two of the charts are drawn over."""
    data = work_data(plan)
    own = data.loc[data["unit"] == (TOKENS if (data["unit"] == TOKENS).any() else data["unit"].iloc[0])]
    rows = tuple(
        (str(row["year"]), *(float(row[f"{name}_share"]) for name in PARTS.values())) for row in own.to_dict("records")
    )
    head = (say("year", locale), *(say(word, locale) for word in PARTS))
    formats_ = (GENERAL, *([PERCENT] * len(PARTS)))
    work = Sheet(
        say("book work", locale), say("book work caption", locale), head, ("", *(["%"] * len(PARTS))), formats_, rows
    )
    fleet = fleet_data(plan).pivot_table(index="period", columns="rack", values="gpus", observed=True, sort=False)
    names = tuple(formats.rack_name(str(rack)) for rack in fleet.columns)
    counts = tuple(
        (formats.period_name(str(period), locale), *(float(v) for v in row))
        for period, row in zip(fleet.index, fleet.to_numpy(), strict=True)
    )
    shown = (GENERAL, *([WHOLE] * len(names)))
    gpus = Sheet(
        say("book fleet", locale), say("book fleet caption", locale), (say("period", locale), *names),
        ("", *(["GPU"] * len(names))), shown, counts,
    )  # fmt: skip
    return [sheet for sheet in (work, gpus) if sheet.rows]


def add_charts(page: Page, plan: Plan, material: Material | None, locale: str) -> None:
    """Cash by month, work by year, megawatts and GPUs by period, one below the other."""
    page.sheet.hide_gridlines(2)
    put_text(page, 1, 1, say("book charts caption", locale), bold=True)
    charts = [
        *([_cash(page, material, locale)] if material is not None else []),
        *(_of_sheets(page, plan, locale)),
        _power(page, plan, locale),
    ]
    for number, chart in enumerate(charts):
        chart.set_legend({"position": "bottom"})
        page.sheet.insert_chart(2 + number * ROWS, 0, chart, {"object_position": 2})


def _new(page: Page, kind: dict[str, str], title: str, unit: str) -> Any:
    chart = page.book.file.add_chart(kind)
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_y_axis({"name": unit, "major_gridlines": {"visible": True, "line": {"color": theme.GRID}}})
    chart.set_size({"width": WIDTH_PX, "height": HEIGHT_PX})
    return chart


def _series(tab: str, column: int, rows: int, colour: str, *, line: bool = False) -> dict[str, Any]:
    """A column of a sheet of values, named by its head."""
    last = FIRST_ROW + rows - 1
    look = {"line": {"color": colour, "width": 2}} if line else {"fill": {"color": colour}, "gap": 40}
    return {
        "name": [tab, FIRST_ROW - 1, column],
        "categories": [tab, FIRST_ROW, 0, last, 0],
        "values": [tab, FIRST_ROW, column, last, column],
        **look,
    }


def _of_sheets(page: Page, plan: Plan, locale: str) -> list[Any]:
    made = []
    for sheet in chart_sheets(plan, locale):
        is_work = sheet.name == say("book work", locale)
        unit = "" if is_work else "GPU"
        chart = _new(page, STACKED, sheet.caption, unit)
        names = [*PARTS] if is_work else [name.replace(" ", "_") for name in sheet.head[1:]]
        colours = WORDS if is_work else theme.colour_of(names, theme.RACKS)
        for column, name in enumerate(names, start=1):
            chart.add_series(_series(tab_name(sheet.name), column, len(sheet.rows), colours[name]))
        if is_work:
            chart.set_y_axis({"max": 1, "num_format": "0%", "major_gridlines": {"visible": True}})
        made.append(chart)
    return made


def _power(page: Page, plan: Plan, locale: str) -> Any:
    tab, columns = tab_name(cells.tab("power", locale)), [str(name) for name in plan.power.columns]
    chart = _new(page, STACKED, say("power table", locale), "MW")
    lines = page.book.file.add_chart({"type": "line"})
    for name, colour in POWER.items():
        chart.add_series(_series(tab, columns.index(name), len(plan.power), colour))
    for name, colour in LINES.items():
        lines.add_series(_series(tab, columns.index(name), len(plan.power), colour, line=True))
    chart.combine(lines)
    return chart


def _cash(page: Page, material: Material, locale: str) -> Any:
    """Cash before tax and financing, cumulated, over the live row of the tab of months."""
    tab, row = material.places[LENDER, "cumulated"]
    chart = _new(page, {"type": "line"}, say("book cumulated", locale), "M€")
    first, last = FIRST_COLUMN - 1, FIRST_COLUMN + material.count - 2
    chart.add_series(
        {
            "name": [tab, row - 1, 0],
            "categories": [tab, HEAD_ROW - 1, first, HEAD_ROW - 1, last],
            "values": [tab, row - 1, first, row - 1, last],
            "line": {"color": theme.BLUE, "width": 2},
        }
    )
    chart.set_x_axis(
        {"date_axis": True, "num_format": "yyyy", "major_unit": 1, "major_unit_type": "years", "label_position": "low"}
    )
    chart.set_y_axis({"name": "M€", "num_format": MILLIONS, "major_gridlines": {"visible": True}})
    return chart
