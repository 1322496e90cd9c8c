"""The three charts of a report, each with its finding, its source and its table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.charts.energy.electrons import electrons_data, sankey
from planner.charts.energy.power import power_by_period, power_data
from planner.charts.findings import plan as findings
from planner.charts.fleet import fleet_by_period, fleet_data
from planner.report.parts import Chart, Table
from planner.words import formats
from planner.words.charts import WORDS as CHART_WORDS
from planner.words.charts import say as chart_word
from planner.words.charts import tokens_text, workload_name
from planner.words.report import say

if TYPE_CHECKING:
    from planner.plan.plan import Plan

POWER_COLUMNS = {
    "average": "average_mw",
    "it": "it_mw",
    "cooling": "cooling_mw",
    "losses": "losses_mw",
    "peak hour": "peak_mw",
    "subscribed": "subscribed_mw",
    "connection": "connection_mw",
}


def charts(plan: Plan, locale: str = "en") -> list[Chart]:
    """Megawatts, fleet, electrons to tokens."""
    power = power_by_period(plan, locale, height=380)
    fleet = fleet_by_period(plan, locale)
    return [
        _chart(plan, "power", findings.power(plan, locale), power, power_table(plan, locale), locale),
        _chart(plan, "fleet", findings.fleet(plan, locale), fleet, fleet_table(plan, locale), locale),
        _chart(
            plan, "electrons", findings.electrons(plan, locale=locale), sankey(plan, locale=locale),
            electrons_table(plan, locale), locale, table_open=True, wide_only=True,
        ),
    ]  # fmt: skip


def _chart(
    plan: Plan,
    key: str,
    finding: str,
    figure: object,
    table: Table,
    locale: str,
    *,
    table_open: bool = False,
    wide_only: bool = False,
) -> Chart:
    source = say("chart source", locale, run=plan.run_id, table=key)
    heading, measure = say(key, locale), say(f"{key} measure", locale)
    return Chart(key, heading, finding, measure, source, figure, table, table_open, wide_only)


def power_table(plan: Plan, locale: str) -> Table:
    """The megawatts behind the chart."""
    rows = tuple(
        (
            formats.period_name(row["period"], locale),
            *(formats.number(row[c], 2, locale) for c in POWER_COLUMNS.values()),
        )
        for row in power_data(plan).to_dict("records")
    )
    head = (say("period", locale), *(say(name, locale) for name in POWER_COLUMNS))
    return Table(say("power table", locale), head, rows, numeric=frozenset(range(1, len(head))))


def fleet_table(plan: Plan, locale: str) -> Table:
    """Racks installed by period and product, and the GPUs they hold."""
    data = fleet_data(plan)
    racks = list(dict.fromkeys(data["rack"].astype(str)))
    installed = data.pivot_table(index="period", columns="rack", values="installed_racks", aggfunc="sum", observed=True)
    gpus = data.groupby("period", observed=True)["gpus"].sum()
    rows = tuple(
        (
            formats.period_name(str(period), locale),
            *(formats.number(float(installed.loc[period, rack]), 0, locale) for rack in racks),
            formats.number(float(gpus.loc[period]), 0, locale),
        )
        for period in dict.fromkeys(data["period"])
    )
    head = (say("period", locale), *(formats.rack_name(rack) for rack in racks), "GPU")
    return Table(say("fleet table", locale), head, rows, numeric=frozenset(range(1, len(head))))


def electrons_table(plan: Plan, locale: str) -> Table:
    """Where each MWh goes and what it serves; the same numbers as the Sankey, for narrow screens and screen readers."""
    data = electrons_data(plan)
    rows = tuple(
        (
            _stage(str(row["stage"]), locale),
            _stage(str(row["to"]), locale),
            formats.number(row["mwh"], 0, locale),
            formats.percent(row["share_of_grid"], locale, 1),
            _work(row["served_here"], str(row["unit"]), locale) if row["workload"] else "",
        )
        for row in data.to_dict("records")
    )
    head = (say("from", locale), say("to", locale), "MWh", say("share of grid", locale), say("serves", locale))
    return Table(say("electrons table", locale), head, rows, numeric=frozenset({2, 3, 4}))


def _stage(name: str, locale: str) -> str:
    name = {"idle": "idle only", "losses": "electrical losses"}.get(name, name)
    return chart_word(name, locale) if name in CHART_WORDS else workload_name(name, locale)


def _work(amount: float, unit: str, locale: str) -> str:
    if unit == "Mtokens":
        return tokens_text(amount, locale)
    return f"{formats.significant(amount / 1e3, 3, locale)}{formats.NO_BREAK}kGPU-h"
