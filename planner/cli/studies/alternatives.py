"""`planner alternatives`: what nearly won, the range of every order, and why a rack is not bought."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from planner.cli import OK, STOPPED, Commands, days_choice
from planner.cli.options import SCENARIO_ENDINGS, add_background

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.alternatives.answer import NearOptimal


def add_alternatives(commands: Commands, parents: Sequence[argparse.ArgumentParser]) -> None:
    """Describe the command."""
    about = "plans nearly as good as the best, the range of every order, and the price at which a rack is ordered"
    command = commands.add_parser("alternatives", parents=list(parents), help=about)
    command.add_argument("of", metavar="SCENARIO|RUN", help="YAML file, or a run, beside which the study is kept")
    command.add_argument(
        "--within", type=float, nargs="+", default=[0.01, 0.02, 0.05], metavar="SHARE",
        help="shares of the objective (default: 0.01 0.02 0.05); ranges are those within the smallest",
    )  # fmt: skip
    command.add_argument(
        "--days", type=days_choice, default=3, metavar="all|N", help="real days per period (default: 3), or all"
    )
    command.add_argument("--gap", type=float, default=5e-4, help="how closely the best is proven (default: 0.0005)")
    command.add_argument("--count", type=int, default=3, metavar="N", help="plans within each share (default: 3)")
    command.add_argument("--processes", type=int, metavar="N", help="processes (default: one per core, at most 4)")
    add_background(command)


def alternatives(args: argparse.Namespace) -> int:
    """Work the study out; of a run its tables are kept beside its own."""
    from planner import api
    from planner.alternatives.study import near_optimal
    from planner.cli.solve import Stop
    from planner.jobs.progress import ProgressFile
    from planner.plan.store.studies import put_study

    file = ProgressFile(args.progress_file)
    of_run = not args.of.endswith(SCENARIO_ENDINGS)

    def say_step(what: str) -> None:
        file.phase(what)
        print(f"{what} ...", file=sys.stderr, flush=True)

    with file.failures(), Stop(args.stop_file) as stop:
        subject = api.open_run(args.of, args.store) if of_run else api.load(args.of)
        study = near_optimal(
            subject, args.within, days=args.days, gap=args.gap, count=args.count, processes=args.processes,
            cancel=stop, progress=say_step,
        )  # fmt: skip
        if of_run:
            for name, table in study.tables.items():
                put_study(args.store, subject.run_id, name, table)
    file.end(exit_code=OK, message="", run_id=subject.run_id if of_run else None)
    print(json.dumps(as_json(study), ensure_ascii=False, indent=1) if args.json else as_text(study, args.locale))
    return OK if study.about["whole"].iloc[0] else STOPPED


def as_json(study: NearOptimal) -> dict[str, Any]:
    """The five tables, with null for what is no number."""
    return {
        name.removeprefix("near_"): json.loads(str(table.to_json(orient="records")))
        for name, table in study.tables.items()
    }


def as_text(study: NearOptimal, locale: str) -> str:
    """Sentences first, then the plans and the racks as tables."""
    from planner.charts.studies.alternatives import near_note, near_sentences, plans_shown, racks_shown, ranges_shown
    from planner.plan.text import columns

    lines = [*near_sentences(study.tables, locale), "", near_note(study.tables, locale)]
    for table in (ranges_shown, plans_shown, racks_shown):
        shown = table(study.tables, locale)
        if len(shown):
            cells = [list(map(str, shown.columns)), *shown.astype(str).to_numpy().tolist()]
            lines += ["", *columns(cells, right=())]
    return "\n".join(lines)
