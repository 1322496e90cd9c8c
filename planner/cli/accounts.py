"""`planner accounts`: statements, ratios, tax and funding of a saved run."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli import OK, refuse_ignored
from planner.errors import ScenarioError, located

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.plan import Plan


def add_accounts(commands: Any, parents: list[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    accounts = commands.add_parser("accounts", parents=parents, help="statements, tax, debt and ratios of a run")
    accounts.add_argument("run", metavar="RUN", help="run_id, the beginning of one, latest, or locked")
    accounts.add_argument(
        "--every", choices=("month", "quarter", "year"), default="year", help="length of a column (default: year)"
    )
    accounts.add_argument("--out", metavar="FILE", help="write them as an Excel workbook of formulas (.xlsx) instead")


def accounts(args: argparse.Namespace) -> int:
    """Print the accounts of a run, or write them as a workbook whose path goes to stdout."""
    from planner import api
    from planner.plan.accounts.lender.covenants import covenants_table
    from planner.plan.accounts.measures import measures_table
    from planner.plan.accounts.ratios import ratios_table, sources_and_uses, tax_table
    from planner.plan.accounts.statements import statements_table
    from planner.plan.accounts.token_cost import cost_tables

    plan = api.open_run(args.run, args.store)
    if args.out:
        return _write(plan, args)
    made = plan.accounts()
    tables = {
        "statements": statements_table(made, args.every),
        "ratios": ratios_table(made, args.every),
        "covenants": covenants_table(made),
        "tax": tax_table(made),
        "sources_and_uses": sources_and_uses(made),
        "measures": measures_table(plan, made),
    }
    tables["token_costs"], tables["reconciliation"] = cost_tables(plan, made.ledger)
    if args.json:
        print(json.dumps({name: json.loads(str(t.to_json(orient="records"))) for name, t in tables.items()}, indent=1))
        return OK
    print("\n".join(_lines(tables, args.locale)))
    return OK


def _write(plan: Plan, args: argparse.Namespace) -> int:
    from planner.report.accounts.workbook import write_accounts

    refuse_ignored({"--json": args.json}, "--out", "the workbook holds every table")
    if Path(args.out).suffix.lower() != ".xlsx":
        problem = f'"{args.out}" was read; accounts are written as an Excel workbook: a name that ends with .xlsx.'
        raise ScenarioError(located("--out", problem, f"write {Path(args.out).stem}.xlsx."))
    print(write_accounts(plan, args.out, args.locale))
    return OK


def _lines(tables: dict[str, pd.DataFrame], locale: str) -> list[str]:
    from planner.plan.text import columns
    from planner.words import formats

    def meur(value: float) -> str:
        return formats.number(0.0 if abs(value) < 5e3 else value / 1e6, 2, locale)

    lines: list[str] = []
    for statement, rows in tables["statements"].groupby("statement", sort=False):
        periods = list(dict.fromkeys(rows["period"]))
        table = [[f"{statement}, M€", *periods]]
        table += [[str(line), *map(meur, own["eur"])] for line, own in rows.groupby("line", sort=False)]
        lines += [*columns(table, right=range(1, len(periods) + 1)), ""]
    ratios = tables["ratios"]
    periods = list(dict.fromkeys(ratios["period"]))
    table = [["ratios", *periods]]
    for ratio, own in ratios.groupby("ratio", sort=False):
        values = dict(zip(own["period"], own["value"], strict=True))
        shown = [formats.number(values[p], 2, locale) if p in values else formats.MISSING for p in periods]
        table.append([str(ratio), *shown])
    lines += [*columns(table, right=range(1, len(periods) + 1)), ""]
    lines += [*_covenants(tables["covenants"], locale)]
    for side, rows in tables["sources_and_uses"].groupby("side", sort=False):
        each = [[str(line), meur(eur)] for line, eur in zip(rows["line"], rows["eur"], strict=True)]
        lines += [*columns([[f"{side}, M€", meur(rows["eur"].sum())], *each], right=(1,)), ""]
    lines += [*_costs(tables, locale)]
    measures = [["measures"]]
    for row in tables["measures"].to_dict("records"):
        value = row["value"]
        text = formats.significant(value, 4, locale) if isinstance(value, float) else str(value or formats.MISSING)
        measures.append([row["measure"], text, row["unit"], row["note"]])
    width = max(map(len, measures))
    return [*lines, *columns([[*row, *[""] * (width - len(row))] for row in measures], right=(1,))]


def _covenants(table: pd.DataFrame, locale: str) -> list[str]:
    from planner.words import formats

    lines: list[str] = []
    for covenant, rows in table.groupby("covenant", sort=False):
        headroom = rows["headroom_meur"].to_numpy(dtype=float)
        room, period = formats.number(float(headroom.min()), 2, locale), rows["period"].tolist()[headroom.argmin()]
        lines.append(f"{covenant}: least headroom {room} M€, in {period}")
        lines += [f"  {note}" for note in rows.loc[rows["breach"].astype(bool), "note"]]
    return [*lines, ""] if lines else []


def _costs(tables: dict[str, pd.DataFrame], locale: str) -> list[str]:
    from planner.plan.text import columns
    from planner.words import formats

    def shown(value: float | None) -> str:
        return formats.MISSING if value is None else formats.significant(value, 4, locale)

    names = ["present_cost_meur", "nominal_eur", "real_eur", "revenue_eur", "margin_eur"]
    rows = [["cost of work", "workload", *names]]
    rows += [
        [row["allocation"], row["workload"], *(shown(row[name]) for name in names)]
        for row in tables["token_costs"].to_dict("records")
    ]
    steps = [["from cost to NPV, M€", "", ""]]
    steps += [
        [row["line"], row["workload"], formats.number(row["present_meur"], 2, locale)]
        for row in tables["reconciliation"].to_dict("records")
    ]
    return [*columns(rows, right=range(2, 7)), "", *columns(steps, right=(2,)), ""]
