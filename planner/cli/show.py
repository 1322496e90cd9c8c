"""Commands that read: check, runs, compare, report, schema."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.cli import OK, REPORTS
from planner.errors import PlannerError

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from planner.problem.site import ModelInputs


def check(args: argparse.Namespace) -> int:
    """Read each scenario or portfolio and build its inputs; all problems are shown, not only those of the first."""
    answers: list[dict[str, Any]] = []
    code = OK
    for path in args.scenarios:
        try:
            answer = _checked(path, args.days)
        except PlannerError as error:
            code = max(code, error.exit_code)
            answers.append({"scenario": path, "ok": False, "problem": str(error)})
            if not args.json:
                print(f"error: {error}\n", file=sys.stderr)
            continue
        answers.append({"scenario": path, "ok": True, **answer})
        if not args.json:
            print(f"{path}: ok · {_counted(answer['counts'])}")
            for name, site in answer.get("sites", {}).items():
                print(f"  {name}: {_counted(site['counts'])}")
                _print_warnings(site["warnings"], "    ")
            _print_warnings(answer.get("warnings", []), "  ")
    if args.json:
        print(json.dumps(answers, ensure_ascii=False, indent=1))
    return code


def _checked(path: str, days: Any) -> dict[str, Any]:
    """What a scenario holds, or a portfolio: what its sites share, and what each of them holds."""
    from planner import api
    from planner.inputs.build import build_inputs
    from planner.scenario.portfolio import Portfolio

    loaded = api.load(path)
    if not isinstance(loaded, Portfolio):
        return _holds(build_inputs(loaded, days=days))
    from planner.inputs.portfolio import build_portfolio_inputs
    from planner.problem.several import shared_workloads

    x = build_portfolio_inputs(loaded, days=days)
    counts = {
        "sites": len(x.sites),
        "periods": len(x.sites[0].periods.names),
        "shared workloads": len(shared_workloads(x)),
        "shared supplies": len(x.supply),
        "budgets": len(x.budgets),
    }
    return {"counts": counts, "sites": {name: _holds(site) for name, site in zip(x.site_names, x.sites, strict=True)}}


def _holds(inputs: ModelInputs) -> dict[str, Any]:
    counts = {
        "periods": len(inputs.periods.names),
        "days": len(inputs.days.dates),
        "hours": len(inputs.hours.utc),
        "racks": len(inputs.fleet.racks),
        "order choices": len(inputs.fleet.vintage_names),
        "workloads": len(inputs.workloads.names),
        "operating points": len(inputs.points.names),
        "assumptions": len(inputs.assumptions),
    }
    return {"counts": counts, "warnings": list(inputs.warnings)}


def _counted(counts: dict[str, int]) -> str:
    return " · ".join(f"{count:,} {name}" for name, count in counts.items())


def _print_warnings(warnings: list[str], indent: str) -> None:
    for warning in warnings:
        print(f"{indent}! {warning}")


def runs(args: argparse.Namespace) -> int:
    """List the runs of a store, then its plans under uncertainty."""
    from planner.cli.record import recorded, warn_of_damage
    from planner.plan.several import uncertain
    from planner.plan.store import trail
    from planner.plan.store.record import runs as runs_of
    from planner.plan.text import columns
    from planner.words import formats

    actions = trail.read(args.store)
    warn_of_damage(args.store, actions.damaged_lines)
    table = runs_of(args.store, actions)
    several = uncertain.list_runs(args.store)
    if args.json:
        both = [("plan", table), ("uncertain", several)]
        runs_of_store = [{"kind": kind} | row for kind, rows in both for row in json.loads(_json(rows))]
        print(json.dumps(runs_of_store, ensure_ascii=False, indent=1))
        return OK
    if table.empty and several.empty:
        print(f"{args.store}: no runs yet. planner solve SCENARIO makes one.", file=sys.stderr)
        return OK
    head = ["run", "solved (UTC)", "days", "status", "gap", "NPV", "€/Mtoken", "tokens/kWh", "served", "state", "owner",
            "age (days)"]  # fmt: skip
    now = dt.datetime.now(dt.UTC)
    rows = [head] + [
        [
            str(row["run_id"]),
            str(row["created_utc"])[:16].replace("T", " "),
            str(row["days"]),
            str(row["status"]).replace("_", " "),
            formats.percent(row["gap"], args.locale, 2),
            formats.money_meur(row["npv_meur"], args.locale),
            formats.significant(row["lcot_eur_per_mtoken"], 3, args.locale),
            formats.significant(row["tokens_per_kwh"], 3, args.locale),
            formats.percent(row["served_share"], args.locale, 1),
            *recorded(row, now),
        ]
        for row in table.to_dict("records")
    ]
    if not table.empty:
        print("\n".join(columns(rows, right=(2, 4, 5, 6, 7, 8, 11))))
    if not several.empty:
        print(("" if table.empty else "\n") + "\n".join(_uncertain_lines(several, args.locale)))
    return OK


def _uncertain_lines(table: pd.DataFrame, locale: str) -> list[str]:
    from planner.plan.text import columns
    from planner.words import formats, say

    rows = [["run", "solved (UTC)", "days", "paths", "status", "gap", "value, mean", "value, tail"]]
    for row in table.to_dict("records"):
        status = str(row["status"]).replace("_", " ") + (", parts left out" if row["left_out"] else "")
        rows.append(
            [
                str(row["run_id"]),
                str(row["created_utc"])[:16].replace("T", " "),
                str(row["days"]),
                str(row["paths"]),
                status,
                formats.percent(row["gap"], locale, 2),
                formats.money_meur(row["mean_value_meur"], locale),
                formats.money_meur(row["tail_value_meur"], locale),
            ]
        )
    return [say("uncertain runs, page", locale), *columns(rows, right=(2, 3, 5, 6, 7))]


def compare(args: argparse.Namespace) -> int:
    """Show inputs that differ, indicators side by side, orders that moved and the bridge of the value."""
    from planner import api

    comparison = api.compare(api.open_run(args.run_a, args.store), api.open_run(args.run_b, args.store))
    tables = {
        "inputs": comparison.inputs,
        "kpis": comparison.kpis,
        "orders": comparison.orders,
        "bridge": comparison.bridge,
    }
    if args.json:
        names = {"a": comparison.a.run_id, "b": comparison.b.run_id}
        print(json.dumps(names | {name: json.loads(_json(table)) for name, table in tables.items()}, indent=1))
        return OK
    print("\n".join(_comparison_lines(tables, args.locale)))
    return OK


def _comparison_lines(tables: dict[str, pd.DataFrame], locale: str) -> list[str]:
    from planner.plan.text import columns, kpi_value
    from planner.words import formats
    from planner.words.names import kpi_name

    lines = ["Inputs that differ"]
    changed = tables["inputs"].to_dict("records")
    inputs = [[row["path"], f"{row['a']} → {row['b']}", row["unit"]] for row in changed]
    lines += columns(inputs) or ["none"]
    kpis = [["", "a", "b", "difference"]]
    for row in tables["kpis"].to_dict("records"):
        name = kpi_name(row["kpi"], locale) + ("" if row["workload"] == "all" else f", {row['workload']}")
        shown = [kpi_value(row["kpi"], row[side], row["unit"], locale) for side in ("a", "b")]
        change = row["difference_share"]
        sign = "+" if change == change and change > 0 else ""
        kpis.append([name, *shown, sign + formats.percent(change, locale, 1)])
    lines += ["", "Indicators", *columns(kpis, right=(1, 2, 3))]
    orders = [
        [formats.rack_name(row["rack"]), formats.period_name(row["order_period"], locale),
         f"{row['a_racks']} → {row['b_racks']}"]
        for row in tables["orders"].to_dict("records")
    ]  # fmt: skip
    lines += ["", "Orders that moved [racks]", *(columns(orders, right=(2,)) or ["none"])]
    steps = tables["bridge"].to_dict("records")
    bridge = [[row["step"], formats.money_meur(row["meur"], locale)] for row in steps]
    return [*lines, "", "Net present value, from a to b", *columns(bridge, right=(1,))]


def report(args: argparse.Namespace) -> int:
    """Write one report; its path goes to stdout."""
    from planner.plan.several.uncertain import open_either
    from planner.report.changes import beside
    from planner.report.write import format_of, write

    plan = open_either(args.store, args.run)
    kind = format_of(args.out, args.format)
    path = Path(args.out) if args.out else Path(REPORTS) / f"{plan.run_id}.{kind}"
    print(write(plan, path, kind, args.locale, *beside(args.store, plan, kind, args.locale)))
    return OK


def schema(args: argparse.Namespace) -> int:
    """Print the JSON Schema of a scenario."""
    from planner.scenario.schema import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
    return OK


def _json(table: pd.DataFrame) -> str:
    return str(table.to_json(orient="records", date_format="iso", indent=1, force_ascii=False))
