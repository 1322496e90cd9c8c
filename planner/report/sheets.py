"""What an Excel report holds, sheet by sheet: the values. planner/report/workbook.py draws the cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.charts.spans import ALL, full_years, years
from planner.plan.plan import TABLES, TABLES_IF_ANY
from planner.plan.studies import carbon
from planner.plan.studies.regulator import excise_conditions, regulator_table
from planner.plan.text import SHARES
from planner.report import evidence
from planner.report.book import cells
from planner.report.figures import unit_text
from planner.words import say
from planner.words.names import kpi_name, or_as_it_is, text_to_file

if TYPE_CHECKING:
    from planner.plan.plan import Plan
    from planner.plan.several.uncertain import UncertainPlan
    from planner.report.parts import Table

FIRST_TABLES = ("orders", "fleet", "power", "cash_flow")
GENERAL, WHOLE, TWO, THREE, PERCENT = "General", "#,##0", "#,##0.00", "#,##0.000", "0.0%"
SMALL, DAY, MOMENT = "#,##0.0000", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
# Ending of a column's name, its unit, how its numbers are shown. The first that fits counts.
UNITS = (
    ("eur_per_mwh", "EUR/MWh", TWO),
    ("meur_per_rack", "MEUR/rack", THREE),
    ("tokens_per_kwh(_it)?", "tokens/kWh", WHOLE),
    ("meur", "MEUR", THREE),
    ("eur", "EUR", TWO),
    ("mwh(_it)?", "MWh", THREE),
    ("mw|mw_(max|[a-zA-Z]+)", "MW", THREE),
    ("share", "%", PERCENT),
    ("racks", "racks", "#,##0.##"),
    ("gpus", "GPU", WHOLE),
    ("mtokens", "Mtokens", TWO),
    ("pue|discount", "1", SMALL),
)
FILED = {"kpi": "indicator"} | {name: name for name in ("value", "unit", "formula", "inputs", "article")}
OF_WORK = ("value", "demand", "served_here", "burst", "unserved", "declined", "throttled", "contracted", "base")
BESIDE = dict.fromkeys(OF_WORK, "unit") | {"mean": "mean_unit"}
NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?(e[+-]?\d+)?|-?\d+(\.\d+)?(e[+-]?\d+)?")


@dataclass(frozen=True)
class Sheet:
    """A table of a workbook: name of its tab, what it holds, and for each column head, unit and number format.

    `row_formats`, where given, is the number format of a row and goes before that of a column.
    """

    name: str
    caption: str
    head: tuple[str, ...]
    units: tuple[str, ...]
    formats: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    row_formats: tuple[str, ...] = ()


def sheets(plan: Plan, locale: str = "en") -> list[Sheet]:
    """Every sheet but the first, which lists them; hourly tables are too long for a workbook and stay in the run."""
    names = [*FIRST_TABLES, *TABLES_IF_ANY, *(name for name in TABLES if name not in FIRST_TABLES)]
    tables = [name for name in names if name != "assumptions" and len(getattr(plan, name))]
    return [
        indicators(plan, locale),
        *([bill_by_year(plan, locale)] if len(plan.bill) else []),
        *filed(plan, locale),
        assumptions(plan, locale),
        *(of_table(name, getattr(plan, name), locale) for name in tables),
        proof(plan, locale),
    ]


def unit_of(column: str) -> tuple[str, str]:
    """Unit and number format of a column of a plan's table, from its name."""
    for ending, unit, shown in UNITS:
        if re.fullmatch(f"(.*_)?({ending})", column):
            return unit, shown
    return "", GENERAL


def of_table(name: str, table: pd.DataFrame, locale: str = "en") -> Sheet:
    """A table of a plan; in French with heads, texts and units in French, without columns that are English only."""
    units_of = {str(column): unit_of(str(column)) for column in table.columns}
    beside = {column: unit for column, unit in BESIDE.items() if column in table and unit in table}
    shown = table[[column for column in table.columns if not cells.english_only(str(column), locale)]]
    columns = [str(column) for column in shown.columns]
    days = {column for column in columns if pd.api.types.is_datetime64_any_dtype(table[column])}
    units = tuple(
        f"→ {cells.head(beside[column], locale)}" if column in beside else cells.unit(units_of[column][0], locale)
        for column in columns
    )
    formats = tuple(DAY if column in days else units_of[column][1] for column in columns)
    rows = tuple(
        tuple(cells.text(name, column, _plain(value), locale) for column, value in zip(columns, row, strict=True))
        for row in shown.itertuples(index=False, name=None)
    )
    tab = cells.tab(name, locale)
    head = tuple(cells.head(column, locale) for column in columns)
    return Sheet(tab, say("sheet table", locale, table=tab), head, units, formats, rows)


