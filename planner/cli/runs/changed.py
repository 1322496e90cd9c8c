"""`planner changed RUN RUN`: what changed from one run to another, and what each driver does to the value."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from planner.cli import OK, Commands, days_choice, refuse_ignored

if TYPE_CHECKING:
    import pandas as pd

    from planner.plan.changed.changes import Changes


def add_changed(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    command = commands.add_parser("changed", parents=parents, help="say what changed from one run to another")
    command.add_argument("run_a", metavar="RUN_A", help="run_id, the beginning of one, latest, or locked")
    command.add_argument("run_b", metavar="RUN_B")
    command.add_argument("--exact", action="store_true", help="solve for each driver alone; kept beside RUN_B")
    command.add_argument("--days", type=days_choice, metavar="all|N", help="with --exact: real days per period")
    command.add_argument("--gap", type=float, metavar="GAP", help="with --exact: how closely each solve is proven")
    command.add_argument("--processes", type=int, metavar="N", help="with --exact: processes")


def changed(args: argparse.Namespace) -> int:
    """Print the largest changes in sentences and all of them in tables."""
    changes = _changes(args)
    tables = {"steps": changes.steps, "inputs": changes.inputs, "orders": changes.orders, "offers": changes.offers}
    if args.json:
        names: dict[str, Any] = {"a": changes.a.run_id, "b": changes.b.run_id}
        names |= {"difference_meur": changes.difference_meur, "open_meur": changes.open_meur}
        parts = tables | {"money": changes.money, "largest": changes.table(args.locale)}
        print(json.dumps(names | {name: _records(part) for name, part in parts.items()}, ensure_ascii=False, indent=1))
        return OK
    print("\n".join(_lines(changes, tables, args.locale)))
    return OK


def _changes(args: argparse.Namespace) -> Changes:
    from planner import api
    from planner.money_studies.changed import what_changed
    from planner.plan.changed.last import changes_in, put_steps

    options = {"days": args.days, "gap": args.gap, "processes": args.processes}
    a, b = (api.open_run(run, args.store) for run in (args.run_a, args.run_b))
    if not args.exact:
        given = {f"--{name}": value for name, value in options.items()}
        refuse_ignored(given, "both runs read as they are", "add --exact")
        return changes_in(args.store, a, b)
    how = {name: value for name, value in options.items() if value is not None}
    changes = what_changed(a, b, exact=True, progress=_say, **how)
    put_steps(args.store, a, b, changes.steps)
    return changes


def _say(driver: str) -> None:
    print(f"{driver} ...", file=sys.stderr, flush=True)


def _lines(changes: Changes, tables: dict[str, pd.DataFrame], locale: str) -> list[str]:
    from planner.plan.changed.sentences import basis_sentence, signed_meur
    from planner.plan.text import columns
    from planner.words import formats, say

    lines = [*changes.sentences(locale), basis_sentence(changes, locale), ""] if _any(changes) else []
    lines = lines or [say("changed none", locale), ""]
    steps = [
        [say(f"cause {row['driver']}", locale), signed_meur(float(row["meur"]), locale), str(row["fields"])]
        for row in tables["steps"].to_dict("records")
    ]
    inputs = [[row["path"], f"{row['a']} → {row['b']}", row["unit"]] for row in tables["inputs"].to_dict("records")]
    orders = [
        [row["move"], f"{row['racks']} {row['rack']}", row["period"], row["to_period"] + _instead(row)]
        for row in tables["orders"].to_dict("records")
    ]
    offers = [
        [row["offer"], row["move"], *(formats.percent(row[side], locale) for side in ("a_share", "b_share"))]
        for row in tables["offers"].to_dict("records")
    ]
    for key, rows in (("bridge", steps), ("inputs differ", inputs), ("orders moved", orders), ("offers moved", offers)):
        lines += [say(key, locale), *columns(rows or [[formats.MISSING]]), ""]
    return lines[:-1]


def _instead(row: dict[Any, Any]) -> str:
    return f"{row['other_racks']} {row['other_rack']}" if row["other_rack"] else ""


def _any(changes: Changes) -> bool:
    return bool(len(changes.steps) or len(changes.orders) or len(changes.offers))


def _records(table: pd.DataFrame) -> Any:
    return json.loads(str(table.to_json(orient="records", force_ascii=False)))
