"""`planner happened RUN FILE`: a plan against past months, and which assumption was off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planner.cli import OK, Commands

if TYPE_CHECKING:
    import argparse

    import pandas as pd


def add_happened(commands: Commands, parents: list[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    command = commands.add_parser("happened", parents=parents, help="hold a run against past months")
    command.add_argument("run", metavar="RUN", help="run_id, the beginning of one, latest, or locked")
    command.add_argument("file", metavar="FILE", help="CSV or .xlsx, a row a month (docs/actuals.md); kept beside RUN")


def happened(args: argparse.Namespace) -> int:
    """Print the sentences and the tracking error; keep the months beside the run."""
    from planner import api
    from planner.plan.happened.actuals import read_actuals
    from planner.plan.happened.happened import units_of_work, what_happened
    from planner.plan.happened.shown import months_shown, tracking_shown
    from planner.plan.store.studies import put_study
    from planner.plan.text import columns

    plan = api.open_run(args.run, args.store)
    actuals = read_actuals(args.file, units_of_work(plan))
    answer = what_happened(plan, actuals)
    put_study(args.store, plan.run_id, "actuals", actuals)
    if args.json:
        tables = {"table": answer.table, "tracking": answer.tracking, "assumptions": answer.assumptions}
        print(json.dumps({name: _records(table) for name, table in tables.items()}, ensure_ascii=False, indent=1))
        return OK
    shown = [tracking_shown(answer, args.locale), months_shown(answer, args.locale)]
    texts = ["\n".join(columns([[*map(str, t.columns)], *t.astype(str).to_numpy().tolist()])) for t in shown]
    print("\n\n".join(["\n".join(answer.sentences(args.locale)), *texts]))
    return OK


def _records(table: pd.DataFrame) -> Any:
    return json.loads(str(table.to_json(orient="records", force_ascii=False)))