def indicators(plan: Plan, locale: str = "en") -> Sheet:
    """Headline indicators as numbers, over the horizon and by calendar year."""
    whole = years(plan.periods)
    kpis = list(plan.manifest["kpis"])
    rows = tuple(
        (kpi_name(kpi, locale), unit_text(plan, kpi), *(_plain(plan.kpi(kpi, period=span)) for span in (ALL, *whole)))
        for kpi in kpis
    )
    head = (say("indicator", locale), say("unit", locale), say("horizon", locale), *whole)
    shown = tuple(PERCENT if kpi in SHARES else THREE if kpi.endswith("_meur") else GENERAL for kpi in kpis)
    none = ("",) * len(head)
    return Sheet(say("indicators", locale), say("indicators caption", locale), head, none, none, rows, shown)


def bill_by_year(plan: Plan, locale: str = "en") -> Sheet:
    """The bill by line item and calendar year, with what an item costs per MWh at the meter over the horizon."""
    bill = plan.bill.assign(year=plan.bill["month"].astype(str).str[:4])
    wide = bill.pivot_table(index="item", columns="year", values="amount_eur", aggfunc="sum", sort=False)
    wide = wide.reindex(columns=sorted(wide.columns)).fillna(0.0)
    energy = float(plan.power["energy_mwh"].sum())
    wide["all"] = wide.sum(axis=1)
    wide["per_mwh"] = wide["all"] / energy if energy else float("nan")
    wide.loc[say("total", locale)] = wide.sum(axis=0)
    rows = tuple(
        (cells.text("bill", "item", str(item), locale), *(_plain(value) for value in row))
        for item, row in zip(wide.index, wide.to_numpy(), strict=True)
    )
    spans = [str(year) for year in wide.columns[:-2]]
    head = (say("line item", locale), *spans, say("horizon", locale), say("horizon", locale))
    units = ("", *([cells.unit("EUR", locale)] * (len(spans) + 1)), cells.unit("EUR/MWh", locale))
    formats = (GENERAL, *([TWO] * (len(spans) + 2)))
    return Sheet(say("bill", locale), say("bill caption", locale), head, units, formats, rows)


def filed(plan: Plan, locale: str = "en") -> list[Sheet]:
    """What the regulator asks for in the first full year, as numbers, and the conditions of the reduced excise rate."""
    span = next(iter(full_years(plan)), ALL)
    balance = carbon.carbon_table(plan)
    span_text = say("horizon", locale) if span == ALL else span
    report = _filed(regulator_table(plan, balance, span), locale)
    conditions = _filed(excise_conditions(plan, balance, span), locale)
    return [
        Sheet(
            say("regulator", locale),
            say("regulator caption", locale, span=span_text),
            report.head,
            report.units,
            report.formats,
            report.rows,
        ),
        Sheet(
            say("excise", locale),
            say("excise caption", locale, span=span_text),
            conditions.head,
            conditions.units,
            conditions.formats,
            conditions.rows,
        ),
    ]


def _filed(table: pd.DataFrame, locale: str) -> Sheet:
    """A table of what is filed: texts by their words, heads too."""
    columns = [str(column) for column in table.columns]
    rows = tuple(
        tuple(
            _filed_text(column, value, locale) if isinstance(value, str) else _plain(value)
            for column, value in zip(columns, row, strict=True)
        )
        for row in table.itertuples(index=False, name=None)
    )
    head = tuple(say(FILED[name], locale) if name in FILED else cells.head(name, locale) for name in columns)
    none = ("",) * len(head)
    return Sheet("", "", head, none, none, rows)


def _filed_text(column: str, own: str, locale: str) -> str:
    return or_as_it_is(f"{column} {own}", text_to_file(own, locale), locale)


def assumptions(plan: Plan | UncertainPlan, locale: str = "en") -> Sheet:
    """Every number the plan rests on, with kind (how far to trust it), source and reason."""
    rows = tuple(
        (
            say(f"group {evidence.group_of(str(row['path']))}", locale),
            str(row["path"]),
            _number(str(row["value"])),
            str(row["unit"]),
            say(f"basis {row['kind']}", locale),
            str(row["source"]),
            str(row["reason"]),
            str(row["where"]),
        )
        for row in plan.assumptions.to_dict("records")
    )
    names = ("group", "name", "value", "unit", "trust", "source", "reason", "where")
    head = tuple(say(name, locale) for name in names)
    none = ("",) * len(head)
    return Sheet(say("assumptions", locale), say("assumptions caption", locale), head, none, none, rows)


def proof(plan: Plan, locale: str = "en") -> Sheet:
    """The solver's proof and what is needed to do it again."""
    return of_proof(evidence.proof(plan, locale), locale)


def of_proof(table: Table, locale: str = "en") -> Sheet:
    """A proof as a sheet."""
    return Sheet(say("proof", locale), table.caption, table.head, ("", ""), ("", ""), table.rows)


def _number(text: str) -> Any:
    """A value of an assumption as a number where it is one."""
    return float(text.replace(",", "")) if NUMBER.fullmatch(text) else text


def _plain(value: Any) -> Any:
    """A value as Excel takes it: nothing for what is missing, Python's own numbers, days without a time zone."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, pd.Timestamp):
        return (value.tz_convert("UTC").tz_localize(None) if value.tzinfo else value).to_pydatetime()
    return value.item() if hasattr(value, "item") else value
